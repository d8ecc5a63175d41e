"""From a file's bytes to its text: encodings, and the formats that are more than plain text.

A private part of ``corpus``. Nothing is fetched, nothing is written, and no archive is unpacked to disk. What cannot
be read raises ``Unreadable``, which says what is wrong and what to do.
"""

from __future__ import annotations

import codecs
import importlib
import io
import logging
import posixpath
import stat
import zipfile
from pathlib import Path, PurePath
from types import ModuleType
from typing import NamedTuple
from urllib.parse import unquote

import regex

FILE_LIMIT = 100_000_000  # bytes of one file, packed or unpacked
LINE_LIMIT = 5_000_000  # characters of one line
PLAIN = {".txt", ".text", ".md", ".markdown"}
MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
]
KINDS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive (as .docx and .epub are)",
    b"{\\rtf": "rich text (.rtf)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip archive",
}
MOJIBAKE = regex.compile(r"â€[™œ“”˜¢¦\u0080-\u00bf]|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|ï»¿|Ð[\u0080-\u00bf]")
DECLARED = regex.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([\w-]{2,30})""", regex.I)
BLOCKS = set(
    "address article aside blockquote body dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table td th tr ul".split()
)
UNSEEN = {"script", "style", "head", "template", "noscript"}


class Unreadable(ValueError):
    """A file that gives no text: ``problem`` says what is wrong, ``cure`` what to do."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem}. {cure}")
        self.problem, self.cure = problem, cure


class Reading(NamedTuple):
    """The text of a file, the encoding it was read in and how sure that is (0-1), and remarks: (problem, cure)."""

    text: str
    encoding: str
    confidence: float
    remarks: list[tuple[str, str]]


def contents(path: Path) -> bytes:
    """Return a file's bytes, or raise ``Unreadable``: not a plain file, too large, empty, gone or not to be opened."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("not a plain file (a folder, a pipe or a device)", "Leave only texts in the folder")
        if facts.st_size > FILE_LIMIT:
            raise Unreadable(f"{facts.st_size:,} bytes; the limit is {FILE_LIMIT:,}", "Split it into several texts")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("it vanished while the folder was being read", "Put it back, or load it again") from None
    except PermissionError:
        raise Unreadable("it may not be opened", "Give yourself the right to read it") from None
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})", "Copy it anew") from None
    if not raw:
        raise Unreadable("an empty file", "Put its text in, or take it out of the folder")
    return raw


def read(name: str, raw: bytes) -> Reading:
    """Return the text of a file called ``name``: plain text and Markdown as they are, else the text found inside."""
    suffix = PurePath(name).suffix.lower()
    if suffix in PLAIN:
        found = decode(raw)
    elif suffix in READERS:
        try:
            found = READERS[suffix](raw)
        except (Unreadable, MemoryError):
            raise
        except Exception as error:  # whatever a parser of a foreign format trips over costs this one file
            problem = f"damaged, or no {suffix} file ({type(error).__name__})"
            raise Unreadable(problem, "Save it anew, or as .txt") from None
    else:
        known = ", ".join(sorted([*PLAIN, *READERS]))
        raise Unreadable(f"{suffix or 'no ending'} is no format that can be read", f"Save it as one of: {known}")
    if "\0" in found.text:
        raise Unreadable("NUL characters in the text: a binary or damaged file", "Save it anew as UTF-8 text")
    if not regex.search(r"[^\s\u200b-\u200d\u2060\ufeff\u00ad]", found.text):
        raise Unreadable("nothing but white space", "Put its text in, or take it out of the folder")
    longest = max(len(line) for line in regex.split(r"[\r\n]", found.text))
    if longest > LINE_LIMIT:
        raise Unreadable(f"a single line of {longest:,} characters; the limit is {LINE_LIMIT:,}", "Break it into lines")
    if broken := MOJIBAKE.findall(found.text):
        problem = f"letters that were decoded wrongly before, in {len(broken)} places, such as {broken[0]!r}"
        found.remarks.append((problem, "corpus.fix_encoding(documents) mends them in memory; the file stays as it is"))
    return found


# ---------------------------------------------------------------- encodings


def decode(raw: bytes) -> Reading:
    """Return plain text: by its byte order mark, else as UTF-8, else as charset-normalizer judges.

    ``confidence`` is 1 for the first two, else 1 minus the disorder that charset-normalizer measures, at most 0.99.
    Where Windows-1252 fits about as well as the winner, it is taken: of the Western encodings it is the commonest.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            try:
                return Reading(raw.decode(encoding), encoding, 1.0, [])
            except UnicodeDecodeError as error:
                raise Unreadable(f"broken {encoding} at byte {error.start}", "Save it anew as UTF-8") from None
    for magic, kind in KINDS.items():
        if raw.startswith(magic):
            raise Unreadable(f"not plain text but {kind}", "Give it the right ending, or save it as UTF-8 text")
    if b"\0" in raw:
        return _unmarked(raw)
    try:
        text = raw.decode("utf-8")
        _refuse_binary(text)
        return Reading(text, "utf-8", 1.0, [])
    except UnicodeDecodeError as error:
        return _guess(raw, error)


def _unmarked(raw: bytes) -> Reading:
    """Return UTF-16 without its mark, known by NULs on one side of the byte pairs only; else raise: a binary file."""
    sides = [raw[0::2].count(0), raw[1::2].count(0)]
    encoding = "utf-16-be" if sides[0] else "utf-16-le"
    text = ""
    if min(sides) == 0 and max(sides) >= max(3, 0.03 * len(raw)):
        text = raw.decode(encoding, errors="ignore")
    share = sum(c.isalpha() or c.isspace() for c in text) / max(1, len(text))
    if share < 0.7 or len(text) * 2 < len(raw):
        raise Unreadable("NUL bytes: a binary or damaged file, or UTF-16 without its mark", "Save it as UTF-8 text")
    remark = (f"UTF-16 without its mark; read as {encoding} with confidence {share:.2f}", "Save it as UTF-8 to be sure")
    return Reading(text, encoding, min(0.99, round(share, 2)), [remark])


def _guess(raw: bytes, error: UnicodeDecodeError) -> Reading:
    """Return text in the encoding that charset-normalizer finds, unless it is broken UTF-8 or no text."""
    lenient = raw.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(ord(c) > 127 for c in lenient) - broken >= 3 * broken:
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
    return Reading(text, encoding, confidence, [(problem, "If letters look wrong, save it as UTF-8")])


def _refuse_binary(text: str) -> None:
    """Raise ``Unreadable`` if a text has NULs, or more control characters than a text has."""
    if "\0" in text:
        raise Unreadable("NUL bytes: a binary or damaged file", "Save it anew as UTF-8 text")
    controls = len(regex.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", text))
    if controls > max(2, 0.005 * len(text)):
        raise Unreadable(f"{controls:,} control characters: a binary file, not a text", "Save it anew as UTF-8 text")


# ---------------------------------------------------------------- other formats


def library(name: str, package: str, purpose: str) -> ModuleType:
    """Return an optional library, or raise ``Unreadable`` with the command that installs it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        cure = "Run: .venv/bin/uv pip install -e '.[formats]', or save it as UTF-8 text"
        raise Unreadable(f"{purpose} needs the package {package}, which is not installed", cure) from None


def _html(raw: bytes) -> Reading:
    """Return the main text of a web page as trafilatura finds it, else all of it; headings with ``#``."""
    trafilatura = library("trafilatura", "trafilatura", "reading .html")
    declared = DECLARED.search(raw[:4096])
    try:
        found = Reading(raw.decode(declared[1].decode("ascii")), declared[1].decode("ascii").lower(), 1.0, [])
    except (TypeError, LookupError, UnicodeDecodeError):
        found = decode(raw)
    page = regex.sub(r"^\s*<\?xml[^>]*\?>", "", found.text)
    text = trafilatura.extract(
        page,
        output_format="markdown",
        include_comments=False,
        include_formatting=True,
        include_links=False,
        include_images=False,
    )
    return found._replace(text=text or _page_text(page))


def _page_text(page: str | bytes) -> str:
    """Return all text of an (X)HTML page, a line for each block, headings with ``#``."""
    html = library("lxml.html", "lxml", "reading this format")
    root = html.fromstring(page, parser=html.HTMLParser(no_network=True))
    pieces: list[str] = []

    def walk(element) -> None:
        tag = element.tag if isinstance(element.tag, str) else "head"
        if tag not in UNSEEN:
            edge = "\n\n" if tag in BLOCKS else "\n" if tag == "br" else ""
            level = regex.fullmatch(r"h([1-6])", tag)
            mark = "#" * int(level[1]) + " " if level else ""
            pieces.extend([edge, mark, regex.sub(r"\s+", " ", element.text or "")])
            for child in element:
                walk(child)
            pieces.append(edge)
        pieces.append(regex.sub(r"\s+", " ", element.tail or ""))

    walk(root)
    return regex.sub(r"\s*\n\s*\n\s*", "\n\n", "".join(pieces)).strip()


def _archive(raw: bytes) -> zipfile.ZipFile:
    """Return an open zip archive that is no bomb and declares no XML entities."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    size = sum(entry.file_size for entry in archive.infolist())
    if size > FILE_LIMIT or len(archive.infolist()) > 10_000:
        problem = f"an archive of {size:,} bytes unpacked; the limit is {FILE_LIMIT:,}: a zip bomb?"
        raise Unreadable(problem, "Save it as .txt")
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")):
            part = archive.read(entry).replace(b"\0", b"")
            if b"<!ENTITY" in part:
                raise Unreadable(f"XML entities are declared in {entry.filename}, as in attacks", "Save it as .txt")
    return archive


def _docx(raw: bytes) -> Reading:
    """Return the paragraphs and table rows of a Word document, headings with ``#``."""
    docx = library("docx", "python-docx", "reading .docx")
    _archive(raw).close()
    lines = []
    for piece in docx.Document(io.BytesIO(raw)).iter_inner_content():
        if hasattr(piece, "rows"):
            lines += [" | ".join(cell.text for cell in row.cells) for row in piece.rows]
            continue
        level = regex.fullmatch(r"Heading ([1-6])|(Title)", piece.style.name if piece.style is not None else "")
        mark = "#" * int(level[1] or 1) + " " if level and piece.text.strip() else ""
        lines.append(mark + piece.text)
    return Reading("\n\n".join(lines), "docx", 1.0, [])


def _pdf(raw: bytes) -> Reading:
    """Return the text layer of a PDF, pages apart by an empty line."""
    pypdf = library("pypdf", "pypdf", "reading .pdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    file = pypdf.PdfReader(io.BytesIO(raw))
    if file.is_encrypted and not file.decrypt(""):
        raise Unreadable("locked with a password", "Save a copy without the password")
    text = "\n\n".join(page.extract_text() for page in file.pages)
    if not text.strip():
        raise Unreadable("no text layer: the pages are pictures", "Have its letters recognised (OCR) and save the text")
    return Reading(text, "pdf", 1.0, [])


def _epub(raw: bytes) -> Reading:
    """Return the text of an e-book, chapter by chapter in the order of its spine, headings with ``#``."""
    etree = library("lxml.etree", "lxml", "reading .epub")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with _archive(raw) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"), parser)
        package = container.find(".//{*}rootfile").get("full-path")
        book = etree.fromstring(archive.read(package), parser)
        files = {item.get("id"): item.get("href") for item in book.iterfind(".//{*}manifest/{*}item")}
        chapters = [files[item.get("idref")] for item in book.iterfind(".//{*}spine/{*}itemref")]
        home = posixpath.dirname(package)
        pages = [archive.read(posixpath.normpath(posixpath.join(home, unquote(name)))) for name in chapters]
    return Reading("\n\n".join(_page_text(page) for page in pages), "epub", 1.0, [])


READERS = {".html": _html, ".htm": _html, ".xhtml": _html, ".docx": _docx, ".pdf": _pdf, ".epub": _epub}
