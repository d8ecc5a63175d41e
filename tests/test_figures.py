"""What the figures draw, write and say, never their pixels."""

import html
import inspect
import io
import re
import subprocess
import sys
from functools import cache
from typing import get_type_hints

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color, to_rgb
from PIL import Image

from helpers import figures, tables

TEXTS = pd.Index(["zeta", "alpha", "mid"])  # corpus order, not A-Z


def lengths(texts: pd.Index = TEXTS) -> pd.DataFrame:
    """LENGTHS of two texts: one without headings, one with an introduction, two groups and three subsections."""
    rows = [
        ("zeta", 0, 0, "", 500, 1.0, 0.0),
        ("alpha", 0, 0, "", 100, 0.1, 0.0),
        ("alpha", 1, 1, "Past", 50, 0.05, 0.1),
        ("alpha", 2, 2, "I. Distant", 250, 0.25, 0.15),
        ("alpha", 3, 2, "II. Recent", 200, 0.2, 0.4),
        ("alpha", 4, 1, "Future", 20, 0.02, 0.6),
        ("alpha", 5, 2, "I. Near", 380, 0.38, 0.62),
    ]
    columns = dict(zip(tables.TABLES["LENGTHS"], zip(*rows, strict=True), strict=True))
    return tables.build("LENGTHS", columns | {"total": [500] + 6 * [1000]}, texts)


def parts() -> pd.DataFrame:
    rows = [("zeta", "notes", 0.01), ("zeta", "body", 0.99), ("alpha", "body", 0.7), ("alpha", "notes", 0.3)]
    table = pd.DataFrame(rows, columns=["doc_id", "part", "share"])
    return table.astype({"doc_id": pd.CategoricalDtype(TEXTS), "part": pd.CategoricalDtype(["body", "notes"])})


def pairs() -> pd.DataFrame:
    """PAIRS of three texts; zeta and mid are the closest, so that corpus order is not the clustered one."""
    rows = [("zeta", "alpha", 0.25, 0.1, 0.4), ("zeta", "mid", 0.75, 0.7, 0.8), ("alpha", "mid", 0.5, 0.35, 0.72)]
    table = pd.DataFrame(rows, columns=["left", "right", "similarity", "low", "high"])
    return table.astype({"left": pd.CategoricalDtype(TEXTS), "right": pd.CategoricalDtype(TEXTS)})


def section_pairs() -> pd.DataFrame:
    """PAIRS of two sections of zeta with three of alpha, the most alike first."""
    rows = [(2, 10, 0.9), (1, 2, 0.8), (1, 1, 0.6), (2, 1, 0.5), (2, 2, 0.3), (1, 10, 0.1)]
    table = pd.DataFrame(rows, columns=["left_section", "right_section", "similarity"])
    return table.assign(left="zeta", right="alpha", left_heading="Old", right_heading="New " * 20)


def shared() -> pd.DataFrame:
    rows = [("zeta", "mid", "peace", 0.4), ("zeta", "mid", "war", 0.1), ("alpha", "mid", "war", 0.3)]
    return pd.DataFrame(rows, columns=["left", "right", "term", "part"])


def ranks() -> pd.DataFrame:
    """Ranks of two pairs in four settings: three of them, and the first, have the pair with mid in front."""
    rows = [
        ("mid", 1, 3, True, "stands"),
        ("mid", 2, 1, False, "stands"),
        ("alpha", 1, 1, False, "not distinguished"),
        ("alpha", 2, 3, True, "not distinguished"),
    ]
    table = pd.DataFrame(rows, columns=["right", "rank", "n", "first", "verdict"])
    return table.assign(left="zeta", settings=4)


def keywords() -> pd.DataFrame:
    rows = [
        ("alpha", "keyness", 2, "bread", 4, 3.0, 1.0, 4.0, 0.9),
        ("alpha", "keyness", 1, "salt", 40, 5.0, 4.0, 7.5, 0.2),
        ("zeta", "keyness", 1, "wine", 9, 2.0, -1.0, 3.0, 0.6),
    ]
    columns = dict(zip(tables.TABLES["KEYWORDS"], zip(*rows, strict=True), strict=True))
    return tables.build("KEYWORDS", columns | {"bunched": [True, False, False]}, TEXTS)


def places() -> pd.DataFrame:
    rows = [("alpha", "salt", 0.25), ("alpha", "salt", 0.5), ("zeta", "salt", 0.9), ("zeta", "bread", 0.0)]
    table = pd.DataFrame(rows, columns=["doc_id", "term", "place"])
    return table.astype({"doc_id": pd.CategoricalDtype(TEXTS)})


def passages() -> pd.DataFrame:
    rows = [("zeta", "mid", 10, 12, 40, 44, 25, 0.9, "a", "b"), ("zeta", "mid", 30, 30, 7, 7, 60, 0.8, "c", "d")]
    columns = dict(zip(tables.TABLES["PASSAGES"], zip(*rows, strict=True), strict=True))
    return tables.build("PASSAGES", columns)


def variants() -> pd.DataFrame:
    rows = [
        ("the way", "the way", "alpha", 3),
        ("the way", "the path", "zeta", 12),
        ("the way", "the path", "alpha", 0),
        ("the wall", "a wall", "mid", 1),
    ]
    columns = dict(zip(tables.TABLES["VARIANTS"], zip(*rows, strict=True), strict=True))
    return tables.build("VARIANTS", columns, TEXTS)


def lists() -> pd.DataFrame:
    """Two lists: "hall" stands in the first alone and is marked, "war" moves from 2 to 1, "sea" from 3 to 2."""
    terms, ranks = ["hall", "war", "sea", "war", "sea"], [1, 2, 3, 1, 2]
    columns = {"list": ["raw zeta"] * 3 + ["zeta"] * 2, "rank": ranks, "term": terms, "marked": [True] + [False] * 4}
    return pd.DataFrame(columns)


def argument(draw) -> str:
    """The name of the table that a figure draws, and of the function above that makes one."""
    return next(iter(inspect.signature(draw).parameters))


FUNCTIONS = [each for each in vars(figures).values() if inspect.isfunction(each)]
FIGURES = [each for each in FUNCTIONS if get_type_hints(each).get("return") is figures.Picture]
DRAWN = {draw: globals()[argument(draw)] for draw in FIGURES if argument(draw) in globals()}
every_figure = pytest.mark.parametrize("draw", DRAWN, ids=[draw.__name__ for draw in DRAWN])


LEFT = {}  # of each figure what its drawing left in pyplot, and which settings were others after it


@cache
def drawn(draw) -> figures.Picture:
    """The picture of a figure's own table above, drawn once for all the tests that only look at it."""
    import matplotlib.pyplot as plt

    before = dict(matplotlib.rcParams)
    picture = draw(DRAWN[draw]())
    after = dict(matplotlib.rcParams)
    LEFT[draw] = plt.get_fignums(), {name for name in before | after if before.get(name) != after.get(name)}
    return picture


@pytest.fixture
def coarse(monkeypatch):
    """Draw with few pixels, where nobody looks at them: they are most of the work."""
    monkeypatch.setattr(figures.picture, "DPI", 40)


def bars(axis) -> list[tuple[float, float]]:
    """Left end and width of every bar, in the order they were drawn."""
    return [(round(bar.get_x(), 6), round(bar.get_width(), 6)) for bar in axis.patches]


def row_names(axis) -> list[str]:
    return [label.get_text() for label in axis.get_yticklabels()]


def column_names(axis) -> list[str]:
    return [label.get_text() for label in axis.get_xticklabels()]


def written(axis) -> list[str]:
    return [text.get_text().strip() for text in axis.texts if text.get_text().strip()]


# ---- every figure ----


def test_every_figure_of_the_room_is_drawn_here():
    undrawn = {draw.__name__: argument(draw) for draw in FIGURES if draw not in DRAWN}
    assert not undrawn, f"write a function above that makes the table, under the name of the argument: {undrawn}"


def test_importing_the_package_loads_no_drawing_library():
    code = "import sys, helpers.figures; print(sorted({'matplotlib', 'seaborn', 'scipy', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@every_figure
def test_html_is_a_figure_with_image_alt_text_and_caption(draw):
    picture = drawn(draw)
    found = re.fullmatch(
        r'<figure(?: data-areas="[^"<>]+")?><img alt="([^"<>]+)" '
        r'src="data:image/png;base64,[A-Za-z0-9+/=]+" width="720">'
        r"<figcaption>([^<>]+)</figcaption></figure>",
        picture._repr_html_(),
    )
    assert (html.unescape(found[1]), html.unescape(found[2])) == (picture.alt, picture.caption)


@every_figure
def test_text_form_is_the_alt_text_and_names_a_text(draw):
    picture = drawn(draw)
    assert repr(picture) == str(picture) == picture.alt
    assert re.search("zeta|alpha|mid|salt", picture.alt)
    assert re.search(r"\d", picture.alt)


@every_figure
def test_the_same_table_gives_the_same_bytes_and_stays_as_it_was(draw):
    table = DRAWN[draw]()
    assert draw(table).png == drawn(draw).png
    pd.testing.assert_frame_equal(table, DRAWN[draw]())


NAMES = {"zeta": "Zoe 1901", "alpha": "Al 1902", "mid": "May 1903"}


@every_figure
@pytest.mark.usefixtures("coarse")
def test_texts_are_called_by_their_names_and_have_the_same_order_and_colours(draw):
    before = drawn(draw)
    tables.call_texts(NAMES)
    after = draw(DRAWN[draw]())
    if argument(draw) != "lists":  # its lists have names of their own
        assert after.alt == re.sub("zeta|alpha|mid", lambda found: NAMES[found[0]], before.alt)
    assert [area[:2] for area in after.areas] == [area[:2] for area in before.areas]
    faces = [[patch.get_facecolor() for patch in axis.patches] for axis in before.axes]
    assert faces == [[patch.get_facecolor() for patch in axis.patches] for axis in after.axes]


@every_figure
def test_the_image_has_page_width_and_names_no_software(draw):
    image = Image.open(io.BytesIO(drawn(draw).png))
    assert image.width == 1296
    assert "Software" not in image.info


@every_figure
def test_no_words_are_smaller_than_nine_points(draw):
    figure = drawn(draw).figure
    assert min(text.get_fontsize() for text in figure.findobj(matplotlib.text.Text) if text.get_text().strip()) >= 9


@every_figure
def test_the_figure_has_a_title_and_words_on_its_axes(draw):
    picture = drawn(draw)
    assert len(picture.figure.get_suptitle()) > 10
    assert any(axis.get_xlabel() or row_names(axis) for axis in picture.axes)


@every_figure
def test_nothing_is_left_in_pyplot_or_in_the_settings(draw):
    assert drawn(draw)
    assert LEFT[draw] == ([], set())


@every_figure
def test_a_missing_column_is_named_with_those_there_and_the_maker(draw):
    given = DRAWN[draw]()
    usual = "right" if "right" in given.columns else "doc_id"
    missing = {figures.keyword_scatter: "weight", figures.ranked_lists: "rank"}.get(draw, usual)
    with pytest.raises(ValueError, match=rf"lacks \['{missing}'\]; it has \[.+\]. Make it with '\w+\.\w+'"):
        draw(given.drop(columns=missing))


@every_figure
def test_an_empty_table_is_an_error(draw):
    with pytest.raises(ValueError, match="no rows|0 pairs"):
        draw(DRAWN[draw]().iloc[:0])


SIGNS = '<script>alert(1)</script> "onerror="alert(1) $x_1$ & 5$ 安全格局 שלום line\nbreak\x00\x1b[0m '


@every_figure
@pytest.mark.parametrize("name", [SIGNS, "w" * 300], ids=["signs", "long"])
@pytest.mark.filterwarnings("error")
def test_hostile_text_is_drawn_as_text(draw, name):
    given = DRAWN[draw]()
    for column in given.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in given.dtypes]]:
        if isinstance(given[column].dtype, pd.CategoricalDtype):
            given[column] = given[column].cat.rename_categories(lambda value: f"{name}{value}")
        else:
            given[column] = given[column].map(lambda value: f"{name}{value}").astype(object)
    picture = draw(given)
    source = picture._repr_html_()
    quotes = 6 + 2 * ("data-areas" in source)  # a heatmap says where its cells are, in one more attribute
    assert source.count("<") == 5
    assert source.count('"') == quotes
    source.encode("utf-8")
    assert "\n" not in picture.alt
    assert "\x00" not in picture.alt


def test_style_holds_inside_the_block_only():
    with figures.use_style():
        assert matplotlib.rcParams["text.parse_math"] is False
        assert matplotlib.rcParams["figure.facecolor"] == figures.picture.PAPER
    assert matplotlib.rcParams["text.parse_math"] is True


def test_a_text_keeps_its_colour_whatever_else_is_drawn():
    def colour(picture):
        return picture.axes[0].patches[-1].get_facecolor()

    whole, alone = lengths(), lengths()[lengths()["doc_id"] == "alpha"]
    assert same_color(figures.picture.colours(whole)["alpha"], figures.picture.TEXT_COLOURS[1])
    assert colour(figures.section_profile(whole)) == colour(figures.section_profile(alone))


def test_after_the_eighth_text_colours_come_again():
    colours = list(figures.picture.colours(pd.DataFrame({"doc_id": list("abcdefghi")})).values())
    assert len(set(colours[:8])) == 8
    assert colours[8] == colours[0]


@pytest.mark.parametrize("colour", [*figures.picture.TEXT_COLOURS, *figures.sections.PART_COLOURS])
def test_words_on_a_colour_can_be_read(colour):
    def luminance(value):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(value)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(colour), luminance(figures.picture.ink_on(colour))])
    assert (high + 0.05) / (low + 0.05) >= 3.5


def drawn_words(picture) -> list[str]:
    picture.figure.draw_without_rendering()
    return [text.get_text() for text in picture.figure.findobj(matplotlib.text.Text)]


def test_names_in_letters_that_another_font_has_are_drawn_with_it():
    letters = figures.picture.letters
    name = "".join(sorted(letters("STIXGeneral") - letters("DejaVu Sans"))[:3])  # both fonts come with matplotlib
    given = pairs().assign(left=pairs()["left"].cat.rename_categories({"alpha": name}), right="mid")[1:]
    picture = figures.similarity_heatmap(given)
    label = next(text for text in picture.figure.findobj(matplotlib.text.Text) if text.get_text() == name)
    assert set(name) <= frozenset().union(*map(letters, label.get_fontfamily()))
    assert "No font" not in picture.caption


@pytest.mark.parametrize("draw", [figures.similarity_heatmap, figures.similarity_intervals, figures.rank_grid])
def test_names_that_no_font_can_draw_have_numbers_and_the_caption_says_which(draw, monkeypatch):
    real, names = figures.picture.letters, {"zeta": "河流", "mid": "大海", "alpha": "sea 大河"}
    monkeypatch.setattr(figures.picture, "letters", lambda family: real(family) - set("河流大海"))
    given = DRAWN[draw]()
    for side in ("left", "right"):
        given[side] = given[side].astype(str).replace(names)
    picture = draw(given)
    shown = drawn_words(picture)
    assert not set("河流大海") & set("".join(shown))
    assert "河流" in picture.alt
    meant = dict(re.findall(r"(\[\d\]) (\w+)", picture.caption))
    assert sorted(meant.values()) == sorted(["河流", "大海", "大河"])
    for number in meant:
        assert any(number in words for words in shown)
    assert any("sea [" in words for words in shown)


# ---- sections and parts ----


def test_profile_bars_are_the_shares_at_their_starts():
    axis = figures.section_profile(lengths()).axes[0]
    assert bars(axis) == [(0, 100), (0, 10), (10, 5), (15, 25), (40, 20), (60, 2), (62, 38)]


def test_profile_names_texts_in_corpus_order_with_their_words():
    axis = figures.section_profile(lengths()).axes[0]
    assert row_names(axis) == ["zeta", "alpha"]
    assert {"no headings, 500 words", "5 sections, 1,000 words"} <= set(written(axis))


def test_profile_numbers_sections_where_the_number_fits():
    axis = figures.section_profile(lengths()).axes[0]
    assert [word for word in written(axis) if word.isdigit()] == ["1", "2", "3", "4", "5"]  # 4 is 2% wide
    narrow = figures.section_profile(lengths().replace({"section": {4: 1234}})).axes[0]
    assert [word for word in written(narrow) if word.isdigit()] == ["1", "2", "3", "5"]


def test_profile_marks_top_level_by_full_colour_a_line_and_a_name():
    axis = figures.section_profile(lengths()).axes[0]
    full = [same_color(bar.get_facecolor(), figures.picture.TEXT_COLOURS[1]) for bar in axis.patches]
    assert full == [False, False, True, False, False, True, False]
    assert [(min(line.get_xdata()), max(line.get_xdata())) for line in axis.lines] == [(10, 59.5), (60, 99.5)]
    assert [word for word in written(axis) if word.isalpha()] == ["Past", "Future"]


def test_profile_hatches_what_stands_before_the_first_heading():
    axis = figures.section_profile(lengths()).axes[0]
    assert [bool(bar.get_hatch()) for bar in axis.patches] == [True, True, *[False] * 5]


def test_profile_says_sizes_and_the_widest_section():
    alt = figures.section_profile(lengths()[lengths()["doc_id"] == "alpha"]).alt
    assert "alpha: 5 sections, 1,000 words" in alt
    assert "Widest: section 5 (I. Near) of alpha, 38% of the text." in alt


def test_section_lengths_has_a_panel_per_text_on_one_scale():
    zeta, alpha = figures.section_lengths(lengths()).axes
    assert [bar.get_height() for bar in alpha.patches] == [100, 50, 250, 200, 20, 380]
    assert [round(bar.get_x() + bar.get_width() / 2, 6) for bar in alpha.patches] == [0, 1, 2, 3, 4, 5]
    assert column_names(alpha) == ["0", "1", "2", "3", "4", "5"]
    assert written(alpha) == ["100", "50", "250", "200", "20", "380"]
    assert (zeta.get_xlim(), zeta.get_ylim()) == (alpha.get_xlim(), alpha.get_ylim())


def test_section_lengths_says_the_longest_and_the_shortest():
    alt = figures.section_lengths(lengths()).alt
    assert "Longest: section 0 of zeta, 500 words." in alt
    assert "Shortest: section 4 (Future) of alpha, 20 words." in alt


def test_shares_are_stacked_in_the_order_of_the_categories():
    axis = figures.shares(parts()).axes[0]
    assert bars(axis) == [(0, 99), (99, 1), (0, 70), (70, 30)]
    assert row_names(axis) == ["zeta", "alpha"]


def test_shares_that_do_not_fit_are_written_above_with_their_name():
    assert written(figures.shares(parts()).axes[0]) == ["99.0%", "notes 1.0%", "70.0%", "30.0%"]


def test_shares_with_two_rows_for_one_part_are_refused():
    with pytest.raises(ValueError, match=r"more than one row for \['zeta', 'notes'\]"):
        figures.shares(pd.concat([parts(), parts().head(1)]))


def test_a_part_without_a_name_is_refused_not_left_out():
    groups = {"body": "body"}  # a role that the reader's list of groups does not know
    with pytest.raises(ValueError, match="2 rows have no part, the first is .*zeta"):
        figures.shares(parts().assign(part=parts()["part"].astype(str).map(groups)))


def test_shares_in_percent_are_refused():
    with pytest.raises(ValueError, match="shares run from 0 to 1, here from 1 to 99"):
        figures.shares(parts().assign(share=100 * parts()["share"]))


# ---- pairs ----


def test_heatmap_of_texts_is_symmetric_in_clustered_order_with_a_blank_diagonal():
    axis = figures.similarity_heatmap(pairs().drop(columns=["low", "high"])).axes[0]
    names, values = row_names(axis), axis.collections[0].get_array().reshape(3, 3)
    assert names == column_names(axis)
    assert set(names) == set(TEXTS)
    assert abs(names.index("zeta") - names.index("mid")) == 1
    assert names.index("zeta") < 2
    assert values.mask.diagonal().all()
    assert (values == values.T).all()
    assert values[names.index("zeta"), names.index("alpha")] == 0.25
    assert sorted(written(axis)) == ["0.25", "0.25", "0.50", "0.50", "0.75", "0.75"]


@pytest.mark.parametrize(("lowest", "from_"), [(0.25, 0.2), (0.3, 0.3), (0.72, 0.7), (0.05, 0.0)])
def test_heatmap_colours_run_from_the_lowest_rounded_down_to_the_highest(lowest, from_):
    given = pairs().assign(similarity=[lowest, 0.9, 0.8])
    mesh = figures.similarity_heatmap(given).axes[0].collections[0]
    assert mesh.get_clim() == (pytest.approx(from_), 0.9)


def test_heatmap_leaves_out_an_interval_it_does_not_know():
    shown = written(figures.similarity_heatmap(pairs().assign(low=[0.1, None, 0.35])).axes[0])
    assert "0.75" in shown
    assert not any("nan" in words for words in shown)


def test_heatmap_writes_intervals_below_where_it_knows_them():
    assert "0.75\n0.70–0.80" in written(figures.similarity_heatmap(pairs()).axes[0])


def test_heatmap_of_two_texts_sections_is_a_rectangle_in_reading_order():
    axis = figures.similarity_heatmap(section_pairs()).axes[0]
    assert column_names(axis) == ["1 Old", "2 Old"]
    assert [name.split()[0] for name in row_names(axis)] == ["1", "2", "10"]  # the longer set, down the side
    assert all(name.endswith("…") and len(name) <= 32 for name in row_names(axis))
    assert written(axis) == ["0.60", "0.50", "0.80", "0.30", "0.10", "0.90"]
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("sections of zeta", "sections of alpha")


def test_heatmap_of_one_pair_is_a_square():
    axis = figures.similarity_heatmap(pairs().head(1)).axes[0]
    assert row_names(axis) == column_names(axis) == ["zeta", "alpha"]


def test_heatmap_of_one_text_against_others_speaks_of_texts():
    picture = figures.similarity_heatmap(pairs().head(2))
    axis = picture.axes[0]
    assert (row_names(axis), column_names(axis), axis.get_xlabel()) == (["alpha", "mid"], ["zeta"], "")
    assert picture.alt.startswith("Heatmap of 2 by 1 texts")


def test_heatmap_refuses_a_pair_given_twice():
    with pytest.raises(ValueError, match="two rows of PAIRS have left .zeta., right"):
        figures.similarity_heatmap(pd.concat([pairs(), pairs()]))


def test_heatmap_says_the_most_and_the_least_alike():
    alt = figures.similarity_heatmap(pairs()).alt
    assert "Most alike: zeta and mid, 0.75. Least alike: zeta and alpha, 0.25." in alt


@pytest.mark.parametrize(("texts", "are_all_said"), [(8, True), (9, False)])
def test_heatmap_of_few_texts_says_every_value(texts, are_all_said):
    names = [f"text_{number}" for number in range(texts)]
    rows = [(one, other, 0.5) for place, one in enumerate(names) for other in names[place + 1 :]]
    alt = figures.similarity_heatmap(pd.DataFrame(rows, columns=["left", "right", "similarity"])).alt
    assert all((f"{one} – {other} 0.50" in alt) is are_all_said for one, other, _ in rows)


def test_intervals_run_from_low_to_high_the_most_alike_on_top():
    axis = figures.similarity_intervals(pairs()).axes[0]
    assert row_names(axis) == ["zeta – mid", "alpha – mid", "zeta – alpha"]
    assert [tuple(line.get_xdata()) for line in axis.lines[::2]] == [(0.7, 0.8), (0.35, 0.72), (0.1, 0.4)]
    assert [line.get_xdata()[0] for line in axis.lines[1::2]] == [0.75, 0.5, 0.25]
    assert axis.get_ylim()[0] > axis.get_ylim()[1]


def test_intervals_show_what_does_not_stand_by_a_hollow_dot_and_a_word():
    picture = figures.similarity_intervals(pairs().assign(verdict=["stands", "too few", "not distinguished"]))
    hollow = [same_color(line.get_markerfacecolor(), figures.picture.PAPER) for line in picture.axes[0].lines[1::2]]
    assert hollow == [True, True, False]  # by rank: zeta - mid, alpha - mid, zeta - alpha
    assert written(picture.axes[0]) == ["0.75 too few", "0.50 not distinguished", "0.25"]
    assert "Too few: 1 of 3. Not distinguished: 1 of 3." in picture.alt
    assert "Hollow:" in picture.caption


def test_a_picture_without_hollow_dots_has_no_caption_for_them():
    for table in (pairs(), pairs().assign(verdict="stands")):
        assert "Hollow" not in figures.similarity_intervals(table, "lowest and highest draw").caption


def test_a_pair_without_an_interval_is_a_point():
    table = pairs()
    table.loc[table["similarity"] == 0.75, ["low", "high"]] = float("nan")
    picture = figures.similarity_intervals(table)
    line, point = (drawn.get_xdata() for drawn in picture.axes[0].lines[:2])
    assert np.isnan(line).any()
    assert list(point) == [0.75]
    assert "Interval of the first: none." in picture.alt
    assert "nan" not in " ".join(written(figures.similarity_heatmap(table).axes[0]))


def test_intervals_without_bounds_name_the_maker():
    with pytest.raises(ValueError, match="compare.similarity_intervals"):
        figures.similarity_intervals(pairs().drop(columns="low"))


def test_shared_terms_keep_the_order_of_the_table_and_one_scale():
    first, second = figures.shared_terms(shared()).axes
    assert (row_names(first), row_names(second)) == (["peace", "war"], ["war"])
    assert bars(first) == [(0, 0.4), (0, 0.1)]
    assert written(first) == ["0.400", "0.100"]
    assert first.get_xlim() == second.get_xlim()


def test_too_long_a_list_is_refused_with_the_remedy():
    many = pd.DataFrame({"left": "zeta", "right": "mid", "term": [f"t{i}" for i in range(61)], "part": 0.1})
    with pytest.raises(ValueError, match=r"61 rows.*\.head\(60\)"):
        figures.shared_terms(many)


def test_rank_grid_counts_settings_at_each_rank():
    axis = figures.rank_grid(ranks()).axes[0]
    assert row_names(axis) == ["zeta – mid", "zeta – alpha"]
    circles = {tuple(circle.get_offsets()[0].tolist()): circle for circle in axis.collections}
    numbers = {text.get_position(): text.get_text() for text in axis.texts if text.get_text().isdigit()}
    assert numbers == {(1, 0): "3", (2, 0): "1", (1, 1): "1", (2, 1): "3"}
    assert circles[1, 0].get_sizes() > circles[2, 0].get_sizes()
    ringed = [place for place, circle in circles.items() if same_color(circle.get_edgecolor()[0], figures.picture.INK)]
    assert sorted(ringed) == [(1, 0), (2, 1)]  # the first setting


def test_rank_grid_writes_the_verdicts():
    picture = figures.rank_grid(ranks())
    assert [word for word in written(picture.axes[0]) if not word.isdigit()] == ["stands", "not\ndistinguished"]
    assert (
        "First: zeta – mid in 3; zeta – alpha in 1. Verdicts: zeta – mid stands; zeta – alpha not distinguished."
        in picture.alt
    )


# ---- words and places ----


def test_keyword_panels_follow_the_corpus_and_words_their_rank():
    zeta, alpha = figures.keyword_bars(keywords()).axes
    assert (zeta.get_title("left"), alpha.get_title("left")) == ("zeta", "alpha")
    assert row_names(alpha) == ["salt", "bread"]
    assert [tuple(line.get_xdata()) for line in alpha.lines] == [(4, 7.5), (5,), (1, 4), (3,)]
    assert zeta.get_xlim() == alpha.get_xlim()
    assert alpha.get_xlabel() == "log-likelihood G²"


def test_keywords_show_the_effect_that_their_interval_is_of():
    none = float("nan")
    table = keywords().assign(effect=[1.5, 2.5, 0.5], low=[1.0, 2.0, none], high=[2.0, none, none])
    picture = figures.keyword_bars(table)
    zeta, alpha = picture.axes
    assert [tuple(line.get_xdata()) for line in alpha.lines] == [(2, 2.5), (2.5,), (1, 2), (1.5,)]
    assert alpha.get_xlabel() == "log ratio (1: twice the rate)"
    assert "salt 2.50 (from 2.00), bread 1.50 (1.00 to 2.00)" in picture.alt
    assert "wine 0.50 (none)" in picture.alt


def test_bunched_keywords_are_hollow():
    def hollow(table):
        axes = figures.keyword_bars(table).axes
        return [
            same_color(line.get_markerfacecolor(), figures.picture.PAPER) for axis in axes for line in axis.lines[1::2]
        ]

    table = keywords()
    assert hollow(table) == [False, False, True]  # wine, salt, bread, which is bunched
    assert hollow(table.assign(bunched=~table["bunched"])) == [True, True, False]


def test_scatter_puts_words_at_their_uses_and_weight():
    axis = figures.keyword_scatter(keywords()).axes[0]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in axis.lines] == [(4, 3), (40, 5), (9, 2)]
    assert axis.get_xscale() == "log"
    assert written(axis) == ["bread", "salt", "wine"]


def test_scatter_takes_uses_per_thousand_where_they_are_given():
    axis = figures.keyword_scatter(keywords().assign(per_thousand=[1.0, 10.0, 2.0])).axes[0]
    assert [line.get_xdata()[0] for line in axis.lines] == [1, 10, 2]
    assert axis.get_xlabel() == "uses per 1,000 words (log scale)"


def crowd(points: int) -> pd.DataFrame:
    """Words in a narrow cloud, placed without chance."""
    number = pd.Series(range(points))
    return pd.DataFrame(
        {
            "term": [f"word number {i}" for i in range(points)],
            "n": 5 + number * 7 % 11,
            "weight": 1.0 + number * 5 % 13 / 10,
            "bunched": False,
        }
    )


def test_scatter_labels_overlap_neither_each_other_nor_a_point():
    picture = figures.keyword_scatter(crowd(30))
    axis = picture.axes[0]
    picture.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in axis.texts]
    assert len(boxes) == 30
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    points = axis.transData.transform(crowd(30)[["n", "weight"]].to_numpy())
    assert not any(box.contains(*point) for box in boxes for point in points)


def test_scatter_names_in_the_alt_text_the_words_without_room():
    picture = figures.keyword_scatter(crowd(80))
    left_out = set(crowd(80)["term"]) - set(written(picture.axes[0]))
    assert left_out
    assert picture.alt.partition("Without a label: ")[2].rstrip(".").split(", ") == sorted(
        left_out, key=list(crowd(80)["term"]).index
    )


def test_barcode_has_a_tick_per_use_and_a_row_per_text_also_without_uses():
    salt, bread = figures.dispersion_barcode(places()).axes
    assert row_names(salt) == row_names(bread) == ["zeta", "alpha", "mid"]
    ticks = [[segment[0][0] for segment in row.get_segments()] for row in salt.collections]
    assert ticks == [[90], [25, 50], []]
    assert (written(salt), written(bread)) == (["1", "2", "0"], ["1", "0", "0"])


def test_barcode_says_the_uses_of_each_text():
    assert "salt: zeta 1, alpha 2, mid 0; bread: zeta 1, alpha 0, mid 0." in figures.dispersion_barcode(places()).alt


def test_match_map_runs_from_first_to_last_line_of_both_texts():
    picture = figures.match_map(passages())
    axis = picture.axes[0]
    strokes = [(tuple(line.get_xdata()), tuple(line.get_ydata())) for line in axis.lines]
    assert strokes == [((30, 30), (7, 7)), ((10, 12), (40, 44))]
    assert axis.collections[0].get_offsets().tolist() == [[30, 7], [11, 42]]
    assert axis.collections[0].get_sizes()[0] > axis.collections[0].get_sizes()[1]
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("raw line of zeta", "raw line of mid")
    assert written(axis) == ["60", "25"]
    assert axis.get_ylim()[1] == 0
    assert "Longest: 60 words, zeta line 30, mid line 7." in picture.alt


def test_match_map_shows_one_pair_only():
    two = pd.concat([passages(), passages().assign(left="alpha")])
    with pytest.raises(ValueError, match="2 pairs; a map shows one"):
        figures.match_map(two)


def test_variant_grid_writes_uses_by_wording_and_text():
    picture = figures.variant_grid(variants())
    axis = picture.axes[0]
    assert row_names(axis) == ["the way", "the way", "the path", "the wall", "a wall"]
    assert [label.get_fontweight() == "bold" for label in axis.get_yticklabels()] == [True, False, False, True, False]
    assert column_names(axis) == ["zeta", "alpha", "mid"]
    cells = {text.get_position(): text.get_text() for text in axis.texts}
    circles = {tuple(circle.get_offsets()[0].tolist()): circle.get_sizes()[0] for circle in axis.collections[:-1]}
    assert circles.keys() == {(1, 1), (0, 2), (2, 4)}
    assert circles[2, 4] < circles[1, 1] < circles[0, 2]
    assert cells == {(1, 1): "3", (0, 2): "12", (1, 2): "·", (2, 4): "1"}
    assert "Most used: “the path” in zeta, 12." in picture.alt


def test_scatter_names_a_text_only_if_all_words_are_of_one():
    table = pd.DataFrame({"doc_id": ["alpha", "zeta"], "term": ["sea", "sky"], "n": [3, 4], "weight": [1.0, 2.0]})
    table = table.assign(bunched=False)
    assert figures.keyword_scatter(table).figure.get_suptitle() == "Frequent and distinctive words"
    assert figures.keyword_scatter(table[:1]).figure.get_suptitle() == "Frequent and distinctive words of alpha"


# ---------------------------------------------------------------- two lists of words


def test_lists_join_the_words_that_both_have_at_their_ranks():
    axis = drawn(figures.ranked_lists).axes[0]
    assert [line.get_ydata().tolist() for line in axis.lines] == [[2, 1], [3, 2]]


def test_a_marked_word_has_a_cross_and_the_others_none():
    axis = drawn(figures.ranked_lists).axes[0]
    assert [text.get_text() for text in axis.texts] == ["✗ hall", "war", "sea", "war", "sea"]


def test_lists_count_what_is_marked_in_the_alt_text():
    assert "2 words that both have. Marked: 1 of 3 in raw zeta, 0 of 2 in zeta." in drawn(figures.ranked_lists).alt


def test_one_list_or_three_are_refused():
    with pytest.raises(ValueError, match="the picture shows two"):
        figures.ranked_lists(lists().query("list == 'zeta'"))
