"""From number to page: where a cell leads to. A part of ``report``.

``tables.shown`` writes into each cell what it opens (``data-doc``, ``data-line``, ``data-term``, ``data-pair``);
notebooks as they are stored know nothing of pages. When a site is built, cells that open something become links.
"""

import itertools
import json
from bisect import bisect_right
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

from helpers.report import templates

KEYS = ("doc", "line", "term", "pair")
DATA = {*map("data-{}".format, KEYS), "data-areas"}


class Links(NamedTuple):
    """Where things are in a site: pages by what they show, and the lines of each text that have a place on its page.

    Pages are ``("text", text)``, ``("pair", left, right)``, ``("term", term)`` and ``("term", text, term)``; ``sheets``
    has the lines at which the pages of a long text begin, by the address of its first.
    """

    pages: dict[tuple[str, ...], str]
    lines: dict[str, set[int]]
    sheets: dict[str, list[int]] = {}

    def line(self, doc_id: str, line: int) -> str:
        """Return the address of a raw line; nothing if there is none."""
        known = line in self.lines.get(doc_id, ())
        return f"{self.sheet(self.pages['text', doc_id], line)}#line-{line}" if known else ""

    def sheet(self, page: str, line: int) -> str:
        """Return the address of the page of a text that has a line, from that of its first page."""
        n = bisect_right(self.sheets.get(page, [0]), line)
        return numbered(page.removesuffix(".html"), n - 1) + ".html"

    def goal(self, opens: dict[str, str]) -> str:
        """Return the address of what a cell opens; nothing if the site does not have it."""
        doc, line, term, pair = map(opens.get, KEYS)
        if line is not None:
            return self.line(doc or "", int(line)) if line.isdigit() else ""
        kind = "pair" if pair is not None else "term" if term is not None else "text"
        return self.pages.get((kind, *(key for key in (doc, pair if kind == "pair" else term) if key is not None)), "")


def numbered(name: str, n: int) -> str:
    """Return the name of page n, from 0, of a text or a word that takes several; no other name has a point."""
    return f"{name}.{n + 1}" if n else name


class Opening(NamedTuple):
    """A cell that opens something, or a picture with areas: where its start tag lies, its inside begins and ends."""

    tag: str
    opens: dict[str, str]
    start: int
    inside: int
    end: int


class _Openings(HTMLParser):
    """The cells of tables that open something and the pictures with areas, with their places."""

    def __init__(self, source: str):
        super().__init__(convert_charrefs=False)
        self.found: list[Opening] = []
        self.begun: Opening | None = None
        self.starts = [0, *itertools.accumulate(len(line) + 1 for line in source.split("\n"))]
        self.feed(source)
        self.close()

    def place(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        opens = {name.removeprefix("data-"): value or "" for name, value in attrs if name in DATA}
        opening = Opening(tag, opens, self.place(), self.place() + len(self.get_starttag_text() or ""), 0)
        if tag in ("td", "th", "figure") and opens:
            self.begun = opening
        elif tag == "img" and self.begun and self.begun.tag == "figure":
            self.found.append(self.begun._replace(end=opening.inside))

    def handle_endtag(self, tag: str) -> None:
        if self.begun and tag == self.begun.tag:
            self.found += [self.begun._replace(end=self.place())] if tag != "figure" else []
            self.begun = None


def named_terms(pieces: Iterable[str]) -> list[tuple[str, str]]:
    """Return what tables in pieces of HTML count, each once, in order: (text, term)."""
    opened = (opening.opens for piece in pieces if "data-term" in piece for opening in _Openings(piece).found)
    return list(dict.fromkeys((it["doc"], it["term"]) for it in opened if "doc" in it and "term" in it))


def linked(piece: str, links: Links, up: str = "", spots: Iterable[str] = ()) -> str:
    """Return HTML with links in the cells that open something and over the cells of heatmaps; nothing else changes.

    A link to a line says what a script leads to there: the words of the cell, or those of ``spots``, one for each line.
    """
    parts, cursor, spot = [], 0, iter(spots)
    template = templates.environment().get_template("links.html").module
    for it in sorted(_Openings(piece).found, key=lambda opening: opening.start):
        if it.tag == "figure":
            areas = [(links.pages.get(("pair", *area[:2]), ""), *area) for area in json.loads(it.opens["areas"])]
            picture = templates.Markup(piece[it.inside : it.end])
            parts += [piece[cursor : it.start], template.figure(picture, [area for area in areas if area[0]], up)]
        elif goal := links.goal(it.opens):
            inside, line = templates.Markup(piece[it.inside : it.end]), it.opens.get("line")
            said = inside.striptags() if line and f">{it.opens.get('doc')}, line" not in f">{inside}" else ""
            at = next(spot, f"line-{line}={said}" if any(map(str.isalpha, said)) else "") if line else ""
            parts += [piece[cursor : it.inside], template.link(inside, up + goal, at)]
        else:
            continue
        cursor = it.end
    return "".join([*parts, piece[cursor:]])
