"""How sure a number is: what it does when one paragraph is left out, and what other settings make of it.

The jackknife (Efron & Stein 1981): a text of m paragraphs gives m numbers, each without one of them. The variance is
the sum over texts of (m - 1) / m * sum of (number - mean of the numbers)^2, and a 95% interval reaches as many standard
errors to either side as Student's t says, with the degrees of freedom of Satterthwaite (1946): about two. Similarities
have it on the logit scale, ln(s / (1 - s)), so that it stays between 0 and 1.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import numpy as np
import pandas as pd
from numpy.polynomial import Chebyshev
from threadpoolctl import threadpool_limits

from helpers import layout, measures, terms, words
from helpers.compare.similarity import ranks, similarity

STANDS, FALLS, DEPENDS = "stands", "falls", "depends on"
NOT_DISTINGUISHED, TOO_FEW = "not distinguished", "too few"
SAME, NEARLY = "the same text", "nearly the same text"
VERDICTS = {
    STANDS: "holds in every setting, and its interval keeps clear of no difference",
    f"{DEPENDS} ...": "holds in three quarters of the settings or more, not in all; what matters most is named",
    FALLS: "holds in fewer settings",
    NOT_DISTINGUISHED: "leaving out single paragraphs could turn it round",
    TOO_FEW: "too few paragraphs, or uses, for an interval that covers",
    SAME: "two texts of the same words in the same shares: left out of the ranks and of what is tested together",
    NEARLY: "what parts two texts is no more than a paragraph or two: an interval would say nothing",
}
LEAST = 7  # paragraphs of a text: the fewest for which the coverage was measured (tests/benchmarks/coverage.py)
PARTED = 1.5  # times what parts two texts that differ by two paragraphs, if one of them loses one more: 3 for 2
BLOCK, BAND = 1 << 12, 1 << 7  # differences worked out together; pairs whose differences from all others are
CLOSE = 1e-4  # share of the squares below which their difference lacks four digits, and is worked out by itself
SMOOTH = 24  # degree of the polynomial in 1 / freedom that is Student's t at 97.5% to 13 digits
CHANCE = 0.05  # what is left of 95%
HOLDS = 0.75  # share of the settings below which a sentence falls: one choice of four against it is enough to doubt it
NOTHING = 1e-12  # standard error up to which nothing varies: what rounding leaves of 0
ALIKE = 1 - 1e-9  # cosine from which two texts have the same words: what rounding leaves of 1
CHOICES = ("variant", "stop_words", "ngrams", "weighting")
STOP_LISTS = ("short", "none", "long")


def similarity_intervals(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return PAIRS of texts by tf-idf with a 95% interval (low, high), and rank and verdict; rows in corpus order.

    The interval is a jackknife over paragraphs on the logit scale, every count and idf made anew. It is missing
    (``too few``) where a text has fewer than 7 paragraphs, or where nothing varies. rank: 1 is most alike, ties by
    corpus order. verdict: ``not distinguished`` from the pair just above or below in rank, if that difference, after
    Holm's correction for all neighbours in rank, could be none; else ``stands``. Two texts with the same words in the
    same shares are ``the same text``, and have no rank; two that differ by a paragraph or two are ``nearly the same
    text``. Texts without breaks are cut for the interval (``terms.in_pieces``): then ``cut`` says which of a pair are.

    >>> compare.similarity_intervals(content)[["similarity", "low", "high", "verdict"]].round(2).tail(1)
       similarity   low  high            verdict
    9        0.87  0.81  0.91  not distinguished
    """
    from scipy.special import stdtrit

    pairs, shifts, sizes, logits = _doubted(tokens)
    error, freedom = errors(logits, sizes)
    same, error = pairs["said"] == SAME, np.where(pairs["said"] == STANDS, error, np.nan)
    width = error * stdtrit(freedom, 1 - CHANCE / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.log(pairs["similarity"] / (1 - pairs["similarity"]))
        pairs["low"], pairs["high"] = (1 / (1 + np.exp(-(middle + side * width))) for side in (-1, 1))
    rank = ranks(pairs["similarity"].mask(same)).mask(same).astype("Int64")
    pairs["verdict"] = pairs["said"].mask((pairs["said"] == STANDS) & pairs["low"].isna(), TOO_FEW)
    known = rank[pairs["low"].notna()].sort_values().index.to_numpy()
    unsure = ~(_differences(pairs, shifts, sizes, known[:-1], known[1:])["p"].to_numpy() < CHANCE)
    pairs.loc[np.append(known[:-1][unsure], known[1:][unsure]), "verdict"] = NOT_DISTINGUISHED
    columns = ["left", "right", "similarity", "low", "high", "rank", "verdict", *pairs.columns.intersection(["cut"])]
    return pairs.assign(rank=rank)[columns]


def differences(
    tokens: pd.DataFrame, asked: Iterable[tuple[str, str, str, str]] | None = None, corrected: bool = True
) -> pd.DataFrame:
    """Return one row per two pairs of texts: the difference of their similarities, low, high, p and verdict.

    Columns left, right (the more alike pair), other_left, other_right. The same paragraph is left out of both sides.
    low, high: 95% interval of this difference by itself; p: chance of one so far from 0, after Holm's correction for
    all rows; verdict: ``stands`` where p is below 0.05, ``not distinguished``, or ``too few``. Rows by the rank of the
    first pair, then of the second, without pairs that are the same text; or those that are ``asked`` for, as (left,
    right, other_left, other_right), in this order: the correction is for the family that is looked at, in which
    ``the same text`` does not count. Without ``corrected`` p is that of each row alone. Rows are an eighth of the
    fourth power of the texts: of 40 texts 300,000 (a second), of 100 12 million (16 s, 1 GB). Ask for those you need.

    >>> compare.differences(content)[["difference", "low", "high", "verdict"]].round(3).head(1)
       difference    low   high            verdict
    0       0.022 -0.053  0.096  not distinguished
    """
    (pairs, shifts, sizes), every = _doubted(tokens)[:3], None
    if asked is None:
        ranked = np.argsort(-pairs["similarity"].to_numpy(), kind="stable").astype("int32")
        ranked = ranked[(pairs["said"] != SAME).to_numpy()[ranked]]
        above, below = (ranked[each] for each in np.triu_indices(len(ranked), 1))
        shifts, every = shifts[:0].copy(), _every_two(shifts[:, ranked], sizes)
    else:
        asked, sides = [*asked], enumerate(zip(pairs["left"], pairs["right"], strict=True))
        row: dict[tuple[str, ...], int] = {key: n for n, pair in sides for key in (pair, pair[::-1])}
        above, below = (np.array([row[tuple(each[a : a + 2])] for each in asked], dtype=int) for a in (0, 2))
    names = [("left", above), ("right", above), ("other_left", below), ("other_right", below)]
    taken = {name: pairs[name.removeprefix("other_")].array.take(of) for name, of in names}
    found = _differences(pairs, shifts, sizes, above, below, corrected, every)
    return pd.DataFrame({**taken, **found}, copy=False)


def changes(before: pd.DataFrame, after: pd.DataFrame, corrected: bool = True) -> pd.DataFrame:
    """Return one row per pair of texts: its similarity before and after, their difference, low, high, p and verdict.

    before, after: TOKENS of the same paragraphs, such as with formulae as printed and translated alike. The same
    paragraph is left out of both; p is ``corrected`` for all pairs, or each row's alone. Rows in corpus order.

    >>> without = words.drop(content, ["national"])
    >>> compare.changes(content, without)[["before", "after", "verdict"]].round(2).head(2)
       before  after            verdict
    0    0.57   0.52  not distinguished
    1    0.63   0.59  not distinguished
    """
    (pairs, shifts, sizes, _), (other, others, again, _) = _doubted(before), _doubted(after)
    if not np.array_equal(sizes, again) or len(pairs) != len(other):
        raise ValueError("the two tables have not the same texts and paragraphs. Give two versions of the same texts.")
    both = pd.concat([other, pairs], ignore_index=True)
    above, below = np.arange(len(pairs)), np.arange(len(pairs), 2 * len(pairs))
    table = pairs[["left", "right"]].assign(before=pairs["similarity"], after=other["similarity"])
    return table.join(_differences(both, np.hstack([others, shifts]), sizes, above, below, corrected))


def _differences(pairs, shifts, sizes, above, below, corrected: bool = True, every: Iterator | None = None):
    """Return difference, low, high, p and verdict of pairs numbered ``above`` and ``below``; every: their errors."""
    from scipy.special import stdtr, stdtrit

    number, same, done = pairs["similarity"].to_numpy(), (pairs["said"] == SAME).to_numpy(), 0
    difference = number[above] - number[below]
    p, width = np.empty_like(difference), np.empty_like(difference)
    student = Chebyshev.interpolate(lambda x: stdtrit(1 / np.maximum(x, NOTHING), 1 - CHANCE / 2), SMOOTH, [0, 1])
    blocks = (slice(first, first + BLOCK) for first in range(0, len(above), BLOCK))
    each = (errors(shifts[:, above[block]] - shifts[:, below[block]], sizes) for block in blocks)
    with threadpool_limits(1), np.errstate(divide="ignore", invalid="ignore"):
        for error, freedom in every or each:
            block = slice(done, done := done + len(error))
            p[block] = 2 * stdtr(freedom, -np.abs(difference[block]) / error)
            width[block] = error * student(1 / freedom)
    p = holm(p) if corrected else p
    said = np.select([same[above] | same[below], np.isnan(p), p < CHANCE], [0, 1, 2], 3).astype("int8")
    verdict = pd.Series([SAME, TOO_FEW, STANDS, NOT_DISTINGUISHED]).array.take(said)
    columns = {"difference": difference, "low": difference - width, "high": np.add(difference, width, out=width)}
    return pd.DataFrame(columns | {"p": p, "verdict": verdict}, copy=False)


def _every_two(shifts: np.ndarray, sizes: np.ndarray) -> Iterator:
    """Yield ``errors`` of the differences of every two columns, as ``np.triu_indices`` has them, a band at a time.

    The squares of a difference are those of both less twice their product, which is one of matrices for each text.
    """
    starts = np.cumsum(sizes) - sizes
    squares, size = np.add.reduceat(shifts**2, starts), shifts.shape[1]
    whole = squares.sum(axis=0)
    for first in range(0, size, BAND):
        some = slice(first, first + BAND)
        variance, parts = np.zeros((2, len(squares[0, some]), size - first))
        for own, square, paragraphs in zip(np.split(shifts, starts[1:]), squares, sizes, strict=True):
            found = -2 * own[:, some].T @ own[:, first:]
            found += square[some, None] + square[first:]
            variance += found
            parts += np.multiply(found, found / max(paragraphs - 1, 1), out=found)
        at = np.triu_indices(len(variance), 1, size - first)
        error, freedom = _satterthwaite(variance[at], parts[at])
        row, other = at[0] + first, at[1] + first
        close = np.flatnonzero(variance[at] < CLOSE * (whole[row] + whole[other]))
        for block in np.split(close, range(BLOCK, len(close), BLOCK)):
            error[block], freedom[block] = errors(shifts[:, row[block]] - shifts[:, other[block]], sizes)
        yield error, freedom


def holm(p: np.ndarray) -> np.ndarray:
    """Return p corrected for their number (Holm 1979): the smallest times n, the next times n - 1, never falling."""
    n = np.count_nonzero(~np.isnan(p))
    few = np.flatnonzero(p * n < 2)  # half of all are above 2 / n, so that n / 2 times theirs is 1 or more
    few = few if 2 * len(few) <= n else np.flatnonzero(~np.isnan(p))
    few = few[np.argsort(p[few])]
    corrected = np.where(np.isnan(p), np.nan, 1.0)
    corrected[few] = np.minimum(np.maximum.accumulate(p[few] * np.arange(n, n - len(few), -1)), 1)
    return corrected


def shifts_of(left_out: np.ndarray) -> np.ndarray:
    """Return how far each number without a paragraph lies from their mean, so that the squares sum to the variance.

    ``left_out``: a row for each paragraph of one text, a column for each number.
    """
    return np.sqrt(1 - 1 / len(left_out)) * (left_out - left_out.mean(axis=0))


def errors(shifts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the standard error of each column and its degrees of freedom; sizes: the rows of each text.

    The error is missing where nothing varies: then nothing is known.
    """
    variance = np.add.reduceat(shifts**2, np.cumsum(sizes) - sizes)
    return _satterthwaite(variance.sum(axis=0), (variance**2 / np.maximum(sizes - 1, 1)[:, None]).sum(axis=0))


def _satterthwaite(variance: np.ndarray, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return standard errors and degrees of freedom; parts: the squared variances of the texts by their freedom."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance > NOTHING**2, np.sqrt(variance), np.nan), variance**2 / parts


def _doubted(tokens: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Return PAIRS with what is ``said`` of each, shifts of similarities, paragraphs of each text, shifts of logits."""
    pairs = similarity(terms.tfidf(terms.counts(tokens)))
    tokens, unbroken = terms.in_pieces(tokens, LEAST)
    matrix, text, texts, _ = terms.paragraph_counts(tokens)
    sizes, (left, right) = np.bincount(text, minlength=len(texts)), np.triu_indices(len(texts), 1)
    few = (sizes < LEAST)[left] | (sizes < LEAST)[right]
    with threadpool_limits(1), np.errstate(divide="ignore", invalid="ignore"):  # more threads made it 13 times slower
        numbers = [np.clip(each, 0, 1) for each in _left_out(matrix, text, len(texts))]
        shifts = np.vstack([shifts_of(each) for each in numbers])
        logits = np.vstack([shifts_of(np.log(each / (1 - each))) for each in numbers])
    same = pairs["similarity"] >= ALIKE
    parted = sum((1 - each).sum(axis=0) * ((left == n) | (right == n)) for n, each in enumerate(numbers))
    near = parted >= PARTED * (1 - pairs["similarity"]) * (sizes[left] + sizes[right])
    shifts[:, few | same] = logits[:, few] = np.nan
    pairs["said"] = np.select([same, few, near], [SAME, TOO_FEW, NEARLY], STANDS)
    if unbroken:
        one, other = (pairs[side].isin(unbroken) for side in ("left", "right"))
        pairs["cut"] = np.select([one & other, one, other], ["both", "left", "right"], "")
    return pairs, shifts, sizes, logits


def _left_out(matrix, text: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Yield, text by text, the similarities of all pairs without each of its paragraphs, paragraphs x pairs.

    A paragraph changes the products of its own text, and the idf of a word that stands nowhere else in that text: what
    it changes is taken from the products of the whole texts, so that the work grows with the words, not the pairs.
    """
    from scipy.sparse import csr_array

    whole = (csr_array((np.ones(len(text)), (text, np.arange(len(text))))) @ matrix).toarray()
    df = np.count_nonzero(whole, axis=0)
    squared, fewer = measures.idf(df, size) ** 2, measures.idf(np.maximum(df - 1, 0), size) ** 2
    products, (left, right) = (whole * squared) @ whole.T, np.triu_indices(size, 1)
    for number in range(size):
        part = matrix[np.flatnonzero(text == number)]
        term, rows = part.indices, np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
        own = whole[number, term]
        rest, gone = own - part.data, own == part.data
        lost = (-part.data * squared[term], term, part.indptr)
        across = products[number] + csr_array(lost, shape=part.shape) @ whole.T
        across[:, number] = products[number, number]
        across[:, number] += np.bincount(rows, (rest**2 - own**2) * squared[term], len(across))
        changed, column = np.unique(term[gone], return_inverse=True)
        rarer = csr_array(((fewer - squared)[term[gone]], (rows[gone], column)), (len(across), len(changed)))
        of, others = whole.T[changed], df[changed] > 2  # two others have the word: pairs with this text follow below
        both = of[others].take(left, axis=1) * of[others].take(right, axis=1)
        dot, square = products[left, right] + rarer[:, others] @ both, np.diag(products) + rarer @ of**2
        square[:, number] = across[:, number]
        mine = (left == number) | (right == number)
        dot[:, mine] = across[:, np.where(left == number, right, left)[mine]]
        yield dot / np.sqrt(square[:, left] * square[:, right])


def variants(lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return TOKENS of the texts by what is taken for their text: ``body``, ``notes in`` and ``quotes out``.

    >>> {name: len(table) for name, table in compare.variants(lines).items()}
    {'body': 27712, 'notes in': 28986, 'quotes out': 25856}
    """
    return {name: words.tokens(paragraphs) for name, paragraphs in versions(lines).items()}


def versions(lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return PARAGRAPHS of the texts by what is taken for their text, as in ``variants``."""
    body = layout.paragraphs(lines)
    notes = layout.with_notes(body, layout.footnotes(lines))
    return {"body": body, "notes in": notes, "quotes out": body[body["kind"] != "quote"].reset_index(drop=True)}


def stability(
    variants: Mapping[str, pd.DataFrame], stop_lists: Mapping[str, Iterable[str]] | None = None
) -> pd.DataFrame:
    """Return PAIRS of texts under each setting, with setting, variant, stop_words, ngrams, weighting and rank.

    The settings are every combination of the TOKENS in ``variants`` (name -> table, such as those of
    ``compare.variants``), the ``stop_lists`` (name -> words to drop; by default the short one, none and the long one),
    single words or words and pairs of words, plain or sublinear counts; ``setting`` numbers them from 1. rank: 1 is
    the most alike pair of the setting, ties by corpus order. Rows by setting, then pair. Three variants and three
    lists make 36 settings. Pairs of words are those that stand side by side on the page, none dropped between.

    >>> compare.stability({"body": tokens})["setting"].nunique()
    12
    """
    rows = [similarity(weights).assign(**choices) for choices, weights in settings(variants, stop_lists)]
    rows = [pairs.assign(setting=number, rank=ranks(pairs["similarity"])) for number, pairs in enumerate(rows, 1)]
    table, first = pd.concat(rows, ignore_index=True), ["setting", *CHOICES]
    return table[[*first, *table.columns.drop(first)]]


def settings(
    variants: Mapping[str, pd.DataFrame], stop_lists: Mapping[str, Iterable[str]] | None = None
) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield each setting that ``stability`` tries, as choice -> option, and the WEIGHTS of the texts under it."""
    lists = stop_lists or {name: words.stop_words(name) for name in STOP_LISTS}
    for (variant, tokens), (stop_list, stop_words) in product(variants.items(), lists.items()):
        content = words.drop(tokens, stop_words)
        for ngrams, longest in (("words", 1), ("words and pairs", 2)):
            counted = terms.counts(terms.phrases(content, longest) if longest > 1 else content)
            for weighting in ("plain", "sublinear"):
                options = (variant, stop_list, ngrams, weighting)
                yield dict(zip(CHOICES, options, strict=True)), terms.tfidf(counted, sublinear=weighting == "sublinear")


def verdict(trials: pd.DataFrame, sure: str = STANDS) -> str:
    """Return the verdict on a sentence: one of ``VERDICTS``, from its trials and from what its interval says.

    trials: a row per setting, with ``holds`` (true or false) and a column for each choice, such as stop_words. sure:
    ``stands``, or what speaks against it beforehand (``too few``, ``the same text``, ``not distinguished``), as
    ``told`` gives it.
    """
    share = trials["holds"].mean()
    if sure in (TOO_FEW, SAME):
        return sure
    if share < HOLDS:
        return FALLS
    if sure == NOT_DISTINGUISHED or share == 1:
        return sure
    return f"{DEPENDS} {deciding(trials).index[0].replace('_', ' ')}"


def deciding(trials: pd.DataFrame) -> pd.Series:
    """Return for each choice how much it matters to ``holds``, 0 to 1: the most first, equals as in ``trials``.

    It is the share of settings that hold under the option with most of them, less that under the one with fewest.
    """
    choices = trials.columns.drop("holds")
    spread = {name: float(np.ptp(trials.groupby(name, observed=True)["holds"].mean())) for name in choices}
    return pd.Series(spread, dtype="float64").sort_values(ascending=False, kind="stable")


def told(low: float, high: float, none: float = 0.0) -> str:
    """Return what an interval says of a difference from ``none``: stands, not distinguished, or too few without one."""
    if np.isnan(low) or np.isnan(high):
        return TOO_FEW
    return NOT_DISTINGUISHED if low <= none <= high else STANDS


def verdicts(stability: pd.DataFrame, intervals: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of texts: its usual rank over the settings, their share, and ``verdict`` on that rank."""
    sure, rows = intervals.set_index(["left", "right"])["verdict"], []
    for pair, trials in stability.groupby(["left", "right"], observed=True):
        usual = trials["rank"].mode().iloc[0]
        holds = trials.filter(CHOICES).assign(holds=trials["rank"] == usual)
        rows.append((*pair, usual, holds["holds"].mean(), verdict(holds, sure[pair])))
    table = pd.DataFrame(rows, columns=["left", "right", "usual", "share", "verdict"])
    return table.astype({side: stability[side].dtype for side in ("left", "right")})


def rank_counts(stability: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of texts and rank it has in some setting: left, right, rank, n, first and settings.

    n: the settings that give the pair this rank, of ``settings`` in all; first: the first setting of the table gives
    it. The pair with the lowest mean of ranks comes first, then the order of the table; each pair's ranks from 1.

    >>> compare.rank_counts(compare.stability({"body": tokens})).head(2)
                  left                right  rank   n  first  settings
    0        yang_2025           cicir_2025     1  12   True        12
    1  chen_yixin_2023  chen_xiangyang_2024     2   8   True        12
    """
    pair = stability["left"].astype(str) + "\n" + stability["right"].astype(str)
    mean = stability["rank"].groupby(pair, sort=False).mean().sort_values(kind="stable")
    first = stability["setting"] == stability["setting"].iloc[0]
    rows = stability.assign(place=mean.index.get_indexer(pair), first=first, settings=stability["setting"].nunique())
    by_rank = rows.groupby(["place", "left", "right", "rank", "settings"], observed=True)["first"]
    return by_rank.agg(n="size", first="any").reset_index()[["left", "right", "rank", "n", "first", "settings"]]
