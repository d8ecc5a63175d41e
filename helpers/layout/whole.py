"""Texts without layout, as PARAGRAPHS: for the raw file beside the clean one, for examples, and for notes as text.

A private part of ``layout``.
"""

from itertools import accumulate

import pandas as pd

from helpers import tables
from helpers.corpus import raw_lines


def whole_texts(documents: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS of texts as they are: one row per text, with every line of it, furniture and notes included.

    The way other tools take a file, to set it beside ``paragraphs``. Only ``doc_id`` and ``text`` are asked for, so
    a sentence typed into a notebook works too. ``places`` names each raw line, so that tokens know their line.

    >>> raw = layout.whole_texts(documents)
    >>> raw.loc[0, ["first_line", "last_line"]].tolist()
    [1, 32]
    """
    tables.need(documents, ["doc_id", "text"], "Use 'corpus.load'.")
    texts = documents["text"].tolist()
    sizes = [[len(line) + 1 for line in raw_lines(text)] for text in texts]
    places = [tuple(zip(accumulate(own[:-1], initial=0), range(1, len(own) + 1), strict=True)) for own in sizes]
    columns = {"doc_id": documents["doc_id"], "paragraph": 1, "section": 0, "kind": "body", "first_line": 1}
    columns |= {"last_line": [len(lines) for lines in places], "text": texts, "places": places}
    return tables.build("PARAGRAPHS", columns, tables.doc_order(documents))


def with_notes(paragraphs: pd.DataFrame, footnotes: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS with the notes of each text behind its body, a row for each, of the kind ``note``.

    >>> both = layout.with_notes(paragraphs, layout.footnotes(lines))
    >>> len(both) - len(paragraphs) == int((both["kind"] == "note").sum())
    True
    """
    tables.check(paragraphs, "PARAGRAPHS")
    tables.check(footnotes, "FOOTNOTES")
    last = paragraphs.groupby("doc_id", observed=False)["paragraph"].max()
    before = last.reindex(footnotes["doc_id"]).fillna(0).astype("int64").to_numpy()
    line = footnotes["line"]
    notes = footnotes[["doc_id", "section", "text"]].assign(
        paragraph=before + footnotes["note"], kind="note", first_line=line, last_line=line
    )
    notes["places"] = [((0, number),) for number in line.tolist()]
    both = pd.concat([paragraphs, notes[list(tables.TABLES["PARAGRAPHS"])]]).sort_values("doc_id", kind="stable")
    return tables.build("PARAGRAPHS", both.to_dict("series"), tables.doc_order(paragraphs))
