"""What letters, signs and words are: folding, apostrophes, hyphens, superscripts, invisible signs, the word pattern.

A leaf below all other rooms. Texts are compared in one folded form and always shown as printed; the functions here
lead from one to the other and back.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise

import numpy as np
import regex

# ---- signs that count as the same, each as long as what it is folded to --------------------------------
APOSTROPHES = "’‘‛´`′ʼ＇׳ʻʽʾʿꞌꞋ՚｀"  # as typed, set, or misread; letters of Hawaiian, Uzbek, Arabic names, Mexico
HYPHENS = "‐‑﹣－־֊⸗"  # U+2010, no-break, small, wide, Hebrew maqaf, Armenian, Gothic; dashes are none
SAME = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(HYPHENS, "-")
    | dict.fromkeys("．﹒․٫", ".")  # wide, small, one dot, the Arabic decimal sign
    | dict.fromkeys("，﹐٬،", ",")
    | dict(zip("₀₁₂₃₄₅₆₇₈₉：／", "0123456789:/", strict=True))
    | {"‧": "·", "\u0387": "·", "״": '"', "⁄": "/", "İ": "i"}  # Catalan l·l, Hebrew gershayim, a fraction, Turkish
)
_SIGNS = frozenset(map(chr, SAME))
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
NUMBERS_OF = str.maketrans(SUPERSCRIPTS, "0123456789")
SUPERSCRIPT = "[⁰¹²³⁴-⁹]"  # for patterns
_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_LETTERS_OF = str.maketrans(_LETTERS, "abcdefghijklmnoprstuvwxyz")
_ABOVE = re.compile(f"[{SUPERSCRIPTS}{_LETTERS}]")
_RAISED = regex.compile(
    rf"""(?x)
    [²³] (?<= (?<! [\p{{L}}\p{{M}}] ) (?i: [kcdmµμn]?m | ft | in | mi | yd ) . ) (?! {SUPERSCRIPT} )     # 5 km²
    | (?P<note> {SUPERSCRIPT} | [{_LETTERS[:7]}] (?<= (?: \p{{Ll}}{{3}} | [.,;:!?”’»)] ) . ) (?!\w) )  # policy¹ policyᵃ
    | (?P<letter> [{_LETTERS}] ) (?<= [0-9A-Z] [{_LETTERS}]+ )                                   # 1ˢᵗ, XIXᵉ, Mᵐᵉ
    """
)

# ---- signs that cannot be seen -------------------------------------------------------------------------
# Thai, Lao, Tibetan, Burmese, Khmer, Tai, Balinese, Javanese, Cham have no spaces between words: a zero-width space
# that touches one of their letters parts words, and stays.
_PARTED = "[\u0e00-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f\ua980-\uaadf]"
_IDLE = rf"(?!(?<={_PARTED}\u200b)|(?<=\u200b){_PARTED})"
_SOFT = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
_SHAPING = (  # joiners, strokes that lengthen Arabic and N'Ko words, directions, variants
    r"\u034f\u061c\u0640\u07fa\u180b-\u180d\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
INVISIBLE = re.compile(f"[{_SOFT}]{_IDLE}")  # can go from a text without harm; ``re`` is five times as fast here
_HIDDEN = re.compile(f"[{_SOFT}{_SHAPING}]")
IGNORED = re.compile(f"{_HIDDEN.pattern}{_IDLE}")  # a word is the same with and without
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")  # cut into words by a segmenter
_CLUSTER = regex.compile(
    r"""(?xs)
    [\x00-\u0131] [\p{M}ﾞﾟ]+ | µ                       # a Latin letter with its marks
    | [\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+       # the parts of Korean syllables
    | [^\x00-\u0131] [\p{M}ﾞﾟ]*                        # any other sign, with its marks
    """
)
# What Unicode calls a form of letters or numbers is these: ﬁ ſ ĳ Ⅷ 𝐛 Ａ ﻻ ﾃ ⼈ ㎞. Not where it is how one writes (Thai
# and Lao ำ ໜ, single Korean letters) or more than letters (№ ①).
_FORMS = "<compat> <wide> <narrow> <font> <initial> <medial> <final> <isolated> <square>".split()
_SPELT = "ำຳໜໝ№﷼"
LONG = 1_000  # characters: from here on an array finds the signs of a text sooner than a set

# ---- words ---------------------------------------------------------------------------------------------
LETTER = regex.compile(r"\p{L}")
BETWEEN = r"(?<=\p{Latin})·(?=\p{Latin})|(?<=[א-ת])\"(?=[א-ת])"  # col·laboració, צה"ל
WORD = regex.compile(
    rf"""(?x)
    (?: (?&letters) | (?: (?<! [\p{{L}}\p{{M}}\p{{N}}.] ) \. (?=\p{{N}}) )? (?&run) )   # .5
    (?: ['-] (?:(?&letters) | (?&run)) )*
    (?(DEFINE)
      (?<letters> (?<! [\p{{L}}\p{{M}}\p{{N}}] )                           # single letters,
        (?: (?:\p{{L}}\.){{2,}} (?! [\p{{L}}\p{{M}}\p{{N}}] )               # a stop after each: U.S., e.g.,
          | (?<!') (?:\p{{L}}\.)+ \p{{L}} (?! [\p{{L}}\p{{M}}\p{{N}}.] | {BETWEEN} ) ) )  # or between them only: U.S.A
      (?<run> [\p{{L}}\p{{N}}] [\p{{L}}\p{{M}}\p{{N}}]*                    # letters, marks and digits,
        (?: (?: (?<=\p{{N}}) [.,:/·] (?=\p{{N}})                          # kept whole in 1.5bn, 10:30am, post-9/11
              | {BETWEEN} ) [\p{{L}}\p{{N}}] [\p{{L}}\p{{M}}\p{{N}}]* )* ) )
    """
)
# A hyphen stands before them for what a later word shares (pre- and post-war), before the last two if it has a hyphen.
SUSPENDING = """and or but rather versus und oder bis sowie bzw beziehungsweise noch et ou y o e of en i och og eller
    oraz lub albo nebo és vagy veya sekä или и або και ή to nor""".split()
LINE_HYPHENS = "-‐¬֊⸗\u00ad"


def fold(text: str) -> str:
    """Return a text as it is compared: NFC, lower case, plain apostrophes and hyphens, no sign that cannot be seen.

    Forms of letters (ligatures, wide, bold, joined) become the letters; a raised number behind a word, or one small
    letter (a note's), becomes a space, one behind a length stays.

    >>> characters.fold("Don´t co‐operate: the oﬃcial policy¹ for 5 km²")
    "don't co-operate: the official policy  for 5 km²"
    """
    return _same(_letters(IGNORED.sub("", text)) if moves(text) else text)


def moves(text: str) -> bool:
    """Return whether folding adds or takes away characters, so that those behind them move."""
    if text.isascii():
        return False
    seen = "".join(_seen(text))
    hidden = _HIDDEN.search(seen) is not None
    return hidden or not (_forms().keys().isdisjoint(seen) and unicodedata.is_normalized("NFC", text))


def _seen(text: str) -> set[str]:
    """Return the signs of a text, those of ASCII left out of a long one."""
    if len(text) < LONG:
        return set(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="uint32")
    there = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    there[codes[codes > ord("\x7f")]] = True
    return set(map(chr, np.flatnonzero(there).tolist()))


@cache
def _forms() -> dict[str, str]:
    """Return the letters of each form."""
    table = LIGATURES | {"ﾞ": "\u3099", "ﾟ": "\u309a", "ŉ": "n", "ϲ": "Σ"}  # in lower case ς at a word's end, σ within
    plain = regex.compile(r"(?V1)[\p{L}\p{N}--[\u1100-\u11ff]][\p{L}\p{M}\p{N}·]*")
    for sign in map(chr, [*range(0xB5, 0x10000), *range(0x1D400, 0x1D800), *range(0x1EE00, 0x1F200)]):
        made = unicodedata.decomposition(sign).split()
        if made and sign not in _SPELT and (made[0] in _FORMS or made[0][0] != "<"):
            parts = (chr(int(code, 16)) for code in made if code[0] != "<")
            letters = "".join(p if p in SUPERSCRIPTS else unicodedata.normalize("NFKC", p) for p in parts)
            letters = IGNORED.sub("", unicodedata.normalize("NFC", letters))
            if plain.fullmatch(letters) and letters != unicodedata.normalize("NFC", sign):
                table.setdefault(sign, letters.translate(SAME))
    return table


def folded(text: str) -> tuple[str, range | np.ndarray]:
    """Return the text folded, and for each of its characters, and for its end, the offset in the text as printed."""
    if not moves(text):
        return _same(text), range(len(text) + 1)
    gone = [-1, *(found.start() for found in IGNORED.finditer(text)), len(text)]
    places = np.delete(np.arange(len(text) + 1), gone[1:-1])
    kept, end = "".join(text[before + 1 : after] for before, after in pairwise(gone)), 0
    pieces, offsets = list[str](), list[np.ndarray]()
    forms = regex.compile(rf"[\0{''.join(sorted(_seen(kept) & _forms().keys()))}][\p{{M}}ﾞﾟ]*")
    for found in (forms if unicodedata.is_normalized("NFC", kept) else _CLUSTER).finditer(kept):
        letters = _letters(found[0])
        if letters != found[0]:
            pieces += [kept[end : found.start()], letters]
            offsets += [places[end : found.start() + 1], np.repeat(places[found.end()], len(letters) - 1)]
            end = found.end()
    return _same("".join([*pieces, kept[end:]])), np.concatenate([*offsets, places[end:]])


def _letters(text: str) -> str:
    """Return a text in composed letters, forms of letters in plain ones."""
    forms = _forms()
    return unicodedata.normalize("NFC", "".join([forms.get(s, s) for s in unicodedata.normalize("NFC", text)]))


def _same(text: str) -> str:
    """Return a text in lower case with plain signs, without moving a single character."""
    if text.isascii():
        return text.lower().replace("`", "'")
    seen = _seen(text)
    if _ABOVE.search("".join(seen)):
        text = _ABOVE.sub(_lowered, text)
    for sign in seen & _SIGNS:  # by far faster than to translate
        text = text.replace(sign, sign.translate(SAME))
    return text.lower()


def _lowered(sign: re.Match) -> str:
    """Return what stands for a raised sign: a space for a note's, the letter it is in 1ˢᵗ, else the sign."""
    found = _RAISED.match(sign.string, sign.start())
    return " " if found and found["note"] else sign[0].translate(_LETTERS_OF if found else {})


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
    lines, counted = list(lines), Counter[str]()
    for run, times in Counter("\n".join(lines).split()).items():  # no word goes on behind a space
        plain = run.strip(f"{string.punctuation}“”‘’«»—–…")  # no part of a word that begins and ends with a letter
        for word in [plain.lower()] if plain.isascii() and plain.isalpha() else words(run):
            counted[word] += times
    ended = (line for line in lines if line.rstrip().endswith(tuple(LINE_HYPHENS)))
    return counted - Counter(word for line in ended for word in words(line)[-1:])


def joint(before: str, after: str, known: Mapping[str, int]) -> tuple[int, str] | None:
    """Return how a line that ends in a hyphen goes on: how many characters go from its end, and what comes instead.

    A soft hyphen or ¬ cuts a word, which is made whole. Else ``known``, the text's own words, decides: the hyphen goes
    or stays as the word is oftener without ("development") or with it ("long-term"). Where it has neither, the hyphen
    stays with a space before "and" and the like ("pre- and post-war"), goes between small letters and in lines of
    capitals, and stays elsewhere ("Anglo-American", "F-16"). None where no word goes on.
    """
    head = regex.search(r"([\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*(?<!['’-]))(.)$", before)
    tail = regex.match(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*", after)
    if not head or not tail or head[2] not in LINE_HYPHENS:
        return None
    if head[2] in "¬\u00ad":
        return 1, ""
    first, second = fold(head[1]), fold(tail[0])
    oftener = known.get(first + second, 0) - known.get(f"{first}-{second}", 0)  # without the hyphen than with it
    shared = second in SUSPENDING[:-2] or (second in SUSPENDING and "-" in "".join(after.split()[1:4]))
    if shared and oftener <= 0:
        return 0, " "
    whole = oftener > 0 or (oftener == 0 and _alike(before, after))
    return (1, "") if whole and not after[0].isdigit() else (0, "")


def _alike(before: str, after: str) -> bool:
    """Return whether small letters meet at the end of a line, or lines in capitals."""
    capitals = before.isupper() and after.isupper() and " " in before.strip()
    return capitals or (after[0].islower() and before[-2].islower())
