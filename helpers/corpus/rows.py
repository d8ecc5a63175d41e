"""From the rows of a table to texts and columns of DOCUMENTS: what spreadsheets, CSV, JSON lines and Parquet share."""

import datetime
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean

import regex

from helpers.corpus.reading import File, Reading, Unreadable

TEXTS = """text texts content body article document full_text fulltext body_text main_text answer response comment
  message abstract""".split()
IDS = "doc_id docid document_id id text_id key name".split()
SAME = "author:authors name_of_author:authors headline:title published:date lang:language"
FIELDS = "title authors date publisher language source translation".split()
KEPT = set("text markup rules sha256 file path doc_id encoding confidence kind".split())  # ours: never a user's
HEAD = 0.5  # share of the cells of the fullest row: a row above the others that fills no more is a title
ENDS_ID = regex.compile(r"(?:(?i)[\W_]|(?<=\p{Ll})(?=I))[Ii][Dd]$")  # response_id, ResponseId
LONGEST_ID = 80  # characters: what is longer names no text


def readings(
    file: File, rows: Iterable[Mapping[str, object]], columns: dict[str, object], remarks: list
) -> list[Reading]:
    """Return a reading for each row that has a text; the first says which column was taken, which rows have none."""
    table = [{str(name).strip(): _cell(value) for name, value in row.items() if name} for row in rows]
    names = list(dict.fromkeys(itertools.chain(*table)))
    text = _text_column(file, table, names)
    others = [name for name in names if name != text]
    ids = _id_column(table, others)
    filled = [(number, row) for number, row in enumerate(table, 2) if row.get(text, "").strip()]  # 1 is the head
    if not filled:
        problem = f"no row has a text in the column {text!r}"
        raise Unreadable(problem, "Fill it, or name another column: load(..., text=...)")
    called = _columns(others, ids)
    found = []
    for number, row in filled:
        more = {column: row.get(name, "") for name, column in called.items()}
        named = {"doc_id": row[ids]} if ids else {"row": str(number)}
        found.append(Reading(row[text], None, columns | more | named, []))
    found[0].remarks.extend([*remarks, *_told(text, others, len(table), [number for number, _ in filled])])
    return found


def _told(text: str, others: list[str], rows: int, filled: list[int]) -> Iterator[tuple[str, str]]:
    """Give what there is to say of a table: which column was taken, and which rows have no text in it."""
    cure = f"To take another, say so: corpus.load(folder, text='{others[0] if others else text}')"
    yield f"{len(filled):,} texts, one a row, taken from its column {text!r}", cure
    if rows > len(filled):
        first = min(set(range(2, rows + 2)) - set(filled))
        yield f"{rows - len(filled):,} rows have no text there, the first of them row {first}", "Fill or leave them"


def _cell(value: object) -> str:
    """Return the value of a cell as text; what a spreadsheet holds as 3.0 is 3, a day has no time."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
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
    called = [name for wanted in TEXTS for name in lettered if _last(name) == wanted]
    return called[0] if called else max(lettered, key=lambda name: words[name])


def _id_column(table: list[dict[str, str]], names: list[str]) -> str:
    """Return the column whose values name the texts, each another and none empty, or nothing."""
    for wanted in (IDS, [name.casefold() for name in names if ENDS_ID.search(name)], [*map(str.casefold, names)]):
        for name in names:
            values = [row.get(name, "").strip() for row in table]
            fits = all(value and len(value) <= LONGEST_ID for value in values) and len(set(values)) == len(values)
            if name.casefold() in wanted and fits:
                return name
    return ""


def _last(name: str) -> str:
    """Return the last part of the name of a column that was nested in others, in small letters."""
    return name.casefold().rpartition(".")[2]


def _columns(names: list[str], ids: str) -> dict[str, str]:
    """Return what the columns of a table are called in DOCUMENTS, but that of the ids; of two for one, one has it."""
    called, same = dict[str, str](), dict(pair.split(":") for pair in SAME.split())
    for name in sorted(names, key=lambda name: name.count(".")):
        low = same.get(_last(name), _last(name))
        column = low if low in FIELDS else f"{low}_in_table" if low in KEPT and "." not in name else name
        if name != ids or column in FIELDS:  # a title may be both
            called[name] = column if column not in called.values() else name
    return called


def headed(rows: Iterable[list], remarks: list) -> Iterator[dict[str, object]]:
    """Give the rows of a sheet under the names in its head, which may stand below a title; absent ones are made."""
    table = [row for row in rows if _filled(row)]
    top = _top(table)
    if top:
        above = " / ".join(cell for row in table[:top] for cell in _filled(row))
        cure = "If that is the head, put a name over each column"
        remarks.append((f"above the head of the table, and so in no text: {above!r}", cure))
    names: list[str] = []
    for n, cell in enumerate(table[top] if table else [], 1):
        name = "" if cell is None else str(cell).strip()
        names.append(name if name and name not in names else f"{name or 'column'}_{n}")
    for row in table[top + 1 :]:
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
