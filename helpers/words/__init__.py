"""From PARAGRAPHS to TOKENS and SENTENCES: the only room that knows what a word and a sentence are."""

import warnings
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import regex

from helpers import characters, tables
from helpers.words import sentence_ends, tokenizer
from helpers.words.languages import ELIDING, SEGMENTERS, SURE, cut, elide, elided, language_of, library, stop_list

__all__ = ["drop", "elided", "languages", "sentences", "stop_words", "tokens"]
LISTS = Path(__file__).parent / "stop_words"


def tokens(paragraphs: pd.DataFrame, language: str = "", numbers: bool = False) -> pd.DataFrame:
    """Return TOKENS: one row per word of the paragraphs, in reading order.

    A word is a run of letters, marks and digits with at least one letter: "20th", "covid-19" and "1.5bn" are words,
    "2025" is a number, which is a row only with ``numbers``. ``position`` counts words and numbers from 1 in each
    text, so that a number that is left out leaves a gap. Inner hyphens and apostrophes belong to a word
    ("land-locked", "china's"), as do the stops of "U.S."; a dash never does. Words are in folded form
    (``characters.fold``); none is dropped or stemmed. "What is a word here?" in the methods page has thirty hard cases.
    Two columns follow: ``line``, the raw line the word stands on, and ``start``, its offset in the paragraph's text.

    Any alphabet works. ``language`` cuts runs without spaces (``zh``, ``ja``, ``th``; optional packages rjieba, janome,
    pythainlp), or makes l', d', qu' words of their own (``fr``, ``it``, ``ca``), which texts plainly in one of these
    have without being told.

    >>> words.tokens(paragraphs)["token"].head(5).tolist()
    ['the', 'national', 'security', 'and', 'social']
    """
    tables.check(paragraphs, "PARAGRAPHS")
    known = sorted([*SEGMENTERS, *ELIDING])
    if language and language not in known:
        raise ValueError(f"no language {language!r} to cut. Use one of {known}, or none where words have spaces.")
    texts = paragraphs["text"].array
    doc = pd.Categorical(paragraphs["doc_id"], categories=tables.doc_order(paragraphs))
    found = cut(texts, language) if language in SEGMENTERS else tokenizer.words(texts)
    found = elide(found, doc.codes, language)
    terms, rank = tokenizer.ranked(found.names, numbers)
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
    of, place = np.repeat(doc, np.diff(ends)), np.arange(ends[-1])
    return place + 1 - np.maximum.accumulate(np.where(np.diff(of, prepend=-2) != 0, place, 0))


def _lines(paragraphs: pd.DataFrame, ends: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return the raw line of each word from its paragraph's ``places``."""
    line = np.repeat(paragraphs["first_line"].to_numpy(dtype="int64"), np.diff(ends))
    for number, places in enumerate(paragraphs["places"]):
        if len(places) > 1:
            inside = slice(ends[number], ends[number + 1])
            offsets, numbers = np.array(places).T
            line[inside] = numbers[np.searchsorted(offsets, start[inside], side="right") - 1]
    return line


def sentences(paragraphs: pd.DataFrame, language: str = "") -> pd.DataFrame:
    """Return SENTENCES: one row per sentence, numbered from 1 in its paragraph.

    Where a sentence ends is what the library sentencex says of some 300 languages, mended for lists on one line, dots
    and initials (of the golden rules for English it keeps 48 of 51). ``language`` is two letters; without it that of
    each text is found (``languages``). Nothing is lost: the sentences of a paragraph, joined by spaces, are its text.
    ``line`` and ``start`` follow, as in TOKENS.

    >>> words.sentences(paragraphs)["line"].head(3).tolist()
    [11, 11, 11]
    """
    tables.check(paragraphs, "PARAGRAPHS")
    by_text = paragraphs.groupby("doc_id", observed=True)["text"]
    told = {doc_id: language or language_of("\n".join(texts))[0] for doc_id, texts in by_text}
    texts = zip(paragraphs["doc_id"], paragraphs["text"], strict=True)
    found = [sentence_ends.split(text, told[doc_id]) for doc_id, text in texts]
    ends = np.cumsum([0, *map(len, found)])
    names = ("doc_id", "section", "paragraph")
    columns: dict = {name: np.repeat(paragraphs[name].array, np.diff(ends)) for name in names}
    columns |= {"sentence": [count for each in found for count in range(1, len(each) + 1)]}
    columns |= {"text": [text for each in found for _, text in each]}
    start = np.array([start for each in found for start, _ in each], dtype="int64")
    columns |= {"start": start, "line": _lines(paragraphs, ends, start)}
    return tables.build("SENTENCES", columns, tables.doc_order(paragraphs))


def languages(documents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per text: doc_id, language (two letters), confidence (0 to 1), told, stop_list.

    ``told`` is true, and the confidence 1, where a column ``language`` of DOCUMENTS (from index.csv) gives its letters
    ("fr", "fr-CA"); else py3langid finds it in a sample of the text. ``stop_list`` is the list to go with it: ``short``
    for English and where the confidence is below 0.8, ``none`` where there is no list. All their words are
    ``stop_words(table["stop_list"])``. A warning says when texts are surely in several languages: shares of words then
    tell languages apart, not texts.

    >>> words.languages(documents)[["language", "stop_list"]].drop_duplicates().to_numpy().tolist()
    [['en', 'short']]
    """
    tables.check(documents, "DOCUMENTS")
    told = pd.Series(documents.get("language", ""), documents.index, dtype="object").fillna("").astype("str")
    letters = told.str.lower().str.extract(r"^\s*([a-z]{2,3})\s*(?:[-_]|$)", expand=False).fillna("").tolist()
    found = [(name, 1.0) if name else language_of(text) for name, text in zip(letters, documents["text"], strict=True)]
    columns = {"doc_id": documents["doc_id"].array, "language": [name for name, _ in found]}
    columns |= {"confidence": [sure for _, sure in found], "told": [bool(name) for name in letters]}
    table = pd.DataFrame(columns | {"stop_list": [stop_list(name, sure) for name, sure in found]})
    several = sorted(set(table.loc[table["confidence"] >= SURE, "language"]))
    if len(several) > 1:
        said = f"the texts are in several languages ({', '.join(several)})"
        warnings.warn(f"{said}: shares of words tell languages apart, not texts. Compare texts of one.", stacklevel=2)
    return table


def stop_words(name: str | Iterable[str]) -> frozenset[str]:
    """Return a stop list: ``none`` (empty), ``short`` or ``long`` (English, shipped), or two letters for a language.

    Of several names it is all their words.

    ``short`` holds articles, prepositions, pronouns and auxiliaries; ``long`` holds all of it and more. They stand, one
    word a line, in ``helpers/stop_words``; "us" is in neither: in lower case it cannot be told from the country. Two
    letters ("de", "fr", "zh") give the list of the optional package stopwordsiso, which is longer than either.

    >>> sorted(words.stop_words("short"))[:4]
    ['a', 'about', 'above', 'after']
    """
    if not isinstance(name, str):
        return frozenset().union(*map(stop_words, name))
    if name == "none":
        return frozenset()
    known = sorted(path.stem for path in LISTS.glob("*.txt"))
    if name in known:
        return frozenset((LISTS / f"{name}.txt").read_text(encoding="utf-8").split())
    if regex.fullmatch("[a-z]{2}", name):
        lists = library("stopwordsiso", "stopwordsiso", f"the stop list {name!r}")
        if lists.has_lang(name):
            return frozenset(characters.fold(word) for word in lists.stopwords(name))
    cure = f"Use one of {['none', *known]}, two letters of a language ('de'), or give words.drop a set of your own."
    raise ValueError(f"no stop list {name!r}. {cure}")


def drop(tokens: pd.DataFrame, stop_words: Iterable[str]) -> pd.DataFrame:
    """Return TOKENS without the words of ``stop_words``; positions stay, so that what is left points at the page.

    >>> words.drop(tokens, words.stop_words("short"))["token"].head(3).tolist()
    ['national', 'security', 'social']
    """
    tables.check(tokens, "TOKENS")
    if isinstance(stop_words, str):
        cure = f"give a set of words, such as words.stop_words({stop_words!r})."
        raise TypeError(f"stop_words is the text {stop_words!r}; {cure}")
    word = pd.Categorical(tokens["token"])
    rows = np.flatnonzero(np.append(~word.categories.isin(list(stop_words)), True)[word.codes])
    used = np.bincount(1 + word.codes[rows], minlength=1 + len(word.categories))[1:] > 0
    kept = word.take(rows).set_categories(word.categories[used])
    return tokens.take(rows).reset_index(drop=True).assign(token=kept)
