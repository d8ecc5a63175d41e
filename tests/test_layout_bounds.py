"""Where rules of ``layout`` stop: on one side of a bound a line goes, on the other it is the author's and stays."""

import pytest
from made import documents

from helpers import layout

PROSE = (
    "The river rose in spring and fell in summer, as it had done in every year since the mill was built, and no one in "
    "the town could say by how much it would rise the next time, though the miller kept a book of it."
)
OPEN = f"{PROSE} And so it was that the old men of the town"  # goes on behind a page break
NAMES = "Ann Lee, Ben Fox, Cay Orr, Dan Poe, Eve Roy, Flo Ray, Guy Sim, Hal Tor, Ida Uhl, Jon Vey"


def roles_of(text: str, wanted: str) -> list[str]:
    """Return the roles of the lines that begin with some words."""
    table = layout.lines(documents(text))
    return table.loc[table["text"].str.startswith(wanted), "role"].tolist()


@pytest.mark.parametrize(
    ("numbers", "role"),
    [
        ([1, 2, 3, 4, 5, 6], "boilerplate"),
        ([1, 2, 3, 4, 5, 2], "boilerplate"),  # 4 of 5 rise
        ([3, 9, 2, 8, 1, 7], "body"),  # 3 of 5
        ([9, 8, 7, 6, 5, 6], "body"),  # 1 of 5
    ],
)
def test_numbers_between_paragraphs_are_those_of_pages_if_four_in_five_rise(numbers, role):
    text = "\n\n".join(f"{OPEN}\n\n{number}" for number in numbers) + f"\n\n{PROSE}"
    table = layout.lines(documents(text))
    assert set(table.loc[table["text"].str.fullmatch(r"\d"), "role"]) == {role}


@pytest.mark.parametrize(("cut", "role"), [(4, "boilerplate"), (2, "boilerplate"), (1, "body"), (0, "body")])
def test_a_line_that_returns_is_a_running_head_if_it_cuts_a_sentence_every_other_time(cut, role):
    pieces = [OPEN if number < cut else PROSE for number in range(4)]
    text = "\n\n".join(f"{piece}\n\nThe miller and his book" for piece in pieces) + f"\n\n{PROSE}"
    assert set(roles_of(text, "The miller and his book")) == {role}


@pytest.mark.parametrize(
    ("names", "role"),
    [("Ann Lee, Ben Fox and Cay Orr", "byline"), (f"{NAMES.rpartition(',')[0]}, and {NAMES}", "body")],
)
def test_a_line_of_names_below_the_title_is_no_byline_if_it_is_as_long_as_a_sentence(names, role):
    text = f"The Book of the Mill\n\n{names}\n\n{PROSE}\n\n{PROSE}"
    assert roles_of(text, "Ann Lee") == [role]
