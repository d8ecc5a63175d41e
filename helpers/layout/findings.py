"""Where the layout of a text may be wrong: the findings behind ``layout.audit``.

A private part of ``layout``. Each finding is a place, a name and what is seen there; the names, the surest first, are
those of ``list_of_rules.toml``.
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from statistics import median

import regex

from helpers.layout import by_hand, decide, forms, headings, role_list
from helpers.layout.cleaning import Paragraph
from helpers.layout.read import Heading, Read

MOST, FEW = 20, 2  # findings of one name that are listed for a text; long sections, of more the short ones are odd
LONG_SECTION, TIMES = 2_000, 5  # words of a section that is named, if it has as many times the words of the middle one
NO_HEADINGS, LITTLE = 3_000, 0.5  # words of a text that should have a heading; least share of it that is body
CERTAIN, PROSE = 0.96, 20  # a rule as sure is not asked; words of a sentence that may be the author's
ONE_PARAGRAPH, BEFORE_TITLE = 600, 60  # words of a paragraph that should be several; words of body above a title
UNSPACED, GLUES = 0.3, 0.005  # share of letters of a script without spaces; of the words that are glued
SHORT, CUT = 12, 20  # words: a heading is no longer; a paragraph is as long before its missing end is named
OFTEN, WORDS = 3, 3  # times that a line of as many words returns, which is a running head, a button or a label
UNSIGNED = ("notices", "before_title", "page_sentence")  # take lines by their place alone
SCRAPS, SCRAP = 8, 4  # so many lines of as few words in a row are a table, a menu or a list
Finding = tuple[int, str, str]


def _numbering_gaps(text: Read) -> Iterator[Finding]:
    """Give the headings whose number does not follow: the last of its level, or of its kind in the text, plus one."""
    last_of: dict[int | str, int] = {}
    for _, level, own, line in text.headings:
        kind, number = forms.heading_kind(own), forms.heading_number(own)
        for deeper in [key for key in last_of if isinstance(key, int) and key > level]:
            del last_of[deeper]
        if number:
            before = last_of.get(level, 0)
            if number not in (before + 1, last_of.get(kind, 0) + 1):
                yield line, "gap in numbering", f"{own[:60]!r} comes after number {before}"
            last_of[level] = last_of[kind] = number


def _odd_texts(text: Read) -> Iterator[Finding]:
    """Give what is odd about a text as a whole: rules stopped, little kept, much before the title, no spaces."""
    for row in text.rows:
        if row.rule.startswith("stopped_"):
            detail = f"the rule {row.rule.removeprefix('stopped_')!r} would have taken more than half of the text"
            yield row.line, "rule stopped", detail
    body = "".join(row.text for row in text.rows if row.role == "body")
    size = sum(len(row.text) for row in text.rows if not row.rule.startswith("page_"))
    if size and len(body) < LITTLE * size:
        yield 1, "little kept", f"{len(body) / size:.0%} of the characters are body"
    letters, unspaced = len(regex.findall(r"\p{L}", body)), len(forms.PATTERNS["solid"].findall(body))
    if unspaced > UNSPACED * letters:
        yield 1, "no spaces", f"{unspaced / letters:.0%} of the letters are of a script without spaces between words"
    title = next((n for n, row in enumerate(text.rows) if row.role == "title"), 0)
    before = sum(len(row.text.split()) for row in text.rows[:title] if row.role == "body")
    if before > BEFORE_TITLE:
        yield 1, "text before the title", f"{before:,} words of body stand before it"
    yield from _glued(text)


def _glued(text: Read) -> Iterator[Finding]:
    """Give where words are glued, as an extractor leaves them: over a comma, or to one of many letters."""
    glued = [
        (row.line, mark[0])
        for row in text.rows
        if row.role == "body"
        for mark in forms.PATTERNS["glued_words"].finditer(row.text)
    ]
    if len(glued) > GLUES * sum(len(own.text.split()) for own in text.paragraphs):
        yield glued[0][0], "glued words?", f"{len(glued):,}: {', '.join(word for _, word in glued[:3])}"


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
    long = [(section, n) for section, n in filled.items() if n > LONG_SECTION and n > TIMES * middle]
    for section, n in long if len(long) <= FEW else ():
        yield first_line[section], "long section", f"{n:,} words; the median is {middle:,.0f}"


def _odd_paragraphs(text: Read) -> Iterator[Finding]:
    """Give the paragraphs that have no end, and one that holds all."""
    words = [len(paragraph.text.split()) for paragraph in text.paragraphs]
    if len(words) == 1 and words[0] > ONE_PARAGRAPH:
        yield 1, "one paragraph", f"{words[0]:,} words in a single paragraph"
    listed = {h.section for h in text.headings if forms.is_word(h.text, "references")}
    below = ""  # the next paragraph that is no scrap
    for own in reversed(text.paragraphs):
        if own.pieces[0].row.section not in listed and _is_cut(own.text, below):
            yield own.places[-1][1], "cut paragraph", f"it ends: {own.text[-40:]}"
        below = below if _is_scrap(own) else own.text


def _is_cut(own: str, after: str) -> bool:
    """Say whether a paragraph lacks its end: the next goes on, or is prose too, below no list and no quotation."""
    if len(own.split()) <= CUT or forms.finished(own) or forms.PATTERNS["held"].search(own):
        return False
    last = own.split()[-1].strip(",")
    anew = (len(after.split()) > CUT and after[:1].isalpha()) or forms.BULLET.match(after)
    return after[:1].islower() or bool(anew and last.isalpha() and last.islower())


def _odd_lines(text: Read) -> Iterator[Finding]:
    """Give the short lines that return, those that stand in long rows, and those that may be headings."""
    shown = text.paragraphs
    times = Counter(_shape(own) for before, own in zip([None, *shown], shown, strict=False) if _is_apart(before, own))
    rows = _rows(shown)
    for row in rows:
        yield row[0].places[0][1], "scraps?", f"{len(row)} short lines in a row: {', '.join(o.text for o in row)[:60]}"
    named = {_shape(own) or own.text for row in rows for own in row}
    for before, own, after in zip([None, *shown], shown, [*shown[1:], None], strict=False):
        key = _shape(own) or own.text
        if key not in named and times[key] >= OFTEN:
            yield own.places[0][1], "same line again", f"{times[key]} times: {own.text[:60]}"
        elif key not in named and _may_head(before, own, after):
            yield own.places[0][1], "heading missed?", own.text[:80]
        named.add(key)


def _rows(shown: list[Paragraph]) -> list[list[Paragraph]]:
    """Return the rows of short lines of few words, as tables and menus are."""
    rows = [list(run) for short, run in itertools.groupby(shown, _is_scrap) if short]
    return [row for row in rows if len(row) >= SCRAPS and sum(len(p.text.split()) for p in row) <= SCRAP * len(row)]


def _is_apart(before: Paragraph | None, own: Paragraph) -> bool:
    """Say whether a line is none of several short ones, each right below another, as verse and its refrain."""
    return before is None or own.places[0][1] - before.places[-1][1] > 1 or not _is_scrap(before)


def _is_scrap(own: Paragraph) -> bool:
    """Say whether a paragraph is a short line that ends no sentence, and is nobody's turn."""
    ended = forms.finished(own.text) or forms.PATTERNS["held"].search(own.text) or own.pieces[0].row.speaker
    return own.text.count(" ") < SHORT and not ended


def _shape(own: Paragraph) -> str:
    """Return a short line of words by which it is known where it returns, whatever its numbers; else nothing."""
    text = regex.sub(r"\d+", "#", own.text)
    return text if _is_scrap(own) and text.count(" ") >= WORDS - 1 and forms.PATTERNS["of_words"].search(text) else ""


def _may_head(before: Paragraph | None, own: Paragraph, after: Paragraph | None) -> bool:
    """Say whether one short line has the form of a heading, and stands between what ends and what begins."""
    section = own.pieces[0].row.section
    if after is None or after.pieces[0].row.section != section or len(own.places) > 1 or not _has_form(own):
        return False
    above = before.text if before and before.pieces[0].row.section == section else ""
    ended = forms.finished(above) or forms.has_heading_form(above)
    return ended and len(after.text.split()) > CUT and not after.text[:1].islower()


def _has_form(own: Paragraph) -> bool:
    """Say whether a short line has words and the form of a heading: no item, label, speech, or entry of an index."""
    text = own.text
    none = headings.is_spoken(text) or forms.PATTERNS["no_head"].search(text) or forms.INTRODUCES.search(text)
    return (
        not none and bool(forms.PATTERNS["of_words"].search(text)) and _is_scrap(own) and forms.has_heading_form(text)
    )


def _odd_notes(text: Read) -> Iterator[Finding]:
    """Give the notes without a marker and, in a text with notes, the markers without a note."""
    notes, left = text.notes
    for note in notes:
        if note.marker_line is None:
            yield note.line, "note without marker", f"number {note.number}: {note.text[:40]}"
    for number, line in left if notes else []:
        yield line, "marker without note", f"number {number}"


def _taken(text: Read) -> Iterator[Finding]:
    """Give, for each unsure rule that took out what reads like prose, where, how many words, and the first of them."""
    out = (row for row in text.rows if row.role in role_list.REMOVED - {"footnote"} and row.confidence < CERTAIN)
    taken: dict[str, list] = {}
    for (rule, _), run in itertools.groupby(out, key=lambda row: (row.rule, row.rule not in UNSIGNED and row.block)):
        rows = list(run)
        own = forms.plain(" ".join(row.text for row in rows))
        prose = len(own.split()) >= PROSE and forms.finished(own) and own[:1] not in "(["
        if prose or rule == "page_sentence" or (rule in UNSIGNED and len(own.split()) >= SHORT):
            taken.setdefault(rule, []).append((rows[0].line, own))
    for rule, found in taken.items():
        words = sum(len(own.split()) for _, own in found)
        yield found[0][0], "prose taken out", f"{rule}: {words:,} words, {found[0][1][:60]}"


def _odd_headings(text: Read) -> Iterator[Finding]:
    """Give the headings with nothing below, but those that part what others head, and those that are dialogue."""
    filled = {paragraph.pieces[0].row.section for paragraph in text.paragraphs}
    for heading, below in zip(text.headings, [*text.headings[1:], None], strict=False):
        if heading.section not in filled and (below is None or _is_beside(heading, below)):
            yield heading.line, "empty heading", heading.text[:80]
        if heading.text[:1] in "“«„—" and heading.text.rstrip()[-1:] in "”»“—":
            yield heading.line, "dialogue as heading?", heading.text[:80]


def _is_beside(heading: Heading, below: Heading) -> bool:
    """Say whether a heading is of the kind of the one above it, and none that says in brackets that it is empty."""
    kinds = [(forms.heading_kind(h.text), h.text.isupper(), forms.is_word(h.text, "named")) for h in (heading, below)]
    within = regex.match(r"#* ?(\d[\d.]*?)\.?\s.*\n#* ?\1\.\d", f"{heading.text}\n{below.text}")  # 2.1 stands below 2
    return below.level <= heading.level and kinds[0] == kinds[1] and not (within or heading.text.endswith((")", "]")))


def findings(text: Read) -> list[tuple[int, int, str, str]]:
    """Return the findings of a text, of each name twenty, the last with what is left out; before each its rank.

    The rank is the name's place in the list, and a step more for each finding of the name that stands before.
    """
    looks = (_numbering_gaps, _odd_texts, _odd_sections, _odd_paragraphs, _odd_lines, _odd_notes, _taken, _odd_headings)
    settled = {row.line for row in text.rows if row.rule.startswith(by_hand.HAND)}
    found = sorted(one for look in looks for one in look(text))
    found = [one for one in found if one[0] not in settled or not one[1].endswith(("?", "empty heading"))]
    times, counts = Counter(name for _, name, _ in found), Counter[str]()
    ranks = {name: rank for rank, name in enumerate(decide.FINDINGS)}
    listed = []
    for line, name, detail in found:
        more = times[name] - MOST if counts[name] == MOST - 1 else 0
        if counts[name] < MOST:
            told = f"{detail} (and {more:,} more)" if more > 0 else detail
            listed.append((ranks[name] + counts[name], line, name, told))
        counts[name] += 1
    return listed
