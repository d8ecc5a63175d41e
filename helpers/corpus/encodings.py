"""Plain text in any encoding: which one it is, and how sure that is.

A private part of ``corpus``.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

import regex

from helpers.corpus.reading import Unreadable

MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
]
NULS = 0.03  # share of NUL bytes on one side of the pairs: a Western text in UTF-16 has 0.5, a Chinese one some spaces
LETTERS = 0.7  # share of letters and spaces in a text: prose has over 0.9, a binary file far fewer
WHOLE = 3  # sound letters beyond ASCII for each broken one: more of them, and it is UTF-8 with a fault
CONTROLS = 0.005  # share of control characters: a text has next to none


class Decoded(NamedTuple):
    """The text of some bytes, the encoding it was read in and how sure that is (0-1), and remarks: (problem, cure)."""

    text: str
    encoding: str
    confidence: float
    remarks: list[tuple[str, str]]


def decode(raw: bytes) -> Decoded:
    """Return plain text: by its byte order mark, else as UTF-8, else as charset-normalizer judges.

    ``confidence`` is 1 for the first two, else 1 minus the disorder that charset-normalizer measures, at most 0.99.
    Where Windows-1252 fits about as well as the winner, it is taken: of the Western encodings it is the commonest.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            try:
                return Decoded(raw.decode(encoding), encoding, 1.0, [])
            except UnicodeDecodeError as error:
                raise Unreadable(f"broken {encoding} at byte {error.start}", "Save it anew as UTF-8") from None
    if b"\0" in raw:
        return _unmarked(raw)
    try:
        text = raw.decode("utf-8")
        _refuse_binary(text)
        return Decoded(text, "utf-8", 1.0, [])
    except UnicodeDecodeError as error:
        return _guess(raw, error)


def _unmarked(raw: bytes) -> Decoded:
    """Return UTF-16 without its mark, known by NULs on one side of the byte pairs only; else raise: a binary file."""
    sides = [raw[0::2].count(0), raw[1::2].count(0)]
    encoding = "utf-16-be" if sides[0] else "utf-16-le"
    text = ""
    if min(sides) == 0 and max(sides) >= max(2, NULS * len(raw)):
        text = raw.decode(encoding, errors="ignore")
    share = sum(c.isalpha() or c.isspace() for c in text) / max(1, len(text))
    if share < LETTERS or len(text) * 2 < len(raw):
        raise Unreadable("NUL bytes: a binary or damaged file, or UTF-16 without its mark", "Save it as UTF-8 text")
    remark = (f"UTF-16 without its mark; read as {encoding} with confidence {share:.2f}", "Save it as UTF-8 to be sure")
    return Decoded(text, encoding, min(0.99, round(share, 2)), [remark])


def _guess(raw: bytes, error: UnicodeDecodeError) -> Decoded:
    """Return text in the encoding that charset-normalizer finds, unless it is broken UTF-8 or no text."""
    lenient = raw.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(not c.isascii() for c in lenient) - broken >= WHOLE * broken:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"broken UTF-8 at byte {error.start} (line {line})", "Mend that place, or save it as UTF-8")
    from charset_normalizer import from_bytes

    matches = from_bytes(raw)
    best = matches.best()
    if best is None:
        raise Unreadable("in no encoding that is known, or no text at all", "Save it anew as UTF-8 text")
    western = next((m for m in matches if "cp1252" in m.could_be_from_charset), None)
    if western is not None and western.chaos <= best.chaos + 0.1 and western.coherence >= best.coherence - 0.1:
        best, encoding = western, "cp1252"
    else:
        encoding = best.encoding
    text = raw.decode(encoding)
    _refuse_binary(text)
    confidence = min(0.99, round(1 - best.chaos, 2))
    others = sorted({m.encoding for m in matches if str(m) != text})
    fit = f"; other readings are possible: {', '.join(others[:4])}" if others else ""
    problem = f"no UTF-8; read as {encoding} with confidence {confidence:.2f}{fit}"
    return Decoded(text, encoding, confidence, [(problem, "If letters look wrong, save it as UTF-8")])


def _refuse_binary(text: str) -> None:
    """Raise ``Unreadable`` if a text has NULs, or more control characters than a text has."""
    if "\0" in text:
        raise Unreadable("NUL bytes: a binary or damaged file", "Save it anew as UTF-8 text")
    controls = len(regex.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", text))
    if controls > max(2, CONTROLS * len(text)):
        raise Unreadable(f"{controls:,} control characters: a binary file, not a text", "Save it anew as UTF-8 text")
