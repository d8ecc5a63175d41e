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
    return written({"a": list(texts)})


def written(texts: dict[str, list[str]], step: int = 1) -> pd.DataFrame:
    """Return PARAGRAPHS of some documents by their ids: the nth paragraph of each on line n times ``step``."""
    rows = [(doc_id, number, text) for doc_id, parts in texts.items() for number, text in enumerate(parts, 1)]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("doc_id", "paragraph", "text"))}
    lines = [step * number for number in columns["paragraph"]]
    columns |= {"first_line": lines, "last_line": lines, "places": [((0, line),) for line in lines]}
    columns |= {"section": [0] * len(rows), "kind": ["body"] * len(rows)}
    return tables.build("PARAGRAPHS", columns, pd.Index(list(texts)))
