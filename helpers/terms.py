"""Count words and phrases, and weigh what was counted.

A weight belongs to a unit (a document, a section ...) and a term. The formulas are those of ``measures``; here
stands the step from a long table to a sparse matrix, and back (``matrix``, ``from_matrix``).
"""

from collections.abc import Iterable
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers import measures, tables

UNITS = ("doc_id", "section", "paragraph")
ROWS = 1 << 14  # rows weighed together
PARTS = 10  # of a text, over which the uses of a term are spread
PIECES, PIECE = 10, 50  # a text without breaks is cut into so many pieces, of so many words or more (see coverage)
EXPECTED = 5  # uses on a side below which chi-squared is far off (Cochran 1954)
IDF = {"smoothed": measures.idf, "plain": measures.plain_idf}


def counts(tokens: pd.DataFrame, unit: str | list[str] = "doc_id") -> pd.DataFrame:
    """Return COUNTS: one row per unit and term found in it, units in reading order, terms A-Z; n >= 1.

    unit: ``"doc_id"``, ``"section"`` (of a document), or a list such as ``["doc_id", "paragraph"]``.

    >>> terms.counts(tokens).query("term == 'security'").head(2)
                  doc_id      term    n
    200     hussain_2022  security   20
    970  chen_yixin_2023  security  189
    """
    tables.check(tokens, "TOKENS")
    columns = ["doc_id", "section"] if unit == "section" else [unit] if isinstance(unit, str) else list(unit)
    if columns[:1] != ["doc_id"] or not set(columns) <= set(UNITS):
        raise ValueError(f"cannot count by {unit!r}. Use 'doc_id', 'section' or a list of {list(UNITS)}, doc_id first.")
    made, places, names = _in_matrix(tokens, columns, "token", np.ones(len(tokens), dtype="int64"))
    return from_matrix(made, places, names, "n")


def phrases(tokens: pd.DataFrame, longest: int) -> pd.DataFrame:
    """Return TOKENS of phrases: one row per run of 1 to ``longest`` words, by first word, then the short one first.

    A phrase is words of one paragraph joined by a space, with no word dropped between them (their
    positions follow one another); its position, line and start are those of its first word. ``words`` says how many
    it has.

    >>> terms.phrases(tokens, 3)["token"].head(6).tolist()
    ['the', 'the national', 'the national security', 'national', 'national security', 'national security and']
    """
    tables.check(tokens, "TOKENS")
    if longest < 1:
        raise ValueError(f"a phrase cannot have {longest} words. Give a whole number from 1.")
    word, names = _alphabetical(tokens["token"])
    text, _ = pd.factorize(tokens["doc_id"])
    follows = (np.diff(text) == 0) & (np.diff(tokens["paragraph"]) == 0) & (np.diff(tokens["position"]) == 1)
    follows = np.append(False, follows)[: len(tokens)]
    first, code, term = np.arange(len(tokens)), word.astype("int64"), names.to_numpy(dtype=object)
    firsts, codes, found = [first], [code], [term]
    for length in range(2, longest + 1):
        last = first + length - 1
        whole = np.flatnonzero(follows[np.minimum(last, len(tokens) - 1)] & (last < len(tokens)))
        first, pair = first[whole], code[whole] * len(names) + word[last[whole]]
        pairs, code = np.unique(pair, return_inverse=True)
        term = term[pairs // len(names)] + " " + found[0][pairs % len(names)]
        firsts, codes, found = [*firsts, first], [*codes, code + sum(map(len, found))], [*found, term]
    size = np.repeat(np.arange(1, longest + 1), [len(each) for each in firsts])
    order = np.lexsort((size, np.concatenate(firsts)))
    every = pd.Index(np.concatenate(found), dtype="str")
    rank = np.argsort(by := every.argsort())
    column = pd.Categorical.from_codes(rank[np.concatenate(codes)[order]], every[by])
    table = tokens.iloc[np.concatenate(firsts)[order]].reset_index(drop=True)
    return table.assign(token=column, words=size[order])


def tfidf(
    counts: pd.DataFrame, sublinear: bool = False, idf: str = "smoothed", base: tuple[pd.Series, int] | None = None
) -> pd.DataFrame:
    """Return WEIGHTS: n * (ln((1 + N) / (1 + df)) + 1), each unit's weights scaled to length 1; rows as in COUNTS.

    N: units in the table; df: units with the term; scikit-learn's smoothed form, so a word that all
    units have keeps the factor 1. Range 0-1. With ``sublinear``, 1 + ln(n) stands for n. With ``idf="plain"`` the
    weight is n / words of the unit * ln(N / df), as in textbooks and not scaled: 0 for a word that all units have
    (with ``sublinear``, (1 + ln(n)) * ln(N / df)). ``base`` gives df (by term) and N of a larger corpus.
    Source: Spärck Jones 1972; the smoothing is scikit-learn's.

    >>> terms.tfidf(terms.counts(content)).nlargest(2, "weight").round(3)
                       doc_id      term  weight
    870       chen_yixin_2023  security   0.685
    1871  chen_xiangyang_2024  security   0.659
    """
    tables.check(counts, "COUNTS")
    if idf not in IDF:
        raise ValueError(f"there is no idf {idf!r}. Use one of {list(IDF)}.")
    found, units, names = matrix(counts, "n")
    df, size = base or (pd.Series(np.bincount(found.indices, minlength=len(names)), names), len(units))
    factor = IDF[idf](df.reindex(names).to_numpy(), size)[found.indices]
    if np.isnan(factor).any():
        raise ValueError("the base lacks terms of these counts. Give df and N of texts that have these among them.")
    weight = (1 + np.log(found.data) if sublinear else found.data) * factor
    if idf == "smoothed":
        weight = _scaled(weight, found.indptr)
    elif not sublinear:
        weight = weight / _by_row(found.data, found.indptr)
    found.data = weight
    return from_matrix(found, units, names, "weight")


def text_weights(documents: pd.DataFrame, stop_words: Iterable[str] = ()) -> pd.DataFrame:
    """Return WEIGHTS of whole texts, notes and page furniture included: one row per text and term, terms A-Z.

    The numbers of scikit-learn's ``TfidfVectorizer``, which makes them: a term is a run of two or more letters, digits
    and ``_`` in lower case, none of the ``stop_words``, weighed as in ``tfidf``. For texts that are already clean and
    too many to lay out; nothing leads from here back to the page.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    tables.need(documents, ["doc_id", "text"], "Use 'corpus.load'.")
    vectorizer = TfidfVectorizer(stop_words=sorted(set(stop_words)) or None)
    try:
        weights = vectorizer.fit_transform(documents["text"])
    except ValueError as error:
        raise ValueError("the texts have no word of two letters, or none but stop words. Give others.") from error
    weights.sort_indices()
    texts = pd.DataFrame({"doc_id": pd.Categorical(documents["doc_id"], categories=tables.doc_order(documents))})
    return from_matrix(weights, texts, pd.Index(vectorizer.get_feature_names_out(), dtype="str"), "weight")


def weigh(counts: pd.DataFrame, measure: str, prior: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return WEIGHTS by any measure of ``measures.MEASURES``, each unit against the rest, with n and rest.

    rest: uses in the other units. Rows as in COUNTS: a term absent from a unit has no row. prior: a table of term and
    n, such as COUNTS of other texts, as words of prior for each term; only ``log_odds`` uses it.
    """
    entry, (table, cells) = measures.measure(measure), cells_of(counts, prior)
    weight = np.empty(len(table))
    for begin in range(0, len(table), ROWS):
        part = slice(begin, begin + ROWS)
        weight[part] = entry.weight(cells.at(part))
    if entry.scaled:
        _, ends, _ = _in_units(table, units(table))
        weight = _scaled(weight, ends)
    table.insert(table.columns.get_loc("term") + 1, "weight", weight)
    return table


def keyness(counts: pd.DataFrame) -> pd.DataFrame:
    """Return WEIGHTS by log-likelihood (G2), each unit against the rest, with n, rest (uses elsewhere) and p.

    Negative where the unit uses the term at a lower rate than the rest. Rows as in COUNTS. Words are set against words,
    phrases against phrases of as many words. p: chance of so high a G2 under one rate for all (chi-squared, 1 degree of
    freedom; where fewer than 5 uses are expected on a side an exact binomial test, twice the smaller tail), times the
    number of terms of as many words tested in the unit (Bonferroni), at most 1. It takes words as drawn one by one,
    which they are not: it ranks rather than proves. Source: Dunning 1993; Rayson & Garside 2000 sum a and b only.

    >>> keyness = terms.keyness(terms.counts(tokens))
    >>> keyness.nlargest(2, "weight")[["doc_id", "term", "weight", "n", "rest"]].round(1)
                  doc_id     term  weight   n  rest
    837  chen_yixin_2023  pattern    88.0  46    27
    831  chen_yixin_2023    party    84.7  46    29
    """
    from scipy.special import betainc, betaincc, erfc, erfcinv

    table = weigh(counts, "keyness")
    group, length = _families(table)
    tested, n, rest = np.bincount(group), table["n"].to_numpy(), table["rest"].to_numpy()
    root, needed = np.sqrt(np.abs(table["weight"].to_numpy()) / 2), erfcinv(1 / np.maximum(tested, 1)) * (1 - 1e-9)
    below, p = np.flatnonzero(~(root < needed[group])), np.ones(len(table))  # p of the other rows is 1
    p[below] = erfc(root[below])
    share = (np.bincount(group, n)[group] / np.bincount(length, n)[length])[below]
    few = (n + rest)[below] * np.minimum(share, 1 - share) < EXPECTED
    a, b, share, few = n[below][few], rest[below][few], share[few], below[few]
    more, less = np.where(a > 0, betainc(a, b + 1, share), 1), np.where(b > 0, betaincc(a + 1, b, share), 1)
    p[few] = 2 * np.minimum(more, less)
    return table.assign(p=np.where(p < 1, np.minimum(p * tested[group], 1), 1))


def _families(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the family of each row, terms of one unit and of as many words, and the blanks in its term."""
    blanks = blanks_of(table["term"].cat.categories)[table["term"].cat.codes]
    _, ends, _ = _in_units(table, units(table))
    return np.repeat(np.arange(len(ends) - 1), np.diff(ends)) * (blanks.max(initial=0) + 1) + blanks, blanks


def blanks_of(names: pd.Index) -> np.ndarray:
    """Return how many blanks each term has: one less than words."""
    return pc.count_substring(pa.array(names.astype("str")), " ").to_numpy().astype("int64")


def log_ratio(counts: pd.DataFrame) -> pd.DataFrame:
    """Return WEIGHTS by log2((a / c) / (b / d)), with n and rest: 1 means twice the rate of the rest, -1 half of it.

    A term the rest does not have counts as b = 0.5 there. Rows as in COUNTS. An effect size: it says
    nothing of how sure it is, and rare terms reach the extremes. Source: Hardie 2014.

    >>> ratio = terms.log_ratio(terms.counts(tokens)).query("term == 'peace'")
    >>> ratio[["doc_id", "weight", "n", "rest"]].round(2).head(1)
                  doc_id  weight  n  rest
    839  chen_yixin_2023    0.93  5    15
    """
    return weigh(counts, "log_ratio")


def log_odds(counts: pd.DataFrame, prior: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return WEIGHTS by the z-score of the log-odds ratio with an informative Dirichlet prior, with n and rest.

    The prior of a term is p = s * (a + b) / (c + d), s = (c + d) / number of units: all units together,
    scaled down to the size of a mean one; or n of the table ``prior`` (term, n). The difference of the log-odds,
    ln((a + p) / (c + s - a - p)) - ln((b + p) / (d + s - b - p)), is divided by its standard error,
    sqrt(1 / (a + p) + 1 / (b + p)). Above 0: the unit uses the term more. Rows as in COUNTS.
    Source: Monroe, Colaresi & Quinn 2008.

    >>> odds = terms.log_odds(terms.counts(tokens))
    >>> odds.nlargest(2, "weight")[["doc_id", "term", "weight", "n", "rest"]].round(1)
                       doc_id      term  weight    n  rest
    1794  chen_xiangyang_2024  national     7.6  235   357
    837       chen_yixin_2023   pattern     7.4   46    27
    """
    return weigh(counts, "log_odds", prior)


def dispersion(tokens: pd.DataFrame, parts: int = PARTS) -> pd.DataFrame:
    """Return doc_id, term, n, dispersion: Gries' DP of each term over equal parts of each text; rows as in COUNTS.

    The tokens of a text, in order, are cut into ``parts`` of equal size (to a token). DP = half the sum
    over parts of |the part's share of the term's uses - its share of the text|, divided by 1 - the
    smallest share of the text: 0 is perfectly even, 1 all in one part. A term with fewer uses than
    there are parts cannot reach 0. Source: Gries 2008; divided as in Lijffijt & Gries 2012.

    >>> terms.dispersion(tokens).query("doc_id == 'cicir_2025' and term in ['and', 'peace']").round(2)
              doc_id   term    n  dispersion
    4048  cicir_2025    and  509        0.09
    5116  cicir_2025  peace    6        0.78
    """
    tables.check(tokens, "TOKENS")
    if parts < 2:
        raise ValueError(f"cannot spread a text over {parts} part. Give at least 2.")
    groups = tokens.groupby("doc_id", observed=True)["token"]
    part = groups.cumcount().to_numpy() * parts // groups.transform("size").to_numpy()
    uses, places, names = matrix(counts(tokens.assign(paragraph=part), ["doc_id", "paragraph"]), "n")
    words = pd.Series(uses.sum(axis=1)).groupby(places["doc_id"], observed=True)
    share = words.transform(lambda size: size / size.sum()).to_numpy()
    text = places["doc_id"].cat.codes.to_numpy(dtype="int64")
    row = np.repeat(np.arange(len(places)), np.diff(uses.indptr))
    found, group = np.unique(text[row] * len(names) + uses.indices, return_inverse=True)
    text_of, term_of = np.divmod(found, len(names))
    smallest = np.ones(text.max(initial=0) + 1)
    np.minimum.at(smallest, text, share)
    columns = {"doc_id": pd.Categorical.from_codes(text_of, dtype=places["doc_id"].dtype)}
    columns |= {"term": pd.Categorical.from_codes(term_of, names), "n": np.bincount(group, uses.data).astype("int64")}
    return pd.DataFrame(columns | {"dispersion": deviation(uses.data, share[row], group, smallest[text_of])})


def deviation(n: np.ndarray, share: np.ndarray, group: np.ndarray, smallest: np.ndarray) -> np.ndarray:
    """Return the normalised DP of each group from the parts where it occurs: n uses, the part's share of the whole."""
    gap = np.abs(n / np.bincount(group, n)[group] - share)
    missed = 1 - np.bincount(group, share)
    return (np.bincount(group, gap) + missed) / 2 / np.maximum(1 - smallest, np.finfo(float).tiny)


def cells_of(counts: pd.DataFrame, prior: pd.DataFrame | None = None) -> tuple[pd.DataFrame, measures.Cells]:
    """Return COUNTS with ``rest``, the uses of each term in the other units, and the ``measures.Cells`` of its rows."""
    tables.check(counts, "COUNTS")
    found, places, names = matrix(counts, "n")
    if len(places) < 2:
        raise ValueError("one unit has no rest to be set against. Count two texts or more.")
    table, uses = from_matrix(found, places, names, "n"), found.sum(axis=0)
    group, length = _families(table)  # phrases have their share of all phrases of as many words
    size, whole = np.bincount(group, found.data)[group], np.bincount(length, found.data)[length]
    df = np.bincount(found.indices, found.data > 0)  # a row may say that its unit does not use the term
    rest = uses[found.indices] - found.data
    given = None if prior is None else _prior(prior, names, found.indices)
    cells = measures.Cells(found.data, rest, size, whole - size, df[found.indices], len(places), given)
    return table.assign(rest=rest), cells


def _prior(prior: pd.DataFrame, names: pd.Index, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the words of prior of the term of each row, and of all terms of as many words."""
    if not {"term", "n"} <= set(prior.columns):
        raise ValueError(f"a prior has the columns term and n; this has {list(prior.columns)}.")
    words = prior.groupby(prior["term"].astype(str))["n"].sum().reindex(names.astype(str))
    lacking = words[~(words > 0)].index.tolist()
    if lacking:
        raise ValueError(f"the prior has no words for {lacking[:5]}. Give each term a number above 0, such as 0.01.")
    own, length = words.to_numpy(dtype="float64"), blanks_of(names)
    return own[rows], np.bincount(length, own)[length][rows]


def _by_row(data: np.ndarray, indptr: np.ndarray) -> np.ndarray:
    """Return, for each place of a sparse matrix, the sum of its row."""
    row = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    return np.bincount(row, data, len(indptr) - 1)[row]


def _scaled(weight: np.ndarray, indptr: np.ndarray) -> np.ndarray:
    """Return weights divided by the length of their row, the root of the sum of their squares."""
    return weight / np.sqrt(_by_row(weight * weight, indptr))


def top(weights: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the rows of WEIGHTS with the ``most`` highest weights of each text: by text, high first, ties in order."""
    places, ends, _ = _in_units(weights, ["doc_id"])
    weight = weights["weight"].to_numpy()
    kept = [places[:0]]
    for begin, end in pairwise(ends.tolist()):
        rows = places[begin:end]
        high = weight[rows]
        if 0 < most < len(rows):
            rows = rows[high >= np.partition(high, len(high) - most)[len(high) - most]]
        kept.append(rows[np.argsort(-weight[rows], kind="stable")[:most]])
    return weights.take(np.concatenate(kept)).reset_index(drop=True)


def units(table: pd.DataFrame) -> list[str]:
    """Return the columns of a table of terms that say which unit a row belongs to."""
    return [column for column in UNITS if column in table.columns]


def matrix(table: pd.DataFrame, value: str):
    """Return (sparse matrix, units, terms) of COUNTS or WEIGHTS: a row per unit in reading order, columns A-Z.

    value: the column that is put into it, ``"n"`` or ``"weight"``. ``from_matrix`` leads back.
    """
    return _in_matrix(table, units(table), "term", table[value].to_numpy())


def paragraph_counts(tokens: pd.DataFrame):
    """Return the matrix of counts, a row per paragraph, the number of each row's text, the texts and the terms."""
    made, places, names = matrix(counts(tokens, ["doc_id", "paragraph"]), "n")
    return made, *pd.factorize(places["doc_id"]), names


def in_pieces(tokens: pd.DataFrame, least: int) -> tuple[pd.DataFrame, list]:
    """Return TOKENS whose texts without breaks are cut into 10 pieces of equal length, and the ids of these texts.

    Without breaks: fewer than ``least`` paragraphs, or over half of the words in one; a piece has 50 words or more.
    """
    of_text = tokens.groupby("doc_id", observed=True)["paragraph"]
    size, most = of_text.transform("size"), of_text.transform(lambda own: own.value_counts().max())
    cut = ((of_text.transform("nunique") < least) | (2 * most > size)) & (size >= PIECES * PIECE)
    pieces = tokens["paragraph"].mask(cut, of_text.cumcount() * PIECES // size + 1)
    return tokens.assign(paragraph=pieces), tokens.loc[cut, "doc_id"].unique().tolist()


def unfolded(counts: pd.DataFrame, share: float) -> list[bool]:
    """Return of each row of COUNTS whether no longer term of its unit has so large a ``share`` of its uses, or more."""
    n = dict(zip(zip(counts["doc_id"], counts["term"], strict=True), counts["n"], strict=True))
    folded = set()
    for (text, term), uses in n.items():
        parts = term.split(" ")
        inside = {" ".join(parts[i:j]) for i, j in combinations(range(len(parts) + 1), 2)} - {term}
        folded |= {(text, inner) for inner in inside if uses >= share * n.get((text, inner), np.inf)}
    return [key not in folded for key in n]


def _in_matrix(table: pd.DataFrame, columns: list[str], term: str, values: np.ndarray):
    """Return (sparse matrix, units, terms) of a table with a value for each row; those of one unit and term are summed.

    ``columns`` say which unit a row belongs to, ``term`` names the column of its term.
    """
    from scipy.sparse import csr_array

    order, ends, places = _in_units(table, columns)
    column, names = _alphabetical(table[term])
    made = csr_array((values[order], column[order].astype("int64"), ends), shape=(len(places), len(names)))
    made.sum_duplicates()
    return made, places, names


def from_matrix(made, places: pd.DataFrame, names: pd.Index, value: str) -> pd.DataFrame:
    """Return the long table of a sparse matrix: the columns of its units, term and ``value``."""
    size = np.diff(made.indptr)
    columns = {name: column.array.repeat(size) for name, column in places.items()}
    columns |= {"term": pd.Categorical.from_codes(made.indices, categories=names), value: made.data}
    return pd.DataFrame(columns, copy=False)


def _in_units(table: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Return the order of rows by unit, where each unit ends (the first end is 0), and the units, in reading order."""
    doc = pd.Categorical(table["doc_id"], categories=tables.doc_order(table))
    keys = {"doc_id": doc.codes} | {name: table[name].to_numpy() for name in columns[1:]}
    order = np.lexsort([*keys.values()][::-1])
    new = np.any([np.diff(key[order], prepend=key[order[:1]] - 1) != 0 for key in keys.values()], axis=0)
    first = np.flatnonzero(new)
    units = {name: table[name].array.take(order[first]) for name in columns[1:]}
    return order, np.append(first, len(table)), pd.DataFrame({"doc_id": doc.take(order[first])} | units)


def _alphabetical(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return the code of each word and the words, A-Z."""
    words = pd.Categorical(column)
    if (words.codes < 0).any():
        raise ValueError(f"a row has no {column.name}. Drop the rows without one.")
    if not words.categories.is_monotonic_increasing:
        words = words.set_categories(words.categories.sort_values())
    return words.codes, words.categories
