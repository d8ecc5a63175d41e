"""Words in context: where a word or phrase stands, what stands around it, in which order.

A part of ``passages``. A search means what was typed, numbers included; its words are matched as TOKENS has them.
"""

import unicodedata
import warnings
from itertools import pairwise
from time import monotonic
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import regex

from helpers import characters, tables, words

SORTS = ("place", "left", "right")
PATIENCE = 3.0  # seconds for the patterns of one search
LONGEST = 1_000  # characters of a search: those of a long paragraph
WORDLESS = regex.compile(r"[\p{S}%&@#§]+")  # no part of a word, and yet part of what is meant
Word: TypeAlias = "str | regex.Pattern"


class Uses(NamedTuple):
    """Where a term stands: the tokens searched, the first and last row of each use, what to leave of these two."""

    tokens: pd.DataFrame
    first: np.ndarray
    last: np.ndarray
    skip: np.ndarray  # characters of the first word before the use, 0 unless the script has no spaces
    trim: np.ndarray  # and of the last word behind it


def concordance(
    tokens: pd.DataFrame, term: str | regex.Pattern, paragraphs: pd.DataFrame | None = None, window: int = 8
) -> pd.DataFrame:
    """Return CONCORDANCE: one row per use of a word or phrase, in corpus order, with ``window`` words on either side.

    ``term`` is a word or words, as in TOKENS or as printed ("national security"); ``*`` stands for any letters
    ("moderni*"). A compiled pattern is matched against whole single words in lower case. A phrase never runs over the
    end of a paragraph, over a dropped word or over a number, but does run over punctuation. Numbers count as typed
    ("Article 5"): they are sought in ``paragraphs``, or in tokens made with numbers. Chinese, Japanese and Thai are
    searched by characters, however they were cut, and "l'eau" is found in texts that cut it and in those that do not.
    Otherwise the number of rows equals the term's count in COUNTS.

    The window ends with the paragraph and counts the words of TOKENS. With ``paragraphs`` the text is quoted as
    printed, punctuation and dropped words included; without, it is the tokens. ``position`` is that of the first word
    in TOKENS. A warning says what is near (``summary``) where nothing is found, and which signs of a term are left out.

    >>> passages.concordance(tokens, "traditional security", window=2)["before"].head(2).tolist()
    ['national security', 'warfare coordinate']
    """
    tables.check(tokens, "TOKENS")
    if paragraphs is not None:
        tables.check(paragraphs, "PARAGRAPHS")
    if window < 0:
        raise ValueError(f"a window cannot have {window} words. Give a whole number from 0.")
    table = _in_context(_uses(tokens, term, paragraphs), paragraphs, window, tables.doc_order(tokens))
    if isinstance(term, str) and not len(table):
        warnings.warn(summary(tokens, table, term), stacklevel=2)
    if isinstance(term, str) and (out := "".join(WORDLESS.findall(characters.fold(term)))):
        warnings.warn(f"{out!r} of the term {term!r} is left out: a search goes by words and numbers.", stacklevel=2)
    return table


def concordances(
    tokens: pd.DataFrame, terms: list[str], paragraphs: pd.DataFrame | None = None, window: int = 8
) -> pd.DataFrame:
    """Return CONCORDANCE of many terms, in their order, then by place; a further column, ``asked``, names the term.

    The rows of each term are those of ``concordance``, without its warnings; but a term as COUNTS have it, "l'eau" in
    an English text, has the rows that it counts there. A term without a word in it has none. The texts are quoted at
    once, whatever the number of terms.

    >>> passages.concordances(tokens, ["hegemony", "arms race"])[["asked", "doc_id", "line"]].head(1)
          asked           doc_id  line
    0  hegemony  chen_yixin_2023    26
    """
    tables.check(tokens, "TOKENS")
    order, none = tables.doc_order(tokens), [np.zeros(0, dtype="int64")] * 4
    asked = [term for term in dict.fromkeys(terms) if characters.words(term.replace("*", "a"), numbers=True)]
    uses = {term: _uses(tokens, term, paragraphs, counted=True) for term in asked}
    apart = {term: own for term, own in uses.items() if own.tokens is not tokens}
    rest = {term: own for term, own in uses.items() if term not in apart}
    at_once = Uses(tokens, *map(np.concatenate, zip(none, *(own[1:] for own in rest.values()), strict=True)))
    names = np.repeat(np.array(list(rest), dtype=object), [len(own.first) for own in rest.values()])
    pieces = [_in_context(at_once, paragraphs, window, order).assign(asked=names)]
    pieces += [_in_context(own, paragraphs, window, order).assign(asked=term) for term, own in apart.items()]
    table = pd.concat(pieces, ignore_index=True)
    table["asked"] = pd.Categorical(table["asked"], categories=pd.Index(asked, dtype="str"))
    return table.sort_values("asked", kind="stable", ignore_index=True)


def _in_context(uses: Uses, paragraphs: pd.DataFrame | None, window: int, order: pd.Index) -> pd.DataFrame:
    """Return CONCORDANCE of uses."""
    quotes = _joined(uses, window) if paragraphs is None else _quotes(uses, paragraphs, window)
    here = uses.tokens.iloc[uses.first]
    columns = {name: here[name].array for name in ("doc_id", "section", "paragraph", "line", "position")}
    columns |= {name: [quote[n] for quote in quotes] for n, name in enumerate(("before", "term", "after"))}
    return tables.build("CONCORDANCE", columns, order)


def sort_concordance(concordance: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return CONCORDANCE sorted ``by`` the words to the ``left`` (nearest first), to the ``right``, or by ``place``.

    Words are compared as TOKENS has them; ties are in the order of place.

    >>> uses = passages.concordance(tokens, "traditional security", window=1)
    >>> passages.sort_concordance(uses, "left")["before"].head(2).tolist()
    ['both', 'both']
    """
    tables.check(concordance, "CONCORDANCE")
    if by not in SORTS:
        raise ValueError(f"cannot sort by {by!r}. Use one of {list(SORTS)}.")
    placed = concordance.sort_values(["doc_id", "position"], kind="stable", ignore_index=True)
    if by == "place":
        return placed
    column, step = ("before", -1) if by == "left" else ("after", 1)
    keys = [characters.words(text)[::step] for text in placed[column]]
    return placed.iloc[sorted(range(len(placed)), key=keys.__getitem__)].reset_index(drop=True)


def places(tokens: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Return one row per use of each of ``terms``, in the terms' order, then by place: doc_id, term, line, place.

    ``place`` is where in its text the use stands, from 0 (the first word) to 1 (the last): (position - 0.5) / last
    position. Positions count the words of the whole body, so drop stop words afterwards, not before.

    >>> passages.places(tokens, ["overall planning"])["line"].head(2).tolist()
    [58, 66]
    """
    tables.check(tokens, "TOKENS")
    terms = [terms] if isinstance(terms, str) else list(dict.fromkeys(terms))
    if not terms:
        raise ValueError("no term to look for. Give a list, such as ['security', 'national security'].")
    size = tokens.groupby("doc_id", observed=False)["position"].max()
    pieces = []
    for term in terms:
        found = _uses(tokens, term)
        uses = found.tokens.iloc[found.first]
        place = (uses["position"].to_numpy() - 0.5) / size.loc[uses["doc_id"]].to_numpy()
        pieces.append(uses[["doc_id"]].assign(term=term, line=uses["line"], place=place))
    table = pd.concat(pieces, ignore_index=True)
    return table.assign(term=pd.Categorical(table["term"], categories=terms))


def summary(tokens: pd.DataFrame, uses: pd.DataFrame, term: str) -> str:
    """Return in words how many ``uses`` a search for ``term`` has: in how many forms, or what is near if there is none.

    Near are the words that begin with one that no text has, else those that hold it; of a phrase each of its words.

    >>> passages.summary(tokens, passages.concordance(tokens, "secur*"), "secur*")
    "980 uses in 5 forms of 'secur*'"
    """
    if len(uses):
        return f"{_counted(uses['term'].map(characters.fold), '*' in term)} of {term!r}"
    names, others = pd.Categorical(tokens["token"], copy=False).categories, []
    for word in dict.fromkeys(characters.words(term.replace("*", " "))):
        wider = ((f"{word}*", names.str.startswith(word)), (f"*{word}*", names.str.contains(word, regex=False)))
        search = word if word in names else next((pattern for pattern, holds in wider if holds.any()), None)
        if search and len(rows := _uses(tokens, search).first):
            others.append(f"{search!r} ({_counted(tokens['token'].iloc[rows])})")
    return f"no use of {term!r}" + (f"; near: {', '.join(others)}" if others else "")


def _counted(found: pd.Series, in_forms: bool = True) -> str:
    """Return the number of uses in words, with the number of their forms where there are several."""
    forms = found.nunique() if in_forms else 1
    return f"{len(found):,} use{'s' * (len(found) != 1)}" + (f" in {forms:,} forms" if forms > 1 else "")


def _uses(
    tokens: pd.DataFrame, term: str | regex.Pattern, paragraphs: pd.DataFrame | None = None, counted: bool = False
) -> Uses:
    """Return where a term stands, in the order of the tokens; those searched have numbers if the term has one.

    ``counted``: the term is of a table, so that its words are those of the tokens where they have them.
    """
    typed = _typed(term)
    unspaced = any(isinstance(word, str) and characters.UNSPACED.search(word) for word in typed[0])
    if any(map(_is_number, typed[-1])) or (unspaced and _cut_from_numbers(tokens, str(term), paragraphs)):
        tokens, counted = _with_numbers(tokens, str(term), paragraphs), False
    if unspaced:
        return _by_characters(tokens, " ".join(map(str, typed[0])))
    names = pd.Categorical(tokens["token"], copy=False).categories
    if counted and names.get_indexer(term.split(" ")).min() >= 0:
        typed = [term.split(" ")]
    elif str(typed[-1][-1]).endswith("'") and typed[-1][-1] in names:
        typed = typed[-1:]  # "n'" where texts have it is no "n"
    found = [_hits(tokens, each) for each in typed]
    first = np.concatenate(found)
    last = np.concatenate([rows + len(each) - 1 for rows, each in zip(found, typed, strict=True)])
    order = np.argsort(first, kind="stable")
    none = np.zeros(len(order), dtype="int64")
    return Uses(tokens, first[order], last[order], none, none)


def _typed(term: str | regex.Pattern) -> list[list[Word]]:
    """Return the words of a search term as a text gives them, those with a star as patterns; twice if it may be elided.

    "l'eau" is one word in most texts, and two in those in French.
    """
    if not isinstance(term, str) and hasattr(term, "pattern"):
        return [[regex.compile(term.pattern, term.flags & (regex.I | regex.X))]]
    if not isinstance(term, str):
        raise TypeError(f"cannot search for {term!r}. Give a word, a phrase such as 'national security', or a pattern.")
    if len(term) > LONGEST:
        raise ValueError(f"a search for {len(term):,} characters; the most are {LONGEST:,}. Give some words of it.")
    whole: list[Word] = []
    parted: list[Word] = []
    for part in characters.fold(term).split():
        if "*" in part:
            bare = regex.search(r"[\w*](?:.*[\w*.])?", part)[0]
            starred = regex.compile(".*".join(map(regex.escape, bare.split("*"))))
            whole, parted = [*whole, starred], [*parted, starred]
        else:
            found = characters.words(part, numbers=True)
            whole += found
            parted += words.elided(found, part.endswith("'"))
    if not whole:
        raise ValueError(f"no word in the search term {term!r}. Give letters, such as 'security' or 'moderni*'.")
    return [whole] if parted == whole else [whole, parted]


def _is_number(word: Word) -> bool:
    """Return whether a word of a search term has digits and no letter, so that it may be a number."""
    text = word if isinstance(word, str) else word.pattern.replace(".*", "")
    return not characters.LETTER.search(text) and any(map(str.isnumeric, text))


def _cut_from_numbers(tokens: pd.DataFrame, term: str, paragraphs: pd.DataFrame | None) -> bool:
    """Return whether digits of a term without spaces may have been cut from its letters by a segmenter, and lost."""
    rows = (name for name in pd.Categorical(tokens["token"], copy=False).categories if any(map(str.isdigit, name)))
    return any(map(str.isdigit, term)) and (paragraphs is not None or not any(map(characters.UNSPACED.search, rows)))


def _with_numbers(tokens: pd.DataFrame, term: str, paragraphs: pd.DataFrame | None) -> pd.DataFrame:
    """Return TOKENS with numbers: as they are, if they have any, else made anew of the paragraphs."""
    if not all(map(characters.LETTER.search, pd.Categorical(tokens["token"], copy=False).categories)):
        return tokens
    if paragraphs is None:
        cure = "Give the paragraphs too, or tokens made with words.tokens(paragraphs, numbers=True)."
        raise ValueError(f"the search term {term!r} has a number, and these tokens have none. {cure}")
    signs = set(filter(str.isdigit, unicodedata.normalize("NFKC", term)))
    known = paragraphs[paragraphs["doc_id"].isin(tokens["doc_id"].unique())]
    printed = known.groupby("doc_id", observed=True)["text"].agg(lambda texts: "".join(set().union(*texts)))
    held = printed.index[[signs <= set(unicodedata.normalize("NFKC", text)) for text in printed]]
    return words.tokens(known[known["doc_id"].isin(held)], numbers=True)


def _by_characters(tokens: pd.DataFrame, term: str) -> Uses:
    """Return where a term stands in a script without spaces, whatever words the letters were cut into.

    Words that touch are one row of letters; between others stands a space, between paragraphs a line break.
    """
    token = pd.Categorical(tokens["token"], copy=False)
    names = token.categories.to_numpy(dtype=object)[token.codes]
    size = np.array([len(name) for name in token.categories], dtype="int64")[token.codes]
    rows = np.arange(len(tokens) - 1)
    start = tokens["start"].to_numpy()
    follows = _together(tokens, rows, rows + 1) & (np.diff(tokens["position"]) == 1)
    touches = follows & (start[1:] == start[:-1] + size[:-1])
    between = np.append(np.where(touches, "", np.where(follows, " ", "\n")), "").astype(object)[: len(names)]
    begin = np.cumsum(np.append(0, size[:-1] + ~touches))
    edge = rf"[\w--{characters.UNSPACED.pattern}]"  # a letter of a script with spaces: not cut from its neighbour
    before, behind = ("" if characters.UNSPACED.match(sign) else edge for sign in (term[0], term[-1]))
    before, behind = (f"(?<!{before})" if before else ""), (f"(?!{behind})" if behind else "")
    pattern = regex.compile(rf"(?V1){before}{' ?'.join(map(regex.escape, term.split()))}(?!\p{{M}}){behind}")
    found = [use.span() for use in pattern.finditer("".join((names + between).tolist()), overlapped=True)]
    place, end = np.array(found, dtype="int64").reshape(-1, 2).T
    first, last = (np.searchsorted(begin, each, side="right") - 1 for each in (place, end - 1))
    return Uses(tokens, first, last, place - begin[first], begin[last] + size[last] - end)


def _hits(tokens: pd.DataFrame, typed: list[Word]) -> np.ndarray:
    """Return the row of each use's first word."""
    token, size = pd.Categorical(tokens["token"], copy=False), len(typed)
    end, codes = monotonic() + PATIENCE, token.codes
    meant = {word: np.append(_matching(token.categories, word, end), False) for word in dict.fromkeys(typed)}
    first = np.flatnonzero(meant[typed[0]].take(codes[: max(len(codes) - size + 1, 0)]))
    for step, word in enumerate(typed[1:], 1):
        first = first[meant[word][codes[first + step]]]
    last = first + size - 1
    position = tokens["position"].to_numpy()
    return first[_together(tokens, first, last) & (position[last] - position[first] == size - 1)]


def _matching(vocabulary: pd.Index, word: Word, end: float) -> np.ndarray:
    """Return, for each word of the vocabulary, whether it is meant; an error if that is not known before ``end``."""
    if isinstance(word, str):
        return np.asarray(vocabulary == word)
    try:
        return np.array([bool(word.fullmatch(each, timeout=max(end - monotonic(), 1e-3))) for each in vocabulary], bool)
    except TimeoutError:
        problem = f"the pattern {word.pattern!r} takes too long. Make it simpler: avoid repeats of repeats."
        raise ValueError(problem) from None


def _together(tokens: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return whether the words of two rows stand in the same paragraph."""
    doc, paragraph = pd.Categorical(tokens["doc_id"], copy=False).codes, tokens["paragraph"].to_numpy()
    return (doc[one] == doc[other]) & (paragraph[one] == paragraph[other])


def _paragraph(uses: Uses) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last row of the paragraph that each use stands in."""
    doc, paragraph = pd.Categorical(uses.tokens["doc_id"], copy=False).codes, uses.tokens["paragraph"].to_numpy()
    new = np.flatnonzero((doc[1:] != doc[:-1]) | (paragraph[1:] != paragraph[:-1])) + 1
    edges = np.concatenate([[0], new, [len(doc)]])
    number = np.searchsorted(new, uses.first, side="right")
    return edges[number], edges[number + 1] - 1


def _quotes(uses: Uses, paragraphs: pd.DataFrame, window: int) -> list[list[str]]:
    """Return the texts before, of and after each use as printed; they reach to the edge of a paragraph if words do."""
    tokens, hit, (top, bottom) = uses.tokens, uses.first, _paragraph(uses)
    token, start = pd.Categorical(tokens["token"], copy=False), tokens["start"].to_numpy()
    names = token.categories.to_numpy(dtype=object)
    first, last = np.maximum(hit - window, top), np.minimum(uses.last + window, bottom)
    ends = (names[token.codes[row]] for row in (uses.last, last))
    doc, paragraph = tokens["doc_id"].array[hit], tokens["paragraph"].array[hit]
    known = paragraphs[paragraphs["doc_id"].isin(doc.unique())]
    text_of = dict(zip(zip(known["doc_id"], known["paragraph"], strict=True), known["text"], strict=True))
    places = (np.where(first == top, 0, start[first]), start[hit] + uses.skip, start[uses.last], start[last])
    texts, found = (text_of[key] for key in zip(doc, paragraph, strict=True)), []
    rows = zip(texts, *places, *ends, uses.trim, last == bottom, strict=True)
    for text, a, b, c, d, word, final, trim, to_end in rows:
        end = characters.end_of(text, c, word) - trim
        stop = len(text) if to_end else characters.end_of(text, d, final)
        found.append([text[a:b].strip(), text[b:end], text[end:stop].strip()])
    return found


def _joined(uses: Uses, window: int) -> list[list[str]]:
    """Return the texts before, of and after each use: their tokens, joined by a space."""
    token, (top, bottom) = pd.Categorical(uses.tokens["token"], copy=False), _paragraph(uses)
    names, codes = token.categories.to_numpy(dtype=object), token.codes
    first, last = np.maximum(uses.first - window, top), np.minimum(uses.last + window, bottom)
    places = np.stack([first, uses.first, uses.last + 1, last + 1], axis=1).tolist()
    return [[" ".join(names[codes[a:b]]) for a, b in pairwise(four)] for four in places]
