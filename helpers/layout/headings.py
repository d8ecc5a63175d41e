"""What parts a text: which blocks are headings, how deep each lies, and which section a line stands in.

A private part of ``layout``. The functions propose; ``rules`` decides.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

import regex

from helpers.layout import forms
from helpers.layout.blocks import Block, Text

SIGNS = ("part", "chapter", "article")  # kinds that say by a word that they are headings
WEAK = ("roman", "letter")  # kinds that may be initials: one of the series has to stand before or behind
NAME = 3  # words behind an initial that may be a name
LONG = 20  # words: a longer block is text, no heading
PLAIN = 12  # words: a shorter line may be one of several, as in verse or a list
PHRASE = 10  # words of a heading that neither capitals nor a number show
CUT = 8  # words: an unfinished block as long goes on behind a break, and what stands there is no heading
ROW = 3  # headings without a number that may stand in a row
LIST = 3  # so many numbered lines in a row with nothing between them are a list
OFTEN = 3  # times: a line without a number that returns as often is a name or a refrain
PAGE_GAP = 3  # blank lines that part pages: what stands right above them ends something, and is no heading
CAPITALS = 0.5  # share of capitals among the letters of a text in which capitals say nothing
MAJORITY = 0.5  # share of the numbered lines of a kind that have the form of headings, if they are headings
COUNTED = regex.compile(r"(\d{1,2})\s+(?=\p{Lu}|\p{Lo})")
BARE = regex.compile(r"(\d{1,3})\.?")
QUOTED = regex.compile(r"[“\"«„‘'].*[”\"»“’']\W*$|^[“\"«„—–-]")


def of_kind(text: Text, kind: str) -> Iterator[Block]:
    """Propose the blocks that are headings of a kind: numbered ones, or ``short_line`` for those without a number."""
    found = text.made.get("headings")
    if found is None:
        found = text.made["headings"] = _thinned(dict(_Candidates(text).found()), text)
    return (block for block, own in found.items() if own == kind and not block.role)


def _thinned(found: dict[Block, str], text: Text) -> dict[Block, str]:
    """Return the headings without those that stand in a row of lines, as a masthead's do: the last of them stays."""
    kept = dict(found)
    run: list[Block] = []
    for block in [b for b in text.blocks if b.role not in ("boilerplate", "caption", "footnote")]:
        if found.get(block) == "short_line":
            run.append(block)
            continue
        if len(run) > ROW:
            for other in run[:-1]:
                del kept[other]
        run = []
    return kept


class _Candidates:
    """What is asked of every block that may be a heading, worked out once for a text."""

    def __init__(self, text: Text) -> None:
        self.blocks = blocks = text.blocks
        self.marked = sum(not b.role and b.kind == "markdown" for b in blocks) > 1
        self.times = Counter(b.text.casefold() for b in blocks if b.words <= PLAIN)
        letters = "".join(b.text for b in blocks if b.words > CUT)
        self.capitals = sum(map(str.isupper, letters)) > CAPITALS * max(1, sum(map(str.isalpha, letters)))
        self.region = {id(b) for b in text.made.get("region", ())}
        self.wrapped = text.wrapped
        self.series = _series(blocks)
        self.counted = _counted(blocks)
        self.bare = _bare(blocks)
        own = [b for b in blocks if b.kind and b.role in ("", "body")]
        self.headed = {kind: _mean(b.form for b in own if b.kind == kind) >= MAJORITY for kind in {b.kind for b in own}}
        ends = [blocks[n + 1].numbers[0] - b.numbers[-1] - 1 for n, b in enumerate(blocks[:-1])]
        self.gaps = [PAGE_GAP, *ends, PAGE_GAP]  # blank lines before each block, and behind the last

    def found(self) -> Iterator[tuple[Block, str]]:
        """Give each block that is a heading, with its kind: it has the form, and body that starts anew follows."""
        following: list[Block | None] = []
        text_after: list[bool] = []
        rest, follows = None, False
        for block in reversed(self.blocks):
            following.append(rest)
            text_after.append(follows)
            if block.role in ("", "heading", "body"):
                rest = block
                follows = follows or block.words > LONG or block.finished
        open_text, before = False, None
        for n, (block, rest, follows) in enumerate(zip(self.blocks, following[::-1], text_after[::-1], strict=True)):
            if not block.role:
                kind = self._kind(block)
                anew = rest is not None and follows and not rest.text[0].islower()
                form = block.form or id(block) in self.bare
                if anew and form and self._stands(n, kind, before, rest, open_text):
                    yield block, kind or "short_line"
                    before = None
                    continue
                open_text = not block.finished and block.words >= CUT
            before = None if block.role == "heading" else block

    def _kind(self, block: Block) -> str:
        """Return the kind of numbering, or ``counted`` for numbers without a sign that rise through the text."""
        return "counted" if id(block) in self.counted or id(block) in self.bare else block.kind

    def _stands(self, n: int, kind: str, before: Block | None, rest: Block | None, open_text: bool) -> bool:
        """Say whether a block with the form of a heading is one, by what stands around it."""
        block = self.blocks[n]
        if self.marked or kind == "markdown":
            strong = block.text[:2] == "**" and forms.bare(block.text).isupper()
            return kind == "markdown" or (strong and not open_text)
        if kind in SIGNS and not forms.numbering(block.text)[1]:
            return True
        if open_text or (self.capitals and block.text.endswith((".", "!", "?"))):
            return False
        if kind == "counted" or id(block) in self.bare or forms.is_word(block.text, "named"):
            return True
        if kind:
            return self._numbered(n, kind, before, rest)
        return self._plain(n) and _stands_apart(block, before, rest)

    def _numbered(self, n: int, kind: str, before: Block | None, rest: Block | None) -> bool:
        """Say whether a numbered line is a heading: none of a list or of numbered paragraphs, no initial of a name."""
        block = self.blocks[n]
        beside = (before if self.gaps[n] == 0 else None, rest if self.gaps[n + 1] == 0 else None)
        listed = any(other is not None and other.kind == kind for other in beside)
        rest_of_it = forms.numbering(block.text)[1]
        name = len(rest_of_it.split()) <= NAME and all(word[:1].isupper() for word in rest_of_it.split())
        alone = kind in WEAK and name and id(block) not in self.series
        return not listed and not alone and self.headed.get(kind, True)

    def _plain(self, n: int) -> bool:
        """Say whether a line without a number may be a heading: no signature, speech, refrain or cut sentence."""
        block = self.blocks[n]
        named = block.text.upper() == block.text or forms.is_titled(block.text) or forms.bare(block.text) != block.text
        closes = self.gaps[n + 1] >= PAGE_GAP and self.gaps[n] < self.gaps[n + 1]
        spoken = QUOTED.search(block.text) and not (forms.is_titled(block.text) and block.text[:1].isalpha())
        cut = not named and ("," in block.text or block.words > PHRASE) and self.wrapped
        often = self.times[block.text.casefold()] >= OFTEN
        return not (closes or spoken or cut or often or id(block) in self.region or self.capitals and n > 0)


def _mean(values: Iterable[bool]) -> float:
    """Return the share of what is true, 1 of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else 1.0


def _series(blocks: list[Block]) -> set[int]:
    """Return the numbered blocks whose number follows one before, or is followed by one behind."""
    found: set[int] = set()
    first: list[Block] = []
    last: dict[tuple[str, int], Block] = {}
    for block in blocks:
        counted = block.kind in (*WEAK, "arabic") and not block.role
        number = forms.numeral(block.kind, block.text) if counted else 0
        if number:
            before = last.get((block.kind, number - 1)) or last.get(("arabic", number - 1))
            found |= {id(block), id(before)} if before is not None else set()
            last[block.kind, number] = block
            first += [block] if number == 1 else []
    kinds = {block.kind for block in blocks if id(block) in found}
    return found | {id(block) for block in first if block.kind in kinds}


def _counted(blocks: list[Block]) -> set[int]:
    """Return the lines that begin with 1, 2, 3 ... without a sign, if they rise from 1 through the text."""
    chain: list[Block] = []
    for block in blocks:
        short = block.words <= PHRASE and len(block.numbers) == 1 and not block.role and not block.finished
        if short and (mark := COUNTED.match(block.text)) and int(mark[1]) == len(chain) + 1 and block.form:
            chain.append(block)
    return {id(block) for block in chain} if len(chain) >= LIST else set()


def _bare(blocks: list[Block]) -> set[int]:
    """Return the numbers on lines of their own that rise by one through the text, as those of chapters do."""
    own = [b for b in blocks if not b.role and (BARE.fullmatch(b.text))]
    steps = [int(BARE.fullmatch(b.text)[1]) - int(BARE.fullmatch(a.text)[1]) for a, b in itertools.pairwise(own)]
    rising = sum(step == 1 for step in steps) >= MAJORITY * len(steps)
    return {id(block) for block in own} if len(own) >= LIST and rising else set()


def _stands_apart(block: Block, before: Block | None, rest: Block | None) -> bool:
    """Say whether a line is not one of several short ones printed right below each other, as in verse."""
    below = before is not None and before.numbers[-1] == block.numbers[0] - 1 and before.words <= PLAIN
    above = rest is not None and rest.numbers[0] == block.numbers[-1] + 1 and rest.words <= PLAIN
    return not above and not below


def lists(text: Text) -> Iterator[Block]:
    """Propose as body three or more numbered headings of one kind in a row, with no text between them."""
    shown = [b for b in text.blocks if b.role not in ("boilerplate", "caption", "footnote")]
    for (role, rule), run in itertools.groupby(shown, key=lambda b: (b.role, b.rule)):
        items = list(run)
        if role == "heading" and rule in ("arabic", "roman", "letter") and len(items) >= LIST:
            yield from items


def run_in(text: Text) -> Iterator[Block]:
    """Propose paragraphs whose first sentence is glued to the next: a habit of the text, so at least three of them."""
    glued = [b for b in text.blocks if not b.role and len(b.numbers) == 1 and forms.run_in(b.text)]
    if len(glued) >= LIST:
        yield from glued


# ---------------------------------------------------------------- sections and levels


def section_numbers(raw: list[str], given: list[tuple[str, str]]) -> list[int]:
    """Return the section of each line, given its role and rule.

    Heading lines of one rule without a blank line between them are one heading, and so is a bare number
    ("CHAPTER I") with the unnumbered heading below it.
    """
    numbers, section, last, open_number = [], 0, 0, False
    for n, (text, (role, rule)) in enumerate(zip(raw, given, strict=True), 1):
        if role == "heading":
            below = last == n - 1 and given[last - 1][1] == rule
            goes_on = last and (below or (open_number and rule == "short_line"))
            section += not goes_on
            kind, rest = forms.numbering(forms.plain(text))
            last, open_number = n, not goes_on and (kind in (*SIGNS, "roman") or text.strip().isdigit()) and not rest
        elif role != "blank":
            section += rule == "run_in"
            last = 0
        numbers.append(section)
    return numbers


def levels(headings: list[tuple[str, str]]) -> list[int]:
    """Return the level of each heading, given its rule and text, in reading order."""
    level_of: dict[str, int] = {}
    found: list[int] = []
    last, count = 0, dict[str, int]()
    least = min((len(mark[1]) for _, text in headings if (mark := forms.MARKDOWN.match(text))), default=1)
    for rule, text in headings:
        kind = "run_in" if rule == "run_in" else "arabic" if rule == "counted" else forms.heading_kind(text) or "plain"
        number = forms.numeral(kind, text)
        for twin in ("arabic", "roman", "letter"):
            if kind != twin and kind not in level_of and count.get(twin) and number == count[twin] + 1:
                kind = twin
        if kind == "letter" and "roman" in level_of and "letter" not in level_of and forms.numeral("roman", text):
            kind = "roman"
        if kind == "markdown":
            level = len(regex.match(r"#+", text)[0]) - least + 1
        elif kind == "decimal":
            level = level_of.get("arabic", 1) + text.split()[0].strip(".").count(".")
        else:
            level = level_of.setdefault(kind, last + 1)
        count[kind] = number
        found.append(level)
        last = level
    return found
