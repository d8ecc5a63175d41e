"""Which kind of text it is: prose, article, play, verse ..., with a confidence and the evidence in words.

A private part of ``layout``. A kind is a score of signs of form; rules that belong to a kind hold for it only.
"""

from __future__ import annotations

from helpers.layout.blocks import Text

KINDS = ("prose", "article", "play", "verse", "letters", "newspaper", "legal", "transcript", "web page", "technical")


def recognise(text: Text) -> tuple[str, float, str]:
    """Return the kind of a text, a confidence from 0 to 1, and what speaks for it."""
    return "prose", 1.0, ""
