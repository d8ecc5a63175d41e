"""Lines that are settled before a text is cut into blocks: settings, comments, and what returns on every page.

A private part of ``layout``. The functions propose numbers of lines, from 1, alone or with a role.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

import regex

from helpers.layout import forms

MOST_SETTINGS = 60  # lines of settings above a text
TIMES = 3  # so often a line returns before it is furniture of pages
LONGEST_HEAD = 160  # characters: no running head is longer
APART = 8  # lines: pages are longer
CUT_WORDS = 5  # words of a line that a page number cuts
REGULAR, BAND = 0.6, 0.35  # share of the distances that lie so near the middle one, as those of pages do
CLIMB, STEP = 0.8, 4  # share of page numbers that are above the last, and by how much at most
LARGEST = 10**6  # no page has a higher number
NEAR = 4  # lines with ink between a running head and the place where the page breaks
SHARE, PAGED_SHARE = 0.6, 0.3  # share of its returns near such places; share of the pages with a number that fits
KEY = regex.compile(r"^[\w-]+\s*:(?:\s|$)|^\s+\S|^-\s|^\s*$|^#")
ROLE_OF_KEY = {"title": "title", "author": "byline", "authors": "byline", "tags": "keywords", "keywords": "keywords"}
DEFINITION = regex.compile(r"^\s{0,3}\[[^\]^]{1,80}\]:\s+\S+(?:\s+[\"'(].*)?$")
ATTRIBUTE = forms.PATTERNS["attribute"]
LINK = regex.compile(r"^\s*(?:[-*+]|\d+\.)\s+\[.*\]\(#.*\)\s*$")
PICTURE = forms.PATTERNS["picture"]
EDITED = forms.PATTERNS["edited"]
NUMBERED = 0.6  # share of the lines of a text with numbers in the margin that have one
MARGIN = regex.compile(r"\s{0,6}(\d{1,3})(?:\s+|$)")
STAMP = regex.compile(r"^\s*(?:\d+:)?\d\d:\d\d[.,]\d{3}\s+-->")
CUE_WORD = regex.compile(r"\ufeff?(?:WEBVTT|Kind:|Language:)|NOTE\s*$")
NUMBER = regex.compile(r"\d+")
PAGED = regex.compile(r"(?i)\bpage\b|^\W*\d{1,4}\W*$|^\d{1,4}\s|\s\d{1,4}$|\[page \d+\]")


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


def pictures(raw: Sequence[str]) -> Iterator[int]:
    """Propose lines that hold a picture or its file's name and nothing else."""
    return (n for n, line in enumerate(raw, 1) if len(line) < forms.LIMIT and "." in line and PICTURE.match(line))


def edited(raw: Sequence[str]) -> Iterator[int]:
    """Propose lines that end in the button by which readers edit a section."""
    return (n for n, line in enumerate(raw, 1) if len(line) < LONGEST_HEAD and "[" in line and EDITED.search(line))


def page_heads(raw: Sequence[str]) -> Iterator[int]:
    """Propose what returns at the distance of a page: a line whose number climbs, and lines that return beside it."""
    inked = [n for n, line in enumerate(raw) if line.strip()]
    returning = _returning(raw, inked)
    numbered = ([n for n in places if NUMBER.search(raw[n])] for key, places in returning.items() if "#" in key)
    feet = {n for places in numbered if len(places) >= TIMES and _climbs(raw, places) for n in places}
    breaks = feet | {n for n in inked if "\f" in raw[n]}
    beside = feet | _beside(returning, inked, breaks) if len(breaks) >= TIMES else set()
    yield from (n + 1 for n in sorted(beside | _of_pages(raw)))


def _of_pages(raw: Sequence[str]) -> set[int]:
    """Return the bare numbers that rise by one from page to page, as form feeds part them: one on most pages."""
    page, found = 0, defaultdict[int, dict[int, int]](dict)
    for n, line in enumerate(raw):
        page += line.count("\f")
        number = forms.plain(line).strip("-–— ") if len(line) < APART + CUT_WORDS else ""
        if number.isdecimal():
            found[int(number) - page].setdefault(page, n)
    best = max(found.values(), key=len, default={})
    return set(best.values()) if len(best) >= max(TIMES, PAGED_SHARE * page) else set()


def _beside(returning: dict[str, list[int]], inked: list[int], breaks: set[int]) -> set[int]:
    """Return the lines that return at even distances, and mostly near the places where pages break."""
    near = {m for place, n in enumerate(inked) if n in breaks for m in inked[max(0, place - NEAR) : place + NEAR + 1]}
    found: set[int] = set()
    for places in returning.values():
        beside = near.intersection(places)
        if len(beside) >= max(TIMES, SHARE * len(places)) and is_regular(places):
            found |= beside
    return found


def _returning(raw: Sequence[str], inked: Iterable[int]) -> dict[str, list[int]]:
    """Return the lines that return, whatever their numbers, each with its places."""
    found: dict[str, list[int]] = defaultdict(list)
    for n in inked:
        if len(raw[n]) <= LONGEST_HEAD:
            found[NUMBER.sub("#", forms.plain(raw[n])).casefold()].append(n)
    return {key: places for key, places in found.items() if len(places) >= TIMES}


def _climbs(raw: Sequence[str], places: list[int]) -> bool:
    """Say whether lines that return are numbered pages: each number a little above the last, at even distances."""
    if forms.heading_kind(forms.plain(raw[places[0]])) or not PAGED.search(forms.plain(raw[places[0]])):
        return False
    if forms.plain(raw[places[0]]).isdigit() and not _breaks(raw, places):
        return False
    rows = [list(map(int, NUMBER.findall(raw[n])[:6])) for n in places]
    if len({len(row) for row in rows}) != 1 or any(n > LARGEST for row in rows for n in row):
        return False
    for column in zip(*rows, strict=True):
        steps = [b - a for a, b in itertools.pairwise(column)]
        if sum(0 < step <= STEP for step in steps) >= CLIMB * len(steps):
            return is_regular(places)
    return False


def _breaks(raw: Sequence[str], places: list[int]) -> bool:
    """Say whether bare numbers stand where pages break: one cuts a sentence, or all stand right above the same line."""
    below = {raw[n + 1].strip() if n + 1 < len(raw) else "" for n in places}
    return any(_cuts(raw, n) for n in places) or (len(below) == 1 and below != {""})


def _cuts(raw: Sequence[str], n: int) -> bool:
    """Say whether the text above a line stops in mid-sentence."""
    above = next((forms.plain(raw[m]) for m in range(n - 1, max(-1, n - APART), -1) if raw[m].strip()), "")
    return len(above.split()) > CUT_WORDS and not forms.finished(above)


def margins(raw: Sequence[str]) -> dict[int, int]:
    """Return how many characters a line's number in the margin takes, by line from 0, if a text has such numbers."""
    found = {n: (int(mark[1]), mark.end()) for n, line in enumerate(raw) if (mark := MARGIN.match(line[:12]))}
    inked = sum(map(bool, map(str.strip, raw)))
    if len(found) < APART or len(found) < NUMBERED * inked:
        return {}
    numbers = [number for number, _ in found.values()]
    steps = sum(b - a == 1 or b == 1 for a, b in itertools.pairwise(numbers))
    return {n: end for n, (_, end) in found.items()} if steps >= CLIMB * (len(numbers) - 1) else {}


def margin(raw: Sequence[str]) -> Iterator[int]:
    """Propose lines that hold the number of their margin and nothing else."""
    return (n + 1 for n, size in margins(raw).items() if not raw[n][size:].strip())


def cues(raw: Sequence[str]) -> Iterator[int]:
    """Propose the time stamps of captions, the numbers right above them, and the name of the format at the start."""
    times = [n for n, line in enumerate(raw) if "-->" in line and STAMP.match(line)]
    if len(times) < TIMES:
        return
    for n in times:
        yield n + 1
        above, blank = (raw[n - 1].strip() if n else ""), n < 2 or not raw[n - 2].strip()
        if above and (above.isdigit() or blank):
            yield n
    yield from (n for n, line in enumerate(raw, 1) if CUE_WORD.match(line) and (n <= APART or line[:4] == "NOTE"))


def is_regular(places: list[int]) -> bool:
    """Say whether most distances between lines are about the same, and as long as a page."""
    gaps = [b - a for a, b in itertools.pairwise(places)]
    middle = median(gaps)
    return middle >= APART and sum(abs(gap - middle) <= BAND * middle for gap in gaps) >= REGULAR * len(gaps)
