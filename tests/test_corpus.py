"""``corpus``: what a folder gives, and what each fault of a folder says."""

import hashlib
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import packed

from helpers import corpus, layout
from helpers.corpus import reading

LONG = b"The mill stands at the river, and has stood there for a hundred years."
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


def test_what_belongs_to_a_corpus_is_no_text_of_it_wherever_its_texts_lie(tmp_path):
    (tmp_path / "a.txt").write_bytes(LONG)
    for name in ("index.csv", "rules.toml", "glossary.csv", "claims.toml"):
        (tmp_path / name).write_text(INDEX + row("a", "a.txt") if name == "index.csv" else "", encoding="utf-8")
        assert corpus.load(tmp_path)["doc_id"].tolist() == ["a"], name
        assert corpus.problems(tmp_path).empty, name


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


# ---------------------------------------------------------------- a folder without an index


def bare(path, files):
    """Write files (bytes by name, subfolders made) into a folder."""
    for name, raw in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(raw)
    return path


def test_subfolders_are_read_and_doubled_names_take_their_folder_in(tmp_path):
    made = bare(tmp_path, {"one/x.txt": b"A", "two/x.txt": b"B", "two/y.md": b"C", "z.txt": b"D", "z.md": b"E"})
    documents = corpus.load(made)
    assert documents[["doc_id", "file"]].to_numpy().tolist() == [
        ["one_x", "one/x.txt"],
        ["two_x", "two/x.txt"],
        ["y", "two/y.md"],
        ["z.md", "z.md"],
        ["z.txt", "z.txt"],
    ]


def test_hidden_files_and_readmes_are_no_texts(tmp_path):
    made = bare(tmp_path, {"a.txt": LONG, ".hidden.txt": b"B", "README.md": b"C", ".git/x.txt": b"D", "~$a.docx": b"E"})
    assert corpus.load(made)["doc_id"].tolist() == ["a"]
    assert len(corpus.problems(made)) == 0


def test_ids_hold_no_slash_and_no_control_character(tmp_path):
    made = bare(tmp_path, {"a\nb.txt": b"A", "<script>.txt": b"B", "=HYPERLINK(1).txt": b"C"})
    assert corpus.load(made)["doc_id"].tolist() == ["<script>", "=HYPERLINK(1)", "a_b"]


def test_a_file_name_in_no_encoding_is_read(tmp_path):
    (tmp_path / "caf\udce9.txt").write_bytes(b"A")
    assert corpus.load(tmp_path)["doc_id"].tolist() == ["caf_"]


def test_one_bad_file_never_costs_the_others(tmp_path):
    made = bare(tmp_path, {"a.txt": b"A", "bad.txt": b"\0\1\2", "c.txt": b"C", "empty.txt": b""})
    with pytest.warns(corpus.CorpusWarning) as caught:
        documents = corpus.load(made)
    assert documents["doc_id"].tolist() == ["a", "c"]
    assert len(caught) == 1
    assert "files left out: 2 of 4: bad.txt: NUL bytes" in str(caught[0].message)
    assert "empty.txt: an empty file" in str(caught[0].message)
    (made / "rows.csv").write_text("id,text\n1,One text.\n2,Another.\n3,A third.\n")
    with pytest.warns(corpus.CorpusWarning, match="files left out: 2 of 5: "):
        assert len(corpus.load(made)) == 5


def test_good_folders_warn_of_nothing_and_have_no_problems(tmp_path):
    assert len(corpus.problems()) == 0
    assert corpus.load(bare(tmp_path, {"a.txt": b"A"}))["confidence"].tolist() == [1.0]


# ---------------------------------------------------------------- bad files, each with its message


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path):
    with (tmp_path / "large.txt").open("wb") as handle:
        handle.truncate(reading.FILE_LIMIT + 1)
    assert corpus.problems(tmp_path).loc[0, "problem"] == "100,000,001 bytes; the limit is 100,000,000"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (FileNotFoundError(2, "No such file"), "it cannot be opened (No such file)"),
        (PermissionError(13, "Permission denied"), "it cannot be opened (Permission denied)"),
        (OSError(5, "Input/output error"), "it cannot be opened (Input/output error)"),
    ],
)
def test_a_file_that_cannot_be_opened_costs_only_itself(tmp_path, monkeypatch, error, problem):
    made = bare(tmp_path, {"a.txt": b"A", "b.txt": b"B"})
    read_bytes = Path.read_bytes

    def broken(path):
        if path.name == "b.txt":
            raise error
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.warns(corpus.CorpusWarning, match="b.txt"):
        assert corpus.load(made)["doc_id"].tolist() == ["a"]
    assert corpus.problems(made).loc[0, ["file", "problem"]].tolist() == ["b.txt", problem]


def test_a_pipe_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a plain file" in corpus.problems(bare(tmp_path, {"a.txt": b"A"})).loc[0, "problem"]


def test_links_that_lead_out_or_in_a_circle_are_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_bytes(b"secret")
    made = bare(tmp_path / "folder", {"a.txt": LONG, "inner/b.txt": LONG.replace(b"mill", b"weir")})
    (made / "out.txt").symlink_to(tmp_path / "secret.txt")
    (made / "loop.txt").symlink_to(made / "loop.txt")
    (made / "nowhere.txt").symlink_to(made / "gone.txt")
    (made / "circle").symlink_to(made)
    with pytest.warns(corpus.CorpusWarning):
        documents = corpus.load(made)
    assert documents["file"].tolist() == ["a.txt", "inner/b.txt"]
    assert not documents["text"].str.contains("secret").any()
    told = corpus.problems(made)
    assert told["file"].tolist() == ["circle", "loop.txt", "nowhere.txt", "out.txt"]
    assert told["problem"].tolist() == ["a link to a folder, which is not followed"] + 3 * [
        "a link that leads out of the folder, or nowhere"
    ]


def test_a_link_inside_the_folder_is_followed(tmp_path):
    made = bare(tmp_path, {"a.txt": b"A"})
    (made / "b.txt").symlink_to(made / "a.txt")
    assert corpus.load(made)["doc_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize("files", [{}, {"empty.txt": b""}, {"picture.png": b"\x89PNG"}])
def test_a_folder_without_a_text_says_what_to_put_there(tmp_path, files):
    with pytest.raises(corpus.CorpusError, match=r"no text that can be read.*Put texts there \(.*\.txt"):
        corpus.load(bare(tmp_path, files))


def test_no_folder_is_an_error(tmp_path):
    for make in (corpus.load, corpus.problems):
        with pytest.raises(
            corpus.CorpusError, match=r"gone: no such folder\. Give the path of a folder that holds texts"
        ):
            make(tmp_path / "gone")


def test_the_same_text_twice_is_kept_and_told(tmp_path):
    made = bare(
        tmp_path, {"a.txt": LONG, "b.txt": LONG, "c.txt": b"Nobody knew why the river rose in that dry spring."}
    )
    assert len(corpus.load(made)) == 3
    assert corpus.problems(made)[["file", "problem", "left_out"]].to_numpy().tolist() == [
        ["b.txt", "the same text as a.txt", False]
    ]


# ---------------------------------------------------------------- an index that does not fit its folder


def test_all_faults_are_named_at_once(tmp_path):
    made = folder(
        tmp_path, {"a.txt": b"A", "b.txt": b"B"}, row("a", "a.txt", "0" * 64) + row("b", "c.txt") + row("b", "b.txt")
    )
    with pytest.raises(corpus.CorpusError) as error:
        corpus.load(made)
    told = str(error.value).splitlines()
    assert told[0].endswith(": 3 faults.")
    assert ["line 3" in told[1], "line 4" in told[2], "a.txt: the file changed" in told[3]] == [True] * 3


@pytest.mark.parametrize("head", ["doc_id,title\n", "doc_id,file,text\n", "doc_id,file,title,title\n", "\n"])
def test_columns_of_an_index_are_checked(tmp_path, head):
    (folder(tmp_path, {"a.txt": b"A"}) / "index.csv").write_text(head + "a,a.txt,x,y\n")
    with pytest.raises(
        corpus.CorpusError, match=r"lacks the columns .* taken or doubled ones .*Use these, and .*: doc_id, file"
    ):
        corpus.load(tmp_path)


def test_an_index_that_is_not_utf8_is_named(tmp_path):
    (folder(tmp_path, {"a.txt": b"A"}) / "index.csv").write_bytes(INDEX.encode() + b"a,a.txt,caf\xe9\n")
    with pytest.raises(corpus.CorpusError, match=r"index.csv: not UTF-8 at byte \d+\. Save it as UTF-8"):
        corpus.load(tmp_path)


def test_a_file_without_a_row_is_left_out_and_told(tmp_path):
    made = folder(tmp_path, {"a.txt": b"A", "b.txt": b"B"}, row("a", "a.txt"))
    with pytest.warns(corpus.CorpusWarning, match="texts/b.txt: it has no row in index.csv"):
        assert corpus.load(made)["doc_id"].tolist() == ["a"]


def test_a_formula_in_the_index_is_text(tmp_path):
    made = folder(tmp_path, {"a.txt": b"A"}, '=cmd|1,a.txt,"=HYPERLINK(""http://x"")",@SUM(1),-1,+1,,,,,\n')
    assert corpus.load(made).loc[0, ["doc_id", "title", "authors", "date"]].tolist() == [
        "=cmd|1",
        '=HYPERLINK("http://x")',
        "@SUM(1)",
        "-1",
    ]


def test_an_index_with_a_byte_order_mark_and_without_a_texts_folder_is_read(tmp_path):
    made = bare(tmp_path, {"a.txt": b"A", "index.csv": b"\xef\xbb\xbfdoc_id,file\r\nx,a.txt\r\n"})
    assert corpus.load(made)["doc_id"].tolist() == ["x"]


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("[a\n", "rules.toml: not valid TOML"),
        ("x = " + "[" * 5000, "rules.toml: not valid TOML"),
        ("[b]\ncaption = ['x']\n", "rules for 'b', which is no text of this corpus"),
        ("[a]\ncaption = 'x'\n", "[a] caption: not a list of patterns"),
        ("[a]\ncaption = [1]\n", "[a] caption: not a list of patterns"),
        ("a = 1\n", "[a] : not a list of patterns"),
        ("[a]\ncaption = ['(']\n", "[a] caption: the pattern '(' cannot be read"),
    ],
)
def test_a_fault_of_the_rules_is_named_with_its_cure(tmp_path, rules, message):
    with pytest.raises(corpus.CorpusError) as error:
        corpus.load(folder(tmp_path, {"a.txt": b"A"}, rules=rules))
    assert message in str(error.value)


def test_each_fault_of_the_rules_is_a_row_of_its_own(tmp_path):
    rules = "[a]\ncaption = ['(']\nnonsense = ['x']\nquote = ['x']\n[b]\ncaption = ['x']\n[c]\ncaption = 1\n"
    told = corpus.problems(
        folder(tmp_path, {"a.txt": b"A ferry crossed the river at noon, and nobody saw it go."}, rules=rules)
    )
    assert set(told["file"]) == {"rules.toml"}
    starts = sorted(problem[:20] for problem in told["problem"])
    assert starts == [
        "[a] caption: the pat",
        "[a] nonsense: no rol",
        "[c] caption: not a l",
        "rules for 'b', which",
        "rules for 'c', which",
    ]


def test_rules_for_a_text_that_was_left_out_are_no_fault(tmp_path):
    made = folder(tmp_path, {"a.txt": b"A", "b.txt": b""}, rules="[b]\ncaption = ['x']\n")
    with pytest.warns(corpus.CorpusWarning):
        assert corpus.load(made)["doc_id"].tolist() == ["a"]


# ---------------------------------------------------------------- generated folders


NAMES = st.text(st.sampled_from("ab.<>=é\n ~中"), min_size=1, max_size=6).filter(lambda name: name.strip(".") == name)
ENDINGS = st.sampled_from([".txt", ".md", ".TXT", ".html", ".docx", ".pdf", ".epub", ".csv", "", ".doc"])
BYTES = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "ignore")),
    st.text(max_size=40).map(lambda text: text.encode("utf-16", "ignore")),
    st.sampled_from(
        [b"", b"\xff\xfe", b"%PDF-1.4\n%%EOF", packed({"a": "b"}), b"<html><p>Text</p></html>", "Â€ Ã©".encode()]
    ),
)


@given(
    files=st.dictionaries(st.tuples(NAMES, ENDINGS).map("".join), BYTES, max_size=5),
    index=st.one_of(st.none(), st.binary(max_size=60), st.just(b"doc_id,file\na,a.txt\nb,b\n")),
    rules=st.one_of(st.none(), st.binary(max_size=40), st.just(b"[default]\nbody = ['a']\n")),
)
@settings(max_examples=25, deadline=None)
def test_load_gives_documents_or_a_documented_error(tmp_path_factory, files, index, rules):
    made = bare(tmp_path_factory.mktemp("made"), {f"texts/{name}": raw for name, raw in files.items()})
    for name, raw in (("index.csv", index), ("rules.toml", rules)):
        if raw is not None:
            (made / name).write_bytes(raw)
    told = corpus.problems(made)
    assert told["cure"].str.endswith(".").all()
    assert told["problem"].str.len().gt(0).all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", corpus.CorpusWarning)
        try:
            documents = corpus.load(made)
        except corpus.CorpusError:
            return
    assert documents["doc_id"].is_unique
    assert documents["text"].str.len().gt(0).all()
    lines = layout.lines(documents)
    ledger = layout.ledger(lines)
    assert ledger["characters"].sum() == documents["text"].str.len().sum()
