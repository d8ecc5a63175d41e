"""How lines become clean text and paragraphs.

A private part of ``layout``. A text is the list of its rows of LINES. Every change inside a line is kept with the place
where it stood, so that the raw line and its changes give the clean one exactly, and nothing is lost.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import regex

from helpers import characters, corpus
from helpers.layout import by_hand, forms, speakers

SPACE, EDGE = regex.compile(r"\s\s+|[^\S ]"), regex.compile(r"^\s+|\s+$")
INVISIBLE = regex.compile(rf"(?:(?!\u00ad\s*$){characters.INVISIBLE.pattern})+")  # at a line's end a soft hyphen cuts
_NAMES = "escape stars strokes short_forms rows_of_stars"
ESCAPE, STARS, STROKES, SHORT_FORMS, ROWS = (forms.PATTERNS[name] for name in _NAMES.split())
SIGNS = re.compile(r"[\\*_\[{(</&]")  # one of them begins what is changed, if "www." does not
NUMBER = re.compile(r"[\d⁰¹²³⁴-⁹①-⑳†‡]")  # or one of them, where it is a marker
OPEN_WORDS, WORD_SIGNS = 8, 2  # words of an unfinished paragraph that goes on, whatever comes; signs of an unspaced one
SALUTATION = 6  # words: a shorter one that ends with a comma is a salutation, and the letter begins anew
ITEM = regex.compile(rf"{forms.BULLET.pattern}|(?!v\.\s\p{{Lu}})\(?(?:\d{{1,2}}|[ivx]+|[a-z])[.)]\s")  # but "A. v. B."

Places = tuple[tuple[int, int], ...]
Edit = namedtuple("Edit", "start rule before after")  # in the raw line: what stood there, and what does now
Row = namedtuple("Row", "line role section block speaker rule confidence text")  # of LINES of one text


class Clean(NamedTuple):
    """A line's row, clean text, its changes in order, and the heading that was cut from its start."""

    row: Row
    text: str
    edits: list[Edit]
    heading: str


class Paragraph(NamedTuple):
    """A paragraph: its pieces in order, its kind (``body`` or ``quote``), its text, the places of its lines in it."""

    pieces: list[Clean]
    kind: str
    text: str
    places: Places


class _Line:
    """A line while it is changed: its text, the raw place of each of its characters, and the changes made."""

    def __init__(self, raw: str) -> None:
        self.raw, self.text, self.origin = raw, raw, list(range(len(raw)))
        self.edits: list[Edit] = []
        self.made: dict[int, Edit] = {}  # the changes that put a sign, by its place

    def change(self, rule: str, start: int, end: int, after: str = "") -> None:
        """Put ``after`` (nothing, or one sign) for a part of the text; note it, in pieces where it was cut before."""
        places = self.origin[start:end]
        runs: list[tuple[int, int, str]] = []
        for place in places:
            before = self.made.pop(place, None)  # a sign that stands for others goes: they do, by its rule
            if before:
                self.edits.remove(before)
            stop, told = place + len(before.before if before else "1"), before.rule if before else rule
            if runs and place == runs[-1][1]:
                runs[-1] = (runs[-1][0], stop, told if before else runs[-1][2])
            else:
                runs.append((place, stop, told))
        for n, (place, stop, told) in enumerate(runs):
            self.edits.append(Edit(place, told, self.raw[place:stop], after if n == 0 else ""))
        if after and runs:
            self.made[places[0]] = self.edits[-len(runs)]
        self.text = self.text[:start] + after + self.text[end:]
        self.origin[start:end] = places[: len(after)]

    def swap(self, rule: str, pattern: regex.Pattern | None, after: str = "") -> None:
        """Put ``after``, in which ``\\1`` is the first group, for all that a pattern finds."""
        for match in reversed(list(pattern.finditer(self.text)) if pattern else []):
            if match[0] != (new := match.expand(after)):
                self.change(rule, match.start(), match.end(), new)

    def unweb(self, tags: frozenset[str] | None, addresses: bool) -> None:
        """Take out what the web left; ``tags`` are the elements that the text closes, None if it is a page itself."""
        for start, end, rule, after in reversed(list(corpus.left_overs(self.text, tags))):
            if rule != "address" or addresses:
                self.change(rule, start, end, after)

    def unmark(self, pattern: regex.Pattern) -> None:
        """Take the signs of emphasis out around the second group of what a pattern finds."""
        for match in reversed(list(pattern.finditer(self.text))):
            self.change("emphasis", match.end(2), match.end())
            self.change("emphasis", match.start(), match.start(2))


def clean(
    row: Row, markers: regex.Pattern | None, margin: int = 0, tags: frozenset | None = frozenset(), apart: bool = False
) -> Clean:
    """Return a line's clean text, its changes in order, and the heading cut from its start; ``tags``: see ``unweb``.

    ``apart``: the letters of its script, which has no spaces, are set apart by some.
    """
    raw, run_in = row.text, row.rule == "run_in"
    simple, text = _is_simple(raw, markers), raw.strip(forms.EDGES)
    if all((simple, text, not run_in, not row.speaker, not margin, not apart)) and text == forms.plain(raw):
        before, _, after = raw.partition(text)
        edges = ((0, before), (len(raw) - len(after), after))
        return Clean(row, text, [Edit(start, "space", edge, "") for start, edge in edges if edge], "")
    line = _Line(raw)
    line.change("margin", 0, margin)
    line.swap("space", forms.APART if apart else None)
    if row.speaker and row.role == "body" and (size := speakers.prefix(line.text, row.speaker)):
        line.change("speaker", 0, size)
    if not simple:
        line.unweb(tags, row.role == "body")
        line.swap("invisible", INVISIBLE)
        line.swap("emphasis", ROWS if row.rule.startswith("page_") else None)
        line.unmark(STARS)
        line.unmark(STROKES)
        line.swap("marker", markers)
        line.swap("escape", ESCAPE, r"\1")
    if line.text != forms.plain(line.text):
        line.swap("space", EDGE)
        line.swap("space", SPACE, " ")
    heading = forms.run_in(line.text) if run_in else ""
    if heading:
        line.change("run_in", 0, len(heading) + 1)
    return Clean(row, line.text, sorted(line.edits), heading)


def _is_simple(raw: str, markers: regex.Pattern | None) -> bool:
    """Say whether a line has none of the signs that are changed: no marker, no emphasis, nothing invisible."""
    signs = SIGNS.search(raw) or "www." in raw.lower() or not (raw.isascii() or raw.isprintable())
    return not signs and not (markers and NUMBER.search(raw) and markers.search(raw))


def hyphen(piece: Clean) -> Edit:
    """Return the change at the end of a line where a word was cut: its hyphen goes."""
    place = len(piece.row.text)
    gone = {e.start + n for e in piece.edits for n in range(len(e.after), len(e.before))}
    while place - 1 in gone:
        place -= 1
    return Edit(place - 1, "hyphen", piece.text[-1], "")


def paragraphs(rows: Sequence[Row], cleaned: dict[int, Clean]) -> list[Paragraph]:
    """Return the paragraphs of one text: its body, with what a page break or a line end cut put together again."""
    found: list[tuple[list[Clean], str]] = []
    said = 0  # words of the open paragraph
    gaps = _gaps(rows)
    cutting = _cutting(rows, cleaned, gaps)
    for row in rows:
        if row.role != "body":
            continue
        piece = cleaned[row.line]
        last = found[-1][0] if found and found[-1][0][0].row.section == row.section and row.rule != "run_in" else None
        if last and _belongs(row, piece.text, last[-1], said, gaps[row.line] in cutting):
            last.append(piece)
        else:
            found.append(([piece], _kind(row, piece.text, last)))
            said = 0
        said += len(piece.text.split()) if said < OPEN_WORDS else 0  # more is not asked

    for pieces, _ in found:
        if not any(piece.text for piece in pieces):  # a label with nothing said: it stays
            pieces[:] = [clean(p.row._replace(speaker=""), None) for p in pieces]

    @cache
    def known() -> Mapping[str, int]:
        return characters.vocabulary(row.text for row in rows if row.role == "body")

    return [_joined(pieces, kind, known) for pieces, kind in found]


def _kind(row: Row, text: str, before: list[Clean] | None) -> str:
    """Return the kind of a new paragraph: a quotation where a colon or the file says so."""
    if row.rule.endswith("quote"):
        return "quote"
    introduced = before and before[-1].text.rstrip(forms.CLOSERS).endswith(":") and row.rule != "markup"
    return "quote" if introduced and not regex.match(r"\W?\d|[-•–(]", text) else "body"


def _gaps(rows: Sequence[Row]) -> dict[int, str]:
    """Return what parts each line of the body from the one before: nothing, a blank line, or a page's end."""
    found: dict[int, str] = {}
    gap = ""
    for row in rows:
        if row.role == "body":
            found[row.line] = "page" if row.text[:1] == "\f" else gap
            gap = ""
        elif row.role != "blank" or "\f" in row.text:
            gap = "page"
        else:
            gap = gap or "blank"
    return found


def _cutting(rows: Sequence[Row], cleaned: dict[int, Clean], gaps: dict[int, str]) -> set[str]:
    """Return the gaps at which a text's sentences are cut; at blank lines only if most that have no end there go on.

    A sentence that a page's end cuts goes on in lower case more often than not.
    """
    more = 0
    for before, row in pairwise(row for row in rows if row.role == "body"):
        if gaps[row.line] == "blank" and before.section == row.section:
            text, above = cleaned[row.line].text, cleaned[before.line].text
            on = text[:1].islower() or (len(above) >= WORD_SIGNS * OPEN_WORDS and not row.text[:1].isspace())
            if not forms.finished(above) and not ITEM.match(text):
                more += 1 if on and forms.is_cut(above, text) else -1
    return {"", "page", "blank"} if more >= 0 else {"", "page"}


def _joined(pieces: list[Clean], kind: str, known: Callable[[], Mapping[str, int]]) -> Paragraph:
    """Return a paragraph of its pieces; a word cut at a line's end is whole again."""
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    offset = 0
    for n, piece in enumerate(pieces):
        places.append((offset, piece.row.line))
        following = pieces[n + 1].text if n + 1 < len(pieces) else ""
        space = forms.space(piece.text, following) if following and piece.text else ""
        if following and piece.text and piece.text[-1] in characters.LINE_HYPHENS:
            joint = characters.joint(piece.text, following, known())
            if joint and joint[0]:
                edits = [*piece.edits, hyphen(piece)]
                piece = pieces[n] = piece._replace(text=piece.text[:-1], edits=sorted(edits))
            space = joint[1] if joint else space
        texts.append(piece.text + space)
        offset += len(texts[-1])
    return Paragraph(pieces, kind, "".join(texts), tuple(places))


def _belongs(row: Row, text: str, last: Clean, said: int, cut: bool) -> bool:
    """Say whether a line belongs to the open paragraph; what a file parts stays apart, unless a page's end cut it."""
    if last.row.block == row.block or (last.row.speaker and not last.text and not row.speaker):
        return True  # of the same block, or the first behind a speaker's name
    if row.rule.startswith(by_hand.HAND) and row.rule.endswith(("_on", "_new")):
        return row.rule.endswith("_on")
    if row.line > last.row.line + 1 and not forms.space(last.text, text):
        said = max(said, len(last.text) // WORD_SIGNS)
    parted = row.rule.startswith("markup") or last.row.rule.startswith("markup")
    return (not parted or row.rule == "markup_on") and not row.speaker and _goes_on(last.text, said, text, cut)


def _goes_on(before: str, said: int, text: str, cut: bool) -> bool:
    """Say whether ``text`` goes on where a paragraph of ``said`` words, whose last line is ``before``, stopped.

    It need not begin in lower case where sentences are ``cut`` at such a gap.
    """
    if ITEM.match(text):
        return False
    if forms.finished(before):
        return text[:1].islower() and bool(SHORT_FORMS.search(before[-10:]))
    if before.endswith(";") or (before.endswith(",") and said <= SALUTATION):
        return text[:1].islower()
    if text[:1].islower() or before[-40:].split()[-1].casefold() in forms.LINKING:
        return True
    return cut and (before.endswith((",", "-", "—")) or said >= OPEN_WORDS)
