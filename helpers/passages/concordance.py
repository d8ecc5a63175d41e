"""Words in context: where a word or phrase stands, what stands around it, in which order.

A part of ``passages``. A search means what was typed; its words are matched as TOKENS has them.
"""

from __future__ import annotations

from itertools import pairwise
from time import monotonic

import numpy as np
import pandas as pd
import regex

from helpers import tables, words

SORTS = ("place", "left", "right")
PATIENCE = 3.0  # seconds for one pattern
SAMPLE = 1000  # one token in so many tells which word of a phrase is rare


def concordance(
    tokens: pd.DataFrame, term: str | regex.Pattern, paragraphs: pd.DataFrame | None = None, window: int = 8
) -> pd.DataFrame:
    """Return CONCORDANCE: one row per use of a word or phrase, in corpus order, with ``window`` words on either side.

    ``term`` is a word or words, as in TOKENS or as printed ("national security"); ``*`` stands for any letters
    ("moderni*"). A compiled pattern is matched against whole single words in lower case. A phrase never runs over the
    end of a paragraph or over a dropped word, but does run over punctuation. The window ends with the paragraph and
    counts the words of TOKENS. With ``paragraphs`` the text is quoted as printed, punctuation and dropped words
    included; without, it is the tokens. The number of rows equals the term's count in COUNTS. A column follows:
    ``position``, as in TOKENS, of the first word.
    """
    tables.check(tokens, "TOKENS")
    if window < 0:
        raise ValueError(f"a window cannot have {window} words. Give a whole number from 0.")
    hits, size = _hits(tokens, term)
    first, last = _reach(tokens, hits, -window), _reach(tokens, hits + size - 1, window) + 1
    quotes = _quotes(tokens, paragraphs, np.stack([first, hits, hits + size, last], axis=1))
    columns = {name: tokens[name].array[hits] for name in ("doc_id", "section", "paragraph")}
    columns |= {"line": tokens["line"].array[hits]}
    columns |= {name: [quote[n] for quote in quotes] for n, name in enumerate(("before", "term", "after"))}
    columns |= {"position": tokens["position"].array[hits]}
    return tables.build("CONCORDANCE", columns, tables.doc_order(tokens))


def sort_concordance(concordance: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return CONCORDANCE sorted ``by`` the words to the ``left`` (nearest first), to the ``right``, or by ``place``.

    Words are compared as TOKENS has them; ties are in the order of place.
    """
    tables.check(concordance, "CONCORDANCE")
    if by not in SORTS:
        raise ValueError(f"cannot sort by {by!r}. Use one of {list(SORTS)}.")
    place = [column for column in ("doc_id", "paragraph", "line", "position") if column in concordance]
    placed = concordance.sort_values(place, kind="stable", ignore_index=True)
    if by == "place":
        return placed
    column, step = ("before", -1) if by == "left" else ("after", 1)
    keys = [plain_words(text)[::step] for text in placed[column]]
    return placed.iloc[sorted(range(len(placed)), key=keys.__getitem__)].reset_index(drop=True)


def places(tokens: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Return one row per use of each of ``terms``, in the terms' order, then by place: doc_id, term, line, place.

    ``place`` is where in its text the use stands, from 0 (the first word) to 1 (the last): (position - 0.5) / words.
    Positions count the words of the whole body, so drop stop words afterwards, not before.
    """
    tables.check(tokens, "TOKENS")
    terms = [terms] if isinstance(terms, str) else list(dict.fromkeys(terms))
    if not terms:
        raise ValueError("no term to look for. Give a list, such as ['security', 'national security'].")
    size = tokens.groupby("doc_id", observed=False)["position"].max()
    pieces = []
    for term in terms:
        uses = tokens.iloc[_hits(tokens, term)[0]]
        place = (uses["position"].to_numpy() - 0.5) / size.loc[uses["doc_id"]].to_numpy()
        pieces.append(uses[["doc_id"]].assign(term=term, line=uses["line"], place=place))
    table = pd.concat(pieces, ignore_index=True)
    return table.assign(term=pd.Categorical(table["term"], categories=terms))


def _hits(tokens: pd.DataFrame, term: str | regex.Pattern) -> tuple[np.ndarray, int]:
    """Return the row of each use's first word, and how many words the term has."""
    token = _coded(tokens["token"])
    codes, wanted = token.codes, [np.flatnonzero(_matching(token.categories, word)) for word in _words_of(term)]
    size, first = len(wanted), np.zeros(0, dtype="int64")
    if all(map(len, wanted)):
        rare = min(range(size), key=lambda step: np.isin(codes[::SAMPLE], wanted[step]).sum())
        first = _places(codes, wanted[rare]) - rare
        first = first[(first >= 0) & (first <= len(codes) - size)]
        for step in set(range(size)) - {rare}:
            first = first[np.isin(codes[first + step], wanted[step])]
    last = first + size - 1
    position = tokens["position"].to_numpy()
    whole = _together(tokens, first, last) & (position[last] - position[first] == size - 1)
    return first[whole], size


def _coded(column: pd.Series) -> pd.Categorical:
    """Return the column's codes and categories; not a copy, if it has them."""
    return column.array if isinstance(column.dtype, pd.CategoricalDtype) else pd.Categorical(column)


def _places(codes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where any of the wanted codes stands."""
    if len(wanted) == 1:
        return np.flatnonzero(codes == int(wanted[0]))
    places = np.flatnonzero((codes >= int(wanted[0])) & (codes <= int(wanted[-1])))
    return places[np.isin(codes[places], wanted)]


def _words_of(term: str | regex.Pattern) -> list[str | regex.Pattern]:
    """Return the words of a search term: those with a star as patterns, the others as the tokens a text would give."""
    if hasattr(term, "pattern"):
        return [regex.compile(term.pattern, term.flags & (regex.I | regex.X))]
    if not isinstance(term, str):
        raise TypeError(f"cannot search for {term!r}. Give a word, a phrase such as 'national security', or a pattern.")
    found: list[str | regex.Pattern] = []
    for part in words._plain(term).split():
        starred = "*" in part
        found += [regex.compile(".*".join(map(regex.escape, part.split("*"))))] if starred else plain_words(part)
    if not found:
        raise ValueError(f"no word in the search term {term!r}. Give letters, such as 'security' or 'moderni*'.")
    return found


def plain_words(text: str) -> list[str]:
    """Return the words of a text as TOKENS has them."""
    return [word for word in words.WORD.findall(words._plain(text)) if words.LETTER.search(word)]


def _matching(vocabulary: pd.Index, word: str | regex.Pattern) -> np.ndarray:
    """Return, for each word of the vocabulary, whether it is meant."""
    if isinstance(word, str):
        return np.asarray(vocabulary == word)
    end = monotonic() + PATIENCE
    try:
        found = [word.fullmatch(each, timeout=max(end - monotonic(), 1e-3)) is not None for each in vocabulary]
        return np.array(found, dtype=bool)
    except TimeoutError:
        problem = f"the pattern {word.pattern!r} takes too long. Make it simpler: avoid repeats of repeats."
        raise ValueError(problem) from None


def _together(tokens: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return whether the words of two rows stand in the same paragraph."""
    doc, paragraph = _coded(tokens["doc_id"]).codes, tokens["paragraph"].to_numpy()
    return (doc[one] == doc[other]) & (paragraph[one] == paragraph[other])


def _reach(tokens: pd.DataFrame, rows: np.ndarray, most: int) -> np.ndarray:
    """Return the row ``most`` words after each row (before it, if below 0), or the last one of its paragraph there."""
    doc, paragraph = _coded(tokens["doc_id"]).codes, tokens["paragraph"].to_numpy()
    reached, going, step = rows.copy(), np.arange(len(rows)), np.sign(most)
    for _ in range(abs(most)):
        going = going[(reached[going] + step >= 0) & (reached[going] + step < len(tokens))]
        here = reached[going]
        same = (doc[here] == doc[here + step]) & (paragraph[here] == paragraph[here + step])
        going = going[same]
        if not len(going):
            break
        reached[going] += step
    return reached


def _quotes(tokens: pd.DataFrame, paragraphs: pd.DataFrame | None, places: np.ndarray) -> list[list[str]]:
    """Return the three texts between each four rows (first, hit, end of hit, last), as printed given PARAGRAPHS."""
    token = _coded(tokens["token"])
    if paragraphs is None:
        return _joined(token, places)
    names, codes = token.categories.to_numpy(dtype=object), token.codes
    tables.check(paragraphs, "PARAGRAPHS")
    first, hit, end, last = places.T
    begin, close = _reach(tokens, first, -1) == first, _reach(tokens, last - 1, 1) == last - 1
    start = tokens["start"].to_numpy()
    stop = [start[row] + [len(word) for word in names[codes[row]]] for row in (end - 1, last - 1)]
    doc, paragraph = tokens["doc_id"].array[hit], tokens["paragraph"].array[hit]
    known = paragraphs[paragraphs["doc_id"].isin(doc.unique())]
    text_of = dict(zip(zip(known["doc_id"], known["paragraph"], strict=True), known["text"], strict=True))
    found = []
    for key, a, b, c, d, whole, to_end in zip(
        zip(doc, paragraph, strict=True), start[first], start[hit], *stop, begin, close, strict=True
    ):
        text = text_of[key]
        found.append([text[0 if whole else a : b].strip(), text[b:c], text[c : len(text) if to_end else d].strip()])
    return found


def _joined(token: pd.Categorical, places: np.ndarray) -> list[list[str]]:
    """Return the three texts between each four rows: their tokens, joined by a space."""
    size = places[:, -1] - places[:, 0]
    begin = np.cumsum(size) - size
    rows = np.arange(size.sum()) + np.repeat(places[:, 0] - begin, size)
    names = token.categories.to_numpy(dtype=object)[token.codes[rows]].tolist()
    inside = (places - places[:, :1] + begin[:, None]).tolist()
    return [[" ".join(names[a:b]) for a, b in pairwise(four)] for four in inside]
