"""The planted corpus: short invented texts whose sections, notes, passages, keywords and wordings are known."""

import json

import pytest
from made import of

from helpers import corpus, glossary, layout, words

FOLDER = corpus.READING.parent / "planted"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
TEXTS = ["charter", "speech", "report", "letter", "notice", "charter_copy"]
each_text = pytest.mark.parametrize("doc_id", TEXTS)


@pytest.fixture(scope="module")
def documents():
    return corpus.load(FOLDER)


@pytest.fixture(scope="module")
def lines(documents):
    return layout.lines(documents)


@pytest.fixture(scope="module")
def paragraphs(lines):
    return layout.paragraphs(lines)


def test_texts_are_in_the_order_of_the_index(documents):
    assert documents["doc_id"].tolist() == TEXTS


@each_text
def test_sections(lines, doc_id):
    found = of(layout.sections(lines), doc_id).iloc[1:]
    assert found[["level", "heading", "first_line"]].to_numpy().tolist() == TRUTH[doc_id]["sections"]


@each_text
def test_notes(lines, doc_id):
    found = of(layout.footnotes(lines), doc_id)
    assert found[["number", "line", "marker_line", "text"]].to_numpy().tolist() == TRUTH[doc_id]["notes"]


@each_text
def test_joined_paragraphs_and_quotations(paragraphs, doc_id):
    own = of(paragraphs, doc_id)
    assert [[line for _, line in p] for p in own["places"] if len(p) > 1] == TRUTH[doc_id]["joins"]
    assert own.loc[own["kind"] == "quote", ["first_line", "last_line"]].to_numpy().tolist() == TRUTH[doc_id]["quotes"]


@each_text
def test_front_matter(lines, doc_id):
    found = of(layout.front_matter(lines), doc_id)
    spans = found[["first_line", "last_line"]].to_numpy().tolist()
    assert dict(zip(found["role"], spans, strict=True)) == TRUTH[doc_id]["front"]


def test_encodings_are_told_apart(documents):
    assert dict(zip(documents["doc_id"], documents["encoding"], strict=True)) == TRUTH["encodings"]
    assert "– and would have asked only a “small naïve question”" in of(documents, "letter").loc[0, "text"]


def test_problems_name_the_double_the_encoding_and_the_wrong_letters():
    told = corpus.problems(FOLDER)
    assert told["file"].tolist() == ["texts/charter_copy.txt", "texts/letter.txt", "texts/notice.txt"]
    assert not told["left_out"].any()


def test_letters_decoded_wrongly_before_are_mended_when_asked(documents):
    notice = of(documents, "notice").loc[0, "text"]
    mended = of(corpus.fix_encoding(documents), "notice").loc[0, "text"]
    for wrong, right in TRUTH["decoded_wrongly_before"]["notice"].items():
        assert wrong in notice
        assert wrong not in mended
        assert right in mended
    unmended = corpus.fix_encoding(documents)["text"] == documents["text"]
    assert documents.loc[~unmended, "doc_id"].tolist() == ["notice"]


def test_the_duplicate_has_the_same_text(documents):
    left, right = (of(documents, doc_id).loc[0, "text"] for doc_id in TRUTH["duplicate"])
    assert left == right


@pytest.mark.parametrize("passage", TRUTH["shared_passages"], ids=lambda passage: passage["kind"])
def test_shared_passages_stand_where_they_were_planted(paragraphs, passage):
    found = []
    for side in ("left", "right"):
        own = of(paragraphs, passage[side])
        holds = [(t, p) for t, p in zip(own["text"], own["places"], strict=True) if passage["starts"] in t]
        ((text, places),) = holds
        start = text.index(passage["starts"])
        assert [line for offset, line in places if offset <= start][-1] == passage[f"{side}_line"]
        found.append(text[start : text.index(passage["ends"]) + len(passage["ends"])])
    assert len(found[0].split()) == passage["words"]
    assert (found[0] == found[1]) == (passage["kind"] == "verbatim")


@pytest.mark.parametrize("keyword", TRUTH["keywords"], ids=lambda keyword: keyword["term"])
def test_keywords_are_used_as_often_as_was_planted(paragraphs, keyword):
    tokens = of(words.tokens(paragraphs), keyword["doc_id"])
    assert (tokens["token"] == keyword["term"]).sum() == keyword["n"]


def test_wordings_of_the_formula_are_counted_as_planted(paragraphs):
    counts = glossary.variant_counts(paragraphs, glossary.load(FOLDER))
    assert counts[counts["n"] > 0][["formula", "variant", "doc_id", "n"]].to_dict("records") == TRUTH["variants"]


def test_the_audit_finds_nothing(lines):
    assert len(layout.audit(lines)) == 0
