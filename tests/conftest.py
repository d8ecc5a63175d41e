"""What every test file may ask for, and property tests that are never timed and draw the same examples every time."""

import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import house
import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings

settings.register_profile("untimed", deadline=None, derandomize=True)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _texts_by_id():
    """Let no test see the names that another, such as one that runs a notebook, gave to texts."""
    yield
    from helpers import tables

    tables.call_texts({})


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


@pytest.fixture(scope="session")
def chromium():
    """A running browser."""
    from playwright.sync_api import sync_playwright

    from helpers import report

    chromium = next(filter(None, map(shutil.which, report.BROWSERS)), None)
    if not chromium:
        pytest.skip("no Chromium is installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept_tab(chromium):
    """A page that all tests of a process use one after another: a fresh one takes a second of a processor each."""
    from made import opened

    page = opened(chromium)
    yield page
    page.context.close()


@pytest.fixture
def tab(kept_tab):
    """A page as if fresh, with ``faults``: at its usual size, without a route, a choice of colours or anything kept."""
    kept_tab.unroute_all()
    kept_tab.goto("about:blank")
    kept_tab.mouse.move(0, 0)
    session = kept_tab.context.new_cdp_session(kept_tab)
    session.send("Storage.clearDataForOrigin", {"origin": "file://", "storageTypes": "all"})
    session.detach()
    kept_tab.set_viewport_size({"width": 1280, "height": 900})
    kept_tab.emulate_media(color_scheme="light", reduced_motion="no-preference")
    kept_tab.faults.clear()
    return kept_tab


@pytest.fixture
def own_tab(chromium):
    """A fresh page in a context of its own, with ``faults``, for pages that are not ours or that try to act."""
    from made import opened

    page = opened(chromium)
    yield page
    page.context.close()


@pytest.fixture(scope="session")
def read(shipped):
    """The five shipped texts as a report reads them, with the uses of formulae."""
    from helpers import glossary, report

    return report.texts(shipped["documents"], glossary.load())


@pytest.fixture(scope="session")
def built_once(tmp_path_factory, request):
    """Return a function that gives a folder by its name: the first process that asks builds it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base  # of all workers of this session

    def folder(name: str, build: Callable[[Path], object]) -> Path:
        with FileLock(shared / f"{name}.lock"):
            if not (shared / name).exists():
                build(shared / f"{name}.begun")
                (shared / f"{name}.begun").rename(shared / name)
        return shared / name

    return folder


@pytest.fixture(scope="session")
def site(chromium, request, built_once):
    """The site, built from the stored notebooks without running them, once for all workers: read it only."""

    def build(folder):
        from helpers import corpus, report, verbs

        read = request.getfixturevalue("read")
        report.site(report.NOTEBOOKS, folder / "report", read, verbs.front(corpus.READING, read))

    return built_once("built", build) / "report"
