"""Saved web pages: which lines are the article, and which are menus, teasers, buttons and captions around it.

A private part of ``layout``. No word of a language is asked for, only shape: an article is the stretch of a page with
most words in finished sentences, after what the short lines between them cost; furniture is short, ends no sentence
and stands in runs outside it. The functions propose numbers of lines, from 1, before a text is cut into blocks.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from helpers.layout import forms

ENDS_SEEN = 250  # lines at each end of a text in which the signs of a web page are looked for
SURE = 0.5  # a text that is so surely a web page is read as one
MOST = 5  # a sign counts so often at most, and so many halve the doubt
DOZEN = 12
ONE = 0.65  # share of a page's sentences that stand together, below which it is no article but a list
MENU = 4  # so many short list items in a row are a menu
SENTENCE = 12  # words: a finished unit as long is prose
SHORT = 6  # words: no item of a menu is longer
COST = 8  # words: what a line costs that is no prose, and what is asked of prose
RUN = 3  # units: outside the article a shorter run of short lines stays
WHOLE = 60  # words: prose of as many stays outside the article
FULL = 0.72  # share of a page's width that a line fills which goes on in the next
PASTED = 120  # characters: with longer lines a page is not wrapped
TITLE = (3, 30)  # words of a title
LONG = 14  # words: of two longer lines the first one is the title
NEAR = 12  # units above the article among which its title stands
SAME = 0.75  # share of the words of a caption that stand again in the line beside it

BULLET = regex.compile(r"\s*(?:[•□▪■◦●○▸►›·+*#o-]|\d{1,2}\.)\s+(?=\S)")
FIELD = regex.compile(
    r"""(?xi)
      \[\s{2,}\]? | _{6,} | \[\s?[\]*x]\s?\] | \[x\]                        # empty fields and boxes
    | \((?:BUTTON|_\))\s?\) | \[(?:BUTTON|INS:|IMG|INLINE|IFRAME|USEMAP)\b | \bIFRAME:
    | ^\W*\[[\w.-]{1,60}\]\W*$ | ^\W*[\w%.,-]+\.(?:jpe?g|png|gif|svg|webp)\W*$      # a picture's name
    | ^\[\]$
    """
)
SITES = regex.compile(
    r"""(?xi)\b(?:facebook|twitter|whatsapp|instagram|youtube|linkedin|pinterest|reddit|telegram|tumblr|flickr|rss
    |newsletters?|cookies?|log[ -]?in|e-?mail|google\ ?\+|vkontakte)\b | \bВКонтакте\b | 微博 | 微信 | ©"""
)
LETTER = regex.compile(r"[\p{L}\p{N}]")
BAR = regex.compile(r"[^|▪•·›»>]{1,60}+(?:[|▪•·›»>][^|▪•·›»>]{1,60}+){2,}$")


@dataclass(slots=True)
class Unit:
    """What is read as one on a page: a paragraph, an item of a menu, a line."""

    numbers: list[int]
    text: str
    bulleted: bool
    size: int = field(init=False)
    finished: bool = field(init=False)
    formal: bool = field(init=False)

    def __post_init__(self) -> None:
        self.size = _size(self.text)
        self.finished = self.text[-1:] != "…" and forms.finished(self.text) and not self.text.endswith((":", "..."))
        self.formal = (
            self.size <= 30
            and not (self.finished and self.size >= SENTENCE)
            and bool(
                not LETTER.search(self.text)
                or FIELD.search(self.text)
                or (self.size <= 10 and SITES.search(self.text))
                or BAR.match(self.text)
            )
        )

    @property
    def item(self) -> bool:
        """Whether it is an item of a list that could be a menu."""
        return self.bulleted and self.size <= SHORT and not self.finished

    @property
    def prose(self) -> bool:
        """Whether it has the form of a sentence, and its length."""
        return not self.formal and self.size >= SENTENCE and (self.finished or self.size >= 3 * SENTENCE)

    @property
    def titular(self) -> bool:
        """Whether it could be a title: a line of a few words that is no item, field or bar, and ends no sentence."""
        plain = not self.bulleted and not FIELD.search(self.text) and not BAR.match(self.text)
        return plain and TITLE[0] <= self.size <= TITLE[1] and not self.prose and self.text[-1:] not in ".:;,"

    @property
    def worth(self) -> int:
        """What it speaks for the article, in words."""
        if self.prose:
            return min(self.size, 100) - COST
        if self.formal or self.item:
            return -COST
        return 0 if (self.finished and self.size > 2) or self.size >= SENTENCE else -COST // 2


def _size(text: str) -> int:
    """Return the number of words; two signs of a script without spaces count as one."""
    if text.isascii():
        return text.count(" ") + bool(text)
    dense = len(regex.findall(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]", text))
    return (
        text.count(" ") + bool(text)
        if dense < 4
        else dense // 2 + len(regex.findall(r"[\p{L}\p{N}--\p{Han}]+", text, regex.V1)) // 2
    )


def _wide(text: str) -> int:
    """Return how many columns a line fills."""
    return (
        len(text)
        if text.isascii()
        else len(text) + len(regex.findall(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]", text))
    )


def units(raw: Sequence[str]) -> list[Unit]:
    """Return the units of a page: lines belong together where the first is full and the next is no item."""
    seen = [forms.plain(line) for line in raw]
    wides = sorted(_wide(line) for line in raw if line.strip())
    width = wides[int(0.98 * len(wides))] if wides else 0
    found: list[Unit] = []
    parts: list[list[int]] = []
    for n, text in enumerate(seen):
        before = parts[-1][-1] if parts else -2
        goes_on = before == n - 1 and text and width <= PASTED and _wide(raw[before].rstrip()) >= FULL * width
        if goes_on and not BULLET.match(raw[n]):
            parts[-1].append(n)
        elif text:
            parts.append([n])
    for part in parts:
        mark = BULLET.match(raw[part[0]])
        text = " ".join(seen[n] for n in part)
        if mark and len(text) > len(mark[0].strip()):
            text = text[len(mark[0].strip()) :].strip()
        found.append(Unit([n + 1 for n in part], text, bool(mark)))
    return found


@dataclass(slots=True)
class Page:
    """A text as a web page: its units, which of them are the article, its title, and how sure a page it is, 0-1."""

    units: list[Unit]
    inside: set[int]  # places of the units of the article
    title: int  # place of the title's unit, -1 where there is none
    confidence: float
    evidence: str


@lru_cache(maxsize=4)
def _page(raw: tuple[str, ...]) -> Page:
    """Return a text as a web page."""
    found = units(raw)
    inside = {n for first, last in _stretches(found) for n in range(first, last)}
    signs = _signs(found[: min(inside, default=0)] + found[max(inside, default=-1) + 1 :])
    prose = sum(unit.size for unit in found if unit.prose)
    share = sum(found[n].size for n in inside if found[n].prose) / max(1, prose)
    certain = signs["names of sites"] and (signs["fields or pictures"] or signs["bars"] or signs["menus"])
    weight = sum(min(n, MOST) for n in signs.values())
    confidence = share * (1 - 0.5 ** (weight / MOST)) if certain and share >= ONE else 0.0
    evidence = ", ".join(f"{n} {name}" for name, n in signs.items() if n) + f"; {share:.0%} of its sentences together"
    return Page(found, inside, _title(found, min(inside, default=0)), confidence, evidence)


def page(raw: Sequence[str]) -> Page:
    """Return a text as a web page; of a long one only the ends are asked first."""
    return _page(tuple(raw))


def recognise(raw: Sequence[str]) -> tuple[float, str]:
    """Return how sure a text is a saved web page, from 0 to 1, and what speaks for it."""
    ends = [*raw[:ENDS_SEEN], *raw[-ENDS_SEEN:]] if len(raw) > 2 * ENDS_SEEN else raw
    if not any(len(line) < forms.LONGEST and SITES.search(line) for line in ends):
        return 0.0, ""
    own = page(raw)
    return own.confidence, own.evidence


def is_page(raw: Sequence[str]) -> bool:
    """Say whether a text is surely a saved web page."""
    return recognise(raw)[0] >= SURE


def _stretches(found: list[Unit]) -> Iterator[tuple[int, int]]:
    """Give the stretches of units that are worth most together: the best one, and others that are worth enough."""
    left = [(0, len(found))]
    while left:
        low, high = left.pop()
        best = now = first = start = last = 0
        for n in range(low, high):
            if now <= 0:
                now, start = 0, n
            now += found[n].worth
            if now > best:
                best, first, last = now, start, n + 1
        if best >= WHOLE:
            yield first, last
            left += [(low, first), (last, high)]


def _signs(around: list[Unit]) -> dict[str, int]:
    """Return how often each sign of a web page stands around its article."""
    formal = [unit.text for unit in around if unit.formal]
    runs = itertools.groupby(around, lambda unit: unit.item)
    return {
        "fields or pictures": sum(bool(FIELD.search(text)) for text in formal),
        "names of sites": sum(bool(SITES.search(text)) for text in formal),
        "bars": sum(bool(BAR.match(text)) for text in formal),
        "dozens of short lines": sum(unit.size <= SHORT and not unit.finished for unit in around) // DOZEN,
        "menus": sum(listed and sum(1 for _ in run) >= MENU for listed, run in runs),
    }


def _title(found: list[Unit], first: int) -> int:
    """Return the place of the title: the last line before the article that is repeated, else the longest one."""
    times = Counter(unit.text.casefold() for unit in found)
    places = [n for n in range(max(0, first - NEAR), first) if found[n].titular]
    again = [n for n in places if times[found[n].text.casefold()] > 1 and found[n].size > TITLE[0]]
    return min(again or places, key=lambda n: (-min(found[n].size, LONG), n), default=-1)


# ---------------------------------------------------------------- what is proposed


def title(raw: Sequence[str]) -> Iterator[int]:
    """Propose the title of the page."""
    own = page(raw)
    yield from own.units[own.title].numbers if own.title >= 0 else ()


def menus(raw: Sequence[str]) -> Iterator[int]:
    """Propose what stands outside the article in runs of short lines, from its title on only items and buttons."""
    own = page(raw)
    for run in _runs(own):
        if len(run) >= RUN:
            yield from (number for n in run if not own.units[n].prose for number in own.units[n].numbers)


def sentences(raw: Sequence[str]) -> Iterator[int]:
    """Propose sentences that stand alone in such runs."""
    own = page(raw)
    for run in _runs(own):
        if len(run) >= RUN:
            yield from (number for n in run if own.units[n].prose for number in own.units[n].numbers)


def buttons(raw: Sequence[str]) -> Iterator[int]:
    """Propose fields, buttons and names of pictures, and lists of sites, wherever they stand."""
    own = page(raw)
    for n, unit in enumerate(own.units):
        beside = any(own.units[m].formal for m in (n - 1, n + 1) if 0 <= m < len(own.units))
        if unit.formal and (beside or unit.bulleted or n not in own.inside or FIELD.search(unit.text)):
            yield from unit.numbers


def captions(raw: Sequence[str]) -> Iterator[int]:
    """Propose what says the same as the line beside it, or says everything twice."""
    own = page(raw)
    words = [set(regex.findall(r"\w+", unit.text.casefold())) for unit in own.units]
    for n in own.inside:
        unit, half = own.units[n], len(own.units[n].text) // 2
        twice = unit.text[:half].strip() == unit.text[half:].strip() and unit.size > SHORT
        if twice:
            yield from unit.numbers
        for m in (n - 1, n + 1):
            if m in own.inside and unit.size > SHORT and own.units[m].size > SHORT:
                least = min(len(words[n]), len(words[m]))
                if len(words[n] & words[m]) >= SAME * least and (
                    not unit.prose or unit.bulleted or own.units[m].bulleted
                ):
                    yield from unit.numbers


def _runs(own: Page) -> Iterator[list[int]]:
    """Give the runs of units outside the article that hold no prose but single sentences between buttons."""
    run: list[int] = []
    for n, unit in enumerate(own.units):
        below = 0 <= own.title <= n < min(own.inside, default=0)
        stays = n in own.inside or n == own.title or (unit.prose and not _alone(own, n))
        if stays or (below and not unit.item and not unit.formal):
            yield run
            run = []
        else:
            run.append(n)
    yield run


def _alone(own: Page, n: int) -> bool:
    """Say whether a sentence outside the article stands alone between items of menus, buttons and the like."""
    before, after = own.units[max(0, n - 2) : n], own.units[n + 1 : n + 3]
    if own.units[n].size >= WHOLE or any(u.prose for u in before[-1:] + after[:1]):
        return False
    return any(u.formal or u.item for u in before) and any(u.formal or u.item for u in after)
