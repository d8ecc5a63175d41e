"""From DOCUMENTS to LINES, SECTIONS, PARAGRAPHS, FRONT, FOOTNOTES, EDITS and LEDGER.

The only room that knows what is noise, a heading, a note or a page break. Raw texts are never changed:
every raw line gets exactly one role and the name of the rule that decided; everything else follows from LINES.
General rules decide by form. A corpus may add patterns of its own in ``rules.toml`` (keys: a role, or ``quote``).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pandas as pd
import regex

from helpers import tables

ROLES = [
    "blank", "title", "byline", "author_note", "abstract", "keywords", "editor_note",
    "heading", "body", "footnote", "caption", "boilerplate",
]
FRONT_ROLES = ["title", "byline", "author_note", "abstract", "keywords", "editor_note"]

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NOTE = regex.compile(r"([⁰¹²³⁴-⁹]+|\[\d{1,3}\])\s*(?=\S)")
MARKER = regex.compile(r"(?<=[^\s\d])(?<!\d\s?(?:km|cm|mm|m|ft))(?:[⁰¹²³⁴-⁹]+|\[\d{1,3}\])")
CLOSERS = "\"'”’»)]*_"
ENDS = tuple(".!?…:。！？：")
LINKING = set(
    "a an and as at but by for from in into nor of on or than that the their this those to upon via which who with".split()
)
SMALL = LINKING | {"amid", "amidst", "between", "through", "under", "versus", "vs", "de", "la", "von"}

# Lines known by what they say, whatever stands around them.
FORMS = [
    ("footnote", "note_number", regex.compile(r"^(?:[⁰¹²³⁴-⁹]+\s*|\[\d{1,3}\]\s+)\S")),
    ("abstract", "label", regex.compile(r"^(?:Abstract|Summary)\s*[:：.]\s*\S", regex.I)),
    ("keywords", "label", regex.compile(r"^Key\s?words?\s*[:：]", regex.I)),
    ("editor_note", "label", regex.compile(r"^Editor(?:['’]s|ial)? note\s*[:：.]", regex.I)),
    ("author_note", "asterisk", regex.compile(r"^[*†‡]+\s+\p{Lu}")),
    ("boilerplate", "admin", regex.compile(r"^(?:posted )?by (?:admin|administrator|staff|editor|webmaster)$", regex.I)),
    ("byline", "label", regex.compile(r"^(?:Authors?|Written by|About the author)\s*[:：]\s*\S", regex.I)),
    ("caption", "picture_words", regex.compile(
        r"^(?:The (?:picture|photo|image|map|chart) shows\b|(?:Photo|Picture|Image|Caption)\s*[:：]|"
        r"(?:Figure|Fig\.|Table|Chart|Map)\s+\d+\s*[.:：])|Photo courtesy of\b|/\s?photo$", regex.I)),
    ("caption", "agency_credit", regex.compile(r"^.{20,}[^/:\s]\s?/\s?(?:\p{Lu}[\p{L}.]*)(?: \p{Lu}[\p{L}.]*)?$")),
    ("boilerplate", "breadcrumb", regex.compile(r"^Home\s*[»›>|/]\s*\S|^[^.]{1,60}[»›][^.]+[»›]")),
    ("boilerplate", "related", regex.compile(r"^(?:See also|Read (?:also|more)|Also read|Related(?: articles?)?)\b.*[^.!?]$", regex.I)),
    ("boilerplate", "cookies", regex.compile(r"\bcookies?\b.{0,80}\b(?:policy|experience|website|site|opt-out|accept)\b|"
                                             r"\buses? (?:cookies|Akismet)\b|^Privacy (?:&|and) Cookies|^All rights reserved", regex.I)),
    ("boilerplate", "contact", regex.compile(r"^\(?.{0,200}\b(?:contact|write to|e-?mail) us\b.*[\w.]+@[\w.]+", regex.I)),
    ("boilerplate", "editor_line", regex.compile(r"^\((?:edited|proofread|copy-?edited) by [^()]{1,60}\)$", regex.I)),
    ("boilerplate", "navigation", regex.compile(
        r"^(?:download|share|print|menu|search|search trends|home|subscribe|log ?in|sign (?:in|up)|leave a (?:comment|reply)|"
        r"you (?:may|might) also like|related (?:articles|posts)|comments?|tags?|next|previous|back to top|skip to content|"
        r"trending|most read|advertisement|follow us|share this)$", regex.I)),
]

NUMBERED = [
    ("markdown", regex.compile(r"^(#{1,6})\s+\S")),
    ("part", regex.compile(r"^(?:part|book|volume)\s+(?:[ivxlc]+|\d+|\p{L}+)\b[.:]?", regex.I)),
    ("chapter", regex.compile(r"^(?:chapter|act|canto|letter|appendix)\s+(?:[ivxlc]+|\d+|\p{L}+)\b[.:]?", regex.I)),
    ("decimal", regex.compile(r"^(\d{1,2}(?:\.\d{1,2})+)\.?\s+\p{L}")),
    ("arabic", regex.compile(r"^(\d{1,2})[.)、]\s*\p{Lu}")),
    ("roman", regex.compile(r"^([IVXLC]{1,6})[.)、]\s+\p{Lu}")),
    ("letter", regex.compile(r"^([A-Z])[.)、]\s+\p{Lu}")),
]
RUN_IN = regex.compile(r"^(?=.{8})([^.!?。]*\p{Ll}[)”’\"]?)\.(?=[\p{L}“\"])")


@dataclass
class Block:
    """A run of raw lines that is read as one: a single line, or a hard-wrapped paragraph."""

    numbers: list[int]
    text: str
    role: str = ""
    rule: str = ""
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.split()

    def give(self, role: str, rule: str) -> None:
        self.role, self.rule = role, rule


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
    for document in documents.itertuples():
        raw = regex.split(r"\n|\r(?!\n)", document.text)
        roles = {number: ("blank", "blank") for number in range(1, len(raw) + 1)}
        for block in _classify(_blocks(raw), document.rules or {}):
            roles |= dict.fromkeys(block.numbers, (block.role, block.rule))
        section = 0
        for number, text in enumerate(raw, 1):
            role, rule = roles[number]
            first = roles.get(number - 1) != ("heading", rule) or not raw[number - 2].strip()
            section += (role == "heading" and first) or rule == "run_in"
            for name, value in zip(columns, (document.doc_id, number, role, section, rule, text), strict=True):
                columns[name].append(value)
    return tables.build("LINES", columns, tables.doc_order(documents))


def sections(lines: pd.DataFrame) -> pd.DataFrame:
    """Return SECTIONS: one row per section, in reading order; section 0 is what stands before the first heading.

    ``heading`` is as printed, number included, without note markers; a run-in heading loses its full stop.
    ``level`` is 1 for the kind of heading that comes first in the text, one more for each kind that first appears
    below it; a roman numeral that goes on counting where arabic ones stopped (4., V.) is of their kind. Section 0
    has level 0 and no heading.
    """
    tables.check(lines, "LINES")
    columns: dict[str, list] = {name: [] for name in tables.TABLES["SECTIONS"]}
    for doc_id, doc in lines.groupby("doc_id", sort=True):
        columns = _add(columns, doc_id, 0, 0, "", 1)
        noted = _noted(doc)
        heads = doc[(doc["role"] == "heading") | (doc["rule"] == "run_in")]
        found = []
        for section, part in heads.groupby("section"):
            text = " ".join(_clean(row.text, row.rule == "run_in", noted)[2 if row.rule == "run_in" else 0]
                            for row in part.itertuples())
            found.append((section, part["rule"].iloc[0], text, part["line"].iloc[0]))
        for (section, _, text, line), level in zip(found, _levels([(rule, text) for _, rule, text, _ in found]), strict=True):
            columns = _add(columns, doc_id, section, level, regex.sub(r"^#{1,6}\s+", "", text), line)
    return tables.build("SECTIONS", columns, tables.doc_order(lines))


def paragraphs(lines: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS: one row per paragraph of the body, page breaks healed, numbered from 1 in each text.

    A piece that stops in mid-sentence is joined to the next piece of body text in its section, whatever notes,
    captions or chrome stand between. ``kind`` is ``quote`` for a paragraph introduced by a colon or known by a
    corpus' own pattern, else ``body``. ``text`` is clean (see EDITS); ``places`` holds, for each raw line in it,
    the offset at which it starts and the line's number.
    """
    tables.check(lines, "LINES")
    columns: dict[str, list] = {name: [] for name in [*tables.TABLES["PARAGRAPHS"], "places"]}
    for doc_id, doc in lines.groupby("doc_id", sort=True):
        for number, paragraph in enumerate(_paragraphs(doc), 1):
            text, places = _joined(paragraph)
            row = (doc_id, number, paragraph[0]["section"], paragraph[0]["kind"], places[0][1], places[-1][1], text, places)
            columns = _add(columns, *row)
    return tables.build("PARAGRAPHS", columns, tables.doc_order(lines))


def front_matter(lines: pd.DataFrame) -> pd.DataFrame:
    """Return FRONT: one row per piece of front matter (title, byline, author note, abstract, keywords, editor's note).

    Pieces of one role are joined over page breaks when the first stops in mid-sentence. Labels such as
    "Abstract:" stay; odd spaces and note markers go. A byline or note at the end of a text is listed here too.
    """
    tables.check(lines, "LINES")
    columns: dict[str, list] = {name: [] for name in tables.TABLES["FRONT"]}
    for doc_id, doc in lines.groupby("doc_id", sort=True):
        pieces: list[list] = []
        noted = _noted(doc)
        for row in doc[doc["role"].isin(FRONT_ROLES)].itertuples():
            text = _clean(row.text, False, noted)[0]
            open_piece = next((p for p in reversed(pieces) if p[0] == row.role), None)
            if open_piece and row.role in ("abstract", "author_note", "keywords", "editor_note") and not _finished(open_piece[3]):
                open_piece[2:] = [row.line, f"{open_piece[3]} {text}"]
            else:
                pieces.append([row.role, row.line, row.line, text])
        for piece in pieces:
            columns = _add(columns, doc_id, *piece)
    return tables.build("FRONT", columns, tables.doc_order(lines))


def footnotes(lines: pd.DataFrame) -> pd.DataFrame:
    """Return FOOTNOTES: one row per note, numbered through the text, linked to the line of its marker.

    ``number`` is the printed one, which may start again on every page; ``text`` is verbatim without it.
    A note belongs to the earliest free marker of its number that stands before it; ``marker_line`` is missing
    where there is none. ``section`` is the marker's section, else the one the note stands in.
    """
    tables.check(lines, "LINES")
    columns: dict[str, list] = {name: [] for name in tables.TABLES["FOOTNOTES"]}
    for doc_id, doc in lines.groupby("doc_id", sort=True):
        section_of = dict(zip(doc["line"], doc["section"], strict=True))
        for note, (number, line, marker_line, text) in enumerate(_notes(doc), 1):
            section = section_of[line if marker_line is None else marker_line]
            columns = _add(columns, doc_id, note, number, line, marker_line, section, text)
    return tables.build("FOOTNOTES", columns, tables.doc_order(lines))


def edits(lines: pd.DataFrame) -> pd.DataFrame:
    """Return EDITS: one row per change inside a kept line (body, headings and front matter), in reading order.

    Rules: ``marker`` (note markers), ``emphasis`` (asterisk italics), ``escape`` (backslash escapes), ``space``
    (odd, doubled, leading and trailing spaces), ``invisible`` (soft hyphens and the like), ``run_in`` (a heading
    cut from its paragraph), ``hyphen`` (a word cut at a line's end). ``before`` is what stood there, ``after`` what does now.
    """
    tables.check(lines, "LINES")
    columns: dict[str, list] = {name: [] for name in tables.TABLES["EDITS"]}
    for doc_id, doc in lines.groupby("doc_id", sort=True):
        noted = _noted(doc)
        hyphens = {piece["line"] for paragraph in _paragraphs(doc) for piece in paragraph if piece["hyphen"]}
        for row in doc[doc["role"].isin([*FRONT_ROLES, "heading", "body"])].itertuples():
            for rule, before, after in _clean(row.text, row.rule == "run_in", noted)[1]:
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
    tables.check(lines, "LINES")
    columns: dict[str, list] = {name: [] for name in tables.TABLES["LEDGER"]}
    home = {"marker": "footnote", "run_in": "heading", "emphasis": "boilerplate", "escape": "boilerplate"}
    for doc_id, doc in lines.groupby("doc_id", sort=True):
        cells: dict[tuple[str, str], list[int]] = {}

        def book(role: str, rule: str, n: int, characters: int, words: int, cells: dict = cells) -> None:
            row = cells.setdefault((role, rule), [0, 0, 0])
            row[:] = [row[0] + n, row[1] + characters, row[2] + words]

        for row in doc[doc["role"] != "body"].itertuples():
            book(row.role, row.rule, 1, len(row.text), len(row.text.split()))
        line_ends = len(doc) - 1
        for paragraph in _paragraphs(doc):
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


def _add(columns: dict[str, list], *values: object) -> dict[str, list]:
    """Append one row to ``columns``."""
    for name, value in zip(columns, values, strict=True):
        columns[name].append(value)
    return columns


# ---------------------------------------------------------------- roles of blocks


def _plain(text: str) -> str:
    """Return a line as the rules see it: one kind of space, none at the ends, nothing invisible."""
    return regex.sub(r"\s+", " ", regex.sub(r"[\u200b-\u200d\u2060\ufeff\u00ad]", "", text)).strip()


def _blocks(raw: list[str]) -> list[Block]:
    """Cut a text into blocks: runs of lines where it is hard-wrapped, else single lines."""
    plain = [_plain(text) for text in raw]
    runs = [[n for n, _ in run] for full, run in itertools.groupby(enumerate(plain), key=lambda p: bool(p[1])) if full]
    inner = [len(plain[n]) for run in runs for n in run[:-1]]
    filled = sum(1 for text in plain if text)
    wrapped = len(inner) > 0.5 * filled and sum(45 <= size <= 100 for size in inner) > 0.8 * len(inner)
    if not wrapped:
        runs = [[n] for run in runs for n in run]
    return [Block([n + 1 for n in run], " ".join(plain[n] for n in run)) for run in runs]


def _classify(blocks: list[Block], patterns: dict[str, list[str]]) -> list[Block]:
    """Give every block its role: the corpus' own patterns first, then known forms, front matter, headings, body."""
    for block in blocks:
        for key, pattern in ((key, p) for key, found in patterns.items() for p in found):
            if not block.role and regex.search(pattern, block.text, timeout=2):
                block.give(*(("body", "quote") if key == "quote" else (key, "rules.toml")))
        for role, rule, pattern in FORMS:
            if not block.role and len(block.words) <= 400 and pattern.search(block.text):
                block.give(role, rule)
    _front(blocks)
    _cut_front(blocks)
    _headings(blocks)
    _tail(blocks)
    for block in blocks:
        if not block.role:
            block.give("body", "paragraph")
    _run_in_headings(blocks)
    return blocks


def _site_free(text: str) -> str:
    """Return a title without a site's name behind a dash or bar."""
    return regex.sub(r"\s*(?:[-–—|·]\s*)(?:[\w-]+\.)+(?:com|org|net|cn|gov|edu|info|news)\S*$|\s+\|\s+[^|]{2,40}$", "", text).casefold()


def _front(blocks: list[Block]) -> None:
    """Find title, byline and repeated titles among the short lines before the first long one."""
    lead = list(itertools.takewhile(lambda b: len(b.words) < 40 and b.role not in ("abstract", "heading", "body"), blocks))
    free = [b for b in lead if not b.role and not _heading_kind(b.text)]
    free = [b for b in free if not b.text.endswith((".", ";", ",", ":"))]
    if not free or len(lead) == len(blocks):
        return
    bare = [b for b in free if _site_free(b.text) == b.text.casefold()]
    echoed = {_site_free(b.text) for b in free if b not in bare} | {
        t for t in (b.text.casefold() for b in bare) if sum(t == o.text.casefold() for o in bare) > 1}
    title = next((b for b in bare if b.text.casefold() in echoed), None)
    title = title or next((b for b in free if len(b.words) > 1 or len(free) == 1), free[0])
    for block in free:
        if block is title:
            block.give("title", "first_line" if block is free[0] else "title")
        elif _site_free(block.text) == _site_free(title.text):
            block.give("boilerplate", "repeated_title")
        elif blocks.index(block) < blocks.index(title):
            block.give("boilerplate", "before_title")
    for block in blocks:
        if not block.role and len(block.words) > 3 and _site_free(block.text) == _site_free(title.text):
            block.give("boilerplate", "repeated_title")
    after = next((b for b in free if not b.role), None)
    if after and _is_byline(after):
        after.give("byline", "after_title")


def _is_byline(block: Block) -> bool:
    """Say whether a line right after the title has the form of authors' names."""
    names = regex.sub(r"\s*[*†‡]+$", "", regex.sub(r"^by\s+", "", block.text, flags=regex.I))
    words = regex.sub(r"[,;&]", " ", names).split()
    capital = all(w[0].isupper() or w.casefold() in SMALL for w in words)
    return bool(words) and capital and len(words) <= 15 and not names.endswith(tuple(".!?:")) and not regex.search(r"\d", names)


def _cut_front(blocks: list[Block]) -> None:
    """Let an abstract or author's note that stops in mid-sentence take the piece that goes on after the break."""
    for number, block in enumerate(blocks):
        if block.role in ("abstract", "author_note", "editor_note") and not _finished(block.text):
            rest = next((b for b in blocks[number + 1:] if b.role not in ("author_note", "footnote")), None)
            if rest and not rest.role and rest.text[0].islower():
                rest.give(block.role, "continued")


def _finished(text: str) -> bool:
    """Say whether a piece of text ends as a sentence does (a colon ends it too)."""
    text = MARKER.sub("", text.rstrip()).rstrip(CLOSERS + " ")
    return text.endswith(ENDS) or not text


def _numbering(text: str) -> tuple[str, str]:
    """Return the kind of numbering a line starts with (or nothing) and the line behind it."""
    for kind, pattern in NUMBERED:
        if found := pattern.match(text):
            return kind, text[found.end():]
    return "", text


def _heading_kind(text: str) -> str:
    """Return the kind of numbering a line starts with, or nothing."""
    return _numbering(text)[0]


def _has_heading_form(block: Block) -> bool:
    """Say whether a line, by itself, could be a heading."""
    text = MARKER.sub("", block.text)
    kind, body = _numbering(text)
    if kind == "markdown":
        return True
    words = text.split()
    capitals = sum(w[0].isupper() or not w[0].isalpha() for w in words if w.casefold() not in SMALL)
    main = [w for w in words if w.casefold() not in SMALL]
    titled = capitals >= 0.8 * max(1, len(main))
    limit = 40 if kind else 20 if titled else 12
    return (
        len(words) <= limit
        and any(c.isalpha() for c in text)
        and (kind != "" or text[0].isupper() or text[0] in "“\"‘'0123456789")
        and not text.endswith((".", ";", ",", ":", "-", "—", "…", "!"))
        and (not text.endswith("?") or bool(kind) or titled)
        and words[-1].casefold() not in LINKING
        and not regex.search(r"[.!?][”\"’)]?\s+\p{Lu}", body)
        and not regex.match(r"[-•–*]\s", text)
    )


def _headings(blocks: list[Block]) -> None:
    """Call a line a heading if it has the form, the text before it is finished and body text follows that is no continuation."""
    before_finished = True
    for number, block in enumerate(blocks):
        if block.role:
            continue
        rest = [b for b in blocks[number + 1:] if b.role in ("", "heading", "body")]
        follows = rest and not rest[0].text[0].islower() and any(len(b.words) > 20 or _finished(b.text) for b in rest)
        if before_finished and follows and _has_heading_form(block):
            block.give("heading", _heading_kind(block.text) or "short_line")
        else:
            before_finished = _finished(block.text)


def _tail(blocks: list[Block]) -> None:
    """Call short unfinished lines after the last paragraph chrome."""
    for block in reversed(blocks):
        if not block.role and len(block.words) <= 8 and not _finished(block.text) and len(blocks) > 3:
            block.give("boilerplate", "trailing")
        elif block.role in ("", "heading", "body"):
            return


def _run_in_headings(blocks: list[Block]) -> None:
    """Mark paragraphs whose first sentence is glued to the next: a habit of the text, so at least three of them."""
    glued = [b for b in blocks if (b.role, b.rule) == ("body", "paragraph") and _run_in(b.text)]
    if len(glued) >= 3:
        for block in glued:
            block.give("body", "run_in")


def _run_in(text: str) -> str:
    """Return the heading that runs into a paragraph without a space after its full stop, or nothing."""
    found = RUN_IN.match(text)
    if not found:
        return ""
    head, rest = found[1], text[found.end():]
    named = regex.match(r"(?:com|org|net|gov|edu|cn|g|e|S|C)\b", rest)
    return head if 2 <= len(head.split()) <= 40 and len(rest.split()) >= 20 and not named else ""


# ---------------------------------------------------------------- levels of headings


def _levels(headings: list[tuple[str, str]]) -> list[int]:
    """Return the level of each heading, given its rule and text, in reading order."""
    level_of: dict[str, int] = {}
    levels, last, count = [], 0, {}
    for rule, text in headings:
        kind = "run_in" if rule == "run_in" else _heading_kind(text) or "plain"
        number = _numeral(kind, text)
        for twin in ("arabic", "roman", "letter"):
            if kind != twin and kind not in level_of and count.get(twin) and number == count[twin] + 1:
                kind = twin
        if kind == "letter" and "roman" in level_of and "letter" not in level_of and _numeral("roman", text):
            kind = "roman"
        if kind == "markdown":
            level = len(regex.match(r"#+", text)[0])
        elif kind == "decimal":
            level = level_of.get("arabic", 1) + text.split()[0].strip(".").count(".")
        else:
            level = level_of.setdefault(kind, last + 1)
        count[kind] = number
        levels.append(level)
        last = level
    return levels


def _numeral(kind: str, text: str) -> int:
    """Return the number a heading starts with, 0 if it has none."""
    found = regex.match(r"(\d+)|([IVXLC]+)\b|([A-Z])\b", text)
    if kind not in ("arabic", "roman", "letter") or not found:
        return 0
    if found[1]:
        return int(found[1])
    if kind == "letter":
        return ord(text[0]) - 64
    values = [dict(I=1, V=5, X=10, L=50, C=100)[c] for c in found[2] or ""]
    return sum(-v if v < max(values[n:], default=0) else v for n, v in enumerate(values))


# ---------------------------------------------------------------- inside lines


def _clean(text: str, run_in: bool, noted: bool) -> tuple[str, list[tuple[str, str, str]], str]:
    """Return a line's clean text, its changes as (rule, before, after), and the heading cut from its start."""
    changes: list[tuple[str, str, str]] = []

    def swap(rule: str, pattern: str | regex.Pattern, new, text: str) -> str:
        def change(found):
            after = new(found) if callable(new) else new
            if after != found[0]:
                changes.append((rule, found[0], after))
            return after
        return regex.sub(pattern, change, text)

    text = swap("invisible", r"[\u200b-\u200d\u2060\ufeff\u00ad]", "", text)
    text = swap("escape", r"\\([$*_`#\[\]{}()&%~<>|.!+-])", lambda found: found[1], text)
    text = swap("emphasis", r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])", lambda found: found[2], text)
    text = swap("emphasis", r"(?<![\w_])(_{1,2})(?=[^\s_])([^_]*[^\s_])\1(?![\w_])", lambda found: found[2], text)
    if noted:
        text = swap("marker", MARKER, "", text)
    text = swap("space", r"\s+", lambda found: " " if 0 < found.start() and found.end() < len(found.string) else "", text)
    heading = _run_in(text) if run_in else ""
    if heading:
        changes.append(("run_in", text[:len(heading) + 1], ""))
        text = text[len(heading) + 1:]
    return text, changes, heading


def _noted(doc: pd.DataFrame) -> bool:
    """Say whether a text has notes, so that its superscripts are markers."""
    return bool((doc["role"] == "footnote").any())


def _notes(doc: pd.DataFrame) -> list[tuple[int, int, int | None, str]]:
    """Return each note's printed number, line, marker line and text: a note takes the earliest free marker before it."""
    markers: list[list] = []
    notes = []
    for row in doc.itertuples():
        text = _plain(row.text)
        if row.role == "footnote":
            found = NOTE.match(text)
            number = int(found[1].translate(SUPERSCRIPTS).strip("[]")) if found else 0
            mark = next((m for m in markers if m[0] == number), None)
            if mark:
                markers.remove(mark)
            notes.append((number, row.line, mark[1] if mark else None, text[found.end():] if found else text))
        elif row.role not in ("blank", "boilerplate", "caption"):
            markers += [[int(found[0].translate(SUPERSCRIPTS).strip("[]")), row.line] for found in MARKER.finditer(text)]
    return notes


# ---------------------------------------------------------------- paragraphs


def _paragraphs(doc: pd.DataFrame) -> list[list[dict]]:
    """Return the paragraphs of one text, each a list of its pieces: line, section, rule, text, edits, kind, hyphen."""
    noted = _noted(doc)
    raw = doc["text"].tolist()
    block_of = {number: block.numbers[0] for block in _blocks(raw) for number in block.numbers}
    found: list[list[dict]] = []
    for row in doc[doc["role"] == "body"].itertuples():
        text, changes, _ = _clean(row.text, row.rule == "run_in", noted)
        piece = {"line": row.line, "section": row.section, "rule": row.rule, "text": text, "edits": changes,
                 "kind": "body", "hyphen": False, "block": block_of[row.line]}
        last = found[-1] if found and found[-1][0]["section"] == row.section and row.rule != "run_in" else None
        if last and (last[-1]["block"] == piece["block"] or _goes_on(_joined(last)[0], last[-1]["text"], text)):
            last[-1]["hyphen"] = bool(regex.search(r"\p{Ll}-$", last[-1]["text"])) and text[:1].islower()
            piece["kind"] = last[0]["kind"]
            last.append(piece)
            continue
        introduced = last and _joined(last)[0].rstrip(CLOSERS).endswith(":") and not regex.match(r"\W?\d|[-•–(]", text)
        if row.rule == "quote" or introduced:
            piece["kind"] = "quote"
        found.append([piece])
    return found


def _goes_on(before: str, last_piece: str, text: str) -> bool:
    """Say whether ``text`` goes on where the paragraph ``before`` stopped in mid-sentence."""
    if regex.match(r"[-•–*]\s|\(?(?:\d{1,2}|[ivx]+)[.)]\s", text):
        return False
    if _finished(before):
        return text[:1].islower() and bool(regex.search(r"\b(?:\p{Lu}\.|Mr\.|Mrs\.|Dr\.|St\.|vs\.|etc\.|e\.g\.|i\.e\.|No\.)$", before))
    if before.endswith(";"):
        return text[:1].islower()
    return text[:1].islower() or before.endswith((",", "-", "—")) or len(before.split()) >= 8 or (
        before.split()[-1].casefold() in LINKING)


def _joined(paragraph: list[dict]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a paragraph's text and, for each raw line in it, its offset and number."""
    text, places = "", []
    for piece in paragraph:
        places.append((len(text), piece["line"]))
        text += piece["text"][:-1] if piece["hyphen"] else piece["text"] + ("" if piece is paragraph[-1] else " ")
    return text, tuple(places)
