"""What surrounds a text and is not part of it: page furniture, captions, contents, licences.

A private part of ``layout``. The functions propose blocks; ``rules`` decides. What takes a line out states its
evidence: a known form *and* what stands around it, or a return at the distance of a page.
"""

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from statistics import median

import regex

from helpers.layout import forms
from helpers.layout.blocks import Block, Text

CAPTION_WORDS, CAPTION_BLOCKS, FIRST_WORDS = 60, 6, 15  # most of a caption; the first block as long begins the text
LICENCE = 300  # characters: the lines around a text of Project Gutenberg are shorter
HEADING, CUT_WORDS = 12, 8  # words of a heading; so many more are text
MOSTLY, RETURNS = 0.5, 0.75  # share of lines that are entries of a contents; of its entries, that return below
LISTED, ENTRIES = 20, 3  # words of a line in a contents without the word; lines of it that return, at least
ENTRY_WORDS, PACKED = 25, 100  # words: no entry of a contents is longer; a block with a few entries in a row
CONTENTS_LINE = 80  # characters of the line with the word for contents, "Page" included
BEGINNING, FEW = 12, 5  # letters with which an entry begins, at least; entries that return as beginnings
LOOSE, FAR = 3, 5  # groups, or lines of one, without a page in a contents; blocks behind it with the first long one

_NAMES = "picture_line entry_number leader leaf page_word entry_page bare number word picture_courtesy"
PICTURE, COUNTED, LEADER, LEAF, PAGE_WORD, PAGED, BARE, DIGITS, WORD, CREDIT = map(
    forms.PATTERNS.__getitem__, _NAMES.split()
)
SAID = regex.compile(r"\W{0,2}\p{L}+\.?\s\d[\d.]*\s\p{Ll}")  # Table 6.2 is
FIRST, LAST = (regex.compile(forms.PATTERNS["gutenberg"].pattern % word) for word in ("START", "END"))


def form(pattern: regex.Pattern, most: int = 10**6) -> Callable[[Text], Iterator[Block]]:
    """Return a rule: blocks of at most so many words in which a pattern is found."""
    limit = forms.LIMIT
    return lambda text: (
        b for b in text.blocks if not b.role and b.words <= most and len(b.text) <= limit and pattern.search(b.text)
    )


def picture(text: Text) -> Iterator[Block]:
    """Propose captions: lines that begin with a word for a picture, not the paragraph that an essay begins with."""
    first = next((b for b in text.blocks if not b.role and b.words > FIRST_WORDS), None)
    named = form(PICTURE, 2 * CAPTION_WORDS)(text)
    own = {id(b) for b in named if b is not first or b.text[:1] == "[" or DIGITS.search(b.text[:14])}
    places = [n for n, b in enumerate(text.blocks) if id(b) in own and not _is_said_of_picture(text.blocks, n)]
    yield from itertools.chain.from_iterable(_to_bracket(text, n) for n in places)
    yield from (b for b in form(CREDIT, 2 * CAPTION_WORDS)(text) if b is not first)


def _is_said_of_picture(blocks: list[Block], n: int) -> bool:
    """Say whether a line goes on with a sentence: "... at all, whilst / Table 6.2 is confined to food"."""
    before = blocks[n - 1] if n else blocks[n]
    near = before.numbers[-1] + 1 == blocks[n].numbers[0] and not (before.finished or before.role or before.form)
    return near and SAID.match(blocks[n].text) is not None


def _to_bracket(text: Text, n: int) -> list[Block]:
    """Return a block and those up to the bracket that closes what it opens, if one does."""
    block, behind = text.blocks[n], text.blocks[n + 1 : n + 1 + CAPTION_BLOCKS]
    opens = block.text.count("[") > block.text.count("]")
    closes = (m for m, b in enumerate(behind, 1) if opens and b.text.count("]") > b.text.count("["))
    return [b for b in (block, *behind[: next(closes, 0)]) if not b.role]


def the_end(text: Text) -> Iterator[Block]:
    """Propose the words for the end, with no text behind them."""
    free = [b for b in reversed(text.blocks) if not b.role]
    return itertools.takewhile(lambda b: forms.is_word(b.text, "the_end"), free)


def gutenberg(text: Text) -> Iterator[Block]:
    """Propose the header and footer of a Project Gutenberg text, up to and from its START and END lines."""
    short = [(n, b.text) for n, b in enumerate(text.blocks) if len(b.text) < LICENCE]
    start = next((n for n, own in short if FIRST.match(own)), -1)
    end = next((n for n, own in short if n > start and LAST.match(own)), len(text.blocks))
    start += start >= 0 and text.blocks[start].text[-1] != "*" == text.blocks[start + 1].text[-1]  # it goes on below
    if start >= 0 or end < len(text.blocks):
        yield from [*text.blocks[: start + 1], *text.blocks[end:]]


def contents(text: Text) -> Iterator[Block]:
    """Propose contents and lists of pictures: what stands behind the word and has a page, or returns below."""
    found = text.blocks
    short = ((n, b.text) for n, b in enumerate(found) if len(b.text) <= CONTENTS_LINE and not b.role)
    named = ((n, PAGE_WORD.sub("", text) if "page" in text.casefold() else text) for n, text in short)
    starts = [n for n, text in named if forms.is_word(text, "contents", "illustrations")]
    places: dict[str, list[int]] = {}
    for n, block in enumerate(found) if starts else ():
        for key in _keys(block.text) if forms.size(block.text) <= ENTRY_WORDS else ():
            places.setdefault(key, []).append(n)
    done = 0
    for start in starts:
        end = _last_entry(found, start, places) if start >= done else 0
        if end - start > 1:
            yield from found[start : end + 1]
            done = end + 1


def _last_entry(found: list[Block], start: int, places: dict[str, list[int]]) -> int:
    """Return the place of the last entry of the contents below a line.

    Groups of lines in between that show no page and do not return are taken in, up to three, and all short lines up to
    where one of the first three entries returns, but where the first one returns above text, or most show a page.
    """
    end = n = start
    loose = 0
    while n + 1 < len(found) and loose < LOOSE and _is_entry(found[n + 1]):
        n += 1
        loose += found[n].numbers[0] - found[n - 1].numbers[-1] > 1 or n - end > LOOSE
        if found[n].role in ("", "boilerplate") and (_is_paged(found, n) or _return(found[n], n, places)):
            end, loose = n, 0
    returns = (_return(b, max(n, end + 1), places) for n, b in enumerate(found[start + 1 : start + 4], start + 1))
    back = min(filter(None, returns), default=0)
    first = _return(found[start + 1], start + 1, places) if start + 1 < len(found) else 0
    if start + 2 < first <= end and _begins_text(found, first, end, places):
        end, back = first - 1, 0
    if end > start and back > end + 1 and all(map(_is_entry, found[end:back])):
        end = back - 1
    return _trimmed(found, start, _headed(found, start, end))


def _is_paged(found: list[Block], n: int) -> bool:
    """Say whether a line of a contents ends with a page, or is one of a column of pages."""
    return PAGED.search(found[n].text) is not None or all(b.text.isdigit() for b in found[n - 1 : n + 1])


def _headed(found: list[Block], start: int, end: int) -> int:
    """Return the place of the last entry above one that returns over text, further down than entries stand apart."""
    gaps = [b.numbers[0] - a.numbers[-1] for a, b in itertools.pairwise(found[start : end + 1])]
    seen: set[str] = set()
    for n, gap in enumerate(gaps, start + 1):
        again = gap > median(gaps) and seen & _keys(found[n].text) and not PAGED.search(found[n].text)
        if again and not all(map(_is_entry, found[n + 1 : n + 2])):
            return n - 1
        seen |= _keys(found[n].text)
    return end


def _begins_text(found: list[Block], first: int, end: int, places: dict[str, list[int]]) -> bool:
    """Say whether what stands from a place on is text: a long block soon, or lines that mostly are no entries."""
    own = [bool(PAGED.search(b.text) or _return(b, n, places)) for n, b in enumerate(found[first : end + 1], first)]
    long = any(forms.size(b.text) > HEADING + CUT_WORDS for b in found[first : first + FAR + 1])
    return long or sum(own) <= MOSTLY * len(own)


def _trimmed(found: list[Block], start: int, end: int) -> int:
    """Return the place of the last entry without a new page, or the number of the chapter below."""
    paged = [n for n in range(start + 1, end + 1) if PAGED.search(found[n].text)]
    if paged and LOOSE * len(paged) >= paged[-1] - start:
        gaps = (n for n in range(paged[-1], end) if found[n + 1].numbers[0] - found[n].numbers[-1] > LOOSE)
        end = next(gaps, end)
        end = next((n - 1 for n in range(paged[-1] + 1, end + 1) if found[n].kind), end)
    last, above = (b.kind != "" and not forms.numbering(b.text)[1] for b in (found[end], found[end - 1]))
    return end - (last and not above)


def _is_entry(block: Block) -> bool:
    """Say whether a block may stand in a contents: it is short, or ends with a page."""
    words = forms.size(block.text)
    paged = LEADER.search(block.text) if words <= PACKED else None
    short = words <= (ENTRY_WORDS // 2 if block.finished else ENTRY_WORDS * min(LOOSE, len(block.numbers)))
    return (short or bool(paged)) and block.role in ("", "boilerplate")


def _entry(text: str) -> str:
    """Return the words of an entry of a contents, without the number before them and the page behind."""
    return LEAF.sub("", COUNTED.sub("", text), count=1)


@lru_cache(maxsize=1024)
def words_of(text: str) -> str:
    """Return the words by which an entry of a contents and its heading are alike, in lower case."""
    return " ".join(WORD.findall(PAGE_WORD.sub("", f" {_entry(text).casefold()}")))


@lru_cache(maxsize=1024)
def _keys(text: str) -> set[str]:
    """Return by what an entry of a contents is known again: its words, and its number if it has a word for it."""
    words = words_of(text)
    kind, number = forms.heading_kind(text), forms.heading_number(text)
    if not kind and (bare := BARE.match(text)):
        kind, number = "arabic", int(bare[1])
    numbered = f"{kind} {number}" if kind in ("part", "chapter", "article", "arabic") and number else ""
    return {words, numbered} - {""}


def _return(block: Block, n: int, places: dict[str, list[int]]) -> int:
    """Return where an entry of a contents stands again further down, 0 if it does not."""
    after = [(own, bisect_right(own, n)) for key in _keys(block.text) if (own := places.get(key))]
    return min((own[place] for own, place in after if place < len(own)), default=0)


def named_below(blocks: list[Block]) -> set[int]:
    """Return the lines that a contents names, each the first behind that of the entry above; three of them at least."""
    found: list[int] = []
    entries = [(n, words_of(b.text)) for n, b in enumerate(blocks) if b.rule == "contents"]
    places = _places(blocks) if entries else {}
    for n, name in entries:
        found += [place for place in places.get(name, ()) if place > max([n, *found[-1:]])][:1]
    return {id(blocks[n]) for n in found} if len(found) >= ENTRIES else set()


def _places(blocks: list[Block]) -> dict[str, list[int]]:
    """Return where short lines stand apart, but for those in a contents, by their words."""
    places: dict[str, list[int]] = {}
    for n, (above, block, below) in enumerate(zip(blocks, blocks[1:], blocks[2:], strict=False), 1):
        apart = block.numbers[0] > above.numbers[-1] + 1 and below.rule != "contents"
        if apart and block.words <= LISTED and block.role in ("", "heading"):
            places.setdefault(words_of(block.text), []).append(n)
    return {name: own for name, own in places.items() if name}


def unnamed_contents(text: Text) -> Iterator[Block]:
    """Propose three or more short lines in a row, without the word, if three in four return at its end or behind it."""
    free = (b for b in text.blocks if b.role not in ("boilerplate", "caption", "footnote"))
    shown = [(b, (_entry(b.text) or b.text).casefold()) for b in free]
    last = {key: n for n, (_, key) in enumerate(shown)}
    for listed, run in itertools.groupby(
        enumerate(shown), lambda own: not own[1][0].role and own[1][0].words <= LISTED and own[1][0].form
    ):
        row = list(run) if listed else []
        again = [n for n, (_, (_, key)) in enumerate(row) if row[-1][0] <= last[key] > row[n][0]]
        if len(again) >= max(ENTRIES, RETURNS * (again[-1] - again[0] + 1) if again else 0):
            yield from (block for _, (block, _) in row[again[0] : again[-1] + 1])


def begun_contents(text: Text) -> Iterator[Block]:
    """Propose five numbered blocks or more near each other with which others below begin: longer ones, or far apart.

    What stands between them is taken if it is short or begins as the entries do, and a line right above that returns.
    """
    free = [b for b in text.blocks if not b.role]
    row: list[tuple[int, int]] = []  # places of entries, and where each returns, in order but for a few
    for n, back in sorted(_begun(free).items()):
        if row and (n > row[-1][0] + LOOSE or n >= row[0][1]):
            yield from _entries(free, row)
            row = []
        row = [*(own for own in row if own[1] < back or len(row) >= FEW), (n, back)]
    yield from _entries(free, row) if row else ()


def _begun(free: list[Block]) -> dict[int, int]:
    """Return the places of blocks with a number that others further down begin with, and that of the first of those."""
    numbered = [n for n, b in enumerate(free) if DIGITS.search(b.text[:BEGINNING])]
    long = (n for n in numbered if len(free[n].text) >= BEGINNING)
    own = {n: " ".join(WORD.findall(free[n].text[: forms.LONGEST].casefold())) for n in long}
    starts = defaultdict[str, list[int]](list)
    for n, words in own.items():
        starts[words[:BEGINNING]].append(n)
    alike = (itertools.combinations(places, 2) for start, places in starts.items() if 1 < len(places) <= LISTED)
    return dict(reversed([(n, m) for n, m in itertools.chain(*alike) if f"{own[m]} ".startswith(f"{own[n]} ")]))


def _entries(free: list[Block], row: list[tuple[int, int]]) -> Iterator[Block]:
    """Give the blocks of a contents from its first entry to its last, and one right above it, if it is one."""
    (first, begin), (last, end) = row[0], row[-1]
    longer = sum(len(free[m].text) > len(free[n].text) for n, m in row)
    sections = longer > MOSTLY * len(row) or end - begin >= 2 * (last - first)  # no copy of what is below
    for n in range(max(0, first - 1), last + 1) if len(row) >= FEW and sections else ():
        known = free[n].text[:3] == free[first].text[:3] or any(b.text == free[n].text for b in free[last + 1 :])
        if known or (free[n].words <= LISTED and n >= first):
            yield free[n]


def counted_references(blocks: list[Block]) -> set[int]:
    """Return the lines behind the word for references that count on from 1."""
    found, due = set[int](), 0
    for block in (b for b in blocks if b.role in ("", "heading")):
        counts = due > 0 and block.text[:1].isdigit() and forms.numeral("arabic", block.text) == due
        found |= {id(block)} if counts else set()
        due = 1 if forms.is_word(block.text, "references") else due + 1 if counts else due if due > 1 else 0
    return found
