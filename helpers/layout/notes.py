"""Notes and their markers: which blocks are notes, what their labels are, and where their markers stand.

A private part of ``layout``. A label is a number or a letter in a style of its own; a line that begins with one is a
note only where a marker of that style stood before, or where the form leaves no doubt.
"""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from helpers import characters
from helpers.layout import forms, role_list
from helpers.layout.blocks import Block, Text

NOTE_BLOCKS = 5  # paragraphs behind the first of a note, among which its bracket closes
DIGITS = 9  # of a number that is read: no text has as many notes
HALF = 0.5  # share of the numbers of a list of notes that have a marker before
LABEL = regex.compile(
    r"""(?x)
      (?P<raised>[⁰¹²³⁴-⁹]+)\s*(?=\S)
    | \[\^(?P<caret>[\w-]{1,40})\]:?\s*(?=\S)
    | \[(?i:Footnote|Fußnote|Note|Nota)\s+(?P<footnote>\w{1,3})\s*:\s*(?=\S)    # of Project Gutenberg
    | \[(?P<bracket>\d{1,3}|[A-Z]{1,2}|[*†‡]{1,3}|n\ \d{1,3})\]:?\s*(?=\S)
    | \((?P<round>\d{1,3})\)\s+(?=\S)
    | \{(?P<brace>\d{1,4})\}\s+(?=\S)
    | (?P<star>[*†‡]{1,3})\s+(?=[^\s*†‡])
    | (?P<list>\d{1,3})(?:\.(?!\d)|\)|\b)\s*(?:\^|↑)?\s*(?=\S)
    """
)
STYLES: dict[str, str] = {  # the markers of each style of label
    "raised": forms.MARKER.pattern,
    "caret": r"\s?\[\^[\w-]{1,40}\](?!:)",
    "bracket": r"^\[\d{1,3}\](?=\^)|(?<=\S)\s?\^?\[(?:\d{1,3}|[A-Z]{1,2}|[*†‡]{1,3}|n \d{1,3})\]",
    "round": r"(?<=\S)\s?\(\d{1,3}\)",
    "brace": r"(?<=\S)\s?\{\d{1,4}\}",
}
STYLES["star"] = r"(?<=[\p{L}.,;:!?”\"'’)])[*†‡]{1,3}(?=\s|$)"
STYLES |= {"footnote": rf"{STYLES['raised']}|{STYLES['bracket']}", "list": rf"{STYLES['raised']}|{STYLES['bracket']}"}
STYLES["raised"] = STYLES["footnote"]
GLUED = regex.compile(  # a number behind a word or its signs, as a raised one is when its height is lost
    r"(?<![\p{L}\d])(?P<word>\p{L}{2,}[\]).,;:!?”\"'’»]{0,4})(?P<number>\d{1,3})(?![\p{L}\d]|[.,:]\d|%)"
)
STAR_TEXT = 12  # words: a shorter line with a star is a title or a name, whose note is the author's
STAR, CARET = regex.compile(STYLES["star"]), regex.compile(r"\d{1,3}\.\s?[\^↑]\s*\S")
SURE = regex.compile(rf"(?i)[⁰¹²³⁴-⁹]+\s*\S|\[Footnote\s+\w{{1,3}}\s*:\s*\S|{CARET.pattern}")


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
    """Propose lines that begin with a raised number, "[Footnote 1:" or "1. ^", and the rest of such a note."""
    for n, block in enumerate(text.blocks):
        if block.role or not SURE.match(block.text):
            continue
        yield block
        rest = text.blocks[n + 1 : n + 1 + NOTE_BLOCKS]
        end = 0
        if block.text[0] == "[" and block.text.count("[") > block.text.count("]"):
            end = next((m for m, other in enumerate(rest, 1) if "]" in other.text), 0)
        elif CARET.match(block.text):  # in such a list the lines right below belong to a note
            below = itertools.takewhile(lambda pair: pair[1].numbers[0] == pair[0].numbers[-1] + 1, _pairs(block, rest))
            end = sum(1 for _ in itertools.takewhile(lambda pair: not SURE.match(pair[1].text), below))
        yield from (other for other in rest[:end] if not other.role)


def _pairs(block: Block, rest: list[Block]) -> Iterator[tuple[Block, Block]]:
    return itertools.pairwise([block, *rest])


def marked(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a label in brackets, or a star, whose marker stands in a line before."""
    seen: set[str] = set()
    pattern = markers(frozenset(("caret", "bracket", "brace", "round")))
    starred = [block for block in text.blocks if block.words > STAR_TEXT and block.text.count("*") == 1]
    stars = sum(bool(STAR.search(block.text)) for block in starred)
    stars = (
        0 if sum(block.text[:2] == "* " != block.text[2:4] for block in text.blocks) > stars else stars
    )  # else it is a list
    for block in text.blocks:
        label = LABEL.match(block.text) if block.text[:1] in "[({*" and not block.role else None
        if label and (_key(label) in seen or (stars and style(label) == "star" and block.numbers > starred[0].numbers)):
            yield block
        elif pattern and block.role not in ("boilerplate", "footnote"):
            seen.update(mark[0].strip(" ^") for mark in pattern.finditer(block.text, label.end() if label else 0))


def listed(text: Text) -> Iterator[Block]:
    """Propose the numbered lines behind the word for notes, if half of the numbers or more have markers before."""
    heads = [n for n, block in enumerate(text.blocks) if not block.role and forms.is_word(block.text, "notes")]
    seen: set[int] = set()
    pattern = regex.compile(f"{STYLES['list']}|{GLUED.pattern}")
    done = 0
    for head in heads:
        for block in text.blocks[done:head]:
            if block.role not in ("boilerplate", "footnote"):
                seen.update(value(mark["number"] or mark[0]) for mark in pattern.finditer(block.text))
        done = head + 1
        blocks = list(itertools.takewhile(_lists, text.blocks[done:]))
        if blocks and LABEL.match(blocks[0].text):
            yield from _counted(blocks, seen)


def _lists(block: Block) -> bool:
    return not block.role and bool(LABEL.match(block.text) or not block.form)


def _counted(blocks: list[Block], seen: set[int]) -> list[Block]:
    """Return the blocks of a list of notes, none if fewer than half of its numbers have a marker."""
    numbers = [value(label[0]) for label in map(LABEL.match, (block.text for block in blocks)) if label]
    return blocks if numbers and sum(n in seen for n in numbers) >= HALF * len(numbers) else []


def foot(text: Text) -> Iterator[Block]:
    """Propose lines that begin with the next number, with which a word before ends, and what goes on below.

    There are two at least, and half as many as numbers at the ends of words, which rise from 1.
    """
    found: list[list[Block]] = []
    due = wanted = 1
    for n, block in enumerate(text.blocks):
        label = forms.FOOT.match(block.text) if not block.role else None
        number = int(label[1]) if label else 0
        if wanted <= number < due and number <= wanted + 1 and _begins_note(text, n):
            found.append([block, *_rest_of_note(text.blocks[n : n + NOTE_BLOCKS])])
            wanted = number + 1
        elif block.role not in ("boilerplate", "footnote", "caption"):
            due += sum(int(mark["number"]) == due for mark in GLUED.finditer(block.text))
    if len(found) > 1 and len(found) >= HALF * (due - 1):
        yield from itertools.chain.from_iterable(found)


def _begins_note(text: Text, n: int) -> bool:
    """Say whether a note may begin with a block: it is whole, no heading, and nothing is cut before it."""
    block, before = text.blocks[n], text.blocks[n - 1]
    whole = block.numbers[-1] - block.numbers[0] < len(block.numbers)
    ruled = forms.RULED.search(before.text)
    free = ruled or not text.seen[block.numbers[0] - 2] or before.finished or before.role
    return whole and bool(free) and bool(ruled or block.finished or not block.form)


def _rest_of_note(blocks: list[Block]) -> list[Block]:
    """Return the blocks behind the first with which its sentence ends."""
    for n, block in enumerate(blocks):
        if block.finished or (n and (block.role or forms.FOOT.match(block.text))):
            return blocks[1 : n + 1] if block.finished and not block.role else []
    return []


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


def pattern_of(rows: Sequence[Any]) -> regex.Pattern | None:
    """Return the pattern of the markers of a text, by the styles of its notes, given its rows of LINES."""
    labels = [LABEL.match(forms.plain(row.text)) for row in rows if row.role == "footnote"]
    own = [STYLES[name] for name in sorted({style(label) for label in labels if label})]
    due = {value(label[0]) for label in labels if label and style(label) == "list"}
    for row in rows if due else ():
        for mark in GLUED.finditer(row.text) if row.role in role_list.KEPT else ():
            if int(mark["number"]) == min(due, default=0):
                due.discard(int(mark["number"]))
                own.append(f"(?<=(?<!\\p{{L}}){regex.escape(mark['word'])}){mark['number']}(?!\\w)")
    return regex.compile("|".join(own)) if own else None


def linked(rows: Sequence[Any], pattern: regex.Pattern | None) -> tuple[list[Note], list[tuple[int, int]]]:
    """Return the notes of a text, and the (number, line) of markers left over, given its rows of LINES.

    A note takes the earliest free marker of its number before it. A line without a number right behind a note's
    line is the rest of that note, and so is one of the same block.
    """
    free: dict[str, deque[int]] = defaultdict(deque)
    found: list[Note] = []
    kinds = _kinds(rows, pattern)
    last, block = 0, 0
    for row in rows:
        for name in _marks(row, pattern):
            free[name].append(row.line)
        if row.role != "footnote":
            continue
        text = forms.plain(row.text)
        below = last == row.line - 1 and row.line not in kinds
        label = None if row.block == block or below else LABEL.match(text)
        if found and not label and (row.block == block or last == row.line - 1):
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}")
        else:
            places = free[kinds.get(row.line, "") + _name(label[0])] if label else None
            found.append(_note(row.line, text, label, places))
        last, block = row.line, row.block
    left = [(value(name), line) for name, lines in free.items() for line in lines]
    return found, sorted(left, key=lambda pair: pair[1])


def _marks(row: Any, pattern: regex.Pattern | None) -> Iterator[str]:
    """Give the names of the markers in a row that is no note; in furniture only those that can be nothing else."""
    if pattern and row.role not in ("blank", "footnote"):
        for mark in pattern.finditer(forms.plain(row.text)):
            if row.role not in ("boilerplate", "caption") or "^[" in mark[0]:
                yield _name(mark[0])


def _note(line: int, text: str, label: regex.Match | None, places: deque[int] | None) -> Note:
    """Return a note, with the first of the places of its markers."""
    marker = places.popleft() if places else None
    return Note(value(label[0]) if label else 0, line, marker, text[label.end() :] if label else text)


def _kinds(rows: Sequence[Any], pattern: regex.Pattern | None) -> dict[int, str]:
    """Return the letters before the number in the markers of each labelled note, by its line: "n" for [n 1].

    A list of notes that starts again at 1 has markers of its own: those whose numbers are most like its own.
    """
    numbers: dict[str, set[int]] = defaultdict(set)
    lists: list[dict[int, int]] = [{}]
    carets = any(row.role == "footnote" and CARET.match(forms.plain(row.text)) for row in rows)
    for row in rows:
        text = forms.plain(row.text)
        if row.role == "footnote" and (label := (CARET if carets else LABEL).match(text)):
            number = value(label[0])
            if number <= max(lists[-1].values(), default=0):
                lists.append({})
            lists[-1][row.line] = number
        elif pattern and row.role not in ("blank", "footnote"):
            for mark in pattern.finditer(text):
                numbers[_letters(mark[0])].add(value(mark[0]))
    found: dict[int, str] = {}
    for own in lists:
        alike = {kind: len(all_ & set(own.values())) / len(all_ | set(own.values())) for kind, all_ in numbers.items()}
        found |= dict.fromkeys(own, max(alike, key=lambda kind: (alike[kind], kind == ""), default=""))
    return found


def _letters(mark: str) -> str:
    """Return the letters before the number of a marker: n of [n 1]."""
    found = regex.search(r"\[([a-z]+) \d", mark)
    return found[1] if found else ""


def _name(mark: str) -> str:
    """Return by what a note and its marker know each other: a number, or the letters of a name."""
    own = regex.sub(r"\[(?i:Footnote|Fußnote|Note|Nota)\s+", "", mark)
    return _letters(mark) + str(value(own) or regex.sub(r"[^\w*†‡]", "", own))
