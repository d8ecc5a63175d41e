"""The formats of files that can be read: one part for each, which holds its one entry ``FORMAT``.

A private part of ``corpus``. To add a format, add a part with an entry; whatever names formats reads this list. Nothing
is fetched, nothing is written, and no archive is unpacked to disk.
"""

import importlib
import pkgutil
import unicodedata
from pathlib import PurePath

import regex

from helpers.corpus import web
from helpers.corpus.furniture import FORMS
from helpers.corpus.reading import LINE_LIMIT, File, Format, Reading, Unreadable, library

NAMES = sorted(part.name for part in pkgutil.iter_modules(__path__))
FORMATS: list[Format] = [importlib.import_module(f"{__name__}.{name}").FORMAT for name in NAMES]
FOREIGN = {b"\xd0\xcf\x11\xe0": "an old Office file", b"\x1f\x8b": "a gzip archive"}  # known, but not read


def endings() -> dict[str, Format]:
    """Return the format of each file ending, A-Z."""
    return dict(sorted((suffix, own) for own in FORMATS for suffix in own.suffixes))


def read(file: File) -> list[Reading]:
    """Return the texts in a file, as the reader of its ending finds them."""
    suffix = PurePath(file.name).suffix.lower()
    own = endings().get(suffix)
    if own is None:
        problem = f"{suffix or 'no ending'} is no format that can be read"
        raise Unreadable(problem, f"Save it as one of: {', '.join(endings())}")
    for module, package in own.needs.items():
        library(module, package, f"reading {suffix}")
    if not own.magic:
        _refuse_others(file.raw)
    try:
        found = own.read(file)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # whatever a parser of a foreign format trips over costs this one file
        raise Unreadable(f"damaged, or no {suffix} file ({type(error).__name__})", "Save it anew, or as .txt") from None
    return [_checked(reading) for reading in found]


def _refuse_others(raw: bytes) -> None:
    """Raise ``Unreadable`` if bytes that should be text begin as another format does."""
    known = [*((own.magic, own.name) for own in FORMATS if own.magic), *FOREIGN.items()]
    kinds = [kind for magic, kind in known if raw.startswith(magic)]
    if kinds:
        cure = "Give it the right ending, or save it as UTF-8 text"
        raise Unreadable(f"not plain text but {' or '.join(kinds)}", cure)


def _checked(reading: Reading) -> Reading:
    """Return a reading in composed letters, with remarks on its letters; raise ``Unreadable`` if it holds no text."""
    text = reading.text
    if not text and reading.remarks:
        return reading  # a file in an archive that gives none, and says why
    if "\0" in text:
        raise Unreadable("NUL characters in the text: a binary or damaged file", "Save it anew as UTF-8 text")
    if not regex.search(r"[^\s\u200b-\u200d\u2060\ufeff\u00ad]", text):
        raise Unreadable("nothing but white space", "Put its text in, or take it out of the folder")
    longest = max(len(line) for line in regex.split(r"[\r\n]", text))
    if longest > LINE_LIMIT:
        raise Unreadable(f"a single line of {longest:,} characters; the limit is {LINE_LIMIT:,}", "Break it into lines")
    if halves := len(FORMS["halves"].findall(text)):
        text = FORMS["halves"].sub("\ufffd", text)
        reading.remarks.append((f"{halves:,} halves of letters, now \ufffd", "Save it anew as UTF-8 text"))
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        problem = f"letters in parts, composed to whole ones (Unicode NFC): {len(text) - len(composed):,} signs fewer"
        reading.remarks.append((problem, "Nothing: they look the same, and are now counted as the same"))
    if broken := FORMS["mojibake"].findall(composed):
        said = f"letters that were decoded wrongly before, in {len(broken)} places, such as {broken[0]!r}"
        reading.remarks.append((said, "corpus.fix_encoding(documents) mends them in memory; the file stays as it is"))
    reading.remarks.extend(web.told(composed, reading.markup is None))
    return reading._replace(text=composed)
