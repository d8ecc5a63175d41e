"""Where rules stop: what they do on one side of a bound, they do not do on the other."""

import pytest
from made import documents, written

from helpers import corpus, layout, passages, words

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
    text = "\n\n".join(f"{PROSE}\n\n{OPEN}\n\n{number}" for number in numbers) + f"\n\n{PROSE}"
    table = layout.lines(documents(text))
    assert set(table.loc[table["text"].str.fullmatch(r"\d"), "role"]) == {role}


@pytest.mark.parametrize(("cut", "role"), [(4, "boilerplate"), (1, "boilerplate"), (0, "body")])
def test_a_line_that_returns_below_rising_numbers_is_a_running_head_if_one_of_these_cuts_a_sentence(cut, role):
    pieces = [OPEN if number < cut else PROSE for number in range(4)]
    pages = [f"{PROSE}\n\n{piece}\n\n{number}\n\nThe miller and his book" for number, piece in enumerate(pieces, 1)]
    text = "\n\n".join([*pages, PROSE])
    assert set(roles_of(text, "The miller and his book")) == {role}


@pytest.mark.parametrize(
    ("names", "role"),
    [("Ann Lee, Ben Fox and Cay Orr", "byline"), (f"{NAMES.rpartition(',')[0]}, and {NAMES}", "body")],
)
def test_a_line_of_names_below_the_title_is_no_byline_if_it_is_as_long_as_a_sentence(names, role):
    text = f"The Book of the Mill\n\n{names}\n\n{PROSE}\n\n{PROSE}"
    assert roles_of(text, "Ann Lee") == [role]


@pytest.mark.parametrize(("names", "kind"), [(7, "name"), (6, "passage"), (0, "passage")])
def test_a_passage_is_a_name_if_more_than_six_of_ten_words_are_printed_as_names(names, kind):
    ten = "brin calt dorv elsk fumm gort hask ilvo jamp kuld".split()
    formula = " ".join(word.title() if number < names else word for number, word in enumerate(ten))
    paragraphs = written({"a": [f"he sang {formula} at noon"], "b": [f"they saw {formula} by night"]})
    table = passages.shared_passages(words.tokens(paragraphs), paragraphs)
    assert table["kind"].tolist() == [kind]


@pytest.mark.parametrize(
    ("signs", "read"),
    [([ord(letter) for letter in PROSE], True), ([33 + 37 * number % 94 for number in range(len(PROSE))], False)],
    ids=["letters", "signs, 55% of them letters"],
)
def test_bytes_with_a_nul_in_every_pair_are_a_text_if_most_of_them_are_letters(signs, read, tmp_path):
    (tmp_path / "a.txt").write_bytes(bytes(byte for sign in signs for byte in (sign, 0)))
    (tmp_path / "b.txt").write_text(PROSE)
    problems = corpus.problems(tmp_path)
    assert problems["file"].tolist() == ["a.txt"] + ["b.txt"] * read  # the second is a double of the first
    assert problems["left_out"].tolist()[0] == (not read)
