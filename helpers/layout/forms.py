"""What a line looks like by itself: its numbering, whether a sentence ends with it, whether it could be a heading.

A private part of ``layout``, the lowest. Words of form ("Chapter", "Abstract") of several languages are data, in
``forms.toml``; numbering, capitals and signs need no language.
"""

import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import regex

from helpers import characters


def _as_printed(words: list[str]) -> list[str]:
    """Return words, also without accents on Latin letters, as capitals are printed, and with a space in 目 录."""
    plain = [normalize("NFC", regex.sub(r"(?<=\p{Latin})\p{Mn}+", "", normalize("NFD", word))) for word in words]
    return [*words, *plain, *(regex.sub(r"(?<=^\p{Han}+)(?=\p{Han}+$)", " ", word) for word in words)]


_FORMS: dict = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
_PATTERNS = _FORMS.pop("patterns")
WORDS_OF_FORM = {name: [*dict.fromkeys(_as_printed(words))] for name, words in _FORMS.items()}
WORDS_OF_FORM["counted"] = [n for name in ("numbers", "ordinals", "other_ordinals") for n in WORDS_OF_FORM[name]]
WORDS_OF_FORM["named"] += WORDS_OF_FORM["persons"]
compiled = partial(regex.compile, ignore_unused=True, **WORDS_OF_FORM)  # \L<by> stands for the words of the list "by"
_WORDED = {kind: compiled(_PATTERNS["worded"] % kind) for kind in ("part", "chapter", "article")}
_COUNTED_FIRST = {kind: compiled(_PATTERNS["counted_first"] % kind) for kind in ("part", "chapter")}
PATTERNS = {name: compiled(pattern) for name, pattern in _PATTERNS.items() if "<%s>" not in pattern}
_LINE = "capital bullet item listed introduces turn numbered long_end foot alone ruled emphasis run_in markdown"
CAPITAL, BULLET, ITEM, LISTED, INTRODUCES, TURN, NUMBERED, LONG_END, FOOT, ALONE, RULED, EMPHASIS, RUN_IN, MARKDOWN = (
    PATTERNS[name] for name in _LINE.split()
)
_WORD = "marker raised noted date_piece core next_sentence opens of_notice"
MARKER, RAISED, NOTED, DATE_PIECE, CORE, NEXT_SENTENCE, OPENS, NOTICE = map(PATTERNS.__getitem__, _WORD.split())
EDGES, CLOSERS = " \t\r\f", "\"'”’»)]*_"  # the usual spaces at a line's ends; what closes behind a sentence
ENDS = tuple(".!?…:。！？：۔।؟")
NO_END = tuple(".;,:-‐¬֊—…!。，：；！،؛")  # no heading ends so
SETS = {name: set(words) for name, words in WORDS_OF_FORM.items()}
LINKING, DATE_WORDS, SMALL = SETS["small"], SETS["months"], SETS["small"] | SETS["little"]
LONGEST, LIMIT = 400, 5_000  # characters: no heading is longer; no label or caption
MOST_WORDS = {"numbered": 40, "titled": 20, "other": 12}  # words of a heading, by what else speaks for it
TITLED = 0.8  # share of the words, small ones aside, that have a capital in a title
ONE_WORD, WORDED = 60, 8  # characters: a line of a word and its signs is shorter; one with a number in words is longer
WORDED_KINDS = ("part", "chapter", "article")  # kinds that say by a word that they are headings
ASKED, PLACE, BEHIND = 3, 2, 20  # words with a capital in a question; of a place before a date; behind a run-in heading
HAN = "第제（(一二三四五六七八九十百千〇零两"  # with which a number may begin
VALUES = {word: n for name in ("numbers", "ordinals", "han") for n, word in enumerate(WORDS_OF_FORM[name], 1)}
DENSE = 4  # signs of a script without spaces that are words
UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff01-\uffee]"  # of scripts without spaces, and their signs
UNSPACED_END = regex.compile(UNSPACED + r"[“”‘’—…·\d]*$")
UNSPACED_START = regex.compile(r"[“”‘’—…·\d]*" + UNSPACED)
APART = regex.compile(rf"(?<={UNSPACED}) +(?={UNSPACED})")  # between such signs that a printer set apart
DOUBLE, UNSPACED_SIGN = map(regex.compile, (r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]", UNSPACED))  # fill two columns
SET_APART, UNSPACED_HEADING = 0.2, 45  # share of gaps between such signs with a space in them; such signs in a heading


def space(before: str, after: str) -> str:
    """Return what stands between two lines that are joined: a space, nothing where the script has none."""
    spaced = before.isascii() or after.isascii() or not (UNSPACED_START.match(after) and UNSPACED_END.search(before))
    return " " if spaced else ""


def set_apart(lines: Iterable[str]) -> bool:
    """Say whether letters of a script without spaces are set apart by some, as in a PDF of justified lines."""
    text = "\n".join(line for line in lines if not line.isascii())
    apart = len(APART.findall(text))
    return apart > 0 and apart >= SET_APART * (apart + len(regex.findall(rf"{UNSPACED}(?={UNSPACED})", text)))


def tight(lines: list[str]) -> list[str]:
    """Return lines without the spaces between letters that are set apart."""
    return [APART.sub("", line) for line in lines] if set_apart(lines) else lines


def is_cut(before: str, after: str) -> bool:
    """Say whether a sentence goes on in the next line: in lower case, or behind no sign in a script without spaces."""
    return after[:1].islower() or (before[-1:].isalnum() and not space(before, after))


def columns(text: str) -> int:
    """Return how wide a line is on the page: a sign of Chinese, Japanese or Korean takes two columns."""
    return len(text) if text.isascii() else len(text) + len(DOUBLE.findall(text))


def together(lines: Sequence[str]) -> str:
    """Return lines joined to one."""
    text = " ".join(lines)
    return text if text.isascii() else "".join(a + space(a, b) for a, b in pairwise(lines)) + lines[-1]


def size(text: str) -> int:
    """Return how many words a text has; in a script without spaces, two signs are one."""
    dense = len(() if text.isascii() else characters.UNSPACED.findall(text))
    return text.count(" ") + bool(text) + (dense // 2 if dense >= DENSE else 0)


def plain(text: str) -> str:
    """Return a line as the rules see it: one kind of space, none at the ends, nothing invisible."""
    text = text.strip(EDGES)
    simple = text.isprintable() and "  " not in text  # no character is invisible, or a space of another kind
    return text if simple else " ".join(characters.INVISIBLE.sub("", text).split())


def is_word(text: str, *lists: str) -> bool:
    """Say whether a whole line is a word of form, whatever its capitals, signs and emphasis."""
    core = _core(text) if len(text) <= ONE_WORD else ""
    return any(core in SETS[name] for name in lists)


@lru_cache(maxsize=4096)
def _core(text: str) -> str:
    """Return a text without the signs at its ends, in lower case."""
    return found[0].casefold() if (found := CORE.search(text)) else ""


_VALUE = regex.compile(r"(\d+)|([IVXLCХІ]+)\b|([A-Z])\b")  # Cyrillic Х and І look the same
_KIND_OF = {word.split()[0]: kind for kind in ("article", "part", "chapter") for word in WORDS_OF_FORM[kind]}
_FIRST_COUNTED = {"the"} | SETS["counted"] - SETS["numbers"]
_COUNTED = [("decimal", PATTERNS["decimal"]), ("arabic", PATTERNS["arabic"]), ("chapter", _COUNTED_FIRST["chapter"])]
_HAN = [
    (name.removeprefix("first_"), PATTERNS[name]) for name in "round first_chapter first_article han han_below".split()
]
_SIGNED = [(kind, PATTERNS[kind]) for kind in ("roman", "letter")]


@lru_cache(maxsize=4096)
def numbering(text: str) -> tuple[str, str]:
    """Return the kind of numbering a line starts with (or nothing) and what stands behind it."""
    first = text[:1]
    kind, found = "", None
    if first.isascii() and first.islower():
        return "", text
    if first == "#":
        kind, found = "markdown", MARKDOWN.match(text)
    elif text[:2].isascii() and any(map(str.isdigit, text[:2])):
        kind, found = _first(text, _COUNTED)
    elif first == "§":
        kind, found = "article", PATTERNS["paragraph_sign"].match(text)
    elif first in HAN:
        kind, found = _first(text, _HAN)
    elif first.isalpha():
        kind, found = _worded(text)
    return (kind, text[found.end() :].strip()) if found else ("", text)


def _worded(text: str) -> tuple[str, regex.Match | None]:
    """Return the kind of numbering that begins with a letter or a word, and what was matched."""
    tried = [*_SIGNED] if text[1:2] in ".)、" or len(text) < WORDED or text[:6].isupper() else []
    word = text.split(" ", 1)[0].rstrip(".:").casefold()
    if word in _KIND_OF:
        tried += _WORDED.items()
    if word in _FIRST_COUNTED:
        tried += _COUNTED_FIRST.items()
    if text[:1] in "IVXLCХІ" or text[1:2] == ".":
        tried += [_COUNTED[0], *_SIGNED]
    return _first(text, tried)


def _first(text: str, tried: Iterable[tuple[str, regex.Pattern]]) -> tuple[str, regex.Match | None]:
    """Return the first kind whose pattern a text begins with, and what was matched."""
    return next(((kind, found) for kind, pattern in tried if (found := pattern.match(text))), ("", None))


def heading_kind(text: str) -> str:
    """Return the kind of numbering a line starts with, or nothing."""
    return numbering(text)[0]


def numeral(kind: str, text: str) -> int:
    """Return the number that a heading of kind arabic, roman, letter or han starts with, 0 for the other kinds."""
    if kind in ("han", "han_below"):
        return _han_value(text.lstrip("（("))
    found = _VALUE.match(text) if kind in ("arabic", "roman", "letter") else None
    if not found or found[1]:
        return int(found[1]) if found else 0
    return ord(found[0]) - 64 if kind == "letter" else roman(found[2] or "")


def _han_value(text: str) -> int:
    """Return the value of a Chinese number up to 99 at the start of a text, 0 where there is none."""
    one, ten, rest = regex.match(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", text).groups()
    return 10 * VALUES.get(one, 1) + VALUES.get(rest, 0) if ten else VALUES.get(one, 0)


def roman(text: str) -> int:
    """Return the value of a roman numeral; 0 for anything else."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "х": 10, "і": 1}.get(c, 0) for c in text.lower()]
    return sum(-v if v < max(values[n:], default=0) else v for n, v in enumerate(values)) if all(values) else 0


def heading_number(text: str) -> int:
    """Return the number in a heading of any kind ("CHAPTER IV", "Part Two", "2.3 Trade" is 3), 0 if there is none."""
    kind = heading_kind(text)
    if kind == "decimal":
        return int(regex.match(r"\w+?(?:\.(\d+))+", text)[1])
    if kind not in ("part", "chapter", "article"):
        return numeral(kind, text)
    if text[0] in "第제":
        return _han_value(text[1:]) or int(regex.sub(r"\D.*", "", text[1:].lstrip()) or 0)
    words = regex.sub(r"^(?:§+\s*|\w+[.:]?\s+)(?:the\s+)?", "", text, flags=regex.I).split() or [""]
    word = regex.sub(r"\W+$", "", words[0]).casefold()
    value = int(word) if word.isdigit() else VALUES.get(word) or roman(word)
    return value or (ord(word) - 96 if len(word) == 1 and word.isascii() and word.isalpha() else 0)


def finished(text: str) -> bool:
    """Say whether a piece of text ends as a sentence does (a colon ends it too)."""
    text = text[-200:].rstrip()
    if not (text[-1:].isalpha() or text.endswith((*ENDS, ","))):  # most lines end so, and need no second look
        text = RAISED.sub("", MARKER.sub("", text)).rstrip()
        text = (NOTED.sub("", text) if text.endswith((")", "]")) else text).rstrip(CLOSERS + " ")
    return text.endswith(ENDS) or not text


def bare(text: str) -> str:
    """Return a line without emphasis that holds all of it: ``_Arm Signals._`` is Arm Signals."""
    if text[:1] not in "_*~=" or not (found := EMPHASIS.match(text)):
        return text
    return found[2] if found[1][0] not in found[2] else text


def is_titled(text: str) -> bool:
    """Say whether most words of a line have a capital, small words aside."""
    main = [word for word in text.split() if word.casefold() not in SMALL]
    capitals = sum(word[0].isupper() or not word[0].isalpha() for word in main)
    return capitals >= TITLED * max(1, len(main))


def _runs_on(text: str) -> bool:
    """Say whether a line of a script without spaces is too long for a heading, or has a sentence and more in it."""
    signs = 0 if text.isascii() else len(UNSPACED_SIGN.findall(text))
    return signs > UNSPACED_HEADING or (signs > 0 and "。" in text and bool(regex.search(r"。\P{P}", text)))


def is_date(text: str) -> bool:
    """Say whether a line is a date and nothing else, but for a place of a word or two before a comma."""
    apart = "," in text
    if not (apart or any(map(str.isdigit, text))):
        return False
    pieces = [DATE_PIECE.findall(piece.casefold()) for piece in PATTERNS["numeric_date"].sub("1 may", text).split(",")]
    named = any(word in DATE_WORDS for piece in pieces for word in piece)
    while pieces and pieces[-1] and all(word.isdigit() or word in DATE_WORDS for word in pieces[-1]):
        pieces.pop()
    return named and (not pieces or (apart and len(pieces) == 1 and len(pieces[0]) <= PLACE))


def has_heading_form(text: str) -> bool:
    """Say whether a line, by itself, could be a heading."""
    if not 0 < len(text) <= LONGEST:
        return False
    text = MARKER.sub("", text)
    kind, rest = numbering(text)
    if kind == "markdown" or not rest:
        return True
    if text.count(" ") >= MOST_WORDS["numbered" if kind else "titled"] or text.endswith(NO_END[1:]):
        return False
    own = bare(text)
    titled = is_titled(own)
    strong = own.isupper() or is_word(own, "named") or (titled and (kind in (*WORDED_KINDS, "decimal") or own != text))
    if strong and own.endswith("."):
        own, rest = own[:-1], rest.removesuffix(".")
    return _is_short(own, kind, titled) and not NEXT_SENTENCE.search(rest) and not BULLET.match(own)


def _is_short(text: str, kind: str, titled: bool) -> bool:
    """Say whether a line begins and ends as a heading may, and has no more words."""
    words = text.split()
    limit = MOST_WORDS["numbered" if kind else "titled" if titled else "other"]
    begins = kind != "" or OPENS.match(text)
    ends = not text.endswith(NO_END) and bool(words) and words[-1].casefold() not in LINKING
    asks = text.endswith(("?", "؟")) and not kind and (not titled or sum(word[0].isupper() for word in words) < ASKED)
    long = len(words) > limit or _runs_on(text)
    return bool(begins) and ends and not asks and not long and any(map(str.isalpha, text))


def run_in(text: str) -> str:
    """Return the heading that runs into a paragraph without a space after its full stop, or nothing.

    A quotation mark behind the stop closes what is said there unless it is one that opens: 'again."' is no heading.
    """
    found = RUN_IN.match(text, endpos=LIMIT)
    if not found:
        return ""
    head, rest = found[1], text[found.end() :]
    named = regex.match(r"(?:com|org|net|gov|edu|cn|g|e|S|C)\b", rest)
    closing = rest[:1] == '"' and (head.count('"') % 2 == 1 or not rest[1:2].isalpha())
    named = named or "://" in head or "](" in head
    whole = 2 <= len(head.split()) <= MOST_WORDS["numbered"] and len(rest.split()) >= BEHIND
    return head if whole and not named and not closing else ""
