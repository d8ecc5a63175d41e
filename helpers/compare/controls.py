"""What else may make two texts alike, or a list long: length, one quotation, chance."""

import numpy as np
import pandas as pd

from helpers import measures, tables, terms
from helpers.compare.doubt import ALIKE, CHANCE
from helpers.compare.similarity import ranks, similarity

QUOTED = 20  # words of a shared passage that two authors hardly write alike by chance
MOVED = 3  # ranks by which a pair must move to be marked: neighbours change places by little
BUNCHED = 0.6  # dispersion above which most uses stand together
FAR, BELL = 2, 1 / 3  # standard deviations that chance seldom reaches; one of n uses in tenths is this by sqrt(n)
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
    pairs, (matrix, _, names) = similarity(terms.tfidf(counts := terms.counts(tokens))), terms.matrix(counts, "n")
    idf = measures.idf(np.bincount(matrix.indices, minlength=len(names)), matrix.shape[0])
    code = names.get_indexer(tokens["token"].astype(str))
    own = [at for doc_id in tables.doc_order(tokens) if len(at := code[tokens["doc_id"] == doc_id])]
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

    passages: PASSAGES of ``shared_passages``. Only those that a pair shares are left out (copies have 0, no rank), a
    wording of many texts in each of them; the idf stays. words: left out; rank, rank_without; moved: by 3 or more.

    >>> pairs = compare.without_passages(content, passages.shared_passages(tokens, paragraphs))
    >>> print(*pairs.loc[pairs["words"].idxmax(), ["similarity", "without"]].astype(float).round(2))
    0.76 0.73
    """
    tables.check(passages, "PASSAGES")
    pairs, (matrix, units, names) = similarity(terms.tfidf(counts := terms.counts(tokens))), terms.matrix(counts, "n")
    base = pd.Series(np.bincount(matrix.indices, minlength=len(names)), names), len(units)
    doc, rows = tokens["doc_id"].astype(str).to_numpy(), []
    long = [_standing(tokens, row) for row in passages[passages["words"] >= least].itertuples()]
    held = [{*doc[at]} for at in long]
    for pair in zip(pairs["left"].astype(str), pairs["right"].astype(str), strict=True):
        out, both = np.zeros(len(tokens), dtype=bool), np.isin(doc, pair)
        for at in (at for at, texts in zip(long, held, strict=True) if texts.issuperset(pair)):
            out[at] = both[at]
        weights = terms.tfidf(terms.counts(tokens[both & ~out]), base=base)
        rows.append((0.0 if weights.empty else similarity(weights)["similarity"].sum(), int(out.sum())))
    pairs = pairs.join(pd.DataFrame(rows, columns=["without", "words"]).astype({"without": float, "words": "int64"}))
    same = pairs["similarity"] >= ALIKE
    for name, of in (("rank", "similarity"), ("rank_without", "without")):
        pairs[name] = ranks(pairs[of].mask(same)).mask(same).astype("Int64")
    return pairs.assign(moved=((pairs["rank"] - pairs["rank_without"]).abs() >= MOVED).fillna(False).astype(bool))


def _standing(tokens: pd.DataFrame, row) -> np.ndarray:
    """Return the rows of TOKENS in a passage, on both sides; a wording of many texts is looked for in all."""
    ends = (row.left, row.left_start, row.left_end), (row.right, row.right_start, row.right_end)
    at = [np.flatnonzero((tokens["doc_id"] == doc) & tokens["position"].between(a, b)) for doc, a, b in ends]
    if getattr(row, "kind", "") == "boilerplate" and len(at[0]):
        runs = np.lib.stride_tricks.sliding_window_view(tokens["token"].astype("category").cat.codes, len(at[0]))
        at += [np.flatnonzero((runs == runs[at[0][0]]).all(axis=1)) + n for n in range(len(at[0]))]
    return np.concatenate(at)


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

    drawn = sum(found(shuffled(tokens, seed + number)) for number in range(draws)) / draws
    table = found(tokens).join(drawn.add_suffix("_shuffled")).reset_index()
    return table[["doc_id", "corrected", "corrected_shuffled", "usual", "usual_shuffled"]]


def by_chance(spread: pd.DataFrame) -> pd.DataFrame:
    """Return a table of n and dispersion (over tenths of a text) with ``chance`` and ``bunched``.

    chance: the mean dispersion of n uses thrown anywhere, which is the chance that floor(n / 10) of n - 1 fall in one
    tenth (the mean deviation of a binomial number, De Moivre 1730; Diaconis & Zabell 1991). bunched: dispersion is
    above 0.6, and by two standard deviations above chance: up to four uses are never bunched.

    >>> spread = terms.dispersion(tokens).query("doc_id == 'yang_2025' and term == 'combat'")
    >>> compare.by_chance(spread)[["term", "n", "dispersion", "chance", "bunched"]].round(2)
            term   n  dispersion  chance  bunched
    2502  combat  11         1.0    0.39     True
    """
    from scipy.special import betaln, xlog1py, xlogy

    n, share = spread["n"].astype("float64").replace(0, np.nan).to_numpy(), 1 / terms.PARTS  # no use, no chance
    here = np.floor(n * share)
    chance = np.exp(xlogy(here, share) + xlog1py(n - 1 - here, -share) - betaln(here + 1, n - here)) / n
    most = np.maximum(BUNCHED, chance + FAR * BELL / np.sqrt(n))
    return spread.assign(chance=chance, bunched=spread["dispersion"].to_numpy() > most)
