"""Saved web pages: which lines are the article, and which are menus, teasers, buttons and captions around it.

A private part of ``layout``. Shape decides, no language: an article is the stretch of a page with most words in
sentences, after what the lines between them cost; furniture is short, ends no sentence and stands in runs outside it.
The functions propose numbers of lines, from 1, before a text is cut into blocks.
"""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

import regex

from helpers.layout import forms, front
from helpers.layout.blocks import Block

SURE = 0.5  # a text that is so surely a web page is read as one: of other labelled texts none comes above 0.4
LONGEST, ENDS_SEEN = 6_000, 250  # lines: no page is longer; in so many at each end its signs are looked for first
MOST, TOGETHER = 5, 0.6  # a sign counts so often, and halves the doubt; least share of sentences that stand together
MENU, DOZEN = 4, 12  # short items in a menu; short lines that are a sign
SENTENCE, PARAGRAPH = 12, 36  # words: a unit that ends a sentence is prose from so many on, and any unit
SHORT, ROW, LINE = 6, 10, 30  # words: items of a menu, rows of sites' names, and lines with a field are no longer
COST, WORTH, WHOLE = 8, 100, 60  # words: what all but sentences cost; of a paragraph at most; of sentences that stay
RUN, BESIDE, TIMES = 3, 4, 3  # units in a run of furniture; so near a sentence alone are buttons; they return so often
FULL, PASTED = 0.72, 120  # share of a page's width that a line fills which goes on; signs: longer lines are not wrapped
RUNNING = 0.45  # share of lines that go on in lower case right below another, but in a page with three names of sites
TITLE, NEAR = (3, 20), 30  # words of a title, and units above the article among which it stands
COMMON, AGAIN, DATED, TITLED, SIGNED = 5, 3, 4, 6, 2  # what speaks for a title, or against, as 400 pages show
SET_OFF, CENTRED, APART = 4, 4, 3  # further: it stands elsewhere than the text, by so many columns; alone
NAMED, ENDING = 3, 2  # units behind a title; letters of a word that its form may change
SAME, BUTTONS, SAID = 0.7, 0.25, 0.6  # share of words twice; of fields in a run; of ends as of sentences and verses

_NAMES = "field picture_credit sites page_bullet bar entry_key long_word page_date signed"
FIELD, CREDIT, SITES, BULLET, BAR, KEY, LONG_WORD, DATE, BY = (forms.PATTERNS[name] for name in _NAMES.split())
INITIALS, NO_TITLE, RENDERED, MARKED = map(forms.PATTERNS.__getitem__, ("initials", "no_title", "rendered", "marked"))
TOP = ("#", "*" * 6)  # what marks the heading of a page
WORD, WORDS, LETTER, DIGIT = map(regex.compile, (r"\w+", r"\p{L}{2,}", r"[\p{L}\p{N}]", r"\p{N}"))


class Unit(NamedTuple):
    """What is read as one on a page: a paragraph, an item, a line; with its words, and what it has the form of."""

    numbers: list[int]
    text: str
    key: str  # by what it is known again
    size: int
    bulleted: bool
    ended: bool
    formal: bool  # a field, a picture's name, a row of sites' names
    told: bool  # it ends a sentence, or is as long as a paragraph
    prose: bool  # it is told, or has a sentence in it
    item: bool  # short, of a list
    again: bool  # it says all twice, or is short and returns
    indent: int  # columns before it; less than none for a heading that is marked as one: -2 for one of the page
    apart: bool  # no line stands right above or below it

    @property
    def worth(self) -> int:
        """What it speaks for the article, in words."""
        if self.prose:
            return min(self.size, WORTH) - COST
        if self.formal or self.item:
            return -COST
        return 0 if (self.ended and self.size > 2) or self.size >= SENTENCE else -COST // 2


class Page(NamedTuple):
    """A text as a web page: its units, the places of the article and its title (-1: none), how sure it is, and why."""

    units: list[Unit]
    inside: set[int]
    title: int
    titled: bool  # that is surely its title
    margin: int  # columns before most of what it tells
    sure: float
    evidence: str


def _unit(numbers: list[int], text: str, bulleted: bool, indent: int, apart: bool) -> Unit:
    size = forms.size(text)
    ended = not text.endswith(("…", "...", ":", "：")) and forms.finished(INITIALS.sub("", text))
    twice = text[: len(text) // 2].strip() == text[len(text) // 2 :].strip()
    again = twice and size > max(1, SHORT * ended)
    formal = again or (not (ended and size >= SENTENCE) and _formal(text, size))
    told = not formal and (size >= PARAGRAPH or (ended and size >= SENTENCE))
    prose = told or (size >= SENTENCE and not formal and bool(text[-1:] in ":：" or forms.NEXT_SENTENCE.search(text)))
    item = bulleted and size <= SHORT and not ended
    return Unit(numbers, text, text.casefold(), size, bulleted, ended, formal, told, prose, item, again, indent, apart)


def _formal(text: str, size: int) -> bool:
    site = SITES.search(text) and (size <= ROW or "©" in text[:DOZEN])
    field = site or not LETTER.search(text) or FIELD.search(text)
    return bool(BAR.match(text) or (size <= LINE and field))


def _parts(raw: Sequence[str]) -> list[list[int]]:
    """Return the places of lines that belong together: one goes on in the next, unless that is an item or a credit."""
    parts, full = list[list[int]](), _full(raw)
    for n, line in enumerate(raw):
        below = parts and parts[-1][-1] == n - 1 and _goes_on(raw, parts[-1], full)
        credited = CREDIT.search(line[: forms.LONGEST]) and forms.finished(raw[n - 1])
        told = LETTER.search(line) or line[:3] == "***"
        if below and told and not (credited or BULLET.match(line) or MARKED.match(line)):
            parts[-1].append(n)
        elif forms.plain(line):
            parts.append([n])
    return parts


def _goes_on(raw: Sequence[str], part: list[int], full: float) -> bool:
    """Say whether a part goes on: its last line is full, or it is a heading between stars, and none end it yet."""
    last = raw[part[-1]].rstrip()
    return last[-3:] != "***" and (forms.columns(last) >= full or (raw[part[0]][:3] == "***" and len(part) < NAMED))


def _full(raw: Sequence[str]) -> float:
    """Return the columns from which on a line is full: no more than most have, and none where lines are not wrapped."""
    shown = [line.rstrip() for line in raw if "://" not in line] or [""]  # no browser wraps its list of addresses
    odd = int(0.95 * len(shown))  # a few odd lines aside
    wrapped = sorted(map(len, shown))[odd] <= PASTED
    return FULL * sorted(map(forms.columns, shown))[odd] if wrapped else math.inf


def _units(raw: Sequence[str]) -> list[Unit]:
    """Return the units of a page."""
    found, blank = [], [True, *(not line.strip() for line in raw), True]
    for part in _parts(raw):
        first, text = raw[part[0]], " ".join(forms.plain(raw[n]) for n in part)
        mark, indent = BULLET.match(first), forms.columns(first) - forms.columns(first.lstrip())
        apart = blank[part[0]] and blank[part[-1] + 2]
        if MARKED.match(first) and (named := MARKED.match(text)):
            mark, indent, apart, text = None, -2 if named[1] in TOP else -1, True, named[2]
        text = text[len(mark[0].strip()) :].strip() if mark else text
        found.append(_unit([n + 1 for n in part], text, bool(mark), indent, apart))
    return found


def recognise(raw: Sequence[str]) -> tuple[float, str]:
    """Return how sure a text is a saved web page, from 0 to 1, and what speaks for it."""
    if len(raw) > LONGEST:
        return 0.0, ""
    ends = [*raw[:ENDS_SEEN], *raw[-ENDS_SEEN:]] if len(raw) > 2 * ENDS_SEEN else raw
    short = [line.strip() for line in ends if len(line) < forms.LONGEST and len(line.split()) <= LINE]
    signs = sum(DOZEN if SITES.search(line) or RENDERED.search(line) else bool(BULLET.match(line)) for line in short)
    return _page(tuple(raw))[-2:] if signs >= DOZEN and _certain(_signs(_units(ends))) else (0.0, "")


@lru_cache(maxsize=4)
def _page(raw: tuple[str, ...]) -> Page:
    """Return a text as a web page."""
    found = _again(_units(raw))
    inside = {n for first, last in _stretches(found) for n in range(first, last)}
    first = min(inside, default=0)
    around = [unit for n, unit in enumerate(found) if n not in inside]
    signs, sizes = _signs(around), {n: u.size for n, u in enumerate(found) if u.told and (u.ended or n in inside)}
    share = sum(sizes[n] for n in inside & set(sizes)) / max(1, sum(sizes.values()))
    paged = share >= TOGETHER and (signs["names of sites"] >= TIMES or _running(raw, found) <= RUNNING)
    sure = paged * share * (1 - 0.5 ** (sum(min(n, MOST) for n in signs.values()) / MOST))
    evidence = ", ".join(f"{n} {name}" for name, n in signs.items() if n) + f"; {share:.0%} of its sentences together"
    margin = _margin(found, inside)
    return Page(found, inside, *_title(found, first, inside, margin), margin, sure, evidence)


def _margin(units: list[Unit], places: set[int]) -> int:
    """Return how many columns stand before most of what is told at some places."""
    indents = Counter(units[n].indent for n in sorted(places) if units[n].told)
    return max(indents, key=indents.__getitem__, default=0)


def _running(raw: Sequence[str], units: list[Unit]) -> float:
    """Return the share of lines that go on in lower case right below another, as most do in a PDF's text."""
    rows = [n - 1 for unit in units for n in unit.numbers]
    on = sum(raw[n].lstrip()[:1].islower() and n > 0 and not raw[n - 1].isspace() for n in rows if raw[n - 1])
    return on / max(1, len(rows))


def _again(found: list[Unit]) -> list[Unit]:
    """Return units of which short ones that return, mostly not right above what is told, are buttons: no speakers."""
    times = Counter(unit.text for unit in found)
    above = Counter(a.text for a, b in itertools.pairwise(found) if b.told or b.ended)
    button = {text for text, n in times.items() if n >= TIMES and 2 * above[text] < n}
    again = (u.text in button and u.size <= SHORT and not u.ended for u in found)
    return [u._replace(formal=True, again=True) if own else u for u, own in zip(found, again, strict=True)]


def _stretches(found: list[Unit]) -> Iterator[tuple[int, int]]:
    """Give the stretches of units that are worth most together: the best one, and others in which a sentence ends."""
    left = [(0, len(found))]
    while left:
        low, high = left.pop()
        totals = [0, *itertools.accumulate(unit.worth for unit in found[low:high])]
        gains = [total - least for total, least in zip(totals, itertools.accumulate(totals, min), strict=True)]
        last = gains.index(max(gains))
        first = max(n for n in range(last + 1) if totals[n] == totals[last] - gains[last])
        told = high - low == len(found) or any(unit.prose and unit.ended for unit in found[low + first : low + last])
        if gains[last] >= WHOLE and told:
            yield low + first, low + last
            left += [(low, low + first), (low + last, high)]


def _signs(around: list[Unit]) -> dict[str, int]:
    """Return how often each sign of a web page stands around its article."""
    formal = [unit.text for unit in around if unit.formal]
    runs = itertools.groupby(around, lambda unit: unit.item)
    return {
        "fields or pictures": sum(bool(FIELD.search(text) and not RENDERED.search(text)) for text in formal),
        "marks of a browser": sum(bool(RENDERED.search(unit.text)) for unit in around),
        "names of sites": len({site[0].casefold() for text in formal if (site := SITES.search(text))}),
        "bars": sum(bool(BAR.match(text)) for text in formal),
        "menus": sum(listed and sum(1 for _ in run) >= MENU for listed, run in runs),
        "menus twice": _twice(around),
        "dozens of short lines": sum(unit.size <= SHORT and not unit.ended for unit in around) // DOZEN,
    }


def _twice(around: list[Unit]) -> int:
    """Return how many menus stand twice around an article: rows of short items that return in their order."""
    keys = [u.key if u.size <= SHORT and not (u.ended or DIGIT.search(u.key)) else "" for u in around]
    rows = Counter(row for row in zip(*(keys[n:] for n in range(MENU)), strict=False) if all(row))
    return sum(n > 1 and len(set(row)) == MENU for row, n in rows.items()) // MENU


def _certain(signs: dict[str, int]) -> bool:
    marks, sites, menus = (signs[name] for name in ("marks of a browser", "names of sites", "menus"))
    shown = marks or signs["menus twice"]
    printed = shown or signs["fields or pictures"] or signs["bars"] or menus
    return bool((sites and printed) or (shown and menus) or min(sites, signs["dozens of short lines"]) > 1)


def _title(found: list[Unit], first: int, inside: set[int], margin: int) -> tuple[int, bool]:
    """Return the place of what may be the title, -1 for none, and whether enough speaks for it.

    Its words return in the article, or another line repeats it; a date or a name stands below; it is set off and apart.
    """
    article = " ".join(found[n].key for n in inside)
    begin = next((found[n].key for n in sorted(inside) if found[n].told), "")
    texts, whole = [unit.key for unit in found], dict[int, float]()
    zone = (n for n in range(first) if first - n <= NEAR or found[n].indent < -1)
    for n in (n for n in zone if _may_be_title(*found[n : n + 2])):
        said = _speaks(texts, n, article, begin)
        place = _stands(found[n], found[n + 1 : min(first, n + 1 + NAMED)], margin)
        whole[n] = said + place * (said > 0 or found[n].indent < -1)
    best = max(whole, key=lambda n: (whole[n], -n), default=-1)
    return best, whole.get(best, 0) >= TITLED


def _stands(unit: Unit, below: list[Unit], margin: int) -> int:
    """Return what speaks for a line as title by its place: a date or a name below, that it is set off, and apart."""
    signed = any(DATE.search(own.text) or BY.match(own.text) for own in below)
    aside = margin > 0 and not 0 <= unit.indent - margin <= CENTRED
    return SIGNED * signed + SET_OFF * max(aside, -unit.indent) + APART * unit.apart


def _speaks(texts: list[str], n: int, article: str, begin: str) -> float:
    """Return what speaks for a line as title: its words in the article; not that it returns with the line beside it."""
    own = texts[n]
    opens = bool(regex.match(rf"(?:\p{{L}}{{1,3}} )?{regex.escape(own)}\b", begin))  # "The Mill is ..."
    far = (m for m, text in enumerate(texts) if own in text and abs(m - n) > 1)
    again = any(texts[n - 1 : n] != texts[m - 1 : m] and texts[n + 1 : n + 2] != texts[m + 1 : m + 2] for m in far)
    stems = (word[: max(MENU, len(word) - ENDING)] for word in LONG_WORD.findall(own))
    common = min(COMMON, COMMON * opens + sum(stem in article for stem in stems))
    return (opens or forms.size(own) >= TITLE[0]) * (common + AGAIN * again - DATED * bool(DATE.search(own)))


def _may_be_title(unit: Unit, below: Unit) -> bool:
    credited = CREDIT.search(unit.text) or (below.text.startswith(unit.text) and unit.text != below.text)
    named = credited or forms.is_word(unit.text.split(":")[0], "hatnote") or BY.match(unit.text)
    formal = unit.formal and not (unit.again and not _formal(unit.text, unit.size))
    ends = unit.indent >= 0 and NO_TITLE.search(unit.text)
    plain = not (unit.bulleted or unit.prose or formal or named or ends)
    return plain and unit.size <= TITLE[1]


def of_kind(raw: Sequence[str], kind: str) -> Iterator[int]:
    """Propose the lines of a page that are of a kind, which names one of the functions below."""
    own = _page(tuple(raw))
    yield from (number for n in KINDS[kind](own) for number in own.units[n].numbers)


def _bylines(own: Page) -> Iterator[int]:
    """Give what says, between title and article, by whom or when it is, or has the form of names behind the title."""
    start = own.title + 1
    below = own.units[start : min(own.inside, default=0)] if own.titled else []
    signed = {unit.text for unit in below if BY.match(unit.text)}
    for n, unit in enumerate(below):
        by = unit.text in signed and unit.size <= (front.BYLINE_WORDS if n < NAMED else SHORT)
        names = n == 0 and unit.size <= front.BYLINE_WORDS and front.is_byline(Block(unit.numbers, unit.text))
        again = any(unit.text in text for text in signed - {unit.text})
        if not unit.formal and (by or names or again or _is_date(unit)):
            yield start + n


def _is_date(unit: Unit) -> bool:
    few = unit.size <= ROW and len(WORDS.findall(unit.text)) <= MENU
    return few and not unit.prose and DATE.search(unit.text) is not None


def _buttons(own: Page) -> Iterator[int]:
    """Give fields, buttons and names of pictures, and rows of sites' names that are no heading."""
    outside = Counter(unit.text for n, unit in enumerate(own.units) if n not in own.inside and not unit.item)
    for n, unit in enumerate(own.units):
        beside = any(other.formal for other in own.units[max(0, n - 1) : n] + own.units[n + 1 : n + 2])
        again = unit.again and (unit.size > SHORT or outside[unit.text] >= TIMES)
        named = (beside or unit.bulleted) and SITES.search(unit.text)
        if unit.formal and (named or n not in own.inside or again or FIELD.search(unit.text)):
            yield n


def _captions(own: Page) -> Iterator[int]:
    """Give, below the title, what ends in a picture's credit, or says the same as such a line or item beside it."""
    zone = {*range(own.title + 1, min(own.inside, default=0)), *own.inside} if own.titled else own.inside
    credited = {n for n in zone if own.units[n].size < WHOLE and CREDIT.search(own.units[n].text)}
    for n in sorted(zone):
        if n in credited or any(m in zone and _same(own, n, m, credited) for m in (n - 1, n + 1)):
            yield n


def _same(own: Page, n: int, m: int, credited: Set[int]) -> bool:
    one, other = own.units[n], own.units[m]
    words, others = (set(WORD.findall(unit.text.casefold())) for unit in (one, other))
    listed = one.bulleted != other.bulleted or not (one.prose and other.prose) or m in credited
    return listed and SHORT < one.size < WHOLE and len(words & others) >= SAME * max(len(words), len(others))


def _headings(own: Page) -> Iterator[int]:
    """Give what stands apart in the article and further left than its text, as lynx sets the headings of a page."""
    for n, unit in enumerate(own.units):
        plain = not (unit.bulleted or unit.told or unit.formal or NO_TITLE.search(unit.text))
        if {n, n + 1} <= own.inside and unit.indent < own.margin and plain and unit.apart and unit.size <= TITLE[1]:
            yield n


def _furniture(own: Page) -> Iterator[int]:
    """Give the places of units outside the article in runs that hold no prose but single sentences."""
    first = min(own.inside, default=0)
    keys = [KEY.sub("", unit.text).casefold() for unit in own.units]
    times = Counter(keys)
    below = {*range(max((n for n in KINDS["page_again"](own) if n < first), default=first), first)}

    def gone(n: int) -> bool:
        unit = own.units[n]
        again = times[keys[n]] > 1
        free = n not in own.inside and n != own.title and (not unit.prose or again or _alone(own, n))
        return free and (n not in below or unit.item or unit.formal or again)

    for out, run in itertools.groupby(range(len(own.units)), gone):
        places = list(run)
        between = first < places[0] < max(own.inside, default=0)
        formal = sum(_is_button(own, n, times[keys[n]]) for n in places) >= BUTTONS * len(places)
        taken = [n for n in places[_said(own, places) :] if not between or own.units[n].size <= SHORT]
        yield from taken if out and len(places) >= RUN and (formal or not between) else ()


def _is_button(own: Page, n: int, times: int) -> bool:
    """Say whether a unit is formal or returns, and has more than the brackets of code."""
    unit = own.units[n]
    return (unit.formal or times > 1) and bool(LETTER.search(unit.key) or FIELD.search(unit.key))


def _said(own: Page, places: list[int]) -> int:
    """Return how many plain lines right behind a part of the article mostly end as sentences and verses do, or how many
    of the first ones do or are as long: no menu is."""
    behind = (own.units[n] for n in places if places[0] - 1 in own.inside)
    plain = list(itertools.takewhile(lambda unit: not (unit.item or unit.formal), behind))
    if sum(u.ended or u.text[-1:] in ",;，；" for u in plain) >= SAID * len(plain):
        return len(plain)
    return sum(1 for _ in itertools.takewhile(lambda unit: unit.ended or unit.size >= SENTENCE, plain))


def _alone(own: Page, n: int) -> bool:
    """Say whether a sentence before or behind the article stands alone between items of menus, buttons and the like."""
    before, after = own.units[max(0, n - BESIDE) : n], own.units[n + 1 : n + 1 + BESIDE]
    between = min(own.inside, default=0) < n < max(own.inside, default=0)
    if between or own.units[n].size >= WHOLE or any(unit.prose for unit in before[-1:] + after[:1]):
        return False
    beside = [len(part) < BESIDE or any(unit.formal or unit.item for unit in part) for part in (before, after)]
    return all(beside)


KINDS: dict[str, Callable[[Page], Iterable[int]]] = {
    "page_title": lambda own: [own.title] * own.titled,
    "page_again": lambda own: [n for n, u in enumerate(own.units) if own.titled and u.key == own.units[own.title].key],
    "page_byline": _bylines,
    "page_button": _buttons,
    "page_twice": _captions,
    "page_heading": _headings,
    "page_sentence": lambda own: (n for n in _furniture(own) if own.units[n].prose),
    "page_menu": lambda own: (n for n in _furniture(own) if not own.units[n].prose),
}
