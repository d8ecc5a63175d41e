"""Passages of two texts beside each other, with what differs marked. A part of ``passages``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import characters, tables
from helpers.passages.alignment import aligned

Piece = tuple[list[tuple[str, str]], tuple[str, str]]
TEMPLATE = (Path(__file__).parent / "side_by_side.html").read_text("utf-8")


class SideBySide(NamedTuple):
    """Passages of two texts beside each other; ``html`` has the differing words in <mark>, ``text`` in brackets."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def marked(passages: pd.DataFrame) -> SideBySide:
    """Return PASSAGES side by side, in the order of the table: words on one side only in <mark>, as text [in brackets].

    Words are compared as in TOKENS: capitals and punctuation make no difference. All that comes from a text is escaped.
    """
    from jinja2 import Environment

    tables.check(passages, "PASSAGES")
    rows = []
    for row in passages.to_dict("records"):
        pieces = in_pieces(row["left_text"], row["right_text"])
        rows.append([_side(row, name, pieces, number) for number, name in enumerate(("left", "right"))])
    html = Environment(autoescape=True).from_string(TEMPLATE).render(rows=rows)
    return SideBySide(html, "\n".join(f"{one['place']}: {_bracketed(one['pieces'])}" for row in rows for one in row))


def in_pieces(left: str, right: str) -> list[Piece]:
    """Return two texts in pieces, side by side: the pairs of common words (none where they differ), both as printed.

    As many words as can be are common, in the same order; what stands between words goes with the word before it.
    """
    sides = [list(characters.spans(text)) for text in (left, right)]
    cuts = [
        [0, *(start for start, _, _ in side[1:]), len(text)] if side else [0, len(text)]
        for side, text in zip(sides, (left, right), strict=True)
    ]
    pieces = []
    for same, a, b, c, d in aligned(*([word for _, _, word in side] for side in sides)):
        pairs = zip(sides[0][a:b], sides[1][c:d], strict=True) if same else ()
        printed = [(left[one[0] : one[1]], right[other[0] : other[1]]) for one, other in pairs]
        pieces.append((printed, (left[cuts[0][a] : cuts[0][b]], right[cuts[1][c] : cuts[1][d]])))
    return pieces


def _side(row: dict, name: str, pieces: list[Piece], side: int) -> dict:
    """Return one side of a row as the template takes it; blanks at the end of a piece stay outside its mark."""
    first, last = row[f"{name}_first_line"], row[f"{name}_last_line"]
    place = f"{tables.called(row[name])}, line{f' {first}' if first == last else f's {first}-{last}'}"
    shown = []
    for same, printed in pieces:
        text = printed[side].rstrip()
        shown.append({"differs": bool(text) and not same, "text": text, "blank": printed[side][len(text) :]})
    return {"doc": row[name], "line": first, "place": place, "pieces": shown}


def _bracketed(pieces: list[dict]) -> str:
    """Return the pieces of one side as text, those that differ in brackets."""
    return "".join((f"[{one['text']}]" if one["differs"] else one["text"]) + one["blank"] for one in pieces)
