"""Web pages: what they say of their headings, notes, quotations and captions; their furniture stays in sight."""

import contextlib
from collections import Counter

import regex

from helpers.corpus import furniture, pages
from helpers.corpus.encodings import MARKS, Decoded, decode
from helpers.corpus.packed import parsed
from helpers.corpus.reading import File, Format, Reading

HEAD = 4_096  # bytes: a page says its encoding at the start
DECLARED = regex.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{2,30})""", regex.I)
WESTERN = regex.compile(r"iso-?8859-?1|latin-?1|us-ascii|ascii")  # browsers read these as Windows-1252
KNOWN = regex.compile(furniture.MARKUP["encodings"])


def read(file: File) -> list[Reading]:
    """Return the text of a web page with its markup."""
    found = _decoded(file.raw)
    root = parsed(found.text)
    furniture.mark(root)
    furniture.part(root)
    columns = {"encoding": found.encoding, "confidence": found.confidence}
    return [pages.reading(root, columns, found.remarks, Counter())]


def _decoded(raw: bytes) -> Decoded:
    """Return a page in the encoding that it declares, else in the one that is found."""
    declared = DECLARED.search(raw, 0, HEAD)
    name = declared[1].decode("ascii").lower() if declared else ""
    if KNOWN.fullmatch(name) and not raw.startswith(tuple(mark for mark, _ in MARKS)):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return Decoded(raw.decode("cp1252" if WESTERN.fullmatch(name) else name), name, 1.0, [])
    return decode(raw)


FORMAT = Format("a web page", (".html", ".htm", ".xhtml"), b"", {"lxml": "lxml"}, read)
