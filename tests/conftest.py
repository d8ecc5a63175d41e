"""What every test file may ask for, and property tests that are never timed and draw the same examples every time."""

import importlib

import house
import pandas as pd
import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None, derandomize=True)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shipped() -> dict:
    """Return the tables of the five shipped texts by name, made once a session by the lines of the package's docstring.

    ``content`` has no stop words (the short list), and ``counts``, ``weights`` and ``pairs`` are made of it, as in
    the first notebook. Take them, do not change them.
    """
    from helpers import compare, corpus, layout, terms, words

    documents = corpus.load()
    lines = layout.lines(documents)
    paragraphs = layout.paragraphs(lines)
    tokens = words.tokens(paragraphs)
    content = words.drop(tokens, words.stop_words("short"))
    counts = terms.counts(content)
    weights = terms.tfidf(counts)
    return {
        "documents": documents,
        "lines": lines,
        "paragraphs": paragraphs,
        "tokens": tokens,
        "content": content,
        "counts": counts,
        "weights": weights,
        "pairs": compare.similarity(weights),
    }


@pytest.fixture
def example_names(shipped) -> dict:
    """Return what an example in a docstring may use without a word: the shipped tables, every room, and ``pd``."""
    rooms = {name: importlib.import_module(f"helpers.{name}") for name in house.rooms()}
    return {"pd": pd} | rooms | shipped
