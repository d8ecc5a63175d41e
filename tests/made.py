"""DOCUMENTS made by hand, for tests whose input should fit on the screen."""

import pandas as pd

from helpers import tables


def documents(*texts: str, rules: dict | None = None) -> pd.DataFrame:
    """Return DOCUMENTS with one row per text: the ids are ``a``, ``b``, ..., every other column is empty."""
    ids = [chr(ord("a") + number) for number in range(len(texts))]
    columns = {name: [""] * len(texts) for name in tables.TABLES["DOCUMENTS"]}
    columns |= {"doc_id": ids, "text": list(texts), "rules": [rules] * len(texts)}
    return tables.build("DOCUMENTS", columns, pd.Index(ids))


def paragraphs(*texts: str) -> pd.DataFrame:
    """Return PARAGRAPHS of one document ``a``: one row per text, the nth on line n, all in section 0."""
    numbers = list(range(1, len(texts) + 1))
    columns = {
        "doc_id": ["a"] * len(texts),
        "paragraph": numbers,
        "section": [0] * len(texts),
        "kind": ["body"] * len(texts),
        "first_line": numbers,
        "last_line": numbers,
        "text": list(texts),
        "places": [((0, number),) for number in numbers],
    }
    return tables.build("PARAGRAPHS", columns, pd.Index(["a"]))
