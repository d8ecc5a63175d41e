"""Marked-up pages as lines, and archives that are no bombs: what several formats share.

A private part of ``corpus``.
"""

from __future__ import annotations

import io
import zipfile

import regex

from helpers.corpus.reading import FILE_LIMIT, Unreadable

MEMBERS = 10_000  # files in an archive: a long book has some hundreds
BLOCKS = set(
    "address article aside blockquote body dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table td th tr ul".split()
)
UNSEEN = {"script", "style", "head", "template", "noscript"}


def page_text(page: str | bytes) -> str:
    """Return all text of an (X)HTML page, a line for each block, headings with ``#``."""
    from lxml import html

    root = html.fromstring(page, parser=html.HTMLParser(no_network=True))
    pieces: list[str] = []

    def walk(element) -> None:
        tag = element.tag if isinstance(element.tag, str) else "head"
        if tag not in UNSEEN:
            edge = "\n\n" if tag in BLOCKS else "\n" if tag == "br" else ""
            level = regex.fullmatch(r"h([1-6])", tag)
            mark = "#" * int(level[1]) + " " if level else ""
            pieces.extend([edge, mark, regex.sub(r"\s+", " ", element.text or "")])
            for child in element:
                walk(child)
            pieces.append(edge)
        pieces.append(regex.sub(r"\s+", " ", element.tail or ""))

    walk(root)
    return regex.sub(r"\s*\n\s*\n\s*", "\n\n", "".join(pieces)).strip()


def archive(raw: bytes) -> zipfile.ZipFile:
    """Return an open zip archive that is no bomb and declares no XML entities."""
    found = zipfile.ZipFile(io.BytesIO(raw))
    size = sum(entry.file_size for entry in found.infolist())
    if size > FILE_LIMIT or len(found.infolist()) > MEMBERS:
        problem = f"an archive of {size:,} bytes unpacked; the limit is {FILE_LIMIT:,}: a zip bomb?"
        raise Unreadable(problem, "Save it as .txt")
    for entry in found.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")):
            part = found.read(entry).replace(b"\0", b"")
            if b"<!ENTITY" in part:
                raise Unreadable(f"XML entities are declared in {entry.filename}, as in attacks", "Save it as .txt")
    return found
