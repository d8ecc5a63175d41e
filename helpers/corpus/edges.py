"""The lines of printed pages, and which of them are running heads and feet, page numbers among them."""

import itertools
import math
from collections import Counter
from statistics import median
from typing import NamedTuple

import regex

from helpers.corpus.furniture import FORMS, LIMITS

LEAD, MARGIN, STEP, EDGE, OFTEN, PARTS = LIMITS["edges"].values()


class Line(NamedTuple):
    """A line, or what stands of it in one column (0: the whole width): place, size, whether it is bold, text, role."""

    column: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    text: str
    role: str = ""


def running(split: list[list[Line]]) -> list[set[Line]]:
    """Return the running heads and feet of each page: first or last lines that return on others, or stand apart.

    Apart stands what is in parts, alone as a number, where most pages have such a line, or above all other pages.
    """
    ends = [_ends(page, PARTS - (n > 0)) for n, page in enumerate(split)]
    texts = Counter(itertools.chain.from_iterable({*map(_same, page)} for page in ends))
    heights = Counter(round(y / STEP) for page in ends for y in {line.y for line, white in page.items() if white})
    tops = [max((line.y for line in page), default=0.0) for page in split]

    def apart(n: int, line: Line, white: float) -> bool:
        often = sum(heights[round(line.y / STEP) + up] for up in (-1, 0, 1)) > max(1, OFTEN * len(split))
        others = max([*tops[:n], *tops[n + 1 :]], default=line.y)
        above = all((n, white > MARGIN, line.y > others + STEP, not line.bold, not FORMS["ended"].search(line.text)))
        return any((often, white == math.inf, above, FORMS["page_number"].fullmatch(line.text)))

    return [
        {line for line, white in page.items() if texts[_same(line)] > 1 or (white and apart(n, line, white))}
        for n, page in enumerate(ends)
    ]


def _ends(page: list[Line], parts: int) -> dict[Line, float]:
    """Return the first and last lines of a page, each with the white to those further in, in distances of lines."""
    rows = _rows(page)
    lead = median(a[0].y - b[0].y for a, b in itertools.pairwise(rows)) if len(rows) > 1 else 0.0
    few = len(rows) <= 2 * EDGE  # a page of so few lines is all edges: white says nothing there
    found: dict[Line, float] = {}
    for ordered, fewest in ((rows, parts), (rows[::-1], PARTS)):
        for outer, inner in itertools.islice(itertools.pairwise(ordered), EDGE):
            white = abs(outer[0].y - inner[0].y) / (lead or 1.0)
            printed = len(outer) > 1 and any(FORMS["printed"].fullmatch(line.text) for line in outer)
            # a row of more parts than the row further in stands apart, whatever the white
            shown = math.inf if printed or fewest <= len(outer) > len(inner) else white
            for line in outer:
                found[line] = shown if white > LEAD and (not few or FORMS["page_number"].fullmatch(line.text)) else 0.0
            if white > LEAD:
                break
    return found


def _rows(page: list[Line]) -> list[list[Line]]:
    """Return the lines of a page from its head to its foot, those on one height together."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: -line.y):
        if not rows or rows[-1][0].y - line.y > STEP:
            rows.append([])
        rows[-1].append(line)
    return rows


def _same(line: Line) -> tuple[str, int]:
    """Return by what a running line is known on another page: its text without numbers, and its height."""
    return regex.sub(r"\d+|\b[ivxlc]+\b", "0", line.text), round(line.y / STEP / 4)
