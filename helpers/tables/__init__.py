"""The names and types of every column, and the one place that checks them.

A table is a plain pandas ``DataFrame`` with a 0..n-1 index. ``LIST`` has an entry for each table of the package: the
function that makes it, its columns in order with their types, and what tells its rows apart. ``ROLES`` has one for
what a line can be; ``layout.roles`` shows it as a table. How a reader sees a table, and how it is saved, stands in the
private part ``showing``.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.tables.showing import Shown, call_texts, called, is_number, named, names, one_line, save, shown

__all__ = ["LIST", "ROLES", "TABLES", "Shown", "build", "call_texts", "called", "check", "doc_order", "named", "names"]
__all__ += ["need", "one_line", "rises", "save", "shown"]

TEXT, WHOLE, REAL, KIND, ANY = "str", "int64", "float64", "category", "object"


class Entry(NamedTuple):
    """A table: the function that makes it, its columns, and what tells its rows apart.

    A column is ``name:type``; those with a star are the key. ``finer`` are columns that belong to the key of a table
    that has them: units finer than a text, and the length of phrases that begin at one word.
    """

    maker: str
    columns: str
    finer: str = ""


LISTED = tomllib.loads((Path(__file__).parent / "list.toml").read_text("utf-8"))
LIST = {name: Entry(**entry) for name, entry in LISTED.items()}
TABLES = {name: dict(each.split(":") for each in it.columns.replace("*", "").split()) for name, it in LIST.items()}
WANTED = {TEXT: "text", KIND: "text or categories", WHOLE: "whole numbers", "Int64": "whole numbers", REAL: "numbers"}


class Role(NamedTuple):
    """A role: whether its words are kept, whether the reading edition prints it, whether it is front matter."""

    role: str
    kept: bool  # its words are the author's text, its headings or what is said of it; in-line changes are listed
    printed: bool  # the reading edition prints it as text; the others stand there folded
    front: bool  # a piece of front matter, listed in FRONT
    words: str  # what a reader is told


ROLES = [
    Role("blank", False, False, False, "nothing but space"),
    Role("title", True, True, True, "the title"),
    Role("byline", True, True, True, "who wrote it"),
    Role("author_note", True, True, True, "a note about the author"),
    Role("abstract", True, True, True, "a summary before the text"),
    Role("keywords", True, True, True, "words to find it by"),
    Role("editor_note", True, True, True, "a note by those who published it"),
    Role("heading", True, True, False, "a heading"),
    Role("body", True, True, False, "the text itself"),
    Role("footnote", False, True, False, "a note, listed with the place of its marker"),
    Role("caption", False, False, False, "words to a picture or table, left out"),
    Role("boilerplate", False, False, False, "what surrounds the text, such as page numbers and menus, left out"),
]


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
    if key and not rises(table, key).all() and (again := table.duplicated(key).to_numpy()).any():
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


def rises(table: pd.DataFrame, columns: Iterable[str]) -> np.ndarray:
    """Return of each row but the first whether it comes behind the one before it by some columns.

    Categories come in their order, other text A-Z.
    """
    behind, same = np.zeros(max(len(table) - 1, 0), dtype=bool), np.ones(max(len(table) - 1, 0), dtype=bool)
    for name in columns:
        is_whole = pd.api.types.is_integer_dtype(table[name].dtype)
        values = table[name].to_numpy() if is_whole else pd.Categorical(table[name]).codes
        behind |= same & (values[1:] > values[:-1])
        same &= values[1:] == values[:-1]
    return behind


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
