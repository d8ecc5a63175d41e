"""Lines that are settled before a text is cut into blocks: settings, comments, and what returns on every page.

A private part of ``layout``. The functions propose numbers of lines, from 1, alone or with a role.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from statistics import median
from typing import NamedTuple

import regex

from helpers.layout import forms

MOST_SETTINGS = 60  # lines of settings above a text
TIMES = 3  # so often a line returns before it is furniture of pages
LONGEST_HEAD = 160  # characters: no running head is longer
APART, PAPER = 8, 80  # rows: pages are longer; columns of a row of paper
CUT = 30  # columns: a line that the end of a page cuts is longer
REGULAR, BAND = 0.6, 0.35  # share of the distances that lie so near the middle one, as those of pages do
CLIMB, STEP, NUMBERED = 0.8, 4, 0.6  # share of page numbers a little above the last; of lines that a margin numbers
LARGEST, NUMBERS = 10**6, 6  # no page has a higher number; so many numbers of a line are looked at
NEAR = 4  # lines with ink between a running head and the place where the page breaks
SHARE, PAGED_SHARE, EACH = 0.6, 0.3, 0.8  # of its returns near such places; of the pages: with a number, with a line
ROLE_OF_KEY = {"title": "title", "author": "byline", "authors": "byline", "tags": "keywords", "keywords": "keywords"}
_NAMES = "attribute key definition link margin number paged page_end head_parts chapter_head scrap scrap_end"
ATTRIBUTE, KEY, DEFINITION, LINK, MARGIN, NUMBER, PAGED, PAGE_END, HEAD_PARTS, CHAPTER, SCRAP, END = (
    forms.PATTERNS[name] for name in _NAMES.split()
)


def settings(raw: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Propose the settings above a Markdown text, between lines of three strokes, and what they say of the text."""
    end = next((n for n, line in enumerate(raw[1:MOST_SETTINGS], 1) if line.strip() == "---"), 0)
    if not end or raw[0].strip().lstrip("\ufeff") != "---" or not all(KEY.match(line) for line in raw[1:end]):
        return
    role = "boilerplate"
    for number, line in enumerate(raw[: end + 1], 1):
        key = regex.match(r"([\w-]+)\s*:", line)
        role = ROLE_OF_KEY.get(key[1].casefold(), "boilerplate") if key else role
        yield number, "boilerplate" if line.strip() == "---" else role


def markup(raw: Sequence[str]) -> Iterator[int]:
    """Propose lines of markup that no reader sees: addresses of links, attributes, comments, links within the text."""
    links = [n for n, line in enumerate(raw, 1) if "](#" in line and LINK.match(line)]
    yield from links if len(links) >= TIMES else ()
    inside = False
    for number, line in enumerate(raw, 1):
        start = line.lstrip()[:4]
        inside = inside or start == "<!--"
        if inside or (start[:1] in "[{<" and (DEFINITION.match(line) or ATTRIBUTE.match(line))):
            yield number
        inside = inside and "-->" not in line


def form(pattern: regex.Pattern, sign: str, most: int) -> Callable[[Sequence[str]], Iterator[int]]:
    """Return a rule: lines of at most so many characters with a sign, in which a pattern is found."""
    found = pattern.search
    return lambda raw: (n for n, line in enumerate(raw, 1) if sign in line and len(line) <= most and found(line))


def passage(raw: Sequence[str], pattern: regex.Pattern, least: int) -> Iterator[int]:
    """Propose the lines in which a pattern over several finds text, so often at least."""
    text = "\n".join(raw)
    found = list(pattern.finditer(text))
    for match in found if len(found) >= least else ():
        first = text.count("\n", 0, match.start()) + 1
        yield from range(first, first + match[0].rstrip("\n").count("\n") + 1)


class Pages(NamedTuple):
    """A text as pages: its lines, the row of paper and the page on which each ends, and the lines that return."""

    raw: Sequence[str]
    row: list[int]
    page: list[int]  # as form feeds part them; empty where a text has too few
    again: dict[str, list[int]]  # by what stays of them without the number of their page
    edge: set[int]  # the first and the last lines of pages with ink


def page_heads(raw: Sequence[str]) -> Iterator[int]:
    """Propose what returns at the distance of a page: a line whose number climbs, and lines that return beside it.

    Form feeds say where pages end; without them the numbers of pages do.
    """
    rows = list(itertools.accumulate(max(1, -(-len(line) // PAPER)) for line in raw))
    page = list(itertools.accumulate(line.count("\f") for line in raw))
    inked = [n for n, line in enumerate(raw) if line.strip()]
    edge = {n for a, b in itertools.pairwise(inked) if page[a] < page[b] for n in (a, b)}
    paged = bool(page) and page[-1] >= TIMES
    own = Pages(raw, rows, page if paged else [], _returning(raw, inked), edge.union(inked[:1], inked[-1:]))
    feet = _bare_feet(own, {n for name in own.again for n in _numbered(own, name)})
    breaks = feet | (own.edge if paged else edge)
    found = feet | (_beside(own, inked, breaks) if len(breaks) >= TIMES else set()) | _chapters(own, inked)
    yield from (n + 1 for n in sorted((found | _parts_of_heads(raw, inked, found)) - _titles(own)))


def _titles(own: Pages) -> set[int]:
    """Return lines that return with the number of their page, but for the first time without one: titles."""
    places = ((n, on) for n, *on in own.again.values() if not NUMBER.search(own.raw[n]))
    return {n for n, on in places if all(NUMBER.search(own.raw[m]) for m in on)}


def _chapters(own: Pages, inked: list[int]) -> set[int]:
    """Return running heads whose words change with chapters: in capitals, with the numbers of pages that follow pages.

    Where form feeds part pages, both rise alike; elsewhere the lines lie as far apart as pages, and some cut sentences.
    On a third of the pages there is one.
    """
    steps, place = _steps(own, inked), own.page or own.row
    size = 1 if own.page else median([rows for *_, rows, step in steps if step == 1] or [len(own.raw)])
    slack = 0 if own.page else BAND * size
    found = {n for *pair, rows, step in steps if abs(rows - size * step) <= slack for n in pair}
    many = len(found) >= max(2 * TIMES, PAGED_SHARE * place[-1] / size)
    cut = own.page or (size >= 2 * APART and sum(_cuts(own.raw, n, found) for n in found) >= SHARE / 2 * len(found))
    return found | _misread(own.raw, inked, found) if many and cut else set()


def _steps(own: Pages, inked: list[int]) -> list[tuple[int, int, int, int]]:
    """Return pairs of lines in capitals with a number at one end: both lines, how far they are apart, their numbers."""
    capital = (n for n in inked if len(own.raw[n]) <= PAPER and own.raw[n] == own.raw[n].upper())
    marks = ((n, CHAPTER.match(forms.plain(own.raw[n]))) for n in capital)
    heads = [(n, int(mark[1] or mark[2])) for n, mark in marks if mark and not forms.heading_kind(mark[0])]
    near = [(a, b) for n, a in enumerate(heads) for b in heads[n + 1 : n + 1 + NEAR] if 0 < b[1] - a[1] <= STEP]
    place = own.page or own.row
    return [(a, b, place[b] - place[a], two - one) for (a, one), (b, two) in near]


def _misread(raw: Sequence[str], inked: list[int], found: Set[int]) -> set[int]:
    """Return lines that are a running head and a scrap at one end, as a machine reads the number of a page."""
    names = {_letters(raw[n]) for n in found}
    short = [n for n in inked if len(raw[n]) <= PAPER and raw[n].isupper() and _letters(raw[n]) not in names]
    ends = ((n, _letters(end.sub("", forms.plain(raw[n])))) for n in short for end in (SCRAP, END))
    return {n for n, own in ends if own in names and not forms.heading_kind(forms.plain(raw[n]))}


def _letters(line: str) -> str:
    """Return the letters of a line."""
    return "".join(filter(str.isalpha, line))


def _parts_of_heads(raw: Sequence[str], inked: list[int], found: Set[int]) -> set[int]:
    """Return lines that hold a part of a running head, as a first page has them: a periodical, its number, its date."""
    heads = (HEAD_PARTS.split(forms.plain(raw[n])) for n in found)
    parts = {part for head in heads if len(head) > 1 for part in head if " " in part}
    return {n for n in inked if parts and forms.plain(raw[n]) in parts}


def _returning(raw: Sequence[str], inked: list[int]) -> dict[str, list[int]]:
    """Return the places of lines that return, by what stays of them without the number of their page."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, text in ((n, forms.plain(raw[n])) for n in inked if len(raw[n].lstrip()) <= LONGEST_HEAD):
        if text and not forms.LISTED.match(text):  # items of a list have numbers that rise, too
            name = NUMBER.sub("#", PAGE_END.sub("", text, count=1)) if NUMBER.search(text) else text
            found[name.casefold()].append(n)
    return {name: places for name, places in found.items() if len(places) >= TIMES}


def _numbered(own: Pages, name: str) -> list[int]:
    """Return those of lines that return which hold the number of their page.

    Where form feeds part pages it rises by one from page to page: on most pages if it is bare, as those of notes may
    do so too. Elsewhere, or behind words, it climbs at the distance of pages.
    """
    numbered = [n for n in own.again[name] if (PAGED if name else forms.ALONE).search(forms.plain(own.raw[n]))]
    if own.page:
        found = defaultdict[int, dict[int, int]](dict)
        for n in sorted(numbered, key=lambda n: n not in own.edge):
            found[_numbers(own.raw[n])[0] - own.page[n]].setdefault(own.page[n], n)
        best = max(found.values(), key=len, default={})
        if len(best) >= (TIMES if name else max(TIMES, PAGED_SHARE * own.page[-1])):
            return list(best.values())
    return numbered if (name or not own.page) and len(numbered) >= TIMES and _climbs(own, numbered) else []


def _bare_feet(own: Pages, feet: set[int]) -> set[int]:
    """Return numbers of pages, and those alone at the edges of pages that go on so."""
    if not (own.page and feet):
        return feet
    alone = [n for n in own.edge if forms.ALONE.search(forms.plain(own.raw[n]))]
    usual = Counter(_numbers(own.raw[m])[0] - own.page[m] for m in feet).most_common(1)[0][0]
    return feet | {n for n in alone if _numbers(own.raw[n])[0] - own.page[n] == usual}


def _numbers(line: str) -> list[int]:
    """Return the numbers of a line, one at its end first if none is at its start."""
    found, text = list(map(int, NUMBER.findall(line)[:NUMBERS])), forms.plain(line)
    return found if text[:1].isdigit() or not text[-1:].isdigit() else [found[-1], *found[:-1]]


def _beside(own: Pages, inked: list[int], breaks: set[int]) -> set[int]:
    """Return lines that return near the ends of pages, evenly or once on each; or once on nearly every page."""
    near = {m for place, n in enumerate(inked) if n in breaks for m in inked[max(0, place - NEAR) : place + NEAR + 1]}
    found: set[int] = set()
    edges = _edges(own, inked)
    for name, places in own.again.items():
        beside = sorted(near.intersection(places) if name else edges.intersection(near, places))
        once = name and own.page and len({own.page[n] for n in places}) == len(places)
        if once and len(places) >= max(TIMES, EACH * (own.page[inked[-1]] + 1)):
            found.update(places)
        elif len(beside) >= max(TIMES, SHARE * len(places)) and (once or _is_regular(own, places)):
            found.update(beside)
    return found


def _edges(own: Pages, inked: list[int]) -> set[int]:
    """Return the lines that have only lines that return between them and an end of their page; all without pages."""
    again = {n for places in own.again.values() for n in places}
    pages = [list(page) for _, page in itertools.groupby(inked, own.page.__getitem__)] if own.page else [list(again)]
    return {n for page in pages for way in (page, page[::-1]) for n in itertools.takewhile(again.__contains__, way)}


def _climbs(own: Pages, places: list[int]) -> bool:
    """Say whether lines that return are numbered pages: each number a little above the last, at even distances."""
    first = forms.plain(own.raw[places[0]])
    dated = forms.is_date(first.rstrip("."))  # as the days of a diary
    if any((dated, forms.heading_kind(first), not PAGED.search(first), first.isdigit() and not _breaks(own, places))):
        return False
    rows = [_numbers(own.raw[n]) for n in places]
    if len({len(row) for row in rows}) != 1 or any(n > LARGEST for row in rows for n in row):
        return False
    for column in zip(*rows, strict=True):
        steps = [b - a for a, b in itertools.pairwise(column)]
        if sum(0 < step <= STEP for step in steps) >= CLIMB * len(steps):
            return _is_regular(own, places)
    return False


def _breaks(own: Pages, places: list[int]) -> bool:
    """Say whether bare numbers stand where pages break: one cuts a sentence, or all stand right above the same line."""
    below = {own.raw[n + 1].strip() if n + 1 < len(own.raw) else "" for n in places}
    again = {n for places in own.again.values() for n in places}
    return any(_cuts(own.raw, n, again) for n in places) or (len(below) == 1 and below != {""})


def _cuts(raw: Sequence[str], n: int, again: Set[int]) -> bool:
    """Say whether the text above a line, and above others that return, stops in mid-sentence."""
    rows = (m for m in range(n - 1, max(-1, n - APART), -1) if raw[m].strip() and m not in again)
    above = forms.plain(raw[next(rows, n)])
    return forms.columns(above) > CUT and not forms.finished(above)


def _is_regular(own: Pages, places: list[int]) -> bool:
    """Say whether most distances between lines are about the same, and as long as a page."""
    gaps = [own.row[b] - own.row[a] for a, b in itertools.pairwise(places)]
    middle = median(gaps)
    return middle >= APART and sum(abs(gap - middle) <= BAND * middle for gap in gaps) >= REGULAR * len(gaps)


def margins(raw: Sequence[str]) -> dict[int, int]:
    """Return how many characters a line's number in the margin takes, by line from 0, if a text has such numbers."""
    begun = (n for n, line in enumerate(raw) if line[:10].lstrip()[:1].isdecimal())
    found = {n: (int(mark[1]), mark.end()) for n in begun if (mark := MARGIN.match(raw[n][:15]))}
    if len(found) < APART or len(found) < NUMBERED * sum(map(bool, map(str.strip, raw))):
        return {}
    numbers = [number for number, _ in found.values()]
    steps = sum(b - a == 1 or b == 1 for a, b in itertools.pairwise(numbers))
    return {n: end for n, (_, end) in found.items()} if steps >= CLIMB * (len(numbers) - 1) else {}


def margin(raw: Sequence[str]) -> Iterator[int]:
    """Propose lines that hold the number of their margin and nothing else."""
    return (n + 1 for n, size in margins(raw).items() if not raw[n][size:].strip())
