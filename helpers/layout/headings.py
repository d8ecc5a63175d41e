"""What parts a text: which blocks are headings, how deep each lies, and which section a line stands in.

A private part of ``layout``. The functions propose; ``rules`` decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import regex

from helpers.layout import forms
from helpers.layout.blocks import Block, Text

SIGNS = ("part", "chapter", "article")  # kinds that say by a word that they are headings
LONG = 20  # words: a longer block is text, no heading
PLAIN = 12  # words: a shorter line may be one of several, as in verse or a list
LIST = 3  # so many numbered lines in a row with nothing between them are a list


def of_kind(text: Text, kind: str) -> Iterator[Block]:
    """Propose the blocks that are headings of a kind: numbered ones, or ``short_line`` for those without a number."""
    found = text.made.get("headings")
    if found is None:
        found = text.made["headings"] = dict(_candidates(text))
    return (block for block, own in found.items() if own == kind and not block.role)


def _candidates(text: Text) -> Iterator[tuple[Block, str]]:
    """Give each block that is a heading, with its kind: it has the form, and body that starts anew follows."""
    after: list[Block | None] = []
    text_after: list[bool] = []
    following, text_follows = None, False
    for block in reversed(text.blocks):
        after.append(following)
        text_after.append(text_follows)
        if block.role in ("", "heading", "body"):
            following = block
            text_follows = text_follows or block.words > LONG or block.finished
    marked = sum(not b.role and b.kind == "markdown" for b in text.blocks) > 1
    before_finished, before, below_heading = True, None, False
    for block, rest, text_follows in zip(text.blocks, reversed(after), reversed(text_after), strict=True):
        if block.role:
            before, below_heading = block, block.role == "heading"
            continue
        follows = rest is not None and text_follows and not rest.text[0].islower()
        kind = block.kind
        stands = (
            kind == "markdown"
            if marked
            else bool(kind) or _stands_apart(block, None if below_heading else before, rest)
        )
        sign = kind == "markdown" or (kind in SIGNS and not forms.numbering(block.text)[1])
        if follows and stands and (before_finished or sign) and block.form:
            yield block, kind or "short_line"
            below_heading = True
        else:
            before_finished, below_heading = block.finished, False
        before = block


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
    glued = [b for b in text.blocks if (b.role, b.rule) == ("", "") and forms.run_in(b.text)]
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
            last, open_number = n, not goes_on and kind in ("part", "chapter", "roman") and not rest
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
        kind = "run_in" if rule == "run_in" else forms.heading_kind(text) or "plain"
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
