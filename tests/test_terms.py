"""``terms``: what is counted, and each formula by hand and against an independent implementation."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from math import log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
from made import COUNTS, TEXTS, TOKENS, rows_of, tokens_of, value
from scipy.stats import binomtest, chi2, chi2_contingency
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import corpus, tables, terms


def random_counts(texts: int = 6, words: int = 60, size: int = 2000) -> pd.DataFrame:
    generator = np.random.default_rng(7)
    share = 1 / np.arange(1, words + 1)
    n = generator.multinomial(size, share / share.sum(), texts)
    row, column = np.nonzero(n)
    columns = {"doc_id": [f"text_{i}" for i in row], "term": [f"word_{i:02d}" for i in column], "n": n[row, column]}
    return tables.build("COUNTS", columns, pd.Index([f"text_{i}" for i in range(texts)]))


# Counting


def test_counts_come_in_corpus_order_then_a_to_z():
    expected = [("zeta", "and", 2), ("zeta", "more", 1), ("zeta", "peace", 1), ("zeta", "trade", 3)]
    expected += [("alpha", "and", 1), ("alpha", "law", 2), ("alpha", "peace", 1)]
    expected += [("mid", "and", 3), ("mid", "law", 2), ("mid", "order", 2)]
    assert rows_of(COUNTS) == expected


def test_counts_do_not_depend_on_the_order_of_rows_or_categories():
    shuffled = TOKENS.sample(frac=1, random_state=3)
    shuffled["token"] = shuffled["token"].cat.set_categories(TOKENS["token"].cat.categories[::-1])
    assert rows_of(terms.counts(shuffled)) == rows_of(COUNTS)


def test_counts_are_those_of_a_loop():
    table = tokens_of({"a": ["x"], "b": ["z y x z y z"], "c": ["y", "x y"]})
    expected = Counter(zip(table["doc_id"], table["paragraph"], table["token"], strict=True))
    found = terms.counts(table, ["doc_id", "paragraph"])
    assert rows_of(found) == [(*key, n) for key, n in sorted(expected.items())]


def test_a_token_that_is_missing_is_named():
    with pytest.raises(ValueError, match="a row has no token"):
        terms.counts(TOKENS.assign(token=TOKENS["token"].where(TOKENS["token"] != "law")))


def test_counts_by_section_keep_sections_apart():
    found = terms.counts(TOKENS, "section")
    assert found.columns.tolist() == ["doc_id", "section", "term", "n"]
    first = [("zeta", 1, "and", 1), ("zeta", 1, "peace", 1), ("zeta", 1, "trade", 1)]
    second = [("zeta", 2, "and", 1), ("zeta", 2, "more", 1), ("zeta", 2, "trade", 2)]
    assert rows_of(found)[:6] == first + second


def test_counts_by_a_list_of_columns_sum_to_the_counts_of_texts():
    found = terms.counts(TOKENS, ["doc_id", "paragraph"])
    again = found.groupby(["doc_id", "term"], observed=True)["n"].sum().reset_index()
    assert rows_of(again) == rows_of(COUNTS)


@pytest.mark.parametrize("unit", ["text", "paragraph", ["section", "doc_id"], ["doc_id", "line"], []])
def test_counts_by_something_else_say_what_is_possible(unit):
    with pytest.raises(ValueError, match="Use 'doc_id', 'section' or a list"):
        terms.counts(TOKENS, unit)


@pytest.mark.parametrize("make", [terms.tfidf, terms.keyness, terms.log_ratio, terms.log_odds])
def test_a_table_that_is_not_counts_is_named(make):
    with pytest.raises(ValueError, match=r"lacks \['term', 'n'\].*terms.counts"):
        make(TOKENS)


@pytest.mark.parametrize("make", [terms.counts, terms.dispersion, lambda table: terms.phrases(table, 2)])
def test_a_table_that_is_not_tokens_is_named(make):
    with pytest.raises(ValueError, match="words.tokens"):
        make(COUNTS)


def test_no_function_changes_its_argument():
    tokens, counts = TOKENS.copy(), COUNTS.copy()
    for make in (terms.counts, terms.dispersion, lambda table: terms.phrases(table, 3)):
        make(TOKENS)
    for make in (terms.tfidf, terms.keyness, terms.log_ratio, terms.log_odds):
        make(COUNTS)
    pd.testing.assert_frame_equal(TOKENS, tokens)
    pd.testing.assert_frame_equal(COUNTS, counts)


# Phrases


def test_phrases_begin_where_their_first_word_stands():
    found = terms.phrases(tokens_of({"a": ["one two three"]}), 2)
    assert rows_of(found[["position", "token", "line"]]) == [
        (1, "one", 10),
        (1, "one two", 10),
        (2, "two", 10),
        (2, "two three", 10),
        (3, "three", 10),
    ]


def test_phrases_stay_inside_their_paragraph_and_text():
    found = terms.phrases(TOKENS, 3)["token"].astype(str).tolist()
    assert "trade trade" not in found
    assert "trade peace" not in found
    assert "law law" not in found
    assert "and more trade" in found


def test_phrases_do_not_close_the_gap_of_a_dropped_word():
    dropped = TOKENS[TOKENS["token"] != "and"]
    assert "peace trade" not in terms.phrases(dropped, 2)["token"].astype(str).tolist()


def test_phrases_of_one_word_are_the_tokens():
    pd.testing.assert_frame_equal(terms.phrases(TOKENS, 1), TOKENS.assign(words=1))


def test_phrases_are_those_a_loop_finds():
    expected = {}
    for text, paragraphs in TEXTS.items():
        for paragraph in (each.split() for each in paragraphs):
            for length in (1, 2, 3, 4):
                for at in range(len(paragraph) - length + 1):
                    key = text, " ".join(paragraph[at : at + length])
                    expected[key] = expected.get(key, 0) + 1
    found = terms.counts(terms.phrases(TOKENS, 4))
    assert {(text, term): n for text, term, n in rows_of(found)} == expected
    assert all(a < b for a, b in pairwise(found.loc[found["doc_id"] == "mid", "term"].astype(str)))


def test_phrases_of_no_words_are_refused():
    with pytest.raises(ValueError, match="0 words"):
        terms.phrases(TOKENS, 0)


# TF-IDF


def test_tfidf_by_hand():
    """ "and" is in 3 of 3 texts, "law" and "peace" in 2 of 3; alpha has them 1, 2 and 1 times."""
    every, two = log(4 / 4) + 1, log(4 / 3) + 1
    length = sqrt((1 * every) ** 2 + (2 * two) ** 2 + (1 * two) ** 2)
    found = terms.tfidf(COUNTS)
    assert value(found, "alpha", "and") == pytest.approx(every / length, abs=1e-12)
    assert value(found, "alpha", "law") == pytest.approx(2 * two / length, abs=1e-12)


def test_tfidf_keeps_a_word_that_all_texts_share():
    assert (terms.tfidf(COUNTS).query("term == 'and'")["weight"] > 0).all()


def test_sublinear_tfidf_counts_one_plus_the_logarithm():
    every, two = 1.0, log(4 / 3) + 1
    twice = 1 + log(2)
    length = sqrt(every**2 + (twice * two) ** 2 + two**2)
    assert value(terms.tfidf(COUNTS, sublinear=True), "alpha", "law") == pytest.approx(twice * two / length, abs=1e-12)


@pytest.mark.parametrize("sublinear", [False, True])
@pytest.mark.parametrize("longest", [1, 2])
def test_tfidf_equals_scikit_learns_vectorizer_given_its_tokens(sublinear, longest):
    texts = [" ".join(paragraphs) for paragraphs in TEXTS.values()]
    vectorizer = TfidfVectorizer(sublinear_tf=sublinear, ngram_range=(1, longest))
    expected = vectorizer.fit_transform(texts).toarray()
    split = vectorizer.build_tokenizer()
    tokens = tokens_of({text: [" ".join(split(words))] for text, words in zip(TEXTS, texts, strict=True)})
    found = terms.tfidf(terms.counts(terms.phrases(tokens, longest)), sublinear)
    wide = found.pivot(index="doc_id", columns="term", values="weight").fillna(0)
    assert wide.columns.tolist() == vectorizer.get_feature_names_out().tolist()
    np.testing.assert_allclose(wide.to_numpy(), expected, rtol=0, atol=1e-9)


def test_tfidf_by_section_takes_sections_as_the_units_of_idf():
    counts = terms.counts(TOKENS, "section")
    found = terms.tfidf(counts)
    assert found.columns.tolist() == ["doc_id", "section", "term", "weight"]
    alone = found[(found["doc_id"] == "alpha") & (found["section"] == 2)]
    assert alone["weight"].tolist() == pytest.approx([1.0])


def test_tfidf_has_the_rows_of_its_counts():
    assert rows_of(terms.tfidf(COUNTS)[["doc_id", "term"]]) == rows_of(COUNTS[["doc_id", "term"]])


# Each text against the rest. zeta: 7 words, 3 of them "trade"; the other two texts: 4 + 7 words, no "trade".


def test_keyness_by_hand():
    """ "peace": 1 of zeta's 7 words, 1 of the other 11."""
    cells = [(1, 2 * 7 / 18), (1, 2 * 11 / 18), (6, 16 * 7 / 18), (10, 16 * 11 / 18)]
    expected = 2 * sum(seen * log(seen / awaited) for seen, awaited in cells)
    assert value(terms.keyness(COUNTS), "zeta", "peace") == pytest.approx(expected, abs=1e-12)


def test_keyness_of_a_word_that_the_rest_lacks_by_hand():
    cells = [(3, 3 * 7 / 18), (4, 15 * 7 / 18), (11, 15 * 11 / 18)]
    expected = 2 * sum(seen * log(seen / awaited) for seen, awaited in cells)
    found = terms.keyness(COUNTS)
    assert value(found, "zeta", "trade") == pytest.approx(expected, abs=1e-12)
    assert value(found, "zeta", "trade", "rest") == 0


def test_keyness_is_negative_where_a_text_uses_a_word_less():
    """ "and": 1 of alpha's 4 words, 5 of the other 14."""
    assert value(terms.keyness(COUNTS), "alpha", "and") < 0 < value(terms.keyness(COUNTS), "alpha", "law")


def test_keyness_equals_scipys_log_likelihood_ratio_test():
    counts = random_counts()
    found = terms.keyness(counts)
    total, uses = counts["n"].sum(), counts.groupby("term", observed=True)["n"].sum()
    sizes = counts.groupby("doc_id", observed=True)["n"].sum()
    tested = counts.groupby("doc_id", observed=True).size()
    for row in found.itertuples():
        rest, size = uses[row.term] - row.n, sizes[row.doc_id]
        cells = [[row.n, rest], [size - row.n, total - size - rest]]
        expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood")
        sign = 1 if row.n / size >= rest / (total - size) else -1
        assert row.weight == pytest.approx(sign * expected.statistic, abs=1e-9)
        assert row.rest == rest
        assert row.p == pytest.approx(min(1, expected.pvalue * tested[row.doc_id]), rel=1e-9)


def test_keyness_of_rare_words_in_large_texts_is_exact():
    """To 14 digits, of numbers that all but cancel: 1 use of 340 words against 10,000 of 3.4 million."""
    counts = tables.build(
        "COUNTS",
        {
            "doc_id": ["a", "a", "b", "b"],
            "term": ["rare", "other"] * 2,
            "n": [1, 339, 10_001, 3_389_999],
        },
    )
    cells = [(1, (340, 10_002)), (339, (340, 3_390_338)), (10_001, (3_400_000, 10_002))]
    cells += [(3_389_999, (3_400_000, 3_390_338))]
    seen = [(Decimal(n), Decimal(row) * column / 3_400_340) for n, (row, column) in cells]
    expected = 2 * sum(n * (n / awaited).ln() for n, awaited in seen)
    assert abs(value(terms.keyness(counts), "a", "rare")) == pytest.approx(float(expected), abs=1e-14)


def test_keyness_is_the_same_however_few_rows_are_weighed_together(monkeypatch):
    expected = terms.keyness(COUNTS)
    monkeypatch.setattr(terms, "ROWS", 3)
    pd.testing.assert_frame_equal(terms.keyness(COUNTS), expected, check_exact=True)


def test_keyness_corrects_p_for_the_words_tested_in_the_text():
    """trade: 3 uses, all in zeta, which has 7 of 18 words; fewer than 5 are expected, so it is counted out: 4 words."""
    found = terms.keyness(COUNTS)
    assert value(found, "zeta", "trade", "p") == pytest.approx(4 * 2 * (7 / 18) ** 3, rel=1e-12)
    assert value(found, "zeta", "peace", "p") == 1


@pytest.mark.parametrize(("n", "rest", "exact"), [(40, 10, False), (13, 2, False), (8, 1, True), (6, 0, True)])
def test_p_is_exact_where_fewer_than_five_uses_are_expected(n, rest, exact):
    sides = {"left": n, "right": rest}
    rows = [
        (side, term, uses) for side, a in sides.items() for term, uses in (("peace", a), ("other", 100 - a)) if uses
    ]
    found = terms.keyness(pd.DataFrame(rows, columns=["doc_id", "term", "n"]))
    alone = binomtest(n, n + rest, 0.5).pvalue if exact else chi2.sf(value(found, "left", "peace"), 1)
    for side in [side for side, uses in sides.items() if uses]:  # both tails: one uses it more, the other less
        assert value(found, side, "peace", "p") == pytest.approx(min(1, 2 * alone), rel=1e-9)


def test_phrases_are_set_against_phrases_of_as_many_words():
    """Weights and corrections of words are the same whether phrases are counted beside them or not."""
    tokens = terms.phrases(TOKENS, 2)
    both, alone = terms.keyness(terms.counts(tokens)), terms.keyness(terms.counts(TOKENS))
    single = both[~both["term"].str.contains(" ")].astype({"term": str}).reset_index(drop=True)
    pd.testing.assert_frame_equal(single, alone.astype({"term": str}), check_exact=True)
    pairs = terms.keyness(terms.counts(tokens[tokens["words"] == 2].reset_index(drop=True)))
    double = both[both["term"].str.contains(" ")].astype({"term": str}).reset_index(drop=True)
    pd.testing.assert_frame_equal(double, pairs.astype({"term": str}), check_exact=True)


def test_log_ratio_by_hand():
    """ "law": 2 of alpha's 4 words, 2 of the other 14: a rate 3.5 times as high."""
    assert value(terms.log_ratio(COUNTS), "alpha", "law") == pytest.approx(log2(3.5), abs=1e-12)
    assert value(terms.log_ratio(COUNTS), "alpha", "and") == pytest.approx(log2((1 / 4) / (5 / 14)), abs=1e-12)


def test_log_ratio_takes_a_missing_word_as_half_a_use():
    assert value(terms.log_ratio(COUNTS), "zeta", "trade") == pytest.approx(log2((3 / 7) / (0.5 / 11)), abs=1e-12)


def test_log_odds_by_hand():
    """ "law" in alpha: 2 of 4 against 2 of 14; all texts have 18 words, 6 on average, so the prior is 6 * 4 / 18."""
    prior = 6 * 4 / 18
    own, rest = (2 + prior) / (4 + 6 - 2 - prior), (2 + prior) / (14 + 6 - 2 - prior)
    expected = (log(own) - log(rest)) / sqrt(1 / (2 + prior) + 1 / (2 + prior))
    assert value(terms.log_odds(COUNTS), "alpha", "law") == pytest.approx(expected, abs=1e-12)


def test_log_odds_equal_a_plain_loop():
    counts = random_counts()
    n = counts.pivot(index="doc_id", columns="term", values="n").fillna(0)
    prior = n.sum() / n.to_numpy().sum() * n.sum(axis=1).mean()
    found = terms.log_odds(counts)
    for row in found.itertuples():
        mine, others = n.loc[row.doc_id] + prior, n.drop(row.doc_id).sum() + prior
        odds = [each[row.term] / each.drop(row.term).sum() for each in (mine, others)]
        error = sqrt(1 / mine[row.term] + 1 / others[row.term])
        assert row.weight == pytest.approx(log(odds[0] / odds[1]) / error, abs=1e-9)


def test_log_odds_trust_a_common_word_more_than_a_rare_one():
    """Ten times the texts, the same rates: the log ratio stays, the z-score grows."""
    more = COUNTS.assign(n=10 * COUNTS["n"])
    assert value(terms.log_ratio(more), "alpha", "law") == pytest.approx(value(terms.log_ratio(COUNTS), "alpha", "law"))
    assert value(terms.log_odds(more), "alpha", "law") > 2 * value(terms.log_odds(COUNTS), "alpha", "law")


@pytest.mark.parametrize("make", [terms.keyness, terms.log_ratio, terms.log_odds])
def test_measures_have_a_row_for_each_word_of_a_text_and_none_for_absent_ones(make):
    found = make(COUNTS)
    assert rows_of(found[["doc_id", "term"]]) == rows_of(COUNTS[["doc_id", "term"]])
    assert found.columns[:5].tolist() == ["doc_id", "term", "weight", "n", "rest"]


@pytest.mark.parametrize("make", [terms.keyness, terms.log_ratio, terms.log_odds])
def test_one_text_has_no_rest(make):
    with pytest.raises(ValueError, match="no rest"):
        make(COUNTS[COUNTS["doc_id"] == "zeta"])


def test_planted_keywords_come_out_on_top_of_every_measure_against_the_rest():
    counts = random_counts()
    planted = tables.build("COUNTS", {"doc_id": ["text_3"], "term": ["planted"], "n": [40]}, tables.doc_order(counts))
    both = pd.concat([counts.astype({"term": str}), planted.astype({"term": str})], ignore_index=True)
    for make in (terms.keyness, terms.log_ratio, terms.log_odds):
        found = make(both).query("doc_id == 'text_3'")
        assert found.loc[found["weight"].idxmax(), "term"] == "planted"


# Dispersion


def test_dispersion_by_hand():
    """Four parts of two words: "a" has 1/2, 1/2, 0, 0 of its uses there, 1/4 each is even: DP 1/2, of at most 3/4."""
    found = terms.dispersion(tokens_of({"t": ["a b a b c b c b"]}), 4)
    assert value(found, "t", "a", "dispersion") == pytest.approx(0.5 / 0.75)
    assert value(found, "t", "b", "dispersion") == pytest.approx(0)


def test_dispersion_is_one_where_a_word_stays_in_one_part():
    found = terms.dispersion(tokens_of({"t": ["a a b b c c d d"]}), 4)
    assert found["dispersion"].tolist() == pytest.approx([1, 1, 1, 1])


def test_dispersion_equals_a_plain_loop_over_unequal_parts():
    generator = np.random.default_rng(5)
    text = ["".join(each) for each in generator.choice(list("aabcd"), 47)]
    found = terms.dispersion(tokens_of({"other": ["a b"], "t": [" ".join(text)]}))
    part = [10 * place // 47 for place in range(47)]
    sizes = [part.count(number) / 47 for number in range(10)]
    for word in "abcd":
        at = [number for number, each in zip(part, text, strict=True) if each == word]
        gaps = [abs(at.count(number) / len(at) - sizes[number]) for number in range(10)]
        expected = sum(gaps) / 2 / (1 - min(sizes))
        assert value(found, "t", word, "dispersion") == pytest.approx(expected, abs=1e-12)


def test_dispersion_has_the_rows_of_counts():
    assert rows_of(terms.dispersion(TOKENS)[["doc_id", "term", "n"]]) == rows_of(COUNTS)


def test_dispersion_over_one_part_is_refused():
    with pytest.raises(ValueError, match="Give at least 2"):
        terms.dispersion(TOKENS, 1)


def test_text_weights_by_hand():
    """ "a" and "I" are too short to be terms; of the others *peace* stands in both texts and keeps the factor 1."""
    table = terms.text_weights(pd.DataFrame({"doc_id": ["a", "b"], "text": ["Peace! A 1917 peace.", "I; peace"]}))
    rare = np.log(3 / 2) + 1
    length = np.sqrt(rare**2 + 2**2)
    assert table["doc_id"].tolist() == ["a", "a", "b"]
    assert table["term"].tolist() == ["1917", "peace", "peace"]
    assert table["weight"].tolist() == pytest.approx([rare / length, 2 / length, 1])


def test_text_weights_are_those_of_scikit_learn():
    documents = corpus.load()
    table = terms.text_weights(documents)
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(documents["text"])
    matrix.sort_indices()
    assert table["term"].cat.categories.tolist() == vectorizer.get_feature_names_out().tolist()
    assert table["term"].cat.codes.tolist() == matrix.indices.tolist()
    assert table["doc_id"].cat.codes.tolist() == np.repeat(np.arange(5), np.diff(matrix.indptr)).tolist()
    assert table["weight"].tolist() == matrix.data.tolist()


def test_text_weights_leave_no_row_for_a_text_without_words():
    table = terms.text_weights(pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["one", "", "two"]}))
    assert table["doc_id"].tolist() == ["a", "c"]


def test_text_weights_say_what_they_lack():
    with pytest.raises(ValueError, match=r"table lacks \['text'\].*corpus.load"):
        terms.text_weights(pd.DataFrame({"doc_id": ["a"]}))
    with pytest.raises(ValueError, match="no word of two letters"):
        terms.text_weights(pd.DataFrame({"doc_id": ["a"], "text": ["1 a"]}))


@pytest.mark.parametrize("most", [0, 1, 3, 100])
@pytest.mark.parametrize("shuffled", [False, True])
def test_the_highest_of_each_text_are_those_of_a_full_sort(most, shuffled):
    random = np.random.default_rng(7)
    texts = np.repeat(["zeta", "alpha", "mid"], [40, 2, 7])
    terms_in = [f"term {number:02}" for number in range(len(texts))]
    weight = random.integers(0, 4, len(texts)).astype(float)  # full of ties
    table = tables.build("WEIGHTS", {"doc_id": texts, "term": terms_in, "weight": weight}, pd.Index(list(TEXTS)))
    given = table.sample(frac=1, random_state=3).reset_index(drop=True) if shuffled else table
    ordered = given.sort_values(["doc_id", "weight"], ascending=[True, False], kind="stable")
    expected = ordered.groupby("doc_id", observed=True).head(most).reset_index(drop=True)
    pd.testing.assert_frame_equal(terms.top(given, most), expected)


def test_a_count_that_is_missing_is_refused():
    table = COUNTS.assign(n=COUNTS["n"].astype(float).where(COUNTS["term"] != "order"))
    with pytest.raises(TypeError, match="'n' of COUNTS should hold whole numbers"):
        terms.keyness(table)
