"""Word documents: headings, notes, lists, tables and quotations by their styles, tracked changes accepted."""

import itertools
from collections import Counter
from statistics import mode
from typing import Any

from helpers.corpus import about, office
from helpers.corpus.furniture import FORMS, LIMITS
from helpers.corpus.packed import archive, changed, tree
from helpers.corpus.reading import File, Format, Reading

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LARGER, MOST, SHORT, USUAL, MARKS = LIMITS["docx"].values()
LEVELS, STOPS, OFF = list("012345"), (".", ",", ";", ":"), {"0", "false", "off", "none"}  # what headings have, or not
SIZES = {str(size): float(size) for size in range(1, 1000)}


def read(file: File) -> list[Reading]:
    """Return the text of a Word document with its markup."""
    left: Counter = Counter()
    said: dict[str, str] = {}
    with archive(file.raw) as packed:
        sheet = tree(packed.read("word/styles.xml")) if "word/styles.xml" in packed.namelist() else []
    hidden = {own.get(f"{W}styleId") for own in sheet if own.find(f"{W}rPr/{W}vanish") is not None}

    def change(name: str, raw: bytes) -> Any:
        if aside := FORMS["docx_aside"].fullmatch(name):
            words = "".join(tree(raw).itertext()).strip()
            left["comments" if aside[1] == "comments" else "running heads and feet"] += bool(words)
        elif name == "docProps/core.xml":
            said.update(about.of_tree(raw))
        elif name == "word/styles.xml":
            return raw.replace(b"</w:styles>", STYLES + b"</w:styles>")
        elif FORMS["docx_text"].fullmatch(name):
            root = tree(raw)
            _clear(root, left, hidden)
            office.unbox(root, f"{W}p", f"{W}txbxContent")
            if name.startswith("word/document"):
                _raise(root)
            return root
        return raw

    return office.read(changed(file.raw, change), "docx+styles", left, said)


def _clear(root: Any, left: Counter, hidden: set[str]) -> None:
    """Take out what a reader of the document does not see, and count it; a large first letter is of its word."""
    for run in list(root.iter(f"{W}r")):
        if _is_on(run, "vanish") or _value(run, "rPr/rStyle") in hidden:
            left["hidden passages"] += 1
            run.getparent().remove(run)
    left["deleted passages"] += sum(1 for _ in root.iter(f"{W}del"))
    for double in root.xpath("//*[local-name()='Fallback' and ../*[local-name()='Choice']]"):
        double.getparent().remove(double)
    for frame in root.xpath("//*[local-name()='framePr' and @*[local-name()='dropCap']]"):  # a large first letter
        letter = next(frame.iterancestors(f"{W}p"))
        if (behind := letter.getnext()) is not None and behind.tag == letter.tag:
            behind[:] = [*behind.findall(f"{W}pPr"), *letter[1:], *(own for own in behind if own.tag != f"{W}pPr")]
            letter.getparent().remove(letter)


def _raise(root: Any) -> None:
    """Give a heading's style to short paragraphs in the outline, and, if none has one, to those that stand out."""
    paragraphs = [own for own in root.iter(f"{W}p") if _text(own).strip() and not list(own.iterancestors(f"{W}tbl"))]
    named = any(FORMS["docx_heading"].search(_value(own, "pPr/pStyle")) for own in paragraphs)
    shown = [0.0] * len(paragraphs) if named or not paragraphs else _shown(paragraphs)
    first = 1 if any(size > 1 for size in shown) else 2
    order = sorted(set(shown) - {0.0}, reverse=True)
    levels = dict(zip(order, itertools.count(first), strict=False))
    for own, size in zip(paragraphs, shown, strict=True):
        outline = _value(own, "pPr/outlineLvl")
        level = int(outline) + 1 if outline in LEVELS else levels.get(size, 0)
        other = FORMS["docx_other"].search(_value(own, "pPr/pStyle")) or FORMS["labelled"].match(_text(own).strip())
        if level and not other and len(_text(own).split()) <= SHORT:
            head = own.makeelement(f"{W}pPr")  # pandoc looks at the first
            head.append(own.makeelement(f"{W}pStyle", {f"{W}val": f"Raised{min(level, len(LEVELS))}"}))
            own.insert(0, head)


def _shown(paragraphs: list[Any]) -> list[float]:
    """Return how far each paragraph stands out: times its letters are larger, else a share for its marks, else 0."""
    runs = [[run for run in own.iter(f"{W}r") if _text(run).strip()] for own in paragraphs]
    sizes = [mode(SIZES.get(_value(run, "rPr/sz"), USUAL) for run in own for _ in _text(run)) for own in runs]
    usual = mode(size for size, own in zip(sizes, paragraphs, strict=True) for _ in _text(own))
    marks = [_marks(own, inner) for own, inner in zip(paragraphs, runs, strict=True)]
    few = sum(map(bool, marks)) <= MOST * len(marks)
    return [max(size / usual * (size > LARGER * usual), mark * few) for size, mark in zip(sizes, marks, strict=True)]


def _marks(own: Any, runs: list[Any]) -> float:
    """Return the share of marks that a paragraph has: bold or underlined, in capitals, and then in the middle."""
    if _text(own).strip().endswith(STOPS):
        return 0.0
    strong = any(all(_is_on(run, sign) for run in runs) for sign in ("b", "u"))
    capital = all(_is_on(run, "caps") for run in runs) or FORMS["capital"].fullmatch(_text(own))
    found = strong + bool(capital)
    return (found + (found > 0 and _value(own, "pPr/jc") == "center")) / MARKS


def _is_on(run: Any, sign: str) -> bool:
    """Say whether the letters of a run are bold (b), underlined (u), capitals (caps) or not shown (vanish)."""
    found = run.find(f"{W}rPr/{W}{sign}")
    return found is not None and found.get(f"{W}val") not in OFF


def _text(node: Any) -> str:
    """Return the text of a paragraph or run."""
    return "".join(node.itertext(f"{W}t"))


def _value(node: Any, path: str) -> str:
    """Return the value of a property, or nothing."""
    found = node.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}val") or ""


STYLE = b'<w:style w:type="paragraph" w:styleId="Raised%d"><w:name w:val="heading %d"/></w:style>'
STYLES = b"".join(STYLE % (n, n) for n in range(1, 7))
FORMAT = Format("a Word document", (".docx",), b"PK\x03\x04", office.PACKAGE, read)
