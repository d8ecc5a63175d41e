"""Spreadsheets, as calamine reads them: one text a row, of all sheets with the columns of that with most words."""

import io

from helpers.corpus import rows
from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the texts of a spreadsheet, one a row."""
    from python_calamine import CalamineWorkbook

    archive(file.raw).close()
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.raw))
    told: list[tuple[str, str]] = []
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in book.sheet_names}
    tables = {name: table for name, sheet in sheets.items() if (table := list(rows.headed(sheet, told)))}
    if not tables:
        raise Unreadable("no sheet with a head and a row below it", "Put the texts into a column, one a row")

    def worth(table: list[dict]) -> tuple[bool, int]:
        return len(table[0]) > 1, sum(len(str(cell).split()) for row in table for cell in row.values())

    names = list(max(tables.values(), key=worth)[0])
    alike = [name for name, table in tables.items() if list(table[0]) == names]
    if others := ", ".join(repr(name) for name in tables if name not in alike):
        problem = f"sheets with other columns than the longest, which are not read: {others}"
        told.append((problem, "Save each as a file"))
    table = [row | ({"sheet": name} if len(alike) > 1 else {}) for name in alike for row in tables[name]]
    return rows.readings(file, table, {"encoding": "sheet", "confidence": 1.0}, told)


FORMAT = Format("a spreadsheet", (".xlsx", ".ods"), b"PK\x03\x04", {"python_calamine": "python-calamine"}, read)
