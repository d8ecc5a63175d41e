"""``tables``: columns, types, corpus order, and errors that say what to do."""

import contextlib
import importlib
import re

import pandas as pd
import pytest
from made import written

from helpers import corpus, layout, tables, terms, words

COUNTS = {"doc_id": ["z", "z", "a"], "term": ["one", "two", "one"], "n": [1, 2, 3]}


def test_build_puts_the_tables_own_columns_first_and_in_order():
    table = tables.build("COUNTS", {"extra": [7, 8, 9], "n": [1, 2, 3], "term": ["a", "b", "c"], "doc_id": ["x"] * 3})
    assert table.columns.tolist() == ["doc_id", "term", "n", "extra"]


def test_build_gives_the_types_of_the_table():
    table = tables.build("COUNTS", COUNTS | {"n": ["1", "2", "3"]})
    assert isinstance(table["doc_id"].dtype, pd.CategoricalDtype)
    assert isinstance(table["term"].dtype, pd.CategoricalDtype)
    assert table["n"].dtype == "int64"


def test_build_keeps_the_type_of_an_extra_column():
    table = tables.build("COUNTS", COUNTS | {"start": pd.array([1, None, 3], dtype="Int64")})
    assert table["start"].dtype == "Int64"


def test_documents_are_in_the_order_given_not_a_to_z():
    table = tables.build("COUNTS", COUNTS, pd.Index(["z", "a"]))
    assert tables.doc_order(table).tolist() == ["z", "a"]
    assert table.sort_values("doc_id")["doc_id"].tolist() == ["z", "z", "a"]


def test_an_order_keeps_documents_without_rows():
    table = tables.build("COUNTS", COUNTS, pd.Index(["z", "empty", "a"]))
    assert tables.doc_order(table).tolist() == ["z", "empty", "a"]


def test_plain_ids_are_in_order_of_appearance():
    assert tables.doc_order(pd.DataFrame(COUNTS)).tolist() == ["z", "a"]


def test_build_numbers_rows_from_nought():
    table = tables.build("COUNTS", {name: pd.Series(values, index=[5, 6, 7]) for name, values in COUNTS.items()})
    assert table.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize("name", tables.TABLES)
def test_an_empty_table_has_all_its_columns(name):
    table = tables.build(name, {column: [] for column in tables.TABLES[name]})
    assert table.columns.tolist() == list(tables.TABLES[name])
    tables.check(table, name)


def test_a_missing_marker_line_is_missing_not_nought():
    columns = {name: [1] for name in tables.TABLES["FOOTNOTES"]} | {"marker_line": [None]}
    assert tables.build("FOOTNOTES", columns)["marker_line"].isna().all()


def test_check_names_what_is_missing_what_is_there_and_who_makes_it():
    told = re.escape("table lacks ['term', 'n']; it has ['doc_id', 'text']. Make it with 'terms.counts'.")
    with pytest.raises(ValueError, match=f"^{told}$"):
        tables.check(pd.DataFrame({"doc_id": [], "text": []}), "COUNTS")


def test_check_names_a_wrong_type():
    with pytest.raises(TypeError, match=r"expected the table LINES, got list\. Make it with 'layout.lines'"):
        tables.check(["text"], "LINES")


def test_more_columns_than_the_table_has_are_welcome():
    tables.check(pd.DataFrame(COUNTS | {"colour": ["red"] * 3}), "COUNTS")


def test_every_table_names_the_function_that_makes_it():
    for entry in tables.LIST.values():
        room, name = entry.maker.split(".")
        assert callable(getattr(importlib.import_module(f"helpers.{room}"), name))


# ---- what a table must be: kinds of columns, and keys ----------------------------------------------------


def tokens() -> pd.DataFrame:
    return words.tokens(written({"b": ["War and war.", "Peace"], "a": ["And war"]}))


@pytest.mark.parametrize(
    ("lines", "told"), [([3], ""), ([None], ""), ([float("nan")], ""), (["3"], "whole numbers"), ([2.5], "float64")]
)
def test_a_column_of_whole_numbers_that_may_be_missing_holds_nothing_else(lines, told):
    columns = {name: [1] for name in tables.TABLES["FOOTNOTES"]} | {"doc_id": ["a"], "text": ["The note."]}
    table = pd.DataFrame(columns | {"marker_line": lines})
    with pytest.raises(TypeError, match=f"'marker_line' of FOOTNOTES.*{told}") if told else contextlib.nullcontext():
        tables.check(table, "FOOTNOTES")


@pytest.mark.parametrize("column", ["line", "start", "position"])
def test_tokens_without_their_place_are_refused(column):
    with pytest.raises(ValueError, match=rf"table lacks \['{column}'\].*Make it with 'words.tokens'"):
        tables.check(tokens().drop(columns=column), "TOKENS")


def test_two_corpora_with_a_text_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two rows of TOKENS have doc_id 'b', position '1'.*two corpora"):
        tables.check(pd.concat([tokens(), tokens()], ignore_index=True), "TOKENS")


def test_a_key_that_comes_back_far_below_is_found_and_rows_in_any_order_are_welcome():
    tables.check(tokens().sample(frac=1, random_state=1), "TOKENS")
    rows = tokens().assign(position=[1, 2, 3, 2, 1, 2])
    with pytest.raises(ValueError, match="doc_id 'b', position '2'"):
        tables.check(rows, "TOKENS")


def test_a_key_that_comes_back_is_found_where_one_of_its_columns_rises_from_row_to_row():
    rows = tokens().iloc[[0, 5, 0]].assign(position=[2, 1, 2])  # of the texts b, a, b
    with pytest.raises(ValueError, match="doc_id 'b', position '2'"):
        tables.check(rows, "TOKENS")


def test_phrases_may_begin_at_one_word_and_sections_may_hold_one_term():
    tables.check(terms.phrases(tokens(), 3), "TOKENS")
    tables.check(terms.counts(tokens(), "section").assign(section=[0, 0, 1, 0, 0]).iloc[[0, 2]], "COUNTS")


@pytest.mark.parametrize(
    ("name", "columns", "said"),
    [
        ("COUNTS", COUNTS | {"n": [1.0, 2.0, 3.0]}, "'n' of COUNTS should hold whole numbers, and holds float64"),
        ("COUNTS", COUNTS | {"term": [1, 2, 1]}, "'term' of COUNTS should hold text or categories, and holds int64"),
        ("COUNTS", COUNTS | {"n": [True, False, True]}, "'n' of COUNTS should hold whole numbers, and holds bool"),
    ],
)
def test_a_column_of_another_kind_is_refused(name, columns, said):
    with pytest.raises(TypeError, match=said):
        tables.check(pd.DataFrame(columns), name)


def test_a_row_without_a_key_is_named():
    with pytest.raises(ValueError, match="column 'term' of COUNTS has no value in row 1"):
        tables.check(pd.DataFrame(COUNTS | {"term": ["one", None, "one"]}), "COUNTS")


def test_plain_text_columns_do_as_well_as_categories():
    tables.check(pd.DataFrame(COUNTS), "COUNTS")


def test_large_numbers_in_a_key_are_told_apart():
    sections = {"doc_id": ["a"] * 3, "section": [1, 2**62, 2**62 + 1], "level": 1, "heading": "", "first_line": 1}
    table = tables.build("SECTIONS", sections)
    tables.check(table, "SECTIONS")
    with pytest.raises(ValueError, match="two rows of SECTIONS"):
        tables.check(pd.concat([table, table.tail(1)]), "SECTIONS")


# ---- texts as they are, and notes as text ----------------------------------------------------------------


def test_a_whole_text_is_one_paragraph_whose_words_know_their_lines():
    found = layout.whole_texts(pd.DataFrame({"doc_id": ["b", "a"], "text": ["Home\n\nWar and\r\npeace", "war"]}))
    tables.check(found, "PARAGRAPHS")
    assert found[["doc_id", "first_line", "last_line"]].to_numpy().tolist() == [["b", 1, 4], ["a", 1, 1]]
    uses = words.tokens(found)[["token", "line"]].to_numpy().tolist()
    assert uses == [["home", 1], ["war", 3], ["and", 3], ["peace", 4], ["war", 1]]


def test_whole_texts_are_verbatim():
    documents = corpus.load()
    assert layout.whole_texts(documents)["text"].tolist() == documents["text"].tolist()


def test_notes_come_behind_the_body_of_their_text():
    notes = {"doc_id": "b", "note": [1, 2], "number": [1, 2], "line": [9, 12], "marker_line": [1, 1], "section": 0}
    footnotes = tables.build("FOOTNOTES", notes | {"text": ["See Qin.", "Ibid."]}, pd.Index(["b", "a"]))
    body = written({"b": ["War.", "Peace."], "a": ["And."]})
    both = layout.with_notes(body, footnotes)
    tables.check(both, "PARAGRAPHS")
    assert both[["doc_id", "paragraph", "kind", "first_line"]].to_numpy().tolist() == [
        ["b", 1, "body", 1],
        ["b", 2, "body", 2],
        ["b", 3, "note", 9],
        ["b", 4, "note", 12],
        ["a", 1, "body", 1],
    ]
    assert words.tokens(both).query("token == 'ibid'")["line"].tolist() == [12]
