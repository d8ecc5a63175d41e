"""Where the layout of a text may be wrong: the findings behind ``layout.audit``.

A private part of ``layout``. Each finding is a place, a name and what is seen there.
"""

from __future__ import annotations

from collections import Counter
from statistics import median

import regex

from helpers.layout import forms, role_list
from helpers.layout.read import Heading, Read

MOST = 20  # findings of one name that are listed for a text
LONG_SECTION, TIMES = 2_000, 5  # words of a section that is named, if it has as many times the words of the middle one
NO_HEADINGS = 3_000  # words of a text that should have a heading
LITTLE = 0.5  # share of the characters of a text that are body, below which it is named
CERTAIN, PROSE = 0.96, 20  # a rule as sure is not asked; words of a sentence that may be the author's
ONE_PARAGRAPH, BEFORE_TITLE = 600, 60  # words of a paragraph that should be several; words of body above a title
UNSPACED = 0.3  # share of letters of a script without spaces
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


def _odd_texts(text: Read) -> list[Finding]:
    """Return what is odd about a text as a whole and about the length of its sections."""
    body = [row for row in text.rows if row.role == "body"]
    words: Counter = Counter()
    first_line = {row.section: row.line for row in reversed(text.rows)}
    for row in body:
        words[row.section] += len(row.text.split())
    size, kept = (sum(len(row.text) for row in rows) for rows in (text.rows, body))
    found = []
    for row in text.rows:
        if row.rule.startswith("stopped_"):
            detail = f"the rule {row.rule.removeprefix('stopped_')!r} would have taken more than half of the text"
            found.append((row.line, "rule stopped", detail))
    if len(words) == 1 and words.total() > NO_HEADINGS and set(first_line) == {0}:
        found.append((1, "no headings", f"none found in {words.total():,} words"))
    middle = median(words.values()) if len(words) > 2 else float("inf")
    for section, n in words.items():
        if n > LONG_SECTION and n > TIMES * middle:
            found.append((first_line[section], "long section", f"{n:,} words; the median is {middle:,.0f}"))
    if size and kept < LITTLE * size:
        found.append((1, "little kept", f"{kept / size:.0%} of the characters are body"))
    joined = "".join(row.text for row in body)
    letters = len(regex.findall(r"\p{L}", joined))
    unspaced = len(regex.findall(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", joined))
    if unspaced > UNSPACED * letters:
        detail = f"{unspaced / letters:.0%} of the letters are of a script without spaces between words"
        found.append((1, "no spaces", detail))
    return found


def _odd_paragraphs(text: Read) -> list[Finding]:
    """Return the paragraphs that have no end, and the short ones that may be headings."""
    found = []
    for pieces, _, own, places in text.paragraphs:
        size = len(own.split())
        if len(places) == 1 and size <= SHORT and forms.has_heading_form(own) and pieces[0].row.rule != "list":
            found.append((places[0][1], "heading missed?", own[:80]))
        elif size > CUT and not forms.finished(own):
            found.append((places[-1][1], "cut paragraph", f"it ends: {own[-40:]}"))
    return found


def _odd_notes(text: Read) -> list[Finding]:
    """Return the notes without a marker and, in a text with notes, the markers without a note."""
    notes, left = text.notes
    lost = [(n.line, f"number {n.number}: {n.text[:40]}") for n in notes if n.marker_line is None]
    found = [(line, "note without marker", detail) for line, detail in lost]
    return found + [(line, "marker without note", f"number {number}") for number, line in (left if notes else [])]


def _removed(text: Read) -> list[list]:
    """Return the rows of each block that an unsure rule took out; a web page's sentences are settled line by line."""
    blocks: dict[int, list] = {}
    block, rule = 0, ""
    for row in text.rows:
        block = block if rule == row.rule == "page_sentence" else row.block
        rule = row.rule
        if row.role in role_list.REMOVED and row.role != "footnote" and row.confidence < CERTAIN:
            blocks.setdefault(block, []).append(row)
    return list(blocks.values())


def _taken(text: Read) -> list[Finding]:
    """Return, for each rule that took prose-like lines out, where, how many words, and the first of them."""
    taken: dict[str, list] = {}
    for rows in _removed(text):
        own = forms.plain(" ".join(row.text for row in rows))
        if rows[0].rule == "page_sentence" or _is_prose(own):
            taken.setdefault(rows[0].rule, []).append((rows[0].line, own))
    return [
        (own[0][0], "prose taken out", f"{rule}: {sum(len(t.split()) for _, t in own):,} words, {own[0][1][:60]}")
        for rule, own in taken.items()
    ]


def _is_prose(own: str) -> bool:
    """Say whether lines that were taken out read like prose: words enough, finished, and no aside in brackets."""
    return len(own.split()) >= PROSE and forms.finished(own) and own[:1] not in "(["


def _odd_shape(text: Read) -> list[Finding]:
    """Return headings with nothing below, dialogue read as headings, one long paragraph, much before the title."""
    found: list[Finding] = []
    filled = {paragraph.pieces[0].row.section for paragraph in text.paragraphs}
    levels = {h.section: h.level for h in text.headings}
    for heading in text.headings:
        below = levels.get(heading.section + 1, 0) > heading.level
        if heading.section not in filled and not below:
            found.append((heading.line, "empty heading", heading.text[:80]))
        if heading.text[:1] in "“«„—" and heading.text.rstrip()[-1:] in "”»“—":
            found.append((heading.line, "dialogue as heading?", heading.text[:80]))
    words = [len(paragraph.text.split()) for paragraph in text.paragraphs]
    if len(words) == 1 and words[0] > ONE_PARAGRAPH:
        found.append((1, "one paragraph", f"{words[0]:,} words in a single paragraph"))
    title = next((n for n, row in enumerate(text.rows) if row.role == "title"), 0)
    before = sum(len(row.text.split()) for row in text.rows[:title] if row.role == "body")
    if before > BEFORE_TITLE:
        found.append((1, "text before the title", f"{before:,} words of body stand before it"))
    return found


def findings(text: Read) -> list[Finding]:
    """Return the findings of a text in reading order, of each name the first twenty, the last with what is left out."""
    found = [*_numbering_gaps(text.headings), *_odd_texts(text), *_odd_paragraphs(text), *_odd_notes(text)]
    found += [*_taken(text), *_odd_shape(text)]
    times, counts = Counter(name for _, name, _ in found), Counter[str]()
    listed = []
    for line, name, detail in sorted(found):
        counts[name] += 1
        more = times[name] - MOST if counts[name] == MOST else 0
        if counts[name] <= MOST:
            listed.append((line, name, f"{detail} (and {more:,} more)" if more > 0 else detail))
    return listed
