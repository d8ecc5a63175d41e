"""One pass over a text: its clean lines, paragraphs, notes and headings, each made once and when first asked for.

A private part of ``layout``; the public tables are views of it.
"""

import itertools
from collections import namedtuple
from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import itemgetter

import numpy as np
import pandas as pd
import regex

from helpers import corpus, tables
from helpers.layout import cleaning, forms, furniture, headings, notes, role_list

Heading = namedtuple("Heading", "section level text line")  # as printed, and where it begins
REMEMBERED = 64  # texts whose reading is kept, so that tables made one after the other share it


class Read:
    """A text of LINES as it is read."""

    def __init__(self, rows: tuple[cleaning.Row, ...]) -> None:
        self.rows = rows

    @cached_property
    def markers(self) -> regex.Pattern | None:
        """The pattern of note markers, by the styles of the text's notes; None where it has no notes."""
        return notes.pattern_of(self.rows)

    @cached_property
    def clean(self) -> dict[int, cleaning.Clean]:
        """The kept lines, clean, by number."""
        sizes = furniture.margins([row.text for row in self.rows])
        kept = [row for row in self.rows if row.role in role_list.KEPT]
        page = any(row.rule.startswith("markup") for row in self.rows)  # its file has told tags from text
        tags = None if page else corpus.paired("\n".join(row.text for row in kept))
        apart = forms.set_apart(row.text for row in kept)
        return {row.line: cleaning.clean(row, self.markers, sizes.get(row.line - 1, 0), tags, apart) for row in kept}

    @cached_property
    def paragraphs(self) -> list[cleaning.Paragraph]:
        """The paragraphs of the body."""
        return cleaning.paragraphs(self.rows, self.clean)

    @cached_property
    def edits(self) -> dict[int, list[cleaning.Edit]]:
        """The changes in each kept line, by number."""
        of_pieces = {piece.row.line: piece.edits for paragraph in self.paragraphs for piece in paragraph.pieces}
        return {line: clean.edits for line, clean in self.clean.items()} | of_pieces

    @cached_property
    def notes(self) -> tuple[list[notes.Note], list[tuple[int, int]]]:
        """The notes, and the (number, line) of markers without one."""
        return notes.linked(self.rows, self.markers)

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings, in reading order."""
        heads = [row for row in self.rows if row.role == "heading" or row.rule == "run_in"]
        found = []
        for section, part in itertools.groupby(heads, key=lambda row: row.section):
            rows = list(part)
            cleaned = [(row, self.clean[row.line]) for row in rows]
            texts = [own.heading if row.rule == "run_in" else own.text for row, own in cleaned]
            found.append((section, rows[0].rule, " ".join(texts), rows[0].line))
        levels = headings.levels([(rule, text) for _, rule, text, _ in found])
        return [Heading(own[0], level, *own[2:]) for own, level in zip(found, levels, strict=True)]


read = lru_cache(maxsize=REMEMBERED)(Read)


def texts(lines: pd.DataFrame) -> Iterator[tuple[str, Read]]:
    """Give the id and the reading of each text of LINES, in corpus order."""
    tables.check(lines, "LINES")
    order = pd.Categorical(lines["doc_id"], categories=tables.doc_order(lines)).codes
    if (np.diff(order) < 0).any():
        lines = lines.iloc[np.argsort(order, kind="stable")]
    rows = map(cleaning.Row, *(lines[name].tolist() for name in cleaning.Row._fields))
    for doc_id, pairs in itertools.groupby(zip(lines["doc_id"].tolist(), rows, strict=True), key=itemgetter(0)):
        yield doc_id, read(tuple(row for _, row in pairs))
