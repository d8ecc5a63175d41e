"""From a number back to the page: words in context, places of words, passages that two texts share."""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from helpers import characters, tables, words
from helpers.passages import paraphrase, reuse
from helpers.passages.concordance import SORTS, concordance, concordances, near, places, sort_concordance, summary

__all__ = [
    "SORTS",
    "concordance",
    "concordances",
    "marked",
    "near",
    "parallel_passages",
    "places",
    "shared_passages",
    "sort_concordance",
    "summary",
]

NAME_WORDS, NAME_SHARE = 30, 0.6
CELL = '<td style="text-align: left; vertical-align: top">'
ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())


def shared_passages(tokens: pd.DataFrame, paragraphs: pd.DataFrame, least: int = 7) -> pd.DataFrame:
    """Return PASSAGES: one row per stretch that two texts have in common, exactly or edited, in order of place.

    A passage runs over page breaks, sentences and paragraphs; up to a third of its words may be replaced, missing or
    added, some misspelt by a letter. ``score`` is in bits: how surprising the common words are, each after the word
    before it (``reuse.surprise``), less what the differing words cost; a formula that stands everywhere scores
    little. Every row is beyond what chance gives among so many words and texts. ``words`` counts the words in common,
    in order; a row has at least ``least`` of them (a rare misspelling counts). Of hits that overlap by half on both
    sides the one of most bits stays. Not found: what a text shares with itself only, and what stands, to the letter,
    in more than 50 places.

    Columns that follow: ``kind`` ("name" if the words in common, at most 30, are mostly names and ordinals: a title,
    an institution, a date line; else "passage"), and left_start, left_end, right_start, right_end (positions as in
    TOKENS, of the first and last word). The texts are as printed, from the first word to the last; a new paragraph
    begins on a new line. Rows are by left, right, left place, right place.
    """
    tables.check(tokens, "TOKENS")
    tables.check(paragraphs, "PARAGRAPHS")
    docs = tables.doc_order(tokens)
    tokens = tokens.astype({"doc_id": pd.CategoricalDtype(docs), "token": "category"})
    if (np.diff(tokens["doc_id"].cat.codes) < 0).any():
        tokens = tokens.sort_values("doc_id", kind="stable")
    doc, token = tokens["doc_id"].array.codes, tokens["token"].array
    counts = np.bincount(token.codes, minlength=len(token.categories))
    ids = reuse.spellings(token.categories.tolist(), counts).astype("int32")[token.codes]
    hits = _long(reuse.find(ids, doc), ids, least)
    left, left_end, right, right_end = hits[:, :4].astype("int64").T
    sides = _side(tokens, paragraphs, left, left_end - 1), _side(tokens, paragraphs, right, right_end - 1)
    return _passages(*sides, hits[:, 4])


def parallel_passages(
    paragraphs: pd.DataFrame,
    replacements: pd.DataFrame | None = None,
    pair: tuple[str, str] | None = None,
    most: int = 100,
) -> pd.DataFrame:
    """Return PASSAGES of texts that say the same in other words: at most ``most`` rows, the most alike first.

    A passage is one or more clauses of a paragraph, 7 to 51 words (one long clause more). ``score``, 0 to 1: the mean
    of two cosines, of TF-IDF on the beginnings of words and on groups of letters, times (words of the shorter / 51, at
    most 1) ** 0.35, so that of two equally alike the longer comes first. Each stretch of a text is paired once with
    another text. Left out is what is all but the same wording (over 85% of the words of the shorter side): see
    ``shared_passages``. With ``replacements``, as from ``glossary.replacements``, wordings of one formula count as
    alike, while the texts are quoted as printed. ``pair`` names two texts; without it all pairs are compared and ranked
    together. ``words`` counts the words in common, in order. Ties are in corpus order.
    """
    tokens = words.tokens(paragraphs)
    docs = tables.doc_order(paragraphs)
    order = {name: number for number, name in enumerate(docs)}
    if pair is not None and (len(pair) != 2 or any(name not in order for name in pair) or pair[0] == pair[1]):
        raise ValueError(f"no such pair of texts: {pair!r}. Give two of {list(docs)}.")
    doc, token = tokens["doc_id"].cat.codes.to_numpy(), tokens["token"].astype(str).tolist()
    wanted = [(a, b) for b in range(len(docs)) for a in range(b)] if pair is None else [sorted(order[n] for n in pair)]
    breaks, ends = _clauses(tokens, paragraphs)
    spans = paraphrase.stretches(breaks, ends)
    spans = spans[np.isin(doc[spans[:, 0]], [number for both in wanted for number in both])]
    weighed = paraphrase.weights(_terms(tokens, replacements), spans, words.stop_words("short"))
    ranked = paraphrase.pairs(spans, doc[spans[:, 0]], weighed, token, wanted)
    rows = list(islice(ranked, most))
    left, right = (spans[[row[side] for row in rows]].reshape(-1, 2) for side in (0, 1))
    line = tokens["line"].to_numpy()
    columns = {
        "left": pd.Categorical.from_codes(doc[left[:, 0]], categories=docs),
        "right": pd.Categorical.from_codes(doc[right[:, 0]], categories=docs),
        "left_first_line": line[left[:, 0]],
        "left_last_line": line[left[:, 1] - 1],
        "right_first_line": line[right[:, 0]],
        "right_last_line": line[right[:, 1] - 1],
        "words": [row[3] for row in rows],
        "score": [row[2] for row in rows],
        "left_text": _cut(tokens, paragraphs, left[:, 0], left[:, 1] - 1),
        "right_text": _cut(tokens, paragraphs, right[:, 0], right[:, 1] - 1),
    }
    return tables.build("PASSAGES", columns)


@dataclass(frozen=True)
class SideBySide:
    """Passages of two texts beside each other; ``html`` has the differing words in <mark>, ``text`` in brackets."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def marked(passages: pd.DataFrame) -> SideBySide:
    """Return PASSAGES side by side, in the order of the table: words on one side only in <mark>, as text [in brackets].

    Words are compared as in TOKENS: capitals and punctuation make no difference. All that comes from a text is escaped.
    """
    tables.check(passages, "PASSAGES")
    rows, lines = [], []
    for row in passages.itertuples():
        pieces = _aligned(row.left_text, row.right_text)
        places = (
            _place(row.left, row.left_first_line, row.left_last_line),
            _place(row.right, row.right_first_line, row.right_last_line),
        )
        goals = ((row.left, row.left_first_line), (row.right, row.right_first_line))
        heads = [
            f'<th scope="col" data-doc="{html.escape(doc_id)}" data-line="{line}">{html.escape(place)}</th>'
            for place, (doc_id, line) in zip(places, goals, strict=True)
        ]
        cells = [f"{CELL}{_shown(pieces, side, html.escape, '<mark>', '</mark>')}</td>" for side in (1, 2)]
        rows += [f"<tr>{''.join(heads)}</tr>", f"<tr>{''.join(cells)}</tr>"]
        lines += [f"{place}: {_shown(pieces, side, str, '[', ']')}" for side, place in enumerate(places, 1)]
    return SideBySide(f'<table class="side-by-side">{"".join(rows)}</table>', "\n".join(lines))


def _long(hits: np.ndarray, ids: np.ndarray, least: int) -> np.ndarray:
    """Return the hits with so many words in common, in order."""
    common = [reuse.common(ids[a:b], ids[c:d]) for a, b, c, d in hits[:, :4].astype(int)]
    return hits[np.array(common, dtype=int) >= least]


def _side(tokens: pd.DataFrame, paragraphs: pd.DataFrame, first: np.ndarray, last: np.ndarray) -> pd.DataFrame:
    """Return one side of PASSAGES, from each first row of TOKENS to its last."""
    line, position = tokens["line"].to_numpy(), tokens["position"].to_numpy()
    columns = {"doc_id": tokens["doc_id"].array[first], "first_line": line[first], "last_line": line[last]}
    texts = pd.Series(_cut(tokens, paragraphs, first, last), dtype="str")
    return pd.DataFrame(columns | {"text": texts, "start": position[first], "end": position[last]})


def _passages(left: pd.DataFrame, right: pd.DataFrame, score: np.ndarray) -> pd.DataFrame:
    """Return PASSAGES of both sides."""
    both = [_aligned(*pair) for pair in zip(left["text"], right["text"], strict=True)]
    columns = {"words": [sum(len(pairs) for pairs, *_ in pieces) for pieces in both], "score": score}
    columns |= {"left_text": left["text"], "right_text": right["text"], "kind": _kinds(both)}
    for name, side in (("left", left), ("right", right)):
        columns |= {name: side["doc_id"], f"{name}_start": side["start"], f"{name}_end": side["end"]}
        columns |= {f"{name}_first_line": side["first_line"], f"{name}_last_line": side["last_line"]}
    return tables.build("PASSAGES", columns)


def _cut(tokens: pd.DataFrame, paragraphs: pd.DataFrame, first: np.ndarray, last: np.ndarray) -> list[str]:
    """Return the text as printed from each first row of TOKENS to its last; paragraphs are parted by a new line."""
    row_of = {key: row for row, key in enumerate(zip(paragraphs["doc_id"], paragraphs["paragraph"], strict=True))}
    texts, start = paragraphs["text"].tolist(), tokens["start"].to_numpy()
    end = start[last] + tokens["token"].iloc[last].str.len().to_numpy(dtype="int64")
    rows = [
        [row_of[key] for key in zip(*(tokens[name].iloc[at] for name in ("doc_id", "paragraph")), strict=True)]
        for at in (first, last)
    ]
    found = []
    for top, bottom, a, b in zip(*rows, start[first], end, strict=True):
        parts = texts[top : bottom + 1]
        parts[-1] = parts[-1][:b]
        parts[0] = parts[0][a:]
        found.append("\n".join(parts))
    return found


def _clauses(tokens: pd.DataFrame, paragraphs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of TOKENS at which a clause begins (their number last), and whether a paragraph does too."""
    text_of = {(row.doc_id, row.paragraph): row.text for row in paragraphs.itertuples()}
    place = list(zip(tokens["doc_id"], tokens["paragraph"], strict=True))
    start = tokens["start"].tolist()
    end = (tokens["start"] + tokens["token"].astype(str).str.len()).tolist()
    breaks, ends = [0], [True]
    for row in range(1, len(tokens)):
        new = place[row] != place[row - 1]
        if new or paraphrase.CLAUSE.search(text_of[place[row]][end[row - 1] : start[row]]):
            breaks.append(row)
            ends.append(new)
    return np.array([*breaks, len(tokens)]), np.array([*ends, True])


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


def _aligned(left: str, right: str) -> list[tuple[list[tuple[str, str]], str, str]]:
    """Return two texts in pieces, side by side: the pairs of common words (none where they differ), both as printed.

    As many words as can be are common, in the same order; what stands between words goes with the word before it.
    """
    sides = [list(characters.spans(text)) for text in (left, right)]
    cuts = [
        [0, *(start for start, _, _ in side[1:]), len(text)] if side else [0, len(text)]
        for side, text in zip(sides, (left, right), strict=True)
    ]
    pieces = []
    for same, a, b, c, d in reuse.aligned(*([word for _, _, word in side] for side in sides)):
        pairs = zip(sides[0][a:b], sides[1][c:d], strict=True) if same else ()
        printed = [(left[one[0] : one[1]], right[other[0] : other[1]]) for one, other in pairs]
        pieces.append((printed, left[cuts[0][a] : cuts[0][b]], right[cuts[1][c] : cuts[1][d]]))
    return pieces


def _kinds(aligned: list[list[tuple[list[tuple[str, str]], str, str]]]) -> list[str]:
    """Return "name" where most common words, stop words aside, are printed as names or numbers on either side."""
    small, kinds = words.stop_words("short"), []
    for pieces in aligned:
        same = [pair for pairs, *_ in pieces for pair in pairs]
        if len(same) <= NAME_WORDS:
            like_names = [_named(one) or _named(other) for one, other in same if one.lower() not in small]
            kinds.append("name" if sum(like_names) > NAME_SHARE * len(like_names) else "passage")
        else:
            kinds.append("passage")
    return kinds


def _named(word: str) -> bool:
    """Return whether a printed word begins with a capital, holds a digit or is an ordinal."""
    return word[0].isupper() or word in ORDINALS or any(char.isdigit() for char in word)


def _place(doc_id: str, first: int, last: int) -> str:
    """Return where a passage stands, in words."""
    return f"{doc_id}, line {first}" if first == last else f"{doc_id}, lines {first}-{last}"


def _shown(pieces: list[tuple[list[tuple[str, str]], str, str]], side: int, escape, opened: str, closed: str) -> str:
    """Return one side (1 or 2) with the pieces that differ between two signs; blanks at their end stay outside."""
    parts = []
    for piece in pieces:
        text = piece[side].rstrip()
        blank = escape(piece[side][len(text) :])
        parts.append((escape(text) if piece[0] or not text else f"{opened}{escape(text)}{closed}") + blank)
    return "".join(parts)
