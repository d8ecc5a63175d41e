"""The closed list of what a claim may ask, ``CALLS``: each gives a number under every setting. A part of ``claims``.

Nothing of a file is ever evaluated: a name is looked up here, and its arguments are words and lists of words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import compare, glossary, layout, measures, passages, tables, terms, words

Doubt = tuple[float, float, float]  # low, high and p of a number; what is not known is missing
Cases = Iterator[tuple[dict[str, str], Any]]
LONGEST = 4  # words of a phrase that marks a text: as in ``compare.keywords``
HALF = 0.5  # of a similarity: "most of it"


class Texts(NamedTuple):
    """What the calls read: LINES; PARAGRAPHS, TOKENS, TOKENS with formulae translated alike, by variant; a glossary."""

    lines: pd.DataFrame
    paragraphs: dict[str, pd.DataFrame]
    tokens: dict[str, pd.DataFrame]
    alike: dict[str, pd.DataFrame]
    formulae: pd.DataFrame | None


class Call(NamedTuple):
    """An entry: what its number is, the cases (choice -> option, material) and the number of each, and the limit.

    A claim holds where its number is above the limit. doubt: low, high and p of the first case; None: it is counted.
    """

    what: str
    cases: Callable[[Texts], Cases]
    number: Callable[..., float]
    doubt: Callable[..., Doubt] | None = None
    limit: float = 0


def texts(lines: pd.DataFrame, formulae: pd.DataFrame | None = None) -> Texts:
    """Return what the calls read of LINES; formulae: a glossary, where there is one."""
    versions = compare.versions(lines)
    tokens = {name: words.tokens(each) for name, each in versions.items()}
    made = {} if formulae is None else {name: glossary.normalise(each, formulae) for name, each in versions.items()}
    return Texts(lines, versions, tokens, {name: words.tokens(each) for name, each in made.items()}, formulae)


def content(tokens: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the TOKENS of the first setting: bodies without the words of the short list."""
    return words.drop(tokens["body"], words.stop_words("short"))


# ---------------------------------------------------------------- under the grid of ``compare.settings``


def similarities(texts: Texts, unit: str = "doc_id", alike: bool = False) -> Cases:
    """Yield the similarities of all pairs under every setting, by the columns that tell the units of a pair apart."""
    for choices, weights in compare.settings(texts.alike if alike else texts.tokens, unit=unit):
        yield choices, _by_pair(weights)


def _by_pair(weights: pd.DataFrame) -> pd.Series:
    pairs = compare.similarity(weights).astype({"left": str, "right": str})
    return pairs.set_index([name for name in pairs if name.startswith(("left", "right"))])["similarity"]


def share(weights: pd.DataFrame, pair: list[str], of: list[str]) -> float:
    """Return the share of a pair's similarity that some terms make."""
    part = compare.shared_terms(weights, *pair).set_index("term")["part"]
    return part[part.index.isin(of)].sum() / part.sum()


def sections(similar: pd.Series, left: list, right: list) -> float:
    """Return by how much two sections, each (text, section), are more alike than any other two of these texts."""
    two = similar.xs((left[0], right[0]), level=("left", "right"))
    return two[left[1], right[1]] - two.drop((left[1], right[1])).max()


def _held(index: pd.Index, pairs: Iterable, of: Iterable = ()) -> tuple[list, list]:
    """Return pairs, and those they are held against, all others if none are given, as the index has them."""
    known = {frozenset(key): key for key in index}
    own, others = ([known[frozenset(pair)] for pair in given] for given in (pairs, of))
    return own, others or [key for key in index if key not in own]


def ahead(similar: pd.Series, pairs: list, of: list | tuple = ()) -> float:
    """Return by how much the least alike of some pairs is more alike than the most alike of others."""
    own, others = _held(similar.index, pairs, of)
    return similar[own].min() - similar[others].max()


def ahead_doubt(texts: Texts, pairs: list, of: list | tuple = ()) -> Doubt:
    """Return the doubt of being ahead: ahead of all is ahead of each, so p is the greatest (Berger 1982)."""
    found = content(texts.tokens)
    own, others = _held(_by_pair(terms.tfidf(terms.counts(found))).index, pairs, of)
    return _weakest(compare.differences(found, [(*a, *b) for a in own for b in others], corrected=False))


def _weakest(found: pd.DataFrame) -> Doubt:
    """Return the lowest ends and the greatest p of some differences, all of which are claimed."""
    return found["low"].min(skipna=False), found["high"].min(skipna=False), found["p"].max(skipna=False)


def both(texts: Texts) -> Cases:
    """Yield the similarities as printed and with formulae translated alike, under every setting."""
    for (choices, printed), (_, other) in zip(similarities(texts), similarities(texts, alike=True), strict=True):
        yield choices, other - printed


def closer(change: pd.Series, text: str) -> float:
    """Return the least rise of the similarities of a text when formulae are translated alike."""
    return min(value for key, value in change.items() if text in key)


def closer_doubt(texts: Texts, text: str) -> Doubt:
    """Return the doubt of these rises."""
    found = compare.changes(content(texts.tokens), content(texts.alike), corrected=False)
    return _weakest(found[(found[["left", "right"]] == text).any(axis=1)])


# ---------------------------------------------------------------- with settings of their own


def companies(texts: Texts) -> Cases:
    """Yield COUNTS of phrases by variant, wording and company: beside all other texts, and without each of them."""
    wordings: dict[str, tuple] = {"as printed": (texts.tokens, {})}
    if texts.formulae is not None:
        wordings["translated alike"] = texts.alike, dict(texts.formulae[["variant", "formula"]].to_numpy()[::-1])
    for variant, (wording, (tokens, label)) in product(texts.tokens, wordings.items()):
        counts = terms.counts(terms.phrases(tokens[variant], LONGEST))
        for out in (None, *tables.doc_order(counts)):
            choices = {"variant": variant, "wording": wording, "company": f"without {out}" if out else "all"}
            yield choices, (counts[counts["doc_id"] != out], label)


def marks(case: tuple[pd.DataFrame, dict[str, str]], text: str, term: str) -> float:
    """Return the difference of the log-odds of a term between a text and the others; missing where one is absent."""
    counts, label = case
    if not (counts["doc_id"] == text).any() or counts["doc_id"].nunique() < 2:
        return np.nan
    found, cells = terms.cells_of(counts)
    row = np.flatnonzero((found["doc_id"] == text) & (found["term"] == label.get(term, term)))
    return float(measures.log_odds_difference(cells.at(row))[0]) if len(row) else -np.inf


def marks_doubt(texts: Texts, text: str, term: str) -> Doubt:
    """Return the interval of one of the first keywords of a text; no upper end where the rest never uses it."""
    found = compare.keywords(texts.tokens["body"], words.stop_words("short"), LONGEST)
    row = found[(found["doc_id"] == text) & (found["measure"] == "log_odds") & (found["term"] == term)]
    low, high = row[["low", "high"]].iloc[0] if len(row) else (np.nan, np.nan)
    return low, np.inf if np.isnan(high) and not np.isnan(low) else high, np.nan


def bodies(texts: Texts) -> Cases:
    """Yield the share of each file that is its body, counted in characters, words and lines."""
    ledger = layout.ledger(texts.lines)
    for unit in ("characters", "words", "lines"):
        sizes = ledger.pivot_table(unit, "doc_id", "role", "sum", observed=False)
        yield {"counted in": unit}, sizes["body"] / sizes.sum(axis=1)


def least(numbers: pd.Series, text: str) -> float:
    """Return by how much the number of a text is below that of the next."""
    return numbers.drop(text).min() - numbers[text]


def in_common(texts: Texts) -> Cases:
    """Yield the PASSAGES that texts share, by variant."""
    for variant, tokens in texts.tokens.items():
        yield {"variant": variant}, passages.shared_passages(tokens, texts.paragraphs[variant])


def longest(shared: pd.DataFrame, pair: list[str]) -> float:
    """Return the words of the longest passage that two texts share; 0 without one."""
    own = shared["left"].isin(pair) & shared["right"].isin(pair) & (shared["kind"] == "passage")
    return float(shared.loc[own, "words"].max()) if own.any() else 0.0


CALLS = {
    "ahead": Call("lead of similarity", similarities, ahead, ahead_doubt),
    "share": Call("share of the similarity", lambda texts: compare.settings(texts.tokens), share, limit=HALF),
    "sections": Call("lead of similarity", partial(similarities, unit="section"), sections),
    "closer": Call("least rise of similarity", both, closer, closer_doubt),
    "marks": Call("difference of the log-odds", companies, marks, marks_doubt),
    "least_body": Call("less body than the next file, as a share", bodies, least),
    "passage": Call("words of the longest shared passage", in_common, longest, limit=compare.QUOTED - 1),
}
