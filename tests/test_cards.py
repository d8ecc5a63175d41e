"""Claims as cards: every outcome is there, in the lane of its option, and nothing of a text acts."""

import re

import numpy as np
import pandas as pd
import pytest

from helpers import claims, compare, report, tables, terms, words

HOSTILE = '<script>alert("x")</script>\n``````\n# {{ 7 * 7 }}'


def claim(number=1, **changed):
    row = {"claim": number, "sentence": "a and b are alike", "number": 0.25, "what": "lead", "low": -0.5, "high": 1.0}
    row |= {
        "p": 0.2,
        "verdict": "depends on weighting",
        "held": 3,
        "settings": 4,
        "decides": "weighting",
        "counted": False,
        "limit": 0.0,
    }
    row |= {"falls": "weighting sublinear, stop_words none", "since": "1.0", "against": "It is short."}
    row |= {"because": "Its interval is <wide>."}
    return row | {"evidence": [("a", 3, "as it is said"), ("b", 7, "as they say")]} | changed


def outcomes(number=1, numbers=(0.25, 0.5, 0.75, -0.25)):
    table = pd.DataFrame({"claim": number, "setting": range(1, 5), "number": numbers, "wording": ""})
    table = table.assign(holds=table["number"] > 0, weighting=["plain", "plain", "sublinear", "sublinear"])
    return tables.build("OUTCOMES", table.assign(stop_words=["short", "none", "short", "none"]))


def cards(*claims, found=None, methods="Made so.", **given):
    return report.cards(pd.DataFrame(claims), outcomes() if found is None else found, ["a", "b"], methods, **given)


def test_a_card_has_sentence_number_interval_verdict_lines_and_objection():
    made = cards(claim())
    for said in ("1. a and b are alike", "<b>0.25</b> lead; 95% interval −0.5 to 1", "depends on weighting"):
        assert said in made
    said = '<a href="texts/a.html#line-3" data-at="line-3=as it is said">a, line 3</a> <q>as it is said</q>'
    assert said in made
    assert '<a href="texts/b.html#line-7" data-at="line-7=as they say">b, line 7</a>' in made
    assert "<b>Against it.</b> It is short." in made
    assert "fails only under weighting sublinear, stop words none" in made


def test_every_outcome_is_in_the_lane_of_its_option_at_its_place():
    lanes = re.findall(r'<span class="option">([^<]*)</span><svg class="dots"[^>]*>(.*?)</svg></div>', cards(claim()))
    assert [name for name, _ in lanes[:2]] == ["plain: 2 of 2", "sublinear: 1 of 2"]
    mark = r'<svg class="mark (\w+)( told)?" x="([\d.]+)%" y="50%" data-number="([^"]*)" data-options=\'([^\']*)\''
    marks = [re.findall(mark, lane) for _, lane in lanes]
    assert [kind for kind, *_ in marks[0] + marks[1]] == ["holds", "holds", "holds", "fails"]
    assert [told for _, told, *_ in marks[0] + marks[1]] == [" told", "", "", ""]
    places = [float(place) for _, _, place, *_ in marks[0] + marks[1]]
    assert places == pytest.approx([4 + 92 * (number + 0.5) / 1.5 for number in (0.25, 0.5, 0.75, -0.25)], abs=0.06)
    assert marks[1][1][3:] == ("−0.25", '["sublinear", "none"]')
    assert """data-choices='["weighting", "stop words"]'""" in cards(claim())


def test_what_was_tried_beside_the_settings_has_its_sentence_its_lane_and_its_switch():
    made = cards(claim(), further={1: {"at equal length": -0.75, "without a and b": 0.5}})
    assert "Beside them: at equal length it does not hold; without a and b it holds." in made
    assert "Holds in <b>3 of 4</b> settings" in made
    lane = r"""<span class="option">([^<]*)</span><svg class="dots"[^>]*><line[^>]*/>"""
    mark = r"""<svg class="mark (\w+) also" x="([\d.]+)%" y="50%" data-number="([^"]*)" data-options='([^']*)'>"""
    found = re.findall(lane + mark, made)[-2:]
    options = ['["plain", "short", "at equal length"]', '["plain", "short", "without a and b"]']
    places = [f"{4 + 92 * (number + 0.75) / 1.75:.1f}" for number in (-0.75, 0.5)]
    assert found == [
        ("at equal length", "fails", places[0], "−0.75", options[0]),
        ("without a and b", "holds", places[1], "0.5", options[1]),
    ]
    assert """data-choices='["weighting", "stop words", "texts"]'""" in made
    assert made.count('"as they are"]') == 4
    assert "Beside them" not in cards(claim())
    assert "as they are" not in cards(claim())


def test_beside_the_settings_a_lead_is_that_of_equal_length_and_of_the_other_words(read):
    given = {"pairs": [["chen_yixin_2023", "chen_xiangyang_2024"]], "of": [["yang_2025", "cicir_2025"]]}
    texts = claims.texts(read.lines)
    asked = [{"call": "share"}, {"call": "ahead", "given": given}]
    content = words.drop(read.tokens, words.stop_words("short"))
    weights = terms.tfidf(terms.counts(words.drop(content, ["national", "security"])))
    tables_of = [compare.equal_length(content).assign(similarity=lambda it: it["equal"]), compare.similarity(weights)]
    leads = []
    for table in tables_of:
        of = {frozenset(pair): number for *pair, number in table[["left", "right", "similarity"]].to_numpy()}
        leads.append(of[frozenset(given["pairs"][0])] - of[frozenset(given["of"][0])])
    found = report.beside(texts, asked)
    assert list(found) == [2]
    assert list(found[2]) == ["at equal length", "without security and national"]
    assert list(found[2].values()) == pytest.approx(leads, abs=1e-12)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"low": np.nan, "high": np.nan, "verdict": "stands", "counted": True}, "lead; counted."),
        ({"low": np.nan, "high": np.nan, "verdict": "too few"}, "lead; no interval: too few paragraphs or uses."),
        ({"low": np.nan, "high": np.nan, "verdict": "falls"}, "lead; no interval."),
        (
            {"low": np.nan, "high": np.nan, "verdict": "the same text"},
            "lead; no interval. Its interval is &lt;wide&gt;.",
        ),
        ({"low": 0.125, "high": np.inf}, "95% interval from 0.125."),
        ({"since": "was 0.3 in 1.0"}, "It was 0.3 in 1.0."),
        ({"decides": "", "falls": ""}, "all settings: 3 of 4"),
    ],
)
def test_what_is_not_known_is_told(changed, said):
    assert said in cards(claim(**changed))


def test_a_claim_that_is_not_distinguished_says_why():
    assert "Its interval is &lt;wide&gt;." in cards(claim(verdict="not distinguished"))
    assert "Its interval is" not in cards(claim(verdict="stands"))


def test_an_outcome_without_end_has_a_place_too():
    made = cards(claim(low=np.nan, high=np.nan), found=outcomes(numbers=(0.25, 0.5, 0.75, -np.inf)))
    assert re.findall(r'class="mark fails" x="([\d.]+)%"', made) == ["4.0"]
    assert "−∞" in made


def test_nothing_of_a_text_acts():
    found = outcomes().assign(company=HOSTILE)
    shown = claim(sentence=HOSTILE, against=HOSTILE, evidence=[("a", 1, HOSTILE)], falls=HOSTILE)
    made = cards(shown, found=found, methods=HOSTILE, further={1: {HOSTILE: 0.5}})
    assert "<script" not in made
    assert "{{ 7 * 7 }}" in made
    assert len(re.findall("^``````", made, re.MULTILINE)) == 2  # the block's own ends


def test_a_line_is_told_by_the_name_of_its_text():
    tables.call_texts({"a": "Ann 1901"})
    assert ">Ann 1901, line 3</a>" in cards(claim())
    assert 'href="texts/a.html#line-3"' in cards(claim())


def test_where_nothing_holds_it_is_said():
    empty = pd.DataFrame(columns=[*claim()])
    assert "No sentence about these texts stands" in report.cards(empty, outcomes().head(0), ["a"], "", False)
    assert "Nobody has read" in cards(claim(), read=False)
