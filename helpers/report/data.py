"""Texts as data for scripts of a page: words as TOKENS has them, and where each is printed. A part of ``report``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from helpers import characters, layout, tables, words

WIDE = "\uffff"  # a sign behind it counts as two in a browser
USES = ["formula", "paragraph", "start", "before"]
APART = ("blank", "body", "heading")  # roles of lines that are not found beside the text: sections give the headings


def for_scripts(
    lines: pd.DataFrame,
    paragraphs: pd.DataFrame,
    found: pd.DataFrame | None,
    formulae: pd.DataFrame | None,
    pages: dict[str, tuple[str, str]],
) -> Iterator[dict[str, Any]]:
    """Yield each text as scripts take it: words, paragraphs, sections, lines beside the body, what others have too.

    ``found`` is PASSAGES, ``formulae`` as from ``glossary.replacements``, or none; ``pages`` gives for each text the
    name of its data and the address of its page, if it has one.
    """
    common = {} if found is None else _common(found, pages)
    made = (words.tokens(paragraphs, numbers=True), paragraphs, layout.sections(lines), lines)
    tables_of = [(dict(iter(table.groupby("doc_id", observed=True))), table.head(0)) for table in made]
    for doc_id in map(str, tables.doc_order(lines)):
        own, parts, heads, raw = (of.get(doc_id, none) for of, none in tables_of)
        heads = heads[heads["section"] > 0]
        known = [{"line": row.first_line, "role": "heading", "text": row.heading} for row in heads.itertuples()]
        rest = (row for row in raw[~raw["role"].isin(APART)].itertuples() if row.text.strip())
        known += [{"line": it.line, "role": it.role.replace("_", " "), "text": tables.one_line(it.text)} for it in rest]
        said = heads[["section", "level", "heading", "first_line"]].itertuples(index=False, name=None)
        used = [] if formulae is None else formulae.loc[formulae["doc_id"] == doc_id, USES].to_dict("records")
        more = {"sections": list(said), "others": sorted(known, key=lambda it: it["line"]), "formulae": used}
        more |= {"common": common.get(doc_id, [])}
        yield {"name": pages[doc_id][0], "id": doc_id, "page": pages[doc_id][1]} | _words(own, parts) | more


def _common(passages: pd.DataFrame, pages: dict[str, tuple[str, str]]) -> dict[str, list[list]]:
    """Return what each text shares with others: number, other text, kind, words, line there, positions (or words)."""
    found: dict[str, list[list]] = {}
    for number, row in enumerate(passages.itertuples()):
        for here, there in (("left", "right"), ("right", "left")):
            spots = [getattr(row, f"{side}_{end}", 0) for side in (here, there) for end in ("start", "end")]
            where = [getattr(row, f"{here}_text")] if row.kind == "parallel" else [*map(int, spots)]
            named = [number, pages[getattr(row, there)][0], row.kind, row.words]
            found.setdefault(getattr(row, here), []).append([*named, getattr(row, f"{there}_first_line"), *where])
    return found


def _words(tokens: pd.DataFrame, paragraphs: pd.DataFrame) -> dict[str, Any]:
    """Return the words of a text as numbers of a vocabulary, its words before its numbers, the commonest first.

    ``first`` has the row at which each paragraph begins, and the number of rows. A word starts a sign behind the end of
    the one before it, the first of a paragraph with the paragraph, but for ``gaps``: steps in rows, each with the signs
    between. A word is printed in as many signs as it has, but for ``longer``: row, and how many signs more.
    """
    codes, code, counts = np.unique(tokens["token"].cat.codes, return_inverse=True, return_counts=True)
    names = tokens["token"].cat.categories[codes].tolist()
    order = sorted(range(len(names)), key=lambda n: (not characters.LETTER.search(names[n]), -counts[n], names[n]))
    rank, lettered = np.argsort(order), sum(1 for name in names if characters.LETTER.search(name))
    numbers = paragraphs["paragraph"].to_numpy()
    first = np.searchsorted(tokens["paragraph"].to_numpy(), numbers)
    start, end, printed = tokens["start"].to_numpy().copy(), np.zeros(len(tokens), dtype="int64"), []
    size = np.array([len(name) + sum(sign > WIDE for sign in name) for name in names], dtype="int64")[code]
    for row, a, b in zip(paragraphs.itertuples(), first, np.append(first, len(tokens))[1:], strict=True):
        text, places = tables.one_line(row.text), np.array(row.places)
        end[a:b] = start[a:b] + size[a:b]
        if characters.moves(row.text) or max(text, default="") > WIDE:
            shift = np.cumsum([0, *(sign > WIDE for sign in text)])
            ends = [characters.end_of(row.text, start[n], names[code[n]]) for n in range(a, b)]
            end[a:b] = ends + shift[ends]
            start[a:b] += shift[start[a:b]]
            places[:, 0] += shift[places[:, 0]]
        said = {"paragraph": row.paragraph, "section": row.section, "quote": row.kind == "quote", "text": text}
        printed.append(said | {"places": places.ravel().tolist()})
    before = np.append(0, end[:-1])
    before[first[first < len(tokens)]] = 0
    usual = np.ones(len(tokens), dtype="int64")
    usual[first[first < len(tokens)]] = 0
    odd, longer = np.flatnonzero(start - before != usual), np.flatnonzero(end - start != size)
    return {
        "vocabulary": [names[n] for n in order],
        "lettered": lettered,
        "words": int((rank[code] < lettered).sum()),
        "codes": " ".join(map(str, rank[code].tolist())),
        "gaps": np.stack([np.diff(odd, prepend=0), (start - before)[odd]], axis=1).ravel().tolist(),
        "longer": dict(zip(longer.tolist(), (end - start - size)[longer].tolist(), strict=True)),
        "first": [*first.tolist(), len(tokens)],
        "paragraphs": printed,
    }
