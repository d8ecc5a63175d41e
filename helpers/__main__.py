"""``python -m helpers VERB``: the same verbs on Windows, macOS and Linux, from nothing but Python 3.11 or newer.

The first verb that needs packages sets up ``.venv`` and goes on in it; in a conda environment, or where the package is
installed, it uses what is there. This file takes the standard library only; what needs more is in ``helpers.verbs``.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

import helpers

ROOT = Path(__file__).resolve().parent.parent
ASKING = ("report", "answers", "export", "pdf")  # verbs that take a folder
HANDED = "READING_HANDED_TO"  # the environment that a verb was handed over to: it goes no second time
FIRST = "00_start_here.ipynb"
LARGE = {"websocket_max_message_size": 200_000_000}  # bytes of files that are dropped at once: 10 MB are few PDFs
QUIET_LAB = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
PYTEST = ["pytest", "-p", "tests.quick_start"]
WHOLE = "-n 2 --dist loadfile --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg tests notebooks".split()
CHECKS = [["ruff", "check", "."], ["ruff", "format", "--check", "helpers", "tests"], ["mypy"]]
CHECKS += [[*PYTEST, "-q", "tests/test_house.py", "tests/test_page.py"]]
LOCK = "pip compile --quiet --group test pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate"
CACHES = ("build", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "*.egg-info")
ASIDE = ("__pycache__", ".ipynb_checkpoints")
VERBS = {  # what each does; those that begin with * are for a checkout, those that end in ... take options of a tool
    "setup": "*make the environment in .venv, once",
    "report": "run all notebooks and build the report; with FOLDER the report of the texts there",
    "lab": "open JupyterLab on the first notebook ...",
    "student": "copy the notebooks to student/, without outputs and solutions",
    "class": "*pack one zip for a class, and the teacher's key: build/class",
    "answers": "show on one page what students handed in: the answers.json files in FOLDER",
    "export": "write TEI of each text, and the tables as CSV and Parquet, of the corpus or of FOLDER: build/export",
    "pdf": "print the single files of the report, or of that of FOLDER, with Chromium or Chrome",
    "run": "*run the notebooks in place: the only thing that writes their outputs",
    "test": "*check, then run all tests; with arguments only those tests ...",
    "check": "*linters, formatter, types and the rules of the house",
    "bench": "*measure time and memory beside other packages, in build/bench ...",
    "lock": "*write requirements.lock anew after a change of pyproject.toml",
    "clean": "*remove what was built and cached, not .venv and student/",
}


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say and return the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 (anybody's first try may be with an older one)
        sys.exit(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}. See python.org/downloads.")
    told = "\n".join(f"  {verb:9}{said.strip('* .')}" for verb, said in VERBS.items())
    parser = ArgumentParser("python -m helpers", epilog=told, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help="texts for 'report', answers for 'answers'")
    given, rest = parser.parse_known_args(arguments)
    if given.verb == "report":
        given.folder = given.folder or os.environ.get("CORPUS_FOLDER") or None
    options = [*filter(None, [given.folder]), *rest]
    if not VERBS[given.verb].endswith("...") and (rest or (given.folder and given.verb not in ASKING)):
        parser.error("one folder is enough." if rest else f"'{given.verb}' takes no folder; {', '.join(ASKING)} do.")
    if VERBS[given.verb].startswith("*") and not helpers.CHECKOUT:
        parser.error(f"'{given.verb}' is for the project's own folder, with its pyproject.toml.")
    if (given.verb, given.folder) == ("answers", None):
        parser.error("'answers' wants the folder with what students handed in.")
    try:
        return _do(given.verb, given.folder, options)
    except KeyboardInterrupt:  # while packages are imported or set up; the verbs say more
        return helpers.STOPPED


def _do(verb: str, folder: str | None, options: list[str]) -> int:
    """Do a verb, in an environment that has the packages if it needs any."""
    for stream in (sys.stdout, sys.stderr):  # a pipe or console of one code page writes what it can
        getattr(stream, "reconfigure", dict)(errors="replace")
    if verb == "clean":
        return clean()
    home = environment()
    inside = Path(sys.prefix).resolve() == home.resolve() or os.environ.get(HANDED) == str(home)
    here = not helpers.CHECKOUT or (_has_all() and (inside or not os.environ.get("VENV")))
    if verb == "setup" or not here:
        if (failed := set_up(home, SYNC)) or verb == "setup":
            return failed
        if not inside:  # once, whatever is lacking there: a line of pyproject.toml that requirements.lock has not yet
            os.environ[HANDED] = str(home)
            return _ran(program(home), ["helpers", verb, *options], Path.cwd())
    if verb in TOOLS:
        return TOOLS[verb](options)
    try:
        from helpers import verbs
    except ImportError as error:
        sys.exit(f"Failed: {error}. " + ("Run 'python -m helpers lock', then this again." if inside else "Install it."))
    return verbs.done(verb, folder)


# ---------------------------------------------------------------- the environment


def environment() -> Path:
    """Return the folder of the project's environment: ``.venv``, or what VENV names."""
    return ROOT / (os.environ.get("VENV") or ".venv")


def program(home: Path, name: str = "python", system: str = os.name) -> Path:
    """Return where an environment has a program, on ``posix`` or on Windows (``nt``)."""
    folder = sysconfig.get_path("scripts", f"{system}_venv", vars={"base": str(home)})
    return Path(folder, f"{name}.exe" if system == "nt" else name)


def _is_ready(home: Path) -> bool:
    """Say whether an environment was made whole, after the last change of what it is made of."""
    ready = home / "ready"
    lists = (ROOT / "pyproject.toml", ROOT / "requirements.lock")
    return ready.exists() and all(ready.stat().st_mtime >= each.stat().st_mtime for each in lists)


def _has_all() -> bool:
    """Say whether this Python has all that the package needs, as one that conda made has."""
    import tomllib

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    try:
        return all(importlib.metadata.version(re.split(r"[^\w.-]", line)[0]) for line in wanted)
    except importlib.metadata.PackageNotFoundError:
        return False


def set_up(home: Path, install: list[str]) -> int:
    """Make an environment with pip and uv, if it is not ready; return 0, or the status of what failed."""
    if _is_ready(home):
        return 0
    print(f"Setting up {home.name}, once: about a minute.", flush=True)
    python, found = program(home), [*home.glob("*")]
    if found and not (home / "pyvenv.cfg").exists():
        sys.exit(f"Failed: {home} holds something else, and is left alone. Remove it, or name another place with VENV.")
    if not [*home.rglob("site-packages/pip")]:  # none yet, or one that was stopped half-way
        venv.create(home, with_pip=True, symlinks=os.name != "nt")
    installer = ["pip", "install", "--quiet", "--disable-pip-version-check", "uv>=0.8,<1"]
    editable = ["uv", "pip", "install", "--quiet", "--python", str(python), "--no-deps", "--editable", "."]
    for step in (installer, ["uv", "pip", *install, "--quiet", "--python", str(python)], editable):
        if failed := _ran(python, step):
            print("The environment is not whole: the reason is above. Try again when it is mended.", file=sys.stderr)
            return failed
    settings = home / "etc" / "jupyter" / "labconfig"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "page_config.json").write_text(json.dumps(QUIET_LAB), encoding="utf-8")
    (home / "ready").touch()
    return 0


def _ran(python: str | Path, command: list[str], at: Path = ROOT) -> int:
    """Run a module with a Python, and return its exit status."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    try:
        return subprocess.run([python, "-m", *command], cwd=at, env=kept).returncode
    except KeyboardInterrupt:
        return helpers.STOPPED


# ---------------------------------------------------------------- verbs that call a tool


def check(options: list[str]) -> int:
    """Run the linter, the formatter, mypy and the test of the house, until one fails."""
    return next(filter(None, (_ran(sys.executable, command) for command in CHECKS)), 0)


def test(options: list[str]) -> int:
    """Check, then run all tests and notebooks; with options, what they say to pytest."""
    return _ran(sys.executable, [*PYTEST, *options]) if options else check([]) or _ran(sys.executable, PYTEST + WHOLE)


def lab(options: list[str]) -> int:
    """Open JupyterLab on the first notebook, or on a student's copy where the package is installed."""
    place, first = (ROOT, f"notebooks/{FIRST}") if helpers.CHECKOUT else (Path.cwd(), f"student/{FIRST}")
    if not helpers.CHECKOUT and (failed := _do("student", None, [])):
        return failed
    root = [f"--ServerApp.root_dir={place}", f"--LabApp.default_url=/lab/tree/{first}"]  # the corpus is in sight too
    root += [f"--ServerApp.tornado_settings={LARGE}", "--LabApp.extension_manager=readonly"]
    return _ran(sys.executable, ["jupyterlab", *root, *options], place)


def bench(options: list[str]) -> int:
    """Measure in an environment of its own, which has the packages that are measured against too."""
    home = ROOT / "build" / "bench"
    wanted = ["install", "--constraint", "requirements.lock", "--group", "bench", "--editable", "."]
    return set_up(home, wanted) or _ran(program(home), ["tests.benchmarks.bench", *options])


def lock(options: list[str]) -> int:
    """Write requirements.lock anew."""
    return _ran(sys.executable, ["uv", *LOCK.split(), "--no-header", "-o", "requirements.lock"])


def clean() -> int:
    """Remove what was built and cached."""
    aside = [path for name in ASIDE for room in ("helpers", "tests", "notebooks") for path in (ROOT / room).rglob(name)]
    for path in [*aside, *(path for name in CACHES for path in ROOT.glob(name))]:
        shutil.rmtree(path)
    return 0


SYNC = ["sync", "--compile-bytecode", "requirements.lock"]
TOOLS = {"check": check, "test": test, "lab": lab, "bench": bench, "lock": lock}

if __name__ == "__main__":
    sys.exit(main())
