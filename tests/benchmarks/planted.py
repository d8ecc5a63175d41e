"""Seeded texts with planted passages: what a finder of shared passages must find, and nothing else.

Background and passages are drawn from the words of the five texts that ship, in one of three ways:

- ``words``: one word at a time; hardly any run of words meets by chance;
- ``pairs``: each word after one that it follows somewhere in the five texts (a chain, broken at every tenth word);
- ``runs``: runs of 2-6 words as they stand in the five texts; the same few words meet everywhere by chance.

A passage of 20-80 words goes into two texts, as drawn into one and edited into the other, at places drawn at random.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import corpus, layout, tables, words

SETS = {
    "edited 0-15%": {"edits": (0.0, 0.15), "noise": (0.0, 0.0)},
    "edited 15-35%": {"edits": (0.15, 0.35), "noise": (0.0, 0.0)},
    "noisy 2-10%": {"edits": (0.0, 0.0), "noise": (0.02, 0.10)},
}
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


class Planted(NamedTuple):
    """Texts as one array of word numbers, where each begins (their total length last), the words, and the truth.

    ``truth`` has one row per planted passage: left and right (numbers of the texts), left_start, left_end, right_start,
    right_end (positions in the text, from 1, the end included), edited and noisy (the rates drawn for it).
    """

    ids: np.ndarray
    starts: np.ndarray
    vocabulary: list[str]
    truth: pd.DataFrame


def planted(
    size: int, seed: int, drawn: str = "words", edits: tuple = (0.0, 0.15), noise: tuple = (0.0, 0.0)
) -> Planted:
    """Return ``size`` texts of about 300 words, four of five with a passage that one other text has too.

    Of each passage a share of the words drawn from ``edits`` is edited, a third each replaced, left out, or followed by
    a word too many; then a share of its characters drawn from ``noise``, blanks among them, is spoilt.
    """
    rng = np.random.default_rng(seed)
    source, vocabulary = _source()
    sizes = rng.integers(240, 361, size)
    texts = np.split(_drawn(rng, source, drawn, int(sizes.sum())), np.cumsum(sizes)[:-1])
    count = int(size * 0.4)
    lengths = rng.integers(20, 81, count)
    passages = np.split(_drawn(rng, source, drawn, int(lengths.sum())), np.cumsum(lengths)[:-1])
    numbers = {word: number for number, word in enumerate(vocabulary)}
    order = rng.permutation(size)
    rows = []
    for pair, passage in zip(np.sort(order[: 2 * count].reshape(-1, 2), axis=1), passages, strict=True):
        edited, noisy = rng.uniform(*edits), rng.uniform(*noise)
        copy = _edited(rng, source, passage, edited)
        if noisy:
            spoilt = _spoilt(rng, " ".join(vocabulary[number] for number in copy), noisy)
            copy = np.array([numbers.setdefault(word, len(numbers)) for word in spoilt])
        both = (passage, copy) if rng.random() < 0.5 else (copy, passage)
        spans = []
        for text, piece in zip(pair, both, strict=True):
            place = int(rng.integers(len(texts[text]) + 1))
            texts[text] = np.concatenate([texts[text][:place], piece, texts[text][place:]])
            spans += [place + 1, place + len(piece)]
        rows.append((*pair, *spans, edited, noisy))
    columns = ["left", "right", "left_start", "left_end", "right_start", "right_end", "edited", "noisy"]
    starts = np.append(0, np.cumsum([len(text) for text in texts]))
    return Planted(np.concatenate(texts).astype("int32"), starts, list(numbers), pd.DataFrame(rows, columns=columns))


def as_tables(made: Planted) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return TOKENS and PARAGRAPHS of planted texts: one paragraph a text, on line 1, words parted by blanks.

    The numbers of TOKENS are in 32 bits, half of what ``words.tokens`` gives, so that 100,000 texts leave room.
    """
    rank = np.argsort(np.argsort(np.array(made.vocabulary, dtype=object)))
    names = pd.Index([f"text_{number:06d}" for number in range(len(made.starts) - 1)])
    text = np.repeat(np.arange(len(names), dtype="int32"), np.diff(made.starts))
    widths = np.array([len(word) + 1 for word in made.vocabulary], dtype="int32")
    ends = np.append(0, np.cumsum(widths[made.ids]))
    ones = np.ones(len(text), dtype="int32")
    tokens = pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(text, categories=names),
            "section": ones * 0,
            "paragraph": ones,
            "position": (np.arange(1, len(text) + 1) - made.starts[text]).astype("int32"),
            "token": pd.Categorical.from_codes(
                rank[made.ids], categories=pd.Index(sorted(made.vocabulary), dtype="str")
            ),
            "line": ones,
            "start": (ends[:-1] - ends[made.starts[text]]).astype("int32"),
        }
    )
    printed = np.array(made.vocabulary, dtype=object)
    pieces = [" ".join(printed[made.ids[a:b]]) for a, b in zip(made.starts[:-1], made.starts[1:], strict=True)]
    once = np.ones(len(names), dtype="int64")
    paragraphs = {
        "doc_id": names,
        "paragraph": once,
        "section": once * 0,
        "kind": ["body"] * len(names),
        "first_line": once,
        "last_line": once,
        "text": pieces,
        "places": [((0, 1),)] * len(names),
    }
    return tokens, tables.build("PARAGRAPHS", paragraphs, names)


def judged(found: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    """Return recall, strict precision and overlap of found passages.

    ``found`` has the columns left, right, left_start, left_end, right_start, right_end of ``truth``. A found passage is
    right if a planted one, not found before, is its nearest and the overlap of the two (words in both / words in
    either, the mean of both sides) is at least one half. Recall: right / planted. Strict precision: right / found, a
    second piece of the same passage counting as wrong. Overlap: the mean of the right ones.
    """
    planted_by_pair: dict[tuple, list] = {}
    for number, row in enumerate(truth.itertuples()):
        planted_by_pair.setdefault((row.left, row.right), []).append((number, row))
    right: dict[int, float] = {}
    for row in found.itertuples():
        near = [(_overlap(row, other), number) for number, other in planted_by_pair.get((row.left, row.right), ())]
        share, number = max(near, default=(0.0, -1))
        if share >= 0.5 and number not in right:
            right[number] = share
    return {
        "recall": len(right) / max(len(truth), 1),
        "precision": len(right) / max(len(found), 1),
        "overlap": float(np.mean(list(right.values()))) if right else 0.0,
    }


def _overlap(one: tuple, other: tuple) -> float:
    """Return the words in both spans over the words in either, the mean of the left and the right side."""
    shares = []
    for side in ("left", "right"):
        a, b, c, d = (getattr(row, f"{side}_{edge}") for row in (one, other) for edge in ("start", "end"))
        shares.append(max(0, min(b, d) - max(a, c) + 1) / (max(b, d) - min(a, c) + 1))
    return sum(shares) / 2


def _source() -> tuple[np.ndarray, list[str]]:
    """Return the words of the five texts in reading order, as numbers, and the words A-Z."""
    tokens = words.tokens(layout.paragraphs(layout.lines(corpus.load())))["token"]
    return tokens.cat.codes.to_numpy().astype("int64"), list(tokens.cat.categories)


def _drawn(rng: np.random.Generator, source: np.ndarray, drawn: str, count: int) -> np.ndarray:
    """Return ``count`` words drawn from the source."""
    if drawn == "words":
        return source[rng.integers(0, len(source), count)]
    if drawn == "runs":
        sizes = rng.integers(2, 7, count // 2 + 1)
        first = np.repeat(rng.integers(0, len(source) - 6, len(sizes)), sizes)
        return source[first + np.arange(len(first)) - np.repeat(np.cumsum(sizes) - sizes, sizes)][:count]
    if drawn != "pairs":
        raise ValueError(f"drawn is {drawn!r}; use 'words', 'pairs' or 'runs'.")
    order = np.argsort(source[:-1], kind="stable")
    first = np.searchsorted(source[:-1][order], np.arange(source.max() + 2))
    follows, chains, word = source[1:][order], [], source[rng.integers(0, len(source), count // 2000 + 1)]
    for _ in range(2000):
        chains.append(word)
        choices = first[word + 1] - first[word]
        place = np.minimum(first[word] + (rng.random(len(word)) * choices).astype("int64"), len(follows) - 1)
        afresh = (rng.random(len(word)) < 0.1) | (choices == 0)
        word = np.where(afresh, source[rng.integers(0, len(source), len(word))], follows[place])
    return np.array(chains).T.ravel()[:count]


def _edited(rng: np.random.Generator, source: np.ndarray, passage: np.ndarray, rate: float) -> np.ndarray:
    """Return a passage with a share of its words replaced, left out, or followed by another word."""
    way = np.where(rng.random(len(passage)) < rate, rng.integers(1, 4, len(passage)), 0)
    other = source[rng.integers(0, len(source), len(passage))]
    pieces = [((word,), (new,), (), (word, new))[kind] for word, new, kind in zip(passage, other, way, strict=True)]
    return np.array([word for piece in pieces for word in piece])


def _spoilt(rng: np.random.Generator, text: str, rate: float) -> list[str]:
    """Return the words of a text with a share of its characters replaced, left out, doubled or made blank."""
    chances = np.cumsum([0.0, 0.7, 0.1, 0.1, 0.1])
    way = np.where(rng.random(len(text)) < rate, np.searchsorted(chances, rng.random(len(text))), 0)
    other = LETTERS[rng.integers(0, 26, len(text))]
    pieces = [(char, new, "", char + char, " ")[kind] for char, new, kind in zip(text, other, way, strict=True)]
    return [word for word in "".join(pieces).split() if any(char.isalpha() for char in word)]
