"""Tables as text: fields parted by commas, semicolons or tabs, one text a row."""

import csv
import io

import regex

from helpers.corpus import rows
from helpers.corpus.encodings import decode
from helpers.corpus.reading import FILE_LIMIT, File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the texts of a table, one a row."""
    found = decode(file.raw)
    text, sign = headless(found.text)
    csv.field_size_limit(FILE_LIMIT)  # in a process of its own, so nobody else's limit changes
    table = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        own = list(rows.headed(table, found.remarks))
    except csv.Error as error:
        problem = f"the quotation marks are not in pairs in the row that ends on line {table.line_num:,} ({error})"
        raise Unreadable(problem, "Close each, and write those inside a text twice") from None
    return rows.readings(file, own, found.columns, found.remarks)


def headless(text: str) -> tuple[str, str]:
    """Return a table without the line in which Excel names its delimiter, and that, or the likeliest in the head."""
    if named := regex.match(r'\ufeff?"?sep=(.)"?\r?\n', text):
        return text[named.end() :], named[1]
    return text, max(",;\t|", key=text.lstrip("\ufeff\r\n").split("\n", 1)[0].count)


def records(text: str) -> tuple[list[str], list[tuple[int, dict]]]:
    """Return the names in the head of a table, and its rows by these names, each with the number of its line."""
    text, sign = headless(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    return list(reader.fieldnames or []), [(reader.line_num, row) for row in reader]


FORMAT = Format("a table of texts", (".csv", ".tsv"), b"", {}, read)
