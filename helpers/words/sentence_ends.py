"""Where a sentence ends: what the library sentencex says, mended where lists, dots and initials mislead it."""

from __future__ import annotations

import regex

HALF = regex.compile(r"[\ud800-\udfff]")  # halves of pairs, which the library cannot read
ITEM = r"[^\w\s]?\s?(?P<first>%s)(?P<sign>%s)\s+(?=\S)"  # of a list on one line: 1. 2) a. and the like, bullets before
DOTS = regex.compile(r"…[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡]*\p{Lu})|[.!?]\)\s+(?=\()")  # and between two brackets
ASKED = regex.compile(r"[?!…]+[\"'”’»]?\s+$")  # in mid-sentence, where a small letter follows
QUOTED = regex.compile(
    r"[。！？…]+[”’」』）)]+(?=[^\s。！？…，、；：”’」』）)])"
)  # no space follows in Chinese and Japanese
# Behind these and a single capital in languages other than English, whose initials the library knows.
SHORT = regex.compile(r"(?:^|[\s(])(?:approx|ca|fig|nos?|vols?|pp?|рис|стр|млн|млрд|тыс|डॉ|श्री|د)\.\s*$", regex.I)
INITIAL = regex.compile(r"(?<!\p{L})\p{Lu}\.\s*$")


def split(text: str, language: str) -> list[tuple[int, str]]:
    """Return the offset and text of each sentence; joined by what is between them, they are the text."""
    import sentencex

    cuts, end = [0], 0
    for piece in sentencex.segment(language or "en", HALF.sub("\ufffd", text)):
        end += len(piece)
        cuts.append(end)
    items = _items(text)
    wrong = {cut for cut in cuts[1:-1] if _goes_on(text, cut, language)} | {end for _, end in items}
    more = {found.end() for pattern in (DOTS, QUOTED) for found in pattern.finditer(text)} | {
        start for start, _ in items
    }
    cuts = sorted({0, len(text), *cuts, *more} - (wrong - {0, len(text)}))
    found = [(a, text[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]
    return [(a + len(piece) - len(piece.lstrip()), piece.strip()) for a, piece in found if piece.strip()]


def _goes_on(text: str, cut: int, language: str) -> bool:
    """Return whether a sentence goes on behind a cut: after a short form, outside English an initial, or in small."""
    before = text[max(0, cut - 20) : cut]
    in_small = bool(text[cut].islower() and ASKED.search(before))
    return in_small or bool(SHORT.search(before) or (language not in ("", "en") and INITIAL.search(before)))


def _items(text: str) -> list[tuple[int, int]]:
    """Return where each item of a list on one line begins, and where its words do: 1. and 2., or a) and b)."""
    mark = regex.match(ITEM % (r"\d{1,3}|a", r"\.\)|[.)]"), text)
    found = []
    while mark:
        found.append((mark.start(), mark.end()))
        first = mark["first"]
        following = str(int(first) + 1) if first.isdecimal() else chr(ord(first) + 1)
        mark = regex.compile(r"(?<=\s)" + ITEM % (following, regex.escape(mark["sign"]))).search(text, mark.end())
    return found
