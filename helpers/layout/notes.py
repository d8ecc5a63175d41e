"""Notes and their markers: which blocks are notes, what their labels are, and where their markers stand.

A private part of ``layout``. A label is a number or a letter in a style of its own (¹, [1], [^1]:, [A], (1), {1}, 1.);
a line that begins with one is a note only where a marker of the style stood before, or where the form leaves no doubt.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import regex

from helpers import characters
from helpers.layout import forms
from helpers.layout.blocks import Block, Text

LABEL = regex.compile(
    r"""(?xi)
      (?P<raised>[⁰¹²³⁴-⁹]+)\s*(?=\S)
    | \[\^(?P<caret>[\w-]{1,12})\]:?\s*(?=\S)
    | \[(?:Footnote|Fußnote|Note)\s+(?P<footnote>\w{1,3})\s*:\s*(?=\S)
    | \[(?P<bracket>\d{1,3})\]:?\s+(?=\S)
    | \[(?P<letter>[A-Z*†‡]{1,2})\]\s+(?=\S)
    """
)
SURE = regex.compile(r"(?i)[⁰¹²³⁴-⁹]+\s*\S|\[Footnote\s+\w{1,3}\s*:\s*\S")


class Note(NamedTuple):
    """A note: its printed number, its line, the line of its marker (or None), its text without the number."""

    number: int
    line: int
    marker_line: int | None
    text: str


def sure(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a raised number, or with "[Footnote 1:"."""
    return (b for b in text.blocks if not b.role and SURE.match(b.text))


def marked(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a label in brackets whose marker stands in a line before."""
    seen: set[str] = set()
    for block in text.blocks:
        label = LABEL.match(block.text) if block.text[:1] == "[" and not block.role else None
        if label and (label["bracket"] or label["letter"] or label["caret"]) and label[0].strip(" :") in seen:
            yield block
        if "[" in block.text and block.role not in ("boilerplate", "footnote"):
            start = label.end() if label else 0
            seen.update(mark for mark in regex.findall(r"(?<=\S)\s?(\[\^?[\w*†‡-]{1,12}\])", block.text[start:]))


def value(mark: str) -> int:
    """Return the number of a label or marker: its digits, else the place of its letter, else 0."""
    digits = regex.sub(r"\D", "", mark.translate(characters.NUMBERS_OF))
    letter = regex.search(r"[A-Z]", mark)
    return int(digits) if digits else ord(letter[0]) - 64 if letter else 0


def linked(rows: Sequence[Any]) -> tuple[list[Note], list[tuple[int, int]]]:
    """Return the notes of a text, and the (number, line) of markers left over, given its rows of LINES.

    A note takes the earliest free marker of its number before it. A line without a number right behind a note's
    line is the rest of that note.
    """
    free: dict[int, deque[int]] = defaultdict(deque)
    found: list[Note] = []
    last = 0
    for row in rows:
        if row.role in ("blank", "boilerplate", "caption"):
            continue
        text = forms.plain(row.text)
        if row.role == "footnote":
            label = LABEL.match(text)
            if not label and found and last == row.line - 1:
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}")
            else:
                number = value(label[0]) if label else 0
                marker = free[number].popleft() if free[number] else None
                found.append(Note(number, row.line, marker, text[label.end() :] if label else text))
            last = row.line
        else:
            for mark in forms.MARKER.finditer(text):
                free[value(mark[0])].append(row.line)
    return found, sorted(((number, line) for number, left in free.items() for line in left), key=lambda pair: pair[1])
