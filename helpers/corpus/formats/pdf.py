"""PDF: the text layer."""

from __future__ import annotations

import io
import logging

from helpers.corpus.reading import File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the text layer of a PDF, pages apart by an empty line."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    book = pypdf.PdfReader(io.BytesIO(file.raw))
    if book.is_encrypted and not book.decrypt(""):
        raise Unreadable("locked with a password", "Save a copy without the password")
    text = "\n\n".join(page.extract_text() for page in book.pages)
    if not text.strip():
        raise Unreadable("no text layer: the pages are pictures", "Have its letters recognised (OCR) and save the text")
    return [Reading(text, None, {"encoding": "pdf", "confidence": 1.0}, [])]


FORMAT = Format("a PDF", (".pdf",), b"%PDF-", {"pypdf": "pypdf"}, read)
