"""From number to page: what becomes a link, what does not, and that the pages behind numbers hold what they say."""

import html
import json
import re
from io import BytesIO

import made
import pandas as pd
import pytest

from helpers import compare, figures, layout, passages, tables, terms, words
from helpers.report import links, reading

LINKS = {
    ("line", "a", "7"): "texts/a.html#line-7",
    ("line", "b", "9"): "texts/b.html#line-9",
    ("text", "a"): "texts/a.html",
    ("pair", "a", "b"): "pairs/a--b.html",
    ("term", "a", "war & peace"): "keywords/a.html#uses.war-peace",
}


def shown(table: pd.DataFrame) -> str:
    """Return a table as a notebook stores it."""
    return table._repr_html_()


def goals(piece: str) -> list[tuple[str, str]]:
    """Return the words and the address of each link."""
    return [(html.unescape(words), goal) for goal, words in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', piece)]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (pd.DataFrame({"doc_id": ["a", "b"], "line": [7, 7]}), [("7", "texts/a.html#line-7")]),
        (
            pd.DataFrame({"first_line": [7, 9], "last_line": [8, 9]}, index=["a", "b"]),
            [("7", "texts/a.html#line-7"), ("9", "texts/b.html#line-9"), ("9", "texts/b.html#line-9")],
        ),
        (
            pd.DataFrame({"left": ["a"], "left_first_line": [7], "right": ["b"], "right_first_line": [9]}),
            [("7", "texts/a.html#line-7"), ("9", "texts/b.html#line-9")],
        ),
        (
            pd.DataFrame({"left_first_line": [7], "right": ["b"], "right_first_line": [9]}, index=["a"]),
            [("7", "texts/a.html#line-7"), ("9", "texts/b.html#line-9")],
        ),
        (pd.DataFrame({"a line": [7], "b line": [9]}), [("7", "texts/a.html#line-7"), ("9", "texts/b.html#line-9")]),
        (pd.DataFrame({"right": ["b", "c"], "similarity": [0.5, 0.4]}, index=["a", "a"]), [("0.5", "pairs/a--b.html")]),
        (
            pd.DataFrame({"term": ["war & peace", "war"]}, index=["a", "a"]),
            [("war & peace", "keywords/a.html#uses.war-peace")],
        ),
        (pd.DataFrame({"title": ["A Title"]}, index=["a"]), [("a", "texts/a.html")]),
        (pd.DataFrame({"words": [7], "line_count": [7]}, index=["a"]), []),
        (pd.DataFrame({"line": [7]}), []),
        (pd.DataFrame({"right_first_line": [7]}, index=["a"]), []),
    ],
)
def test_cells_that_name_a_place_become_links_and_others_do_not(table, found):
    assert goals(links.linked(shown(table), LINKS)) == found


def test_links_change_nothing_but_the_links():
    piece = shown(pd.DataFrame({"doc_id": ["a", "b"], "line": [7, 7], "text": ["<b> & so", "x"]}))
    assert re.sub(r"</?a\b[^>]*>", "", links.linked(piece, LINKS, "../")) == piece
    assert links.linked(piece, {}) == piece


def test_links_lead_up_to_the_root():
    piece = shown(pd.DataFrame({"doc_id": ["a"], "line": [7]}))
    assert goals(links.linked(piece, LINKS, "../")) == [("7", "../texts/a.html#line-7")]


def test_the_places_of_passages_beside_each_other_become_links():
    row = {"left": ["a"], "right": ["b"], "left_first_line": [7], "left_last_line": [8], "right_first_line": [9]}
    row |= {"right_last_line": [9], "words": [2], "score": [1.0], "left_text": ["war, line 7"], "right_text": ["war"]}
    table = tables.build("PASSAGES", row)
    assert goals(links.linked(passages.marked(table).html, LINKS)) == [
        ("a, lines 7-8", "texts/a.html#line-7"),
        ("b, line 9", "texts/b.html#line-9"),
    ]


# ---------------------------------------------------------------- heatmaps


def heatmap(*texts: str) -> figures.Picture:
    """Return the heatmap of texts that all have a word in common."""
    paragraphs = made.paragraphs(*[f"war word{n}" for n, _ in enumerate(texts)])
    paragraphs["doc_id"] = pd.Categorical(texts, categories=texts)
    return figures.similarity_heatmap(compare.similarity(terms.tfidf(terms.counts(words.tokens(paragraphs)))))


def test_each_cell_of_a_heatmap_but_the_diagonal_has_an_area_where_it_is_drawn():
    from PIL import Image

    picture = heatmap("a", "b", "c")
    assert {area[:2] for area in picture.areas} == {(x, y) for x in "abc" for y in "abc" if x != y}
    drawn = picture.axes[0].collections[0].get_array().reshape(3, 3)
    mesh, image = picture.axes[0].collections[0], Image.open(BytesIO(picture.png)).convert("RGB")
    order = [label.get_text() for label in picture.axes[0].get_yticklabels()]
    for left, right, x, y, width, height in picture.areas:
        at = (round((x + width / 8) / 100 * image.width), round((y + height / 8) / 100 * image.height))
        wanted = mesh.cmap(mesh.norm(drawn[order.index(left), order.index(right)]))[:3]
        assert all(abs(a - 255 * b) < 6 for a, b in zip(image.getpixel(at), wanted, strict=True))


def test_the_cells_of_a_heatmap_become_links_over_the_same_picture():
    piece = heatmap("a", "b", "c")._repr_html_()
    both = LINKS | {("pair", "b", "a"): "pairs/a--b.html"}
    found = links.linked(piece, both, "../")
    assert re.findall(r'<a href="([^"]*)" style="[^"]*" aria-label="([^"]*)"></a>', found) == [
        ("../pairs/a--b.html", "a and b: words and passages in common"),
        ("../pairs/a--b.html", "b and a: words and passages in common"),
    ]
    image = re.search(r"<img [^>]*>", piece)[0]
    assert image in found and "data-areas" not in found and "data-areas" not in links.linked(piece, {})


def test_hostile_names_do_not_get_out_of_a_heatmap():
    name = 'x"><script>alert(1)</script>'
    piece = heatmap("a", name)._repr_html_()
    assert json.loads(html.unescape(re.search(r'data-areas="([^"]*)"', piece)[1]))[0][:2] == ["a", name]
    goal = {("pair", "a", name): "pairs/x.html", ("pair", name, "a"): "pairs/x.html"}
    assert "<script" not in links.linked(piece, goal) and links.linked(piece, goal).count("<a ") == 2


# ---------------------------------------------------------------- the pages behind numbers

LONG = "we must build a strong navy and guard the open sea against every storm that comes"


@pytest.fixture(scope="module")
def behind():
    """Two texts with a passage in common, one of them hostile, and what is made of them."""
    bad = "<script>alert(1)</script> war ](javascript:x)"
    documents = made.documents(
        f"First\n\n{LONG} and war and war.\n\n{bad} is war.",
        f"Second\n\nOnce {LONG}, said the harbour master.\n\nThis is no war, {bad}.",
    )
    lines = layout.lines(documents)
    paragraphs = layout.paragraphs(lines)
    tokens = words.tokens(paragraphs)
    to_lines = links.reading_links(lines)
    pages, to_pages = links.pair_pages(tokens, paragraphs, to_lines)
    return {
        "documents": documents,
        "lines": lines,
        "paragraphs": paragraphs,
        "tokens": tokens,
        "links": to_lines,
        "pages": pages,
        "to_pages": to_pages,
    }


def test_every_printed_line_and_nothing_else_has_a_link(behind):
    source = "".join(f"texts/{name}" for name in reading.reading_pages(behind["documents"], behind["lines"]).values())
    printed = re.findall(r'id="line-(\d+)"', source)
    assert sorted(key[2] for key in behind["links"] if key[0] == "line") == sorted(printed)


def test_a_pair_has_a_page_that_is_reached_from_both_sides(behind):
    left, right = behind["documents"]["doc_id"]
    assert list(behind["pages"]) == [f"pairs/{left}--{right}.rst"]
    assert behind["to_pages"] == {
        ("pair", left, right): f"pairs/{left}--{right}.html",
        ("pair", right, left): f"pairs/{left}--{right}.html",
    }


def test_the_page_of_a_pair_has_similarity_parts_uses_and_passage(behind):
    (page,) = behind["pages"].values()
    content = words.drop(behind["tokens"], words.stop_words("short"))
    weights = terms.tfidf(terms.counts(content))
    assert f"<b>{compare.similarity(weights)['similarity'][0]:.2f}</b>" in page
    for row in compare.shared_terms(weights, *behind["documents"]["doc_id"]).head(10).itertuples():
        assert f"<td>{row.term}</td>" in page and f"{row.part:.3f}" in page and f"\n{row.term}\n~" in page
    assert "1 passage, the longest first" in page and LONG.split()[-3] in page
    assert "<p>4 uses in " in page and "<p>2 uses in " in page


def test_every_line_number_on_a_pair_s_page_is_a_link_into_the_reading_edition(behind):
    (page,) = behind["pages"].values()
    goals = re.findall(r'href="\.\./([^"]*)"', page)
    assert goals and set(goals) <= set(behind["links"].values())
    assert not re.search(r'<td class="number">\d+</td><td class="before">', page)


def test_words_of_texts_stay_words_on_the_pages_behind_numbers(behind):
    wanted = [(text, "war") for text in behind["documents"]["doc_id"]]
    more, _ = links.keyword_pages(behind["tokens"], behind["paragraphs"], behind["links"], wanted)
    for source in [*behind["pages"].values(), *more.values()]:
        assert "<script" not in source and "&lt;script&gt;alert(1)" in source
        assert not re.search(r"^\.\. (?!raw:: html$)|^   [^<\s]", source, re.MULTILINE)


def test_a_keyword_leads_to_its_uses_and_what_is_no_term_to_nothing(behind):
    text = behind["documents"]["doc_id"][0]
    wanted = [(text, "war"), (text, "strong navy"), (text, "nowhere"), (text, "..."), ("unknown", "war")]
    pages, to_keywords = links.keyword_pages(behind["tokens"], behind["paragraphs"], behind["links"], wanted)
    assert to_keywords == {
        ("term", text, "war"): f"keywords/{text}.html#uses.war",
        ("term", text, "strong navy"): f"keywords/{text}.html#uses.strong-navy",
    }
    (page,) = pages.values()
    assert '<span id="uses.war"></span>' in page and f"<p>4 uses in {text}.</p>" in page


def test_terms_are_found_in_tables_of_a_text_and_a_term():
    by_index = pd.DataFrame({"term": ["war", "peace"]}, index=["a", "c"])
    by_column = pd.DataFrame({"doc_id": ["b", "a"], "term": ["sea & land", "war"]})
    shared = pd.DataFrame({"left": ["a"], "right": ["b"], "term": ["storm"]})
    tables = map(shown, [by_index, by_column, shared])
    assert links.named_terms(tables, ["a", "b"]) == [("a", "war"), ("b", "sea & land")]


def test_one_text_and_very_many_have_no_pages_of_pairs(behind):
    one = behind["tokens"][behind["tokens"]["doc_id"] == behind["documents"]["doc_id"][0]]
    assert links.pair_pages(one, behind["paragraphs"], {}) == ({}, {})
    many = made.paragraphs(*["war and sea"] * 13)
    many["doc_id"] = pd.Categorical([f"t{n:02d}" for n in range(13)])
    assert links.pair_pages(words.tokens(many), many, {}) == ({}, {})


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (["a", "b"], ["a", "b"]),
        (["A", "a", "a-2"], ["A", "a-2", "a-2-2"]),
        (["../../x", "..", ""], ["x", "unnamed", "unnamed-2"]),
        (["a](javascript:x) `b` <i>"], ["a-javascript-x-b-i"]),
        (["人 人"], ["人-人"]),
        (["x" * 99], ["x" * 60]),
    ],
)
def test_names_are_safe_and_no_two_are_alike(values, named):
    assert list(reading.names(values).values()) == named
