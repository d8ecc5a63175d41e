"""Web pages: the main text as trafilatura finds it, else all of it."""

from __future__ import annotations

import regex

from helpers.corpus.encodings import Decoded, decode
from helpers.corpus.pages import page_text
from helpers.corpus.reading import File, Format, Reading

DECLARED = regex.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{2,30})""", regex.I)


def read(file: File) -> list[Reading]:
    """Return the main text of a web page as trafilatura finds it, else all of it; headings with ``#``."""
    import trafilatura

    found = _decoded(file.raw)
    page = regex.sub(r"^\s*<\?xml[^>]*\?>", "", found.text)
    text = trafilatura.extract(
        page,
        output_format="markdown",
        include_comments=False,
        include_formatting=True,
        include_links=False,
        include_images=False,
    )
    columns = {"encoding": found.encoding, "confidence": found.confidence}
    return [Reading(text or page_text(page), None, columns, found.remarks)]


def _decoded(raw: bytes) -> Decoded:
    """Return a page in the encoding that it declares, else in the one that is found."""
    declared = DECLARED.search(raw[:4096])
    try:
        return Decoded(raw.decode(declared[1].decode("ascii")), declared[1].decode("ascii").lower(), 1.0, [])
    except (TypeError, LookupError, UnicodeDecodeError):
        return decode(raw)


FORMAT = Format("a web page", (".html", ".htm", ".xhtml"), b"", {"trafilatura": "trafilatura", "lxml": "lxml"}, read)
