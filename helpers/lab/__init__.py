"""Boxes of controls to play with in JupyterLab, over the functions of the other rooms."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd

from helpers import compare, measures, passages, report, tables, terms, words
from helpers.lab.folder import folder as folder
from helpers.lab.settled import save_rules as save_rules
from helpers.lab.settled import settle as settle
from helpers.lab.structure import structure as structure

if TYPE_CHECKING:
    import ipywidgets

    from helpers.lab.boxes import Reader, Word

OFFERED, KEYWORDS = 12, 15  # words to set aside, about two lines of buttons; keywords of a text, about a screen
STOP_LISTS = ("none", "short", "long")


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
    if sum(text["words"] for text in texts) != len(tokens):
        raise ValueError("the tokens are not all words of the paragraphs. Give 'words.tokens(paragraphs)'.")
    page = report.framed("find.js", title="Any word", texts=texts, first=[])
    box = boxes.Word(title="Any word", root=root, page=page, address="#" + urlencode({"q": term}))
    return box.begin({"q": term, "sort": "place", "text": ""}, tokens, paragraphs)


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
    first = {side: next(it["name"] for it in texts if it["id"] == text) for side, text in both.items()}
    page = report.framed("reader.js", title="Side by side", texts=texts, first=[*first.values()])
    box = boxes.Reader(title="Side by side", root=root, page=page, address="#" + urlencode(first))
    return box.begin(both | {"layers": ["passage"]}, found)


concordance, pair = word, reader  # under the names of what they list and compare


def settings(tokens: pd.DataFrame) -> ipywidgets.VBox:
    """Return choices of stop list, n-grams and weighting above the similarity and rank of every pair of texts.

    It opens with the short stop list, single words and plain counts, and computes anew when a choice changes, with
    the functions that ``compare.stability`` calls: pairs of words are those that stand side by side on the page. The
    last column is the rank at the opening. The words that weigh most in all pairs together can be set aside by a click.
    For a handful of texts. Needs a kernel.

    >>> box = lab.settings(tokens)
    >>> [control.description for control in box.children[:-1]]
    ['stop list', 'n-grams', 'weighting', 'set aside']
    """
    import ipywidgets

    from helpers.lab.aside import Aside

    tables.check(tokens, "TOKENS")
    aside, first = Aside(), _ranked(_weights(tokens, "short", "words", "plain", ()))["rank"]
    controls = {
        "stop list": ipywidgets.Dropdown(options=STOP_LISTS, value="short"),
        "n-grams": ipywidgets.Dropdown(options=["words", "words and pairs"]),
        "weighting": ipywidgets.Dropdown(options=["plain", "sublinear"]),
        "set aside": aside,
    }

    def show(*asked: object) -> tuple[str, str]:
        weights = _weights(tokens, *asked)
        aside.offer(_heaviest(weights), asked[:-1])
        ranked = _ranked(weights).assign(**{"at opening": first}).sort_values("rank", kind="stable")
        return _html(ranked), _code(*asked)

    return _box(controls, show)


def keywords(tokens: pd.DataFrame, text: str) -> ipywidgets.VBox:
    """Return choices of text, measure and stop list above the words that mark the text against the others.

    It opens with ``text``, log-odds with a prior and the short stop list, and lists 15 words as ``terms.weigh`` weighs
    them: all words are counted, and those of the stop list or set aside by a click are not listed. Needs a kernel.

    >>> print(lab.keywords(tokens, "yang_2025").code)
    scores = terms.weigh(terms.counts(tokens), 'log_odds')
    left_out = words.stop_words('short')
    scores[(scores["doc_id"] == 'yang_2025') & ~scores["term"].isin(left_out)].nlargest(15, "weight")
    """
    import ipywidgets

    from helpers.lab.aside import Aside

    tables.check(tokens, "TOKENS")
    aside, counts = Aside(), terms.counts(tokens)
    controls = {
        "text": ipywidgets.Dropdown(options=list(tables.doc_order(tokens)), value=text),
        "measure": ipywidgets.Dropdown(options=[it.name for it in measures.MEASURES], value="log_odds"),
        "stop list": ipywidgets.Dropdown(options=STOP_LISTS, value="short"),
        "set aside": aside,
    }

    def show(text: str, measure: str, stop_list: str, left_out: tuple[str, ...]) -> tuple[str, str]:
        scores, stopped = terms.weigh(counts, measure), words.stop_words(stop_list) | set(left_out)
        kept = scores[(scores["doc_id"] == text) & ~scores["term"].isin(stopped)].nlargest(KEYWORDS, "weight")
        aside.offer(kept["term"].astype(str), (text, measure, stop_list))
        lines = [f"scores = terms.weigh(terms.counts(tokens), {measure!r})", f"left_out = {_stop(stop_list, left_out)}"]
        own = f'scores[(scores["doc_id"] == {text!r}) & ~scores["term"].isin(left_out)]'
        lines.append(f'{own}.nlargest({KEYWORDS}, "weight")')
        return _html(kept, rows="term", columns=["n", "weight"]), "\n".join(lines)

    return _box(controls, show)


def _box(controls: dict, show: Callable[..., tuple[str, str]]) -> ipywidgets.VBox:
    """Return controls above what ``show`` makes of their values: HTML, and the code that gives the same (``.code``)."""
    import ipywidgets

    found = ipywidgets.HTML()
    box = ipywidgets.VBox([*controls.values(), found])

    def again(_change: object = None) -> None:
        result, box.code = show(*(control.value for control in controls.values()))
        said = f"<details><summary>The code</summary><pre>{html.escape(box.code)}</pre></details>" if box.code else ""
        found.value = result + said

    for name, control in controls.items():
        control.description = name
        control.observe(again, names="value")
    again()
    return box


def _html(table: pd.DataFrame, **shown: object) -> str:
    """Return a table as HTML, its words escaped and whole."""
    with pd.option_context("display.max_colwidth", None):
        return tables.shown(table, most=len(table), **shown)._repr_html_()


def _weights(
    tokens: pd.DataFrame, stop_list: str, ngrams: str, weighting: str, left_out: tuple[str, ...]
) -> pd.DataFrame:
    """Return WEIGHTS of the texts under a setting."""
    counted = words.drop(tokens, words.stop_words(stop_list) | set(left_out))
    counts = terms.counts(counted if ngrams == "words" else terms.phrases(counted, 2))
    return terms.tfidf(counts, sublinear=weighting == "sublinear")


def _stop(stop_list: str, left_out: tuple[str, ...]) -> str:
    """Return the code of the stop words of a list and those set aside by hand."""
    return f"words.stop_words({stop_list!r})" + (f" | {{{', '.join(map(repr, left_out))}}}" if left_out else "")


def _code(stop_list: str, ngrams: str, weighting: str, left_out: tuple[str, ...]) -> str:
    """Return the code of the similarities under a setting."""
    counted = "content" if ngrams == "words" else "terms.phrases(content, 2)"
    weighed = f"terms.tfidf(terms.counts({counted}){', sublinear=True' if weighting == 'sublinear' else ''})"
    return f"content = words.drop(tokens, {_stop(stop_list, left_out)})\ncompare.similarity({weighed})"


def _ranked(weights: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of texts with its similarity and rank."""
    ranks = {"rank": lambda pairs: pairs["similarity"].rank(method="first", ascending=False).astype(int)}
    return compare.similarity(weights).assign(**ranks)


def _heaviest(weights: pd.DataFrame) -> list[str]:
    """Return the single words with the largest parts in all similarities together: half of (sum squared - squares)."""
    of_term = weights.assign(squares=weights["weight"] ** 2).groupby("term", observed=True)[["weight", "squares"]].sum()
    parts = (of_term["weight"] ** 2 - of_term["squares"]).sort_values(ascending=False, kind="stable")
    return [term for term in parts.index.astype(str) if " " not in term][:OFFERED]
