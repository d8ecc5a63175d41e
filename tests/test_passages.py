"""Tests of passages: words in context, their order, their places; count equals passages for every term."""

import random
import re
import sys
import warnings
from collections import Counter, defaultdict

import pandas as pd
import pytest
import regex
from made import documents as documents_of
from made import written

from helpers import characters, corpus, layout, passages, tables, terms, words

SEARCH = sys.modules["helpers.passages.concordance"]  # the function has the same name

pytestmark = pytest.mark.filterwarnings("ignore:no use of")
TEXTS = {
    "a": ["Security first. “National security,” he said, is the work of all.", "The nation’s security; national"],
    "b": ["Security of food and the security of seeds: 20 kinds of seeds.", "No word of it here."],
}


def made(texts: dict[str, list[str]] = TEXTS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return PARAGRAPHS and TOKENS: each paragraph on a line of its own, numbered from 1 in its text."""
    paragraphs = written(texts)
    return paragraphs, words.tokens(paragraphs)


def found(term, **settings) -> list[tuple]:
    """Return (text, paragraph, words before, term, words after) of each use in ``TEXTS``."""
    uses = passages.concordance(made()[1], term, **settings)
    return list(uses[["doc_id", "paragraph", "before", "term", "after"]].itertuples(index=False, name=None))


# ---- contexts: which uses are found -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "places"),
    [
        ("security", [("a", 1), ("a", 4), ("a", 14), ("b", 1), ("b", 6)]),
        ("Security", [("a", 1), ("a", 4), ("a", 14), ("b", 1), ("b", 6)]),
        ("“Security,”", [("a", 1), ("a", 4), ("a", 14), ("b", 1), ("b", 6)]),
        ("national security", [("a", 3)]),
        ("security of", [("b", 1), ("b", 6)]),
        ("nation's", [("a", 13)]),
        ("nation’s security", [("a", 13)]),
        ("nation", []),
        ("secur", []),
        ("security nation", []),
        ("elsewhere", []),
        ("elsewhere security", []),
        ("nation*", [("a", 3), ("a", 13), ("a", 15)]),
        ("*ation*", [("a", 3), ("a", 13), ("a", 15)]),
        ("nation’*", [("a", 13)]),
        ("s*d*", [("a", 6), ("b", 8), ("b", 12)]),
        ("* security", [("a", 3), ("a", 13), ("b", 5)]),
        ("of *", [("a", 10), ("b", 2), ("b", 7), ("b", 11), ("b", 15)]),
    ],
)
def test_a_term_is_found_where_the_eye_finds_it(term, places):
    uses = passages.concordance(made()[1], term)
    assert list(zip(uses["doc_id"], uses["position"], strict=True)) == places


def test_a_phrase_never_runs_over_the_end_of_a_paragraph():
    assert found("of all") == [("a", 1, "first national security he said is the work", "of all", "")]
    assert found("all the") == []


def test_a_phrase_never_runs_over_the_end_of_a_text():
    assert made()[1]["token"].iloc[14:16].tolist() == ["national", "security"]
    assert found("national security") == [("a", 1, "security first", "national security", "he said is the work of all")]


def test_a_phrase_runs_over_punctuation_and_never_over_a_number():
    assert found("first national", window=1) == [("a", 1, "security", "first national", "security")]
    assert found("seeds kinds", window=1) == []


def test_a_phrase_never_runs_over_a_dropped_word():
    _, tokens = made()
    kept = words.drop(tokens, {"of", "the"})
    assert len(passages.concordance(kept, "security food")) == 0
    assert len(passages.concordance(kept, "work all")) == 0
    assert len(passages.concordance(kept, "national security")) == 1


def test_overlapping_uses_of_a_phrase_all_count():
    _, tokens = made({"a": ["so so so good"]})
    assert passages.concordance(tokens, "so so")["position"].tolist() == [1, 2]


@pytest.mark.parametrize("first", ["ab", "ba", "bb"])
@pytest.mark.parametrize("term", ["ab", "b*", "*a", "ab ba", "b* ab", "aa *b* ab", "b bb a", "ab ab", "a* a* a*"])
def test_uses_are_those_a_reader_meets_word_by_word_whichever_word_is_rare(first, term):
    """Words in no order of the alphabet, some rare, in short paragraphs; a loop over all places is the judge.

    Of so short texts the first word alone says which of the words that are typed is rare.
    """
    generator = random.Random(term)
    some = ["ba", "ab", "b", "bb", "a", "aa"]
    drawn = [[" ".join(generator.choices(some, [1, 30, 9, 5, 20, 2], k=7)) for _ in range(40)] for _ in range(3)]
    drawn[0][0] = " ".join([first, *drawn[0][0].split()[1:]])
    _, tokens = made(dict(zip("xyz", drawn, strict=True)))
    tokens = tokens.assign(token=tokens["token"].cat.set_categories(some))
    parts = [re.compile(part.replace("*", ".*")) for part in term.split()]
    expected = []
    for text, paragraphs in zip("xyz", drawn, strict=True):
        for number, paragraph in enumerate(paragraphs):
            page = paragraph.split()
            expected += [
                (text, 7 * number + at + 1, " ".join(page[at : at + len(parts)]))
                for at in range(len(page) - len(parts) + 1)
                if all(part.fullmatch(word) for part, word in zip(parts, page[at:], strict=False))
            ]
    uses = passages.concordance(tokens, term)[["doc_id", "position", "term"]]
    assert expected
    assert list(uses.itertuples(index=False, name=None)) == expected


def test_a_phrase_longer_than_the_text_has_no_use():
    _, tokens = made({"a": ["peace law peace"]})
    assert len(passages.concordance(tokens, "peace peace peace peace peace law")) == 0
    assert len(passages.concordance(tokens, "law peace peace peace peace peace")) == 0


@pytest.mark.parametrize("library", [re, regex])
@pytest.mark.parametrize(
    ("pattern", "flags", "positions"),
    [
        ("nation(al)?", 0, [3, 15]),
        (".*s", 0, [7, 13]),
        ("secur", 0, []),
        ("SECURITY", 0, []),
        ("SECURITY", re.IGNORECASE, [1, 4, 14]),
        ("secur ity  # in two parts", re.VERBOSE, [1, 4, 14]),
        ("national security", 0, []),
    ],
)
def test_a_compiled_pattern_means_whole_single_words_in_lower_case(library, pattern, flags, positions):
    _, tokens = made({"a": TEXTS["a"]})
    uses = passages.concordance(tokens, library.compile(pattern, flags))
    assert uses["position"].tolist() == positions


def test_a_pattern_without_end_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(SEARCH, "PATIENCE", 0.2)
    _, tokens = made({"a": ["a" * 80]})
    with pytest.raises(ValueError, match=r"the pattern '\(\?:a\|aa\)\+b' takes too long\. Make it simpler"):
        passages.concordance(tokens, regex.compile("(?:a|aa)+b"))


@pytest.mark.parametrize("term", ["", "  ", "“…”", "¹"])
def test_a_term_without_a_word_is_refused(term):
    with pytest.raises(ValueError, match=r"no word in the search term .* Give letters, such as 'security'"):
        passages.concordance(made()[1], term)


@pytest.mark.parametrize("term", ["2025", "14, 15", "19*", "seeds: 20"])
def test_a_number_is_refused_where_it_cannot_be_seen(term):
    with pytest.raises(ValueError, match=r"has a number, and these tokens have none\. Give the paragraphs too"):
        passages.concordance(made()[1], term)


@pytest.mark.parametrize("term", [None, 7, ["security"]])
def test_what_is_no_term_is_refused(term):
    with pytest.raises(TypeError, match="cannot search for .* Give a word, a phrase"):
        passages.concordance(made()[1], term)


def test_another_table_is_refused_by_the_missing_column():
    with pytest.raises(ValueError, match=r"table lacks \['position', 'token', 'line', 'start'\].*words\.tokens"):
        passages.concordance(made()[0], "security")


def test_without_words_there_are_no_uses():
    _, tokens = made({"a": ["1917", "20 – 21"]})
    uses = passages.concordance(tokens, "security of")
    assert len(uses) == 0
    tables.check(uses, "CONCORDANCE")


NUMBERS = {
    "a": ["Article 5 says, and article 50 says; Article 5, again.", "Apollo 11 and 13: Apollo 13 in 1970, 5 million."],
    "b": ["An article, five of them. 20 articles since 1,970 of 5.5 million."],
}


@pytest.mark.parametrize(
    ("term", "places"),
    [
        ("Article 5", [("a", 1), ("a", 8)]),
        ("article", [("a", 1), ("a", 5), ("a", 8), ("b", 2)]),
        ("5 million", [("a", 19)]),
        ("5", [("a", 2), ("a", 9), ("a", 19)]),
        ("“5,”", [("a", 2), ("a", 9), ("a", 19)]),
        ("apollo 13", [("a", 15)]),
        ("apollo and", []),
        ("19*", [("a", 18)]),
        ("5* million", [("a", 19), ("b", 11)]),
        ("articles since 1,970", [("b", 7)]),
    ],
)
def test_numbers_that_are_typed_are_found_as_they_are_printed(term, places):
    paragraphs, tokens = made(NUMBERS)
    uses = passages.concordance(tokens, term, paragraphs)
    among = passages.concordance(words.tokens(paragraphs, numbers=True), term)
    assert list(zip(uses["doc_id"], uses["position"], strict=True)) == places
    assert list(zip(among["doc_id"], among["position"], strict=True)) == places
    printed = paragraphs.set_index(["doc_id", "paragraph"])["text"]
    for use in uses.itertuples():
        assert use.term in printed[use.doc_id, use.paragraph]


def test_numbers_are_sought_in_the_texts_of_the_tokens_only():
    paragraphs, tokens = made({"a": ["Article 5."], "b": ["Article 5."]})
    uses = passages.concordance(tokens[tokens["doc_id"] == "b"], "Article 5", paragraphs)
    assert uses["doc_id"].tolist() == ["b"]


def test_a_search_without_a_use_says_what_is_near():
    _, tokens = made()
    with pytest.warns(UserWarning, match=r"no use of 'secur'; near: 'secur\*' \(5 uses\)"):
        assert len(passages.concordance(tokens, "secur")) == 0
    for term, told in {
        "nation": "; near: 'nation*' (3 uses in 2 forms)",
        "ation": "; near: '*ation*' (3 uses in 2 forms)",
        "securty": "",
        "security, food": "; near: 'security' (5 uses), 'food' (1 use)",
        "security, xyzzy": "; near: 'security' (5 uses)",
        "xyzzy": "",
    }.items():
        assert passages.summary(tokens, passages.concordance(tokens, "no such"), term) == f"no use of {term!r}{told}"


def test_a_pattern_says_how_many_forms_it_found():
    _, tokens = made()
    for term, said in {
        "nation*": "3 uses in 2 forms of 'nation*'",
        "secur*": "5 uses of 'secur*'",
        "work": "1 use of 'work'",
    }.items():
        assert passages.summary(tokens, passages.concordance(tokens, term), term) == said


def test_what_a_search_leaves_out_is_told():
    paragraphs, tokens = made({"a": ["It cost $1.5bn, not €1.5bn."]})
    with pytest.warns(UserWarning, match=r"'\$' of the term '\$1\.5bn' is left out"):
        assert len(passages.concordance(tokens, "$1.5bn", paragraphs)) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(passages.concordance(tokens, "“1.5bn,”", paragraphs)) == 2


CHINESE = {"a": ["渡口安全管理办法。渡口安全，安全管理！", "AI技术和AI，技术。"]}


@pytest.mark.parametrize("language", ["", "zh"])
@pytest.mark.parametrize(
    ("term", "quoted"),
    [
        (
            "安全管理",
            [("渡口", "安全管理", "办法。渡口安全，安全管理！"), ("渡口安全管理办法。渡口安全，", "安全管理", "！")],
        ),
        (
            "口安",
            [("渡", "口安", "全管理办法。渡口安全，安全管理！"), ("渡口安全管理办法。渡", "口安", "全，安全管理！")],
        ),
        ("安全 安全", [("渡口安全管理办法。渡口", "安全，安全", "管理！")]),
        ("AI技术", [("", "AI技术", "和AI，技术。")]),
        ("I技术", []),
        ("技", [("AI", "技", "术和AI，技术。"), ("AI技术和AI，", "技", "术。")]),
    ],
)
def test_chinese_is_searched_by_characters_however_it_was_cut(language, term, quoted):
    paragraphs, _ = made(CHINESE)
    uses = passages.concordance(words.tokens(paragraphs, language), term, paragraphs, window=99)
    assert list(uses[["before", "term", "after"]].itertuples(index=False, name=None)) == quoted


def test_without_paragraphs_whole_tokens_are_quoted():
    _, tokens = made({"a": ["渡口安全管理，办法"]})
    uses = passages.concordance(tokens, "安全")
    assert uses[["before", "term", "after"]].values.tolist() == [["", "渡口安全管理", "办法"]]


def test_elided_words_are_found_with_and_without_their_article():
    paragraphs, tokens = made(
        {"a": ["L’eau de la ville, l'école et une eau dans le pré."], "b": ["A d'Urberville came."]}
    )
    for term, uses in {"eau": 2, "l'eau": 1, "L’": 2, "école et": 1, "d'urberville": 1, "urberville": 0}.items():
        assert len(passages.concordance(tokens, term, paragraphs)) == uses, term


def test_a_word_that_one_text_cuts_and_another_does_not_is_found_in_both_and_counted_as_each_has_it():
    """What is typed is what is printed; what a table counts has the passages that it counts, in every text."""
    french = "L'eau de l'homme et la mer: c'est l'eau qu'il a vue dans les villes de la France. " * 6
    english = "The hotel is called l'eau, and it stood in a small town near the sea for years: l'eau."
    paragraphs, tokens = made({"a": [french], "b": [english], "c": [french]})
    counted = terms.counts(terms.phrases(tokens, 2)).groupby("term", observed=True)["n"].sum()
    assert counted[["l'eau", "l' eau", "eau"]].tolist() == [2, 24, 24]
    for term in ("l'eau", "l' eau", "eau", "l'", "hotel", "la mer"):
        assert len(passages.concordances(tokens, [term], paragraphs)) == counted[term], term
    for term in ("l'eau", "L’eau"):
        uses = passages.concordance(tokens, term, paragraphs)
        assert uses["doc_id"].value_counts(sort=False).tolist() == [12, 2, 12]


def test_words_whose_signs_are_not_seen_are_quoted_whole():
    paragraphs, tokens = made({"a": ["A cafe\u0301\u200d, the oﬃ\u00adcial e\u0301te\u0301 of 5 km² by it¹."]})
    for term, quoted in [
        ("café the", "cafe\u0301\u200d, the"),
        ("official été", "oﬃ\u00adcial e\u0301te\u0301"),
        ("km²", "km²"),
        ("it", "it"),
    ]:
        assert passages.concordance(tokens, term, paragraphs)["term"].tolist() == [quoted]


# ---- contexts: what is quoted -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "before", "after"),
    [
        (0, "", ""),
        (1, "said", "the"),
        (2, "he said", "the work"),
        (5, "first national security he said", "the work of all"),
        (99, "security first national security he said", "the work of all"),
    ],
)
def test_the_window_counts_words_and_ends_with_the_paragraph(window, before, after):
    assert found("is", window=window) == [("a", 1, before, "is", after)]


def test_eight_words_are_quoted_on_either_side_when_nothing_is_said():
    _, tokens = made({"a": ["a b c d e f g h i word k l m n o p q r s"]})
    uses = passages.concordance(tokens, "word")
    assert uses[["before", "after"]].values.tolist() == [["b c d e f g h i", "k l m n o p q r"]]


def test_a_negative_window_is_refused():
    with pytest.raises(ValueError, match=r"a window cannot have -1 words\. Give a whole number from 0\."):
        passages.concordance(made()[1], "security", window=-1)


@pytest.mark.parametrize(
    ("term", "window", "quoted"),
    [
        ("national security", 2, [("Security first. “", "National security", ",” he said")]),
        ("nation's", 1, [("The", "nation’s", "security")]),
        ("nation’s security", 9, [("The", "nation’s security", "; national")]),
        ("first", 1, [("Security", "first", ". “National")]),
        ("all", 1, [("of", "all", ".")]),
        ("all", 0, [("", "all", ".")]),
        ("seeds 20 kinds", 1, [("of", "seeds: 20 kinds", "of")]),
        ("of it here", 1, [("word", "of it here", ".")]),
    ],
)
def test_with_paragraphs_the_page_is_quoted_as_printed(term, window, quoted):
    paragraphs, tokens = made()
    uses = passages.concordance(tokens, term, paragraphs, window)
    assert list(uses[["before", "term", "after"]].itertuples(index=False, name=None)) == quoted


def test_with_paragraphs_dropped_words_are_still_on_the_page():
    paragraphs, tokens = made()
    kept = words.drop(tokens, {"of", "the", "and"})
    uses = passages.concordance(kept, "seeds", paragraphs, window=1)
    assert uses[["before", "after"]].values.tolist() == [["security of", ": 20 kinds"], ["kinds of", "."]]


def test_a_whole_paragraph_can_be_put_together_again_from_its_quote():
    paragraphs, tokens = made()
    uses = passages.concordance(tokens, "*", paragraphs, window=99)
    text = paragraphs.set_index(["doc_id", "paragraph"])["text"]
    for use in uses.itertuples():
        quoted = "".join((use.before + use.term + use.after).split())
        assert quoted == "".join(text[use.doc_id, use.paragraph].split())
    assert len(uses) == len(tokens)


def test_the_line_is_the_one_the_first_word_stands_on():
    columns = {"doc_id": ["a"], "paragraph": [1], "section": [3], "kind": ["body"], "first_line": [4], "last_line": [9]}
    places = {"text": ["the risks and challenges"], "places": [((0, 4), (10, 9))]}
    tokens = words.tokens(tables.build("PARAGRAPHS", columns | places))
    uses = pd.concat([passages.concordance(tokens, term) for term in ("risks", "and", "the risks and")])
    assert uses[["section", "line"]].values.tolist() == [[3, 4], [3, 9], [3, 4]]


def test_contexts_leave_their_tables_as_they_were():
    paragraphs, tokens = made()
    before = paragraphs.copy(), tokens.copy()
    passages.sort_concordance(passages.concordance(tokens, "security", paragraphs), "left")
    passages.places(tokens, ["security"])
    pd.testing.assert_frame_equal(paragraphs, before[0])
    pd.testing.assert_frame_equal(tokens, before[1])


# ---- order of contexts ------------------------------------------------------------------------------

SORTED = {
    "a": ["we saw Zeal end", "Old zeal and", "a “zeal” and", "zeal"],
    "b": ["cold zeal and a half", "new old zeal"],
}


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("place", ["a1", "a2", "a3", "a4", "b1", "b2"]),
        # nothing, a, cold, old, old new, saw we
        ("left", ["a4", "a3", "b1", "a2", "b2", "a1"]),
        # nothing, nothing, and, and, and a half, end
        ("right", ["a4", "b2", "a2", "a3", "b1", "a1"]),
    ],
)
@pytest.mark.parametrize("printed", [True, False])
def test_contexts_sort_by_the_nearest_word_then_the_next_then_by_place(by, order, printed):
    paragraphs, tokens = made(SORTED)
    uses = passages.concordance(tokens, "zeal", paragraphs if printed else None)
    shuffled = passages.sort_concordance(uses.iloc[::-1], by)
    assert [f"{text}{n}" for text, n in zip(shuffled["doc_id"], shuffled["paragraph"], strict=True)] == order
    assert shuffled.index.tolist() == list(range(6))


def test_place_is_the_order_of_words_within_a_paragraph_too():
    _, tokens = made({"a": ["b it and a it and"]})
    uses = passages.concordance(tokens, "it")
    assert passages.sort_concordance(passages.sort_concordance(uses, "left"), "place")["position"].tolist() == [2, 5]
    assert passages.sort_concordance(uses, "left")["position"].tolist() == [5, 2]


def test_corpus_order_comes_before_the_alphabet():
    _, tokens = made({"z": ["it is"], "a": ["it is"]})
    for by in passages.SORTS:
        assert passages.sort_concordance(passages.concordance(tokens, "it"), by)["doc_id"].tolist() == ["z", "a"]


def test_contexts_sort_by_words_as_the_tokens_have_them():
    paragraphs, tokens = made({"a": ["land-locked it", "law it", "land it", "“2025” it"]})
    uses = passages.sort_concordance(passages.concordance(tokens, "it", paragraphs), "left")
    assert uses["before"].tolist() == ["“2025”", "land", "land-locked", "law"]


def test_an_unknown_order_is_refused():
    with pytest.raises(ValueError, match=r"cannot sort by 'size'\. Use one of \['place', 'left', 'right'\]\."):
        passages.sort_concordance(passages.concordance(made()[1], "security"), "size")


# ---- places -----------------------------------------------------------------------------------------


def test_place_is_the_middle_of_the_word_on_a_line_from_0_to_1():
    _, tokens = made({"a": ["x y x", "y"], "b": ["y x"]})
    places = passages.places(tokens, ["x", "y x"])
    expected = [("a", "x", 1, 0.5 / 4), ("a", "x", 1, 2.5 / 4), ("b", "x", 1, 1.5 / 2)]
    expected += [("a", "y x", 1, 1.5 / 4), ("b", "y x", 1, 0.5 / 2)]
    assert list(places[["doc_id", "term", "line", "place"]].itertuples(index=False, name=None)) == expected


def test_terms_keep_the_order_they_were_asked_in_also_those_without_a_use():
    _, tokens = made()
    places = passages.places(tokens, ["work", "nowhere", "security", "work"])
    assert places["term"].cat.categories.tolist() == ["work", "nowhere", "security"]
    assert places["term"].tolist() == ["work"] + ["security"] * 5
    assert places["doc_id"].cat.categories.tolist() == ["a", "b"]


def test_one_term_may_be_given_as_it_is():
    _, tokens = made()
    pd.testing.assert_frame_equal(passages.places(tokens, "of all"), passages.places(tokens, ["of all"]))


def test_no_term_has_no_place():
    with pytest.raises(ValueError, match="no term to look for"):
        passages.places(made()[1], [])


# ---- count = passages, for the whole corpus ---------------------------------------------------------


@pytest.fixture(scope="module")
def reading() -> tuple[pd.DataFrame, pd.DataFrame]:
    paragraphs = layout.paragraphs(layout.lines(corpus.load()))
    return paragraphs, words.tokens(paragraphs)


def by_term(counted: pd.DataFrame) -> dict[str, Counter]:
    """Return term -> uses by text."""
    found = defaultdict(Counter)
    for text, term, n in zip(counted["doc_id"], counted["term"], counted["n"], strict=True):
        found[term][text] = n
    return found


def test_every_word_of_the_corpus_has_as_many_contexts_as_its_count(reading):
    _, tokens = reading
    counted = by_term(terms.counts(tokens))
    assert len(counted) == tokens["token"].nunique()
    at_once = dict(iter(passages.concordances(tokens, list(counted), window=2).groupby("asked", observed=True)))
    for term, n in counted.items():
        assert Counter(at_once[term]["doc_id"]) == n, term
        assert set(at_once[term]["term"]) == {term}
    often = sorted(counted, key=lambda term: -counted[term].total())[:40]
    for term in random.Random(3).sample(list(counted), 250) + often:
        alone = passages.concordance(tokens, term, window=2)
        pd.testing.assert_frame_equal(alone, at_once[term].drop(columns="asked").reset_index(drop=True))


def test_phrases_of_two_to_four_words_have_as_many_contexts_as_their_count(reading):
    paragraphs, tokens = reading
    counted = by_term(terms.counts(terms.phrases(tokens, 4)))
    names = sorted(term for term in counted if " " in term)
    often = sorted(names, key=lambda term: -counted[term].total())[:40]
    chosen = random.Random(4).sample(names, 250) + often
    assert {len(term.split()) for term in chosen} == {2, 3, 4}
    for term in chosen:
        uses = passages.concordance(tokens, term, paragraphs)
        assert Counter(uses["doc_id"]) == counted[term], term
        assert {" ".join(characters.words(each)) for each in uses["term"]} == {term}


def test_words_kept_after_a_stop_list_keep_count_and_contexts_equal(reading):
    _, tokens = reading
    content = words.drop(tokens, words.stop_words("long"))
    counted = by_term(terms.counts(terms.phrases(content, 2)))
    for term in random.Random(5).sample(sorted(counted), 150):
        assert Counter(passages.concordance(content, term)["doc_id"]) == counted[term], term


def test_every_quote_of_the_corpus_stands_in_the_file_where_it_says(reading):
    paragraphs, tokens = reading
    lines = layout.lines(corpus.load()).set_index(["doc_id", "line"])["text"]
    for use in passages.concordance(tokens, "sovereign*", paragraphs).itertuples():
        assert use.term in lines[use.doc_id, use.line]


def test_many_terms_at_once_have_the_rows_that_each_has_alone(reading):
    paragraphs, tokens = reading
    asked = ["security", "Security", "of the *", "moderni*", "xyzzy", "20th", "2023", "national security", "...", "of"]
    at_once = passages.concordances(tokens, asked, paragraphs)
    for term in asked:
        own = at_once[at_once["asked"] == term].drop(columns="asked").reset_index(drop=True)
        alone = passages.concordance(tokens, term, paragraphs) if term != "..." else own.head(0)
        pd.testing.assert_frame_equal(own, alone)
    assert at_once["asked"].unique().tolist() == [term for term in asked if term not in ("xyzzy", "...")]
    assert not len(passages.concordances(tokens, [], paragraphs))


@pytest.mark.parametrize("typed", ["Article 5", "Article ５", "Article 𝟓"])
def test_a_number_is_found_in_whatever_form_its_digits_are_printed(typed):
    documents = documents_of("Article 5 of the treaty.", "Article ５ of it.", "Article 𝟓 too.", "Article 6 alone.")
    paragraphs = layout.paragraphs(layout.lines(documents))
    found = passages.concordance(words.tokens(paragraphs), typed, paragraphs)
    assert found["doc_id"].tolist() == documents["doc_id"].tolist()[:3]
