"""The measures of how much a text uses a term: one list, from which tables, figures, pages and tests take them.

To add one, add its entry to ``MEASURES``. Its function works cell by cell, on arrays of any shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

NEVER, NOTHING = 0.5, 1e-12  # uses given to a side without any (Hardie 2014); log-odds that rounding leaves of none


class Cells(NamedTuple):
    """What is counted of terms in units (documents, sections ...): arrays that fit one another, a place for each.

    a, b: uses of the term in the unit, and in all others; c, d: uses of all terms there. df: units with the term, of
    ``units`` in all. prior: words of prior for the term, and for all terms; None: those of ``prior`` below.
    """

    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    d: np.ndarray
    df: np.ndarray
    units: int
    prior: tuple[np.ndarray, np.ndarray] | None = None

    def at(self, rows: slice | np.ndarray) -> Cells:
        """Return the cells at these places."""
        given = self.prior and (self.prior[0][rows], self.prior[1][rows])
        return self._replace(prior=given, **{name: getattr(self, name)[rows] for name in ("a", "b", "c", "d", "df")})


class Effect(NamedTuple):
    """The size of a difference, which has an interval; 0 is none."""

    label: str
    size: Callable[[Cells], np.ndarray]


class Measure(NamedTuple):
    """An entry: its name in tables, its label in figures, its formula in words, its source, the function.

    effect: what its interval needs; without one there is none. scaled: a unit's weights are divided by their length.
    """

    name: str
    label: str
    formula: str
    source: str
    weight: Callable[[Cells], np.ndarray]
    effect: Effect | None = None
    scaled: bool = False


def idf(df: np.ndarray, units: int) -> np.ndarray:
    """Return ln((1 + N) / (1 + df)) + 1: scikit-learn's smoothed form, 1 for a term that all N units have."""
    return np.log((1 + units) / (1 + np.asarray(df, dtype="float64"))) + 1


def plain_idf(df: np.ndarray, units: int) -> np.ndarray:
    """Return ln(N / df), as textbooks print it: 0 for a term that all N units have."""
    return np.log(units / np.asarray(df, dtype="float64"))


def tfidf(cells: Cells) -> np.ndarray:
    """Return a * (ln((1 + N) / (1 + df)) + 1)."""
    return cells.a * idf(cells.df, cells.units)


def log_likelihood(cells: Cells) -> np.ndarray:
    """Return G2 = 2 * sum of O * ln(O / E) over a, b, c - a and d - b; below 0 where a / c is below b / d."""
    a, b, c, d = cells[:4]
    here = (a + b) * (c / (c + d))
    there, gap = a + b - here, a - here
    total = _entropy(a, here, gap) + _entropy(b, there, -gap)
    total += _entropy(c - a, c - here, -gap) + _entropy(d - b, d - there, gap)
    return 2.0 * np.sign(a * d - b * c) * np.maximum(total, 0)


def _entropy(seen: np.ndarray, expected: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Return seen * ln(seen / expected), 0 where nothing is seen, from their difference."""
    least = np.finfo(float)
    return seen * np.log1p(np.maximum(gap / np.maximum(expected, least.tiny), least.epsneg - 1))


def log_ratio(cells: Cells) -> np.ndarray:
    """Return log2((a / c) / (b / d)); no use on a side is ``NEVER``, on both 0. Missing where a side has no terms."""
    a, b, c, d = (*cells[:2], *(np.where(size > 0, size, np.nan) for size in cells[2:4]))
    ratio = np.where(a == 0, NEVER, a) / c / (np.where(b == 0, NEVER, b) / d)
    return np.where(a + b == 0, 0.0, np.log2(ratio))


def prior(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Return the words of prior of each term, and of all; by default (a + b) / units and (c + d) / units."""
    return cells.prior or ((cells.a + cells.b) / cells.units, (cells.c + cells.d) / cells.units)


def log_odds_difference(cells: Cells) -> np.ndarray:
    """Return ln((a + p) / (c + s - a - p)) - ln((b + p) / (d + s - b - p)); 0 for the only term, with p = s."""
    a, b, c, d = cells[:4]
    p, s = prior(cells)
    here, there = (np.where(p < s, size + s - n - p, n + p) for n, size in ((a, c), (b, d)))
    odds = np.log((a + p) / here) - np.log((b + p) / there)
    return np.where(np.abs(odds) < NOTHING, 0.0, odds)


def log_odds(cells: Cells) -> np.ndarray:
    """Return the difference of the log-odds divided by its standard error, sqrt(1 / (a + p) + 1 / (b + p))."""
    p, _ = prior(cells)
    return log_odds_difference(cells) / np.sqrt(1 / (cells.a + p) + 1 / (cells.b + p))


TIMES, ODDS = Effect("log ratio (1: twice the rate)", log_ratio), Effect("difference of log-odds", log_odds_difference)
_TFIDF = "n * (ln((1 + N) / (1 + df)) + 1), a text's weights scaled to length 1"
_G2 = "2 * sum of O * ln(O / E) over uses and other words, here and in the rest"
_RATIO = "log2 of the rate here divided by the rate in the rest; 0 uses count as 0.5"
_ODDS = "difference of the log-odds with a Dirichlet prior, divided by its standard error"
MEASURES = [
    Measure("tfidf", "tf-idf weight", _TFIDF, "Spärck Jones 1972; smoothed as in scikit-learn", tfidf, TIMES, True),
    Measure("keyness", "log-likelihood G²", _G2, "Dunning 1993", log_likelihood, TIMES),
    Measure("log_ratio", TIMES.label, _RATIO, "Hardie 2014", log_ratio, TIMES),
    Measure("log_odds", "log-odds, z-score", _ODDS, "Monroe, Colaresi & Quinn 2008", log_odds, ODDS),
]


def measure(name: str) -> Measure:
    """Return the entry of this name."""
    for entry in MEASURES:
        if entry.name == name:
            return entry
    raise ValueError(f"no measure {name!r}. There are {[entry.name for entry in MEASURES]}.")


def label(name: str, effect: bool = False) -> str:
    """Return what figures call the weight of a measure, or the effect that its interval is of."""
    for entry in MEASURES:
        if entry.name == name:
            return entry.effect.label if effect and entry.effect else entry.label
    return f"weight by {name}"


def reference() -> pd.DataFrame:
    """Return one row per measure: name, label, formula, source, and what its interval is of."""
    rows = [(*entry[:4], label(entry.name, True) if entry.effect else "none") for entry in MEASURES]
    return pd.DataFrame(rows, columns=["measure", "label", "formula", "source", "interval of"])
