"""The closed list of what a claim may ask, ``CALLS``: each gives a number under every setting. A part of ``claims``.

Nothing of a file is ever evaluated: a name is looked up here, and its arguments are words and lists of words.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import compare, glossary, layout, measures, passages, tables, terms, words

Cases = Iterator[tuple[dict[str, str], Any]]  # choice -> option, and what the number is taken from
LONGEST, HALF = 4, 0.5  # words of a phrase that marks a text, as in ``compare.keywords``; most of a similarity
LISTS = (10, 100, 1_000)  # keywords of a text: an interval is widened by how few of all terms are listed


class Texts(NamedTuple):
    """LINES; PARAGRAPHS, TOKENS, TOKENS translated alike, by variant; glossary; stop lists; what is made for all."""

    lines: pd.DataFrame
    paragraphs: dict[str, pd.DataFrame]
    tokens: dict[str, pd.DataFrame]
    alike: dict[str, pd.DataFrame]
    formulae: pd.DataFrame | None
    lists: dict[str, frozenset[str]]
    small: frozenset[str]
    made: dict[str, Any]

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is made under a name, of these texts only, when it is asked for first."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def cases(self, call: str) -> list[tuple[dict[str, str], Any]]:
        """Return the cases of a call."""
        return self.once(call, lambda: [*CALLS[call].cases(self)])

    def content(self, tokens: dict[str, pd.DataFrame]) -> pd.DataFrame:
        """Return the TOKENS of the first setting: bodies without the words of the first stop list."""
        return words.drop(tokens["body"], self.small)


class Call(NamedTuple):
    """An entry: what its number is, its cases, the number of each, its doubt in the first, the limit it must be above.

    doubt: a table of low, high and p, a row for each part of what is claimed; None: it is counted.
    """

    what: str
    cases: Callable[[Texts], Cases]
    number: Callable[..., float]
    doubt: Callable[..., pd.DataFrame] | None = None
    limit: float = 0


def texts(lines: pd.DataFrame, formulae: pd.DataFrame | None = None, small: Iterable[str] | None = None) -> Texts:
    """Return what the calls read of LINES; formulae: a glossary, if any; small: a stop list instead of the English.

    >>> [*claims.texts(lines).tokens]
    ['body', 'notes in', 'quotes out']
    """
    made = compare.versions(lines)
    alike = {} if formulae is None else {name: glossary.normalise(each, formulae) for name, each in made.items()}
    tokens, others = ({name: words.tokens(each) for name, each in table.items()} for table in (made, alike))
    lists = {name: words.stop_words(name) for name in compare.STOP_LISTS}
    lists = lists if small is None else {"small words": frozenset(small), "none": frozenset()}
    return Texts(lines, made, tokens, others, formulae, lists, next(iter(lists.values())), {})


def similarities(texts: Texts, alike: bool = False) -> Cases:
    """Yield the similarities under every setting, by pair."""
    for choices, weights in compare.settings(texts.alike if alike else texts.tokens, texts.lists):
        pairs = compare.similarity(weights).astype({"left": str, "right": str})
        yield choices, pairs.set_index(["left", "right"])["similarity"]


def held(index: Iterable, pairs: list, of: list | tuple) -> tuple[list, list]:
    """Return pairs and those they are held against, all others if none are given, as the index has them; or none."""
    known = {frozenset(key): key for key in index}
    own, others = ([known.get(frozenset(pair)) for pair in given] for given in (pairs, of))
    others = others or [key for key in known.values() if key not in own]
    return ([], []) if None in (*own, *others) else (own, others)


def ahead(similar: pd.Series, pairs: list, of: list | tuple = ()) -> float:
    """Return by how much the least alike of some pairs is more alike than the most alike of others."""
    own, others = (map(similar.to_dict().__getitem__, keys) for keys in held(similar.index, pairs, of))
    return min(own, default=np.nan) - max(others, default=np.nan)


def ahead_doubt(texts: Texts, pairs: list, of: list | tuple = ()) -> pd.DataFrame:
    """Return the differences that are claimed: to be ahead of all is to be ahead of each."""
    asked = [(*one, *other) for one, other in product(*held(texts.cases("ahead")[0][1].index, pairs, of))]
    return compare.differences(texts.content(texts.tokens), asked, corrected=False)


def share(weights: pd.DataFrame, pair: list[str], of: list[str]) -> float:
    """Return the share of a pair's similarity that some terms make; of none they make nothing."""
    if not {*pair} <= {*weights["doc_id"]}:
        return np.nan
    shared = compare.shared_terms(weights, *pair)
    return shared.loc[shared["term"].isin(of), "part"].sum() / (shared["part"].sum() or 1)


def changes(texts: Texts) -> Cases:
    """Yield how far the similarities rise when formulae are translated alike, under every setting."""
    for (choices, old), (_, new) in zip(texts.cases("ahead"), similarities(texts, alike=True), strict=False):
        yield choices, new - old


def rise(texts: Texts, text: str) -> pd.DataFrame:
    """Return the rises of the similarities of a text."""
    found = compare.changes(texts.content(texts.tokens), texts.content(texts.alike), corrected=False)
    return found[(found[["left", "right"]] == text).any(axis=1)]


def wordings(texts: Texts) -> Cases:
    """Yield phrases, their log-odds and the label of each, by variant and wording, of all texts and without each."""
    made: dict[str, tuple] = {"as printed": (texts.tokens, {})}
    if texts.formulae is not None:
        made["translated alike"] = texts.alike, dict(texts.formulae[["variant", "formula"]].to_numpy()[::-1])
    for variant, (wording, (tokens, label)) in product(texts.tokens, made.items()):
        counts = terms.counts(terms.phrases(tokens[variant], LONGEST))
        for out in ("none", *tables.doc_order(counts)):
            kept, odds = counts[counts["doc_id"] != out], None
            if kept["doc_id"].nunique() > 1:
                kept, cells = terms.cells_of(kept)
                odds = measures.log_odds_difference(cells)
            yield {"variant": variant, "wording": wording, "left out": out}, (kept[["doc_id", "term"]], odds, label)


def marks(case: tuple[pd.DataFrame, np.ndarray | None, dict[str, str]], text: str, term: str) -> float:
    """Return the difference of the log-odds of a term between a text and the others; missing where one is absent."""
    found, odds, label = case
    if odds is None or not (found["doc_id"] == text).any():
        return np.nan
    row = np.flatnonzero((found["doc_id"] == text) & (found["term"] == label.get(term, term)))
    return float(odds[row[0]]) if len(row) else -np.inf


def keywords(texts: Texts, top: int = LISTS[0]) -> pd.DataFrame:
    """Return the first KEYWORDS of each text by every measure."""
    return texts.once(f"{top} keywords", lambda: compare.keywords(texts.tokens["body"], texts.small, LONGEST, top))


def marks_doubt(texts: Texts, text: str, term: str) -> pd.DataFrame:
    """Return the keyword, of the shortest list that has it; without an upper end where the rest never uses it."""
    for top in LISTS:
        row = keywords(texts, top).query("measure == 'log_odds' and doc_id == @text and term == @term")
        if len(row):
            break
    return row.assign(high=row["high"].where(row["high"].notna() | row["low"].isna(), np.inf), p=np.nan)


def bodies(texts: Texts) -> Cases:
    """Yield the share of each file that is its body, counted in characters, words and lines."""
    for unit in ("characters", "words", "lines"):
        sizes = layout.ledger(texts.lines).pivot_table(unit, "doc_id", "role", "sum", observed=False)
        yield {"counted in": unit}, sizes["body"] / sizes.sum(axis=1)


def in_common(texts: Texts) -> Cases:
    """Yield the PASSAGES that texts share, names and boilerplate aside, by variant."""
    for variant, tokens in texts.tokens.items():
        found = passages.shared_passages(tokens, texts.paragraphs[variant])
        yield {"variant": variant}, found[found["kind"] == "passage"]


def longest(shared: pd.DataFrame, pair: list[str]) -> float:
    """Return the words of the longest passage that two texts share; 0 without one."""
    return max(shared.loc[shared[["left", "right"]].isin(pair).all(axis=1), "words"], default=0)


CALLS = {
    "ahead": Call("lead of similarity", similarities, ahead, ahead_doubt),
    "share": Call("share of the similarity", lambda of: compare.settings(of.tokens, of.lists), share, limit=HALF),
    "closer": Call("least rise of similarity", changes, lambda of, text: of[[text in k for k in of.index]].min(), rise),
    "marks": Call("difference of the log-odds", wordings, marks, marks_doubt),
    "least_body": Call("more body of the next file", bodies, lambda body, text: body.drop(text).min() - body[text]),
    "passage": Call("words of the longest shared passage", in_common, longest, limit=compare.QUOTED - 1),
}
