"""The words and phrases that mark each text, by every measure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from helpers import measures, tables, terms
from helpers.compare import doubt


def keywords(
    tokens: pd.DataFrame, stop_words: Iterable[str], longest: int = 4, top: int = 10, absent: bool = False
) -> pd.DataFrame:
    """Return KEYWORDS: for each text and measure the ``top`` words and phrases of up to ``longest`` words, best first.

    measure: those of ``measures.MEASURES``, each text against the others, over all
    words and phrases; weight is the measure's and above 0. Stop words are counted, but a term that
    begins or ends with one is not listed, nor is one used once. A term is folded into a longer one if
    that has at least 80% as many uses in the text: so many of its own lie inside it. rest: uses in the
    other texts. low, high: 95% interval from 200 resamples, seed 1 (see the module; the prior of
    log_odds stays). dispersion: of ``terms.dispersion`` over tenths of the text. Ties: A-Z. Texts in
    corpus order. Each resample holds all texts and terms: for a handful of texts.

    With ``absent``, the terms that a text uses less than the others do, or never: the lowest weights below 0 first;
    a term needs two uses in the other texts, and tf-idf, which is never below 0, has no list.
    """
    found = terms.phrases(tokens, longest)
    spread = terms.dispersion(found)
    counted = terms.counts(found)
    if absent:
        counted = _with_absent(counted)
        spread = counted[["doc_id", "term"]].merge(spread, how="left", on=["doc_id", "term"])
    used = terms.cells_of(counted)[0]["rest"] if absent else counted["n"]
    listed, side = _listed(counted.assign(n=used), set(stop_words)), -1 if absent else 1
    rows = []
    for entry in measures.MEASURES:
        table = terms.weigh(counted, entry.name).assign(measure=entry.name, dispersion=spread["dispersion"])[listed]
        table = table[table["weight"] * side > 0].sort_values(
            ["doc_id", "weight", "term"], ascending=[True, absent, True]
        )
        rank = table.groupby("doc_id", observed=True).cumcount() + 1
        rows.append(table.assign(rank=rank)[rank <= top])
    table = pd.concat(rows).astype({"measure": pd.CategoricalDtype([entry.name for entry in measures.MEASURES])})
    table = table.sort_values(["doc_id", "measure", "rank"], ignore_index=True)
    table["low"], table["high"] = doubt.interval(table["weight"].to_numpy(), _drawn_weights(found, table, 200, 1))
    return tables.build("KEYWORDS", table, tables.doc_order(counted))


def _with_absent(counts: pd.DataFrame) -> pd.DataFrame:
    """Return COUNTS with a row for every term of any text in each text, n = 0 among them."""
    from scipy.sparse import csr_array

    made, places, names = terms.matrix(counts, "n")
    size, width = made.shape
    every = np.tile(np.arange(width, dtype="int32"), size), np.arange(0, size * width + 1, width)
    return terms.from_matrix(csr_array((made.toarray().ravel(), *every), shape=made.shape), places, names, "n")


def agreement(keywords: pd.DataFrame) -> pd.DataFrame:
    """Return one row per text and two measures: doc_id, left, right, shared (terms in both lists), share, terms.

    share = shared / length of the longer list, 0-1; terms: the shared ones, A-Z, joined by ", ". Texts
    and measures in the order of KEYWORDS.
    """
    tables.check(keywords, "KEYWORDS")
    rows = []
    for text, table in keywords.groupby("doc_id", observed=True):
        lists = {measure: set(each) for measure, each in table.groupby("measure", observed=True)["term"]}
        for left, right in combinations(lists, 2):
            both, longer = lists[left] & lists[right], max(len(lists[left]), len(lists[right]))
            rows.append((text, left, right, len(both), len(both) / longer, ", ".join(sorted(both))))
    table = pd.DataFrame(rows, columns=["doc_id", "left", "right", "shared", "share", "terms"])
    return table.astype({"doc_id": keywords["doc_id"].dtype})


def consensus(keywords: pd.DataFrame) -> pd.DataFrame:
    """Return one row per text and term of KEYWORDS: measures (how many lists name it), best (rank) and dispersion.

    Texts in corpus order; in a text the most named term first, then by best rank, then A-Z.
    """
    tables.check(keywords, "KEYWORDS")
    named = keywords.groupby(["doc_id", "term"], observed=True)
    table = named.agg(measures=("measure", "nunique"), best=("rank", "min"), dispersion=("dispersion", "first"))
    order = ["doc_id", "measures", "best", "term"]
    return table.reset_index().sort_values(order, ascending=[True, False, True, True], ignore_index=True)


def _drawn_weights(found: pd.DataFrame, keywords: pd.DataFrame, resamples: int, seed: int) -> np.ndarray:
    """Return the weight of each row of KEYWORDS in each resample, resamples x rows."""
    matrix, text, texts, names = doubt.paragraph_counts(found)
    row, term = texts.get_indexer(keywords["doc_id"]), names.get_indexer(keywords["term"].astype(str))
    measured = keywords["measure"].to_numpy()
    s = matrix.sum() / len(texts)
    p = s * matrix[:, term].sum(axis=0) / matrix.sum()
    drawn = []
    for counted in doubt.resampled(matrix, text, resamples, seed):
        counted = counted.astype("float64")
        size, uses, df = counted.sum(axis=1), counted.sum(axis=0), np.count_nonzero(counted, axis=0)
        weight = np.zeros(len(keywords))
        for entry in measures.MEASURES:
            a, b, c = counted[row, term], uses[term] - counted[row, term], size[row]
            cells = measures.Cells(a, b, c, size.sum() - c, df[term], len(texts), (p, s))
            here = entry.weight(cells)
            if entry.scaled:
                rest = uses - counted
                whole = measures.Cells(counted, rest, size[:, None], size.sum() - size[:, None], df, len(texts), None)
                here = here / np.sqrt((entry.weight(whole) ** 2).sum(axis=1))[row]
            weight = np.where(measured == entry.name, here, weight)
        drawn.append(weight)
    return np.array(drawn)


def _listed(counts: pd.DataFrame, stop_words: set[str]) -> np.ndarray:
    """Return which rows of COUNTS may be keywords: used twice, no stop word at either end, not folded."""
    edges = [(term.partition(" ")[0], term.rpartition(" ")[2]) for term in counts["term"].cat.categories]
    plain = np.array([first not in stop_words and last not in stop_words for first, last in edges], dtype=bool)
    listed = plain[counts["term"].cat.codes] & (counts["n"] >= 2).to_numpy()
    known = counts[listed]
    n = dict(zip(zip(known["doc_id"], known["term"], strict=True), known["n"], strict=True))
    parts = ((text, inner, uses) for (text, term), uses in n.items() for inner in _inside(term))
    folded = {(text, inner) for text, inner, uses in parts if uses >= 0.8 * n.get((text, inner), np.inf)}
    listed[listed] = [key not in folded for key in n]
    return listed


def _inside(phrase: str) -> set[str]:
    """Return the shorter phrases inside a phrase."""
    parts = phrase.split(" ")
    return {" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)} - {phrase}
