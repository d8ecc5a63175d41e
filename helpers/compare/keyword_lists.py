"""The words and phrases that mark each text, by every measure."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from helpers import measures, tables, terms
from helpers.compare import doubt
from helpers.compare.controls import by_chance

USES = 2  # a word used once is no habit
FOLDED = 0.8  # share of a term's uses inside a longer one from which it stands for the longer one only
SPREAD = 3  # paragraphs with the term, in the text and in the rest: with fewer an interval did not cover (see coverage)
NEAR, NEARER = 2, {"log_ratio": 3}  # standard errors by which a term may miss a list, and be a rival (see coverage)


def keywords(
    tokens: pd.DataFrame, stop_words: Iterable[str], longest: int = 4, top: int = 10, absent: bool = False
) -> pd.DataFrame:
    """Return KEYWORDS: for each text and measure the ``top`` words and phrases of up to ``longest`` words, best first.

    measure: those of ``measures.MEASURES``, each text against the others, over all words and phrases; weight is the
    measure's and above 0. Stop words are counted, but a term that begins or ends with one is not listed, nor is one
    used once. A term is folded into a longer one if that has at least 80% as many uses in the text: so many of its own
    lie inside it. rest: uses in the other texts. dispersion: of ``terms.dispersion`` over tenths of the text; chance,
    bunched: what so many uses give by chance (``by_chance``). Ties: A-Z. Texts in corpus order.

    effect: the log ratio, for log_odds the difference of the log-odds (``measures``); low, high: its 95% interval, a
    jackknife over paragraphs. It is widened, since the first of many look larger than they are, by the number of their
    rivals: terms that a little more use here and less in the rest would put into the list (Benjamini & Yekutieli 2005;
    Zrnic & Fithian 2024). It is missing where a text has fewer than 7 paragraphs, or fewer than 3 with the term. Where
    the rest has fewer than 3 with it there is no ``high``, and ``low`` reckons with as many uses there as a Poisson
    limit allows (both doubts added in squares, Zou & Donner 2008). verdict: ``stands``, ``not distinguished`` (the
    interval takes in 0) or ``too few``. Texts without breaks are cut (``terms.in_pieces``): then ``cut`` says which.

    With ``absent``, the terms that a text uses less than the others do, or never: the lowest weights below 0 first;
    a term needs two uses in the other texts, and tf-idf, which is never below 0, has no list.

    >>> found = compare.keywords(tokens, words.stop_words("short"), 1, 1)
    >>> print(found.query("measure == 'log_odds'")[["term", "effect", "low", "verdict"]].head(2).to_string(index=False))
         term   effect      low verdict
    societies 3.479830      NaN too few
      pattern 1.483212 1.030126  stands
    """
    found, (cut, unbroken) = terms.phrases(tokens, longest), terms.in_pieces(tokens, doubt.LEAST)
    if unbroken:  # after the phrases, which run over the ends of pieces
        found = found.drop(columns="paragraph").merge(cut[["doc_id", "position", "paragraph"]])
    spread, counted = terms.dispersion(found), terms.counts(found)
    own = terms.counts(found, ["doc_id", "paragraph"])  # grouped by number: names of a million phrases take seconds
    own = (own["n"] ** 2).groupby([own[name].cat.codes for name in ("doc_id", "term")]).agg(["size", "sum"])
    spread[["paragraphs", "squares"]] = own.to_numpy()
    if absent:
        counted = counted.set_index(["doc_id", "term"])["n"].unstack(fill_value=0).stack().reset_index(name="n")
        spread = counted[["doc_id", "term"]].merge(spread, how="left", on=["doc_id", "term"])
    spread["known"] = spread["paragraphs"] >= SPREAD
    used = terms.cells_of(counted)[0]["rest"] if absent else counted["n"]
    small, phrase = [*stop_words], counted["term"].cat.categories
    first, last = (phrase.str.replace(rest, "", regex=True).isin(small) for rest in (" .*", ".* "))
    plain = ~(first | last)[counted["term"].cat.codes]
    listed, names = plain & (used >= USES).to_numpy(), [entry.name for entry in measures.MEASURES]
    listed[listed] = terms.unfolded(counted.assign(n=used)[listed], FOLDED)
    rows = []
    for name in names:
        table = terms.weigh(counted, name).assign(measure=name, **spread[["dispersion", "known"]])[listed]
        table = table[table["weight"] < 0 if absent else table["weight"] > 0]
        table = table.sort_values(["doc_id", "weight", "term"], ascending=[True, absent, True])
        rank = table.groupby("doc_id", observed=True).cumcount() + 1
        rows.append(table.assign(rank=rank)[rank <= top])
    rows = _with_rivals(rows, counted, spread["squares"], found, plain)
    table = pd.concat(rows).astype({"measure": pd.CategoricalDtype(names)})
    table = table.sort_values(["doc_id", "measure", "rank"], ignore_index=True)
    table = by_chance(_effects(found, table)).assign(**{"cut": table["doc_id"].isin(unbroken)} if unbroken else {})
    return tables.build("KEYWORDS", table, tables.doc_order(counted))


def _with_rivals(
    lists: list[pd.DataFrame], counted: pd.DataFrame, squares: pd.Series, found: pd.DataFrame, plain: np.ndarray
) -> list[pd.DataFrame]:
    """Return the lists, which keep their row numbers of COUNTS, with ``of``: themselves and their rivals in the text.

    squares: the sum of the squared uses by paragraph of each row; found: TOKENS of the terms; plain: rows that count.
    """
    text, term = (counted[name].cat.codes.to_numpy() for name in ("doc_id", "term"))
    sizes = found.groupby("doc_id", observed=False)["paragraph"].nunique().to_numpy()[text]
    cells = terms.cells_of(counted)[1]
    cells = cells._replace(prior=measures.prior(cells))
    here = sizes / np.maximum(sizes - 1, 1) * (squares.fillna(0).to_numpy() - cells.a**2 / sizes)
    rest = np.bincount(term, here)[term] - here
    errors = [np.sqrt(each)[plain] for each in (np.maximum(here, cells.a) + 1, np.maximum(rest, cells.b))]
    cells, text, row = cells.at(plain), text[plain], np.cumsum(plain) - 1
    for number, (entry, listed) in enumerate(zip(measures.MEASURES, lists, strict=True)):
        at, side, of = row[listed.index], np.sign(listed["weight"].sum()), np.full(text.max(initial=0) + 1, np.inf)
        (more, fewer), weight = (NEARER.get(entry.name, NEAR) * each for each in errors), side * entry.weight(cells)
        near = cells._replace(a=np.clip(cells.a + side * more, 0, cells.c))
        rare = cells._replace(b=np.clip(cells.b - side * fewer, 0, cells.d))
        reach = weight + np.hypot(*(side * entry.weight(each) - weight for each in (near, rare)))
        np.minimum.at(of, text[at], weight[at])
        lists[number] = listed.assign(of=np.bincount(text[reach >= of[text]])[text[at]])
    return lists


def _effects(found: pd.DataFrame, keywords: pd.DataFrame) -> pd.DataFrame:
    """Return KEYWORDS with effect, low, high and verdict; found: TOKENS of their words and phrases."""
    from scipy.special import gammaincinv, stdtrit

    matrix, text, texts, names = terms.paragraph_counts(found)
    matrix, terms_of = matrix.tocsc(), names.get_indexer(keywords["term"].astype(str))
    length = terms.blanks_of(names)  # phrases have their share of all phrases of as many words
    sizes_of = np.stack([matrix[:, length == blanks].sum(axis=1) for blanks in range(length.max() + 1)], axis=1)
    short = np.bincount(text, minlength=len(texts)) < doubt.LEAST
    stratum = np.where(short[text], -1, text)  # texts too short to vary by themselves vary together
    shown = keywords.groupby(["doc_id", "measure"], observed=True)["known"].transform("sum")
    sure = (1 - doubt.CHANCE / 2 * shown / keywords["of"].where(shown > 0)).to_numpy()
    sizes = np.unique(stratum, return_counts=True)[1]
    columns = {name: np.full(len(keywords), np.nan) for name in ("effect", "low", "high")}
    for number, doc_id in enumerate(texts):
        for entry in measures.MEASURES:
            at = np.flatnonzero((keywords["doc_id"] == doc_id) & (keywords["measure"] == entry.name))
            if entry.effect is None or not len(at):
                continue
            n, size = matrix[:, terms_of[at]].toarray("C").astype("float64"), sizes_of[:, length[terms_of[at]]] * 1.0
            own = (text == number)[:, None]
            (cells, without), rare = _cells(n, size, text, own), ((n > 0) & ~own).sum(axis=0)
            most = gammaincinv(rare + 1, sure[at]) * np.maximum(cells.b / np.maximum(rare, 1), 1)
            with np.errstate(invalid="ignore"):  # a rest of fewer words than chance may hide
                columns["effect"][at] = entry.effect.size(cells)
                reach = columns["effect"][at] - entry.effect.size(cells._replace(b=np.maximum(most, cells.b)))
                left_out = entry.effect.size(without)
                shifts = np.vstack([doubt.shifts_of(left_out[stratum == each]) for each in np.unique(stratum)])
            few = ~keywords["known"].to_numpy()[at] | short[number]
            error, freedom = doubt.errors(shifts, sizes)
            error = np.where(few, np.nan, error * stdtrit(freedom, sure[at]))
            columns["low"][at] = columns["effect"][at] - np.where(rare < SPREAD, np.hypot(error, reach), error)
            columns["high"][at] = np.where(rare < SPREAD, np.nan, columns["effect"][at] + error)
    crossed = np.where((columns["low"] <= 0) & ~(columns["high"] < 0), doubt.NOT_DISTINGUISHED, doubt.STANDS)
    verdict = np.where(np.isnan(columns["low"]), doubt.TOO_FEW, crossed)
    return keywords.assign(**columns, verdict=verdict).drop(columns=["of", "known"])


def _cells(n: np.ndarray, size: np.ndarray, text: np.ndarray, own: np.ndarray) -> tuple[measures.Cells, measures.Cells]:
    """Return cells of terms (n of ``size`` of as many words) of a text (``own``), and those without each paragraph."""
    units = int(text.max()) + 1
    by_text = np.add.reduceat(n, np.searchsorted(text, range(units)))  # paragraphs are in corpus order
    a, uses, df = (n * own).sum(axis=0), n.sum(axis=0), np.count_nonzero(by_text, axis=0)
    c, whole = (size * own).sum(axis=0), size.sum(axis=0)
    cells = measures.Cells(a, uses - a, c, whole - c, df, units, prior := (uses / units, whole / units))
    gone = (n > 0) & (n == by_text[text])
    left = np.broadcast_arrays(a - n * own, uses - a - n * ~own, c - size * own, whole - c - size * ~own, df - gone)
    return cells, measures.Cells(left[0], left[1], left[2], left[3], left[4], units, prior)
