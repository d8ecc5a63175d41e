"""Tables made by hand, for tests whose input should fit on the screen; what several test files use."""

import pandas as pd

from helpers import layout, tables, terms


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


def headings(text: str) -> list[tuple[int, str]]:
    """Return level and words of each heading of a text."""
    table = layout.sections(layout.lines(documents(text)))
    return list(table.loc[table["section"] > 0, ["level", "heading"]].itertuples(index=False, name=None))


def of(table: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    """Return the rows of one text."""
    return table[table["doc_id"] == doc_id].reset_index(drop=True)


def tokens_of(texts: dict[str, list[str]]) -> pd.DataFrame:
    """Return TOKENS of texts given as lists of paragraphs; each paragraph is a section of its own."""
    rows = []
    for text, paragraphs in texts.items():
        found = [(number, word) for number, paragraph in enumerate(paragraphs, 1) for word in paragraph.split()]
        rows += [(text, number, number, place, word, 10 * number) for place, (number, word) in enumerate(found, 1)]
    names = ["doc_id", "section", "paragraph", "position", "token", "line"]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) | {"start": 0}
    return tables.build("TOKENS", columns, pd.Index(list(texts)))


# "zeta" comes first in the corpus although it is last in the alphabet.
TEXTS = {
    "zeta": ["peace and trade", "trade and more trade"],
    "alpha": ["peace and law", "law"],
    "mid": ["order and law and order and law"],
}
TOKENS = tokens_of(TEXTS)
COUNTS = terms.counts(TOKENS)


def rows_of(table: pd.DataFrame) -> list[tuple]:
    """Return the rows of a table."""
    return list(table.astype(object).itertuples(index=False, name=None))


def value(table: pd.DataFrame, text: str, term: str, column: str = "weight") -> float:
    """Return the one number that a text and a term have in a column."""
    return table.loc[(table["doc_id"] == text) & (table["term"] == term), column].item()
