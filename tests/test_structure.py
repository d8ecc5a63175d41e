"""Tests of the workbench: what is settled of a line holds in tables, in rules.toml and when it is loaded again."""

import stat
import tomllib

import made
import planted_faults
import pytest

from helpers import corpus, lab, layout
from helpers.lab import settled

PROSE = "The rope was new, and was tried in March by all of the keepers of the ferry, who stood there"
TEXT = f"""The Mill

{PROSE}.

Why it failed

{PROSE}, and

The Mayor came.

KEEPER: The lamp is out.

1. See the book.

Download

{PROSE}.

Download

{settled.END} <script>window.ran=1</script> ‘x’ "y" \\ ]] [[a.lines]] {settled.BEGIN}

{PROSE}.
"""
HEADING, CUT, JOINED, TURN, NOTE, FIRST, SECOND, HOSTILE = 5, 7, 9, 11, 13, 15, 19, 21
HAND = """# Ours, by hand.  \r
[a]\r
caption = ['^Nothing reads so']   # keep me\r
"""


def folder(path, rules="", text=TEXT):
    path.mkdir(exist_ok=True)
    (path / "a.txt").write_text(text, encoding="utf-8", newline="")
    if rules:
        (path / "rules.toml").write_bytes(rules.encode())
    return path


def row(documents, line):
    return layout.lines(documents).set_index("line").loc[line]


def test_a_role_is_settled_and_taken_back(tmp_path):
    documents = corpus.load(folder(tmp_path))
    settled = lab.settle(documents, "a", CUT, {"role": "caption"})
    assert [row(settled, CUT)["role"], row(settled, CUT)["rule"], row(settled, CUT)["confidence"]] == [
        "caption",
        "by_hand",
        1.0,
    ]
    assert row(documents, CUT)["role"] == "body"  # the table that was given is as it was
    changed = layout.lines(settled)["role"].astype(str) != layout.lines(documents)["role"].astype(str)
    assert changed.sum() == 1
    assert layout.lines(lab.settle(settled, "a", CUT, {})).equals(layout.lines(documents))


def test_a_heading_has_the_level_that_is_said(tmp_path):
    documents = corpus.load(folder(tmp_path))
    for level in (1, 3, 6):
        settled = lab.settle(documents, "a", JOINED, {"role": "heading", "level": level})
        sections = layout.sections(layout.lines(settled)).set_index("heading")
        assert sections.loc["The Mayor came.", "level"] == level
        assert sections.loc["Why it failed", "level"] == 1
    assert "Why it failed" not in set(
        layout.sections(layout.lines(lab.settle(documents, "a", HEADING, {"role": "body"})))["heading"]
    )


def test_paragraphs_are_joined_and_parted(tmp_path):
    text = f"{PROSE}, and\n\nin lower case it went on.\n\nThe end of it came.\n\n{PROSE}.\n"
    documents = corpus.load(folder(tmp_path, text=text))

    def paragraphs(table):
        return layout.paragraphs(layout.lines(table))["text"].tolist()

    one, two = f"{PROSE}, and in lower case it went on.", "The end of it came."
    assert paragraphs(documents) == [one, two, f"{PROSE}."]
    assert paragraphs(lab.settle(documents, "a", 5, {"joins": True})) == [f"{one} {two}", f"{PROSE}."]
    parted = lab.settle(documents, "a", 3, {"joins": False})
    assert paragraphs(parted) == [f"{PROSE}, and", "in lower case it went on.", two, f"{PROSE}."]


def test_a_line_of_a_wrapped_paragraph_begins_one_or_goes_on():
    sentence = (
        "The rope was new and was tried in March by all of the keepers\nof the ferry who stood there in the rain and"
    )
    text = "\n\n".join([f"{sentence} waited.\nNobody came until the evening and nobody had seen the boat\nleave."] * 4)
    documents = made.documents(text)

    def paragraphs(table):
        return layout.paragraphs(layout.lines(table))["text"].tolist()

    whole = " ".join(text.split("\n\n")[0].split("\n"))
    assert paragraphs(documents) == [whole] * 4
    first = f"{' '.join(sentence.split())} waited."
    settled = lab.settle(documents, "a", 3, {"joins": False})
    assert paragraphs(settled) == [first, whole.removeprefix(f"{first} "), *[whole] * 3]
    furniture = lab.settle(settled, "a", 8, {"role": "boilerplate"})  # one line named, one line changed
    roles = layout.lines(furniture)["role"].astype(str).tolist()
    assert [roles[6], roles[7], roles[8]] == ["body", "boilerplate", "body"]
    assert paragraphs(lab.settle(furniture, "a", 8, {"role": "body"})) == paragraphs(settled)


def test_a_note_is_linked_to_the_line_of_its_marker(tmp_path):
    documents = corpus.load(folder(tmp_path))
    settled = lab.settle(documents, "a", NOTE, {"role": "footnote", "marker": JOINED})
    notes = layout.footnotes(layout.lines(settled))
    assert notes[["number", "line", "marker_line"]].values.tolist() == [[1, NOTE, JOINED]]
    assert notes["text"].tolist() == ["See the book."]


def test_a_note_that_is_linked_by_hand_frees_the_marker_that_the_rules_gave_it(tmp_path):
    text = f"{PROSE}.[1]\n\n{PROSE} too.[1]\n\n{PROSE} at last.\n\n[1] See the book.\n"
    documents = corpus.load(folder(tmp_path, text=text))
    assert layout.footnotes(layout.lines(documents))["marker_line"].tolist() == [1]
    settled = lab.settle(documents, "a", 7, {"marker": 3, "role": "footnote"})
    assert layout.footnotes(layout.lines(settled))["marker_line"].tolist() == [3]
    assert layout.audit(layout.lines(settled)).query("finding == 'marker without note'")["line"].tolist() == [1]


def test_somebody_speaks_and_nobody_does(tmp_path):
    documents = corpus.load(folder(tmp_path))
    settled = lab.settle(documents, "a", TURN, {"speaker": "KEEPER"})
    assert row(settled, TURN)["speaker"] == "KEEPER"
    assert "The lamp is out." in layout.paragraphs(layout.lines(settled))["text"].tolist()
    nobody = lab.settle(settled, "a", TURN, {"speaker": ""})
    assert "KEEPER: The lamp is out." in layout.paragraphs(layout.lines(nobody))["text"].tolist()


def test_of_lines_that_read_the_same_one_is_settled_or_all(tmp_path):
    documents = corpus.load(folder(tmp_path))
    kept = lab.settle(documents, "a", SECOND, {"role": "caption"})
    assert [row(kept, FIRST)["role"], row(kept, SECOND)["role"]] == [row(documents, FIRST)["role"], "caption"]
    both = lab.settle(documents, "a", SECOND, {"role": "caption", "nth": 0})
    assert [row(both, FIRST)["role"], row(both, SECOND)["role"]] == ["caption", "caption"]
    one = lab.settle(both, "a", FIRST, {"role": "body"})
    assert [row(one, FIRST)["role"], row(one, SECOND)["role"]] == ["body", "caption"]


SAID = {
    HEADING: {"role": "body"},
    JOINED: {"joins": True},
    TURN: {"speaker": "KEEPER"},
    NOTE: {"role": "footnote", "marker": CUT},
    SECOND: {"role": "boilerplate"},
    HOSTILE: {"role": "heading", "level": 2},
}


@pytest.mark.parametrize("hand", ["", HAND, HAND.replace("\r\n", "\n"), "\ufeff" + HAND, HAND.strip()])
def test_what_is_saved_holds_when_the_folder_is_loaded_again_and_what_was_written_by_hand_stays(tmp_path, hand):
    documents = corpus.load(folder(tmp_path, hand))
    for line, said in SAID.items():
        documents = lab.settle(documents, "a", line, said)
    saved = lab.save_rules(documents, tmp_path)
    again = corpus.load(tmp_path)
    assert layout.lines(again).equals(layout.lines(documents))
    assert layout.lines(saved).equals(layout.lines(documents))
    assert again["rules"].tolist() == saved["rules"].tolist()
    written = (tmp_path / "rules.toml").read_bytes()
    assert written.startswith(hand.encode())
    assert corpus.problems(tmp_path).query("file == 'rules.toml'").empty
    lab.save_rules(again, tmp_path)
    assert (tmp_path / "rules.toml").read_bytes() == written  # saving twice changes nothing
    for line in SAID:
        again = lab.settle(again, "a", line, {})
    lab.save_rules(again, tmp_path)
    assert (tmp_path / "rules.toml").read_bytes().strip() == hand.encode().strip()


def test_what_stands_behind_the_settled_lines_stays_and_their_entries_by_hand_too(tmp_path):
    documents = corpus.load(folder(tmp_path, "# first\n"))
    lab.save_rules(lab.settle(documents, "a", CUT, {"role": "caption"}), tmp_path)
    path = tmp_path / "rules.toml"
    by_hand = "\n[[a.lines]]  # mine\ntext = 'Why it failed'\nrole = 'title'\n"
    path.write_text(path.read_text("utf-8") + by_hand, "utf-8")
    documents = lab.settle(corpus.load(tmp_path), "a", JOINED, {"role": "quote"})
    lab.save_rules(documents, tmp_path)
    assert path.read_text("utf-8").endswith(by_hand)
    assert path.read_text("utf-8").startswith("# first\n")
    assert [row(corpus.load(tmp_path), n)["role"] for n in (CUT, HEADING)] == ["caption", "title"]
    kinds = layout.paragraphs(layout.lines(corpus.load(tmp_path))).set_index("first_line")["kind"]
    assert kinds[JOINED] == "quote"


BY_HAND = """# mine
[a]
caption = ['^Nothing']

# The heading:
[[a.lines]]  # of 1901
text = 'Why it failed'  # twice?
role = 'caption'
# The Mayor:
[[a.lines]]
text = "The Mayor came."
role = "heading"
"""


@pytest.mark.parametrize("behind", [False, True])
def test_an_entry_written_by_hand_is_taken_back_or_replaced_and_its_words_stay_as_a_comment(tmp_path, behind):
    alone, tmp_path = row(corpus.load(folder(tmp_path / "alone")), HEADING)["role"], tmp_path / "home"
    documents = corpus.load(folder(tmp_path, BY_HAND))
    if behind:  # it stands behind the lines of the workbench, and would have the last word
        documents = lab.save_rules(lab.settle(documents, "a", CUT, {"role": "quote"}), tmp_path)
        path = tmp_path / "rules.toml"
        path.write_text(path.read_text("utf-8").replace(BY_HAND, "").strip() + f"\n{BY_HAND}", "utf-8")
        documents = corpus.load(tmp_path)
    documents = lab.settle(documents, "a", HEADING, {})
    documents = lab.settle(documents, "a", JOINED, {"role": "byline"})
    saved = lab.save_rules(documents, tmp_path)
    again = corpus.load(tmp_path)
    assert again["rules"].tolist() == saved["rules"].tolist()
    assert [row(again, HEADING)["role"], row(again, JOINED)["role"]] == [alone, "byline"]
    written = (tmp_path / "rules.toml").read_text("utf-8")
    assert "g:\n# [[a.lines]]  # of 1901\n# text = 'Why it failed'  # twice?\n# role = 'caption'\n# The M" in written
    assert "# mine\n[a]\ncaption = ['^Nothing']\n" in written
    bench = lab.structure(saved, tmp_path)
    bench.undo()
    assert bench.seen["message"] == "Nothing is left to take back."


def test_an_entry_that_somebody_writes_meanwhile_is_not_taken_back(tmp_path):
    documents = lab.settle(corpus.load(folder(tmp_path)), "a", HEADING, {"role": "title"})
    documents = lab.settle(documents, "a", HEADING, {})
    (tmp_path / "rules.toml").write_text(BY_HAND, "utf-8")
    lab.save_rules(lab.settle(documents, "a", CUT, {"role": "quote"}), tmp_path)
    assert (tmp_path / "rules.toml").read_text("utf-8").startswith(BY_HAND)


def test_an_entry_by_hand_that_only_a_hand_can_take_out_is_named_and_stays(tmp_path):
    rules = "a.lines = [{text = 'Why it failed', role = 'caption'}, {text = 'Download', role = 'body'}]\n"
    documents = lab.settle(corpus.load(folder(tmp_path, rules)), "a", HEADING, {})
    with pytest.raises(ValueError, match=r"\['Why it failed'\] was written there by hand, in a form that only a hand"):
        lab.save_rules(documents, tmp_path)
    assert (tmp_path / "rules.toml").read_text("utf-8") == rules


def test_a_file_name_with_signs_that_cannot_be_seen_blocks_no_saving(tmp_path):
    folder(tmp_path)
    (tmp_path / "b\x01\u202e\nc.txt").write_text(TEXT, encoding="utf-8")
    documents = corpus.load(tmp_path)
    for doc_id in documents["doc_id"]:
        documents = lab.settle(documents, doc_id, CUT, {"role": "caption"})
    lab.save_rules(documents, tmp_path)
    assert len(documents) == 2
    assert layout.lines(corpus.load(tmp_path)).query("rule == 'by_hand'")["line"].tolist() == [CUT, CUT]


def test_lines_of_texts_that_are_not_open_stay(tmp_path):
    folder(tmp_path)
    (tmp_path / "b c.txt").write_text(TEXT, encoding="utf-8")
    documents = corpus.load(tmp_path)
    for doc_id in ("a", "b c"):
        documents = lab.settle(documents, doc_id, CUT, {"role": "caption"})
    lab.save_rules(documents, tmp_path)
    one = lab.settle(corpus.load(tmp_path).query("doc_id == 'a'"), "a", JOINED, {"role": "caption"})
    lab.save_rules(one, tmp_path)
    both = layout.lines(corpus.load(tmp_path)).query("rule == 'by_hand'")
    assert list(zip(both["doc_id"], both["line"], strict=True)) == [("a", CUT), ("a", JOINED), ("b c", CUT)]


def test_lines_that_another_workbench_saved_meanwhile_stay(tmp_path):
    documents = corpus.load(folder(tmp_path))  # the cell of the workbench is run again, that of the texts is not

    def settled_now():
        return layout.lines(corpus.load(tmp_path)).query("rule == 'by_hand'").set_index("line")["role"].to_dict()

    for line, role in ((CUT, "caption"), (JOINED, "byline"), (CUT, "title")):
        bench = lab.structure(documents, tmp_path)
        bench.settle(line, {"role": role})
        bench.save()
    assert settled_now() == {CUT: "title", JOINED: "byline"}
    bench.settle(NOTE, {"role": "footnote"})
    bench.save()
    bench.undo()  # what was saved here is taken back one by one, what the others saved is not
    bench.undo()
    bench.save()
    assert settled_now() == {JOINED: "byline"}
    bench.settle(JOINED, {})
    bench.save()
    assert settled_now() == {}
    assert documents["rules"].tolist() == [None]


def test_lines_of_a_text_that_has_another_name_now_are_named_and_the_others_can_be_read(tmp_path):
    folder(tmp_path)
    lab.save_rules(lab.settle(corpus.load(tmp_path), "a", CUT, {"role": "caption"}), tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    told = corpus.problems(tmp_path)
    assert told.attrs["texts"] == 1
    problem = "rules for 'a', which is no text of this corpus"
    assert ["rules.toml", problem, False] in told[["file", "problem", "left_out"]].values.tolist()
    lab.save_rules(lab.settle(corpus.load(tmp_path), "b", JOINED, {"role": "caption"}), tmp_path)
    assert set(tomllib.loads((tmp_path / "rules.toml").read_text("utf-8"))) == {"a", "b"}
    (tmp_path / "b.txt").rename(tmp_path / "a.txt")
    assert row(corpus.load(tmp_path), CUT)["role"] == "caption"


def test_a_settled_line_holds_where_it_moves_and_is_named_when_it_is_gone(tmp_path):
    documents = corpus.load(folder(tmp_path))
    documents = lab.settle(documents, "a", HEADING, {"role": "caption"})
    documents = lab.settle(documents, "a", NOTE, {"role": "footnote", "marker": JOINED})
    lab.save_rules(documents, tmp_path)
    folder(tmp_path, text=f"A line before.\n\n{TEXT}".replace("The Mayor came.", "The Mayor went."))
    found = corpus.problems(tmp_path).query("file == 'rules.toml'")
    assert found["left_out"].tolist() == [False]
    assert "'The Mayor came.'" in found["problem"].iloc[0]
    assert row(corpus.load(tmp_path), HEADING + 2)["role"] == "caption"
    bench = lab.structure(corpus.load(tmp_path), tmp_path)
    assert bench.seen["unfit"] == []  # the note is there, its marker is not: it has no link
    folder(tmp_path, text=TEXT.replace("Why it failed", "Why it fell"))
    bench = lab.structure(corpus.load(tmp_path), tmp_path)
    assert bench.seen["unfit"] == ["Why it failed"]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("[a]\nlines = [{text = 'The Mayor came.', role = 'body'}]\n", "cannot be saved"),
        (f"{settled.BEGIN}\n", "the mark of the end is missing"),
    ],
)
def test_a_file_that_cannot_take_the_lines_stays_as_it_is(tmp_path, before, said):
    documents = lab.settle(corpus.load(folder(tmp_path, before)), "a", CUT, {"role": "caption"})
    with pytest.raises(ValueError, match=said):
        lab.save_rules(documents, tmp_path)
    assert (tmp_path / "rules.toml").read_text("utf-8") == before


def test_the_planted_texts_of_a_notebook_are_not_saved_over():
    before = sorted(path.name for path in corpus.PLANTED.iterdir())
    with pytest.raises(ValueError, match=r"planted texts stay as they are.*my_texts"):
        lab.save_rules(corpus.load(corpus.PLANTED), corpus.PLANTED)
    assert sorted(path.name for path in corpus.PLANTED.iterdir()) == before


def test_a_folder_that_is_read_only_or_of_other_texts_is_named(tmp_path, monkeypatch):
    documents = lab.settle(corpus.load(folder(tmp_path)), "a", CUT, {"role": "caption"})
    with pytest.raises(ValueError, match=r"\['a'\] are not of this folder.*lab.structure\(documents, folder\)"):
        lab.save_rules(documents)

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.write_bytes", refused)  # whoever runs as root may write everywhere
    bench, sent = lab.structure(documents, tmp_path), []
    monkeypatch.setattr(bench, "send", sent.append)
    bench.answer({"do": "save"})
    assert sent == [{"answered": True}]  # whatever happens: without it the page says that Python is not there
    assert "Permission denied" in bench.seen["message"]
    assert "give yourself the right to write there" in bench.seen["message"]
    assert not (tmp_path / "rules.toml").exists()


@pytest.mark.parametrize(
    ("line", "said", "error"),
    [
        (2, {"role": "body"}, "line 2 is blank or not there"),
        (9999, {"role": "body"}, "line 9999 is blank or not there"),
        (CUT, {"role": "nonsense"}, "no role 'nonsense'"),
        (CUT, {"role": "blank"}, "no role 'blank'"),
        (CUT, {"level": 9}, r"\['level'\], which cannot be"),
        (CUT, {"color": "red"}, r"\['color'\], which cannot be"),
    ],
)
def test_what_cannot_be_said_of_a_line_is_an_error(tmp_path, line, said, error):
    with pytest.raises(ValueError, match=error):
        lab.settle(corpus.load(folder(tmp_path)), "a", line, said)


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ("[a]\nlines = ['x']\n", "a line without its text"),
        ("[[a.lines]]\nrole = 'body'\n", "a line without its text"),
        ("[[a.lines]]\ntext = '  '\n", "a line without its text"),
        ("[[a.lines]]\ntext = 'x'\nlevel = 7\n", r"\['level'\], which cannot be"),
        ("[[a.lines]]\ntext = 'x'\nlevel = true\n", r"\['level'\], which cannot be"),
        ("[[a.lines]]\ntext = 'x'\ncolor = 'red'\n", r"\['color'\], which cannot be"),
        ("[[default.lines]]\ntext = 'x'\n", "a line belongs to one text"),
        ("[[a.lines]]\ntext = 'The Mayor came.'\nrole = 'nonsense'\n", r"\['role'\], which cannot be"),
    ],
)
def test_entries_that_cannot_be_are_refused(tmp_path, rules, fault):
    with pytest.raises(ValueError, match=fault):
        layout.lines(corpus.load(folder(tmp_path, rules)))


# ---------------------------------------------------------------- the workbench


def test_twenty_faults_come_first_and_are_mended(tmp_path, shipped):
    keys = planted_faults.folder(tmp_path / "planted")
    bench = lab.structure(corpus.load(tmp_path / "planted"), tmp_path / "planted")
    assert len(keys) == 20
    assert set(keys) <= {line for _, line, *_ in bench.beside["steps"]}
    sure = [step[0] for step in bench.beside["steps"]]
    assert sure == sorted(sure)


def test_undo_goes_back_step_by_step_and_code_does_the_same(tmp_path):
    bench = lab.structure(corpus.load(folder(tmp_path)), tmp_path)
    states = [layout.lines(bench.documents)]
    for line, said in SAID.items():
        bench.settle(line, said)
        states.append(layout.lines(bench.documents))
    made_by_code: dict = {"corpus": corpus, "lab": lab}
    exec(bench.code, made_by_code)
    assert layout.lines(made_by_code["documents"]).equals(states[-1])
    for state in reversed(states[:-1]):
        bench.undo()
        assert layout.lines(bench.documents).equals(state)
    bench.undo()
    assert bench.seen["message"] == "Nothing is left to take back."


def test_code_says_that_the_file_still_holds_what_was_taken_back_after_it_was_saved(tmp_path):
    bench = lab.structure(corpus.load(folder(tmp_path)), tmp_path)

    def made_by_code():
        names: dict = {"corpus": corpus, "lab": lab}
        exec(bench.code, names)
        return layout.lines(names["documents"]).equals(layout.lines(bench.documents))

    bench.settle(HEADING, {"role": "heading"})
    bench.settle(CUT, {"role": "caption"})
    bench.save()
    assert bench.seen["message"] == "Saved: rules.toml settles 2 lines."
    for act in (bench.undo, lambda: bench.settle(NOTE, {"role": "body"})):
        act()
        assert not made_by_code()
        assert bench.code.startswith("# Save first: ")
    bench.save()
    assert made_by_code()
    assert not bench.code.startswith("#")


def test_what_is_seen_is_what_layout_says(tmp_path, shipped):
    bench = lab.structure(shipped["documents"])
    bench.choose("yang_2025")
    bench.settle(25, {"role": "caption"})
    lines = layout.lines(bench.documents).query("doc_id == 'yang_2025'")
    assert [row[0] for row in bench.seen["rows"]] == lines["role"].tolist()
    ledger = layout.ledger(layout.lines(bench.documents)).query("doc_id == 'yang_2025'").groupby("role")["words"].sum()
    assert {role: words for role, words, _ in bench.beside["words"]} == {
        role: ledger[role] for role, _, _ in bench.beside["words"]
    }
    assert ledger.sum() == sum(words for _, words, _ in bench.beside["words"])


def test_without_a_kernel_a_table_stands_there_and_is_the_same_every_time(tmp_path):
    documents = corpus.load(folder(tmp_path))
    hostile = lab.settle(documents, "a", HOSTILE, {"role": "title"})
    first, second = (lab.structure(hostile, tmp_path)._repr_mimebundle_()[0] for _ in range(2))
    for kind in ("text/plain", "text/html"):
        assert first[kind] == second[kind]
        assert "Why it failed" in first[kind]
    assert "<script>" not in first["text/html"]


def test_what_was_saved_is_toml_with_the_text_of_the_lines(tmp_path):
    documents = lab.settle(corpus.load(folder(tmp_path)), "a", HOSTILE, {"role": "heading", "level": 2})
    lab.save_rules(documents, tmp_path)
    said = tomllib.loads((tmp_path / "rules.toml").read_text("utf-8"))
    assert said == {
        "a": {"lines": [{"text": f"{TEXT.splitlines()[HOSTILE - 1][:100]}…", "role": "heading", "level": 2}]}
    }
    assert stat.S_ISREG((tmp_path / "rules.toml").stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "rules.toml"]
