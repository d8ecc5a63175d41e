"""How lines become clean text, paragraphs and notes.

A private part of ``layout``, behind its ``paragraphs``, ``footnotes`` and ``edits``. A text is the list of its rows of
LINES. Every change is kept as (rule, before, after), so that nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from typing import NamedTuple

import regex

from helpers.layout import rules

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NOTE = regex.compile(r"([⁰¹²³⁴-⁹]+|\[\d{1,3}\]|\[Footnote \d+:)\s*(?=\S)", regex.I)
MARKER, SPACE = rules.MARKER, regex.compile(r"\s+")
SWAPS = [
    ("invisible", rules.INVISIBLE, lambda found: ""),
    ("escape", regex.compile(r"\\([$*_`#\[\]{}()&%~<>|.!+-])"), lambda found: found[1]),
    ("emphasis", regex.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])"), lambda found: found[2]),
    ("emphasis", regex.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])([^_]*[^\s_])\1(?![\w_])"), lambda found: found[2]),
    ("marker", MARKER, lambda found: ""),
]
SIGNS = "\\*_["  # one of them begins what is swapped in ASCII
Places = tuple[tuple[int, int], ...]


class Line(NamedTuple):
    """A row of LINES of one text."""

    line: int
    role: str
    section: int
    rule: str
    text: str


# ---------------------------------------------------------------- inside lines


def clean(text: str, run_in: bool, noted: bool) -> tuple[str, list[tuple[str, str, str]], str]:
    """Return a line's clean text, its changes as (rule, before, after), and the heading cut from its start."""
    changes: list[tuple[str, str, str]] = []
    simple = text.isascii() and not any(sign in text for sign in SIGNS)
    for rule, pattern, new in () if simple else SWAPS:
        if pattern is not MARKER or noted:
            text = _swapped(text, pattern, new, changes, rule)
    if text != rules.plain(text):
        size = len(text)

        def plain(found: regex.Match) -> str:
            return " " if 0 < found.start() and found.end() < size else ""

        text = _swapped(text, SPACE, plain, changes, "space")
    heading = rules.run_in(text) if run_in else ""
    if heading:
        changes.append(("run_in", text[: len(heading) + 1], ""))
        text = text[len(heading) + 1 :]
    return text, changes, heading


def _swapped(text: str, pattern: regex.Pattern, new: Callable, changes: list, rule: str) -> str:
    """Return a text with what a pattern finds made new; add each change to ``changes``."""

    def change(found: regex.Match) -> str:
        after = new(found)
        if after != found[0]:
            changes.append((rule, found[0], after))
        return after

    return pattern.sub(change, text)


def noted(doc: list[Line]) -> bool:
    """Say whether a text has notes, so that its superscripts are markers."""
    return any(row.role == "footnote" for row in doc)


# ---------------------------------------------------------------- notes


def notes(doc: list[Line]) -> tuple[list[tuple[int, int, int | None, str]], list[tuple[int, int]]]:
    """Return each note's printed number, line, marker line and text, and the (number, line) of markers left over.

    A note takes the earliest free marker of its number before it. A line without a number right behind a note's
    line is the rest of that note.
    """
    free: dict[int, deque[int]] = defaultdict(deque)
    found: list[tuple[int, int, int | None, str]] = []
    last = 0
    for row in doc:
        text = rules.plain(row.text)
        if row.role == "footnote":
            mark = NOTE.match(text)
            if not mark and found and last == row.line - 1:
                found[-1] = (*found[-1][:3], f"{found[-1][3]} {text}")
            else:
                number = int(regex.sub(r"\D", "", mark[1].translate(SUPERSCRIPTS))) if mark else 0
                marker = free[number].popleft() if free[number] else None
                found.append((number, row.line, marker, text[mark.end() :] if mark else text))
            last = row.line
        elif row.role not in ("blank", "boilerplate", "caption"):
            for mark in rules.MARKER.finditer(text):
                free[int(mark[0].translate(SUPERSCRIPTS).strip("[]"))].append(row.line)
    return found, sorted(((number, line) for number, left in free.items() for line in left), key=lambda pair: pair[1])


# ---------------------------------------------------------------- paragraphs


def paragraphs(doc: list[Line]) -> list[list[dict]]:
    """Return the paragraphs of one text, each a list of its pieces: line, section, rule, text, edits, kind, hyphen."""
    has_notes = noted(doc)
    several = sum(row.role == "body" for row in doc) > 1
    found_blocks = rules.blocks([row.text for row in doc]) if several else []
    block_of = {line: block.numbers[0] for block in found_blocks for line in block.numbers}
    found: list[list[dict]] = []
    said = 0  # words of the open paragraph
    for row in doc:
        if row.role != "body":
            continue
        text, changes, _ = clean(row.text, row.rule == "run_in", has_notes)
        piece = {
            "line": row.line,
            "section": row.section,
            "rule": row.rule,
            "text": text,
            "edits": changes,
            "kind": "body",
            "hyphen": False,
            "block": block_of.get(row.line),
        }
        last = found[-1] if found and found[-1][0]["section"] == row.section and row.rule != "run_in" else None
        if last and (last[-1]["block"] == piece["block"] or _goes_on(last[-1]["text"], said, text)):
            last[-1]["hyphen"] = bool(regex.search(r"\p{Ll}-$", last[-1]["text"][-3:])) and text[:1].islower()
            piece["kind"] = last[0]["kind"]
            last.append(piece)
            said += _size(text)
            continue
        introduced = last and last[-1]["text"].rstrip(rules.CLOSERS).endswith(":")
        if row.rule == "quote" or (introduced and not regex.match(r"\W?\d|[-•–(]", text)):
            piece["kind"] = "quote"
        found.append([piece])
        said = _size(text)
    return found


def _size(text: str) -> int:
    """Return the number of words of a clean text, as white space parts them."""
    return text.count(" ") + bool(text) if text.isprintable() else len(text.split())


def _goes_on(before: str, said: int, text: str) -> bool:
    """Say whether ``text`` goes on where a paragraph of ``said`` words, whose last line is ``before``, stopped."""
    if regex.match(r"[-•–*]\s|\(?(?:\d{1,2}|[ivx]+)[.)]\s", text):
        return False
    if rules.finished(before):
        short = r"\b(?:\p{Lu}\.|Mr\.|Mrs\.|Dr\.|St\.|vs\.|etc\.|e\.g\.|i\.e\.|No\.)$"
        return text[:1].islower() and bool(regex.search(short, before[-10:]))
    if before.endswith(";") or (before.endswith(",") and said <= 6):
        return text[:1].islower()
    return (
        text[:1].islower()
        or before.endswith((",", "-", "—"))
        or said >= 8
        or (before[-40:].split()[-1].casefold() in rules.LINKING)
    )


def joined(paragraph: list[dict]) -> tuple[str, Places]:
    """Return a paragraph's text and, for each raw line in it, its offset and number."""
    texts, places, offset = [], [], 0
    for piece in paragraph:
        places.append((offset, piece["line"]))
        texts.append(piece["text"][:-1] if piece["hyphen"] else piece["text"] + ("" if piece is paragraph[-1] else " "))
        offset += len(texts[-1])
    return "".join(texts), tuple(places)
