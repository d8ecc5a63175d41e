"""``tokenizer``: by array, the same words as by the patterns that say what a word is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helpers import words
from helpers.words import tokenizer

ODD = st.text(st.sampled_from("abéж字5_.'-’ \n\u0308½²İ—"), max_size=30) | st.text(max_size=30)


@given(st.lists(ODD, max_size=5), st.sampled_from([1, 12, tokenizer.BLOCK]))
def test_words_are_those_of_the_pattern_whatever_the_block(texts, block):
    plain = [words._plain(text) for text in texts]
    kept, tokenizer.BLOCK = tokenizer.BLOCK, block
    try:
        code, start, ends, names = tokenizer.words(plain)
    finally:
        tokenizer.BLOCK = kept
    found = [(n, m.start(), m[0]) for n, text in enumerate(plain) for m in words.WORD.finditer(text)]
    found = [each for each in found if words.LETTER.search(each[2])]
    row = np.repeat(np.arange(len(plain)), np.diff(ends))
    assert list(zip(row.tolist(), start.tolist(), (names[number] for number in code), strict=True)) == found
    assert names == sorted({word for _, _, word in found})


def test_a_row_of_letters_and_stops_is_one_word_unless_a_letter_follows():
    code, start, ends, names = tokenizer.words(["u.s. u.s.a a.b.c.d. x-u.s. u.s.2"])
    found = ["u.s.", "u", "s", "a", "a.b.c.d.", "x-u", "s", "u.s."]
    assert [names[number] for number in code] == found
    assert start.tolist() == [0, 5, 7, 9, 11, 20, 24, 27]
    assert ends.tolist() == [0, 8]


def test_letters_of_any_width_are_words_and_half_a_pair_is_none():
    for text, found in [("é — a", ["a", "é"]), ("𐐨b x\ud800y", ["x", "y", "𐐨b"]), ("x\ud800y", ["x", "y"])]:
        assert tokenizer.words([text])[3] == found


def test_a_text_is_made_plain_without_a_look_at_its_neighbours():
    """A capital that grows in lower case keeps its width; the last letter of a Greek word in another text is a ς."""
    code, start, ends, names = tokenizer.words(["ΛΟΓΟΣ", "İΣ B"])
    assert [names[number] for number in code] == ["λογος", "İσ", "b"]
    assert start.tolist() == [0, 0, 3]
