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
from helpers.corpus.reading import INSTALL, LINE_LIMIT, File, Format, Reading, Unreadable

UNREAD = 0.3  # share of signs that are no letters: a text that was read has next to none
CAUSE = 100  # signs of what a parser says of a fault
NAMES = sorted(part.name for part in pkgutil.iter_modules(__path__))
FORMATS: list[Format] = [importlib.import_module(f"{__name__}.{name}").FORMAT for name in NAMES]
FOREIGN = {"an old Office file, or a locked one": b"\xd0\xcf\x11\xe0", "a gzip archive": b"\x1f\x8b"}  # not read


def endings() -> dict[str, Format]:
    """Return the format of each file ending, A-Z."""
    return dict(sorted((suffix, own) for own in FORMATS for suffix in own.suffixes))


def read(file: File) -> list[Reading]:
    """Return the texts in a file, as the reader of its ending finds them."""
    suffix = PurePath(file.name).suffix.lower()
    own = endings().get(suffix)
    if own is None:
        cure = f"Save it as one of: {', '.join(endings())}"
        raise Unreadable(f"{suffix or 'no ending'} is no format that can be read", cure)
    known = {other.name: other.magic or () for other in FORMATS} | FOREIGN
    kinds = [kind for kind, magic in known.items() if file.raw.startswith(magic)]
    if kinds and not file.raw.startswith(own.magic or ()):
        cure = "Give it the right ending, or save it as what its ending says, without a password"
        raise Unreadable(f"not {own.name if own.magic else 'plain text'} but {' or '.join(kinds)}", cure)
    try:
        found = own.read(file)
    except MemoryError:
        raise
    except Exception as error:  # whatever a parser of a foreign format trips over costs this one file
        raise fault(error, own.needs, suffix) from None
    return [_checked(reading) for reading in found]


def fault(error: Exception, needs: dict[str, str], suffix: str) -> Unreadable:
    """Return an error of a reader as what is wrong with its file, or with the packages that it needs."""
    if isinstance(error, Unreadable):
        return error
    if isinstance(error, ImportError):
        name = (error.name or "that is named here").partition(".")[0]
        problem = f"reading {suffix} needs the package {needs.get(name, name)}, which is not installed"
        return Unreadable(problem, f"{INSTALL}, or save it as UTF-8 text")
    if "assword" in str(error):
        return Unreadable("locked with a password", "Save a copy without the password")
    return Unreadable(f"damaged, or no {suffix} file ({error!r:.{CAUSE}})", "Save it anew, or as .txt")


def _checked(reading: Reading) -> Reading:
    """Return a reading in composed letters, with remarks on its letters; raise ``Unreadable`` if it holds no text."""
    text = reading.text
    if not text and reading.remarks:
        return reading  # a file in an archive that gives none, and says why
    if not regex.search(r"[^\s\u200b-\u200d\u2060\ufeff\u00ad]", text):
        raise Unreadable("nothing but white space", "Put its text in, or take it out of the folder")
    if (unread := len(FORMS["unread"].findall(text))) > UNREAD * len(text):
        raise Unreadable(f"{unread:,} of its signs are no letters: a locked or damaged file", "Save it anew, unlocked")
    if (longest := max(len(line) for line in regex.split(r"[\r\n]", text))) > LINE_LIMIT:
        raise Unreadable(f"a single line of {longest:,} characters; the limit is {LINE_LIMIT:,}", "Break it into lines")
    text, halves = FORMS["halves"].subn("\ufffd", text)
    if halves:
        reading.remarks.append((f"halves of letters, or NULs, now \ufffd: {halves:,}", "Save it anew as UTF-8 text"))
    if (composed := unicodedata.normalize("NFC", text)) != text:
        number = len(text) - len(composed) or sum(map(str.__ne__, text, composed))  # in parts, or one for another
        problem = f"letters or signs that Unicode writes in two ways, now in one (NFC): {number:,}"
        reading.remarks.append((problem, "Nothing: they look the same, and are now counted as the same"))
    if broken := FORMS["mojibake"].findall(composed):
        said = f"letters that were decoded wrongly before, in {len(broken)} places, such as {broken[0]!r}"
        reading.remarks.append((said, "corpus.fix_encoding(documents) mends them in memory; the file stays as it is"))
    reading.remarks.extend(web.told(composed, reading.markup is None))
    return reading._replace(text=composed)
