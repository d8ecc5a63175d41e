"""The reading edition: a page for each text, every raw line in its place, notes linked both ways. A part of ``report``.

A text is gone through once: each line is printed by the paragraph, heading, note or piece of front matter that it
belongs to, and what none of them prints was left out; it stands folded where it stood, with its role and rule.
"""

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any

import pandas as pd

from helpers import characters, claims, compare, layout, tables, terms, words
from helpers.report import templates
from helpers.report.links import numbered

DEEPEST = 6  # h1 is the title, and HTML has no heading below h6
SHEET = 170_000  # bytes of a text on one page: with styles and scripts a first view stays under 300 kB
MARGIN = 80  # bytes that the number of a raw line and its place take in a page
Fragments = list[tuple[str, int]]  # words, and the running number of the note whose mark follows them (0: none)


def reading_pages(documents: pd.DataFrame, lines: pd.DataFrame) -> dict[str, str]:
    """Return the reading edition of each text, whole on one page, by its path in a site: the page's HTML."""
    own, made = names(tables.doc_order(documents)), editions(documents, lines)
    return {f"texts/{own[doc_id]}.html": templates.page("text.html", **given) for doc_id, given in made}


def editions(documents: pd.DataFrame, lines: pd.DataFrame) -> Iterator[tuple[str, dict]]:
    """Yield, for each text, its id and what the template ``text.html`` prints: the reading edition.

    ``#line-N`` leads to raw line N, whatever its role, if it is not blank. A note's mark and the note lead to each
    other. All is printed as cleaned, with the numbers of the raw lines in the margin.
    """
    tables.check(documents, "DOCUMENTS")
    makers = (layout.front_matter, layout.sections, layout.paragraphs, layout.footnotes, layout.edits)
    made = (*(make(lines) for make in makers), lines)
    *found, rows = (_grouped(table.itertuples(index=False), "doc_id") for table in made)
    for document in documents.itertuples():
        parts = [part.get(document.doc_id, []) for part in found]
        yield document.doc_id, _edition(document, rows.get(document.doc_id, []), *parts)


def sheets(lines: pd.DataFrame, paragraphs: pd.DataFrame) -> dict[str, list[int]]:
    """Return for each text that is too long for one page the lines at which its pages begin: with 0 and at headings."""
    bytes_of = lines["text"].str.encode("utf-8", errors="replace").str.len() + MARGIN
    until_there = bytes_of.groupby(lines["doc_id"], observed=True).cumsum()
    found = {doc_id: [0] for doc_id in lines.loc[until_there > SHEET, "doc_id"].unique()}
    for doc_id, begun in found.items():
        raw, end, until = lines[lines["doc_id"] == doc_id].assign(size=until_there), 0, SHEET
        size, heads = dict(zip(raw["line"], raw["size"], strict=True)), [*raw.loc[raw["role"] == "heading", "line"]]
        for row in paragraphs[paragraphs["doc_id"] == doc_id].itertuples():
            first = min([row.first_line, *heads[bisect_right(heads, end) :][:1]])
            if row.first_line > end and size[first] > until:
                begun.append(first)
                until = size[first] + SHEET
            end = max(end, row.last_line)
    return found


def cut(page: dict, begun: list[int]) -> Iterator[dict]:
    """Yield what each page of a text prints; ``begun`` has the line at which each begins."""
    at, names = partial(bisect_right, begun), [numbered(page["name"], n) for n in range(len(begun))]
    lines = {f"{kind}-{it['note']}": it[of] for it in page["notes"] for kind, of in (("note", "line"), ("mark", "at"))}
    lines |= {f"section-{it['section']}": it["place"][0] for it in page["contents"]}
    for n, own in enumerate(names, 1):
        blocks = [it for it in page["blocks"] if at(it["place"][0]) == n]
        notes = [it for it in page["notes"] if at(it["line"]) == n]
        away = {name: f"{names[at(line) - 1]}.html" for name, line in lines.items() if at(line) != n}
        yield page | {"blocks": blocks, "notes": notes, "away": away, "own": own, "sheets": names}


def names(values: Iterable[object]) -> dict[str, str]:
    """Return for each value, as text, a name that is safe in a file name and in an address, and unlike all others.

    Letters, digits, ``_`` and ``-`` stay; any other run of characters becomes ``-``; the first 60 letters count. Names
    that would be the same, capitals and composition aside, get a number, in order, and so do those Windows keeps.
    """
    found: dict[str, str] = {}
    taken = {"index", "exercises", "con", "prn", "aux", "nul", *(f"{a}{n}" for a in ("com", "lpt") for n in range(10))}
    for value in dict.fromkeys(map(str, values)):
        plain = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", value))[:60].strip("-") or "unnamed"
        named = itertools.chain([plain], (f"{plain}-{number}" for number in itertools.count(2)))
        name = next(it for it in named if it.casefold() not in taken)
        taken.add(name.casefold())
        found[value] = name
    return found


def cards(claimed: pd.DataFrame, outcomes: pd.DataFrame, texts: list, methods: str, read=True, further=None) -> str:
    """Return CLAIMS with OUTCOMES as cards in Markdown; read: by somebody; further: what ``beside`` gives."""
    tried = {claim: part.to_dict("records") for claim, part in outcomes.groupby("claim")}
    given = {"claimed": claimed.to_dict("records"), "outcomes": tried, "read": read, "further": further or {}}
    return templates.page("claims.md", "", place=names(texts), methods=methods.split("\n"), **given)


def beside(read: claims.Texts, listed: list[dict]) -> dict[int, dict[str, float]]:
    """Return by claim on pairs its number at equal length and without the two weightiest words of its first pair."""
    lead, content, asked = claims.CALLS["ahead"], read.content(read.tokens), {}
    for number, given in ((number, it["given"]) for number, it in enumerate(listed, 1) if it["call"] == "ahead"):
        equal = read.once("equal length", lambda: compare.equal_length(content))
        weights = read.once("weights", lambda: terms.tfidf(terms.counts(content)))
        two = compare.shared_terms(weights, *given["pairs"][0])["term"].head(2).tolist()
        without = compare.similarity(terms.tfidf(terms.counts(words.drop(content, two))))
        tried = {"at equal length": equal.assign(similarity=equal["equal"]), f"without {' and '.join(two)}": without}
        texts = {"left": str, "right": str}
        similar = {name: it.astype(texts).set_index([*texts]) for name, it in tried.items()}
        asked[number] = {name: float(lead.number(it["similarity"], **given)) for name, it in similar.items()}
    return asked


def _grouped(rows: Iterable[tuple], name: str) -> dict[Any, list]:
    """Return the rows of each value of a column."""
    of = attrgetter(name)
    return {value: list(own) for value, own in itertools.groupby(sorted(rows, key=of), of)}


def _edition(document: tuple, rows: list, *parts: list) -> dict:
    """Return what the page of one text prints; what nothing prints was left out."""
    raw, (front, sections, paragraphs, notes, edits) = {row.line: row for row in rows}, parts
    noted = _grouped((note for note in notes if pd.notna(note.marker_line)), "marker_line")
    changed = _grouped(edits, "line")

    def printed(line: int, text: str) -> Fragments:
        return _with_marks(text, noted[line], changed.get(line, [])) if line in noted else [(text, 0)]

    heads = _grouped((row for row in rows if row.role == "heading"), "section")
    page = _front(document, front, raw, printed)
    blocks = page.pop("front") + _headings(sections, heads, printed) + _paragraphs(paragraphs, raw, printed)
    listed = _notes(notes, raw)
    claimed = set(page["title_lines"]).union(*(block["lines"] for block in (*blocks, *listed)))
    left = [line for line, row in raw.items() if line not in claimed and row.role != "blank"]
    removed = {line: {"line": line, "why": _why(raw[line]), "text": raw[line].text} for line in left}
    contents = [block for block in blocks if block["kind"] == "heading"]
    page |= {"blocks": list(_in_place(blocks, removed)), "notes": listed, "left_out": len(left)}
    return page | {"contents": contents, "about": document}


def _why(row: tuple) -> str:
    """Return the role and the rule of a line, in words."""
    return " (".join(dict.fromkeys((row.role, row.rule))).replace("_", " ") + ")" * (row.role != row.rule)


def _front(document: tuple, front: list, raw: dict, printed: Callable[[int, str], Fragments]) -> dict:
    """Return the title with its lines and marks, and the other pieces of front matter."""
    page = {"title": document.title or document.doc_id, "title_lines": [], "title_said": [], "front": []}
    for row in front:
        lines = [n for n in range(row.first_line, row.last_line + 1) if n in raw and raw[n].role == row.role]
        if row.role == "title" and row.text == document.title and not page["title_lines"]:
            page |= {"title_lines": lines, "title_said": printed(row.first_line, "")}
            continue
        said = {"line": row.first_line, "said": printed(row.first_line, row.text), "speaker": "", "removed": []}
        block = {"kind": "front", "role": row.role.replace("_", " "), "pieces": [said], "lines": lines}
        page["front"].append(block | {"more": lines[1:], "place": (row.first_line, 1)})
    return page


def _headings(sections: list, heads: dict[int, list], printed: Callable[[int, str], Fragments]) -> list[dict]:
    """Return the headings; one that ran into its paragraph has no line of its own."""
    found, depth = [], 0
    for row in sections:
        if row.section:
            depth = min(row.level, depth + 1, DEEPEST - 1)
            lines = [head.line for head in heads.get(row.section, [])]
            said = {"said": printed(lines[0], "") if lines else [], "place": (row.first_line, 0), "lines": lines}
            found.append(said | {"kind": "heading", "level": depth + 1, "section": row.section, "text": row.heading})
    return found


def _paragraphs(paragraphs: list, raw: dict, printed: Callable[[int, str], Fragments]) -> list[dict]:
    """Return the paragraphs in pieces: a raw line, what is printed of it, who speaks, what was left out above it."""
    found = []
    for row in paragraphs:
        starts, lines = zip(*row.places, strict=True)
        said = [printed(line, row.text[a:b]) for line, a, b in zip(lines, starts, [*starts[1:], None], strict=True)]
        of = zip(lines, said, strict=True)
        pieces = [{"line": it, "said": own, "speaker": raw[it].speaker, "removed": []} for it, own in of]
        block = {"kind": str(row.kind), "number": row.paragraph, "pieces": pieces, "lines": lines}
        found.append(block | {"place": (row.first_line, 2)})
    return found


def _notes(notes: list, raw: dict) -> list[dict]:
    """Return the notes, each with its further lines: those of its role right behind it."""
    first, found = {note.line for note in notes}, []
    for note in notes:
        lines = [note.line]
        while lines[-1] + 1 in raw and raw[lines[-1] + 1].role == "footnote" and lines[-1] + 1 not in first:
            lines.append(lines[-1] + 1)
        said = {"note": note.note, "number": str(note.number), "text": note.text, "line": note.line, "lines": lines}
        marked = bool(pd.notna(note.marker_line))
        found.append(said | {"marked": marked, "at": int(note.marker_line) if marked else note.line, "more": lines[1:]})
    return found


def _in_place(blocks: list[dict], removed: dict[int, dict]) -> Iterator[dict]:
    """Yield the blocks by place; lines left out inside a paragraph go into it, others between the blocks."""
    left = sorted(removed)
    for block in blocks:
        lines = block["lines"]
        inside = left[bisect_right(left, lines[0]) : bisect_left(left, lines[-1])] if len(lines) > 1 else []
        for line in inside if "pieces" in block and len(block["pieces"]) > 1 else []:
            if line in removed:
                block["pieces"][bisect_left(lines, line)]["removed"].append(removed.pop(line))
    placed = [(block["place"], block) for block in blocks] + [((line, -1), row) for line, row in removed.items()]
    for is_removed, part in itertools.groupby(sorted(placed, key=itemgetter(0)), key=lambda it: it[0][1] == -1):
        found = [item for _, item in part]
        yield from [{"kind": "removed", "removed": found, "place": (found[0]["line"], -1)}] if is_removed else found


def _with_marks(text: str, notes: list, edits: list) -> Fragments:
    """Return the clean text of a raw line in fragments, each note's mark where EDITS says that it stood."""
    cuts, said, moved, rest = [0], [], 0, list(notes)
    for edit in edits:
        digits = re.sub(r"\D", "", edit.before.translate(characters.NUMBERS_OF))
        if edit.rule == "marker" and rest and digits in ("", str(rest[0].number)):
            cuts.append(min(max(edit.start - moved, cuts[-1]), len(text)))
            said.append((text[cuts[-2] : cuts[-1]], rest.pop(0).note))
        moved += len(edit.before) - len(edit.after)
    return [*said, (text[cuts[-1] :], 0), *(("", note.note) for note in rest)]
