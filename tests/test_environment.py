"""pyproject.toml is the one source of dependencies: environment.yml and requirements.lock must follow it."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

from helpers import __main__
from helpers.corpus import apart, folder, packed, reading
from helpers.layout import decide
from tests import licences

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA_NAMES = {"playwright": "playwright-python"}

GROUPS = {name: lines for name, lines in PROJECT["dependency-groups"].items() if name != "bench"}  # that one is apart
STATED = [Requirement(line) for line in [*PROJECT["project"]["dependencies"], *sum(GROUPS.values(), [])]]
CONDA_LINES = [line for line in CONDA["dependencies"] if isinstance(line, str)]
PIP_LINES = CONDA["dependencies"][-1]["pip"]


def ranges(lines: list[str]) -> dict[str, str]:
    """Return name -> range of conda specs, the range written as pip writes it."""
    found = dict(re.fullmatch(r"([\w.-]+)\s*(.*)", line).groups() for line in lines)
    return {name: str(SpecifierSet(wanted)) for name, wanted in found.items()}


def test_environment_and_pyproject_name_the_same_packages_in_the_same_ranges():
    stated = {CONDA_NAMES.get(r.name, r.name): str(r.specifier) for r in STATED}
    conda = ranges([line for line in CONDA_LINES if line != "pip"]) | ranges(PIP_LINES[:-1])
    assert conda == stated | {"python": PROJECT["project"]["requires-python"]}


def test_environment_ends_in_the_package_itself():
    assert PIP_LINES[-1] == "-e ."
    assert "pip" in CONDA_LINES


@pytest.mark.parametrize("line", CONDA_LINES)
def test_conda_can_parse(line):
    spec = MatchSpec(line, strict=True)
    assert spec.name.normalized == re.split(r"[ <>=]", line)[0]
    assert (spec.version is None) == (line == "pip")


def test_the_lock_names_no_host_and_no_path():
    assert not re.search(r"://|--(?:extra-)?index|--find-links|file:| @ ", LOCK)


def test_every_locked_package_has_a_hash():
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_holds_every_dependency_in_its_range():
    locked = {canonicalize_name(name): versions for name, versions in licences.locked().items()}
    for requirement in STATED:
        versions = locked.get(canonicalize_name(requirement.name), [])
        assert versions, requirement
        assert all(map(requirement.specifier.contains, versions)), requirement


def test_every_group_is_locked_by_the_verb_lock():
    assert {f"--group {name}" for name in GROUPS} == set(re.findall(r"--group \w+", __main__.LOCK))


def test_every_package_of_the_lock_has_a_licence_that_permits_use_and_change():
    listed = licences.listed()
    assert list(listed) == list(licences.locked())
    permits = r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla"
    assert [name for name, (licence, _) in listed.items() if not re.search(permits, licence)] == []


def test_the_list_of_licences_is_what_packages_say_of_themselves():
    told = {name: own for name in licences.locked() if (own := licences.told(name))}
    listed = licences.listed()
    assert {name: listed[name][0] for name in told} == told


@pytest.mark.parametrize(
    "limit",
    [
        f"{reading.FILE_LIMIT:,} bytes",
        f"{reading.LINE_LIMIT:,} characters",
        f"{packed.MEMBERS:,} files",
        f"{apart.SECONDS:g} seconds, {apart.MEGABYTES:,} MB",
        f"{folder.OWN_LIMIT:,} bytes",
        f"{decide.ONE_PATTERN:g} seconds each, {decide.PATIENCE:g} in a text",
    ],
)
def test_the_limits_that_are_promised_are_those_of_the_code(limit):
    assert f"| {limit}" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


# ---------------------------------------------------------------- places where somebody else's machine sets it up

BINDER = ROOT / ".binder"
CODESPACE = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))


def test_binder_and_the_codespace_take_an_exact_python_that_the_project_allows():
    binder = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert re.fullmatch(r"3\.\d+", binder)
    assert CODESPACE["image"].endswith(f":{binder}")
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(binder)


def test_binder_installs_the_lock_and_the_project():
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    assert re.findall(r"-r (\S+)|--editable (\S+)", script.read_text(encoding="utf-8")) == [
        ("requirements.lock", ""),
        ("", "."),
    ]


def test_the_codespace_is_set_up_by_a_verb():
    command = CODESPACE["postCreateCommand"].split()
    assert command[:3] == ["python", "-m", "helpers"]
    assert command[3] in __main__.VERBS


@pytest.mark.skipif(not shutil.which("jupyter-repo2docker"), reason="repo2docker is not installed")
def test_repo2docker_renders_our_python_and_our_script():
    command = ["jupyter-repo2docker", "--debug", "--no-build", str(ROOT)]
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "python=3.11" in told.stderr
    assert "RUN ./.binder/postBuild" in told.stdout + told.stderr


# ---------------------------------------------------------------- the version


def test_the_citation_says_each_thing_once_and_all_that_its_format_asks_for():
    """A reader of YAML takes the last of two; cffconvert turns the file down."""
    fields = re.findall(r"^([\w-]+):", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert len(fields) == len(set(fields))
    assert {"cff-version", "message", "title", "authors"} < set(fields)


def test_the_version_is_one_and_the_changelog_begins_with_it():
    version = PROJECT["project"]["version"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\S+), (\d{4}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert (cited["version"], str(cited["date-released"])) == (version, newest[2])
    assert newest[1] == version
