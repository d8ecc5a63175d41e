"""The reading edition: a page for each text, cleaned, with raw line numbers and notes linked both ways.

It is the part of ``report`` that turns text of unknown origin into HTML, and the only place that escapes it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import pandas as pd

from helpers import layout, tables

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
DIGITS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
SUPERSCRIPT = str.maketrans("0123456789", DIGITS)


def reading_pages(documents: pd.DataFrame, lines: pd.DataFrame) -> dict[str, str]:
    """Return the reading edition: for each text the path of its page in the site and the page's source.

    A page holds the front matter, the body under its section headings and the notes, all as cleaned, with the numbers
    of the raw lines in the margin. ``texts/NAME.html#line-N``, NAME the text's id made safe by ``names``, leads to raw
    line N where it is printed, and a note's mark and the note lead to each other. All text passes ``escape``; headings
    are escaped for reStructuredText.
    """
    tables.check(documents, "DOCUMENTS")
    parts = {
        "front": layout.front_matter(lines),
        "sections": layout.sections(lines),
        "paragraphs": layout.paragraphs(lines),
        "footnotes": layout.footnotes(lines),
    }
    name = names(tables.doc_order(documents))
    return {
        f"texts/{name[document.doc_id]}.rst": _reading_page(
            document,
            lines[lines["doc_id"] == document.doc_id],
            {name: part[part["doc_id"] == document.doc_id] for name, part in parts.items()},
        )
        for document in documents.itertuples()
    }


def escape(text: str) -> str:
    """Return text as harmless HTML on one line: no tag, no end of an attribute, no line break of any kind.

    White space becomes a plain space; control characters are shown as the replacement character.
    """
    return html.escape(_one_line(text), quote=True)


def names(values: Iterable[object]) -> dict[str, str]:
    """Return for each value, as text, a name that is safe in a file name and in an address, and unlike all others.

    Letters, digits, ``_`` and ``-`` stay; any other run of characters becomes ``-``; the first 60 letters count. Names
    that would be the same, capitals aside, get a number, in the order of the values.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for value in dict.fromkeys(map(str, values)):
        plain = name = re.sub(r"[^\w-]+", "-", value)[:60].strip("-") or "unnamed"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        found[value] = name
    return found


def _one_line(text: str) -> str:
    """Return text with every kind of line break and space made a plain space, and control characters made visible."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\s", " ", str(text)))


def title(text: str, mark: str) -> str:
    """Return a reStructuredText title made of any text; ``mark`` is the character that underlines it."""
    plain = " ".join(_one_line(text).split()) or "(untitled)"
    return re.sub(r"([^\w ]|_)", r"\\\1", plain) + "\n" + mark * (4 * len(plain)) + "\n"


def block(pieces: list[str], kind: str = "reading") -> str:
    """Return a block of HTML of the class ``kind``, each piece on a line of its own, as reStructuredText wants it."""
    return "\n   ".join([".. raw:: html\n", f'<div class="{kind}">', *pieces, "</div>"]) + "\n"


def _reading_page(document: tuple, lines: pd.DataFrame, parts: dict[str, pd.DataFrame]) -> str:
    """Return the source of one text's page: front matter, body by section, notes."""
    raw = dict(zip(lines["line"], lines["text"], strict=True))
    noted = parts["footnotes"].dropna(subset="marker_line")

    def printed(line: int, text: str) -> str:
        return _with_marks(raw[line], text, noted[noted["marker_line"] == line])

    front = []
    for row in parts["front"].itertuples():
        more = lines[lines["line"].between(row.first_line + 1, row.last_line) & (lines["role"] == row.role)]["line"]
        if row.role == "title" and row.text == document.title and not front:
            front.append(_heading_line(row.first_line, more, printed(row.first_line, "")))
            continue
        role = f'<span class="role">{escape(row.role.replace("_", " "))}</span>'
        front.append(f"<p>{_anchor(row.first_line, more)}{role}{printed(row.first_line, row.text)}</p>")
    blocks, depth = [title(document.title or document.doc_id, "="), block(front)], 0
    for section in parts["sections"].itertuples():
        heads = lines[(lines["section"] == section.section) & (lines["role"] == "heading")]["line"].tolist()
        pieces = [_heading_line(line, heads[1:], printed(line, "")) for line in heads[:1]]
        if section.section:
            depth = min(section.level, depth + 1, 4)
            blocks.append(title(section.heading, "-~^'"[depth - 1]))
        for paragraph in parts["paragraphs"][parts["paragraphs"]["section"] == section.section].itertuples():
            ends = [start for start, _ in paragraph.places[1:]] + [len(paragraph.text)]
            text = "".join(
                _anchor(line) + printed(line, paragraph.text[start:end])
                for (start, line), end in zip(paragraph.places, ends, strict=True)
            )
            pieces.append(f"<blockquote><p>{text}</p></blockquote>" if paragraph.kind == "quote" else f"<p>{text}</p>")
        blocks.append(block(pieces))
    notes = [_note(row) for row in parts["footnotes"].itertuples()]
    return "\n".join([*blocks, *([title("Notes", "-"), block(notes)] if notes else [])])


def _anchor(line: int, more: Iterable[int] = ()) -> str:
    """Return the number of a raw line, to be shown in the margin and linked to; ``more`` lines share its place."""
    shared = "".join(f'<span id="line-{number}"></span>' for number in more)
    return f'<a class="line" id="line-{line}" href="#line-{line}">{line}</a>{shared}'


def _heading_line(line: int, more: Iterable[int], marks: str) -> str:
    """Return the number of a heading's raw line, to stand beside the heading above, and the heading's note marks."""
    return f'<div class="of-heading">{_anchor(line, more)}{marks}</div>'


def _note(note: tuple) -> str:
    """Return one note as HTML: its running number, which leads back to its mark, the printed one, and its text."""
    number = f'<a href="#mark-{note.note}">{note.note}</a>' if pd.notna(note.marker_line) else str(note.note)
    printed = f'<span class="role">note {number}, printed as {escape(note.number)}</span>'
    return f'<p id="note-{note.note}">{_anchor(note.line)}{printed}{escape(note.text)}</p>'


def _with_marks(raw: str, text: str, notes: pd.DataFrame) -> str:
    """Return the clean text of a raw line as HTML, with a link to each note where its mark stood in the raw line."""
    places, cursor = [], 0
    for row in notes.itertuples():
        mark = str(row.number).translate(SUPERSCRIPT)
        found = re.compile(rf"(?<![{DIGITS}]){mark}(?![{DIGITS}])|\[{row.number}\]").search(raw, cursor)
        cursor = found.end() if found else cursor
        link = f'<a class="note-mark" id="mark-{row.note}" href="#note-{row.note}">{row.note}</a>'
        places.append((_mark_place(raw, found.start(), text) if found else len(text), link))
    cuts = [0, *(place for place, _ in places), len(text)]
    marked = [escape(text[start:end]) for start, end in zip(cuts, cuts[1:], strict=False)]
    return "".join(piece + link for piece, link in zip(marked, [*(link for _, link in places), ""], strict=True))


def _mark_place(raw: str, at: int, text: str) -> int:
    """Return the offset in a line's clean text of what stood at ``at`` in the raw line.

    As many letters and digits follow it there as here; of the signs between two of them, as many stand before it.
    """

    def counts(character: str) -> bool:
        return character.isalnum() and character not in DIGITS

    following, place = sum(map(counts, raw[at:])), len(text)
    while following and place:
        place -= 1
        following -= counts(text[place])
    start, signs = place, 0
    while start and not counts(text[start - 1]):
        start -= 1
    for character in reversed(raw[:at]):
        if counts(character):
            break
        signs += not (character.isspace() or character in DIGITS + "*\\")
    return min(place, start + signs)
