"""The five texts against what a reader found in them, line by line (``tests/truth``)."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from made import of

from helpers import corpus, layout

TRUTH = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("truth/*.json"))
}
TEXTS = ["hussain_2022", "chen_yixin_2023", "chen_xiangyang_2024", "yang_2025", "cicir_2025"]
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

each_text = pytest.mark.parametrize("doc_id", TEXTS)


@pytest.fixture(scope="module")
def lines():
    return layout.lines(corpus.load())


@pytest.fixture(scope="module")
def paragraphs(lines):
    return layout.paragraphs(lines)


def roles(lines, doc_id):
    """Return the role of each line number of one text."""
    own = of(lines, doc_id)
    return dict(zip(own["line"], own["role"], strict=True))


def true_roles(doc_id):
    return {int(line): role for line, role in TRUTH[doc_id]["roles"].items()}


def joined_lines(paragraphs, doc_id):
    """Return the raw lines of every paragraph that stands on more than one."""
    places = of(paragraphs, doc_id)["places"]
    return [[line for _, line in pieces] for pieces in places if len(pieces) > 1]


def test_every_text_has_its_truth():
    assert sorted(TRUTH) == sorted(TEXTS)


@each_text
def test_truth_is_about_the_file_that_ships(doc_id):
    documents = corpus.load().set_index("doc_id")
    assert documents.loc[doc_id, "sha256"] == TRUTH[doc_id]["sha256"]


@each_text
def test_every_line_has_the_role_a_reader_gave_it(lines, doc_id):
    assert roles(lines, doc_id) == true_roles(doc_id)


@each_text
def test_general_rules_alone_give_95_percent_of_the_lines_their_role(doc_id):
    found = roles(layout.lines(corpus.load().assign(rules=None)), doc_id)
    filled = {line: role for line, role in true_roles(doc_id).items() if role != "blank"}
    right = sum(found[line] == role for line, role in filled.items())
    assert right / len(filled) >= 0.95


@each_text
def test_sections_have_the_level_heading_and_line_a_reader_found(lines, doc_id):
    found = of(layout.sections(lines), doc_id)
    headed = found[found["section"] > 0]
    want = [(section["level"], section["heading"], section["line"]) for section in TRUTH[doc_id]["sections"]]
    assert list(headed[["level", "heading", "first_line"]].itertuples(index=False, name=None)) == want


@each_text
def test_sections_are_numbered_from_nought_which_has_no_heading(lines, doc_id):
    found = of(layout.sections(lines), doc_id)
    assert found["section"].tolist() == list(range(len(TRUTH[doc_id]["sections"]) + 1))
    assert found.loc[0, ["level", "heading", "first_line"]].tolist() == [0, "", 1]


@each_text
def test_sections_have_the_number_of_words_a_reader_counted(paragraphs, doc_id):
    own = of(paragraphs, doc_id)
    counted = own["text"].str.split().str.len().groupby(own["section"]).sum()
    wrong = [
        (section["heading"], section["words"], int(counted.get(number, 0)))
        for number, section in enumerate(TRUTH[doc_id]["sections"], 1)
        if counted.get(number, 0) not in section["words"]
    ]
    assert wrong == []


@each_text
def test_footnotes_have_number_text_and_line_of_their_marker(lines, doc_id):
    found = of(layout.footnotes(lines), doc_id)
    want = [(note["number"], note["line"], note["marker_line"], note["text"]) for note in TRUTH[doc_id]["footnotes"]]
    assert list(found[["number", "line", "marker_line", "text"]].itertuples(index=False, name=None)) == want


@each_text
def test_footnotes_are_in_the_section_of_their_marker(lines, doc_id):
    section_of = of(lines, doc_id).set_index("line")["section"]
    found = of(layout.footnotes(lines), doc_id)
    assert found["section"].tolist() == [section_of[note["marker_line"]] for note in TRUTH[doc_id]["footnotes"]]


@each_text
def test_the_words_before_a_marker_stand_in_its_paragraph_without_it(lines, paragraphs, doc_id):
    own, raw = of(paragraphs, doc_id), of(lines, doc_id).set_index("line")["text"]
    for note in TRUTH[doc_id]["footnotes"]:
        mark = str(note["number"]).translate(RAISED)
        holds = [
            text
            for text, places in zip(own["text"], own["places"], strict=True)
            if note["marker_line"] in [line for _, line in places]
        ]
        assert len(holds) == 1
        assert note["before"] in holds[0]
        assert f"{note['before'].split()[-1]}{mark}" in re.sub(r"\s+", " ", raw[note["marker_line"]])


@each_text
def test_paragraphs_are_joined_where_a_reader_joined_them(paragraphs, doc_id):
    either_way = TRUTH[doc_id]["uncertain_joins"]
    want = [join["lines"] for join in TRUTH[doc_id]["joins"] if join["kind"] != "abstract"]
    found = joined_lines(paragraphs, doc_id)
    assert [pair for pair in found if pair not in either_way] == [pair for pair in want if pair not in either_way]


@each_text
def test_a_cut_abstract_is_joined_in_front_matter(lines, doc_id):
    front = of(layout.front_matter(lines), doc_id)
    cut = front[(front["role"] == "abstract") & (front["first_line"] != front["last_line"])]
    want = [join["lines"] for join in TRUTH[doc_id]["joins"] if join["kind"] == "abstract"]
    assert cut[["first_line", "last_line"]].to_numpy().tolist() == want


@each_text
def test_block_quotations_are_the_paragraphs_a_reader_called_so(paragraphs, doc_id):
    own = of(paragraphs, doc_id)
    quotes = own[own["kind"] == "quote"]
    assert quotes[["first_line", "last_line"]].to_numpy().tolist() == TRUTH[doc_id]["quotes"]


@each_text
def test_title_and_authors_are_the_ones_printed(lines, doc_id):
    front = of(layout.front_matter(lines), doc_id)
    assert front.loc[front["role"] == "title", "text"].tolist() == [TRUTH[doc_id]["title"]]
    byline = front.loc[front["role"] == "byline", "text"].iloc[0].rstrip(" *")
    assert re.split(r", and |, ", byline) == TRUTH[doc_id]["authors"]


def test_all_texts_are_laid_out_alike_alone_and_together(lines):
    documents = corpus.load()
    alone = [layout.lines(documents[documents["doc_id"] == doc_id]) for doc_id in TEXTS]
    pd.testing.assert_frame_equal(
        pd.concat(alone, ignore_index=True)[["line", "role", "section", "text"]].astype({"role": "str"}),
        lines[["line", "role", "section", "text"]].astype({"role": "str"}),
    )
