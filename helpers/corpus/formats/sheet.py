"""Spreadsheets, as calamine reads them: one text a row, of the first sheet that has some."""

from __future__ import annotations

import io

from helpers.corpus import rows
from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the texts of a spreadsheet, one a row."""
    from python_calamine import CalamineWorkbook

    archive(file.raw).close()
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.raw))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in book.sheet_names}
    filled = [name for name, sheet in sheets.items() if len(sheet) > 1]
    if not filled:
        raise Unreadable("no sheet with a head and a row below it", "Put the texts into a column, one a row")
    others = ", ".join(repr(name) for name in filled[1:])
    told = [(f"only its first sheet, {filled[0]!r}, is read, not {others}", "Save each as a file")] if others else []
    return rows.readings(file, rows.headed(sheets[filled[0]], told), {"encoding": "sheet", "confidence": 1.0}, told)


FORMAT = Format("a spreadsheet", (".xlsx", ".ods"), b"PK\x03\x04", {"python_calamine": "python-calamine"}, read)
