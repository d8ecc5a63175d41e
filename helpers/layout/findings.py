"""Where the layout of a text may be wrong: the findings behind ``layout.audit``.

A private part of ``layout``. Each finding is a place, a name and what is seen there.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from statistics import median

import regex

from helpers.layout import by_hand, forms, role_list
from helpers.layout.read import Heading, Read

MOST = 20  # findings of one name that are listed for a text
LONG_SECTION, TIMES = 2_000, 5  # words of a section that is named, if it has as many times the words of the middle one
NO_HEADINGS = 3_000  # words of a text that should have a heading
LITTLE = 0.5  # share of the characters of a text that are body, below which it is named
CERTAIN, PROSE = 0.96, 20  # a rule as sure is not asked; words of a sentence that may be the author's
ONE_PARAGRAPH, BEFORE_TITLE = 600, 60  # words of a paragraph that should be several; words of body above a title
UNSPACED = 0.3  # share of letters of a script without spaces
SOLID = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
SHORT, CUT = 12, 20  # words: a heading is no longer; a paragraph is as long before its missing end is named

Finding = tuple[int, str, str]


def _numbering_gaps(headings: list[Heading]) -> list[Finding]:
    """Return the headings whose number does not follow: the last of its level, or of its kind in the text, plus one."""
    found, last_of = list[Finding](), dict[int | str, int]()
    for _, level, text, line in headings:
        kind, number = forms.heading_kind(text), forms.heading_number(text)
        for deeper in [key for key in last_of if isinstance(key, int) and key > level]:
            del last_of[deeper]
        if number:
            before = last_of.get(level, 0)
            if number not in (before + 1, last_of.get(kind, 0) + 1):
                found.append((line, "gap in numbering", f"{text[:60]!r} comes after number {before}"))
            last_of[level] = last_of[kind] = number
    return found


def _odd_texts(text: Read) -> Iterator[Finding]:
    """Give what is odd about a text as a whole: rules stopped, little kept, much before the title, no spaces."""
    for row in text.rows:
        if row.rule.startswith("stopped_"):
            detail = f"the rule {row.rule.removeprefix('stopped_')!r} would have taken more than half of the text"
            yield row.line, "rule stopped", detail
    body = "".join(row.text for row in text.rows if row.role == "body")
    size = sum(len(row.text) for row in text.rows)
    if size and len(body) < LITTLE * size:
        yield 1, "little kept", f"{len(body) / size:.0%} of the characters are body"
    letters, unspaced = len(regex.findall(r"\p{L}", body)), len(SOLID.findall(body))
    if unspaced > UNSPACED * letters:
        yield 1, "no spaces", f"{unspaced / letters:.0%} of the letters are of a script without spaces between words"
    title = next((n for n, row in enumerate(text.rows) if row.role == "title"), 0)
    before = sum(len(row.text.split()) for row in text.rows[:title] if row.role == "body")
    if before > BEFORE_TITLE:
        yield 1, "text before the title", f"{before:,} words of body stand before it"


def _odd_sections(text: Read) -> Iterator[Finding]:
    """Give what is odd about the length of sections: one that is long beside the others, a long text without any."""
    words: Counter = Counter()
    for row in text.rows:
        words[row.section] += len(row.text.split()) if row.role == "body" else 0
    first_line = {row.section: row.line for row in reversed(text.rows)}
    if words.total() > NO_HEADINGS and set(first_line) == {0}:
        yield 1, "no headings", f"none found in {words.total():,} words"
    filled = +words
    middle = median(filled.values()) if len(filled) > 2 else float("inf")
    for section, n in filled.items():
        if n > LONG_SECTION and n > TIMES * middle:
            yield first_line[section], "long section", f"{n:,} words; the median is {middle:,.0f}"


def _odd_paragraphs(text: Read) -> Iterator[Finding]:
    """Give the paragraphs that have no end, the short ones that may be headings, and one that holds all."""
    words = [len(paragraph.text.split()) for paragraph in text.paragraphs]
    if len(words) == 1 and words[0] > ONE_PARAGRAPH:
        yield 1, "one paragraph", f"{words[0]:,} words in a single paragraph"
    for pieces, _, own, places in text.paragraphs:
        size = len(own.split())
        if len(places) == 1 and size <= SHORT and forms.has_heading_form(own) and pieces[0].row.rule != "list":
            yield places[0][1], "heading missed?", own[:80]
        elif size > CUT and not forms.finished(own):
            yield places[-1][1], "cut paragraph", f"it ends: {own[-40:]}"


def _odd_notes(text: Read) -> Iterator[Finding]:
    """Give the notes without a marker and, in a text with notes, the markers without a note."""
    notes, left = text.notes
    for note in notes:
        if note.marker_line is None:
            yield note.line, "note without marker", f"number {note.number}: {note.text[:40]}"
    for number, line in left if notes else []:
        yield line, "marker without note", f"number {number}"


def _taken(text: Read) -> Iterator[Finding]:
    """Give, for each unsure rule that took prose-like lines out, where, how many words, and the first of them.

    Words enough, finished and no aside in brackets read like prose; a web page's sentences are settled line by line.
    """
    out = (row for row in text.rows if row.role in role_list.REMOVED - {"footnote"} and row.confidence < CERTAIN)
    taken: dict[str, list] = {}
    for (rule, _), run in itertools.groupby(out, key=lambda row: (row.rule, row.rule != "page_sentence" and row.block)):
        rows = list(run)
        own = forms.plain(" ".join(row.text for row in rows))
        if rule == "page_sentence" or (len(own.split()) >= PROSE and forms.finished(own) and own[:1] not in "(["):
            taken.setdefault(rule, []).append((rows[0].line, own))
    for rule, found in taken.items():
        words = sum(len(own.split()) for _, own in found)
        yield found[0][0], "prose taken out", f"{rule}: {words:,} words, {found[0][1][:60]}"


def _odd_headings(text: Read) -> Iterator[Finding]:
    """Give the headings with nothing below, and those that are dialogue."""
    filled = {paragraph.pieces[0].row.section for paragraph in text.paragraphs}
    levels = {h.section: h.level for h in text.headings}
    for heading in text.headings:
        if heading.section not in filled and levels.get(heading.section + 1, 0) <= heading.level:
            yield heading.line, "empty heading", heading.text[:80]
        if heading.text[:1] in "“«„—" and heading.text.rstrip()[-1:] in "”»“—":
            yield heading.line, "dialogue as heading?", heading.text[:80]


def findings(text: Read) -> list[Finding]:
    """Return the findings of a text in reading order, of each name the first twenty, the last with what is left out."""
    looks = (_odd_texts, _odd_sections, _odd_paragraphs, _odd_notes, _taken, _odd_headings)
    found = [*_numbering_gaps(text.headings), *(one for look in looks for one in look(text))]
    settled = {row.line for row in text.rows if row.rule.startswith(by_hand.HAND)}
    found = [one for one in found if one[0] not in settled or not one[1].endswith(("?", "empty heading"))]
    times, counts = Counter(name for _, name, _ in found), Counter[str]()
    listed = []
    for line, name, detail in sorted(found):
        counts[name] += 1
        more = times[name] - MOST if counts[name] == MOST else 0
        if counts[name] <= MOST:
            listed.append((line, name, f"{detail} (and {more:,} more)" if more > 0 else detail))
    return listed
