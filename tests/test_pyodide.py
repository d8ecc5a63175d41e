"""Nothing stands in the way of the browser: what Pyodide does not build is asked for late, and named when missing.

``pyodide.toml`` lists what it builds, with the date of the list; nothing here asks a network.
"""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import house
import pandas as pd
from pandas.testing import assert_frame_equal

from helpers import passages

LIST = tomllib.loads((Path(__file__).parent / "pyodide.toml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LIBRARY = re.compile(r"\.(?:so|pyd|dll|dylib)\b")


def compiled():
    """Return the packages that the set names, and its extras, which hold compiled libraries here."""
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["formats"]
    lines += PROJECT["optional-dependencies"]["languages"]
    names = [re.split(r"[^\w.-]", line)[0] for line in lines]
    return {name for name in names if any(LIBRARY.search(str(file)) for file in importlib.metadata.files(name) or [])}


def told(code, **environment):
    """Return what a new Python prints and says."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, cwd=house.ROOT)


def test_what_is_compiled_is_built_for_the_browser_or_known_to_be_missing():
    """A new compiled need fails here: look it up, and write it into the list with its date."""
    assert compiled() == {*LIST["built"], *LIST["missing"], *LIST["pure"]}
    assert not {*LIST["built"]} & {*LIST["missing"]}


def test_without_what_is_missing_texts_are_compared_and_what_lacks_it_says_so():
    code = f"""
import sys
sys.modules |= dict.fromkeys({[*LIST["missing"]]})
from helpers import {", ".join(house.rooms())}
lines = layout.lines(corpus.load())
paragraphs = layout.paragraphs(lines)
tokens = words.tokens(paragraphs)
print(len(compare.similarity(terms.tfidf(terms.counts(tokens)))))
passages.shared_passages(tokens, paragraphs)
"""
    found = told(code)
    assert found.stdout == "10\n", found.stderr  # pairs of five
    assert found.stderr.strip().endswith(
        "ImportError: rapidfuzz is missing, which lays passages side by side: 'pip install rapidfuzz'"
    )


def test_rapidfuzz_without_its_compiled_part_finds_the_same_passages(shipped, tmp_path):
    code = f"""
from helpers import corpus, layout, passages, words
from rapidfuzz.distance import LCSseq, LCSseq_py
assert LCSseq.similarity is LCSseq_py.similarity
paragraphs = layout.paragraphs(layout.lines(corpus.load()))
passages.shared_passages(words.tokens(paragraphs), paragraphs).to_pickle({str(tmp_path / "found")!r})
"""
    done = told(code, RAPIDFUZZ_IMPLEMENTATION="python")
    assert done.returncode == 0, done.stderr
    found = passages.shared_passages(shipped["tokens"], shipped["paragraphs"])
    assert len(found)
    assert_frame_equal(pd.read_pickle(tmp_path / "found"), found, check_exact=True)
