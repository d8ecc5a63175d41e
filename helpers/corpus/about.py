"""What a file says of itself: its title, its authors and its date, as it prints them or as its metadata have them."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from helpers.corpus.furniture import FORMS, MARKUP, words_of
from helpers.corpus.notes import Piece
from helpers.corpus.packed import tree

NAMES = FORMS["names"]
DATED = rf"(?P<date>(?xi:{FORMS['date'].pattern.removeprefix('(?xi)')}))(?:{FORMS['reading_time'].pattern})?"
SIGNED = regex.compile(rf"(?:(?P<authors>{NAMES.pattern})\s*[,;—–|·]\s*)?{DATED}")
BELOW = 6  # pieces below a title that may say by whom and when
LINKED = {name: regex.compile(pattern) for name, pattern in MARKUP["linked_data"].items()}


def columns(found: list[Piece], said: Mapping[str, str], sure: bool = False) -> dict[str, object]:
    """Return title, authors and date as pieces print them, or as metadata say; ``from_file`` says which of the two.

    Metadata come second, unless they are ``sure``.
    """
    known: dict[str, object] = {}
    printed, basis = {name: told for name, told in _printed(found) if told}, []
    for name in ("title", "authors", "date"):
        told = " ".join((said.get(name) or "").split())
        told = "" if FORMS["hollow"].search(told) else told
        if name == "date":
            told = "-".join(filter(None, day.groups())) if (day := FORMS["day"].match(told)) else ""
        both = [("page", printed.get(name, "")), ("metadata", told)]
        where, known[name] = next((own for own in both[:: -1 if sure else 1] if own[1]), ("", ""))
        basis += [f"{name}: {where}"] * bool(where)
    return known | {"from_file": ", ".join(basis)}


def _printed(found: list[Piece]) -> Iterator[tuple[str, str]]:
    """Give what pieces print, the first of each last."""
    title = next((n for n, piece in enumerate(found) if piece.role == "title"), None)
    for n in reversed(range(len(found))):
        text, role = FORMS["by"].sub("", found[n].text), found[n].role
        below = not role and n - 1 == title and NAMES.fullmatch(text)
        if n == title:
            yield "title", text.lstrip("# ")
        elif (role == "byline" or (not role and n <= (title or 0) + BELOW)) and (signed := SIGNED.fullmatch(text)):
            yield from signed.groupdict("").items()
        elif below or (role == "byline" and not regex.search(r"\d", text)):
            yield "authors", text


def of_page(root: Any) -> dict[str, str]:
    """Return what a web page says of itself where no reader sees it, or in elements that are named for it."""
    found: dict[str, str] = {}
    data = " ".join(root.xpath("//script[@type='application/ld+json']/text()"))
    for name, paths in MARKUP["about"].items():
        texts = [words_of(own) if hasattr(own, "tag") else str(own) for own in root.xpath(paths)]
        texts += [own[1] for own in LINKED[name].finditer(data)]
        fits = (text for text in texts if name != "authors" or NAMES.fullmatch(text))
        found[name] = FORMS["by"].sub("", next(fits, ""))
    return found


def of_tree(told: Any) -> dict[str, str]:
    """Return what the metadata of an office file or an e-book say, given its tree or its bytes."""
    found: dict[str, str] = {}
    with contextlib.suppress(SyntaxError):  # what is damaged says nothing
        root = tree(told) if isinstance(told, bytes) else told
        for name, tags in MARKUP["dublin"].items():
            # the role of somebody may be another than the author's, such as that of the program that made an e-book
            own = ".//*[local-name()='%s' and normalize-space() and not(@*[local-name()='role' and .!='aut'])]/text()"
            texts: list = next(filter(None, (root.xpath(own % tag) for tag in tags)), [])
            found[name] = "; ".join(texts if name == "authors" else texts[:1])
    return found
