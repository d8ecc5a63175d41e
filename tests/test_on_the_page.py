"""What answers on a page without Python: the reading edition, tables that sort and go home, exercises."""

import csv
import io
import json
import re
import zipfile
from importlib import metadata

import lxml.etree
import pandas as pd
import pytest
import python_calamine
from made import documents as made_up
from made import here, said_in_page, until
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import figures, lessons, passages, report

# ---------------------------------------------------------------- the reading edition

UNDERLINED = """() => {
  const texts = {};
  for (const span of document.querySelectorAll(".common")) {
    for (let each = span; each; each = each.parentElement.closest(".common")) texts[each.dataset.of] ||= "";
  }
  for (const n of Object.keys(texts)) {
    const spans = [...document.querySelectorAll(`.common[data-of="${n}"]`)];
    const words = span => [...textsOf(span)].map(([node]) => node.data).join("");
    texts[n] = spans.map(words).join("");
  }
  return Object.values(texts);
}"""


def test_passages_found_elsewhere_are_underlined_to_the_letter(site, tab, read):
    found = passages.shared_passages(read.tokens, read.paragraphs)
    found = found[found["kind"].isin(["passage", "boilerplate"])]
    for doc_id in ("chen_yixin_2023", "cicir_2025"):
        tab.goto((site / "texts" / f"{doc_id}.html").as_uri())
        tab.mouse.move(9, 9)
        tab.locator("p.about", has_text="underlined here").wait_for()
        texts = [text for side in ("left", "right") for text in found.loc[found[side] == doc_id, f"{side}_text"]]
        assert sorted(tab.evaluate(UNDERLINED)) == sorted(text.replace("\n", "") for text in texts)
    assert tab.faults == []


def test_the_words_of_a_text_come_with_the_first_sign_of_a_reader_and_nothing_moves(site, tab):
    tab.goto((site / "texts" / "cicir_2025.html").as_uri())
    tab.wait_for_load_state("networkidle")
    asked, top = (
        "document.querySelectorAll('script[src*=\"data/cicir\"]').length",
        "reading.getBoundingClientRect().top",
    )
    before = tab.evaluate(top)
    assert tab.evaluate(asked) == 0
    tab.mouse.move(9, 9)
    tab.locator(".common").first.wait_for()
    assert (tab.evaluate(asked), tab.evaluate(top)) == (1, before)


def test_a_passage_says_where_else_it_stands_and_leads_to_the_very_words(site, tab):
    tab.goto((site / "texts" / "yang_2025.html").as_uri())
    tab.keyboard.press("Shift")
    start = tab.locator(".common[tabindex]").nth(7)
    start.focus()
    tab.keyboard.press("Enter")
    note = tab.locator(".elsewhere")
    said = note.text_content()
    assert re.match(r"also in \w+, line \d+ \(\d+ words, side by side\)", said)
    line = re.search(r"line (\d+)", said)[1]
    note.locator("a").first.click()
    tab.locator("mark.asked").first.wait_for()
    assert "yang_2025" not in here(tab)
    place = re.search(r"#p(\d+)\.", here(tab))[1]
    assert line in tab.locator(f"#p{place} .line").all_text_contents()
    assert tab.faults == []


def test_an_address_by_position_highlights_those_words(site, tab, read):
    own = read.tokens[read.tokens["doc_id"] == "cicir_2025"]
    row = own.iloc[500:512]
    tab.goto((site / "texts" / "cicir_2025.html").as_uri() + f"#w{row['position'].iloc[0]}-{row['position'].iloc[-1]}")
    tab.locator("mark.asked").first.wait_for()
    said = "".join(tab.locator("mark.asked").all_text_contents())
    assert re.findall(r"[a-z'-]+", said.lower().replace("\u2019", "'"))[0] == row["token"].iloc[0]
    assert said.lower().replace("\u2019", "'").endswith(row["token"].iloc[-1])


CROSSED = """[...document.querySelectorAll('.reading .line')].filter(number => {
  if (number.closest('details:not([open])')) return false;
  const own = number.getBoundingClientRect();
  return [...document.querySelectorAll('.reading .paragraph, .reading p, .reading h2, .reading h3')].some(block => {
    const range = document.createRange();
    return [...textsOf(block)].some(([node]) => {
      if (!node.data.trim()) return false;
      range.selectNodeContents(node);
      return [...range.getClientRects()].some(it => it.width > 1 && it.left < own.right - 1 && it.right > own.left + 1
        && it.top < own.bottom - 3 && it.bottom > own.top + 3);
    });
  });
}).map(number => number.textContent)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_no_number_is_printed_over_a_word(site, tab, width):
    tab.set_viewport_size({"width": width, "height": 900})
    for name in ("hussain_2022", "cicir_2025"):
        tab.goto((site / "texts" / f"{name}.html").as_uri())
        assert tab.evaluate(CROSSED) == [], name


def test_a_line_says_which_claims_and_notebooks_use_it_and_leads_there(site, tab):
    tab.goto((site / "index.html").as_uri())
    goal = tab.locator("#claim-10 .line a").first.get_attribute("href").partition("#")[0]
    tab.goto((site / goal).as_uri())
    way = tab.locator(".beside a", has_text=re.compile("^claim 10$"))
    way.click()
    tab.locator("#claim-10:target").wait_for()
    tab.goto((site / goal).as_uri())
    way = tab.locator('.beside a[href*="notebooks/"]').first
    line = re.search(r"Line (\d+)", way.locator("..").text_content())[1]
    way.click()
    tab.wait_for_url(re.compile("/notebooks/"))
    assert tab.locator(f'a[href*="{goal.removeprefix("texts/")}#line-{line}"]').count()


def test_notes_stand_beside_their_paragraph_where_there_is_room(site, tab):
    tab.goto((site / "texts" / "yang_2025.html").as_uri())
    said = tab.locator(".beside .note")
    assert said.count() == tab.locator(".paragraph .note-mark").count() > 10
    assert not said.first.is_visible()
    tab.set_viewport_size({"width": 1400, "height": 900})
    said.first.wait_for()
    note, paragraph = said.first.bounding_box(), tab.locator(".paragraph:has(.note-mark)").first.bounding_box()
    assert note["x"] >= paragraph["x"] + paragraph["width"]
    assert abs(note["y"] - paragraph["y"]) < paragraph["height"] + 200
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1400
    whole = tab.locator("#note-1").text_content()
    assert said.first.text_content().removeprefix("1. ").strip() in whole


# ---------------------------------------------------------------- claims

OUTCOMES = """card => [...card.querySelectorAll(".mark")].map(
  mark => [mark.dataset.options, mark.dataset.number, mark.matches(".holds")])"""


def test_the_switches_of_a_claim_say_each_outcome_and_ring_it(site, tab):
    tab.goto((site / "index.html").as_uri())
    for card in (tab.locator("#claim-2"), tab.locator("#claim-8")):
        said, switches = card.locator(".switches output"), card.locator(".switches select")
        assert said.text_content().endswith("as it is told")
        for options, number, holds in card.evaluate(OUTCOMES)[1::7]:
            for n, option in enumerate(json.loads(options)):
                switches.nth(n).evaluate("(e, to) => { e.value = to; e.dispatchEvent(new Event('change')); }", option)
            assert said.text_content().startswith(f"{number}: it {'holds' if holds else 'does not hold'}")
            assert card.locator(".mark:has(.ring)").get_attribute("data-options") == options
        card.locator(".mark.told").dispatch_event("click")
        assert said.text_content().endswith("as it is told")
    assert tab.faults == []


def test_the_lines_of_claims_lead_to_the_very_words_unless_they_were_left_out(site, tab):
    tab.goto((site / "index.html").as_uri())
    ways = tab.locator(".claim a[data-at]")
    led = {ways.nth(n).get_attribute("href"): ways.nth(n).get_attribute("data-at") for n in range(ways.count())}
    assert len(led) > 10
    seen = 0
    for goal, at in led.items():
        tab.goto(f"{site.as_uri()}/{goal}")
        line, _, words = at.removeprefix("line-").partition("=")
        if tab.locator(f".gone#line-{line}").count():
            tab.locator(f"#line-{line}:target").wait_for(state="visible")
        else:
            tab.locator("mark.asked").first.wait_for()
            assert words.startswith("".join(tab.locator("mark.asked").all_text_contents())[:20]), goal
            seen += 1
    assert seen > 10


def test_a_pair_shows_what_it_says_in_other_words_and_why_and_leads_to_both_places(site, tab, read):
    shared = passages.shared_passages(read.tokens, read.paragraphs)
    alike = passages.parallel_passages(read.paragraphs, read.formulae, shared=shared)
    own = alike[(alike["left"] == "yang_2025") & (alike["right"] == "cicir_2025")]
    tab.goto((site / "pairs" / "yang_2025--cicir_2025.html").as_uri())
    rows = tab.locator("#in\\.other\\.words ~ .table-box, #in\\.other\\.words ~ details .table-box")
    assert rows.count() == len(own) > 3
    for n, it in enumerate(own.head(4).itertuples()):
        for side, text in enumerate((it.left_text, it.right_text)):
            said = rows.nth(n).locator("td").nth(side).text_content()
            assert said.endswith(text.replace("\n", " "))
    notes = tab.locator("#in\\.other\\.words ~ p.about").all_text_contents()
    assert own["met"].iloc[0]
    assert notes[0].startswith(f"Words that met: {own['met'].iloc[0]}.")
    rows.first.locator("a").last.click()
    tab.locator("mark.asked").first.wait_for()
    assert own["right_text"].iloc[0].startswith(tab.locator("mark.asked").first.text_content())
    assert tab.faults == []


# ---------------------------------------------------------------- tables


def column(tab, n):
    return tab.locator(f"article tbody tr > :nth-child({n})").all_text_contents()


def test_a_click_on_a_head_sorts_up_down_and_back(site, tab):
    tab.goto((site / "words" / "index.html").as_uri())
    first = column(tab, 2)
    head = tab.locator("article thead th").nth(1)
    for way, turned in (("ascending", False), ("descending", True)):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == way
        assert list(map(int, column(tab, 2))) == sorted(map(int, first), reverse=turned)
    head.locator("button").press("Enter")
    assert column(tab, 2) == first


def test_a_long_table_is_filtered_by_typing_and_a_short_one_is_not(site, tab):
    tab.goto((site / "words" / "index.html").as_uri())
    tab.locator(".tools input").fill("secur")
    held = [text for text in column(tab, 1) if "secur" in text]
    assert tab.locator("article tbody tr:visible").count() == len(held) > 2
    tab.goto((site / "texts" / "index.html").as_uri())
    assert tab.locator(".tools button").all_text_contents() == ["CSV", "XLSX", "Note"]
    assert tab.locator(".tools input").count() == 0


def test_what_a_small_table_can_be_asked_shows_when_it_is_pointed_at_or_reached_by_keys(site, tab):
    def shown(is_it):
        until(tab, "it => getComputedStyle(document.querySelector('.tools')).opacity === it", is_it)

    tab.goto((site / "texts" / "index.html").as_uri())
    shown("0")
    tab.locator("article table").hover()
    shown("1")
    tab.mouse.move(0, 0)
    shown("0")
    tab.locator(".tools button").last.focus()
    shown("1")
    tab.goto((site / "pairs" / "index.html").as_uri())
    shown("1")


CUT = """[...document.querySelectorAll(".stacked")].map(
  it => [it.getBoundingClientRect().right > innerWidth, ...[it, it.tHead].map(e => getComputedStyle(e).display)])"""


def test_a_table_with_long_cells_stands_cell_below_cell_on_a_phone(site, tab):
    tab.goto((site / "notebooks" / "08_what_do_they_say_in_the_same_words.html").as_uri())
    tables = tab.locator(".stacked")
    assert {tuple(it[1:]) for it in tab.evaluate(CUT)} == {("table", "table-header-group")}
    heads = tables.first.locator("thead th").all_text_contents()
    assert tables.first.evaluate("it => [...it.tBodies[0].rows[0].cells].map(cell => cell.dataset.head)") == heads
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tables.count() > 1
    assert {tuple(it) for it in tab.evaluate(CUT)} == {(False, "block", "none")}
    tab.goto((site / "words" / "index.html").as_uri())  # its cells are short and few: a table there too
    assert (tables.count(), tab.locator("article thead th").first.is_visible()) == (0, True)


def test_no_number_of_a_pair_is_off_the_screen_of_a_phone(site, tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    for path in (site / "pairs").glob("*.html"):
        tab.goto(path.as_uri())
        wide = "[...document.querySelectorAll('.table-box')].map(box => box.scrollWidth - box.clientWidth)"
        assert max(tab.evaluate(wide)) <= 1, path.name


def test_a_table_goes_home_as_csv_with_guards(site, tab):
    tab.goto((site / "pairs" / "index.html").as_uri())
    shown = tab.evaluate("[...document.querySelectorAll('article tr')].map(it => [...it.cells].map(c => c.innerText))")
    with tab.expect_download() as taken:
        tab.get_by_role("button", name="CSV").click()
    text = taken.value.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert taken.value.suggested_filename == "Pairs-1.csv"
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [row[:2] for row in shown[1:]]
    assert [float(row[2]) for row in rows[1:]] == [float(row[2]) for row in shown[1:]]
    with tab.expect_download() as taken:  # apart, so that the first line of the CSV is the heads for whoever reads it
        tab.get_by_role("button", name="Note").click()
    note = dict(line.split(": ", 1) for line in taken.value.path().read_text("utf-8").splitlines())
    assert taken.value.suggested_filename == "Pairs-1.txt"
    assert note["made with"].endswith(metadata.version("reading-side-by-side"))
    assert note["method"] == "notebooks/methods.html in the report"


GUARDED = """([text, number]) => {
  const cell = element("td", {className: number ? "number" : ""}, text);
  return csv([[cell]]).slice(1, -2);
}"""


@pytest.mark.parametrize(
    ("text", "number", "made"),
    [
        ("=1+1", False, "'=1+1"),
        ("+49", False, "'+49"),
        ("-x", False, "'-x"),
        ("@a", False, "'@a"),
        ("\uff1d1", False, "'\uff1d1"),
        ("-0.52", True, "-0.52"),
        ("1,204", True, "1204"),
        ("a = b", False, "a = b"),
        ('he said "no", twice', False, '"he said ""no"", twice"'),
        ("x" * 40_000, False, "x" * (32_767 - 6) + " [cut]"),
    ],
)
def test_a_cell_runs_nothing_in_a_spreadsheet(site, tab, text, number, made):
    tab.goto((site / "pairs" / "index.html").as_uri())
    assert tab.evaluate(GUARDED, [text, number]) == made


def test_a_table_goes_home_as_a_workbook_with_a_note_of_what_it_is(site, tab, tmp_path):
    tab.goto((site / "pairs" / "index.html").as_uri())
    shown = tab.evaluate("[...document.querySelectorAll('article tr')].map(it => [...it.cells].map(c => c.innerText))")
    with tab.expect_download() as taken:
        tab.get_by_role("button", name="XLSX").click()
    assert taken.value.suggested_filename == "Pairs-1.xlsx"
    taken.value.save_as(tmp_path / "pairs.xlsx")
    made = python_calamine.CalamineWorkbook.from_path(tmp_path / "pairs.xlsx")
    rows, note = (made.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert [row[:2] for row in rows[1:]] == [row[:2] for row in shown[1:]]
    assert [row[2] for row in rows[1:]] == [float(row[2]) for row in shown[1:]]
    assert ["made with", f"Reading side by side {metadata.version('reading-side-by-side')}"] in note
    assert ["page", "Pairs"] in note
    assert zipfile.ZipFile(tmp_path / "pairs.xlsx").testzip() is None


IN_A_SHEET = "texts => workbook({Table: [texts]}).arrayBuffer().then(made => [...new Uint8Array(made)])"


def test_text_in_a_workbook_is_text(site, tab, tmp_path):
    texts = ["=1+1", "+49", "@a", "-x", '<b> & "so"', "a\u0001b", "_x0041_", "  two  ", "x" * 40_000, "\U0001f600 é"]
    tab.goto((site / "pairs" / "index.html").as_uri())
    (tmp_path / "made.xlsx").write_bytes(bytes(tab.evaluate(IN_A_SHEET, texts)))
    sheet = zipfile.ZipFile(tmp_path / "made.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == len(texts)
    found = python_calamine.CalamineWorkbook.from_path(tmp_path / "made.xlsx").get_sheet_by_index(0).to_python()[0]
    said = [text.replace("\u0001", "\ufffd") for text in texts]
    said[8] = "x" * (32_767 - 6) + " [cut]"
    assert found == said


# ---------------------------------------------------------------- pictures

SHARED = [("a", "b", "<img src=x>", 0.4), ("a", "b", "peace & trade", 0.1)]
SHARED = pd.DataFrame(SHARED, columns=["left", "right", "term", "part"])


def taken(tab, label, part="article figure"):
    """Click on what takes something home; return the file's name and its bytes."""
    with tab.expect_download() as file:
        tab.locator(part).first.get_by_role("button", name=label, exact=True).click()
    return file.value.suggested_filename, file.value.path().read_bytes()


def test_a_picture_goes_home_as_it_is_printed_with_a_note(site, tab):
    """A page opened from disk may not read the file of its picture: a link to it would only open it."""
    tab.goto((site / "index.html").as_uri())
    image = tab.locator("article figure img").first
    name, data = taken(tab, "PNG")
    assert name == "Reading-side-by-side-figure-1.png"
    assert data == (site / image.get_attribute("src")).read_bytes()
    assert taken(tab, "PNG") == (name, data)  # as often as it is asked for
    note = dict(line.split(": ", 1) for line in taken(tab, "Note")[1].decode("utf-8").splitlines())
    assert note["caption"] == tab.locator("article figcaption").first.text_content()
    assert note["made with"].endswith(metadata.version("reading-side-by-side"))
    assert tab.faults == []


def test_a_picture_that_a_report_drew_goes_home_as_a_drawing(tab, tmp_path, monkeypatch, shipped):
    monkeypatch.setenv(figures.ALSO_SVG, "1")
    made = figures.similarity_heatmap(shipped["pairs"]), figures.shared_terms(SHARED)
    shown = [new_output("display_data", {"text/html": picture._repr_html_()}) for picture in made]
    cells = [new_markdown_cell("# Which?"), new_code_cell("shown", outputs=shown)]
    (tmp_path / "notebooks").mkdir()
    report.write(tmp_path / "notebooks" / "which.ipynb", new_notebook(cells=cells))
    report.site(tmp_path / "notebooks", tmp_path / "site", report.texts(made_up("A text.", "And another.")))
    report.single(tmp_path / "notebooks", tmp_path / "single")
    assert "data-svg" not in (tmp_path / "single" / "which.html").read_text("utf-8")
    page = tmp_path / "site" / "notebooks" / "which.html"
    assert "data-svg" not in page.read_text("utf-8")
    tab.goto(page.as_uri())
    for n, words in enumerate(({"yang_2025", "hussain_2022"}, {"<img src=x>", "peace & trade"})):
        name, data = taken(tab, "SVG", f"article figure >> nth={n}")
        assert name == f"Which-figure-{n + 1}.svg"
        drawn = lxml.etree.fromstring(data)
        assert words <= {" ".join(it.itertext()).strip() for it in drawn.iter("{*}text")}
        assert tab.locator("figcaption").nth(n).text_content() in drawn.findtext(".//{*}title")
        assert taken(tab, "PNG", f"article figure >> nth={n}")[1].startswith(b"\x89PNG")
    assert tab.faults == []


# ---------------------------------------------------------------- exercises

SAME = [
    ("number", 0, ["12", "12.0", " 12 ", "0.5", "1.5", "2.5", "-0.4", "-3", "1,204", "1e3"]),
    ("number", 2, ["0.125", "0.135", "0.375", "2.675", "1.005", "-0.001", "0.71", "12", "0.995", "-0.125"]),
    ("number", 6, ["0.1234565", "3", "0.0000005"]),
    ("text", 0, ["yang_2025", " Yang_2025 ", "High   quality", "'quoted'", "Stra\u00dfe", "\u00c9tat"]),
    ("set", 0, ["b, a, a", "12, 11", "['x', \"y\"]", "1.4, 2"]),
    ("list", 0, ["b, a, a", "12, 12", "(3, 2.5)", "one two, three"]),
]


def as_python(text, kind):
    """Return what a student of the notebooks would have given to ``check``."""

    def one(piece):
        piece = piece.strip().strip("'\"[]()")
        try:
            return float(piece.replace(",", ""))
        except ValueError:
            return piece

    if kind == "text":
        return text.strip("'")
    return one(text) if kind == "number" else [one(piece) for piece in text.split(",")]


def test_the_fingerprint_in_the_page_is_that_of_python(site, tab):
    tab.goto((site / "notebooks" / "00_start_here.html").as_uri())
    for kind, places, texts in SAME:
        for text in texts:
            mark = tab.evaluate("([t, k, p]) => fingerprint(plainAnswer(t, k, p))", [text, kind, places])
            assert mark == lessons.fingerprint(as_python(text, kind), kind, places), (kind, places, text)


def test_every_exercise_has_a_field_that_knows_its_mistakes_and_hides_its_answer(site, tab):
    entries = {name: it for name, it in lessons.entries().items() if it["kind"] != "open"}
    seen = set()
    for path in sorted((site / "notebooks").glob("[01A]*.html")):
        tab.goto(path.as_uri())
        own = {name: it for name, it in entries.items() if it["notebook"] == path.stem}
        for name, it in own.items():
            for wrong in [*it["mistakes"], {"answer": "1234567", "says": it["hint"]}]:
                given = wrong["answer"]
                assert said_in_page(tab, name, given) == f"Not yet. {wrong['says']}", (name, given)
            seen.add(name)
    assert seen == set(entries)
    assert all(len(it["answer"]) == 12 for it in entries.values())
    assert tab.faults == []
