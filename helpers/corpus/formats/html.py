"""Web pages: what they say of their headings, notes, quotations and captions; their furniture stays in sight."""

from collections import Counter

from helpers.corpus import furniture, pages
from helpers.corpus.encodings import decode
from helpers.corpus.packed import parsed
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the text of a web page with its markup."""
    found = decode(file.raw)
    root = parsed(found.text)
    furniture.mark(root)
    furniture.part(root)
    return [pages.reading(root, found.columns, found.remarks, Counter())]


FORMAT = Format("a web page", (".html", ".htm", ".xhtml"), b"", {"lxml": "lxml"}, read)
