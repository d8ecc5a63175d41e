"""Tables and archives of texts: one row a text, other columns beside it, groups of texts, near-copies."""

import csv
import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest

from helpers import compare, corpus, layout, terms, words
from helpers.corpus import copies

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
    assert told["problem"].tolist() == ["texts taken from its column 'answer', one a row: 3"]
    assert not told["left_out"].any()


def test_the_column_of_the_texts_can_be_named(tmp_path):
    (tmp_path / "a.csv").write_bytes(written("csv", ROWS))
    assert corpus.load(tmp_path, text="region")["text"].tolist() == ["north", "south", "north"]
    with pytest.raises(corpus.CorpusError, match=r"no column 'colour'; it has \['respondent', 'region', 'answer'\]"):
        corpus.load(tmp_path, text="colour")


def test_rows_without_a_text_are_named_and_ids_are_made_where_none_is_unique(tmp_path):
    (tmp_path / "a.csv").write_bytes(written("csv", [["r", "x", ANSWERS[0]], ["r", "x", ""], ["r", "x", ANSWERS[1]]]))
    assert corpus.load(tmp_path)["doc_id"].tolist() == ["a_2", "a_4"]
    assert "rows with nothing in 'answer': 1, the first is row 3" in corpus.problems(tmp_path)["problem"].tolist()


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("a.csv", b"a,b\n1,2\n3,4\n", "no column that holds words"),
        ("a.jsonl", b'{"text": "x"}\nnot json\n', "line 2 is no JSON"),
        ("a.jsonl", b"[1]\n", "line 1 is no JSON object"),
        ("a.jsonl", b'{"text": "x"}\n{"text": "a b", "n": ' + b"9" * 5_000 + b"}\n", "line 2 is no JSON .*5000 digits"),
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


def test_no_section_of_a_group_is_that_of_two_texts(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.md").write_text(f"# Of {name}\n\nSome words.\n\n## One\n\nMore.\n\n## Two\n\nAnd more.\n")
    documents = corpus.load(tmp_path).assign(side="one")
    lines = layout.lines(documents)
    sections = layout.sections(lines)
    groups = corpus.by(sections, documents, "side")
    assert len(groups) == len(sections) > 4
    assert not groups.duplicated(["doc_id", "section"]).any()
    tokens = words.tokens(layout.paragraphs(lines))
    of_one, of_both = tokens.drop_duplicates(["doc_id", "section"]), corpus.by(tokens, documents, "side")
    assert len(of_both.drop_duplicates(["doc_id", "section"])) == len(of_one)


def test_keywords_shared_terms_and_lengths_of_groups_are_those_of_their_texts_joined(tmp_path):
    texts = {
        "a": "# Of a\n\nThe storm took the bridge, the bridge and the boat.\n\n## Over no word\n\n— — — — —\n",
        "b": "# Of b\n\nThe mill has horses, carts and horses.\n\n## One\n\nThe storm took the mill.\n\n***\n\n---\n",
        "c": "# Of c\n\nThe boat lay at the quay.\n\n## Two\n\nA boat, a quay and a storm.\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    documents = corpus.load(tmp_path).assign(side=["sea", "land", "sea"])
    lines = layout.lines(documents)
    sections, paragraphs = layout.sections(lines), layout.paragraphs(lines)
    tokens = words.tokens(paragraphs)
    groups = corpus.by(tokens, documents, "side")

    found = compare.keywords(groups, ["the", "a", "and", "at"], 1, 20).query("measure == 'log_odds'")
    uses = {(row.doc_id, row.term): (row.n, row.rest) for row in found.itertuples()}
    assert (uses["sea", "boat"], uses["sea", "quay"], uses["land", "horses"]) == ((3, 0), (2, 0), (2, 0))

    shared = compare.shared_terms(terms.tfidf(terms.counts(groups)), "sea", "land")
    assert set(shared["term"]) == {"the", "and", "storm", "took"}

    def by_heading(lengths):
        return lengths.groupby("heading")["words"].sum().to_dict()

    own = by_heading(compare.section_lengths(sections, tokens))
    assert by_heading(compare.section_lengths(corpus.by(sections, documents, "side"), groups)) == own
    assert own["Two"] == 7


def test_a_word_of_a_group_lies_in_the_paragraph_it_lies_in_in_its_text(tmp_path):
    for name, text in (("a", "The storm came.\n\n* * *\n\n—\n"), ("b", "The quay lay.\n\nThe mill stood.\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    documents = corpus.load(tmp_path).assign(side="one")
    paragraphs = layout.paragraphs(layout.lines(documents))
    both, groups = (corpus.by(it, documents, "side") for it in (paragraphs, words.tokens(paragraphs)))
    said = both.set_index("paragraph")["text"]
    assert [token in said[at].lower() for token, at in zip(groups["token"], groups["paragraph"], strict=True)] == [
        True
    ] * 9


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


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", "sep=;\r\nid;answer\r\nr1;" + ANSWERS[0].replace(";", ",")),
        ("a.csv", 'A survey,\nof spring,\nid,answer\nr1,"' + ANSWERS[0] + '"\n'),
        ("a.csv", 'A survey,,,2021,\nid,place,sex,age,answer\nr1,inn,f,9,"' + ANSWERS[0] + '"\n'),
    ],
)
def test_what_stands_above_the_head_of_a_table_is_no_text(tmp_path, name, raw):
    (tmp_path / name).write_text(raw)
    assert corpus.load(tmp_path)["text"].str.startswith("The ferry was late again").tolist() == [True]


def test_a_table_of_one_column_whose_texts_hold_commas_keeps_its_head(tmp_path):
    (tmp_path / "a.csv").write_text("answer\nIt rained, and we waited.\nIt snowed, and we left.\n")
    assert len(corpus.load(tmp_path)) == 2


IN_SECTIONS = [{"section": "One", "text": text} for text in ANSWERS[:2]]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"content": {"title": "T", "body": ANSWERS[0]}}, ANSWERS[0]),
        ({"passages": ANSWERS[:2]}, "\n\n".join(ANSWERS[:2])),
        ({"turns": [{"role": "user", "content": ANSWERS[0]}]}, f"user: {ANSWERS[0]}"),
        ({"parts": [{"heading": "One", "text": ANSWERS[0]}]}, f"## One\n\n{ANSWERS[0]}"),
        # the parts of one section have its head once; a text comes before its abstract
        ({"body_text": IN_SECTIONS, "abstract": [{"text": ANSWERS[2]}]}, "\n\n".join(["## One", *ANSWERS[:2]])),
    ],
)
def test_nested_json_is_text_and_columns(tmp_path, fields, text):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "p1", "by": {"name": "Lee"}, "tags": ["a", "b"]} | fields))
    row = corpus.load(tmp_path).iloc[0]
    assert (row["text"], row["by.name"], row["tags"]) == (text, "Lee", '["a", "b"]')


@pytest.mark.parametrize("name", ["ResponseId", "response_id", "Response ID"])
def test_ids_stand_in_the_column_that_is_named_for_them(tmp_path, name):
    rows = [f"2019-03-0{n},r{n},{text}" for n, text in enumerate(["The ferry was late.", "Nobody could say why."], 1)]
    (tmp_path / "a.csv").write_text("\n".join([f"StartDate,{name},answer", *rows]))
    assert corpus.load(tmp_path)["doc_id"].tolist() == ["r1", "r2"]


def test_what_the_parts_of_a_nested_text_say_beside_it_is_named(tmp_path):
    rows = {"id": "p1", "turns": [{"role": "user", "content": ANSWERS[0], "time": "12:00"}], "tags": ["a", "b"]}
    (tmp_path / "a.jsonl").write_text(json.dumps(rows))
    assert "what stands in turns.time is in no column" in corpus.problems(tmp_path)["problem"].tolist()


def test_all_sheets_with_the_columns_of_the_first_are_read_and_others_named(tmp_path):
    book = openpyxl.Workbook()
    for name, head in [("2022", "answer"), ("2023", "answer"), ("Codes", "meaning")]:
        sheet = book.create_sheet(name)
        sheet.append(["id", head])
        sheet.append([f"r{name}", ANSWERS[0]])
    book.save(tmp_path / "a.xlsx")
    rows = corpus.load(tmp_path)
    assert rows[["doc_id", "sheet"]].to_numpy().tolist() == [["r2022", "2022"], ["r2023", "2023"]]
    assert any(problem.endswith("not read: 'Codes'") for problem in corpus.problems(tmp_path)["problem"])


def test_a_column_kind_of_somebodys_own_is_no_kind_of_text(tmp_path):
    (tmp_path / "a.csv").write_text("text,kind\nThe ferry crossed.,a\nIt came back.,a\n", encoding="utf-8")
    documents = corpus.load(tmp_path)
    assert documents["kind_in_table"].tolist() == ["a", "a"]
    assert len(layout.lines(documents)) == 2


def test_two_columns_for_one_of_ours_are_both_kept(tmp_path):
    row = {"id": "p1", "text": ANSWERS[0], "title": "Outer", "meta": {"title": "Inner"}}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    assert corpus.load(tmp_path)[["title", "meta.title"]].to_numpy().tolist() == [["Outer", "Inner"]]


def test_a_title_that_names_the_texts_stays_their_title(tmp_path):
    (tmp_path / "a.csv").write_text(f'title,text\nThe Ferry,"{ANSWERS[0]}"\nThe Mill,"{ANSWERS[1]}"\n')
    assert corpus.load(tmp_path)[["doc_id", "title"]].to_numpy().tolist() == [["The Ferry"] * 2, ["The Mill"] * 2]


def test_an_index_in_an_archive_says_what_it_says_in_a_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(
            "set/index.csv", "doc_id,file,title,encoding\nmill,letters/b.txt,The Mill,none\nx,gone.txt,,\n"
        )
        archive.writestr("set/letters/a.txt", ANSWERS[0])
        archive.writestr("set/letters/b.txt", ANSWERS[1])
        archive.writestr("__MACOSX/set/._index.csv", b"\0")
        archive.writestr("old/index.csv", b"\0\1\2")
    with pytest.warns(corpus.CorpusWarning, match=r"no file 'gone.txt'"):
        rows = corpus.load(tmp_path)
    assert rows[["doc_id", "title", "encoding"]].to_numpy().tolist() == [
        ["a", "", "utf-8"],
        ["mill", "The Mill", "utf-8"],
    ]
    told = corpus.problems(tmp_path).set_index("file")["problem"]
    assert told["a.zip/old/index.csv"].startswith("no table that can be read")


def test_a_sheet_that_only_tells_of_the_others_is_none_of_texts(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "About"
    for line in ("Answers of the spring.", "Made by the committee."):
        book.active.append([line])
    sheet = book.create_sheet("Data")
    for row in (["id", "answer"], ["p1", ANSWERS[0]], ["p2", ANSWERS[1]]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert corpus.load(tmp_path)["doc_id"].tolist() == ["p1", "p2"]
    assert any(problem.endswith("not read: 'About'") for problem in corpus.problems(tmp_path)["problem"])


def test_a_hidden_sheet_is_named_as_left_out(tmp_path):
    book = openpyxl.Workbook()
    for sheet, answer in [(book.active, ANSWERS[0]), (book.create_sheet("Old"), ANSWERS[1])]:
        for row in (["id", "answer"], ["p1", answer]):
            sheet.append(row)
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert corpus.load(tmp_path)["text"].tolist() == ANSWERS[:1]
    assert "hidden sheets, which are not read: 'Old'" in corpus.problems(tmp_path)["problem"].tolist()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_questions_and_ids_below_the_head_of_a_survey_are_no_answers(tmp_path, ending):
    rows = [["ResponseId", "Q1", "Q2"], ["Response ID", "How old are you?", "In your own words, what should change?"]]
    rows.append([json.dumps({"ImportId": name}) for name in ("_recordId", "QID1", "QID2_TEXT")])
    rows += [["R_1", "34", ANSWERS[0]], ["R_2", "51", ANSWERS[1]], ["R_3", "19", ANSWERS[2]]]
    if ending == "csv":
        with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
    assert corpus.load(tmp_path)[["doc_id", "text"]].to_numpy().tolist() == [[row[0], row[2]] for row in rows[3:]]
    assert any("own words, what should change?" in told for told in corpus.problems(tmp_path)["problem"])


def test_a_head_stands_below_the_names_of_groups_of_columns(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Person", None, "Answer", None], ["id", "age", "text", "language"], ["p1", 40, ANSWERS[0], "en"]):
        book.active.append(row)
    book.active.append(["p2", 41, ANSWERS[1], "en"])
    book.save(tmp_path / "a.xlsx")
    assert corpus.load(tmp_path)[["doc_id", "text"]].to_numpy().tolist() == [["p1", ANSWERS[0]], ["p2", ANSWERS[1]]]


def test_paragraphs_of_the_sections_of_a_nested_text_are_joined(tmp_path):
    parts = [{"heading": "One", "paragraphs": ANSWERS[:2]}, {"heading": "Two", "paragraphs": ANSWERS[:1]}]
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "p1", "sections": parts}))
    said = "\n\n".join(["## One", ANSWERS[0], ANSWERS[1], "## Two", ANSWERS[0]])
    assert corpus.load(tmp_path)["text"].tolist() == [said]


def test_columns_of_a_table_that_are_called_like_ours_change_no_place_and_no_page(tmp_path):
    head = "doc_id,text,inner,row,page,from_file,sha256\n"
    (tmp_path / "a.csv").write_text(f'{head}r1,"{ANSWERS[0]}",../../x,7,9,title: page,0\nr2,"{ANSWERS[1]}"\n', "utf-8")
    own = corpus.load(tmp_path).iloc[0]
    assert own[["doc_id", "file", "text"]].tolist() == ["r1", "a.csv", ANSWERS[0]]
    assert own[["inner_in_table", "row_in_table", "page_in_table"]].tolist() == ["../../x", "7", "9"]


def test_of_many_texts_with_phrases_in_common_the_pairs_with_the_rarest_are_counted(monkeypatch):
    monkeypatch.setattr(copies, "PAIRS", 20)
    phrase = "each of the answers has this phrase of theirs"
    texts = [f"{phrase} " + " ".join(f"word{n}_{place}" for place in range(20)) for n in range(30)]
    texts.append(texts[7] + " and more")
    told = list(copies.alike([str(n) for n in range(31)], texts))
    assert [(n, problem.partition(":")[0]) for n, problem, _ in told] == [(30, "nearly the same text as 7")]
