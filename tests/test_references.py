"""The reference tables of helpers/README.md say what the lists in the code say."""

import re

import pytest

from helpers import tables
from tests import house, references

PAGE = references.PAGE.read_text(encoding="utf-8")
SMALL = "Before.\n<!-- rooms -->\nold\n<!-- end -->\nBetween.\n<!-- tables -->\n<!-- end -->\nAfter.\n"


def test_the_page_is_as_the_lists_make_it():
    assert references.rewritten(PAGE) == PAGE, "Write it anew: .venv/bin/python -m tests.references"


def test_only_what_stands_between_the_marks_is_written():
    blocks = {"rooms": lambda: [("a", "b"), ("1|2", "3\n4")], "tables": lambda: [("c",)]}
    wanted = (
        "Before.\n<!-- rooms -->\n| a | b |\n|---|---|\n| 1\\|2 | 3 4 |\n<!-- end -->\nBetween.\n"
        "<!-- tables -->\n| c |\n|---|\n<!-- end -->\nAfter.\n"
    )
    assert references.rewritten(SMALL, blocks) == wanted
    assert references.rewritten(wanted, blocks) == wanted


@pytest.mark.parametrize("names", [["rooms"], ["rooms", "tables", "more"]])
def test_a_block_without_a_list_and_a_list_without_a_block_are_errors(names):
    with pytest.raises(ValueError, match="the page has the blocks"):
        references.rewritten(SMALL, dict.fromkeys(names, lambda: [("a",)]))


def test_every_table_and_every_room_stands_in_the_page():
    for name in tables.TABLES:
        assert f"| {name} |" in PAGE
    for room in house.rooms():
        assert f"| `{room}` |" in PAGE


def test_a_column_that_is_added_changes_the_page(monkeypatch):
    entry = tables.LIST["SECTIONS"]
    monkeypatch.setitem(tables.LIST, "SECTIONS", entry._replace(columns=f"{entry.columns} mood:str"))
    assert "mood (text)" in references.rewritten(PAGE)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "helpers/README.md"])
def test_every_path_that_a_page_names_is_there(page):
    text = (house.ROOT / page).read_text(encoding="utf-8")
    linked = [goal.partition("#")[0] for goal in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in goal]
    folder = (house.ROOT / page).parent
    assert [goal for goal in linked if goal and not (folder / goal).exists()] == []
    named = re.findall(r"`((?:helpers|tests|corpus|notebooks|\.ci)/[\w./*-]*)`", text)
    assert [name for name in named if not list(house.ROOT.glob(name.rstrip("/")))] == []
    assert len(linked) + len(named) > 0
