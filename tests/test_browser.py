"""The report and the notebooks in a real browser: Chromium, driven by Playwright; skipped where none is installed.

The site is built once from the notebooks as they are stored (``tests/conftest.py``). In JupyterLab three notebooks
are run, one with an explorer among them, or all of them where the variable READING_BROWSER is ``all``: 10-20 seconds
each.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import made
import nbformat
import planted_faults
import pytest

from helpers import __main__, corpus, layout, passages, report, verbs

HOSTILE = (
    '<script>window.ran=1</script><img src=x onerror="window.ran=1"><img src="http://127.0.0.1:9/x.png"> '
    "](javascript:window.ran=1) $x^2$ {eval-rst} |x| *y* [z]_ `k` :raw:`x` <style>*{display:none}</style>"
)
NOTEBOOKS = sorted(report.NOTEBOOKS.glob("*.ipynb"))
HAS_EXPLORER = [path for path in NOTEBOOKS if "lab-still" in path.read_text("utf-8")]
CHOSEN = list(dict.fromkeys([*NOTEBOOKS[:1], *HAS_EXPLORER[:1], *HAS_EXPLORER[-1:]]))


def pages(site):
    return sorted(path for path in site.rglob("*.html"))


# ---------------------------------------------------------------- every page


BAD_IMAGES = """[...document.images].map(i => (i.getAttribute('alt') || '').trim()).filter(
  alt => alt.length < 15 || /\\.(png|svg|jpg)|^(image|figure|picture|plot|chart)s?\\b.{0,4}$/i.test(alt))"""


class Seen(NamedTuple):
    """What a page said, how wide it is, its images without words, and the files that it asked for."""

    faults: list
    width: int
    bad: list
    files: list


@pytest.fixture(scope="module")
def on_a_phone(site, kept_tab):
    """Return each page of the site as a phone saw it, opened once for all that is asked of every page."""
    kept_tab.set_viewport_size({"width": 390, "height": 844})
    kept_tab.emulate_media(color_scheme="light", reduced_motion="no-preference")
    asked, found = [], {}

    def request(each):
        asked.append(urlsplit(each.url))

    kept_tab.on("request", request)
    for path in pages(site):
        kept_tab.faults.clear()
        asked.clear()
        kept_tab.goto(path.as_uri())
        last = ".text.right .paragraph" if path.name == "reader.html" else "h1"
        kept_tab.locator(last).first.wait_for(state="attached")
        width, bad = kept_tab.evaluate(f"[document.documentElement.scrollWidth, {BAD_IMAGES}]")
        files = [Path(unquote(each.path)) for each in asked if each.scheme == "file"]
        found[path] = Seen([*kept_tab.faults], width, bad, files)
    kept_tab.remove_listener("request", request)
    return found


def test_every_page_opens_on_a_phone_without_error_asks_nobody_and_does_not_scroll_sideways(on_a_phone):
    """That each kind of page does so on a wide screen too is seen where axe looks at it."""
    assert len(on_a_phone) > len(NOTEBOOKS) + 15
    assert {path.name: seen.faults for path, seen in on_a_phone.items() if seen.faults} == {}
    assert {path.name: seen.bad for path, seen in on_a_phone.items() if seen.bad} == {}
    assert {path.name: seen.width for path, seen in on_a_phone.items() if seen.width > 390} == {}


FIRST_VIEW = 300_000  # bytes of a page and of what it loads before it can be read


def test_the_first_view_of_every_page_is_small(site, on_a_phone):
    """That is all a page loads before there is any sign of a reader: the reader has both its texts by then."""
    heavy = {}
    for path, seen in on_a_phone.items():
        sizes = {file: file.stat().st_size for file in seen.files}
        assert sizes[path] < (whole := sum(sizes.values())), path.name
        heavy |= {path.relative_to(site): whole} if whole > FIRST_VIEW else {}
    assert heavy == {}


def first_of(site, folder):
    return sorted((site / folder).glob("*.html"))[0]


PAINTED = "getComputedStyle(document.body).backgroundColor"
BACKGROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}
DRAWN = {"find.html": "#found summary:has-text('In the notebooks')", "reader.html": "mark.current"}  # comes last


COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that look at colours
LAID_OUT = """JSON.stringify([document.body.outerHTML, ...[...document.body.querySelectorAll("*")].map(it => {
  const {x, y, width, height} = it.getBoundingClientRect();
  return [x, y, width, height, getComputedStyle(it).visibility];
})])"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "part",
    [
        *("index.html", "notebooks", "texts", "pairs", "words", "keywords", "find.html#q=secur*"),
        *("notebooks/methods.html", "texts/cicir_2025.html", "pairs/index.html"),
        "reader.html#left=yang_2025&right=cicir_2025&layers=passage+parallel+name+formula&at=9",
    ],
)
def test_axe_finds_nothing_in_light_and_in_dark(site, tab, part, width):
    from axe_playwright_python.sync_playwright import Axe

    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    name, mark, state = part.partition("#")
    tab.goto((first_of(site, part) if (site / part).is_dir() else site / name).as_uri() + mark + state)
    tab.locator(DRAWN.get(name, "h1")).first.wait_for()
    assert tab.faults == []  # before axe asks for the styles of the page
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        made.until(tab, f"{PAINTED} === '{BACKGROUND[scheme]}'")
        known = scheme == "dark" and tab.evaluate(f"window.inLight === {LAID_OUT}")  # nothing but colours is another
        tab.evaluate(f"window.inLight = {LAID_OUT}")
        rules = {"resultTypes": ["violations"]} | ({"runOnly": COLOURS} if known else {})
        wrong = Axe().run(tab, options=rules).response["violations"]
        found = [(it["id"], it["nodes"][0]["html"][:200]) for it in wrong]
        assert (scheme, found) == (scheme, [])


def test_dark_mode_turns_the_page_dark_and_keeps_pictures_on_paper(site, tab):
    def lightness(selector):
        colour = tab.locator(selector).first.evaluate("e => getComputedStyle(e).backgroundColor")
        return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3

    tab.goto((site / "index.html").as_uri())
    assert lightness("body") > 240
    tab.emulate_media(color_scheme="dark")
    tab.reload()
    assert lightness("body") < 40
    assert lightness("figure img") > 240


# ---------------------------------------------------------------- ways through the site


def test_a_click_on_a_heatmap_cell_leads_to_the_passages_and_on_to_the_line(site, tab):
    tab.goto((site / "index.html").as_uri())
    cell = tab.locator("figure .linked a").last
    left, right = re.match(r"(\S+) and ([^:]+):", cell.get_attribute("aria-label")).groups()
    cell.click()
    tab.wait_for_url(re.compile(r"/pairs/"))
    assert {left, right} == set(tab.locator("h1").first.text_content().split(" and "))
    place = tab.locator(".side-by-side a").first
    text, line = re.match(r"(\S+), lines? (\d+)", place.text_content()).groups()
    place.click()
    tab.locator("mark.asked").first.wait_for()
    paragraph = re.search(rf"texts/{text}\.html#p(\d+)\.", made.here(tab))[1]
    assert line in tab.locator(f"#p{paragraph} .line").all_text_contents()


def test_a_click_on_a_number_of_uses_leads_to_all_of_them_and_on_to_the_line(site, tab):
    tab.goto(first_of(site, "pairs").as_uri())
    count = tab.locator("td.number a").first
    said = count.text_content()
    count.click()
    tab.wait_for_url(re.compile(r"/words/.*#uses\."))
    head = tab.locator("h2:target")
    assert head.text_content().endswith(f": {said} uses")
    term = tab.locator("h2:target ~ .table-box b").first.text_content()
    tab.locator("h2:target ~ .table-box td.number a").first.click()
    tab.wait_for_url(re.compile(r"texts/[^/]+\.html#p\d"))
    tab.locator("mark.asked").first.wait_for()
    assert "".join(tab.locator("mark.asked").all_text_contents()) == term


def test_a_term_in_a_notebook_leads_to_its_uses(site, tab):
    page = next(path for path in pages(site) if path.name.startswith("06_"))
    tab.goto(page.as_uri())
    link = tab.locator('td a[href*="words/"]').locator("visible=true").first
    goal = link.get_attribute("href")
    link.click()
    tab.wait_for_url(re.compile(r"/words/"))
    assert made.here(tab).endswith(goal.removeprefix(".."))
    assert tab.locator("table.uses").count() >= 1


def test_an_address_of_a_line_left_out_opens_it_and_numbers_stand_in_a_margin_of_their_own(site, tab):
    for path in sorted((site / "texts").glob("*_2*.html")):
        tab.goto(path.as_uri())
        gone = tab.locator(".gone").first.get_attribute("id")
        assert not tab.locator(f"#{gone}").is_visible()
        tab.goto(f"{path.as_uri()}#{gone}")
        tab.locator(f"#{gone}").wait_for(state="visible")
        assert tab.evaluate(CROSSED) == [], path.name


CROSSED = """[...document.querySelectorAll('.reading .line')].filter(number => {
  if (number.closest('details:not([open])')) return false;
  const right = number.getBoundingClientRect().right;
  const words = number.closest('.paragraph, p, h2, h3, h4, h5, h6, .gone') || number.parentElement;
  return right && right > words.getBoundingClientRect().left + 1;
}).map(number => number.textContent)"""


def test_a_choice_of_colours_holds_on_all_pages(site, tab):
    tab.goto(first_of(site, "texts").as_uri())
    for _ in range(2):
        tab.locator("header button").click()
    assert tab.evaluate(PAINTED) == BACKGROUND["dark"]
    for path in (first_of(site, "words"), first_of(site, "notebooks")):
        tab.goto(path.as_uri())
        assert tab.evaluate(PAINTED) == BACKGROUND["dark"], path.name


def test_the_first_page_shows_claims_then_figures_then_notebooks_then_texts(site, tab):
    tab.goto((site / "index.html").as_uri())
    assert tab.locator(".front figure img").count() >= 3
    assert tab.locator('.front a[href^="texts/"]').count() >= 5
    places = [".claim", ".front figure img", "dl a", ".front th"]
    tops = [tab.locator(f"article {place}").first.bounding_box()["y"] for place in places]
    assert tops == sorted(tops)


CARDS = """[...document.querySelectorAll('.claim')].map(card => {
  const {left, right} = card.getBoundingClientRect(), many = name => card.querySelectorAll(name).length;
  const boxes = [...card.querySelectorAll('.mark, .scale text')].map(mark => mark.getBoundingClientRect());
  return {left, right, tried: card.querySelector('.tried b').textContent,
    holds: many('.mark.holds:not(.also)'), all: many('.mark:not(.also)'), told: many('.mark.told .ring'),
    marks: boxes.filter(box => box.width).map(box => [box.left, box.right])};
})"""


@pytest.mark.parametrize("width", [390, 1280])
def test_each_claim_shows_all_its_outcomes_inside_its_card(site, tab, width):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto((site / "index.html").as_uri())
    cards = tab.evaluate(CARDS)
    assert len(cards) >= 3
    for card in cards:
        held, settings = map(int, card["tried"].split(" of "))
        assert card["holds"] == held
        assert card["all"] == settings
        assert card["told"] == 1
        assert len(card["marks"]) >= settings
        for left, right in card["marks"]:
            assert card["left"] <= left <= right <= card["right"]


# ---------------------------------------------------------------- hostile texts


def write_hostile(folder):
    """Write texts whose names and words try to act."""
    folder.mkdir(exist_ok=True)
    passage = "we must build a strong navy and guard the open sea against every storm that comes over the horizon"
    for name in ("a](javascript:window.ran=1) `b` $x$.txt", "<img src=x onerror=window.ran=1>.txt", "index.txt"):
        body = f"{HOSTILE}\n\n# Heading {HOSTILE}\n\n{passage} {HOSTILE} and so on.\n\n.. raw:: html\n\n   {HOSTILE}\n"
        (folder / name).write_text(body + f"\n{name} said so. " * 9, "utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The report of a folder whose names and texts try to act."""
    folder, build = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("built")
    write_hostile(folder)
    (folder / "empty.txt").write_text("", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "BUILD", build)
        assert __main__.main(["report", str(folder)]) == 0
    return build / report.names([folder.name])[folder.name]


def test_nothing_in_a_hostile_folder_runs_or_asks(hostile, own_tab):
    tab = own_tab
    tab.route("http://**", lambda route: (tab.faults.append(route.request.url), route.abort()))
    assert len(pages(hostile / "report" / "texts")) == 4
    assert len(pages(hostile / "report" / "pairs")) == 4
    for path in pages(hostile):
        tab.goto(path.as_uri())
        assert (tab.evaluate("window.ran === 1"), tab.faults) == (False, []), path.name
        if path.name == "find.html":
            tab.locator("#any-word").fill("navy")
            tab.locator("#found tr").first.wait_for()
            assert (tab.evaluate("window.ran === 1"), tab.faults) == (False, []), path.name
        if path.name == "reader.html":
            tab.locator(".text.left mark").first.click()
            assert tab.locator(".ribbons .current").count() == 1
            assert (tab.evaluate("window.ran === 1"), tab.faults) == (False, []), path.name
        assert tab.locator('a[href^="javascript"], script:text("window.ran"), img[src="x"]').count() == 0, path.name


def test_what_could_not_be_read_is_said_first(hostile, tab):
    tab.goto((hostile / "report" / "notebooks" / "your_texts.html").as_uri())
    assert "empty.txt" in tab.locator("table.shown").first.text_content()


# ---------------------------------------------------------------- JupyterLab


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab server on copies of the notebooks that were never run: its address, key and folder."""
    folder, key = tmp_path_factory.mktemp("lab"), secrets.token_hex(8)
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, 4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, folder / path.name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--IdentityProvider.token={key}",
        f"--ServerApp.root_dir={folder}",
        "--allow-root",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
        "--LabApp.expose_app_in_browser=True",
    ]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        for _ in range(240):
            assert server.poll() is None, (folder / "server.log").read_text()[-2000:]
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.25)
        yield f"http://127.0.0.1:{port}", key, folder
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def kept_lab(lab, chromium):
    """JupyterLab in a page of its own, loaded once: that takes five seconds of a processor."""
    page = made.opened(chromium)
    page.goto(f"{lab[0]}/lab?token={lab[1]}&reset", wait_until="domcontentloaded")
    made.until(page, "() => window.jupyterapp?.shell.isAttached")
    page.evaluate("() => window.jupyterapp.restored")
    yield page
    page.context.close()


@pytest.fixture
def lab_tab(kept_lab):
    """JupyterLab without anything open, with ``faults``."""
    kept_lab.evaluate("() => [...window.jupyterapp.shell.widgets('main')].forEach(it => it.dispose())")
    kept_lab.locator(".jp-NotebookPanel").first.wait_for(state="detached")
    kept_lab.faults.clear()
    yield kept_lab
    kept_lab.unroute_all()


OPEN = "async name => { await window.jupyterapp.commands.execute('docmanager:open', {path: name}); }"


def run_all(lab, tab, name):
    """Open a notebook in JupyterLab, wait for its kernel, run all cells; return the kernels.

    A page that has no JupyterLab yet loads it.
    """
    address, key, _ = lab
    if tab.url.startswith(address):
        tab.evaluate(OPEN, name)
    else:
        tab.goto(f"{address}/lab/tree/{name}?token={key}&reset", wait_until="domcontentloaded")
    tab.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
    for _ in range(120):
        sessions = tab.request.get(f"{address}/api/sessions?token={key}").json()
        kernels = [each["kernel"] for each in sessions if each["path"] == name]
        if any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels):
            break
        tab.wait_for_timeout(500)
    tab.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(state="attached")
    tab.locator('.lm-MenuBar-item:has-text("Run")').click()
    tab.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    return kernels


@pytest.mark.parametrize(
    "path", NOTEBOOKS if os.environ.get("READING_BROWSER") == "all" else CHOSEN, ids=lambda path: path.stem
)
def test_run_all_in_jupyterlab_ends_without_error(lab, lab_tab, path):
    (address, key, folder), tab = lab, lab_tab
    kernels = run_all(lab, tab, path.name)
    cells, deadline = [], time.monotonic() + 180
    while time.monotonic() < deadline:
        tab.wait_for_timeout(1500)
        tab.keyboard.press("Control+s")
        tab.wait_for_timeout(500)
        try:
            saved = json.loads((folder / path.name).read_text("utf-8"))
        except json.JSONDecodeError:  # caught while it is being written
            continue
        cells = [cell for cell in saved["cells"] if cell["cell_type"] == "code" and cell["source"]]
        errors = [
            output
            for cell in cells
            for output in cell["outputs"]
            if output["output_type"] == "error" or output.get("name") == "stderr"
        ]
        if errors or all(cell["execution_count"] for cell in cells):
            break
    assert errors == []
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert [fault for fault in tab.faults if fault.startswith(("asked", "dialog"))] == []
    if path in HAS_EXPLORER:
        tab.locator(".jupyter-widgets, .jp-OutputArea-output iframe").first.wait_for(state="attached", timeout=20_000)
    tab.request.delete(f"{address}/api/kernels/{kernels[0]['id']}?token={key}")


# ---------------------------------------------------------------- the workbench in JupyterLab

BENCH = """from helpers import corpus, lab

documents = corpus.load("planted")
lab.structure(documents, "planted")"""


def opened_bench(lab, tab):
    """Open the workbench in JupyterLab and give it the keys; return its kernel."""
    kernels = run_all(lab, tab, "bench.ipynb")
    tab.locator(".bench-line").first.wait_for()
    tab.locator(".bench-lines").focus()
    return kernels[0]["id"]


def pressed(tab, key, answers=True):
    """Press a key, and wait for the answer of the kernel if there is one."""
    before = int(tab.locator(".bench-root").get_attribute("data-answers"))
    tab.keyboard.press(key)
    if answers:
        made.until(tab, "n => Number(document.querySelector('.bench-root').dataset.answers) > n", before)


def chosen(tab):
    return int(tab.locator(".bench-line[aria-selected='true']").get_attribute("data-line"))


def test_twenty_faults_are_mended_by_keys_saved_and_there_after_a_restart(lab, lab_tab, shipped):
    (address, key, place), tab = lab, lab_tab
    keys = planted_faults.folder(place / "planted")
    (place / "planted" / "texts" / "z <img src=x onerror=window.ran=1>.txt").write_text(f"{HOSTILE}\n\nPeace.\n")
    notebook = nbformat.read(NOTEBOOKS[0], 4)  # for its kernel
    notebook.cells = [nbformat.v4.new_code_cell(BENCH)]
    nbformat.write(notebook, place / "bench.ipynb")
    kernel = opened_bench(lab, tab)
    wanted, used = dict(keys), 0
    while wanted and used < 3 * len(keys):
        pressed(tab, "n", answers=False)
        used += 1
        line = chosen(tab)
        for fix in wanted.pop(line, []):
            pressed(tab, fix, answers=fix != "ArrowDown")
            used += 1
    assert not wanted
    assert used <= 3 * len(keys)
    assert max(len(own) for own in keys.values()) + 1 <= 3  # with the key that goes to the step
    pressed(tab, "w")
    made.until(tab, "() => document.querySelector('.bench-told').textContent.includes('Saved')")
    whole = made.of(shipped["lines"], planted_faults.TEXT)
    mended = made.of(layout.lines(corpus.load(place / "planted")), planted_faults.TEXT)
    for table in (layout.sections, layout.paragraphs, layout.footnotes):
        assert table(mended).drop(columns="doc_id").equals(table(whole).drop(columns="doc_id"))
    assert mended["role"].tolist() == whole["role"].tolist()
    tab.request.post(f"{address}/api/kernels/{kernel}/restart?token={key}")
    pressed(tab, "h", answers=False)
    tab.locator(".bench-told:has-text('Python has not answered')").wait_for()  # nobody works on in vain
    tab = tab.context.new_page()
    tab.set_default_timeout(made.PATIENCE)
    opened_bench(lab, tab)
    badges = tab.locator(".bench-line .bench-role").all_text_contents()
    assert [" ".join(badge.split()[1:]).rstrip(" 123456").replace(" ", "_") for badge in badges] == [
        role for role in whole["role"] if role != "blank"
    ]
    assert f"{len(keys)} lines by hand" in tab.locator(".bench-facts").text_content()
    quiet = "[...document.querySelectorAll('.bench-root :is(button, select, summary, [tabindex])')]"
    heard = f"{quiet}.filter(each => !each.matches('[data-lm-suppress-shortcuts]')).length"
    assert tab.evaluate(heard) == 0  # Notebook asks the element that has the focus, and not what is around it
    pressed(tab, "Shift+x")  # no key of JupyterLab acts here: x would cut the cell
    pressed(tab, "z")
    assert tab.locator(".jp-Notebook .jp-Cell").count() == 1
    tab.locator(".bench-top select").select_option(index=1)
    made.until(tab, "document.querySelector('.bench-text').textContent.startsWith('<script>')")
    assert tab.evaluate("[window.ran, document.querySelectorAll('.bench-root :is(img, script, style)').length]") == [
        None,
        0,
    ]
    assert [fault for fault in lab_tab.faults if fault.startswith(("asked", "dialog"))] == []
    tab.request.delete(f"{address}/api/kernels/{kernel}?token={key}")
    tab.close()


# ---------------------------------------------------------------- the boxes in JupyterLab

READ = """from helpers import corpus, lab, layout, words
lines = layout.lines(corpus.load({}))
paragraphs = layout.paragraphs(lines)
tokens = words.tokens(paragraphs)"""


def opened_in_lab(lab, tab, name, *cells):
    """Write a notebook of some cells, open it in JupyterLab and run it; return what ends its kernel."""
    (address, key, place), notebook = lab, nbformat.read(NOTEBOOKS[0], 4)  # for its kernel
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, place / name)
    kernels = run_all(lab, tab, name)
    return lambda: tab.request.delete(f"{address}/api/kernels/{kernels[0]['id']}?token={key}")


def box_of(tab, number):
    """Return the frame of a box, counted from 0, when it was drawn."""
    frame = tab.frame_locator("iframe").nth(number)
    frame.locator("#found .kwic tr, .columns-of-text .paragraph").first.wait_for()
    return frame


def run_cell(tab, number, wanted):
    """Run a cell anew until it says what is wanted: what was chosen may be on its way to Python."""
    cell = tab.locator(".jp-Notebook .jp-Cell").nth(number)
    for _ in range(20):
        cell.locator(".cm-content").click()
        tab.keyboard.press("Control+Enter")
        cell.locator(".jp-InputPrompt:not(:has-text('*'))").wait_for()
        tab.wait_for_timeout(made.LOOK * 10)
        said = cell.locator(".jp-OutputArea-output").all_text_contents()
        if [it.strip() for it in said] == [wanted]:
            return
    raise AssertionError((said, wanted))


def test_what_is_chosen_in_a_box_by_keys_is_in_the_next_cell(lab, lab_tab, shipped):
    tab, (tokens, paragraphs) = lab_tab, (shipped["tokens"], shipped["paragraphs"])
    word = "box = lab.word(tokens, paragraphs, 'security', lines)\nbox"
    two = "two = lab.reader(tokens, paragraphs, 'yang_2025', 'cicir_2025', lines)\ntwo"
    asked = ("print(box.selected['line'].tolist(), box.code)", "print(two.selected['left_first_line'].tolist())")
    end = opened_in_lab(lab, tab, "boxes.ipynb", READ.format(""), word, asked[0], two, asked[1])
    frame, sought = box_of(tab, 0), "passages.concordance(tokens, 'security', paragraphs)"
    opening = (frame.locator("#any-word").input_value(), frame.locator("#code").text_content())
    assert opening == ("security", sought)  # what is seen at the opening, and its code
    assert "'cicir_2025'" in box_of(tab, 1).locator("#code").text_content()
    frame.locator("#any-word").focus()
    tab.keyboard.press("Control+a")
    tab.keyboard.type("secur*")
    uses = passages.concordance(tokens, "secur*", paragraphs)
    frame.locator(f"#told:has-text('{passages.summary(tokens, uses, 'secur*').split(' of ')[0]} of secur*')").wait_for()
    numbers = frame.locator(".counts td:nth-child(2)").all_text_contents()
    assert [int(number) for number in numbers] == uses.groupby("doc_id", observed=False).size().tolist()
    frame.get_by_text("by the words before").press("Enter")
    frame.locator("#code:has-text(\"'left')\")").wait_for()
    for row in (0, 2):
        frame.locator(".kwic tbody input").nth(row).press("Space")
    lines = passages.sort_concordance(uses, "left")["line"].iloc[[0, 2]].tolist()
    code = frame.locator("#code").text_content()
    run_cell(tab, 2, f"{lines} {code}")
    frame.get_by_role("button", name="CSV").press("Enter")
    frame.locator("#written:has-text('concordance.csv')").wait_for()
    assert len((lab[2] / "concordance.csv").read_text("utf-8-sig").splitlines()) == 3
    reader = box_of(tab, 1)
    for key in "nnb":  # as in the report; JupyterLab itself would make a cell at b
        reader.locator(".text.left").press(key)
    assert reader.locator(".told").text_content().startswith("2 of ")
    found = passages.shared_passages(tokens, paragraphs).query("kind == 'passage'")
    both = found[found[["left", "right"]].isin(["yang_2025", "cicir_2025"]).all(axis=1)]
    run_cell(tab, 4, str(both.sort_values(["left_start", "left_end"])["left_first_line"].iloc[1:2].tolist()))
    assert tab.locator(".jp-Notebook .jp-Cell").count() == 5
    assert tab.faults == []
    end()


SEEN = """[...document.querySelectorAll('.jp-OutputArea-child')].filter(each => each.checkVisibility()).map(each =>
  [each.querySelector('.lab-still') ? 'still' : each.querySelector('iframe, .bench-root, .widget-vbox') ? 'box' : '',
   each.innerText.includes('model not found') ? 'error' : '']).filter(each => each.join(''))"""


def test_a_notebook_opened_anew_shows_static_views_where_its_kernel_knows_no_box(lab, lab_tab):
    (address, key, place), tab = lab, lab_tab
    cells = ["lab.word(tokens, paragraphs, 'navy')", "lab.reader(tokens, paragraphs, ids[0], ids[1])"]
    cells += ["lab.pair(tokens, ids[0], ids[1])", "lab.structure(corpus.load())", "lab.folder('my_texts')"]
    ids = "ids = [str(it) for it in tokens['doc_id'].cat.categories]"
    end = opened_in_lab(lab, tab, "anew.ipynb", f"{READ.format('')}\n{ids}", *cells)
    tab.locator("button:has-text('Build the report')").wait_for()  # buttons without a picture are seen
    tab.locator("button:has-text('security')").first.wait_for()
    box_of(tab, 1)
    made.until(tab, f"JSON.stringify({SEEN}) === JSON.stringify(Array(5).fill(['box', '']))")
    tab.keyboard.press("Control+s")
    until_saved = time.monotonic() + 60
    while (place / "anew.ipynb").read_text("utf-8").count("lab-still") < len(cells) and time.monotonic() < until_saved:
        tab.wait_for_timeout(made.LOOK)
    end()
    again = tab.context.new_page()
    again.set_default_timeout(made.PATIENCE)
    again.goto(f"{address}/lab/tree/anew.ipynb?token={key}&reset", wait_until="domcontentloaded")
    again.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(state="attached")
    again.locator(".jupyter-widgets:has-text('model not found')").nth(4).wait_for(state="attached")
    assert again.evaluate(SEEN) == [["still", ""]] * 5
    for kernel in again.request.get(f"{address}/api/kernels?token={key}").json():
        again.request.delete(f"{address}/api/kernels/{kernel['id']}?token={key}")
    again.close()


def test_nothing_in_hostile_texts_runs_or_asks_in_a_box(lab, lab_tab):
    tab, ids = lab_tab, "ids = [str(it) for it in tokens['doc_id'].cat.categories]"
    write_hostile(lab[2] / "hostile")
    tab.route("http://127.0.0.1:9/**", lambda route: (tab.faults.append(route.request.url), route.abort()))
    static = "HTML(lab.word(tokens, paragraphs, 'navy')._repr_mimebundle_()[0]['text/html'])"
    cells = [
        f"lab.word(tokens, paragraphs, {HOSTILE!r}, lines)",
        "lab.reader(tokens, paragraphs, ids[0], ids[1], lines)",
        "lab.settings(tokens)",
        "lab.keywords(tokens, ids[0])",
        f"from IPython.display import HTML\n{static}",
    ]
    end = opened_in_lab(lab, tab, "hostile.ipynb", READ.format("'hostile'") + "\n" + ids, *cells)
    tab.locator(".jp-Notebook .jp-Cell").nth(5).locator("table").first.wait_for()
    word = tab.frame_locator("iframe").nth(0)
    word.locator("#any-word").fill("window*")
    word.locator(".kwic tbody input").first.check()
    word.locator("#any-word").fill("javascript")
    word.locator("#told:has-text('javascript')").wait_for()
    reader = box_of(tab, 1)
    reader.locator(".text.left mark").first.click()
    assert reader.locator(".ribbons .current").count() == 1
    tab.get_by_role("button", name="navy").first.click()
    tab.locator(".jp-Notebook .jp-Cell").nth(5).locator("table").last.wait_for()
    for frame in tab.frames:
        assert frame.evaluate("window.ran === undefined"), frame.url
        assert frame.locator('a[href^="javascript"], img[src="x"]').count() == 0
    assert tab.faults == []
    held = "try { parent.document; 'open' } catch { 'held' }"  # what would run in a box has no hold of JupyterLab
    assert [frame.evaluate(held) for frame in tab.frames if frame != tab.main_frame] == ["held"] * 2
    end()
