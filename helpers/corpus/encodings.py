"""Plain text in any encoding: which one it is, and how sure that is."""

import codecs
import tomllib
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import regex

from helpers.corpus.reading import Unreadable

KNOWN = tomllib.loads(Path(__file__).with_name("encodings.toml").read_text(encoding="utf-8"))
SETTING, STRANGE = (regex.compile(KNOWN.pop(name)) for name in ("setting", "strange"))
LANGUAGES = [known | {"words": {*known.get("words", "").split()}} for known in KNOWN.values()]
MARKS = [("\ufeff".encode(f"utf-{bits}-{side}"), f"utf-{bits}") for bits in (32, 16) for side in ("le", "be")]
MARKS += [(codecs.BOM_UTF8, "utf-8-sig")]
NULS = 0.03  # share of NUL bytes on one side of the pairs: a Western text in UTF-16 has 0.5, a Chinese one some spaces
LETTERS = 0.7  # share of letters and spaces in a text: prose has over 0.9, a binary file far fewer
SAID = 0.2  # share of a text's words that the commonest of its language make up, at least
LEAST = 0.55  # the confidence where two readings fit as well, and there are signs enough to judge
SIGNS = 8  # signs beyond ASCII: fewer say little of the encoding
ENOUGH = 20_000  # characters that are looked at
WHOLE = 3  # sound letters beyond ASCII for each broken one: more of them, and it is UTF-8 with a fault
CONTROLS = 0.005  # share of control characters: a text has next to none


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
    if b"\0" in raw:
        return _unmarked(raw)
    try:
        found = Decoded(raw.decode("utf-8"), "utf-8", 1.0, [])
    except UnicodeDecodeError as error:
        found = _guess(raw, error)
    controls = len(regex.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", found.text))
    if controls > max(2, CONTROLS * len(found.text)):
        raise Unreadable(f"{controls:,} control characters: a binary file, not a text", "Save it anew as UTF-8 text")
    return found


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
    """Return text in the encoding in which its letters and words fit a language best, unless it is broken UTF-8."""
    lenient = raw.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(not c.isascii() for c in lenient) - broken >= WHOLE * broken:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"broken UTF-8 at byte {error.start} (line {line})", "Mend that place, or save it as UTF-8")
    readings = _readings(raw)
    if not readings:
        return _unlisted(raw)
    best, (fit, text) = max(readings.items(), key=lambda pair: pair[1][0])
    others = sorted(((own, name) for name, (own, other) in readings.items() if other != text), reverse=True)
    signs = sum(not c.isascii() for c in text)
    sure = (fit - others[0][0]) / fit if others and fit else 1.0
    confidence = round(min(0.99, (LEAST + sure) * min(1.0, signs / SIGNS) ** 0.5), 2)
    possible = f"; other readings are possible: {', '.join(name for _, name in others[:3])}" if others else ""
    problem = f"no UTF-8; read as {best} with confidence {confidence:.2f}{possible}"
    return Decoded(text, best, confidence, [(problem, "If letters look wrong, save it as UTF-8")])


def _unlisted(raw: bytes) -> Decoded:
    """Return text in a language that is not listed, as charset-normalizer judges, with a confidence that says so."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise Unreadable("in no encoding that is known, or no text at all", "Save it anew as UTF-8 text")
    text, confidence = raw.decode(best.encoding), round(LEAST * (1 - best.chaos), 2)
    problem = f"no UTF-8, and in no language that is known here; read as {best.encoding} with confidence {confidence}"
    return Decoded(text, best.encoding, confidence, [(problem, "If letters look wrong, save it as UTF-8")])


def _readings(raw: bytes) -> dict[str, tuple[float, str]]:
    """Return, for each encoding in which some language can be read, how well the best one fits, and the text."""
    readings: dict[str, tuple[float, str]] = {}
    read = cache(partial(_read, raw))
    for known, encoding in ((it, name) for it in LANGUAGES for name in it["encodings"].split()):
        fit = _fit(*found[1:], known) if (found := read(encoding)) else 0.0
        if found and fit > readings.get(encoding, (0.0, ""))[0]:
            readings[encoding] = fit, found[0]
    return readings


def _read(raw: bytes, encoding: str) -> tuple[str, str, list[str]] | None:
    """Return a text in an encoding, its first words with signs beyond ASCII and its first words, if it can be read."""
    with suppress(UnicodeDecodeError):
        text = raw.decode(encoding)
        found = (line.split() for line in text.splitlines() if not line.isascii())
        marked = " ".join(word for line in found for word in line if not word.isascii())[:ENOUGH]
        return text, marked, regex.findall(r"\p{L}+", text[:ENOUGH].casefold())
    return None


def _fit(marked: str, words: list[str], known: dict) -> float:
    """Return how well a text fits a language: by its letters beyond ASCII, and twice as well if its words are known."""
    signs = [c for c in SETTING.sub("", marked) if not c.isascii()]
    letters = sum(c in known["letters"] for c in signs) / len(signs) if signs else 1.0
    odd = sum(not c.isalpha() and c not in known["letters"] for c in signs) + len(STRANGE.findall(marked))
    strange = odd / (1 + sum(not c.isascii() for c in marked))
    said = sum(word in known["words"] for word in words) / (1 + len(words))
    return max(0.0, min(1.0, letters / known.get("share", 1.0)) - strange) * (1 + min(1.0, said / SAID))
