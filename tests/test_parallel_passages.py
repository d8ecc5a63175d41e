"""Tests of parallel passages: the same in other words comes first, the same in the same words is left out."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made import written
from scipy import sparse

from helpers import corpus, glossary, layout, passages, tables, words
from helpers.passages import paraphrase

LIST = Path(__file__).parent / "truth" / "shared_passages.csv"
FARM, FARMING = "Farmers planted early because the river was low.", "The low river made farming families plant early."
SHIPS = "Merchant ships waited outside the frozen harbour for eleven days."
NONE = passages.shared_passages(
    words.tokens(layout.whole_texts(pd.DataFrame({"doc_id": ["a"], "text": ["x"]}))),
    layout.whole_texts(pd.DataFrame({"doc_id": ["a"], "text": ["x"]})),
)
SONG = "An old woman sang quietly while her neighbours mended their nets."


def made(texts: dict[str, list[str]]) -> pd.DataFrame:
    """Return PARAGRAPHS: the nth paragraph of a text on raw line 10 n."""
    return written(texts, step=10)


def test_the_passage_that_says_the_same_in_other_words_comes_first():
    best = passages.parallel_passages(made({"a": [SONG, FARM], "b": [SHIPS, SHIPS[::-1], FARMING]})).iloc[0]
    assert (best["left"], best["left_text"]) == ("a", FARM.rstrip("."))
    assert (best["right"], best["right_text"]) == ("b", FARMING.rstrip("."))
    assert (best["left_first_line"], best["right_first_line"]) == (20, 30)
    # in order, in common: "early"; or "the river", or "the low"
    assert best["words"] == 2


def test_rows_are_ranked_and_at_most_as_many_as_asked():
    paragraphs = made({"a": [FARM, SONG, SHIPS], "b": [FARMING, "Ships waited for days, frozen, outside a harbour."]})
    table = passages.parallel_passages(paragraphs)
    tables.check(table, "PASSAGES")
    assert table["score"].is_monotonic_decreasing
    assert len(table) >= 2
    assert len(passages.parallel_passages(paragraphs, most=1)) == 1
    assert table["score"].between(0, 1).all()


def test_the_same_wording_is_left_out_and_a_stretch_is_paired_once():
    table = passages.parallel_passages(made({"a": [FARM, SHIPS], "b": [FARM.upper(), FARMING]}))
    assert not table["right_text"].str.isupper().any()
    assert not table["left_text"].eq(FARM.rstrip(".")).any()


def test_a_stretch_ends_with_its_paragraph_and_between_clauses():
    table = passages.parallel_passages(made({"a": [f"{FARM} {SONG}", SHIPS], "b": [f"{FARMING} {SONG[:-1]}, again."]}))
    ends = ("low", "nets", "days", "early", "again")
    assert all(row.left_text.endswith(ends) and row.right_text.endswith(ends) for row in table.itertuples())
    assert not table["left_text"].str.contains("\n").any()


@pytest.mark.parametrize(
    ("left", "right", "met"),
    [
        (
            "Security is the premise of growth and of wealth.",
            "Security is the prerequisite of growth for all.",
            "premise ~ prerequisite",
        ),
        ("A powerful tool of the state it is.", "A sharp weapon of the state it is.", "powerful tool ~ sharp weapon"),
        (
            "Ships wait at harbours for wind and the rain.",
            "Ships wait in harbours of wind or a rain.",
            "",
        ),  # small words
        ("Old grey ships wait in harbours for wind.", "Ships wait in harbours for rain and wind.", ""),  # for nothing
        ("Ships old grey slow wait for the wind.", "Ships new wait for the wind and rain.", "old grey slow ~ new"),
        ("Ships old grey slow cold wait for the wind.", "Ships new wait for the wind and rain.", ""),  # four for one
        ("Old ships wait for dry winds at sea.", "New ships wait for wet winds at sea.", "old ~ new; dry ~ wet"),
    ],
)
def test_a_row_says_which_words_stand_in_one_anothers_place(left, right, met):
    found = passages.parallel_passages(made({"a": [left], "b": [right]}), shared=NONE)
    assert found["met"].tolist() == [met]


def test_a_row_names_the_formulae_that_both_sides_have():
    paragraphs = made(
        {"a": ["They kept the hall of elders and its old song."], "b": [f"A council chamber and its song, {SONG}"]}
    )
    rows = [
        (name, "", "", each, each)
        for name, each in (("council", "hall of elders"), ("council", "council chamber"), ("song", "song"))
    ]
    variants = pd.DataFrame([*rows, ("old", "", "", "old song", "old song")], columns=glossary.COLUMNS, dtype="str")
    found = passages.parallel_passages(paragraphs, glossary.replacements(paragraphs, variants), shared=NONE)
    assert found["formulae"].iloc[0] == "council"
    assert passages.parallel_passages(paragraphs, shared=NONE)["formulae"].eq("").all()


def test_what_stands_among_the_same_words_is_alike():
    """Two rows with no column in common are alike on few dimensions if both stand among the same others."""
    rng = np.random.default_rng(1)
    base = np.repeat(np.eye(2, 6), 400, axis=0)[:, [0, 0, 0, 1, 1, 1]] * (rng.random((800, 6)) < 0.6)
    base[0], base[1], base[400] = [1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0]
    matrix = sparse.csr_matrix(base)
    found = paraphrase.latent(matrix, 2)
    assert np.linalg.norm(found[[0, 1, 400]], axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert found[0] @ found[1] > 0.95
    assert abs(found[0] @ found[400]) < 0.2
    assert (found == paraphrase.latent(matrix, 2)).all()


@pytest.mark.parametrize("shape", [(0, 3), (1, 3), (2, 1)])
def test_a_matrix_too_small_for_dimensions_has_none(shape):
    assert not paraphrase.latent(sparse.csr_matrix(np.ones(shape))).any()


def test_texts_that_are_the_same_to_the_letter_divide_nothing_by_nothing(recwarn):
    """All rows are one: nothing varies, and each has its whole length on the first dimension."""
    found = paraphrase.latent(sparse.csr_matrix(np.tile([3.0, 0, 4, 0], (5, 1))))
    assert not recwarn.list
    assert found @ found.T == pytest.approx(np.ones((5, 5)), abs=1e-5)


def test_no_warning_comes_through_from_copies(recwarn):
    assert passages.parallel_passages(made({"a": [SONG], "b": [SONG]}), shared=NONE).empty
    assert not recwarn.list


def test_wordings_of_one_formula_count_as_alike_when_the_glossary_says_so():
    texts = {
        "a": ["They swore to keep the hall of elders at any price."],
        "b": ["Nobody could say what the council chamber was worth to them.", SHIPS, SONG],
    }
    paragraphs = made(texts)
    rows = [
        ("council chamber", "", "", "hall of elders", "hall of elders"),
        ("council chamber", "", "", "council chamber", "council chamber"),
    ]
    variants = pd.DataFrame(rows, columns=["formula", "chinese", "certainty", "variant", "pattern"], dtype="str")
    used = glossary.replacements(paragraphs, variants)
    without, with_them = (passages.parallel_passages(paragraphs, given) for given in (None, used))
    first = with_them.iloc[0]
    assert first["right_text"].startswith("Nobody")
    assert "hall of elders" in first["left_text"]
    before = without.loc[without["right_text"].str.startswith("Nobody"), "score"].max()
    assert first["score"] > (0 if math.isnan(before) else before)


def test_pair_keeps_to_two_texts_in_corpus_order():
    paragraphs = made({"a": [FARM], "b": [FARMING], "c": [f"Early planting, farmers say. {FARMING} {SONG}"]})
    table = passages.parallel_passages(paragraphs, pair=("c", "a"))
    assert set(zip(table["left"], table["right"], strict=True)) == {("a", "c")}
    with pytest.raises(ValueError, match=r"no such pair of texts: \('a', 'x'\)"):
        passages.parallel_passages(paragraphs, pair=("a", "x"))


@pytest.mark.parametrize("texts", [{"a": [FARM]}, {"a": [FARM], "b": ["Too short."]}, {"a": ["1917"], "b": [SONG]}])
def test_nothing_to_compare_gives_an_empty_table(texts):
    table = passages.parallel_passages(made(texts))
    tables.check(table, "PASSAGES")
    assert table.empty


def test_stretches_grow_by_clauses_and_stay_within_a_paragraph():
    # clauses of 4, 5, 30 and 8 words; a new paragraph begins at word 39
    spans = paraphrase.stretches(np.array([0, 4, 9, 39, 47]), np.array([True, False, False, True, True]))
    # 0-39 and 4-39 have at least 10, 22, 34 words; 0-9 has 9, so 0-39 is the first of 10 words
    assert spans.tolist() == [[0, 39], [4, 39], [9, 39], [39, 47]]


def test_a_stretch_that_is_too_long_gives_up_its_last_clause():
    # clauses of 8 and 60 words: the first stays alone; the second, one clause, stays whole
    assert paraphrase.stretches(np.array([0, 8, 68]), np.array([True, False, True])).tolist() == [[0, 8], [8, 68]]


@pytest.mark.parametrize(("end", "spans"), [(51, [[0, 51], [9, 51]]), (52, [[0, 9], [9, 52]])])
def test_a_stretch_has_at_most_51_words_if_it_can(end, spans):
    assert paraphrase.stretches(np.array([0, 9, end]), np.array([True, False, True])).tolist() == spans


@pytest.mark.parametrize(("changed", "found"), [(0, []), (1, []), (2, [6])])
def test_two_stretches_are_one_wording_if_the_longer_has_more_than_85_percent_of_the_shorter_in_order(changed, found):
    """8 words against 16, among which they stand in order, all but so many: 8 or 7 of 8 are too many, 6 are not."""
    short = "farmers planted barley early while rivers ran low".split()
    others = ["other", "words", *short[changed:], *(f"word_{n}" for n in range(changed + 6))]
    tokens, spans = [*short, *others], np.array([[0, 8], [8, 24]])
    weighed = paraphrase.weights([[token] for token in tokens], spans, frozenset())
    assert [both for *_, both in paraphrase.pairs(spans, np.array([0, 1]), weighed, tokens, [(0, 1)])] == found


def test_weights_are_tfidf_of_beginnings_and_letter_groups():
    terms = [["a"], ["bc"], ["a"], ["a"], ["bc"], ["bc"]]
    spans = np.array([[0, 3], [3, 4], [4, 6]])
    rows = paraphrase.weights(terms, spans, frozenset(["x"])).toarray() ** 2
    # each half of a row has length 1/2 (squared); first row: a twice, bc once, both in 2 of 3 rows, so idf is the same
    one, two = 1 + math.log(2), 1.0
    assert rows[0, :2] == pytest.approx([one**2 / (one**2 + two**2) / 2, two**2 / (one**2 + two**2) / 2], rel=1e-5)
    assert rows.sum(axis=1) == pytest.approx([1, 1, 1], rel=1e-5)
    # " a " has one group of three letters; " bc " has " bc", "bc " and " bc "
    assert (rows[1] > 0).sum() == 1 + 1
    assert (rows[2] > 0).sum() == 1 + 3


@pytest.mark.parametrize("copied", [True, False])
def test_what_shared_passages_show_is_left_out_unless_asked_for(copied):
    tail = "so that the low river made every family of farmers plant its barley early in the spring"
    other = "so that the low river made each household of farmers sow its barley early in that spring"
    texts = {"a": [f"The miller and the baker, who had seen it coming, swore {tail}."], "b": [f"Nobody knew, {other}."]}
    if not copied:
        texts["b"] = ["Nobody knew, that because of a low river barley was planted early by the families of farmers."]
    paragraphs = made(texts)
    shared = passages.shared_passages(words.tokens(paragraphs), paragraphs)
    assert len(shared) == copied
    assert passages.parallel_passages(paragraphs).empty == copied
    assert len(passages.parallel_passages(paragraphs, shared=shared.iloc[:0]))
    loose = shared.assign(words=shared["left_end"] - shared["left_start"] - 5)  # as in two translations of one verse
    assert len(passages.parallel_passages(paragraphs, shared=loose))


@pytest.mark.parametrize(
    ("left", "right", "numbers"),
    [
        ("the fifth meeting of 1917", "a fifth meeting, held in 1917", ""),
        ("the 5th meeting of 1917", "a fifth meeting, held in 1917", ""),
        ("the fifth meeting of 1917", "a sixth meeting, held in 1921", "5, 1917 / 6, 1921"),
        ("the Nineteenth Congress", "a congress, the twentieth of them", "19 / 20"),
        ("the twenty-first century", "a century, the first of all", "21 / 1"),
        ("the thirteenth plan", "a plan, the 13 of them", ""),
        ("the meeting for the first time", "a meeting, held at last", ""),
        ("the meeting of May", "a meeting, held on May 4", " / 4"),
        ("eighteen meetings", "in all 18 meetings", ""),
        ("the five fields", "six fields, and no more", "5 / 6"),
        ("twenty-five fields", "all the 25 fields", ""),
        ("fields of 3,5 acres", "of 3.50 acres each", ""),
        ("fields of 3,5 acres", "of 3 acres each, or 5", "3.5 / 3, 5"),
        ("1,250 fields", "some 1250 fields", ""),
        ("1.250.000,5 acres", "some 1,250,000.5 acres", ""),
        ("one thousand two hundred and fifty fields", "some 1\u202f250 fields", ""),
        ("2.5 million acres", "some 2,500,000 acres", ""),
        ("nineteen forty-nine", "held in the year 1949", ""),
        ("the day 12.5.2020", "day 12 of 5 in 2020", ""),
        ("one of the fields", "any of the fields", ""),
        ("five or six fields", "six or five of the fields", ""),
    ],
)
def test_rows_that_differ_in_numbers_say_in_which(left, right, numbers):
    tail = "of farmers who planted early because of the low river"
    paragraphs = made({"a": [f"They remember {left} {tail}."], "b": [f"It was {right} {tail}s."]})
    first = passages.parallel_passages(
        paragraphs, shared=passages.shared_passages(words.tokens(paragraphs), paragraphs)[:0]
    )
    assert first["numbers"].iloc[0] == numbers


@pytest.fixture(scope="module")
def best_hundred() -> pd.DataFrame:
    """Return the 100 best parallel passages of the texts that ship, and the shared passages that are not among them."""
    paragraphs = layout.paragraphs(layout.lines(corpus.load()))
    shared = passages.shared_passages(words.tokens(paragraphs), paragraphs)
    found = passages.parallel_passages(paragraphs, glossary.replacements(paragraphs, glossary.load()), shared=shared)
    assert len(found) == 100
    return pd.concat([found, shared], ignore_index=True)


@pytest.mark.parametrize(
    ("left", "left_line", "right", "right_line", "left_words", "right_words"),
    [
        ("chen_yixin_2023", 48, "yang_2025", 25, "premise of development", "prerequisite for development"),
        ("chen_yixin_2023", 20, "chen_xiangyang_2024", 57, "international security as the basis", "as a support"),
        ("yang_2025", 59, "cicir_2025", 35, "powerful tool", "sharp weapon"),
        ("chen_xiangyang_2024", 23, "cicir_2025", 115, "double challenge", "two sources"),
    ],
)
def test_translations_known_from_reading_are_there(
    best_hundred, left, left_line, right, right_line, left_words, right_words
):
    there = best_hundred.query("left == @left and right == @right")
    there = there.query("left_first_line <= @left_line <= left_last_line")
    there = there.query("right_first_line <= @right_line <= right_last_line")
    texts = zip(there["left_text"], there["right_text"], strict=True)
    assert any(left_words in one and right_words in other for one, other in texts)


def test_most_translations_of_the_list_made_by_reading_are_there(best_hundred):
    listed = pd.read_csv(LIST).query("kind == 'translation'")
    seen = set()
    for row in listed.itertuples():
        there = best_hundred.query("left == @row.left and right == @row.right")
        there = there.query("left_first_line <= @row.left_line <= left_last_line")
        if not there.query("right_first_line <= @row.right_line <= right_last_line").empty:
            seen.add(row.group)
    assert len(seen) >= 28
    assert listed["group"].nunique() == 40
