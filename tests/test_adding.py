"""What has several kinds is a list: one entry in one file, and the rest of the package knows it.

Each test copies the package, adds one entry to the one file, and asks what the copy says.
"""

import re
import shutil
import subprocess
import sys

import house
import pytest

PROSE = "The harbour was closed in spring, and the boats lay on the shore until the ice had gone from the river.\n\n"


@pytest.fixture
def copy(tmp_path):
    """Return a folder with a copy of the package, its corpus and what writes its references."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(house.PACKAGE, tmp_path / "helpers", ignore=ignored)
    shutil.copytree(house.ROOT / "corpus", tmp_path / "corpus", ignore=ignored)
    (tmp_path / "tests").mkdir()
    for name in ("house.py", "references.py"):
        shutil.copy(house.ROOT / "tests" / name, tmp_path / "tests")
    (tmp_path / "texts").mkdir()
    return tmp_path


def add(path, before, entry):
    """Put an entry in front of what closes a list."""
    text = path.read_text(encoding="utf-8")
    head, closed, rest = text.partition(before)
    assert closed, f"{path.name} has no {before!r}"
    path.write_text(head + entry + closed + rest, encoding="utf-8")


def said(copy, code):
    """Return the lines that some code prints, run on the copy; every code has the references' rows by ``block``."""
    first = "from tests import references\nblock = lambda name: references.markdown(references.BLOCKS[name]())\n"
    done = subprocess.run([sys.executable, "-c", first + code], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_role_is_one_row(copy):
    entry = '    Role("motto", True, True, True, "a few words set before the text"),\n'
    add(copy / "helpers" / "tables" / "__init__.py", '    Role("caption"', entry)
    (copy / "texts" / "rules.toml").write_text("[default]\nmotto = ['^Who waits']\n")
    (copy / "texts" / "a.txt").write_text(f"THE HARBOUR\n\nWho waits, wins.\n\n{PROSE}{PROSE}")
    code = """
from helpers import corpus, layout
lines = layout.lines(corpus.load("texts"))
print(*lines.loc[lines["line"] == 3, "role"])
print(*layout.front_matter(lines).query("role == 'motto'")["text"])
ledger = layout.ledger(lines).query("role == 'motto'")
print(*ledger["words"])
print("| motto | yes | yes | yes | a few words set before the text |" in block("roles"))
"""
    assert said(copy, code) == ["motto", "Who waits, wins.", "3", "True"]


def test_a_rule_is_one_entry(copy):
    entry = """[[rules]]
rule = "bell"
role = "boilerplate"
evidence = "rings a bell"
pattern = "^Ding"
fires = "{P}\\n\\n=>Ding dong\\n\\n{P}"
spares = "{P}\\n\\n=>Dinghies were out.\\n\\n{P}"
kinds = ["prose"]

"""
    add(copy / "helpers" / "layout" / "list_of_rules.toml", "[[rules]]", entry)
    (copy / "texts" / "a.txt").write_text(f"{PROSE}Ding dong\n\n{PROSE}")
    code = """
from helpers import corpus, layout
lines = layout.lines(corpus.load("texts"))
print(*lines.loc[lines["line"] == 3, ["role", "rule"]].iloc[0])
print(*layout.ledger(lines).query("rule == 'bell'")["lines"])
print("| bell | boilerplate | rings a bell | prose |" in block("rules"))
"""
    assert said(copy, code) == ["boilerplate bell", "1", "True"]


def test_a_format_is_one_file(copy):
    part = '''"""Texts that are shouted."""

from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the one text, in capitals."""
    return [Reading(file.raw.decode().upper(), None, {"encoding": "utf-8", "confidence": 1.0}, [])]


FORMAT = Format("a shout", (".shout",), b"", {}, read)
'''
    (copy / "helpers" / "corpus" / "formats" / "shout.py").write_text(part)
    (copy / "texts" / "a.shout").write_text("Ahoy")
    code = """
from helpers import corpus
print(*corpus.load("texts")["text"])
print("| a shout | .shout | none |" in block("formats"))
"""
    assert said(copy, code) == ["AHOY", "True"]


def test_a_measure_is_one_entry(copy):
    entry = (
        '    Measure("rate", "uses a thousand", "1000 * a / c", "by hand", lambda cells: 1000 * cells.a / cells.c),\n'
    )
    add(copy / "helpers" / "measures.py", "]\n\n\ndef measure(", entry)
    code = """
from helpers import compare, corpus, figures, layout, words
tokens = words.tokens(layout.paragraphs(layout.lines(corpus.load(corpus.PLANTED))))
keywords = compare.keywords(tokens, words.stop_words("short"))
print(keywords["measure"].cat.categories[-1], (keywords["measure"] == "rate").sum() > 0)
print(figures.keyword_bars(keywords[keywords["measure"] == "rate"]).axes[0].get_xlabel())
print("| rate | uses a thousand | 1000 * a / c | by hand | none |" in block("measures"))
"""
    assert said(copy, code) == ["rate True", "uses a thousand", "True"]


def test_a_figure_is_one_function_and_its_name_in_the_face(copy):
    part = '''

def place_strip(places: pd.DataFrame) -> draw.Picture:
    """Picture of a table with doc_id, term, place (0-1): a dot for every use."""
    draw.need(places, ["doc_id", "term", "place"], "passages.places")
    with draw.use_style(places):
        figure, axis = draw.canvas("Uses of words by place", 2)
        axis.scatter(places["place"], places["doc_id"].cat.codes)
        axis.set_xlabel("place in the text")
        return draw.finished(figure, f"Dots: {len(places)} uses, first of {places['term'].iloc[0]}.", "A dot is a use.")
'''
    figures = copy / "helpers" / "figures"
    add(figures / "__init__.py", "from helpers.figures.places", "from helpers.figures.places import place_strip\n")
    (figures / "places.py").write_text((figures / "places.py").read_text(encoding="utf-8") + part, encoding="utf-8")
    shutil.copy(house.ROOT / "tests" / "test_figures.py", copy / "tests")
    tests = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_figures.py",
        "-k",
        "place_strip",
    ]
    done = subprocess.run(tests, cwd=copy, capture_output=True, text=True)
    assert re.search(r"^1\d passed", done.stdout, re.M), done.stdout  # what holds for every figure holds for this one


def test_a_page_is_one_entry(copy):
    entry = '    Page("again/index.html", "list.html", _list_of_texts, menu="Once more"),\n'
    add(copy / "helpers" / "report" / "site.py", "]\n\n\ndef links_of(", entry)
    code = """
from pathlib import Path
from nbformat.v4 import new_markdown_cell, new_notebook
from helpers import corpus, report
Path("run").mkdir()
notebook = new_notebook(cells=[new_markdown_cell("# What is it?", id="00-01")])
report.write(Path("run", "00_what.ipynb"), notebook)
first = report.site(Path("run"), Path("built"), report.texts(corpus.load(corpus.PLANTED).head(2)))
print(first, Path("built", "again", "index.html").is_file())
for name in ("texts/index.html", "index.html"):
    page = Path("built", name).read_text(encoding="utf-8")
    print("again/index.html" in page, "Once more" in page)
"""
    assert said(copy, code) == ["built/index.html True", "True True", "True True"]
