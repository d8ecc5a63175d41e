"""Archives that are no bombs, and trees of XML and of pages: what formats share that hold some."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import regex

from helpers.corpus.furniture import FORMS
from helpers.corpus.reading import FILE_LIMIT, Unreadable

MEMBERS = 10_000  # files in an archive: a long book has some hundreds
LOCKED = regex.compile(rb"encryption-data|CipherReference[^>]*\.x?html?\b")  # of fonts alone it does no harm
XML = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")


def archive(raw: bytes, document: bool = True) -> zipfile.ZipFile:
    """Return an open zip archive that is no bomb; a ``document`` is not locked and declares no XML entities."""
    found = zipfile.ZipFile(io.BytesIO(raw))
    size, number = sum(entry.file_size for entry in found.infolist()), len(found.infolist())
    if size > FILE_LIMIT:
        problem = f"an archive of {size:,} bytes unpacked; the limit is {FILE_LIMIT:,}: a zip bomb?"
        raise Unreadable(problem, "Save it as .txt")
    if number > MEMBERS:
        raise Unreadable(f"an archive of {number:,} files; the limit is {MEMBERS:,}", "Unpack it into a folder")
    for entry in found.infolist() if document else ():
        own = found.read(entry).replace(b"\0", b"") if entry.filename.lower().endswith(XML) else b""
        if b"<!ENTITY" in own:
            raise Unreadable(f"XML entities are declared in {entry.filename}, as in attacks", "Save it as .txt")
        if entry.filename.startswith("META-INF/") and LOCKED.search(own):
            raise Unreadable("locked with a password, or by its seller", "Save a copy without the password")
    return found


def changed(raw: bytes, change: Callable[[str, bytes], Any]) -> bytes:
    """Return an archive in which each file is what ``change`` makes of its name and its bytes: bytes, or a tree."""
    from lxml import etree

    out = io.BytesIO()
    with archive(raw) as packed, zipfile.ZipFile(out, "w") as made:
        for entry in packed.infolist():
            own = change(entry.filename, packed.read(entry))
            made.writestr(entry.filename, own if isinstance(own, bytes) else etree.tostring(own, encoding="utf-8"))
    return out.getvalue()


def tree(raw: bytes) -> Any:
    """Return the tree of a file of XML; nothing is fetched, and no entity is put in."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(raw, parser)


def parsed(page: str | bytes) -> Any:
    """Return the tree of a page of any depth and length; nothing is fetched."""
    from lxml import html

    raw = page if isinstance(page, bytes) else regex.sub(r"^\s*<\?xml[^>]*\?>", "", page).encode("utf-8", "replace")
    parser = html.HTMLParser(no_network=True, huge_tree=True, encoding="utf-8")
    root = html.document_fromstring(raw, parser=parser)
    if all(fault.type_name != "ERR_RESOURCE_LIMIT" for fault in parser.error_log):
        return root
    shallow, changes = FORMS["nested"].subn("<p>", raw.decode("utf-8", "replace"))  # what lay deeper was cut off
    if not changes:
        raise Unreadable("its elements stand too deep in one another", "Save it as .txt")
    return parsed(shallow)
