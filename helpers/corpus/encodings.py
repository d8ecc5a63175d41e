"""Plain text in any encoding: which one it is, as chardet judges, and how sure that is."""

import codecs
import contextlib
from typing import NamedTuple

import regex

from helpers.corpus.reading import Unreadable

MARKS = [("\ufeff".encode(f"utf-{bits}-{side}"), f"utf-{bits}") for bits in (32, 16) for side in ("le", "be")]
MARKS += [(codecs.BOM_UTF8, "utf-8-sig")]
NULS = "NUL bytes: a binary or damaged file, or UTF-16 without its mark"
BESIDE = 3  # NULs that stand beside a sign of Latin-1 at most, in UTF-32
LETTERS = 0.7  # share of letters and spaces in a text: prose has over 0.9, a binary file far fewer
LEAST = 0.55  # the confidence where two readings fit as well, and there are signs enough to judge
SIGNS = 8  # signs beyond ASCII: fewer say little of the encoding
WHOLE = 3  # sound letters beyond ASCII for each broken one: more of them, and it is UTF-8 with a fault
DECLARED = 0.95  # what chardet gives an encoding that a page names
CONTROLS = 0.005  # share of control characters: a text has next to none
SAMPLE = 200_000  # bytes that are judged: the first ones, or those around signs beyond ASCII, if these come later
OTHERS = """ISO-8859-1 ISO-8859-2 ISO-8859-5 ISO-8859-7 iso8859-16 cp850 cp852 IBM866 cp874 KOI8-R koi8-u MacRoman
  MacLatin2 GB18030 Big5 CP932 EUC-JP ISO-2022-JP CP949"""
USED = [*(f"Windows-125{n}" for n in range(9)), *OTHERS.split()]  # by programs that save texts
NEAR = regex.compile(rb"[^\r\n]{0,80}[\x80-\xff][^\r\n]{0,80}")  # signs beyond ASCII with the words around them


class Decoded(NamedTuple):
    """The text of some bytes, the encoding it was read in and how sure that is (0-1), and remarks: (problem, cure)."""

    text: str
    encoding: str
    confidence: float
    remarks: list[tuple[str, str]]


def decode(raw: bytes) -> Decoded:
    """Return plain text: by its byte order mark, else as UTF-8, else as its letters and words fit a language best."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            try:
                return Decoded(raw.decode(encoding), encoding, 1.0, [])
            except UnicodeDecodeError as error:
                raise Unreadable(f"broken {encoding} at byte {error.start}", "Save it anew as UTF-8") from None
    try:
        found = _guess(raw) if b"\0" in raw else Decoded(raw.decode("utf-8"), "utf-8", 1.0, [])
    except UnicodeDecodeError as error:
        found = _guess(raw, error)
    controls = len(regex.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", found.text))
    if controls > max(2, CONTROLS * len(found.text)):
        raise Unreadable(f"{controls:,} control characters: a binary file, not a text", "Save it anew as UTF-8 text")
    return found


def _guess(raw: bytes, error: UnicodeDecodeError | None = None) -> Decoded:
    """Return text in the encoding in which it is likeliest, unless it is broken UTF-8, or binary."""
    lenient = raw.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if error and sum(map(str.isascii, lenient)) + (WHOLE + 1) * broken <= len(lenient):
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"broken UTF-8 at byte {error.start} (line {line})", "Mend that place, or save it as UTF-8")
    readings = _readings(raw)
    text = raw.decode(readings[0][0], "ignore") if readings else ""
    if "\0" in text or not text or not (error or _in_letters(text, raw.count(0))):
        raise Unreadable("in no encoding that is known" if error else NULS, "Save it anew as UTF-8 text")
    (best, fit), *others = readings
    if fit == DECLARED and error:
        return Decoded(text, best, 1.0, [])
    sure = (fit - others[0][1]) / fit if others and fit else 1.0
    confidence = round(min(0.99, (LEAST + sure) * min(1.0, len(regex.findall(r"\P{ASCII}", text)) / SIGNS) ** 0.5), 2)
    possible = f"; other readings are possible: {', '.join(name for name, _ in others[:3])}" if others else ""
    problem = f"no UTF-8; read as {best} with confidence {confidence:.2f}{possible}"
    return Decoded(text, best, confidence, [(problem, "If letters look wrong, save it as UTF-8")])


def _in_letters(text: str, nuls: int) -> bool:
    """Say whether a text is of letters and spaces, and its NULs stand beside signs of Latin-1, or are few."""
    beside = max(BESIDE * len(regex.findall(r"[\x01-\xff]", text)), len(text) // 2)
    return nuls <= beside and len(regex.findall(r"[\p{L}\s]", text)) >= LETTERS * len(text)


def _readings(raw: bytes) -> list[tuple[str, float]]:
    """Return the encodings that give other texts, the likeliest first, each with how well it fits."""
    import chardet

    part, found = raw[:SAMPLE], dict[str, tuple[str, float]]()
    if len(NEAR.findall(part)) < min(SIGNS, len(near := NEAR.findall(raw))):
        part = b"\n".join(near)[:SAMPLE]
    said = [g for g in [chardet.detect(part)] if g["mime_type"] == "text/html" or b"\0" in raw]  # a page says its own
    for guess in [*said, *chardet.detect_all(part, ignore_threshold=True, include_encodings=USED)]:
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            name = codecs.lookup(guess["encoding"] or "").name
            name = "cp1252" if name == "iso8859-1" else name  # as browsers read it
            found or raw.decode(name)
            found.setdefault(part.decode(name, "ignore"), (name, guess["confidence"]))
    return list(found.values())
