"""What letters, signs and words are: folding, apostrophes, hyphens, superscripts, invisible signs, the word pattern.

A leaf below all other rooms. Texts are compared in one folded form and always shown as printed; the functions here
lead from one to the other and back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import numpy as np
import regex

# ---- signs that count as the same, each as long as what it is folded to --------------------------------
APOSTROPHES = "’‘‛´`′ʼ＇׳"  # as typed, set, or misread for an apostrophe
HYPHENS = "‐‑﹣－־֊"  # U+2010, no-break, small, wide, Hebrew maqaf, Armenian; dashes are none
SAME = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(HYPHENS, "-")
    | {"‧": "·", "\u0387": "·", "״": '"', "⁄": "/", "İ": "i"}  # Catalan l·l, Hebrew gershayim, a fraction, Turkish
)
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
NUMBERS_OF = str.maketrans(SUPERSCRIPTS, "0123456789")
SUPERSCRIPT = "[⁰¹²³⁴-⁹]"  # for patterns
# Lengths, whose ² and ³ are powers, not notes.
_POWER = regex.compile(r"(?i)(?<=(?<![\p{L}\p{M}])(?:[kcdmµn]?m|ft|in|mi|yd))[²³](?![⁰¹²³⁴-⁹])")

# ---- signs that cannot be seen -------------------------------------------------------------------------
# Thai, Lao, Tibetan, Burmese, Khmer, kana, Han: no spaces between words; a zero-width space parts them there and stays.
_PARTED = "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u3040-\u30ff\u3400-\u9fff]"
_IDLE = rf"(?!(?<={_PARTED}\u200b){_PARTED})"
_SOFT = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
_SHAPING = (
    "\u061c\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef"  # joiners, directions, variants
)
INVISIBLE = re.compile(f"[{_SOFT}]{_IDLE}")  # can go from a text without harm; ``re`` is five times as fast here
IGNORED = re.compile(f"[{_SOFT}{_SHAPING}]{_IDLE}")  # a word is the same with and without
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")  # cut into words by a segmenter
_MOVING = re.compile(f"[{_SOFT}{_SHAPING}{''.join(LIGATURES)}]")
_RAISED = re.compile(SUPERSCRIPT)
_LIGATURE = re.compile(f"[{''.join(LIGATURES)}]")
_CLUSTER = regex.compile(
    r"""(?xs)
    [\x00-\u02ff] \p{M}+                               # a Latin letter with its marks
    | [\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+       # the parts of Korean syllables
    | [^\x00-\u02ff] \p{M}*                            # any other sign, with its marks
    """
)

# ---- words ---------------------------------------------------------------------------------------------
LETTER = regex.compile(r"\p{L}")
BETWEEN = r"(?<=\p{Latin})·(?=\p{Latin})|(?<=[א-ת])\"(?=[א-ת])"  # col·laboració, צה"ל
WORD = regex.compile(
    rf"""(?x)
    (?:(?&letters) | (?&run)) (?: ['-] (?:(?&letters) | (?&run)) )*
    (?(DEFINE)
      (?<letters> (?<! [\p{{L}}\p{{M}}\p{{N}}] )                           # single letters,
        (?: (?:\p{{L}}\.){{2,}} (?! [\p{{L}}\p{{M}}\p{{N}}] )               # a stop after each: U.S., e.g.,
          | (?<!') (?:\p{{L}}\.)+ \p{{L}} (?! [\p{{L}}\p{{M}}\p{{N}}.] | {BETWEEN} ) ) )  # or between them only: U.S.A
      (?<run> [\p{{L}}\p{{N}}] [\p{{L}}\p{{M}}\p{{N}}]*                    # letters, marks and digits,
        (?: (?: (?<=\p{{N}}) [.,:/] (?=\p{{N}})                           # kept whole in 1.5bn, 10:30am, post-9/11
              | {BETWEEN} ) [\p{{L}}\p{{N}}] [\p{{L}}\p{{M}}\p{{N}}]* )* ) )
    """
)
SUSPENDING = frozenset("and or to und oder bis noch et ou y o e of en i och og".split())  # pre- and post-war
LINE_HYPHENS = "-‐¬\u00ad"


def fold(text: str) -> str:
    """Return a text as it is compared: NFC, lower case, plain apostrophes and hyphens, no sign that cannot be seen.

    Ligatures become letters; a raised number behind a word (a note's) becomes a space, one behind a length stays.

    >>> characters.fold("Don´t co‐operate: the oﬃcial policy¹ for 5 km²")
    "don't co-operate: the official policy  for 5 km²"
    """
    return _same(_letters(IGNORED.sub("", text)) if moves(text) else text)


def moves(text: str) -> bool:
    """Return whether folding adds or takes away characters, so that those behind them move."""
    return not text.isascii() and bool(_MOVING.search(text) or not unicodedata.is_normalized("NFC", text))


def folded(text: str) -> tuple[str, range | np.ndarray]:
    """Return the text folded, and for each of its characters, and for its end, the offset in the text as printed."""
    if not moves(text):
        return _same(text), range(len(text) + 1)
    gone = [-1, *(found.start() for found in IGNORED.finditer(text)), len(text)]
    places = np.delete(np.arange(len(text) + 1), gone[1:-1])
    kept, end = "".join(text[before + 1 : after] for before, after in pairwise(gone)), 0
    pieces: list[str] = []
    offsets: list[np.ndarray] = []
    changing = _LIGATURE if unicodedata.is_normalized("NFC", kept) else _CLUSTER
    for found in changing.finditer(kept) if changing is _CLUSTER or any(map(kept.__contains__, LIGATURES)) else ():
        letters = _letters(found[0])
        if letters != found[0]:
            pieces += [kept[end : found.start()], letters]
            offsets += [places[end : found.start()], np.repeat(places[found.start()], len(letters))]
            end = found.end()
    return _same("".join([*pieces, kept[end:]])), np.concatenate([*offsets, places[end:]])


def _letters(text: str) -> str:
    """Return a text in composed letters, ligatures taken apart."""
    text = unicodedata.normalize("NFC", text)
    for sign, letters in LIGATURES.items():
        text = text.replace(sign, letters)
    return text


def _same(text: str) -> str:
    """Return a text in lower case with plain signs, without moving a single character."""
    if text.isascii():
        return text.lower().replace("`", "'")
    if any(sign in text for sign in SUPERSCRIPTS):
        whole = text
        text = _RAISED.sub(lambda found: found[0] if _POWER.match(whole, found.start()) else " ", text)
    for sign in filter(text.__contains__, map(chr, SAME)):  # by far faster than to translate
        text = text.replace(sign, sign.translate(SAME))
    return text.lower()


def end_of(text: str, start: int, word: str) -> int:
    """Return where the printed form of a folded word ends that starts at an offset of the text."""
    end = start + len(word)
    if not moves(text[start : end + 1]) and fold(text[start:end]) == word:
        return end
    offsets = folded(text[start : start + 8 * len(word) + 64])[1]  # some signs in it are not seen, or make one letter
    return start + int(offsets[min(len(word), len(offsets) - 1)])


def spans(text: str, numbers: bool = False) -> Iterator[tuple[int, int, str]]:
    """Give the words of a text as printed: where each starts and ends, and how it is compared; with numbers if asked.

    >>> [word for _, _, word in characters.spans("In 2001 the U.S.’s share fell to $1.5bn")]
    ['in', 'the', "u.s.'s", 'share', 'fell', 'to', '1.5bn']
    """
    plain, offsets = folded(text)
    for found in WORD.finditer(plain):
        if numbers or LETTER.search(found[0]):
            yield int(offsets[found.start()]), int(offsets[found.end()]), found[0]


def words(text: str, numbers: bool = False) -> list[str]:
    """Return the words of a text as they are compared, with numbers if asked."""
    return [word for word in WORD.findall(fold(text)) if numbers or LETTER.search(word)]


def vocabulary(lines: Iterable[str]) -> Counter[str]:
    """Return how often each word stands inside a line, the last word of a line left out where a hyphen ends it."""
    counted: Counter[str] = Counter()
    for line in lines:
        found = words(line)
        counted.update(found[:-1] if line.rstrip().endswith(tuple(LINE_HYPHENS)) else found)
    return counted


def joint(before: str, after: str, known: Mapping[str, int]) -> tuple[int, str] | None:
    """Return how a line that ends in a hyphen goes on: how many characters go from its end, and what comes instead.

    A soft hyphen or ¬ cuts a word, which is made whole. A hyphen stays, with a space, before "and" and the like
    ("pre- and post-war"), and without one where ``known``, the text's own words, has the word with it more often
    than without ("long-term"), or where a capital or digit follows ("Anglo-American"). Else it cuts a word. None
    where no word goes on.
    """
    head = regex.search(rf"([\p{{L}}\p{{M}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}'’-]*)([{LINE_HYPHENS}])$", before)
    tail = regex.match(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*", after)
    if not head or not tail:
        return None
    if head[2] in "¬\u00ad":
        return 1, ""
    first, second = fold(head[1]), fold(tail[0])
    if second in SUSPENDING:
        return 0, " "
    if not after[0].islower() or not before[-2].islower():
        return 0, ""
    whole = known.get(f"{first}-{second}", 0) > known.get(first + second, 0)
    return (0, "") if whole else (1, "")
