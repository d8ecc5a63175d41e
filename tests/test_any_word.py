"""Any word, in a browser: what the page finds is what Python finds, in many scripts, and leads to the very words."""

import random
import re
import unicodedata

import made
import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers import characters, passages, report

pytestmark = pytest.mark.filterwarnings("ignore:no use of", "ignore:.*left out", "ignore:the texts are in several")

ALL = "Promise.all(texts.map(text => load(text.name))).then(() => texts.length)"
FOUND = """term => {
  const found = find(term, texts.map(text => known.texts.get(text.name)));
  const rows = sorted(found, "place").map(([text, use]) => [text.id, inContext(text, use, found.numbers)]);
  const way = by => sorted(found, by).map(([text, use]) => [text.id, use[0] + 1]);
  const names = ["section", "paragraph", "line", "position", "before", "term", "after"];
  return {rows: rows.map(([id, it]) => [id, ...names.map(name => it[name])]), left: way("left"), right: way("right"),
    words: typed(term)[0].length};
}"""
COLUMNS = ["doc_id", "section", "paragraph", "line", "position", "before", "term", "after"]
MOST_SORTED = 2000  # uses whose three orders are compared; of more the rows are


def in_page(tab, term):
    return tab.evaluate(FOUND, term)


def in_python(read, term):
    """Return the rows of CONCORDANCE, and its orders; nothing for a term without a word."""
    try:
        table = passages.concordance(read.tokens, term, read.paragraphs)
    except ValueError:
        return None
    rows = [list(row) for row in table[COLUMNS].astype(object).itertuples(index=False)]
    if len(rows) > MOST_SORTED:
        return {"rows": rows}
    ways = {by: passages.sort_concordance(table, by)[["doc_id", "position"]] for by in ("left", "right")}
    return {"rows": rows} | {by: [list(row) for row in way.astype(object).values] for by, way in ways.items()}


def differing(tab, read, asked):
    """Return the terms for which page and Python differ."""
    wrong = []
    for term in asked:
        ours, theirs = in_python(read, term), in_page(tab, term)
        same = not theirs["words"] if ours is None else all(theirs[name] == ours[name] for name in ours)
        wrong += [] if same else [term]
    return wrong


def asked_of(read, generator, many):
    """Return words, phrases and patterns drawn from the tokens: of each some ``many``."""
    words, names = read.tokens["token"].astype(str).tolist(), list(read.tokens["token"].cat.categories)
    starts = [generator.randrange(len(words) - 5) for _ in range(many)]
    found = [generator.choice(names) for _ in range(many)]
    found += [" ".join(words[at : at + generator.randint(2, 4)]) for at in starts]
    for word in (generator.choice(names) for _ in range(many)):
        half = max(1, len(word) // 2)
        found.append(generator.choice([f"{word[:half]}*", f"*{word[half:]}", f"{word[0]}*{word[-1]}", f"*{word[1:]}*"]))
    return found


TYPED = [
    "2035",
    "20th",
    "the 20th",
    "19*",
    "*9",
    "New Security Pattern",
    "people\u2019s",
    "\u201chigh-quality,\u201d",
    "*",
    "co\u2010operation",
    "secur*",
    "U.S.",
    "xyzzy",
    "national * security",
    "14th five-year",
    "1.4 billion",
    "...",
    "&",
    "9/11",
    "*'s",
    "l'eau",
    "a b c",
    "of the",
    "Article 5",
    "secur",
    "*e*e*e*e*",
    "<b>",
    "\u0130stanbul",
    "km\u00b2",
]


def test_page_and_python_find_the_same_uses_of_300_words_phrases_and_patterns(site, tab, read):
    tab.goto((site / "find.html").as_uri())
    assert tab.evaluate(ALL) == 5
    asked = asked_of(read, random.Random(19), 90) + TYPED
    assert len(asked) >= 298
    assert differing(tab, read, asked) == []
    assert len(in_page(tab, "secur*")["rows"]) > 900
    assert tab.faults == []


MORE = {
    "Chinese": [
        "\u56fd\u5bb6\u5b89\u5168\u3002\u53d1\u5c55\u548c\u5b89\u5168\uff0c\u7b2c14\u4e2a\u4e94\u5e74\u3002\u65b0\u5b89\u5168\u683c\u5c40\u5b89\u5168\u3002",
        "\u5b89\u5168 A\u5b89\u5168B \u5b89\u5168\u5b89\u5168",
    ],
    "Odd": [
        "The \ufb01rst of\ufb01cer said \U0001f600 na\u0308ive co\u00adoperation, \U0001d49c\U0001d49d: of\ufb01cer.",
        "5 km\u00b2 and 6 m\u00b3; a note\u00b9 here, the \U0001f600\U0001f600 first officer.",
    ],
    "French": ["L'eau de l'homme et la mer: c'est l'eau qu'il a vue dans les villes de la France. " * 6],
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """The site of texts in many scripts, one paragraph or two each, and what was read in them."""
    folder = tmp_path_factory.mktemp("scripts")
    bodies = ["\n\n".join(["A title of its own", *each]) for each in [*made.SCRIPTS.values(), *MORE.values()]]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# What?")]), folder / "00_what.ipynb")
    read = report.texts(made.documents(*bodies))
    return report.site(folder, folder / "report", read).parent, read


CUT = [
    "\u5b89\u5168",
    "\u56fd\u5bb6\u5b89\u5168",
    "\u7b2c14\u4e2a",
    "\u5b89",
    "officer",
    "first",
    "naive",
    "na\u00efve",
    "cooperation",
    "l'eau",
    "eau",
    "l'",
    "qu'il",
    "m\u00b3",
    "note",
    "of*",
    "\U0001d49c\U0001d49d",
]


def test_page_and_python_agree_in_every_script(scripts, tab):
    folder, read = scripts
    tab.goto((folder / "find.html").as_uri())
    assert tab.evaluate(ALL) == len(made.SCRIPTS) + len(MORE)
    generator = random.Random(4)
    printed = [" ".join(text.split()) for text in read.paragraphs["text"]]
    asked = []
    for text in printed:
        words = text.split()
        starts = [generator.randrange(len(words)) for _ in range(12)]
        asked += [" ".join(words[at : at + generator.randint(1, 3)]) for at in starts]
    assert differing(tab, read, asked + asked_of(read, generator, 30) + CUT) == []
    assert len(in_page(tab, "\u5b89\u5168")["rows"]) == 8


def test_every_sign_is_folded_in_the_page_as_in_python(site, tab):
    tab.goto((site / "find.html").as_uri())
    signs = [chr(code) for code in range(0x20, 0x30000) if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")]
    texts = [*signs, *(f"abc{sign}d A{sign} 5{sign}." for sign in signs if characters.fold(sign) != sign.lower())]
    texts += [
        "policy\u1d43, km\u00b2 XIX\u1d49 \u00e9t\u00e9\u1d47 x\u00b9\u00b2",
        "\uff83\uff9a\uff8b\uff9e",
        "\u1797\u200b\u200bEn\u200bglish",
    ]
    folded = tab.evaluate("texts => texts.map(text => fold(text))", texts)
    assert [text for text, plain in zip(texts, folded, strict=True) if plain != characters.fold(text)] == []


MARKED = "said => [...document.querySelectorAll('mark.asked')].map(mark => mark.textContent).join('') === said"


def test_the_words_that_were_found_are_highlighted_in_the_reading_edition(site, scripts, tab):
    for folder, term in (
        (site, "new security pattern"),
        (site, "hegemon*"),
        (scripts[0], "of\ufb01cer"),
        (scripts[0], "1.5bn"),
    ):
        made.ask(tab, folder, term)
        links = tab.locator("#found .kwic a")
        links.first.wait_for()
        for n in range(min(links.count(), 6)):
            said = tab.locator("#found .kwic .hit").nth(n + 1).text_content()
            links.nth(n).click()
            made.until(tab, MARKED, said)
            assert tab.evaluate("document.querySelector('mark.asked').getBoundingClientRect().top < innerHeight")
            tab.go_back()
            links.first.wait_for()
    assert tab.faults == []


def test_the_box_is_on_every_page_and_the_slash_leads_to_it(site, tab):
    for path in ["index.html", "texts/index.html", "find.html", *(f"{part.name}/" for part in site.glob("[nkpw]*s"))]:
        page = sorted((site / path).glob("*.html"))[-1] if path.endswith("/") else site / path
        tab.goto(page.as_uri())
        tab.locator("article h1").first.wait_for()
        tab.keyboard.press("/")
        tab.keyboard.type("hegemony")
        tab.keyboard.press("Enter")
        tab.locator("#told", has_text=re.compile(r"\d+ uses of hegemony, in \d of 5 texts")).wait_for()


def test_every_line_of_a_word_can_be_shown_and_sorted_and_kept_to_a_text(site, tab, read):
    n = int((read.tokens["token"] == "national").sum())
    made.ask(tab, site, "national")
    tab.locator("#found .kwic a").first.wait_for()
    more = tab.locator("#found > button")
    while more.count():
        more.click()
    assert tab.locator("#found .kwic tbody tr").count() == n
    tab.get_by_role("link", name="by the words before").click()
    first = passages.sort_concordance(passages.concordance(read.tokens, "national", read.paragraphs), "left").iloc[0]
    tab.locator("#found .kwic tbody .place", has_text=f"{first.doc_id}, {first.line}").first.wait_for()
    assert tab.locator("#found .kwic tbody .place").first.text_content() == f"{first.doc_id}, {first.line}"
    tab.locator(".counts td.number a").nth(1).click()
    tab.get_by_text("lines of all texts").wait_for()
    places = tab.locator("#found .kwic tbody .place").all_text_contents()
    assert len({place.rpartition(", ")[0] for place in places}) == 1
    assert "sort=left" in made.here(tab)


def test_where_nothing_is_found_what_is_near_is_offered_and_other_lines_are_listed(site, tab, read):
    made.ask(tab, site, "secur")
    uses = len(passages.concordance(read.tokens, "secur*"))
    tab.locator("#told", has_text=f"No use of secur in 5 texts. Near: secur* ({uses} uses)").wait_for()
    tab.locator("#told a").click()
    tab.locator("#told", has_text=f"{uses} uses in 5 forms of secur*").wait_for()
    tab.locator("summary", has_text="Beside the texts, not counted").wait_for()


def test_lines_beside_the_texts_keep_the_order_of_the_texts_whichever_was_loaded_first(site, read, tab):
    tab.goto((site / "find.html").as_uri())
    tab.evaluate("texts.reduceRight((done, text) => done.then(() => load(text.name)), Promise.resolve())")
    tab.evaluate("location.hash = 'q=security'")
    tab.locator(".beside .place").first.wait_for(state="attached")
    named = [said.rpartition(", ")[0] for said in tab.locator(".beside .place").all_text_contents()]
    order = [doc_id for doc_id in read.documents["doc_id"] if doc_id in named]
    assert len(order) > 1
    assert list(dict.fromkeys(named)) == order


def test_a_click_on_the_barcode_leads_to_the_nearest_use(site, tab):
    made.ask(tab, site, "hegemony")
    bar = tab.locator(".barcode").last
    bar.wait_for()
    size = bar.bounding_box()
    bar.click(position={"x": size["width"] - 2, "y": 5})
    tab.locator("mark.asked", has_text=re.compile("hegemony", re.IGNORECASE)).wait_for()


def test_what_notebooks_say_is_found_too_words_of_their_tables_among_it(site, tab):
    for path in sorted((site / "notebooks").glob("0*.html")):
        source = path.read_text("utf-8").partition("<article")[2]
        known = set(re.findall(r"<td>([a-z]{9,})</td>", source)) - set(
            re.findall(r"[a-z]{9,}", re.sub(r"<td>.*?</td>", "", source))
        )
        for word in sorted(known)[:1]:
            made.ask(tab, site, word)
            tab.locator("summary", has_text="In the notebooks").wait_for()
            goals = [link.get_attribute("href") for link in tab.locator("#found li a").all()]
            assert any(path.name in goal for goal in goals), (path.name, word)
    assert tab.faults == []


def test_what_is_found_stands_on_one_line_where_there_is_room(site, tab):
    tab.set_viewport_size({"width": 1400, "height": 900})
    made.ask(tab, site, "new security pattern")
    tab.locator("#found .kwic td.hit b").first.wait_for()
    lines = "cells => cells.map(cell => cell.getClientRects().length)"
    assert set(tab.locator("#found .kwic td.hit b").evaluate_all(lines)) == {1}
