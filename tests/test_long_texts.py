"""Texts that are too long for one page, in a browser: their words come in parts, and nothing is lost or moved."""

import random
from pathlib import Path
from urllib.parse import unquote, urlsplit

import made
import nbformat
import pytest
from made import here, until
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers import passages, report

FIRST_VIEW = 300_000  # bytes of a page and of what it loads before there is a sign of a reader
SIZE, PAGES = 420_000, 4  # signs of a text, and the pages that it takes
READ = """side => [...document.querySelectorAll(`.text.${side} .paragraph`)].map(paragraph =>
  [...paragraph.childNodes].filter(node => node.className !== "line").map(node => node.textContent).join(""))"""
PARTS = "[...document.querySelectorAll('.part')].map(part => part.childElementCount > 0)"
TALL = "[...document.querySelectorAll('.text')].map(text => text.scrollHeight)"
AT = "side => document.querySelector(`.text.${side} mark.current`)?.textContent"


def written(seed: int, common: list[str], places: list[float]) -> str:
    """Return a text of seeded words in paragraphs, sentences of ``common`` at some shares of its length."""
    generator = random.Random(seed)
    letters = [generator.choices("abcdefghiklmnoprstuw", k=generator.randint(4, 14)) for _ in range(4000)]
    words, parts, size = ["".join(each) for each in letters], [], 0
    rest = sorted(zip(places, common, strict=True))
    while size < SIZE:
        said = " ".join(generator.choices(words, k=60)).capitalize() + "."
        if rest and size > rest[0][0] * SIZE:
            said += f" {rest.pop(0)[1]}"
        parts.append(said)
        size += len(said)
    return "\n\n".join(["A title of its own", *parts])


def sentence(seed: int) -> str:
    generator = random.Random(seed)
    words = ["".join(generator.choices("bdfgklmnprstvaeiou", k=7)) for _ in range(30)]
    return " ".join(words).capitalize() + "."


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """The site of two long texts with four sentences in common, and what was read in them."""
    folder, common = tmp_path_factory.mktemp("long"), [sentence(n) for n in range(4)]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# What?")]), folder / "00_what.ipynb")
    texts = [written(7, common, [0.05, 0.5, 0.7, 0.95]), written(8, common, [0.9, 0.1, 0.6, 0.99])]
    read = report.texts(made.documents(*texts))
    return report.site(folder, folder / "report", read).parent, read, common


def test_a_first_view_is_small_and_the_rest_comes_with_a_sign_without_moving_anything(long, tab):
    site, read, common = long
    loaded = {}

    def came(route):
        path = Path(unquote(urlsplit(route.request.url).path))
        loaded[path] = path.stat().st_size
        route.continue_()

    tab.route("**", came)
    for path in (*sorted((site / "texts").glob("[ab]*.html")), site / "reader.html"):
        loaded.clear()
        tab.goto(path.as_uri())
        tab.locator(".text.right .paragraph" if path.name == "reader.html" else "h1").first.wait_for()
        assert sum(loaded.values()) < FIRST_VIEW, path.name
    parts = tab.evaluate(PARTS)
    assert (parts.count(True), len(parts)) == (2, 2 * PAGES)
    assert tab.locator(".map.left rect").count() == len(common) + 1  # where all passages are is known
    before = tab.evaluate(TALL)
    tab.mouse.move(9, 9)
    until(tab, f"{PARTS}.every(Boolean)")
    for one, other in zip(before, tab.evaluate(TALL), strict=True):
        assert abs(one - other) < 0.1 * one
    for side, doc_id in (("left", "a"), ("right", "b")):
        own = read.paragraphs[read.paragraphs["doc_id"] == doc_id]["text"]
        assert tab.evaluate(READ, side) == own.tolist()
    assert tab.faults == []


def test_an_address_leads_to_a_passage_that_is_in_parts_that_come_later(long, tab):
    site, _, common = long
    for n in (1, 4):
        tab.goto("about:blank")
        tab.goto((site / "reader.html").as_uri() + f"#left=a&right=b&at={n}")
        tab.locator("mark.current").first.wait_for()
        for side in ("left", "right"):
            assert tab.evaluate(AT, side).rstrip(".") == common[n - 1].rstrip(".")
            tab.locator(f".text.{side} mark.current").wait_for(state="visible")
    assert tab.evaluate(PARTS).count(True) < 2 * PAGES
    assert tab.faults == []


def test_an_address_of_a_line_or_of_words_leads_to_the_page_that_has_them(long, tab):
    site, read, _ = long
    row = read.tokens[read.tokens["doc_id"] == "a"].iloc[-5]
    for mark in (f"line-{row.line}", f"line-{row.line}={row.token}", f"p{row.paragraph}.0-{row.paragraph}.9"):
        tab.goto("about:blank")
        tab.goto((site / "texts" / "a.html").as_uri() + f"#{mark}")
        tab.wait_for_url(f"**/a.{PAGES}.html*")
        tab.locator(f"#line-{row.line}").wait_for()
    tab.goto("about:blank")
    tab.goto((site / "texts" / "a.html").as_uri() + f"#w{row.position}-{row.position}")
    tab.locator("mark.asked").wait_for()
    assert tab.locator("mark.asked").text_content().lower() == row.token
    assert f"/a.{PAGES}.html" in here(tab)
    assert tab.faults == []


def test_words_in_all_parts_are_counted(long, tab):
    site, read, common = long
    tab.goto((site / "find.html").as_uri())
    found = """async term => { const all = await Promise.all(texts.map(text => load(text.name)));
      const found = find(term, all); return sorted(found, "place").map(([text, use]) => [text.id, use[0] + 1]); }"""
    for term in (common[1].split()[2], " ".join(common[3].split()[4:8]), "b*", "*ing*"):
        table = passages.concordance(read.tokens, term, read.paragraphs)[["doc_id", "position"]]
        assert tab.evaluate(found, term) == [list(row) for row in table.astype(object).values]
        assert len(table) > 1
