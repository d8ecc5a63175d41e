"""A wheel of the package: what it holds, and that it works in a fresh environment away from the sources."""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import house
import pytest

MEASURED = "tests/benchmarks/results.csv"
SOURCES = ["helpers", "corpus", "notebooks", MEASURED, "pyproject.toml", "README.md", "LICENSE"]
CACHES = ("__pycache__", ".ipynb_checkpoints")
BUILD = "import setuptools.build_meta as backend, sys; print(backend.build_wheel(sys.argv[1]))"


def run(*command, cwd):
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return a wheel built from a copy of the sources in which caches lie about."""
    sources, out = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        here, there = house.ROOT / name, sources / name
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns(*CACHES))
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(here, there)
    for room in (sources / "helpers", sources / "helpers" / "layout", sources / "helpers" / "answers"):
        for cache, name in zip(CACHES, ("old.cpython-310.pyc", "old-checkpoint.ipynb"), strict=True):
            (room / cache).mkdir()
            (room / cache / name).write_bytes(b"stale")
    return out / run(sys.executable, "-c", BUILD, out, cwd=sources).splitlines()[-1]


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """Return the Python of a fresh environment with the wheel in it; libraries come from the one that runs this."""
    home = tmp_path_factory.mktemp("elsewhere") / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    found = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    place = Path(run(found, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home.parent))
    (place / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    uv = Path(sysconfig.get_path("scripts"), "uv")
    run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", found, wheel, cwd=home.parent)
    return found


def test_the_wheel_holds_every_file_of_the_package_the_corpus_and_the_notebooks_and_no_cache(wheel):
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    share = f"{wheel.name.removesuffix('-py3-none-any.whl')}.data/data/share/reading-side-by-side/"
    wanted = {
        prefix + path.relative_to(house.ROOT).as_posix()
        for folder, prefix in (("helpers", ""), ("corpus", share), ("notebooks", share))
        for path in (house.ROOT / folder).rglob("*")
        if path.is_file() and not set(CACHES) & set(path.parts)
    }
    assert packed == wanted | {share + MEASURED}


def test_every_room_is_imported_from_the_wheel(python, tmp_path):
    rooms = ", ".join(house.rooms())
    code = f"import helpers.__main__\nfrom helpers import {rooms}\nprint(helpers.__file__)"
    told = run(python, "-c", code, cwd=tmp_path)
    assert Path(told).is_relative_to(python.parent.parent)


def test_the_shipped_corpus_is_read_from_the_wheel(python, tmp_path):
    code = """
from helpers import corpus, glossary, scale
for folder in (None, corpus.PLANTED):
    print(*corpus.load(folder)["sha256"])
print(len(glossary.load()))
print(len(scale.measured()))
"""
    from helpers import corpus, glossary, scale

    wanted = [" ".join(corpus.load(folder)["sha256"]) for folder in (None, corpus.PLANTED)]
    assert run(python, "-c", code, cwd=tmp_path).splitlines() == [
        *wanted,
        str(len(glossary.load())),
        str(len(scale.measured())),
    ]


def test_what_is_installed_reports_on_a_folder_and_writes_where_the_user_is(python, tmp_path):
    (tmp_path / "texts").mkdir()
    for name in ("harbour", "river"):
        (tmp_path / "texts" / f"{name}.txt").write_text(f"The {name}\n\nThe {name} is wide. " * 9, encoding="utf-8")
    before = sorted(path for path in python.parent.parent.rglob("*") if "__pycache__" not in path.parts)
    said = run(python.with_name("reading-side-by-side"), "report", "texts", cwd=tmp_path)
    front = tmp_path / "build" / "texts" / "report" / "index.html"
    assert str(front.relative_to(tmp_path)) in said
    assert "The river" in (front.parent / "texts" / "river.html").read_text(encoding="utf-8")
    assert sorted(path for path in python.parent.parent.rglob("*") if "__pycache__" not in path.parts) == before


def test_what_is_installed_gives_a_student_the_notebooks_and_leaves_its_own_as_they_are(python, tmp_path):
    said = run(python, "-m", "helpers", "student", cwd=tmp_path)
    copies = sorted(path.name for path in (tmp_path / "student").glob("*.ipynb"))
    assert copies == sorted(path.name for path in (house.ROOT / "notebooks").glob("*.ipynb"))
    assert f"{len(copies)} notebooks" in said
    (tmp_path / "my_texts" / "own.txt").write_text("A text of one's own.", encoding="utf-8")
    code = "import os; os.environ.pop('READING_MY_TEXTS', None); from helpers import corpus; print(corpus.chosen())"
    for place in (tmp_path, tmp_path / "student"):
        assert run(python, "-c", code, cwd=place) == str(tmp_path / "my_texts")
    refused = subprocess.run([python, "-m", "helpers", "run"], cwd=tmp_path, capture_output=True, text=True)
    assert refused.returncode == 2
    assert "own folder" in refused.stderr
