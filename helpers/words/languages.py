"""What depends on a language: segmenters, elision, stop lists, and which language a text is in; a part of ``words``."""

import importlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from itertools import count
from types import ModuleType

import numpy as np
import regex

from helpers import characters
from helpers.words.tokenizer import Found

SEGMENTERS: dict[str, tuple[str, str, str, Callable]] = {
    "zh": ("Chinese", "rjieba", "rjieba", lambda package: package.cut),
    "ja": ("Japanese", "janome", "janome.tokenizer", lambda package: package.Tokenizer(wakati=True).tokenize),
    "th": ("Thai", "pythainlp", "pythainlp.tokenize", lambda package: package.word_tokenize),
}
ELIDING = ("ca", "fr", "it")
ELIDED = regex.compile(
    r"""(?x)
    ( [cdjlmnstv] | (?:jus|lors|puis|quoi)?qu          # French, and most of Catalan
      | un | gl | ch | cent | tutt | quest | quell | sant | senz | anch | com | dov
      | (?:d|n|s|c|a|da)(?:e|o|u)?ll ) '               # Italian: dell', nell', sull', all', dall'
    (?= [aeiouyhàâáäèéêëìíîïòóôöùúûüœæ\d] )
    """
)
# Small words of these languages that no English, German, Dutch or Latin text has often.
SMALL = frozenset(
    "de la le les et une du est que qui dans sur pas il au della del di che è gli sono els amb dels al és una".split()
)
SAMPLE, PLACES = 2_000, 5  # characters, in so many places: a licence before a text may be in another language
SURE = 0.8  # a language found with less confidence is a guess
ELIDES = 0.005  # of all words: French has some 5 in 100, Italian 2; an English novel about a d'Urberville 1 in 1,000
SPOKEN = 0.08  # of all words are in SMALL: French, Italian and Catalan have 15 to 30 in 100, English below 1


def cut(texts: Iterable[str], language: str) -> Found:
    """Return what ``tokenizer.words`` does, with the words of a language without spaces cut by its package."""
    name, package, module, cutter = SEGMENTERS[language]
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # no folder in the reader's home
    pieces = cutter(library(module, package, f"cutting {name} into words"))
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    codes, starts, ends = [], [], [0]
    for text in texts:
        plain, places = characters.folded(text)
        for run in characters.WORD.finditer(plain):
            end = 0
            for piece in pieces(run[0]) if characters.UNSPACED.search(run[0]) else [run[0]]:
                start = run[0].index(piece, end)
                end = start + len(piece)
                if characters.WORD.match(piece):
                    codes.append(numbers[piece])
                    starts.append(places[run.start() + start])
        ends.append(len(codes))
    return Found(np.array(codes, dtype="int32"), np.array(starts, dtype="int64"), np.array(ends), list(numbers))


def elide(found: Found, doc: np.ndarray, language: str) -> Found:
    """Return the words with l', d', qu' and the like as words of their own where a text elides.

    ``doc`` numbers the document of each text. A document elides if ``language`` is one of ``ELIDING``, or if none is
    given and it has both elided words and the small words of these languages often (``ELIDES``, ``SPOKEN``).
    """
    heads = {n: head.end() for n, name in enumerate(found.names) if "'" in name and (head := ELIDED.match(name))}
    rows = np.flatnonzero(np.isin(found.code, [*heads] if not language or language in ELIDING else []))
    if not language and len(rows):
        rows = rows[_eliding(found, doc, rows)]
    if not len(rows):
        return found
    numbers = {name: number for number, name in enumerate(found.names)}
    parts = {}
    for number, size in heads.items():
        name = found.names[number]
        parts[number] = [numbers.setdefault(part, len(numbers)) for part in (name[:size], name[size:])]
    code, start = np.insert(found.code, rows + 1, 0), np.insert(found.start, rows + 1, 0)
    first, old = rows + np.arange(len(rows)), found.code[rows].tolist()
    code[first], code[first + 1] = np.array([parts[number] for number in old], dtype=code.dtype).T
    start[first + 1] = start[first] + [heads[number] for number in old]
    return Found(code, start, found.ends + np.searchsorted(rows, found.ends), list(numbers))


def _eliding(found: Found, doc: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return whether the document of each elided word is plainly in a language that elides."""
    small = np.flatnonzero(np.isin(found.code, [n for n, name in enumerate(found.names) if name in SMALL]))
    words = np.bincount(doc, np.diff(found.ends))
    of_row = [doc[np.searchsorted(found.ends, each, side="right") - 1] for each in (rows, small)]
    elided, spoken = (np.bincount(each, minlength=len(words)) for each in of_row)
    return ((elided >= ELIDES * words) & (spoken >= SPOKEN * words))[of_row[0]]


def elided(words: list[str], apostrophe: bool = False) -> list[str]:
    """Return words as a text that elides has them: l'eau as l' and eau; the last one may have lost its apostrophe."""
    found = []
    for word in words:
        head = ELIDED.match(word)
        found += [head[0], word[head.end() :]] if head else [word]
    if words and apostrophe and ELIDED.match(f"{found[-1]}'a"):
        found[-1] += "'"
    return found


def language_of(text: str) -> tuple[str, float]:
    """Return the language of a text in two letters and how sure that is, 0 to 1, by py3langid; none without words.

    Some places of the text vote, and how sure it is that of a place in the mean, 0 where another language stands.
    """
    places = range(0, max(1, len(text) - SAMPLE // 2), max(SAMPLE, len(text) // PLACES))  # no short rest
    samples = [text[place : place + SAMPLE] for place in places]
    votes = [_identifier().classify(sample) for sample in samples if characters.LETTER.search(sample)]
    sums: Counter[str] = Counter()
    for name, sure in votes:
        sums[str(name)] += float(sure)  # type: ignore[assignment]
    name, total = max(sums.items(), key=lambda item: item[1], default=("", 0.0))
    return name, round(total / max(1, len(votes)), 2)


def stop_list(language: str, sure: float) -> str:
    """Return the name of the stop list for a language that was found with a confidence; none if there is no list."""
    if sure < SURE or language == "en":
        return "short"
    try:
        return language if library("stopwordsiso", "stopwordsiso", "a stop list").has_lang(language) else "none"
    except ModuleNotFoundError:
        return "none"


@cache
def _identifier():
    """Return py3langid's model; it takes half a second to read."""
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def library(name: str, package: str, purpose: str) -> ModuleType:
    """Return an optional library, or say how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        cure = "Run: .venv/bin/uv pip install -e '.[languages]'"
        raise ModuleNotFoundError(f"{purpose} needs the package {package}, which is not installed. {cure}") from None
