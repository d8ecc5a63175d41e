"""E-books: the chapters in the order of their spine."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from helpers.corpus.pages import archive, page_text
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the text of an e-book, chapter by chapter in the order of its spine, headings with ``#``."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with archive(file.raw) as packed:
        container = etree.fromstring(packed.read("META-INF/container.xml"), parser)
        package = container.find(".//{*}rootfile").get("full-path")
        book = etree.fromstring(packed.read(package), parser)
        files = {item.get("id"): item.get("href") for item in book.iterfind(".//{*}manifest/{*}item")}
        chapters = [files[item.get("idref")] for item in book.iterfind(".//{*}spine/{*}itemref")]
        home = posixpath.dirname(package)
        pages = [packed.read(posixpath.normpath(posixpath.join(home, unquote(name)))) for name in chapters]
    text = "\n\n".join(page_text(page) for page in pages)
    return [Reading(text, None, {"encoding": "epub", "confidence": 1.0}, [])]


FORMAT = Format("an e-book", (".epub",), b"PK\x03\x04", {"lxml": "lxml"}, read)
