"""From a number back to the page: words in context, places of words, passages that two texts share."""

import warnings
from itertools import combinations, islice, pairwise

import numpy as np
import pandas as pd

from helpers import characters, tables, words
from helpers.passages import paraphrase
from helpers.passages.alignment import common, in_pieces, marked
from helpers.passages.bits import Places, numbered, spellings
from helpers.passages.concordance import SORTS, concordance, concordances, places, sort_concordance, summary
from helpers.passages.numbers import ORDER, numbers
from helpers.passages.reuse import COMMON, NEAR, STEPS, chosen, find

__all__ = ["SORTS", "concordance", "concordances", "marked", "parallel_passages", "places", "shared_passages"]
__all__ += ["sort_concordance", "summary"]
__all__ += ["NEAR", "STEPS", "Places", "chosen", "numbered", "passages_of", "side_of", "spellings"]  # for ``scale``

SIDES = ("left", "right")
NAME_WORDS, NAME_SHARE = 30, 0.6  # a name has at most so many words, and more than this share with a capital
MOSTLY = 0.75  # share of words in common from which a shared passage is one wording, not two of one thought
FEW = 3  # words, small ones aside, up to which what differs is one thing said in two ways


def shared_passages(tokens: pd.DataFrame, paragraphs: pd.DataFrame, least: int = 7) -> pd.DataFrame:
    """Return PASSAGES: one row per stretch that two texts have in common, exactly or edited, in order of place.

    A passage runs over page breaks, sentences and paragraphs, and ends where a section ends; up to a third of its words
    may be replaced, missing or added, some misspelt by a letter. ``score`` is in bits: how surprising the common words
    are, each after the word before it, less what the differing words cost; a formula that stands everywhere scores
    little. Every row is beyond what chance gives among so many words and texts. ``words`` counts the words in common,
    in order; a row has at least ``least`` of them (a rare misspelling counts). Of hits that overlap by half on both
    sides the one of most bits stays. Not found: what a text shares with itself only.

    Columns that follow: ``kind``; left_start, left_end, right_start, right_end (positions as in TOKENS, of the first
    and last word); ``texts``, 2, and ``also_in``, empty. kind: "name" if the words in common, at most 30, are mostly
    names and ordinals (a title, an institution, a date line); "boilerplate" for a wording of 12 words and more that
    stands, to the letter, in more than 50 places: it has one row, with its first place in the first two texts that have
    it, ``texts`` (how many do), ``also_in`` (the others) and a bit a word as score; else "passage". The texts are as
    printed; a new paragraph begins on a new line. Rows are by left, right, left place, right place.
    """
    tables.check(tokens, "TOKENS")
    tables.check(paragraphs, "PARAGRAPHS")
    docs = tables.doc_order(tokens)
    tokens = tokens.astype({"doc_id": pd.CategoricalDtype(docs), "token": "category"})
    if (np.diff(tokens["doc_id"].cat.codes) < 0).any():
        tokens = tokens.sort_values("doc_id", kind="stable")
    doc, token = tokens["doc_id"].array.codes, tokens["token"].array
    counts = np.bincount(token.codes, minlength=len(token.categories))
    ids = spellings(token.categories.tolist(), counts).astype("int32")[token.codes]
    hits = find(numbered(ids, doc, tokens["section"].to_numpy()), least)
    held = [None if texts is None else docs[texts] for texts in hits["held"]]
    if many := [len(texts) for texts in held if texts is not None]:
        said = f"wordings that stand in more than {COMMON} places: {len(many)}, in up to {max(many)} texts."
        warnings.warn(f"{said} Each has one row, of kind 'boilerplate', not one for every two texts.", stacklevel=2)
    left, right = (side_of(tokens, paragraphs, hits[side], hits[f"{side}_end"] - 1) for side in SIDES)
    return passages_of(left, right, hits["score"], held)


def parallel_passages(
    paragraphs: pd.DataFrame,
    replacements: pd.DataFrame | None = None,
    pair: tuple[str, str] | None = None,
    most: int = 100,
    shared: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return PASSAGES of texts that say the same in other words: at most ``most`` rows, the most alike first.

    A passage is one or more clauses of a paragraph, 7 to 51 words (one long clause more). ``score``, 0 to 1: the mean
    of two cosines, of TF-IDF on the beginnings of words and on groups of letters, for 0.7 and the cosine of the same on
    150 latent dimensions for 0.3, times (words of the shorter / 51, at most 1) ** 0.35, so that of two equally alike
    the longer comes first. Each stretch of a text is paired once with another text. Left out is what is all but the
    same wording (over 85% of the words of the shorter side), and what ``shared`` shows: a row of which over half of
    each side lies in one of its passages, if three words in four of that are the same (below, one side is a wording of
    its own, such as another translation). ``shared`` is PASSAGES as from ``shared_passages``, which is called if none
    are given; an empty table leaves nothing out. With ``replacements``, as from ``glossary.replacements``, wordings of
    one formula count as alike, while the texts are quoted as printed.
    ``pair`` names two texts; without it all pairs are ranked together. ``words`` counts the words in common, in order.
    Ties are in corpus order. Columns follow: ``numbers``, those of one side only, in figures or words ("19 / 20"),
    since such rows may speak of different things; and why a row is there: ``met``, words in one another's place
    ("premise ~ ground"), and ``formulae``, those both sides have.
    """
    tokens = words.tokens(paragraphs)
    docs = tables.doc_order(paragraphs)
    doc, token = tokens["doc_id"].cat.codes.to_numpy(), tokens["token"].astype(str).tolist()
    wanted = _wanted(pair, [*docs])
    spans = paraphrase.stretches(*_clauses(tokens, paragraphs))
    spans = spans[np.isin(doc[spans[:, 0]], wanted)]
    terms = _terms(tokens, replacements)
    weighed = paraphrase.weights(terms, spans, words.stop_words("short"))
    shared = shared_passages(tokens, paragraphs) if shared is None else shared
    size = np.maximum(*(shared[f"{side}_end"] - shared[f"{side}_start"] + 1 for side in SIDES))
    known = _rows_of(shared[shared["words"] >= MOSTLY * size], tokens)
    ranked = paraphrase.pairs(spans, doc[spans[:, 0]], weighed, token, wanted)
    rows = list(islice((row for row in ranked if not paraphrase.is_inside(spans[list(row[:2])], known)), most))
    found = [spans[np.array([row[side] for row in rows], dtype="int64")] for side in (0, 1)]
    sides = [side_of(tokens, paragraphs, own[:, 0], own[:, 1] - 1).drop(columns=["start", "end"]) for own in found]
    columns = {"words": [row[3] for row in rows], "score": [row[2] for row in rows]} | _beside(*sides)
    texts = [side["text"] for side in sides]
    columns["numbers"] = pd.Series([*map(_differing, *texts)], dtype="str")
    columns["met"] = pd.Series([*map(_met, *texts)], dtype="str")
    columns["formulae"] = pd.Series(_formulae(terms, *found), dtype="str")
    return tables.build("PASSAGES", columns)


def _formulae(terms: list[list[str]], *found: np.ndarray) -> list[str]:
    """Return the formulae that both stretches of a row have, A-Z."""
    held = [[{term[1:] for at in terms[a:b] for term in at if term[0] == "="} for a, b in own] for own in found]
    return ["; ".join(sorted(one & other)) for one, other in zip(*held, strict=True)]


def _wanted(pair: tuple[str, str] | None, docs: list) -> list[tuple[int, ...]]:
    """Return the numbers of the two texts of each pair to compare."""
    if pair is None:
        return [*combinations(range(len(docs)), 2)]
    if len(pair) != 2 or len({*pair} & {*docs}) != 2:
        raise ValueError(f"no such pair of texts: {pair!r}. Give two of {docs}.")
    return [tuple(sorted(map(docs.index, pair)))]


def _rows_of(shared: pd.DataFrame, tokens: pd.DataFrame) -> np.ndarray:
    """Return the first row of TOKENS and the row after the last of each shared passage, left and right."""
    tables.check(shared, "PASSAGES")
    words_at = pd.MultiIndex.from_arrays([tokens["doc_id"].astype(str), tokens["position"]])
    ends = [(shared[side].astype(str), shared[f"{side}_{end}"]) for side in SIDES for end in ("start", "end")]
    rows = np.array([words_at.get_indexer(pd.MultiIndex.from_arrays(end)) for end in ends], dtype="float64")
    rows[rows < 0] = np.nan  # a word that these tokens do not have
    return rows.T.reshape(-1, 2, 2) + [0, 1]


def _differing(left: str, right: str) -> str:
    """Return the numbers and ordinals that one text has and the other has not, those of the left one first."""
    one, other = (dict.fromkeys(numbers(text)) for text in (left, right))
    only = [[number for number in own if number not in rest] for own, rest in ((one, other), (other, one))]
    return " / ".join(map(", ".join, only)) if any(only) else ""


def _met(left: str, right: str) -> str:
    """Return the words that stand in one another's place, small words aside, where both are few: "premise ~ ground"."""
    small, found = words.stop_words("short"), []
    for _, printed in (piece for piece in in_pieces(left, right) if not piece[0]):
        sides = [[word for word in characters.words(side) if word not in small] for side in printed]
        found += [" ~ ".join(map(" ".join, sides))] * all(0 < len(side) <= FEW for side in sides)
    return "; ".join(found)


def side_of(tokens: pd.DataFrame, paragraphs: pd.DataFrame, first: np.ndarray, last: np.ndarray) -> pd.DataFrame:
    """Return one side of PASSAGES, without its name before the columns: from each first row of TOKENS to its last."""
    line, position = tokens["line"].to_numpy(), tokens["position"].to_numpy()
    columns = {"doc_id": tokens["doc_id"].array[first], "first_line": line[first], "last_line": line[last]}
    texts = pd.Series(_cut(tokens, paragraphs, first, last), dtype="str")
    return pd.DataFrame(columns | {"text": texts, "start": position[first], "end": position[last]})


def passages_of(left: pd.DataFrame, right: pd.DataFrame, score: np.ndarray, held: list) -> pd.DataFrame:
    """Return PASSAGES of both sides; ``held`` has the ids of all texts with a wording of many places, else None."""
    common_words = [common(*map(characters.words, pair)) for pair in zip(left["text"], right["text"], strict=True)]
    kinds = _kinds(left["text"], right["text"], common_words)
    kinds = ["boilerplate" if ids is not None else kind for kind, ids in zip(kinds, held, strict=True)]
    columns = {"words": common_words, "score": score, "kind": kinds} | _beside(left, right)
    columns["texts"] = np.array([2 if ids is None else len(ids) for ids in held], dtype="int64")
    pairs = zip(held, left["doc_id"], right["doc_id"], strict=True)
    also = [", ".join(str(doc) for doc in (() if ids is None else ids) if doc not in pair) for ids, *pair in pairs]
    return tables.build("PASSAGES", columns | {"also_in": pd.Series(also, dtype="str")})


def _beside(left: pd.DataFrame, right: pd.DataFrame) -> dict:
    """Return the columns of two sides of PASSAGES under the names that they have there."""
    both = zip(SIDES, (left, right), strict=True)
    return {name if column == "doc_id" else f"{name}_{column}": side[column] for name, side in both for column in side}


def _cut(tokens: pd.DataFrame, paragraphs: pd.DataFrame, first: np.ndarray, last: np.ndarray) -> list[str]:
    """Return the text as printed from each first row of TOKENS to its last; paragraphs are parted by a new line."""
    row_of = {key: row for row, key in enumerate(zip(paragraphs["doc_id"], paragraphs["paragraph"], strict=True))}
    texts, start = paragraphs["text"].tolist(), tokens["start"].to_numpy()
    word = tokens["token"].iloc[last]
    keys = (zip(tokens["doc_id"].iloc[at], tokens["paragraph"].iloc[at], strict=True) for at in (first, last))
    rows = [[row_of[key] for key in each] for each in keys]
    found = []
    for top, bottom, a, b, final in zip(*rows, start[first], start[last], word, strict=True):
        parts = texts[top : bottom + 1]
        parts[-1] = parts[-1][: characters.end_of(parts[-1], b, final)]
        parts[0] = parts[0][a:]
        found.append("\n".join(parts))
    return found


def _clauses(tokens: pd.DataFrame, paragraphs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of TOKENS at which a clause begins (their number last), and whether a paragraph does too."""
    text_of = {(row.doc_id, row.paragraph): row.text for row in paragraphs.itertuples()}
    place = list(zip(tokens["doc_id"], tokens["paragraph"], strict=True))
    end = tokens["start"] + tokens["token"].astype(str).str.len()
    new = np.array([one != other for one, other in pairwise(place)], dtype=bool)
    between = zip(place[1:], end, tokens["start"][1:], strict=False)
    cut = new | np.fromiter((bool(paraphrase.CLAUSE.search(text_of[here][a:b])) for here, a, b in between), dtype=bool)
    return np.array([0, *np.flatnonzero(cut) + 1, len(tokens)]), np.array([True, *new[cut], True])


def _terms(tokens: pd.DataFrame, replacements: pd.DataFrame | None) -> list[list[str]]:
    """Return the terms at each row of TOKENS: its word; at the first of a replaced wording, those of its formula."""
    terms = [[word] for word in tokens["token"].astype(str)]
    if replacements is None:
        return terms
    places = zip(tokens["doc_id"], tokens["paragraph"], tokens["start"], strict=True)
    row_of = {place: row for row, place in enumerate(places)}
    for use in replacements.itertuples():
        row = row_of.get((use.doc_id, use.paragraph, use.start))
        if row is not None:
            size = len(characters.words(use.before))
            terms[row : row + size] = [[*characters.words(use.after), f"={use.formula}"], *([[]] * (size - 1))]
    return terms


def _kinds(left: pd.Series, right: pd.Series, number: list[int]) -> list[str]:
    """Return "name" where most common words, stop words aside, are printed as names or numbers on either side."""
    small, kinds = words.stop_words("short"), []
    for one, other, n in zip(left, right, number, strict=True):
        pairs = [pair for pairs, *_ in in_pieces(one, other) for pair in pairs] if n <= NAME_WORDS else []
        like_names = [_named(a) or _named(b) for a, b in pairs if a.lower() not in small]
        kinds.append("name" if n <= NAME_WORDS and sum(like_names) > NAME_SHARE * len(like_names) else "passage")
    return kinds


def _named(word: str) -> bool:
    """Return whether a printed word begins with a capital, holds a digit or is an ordinal."""
    return word[0].isupper() or word.rpartition("-")[2] in ORDER or any(char.isdigit() for char in word)
