"""From PARAGRAPHS to TOKENS and SENTENCES: the only room that knows what a word and a sentence are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import regex

from helpers import characters, tables
from helpers.words import languages, tokenizer
from helpers.words.languages import elided as elided

LISTS = Path(__file__).parent / "stop_words"
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no nos vol vols pp ed eds fig art gen col capt lt sen rep gov jr sr vs cf etc e.g i.e al "
    "dept inc".split()
)


def tokens(paragraphs: pd.DataFrame, language: str = "", numbers: bool = False) -> pd.DataFrame:
    """Return TOKENS: one row per word of the paragraphs, in reading order.

    A word is a run of letters, marks and digits with at least one letter: "20th", "covid-19" and "1.5bn" are words,
    "2025" is a number, which is a row only with ``numbers``. ``position`` counts words and numbers from 1 in each
    text, so that a number that is left out leaves a gap. Inner hyphens and apostrophes belong to a word
    ("land-locked", "china's"), as do the stops of "U.S."; a dash never does. Words are in folded form
    (``characters.fold``); none is dropped or stemmed. "What is a word here?" in the methods page has thirty hard cases.
    Two columns follow: ``line``, the raw line the word stands on, and ``start``, its offset in the paragraph's text.

    Any alphabet works. ``language`` is for what letters alone do not tell: ``zh``, ``ja`` and ``th`` cut runs without
    spaces by an optional package (rjieba, janome, pythainlp); ``fr``, ``it`` and ``ca`` make l', d', qu' words of their
    own, which without ``language`` is done in the texts that are plainly in one of these.

    >>> words.tokens(paragraphs)["position"].head(3).tolist()
    [1, 2, 3]
    """
    tables.check(paragraphs, "PARAGRAPHS")
    known = sorted([*languages.SEGMENTERS, *languages.ELIDING])
    if language and language not in known:
        raise ValueError(f"no language {language!r} to cut. Use one of {known}, or none where words have spaces.")
    texts = paragraphs["text"].array
    doc = pd.Categorical(paragraphs["doc_id"], categories=tables.doc_order(paragraphs))
    found = languages.cut(texts, language) if language in languages.SEGMENTERS else tokenizer.words(texts)
    found = languages.elide(found, doc.codes, language)
    terms, rank = tokenizer.ranked(found.names, tokenizer.lettered(found.names) | numbers)
    codes = rank[found.code]
    rows = np.flatnonzero(codes >= 0)
    ends, start = np.searchsorted(rows, found.ends), found.start[rows]
    size = np.diff(ends)
    columns = {
        "doc_id": pd.Categorical.from_codes(np.repeat(doc.codes, size), dtype=doc.dtype),
        "section": np.repeat(paragraphs["section"].to_numpy(), size),
        "paragraph": np.repeat(paragraphs["paragraph"].to_numpy(), size),
        "position": _positions(doc.codes, found.ends)[rows],
        "token": pd.Categorical.from_codes(codes[rows], categories=pd.Index(terms, dtype="str")),
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
        lists = languages.library("stopwordsiso", "stopwordsiso", f"the stop list {name!r}")
        if lists.has_lang(name):
            return frozenset(characters.fold(word) for word in lists.stopwords(name))
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
