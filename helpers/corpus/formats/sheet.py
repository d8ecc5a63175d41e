"""Spreadsheets, as calamine reads them: one text a row, of all sheets with the columns of that with most words."""

import io
import itertools

import regex

from helpers.corpus import rows
from helpers.corpus.packed import changed
from helpers.corpus.reading import File, Format, Reading, Unreadable

FAR = 30_000_000  # the last row, once for each letter of the last column: a sheet of up to Z, or of 5,000 rows up to ZZ
CELL = regex.compile(rb'(<c\b[^>]*? r=")([A-Z]{1,3})(\d{1,7})"')


def read(file: File) -> list[Reading]:
    """Return the texts of a spreadsheet, one a row."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(changed(file.raw, _together)))
    told: list[tuple[str, str]] = []
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in shown}
    tables = {name: table for name, sheet in sheets.items() if (table := list(rows.headed(sheet, told)))}
    if not tables:
        raise Unreadable("no sheet that is shown has a head and a row", "Put the texts into a column, one a row")
    words = {name: " ".join(map(str, itertools.chain(*map(dict.values, own)))).split() for name, own in tables.items()}
    names = list(tables[max(tables, key=lambda name: (len(tables[name][0]) > 1, len(words[name])))][0])
    alike = [name for name, table in tables.items() if list(table[0]) == names]
    if others := ", ".join(map(repr, sorted({*tables} - {*alike}))):
        told.append(
            (f"sheets with other columns than the longest, which are not read: {others}", "Save each as a file")
        )
    if hidden := ", ".join(map(repr, sorted({*book.sheet_names} - {*shown}))):
        told.append((f"hidden sheets, which are not read: {hidden}", "Show those that belong to the texts"))
    table = [row | ({"sheet": name} if len(alike) > 1 else {}) for name in alike for row in tables[name]]
    return rows.readings(file, table, {"encoding": "sheet", "confidence": 1.0}, told)


def _together(name: str, raw: bytes) -> bytes:
    """Return the XML of a sheet without its empty rows and columns, if a cell that stands far away makes it many."""
    from xlsxwriter.utility import xl_col_to_name

    cells = CELL.findall(raw) if name.startswith("xl/worksheets/sheet") else []
    columns = sorted({letters for _, letters, _ in cells}, key=lambda letters: (len(letters), letters))
    rows = sorted({int(row) for _, _, row in cells})
    if not cells or rows[-1] ** len(columns[-1]) <= FAR:
        return raw
    place = {letters: xl_col_to_name(n).encode() for n, letters in enumerate(columns)}
    place |= {b"%d" % row: b"%d" % n for n, row in enumerate(rows, 1)}
    return CELL.sub(lambda own: own[1] + place[own[2]] + place[own[3]] + b'"', raw)


FORMAT = Format("a spreadsheet", (".xlsx", ".ods"), b"PK\x03\x04", {"python_calamine": "python-calamine"}, read)
