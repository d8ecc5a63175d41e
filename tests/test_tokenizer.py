"""``tokenizer``: by array, the same words as by the pattern that says what a word is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import characters
from helpers.words import tokenizer
from helpers.words.languages import elide

SIGNS = "abLzus éж字אב5½_.,:/'-’·\"\n\u0301\u0308²İΣ\u00ad\u200b\u200dﬁkm"
ODD = st.text(st.sampled_from(SIGNS), max_size=30) | st.text(max_size=30)


def listed(found: tokenizer.Found) -> list[tuple[int, int, str]]:
    """Return the text, the offset and the name of each word."""
    row = np.repeat(np.arange(len(found.ends) - 1), np.diff(found.ends))
    return [(int(n), int(a), found.names[k]) for n, a, k in zip(row, found.start, found.code, strict=True)]


@given(st.lists(ODD, max_size=5), st.sampled_from([1, 12, tokenizer.BLOCK]))
def test_words_are_those_of_the_pattern_whatever_the_block(texts, block):
    kept, tokenizer.BLOCK = tokenizer.BLOCK, block
    try:
        found = tokenizer.words(texts)
    finally:
        tokenizer.BLOCK = kept
    expected = [(n, a, word) for n, text in enumerate(texts) for a, _, word in characters.spans(text, numbers=True)]
    assert listed(found) == expected
    assert len(found.names) == len(set(found.names))


def test_words_are_those_of_the_pattern_in_every_short_row_of_the_signs_that_rules_are_about():
    """All rows of five; a stop after a point inside a word, a·a.a, is told by six."""
    texts = ["".join(row) for row in product("a1.·'", repeat=5)] + ["a·a.a.", "a·a.a,", "aa·a.a", "col·l.a"]
    expected = [(n, a, word) for n, text in enumerate(texts) for a, _, word in characters.spans(text, numbers=True)]
    assert listed(tokenizer.words(texts)) == expected


def test_half_a_pair_of_signs_is_no_letter():
    for text, found in [("é — a", ["é", "a"]), ("𐐨b x\ud800y", ["𐐨b", "x", "y"]), ("x\ud800y", ["x", "y"])]:
        assert tokenizer.words([text]).names == found


def test_a_text_is_folded_without_a_look_at_its_neighbours():
    """The last letter of a Greek word is a ς, also where its text ends."""
    assert listed(tokenizer.words(["ΛΟΓΟΣ", "İΣ B", "e\u0301 c"])) == [
        (0, 0, "λογος"),
        (1, 0, "iς"),
        (1, 3, "b"),
        (2, 0, "é"),
        (2, 3, "c"),
    ]


FRENCH = "L’eau de la ville coule jusqu'à l'école et les enfants n'ont qu'une cour d'été, aujourd'hui dans le pré."


@pytest.mark.parametrize(
    ("language", "elided"),
    [("", [True, False]), ("fr", [True, True]), ("zh", [False, False])],
)
def test_french_words_are_elided_in_french_texts_or_when_told(language, elided):
    """In an English text a d'Urberville keeps the name whole, unless French is asked for."""
    english = "The d'Urberville of the house said that o'clock is an English word and t'other a word too."
    found = elide(tokenizer.words([FRENCH, english]), np.array([0, 1]), language)
    for number, (whole, parts) in enumerate([("l'eau", ["l'", "eau"]), ("d'urberville", ["d'", "urberville"])]):
        names = [name for row, _, name in listed(found) if row == number]
        assert (set(parts) <= set(names)) == elided[number]
        assert (whole in names) != elided[number]


def test_what_is_elided_stands_where_it_is_printed():
    found = elide(tokenizer.words(["Ici", FRENCH]), np.array([0, 0]), "")
    for row, start, name in listed(found):
        assert characters.fold(["Ici", FRENCH][row][start : start + len(name)]) == name
    names = [name for _, _, name in listed(found)]
    assert names[:3] == ["ici", "l'", "eau"]
    assert {"jusqu'", "à", "qu'", "une", "n'", "ont", "aujourd'hui"} <= set(names)


def test_numbers_are_elided_as_words_are():
    found = elide(tokenizer.words(["Plus d’1 million, l'11 settembre; n'5 et b'1"]), np.array([0]), "fr")
    assert [name for _, _, name in listed(found)] == "plus d' 1 million l' 11 settembre n' 5 et b'1".split()
