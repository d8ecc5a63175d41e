"""From a marked-up page to lines and what the page says of each: what web pages, e-books and office files share.

Furniture stays in the text, and its markup says ``boilerplate``. A note begins with its number as a superscript.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import regex

from helpers.corpus import about, furniture, notes
from helpers.corpus.about import BELOW, NAMES
from helpers.corpus.furniture import FORMS, LIMITS, MARKUP, size, words_of
from helpers.corpus.notes import SUPERSCRIPTS, Piece
from helpers.corpus.reading import Reading

BLOCKS, UNSEEN = (set(MARKUP[key].split()) for key in ("blocks", "unseen"))
STYLES = [(role, regex.compile(pattern, regex.I)) for role, pattern in MARKUP["styles"].items()]
ORDER = [*"boilerplate footnote".split(), *(f"heading:{n}" for n in range(1, 7)), *MARKUP["weaker"].split()]  # who wins
TAGS = {"blockquote": "quote", "figcaption": "caption", "caption": "caption"}
ROWS = {"table", "tr", "caption"}  # the only blocks of a table of data
FIRST, LONG, FEW_WORDS, CELL, DIGITS = LIMITS["pages"].values()


def reading(
    root: Any, columns: dict, remarks: list, left: Counter, said: Mapping[str, str] | None = None, sure: bool = False
) -> Reading:
    """Return the text of a page whose furniture is marked, and what the page says of its lines.

    ``left`` counts what the reader of the format left out so far; what is left out is named in the remarks. ``said`` is
    what the file's metadata say, which come before what is printed if they are ``sure``.
    """
    notes.link(root)
    said = said or about.of_page(root)
    found = settled(notes.typed(pieces(root, left)), said.get("title") or root.findtext(".//title") or "")
    text, markup = text_of(found)
    return told(Reading(text, markup, columns | about.columns(found, said, sure), remarks), left)


def told(reading: Reading, left: Counter) -> Reading:
    """Return a reading whose remarks name what was left out, with the times."""
    for what, times in (+left).items():
        reading.remarks.append((f"not in the text: {what} ({times:,})", "If it belongs there, show it, and save it"))
    return reading


def settled(found: list[Piece], title: str) -> list[Piece]:
    """Return pieces whose titles and headings are decided: where a page marks none, what is bold stands for them.

    A piece about which the page says nothing that decides (short lines before the first heading) has no role.
    """
    if len(_heads(found)) < 2:
        found = [_headed(found, n) for n in range(len(found))]
    heads = _heads(found)
    start = heads[0] if heads else len(found)
    _entitle(found, _title(found, heads, title))
    label = _first(found[:start], lambda piece: piece.role in ("body", "") and FORMS["abstract"].fullmatch(piece.text))
    short = _first(found[label + 1 : start], lambda own: own.role == "abstract" or size(own.text) > LONG // 2)
    end = min(label + short + 2, start)  # its label, what is short, and one paragraph: what follows is text
    found[label:end] = [piece._replace(role="abstract") for piece in found[label:end]]
    front = _first(found, lambda piece: size(piece.text) > LONG)
    front = min([front, *(n for n in heads if n > start)])
    for n, end in itertools.pairwise([*heads, len(found)]):
        if found[n].is_heading and _is_empty(*found[n : end + 1]):
            found[n] = found[n]._replace(role="boilerplate")
    return [_settled(piece, n < front) for n, piece in enumerate(found)]


def _heads(found: list[Piece]) -> list[int]:
    """Return the places of the headings."""
    return [n for n, piece in enumerate(found) if piece.is_heading]


def _shown(found: list[Piece]) -> list[int]:
    """Return the places of the pieces that are no furniture."""
    return [n for n, piece in enumerate(found) if piece.role != "boilerplate"]


def _is_empty(heading: Piece, *behind: Piece) -> bool:
    """Say whether below a heading, up to the next, there is only furniture, or only notes to what stands above it."""
    below = {own.role for own in behind if not own.is_heading}
    notes = below <= {"footnote", "boilerplate"} and not FORMS["marker"].search(heading.text)
    deeper = behind[-1:] and behind[-1].is_heading and behind[-1].role > heading.role
    return bool(below) and not deeper and (notes or below == {"boilerplate"})


def _first(found: list[Piece], holds: Callable[[Piece], object]) -> int:
    """Return the place of the first piece for which something holds, or the number of pieces."""
    return next((n for n, piece in enumerate(found) if holds(piece)), len(found))


def _entitle(found: list[Piece], told: int | None) -> None:
    """Make a piece the title, and names and dates below it the byline; what says the title again is none."""
    if told is None:
        return
    found[told] = found[told]._replace(role="title")
    said, between = {_core(found[told].text)}, 0
    for n in [n for n in _shown(found) if n > told][:BELOW]:
        own = found[n]
        front = about.SIGNED.fullmatch(own.text) or (between < FIRST - 1 and NAMES.fullmatch(own.text))
        if _core(own.text) in said and own.role != "quote":
            found[n] = own._replace(role="boilerplate")
        elif own.role == "byline" or (front and own.role in ("body", "")):
            found[n] = own._replace(role="byline")
            said.add(_core(own.text))
        elif own.is_heading or size(own.text) > LONG:
            break
        else:
            between += 1


def _settled(piece: Piece, early: bool) -> Piece:
    """Return a piece as it stands in the text: headings with their sign, short lines at the start without a role."""
    notice = furniture.BUTTON.fullmatch(piece.text) or (size(piece.text) <= LONG and FORMS["notices"].match(piece.text))
    if piece.role == "body" and notice:
        return piece._replace(role="boilerplate")
    if piece.role == "body" and early and _is_short(piece.text) and "\t" not in piece.text:
        return piece._replace(role="")
    if piece.is_heading or piece.role == "title":
        level = int(piece.role[-1]) if piece.role[-1].isdigit() else 1
        return piece._replace(text=f"{'#' * level} {' '.join(piece.text.split())}")
    return piece


def _title(found: list[Piece], heads: list[int], title: str) -> int | None:
    """Return which piece is the title, by what the page or file calls itself or by its form and place, or None."""
    told = [n for n in _shown(found)[:FIRST] if _core(found[n].text) == _core(title) != ""]
    told += [n for n, piece in enumerate(found) if piece.role == "title"]
    told += [n for n in heads[:1] if _core(found[n].text) in _core(title)]
    told += [n for n, own in enumerate(found[:1]) if own.bold and not own.is_heading and _is_short(own.text)]
    roles = [found[n].role for n in heads]
    alone = min(roles[1:], default="") > "".join(roles[:1])  # all other headings are below the first
    named = heads[:1] == [0] and NAMES.fullmatch("".join(below.text for below in found[1:2]))
    return next(iter([*told, *heads[: bool(alone or named)]]), None)


def _core(text: str) -> str:
    """Return the letters and digits of a text, for comparing titles."""
    return regex.sub(r"[\W_]+", "", text).casefold()


def _headed(found: list[Piece], n: int) -> Piece:
    """Return the nth piece, a heading if it is short, all bold, and something that is not bold comes behind it."""
    piece, rest = found[n], found[n + 1 : n + 3]
    follows = any(not other.bold and other.role in ("body", "quote") for other in rest)
    named = FORMS["labelled"].match(piece.text)
    if piece.role == "body" and piece.bold and n and follows and _is_short(piece.text) and not named:
        return piece._replace(role="heading:2")
    return piece


def _is_short(text: str) -> bool:
    """Say whether a text has the length and the end of a heading."""
    return size(text) <= FEW_WORDS and not text.rstrip('"”’»)').endswith(tuple(".,;:…。，；：、"))


def text_of(pieces: list[Piece]) -> tuple[str, tuple[str | None, ...]]:
    """Return the text of pieces, an empty line between two of them, and the markup of its lines."""
    lines: list[str] = []
    markup: list[str | None] = []
    for told, whole, _ in pieces:
        own = whole.split("\n")
        if lines:
            lines.append("")
            markup.append(None)
        lines += own
        markup += [("boilerplate" if told == "edge" else told) or None] * len(own)  # a PDF's: until now no menu
    return "\n".join(lines), tuple(markup)


class Where(NamedTuple):
    """What holds for the text in an element: its block and role, whether it is bold, raised, verbatim, in a table."""

    block: Any
    role: str
    bold: bool
    raised: bool
    verbatim: bool
    tabular: bool


def pieces(root: Any, left: Counter) -> list[Piece]:
    """Return the blocks of a page in reading order; ``left`` counts what is left out."""
    found: list[Piece] = []
    opening, owner = "", None  # what the next block begins with, and the element that says so
    opened: set[Any] = set()
    for block, group in itertools.groupby(_stream(root, left), key=lambda pair: pair[0].block):
        run = _main_of(list(group), left)
        if block not in opened and (own := _opening(block)):
            opening, owner = own, block
            opened.add(block)
        for piece in _cut(run):
            if owner is not None and (block is owner or owner in block.iterancestors()):
                found.append(piece._replace(text=opening + _unlabelled(piece.text, owner)))
            elif piece.role == "footnote" and found and found[-1].role == "footnote":
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {piece.text}")
            else:
                found.append(piece)
            opening, owner = "", None
    return found


def _cut(run: list[tuple[Where, str]]) -> list[Piece]:
    """Return the texts of a block as a piece, or as several where empty lines part them."""
    text = "".join(text for _, text in run)
    inked = [where for where, own in run if own.strip()]
    if not inked:
        return []
    role = min((where.role for where in inked), key=ORDER.index)
    bold = all(where.bold and not where.tabular for where in inked)
    if inked[0].verbatim:
        return [Piece("" if role == "body" else role, text.strip("\n"), bold)]
    text = regex.sub(r"(?<=\S) +(?=[⁰¹²³⁴-⁹])|(?<= ) +", "", text)
    parts = regex.split(r"\n{2,}", regex.sub(r" *([\n\t]) *", r"\1", text).strip())
    return [Piece(role, part, bold) for part in parts]


def _main_of(run: list[tuple[Where, str]], left: Counter) -> list[tuple[Where, str]]:
    """Return the pieces of a block without the furniture inside its sentences, such as page numbers."""
    main = [(where, text) for where, text in run if where.role != "boilerplate"]
    dropped = "".join(text for where, text in run if where.role == "boilerplate")
    if not dropped.strip() or not any(text.strip() for _, text in main):
        return run
    left["page numbers and the like inside lines"] += bool(regex.search(r"\w", dropped))
    return main


def _stream(root: Any, left: Counter) -> Iterator[tuple[Where, str]]:
    """Give the texts of a page one by one, each with what holds for it; every block gives one, if only an empty one."""
    from lxml import etree

    tables = {table for table in root.iter("table") if _is_table(table)}
    holds = {None: Where(root, "body", False, False, False, False)}
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        around = holds[node.getparent() if node is not root else None]
        if event == "start" and (_skipped(node, left) or node.get("data-marker")):
            walker.skip_subtree()
            holds[node] = around
            yield around, (node.get("data-marker") or "").translate(SUPERSCRIPTS)
        elif event == "start":
            where = holds[node] = _where(node, around, node in tables)
            yield where, _break(node, where) + _spaced(node.text, where)
        elif event != "end" or node is not root:
            yield around, _spaced(node.tail, around)
    yield holds[None], ""


def _break(node: Any, where: Where) -> str:
    """Return what parts the text of an element from what comes before it in the same block."""
    if where.tabular and node.tag in ("td", "th") and node.getprevious() is not None:
        return "\t"
    return "\n" if node.tag == "br" or (node.tag in BLOCKS and where.block is not node and not where.tabular) else ""


def _where(node: Any, around: Where, is_table: bool) -> Where:
    """Return what holds in an element, from what holds around it."""
    tag, role = node.tag, min(_role(node), around.role, key=ORDER.index)
    tabular = is_table or (around.tabular and tag != "table")
    own = tag in BLOCKS and (not around.tabular or tag in ROWS) and around.block.tag not in furniture.HEADINGS
    block = node if own else around.block
    bold = around.bold or tag in ("b", "strong", "th") or node.get("data-bold") == "1"
    return Where(block, role, bold, around.raised or tag == "sup", around.verbatim or tag == "pre", tabular)


def _spaced(text: str | None, where: Where) -> str:
    """Return a text as a page shows it: one space for any white space, unless it is verbatim."""
    if where.verbatim:
        return text or ""
    text = regex.sub(r"\s+", " ", text or "")
    number = text.strip(" ()[]")
    return number.translate(SUPERSCRIPTS) if where.raised and number.isdecimal() and number.isascii() else text


def _opening(block: Any) -> str:
    """Return what a block begins with on the printed page, if its text does not say it: a bullet, a number."""
    if number := block.get("data-note"):
        return f"{number.translate(SUPERSCRIPTS)} "
    around = block.getparent()
    kind = around.tag if around is not None and block.tag == "li" else ""
    if kind == "ol":
        first = around.get("start") or "1"
        before = sum(1 for _ in block.itersiblings("li", preceding=True))
        return f"{(int(first) if first.isdecimal() and len(first) <= DIGITS else 1) + before}. "
    return "• " if kind in ("ul", "menu") else ""


def _unlabelled(text: str, owner: Any) -> str:
    """Return the text of a note without the label it is printed with: that stands in brackets before it."""
    label = owner.get("data-label")
    if not label:
        return text
    either = "|".join(map(regex.escape, (label, label.translate(SUPERSCRIPTS))))
    return regex.sub(
        rf"^[\^↑]?\s*(?:[\[(]?\s*(?:{either})\s*[\])]?(?!\w)|\[\s*\]|\(\s*\))?[.:)\]\s]*", "", text
    ).strip()


def _skipped(node: Any, left: Counter) -> bool:
    """Say whether nothing of an element is read; count those that hold words."""
    if node.tag in UNSEEN or node.get("data-back"):
        return True
    hidden = node.get("hidden") is not None or FORMS["hidden"].search(node.get("style") or "")
    what = MARKUP["left_out"]["html"].get(node.tag) or ("hidden passages" if hidden else "")
    if what and words_of(node):
        left[what] += 1
    return bool(what)


def _role(node: Any) -> str:
    """Return the role that an element gives to what is in it."""
    if node.get("data-furniture"):
        return "boilerplate"
    if node.get("data-note"):
        return "footnote"
    classes = (node.get("class") or "").split()
    if node.tag in furniture.HEADINGS:
        return _role_of_heading(node, classes)
    around = [name for name in classes if ("div", name) not in furniture.EDGES]  # of a page: it may hold the title
    names = [node.get("data-custom-style") or "", *around] if node.tag in BLOCKS - {"body"} else []
    told = (role for name in names for role, pattern in STYLES if pattern.fullmatch(name))
    return TAGS.get(node.tag) or next(told, furniture.aside(node))


def _role_of_heading(node: Any, classes: list[str]) -> str:
    """Return the role of a heading: its level, unless it is the title, its second line, a name, or above contents."""
    second = "subtitle" in classes and bool(node.xpath("preceding-sibling::*[1][self::h1]"))
    holds = {"boilerplate": any(regex.match(r"(?:mso)?toc", name, regex.I) for name in classes)}
    holds |= {"title": "title" in classes and node.tag == "h1", "body": second, "byline": "author" in classes}
    return next((role for role, held in holds.items() if held), f"heading:{node.tag[1]}")


def _is_table(table: Any) -> bool:
    """Say whether a table holds data, and is no frame for the parts of a page."""
    cells = list(table.iter("td", "th"))
    rows = sum(1 for _ in table.iter("tr"))
    nested = sum(1 for _ in table.iter("table")) > 1
    return len(cells) > rows and not nested and all(len(words_of(cell)) <= CELL for cell in cells)
