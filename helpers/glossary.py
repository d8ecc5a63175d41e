"""From PARAGRAPHS and a glossary to VARIANTS: the only room that knows that two wordings are one formula.

A glossary lists formulae (a plain label each), their variants in English and a pattern for each variant. One rule
holds for counting and for replacing, so that every count equals the replacements shown: a stretch of text belongs
to one variant only. Where two overlap the longest is taken, of equally long ones the leftmost, then the one that
stands first in the glossary; what loses is not tried again in a shorter form.
"""

import csv
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import pandas as pd
import regex

from helpers import characters, corpus, tables

COLUMNS = ["formula", "chinese", "certainty", "variant", "pattern"]
CERTAINTIES = ["confirmed", "from memory", "uncertain"]
SECONDS = 5.0  # a pattern takes milliseconds; one that runs away takes for ever
Use = tuple[int, int, int]  # where in the text a variant starts and ends, and its row in the glossary


class GlossaryError(ValueError):
    """A glossary that cannot be used; the message names the row, the fault and the cure."""


def load(path: str | Path | None = None) -> pd.DataFrame:
    """Return a glossary: one row per variant, in the file's order, with the columns of ``COLUMNS``, all text.

    ``path`` is a CSV file or a folder that holds ``glossary.csv``; without it the glossary of the five texts that
    ship is read. ``certainty`` says how sure the Chinese is (one of ``CERTAINTIES``); ``chinese`` may be empty, and
    then ``certainty`` may be too. A pattern is a regular expression, searched without regard to capitals, kinds of
    apostrophe and hyphen, and length of white space, and only from word edge to word edge. A glossary with a fault
    raises ``GlossaryError``; rows are counted from 1 under the heading.

    >>> glossary.load()[["formula", "variant"]].head(2)
                                      formula                                 variant
    0  holistic approach to national security  holistic approach to national security
    1  holistic approach to national security       overall national security concept
    """
    path = Path(corpus.READING if path is None else path)
    path = path / "glossary.csv" if path.is_dir() else path
    if not path.is_file():
        raise GlossaryError(f"{path}: no such file. Make a CSV file with the columns {COLUMNS}.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header, *rows = [row for row in csv.reader(handle) if row] or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise GlossaryError(f"{path}: not a CSV file in UTF-8: {error}. Save it as one.") from None
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            cure = "Put a cell that holds a comma into quotation marks."
            raise GlossaryError(f"{path}, row {number}: {len(row)} cells under {len(header)} headings. {cure}")
    glossary = pd.DataFrame(rows, columns=header, dtype="str")
    _check(glossary, f"{path}, ")
    return glossary


def variant_counts(paragraphs: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """Return VARIANTS: one row per variant and document, n its uses there, in the order of glossary and corpus.

    Zeros are kept, so that every variant has one row per text. A use is a row of ``replacements``.

    >>> variants = glossary.variant_counts(paragraphs, glossary.load())
    >>> variants.query("variant == 'overall national security concept'")["n"].tolist()
    [0, 4, 0, 0, 0]
    """
    doc_ids, key = tables.doc_order(paragraphs), ["formula", "variant", "doc_id"]
    found = replacements(paragraphs, glossary).astype({"doc_id": "str"}).value_counts(key)
    rows = glossary[key[:2]].merge(pd.DataFrame({"doc_id": doc_ids}), how="cross")
    n = found.reindex(pd.MultiIndex.from_frame(rows), fill_value=0)
    return tables.build("VARIANTS", {**rows, "n": n.to_numpy()}, doc_ids)


def normalise(paragraphs: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS in which each use of a variant is replaced by its formula's label, "as if translated alike".

    A label takes the capital of the wording it replaces; the words around it stay, so the grammar may limp. ``places``
    moves along: a label stands on the line where the wording began, the rest of the text on its own lines. Whatever
    else the table holds is unchanged.

    >>> alike = glossary.normalise(paragraphs, glossary.load())
    >>> int((alike["text"] != paragraphs["text"]).sum())  # paragraphs in which a wording changed
    128
    """
    uses = _uses(paragraphs, glossary)
    labels = glossary["formula"].tolist()
    columns: dict[str, list] = {"text": [], "places": []}
    for paragraph, found in zip(paragraphs.to_dict("records"), uses, strict=True):
        text = paragraph["text"]
        changes = [(start, end, _label(labels[row], text[start])) for start, end, row in found]
        for start, end, label in reversed(changes):
            text = text[:start] + label + text[end:]
        columns["text"].append(text)
        columns["places"].append(_moved(paragraph["places"], changes))
    return paragraphs.reset_index(drop=True).assign(**columns)


def replacements(paragraphs: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """Return what ``normalise`` changes: one row per use of a variant, in reading order.

    ``line`` is the raw line on which the wording begins, ``start`` its offset in the paragraph's text, ``before`` the
    wording as printed, ``after`` what stands in its place; the two are alike where a text uses the label itself.

    >>> uses = glossary.replacements(paragraphs, glossary.load())
    >>> uses[["line", "before", "after"]].head(2)
       line                   before                             after
    0    11  bedrock of rejuvenation  bedrock of national rejuvenation
    1    13      14th Five Year Plan               14th Five-Year Plan
    """
    rows = []
    for paragraph, found in zip(paragraphs.to_dict("records"), _uses(paragraphs, glossary), strict=True):
        for start, end, row in found:
            formula, variant = glossary["formula"].iloc[row], glossary["variant"].iloc[row]
            line = paragraph["places"][bisect_right(paragraph["places"], start, key=lambda place: place[0]) - 1][1]
            before = paragraph["text"][start:end]
            here = [paragraph[name] for name in ("doc_id", "section", "paragraph")]
            rows.append((*here, line, before, _label(formula, before[0]), formula, variant, start))
    names = ["doc_id", "section", "paragraph", "line", "before", "after", "formula", "variant", "start"]
    kinds = dict.fromkeys(names, "str") | dict.fromkeys(["section", "paragraph", "line", "start"], "int64")
    texts = pd.CategoricalDtype(tables.doc_order(paragraphs))
    return pd.DataFrame(rows, columns=names).astype(kinds | {"doc_id": texts})


def _check(glossary: pd.DataFrame, name: str = "") -> list[regex.Pattern]:
    """Return the compiled patterns of a glossary, or raise a ``GlossaryError`` that names the first faulty row."""
    if missing := [column for column in COLUMNS if column not in glossary.columns]:
        raise GlossaryError(f"{name}the columns {missing} are missing; there are {list(glossary.columns)}. Add them.")
    if glossary.empty:
        raise GlossaryError(f"{name}the glossary has no rows. Add one for each variant.")
    patterns: list[regex.Pattern] = []
    first: dict[tuple, int] = {}
    chinese: dict[str, tuple] = {}
    for number, row in enumerate(glossary[COLUMNS].to_dict("records"), 1):
        where = f"{name}row {number} ({row['variant']!r}): "
        _check_cells(row, where)
        for own in (("variant", row["formula"], row["variant"]), ("pattern", row["pattern"])):
            if first.setdefault(own, number) != number:
                raise GlossaryError(f"{where}the {own[0]} stands in row {first[own]} too. Keep one of them.")
        about = (row["chinese"], row["certainty"])
        if chinese.setdefault(row["formula"], about) != about:
            raise GlossaryError(f"{where}further up {row['formula']!r} has {chinese[row['formula']]}. Make them agree.")
        patterns.append(_compiled(row["pattern"], where))
    return patterns


def _check_cells(row: dict[str, str], where: str) -> None:
    """Raise a ``GlossaryError`` that starts with ``where`` if a cell is empty, padded or not one of the known words."""
    free = ["chinese", "certainty"] if row["chinese"] == "" else []
    for column in COLUMNS:
        if not isinstance(row[column], str) or row[column] != row[column].strip():
            raise GlossaryError(f"{where}{column} is {row[column]!r}. Give a text without spaces around it.")
        if row[column] == "" and column not in free:
            raise GlossaryError(f"{where}{column} is empty. Fill it in, or drop the row.")
    if row["certainty"] not in CERTAINTIES and row["certainty"] != "":
        raise GlossaryError(f"{where}certainty is {row['certainty']!r}. Use one of {CERTAINTIES}.")


def _compiled(pattern: str, where: str) -> regex.Pattern:
    """Return a pattern that holds from word edge to word edge; ``where`` begins the message if it is faulty."""
    plain = unicodedata.normalize("NFC", pattern).translate(characters.SAME)
    try:
        alone, edged = (regex.compile(it, regex.IGNORECASE) for it in (plain, rf"(?<!\w)(?:{plain})(?!\w)"))
    except regex.error as error:
        raise GlossaryError(f"{where}the pattern {pattern!r} is not a regular expression: {error}. Mend it.") from None
    if alone.fullmatch(""):
        raise GlossaryError(f"{where}the pattern {pattern!r} matches an empty text. Ask for at least one word.")
    return edged


def _uses(paragraphs: pd.DataFrame, glossary: pd.DataFrame) -> list[list[Use]]:
    """Return the uses of variants in each paragraph, from left to right, no two of them overlapping."""
    tables.check(paragraphs, "PARAGRAPHS")
    patterns = _check(glossary)
    uses = []
    for doc_id, number, text in zip(paragraphs["doc_id"], paragraphs["paragraph"], paragraphs["text"], strict=True):
        folded, offsets = _folded(text)
        hits: list[Use] = []
        for row, pattern in enumerate(patterns):
            try:
                hits += [(*found.span(), row) for found in pattern.finditer(folded, timeout=SECONDS) if found[0]]
            except TimeoutError:
                said = f"row {row + 1} ({glossary['variant'].iloc[row]!r}): the pattern took over {SECONDS:g} s"
                cure = "Make it simpler; nested repeats such as (a+)+ are the usual cause."
                raise GlossaryError(f"{said} on paragraph {number} of {doc_id}. {cure}") from None
        uses.append([(int(offsets[start]), int(offsets[end]), row) for start, end, row in _apart(hits)])
    return uses


def _folded(text: str) -> tuple[str, Sequence[int] | np.ndarray]:
    """Return a text, each run of white space made one space, and where in the text each of its characters begins."""
    plain, places = characters.folded(text)
    folded = regex.sub(r"\s+", " ", plain)
    if len(folded) == len(plain):
        return folded, places
    return folded, [*(places[found.start()] for found in regex.finditer(r"\s+|\S", plain)), len(text)]


def _apart(hits: list[Use]) -> list[Use]:
    """Return the hits that stay where some overlap: the longest first, then the leftmost, then glossary order."""
    kept: list[Use] = []
    for start, end, row in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2])):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, row))
    return sorted(kept)


def _label(formula: str, first: str) -> str:
    """Return a formula's label, with a capital where the wording it replaces starts with one."""
    return formula[0].upper() + formula[1:] if first.isupper() else formula


def _moved(places: Sequence[tuple[int, int]], changes: list[tuple[int, int, str]]) -> tuple[tuple[int, int], ...]:
    """Return ``places`` after the changes; a line that began inside a replaced stretch begins after its label.

    Of lines that would begin at one place (a line wholly inside a stretch) the last is kept.
    """
    grown = [0, *accumulate(len(label) - (end - start) for start, end, label in changes)]
    starts = [start for start, _, _ in changes]
    moved = {}
    for offset, line in places:
        done = sum(start < offset for start in starts)
        inside = done and offset < changes[done - 1][1]
        moved[(changes[done - 1][1] if inside else offset) + grown[done]] = line
    return tuple(moved.items())
