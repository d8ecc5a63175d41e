"""The package as a whole: its docstring runs as printed, and importing it stays light."""

import doctest
import subprocess
import sys

import helpers


def test_the_docstring_runs_as_printed():
    found = doctest.testmod(helpers)
    assert (found.attempted, found.failed) == (9, 0)


def test_importing_the_rooms_imports_no_heavy_library():
    rooms = "compare, corpus, figures, glossary, layout, passages, tables, terms, words"
    heavy = ["pypandoc", "pypdfium2", "python_calamine", "matplotlib", "seaborn", "sklearn", "scipy.stats"]
    heavy += ["chardet", "lxml"]
    code = f"import sys; from helpers import {rooms}; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
