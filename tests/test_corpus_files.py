"""The corpus that ships, tested as data: what a reader counted by eye in the raw files."""

import csv
import hashlib
import tomllib

import pytest

from helpers import corpus, layout

# Counted by hand in the raw files.        lines  headings  notes
BY_EYE = {
    "hussain_2022": (32, 0, 0),
    "chen_yixin_2023": (104, 29, 0),
    "chen_xiangyang_2024": (135, 4, 5),
    "yang_2025": (213, 13, 14),
    "cicir_2025": (303, 15, 31),
}
TEXTS = list(BY_EYE)
HASHES = {
    "hussain_2022": "77f543549941896c3ea6a2a320d7c045e9704d6177f54c5532ee5e9622b6d012",
    "chen_yixin_2023": "648a6fe9f64e4c90ca642fec8349cffee0e2d5b83095d3a822f975c6e294fafb",
    "chen_xiangyang_2024": "1eb06af663f2d6e725c0b67e642ad156cdca8136e4db0e8953d743ad0e8ef249",
    "yang_2025": "aa7d0b01ca4a3d2221bcdf96a343e5dd579aec1b8a1ae504ee2452c8fa7ee610",
    "cicir_2025": "9b12bd76d20c0f3feb6c63e76d602eb8b7ab9efd4c0b06c47463ff3746dba277",
}
each_text = pytest.mark.parametrize("doc_id", TEXTS)


@pytest.fixture(scope="module")
def documents():
    return corpus.load()


@pytest.fixture(scope="module")
def index():
    with (corpus.READING / "index.csv").open(encoding="utf-8", newline="") as handle:
        return {row["doc_id"]: row for row in csv.DictReader(handle)}


def raw(doc_id):
    """Return the bytes of a text that ships."""
    return (corpus.READING / "texts" / f"{doc_id}.txt").read_bytes()


def test_five_texts_in_order_of_date(documents, index):
    assert documents["doc_id"].tolist() == TEXTS
    assert documents["doc_id"].cat.categories.tolist() == TEXTS
    assert list(index) == TEXTS
    assert documents["date"].tolist() == sorted(documents["date"])


def test_ids_files_and_hashes_are_unique(documents):
    for column in ("doc_id", "file", "sha256", "title"):
        assert documents[column].is_unique


def test_the_folder_holds_the_texts_of_the_index_and_nothing_else():
    assert sorted(path.name for path in (corpus.READING / "texts").iterdir()) == sorted(
        f"{doc_id}.txt" for doc_id in TEXTS
    )


@each_text
def test_raw_files_are_the_ones_that_were_found_byte_for_byte(index, doc_id):
    assert hashlib.sha256(raw(doc_id)).hexdigest() == HASHES[doc_id] == index[doc_id]["sha256"]


@each_text
def test_text_is_the_file_verbatim(documents, doc_id):
    text = documents.set_index("doc_id").loc[doc_id, "text"]
    assert text.encode("utf-8") == raw(doc_id)


@each_text
def test_no_replacement_character_no_control_character_no_byte_order_mark(doc_id):
    text = raw(doc_id).decode("utf-8")
    assert not set(text) & {"\ufffd", "\ufeff", "\x00"}
    assert not [c for c in text if ord(c) < 32 and c != "\n"]


@each_text
def test_number_of_lines_headings_and_notes(documents, doc_id):
    lines = layout.lines(documents[documents["doc_id"] == doc_id])
    headings = (layout.sections(lines)["section"] > 0).sum()
    assert (len(lines), headings, len(layout.footnotes(lines))) == BY_EYE[doc_id]


@each_text
def test_no_text_ends_in_a_line_end(doc_id):
    assert not raw(doc_id).endswith(b"\n")


@each_text
def test_index_says_on_what_the_date_rests_and_how_the_text_came_into_english(index, doc_id):
    row = index[doc_id]
    assert row["date_basis"].startswith(("stated", "inferred: "))
    assert row["translation"].split()[0] in ("original", "human", "machine")
    assert row["rights"]
    assert row["title"]
    assert row["authors"]


@each_text
def test_title_and_publisher_of_the_index_stand_in_the_text(documents, index, doc_id):
    text = raw(doc_id).decode("utf-8")
    assert index[doc_id]["title"] in text
    publisher = index[doc_id]["publisher"].split(" (")[0]
    assert publisher.casefold() in text.casefold()


def test_rules_name_texts_of_the_corpus_and_each_pattern_decides_a_line(documents):
    rules = tomllib.loads((corpus.READING / "rules.toml").read_text(encoding="utf-8"))
    assert set(rules) <= {*TEXTS, "default"}
    lines = layout.lines(documents)
    for doc_id, patterns in rules.items():
        decided = lines[(lines["doc_id"] == doc_id) & lines["rule"].isin(["rules.toml", "quote"])]
        assert len(decided) == sum(len(found) for found in patterns.values())


def test_nothing_of_a_text_is_lost(documents):
    ledger = layout.ledger(layout.lines(documents))
    assert ledger.groupby("doc_id", observed=True)["characters"].sum().to_dict() == {
        doc_id: len(raw(doc_id).decode("utf-8")) for doc_id in TEXTS
    }
