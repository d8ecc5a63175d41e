"""Which role a run of raw lines has: the rules behind ``layout.lines``, in the order in which they decide.

A private part of ``layout``. First come a corpus' own patterns, then what a line says (``FORMS``), what surrounds
a text (``boilerplate``), its front matter, its headings and what trails behind it; the rest is body.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from dataclasses import dataclass, field

import regex

from helpers.layout.boilerplate import FORMS, REMOVED, contents, gutenberg, page_marks, unnamed_contents

INVISIBLE = regex.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
MARKER = regex.compile(r"(?<=[^\s\d])(?<!\d\s?(?:km|cm|mm|m|ft))(?:[⁰¹²³⁴-⁹]+|\[\d{1,3}\])")
CLOSERS = "\"'”’»)]*_"
ENDS = tuple(".!?…:。！？：۔।؟")
LINKING = set(
    "a an and as at but by for from in into nor of on or than that the their this those to upon via which who "
    "with".split()
)
SMALL = LINKING | {"amid", "amidst", "between", "through", "under", "versus", "vs", "de", "la", "von"}

NUMBER = (
    r"(?:the\s+)?(?:[ivxlcIVXLC]+|\d+|[A-Z]|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|first|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|ninth|tenth|last))\b[.:]?"
)
NUMBERED = [
    ("markdown", regex.compile(r"(#{1,6})\s+(?=\S)")),
    ("part", regex.compile(rf"(?:Part|PART|Book|BOOK|Volume|VOLUME)\s+{NUMBER}")),
    ("chapter", regex.compile(rf"(?:Chapter|CHAPTER|Act|ACT|Canto|CANTO|Letter|LETTER|Appendix|APPENDIX)\s+{NUMBER}")),
    ("decimal", regex.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?\s+(?=\p{L})")),
    ("arabic", regex.compile(r"(\d{1,2})[.)、]\s*(?=\p{Lu})")),
    ("roman", regex.compile(r"([IVXLC]{1,6})(?:[.)、]\s+(?=\p{Lu}(?!\.))|\.?$)")),
    ("letter", regex.compile(r"([A-Z])[.)、]\s+(?=\p{Lu}(?!\.))")),
]
NO_NAMES = set(
    "abstract acknowledgements acknowledgments appendix bibliography conclusion contents epilogue foreword "
    "introduction notes overview preface prologue references summary".split()
)
NEXT_SENTENCE = regex.compile(r"[.!?][”\"’)]?\s+\p{Lu}")
CAPITAL = regex.compile(r"\W?[\p{Lu}\p{N}]")
ITEM = regex.compile(r"[-•*]\s|[⁰¹²³⁴-⁹]+\s?\S|\[\d{1,3}\]\s")
BULLET = regex.compile(r"[-•–*]+\s")
RUN_IN = regex.compile(r"^(?=.{8})([^.!?。]*+)(?<=\p{Ll}[)”’\"]?)\.(?=[\p{L}“\"])")
SITE = regex.compile(r"\s*(?:[-–—|·]\s*)(?:[\w-]+\.)+(?:com|org|net|cn|gov|edu|info|news)\S*$|\s+\|\s+[^|]{2,40}$")
PATIENCE = 30.0  # seconds for all patterns of a corpus in one text
LIMIT = 5_000  # characters: no label or caption is longer
LONGEST = 400  # characters: no heading is longer


class SlowPattern(ValueError):
    """A pattern of a corpus that takes too long; the message names the text, the line and the pattern."""


@dataclass(eq=False)
class Block:
    """A run of raw lines that is read as one: a single line, or a hard-wrapped paragraph."""

    numbers: list[int]
    text: str
    role: str = ""
    rule: str = ""
    refused: str = ""  # the stopped rule that would have taken it
    stopped: set[str] = field(default_factory=set, repr=False)
    words: int = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.count(" ") + bool(self.text)

    def give(self, role: str, rule: str) -> None:
        """Take a role from a rule, unless that rule was stopped."""
        if rule in self.stopped:
            self.refused = self.refused or rule
        else:
            self.role, self.rule = role, rule


def plain(text: str) -> str:
    """Return a line as the rules see it: one kind of space, none at the ends, nothing invisible."""
    if text.isprintable() and "  " not in text:  # no character is invisible, or a space of another kind
        return text.strip(" ")
    return " ".join(INVISIBLE.sub("", text).split())


# ---------------------------------------------------------------- blocks


def blocks(raw: list[str]) -> list[Block]:
    """Cut a text into blocks: runs of lines where it is hard-wrapped, else single lines."""
    seen = [plain(text) for text in raw]
    grouped = itertools.groupby(enumerate(seen), key=lambda pair: bool(pair[1]))
    runs = [[n for n, _ in run] for ink, run in grouped if ink]
    inner = sorted(len(seen[n]) for run in runs for n in run[:-1])
    filled = [len(text) for text in seen if text]
    even = sum(45 <= size <= 100 for size in inner)
    wrapped = even > 0.4 * len(filled) and even > 0.6 * len(inner) and sum(n > 100 for n in filled) < 0.02 * len(filled)
    if not wrapped:
        return [Block([n + 1], seen[n]) for run in runs for n in run]
    width = inner[int(0.9 * len(inner))]
    parts = [part for run in runs for part in _cut_run(run, raw, seen, width)]
    return [Block([n + 1 for n in part], " ".join(seen[n] for n in part)) for part in parts]


def _cut_run(run: list[int], raw: list[str], seen: list[str], width: int) -> list[list[int]]:
    """Cut a run of lines without a blank one between them into what belongs together."""
    inner = sorted(len(seen[n]) for n in run[:-1])
    listed = sum(bool(numbering(seen[n])[0]) for n in run) > 0.5 * len(run) > 0.5
    if not inner or listed:
        return [[n] for n in run]
    if inner[len(inner) // 2] < 0.5 * width:
        return [run] if len(run) <= 3 and numbering(seen[run[0]])[0] in ("part", "chapter") else [[n] for n in run]
    parts = [[run[0]]]
    for before, n in itertools.pairwise(run):
        indented = raw[n][:2].isspace() and len(raw[n]) > 1 and not raw[before][:1].isspace()
        short = len(seen[before]) < 0.75 * width and CAPITAL.match(seen[n])
        ended = short and (finished(seen[before]) or (len(parts[-1]) == 1 and has_heading_form(seen[before])))
        mark = seen[n].strip("-–— []()").isdigit() or ITEM.match(seen[n])
        if indented or ended or mark or seen[before].strip("-–— []()").isdigit():
            parts.append([])
        parts[-1].append(n)
    return parts


# ---------------------------------------------------------------- roles


def classify(found: list[Block], patterns: dict[str, list[str]]) -> list[Block]:
    """Give every block its role; a rule that would take more than half of the text is stopped, the others decide again.

    The first line that a stopped rule would have taken is body; its rule is ``stopped_`` and the name of that rule.
    """
    stopped: set[str] = set()
    total = sum(len(block.text) for block in found)
    while True:
        for block in found:
            block.role = block.rule = block.refused = ""
            block.stopped = stopped
        _decide(found, patterns)
        taken: Counter = Counter()
        for block in found:
            if block.role in REMOVED:
                taken[block.rule] += len(block.text)
        greedy = {rule for rule, size in taken.items() if size > 0.5 * total}
        if not greedy:
            break
        stopped |= greedy
    for rule in sorted(stopped):
        first = next((block for block in found if block.refused == rule), None)
        if first:
            first.role, first.rule = "body", f"stopped_{rule}"
    return found


def _decide(found: list[Block], patterns: dict[str, list[str]]) -> None:
    """Let the rules decide: the corpus' own patterns, known forms, what surrounds a text, front, headings, body."""
    until = time.monotonic() + PATIENCE
    for block in found:
        for key, pattern in ((key, p) for key, own in patterns.items() for p in own):
            if not block.role and _search(pattern, block, until):
                block.give(*(("body", "quote") if key == "quote" else (key, "rules.toml")))
        for role, rule, pattern in FORMS:
            if not block.role and len(block.text) <= LIMIT and pattern.search(block.text):
                block.give(role, rule)
    gutenberg(found)
    contents(found)
    unnamed_contents(found, has_heading_form)
    page_marks(found, finished)
    _front(found)
    _cut_front(found)
    _headings(found)
    _lists(found)
    _tail(found)
    for block in found:
        if not block.role:
            block.give("body", "paragraph")
    _run_in_headings(found)


def _search(pattern: str, block: Block, until: float) -> bool:
    """Say whether a corpus' own pattern is in a block; over two seconds for one, or all patience gone, is an error."""
    try:
        return bool(regex.search(pattern, block.text, timeout=min(2.0, max(0.001, until - time.monotonic()))))
    except TimeoutError:
        raise SlowPattern(
            f"line {block.numbers[0]}: the pattern {pattern!r} takes too long. "
            "Make it simpler in rules.toml: no repeated group inside a repeated group."
        ) from None


def _site_free(text: str) -> str:
    """Return a title without a site's name behind a dash or bar."""
    if len(text) > LIMIT:
        return text
    return SITE.sub("", text).casefold()


def _lead(found: list[Block]) -> list[Block]:
    """Return the blocks before the body: the short ones before the first long one, else one title before a sentence."""
    start = sum(1 for _ in itertools.takewhile(lambda b: b.rule == "gutenberg", found))
    lead: list[Block] = []
    for block in found[start:]:
        if block.words >= 40 or block.role in ("abstract", "heading", "body"):
            return lead
        if block.rule == "contents":
            return lead
        if lead and heading_kind(block.text) in ("part", "chapter", "decimal", "arabic", "markdown"):
            return lead
        if not block.role and block.words >= 12 and finished(block.text):
            first = next((b for b in lead if not b.role), None)
            return lead if first and has_heading_form(first.text) else []
        lead.append(block)
    return []


def _front(found: list[Block]) -> None:
    """Find title, byline and repeated titles among the short lines before the first long one."""
    marked = [len(mark[1]) for b in found if not b.role and (mark := NUMBERED[0][1].match(b.text))]
    first = next((b for b in found if not b.role), None)
    if first is not None and heading_kind(first.text) == "markdown" and all(n > marked[0] for n in marked[1:2]):
        first.give("title", "markdown")
        return
    lead = _lead(found)
    free = [b for b in lead if not b.role and not heading_kind(b.text) and not b.text.endswith((".", ";", ",", ":"))]
    if not free:
        return
    bare = [b for b in free if _site_free(b.text) == b.text.casefold()]
    sited = {name for b in free if (name := _site_free(b.text)) != b.text.casefold()}
    times = Counter(b.text.casefold() for b in bare)
    echoed = sited | {text for text, n in times.items() if n > 1}
    title = next((b for b in bare if b.text.casefold() in echoed), None)
    title = title or next((b for b in free if b.words > 1 or len(free) == 1), free[0])
    name, before = _site_free(title.text), True
    for block in free:
        before = before and block is not title
        if block is title:
            block.give("title", "first_line" if block is free[0] else "title")
        elif _site_free(block.text) == name:
            block.give("boilerplate", "repeated_title")
        elif before:
            block.give("boilerplate", "before_title")
    for block in found:
        if not block.role and block.words > 3 and _site_free(block.text) == name:
            block.give("boilerplate", "repeated_title")
    after = next((b for b in free if not b.role), None)
    if after and _is_byline(after):
        after.give("byline", "after_title")


def _is_byline(block: Block) -> bool:
    """Say whether a line right after the title has the form of authors' names."""
    names = regex.sub(r"\s*[*†‡]+$", "", regex.sub(r"^by\s+", "", block.text, flags=regex.I))
    words = regex.sub(r"[,;&]", " ", names).split()
    capital = all(w[0].isupper() or w.casefold() in SMALL for w in words)
    ends = names.endswith(tuple(".!?:"))
    named = not regex.search(r"\d", names) and names.casefold() not in NO_NAMES
    return bool(words) and capital and len(words) <= 15 and not ends and named


def _cut_front(found: list[Block]) -> None:
    """Let an abstract or author's note that stops in mid-sentence take the piece that goes on after the break."""
    following, rest_of = None, {}
    for block in reversed(found):
        rest_of[block.numbers[0]] = following
        if block.role not in ("author_note", "footnote"):
            following = block
    for block in found:
        rest = rest_of[block.numbers[0]]
        if block.role in ("abstract", "author_note", "editor_note") and rest and not finished(block.text):
            if not rest.role and rest.text[0].islower():
                rest.give(block.role, "continued")


def finished(text: str) -> bool:
    """Say whether a piece of text ends as a sentence does (a colon ends it too)."""
    text = MARKER.sub("", text[-200:].rstrip()).rstrip(CLOSERS + " ")
    return text.endswith(ENDS) or not text


def numbering(text: str) -> tuple[str, str]:
    """Return the kind of numbering a line starts with (or nothing) and what stands behind it."""
    for kind, pattern in NUMBERED:
        if found := pattern.match(text):
            return kind, text[found.end() :].strip()
    return "", text


def heading_kind(text: str) -> str:
    """Return the kind of numbering a line starts with, or nothing."""
    return numbering(text)[0]


def has_heading_form(text: str) -> bool:
    """Say whether a line, by itself, could be a heading."""
    if len(text) > LONGEST:
        return False
    text = MARKER.sub("", text)
    kind, rest = numbering(text)
    if kind == "markdown" or (kind and not rest):
        return True
    words = text.split()
    main = [w for w in words if w.casefold() not in SMALL]
    capitals = sum(w[0].isupper() or not w[0].isalpha() for w in main)
    titled = capitals >= 0.8 * max(1, len(main))
    limit = 40 if kind else 20 if titled else 12
    if text.endswith(".") and (text.isupper() or (titled and kind in ("part", "chapter"))):
        text, rest = text[:-1], rest.removesuffix(".")
    return (
        0 < len(words) <= limit
        and any(c.isalpha() for c in text)
        and (kind != "" or text[0] in "“\"‘'0123456789" or (text[0].isalpha() and not text[0].islower()))
        and not text.endswith((".", ";", ",", ":", "-", "—", "…", "!", "。", "，", "：", "；", "！"))
        and (not text.endswith("?") or bool(kind) or titled)
        and words[-1].casefold() not in LINKING
        and not NEXT_SENTENCE.search(rest)
        and not BULLET.match(text)
    )


def _headings(found: list[Block]) -> None:
    """Call a line a heading if it has the form, the text before it is finished, and body follows that starts anew."""
    after: list[Block | None] = []
    text_after: list[bool] = []
    following, text_follows = None, False
    for block in reversed(found):
        after.append(following)
        text_after.append(text_follows)
        if block.role in ("", "heading", "body"):
            following = block
            text_follows = text_follows or block.words > 20 or finished(block.text)
    marked = sum(not b.role and bool(NUMBERED[0][1].match(b.text)) for b in found) > 1
    before_finished, before = True, None
    for block, rest, text_follows in zip(found, reversed(after), reversed(text_after), strict=True):
        if block.role:
            before = block
            continue
        follows = rest is not None and text_follows and not rest.text[0].islower()
        kind = heading_kind(block.text) if len(block.text) <= LONGEST else ""
        stands = kind == "markdown" if marked else bool(kind) or _stands_apart(block, before, rest)
        plain_sign = kind == "markdown" or (kind in ("part", "chapter") and not numbering(block.text)[1])
        if follows and stands and (before_finished or plain_sign) and has_heading_form(block.text):
            block.give("heading", kind or "short_line")
        else:
            before_finished = finished(block.text)
        before = block


def _stands_apart(block: Block, before: Block | None, rest: Block | None) -> bool:
    """Say whether a line is not one of several short ones printed right below each other, as in verse."""
    below = before is not None and before.numbers[-1] == block.numbers[0] - 1 and before.role != "heading"
    above = rest is not None and rest.numbers[0] == block.numbers[-1] + 1 and rest.words <= 12
    return not above and not (below and before.words <= 12)


def _lists(found: list[Block]) -> None:
    """Call three or more numbered headings of one kind in a row, with no text between them, a list."""
    shown = [b for b in found if b.role not in REMOVED]
    for (role, rule), run in itertools.groupby(shown, key=lambda b: (b.role, b.rule)):
        items = list(run)
        if role == "heading" and rule in ("arabic", "roman", "letter") and len(items) >= 3:
            for block in items:
                block.give("body", "list")


def _tail(found: list[Block]) -> None:
    """Call short unfinished lines after the last paragraph boilerplate."""
    for block in reversed(found):
        if not block.role and block.words <= 8 and not finished(block.text) and len(found) > 3:
            block.give("boilerplate", "trailing")
        elif block.role in ("", "heading", "body"):
            return


def _run_in_headings(found: list[Block]) -> None:
    """Mark paragraphs whose first sentence is glued to the next: a habit of the text, so at least three of them."""
    glued = [b for b in found if (b.role, b.rule) == ("body", "paragraph") and run_in(b.text)]
    if len(glued) >= 3:
        for block in glued:
            block.give("body", "run_in")


def run_in(text: str) -> str:
    """Return the heading that runs into a paragraph without a space after its full stop, or nothing."""
    found = RUN_IN.match(text, endpos=LIMIT)
    if not found:
        return ""
    head, rest = found[1], text[found.end() :]
    named = regex.match(r"(?:com|org|net|gov|edu|cn|g|e|S|C)\b", rest)
    return head if 2 <= len(head.split()) <= 40 and len(rest.split()) >= 20 and not named else ""


# ---------------------------------------------------------------- numbers of headings

WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty".split()
)
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def numeral(kind: str, text: str) -> int:
    """Return the number that a heading of kind arabic, roman or letter starts with, 0 for the other kinds."""
    found = regex.match(r"(\d+)|([IVXLC]+)\b|([A-Z])\b", text)
    if kind not in ("arabic", "roman", "letter") or not found:
        return 0
    if found[1]:
        return int(found[1])
    return ord(text[0]) - 64 if kind == "letter" else _roman(found[2] or "")


def _roman(text: str) -> int:
    """Return the value of a roman numeral; 0 for anything else."""
    values = [dict(i=1, v=5, x=10, l=50, c=100).get(c, 0) for c in text.lower()]
    return sum(-v if v < max(values[n:], default=0) else v for n, v in enumerate(values)) if all(values) else 0


def heading_number(text: str) -> int:
    """Return the number in a heading of any kind ("CHAPTER IV", "Part Two", "2.3 Trade" is 3), 0 if there is none."""
    kind = heading_kind(text)
    if kind == "decimal":
        return int(text.split()[0].strip(".").split(".")[-1])
    if kind not in ("part", "chapter"):
        return numeral(kind, text)
    word = regex.sub(r"^\w+\s+(?:the\s+)?", "", text, flags=regex.I).split()[0].strip(".:").casefold()
    if word.isdigit():
        return int(word)
    known = WORDS.index(word) + 1 if word in WORDS else ORDINALS.index(word) + 1 if word in ORDINALS else 0
    return known or _roman(word) or (ord(word) - 96 if len(word) == 1 else 0)
