"""The report of any folder: a notebook made to fit the number of its texts, in which nothing speaks of other texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from helpers.report import templates
from helpers.report.notebooks import quick_nbformat

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATE = templates.FOLDER / "any_folder.txt"
TAGS = ("hide-input", "front")


def notebook(folder: str, tokens: pd.DataFrame) -> NotebookNode:
    """Return an unrun notebook on the texts of ``folder``, with the cells that fit how many of them have words.

    A cell of the template may say ``least=2`` or ``most=12``: it is left out for fewer or more texts. The name of the
    folder goes into the code as a quoted string, never into prose.
    """
    v4 = quick_nbformat().v4
    texts = int(tokens["doc_id"].nunique())
    cells = []
    found = re.split(r"^%% (md|code)([^\n]*)\n", TEMPLATE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for number, (kind, said, source) in enumerate(zip(found[::3], found[1::3], found[2::3], strict=True), 1):
        limits = dict(re.findall(r"(least|most)=(\d+)", said))
        if not int(limits.get("least", 0)) <= texts <= int(limits.get("most", texts)):
            continue
        source = source.strip().replace("FOLDER", repr(str(folder)))
        cell = v4.new_markdown_cell(source) if kind == "md" else v4.new_code_cell(source)
        cell["id"] = f"own-{number:02d}"
        cell["metadata"] = {"tags": [tag for tag in TAGS if tag in said]}
        cells.append(cell)
    return v4.new_notebook(cells=cells)
