"""From the rows of a table to texts and columns of DOCUMENTS: what spreadsheets, CSV, JSON lines and Parquet share."""

import datetime
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean
from typing import Any

import regex

from helpers.corpus.furniture import MARKUP
from helpers.corpus.reading import File, Reading, Unreadable

TEXTS, IDS, SAME, FIELDS, KEPT, *PARTS = (names.split() for names in MARKUP["columns"].values())
PARTS[-1][:0] = TEXTS
DEEPEST = 5  # objects in one another: what is deeper stays JSON
SENTENCE = 5  # words: a list whose items all have fewer is one of names or tags
HEAD = 0.5  # share of the cells of the fullest row: a row above the others that fills no more is a title
COLUMNS = 16_384  # of a table: no spreadsheet has more
ENDS_ID = regex.compile(r"(?:(?i)[\W_]|(?<=\p{Ll})(?=I))[Ii][Dd]$")  # response_id, ResponseId
LONGEST_ID = 80  # characters: what is longer names no text


def readings(
    file: File, rows: Iterable[Mapping[str, object]], columns: dict[str, object], remarks: list
) -> list[Reading]:
    """Return a reading for each row that has a text; the first says which column was taken, which rows have none."""
    unsaid = dict[str, None]()
    table = [{str(name).strip(): _cell(value) for name, value in _flat(row, "", unsaid) if name} for row in rows]
    if unsaid:
        remarks.append((f"what stands in {', '.join(unsaid)} is in no column", "Put it outside the list"))
    names = list(dict.fromkeys(itertools.chain(*table)))
    if len(names) > COLUMNS:
        raise Unreadable(f"{len(names):,} columns; the limit is {COLUMNS:,}", "Save those that you need as a table")
    text = _text_column(file, table, names)
    others = [name for name in names if name != text]
    ids = _id_column(table, others)
    filled = [(number, row) for number, row in enumerate(table, 2) if row.get(text, "").strip()]  # 1 is the head
    if not filled:
        raise Unreadable(f"no row has a text in the column {text!r}", "Fill it, or name another: load(..., text=...)")
    called = _columns(others, ids)
    found = []
    for number, row in filled:
        more = {column: row.get(name, "") for name, column in called.items()}
        named = {"doc_id": row[ids]} if ids else {"row": str(number)}
        found.append(Reading(row[text], None, columns | more | named, []))
    found[0].remarks.extend([*remarks, *_told(text, others, len(table), [number for number, _ in filled])])
    return found


def _flat(row: Mapping, above: str, unsaid: dict[str, None]) -> Iterator[tuple[str, object]]:
    """Give the fields of an object and of those in it; a list of passages is one text, any other list stays JSON."""
    for name, value in row.items():
        if isinstance(value, dict) and above.count(".") < DEEPEST:
            yield from _flat(value, f"{above}{name}.", unsaid)
        else:
            whole = _passages(value, f"{above}{name}", unsaid) if isinstance(value, list) else ""
            nested = isinstance(value, list | dict)
            yield f"{above}{name}", whole or (json.dumps(value, ensure_ascii=False, default=str) if nested else value)


def _passages(items: list, name: str, unsaid: dict[str, None]) -> str:
    """Return a list of sentences, or of objects that hold some, as one text; ``unsaid`` gets what else these hold."""
    said, others, above = [], dict[str, None](), ""
    for item in items:
        own = _joined(item)
        used = [next((key for key in keys if isinstance(own.get(key), str)), "") for keys in PARTS]
        head, speaker, text = (own.get(key, "") for key in used)
        mark, above = (f"## {head}\n\n" if head not in ("", above) else ""), head
        said.append(mark + (f"{speaker}: {text}" if speaker and text else text))
        others |= dict.fromkeys(f"{name}.{key}" for key in own if key not in used)
    if not all(said) or max((len(text.split()) for text in said), default=0) < SENTENCE:
        return ""
    unsaid |= others
    return "\n\n".join(said)


def _joined(item: Any) -> dict[str, Any]:
    """Return what stands in a list as an object, in which lists of texts are one text."""
    own = item if isinstance(item, dict) else {"text": item}
    lists = {key for key, value in own.items() if isinstance(value, list) and all(isinstance(t, str) for t in value)}
    return {key: "\n\n".join(value) if key in lists else value for key, value in own.items()}


def _told(text: str, others: list[str], rows: int, filled: list[int]) -> Iterator[tuple[str, str]]:
    """Give what there is to say of a table: which column was taken, and which rows have no text in it."""
    cure = f"To take another, say so: corpus.load(folder, text={others[0]!r})" if others else "Nothing: it has no other"
    yield f"texts taken from its column {text!r}, one a row: {len(filled):,}", cure
    if rows > len(filled):
        first = min(set(range(2, rows + 2)) - set(filled))
        yield f"rows with nothing in {text!r}: {rows - len(filled):,}, the first is row {first}", "Fill or leave them"


def _cell(value: object) -> str:
    """Return the value of a cell as text; what a spreadsheet holds as 3.0 is 3, a day has no time."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def _text_column(file: File, table: list[dict[str, str]], names: list[str]) -> str:
    """Return the column that holds the texts: the one asked for, else one called so, else that of the most words."""
    if file.column:
        if file.column not in names:
            raise Unreadable(f"no column {file.column!r}; it has {names}", "Name one of these as text=")
        return file.column
    words = {name: fmean(len(row.get(name, "").split()) for row in table) for name in names} if table else {}
    lettered = [name for name in names if any(regex.search(r"\p{L}", row.get(name, "")) for row in table)]
    if not lettered:
        raise Unreadable("no column that holds words", "Put the texts into a column 'text', with a head above it")
    called = [name for wanted in TEXTS for name in lettered if name.casefold().rpartition(".")[2] == wanted]
    return called[0] if called else max(lettered, key=lambda name: words[name])


def _id_column(table: list[dict[str, str]], names: list[str]) -> str:
    """Return the column whose values name the texts, each another and none empty, or nothing."""
    for name in sorted(names, key=lambda name: (name.casefold() not in IDS, not ENDS_ID.search(name))):
        values = {row.get(name, "").strip() for row in table}
        if len(values) == len(table) and all(value and len(value) <= LONGEST_ID for value in values):
            return name
    return ""


def _columns(names: list[str], ids: str) -> dict[str, str]:
    """Return what the columns of a table are called in DOCUMENTS, but that of the ids; of two for one, one has it."""
    called, taken, same = dict[str, str](), set[str](), dict(pair.split(":") for pair in SAME)
    for name in sorted(names, key=lambda name: name.count(".")):
        last = name.casefold().rpartition(".")[2]  # of one that was nested in others
        low = same.get(last, last)
        column = low if low in FIELDS else f"{low}_in_table" if low in KEPT and "." not in name else name
        if name != ids or column in FIELDS:  # a title may be both
            called[name] = name if column in taken else column
            taken.add(called[name])
    return called


def headed(rows: Iterable[list], remarks: list) -> Iterator[dict[str, object]]:
    """Give the rows of a sheet under the names in its head, which may stand below a title; absent ones are made."""
    table = [row for row in rows if _filled(row)]
    top = _top(table)
    named = enumerate(table[top + 1 : top + 3], top + 2)
    start = next((n for n, row in named if all('"ImportId"' in cell for cell in _filled(row))), top + 1)  # of Qualtrics
    if aside := table[:top] + table[top + 1 : start]:
        above = " / ".join(cell for row in aside for cell in _filled(row))
        cure = "If that is the head, put a name over each column"
        remarks.append((f"in the head of the table or above it, and so in no text: {above!r}", cure))
    names = dict[str, None]()
    for n, cell in enumerate(itertools.chain(*table[top : top + 1]), 1):
        name = _cell(cell).strip()
        names[name if name and name not in names else f"{name or 'column'}_{n}"] = None
    for row in table[start:]:
        extra = [f"column_{n}" for n in range(len(names) + 1, len(row) + 1)]
        yield dict(zip([*names, *extra], row, strict=False))


def _top(table: list[list]) -> int:
    """Return the place of the head of a table: below rows of few cells, if all others are equally wide."""
    sizes = [len(_filled(row)) for row in table]
    least = HEAD * max(sizes, default=0)
    top = next((n for n, size in enumerate(sizes) if size > least), 0)
    even = len({len(row) for row in table[top:]}) == 1 and len(table) - top > 1
    named = [any(cell.casefold() in [*TEXTS, *IDS] for cell in _filled(row)) for row in table[: top + 1]]
    return top if even and (named[-1:] == [True] or not any(named)) else 0


def _filled(row: list) -> list[str]:
    """Return the cells of a row that hold something."""
    return [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
