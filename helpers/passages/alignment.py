"""Two sequences of words side by side, however long. A part of ``passages``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import ModuleType

import numpy as np

Words = Sequence | np.ndarray
ANCHOR, PIECE = 8, 2000  # words in a row that tie two long texts together; words that are compared at once


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
    for one, other in [*_rising(_ties(left, right)), (len(left), len(right))]:
        while max(one - edges[-1][0], other - edges[-1][1]) > 2 * PIECE:  # nothing ties them together: step by step
            edges.append((min(edges[-1][0] + PIECE, one), min(edges[-1][1] + PIECE, other)))
        if max(one - edges[-1][0], other - edges[-1][1]) >= PIECE or (one, other) == (len(left), len(right)):
            edges.append((one, other))
    return [(a, b, c, d) for (a, c), (b, d) in zip(edges, edges[1:], strict=False)]


def _ties(left: Words, right: Words) -> list[tuple[int, int]]:
    """Return where ``ANCHOR`` words in a row stand that each side has once, on the left and on the right."""
    once = []
    for words in (list(left), list(right)):
        uses = Counter(runs := list(zip(*(words[n:] for n in range(ANCHOR)), strict=False)))
        once.append({run: place for place, run in enumerate(runs) if uses[run] == 1})
    return [(place, once[1][run]) for run, place in once[0].items() if run in once[1]]


def _rising(ties: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of ties, in order on the left, that is in order on the right too."""
    others = [other for _, other in ties]
    same = (piece for piece in _lcs().opcodes(others, sorted(others)) if piece.tag == "equal")
    return [tie for piece in same for tie in ties[piece.src_start : piece.src_end]]
