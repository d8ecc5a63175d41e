"""Notebooks: run, copied for students, printed. A part of ``report``."""

import asyncio
import os
import re
import shutil
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pandas as pd
from tqdm import tqdm

from helpers import figures, lessons
from helpers.report import files, templates
from helpers.report.files import ReportError, whole

Notebook = Any  # an ``nbformat.NotebookNode``, which is not imported before it is needed
SHIPPED = Path(sysconfig.get_path("data"), "share/reading-side-by-side/notebooks")
NOTEBOOKS = files.ROOT / "notebooks" if (files.ROOT / "notebooks").is_dir() else SHIPPED
METADATA = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
METADATA |= {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
KERNEL: dict = {"timeout": 600, "kernel_name": "python3", "extra_arguments": ["--IPKernelApp.log_level=50"]}
KERNEL |= {"record_timing": False, "coalesce_streams": True, "store_widget_state": False}
AT_ONCE = min(os.cpu_count() or 1, 4)  # notebooks that run side by side: each holds up to half a gigabyte
KEPT_IN_CELLS = ("tags", "jupyter", "editable", "deletable", "slideshow")
WIDGET = "application/vnd.jupyter.widget-view+json"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SLOW = "rfc3987_syntax"  # JupyterLab brings it; it builds a grammar of two seconds, for web addresses nobody checks


def quick_nbformat() -> object:
    """Return nbformat, imported without the package that would take two seconds of every start."""
    held = sys.modules.get(SLOW)
    sys.modules[SLOW] = held  # type: ignore[assignment]
    try:
        import nbformat.v4
    finally:
        if held is None:
            del sys.modules[SLOW]
    return nbformat


def run(folder: Path = NOTEBOOKS) -> list[Path]:
    """Run every notebook of ``folder`` in place and return those whose file changed: a second run changes nothing.

    Metadata is cut to what is needed, widgets are numbered in order, cells keep their ids. The input of a cell tagged
    ``hide-input`` is folded in JupyterLab too. Each file is replaced whole, after its notebook ran without error.
    """
    return sorted(path for path, notebook in _side_by_side(notebooks_of(folder), lambda: None) if write(path, notebook))


def execute(folder: Path, target: Path, meanwhile: Callable = lambda: None) -> list[Path]:
    """Run every notebook of ``folder`` and return the paths of the run copies, put into ``target`` all at once.

    Their cells run in ``folder``, as under JupyterLab, and pictures bring their drawings (``figures.ALSO_SVG``). Pages
    (``*.md``) are copied. What cells wrote to the error stream is left out: it names places on this machine. Kernels
    work while ``meanwhile`` does something else here; if that fails they are ended.
    """
    paths = notebooks_of(folder)
    with whole(target) as fresh:
        for path in pages_of(folder):
            shutil.copy(path, fresh)
        for path, notebook in _side_by_side(paths, meanwhile, env=os.environ | {figures.ALSO_SVG: "1"}):
            for cell in notebook.cells:
                cell.outputs = [output for output in cell.get("outputs", []) if output.get("name") != "stderr"]
            write(fresh / path.name, notebook)
    return [target / path.name for path in paths]


def own_notebook(folder: str, tokens: pd.DataFrame) -> Notebook:
    """Return an unrun notebook on the texts of ``folder``: a cell may say ``least=2`` or ``most=12`` texts with words.

    The name of the folder goes into the code as a quoted string, never into prose.
    """
    v4 = quick_nbformat().v4
    texts = int(tokens["doc_id"].nunique())
    cells, template = [], (templates.FOLDER / "any_folder.txt").read_text(encoding="utf-8")
    found = re.findall(r"^%% (markdown|code)([^\n]*)\n(.*?)(?=^%% |\Z)", template, re.MULTILINE | re.DOTALL)
    for number, (kind, said, source) in enumerate(found, 1):
        limits = dict(re.findall(r"(least|most)=(\d+)", said))
        if not int(limits.get("least", 0)) <= texts <= int(limits.get("most", texts)):
            continue
        made, tags = getattr(v4, f"new_{kind}_cell"), [tag for tag in ("hide-input", "front") if tag in said]
        source = source.strip().replace("FOLDER", repr(str(folder)))
        cells.append(made(source, id=f"own-{number:02d}", metadata={"tags": tags}))
    return v4.new_notebook(cells=cells)


def student(folder: Path, target: Path) -> list[Path]:
    """Copy the notebooks of ``folder`` as ``lessons.for_students`` makes them; return the copies written.

    A notebook that ``target`` already has stays, for somebody may have worked in it. The teacher's page is left out.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in (it for it in pages_of(folder) if it.name != "teaching.md"):
        shutil.copy(path, target)
    lacking = [path for path in notebooks_of(folder) if not (target / path.name).exists()]
    for path in lacking:
        write(target / path.name, lessons.for_students(read(path)))
    return [target / path.name for path in lacking]


def notebooks_of(folder: Path) -> list[Path]:
    """Return the notebooks of a folder, A-Z."""
    paths = sorted(Path(folder).glob("*.ipynb"))
    if not paths:
        raise ReportError(f"{Path(folder).name}: no notebooks (*.ipynb) there. Give the folder that holds them.")
    return paths


def pages_of(folder: Path) -> list[Path]:
    """Return the pages that stand beside the notebooks of a folder, A-Z."""
    return sorted(Path(folder).glob("*.md"))


def read(path: Path) -> Notebook:
    """Return a notebook in the one format that is written here."""
    nbformat = quick_nbformat()
    try:
        notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        cells = notebook.cells
    except (ValueError, AttributeError) as error:
        raise ReportError(f"{path.name}: no notebook of format 4 ({error}). Restore it or make it anew.") from None
    notebook.nbformat_minor = 5
    for number, cell in enumerate(cells, 1):
        cell.setdefault("id", f"cell-{number}")
    return notebook


def _side_by_side(paths: list[Path], meanwhile: Callable, **kernel: object) -> Iterator[tuple[Path, Notebook]]:
    """Yield notebooks with their paths, each when it has run, and one line for it with the seconds it took.

    They run on a thread of their own, so that nbclient leaves Ctrl-C to this one, which then ends their kernels.
    """
    done, free, begun = SimpleQueue(), asyncio.Semaphore(AT_ONCE), SimpleQueue()

    async def one(path: Path) -> None:
        async with free:
            started = time.perf_counter()
            done.put((path, await _executed(path, **kernel)))
            tqdm.write(f"{path.stem:<40} {time.perf_counter() - started:5.1f} s")

    async def every() -> None:
        begun.put(asyncio.current_task())
        async with asyncio.TaskGroup() as group:
            for path in paths:
                group.create_task(one(path))

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(asyncio.run, every())
        running.add_done_callback(done.put)
        task, bar = begun.get(), tqdm(paths, desc="Running notebooks", unit=" notebook", disable=None)
        try:
            meanwhile()
            for _ in bar:
                yield found if (found := done.get()) is not running else running.result()
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        except BaseException:  # Ctrl-C too
            if not running.done():
                task.get_loop().call_soon_threadsafe(task.cancel)
            raise


async def _executed(path: Path, **kernel: object) -> Notebook:
    """Return a notebook, run from its first cell to its last in a kernel of its own, without clock and random ids."""
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient, exceptions

    client = NotebookClient(notebook := read(path), **KERNEL, resources={"metadata": {"path": str(path.parent)}})
    client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])  # this Python, no other's
    try:
        await client.async_execute(**kernel)
    except (exceptions.CellControlSignal, exceptions.DeadKernelError) as error:
        raise ReportError(f"{path.name} stopped; nothing was written for it.\n{COLOUR.sub('', str(error))}") from None
    return _tidy(notebook)


def _tidy(notebook: Notebook) -> Notebook:
    """Return the notebook itself, its metadata cut to what is needed and its widgets numbered in order."""
    nbformat = quick_nbformat()
    notebook.metadata = nbformat.from_dict(METADATA)
    widgets: dict[str, str] = {}
    for cell in notebook.cells:
        kept = {name: cell.metadata[name] for name in KEPT_IN_CELLS if name in cell.metadata}
        kept |= {"jupyter": {"source_hidden": True}} if "hide-input" in kept.get("tags", []) else {}
        cell.metadata = nbformat.from_dict(kept)
        if any("text/html" in output.get("data", {}) for output in cell.get("outputs", [])):  # a box's static view
            cell.outputs = [output for output in cell.outputs if list(output.get("data", {})) != [WIDGET]]
        for output in cell.get("outputs", []):
            if view := output.get("data", {}).get(WIDGET):
                view["model_id"] = widgets.setdefault(view["model_id"], f"{len(widgets) + 1:032x}")
    return notebook


def write(path: Path, notebook: Notebook) -> bool:
    """Write a notebook, whole or not at all, always the same for the same notebook; return whether its file changed."""
    text = quick_nbformat().writes(notebook) + "\n"
    if changed := not path.exists() or text != path.read_text(encoding="utf-8"):
        files.write(path, text)
    return changed
