"""Boxes of controls to play with in JupyterLab, over the functions of the other rooms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd

from helpers import compare, measures, passages, report, tables, terms, words
from helpers.lab.folder import folder as folder
from helpers.lab.settled import save_rules as save_rules
from helpers.lab.settled import settle as settle

if TYPE_CHECKING:
    from helpers.lab.boxes import Reader, Word
    from helpers.lab.controls import Controls
    from helpers.lab.workbench import Workbench

OFFERED, LISTED = 12, 15  # words to set aside, about two lines of buttons; words of a table, about a screen
Aside = tuple[str, ...]  # words that are set aside
STOP_LISTS = ["none", "short", "long"]
Answer = tuple[pd.DataFrame, dict, Iterable[str], str]  # a table, how it is shown, words on offer, the code


def word(
    tokens: pd.DataFrame, paragraphs: pd.DataFrame, term: str = "security", lines: pd.DataFrame | None = None
) -> Word:
    """Return the box for any word of the report: counts of each text, where in it, all lines, and the code for them.

    It searches all texts while you type, as the report does: words and numbers, phrases, ``secur*``. A tick takes a
    line along: ``box.selected`` is CONCORDANCE of the ticked lines, for the next cell, and ``box.shown`` of all. With
    LINES it also finds what stands beside the texts. A line leads to the reading edition where a report was built.
    Without a kernel the first lines stand there. The page has a frame of its own, in which texts cannot act.

    >>> box = lab.word(tokens, paragraphs, "bedrock")
    >>> box.code, len(box.shown), len(box.selected)
    ("passages.concordance(tokens, 'bedrock', paragraphs)", 5, 0)
    """
    from helpers.lab import boxes

    tables.check(tokens, "TOKENS")
    texts, root = boxes.texts(paragraphs, lines, None, None)
    if len(words.tokens(paragraphs)) != len(tokens):
        raise ValueError("the tokens are not all words of the paragraphs. Give 'words.tokens(paragraphs)'.")
    page = report.framed("find.js", title="Any word", texts=texts, first=[])
    box = boxes.Word(title="Any word", root=root, page=page, address="#" + urlencode({"q": term}))
    return box.begin({"q": term, "sort": "place", "text": "", "words": boxes.WINDOW}, tokens, paragraphs)


def reader(
    tokens: pd.DataFrame,
    paragraphs: pd.DataFrame,
    left: str,
    right: str,
    lines: pd.DataFrame | None = None,
    alike: pd.DataFrame | None = None,
    replacements: pd.DataFrame | None = None,
) -> Reader:
    """Return two texts side by side, as in the report: what they have in common is tinted, joined, and led through.

    What is in the same words comes from ``passages.shared_passages``; what is in other words from ``alike``, if it is
    given: PASSAGES of ``passages.parallel_passages``, which takes its time; formulae from ``glossary.replacements``.
    LINES give the headings. ``box.selected`` is PASSAGES, the one that is chosen by a click or by the keys n and p, for
    the next cell; ``box.shown`` is all that the two have in common. Without a kernel the longest stand in its place.

    >>> box = lab.reader(tokens, paragraphs, "yang_2025", "cicir_2025")
    >>> len(box.shown) > 40, len(box.selected)
    (True, 0)
    """
    from helpers.lab import boxes

    both = {"left": left, "right": right}
    if missing := {left, right} - set(tables.doc_order(tokens)):
        raise ValueError(f"no such text: {sorted(missing)}. Give two of {list(tables.doc_order(tokens))}.")
    found = passages.shared_passages(tokens, paragraphs)
    if alike is not None:
        tables.check(alike, "PASSAGES")
        found = pd.concat([found, alike.assign(kind="parallel")], ignore_index=True)
    texts, root = boxes.texts(paragraphs, lines, found, replacements)
    first = {side: next(it["name"] for it in texts if it.get("id") == text) for side, text in both.items()}
    page = report.framed("reader.js", title="Side by side", texts=texts, first=[*first.values()])
    box = boxes.Reader(title="Side by side", root=root, page=page, address="#" + urlencode(first))
    return box.begin(both | {"layers": ["passage"]}, found)


def structure(documents: pd.DataFrame, folder: str | Path | None = None) -> Workbench:
    """Return a workbench: a text with the role of each line in the margin, and the doubtful places, worst first.

    Keys and clicks settle lines (press ? in it for the list); ``save`` writes them to ``rules.toml`` of ``folder``,
    from which the texts were loaded (none: those that ship). ``documents`` are DOCUMENTS as they now are.

    >>> bench = lab.structure(documents)
    >>> bench.settle(5, {"role": "caption"})
    >>> print(bench.code.splitlines()[-1])
    documents = lab.settle(documents, 'hussain_2022', 5, {'role': 'caption'})
    """
    from helpers.lab.workbench import Workbench

    tables.check(documents, "DOCUMENTS")
    return Workbench(documents, folder)


def settings(tokens: pd.DataFrame) -> Controls:
    """Return choices of stop list, n-grams and weighting above the similarity and rank of every pair of texts.

    It opens with the short stop list, single words and plain counts, and computes anew when a choice changes, with
    the functions that ``compare.stability`` calls: pairs of words are those that stand side by side on the page. The
    last column is the rank at the opening. The words that weigh most in all pairs together can be set aside by a click.
    For a handful of texts.

    >>> box = lab.settings(tokens)
    >>> [control.description for control in box.children[:-1]]
    ['stop list', 'n-grams', 'weighting', 'set aside']
    """
    from helpers.lab.controls import Controls

    tables.check(tokens, "TOKENS")
    first = _ranked(_weights(tokens, "short", "words", "plain", ()))["rank"]
    choices = {"stop list": (STOP_LISTS, "short"), "n-grams": (["words", "words and pairs"], "words")}
    choices |= {"weighting": (["plain", "sublinear"], "plain")}

    def show(*asked: object) -> Answer:
        weights = _weights(tokens, *asked)
        ranked = _ranked(weights).assign(**{"at opening": first}).sort_values("rank", kind="stable")
        content, weighed = _code(*asked)
        return ranked, {}, _heaviest(weights), f"{content}\ncompare.similarity({weighed})"

    return Controls(choices, show)


def pair(tokens: pd.DataFrame, left: str, right: str) -> Controls:
    """Return choices of two texts and a stop list above the words that make the two alike, the largest part first.

    It opens with the short stop list and lists 15 words of ``compare.shared_terms``: the parts of all words sum to the
    similarity. Any of them can be set aside by a click.

    >>> print(lab.pair(tokens, "yang_2025", "cicir_2025").code)
    content = words.drop(tokens, words.stop_words('short'))
    compare.shared_terms(terms.tfidf(terms.counts(content)), 'yang_2025', 'cicir_2025').head(15)
    """
    from helpers.lab.controls import Controls

    tables.check(tokens, "TOKENS")
    texts = list(tables.doc_order(tokens))
    choices = {"left": (texts, left), "right": (texts, right), "stop list": (STOP_LISTS, "short")}

    def show(left: str, right: str, stop_list: str, left_out: Aside) -> Answer:
        parts = compare.shared_terms(_weights(tokens, stop_list, "words", "plain", left_out), left, right)
        content, weighed = _code(stop_list, "words", "plain", left_out)
        code = f"{content}\ncompare.shared_terms({weighed}, {left!r}, {right!r}).head({LISTED})"
        said = f"{len(parts):,} words make the similarity of {parts['part'].sum():.2f}"
        shown, parts = {"rows": "term", "columns": ["part"], "decimals": 3, "caption": said}, parts.head(LISTED)
        return parts, shown, parts["term"].astype(str), code

    return Controls(choices, show)


def keywords(tokens: pd.DataFrame, text: str) -> Controls:
    """Return choices of text, measure and stop list above the words that mark the text against the others.

    It opens with ``text``, log-odds with a prior and the short stop list, and lists 15 words as ``terms.weigh`` weighs
    them: all words are counted, and those of the stop list or set aside by a click are not listed.

    >>> print(lab.keywords(tokens, "yang_2025").code)
    scores = terms.weigh(terms.counts(tokens), 'log_odds')
    left_out = words.stop_words('short')
    scores[(scores["doc_id"] == 'yang_2025') & ~scores["term"].isin(left_out)].nlargest(15, "weight")
    """
    from helpers.lab.controls import Controls

    tables.check(tokens, "TOKENS")
    counts = terms.counts(tokens)
    choices = {"text": (list(tables.doc_order(tokens)), text), "stop list": (STOP_LISTS, "short")}
    choices |= {"measure": ([it.name for it in measures.MEASURES], "log_odds")}

    def show(text: str, stop_list: str, measure: str, left_out: Aside) -> Answer:
        scores, stopped = terms.weigh(counts, measure), words.stop_words(stop_list) | set(left_out)
        kept = scores[(scores["doc_id"] == text) & ~scores["term"].isin(stopped)].nlargest(LISTED, "weight")
        code = f"scores = terms.weigh(terms.counts(tokens), {measure!r})\nleft_out = {_stop(stop_list, left_out)}\n"
        code += f'scores[(scores["doc_id"] == {text!r}) & ~scores["term"].isin(left_out)].nlargest({LISTED}, "weight")'
        return kept, {"rows": "term", "columns": ["n", "weight"]}, kept["term"].astype(str), code

    return Controls(choices, show)


def _weights(tokens: pd.DataFrame, stop_list: str, ngrams: str, weighting: str, left_out: Aside) -> pd.DataFrame:
    """Return WEIGHTS of the texts under a setting."""
    counted = words.drop(tokens, words.stop_words(stop_list) | set(left_out))
    counts = terms.counts(counted if ngrams == "words" else terms.phrases(counted, 2))
    return terms.tfidf(counts, sublinear=weighting == "sublinear")


def _stop(stop_list: str, left_out: Aside) -> str:
    """Return the code of the stop words of a list and those set aside by hand."""
    return f"words.stop_words({stop_list!r})" + (f" | {{{', '.join(map(repr, left_out))}}}" if left_out else "")


def _code(stop_list: str, ngrams: str, weighting: str, left_out: Aside) -> tuple[str, str]:
    """Return the code of the words that count under a setting, and that of their weights."""
    counted = "content" if ngrams == "words" else "terms.phrases(content, 2)"
    weighed = f"terms.tfidf(terms.counts({counted}){', sublinear=True' if weighting == 'sublinear' else ''})"
    return f"content = words.drop(tokens, {_stop(stop_list, left_out)})", weighed


def _ranked(weights: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of texts with its similarity and rank."""
    ranks = {"rank": lambda pairs: pairs["similarity"].rank(method="first", ascending=False).astype(int)}
    return compare.similarity(weights).assign(**ranks)


def _heaviest(weights: pd.DataFrame) -> list[str]:
    """Return the single words with the largest parts in all similarities together: half of (sum squared - squares)."""
    of_term = weights.assign(squares=weights["weight"] ** 2).groupby("term", observed=True)[["weight", "squares"]].sum()
    parts = (of_term["weight"] ** 2 - of_term["squares"]).sort_values(ascending=False, kind="stable")
    return [term for term in parts.index.astype(str) if " " not in term][:OFFERED]
