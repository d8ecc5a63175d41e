"""Compare documents: how alike they are, why, and how sure that is; their keywords; their sections.

Intervals come from a bootstrap over paragraphs (Efron 1979): each text is put together anew, hundreds
of times, from as many of its own paragraphs drawn with replacement, by a seeded generator. Texts put
together so repeat some paragraphs and lack about 37% of the others, which shifts every number (a
similarity downwards). The shift is therefore taken out: an interval is the observed number plus the
2.5% and 97.5% points of (resampled number - median of the resampled numbers). It says how far the
number hangs on single paragraphs. It does not say what other texts of the same author would give: a
text is not a random sample of paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

import numpy as np
import pandas as pd

from helpers import tables, terms, words
from helpers.compare import neighbours

MEASURES = {"tfidf": terms.tfidf, "keyness": terms.keyness, "log_ratio": terms.log_ratio, "log_odds": terms.log_odds}


def similarity(weights: pd.DataFrame) -> pd.DataFrame:
    """Return PAIRS: the cosine of the weights of every two units, 0 (no term in common) to 1; rows in corpus order.

    cosine = sum over terms of l * r / (length of l * length of r) (Salton & McGill 1983). Sections of
    a text are units of their own: then ``left_section`` and ``right_section`` follow, and two sections
    of one text are a pair too. The table grows with the square of the units: for many, use ``nearest``.
    """
    matrix, units, _ = _unit_vectors(weights)
    left, right = np.triu_indices(len(units), 1)
    return _pairs(units, left, right, (matrix @ matrix.T).toarray()[left, right])


def nearest(weights: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Return PAIRS of each unit (left) with the ``most`` others (right) most like it, and the ``rank`` from 1.

    The same cosine as ``similarity``, exact and in bounded memory. By left in corpus order, then rank;
    ties (equal to 12 digits) by the corpus order of right. Units that share no term are left out.
    """
    matrix, units, _ = _unit_vectors(weights)
    if most < 1:
        raise ValueError(f"cannot keep the {most} nearest units. Give a whole number from 1.")
    left, right, cosine, rank = neighbours.highest(matrix, most)
    return _pairs(units, left, right, cosine).assign(rank=rank)


def shared_terms(weights: pd.DataFrame, left: str | tuple, right: str | tuple) -> pd.DataFrame:
    """Return SHARED: each term that two units have in common and its part of their similarity, large first, then A-Z.

    part = l * r / (length of l * length of r); the parts sum to the similarity. A unit is a doc_id,
    or (doc_id, section) where the weights are by section.
    """
    matrix, units, names = _unit_vectors(weights)
    keys = list(units.itertuples(index=False, name=None)) if units.shape[1] > 1 else units["doc_id"].tolist()
    for unit in (left, right):
        if unit not in keys:
            raise ValueError(f"no unit {unit!r} in the weights; they have {keys[:8]}{' ...' if keys[8:] else ''}.")
    parts = (matrix[[keys.index(left)]] * matrix[[keys.index(right)]]).tocoo()
    columns = {"left": left, "right": right, "term": names[parts.coords[1]], "part": parts.data}
    if units.shape[1] > 1:
        columns |= {"left": left[0], "right": right[0], "left_section": left[1], "right_section": right[1]}
    table = pd.DataFrame(columns).sort_values(["part", "term"], ascending=[False, True], ignore_index=True)
    texts = units["doc_id"].dtype
    return tables.build("SHARED", table.astype({"left": texts, "right": texts, "term": names.dtype}))


def similarity_intervals(tokens: pd.DataFrame, resamples: int = 500, seed: int = 1) -> pd.DataFrame:
    """Return PAIRS of texts by tf-idf with a 95% interval (low, high), and bias, rank and tied; rows in corpus order.

    Each resample counts and weighs anew, idf included; see the module on what the interval means.
    bias: mean of the resamples - similarity. rank: 1 is most alike, ties by corpus order. tied: the
    interval of its difference from the pair just above or below it in rank takes in 0.
    """
    pairs, drawn = _drawn_similarities(tokens, resamples, seed)
    low, high = _interval(pairs["similarity"].to_numpy(), drawn)
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
    rows = []
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


def leave_one_out(counts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per text left out (``without``) and pair of the others: left, right, similarity and change.

    The similarity is tf-idf's, idf counted without the text; change = it - the similarity with all
    texts present. Rows by the text left out, then the pair, in corpus order.
    """
    tables.check(counts, "COUNTS")
    whole, rows = similarity(terms.tfidf(counts)), []
    for out in tables.doc_order(counts):
        if (counts["doc_id"] == out).any():
            pairs = similarity(terms.tfidf(counts[counts["doc_id"] != out]))
            before = whole.loc[(whole["left"] != out) & (whole["right"] != out), "similarity"]
            rows.append(pairs.assign(change=pairs["similarity"] - before.to_numpy(), without=out))
    table = pd.concat(rows, ignore_index=True).astype({"without": whole["left"].dtype})
    return table[["without", *table.columns.drop("without")]]


def wording(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return PAIRS of texts by tf-idf on single words, with two more cosines: ``characters`` and ``phrases``.

    characters: on runs of 4 characters inside words, a blank at either end among them (scikit-learn's
    ``char_wb``), so that "secure" and "security" are partly alike; phrases: on phrases of 2 and 3
    words only, so that the same words count if they stand in the same order. Weighed as in ``tfidf``.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    counted = terms.counts(terms.phrases(tokens, 3))
    length = counted["term"].astype(str).str.count(" ") + 1
    pairs, phrases = (similarity(terms.tfidf(counted[kept])) for kept in (length == 1, length > 1))
    texts = tokens.groupby("doc_id", observed=True)["token"].agg(" ".join)
    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).fit_transform(texts)
    pairs["characters"] = (runs @ runs.T).toarray()[np.triu_indices(len(texts), 1)]
    pairs = pairs.merge(phrases.rename(columns={"similarity": "phrases"}), how="left", on=["left", "right"])
    return pairs.fillna({"phrases": 0.0})


def keywords(tokens: pd.DataFrame, stop_words: Iterable[str], longest: int = 4, top: int = 10) -> pd.DataFrame:
    """Return KEYWORDS: for each text and measure the ``top`` words and phrases of up to ``longest`` words, best first.

    measure: tfidf, keyness, log_ratio and log_odds of ``terms``, each text against the others, over all
    words and phrases; weight is the measure's and above 0. Stop words are counted, but a term that
    begins or ends with one is not listed, nor is one used once. A term is folded into a longer one if
    that has at least 80% as many uses in the text: so many of its own lie inside it. rest: uses in the
    other texts. low, high: 95% interval from 200 resamples, seed 1 (see the module; the prior of
    log_odds stays). dispersion: of ``terms.dispersion`` over tenths of the text. Ties: A-Z. Texts in
    corpus order. Each resample holds all texts and terms: for a handful of texts.
    """
    found = terms.phrases(tokens, longest)
    counted = terms.counts(found)
    spread, rest = terms.dispersion(found)["dispersion"], terms.keyness(counted)["rest"]
    listed = terms._listed(counted, set(stop_words))
    rows = []
    for measure, weigh in MEASURES.items():
        table = counted.assign(measure=measure, weight=weigh(counted)["weight"], rest=rest, dispersion=spread)[listed]
        table = table[table["weight"] > 0].sort_values(["doc_id", "weight", "term"], ascending=[True, False, True])
        rank = table.groupby("doc_id", observed=True).cumcount() + 1
        rows.append(table.assign(rank=rank)[rank <= top])
    table = pd.concat(rows).astype({"measure": pd.CategoricalDtype(list(MEASURES))})
    table = table.sort_values(["doc_id", "measure", "rank"], ignore_index=True)
    table["low"], table["high"] = _interval(table["weight"].to_numpy(), _drawn_weights(found, table, 200, 1))
    return tables.build("KEYWORDS", table, tables.doc_order(counted))


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


def shared_vocabulary(counts: pd.DataFrame) -> pd.DataFrame:
    """Return COUNTS of the terms that every text has, with rate, least and dispersion: what tf-idf hides.

    rate: uses per 1,000 of the text; least: the lowest of the term's rates; dispersion: Gries' DP of
    the term over the texts by their size, 0 (every text at the same rate) to 1 (Gries 2008, divided
    as in Lijffijt & Gries 2012). The term with the highest least comes first, then A-Z; each term's
    rows in corpus order.
    """
    tables.check(counts, "COUNTS")
    size = counts.groupby("doc_id", observed=True)["n"].transform("sum")
    texts = counts.groupby("term", observed=True)["doc_id"].transform("nunique")
    every = texts == counts["doc_id"].nunique()
    table = counts.assign(rate=1000 * counts["n"] / size)[every].reset_index(drop=True)
    share = (size / counts["n"].sum())[every].to_numpy()
    table["least"] = table.groupby("term", observed=True)["rate"].transform("min")
    group, _ = pd.factorize(table["term"])
    table["dispersion"] = terms._deviation(table["n"].to_numpy(), share, group, share.min(initial=1))[group]
    return table.sort_values(["least", "term", "doc_id"], ascending=[False, True, True], ignore_index=True)


def section_lengths(sections: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """Return LENGTHS: one row per section, in reading order, with its share of the document's body words.

    words: the section's own, those of its subsections not among them. share = words / words of the
    document, 0-1; start = share of the document before the section. Section 0 has a row if it has words.
    """
    tables.check(sections, "SECTIONS")
    tables.check(tokens, "TOKENS")
    doc_ids, key = tables.doc_order(sections), ["doc_id", "section"]
    words = tokens.groupby(key, observed=True).size().rename("words").reset_index()
    rows = sections.astype({"doc_id": object}).merge(words.astype({"doc_id": object}), how="outer", on=key)
    unknown = rows[rows["heading"].isna() & (rows["section"] > 0)]
    if len(unknown):
        raise ValueError(f"SECTIONS lacks {unknown[key].values.tolist()}. Make both tables from the same LINES.")
    rows = rows.fillna({"level": 0, "heading": "", "words": 0})
    rows = rows[(rows["section"] > 0) | (rows["words"] > 0)]
    rows["doc_id"] = pd.Categorical(rows["doc_id"], categories=doc_ids)
    rows = rows.sort_values(key)
    total = rows.groupby("doc_id", observed=True)["words"].transform("sum").clip(lower=1)
    rows["share"] = rows["words"] / total
    rows["start"] = rows.groupby("doc_id", observed=True)["words"].cumsum().sub(rows["words"]) / total
    return tables.build("LENGTHS", rows[list(tables.TABLES["LENGTHS"])], doc_ids)


def _unit_vectors(weights: pd.DataFrame):
    """Return the matrix of the weights, each row scaled to length 1, its units and its terms."""
    tables.check(weights, "WEIGHTS")
    if weights.empty:
        raise ValueError("the weights have no row: there is nothing to compare. Weigh the counts of texts with words.")
    if not (weights["weight"] >= 0).all():
        lowest = weights["weight"].min()
        raise ValueError(f"weights below 0 or missing (lowest {lowest:.3g}) give no likeness. Use 'terms.tfidf'.")
    matrix, units, names = terms._matrix(weights, terms._units(weights), "term", "weight")
    length = np.sqrt((matrix * matrix).sum(axis=1))
    matrix.data /= np.repeat(np.where(length > 0, length, 1), np.diff(matrix.indptr))
    return matrix, units, names


def _pairs(units: pd.DataFrame, left: np.ndarray, right: np.ndarray, cosine: np.ndarray) -> pd.DataFrame:
    """Return PAIRS of the units with these row numbers."""
    pairs = {"left": units["doc_id"].take(left).array, "right": units["doc_id"].take(right).array}
    pairs["similarity"] = np.minimum(cosine, 1)
    for column in units.columns.drop("doc_id"):
        pairs |= {f"{side}_{column}": units[column].to_numpy()[at] for side, at in (("left", left), ("right", right))}
    return pd.DataFrame(pairs)


def _ranks(similarity: pd.Series) -> pd.Series:
    """Return the rank of each pair, 1 for the most alike, ties by order of rows."""
    return similarity.rank(method="first", ascending=False).astype("int64")


def _resampled(matrix, text: np.ndarray, resamples: int, seed: int) -> Iterator[np.ndarray]:
    """Yield counts, texts x terms, of texts put together anew from their paragraphs, the rows of ``matrix``."""
    from scipy.sparse import csr_array

    sizes = np.bincount(text)
    generator = np.random.default_rng(seed)
    draws = [generator.multinomial(size, np.full(size, 1 / size), resamples) for size in sizes]
    for times in np.hstack(draws):
        yield (csr_array((times, (text, np.arange(len(text))))) @ matrix).toarray()


def _paragraphs(tokens: pd.DataFrame):
    """Return the matrix of counts, a row per paragraph, the number of each row's text, the texts and the terms."""
    tables.check(tokens, "TOKENS")
    matrix, units, names = terms._matrix(tokens.assign(n=1), ["doc_id", "paragraph"], "token", "n")
    text, texts = pd.factorize(units["doc_id"])
    return matrix, text, texts, names


def _drawn_similarities(tokens: pd.DataFrame, resamples: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return PAIRS of the texts as they are, and the similarities of each resample, resamples x pairs."""
    matrix, text, texts, _ = _paragraphs(tokens)
    left, right = np.triu_indices(len(texts), 1)
    drawn = []
    for found in _resampled(matrix, text, resamples, seed):
        weight = terms._tfidf(found)
        drawn.append((weight @ weight.T)[left, right])
    return similarity(terms.tfidf(terms.counts(tokens))), np.array(drawn)


def _drawn_weights(found: pd.DataFrame, keywords: pd.DataFrame, resamples: int, seed: int) -> np.ndarray:
    """Return the weight of each row of KEYWORDS in each resample, resamples x rows."""
    matrix, text, texts, names = _paragraphs(found)
    row, term = texts.get_indexer(keywords["doc_id"]), names.get_indexer(keywords["term"].astype(str))
    own, uses, sizes, tfidf = [], [], [], []
    for counted in _resampled(matrix, text, resamples, seed):
        own.append(counted[row, term])
        uses.append(counted[:, term].sum(axis=0))
        sizes.append(counted.sum(axis=1))
        tfidf.append(terms._tfidf(counted)[row, term])
    a, c = np.array(own, dtype=float), np.array(sizes, dtype=float)[:, row]
    b, d = np.array(uses) - a, np.array(sizes).sum(axis=1, keepdims=True) - c
    s = matrix.sum() / len(texts)
    p = s * matrix[:, term].sum(axis=0) / matrix.sum()
    drawn = {"tfidf": np.array(tfidf), "keyness": terms._log_likelihood(a, b, c, d)}
    drawn |= {"log_ratio": terms._log_rate_ratio(a, b, c, d), "log_odds": terms._odds_score(a, b, c, d, p, s)}
    return np.select([keywords["measure"].to_numpy() == measure for measure in drawn], list(drawn.values()))


def _interval(observed: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return low and high: the observed numbers plus the 2.5% and 97.5% points of drawn - its median."""
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975], axis=0)
    return observed + low - middle, observed + high - middle


def _differences(observed: np.ndarray, drawn: np.ndarray, above: np.ndarray, below: np.ndarray) -> pd.DataFrame:
    """Return difference, low, high and tie of the pairs numbered ``above`` from those numbered ``below``."""
    difference = observed[above] - observed[below]
    low, high = _interval(difference, drawn[:, above] - drawn[:, below])
    return pd.DataFrame({"difference": difference, "low": low, "high": high, "tie": (low <= 0) & (high >= 0)})
