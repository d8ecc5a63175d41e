"""E-books, EPUB 2 and 3: the chapters in the order of their spine, with the notes of each."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import Any
from urllib.parse import unquote

from helpers.corpus import furniture, pages
from helpers.corpus.packed import archive, parsed, tree
from helpers.corpus.reading import File, Format, Reading, Unreadable

CHAPTERS = 5_000  # files named in a spine: long books have some hundreds


def read(file: File) -> list[Reading]:
    """Return the text of an e-book with its markup, its chapters as one page."""
    from lxml import html

    whole = html.document_fromstring("<html><body></body></html>")
    with archive(file.raw) as packed:
        container = tree(packed.read("META-INF/container.xml"))
        package = container.find(".//{*}rootfile").get("full-path")
        book = tree(packed.read(package))
        files = {item.get("id"): item for item in book.iterfind(".//{*}manifest/{*}item")}
        spine = [item.get("idref") for item in book.iterfind(".//{*}spine/{*}itemref")]
        if len(spine) > CHAPTERS or len(set(spine)) < len(spine):
            raise Unreadable(f"a spine of {len(spine):,} chapters, some of them doubled", "Save it anew, or as .txt")
        contents = {item.get("href") for item in book.iterfind(".//{*}guide/{*}reference[@type='toc']")}
        for item in [files[name] for name in spine]:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href"))))
            whole.body.append(_chapter(packed.read(path), path))
            if item.get("href") in contents or "nav" in (item.get("properties") or "").split():
                whole.body[-1].set("data-furniture", "contents")
        furniture.mark(whole)
        columns = {"encoding": "epub", "confidence": 1.0}
        for column, tag in (("title", "title"), ("authors", "creator")):
            if found := [node.text for node in book.iterfind(f".//{{*}}metadata/{{*}}{tag}") if node.text]:
                columns[column] = "; ".join(found)
    return [pages.reading(whole, columns, [], Counter())]


def _chapter(page: bytes, path: str) -> Any:
    """Return a chapter as an element whose names hold for the whole book."""
    root = parsed(page)
    for node in root.iter("*"):
        for key in ("id", "name"):
            if node.get(key):
                node.set(key, f"{path}#{node.get(key)}")
        if node.tag == "a" and node.get("href") and "://" not in node.get("href"):
            there, mark, name = unquote(node.get("href")).partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), there)) if there else path
            node.set("href", f"#{there}#{name}" if mark else node.get("href"))
    body = root.find("body")
    chapter = body if body is not None else root
    chapter.tag = "div"
    return chapter


FORMAT = Format("an e-book", (".epub",), b"PK\x03\x04", {"lxml": "lxml"}, read)
