"""Texts and tables to keep elsewhere: TEI with roles, sections, notes and line numbers; tables as CSV and Parquet."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from helpers import corpus, layout, report, tables

NAMESPACE = "http://www.tei-c.org/ns/1.0"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
IN_BODY = ("body", "heading", "footnote", "blank")  # roles whose lines are the text, or nothing
TEMPLATE = (Path(__file__).parent / "tei.xml").read_text("utf-8")


def tei(document: pd.Series, made: dict[str, pd.DataFrame]) -> str:
    """Return one text as TEI P5: a ``div`` for each section, ``p`` and ``lb``, notes, and in ``back`` what is no text.

    ``made`` has the LINES, PARAGRAPHS, SECTIONS and FOOTNOTES of that text, by the names of their functions.
    """
    begun: set[int] = set()  # a line of the file has its id where it begins first

    def pieces(text: str, places: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, bool, str]]:
        """Yield the lines of a text: the number, whether the line begins here first, its piece."""
        for (start, line), (end, _) in pairwise([*places, (len(text), 0)]):
            yield line, line not in begun, text[start:end]
            begun.add(line)

    xml = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    xml.finalize = lambda it: it if isinstance(it, Markup) else FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(it))
    given = {"namespace": NAMESPACE, "document": document, "pieces": pieces, "begun": begun}
    given["known"] = "; ".join(str(document[name]) for name in ("publisher", "date", "rights") if document[name])
    given["left"] = [*made["lines"][~made["lines"]["role"].isin(IN_BODY)].itertuples()]
    for name in ("paragraphs", "footnotes"):
        given[name] = {section: [*own.itertuples()] for section, own in made[name].groupby("section")}
    return xml.from_string(TEMPLATE).render(given, sections=made["sections"])


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
