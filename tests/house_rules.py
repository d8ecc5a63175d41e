"""The house rules for notebooks: plain functions that take a notebook and return what breaks a rule, in words.

A notebook is what ``nbformat.read`` gives. Each message names the cell by its id.
"""

from __future__ import annotations

import ast
import html
import re

SIGNED_OFF = re.compile(r"^\*\*(?:Goals|You need|Needs|Time|New terms)\b[^\n]*(?:\n(?!\n)[^\n]*)*", re.MULTILINE)
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:home|root|tmp|work|Users|private|opt|usr|var|mnt)/\w|[A-Z]:\\\\?\w|file://|site-packages"
)
NAMES_OF_TEXTS = "Hussain|Chen Yixin|Chen Xiangyang|Yang|CICIR"
PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")
ENGINE_CALLS = {"input", "open", "exec", "eval", "urlopen", "urlretrieve", "download", "filterwarnings", "simplefilter"}
ENGINE_MODULES = {"urllib", "requests", "httpx", "subprocess", "pip", "warnings", "os", "sys"}
NO_RESULT = {"set_option", "check", "set_theme", "display", "interact"}
MOST_LINES, MOST_ROWS, FEWEST_EXERCISES = 12, 45, 3
MOST_LINES_OF_DEF = 10  # a function in the open is one idea: a reader takes it in at a glance


# ---------------------------------------------------------------- parts of a notebook


def code(notebook) -> list:
    """Return the code cells that hold anything."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def prose(notebook) -> list:
    """Return the Markdown cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def tree(cell) -> ast.Module | None:
    """Return a cell's syntax tree, or None if it is not plain Python."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return None


def output_text(cell) -> str:
    """Return all that a cell's stored outputs say: streams, text, tables without tags, alt texts; no pictures."""
    said = []
    for output in cell.get("outputs", []):
        said.append(output.get("text", ""))
        for kind, content in output.get("data", {}).items():
            if kind == "text/html":
                alts = re.findall(r'\balt="([^"]*)"', content)
                said += [html.unescape(part) for part in [*alts, re.sub(r"<[^>]*>", " ", PICTURE.sub("", content))]]
            elif kind.startswith("text/"):
                said.append(content)
    return "\n".join(said)


def is_figure(cell) -> bool:
    """Say whether a code cell shows a picture."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return any("image/png" in d or "image/svg+xml" in d or "<img" in d.get("text/html", "") for d in data)


# ---------------------------------------------------------------- rules for how it was run


def not_run_in_order(notebook) -> list[str]:
    """Code cells are run once, from 1 to n."""
    counts = [cell.execution_count for cell in code(notebook)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"cells have the run numbers {counts}"]


def stripped_outputs(notebook) -> list[str]:
    """A cell that ends in a value shows it."""
    broken = []
    for cell in code(notebook):
        last = tree(cell).body[-1:] if tree(cell) else []
        if last and isinstance(last[0], ast.Expr) and not cell.outputs:
            called = last[0].value.func if isinstance(last[0].value, ast.Call) else None
            if getattr(called, "attr", getattr(called, "id", None)) not in NO_RESULT:
                broken.append(f"{cell.id}: no output is stored")
    return broken


def stored_errors(notebook) -> list[str]:
    """No output is an error or a warning."""
    return [
        f"{cell.id}: stores {output.get('ename', 'words on stderr')}"
        for cell in code(notebook)
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def passing_things(notebook) -> list[str]:
    """No output holds a memory address: it would change with every run."""
    return [
        f"{cell.id}: shows a memory address"
        for cell in code(notebook)
        if re.search(r"\bat 0x[0-9a-f]{6,}", output_text(cell))
    ]


def not_minimal(notebook) -> list[str]:
    """Only ``make run`` writes outputs: no widget state, no timing, no editor's traces."""
    broken = [f"notebook metadata {name!r}" for name in set(notebook.metadata) - {"kernelspec", "language_info"}]
    for cell in notebook.cells:
        extra = set(cell.metadata) - {"tags", "jupyter", "editable", "deletable", "slideshow"}
        broken += [f"{cell.id}: metadata {name!r}" for name in sorted(extra)]
    return broken


def untagged_widgets(notebook) -> list[str]:
    """A cell with a widget is tagged so that strict nbval and the site leave its output out."""
    wanted = {"nbval-ignore-output", "remove-output"}
    return [
        f"{cell.id}: a widget without the tags {sorted(wanted)}"
        for cell in code(notebook)
        if any("application/vnd.jupyter.widget-view+json" in o.get("data", {}) for o in cell.outputs)
        and not wanted <= set(cell.metadata.get("tags", []))
    ]


# ---------------------------------------------------------------- rules for code


def long_cells(notebook) -> list[str]:
    """No code cell is over 12 lines."""
    counts = {cell.id: sum(bool(line.strip()) for line in cell.source.splitlines()) for cell in code(notebook)}
    return [f"{name}: {n} lines" for name, n in counts.items() if n > MOST_LINES]


def trailing_semicolons(notebook) -> list[str]:
    """No cell ends in a semicolon: strict nbval fails on it."""
    return [f"{cell.id}: ends in a semicolon" for cell in code(notebook) if cell.source.rstrip().endswith(";")]


def engine_parts(notebook) -> list[str]:
    """No class, magic, input, download, file or warning filter, and one short def: the rest belongs to helpers."""
    broken, defined = [], []
    for cell in code(notebook):
        if tree(cell) is None:
            broken.append(f"{cell.id}: not plain Python")
            continue
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.FunctionDef):
                defined.append(node.name)
                n = node.end_lineno - node.lineno + 1
                broken += [f"{cell.id}: defines {node.name} in {n} lines"] * (n > MOST_LINES_OF_DEF)
                broken += [f"{cell.id}: defines {node.name} after {defined[0]}"] * (len(defined) > 1)
            elif isinstance(node, ast.AsyncFunctionDef | ast.ClassDef):
                broken.append(f"{cell.id}: defines {node.name}")
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                broken += [f"{cell.id}: calls {name}"] * (name in ENGINE_CALLS)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
                broken += [f"{cell.id}: imports {name}" for name in names if name.split(".")[0] in ENGINE_MODULES]
    return broken


def second_meanings(notebook) -> list[str]:
    """A name is given once and is never a module's; only ``answer`` is used again."""
    modules, given, broken = set(), set(), []
    for cell in code(notebook):
        for node in tree(cell).body if tree(cell) else []:
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [
                leaf.id
                for target in targets
                for leaf in ast.walk(target)
                if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store)
            ]
            again = [name for name in names if name in modules or (name in given and name not in ("answer", "_"))]
            broken += [f"{cell.id}: {name!r} gets a second meaning" for name in again]
            given |= set(names)
    return broken


def machine_paths(notebook) -> list[str]:
    """No path of one machine, neither in a cell nor in an output."""
    found = []
    for cell in notebook.cells:
        hit = MACHINE_PATH.search(PICTURE.sub("", cell.source) + "\n" + output_text(cell))
        found += [f"{cell.id}: {hit[0]!r}"] if hit else []
    return found


# ---------------------------------------------------------------- rules for the page


def title_is_no_question(notebook) -> list[str]:
    """The title, the first line and the only one of its rank, is a question."""
    text = without_code("\n\n".join(cell.source for cell in prose(notebook)))
    titles = [line for line in text.splitlines() if line.startswith("# ")]
    first = notebook.cells[0].source.split("\n")[0] if notebook.cells else ""
    fine = len(titles) == 1 and titles[0] == first and first.rstrip().endswith("?")
    return [] if fine else [f"titles are {titles}; wanted: one question on the first line"]


def no_early_answer(notebook) -> list[str]:
    """Before the first code cell stands an answer with a number."""
    opening = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        opening.append(SIGNED_OFF.sub("", cell.source))
    return [] if numbers("\n\n".join(opening)) else ["no number before the first code cell"]


def no_goals(notebook) -> list[str]:
    """Goals, what one needs, and the time stand before the first code cell."""
    opening = "\n".join(cell.source for cell in notebook.cells[:4] if cell.cell_type == "markdown")
    wanted = {
        "goals": r"\*\*Goals?\.\*\*",
        "needs": r"\*\*(?:You need|Needs)\.\*\*",
        "time": r"\*\*Time\.\*\*[^\n]*\d+ minutes",
    }
    return [f"{name} missing" for name, pattern in wanted.items() if not re.search(pattern, opening)]


def no_limits(notebook) -> list[str]:
    """A section 'What this does not show' says something."""
    text = "\n\n".join(cell.source for cell in prose(notebook))
    found = re.search(r"^## What this does not show\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return [] if found and len(found[1].split()) >= 20 else ["no section '## What this does not show' with 20 words"]


def unread_figures(notebook) -> list[str]:
    """A figure is followed by a Markdown cell that reads it."""
    following = [*notebook.cells[1:], None]
    return [
        f"{cell.id}: the figure is not read"
        for cell, after in zip(notebook.cells, following, strict=True)
        if cell.cell_type == "code" and is_figure(cell) and (after is None or after.cell_type != "markdown")
    ]


def figures_without_words(notebook) -> list[str]:
    """Every picture has an alt text that is a sentence: not empty, not a file name, no stock phrase."""
    broken = []
    for cell in code(notebook):
        for output in cell.outputs:
            bare = "image/png" in output.get("data", {})
            for tag in re.findall(r"<img[^>]*>", output.get("data", {}).get("text/html", "")) + ["<img>"] * bare:
                alt = re.search(r'\balt="([^"]*)"', tag)
                said = alt[1] if alt else ""
                if len(said.split()) < 4 or re.search(r"\.(?:png|jpe?g|svg)\b|^(?:image|picture|no desc)", said, re.I):
                    broken.append(f"{cell.id}: alt text {said!r}")
    return broken


def long_outputs(notebook) -> list[str]:
    """No output is longer than a screen."""
    rows = {
        cell.id: max(
            (
                o.get("data", {}).get("text/html", "").count("<tr") or o.get("text", "").count("\n")
                for o in cell.outputs
            ),
            default=0,
        )
        for cell in code(notebook)
    }
    return [f"{name}: {n} rows" for name, n in rows.items() if n > MOST_ROWS]


# ---------------------------------------------------------------- exercises


def exercises(notebook) -> list[dict]:
    """Return the exercises: the id of the task's cell, its name and starter cell, and the code of its solution.

    An open one, ``**Your turn** (open).``, needs neither starter nor solution.
    """
    found = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and cell.source.startswith("**Your turn"):
            entry = {
                "id": cell.id,
                "open": bool(re.match(r"\*\*Your turn\*\* \(open\)", cell.source)),
                "name": None,
                "starter": "",
                "solution": None,
            }
            for after in notebook.cells[place + 1 :]:
                if after.cell_type == "markdown" and after.source.startswith(("**Your turn", "#")):
                    break
                if after.cell_type == "code" and (named := re.search(r'check\("([^"]+)", answer\)', after.source)):
                    entry |= {"name": named[1], "starter": after.source}
                block = re.search(
                    r"<details><summary>Solution</summary>\s*\n```python\n(.*?)\n```\s*\n</details>",
                    after.source,
                    re.DOTALL,
                )
                if after.cell_type == "markdown" and block:
                    entry["solution"] = block[1]
            found.append(entry)
    return found


def broken_exercises(notebook) -> list[str]:
    """At least three exercises, each with a starter cell of ``answer = ...``, a check and a folded solution."""
    closed = [entry for entry in exercises(notebook) if not entry["open"]]
    broken = [f"{len(closed)} exercises with a solution, not {FEWEST_EXERCISES}"] * (len(closed) < FEWEST_EXERCISES)
    for entry in closed:
        if not entry["name"] or not re.search(r"^answer = \.\.\.$", entry["starter"], re.MULTILINE):
            broken.append(f"{entry['id']}: no cell with 'answer = ...' and check(\"name\", answer) follows")
        if not entry["solution"] or not re.search(r"^answer = ", entry["solution"], re.MULTILINE):
            broken.append(f"{entry['id']}: no folded solution that sets 'answer' follows")
    return broken


# ---------------------------------------------------------------- numbers in prose


def without_code(text: str) -> str:
    """Return Markdown without code blocks, code in the line and folded solutions."""
    text = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    return re.sub(r"^```.*?^```[^\n]*$|`[^`\n]*`", " ", text, flags=re.DOTALL | re.MULTILINE)


def numbers(text: str) -> list[str]:
    """Return the numbers that a piece of prose claims, as written, a percent sign with them.

    No claims are: what stands in code, links or solutions; document ids; the names of the five texts (Chen Yixin
    2023); ordinals and words with digits (20th, covid-19); the year of a citation such as (Dunning 1993); notebooks
    called by number; numbers of list items; the one level of all intervals ("95% interval", "middle 95%"). Arithmetic
    and settings go into backticks, as code.
    """
    text = without_code(text)
    for pattern in (
        r"!?\[[^\]]*\]\([^)]*\)",
        r"<[^>]+>",
        r"^\s*\d+[.)]\s",
        r"\b[a-z]+(?:_[a-z]+)*_\d+\b",
        rf"\b(?:{NAMES_OF_TEXTS}) 20\d\d\b",
        r"\b95%(?= interval)|(?<=middle )95%",
        r"[Nn]otebooks? \d\d(?:(?:,| and| or| to) \d\d)*",
        r"(?:[A-Z][\w’'-]+|et al\.)(?<!\bIn)(?<!\bSince)(?<!\bBy)(?<!\bFrom) \(?(?:1[6-9]|20)\d\d[a-z]?(?=[);,.]|$)",
    ):
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    found = re.finditer(r"(?<![\w.,/])\d+(?:,\d{3})*(?:\.\d+)?(?![\d]|[a-zA-Z_])(?:\s?%)?", text)
    return [hit[0].replace(" ", "") for hit in found if not re.search(r"[A-Za-z]-$", text[: hit.start()])]


def values(text: str) -> list[float]:
    """Return every number that a text shows, wherever it stands."""
    return [float(hit.replace(",", "")) for hit in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?", text)]


def stands_in(number: str, shown: list[float]) -> bool:
    """Say whether a number, as written in prose, is one of those shown, rounded to as many decimals.

    A percentage may be shown as a share. A whole number under 10 must be shown as it is.
    """
    wanted = float(number.rstrip("%").replace(",", ""))
    half = 0.5 * 10 ** -len(number.rstrip("%").partition(".")[2]) + 1e-9
    near = 1e-9 if half > 0.4 and wanted < 10 and not number.endswith("%") else half
    return any(abs(value - wanted) <= near for value in shown) or (
        number.endswith("%") and any(abs(100 * value - wanted) <= half for value in shown)
    )


def unfounded_numbers(notebook) -> list[str]:
    """Every number in prose stands in an output or in code above it, or in the code cells right below it.

    The prose before the first code cell may use the outputs of the whole notebook. Tasks ("Your turn") ask for
    numbers that are not there yet and are left out; so are the lines on goals, needs and time.
    """
    told = [
        values(cell.source + "\n" + output_text(cell)) if cell.cell_type == "code" else None for cell in notebook.cells
    ]
    first = next((place for place, shown in enumerate(told) if shown is not None), len(told))
    broken = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown" or cell.source.startswith("**Your turn"):
            continue
        below = place + 1
        while below < len(told) and told[below] is not None:
            below += 1
        shown = [value for part in (told if place < first else told[:below]) for value in part or []]
        claimed = numbers(SIGNED_OFF.sub("", cell.source))
        broken += [f"{cell.id}: {n} stands in no output above" for n in claimed if not stands_in(n, shown)]
    return broken


RULES = [
    not_run_in_order,
    stripped_outputs,
    stored_errors,
    passing_things,
    not_minimal,
    untagged_widgets,
    long_cells,
    trailing_semicolons,
    engine_parts,
    second_meanings,
    machine_paths,
    title_is_no_question,
    no_early_answer,
    no_goals,
    no_limits,
    unread_figures,
    figures_without_words,
    long_outputs,
    broken_exercises,
    unfounded_numbers,
]
