"""Tables as text: fields parted by commas, semicolons or tabs, one text a row."""

from __future__ import annotations

import csv
import io

from helpers.corpus import rows
from helpers.corpus.encodings import decode
from helpers.corpus.reading import FILE_LIMIT, File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the texts of a table, one a row."""
    found = decode(file.raw)
    csv.field_size_limit(FILE_LIMIT)  # in a process of its own, so nobody else's limit changes
    table = csv.reader(io.StringIO(found.text, newline=""), delimiter=delimiter(found.text), strict=True)
    columns = {"encoding": found.encoding, "confidence": found.confidence}
    return rows.readings(file, rows.headed(table), columns, found.remarks)


def delimiter(text: str) -> str:
    """Return the sign that parts the fields of a table: the one that stands most often in its head."""
    head = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    return max(",;\t|", key=head.count)


FORMAT = Format("a table of texts", (".csv", ".tsv"), b"", {}, read)
