"""From DOCUMENTS to LINES, SECTIONS, PARAGRAPHS, FRONT, FOOTNOTES, EDITS and LEDGER.

The only room that knows what is noise, a heading, a note or a page break. Raw texts are never changed:
every raw line gets exactly one role and the name of the rule that decided; everything else follows from LINES.
General rules decide by form. A corpus may add patterns of its own in ``rules.toml`` (keys: a role, or ``quote``).
The room has three private parts: ``rules`` and ``boilerplate`` decide on lines, ``cleaning`` mends what is kept.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from statistics import median

import numpy as np
import pandas as pd
import regex

from helpers import tables
from helpers.layout import cleaning, rules
from helpers.layout.whole import whole_texts, with_notes

__all__ = [
    "ROLES", "audit", "edits", "footnotes", "front_matter", "ledger", "lines", "paragraphs", "sections", "whole_texts",
    "with_notes",
]  # fmt: skip

ROLES = [
    "blank",
    "title",
    "byline",
    "author_note",
    "abstract",
    "keywords",
    "editor_note",
    "heading",
    "body",
    "footnote",
    "caption",
    "boilerplate",
]
FRONT_ROLES = ["title", "byline", "author_note", "abstract", "keywords", "editor_note"]


# ---------------------------------------------------------------- public tables


def lines(documents: pd.DataFrame) -> pd.DataFrame:
    """Return LINES: one row per raw line of every text, verbatim, with its role, section and deciding rule.

    Lines are what stands between line feeds (or lone carriage returns) and count from 1; the last one counts
    even without a line end. ``section`` is the section the line stands in: 0 before the first heading. The
    roles are ``layout.ROLES``. A run-in heading (a paragraph's first sentence, glued to the next) leaves its line
    ``body`` with the rule ``run_in``; a block quotation known only by a corpus' own pattern has the rule ``quote``.
    """
    tables.check(documents, "DOCUMENTS")
    columns: dict[str, list] = {name: [] for name in tables.TABLES["LINES"]}
    for doc_id, text, patterns in zip(*(documents[name].tolist() for name in ("doc_id", "text", "rules")), strict=True):
        raw = regex.split(r"\n|\r(?!\n)", text) if "\r" in text else text.split("\n")
        given = [("blank", "blank")] * len(raw)
        for block in _classified(raw, patterns or {}, doc_id):
            for number in block.numbers:
                given[number - 1] = (block.role, block.rule)
        columns["doc_id"] += [doc_id] * len(raw)
        columns["line"] += range(1, len(raw) + 1)
        columns["role"] += [role for role, _ in given]
        columns["section"] += _section_numbers(raw, given)
        columns["rule"] += [rule for _, rule in given]
        columns["text"] += raw
    return tables.build("LINES", columns, tables.doc_order(documents))


def _classified(raw: list[str], patterns: dict[str, list[str]], doc_id: str) -> list[rules.Block]:
    """Return the blocks of one text with their roles; name the text where its own patterns are at fault."""
    unknown = sorted(set(patterns) - {*ROLES, "quote"})
    if unknown:
        known = [*ROLES, "quote"]
        raise ValueError(f"{doc_id}: rules.toml gives patterns for {unknown}. Use a role or quote: {known}.")
    try:
        return rules.classify(rules.blocks(raw), patterns)
    except rules.SlowPattern as error:
        raise rules.SlowPattern(f"{doc_id}, {error}") from None


def _section_numbers(raw: list[str], given: list[tuple[str, str]]) -> list[int]:
    """Return the section of each line.

    Heading lines of one rule without a blank line between them are one heading, and so is a bare number
    ("CHAPTER I") with the unnumbered heading below it.
    """
    numbers, section, last, bare = [], 0, 0, False
    for n, (text, (role, rule)) in enumerate(zip(raw, given, strict=True), 1):
        if role == "heading":
            goes_on = last and ((last == n - 1 and given[last - 1][1] == rule) or (bare and rule == "short_line"))
            section += not goes_on
            kind, rest = rules.numbering(rules.plain(text))
            last, bare = n, not goes_on and kind in ("part", "chapter", "roman") and not rest
        elif role != "blank":
            section += rule == "run_in"
            last = 0
        numbers.append(section)
    return numbers


def _texts(lines: pd.DataFrame) -> Iterator[tuple[str, list[cleaning.Line]]]:
    """Give the id and the rows of each text of LINES, in corpus order."""
    tables.check(lines, "LINES")
    order = pd.Categorical(lines["doc_id"], categories=tables.doc_order(lines)).codes
    if (np.diff(order) < 0).any():
        lines = lines.iloc[np.argsort(order, kind="stable")]
    rows = map(cleaning.Line, *(lines[name].tolist() for name in cleaning.Line._fields))
    for doc_id, pairs in itertools.groupby(zip(lines["doc_id"].tolist(), rows, strict=True), key=itemgetter(0)):
        yield doc_id, [row for _, row in pairs]


def sections(lines: pd.DataFrame) -> pd.DataFrame:
    """Return SECTIONS: one row per section, in reading order; section 0 is what stands before the first heading.

    ``heading`` is as printed, number included, without note markers; a run-in heading loses its full stop.
    ``level`` is 1 for the kind of heading that comes first in the text, one more for each kind that first appears
    below it; a roman numeral that goes on counting where arabic ones stopped (4., V.) is of their kind. Section 0
    has level 0 and no heading.
    """
    columns: dict[str, list] = {name: [] for name in tables.TABLES["SECTIONS"]}
    for doc_id, doc in _texts(lines):
        columns = _add(columns, doc_id, 0, 0, "", 1)
        for section, level, heading, line in _headings(doc):
            columns = _add(columns, doc_id, section, level, regex.sub(r"^#{1,6}\s+", "", heading), line)
    return tables.build("SECTIONS", columns, tables.doc_order(lines))


def _headings(doc: list[cleaning.Line]) -> list[tuple[int, int, str, int]]:
    """Return section, level, heading and first line of each heading of one text."""
    noted = cleaning.noted(doc)
    heads = [row for row in doc if row.role == "heading" or row.rule == "run_in"]
    found = []
    for section, part in itertools.groupby(heads, key=lambda row: row.section):
        rows = list(part)
        texts = [cleaning.clean(row.text, row.rule == "run_in", noted)[2 * (row.rule == "run_in")] for row in rows]
        found.append((section, rows[0].rule, " ".join(texts), rows[0].line))
    levels = _levels([(rule, text) for _, rule, text, _ in found])
    return [(section, level, text, line) for (section, _, text, line), level in zip(found, levels, strict=True)]


def paragraphs(lines: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS: one row per paragraph of the body, page breaks healed, numbered from 1 in each text.

    A piece that stops in mid-sentence is joined to the next piece of body text in its section, whatever notes,
    captions or chrome stand between. ``kind`` is ``quote`` for a paragraph introduced by a colon or known by a
    corpus' own pattern, else ``body``. ``text`` is clean (see EDITS); ``places`` holds, for each raw line in it,
    the offset at which it starts and the line's number.
    """
    columns: dict[str, list] = {name: [] for name in [*tables.TABLES["PARAGRAPHS"], "places"]}
    for doc_id, doc in _texts(lines):
        for number, paragraph in enumerate(cleaning.paragraphs(doc), 1):
            text, places = cleaning.joined(paragraph)
            section, kind = paragraph[0]["section"], paragraph[0]["kind"]
            columns = _add(columns, doc_id, number, section, kind, places[0][1], places[-1][1], text, places)
    return tables.build("PARAGRAPHS", columns, tables.doc_order(lines))


def front_matter(lines: pd.DataFrame) -> pd.DataFrame:
    """Return FRONT: one row per piece of front matter (title, byline, author note, abstract, keywords, editor's note).

    Pieces of one role are joined over page breaks when the first stops in mid-sentence. Labels such as
    "Abstract:" stay; odd spaces and note markers go. A byline or note at the end of a text is listed here too.
    """
    columns: dict[str, list] = {name: [] for name in tables.TABLES["FRONT"]}
    for doc_id, doc in _texts(lines):
        pieces: list[list] = []
        open_piece: dict[str, list] = {}
        noted = cleaning.noted(doc)
        for row in doc:
            if row.role not in FRONT_ROLES:
                continue
            text = regex.sub(r"^#{1,6}\s+", "", cleaning.clean(row.text, False, noted)[0])
            piece = open_piece.get(row.role)
            cut = piece and row.role not in ("title", "byline") and not rules.finished(piece[3])
            if piece and (cut or piece[2] == row.line - 1):
                piece[2:] = [row.line, f"{piece[3]} {text}"]
            else:
                open_piece[row.role] = [row.role, row.line, row.line, text]
                pieces.append(open_piece[row.role])
        for piece in pieces:
            columns = _add(columns, doc_id, *piece)
    return tables.build("FRONT", columns, tables.doc_order(lines))


def footnotes(lines: pd.DataFrame) -> pd.DataFrame:
    """Return FOOTNOTES: one row per note, numbered through the text, linked to the line of its marker.

    ``number`` is the printed one, which may start again on every page; ``text`` is verbatim without it.
    A note belongs to the earliest free marker of its number that stands before it; ``marker_line`` is missing
    where there is none. ``section`` is the marker's section, else the one the note stands in.
    """
    columns: dict[str, list] = {name: [] for name in tables.TABLES["FOOTNOTES"]}
    for doc_id, doc in _texts(lines):
        section_of = {row.line: row.section for row in doc}
        for note, (number, line, marker_line, text) in enumerate(cleaning.notes(doc)[0], 1):
            section = section_of[line if marker_line is None else marker_line]
            columns = _add(columns, doc_id, note, number, line, marker_line, section, text)
    return tables.build("FOOTNOTES", columns, tables.doc_order(lines))


def edits(lines: pd.DataFrame) -> pd.DataFrame:
    """Return EDITS: one row per change inside a kept line (body, headings and front matter), in reading order.

    Rules: ``marker`` (note markers), ``emphasis`` (asterisk italics), ``escape`` (backslash escapes), ``space``
    (odd, doubled, leading and trailing spaces), ``invisible`` (soft hyphens and the like), ``run_in`` (a heading
    cut from its paragraph), ``hyphen`` (a word cut at a line's end). ``before`` is what stood there, ``after`` what
    does now.
    """
    columns: dict[str, list] = {name: [] for name in tables.TABLES["EDITS"]}
    for doc_id, doc in _texts(lines):
        noted = cleaning.noted(doc)
        hyphens = {piece["line"] for paragraph in cleaning.paragraphs(doc) for piece in paragraph if piece["hyphen"]}
        for row in doc:
            if row.role not in (*FRONT_ROLES, "heading", "body"):
                continue
            for rule, before, after in cleaning.clean(row.text, row.rule == "run_in", noted)[1]:
                columns = _add(columns, doc_id, row.line, rule, before, after)
            if row.line in hyphens:
                columns = _add(columns, doc_id, row.line, "hyphen", "-", "")
    return tables.build("EDITS", columns, tables.doc_order(lines))


def ledger(lines: pd.DataFrame) -> pd.DataFrame:
    """Return LEDGER: lines, characters and words of each text by role and rule; every raw character is in one row.

    The rows with the role ``body`` are what is kept: their characters are the characters of PARAGRAPHS. The others
    are set apart (headings, notes, front matter) or left out. What EDITS takes out of body lines has rows
    of its own with 0 lines: ``footnote``/``marker``, ``heading``/``run_in``, ``boilerplate``/``emphasis`` and
    ``escape``, ``blank``/``space``, ``invisible``, ``hyphen``; line ends that no joined paragraph kept are
    ``blank``/``line_end``. ``words`` are split at white space; ``share`` is of the text's raw characters, 0 to 1.
    """
    columns: dict[str, list] = {name: [] for name in tables.TABLES["LEDGER"]}
    home = {"marker": "footnote", "run_in": "heading", "emphasis": "boilerplate", "escape": "boilerplate"}
    for doc_id, doc in _texts(lines):
        cells: dict[tuple[str, str], list[int]] = {}

        def book(role: str, rule: str, n: int, characters: int, words: int, cells: dict = cells) -> None:
            row = cells.setdefault((role, rule), [0, 0, 0])
            row[:] = [row[0] + n, row[1] + characters, row[2] + words]

        for row in doc:
            if row.role != "body":
                book(row.role, row.rule, 1, len(row.text), len(row.text.split()))
        line_ends = len(doc) - 1
        for paragraph in cleaning.paragraphs(doc):
            for piece in paragraph:
                cut = int(piece["hyphen"])
                joint = int(piece is not paragraph[-1] and not cut)
                line_ends -= joint
                book("body", piece["rule"], 1, len(piece["text"]) + joint - cut, len(piece["text"].split()) - cut)
                for rule, before, after in piece["edits"]:
                    headed = len(before.split()) if rule == "run_in" else 0
                    book(home.get(rule, "blank"), rule, 0, len(before) - len(after), headed)
                if cut:
                    book("blank", "hyphen", 0, 1, 0)
        book("blank", "line_end", 0, line_ends, 0)
        total = max(1, sum(characters for _, characters, _ in cells.values()))
        for role, rule in sorted(cells, key=lambda cell: (ROLES.index(cell[0]), cell[1])):
            n, characters, words = cells[role, rule]
            columns = _add(columns, doc_id, role, rule, n, characters, words, characters / total)
    return tables.build("LEDGER", columns, tables.doc_order(lines))


def audit(lines: pd.DataFrame) -> pd.DataFrame:
    """Return AUDIT: one row per place where the layout of a text may be wrong, in reading order, then A-Z by finding.

    Findings: ``rule stopped`` (it would have taken more than half of a text), ``gap in numbering``, ``long section``
    (over 2,000 words and five times the text's median section), ``no headings`` (in over 3,000 words), ``heading
    missed?`` (a short paragraph with the form of one), ``cut paragraph`` (over 20 words, no end), ``note without
    marker``, ``marker without note``, ``little kept`` (less than half of the characters is body) and ``no spaces``
    (a script that parts no words; see ``words.tokens``). ``line`` is where to look, ``detail`` what is seen there; of
    one finding the first 20 in a text are listed, and the last of them says how many more there are.
    """
    columns: dict[str, list] = {name: [] for name in tables.TABLES["AUDIT"]}
    for doc_id, doc in _texts(lines):
        found = [*_numbering_gaps(_headings(doc)), *_odd_texts(doc), *_odd_paragraphs(doc), *_odd_notes(doc)]
        counts: Counter = Counter()
        for line, finding, detail in sorted(found):
            counts[finding] += 1
            more = sum(other == finding for _, other, _ in found) - 20 if counts[finding] == 20 else 0
            if counts[finding] <= 20:
                columns = _add(columns, doc_id, finding, line, f"{detail} (and {more:,} more)" if more > 0 else detail)
    return tables.build("AUDIT", columns, tables.doc_order(lines))


def _numbering_gaps(headings: list[tuple[int, int, str, int]]) -> list[tuple[int, str, str]]:
    """Return the headings whose number does not follow: the last of its level, or of its kind in the text, plus one."""
    found, last_of = [], {}
    for _, level, text, line in headings:
        kind, number = rules.heading_kind(text), rules.heading_number(text)
        for deeper in [key for key in last_of if isinstance(key, int) and key > level]:
            del last_of[deeper]
        if number:
            before = last_of.get(level, 0)
            if number not in (before + 1, last_of.get(kind, 0) + 1):
                found.append((line, "gap in numbering", f"{text[:60]!r} comes after number {before}"))
            last_of[level] = last_of[kind] = number
    return found


def _odd_texts(doc: list[cleaning.Line]) -> list[tuple[int, str, str]]:
    """Return what is odd about a text as a whole and about the length of its sections."""
    body = [row for row in doc if row.role == "body"]
    words, first_line = Counter(), {row.section: row.line for row in reversed(doc)}
    for row in body:
        words[row.section] += len(row.text.split())
    size, kept = (sum(len(row.text) for row in rows) for rows in (doc, body))
    found = []
    for row in doc:
        if row.rule.startswith("stopped_"):
            detail = f"the rule {row.rule.removeprefix('stopped_')!r} would have taken more than half of the text"
            found.append((row.line, "rule stopped", detail))
    if len(words) == 1 and words.total() > 3000 and set(first_line) == {0}:
        found.append((1, "no headings", f"none found in {words.total():,} words"))
    middle = median(words.values()) if len(words) > 2 else float("inf")
    for section, n in words.items():
        if n > 2000 and n > 5 * middle:
            found.append((first_line[section], "long section", f"{n:,} words; the median is {middle:,.0f}"))
    if size and kept < 0.5 * size:
        found.append((1, "little kept", f"{kept / size:.0%} of the characters are body"))
    joined = "".join(row.text for row in body)
    letters = len(regex.findall(r"\p{L}", joined))
    unspaced = len(regex.findall(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", joined))
    if unspaced > 0.3 * letters:
        detail = f"{unspaced / letters:.0%} of the letters are of a script without spaces between words"
        found.append((1, "no spaces", detail))
    return found


def _odd_paragraphs(doc: list[cleaning.Line]) -> list[tuple[int, str, str]]:
    """Return the paragraphs that have no end, and the short ones that may be headings."""
    found = []
    for paragraph in cleaning.paragraphs(doc):
        text, places = cleaning.joined(paragraph)
        size = len(text.split())
        if len(places) == 1 and size <= 12 and rules.has_heading_form(text) and paragraph[0]["rule"] != "list":
            found.append((places[0][1], "heading missed?", text[:80]))
        elif size > 20 and not rules.finished(text):
            found.append((places[-1][1], "cut paragraph", f"it ends: {text[-40:]}"))
    return found


def _odd_notes(doc: list[cleaning.Line]) -> list[tuple[int, str, str]]:
    """Return the notes without a marker and, in a text with notes, the markers without a note."""
    notes, left = cleaning.notes(doc)
    lost = [(line, f"number {number}: {text[:40]}") for number, line, mark, text in notes if mark is None]
    found = [(line, "note without marker", detail) for line, detail in lost]
    return found + [(line, "marker without note", f"number {number}") for number, line in (left if notes else [])]


def _add(columns: dict[str, list], *values: object) -> dict[str, list]:
    """Append one row to ``columns``."""
    for name, value in zip(columns, values, strict=True):
        columns[name].append(value)
    return columns


# ---------------------------------------------------------------- levels of headings


def _levels(headings: list[tuple[str, str]]) -> list[int]:
    """Return the level of each heading, given its rule and text, in reading order."""
    level_of: dict[str, int] = {}
    levels, last, count = [], 0, {}
    least = min((len(mark[0]) for _, text in headings if (mark := regex.match(r"#+(?=\s)", text))), default=1)
    for rule, text in headings:
        kind = "run_in" if rule == "run_in" else rules.heading_kind(text) or "plain"
        number = rules.numeral(kind, text)
        for twin in ("arabic", "roman", "letter"):
            if kind != twin and kind not in level_of and count.get(twin) and number == count[twin] + 1:
                kind = twin
        if kind == "letter" and "roman" in level_of and "letter" not in level_of and rules.numeral("roman", text):
            kind = "roman"
        if kind == "markdown":
            level = len(regex.match(r"#+", text)[0]) - least + 1
        elif kind == "decimal":
            level = level_of.get("arabic", 1) + text.split()[0].strip(".").count(".")
        else:
            level = level_of.setdefault(kind, last + 1)
        count[kind] = number
        levels.append(level)
        last = level
    return levels
