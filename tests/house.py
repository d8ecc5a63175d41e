"""The rooms of the package as source text: who imports whom, how long things are, what notebooks call.

``ORDER`` is the order of imports: a room may use the rooms before it and libraries, never those behind it. Nothing
here imports a room.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "helpers"
NOTEBOOKS = ROOT / "notebooks"
ORDER = (
    "tables characters measures corpus layout words terms compare passages glossary claims figures lessons page report "
    "lab scale __main__"
).split()


def rooms() -> list[str]:
    """Return the rooms that can be imported, in the order of imports; one that ORDER does not name comes last."""
    there = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    there -= {"__init__", "__main__"}
    return [name for name in ORDER if name in there] + sorted(there - set(ORDER))


def called_by_notebooks() -> list[str]:
    """Return ``room.function`` for each function of a room that a code cell of a notebook calls, A-Z."""
    found = set()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        tree = ast.parse(code)
        single = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers."):
                single |= {alias.asname or alias.name: f"{node.module[8:]}.{alias.name}" for alias in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in single:
                found.add(single[node.func.id])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).partition(".")[0] in rooms():
                found.add(ast.unparse(node.func))
    return sorted(name for name in found if name.count(".") == 1)
