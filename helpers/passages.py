"""From a number back to the page: words in context, places of words, passages that two texts share."""

from __future__ import annotations

from itertools import pairwise
from time import monotonic

import numpy as np
import pandas as pd
import regex

from helpers import tables, words

SORTS = ("place", "left", "right")
PATIENCE = 3.0  # seconds for one pattern


def contexts(
    tokens: pd.DataFrame, term: str | regex.Pattern, paragraphs: pd.DataFrame | None = None, window: int = 8
) -> pd.DataFrame:
    """Return CONTEXTS: one row per use of a word or phrase, in corpus order, with ``window`` words on either side.

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
    key = _paragraph_key(tokens)
    first = np.maximum(hits - window, np.searchsorted(key, key[hits], side="left"))
    last = np.minimum(hits + size + window, np.searchsorted(key, key[hits], side="right"))
    quotes = _quotes(tokens, paragraphs, np.stack([first, hits, hits + size, last], axis=1))
    columns = {name: tokens[name].array[hits] for name in ("doc_id", "section", "paragraph")}
    columns |= {"line": tokens["line" if "line" in tokens else "paragraph"].array[hits]}
    columns |= {name: [quote[n] for quote in quotes] for n, name in enumerate(("before", "term", "after"))}
    columns |= {"position": tokens["position"].array[hits]}
    return tables.build("CONTEXTS", columns, tables.doc_order(tokens))


def sort_contexts(contexts: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return CONTEXTS sorted ``by`` the words to the ``left`` (nearest first), to the ``right``, or by ``place``.

    Words are compared as TOKENS has them; ties are in the order of place.
    """
    tables.check(contexts, "CONTEXTS")
    if by not in SORTS:
        raise ValueError(f"cannot sort by {by!r}. Use one of {list(SORTS)}.")
    place = [column for column in ("doc_id", "paragraph", "line", "position") if column in contexts]
    placed = contexts.sort_values(place, kind="stable", ignore_index=True)
    if by == "place":
        return placed
    column, step = ("before", -1) if by == "left" else ("after", 1)
    keys = [_plain_words(text)[::step] for text in placed[column]]
    return placed.iloc[sorted(range(len(placed)), key=keys.__getitem__)].reset_index(drop=True)


def dispersion(tokens: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
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
        pieces.append(uses[["doc_id"]].assign(term=term, line=uses.get("line", uses["paragraph"]), place=place))
    table = pd.concat(pieces, ignore_index=True)
    return table.assign(term=pd.Categorical(table["term"], categories=terms))


def _hits(tokens: pd.DataFrame, term: str | regex.Pattern) -> tuple[np.ndarray, int]:
    """Return the row of each use's first word, and how many words the term has."""
    column = tokens["token"].astype("category")
    vocabulary, codes = column.cat.categories, column.cat.codes.to_numpy()
    wanted = [_matching(vocabulary, word) for word in _words_of(term)]
    first = np.flatnonzero(wanted[0][codes[: max(0, len(codes) - len(wanted) + 1)]])
    for step, right in enumerate(wanted[1:], 1):
        first = first[right[codes[first + step]]]
    last = first + len(wanted) - 1
    key, position = _paragraph_key(tokens), tokens["position"].to_numpy()
    whole = (key[first] == key[last]) & (position[last] - position[first] == len(wanted) - 1)
    return first[whole], len(wanted)


def _words_of(term: str | regex.Pattern) -> list[str | regex.Pattern]:
    """Return the words of a search term: those with a star as patterns, the others as the tokens a text would give."""
    if hasattr(term, "pattern"):
        return [regex.compile(term.pattern, term.flags & (regex.I | regex.X))]
    if not isinstance(term, str):
        raise TypeError(f"cannot search for {term!r}. Give a word, a phrase such as 'national security', or a pattern.")
    found: list[str | regex.Pattern] = []
    for part in words._plain(term).split():
        starred = "*" in part
        found += [regex.compile(".*".join(map(regex.escape, part.split("*"))))] if starred else _plain_words(part)
    if not found:
        raise ValueError(f"no word in the search term {term!r}. Give letters, such as 'security' or 'moderni*'.")
    return found


def _plain_words(text: str) -> list[str]:
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


def _paragraph_key(tokens: pd.DataFrame) -> np.ndarray:
    """Return a number for each row that grows with every new paragraph."""
    doc = tokens["doc_id"].astype("category").cat.codes.to_numpy()
    paragraph = tokens["paragraph"].to_numpy()
    new = (doc[1:] != doc[:-1]) | (paragraph[1:] != paragraph[:-1])
    return np.concatenate([[0], np.cumsum(new)]) if len(tokens) else np.array([], dtype=int)


def _quotes(tokens: pd.DataFrame, paragraphs: pd.DataFrame | None, places: np.ndarray) -> list[list[str]]:
    """Return the three texts between each four rows (first, hit, end of hit, last), as printed given PARAGRAPHS."""
    token = tokens["token"].astype("category")
    token = token.cat.categories.to_numpy(dtype=object)[token.cat.codes]
    if paragraphs is None:
        return [[" ".join(token[a:b]) for a, b in pairwise(four)] for four in places]
    tables.check(paragraphs, "PARAGRAPHS")
    text_of = {(row.doc_id, row.paragraph): row.text for row in paragraphs.itertuples()}
    doc, paragraph, start = tokens["doc_id"].array, tokens["paragraph"].array, tokens["start"].to_numpy()
    key, found = _paragraph_key(tokens), []
    for first, hit, end, last in places:
        text = text_of[doc[hit], paragraph[hit]]
        after_hit = start[end - 1] + len(token[end - 1])
        left = start[first] if first and key[first - 1] == key[hit] else 0
        right = start[last - 1] + len(token[last - 1]) if last < len(key) and key[last] == key[hit] else len(text)
        found.append([text[left:start[hit]].strip(), text[start[hit]:after_hit], text[after_hit:right].strip()])
    return found
