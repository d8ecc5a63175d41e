"""OpenDocument texts, as LibreOffice saves them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import regex

from helpers.corpus import office
from helpers.corpus.packed import changed, tree
from helpers.corpus.reading import File, Format, Reading

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
BOX = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"


def read(file: File) -> list[Reading]:
    """Return the text of an OpenDocument text with its markup."""
    columns: dict[str, object] = {}

    def change(name: str, raw: bytes) -> Any:
        if name == "content.xml":
            root = tree(raw)
            office.unbox(root, f"{TEXT}p", BOX)
            return root
        if name == "meta.xml":
            told = raw.decode("utf-8", "replace")
            for column, tag in (("title", "dc:title"), ("authors", "meta:initial-creator"), ("authors", "dc:creator")):
                if found := regex.search(rf"<{tag}>([^<]+)</{tag}>", told):
                    columns.setdefault(column, found[1])
        return raw

    return office.read(changed(file.raw, change), "odt", Counter(), columns)


FORMAT = Format("an OpenDocument text", (".odt",), b"PK\x03\x04", office.PACKAGE, read)
