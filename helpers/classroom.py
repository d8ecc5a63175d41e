"""A class in one file: what students open with a double click, the teacher's key apart, and what they handed in."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import lessons, report

if TYPE_CHECKING:
    from nbformat import NotebookNode

TOP = "reading"  # the folder in the zip
OWN = "helpers corpus pyproject.toml requirements.lock my_texts/README.md LICENSE README.md CONTRIBUTING.md".split()
TAKEN = (*OWN, "SECURITY.md", "tests/benchmarks/results.csv")  # the appendix reads the measurements
CACHES = {"__pycache__", ".ipynb_checkpoints"}
LAUNCHERS = {
    "open-on-windows.bat": '@echo off\r\npushd "%~dp0"\r\nif not exist helpers echo Unpack the whole zip first.\r\n'
    "set PY=python\r\nwhere py >nul 2>nul && set PY=py -3\r\n%PY% -m helpers lab\r\npause\r\n",
    "open-on-macos.command": '#!/bin/sh\ncd "$(dirname "$0")" && exec python3 -m helpers lab\n',
    "open-on-linux.sh": '#!/bin/sh\ncd "$(dirname "$0")" && exec python3 -m helpers lab\n',
}
RUNS = 0o755  # the rights of a launcher
CHECKED = re.compile(r'check\("([^"]+)", answer\)')
CODE = re.compile(r"<summary>\s*Solution\b.*?```python\n(.*?)\n```", re.DOTALL)
DOTS = re.compile(r"^answer = \.\.\.$", re.MULTILINE)
PACKET = "packet.pdf"  # the notebooks on paper, with their results and without solutions
PRINTED = re.compile(rb"\(D:\d{14}")  # the second in which a PDF was made
PASSED = ("Right.", "There is no one right answer")


def solved(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with each exercise's solution in the place of its dots."""
    asking = None
    for cell in notebook.cells:
        if cell.cell_type == "code" and CHECKED.search(cell.source):
            asking = cell
        elif asking is not None and (found := CODE.search(cell.source)):
            asking.source, asking = DOTS.sub(lambda _: found[1], asking.source), None
    return notebook


def refusals(folder: Path) -> list[str]:
    """Return what the solved and run notebooks of a folder say of solutions that do not pass, one line for each."""
    found = []
    for path in report.notebooks_of(folder):
        for cell in report.read(path).cells:
            named = CHECKED.search(cell.source) if cell.cell_type == "code" else None
            said = "".join(output.get("text", "") for output in cell.get("outputs", [])).strip() if named else ""
            if named and not said.startswith(PASSED):
                found.append(f"{path.name}, {named[1]}: {said or 'nothing is said'}")
    return found


def pack(root: Path, target: Path) -> Path:
    """Write ``class.zip`` and the folder ``key`` to a folder, all at once, and return the zip's path.

    The zip holds what a student needs: the package, the texts, notebooks without outputs and solutions, a file to keep
    answers in, a launcher for each system, and a packet to print; without a browser that prints it, that is said. The
    key holds the teacher's page and every notebook, solved and run. A set of which a solution does not pass its own
    check is refused with ``ReportError``.
    """
    with report.whole(target) as fresh, tempfile.TemporaryDirectory() as scratch:
        unrun, copies = Path(scratch) / "unrun", Path(scratch) / "notebooks"
        unrun.mkdir()
        for path in report.notebooks_of(root / "notebooks"):
            report.write(unrun / path.name, solved(report.read(path)))
        report.execute(unrun, fresh / "key")
        if refused := refusals(fresh / "key"):
            raise report.ReportError("a solution does not pass its own check. " + "; ".join(refused))
        (fresh / "key" / "teaching.md").write_bytes((root / "notebooks" / "teaching.md").read_bytes())
        report.student(root / "notebooks", copies)
        (copies / lessons.KEPT).write_text("{}\n", encoding="utf-8")
        _zip(root, copies, _packet(root / "notebooks", Path(scratch)), fresh / "class.zip")
    return target / "class.zip"


def _packet(notebooks: Path, scratch: Path) -> dict[str, bytes]:
    """Return the PDF of all notebooks as they are stored, without their solutions; none if nothing here prints it."""
    (scratch / "asked").mkdir()
    for path in report.notebooks_of(notebooks):
        asked = report.read(path)
        for cell in asked.cells:
            if cell.cell_type == "markdown":
                cell.source = lessons.SOLUTION.sub("", cell.source).strip()
        asked.cells = [cell for cell in asked.cells if cell.source]
        report.write(scratch / "asked" / path.name, asked)
    try:
        printed = report.pdf(report.single(scratch / "asked", scratch / "single"), scratch / "pdf")
    except report.ReportError as error:
        print(f"The zip has no {PACKET}, which a class can do without: {error}")
        return {}
    return {PACKET: PRINTED.sub(b"(D:20000101000000", printed[-1].read_bytes())}


def _zip(root: Path, copies: Path, packet: dict[str, bytes], target: Path) -> None:
    """Write the zip: the same bytes for the same files, A-Z."""
    found = (path for name in TAKEN for path in (root / name, *(root / name).rglob("*")) if path.is_file())
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in found if not CACHES & {*path.parts}}
    files["README.md"] = files["README.md"].replace(b"[page for teachers](notebooks/teaching.md)", b"page for teachers")
    files |= {f"notebooks/{path.name}": path.read_bytes() for path in copies.iterdir()}
    files |= packet | {name: text.encode() for name, text in LAUNCHERS.items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, held in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{TOP}/{name}")
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (RUNS if name in LAUNCHERS else 0o644) << 16
            packed.writestr(entry, held)


# ---------------------------------------------------------------- what students hand in


def handed_in(folder: Path) -> pd.DataFrame:
    """Return what students answered, one row for each student and exercise, from the files under ``folder``.

    A file is called ``answers.json``, with whatever before it and before its ending; the student is called by what
    stands before, or by its folder. Columns: ``student``, ``notebook``, ``exercise``, ``answer``, ``right``, ``tries``.
    Raises ``ValueError`` for a folder without such a file, for two files of one student, and for a file that is not
    what ``lessons.check`` wrote.
    """
    rows, known, kept = [], lessons.entries(), Path(lessons.KEPT)
    seen: dict[str, str] = {}
    for path in sorted(Path(folder).rglob(f"*{kept.stem}*{kept.suffix}")):
        student = path.name.partition(kept.stem)[0].strip(" _-.") or path.parent.relative_to(folder).as_posix()
        former, seen[student] = seen.get(student), path.relative_to(folder).as_posix()
        if former:
            raise ValueError(f"{former} and {seen[student]} are both of {student}. Keep one, or call them apart.")
        try:
            for name, held in json.loads(path.read_text(encoding="utf-8")).items():
                where = known.get(name, {}).get("notebook", "")
                rows.append((student, where, name, str(held["answer"]), bool(held["right"]), int(held["tries"])))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.name} of {student}: no file of answers ({error}). Ask for it again.") from None
    if not rows:
        raise ValueError(f"{Path(folder).name}: no file whose name ends in {lessons.KEPT}, or none with an answer.")
    return pd.DataFrame(rows, columns=["student", "notebook", "exercise", "answer", "right", "tries"])


def overview(answers: pd.DataFrame) -> str:
    """Return one page of HTML on what was handed in: who answered what, the common mistakes, open answers."""
    mark = answers["right"].map({True: "right", False: "not yet"}) + ", " + answers["tries"].astype(str)
    grid = answers.assign(mark=mark).pivot_table("mark", "exercise", "student", "last").fillna("")
    wrong = answers[~answers["right"]].groupby(["notebook", "exercise", "answer"])["student"].agg(["size", ", ".join])
    wrong = wrong.reset_index().sort_values(["size", "exercise", "answer"], ascending=[False, True, True])
    kinds = answers["exercise"].map({name: entry["kind"] for name, entry in lessons.entries().items()})
    said = answers.loc[kinds == "open", ["exercise", "student", "answer"]]
    parts = {"Who answered what, and at which try": grid.rename_axis(None, axis=1).reset_index()}
    parts |= {"Answers that are not right, commonest first": wrong, "Open answers": said}
    with pd.option_context("display.max_colwidth", None):
        made = {title: table.to_html(index=False, border=0) for title, table in parts.items() if len(table)}
    return report.page("handed_in.html", tables=made)
