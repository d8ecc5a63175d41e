"""How notebooks are run and pages are built: tried on small notebooks and texts, some of them hostile."""

import base64
import errno
import json
import os
import re
import subprocess
import sys
import time
import zlib
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import house
import lxml.html
import nbformat
import pandas as pd
import pytest
from made import documents
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import STOPPED, __main__, compare, corpus, layout, passages, report, tables, verbs, words
from helpers.report import files, printed, templates

HOSTILE = '<script>alert(1)<img/src=x/onerror="alert(1)">'  # a browser runs it, and ``layout`` leaves it in the text
SOLUTION = "<details><summary>Solution</summary>\n\n```python\nanswer = 77\n```\n\n</details>"
TABLE = tables.shown(pd.DataFrame({"text": ["xylophone", "7"], "n": [1204, 2]}))._repr_html_()


def write(folder, name, *cells):
    """Write a small notebook with cells named c1, c2, ... and return its path."""
    for n, cell in enumerate(cells, 1):
        cell["id"] = f"c{n}"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=list(cells), metadata=report.METADATA), path)
    return path


def run_notebook(folder):
    """Write a notebook with stored outputs, as ``make run`` leaves it."""
    shown = new_code_cell(
        "pairs",
        outputs=[new_output("execute_result", {"text/html": TABLE}, execution_count=1)],
        metadata={"tags": ["front"]},
    )
    hidden = new_code_cell("import pandas", metadata={"tags": ["hide-input"]})
    prose = ["# Which is longer?\n\nThe second, see [more](01_more.ipynb).", "## A table\n\nSee [methods](methods.md)."]
    opening, middle, solution = map(new_markdown_cell, [*prose, SOLUTION])
    slider = new_code_cell("slider", metadata={"tags": ["remove-output"]})
    slider.outputs = [new_output("display_data", {"text/plain": "IntSlider(value=3)"})]
    path = write(folder, "00_which", opening, hidden, middle, shown, slider, solution)
    notebook = nbformat.read(path, 4)
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"1": {}}}}
    nbformat.write(notebook, path)
    return path


# ---------------------------------------------------------------- running


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A folder with one notebook that was run in place twice, and what each run returned and wrote."""
    folder = tmp_path_factory.mktemp("ran")
    code = "import time, ipywidgets\nprint('one', flush=True)\ntime.sleep(0.5)\nprint('two')\nipywidgets.IntSlider()"
    write(
        folder,
        "00_made",
        new_markdown_cell("# What?"),
        new_code_cell(code, metadata={"tags": ["hide-input"]}),
        new_code_cell("1 + 1", metadata={"trusted": True}),
    )
    first, text = report.run(folder), (folder / "00_made.ipynb").read_text("utf-8")
    second, again = report.run(folder), (folder / "00_made.ipynb").read_text("utf-8")
    return {"first": first, "second": second, "text": text, "again": again, "notebook": json.loads(again)}


def test_run_twice_gives_the_same_bytes_and_names_what_changed(ran):
    assert [path.name for path in ran["first"]] == ["00_made.ipynb"]
    assert (ran["second"], ran["again"]) == ([], ran["text"])


def test_run_keeps_ids_and_counts_cells_from_one(ran):
    assert [cell["id"] for cell in ran["notebook"]["cells"]] == ["c1", "c2", "c3"]
    assert [cell["execution_count"] for cell in ran["notebook"]["cells"][1:]] == [1, 2]


def test_run_writes_no_clock_no_random_id_and_no_state(ran):
    assert ran["notebook"]["metadata"] == report.METADATA
    assert ran["notebook"]["cells"][2]["metadata"] == {}
    streams, widget = ran["notebook"]["cells"][1]["outputs"]
    assert "".join(streams["text"]) == "one\ntwo\n"
    assert widget["data"][report.WIDGET]["model_id"] == f"{1:032x}"


def test_a_hidden_input_is_folded_in_jupyterlab_too(ran):
    assert ran["notebook"]["cells"][1]["metadata"]["jupyter"] == {"source_hidden": True}


def test_a_notebook_that_stops_is_named_and_stays_as_it_was(tmp_path):
    path = write(tmp_path, "00_made", new_code_cell("undefined_name"))
    before = path.read_bytes()
    with pytest.raises(report.ReportError, match=r"(?s)00_made.ipynb stopped.*undefined_name.*NameError"):
        report.run(tmp_path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["00_made.ipynb"]


CHANGES = {  # between two builds: a file, what is in it then (None: it is gone), and whether all is made anew
    "nothing": ("texts/a.txt", b"A text.", False),
    "one letter of a text": ("texts/a.txt", b"A test.", True),
    "a text is gone": ("texts/a.txt", None, True),
    "a list of texts": ("texts/index.csv", b"doc_id,file\na,a.txt\n", True),
    "a rule": ("texts/rules.toml", b'[a]\nheading = ["A"]\n', True),
    "a template": ("helpers/report/report_site/pages/base.html", b"<html>", True),
    "a script": ("helpers/page/pages.js", b"1;", True),
    "the code": ("helpers/terms.py", b"a = 2", True),
    "what Python keeps of the code": ("helpers/__pycache__/terms.pyc", b"b", False),
    "a built page by hand": ("build/report/index.html", b"half a pa", True),
    "a built page is gone": ("build/report/index.html", None, True),
    "a page more": ("build/report/more.html", b"", True),
    "the mark was cut": ("build/.report.made", b"0123", True),
    "the mark is no text": ("build/.report.made", b"\xff\x00", True),
}


@pytest.fixture
def made_once(monkeypatch, tmp_path):
    """Return a function that builds a small report of ``texts`` if anything changed, and what it was told each time."""
    monkeypatch.setattr(files, "PACKAGE", tmp_path / "helpers")
    for name in ("texts/a.txt", "helpers/terms.py", "helpers/page/pages.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("A text.", "utf-8")

    def build(stop: type[BaseException] | None = None) -> str:
        def make():
            with files.whole(tmp_path / "build" / "report") as fresh:
                (fresh / "index.html").write_text("made", "utf-8")
            if stop:
                raise stop

        return report.once(report.state(tmp_path / "texts"), [tmp_path / "build" / "report"], make)

    return build


@pytest.mark.parametrize("change", CHANGES)
def test_all_is_made_anew_if_anything_changed_and_only_then(made_once, tmp_path, change):
    name, inside, anew = CHANGES[change]
    assert made_once() == ""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    if inside is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(inside)
    assert (made_once() == "") == anew
    assert re.fullmatch(r"\d\d \w+ \d{4}, \d\d:\d\d", made_once())
    assert (tmp_path / "build" / "report" / "index.html").read_text("utf-8") == "made"


def test_a_date_makes_nothing_anew_and_another_version_of_a_package_does(made_once, monkeypatch, tmp_path):
    made_once()
    os.utime(tmp_path / "texts" / "a.txt", (1, 1))
    os.utime(tmp_path / "build" / "report" / "index.html", (1, 1))
    assert made_once()
    known = [*metadata.distributions()]
    newer = SimpleNamespace(name=known[0].name, version="99")
    monkeypatch.setattr(metadata, "distributions", lambda: [newer, *known[1:]])
    assert made_once() == ""


def test_a_build_that_was_stopped_is_not_taken_for_whole(made_once, tmp_path):
    made_once()
    (tmp_path / "texts" / "a.txt").write_text("Another.", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        made_once(KeyboardInterrupt)
    (tmp_path / "texts" / "a.txt").write_text("A text.", "utf-8")
    (tmp_path / "build" / "report" / "index.html").write_text("of another text", "utf-8")
    assert made_once() == ""
    (tmp_path / "build" / ".report.made").rename(tmp_path / "build" / ".report.made.part")
    assert made_once() == ""


def test_all_of_the_package_counts():
    assert files.PACKAGE == house.PACKAGE
    assert files.state(house.PACKAGE) == files.state(house.PACKAGE) != files.state(house.PACKAGE / "page")


def test_execute_leaves_the_notebooks_alone_and_the_former_copies_if_it_fails(tmp_path):
    path = write(tmp_path / "notebooks", "00_made", new_code_cell("1 + 1"))
    (tmp_path / "notebooks" / "methods.md").write_text("# Methods\n", "utf-8")
    before = path.read_bytes()
    copies = report.execute(tmp_path / "notebooks", tmp_path / "built")
    assert path.read_bytes() == before
    assert '"execution_count": 1' in copies[0].read_text("utf-8")
    write(tmp_path / "notebooks", "01_made", new_code_cell("1 / 0"))
    with pytest.raises(report.ReportError, match="01_made"):
        report.execute(tmp_path / "notebooks", tmp_path / "built")
    assert sorted(entry.name for entry in (tmp_path / "built").iterdir()) == ["00_made.ipynb", "methods.md"]


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core runs one notebook at a time")
def test_notebooks_run_side_by_side_and_all_end_with_one_that_fails(tmp_path):
    met = """
from pathlib import Path
from time import sleep
Path("{0}").touch()
while not Path("{1}").exists():
    sleep(0.05)
"""
    for own, other in ("ab", "ba"):
        write(tmp_path / "notebooks", own, new_code_cell(met.format(own, other)))
    assert len(report.execute(tmp_path / "notebooks", tmp_path / "built")) == 2
    write(tmp_path / "notebooks", "a", new_code_cell(met.format("a", "never")))
    write(tmp_path / "notebooks", "b", new_code_cell("1 / 0"))
    with pytest.raises(report.ReportError, match=r"b\.ipynb"):
        report.execute(tmp_path / "notebooks", tmp_path / "built")


def test_what_a_first_page_needs_is_made_while_notebooks_run_and_ends_them_if_it_fails(tmp_path):
    home = tmp_path / "notebooks"
    begun, made = home / "begun", home / "made"
    waits = "from pathlib import Path\nfrom time import sleep\nPath('begun').touch()\n"
    write(home, "00_made", new_code_cell(f"{waits}while not Path('made').exists():\n    sleep(0.05)\n'met'"))
    (copied,) = report.execute(home, tmp_path / "built", made.touch)
    assert nbformat.read(copied, 4).cells[0].outputs[0].data["text/plain"] == "'met'"
    made.unlink()
    begun.unlink()

    def fail():
        while not begun.exists():
            time.sleep(0.05)
        return 1 // 0

    with pytest.raises(ZeroDivisionError):  # not made: the notebook would wait ten minutes
        report.execute(home, tmp_path / "other", fail)
    assert not (tmp_path / "other").exists()


def test_pictures_bring_their_drawings_where_a_report_is_made_and_never_into_what_is_stored(tmp_path):
    cell = new_code_cell("import os\nos.environ.get('READING_SVG')")
    write(tmp_path / "notebooks", "00_which", cell)
    (copied,) = report.execute(tmp_path / "notebooks", tmp_path / "run")
    assert nbformat.read(copied, 4).cells[0].outputs[0].data["text/plain"] == "'1'"
    (stored,) = report.run(tmp_path / "notebooks")
    assert nbformat.read(stored, 4).cells[0].outputs == []


def test_a_notebook_runs_in_this_python_whatever_kernel_another_one_registered(tmp_path, monkeypatch):
    spec = {"argv": [str(tmp_path / "gone"), "{connection_file}"], "display_name": "Python 3", "language": "python"}
    (tmp_path / "kernels" / "python3").mkdir(parents=True)
    (tmp_path / "kernels" / "python3" / "kernel.json").write_text(json.dumps(spec), "utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    write(tmp_path / "notebooks", "00_made", new_code_cell("import sys\nsys.prefix"))
    (copied,) = report.execute(tmp_path / "notebooks", tmp_path / "built")
    (output,) = nbformat.read(copied, 4).cells[0].outputs
    assert output.data["text/plain"] == repr(sys.prefix)


def test_copies_leave_out_what_names_places_on_this_machine(tmp_path):
    code = "import sys, warnings\nwarnings.warn('from a file')\nprint('said', file=sys.stderr)\nprint('kept')"
    write(tmp_path / "notebooks", "00_made", new_code_cell(code))
    (copied,) = report.execute(tmp_path / "notebooks", tmp_path / "built")
    (cell,) = nbformat.read(copied, 4).cells
    assert [output.text for output in cell.outputs] == ["kept\n"]


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(report.ReportError, match="no notebooks"):
        report.run(tmp_path)


@pytest.mark.parametrize("text", ["<<<<<<< ours", "[]", '{"nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path, text):
    (tmp_path / "00_made.ipynb").write_text(text, "utf-8")
    with pytest.raises(report.ReportError, match="00_made.ipynb: no notebook"):
        report.run(tmp_path)


def stopped_after(written: int):
    """Stop as a reader does who presses Ctrl-C."""
    raise KeyboardInterrupt


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "built"
    for text in ("old", "new"):
        with files.whole(target) as fresh:
            (fresh / "page").write_text(text)
        assert (target / "page").read_text() == text
    with pytest.raises(KeyboardInterrupt), files.whole(target) as fresh:
        stopped_after((fresh / "page").write_text("half"))
    assert (target / "page").read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["built"]


def test_what_a_killed_run_left_is_mended(tmp_path):
    (tmp_path / ".built.former").mkdir()
    (tmp_path / ".built.former" / "page").write_text("old")
    (tmp_path / ".built.part").mkdir()
    with pytest.raises(KeyboardInterrupt), files.whole(tmp_path / "built"):
        stopped_after(0)
    assert (tmp_path / "built" / "page").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["built"]


# ---------------------------------------------------------------- copies for students


def test_student_copies_have_no_outputs_and_no_solutions(tmp_path):
    hint = "Think.\n\n<details><summary>A hint</summary>\n\nCount.\n\n</details>\n\n" + SOLUTION
    path = run_notebook(tmp_path / "notebooks")
    write(tmp_path / "notebooks", "01_more", new_markdown_cell(hint), new_code_cell("answer = ..."))
    for name in ("methods", "teaching"):
        (tmp_path / "notebooks" / f"{name}.md").write_text("# Page\n", "utf-8")
    before = path.read_bytes()
    first, second = map(nbformat.read, report.student(tmp_path / "notebooks", tmp_path / "student"), [4, 4])
    assert path.read_bytes() == before
    assert [cell.cell_type for cell in first.cells] == ["markdown", "code", "markdown", "code", "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in first.cells if cell.cell_type == "code")
    assert [cell.source for cell in second.cells] == [hint[: -len(SOLUTION)].strip(), "answer = ..."]
    assert [page.name for page in (tmp_path / "student").glob("*.md")] == ["methods.md"]


def test_in_student_copies_a_result_waits_until_one_has_guessed(tmp_path):
    says = [
        "# Which is longer?\n\nThe second, by 4.",
        "## A small one\n\nIt has 3.\n\n**Guess first.** And the other?",
        "So 7 it is.\n\n**Guess first.** Both?",
        "Together 10.\n\n## What else?\n\nNothing.",
    ]
    cells = [cell for text in says for cell in (new_markdown_cell(text), new_code_cell("1 + 1"))]
    (tmp_path / "run").mkdir()
    report.write(tmp_path / "run" / "00_made.ipynb", new_notebook(cells=cells))
    (path,) = report.student(tmp_path / "run", tmp_path / "student")
    told = [re.sub(r"<details>.*?</details>", "[folded]", cell.source, flags=re.DOTALL) for cell in prose_of(path)]
    assert told == [
        "# Which is longer?\n\n[folded]",
        says[1],
        "[folded]\n\n**Guess first.** Both?",
        "[folded]\n\n## What else?\n\nNothing.",
    ]


def prose_of(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]


def test_a_student_s_work_is_never_overwritten(tmp_path):
    run_notebook(tmp_path / "notebooks")
    (written,) = report.student(tmp_path / "notebooks", tmp_path / "student")
    written.write_text("my work", "utf-8")
    assert report.student(tmp_path / "notebooks", tmp_path / "student") == []
    assert written.read_text("utf-8") == "my work"


# ---------------------------------------------------------------- hostile text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<script>", "&lt;script&gt;"),
        ('a" onclick="x', "a&#34; onclick=&#34;x"),
        ("it's & so", "it&#39;s &amp; so"),
        ("a\nb\tc\x0bd\x85e\u2028f\x1eg", "a b c d e f g"),
        ("nul\x00bell\x07del\x7f", "nul\ufffdbell\ufffddel\ufffd"),
        ("\ud800", "\ufffd"),
        ("人 “ok” é", "人 “ok” é"),
    ],
)
def test_a_template_prints_nothing_that_acts(text, safe):
    printed = templates.environment().from_string("<p title='{{ text }}'>{{ text }}</p>").render(text=text)
    assert printed == f"<p title='{safe}'>{safe}</p>"


def test_a_template_that_is_given_too_little_is_an_error():
    with pytest.raises(templates.jinja2.UndefinedError, match="title"):
        templates.page("list.html", said="", table="")


# ---------------------------------------------------------------- the reading edition


class Page(HTMLParser):
    """What a page's HTML holds: its tags, its ids, its links, and its text."""

    def __init__(self, source: str):
        super().__init__()
        self.tags, self.ids, self.links, self.loads = [], [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" and "href" in values else []
        self.loads += [values[name] for name in ("src", "data", "poster") if values.get(name)]
        self.loads += [values["href"]] if tag == "link" and values.get("href") else []


@pytest.fixture(scope="module")
def edition():
    """The five texts: their lines, and the source of each page of the reading edition."""
    texts = corpus.load()
    lines = layout.lines(texts)
    return lines, report.reading_pages(texts, lines)


def parts(source: str, path: str) -> list:
    """Return the elements of a page that an XPath finds."""
    return lxml.html.fromstring(source).xpath(path)


def words_of(element) -> str:
    """Return what an element says, without line numbers, marks of notes and lines left out."""
    for other in element.xpath('.//a[@class="line" or @class="note-mark"] | .//details | .//b'):
        other.drop_tree()
    return element.text_content()


def test_every_text_has_a_page(edition):
    lines, pages = edition
    assert list(pages) == [f"texts/{doc_id}.html" for doc_id in lines["doc_id"].cat.categories]


def test_every_line_that_is_not_blank_has_one_place(edition):
    lines, pages = edition
    filled = lines[lines["text"].str.strip() != ""]
    for doc_id, part in filled.groupby("doc_id", observed=True):
        ids = [name for name in Page(pages[f"texts/{doc_id}.html"]).ids if name.startswith("line-")]
        assert sorted(ids) == sorted(f"line-{line}" for line in part["line"])


def test_a_text_of_several_sheets_is_whole_under_its_one_path():
    texts = documents("\n\n".join(f"Paragraph {n} says this. " * 20 for n in range(1200)))
    (path, source), *more = report.reading_pages(texts, layout.lines(texts)).items()
    assert (path, more) == ("texts/a.html", [])
    assert len(source) > 400_000  # a site has it in three sheets
    assert [name for name in Page(source).ids if name.startswith("line-")] == [f"line-{2 * n + 1}" for n in range(1200)]


def test_notes_and_marks_lead_to_each_other(edition):
    lines, pages = edition
    for doc_id, notes in layout.footnotes(lines).groupby("doc_id", observed=True):
        page = Page(pages[f"texts/{doc_id}.html"])
        for note in notes["note"]:
            assert [page.ids.count(f"{end}-{note}") for end in ("note", "mark")] == [1, 1]
            assert [page.links.count(f"#{end}-{note}") for end in ("note", "mark")] == [1, 1]


def test_the_page_holds_every_paragraph_as_it_is(edition):
    lines, pages = edition
    for doc_id, part in layout.paragraphs(lines).groupby("doc_id", observed=True):
        shown = parts(pages[f"texts/{doc_id}.html"], '//div[@class="paragraph"]')
        assert list(map(words_of, shown)) == part["text"].tolist()


def test_lines_left_out_stand_folded_in_their_place_with_role_and_rule(edition):
    lines, pages = edition
    roles = layout.roles().set_index("role")["printed"]
    for doc_id, part in lines.groupby("doc_id", observed=True):
        left = part[~part["role"].map(roles).astype(bool) & (part["text"].str.strip() != "")]
        page = pages[f"texts/{doc_id}.html"]
        folded = parts(page, '//details[contains(@class, "removed")]//span[@class="gone"]')
        assert [int(element.get("id").removeprefix("line-")) for element in folded] == left["line"].tolist()
        for element, row in zip(folded, left.itertuples(), strict=True):
            rule = row.rule.replace("_", " ")
            (why,) = element.xpath('./span[@class="role"]')
            assert why.text in (f"{row.role} ({rule})", f"{row.role}" if row.role == rule else None)
            assert element.text_content().endswith(tables.one_line(row.text))
        apart = part[part["role"].isin([*layout.FRONT_ROLES, "footnote"])]["line"]  # joined over other lines, or below
        order = [int(name[5:]) for name in Page(page).ids if name.startswith("line-")]
        in_place = [line for line in order if line not in set(apart)]
        assert in_place == sorted(in_place)


def test_a_page_break_inside_a_sentence_is_folded_inside_the_paragraph():
    texts, lines = documents("One"), []
    for n, (role, text) in enumerate([("body", "It goes on"), ("boilerplate", "12"), ("body", "and ends here.")], 1):
        lines.append({"doc_id": "a", "line": n, "role": role, "section": 0, "block": n, "speaker": "", "rule": "x"})
        lines[-1] |= {"confidence": 1.0, "text": text}
    made = tables.build("LINES", pd.DataFrame(lines).to_dict("list"), pd.Index(["a"]))
    source = report.reading_pages(texts, made)["texts/a.html"]
    (paragraph,) = parts(source, '//div[@class="paragraph"]')
    assert [element.get("id") for element in paragraph.xpath(".//*[@id]")] == ["line-1", "line-2", "line-3"]
    assert paragraph.xpath(".//details/summary")[0].text == "1 line left out: boilerplate (x)"
    assert Page(source).ids.count("line-2") == 1
    assert words_of(paragraph) == "It goes on and ends here."


SAID = "This is a sentence of the text that is long enough to be one, so that the rules take it for prose. "


@pytest.mark.parametrize(
    ("line", "before"),
    [
        ("Peace.² War.", "Peace."),
        ("“Peace.”² War.", "“Peace.”"),
        ("A *free* trade² (zone) was made.", "A free trade"),
        ("The end came.²", "The end came."),
        ("one \xa0 two² three.", "one two"),
    ],
)
def test_a_mark_stands_where_it_stood_in_the_raw_line(line, before):
    raw = f"A Title\n\n{SAID}\n\n{SAID}{line}\n\n{SAID}\n\n² The note.\n"
    texts = documents(raw)
    source = report.reading_pages(texts, layout.lines(texts))["texts/a.html"]
    (mark,) = parts(source, '//a[@class="note-mark"]')
    (number,) = mark.getparent().xpath('./a[@class="line"]')
    assert f"{number.tail}" == SAID + before
    assert mark.get("href") == "#note-1"


def test_hostile_texts_come_out_as_text():
    raw = f"{HOSTILE}\n\nA paragraph with {HOSTILE} and a line separator\u2028.. raw:: html and words, to the end."
    source = report.reading_pages(documents(raw), layout.lines(documents(raw)))["texts/a.html"]
    inside = source.partition("<main")[2].partition("</main>")[0]
    assert "alert(1)" in inside
    assert not {"script", "img"} & set(Page(inside).tags)
    assert len(Page(source).loads) == 5  # two styles and three scripts of the site


def test_text_from_the_right_is_left_to_the_browser():
    texts = documents("\u0634\u0644\u0648\u0645. " * 9 + "\n\n" + "\u05e9\u05dc\u05d5\u05dd, " * 9)
    source = report.reading_pages(texts, layout.lines(texts))["texts/a.html"]
    assert all(element.get("dir") == "auto" for element in parts(source, '//div[@class="paragraph"]'))


# ---------------------------------------------------------------- the site


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small site with a hostile text, and its single files."""
    folder = tmp_path_factory.mktemp("site")
    run_notebook(folder / "notebooks")
    more = "# What more?\n\nNothing.\n\n[back](00_which.ipynb#a-table)"
    write(folder / "notebooks", "01_more", new_markdown_cell(more))
    (folder / "notebooks" / "methods.md").write_text("# Methods\n\n| term |\n|---|\n| zebra |\n", "utf-8")
    long = "A body sentence of the text that is long enough to count as one, with a mark.¹ " * 3
    texts = documents(f"A Title\n\n{long}\n\nChapter I. {HOSTILE} heading\n\n{long.replace('¹', '')}\n\n¹ The note.\n")
    prose = {"front.md": "A first look.", "teaching.md": "# Teaching\n"}
    report.site(folder / "notebooks", folder / "report", report.texts(texts), prose)
    report.single(folder / "notebooks", folder / "single")
    return folder


def page(built, name):
    return (built / name).read_text("utf-8")


def test_no_page_asks_another_host(built):
    for path in [*(built / "report").rglob("*.html"), *(built / "single").glob("*.html")]:
        loads = Page(path.read_text("utf-8")).loads
        assert [load for load in loads if not load.startswith("data:") and (":" in load or load.startswith("//"))] == []


def test_the_first_view_of_any_page_is_light(built):
    for path in (built / "report").rglob("*.html"):
        source = re.sub(r'<img[^>]* loading="lazy"[^>]*>', "", path.read_text("utf-8"))  # loaded when they are seen
        loads = {Path(path.parent, load) for load in Page(source).loads}
        weight = len(source.encode()) + sum(load.stat().st_size for load in loads if load.is_file())
        assert weight < 100_000, path.name


def test_every_page_forbids_what_is_not_its_own(built):
    for path in (built / "report").rglob("*.html"):
        source = path.read_text("utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', source)[1]
        assert policy.startswith("default-src 'none'; script-src 'self';"), path
        assert source.index(policy) < source.index("<link")
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=", source.partition("<body")[0]), path


def test_every_link_inside_the_site_leads_somewhere(built):
    for path in (built / "report").rglob("*.html"):
        for link in Page(path.read_text("utf-8")).links:
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), (path.name, link)
            if anchor and target.suffix == ".html":
                assert anchor in Page(target.read_text("utf-8")).ids, (path.name, link)


def test_the_first_page_lists_notebooks_texts_and_further_pages(built):
    first = page(built, "report/index.html")
    assert "A first look." in first
    assert "The second, see more." in first
    assert {
        "notebooks/00_which.html",
        "notebooks/01_more.html",
        "notebooks/methods.html",
        "texts/index.html",
        "teaching.html",
    } <= set(Page(first).links)


def test_the_first_page_shows_what_is_tagged_for_it_with_its_heading_and_source(built):
    first = page(built, "report/index.html")
    shown = first.partition("A first look.")[2].partition("The notebooks")[2]  # tables follow, pictures would lead
    assert "<h2>A table<" in shown
    assert "xylophone" in shown
    assert '<td class="number">1204</td>' in shown
    assert "slider" not in first
    assert 'href="notebooks/00_which.html"' in shown


def test_front_parts_take_the_heading_above_the_paragraph_below_and_a_safe_fence(tmp_path):
    shown = new_code_cell("shown", metadata={"tags": ["front"]})
    shown.outputs = [new_output("display_data", {"text/html": "<p>a\n````\nb</p>"})]
    silent, last = new_code_cell("silent", metadata={"tags": ["front"]}), new_code_cell("last", metadata=shown.metadata)
    last.outputs = shown.outputs
    cells = [
        new_markdown_cell("# Title\n\n## A\n\nIntro.\n\n## B & C"),
        new_code_cell("x = 1"),
        shown,
        new_markdown_cell("So it's *B* & `<C>`,\nsee [more](#title).\n\nAnd more."),
        silent,
        last,
        new_markdown_cell("## Another thing\n\nIt says nothing of what was shown."),
    ]
    write(tmp_path / "notebooks", "00_which", *cells)
    report.site(tmp_path / "notebooks", tmp_path / "report", report.texts(documents("A text.")))
    source = (tmp_path / "report" / "index.html").read_text("utf-8")
    assert [element.text for element in parts(source, "//article//h2")][:2] == ["The notebooks", "B & C"]
    boxes = parts(source, '//div[@class="cell_output front"]')
    assert [box.text_content() for box in boxes] == ["a\n````\nb"] * 2
    assert "It says nothing of what was shown." not in source
    (said,) = parts(source, '//article//p[starts-with(., "So it")]')
    assert said.text_content().startswith("So it's B & <C>,\nsee more. From ")
    assert [(each.tag, each.text) for each in said] == [("em", "B"), ("code", "<C>"), ("a", "Title")]


def test_a_text_is_data_that_ends_no_script(built):
    source = page(built, "report/data/a.js")
    name, packed = json.loads(source.removeprefix("packed(").rstrip(");\n"))
    text = json.loads(zlib.decompress(base64.b64decode(packed), -zlib.MAX_WBITS))
    assert (name, text["name"], text["page"]) == ("a", "a", "texts/a.html")
    assert text["others"][0] == {"line": 1, "role": "title", "text": "A Title"}
    assert "alert(1)" in json.dumps(text)
    assert "alert(1)" not in source
    assert "<" not in source


def test_hostile_text_does_not_become_a_tag_in_the_site(built):
    source = page(built, "report/texts/a.html")
    assert "alert(1)" in source
    assert not re.search(r"<script>alert|<img src=x", source)


def test_the_headings_of_a_text_are_in_the_page_s_contents(built):
    (contents,) = parts(page(built, "report/texts/a.html"), '//details[@class="contents"]')
    assert [element.text for element in contents.xpath(".//a")][0].startswith("Chapter I. <script>")


def test_every_page_has_the_menu_and_none_lists_the_texts(built):
    for path in (built / "report").rglob("*.html"):
        links = {Path(path.parent, link).resolve() for link in Page(path.read_text("utf-8")).links}
        menu = [(built / "report" / name / "index.html").resolve() for name in ("texts", "pairs", "words")]
        assert links >= set(menu), path
    for path in (built / "report" / "notebooks").glob("*.html"):
        assert "texts/a.html" not in path.read_text("utf-8").partition("<article")[0]


def test_a_page_is_added_by_one_entry(tmp_path):
    run_notebook(tmp_path / "notebooks")
    write(tmp_path / "notebooks", "01_more", new_markdown_cell("# More?"))
    (tmp_path / "notebooks" / "methods.md").write_text("# Methods\n", "utf-8")

    def rows(made, links):
        yield "", {"title": "How long?", "said": f"{len(made.texts.lines)} lines", "table": ""}

    entry = report.Page("sizes.html", "list.html", rows, lambda made: {("term", "xylophone"): ""}, "Sizes")
    texts = report.texts(documents("A text.\n\nAnd more."))
    report.site(tmp_path / "notebooks", tmp_path / "report", texts, pages=[*report.PAGES, entry])
    assert "3 lines" in (tmp_path / "report" / "sizes.html").read_text("utf-8")
    for name, goal in {
        "index": "sizes.html",
        "texts/a": "../sizes.html",
        "notebooks/00_which": "../sizes.html",
    }.items():
        links = Page((tmp_path / "report" / f"{name}.html").read_text("utf-8")).links
        assert goal in links


def test_a_site_asks_the_tokens_once_for_all_concordances(monkeypatch, tmp_path):
    asked, before = [], passages.concordances
    monkeypatch.setattr(passages, "concordances", lambda *given: asked.append(given[1]) or before(*given))
    monkeypatch.setattr(passages, "concordance", None)
    write(tmp_path / "notebooks", "00_which", new_markdown_cell("# What?"))
    texts = report.texts(documents("War and sea, war and sea, war. " * 3, "Sea and peace, sea and war. " * 3))
    report.site(tmp_path / "notebooks", tmp_path / "report", texts)
    assert len(asked) == 1
    assert {"war", "sea", "peace"} <= set(asked[0])
    assert len(list((tmp_path / "report" / "words").iterdir())) == len(asked[0]) + 1


def test_hidden_input_is_folded_in_site_and_single_file(built):
    for name in ("report/notebooks/00_which.html", "single/00_which.html"):
        folded = re.findall(r"<details[^>]*>\s*<summary[^>]*>(?:<p[^>]*>|\s)*Show the code", page(built, name))
        assert len(folded) == 1
        assert " open" not in folded[0]


@pytest.mark.parametrize("name", ["report/notebooks/00_which.html", "single/00_which.html"])
def test_an_explorer_s_widget_is_left_out_but_not_its_code(built, name):
    assert "IntSlider" not in page(built, name)
    assert "slider" in page(built, name)


@pytest.mark.parametrize("name", ["report/notebooks/00_which.html", "single/00_which.html"])
def test_solutions_stay_folded(built, name):
    assert re.search(r"<details><summary>Solution</summary>.*77.*</details>", page(built, name), re.DOTALL)


@pytest.mark.parametrize("name", ["report/notebooks/00_which.html", "single/00_which.html"])
def test_number_columns_are_marked_and_others_are_not(built, name):
    numbers = parts(page(built, name), '//table[@class="shown"]//*[@class="number"]')
    assert [element.text_content() for element in numbers] == ["n", "1204", "2"]


def test_a_single_file_can_run_and_load_nothing(built):
    for path in (built / "single").glob("*.html"):
        source = path.read_text("utf-8")
        policy = re.search(r'<meta content="([^"]*)" http-equiv="Content-Security-Policy"/>', source)[1]
        assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        assert source.index(policy) < source.index("<style")
        assert "script" not in Page(source).tags
        assert "link" not in Page(source).tags


def test_single_files_link_to_each_other(built):
    assert {"01_more.html", "methods.html"} <= set(Page(page(built, "single/00_which.html")).links)
    assert {path.stem for path in (built / "single").iterdir()} == {"00_which", "01_more", "methods"}


def test_a_broken_link_stops_the_build_and_leaves_the_former_site(built, tmp_path):
    write(tmp_path / "notebooks", "00_which", new_markdown_cell("# What?\n\nSee\n[none](nowhere.ipynb)."))
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").write_text("former", "utf-8")
    with pytest.raises(report.ReportError, match=r"the site was not built:\s+notebooks.00_which.ipynb.*nowhere.ipynb"):
        report.site(tmp_path / "notebooks", tmp_path / "report", report.texts(documents("A text.")))
    assert (tmp_path / "report" / "index.html").read_text("utf-8") == "former"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["notebooks", "report"]


# ---------------------------------------------------------------- print


def test_without_a_browser_the_message_says_what_to_do(built, monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(report.ReportError, match="no Chromium or Chrome was found.*Install it"):
        report.pdf([built / "single" / "methods.html"], tmp_path / "pdf")
    assert not (tmp_path / "pdf").exists()


def test_pages_are_printed_by_the_browser_that_is_there(built, monkeypatch, tmp_path):
    fake = tmp_path / "chromium"
    fake.write_text('#!/bin/sh\nfor word; do case $word in --print-to-pdf=*) echo pdf > "${word#*=}";; esac; done\n')
    fake.chmod(0o755)
    monkeypatch.setattr(printed, "BROWSERS", (str(fake),))
    made = report.pdf([built / "single" / "methods.html"], tmp_path / "pdf")
    assert [path.name for path in made] == ["methods.pdf", "whole.pdf"]
    assert made[0].read_text() == "pdf\n"
    fake.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    with pytest.raises(report.ReportError, match=r"methods.html was not printed by chromium:\s+no display"):
        report.pdf([built / "single" / "methods.html"], tmp_path / "pdf")
    assert made[0].read_text() == "pdf\n"


def test_all_printed_files_are_one_with_the_page_of_each_in_its_contents(built, monkeypatch, tmp_path):
    """The fake browser prints a sheet for each heading of a page, and keeps the page that it was given."""
    fake = tmp_path / "chromium"
    fake.write_text("""#!/bin/sh
for word; do case $word in --print-to-pdf=*) to="${word#*=}";; file://*) page="${word#file://}";; esac; done
cp "$page" "$to.html"
grep -o "<h[12]" "$page" | sed "s/.*/<< \\/Type \\/Page >>/" > "$to"
echo "/Type /Pages" >> "$to"
""")
    fake.chmod(0o755)
    monkeypatch.setattr(printed, "BROWSERS", (str(fake),))
    pages = [built / "single" / f"{name}.html" for name in ("00_which", "01_more", "methods")]
    made = report.pdf(pages, tmp_path / "pdf")
    assert [path.stem for path in made] == ["00_which", "01_more", "methods", "whole"]
    source = (tmp_path / "pdf" / "whole.pdf.html").read_text("utf-8")
    whole = Page(source)
    sheets = [len(re.findall("<h[12]", page.read_text("utf-8"))) for page in pages]
    assert all(sheets)
    said = [int(number) for number in re.findall(r'<span class="page">(\d+)</span>', source)]
    assert said == [3, 3 + sheets[0], 3 + sheets[0] + sheets[1]]
    assert {"#00_which", "#01_more", "#methods", "#00_which.a-table"} <= set(whole.links)
    inside = {link.removeprefix("#") for link in whole.links if link.startswith("#")}
    assert inside <= set(whole.ids)
    for page in (tmp_path / "pdf").glob("*.html"):  # an address of a file would say where it lies
        assert [link for link in Page(page.read_text("utf-8")).links if not re.match(r"#|\w+:", link)] == []


# ---------------------------------------------------------------- the command line


def test_a_failure_is_said_and_ends_with_status_one(monkeypatch, capsys):
    def fail():
        raise report.ReportError("00_made.ipynb stopped")

    monkeypatch.setattr(report, "run", fail)
    assert __main__.main(["run"]) == 1
    assert capsys.readouterr().err == "Failed: 00_made.ipynb stopped\n"


def test_run_says_which_files_changed(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(report, "run", lambda: [tmp_path / "00_made.ipynb"])
    assert __main__.main(["run"]) == 0
    assert capsys.readouterr().out == "Changed: 00_made.ipynb\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The report of a folder of four texts, one of them empty: its place, what was said, and the folder."""
    home = tmp_path_factory.mktemp("home")
    folder, build = home / "my texts", tmp_path_factory.mktemp("project") / "build"
    folder.mkdir()
    long = "we must build a strong navy and guard the open sea against every storm that comes over the horizon"
    for name, said in {"a": "war and war", "b": "peace", "c": "a harbour"}.items():
        (folder / f"{name}.txt").write_text(
            f"Title {name}\n\nThey said {said}, and {long}.\n\n{said} ended.\n", "utf-8"
        )
    (folder / "empty.txt").write_text("", "utf-8")
    code = "import sys; from pathlib import Path; from helpers import __main__, verbs; verbs.BUILD = Path(sys.argv[1])"
    code += "\nsys.exit(__main__.main(['report', sys.argv[2]]))"
    told = subprocess.run([sys.executable, "-c", code, build, folder], capture_output=True, text=True)
    return {"build": build, "told": told, "folder": folder, "place": build / "my-texts"}


def test_a_report_of_any_folder_says_what_was_left_out_and_where_it_is_and_leaves_the_folder_alone(own):
    assert own["told"].returncode == 0
    assert own["told"].stderr.count("empty.txt") == 1
    assert "Open build/my-texts/report/index.html in a browser" in own["told"].stdout
    assert sorted(path.name for path in own["folder"].iterdir()) == ["a.txt", "b.txt", "c.txt", "empty.txt"]


def test_the_same_folder_again_is_not_built_again_and_a_changed_one_is(own, monkeypatch, capsys):
    built = {path: path.stat().st_mtime_ns for path in (own["place"] / "report").rglob("*")}
    asked = []
    monkeypatch.setattr(verbs, "BUILD", own["build"])
    monkeypatch.setattr(report, "execute", lambda *_: asked.append(1))
    monkeypatch.setattr(report, "site", lambda *_: stopped_after(0))
    assert __main__.main(["report", str(own["folder"])]) == 0
    said = capsys.readouterr()
    assert re.search(
        r"(?m)^Nothing has changed since [^:]+:\d\d: build/my-texts/report/index.html is up to date\.", said.out
    )
    assert "made anew, remove it" in said.out  # what is installed has no verb for it
    assert said.err.count("empty.txt") == 1
    assert {path: path.stat().st_mtime_ns for path in built} == built
    text = own["folder"] / "a.txt"
    before = text.read_bytes()
    text.write_bytes(before.replace(b"war", b"was"))
    assert __main__.main(["report", str(own["folder"])]) == STOPPED
    text.write_bytes(before)
    assert asked == [1]


def test_nothing_built_says_where_the_folder_lies_or_the_project(own):
    built = [path for path in own["place"].rglob("*") if path.is_file()]
    assert len(built) > 50
    for place in (own["folder"].parent, own["build"], Path(sys.prefix), Path.home(), report.ROOT):
        assert [path for path in built if bytes(place) in path.read_bytes()] == []


def test_the_front_page_of_a_folder_has_findings_that_lead_to_their_pages(own):
    links = Page((own["place"] / "report" / "index.html").read_text("utf-8")).links
    assert {"texts/a.html", "pairs/a--b.html", "texts/a.html#line-3"} <= set(links)


def test_the_front_page_of_a_folder_begins_with_what_its_numbers_support(own):
    source = (own["place"] / "report" / "index.html").read_text("utf-8")
    assert "Nobody has read these texts for this page." in source
    cards = parts(source, '//article[starts-with(@class, "claim ")]')
    said = [" ".join(card.itertext()) for card in cards if "have a passage of" in " ".join(card.itertext())]
    assert len(said) == 2  # three pairs have one passage, and two of them in the same letters: one sentence
    assert source.index('id="claim-1"') < source.index('class="cell_output front"')
    assert "words.stop_words(name=[&#39;short&#39;])" in source or "words.stop_words(name=&#39;short&#39;)" in source
    assert str(own["folder"]) not in source


def test_a_pair_of_a_folder_stands_beside_itself_at_equal_length_and_without_its_passages(own):
    texts = report.texts(corpus.load(own["folder"]))
    content = words.drop(texts.tokens, words.stop_words("short"))
    shared = passages.shared_passages(texts.tokens, texts.paragraphs)
    equal, without = compare.equal_length(content)["equal"][0], compare.without_passages(content, shared)["without"][0]
    page = (own["place"] / "report" / "pairs" / "a--b.html").read_text("utf-8")
    assert (
        f"it is <b>{equal:.2f}</b>; without the passages of 20 words and more that they share, <b>{without:.2f}" in page
    )


def test_only_a_pair_that_falls_without_its_passages_is_said_to_be_quotation(tmp_path):
    """Three texts have one quotation; the fourth has words of each, and moves up past them without it."""
    quoted = " ".join(f"{first}{second}" for first in ("bal", "cor", "dem", "fol", "gar", "hen") for second in ENDS)
    parted = [" ".join(f"{first}{second}" for second in ENDS) for first in ("mor", "nal", "pir")]
    texts = [f"{own.capitalize()}.\n\nSomebody said {quoted}." for own in parted]
    mixed = " ".join(word for words_of in zip(*(own.split() for own in parted), strict=True) for word in words_of)
    write(tmp_path / "notebooks", "00_which", new_markdown_cell("# What?"))
    report.site(tmp_path / "notebooks", tmp_path / "report", report.texts(documents(*texts, f"{mixed.capitalize()}.")))
    said = {path.stem: path.read_text("utf-8") for path in (tmp_path / "report" / "pairs").glob("*--*.html")}
    fell = "which lowers its rank by three or more: much of the likeness is quotation"
    assert {name for name, source in said.items() if fell in source} == {"a--b", "a--c", "b--c"}
    assert len(said) == 6


ENDS = ("ab", "ec", "id", "of", "ug")


def test_the_front_page_of_a_folder_has_the_language_of_each_text_and_its_stop_list(own):
    tables = parts((own["place"] / "report" / "index.html").read_text("utf-8"), "//table[contains(., 'stop_list')]")
    rows = [" ".join(row.itertext()).split() for row in tables[0].iter("tr")]
    assert [(row[0], row[1], row[-1]) for row in rows[1:]] == [(name, "en", "short") for name in "abc"]


def test_every_link_in_the_report_of_a_folder_leads_somewhere(own):
    ids = {}
    for path in (own["place"] / "report").rglob("*.html"):
        for link in Page(path.read_text("utf-8")).links:
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            ids[target] = ids.get(target) or Page(target.read_text("utf-8")).ids
            assert not anchor or "=" in anchor or anchor in ids[target], (path.name, link)  # a state of the reader


def test_other_wordings_that_nobody_looked_for_are_not_said_to_be_none(monkeypatch, tmp_path):
    write(tmp_path / "notebooks", "00_which", new_markdown_cell("# Which?"))
    texts = report.texts(documents("Alpha beta gamma.", "Beta delta trade."))
    pages = []
    for most in (5, 6):
        monkeypatch.setitem(report.site.__globals__, "MOST_WORDS", most)
        report.site(tmp_path / "notebooks", tmp_path / "report", texts)
        pages.append([(tmp_path / "report" / name).read_text("utf-8") for name in ("pairs/a--b.html", "reader.html")])
    (pair, reader), (full_pair, full_reader) = pages
    assert "Not looked for, since all texts have more than 5 words together" in pair
    assert 'data-unsought="parallel"' in reader
    assert "Not looked for" not in full_pair
    assert "<p>None were found.</p>" in full_pair
    assert "unsought" not in full_reader


def test_another_folder_of_the_same_name_gets_a_place_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    for name in ("execute", "site", "single"):
        monkeypatch.setattr(report, name, lambda folder, target, *rest: target / "index.html")
    for name in ("here/texts", "there/texts", "here/report", "here/texts"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "a.txt").write_text(f"A text in {name}.", "utf-8")
        assert __main__.main(["report", str(tmp_path / name)]) == 0
    assert sorted(path.name for path in (tmp_path / "build").iterdir() if path.name[0] != ".") == [
        "report-2",
        "texts",
        "texts-2",
    ]


def test_two_reports_of_one_folder_at_once_are_one_too_many(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("A text.", "utf-8")
    hold = "import sys; from pathlib import Path; from helpers import report\n"
    hold += "with report.alone(Path(sys.argv[1])): print('held', flush=True); input()"
    command = [sys.executable, "-c", hold, tmp_path / "build" / "texts"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        assert __main__.main(["report", str(tmp_path / "texts")]) == 1
        other.kill()
    assert capsys.readouterr().err == "Failed: another report is being built in texts. Wait until it is done.\n"
    with report.alone(tmp_path / "build" / "texts"):
        pass


@pytest.mark.parametrize(
    ("stop", "status", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "page"),
            1,
            "Failed: page: No space left on device. Make room",
        ),
        (
            OSError(errno.EROFS, "Read-only file system", "page"),
            1,
            "Failed: page: Read-only file system. Copy the project",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "page"),
            1,
            "Failed: page: Permission denied. Give yourself",
        ),
        (MemoryError(), 1, "Failed: the memory is full. Close"),
        (KeyboardInterrupt(), 130, "Stopped. What was there before is still there."),
    ],
)
def test_what_stops_a_verb_is_said_in_one_line_with_a_status(monkeypatch, capsys, stop, status, said):
    def fail():
        raise stop

    monkeypatch.setattr(report, "run", fail)
    assert __main__.main(["run"]) == status
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ('[a]\nquotation = ["x"]', "{folder}: [a] quotation: no role; use one of blank, title"),
        ('[a]\nheading = ["^(a|aa)+$"]', "a, line 1: the pattern"),
    ],
    ids=["unknown role", "slow pattern"],
)
def test_a_fault_of_rules_toml_is_said_in_one_line(monkeypatch, capsys, tmp_path, rules, said):
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(f"{'a' * 60}!\n\nA text.\n", "utf-8")
    (tmp_path / "texts" / "rules.toml").write_text(rules, "utf-8")
    assert __main__.main(["report", str(tmp_path / "texts")]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"Failed: {said.format(folder=tmp_path / 'texts' / 'rules.toml')}")
    assert told.count("\n") == 1


def test_a_verb_does_not_wait_for_the_grammar_of_web_addresses():
    code = "import sys; from helpers import report; report.quick_nbformat(); print('rfc3987_syntax' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_folder_that_is_not_there_ends_with_status_one(capsys, tmp_path):
    assert __main__.main(["report", str(tmp_path / "none")]) == 1
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["run", "student", "class"])
def test_only_the_report_takes_a_folder(verb, capsys, tmp_path):
    with pytest.raises(SystemExit):
        __main__.main([verb, str(tmp_path)])
    assert "takes no folder" in capsys.readouterr().err
