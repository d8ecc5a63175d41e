"""OpenDocument texts, as LibreOffice saves them."""

from __future__ import annotations

from collections import Counter

from helpers.corpus import office
from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the text of an OpenDocument text with its markup."""
    archive(file.raw).close()
    return office.read(file.raw, "odt", Counter())


FORMAT = Format("an OpenDocument text", (".odt",), b"PK\x03\x04", office.PACKAGE, read)
