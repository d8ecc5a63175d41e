"""OpenDocument texts, as LibreOffice saves them."""

import copy
import itertools
from collections import Counter
from typing import Any

import regex

from helpers.corpus import about, office
from helpers.corpus.furniture import MARKUP
from helpers.corpus.packed import archive, changed, tree
from helpers.corpus.reading import File, Format, Reading

NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, STYLE, OFFICE = (NS % name for name in ("text", "style", "office"))
NAME = f"{TEXT}style-name"
FORM = NS % "xsl-fo-compatible"
BOLD = f"{STYLE}text-properties[@{FORM}font-weight='bold']"
USUAL = 12.0  # points, where a file says nothing of most letters
HEADING = regex.compile(r"Heading_20_([1-6])")
UNSEEN, PLAIN, LARGER = MARKUP["odt"].values()
LEFT_OUT = MARKUP["left_out"]["odt"]
BOX = f"{NS % 'drawing'}text-box"


def read(file: File) -> list[Reading]:
    """Return the text of an OpenDocument text with its markup."""
    said: dict[str, str] = {}
    left: Counter = Counter()
    with archive(file.raw) as packed:
        roots = [tree(packed.read(name)) for name in ("styles.xml", "content.xml") if name in packed.namelist()]
    unseen = set(itertools.chain.from_iterable(root.xpath(UNSEEN) for root in roots))
    usual = next((size for root in roots if (size := root.xpath(PLAIN)) > 0), USUAL)

    def change(name: str, raw: bytes) -> Any:
        if name in ("content.xml", "styles.xml"):
            root = tree(raw)
            for what in LEFT_OUT:
                texts = ("".join(own.itertext()) for own in root.iter(f"{{*}}{what}"))
                left[LEFT_OUT[what]] += sum(bool(regex.search(r"\p{L}", text)) for text in texts)
            _clear(root, left, said, unseen)
            for box in (BOX, f"{NS % 'drawing'}custom-shape"):
                office.unbox(root, f"{TEXT}p", box)
            _embolden(root, usual)
            return root
        if name == "meta.xml":
            said.update(about.of_tree(raw) | said)
        return raw

    return office.read(changed(file.raw, change), "odt", left, said)


def _clear(root: Any, left: Counter, said: dict[str, str], unseen: set[str]) -> None:
    """Take out what no reader sees, and count it; fields are text, and styles say what is a heading, and the title."""
    for own in [own for own in root.iter(f"{TEXT}span", f"{TEXT}p") if own.get(NAME) in unseen]:
        left["hidden passages"] += bool("".join(own.itertext()).strip())
        own.tag, own[:], own.text = f"{TEXT}span", [], None
    for own in root.iter("{*}content-control"):
        own.tag = f"{TEXT}span"
    above = {own.get(f"{STYLE}name"): own.get(f"{STYLE}parent-style-name") for own in root.iter(f"{STYLE}style")}
    for own in list(root.iter(f"{TEXT}p")):
        for name in (own.get(NAME) or "", above.get(own.get(NAME)) or ""):  # its style, and that on which it is made
            if level := HEADING.fullmatch(name):
                own.tag = f"{TEXT}h"
                own.set(f"{TEXT}outline-level", level[1])
            elif name == "Title":  # pandoc knows no other than that of the metadata
                said["title"] = said.get("title") or "".join(own.itertext())


def _embolden(root: Any, usual: float) -> None:
    """Say of letters in bold or larger styles of paragraphs that they are bold: pandoc looks at bold letters only."""
    for styles in root.iter(f"{OFFICE}automatic-styles"):
        for letters in styles.xpath(LARGER, usual=usual):
            letters.set(f"{FORM}font-weight", "bold")
        bold = {own.get(f"{STYLE}name"): own for own in styles if own.find(BOLD) is not None}
        for paragraph in [own for own in root.iter(f"{TEXT}p") if own.get(NAME) in bold]:
            inner = paragraph.makeelement(f"{TEXT}span", {NAME: "Bold letters"})
            inner.text, paragraph.text = paragraph.text, None
            inner.extend(list(paragraph))
            paragraph.append(inner)
        for own in list(bold.values())[:1]:
            styles.append(copy.deepcopy(own))
            styles[-1].attrib.update({f"{STYLE}name": "Bold letters", f"{STYLE}family": "text"})


FORMAT = Format("an OpenDocument text", (".odt",), b"PK\x03\x04", office.PACKAGE, read)
