"""Tests of characters: how texts are folded, where a folded word stands as printed, which words a text has."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import characters

SIGNS = "abLz é字5_.,:/'-’·\"א\u0301\u0308ﬁ²¹İΣ\u00ad\u200b\u200d\ufe0f한\u1112\u1161\u11ab―ភ\u09c7\u09be"
SIGNS += "ſẛĳŉŀＡ１𝐛ﻻﹷـﾊﾞㅋำ⼈㎢Ⅷᵃᵉ٫ʻ"
ODD = st.text(st.sampled_from(SIGNS), max_size=20) | st.text(max_size=20)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Don’t don´t don`t don′t don‘t donʼt", "don't don't don't don't don't don't"),
        ("co‐operate co‑operate co－operate", "co-operate co-operate co-operate"),
        ("a – b — c − d", "a – b — c − d"),  # dashes and the minus sign stay what they are
        ("cafe\u0301 café", "café café"),
        ("ﬁnal oﬃcial eﬀort ﬂow", "final official effort flow"),
        ("İstanbul ISPARTA ılık", "istanbul isparta ılık"),
        ("ΛΟΓΟΣ", "λογος"),
        ("Straße", "straße"),  # not ss: the text shows which was printed
        ("devel\u00adopment \ufeffword", "development word"),
        ("می\u200cخواهم", "میخواهم"),
        ("ភាសា\u200bខ្មែរ the\u200b word", "ភាសា\u200bខ្មែរ the word"),
        ("policy¹ of 5 km² or 3m³, x¹², am²", "policy  of 5 km² or 3m³, x  , am "),
        ("H₂O", "h2o"),
        ("❤\ufe0f", "❤"),
        # what Unicode calls a form of letters and numbers
        ("ＮＨＫ ２．５ ｃａｆｅ\u0301", "nhk 2.5 café"),
        ("houſe ĳs Ǆamija և coŀla ŉ", "house ijs džamija եւ col·la n"),
        ("𝐛𝐨𝐥𝐝 ℝ Ⅷ 5㎢ ㌔", "bold r viii 5km² キロ"),
        ("ﺍﻟﺴﻼﻡ ﷲ", "السلام الله"),
        ("nai\u0308ve houſe ĳs ŀ 5µm ﾃﾚﾋﾞ", "naïve house ijs l· 5μm テレビ"),
        ("ﾃﾚﾋﾞ ﾊﾟﾝ ⽔⺟", "テレビ パン 水母"),
        ("ϲοφοϲ ϕῶς µm", "σοφος φῶς μm"),
        ("น้ำ ຳ ໜ ㅋㅋ № ① ½ ™ ℃", "น้ำ ຳ ໜ ㅋㅋ № ① ½ ™ ℃"),  # how one writes, or more than letters
        ("مــحمد محمد", "محمد محمد"),
        # signs as others type them
        ("Hawaiʻi Oʻzbek Qurʾan Shiʿa Ո՚", "hawai'i o'zbek qur'an shi'a ո'"),
        ("ˈwɔːtə ʰ", "ˈwɔːtə ʰ"),  # phonetic signs are letters
        ("٣٫٥ ٢٬٥٠٠ 10：30", "٣.٥ ٢,٥٠٠ 10:30"),
        # raised letters: notes, or part of what stands before
        ("policyᵃ, policyᵇ.ᶜ", "policy , policy . "),
        ("1ˢᵗ XIXᵉ Mᵐᵉ", "1st xixe mme"),
        ("yᵉ kʷak policyᵃb 1º nª", "yᵉ kʷak policyᵃb 1º nª"),
        # a zero-width space parts what has no spaces, and is nothing elsewhere
        ("ភាសា\u200bEnglish\u200bនិង", "ភាសា\u200benglish\u200bនិង"),
        ("ភាសា\u200b\u200bខ្មែរ ꦧꦱ\u200bꦗꦮ", "ភាសា\u200b\u200bខ្មែរ ꦧꦱ\u200bꦗꦮ"),
        ("com\u200bmittee 水\u200b源", "committee 水源"),
    ],
)
def test_texts_are_folded_to_what_is_compared(printed, folded):
    assert characters.fold(printed) == folded
    assert characters.folded(printed)[0] == folded


@given(ODD)
def test_folding_by_places_folds_alike_and_its_places_rise_through_the_text(text):
    folded, places = characters.folded(text)
    assert folded == characters.fold(text)
    assert len(places) == len(folded) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(text)


@pytest.mark.parametrize("mark", ["\u0308", "e\u0308", "\u00ad"])
def test_every_sign_is_folded_alike_with_and_without_places(mark):
    signs = [chr(code) for code in range(0x20, 0x20000) if unicodedata.category(chr(code)) != "Cs"]
    for text in (" ".join(signs[::2]) + mark, f"{mark} ".join(signs[1::2])):
        folded, places = characters.folded(text)
        assert folded == characters.fold(text)
        assert len(places) == len(folded) + 1


@given(ODD)
def test_a_text_in_either_composition_folds_alike(text):
    folded = {characters.fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(folded) == 1


@given(ODD)
def test_words_are_found_again_where_they_are_printed(text):
    found = list(characters.spans(text, numbers=True))
    assert [word for _, _, word in found] == characters.words(text, numbers=True)
    for (start, end, word), (after, _, _) in zip(found, [*found[1:], (len(text), 0, "")], strict=False):
        assert start < end <= after
        assert characters.end_of(text, start, word) == end


KNOWN = characters.vocabulary(["A long-term plan is well-known; the development, MacDonald, the long-", "term of it."])


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the devel-", "opment of", "the development of"),
        ("the devel\u00ad", "opment of", "the development of"),
        ("the devel‐", "opment of", "the development of"),
        ("the devel¬", "opment of", "the development of"),
        ("a long-", "term plan", "a long-term plan"),
        ("a well‐", "known plan", "a well‐known plan"),
        ("with pre-", "and post-war houses", "with pre- and post-war houses"),
        ("die Ein-", "oder Ausfuhr", "die Ein- oder Ausfuhr"),
        ("an Anglo-", "American plan", "an Anglo-American plan"),
        ("of covid-", "19 in", "of covid-19 in"),
        ("of MUC-", "7 in", "of MUC-7 in"),
        ("THE GOVERN-", "MENT OF", "THE GOVERNMENT OF"),
        ("they feared a US-", "UK pact", "they feared a US-UK pact"),
        ("our Mac-", "Donald came", "our MacDonald came"),  # the text has it
        ("քաղաքի բնակ֊", "չությունը", "քաղաքի բնակչությունը"),
        ("die Entwick⸗", "lung der", "die Entwicklung der"),
        ("वे धीरे-", "धीरे चले", "वे धीरे-धीरे चले"),
        ("die Ober-", "bzw. Unterstadt", "die Ober- bzw. Unterstadt"),
        ("Neben- und Seiten-", "sowie Hinterwege", "Neben- und Seiten- sowie Hinterwege"),
        ("это двух-", "и трёхэтажный", "это двух- и трёхэтажный"),
        ("not in pre-", "nor in post-war houses", "not in pre- nor in post-war houses"),
        ("the gover-", "nor of the town", "the governor of the town"),
        ("it was slow--", "very slow", None),
        ("a word –", "and more", None),
        ("a word -", "and more", None),
        ("a long-", "“term” plan", None),
        ("a long", "term", None),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_only_where_the_word_has_it(before, after, joined):
    found = characters.joint(before, after, KNOWN)
    if joined is None:
        assert found is None
    else:
        cut, between = found
        assert before[: len(before) - cut] + between + after == joined


def test_words_cut_by_the_end_of_a_line_are_not_known():
    assert characters.vocabulary(["a long-", "term long-term x¬"]) == {"a": 1, "term": 1, "long-term": 1}
