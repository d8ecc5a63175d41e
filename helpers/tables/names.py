"""What a reader sees in place of the ids of texts. A private part of ``tables``."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

OF_TEXTS = ("doc_id", "left", "right", "other_left", "other_right", "without")  # columns that hold ids of texts
LONGEST = 32  # letters of a name: a longer one, such as a whole title, crowds tables and figures
CALLED: dict[str, str] = {}  # the names in use, by id: an option of display, as pandas has them


def names(documents: pd.DataFrame) -> dict[str, str]:
    """Return what a reader calls each text, by its id: its column ``name``, else author (or title) and year, or the id.

    A name that is too long, or that another text has too, as name or as id, gives way to the id.

    >>> tables.names(documents)["chen_yixin_2023"]
    'Chen Yixin 2023'
    """
    ids, found = documents["doc_id"].astype(str).tolist(), []
    told = documents.reindex(columns=["name", "authors", "title", "date"]).astype(object).fillna("").astype(str)
    for doc_id, name, authors, title, date in zip(ids, *(told[column] for column in told), strict=True):
        year, by = re.search(r"\b\d{4}\b", date), re.sub(";.*", " and others", authors) or title
        plain = " ".join((name or (f"{by} {year[0]}" if by and year else "")).split())
        found.append(plain if plain.isprintable() and 0 < len(plain) <= LONGEST else doc_id)
    times = Counter([*ids, *found])
    return {doc_id: name if times[name] == 1 else doc_id for doc_id, name in zip(ids, found, strict=True)}


def call_texts(names: dict[str, str]) -> None:
    """Let tables and figures show ``names``, those of ``tables.names``; with none, ids. What is computed keeps the ids.

    >>> tables.call_texts({})
    """
    CALLED.clear()
    CALLED.update(names)


def called(text: object) -> str:
    """Return what a text is called where it is shown: its name, or its id."""
    return CALLED.get(str(text), str(text))


def named(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts are called as they are shown, in the order they had."""
    for name, texts in table.filter(OF_TEXTS).select_dtypes(exclude="number").items() if CALLED else ():
        is_kind = isinstance(texts.dtype, pd.CategoricalDtype)
        table = table.assign(
            **{name: texts.cat.rename_categories(called) if is_kind else texts.map(called, na_action="ignore")}
        )
    return table
