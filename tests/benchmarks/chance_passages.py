"""How many passages do texts share that share nothing but a language, a kind or a subject?

    python -m tests.benchmarks.chance_passages FOLDER [FOLDER ...] [--write]

A row for each folder of texts, and one for the same texts with the words of each paragraph shuffled: what is left then
is what the search takes for a passage by chance. ``passages`` are those of kind "passage", of 7 words or more; ``long``
of 20 or more; ``per pair``: passages of two texts, in the mean; ``share``: of all words, those that lie in a passage.
Set against it stand the five texts. With ``--write`` the table goes into ``notebooks/methods.md``; else it is printed.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import compare, corpus, layout, passages, words
from tests import references

PAGE = Path(__file__).resolve().parent.parent.parent / "notebooks" / "methods.md"
BEGIN, END = "<!-- passages: written by tests/benchmarks/chance_passages.py -->", "<!-- end of passages -->"


def in_paragraphs(paragraphs: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Return PARAGRAPHS with the words of each in another order, all on its first line."""
    generator = np.random.default_rng(seed)
    text = [" ".join(generator.permutation(text.split())) for text in paragraphs["text"]]
    places = [((0, places[0][1]),) for places in paragraphs["places"]]
    return paragraphs.assign(text=pd.Series(text, dtype="str", index=paragraphs.index), places=places)


def row(name: str, paragraphs: pd.DataFrame) -> dict:
    """Return one row: what the texts share."""
    tokens = words.tokens(paragraphs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = passages.shared_passages(tokens, paragraphs).query("kind == 'passage'")
    inside = np.zeros(len(tokens), dtype=bool)
    text, position = tokens["doc_id"].astype(str).to_numpy(), tokens["position"].to_numpy()
    for side in ("left", "right"):
        for own in found[[side, f"{side}_start", f"{side}_end"]].itertuples(index=False):
            inside |= (text == str(own[0])) & (position >= own[1]) & (position <= own[2])
    texts = tokens["doc_id"].nunique()
    pairs = texts * (texts - 1) // 2
    sizes = {"texts": texts, "words": f"{len(tokens):,}", "passages": len(found)}
    sizes |= {"long": int((found["words"] >= compare.QUOTED).sum()), "per pair": round(len(found) / max(pairs, 1), 2)}
    return {"texts of": name} | sizes | {"share": f"{inside.mean():.2%}"}


def name_of(folder: Path) -> str:
    """Return what a folder is called; one called ``texts`` has the name of the one that it lies in."""
    return folder.parent.name if folder.name == "texts" else folder.name


def measured(folders: dict[str, Path | None]) -> pd.DataFrame:
    """Return the table; a folder of None are the five texts."""
    rows = []
    for name, folder in folders.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            paragraphs = layout.paragraphs(layout.lines(corpus.load(folder) if folder else corpus.load()))
        rows += [row(name, paragraphs), row(f"{name}, words of each paragraph shuffled", in_paragraphs(paragraphs))]
    return pd.DataFrame(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    table = measured({"the five texts": None} | {name_of(folder): folder for folder in given.folders})
    print(references.block(BEGIN, END, table))
    if given.write:
        references.written(PAGE, BEGIN, END, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
