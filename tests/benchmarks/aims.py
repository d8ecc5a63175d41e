"""What the benchmark was to show, and whether the last run shows it: the table of aims in ``RESULTS.md``.

An aim is met or missed by the figures in ``results.csv`` alone. What is written by hand is why one is missed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd


class Check(NamedTuple):
    """One figure of an aim: its kind (in KINDS), the bound, at how many texts, beside whom, in which work."""

    kind: str
    bound: float
    texts: int
    by: str = "helpers"
    own: str = "helpers"


class Kind(NamedTuple):
    """A figure from two rows, own and other: how it is made, whether more is better, and how it is said."""

    made: Callable[[pd.Series, pd.Series], float]
    more: bool
    said: str


FIVE = 5  # the texts that ship: an aim on them need not say of how many
SKLEARN, PASSIM = "scikit-learn", "passim on local Spark (cited)"
KINDS = {
    "faster": Kind(lambda own, by: by["cpu"] / own["cpu"], True, "{:.1f} times less CPU than {by}{at}"),
    "cited": Kind(lambda own, by: by["times"], True, "{:.0f} times less CPU than {by}{at}"),
    "slower": Kind(lambda own, by: own["cpu"] / by["cpu"], False, "{:.1f} times the CPU of {by}{at}"),
    "wall": Kind(lambda own, by: own["wall"] / by["wall"], False, "{:.2f} times the wall time of {by}{at}"),
    "memory": Kind(lambda own, by: own["memory"] / max(by["memory"], 1), False, "{:.1f} times the memory of {by}{at}"),
    "seconds": Kind(lambda own, by: own["cpu"], False, "{:.2f} CPU s{at}"),
    "beyond": Kind(lambda own, by: own["cpu"] - by["cpu"], False, "{:.2f} CPU s beyond {by}"),
    "MB": Kind(lambda own, by: own["memory"], False, "{:,.0f} MB{at}"),
}
COUNTED = "it is scikit-learn's own counting now: a faster one of ours was given up for a smaller package"
WORDS = "finding words alone takes 0.43 of scikit-learn's time on novels; counted by pyarrow it was 1.4 times faster"
LINES = "rules that give each line its role and join lines, which it has not; no one of them takes over a tenth"
FLOOR = "kernels and imports are the floor; the rest is what notebooks are for: figures, resamples, many settings"
# What is measured (works, as in ``bench.WORKS``), the aim in words, its checks, and why it is missed where it is.
AIMS: list[tuple[str, str, list[Check], str]] = [
    (
        "texts to weights",
        "1.8 times faster than scikit-learn at 10,000, 1.4 at 100,000; memory at most 1.3 times",
        [Check("faster", 1.8, 10_000, SKLEARN), Check("faster", 1.4, 100_000, SKLEARN)]
        + [Check("memory", 1.3, size, SKLEARN) for size in (10_000, 100_000)],
        COUNTED,
    ),
    (
        "novels in pieces of 300 words to weights",
        "3 times faster than scikit-learn, no more memory",
        [Check("faster", 3, 2_500, SKLEARN), Check("memory", 1, 2_500, SKLEARN)],
        f"{COUNTED}; {WORDS}",
    ),
    (
        "Cyrillic and Greek letters to weights",
        "3 times faster than scikit-learn, no more memory",
        [Check("faster", 3, 10_000, SKLEARN), Check("memory", 1, 10_000, SKLEARN)],
        f"{COUNTED}; {WORDS}",
    ),
    (
        "raw lines to weights",
        "no slower than scikit-learn, which keeps no lines",
        [Check("slower", 1, size, SKLEARN) for size in (1_000, 10_000, 100_000)],
        LINES,
    ),
    (
        "texts of 1 MB, raw lines to weights",
        "no slower than scikit-learn",
        [Check("slower", 1, 50, SKLEARN)],
        LINES,
    ),
    (
        "next analysis, from tokens",
        "10 times faster than from texts by scikit-learn",
        [Check("faster", 10, size, SKLEARN) for size in (10_000, 100_000)],
        "dropping stop words copies what the other words have: numbers of section, paragraph, place and line",
    ),
    (
        "next analysis, from counts",
        "10 times faster than from texts by scikit-learn",
        [Check("faster", 10, size, SKLEARN) for size in (10_000, 100_000)],
        "",
    ),
    (
        "ten nearest of each",
        "1.7 times faster than each peer at 10,000; 240 s and 1,500 MB at 100,000",
        [Check("faster", 1.7, 10_000, by) for by in ("scikit-learn, all cosines", "sparse-dot-topn", "gensim")]
        + [Check("seconds", 240, 100_000), Check("MB", 1_500, 100_000)],
        "",
    ),
    (
        "counts to keywords, top 20 of each",
        "1.3 times the counting",
        [Check("slower", 1.3, size, "counting") for size in (1_000, 10_000)],
        "four logarithms for each of two million rows, and the highest 20 found text by text",
    ),
    (
        "texts to keywords, top 20 of each",
        "1.3 times the counting; 20 times faster than scattertext (3 texts scored, we score all) and conc (2)",
        [Check("slower", 1.3, size, "counting") for size in (1_000, 10_000)]
        + [Check("faster", 20, 10_000, by) for by in ("scattertext, 3 texts", "conc, 2 texts")],
        "the peers score two or three texts in that time, we score all: for each text it is over 10,000 times",
    ),
    (
        "shared passages",
        "100 times less CPU than passim at 1,000 texts, 40 at 3,000; 36 s and 2,500 MB at 100,000",
        [Check("cited", 100, 1_000, PASSIM, PASSIM), Check("cited", 40, 3_000, PASSIM, PASSIM)]
        + [Check("seconds", 36, 100_000), Check("MB", 2_500, 100_000)],
        "whole process beside whole process; by the two figures some 46 of passim's 67 s do not grow with the texts",
    ),
    ("shared passages of texts of 1 MB", "60 s, 1,000 MB", [Check("seconds", 60, 50), Check("MB", 1_000, 50)], ""),
    (
        "shared passages of copies of one text",
        "5 s, 1,000 MB",
        [Check(kind, most, 2_000) for kind, most in (("seconds", 5), ("MB", 1_000))],
        "",
    ),
    (
        "shared passages of one word, a million times",
        "5 s, 1,000 MB",
        [Check("seconds", 5, 2), Check("MB", 1_000, 2)],
        "",
    ),
    (
        "shared passages of licences",
        "10 s, 1,000 MB",
        [Check("seconds", 10, 200), Check("MB", 1_000, 200)],
        "",
    ),
    ("phrase in 10 million words", "0.05 s, without an index", [Check("seconds", 0.05, 10_000)], ""),
    ("intervals of similarities", "2 s", [Check("seconds", 2, 5)], ""),
    ("settings grid", "2 s", [Check("seconds", 2, 5)], ""),
    ("import", "0.3 s beyond pandas", [Check("beyond", 0.3, 5, "pandas")], ""),
    (
        "all notebooks under nbval",
        "1.2 times the CPU of their imports; with two workers 0.7 times the wall time of imports",
        [Check("slower", 1.2, 5, "imports only"), Check("wall", 0.7, 5, "imports only", "helpers, two workers")],
        FLOOR,
    ),
    (
        "raw lines to weights, in parts",
        "1.5 times the CPU of memory; two processes at 100,000 faster than memory and scikit-learn, in 2,000 MB each",
        [
            Check("slower", 1.5, 10_000, "in memory"),
            Check("wall", 1, 100_000, "in memory", "helpers, two processes"),
            Check("wall", 1, 100_000, SKLEARN, "helpers, two processes"),
            Check("MB", 2_000, 100_000, own="helpers, two processes"),
        ],
        LINES,
    ),
    (
        "raw lines to shared passages, in parts",
        "two processes at 100,000 in 2,000 MB each",
        [Check("MB", 2_000, 100_000, own="helpers, two processes")],
        "",
    ),
]


def against(measured: pd.DataFrame) -> str:
    """Return the table of aims as Markdown: what was found, and whether each aim is met; what was not run is said."""
    rows = {(row["work"], row["texts"], row["by"]): row for _, row in measured.iterrows()}
    said = "| work | aim | found | |\n|---|---|---|---|\n"
    for work, aim, checks, why in AIMS:
        found = [_found(rows, work, check) for check in checks]
        missed = any(is_met is False for is_met, _ in found)
        run = [is_met for is_met, _ in found if is_met is not None]
        verdict = f"missed: {why}" if missed else "not run" if not run else "met" + " so far" * (len(run) < len(found))
        said += f"| {work} | {aim} | {'; '.join(it[1] for it in found)} | {verdict} |\n"
    return said


def _found(rows: dict, work: str, check: Check) -> tuple[bool | None, str]:
    """Return whether a figure is within its bound, and the figure in words; neither if a row of it was not run."""
    kind, at = KINDS[check.kind], f" at {check.texts:,}" if check.texts > FIVE else ""
    own, by = rows.get((work, check.texts, check.own)), rows.get((work, check.texts, check.by))
    if own is None or by is None:
        return None, f"not run at {check.texts:,}"
    figure = kind.made(own, by)
    is_met = figure >= check.bound if kind.more else figure <= check.bound
    return bool(is_met), kind.said.format(figure, by=check.by, at=at) + ("" if is_met else " (missed)")
