"""What a web page leaves in plain text: marks of HTML, and addresses; and the sign that stands for each in print."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.entities import html5

import regex

from helpers.corpus.furniture import MARKUP

LINK = "↗"  # stands where an address stood: no word, and no word beside it is glued
BLOCKS, ALONE, INLINE = (set(MARKUP[key].split()) for key in ("blocks", "alone", "inline"))
LIKE = re.compile(r"[<&]|//|www\.|\.[a-z]{2,4}/", re.IGNORECASE)  # a line without it has no left-overs
HTML = regex.compile(MARKUP["html"].replace("TAG", "|".join(sorted(BLOCKS | ALONE | INLINE))))
ADDRESS = regex.compile(MARKUP["address"])
MOST = 80  # signs of an example: an address may have thousands
MANY = 0.01  # of the spaces of a text: of an essay with its notes they are a third of that


def left_overs(line: str, tags: frozenset[str] | None) -> Iterator[tuple[int, int, str, str]]:
    """Give what the web left in a line: start, end, ``html`` or ``address``, what is printed for it.

    ``tags`` are the elements that the text opens and closes (see ``paired``), or None if HTML stays. Of others only
    those go that need no end (``<br>``) or have attributes. What stands in quotation marks or backticks stays.
    """
    if not LIKE.search(line):
        return
    marks = [] if tags is None else [(*own.span(), "html", _shown(own, line, tags)) for own in HTML.finditer(line)]
    done = 0
    for start, end in (own.span() for own in ADDRESS.finditer(line)):
        words = line.rfind("[", 0, start) if line[:start].endswith("](") and line.startswith(")", end) else -1
        linked = [(words, words + 1, "address", ""), (start - 2, end + 1, "address", "")]  # [words](address)
        marks += [(start, end, "address", LINK)] if words < 0 or line[:words].endswith("!") else linked
    for start, end, rule, after in sorted(marks):
        if after != "stays" and start >= done:
            framed = rule == "address" and line[:start].endswith("<") and line.startswith(">", end)
            yield start - framed, end + framed, rule, after
            done = end


def paired(text: str) -> frozenset[str]:
    """Return the elements of HTML that a text both opens and closes, by name."""
    marks = HTML.finditer(text) if "</" in text or "lt;" in text else ()
    found = {(mark["tag"].lower(), bool(mark["ends"])) for mark in marks if mark["tag"]}
    return frozenset(name for name, ends in found if ends and (name, False) in found)


def _shown(found: regex.Match, line: str, tags: frozenset[str]) -> str:
    """Return what is printed for a mark of HTML: a space, a letter, nothing; or that it stays."""
    tag, name = (found["tag"] or "").lower(), found["entity"]
    if name and (name[0] == "#" or f"{name};" in html5):
        sign = unescape(f"&{name};")
        return sign if len(sign) <= 1 else "stays"
    if tag in ALONE or tag in tags or found["attributes"]:
        raised = tag == "sup" and line[found.end() : found.end() + 1].isdigit()  # a note's number is no word's part
        return "" if tag in INLINE and not raised else " "
    return " " if found["hidden"] else "stays"


def told(text: str, plain: bool) -> Iterator[tuple[str, str]]:
    """Give what there is to say of the left-overs in a text, which may have marks of HTML if it is ``plain``."""
    tags = paired(text) if plain else None
    found = [(rule, line[start:end]) for line in text.split("\n") for start, end, rule, _ in left_overs(line, tags)]
    times = Counter(rule for rule, own in found if own != "[")
    first = {rule: own.strip("[]()")[:MOST] for rule, own in reversed(found) if own != "["}
    cure = "Nothing, if it is wanted: layout.edits lists what is printed for each"
    if times["html"]:
        said = f"marks of a web page in the text ({times['html']:,}), such as {first['html']!r}"
        yield f"{said}, which are no words of it", cure
    if times["address"] > MANY * text.count(" "):
        yield f"web addresses ({times['address']:,}), such as {first['address']!r}, of which no word is counted", cure
