"""OpenDocument texts, as LibreOffice saves them."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import regex

from helpers.corpus import office
from helpers.corpus.furniture import MARKUP
from helpers.corpus.packed import changed, tree
from helpers.corpus.reading import File, Format, Reading

NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, STYLE, OFFICE = (NS % name for name in ("text", "style", "office"))
NAME = f"{TEXT}style-name"
BOLD = f"{STYLE}text-properties[@{NS % 'xsl-fo-compatible'}font-weight='bold']"
LEFT_OUT = MARKUP["left_out"]["odt"]
BOX = f"{NS % 'drawing'}text-box"


def read(file: File) -> list[Reading]:
    """Return the text of an OpenDocument text with its markup."""
    columns: dict[str, object] = {}
    left: Counter = Counter()

    def change(name: str, raw: bytes) -> Any:
        if name in ("content.xml", "styles.xml"):
            root = tree(raw)
            for what in LEFT_OUT:
                said = ("".join(own.itertext()) for own in root.iter(f"{{*}}{what}"))
                left[LEFT_OUT[what]] += sum(bool(regex.search(r"\p{L}", text)) for text in said)
            office.unbox(root, f"{TEXT}p", BOX)
            _embolden(root)
            return root
        if name == "meta.xml":
            told = raw.decode("utf-8", "replace")
            for column, tag in (("title", "dc:title"), ("authors", "meta:initial-creator"), ("authors", "dc:creator")):
                if found := regex.search(rf"<{tag}>([^<]+)</{tag}>", told):
                    columns.setdefault(column, found[1])
        return raw

    return office.read(changed(file.raw, change), "odt", left, columns)


def _embolden(root: Any) -> None:
    """Say of the letters of each paragraph whose style is bold that they are bold: pandoc looks at letters only."""
    for styles in root.iter(f"{OFFICE}automatic-styles"):
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
