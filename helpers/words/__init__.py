"""From PARAGRAPHS to TOKENS and SENTENCES: the only room that knows what a word and a sentence are."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import regex

from helpers import tables
from helpers.words import tokenizer

LISTS = Path(__file__).parent / "stop_words"
WORD = regex.compile(r"(?:\p{L}\.){2,}(?!\p{L})|[\p{L}\p{M}\p{N}]+(?:['-][\p{L}\p{M}\p{N}]+)*")
LETTER = regex.compile(r"\p{L}")
SAME, _plain = tokenizer.SAME, tokenizer.plain
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no nos vol vols pp ed eds fig art gen col capt lt sen rep gov jr sr vs cf etc e.g i.e al "
    "dept inc".split()
)
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
SEGMENTERS = {"zh": ("Chinese", "rjieba"), "ja": ("Japanese", "janome"), "th": ("Thai", "pythainlp")}


def tokens(paragraphs: pd.DataFrame, language: str = "") -> pd.DataFrame:
    """Return TOKENS: one row per word of the paragraphs, in reading order, numbered from 1 in each text.

    A word is a run of letters, marks and digits with at least one letter: "20th" and "covid-19" are words, "2025"
    is not. Inner hyphens and apostrophes belong to it ("land-locked", "don't", "china's"), as do the stops of
    "U.S."; a dash never does. Words are lower-cased and typographic apostrophes made plain; nothing else is
    changed, no word is dropped and none is stemmed. Two columns follow: ``line``, the raw line the word
    stands on, and ``start``, the offset of the word in its paragraph's text.

    Any alphabet works. Chinese, Japanese and Thai print no spaces between words: there a run of letters is one word,
    unless ``language`` (``zh``, ``ja`` or ``th``) calls the optional package that cuts it (rjieba, janome, pythainlp).
    """
    tables.check(paragraphs, "PARAGRAPHS")
    texts = paragraphs["text"].array
    codes, start, ends, terms = _cut(texts, language) if language else tokenizer.words(texts)
    doc, size = pd.Categorical(paragraphs["doc_id"], categories=tables.doc_order(paragraphs)), np.diff(ends)
    columns = {
        "doc_id": pd.Categorical.from_codes(np.repeat(doc.codes, size), dtype=doc.dtype),
        "section": np.repeat(paragraphs["section"].to_numpy(), size),
        "paragraph": np.repeat(paragraphs["paragraph"].to_numpy(), size),
        "position": _positions(doc.codes, ends),
        "token": pd.Categorical.from_codes(codes, categories=pd.Index(terms, dtype="str")),
        "line": _lines(paragraphs, ends, start),
        "start": start,
    }
    return tables.build("TOKENS", columns, doc.categories)


def _positions(doc: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the position of each word in its text: a text is paragraphs one after another, empty ones left aside."""
    begin, size = ends[:-1], np.diff(ends)
    begin, size, doc = begin[size > 0], size[size > 0], doc[size > 0]
    first = np.maximum.accumulate(np.where(np.diff(doc, prepend=-2) != 0, begin, 0))
    return np.arange(1, ends[-1] + 1) - np.repeat(first, size)


def _cut(texts: Iterable[str], language: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return what ``tokenizer.words`` does, with the words of a language without spaces cut by its package."""
    cut = _segmenter(language)
    found = [list(_pieces(_plain(text), cut)) for text in texts]
    starts, words = zip(*chain.from_iterable(found), strict=True) if any(found) else ((), ())
    codes, terms = pd.factorize(np.array(words, dtype=object), sort=True)
    return codes, np.array(starts, dtype="int64"), np.cumsum([0, *map(len, found)]), list(terms)


def _pieces(text: str, cut: Callable[[str], Iterable[str]]) -> Iterator[tuple[int, str]]:
    """Give the offset and the letters of each word of a text; ``cut`` parts what is written without spaces."""
    for found in WORD.finditer(text):
        end = 0
        for piece in cut(found[0]) if UNSPACED.search(found[0]) else [found[0]]:
            start = found[0].index(piece, end)
            end = start + len(piece)
            if LETTER.search(piece):
                yield found.start() + start, piece


def _segmenter(language: str) -> Callable[[str], Iterable[str]]:
    """Return the function that cuts a run of letters of a language into words."""
    if language not in SEGMENTERS:
        known = sorted(SEGMENTERS)
        raise ValueError(f"no language {language!r} to cut. Use one of {known}, or none where words have spaces.")
    name, package = SEGMENTERS[language]
    purpose = f"cutting {name} into words"
    if language == "zh":
        return _library(package, package, purpose).cut
    if language == "ja":
        return _library("janome.tokenizer", package, purpose).Tokenizer(wakati=True).tokenize
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # no folder in the reader's home
    return _library("pythainlp.tokenize", package, purpose).word_tokenize


def _library(name: str, package: str, purpose: str) -> ModuleType:
    """Return an optional library, or say how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        cure = "Run: .venv/bin/uv pip install -e '.[languages]'"
        raise ModuleNotFoundError(f"{purpose} needs the package {package}, which is not installed. {cure}") from None


def _lines(paragraphs: pd.DataFrame, ends: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return the raw line of each word from its paragraph's ``places``."""
    line = np.repeat(paragraphs["first_line"].to_numpy(dtype="int64"), np.diff(ends))
    for number, places in enumerate(paragraphs["places"]):
        if len(places) > 1:
            inside = slice(ends[number], ends[number + 1])
            offsets, numbers = np.array(places).T
            line[inside] = numbers[np.searchsorted(offsets, start[inside], side="right") - 1]
    return line


def sentences(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return SENTENCES: one row per sentence, numbered from 1 in its paragraph.

    A sentence ends at . ! ? or the like, with closing quotation marks, where white space and a capital, digit or
    opening mark follow; not after an initial or one of ``ABBREVIATIONS``. Nothing is lost: the sentences of
    a paragraph, joined by spaces, are its text. ``line`` and ``start`` follow, as in TOKENS.
    """
    tables.check(paragraphs, "PARAGRAPHS")
    columns: dict[str, list] = {name: [] for name in [*tables.TABLES["SENTENCES"], "start"]}
    rows = []
    for number, paragraph in enumerate(paragraphs.itertuples()):
        for count, (start, text) in enumerate(_split(paragraph.text), 1):
            rows.append(number)
            values = (paragraph.doc_id, paragraph.section, paragraph.paragraph, count, text, start)
            for name, value in zip(columns, values, strict=True):
                columns[name].append(value)
    ends = np.cumsum(np.append(0, np.bincount(rows, minlength=len(paragraphs))))
    line = _lines(paragraphs, ends, np.array(columns["start"], dtype="int64"))
    return tables.build("SENTENCES", columns | {"line": line}, tables.doc_order(paragraphs))


def _split(text: str) -> list[tuple[int, str]]:
    """Return the offset and text of each sentence."""
    cuts = [0]
    for found in regex.finditer(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s+(?=[\"'“‘(\[]*[\p{Lu}\p{N}])|[。！？]", text):
        last = text[max(cuts[-1], found.start() - 60) : found.start()].split()[-1:] or [""]
        word = last[0].strip("(\"'“‘[").casefold()
        stop = found[0].strip() == "." and (word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or "." in word)
        if not stop:
            cuts.append(found.end())
    pieces = [(a, text[a:b].rstrip()) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [(a, piece) for a, piece in pieces if piece]


def stop_words(name: str) -> frozenset[str]:
    """Return a stop list: ``none`` (empty), ``short`` or ``long`` (English, shipped), or two letters for a language.

    ``short`` holds articles, prepositions, pronouns and auxiliaries; ``long`` holds all of it and more. They stand, one
    word a line, in ``helpers/stop_words``; "us" is in neither: in lower case it cannot be told from the country. Two
    letters ("de", "fr", "zh") give the list of the optional package stopwordsiso, which is longer than either.
    """
    if name == "none":
        return frozenset()
    known = sorted(path.stem for path in LISTS.glob("*.txt"))
    if name in known:
        return frozenset((LISTS / f"{name}.txt").read_text(encoding="utf-8").split())
    if regex.fullmatch("[a-z]{2}", name):
        lists = _library("stopwordsiso", "stopwordsiso", f"the stop list {name!r}")
        if lists.has_lang(name):
            return frozenset(_plain(word) for word in lists.stopwords(name))
    raise ValueError(
        f"no stop list {name!r}. Use one of {['none', *known]}, two letters of a language ('de'), "
        "or give words.drop a set of your own."
    )


def drop(tokens: pd.DataFrame, stop_words: Iterable[str]) -> pd.DataFrame:
    """Return TOKENS without the words of ``stop_words``; positions stay, so that what is left points at the page."""
    tables.check(tokens, "TOKENS")
    if isinstance(stop_words, str):
        cure = f"give a set of words, such as words.stop_words({stop_words!r})."
        raise TypeError(f"stop_words is the text {stop_words!r}; {cure}")
    word = pd.Categorical(tokens["token"])
    rows = np.flatnonzero(np.append(~word.categories.isin(list(stop_words)), True)[word.codes])
    codes = word.codes[rows]
    left = np.zeros(len(word.categories) + 1, dtype=bool)
    left[codes] = True
    left[-1] = False
    rank = np.where(left, np.cumsum(left) - 1, -1).astype("int32")
    kept = {name: column.array.take(rows) for name, column in tokens.drop(columns="token").items()}
    kept["token"] = pd.Categorical.from_codes(rank[codes], word.categories[left[:-1]], ordered=word.ordered)
    return pd.DataFrame({name: kept[name] for name in tokens}, copy=False)
