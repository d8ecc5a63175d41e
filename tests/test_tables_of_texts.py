"""Tables and archives of texts: one row a text, other columns beside it, groups of texts, near-copies."""

import csv
import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest

from helpers import compare, corpus, layout, terms, words

HEAD = ["respondent", "region", "answer"]
ANSWERS = [
    "The ferry was late again, and nobody told us why; we waited at the landing until noon.",
    "My father built the mill, and my brother sold it to the county for the price of a horse.",
    "There were three schools in the valley then, each with a bell that rang at its own hour.",
]
ROWS = [["r1", "north", ANSWERS[0]], ["r2", "south", ANSWERS[1]], ["r3", "north", ANSWERS[2]]]


def written(kind, rows):
    """Return the bytes of a table in a format."""
    if kind in ("csv", "tsv", "semicolons"):
        text = io.StringIO()
        csv.writer(text, delimiter={"csv": ",", "tsv": "\t", "semicolons": ";"}[kind]).writerows([HEAD, *rows])
        return text.getvalue().encode()
    if kind == "jsonl":
        return "\n".join(json.dumps(dict(zip(HEAD, row, strict=True))) for row in rows).encode()
    buffer = io.BytesIO()
    if kind == "parquet":
        pd.DataFrame(rows, columns=HEAD).to_parquet(buffer)
    else:
        book = openpyxl.Workbook()
        for row in [HEAD, *rows]:
            book.active.append(row)
        book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["csv", "tsv", "semicolons", "jsonl", "parquet", "xlsx"])
def test_a_row_is_a_text_and_its_other_columns_stand_beside_it(tmp_path, kind):
    (tmp_path / f"a.{kind.replace('semicolons', 'csv')}").write_bytes(written(kind, ROWS))
    documents = corpus.load(tmp_path)
    assert documents[["doc_id", "region", "text"]].to_numpy().tolist() == ROWS
    told = corpus.problems(tmp_path)
    assert told["problem"].tolist() == ["3 texts, one a row, taken from its column 'answer'"]
    assert not told["left_out"].any()


def test_the_column_of_the_texts_can_be_named(tmp_path):
    (tmp_path / "a.csv").write_bytes(written("csv", ROWS))
    assert corpus.load(tmp_path, text="region")["text"].tolist() == ["north", "south", "north"]
    with pytest.raises(corpus.CorpusError, match=r"no column 'colour'; it has \['respondent', 'region', 'answer'\]"):
        corpus.load(tmp_path, text="colour")


def test_rows_without_a_text_are_named_and_ids_are_made_where_none_is_unique(tmp_path):
    (tmp_path / "a.csv").write_bytes(written("csv", [["r", "x", ANSWERS[0]], ["r", "x", ""], ["r", "x", ANSWERS[1]]]))
    assert corpus.load(tmp_path)["doc_id"].tolist() == ["a_2", "a_4"]
    assert "1 rows have no text there, the first of them row 3" in corpus.problems(tmp_path)["problem"].tolist()


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("a.csv", b"a,b\n1,2\n3,4\n", "no column that holds words"),
        ("a.jsonl", b'{"text": "x"}\nnot json\n', "line 2 is no JSON"),
        ("a.jsonl", b"[1]\n", "line 1 is no JSON object"),
        ("a.xlsx", b"PK\x03\x04", "damaged, or no .xlsx file"),
    ],
)
def test_a_table_without_texts_says_why(tmp_path, name, raw, problem):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(corpus.CorpusError, match=problem):
        corpus.load(tmp_path)


def test_files_in_an_archive_are_read_as_they_would_be_outside(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("texts/one.txt", ANSWERS[0])
        packed.writestr("more/two.csv", written("csv", ROWS[1:]))
        packed.writestr("three.bin", b"\0")
        packed.writestr("inner.zip", b"PK\x03\x04")
        packed.writestr("__MACOSX/one.txt", b"x")
    with pytest.warns(corpus.CorpusWarning, match="all.zip/three.bin: .bin is no format"):
        documents = corpus.load(tmp_path)
    assert documents["doc_id"].tolist() == ["one", "r2", "r3"]
    assert documents["file"].tolist() == ["all.zip/texts/one.txt", *["all.zip/more/two.csv"] * 2]
    told = corpus.problems(tmp_path)
    assert told.loc[told["left_out"], "problem"].tolist() == [
        "an archive in an archive",
        ".bin is no format that can be read",
    ]


def test_groups_of_texts_are_compared_as_texts(tmp_path):
    (tmp_path / "a.csv").write_bytes(written("csv", ROWS))
    documents = corpus.load(tmp_path)
    tokens = words.tokens(layout.paragraphs(layout.lines(documents)))
    groups = corpus.by(tokens, documents, "region")
    assert groups["doc_id"].cat.categories.tolist() == ["north", "south"]
    assert len(groups) == len(tokens)
    assert not groups.duplicated(["doc_id", "position"]).any()
    counts = terms.counts(groups)
    alone = terms.counts(tokens)
    of_the = counts[(counts["doc_id"] == "north") & (counts["term"] == "the")]["n"].item()
    assert of_the == alone[alone["doc_id"].isin(["r1", "r3"]) & (alone["term"] == "the")]["n"].sum()
    assert len(compare.similarity(terms.tfidf(counts))) == 1


def test_a_column_that_is_not_there_is_named():
    documents = corpus.load()
    with pytest.raises(ValueError, match="DOCUMENTS has no column 'party'"):
        corpus.by(documents, documents, "party")


# ---------------------------------------------------------------- near-copies

LONG = " ".join(f"word{n * 7919 % 997}" for n in range(240))


def changed(step):
    """Return the long text with one word in ``step`` changed."""
    return " ".join("changed" if n % step == step - 1 else word for n, word in enumerate(LONG.split()))


@pytest.mark.parametrize(
    ("copy", "told"),
    [
        (LONG.replace(" ", "\r\n", 30), "the same text as a.txt"),
        (changed(1_000), "the same text as a.txt"),
        (LONG.replace("word0", "boat", 1), "nearly the same text as a.txt"),
        (changed(11), "nearly the same text as a.txt"),
        (LONG[: len(LONG) // 3], "it stands, at least in part, in a.txt"),
        ("Nobody knew why the river rose in that dry spring, not even the miller, who had measured it daily.", ""),
    ],
)
def test_near_copies_are_named(tmp_path, copy, told):
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "b.txt").write_text(copy, encoding="utf-8", newline="")
    problems = corpus.problems(tmp_path)
    assert [text.split(":")[0] for text in problems["problem"]] == [told] * bool(told)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_an_index_may_have_commas_semicolons_or_tabs_and_columns_of_its_own(tmp_path, delimiter):
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    rows = [["doc_id", "file", "title", "party"], ["x", "a.txt", "A title", "none"]]
    (tmp_path / "index.csv").write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    assert corpus.load(tmp_path)[["doc_id", "title", "party"]].to_numpy().tolist() == [["x", "A title", "none"]]
