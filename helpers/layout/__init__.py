"""From DOCUMENTS to LINES, SECTIONS, PARAGRAPHS, FRONT, FOOTNOTES, EDITS and LEDGER.

The only room that knows what is noise, a heading, a note or a page break. Raw texts are never changed:
every raw line gets exactly one role and the name of the rule that decided; everything else follows from LINES.
What a line can be is the list ``layout.roles``; the rules are the list ``layout.rules``, each with its evidence.
A corpus may add patterns of its own in ``rules.toml`` (keys: a role, or ``quote``); they have the last word on a line,
but for what ``[[doc_id.lines]]`` says there of one line by its text (role, level, joins, marker, speaker, nth).

Private parts, the lowest first: ``forms`` and ``blocks`` (what a line looks like, which lines belong together),
``recognise``, ``boilerplate``, ``front``, ``headings``, ``notes`` (what proposes), ``decide`` (the list, what decides),
``cleaning`` (clean lines and paragraphs), ``read`` (one pass over a text), ``findings`` (where it may be wrong).
"""

from collections.abc import Sequence
from itertools import accumulate

import pandas as pd
import regex

from helpers import tables
from helpers.corpus import raw_lines
from helpers.layout import decide, findings, forms, headings, recognise, role_list
from helpers.layout.read import texts

__all__ = [
    "FINDINGS", "FRONT_ROLES", "audit", "edits", "footnotes", "front_matter", "kinds", "ledger", "lines", "paragraphs",
    "roles", "rules", "sections", "whole_texts", "with_notes",
]  # fmt: skip

FRONT_ROLES, FINDINGS = role_list.FRONT, decide.FINDINGS


def roles() -> pd.DataFrame:
    """Return ROLES: one row per role a line can have, with what follows from it.

    ``kept``: its words belong to the text; ``printed``: the reading edition prints it; ``front``: it is front matter.

    >>> print(*layout.roles().query("kept")["role"].head(3))
    title byline author_note
    """
    return tables.build("ROLES", {name: [getattr(r, name) for r in role_list.LIST] for name in tables.TABLES["ROLES"]})


def rules() -> pd.DataFrame:
    """Return RULES: one row per rule, in the order in which they are heard.

    ``evidence`` says in words when the rule proposes its role; ``kinds`` names the kinds of text it holds for, none
    for all; a ``sure`` rule goes before the others; ``trust`` is how often it is right, 0-1. ``fires``
    and ``spares`` are a case in which it proposes and a near miss: ``=>`` marks the line, ``{P}`` is a paragraph.
    """
    names = [*tables.TABLES["RULES"], "fires", "spares"]
    columns = {name: [getattr(rule, name) for rule in decide.RULES] for name in names}
    return tables.build("RULES", columns | {"kinds": [", ".join(rule.kinds) for rule in decide.RULES]})


def kinds(documents: pd.DataFrame) -> pd.DataFrame:
    """Return KINDS: one row per text, with the kind that its form shows, a confidence (0-1) and what speaks for it.

    A column ``kind`` of index.csv settles it (confidence 1). Some rules hold for some kinds only; see ``rules``.

    >>> layout.kinds(documents)["kind"].unique().tolist()
    ['prose']
    """
    tables.check(documents, "DOCUMENTS")
    asked = documents["kind"].tolist() if "kind" in documents else [""] * len(documents)
    own = zip(documents["doc_id"].tolist(), documents["text"].tolist(), asked, strict=True)
    told = ((i, (kind, 1.0, "index.csv says so") if kind else decide.kind_of(raw_lines(text))) for i, text, kind in own)
    return _table("KINDS", [(doc_id, *found) for doc_id, found in told], documents)


def lines(documents: pd.DataFrame) -> pd.DataFrame:
    """Return LINES: one row per raw line of every text, verbatim, with its role, section and deciding rule.

    Lines are what stands between line feeds (or lone carriage returns) and count from 1; the last one counts
    even without a line end. ``section`` is the section the line stands in: 0 before the first heading. ``block``
    numbers the lines that are read together from 1, 0 for blank ones. ``speaker`` is the name that a turn begins with,
    as printed. ``confidence`` (0-1) is how often the rule is right. The roles are those of ``layout.roles``. A run-in
    heading (a paragraph's first sentence, glued to the next) leaves its line ``body`` with the rule ``run_in``; a block
    quotation known only by a corpus' own pattern has the rule ``quote``.
    """
    tables.check(documents, "DOCUMENTS")
    rows: list[tuple] = []
    asked = documents["kind"].tolist() if "kind" in documents else [""] * len(documents)
    said = documents["markup"].tolist() if "markup" in documents else [None] * len(documents)
    own = (documents[name].tolist() for name in ("doc_id", "text", "rules"))
    for doc_id, text, patterns, kind, markup in zip(*own, asked, said, strict=True):
        raw = raw_lines(text)
        given = [("blank", 0, "", "blank", 1.0)] * len(raw)
        for n, block in enumerate(_decided(raw, patterns or {}, kind, doc_id, markup or ()).blocks, 1):
            for number in block.numbers:
                speaker = block.speaker if number == block.numbers[0] else ""
                given[number - 1] = (block.role, n, speaker, block.rule, block.trust)
        sections = headings.section_numbers(raw, [(row[0], row[3]) for row in given])
        for n, (line, section, (role, *own_block, trust)) in enumerate(zip(raw, sections, given, strict=True), 1):
            rows.append((doc_id, n, role, section, *own_block, trust, line))
    return _table("LINES", rows, documents)


def _decided(
    raw: list[str], patterns: dict[str, list], kind: str, doc_id: str, markup: Sequence[str | None]
) -> decide.Text:
    """Return one text with the roles of its blocks; name the text where its own patterns or its kind are at fault."""
    known = [*role_list.NAMES, "quote"]
    given = {line["role"] for line in patterns.get("lines", []) if "role" in line}
    unknown = sorted((set(patterns) - {"lines"} | given) - set(known))
    if unknown:
        raise ValueError(f"{doc_id}: rules.toml gives patterns for {unknown}. Use a role or quote: {known}.")
    if kind and kind not in recognise.KINDS:
        raise ValueError(f"{doc_id}: its kind in index.csv is {kind!r}. Use one of {list(recognise.KINDS)}, or none.")
    try:
        return decide.decide(raw, patterns, kind, markup)
    except decide.SlowPattern as error:
        raise decide.SlowPattern(f"{doc_id}, {error}") from None


def sections(lines: pd.DataFrame) -> pd.DataFrame:
    """Return SECTIONS: one row per section, in reading order; section 0 is what stands before the first heading.

    ``heading`` is as printed, number included, without note markers; a run-in heading loses its full stop.
    ``level`` is 1 for the kind of heading that comes first in the text, one more for each kind that first appears
    below it; a roman numeral that goes on counting where arabic ones stopped (4., V.) is of their kind. Section 0
    has level 0 and no heading.
    """
    rows = []
    for doc_id, text in texts(lines):
        rows.append((doc_id, 0, 0, "", 1))
        rows += [(doc_id, h.section, h.level, regex.sub(r"^#{1,6}\s+", "", h.text), h.line) for h in text.headings]
    return _table("SECTIONS", rows, lines)


def paragraphs(lines: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS: one row per paragraph of the body, page breaks healed, numbered from 1 in each text.

    A piece that stops in mid-sentence is joined to the next piece of body text in its section, whatever notes,
    captions or page furniture stand between. ``kind`` is ``quote`` for a paragraph introduced by a colon or known by a
    corpus' own pattern, else ``body``. ``text`` is clean (see EDITS); ``places`` holds, for each raw line in it,
    the offset at which it starts and the line's number.
    """
    rows = []
    for doc_id, text in texts(lines):
        for number, (pieces, kind, own, places) in enumerate(text.paragraphs, 1):
            rows.append((doc_id, number, pieces[0].row.section, kind, places[0][1], places[-1][1], own, places))
    return _table("PARAGRAPHS", rows, lines)


def front_matter(lines: pd.DataFrame) -> pd.DataFrame:
    """Return FRONT: one row per piece of front matter (title, byline, author note, abstract, keywords, editor's note).

    Pieces of one role are joined over page breaks when the first stops in mid-sentence. Labels such as
    "Abstract:" stay; odd spaces and note markers go. A byline or note at the end of a text is listed here too.
    """
    rows = []
    for doc_id, text in texts(lines):
        pieces: list[list] = []
        open_piece: dict[str, list] = {}
        for row in text.rows:
            if row.role not in FRONT_ROLES:
                continue
            own = regex.sub(r"^#{1,6}\s+", "", text.clean[row.line].text)
            piece = open_piece.get(row.role)
            cut = piece and row.role not in ("title", "byline") and not forms.finished(piece[4])
            if piece and (cut or piece[3] == row.line - 1):
                piece[3:] = [row.line, f"{piece[4]} {own}"]
            else:
                open_piece[row.role] = [doc_id, row.role, row.line, row.line, own]
                pieces.append(open_piece[row.role])
        rows += pieces
    return _table("FRONT", rows, lines)


def footnotes(lines: pd.DataFrame) -> pd.DataFrame:
    """Return FOOTNOTES: one row per note, numbered through the text, linked to the line of its marker.

    ``number`` is the printed one, which may start again on every page (of a letter: its place in the alphabet);
    ``text`` is verbatim without it. A note belongs to the earliest free marker of its number that stands before it;
    ``marker_line`` is missing where there is none. ``section`` is the marker's section, else the note's own.
    """
    rows = []
    for doc_id, text in texts(lines):
        section_of = {row.line: row.section for row in text.rows}
        for note, (number, line, marker_line, own) in enumerate(text.notes[0], 1):
            rows.append((doc_id, note, number, line, marker_line, section_of[marker_line or line], own))
    return _table("FOOTNOTES", rows, lines)


def edits(lines: pd.DataFrame) -> pd.DataFrame:
    """Return EDITS: one row per change inside a kept line (body, headings and front matter), in reading order.

    Rules: ``marker`` (note markers), ``emphasis`` (signs of italics), ``escape`` (backslash escapes), ``space``
    (odd, doubled, at the ends, between letters of a script without spaces), ``invisible`` (soft hyphens and the
    like), ``run_in`` (a heading cut from its paragraph), ``speaker`` (the name a turn begins with), ``margin`` (a
    line's number in the margin), ``hyphen`` (a word cut at a line's end), ``html`` (what a web page left in text:
    ``&amp;``, ``<br>``), ``address`` (of the web, in the body: ↗ stands for it, and it counts as no word).
    ``before`` is what stood at ``start`` (offset in the raw line), ``after`` what does now: the raw line with its
    changes is the printed text exactly.
    """
    found = ((doc_id, line, own) for doc_id, text in texts(lines) for line, own in sorted(text.edits.items()))
    return _table("EDITS", [(doc_id, line, *edit) for doc_id, line, own in found for edit in own], lines)


# The role to which the ledger counts what a change took out; the others are blank.
HOME = {"marker": "footnote", "run_in": "heading", "speaker": "byline"}
HOME |= dict.fromkeys(("margin", "emphasis", "escape", "html", "address"), "boilerplate")


def ledger(lines: pd.DataFrame) -> pd.DataFrame:
    """Return LEDGER: lines, characters and words of each text by role and rule; every raw character is in one row.

    The rows with the role ``body`` are what is kept: their characters are the characters of PARAGRAPHS. The others
    are set apart (headings, notes, front matter) or left out. What EDITS takes out of body lines has rows
    of its own with 0 lines: ``footnote``/``marker``, ``heading``/``run_in``, ``byline``/``speaker``,
    ``boilerplate``/``emphasis``, ``escape``, ``margin``, ``html``, ``address``, ``blank``/``space``, ``invisible``,
    ``hyphen``; line ends that no joined paragraph kept are ``blank``/``line_end``. ``words`` are split at white space;
    ``share`` is of the raw characters of the text, 0 to 1.
    """
    booked: list[tuple] = []
    for doc_id, text in texts(lines):
        set_apart = (row for row in text.rows if row.role != "body")
        booked += [(doc_id, row.role, row.rule, 1, len(row.text), len(row.text.split())) for row in set_apart]
        line_ends = len(text.rows) - 1
        for pieces, _, printed, places in text.paragraphs:
            for n, (row, own, changes, _) in enumerate(pieces, 1):
                end = places[n][0] if n < len(pieces) else len(printed)
                joint = end - places[n - 1][0] - len(own)
                line_ends -= joint
                words = len(own.split()) - (n < len(pieces) and not joint)
                booked.append((doc_id, "body", row.rule, 1, len(own) + joint, words))
                for _, rule, before, after in changes:
                    words = len(before.split()) if rule in ("run_in", "speaker") else 0
                    booked.append((doc_id, HOME.get(rule, "blank"), rule, 0, len(before) - len(after), words))
        booked.append((doc_id, "blank", "line_end", 0, line_ends, 0))
    table, order = pd.DataFrame(booked, columns=list(tables.TABLES["LEDGER"])[:-1]), tables.doc_order(lines)
    table["doc_id"] = pd.Categorical(table["doc_id"], order)
    table["role"] = pd.Categorical(table["role"], role_list.NAMES)
    sums = table.groupby(["doc_id", "role", "rule"], observed=True).sum().reset_index()
    total = sums.groupby("doc_id", observed=True)["characters"].transform("sum").clip(lower=1)
    return tables.build("LEDGER", sums.assign(share=sums["characters"] / total).to_dict("series"), order)


def audit(lines: pd.DataFrame) -> pd.DataFrame:
    """Return AUDIT: one row per place where the layout of a text may be wrong, what is most likely wrong first.

    ``finding`` is one of ``layout.FINDINGS``, which says what each means, ``line`` is where to look, ``detail`` what is
    seen there. They come in the order of that list, but the further findings of one name in a text stand behind the
    first ones of the next; of one name the first 20 are listed, and the last of them says how many more there are.
    """
    found = [(*own, doc_id) for doc_id, text in texts(lines) for own in findings.findings(text)]
    rows = [(doc_id, name, line, told) for _, line, name, told, doc_id in sorted(found, key=lambda row: row[0])]
    return _table("AUDIT", rows, lines)


def whole_texts(documents: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS of texts as they are: one row per text, with every line of it, furniture and notes included.

    The way other tools take a file, to set it beside ``paragraphs``. Only ``doc_id`` and ``text`` are asked for, so
    a sentence typed into a notebook works too. ``places`` names each raw line, so that tokens know their line.

    >>> raw = layout.whole_texts(documents)
    >>> raw.loc[0, ["first_line", "last_line"]].tolist()
    [1, 32]
    """
    tables.need(documents, ["doc_id", "text"], "Use 'corpus.load'.")
    texts = documents["text"].tolist()
    sizes = [[len(line) + 1 for line in raw_lines(text)] for text in texts]
    places = [tuple(zip(accumulate(own[:-1], initial=0), range(1, len(own) + 1), strict=True)) for own in sizes]
    columns = {"doc_id": documents["doc_id"], "paragraph": 1, "section": 0, "kind": "body", "first_line": 1}
    columns |= {"last_line": [len(lines) for lines in places], "text": texts, "places": places}
    return tables.build("PARAGRAPHS", columns, tables.doc_order(documents))


def with_notes(paragraphs: pd.DataFrame, footnotes: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS with the notes of each text behind its body, a row for each, of the kind ``note``.

    >>> both = layout.with_notes(paragraphs, layout.footnotes(lines))
    >>> len(both) - len(paragraphs) == int((both["kind"] == "note").sum())
    True
    """
    tables.check(paragraphs, "PARAGRAPHS")
    tables.check(footnotes, "FOOTNOTES")
    last = paragraphs.groupby("doc_id", observed=False)["paragraph"].max()
    before = last.reindex(footnotes["doc_id"]).fillna(0).astype("int64").to_numpy()
    line = footnotes["line"]
    notes = footnotes[["doc_id", "section", "text"]].assign(
        paragraph=before + footnotes["note"], kind="note", first_line=line, last_line=line
    )
    notes["places"] = [((0, number),) for number in line.tolist()]
    both = pd.concat([paragraphs, notes[list(tables.TABLES["PARAGRAPHS"])]]).sort_values("doc_id", kind="stable")
    return tables.build("PARAGRAPHS", both.to_dict("series"), tables.doc_order(paragraphs))


def _table(name: str, rows: list, lines: pd.DataFrame) -> pd.DataFrame:
    """Return a table of rows whose values stand in the order of its columns."""
    names = list(tables.TABLES[name])
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return tables.build(name, dict(zip(names, map(list, columns), strict=True)), tables.doc_order(lines))
