"""The pages before a book's text: who made the file, title page, imprint, notices of rights, advertisements.

A private part of ``layout``. The functions propose blocks; ``decide`` decides. They look only at what stands between
the start and the first prose with its heading, and only in texts that show signs of such pages.
"""

import itertools
from collections.abc import Iterator

import regex

from helpers.layout import forms
from helpers.layout.blocks import Block, Text

PROSE = 25  # words: a block as long begins the text, with the headings right above it
PAGE_GAP, SPACED = 3, 2  # blank lines that part printed pages; lines from one line of a title to the next
FAR, CREDITS = 400, 12  # blocks: the pages before a text have no more; behind the header, naming the file's makers
NOTICES = 0.15  # share of a text that notices of rights may have
SHORT, NOTED = 14, 6  # words: no line of a title page is longer; a heading such as "Errata noted by transcriber"
ENTRIES, HEADER = 5, 40  # lines with numbers that are a contents or a catalogue; blocks of a file's header
NAMES, FEW = 5, 3  # lines like names right below an imprint, more are a list of the author's own; above one
NEXT = "Author|Illustrator|Release|Language|Editor|Translator|Posting"  # what a header names behind title and author
_NAMES = "credit rights price dedication entry imprint_form by_form named_page lone_by"
CREDIT, RIGHTS, PRICE, DEDICATION, ENTRY, IMPRINT, BY, NAMED, LONE_BY = (forms.PATTERNS[n] for n in _NAMES.split())
WORD, NO_SIGN = map(regex.compile, (r"[^\W_]+", r"\w|$"))
OPENING = forms.compiled(r"(?i)\d{1,3}\.|\W*\L<persons>\W*")  # a number, or the head of those who appear in a play


def region(text: Text) -> list[Block]:
    """Return the blocks before the text, where it shows signs of a book's first pages: a header or an imprint."""
    if "region" not in text.made:
        found = [b for b in text.blocks[:FAR] if b.rule != "gutenberg"]
        made = len(found) < len(text.blocks[:FAR]) or any(b.rule == "transcriber" for b in found)
        sign = 0 if made else next(itertools.compress(itertools.count(), map(_is_imprint, found)), FAR)
        words = set(WORD.findall(_said(text, "Title")))
        start = _page(found, _start(found, made, words)) if sign < FAR else 0
        notices = sum(b.words for b in found[:start] if RIGHTS.search(b.text))
        whole = notices > NOTICES * sum(b.words for b in text.blocks)  # a licence is the text itself
        article = any(b.rule == "received" for b in found[:start])  # no book says so
        text.made["region"] = found[:start] if sign < start and not (whole or article) else []
    return text.made["region"]


def _is_imprint(block: Block) -> bool:
    """Say whether a short line in capitals, or with a sign for rights, is of an imprint."""
    sign = block.words <= SHORT and not block.text.isdigit() and (block.text.upper() == block.text or "©" in block.text)
    return sign and bool(IMPRINT.search(block.text))


def _start(found: list[Block], made: bool, words: set[str]) -> int:
    """Return the place of the first prose or abstract among blocks, with its headings, or 0.

    In a file that somebody ``made`` of a book, none of it stands right above a notice of rights, or above the first
    line with most words of the title.
    """
    rights = [n for n, b in enumerate(found) if made and b.words <= SHORT and RIGHTS.search(b.text)]
    rights.append(_named(found, words))
    begun = (n for n, b in enumerate(found) if _begins(b) or b.role == "abstract" or OPENING.fullmatch(b.text))
    start = next((n for n in begun if not any(n <= right < n + CREDITS for right in rights)), 0)
    while start and _heads(found[start - 1], found[start]):
        start -= 1
    return start


def _named(found: list[Block], words: set[str]) -> int:
    """Return the place of the first line with most words of a title, and with no other."""
    own = (set(WORD.findall(b.text.casefold())) for b in (found if words else ()))
    return next((n for n, has in enumerate(own) if has <= words and 2 * len(has) > len(words)), FAR)


def _page(found: list[Block], start: int) -> int:
    """Return where the page begins on which text does, if nothing above it there is of print, of rights, or given."""
    page = next((n for n in range(start, 0, -1) if found[n].numbers[0] - found[n - 1].numbers[-1] > PAGE_GAP), start)
    signs = (BY, IMPRINT, RIGHTS, CREDIT, PRICE, ENTRY, DEDICATION)
    return start if any(b.role or any(sign.search(b.text) for sign in signs) for b in found[page:start]) else page


def _begins(block: Block) -> bool:
    """Say whether a block is prose of the text itself: long, and neither a credit nor a notice of rights."""
    long = block.words >= PROSE and not block.role and block.text[:1] not in "[_("
    return long and not CREDIT.search(block.text) and not RIGHTS.search(block.text)


def _heads(block: Block, below: Block) -> bool:
    """Say whether a block is a heading of the prose below it, to be left to the rules for headings."""
    near = below.numbers[0] - block.numbers[-1] <= PAGE_GAP + 1
    counts = block.kind in ("roman", "arabic") and (below.words > SHORT or not forms.numbering(block.text)[1])
    sign = counts or block.kind in ("part", "chapter") or forms.is_word(block.text, "named")
    maker = not (named := NAMED.match(block.text)) and (IMPRINT.search(block.text) or BY.match(block.text))
    heads = sign or named or (near and block.form and len(below.numbers) > 1)
    return block.words <= SHORT and not (block.role or maker) and bool(heads)


def credits(text: Text) -> Iterator[Block]:
    """Propose who made the file, in the first blocks behind its header, to the end of each such paragraph."""
    end = -1
    for block in region(text)[:CREDITS]:
        if not block.role and (CREDIT.search(block.text) or block.numbers[0] == end + 1):
            yield block
            end = block.numbers[-1]


def transcriber(text: Text) -> Iterator[Block]:
    """Propose the note of who transcribed a book: from its heading to its closing bracket, or to the page's end."""
    edges = (*text.blocks[: FAR // 4], *text.blocks[FAR // 4 :][-FAR // 4 :])
    open_note, bracket, last = False, False, 0
    for block in (b for b in edges if b.rule != "gutenberg"):
        begin = NO_SIGN.search(block.text).start()
        head = block.text[begin : begin + 40].casefold()
        named = block.words <= NOTED and "transcriber" in head
        if named or head.startswith(tuple(forms.WORDS_OF_FORM["transcriber"])):
            open_note, bracket = True, block.text[:1] == "["
        elif open_note and not bracket and (block.numbers[0] - last > PAGE_GAP or block.rule == "ornament"):
            open_note = False
        if open_note:
            yield block
            last = block.numbers[-1]
            open_note = not (bracket and block.text.endswith("]"))


def imprint(text: Text) -> Iterator[Block]:
    """Propose publisher, place, year, price and rights before the text."""
    rights = {b.numbers[-1] + 1 for b in region(text) if RIGHTS.search(b.text)}  # a name right below is the owner's
    free = (b for b in region(text) if not b.role and (b.numbers[0] in rights or not BY.match(b.text)))
    return (b for b in free if RIGHTS.search(b.text) or (b.words <= SHORT and _is_of_print(b)))


def notices(text: Text) -> Iterator[Block]:
    """Propose what stands on a page with prices, and few lines like names above an imprint or right below one."""
    for page in _parted(region(text)):
        priced = any(PRICE.search(b.text) for b in page)
        yield from () if priced else _between(page)
        for printed, (_, run) in enumerate(itertools.groupby(page, lambda b: b.rule == "imprint")):
            own = [b for b in itertools.takewhile(lambda b: b.role or not _is_given(b), run) if not b.role]
            named = itertools.takewhile(lambda b: b.words <= SHORT and forms.is_titled(forms.bare(b.text)), own)
            few = list(named) if printed and not priced else []
            yield from own if priced else few if len(few) <= NAMES else []


def _between(page: list[Block]) -> list[Block]:
    """Return the few lines in capitals that stand between a byline and an imprint, with nothing else there."""
    runs = [(rule, list(run)) for rule, run in itertools.groupby(page, lambda b: b.rule if b.role else "")]
    around = zip(runs, runs[1:], runs[2:], strict=False)
    own = [run for (above, _), (rule, run), (below, _) in around if (above, rule, below) == ("names", "", "imprint")]
    capital = (run for run in own if len(run) <= FEW and all(b.text.isupper() and b.words <= NOTED for b in run))
    return [b for run in capital for b in run if not _is_given(b)]


def _is_given(block: Block) -> bool:
    """Say whether a line is a dedication, or heads what is the author's: a part, a word for one, a list of persons."""
    headed = block.kind in forms.WORDED_KINDS or forms.is_word(block.text, "named") or OPENING.fullmatch(block.text)
    return bool(DEDICATION.match(block.text) or headed)


def _parted(found: list[Block]) -> list[list[Block]]:
    """Return the blocks before a text by the pages on which they were printed."""
    new = [b.rule == "ornament" or b.numbers[0] - a.numbers[-1] > PAGE_GAP for a, b in itertools.pairwise(found)]
    ends = [n for n, begins in enumerate(new, 1) if begins]
    return [found[a:b] for a, b in itertools.pairwise([0, *ends, len(found)])]


def entries(text: Text) -> Iterator[Block]:
    """Propose five lines or more that have a number or lead to a page, and the word above them for what they are."""
    for page in _parted(region(text)):
        free = [b for b in page if b.role in ("", "boilerplate")]
        own = [n for n, b in enumerate(free) if b.words <= 2 * SHORT and ENTRY.search(text.raw[b.numbers[-1] - 1])]
        if len(own) >= ENTRIES and 2 * len(own) > own[-1] - own[0]:
            above = (b for b in free[: own[0]] if forms.is_word(b.text, "contents", "illustrations"))
            yield from (b for b in (*above, *free[own[0] : own[-1] + 1]) if not b.role)


def _is_of_print(block: Block) -> bool:
    """Say whether a short line names publisher, place, year or price, and is no heading and no sentence."""
    named = block.kind in ("part", "chapter") or forms.is_word(block.text, "named")
    sentence = block.text[:1].islower() or (block.finished and not forms.is_titled(block.text))
    return not named and not sentence and bool(IMPRINT.search(block.text))


def names(text: Text) -> Iterator[Block]:
    """Propose who wrote or drew: a line with "by", short ones below a lone one, the author whom the header names."""
    below, words = False, set(regex.findall(r"\w{3,}", _said(text, "Author"))) if region(text) else set()
    for block in [b for b in region(text) if not b.role]:
        named = words and words <= set(regex.findall(r"[^\W_]+", block.text.casefold()))
        own = BY.match(block.text) or named or (below and forms.is_titled(forms.bare(block.text)))
        if own and block.words <= SHORT:
            yield block
        goes_on = LONE_BY.fullmatch(block.text) or block.text[-1:] in ";,"
        below = bool(own and goes_on and (below or block.text[-1:] not in ";,"))


def title(text: Text) -> Iterator[Block]:
    """Propose the title: the lines that the header names, else the first short lines of the title page."""
    words = set(WORD.findall(_said(text, "Title")))
    page = [(b, set(WORD.findall(b.text.casefold()))) for b in _short(text, words)]
    said, begun, last = any(own <= words for _, own in page), False, -FAR
    for block, own in page:
        named = own <= words or not (begun or (said and not own & words))
        near = block.numbers[0] - last <= (SPACED if words else PAGE_GAP)
        taken = named or (near and not block.finished and not block.text[:1].isdigit())
        begun, last = begun | taken, block.numbers[-1] if taken else -FAR
        yield from [block] * taken


def _short(text: Text, words: set[str]) -> list[Block]:
    """Return the short free lines before the text; where no header has words, those from the first in capitals on."""
    page = [b for b in region(text) if not b.role and b.words <= SHORT]
    begin = next((n for n, b in enumerate(page) if words or (b.text.isupper() and b.words > 1)), 0)
    return page[begin:]


def _said(text: Text, key: str) -> str:
    """Return what a file's header says behind a key, in lower case, or nothing."""
    header = next((b.text for b in text.blocks[:HEADER] if b.rule == "gutenberg" and f"{key}:" in b.text), "")
    found = regex.search(rf"{key}:\s*(.{{2,200}}?)(?:\s+(?:{NEXT})\b|$)", header) if header else None
    return found[1].casefold() if found else ""
