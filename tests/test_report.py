"""How notebooks are run and pages are built: tried on small notebooks and texts, some of them hostile."""

import html
import json
import re
from html.parser import HTMLParser

import nbformat
import pytest
from made import documents
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import __main__, corpus, layout, report
from helpers.report import reading

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)">'
SOLUTION = "<details><summary>Solution</summary>\n\n```python\nanswer = 77\n```\n\n</details>"
TABLE = (
    '<table border="1" class="dataframe"><thead><tr><th></th><th>text</th><th>n</th></tr></thead><tbody>'
    "<tr><th>0</th><td>xylophone</td><td>1,204</td></tr><tr><th>1</th><td>7</td><td>NaN</td></tr></tbody></table>"
)


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


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(report.ReportError, match="no notebooks"):
        report.run(tmp_path)


@pytest.mark.parametrize("text", ["<<<<<<< ours", "[]", '{"nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path, text):
    (tmp_path / "00_made.ipynb").write_text(text, "utf-8")
    with pytest.raises(report.ReportError, match="00_made.ipynb: no notebook"):
        report.run(tmp_path)


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "built"
    for text in ("old", "new"):
        with report._whole(target) as fresh:
            (fresh / "page").write_text(text)
        assert (target / "page").read_text() == text
    with pytest.raises(KeyboardInterrupt), report._whole(target) as fresh:
        (fresh / "page").write_text("half")
        raise KeyboardInterrupt
    assert (target / "page").read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["built"]


def test_what_a_killed_run_left_is_mended(tmp_path):
    (tmp_path / ".built.former").mkdir()
    (tmp_path / ".built.former" / "page").write_text("old")
    (tmp_path / ".built.part").mkdir()
    with pytest.raises(ValueError), report._whole(tmp_path / "built"):
        raise ValueError
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
        ('a" onclick="x', "a&quot; onclick=&quot;x"),
        ("it's & so", "it&#x27;s &amp; so"),
        ("a\nb\tc\x0bd\x85e\u2028f\x1eg", "a b c d e f g"),
        ("nul\x00bell\x07del\x7f", "nul\ufffdbell\ufffddel\ufffd"),
        ("\ud800", "\ufffd"),
        ("人 “ok” é", "人 “ok” é"),
    ],
)
def test_escape_leaves_nothing_that_acts(text, safe):
    assert report.escape(text) == safe
    assert len(safe.splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "`code`_ |sub| *a* **b** :raw-html:`x` [1]_ name_",
        ".. raw:: html",
        "1. one",
        "I. roman",
        "=====",
        "",
        "人" * 40,
        "a\u2028.. include:: conf.py",
    ],
)
def test_a_title_shows_any_text_as_it_is(text):
    from docutils.core import publish_doctree

    page = publish_doctree(reading.title(text, "=") + "\nBody.\n", settings_overrides={"halt_level": 2})
    assert page.next_node().astext() == (" ".join(reading._one_line(text).split()) or "(untitled)")


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


def test_every_text_has_a_page(edition):
    lines, pages = edition
    assert list(pages) == [f"texts/{doc_id}.rst" for doc_id in lines["doc_id"].cat.categories]


def test_every_line_that_is_printed_can_be_linked_to_once(edition):
    lines, pages = edition
    printed = lines[~lines["role"].isin(["blank", "boilerplate", "caption"])]
    for doc_id, part in printed.groupby("doc_id", observed=True):
        ids = [name for name in Page(pages[f"texts/{doc_id}.rst"]).ids if name.startswith("line-")]
        assert sorted(ids) == sorted(f"line-{line}" for line in part["line"])


def test_notes_and_marks_lead_to_each_other(edition):
    lines, pages = edition
    for doc_id, notes in layout.footnotes(lines).groupby("doc_id", observed=True):
        page = Page(pages[f"texts/{doc_id}.rst"])
        for note in notes["note"]:
            assert [page.ids.count(f"{end}-{note}") for end in ("note", "mark")] == [1, 1]
            assert [page.links.count(f"#{end}-{note}") for end in ("note", "mark")] == [1, 1]


def test_the_page_holds_every_paragraph_as_it_is(edition):
    lines, pages = edition
    for doc_id, part in layout.paragraphs(lines).groupby("doc_id", observed=True):
        bare = re.sub(r"<a [^>]*>\d+</a>", "", pages[f"texts/{doc_id}.rst"])
        shown = [html.unescape(re.sub(r"<[^>]+>", "", text)) for text in re.findall(r"<p>(.*)</p>", bare)]
        front = int((layout.front_matter(lines)["doc_id"] == doc_id).sum())
        assert part["text"].tolist() == shown[-len(part) :] and len(shown) - len(part) <= front


@pytest.mark.parametrize(
    ("raw", "at", "text", "place"),
    [
        ("Peace.² War.", "²", "Peace. War.", len("Peace.")),
        ("“Peace.”² War.", "²", "“Peace.” War.", len("“Peace.”")),
        ("A *free* trade² (zone)", "²", "A free trade (zone)", len("A free trade")),
        ("In 2023³ the law", "³", "In 2023 the law", len("In 2023")),
        ("The end.¹", "¹", "The end.", len("The end.")),
        ("Heading.Text¹ goes on", "¹", "Text goes on", len("Text")),
        ("one \xa0 two¹ three", "¹", "one two three", len("one two")),
    ],
)
def test_a_mark_stands_where_it_stood_in_the_raw_line(raw, at, text, place):
    assert reading._mark_place(raw, raw.index(at), text) == place


def test_hostile_texts_come_out_as_text():
    raw = f"{HOSTILE}\n\nA paragraph with {HOSTILE} and a line separator\u2028.. raw:: html and words, to the end."
    source = report.reading_pages(documents(raw), layout.lines(documents(raw)))["texts/a.rst"]
    assert set(Page(source).tags) <= {"div", "p", "a", "span", "blockquote"}
    assert not re.search(r"^\.\. (?!raw:: html$)|^   [^<\s]", source, re.MULTILINE)


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
    texts = documents(f"A Title\n\n{long}\n\nI. {HOSTILE} heading\n\n{long.replace('¹', '')}\n\n¹ The note.\n")
    pages = report.reading_pages(texts, layout.lines(texts))
    pages |= {"front.md": "A first look.", "teaching.md": "# Teaching\n"}
    report.site(folder / "notebooks", folder / "report", pages, {("text", "7"): "texts/a.html"})
    report.single(folder / "notebooks", folder / "single")
    return folder


def page(built, name):
    return (built / name).read_text("utf-8")


def test_no_page_asks_another_host(built):
    for path in [*(built / "report").rglob("*.html"), *(built / "single").glob("*.html")]:
        loads = Page(path.read_text("utf-8")).loads
        assert [load for load in loads if not load.startswith("data:") and (":" in load or load.startswith("//"))] == []


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
    assert "A first look." in first and "The second, see more." in first
    assert {
        "notebooks/00_which.html",
        "notebooks/01_more.html",
        "notebooks/methods.html",
        "texts/a.html",
        "teaching.html",
    } <= set(Page(first).links)


def test_the_first_page_shows_what_is_tagged_for_it_with_its_heading_and_source(built):
    first = page(built, "report/index.html")
    shown = first.partition("A first look.")[2].partition("The notebooks")[0]
    assert "<h2>A table<" in shown and "xylophone" in shown and '<td class="number">1,204</td>' in shown
    assert "slider" not in first and 'href="notebooks/00_which.html"' in shown


def test_front_parts_take_the_heading_above_the_paragraph_below_and_a_safe_fence():
    shown = new_code_cell("shown", metadata={"tags": ["front"]})
    shown.outputs = [new_output("display_data", {"text/html": "<p>a\n````\nb</p>"})]
    silent = new_code_cell("silent", metadata={"tags": ["front"]})
    cells = [
        new_markdown_cell("# Title\n\n## A\n\nIntro.\n\n## B"),
        new_code_cell("x = 1"),
        shown,
        new_markdown_cell("So it is, see [more](01.ipynb).\n\nAnd more."),
        silent,
    ]
    (part,) = report._shown_in_front(new_notebook(cells=cells))
    assert part.startswith("## B\n\n```````{raw} html\n<div ") and part.endswith("\n```````\n\nSo it is, see more.")


def test_the_title_of_a_text_is_escaped_where_the_theme_prints_it_as_it_is(tmp_path):
    run_notebook(tmp_path / "notebooks")
    write(tmp_path / "notebooks", "01_more", new_markdown_cell("# More?"))
    (tmp_path / "notebooks" / "methods.md").write_text("# Methods\n", "utf-8")
    pages = {"texts/a.rst": reading.title(HOSTILE, "=")}
    report.site(tmp_path / "notebooks", tmp_path / "report", pages)
    source = (tmp_path / "report" / "texts" / "a.html").read_text("utf-8")
    assert "&lt;img src=x" in source and not re.search(r"<script>alert|<img src=x", source)


def test_search_finds_words_of_tables_notebooks_and_texts(built):
    index = page(built, "report/searchindex.js")
    assert all(word in index for word in ("xylophon", "zebra", "sentenc"))


def test_hostile_text_does_not_become_a_tag_in_the_site(built):
    source = page(built, "report/texts/a.html")
    assert "alert(1)" in source
    assert not re.search(r"<script>alert|<img src=x", source)


def test_the_headings_of_a_text_are_in_the_page_s_contents(built):
    contents = page(built, "report/texts/a.html").partition('id="pst-page-navigation')[2]
    assert "I. &lt;script&gt;" in contents and "Notes" in contents


def test_hidden_input_is_folded_in_site_and_single_file(built):
    for name in ("report/notebooks/00_which.html", "single/00_which.html"):
        folded = re.findall(r"<details[^>]*>\s*<summary[^>]*>(?:<p[^>]*>|\s)*Show the code", page(built, name))
        assert len(folded) == 1 and " open" not in folded[0]


@pytest.mark.parametrize("name", ["report/notebooks/00_which.html", "single/00_which.html"])
def test_an_explorer_s_widget_is_left_out_but_not_its_code(built, name):
    assert "IntSlider" not in page(built, name) and "slider" in page(built, name)


@pytest.mark.parametrize("name", ["report/notebooks/00_which.html", "single/00_which.html"])
def test_solutions_stay_folded(built, name):
    assert re.search(r"<details><summary>Solution</summary>.*77.*</details>", page(built, name), re.DOTALL)


@pytest.mark.parametrize("name", ["report/notebooks/00_which.html", "single/00_which.html"])
def test_number_columns_are_marked_and_others_are_not(built, name):
    source = page(built, name)
    assert re.findall(r'<t[hd] class="number"[^>]*>([^<]*)<', source) == ["n", "1,204", "NaN"]


def test_a_single_file_can_run_and_load_nothing(built):
    for path in (built / "single").glob("*.html"):
        source = path.read_text("utf-8")
        policy = re.search(r'<meta content="([^"]*)" http-equiv="Content-Security-Policy"/>', source)[1]
        assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        assert source.index(policy) < source.index("<style")
        assert "script" not in Page(source).tags and "link" not in Page(source).tags


def test_single_files_link_to_each_other(built):
    assert {"01_more.html", "methods.html"} <= set(Page(page(built, "single/00_which.html")).links)
    assert {path.stem for path in (built / "single").iterdir()} == {"00_which", "01_more", "methods"}


def test_a_broken_link_stops_the_build_and_leaves_the_former_site(built, tmp_path):
    write(tmp_path / "notebooks", "00_which", new_markdown_cell("# What?\n\nSee\n[none](nowhere.ipynb)."))
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").write_text("former", "utf-8")
    with pytest.raises(report.ReportError, match=r"the site was not built:\s+notebooks.00_which.ipynb.*nowhere.ipynb"):
        report.site(tmp_path / "notebooks", tmp_path / "report")
    assert (tmp_path / "report" / "index.html").read_text("utf-8") == "former"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["notebooks", "report"]


# ---------------------------------------------------------------- print


def test_without_a_browser_the_message_says_what_to_do(built, monkeypatch, tmp_path):
    monkeypatch.setattr(report.shutil, "which", lambda name: None)
    with pytest.raises(report.ReportError, match="no Chromium or Chrome was found.*Install it"):
        report.pdf([built / "single" / "methods.html"], tmp_path / "pdf")
    assert not (tmp_path / "pdf").exists()


def test_pages_are_printed_by_the_browser_that_is_there(built, monkeypatch, tmp_path):
    fake = tmp_path / "chromium"
    fake.write_text('#!/bin/sh\nfor word; do case $word in --print-to-pdf=*) echo pdf > "${word#*=}";; esac; done\n')
    fake.chmod(0o755)
    monkeypatch.setattr(report, "BROWSERS", (str(fake),))
    printed = report.pdf([built / "single" / "methods.html"], tmp_path / "pdf")
    assert [path.name for path in printed] == ["methods.pdf"] and printed[0].read_text() == "pdf\n"
    fake.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    with pytest.raises(report.ReportError, match=r"methods.html was not printed by chromium:\s+no display"):
        report.pdf([built / "single" / "methods.html"], tmp_path / "pdf")
    assert printed[0].read_text() == "pdf\n"


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


def test_a_report_of_any_folder_says_once_what_was_left_out_and_leaves_the_folder_alone(monkeypatch, capsys, tmp_path):
    folder, made = tmp_path / "texts", {}
    folder.mkdir()
    (folder / "a.txt").write_text("A text about war and peace.\n", "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    monkeypatch.setattr(__main__, "BUILD", tmp_path / "build")
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(
        report,
        "execute",
        lambda unrun, target: made.update(cells=nbformat.read(unrun / "your_texts.ipynb", 4).cells, target=target),
    )
    monkeypatch.setattr(__main__, "build_site", lambda notebooks, target, texts: target / "index.html")
    monkeypatch.setattr(report, "single", lambda notebooks, target: [])
    assert __main__.main(["report", str(folder)]) == 0
    said = capsys.readouterr()
    assert said.err.count("empty.txt") == 1 and "build/own-texts/report/index.html" in said.out
    assert any(repr(str(folder)) in cell.source for cell in made["cells"])
    assert made["target"] == tmp_path / "build" / "own-texts" / "notebooks"
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "empty.txt"]


def test_a_folder_that_is_not_there_ends_with_status_one(capsys, tmp_path):
    assert __main__.main(["report", str(tmp_path / "none")]) == 1
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["run", "student", "pdf"])
def test_only_the_report_takes_a_folder(verb, capsys, tmp_path):
    with pytest.raises(SystemExit):
        __main__.main([verb, str(tmp_path)])
    assert "takes no folder" in capsys.readouterr().err
