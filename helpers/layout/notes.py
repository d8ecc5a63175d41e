"""Notes and their markers: which blocks are notes, what their labels are, and where their markers stand.

A private part of ``layout``. A label is a number or a letter in a style of its own; a line that begins with one is a
note only where a marker of that style stood before, or where the form leaves no doubt.
"""

import itertools
import tomllib
from collections import Counter, defaultdict, deque, namedtuple
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import regex

from helpers import characters
from helpers.layout import by_hand, forms, role_list
from helpers.layout.blocks import Block, Text

NOTE_BLOCKS, DIGITS, HALF = 5, 9, 0.5  # paragraphs of a note; digits of its number; share of a list that has markers
_STYLES = tomllib.loads(Path(__file__).with_name("notes.toml").read_text(encoding="utf-8"))
LABEL = regex.compile("|".join(own["label"] for own in _STYLES.values()))
STYLES = {style: own["marker"] for style, own in _STYLES.items() if "marker" in own}
ALONE = regex.compile(r"(?P<list>\d{1,3})$")
NUMBER = regex.compile(r"[\d⁰¹²³⁴-⁹①-⑳\[]")  # a marker with a number or a letter has one of these, most texts none
STYLES |= dict.fromkeys(("raised", "footnote", "list"), f"{forms.MARKER.pattern}|{STYLES['bracket']}|{STYLES['list']}")
GLUED = forms.PATTERNS["glued"]
STAR_TEXT, ALL_STARS = 12, 0.8  # words of a line with a star that is no name; share of notes that have markers
STAR, NUMBERED = regex.compile(STYLES["star"]), regex.compile(f"{STYLES['list']}|{STYLES['circled']}")
CLOSED = regex.compile("|".join(STYLES[name] for name in ("caret", "bracket", "small", "brace", "round")))
CIRCLED: dict[int, Any] = {ord("①") + n: str(n + 1) for n in range(20)}
WORD, CARET = map(regex.compile, (r"\[(?i:Footnote|Fußnote|Note|Nota)\s+", r"\d{1,3}\.\s?[\^↑]\s*\S"))
IN_COLUMNS, UNLIKE, LONG = 3, 0.8, 40  # notes that cut sentences; share of unlike words before markers; lines of a note
Note = namedtuple("Note", "number line marker_line text")  # as printed, None without a marker, text without the number
Foot = namedtuple("Foot", "number stop line place mark")  # of a line: if a stop is behind its number; a marker above it
ABOVE, FAR = 100, 10**6  # lines before a note with its marker; where a marker leaves no doubt
_NAMES = ("note_begins", "set_off", "glued_round", "reference_on", "lone", "lone_begins", "cut_off")
BEGINS, SET_OFF, ROUND, REFERENCE, LONE, LONE_BEGINS, CUT_OFF = (forms.PATTERNS[name] for name in _NAMES)
SURE = regex.compile(rf"(?i)[⁰¹²³⁴-⁹]+\s*\S|\[Footnote\s+\w{{1,3}}\s*:\s*\S|{CARET.pattern}")


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
    stars = _stars(text.blocks)
    labels = dict(filter(itemgetter(1), enumerate(LABEL.match(block.text) for block in text.blocks)))
    for n, block in enumerate(text.blocks[: max(labels, default=-1) + 1]):
        label = labels.get(n) if block.text[:1] in "[({*†‡" and not block.role else None
        name = _label(text.blocks[max(0, n - 1)], block, label)
        starred = name[:1] in {*"*†‡"} and block.numbers[0] > stars
        due = f"({item + 1})" if item else ""
        if starred or (name != due and name in seen):
            yield block
        elif block.role not in ("boilerplate", "footnote") and not {*"[({"}.isdisjoint(block.text):
            item += block.text.lstrip('"“„«‘').startswith(f"({item + 1})")
            seen.update(mark[0].strip(" ^") for mark in CLOSED.finditer(block.text, label.end() if label else 0))


def _label(above: Block, block: Block, label: regex.Match | None) -> str:
    """Return the label of a block, or nothing if it goes on with the sentence above: a reference, or an item."""
    near = block.numbers[0] == above.numbers[-1] + 1 and not above.role
    item = block.text[:1] in "(*†‡" and (forms.INTRODUCES.search(above.text) or not above.finished)
    return "" if not label or (near and (item or REFERENCE.match(block.text))) else label[0].strip(" :")


def _stars(blocks: list[Block]) -> float:
    """Return the line with the first marker that is a star; none where more lines begin with one, as in a list."""
    begun = sum(block.text[:1] == "*" and LABEL.match(block.text) is not None for block in blocks)
    marks = [b.numbers[0] for b in blocks if b.text.count("*") == 1 and b.words > STAR_TEXT and STAR.search(b.text)]
    return marks[0] if len(marks) >= max(1, ALL_STARS * begun) else float("inf")


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


def at_feet(raw: Sequence[str]) -> Iterator[int]:
    """Propose notes whose numbers rise, each below a word with which it stands, if they are no headings."""
    feet = _feet(raw)
    times = Counter(foot.number for foot in feet if foot.stop)  # what a text lists again is no note
    rows: list[list[Foot]] = []
    for foot in (foot for foot in feet if times[foot.number] == 1 or not foot.stop):
        few = range(1, 3 + (foot.mark.re is LONE))  # one may be missing, or two of those alone on lines
        ends = (row for row in reversed(rows) if row[-1].stop == foot.stop and foot.number - row[-1].number in few)
        if own := next(ends, None):
            own.append(foot)
        elif foot.number == 1 or not rows:
            rows.append([foot])
    return (n + 1 for row in rows for n in _of_row(raw, row))


def _of_row(raw: Sequence[str], row: list[Foot]) -> Iterator[int]:
    """Give the lines of notes, if no half of them are headings, and most of them have an end."""
    ends = [*(foot.line for foot in row[1:]), len(raw)]
    notes = [list(_to_end(raw, foot.line, end)) for foot, end in zip(row, ends, strict=True)]
    for (own, end), first in zip(zip(notes, ends, strict=True), _first_of_pages(raw, ends[:-1]), strict=False):
        own += _over_page(raw, own[-1], end) if first else []
    formed = [forms.plain(raw[(*n, *n)[1]]) for n in notes if forms.has_heading_form(forms.plain(raw[n[0]]))]
    headed = sum(not below[0].islower() for below in formed)
    ended = sum(forms.finished(forms.plain(raw[own[-1]])) for own in notes)
    whole = headed < HALF * len(row) <= ended and max(map(len, notes)) <= LONG
    ruled = forms.RULED.search(forms.plain(raw[row[0].line - 1])) and row[0].mark.re is not SET_OFF
    yield from itertools.chain.from_iterable(notes) if ruled or (whole and _are_notes(raw, row)) else ()


def _first_of_pages(raw: Sequence[str], lines: Sequence[int]) -> list[bool]:
    """Say of each note's line if it is the first of its page and below text, though most such stand below a blank."""
    page = list(itertools.accumulate(line.count("\f") for line in raw))
    first = [n for m, n in itertools.pairwise([0, *lines]) if page[m] < page[n]]
    below = {n for n in first if raw[n - 1].strip()}
    few = IN_COLUMNS <= len(first) - len(below) >= UNLIKE * len(first)
    return [few and n in below for n in lines]


def _over_page(raw: Sequence[str], last: int, end: int) -> list[int]:
    """Return the lines right above the next note, where the end of a page cut the sentence of the one before."""
    own = list(itertools.takewhile(lambda n: raw[n].strip() and "\f" not in raw[n], range(end - 1, last, -1)))
    return [] if forms.finished(forms.plain(raw[last])) else own[::-1]


def _are_notes(raw: Sequence[str], row: list[Foot]) -> bool:
    """Say whether lines are notes: two or more below ends of sentences, with glued markers in order, or in columns.

    Those at the feet of columns, which cut sentences, are three or more, with text between them; two if all have
    numbers alone on lines. Markers stand behind words that are unlike: "Section 2", "Section 3" are none.
    """
    ordered = all(foot.mark.re is not SET_OFF for foot in row) and row == sorted(row, key=lambda foot: foot.place)
    free = ordered and len(row) > 1 and all(forms.finished(forms.plain(raw[foot.line - 1])) for foot in row)
    columns = len(row) >= IN_COLUMNS and any(one.line < other.place for one, other in itertools.pairwise(row))
    above = [forms.plain(" ".join(raw[max(0, foot.line - 2) : foot.line])) for foot in row if foot.mark.re is LONE]
    cut = any(map(CUT_OFF.search, above))
    unlike = len({foot.mark["word"].casefold() for foot in row}) >= UNLIKE * len(row)
    return (cut and len(row) == len(above) > 1) or ((free or columns) and unlike)


def _feet(raw: Sequence[str]) -> list[Foot]:
    """Return the lines that begin with a number and have a marker above: the nearest."""
    labels = {n: label for n, line in enumerate(raw) if (label := BEGINS.match(line))}
    marks: dict[int, list[tuple[int, regex.Match]]] = defaultdict(list)
    for n, mark in ((n, mark) for n, line in enumerate(raw if labels else ()) for mark in _near_words(line)):
        marks[value(mark["number"])].append((n, mark))
    found: list[Foot] = []
    for n, label in labels.items():
        far = {SET_OFF: 0, GLUED: ABOVE, ROUND: FAR} if label[2] else {SET_OFF: ABOVE, GLUED: FAR, ROUND: FAR}
        far[LONE] = ABOVE if LONE_BEGINS.match("\n".join(raw[n : n + 3])) else 0
        near = [own for own in marks[int(label[1])] if 0 < n - own[0] < far[own[1].re]]
        found += [Foot(int(label[1]), bool(label[2]), n, *own) for own in near[-1:]]
    return found


def _near_words(line: str) -> list[regex.Match]:
    """Return the numbers in a line right behind a word, with a space on either side, behind a sentence, or alone."""
    line = line if NUMBER.search(line) else ""
    found = (mark for form in (GLUED, SET_OFF, ROUND, LONE) for mark in form.finditer(line))
    return [mark for mark in found if mark["number"][0] != "0" and mark["word"].strip() not in forms.SMALL]


def _to_end(raw: Sequence[str], first: int, end: int) -> Iterator[int]:
    """Give the lines of a note: to the next one or a blank line, but for one below its number or in its sentence."""
    last, named = first, forms.has_heading_form(forms.plain(raw[first]))
    for n in (n for n in range(first, end) if raw[n].strip()):
        on = forms.plain(raw[n])[0].islower() or (last == first and not named)
        if n > last + 1 + (on and not forms.finished(raw[last])) or (n > first and "\f" in raw[n]):
            return
        yield n
        last = n


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
    marks = {0, *(value(m[0]) for text in texts for m in forms.MARKER.finditer(text))} if own else set()
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

    A note takes the earliest free marker of its number before it. A line without a number right behind a note's line,
    or below a blank one if the note has no end, is the rest of that note, as is one of the same block.
    """
    marks = list(_marks(rows, pattern)) if pattern else []
    kinds = _kinds(rows, marks)
    told = _told(rows, kinds)
    kinds |= dict.fromkeys(told, "by hand ")
    free: dict[str, deque[int]] = defaultdict(deque)
    for name, line in ((_name(mark), line) for line, mark in marks):
        free[name] += [line] * ((name, line) not in told.values())
    found: list[Note] = []
    last, block = range(0), 0
    for row in (row for row in rows if row.role == "footnote"):
        text = forms.plain(row.text)
        label = label_of(text)
        if row.block == block or (row.line - 1 in last and row.line not in kinds):
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {text}".strip())
        else:
            places = free[kinds.get(row.line, "") + _name(label[0])]
            marker = places.popleft() if places and places[0] < row.line else _near(rows, row, label[0])
            found.append(Note(value(label[0]), row.line, marker, text[label.end() :]))
        last, block = range(row.line, row.line + 2 - forms.finished(f",{found[-1].text}")), row.block
    found = [note._replace(marker_line=told.get(note.line, ("", note.marker_line))[1]) for note in found]
    left = [(value(name), line) for name, lines in free.items() for line in lines]
    return found, sorted(left, key=lambda pair: pair[1])


def _near(rows: Sequence[Any], note: Any, label: str) -> int | None:
    """Return the line of the last word near above a note at a foot with which its number stands."""
    above = rows[max(0, note.line - ABOVE) : note.line - 1] if note.rule == "note_foot" else []
    kept = [row for row in reversed(above) if row.role in role_list.KEPT]
    marks = ((row.line, mark) for row in kept for mark in _near_words(row.text))
    marks = (own for own in marks if own[1].re is not LONE or ALONE.match(note.text.strip()))
    return next((line for line, mark in marks if value(mark["number"]) == value(label)), None)


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
