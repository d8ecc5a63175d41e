"""Texts and tables to keep elsewhere: TEI with roles, sections, notes and line numbers; tables as CSV and Parquet."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from helpers import corpus, layout, report, tables

NAMESPACE = "http://www.tei-c.org/ns/1.0"
ID = "{http://www.w3.org/XML/1998/namespace}id"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
IN_BODY = ("body", "heading", "footnote", "blank")  # roles whose lines are the text, or nothing
SAID = (
    "Made from the file named above. lb has the number of a line of that file; hyphens at the ends of lines and breaks "
    "inside paragraphs are healed. What is no part of the text is in back, with its role. Signs that XML cannot hold "
    "are U+FFFD."
)


def tei(document: pd.Series, made: dict[str, pd.DataFrame]) -> str:
    """Return one text as TEI P5: a ``div`` for each section, ``p`` and ``lb``, notes, and in ``back`` what is no text.

    ``made`` has the LINES, PARAGRAPHS, SECTIONS and FOOTNOTES of that text, by the names of their functions.
    """
    root = ElementTree.Element("TEI", xmlns=NAMESPACE)
    _header(root, document)
    text = _put(root, "text")
    body = _put(text, "body")
    ids: set[int] = set()
    for section in made["sections"].itertuples():
        div = _put(body, "div", type="section", n=section.section, subtype=f"level{section.level}")
        if section.heading:
            _lined(_put(div, "head"), section.heading, ((0, section.first_line),), ids)
        own = made["paragraphs"][made["paragraphs"]["section"] == section.section]
        for row in own.itertuples():
            _lined(_put(_put(div, "quote") if row.kind == "quote" else div, "p"), row.text, row.places, ids)
        if own.empty:
            _put(div, "p")
        for note in made["footnotes"][made["footnotes"]["section"] == section.section].itertuples():
            to = {"target": f"#l{note.marker_line}"} if note.marker_line in ids else {}
            _put(div, "note", note.text, place="foot", n=note.number, **to)
    left = made["lines"][~made["lines"]["role"].isin(IN_BODY)]
    if len(left):
        back = _put(_put(text, "back"), "div", type="left_out")
        for row in left.itertuples():
            _put(back, "ab", row.text, type=row.role, n=row.line)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _put(parent: ElementTree.Element, name: str, text: object = None, **attributes: object) -> ElementTree.Element:
    """Add an element, with its text, and return it."""
    made = ElementTree.SubElement(parent, name, {key: _legal(value) for key, value in attributes.items()})
    made.text = None if text is None else _legal(text)
    return made


def _legal(text: object) -> str:
    """Return a text as XML can hold it."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(text))


def _header(root: ElementTree.Element, document: pd.Series) -> None:
    """Write what is known of a text and of how its TEI was made."""
    header = _put(root, "teiHeader")
    described = _put(header, "fileDesc")
    titles = _put(described, "titleStmt")
    _put(titles, "title", document["title"] or document["doc_id"])
    if document["authors"]:
        _put(titles, "author", document["authors"])
    known = "; ".join(str(document[name]) for name in ("publisher", "date", "rights") if document[name])
    _put(_put(described, "publicationStmt"), "p", known or "Nothing is known of its publication.")
    told = f"{document['source'] or 'No source is known'}. File {document['file']}, SHA-256 {document['sha256']}."
    _put(_put(described, "sourceDesc"), "p", told)
    _put(_put(header, "encodingDesc"), "p", SAID)


def _lined(parent: ElementTree.Element, text: str, places: tuple[tuple[int, int], ...], ids: set[int]) -> None:
    """Write a text with an ``lb`` where each line of the file begins; a line has its id where it begins first."""
    ends = [start for start, _ in places[1:]] + [len(text)]
    for (start, line), end in zip(places, ends, strict=True):
        known = {} if line in ids else {ID: f"l{line}"}
        _put(parent, "lb", n=line, **known).tail = _legal(text[start:end])
        ids.add(line)


def write(folder: Path | None, target: Path) -> list[Path]:
    """Write TEI of each text of a folder, and its tables, to ``target``, all at once; return the TEI files.

    Each table is there as CSV and as Parquet, which keeps the types of columns; ``rules`` of DOCUMENTS are JSON.
    """
    read = report.texts(corpus.load(folder))
    made = {name: getattr(layout, name)(read.lines) for name in ("sections", "footnotes")}
    made |= {"lines": read.lines, "paragraphs": read.paragraphs}
    named = report.names(read.documents["doc_id"])
    with report.whole(target) as fresh:
        for each in ("tei", "tables"):
            (fresh / each).mkdir()
        for _, document in read.documents.iterrows():
            part = {name: table[table["doc_id"] == document["doc_id"]] for name, table in made.items()}
            (fresh / "tei" / f"{named[document['doc_id']]}.xml").write_text(tei(document, part), encoding="utf-8")
        own = [json.dumps(rules, ensure_ascii=False) for rules in read.documents["rules"]]
        rest = {"documents": read.documents.drop(columns=["text", "markup"]).assign(rules=own), "tokens": read.tokens}
        for name, table in (made | rest).items():
            tables.save(table, fresh / "tables" / f"{name}.csv")
            (fresh / "tables" / f"{name}.parquet").write_bytes(table.to_parquet(index=False))  # at any path
    return [target / "tei" / f"{named[doc_id]}.xml" for doc_id in named]
