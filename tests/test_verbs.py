"""``python -m helpers``: the same verbs on every system, from a Python that has nothing. Make only hands over."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import house
import pytest

import helpers
from helpers import __main__, report, verbs

MAKEFILE = (house.ROOT / "Makefile").read_text(encoding="utf-8")
README = (house.ROOT / "README.md").read_text(encoding="utf-8")
SAYS = '#!/bin/sh\nprintf "%s\\n" "$CORPUS_FOLDER" "$@"\n'  # a Python that says how it was called


def written(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("system", "place"), [("posix", "home/bin/python"), ("nt", "home/Scripts/python.exe")], ids=["posix", "windows"]
)
def test_an_environment_has_its_programs_where_the_system_puts_them(system, place):
    assert __main__.program(Path("home"), "python", system).as_posix().replace("\\", "/") == place


def test_the_verbs_are_found_by_a_python_without_any_package():
    code = f"import sys; sys.path.insert(0, {str(house.ROOT)!r}); from helpers import __main__; print(*__main__.VERBS)"
    told = subprocess.run([sys.executable, "-S", "-I", "-c", code], capture_output=True, text=True)
    assert told.stdout.split() == list(__main__.VERBS), told.stderr


def test_an_older_python_is_told_which_one_is_needed(monkeypatch):
    ast.parse(house.sources()["__main__"], feature_version=(3, 8))
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"3\.11 or newer"):
        __main__.main(["report"])


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for a Python is a shell script")
@pytest.mark.parametrize("arguments", [["report", "my texts"], ["bench", "--sizes", "5"], ["lab", "--no-browser"]])
def test_a_verb_goes_on_in_the_environment_with_its_arguments(arguments, tmp_path):
    written(tmp_path / "home" / "bin" / "python", SAYS)
    written(tmp_path / "home" / "ready", "")
    if arguments[0] == "bench":
        written(tmp_path / "project" / "build" / "bench" / "bin" / "python", SAYS)
    told = subprocess.run(
        [sys.executable, "-m", "helpers", *arguments],
        env=os.environ | {"VENV": str(tmp_path / "home"), "CORPUS_FOLDER": ""},
        capture_output=True,
        text=True,
        cwd=house.ROOT,
    )
    assert told.stdout.splitlines() == ["", "-m", "helpers", *arguments], told.stderr


def test_a_new_line_of_pyproject_sends_the_environment_to_itself_no_second_time(monkeypatch, tmp_path):
    written(tmp_path / "pyproject.toml", '[project]\ndependencies = ["no-such-package-anywhere>=1"]\n')
    monkeypatch.setattr(__main__, "ROOT", tmp_path)
    monkeypatch.setenv("VENV", sys.prefix)
    monkeypatch.setattr(__main__, "set_up", lambda home, install: 0)
    monkeypatch.setattr(subprocess, "run", lambda *call, **said: pytest.fail(f"handed over to itself: {call}"))
    monkeypatch.setitem(__main__.TOOLS, "lock", lambda options: 7)
    assert __main__.main(["lock"]) == 7


def project(tmp_path, monkeypatch, needs=()):
    """Return the place of an environment of a project that names packages, with a Python that is nobody's."""
    written(tmp_path / "project" / "pyproject.toml", f"[project]\ndependencies = {[*needs]}\n")
    written(tmp_path / "project" / "requirements.lock", "")
    monkeypatch.setattr(__main__, "ROOT", tmp_path / "project")
    monkeypatch.delenv(__main__.HANDED, raising=False)
    return tmp_path / "project" / ".venv"


@pytest.mark.parametrize(("place", "goal"), [(None, ".venv"), ("", ".venv"), (".other", ".other")])
def test_the_environment_is_where_it_was_asked_for_and_never_the_project_itself(place, goal, monkeypatch, tmp_path):
    home = project(tmp_path, monkeypatch)
    monkeypatch.delenv("VENV", raising=False) if place is None else monkeypatch.setenv("VENV", place)
    assert __main__.environment() == home.parent / goal


@pytest.mark.parametrize("place", [None, "", ".other"])
@pytest.mark.parametrize("needs", [(), ("no-such-package-anywhere>=1",)])
def test_a_verb_is_handed_over_once_whatever_python_answers(place, needs, monkeypatch, tmp_path):
    """As where an environment's Python calls itself by another place: conda's, one behind a script, one that moved."""
    home, calls = project(tmp_path, monkeypatch, needs), []
    monkeypatch.delenv("VENV", raising=False) if place is None else monkeypatch.setenv("VENV", place)
    monkeypatch.setattr(__main__, "set_up", lambda home, install: 0)
    monkeypatch.setitem(__main__.TOOLS, "lock", lambda options: 7)

    def run(command, cwd, env):
        calls.append(command[0])
        assert len(calls) < 3
        with monkeypatch.context() as child:
            child.setattr(os, "environ", env)
            return subprocess.CompletedProcess(command, __main__.main(command[3:]))

    monkeypatch.setattr(subprocess, "run", run)
    assert __main__.main(["lock"]) == 7
    here = not needs and not place
    assert calls == ([] if here else [__main__.program(home.parent / (place or ".venv"))])


def test_a_folder_of_something_else_is_no_environment_and_stays(monkeypatch, tmp_path):
    home = project(tmp_path, monkeypatch)
    written(home / "conda-meta" / "history", "mine")
    monkeypatch.setattr(subprocess, "run", lambda *call, **said: pytest.fail(f"ran {call}"))
    with pytest.raises(SystemExit, match="^Failed: .* holds something else, and is left alone"):
        __main__.set_up(home, __main__.SYNC)
    assert [path.name for path in home.rglob("*")] == ["conda-meta", "history"]


@pytest.mark.parametrize(("there", "makes"), [(["bin/python"], 1), ([], 1), (["lib/site-packages/pip/x"], 0)])
def test_an_environment_that_was_stopped_before_it_had_pip_is_made_again(there, makes, monkeypatch, tmp_path):
    home, made = project(tmp_path, monkeypatch), []
    for name in [*there, *(["pyvenv.cfg"] if there else [])]:
        written(home / name, "")
    monkeypatch.setattr(__main__.venv, "create", lambda place, **how: made.append(place))
    monkeypatch.setattr(subprocess, "run", lambda *call, **said: subprocess.CompletedProcess(call, 0))
    assert __main__.set_up(home, __main__.SYNC) == 0
    assert made == [home] * makes


@pytest.mark.parametrize(("place", "cure"), [(sys.prefix, "Run 'python -m helpers lock'"), ("", "Install it")])
def test_a_package_that_is_lacking_all_the_same_is_named_in_one_line(place, cure, monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "1.0")
    monkeypatch.setattr(helpers, "CHECKOUT", bool(place))
    monkeypatch.setattr(sys, "prefix", place or str(house.ROOT / "elsewhere"))
    monkeypatch.setenv("VENV", place)
    monkeypatch.delenv(__main__.HANDED, raising=False)  # as where nobody called this by another Python
    monkeypatch.setitem(sys.modules, "helpers.verbs", None)
    monkeypatch.delattr(helpers, "verbs", raising=False)
    with pytest.raises(SystemExit, match=rf"^Failed: .*verbs.*\. {cure}"):
        __main__.main(["student"])


def test_who_stops_a_verb_before_it_begins_sees_no_traceback(monkeypatch):
    def stopped():
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "environment", stopped)
    assert __main__.main(["export"]) == helpers.STOPPED


def test_a_warning_is_told_once_and_names_no_place_in_the_code(monkeypatch, capsys):
    def run():
        warnings.warn("two languages", stacklevel=1)
        warnings.warn("two languages", stacklevel=1)
        warnings.warn("another \x1b thing", stacklevel=1)
        return []

    monkeypatch.setattr(report, "run", run)
    assert __main__.main(["run"]) == 0
    assert capsys.readouterr().err == "Note: two languages\nNote: another \N{REPLACEMENT CHARACTER} thing\n"


@pytest.mark.skipif(os.name == "nt", reason="the signal of Ctrl-C is sent otherwise there")
def test_who_stops_a_notebook_that_runs_sees_no_traceback_and_nothing_is_written(tmp_path):
    v4 = report.quick_nbformat().v4
    cell = "import os, signal, time\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(60)"
    (tmp_path / "asked").mkdir()
    report.write(tmp_path / "asked" / "a.ipynb", v4.new_notebook(cells=[v4.new_code_cell(cell)]))
    code = """
import signal, sys
from pathlib import Path
from helpers import __main__, report
signal.signal(signal.SIGINT, signal.default_int_handler)
report.run = lambda: report.execute(Path("asked"), Path("built"))
sys.exit(__main__.main(["run"]))
"""
    given = {"env": os.environ | {"PYTHONPATH": str(house.ROOT)}, "capture_output": True, "cwd": tmp_path}
    told = subprocess.run([sys.executable, "-c", code], **given, encoding="utf-8")
    assert told.returncode == helpers.STOPPED, told.stderr
    assert told.stderr.splitlines()[-1] == "Stopped. What was there before is still there."
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "built").exists()


def test_the_lab_opens_the_first_notebook_and_shows_the_corpus_beside_it(monkeypatch):
    asked = []
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(subprocess, "run", lambda command, **given: asked.append(command) or done)
    assert __main__.lab(["--no-browser"]) == 0
    settings = dict(each.lstrip("-").split("=", 1) for each in map(str, asked[0]) if "=" in each)
    assert (Path(settings["ServerApp.root_dir"]) / "corpus" / "reading").is_dir()
    first = settings["LabApp.default_url"].removeprefix("/lab/tree/")
    assert (Path(settings["ServerApp.root_dir"]) / first).is_file()
    assert asked[0][-1] == "--no-browser"


@pytest.mark.parametrize("arguments", [["report", "one", "two"], ["clean", "--all"], ["check", "tests"], ["dance"]])
def test_what_a_verb_does_not_take_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        __main__.main(arguments)
    assert stopped.value.code == 2
    assert "error" in capsys.readouterr().err


def test_clean_removes_what_was_built_and_leaves_what_somebody_made(monkeypatch, tmp_path):
    for name in ("build/report/index.html", "helpers/layout/__pycache__/a.pyc", ".mypy_cache/x", "a.egg-info/PKG-INFO"):
        written(tmp_path / name, "")
    kept = [written(tmp_path / name, "") for name in ("student/00.ipynb", ".venv/ready", "my_texts/build/a.txt")]
    monkeypatch.setattr(__main__, "ROOT", tmp_path)
    assert __main__.main(["clean"]) == 0
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)


def test_pdf_prints_the_report_of_a_folder_beside_it(monkeypatch, capsys, tmp_path):
    """Each part is stood in for: the report that is built, and the browser that prints."""
    written(tmp_path / "texts" / "a.txt", "A text of some words.")

    def built(notebooks, target, *more):
        return written(target / ("index.html" if target.name == "report" else "your_texts.html"), "A page.").parent

    def printed(pages, target):
        made = [written(target / f"{page.stem}.pdf", page.read_text("utf-8")) for page in pages]
        return [*made, written(target / "whole.pdf", "All pages.")]

    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    for name, stand_in in {"execute": built, "site": built, "single": built, "pdf": printed}.items():
        monkeypatch.setattr(report, name, stand_in)
    assert __main__.main(["pdf", str(tmp_path / "texts")]) == 0
    assert (tmp_path / "build" / "texts" / "pdf" / "your_texts.pdf").read_text("utf-8") == "A page."
    said = "Written: 2 files to build/texts/pdf; the last, whole.pdf, has all of them.\n"
    assert capsys.readouterr().out.endswith(said)
    assert not (tmp_path / "build" / "pdf").exists()


# ---------------------------------------------------------------- make


def test_make_has_every_verb_and_only_hands_over():
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()
    assert {*targets} == {*__main__.VERBS} - {"answers"}, "one that needs a folder has no form with make"
    recipes = re.findall(r"^\t(.*)$", MAKEFILE, re.MULTILINE)
    assert recipes
    assert [line for line in recipes if not line.startswith("@$(PYTHON) -m helpers ")] == []


@pytest.mark.parametrize(
    "name", ["my texts", "$(shell touch seen)", "$$(touch seen)", "`touch seen`", "'; touch seen; '", '"$(touch seen)"']
)
def test_nothing_in_the_name_of_a_folder_is_run(name, tmp_path):
    says = written(tmp_path / "python", SAYS)
    command = ["make", "--silent", f"--file={house.ROOT / 'Makefile'}", "report", f"CORPUS={name}", f"PYTHON={says}"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert told.stdout.splitlines() == [name, "-m", "helpers", "report"], told.stderr
    assert not (tmp_path / "seen").exists()


def test_a_folder_that_make_hands_over_is_the_one_reported_on(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CORPUS_FOLDER", str(tmp_path / "none"))
    assert __main__.main(["report"]) == 1
    assert "no such folder" in capsys.readouterr().err


PAGES = [path for path in house.ROOT.rglob("*.md") if not {"build", "student", ".venv"} & {*path.parts}]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(house.ROOT).as_posix())
def test_a_page_that_names_make_has_a_form_for_those_who_have_none(path):
    """Nor does it lead into the folders of an environment, which Windows has elsewhere."""
    text = path.read_text(encoding="utf-8")
    assert "python -m helpers" in text or not re.search(rf"\bmake ({'|'.join(__main__.VERBS)})\b", text)
    assert ".venv/bin" not in text


def test_every_command_of_the_readme_is_there_with_make_and_without():
    asked = set(re.findall(r"^make (\w+)|`make (\w+)", README, re.MULTILINE))
    verbs = {verb for verb in __main__.VERBS if re.search(rf"`python -m helpers {verb}\b", README)}
    assert {one or other for one, other in asked} == verbs - {"answers"} > {"report", "test"}


def test_a_name_that_a_code_page_lacks_stops_no_verb(tmp_path):
    """As on Windows, where what is printed to a file or a pipe goes through a code page of 256 signs."""
    folder = tmp_path / "中文 & 100%"
    folder.mkdir()
    (folder / "ř中.txt").write_text("A title\n\nA paragraph of words, and more words. It ends.\n", encoding="utf-8")
    (folder / "broken.中").write_bytes(b"\x00")
    code = f"""
import sys
from pathlib import Path
from helpers import __main__, verbs
verbs.BUILD = Path({str(tmp_path / "build")!r})
sys.exit(__main__.main(["export", {str(folder)!r}]))
"""
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(house.ROOT)},
        capture_output=True,
        encoding="cp1252",
        cwd=tmp_path,
    )
    assert told.returncode == 0, told.stderr
    assert "Written: 1 text as TEI" in told.stdout
    assert Path("build", "??-100", "export").as_posix() in told.stdout.replace("\\", "/")
    assert "broken.?" in told.stderr


@pytest.mark.parametrize("verb", ["report", "export", "pdf"])
def test_a_folder_without_texts_leaves_nothing_behind(tmp_path, monkeypatch, capsys, verb):
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    (tmp_path / "nothing").mkdir()
    assert verbs.done(verb, str(tmp_path / "nothing")) == 1
    assert "no text that can be read" in capsys.readouterr().err
    assert not list((tmp_path / "build").rglob("*"))
