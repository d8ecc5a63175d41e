"""Which kind of text it is: prose, article, play, verse ..., with a confidence and the evidence in words.

A private part of ``layout``. A kind is a score of signs of form; rules that belong to a kind hold for it only.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from helpers.layout import forms, webpage
from helpers.layout.blocks import Block, Text

KINDS = ("prose", "article", "play", "verse", "letters", "newspaper", "legal", "transcript", "web page", "technical")
SURE = 0.5  # a sign as sure as this makes a kind
SPOKEN, SAID = 0.25, 0.12  # share of the blocks that are speakers' names in a play; that begin with one in a transcript
LINES, LEAST, VERSE = 0.5, 3, 12  # share of the blocks that are lines of verse in one; words of such a line, no cell
LETTERS, GREETING, GREETED = 0.02, 6, 0.7  # share of greetings in letters, their words, how sure they make it
RULED, NEWSPAPER = 0.1, 45  # share of blocks numbered as in a law or manual; characters: columns of books are wider
PARTS, FIRST, LONGEST = 3, 40, 400  # parts of an article; blocks and characters in which the first two stand


def of_lines(raw: Sequence[str]) -> tuple[str, float, str]:
    """Return the kind that a text's lines show before they are cut into blocks, or nothing; confidence and evidence."""
    sure, evidence = webpage.recognise(raw)
    return ("web page", sure, evidence) if sure >= webpage.SURE else ("", 0.0, "")


def recognise(text: Text) -> tuple[str, float, str]:
    """Return the kind of a text, a confidence from 0 to 1, and what speaks for it: the sign that is surest.

    Without a sign it is prose. A sign's share of what would leave no doubt is its confidence.
    """
    size = max(1, len(text.blocks))
    named = [alone for _, alone in text.speakers.values()]
    words = max(1, sum(b.words for b in text.blocks if not text.speakers.get(b.numbers[0] - 1, ("", False))[1]))
    lines = [b.words for a, b in pairwise(text.blocks) if b.numbers[0] - a.numbers[-1] == 1 and _is_verse(b)]
    verse = min(len(lines) / size, sum(lines) / words)
    greetings = sum(_greets(text.blocks[max(0, n - 2) : n + 3], b) for n, b in enumerate(text.blocks))
    greetings *= greetings >= LEAST
    kinds = Counter("han_below" if b.kind == "chapter" and b.text[:1] == "第" else b.kind for b in text.blocks)
    ruled, numbered = kinds["article"] + kinds["han_below"], kinds["decimal"]
    parts = _parts(text.blocks)
    signs = [
        ("play", sum(named) / max(1, size - len(lines)) / SPOKEN, f"{sum(named)} names on lines of their own"),
        ("transcript", (len(named) - sum(named)) / size / SAID, f"{len(named) - sum(named)} turns of speakers"),
        ("verse", verse / LINES, f"{len(lines)} short lines, one right below the other"),
        ("letters", GREETED * min(1.0, greetings / size / LETTERS), f"{greetings} lines that greet"),
        ("legal", ruled / size / RULED, f"{ruled} numbered articles or sections"),
        ("article", parts / PARTS, f"{parts} of abstract, keywords and references"),
        ("technical", numbered / size / RULED, "headings such as 2.1 and 2.1.1"),
        ("newspaper", SURE * (text.wrapped and text.width < NEWSPAPER), f"columns {text.width} characters wide"),
    ]
    kind, share, evidence = max(signs, key=lambda sign: min(1.0, sign[1]))
    return (kind, min(1.0, share), evidence) if share >= SURE else ("prose", 1.0 - max(0.0, share), "no other sign")


def _parts(blocks: list[Block]) -> int:
    """Return how many parts of an article there are: abstract and keywords among the first blocks, references."""
    first = [b.text.replace("：", ":").split(":")[0] for b in blocks[:FIRST] if len(b.text) <= LONGEST]
    found = sum(any(forms.is_word(text, name) for text in first) for name in ("abstract", "keywords"))
    return found + any(forms.is_word(b.text, "references") for b in blocks)


def _greets(around: list[Block], block: Block) -> bool:
    """Say whether a block is a short line with a comma, as letters begin and end with, in no row of short lines."""
    own = block.words <= GREETING and block.text.endswith(",") and block.text[:1].isupper()
    return own and sum(b.words <= VERSE and abs(b.numbers[0] - block.numbers[0]) <= 2 for b in around) <= 2


def _is_verse(block: Block) -> bool:
    """Say whether a block may be a line of verse: a short one that begins with a capital and is no item of a list."""
    words = block.words >= LEAST or not block.text.isascii()  # a script without spaces has one
    line = len(block.numbers) == 1 and words and block.words <= VERSE and block.text[:1].isupper()
    return line and not block.kind and not block.role
