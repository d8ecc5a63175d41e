"""Word documents: headings, notes, lists, tables and quotations by their styles, tracked changes accepted."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import Any

import regex

from helpers.corpus import office
from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = regex.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
ASIDE = regex.compile(r"word/(header|footer|comments)\d*\.xml")
COLUMNS = 63  # columns of a table in Word: a cell that spans more is a fault, or an attack
LARGER = 1.12  # of the size of most letters: a short line of larger ones is a heading
SHORT = 20  # words: a heading has no more
USUAL = 22.0  # half points: the size of letters of which the file says none
LEVELS = list("012345")  # of headings in an outline
HEADING = regex.compile(r"Heading|berschrift|Titre|T[ií]tulo|Titolo|^Kop|Rubrik|^[1-6]$", regex.I)
OFF = {"0", "false", "off"}


def read(file: File) -> list[Reading]:
    """Return the text of a Word document with its markup."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    left: Counter = Counter()
    out = io.BytesIO()
    with archive(file.raw) as packed, zipfile.ZipFile(out, "w") as mended:
        for entry in packed.infolist():
            raw = packed.read(entry)
            if TEXTS.fullmatch(entry.filename):
                root = etree.fromstring(raw, parser)
                _clear(root, left)
                if entry.filename.startswith("word/document"):
                    _raise(root)
                raw = etree.tostring(root, encoding="utf-8", xml_declaration=True)
            elif aside := ASIDE.fullmatch(entry.filename):
                words = "".join(etree.fromstring(raw, parser).itertext()).strip()
                left["comments" if aside[1] == "comments" else "running heads and feet"] += bool(words)
            elif entry.filename == "word/styles.xml":
                raw = raw.replace(b"</w:styles>", STYLES + b"</w:styles>")
            mended.writestr(entry.filename, raw)
    return office.read(out.getvalue(), "docx+styles", left)


def _clear(root: Any, left: Counter) -> None:
    """Take out what a reader of the document does not see, and count it; a cell spans no more than a table has."""
    for run in list(root.iter(f"{W}r")):
        vanish = run.find(f"{W}rPr/{W}vanish")
        if vanish is not None and vanish.get(f"{W}val") not in OFF:
            left["hidden passages"] += 1
            run.getparent().remove(run)
    left["deleted passages"] += sum(1 for _ in root.iter(f"{W}del"))
    for span in root.iter(f"{W}gridSpan"):
        width = span.get(f"{W}val") or "1"
        if not regex.fullmatch(r"\d{1,2}", width) or int(width) > COLUMNS:
            span.set(f"{W}val", str(COLUMNS))


def _raise(root: Any) -> None:
    """Give a heading's style to short paragraphs of larger letters, and to those with a level in the outline.

    Only where no paragraph has one: who does not use the styles makes headings so.
    """
    paragraphs = [own for own in root.iter(f"{W}p") if _text(own).strip()]
    if any(HEADING.search(_value(own, "pPr/pStyle")) for own in paragraphs):
        return
    sizes = [_size(own) for own in paragraphs]
    letters: Counter = Counter()
    for own, size in zip(paragraphs, sizes, strict=True):
        letters[size] += len(_text(own))
    usual = letters.most_common(1)[0][0] if letters else 0.0
    larger = sorted({size for size in sizes if size > LARGER * usual}, reverse=True)
    for own, size in zip(paragraphs, sizes, strict=True):
        outline = _value(own, "pPr/outlineLvl")
        level = int(outline) + 1 if outline in LEVELS else larger.index(size) + 1 if size in larger else 0
        if level and len(_text(own).split()) <= SHORT:
            _restyle(own, f"Raised{min(level, len(LEVELS))}")


def _restyle(paragraph: Any, style: str) -> None:
    """Give a paragraph another style."""
    head = paragraph.find(f"{W}pPr")
    if head is None:
        head = paragraph.makeelement(f"{W}pPr")
        paragraph.insert(0, head)
    for old in head.findall(f"{W}pStyle"):
        head.remove(old)
    head.insert(0, head.makeelement(f"{W}pStyle", {f"{W}val": style}))


def _text(node: Any) -> str:
    """Return the text of a paragraph or run."""
    return "".join(node.itertext(f"{W}t"))


def _value(node: Any, path: str) -> str:
    """Return the value of a property, or nothing."""
    found = node.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}val") or ""


def _size(paragraph: Any) -> float:
    """Return the size of most letters of a paragraph, in half points."""
    letters: Counter = Counter()
    for run in paragraph.iter(f"{W}r"):
        said = _value(run, "rPr/sz")
        letters[float(said) if regex.fullmatch(r"\d{1,3}", said) else USUAL] += len(_text(run))
    return letters.most_common(1)[0][0] if letters else USUAL


STYLES = b"".join(
    b'<w:style w:type="paragraph" w:styleId="Raised%d"><w:name w:val="heading %d"/></w:style>' % (n, n)
    for n in range(1, 7)
)
FORMAT = Format("a Word document", (".docx",), b"PK\x03\x04", office.PACKAGE, read)
