"""``corpus``: what a folder gives, and what each fault of a folder says."""

import hashlib

import pytest

from helpers import corpus

INDEX = "doc_id,file,title,authors,date,date_basis,publisher,translation,source,rights,sha256\n"


def folder(path, files, index=None, rules=None):
    """Write a corpus folder: texts (bytes by name, below ``texts``), index.csv and rules.toml."""
    (path / "texts").mkdir()
    for name, raw in files.items():
        (path / "texts" / name).write_bytes(raw)
    if index is not None:
        (path / "index.csv").write_text(INDEX + index, encoding="utf-8")
    if rules is not None:
        (path / "rules.toml").write_text(rules, encoding="utf-8")
    return path


def row(doc_id, file, sha256=""):
    """Return a line of index.csv."""
    return f"{doc_id},{file},A title,An author,2024,stated,,,,,{sha256}\n"


def test_without_a_folder_the_texts_that_ship_are_read():
    assert corpus.load()["doc_id"].tolist() == corpus.load(corpus.READING)["doc_id"].tolist()


def test_the_order_is_the_order_of_the_index(tmp_path):
    made = folder(tmp_path, {"a.txt": b"A", "b.txt": b"B"}, row("b", "b.txt") + row("a", "a.txt"))
    documents = corpus.load(made)
    assert documents["doc_id"].tolist() == documents["doc_id"].cat.categories.tolist() == ["b", "a"]


def test_fields_of_the_index_are_columns(tmp_path):
    documents = corpus.load(folder(tmp_path, {"a.txt": b"A"}, row("a", "a.txt")))
    assert documents.loc[0, ["title", "authors", "date", "date_basis", "publisher"]].tolist() == [
        "A title",
        "An author",
        "2024",
        "stated",
        "",
    ]


@pytest.mark.parametrize("raw", [b"A\r\nB\rC\n", b"  A\xc2\xa0 \n\n", "“é” 中".encode()])
def test_text_is_verbatim(tmp_path, raw):
    documents = corpus.load(folder(tmp_path, {"a.txt": raw}))
    assert documents.loc[0, "text"].encode() == raw
    assert documents.loc[0, "sha256"] == hashlib.sha256(raw).hexdigest()


def test_a_byte_order_mark_is_no_text(tmp_path):
    assert corpus.load(folder(tmp_path, {"a.txt": b"\xef\xbb\xbfA"})).loc[0, "text"] == "A"


def test_a_bare_folder_gives_ids_from_its_file_names_a_to_z(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"B")
    (tmp_path / "a.txt").write_bytes(b"A")
    documents = corpus.load(str(tmp_path))
    assert documents[["doc_id", "file", "title", "text"]].to_numpy().tolist() == [
        ["a", "a.txt", "", "A"],
        ["b", "b.txt", "", "B"],
    ]
    assert documents["rules"].isna().all()


def test_rules_of_a_text_follow_the_default_ones(tmp_path):
    rules = '[default]\ncaption = ["^Fig"]\n[a]\ncaption = ["^Tab"]\nquote = ["^We"]\n'
    documents = corpus.load(folder(tmp_path, {"a.txt": b"A", "b.txt": b"B"}, rules=rules))
    assert documents["rules"].tolist() == [{"caption": ["^Fig", "^Tab"], "quote": ["^We"]}, {"caption": ["^Fig"]}]


def test_loading_twice_gives_the_same_and_writes_nothing(tmp_path):
    made = folder(tmp_path, {"a.txt": b"A"}, row("a", "a.txt"))
    before = sorted((path.name, path.stat().st_mtime_ns) for path in made.rglob("*"))
    assert corpus.load(made).equals(corpus.load(made))
    assert sorted((path.name, path.stat().st_mtime_ns) for path in made.rglob("*")) == before


def test_a_changed_file_is_named_with_its_cure(tmp_path):
    made = folder(
        tmp_path,
        {"a.txt": b"A", "b.txt": b"B"},
        row("a", "a.txt", hashlib.sha256(b"A").hexdigest()) + row("b", "b.txt", "0" * 64),
    )
    with pytest.raises(
        corpus.CorpusError, match=r"b\.txt: the file changed.*Restore the file, or put the new hash into index.csv"
    ):
        corpus.load(made)


def test_a_right_hash_passes(tmp_path):
    assert len(corpus.load(folder(tmp_path, {"a.txt": b"A"}, row("a", "a.txt", hashlib.sha256(b"A").hexdigest())))) == 1
