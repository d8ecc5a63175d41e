"""The notebooks keep the house rules, and each rule reports a notebook that breaks it."""

import re
from pathlib import Path

import house_rules as rules
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FOLDER = Path(__file__).parent.parent / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks_and_their_names_count_from_00_and_those_of_appendices_from_A1():
    names = [path.name[:3] for path in PATHS]
    appendices = [name for name in names if name.startswith("A")]
    path = names[: len(names) - len(appendices)]
    assert path == [f"{n:02d}_" for n in range(len(path))] != []
    assert appendices == [f"A{n}_" for n in range(1, len(appendices) + 1)]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_keeps_the_rule(path, rule):
    problems = rule(nbformat.read(path, as_version=4))
    assert not problems, "\n".join([rule.__doc__, *problems])


def test_exercise_names_are_used_once():
    names = [entry["name"] for path in PATHS for entry in rules.exercises(nbformat.read(path, as_version=4))]
    closed = [name for name in names if name]
    assert sorted(closed) == sorted(set(closed))


# ---------------------------------------------------------------- the pages for teachers


def test_the_sheet_to_print_has_the_first_paragraph_of_each_text(shipped):
    paragraphs = shipped["paragraphs"]
    first = paragraphs[paragraphs["kind"] == "body"].groupby("doc_id", observed=True).head(1)
    sheet = (FOLDER / "first_paragraphs.md").read_text(encoding="utf-8")
    printed = [part.strip() for part in re.split(r"^## .*$", sheet, flags=re.MULTILINE)[1:]]
    assert printed[:-1] == first["text"].tolist()
    said = dict(re.findall(r"([A-Z]) is \*(\w+)\*", printed[-1]))
    assert said == dict(zip("ABCDE", first["doc_id"], strict=True))


def teaching() -> str:
    return (FOLDER / "teaching.md").read_text(encoding="utf-8")


def test_a_session_for_teachers_has_the_minutes_it_says():
    sessions = re.findall(r"^\| minutes \|.*\n\|[-|]+\n((?:\|.*\n)+)", teaching(), re.MULTILINE)
    assert [sum(map(int, re.findall(r"^\| (\d+) \|", session, re.MULTILINE))) for session in sessions] == [90, 90]


def test_the_term_takes_every_notebook_of_the_path_in_order_and_says_their_times():
    weeks = re.findall(r"^\| \d+ \| \[(\d\d)\]\((\w+)\.ipynb\)", teaching(), re.MULTILINE)
    path = [file for file in PATHS if not file.name.startswith("A")]
    assert weeks == [(file.name[:2], file.stem) for file in path]
    minutes = [int(re.search(r"\*\*Time\.\*\*[^\n]*?(\d+) minutes", file.read_text("utf-8"))[1]) for file in path]
    assert f"{min(minutes)} to {max(minutes)} minutes" in teaching()


# ---------------------------------------------------------------- the rules themselves, on small notebooks

TMP, HOME = "/" + "tmp/texts", "/" + "home/someone"
FIGURE = f'<figure><img alt="Bar chart of two texts, 3 and 4 words." src="data:image/png;base64,iVBO{TMP}"></figure>'
TASK = "**Your turn.** Take the first 99 words instead. Which text wins?"
SOLUTION = "<details><summary>Solution</summary>\n\n```python\nanswer = 77\n```\n\n</details>"
LIMITS = "## What this does not show\n\n" + "A sentence about what cannot be known from two small texts. " * 2


def shown(source, text="", **data):
    """Return a code cell with its outputs: plain text, or the given kinds of data."""
    data = {kind.replace("_", "/"): content for kind, content in data.items()} | ({"text/plain": text} if text else {})
    return new_code_cell(source, outputs=[new_output("execute_result", data, execution_count=1)] if data else [])


def made(*extra, without=()):
    """Return a notebook that keeps every rule; ``extra`` cells come before its exercises, ``without`` drops places."""
    cells = [
        new_markdown_cell("# Which text is longer?\n\nThe second, by 1,204 words: 62.5% of all."),
        new_markdown_cell("**Goals.** See.\n\n**You need.** Nothing.\n\n**Time.** About 45 minutes."),
        shown("import pandas as pd"),
        new_markdown_cell("We look at both."),
        shown("lengths", "first 38\nsecond 1242\nmore 1204\nshare 0.625"),
        new_markdown_cell("The second has 1,242 words (62.5%), the first 38."),
        shown("figures.bars(lengths)", text_html=FIGURE),
        new_markdown_cell("The bar of 4 is longer."),
        *extra,
        new_markdown_cell(LIMITS),
    ]
    for n in range(3):
        starter = shown(f'answer = ...\ncheck("made_{n}", answer)', "Not answered yet")
        cells += [new_markdown_cell(TASK), starter, new_markdown_cell(SOLUTION)]
    cells = [cell for place, cell in enumerate(cells) if place not in without]
    for n, cell in enumerate([cell for cell in cells if cell.cell_type == "code"], 1):
        cell.execution_count = n
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


def broken(notebook):
    """Return the names of the rules that a notebook breaks."""
    return [rule.__name__ for rule in rules.RULES if rule(notebook)]


def test_a_good_notebook_breaks_no_rule():
    assert broken(made()) == []


def test_one_short_function_is_written_in_the_open():
    assert broken(made(shown("def share(part, whole):\n    return part / whole"))) == []


def stream(name, text):
    return new_code_cell("compute()", outputs=[new_output("stream", name=name, text=text)])


WIDGET = {"application_vnd.jupyter.widget-view+json": {"model_id": "1"}}
ERROR = new_code_cell("compute()", outputs=[new_output("error", ename="KeyError", evalue="x", traceback=[])])
ROWS = "<table>" + "<tr><td>1</td></tr>" * 46 + "</table>"


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("stripped_outputs", shown("lengths")),
        ("stripped_outputs", shown("total = 3\ntotal")),
        ("stored_errors", ERROR),
        ("stored_errors", stream("stderr", "a warning")),
        ("passing_things", shown("thing", "<thing object at 0x7f2a3b4c5d60>")),
        ("untagged_widgets", shown("slider", **WIDGET)),
        ("long_cells", shown("\n".join(f"name_{n} = {n}" for n in range(13)))),
        ("trailing_semicolons", shown("total = 3;")),
        ("engine_parts", shown("def helper(): pass\n\ndef second(): pass")),
        ("engine_parts", shown("def long():\n" + "    pass\n" * 10)),
        ("engine_parts", shown("class Helper: pass")),
        ("engine_parts", shown("!pip install something")),
        ("engine_parts", shown("%matplotlib inline")),
        ("engine_parts", shown("name = input()")),
        ("engine_parts", shown("from urllib.request import urlretrieve")),
        ("engine_parts", shown("import warnings")),
        ("engine_parts", shown("text = open('a.txt').read()")),
        ("second_meanings", shown("total = 3\ntotal = 4")),
        ("second_meanings", shown("pd = 4")),
        ("machine_paths", shown("folder", f"{HOME}/texts")),
        ("machine_paths", shown(f"folder = '{TMP}'")),
        ("machine_paths", new_markdown_cell("See C:\\Users\\someone.")),
        ("title_is_no_question", new_markdown_cell("# A second title")),
        ("unread_figures", shown("figures.bars(lengths)", text_html=FIGURE)),
        ("figures_without_words", shown("picture", text_html='<img src="data:image/png;base64,iVBO">')),
        ("figures_without_words", shown("picture", text_html='<img alt="chart.png" src="data:image/png;base64,iVBO">')),
        ("figures_without_words", shown("picture", image_png="iVBO")),
        ("long_outputs", shown("table", text_html=ROWS)),
        ("long_outputs", stream("stdout", "a line\n" * 46)),
        ("broken_exercises", new_markdown_cell("**Your turn.** A task that nothing follows.\n")),
        ("unfounded_numbers", new_markdown_cell("The third has 777 words.")),
    ],
)
def test_a_cell_that_breaks_a_rule_is_reported(rule, cell):
    after = [] if rule in ("unread_figures", "broken_exercises") else [new_markdown_cell("So it is.")]
    assert rule in broken(made(cell, *after, *([shown("1 + 1", "2")] if rule == "unread_figures" else [])))


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("title_is_no_question", 0),
        ("no_early_answer", 0),
        ("no_goals", 1),
        ("no_limits", 8),
        ("broken_exercises", 10),
        ("broken_exercises", 11),
        ("unread_figures", 7),
    ],
)
def test_a_missing_part_is_reported(rule, place):
    assert rule in broken(made(shown("1 + 1", "2"), without=[place if place < 8 else place + 1]))


@pytest.mark.parametrize("counts", [[1, 2, 4], [2, 1, 3], [None, None, None], [1, 1, 2]])
def test_cells_not_run_once_in_order_are_reported(counts):
    cells = [new_code_cell("total = 3", execution_count=n) for n in counts]
    assert rules.not_run_in_order(new_notebook(cells=cells)) != []


def test_traces_of_an_editor_are_reported():
    notebook = made()
    notebook.cells[2].metadata["execution"] = {"iopub.busy": "now"}
    notebook.metadata["widgets"] = {}
    assert len(rules.not_minimal(notebook)) == 2


def test_a_title_that_is_no_question_is_reported():
    notebook = made()
    notebook.cells[0].source = "# TF-IDF analysis\n\nIt is 38."
    assert broken(notebook) == ["title_is_no_question"]


def test_the_time_is_no_answer():
    notebook = made()
    notebook.cells[0].source = "# Which text is longer?\n\nThe second."
    assert broken(notebook) == ["no_early_answer"]


@pytest.mark.parametrize(
    ("prose", "claimed"),
    [
        ("It has 1,242 words, 62.5% of all, and 0.71.", ["1,242", "62.5%", "0.71"]),
        ("A 12-word line; lines 3 to 5; about 7 % of it (8).", ["12", "3", "5", "7%", "8"]),
        ("From 0 to 100%, or 0-100%.", ["0", "100%", "0", "100%"]),
        ("It fell by −0.3, then -4.", ["0.3", "4"]),
        ("In 2023 there were 5. Since 2024, none. By 2025.", ["2023", "5", "2024", "2025"]),
        ("Chen Yixin 2023 and CICIR 2025 since 2024", ["2024"]),
        ("*yang_2025*, the 20th Congress, covid-19, `head(7)`, UTF-8", []),
        ("Chen Yixin 2023 and CICIR 2025 agree, in October 2022 too.", ["2022"]),
        ("(Dunning 1993); Rayson & Garside 2000; Monroe et al. (2008)", []),
        ("[Notebook 04](04_which.ipynb) and notebooks 05, 06 and 07", []),
        ("1. first\n2. second", []),
        ("one, two, twelve; its 95% interval, the middle 95% of all draws", []),
        ("95% of the words", ["95%"]),
        ("```python\nhead(8)\n```\n\nand 9", ["9"]),
        (SOLUTION, []),
    ],
)
def test_numbers_that_prose_claims(prose, claimed):
    assert rules.numbers(prose) == claimed


@pytest.mark.parametrize(
    ("number", "text", "founded"),
    [
        ("1,242", "1242 words", True),
        ("1,242", "1,242 words", True),
        ("1,242", "1243", False),
        ("0.71", "0.7149", True),
        ("0.71", "0.7151", False),
        ("0.71", "0.715", True),
        ("62.5%", "0.6251", True),
        ("62.5%", "62.46", True),
        ("62.5%", "0.63", False),
        ("63%", "0.625", True),
        ("18", "18.37", True),
        ("18", "18.6", False),
        ("1", "0.9", False),
        ("4", "4.0", True),
        ("3", "30", False),
        ("0.00", "1.2e-05", True),
    ],
)
def test_a_number_stands_in_an_output_when_it_rounds_to_it(number, text, founded):
    assert rules.stands_in(number, rules.values(text)) is founded


def test_a_number_may_stand_in_an_alt_text_but_not_in_a_picture():
    assert broken(made(new_markdown_cell("The longer bar shows 4."))) == []
    cell = shown("picture", text_html='<img alt="Bar chart of two texts." src="data:image/png;base64,abc/987">')
    assert broken(made(cell, new_markdown_cell("It shows 987."))) == ["unfounded_numbers"]


def test_only_the_opening_may_use_outputs_from_further_down():
    cells = [new_markdown_cell("It has 555 words."), shown("1 + 1", "2"), new_markdown_cell("So."), shown("n", "555")]
    assert broken(made(*cells)) == ["unfounded_numbers"]
    notebook = made(*cells[1:], new_markdown_cell("It has 555 words."))
    notebook.cells[0].source = "# Which text is longer?\n\nThe second, by 555 words."
    assert broken(notebook) == []


def test_the_code_cell_right_below_counts_as_shown():
    assert broken(made(new_markdown_cell("By hand it must be 5 of 333."), shown("333 - 328", "5"))) == []
