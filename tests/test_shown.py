"""``tables.shown`` and ``tables.save``: what a reader sees, what cells open, and that nothing in a table acts."""

import warnings
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest

from helpers import tables

PAIRS = pd.DataFrame({"left": ["a", "a"], "right": ["b", "c"], "similarity": [0.8712, 0.25]}, index=[4, 1])
USES = pd.DataFrame(
    {"doc_id": ["a", "b"], "line": [7, 9], "before": ["no", "the"], "term": ["War", "war"], "after": ["is", "was"]}
)
COUNTS = pd.DataFrame({"doc_id": ["a", "a", "b"], "term": ["sea", "war", "war"], "n": [1, 2, 3]})


class Cells(HTMLParser):
    """The cells of a table in HTML, row by row: tag, attributes and words."""

    def __init__(self, source: str):
        super().__init__()
        self.rows, self.tags, self.inside = [], [], False
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append([tag, dict(attrs), ""])
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("th", "td")

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1][2] += data


def cells(shown: tables.Shown) -> list[list]:
    """Return the rows of cells of a shown table, its head first."""
    return Cells(shown._repr_html_()).rows


def words(shown: tables.Shown) -> list[list[str]]:
    """Return what the cells of a shown table say, its head first."""
    return [[cell[2] for cell in row] for row in cells(shown)]


def opened(shown: tables.Shown) -> list[tuple[str, dict]]:
    """Return the words and the data of every cell of the body that opens anything."""
    body = [cell for row in cells(shown)[1:] for cell in row]
    data = [(said, {k[5:]: v for k, v in had.items() if k.startswith("data-")}) for _, had, said in body]
    return [(said, found) for said, found in data if found]


def test_an_index_of_plain_numbers_is_not_shown_and_labels_come_first():
    assert words(tables.shown(PAIRS)) == [["left", "right", "similarity"], ["a", "b", "0.87"], ["a", "c", "0.25"]]
    assert [[tag for tag, _, _ in row] for row in cells(tables.shown(PAIRS))[1:]] == [["th", "th", "td"]] * 2


@pytest.mark.parametrize(
    ("table", "rows", "labels"),
    [
        (PAIRS, None, ["left", "right"]),
        (USES, None, ["doc_id"]),
        (USES[["line", "term"]], None, ["line"]),
        (USES, ["doc_id", "line"], ["doc_id", "line"]),
        (USES, "line", ["line"]),
        (COUNTS.groupby("doc_id")["n"].agg(["sum", "max"]), None, ["doc_id"]),
        (COUNTS.groupby(["doc_id", "term"])["n"].agg(["sum", "max"]), None, ["doc_id", "term"]),
        (pd.DataFrame({"n": [1, 2]}, index=["together", "apart"]), None, [""]),
        (COUNTS.set_index("doc_id", drop=False), None, ["doc_id"]),
    ],
)
def test_labels_are_those_asked_for_else_an_index_that_says_something_else_the_texts(table, rows, labels):
    shown = tables.shown(table, rows=rows)
    assert [said for _, _, said in cells(shown)[0][: shown.labels]] == labels
    assert all([cell[0] for cell in row].count("th") == len(labels) for row in cells(shown)[1:])


def test_a_series_is_a_table_of_one_column():
    assert words(tables.shown(COUNTS.groupby("doc_id").size().rename("terms"))) == [
        ["doc_id", "terms"],
        ["a", "2"],
        ["b", "1"],
    ]
    assert words(tables.shown(pd.Series([1.5], ["mean"]))) == [["", "value"], ["mean", "1.5"]]


def test_columns_are_chosen_and_renamed():
    assert words(tables.shown(USES, columns=["term", "line"])) == [
        ["doc_id", "term", "line"],
        *[["a", "War", "7"], ["b", "war", "9"]],
    ]
    renamed = tables.shown(USES, rows="term", columns={"line": "a's line", "term": "word"})
    assert words(renamed) == [["word", "a's line"], ["War", "7"], ["war", "9"]]


def test_columns_of_several_levels_have_one_head_each():
    wide = COUNTS.pivot(index="term", columns="doc_id", values=["n"])
    assert words(tables.shown(wide)) == [["term", "n / a", "n / b"], ["sea", "1", "–"], ["war", "2", "3"]]


@pytest.mark.parametrize(
    ("values", "decimals", "printed"),
    [
        ([0.876, 0.5], 2, ["0.88", "0.50"]),
        ([0.876, 0.5], 3, ["0.876", "0.500"]),
        ([12.3, 4.0], 2, ["12.3", "4.0"]),
        ([3.0, None], 2, ["3", "–"]),
        ([0.0004, -0.001], 2, ["0.0004", "-0.001"]),
        ([-0.0, 0.12], 2, ["0.00", "0.12"]),
        ([float("inf"), 1.25], 1, ["inf", "1.2"]),
        ([2023, 7], 2, ["2023", "7"]),
        (pd.array([5, None], dtype="Int64"), 2, ["5", "–"]),
        ([True, False], 2, ["True", "False"]),
        ([None, ""], 2, ["–", ""]),
    ],
)
def test_numbers_are_printed_as_prose_uses_them(values, decimals, printed):
    shown = tables.shown(pd.DataFrame({"name": ["x", "y"], "value": values}), decimals=decimals)
    assert [row[1] for row in words(shown)[1:]] == printed


def test_numbers_stand_on_the_right_and_so_does_what_comes_before_a_term():
    kinds = [had.get("class") for _, had, _ in cells(tables.shown(USES))[1]]
    assert kinds == [None, "number", "before", None, None]
    longest = USES.nlargest(1, "line").iloc[0].to_frame().T
    assert cells(tables.shown(longest))[1][1][1]["class"] == "number"


def test_a_table_that_is_cut_says_of_how_many_rows():
    shown = tables.shown(COUNTS, most=2)
    assert words(shown)[-1] == ["the first 2 of 3 rows"]
    assert repr(shown).endswith("\nthe first 2 of 3 rows")
    assert "rows" not in repr(tables.shown(COUNTS, most=3))
    assert words(tables.shown(COUNTS.head(0))) == [["doc_id", "term", "n"], ["no rows"]]


def test_long_text_is_cut_at_the_width_pandas_has_and_before_a_term_where_it_begins():
    with pd.option_context("display.max_colwidth", 5):
        shown = tables.shown(pd.DataFrame({"name": ["x"], "text": ["abcdefg"], "before": ["abcdefg"]}))
        assert words(shown)[1] == ["x", "abcd…", "…defg"]
    with pd.option_context("display.max_colwidth", None):
        assert words(tables.shown(pd.DataFrame({"text": ["y" * 999]})))[1] == ["y" * 999]


def test_the_text_form_is_aligned_and_has_caption_and_rows():
    assert repr(tables.shown(COUNTS, caption="All terms")).splitlines() == [
        "All terms",
        "doc_id  term  n",
        "a       sea   1",
        "a       war   2",
        "b       war   3",
    ]
    assert "<caption>All terms</caption>" in tables.shown(COUNTS, caption="All terms")._repr_html_()


def test_both_forms_are_the_same_every_time_and_the_table_stays_as_it_was():
    before = PAIRS.copy()
    first, second = tables.shown(PAIRS), tables.shown(PAIRS)
    assert (first._repr_html_(), repr(first)) == (second._repr_html_(), repr(second))
    pd.testing.assert_frame_equal(PAIRS, before)


def test_what_is_not_there_and_what_is_there_twice_is_named():
    with pytest.raises(ValueError, match=r"no column \['lines'\] to show; the table has \['doc_id', 'term', 'n'\]"):
        tables.shown(COUNTS, columns=["lines"])
    with pytest.raises(ValueError, match=r"two columns are called \['n'\]. Rename one"):
        tables.shown(pd.concat([COUNTS, COUNTS["n"]], axis=1))


# ---------------------------------------------------------------- what cells open

LINE_A, LINE_B = {"doc": "a", "line": "7"}, {"doc": "b", "line": "9"}
FOUND = pd.DataFrame({"left": ["a"], "left_first_line": [7], "right": ["b"], "right_first_line": [9], "words": [7]})
SHARED = pd.DataFrame({"left": ["a"], "right": ["b"], "term": ["war & peace"], "part": [0.25]})


@pytest.mark.parametrize(
    ("table", "columns", "found"),
    [
        (USES, ["line"], [("a", {"doc": "a"}), ("7", LINE_A), ("b", {"doc": "b"}), ("9", LINE_B)]),
        (USES[:1], ["term"], [("a", {"doc": "a"}), ("War", LINE_A)]),
        (COUNTS[:1], None, [("a", {"doc": "a"}), *((said, {"doc": "a", "term": "sea"}) for said in ("sea", "1"))]),
        (PAIRS[:1], None, [("a", {"doc": "a"}), ("b", {"doc": "b"}), ("0.87", {"doc": "a", "pair": "b"})]),
        (FOUND, None, [("a", {"doc": "a"}), ("7", LINE_A), ("b", {"doc": "b"}), ("9", LINE_B)]),
        (FOUND, {"left_first_line": "line in a"}, [("a", {"doc": "a"}), ("7", LINE_A)]),
        (
            SHARED,
            ["part"],
            [("a", {"doc": "a"}), ("b", {"doc": "b"}), ("0.25", {"doc": "a", "pair": "b", "term": "war & peace"})],
        ),
        (COUNTS[["term", "n"]][:1], None, [("sea", {"term": "sea"}), ("1", {"term": "sea"})]),
        (pd.DataFrame({"name": ["x"], "line": [7]}), None, []),
        (pd.DataFrame({"name": ["x"], "a line": [7], "lines": [3], "words": [7]}), None, []),
        (pd.DataFrame({"doc_id": ["a"], "marker_line": pd.array([None], dtype="Int64")}), None, [("a", {"doc": "a"})]),
    ],
)
def test_cells_open_what_the_key_columns_give_printed_or_not(table, columns, found):
    assert opened(tables.shown(table, rows=None, columns=columns)) == found


def test_a_hidden_key_still_says_what_a_cell_opens():
    assert opened(tables.shown(USES, rows="line", columns=["after"])) == [("7", LINE_A), ("9", LINE_B)]


def test_a_count_in_a_table_of_terms_by_texts_opens_its_uses():
    wide = COUNTS.pivot(index="term", columns="doc_id", values="n").fillna(0)
    assert opened(tables.shown(wide))[-3:] == [
        ("war", {"term": "war"}),
        ("2", {"doc": "a", "term": "war"}),
        ("3", {"doc": "b", "term": "war"}),
    ]
    assert [had.get("data-doc") for _, had, _ in cells(tables.shown(wide))[0]] == [None, "a", "b"]


def test_a_cell_of_a_table_of_texts_by_texts_opens_the_pair():
    wide = PAIRS.pivot(index="left", columns="right", values="similarity")
    assert opened(tables.shown(wide)) == [
        ("a", {"doc": "a"}),
        ("0.87", {"doc": "a", "pair": "b"}),
        ("0.25", {"doc": "a", "pair": "c"}),
    ]


# ---------------------------------------------------------------- hostile text

BAD = '<script>alert(1)</script><img src=x onerror="alert(1)">'


def test_hostile_words_stay_words_wherever_they_stand():
    table = pd.DataFrame({"doc_id": [BAD], "term": [BAD], BAD: [1], "n": [2]})
    with pd.option_context("display.max_colwidth", None):
        page = Cells(tables.shown(table, caption=BAD)._repr_html_())
    assert set(page.tags) == {"style", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert page.rows[1][0][2] == BAD
    assert page.rows[1][0][1]["data-doc"] == BAD
    assert page.rows[0][2][2] == BAD


def test_nothing_acts_in_a_terminal_and_a_row_stays_a_row():
    shown = tables.shown(pd.DataFrame({"text": ["a\x1b[2J\nb\u2028c\x07"]}))
    assert repr(shown) == "text\na\ufffd[2J b c\ufffd"


def test_hebrew_and_arabic_may_run_from_the_right_and_other_text_is_left_alone():
    shown = tables.shown(pd.DataFrame({"doc_id": ["x", "y"], "text": ["שלום", "peace"]}))
    assert [row[1][1].get("dir") for row in cells(shown)[1:]] == ["auto", None]


# ---------------------------------------------------------------- saved

BEGINS = ["=1+1", "+1", "-1", "@x", "\t=1", "\uff1d1", "'quoted", "word", "a=b", ""]


def in_sheet(path) -> tuple[list[str], set[str]]:
    """Return the texts of an XLSX file and the names of all elements of its sheet."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as file:
        strings = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(part.text or "" for part in item.iter(f"{space}t")) for item in strings]
    return texts, {element.tag.removeprefix(space) for element in sheet.iter()}


def test_csv_begins_with_the_mark_for_excel_and_no_text_begins_a_formula(tmp_path):
    table = pd.DataFrame({"=head": BEGINS, "n": range(-1, len(BEGINS) - 1)})
    path = tables.save(table, tmp_path / "table.csv")
    assert path.read_bytes().startswith("\ufeff'=head,n\n".encode())
    read = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False)
    assert read["'=head"].tolist() == [f"'{text}" if n < 6 else text for n, text in enumerate(BEGINS)]
    assert read["n"].tolist() == table["n"].tolist()


def test_xlsx_holds_all_text_as_text_and_numbers_as_numbers(tmp_path):
    table = pd.DataFrame({"text": [*BEGINS, "http://x", "007", "\x07"], "n": 1.5})
    texts, elements = in_sheet(tables.save(table, tmp_path / "table.xlsx"))
    assert texts == ["text", "n", *filter(None, BEGINS), "http://x", "007", "_x0007_"]
    assert "v" in elements
    assert not {"f", "hyperlink"} & elements


def test_text_too_long_for_a_cell_is_cut_with_a_warning_and_csv_keeps_it(tmp_path):
    table = pd.DataFrame({"text": ["y" * 32_767, "z" * 32_768]})
    with pytest.warns(UserWarning, match=r"table.xlsx: 1 cells are cut at 32,767 characters; CSV keeps them"):
        path = tables.save(table, tmp_path / "table.xlsx")
    _, whole, cut = in_sheet(path)[0]
    assert whole == "y" * 32_767
    assert len(cut) == 32_767
    assert cut.endswith("z [cut]")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pd.read_csv(tables.save(table, tmp_path / "table.csv"))["text"][1] == "z" * 32_768


def test_an_index_is_kept_where_it_says_something(tmp_path):
    table = COUNTS.pivot(index="term", columns="doc_id", values="n")
    assert tables.save(table, tmp_path / "wide.csv").read_text("utf-8-sig").startswith("term,a,b\nsea,1.0,\n")
    assert tables.save(COUNTS, tmp_path / "long.csv").read_text("utf-8-sig").startswith("doc_id,term,n\n")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_saved_twice_is_the_same_to_the_byte_and_leaves_no_other_file(tmp_path, suffix):
    first = tables.save(USES, tmp_path / f"uses{suffix}").read_bytes()
    assert tables.save(USES, tmp_path / f"uses{suffix}").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [f"uses{suffix}"]


def test_another_ending_is_an_error_that_says_which_are_known(tmp_path):
    with pytest.raises(ValueError, match=r"saved as .csv or .xlsx, not as 'uses.ods'"):
        tables.save(USES, tmp_path / "uses.ods")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- texts by name


NAMED = {"a": "Ames 1901", "b": "Bell 1902", "c": "Cole 1903"}


@pytest.fixture
def by_name():
    tables.call_texts(NAMED)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"name": "Ames 1901", "authors": "Jo Ames", "date": "1901"}, "Ames 1901"),
        ({"name": "", "authors": "Jo Ames", "date": "May 1, 1901"}, "Jo Ames 1901"),
        ({"authors": "Jo Ames; Al Bell; Di Cole", "date": "1901"}, "Jo Ames and others 1901"),
        ({"authors": "", "title": "The harbour", "date": "1901"}, "The harbour 1901"),
        ({"authors": "Jo Ames", "date": ""}, "a"),
        ({"authors": "", "title": "", "date": "1901"}, "a"),
        ({"name": None, "authors": "Jo Ames", "date": None}, "a"),
        ({"title": "A long title that would crowd every table", "date": "1901"}, "a"),
        ({"name": "Ames\x1b[31m 1901"}, "a"),
        ({"name": "  Ames \n 1901 "}, "Ames 1901"),
        ({}, "a"),
    ],
)
def test_a_text_has_the_name_of_the_index_else_author_or_title_and_year_else_its_id(row, name):
    assert tables.names(pd.DataFrame([{"doc_id": "a"} | row])) == {"a": name}


def test_no_two_texts_have_one_name():
    """Two of one author and year, and one whose name is another's id, keep their ids; the last has its name."""
    given = {"doc_id": ["a", "b", "c", "d"], "name": ["Ames 1901", "Ames 1901", "d", "Dove 1904"]}
    assert tables.names(pd.DataFrame(given)) == {"a": "a", "b": "b", "c": "c", "d": "Dove 1904"}


def test_tables_show_names_and_cells_open_ids(by_name):
    shown = tables.shown(PAIRS)
    assert words(shown)[1][:2] == ["Ames 1901", "Bell 1902"]
    assert opened(shown)[:2] == [("Ames 1901", {"doc": "a"}), ("Bell 1902", {"doc": "b"})]
    assert PAIRS["left"].tolist() == ["a", "a"]


def test_heads_of_columns_that_are_texts_show_names_and_open_ids(by_name):
    shown = tables.shown(COUNTS.pivot(index="term", columns="doc_id", values="n"))
    assert words(shown)[0] == ["term", "Ames 1901", "Bell 1902"]
    assert cells(shown)[0][1][1]["data-doc"] == "a"


def test_a_word_that_is_spelt_like_an_id_stays_a_word(by_name):
    shown = tables.shown(pd.DataFrame({"doc_id": ["a", "x"], "term": ["b", "c"]}))
    assert words(shown)[1:] == [["Ames 1901", "b"], ["x", "c"]]


def test_a_number_in_a_column_that_may_hold_texts_is_printed_as_one(by_name):
    shown = tables.shown(pd.DataFrame({"left": ["a", "b"], "without": [0.8579415, 0.5]}))
    assert words(shown)[1:] == [["Ames 1901", "0.86"], ["Bell 1902", "0.50"]]
    assert words(tables.shown(pd.DataFrame({"without": ["a", "b"], "n": [1, 2]})))[1] == ["Ames 1901", "1"]


def test_named_keeps_the_order_of_texts_and_what_is_missing(by_name):
    texts = pd.Categorical(["b", None, "a"], categories=["b", "a"])
    found = tables.named(pd.DataFrame({"left": texts, "right": ["c", None, "x"], "n": [1, 2, 3]}))
    assert found["left"].cat.categories.tolist() == ["Bell 1902", "Ames 1901"]
    assert found["left"].isna().tolist() == [False, True, False]
    assert found["right"].dropna().tolist() == ["Cole 1903", "x"]


def test_numbers_stay_numbers_under_a_head_that_may_hold_texts_too(by_name):
    table = PAIRS.assign(without=[0.7323591, 0.25])
    assert str(tables.shown(table, "similarity", ["without"])).split()[2:] == ["0.87", "0.73", "0.25", "0.25"]
