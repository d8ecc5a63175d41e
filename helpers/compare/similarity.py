"""How alike documents are, and why; their sections."""

import numpy as np
import pandas as pd

from helpers import tables, terms
from helpers.compare import neighbours


def similarity(weights: pd.DataFrame) -> pd.DataFrame:
    """Return PAIRS: the cosine of the weights of every two units, 0 (no term in common) to 1; rows in corpus order.

    cosine = sum over terms of l * r / (length of l * length of r) (Salton & McGill 1983). Sections of
    a text are units of their own: then ``left_section`` and ``right_section`` follow, and two sections
    of one text are a pair too. The table grows with the square of the units: for many, use ``nearest``.

    >>> compare.similarity(weights).nlargest(2, "similarity").round(2)
                  left                right  similarity
    9        yang_2025           cicir_2025        0.87
    4  chen_yixin_2023  chen_xiangyang_2024        0.84
    """
    matrix, units, _ = _unit_vectors(weights)
    left, right = np.triu_indices(len(units), 1)
    return _pairs(units, left, right, (matrix @ matrix.T).toarray()[left, right])


def nearest(weights: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Return PAIRS of each unit (left) with the ``most`` others (right) most like it, and the ``rank`` from 1.

    The same cosine as ``similarity``, exact and in bounded memory. By left in corpus order, then rank;
    ties (equal to 12 digits) by the corpus order of right. Units that share no term are left out.

    >>> compare.nearest(weights, 1).round(2).head(2)
                  left                right  similarity  rank
    0     hussain_2022  chen_xiangyang_2024        0.63     1
    1  chen_yixin_2023  chen_xiangyang_2024        0.84     1
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

    >>> compare.shared_terms(weights, "yang_2025", "cicir_2025")[["term", "part"]].head(2).round(3)
              term   part
    0     security  0.309
    1  development  0.131
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


def wording(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return PAIRS of texts by tf-idf on single words, with two more cosines: ``characters`` and ``phrases``.

    characters: on runs of 4 characters inside words, a blank at either end among them (scikit-learn's
    ``char_wb``), so that "secure" and "security" are partly alike; phrases: on phrases of 2 and 3
    words only, so that the same words count if they stand in the same order. Weighed as in ``tfidf``.

    >>> compare.wording(content).round(2).tail(1)
            left       right  similarity  characters  phrases
    9  yang_2025  cicir_2025        0.87        0.95      0.5
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


def shared_vocabulary(counts: pd.DataFrame) -> pd.DataFrame:
    """Return COUNTS of the terms that every text has, with rate, least and dispersion: what tf-idf hides.

    rate: uses per 1,000 of the text; least: the lowest of the term's rates; dispersion: Gries' DP of
    the term over the texts by their size, 0 (every text at the same rate) to 1 (Gries 2008, divided
    as in Lijffijt & Gries 2012). The term with the highest least comes first, then A-Z; each term's
    rows in corpus order.

    >>> compare.shared_vocabulary(counts)[["doc_id", "term", "rate", "dispersion"]].round(2).head(2)
                doc_id      term   rate  dispersion
    0     hussain_2022  security  62.70        0.13
    1  chen_yixin_2023  security  75.54        0.13
    """
    tables.check(counts, "COUNTS")
    size = counts.groupby("doc_id", observed=True)["n"].transform("sum")
    texts = counts.groupby("term", observed=True)["doc_id"].transform("nunique")
    every = texts == counts["doc_id"].nunique()
    table = counts.assign(rate=1000 * counts["n"] / size)[every].reset_index(drop=True)
    share = (size / counts["n"].sum())[every].to_numpy()
    table["least"] = table.groupby("term", observed=True)["rate"].transform("min")
    group, _ = pd.factorize(table["term"])
    table["dispersion"] = terms.deviation(table["n"].to_numpy(), share, group, share.min(initial=1))[group]
    return table.sort_values(["least", "term", "doc_id"], ascending=[False, True, True], ignore_index=True)


def section_lengths(sections: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """Return LENGTHS: one row per section, in reading order, with its share of the document's body words.

    words: the section's own, those of its subsections not among them. total: words of the document. share =
    words / total, 0-1; start = share of the document before the section. Section 0 has a row if it has words.

    >>> compare.section_lengths(layout.sections(lines), tokens)[["doc_id", "words", "share"]].round(2).tail(2)
            doc_id  words  share
    64  cicir_2025   1458   0.15
    65  cicir_2025   1603   0.17
    """
    tables.check(sections, "SECTIONS")
    tables.check(tokens, "TOKENS")
    doc_ids, key = tables.doc_order(sections), ["doc_id", "section"]
    words = tokens.groupby(key, observed=True).size().rename("words").reset_index()
    rows = sections.astype({"doc_id": object}).merge(words.astype({"doc_id": object}), how="outer", on=key)
    unknown = rows[rows["heading"].isna() & (rows["section"] > 0)]
    if len(unknown):
        raise ValueError(f"SECTIONS lacks {unknown[key].values.tolist()}. Make both tables from the same LINES.")
    rows = rows.fillna({"level": 0, "heading": "", "words": 0}).query("section > 0 or words > 0")
    rows = rows.assign(doc_id=pd.Categorical(rows["doc_id"], categories=doc_ids)).sort_values(key)
    of_text = rows.groupby("doc_id", observed=True)["words"]
    rows["total"], before = of_text.transform("sum").astype("int64"), of_text.cumsum() - rows["words"]
    rows["share"], rows["start"] = (part / rows["total"].clip(lower=1) for part in (rows["words"], before))
    return tables.build("LENGTHS", rows[[*tables.TABLES["LENGTHS"], "total"]], doc_ids)


def _unit_vectors(weights: pd.DataFrame):
    """Return the matrix of the weights, each row scaled to length 1, its units and its terms."""
    tables.check(weights, "WEIGHTS")
    if weights.empty:
        raise ValueError("the weights have no row: there is nothing to compare. Weigh the counts of texts with words.")
    if not (weights["weight"] >= 0).all():
        lowest = weights["weight"].min()
        raise ValueError(f"weights below 0 or missing (lowest {lowest:.3g}) give no likeness. Use 'terms.tfidf'.")
    matrix, units, names = terms.matrix(weights, "weight")
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


def ranks(similarity: pd.Series) -> pd.Series:
    """Return the rank of each pair, 1 for the most alike, ties by order of rows."""
    return similarity.rank(method="first", ascending=False, na_option="bottom").astype("int64")
