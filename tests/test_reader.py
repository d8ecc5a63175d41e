"""The reader of two texts, in a browser: nothing is lost, what is joined is what Python found, and keys suffice."""

import re

from made import here, until

from helpers import passages

TEXT = """side => [...document.querySelectorAll(`.text.${side} .paragraph`)].map(paragraph =>
  [...paragraph.childNodes].filter(node => node.className !== "line").map(node => node.textContent).join(""))"""
MARKED = """side => view.spots.map(n => wordsOf(side, view.common[n][side]))"""
TOPS = """n => ["left", "right"].map(side => {
  const box = view.scroll[side].getBoundingClientRect();
  const mark = view.scroll[side].querySelector(`mark.current`).getBoundingClientRect();
  return [mark.top - box.top, box.height];
})"""


def opened(site, tab, state=""):
    tab.goto("about:blank")
    tab.goto((site / "reader.html").as_uri() + (f"#{state}" if state else ""))
    tab.locator(".columns-of-text .paragraph").first.wait_for()


def test_both_columns_hold_their_texts_to_the_letter(site, tab, read):
    opened(site, tab, "left=chen_yixin_2023&right=cicir_2025&layers=passage+parallel+name+formula")
    for side, doc_id in (("left", "chen_yixin_2023"), ("right", "cicir_2025")):
        own = read.paragraphs[read.paragraphs["doc_id"] == doc_id]["text"]
        assert tab.evaluate(TEXT, side) == own.tolist()
    heads = tab.locator(".text.right .heading").count()
    assert heads == tab.evaluate("view.texts.right.sections.length") > 3
    assert tab.faults == []


def test_every_layer_joins_what_python_found(site, tab, read):
    found = passages.shared_passages(read.tokens, read.paragraphs)
    alike = passages.parallel_passages(read.paragraphs, read.formulae, shared=found)
    left, right = "yang_2025", "cicir_2025"
    for layer, table in (("passage", found[found["kind"] == "passage"]), ("parallel", alike)):
        rows = table[(table["left"] == left) & (table["right"] == right)]
        assert len(rows) > 5
        for turned, (one, other) in enumerate([("left", "right"), ("right", "left")]):
            opened(site, tab, f"{one}={left}&{other}={right}&layers={layer}")
            shown = zip(tab.evaluate(MARKED, one), tab.evaluate(MARKED, other), strict=True)
            texts = zip(rows["left_text"], rows["right_text"], strict=True)
            assert sorted(shown) == sorted(
                (a.replace("\n", " \u00b6 "), b.replace("\n", " \u00b6 ")) for a, b in texts
            ), turned
    both = [set(read.formulae.loc[read.formulae["doc_id"] == doc_id, "formula"]) for doc_id in (left, right)]
    opened(site, tab, f"left={left}&right={right}&layers=formula")
    assert set(tab.evaluate("view.common.filter(it => it.layer === 'formula').map(it => it.name)")) == both[0] & both[1]


def test_a_click_brings_the_twin_into_view_and_the_address_keeps_it(site, tab):
    opened(site, tab, "left=yang_2025&right=cicir_2025")
    marks = tab.locator(".text.left mark[tabindex]")
    assert marks.count() > 40
    for n in (3, 30):
        marks.nth(n).scroll_into_view_if_needed()
        marks.nth(n).click()
        (left, height), (right, _) = tab.evaluate(TOPS, n)
        assert 0 <= left < height
        assert -1 <= right < height
        assert tab.locator(".ribbons .current").count() == 1
    state, told = here(tab).partition("#")[2], tab.locator(".told").text_content()
    opened(site, tab, state)
    assert tab.locator(".told").text_content() == told
    tab.locator(".told a").last.click()
    tab.locator("mark.asked").first.wait_for()
    assert "cicir_2025.html" in here(tab)
    assert tab.faults == []


def test_a_click_on_the_right_brings_the_left_into_view(site, tab):
    opened(site, tab, "left=yang_2025&right=cicir_2025")
    mark = tab.locator(".text.right mark[tabindex]").nth(20)
    mark.scroll_into_view_if_needed()
    mark.click()
    (left, height), (right, _) = tab.evaluate(TOPS, 0)
    assert -1 <= left < height
    assert 0 <= right < height


def test_keys_lead_from_one_passage_to_the_next_and_back(site, tab):
    opened(site, tab, "left=chen_yixin_2023&right=yang_2025")
    said = []
    for key in "nnnp":
        tab.keyboard.press(key)
        said.append(int(re.match(r"\d+", tab.locator(".told").text_content())[0]))
    assert said == [1, 2, 3, 2]
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.locator(".told").text_content().startswith("3 of")


def test_layers_and_texts_are_chosen_and_stand_in_the_address(site, tab):
    opened(site, tab)
    assert tab.evaluate("[view.left, view.right]") == ["yang_2025", "cicir_2025"]  # most words in common
    before = tab.locator(".text.left mark[tabindex]").count()
    tab.locator(".layer.parallel input").click()
    until(tab, "n => document.querySelectorAll('.text.left mark[tabindex]').length > n", before)
    assert "layers=passage+parallel" in here(tab)
    tab.locator("#choose-left").select_option("hussain_2022")
    tab.locator(".text.left[aria-label=hussain_2022]").wait_for()
    assert "left=hussain_2022" in here(tab)


def test_maps_show_where_the_view_is_and_lead_there(site, tab):
    opened(site, tab, "left=yang_2025&right=cicir_2025")
    goal = tab.locator(".map.right")
    goal.click(position={"x": 1, "y": goal.bounding_box()["height"] * 0.7})
    until(tab, "view.scroll.right.scrollTop > 0.5 * view.scroll.right.scrollHeight")
    until(tab, "Number(document.querySelector('.map.right .seen').getAttribute('y')) > 500")


def test_on_a_phone_the_twin_is_folded_in_beneath(site, tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    opened(site, tab, "left=yang_2025&right=cicir_2025")
    assert not tab.locator(".text.right").is_visible()
    tab.locator(".text.left mark[tabindex]").nth(4).click()
    twin = tab.locator(".twin")
    assert twin.count() == 1
    assert twin.locator("p").text_content() in tab.evaluate(MARKED, "right")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    twin.locator("a").click()
    tab.locator("mark.asked").first.wait_for()
    assert tab.faults == []


def test_pairs_and_the_menu_lead_into_the_reader(site, tab):
    tab.goto((site / "pairs" / "yang_2025--cicir_2025.html").as_uri())
    tab.get_by_role("link", name="Read the two side by side").click()
    tab.locator(".text.right[aria-label=cicir_2025]").wait_for()
    assert tab.evaluate("view.left") == "yang_2025"
    tab.goto((site / "find.html").as_uri())
    tab.get_by_role("link", name="Side by side", exact=True).click()
    tab.locator(".columns-of-text").wait_for()
