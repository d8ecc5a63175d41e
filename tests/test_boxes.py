"""The boxes of lab in JupyterLab, in a real browser: what is chosen is in the next cell, keys suffice, nothing acts."""

import made
import nbformat
import pytest
from test_browser import HOSTILE, NOTEBOOKS, lab, run_all

from helpers import passages

__all__ = ["lab"]  # the fixture
READ = """from helpers import corpus, lab, layout, words
lines = layout.lines(corpus.load({}))
paragraphs = layout.paragraphs(lines)
tokens = words.tokens(paragraphs)"""


def opened(lab, tab, name, *cells):
    """Write a notebook of some cells, open it in JupyterLab and run it; return what ends its kernel."""
    (address, key, place), notebook = lab, nbformat.read(NOTEBOOKS[0], 4)  # for its kernel
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, place / name)
    kernels = run_all(lab, tab, name)
    return lambda: tab.request.delete(f"{address}/api/kernels/{kernels[0]['id']}?token={key}")


def box(tab, number):
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


def test_what_is_chosen_in_a_box_by_keys_is_in_the_next_cell(lab, own_tab, shipped):
    tab, (tokens, paragraphs) = own_tab, (shipped["tokens"], shipped["paragraphs"])
    word = "box = lab.word(tokens, paragraphs, 'security', lines)\nbox"
    two = "two = lab.reader(tokens, paragraphs, 'yang_2025', 'cicir_2025', lines)\ntwo"
    asked = ("print(box.selected['line'].tolist(), box.code)", "print(two.selected['left_first_line'].tolist())")
    end = opened(lab, tab, "boxes.ipynb", READ.format(""), word, asked[0], two, asked[1])
    frame = box(tab, 0)
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
    reader = box(tab, 1)
    for key in "nnb":  # as in the report; JupyterLab itself would make a cell at b
        reader.locator(".text.left").press(key)
    assert reader.locator(".told").text_content().startswith("2 of ")
    found = passages.shared_passages(tokens, paragraphs).query("kind == 'passage'")
    both = found[found[["left", "right"]].isin(["yang_2025", "cicir_2025"]).all(axis=1)]
    run_cell(tab, 4, str(both.sort_values(["left_start", "left_end"])["left_first_line"].iloc[1:2].tolist()))
    assert tab.locator(".jp-Notebook .jp-Cell").count() == 5
    assert tab.faults == []
    end()


@pytest.fixture
def hostile(lab):
    """The name of a folder whose names and texts try to act, beside the notebooks."""
    folder = lab[2] / "own"
    folder.mkdir()
    passage = "we must build a strong navy and guard the open sea against every storm that comes over the horizon"
    for name in ("a](javascript:window.ran=1) `b` $x$.txt", "<img src=x onerror=window.ran=1>.txt", "index.txt"):
        text = f"{HOSTILE}\n\n# Heading {HOSTILE}\n\n{passage} {HOSTILE} and so on.\n"
        (folder / name).write_text(text + f"\n{name} said so. " * 9, "utf-8")
    return folder.name


def test_nothing_in_hostile_texts_runs_or_asks_in_a_box(lab, own_tab, hostile):
    tab, ids = own_tab, "ids = [str(it) for it in tokens['doc_id'].cat.categories]"
    tab.route("http://127.0.0.1:9/**", lambda route: (tab.faults.append(route.request.url), route.abort()))
    static = "HTML(lab.word(tokens, paragraphs, 'navy')._repr_mimebundle_()[0]['text/html'])"
    cells = [
        f"lab.word(tokens, paragraphs, {HOSTILE!r}, lines)",
        "lab.reader(tokens, paragraphs, ids[0], ids[1], lines)",
        "lab.settings(tokens)",
        "lab.keywords(tokens, ids[0])",
        f"from IPython.display import HTML\n{static}",
    ]
    end = opened(lab, tab, "hostile.ipynb", f"{READ.format(repr(hostile))}\n{ids}", *cells)
    tab.locator(".jp-Notebook .jp-Cell").nth(5).locator("table").first.wait_for()
    word = tab.frame_locator("iframe").nth(0)
    word.locator("#any-word").fill("window*")
    word.locator(".kwic tbody input").first.check()
    word.locator("#any-word").fill("javascript")
    word.locator("#told:has-text('javascript')").wait_for()
    reader = box(tab, 1)
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
