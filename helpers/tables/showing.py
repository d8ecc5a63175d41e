"""A table as a reader sees it, what it calls the texts, and as a file for a spreadsheet. A part of ``tables``."""

import datetime
import functools
import importlib
import itertools
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

OF_TEXTS = ("doc_id", "left", "right", "other_left", "other_right", "without")  # columns that hold ids of texts
LONGEST = 32  # letters of a name: a longer one, such as a whole title, crowds tables and figures
CALLED: dict[str, str] = {}  # the names in use, by id: an option of display, as pandas has them
MOST_ROWS = 40  # about a screen: what is longer is cut, and says so
SIDES = ("left", "right")
LINE_COLUMNS = ("line", "first_line", "last_line", "marker_line")
OF_TERM: tuple[dict[str, str], ...] = (
    {"doc": "doc_id", "term": "term"},
    {"doc": "left", "pair": "right", "term": "term"},
    {"term": "term"},
)
OF_PAIR = ({"doc": "left", "pair": "right"},)
# What a cell opens: for each column the data- attributes it carries and the columns they come from, the first that fit.
OPENS: dict[str, tuple[dict[str, str], ...]] = {
    **{name: ({"doc": name},) for name in ("doc_id", *SIDES)},
    **{name: ({"doc": "doc_id", "line": name},) for name in LINE_COLUMNS},
    **{f"{side}_{name}": ({"doc": side, "line": f"{side}_{name}"},) for side in SIDES for name in LINE_COLUMNS},
    **dict.fromkeys(("term", "n", "part"), OF_TERM),
    "similarity": OF_PAIR,
}
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")  # Hebrew, Arabic and their neighbours
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # what a spreadsheet may run, full-width forms too
CELL_LIMIT, CUT = 32_767, " [cut]"  # characters that Excel keeps of a cell, and how a cut one ends
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
EXCEL_DAY = datetime.datetime(2000, 1, 1)  # the same for every file: a table saved twice is the same to the byte
TEMPLATE = (Path(__file__).parent / "shown.html").read_text("utf-8")
MADE = functools.cache(lambda: importlib.import_module("jinja2").Environment(autoescape=True).from_string(TEMPLATE))


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
        shown = texts.cat.rename_categories(called) if is_kind else texts.map(called, na_action="ignore")
        table = table.assign(**{name: shown})
    return table


class Cell(NamedTuple):
    """A cell as it is printed: its text, its kind (it stands on the right), may it run right to left, what it opens."""

    text: str
    kind: str = ""
    turned: bool = False
    data: dict[str, str] = {}


class Shown(NamedTuple):
    """A table as a reader sees it: HTML in notebooks and pages, plain text in a terminal."""

    heads: list[Cell]
    rows: list[list[Cell]]
    labels: int
    caption: str
    note: str

    def _repr_html_(self) -> str:
        return MADE().render(self._asdict())

    def __repr__(self) -> str:
        lines = [self.heads, *self.rows]
        widths = [max(len(row[place].text) for row in lines) for place in range(len(self.heads))]
        sized = (zip(row, widths, strict=True) for row in lines)
        fitted = ((c.text.rjust(width) if c.kind else c.text.ljust(width) for c, width in row) for row in sized)
        printed = ["  ".join(row).rstrip() for row in fitted]
        return "\n".join([*filter(None, [self.caption]), *printed, *filter(None, [self.note])])


def shown(
    table: pd.DataFrame | pd.Series,
    rows: str | list[str] | None = None,
    columns: list[str] | dict[str, str] | None = None,
    *,
    decimals: int = 2,
    caption: str = "",
    most: int = MOST_ROWS,
) -> Shown:
    """Return a table as a reader sees it: labels first and bold, numbers rounded and on the right, no 0..n-1 index.

    ``rows`` names the columns that label the rows. Without it they are the index, if it has a name or holds words;
    else ``doc_id``, ``left`` and ``right``, those of them that stand first; else the first column. ``columns`` chooses
    what is printed, and a dict (column -> head) renames it. Columns that are not printed still say what a cell opens:
    cells carry ``data-doc``, ``data-line``, ``data-term`` and ``data-pair`` from the key columns of the table (OPENS).
    Texts have the names that ``call_texts`` gave. Fractions have at most ``decimals`` places, one that would become 0
    its first digit. What is missing is a dash. Text is escaped, and cut at pandas' ``display.max_colwidth``. A table
    longer than ``most`` is cut, and says so.

    >>> tables.shown(pd.DataFrame({"left": ["a", "a"], "right": ["b", "c"], "similarity": [0.8712, 0.25]}))
    left  right  similarity
    a     b            0.87
    a     c            0.25
    """
    keys, index = _keys(table)
    labels = [rows] if isinstance(rows, str) else list(rows or _first_labels(keys, index))
    names = list(dict.fromkeys([*labels, *(keys.columns.drop(index) if columns is None else columns)]))
    if missing := list(pd.Index(names, dtype=object).difference(keys.columns, sort=False)):
        raise ValueError(f"there is no column {missing} to show; the table has {list(keys.columns)}.")
    across = None if isinstance(table, pd.Series) else table.columns.name
    part, renamed = keys.head(most), columns if isinstance(columns, dict) else {}
    cells = [_cells(part, name, decimals, None if name in index else across) for name in names]
    note = f"the first {len(part)} of {len(keys)} rows" if len(part) < len(keys) else "" if len(keys) else "no rows"
    heads = [_head(renamed.get(name), name, keys[name], name not in index and across in OF_TEXTS) for name in names]
    return Shown(heads, [list(row) for row in zip(*cells, strict=True)], len(labels), caption, note)


def save(table: pd.DataFrame | pd.Series, path: str | Path) -> Path:
    """Write a table as CSV or XLSX, whole or not at all, and return its path; an index with a name is a column.

    A spreadsheet runs nothing in it: CSV gets an apostrophe before text that begins like a formula (``= + - @``), XLSX
    holds all text as text. CSV begins with the byte-order mark by which Excel knows UTF-8. A cell of XLSX holds 32,767
    characters: longer text is cut, ends in "[cut]", and a warning says so; CSV keeps it whole.
    """
    path = Path(path)
    if path.suffix not in (".csv", ".xlsx"):
        raise ValueError(f"a table is saved as .csv or .xlsx, not as '{path.name}'. Give the path one of the two.")
    is_csv, keys = path.suffix == ".csv", _keys(table)[0]

    def guard(value: object) -> object:
        """Return a value that a spreadsheet does not run, cut at the size of a cell of XLSX."""
        if is_csv:
            return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
        return value if not isinstance(value, str) or len(value) <= CELL_LIMIT else value[: CELL_LIMIT - len(CUT)] + CUT

    guarded = keys.apply(lambda column: column if is_number(column) else column.astype(object).map(guard))
    guarded.columns = [guard(str(name)) for name in keys.columns]
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        if is_csv:
            guarded.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
        else:
            options = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
            with pd.ExcelWriter(part, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
                guarded.to_excel(writer, index=False, sheet_name="table", freeze_panes=(1, 0))
                writer.book.set_properties({"created": EXCEL_DAY})
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    cut = sum(keys[name].astype(str).str.len().gt(CELL_LIMIT).sum() for name in keys if not is_number(keys[name]))
    if cut and not is_csv:
        warnings.warn(f"{path.name}: {cut} cells are cut at {CELL_LIMIT:,} characters; CSV keeps them.", stacklevel=2)
    return path


def _keys(table: pd.DataFrame | pd.Series) -> tuple[pd.DataFrame, list[str]]:
    """Return a table with the levels of its index as columns, and their names; an index of plain numbers goes."""
    if isinstance(table, pd.Series):
        table = table.to_frame("value" if table.name is None else table.name)
    table = table.copy(deep=False)
    if isinstance(table.columns, pd.MultiIndex):
        table.columns = pd.Index([" / ".join(map(str, name)) for name in table.columns])
    table.columns = table.columns.astype(object)
    index = table.index.to_frame(index=False)
    index.columns = pd.Index([" " * n if name is None else name for n, name in enumerate(table.index.names)])
    plain = table.index.nlevels == 1 and table.index.name is None and is_number(index.iloc[:, 0])
    index = index.drop(columns=index.columns if plain else [name for name in index if name in table])
    keys = pd.concat([index, table.reset_index(drop=True)], axis=1).infer_objects()
    if doubled := list(keys.columns[keys.columns.duplicated()]):
        raise ValueError(f"two columns are called {doubled}. Rename one: 'table.set_axis([...], axis=1)'.")
    return keys, list(index.columns)


def _first_labels(keys: pd.DataFrame, index: list[str]) -> list[str]:
    """Return the columns that label the rows: those of the index, if it has some."""
    return index or [*itertools.takewhile(("doc_id", *SIDES).__contains__, keys.columns)] or list(keys.columns[:1])


def _head(given: str | None, name: object, column: pd.Series, is_text: bool) -> Cell:
    """Return the head of a column, as ``given``; where the columns are texts, it is their name and opens the text."""
    head = one_line(given or (called(name) if is_text else name))
    return Cell(head, _kind(column), bool(RIGHT_TO_LEFT.search(head)), {"doc": str(name)} if is_text else {})


def _cells(keys: pd.DataFrame, name: str, decimals: int, across: object) -> list[Cell]:
    """Return the cells of a column; ``across`` is the key that heads of columns give, as after ``pivot``."""
    goals = (*OF_TERM[:2], *OF_PAIR) if across else OPENS.get(name, ())
    if name == "term" and "before" in keys:  # a use in its line, not a word of a list
        goals = OPENS["line"]
    goal = next((goal for goal in goals if {*keys, across}.issuperset(goal.values())), {})
    of = [pd.Series(name, keys.index) if column == across else keys[column] for column in goal.values()]
    column = named(keys[[name]])[name] if name in OF_TEXTS else keys[name]
    printed, kind = _printed(column, decimals), _kind(column)
    opened = zip(*(it.astype(object) for it in of), strict=True)
    data = [{} if any(map(pd.isna, row)) else dict(zip(goal, map(str, row), strict=True)) for row in opened]
    cells = zip(printed, data or itertools.repeat({}), strict=False)
    return [Cell(text, kind, kind != "number" and bool(RIGHT_TO_LEFT.search(text)), opens) for text, opens in cells]


def is_number(column: pd.Series) -> bool:
    """Say whether a column holds numbers."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _printed(column: pd.Series, decimals: int) -> list[str]:
    """Return the values of a column as a reader sees them."""
    if pd.api.types.is_float_dtype(column):
        exact = column.astype("float64")
        rounded = exact.round(decimals) + 0.0  # no minus before a nought
        places = next((n for n in range(decimals) if exact.round(n).equals(rounded)), decimals)
        said = [f"{v:.1g}" if v and not r else f"{r:.{places}f}" for v, r in zip(exact, rounded, strict=True)]
    elif is_number(column):
        said = list(map(str, column))
    else:
        widest, is_before = pd.get_option("display.max_colwidth") or 10**9, column.name == "before"
        said = list(map(one_line, column))
        for row, text in enumerate(said):
            if len(text) > widest:  # what stands before a term is cut where it begins
                said[row] = ELLIPSIS + text[1 - widest :] if is_before else text[: widest - 1] + ELLIPSIS
    return ["\N{EN DASH}" if gone else text for text, gone in zip(said, column.isna(), strict=True)]


def _kind(column: pd.Series) -> str:
    """Return what puts a column on the right: its numbers, or that it stands before a term."""
    return "number" if is_number(column) else "before" if column.name == "before" else ""


def one_line(value: object) -> str:
    """Return a value as text on one line, its control characters made visible: nothing acts in a terminal."""
    text = str(value)
    return text if text.isprintable() else UNPRINTED.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\s", " ", text))
