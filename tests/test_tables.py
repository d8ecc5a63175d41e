"""``tables``: columns, types, corpus order, and errors that say what to do."""

import pandas as pd
import pytest

from helpers import tables

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
    with pytest.raises(ValueError) as error:
        tables.check(pd.DataFrame({"doc_id": [], "text": []}), "COUNTS")
    assert str(error.value) == ("table lacks ['term', 'n']; it has ['doc_id', 'text']. Make it with 'terms.counts'.")


def test_check_names_a_wrong_type():
    with pytest.raises(TypeError, match=r"expected the table LINES, got list\. Make it with 'layout.lines'"):
        tables.check(["text"], "LINES")


def test_more_columns_than_the_table_has_are_welcome():
    tables.check(pd.DataFrame(COUNTS | {"colour": ["red"] * 3}), "COUNTS")


def test_every_table_but_none_other_names_the_function_that_makes_it():
    assert set(tables.MADE_BY) == set(tables.TABLES)
