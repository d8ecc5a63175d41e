"""What else may make two texts alike, or a list long: length, one quotation, chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import measures, tables, terms
from helpers.compare.doubt import CHANCE
from helpers.compare.similarity import ranks, similarity

QUOTED = 20  # words of a shared passage that two authors hardly write alike by chance
MOVED = 3  # ranks by which a pair must move to be marked: neighbours change places by little
USUAL = 3.84  # G2 at which one test has a chance of 5%, as it is often used without a correction


def equal_length(tokens: pd.DataFrame, draws: int = 200, seed: int = 1) -> pd.DataFrame:
    """Return PAIRS by tf-idf, with ``equal``, ``least`` and ``most``: the similarity of pieces of one length.

    A piece is a run of as many words as the shortest text has, from a place of the text drawn by a seeded generator;
    ``equal`` is the mean of the ``draws``, least and most their ends. The idf of the whole texts is kept, so that only
    length changes. words: the length of a piece.

    >>> compare.equal_length(content)[["similarity", "equal", "words"]].round(2).tail(1)
       similarity  equal  words
    9        0.87   0.29    319
    """
    tables.check(tokens, "TOKENS")
    pairs, (matrix, _, names) = _weighed(tokens)
    idf = measures.idf(np.bincount(matrix.indices, minlength=len(names)), matrix.shape[0])
    code = names.get_indexer(tokens["token"].astype(str))
    own = [code[tokens["doc_id"] == doc_id] for doc_id in tables.doc_order(tokens)]
    own = [each for each in own if len(each)]
    size, generator, drawn = min(map(len, own)), np.random.default_rng(seed), []
    for _ in range(draws):
        starts = [generator.integers(len(each) - size + 1) for each in own]
        pieces = [each[start : start + size] for each, start in zip(own, starts, strict=True)]
        weight = np.array([np.bincount(piece, minlength=len(names)) for piece in pieces]) * idf
        weight /= np.sqrt((weight**2).sum(axis=1, keepdims=True))
        drawn.append((weight @ weight.T)[np.triu_indices(len(own), 1)])
    ends = {"equal": np.mean(drawn, axis=0), "least": np.min(drawn, axis=0), "most": np.max(drawn, axis=0)}
    return pairs.assign(**ends, words=size)


def without_passages(tokens: pd.DataFrame, passages: pd.DataFrame, least: int = QUOTED) -> pd.DataFrame:
    """Return PAIRS by tf-idf with ``without``, the similarity without shared passages of ``least`` words or more.

    passages: PASSAGES of ``passages.shared_passages``. Only the passages that a pair shares are left out of it (copies
    then have 0); the idf stays. words: left out, both sides together; rank, rank_without; moved: by 3 or more.

    >>> pairs = compare.without_passages(content, passages.shared_passages(tokens, paragraphs))
    >>> print(*pairs.loc[pairs["words"].idxmax(), ["similarity", "without"]].astype(float).round(2))
    0.76 0.73
    """
    tables.check(passages, "PASSAGES")
    pairs, (matrix, units, names) = _weighed(tokens)
    base = pd.Series(np.bincount(matrix.indices, minlength=len(names)), names), len(units)
    long, rows = passages[passages["words"] >= least], []
    for left, right in zip(pairs["left"], pairs["right"], strict=True):
        both = tokens[tokens["doc_id"].isin([left, right])]
        out = np.zeros(len(both), dtype=bool)
        for row in long.itertuples():
            for doc_id, first, last in (
                (row.left, row.left_start, row.left_end),
                (row.right, row.right_start, row.right_end),
            ):
                if {row.left, row.right} == {left, right}:
                    out |= ((both["doc_id"] == doc_id) & both["position"].between(first, last)).to_numpy()
        weights = terms.tfidf(terms.counts(both[~out]), base=base)
        rows.append((0.0 if weights.empty else similarity(weights)["similarity"].sum(), int(out.sum())))
    pairs["without"], pairs["words"] = zip(*rows, strict=True)
    pairs = pairs.assign(rank=ranks(pairs["similarity"]), rank_without=ranks(pairs["without"]))
    return pairs.assign(moved=(pairs["rank"] - pairs["rank_without"]).abs() >= MOVED)


def _weighed(tokens: pd.DataFrame) -> tuple[pd.DataFrame, tuple]:
    """Return PAIRS of the texts by tf-idf, and the matrix of their counts with its texts and terms."""
    counts = terms.counts(tokens)
    return similarity(terms.tfidf(counts)), terms.matrix(counts, "n")


def shuffled(tokens: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Return TOKENS of texts as long as these with the words of all texts, shuffled: nothing is left to find."""
    order = np.random.default_rng(seed).permutation(len(tokens))
    return tokens.assign(token=tokens["token"].array[order])


def chance_keywords(tokens: pd.DataFrame, draws: int = 20, seed: int = 1) -> pd.DataFrame:
    """Return one row per text: how many words are keywords of it by log-likelihood, and how many when shuffled.

    corrected, corrected_shuffled: p below 0.05 after Bonferroni's correction for the words of the text; usual,
    usual_shuffled: G2 above 3.84 without one. The shuffled numbers are means over ``draws``; both count words that the
    text uses more than the rest. What the last two columns share is the noise in a list by the usual rule.

    >>> compare.chance_keywords(tokens, 2).head(1)
             doc_id  corrected  corrected_shuffled  usual  usual_shuffled
    0  hussain_2022          1                 0.0    111            83.0
    """

    def found(table: pd.DataFrame) -> pd.DataFrame:
        weights = terms.keyness(terms.counts(table))
        more = weights["weight"] > 0
        marks = {"corrected": more & (weights["p"] < CHANCE), "usual": more & (weights["weight"] > USUAL)}
        return pd.DataFrame(marks).groupby(weights["doc_id"], observed=True).sum()

    real = found(tokens)
    drawn = sum(found(shuffled(tokens, seed + number)) for number in range(draws)) / draws
    table = real.join(drawn.add_suffix("_shuffled")).reset_index()
    return table[["doc_id", "corrected", "corrected_shuffled", "usual", "usual_shuffled"]]
