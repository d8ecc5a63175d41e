"""Do the intervals of ``compare`` hold what they should in 95 of 100 cases?

    python -m tests.benchmarks.coverage FOLDER [--draws 100] [--write]

FOLDER holds long texts, such as novels: the paragraphs of each are a pool, from which texts are put together. Drawn
again and again, a similarity has a mean over the draws, and an interval is right if it holds that mean; the same for
differences. The effect of a keyword is right if it is what the rates of the pools give: those of several books, in
which there is much to find, and of one book, in which there is nothing. Texts without breaks, which are cut into ten
pieces, are the same texts with one paragraph each. With ``--write`` the table goes
to ``coverage.csv`` beside this file and into ``notebooks/methods.md``; else it is only printed.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import compare, corpus, layout, measures, words
from tests import references

HERE = Path(__file__).resolve().parent
KEPT, PAGE = HERE / "coverage.csv", HERE.parent.parent / "notebooks" / "methods.md"
SIZES, TEXTS = (7, 20, 60), 5
SHORTEST, FEWEST = 20, 150  # words of a paragraph, and paragraphs of a pool: fewer would be drawn twice too often
LIKENESS = {"below 0.3": (0, 0.3), "0.3 to 0.7": (0.3, 0.7), "above 0.7": (0.7, 1)}
BEGIN, END = "<!-- coverage: written by tests/benchmarks/coverage.py -->", "<!-- end of coverage -->"


def pools(folder: str, stop_list: str = "none") -> dict[str, list[pd.DataFrame]]:
    """Return the paragraphs of each long text of a folder, as pieces of TOKENS."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokens = words.tokens(layout.paragraphs(layout.lines(corpus.load(folder))))
    content = words.drop(tokens, words.stop_words(stop_list))
    found: dict[str, list[pd.DataFrame]] = {}
    for (text, _), part in content.groupby(["doc_id", "paragraph"], observed=True):
        if len(part) >= SHORTEST:
            found.setdefault(str(text), []).append(part)
    return {text: parts for text, parts in found.items() if len(parts) >= FEWEST}


def drawn(sources: list[list[pd.DataFrame]], sizes: list[int], generator: np.random.Generator) -> pd.DataFrame:
    """Return TOKENS of texts that are put together from paragraphs of their sources."""
    texts = []
    for number, (source, size) in enumerate(zip(sources, sizes, strict=True)):
        parts = [source[place] for place in generator.integers(len(source), size=size)]
        text = pd.concat(parts, ignore_index=True)
        paragraph = np.repeat(np.arange(1, size + 1), [len(part) for part in parts])
        position = np.arange(1, len(text) + 1)
        texts.append(text.assign(doc_id=f"text {number}", paragraph=paragraph, position=position, section=0))
    whole = pd.concat(texts, ignore_index=True)
    return whole.assign(doc_id=whole["doc_id"].astype("category"), token=whole["token"].astype("category"))


def of_pairs(
    make: Callable[[pd.DataFrame], pd.DataFrame], number: str, sources: list, sizes: list[int], draws: int
) -> pd.DataFrame:
    """Return low, high, right (whether it holds the mean of the draws) and the mean, for each row of each draw."""
    generator, rows = np.random.default_rng(1), []
    for _ in range(draws):
        found = make(drawn(sources, sizes, generator))
        rows.append(found[["left", "right", number, "low", "high"]].assign(place=range(len(found))))
    table = pd.concat(rows, ignore_index=True)
    table["mean"] = table.groupby("place")[number].transform("mean")
    return table.assign(holds=(table["low"] <= table["mean"]) & (table["mean"] <= table["high"]))


def unbroken(make: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what makes a table of the same texts without breaks."""
    return lambda tokens: make(tokens.assign(paragraph=1))


HOWS: dict[str, Callable] = {"": lambda make: make, ", no breaks": unbroken}


def in_order(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of all pairs in an order that no draw changes: by name, not by rank."""
    found = compare.differences(tokens)
    first, second = (
        found[sides].astype(str).agg(" ".join, axis=1) for sides in (["left", "right"], ["other_left", "other_right"])
    )
    turned = first > second
    found.loc[turned, ["difference", "low", "high"]] = -found.loc[turned, ["difference", "high", "low"]].to_numpy()
    return found.assign(key=np.where(turned, second + first, first + second)).sort_values("key", ignore_index=True)


def keywords(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return KEYWORDS of single words, none of them stop words."""
    return compare.keywords(tokens, (), 1)


def of_keywords(
    make: Callable[[pd.DataFrame], pd.DataFrame], sources: list, sizes: list[int], draws: int
) -> pd.DataFrame:
    """Return low, high, right and measure of the words that ``compare.keywords`` lists in each draw."""
    generator, rows = np.random.default_rng(1), []
    whole = [pd.concat(source) for source in sources]
    uses = pd.DataFrame({f"text {n}": part["token"].astype(str).value_counts() for n, part in enumerate(whole)}).fillna(
        0
    )
    rate = uses / uses.sum()
    mean = pd.Series(
        {f"text {n}": len(part) / len(source) for n, (part, source) in enumerate(zip(whole, sources, strict=True))}
    )
    for _ in range(draws):
        found = make(drawn(sources, sizes, generator))
        found = found[found["low"].notna()]
        size = mean * sizes
        for row in found.itertuples():
            own, others = size[row.doc_id], size.drop(row.doc_id)
            a, b = rate.loc[row.term, row.doc_id] * own, (rate.loc[row.term].drop(row.doc_id) * others).sum()
            cells = measures.Cells(*(np.array([n]) for n in (a, b, own, others.sum(), 1)), TEXTS)
            with np.errstate(divide="ignore"):
                effect = measures.measure(row.measure).effect
                truth = effect.size(cells).item() if b > 0 else np.inf
            holds = row.low <= truth and (np.isnan(row.high) or truth <= row.high)
            rows.append((row.measure, row.low, row.high, holds))
    return pd.DataFrame(rows, columns=["measure", "low", "high", "holds"])


def row(number: str, paragraphs: int | str, likeness: str, table: pd.DataFrame) -> tuple:
    """Return one row of the table of coverage: how many intervals, the share that hold, their usual width."""
    known = table[table["low"].notna()]
    width = (known["high"] - known["low"]).median()
    return number, paragraphs, likeness, len(known), round(known["holds"].mean(), 3), round(width, 2)


def measured(folder: str, draws: int) -> pd.DataFrame:
    """Return the coverage of similarities, differences and keywords by paragraphs of a text, and by likeness."""
    content, every = pools(folder, "short"), pools(folder)
    names = [name for name in content if name in every][:TEXTS]
    if len(names) < TEXTS:
        raise SystemExit(f"{folder} has {len(names)} texts of {FEWEST} paragraphs or more; {TEXTS} are needed.")
    several = [[part[name] for name in names] for part in (content, every)]
    alone = [[content[name]] * TEXTS for name in (names[0], names[-1])]  # nothing to find: no word marks a text
    rooms = [*several, alone[0], [several[0][0]] * 3 + [several[0][-1]] * 2]
    rows = []
    for size, (how, cut) in product(SIZES, HOWS.items()):
        sizes = [size] * TEXTS
        for number, make, column in (
            ("similarity", compare.similarity_intervals, "similarity"),
            ("difference", in_order, "difference"),
        ):
            found = pd.concat([of_pairs(cut(make), column, sources, sizes, draws) for sources in rooms])
            if number == "difference":
                rows.append(row(number + how, size, "any", found))
                continue
            for name, (low, high) in LIKENESS.items():
                part = found[found["mean"].between(low, high, inclusive="left")]
                rows.append(row(number + how, size, name, part))
        for kind, group in (("several books", several), ("one book", alone)):
            found = pd.concat([of_keywords(cut(keywords), sources, sizes, draws // 4) for sources in group])
            by_measure = found.groupby("measure", observed=True)
            rows += [row(f"keyword, {name}{how}", size, kind, part) for name, part in by_measure]
    columns = ["number", "paragraphs", "likeness", "intervals", "coverage", "width"]
    table = pd.DataFrame(rows, columns=columns)
    return table[table["intervals"] > draws].reset_index(drop=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    table = measured(given.folder, given.draws)
    print(references.block(BEGIN, END, table))
    if given.write:
        table.to_csv(KEPT, index=False)
        references.written(PAGE, BEGIN, END, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
