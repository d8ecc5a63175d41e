"""From number to page: what becomes a link, what does not, and that the pages behind numbers hold what they say."""

import html
import json
import re
from functools import cache
from io import BytesIO

import lxml.html
import made
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import compare, figures, passages, report, tables, terms, words
from helpers.report import links

LINKS = links.Links(
    {
        ("text", "a"): "texts/a.html",
        ("text", "b"): "texts/b.html",
        ("pair", "a", "b"): "pairs/a--b.html",
        ("term", "a", "war & peace"): "words/war-peace.html#uses.a",
        ("term", "war & peace"): "words/war-peace.html",
    },
    {"a": {7}, "b": {9}},
)


def goals(piece: str) -> list[tuple[str, str]]:
    """Return the words and the address of each link."""
    return [(html.unescape(words), goal) for goal, words in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', piece)]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<td data-doc="a" data-line="7">7</td>', [("7", "texts/a.html#line-7")]),
        ('<th data-doc="b" data-line="9" class="number">9</th>', [("9", "texts/b.html#line-9")]),
        ('<td data-doc="a">a</td>', [("a", "texts/a.html")]),
        ('<td data-doc="a" data-pair="b">0.5</td>', [("0.5", "pairs/a--b.html")]),
        ('<td data-doc="a" data-pair="b" data-term="war">0.5</td>', [("0.5", "pairs/a--b.html")]),
        ('<td data-doc="a" data-term="war &amp; peace">3</td>', [("3", "words/war-peace.html#uses.a")]),
        ('<td data-term="war &amp; peace">war</td>', [("war", "words/war-peace.html")]),
        ('<td data-doc="a" data-line="8">8</td>', []),
        ('<td data-doc="c" data-line="7">7</td>', []),
        ('<td data-doc="a" data-line="x">7</td>', []),
        ('<td data-doc="b" data-term="war &amp; peace">3</td>', []),
        ('<td data-doc="b" data-pair="c">0.1</td>', []),
        ("<td>7</td><th>line</th>", []),
        ('<p data-doc="a">a</p><script>"<td data-doc=a>"</script>', []),
    ],
)
def test_cells_that_say_what_they_open_become_links_and_others_do_not(cell, found):
    piece = f"<table>\n<tr>{cell}</tr></table>"
    assert goals(links.linked(piece, LINKS)) == found
    assert re.sub(r"</?a\b[^>]*>", "", links.linked(piece, LINKS, "../")) == piece


def test_links_lead_up_to_the_root_and_change_nothing_else():
    table = tables.shown(pd.DataFrame({"doc_id": ["a", "b"], "line": [7, 7], "text": ["<b> & so\n\n", "x"]}))
    piece = f"é\n<b\n>{table._repr_html_()}\r\n&nbsp;<br/><P>"
    assert goals(links.linked(piece, LINKS, "../")) == [
        ("a", "../texts/a.html"),
        ("7", "../texts/a.html#line-7"),
        ("b", "../texts/b.html"),
    ]
    assert re.sub(r"</?a\b[^>]*>", "", links.linked(piece, LINKS, "../")) == piece


def test_an_address_cannot_get_out_of_its_attribute():
    bad = LINKS._replace(pages={("text", "a"): 'x"><script>alert(1)</script>'})
    assert "<script" not in links.linked('<td data-doc="a">a</td>', bad)


def test_the_places_of_passages_beside_each_other_become_links():
    row = {"left": ["a"], "right": ["b"], "left_first_line": [7], "left_last_line": [8], "right_first_line": [9]}
    row |= {"right_last_line": [9], "words": [2], "score": [1.0], "left_text": ["war, line 7"], "right_text": ["war"]}
    table = tables.build("PASSAGES", row)
    assert goals(links.linked(passages.marked(table).html, LINKS)) == [
        ("a, lines 7-8", "texts/a.html#line-7"),
        ("b, line 9", "texts/b.html#line-9"),
    ]


@pytest.mark.parametrize(
    ("cell", "spots", "at"),
    [
        ('<td data-doc="a" data-line="7">7</td>', [], []),
        ('<td data-doc="a" data-line="7">7</td>', ["w3-5"], ["w3-5"]),
        ('<td data-doc="a" data-line="7">war &amp; <b>"peace"</b></td>', [], ['line-7=war & "peace"']),
        ('<td data-doc="a" data-line="7">a, lines 7-8</td>', [], []),
        ('<td data-doc="a">war</td>', ["w3-5"], []),
    ],
)
def test_a_link_to_a_line_says_which_words_are_meant(cell, spots, at):
    piece = links.linked(cell, LINKS, "", spots)
    assert [html.unescape(each) for each in re.findall(r'data-at="([^"]*)"', piece)] == at
    assert re.sub(r"</?a\b[^>]*>", "", piece) == cell


# ---------------------------------------------------------------- heatmaps

NOTHING = links.Links({}, {})


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
    both = LINKS._replace(pages=LINKS.pages | {("pair", "b", "a"): "pairs/a--b.html"})
    found = links.linked(piece, both, "../")
    assert re.findall(r'<a href="([^"]*)" aria-label="([^"]*)"><rect', found) == [
        ("../pairs/a--b.html", "a and b: words and passages in common"),
        ("../pairs/a--b.html", "b and a: words and passages in common"),
    ]
    image = re.search(r"<img [^>]*>", piece)[0]
    assert image in found
    assert "data-areas" not in found
    assert "data-areas" not in links.linked(piece, NOTHING)


def test_hostile_names_do_not_get_out_of_a_heatmap():
    name = 'x"><script>alert(1)</script>'
    piece = heatmap("a", name)._repr_html_()
    assert json.loads(html.unescape(re.search(r'data-areas="([^"]*)"', piece)[1]))[0][:2] == ["a", name]
    goal = links.Links({("pair", "a", name): "pairs/x.html", ("pair", name, "a"): "pairs/x.html"}, {})
    assert "<script" not in links.linked(piece, goal)
    assert links.linked(piece, goal).count("<a ") == 2


# ---------------------------------------------------------------- the pages behind numbers

LONG = "we must build a strong navy and guard the open sea against every storm that comes"


BAD = "<script>alert(1) < war ](javascript:x)"  # never closed: a closed one is markup, and is cleaned away


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """The site of two texts with a passage in common, one of them hostile, and what it is made of."""
    folder = tmp_path_factory.mktemp("behind")
    documents = made.documents(
        f"First\n\n{LONG} and war and war.\n\n{BAD} is war. " + "War again. " * 20,
        f"Second\n\nOnce {LONG}, said the harbour master.\n\nThis is no war, {BAD}.",
    )
    counted = pd.DataFrame({"doc_id": ["a", "a", "b"], "term": ["war", "strong navy", "nowhere"], "n": [1, 2, 3]})
    example = pd.DataFrame({"doc_id": ["A"], "term": ["peace"], "n": [1]})
    tables_shown = [counted, example, example[["term", "n"]], counted[["term", "n"]]]
    outputs = [new_output("display_data", {"text/html": page_of(table)}) for table in tables_shown]
    cell = new_code_cell("counted", outputs=outputs)
    (folder / "notebooks").mkdir()
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# What?"), cell], metadata=report.METADATA),
        folder / "notebooks" / "00_what.ipynb",
    )
    texts = report.texts(documents)
    report.site(folder / "notebooks", folder / "report", texts)
    return folder / "report", texts


def page_of(table: pd.DataFrame) -> str:
    """Return a table as a notebook shows it."""
    return tables.shown(table)._repr_html_()


def tree(behind, path: str) -> lxml.html.HtmlElement:
    """Return a page of the site."""
    return lxml.html.fromstring((behind[0] / path).read_text("utf-8"))


def test_a_pair_has_a_page_that_is_reached_from_the_list_and_from_both_texts(behind):
    assert sorted(path.name for path in (behind[0] / "pairs").iterdir()) == ["a--b.html", "index.html"]
    for path in ("pairs/index.html", "texts/a.html", "texts/b.html"):
        assert "../pairs/a--b.html" in tree(behind, path).xpath("//article//a/@href")


def test_the_page_of_a_pair_has_similarity_parts_counts_and_passage(behind):
    page = tree(behind, "pairs/a--b.html")
    weights = terms.tfidf(terms.counts(words.drop(behind[1].tokens, words.stop_words("short"))))
    said = page.text_content()
    assert f"Similarity {compare.similarity(weights)['similarity'][0]:.2f}, too few paragraphs for an interval" in said
    first, passage, *_ = page.xpath("//article//table")
    shown = [[cell.text_content() for cell in row] for row in first.xpath(".//tbody/tr")]
    shared = compare.shared_terms(weights, "a", "b").head(30)
    assert [row[:2] for row in shown] == [[row.term, f"{row.part:.3f}"] for row in shared.itertuples()]
    uses = behind[1].tokens.groupby(["doc_id", "token"], observed=True).size()
    assert [row[2:] for row in shown] == [[str(uses[side, row[0]]) for side in "ab"] for row in shown]
    assert "1 passage, the longest first" in said
    assert LONG.split()[-3] in passage.text_content()


def test_every_count_of_a_pair_leads_to_as_many_uses(behind):
    for link in tree(behind, "pairs/a--b.html").xpath('//td[@class="number"]/a'):
        path, _, anchor = link.get("href").removeprefix("../").partition("#")
        (head,) = tree(behind, path).xpath(f'//h2[@id="{anchor}"]')
        below = head.xpath("following-sibling::*")
        own = below[: next((n for n, element in enumerate(below) if element.tag == "h2"), len(below))]
        assert sum(len(element.xpath(".//tbody/tr")) for element in own) == int(link.text)


def test_every_line_number_of_a_use_is_a_link_to_the_line(behind):
    lines = behind[1].lines.set_index(["doc_id", "line"])["text"]
    for path in sorted((behind[0] / "words").glob("*.html")):
        for row in tree(behind, f"words/{path.name}").xpath('//table[@class="uses"]/tbody/tr'):
            doc_id, line = re.fullmatch(r"\.\./texts/(\w+)\.html#line-(\d+)", row.xpath(".//a/@href")[0]).groups()
            assert row.xpath("./td/b")[0].text_content() in lines[doc_id, int(line)]


def test_a_number_of_a_notebook_leads_to_its_uses_and_what_is_no_term_to_nothing(behind):
    found = tree(behind, "notebooks/00_what.html").xpath('//table[@class="shown"]//td/a')
    assert [(link.text, link.get("href")) for link in found] == [
        ("war", "../words/war.html#uses.a"),
        ("1", "../words/war.html#uses.a"),
        ("strong navy", "../words/strong-navy.html#uses.a"),
        ("2", "../words/strong-navy.html#uses.a"),
    ]
    assert tree(behind, "words/strong-navy.html").xpath("//h1")[0].text == "strong navy"


def test_all_uses_are_there_and_those_beyond_a_screen_are_folded(behind):
    page = tree(behind, "words/war.html")
    n = int((behind[1].tokens["token"] == "war").sum())
    assert page.xpath("//article/p")[0].text_content().startswith(f"{n} uses in 2 texts")
    assert len(page.xpath("//tbody/tr")) == n
    assert len(page.xpath("//details//tbody/tr")) == n - 12 - 2


def test_very_many_uses_are_cut_into_sheets_and_each_text_is_reached_where_it_begins(tmp_path):
    shown = tables.shown(pd.DataFrame({"doc_id": ["a"], "term": ["war"], "n": [700]}))._repr_html_()
    output = new_output("execute_result", {"text/html": shown}, execution_count=1)
    cells = [new_markdown_cell("# What?"), new_code_cell("shown", outputs=[output])]
    nbformat.write(new_notebook(cells=cells), tmp_path / "00_what.ipynb")
    read = report.texts(made.documents("war and " * 700, "war or " * 650, "War. " * 5))
    report.site(tmp_path, tmp_path / "report", read)
    sheets, sizes = ["war.html", "war.2.html", "war.3.html"], {"a": 700, "b": 650, "c": 5}
    goals = {doc_id: f"../words/{name}#uses.{doc_id}" for doc_id, name in zip("abc", sheets, strict=True)}
    rows = []
    for name in sheets:
        page = lxml.html.parse(tmp_path / "report" / "words" / name)
        assert "1,355 uses in 3 texts" in page.xpath("//article/p")[0].text_content()
        assert {link.text: link.get("href") for link in page.xpath("//article/p[1]/a")} == goals
        others = page.xpath("//article/p[2]/a/@href")
        assert others == [f"../words/{each}" for each in sheets if each != name]
        rows += [link.get("href").partition("/texts/")[2][0] for link in page.xpath("//tbody/tr/td[1]/a")]
        assert len(page.xpath("//tbody/tr")) <= 600
    assert rows == [text for text, n in sizes.items() for _ in range(n)]
    for goal in goals.values():
        path, _, anchor = goal.removeprefix("../").partition("#")
        assert lxml.html.parse(tmp_path / "report" / path).xpath(f'//h2[@id="{anchor}"]')


def test_pages_call_texts_by_name_and_go_on_leading_to_their_ids(tmp_path):
    nbformat.write(new_notebook(cells=[new_markdown_cell("# What?")]), tmp_path / "00_what.ipynb")
    read = report.texts(made.documents(f"Once {LONG}. The harbour. " * 4, f"Then {LONG}. The harbour. " * 3))
    tables.call_texts({"a": "Ann & Co 1901", "b": "Ben 1902"})
    report.site(tmp_path, tmp_path / "report", read)
    tables.call_texts({})
    pages = {
        path: lxml.html.parse(tmp_path / "report" / path).getroot() for path in ("pairs/a--b.html", "texts/a.html")
    }
    assert pages["pairs/a--b.html"].xpath("//h1")[0].text == "Ann & Co 1901 and Ben 1902"
    ways = {link.text: link.get("href") for page in pages.values() for link in page.xpath("//article//a")}
    assert {"Ann & Co 1901": "../texts/a.html", "with Ben 1902": "../pairs/a--b.html"}.items() <= ways.items()
    listed = lxml.html.parse(tmp_path / "report" / "texts" / "index.html").xpath("//article//td/a | //article//th/a")
    assert [(link.text, link.get("href")) for link in listed[:2]] == [
        ("Ann & Co 1901", "../texts/a.html"),
        ("Ben 1902", "../texts/b.html"),
    ]
    word = lxml.html.parse(tmp_path / "report" / "words" / "harbour.html")
    assert [head.text_content() for head in word.xpath("//h2")] == ["Ann & Co 1901: 4 uses", "Ben 1902: 3 uses"]
    said = (tmp_path / "report" / "data" / "index.js").read_text("utf-8")
    assert '{"name": "a", "id": "Ann \\u0026 Co 1901", "page": "texts/a.html", "sheets": [0]}' in said


def test_words_of_texts_stay_words_on_the_pages_behind_numbers(behind):
    for path in behind[0].rglob("*.html"):
        if path.parent != behind[0] and path.parent.name != "notebooks":
            source = path.read_text("utf-8")
            inside = source.partition("<main")[2].partition("</main>")[0]
            assert "<script" not in inside
            assert "javascript:x" not in str(tree(behind, path.relative_to(behind[0])).xpath("//@href"))
    assert "&lt;script&gt;alert(1)" in (behind[0] / "words" / "war.html").read_text("utf-8")


def test_terms_are_found_in_tables_that_count_them():
    by_text = pd.DataFrame({"doc_id": ["b", "a"], "term": ["sea & land", "war"]})
    shared = pd.DataFrame({"left": ["a"], "right": ["b"], "term": ["storm"], "part": [0.5]})
    everywhere = pd.DataFrame({"term": ["peace"], "n": [3]})
    uses = pd.DataFrame({"doc_id": ["a"], "line": [7], "before": [""], "term": ["Harbour"], "after": [""]})
    pieces = map(page_of, [by_text, shared, everywhere, uses])
    assert links.named_terms(pieces) == [("b", "sea & land"), ("a", "war"), ("a", "storm")]


def test_one_text_and_very_many_have_no_pages_of_pairs(tmp_path):
    nbformat.write(new_notebook(cells=[new_markdown_cell("# What?")]), tmp_path / "00_what.ipynb")
    for number in (1, 13):
        read = report.texts(made.documents(*["War and sea and a harbour. " * 4] * number))
        report.site(tmp_path, tmp_path / "report", read)
        assert [path.name for path in (tmp_path / "report" / "pairs").iterdir()] == ["index.html"]
        assert len(list((tmp_path / "report" / "texts").iterdir())) == number + 1


def test_two_copies_of_a_text_have_a_page_though_nothing_is_left_without_what_they_share(tmp_path):
    nbformat.write(new_notebook(cells=[new_markdown_cell("# What?")]), tmp_path / "00_what.ipynb")
    text = "Once we built a strong navy to guard the open sea against every storm that came over the far horizon."
    report.site(tmp_path, tmp_path / "report", report.texts(made.documents(text, text)))
    assert (tmp_path / "report" / "pairs" / "a--b.html").is_file()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (["a", "b"], ["a", "b"]),
        (["A", "a", "a-2"], ["A", "a-2", "a-2-2"]),
        (["../../x", "..", ""], ["x", "unnamed", "unnamed-2"]),
        (["index", "Index"], ["index-2", "Index-3"]),
        (["con", "NUL.", "com1.txt", "Lpt9"], ["con-2", "NUL-2", "com1-txt", "Lpt9-2"]),  # devices of Windows
        (["console", "com10"], ["console", "com10"]),
        (["\u00e9", "e\u0301"], ["\u00e9", "\u00e9-2"]),
        (["a](javascript:x) `b` <i>"], ["a-javascript-x-b-i"]),
        (["人 人"], ["人-人"]),
        (["x" * 99], ["x" * 60]),
    ],
)
def test_names_are_safe_and_no_two_are_alike(values, named):
    assert list(report.names(values).values()) == named


# ---------------------------------------------------------------- long texts

LINE = "This is line {} of paragraph {}, which tells of harbours and tides with some care and in plain words"
QUOTED = "no keeper of the lamp had ever seen the water turn back upon itself at noon while gulls slept on the pier"


@pytest.fixture(scope="module")
def long_text(tmp_path_factory):
    """A report of a text of several pages with notes at its end, and of a short one that quotes its end."""
    folder, body = tmp_path_factory.mktemp("long"), []
    for n in range(720):
        body += [f"CHAPTER {n // 60 + 1}", ""] if n % 60 == 0 else []
        body += [*(LINE.format(word, n) for word in ("one", "two")), LINE.format("three", n) + ".", ""]
    body[4] += "¹"
    body[-2] = f"{LINE.format('three', 719)}, and {QUOTED}.²"
    notes = ["NOTES", "", "¹ The first note, long enough to be one.", "", "² The second note, as long as that."]
    quoted = f"Short\n\nHe said it all: {QUOTED}. And so it was.\n"
    read = report.texts(made.documents("\n".join(["A Long Title", "", *body, *notes]), quoted))
    report.write(folder / "a.ipynb", new_notebook(cells=[new_markdown_cell("# A")]))
    (last,) = made.of(read.lines, "a").query("text.str.contains('two of paragraph 719,')")["line"]
    front = f'``````{{raw}} html\n<p id="claim-1"><a href="texts/a.html#line-{last}">there</a></p>\n``````\n'
    report.site(folder, folder / "report", read, {"front.md": front})
    return folder / "report", read, last


def pages_of_text(place):
    paths = sorted((place / "texts").glob("a*.html"), key=lambda path: (len(path.name), path.name))
    return {path.name: lxml.html.parse(path) for path in paths}


def test_a_long_text_has_pages_that_hold_every_line_once_and_each_is_a_light_first_view(long_text):
    place, read, _ = long_text
    pages = pages_of_text(place)
    assert len(pages) > 1
    ids = [name for page in pages.values() for name in page.xpath("//@id") if name.startswith("line-")]
    filled = made.of(read.lines, "a").query("text.str.strip() != ''")["line"]
    assert sorted(ids) == sorted(f"line-{line}" for line in filled)
    assert max((place / "texts" / name).stat().st_size for name in pages) < 230_000
    for name, page in pages.items():
        first = page.xpath("//div[@class='reading']/*[1]")[0]
        assert name == "a.html" or first.tag == "h2" or first[0].get("id").startswith("line-")
        ways = page.xpath("//p[starts-with(., 'In ')]")
        assert [way.xpath("./a/@href") for way in ways] == [[other for other in pages if other != name]] * 2


def test_all_that_leads_into_a_long_text_leads_to_the_page_that_has_it(long_text):
    place, _, last = long_text
    (goal,) = lxml.html.parse(place / "index.html").xpath("//a[text()='there']/@href")
    assert goal == f"texts/{list(pages_of_text(place))[-1]}#line-{last}"
    ids = cache(lambda goal: {*lxml.html.parse(goal).xpath("//@id")})
    for path in place.rglob("*.html"):
        for link in lxml.html.parse(path).xpath("//a[not(@data-at)]/@href"):
            name, _, anchor = link.partition("#")
            goal = (path.parent / name).resolve() if name else path
            assert goal.is_file(), (path.name, link)
            assert not anchor or anchor.startswith("left=") or anchor in ids(goal), link
    used = lxml.html.parse(place / f"texts/{list(pages_of_text(place))[-1]}").xpath("//*[@aria-label='Used by']//a")
    assert [way.text for way in used] == ["claim 1"]


def test_notes_on_another_page_of_a_text_are_reached_and_lead_back(long_text):
    pages = pages_of_text(long_text[0])
    first, last = list(pages)[0], list(pages)[-1]
    assert pages[first].xpath("//a[@id='mark-1']/@href") == [f"{last}#note-1"]
    assert pages[last].xpath("//*[@id='note-1']//a/@href")[-1] == f"{first}#mark-1"
    assert pages[last].xpath("//a[@id='mark-2']/@href") == ["#note-2"]


def test_what_a_script_finds_in_a_long_text_is_highlighted_on_its_page(long_text, tab):
    place, read, last = long_text
    made.ask(tab, place, "paragraph 719")
    tab.locator(".kwic a").last.click()
    tab.locator("mark.asked").first.wait_for()
    assert made.here(tab).partition("#")[0].endswith(f"texts/{list(pages_of_text(place))[-1]}")
    assert tab.locator("mark.asked").text_content() == "paragraph 719"
    position = made.of(read.tokens, "a")["position"].max()
    tab.goto((place / "texts" / "a.html").as_uri() + f"#w{position}-{position}")
    tab.locator("mark.asked").first.wait_for()
    assert tab.locator("mark.asked").text_content() == "pier"
    tab.mouse.move(9, 9)  # a sign of a reader
    tab.locator("p.about", has_text="1 passage stands in another text too, underlined here").wait_for()
    tab.goto((place / "texts" / "a.html").as_uri())
    tab.mouse.move(19, 19)
    tab.wait_for_timeout(300)
    assert tab.evaluate("known.texts.size") == 0  # nothing here stands elsewhere: the words are not loaded
    assert tab.faults == []
