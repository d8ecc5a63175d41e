"""Which parts of a web page are its furniture: menus, sharing, adverts, comments, what stands outside its main part."""

import tomllib
from pathlib import Path
from typing import Any

import regex

MARKUP = tomllib.loads(Path(__file__).with_name("markup.toml").read_text(encoding="utf-8"))
LIMITS = tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))
FORMS = {name: regex.compile(own) for name, own in MARKUP["forms"].items()}
TAGS, ROLES, TYPES, HEADINGS, MENUS, FRAMES, UNSEEN, PARTED = (set(own.split()) for own in MARKUP["sets"].values())
NAMED = regex.compile(rf"(?:^|[-_])(?:{'|'.join(MARKUP['words'].replace('-', '[-_]+').split())})(?:$|[-_])")
WHOLE = regex.compile("|".join(MARKUP["names"]))
EDGES = (("div", "header"), ("div", "footer"))  # running ones, where LibreOffice has saved a text as a page
BUTTON = regex.compile(rf"[✎✏\ufe0f\s]*(?:{'|'.join(MARKUP['buttons'])})\W*", regex.I)
READ_ON = regex.compile(rf"(?:{'|'.join(MARKUP['read_on'])})\b\W*(?::|$)", regex.I)
MOST, LEAST, LINKED, LINKS, FEW_WORDS, LONGEST, FEW = LIMITS["furniture"].values()


def size(text: str) -> int:
    """Return the number of words of a text; where no spaces part them, two signs count as one."""
    return len(text.split()) + len(FORMS["unparted"].findall(text)) // 2


def words_of(node: Any) -> str:
    """Return the text in an element, one space for any white space."""
    return " ".join(node.text_content().split())


def mark(root: Any) -> None:
    """Give ``data-furniture`` to the parts of a page that are no part of its text."""
    sizes, linked = _sizes(root)
    main = _main(root, sizes)
    around = set() if main is None else {main, *main.iterancestors()}
    for node in root.iter("*"):
        if not TYPES.isdisjoint((node.get("epub:type") or "").split()):
            node.set("data-furniture", "epub:type")
        elif 0 < sizes[node] <= MOST * sizes[root] and node not in around and node.tag not in ("body", "head", "h1"):
            # beside the main part, but for what holds the only main heading of the page
            outside = main is not node.getparent() in around and (_holds(main, "h1") or not _holds(node, "h1"))
            evidence = "outside" if outside else _evidence(node) or _links(node, sizes[node], linked[node])
            if evidence:
                node.set("data-furniture", evidence)


def part(root: Any) -> None:
    """Put a space between elements side by side in a block without words of its own: style sets them apart."""
    for node in root.iter(*PARTED):
        after, around = node.getnext(), node.getparent()
        if not node.tail and after is not None and after.tag in PARTED and around.tag not in ("code", "pre"):
            seam = FORMS["seam"].fullmatch(node.text_content() + "\n" + after.text_content())
            bare = around.tag in MENUS - {"p"} and not "".join(around.xpath("text()")).strip()
            node.tail = " " if seam and (bare or seam["capital"]) else None


def aside(node: Any) -> str:
    """Return ``byline`` for a time in no sentence, ``caption`` for a picture with what stands at it, else ``body``."""
    if node.tag == "time" and (node.getparent().tag in FRAMES or words_of(node) == words_of(node.getparent())):
        return "byline"
    pictured = node.tag == "figure" and next(node.iter("table", "blockquote", "pre", "p", "li"), None) is None
    return "caption" if pictured else "body"


def _sizes(root: Any) -> tuple[dict[Any, int], dict[Any, int]]:
    """Return how many words each element holds, and how many of them are links."""
    sizes: dict[Any, int] = {}
    linked: dict[Any, int] = {}
    for node in reversed(list(root.iter("*"))):  # what is inside comes before what is around it
        own = size(node.text or "") if node.tag not in ("script", "style", "template") else 0
        sizes[node] = own + sum(sizes[child] + size(child.tail or "") for child in node.iterchildren("*"))
        linked[node] = sizes[node] if node.tag == "a" else sum(linked[child] for child in node.iterchildren("*"))
    return sizes, linked


def _main(root: Any, sizes: dict[Any, int]) -> Any:
    """Return the main part of a page as its tags tell it, or None."""
    main = None
    for wanted in ("//main | //*[@role='main']", "//article"):
        found = max(root.xpath(wanted), key=lambda node: sizes[node], default=None)
        if found is not None and sizes[found] >= (LEAST * sizes[root] if main is None else MOST * sizes[main]):
            main = found
    return main


def _holds(node: Any, tag: str) -> bool:
    """Say whether an element is of a tag, or one in it is."""
    return next(node.iter(tag), None) is not None


def _evidence(node: Any) -> str:
    """Return by what an element says of itself that it is furniture, or nothing."""
    names = _names(node)
    if node.tag in TAGS or _is_aside(node):
        return node.tag
    if FORMS["of_notes"].search(names) and not UNSEEN & set(names.split()):
        return ""
    if node.get("role") in ROLES or (node.tag == "footer" and not node.xpath("ancestor::blockquote")):
        return node.get("role") or node.tag
    named = [n for n in names.split() if WHOLE.fullmatch(n) or (NAMED.search(n) and not FORMS["state"].match(n))]
    return " ".join(named[:1]) if named and not _holds(node, "h1") else ""


def _names(node: Any) -> str:
    """Return what an element is called, but for an id that is made of the heading that it is or holds."""
    names, own = (node.get("class") or "").lower(), (node.get("id") or "").lower()
    if node.tag in HEADINGS or node.get("role") == "heading":
        names, own = (regex.sub(r"\bheader\b", "", name) for name in (names, own))  # there it means heading
    head = next(node.iter(*HEADINGS), None) if own else None
    said = "" if head is None else regex.sub(r"[\W_]", "", words_of(head)).lower()
    made = said.startswith(regex.sub(r"[\W_]", "", own)) and not said.removeprefix(own).isdecimal()  # Comments (2)
    return names if said and made else f"{names} {own}"


def _is_aside(node: Any) -> bool:
    """Say whether an element is a running head or comment of Word, a button, or the sign of a heading's place."""
    if node.tag == "pre":
        return bool(FORMS["gutenberg"].search(words_of(node)))
    if node.tag != "a":
        return (node.tag, node.get("title")) in EDGES or bool(FORMS["of_word"].search(node.get("style") or ""))
    words = words_of(node)
    place = FORMS["permalink"].fullmatch(words) and (node.get("href") or "").partition("#")[2]
    headed = place and any(above.tag in HEADINGS for above in node.iterancestors())
    return bool(headed or BUTTON.fullmatch(words))


def _links(node: Any, words: int, linked: int) -> str:
    """Return by how many links an element is furniture, or nothing."""
    said = words_of(node), " ".join(node.xpath(".//text()[not(ancestor::a)]")).strip()
    if node.tag in ("p", "div") and linked and words < FEW_WORDS and any(map(READ_ON.match, said)):
        return "a link to another page"
    if node.tag not in MENUS or linked < (LINKED if _holds(node, "p") else MOST) * words or _holds(node, "h1"):
        return ""
    alone = linked == words <= FEW and bool(
        node.xpath("(self::p | self::div) and .//a[@href][not(starts-with(@href, '#'))]")
    )
    least = {"aside": 1, "ul": LINKS - (linked == words)}.get(node.tag, LINKS)
    items = (" ".join(own.xpath(".//text()[not(ancestor::a)]")) for own in node.xpath("self::ul/li | self::ol/li"))
    menu = len(list(node.iter("a"))) >= least and max(map(size, items), default=0) <= LONGEST
    return "links" if menu else "a link alone" if alone else ""
