"""Where a sentence ends: what the library sentencex says, mended where lists, dots and initials mislead it."""

from functools import lru_cache
from itertools import pairwise

import regex

HALF = regex.compile(r"[\ud800-\udfff]")  # halves of pairs, which the library cannot read
ITEM = r"[^\w\s]?\s?(?P<first>%s)(?P<sign>%s)\s+(?=\S)"  # of a list on one line: 1. 2) a. and the like, bullets before
LABEL = regex.compile(  # before the words of an item
    r"""(?x) [^\w\s]? \s? \(? (?:\d{1,3} | [ivxlc]{1,5} | \p{Ll}) (?:\) | \.\)?) \s+  # (iv) 2. b) 3.)
    | [•⁃*–-] \s+"""
)
WORDY = regex.compile(r"\w")
DOTS = regex.compile(  # the library does not part here
    r"""(?x) …[\"'”’»)\]]* \s+ (?=[\"'“‘«(\[¿¡]*\p{Lu})  # behind one sign for dots
    | [.!?]\) \s+ (?=\()  # between two brackets
    | (?:^|(?<=[.!?]\s)) \([^()]+ [.!?]\) \s+ (?=["“]?\p{Lu})  # behind a sentence in brackets"""
)
SMALL = regex.compile(  # behind these a small letter goes on: why? and left; d.w.z. te, Doc. rel., hhd. of, 3. října
    r"""(?x) [?!…]+ [\"'”’»]? \s+ $                                           # a question within
    | (?:^|[\s(\[_]) (?: \S*\.\S+ | \p{Lu}\p{Ll}{1,3} | [IVXLC]+           # a short form, a number
                      | [^\W\p{Lu}aeiouyäöüаеёиоуыэюяі]+ ) \. \s+ $"""
)
BEGIN = regex.compile(r"(?:^|\p{Ll}{4}\.\s)[\W\d_]*(?:(?P<small>\p{Ll})|\p{Lu})")  # behind a word, no short form
CLOSED = regex.compile(  # where no space need follow
    r"""(?x) [。！？…]+ [”’」』）)]+ (?= [^\s。！？…，、；：”’」』）)] )             # Chinese and Japanese
    | (?: [៕᭎᭏᭿⳹-⳻] | ។ (?!ល។) (?<!។ល។) | [།-༒]+ (?:\s+ [།-༒]+)* ) \s*      # Khmer (។ល។ is etc.), Bali, Tibet"""
)
GERMAN_DATE = regex.compile(r"(?<=\b\d{1,2}\.\s)(?:Ja[nh]|Feb|Mär|Apr|Ma[iy]|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
SAID = regex.compile(r"(?<=[」』])(?:って|など|と(?!ても|ころ|き|うとう|にかく|りあえず))")  # 「…。」と: he said
# Behind these, before a number these, and outside English a single capital: English initials the library knows.
SHORT = regex.compile(r"(?:^|[\s(])(?:approx|ca|eds?|млн|млрд|тыс|डॉ|श्री|د)\.\s*$", regex.I)
COUNTED = regex.compile(r"(?:^|[\s(])(?:(?:fig|no|vol|p|ch|chap|sect|eq|app|tab)s?|pp|рис|стр)\.\s*$", regex.I)
NUMBER = regex.compile(r"\d|[VXLC]\b|[IVXLC]{2,}\b|[ivxlc]+\b")
INITIAL = regex.compile(r"(?<!\p{L})\p{Lu}\.\s*$")


def split(text: str, language: str) -> list[tuple[int, str]]:
    """Return the offset and text of each sentence; joined by what is between them, they are the text."""
    import sentencex

    items = _items(text)
    cuts = {found.end() for pattern in (DOTS, CLOSED) for found in pattern.finditer(text)} | {0, len(text), *items}
    for item, after in pairwise([*sorted({0, *items}), len(text)]):
        label = LABEL.match(text, item, after)  # the library does not part what stands behind some labels
        end = label.end() if label else item
        for piece in sentencex.segment(language or "en", HALF.sub("\ufffd", text[end:after]))[:-1]:
            end += len(piece)
            if not _goes_on(text, end, language):
                cuts.add(end)
    cuts -= {cut for cut in cuts if SAID.match(text, cut)}
    found = [(start, text[start:end]) for start, end in pairwise(sorted(cuts))]
    return [(start + len(piece) - len(piece.lstrip()), piece.strip()) for start, piece in found if piece.strip()]


def _goes_on(text: str, cut: int, language: str) -> bool:
    """Return whether a sentence goes on behind a cut: after a short form, outside English an initial, or in small."""
    before = text[max(0, cut - 20) : cut]
    if not WORDY.search(text, cut):
        return True  # nothing but signs is left
    short = SHORT.search(before) or (COUNTED.search(before) and NUMBER.match(text, cut))
    dated = language == "de" and GERMAN_DATE.match(text, cut)
    initial = language not in ("", "en") and INITIAL.search(before)
    small = text[cut] != text[cut].title() and SMALL.search(before) and _capital(text)
    return bool(short or dated or initial or small)


@lru_cache(maxsize=1)  # asked anew at each cut of one text
def _capital(text: str) -> bool:
    """Return whether the sentences of a text begin with capitals: as many as begin with small letters, or more."""
    small = [bool(found["small"]) for found in BEGIN.finditer(text)]
    return any(map(str.isupper, text)) and 2 * sum(small) <= len(small)


def _items(text: str) -> list[int]:
    """Return where the items of a list on one line begin: 1. and 2., or a) and b)."""
    mark = regex.match(ITEM % (r"\d{1,3}|a", r"\.\)|[.)]"), text)
    found = []
    while mark:
        found.append(mark.start())
        first = mark["first"]
        following = str(int(first) + 1) if first.isdecimal() else chr(ord(first) + 1)
        mark = regex.compile(r"(?<=\s)" + ITEM % (following, regex.escape(mark["sign"]))).search(text, mark.end())
    return found
