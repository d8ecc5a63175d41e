"""OpenDocument texts, as LibreOffice saves them."""

from __future__ import annotations

from collections import Counter

import regex

from helpers.corpus import office
from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the text of an OpenDocument text with its markup."""
    with archive(file.raw) as packed:
        told = packed.read("meta.xml").decode("utf-8", "replace") if "meta.xml" in packed.namelist() else ""
    columns: dict[str, object] = {}
    for column, tag in (("title", "dc:title"), ("authors", "meta:initial-creator"), ("authors", "dc:creator")):
        if found := regex.search(rf"<{tag}>([^<]+)</{tag}>", told):
            columns.setdefault(column, found[1])
    return office.read(file.raw, "odt", Counter(), columns)


FORMAT = Format("an OpenDocument text", (".odt",), b"PK\x03\x04", office.PACKAGE, read)
