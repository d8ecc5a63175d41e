"""Notes of a text: those that a page links to their markers, and those typed at the end with their numbers."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import regex

from helpers import characters
from helpers.corpus.furniture import FORMS, MARKUP, words_of

BLOCKS = set(MARKUP["blocks"].split())
NO_NOTES = set("h1 h2 h3 h4 h5 h6 body html article main ul ol table".split())
SUPERSCRIPTS = str.maketrans("0123456789", characters.SUPERSCRIPTS)


class Piece(NamedTuple):
    """A block of a page: its role, its text (a line feed is a line end), and whether all of it is bold."""

    role: str
    text: str
    bold: bool

    @property
    def is_heading(self) -> bool:
        return self.role.startswith("heading")


def typed(found: list[Piece]) -> list[Piece]:
    """Return pieces with the numbered ones at the end as notes, if the text has a marker for each of them."""
    texts = [FORMS["framed"].sub(lambda sign: sign[1].translate(SUPERSCRIPTS), own.text) for own in found]
    made = [own._replace(text=text) for own, text in zip(found, texts, strict=True)]
    marks = set(regex.findall(r"(?<=\S)[⁰¹²³⁴-⁹]+", " ".join(piece.text for piece in made)))
    known = {piece.text.split()[0] for piece in found if piece.role == "footnote"}
    for n in reversed([n for n, own in enumerate(made) if own.role not in ("edge", "footnote", "boilerplate")]):
        begins = FORMS["typed"].match(made[n].text)
        number = begins[1].translate(characters.NUMBERS_OF) if begins else ""
        raised = number.translate(SUPERSCRIPTS)
        if not begins or raised not in marks or made[n].role not in ("", "body"):
            break
        made[n] = Piece("footnote", f"{raised} {FORMS['back_to'].sub('', made[n].text[begins.end() :])}", False)
        if number == "1" or str(int(number) - 1).translate(SUPERSCRIPTS) in known:
            return made
    return found


def link(root: Any) -> None:
    """Mark the notes of a page and their markers: ``data-note`` and ``data-marker`` hold the number."""
    found = list(_linked(root))
    names = set().union(*(_names_around(marker) for marker, _, _ in found))
    tied: dict[Any, tuple[Any, str]] = {}
    for marker, note, label in found:
        tied.setdefault(note, (marker, label))
    alone = len({label.isdigit() for _, label in tied.values()}) == 1  # else notes of two kinds have one number
    for n, (note, (marker, label)) in enumerate(tied.items(), 1):
        box = note.getparent()  # of a note whose first paragraph is known, if it has one of its own
        named = box is not None and FORMS["note_box"].search(f"{box.get('id')} {box.get('class')}")
        whole = named and box.index(note) == 0 and len(box) > 1 and set(tied).isdisjoint(set(box.iter()) - {note})
        _tie(marker, box if whole else note, label, label if alone and label.isdigit() else str(n), names)


def _linked(root: Any) -> Iterator[tuple[Any, Any, str]]:
    """Give each link of a page that is the marker of a note, with the note and its label."""
    places = {name: node for node in root.iter("*") for name in (node.get("name"), node.get("id")) if name}
    for link in [node for node in root.iter("a") if (node.get("href") or "").startswith("#")]:
        label = FORMS["label"].fullmatch(words_of(link))
        target = places.get(link.get("href")[1:])
        note = _note_of(target, label[1]) if label and target is not None else None
        if note is not None and link not in set(note.iter("a")) and _is_note(link, note, label[1]):
            yield link, note, label[1]


def _tie(link: Any, note: Any, label: str, number: str, names: set[str]) -> None:
    """Mark a note and its marker, and the links that lead back, to any of ``names``."""
    note.set("data-note", number)
    note.set("data-label", label)
    link.set("data-marker", number)
    before = note.getprevious()
    if before is not None and FORMS["label"].fullmatch(words_of(before)):
        before.set("data-back", "1")  # the number of a note in a part of its own, as in a list of terms
    for back in note.iter("a"):
        if (back.get("href") or "")[1:] in names or FORMS["back"].fullmatch(words_of(back)):
            back.set("data-back", "1")


def _note_of(target: Any, label: str) -> Any:
    """Return the block of the note whose anchor is ``target``, or None."""
    note = _block(target)
    if note.tag in ("td", "th"):
        note = note.getparent()
    if note is not None and FORMS["label"].fullmatch(words_of(note) or label):
        note = note.getnext()
    return None if note is None or note.tag in NO_NOTES else note


def _is_note(link: Any, note: Any, label: str) -> bool:
    """Say whether a link and the block it leads to are a marker and its note."""
    if any(own.get("data-furniture") for own in (link, *link.iterancestors())):
        return False
    told = " ".join(link.get(key) or "" for key in ("role", "class", "type", "{http://www.idpf.org/2007/ops}type"))
    if FORMS["reference"].search(told + " " + (link.get("epub:type") or "")):
        return True
    names = _names_around(link)
    back = any((node.get("href") or "")[1:] in names for node in note.iter("a"))
    first = regex.match(r"\W*" + regex.escape(label) + r"\b", words_of(note))
    opens = words_of(_block(link)).startswith(words_of(link))
    return (back or bool(first)) and not opens


def _names_around(link: Any) -> set[str]:
    """Return the names by which a note may lead back to its marker."""
    around = [link, *link.iter("*"), *link.iterancestors("sup", "span"), link.getprevious()]
    return {name for node in around if node is not None for name in (node.get("name"), node.get("id")) if name}


def _block(node: Any) -> Any:
    """Return the block in which an element stands."""
    while node.tag not in BLOCKS and node.getparent() is not None:
        node = node.getparent()
    return node
