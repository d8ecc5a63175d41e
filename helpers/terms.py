"""Count words and phrases, and weigh what was counted.

A weight belongs to a unit (a document, a section ...) and a term. Measures that set a unit against
the rest use four numbers: a = uses of the term in the unit, b = its uses in all other units,
c = all uses of all terms in the unit, d = all uses of all terms in the other units.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count, pairwise

import numpy as np
import pandas as pd

from helpers import tables
from helpers.words import tokenizer

UNITS = ("doc_id", "section", "paragraph")
TOKENS = 1 << 17  # tokens sorted together
ROWS = 1 << 14  # rows weighed together


def counts(tokens: pd.DataFrame, unit: str | list[str] = "doc_id") -> pd.DataFrame:
    """Return COUNTS: one row per unit and term found in it, units in reading order, terms A-Z; n >= 1.

    unit: ``"doc_id"``, ``"section"`` (of a document), or a list such as ``["doc_id", "paragraph"]``.
    """
    tables.check(tokens, "TOKENS")
    columns = ["doc_id", "section"] if unit == "section" else [unit] if isinstance(unit, str) else list(unit)
    if columns[:1] != ["doc_id"] or not set(columns) <= set(UNITS):
        raise ValueError(f"cannot count by {unit!r}. Use 'doc_id', 'section' or a list of {list(UNITS)}, doc_id first.")
    order, ends, units = _in_units(tokens, columns)
    column, names = _alphabetical(tokens["token"])
    return _rows(_counted(column[order], ends, len(names)), units, names, "n")


def phrases(tokens: pd.DataFrame, longest: int) -> pd.DataFrame:
    """Return TOKENS of phrases: one row per run of 1 to ``longest`` words, by first word, then the short one first.

    A phrase is words of one paragraph joined by a space, with no word dropped between them (their
    positions follow one another); its position, line and start are those of its first word.
    """
    tables.check(tokens, "TOKENS")
    if longest < 1:
        raise ValueError(f"a phrase cannot have {longest} words. Give a whole number from 1.")
    word, names = _alphabetical(tokens["token"])
    follows = _follows(tokens)
    first, code, text = np.arange(len(tokens)), word.astype("int64"), names.to_numpy(dtype=object)
    firsts, codes, texts = [first], [code], [text]
    for length in range(2, longest + 1):
        last = first + length - 1
        whole = np.flatnonzero(follows[np.minimum(last, len(tokens) - 1)] & (last < len(tokens)))
        first, pair = first[whole], code[whole] * len(names) + word[last[whole]]
        found, code = np.unique(pair, return_inverse=True)
        text = text[found // len(names)] + " " + texts[0][found % len(names)]
        firsts, codes, texts = [*firsts, first], [*codes, code + sum(map(len, texts))], [*texts, text]
    order = np.lexsort((np.repeat(range(longest), [len(each) for each in firsts]), np.concatenate(firsts)))
    column = pd.Categorical.from_codes(np.concatenate(codes)[order], pd.Index(np.concatenate(texts), dtype="str"))
    table = tokens.iloc[np.concatenate(firsts)[order]].reset_index(drop=True)
    return table.assign(token=column.set_categories(column.categories.sort_values()))


def tfidf(counts: pd.DataFrame, sublinear: bool = False) -> pd.DataFrame:
    """Return WEIGHTS: n * (ln((1 + N) / (1 + df)) + 1), each unit's weights scaled to length 1; rows as in COUNTS.

    N: units in the table; df: units with the term; scikit-learn's smoothed form, so a word that all
    units have keeps the factor 1. With ``sublinear``, 1 + ln(n) stands for n. Range 0-1.
    Source: Spärck Jones 1972; the smoothing is scikit-learn's, whose ``TfidfTransformer`` computes it.
    """
    return _weights(counts, sublinear)


def text_weights(documents: pd.DataFrame) -> pd.DataFrame:
    """Return WEIGHTS of whole texts, notes and page furniture included: one row per text and term, terms A-Z.

    The numbers of scikit-learn's ``TfidfVectorizer`` as it comes: a term is a run of two or more letters, digits and
    ``_`` in lower case, weighed as in ``tfidf``. For texts that are already clean and too many to lay out;
    nothing leads from here back to the page.
    """
    missing = [column for column in ("doc_id", "text") if column not in documents]
    if missing:
        raise ValueError(f"table lacks {missing}; it has {list(map(str, documents.columns))}. Use 'corpus.load'.")
    numbers, columns, counted, sizes = defaultdict(count().__next__), [], [], [np.zeros(0, dtype="int32")]
    for texts in tokenizer.blocks(documents["text"].array):
        for each, found in zip((columns, counted, sizes), _run_counts(texts, numbers), strict=True):
            each.append(found)
    if not numbers:
        raise ValueError("the texts have no word of two letters. Give texts with words.")
    names, rank = tokenizer.ranked(list(numbers), [True] * len(numbers))
    frequency = sum(np.bincount(column, minlength=len(names)) for column in columns)
    factor = np.log((1 + len(documents)) / (1 + frequency)) + 1
    doc_id = pd.Categorical(documents["doc_id"], categories=tables.doc_order(documents))
    doc_id = pd.Categorical.from_codes(np.repeat(doc_id.codes, np.concatenate(sizes)), dtype=doc_id.dtype)
    term, weight = np.empty(len(doc_id), dtype="int32"), np.empty(len(doc_id))
    end = len(doc_id)
    while columns:
        column, n, size = columns.pop(), counted.pop(), sizes.pop()
        row, begin = np.repeat(np.arange(len(size), dtype="int32"), size), end - len(column)
        here = factor[column] * n
        term[begin:end], weight[begin:end] = rank[column], here / np.sqrt(np.bincount(row, here * here))[row]
        end = begin
    term = pd.Categorical.from_codes(term, categories=pd.Index(names, dtype="str"))
    return pd.DataFrame({"doc_id": doc_id, "term": term, "weight": weight}, copy=False)


def _run_counts(texts: list[str], numbers: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return number and count of the runs of some texts, by text, then A-Z, and how many different ones each has."""
    code, ends, names = tokenizer.runs(texts)
    matrix = _counted(code, ends, len(names))
    number = np.array([numbers[name] for name in names], dtype="int32")
    smallest = np.min_scalar_type(matrix.data.max(initial=0))
    return number[matrix.indices], matrix.data.astype(smallest), np.diff(matrix.indptr)


def keyness(counts: pd.DataFrame) -> pd.DataFrame:
    """Return WEIGHTS by log-likelihood, each unit against the rest, with n, rest (uses elsewhere) and p.

    weight = G2 = 2 * sum of O * ln(O / E) over the four cells a, b, c - a, d - b; E: row sum * column
    sum / (c + d). Negative where the unit uses the term at a lower rate than the rest. Rows as in
    COUNTS: a term absent from a unit has no row. p: chance of so high a G2 under one rate for all
    (chi-squared, 1 degree of freedom), times the number of terms tested in the unit (Bonferroni), at
    most 1. It takes words as drawn one by one, which they are not: it ranks rather than proves.
    Source: Dunning 1993. Rayson & Garside 2000 sum the cells a and b only, which is nearly the same.
    """
    from scipy.special import erfc, erfcinv

    table, tested, a, b, c, d = _against_rest(counts)
    tests, needed = np.repeat(tested, tested), np.repeat(erfcinv(1 / tested) * (1 - 1e-9), tested)
    weight, p = np.empty(len(table)), np.ones(len(table))
    for begin in range(0, len(table), ROWS):
        part = slice(begin, begin + ROWS)
        weight[part] = _log_likelihood(a[part], b[part], c[part], d[part])
        root = np.sqrt(np.abs(weight[part]) / 2)
        below = np.flatnonzero(~(root < needed[part]))  # p of the other rows is 1
        p[begin + below] = np.minimum(erfc(root[below]) * tests[begin + below], 1.0)
    return _weighed(table, weight).assign(p=p)


def log_ratio(counts: pd.DataFrame) -> pd.DataFrame:
    """Return WEIGHTS by log2((a / c) / (b / d)), with n and rest: 1 means twice the rate of the rest, -1 half of it.

    A term the rest does not have counts as b = 0.5 there. Rows as in COUNTS. An effect size: it says
    nothing of how sure it is, and rare terms reach the extremes. Source: Hardie 2014.
    """
    table, _, a, b, c, d = _against_rest(counts)
    return _weighed(table, _log_rate_ratio(a, b, c, d))


def log_odds(counts: pd.DataFrame) -> pd.DataFrame:
    """Return WEIGHTS by the z-score of the log-odds ratio with an informative Dirichlet prior, with n and rest.

    The prior of a term is p = s * (a + b) / (c + d), s = (c + d) / number of units: all units together,
    scaled down to the size of a mean one. The difference of the log-odds,
    ln((a + p) / (c + s - a - p)) - ln((b + p) / (d + s - b - p)), is divided by its standard error,
    sqrt(1 / (a + p) + 1 / (b + p)). Above 0: the unit uses the term more. Rows as in COUNTS.
    Source: Monroe, Colaresi & Quinn 2008.
    """
    table, tested, a, b, c, d = _against_rest(counts)
    s = (c + d) / len(tested)
    return _weighed(table, _odds_score(a, b, c, d, s * (a + b) / (c + d), s))


def dispersion(tokens: pd.DataFrame, parts: int = 10) -> pd.DataFrame:
    """Return doc_id, term, n, dispersion: Gries' DP of each term over equal parts of each text; rows as in COUNTS.

    The tokens of a text, in order, are cut into ``parts`` of equal size (to a token). DP = half the sum
    over parts of |the part's share of the term's uses - its share of the text|, divided by 1 - the
    smallest share of the text: 0 is perfectly even, 1 all in one part. A term with fewer uses than
    there are parts cannot reach 0. Source: Gries 2008; divided as in Lijffijt & Gries 2012.
    """
    tables.check(tokens, "TOKENS")
    if parts < 2:
        raise ValueError(f"cannot spread a text over {parts} part. Give at least 2.")
    groups = tokens.groupby("doc_id", observed=True)["token"]
    part = groups.cumcount().to_numpy() * parts // groups.transform("size").to_numpy()
    columns = ["doc_id", "paragraph"]
    matrix, units, names = _matrix(tokens.assign(paragraph=part, n=1), columns, "token", "n")
    words = pd.Series(matrix.sum(axis=1)).groupby(units["doc_id"], observed=True)
    share = words.transform(lambda size: size / size.sum()).to_numpy()
    text = units["doc_id"].cat.codes.to_numpy(dtype="int64")
    row = np.repeat(np.arange(len(units)), np.diff(matrix.indptr))
    found, group = np.unique(text[row] * len(names) + matrix.indices, return_inverse=True)
    text_of, term_of = np.divmod(found, len(names))
    smallest = np.ones(text.max(initial=0) + 1)
    np.minimum.at(smallest, text, share)
    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(text_of, dtype=units["doc_id"].dtype),
            "term": pd.Categorical.from_codes(term_of, categories=names),
            "n": np.bincount(group, matrix.data).astype("int64"),
            "dispersion": _deviation(matrix.data, share[row], group, smallest[text_of]),
        }
    )


def _deviation(n: np.ndarray, share: np.ndarray, group: np.ndarray, smallest: np.ndarray) -> np.ndarray:
    """Return the normalised DP of each group from the parts where it occurs: n uses, the part's share of the whole."""
    gap = np.abs(n / np.bincount(group, n)[group] - share)
    missed = 1 - np.bincount(group, share)
    return (np.bincount(group, gap) + missed) / 2 / np.maximum(1 - smallest, np.finfo(float).tiny)


def _weights(
    counts: pd.DataFrame, sublinear: bool, frequencies: pd.Series | None = None, size: int = 0
) -> pd.DataFrame:
    """Return the weights of ``tfidf``; of a part of larger COUNTS with the ``frequencies`` in all ``size`` units."""
    from sklearn.feature_extraction.text import TfidfTransformer

    tables.check(counts, "COUNTS")
    matrix, units, names = _matrix(counts, _units(counts), "term", "n")
    transformer = TfidfTransformer(sublinear_tf=sublinear)
    if frequencies is None:
        transformer.fit(matrix)
    else:
        transformer.idf_ = np.log((1 + size) / (1 + frequencies.loc[names].to_numpy(dtype="float64"))) + 1
    return _rows(transformer.transform(matrix), units, names, "weight")


def _tfidf(n: np.ndarray) -> np.ndarray:
    """Return the weights of ``tfidf`` for a full array of counts, units x terms, for arrays made by the hundred."""
    weight = n * (np.log((1 + len(n)) / (1 + np.count_nonzero(n, axis=0))) + 1)
    return weight / np.maximum(np.sqrt((weight**2).sum(axis=1, keepdims=True)), np.finfo(float).tiny)


def _log_likelihood(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Return signed G2 of the cells a, b, c - a, d - b, each as far from what is awaited of it as the others."""
    here = (a + b) * (c / (c + d))
    there, gap = a + b - here, a - here
    cells = _entropy(a, here, gap) + _entropy(b, there, -gap)
    cells += _entropy(c - a, c - here, -gap) + _entropy(d - b, d - there, gap)
    return np.where(a * d < b * c, -2.0, 2.0) * np.maximum(cells, 0)


def _entropy(seen: np.ndarray, awaited: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Return seen * ln(seen / awaited), 0 where nothing is seen, from their difference."""
    least = np.finfo(float)
    return seen * np.log1p(np.maximum(gap / np.maximum(awaited, least.tiny), least.epsneg - 1))


def _log_rate_ratio(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Return log2 of the ratio of the rates a / c and b / d, a zero on one side taken as 0.5; 0 if both are zero."""
    ratio = np.where(a == 0, 0.5, a) / c / (np.where(b == 0, 0.5, b) / d)
    return np.where(a + b == 0, 0.0, np.log2(ratio))


def _odds_score(a, b, c, d, p, s) -> np.ndarray:
    """Return the z-score of the log-odds ratio with p words of prior for the term among s of prior in all."""
    difference = np.log((a + p) / (c + s - a - p)) - np.log((b + p) / (d + s - b - p))
    return difference / np.sqrt(1 / (a + p) + 1 / (b + p))


def _against_rest(counts: pd.DataFrame) -> tuple[pd.DataFrame, *tuple[np.ndarray, ...]]:
    """Return COUNTS with ``rest``, the number of terms of each unit, and a, b, c and d of each row."""
    tables.check(counts, "COUNTS")
    matrix, units, names = _matrix(counts, _units(counts), "term", "n")
    if len(units) < 2:
        raise ValueError("one unit has no rest to be set against. Count two texts or more.")
    tested, size, uses = np.diff(matrix.indptr), matrix.sum(axis=1).astype("float64"), matrix.sum(axis=0)
    rest = uses[matrix.indices] - matrix.data
    c = np.repeat(size, tested)
    table = _rows(matrix, units, names, "n").assign(rest=rest)
    return table, tested, matrix.data, rest, c, size.sum() - c


def _weighed(table: pd.DataFrame, weight: np.ndarray) -> pd.DataFrame:
    """Put ``weight`` after the term into a table, and return it."""
    table.insert(table.columns.get_loc("term") + 1, "weight", weight)
    return table


def _top(weights: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the rows of WEIGHTS with the ``most`` highest weights of each text: by text, high first, ties in order."""
    order, ends, _ = _in_units(weights, ["doc_id"])
    places, weight = np.arange(len(weights))[order], weights["weight"].to_numpy()
    kept = [places[:0]]
    for begin, end in pairwise(ends.tolist()):
        rows = places[begin:end]
        high = weight[rows]
        if 0 < most < len(rows):
            rows = rows[high >= np.partition(high, len(high) - most)[len(high) - most]]
        kept.append(rows[np.argsort(-weight[rows], kind="stable")[:most]])
    return weights.take(np.concatenate(kept)).reset_index(drop=True)


def _units(table: pd.DataFrame) -> list[str]:
    """Return the columns of a table of terms that say which unit a row belongs to."""
    return [column for column in UNITS if column in table.columns]


def _matrix(table: pd.DataFrame, columns: list[str], term: str, value: str):
    """Return (sparse matrix, units, terms): a row per unit in reading order, a column per term A-Z."""
    from scipy.sparse import csr_array

    order, ends, units = _in_units(table, columns)
    column, names = _alphabetical(table[term])
    data = np.array(table[value].to_numpy()[order])
    matrix = csr_array((data, column[order].astype("int32"), ends), shape=(len(units), len(names)))
    if not matrix.has_canonical_format:
        matrix = matrix.tocsc().tocsr()  # by column first: rows are sorted by it without comparing
        matrix.sum_duplicates()
    return matrix, units, names


def _in_units(table: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray | slice, np.ndarray, pd.DataFrame]:
    """Return the order of rows by unit (of tables in reading order: all as they are), where each unit ends, the units.

    The units are in reading order; the first end is 0.
    """
    doc = pd.Categorical(table["doc_id"], categories=tables.doc_order(table))
    rises, same = np.zeros(max(len(table) - 1, 0), dtype=bool), np.ones(max(len(table) - 1, 0), dtype=bool)
    for each in (doc.codes, *(table[column].to_numpy() for column in columns[1:])):
        rises |= same & (each[1:] > each[:-1])
        same &= each[1:] == each[:-1]
    if (rises | same).all() and (doc.codes[:1] >= 0).all():
        order, ends = slice(None), np.concatenate([[0], np.flatnonzero(rises) + 1, [len(table)] * (len(table) > 0)])
        first = ends[:-1]
    else:
        row = table.assign(doc_id=doc).groupby(columns, observed=True, sort=True).ngroup().to_numpy()
        order, ends = np.argsort(row, kind="stable"), np.cumsum(np.append(0, np.bincount(row)))
        first = order[ends[:-1]]
    units = {column: table[column].array.take(first) for column in columns[1:]}
    return order, ends, pd.DataFrame({"doc_id": doc.take(first)} | units)


def _counted(code: np.ndarray, ends: np.ndarray, width: int):
    """Return the matrix of counts of codes below ``width`` in the units that end at ``ends``.

    A code and its unit make one number; those of some units at a time are sorted.
    """
    from scipy.sparse import csr_array

    bits = width.bit_length()
    edges = np.unique(np.append(np.searchsorted(ends, np.arange(0, max(ends[-1], 1), TOKENS)), len(ends) - 1))
    codes, counted, sizes = [np.zeros(0, dtype="int32")], [np.zeros(0, dtype="int64")], [[0]]
    for begin, end in pairwise(edges):
        unit = np.arange(end - begin, dtype=np.min_scalar_type(-1 - (int(end - begin) << bits))) << bits
        key = np.repeat(unit, np.diff(ends[begin : end + 1])) + code[ends[begin] : ends[end]].astype(unit.dtype)
        key.sort()
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
        codes.append((key[first] & ((1 << bits) - 1)).astype("int32"))
        counted.append(np.diff(np.append(first, len(key))))
        sizes.append(np.bincount(key[first] >> bits, minlength=end - begin))
    codes, counted, sizes = (np.concatenate(each) for each in (codes, counted, sizes))
    return csr_array((counted, codes, np.cumsum(sizes)), shape=(len(ends) - 1, width))


def _rows(matrix, units: pd.DataFrame, names: pd.Index, value: str) -> pd.DataFrame:
    """Return the long table of a matrix: the unit's columns, term and ``value``."""
    size = np.diff(matrix.indptr)
    columns = {name: column.array.repeat(size) for name, column in units.items()}
    columns |= {"term": pd.Categorical.from_codes(matrix.indices, categories=names), value: matrix.data}
    return pd.DataFrame(columns, copy=False)


def _alphabetical(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return the code of each word and the words, A-Z."""
    words = pd.Categorical(column)
    if (words.codes < 0).any():
        raise ValueError(f"a row has no {column.name}. Drop the rows without one.")
    if not words.categories.is_monotonic_increasing:
        words = words.set_categories(words.categories.sort_values())
    return words.codes, words.categories


def _follows(tokens: pd.DataFrame) -> np.ndarray:
    """Return, for each token, whether it is the next word of the same paragraph as the row before it."""
    follows = np.zeros(len(tokens), dtype=bool)
    text, _ = pd.factorize(tokens["doc_id"])
    same = (np.diff(text) == 0) & (np.diff(tokens["paragraph"]) == 0) & (np.diff(tokens["position"]) == 1)
    follows[1:] = same
    return follows


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
