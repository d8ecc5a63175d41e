"""E-books, EPUB 2 and 3: the chapters in the order of their spine, with the notes of each."""

import posixpath
from collections import Counter
from typing import Any
from urllib.parse import unquote

from helpers.corpus import about, furniture, pages
from helpers.corpus.furniture import FORMS
from helpers.corpus.packed import archive, parsed, tree
from helpers.corpus.reading import File, Format, Reading, Unreadable

CONTENTS = "//@href[../@type='toc' or contains(concat(' ', ../@properties, ' '), ' nav ')]"  # files that list them
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
        contents = set(book.xpath(CONTENTS))
        for item in [files[name] for name in spine]:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href"))))
            whole.body.append(_chapter(packed.read(path), path))
            if item.get("href") in contents:
                whole.body[-1].set("data-furniture", "contents")
        sheets = (packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.endswith(".css"))
        strong = {name for own in FORMS["strong_rule"].finditer("".join(sheets)) for name in own.captures("name")}
        for node in whole.xpath("//*[@class]"):  # whose letters the style sheets make bold or larger
            node.set("data-bold", str(int(not strong.isdisjoint(node.get("class").split()))))
        furniture.mark(whole)
    columns: dict[str, object] = {"encoding": "epub", "confidence": 1.0}
    return [pages.reading(whole, columns, [], Counter(), about.of_tree(book), sure=True)]


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
