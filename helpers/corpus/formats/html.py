"""Web pages: what they say of their headings, notes, quotations and captions; their furniture stays in sight."""

from __future__ import annotations

from collections import Counter

import regex

from helpers.corpus import furniture, pages
from helpers.corpus.encodings import Decoded, decode
from helpers.corpus.reading import File, Format, Reading

DECLARED = regex.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{2,30})""", regex.I)


def read(file: File) -> list[Reading]:
    """Return the text of a web page with its markup."""
    found = _decoded(file.raw)
    root = pages.parsed(found.text)
    furniture.mark(root)
    columns = {"encoding": found.encoding, "confidence": found.confidence}
    return [pages.reading(root, columns, found.remarks, Counter())]


def _decoded(raw: bytes) -> Decoded:
    """Return a page in the encoding that it declares, else in the one that is found."""
    declared = DECLARED.search(raw[:4096])
    try:
        return Decoded(raw.decode(declared[1].decode("ascii")), declared[1].decode("ascii").lower(), 1.0, [])
    except (TypeError, LookupError, UnicodeDecodeError):
        return decode(raw)


FORMAT = Format("a web page", (".html", ".htm", ".xhtml"), b"", {"lxml": "lxml"}, read)
