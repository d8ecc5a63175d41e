"""``compare``: likeness, its reasons and its doubts; keywords; sections. Small corpora with a known answer."""

from functools import cache
from itertools import combinations, pairwise
from math import log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
from made import rows_of, tokens_of, value
from scipy import stats
from scipy.stats import t as student
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import compare, corpus, layout, measures, tables, terms, words
from helpers.compare import doubt, neighbours
from tests import references
from tests.benchmarks import coverage

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


# Doubt


def counted_again(texts: dict[str, list[str]]) -> np.ndarray:
    """The similarities of texts written out, by scikit-learn."""
    return similarities_of(tuple(" ".join(own) for own in texts.values()))


@cache  # the same texts are asked for by every pair of pairs
def similarities_of(texts: tuple[str, ...]) -> np.ndarray:
    """The similarities of texts, pair by pair."""
    matrix = TfidfVectorizer().fit_transform(texts).toarray()
    return np.array([matrix[i] @ matrix[j] for i, j in combinations(range(len(texts)), 2)])


def without_each(texts: dict[str, list[str]], text: str) -> list[dict[str, list[str]]]:
    """The texts without one paragraph of a text, for each of its paragraphs."""
    return [texts | {text: own} for own in [texts[text][:n] + texts[text][n + 1 :] for n in range(len(texts[text]))]]


def variances(texts: dict[str, list[str]], number) -> np.ndarray:
    """The variance of a number that each text brings, by leaving out one of its paragraphs at a time, by hand."""
    found = []
    for text in texts:
        left_out = np.array([number(each) for each in without_each(texts, text)])
        size = len(left_out)
        found.append((size - 1) / size * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    return np.array(found)


def jackknifed(texts: dict[str, list[str]], number) -> np.ndarray:
    """The standard error of a number."""
    return np.sqrt(variances(texts, number).sum(axis=0))


def freedom(texts: dict[str, list[str]], number) -> np.ndarray:
    """Its degrees of freedom after Satterthwaite."""
    found, sizes = variances(texts, number), np.array([len(own) for own in texts.values()])
    return found.sum(axis=0) ** 2 / sum(each**2 / (size - 1) for each, size in zip(found, sizes, strict=True))


def half_width(texts: dict[str, list[str]], number) -> np.ndarray:
    """How far a 95% interval reaches to either side."""
    return jackknifed(texts, number) * student.ppf(0.975, freedom(texts, number))


UNEVEN = {text: own[: 8 + place] for place, (text, own) in enumerate(random_texts(4, 12, 15).items())}


def test_intervals_equal_those_of_texts_written_out_and_counted_again():
    logit = np.log(counted_again(UNEVEN) / (1 - counted_again(UNEVEN)))
    width = half_width(UNEVEN, lambda texts: np.log(counted_again(texts) / (1 - counted_again(texts))))
    found = compare.similarity_intervals(tokens_of(UNEVEN))
    assert found["similarity"].tolist() == pytest.approx(counted_again(UNEVEN).tolist(), abs=1e-12)
    for side, name in ((-1, "low"), (1, "high")):
        expected = 1 / (1 + np.exp(-(logit + side * width)))
        assert found[name].tolist() == pytest.approx(expected.tolist(), abs=1e-9)


def test_a_word_of_one_paragraph_takes_its_idf_with_it():
    """ "silk" stands in one paragraph of a and in b: without that paragraph only b has it, in all three pairs."""
    texts = {text: [*own] for text, own in random_texts(3, 8, 10).items()}
    texts["text_0"][2] += " silk silk"
    texts["text_1"] = [f"{own} silk" for own in texts["text_1"]]
    width = half_width(texts, lambda each: np.log(counted_again(each) / (1 - counted_again(each))))
    found = compare.similarity_intervals(tokens_of(texts))
    logit = np.log(found[["low", "high"]] / (1 - found[["low", "high"]]))
    assert (logit["high"] - logit["low"]).tolist() == pytest.approx((2 * width).tolist(), abs=1e-9)


def test_differences_leave_the_same_paragraph_out_of_both_sides():
    found = compare.differences(tokens_of(UNEVEN))
    names = [*combinations(UNEVEN, 2)]
    observed = counted_again(UNEVEN)
    for row in found.itertuples():
        i, j = names.index((row.left, row.right)), names.index((row.other_left, row.other_right))
        width = half_width(UNEVEN, lambda texts, i=i, j=j: counted_again(texts)[i] - counted_again(texts)[j])
        assert row.difference == pytest.approx(observed[i] - observed[j], abs=1e-12)
        assert row.high - row.low == pytest.approx(2 * width, abs=1e-9)
        assert (row.low + row.high) / 2 == pytest.approx(row.difference, abs=1e-9)


def test_differences_have_a_row_for_every_two_pairs_by_rank():
    found = compare.differences(TOKENS)
    rank = compare.similarity_intervals(TOKENS).set_index(["left", "right"])["rank"]
    order = [(rank[row.left, row.right], rank[row.other_left, row.other_right]) for row in found.itertuples()]
    assert order == list(combinations(range(1, 7), 2))


def test_p_is_that_of_students_t_and_corrected_by_holm_for_all_rows():
    """The smallest p is taken times 15, the next times 14; none is below one before it, none above 1."""
    found = compare.differences(tokens_of(UNEVEN))
    names, observed, p = [*combinations(UNEVEN, 2)], counted_again(UNEVEN), []
    for row in found.itertuples():
        i, j = names.index((row.left, row.right)), names.index((row.other_left, row.other_right))
        asked = lambda texts, i=i, j=j: counted_again(texts)[i] - counted_again(texts)[j]  # noqa: E731
        distance = (observed[i] - observed[j]) / jackknifed(UNEVEN, asked)
        p.append(2 * student.sf(abs(distance), freedom(UNEVEN, asked)))
    assert found["p"].tolist() == pytest.approx(multipletests(np.array(p)), abs=1e-9)
    assert ((found["p"] < 0.05) == (found["verdict"] == "stands")).all()


def test_the_correction_is_for_the_differences_that_are_asked_for():
    every = compare.differences(TOKENS)
    asked = [tuple(row) for row in every.iloc[[7, 2]][["left", "right", "other_left", "other_right"]].to_numpy()]
    found, one = compare.differences(TOKENS, asked), compare.differences(TOKENS, asked[:1])
    columns = ["left", "right", "other_left", "other_right", "difference", "low", "high"]
    assert rows_of(found[columns]) == rows_of(every.iloc[[7, 2]][columns])
    alone = [compare.differences(TOKENS, [each])["p"].item() for each in asked]
    assert found["p"].tolist() == pytest.approx(multipletests(np.array(alone)), abs=1e-12)
    assert one["p"].item() <= found["p"].iloc[0] <= every["p"].iloc[7]


@pytest.mark.parametrize("power", [4, 30], ids=["few of them small", "most of them small"])
def test_holm_is_what_it_is_written_out(power):
    p = np.random.default_rng(7).random(400) ** power
    p[::9] = np.nan
    known = ~np.isnan(p)
    assert compare.holm(p)[known].tolist() == pytest.approx(multipletests(p[known]), abs=1e-14)
    assert np.isnan(compare.holm(p)[~known]).all()
    assert (compare.holm(p) < 1).any()


def multipletests(p: np.ndarray) -> list[float]:
    """Holm's correction written out, one p after the other."""
    corrected, highest = [0.0] * len(p), 0.0
    for left, place in zip(range(len(p), 0, -1), sorted(range(len(p)), key=p.__getitem__), strict=True):
        highest = max(highest, min(1, left * p[place]))
        corrected[place] = highest
    return corrected


# In NEAR, texts a and b are nearly one text and c differs a little; every other pair is the same by construction.
NEAR = {
    "a": ["law peace order"] * 9 + ["silk"],
    "b": ["law peace order"] * 9 + ["road"],
    "c": ["trade law"] * 9 + ["silk"],
    "d": ["trade law"] * 9 + ["road"],
}


def test_a_planted_likeness_is_not_distinguished_and_a_planted_difference_stands():
    found = compare.differences(tokens_of(NEAR))
    verdict = {(row.left, row.right, row.other_left, row.other_right): row.verdict for row in found.itertuples()}
    assert verdict["a", "c", "b", "d"] == "not distinguished"
    assert verdict["a", "b", "a", "c"] == "stands"


def test_changes_leave_the_same_paragraph_out_of_both_versions():
    after = {text: [part.replace("word01", "word02") for part in own] for text, own in UNEVEN.items()}
    found = compare.changes(tokens_of(UNEVEN), tokens_of(after))
    both = {f"{text}, {name}": own for name, texts in (("old", UNEVEN), ("new", after)) for text, own in texts.items()}

    def changed(texts: dict[str, list[str]]) -> np.ndarray:
        old = counted_again({text: own for text, own in texts.items() if text.endswith("old")})
        return counted_again({text: own for text, own in texts.items() if text.endswith("new")}) - old

    variance = 0
    for text, own in UNEVEN.items():
        left_out = np.array(
            [
                changed(both | {f"{text}, old": one[text], f"{text}, new": other[text]})
                for one, other in zip(without_each(UNEVEN, text), without_each(after, text), strict=True)
            ]
        )
        variance += (len(own) - 1) / len(own) * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
    assert found["difference"].tolist() == pytest.approx(changed(both).tolist(), abs=1e-12)
    middle = (found["low"] + found["high"]) / 2
    assert middle.tolist() == pytest.approx(found["difference"].tolist(), abs=1e-9)
    ratio = (found["high"] - found["low"]) / 2 / np.sqrt(variance)
    assert ratio.between(student.ppf(0.975, sum(map(len, UNEVEN.values()))), student.ppf(0.975, 7)).all()


def test_changes_of_other_paragraphs_are_refused():
    with pytest.raises(ValueError, match="not the same texts and paragraphs"):
        compare.changes(tokens_of(UNEVEN), TOKENS)


def test_ranks_count_from_the_most_alike_pair():
    found = compare.similarity_intervals(TOKENS)
    assert found.sort_values("similarity", ascending=False)["rank"].tolist() == [1, 2, 3, 4, 5, 6]


def test_a_pair_is_not_distinguished_if_the_next_above_or_below_could_be_as_alike():
    """Holm's correction is for the five neighbours in rank, not for all fifteen differences."""
    tokens = tokens_of(NEAR)
    pairs = compare.similarity_intervals(tokens).sort_values("rank")
    near = [(above.left, above.right, below.left, below.right) for above, below in pairwise(pairs.itertuples())]
    unsure = (compare.differences(tokens, near)["verdict"] == "not distinguished").tolist()
    assert any(unsure)
    assert not all(unsure)
    expected = [one or other for one, other in zip([*unsure, False], [False, *unsure], strict=True)]
    assert (pairs["verdict"] == "not distinguished").tolist() == expected


@pytest.mark.parametrize(("size", "few"), [(1, True), (6, True), (7, False)])
def test_a_text_of_too_few_paragraphs_has_no_interval(size, few):
    texts = random_texts(3, 10) | {"short": random_texts(1, size, seed=5)["text_0"]}
    found = compare.similarity_intervals(tokens_of(texts)).set_index(["left", "right"])
    assert (found.loc[("text_0", "short"), ["low", "high"]].isna()).tolist() == [few, few]
    assert (found.loc[("text_0", "short"), "verdict"] == "too few") == few
    assert found.loc[("text_0", "text_1"), ["low", "high"]].notna().all()
    assert found["rank"].notna().all()


def test_where_nothing_varies_nothing_is_known():
    tokens = tokens_of({"a": ["law peace"] * 8, "b": ["law trade"] * 8, "c": ["order"] * 8})
    found = compare.similarity_intervals(tokens)
    assert found["low"].isna().all()
    assert set(found["verdict"]) == {"too few"}


def test_one_text_twice_is_named_and_has_no_rank():
    texts = random_texts(3, 9)
    found = compare.similarity_intervals(tokens_of(texts | {"copy": texts["text_1"]})).set_index(["left", "right"])
    assert found.loc[("text_1", "copy"), "verdict"] == "the same text"
    assert pd.isna(found.loc[("text_1", "copy"), "rank"])
    assert sorted(found["rank"].dropna()) == [1, 2, 3, 4, 5]
    assert (found["verdict"] == "the same text").sum() == 1


def test_the_same_text_is_in_no_family_of_tests():
    """Of four texts two are one: five pairs are left, ten differences of them, and Holm's correction is for ten."""
    texts = random_texts(3, 9)
    tokens = tokens_of(texts | {"copy": texts["text_1"]})
    found = compare.differences(tokens)
    assert len(found) == 10
    sides = found[["left", "right", "other_left", "other_right"]].astype(str).to_numpy().tolist()
    assert not any({"text_1", "copy"} in (set(row[:2]), set(row[2:])) for row in sides)
    alone = compare.differences(tokens, corrected=False)
    assert found["p"].tolist() == pytest.approx(multipletests(alone["p"].to_numpy()), abs=1e-12)
    asked = [("text_1", "copy", "text_0", "text_2"), *(tuple(row) for row in sides)]
    every = compare.differences(tokens, asked)
    assert every["verdict"].tolist() == ["the same text", *found["verdict"]]
    assert every["p"].isna().tolist() == [True] + 10 * [False]
    assert every["p"].tolist()[1:] == pytest.approx(found["p"].tolist(), abs=1e-12)


COPIED = random_texts(2, 9)["text_1"]


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        (COPIED, "the same text"),
        ([*COPIED, "silk"], "nearly the same text"),  # without its last paragraph it is the copied one
        ([*COPIED[:-1], COPIED[-1] + " silk"], "nearly the same text"),
        (COPIED[:-1], "nearly the same text"),
        (random_texts(1, 9, seed=8)["text_0"], None),
    ],
)
def test_what_is_nearly_the_same_text_is_told(changed, verdict):
    texts = {"one": random_texts(2, 9)["text_0"], "text": COPIED, "copy": changed}
    row = compare.similarity_intervals(tokens_of(texts)).set_index(["left", "right"]).loc["text", "copy"]
    assert (row["verdict"] == verdict) == (verdict is not None)
    assert np.isnan(row["low"]) == (verdict is not None)
    assert pd.isna(row["rank"]) == (verdict == "the same text")
    if verdict is None:
        assert row["verdict"] in ("stands", "not distinguished")


def walls(text: str, paragraphs: list[str], long: int) -> list[str]:
    """Return the words of some paragraphs as one, before which stand ``long`` - 1 short ones."""
    return [text] * (long - 1) + [" ".join(paragraphs)]


@pytest.mark.parametrize("long", [1, 3, 12])
def test_a_text_without_breaks_is_cut_into_ten_pieces_for_the_doubt(long):
    """One paragraph, two short ones before a long one, or many: over half of the words stand in the last."""
    texts = random_texts(3, 12, 60)
    texts["text_1"] = walls("part", texts["text_1"], long)
    found = compare.similarity_intervals(tokens_of(texts)).set_index(["left", "right"])
    assert found["cut"].tolist() == ["right", "", "left"]
    assert found["low"].notna().all()
    words_of = " ".join(texts["text_1"]).split()
    size = len(words_of)
    pieces = [" ".join(words_of[-(-size * n // 10) : -(-size * (n + 1) // 10)]) for n in range(10)]
    expected = compare.similarity_intervals(tokens_of(texts | {"text_1": pieces})).set_index(["left", "right"])
    assert "cut" not in expected.columns
    for column in ("similarity", "low", "high"):
        assert found[column].tolist() == pytest.approx(expected[column].tolist(), abs=1e-12)


@pytest.mark.parametrize(("size", "cut"), [(499, False), (500, True)])
def test_a_text_is_cut_only_if_each_piece_has_fifty_words(size, cut):
    texts = random_texts(2, 12, 60)
    texts["wall"] = [" ".join(" ".join(texts["text_0"]).split()[:size])]
    found = compare.similarity_intervals(tokens_of(texts)).set_index(["left", "right"])
    assert ("cut" in found.columns) == cut
    assert (found.loc[("text_1", "wall"), "verdict"] == "too few") != cut


@pytest.mark.parametrize(("size", "cut"), [(360, False), (361, True)])
def test_a_text_is_cut_if_over_half_of_its_words_stand_in_one_paragraph(size, cut):
    texts = random_texts(2, 12, 60)
    said = " ".join(texts["text_1"]).split()
    assert len(said) == 720
    texts["text_1"] = [" ".join(said[:size]), *(" ".join(said[size + n :: 8]) for n in range(8))]
    assert ("cut" in compare.similarity_intervals(tokens_of(texts)).columns) == cut


def test_keywords_of_a_text_without_breaks_have_intervals_from_its_pieces():
    texts = random_texts(3, 12, 60)
    texts["text_1"] = [" ".join(f"silk {part}" for part in texts["text_1"])]
    found = compare.keywords(tokens_of(texts), set(), 2)
    silk = found[(found["term"] == "silk") & (found["measure"] == "log_odds")].iloc[0]
    assert silk["verdict"] == "stands"
    assert found.groupby("doc_id", observed=True)["cut"].agg(["min", "max"]).to_numpy().tolist() == [
        [False, False],
        [True, True],
        [False, False],
    ]
    counts = terms.counts(terms.phrases(tokens_of(texts), 2))  # a phrase over the end of a piece counts
    own = found[found["doc_id"] == "text_1"]
    assert own["n"].tolist() == [value(counts, "text_1", term, "n") for term in own["term"]]


def test_doubt_is_the_same_twice():
    pd.testing.assert_frame_equal(compare.similarity_intervals(TOKENS), compare.similarity_intervals(TOKENS))


# Controls


def test_pieces_of_equal_length_keep_the_idf_of_the_whole_texts():
    """a has 2 words, so do the pieces; all of b's are "law law". "law" is in both texts: idf 1; peace: ln(3/2) + 1."""
    tokens = tokens_of({"a": ["law peace"], "b": ["law law law law"]})
    found = compare.equal_length(tokens, 5)
    peace = log(3 / 2) + 1
    assert found["words"].tolist() == [2]
    for name in ("equal", "least", "most"):
        assert found[name].tolist() == pytest.approx([1 / sqrt(1 + peace**2)], abs=1e-12)


def test_pieces_are_runs_of_the_text_and_their_range_holds_the_mean():
    tokens = tokens_of({"a": ["sea law"], "b": ["sea law order order order order"]})
    found = compare.equal_length(tokens, 200).iloc[0]
    whole = terms.tfidf(terms.counts(tokens)).query("doc_id == 'a'")["weight"]
    pieces = [1.0, None, 0.0, 0.0, 0.0]  # sea law, law order, then only order
    order = log(3 / 2) + 1
    pieces[1] = 1 / sqrt(1 + order**2) / sqrt(2)
    assert whole.tolist() == pytest.approx([1 / sqrt(2)] * 2)
    assert (found["least"], found["most"]) == (pytest.approx(0), pytest.approx(1))
    assert found["equal"] == pytest.approx(np.mean(pieces), abs=0.08)


def test_a_likeness_that_is_one_quotation_is_marked():
    own = random_texts(5, 4, 30)
    quotation = " ".join(f"quoted{number}" for number in range(25))
    texts = {text: [part.replace("word", f"w{text[-1]}") + " and" for part in parts] for text, parts in own.items()}
    texts["text_1"] = [*texts["text_1"], quotation]
    texts["text_3"] = [
        *(part.removesuffix(" and") for part in texts["text_3"]),
        quotation,
    ]  # else with no word of others
    tokens = tokens_of(texts)
    ends = {text: int(tokens.loc[tokens["doc_id"] == text, "position"].max()) for text in texts}
    row = {name: [""] for name in tables.TABLES["PASSAGES"]} | {"left": ["text_1"], "right": ["text_3"]}
    row |= {name: [1] for name in row if name.endswith("_line")} | {"words": [25], "score": [1.0]}
    for side, text in (("left", "text_1"), ("right", "text_3")):
        row |= {f"{side}_start": [ends[text] - 24], f"{side}_end": [ends[text]]}
    passages = tables.build("PASSAGES", row)
    found = compare.without_passages(tokens, passages).set_index(["left", "right"])
    pair, others = found.loc[("text_1", "text_3")], found.drop(("text_1", "text_3"))
    assert (pair["rank"], pair["words"], pair["moved"]) == (1, 50, True)
    assert pair["without"] == 0
    assert others["without"].tolist() == pytest.approx(others["similarity"].tolist(), abs=1e-12)
    assert (others["words"] == 0).all()
    short = compare.without_passages(tokens, passages.assign(words=19))
    assert short["without"].tolist() == pytest.approx(short["similarity"].tolist())


def test_a_wording_of_many_texts_is_left_out_of_every_two_that_have_it():
    notice, texts = " ".join(f"notice{n} the" for n in range(12)), random_texts(6, 4, 30)
    texts = {text: [*parts, notice] if text != "text_2" else parts for text, parts in texts.items()}
    texts["text_3"] = [f"before {notice} between {notice}"]
    tokens = words.drop(tokens_of(texts), {"the"})
    last = tokens[tokens["token"] == "notice11"].groupby("doc_id", observed=True)["position"].first()
    row = {name: [""] for name in tables.TABLES["PASSAGES"]} | {"left": ["text_0"], "right": ["text_1"]}
    row |= {name: [1] for name in row if name.endswith("_line")} | {"words": [24], "score": [1.0]}
    row |= {"left_start": last[["text_0"]] - 22, "left_end": last[["text_0"]] + 1, "kind": ["boilerplate"]}
    row |= {"right_start": last[["text_1"]] - 22, "right_end": last[["text_1"]] + 1}
    passages = tables.build("PASSAGES", {name: [*cells] for name, cells in row.items()})
    found = compare.without_passages(tokens, passages).set_index(["left", "right"])
    times = {text: 12 * " ".join(parts).count("notice11") for text, parts in texts.items()}
    for left, right in found.index:
        both = times[left] + times[right] if times[left] and times[right] else 0
        assert found.loc[(left, right), "words"] == both
    kept = compare.without_passages(tokens, passages.head(0))
    assert kept["without"].tolist() == pytest.approx(kept["similarity"].tolist())
    assert kept[["without", "words"]].dtypes.astype(str).tolist() == ["float64", "int64"]
    assert compare.without_passages(tokens[tokens["doc_id"] == "text_0"], passages).empty


def test_copies_have_no_rank_and_move_no_other_pair():
    texts = random_texts(4, 8, 30)
    texts |= {"copy": texts["text_1"], "another": texts["text_1"]}
    tokens = tokens_of(texts)
    row = {name: [1, 1, 1] for name in tables.TABLES["PASSAGES"]} | {"words": 3 * [240], "score": 3 * [1.0]}
    row |= {"left": ["text_1", "text_1", "copy"], "right": ["copy", "another", "another"]}
    row |= {f"{side}_text": 3 * [""] for side in ("left", "right")}
    row |= {f"{side}_{end}": 3 * [place] for side in ("left", "right") for end, place in (("start", 1), ("end", 240))}
    found = compare.without_passages(tokens, tables.build("PASSAGES", row))
    same = found["similarity"] > 1 - 1e-12
    assert same.sum() == 3
    assert found.loc[same, ["rank", "rank_without"]].isna().all(axis=None)
    assert found.loc[same, "without"].tolist() == [0, 0, 0]
    assert sorted(found.loc[~same, "rank"]) == list(range(1, 13))
    assert not found["moved"].any()


def test_differences_of_none_are_none_and_may_be_asked_for_one_by_one():
    tokens = tokens_of(random_texts(3, 8, 30))
    every = compare.differences(tokens)
    asked = every[["left", "right", "other_left", "other_right"]].itertuples(index=False, name=None)
    pd.testing.assert_frame_equal(compare.differences(tokens, asked), every)
    none = compare.differences(tokens, [])
    assert none.empty
    assert [*none] == [*every]


@pytest.mark.parametrize(("same", "few"), [(False, False), (True, True)], ids=["each its own", "two the same"])
def test_every_difference_is_what_it_is_by_itself(same, few):
    """The pairs of a text with two that are the same and do not vary move as one: nothing is known of their gap."""
    texts = random_texts(6, 12, 30)
    texts |= {name: 9 * texts["text_4"][:1] for name in ("text_4", "text_5") if same}
    tokens = tokens_of(texts)
    every = compare.differences(tokens, corrected=False)
    sides = every[["left", "right", "other_left", "other_right"]].itertuples(index=False, name=None)
    alone = compare.differences(tokens, [*sides], corrected=False)
    pd.testing.assert_frame_equal(every, alone, rtol=0, atol=1e-12)
    assert (every["verdict"] == "too few").any() == few


def test_texts_of_small_words_only_have_no_keywords():
    tokens = tokens_of({"a": 8 * ["of the and"], "b": 8 * ["the of"]})
    assert compare.keywords(tokens, ["of", "the", "and"]).empty
    assert len(compare.keywords(tokens, ["of", "the"]))


def test_of_copies_nothing_is_left_without_their_shared_passages():
    tokens = tokens_of({"a": ["one two three"], "b": ["one two three"]})
    row = {name: [""] for name in tables.TABLES["PASSAGES"]} | {"left": ["a"], "right": ["b"], "words": [25]}
    row |= {name: [1] for name in row if name.endswith("_line")} | {"score": [1.0]}
    row |= {"left_start": [1], "left_end": [3], "right_start": [1], "right_end": [3]}
    found = compare.without_passages(tokens, tables.build("PASSAGES", row))
    assert found[["without", "words"]].to_numpy().tolist() == [[0, 6]]


def test_shuffled_texts_keep_their_lengths_and_all_words():
    found = compare.shuffled(TOKENS, 3)
    assert found.drop(columns="token").equals(TOKENS.drop(columns="token"))
    assert sorted(found["token"]) == sorted(TOKENS["token"])
    assert found["token"].tolist() != TOKENS["token"].tolist()


def test_where_there_is_nothing_to_find_the_usual_rule_finds_words_and_the_corrected_one_none():
    found = compare.chance_keywords(PLANTED, 10).set_index("doc_id")
    assert found.loc["text_1", "corrected"] >= 2  # silk, road
    assert found["corrected_shuffled"].max() < 0.5 < found["usual_shuffled"].min()


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


def test_rank_counts_by_hand():
    """Two pairs in three settings: a-c is first once and second twice, b-c the other way round and so before it."""
    ranks = {"long": (2, 1), "short": (1, 2), "none": (2, 1)}
    rows = [(s, left, "c", r) for s, places in ranks.items() for left, r in zip("ab", places, strict=True)]
    counted = compare.rank_counts(pd.DataFrame(rows, columns=["setting", "left", "right", "rank"]))
    expected = [("b", "c", 1, 2, True), ("b", "c", 2, 1, False), ("a", "c", 1, 1, False), ("a", "c", 2, 2, True)]
    assert rows_of(counted) == [(*row, 3) for row in expected]


def test_verdicts_by_hand():
    """Ranks of a-b, a-c and b-c in four settings, three with the short list of stop words."""
    ranks, pairs = [[1, 2, 3], [1, 2, 3], [1, 3, 2], [2, 1, 3]], [("a", "b"), ("a", "c"), ("b", "c")]
    rows = [
        (*pair, rank, number, "short" if number < 3 else "none")
        for number, setting in enumerate(ranks)
        for pair, rank in zip(pairs, setting, strict=True)
    ]
    settings = pd.DataFrame(rows, columns=["left", "right", "rank", "setting", "stop_words"])
    sure = pd.DataFrame(pairs, columns=["left", "right"]).assign(verdict=["stands", "stands", "not distinguished"])
    found = compare.verdicts(settings, sure)
    assert found["usual"].tolist() == [1, 2, 3]
    assert found["share"].tolist() == [0.75, 0.5, 0.75]
    assert found["verdict"].tolist() == ["depends on stop words", "falls", "not distinguished"]


@pytest.mark.parametrize(
    ("holds", "sure", "verdict"),
    [
        ([1, 1, 1, 1], "stands", "stands"),
        ([1, 1, 1, 0], "stands", "depends on stop words"),
        ([1, 0, 1, 0], "stands", "falls"),
        ([1, 1, 0, 0], "not distinguished", "falls"),
        ([1, 1, 1, 1], "not distinguished", "not distinguished"),
        ([1, 1, 1, 0], "not distinguished", "not distinguished"),
        ([1, 1, 1, 1], "too few", "too few"),
        ([0, 0, 0, 0], "too few", "too few"),
        ([0, 1, 1, 1], "the same text", "the same text"),
    ],
)
def test_one_place_decides_from_settings_and_interval(holds, sure, verdict):
    trials = pd.DataFrame({"stop_words": ["a", "a", "a", "b"], "ngrams": ["x", "y", "x", "y"]})
    assert compare.verdict(trials.assign(holds=[bool(each) for each in holds]), sure) == verdict


def test_the_choice_that_matters_most_is_named():
    trials = pd.DataFrame(
        {"variant": list("aabb") * 2, "weighting": ["p", "s"] * 4, "holds": [True, False] + [True] * 6}
    )
    assert compare.verdict(trials) == "depends on variant"
    assert compare.verdict(trials.drop(columns="variant")) == "depends on weighting"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.1, 0.3, "stands"),
        (-0.3, -0.1, "stands"),
        (-0.1, 0.3, "not distinguished"),
        (0.0, 0.3, "not distinguished"),
        (float("nan"), float("nan"), "too few"),
    ],
)
def test_what_an_interval_says(low, high, said):
    assert compare.told(low, high) == said
    assert compare.told(low + 5, high + 5, 5) == said


def test_every_verdict_that_is_given_is_one_of_the_list():
    intervals = compare.similarity_intervals(TOKENS)
    given = set(intervals["verdict"]) | set(compare.differences(TOKENS)["verdict"]) | set(KEYWORDS["verdict"])
    copies = tokens_of(random_texts(2, 9) | {"copy": random_texts(2, 9)["text_1"]} | {"near": COPIED[:-1]})
    given |= set(compare.similarity_intervals(copies)["verdict"])
    kinds = {"depends on ..." if each.startswith("depends on ") else each for each in given}
    assert kinds <= set(compare.VERDICTS)


def test_the_three_variants_of_a_text_are_its_body_with_notes_and_without_quotations():
    lines = layout.lines(corpus.load())
    paragraphs, found = layout.paragraphs(lines), compare.variants(lines)
    assert list(found) == ["body", "notes in", "quotes out"]
    pd.testing.assert_frame_equal(found["body"], words.tokens(paragraphs))
    texts = layout.footnotes(lines)["text"]
    notes = words.tokens(
        layout.whole_texts(pd.DataFrame({"doc_id": [f"note {n}" for n in texts.index], "text": texts}))
    )
    assert len(found["notes in"]) == len(found["body"]) + len(notes)
    quoted = paragraphs[paragraphs["kind"] == "quote"]
    assert len(found["quotes out"]) == len(found["body"]) - len(words.tokens(quoted))


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


def test_a_keyword_of_one_paragraph_shows_by_its_dispersion_and_has_no_interval():
    """Both are used 12 times in text_1 and nowhere else."""
    found = KEYWORDS.query("doc_id == 'text_1' and measure == 'keyness'").set_index("term")
    even, bunched = found.loc["silk road"], found.loc["canal"]
    assert even["n"] == bunched["n"] == 12
    assert even["weight"] == pytest.approx(bunched["weight"], rel=0.001)  # fewer pairs than words
    assert even["dispersion"] < 0.3 < 0.8 < bunched["dispersion"]
    assert (even["verdict"], bunched["verdict"]) == ("stands", "too few")
    assert even["low"] > 0
    assert np.isnan(bunched["low"])
    assert (even["bunched"], bunched["bunched"]) == (False, True)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 25, 140])
def test_the_dispersion_that_chance_gives_is_that_of_uses_thrown_anywhere(n):
    thrown = np.random.default_rng(n).multinomial(n, [0.1] * 10, size=20_000)
    spread = np.abs(thrown / n - 0.1).sum(axis=1) / 2 / 0.9
    table = compare.by_chance(pd.DataFrame({"n": n, "dispersion": spread}))
    assert table["chance"].iloc[0] == pytest.approx(spread.mean(), abs=0.005)
    assert table["bunched"].mean() < 0.05


@pytest.mark.parametrize("n", [2_500, 3_500, 20_000])
def test_the_chance_of_very_many_uses_is_known_too(n):
    """Their binomial coefficients are beyond what a floating-point number holds."""
    k = np.arange(n + 1)
    by_hand = (stats.binom.pmf(k, n, 0.1) * np.abs(k / n - 0.1)).sum() * 10 / 2 / 0.9
    found = compare.by_chance(pd.DataFrame({"n": [n], "dispersion": [0.9]})).iloc[0]
    assert (found["chance"], found["bunched"]) == (pytest.approx(by_hand, rel=1e-6), True)


@pytest.mark.parametrize(
    ("n", "dispersion", "bunched"),
    [(2, 1.0, False), (4, 1.0, False), (5, 1.0, True), (6, 0.7, False), (11, 0.7, True), (400, 0.2, False)],
)
def test_few_uses_are_never_bunched_and_many_only_where_most_stand_together(n, dispersion, bunched):
    table = pd.DataFrame({"n": [n], "dispersion": [dispersion]})
    assert compare.by_chance(table)["bunched"].tolist() == [bunched]


def test_words_of_shuffled_texts_are_not_bunched():
    found = compare.by_chance(terms.dispersion(compare.shuffled(PLANTED)))
    assert found["bunched"].mean() < 0.05
    assert (
        compare.by_chance(terms.dispersion(PLANTED)).set_index(["doc_id", "term"]).loc[("text_1", "canal"), "bunched"]
    )


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


def effect_written_out(texts: dict[str, list[str]], text: str, term: str, prior: tuple[float, float] | None) -> float:
    """The log ratio of a term in a text, or with a prior the difference of the log-odds, from the words themselves."""
    split = {name: " ".join(own).split() for name, own in texts.items()}
    a, c = split[text].count(term), len(split[text])
    b, d = sum(own.count(term) for own in split.values()) - a, sum(map(len, split.values())) - c
    if prior is None:
        return log2(((a or 0.5) / c) / ((b or 0.5) / d))
    p, s = prior
    return log((a + p) / (c + s - a - p)) - log((b + p) / (d + s - b - p))


def share_shown(texts: dict[str, list[str]], text: str, measure: str, shown: list[str]) -> float:
    """Words of a list in three paragraphs of a text, divided by the words that might be in the list, from the words.

    A word might be in it if its weight reaches that of the last one shown by 2 standard errors more uses in the text
    and fewer in the rest (3 by the log ratio), both gains added in squares. The squared error of uses is the
    jackknife's, of m paragraphs m times their variance, and not less than that of uses one by one; a use more is
    reckoned with.
    """
    weigh, size = measures.measure(measure).weight, {name: len(" ".join(own).split()) for name, own in texts.items()}
    uses = {
        word: {name: np.array([each.split().count(word) for each in own]) for name, own in texts.items()}
        for word in set(" ".join(texts[text]).split())
    }

    def weight(word: str, errors: float = 0, of_rest: float = 0) -> float:
        n, varied = uses[word], {name: len(each) * each.var(ddof=1) for name, each in uses[word].items()}
        a, c = n[text].sum(), size[text]
        b, d = sum(each.sum() for each in n.values()) - a, sum(size.values()) - c
        rest = sum(varied.values()) - varied[text]
        more = min(a + errors * sqrt(max(varied[text], a) + 1), c)
        fewer = max(b - of_rest * sqrt(max(rest, b)), 0)
        df, prior = sum(each.any() for each in n.values()), ((a + b) / len(texts), (c + d) / len(texts))
        given = [np.array([float(number)]) for number in (more, fewer, c, d, df)]
        return weigh(measures.Cells(*given, len(texts), tuple(np.array([each]) for each in prior))).item()

    last = min(map(weight, shown))
    near = 3 if measure == "log_ratio" else 2
    reach = {word: (weight(word), weight(word, near), weight(word, 0, near)) for word in uses}
    rivals = [
        word for word, (own, more, fewer) in reach.items() if own + sqrt((more - own) ** 2 + (fewer - own) ** 2) >= last
    ]
    return sum((uses[word][text] > 0).sum() >= 3 for word in shown) / len(rivals)


@pytest.mark.parametrize("measure", NAMES)
def test_keyword_intervals_equal_those_of_texts_written_out_and_counted_again(measure):
    """95%, for those shown of all that might have been: 5% times their share is left out."""
    texts = random_texts(3, 9, 20, seed=8)
    found = compare.keywords(tokens_of(texts), set(), 1, 3)
    row = found[(found["measure"] == measure) & found["high"].notna()].iloc[0]
    whole = " ".join(" ".join(own) for own in texts.values()).split()
    prior = (whole.count(row["term"]) / 3, len(whole) / 3) if measure == "log_odds" else None
    effect = effect_written_out(texts, row["doc_id"], row["term"], prior)
    error = jackknifed(texts, lambda each: effect_written_out(each, row["doc_id"], row["term"], prior))
    shown = found.loc[(found["doc_id"] == row["doc_id"]) & (found["measure"] == measure), "term"].tolist()
    counted = lambda each: effect_written_out(each, row["doc_id"], row["term"], prior)  # noqa: E731
    width = student.ppf(1 - 0.05 * share_shown(texts, row["doc_id"], measure, shown) / 2, freedom(texts, counted))
    assert row["effect"] == pytest.approx(effect, abs=1e-9)
    assert row["low"] == pytest.approx(effect - width * error, abs=1e-9)
    assert row["high"] == pytest.approx(effect + width * error, abs=1e-9)
    assert row["verdict"] == ("stands" if row["low"] > 0 else "not distinguished")


def with_uses(text: int, rest: int) -> dict[str, list[str]]:
    """Three texts of nine paragraphs: "silk" twice in the first paragraphs of the first text, once in the second's."""
    texts = random_texts(3, 9, 20, seed=8)
    texts["text_0"] = [f"{own} silk silk" if number < text else own for number, own in enumerate(texts["text_0"])]
    texts["text_1"] = [f"{own} silk" if number < rest else own for number, own in enumerate(texts["text_1"])]
    return texts


@pytest.mark.parametrize(
    ("text", "rest", "low", "high"),
    [(2, 3, False, False), (3, 2, True, False), (8, 0, True, False), (3, 3, True, True), (2, 0, False, False)],
)
def test_an_interval_needs_three_paragraphs_with_the_term_on_each_side(text, rest, low, high):
    """With fewer in the rest there is a lower end only; with fewer in the text there is none."""
    found = compare.keywords(tokens_of(with_uses(text, rest)), set(), 1, 50)
    row = found[(found["measure"] == "log_ratio") & (found["term"] == "silk") & (found["doc_id"] == "text_0")].iloc[0]
    assert (row[["low", "high"]].notna()).tolist() == [low, high]
    assert (row["verdict"] == "too few") == (not low)


def test_the_lower_end_of_a_word_that_the_rest_lacks_takes_it_to_be_there_as_often_as_chance_hides():
    """No use in the rest: as many as a Poisson variable may have and still be 0 with half of what is left of 95%."""
    texts = with_uses(8, 0)
    found = compare.keywords(tokens_of(texts), set(), 1, 50)
    row = found[(found["measure"] == "log_ratio") & (found["term"] == "silk")].iloc[0]
    shown = found.loc[(found["doc_id"] == "text_0") & (found["measure"] == "log_ratio"), "term"].tolist()
    half = 0.05 / 2 * share_shown(texts, "text_0", "log_ratio", shown)
    hidden, size = -log(half), {text: len(" ".join(own).split()) for text, own in texts.items()}
    counted = lambda each: effect_written_out(each, "text_0", "silk", None)  # noqa: E731
    error = jackknifed(texts, counted) * student.ppf(1 - half, freedom(texts, counted))
    rates = [16 / size["text_0"] / (uses / (size["text_1"] + size["text_2"])) for uses in (0.5, hidden)]
    reach = sqrt(error**2 + (log2(rates[0]) - log2(rates[1])) ** 2)
    assert row["low"] == pytest.approx(log2(rates[0]) - reach, abs=1e-9)


def test_keywords_of_a_text_of_too_few_paragraphs_have_no_interval():
    texts = random_texts(3, 9, 30)
    found = compare.keywords(tokens_of(texts | {"short": texts["text_0"][:6]}), set(), 1)
    few = found["doc_id"] == "short"
    assert found.loc[few, ["low", "high"]].isna().all(axis=None)
    assert set(found.loc[few, "verdict"]) == {"too few"}
    assert found.loc[~few, "low"].notna().any()


def test_keywords_are_the_same_twice():
    pd.testing.assert_frame_equal(KEYWORDS, compare.keywords(PLANTED, {"a", "to", "the"}))


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
    compare.similarity_intervals(TOKENS)
    compare.differences(TOKENS)
    compare.equal_length(TOKENS, 3)
    compare.shuffled(TOKENS)
    compare.chance_keywords(TOKENS, 2)
    compare.stability({"all": TOKENS}, STOP_LISTS)
    compare.wording(TOKENS)
    compare.shared_vocabulary(COUNTS)
    compare.nearest(WEIGHTS)
    compare.shared_terms(WEIGHTS, "late", "early")
    for before, after in ((tokens, TOKENS), (counts, COUNTS), (weights, WEIGHTS), (keywords, KEYWORDS)):
        pd.testing.assert_frame_equal(before, after)


# Coverage, as tests/benchmarks/coverage.py measured it last


def test_every_kind_of_interval_that_is_offered_covers():
    table = pd.read_csv(coverage.KEPT)
    kinds = {"similarity", "difference", *(f"keyword, {name}" for name in NAMES)}
    assert set(table["number"]) == kinds | {f"{kind}, no breaks" for kind in kinds}
    assert set(table["paragraphs"]) == {doubt.LEAST, 20, 60}
    assert (table["coverage"] >= 0.93).all()
    of_pairs = ~table["number"].str.startswith("keyword")
    assert (table.loc[of_pairs, "coverage"] <= 0.99).all()


def test_the_glossary_of_methods_shows_the_coverage_that_was_measured():
    shown = references.block(coverage.BEGIN, coverage.END, pd.read_csv(coverage.KEPT))
    assert shown in coverage.PAGE.read_text(encoding="utf-8")


def test_texts_for_the_coverage_are_put_together_from_whole_paragraphs():
    sources = [[part for _, part in TOKENS.groupby(["doc_id", "paragraph"], observed=True)][n::2] for n in (0, 1)]
    made = coverage.drawn(sources, [3, 5], np.random.default_rng(1))
    tables.check(made, "TOKENS")
    assert made.groupby("doc_id", observed=True)["paragraph"].nunique().tolist() == [3, 5]
    for number, source in enumerate(sources):
        whole = {" ".join(part["token"].astype(str)) for part in source}
        own = made[made["doc_id"] == f"text {number}"]
        assert {" ".join(part["token"].astype(str)) for _, part in own.groupby("paragraph")} <= whole
