"""The scripts of the room ``page``: they parse, no linter that is here complains, and none makes HTML of a text."""

import re
import shutil
import subprocess

import house
import pytest

SCRIPTS = sorted((house.PACKAGE / "page").glob("*.js"))
MAKES_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|srcdoc"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_parses(path):
    if not shutil.which("node"):
        pytest.skip("no node is installed")
    done = subprocess.run(["node", "--check", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_linter_that_is_here_finds_nothing():
    command = next((name for name in ("biome", "eslint") if shutil.which(name)), None)
    if not command:
        pytest.skip("neither biome nor eslint is installed")
    done = subprocess.run(
        [command, *(["lint"] if command == "biome" else []), *SCRIPTS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_texts_become_text_nodes_only(path):
    assert not MAKES_HTML.findall(path.read_text("utf-8"))


def test_what_makes_html_is_found():
    assert MAKES_HTML.findall("place.innerHTML = text; eval(text)")
