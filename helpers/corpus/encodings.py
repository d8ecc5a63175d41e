"""Plain text in any encoding: which one it is, as chardet judges, and how sure that is."""

import codecs
import contextlib

import regex

from helpers.corpus.furniture import MARKUP
from helpers.corpus.reading import Reading, Unreadable

MARKS = [("\ufeff".encode(f"utf-{bits}-{side}"), f"utf-{bits}") for bits in (32, 16) for side in ("le", "be")]
MARKS += [(codecs.BOM_UTF8, "utf-8-sig")]
WIDE = [f"utf-{bits}-{side}" for bits in (16, 32) for side in ("le", "be")]
STRANGE = 0.1  # share of bytes that are no sign of ASCII: a text with stray NULs has fewer
UNIT = 4  # bytes of a sign in UTF-32: at the end of a damaged file fewer are lost
LETTERS = 0.7  # share of letters and spaces in a text: prose has over 0.9, a binary file far fewer
LEAST = 0.55  # the confidence where two readings fit as well, and there are signs enough to judge
SIGNS = 8  # signs beyond ASCII: fewer say little of the encoding
WHOLE = 3  # sound letters beyond ASCII for each broken one: more of them, and it is UTF-8 with a fault
DECLARED = 0.95  # what chardet gives an encoding that a page names
CONTROLS = 0.005  # share of control characters: a text has next to none
SAMPLE = 200_000  # bytes that are judged: the first ones, or those around signs beyond ASCII, if these come later
USED = MARKUP["encodings"].split()  # by programs that save texts
NEAR = regex.compile(rb"[^\r\n]{0,80}[\x80-\xff][^\r\n]{0,80}")  # signs beyond ASCII with the words around them


def decode(raw: bytes) -> Reading:
    """Return plain text: by its byte order mark, else as UTF-8, else in the encoding in which it is likeliest."""
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "utf-8")
    try:
        found = _unmarked(raw) if encoding == "utf-8" and b"\0" in raw else _read(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise Unreadable(f"broken {encoding} at byte {error.start}", "Save it anew as UTF-8") from None
        found = _guess(raw, error)
    controls = len(regex.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", found.text))
    if controls > max(2, CONTROLS * len(found.text)):
        raise Unreadable(f"{controls:,} control characters: a binary file, not a text", "Save it anew as UTF-8 text")
    return found


def _read(text: str, encoding: str, confidence: float = 1.0, *remarks: tuple[str, str]) -> Reading:
    """Return a text with the encoding it was read in, and how sure that is (0-1)."""
    return Reading(text, None, {"encoding": encoding, "confidence": confidence}, [*remarks])


def _unmarked(raw: bytes) -> Reading:
    """Return UTF-16 or UTF-32 without its mark: the reading with spaces and line ends; else raise: a binary file."""
    texts = ((raw.decode(name, "ignore"), name) for name in WIDE)
    whole = ((text, name) for text, name in texts if "\0" not in text and len(text.encode(name)) > len(raw) - UNIT)
    spaces, text, name = max(((sum(map(text.count, " \n")), text, name) for text, name in whole), default=(0, "", ""))
    sure = min(0.99, len(regex.findall(r"[\p{L}\s]", text)) / len(text)) if spaces else 0.0  # 1: nothing was guessed
    if sure < LETTERS or len(regex.findall(rb"[^\t\n\r -~]", raw)) < STRANGE * len(raw):
        raise Unreadable("NUL bytes: a binary or damaged file, or UTF-16 without its mark", "Save it as UTF-8 text")
    problem = f"{name} without its mark; read so with confidence {sure:.2f}"
    return _read(text, name, round(sure, 2), (problem, "Save it as UTF-8 to be sure"))


def _guess(raw: bytes, error: UnicodeDecodeError) -> Reading:
    """Return text in the encoding in which it is likeliest, unless it is broken UTF-8."""
    lenient = raw.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(map(str.isascii, lenient)) + (WHOLE + 1) * broken <= len(lenient):
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"broken UTF-8 at byte {error.start} (line {line})", "Mend that place, or save it as UTF-8")
    readings = _readings(raw)
    if not readings:
        raise Unreadable("in no encoding that is known", "Save it anew as UTF-8 text")
    (best, fit), *others = readings
    text = raw.decode(best)
    if fit == DECLARED:
        return _read(text, best)
    sure = (fit - others[0][1]) / fit if others and fit else 1.0
    confidence = round(min(0.99, (LEAST + sure) * min(1.0, len(regex.findall(r"\P{ASCII}", text)) / SIGNS) ** 0.5), 2)
    possible = f"; other readings are possible: {', '.join(name for name, _ in others[:3])}" if others else ""
    problem = f"no UTF-8; read as {best} with confidence {confidence:.2f}{possible}"
    return _read(text, best, confidence, (problem, "If letters look wrong, save it as UTF-8"))


def _readings(raw: bytes) -> list[tuple[str, float]]:
    """Return the encodings that give other texts, the likeliest first, each with how well it fits."""
    import chardet

    part, found = raw[:SAMPLE], dict[str, tuple[str, float]]()
    if len(NEAR.findall(part)) < min(SIGNS, len(near := NEAR.findall(raw))):
        part = b"\n".join(near)[:SAMPLE]
    said = [g for g in [chardet.detect(part)] if g["mime_type"] == "text/html"]  # a page says its own
    for guess in [*said, *chardet.detect_all(part, ignore_threshold=True, include_encodings=USED)]:
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            name = codecs.lookup(guess["encoding"] or "").name
            name = "cp1252" if name == "iso8859-1" else name  # as browsers read it
            found or raw.decode(name)
            found.setdefault(part.decode(name, "ignore"), (name, guess["confidence"]))
    return list(found.values())
