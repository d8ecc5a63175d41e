"""Texts as data for scripts of a page: words as TOKENS has them, and where each is printed. A part of ``report``."""

import base64
import functools
import json
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import characters, layout, tables, words
from helpers.report.links import numbered

WIDE = "\uffff"  # a sign behind it counts as two in a browser
USES, SAID = ["formula", "paragraph", "start", "before"], ["section", "level", "heading", "first_line"]
APART = ("blank", "body", "heading")  # roles of lines that are not found beside the text: sections give the headings
STEP, LEAST = 90, 35  # a number below STEP is the sign so far behind LEAST, within ASCII; each ~ before it adds STEP
SIDES = (("left", "right"), ("right", "left"))


class Placed(NamedTuple):
    """A text as a browser counts signs, its words by paragraph, start and end; by row those that do not fold so."""

    paragraphs: list[dict[str, Any]]
    paragraph: np.ndarray
    start: np.ndarray
    end: np.ndarray
    named: dict[int, str]

    def spot(self, passage: tuple, side: str) -> list[int]:
        """Return where one side of a passage begins and ends: paragraph and letter, each."""
        if passage.kind != "parallel":
            a, b = (int(getattr(passage, f"{side}_{end}")) - 1 for end in ("start", "end"))
            return [*map(int, (self.paragraph[a], self.start[a], self.paragraph[b], self.end[b]))]
        said = getattr(passage, f"{side}_text")
        here = next((it for it in self.paragraphs if said in it["text"]), self.paragraphs[0])
        a, size = (len(text.encode("utf-16-le")) // 2 for text in (here["text"].partition(said)[0], said))
        return [here["paragraph"], a, here["paragraph"], a + size]

    def parts(self, begun: list[int]) -> Iterator[dict[str, Any]]:
        """Yield the parts that begin at these lines; of each word, how far behind the former it begins, and its signs.

        The first says for all at which row and paragraph they begin.
        """
        at = [bisect_right(begun, it["places"][1]) for it in self.paragraphs]
        paragraphs = np.searchsorted(np.maximum.accumulate(np.array(at, dtype="int64")), range(1, len(begun) + 2))
        rows = np.cumsum([0, *(it["words"] for it in self.paragraphs)])[paragraphs]
        before = np.where(np.diff(self.paragraph, prepend=-1), 0, np.roll(self.end, 1))
        ends = np.stack([self.start - before, self.end - self.start], axis=1)
        first = {"rows": rows.tolist(), "begun": paragraphs.tolist()}
        for n, (a, b) in enumerate(zip(rows, rows[1:], strict=False)):
            own = {"named": {row: name for row, name in self.named.items() if a <= row < b}}
            own |= {"part": n, "ends": "".join(map(_sign, ends[a:b].ravel().tolist()))}
            yield own | {"paragraphs": self.paragraphs[paragraphs[n] : paragraphs[n + 1]]} | (first if n == 0 else {})


def for_scripts(
    lines: pd.DataFrame,
    paragraphs: pd.DataFrame,
    found: pd.DataFrame | None,
    formulae: pd.DataFrame | None,
    pages: dict[str, tuple[str, str]],
    sheets: dict[str, list[int]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield each text as scripts take it, in parts: paragraphs, where their words lie, lines beside the body.

    The first part has what holds for the whole too: its sections, and what others have in common with it. ``found`` is
    PASSAGES, ``formulae`` as from ``glossary.replacements``, or none; ``pages`` gives for each text the name of its
    data and the address of its page, if it has one; ``sheets``, by that address, the lines at which parts begin.
    """
    tokens, heads = words.tokens(paragraphs, numbers=True), layout.sections(lines).query("section > 0")
    made = (tokens, paragraphs, heads, _beside(heads, lines))
    tables_of = [(dict(iter(table.groupby("doc_id", observed=True))), table.head(0)) for table in made]
    of_texts = {str(it): [of.get(it, none) for of, none in tables_of] for it in tables.doc_order(lines)}
    placed = {doc_id: _placed(*own[:2]) for doc_id, own in of_texts.items()}
    common = {} if found is None else _common(found, placed, pages)
    for doc_id, (_, _, own, beside) in of_texts.items():
        (name, page), rest = pages[doc_id], beside.drop(columns="doc_id").to_dict("records")
        used = [] if formulae is None else formulae.loc[formulae["doc_id"] == doc_id, USES].to_dict("records")
        more = {"id": doc_id, "page": page, "sheets": (begun := (sheets or {}).get(page, [0])), "formulae": used}
        more |= {"sections": own[SAID].to_numpy().tolist(), "common": common.get(doc_id, [])}
        for n, part in enumerate(placed[doc_id].parts(begun)):
            others = [it for it in rest if bisect_right(begun, it["line"]) == n + 1]
            yield {"file": numbered(name, n), "name": name} | part | {"others": others} | (more if n == 0 else {})


def _beside(heads: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return what is found beside the texts: headings, notes, front matter, lines that were left out."""
    rest = lines[~lines["role"].isin(APART) & (lines["text"].str.strip() != "")]
    both = pd.concat([heads.rename(columns={"first_line": "line", "heading": "text"}).assign(role="heading"), rest])
    said = both.assign(role=both["role"].astype(str).str.replace("_", " "), text=both["text"].map(tables.one_line))
    return said.sort_values("line", kind="stable")[["doc_id", "line", "role", "text"]]


def _common(passages: pd.DataFrame, placed: dict[str, Placed], pages: dict) -> dict[str, list[list]]:
    """Return what each text shares with others: number, other text, kind, words, line there, both spots."""
    found: dict[str, list[list]] = {doc_id: [] for doc_id in placed}
    for number, row in enumerate(passages.itertuples()):
        spots = {side: placed[getattr(row, side)].spot(row, side) for side, _ in SIDES}
        for here, there in SIDES:
            named = [number, pages[getattr(row, there)][0], row.kind, row.words, getattr(row, f"{there}_first_line")]
            found[getattr(row, here)].append([*named, spots[here], spots[there]])
    return found


def packed(part: dict[str, Any]) -> list[str]:
    """Return the name of a part, and the part itself deflated, in letters that may stand in a script."""
    plain = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")
    return [part["file"], base64.b64encode(zlib.compress(plain, 9, -zlib.MAX_WBITS)).decode()]


@functools.cache
def _sign(number: int) -> str:
    """Return a number, which is 0 or more, as signs."""
    return "~" * (number // STEP) + chr(LEAST + number % STEP)


def _placed(tokens: pd.DataFrame, paragraphs: pd.DataFrame) -> Placed:
    """Return the paragraphs of a text and the places of its words."""
    names, start = tokens["token"].astype(str).tolist(), tokens["start"].to_numpy().copy()
    end = start + np.fromiter(map(len, names), dtype="int64", count=len(names))
    folded, named, printed = functools.cache(characters.fold), {}, []
    first = [*np.searchsorted(tokens["paragraph"].to_numpy(), paragraphs["paragraph"].to_numpy()), len(tokens)]
    for row, a, b in zip(paragraphs.itertuples(), first, first[1:], strict=False):
        text, places = tables.one_line(row.text), np.array(row.places)
        if characters.moves(row.text):
            end[a:b] = [characters.end_of(row.text, start[n], names[n]) for n in range(a, b)]
        for n, (one, other) in enumerate(zip(start[a:b].tolist(), end[a:b].tolist(), strict=True), int(a)):
            if folded(text[one:other]) != names[n]:
                named[n] = names[n]
        if max(text, default="") > WIDE:
            shift = np.cumsum([0, *(sign > WIDE for sign in text)])
            for each in (start[a:b], end[a:b], places[:, 0]):
                each += shift[each]
        said = {"paragraph": row.paragraph, "section": row.section, "quote": row.kind == "quote", "text": text}
        printed.append(said | {"places": places.ravel().tolist(), "words": int(b - a)})
    return Placed(printed, tokens["paragraph"].to_numpy(), start, end, named)
