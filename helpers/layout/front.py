"""What stands before a text and says what it is: title, byline, abstract, keywords, notes about author and edition.

A private part of ``layout``. The functions propose blocks; ``rules`` decides.
"""

import itertools
from collections import Counter
from collections.abc import Iterator

import regex

from helpers.layout import forms
from helpers.layout.blocks import Block, Text

BODY_WORDS, SENTENCE_WORDS = 40, 12  # words: a block as long is body, a finished one a sentence: front matter is over
BYLINE_WORDS, LABEL_WORDS, ONE_LABEL = 15, 20, 1  # words of authors' names; behind "Author:"; more such are turns
ECHO, TITLE_WORDS = 8, 3  # free lines among which a title is repeated; words: one as short may return as something else
TITLE_LETTERS = 12  # of its first three words, in a running head: initials and a name have fewer
FIRST_BLOCKS, FIRST_WORDS = 60, 700  # blocks among which an abstract begins, or as many lines as have so many words
ABSTRACT_BLOCKS, ABSTRACT_WORDS = 14, 350  # so many it has at most, or as many as have so many words
NUMBERED = ("part", "chapter", "article", "decimal", "arabic", "han", "markdown")  # they end the lead; 1. may begin it
PARTY = 3  # lines of a name on either side of what stands between those who go to court
_NAMES = "site abstract_label part_of_abstract placed imprinted run_in_word dotted_names named_deed said_parties"
SITE, LABELLED, PARTED, PLACED, IMPRINTED, RUN_IN, NAMES, DEED, PARTIES = (forms.PATTERNS[n] for n in _NAMES.split())
LETTER, WORDS = regex.compile(r"\p{L}"), regex.compile(r"\w+").findall
LABELS, MOST_PARTS = 3, 0.6  # so many labels of its parts make a notice; share of headings with a number or a word
PART = regex.compile(r"\d|[第（(]?[一二三四五六七八九十]+[章节節）)、]|[IVX]+\.\s")  # of an article


def _first(text: Text) -> list[Block]:
    """Return the blocks among which front matter stands: more, where a block is a line of a narrow column."""
    so_far = itertools.accumulate(b.words for b in text.blocks)
    return text.blocks[: max(FIRST_BLOCKS, sum(1 for _ in itertools.takewhile(FIRST_WORDS.__gt__, so_far)))]


def author(text: Text) -> Iterator[Block]:
    """Propose the one line that names the author with a label; several are turns of a conversation."""
    found = [b for b in text.blocks if not b.role and forms.PATTERNS["author"].match(b.text[: forms.LONGEST])]
    yield from (b for b in found if len(found) <= ONE_LABEL and b.words <= LABEL_WORDS)


def labelled(text: Text) -> Iterator[Block]:
    """Propose what begins with a word for an abstract and a sign; not the SUMMARY: of a notice, below its AGENCY:."""
    found = [b for b in text.blocks if not b.role and LABELLED.match(b.text[: forms.ONE_WORD])]
    labels = sum(forms.NOTICE.match(b.text) is not None for b in _first(text)) if found else 0
    yield from (b for b in found if labels < LABELS or not forms.NOTICE.match(b.text))


def run_in(text: Text) -> Iterator[Block]:
    """Propose what begins with the word for an abstract, without a sign, where keywords or dates of a journal stand."""
    first = _first(text)
    paper = any(b.role == "keywords" or b.rule == "received" for b in first)
    yield from (b for b in first if paper and not b.role and RUN_IN.match(b.text))


def abstract_below(text: Text) -> Iterator[Block]:
    """Propose each word for an abstract among the first blocks, and what stands between it and the next heading."""
    found = _first(text)
    starts = [n for n, b in enumerate(found) if not b.role and forms.is_word(b.text, "abstract")]
    for start in (n for n in starts if n == starts[0] or found[n - 1].role in ("abstract", "keywords")):
        own = [found[start], *itertools.takewhile(lambda b: not _ends_abstract(b), found[start + 1 :])]
        long = len(own) > ABSTRACT_BLOCKS and sum(b.words for b in own) > ABSTRACT_WORDS
        summary = own[0].text.strip(" :.#*").casefold() == "summary"
        if own[1:] and not (long or summary) and start + len(own) < len(found):
            yield from own


def abstract_in_parts(text: Text) -> Iterator[Block]:
    """Propose what begins with words for three parts of an abstract or more, down to the end of the last."""
    found = _first(text)
    parts = [(n, own[1].casefold()) for n, b in enumerate(found) if not b.role and (own := PARTED.match(b.text))]
    if len({name for _, name in parts}) >= LABELS and not any(b.role == "abstract" for b in found):
        start, last = parts[0][0], parts[-1][0]
        below = range(last + 1, len(found))
        end = next((n for n in below if found[n].numbers[0] != found[n - 1].numbers[-1] + 1), len(found))
        own = [b for b in found[start:end] if not b.role]
        yield from own if sum(b.words for b in own) <= 2 * ABSTRACT_WORDS else ()


def abstract_above(text: Text) -> Iterator[Block]:
    """Propose the prose of a paper above its keywords, or its contents, if no word for a part stands there."""
    found = _first(text)
    end = next((n for n, b in enumerate(found) if b.role == "keywords" or b.rule == "contents"), 0)
    own = [b for b in found[:end] if not b.role and b.words >= BODY_WORDS]
    named = any(b.role == "abstract" or forms.is_word(b.text, "named") for b in found[:end])
    paper = not named and any(b.role in ("keywords", "author_note") for b in found)
    yield from own if paper and sum(b.words for b in own) <= 2 * ABSTRACT_WORDS else ()


def _ends_abstract(block: Block) -> bool:
    """Say whether a block stands below an abstract: keywords, a heading, the word for one in another language."""
    headed = block.kind or forms.is_word(block.text, "named") or forms.PATTERNS["introduction"].match(block.text)
    return block.role in ("keywords", "heading") or bool(headed and (block.form or block.text == "1"))


def masthead(text: Text) -> Iterator[Block]:
    """Propose the short lines between the title and the abstract: who wrote it, where, and how to write to them."""
    found = _first(text)
    title = next((n for n, b in enumerate(found) if b.role == "title"), len(found))
    pairs = itertools.pairwise(found[title : _end(found, title) + 1])
    free = ((b, on) for b, on in pairs if not (b.role or b.finished))
    short = (b for b, on in free if not on.finished or forms.size(on.text) < SENTENCE_WORDS)
    yield from (b for b in short if not (forms.size(b.text) >= BODY_WORDS or forms.is_word(b.text, "named")))


def _end(found: list[Block], title: int) -> int:
    """Return the abstract, else the first long line below a title with an address of mail, or keywords; else 0."""
    long = (b.words >= SENTENCE_WORDS and not PLACED.search(b.text) for b in found[title + 1 :])
    end = next(itertools.compress(itertools.count(title + 1), long), title)
    sign = any("@" in b.text and b.words <= BYLINE_WORDS for b in found[title:end])
    sign = sign or any(b.role == "keywords" for b in found[end:])
    return next((n for n, b in enumerate(found) if b.role == "abstract"), end if sign else 0)


def asterisk(text: Text) -> Iterator[Block]:
    """Propose notes about the author: a star that a line before ended with, or one behind which a name "is" something.

    In a list each item has a star; such items are body.
    """
    stars = [b for b in text.blocks if not b.role and forms.PATTERNS["star"].match(b.text[:40])]
    signed = (b for b in text.blocks if not b.role and b.text.endswith(("*", "†", "‡")) and b.words <= BODY_WORDS)
    marked = any(regex.search(r"\p{L}", b.text) for b in signed)
    starred = forms.PATTERNS["starred"]
    yield from (b for b in stars if len(stars) <= 2 and (marked or starred.match(b.text[: forms.LONGEST])))


def lead(text: Text) -> list[Block]:
    """Return the blocks before the body: the short ones before the first long one, else one title before a sentence."""
    start = sum(1 for _ in itertools.takewhile(lambda b: b.rule == "gutenberg", text.blocks))
    found: list[Block] = []
    for block in text.blocks[start:]:
        size = forms.size(block.text[: forms.LONGEST])
        if size >= BODY_WORDS or block.role in ("abstract", "heading", "body") or block.rule == "contents":
            return found
        if block.kind in (NUMBERED if found else (*NUMBERED[:2], "markdown")) and not IMPRINTED.search(block.text):
            return found
        if not block.role and size >= SENTENCE_WORDS and block.finished:
            return found if next((b.form for b in found if not b.role), False) else []
        found.append(block)
    return []


def marked_title(text: Text) -> Iterator[Block]:
    """Propose the first heading of a Markdown text as its title, if all others lie deeper or most are numbered."""
    own = [b for b in text.blocks if b.role in ("", "title")]
    marks = [mark for b in own if (mark := forms.MARKDOWN.match(b.text))]
    if own and own[0].kind == "markdown":
        parts = [PART.match(name := mark.string[mark.end() :]) or forms.is_word(name, "named") for mark in marks]
        counted = not parts[0] and sum(map(bool, parts)) >= max(LABELS, MOST_PARTS * len(parts))
        yield from own[: counted or all(len(mark[1]) > len(marks[0][1]) for mark in marks[1:2])]


def _titled(text: Text) -> tuple[list[Block], list[Block]]:
    """Return the free lines of the lead, and those of the title among them: the names of a case, else one."""
    if "title" not in text.made:
        has_title = any(b.role == "title" for b in text.blocks)
        front = [Block([-1], ""), *([] if has_title else lead(text))]
        free = [b for above, b in itertools.pairwise(front) if not b.role and _is_free(b, above)]
        heads = " | ".join(" ".join(WORDS(b.text.casefold())) for b in text.blocks if b.rule == "page_head")
        one = itertools.islice(_may_be_title([b for b in free if LETTER.search(b.text)], heads), 1)
        text.made["title"] = free, _case(front) or list(one)
    return text.made["title"]


def _case(front: list[Block]) -> list[Block]:
    """Return the lines with the names of those who go to court against each other, as a judgment begins."""
    free = [b for b in front if not b.role]
    place = next((n for n, b in enumerate(free) if n and b.text in forms.SETS["against"]), 0)
    above, below = (_names(free[place - 1 :: -1]), _names(free[place + 1 :])) if place else ([], [])
    return [*above[::-1], free[place], *below] if above and below else []


def _names(found: list[Block]) -> list[Block]:
    """Return the lines of a name, one beside the other, the first of some but for what says who is who in court."""
    own = list(itertools.dropwhile(lambda b: PARTIES.match(b.text), found))[:PARTY]
    own = list(itertools.takewhile(lambda b: not (PARTIES.match(b.text) or IMPRINTED.search(b.text)), own))
    return [b for n, b in enumerate(own) if abs(b.numbers[0] - own[0].numbers[0]) == n]


def _may_be_title(free: list[Block], heads: str) -> Iterator[Block]:
    """Give what may be the title, best first: of a running head, repeated, what names a law, what has two words."""
    begins = ((b, WORDS(b.text.casefold())[:TITLE_WORDS]) for b in free if b.words >= TITLE_WORDS)
    begun = (b for b, own in begins if len(" ".join(own)) >= TITLE_LETTERS and " ".join(own) in heads)
    yield from sorted(begun, key=lambda b: -b.words)
    times = Counter(_site_free(b.text) for b in free if not (b.text[0].islower() or PLACED.search(b.text)))
    names = max((n for n, b in enumerate(free) if NAMES.match(b.text)), default=-1)
    yield from (b for b in free[:ECHO] if times[b.text.casefold()] > 1)
    yield from filter(lambda b: DEED.search(b.text), free[:ECHO])
    yield from (b for b in (*free[names + 1 :], *free) if forms.size(b.text) > 1)
    yield from free


def _is_free(block: Block, above: Block) -> bool:
    """Say whether a line may be a title: no number, word for a part, or address; no stop unless it is in capitals."""
    place = not above.role and block.numbers[0] == above.numbers[-1] + 1 and PLACED.search(above.text)
    ends = not block.text.endswith((".", ";", ",", ":")) or (block.form and block.text.isupper())
    named = forms.is_word(block.text, "named", "journal") or IMPRINTED.search(block.text)
    return ends and not (block.kind or named or place or forms.is_date(block.text))


def title(text: Text) -> Iterator[Block]:
    """Propose the title among the free lines of the lead; of a paper, with the lines below in which it goes on."""
    title = _titled(text)[1]
    paper = any(b.role == "abstract" for b in _first(text))
    rest = text.blocks[text.blocks.index(title[-1]) :] if title else []
    on = itertools.takewhile(lambda pair: paper and not pair[1].role and _goes_on(*pair), itertools.pairwise(rest))
    yield from [*title, *(below for _, below in on)]


def _goes_on(above: Block, below: Block) -> bool:
    """Say whether a line of a title goes on right below: in lower case, or behind a word such as "of"."""
    near = below.numbers[0] == above.numbers[-1] + 1 and below.words < SENTENCE_WORDS
    return near and (below.text[:1].islower() or above.text.rpartition(" ")[2].casefold() in forms.SMALL)


def repeated_title(text: Text) -> Iterator[Block]:
    """Propose what repeats the title: in the lead, and anywhere if it has more than three words."""
    free, title = _titled(text)
    name = _site_free(title[0].text) if title else ""
    begun = (b for b in text.blocks if title and not b.role and b.text.casefold().startswith(name))
    yield from (b for b in begun if (b.words > TITLE_WORDS or b in free) and _site_free(b.text) == name)


def before_title(text: Text) -> Iterator[tuple[Block, str]]:
    """Propose the lines of the lead before the title that are free, or name the journal or the meeting, or authors."""
    free, title = _titled(text)
    above = itertools.takewhile(lambda b: b is not title[0], text.blocks if title else ())
    own = (b for b in above if not b.role and (b in free or IMPRINTED.search(b.text) or forms.is_date(b.text)))
    yield from ((b, "byline" if NAMES.match(b.text) else "boilerplate") for b in own)


def byline(text: Text) -> Iterator[Block]:
    """Propose the free line right behind the title, if it has the form of names, and the title is none of a case."""
    free, title = _titled(text)
    after = next((b for b in free if not b.role), None)
    if after and is_byline(after) and len(title) == 1:
        yield after


def _site_free(text: str) -> str:
    """Return a title without a site's name behind a dash or bar."""
    return text if len(text) > forms.LIMIT else SITE.sub("", text).casefold()


def is_byline(block: Block) -> bool:
    """Say whether a line right after the title has the form of authors' names."""
    names = regex.sub(r"\s*[*†‡]+$", "", regex.sub(r"^by\s+", "", block.text, flags=regex.I))
    words = regex.sub(r"[,;&]", " ", names).split()
    capital = all(w[0].isupper() or w.casefold() in forms.SMALL for w in words)
    ends = names.endswith(tuple(".!?:"))
    named = not regex.search(r"\d", names) and names.casefold() not in forms.SETS["named"]
    own = bool(words) and capital and len(words) <= BYLINE_WORDS and not ends and named
    return own or forms.PATTERNS["han_names"].fullmatch(block.text) is not None


def cut_front(text: Text) -> Iterator[tuple[Block, str]]:
    """Propose, for an abstract or author's note that stops in mid-sentence, the piece that goes on after the break."""
    cut = ""  # the role of the piece that stopped; a note may stand before what goes on
    for block in (b for b in text.blocks if b.rule != "correspondence"):
        role = block.role
        if cut and not role and block.text[0].islower():
            role = cut
            yield block, role
        if role in ("abstract", "author_note", "editor_note"):
            cut = role if not block.finished else cut if role == "author_note" != cut else ""
        elif role != "footnote":
            cut = ""
