"""What a line can be: the list of roles, and what follows from each; ``layout.roles`` shows it as a table.

A private part of ``tables``, whose face gives the list as ``ROLES``.
"""

from __future__ import annotations

from typing import NamedTuple


class Role(NamedTuple):
    """A role: whether its words are kept, whether the reading edition prints it, whether it is front matter."""

    role: str
    kept: bool  # its words are the author's text, its headings or what is said of it; in-line changes are listed
    printed: bool  # the reading edition prints it as text; the others stand there folded
    front: bool  # a piece of front matter, listed in FRONT
    words: str  # what a reader is told


ROLES = [
    Role("blank", False, False, False, "nothing but space"),
    Role("title", True, True, True, "the title"),
    Role("byline", True, True, True, "who wrote it"),
    Role("author_note", True, True, True, "a note about the author"),
    Role("abstract", True, True, True, "a summary before the text"),
    Role("keywords", True, True, True, "words to find it by"),
    Role("editor_note", True, True, True, "a note by those who published it"),
    Role("heading", True, True, False, "a heading"),
    Role("body", True, True, False, "the text itself"),
    Role("footnote", False, True, False, "a note, listed with the place of its marker"),
    Role("caption", False, False, False, "words to a picture or table, left out"),
    Role("boilerplate", False, False, False, "what surrounds the text, such as page numbers and menus, left out"),
]
