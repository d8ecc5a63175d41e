"""From notebooks to pages: the room that runs notebooks and knows how the site, single files and copies are built.

What is built is made in a folder beside its target and moved there when it is whole: a run that stops
half-way leaves the former report as it was. The pages of the texts come from ``reading``.
``python -m helpers run|report|student`` calls these functions.
"""

from __future__ import annotations

import copy
import os
import re
import shutil
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from helpers.report.links import CELL, LINKS, TABLE, linked
from helpers.report.reading import escape, reading_pages

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = [
    "ReportError",
    "escape",
    "execute",
    "pdf",
    "reading_pages",
    "run",
    "shown",
    "shown_by",
    "single",
    "site",
    "student",
    "write",
]

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = ROOT / "notebooks"
TEMPLATES = Path(__file__).resolve().parent / "report_site"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
KEPT_IN_CELLS = ("tags", "jupyter", "editable", "deletable", "slideshow")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
BY_TEXT = ("texts", "keywords")
TEACHERS_PAGE = "teaching.md"
WIDGET = "application/vnd.jupyter.widget-view+json"
SOLUTION = re.compile(r"<details[^>]*>\s*<summary>\s*Solution\b.*?</details>", re.DOTALL | re.IGNORECASE)
NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[\d,]*\.?\d+(?:e[-+]?\d+)?\s?%?")
EMPTY = ("", "NaN", "None", "&lt;NA&gt;", "-", "\N{EN DASH}")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class ReportError(RuntimeError):
    """A notebook or a site that could not be made; the message says which, why, and what to do."""


# ---------------------------------------------------------------- running


def run(folder: Path = NOTEBOOKS) -> list[Path]:
    """Run every notebook of ``folder`` in place and return those whose file changed.

    This is the only thing that writes outputs. It writes no clock and no random id, so a second run changes nothing:
    metadata is cut to what is needed, widgets are numbered in order, cells keep their ids. The input of a cell tagged
    ``hide-input`` is folded in JupyterLab too. Each file is replaced whole, after its notebook ran without error.
    """
    changed = []
    for path in _with_progress(_notebooks(folder), "Running notebooks"):
        text = _text(_executed(path))
        if text != path.read_text(encoding="utf-8"):
            _write(path, text)
            changed.append(path)
    return changed


def execute(folder: Path, target: Path) -> list[Path]:
    """Run every notebook of ``folder`` and return the paths of the run copies, put into ``target`` all at once.

    The notebooks themselves stay as they are; their cells run in ``folder``, as under JupyterLab. Pages (``*.md``) that
    stand beside them are copied.
    """
    paths = _notebooks(folder)
    with _whole(target) as fresh:
        _copy_pages(folder, fresh)
        for path in _with_progress(paths, "Running notebooks"):
            (fresh / path.name).write_text(_text(_executed(path)), encoding="utf-8")
    return [target / path.name for path in paths]


def student(folder: Path, target: Path) -> list[Path]:
    """Copy the notebooks of ``folder`` without outputs and solutions; return the copies written.

    A solution is a ``<details>`` block whose summary starts with "Solution". A notebook that ``target`` already has
    is never overwritten, for somebody may have worked in it: move it away to get a fresh copy. The pages beside the
    notebooks are copied too, all but the teacher's.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in _pages(folder):
        if path.name != TEACHERS_PAGE:
            shutil.copy(path, target)
    written = []
    for path in _notebooks(folder):
        copied = target / path.name
        if not copied.exists():
            _write(copied, _text(_without_solutions(_read(path))))
            written.append(copied)
    return written


def shown(folder: Path) -> list[str]:
    """Return the HTML that the run notebooks of ``folder`` show, one piece for each output, in reading order."""
    return [piece for path in _notebooks(folder) for piece in shown_by(_read(path))]


def shown_by(notebook: NotebookNode) -> list[str]:
    """Return the HTML that a run notebook shows, one piece for each output."""
    return [piece for cell in notebook.cells for piece in _pieces(cell)]


def write(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook made by the package, whole or not at all."""
    _write(path, _text(notebook))


# ---------------------------------------------------------------- building


def site(notebooks: Path, target: Path, pages: dict[str, str] | None = None, links: LINKS | None = None) -> Path:
    """Build one site from run notebooks, the pages (``*.md``) beside them, and further pages; return its first page.

    ``pages`` maps a path in the site, such as ``texts/yang_2025.rst`` or ``methods.md``, to its source; each folder of
    pages becomes a part of the sidebar, with ``texts`` and ``keywords`` under their ids. The page ``front.md`` is set
    into the first page instead, above the list of notebooks, and after it what the cells tagged ``front`` show.
    ``links`` are those of ``links``. The site needs no server and no network. Any warning of Sphinx stops the build
    and is shown.
    """
    pages, links = pages or {}, links or {}
    with _whole(target) as fresh, tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        shutil.copytree(TEMPLATES, source, ignore=shutil.ignore_patterns("single", "*.css", "__pycache__"))
        (source / "_static").mkdir()
        shutil.copy(TEMPLATES / "site.css", source / "_static")
        (source / "notebooks").mkdir()
        _copy_pages(notebooks, source / "notebooks")
        for path in _notebooks(notebooks):
            _write(source / "notebooks" / path.name, _text(_linked(_aligned(_read(path)), links, "../")))
        listed = {f"notebooks/{path.name}": path.read_text(encoding="utf-8") for path in _pages(notebooks)} | pages
        (source / "index.md").write_text(_front_page(_notebooks(notebooks), listed, links), encoding="utf-8")
        for name in pages.keys() - {"front.md"}:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(pages[name], encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-n", "-W", "--keep-going", "-q", "--no-color"]
        done = subprocess.run([*command, source, f"{scratch}/html"], capture_output=True, text=True)
        if done.returncode:
            raise ReportError(f"the site was not built:\n{done.stderr.replace(str(source) + os.sep, '')}")
        unneeded = shutil.ignore_patterns(".*", "objects.inv", "_sources", "*webpack-macros.html")
        shutil.copytree(f"{scratch}/html", fresh, dirs_exist_ok=True, ignore=unneeded)
    return target / "index.html"


def single(notebooks: Path, target: Path) -> list[Path]:
    """Write each run notebook and each page beside them as one HTML file for handing round; return the files.

    A file holds its pictures and styles and no script; its Content-Security-Policy forbids every request and script,
    also for what a text might smuggle in. Links between notebooks lead to the single files.
    """
    from nbconvert import HTMLExporter
    from nbformat.v4 import new_markdown_cell, new_notebook
    from traitlets.config import Config

    exporter = HTMLExporter(
        config=Config(
            {
                "HTMLExporter": {"template_name": "single", "extra_template_basedirs": [str(TEMPLATES)]},
                "TagRemovePreprocessor": {"enabled": True, "remove_all_outputs_tags": {"remove-output"}},
            }
        )
    )
    css = (TEMPLATES / "site.css").read_text(encoding="utf-8")
    sources = {path.stem: _aligned(_read(path)) for path in _notebooks(notebooks)}
    for path in _pages(notebooks):
        sources[path.stem] = new_notebook(cells=[new_markdown_cell(path.read_text(encoding="utf-8"))])
    with _whole(target) as fresh:
        for name, notebook in sources.items():
            for cell in notebook.cells:
                if cell.cell_type == "markdown":
                    cell.source = re.sub(r"(\]\([\w.-]+)\.(?:ipynb|md)(#[^)\s]*)?\)", r"\1.html\2)", cell.source)
            resources = {"site_css": css, "metadata": {"name": _headline(notebook)[0]}}
            page, _ = exporter.from_notebook_node(notebook, resources=resources)
            (fresh / f"{name}.html").write_text(page, encoding="utf-8")
    return [target / f"{name}.html" for name in sources]


def pdf(pages: list[Path], target: Path) -> list[Path]:
    """Print HTML files, such as those of ``single``, each as a PDF in ``target``; return the files.

    It takes the Chromium or Chrome that the machine has, which reads the files and nothing else.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        raise ReportError(
            "no Chromium or Chrome was found, and a PDF is printed by one. Install it (Debian: "
            "'apt install chromium'), or open a page in your browser and print it to a file."
        )
    flags = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-background-networking"]
    flags += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with _whole(target) as fresh, tempfile.TemporaryDirectory() as profile:
        for page in pages:
            printed = fresh / f"{page.stem}.pdf"
            command = [browser, *flags, f"--user-data-dir={profile}", f"--print-to-pdf={printed}", page.as_uri()]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            if done.returncode or not printed.exists():
                raise ReportError(f"{page.name} was not printed by {Path(browser).name}:\n{done.stderr[-1000:]}")
    return [target / f"{page.stem}.pdf" for page in pages]


# ---------------------------------------------------------------- the parts of pages and files


def _front_page(notebooks: list[Path], pages: dict[str, str], links: LINKS) -> str:
    """Return the first page: the template with what notebooks show there, their first lines and further pages."""
    entries, shown = [], [pages.get("front.md", "")]
    for path in notebooks:
        notebook = _linked(_aligned(_read(path)), links)
        title, first = _headline(notebook)
        entries.append(f"[{title}](notebooks/{path.name})\n: {first}\n")
        shown += [f"{part} From [{title}](notebooks/{path.name}).\n" for part in _shown_in_front(notebook)]
    parts = {"notebooks": [f"notebooks/{path.stem}" for path in notebooks]}
    for page in map(PurePosixPath, pages):
        part, name = str(page.parent), str(page.with_suffix(""))
        if name != "front":
            parts.setdefault(part, []).append(f"{page.stem} <{name}>" if part in BY_TEXT else name)
    trees = [_toctree("More" if part == "." else part.capitalize(), names) for part, names in parts.items()]
    template = string.Template((TEMPLATES / "index.md").read_text(encoding="utf-8"))
    return template.substitute(front="\n".join(shown), notebooks="\n".join(entries), trees="\n".join(trees))


def _shown_in_front(notebook: NotebookNode) -> Iterator[str]:
    """Yield, for each cell tagged ``front``, the heading above it, its HTML and the first paragraph below it."""
    heading = ""
    for cell, below in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        if cell.cell_type == "markdown":
            heading = next(reversed(re.findall(r"^##? (.+)$", cell.source, re.MULTILINE)), heading)
        elif "front" in cell.metadata.get("tags", []) and (shown := "".join(_pieces(cell))):
            fence = "`" * (3 + max(map(len, re.findall("`+", shown)), default=0))
            said = _first_paragraph([below.source]) if below and below.cell_type == "markdown" else ""
            box = f'<div class="cell_output front"><div class="output text_html">{shown}</div></div>'
            yield f"## {heading}\n\n{fence}{{raw}} html\n{box}\n{fence}\n\n{said}"


def _pieces(cell: NotebookNode) -> list[str]:
    """Return the HTML that a cell shows, one piece for each output."""
    return [output.data["text/html"] for output in cell.get("outputs", []) if "text/html" in output.get("data", {})]


def _toctree(caption: str, names: list[str]) -> str:
    """Return a part of the sidebar."""
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""])


def _headline(notebook: NotebookNode) -> tuple[str, str]:
    """Return a notebook's title and the first paragraph under it, its links made plain."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    blocks = [block.strip() for source in cells[:3] for block in source.split("\n\n") if block.strip()]
    title = next((block.lstrip("# ").split("\n")[0] for block in blocks if block.startswith("# ")), "Untitled")
    return title, _first_paragraph(blocks)


def _first_paragraph(sources: list[str]) -> str:
    """Return the first paragraph of plain prose in Markdown, its links made plain."""
    blocks = [block.strip() for source in sources for block in source.split("\n\n") if block.strip()]
    first = next((block for block in blocks if not re.match(r"[#|<>`-]|\*[\s*]", block)), "")
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", " ".join(first.split()))


def _without_solutions(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook without outputs, run numbers and solutions; a cell that held nothing else goes."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        elif SOLUTION.search(cell.source):
            cell.source = SOLUTION.sub("", cell.source).strip()
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code" or cell.source]
    return notebook


def _aligned(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook itself, with the class ``number`` on every number and number column's head in its tables."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = TABLE.sub(lambda found: _aligned_table(found[0]), output.data["text/html"])
    return notebook


def _linked(notebook: NotebookNode, links: LINKS, up: str = "") -> NotebookNode:
    """Return the notebook itself, with links in its tables and heatmaps."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = linked(output.data["text/html"], links, up)
    return notebook


def _aligned_table(table: str) -> str:
    """Return a pandas table in HTML with the class ``number`` where a column holds nothing but numbers."""
    rows = [[cell[2] for cell in CELL.findall(row) if cell[0] == "td"] for row in table.split("<tr")]
    width = max(map(len, rows))
    columns = list(zip(*(row for row in rows if len(row) == width), strict=True)) if width else []
    is_number = [
        any(map(NUMBER.fullmatch, column)) and all(NUMBER.fullmatch(v) or v in EMPTY for v in column)
        for column in columns
    ]

    def aligned(row: str) -> str:
        cells = CELL.findall(row)
        place = iter(range(width - len(cells), width))
        return CELL.sub(
            lambda cell: (
                f'<{cell[1]} class="number"{cell[2]}>{cell[3]}</{cell[1]}>'
                if (n := next(place)) >= 0 and is_number[n]
                else cell[0]
            ),
            row,
        )

    return "<tr".join(row if "colspan" in row else aligned(row) for row in table.split("<tr"))


def _notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder, A-Z."""
    paths = sorted(Path(folder).glob("*.ipynb"))
    if not paths:
        raise ReportError(f"{Path(folder).name}: no notebooks (*.ipynb) there. Give the folder that holds them.")
    return paths


def _pages(folder: Path) -> list[Path]:
    """Return the pages that stand beside the notebooks of a folder, A-Z."""
    return sorted(Path(folder).glob("*.md"))


def _copy_pages(folder: Path, target: Path) -> None:
    """Copy the pages that stand beside the notebooks."""
    for path in _pages(folder):
        shutil.copy(path, target)


def _read(path: Path) -> NotebookNode:
    """Return a notebook in the one format that is written here."""
    import nbformat

    try:
        notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        cells = notebook.cells
    except (ValueError, AttributeError) as error:
        raise ReportError(f"{path.name}: no notebook of format 4 ({error}). Restore it or make it anew.") from None
    notebook.nbformat_minor = 5
    for number, cell in enumerate(cells, 1):
        cell.setdefault("id", f"cell-{number}")
    return notebook


def _executed(path: Path) -> NotebookNode:
    """Return a notebook, run from its first cell to its last in a kernel of its own, without clock and random ids."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    notebook = _read(path)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=50"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except (CellControlSignal, DeadKernelError) as error:
        raise ReportError(f"{path.name} stopped; nothing was written for it.\n{COLOUR.sub('', str(error))}") from None
    return _tidy(notebook)


def _tidy(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook itself, its metadata cut to what is needed and its widgets numbered in order."""
    import nbformat

    notebook.metadata = nbformat.from_dict(METADATA)
    widgets: dict[str, str] = {}
    for cell in notebook.cells:
        kept = {name: cell.metadata[name] for name in KEPT_IN_CELLS if name in cell.metadata}
        if "hide-input" in kept.get("tags", []):
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}):
                view = output.data[WIDGET]
                view["model_id"] = widgets.setdefault(view["model_id"], f"{len(widgets) + 1:032x}")
    return notebook


def _text(notebook: NotebookNode) -> str:
    """Return a notebook as the text of its file, always the same for the same notebook."""
    import nbformat

    return nbformat.writes(notebook) + "\n"


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a fresh folder to fill; it takes the place of ``target`` only if the filling ends without error."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh, former = (target.with_name(f".{target.name}.{state}") for state in ("part", "former"))
    if former.exists() and not target.exists():
        former.rename(target)
    for rest in (fresh, former):
        shutil.rmtree(rest, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        if target.exists():
            target.rename(former)
        fresh.rename(target)
    finally:
        for rest in (fresh, former):
            shutil.rmtree(rest, ignore_errors=True)


def _with_progress(paths: list[Path], what: str) -> Iterator[Path]:
    """Yield the paths under a progress bar, with one line for each when it is done and the seconds it took."""
    from tqdm import tqdm

    with tqdm(paths, desc=what, unit="notebook", disable=None) as bar:
        for path in bar:
            started = time.perf_counter()
            yield path
            bar.write(f"{path.stem:<40} {time.perf_counter() - started:5.1f} s")
