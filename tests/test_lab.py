"""Tests of lab: what a search box shows, and that hostile words stay words."""

import subprocess
import sys

import made
import pandas as pd
import pytest

from helpers import compare, lab, passages, tables, terms, words


def two_texts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return PARAGRAPHS and TOKENS of two short texts."""
    columns = {"doc_id": ["b", "b", "a"], "paragraph": [1, 2, 1], "section": 0, "kind": "body"}
    columns |= {"first_line": [3, 5, 7], "last_line": [3, 5, 7], "places": [((0, 3),), ((0, 5),), ((0, 7),)]}
    columns |= {"text": ["New peace & old war.", "Old peace, no war", "The war"]}
    paragraphs = tables.build("PARAGRAPHS", columns, pd.Index(["b", "a"]))
    return paragraphs, words.tokens(paragraphs)


def opened(term: str = "war") -> tuple[dict, object]:
    """Return the controls by name and the result of a search box."""
    paragraphs, tokens = two_texts()
    *controls, result = lab.concordance(tokens, paragraphs, term).children
    return {control.description: control for control in controls}, result


def rows(result) -> list[list[str]]:
    """Return the cells of the table, without the marks around the term."""
    parts = result.value.split("<tr>")[2:]
    cells = [[cell.split(">", 1)[1] for cell in part.split("</td>")[:-1]] for part in parts]
    return [[cell.replace("<b>", "").replace("</b>", "") for cell in row] for row in cells]


def test_the_box_has_the_four_controls_and_opens_with_the_term():
    controls, result = opened()
    assert {name: control.value for name, control in controls.items()} == {
        "term": "war",
        "text": "all texts",
        "window": 8,
        "sort": "place",
    }
    assert list(controls["text"].options) == ["all texts", "b", "a"]
    assert result.value.startswith("<p>3 uses of &#x27;war&#x27; in all texts.</p>")
    assert rows(result) == [
        ["b", "3", "New peace &amp; old", "war", "."],
        ["b", "5", "Old peace, no", "war", ""],
        ["a", "7", "The", "war", ""],
    ]


@pytest.mark.parametrize(
    ("control", "value", "first_cells"),
    [
        ("term", "peace", ["b3", "b5"]),
        ("term", "old *", ["b3", "b5"]),
        ("text", "a", ["a7"]),
        ("sort", "left", ["b5", "b3", "a7"]),
    ],
)
def test_a_changed_control_searches_anew(control, value, first_cells):
    controls, result = opened()
    controls[control].value = value
    assert [row[0] + row[1] for row in rows(result)] == first_cells


def test_the_window_cuts_the_quote():
    controls, result = opened()
    controls["window"].value = 1
    assert [row[2] for row in rows(result)] == ["old", "no", "The"]


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("", "<p>no word in the search term &#x27;&#x27;. Give letters"),
        ("<img src=x>", "<p>no use of &#x27;&lt;img src=x&gt;&#x27;.</p>"),
        ("<2025>", "<p>no use of &#x27;&lt;2025&gt;&#x27;.</p>"),
        ("<", "<p>no word in the search term &#x27;&lt;&#x27;. Give letters"),
        ("wa", "<p>no use of &#x27;wa&#x27;; near: &#x27;wa*&#x27; (3 uses).</p>"),
        ("nowhere", "<p>no use of &#x27;nowhere&#x27;.</p>"),
    ],
)
def test_a_search_that_finds_nothing_says_so_and_the_next_one_works(term, message):
    controls, result = opened()
    controls["term"].value = term
    assert result.value.startswith(message)
    assert "<table" not in result.value
    controls["term"].value = "war"
    assert len(rows(result)) == 3


def test_words_of_a_text_never_become_markup():
    paragraphs = made.paragraphs("<script>alert(1)</script> war & <img src=x onerror=alert(2)>")
    box = lab.concordance(words.tokens(paragraphs), paragraphs, "war")
    value = box.children[-1].value
    assert "<script" not in value
    assert "<img" not in value
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in value
    assert "&amp; &lt;img" in value


def test_at_most_fifty_uses_are_listed_and_all_are_counted():
    paragraphs = made.paragraphs(*["war and war"] * 26)
    result = lab.concordance(words.tokens(paragraphs), paragraphs, "war").children[-1]
    assert result.value.startswith("<p>52 uses of &#x27;war&#x27; in all texts; the first 50 are listed.</p>")
    assert len(rows(result)) == 50


def test_the_box_lists_what_contexts_returns():
    paragraphs, tokens = two_texts()
    _, result = opened("peace")
    uses = passages.concordance(tokens, "peace", paragraphs)
    assert [row[3] for row in rows(result)] == uses["term"].tolist()
    assert [int(row[1]) for row in rows(result)] == uses["line"].tolist()


# ---------------------------------------------------------------- two texts, and settings

LONG = "we must build a strong navy and guard the open sea against every storm that comes"


def three_texts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return PARAGRAPHS and TOKENS of three texts; ``b`` and ``a`` have a passage in common."""
    columns = {"doc_id": ["b", "a", "c"], "paragraph": 1, "section": 0, "kind": "body", "first_line": [3, 5, 7]}
    columns |= {"last_line": [3, 5, 7], "places": [((0, 3),), ((0, 5),), ((0, 7),)]}
    columns |= {"text": [f"Once {LONG}. <i>War</i>", f"Then {LONG}, and peace", "Other harbour <i>war</i>"]}
    paragraphs = tables.build("PARAGRAPHS", columns, pd.Index(["b", "a", "c"]))
    return paragraphs, words.tokens(paragraphs)


def opened_pair(left: str = "b", right: str = "a"):
    """Return the pair explorer's controls by name, and its result."""
    paragraphs, tokens = three_texts()
    *controls, result = lab.pair(tokens, paragraphs, left, right).children
    return {control.description: control for control in controls}, result


def cells(value: str) -> list[list[str]]:
    """Return the cells of all tables in HTML."""
    return [[cell.split(">")[-1] for cell in row.split("</td>")[:-1]] for row in value.split("<tr>")]


def test_a_pair_opens_with_its_terms_uses_and_passages():
    paragraphs, tokens = three_texts()
    controls, result = opened_pair()
    weights = terms.tfidf(terms.counts(words.drop(tokens, words.stop_words("short"))))
    shared = compare.shared_terms(weights, "b", "a").head(10)
    assert list(controls["term"].options) == shared["term"].tolist()
    assert controls["term"].value == shared["term"][0]
    assert [[row.term, str(round(row.part, 3))] for row in shared.itertuples()] == [
        row for row in cells(result.value) if len(row) == 2 and row[0] in set(shared["term"])
    ]
    assert [row[:2] for row in cells(result.value) if len(row) == 5] == [["b", "3"], ["a", "5"]]
    assert "Passages in common: 1;" in result.value
    assert "b, line 3" in result.value


def test_another_term_or_text_shows_anew():
    controls, result = opened_pair()
    controls["term"].value = controls["term"].options[3]
    assert f"<td>{controls['term'].value}</td><td>" in result.value.partition("before")[2]
    controls["right"].value = "c"
    assert list(controls["term"].options) == ["war"]
    assert "Passages in common: 0;" in result.value
    assert "side-by-side" not in result.value


def test_a_text_with_itself_is_no_pair():
    controls, result = opened_pair()
    controls["right"].value = "b"
    assert result.value == "<p>Choose two different texts.</p>"
    controls["right"].value = "a"
    assert "Passages in common: 1;" in result.value


def test_the_words_of_a_pair_never_become_markup():
    controls, result = opened_pair("b", "c")
    assert "<i>" not in result.value
    assert "&lt;i&gt;" in result.value


def test_settings_open_with_the_similarities_of_the_notebooks_and_change_with_a_choice():
    _, tokens = three_texts()
    *controls, result = lab.settings(tokens).children
    named = {control.description: control for control in controls}
    pairs = compare.similarity(terms.tfidf(terms.counts(words.drop(tokens, words.stop_words("short")))))
    shown = {(row[0], row[1]): row[2:] for row in cells(result.value) if len(row) == 5}
    assert {pair: values[0] for pair, values in shown.items()} == {
        (row.left, row.right): f"{row.similarity:.2f}" for row in pairs.itertuples()
    }
    assert [values[1:] for values in shown.values()] == [["1", "1"], ["2", "2"], ["3", "3"]]
    settings = compare.stability({"all": tokens}, {"none": [], "short": words.stop_words("short")})
    for row in settings.itertuples():
        named["stop list"].value, named["n-grams"].value = row.stop_words, row.ngrams
        named["weighting"].value = row.weighting
        assert [row.left, row.right, f"{row.similarity:.2f}", str(row.rank)] in [
            found[:4] for found in cells(result.value)
        ]


def test_importing_explorers_does_not_import_widgets():
    code = "import sys; from helpers import lab; print('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
