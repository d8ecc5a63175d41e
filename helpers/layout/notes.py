"""Notes and their markers: which blocks are notes, what their labels are, and where their markers stand.

A private part of ``layout``. A label is a number or a letter in a style of its own; a line that begins with one is a
note only where a marker of that style stood before, or where the form leaves no doubt.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from helpers import characters
from helpers.layout import forms
from helpers.layout.blocks import Block, Text

NOTE_BLOCKS = 5  # paragraphs behind the first of a note, among which its bracket closes
DIGITS = 9  # of a number that is read: no text has as many notes
HALF = 0.5  # share of the numbers of a list of notes that have a marker before
LABEL = regex.compile(
    r"""(?x)
      (?P<raised>[⁰¹²³⁴-⁹]+)\s*(?=\S)
    | \[\^(?P<caret>[\w-]{1,12})\]:?\s*(?=\S)
    | \[(?i:Footnote|Fußnote|Note|Nota)\s+(?P<footnote>\w{1,3})\s*:\s*(?=\S)    # of Project Gutenberg
    | \[(?P<bracket>\d{1,3}|[A-Z]{1,2}|[*†‡]{1,3}|n\ \d{1,3})\]:?\s*(?=\S)
    | \((?P<round>\d{1,3})\)\s+(?=\S)
    | \{(?P<brace>\d{1,4})\}\s+(?=\S)
    | (?P<list>\d{1,3})(?:\.(?!\d)|\)|\b)\s*(?:\^|↑)?\s*(?=\S)
    """
)
STYLES: dict[str, str] = {  # the markers of each style of label
    "raised": forms.MARKER.pattern,
    "caret": r"\s?\[\^[\w-]{1,12}\](?!:)",
    "bracket": r"(?<=\S)\s?\^?\[(?:\d{1,3}|[A-Z]{1,2}|[*†‡]{1,3}|n \d{1,3})\]",
    "round": r"(?<=\S)\s?\(\d{1,3}\)",
    "brace": r"(?<=\S)\s?\{\d{1,4}\}",
}
STYLES |= {"footnote": rf"{STYLES['raised']}|{STYLES['bracket']}", "list": rf"{STYLES['raised']}|{STYLES['bracket']}"}
STYLES["raised"] = STYLES["footnote"]
SURE = regex.compile(r"(?i)[⁰¹²³⁴-⁹]+\s*\S|\[Footnote\s+\w{1,3}\s*:\s*\S|\d{1,3}\.\s?[\^↑]\s*\S")


class Note(NamedTuple):
    """A note: its printed number, its line, the line of its marker (or None), its text without the number."""

    number: int
    line: int
    marker_line: int | None
    text: str


def style(label: regex.Match) -> str:
    """Return the style of a label."""
    return str(label.lastgroup)


@lru_cache(maxsize=64)
def markers(styles: frozenset[str]) -> regex.Pattern | None:
    """Return the pattern of the markers of some styles of notes, None where there are no notes."""
    return regex.compile("|".join(sorted({STYLES[name] for name in styles}))) if styles else None


def sure(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a raised number, or with "[Footnote 1:", and what follows to its bracket."""
    for n, block in enumerate(text.blocks):
        if block.role or not SURE.match(block.text):
            continue
        yield block
        if block.text[0] == "[" and block.text.count("[") > block.text.count("]"):
            rest = text.blocks[n + 1 : n + 1 + NOTE_BLOCKS]
            end = next((m for m, other in enumerate(rest) if "]" in other.text), -1)
            yield from (other for other in rest[: end + 1] if not other.role)


def marked(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a label in brackets whose marker stands in a line before."""
    seen: set[str] = set()
    pattern = markers(frozenset(("caret", "bracket", "brace", "round")))
    for block in text.blocks:
        label = LABEL.match(block.text) if block.text[:1] in "[({" and not block.role else None
        if label and style(label) in ("caret", "bracket", "brace", "round") and _key(label) in seen:
            yield block
        elif pattern and block.role not in ("boilerplate", "footnote") and any(c in block.text for c in "[{("):
            seen.update(mark[0].strip(" ^") for mark in pattern.finditer(block.text, label.end() if label else 0))


def listed(text: Text) -> Iterator[Block]:
    """Propose the numbered lines behind the word for notes, if half of the numbers or more have markers before."""
    if not any(forms.is_word(block.text, "notes") for block in text.blocks):
        return
    seen: set[int] = set()
    pattern = markers(frozenset(("list",)))
    open_list: list[Block] | None = None
    for block in [*text.blocks, Block([0], "", "heading")]:
        label = LABEL.match(block.text) if open_list is not None and not block.role else None
        if open_list is not None and not block.role and (label or open_list) and not (block.form and not label):
            open_list.append(block)
            continue
        numbers = [value(LABEL.match(b.text)[0]) for b in open_list or () if LABEL.match(b.text)]
        if numbers and sum(n in seen for n in numbers) >= HALF * len(numbers):
            yield from open_list or ()
        open_list = [] if not block.role and forms.is_word(block.text, "notes") else None
        if pattern and block.role not in ("boilerplate", "footnote"):
            seen.update(value(mark[0]) for mark in pattern.finditer(block.text))


def heads(text: Text) -> Iterator[Block]:
    """Propose the word for notes with a note right below it."""
    following = None
    for block in reversed(text.blocks):
        noted = following is not None and following.role == "footnote"
        if noted and not block.role and forms.is_word(block.text, "notes"):
            yield block
        following = block


def _key(label: regex.Match) -> str:
    """Return a label as its marker is printed."""
    return label[0].strip(" :")


def value(mark: str) -> int:
    """Return the number of a label or marker: its digits, else the place of its letter, else 0."""
    digits = regex.sub(r"\D", "", mark.translate(characters.NUMBERS_OF))
    letter = regex.search(r"[A-Z]", mark)
    return int(digits[:DIGITS]) if digits else ord(letter[0]) - 64 if letter else 0


def styles_of(rows: Sequence[Any]) -> frozenset[str]:
    """Return the styles of the notes among the rows of a text."""
    labels = (LABEL.match(forms.plain(row.text)) for row in rows if row.role == "footnote")
    return frozenset(style(label) for label in labels if label)


def linked(rows: Sequence[Any], pattern: regex.Pattern | None) -> tuple[list[Note], list[tuple[int, int]]]:
    """Return the notes of a text, and the (number, line) of markers left over, given its rows of LINES.

    A note takes the earliest free marker of its number before it. A line without a number right behind a note's
    line is the rest of that note, and so is one of the same block.
    """
    free: dict[str, deque[int]] = defaultdict(deque)
    found: list[Note] = []
    last, block = 0, 0
    for row in rows:
        if row.role in ("blank", "boilerplate", "caption"):
            continue
        text = forms.plain(row.text)
        if row.role == "footnote":
            label = LABEL.match(text)
            if found and (row.block == block or (not label and last == row.line - 1)):
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}")
            else:
                places = free[_name(label[0])] if label else None
                marker = places.popleft() if places else None
                found.append(
                    Note(value(label[0]) if label else 0, row.line, marker, text[label.end() :] if label else text)
                )
            last, block = row.line, row.block
        else:
            for mark in pattern.finditer(text) if pattern else ():
                free[_name(mark[0])].append(row.line)
    left = [(value(name), line) for name, lines in free.items() for line in lines]
    return found, sorted(left, key=lambda pair: pair[1])


def _name(mark: str) -> str:
    """Return by what a note and its marker know each other: a number, or the letters of a name."""
    own = regex.sub(r"\[(?i:Footnote|Fußnote|Note|Nota)\s+", "", mark)
    return str(value(own) or regex.sub(r"[^\w*†‡]", "", own))
