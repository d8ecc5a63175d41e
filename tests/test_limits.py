"""One file never costs the others: limits of time and memory, and files made to cost."""

import contextlib
import cProfile
import os
import pstats
import subprocess
import unicodedata
from pathlib import Path

import pytest
from made import book, documents, word_file

from helpers import corpus, layout, terms, words
from helpers.corpus import apart, formats, reading

TEXT = b"The ferry crossed at noon, and nobody in the town could say why it had been late."


def spanning(columns):
    """Return a Word document with a cell that spans so many columns."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr><w:p><w:r><w:t>A cell.</w:t></w:r></w:p></w:tc>'
    return word_file(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")


def naming(times):
    """Return an e-book that names its one chapter so many times."""
    return book("<html><body><p>" + "A chapter of some length. " * 2_000 + "</p></body></html>", spine=times)


def folder(path, **files):
    """Write files and one good text into a folder."""
    for name, raw in {"good.txt": TEXT, **files}.items():
        (path / name).write_bytes(raw)
    return path


def problem(path, name):
    """Return the problems of a file of a folder that has another, which is read."""
    with pytest.warns(corpus.CorpusWarning):
        assert corpus.load(path)["doc_id"].tolist() == ["good"]
    told = corpus.problems(path)
    return told.loc[told["file"] == name, "problem"].item()


# ---------------------------------------------------------------- files that were made to cost


def test_a_cell_of_two_hundred_million_columns_is_read(tmp_path):
    documents = corpus.load(folder(tmp_path, **{"wide.docx": spanning(200_000_000)}))
    assert documents["text"].tolist()[1] == "A cell."


def test_a_chapter_that_is_named_again_and_again_is_refused(tmp_path):
    made = folder(tmp_path, **{"book.epub": naming(200_000)})
    assert problem(made, "book.epub") == "a spine of 200,000 chapters, some of them doubled"


def test_an_encoding_that_is_none_of_letters_is_not_used(tmp_path):
    page = b'<html><head><meta charset="punycode"></head><body><p>' + b"a text-" * 200_000 + b"</p></body></html>"
    assert corpus.load(folder(tmp_path, **{"p.html": page}))["encoding"].tolist() == ["utf-8", "utf-8"]


def test_half_a_letter_is_replaced_and_named():
    odd = reading.Format("odd", (".odd",), b"", {}, lambda file: [reading.Reading("a \ud800 b", None, {}, [])])
    formats_before = list(formats.FORMATS)
    formats.FORMATS.append(odd)
    try:
        (found,) = formats.read(reading.File("a.odd", b"x"))
    finally:
        formats.FORMATS[:] = formats_before
    assert found.text == "a \ufffd b"
    assert found.remarks[0][0] == "halves of letters, or NULs, now \ufffd: 1"


def test_a_note_with_a_number_of_any_length_does_not_stop_the_folder(tmp_path):
    made = folder(tmp_path, **{"n.txt": "¹".encode() * 5_000 + b" A note.\n\n" + TEXT})
    assert len(corpus.load(made)) == 2


# ---------------------------------------------------------------- work grows with the length of a text, and no faster


PROSE = "The ferry crossed at noon, and nobody in the town could say why it had been late, though many had asked. " * 2
LINEAR = 1.15  # times what was asked for: a step more than once in a while is no growth; twice as much work is


def listed(times):
    """Return a text with a list of contents of so many hundred entries, of three kinds, which it says itself again."""
    kinds = ["Chapter {0} of the book ..... {0}", "{0}. Of the {0}th matter", "Of what came {0}th"]
    entries = [kinds[n % 3].format(n) for n in range(100 * times)]
    return "\n\n".join(["A Book", "Contents", "\n".join(entries), *(f"{entry}\n\n{PROSE}" for entry in entries[::9])])


def letters(times, step=128):
    """Return so many letters and signs of all that there are, from the first script to the last."""
    return "".join(chr(sign) for sign in range(1, 0x110000, step // times) if not 0xD800 <= sign < 0xE000)


def alphabet(times):
    """Return letters and signs in lines of seventy."""
    signs = letters(times)
    return "\n".join(signs[n : n + 70] for n in range(0, len(signs), 70))


def in_one_line(times):
    """Return letters and signs without line ends and spaces."""
    return "".join(letters(times).split())


def work(text):
    """Return how often the package calls anything until the words of a text are counted."""
    table = documents(text)
    with cProfile.Profile() as noted:
        lines = layout.lines(table)
        tokens = words.tokens(layout.paragraphs(lines))
        terms.counts(tokens)
    assert layout.ledger(lines)["characters"].sum() == len(text)
    callers = [caller for *_, callers in pstats.Stats(noted).stats.values() for caller in callers.items()]
    return sum(counted[0] for (file, *_), counted in callers if f"{os.sep}helpers{os.sep}" in file)


@pytest.mark.parametrize("made", [listed, alphabet, in_one_line])
def test_a_text_four_times_as_long_is_four_times_the_work(made):
    work(made(8))  # what is kept for each letter, and read once whatever comes, is known then
    assert work(made(8)) < 4 * LINEAR * work(made(2))


# ---------------------------------------------------------------- limits


HOOK = """
import os, sys, time

if "helpers.corpus.apart" in " ".join(sys.orig_argv):
    from helpers.corpus import formats
    from helpers.corpus.reading import Format, Reading

    def read(file):
        print("noise on the line")
        if file.raw == b"sleep":
            time.sleep(60)
        if file.raw == b"grow":
            bytearray(3_000_000_000)
        if file.raw == b"die":
            os._exit(3)
        return [Reading(file.raw.decode(), None, {"encoding": "odd", "confidence": 1.0}, [])]

    formats.FORMATS.append(Format("odd", (".odd",), b"", {}, read))
"""


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """Give the folder of a package in which reading JSON lines takes what a file says."""
    place = tmp_path / "hook"
    place.mkdir()
    (place / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.setattr(formats, "FORMATS", [*formats.FORMATS, reading.Format("odd", (".odd",), b"", {}, list)])
    texts = tmp_path / "texts"
    texts.mkdir()
    return texts


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"sleep", "it takes longer than 3 seconds"),
        (b"grow", "it takes more memory than is allowed"),
        (b"die", "its reader broke down"),
    ],
)
def test_a_file_beyond_a_limit_is_left_out_and_the_next_is_read(slow, raw, told):
    for name, content in {"a.odd": raw, "b.odd": b"A text of its own.", "c.txt": TEXT}.items():
        (slow / name).write_bytes(content)
    with pytest.warns(corpus.CorpusWarning, match=f"a.odd: {told}"):
        documents = corpus.load(slow, seconds=3, megabytes=1_000)
    assert documents["text"].tolist() == ["A text of its own.", TEXT.decode()]


def test_the_reader_is_not_started_for_plain_text(tmp_path, monkeypatch):
    monkeypatch.setattr(apart.subprocess, "Popen", None)
    assert len(corpus.load(folder(tmp_path))) == 1


def test_the_reader_ends_with_the_load(tmp_path, monkeypatch):
    begun, popen = [], subprocess.Popen

    def noted(*command, **more):
        begun.append(popen(*command, **more))
        return begun[-1]

    monkeypatch.setattr(apart.subprocess, "Popen", noted)
    pages = {"a.html": b"<p>" + TEXT + b"</p>", "b.html": b"<p>" + TEXT + b"</p>"}
    corpus.load(folder(tmp_path, **pages))
    assert [process.poll() is not None for process in begun] == [True]  # one for both, and it is gone


# ---------------------------------------------------------------- names


def test_ids_that_are_the_same_after_cleaning_get_numbers(tmp_path):
    for name in ("a\nb.txt", "a\tb.txt", "a_b.txt", "a_b_2.txt"):
        (tmp_path / name).write_bytes(TEXT + name.encode())
    assert sorted(corpus.load(tmp_path)["doc_id"]) == ["a_b", "a_b_2", "a_b_3", "a_b_4"]


def test_names_in_parts_are_whole_in_ids(tmp_path):
    names = ["\u1112\u1161\u11ab\u1100\u1173\u11af", "e\u0301te\u0301", "\uf900"]
    for n, name in enumerate(names):
        (tmp_path / f"{name}.txt").write_bytes(TEXT + b" %d" % n)
    ids = corpus.load(tmp_path)["doc_id"].tolist()
    assert sorted(ids) == sorted(unicodedata.normalize("NFC", name) for name in names)
    assert all(unicodedata.is_normalized("NFC", doc_id) for doc_id in ids)


def test_a_path_that_is_too_long_is_named_and_the_rest_is_read(tmp_path):
    folder(tmp_path)
    with contextlib.chdir(tmp_path):
        for _ in range(25):
            Path("x" * 200).mkdir()
            os.chdir("x" * 200)
        Path("deep.txt").write_bytes(TEXT)
    with pytest.warns(corpus.CorpusWarning, match="File name too long"):
        assert corpus.load(tmp_path)["doc_id"].tolist() == ["good"]


def test_texts_in_parts_and_whole_are_the_same_text(tmp_path):
    text = "Les élèves étaient là depuis l’été, et personne ne savait où était l’hôtel de la forêt."
    for name in ("NFC", "NFD"):
        (tmp_path / f"{name}.txt").write_text(unicodedata.normalize(name, text), encoding="utf-8")
    documents = corpus.load(tmp_path)
    assert documents["text"].tolist() == [text, text]
    told = corpus.problems(tmp_path).set_index("file")["problem"]
    assert told["NFD.txt"].tolist() == [
        "letters or signs that Unicode writes in two ways, now in one (NFC): 10",
        "the same text as NFC.txt",
    ]
    assert layout.lines(documents)["text"].tolist() == [text, text]
    (tmp_path / "ohm.txt").write_text("It was as loud as \u2126 and \u212b, and no louder.", encoding="utf-8")
    (told,) = corpus.problems(tmp_path).set_index("file").loc[["ohm.txt"], "problem"]
    assert told == "letters or signs that Unicode writes in two ways, now in one (NFC): 2"
