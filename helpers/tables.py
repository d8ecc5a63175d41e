"""The names and types of every column, and the one place that checks them.

A table is a plain pandas ``DataFrame`` with a 0..n-1 index. ``TABLES`` lists, for each table of
the package, its columns in order with their types, and the function that makes it.
"""

from __future__ import annotations

import pandas as pd

TEXT, WHOLE, REAL, KIND, ANY = "str", "int64", "float64", "category", "object"

TABLES: dict[str, dict[str, str]] = {
    "DOCUMENTS": {
        "doc_id": KIND,
        "title": TEXT,
        "authors": TEXT,
        "date": TEXT,
        "publisher": TEXT,
        "translation": TEXT,
        "source": TEXT,
        "file": TEXT,
        "sha256": TEXT,
        "rules": ANY,
        "text": TEXT,
    },
    "PROBLEMS": {"file": TEXT, "problem": TEXT, "cure": TEXT, "left_out": "bool"},
    "LINES": {"doc_id": KIND, "line": WHOLE, "role": KIND, "section": WHOLE, "rule": KIND, "text": TEXT},
    "SECTIONS": {"doc_id": KIND, "section": WHOLE, "level": WHOLE, "heading": TEXT, "first_line": WHOLE},
    "PARAGRAPHS": {
        "doc_id": KIND,
        "paragraph": WHOLE,
        "section": WHOLE,
        "kind": KIND,
        "first_line": WHOLE,
        "last_line": WHOLE,
        "text": TEXT,
    },
    "FRONT": {"doc_id": KIND, "role": KIND, "first_line": WHOLE, "last_line": WHOLE, "text": TEXT},
    "FOOTNOTES": {
        "doc_id": KIND,
        "note": WHOLE,
        "number": WHOLE,
        "line": WHOLE,
        "marker_line": "Int64",
        "section": WHOLE,
        "text": TEXT,
    },
    "AUDIT": {"doc_id": KIND, "finding": KIND, "line": WHOLE, "detail": TEXT},
    "EDITS": {"doc_id": KIND, "line": WHOLE, "rule": KIND, "before": TEXT, "after": TEXT},
    "LEDGER": {
        "doc_id": KIND,
        "role": KIND,
        "rule": KIND,
        "lines": WHOLE,
        "characters": WHOLE,
        "words": WHOLE,
        "share": REAL,
    },
    "TOKENS": {"doc_id": KIND, "section": WHOLE, "paragraph": WHOLE, "position": WHOLE, "token": KIND},
    "SENTENCES": {"doc_id": KIND, "section": WHOLE, "paragraph": WHOLE, "sentence": WHOLE, "text": TEXT},
    "COUNTS": {"doc_id": KIND, "term": KIND, "n": WHOLE},
    "WEIGHTS": {"doc_id": KIND, "term": KIND, "weight": REAL},
    "PAIRS": {"left": KIND, "right": KIND, "similarity": REAL},
    "SHARED": {"left": KIND, "right": KIND, "term": KIND, "part": REAL},
    "KEYWORDS": {
        "doc_id": KIND,
        "measure": KIND,
        "rank": WHOLE,
        "term": TEXT,
        "n": WHOLE,
        "weight": REAL,
        "low": REAL,
        "high": REAL,
        "dispersion": REAL,
    },
    "CONCORDANCE": {
        "doc_id": KIND,
        "section": WHOLE,
        "paragraph": WHOLE,
        "line": WHOLE,
        "before": TEXT,
        "term": TEXT,
        "after": TEXT,
    },
    "PASSAGES": {
        "left": KIND,
        "right": KIND,
        "left_first_line": WHOLE,
        "left_last_line": WHOLE,
        "right_first_line": WHOLE,
        "right_last_line": WHOLE,
        "words": WHOLE,
        "score": REAL,
        "left_text": TEXT,
        "right_text": TEXT,
    },
    "VARIANTS": {"formula": TEXT, "variant": TEXT, "doc_id": KIND, "n": WHOLE},
    "LENGTHS": {
        "doc_id": KIND,
        "section": WHOLE,
        "level": WHOLE,
        "heading": TEXT,
        "words": WHOLE,
        "share": REAL,
        "start": REAL,
    },
}

MADE_BY = {
    "DOCUMENTS": "corpus.load",
    "PROBLEMS": "corpus.problems",
    "LINES": "layout.lines",
    "SECTIONS": "layout.sections",
    "PARAGRAPHS": "layout.paragraphs",
    "FRONT": "layout.front_matter",
    "FOOTNOTES": "layout.footnotes",
    "AUDIT": "layout.audit",
    "EDITS": "layout.edits",
    "LEDGER": "layout.ledger",
    "TOKENS": "words.tokens",
    "SENTENCES": "words.sentences",
    "COUNTS": "terms.counts",
    "WEIGHTS": "terms.tfidf",
    "PAIRS": "compare.similarity",
    "SHARED": "compare.shared_terms",
    "KEYWORDS": "compare.keywords",
    "CONCORDANCE": "passages.concordance",
    "PASSAGES": "passages.shared_passages",
    "VARIANTS": "glossary.variant_counts",
    "LENGTHS": "compare.section_lengths",
}


def check(table: pd.DataFrame, name: str) -> None:
    """Raise a ``ValueError`` that names what is missing if ``table`` is not a table called ``name``.

    More columns than the table's own are welcome; fewer are not.
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"expected the table {name}, got {type(table).__name__}. Make it with '{MADE_BY[name]}'.")
    missing = [column for column in TABLES[name] if column not in table.columns]
    if missing:
        raise ValueError(
            f"table lacks {missing}; it has {[str(column) for column in table.columns]}. "
            f"Make it with '{MADE_BY[name]}'."
        )


def build(name: str, columns: dict, doc_ids: pd.Index | None = None) -> pd.DataFrame:
    """Return a table called ``name`` from ``columns`` (name -> values), its columns typed and in order.

    ``doc_ids`` (the corpus order) become the categories of ``doc_id``, so that sorting and ties
    follow the corpus. Columns the table does not name keep their type and come last. Arrays are taken, not copied.
    """
    types = TABLES[name]
    table = pd.DataFrame(columns, copy=False)
    for column, kind in types.items():
        if column == "doc_id" and doc_ids is not None:
            table[column] = pd.Categorical(table[column], categories=doc_ids)
        elif kind != ANY:
            table[column] = table[column].astype(kind)
    extra = [column for column in table.columns if column not in types]
    return table[[*types, *extra]].reset_index(drop=True)


def doc_order(table: pd.DataFrame) -> pd.Index:
    """Return the ids of the documents in corpus order: the categories of ``doc_id``, else its order of appearance."""
    column = table["doc_id"]
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories
    return pd.Index(column.drop_duplicates())
