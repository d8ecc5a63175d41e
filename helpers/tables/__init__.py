"""The names and types of every column, and the one place that checks them.

A table is a plain pandas ``DataFrame`` with a 0..n-1 index. ``LIST`` has an entry for each table of the package: the
function that makes it, its columns in order with their types, and what tells its rows apart. How a reader sees a
table, and how it is saved, stands in the private part ``showing``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.tables.showing import Shown, is_number, one_line, save, shown

__all__ = ["LIST", "TABLES", "Shown", "build", "check", "doc_order", "need", "one_line", "rises", "save"]
__all__ += ["shown"]

TEXT, WHOLE, REAL, KIND, ANY = "str", "int64", "float64", "category", "object"


class Entry(NamedTuple):
    """A table: the function that makes it, its columns, and what tells its rows apart.

    A column is ``name:type``; those with a star are the key. ``finer`` are columns that belong to the key of a table
    that has them: units finer than a text, and the length of phrases that begin at one word.
    """

    maker: str
    columns: str
    finer: str = ""


UNITS = "section paragraph"
PAIRED = "left_section right_section left_paragraph right_paragraph"
LIST: dict[str, Entry] = {
    "DOCUMENTS": Entry(
        "corpus.load",
        "doc_id*:category title:str authors:str date:str publisher:str translation:str source:str file:str "
        "sha256:str rules:object text:str",
    ),
    "PROBLEMS": Entry("corpus.problems", "file:str problem:str cure:str left_out:bool"),
    "LINES": Entry(
        "layout.lines",
        "doc_id*:category line*:int64 role:category section:int64 block:int64 speaker:str rule:category "
        "confidence:float64 text:str",
    ),
    "KINDS": Entry("layout.kinds", "doc_id:category kind:str confidence:float64 evidence:str"),
    "ROLES": Entry("layout.roles", "role:str kept:bool printed:bool front:bool words:str"),
    "RULES": Entry("layout.rules", "rule:str role:str evidence:str kinds:str sure:bool trust:float64"),
    "SECTIONS": Entry("layout.sections", "doc_id*:category section*:int64 level:int64 heading:str first_line:int64"),
    "PARAGRAPHS": Entry(
        "layout.paragraphs",
        "doc_id*:category paragraph*:int64 section:int64 kind:category first_line:int64 last_line:int64 text:str "
        "places:object",
    ),
    "FRONT": Entry("layout.front_matter", "doc_id:category role:category first_line:int64 last_line:int64 text:str"),
    "FOOTNOTES": Entry(
        "layout.footnotes",
        "doc_id*:category note*:int64 number:int64 line:int64 marker_line:Int64 section:int64 text:str",
    ),
    "AUDIT": Entry("layout.audit", "doc_id:category finding:category line:int64 detail:str"),
    "EDITS": Entry("layout.edits", "doc_id:category line:int64 start:int64 rule:category before:str after:str"),
    "LEDGER": Entry(
        "layout.ledger",
        "doc_id:category role:category rule:category lines:int64 characters:int64 words:int64 share:float64",
    ),
    "TOKENS": Entry(
        "words.tokens",
        "doc_id*:category section:int64 paragraph:int64 position*:int64 token:category line:int64 start:int64",
        "words",
    ),
    "SENTENCES": Entry("words.sentences", "doc_id*:category section:int64 paragraph*:int64 sentence*:int64 text:str"),
    "COUNTS": Entry("terms.counts", "doc_id*:category term*:category n:int64", UNITS),
    "WEIGHTS": Entry("terms.tfidf", "doc_id*:category term*:category weight:float64", UNITS),
    "PAIRS": Entry("compare.similarity", "left*:category right*:category similarity:float64", PAIRED),
    "SHARED": Entry("compare.shared_terms", "left*:category right*:category term*:category part:float64", PAIRED),
    "KEYWORDS": Entry(
        "compare.keywords",
        "doc_id*:category measure*:category rank:int64 term*:str n:int64 weight:float64 low:float64 high:float64 "
        "dispersion:float64",
    ),
    "CONCORDANCE": Entry(
        "passages.concordance",
        "doc_id:category section:int64 paragraph:int64 line:int64 position:int64 before:str term:str after:str",
    ),
    "PASSAGES": Entry(
        "passages.shared_passages",
        "left:category right:category left_first_line:int64 left_last_line:int64 right_first_line:int64 "
        "right_last_line:int64 words:int64 score:float64 left_text:str right_text:str",
    ),
    "VARIANTS": Entry("glossary.variant_counts", "formula*:str variant*:str doc_id*:category n:int64"),
    "OUTCOMES": Entry("claims.outcomes", "claim*:int64 setting*:int64 number:float64 holds:bool"),
    "CLAIMS": Entry("claims.check", "claim*:int64 sentence:str number:float64 low:float64 high:float64 verdict:str"),
    "LENGTHS": Entry(
        "compare.section_lengths",
        "doc_id*:category section*:int64 level:int64 heading:str words:int64 share:float64 start:float64",
    ),
}
TABLES = {
    name: dict(column.replace("*", "").split(":") for column in entry.columns.split()) for name, entry in LIST.items()
}
WANTED = {TEXT: "text", KIND: "text or categories", WHOLE: "whole numbers", "Int64": "whole numbers", REAL: "numbers"}


def check(table: pd.DataFrame, name: str) -> None:
    """Raise an error that says what is wrong if ``table`` is not a table called ``name``.

    Its columns must be there, each of its kind, without gaps in the key; and no two rows may have one key, as they do
    when the tables of two corpora with a text of the same name are put together. More columns than the table's own
    are welcome. ``TypeError`` for what is no table or has a column of another kind, ``ValueError`` for the rest.
    """
    cure = f"Make it with '{LIST[name].maker}'."
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"expected the table {name}, got {type(table).__name__}. {cure}")
    need(table, TABLES[name], cure)
    for column, kind in TABLES[name].items() if len(table) else ():
        if not _fits(table[column], kind):
            found = f"column {column!r} of {name} should hold {WANTED[kind]}, and holds {table[column].dtype}"
            raise TypeError(f"{found}. {cure}")
    key = [column.split("*")[0] for column in LIST[name].columns.split() if "*" in column]
    key += [column for column in LIST[name].finer.split() if column in table.columns]
    for column in key:
        if (gone := table[column].isna().to_numpy()).any():
            raise ValueError(f"column {column!r} of {name} has no value in row {int(gone.argmax())}. {cure}")
    # rows in reading order, as they are made, differ without a look at all of them
    if key and not rises(table, key)[0].all() and (again := table.duplicated(key).to_numpy()).any():
        same = ", ".join(f"{column} {str(table[column].iloc[again.argmax()])!r}" for column in key)
        said = "Were tables of two corpora put together? Give the texts different ids first."
        raise ValueError(f"two rows of {name} have {same}. {said} {cure}")


def need(table: pd.DataFrame, columns: Iterable[str], cure: str) -> None:
    """Raise a ``ValueError`` that says which ``columns`` a table lacks, which it has, and what to do."""
    if missing := [column for column in columns if column not in table.columns]:
        raise ValueError(f"table lacks {missing}; it has {[str(column) for column in table.columns]}. {cure}")


def _fits(column: pd.Series, kind: str) -> bool:
    """Say whether a column with values is of a kind: numbers where numbers are wanted, no numbers where text is."""
    if kind in (WHOLE, "Int64"):
        return pd.api.types.is_integer_dtype(column.dtype) or (kind == "Int64" and bool(column.isna().all()))
    if kind == REAL:
        return is_number(column)
    return kind not in (TEXT, KIND) or not is_number(column)


def rises(table: pd.DataFrame, columns: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return of each row but the first whether it comes behind the one before it by some columns, and if it is equal.

    Categories come in their order, other text A-Z.
    """
    behind, same = np.zeros(max(len(table) - 1, 0), dtype=bool), np.ones(max(len(table) - 1, 0), dtype=bool)
    for name in columns:
        is_whole = pd.api.types.is_integer_dtype(table[name].dtype)
        values = table[name].to_numpy() if is_whole else pd.Categorical(table[name]).codes
        behind |= same & (values[1:] > values[:-1])
        same &= values[1:] == values[:-1]
    return behind, same


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
    """Return the ids of the documents in corpus order: the categories of ``doc_id``, else its order of appearance.

    >>> print(*tables.doc_order(tokens))
    hussain_2022 chen_yixin_2023 chen_xiangyang_2024 yang_2025 cicir_2025
    """
    column, kind = table["doc_id"], table["doc_id"].dtype
    return kind.categories if isinstance(kind, pd.CategoricalDtype) else pd.Index(column.drop_duplicates())
