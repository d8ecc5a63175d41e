"""What every test file may ask for, and property tests that are never timed and draw the same examples every time."""

import importlib
import os
import shutil
from urllib.parse import urlsplit

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


@pytest.fixture
def tab(chromium):
    """A fresh page that keeps what goes wrong in ``faults``: errors, dialogs and requests to other hosts."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.faults = []

    def request(asked):
        if urlsplit(asked.url).scheme not in ("file", "data", "blob") and urlsplit(asked.url).hostname != "127.0.0.1":
            page.faults.append(f"asked for {asked.url}")

    page.on("request", request)
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: (page.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    yield page
    context.close()


@pytest.fixture(scope="session")
def read(shipped):
    """The five shipped texts as a report reads them, with the uses of formulae."""
    from helpers import glossary, report

    return report.texts(shipped["documents"], glossary.load())


@pytest.fixture(scope="session")
def site(chromium, read, tmp_path_factory):
    """The site, built from the stored notebooks without running them."""
    from helpers import corpus, report, verbs

    front = verbs.front(corpus.READING, read)
    return report.site(report.NOTEBOOKS, tmp_path_factory.mktemp("built") / "report", read, front).parent
