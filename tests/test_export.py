"""TEI of a text holds its words, roles, sections, notes and line numbers, and nothing of it is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from helpers import __main__, corpus, export, layout, verbs

TEI = {"t": export.NAMESPACE}
ID = "{http://www.w3.org/XML/1998/namespace}id"
SCHEMA = os.environ.get(
    "TEI_SCHEMA", ""
)  # tei_all.rng, as tei-c.org gives it; jing reads it in a second, libxml2 in hours
HOSTILE = "The A&B of <i>it</i> \x07\ufffe\n\nA first paragraph of a & b, with <script>alert(1) in it. It ends.\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The TEI of each shipped text by its doc_id, with the tables it is made of."""
    target = tmp_path_factory.mktemp("export") / "five"
    paths = export.write(None, target)
    documents = corpus.load()
    lines = layout.lines(documents)
    trees = {doc_id: ElementTree.parse(path) for doc_id, path in zip(documents["doc_id"], paths, strict=True)}
    return {"trees": trees, "lines": lines, "target": target}


def own(table, doc_id):
    return table[table["doc_id"] == doc_id]


def words_of(element):
    return "".join(element.itertext()).split()


def test_paragraphs_stand_in_their_sections_word_for_word(written):
    for doc_id, tree in written["trees"].items():
        paragraphs, sections = (own(make(written["lines"]), doc_id) for make in (layout.paragraphs, layout.sections))
        divs = tree.findall(".//t:body/t:div", TEI)
        assert [int(div.get("n")) for div in divs] == [*sections["section"]]
        assert [(head := div.find("t:head", TEI)) is None or head.find("t:lb", TEI).get("n") for div in divs] == [
            str(line) if heading else True
            for line, heading in zip(sections["first_line"], sections["heading"], strict=True)
        ]
        for div, section in zip(divs, sections["section"], strict=True):
            said = [words_of(p) for p in div.iterfind(".//t:p", TEI) if words_of(p)]
            assert said == [text.split() for text in paragraphs.loc[paragraphs["section"] == section, "text"]]


def test_every_line_of_a_paragraph_has_its_mark_where_it_begins(written):
    for doc_id, tree in written["trees"].items():
        wanted = own(layout.paragraphs(written["lines"]), doc_id)
        marks = [int(lb.get("n")) for lb in tree.findall(".//t:p/t:lb", TEI)]
        assert marks == [line for places in wanted["places"] for _, line in places]


def test_notes_and_what_was_left_out_are_there_with_their_roles(written):
    for doc_id, tree in written["trees"].items():
        notes = own(layout.footnotes(written["lines"]), doc_id)
        assert [words_of(note) for note in tree.iterfind(".//t:note", TEI)] == [t.split() for t in notes["text"]]
        lines = own(written["lines"], doc_id)
        left = lines[~lines["role"].isin(["body", "heading", "footnote", "blank"])]
        assert [(ab.get("type"), int(ab.get("n")), ab.text) for ab in tree.iterfind(".//t:back//t:ab", TEI)] == [
            *left[["role", "line", "text"]].itertuples(index=False, name=None)
        ]


def test_a_note_leads_to_the_line_of_its_marker(written):
    tree = written["trees"]["chen_xiangyang_2024"]
    ids = {lb.get(ID): lb.get("n") for lb in tree.iterfind(".//t:lb", TEI)}
    notes = own(layout.footnotes(written["lines"]), "chen_xiangyang_2024")
    led = [ids[note.get("target")[1:]] for note in tree.iterfind(".//t:note", TEI)]
    assert led == [*notes["marker_line"].astype(str)]


def test_no_two_marks_have_one_id(written):
    for tree in written["trees"].values():
        ids = [element.get(ID) for element in tree.iter() if element.get(ID)]
        assert len(ids) == len(set(ids)) > 0


def test_tables_go_with_it_as_csv_and_as_parquet(written):
    names = ["documents", "footnotes", "lines", "paragraphs", "sections", "tokens"]
    found = sorted(path.name for path in (written["target"] / "tables").iterdir())
    assert found == [f"{name}.{kind}" for name in names for kind in ("csv", "parquet")]


def test_parquet_has_the_tables_with_the_types_of_their_columns(written, shipped):
    tables = {name: pd.read_parquet(written["target"] / "tables" / f"{name}.parquet") for name in ("lines", "tokens")}
    for name, table in tables.items():
        assert_frame_equal(table, shipped[name].reset_index(drop=True), check_exact=True)
    paragraphs = pd.read_parquet(written["target"] / "tables" / "paragraphs.parquet")
    assert_frame_equal(paragraphs.drop(columns="places"), shipped["paragraphs"].drop(columns="places"))
    places = [tuple(map(tuple, each)) for each in paragraphs["places"]]
    assert places == shipped["paragraphs"]["places"].tolist()
    documents = pd.read_parquet(written["target"] / "tables" / "documents.parquet")
    assert documents["rules"].map(json.loads).tolist() == shipped["documents"]["rules"].tolist()


def test_a_hostile_text_stays_text(tmp_path, monkeypatch, capsys):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a&b.txt").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    assert __main__.main(["export", str(tmp_path / "texts")]) == 0
    assert pd.read_parquet(*(tmp_path / "build").rglob("documents.parquet"))["file"].tolist() == ["a&b.txt"]
    (path,) = (tmp_path / "build").rglob("*.xml")
    tree = ElementTree.parse(path)
    assert "<script>alert(1)" in "".join(tree.getroot().itertext())
    assert {element.tag.partition("}")[2] for element in tree.iter()}.isdisjoint({"script", "i"})


def test_folders_of_one_name_and_of_a_verbs_name_have_places_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    for place in ("one/texts", "two/texts", "class", "export"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / f"{place.replace('/', '_')}.txt").write_text(HOSTILE, encoding="utf-8")
        assert __main__.main(["export", str(tmp_path / place)]) == 0
    built = {path.stem: path.relative_to(tmp_path / "build").parts[0] for path in (tmp_path / "build").rglob("*.xml")}
    assert built == {"one_texts": "texts", "two_texts": "texts-2", "class": "class-2", "export": "export-2"}


@pytest.mark.skipif(not (SCHEMA and shutil.which("jing")), reason="jing, and TEI_SCHEMA with the place of tei_all.rng")
def test_the_schema_of_tei_finds_nothing_wrong(written, tmp_path):
    (tmp_path / "texts").mkdir()
    for name, text in {"hostile": HOSTILE, "title": "A title\n", "heads": "A\n\n1. One\n\n2. Two\n\nWords.\n"}.items():
        (tmp_path / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
    paths = [*(written["target"] / "tei").iterdir(), *export.write(tmp_path / "texts", tmp_path / "more")]
    assert len(paths) == 8
    told = subprocess.run(["jing", SCHEMA, *paths], capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (0, "")
    (tmp_path / "bad.xml").write_text(
        paths[0].read_text("utf-8").replace("<body>", "<body><made.up/>"), encoding="utf-8"
    )
    assert subprocess.run(["jing", SCHEMA, tmp_path / "bad.xml"], capture_output=True).returncode


def test_tables_are_written_where_python_knows_only_ascii_names(tmp_path):
    """As under LC_ALL=C, where a letter in a path is no letter to Python, and pyarrow would not open it."""
    place = tmp_path / "ř 中"
    place.mkdir()
    code = "from pathlib import Path; from helpers import export; export.write(None, Path.cwd() / 'out')"
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(Path(__file__).parent.parent)}
    told = subprocess.run([sys.executable, "-c", code], env=os.environ | ascii_only, cwd=place, capture_output=True)
    assert told.returncode == 0, told.stderr
    assert len(pd.read_parquet(place / "out" / "tables" / "documents.parquet")) == 5
