"""The scripts of the room ``page``: they parse, no linter that is here complains, and none makes HTML of a text."""

import json
import re
import shutil
import subprocess
import unicodedata

import house
import made
import pytest

from helpers import characters

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


OF_CI = house.ROOT / "build" / "lint" / "node_modules" / ".bin" / "biome"


def test_biome_finds_nothing_by_its_recommended_rules():
    """Off: ``use strict`` is needed where a script is no module, and what one script makes another one uses."""
    command = shutil.which("biome") or (OF_CI if OF_CI.exists() else None)
    if not command:
        pytest.skip("biome is not installed (npm install @biomejs/biome)")
    config = f"--config-path={house.ROOT / 'tests' / 'biome.json'}"
    done = subprocess.run([command, "lint", "--error-on-warnings", config, *SCRIPTS], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_texts_become_text_nodes_only(path):
    assert not MAKES_HTML.findall(path.read_text("utf-8"))


def test_what_makes_html_is_found():
    assert MAKES_HTML.findall("place.innerHTML = text; eval(text)")


SIGNS = [(0xA0, 0x250), (0x2B0, 0x370), (0x600, 0x660), (0x2000, 0x2190), (0x2460, 0x2500), (0x3130, 0x3400)]
SIGNS += [(0xF900, 0xFB10), (0xFB1D, 0xFE00), (0xFE50, 0xFFF0), (0x1D400, 0x1D800)]
FOLDS = """const fs = require("fs");
const made = new Function("ROOT", fs.readFileSync(process.argv[1], "utf8") + "; return [fold, WORD];")("");
const texts = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(texts.map(text => [made[0](text), made[0](text).match(made[1]) || []])));"""


def test_what_is_typed_is_folded_as_python_folds_texts(tmp_path):
    if not shutil.which("node"):
        pytest.skip("no node is installed")
    signs = [chr(code) for first, last in SIGNS for code in range(first, last)]
    signs = [sign for sign in signs if unicodedata.category(sign) not in ("Cn", "Cs")]
    texts = [text for script in made.SCRIPTS.values() for text in script]
    texts += [text for sign in signs for text in (f"ab{sign}c", f"x {sign} y")]
    (tmp_path / "texts.json").write_text(json.dumps(texts), "utf-8")
    script = house.PACKAGE / "page" / "search.js"
    done = subprocess.run(["node", "-e", FOLDS, script, tmp_path / "texts.json"], capture_output=True, text=True)
    found = json.loads(done.stdout)
    expected = [[characters.fold(text), characters.words(text, numbers=True)] for text in texts]
    assert len(texts) > 5000
    assert [text for text, one, other in zip(texts, found, expected, strict=True) if one != other] == []
