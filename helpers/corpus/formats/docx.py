"""Word documents: paragraphs, headings, rows of tables."""

from __future__ import annotations

import io

import regex

from helpers.corpus.pages import archive
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the paragraphs and table rows of a Word document, headings with ``#``."""
    import docx

    archive(file.raw).close()
    lines = []
    for piece in docx.Document(io.BytesIO(file.raw)).iter_inner_content():
        if hasattr(piece, "rows"):
            lines += [" | ".join(cell.text for cell in row.cells) for row in piece.rows]
            continue
        level = regex.fullmatch(r"Heading ([1-6])|(Title)", piece.style.name if piece.style is not None else "")
        mark = "#" * int(level[1] or 1) + " " if level and piece.text.strip() else ""
        lines.append(mark + piece.text)
    return [Reading("\n\n".join(lines), None, {"encoding": "docx", "confidence": 1.0}, [])]


FORMAT = Format("a Word document", (".docx",), b"PK\x03\x04", {"docx": "python-docx"}, read)
