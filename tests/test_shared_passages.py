"""Tests of passages that texts share: what is found, where it stands, what is no passage, how it is shown."""

import html
import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made import written

from helpers import characters, corpus, layout, passages, tables, words
from helpers.passages import alignment, bits, extension, reuse
from tests.benchmarks import planted

LIST = Path(__file__).parent / "truth" / "shared_passages.csv"
CREED = (
    "We hold these truths to be self-evident, that all men are created equal, that they are endowed by their Creator "
    "with certain unalienable Rights."
)
COAL, MUSIC = "The price of coal rose sharply in spring.", "Her sister plays the cello in a small orchestra."
BREAD, RAIN = "He bakes bread before sunrise every Sunday.", "Heavy rain kept the boats inside the harbour."


def made(texts: dict[str, list[str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return TOKENS and PARAGRAPHS: the nth paragraph of a text on raw line 10 n."""
    paragraphs = written(texts, step=10)
    return words.tokens(paragraphs), paragraphs


def found(texts: dict[str, list[str]], **settings) -> pd.DataFrame:
    """Return the PASSAGES of texts."""
    return passages.shared_passages(*made(texts), **settings)


def noise(seed: int, size: int) -> str:
    """Return words that no two seeds share."""
    rng = random.Random(seed)
    word = [[rng.choice("bcdfghklmnprstvz") + rng.choice("aeiou") for _ in range(4)] for _ in range(size)]
    return " ".join("".join(syllables) + str(seed) for syllables in word)


# ---- what is found ------------------------------------------------------------------------------------


def test_a_passage_is_quoted_as_printed_with_its_place_in_both_texts():
    one = found({"a": [COAL, f"{MUSIC} {CREED}"], "b": [f"{RAIN} {CREED}", BREAD]}).iloc[0]
    assert (one["left"], one["right"]) == ("a", "b")
    assert one["left_text"] == one["right_text"] == CREED.rstrip(".")
    assert [one[f"{side}_{edge}_line"] for side in ("left", "right") for edge in ("first", "last")] == [20, 20, 10, 10]
    assert one["words"] == 24
    # 8 + 9 words stand before it in "a", 8 in "b"
    assert [one[f"{side}_{edge}"] for side in ("left", "right") for edge in ("start", "end")] == [18, 41, 9, 32]


@pytest.mark.parametrize(
    "edited",
    [
        CREED.replace("truths", "facts").replace("equal", "alike"),
        CREED.replace("self-evident, ", "").replace("certain ", ""),
        CREED.replace("all men", "all the men").replace("Rights", "natural Rights"),
        CREED.replace("Creator", "Creatpr").replace("endowed", "endwoed").replace("created", "creatd"),
        CREED.lower().replace(",", ""),
    ],
    ids=["replaced", "left out", "added", "misspelt", "other capitals and commas"],
)
def test_an_edited_passage_is_found_whole(edited):
    one = found({"a": [f"{COAL} {CREED} {MUSIC}"], "b": [f"{BREAD} {edited} {RAIN}"]})
    assert len(one) == 1
    assert one["left_text"].str.startswith("We hold").all()
    assert one["left_text"].str.endswith("Rights").all()
    assert one["right_text"].str.contains(r"(?i)^we hold.*rights$").all()


def test_a_passage_runs_over_the_end_of_a_paragraph_and_of_a_line():
    first, second = CREED.split(", that they")
    passage = found({"a": [COAL, first, f"that they{second} {MUSIC}"], "b": [f"{BREAD} {CREED}"]}).iloc[0]
    assert passage["left_text"] == f"{first}\nthat they{second}".rstrip(".")
    assert (passage["left_first_line"], passage["left_last_line"]) == (20, 30)


def test_a_passage_is_cut_out_of_its_paragraph_to_the_letter():
    texts = {"a": [f"{COAL} “{CREED}” {MUSIC}", BREAD], "b": [RAIN, f"{CREED.replace('truths', 'facts')} {COAL[:4]}"]}
    tokens, paragraphs = made(texts)
    for row in passages.shared_passages(tokens, paragraphs).itertuples():
        assert row.left_text in texts["a"][0]
        assert row.right_text in texts["b"][1]


def test_every_pair_of_texts_with_a_passage_has_a_row_in_corpus_order():
    pairs = found({"z": [CREED], "m": [f"{COAL} {CREED}"], "a": [MUSIC], "k": [f"{CREED} {RAIN}"]})[["left", "right"]]
    assert list(pairs.itertuples(index=False, name=None)) == [("z", "m"), ("z", "k"), ("m", "k")]
    assert list(pairs["left"].cat.categories) == ["z", "m", "a", "k"]


def test_one_passage_in_two_places_of_a_text_gives_two_rows_by_place():
    rows = found({"a": [CREED], "b": [f"{COAL} {CREED}", MUSIC, f"{RAIN} {CREED}"]})
    assert rows["right_first_line"].tolist() == [10, 30]


def test_pieces_of_one_passage_are_one_row():
    gap = "and whatever else one may want to say about it,"
    broken = CREED.replace("that they", f"{gap} that they")
    assert len(found({"a": [CREED], "b": [f"{COAL} {broken}"]})) == 1


# ---- what is no passage ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "texts",
    [
        {"a": [COAL], "b": [MUSIC]},
        {"a": [f"{CREED} {COAL} {CREED}"], "b": [MUSIC]},
        {"a": [CREED]},
        {"a": ["1776 1789"], "b": [CREED]},
    ],
    ids=["nothing in common", "a text with itself", "one text", "a text without words"],
)
def test_no_passage_gives_an_empty_table(texts):
    table = found(texts)
    tables.check(table, "PASSAGES")
    assert table.empty
    assert len(passages.marked(table).text) == 0


def test_fewer_words_in_common_than_asked_are_no_passage():
    texts = {"a": [f"{COAL} {CREED}"], "b": [f"{CREED} {MUSIC}"]}
    assert len(found(texts, least=24)) == 1
    assert found(texts, least=25).empty


def test_a_formula_that_stands_everywhere_is_no_passage_and_a_rare_one_is():
    formula = "in the interest of the common good and of all"
    spread = {f"t{n:02d}": [" ".join(f"{noise(100 * n + k, 8)} {formula}" for k in range(8))] for n in range(12)}
    assert found(spread).empty
    twice = ("t03", "t07")
    once = {name: [text.replace(formula, "") + formula * (name in twice)] for name, (text,) in spread.items()}
    assert found(once)["left_text"].tolist() == [formula]


def test_words_drawn_at_random_share_nothing_in_a_large_corpus():
    made_up = planted.planted(400, 5, "words")
    tokens, paragraphs = planted.as_tables(made_up)
    pairs = passages.shared_passages(tokens, paragraphs)[["left", "right"]].apply(lambda column: column.cat.codes)
    wanted = made_up.truth[["left", "right"]]
    assert set(pairs.itertuples(index=False, name=None)) <= set(wanted.itertuples(index=False, name=None))


# ---- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stretch", "kind"),
    [
        ("the Second Plenary Meeting of the Royal Society of Edinburgh for Arctic Research on May 4", "name"),
        ("the Treaty of Commerce and Navigation between the Kingdom of Norway and the Republic of Chile", "name"),
        ("the Report of the Arctic Council on the trade with Norway", "name"),  # four words of five with a capital
        ("the report of the Arctic Council on the trade with Norway", "passage"),  # three: no more than 0.6
        (CREED.rstrip("."), "passage"),
        ("the president of the Royal Society praised the patient work of nameless clerks and printers", "passage"),
    ],
)
def test_a_bare_name_or_date_line_is_marked_as_such(stretch, kind):
    table = found({"a": [f"{COAL} It was {stretch}, he said. {MUSIC}"], "b": [f"{BREAD} So {stretch}; {RAIN}"]})
    assert table["kind"].tolist() == [kind]


# ---- surprise and score --------------------------------------------------------------------------------


def test_a_word_scores_by_how_rarely_it_follows_the_word_before():
    # "a b" 30 times, "a c" 10 times, "d" 60 times, in one text: N = 140
    ids = np.array([0, 1] * 30 + [0, 2] * 10 + [3] * 60, dtype="int32")
    places, size = bits.numbered(ids, np.zeros(len(ids), dtype="int8")), len(ids)
    in_a_row = reuse.uses(places, 0, size, reuse.bigrams(places, 0, size))
    alone, after = bits.alone(places.counts), bits.after(places, 0, size, in_a_row)
    assert alone == pytest.approx([-np.log2(39 / 140), -np.log2(29 / 140), -np.log2(9 / 140), -np.log2(59 / 140)])
    # b after a: (30 - 2 + 25 * 29 / 140) / (40 - 2 + 25) is over one half, so the floor of 1 bit holds
    assert after[1] == 1.0
    assert after[61] == pytest.approx(-np.log2((10 - 2 + 25 * 9 / 140) / (40 - 2 + 25)), rel=1e-6)
    assert after[0] == pytest.approx(alone[0])


def test_more_words_in_common_score_more_and_a_differing_word_costs():
    base = {"a": [f"{COAL} {CREED}"], "c": [noise(1, 60)]}
    whole = found(base | {"b": [f"{CREED} {RAIN}"]})["score"].iloc[0]
    part = found(base | {"b": [f"{CREED.split(', that they')[0]} {RAIN}"]})["score"].iloc[0]
    edited = found(base | {"b": [f"{CREED.replace('truths', 'facts')} {RAIN}"]})["score"].iloc[0]
    assert 0 < part < whole
    assert edited < whole - 4


@pytest.mark.parametrize(
    ("word", "taken_for"),
    [
        ("seourity", "security"),
        ("securty", "security"),
        ("secuirty", "security"),
        ("securities", "securities"),
        ("fog", "fog"),
        ("stability", "stability"),
        ("stabilize", "stabilize"),
    ],
)
def test_a_rare_word_is_taken_for_a_frequent_one_a_letter_off(word, taken_for):
    vocabulary = ["fox", "security", "stability", *({word} - {"stability"})]
    counts = np.array([50, 40, 30, *[1] * (len(vocabulary) - 3)])
    assert vocabulary[bits.spellings(vocabulary, counts)[vocabulary.index(word)]] == taken_for


def test_a_frequent_word_is_itself_however_near_another_stands():
    assert bits.spellings(["horse", "house"], np.array([40, 50])).tolist() == [0, 1]


# ---- properties --------------------------------------------------------------------------------------


def test_the_same_texts_give_the_same_table_and_stay_as_they_were():
    tokens, paragraphs = made({"a": [f"{COAL} {CREED}"], "b": [f"{CREED} {RAIN}"], "c": [MUSIC]})
    before = tokens.copy(), paragraphs.copy()
    pd.testing.assert_frame_equal(
        passages.shared_passages(tokens, paragraphs), passages.shared_passages(tokens, paragraphs)
    )
    pd.testing.assert_frame_equal(tokens, before[0])
    pd.testing.assert_frame_equal(paragraphs, before[1])


def test_the_order_of_rows_of_tokens_does_not_matter():
    tokens, paragraphs = made({"a": [f"{COAL} {CREED}"], "b": [f"{CREED} {RAIN}"]})
    turned = pd.concat([tokens[tokens["doc_id"] == "b"], tokens[tokens["doc_id"] == "a"]], ignore_index=True)
    pd.testing.assert_frame_equal(
        passages.shared_passages(turned, paragraphs), passages.shared_passages(tokens, paragraphs)
    )


def test_no_two_rows_share_half_of_both_sides():
    tokens, paragraphs = read()
    table = passages.shared_passages(tokens, paragraphs)
    for _, rows in table.groupby(["left", "right"], observed=True):
        spans = rows[["left_start", "left_end", "right_start", "right_end"]].to_numpy()
        for number, (a, b, c, d) in enumerate(spans):
            left = np.minimum(b, spans[:number, 1]) - np.maximum(a, spans[:number, 0]) + 1
            right = np.minimum(d, spans[:number, 3]) - np.maximum(c, spans[:number, 2]) + 1
            half_left = left > np.minimum(b - a, spans[:number, 1] - spans[:number, 0]) / 2 + 0.5
            half_right = right > np.minimum(d - c, spans[:number, 3] - spans[:number, 2]) / 2 + 0.5
            assert not (half_left & half_right).any()


# ---- planted texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "recall", "precision"),
    [("edited 0-15%", 0.995, 0.99), ("edited 15-35%", 0.98, 0.98), ("noisy 2-10%", 0.98, 0.98)],
)
def test_planted_passages_are_found_with_right_edges(kind, recall, precision):
    made_up = planted.planted(1000, 21, "words", **planted.SETS[kind])
    table = passages.shared_passages(*planted.as_tables(made_up))
    result = planted.judged(table.assign(left=table["left"].cat.codes, right=table["right"].cat.codes), made_up.truth)
    assert result["recall"] >= recall
    assert result["precision"] >= precision
    assert result["overlap"] >= 0.95


def test_planted_texts_are_the_same_for_a_seed_and_hold_what_the_truth_says():
    one, two = (planted.planted(50, 3, "runs", edits=(0.0, 0.0)) for _ in range(2))
    assert one.ids.tolist() == two.ids.tolist()
    for row in one.truth.itertuples():
        left, right = one.starts[row.left], one.starts[row.right]
        a = one.ids[left + row.left_start - 1 : left + row.left_end].tolist()
        assert a == one.ids[right + row.right_start - 1 : right + row.right_end].tolist()
        assert 20 <= len(a) <= 80


def test_the_judge_counts_a_second_piece_of_a_passage_as_wrong():
    columns = ["left", "right", "left_start", "left_end", "right_start", "right_end"]
    truth = pd.DataFrame([(0, 1, 1, 40, 1, 40), (2, 3, 1, 20, 1, 20)], columns=columns)
    pieces = pd.DataFrame([(0, 1, 1, 30, 1, 30), (0, 1, 1, 40, 1, 40), (4, 5, 1, 9, 1, 9)], columns=columns)
    assert planted.judged(pieces, truth) == pytest.approx({"recall": 1 / 2, "precision": 1 / 3, "overlap": 30 / 40})


# ---- the five texts --------------------------------------------------------------------------------------


def read() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return TOKENS and PARAGRAPHS of the texts that ship."""
    paragraphs = layout.paragraphs(layout.lines(corpus.load()))
    return words.tokens(paragraphs), paragraphs


@pytest.mark.parametrize(
    ("left", "left_line", "right", "right_line", "first_words", "least"),
    [
        ("chen_xiangyang_2024", 129, "yang_2025", 199, "sound coordination mechanisms for promoting security", 70),
        ("chen_xiangyang_2024", 121, "yang_2025", 15, "The year 2024 marks the 10th anniversary", 26),
        ("chen_xiangyang_2024", 49, "cicir_2025", 225, "realize the Second Centenary Goal", 34),
        ("yang_2025", 21, "cicir_2025", 259, "must meet obstacles and difficulties head on", 30),
    ],
)
def test_passages_known_from_reading_are_found(left, left_line, right, right_line, first_words, least):
    table = passages.shared_passages(*read())
    there = table[
        (table["left"] == left)
        & (table["right"] == right)
        & (table["left_first_line"] == left_line)
        & (table["right_first_line"] == right_line)
    ]
    assert there.loc[there["left_text"].str.contains(first_words, regex=False), "words"].max() >= least


@pytest.mark.parametrize(("kind", "least", "groups"), [("quotation", 30, 32), ("reuse", 16, 20), ("name", 7, 7)])
def test_groups_of_the_list_made_by_reading_are_found(kind, least, groups):
    listed = pd.read_csv(LIST).query("kind == @kind")
    tokens, paragraphs = read()
    table = passages.shared_passages(tokens, paragraphs)
    seen = set()
    for row in listed.itertuples():
        left = first_word(tokens, row.left, row.left_line, row.left_words)
        right = first_word(tokens, row.right, row.right_line, row.right_words)
        there = table[table["left"].eq(row.left) & table["right"].eq(row.right)]
        there = there[there["left_start"].lt(left + 12) & there["left_end"].ge(left)]
        if (there["right_start"].lt(right + 12) & there["right_end"].ge(right)).any():
            seen.add(row.group)
    assert listed["group"].nunique() == groups
    assert len(seen) >= least


def first_word(tokens: pd.DataFrame, doc_id: str, line: int, quoted: str) -> int:
    """Return the position of the first of some quoted words, where they begin on a raw line of a text."""
    wanted = characters.words(quoted)
    text = tokens[tokens["doc_id"] == doc_id]
    printed = text["token"].tolist()
    starts = [at for at in range(len(text)) if printed[at : at + len(wanted)] == wanted]
    return next(int(text["position"].iloc[at]) for at in starts if text["line"].iloc[at] == line)


def test_a_passage_is_quoted_to_its_last_letter_however_letters_are_made():
    """Words are compared in composed letters; the printed word may be longer."""
    texts = {"a": [f"{COAL} {CREED} re\u0301sume\u0301e"], "b": [f"{RAIN} {CREED} résumée"]}
    row = found(texts).iloc[0]
    assert row["left_text"].endswith(" re\u0301sume\u0301e")
    assert row["right_text"].endswith(" résumée")


# ---- side by side ------------------------------------------------------------------------------------------


def test_words_on_one_side_only_are_marked_and_all_words_stay():
    texts = {"a": [f"{COAL} {CREED}"], "b": [f"{RAIN} {CREED.replace('truths', 'plain facts')}"]}
    shown = passages.marked(found(texts))
    assert re.findall(r"<mark>(.*?)</mark>", shown.html) == ["truths", "plain facts"]
    assert "We hold these [truths] to be" in shown.text
    assert "We hold these [plain facts] to be" in shown.text
    plain = html.unescape(re.sub("<[^>]*>", "", shown.html))
    assert CREED.rstrip(".") in plain
    assert CREED.replace("truths", "plain facts").rstrip(".") in plain


def test_text_from_the_corpus_is_escaped():
    evil = CREED.replace("truths", "<script>alert(1)</script> & “truths”")
    shown = passages.marked(found({"<b>a</b>": [f"{COAL} {evil}"], "b": [f"{RAIN} {CREED}"]}))
    assert set(re.findall(r"</?(\w+)", shown.html)) <= {"table", "tr", "th", "td", "mark"}
    assert html.escape("<b>a</b>") in shown.html
    assert html.escape("<script>") in shown.html.replace("<mark>", "")


def test_side_by_side_shows_its_html_and_prints_its_text():
    shown = passages.marked(found({"a": [f"{COAL} {CREED}"], "b": [f"{RAIN} {CREED}"]}))
    assert shown._repr_html_() == shown.html
    assert repr(shown) == shown.text


# ---- errors --------------------------------------------------------------------------------------------------


def test_tokens_without_their_place_on_the_page_are_refused():
    tokens, paragraphs = made({"a": [CREED], "b": [CREED]})
    with pytest.raises(ValueError, match=r"table lacks \['line', 'start'\].*words.tokens"):
        passages.shared_passages(tokens.drop(columns=["line", "start"]), paragraphs)
    with pytest.raises(ValueError, match="table lacks"):
        passages.shared_passages(paragraphs, paragraphs)


# ---- beyond chance -------------------------------------------------------------------------------------------


def numbers(texts: list[list[int]], words_in_all: int = 4096) -> bits.Places:
    """Return the places of texts of word numbers, made ``words_in_all`` long by words that stand once, in the last."""
    last = range(10_000, 10_000 + words_in_all - sum(map(len, texts)))
    texts = [*texts[:-1], [*texts[-1], *last]]
    number = pd.factorize(np.concatenate(texts))[0]
    return bits.numbered(number.astype("int32"), np.repeat(np.arange(len(texts)), [len(text) for text in texts]))


def with_three_in_common(texts: int) -> bits.Places:
    """Return texts of one length, 4,096 words together, of which the first two have three words in common."""
    size = 4096 // texts
    made_up = [[1000 + size * text + word for word in range(size)] for text in range(texts)]
    made_up[0][:3] = made_up[1][:3] = [1, 2, 3]
    return numbers(made_up)


@pytest.mark.parametrize(("texts", "hits"), [(2, 1), (512, 1), (1024, 0)])
def test_more_texts_ask_for_more_bits_of_a_passage(texts, hits):
    """A word that stands twice among 4,096 has 12 bits, three have 36.

    Chance gives 2 * 12 - 1 bits once; 1.25 are asked for each doubling of the texts, and 1.5 in any case: 25.75 of two
    texts, 35.75 of 512, 37 of 1,024.
    """
    assert len(reuse.find(with_three_in_common(texts))["score"]) == hits


@pytest.mark.parametrize(
    ("other", "bits_lost"),
    [([1, 2, 3, 9, 5, 6, 7], 4), ([1, 2, 3, 4, 9, 5, 6, 7], 4), ([1, 2, 3, 5, 6, 7], 4), ([1, 2, 3, 9, 8, 5, 6, 7], 8)],
    ids=["another word", "a word more", "a word less", "another and one more"],
)
def test_a_word_that_differs_costs_four_bits(other, bits_lost):
    found = reuse.find(numbers([[1, 2, 3, 4, 5, 6, 7], other]))
    common = len({1, 2, 3, 4, 5, 6, 7} & set(other))
    assert found["score"].tolist() == pytest.approx([12 * common - bits_lost], abs=0.1)


# ---- sections, wordings of many texts, long texts -----------------------------------------------------------


def test_a_passage_ends_where_a_section_ends():
    first, second = CREED.split(", that they")
    paragraphs = written({"a": [f"{COAL} {first}", f"That they{second} {MUSIC}"], "b": [f"{BREAD} {CREED}"]}, step=10)
    whole = passages.shared_passages(words.tokens(paragraphs), paragraphs)
    cut = paragraphs.assign(section=[1, 2, 1])
    parted = passages.shared_passages(words.tokens(cut), cut)
    assert whole["words"].tolist() == [24]
    assert parted["left_text"].tolist() == [first, f"That they{second}".rstrip(".")]


@pytest.mark.parametrize(("copies", "kinds"), [(50, {"passage": 50 * 49 // 2}), (51, {"boilerplate": 1})])
@pytest.mark.filterwarnings("ignore:wordings that stand in more")
def test_a_wording_of_many_texts_is_found_once_with_all_its_texts(copies, kinds):
    texts = {f"t{n:02d}": [f"{noise(n, 30)} {CREED} {noise(100 + n, 5)}"] for n in range(copies)}
    table = found(texts | {"other": [noise(200, 40)]})
    assert table["kind"].value_counts().to_dict() == kinds
    if copies > 50:
        row = table.iloc[0]
        assert [row["left"], row["right"], *row["also_in"].split(", ")] == list(texts)
        assert (row["texts"], row["words"]) == (51, 24)
        assert row["left_text"] == row["right_text"] == CREED.rstrip(".")


@pytest.mark.parametrize(("least", "kinds"), [(24, ["boilerplate"]), (25, [])])
@pytest.mark.filterwarnings("ignore:wordings that stand in more")
def test_a_wording_of_many_texts_with_just_the_words_asked_for_stays(least, kinds):
    texts = {f"t{n:02d}": [f"{noise(n, 30)} {CREED} {noise(100 + n, 5)}"] for n in range(51)}
    assert found(texts, least=least)["kind"].tolist() == kinds


def test_a_wording_of_many_texts_is_told_of():
    with pytest.warns(UserWarning, match="wordings that stand in more than 50 places: 1, in up to 60 texts"):
        found({f"t{n:02d}": [f"{noise(n, 30)} {CREED}"] for n in range(60)})


def test_a_passage_that_two_texts_share_beside_a_wording_of_all_stays():
    texts = {f"t{n:02d}": [f"{noise(n, 30)} {CREED}"] for n in range(55)}
    for name in ("t03", "t07"):
        texts[name] = [f"{noise(300, 25)} {texts[name][0]}"]
    with pytest.warns(UserWarning, match="wordings that stand"):
        table = found(texts)
    rows = zip(table["left"], table["right"], table["kind"] == "boilerplate", strict=True)
    assert set(rows) == {("t00", "t01", True), ("t03", "t07", False)}


def edited(text: list[str], every: int) -> list[str]:
    """Return words of which every so many is replaced, left out or doubled, in turn."""
    made_up = []
    for at, word in enumerate(text):
        turn = (at // every) % 3 if at % every == every - 1 else -1
        made_up += {-1: [word], 0: ["instead"], 1: [], 2: [word, "besides"]}[turn]
    return made_up


def test_two_editions_of_a_long_text_are_one_passage():
    first = noise(1, 6_000).split()
    second = edited(first, 40)[300:]
    table = found({"a": [" ".join(first)], "b": [f"{COAL} {' '.join(second)} {RAIN}"]})
    assert len(table) == 1
    assert table["left_end"].iloc[0] == 6_000
    assert table["words"].iloc[0] == sum(word in set(first) for word in second)


@pytest.mark.parametrize("size", [50, 5_000])
def test_aligned_words_are_all_there_and_as_many_as_can_be_are_common(size):
    first = noise(2, size).split()
    second = edited(first, 25)
    pieces = alignment.aligned(first, second)
    assert [word for _, a, b, _, _ in pieces for word in first[a:b]] == first
    assert [word for _, _, _, c, d in pieces for word in second[c:d]] == second
    assert all(first[a:b] == second[c:d] for same, a, b, c, d in pieces if same)
    common = sum(b - a for same, a, b, _, _ in pieces if same)
    assert common == alignment.common(first, second) == len(set(first) & set(second))
    assert all(one[0] != other[0] for one, other in pairwise(pieces))


def test_a_run_that_comes_back_ties_nothing_together():
    refrain, verse = noise(5, 8).split(), noise(6, 2_100).split()
    second = [*refrain, "now", *edited(verse, 5), *refrain]  # no eight words in a row of the verse are left
    assert alignment.common([*refrain, *verse], second) > 0.9 * len(set(verse) & set(second))


@pytest.mark.parametrize(("start", "kept"), [(4, 1), (6, 2)])
def test_of_two_hits_that_share_over_half_of_the_shorter_on_both_sides_the_better_stays(start, kept):
    rows = np.array([[0, 10, 100, 110, 50.0], [start, start + 10, 100 + start, 110 + start, 60.0]])
    both = extension.without_halves(numbers([list(range(100)), list(range(100))]), rows)
    assert both[:, 4].tolist() == [50.0, 60.0][-kept:]


def test_long_texts_without_anything_in_common_are_parted_too():
    first, second = noise(3, 5_000).split(), noise(4, 9_000).split()
    pieces = alignment.aligned(first, second)
    assert pieces == [(False, 0, 5_000, 0, 9_000)]
