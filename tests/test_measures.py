"""``measures``: one list, whose entries are found everywhere; each formula by hand."""

from math import log, log2, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made import COUNTS, TEXTS, rows_of, tokens_of, value

from helpers import compare, figures, measures, tables, terms

ROOT = Path(__file__).resolve().parent.parent
ROAD = (",".join(["silk road"] * 8), ",".join([*["silk road"] * 3, "silk"]), "silk road,law")
NAMES = [entry.name for entry in measures.MEASURES]


def cells(a, b, c, d, df=1, units=2, prior=None) -> measures.Cells:
    arrays = (np.array([number], dtype=float) for number in (a, b, c, d, df))
    return measures.Cells(*arrays, units, prior)


@pytest.mark.parametrize(
    ("given", "ratio"),
    [
        ((4, 1, 10, 10), 2.0),
        ((4, 0, 10, 10), log2(4 / 0.5)),
        ((0, 4, 10, 10), log2(0.5 / 4)),
        ((0, 1, 10, 40), log2((0.5 / 10) / (1 / 40))),
        ((0, 0, 10, 10), 0.0),
        ((0, 0, 10, 40), 0.0),
        ((4, 0, 10, 0), float("nan")),
        ((0, 4, 0, 10), float("nan")),
    ],
)
def test_the_log_ratio_takes_no_use_as_half_a_one_on_either_side(given, ratio):
    """A side that has no terms at all has no rate: there the ratio is not known."""
    assert measures.log_ratio(cells(*given)).item() == pytest.approx(ratio, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "tfidf"])
def test_equal_rates_have_no_weight_to_the_last_digit(name):
    """What rounding leaves of 0 would be listed as a keyword."""
    generator = np.random.default_rng(1)
    use, other, here, rest = (generator.integers(1, most, 50_000) for most in (30, 200, 50, 50))
    given = use * here, use * rest, (use + other) * here, (use + other) * rest, np.full(50_000, 2), 3
    assert not measures.measure(name).weight(measures.Cells(*given)).any()
    more = measures.Cells(given[0] + 1, *given[1:])
    assert (measures.measure(name).weight(more) > 0).all()


@pytest.mark.parametrize(
    ("name", "effect", "label"),
    [
        ("keyness", False, "log-likelihood G²"),
        ("keyness", True, "log ratio (1: twice the rate)"),
        ("log_odds", True, "difference of log-odds"),
        ("rate", False, "weight by rate"),
    ],
)
def test_a_weight_and_the_effect_that_its_interval_is_of_have_labels_of_their_own(name, effect, label):
    assert measures.label(name, effect) == label


def test_tfidf_by_hand_before_it_is_scaled():
    """3 uses of a term that 2 of 5 texts have, and of one that all have."""
    for df, idf in ((2, log(6 / 3) + 1), (5, 1)):
        assert measures.measure("tfidf").weight(cells(3, 1, 9, 9, df, 5)).item() == pytest.approx(3 * idf, abs=1e-12)


def test_log_likelihood_by_hand_and_its_sign():
    """30 of 100 words against 10 of 100: 20 expected in each."""
    expected = 2 * (30 * log(30 / 20) + 10 * log(10 / 20) + 70 * log(70 / 80) + 90 * log(90 / 80))
    assert measures.log_likelihood(cells(30, 10, 100, 100)).item() == pytest.approx(expected, abs=1e-12)
    assert measures.log_likelihood(cells(10, 30, 100, 100)).item() == pytest.approx(-expected, abs=1e-12)
    assert measures.log_likelihood(cells(10, 10, 100, 100)).item() == pytest.approx(0, abs=1e-12)


def test_log_likelihood_of_a_word_that_is_used_once_where_5000_uses_are_expected():
    """1 of a million words against 9,999 of a million."""
    others, least = 10**6, 5000
    both = 1 * log(1 / least) + 9999 * log(9999 / least)
    rest = (others - 1) * log((others - 1) / (others - least)) + (others - 9999) * log(
        (others - 9999) / (others - least)
    )
    found = measures.log_likelihood(cells(1, 9999, others, others)).item()
    assert found == pytest.approx(-2 * (both + rest), rel=1e-9)


def test_log_odds_by_hand_with_a_prior_that_is_given():
    own, rest = (3 + 2) / (10 + 8 - 3 - 2), (1 + 2) / (20 + 8 - 1 - 2)
    given = cells(3, 1, 10, 20, prior=(np.array([2.0]), np.array([8.0])))
    assert measures.log_odds_difference(given).item() == pytest.approx(log(own / rest), abs=1e-12)
    assert measures.log_odds(given).item() == pytest.approx(log(own / rest) / sqrt(1 / 5 + 1 / 3), abs=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("texts", "term"), [(("silk " * 8, "silk " * 3, "silk"), "silk"), (ROAD, "silk road")])
def test_the_only_term_of_its_length_has_the_same_share_everywhere_by_every_measure(texts, term):
    """All words, or all phrases of two words, are this one: no text uses it more than others. tf-idf is no share."""
    tokens = tokens_of({f"text_{number}": text.split(",") for number, text in enumerate(texts)})
    counts = terms.counts(terms.phrases(tokens, 2))
    for name in ("keyness", "log_ratio", "log_odds"):
        found = terms.weigh(counts, name)
        assert found.loc[found["term"] == term, "weight"].tolist() == [0, 0, 0]


@pytest.mark.filterwarnings("error")
def test_a_phrase_of_a_length_that_the_others_lack_has_no_effect_and_a_figure_says_so():
    tokens = tokens_of({"a": ["silk road law"] * 8 + ["silk road"], "b": ["law", "sea", "silk", "road", "law"] * 2})
    found = compare.keywords(tokens, set(), 2, 5)
    own = found[found["doc_id"] == "a"]
    assert own[["measure", "term", "verdict"]].to_numpy().tolist() == [
        ["tfidf", "silk road", "too few"],
        ["tfidf", "road law", "too few"],
    ]
    assert own[["effect", "low", "high"]].isna().all(axis=None)
    both = pd.concat([own, own.assign(measure="log_odds", effect=[1.0, np.nan])], ignore_index=True)
    said = figures.keyword_bars(tables.build("KEYWORDS", both.astype({"doc_id": str, "measure": str}))).alt
    assert "silk road 1.00 (none), road law unknown (none)" in said


def test_the_prior_of_log_odds_is_all_texts_at_the_size_of_a_mean_one():
    words, whole = measures.prior(cells(3, 1, 10, 20))
    assert (words.item(), whole.item()) == (pytest.approx(15 * 4 / 30), 15)


@pytest.mark.parametrize(
    ("df", "smoothed", "plain"), [(4, 1.0, 0.0), (1, log(5 / 2) + 1, log(4)), (2, log(5 / 3) + 1, log(2))]
)
def test_both_kinds_of_idf_by_hand(df, smoothed, plain):
    assert measures.idf(np.array([df]), 4).item() == pytest.approx(smoothed, abs=1e-12)
    assert measures.plain_idf(np.array([df]), 4).item() == pytest.approx(plain, abs=1e-12)


def test_each_idf_is_written_in_one_place():
    """A text search: the logarithm of N over df stands in ``measures`` and nowhere else in the package."""
    for formula in ("np.log((1 + ", "np.log(units /"):
        homes = [path.name for path in (ROOT / "helpers").rglob("*.py") if formula in path.read_text(encoding="utf-8")]
        assert homes == ["measures.py"]


@pytest.mark.parametrize("entry", measures.MEASURES, ids=NAMES)
def test_an_entry_says_all_that_is_asked_of_it_and_works_on_any_shape(entry):
    assert all(entry[:4])
    several = [np.arange(1.0, 7).reshape(2, 3) * scale for scale in (1, 2, 9, 30, 1)]
    whole = measures.Cells(*several, 7)
    for number in [entry.weight, *([entry.effect.size] if entry.effect else [])]:
        made = number(whole)
        assert made.shape == (2, 3)
        for place in np.ndindex(2, 3):
            one = measures.Cells(*(np.array([each[place]]) for each in several), 7)
            assert number(one).item() == pytest.approx(made[place], abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_terms_weighs_by_every_entry(name):
    entry, found = measures.measure(name), terms.weigh(COUNTS, name)
    assert rows_of(found[["doc_id", "term", "n"]]) == rows_of(COUNTS)
    weight = entry.weight(terms.cells_of(COUNTS)[1])
    if entry.scaled:
        weight = weight / np.sqrt(pd.Series(weight**2).groupby(COUNTS["doc_id"].array).transform("sum"))
    assert found["weight"].tolist() == pytest.approx(list(weight), abs=1e-12)


def test_a_measure_that_is_not_listed_is_named_with_those_that_are():
    with pytest.raises(ValueError, match=r"no measure 'magic'.*'tfidf', 'keyness'"):
        terms.weigh(COUNTS, "magic")


def percent_difference(given: measures.Cells) -> np.ndarray:
    return 100 * (given.a / given.c - given.b / given.d) / np.maximum(given.b, 0.5) * given.d


FIFTH = measures.Measure(
    "percent",
    "% difference",
    "the rate here less that of the rest, in % of it",
    "Gabrielatos & Marchi 2011",
    percent_difference,
    measures.Effect("% difference", percent_difference),
)


def test_a_fifth_entry_is_found_everywhere(monkeypatch):
    monkeypatch.setattr(measures, "MEASURES", [*measures.MEASURES, FIFTH])
    generator = np.random.default_rng(2)
    drawn = {text: [" ".join(generator.choice(list("abcde"), 20)) for _ in range(12)] for text in ("x", "y")}
    drawn["x"] = [f"{paragraph} silk" * 2 if number % 2 else paragraph for number, paragraph in enumerate(drawn["x"])]
    drawn["y"] = [f"{paragraph} silk" if number % 4 == 0 else paragraph for number, paragraph in enumerate(drawn["y"])]
    keywords = compare.keywords(tokens_of(drawn), set(), 1)
    found = keywords[(keywords["measure"] == "percent") & (keywords["doc_id"] == "x")].set_index("term")
    assert keywords["measure"].cat.categories.tolist() == [*NAMES, "percent"]
    assert found.loc["silk", "low"] < found.loc["silk", "weight"] < found.loc["silk", "high"]
    drawing = figures.keyword_bars(keywords[keywords["measure"] == "percent"])
    assert drawing.axes[0].get_xlabel() == "% difference"
    assert measures.reference()["measure"].tolist() == [*NAMES, "percent"]


def test_the_glossary_of_methods_has_every_measure_as_the_list_says_it():
    page = (ROOT / "notebooks" / "methods.md").read_text(encoding="utf-8")
    for row in measures.reference().itertuples(index=False):
        assert f"| {' | '.join(row)} |" in page


# What one argument changes


def test_plain_tfidf_by_hand():
    """ "law" stands in 2 of 3 texts, 2 of alpha's 4 words; "and" in all three."""
    found = terms.tfidf(COUNTS, idf="plain")
    assert value(found, "alpha", "law") == pytest.approx(2 / 4 * log(3 / 2), abs=1e-12)
    assert value(found, "alpha", "and") == 0
    assert value(terms.tfidf(COUNTS, True, "plain"), "alpha", "law") == pytest.approx((1 + log(2)) * log(3 / 2))


def test_an_idf_of_another_name_is_refused():
    with pytest.raises(ValueError, match=r"no idf 'bm25'. Use one of \['smoothed', 'plain'\]"):
        terms.tfidf(COUNTS, idf="bm25")


def test_tfidf_takes_df_and_n_of_a_larger_corpus():
    part = COUNTS[COUNTS["doc_id"] == "alpha"]
    base = pd.Series({"and": 3, "law": 2, "peace": 2, "more": 1}), 3
    expected = terms.tfidf(COUNTS).query("doc_id == 'alpha'")["weight"]
    assert terms.tfidf(part, base=base)["weight"].tolist() == pytest.approx(expected.tolist(), abs=1e-12)
    with pytest.raises(ValueError, match="the base lacks terms"):
        terms.tfidf(COUNTS, base=base)


def test_log_odds_take_a_prior_that_is_given():
    prior = pd.DataFrame({"term": ["and", "law", "more", "order", "peace", "trade"], "n": [5, 2, 1, 1, 1, 2.5]})
    own, rest = (2 + 2) / (4 + 12.5 - 4), (2 + 2) / (14 + 12.5 - 4)
    expected = log(own / rest) / sqrt(1 / 4 + 1 / 4)
    assert value(terms.log_odds(COUNTS, prior), "alpha", "law") == pytest.approx(expected, abs=1e-12)


def test_a_prior_that_is_given_is_set_against_terms_of_as_many_words_as_the_texts_are():
    """The prior that is taken without one, given as a table: all uses, divided by the number of texts."""
    counts = terms.counts(terms.phrases(tokens_of(TEXTS), 3))
    uses = counts.groupby("term", observed=True)["n"].sum() / counts["doc_id"].nunique()
    given, own = terms.log_odds(counts, uses.reset_index()), terms.log_odds(counts)
    assert given["weight"].tolist() == pytest.approx(own["weight"].tolist(), abs=1e-12)


def test_a_prior_that_lacks_a_term_says_what_to_do():
    with pytest.raises(ValueError, match=r"no words for \['order'\].*above 0"):
        terms.log_odds(COUNTS, pd.DataFrame({"term": ["and", "law", "more", "peace", "trade"], "n": 1}))
    with pytest.raises(ValueError, match="columns term and n"):
        terms.log_odds(COUNTS, pd.DataFrame({"word": ["and"]}))


def test_a_row_of_no_uses_is_no_text_with_the_term():
    more = tables.build("COUNTS", {"doc_id": ["zeta"], "term": ["law"], "n": [0]}, tables.doc_order(COUNTS))
    both = pd.concat([COUNTS.astype({"term": str}), more.astype({"term": str})], ignore_index=True)
    for name in NAMES:
        found = terms.weigh(both, name)
        assert value(found, "alpha", "law") == pytest.approx(value(terms.weigh(COUNTS, name), "alpha", "law"))
    assert value(found, "zeta", "law", "rest") == 4


def test_keywords_by_absence_are_the_words_a_text_lacks_or_uses_less():
    texts = {"a": ["sea sea sea law road"], "b": ["law law law sea silk"], "c": ["law law silk silk the"]}
    found = compare.keywords(tokens_of(texts), {"the"}, 1, absent=True)
    for name in ("keyness", "log_ratio", "log_odds"):
        own = found[(found["doc_id"] == "a") & (found["measure"] == name)].set_index("term")
        assert set(own.index) == {"law", "silk"}
        assert own.loc["silk", ["n", "rest"]].tolist() == [0, 3]
        assert (own["weight"] < 0).all()
        assert own["weight"].is_monotonic_increasing
    assert "tfidf" not in set(found["measure"])
    both = terms.weigh(terms.counts(tokens_of(texts)), "keyness")
    law = found[(found["doc_id"] == "a") & (found["measure"] == "keyness") & (found["term"] == "law")]
    assert law["weight"].item() == value(both, "a", "law")


def test_text_weights_leave_stop_words_out_as_scikit_learn_does():
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = ["the peace of law", "the sea and the law", "peace and trade"]
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": texts})
    found = terms.text_weights(documents, ["the", "of", "and"])
    expected = TfidfVectorizer(stop_words=["and", "of", "the"]).fit_transform(texts).toarray()
    wide = found.pivot(index="doc_id", columns="term", values="weight").fillna(0)
    np.testing.assert_allclose(wide.to_numpy(), expected, rtol=0, atol=1e-12)


def test_text_weights_of_nothing_but_stop_words_are_refused():
    with pytest.raises(ValueError, match="none but stop words"):
        terms.text_weights(pd.DataFrame({"doc_id": ["a"], "text": ["the the"]}), ["the"])


def test_a_table_and_its_matrix_lead_to_each_other():
    made, units, names = terms.matrix(COUNTS, "n")
    assert (units["doc_id"].tolist(), names.tolist()) == (
        list(COUNTS["doc_id"].cat.categories),
        sorted(set(COUNTS["term"])),
    )
    assert made.toarray().sum() == COUNTS["n"].sum()
    pd.testing.assert_frame_equal(terms.from_matrix(made, units, names, "n"), COUNTS)
