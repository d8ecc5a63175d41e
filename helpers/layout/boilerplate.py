"""What surrounds a text and is not part of it: the forms of page furniture, notes, captions and contents.

A private part of ``layout``. The functions take the blocks of ``roles`` and give those a role that they know.
"""

from __future__ import annotations

from collections import Counter

import regex

REMOVED = ("boilerplate", "caption", "footnote")

# Lines known by what they say, whatever stands around them: role, rule, form. What may stand anywhere in a line has a
# form of its own: a search for one wording is ten times as fast as a search for one of two.
FORMS = [
    ("footnote", "note_number", regex.compile(r"^(?:[⁰¹²³⁴-⁹]+\s*|\[\d{1,3}\]\s+|\[Footnote \d+:\s*)\S")),
    ("abstract", "label", regex.compile(r"^(?:Abstract|Summary)\s*[:：.]\s*\S", regex.I)),
    ("keywords", "label", regex.compile(r"^Key\s?words?\s*[:：]", regex.I)),
    ("editor_note", "label", regex.compile(r"^Editor(?:['’]s|ial)? note\s*[:：.]", regex.I)),
    ("author_note", "asterisk", regex.compile(r"^(?:\*{1,2}|[†‡]{1,2})\s+\p{Lu}")),
    (
        "boilerplate",
        "admin",
        regex.compile(r"^(?:posted )?by (?:admin|administrator|staff|editor|webmaster)$", regex.I),
    ),
    ("byline", "label", regex.compile(r"^(?:Authors?|Written by|About the author)\s*[:：]\s*\S", regex.I)),
    (
        "caption",
        "picture_words",
        regex.compile(
            r"^(?:The (?:picture|photo|image|map|chart) shows\b|(?:Photo|Picture|Image|Caption)\s*[:：]|"
            r"\[Illustration\b|"
            r"(?:Figure|Fig\.|Table|Chart|Map)\s+\d+\s*[.:：])",
            regex.I,
        ),
    ),
    ("caption", "picture_words", regex.compile(r"Photo courtesy of\b", regex.I)),
    ("caption", "picture_words", regex.compile(r"/\s?photo$", regex.I)),
    ("caption", "agency_credit", regex.compile(r"^.{20,}[^/:\s]\s?/\s?(?:\p{Lu}[\p{L}.]*)(?: \p{Lu}[\p{L}.]*)?$")),
    ("boilerplate", "breadcrumb", regex.compile(r"^Home\s*[»›>|/]\s*\S|^[^.]{1,60}[»›][^.]+[»›]")),
    (
        "boilerplate",
        "related",
        regex.compile(r"^(?:See also|Read (?:also|more)|Also read|Related(?: articles?)?)\b.*[^.!?]$", regex.I),
    ),
    (
        "boilerplate",
        "cookies",
        regex.compile(r"\bcookies?\b.{0,80}\b(?:policy|experience|website|site|opt-out|accept)\b", regex.I),
    ),
    ("boilerplate", "cookies", regex.compile(r"\buses? (?:cookies|Akismet)\b", regex.I)),
    ("boilerplate", "cookies", regex.compile(r"^(?:Privacy (?:&|and) Cookies|All rights reserved)", regex.I)),
    (
        "boilerplate",
        "contact",
        regex.compile(r"^\(?.{0,200}\b(?:contact|write to|e-?mail) us\b.*[\w.]+@[\w.]+", regex.I),
    ),
    ("boilerplate", "editor_line", regex.compile(r"^\((?:edited|proofread|copy-?edited) by [^()]{1,60}\)$", regex.I)),
    (
        "boilerplate",
        "navigation",
        regex.compile(
            r"^(?:download|share|print|menu|search|search trends|home|subscribe|log ?in|sign (?:in|up)|"
            r"leave a (?:comment|reply)|you (?:may|might) also like|related (?:articles|posts)|comments?|tags?|next|"
            r"previous|back to top|skip to content|trending|most read|advertisement|follow us|share this)$",
            regex.I,
        ),
    ),
    ("boilerplate", "ornament", regex.compile(r"^(?:[-=_*~•·#+.]\s?){3,}$")),
    ("boilerplate", "contents", regex.compile(r"^(?=.*[\divxlc]$).{1,150}?(?:\s?[.·…]){4,}\s*(?:\d+|[ivxlc]+)$")),
]
GUTENBERG = r"\s*(?:\*\s?){0,3}\s*%s (?:OF )?(?:THE |THIS )?PROJECT GUTENBERG(?:[’']S)? (?:E-?BOOK|E-?TEXT)?"
FIRST, LAST = regex.compile(GUTENBERG % "START", regex.I), regex.compile(GUTENBERG % "END", regex.I)
CONTENTS = regex.compile(
    r"(?:#+ )?(?:table of )?contents|list of chapters|inhalt(?:sverzeichnis)?|table des mati[eè]res|"
    r"[íi]ndice|sommario|содержание|目录|目錄|目次",
    regex.I,
)
ENTRY = regex.compile(  # the number before the words of an entry, and the page behind them
    r"^(?:#+ )?(?:(?:chapter|part|book|section)\s+)?(?:\d[\d.]*|[ivxlc]+)?[.):]?\s*|"
    r"[\s.·…]*(?:\d+|[ivxlc]+)?$",
    regex.I,
)
DIGITS = regex.compile(r"\d+")
PAGE = regex.compile(r"^[-–—\s\[(]*(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s\])]*$", regex.I)


def gutenberg(found: list) -> None:
    """Call the header and footer of a Project Gutenberg text boilerplate, up to and from its START and END lines."""
    start = next((n for n, b in enumerate(found) if len(b.text) < 300 and FIRST.match(b.text)), -1)
    end = next((n for n, b in enumerate(found) if n > start and len(b.text) < 300 and LAST.match(b.text)), len(found))
    if start < 0 and end == len(found):
        return
    for block in [*found[: start + 1], *found[end:]]:
        block.give("boilerplate", "gutenberg")


def contents(found: list) -> None:
    """Call a table of contents boilerplate: the short lines behind the word, up to a long one or an entry's return.

    Two entries make a table. An entry returns when a line has its words, or its number, again.
    """
    n = 0
    while n < len(found):
        start, n = n, n + 1
        if found[start].role or len(found[start].text) > 40 or not CONTENTS.fullmatch(found[start].text.strip(".: ")):
            continue
        first = None
        while n < len(found) and found[n].words <= 25 and found[n].role in ("", "boilerplate"):
            if first is None:
                first = found[n].text
            elif _returns(first, found[n].text):
                break
            n += 1
        else:
            paged = regex.search(r"\d$", found[n - 1].text)
            n -= bool(n > start + 1 and not paged and n < len(found) and not found[n].role)
        if n - start > 2:
            for block in found[start:n]:
                block.give("boilerplate", "contents")


def unnamed_contents(found: list, has_heading_form) -> None:
    """Call three or more short lines in a row contents, without the word, if three in four return behind a long one."""
    shown = [b for b in found if b.role not in REMOVED]
    forms = [not b.role and b.words <= 20 and has_heading_form(b.text) for b in shown]
    keys = [
        ENTRY.sub("", b.text).casefold() or b.text.casefold() if form else ""
        for b, form in zip(shown, forms, strict=True)
    ]
    last = {key: n for n, key in enumerate(keys)}
    n = 0
    while n < len(shown):
        end = n
        while end < len(shown) and forms[end]:
            end += 1
        long = next((m for m in range(end, min(end + 5, len(shown))) if shown[m].words > 20), len(shown))
        again = [m for m in range(n, end) if last[keys[m]] > long or m < last[keys[m]] == end - 1]
        if len(again) >= 3 and len(again) >= 0.75 * (again[-1] - again[0] + 1):
            for block in shown[again[0] : again[-1] + 1]:
                block.give("boilerplate", "contents")
        n = max(end, n + 1)


def _returns(entry: str, text: str) -> bool:
    """Say whether a line is the heading that an entry of a table of contents announced."""
    named, other = ENTRY.sub("", entry).casefold(), ENTRY.sub("", text).casefold()
    if named and other:
        return named == other
    head, start = entry.casefold().rstrip(" .:"), text.casefold().rstrip(" .:")
    return bool(start) and (head == start or (not other and head.startswith(start) and not head[len(start)].isalnum()))


def page_marks(found: list, finished) -> None:
    """Call page numbers, and lines that cut into sentences on page after page, boilerplate: habits of 3 or 4."""
    free = [b for b in found if not b.role and len(b.text) <= 120]
    numbers = [(b, int(mark[1])) for b in free if (mark := PAGE.match(b.text))]
    rising = sum(a < b for (_, a), (_, b) in zip(numbers, numbers[1:], strict=False))
    if len(numbers) >= 3 and rising >= 0.8 * (len(numbers) - 1):
        for block, _ in numbers:
            block.give("boilerplate", "page_number")
    cuts: Counter = Counter()
    times: Counter = Counter()
    before = None
    for block in found:
        if not block.role and block.words <= 12:
            head = DIGITS.sub("", block.text).strip().casefold()
            times[head] += 1
            cuts[head] += before is not None and not finished(before.text) and before.words > 5
        before = block if not block.role else before
    for block in free:
        head = DIGITS.sub("", block.text).strip().casefold()
        if not block.role and head and times[head] >= 4 and cuts[head] >= 0.5 * times[head]:
            block.give("boilerplate", "running_head")
