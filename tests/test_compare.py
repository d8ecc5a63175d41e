"""``compare``: likeness, its reasons and its doubts; keywords; sections. Small corpora with a known answer."""

from itertools import combinations
from math import log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
from made import rows_of, tokens_of, value
from scipy.stats import chi2_contingency
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import compare, measures, tables, terms, words
from helpers.compare import neighbours

NAMES = [entry.name for entry in measures.MEASURES]
IDS = ["late", "early", "middle"]
WEIGHTS = tables.build(
    "WEIGHTS",
    {
        "doc_id": ["late", "late", "early", "early", "middle"],
        "term": ["peace", "trade", "law", "peace", "order"],
        "weight": [3.0, 4.0, 12.0, 5.0, 2.0],
    },
    pd.Index(IDS),
)


def random_texts(texts: int, paragraphs: int = 12, size: int = 30, seed: int = 4) -> dict[str, list[str]]:
    """Texts of words with falling rates, each text with a leaning of its own."""
    generator = np.random.default_rng(seed)
    names = [f"word{number:02d}" for number in range(60)]
    made = {}
    for text in range(texts):
        share = generator.gamma(0.7, size=60) / np.arange(1, 61)
        drawn = [generator.choice(names, size, p=share / share.sum()) for _ in range(paragraphs)]
        made[f"text_{text}"] = [" ".join(each) for each in drawn]
    return made


TOKENS = tokens_of(random_texts(4))
COUNTS = terms.counts(TOKENS)


# Similarity


def test_similarity_by_hand():
    """late is (3, 4) long 5, early (12, 5) long 13; they share peace: 3 * 5 / (5 * 13)."""
    pairs = compare.similarity(WEIGHTS)
    assert rows_of(pairs[["left", "right"]]) == [("late", "early"), ("late", "middle"), ("early", "middle")]
    assert pairs["similarity"].tolist() == pytest.approx([15 / 65, 0, 0], abs=1e-12)


def test_similarity_equals_scikit_learns_on_random_texts():
    texts = TOKENS.groupby("doc_id", observed=True)["token"].agg(" ".join)
    matrix = TfidfVectorizer().fit_transform(texts).toarray()
    expected = [matrix[i] @ matrix[j] for i, j in combinations(range(4), 2)]
    assert compare.similarity(terms.tfidf(COUNTS))["similarity"].tolist() == pytest.approx(expected, abs=1e-12)


def test_a_text_and_its_copy_are_wholly_alike():
    copy = tokens_of({"a": ["one two two three"], "b": ["three two", "two one"]})
    assert compare.similarity(terms.tfidf(terms.counts(copy)))["similarity"].tolist() == pytest.approx([1])


def test_similarity_of_sections_names_both_sections():
    tokens = tokens_of({"z": ["peace", "law"], "a": ["law"]})
    pairs = compare.similarity(terms.tfidf(terms.counts(tokens, "section")))
    assert pairs.columns.tolist() == ["left", "right", "similarity", "left_section", "right_section"]
    assert rows_of(pairs.round(9)) == [("z", "z", 0, 1, 2), ("z", "a", 0, 1, 1), ("z", "a", 1, 2, 1)]


def shared(weights: pd.DataFrame) -> pd.DataFrame:
    return compare.shared_terms(weights, "late", "early")


@pytest.mark.parametrize("make", [compare.similarity, compare.nearest, shared])
@pytest.mark.parametrize("bad", [-0.1, float("nan")])
def test_weights_below_nought_or_missing_are_refused(make, bad):
    weights = WEIGHTS.assign(weight=[bad, 4.0, 12.0, 5.0, 2.0])
    with pytest.raises(ValueError, match="below 0 or missing.*terms.tfidf"):
        make(weights)


def test_keyness_is_no_weight_for_similarity():
    with pytest.raises(ValueError, match="below 0"):
        compare.similarity(terms.keyness(COUNTS))


def test_weights_without_rows_are_refused():
    with pytest.raises(ValueError, match="no row"):
        compare.similarity(WEIGHTS.iloc[:0])


@pytest.mark.parametrize("make", [compare.similarity, compare.nearest])
def test_a_table_that_is_not_weights_is_named(make):
    with pytest.raises(ValueError, match=r"lacks \['weight'\].*terms.tfidf"):
        make(COUNTS)


# Nearest


@pytest.mark.parametrize(("rows", "later"), [(1, 1), (4, 8), (128, 2048)])
@pytest.mark.parametrize(("rare", "common"), [(0, 0), (0.2, 0.4), (0, 1), (2, 2)])
@pytest.mark.parametrize(("found", "pool"), [(0, 0), (2**13, 2**21)])
def test_nearest_are_the_top_of_all_pairs_whatever_the_tile_and_the_split(
    monkeypatch, rows, later, rare, common, found, pool
):
    sizes = {"ROWS": rows, "LATER": later, "RARE": rare, "COMMON": common, "FOUND": found, "POOL": pool}
    for name, size in sizes.items():
        monkeypatch.setattr(neighbours, name, size)
    weights = terms.tfidf(terms.counts(tokens_of(random_texts(25, 2))))
    pairs = compare.similarity(weights)
    swapped = pairs.rename(columns={"left": "right", "right": "left"})
    both = pd.concat([pairs, swapped]).sort_values(["left", "similarity", "right"], ascending=[True, False, True])
    expected = both.groupby("left", observed=True).head(3).reset_index(drop=True)
    found = compare.nearest(weights, 3)
    assert rows_of(found[["left", "right"]]) == rows_of(expected[["left", "right"]])
    assert found["similarity"].tolist() == pytest.approx(expected["similarity"].tolist(), abs=1e-12)
    assert found["rank"].tolist() == [1, 2, 3] * 25


def test_nearest_breaks_ties_by_corpus_order_and_leaves_out_units_with_nothing_in_common():
    tokens = tokens_of({"z": ["law"], "y": ["law"], "x": ["law"], "lone": ["peace"], "a": ["law"]})
    found = compare.nearest(terms.tfidf(terms.counts(tokens)), 2)
    expected = [("z", "y"), ("z", "x"), ("y", "z"), ("y", "x"), ("x", "z"), ("x", "y"), ("a", "z"), ("a", "y")]
    assert rows_of(found[["left", "right"]]) == expected


def test_nearest_tells_apart_what_single_precision_does_not(monkeypatch):
    """The texts differ by less than a number of single precision can say; numpy has all cosines in full."""
    for name, size in {"ROWS": 4, "LATER": 8, "FOUND": 0}.items():
        monkeypatch.setattr(neighbours, name, size)
    generator = np.random.default_rng(2)
    rows = generator.random(50) + generator.random((60, 50)) * 1e-6
    unit = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    cosine = np.round(unit @ unit.T, 12) - 2 * np.eye(60)
    names = pd.Index([f"text_{number:02d}" for number in range(60)])
    ids, terms_of = np.repeat(names, 50), [f"word{number:02d}" for number in range(50)] * 60
    weights = tables.build("WEIGHTS", {"doc_id": ids, "term": terms_of, "weight": rows.ravel()}, names)
    found = compare.nearest(weights, 2)
    assert found["right"].tolist() == names[np.argsort(-cosine, kind="stable")[:, :2].ravel()].tolist()


def test_nearest_of_many_copies_are_the_first_however_few_pairs_are_kept(monkeypatch):
    for name, size in {"ROWS": 4, "LATER": 8, "FOUND": 0, "POOL": 0}.items():
        monkeypatch.setattr(neighbours, name, size)
    tokens = tokens_of({f"text_{number:02d}": ["law and order"] for number in range(40)})
    found = compare.nearest(terms.tfidf(terms.counts(tokens)), 1)
    assert found["right"].tolist() == ["text_01"] + ["text_00"] * 39


def test_the_order_of_rows_and_of_unused_names_changes_nothing():
    """Weights of texts in order are not sorted again; any other order is. Single precision shows the order of sums."""
    weights = terms.tfidf(terms.counts(tokens_of(random_texts(12, 2)))).astype({"weight": "float32"})
    kept = weights[weights["doc_id"] != "text_3"].reset_index(drop=True)
    expected = compare.nearest(kept, 3)
    shuffled = kept.sample(frac=1, random_state=1).reset_index(drop=True)
    turned = kept.assign(term=kept["term"].cat.set_categories(kept["term"].cat.categories[::-1]))
    by_term = kept.sort_values(["doc_id", "term"], ascending=[True, False], ignore_index=True)
    mirrored = turned.sort_values(["doc_id", "term"], ignore_index=True)
    for other in (shuffled, turned, mirrored, by_term, kept.iloc[::-1].reset_index(drop=True)):
        pd.testing.assert_frame_equal(compare.nearest(other, 3), expected, check_exact=True)


def test_nearest_keeps_single_precision():
    single = terms.tfidf(COUNTS).astype({"weight": "float32"})
    assert compare.nearest(single, 1)["similarity"].dtype == "float32"


def test_nearest_by_section_names_the_sections():
    tokens = tokens_of({"z": ["peace law", "law"], "a": ["law"]})
    found = compare.nearest(terms.tfidf(terms.counts(tokens, "section")), 1)
    assert rows_of(found.drop(columns="similarity")) == [("z", "z", 1, 2, 1), ("z", "a", 2, 1, 1), ("a", "z", 1, 2, 1)]


# Shared terms


def test_shared_terms_by_hand():
    tokens = tokens_of({"a": ["law law peace"], "b": ["law peace peace trade"]})
    found = compare.shared_terms(terms.tfidf(terms.counts(tokens)), "a", "b")
    trade = np.log(3 / 2) + 1
    lengths = sqrt(4 + 1) * sqrt(1 + 4 + trade**2)
    assert found["term"].tolist() == ["law", "peace"]
    assert found["part"].tolist() == pytest.approx([2 / lengths, 2 / lengths], abs=1e-12)


@pytest.mark.parametrize("unit", ["doc_id", "section"])
def test_parts_sum_to_the_similarity_of_every_pair(unit):
    weights = terms.tfidf(terms.counts(TOKENS, unit))
    for pair in compare.similarity(weights).head(60).to_dict("records"):
        units = [pair["left"], pair["right"]]
        if unit == "section":
            units = [(units[0], pair["left_section"]), (units[1], pair["right_section"])]
        found = compare.shared_terms(weights, *units)
        assert found["part"].sum() == pytest.approx(pair["similarity"], abs=1e-9)
        assert found["part"].is_monotonic_decreasing


def test_shared_terms_are_the_same_from_either_side():
    weights = terms.tfidf(COUNTS)
    one, other = (compare.shared_terms(weights, *pair) for pair in (("text_0", "text_2"), ("text_2", "text_0")))
    assert rows_of(one[["term", "part"]]) == rows_of(other[["term", "part"]])


def test_the_planted_reason_of_likeness_comes_out_on_top():
    """Each text has words of its own and "and"; text_1 and text_3 also share a silk road."""
    texts = {text: [part.replace("word", text) + " and" for part in own] for text, own in random_texts(4).items()}
    for text in ("text_1", "text_3"):
        texts[text] = [f"{part} silk road silk" for part in texts[text]]
    weights = terms.tfidf(terms.counts(tokens_of(texts)))
    closest = compare.similarity(weights).nlargest(1, "similarity").iloc[0]
    assert (closest["left"], closest["right"]) == ("text_1", "text_3")
    assert compare.shared_terms(weights, "text_1", "text_3")["term"].tolist() == ["silk", "road", "and"]


def test_an_unknown_unit_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match=r"no unit 'letter'.*'late', 'early', 'middle'"):
        compare.shared_terms(WEIGHTS, "late", "letter")


# Intervals and ties


def rebuilt(texts: dict[str, list[str]], resamples: int, seed: int) -> list[dict[str, list[str]]]:
    """The texts of each resample written out: the draws that ``compare`` promises, made into text again."""
    generator = np.random.default_rng(seed)
    made: list[dict[str, list[str]]] = [{} for _ in range(resamples)]
    for text, own in texts.items():
        draws = generator.multinomial(len(own), [1 / len(own)] * len(own), resamples)
        for each, times in zip(made, draws, strict=True):
            each[text] = [part for part, n in zip(own, times, strict=True) for _ in range(n)]
    return made


def test_intervals_equal_those_of_texts_written_out_and_counted_again():
    texts = random_texts(3, 6, 15)
    drawn = []
    for each in rebuilt(texts, 40, 9):
        matrix = TfidfVectorizer().fit_transform(" ".join(own) for own in each.values()).toarray()
        drawn.append([matrix[i] @ matrix[j] for i, j in combinations(range(3), 2)])
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975], axis=0)
    found = compare.similarity_intervals(tokens_of(texts), 40, 9)
    assert found["low"].tolist() == pytest.approx(found["similarity"] + low - middle, abs=1e-12)
    assert found["high"].tolist() == pytest.approx(found["similarity"] + high - middle, abs=1e-12)
    assert found["bias"].tolist() == pytest.approx(np.mean(drawn, axis=0) - found["similarity"], abs=1e-12)


def test_intervals_hold_the_similarity_of_the_texts_as_they_are():
    found = compare.similarity_intervals(TOKENS, 100)
    expected = compare.similarity(terms.tfidf(COUNTS))
    pd.testing.assert_frame_equal(found[["left", "right", "similarity"]], expected)
    assert ((found["low"] <= found["similarity"]) & (found["similarity"] <= found["high"])).all()


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    first, again, other = (compare.similarity_intervals(TOKENS, 50, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert first["low"].tolist() != other["low"].tolist()


def test_texts_of_one_repeated_paragraph_have_no_doubt():
    tokens = tokens_of({"a": ["law peace"] * 5, "b": ["law trade"] * 5, "c": ["order"] * 5})
    found = compare.similarity_intervals(tokens, 20)
    assert found["low"].tolist() == pytest.approx(found["similarity"].tolist(), abs=1e-12)
    assert found["high"].tolist() == pytest.approx(found["similarity"].tolist(), abs=1e-12)
    assert found["bias"].tolist() == pytest.approx([0, 0, 0], abs=1e-12)


def test_ranks_count_from_the_most_alike_pair():
    found = compare.similarity_intervals(TOKENS, 20)
    assert found.sort_values("similarity", ascending=False)["rank"].tolist() == [1, 2, 3, 4, 5, 6]


# In NEAR, texts a and b are nearly one text and c differs a little; every other pair is the same by construction.
NEAR = {
    "a": ["law peace order"] * 9 + ["silk"],
    "b": ["law peace order"] * 9 + ["road"],
    "c": ["trade law"] * 9 + ["silk"],
    "d": ["trade law"] * 9 + ["road"],
}


def test_a_planted_tie_is_a_tie_and_a_planted_difference_is_none():
    found = compare.ties(tokens_of(NEAR), 200)
    tie = {(row.left, row.right, row.other_left, row.other_right): row.tie for row in found.itertuples()}
    assert tie["a", "c", "b", "d"]
    assert not tie["a", "b", "a", "c"]


def test_ties_have_a_row_for_every_two_pairs_by_rank():
    found = compare.ties(TOKENS, 20)
    pairs = compare.similarity_intervals(TOKENS, 20).set_index(["left", "right"])
    ranks = [
        (pairs.loc[(row.left, row.right), "rank"], pairs.loc[(row.other_left, row.other_right), "rank"])
        for row in found.itertuples()
    ]
    assert ranks == list(combinations(range(1, 7), 2))
    assert (found["difference"] >= 0).all()


def test_tied_marks_pairs_whose_neighbour_in_rank_is_a_tie():
    found = compare.ties(TOKENS, 60)
    pairs = compare.similarity_intervals(TOKENS, 60).sort_values("rank").reset_index(drop=True)
    steps = []
    for above, below in zip(pairs.itertuples(), pairs.iloc[1:].itertuples(), strict=False):
        these = (found["left"] == above.left) & (found["right"] == above.right)
        those = (found["other_left"] == below.left) & (found["other_right"] == below.right)
        steps.append(found.loc[these & those, "tie"].item())
    expected = [a or b for a, b in zip([*steps, False], [False, *steps], strict=True)]
    assert pairs["tied"].tolist() == expected


# Other settings


STOP_LISTS = {"none": set(), "some": {"word00"}, "more": {"word00", "word01", "word02"}}


def test_stability_has_every_combination_once_and_ranks_each():
    found = compare.stability({"with notes": TOKENS, "without": TOKENS[TOKENS["paragraph"] > 2]}, STOP_LISTS)
    settings = found.drop_duplicates("setting")
    assert len(settings) == 24
    assert len(settings[["variant", "stop_words", "ngrams", "weighting"]].drop_duplicates()) == 24
    assert found.groupby("setting")["rank"].apply(sorted).tolist() == [[1, 2, 3, 4, 5, 6]] * 24


def test_a_setting_gives_what_its_steps_give_one_by_one():
    found = compare.stability({"all": TOKENS}, STOP_LISTS)
    picked = found.query("stop_words == 'more' and ngrams == 'words and pairs' and weighting == 'sublinear'")
    kept = words.drop(TOKENS, STOP_LISTS["more"])
    expected = compare.similarity(terms.tfidf(terms.counts(terms.phrases(kept, 2)), sublinear=True))
    assert picked["similarity"].tolist() == pytest.approx(expected["similarity"].tolist(), abs=1e-12)


def verdict_tables(ranks: list[list[int]], tied: list[bool]) -> tuple[pd.DataFrame, pd.DataFrame]:
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    rows = [(*pair, rank) for setting in ranks for pair, rank in zip(pairs, setting, strict=True)]
    intervals = pd.DataFrame(pairs, columns=["left", "right"]).assign(tied=tied)
    return pd.DataFrame(rows, columns=["left", "right", "rank"]), intervals


def test_rank_counts_by_hand():
    """Two pairs in three settings: a-c is first once and second twice, b-c the other way round and so before it."""
    ranks = {"long": (2, 1), "short": (1, 2), "none": (2, 1)}
    rows = [(s, left, "c", r) for s, places in ranks.items() for left, r in zip("ab", places, strict=True)]
    counted = compare.rank_counts(pd.DataFrame(rows, columns=["setting", "left", "right", "rank"]))
    expected = [("b", "c", 1, 2, True), ("b", "c", 2, 1, False), ("a", "c", 1, 1, False), ("a", "c", 2, 2, True)]
    assert rows_of(counted) == [(*row, 3) for row in expected]


def test_verdicts_by_hand():
    ranks = [[1, 2, 3], [1, 2, 3], [1, 3, 2], [2, 1, 3]]
    found = compare.verdicts(*verdict_tables(ranks, [False, False, True]))
    assert found[["best", "worst", "usual"]].to_numpy().tolist() == [[1, 2, 1], [1, 3, 2], [2, 3, 3]]
    assert found["share"].tolist() == [0.75, 0.5, 0.75]
    assert found["verdict"].tolist() == ["stable", "unstable", "tied"]


def test_leaving_one_text_out_is_weighing_without_it():
    found = compare.leave_one_out(COUNTS)
    assert found.columns.tolist() == ["without", "left", "right", "similarity", "change"]
    assert found.groupby("without", observed=True).size().tolist() == [3, 3, 3, 3]
    whole = compare.similarity(terms.tfidf(COUNTS)).set_index(["left", "right"])["similarity"]
    rest = compare.similarity(terms.tfidf(COUNTS[COUNTS["doc_id"] != "text_1"]))
    part = found[found["without"] == "text_1"]
    assert part["similarity"].tolist() == rest["similarity"].tolist()
    expected = [row.similarity - whole[row.left, row.right] for row in rest.itertuples()]
    assert part["change"].tolist() == pytest.approx(expected, abs=1e-12)


def test_leaving_out_a_text_with_nothing_in_common_changes_only_by_idf():
    """Without c, "law" is in 2 of 2 texts and "peace" in 1 of 2; with c, 2 of 3 and 1 of 3."""
    tokens = tokens_of({"a": ["law peace"], "b": ["law"], "c": ["silk"]})
    found = compare.leave_one_out(terms.counts(tokens))
    law, peace = np.log(4 / 3) + 1, np.log(4 / 2) + 1
    whole, rest = law / sqrt(law**2 + peace**2), 1 / sqrt(1 + (np.log(3 / 2) + 1) ** 2)
    assert found.loc[found["without"] == "c", "change"].tolist() == pytest.approx([rest - whole], abs=1e-12)


# Wording


def test_wording_tells_the_same_words_in_another_order():
    found = compare.wording(tokens_of({"a": ["law peace trade"], "b": ["trade peace law"], "c": ["law peace trade"]}))
    assert rows_of(found[["left", "right"]]) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found["similarity"].tolist() == pytest.approx([1, 1, 1])
    assert found["phrases"].tolist() == pytest.approx([0, 1, 0])


def test_wording_finds_word_forms_alike_that_share_no_word():
    found = compare.wording(tokens_of({"a": ["security secure"], "b": ["securing securities"], "c": ["peace"]}))
    assert found["similarity"].tolist() == [0, 0, 0]
    assert found["characters"].iloc[0] > 0.4
    assert found["characters"].tolist()[1:] == [0, 0]


def test_wording_counts_runs_of_four_characters_inside_words():
    """ " law" and "law " against " law", "laws", "aws ": one run in common; each other run is in one text of two."""
    found = compare.wording(tokens_of({"a": ["law law"], "b": ["laws laws"]}))
    once = np.log(3 / 2) + 1
    assert found["characters"].tolist() == pytest.approx([1 / (sqrt(1 + once**2) * sqrt(1 + 2 * once**2))], abs=1e-12)


def test_phrases_and_single_words_are_weighed_apart():
    found = compare.wording(TOKENS)
    counts = terms.counts(terms.phrases(TOKENS, 3))
    phrases = counts[counts["term"].astype(str).str.contains(" ")]
    expected = compare.similarity(terms.tfidf(phrases))["similarity"]
    assert found["phrases"].tolist() == pytest.approx(expected.tolist(), abs=1e-12)
    assert found["similarity"].tolist() == compare.similarity(terms.tfidf(COUNTS))["similarity"].tolist()


# Keywords


def planted() -> dict[str, list[str]]:
    """text_1 has "silk road" in each paragraph, "canal" as often but in one; text_2 has a phrase of its own."""
    texts = random_texts(4)
    texts["text_1"] = [f"{paragraph} silk road" for paragraph in texts["text_1"]]
    texts["text_1"][7] = " canal ".join([*texts["text_1"][7].split()[:12], "silk road"])
    texts["text_2"] = [f"{paragraph} a holistic approach to security the" for paragraph in texts["text_2"]]
    return texts


PLANTED = tokens_of(planted())
KEYWORDS = compare.keywords(PLANTED, {"a", "to", "the"})


def test_planted_keywords_come_out_under_every_measure():
    for measure in NAMES:
        named = KEYWORDS.query(f"doc_id == 'text_1' and measure == '{measure}'")["term"].tolist()
        assert {"silk road", "canal"} <= set(named)


def test_a_keyword_of_one_paragraph_shows_by_its_dispersion_and_its_interval():
    """Both are used 12 times in text_1 and nowhere else."""
    found = KEYWORDS.query("doc_id == 'text_1' and measure == 'keyness'").set_index("term")
    even, bunched = found.loc["silk road"], found.loc["canal"]
    assert even["n"] == bunched["n"] == 12
    assert even["weight"] == pytest.approx(bunched["weight"])
    assert even["dispersion"] < 0.3 < 0.8 < bunched["dispersion"]
    assert bunched["low"] < even["low"]


def test_a_phrase_stands_for_the_shorter_ones_inside_it():
    named = set(KEYWORDS.loc[KEYWORDS["doc_id"] == "text_2", "term"])
    assert "holistic approach to security" in named
    assert not named & {"holistic", "holistic approach", "approach to security", "approach", "security"}


def test_a_shorter_phrase_stays_when_it_is_used_often_enough_by_itself():
    """In a, 4 of 5 uses of "silk" lie in "silk road" (0.8, folded); in b, 3 of 4 (0.75, kept)."""
    tokens = tokens_of({"a": ["silk road"] * 4 + ["silk"], "b": ["silk road"] * 3 + ["silk"], "c": ["law"]})
    found = compare.keywords(tokens, set(), 2, 10).query("measure == 'tfidf'")
    assert found.loc[found["doc_id"] == "a", "term"].tolist() == ["silk road"]
    assert found.loc[found["doc_id"] == "b", "term"].tolist() == ["silk", "silk road"]


def test_no_keyword_begins_or_ends_with_a_stop_word_or_is_used_once():
    edges = KEYWORDS["term"].str.split(" ").apply(lambda parts: {parts[0], parts[-1]})
    assert not any({"a", "to", "the"} & each for each in edges)
    assert (KEYWORDS["n"] >= 2).all()


def test_a_word_used_once_is_no_keyword_even_where_lists_are_short():
    found = compare.keywords(tokens_of({"a": ["law law silk"], "b": ["sea sea road"]}), set(), 1)
    assert set(found["term"]) == {"law", "sea"}


def test_a_word_used_less_than_in_the_rest_is_no_keyword():
    tokens = tokens_of({"a": ["law law law law law sea sea"], "b": ["law law sea sea sea sea sea"]})
    found = compare.keywords(tokens, set(), 1).query("measure != 'tfidf'")
    assert found.loc[found["doc_id"] == "a", "term"].unique().tolist() == ["law"]
    assert found.loc[found["doc_id"] == "b", "term"].unique().tolist() == ["sea"]


def test_keywords_have_the_weights_counts_and_dispersion_of_terms():
    found = terms.phrases(PLANTED, 4)
    counts, spread = terms.counts(found), terms.dispersion(found)
    for entry in measures.MEASURES:
        weights = terms.weigh(counts, entry.name)
        for row in KEYWORDS[KEYWORDS["measure"] == entry.name].itertuples():
            assert row.weight == value(weights, row.doc_id, row.term)
            assert row.n == value(counts, row.doc_id, row.term, "n")
            assert row.dispersion == value(spread, row.doc_id, row.term, "dispersion")
            assert row.rest == counts.loc[(counts["term"] == row.term) & (counts["doc_id"] != row.doc_id), "n"].sum()


def test_keywords_come_by_text_measure_and_rank_best_first():
    groups = KEYWORDS.groupby(["doc_id", "measure"], observed=True)
    assert [key for key, _ in groups] == [(text, measure) for text in planted() for measure in NAMES]
    assert KEYWORDS["doc_id"].astype(str).is_monotonic_increasing
    for _, table in groups:
        assert table["rank"].tolist() == list(range(1, len(table) + 1))
        assert table["weight"].is_monotonic_decreasing
        assert len(table) <= 10


def test_equal_keywords_come_a_to_z():
    found = compare.keywords(tokens_of({"z": ["road road", "silk silk", "canal canal"], "a": ["law"]}), set(), 1)
    assert found.query("measure == 'keyness' and doc_id == 'z'")["term"].tolist() == ["canal", "road", "silk"]


def weights_written_out(texts: dict[str, list[str]], text: str, term: str) -> dict[str, float]:
    """The weights of a term in a text, counted from the words themselves."""
    split = {name: " ".join(own).split() for name, own in texts.items()}
    a, c = split[text].count(term), len(split[text])
    b = sum(own.count(term) for own in split.values()) - a
    d = sum(len(own) for own in split.values()) - c
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(" ".join(own) for own in texts.values()).toarray()
    tfidf = matrix[list(texts).index(text), vectorizer.vocabulary_[term]] if a else 0
    test = chi2_contingency([[a, b], [c - a, d - b]], correction=False, lambda_="log-likelihood") if a + b else None
    keyness = (1 if a / c >= b / d else -1) * test.statistic if test else 0
    ratio = log2(((a or 0.5) / c) / ((b or 0.5) / d)) if a + b else 0
    return {"tfidf": tfidf, "keyness": keyness, "log_ratio": ratio}


@pytest.mark.parametrize("measure", ["tfidf", "keyness", "log_ratio"])
def test_keyword_intervals_equal_those_of_texts_written_out_and_counted_again(measure):
    texts = random_texts(3, 6, 20, seed=8)
    found = compare.keywords(tokens_of(texts), set(), 1, 3)
    row = found[(found["measure"] == measure) & (found["rank"] == 3)].iloc[1]
    drawn = [weights_written_out(each, row["doc_id"], row["term"])[measure] for each in rebuilt(texts, 200, 1)]
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975])
    assert row["low"] == pytest.approx(row["weight"] + low - middle, abs=1e-9)
    assert row["high"] == pytest.approx(row["weight"] + high - middle, abs=1e-9)


def test_keyword_intervals_of_log_odds_keep_the_prior_of_the_texts_as_they_are():
    texts = random_texts(3, 6, 20, seed=8)
    found = compare.keywords(tokens_of(texts), set(), 1, 3)
    row = found[found["measure"] == "log_odds"].iloc[0]
    whole = " ".join(" ".join(own) for own in texts.values()).split()
    size, prior = len(whole) / 3, whole.count(row["term"]) / 3
    drawn = []
    for each in rebuilt(texts, 200, 1):
        own = " ".join(each[row["doc_id"]]).split()
        rest = " ".join(" ".join(part) for text, part in each.items() if text != row["doc_id"]).split()
        a, b = (part.count(row["term"]) + prior for part in (own, rest))
        odds = a / (len(own) + size - a) / (b / (len(rest) + size - b))
        drawn.append(log(odds) / sqrt(1 / a + 1 / b))
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975])
    assert row["low"] == pytest.approx(row["weight"] + low - middle, abs=1e-9)
    assert row["high"] == pytest.approx(row["weight"] + high - middle, abs=1e-9)


def test_keywords_are_the_same_twice():
    pd.testing.assert_frame_equal(KEYWORDS, compare.keywords(PLANTED, {"a", "to", "the"}))


def keyword_lists(lists: dict[str, list[str]]) -> pd.DataFrame:
    rows = [("t", measure, rank, term) for measure, named in lists.items() for rank, term in enumerate(named, 1)]
    columns = dict(zip(["doc_id", "measure", "rank", "term"], zip(*rows, strict=True), strict=True))
    rest = {name: [1] * len(rows) for name in ("n", "weight", "low", "high", "dispersion")}
    return tables.build("KEYWORDS", columns | rest)


def test_agreement_by_hand():
    lists = {"keyness": ["silk", "law", "sea", "ship"], "tfidf": ["law", "silk", "road"]}
    assert rows_of(compare.agreement(keyword_lists(lists))) == [("t", "keyness", "tfidf", 2, 0.5, "law, silk")]


def test_consensus_puts_the_most_named_first_then_the_best_rank_then_a_to_z():
    found = compare.consensus(keyword_lists({"tfidf": ["silk", "sea", "law"], "keyness": ["law", "road"]}))
    expected = [("law", 2, 1), ("silk", 1, 1), ("road", 1, 2), ("sea", 1, 2)]
    assert rows_of(found[["term", "measures", "best"]]) == expected


# Shared vocabulary


def test_shared_vocabulary_by_hand():
    """a has 4 words, b 6. "law": 2 of 4 and 3 of 6, the same rate; "sea": 1 of 4 and 1 of 6; "silk" is in a only."""
    tokens = tokens_of({"a": ["law law sea silk"], "b": ["law law law sea ship ship"]})
    found = compare.shared_vocabulary(terms.counts(tokens))
    expected = [("a", "law", 2), ("b", "law", 3), ("a", "sea", 1), ("b", "sea", 1)]
    assert rows_of(found[["doc_id", "term", "n"]]) == expected
    assert found["rate"].tolist() == pytest.approx([500, 500, 250, 1000 / 6])
    assert found["least"].tolist() == pytest.approx([500, 500, 1000 / 6, 1000 / 6])
    uneven = (abs(1 / 2 - 0.4) + abs(1 / 2 - 0.6)) / 2 / (1 - 0.4)
    assert found["dispersion"].tolist() == pytest.approx([0, 0, uneven, uneven], abs=1e-12)


def test_shared_vocabulary_is_what_every_text_has():
    found = compare.shared_vocabulary(COUNTS)
    texts = COUNTS.groupby("term", observed=True)["doc_id"].nunique()
    assert set(found["term"]) == set(texts[texts == 4].index)
    assert found["least"].is_monotonic_decreasing


def test_texts_with_no_word_in_common_share_an_empty_vocabulary():
    assert compare.shared_vocabulary(terms.counts(tokens_of({"a": ["law"], "b": ["sea"]}))).empty


# Sections


SECTIONS = tables.build(
    "SECTIONS",
    {
        "doc_id": ["z", "z", "z", "a"],
        "section": [1, 2, 3, 1],
        "level": [1, 2, 1, 1],
        "heading": ["I", "I.1", "II", "One"],
        "first_line": [2, 5, 9, 1],
    },
    pd.Index(["z", "a"]),
)


def section_tokens(sections: list[tuple[str, int]]) -> pd.DataFrame:
    text, section = zip(*sections, strict=True)
    columns = {"doc_id": text, "section": section, "paragraph": 1, "position": range(1, len(text) + 1), "token": "w"}
    columns |= {"line": 1, "start": 0}
    return tables.build("TOKENS", columns, pd.Index(["z", "a"]))


def test_section_lengths_by_hand():
    """Of 4 words of z, 1 stands before the first heading, 2 in I, none in I.1, 1 in II."""
    found = compare.section_lengths(SECTIONS, section_tokens([("z", 0), ("z", 1), ("z", 1), ("z", 3), ("a", 1)]))
    expected = [
        ("z", 0, 0, "", 1, 0.25, 0, 4),
        ("z", 1, 1, "I", 2, 0.5, 0.25, 4),
        ("z", 2, 2, "I.1", 0, 0, 0.75, 4),
        ("z", 3, 1, "II", 1, 0.25, 0.75, 4),
        ("a", 1, 1, "One", 1, 1, 0, 1),
    ]
    assert rows_of(found) == expected


def test_words_before_the_first_heading_have_a_row_only_where_there_are_some():
    found = compare.section_lengths(SECTIONS, section_tokens([("z", 1), ("a", 0), ("a", 1)]))
    assert rows_of(found[["doc_id", "section"]]) == [("z", 1), ("z", 2), ("z", 3), ("a", 0), ("a", 1)]


def test_words_of_a_section_without_heading_are_refused():
    with pytest.raises(ValueError, match=r"SECTIONS lacks \[\['a', 7\]\]"):
        compare.section_lengths(SECTIONS, section_tokens([("a", 7)]))


def test_no_function_changes_its_argument():
    tokens, counts, weights, keywords = TOKENS.copy(), COUNTS.copy(), WEIGHTS.copy(), KEYWORDS.copy()
    compare.similarity_intervals(TOKENS, 5)
    compare.stability({"all": TOKENS}, STOP_LISTS)
    compare.wording(TOKENS)
    compare.leave_one_out(COUNTS)
    compare.shared_vocabulary(COUNTS)
    compare.nearest(WEIGHTS)
    compare.shared_terms(WEIGHTS, "late", "early")
    compare.agreement(KEYWORDS)
    compare.consensus(KEYWORDS)
    for before, after in ((tokens, TOKENS), (counts, COUNTS), (weights, WEIGHTS), (keywords, KEYWORDS)):
        pd.testing.assert_frame_equal(before, after)
