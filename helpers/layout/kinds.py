"""Which kind of text it is: prose, article, play, verse ..., with a confidence and the evidence in words.

A private part of ``layout``. A kind is a score of signs of form; rules that belong to a kind hold for it only.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.layout import webpage
from helpers.layout.blocks import Text

KINDS = ("prose", "article", "play", "verse", "letters", "newspaper", "legal", "transcript", "web page", "technical")


def of_lines(raw: Sequence[str]) -> tuple[str, float, str]:
    """Return the kind that a text's lines show before they are cut into blocks, or nothing; confidence and evidence."""
    sure, evidence = webpage.recognise(raw)
    return ("web page", sure, evidence) if sure >= webpage.SURE else ("", 0.0, "")


def recognise(text: Text) -> tuple[str, float, str]:
    """Return the kind of a text, a confidence from 0 to 1, and what speaks for it."""
    return "prose", 1.0, ""
