"""Examples in docstrings run as printed, and each function that a notebook calls has one.

An example may use the tables of the five shipped texts (``documents``, ``lines``, ``paragraphs``, ``tokens``,
``content``, ``counts``, ``weights``, ``pairs``), every room and ``pd`` without importing them. Runs of spaces in the
output count as one, ``...`` stands for anything.
"""

import doctest
import importlib
import inspect

import house
import pandas as pd
import pytest

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
PARSER = doctest.DocTestParser()
SHOWN = ["display.width", 120, "display.max_columns", 20, "display.max_colwidth", 60]
STILL_WITHOUT = set(  # this list only gets shorter
    (
        "figures.rank_grid figures.ranked_lists figures.similarity_intervals layout.audit layout.edits "
        "layout.footnotes layout.front_matter layout.ledger layout.lines layout.paragraphs layout.sections "
        "passages.marked passages.parallel_passages passages.shared_passages scale.counts scale.frequencies "
        "scale.keywords scale.measured scale.nearest scale.parts scale.read scale.shared_passages scale.weights "
        "terms.text_weights "
    ).split()
)


def public_functions() -> dict:
    """Return ``room.name`` -> function for the public functions of every room, those of its parts among them."""
    found = {}
    for room in house.rooms():
        module = importlib.import_module(f"helpers.{room}")
        for name, value in inspect.getmembers(module, inspect.isroutine):
            own = (getattr(value, "__module__", None) or "").startswith(module.__name__)
            if own and not name.startswith("_"):
                found[f"{room}.{name}"] = value
    return found


FUNCTIONS = public_functions()
WITH_EXAMPLE = [name for name, function in FUNCTIONS.items() if ">>>" in (function.__doc__ or "")]


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_the_example_runs_as_printed(name, example_names):
    told = []
    example = PARSER.get_doctest(inspect.getdoc(FUNCTIONS[name]), dict(example_names), name, None, 0)
    with pd.option_context(*SHOWN):
        result = doctest.DocTestRunner(verbose=False, optionflags=FLAGS).run(example, out=told.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(told)


def test_notebooks_call_only_what_a_room_offers():
    assert [name for name in house.called_by_notebooks() if not hasattr(room_of(name), name.split(".")[1])] == []


def test_what_notebooks_call_has_an_example():
    lacking = {name for name in house.called_by_notebooks() if name in FUNCTIONS} - set(WITH_EXAMPLE)
    print(f"{len(lacking)} functions that notebooks call have no example:", *sorted(lacking))
    assert lacking <= STILL_WITHOUT


def room_of(name: str):
    return importlib.import_module(f"helpers.{name.partition('.')[0]}")
