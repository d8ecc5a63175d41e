"""Boxes of controls to play with in JupyterLab, over the functions of the other rooms."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pandas as pd

from helpers import passages, tables

if TYPE_CHECKING:
    import ipywidgets

EVERY, MOST = "all texts", 50
HEAD = ("text", "line", "before", "term", "after")


def concordance(tokens: pd.DataFrame, paragraphs: pd.DataFrame, term: str = "security") -> ipywidgets.VBox:
    """Return a search box over ``passages.contexts``: term, text, window and sort above a table of the uses.

    It opens with the uses of ``term`` in all texts, 8 words on either side, in order of place, and searches
    anew when a control changes. At most 50 uses are listed, below a line that counts them all. A search that
    cannot be made shows its message. Needs a running kernel; the words of the texts are escaped.
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


def _page(tokens: pd.DataFrame, paragraphs: pd.DataFrame, term: str, text: str, window: int, sort: str) -> str:
    """Return the result of a search as HTML, or the message of the error it makes."""
    try:
        uses = passages.contexts(tokens, term, paragraphs, window)
    except (TypeError, ValueError) as error:
        return f"<p>{html.escape(str(error))}</p>"
    if text != EVERY:
        uses = uses[uses["doc_id"] == text]
    shown = passages.sort_contexts(uses, sort).head(MOST)
    count = f"{len(uses):,} {'use' if len(uses) == 1 else 'uses'} of {term!r} in {text}"
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
