"""The pages before a book's text: who made the file, title page, imprint, notices of rights, advertisements.

A private part of ``layout``. The functions propose blocks; ``decide`` decides. They look only at what stands between
the start and the first prose with its heading, and only in texts that show signs of such pages.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from helpers.layout import forms
from helpers.layout.blocks import Block, Text

PROSE = 25  # words: a block as long begins the text, with the headings right above it
PAGE_GAP = 3  # blank lines: as many part pages of a book that was printed
FAR = 400  # blocks: the pages before a text are no more
CREDITS = 12  # blocks behind the header in which the makers of the file are named
NOTICES = 0.15  # share of a text that notices of rights may have
SHORT = 14  # words: no line of a title page is longer
NEXT = "Release|Language|Editor|Translator|Posting"  # what a header names behind title and author
_IMPRINT = "|".join(regex.escape(word) for word in forms.WORDS_OF_FORM["imprint"]).replace(" ", chr(92) + " ")
_CITIES = "|".join(regex.escape(word) for word in forms.WORDS_OF_FORM["cities"]).replace(" ", chr(92) + " ")
_MAKERS = "|".join(regex.escape(word) for word in forms.WORDS_OF_FORM["makers"])
_BY = "|".join(regex.escape(word) for word in forms.WORDS_OF_FORM["by"])
CREDIT = regex.compile(
    r"""(?xi)
      ^\W*(?:(?:produced|transcribed|scanned|digiti[sz]ed)|(?:e-?text|this\ e(?:book|text)\ was)\ (?:produced|prepared))
      \ (?:from|by)\b                                     # "Produced by ...", "E-text prepared by ..."
    | distributed\ proofread|pgdp\.net|proofreading\ team
    """
)
IMPRINT = regex.compile(
    rf"""(?xi)
      ©|\(c\)\ \d{{4}}|\$\d|\d+\ ?cents\b|\bvol(?:ume|\.)?\ [ivxl\d]+|\bpp\.|&\ (?:co|sons?)\b
    | (?<!\p{{L}})(?:{_IMPRINT})(?!\p{{L}})
    | ^\W*(?:{_CITIES})\W*(?:{_CITIES}|\W|and)*$   # a place of print
    | ^\W*(?:1[5-9]|20)\d\d\W*$|^\W*M[DCLXVI]{{3,}}\W*$   # a year
    """
)
RIGHTS = regex.compile(
    r"""(?xi)permission\ is\ (?:hereby\ )?granted|all\ rights\ reserved|not\ be\ reproduced|no\ part\ of\ this
    | trademarks?\ (?:and|are)|is\ licen[cs]ed\ under|unless\ specifically\ noted    # formulas of notices of rights
    """
)
BY = regex.compile(
    rf"""(?xi)
      ^\W*(?:(?:{_MAKERS})\ (?:and\ )?)*(?:{_BY})\b            # "by", "Translated by"
    | ^\W*(?:and|with\ (?:illustrations|an\ introduction)\b.*)$|^\W*author\ of\b
    """
)


def region(text: Text) -> list[Block]:
    """Return the blocks before the text, where it shows signs of a book's first pages: a header or an imprint."""
    if "region" not in text.made:
        found = [b for b in text.blocks[:FAR] if b.rule != "gutenberg"]
        start = next((n for n, b in enumerate(found) if _begins(b) or regex.fullmatch(r"\d{1,3}\.", b.text)), 0)
        while start and _heads(found[start - 1], found[start]):
            start -= 1
        signs = any(b.rule in ("gutenberg", "transcriber") for b in text.blocks[:FAR]) or any(
            IMPRINT.search(b.text) and b.words <= SHORT and not b.text.isdigit()
            for b in found[:start]
            if b.text.upper() == b.text or "©" in b.text
        )
        notices = sum(b.words for b in found[:start] if _is_notice(b))
        whole = notices > NOTICES * sum(b.words for b in text.blocks)  # a licence is the text itself
        text.made["region"] = found[:start] if signs and not whole else []
    return text.made["region"]


def _begins(block: Block) -> bool:
    """Say whether a block is prose of the text itself: long, and neither a credit nor a notice of rights."""
    long = block.words >= PROSE and not block.role and block.text[:1] not in "[_("
    return long and not CREDIT.search(block.text) and not _is_notice(block)


def _heads(block: Block, below: Block) -> bool:
    """Say whether a block is a heading of the prose below it, to be left to the rules for headings."""
    near = below.numbers[0] - block.numbers[-1] <= PAGE_GAP + 1
    sign = block.kind in ("part", "chapter", "roman", "arabic") or forms.is_word(block.text, "named")
    named = regex.match(r"(?i)\W*(?:preface|introduct|foreword|prolog|vorwort|einleitung|avant-propos)", block.text)
    short = block.words <= SHORT and not block.role and not IMPRINT.search(block.text) and not BY.match(block.text)
    return short and bool(sign or named or (near and block.form and len(below.numbers) > 1))


def _is_notice(block: Block) -> bool:
    """Say whether a block is a notice of rights."""
    return bool(RIGHTS.search(block.text))


def credits(text: Text) -> Iterator[Block]:
    """Propose who made the file, in the first blocks behind its header."""
    for n, block in enumerate(region(text)[:CREDITS]):
        before = region(text)[n - 1] if n else None
        goes_on = before and CREDIT.search(before.text) and block.numbers[0] == before.numbers[-1] + 1
        if not block.role and (CREDIT.search(block.text) or goes_on):
            yield block


def transcriber(text: Text) -> Iterator[Block]:
    """Propose the note of who transcribed a book: from its heading to its closing bracket, or to the page's end."""
    edges = [*text.blocks[: FAR // 4], *text.blocks[FAR // 4 :][-FAR // 4 :]]
    ends = {id(b) for b in edges}
    open_note, bracket, last = False, False, 0
    for block in text.blocks:
        if id(block) not in ends or block.rule == "gutenberg":
            continue
        head = regex.sub(r"^\W+", "", block.text)[:40].casefold()
        if any(head.startswith(word) for word in forms.WORDS_OF_FORM["transcriber"]):
            open_note, bracket = True, block.text[:1] == "["
        elif open_note and not bracket and block.numbers[0] - last > PAGE_GAP:
            open_note = False
        if open_note:
            yield block
            last = block.numbers[-1]
            open_note = not (bracket and block.text.endswith("]"))


def imprint(text: Text) -> Iterator[Block]:
    """Propose publisher, place, year, price and rights before the text, and the short lines right beside them."""
    page = region(text)
    for n, block in enumerate(page):
        if block.role or block.kind in ("part", "chapter") or BY.match(block.text):
            continue
        sentence = block.text[:1].islower() or (block.finished and not forms.is_titled(block.text))
        if (block.words <= SHORT and not sentence and IMPRINT.search(block.text)) or _is_notice(block):
            yield block
            for other in (page[n - 1 : n] if n else []) + page[n + 1 : n + 2]:
                beside = min(abs(other.numbers[0] - block.numbers[-1]), abs(block.numbers[0] - other.numbers[-1])) == 1
                if (
                    beside
                    and not other.role
                    and other.words <= SHORT
                    and not BY.match(other.text)
                    and forms.is_titled(other.text)
                ):
                    yield other


def names(text: Text) -> Iterator[Block]:
    """Propose who wrote, translated or drew: a line with "by", and the short lines below a lone one."""
    below = False
    for block in region(text):
        line = not block.role and block.words <= SHORT
        if line and (BY.match(block.text) or (below and forms.is_titled(forms.bare(block.text)))):
            yield block
            below = bool(regex.fullmatch(r"\W*(?:by|von|par|por|and)\W*", block.text, regex.I)) or (
                below and block.text.endswith((";", ","))
            )
        elif not block.role:
            below = False


def title(text: Text) -> Iterator[Block]:
    """Propose the title: the lines that the header names, else the first short lines of the title page."""
    page = region(text)
    header = next((b.text for b in text.blocks[:40] if b.rule == "gutenberg" and "Title:" in b.text), "")
    named = regex.search(rf"Title:\s*(.{{2,200}}?)(?:\s+(?:Author|{NEXT})\b|$)", header)
    words = set(regex.findall(r"\w+", named[1].casefold())) if named else set()
    first = next((b for b in page if not b.role and b.words <= SHORT), None)
    for block in page:
        own = set(regex.findall(r"\w+", block.text.casefold()))
        if not block.role and block.words <= SHORT and own and (block is first or (words and own <= words)):
            yield block
            after = page[page.index(block) + 1 :]
            last = block
            for other in after:
                near = other.numbers[0] - last.numbers[-1] <= PAGE_GAP
                if other.role or other.words > SHORT or not near or other.finished or other.text[:1].isdigit():
                    break
                yield other
                last = other


def author(text: Text) -> Iterator[Block]:
    """Propose the lines that name the author whom the header names."""
    header = next((b.text for b in text.blocks[:40] if b.rule == "gutenberg" and "Author:" in b.text), "")
    named = regex.search(rf"Author:\s*(.{{2,80}}?)(?:\s+(?:Illustrator|{NEXT})\b|$)", header)
    words = set(regex.findall(r"\w{3,}", named[1].casefold())) if named else set()
    for block in region(text):
        own = regex.sub(r"^\W*by\b", "", block.text, flags=regex.I)
        if not block.role and words and words <= set(regex.findall(r"\w+", own.casefold())) and block.words <= SHORT:
            yield block
