"""A digest of every table that layout, words, terms, compare and passages make of the texts at hand.

    python -m tests.digests            compare with tests/digests.json, and name each table that moved
    python -m tests.digests --write    write the file anew, after a change that is meant

The texts are the five that ship, the planted ones and, where the folder is there, the labelled layouts beside the
project. Whoever moves code without meaning to change a number runs it before and after.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import warnings
from pathlib import Path

import pandas as pd

from helpers import compare, corpus, glossary, layout, passages, terms, words

HERE = Path(__file__).resolve().parent
KEPT = HERE / "digests.json"
LAYOUTS = HERE.parent.parent / "shared" / "layouts"


def digest(table: pd.DataFrame) -> str:
    """Return a short fingerprint of a table: names, values and order; floats to 10 significant digits."""
    plain = table.copy()
    for name, column in plain.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            plain[name] = column.astype("object")
    text = plain.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def structure(documents: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of layout of some texts, by name."""
    lines = layout.lines(documents)
    makers = ("sections", "paragraphs", "front_matter", "footnotes", "edits", "ledger", "audit")
    return {"lines": lines} | {name: getattr(layout, name)(lines) for name in makers}


def numbers(paragraphs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of words, terms, compare and passages of some texts, by name."""
    tokens = words.tokens(paragraphs)
    content = words.drop(tokens, words.stop_words("short"))
    counts = terms.counts(content)
    weights = terms.tfidf(counts)
    shared = passages.shared_passages(tokens, paragraphs)
    return {
        "tokens": tokens,
        "sentences": words.sentences(paragraphs),
        "counts": counts,
        "weights": weights,
        "keyness": terms.keyness(counts),
        "log_ratio": terms.log_ratio(counts),
        "log_odds": terms.log_odds(counts),
        "dispersion": terms.dispersion(content),
        "similarity": compare.similarity(weights),
        "shared_passages": shared,
        "parallel_passages": passages.parallel_passages(paragraphs),
    }


def found() -> dict[str, str]:
    """Return the digest of every table at hand, by the texts and the name of the table."""
    tables: dict[str, str] = {}
    for name, folder in (("five", None), ("planted", corpus.PLANTED)):
        made = structure(corpus.load(folder))
        made |= numbers(made["paragraphs"])
        made["variant_counts"] = glossary.variant_counts(made["paragraphs"], glossary.load())
        tables |= {f"{name}/{table}": digest(made[table]) for table in made}
    for folder in sorted(LAYOUTS.glob("*/texts")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = structure(corpus.load(folder.parent))
        tables |= {f"{folder.parent.name}/{table}": digest(made[table]) for table in made}
    return tables


def moved(kept: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return the tables whose digest is another one than was kept; those that one side lacks are passed over."""
    return [name for name in now if name in kept and kept[name] != now[name]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    now = found()
    changed = moved(kept, now)
    print(f"{len(now)} tables, {len(changed)} moved" + "".join(f"\n  {name}" for name in changed))
    if given.write:
        KEPT.write_text(json.dumps(kept | now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
