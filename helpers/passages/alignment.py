"""Two texts side by side, however long: what they have in common, and what differs. A part of ``passages``."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import characters, tables

Words = Sequence | np.ndarray
Piece = tuple[list[tuple[str, str]], tuple[str, str]]
ANCHOR, PIECE = 8, 2000  # words in a row that tie two long texts together; words that are compared at once
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
    return SideBySide(html, "\n".join(one["said"] for row in rows for one in row))


def in_pieces(left: str, right: str) -> list[Piece]:
    """Return two texts in pieces, side by side: the pairs of common words (none where they differ), both as printed.

    As many words as can be are common, in the same order; what stands between words goes with the word before it.
    """
    sides = [list(characters.spans(text)) for text in (left, right)]
    ends, pieces = (len(left), len(right)), []
    cuts = [[0, *(start for start, _, _ in side[1:]), end] for side, end in zip(sides, ends, strict=True)]
    for same, a, b, c, d in aligned(*([word for _, _, word in side] for side in sides)):
        pairs = zip(sides[0][a:b], sides[1][c:d], strict=True) if same else ()
        printed = [(left[one[0] : one[1]], right[other[0] : other[1]]) for one, other in pairs]
        pieces.append((printed, (left[cuts[0][a] : cuts[0][b]], right[cuts[1][c] : cuts[1][d]])))
    return pieces


def _side(row: dict, name: str, pieces: list[Piece], side: int) -> dict:
    """Return one side of a row as the template takes it; blanks at the end of a piece stay outside its mark."""
    first, last = row[f"{name}_first_line"], row[f"{name}_last_line"]
    place = f"{tables.called(row[name])}, line{f' {first}' if first == last else f's {first}-{last}'}"
    shown, said = [], f"{place}: "
    for same, printed in pieces:
        text = printed[side].rstrip()
        blank, differs = printed[side][len(text) :], bool(text) and not same
        shown.append({"differs": differs, "text": text, "blank": blank})
        said += (f"[{text}]" if differs else text) + blank
    return {"doc": row[name], "line": first, "place": place, "pieces": shown, "said": said}


def aligned(left: Words, right: Words) -> list[tuple[bool, int, int, int, int]]:
    """Return the stretches of two sequences side by side: whether they are the same, then start and end left and right.

    As many words as can be are the same; a stretch that differs may be empty on one side. Texts of over ``PIECE``
    words are compared piece by piece, between runs of ``ANCHOR`` words that stand once in both, in one order.
    """
    pieces: list[tuple[bool, int, int, int, int]] = []
    for a, b, c, d in _cuts(left, right):
        for piece in _lcs().opcodes(list(left[a:b]), list(right[c:d])):
            same, here, there = piece.tag == "equal", a + piece.src_start, c + piece.dest_start
            if pieces and pieces[-1][0] == same:
                _, here, _, there, _ = pieces.pop()
            pieces.append((same, here, a + piece.src_end, there, c + piece.dest_end))
    return pieces


def common(left: Words, right: Words) -> int:
    """Return how many words two sequences have in common, in the same order, as ``aligned`` has it."""
    return sum(_lcs().similarity(list(left[a:b]), list(right[c:d])) for a, b, c, d in _cuts(left, right))


def _lcs() -> ModuleType:
    """Return rapidfuzz's longest common subsequence, asked for here alone: it is compiled, and not for every place."""
    try:
        from rapidfuzz.distance import LCSseq
    except ImportError:
        raise ImportError("rapidfuzz is missing, which lays passages side by side: 'pip install rapidfuzz'") from None
    return LCSseq


def _cuts(left: Words, right: Words) -> list[tuple[int, int, int, int]]:
    """Return the pieces in which two sequences are compared: start and end on the left, start and end on the right."""
    if max(len(left), len(right)) <= PIECE:
        return [(0, len(left), 0, len(right))]
    edges = [(0, 0)]
    for one, other in [*_ties(left, right), (len(left), len(right))]:
        while max(one - edges[-1][0], other - edges[-1][1]) > 2 * PIECE:  # nothing ties them together: step by step
            edges.append((min(edges[-1][0] + PIECE, one), min(edges[-1][1] + PIECE, other)))
        if max(one - edges[-1][0], other - edges[-1][1]) >= PIECE or (one, other) == (len(left), len(right)):
            edges.append((one, other))
    return [(a, b, c, d) for (a, c), (b, d) in zip(edges, edges[1:], strict=False)]


def _ties(left: Words, right: Words) -> list[tuple[int, int]]:
    """Return where ``ANCHOR`` words in a row stand that each side has once: the longest row of them in both orders."""
    once = []
    for words in (list(left), list(right)):
        uses = Counter(runs := list(zip(*(words[n:] for n in range(ANCHOR)), strict=False)))
        once.append({run: place for place, run in enumerate(runs) if uses[run] == 1})
    ties = [(place, once[1][run]) for run, place in once[0].items() if run in once[1]]
    others = [other for _, other in ties]
    same = (piece for piece in _lcs().opcodes(others, sorted(others)) if piece.tag == "equal")
    return [tie for piece in same for tie in ties[piece.src_start : piece.src_end]]
