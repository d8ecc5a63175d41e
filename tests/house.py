"""The rules of the house for the package: plain functions that read its source text and return what breaks a rule.

``ORDER`` is the order of imports: a room may use the rooms before it and libraries, never those behind it. A room is a
module, or a folder with its parts inside. Nothing here imports a room; every function takes the package's folder, so
that the rules can be tried on a small one, and reads it once.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "helpers"
NOTEBOOKS = ROOT / "notebooks"

# Each room with the most lines of Python it may have: a small package stays small. The order is that of imports.
BUDGET = {
    "tables": 300,
    "characters": 200,
    "measures": 150,
    "corpus": 1000,
    "layout": 1850,
    "words": 450,
    "terms": 410,
    "compare": 520,
    "passages": 862,
    "glossary": 230,
    "claims": 408,
    "figures": 730,
    "lessons": 217,
    "page": 0,
    "report": 836,
    "classroom": 145,
    "export": 110,
    "lab": 200,
    "scale": 350,
    "verbs": 219,
    "__main__": 213,
}
ORDER = tuple(BUDGET)
MOST_IN_ALL = 9400
MOST_SCRIPT = 1850  # lines of scripts and styles in ``page``; 273 of them the workbench of the lab, 60 its box of pages
MOST_IN_A_FUNCTION, MOST_IN_A_PART, MOST_COMPLEX, MOST_PATTERN = 40, 450, 15, 80
PATTERN_SIGNS = re.compile(r"\(\?[:=!<>]|\\[bpswdSWDPB]|\[\^|[\])][*+?]")
CALLED_BY_OTHERS = {f"report/links:_Openings.handle_{end}tag" for end in ("start", "end")}  # by html.parser
CALLED_BY_OTHERS.add("lab/folder:_served.Pages.log_message")  # by http.server
CALLED_BY_OTHERS.add("lab/controls:Still._ipython_display_")  # by IPython
COUNTABLE = {0, 1, 2, -1}  # numbers that say what they are


class Use(NamedTuple):
    """One import of something of the package: by whom, which room and part of it, which name, on which line."""

    module: str
    room: str
    part: str
    name: str
    line: int


# ---------------------------------------------------------------- what there is


def rooms(package: Path = PACKAGE) -> list[str]:
    """Return the rooms that can be imported, in the order of imports; one that ORDER does not name comes last."""
    there = {name.partition("/")[0] for name in sources(package)} - {"__init__", "__main__"}
    return [name for name in ORDER if name in there] + sorted(there - set(ORDER))


@cache
def sources(package: Path = PACKAGE) -> dict[str, str]:
    """Return the source text of each module by its name: ``terms``, ``layout`` (the room's face), ``layout/rules``."""
    names = {path: path.relative_to(package).with_suffix("").as_posix() for path in sorted(package.rglob("*.py"))}
    return {name.removesuffix("/__init__"): path.read_text(encoding="utf-8") for path, name in names.items()}


@cache
def trees(package: Path) -> dict[str, ast.Module]:
    """Return the syntax tree of each module."""
    return {name: ast.parse(text) for name, text in sources(package).items()}


@cache
def uses(package: Path) -> list[Use]:
    """Return every import of a room, a part or a name of one, wherever in a module it stands."""
    found = []
    for module, tree in trees(package).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                base = _absolute(node, module, package)
                paths = [f"{base}.{alias.name}" for alias in node.names]
            else:
                paths = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for path in paths:
                whole, *way = path.split(".")
                if whole == package.name and way:
                    part = (
                        way[1]
                        if len(way) > 1
                        and _is_part(package, *way[:2], isinstance(node, ast.ImportFrom) and len(way) == 2)
                        else ""
                    )
                    name = ".".join(way[2:] if part else way[1:])
                    found.append(Use(module, way[0], part, name, node.lineno))
    return found


def _is_part(package: Path, room: str, name: str, asked_of_face: bool = True) -> bool:
    """Say whether a name of a room is a part of it; its face may have given a part's name to a function."""
    face = trees(package).get(room, ast.Module([], [])).body if asked_of_face else []
    given = {node.name for node in face if isinstance(node, ast.FunctionDef)}
    for node in face:
        if isinstance(node, ast.ImportFrom) and _absolute(node, room, package) != f"{package.name}.{room}":
            given |= {alias.asname or alias.name for alias in node.names}
    return f"{room}/{name}" in sources(package) and name not in given


def _absolute(node: ast.ImportFrom, module: str, package: Path) -> str:
    """Return the whole name of the module that an import takes names from."""
    if not node.level:
        return node.module or ""
    folder = [package.name, *module.split("/")]
    folder = folder[: len(folder) - node.level + (package / module).is_dir()]
    return ".".join([*folder, *([node.module] if node.module else [])])


def called_by_notebooks(notebooks: Path = NOTEBOOKS) -> list[str]:
    """Return ``room.function`` for each function of a room that a code cell of a notebook calls, A-Z."""
    found = set()
    for path in sorted(notebooks.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
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


# ---------------------------------------------------------------- rules for imports


def against_the_order(package: Path) -> list[str]:
    """A room uses only rooms that stand before it."""
    broken = set()
    for use in uses(package):
        own = use.module.partition("/")[0]
        if own == "__init__" or use.room == own:
            continue
        if own not in ORDER or use.room not in ORDER or ORDER.index(use.room) > ORDER.index(own):
            broken.add(f"{use.module} uses {use.room}")
    return sorted(broken)


def parts_of_others(package: Path) -> list[str]:
    """A part is used by its own room only."""
    broken = {
        f"{use.module} uses {use.room}/{use.part}"
        for use in uses(package)
        if use.part and use.module.partition("/")[0] != use.room
    }
    for module, room, name in _taken(package):
        if module.partition("/")[0] != room and _is_part(package, room, name):
            broken.add(f"{module} uses {room}/{name}")
    return sorted(broken)


def private_names(package: Path) -> list[str]:
    """No room uses a private name of another room."""
    names = [(use.module, use.room, use.name) for use in uses(package)] + _taken(package)
    return sorted(
        {
            f"{module} uses {room}.{name}"
            for module, room, name in names
            if re.match(r"_(?!_)", name) and module.partition("/")[0] != room
        }
    )


@cache
def _taken(package: Path) -> list[tuple[str, str, str]]:
    """Return module, room and name of each attribute of an imported room, or of an imported part of one."""
    found = []
    for module, tree in trees(package).items():
        known = {}
        for node in ast.walk(tree):
            for alias in node.names if isinstance(node, ast.ImportFrom) else []:
                way = [*_absolute(node, module, package).split("."), alias.name]
                if way[0] == package.name and (len(way) == 2 or (len(way) == 3 and _is_part(package, *way[1:]))):
                    known[alias.asname or alias.name] = way[1]
        found += [
            (module, known[node.value.id], node.attr)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known
        ]
    return found


def circles(package: Path) -> list[str]:
    """No module is reached by what it imports."""
    reached = {module: set() for module in sources(package)}
    for use in uses(package):
        reached[use.module].add(f"{use.room}/{use.part}" if use.part else use.room)
    for middle in reached:
        for ways in reached.values():
            if middle in ways:
                ways |= reached[middle]
    return sorted(module for module, ways in reached.items() if module in ways)


# ---------------------------------------------------------------- rules for size


def functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give the functions and methods of a tree with their names, ``outer.inner`` for one inside another."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{above}.{node.name}".lstrip(".")
            if not isinstance(node, ast.ClassDef):
                yield name, node
            yield from functions(node, name)
        else:
            yield from functions(node, above)


def long_functions(package: Path) -> list[str]:
    """No function is over 40 lines; its docstring is not counted, so that nobody saves on examples."""
    broken = []
    for module, tree in trees(package).items():
        for name, node in functions(tree):
            told = node.body[0] if ast.get_docstring(node) is not None else None
            lines = node.end_lineno - node.lineno + 1 - (told.end_lineno - told.lineno + 1 if told else 0)
            broken += [f"{module}:{name}"] * (lines > MOST_IN_A_FUNCTION)
    return broken


def complex_functions(package: Path) -> list[str]:
    """No function has a cyclomatic complexity over 15, as ``radon cc`` counts it."""
    from radon.complexity import cc_visit

    broken = []
    for module, text in sources(package).items():
        for block in cc_visit(text):
            whole = [*getattr(block, "methods", []), *([] if hasattr(block, "methods") else [block])]
            broken += [f"{module}:{each.name}" for each in whole if each.complexity > MOST_COMPLEX]
    return sorted(set(broken))


def long_parts(package: Path) -> list[str]:
    """No part of a room is over 450 lines."""
    return [name for name, text in sources(package).items() if "/" in name and lines(text) > MOST_IN_A_PART]


def rooms_over_budget(package: Path) -> list[str]:
    """No room has more lines than its budget says, and one that no budget names has none."""
    return [room for room, size in room_sizes(package).items() if size > BUDGET.get(room, 0)]


def room_sizes(package: Path) -> dict[str, int]:
    """Return the lines of Python of each room, docstrings included, in the order of imports."""
    sizes = dict.fromkeys([*rooms(package), "__main__"], 0)
    for name, text in sources(package).items():
        if name != "__init__":
            sizes[name.partition("/")[0]] += lines(text)
    return sizes


def script_lines(package: Path) -> int:
    """Return the lines of scripts and styles in the room ``page``."""
    kinds = (".js", ".mjs", ".css")
    return sum(lines(path.read_text("utf-8")) for path in package.glob("page/**/*") if path.suffix in kinds)


def lines(text: str) -> int:
    """Return the number of lines of a text."""
    return text.count("\n")


# ---------------------------------------------------------------- rules for what stands in a function


def second_homes(package: Path) -> list[str]:
    """Each fact has one home: the smoothed idf, (1 + N) / (1 + df), and the letters of a word."""
    idf, word = [], []
    for module, tree in trees(package).items():
        shares = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
        idf += [f"idf in {module}"] * sum(_one_more(node.left, node.right) for node in shares)
        word += [f"word in {module}"] * sum(r"\p{L}\p{M}\p{N}" in text for _, text in literals(tree))
    return (idf if len(idf) > 1 else []) + (word if len(set(word)) > 1 else [])


def _one_more(*nodes: ast.expr) -> bool:
    """Say whether every node is a sum of 1 and something."""
    return all(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add)
        and any(isinstance(side, ast.Constant) and side.value == 1 for side in (node.left, node.right))
        for node in nodes
    )


def dense_patterns(package: Path) -> list[str]:
    """A regular expression of more than 80 characters is verbose, ``(?x)``, and has a comment."""
    broken = []
    for module, tree in trees(package).items():
        for line, text in literals(tree):
            signed = re.search(r"\(\?\w*x", text[:20]) and re.search(r"(?<!\\)#\s", text)
            if len(text) > MOST_PATTERN and len(PATTERN_SIGNS.findall(text)) > 1 and not signed:
                broken.append(f"{module}: {_owner(tree, line)}")
    return sorted(set(broken))


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give line and text of each string that is no docstring; pieces that are added or hold fields count as one."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        text = _literal(node)
        if text:
            yield node.lineno, text
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            waiting += ast.iter_child_nodes(node)


def _literal(node: ast.AST) -> str:
    """Return the text of a string as far as it is written down there, or nothing."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(value) for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _literal(node.left) + _literal(node.right)
    return ""


def _owner(tree: ast.Module, line: int) -> str:
    """Return the name of the function or of the constant that a line belongs to."""
    inside = [name for name, node in functions(tree) if node.lineno <= line <= node.end_lineno]
    inside += [
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno <= line <= node.end_lineno
    ]
    return inside[-1] if inside else f"line {line}"


def bare_thresholds(package: Path) -> list[str]:
    """A number that something is compared with has a name, unless it is 0, 1 or 2."""
    broken = set()
    for module, tree in trees(package).items():
        for name, node in functions(tree):
            for inner in ast.walk(node):
                sides = [inner.left, *inner.comparators] if isinstance(inner, ast.Compare) else []
                numbers = [leaf.value for side in sides for leaf in _factors(side) if _is_number(leaf)]
                if any(number not in COUNTABLE for number in numbers):
                    broken.add(f"{module}:{name}")
    return sorted(broken)


def _factors(node: ast.expr) -> list[ast.expr]:
    """Return the parts of a product, a sum or a single number."""
    return [*_factors(node.left), *_factors(node.right)] if isinstance(node, ast.BinOp) else [node]


def _is_number(node: ast.expr) -> bool:
    """Say whether a node is a number that is written down."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def unexplained_numbers(package: Path) -> list[str]:
    """A number with a name has a comment on its line, or above it, that says why it is so."""
    broken = []
    for module, text in sources(package).items():
        rows = text.split("\n")
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and any(_is_number(each) for each in _values(node.value)):
                name = ast.unparse(node.targets[0])
                told = "#" in rows[node.lineno - 1] or rows[node.lineno - 2].startswith("#")
                broken += [f"{module}:{name}"] * (name.strip("(_)")[:1].isupper() and not told)
    return broken


def _values(node: ast.expr) -> list[ast.expr]:
    """Return what is assigned, one by one."""
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def uncalled(package: Path, notebooks: Path = NOTEBOOKS) -> list[str]:
    """What nobody calls goes: each function is named by another line of the package or by a notebook."""
    texts = [*sources(package).values(), *(path.read_text("utf-8") for path in package.rglob("*.txt"))]
    others = [*package.rglob("*.j2"), *package.rglob("*.toml"), *notebooks.glob("*.ipynb")]
    texts += [path.read_text("utf-8") for path in others]
    told = Counter(re.findall(r"\w+", "\n".join(texts)))
    return [
        f"{module}:{name}"
        for module, tree in trees(package).items()
        for name, node in functions(tree)
        if f"{module}:{name}" not in CALLED_BY_OTHERS and not node.name.startswith("__") and told[node.name] < 2
    ]


RULES = [
    against_the_order,
    parts_of_others,
    private_names,
    circles,
    long_functions,
    complex_functions,
    long_parts,
    second_homes,
    dense_patterns,
    bare_thresholds,
    unexplained_numbers,
    uncalled,
]
