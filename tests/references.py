"""The reference tables of ``helpers/README.md``, made from the lists in the code: ``python -m tests.references``.

A block of the page begins with ``<!-- name -->`` and ends with ``<!-- end -->``; what stands between is written here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers import corpus, layout, measures, tables
from tests import house

PAGE = house.PACKAGE / "README.md"
KINDS = {
    "str": "text",
    "int64": "whole",
    "float64": "number",
    "category": "text",
    "Int64": "whole or none",
    "bool": "yes or no",
    "object": "any",
}
Rows = list[tuple[str, ...]]


def rooms() -> Rows:
    """Return each room with the first line of its docstring and the lines it may have."""
    found = [("room", "what it does", "lines at most")]
    for name in [*house.rooms(), "__main__"]:
        told = ast.get_docstring(ast.parse(house.sources()[name])) or ""
        found.append(
            (f"`{name}`", told.partition("\n")[0].rstrip(".").replace("``", "`"), f"{house.BUDGET.get(name, 0):,}")
        )
    return found


def table_list() -> Rows:
    """Return each table with the function that makes it and its columns, those of the key marked."""
    found = [("table", "made by", "columns")]
    for name, entry in tables.LIST.items():
        columns = [column.split(":") for column in entry.columns.split()]
        told = [f"{column} ({KINDS.get(kind, kind)})" for column, kind in columns]
        told += [f"{column}?" for column in entry.finer.split()]
        found.append((name, f"`{entry.maker}`", ", ".join(told)))
    return found


def formats() -> Rows:
    """Return each format with its file endings and the packages that it needs."""
    rows = [(own.name, ", ".join(own.suffixes), ", ".join(own.needs.values()) or "none") for own in corpus.FORMATS]
    return [("format", "endings", "packages"), *rows]


def given(table: pd.DataFrame) -> Rows:
    """Return a table that a room gives of its own list; True is yes, False is no."""
    rows = table.replace({True: "yes", False: "no"}).astype("str").itertuples(index=False, name=None)
    return [tuple(table.columns), *rows]


BLOCKS: dict[str, Callable[[], Rows]] = {
    "rooms": rooms,
    "tables": table_list,
    "roles": lambda: given(layout.roles()),
    "rules": lambda: given(layout.rules()[["rule", "role", "evidence", "kinds", "sure", "trust"]]),
    "findings": lambda: [("finding", "what it says"), *layout.FINDINGS.items()],
    "measures": lambda: given(measures.reference()),
    "formats": formats,
}


def markdown(rows: Rows) -> str:
    """Return rows, the first of which is the heading, as a table in Markdown."""
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def written(page: Path, begin: str, end: str, table: pd.DataFrame) -> None:
    """Write a table into a page, in the place of what stands between two marks."""
    before, _, after = page.read_text(encoding="utf-8").partition(begin)
    page.write_text(before + block(begin, end, table) + after.partition(end)[2], encoding="utf-8")


def block(begin: str, end: str, table: pd.DataFrame) -> str:
    """Return a table between its two marks, as ``written`` puts it."""
    rows = [tuple(table.columns), *table.itertuples(index=False, name=None)]
    return f"{begin}\n{markdown(rows)}\n{end}"


def rewritten(text: str, blocks: dict[str, Callable[[], Rows]] | None = None) -> str:
    """Return a page with every block written anew; a block that no list fills, or that the page lacks, is an error."""
    blocks = BLOCKS if blocks is None else blocks
    form = re.compile(r"<!-- (\w+) -->\n.*?<!-- end -->", re.DOTALL)
    names = [found[1] for found in form.finditer(text)]
    if sorted(names) != sorted(blocks):
        raise ValueError(f"the page has the blocks {names}, the lists are {list(blocks)}. Make them the same.")
    return form.sub(lambda found: f"<!-- {found[1]} -->\n{markdown(blocks[found[1]]())}\n<!-- end -->", text)


def main(page: Path = PAGE) -> None:
    """Write the blocks of the page anew."""
    page.write_text(rewritten(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
