"""What parts a text: which blocks are headings, how deep each lies, and which section a line stands in.

A private part of ``layout``. The functions propose; ``rules`` decides.
"""

import itertools
from collections import Counter
from collections.abc import Iterator

import regex

from helpers.layout import boilerplate, by_hand, forms, role_list
from helpers.layout.blocks import Block, Text

WEAK = ("roman", "letter")  # kinds that may be initials: one of the series has to stand before or behind
LONG, PLAIN = 20, 12  # words: a longer block is text, no heading; a shorter line may be one of several, as in verse
PHRASE, NAME = 10, 3  # words of a heading that neither capitals nor a number show; behind an initial that may be a name
CUT, FIRST = 8, 60  # words of an unfinished block that goes on behind a break; blocks down to the first prose
SCRAP, ROW = 4, 3  # words of a line in a picture or table; headings without a number that may stand in a row
LISTED, LIST = 2, 3  # commas behind a label of a list of names; numbered lines in a row with nothing between, a list
OFTEN, PAGE_GAP, CODE = 3, 3, 4  # times that a refrain returns; blank lines that part pages; spaces before code
CAPITALS, MAJORITY = 0.5, 0.5  # share of capitals in a text in which they say nothing; of lines of a kind that head
FIRSTS, RISING = {"1", "A", "a"}, 0.8  # with which numbers begin; share that must rise where they begin otherwise
QUESTIONS, OF_ALL = 0.75, 0.15  # share of the questions that have an answer below, and of all blocks, in a list of them
PAGE, STOP, LONE = map(regex.compile, (r"[1-9]\d{0,2}", r"[1-9]\d{0,2}\.", r"[A-Z]\.?"))
ROUND = regex.compile(r"\([a-z]\)\s+\p{Lu}.{0,120}")
NUMBER = regex.compile(r"([1-9]\d{0,2})(?:\.\d{1,2})*\.?")  # of a heading that stands on the next line
IN_ORDER = 0.7  # share of the numbers alone on their lines, without a stop, that go up by one or begin anew
BETWEEN, APART = 20, 60  # words to the next such number or letter: more than in a table; to the next with a sign


def of_kind(text: Text, kind: str) -> Iterator[Block]:
    """Propose the blocks that are headings of a kind: numbered ones, or ``short_line`` for those without a number."""
    found = text.made.get("headings")
    if found is None:
        found = dict(_Candidates(text).found()) if len(text.blocks) > 1 else {}  # text stands behind a heading
        text.made["headings"] = found = _thinned(found, text)
    return (block for block, own in found.items() if own == kind and not block.role)


def _thinned(found: dict[Block, str], text: Text) -> dict[Block, str]:
    """Return the headings without those in a row of short lines, as in a masthead or a picture: its last may stay."""
    scraps = SCRAP if text.kind not in ("verse", "play") else 0
    most, listed = 1 if text.kind == "web page" else ROW, text.made.get("listed", ())

    def is_bit(block: Block) -> bool:
        if block in found:
            sure = found[block] != "short_line" or forms.is_word(block.text, "named")
            return not (sure or id(block) in listed)
        scrap = block.words <= scraps >= forms.size(block.text)
        return scrap and not (block.role or block.kind or forms.NOTICE.match(block.text))

    rows: list[list[Block]] = [[]]
    last = float("inf")  # the last line of a block that is shown, right above
    for block in text.blocks:
        shown = block.role not in ("boilerplate", "caption", "footnote")
        bit = shown and is_bit(block)
        if shown and (not bit or block.numbers[0] - last > PAGE_GAP + 1):  # so many blank lines part pages
            rows.append([])
        rows[-1] += [block] * bit
        last = block.numbers[-1] if shown else float("inf")
    gone = {id(block) for row in rows if len(row) > most for block in row[:-1]}
    return {block: kind for block, kind in found.items() if id(block) not in gone}


class _Candidates:
    """What is asked of every block that may be a heading, worked out once for a text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.blocks = blocks = text.blocks
        short = [b for b in blocks if b.words <= PLAIN]
        _uncode(text)
        self.marked = sum(not b.role and b.kind == "markdown" for b in blocks) > 1
        self.times = Counter((b.text.casefold(), _indent(text, b)) for b in short if b.rule != "contents")
        self.labels = Counter(b.text.partition(": ")[0].casefold() for b in short if ": " in b.text)
        self.dated = sum(forms.is_date(b.text) for b in short) >= OFTEN
        self.capitals = _shouted(blocks)
        self.region = set(map(id, text.made.get("region", ())))
        said = (b for b in blocks if b.kind in forms.WORDED_KINDS and not forms.numbering(b.text)[1])
        self.said = set(map(id, said)) - self.region  # "CHAPTER I" and no more, behind the first pages
        self.masthead = set() if self.region else _masthead(blocks)
        _reletter(blocks)
        self.series = _series(blocks)
        self.counted = _counted(blocks) | _bare(blocks) | _captioned(blocks)
        self.listed = text.made["listed"] = boilerplate.named_below(blocks)
        self.sure = self.counted | self.listed
        self.formal = self.sure | _asked(blocks)
        self.headed = _headed(blocks, self.series)
        self.entries = boilerplate.counted_references(blocks)
        ends = [blocks[n + 1].numbers[0] - b.numbers[-1] - 1 for n, b in enumerate(blocks[:-1])]
        self.gaps = [PAGE_GAP, *ends, PAGE_GAP]  # blank lines before each block, and behind the last

    def found(self) -> Iterator[tuple[Block, str]]:
        """Give each block that is a heading, with its kind: it has the form, and body that starts anew follows."""
        open_text, before = False, None
        for n, (block, rest) in enumerate(zip(self.blocks, _following(self.blocks), strict=True)):
            if not block.role:
                kind = block.kind or ("counted" if id(block) in self.counted else "")
                form = block.form or id(block) in self.formal
                if form and self._starts(block, n, rest) and self._stands(n, kind, before, rest, open_text):
                    yield block, kind or "short_line"
                    open_text, before = False, None
                    continue
                open_text = not block.finished and block.words >= CUT and not self._is_line(n)
            open_text = open_text and block.role not in role_list.FRONT
            before = None if block.role == "heading" or block.rule == "page_head" else block

    def _is_line(self, n: int) -> bool:
        """Say whether a block is a line by itself, as a running head is, and no piece of a sentence."""
        block = self.blocks[n]
        return block.text.isupper() or (block.form and block.words <= PLAIN and min(self.gaps[n : n + 2]) > 0)

    def _starts(self, block: Block, n: int, rest: Block | None) -> bool:
        """Say whether text that starts anew stands behind a block; behind the word for references it may be notes."""
        if block.kind == "markdown" or forms.is_word(block.text, "references"):
            return n + 1 < len(self.blocks)
        own = rest if id(block) not in self.entries else None
        return own is not None and forms.PATTERNS["anew"].match(own.text) is not None

    def _stands(self, n: int, kind: str, before: Block | None, rest: Block | None, open_text: bool) -> bool:
        """Say whether a block with the form of a heading is one, by what stands around it."""
        block = self.blocks[n]
        if kind == "markdown" or id(block) in self.said:
            return True
        if self.marked:
            return block.text[:2] == "**" and forms.bare(block.text).isupper() and not open_text
        if (open_text and not self._parts(n, kind)) or (self.capitals and block.text.endswith((".", "!", "?"))):
            return False
        sure = self.listed if kind in ("letter", "round") else self.sure
        if id(block) in sure or forms.is_word(block.text, "named"):
            return True
        if kind:
            return self._numbered(n, kind, before, rest)
        return self._plain(n, before) and self._alone(n, before, rest)

    def _parts(self, n: int, kind: str) -> bool:
        """Say whether a word with a number parts an open sentence above it: in capitals, or far enough below."""
        text = self.blocks[n].text
        near = kind == "article" or forms.is_word(text, "named")
        least = 0 if text.isupper() else 1 if near else PAGE_GAP
        return (near or kind in forms.WORDED_KINDS) and self.gaps[n] >= least

    def _numbered(self, n: int, kind: str, before: Block | None, rest: Block | None) -> bool:
        """Say whether a numbered line is a heading: none of a list or of numbered paragraphs, no initial of a name."""
        block = self.blocks[n]
        rest_of_it = forms.numbering(block.text)[1]
        if kind in ("round", "" if rest_of_it else "letter"):
            return id(block) in self.counted and self.text.kind != "legal"
        near = ((before, self.gaps[n]), (rest, self.gaps[n + 1]))
        listed = any(
            b and not gap and _style(b) == _style(block) and (b.form or kind not in forms.WORDED_KINDS)
            for b, gap in near
        )
        name = len(rest_of_it.split()) <= NAME and all(word[:1].isupper() for word in rest_of_it.split())
        alone = kind in WEAK and name and id(block) not in self.series
        return not (listed or alone) and self.headed.get(_style(block), True)

    def _plain(self, n: int, before: Block | None) -> bool:
        """Say whether a line without a number may be a heading: no signature, speech, refrain or cut sentence."""
        block = self.blocks[n]
        named = block.text.upper() == block.text or forms.is_titled(block.text) or forms.bare(block.text) != block.text
        closes = self.gaps[n + 1] >= max(PAGE_GAP, self.gaps[n] + 1)
        cut = not named and ("," in block.text or block.words > PHRASE) and (self.text.wrapped or self.gaps[n + 1] == 0)
        first = id(block) in self.region or id(block) in self.masthead or (self.capitals and n > 0)
        return not (closes or cut or self._often(n) or first or is_spoken(block.text) or self._is_matter(block, before))

    def _often(self, n: int) -> bool:
        """Say whether a line returns as a refrain does, not as POWERS above Article 9."""
        block, below = self.blocks[n], self.blocks[n + 1 : n + 2]
        times = self.times[block.text.casefold(), _indent(self.text, block)]
        return times >= OFTEN and not any(b.kind == "article" for b in below)

    def _is_matter(self, block: Block, before: Block | None) -> bool:
        """Say whether a line is a date, a code, a name behind "by", or has a label that others have too."""
        date = forms.is_date(block.text) and (self.text.raw[block.numbers[0] - 1][:1].isspace() or not self.dated)
        label = block.text.partition(": ")[0].casefold() if ": " in block.text else ""
        listed = label != "" and block.text.count(",") >= LISTED
        labelled = self.labels[label] >= OFTEN or listed or forms.is_word(label, "hatnote")
        by = forms.PATTERNS["by_name"].match(block.text) and before is None and forms.is_titled(block.text)
        cue = self.text.kind == "play" and forms.bare(block.text) != block.text
        return bool(date or by or forms.PATTERNS["coded"].match(block.text)) or cue or labelled or _is_label(block.text)

    def _alone(self, n: int, before: Block | None, rest: Block | None) -> bool:
        """Say whether a line is not one of several short ones printed right below each other, as in verse."""
        prose = self.blocks[n].text.isupper() or any(b.text[:1].islower() for b in self.blocks[n + 2 : n + 3])
        below = before is not None and self.gaps[n] == 0 and before.words <= PLAIN and not NUMBER.fullmatch(before.text)
        above = rest is not None and self.gaps[n + 1] == 0 and rest.words <= PLAIN and rest.text[:1] not in "[("
        above = above and not forms.NOTICE.match(rest.text if rest else "")
        return not (above and not prose or below or any(b.role == "footnote" for b in self.blocks[n + 1 : n + 2]))


def _indent(text: Text, block: Block) -> int:
    """Return how many signs stand before a block."""
    return len(raw := text.raw[block.numbers[0] - 1]) - len(raw.lstrip())


def _uncode(text: Text) -> None:
    """Let comments in lines of code, which Markdown indents, be no headings of it."""
    for block in text.blocks:
        if block.kind == "markdown" and _indent(text, block) >= CODE:
            block.kind, block.form = "", False


def _is_label(text: str) -> bool:
    """Say whether a line has no word, is of a formula, ends a text, or is what a journal prints beside articles."""
    formal = forms.is_word(text, "journal", "the_end") or forms.PATTERNS["imprinted"].search(text)
    return bool(formal or forms.PATTERNS["formula"].search(text)) or not forms.PATTERNS["has_word"].search(text)


def is_spoken(text: str) -> bool:
    """Say whether a line is speech: it begins or ends with a quotation, and is no title or phrase in such marks."""
    phrase = forms.PATTERNS["phrased"].fullmatch(text) or (forms.is_titled(text) and text[:1].isalpha())
    return bool(forms.PATTERNS["quoted"].search(text)) and not phrase


def _following(blocks: list[Block]) -> list[Block | None]:
    """Return for each block the next one that may be text, None where no text stands behind it."""
    found: list[Block | None] = []
    rest, follows = None, False
    for block in reversed(blocks):
        found.append(rest if follows else None)
        if block.role in ("", "heading", "body"):
            rest = block
            follows = follows or block.words > LONG or block.finished
    return found[::-1]


def _shouted(blocks: list[Block]) -> bool:
    """Say whether most letters of a text are capitals, which then say nothing."""
    signs = Counter("".join(b.text for b in blocks if b.words > CUT))
    capitals, letters = (sum(n for sign, n in signs.items() if has(sign)) for has in (str.isupper, str.isalpha))
    return capitals > CAPITALS * max(1, letters)


def _masthead(blocks: list[Block]) -> set[int]:
    """Return the lines above the first prose or part but the last of them: who, where and when, not about what."""
    prose = (
        b.kind in forms.WORDED_KINDS or forms.size(b.text) > (CUT - 1 if b.finished else LONG) for b in blocks[:FIRST]
    )
    first = next(itertools.compress(itertools.count(), prose), 0)
    return {id(b) for b in [b for b in blocks[:first] if not (b.role or forms.is_word(b.text, "named"))][:-1]}


def _style(block: Block) -> tuple[str, bool, str]:
    """Return the kind of a block's number, whether a bracket closes it, and its word: 1. and 1) count other things."""
    word = block.text.split(maxsplit=1)[0] if block.kind in forms.WORDED_KINDS else ""
    return block.kind, ")" in block.text[:4], forms.PATTERNS["count"].sub("", word).casefold()


def _headed(blocks: list[Block], series: set[int]) -> dict[tuple[str, bool, str], bool]:
    """Say of each style of numbers whether most of its lines have the form of headings."""
    own = [b for b in blocks if b.kind and b.role in ("", "body") and (b.kind not in WEAK or id(b) in series)]
    formal = Counter(_style(b) for b in own if b.form)
    return {style: formal[style] >= MAJORITY * n for style, n in Counter(map(_style, own)).items()}


def _series(blocks: list[Block]) -> set[int]:
    """Return the numbered blocks whose number follows one before, is followed by one behind, or begins such a row."""
    found: set[int] = set()
    last: dict[tuple[str, int], Block] = {}
    own = [b for b in blocks if b.kind in (*WEAK, "arabic") and not b.role]
    counted = [(b, number) for b in own if (number := forms.numeral(b.kind, b.text))]
    for block, number in counted:
        before = last.get((block.kind, number - 1)) or last.get(("arabic", number - 1))
        found |= {id(block), id(before)} if before else set()
        last[block.kind, number] = block
    kinds = {b.kind for b in own if id(b) in found}
    return found | {id(b) for b, number in counted if number == 1 and b.kind in kinds}


def _reletter(blocks: list[Block]) -> None:
    """Let C, I, L, V and X be letters, not roman numbers, where the letter before them stands last before."""
    last = ""
    for block in blocks:
        sign = block.text[:1] if block.kind in WEAK and block.text[1:2] in ("", ".", ")") else ""
        if sign and block.kind == "roman" and last and ord(sign) == ord(last) + 1:
            block.kind = "letter"
        last = sign if sign and block.kind == "letter" else last


def _counted(blocks: list[Block]) -> set[int]:
    """Return the lines that begin with 1, 2, 3 ... and rise from 1 through the text: far apart, or without a sign."""
    found: set[int] = set()
    least = max(LIST, len([b for b in blocks if forms.PATTERNS["amount"].match(b.text)]))
    for sign, far in (("", 0), (".", APART)):
        chain, words = list[Block](), 0
        for block in blocks:
            short = block.words <= PHRASE and not block.role
            mark = forms.PATTERNS["counted"].match(block.text) if short and block.form else None
            if mark and mark[2] == sign and int(mark[1]) in (len(chain) + 1, 1):
                goes_on = words >= far and int(mark[1]) > len(chain)
                chain, words = [*chain, block] if goes_on else chain if chain[1:] else [block], 0
            words += block.words
        found |= set(map(id, chain)) if len(chain) >= least else set()
    return found


def _captioned(blocks: list[Block]) -> set[int]:
    """Return the short lines with a number and a caption: with a stop above (a), or if most sections have one; apart.

    Those of most sections, and those apart without a stop, have a word for a section.
    """
    own = [(a, b) for a, b in itertools.pairwise(blocks) if a.kind in ("article", "arabic", "decimal") and not a.role]
    ended = {id(a) for a, b in own if a.text.endswith(".") and a.kind == "article" and _is_short(a, b)}
    most = len(ended) >= max(LIST, MAJORITY * [a.kind for a, _ in own].count("article"))
    return (ended if most else set()) | {id(a) for a, b in own if _is_caption(a, b)}


def _is_short(block: Block, below: Block) -> bool:
    """Say whether a line may be the caption of a section: it has no verb of a rule, and no other right below it."""
    alone = block.words <= LONG and len(block.numbers) == 1 and below.kind != "article"
    return alone and not forms.PATTERNS["commands"].search(block.text)


def _is_caption(block: Block, below: Block) -> bool:
    """Say whether a number and a title stand above (a), with a stop, or apart behind a word for a section, without."""
    titled = forms.is_titled(forms.numbering(block.text)[1] or "a") and _is_short(block, below)
    item = forms.PATTERNS["first_item"].match(below.text)
    apart = block.kind == "article" and block.form and (item or below.numbers[0] > block.numbers[-1] + 1)
    return titled and bool((apart and block.words <= PLAIN) or (item and block.text.endswith(".")))


def _asked(blocks: list[Block]) -> set[int]:
    """Return the questions with an answer right below, in a text that is a list of them."""
    asked = [(a, b) for a, b in itertools.pairwise(blocks) if a.text[-1:] in "?？" and a.words <= LONG and not a.role]
    own = {id(a) for a, b in asked if b.words > LONG and not is_spoken(a.text)}
    return own if len(own) >= max(LIST, QUESTIONS * len(asked), OF_ALL * len(blocks)) else set()


def _bare(blocks: list[Block]) -> set[int]:
    """Return the numbers and letters on lines of their own that rise by one, each with text below, as chapters have."""
    found: set[int] = set()
    for form, least in ((PAGE, LIST), (STOP, LIST), (LONE, LIST - 1), (ROUND, LIST - 1)):
        own = _above_text(blocks, form)
        signs = [regex.search(r"\d+|\p{L}", b.text)[0] for b in own]
        steps = [b - a for a, b in itertools.pairwise(int(own) if own.isdigit() else ord(own) for own in signs)]
        first = FIRSTS.intersection(signs[:2])
        volume = len(own) >= LIST * least and own[0].text.endswith(".")  # it goes on counting: 216. 217. 218.
        rises = (first or volume) and steps.count(1) >= (MAJORITY if first else RISING) * len(steps)
        if len(own) >= least and (_are_chapters(blocks, signs) if form is PAGE else rises):
            found |= {id(b) for b, *near in zip(own, [0, *steps], [*steps, 0], strict=True) if 1 in near}
    return found


def _are_chapters(blocks: list[Block], signs: list[str]) -> bool:
    """Say whether numbers alone on their lines go up from 1, and cut no sentences, or most head a heading."""
    near = [own for own in zip(blocks, blocks[1:], blocks[2:], strict=False) if PAGE.fullmatch(own[1].text)]
    own = [(above, below) for above, _, below in near if not below.form]
    cut = sum(b.text[:1].islower() or not (a.finished or a.form or a.role) for a, b in own)
    steps = [1 if b == "1" else int(b) - int(a) for a, b in itertools.pairwise(signs)]
    alone = len(own) > MAJORITY * len(near)
    pages = alone and (min(steps) < 1 or cut > (1 - RISING) * len(own))
    return "1" in signs[:2] and steps.count(1) >= (MAJORITY, IN_ORDER)[alone] * len(steps) and not pages


def _above_text(blocks: list[Block], form: regex.Pattern) -> list[Block]:
    """Return the blocks of a form with as many words below, down to the next of them, as a chapter has."""
    end = max((n for n, b in enumerate(blocks) if forms.is_word(b.text, "references")), default=len(blocks))
    marks = [n for n, b in enumerate(blocks[:end]) if not b.role and b.kind != "roman" and form.fullmatch(b.text)]
    marks = [] if marks and blocks[marks[0] - 1].text.endswith((":", "：")) else marks  # of a list
    below = (sum(b.words for b in blocks[m + 1 : n]) for m, n in itertools.pairwise([*marks, len(blocks)]))
    return [blocks[n] for n, words in zip(marks, below, strict=True) if words >= BETWEEN]


def lists(text: Text) -> Iterator[Block]:
    """Propose as body three or more numbered headings of one kind in a row, with no text between them."""
    shown = [b for b in text.blocks if b.role not in ("boilerplate", "caption", "footnote")]
    for (role, rule), run in itertools.groupby(shown, key=lambda b: (b.role, b.rule)):
        items = list(run) if role == "heading" and rule in (*WEAK, "arabic", "round", "chapter", "part") else []
        yield from items if len(items) >= LIST else ()


def run_in(text: Text) -> Iterator[Block]:
    """Propose paragraphs whose first sentence is glued to the next: a habit of the text, so at least three of them."""
    glued = [b for b in text.blocks if not b.role and len(b.numbers) == 1 and forms.run_in(b.text)]
    return iter(glued if len(glued) >= LIST else [])


def section_numbers(raw: list[str], given: list[tuple[str, str]]) -> list[int]:
    """Return the section of each line, given its role and rule.

    Heading lines of one rule without a blank line between them are one heading, and so is a bare number
    ("CHAPTER I") with the unnumbered heading below it.
    """
    numbers, section, last, open_number = [], 0, 0, False
    for n, (text, (role, rule)) in enumerate(zip(raw, given, strict=True), 1):
        if role == "heading":
            below = 0 < last == n - 1 and _is_one(raw[n - 2 : n], given[n - 2 : n], open_number)
            goes_on = last and (below or (open_number and rule == "short_line"))
            section += not goes_on
            kind, rest = forms.numbering(forms.bare(forms.plain(text)))
            bare = NUMBER.fullmatch(forms.plain(text)) or (kind in (*forms.WORDED_KINDS, "roman") and not rest)
            last, open_number = n, bool(bare) and not goes_on
        elif role != "blank":
            section += rule == "run_in"
            last = 0
        numbers.append(section)
    return numbers


def _is_one(lines: list[str], given: list[tuple[str, str]], open_number: bool) -> bool:
    """Say whether two headings, one right below the other, are one: of one rule or in capitals, and none by itself."""
    above, below = (line.isupper() for line in lines)
    apart = given[1][1] == "short_line" and not open_number and (above != below or forms.is_word(lines[0], "named"))
    same = given[0][1] == given[1][1] or (above and below and given[1][1] not in WEAK)
    return same and not apart and forms.heading_kind(forms.plain(lines[1])) not in forms.WORDED_KINDS


def levels(headings: list[tuple[str, str]]) -> list[int]:
    """Return the level of each heading, given its rule and text, in reading order."""
    level_of, count, found, last = _parted(headings), dict[str, int](), list[int](), 0
    least = min((len(mark[1]) for _, text in headings if (mark := forms.MARKDOWN.match(text))), default=1)
    for rule, text in headings:
        own = rule if rule in ("run_in", *WEAK) else forms.heading_kind(text) or "plain"
        own = "arabic" if rule == "counted" else own
        kind = _counts_as(own, text, level_of, count)
        if level := by_hand.number(rule):
            last = level
            level_of.setdefault(kind, level)  # the first of its kind: the others follow it
        elif kind == "markdown":
            last = len(regex.match(r"#+", text)[0]) - least + 1
        elif kind == "decimal":
            last = level_of.get("arabic", 1) + regex.match(r"[\w.]+", text)[0].strip(".").count(".")
        else:
            last = level_of.setdefault(kind, last + 1)
        count[kind] = forms.numeral(own, text)
        found.append(last)
    return found


def _parted(headings: list[tuple[str, str]]) -> dict[str, int]:
    """Return the levels of parts and chapters where chapters stand first, and start anew below a part."""
    own = [(forms.heading_kind(text), forms.heading_number(text)) for _, text in headings]
    anew = any(above[0] == "part" and below == ("chapter", 1) for above, below in itertools.pairwise(own))
    first = next((kind for kind, _ in own if kind in ("part", "chapter")), "")
    return {"part": 1, "chapter": 2} if anew and first == "chapter" else {}


def _counts_as(kind: str, text: str, level_of: dict[str, int], count: dict[str, int]) -> str:
    """Return the kind of number that a heading's one goes on counting (4., V.), else its own."""
    number = forms.numeral(kind, text)
    for twin in ("arabic", "roman", "letter"):
        if kind not in (twin, *level_of) and count.get(twin) and number == count[twin] + 1:
            kind = twin
    return kind
