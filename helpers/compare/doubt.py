"""How sure a number is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np
import pandas as pd

from helpers import measures, tables, terms, words
from helpers.compare.similarity import similarity


def similarity_intervals(tokens: pd.DataFrame, resamples: int = 500, seed: int = 1) -> pd.DataFrame:
    """Return PAIRS of texts by tf-idf with a 95% interval (low, high), and bias, rank and tied; rows in corpus order.

    Each resample counts and weighs anew, idf included; see the module on what the interval means.
    bias: mean of the resamples - similarity. rank: 1 is most alike, ties by corpus order. tied: the
    interval of its difference from the pair just above or below it in rank takes in 0.
    """
    pairs, drawn = _drawn_similarities(tokens, resamples, seed)
    low, high = interval(pairs["similarity"].to_numpy(), drawn)
    bias, rank = drawn.mean(axis=0) - pairs["similarity"], _ranks(pairs["similarity"])
    pairs = pairs.assign(low=low.clip(0, 1), high=high.clip(0, 1), bias=bias, rank=rank)
    ranked = np.argsort(rank.to_numpy())
    tie = _differences(pairs["similarity"].to_numpy(), drawn, ranked[:-1], ranked[1:])["tie"].to_numpy()
    tied = np.zeros(len(pairs), dtype=bool)
    tied[ranked] = np.append(tie, False) | np.append(False, tie)
    return pairs.assign(tied=tied)


def ties(tokens: pd.DataFrame, resamples: int = 500, seed: int = 1) -> pd.DataFrame:
    """Return one row per two pairs of texts: the difference of their similarities, its 95% interval, and ``tie``.

    Columns left, right (the more alike pair), other_left, other_right, difference, low, high, tie: the
    interval, from the same resamples as in ``similarity_intervals``, takes in 0. Rows by the rank of
    the first pair, then of the second. Each row is a question by itself: of 20 true ties, about one
    may still come out as a difference.
    """
    pairs, drawn = _drawn_similarities(tokens, resamples, seed)
    ranked = np.argsort(-pairs["similarity"].to_numpy(), kind="stable")
    above, below = (ranked[each] for each in np.triu_indices(len(ranked), 1))
    first = pairs.loc[above, ["left", "right"]].reset_index(drop=True)
    second = pairs.loc[below, ["left", "right"]].reset_index(drop=True).add_prefix("other_")
    return pd.concat([first, second, _differences(pairs["similarity"].to_numpy(), drawn, above, below)], axis=1)


def stability(variants: dict[str, pd.DataFrame], stop_lists: dict[str, Iterable[str]]) -> pd.DataFrame:
    """Return PAIRS of texts under each setting, with setting, variant, stop_words, ngrams, weighting and rank.

    The settings are every combination of the TOKENS in ``variants`` (name -> table, such as with and
    without notes), the ``stop_lists`` (name -> words to drop), single words or words and pairs of
    words, plain or sublinear counts; ``setting`` numbers them from 1. rank: 1 is the most alike pair
    of the setting, ties by corpus order. Rows by setting, then pair. Two variants and three lists make
    24 settings. Pairs of words are those that stand side by side on the page, none dropped between.
    """
    rows: list[pd.DataFrame] = []
    for (variant, tokens), (stop_list, stop_words) in product(variants.items(), stop_lists.items()):
        content = words.drop(tokens, stop_words)
        counted = {"words": terms.counts(content), "words and pairs": terms.counts(terms.phrases(content, 2))}
        for ngrams, weighting in product(counted, ("plain", "sublinear")):
            pairs = similarity(terms.tfidf(counted[ngrams], sublinear=weighting == "sublinear"))
            setting = {"setting": len(rows) + 1, "variant": variant, "stop_words": stop_list, "ngrams": ngrams}
            pairs = pd.DataFrame(setting | {"weighting": weighting}, index=pairs.index).join(pairs)
            rows.append(pairs.assign(rank=_ranks(pairs["similarity"])))
    return pd.concat(rows, ignore_index=True)


def verdicts(stability: pd.DataFrame, intervals: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of texts: best, worst and usual rank over the settings, share, tied and verdict.

    usual: the rank it has in most settings (the better of two equals); share: the settings that give
    it, 0-1. verdict, from ``stability`` and ``similarity_intervals``: ``unstable`` if share is below
    0.75; else ``tied`` if the paragraphs cannot tell it from its neighbour in rank; else ``stable``.
    """
    pairs = stability.groupby(["left", "right"], observed=True)["rank"]
    table = pairs.agg(best="min", worst="max", usual=lambda rank: rank.mode().iloc[0]).reset_index()
    table["share"] = pairs.agg(lambda rank: (rank == rank.mode().iloc[0]).mean()).to_numpy()
    table = table.merge(intervals[["left", "right", "tied"]], on=["left", "right"], validate="one_to_one")
    steady = np.where(table["tied"], "tied", "stable")
    return table.assign(verdict=np.where(table["share"] < 0.75, "unstable", steady))


def rank_counts(stability: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of texts and rank it has in some setting: left, right, rank, n, first and settings.

    n: the settings that give the pair this rank, of ``settings`` in all; first: the first setting of the table gives
    it. The pair with the lowest mean of ranks comes first, then the order of the table; each pair's ranks from 1.
    """
    pair = stability["left"].astype(str) + "\n" + stability["right"].astype(str)
    mean = stability["rank"].groupby(pair, sort=False).mean().sort_values(kind="stable")
    first = stability["setting"] == stability["setting"].iloc[0]
    rows = stability.assign(place=mean.index.get_indexer(pair), first=first)
    table = rows.groupby(["place", "rank"]).agg(
        left=("left", "first"), right=("right", "first"), n=("rank", "size"), first=("first", "any")
    )
    table = table.reset_index().assign(settings=stability["setting"].nunique())
    return table[["left", "right", "rank", "n", "first", "settings"]]


def _ranks(similarity: pd.Series) -> pd.Series:
    """Return the rank of each pair, 1 for the most alike, ties by order of rows."""
    return similarity.rank(method="first", ascending=False).astype("int64")


def resampled(matrix, text: np.ndarray, resamples: int, seed: int) -> Iterator[np.ndarray]:
    """Yield counts, texts x terms, of texts put together anew from their paragraphs, the rows of ``matrix``."""
    from scipy.sparse import csr_array

    sizes = np.bincount(text)
    generator = np.random.default_rng(seed)
    draws = [generator.multinomial(size, np.full(size, 1 / size), resamples) for size in sizes]
    for times in np.hstack(draws):
        yield (csr_array((times, (text, np.arange(len(text))))) @ matrix).toarray()


def paragraph_counts(tokens: pd.DataFrame):
    """Return the matrix of counts, a row per paragraph, the number of each row's text, the texts and the terms."""
    tables.check(tokens, "TOKENS")
    matrix, units, names = terms.matrix(terms.counts(tokens, ["doc_id", "paragraph"]), "n")
    text, texts = pd.factorize(units["doc_id"])
    return matrix, text, texts, names


def _drawn_similarities(tokens: pd.DataFrame, resamples: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return PAIRS of the texts as they are, and the similarities of each resample, resamples x pairs."""
    matrix, text, texts, _ = paragraph_counts(tokens)
    left, right = np.triu_indices(len(texts), 1)
    drawn = []
    for found in resampled(matrix, text, resamples, seed):
        weight = found * measures.idf(np.count_nonzero(found, axis=0), len(found))
        weight /= np.maximum(np.sqrt((weight**2).sum(axis=1, keepdims=True)), np.finfo(float).tiny)
        drawn.append((weight @ weight.T)[left, right])
    return similarity(terms.tfidf(terms.counts(tokens))), np.array(drawn)


def interval(observed: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return low and high: the observed numbers plus the 2.5% and 97.5% points of drawn - its median."""
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975], axis=0)
    return observed + low - middle, observed + high - middle


def _differences(observed: np.ndarray, drawn: np.ndarray, above: np.ndarray, below: np.ndarray) -> pd.DataFrame:
    """Return difference, low, high and tie of the pairs numbered ``above`` from those numbered ``below``."""
    difference = observed[above] - observed[below]
    low, high = interval(difference, drawn[:, above] - drawn[:, below])
    return pd.DataFrame({"difference": difference, "low": low, "high": high, "tie": (low <= 0) & (high >= 0)})
