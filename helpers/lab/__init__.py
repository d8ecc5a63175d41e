"""Boxes of controls to play with in JupyterLab, over the functions of the other rooms."""

from __future__ import annotations

import html
import warnings
from typing import TYPE_CHECKING

import pandas as pd

from helpers import compare, passages, tables, terms, words
from helpers.lab.folder import folder as folder
from helpers.lab.settled import save_rules as save_rules
from helpers.lab.settled import settle as settle
from helpers.lab.structure import structure as structure

if TYPE_CHECKING:
    import ipywidgets

EVERY, MOST = "all texts", 50  # uses listed: more than a screen holds are not read
SHARED_TERMS, USES, LONGEST = 10, 2, 3  # terms, uses of each in a text and passages: about a screen for a pair
STOP_LISTS = ("none", "short", "long")
HEAD = ("text", "line", "before", "term", "after")


def concordance(tokens: pd.DataFrame, paragraphs: pd.DataFrame, term: str = "security") -> ipywidgets.VBox:
    """Return a search box over ``passages.concordance``: term, text, window and sort above a table of the uses.

    It opens with the uses of ``term`` in all texts, 8 words on either side, in order of place, and searches
    anew when a control changes. At most 50 uses are listed, below a line that counts them all. A search that
    cannot be made shows its message. Needs a running kernel; the words of the texts are escaped.

    >>> box = lab.concordance(tokens, paragraphs, "bedrock")
    >>> [control.description for control in box.children[:-1]]
    ['term', 'text', 'window', 'sort']
    """
    import ipywidgets

    tables.check(tokens, "TOKENS")
    tables.check(paragraphs, "PARAGRAPHS")
    controls = {
        "term": ipywidgets.Text(value=term, continuous_update=False),
        "text": ipywidgets.Dropdown(options=[EVERY, *tables.doc_order(tokens)]),
        "window": ipywidgets.IntSlider(value=8, min=1, max=25, continuous_update=False),
        "sort": ipywidgets.Dropdown(options=passages.SORTS),
    }
    for name, control in controls.items():
        control.description = name
    found = ipywidgets.HTML()

    def search(_change: object = None) -> None:
        found.value = _page(tokens, paragraphs, **{name: control.value for name, control in controls.items()})

    for control in controls.values():
        control.observe(search, names="value")
    search()
    return ipywidgets.VBox([*controls.values(), found])


def pair(tokens: pd.DataFrame, paragraphs: pd.DataFrame, left: str, right: str) -> ipywidgets.VBox:
    """Return two choices of texts above what the two share: terms, with uses of one of them, and passages.

    It opens with ``left`` and ``right``. Terms are the ten with the largest part of the similarity (single words,
    short stop list, tf-idf), from ``compare.shared_terms``; ``term`` chooses whose uses are shown, two from each text.
    Passages are the three longest of ``passages.shared_passages``. Needs a running kernel; words are escaped.

    >>> box = lab.pair(tokens, paragraphs, "yang_2025", "cicir_2025")
    >>> [control.description for control in box.children[:-1]]
    ['left', 'right', 'term']
    """
    import ipywidgets

    tables.check(tokens, "TOKENS")
    tables.check(paragraphs, "PARAGRAPHS")
    texts = list(tables.doc_order(tokens))
    weights = terms.tfidf(terms.counts(words.drop(tokens, words.stop_words("short"))))
    controls = [
        ipywidgets.Dropdown(options=texts, value=value, description=name)
        for name, value in (("left", left), ("right", right))
    ]
    term, found = ipywidgets.Dropdown(description="term"), ipywidgets.HTML()

    def choose(_change: object = None) -> None:
        shared = _shared(weights, controls[0].value, controls[1].value)
        term.options = shared["term"].head(SHARED_TERMS).astype(str).tolist()
        term.index = 0 if len(shared) else None
        show()

    def show(_change: object = None) -> None:
        found.value = _pair(tokens, paragraphs, weights, [control.value for control in controls], term.value)

    for control in controls:
        control.observe(choose, names="value")
    term.observe(show, names="value")
    choose()
    return ipywidgets.VBox([*controls, term, found])


def settings(tokens: pd.DataFrame) -> ipywidgets.VBox:
    """Return choices of stop list, n-grams and weighting above the similarity and rank of every pair of texts.

    It opens with the short stop list, single words and plain counts, and computes anew when a choice changes, with
    the functions that ``compare.stability`` calls: pairs of words are those that stand side by side on the page. The
    last column is the rank at the opening. For a handful of texts. Needs a running kernel; names are escaped.

    >>> box = lab.settings(tokens)
    >>> [control.description for control in box.children[:-1]]
    ['stop list', 'n-grams', 'weighting']
    """
    import ipywidgets

    tables.check(tokens, "TOKENS")
    controls = {
        "stop list": ipywidgets.Dropdown(options=STOP_LISTS, value="short"),
        "n-grams": ipywidgets.Dropdown(options=["words", "words and pairs"]),
        "weighting": ipywidgets.Dropdown(options=["plain", "sublinear"]),
    }
    for name, control in controls.items():
        control.description = name
    found = ipywidgets.HTML()
    opening = _ranked(tokens, *(control.value for control in controls.values()))

    def show(_change: object = None) -> None:
        ranked = _ranked(tokens, *(control.value for control in controls.values()))
        ranked["at opening"] = opening["rank"]
        ranked["similarity"] = ranked["similarity"].map("{:.2f}".format)
        found.value = _table(ranked.sort_values("rank", kind="stable"))

    for control in controls.values():
        control.observe(show, names="value")
    show()
    return ipywidgets.VBox([*controls.values(), found])


def _ranked(tokens: pd.DataFrame, stop_list: str, ngrams: str, weighting: str) -> pd.DataFrame:
    """Return every pair of texts under a setting, with its similarity and rank."""
    counted = words.drop(tokens, words.stop_words(stop_list))
    counts = terms.counts(counted if ngrams == "words" else terms.phrases(counted, 2))
    pairs = compare.similarity(terms.tfidf(counts, sublinear=weighting == "sublinear"))
    return pairs.assign(rank=pairs["similarity"].rank(method="first", ascending=False).astype(int))


def _shared(weights: pd.DataFrame, left: str, right: str) -> pd.DataFrame:
    """Return SHARED of two texts; empty where a text has no words or stands on both sides."""
    known = set(weights["doc_id"])
    if left == right or not {left, right} <= known:
        return pd.DataFrame(columns=["left", "right", "term", "part"])
    return compare.shared_terms(weights, left, right)


def _pair(tokens: pd.DataFrame, paragraphs: pd.DataFrame, weights: pd.DataFrame, pair: list[str], term: str) -> str:
    """Return what two texts share, as HTML."""
    if pair[0] == pair[1]:
        return "<p>Choose two different texts.</p>"
    shared = _shared(weights, *pair)
    both, known = tokens[tokens["doc_id"].isin(pair)], paragraphs[paragraphs["doc_id"].isin(pair)]
    said = f"Similarity {shared['part'].sum():.2f}; {len(shared):,} terms in common, the first {SHARED_TERMS}:"
    parts = [f"<p>{said}</p>", _table(shared.head(SHARED_TERMS)[["term", "part"]].round(3))]
    if term:
        uses = passages.concordance(both, term, known).groupby("doc_id", observed=True).head(USES)
        parts.append(_table(uses[["doc_id", *HEAD[1:]]]))
    found = passages.shared_passages(both, known).query("kind == 'passage'")
    parts.append(f"<p>Passages in common: {len(found)}; the longest are shown.</p>")
    return "".join([*parts, passages.marked(found.nlargest(LONGEST, "words")).html if len(found) else ""])


def _table(table: pd.DataFrame) -> str:
    """Return a table as HTML, its words escaped, without its index."""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table.columns)
    rows = ["".join(f"<td>{html.escape(str(value))}</td>" for value in row) for row in table.itertuples(index=False)]
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _page(tokens: pd.DataFrame, paragraphs: pd.DataFrame, term: str, text: str, window: int, sort: str) -> str:
    """Return the result of a search as HTML, or the message of the error it makes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say is in the summary
            uses = passages.concordance(tokens, term, paragraphs, window)
    except (TypeError, ValueError) as error:
        return f"<p>{html.escape(str(error))}</p>"
    everywhere = len(uses)
    if text != EVERY:
        uses = uses[uses["doc_id"] == text]
    shown = passages.sort_concordance(uses, sort).head(MOST)
    if everywhere:
        count = passages.summary(tokens, uses, term) if len(uses) else f"0 uses of {term!r}"
        count += f" in {text}"
    else:
        count = passages.summary(tokens, uses, term)
    count += f"; the first {MOST} are listed" if len(uses) > MOST else ""
    rows = "".join(_row(use) for use in shown[["doc_id", *HEAD[1:]]].itertuples(index=False))
    head = "".join(f'<th scope="col">{name}</th>' for name in HEAD)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    return f"<p>{html.escape(count)}.</p>{table}"


def _row(use: tuple) -> str:
    """Return one use as a row of a table: the words before it flush right, the term in bold."""
    text, line, before, term, after = (html.escape(str(value)) for value in use)
    cells = f"<td>{text}</td><td>{line}</td>"
    return f'<tr>{cells}<td style="text-align: right">{before}</td><td><b>{term}</b></td><td>{after}</td></tr>'
