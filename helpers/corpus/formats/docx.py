"""Word documents: headings, notes, lists, tables and quotations by their styles, tracked changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import regex

from helpers.corpus import office
from helpers.corpus.packed import changed, tree
from helpers.corpus.reading import File, Format, Reading

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXTS = regex.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
ASIDE = regex.compile(r"word/(header|footer|comments)\d*\.xml")
COLUMNS = 63  # columns of a table in Word: a cell that spans more is a fault, or an attack
LARGER = 1.12  # of the size of most letters: a short line of larger ones is a heading
MOST = 0.5  # share of paragraphs that stand out: of more it is the look of the text
SHORT = 20  # words: a heading has no more
USUAL = 22.0  # half points: the size of letters of which the file says none
LEVELS = list("012345")  # of headings in an outline
HEADING = regex.compile(r"Heading|berschrift|Titre|T[ií]tulo|Titolo|^Kop|Rubrik|^[1-6]$", regex.I)
OFF = {"0", "false", "off", "none"}
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read(file: File) -> list[Reading]:
    """Return the text of a Word document with its markup."""
    left: Counter = Counter()

    def change(name: str, raw: bytes) -> Any:
        if aside := ASIDE.fullmatch(name):
            words = "".join(tree(raw).itertext()).strip()
            left["comments" if aside[1] == "comments" else "running heads and feet"] += bool(words)
        elif name == "word/styles.xml":
            return raw.replace(b"</w:styles>", STYLES + b"</w:styles>")
        elif TEXTS.fullmatch(name):
            root = tree(raw)
            _clear(root, left)
            office.unbox(root, f"{W}p", f"{W}txbxContent")
            if name.startswith("word/document"):
                _raise(root)
            return root
        return raw

    return office.read(changed(file.raw, change), "docx+styles", left)


def _clear(root: Any, left: Counter) -> None:
    """Take out what a reader of the document does not see, and count it; a cell spans no more than a table has."""
    for run in list(root.iter(f"{W}r")):
        if _is_on(run, "vanish"):
            left["hidden passages"] += 1
            run.getparent().remove(run)
    left["deleted passages"] += sum(1 for _ in root.iter(f"{W}del"))
    for double in list(root.iter(f"{MC}Fallback")):
        if double.getparent().find(f"{MC}Choice") is not None:
            double.getparent().remove(double)
    for span in root.iter(f"{W}gridSpan"):
        width = span.get(f"{W}val") or "1"
        if not regex.fullmatch(r"\d{1,2}", width) or int(width) > COLUMNS:
            span.set(f"{W}val", str(COLUMNS))


def _raise(root: Any) -> None:
    """Give a heading's style to short paragraphs of larger, bold or underlined letters, and to those in the outline.

    Only where no paragraph has one: who does not use the styles makes headings so.
    """
    paragraphs = [own for own in root.iter(f"{W}p") if _text(own).strip() and not list(own.iterancestors(f"{W}tbl"))]
    if any(HEADING.search(_value(own, "pPr/pStyle")) for own in paragraphs):
        return
    shown = _shown(paragraphs)
    first = 1 if any(size > 1 for size in shown) else 2
    order = sorted(set(shown) - {0.0}, reverse=True)
    for own, size in zip(paragraphs, shown, strict=True):
        outline = _value(own, "pPr/outlineLvl")
        level = int(outline) + 1 if outline in LEVELS else order.index(size) + first if size else 0
        if level and len(_text(own).split()) <= SHORT:
            _restyle(own, f"Raised{min(level, len(LEVELS))}")


def _shown(paragraphs: list[Any]) -> list[float]:
    """Return how far each paragraph stands out: times its letters are larger, 1 if marked, 0 if not at all."""
    sizes = [_size(own) for own in paragraphs]
    usual = _most(zip(sizes, paragraphs, strict=True))
    larger = [size / usual if size > LARGER * usual else 0.0 for size in sizes]
    marked = [float(_stands_out(own)) for own in paragraphs]
    if sum(marked) > MOST * len(marked):
        return larger  # a text that is bold all over says nothing by it
    return [max(pair) for pair in zip(larger, marked, strict=True)]


def _stands_out(paragraph: Any) -> bool:
    """Say whether all of a paragraph is bold or all underlined, and it does not end as a sentence does."""
    runs = [run for run in paragraph.iter(f"{W}r") if _text(run).strip()]
    marked = any(all(_is_on(run, sign) for run in runs) for sign in ("b", "u"))
    return marked and not _text(paragraph).strip().endswith((".", ",", ";", ":"))


def _is_on(run: Any, sign: str) -> bool:
    """Say whether the letters of a run are bold (b), underlined (u) or not shown (vanish)."""
    found = run.find(f"{W}rPr/{W}{sign}")
    return found is not None and found.get(f"{W}val") not in OFF


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
    said = [(_value(run, "rPr/sz"), run) for run in paragraph.iter(f"{W}r")]
    return _most((float(size) if regex.fullmatch(r"\d{1,3}", size) else USUAL, run) for size, run in said)


def _most(sizes: Iterable[tuple[float, Any]]) -> float:
    """Return the size of most letters, given that of each of some runs or paragraphs."""
    letters: Counter = Counter()
    for size, node in sizes:
        letters[size] += len(_text(node))
    return letters.most_common(1)[0][0] if letters else USUAL


STYLES = b"".join(
    b'<w:style w:type="paragraph" w:styleId="Raised%d"><w:name w:val="heading %d"/></w:style>' % (n, n)
    for n in range(1, 7)
)
FORMAT = Format("a Word document", (".docx",), b"PK\x03\x04", office.PACKAGE, read)
