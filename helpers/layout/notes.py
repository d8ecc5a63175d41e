"""Notes and their markers: which blocks are notes, what their labels are, and where their markers stand.

A private part of ``layout``. A label is a number or a letter in a style of its own; a line that begins with one is a
note only where a marker of that style stood before, or where the form leaves no doubt.
"""

import itertools
import tomllib
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import regex

from helpers import characters
from helpers.layout import by_hand, forms, role_list
from helpers.layout.blocks import Block, Text

NOTE_BLOCKS, DIGITS, HALF = 5, 9, 0.5  # paragraphs of a note; digits of its number; share of a list that has markers
_STYLES = tomllib.loads(Path(__file__).with_name("notes.toml").read_text(encoding="utf-8"))
LABEL = regex.compile("|".join(own["label"] for own in _STYLES.values()))
STYLES = {style: own["marker"] for style, own in _STYLES.items() if "marker" in own}
SET_ON, ALONE, BARE = map(regex.compile, (STYLES["list"], r"(?P<list>\d{1,3})$", r"(\d{1,3})()$"))
NUMBER = regex.compile(r"[\d⁰¹²³⁴-⁹①-⑳\[]")  # a marker with a number or a letter has one of these, most texts none
STYLES |= dict.fromkeys(("raised", "footnote", "list"), f"{forms.MARKER.pattern}|{STYLES['bracket']}|{STYLES['list']}")
GLUED = forms.PATTERNS["glued"]
STAR_TEXT = 12  # words: a shorter line with a star is a title or a name, whose note is the author's
STAR, NUMBERED = regex.compile(STYLES["star"]), regex.compile(f"{STYLES['list']}|{STYLES['circled']}")
CLOSED = regex.compile("|".join(STYLES[name] for name in ("caret", "bracket", "small", "brace", "round")))
CIRCLED: dict[int, Any] = {ord("①") + n: str(n + 1) for n in range(20)}
WORD, CARET = map(regex.compile, (r"\[(?i:Footnote|Fußnote|Note|Nota)\s+", r"\d{1,3}\.\s?[\^↑]\s*\S"))
SURE = regex.compile(rf"(?i)[⁰¹²³⁴-⁹]+\s*\S|\[Footnote\s+\w{{1,3}}\s*:\s*\S|{CARET.pattern}")


class Note(NamedTuple):
    """A note: its printed number, its line, the line of its marker (or None), its text without the number."""

    number: int
    line: int
    marker_line: int | None
    text: str


def sure(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a raised number, "[Footnote 1:" or "1. ^", and the rest of such a note."""
    for n, block in enumerate(text.blocks):
        if not block.role and SURE.match(block.text):
            rest = _rest_of_sure(block, text.blocks[n + 1 : n + 1 + NOTE_BLOCKS])
            yield from (own for own in [block, *rest] if not own.role)


def _rest_of_sure(block: Block, behind: list[Block]) -> list[Block]:
    """Return the blocks to the bracket that closes a note; those right below where entries begin "1. ^"."""
    if block.text[0] == "[" and block.text.count("[") > block.text.count("]"):
        return behind[: next((n for n, other in enumerate(behind, 1) if "]" in other.text), 0)]
    below = itertools.pairwise([block, *behind]) if CARET.match(block.text) else ()
    near = (not SURE.match(b.text) and b.numbers[0] == a.numbers[-1] + 1 for a, b in below)
    return behind[: sum(itertools.takewhile(bool, near))]


def marked(text: Text) -> Iterator[Block]:
    """Propose lines that begin with a label in brackets, or a star, whose marker stands in a line before."""
    seen: set[str] = set()
    item = 0  # the last number in brackets that began an item of a list: the next one does too
    stars, labels = _stars(text.blocks), _matches(text, LABEL)
    for n, block in enumerate(text.blocks[: max(labels, default=-1) + 1]):
        label = labels.get(n) if block.text[:1] in "[({*†‡" and not block.role else None
        starred = label is not None and label.lastgroup == "star" and block.numbers[0] > stars
        name = label[0].strip(" :") if label else ""
        due = f"({item + 1})" if item else ""
        if starred or (name != due and name in seen):
            yield block
        elif block.role not in ("boilerplate", "footnote") and not {*"[({"}.isdisjoint(block.text):
            item += name == f"({item + 1})"
            seen.update(mark[0].strip(" ^") for mark in CLOSED.finditer(block.text, label.end() if label else 0))


def _matches(text: Text, form: regex.Pattern) -> dict[int, regex.Match]:
    """Return how a form fits the beginnings of blocks, by the number of the block."""
    return {n: found for n, block in enumerate(text.blocks) if (found := form.match(block.text))}


def _stars(blocks: list[Block]) -> float:
    """Return the line with the first marker that is a star; no line has one where more begin with stars, as a list."""
    begun = sum(block.text[:1] == "*" and LABEL.match(block.text) is not None for block in blocks)
    marks = [b.numbers[0] for b in blocks if b.text.count("*") == 1 and b.words > STAR_TEXT and STAR.search(b.text)]
    return marks[0] if len(marks) >= max(1, begun) else float("inf")


def listed(text: Text) -> Iterator[Block]:
    """Propose the numbered lines behind the word for notes, if half of the numbers or more have markers before."""
    seen: set[int] = set()
    done = 0
    heads = [n for n, b in enumerate(text.blocks[:-1]) if not b.role and forms.is_word(b.text, "notes")]
    for head in (n for n in heads if LABEL.match(text.blocks[n + 1].text)):
        seen.update(*(_numbers(b.text) for b in text.blocks[done:head] if b.role not in ("boilerplate", "footnote")))
        done, behind = head + 1, text.blocks[head + 1 :]
        own = list(itertools.takewhile(lambda b: not b.role and (LABEL.match(b.text) or not b.form), behind))
        numbers = [value(label[0]) for block in own if (label := LABEL.match(block.text))]
        if sum(n in seen for n in numbers) >= HALF * len(numbers):
            yield from own


def _numbers(text: str) -> set[int]:
    """Return the numbers of the markers in a text, those that lost their height among them."""
    text = text if NUMBER.search(text) else ""
    return {value(m[0]) for m in NUMBERED.finditer(text)} | {value(m["number"]) for m in GLUED.finditer(text)}


def foot(text: Text) -> Iterator[Block]:
    """Propose lines with the next number, with which a word before ends: two, one below a line, or half of all."""
    found: list[list[Block]] = []
    labels = _matches(text, forms.FOOT) | _matches(text, BARE)
    times = Counter(label[1] for label in labels.values()) if labels else {}
    due, wanted, least = 1, 1, 2
    for n, block in enumerate(text.blocks if labels else ()):
        label = None if block.role else labels.get(n)
        number = int(label[1]) if label and (times[label[1]] == 1 or not label[2]) else 0
        if number in range(wanted, min(due, wanted + 2)) and _begins_note(text, n):
            found.append([block, *_rest_of_foot(text.blocks[n : n + NOTE_BLOCKS])])
            wanted, least = number + 1, 1 if forms.RULED.search(text.blocks[n - 1].text) else least
        elif block.role not in ("boilerplate", "footnote", "caption") and NUMBER.search(block.text):
            wanted, due = _due(block.text, wanted, due)
    if len(found) >= max(least, due - wanted):
        yield from itertools.chain.from_iterable(found)


def behind(text: Text) -> Iterator[Block]:
    """Propose lines that count 1., 2., 3. behind a text in which the numbers stand in brackets right behind words."""
    due, own = 0, list[Block]()
    for block in (*(b for b in text.blocks if b.role not in ("boilerplate", "footnote")), Block([], "")):
        label = None if block.role else forms.FOOT.match(block.text)
        if label and int(label[1]) == len(own) + 1 <= due:
            own.append(block)
            continue
        yield from own if own[1:] else ()
        due, own = 0 if own else due, []
        for mark in SET_ON.finditer(block.text) if "(" in block.text else ():
            due += value(mark[0]) == due + 1


def _due(text: str, wanted: int, due: int) -> tuple[int, int]:
    """Return the number of the next note and of the next marker, behind the markers of a text: they may begin anew."""
    for number in (value(mark["number"]) for mark in GLUED.finditer(text)):
        wanted, due = (1, 1) if number == 1 and wanted == due else (wanted, due)
        due += number == due
    return wanted, due


def _begins_note(text: Text, n: int) -> bool:
    """Say whether a note may begin with a block: a whole one, no heading; a number alone where a sentence is cut."""
    block, before, below = text.blocks[n], text.blocks[n - 1], text.blocks[n + 1 : n + 2]
    if BARE.match(block.text):
        return not before.finished and any(not b.role and b.finished and forms.CAPITAL.match(b.text) for b in below)
    whole = block.numbers[-1] - block.numbers[0] < len(block.numbers)
    ruled = forms.RULED.search(before.text)
    free = ruled or not text.seen[block.numbers[0] - 2] or before.finished or before.role
    return whole and bool(free) and bool(ruled or block.finished or not block.form)


def _rest_of_foot(blocks: list[Block]) -> list[Block]:
    """Return the blocks behind the first with which its sentence ends."""
    end = next((n for n, b in enumerate(blocks) if b.finished or (n and (b.role or forms.FOOT.match(b.text)))), 0)
    return blocks[1 : end + 1] if blocks[end].finished and not blocks[end].role else []


def heads(text: Text) -> Iterator[Block]:
    """Propose the word for notes with a note right below it."""
    pairs = itertools.pairwise(text.blocks)
    return (b for b, below in pairs if below.role == "footnote" and not b.role and forms.is_word(b.text, "notes"))


def value(mark: str) -> int:
    """Return the number of a label or marker: its digits, else the place of its letter, else 0."""
    digits = regex.sub(r"\D", "", mark.translate(characters.NUMBERS_OF | CIRCLED))
    letter = regex.search(r"[A-Z]|\b[a-z]\b", WORD.sub("", mark))
    return int(digits[:DIGITS]) if digits else ord(letter[0].upper()) - 64 if letter else 0


def label_of(line: str) -> regex.Match:
    """Return the label with which a line begins, or of which it consists, else an empty one."""
    text = forms.plain(line)
    return LABEL.match(text) or ALONE.match(text) or regex.match("", "")


def pattern_of(rows: Sequence[Any]) -> regex.Pattern | None:
    """Return the pattern of the markers of a text, by the styles of its notes, given its rows of LINES."""
    labels = [label_of(row.text) for row in rows if row.role == "footnote"]
    own = [STYLES[name] for name in sorted({label.lastgroup for label in labels if label.lastgroup})]
    texts = [row.text for row in rows if row.role in role_list.KEPT]
    marks = {value(mark[0]) for text in texts for mark in forms.MARKER.finditer(text)} if own else set()
    own += _glued(texts, [n for label in labels if (n := value(label[0])) not in marks]) if own else []
    return regex.compile("|".join(own)) if own else None


def _glued(texts: list[str], due: list[int]) -> list[str]:
    """Return patterns of the next of the numbers that are due, each behind the word at which it stands first."""
    found: list[str] = []
    for mark in itertools.chain.from_iterable(map(GLUED.finditer, texts)):
        if (number := value(mark["number"])) in due[:2]:  # one may be missing
            del due[: due.index(number) + 1]
            found.append(rf"(?=[\d⁰¹²³⁴-⁹])(?<=(?<!\p{{L}}){regex.escape(mark['word'])}){mark['number']}(?!\w)")
    return found


def linked(rows: Sequence[Any], pattern: regex.Pattern | None) -> tuple[list[Note], list[tuple[int, int]]]:
    """Return the notes of a text, and the (number, line) of markers left over, given its rows of LINES.

    A note takes the earliest free marker of its number before it. A line without a number right behind a note's
    line is the rest of that note, and so is one of the same block.
    """
    marks = list(_marks(rows, pattern)) if pattern else []
    kinds = _kinds(rows, marks)
    told = _told(rows, kinds)
    kinds |= dict.fromkeys(told, "by hand ")
    free: dict[str, deque[int]] = defaultdict(deque)
    for name, line in ((_name(mark), line) for line, mark in marks):
        free[name] += [line] * ((name, line) not in told.values())
    found: list[Note] = []
    last, block = -1, 0
    for row in (row for row in rows if row.role == "footnote"):
        text = forms.plain(row.text)
        label = label_of(text)
        if row.block == block or (last == row.line - 1 and row.line not in kinds):
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}".strip())
        else:
            places = free[kinds.get(row.line, "") + _name(label[0])]
            marker = places.popleft() if places and places[0] < row.line else None
            found.append(Note(value(label[0]), row.line, marker, text[label.end() :]))
        last, block = row.line, row.block
    found = [note._replace(marker_line=told.get(note.line, ("", note.marker_line))[1]) for note in found]
    left = [(value(name), line) for name, lines in free.items() for line in lines]
    return found, sorted(left, key=lambda pair: pair[1])


def _told(rows: Sequence[Any], kinds: dict[int, str]) -> dict[int, tuple[str, int]]:
    """Return the notes that are linked by hand, by line: the name of the marker and its line."""
    own = (row for row in rows if row.role == "footnote" and by_hand.number(row.rule))
    return {r.line: (kinds.get(r.line, "") + _name(label_of(r.text)[0]), by_hand.number(r.rule)) for r in own}


def _marks(rows: Sequence[Any], pattern: regex.Pattern) -> Iterator[tuple[int, str]]:
    """Give the line and the text of each marker; in furniture only those that can be nothing else."""
    for row in (row for row in rows if row.role != "footnote"):
        for mark in pattern.finditer(forms.plain(row.text)):
            if row.role in role_list.KEPT or "^[" in mark[0]:
                yield row.line, mark[0]


def _kinds(rows: Sequence[Any], marks: list[tuple[int, str]]) -> dict[int, str]:
    """Return the letters before the number in the markers of each labelled note, by its line: "n" for [n 1].

    A list of notes that starts again at 1 has markers of its own: those whose numbers are most like its own.
    """
    texts = [(row.line, forms.plain(row.text)) for row in rows if row.role == "footnote"]
    form = CARET.match if any(CARET.match(text) for _, text in texts) else label_of
    lists: list[dict[int, int]] = [{}]
    for line, label in ((line, label) for line, text in texts if (label := form(text)) and label[0]):
        if (number := value(label[0])) <= max(lists[-1].values(), default=0):
            lists.append({})
        lists[-1][line] = number
    numbers: dict[str, set[int]] = defaultdict(set)
    for _, mark in marks:
        numbers[_letters(mark)].add(value(mark))
    found: dict[int, str] = {}
    for own in lists:
        alike = {kind: len(all_ & set(own.values())) / len(all_ | set(own.values())) for kind, all_ in numbers.items()}
        found |= dict.fromkeys(own, max(alike, key=lambda kind: (alike[kind], kind == ""), default=""))
    return found


def _letters(mark: str) -> str:
    """Return the letters before the number of a marker: n of [n 1]."""
    return next(iter(regex.findall(r"\[([a-z]+) \d", mark)), "")


def _name(mark: str) -> str:
    """Return by what a note and its marker know each other: a number, or the letters of a name."""
    if "[^" in mark:
        return mark.strip(" [^]:")
    return _letters(mark) + str(value(mark) or regex.sub(r"[^*†‡]", "", mark))
