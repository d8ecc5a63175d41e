"""Texts that nobody wrote, from file to page, under three laws: nothing is lost, counts are passages, nothing runs.

A few seconds in the suite, always the same examples. For longer: ``FUZZ=500 python -m pytest tests/test_fuzz.py`` draws
so many other ones at random.
"""

import contextlib
import json
import os
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from made import documents

from helpers import characters, corpus, layout, passages, report, terms, words

EXAMPLES = int(os.environ.get("FUZZ", "12"))
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ" not in os.environ,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)

SAID = [
    "The ferry crossed at noon, and nobody in the town could say why it had been late.",
    "National security is a matter of the people’s own well-being,¹ as the U.S. report of 1.5bn says.",
    "“And so it is,” he said, “whatever they may call it.”[2]",
    "l’eau de l’été n’est pas moderni-",
    "sation, and it goes on in lower case",
    "国家安全是人民的事。",
    "ความมั่นคงของชาติ",
    "国家の安全は、人々のものです。",
    "Безопасность народа — дело самого народа.",
    "الأمن القومي هو أمن الناس",
    "e\u0301te\u0301 ﬁnal ŉ ǅ İstanbul ẞ ς Σ",
    "The end of a paragraph that is longer than most lines are, so that it is nothing but prose. " * 3,
]
FORMED = [
    "Chapter ²",
    "CHAPTER IV. Of Peace",
    "1. Introduction",
    "1.2.3 On trade",
    "第二章 安全",
    "（三）安全",
    "§ 7 Law",
    "IX.",
    "Abstract: what it says",
    "Keywords: peace; law",
    "By Ann Other",
    "Contents",
    "Introduction ..... 7",
    "Notes",
    "¹ Ibid.",
    "[2] See there.",
    "2. See above.",
    "Figure 1: A map",
    "Photo: A. Other/Reuters",
    "12",
    "13",
    "14",
    "- 3 -",
    "* * *",
    "ANNA: Yes.",
    "00:00:01,000 --> 00:00:02,000",
    "Home > News > Here",
    "Contact us",
    "Share this",
    "| a | b |",
    "---",
    "*** START OF THE PROJECT GUTENBERG EBOOK X ***",
    "[Footnote 1: So it is.]",
    "THE END",
    "# A heading",
    "> quoted",
]
HOSTILE = [
    "<script>pwned()</script>",
    "</script><img src=x onerror=pwned()>",
    "<svg/onload=pwned()>",
    '" onmouseover="pwned()',
    "' autofocus onfocus='pwned()",
    "javascript:pwned()",
    "[x](javascript:pwned())",
    '![x](x" onerror="pwned())',
    "{{ pwned() }}",
    "{% include 'x' %}",
    "${pwned()}",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;script&gt;",
    "&#x3c;img&#x3e;",
    "\\u003cscript\\u003e",
    "```{eval-rst}",
    ".. raw:: html",
    "{raw} html",
    "$$x$$",
    "\\href{javascript:pwned()}{x}",
    "=HYPERLINK(1)",
    "</textarea></title></style><script>pwned()",
    "<a href='data:text/html,pwned()'>x</a>",
    "</details>",
    "%3Cscript%3E",
    "＜script＞",
    "<base href=//x>",
    "<meta http-equiv=refresh content=0>",
    "\u2028pwned()//",
    "<iframe srcdoc=x>",
]
SIGNS = st.sampled_from(
    "\t\x0b\x0c\x1b\x07\x7f\x85\xa0\xad\u200b\u200d\u200e\u202e\u2060\u2066\ufeff\ufffd\uffff\u0301\u0345\u20dd"
    "¹²³⁰₁①Ⅳ½٣৪'’ʼ`´-‐‑–—¬*†‡§¶…·•|\\/_~^°€£%&@#<>\"“”‘«»()[]{}.:;,!?ǅßẞİıŉﬁ\U0001f468\U0001d7d8\U00020000\U0010ffff"
)
WORDS = st.text(SIGNS | st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
PIECES = st.one_of(st.sampled_from(SAID), st.sampled_from(FORMED), st.sampled_from(HOSTILE), WORDS)
ENDS = st.sampled_from(["\n", "\n\n", "\n\n", "\r\n", "\r", " ", "", "\n\n\n", "\f", "\u2028", "\n   "])
TEXTS = st.lists(st.tuples(PIECES, ENDS).map("".join), min_size=1, max_size=24).map("".join)
CORPORA = st.lists(TEXTS, min_size=1, max_size=3)


def read(texts):
    """Return DOCUMENTS, LINES and PARAGRAPHS."""
    made = documents(*texts)
    lines = layout.lines(made)
    return made, lines, layout.paragraphs(lines)


@fuzzed
@given(CORPORA)
def test_what_a_file_says_is_loaded_to_the_letter_or_named(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("fuzz")
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_bytes(text.encode())
    told = corpus.problems(folder)
    left = set(told.loc[told["left_out"], "file"])
    if len(left) < len(texts):
        with pytest.warns(corpus.CorpusWarning) if left else contextlib.nullcontext():
            found = corpus.load(folder)
        loaded = dict(zip(found["file"], found["text"], strict=True))
        for number, text in enumerate(texts):
            if (name := f"{number}.txt") not in left:
                assert loaded[name] == unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


@fuzzed
@given(CORPORA)
def test_nothing_is_lost(texts):
    """Raw lines are the text; a kept line is its raw line with EDITS; LEDGER holds every character once."""
    _, lines, paragraphs = read(texts)
    edits, ledger = layout.edits(lines), layout.ledger(lines)
    for doc_id, text in zip(lines["doc_id"].cat.categories, texts, strict=True):
        own = lines[lines["doc_id"] == doc_id]
        assert ledger.loc[ledger["doc_id"] == doc_id, "characters"].sum() == len(text)
        assert re.sub(r"[\r\n]", "", "".join(own["text"])) == re.sub(r"[\r\n]", "", text)
        printed = {}
        for row in paragraphs[paragraphs["doc_id"] == doc_id].itertuples():
            cuts = [*(offset for offset, _ in row.places), len(row.text)]
            printed |= {line: row.text[a:b] for (a, line), b in zip(row.places, cuts[1:], strict=True)}
        body = own[own["role"] == "body"]
        assert sorted(printed) == body["line"].tolist()
        changes = edits[edits["doc_id"] == doc_id]
        for row in body.itertuples():
            made, done = "", 0
            for edit in changes[changes["line"] == row.line].itertuples():
                assert row.text[edit.start :].startswith(edit.before)
                made, done = made + row.text[done : edit.start] + edit.after, edit.start + len(edit.before)
            assert printed[row.line] in (made + row.text[done:], f"{made}{row.text[done:]} ")


@fuzzed
@given(CORPORA)
@example(["l’eau de l’été n’est pas moderni-\nsation, ŉ ǅ\n"])  # "n'" is no "n" where texts have both
@example(["e\u0301te\u0301 ŉ ǅ"])  # forms of letters beside letters in parts
def test_counts_are_the_passages_shown(texts):
    """Every word has as many uses as it is counted; each is printed in its paragraph as it is quoted."""
    _, _, paragraphs = read(texts)
    tokens = words.tokens(paragraphs)
    counted = terms.counts(tokens).groupby("term", observed=True)["n"].sum()
    spaced = [term for term in counted.index if not characters.UNSPACED.search(term)]
    uses = passages.concordances(tokens, spaced, paragraphs, window=3)
    assert uses["asked"].value_counts().reindex(spaced).tolist() == counted[spaced].tolist()
    assert [characters.fold(term) for term in uses["term"]] == uses["asked"].tolist()
    text_of = {(row.doc_id, row.paragraph): row.text for row in paragraphs.itertuples()}
    for use in uses.itertuples():
        whole = text_of[use.doc_id, use.paragraph]
        assert use.before in whole
        assert use.term in whole
        assert use.after in whole
    for term in spaced[:5]:  # what is typed with an apostrophe is found in texts that cut there and in others
        found = len(passages.concordance(tokens, term, paragraphs))
        assert found == counted[term] or ("'" in term and found > counted[term])
    for term in counted.index.difference(spaced)[:5]:  # these are sought by characters, whatever words they were cut to
        assert len(passages.concordance(tokens, term, paragraphs)) >= counted[term]
    passages.parallel_passages(paragraphs, shared=passages.shared_passages(tokens, paragraphs))


class Page(HTMLParser):
    """What a page might do: its tags with what they name, and the scripts that stand in it."""

    def __init__(self, source):
        super().__init__()
        self.acts, self.scripts, self.ids, self.inside = set(), [], [], False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script"
        self.ids += [value for name, value in attrs if name == "id"]
        acting = [
            (name, value) for name, value in attrs if name.startswith("on") or name in ("src", "srcdoc", "action")
        ]
        leads = [(name, value) for name, value in attrs if name == "href" and re.match(r"\s*[\w+.-]+:", value or "")]
        strange = tag in (
            "base",
            "meta",
            "iframe",
            "object",
            "embed",
            "svg",
            "img",
            "style",
            "link",
            "form",
            "textarea",
        )
        if strange or acting or leads:
            self.acts.add((tag, *acting, *leads))

    def handle_data(self, data):
        if self.inside:
            self.scripts.append(data)
            self.inside = False


def edition(texts):
    """Return LINES of some texts and the page of each."""
    made, lines, _ = read(texts)
    return lines, dict(zip(made["doc_id"], report.reading_pages(made, lines).values(), strict=True))


HARMLESS = Page(edition(["A text of words."])[1]["a"])


@fuzzed
@given(CORPORA)
@example(["\xad\n"])  # nothing but a hyphen that is not printed: blank, though not empty
def test_nothing_runs_and_every_line_has_its_place(texts):
    """The page of a hostile text holds what acts in one of plain words, and each line that says something, once."""
    lines, sources = edition(texts)
    for doc_id, source in sources.items():
        page = Page(source)
        assert page.acts == HARMLESS.acts
        assert page.scripts == HARMLESS.scripts
        own = lines[(lines["doc_id"] == doc_id) & (lines["role"] != "blank")]
        placed = [int(name[5:]) for name in page.ids if re.fullmatch(r"line-\d+", name)]
        assert sorted(placed) == own["line"].tolist()


def pages_behind(place, texts):
    """Return the pages and the scripts of the site of some texts."""
    unrun = place / "notebooks"
    unrun.mkdir()
    own = report.texts(documents(*texts))
    report.write(unrun / "own.ipynb", report.own_notebook("own", own.tokens))
    report.site(unrun, place / "site", own)
    files = [path for path in (place / "site").rglob("*") if path.suffix in (".html", ".js")]
    return {path.relative_to(place / "site"): path.read_text("utf-8") for path in files}


def done_by(page):
    """Return what a page might do, whatever the names of the data that it loads."""
    return {re.sub(r"data/[^\"']+", "data/", str(act)) for act in page.acts}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    """What the pages of two texts of plain words do."""
    plain = pages_behind(tmp_path_factory.mktemp("plain"), ["A text of words, and of more words."] * 2)
    return set().union(*(done_by(Page(source)) for path, source in plain.items() if path.suffix == ".html"))


@settings(fuzzed, max_examples=max(2, EXAMPLES // 8))
@given(CORPORA)
def test_nothing_runs_in_the_pages_behind_the_numbers(harmless, tmp_path_factory, texts):
    """No tag, attribute or address acts but those of plain words; what scripts load are calls with one JSON value."""
    for path, source in pages_behind(tmp_path_factory.mktemp("fuzz"), texts).items():
        if path.suffix == ".html":
            page = Page(source)
            assert done_by(page) <= harmless
            assert not any("pwned" in script for script in page.scripts)
        elif path.parts[0] == "data":
            call, bracket, value = source.strip().partition("(")
            assert call.isidentifier()
            assert bracket
            assert json.loads(re.sub(r",\s*\]\);?$", "]", value).removesuffix(");")) is not None
