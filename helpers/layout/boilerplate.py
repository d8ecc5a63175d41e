"""What surrounds a text and is not part of it: page furniture, captions, contents, licences.

A private part of ``layout``. The functions propose blocks; ``rules`` decides. What takes a line out states its
evidence: a known form *and* what stands around it, or a return at the distance of a page.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from statistics import median

import regex

from helpers.layout import forms, furniture
from helpers.layout.blocks import Block, Text

CAPTION_WORDS = 60  # words: no caption is longer
FIRST_WORDS = 15  # words: the first block as long is what a text begins with, and no caption
LICENCE = 300  # characters: the lines around a text of Project Gutenberg are shorter
PAGES = 3  # so many page numbers, each above the last, are page numbers
PAGE_SIZE = 150  # characters: no page has less
RISING = 0.8  # share of page numbers that are above the one before
LONGEST_HEAD = 120  # characters: no running head or page number is longer
HEAD_WORDS = 5  # words: what is cut by one is longer
HEADS = 4  # so many times a running head stands on its pages
HEADING, BESIDE = 12, 4  # words of a running head; lines between it and the number of its page
CUTS = 0.5  # share of the times that it cuts a sentence
RETURNS = 0.75  # share of the lines of a contents without the word that return
ENTRY_WORDS = 25  # words: no entry of a contents is longer
PACKED = 100  # words: a block of so many may hold a few entries in a row
LISTED, ENTRIES = 20, 3  # words of a line in a contents without the word; lines of it that return, at least
CONTENTS_LINE = 80  # characters of the line with the word for contents, "Page" included
LOOSE = 3  # so many lines without a page may stand in a row in a contents
CUT_WORDS = 8  # words more than a heading has: so much is text
FAR = 5  # blocks behind a contents in which the first long one stands

_FIGURE = "|".join(regex.escape(word) for word in forms.WORDS_OF_FORM["figure"])
PICTURE = regex.compile(
    rf"""(?xi)^(?:
      The\ (?:picture|photo|image)\ shows\b                  # what is seen
    | (?:Photo|Picture|Image|Caption)\s*[:：]
    | \[(?:Illustration|Music|Image|Map|Figure)\b
    | (?:{_FIGURE})\.?\s*\d+\s*[.:：]
    )"""
)
CREDIT = regex.compile(r"\bPhoto courtesy of\b|/\s?photo$", regex.I)
GUTENBERG = r"""(?x)
    \s*(?:\*\s?){0,3}\s*                                     # stars
    %s\ (?:OF\ )?(?:THE\ |THIS\ )?PROJECT\ GUTENBERG         # START or END
    (?:[’']S)?\ (?:E-?BOOK|E-?TEXT)?"""
FIRST, LAST = regex.compile(GUTENBERG % "START", regex.I), regex.compile(GUTENBERG % "END", regex.I)
ENTRY = regex.compile(
    r"""(?xi)
      ^(?:\#+\ )?(?:(?:chapter|part|book|section)\s+)?(?:\d[\d.]*|[ivxlc]+)?[.):]?\s*   # the number before its words
    | [\s.·…]*(?:\d+|[ivxlc]+)?$                                                       # the page behind them
    """
)
PAGE_WORD = regex.compile(r"(?i)\W+pages?\W*$")
PAGED = regex.compile(r"[^\W\d].*?[\s.·…,]+(?:\d{1,3}(?:[-–]\d{1,3})?|[ivxlc]+|Frontispiece)\W?$")
LEADER = regex.compile(
    r"""(?xi)
      (?:[.·…]\s?){2,}\s*(?:\d{1,3}|[ivxlc]+)\W?$         # dots that lead to a page
    | \W(?:page|seite|p\.)\ (?:\d{1,3}|[ivxlc]+)\W?$      # or a word for it
    """
)
BARE = regex.compile(r"(\d{1,3})\.?(?:\s+\p{Lu}|$)")
DIGITS = regex.compile(r"\d+")
PAGE = regex.compile(r"^[-–—\s\[(]*(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s\])]*$", regex.I)


def form(pattern: regex.Pattern, most: int = 10**6) -> Callable[[Text], Iterator[Block]]:
    """Return a rule: blocks of at most so many words in which a pattern is found."""

    def propose(text: Text) -> Iterator[Block]:
        return (
            b
            for b in text.blocks
            if not b.role and b.words <= most and len(b.text) <= forms.LIMIT and pattern.search(b.text)
        )

    return propose


def picture(text: Text) -> Iterator[Block]:
    """Propose captions: lines that begin with a word for a picture, not the paragraph that an essay begins with."""
    first = next((b for b in text.blocks if not b.role and b.words > FIRST_WORDS), None)
    named = form(PICTURE, 2 * CAPTION_WORDS)(text)
    credited = form(CREDIT, 2 * CAPTION_WORDS)(text)
    yield from (b for b in named if b is not first or b.text[:1] == "[" or DIGITS.search(b.text[:14]))
    yield from (b for b in credited if b is not first)


def the_end(text: Text) -> Iterator[Block]:
    """Propose the words for the end, with no text behind them."""
    for block in reversed(text.blocks):
        if not block.role and forms.is_word(block.text, "the_end"):
            yield block
        elif not block.role:
            return


def gutenberg(text: Text) -> Iterator[Block]:
    """Propose the header and footer of a Project Gutenberg text, up to and from its START and END lines."""
    found = text.blocks
    start = next((n for n, b in enumerate(found) if len(b.text) < LICENCE and FIRST.match(b.text)), -1)
    end = next(
        (n for n, b in enumerate(found) if n > start and len(b.text) < LICENCE and LAST.match(b.text)), len(found)
    )
    if start >= 0 or end < len(found):
        yield from [*found[: start + 1], *found[end:]]


# ---------------------------------------------------------------- contents


def contents(text: Text) -> Iterator[Block]:
    """Propose tables of contents and lists of pictures: what stands behind the word and has a page, or returns below.

    Lines in between that show neither are taken in, up to three at a time, and all short lines up to the place where
    one of the first three entries returns.
    """
    found = text.blocks
    if not any(len(b.text) <= CONTENTS_LINE and _is_contents(b.text) for b in found):
        return
    places: dict[str, list[int]] = {}
    for n, block in enumerate(found):
        for key in _keys(block.text) if block.words <= ENTRY_WORDS else ():
            places.setdefault(key, []).append(n)
    done = 0
    for start, block in enumerate(found):
        if start < done or block.role or not _is_contents(block.text):
            continue
        end = n = start
        while n + 1 < len(found) and n - end < LOOSE and _is_entry(found[n + 1]):
            n += 1
            if found[n].role in ("", "boilerplate") and (PAGED.search(found[n].text) or _return(found[n], n, places)):
                end = n
        returns = (_return(b, max(n, end + 1), places) for n, b in enumerate(found[start + 1 : start + 4], start + 1))
        back = min(filter(None, returns), default=0)
        first = _return(found[start + 1], start + 1, places) if start + 1 < len(found) else 0
        if start + 2 < first <= end and any(b.words > HEADING + CUT_WORDS for b in found[first : first + FAR + 1]):
            end, back = first - 1, 0
        if end > start and back > end + 1 and all(_is_entry(b) for b in found[end:back]):
            end = back - 1
        if end - start > 1:
            yield from found[start : end + 1]
            done = end + 1


def _is_contents(text: str) -> bool:
    """Say whether a line is the word for a contents or a list of pictures, perhaps with "Page" behind it."""
    return forms.is_word(PAGE_WORD.sub("", text), "contents", "illustrations")


def _is_entry(block: Block) -> bool:
    """Say whether a block may stand in a contents: it is short, or ends with a page."""
    paged = LEADER.search(block.text) if block.words <= PACKED else None
    sentence = block.words > ENTRY_WORDS // 2 and block.finished
    short = block.words <= ENTRY_WORDS and not sentence
    return (short or bool(paged)) and block.role in ("", "boilerplate")


@lru_cache(maxsize=1024)
def _keys(text: str) -> set[str]:
    """Return by what an entry of a contents is known again: its words, and its number if it has a word for it."""
    words = regex.sub(r"\W+", " ", ENTRY.sub("", text).casefold()).strip()
    kind, number = forms.heading_kind(text), forms.heading_number(text)
    if not kind and (bare := BARE.match(text)):
        kind, number = "arabic", int(bare[1])
    numbered = f"{kind} {number}" if kind in ("part", "chapter", "article", "arabic") and number else ""
    return {words, numbered} - {""}


def _return(block: Block, n: int, places: dict[str, list[int]]) -> int:
    """Return where an entry of a contents stands again further down, 0 if it does not."""
    after = [(own, bisect_right(own, n)) for key in _keys(block.text) if (own := places.get(key))]
    return min((own[place] for own, place in after if place < len(own)), default=0)


def unnamed_contents(text: Text) -> Iterator[Block]:
    """Propose three or more short lines in a row, without the word, if three in four return behind a long one."""
    shown = [b for b in text.blocks if b.role not in ("boilerplate", "caption", "footnote")]
    short = [not b.role and b.words <= LISTED and b.form for b in shown]
    keys = [
        ENTRY.sub("", b.text).casefold() or b.text.casefold() if form else ""
        for b, form in zip(shown, short, strict=True)
    ]
    last = {key: n for n, key in enumerate(keys)}
    n = 0
    while n < len(shown):
        end = n
        while end < len(shown) and short[end]:
            end += 1
        long = next((m for m in range(end, min(end + FAR, len(shown))) if shown[m].words > LISTED), len(shown))
        again = [m for m in range(n, end) if last[keys[m]] > long or m < last[keys[m]] == end - 1]
        if len(again) >= ENTRIES and len(again) >= RETURNS * (again[-1] - again[0] + 1):
            yield from shown[again[0] : again[-1] + 1]
        n = max(end, n + 1)


# ---------------------------------------------------------------- pages


def page_numbers(text: Text) -> Iterator[Block]:
    """Propose page numbers: three or more numbers on lines of their own that rise, one of which cuts a sentence.

    A bare number over finished text may be that of a chapter; one between strokes or behind "page" is not.
    """
    numbers, before, cut = [], None, False
    for block in text.blocks:
        if not block.role and (mark := PAGE.match(block.text) if len(block.text) <= LONGEST_HEAD else None):
            numbers.append((block, int(mark[1])))
            cut = (
                cut
                or not block.text.isdigit()
                or (before is not None and not before.finished and before.words > HEAD_WORDS)
            )
        elif block.role != "boilerplate":
            before = block
    rising = sum(a < b for (_, a), (_, b) in zip(numbers, numbers[1:], strict=False))
    sizes = [len("".join(text.seen[a.numbers[0] : b.numbers[0] - 1])) for (a, _), (b, _) in itertools.pairwise(numbers)]
    many = len(numbers) >= PAGES and rising >= RISING * (len(numbers) - 1)
    if cut and many and median(sizes) >= PAGE_SIZE:
        yield from (block for block, _ in numbers)


def running_heads(text: Text) -> Iterator[Block]:
    """Propose running heads: lines that cut into sentences page after page, at even distances or beside numbers."""
    places: dict[str, list[Block]] = {}
    cuts: Counter = Counter()
    before = None
    numbers = {
        b.numbers[0] + step for b in text.blocks if b.rule == "page_number" for step in range(-BESIDE, BESIDE + 1)
    }
    for block in text.blocks:
        head = (
            _head(block.text) if not block.role and block.words <= HEADING and len(block.text) <= LONGEST_HEAD else ""
        )
        if head:
            places.setdefault(head, []).append(block)
            cuts[head] += before is not None and not before.finished and before.words > HEAD_WORDS
        before = block if not block.role else before
    for head, own in places.items():
        if len(own) >= HEADS and cuts[head] >= CUTS * len(own):
            beside = sum(b.numbers[0] in numbers for b in own) >= CUTS * len(own)
            if beside or furniture.is_regular([b.numbers[0] for b in own]):
                yield from own


def _head(text: str) -> str:
    """Return what stays of a running head from page to page: its words without numbers."""
    return DIGITS.sub("", text).strip().casefold()
