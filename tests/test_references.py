"""The reference tables of helpers/README.md say what the lists in the code say."""

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
