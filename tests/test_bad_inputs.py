"""Each bad input of the table comes to what it must: loaded, left out and named, or refused with a message.

The rows are in ``bad_inputs.py``. All bad files lie in one folder beside a good text, so one that stopped the others
would fail every row.
"""

import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import warnings

import bad_inputs
import hostile
import pytest
import regex
from made import documents

from helpers import __main__, corpus, layout, passages, report, scale, verbs, words

TEXT = bad_inputs.TEXT
FILES = [*bad_inputs.FILES, *(row._replace(name=f"hostile_{row.name}") for row in hostile.FILES)]
SECONDS, MEGABYTES = 20, 1_000  # what one input may take: the process that reads it is ended beyond


def filled(place, files):
    """Write files into a folder."""
    for name, raw in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return place


def loaded(folder):
    """Return DOCUMENTS, and PROBLEMS by file; every fault that is warned of is listed too."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = corpus.load(folder, seconds=SECONDS, megabytes=MEGABYTES)
    told = corpus.problems(folder, seconds=SECONDS, megabytes=MEGABYTES)
    left = set(told.loc[told["left_out"], "file"])
    assert all(name in str(caught[0].message) for name in left)
    assert not any(regex.search(r"\p{C}", str(warning.message)) for warning in caught)
    return found, told


def sound(message, *parts):
    """Say that a message names what it should and can be printed."""
    for part in parts:
        assert part in message, message
    assert not regex.search(r"[\p{C}--\n]", message, regex.V1), message


# ---------------------------------------------------------------- files


@pytest.fixture(scope="module")
def all_files(tmp_path_factory):
    """Load the folder of all bad files once."""
    assert len({row.name for row in FILES}) == len(FILES)
    folder = filled(tmp_path_factory.mktemp("files"), {"good.txt": TEXT.encode()})
    for row in FILES:
        filled(folder, {row.name: row.made()})
    found, told = loaded(folder)
    found = found[["doc_id", "file", "text"]]  # of thousands of columns: a wide table lies there
    return found, told, *(dict(iter(table.groupby(first_part(table["file"])))) for table in (found, told))


def first_part(files):
    """Return the file at the top of each path, without the text in it that a problem is about."""
    return files.str.split("/").str[0].str.split(" (", regex=False).str[0]


@pytest.mark.parametrize("row", FILES, ids=lambda row: row.name)
def test_a_file_is_loaded_or_left_out_and_named(all_files, row):
    found, told, by_file, problems = all_files
    own, remarks = by_file.get(row.name, found.head(0)), problems.get(row.name, told.head(0))
    about = remarks[remarks["left_out"]]
    if row.outcome == bad_inputs.LOADED:
        assert row.remark or about.empty, about["problem"].tolist()
        assert row.said in " ".join(own["text"])
        assert not row.remark or remarks["problem"].str.contains(row.remark, regex=False).any()
    else:
        assert own.empty
        assert len(about) == 1
        assert row.said in about["problem"].item()
        assert row.cure in about["cure"].item()


def test_the_good_text_is_loaded_whatever_lies_beside_it(all_files):
    found, told, _, _ = all_files
    assert found.loc[found["doc_id"] == "good", "text"].tolist() == [TEXT]
    assert found["doc_id"].is_unique
    listed = {name.split("/")[0] for name in [*told.loc[told["left_out"], "file"], *found["file"]]}
    assert {row.name for row in FILES} <= listed  # nothing in silence


def test_no_file_asks_for_what_is_elsewhere(tmp_path):
    """Whoever follows an address of these files, knocks at a door that is watched."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.1)
        place = f"http://127.0.0.1:{door.getsockname()[1]}/"
        for row in hostile.CALLS:
            (tmp_path / row.name).write_bytes(row.raw.replace(hostile.AWAY.encode(), place.encode()))
        found, _ = loaded(tmp_path)
        assert len(found) == len(hostile.CALLS)
        assert not found["text"].str.contains("root:").any()  # of /etc/passwd
        with pytest.raises(TimeoutError):
            door.accept()


# ---------------------------------------------------------------- names and folders


@pytest.mark.parametrize("name", bad_inputs.NAMES, ids=ascii)
def test_a_name_is_an_id_that_can_be_shown(tmp_path, name):
    (tmp_path / os.fsdecode(name)).write_bytes(TEXT.encode())
    found, told = loaded(tmp_path)
    assert found["doc_id"].tolist() == [bad_inputs.NAMES[name]]
    assert found["text"].tolist() == [TEXT]
    assert not regex.search(r"\p{C}", found["file"].item())
    assert told.empty


def test_names_that_are_alike_are_texts_of_their_own(tmp_path):
    for name in bad_inputs.NAMES:
        (tmp_path / os.fsdecode(name)).write_bytes(TEXT.encode())
    found, _ = loaded(tmp_path)
    assert len(found) == len(bad_inputs.NAMES)
    assert found["doc_id"].is_unique


def test_a_text_called_like_a_page_of_its_own_takes_no_page_away():
    folders = {page.path.split("/")[0] for page in report.PAGES if "{name}" in page.path}
    fixed = [page.path.split("/")[1].split(".")[0] for page in report.PAGES if page.path.split("/")[0] in folders]
    stems = [stem for stem in fixed if stem != "{name}"]
    assert {"index", "exercises"} <= set(stems)
    assert not set(report.names(stems).values()) & set(stems)


HOSTILE = "\x1b[2J\u202eno"


@pytest.mark.parametrize(
    "files", [{}, {f"{HOSTILE}.txt": b""}, {"rules.toml": f"[{HOSTILE!r}".encode(), "a.txt": b"A"}]
)
def test_a_hostile_name_does_not_act_in_the_terminal(tmp_path, capsys, monkeypatch, files):
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    place = filled(tmp_path / HOSTILE, files)
    assert __main__.main(["report", str(place)]) == 1
    sound(capsys.readouterr().err, "Failed: ", "no")


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (ModuleNotFoundError("No module named 'sphinx'"), "Failed: No module named 'sphinx'. Set the project up anew"),
        (subprocess.TimeoutExpired("chromium", 120), "timed out after 120 seconds"),
        (
            shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'"), ("c", "d", "")]),
            "device: 'b'. Make room",
        ),
        (RuntimeError("Kernel died before replying to kernel_info"), "Failed: Kernel died"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_else_stops_a_verb_is_said_in_one_line(capsys, monkeypatch, stop, said):
    def fail():
        raise stop

    monkeypatch.setattr(report, "run", fail)
    assert __main__.main(["run"]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", bad_inputs.UNREAD)
def test_what_is_no_text_by_its_name_is_not_read(tmp_path, name):
    found, told = loaded(filled(tmp_path, {"good.txt": TEXT.encode(), name: TEXT.encode() + b" More."}))
    assert found["doc_id"].tolist() == ["good"]
    assert told.empty


def linked(place, goal, name="link.txt"):
    """Put a link beside a good text."""
    filled(place, {"good.txt": TEXT.encode()})
    (place / name).symlink_to(goal)
    return place


FOLDERS = {
    "none": (lambda place: place / "none", "no such folder", "Give the path"),
    "a file": (lambda place: filled(place, {"a": b""}) / "a", "no such folder", "Give the path"),
    "empty": (lambda place: place, "no text that can be read", "Put texts there"),
    "only hidden": (lambda place: filled(place, {".a.txt": b"A", ".b/a.txt": b"A"}), "no text", "Put texts there"),
    "only a readme": (lambda place: filled(place, {"README.md": b"A"}), "no text", "Put texts there"),
    "only bad files": (lambda place: filled(place, {"a.txt": b"", "b.doc": b"x"}), "a.txt: an empty file", "Put texts"),
    "empty texts": (lambda place: filled(place, {"texts/.a": b"", "a.txt": b"A"}), "no text", "Put texts there"),
}
LINKS = {
    "out": ("/etc/passwd", "a link that leads out of the folder, or nowhere"),
    "nowhere": ("none", "a link that leads out of the folder, or nowhere"),
    "itself": ("link.txt", "a link that leads out of the folder, or nowhere"),
    "a device": ("/dev/zero", "a link that leads out of the folder, or nowhere"),
    "a process": ("/proc/self/environ", "a link that leads out of the folder, or nowhere"),
    "above": ("..", "a link to a folder, which is not followed"),
    "root": ("/", "a link to a folder, which is not followed"),
}


@pytest.mark.parametrize(("made", "fault", "cure"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_without_a_text_is_refused(tmp_path, made, fault, cure):
    with pytest.raises(corpus.CorpusError) as error:
        corpus.load(made(tmp_path))
    sound(str(error.value), str(tmp_path), fault, cure)


@pytest.mark.parametrize(("goal", "problem"), LINKS.values(), ids=LINKS)
def test_a_link_that_leads_out_is_named_and_not_followed(tmp_path, goal, problem):
    found, told = loaded(linked(tmp_path, goal))
    assert found["doc_id"].tolist() == ["good"]
    assert told[["file", "problem"]].to_numpy().tolist() == [["link.txt", problem]]


def test_what_is_no_file_is_named(tmp_path):
    os.mkfifo(filled(tmp_path, {"good.txt": TEXT.encode()}) / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    found, told = loaded(tmp_path)
    assert found["doc_id"].tolist() == ["good"]
    assert told[["file", "problem"]].to_numpy().tolist() == [
        ["pipe.txt", "not a plain file (a folder, a pipe or a device)"]
    ]


# ---------------------------------------------------------------- index.csv and rules.toml


def indexed(place, index):
    """Write a folder of two texts with an index."""
    filled(place, {"index.csv": index, "texts/a.txt": TEXT.encode(), "texts/b.txt": b"Of laws, and of peace and war."})
    (place / "texts" / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(place / "texts" / "pipe")
    return place


@pytest.mark.parametrize(("index", "file", "fault", "cure"), bad_inputs.INDEXES, ids=lambda row: ascii(row)[:40])
def test_an_index_that_contradicts_its_folder_is_refused(tmp_path, index, file, fault, cure):
    with pytest.raises(corpus.CorpusError) as error:
        corpus.load(indexed(tmp_path, index))
    sound(str(error.value), file, fault, cure)
    listed = corpus.problems(tmp_path)
    assert any(fault in problem for problem in listed["problem"])


@pytest.mark.parametrize(("index", "ids"), bad_inputs.INDEXED, ids=lambda row: ascii(row)[:40])
def test_an_odd_index_is_read(tmp_path, index, ids):
    found, _ = loaded(indexed(tmp_path, index))
    assert found["doc_id"].tolist() == ids


@pytest.mark.parametrize("name", ["index.csv", "rules.toml"])
def test_an_index_and_rules_of_200_mb_are_not_read(tmp_path, monkeypatch, name):
    place = filled(tmp_path, {"index.csv": b"doc_id,file\na,a.txt\n", "texts/a.txt": TEXT.encode()})
    with (place / name).open("ab") as handle:
        handle.truncate(200_000_000)  # a hole: no byte of it lies on the disk
    path_of, opened = type(place), type(place).read_bytes
    monkeypatch.setattr(path_of, "read_bytes", lambda path: path.name != name and opened(path))
    with pytest.raises(corpus.CorpusError) as error:
        corpus.load(place)
    sound(str(error.value), name, "over 20,000,000 bytes", "Make it shorter")


@pytest.mark.parametrize("name", ["index.csv", "rules.toml"])
def test_an_index_and_rules_that_lead_out_are_not_read(tmp_path, name):
    other = filled(tmp_path / "other", {name: b"secret,word\n"})
    place = filled(tmp_path / "own", {"texts/a.txt": TEXT.encode()})
    (place / name).symlink_to(other / name)
    with pytest.raises(corpus.CorpusError) as error:
        corpus.load(place)
    sound(str(error.value), name, "a link that leads out of the folder", "Copy the file itself")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(("rules", "fault", "cure"), bad_inputs.RULES, ids=lambda row: ascii(row)[:40])
def test_rules_that_cannot_be_used_are_refused(tmp_path, rules, fault, cure):
    slow = "a" * 60 + "!\n\n"
    with pytest.raises(ValueError, match=r"(?s).") as error:
        layout.lines(corpus.load(filled(tmp_path, {"rules.toml": rules, "a.txt": slow.encode() + TEXT.encode()})))
    sound(str(error.value), "rules.toml", fault, cure)


@pytest.mark.parametrize(("rules", "role"), bad_inputs.RULED, ids=lambda row: ascii(row)[:40])
def test_odd_rules_are_used(tmp_path, rules, role):
    text = f"Of laws, and of peace and war, and of what nobody in the town could say.\n\n{TEXT}\n\n" + "So it is. " * 40
    made = filled(tmp_path, {"rules.toml": rules, "a.txt": text.encode()})
    found = layout.lines(corpus.load(made))
    (tmp_path / "rules.toml").unlink()
    assert found["role"].tolist()[2] == (role or layout.lines(corpus.load(made))["role"].tolist()[2])


# ---------------------------------------------------------------- Parquet


@pytest.mark.parametrize(("files", "fault", "cure"), bad_inputs.PARTS, ids=range(len(bad_inputs.PARTS)))
def test_parts_that_cannot_be_used_are_refused(tmp_path, files, fault, cure):
    made = filled(tmp_path / "documents", files)
    made.mkdir(exist_ok=True)
    former = scale.parts(documents("Peace and law."), str(tmp_path / "counts"), 1)
    with pytest.raises((ValueError, TypeError, OSError)) as error:
        scale.counts(str(made), former)
    sound(str(error.value), fault, cure)
    assert scale.read(former)["text"].tolist() == ["Peace and law."]  # the former result is still there
    assert not (tmp_path / "counts" / "unfinished").exists()
    assert {path.name for path in made.iterdir()} == {name.split("/")[0] for name in files}


@pytest.mark.parametrize(("stage", "part"), bad_inputs.STAGES, ids=range(len(bad_inputs.STAGES)))
def test_what_is_no_table_of_the_stage_before_is_refused(tmp_path, stage, part):
    made = filled(tmp_path, {"source/part-00000.parquet": part})
    given = [str(made / "source"), *([str(made / "target")] if stage != "frequencies" else [])]
    with pytest.raises((ValueError, TypeError)) as error:
        getattr(scale, stage)(*given)
    sound(str(error.value), "part-00000.parquet", "Make it with")


def test_a_target_that_would_take_its_source_away_is_refused(tmp_path):
    for source in ("counts/unfinished", "counts/unfinished/a"):
        made = scale.parts(documents("Peace and law."), f"{tmp_path}/{source}", 1)
        with pytest.raises(ValueError, match=r"the target .* is the folder that is read\. Write to another"):
            scale.counts(made, f"{tmp_path}/counts")
        assert scale.read(made)["text"].tolist() == ["Peace and law."]


# ---------------------------------------------------------------- searches


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("term", "comes"), bad_inputs.SEARCHES, ids=lambda row: ascii(row)[:20])
def test_a_search_is_answered_or_refused(term, comes):
    """``comes`` is the number of uses, or words of the error."""
    paragraphs = layout.paragraphs(layout.lines(documents(TEXT)))
    tokens = words.tokens(paragraphs)
    if isinstance(comes, int):
        assert len(passages.concordance(tokens, term, paragraphs)) == comes
        return
    with pytest.raises((ValueError, TypeError), match=re.escape(comes)):
        passages.concordance(tokens, term, paragraphs)


@pytest.mark.filterwarnings("ignore")
def test_the_patterns_of_one_search_share_one_patience(monkeypatch):
    """A clock that goes on by two seconds whenever it is asked leaves none of the three for a second pattern."""
    paragraphs = layout.paragraphs(layout.lines(documents("a" * 5_000 + " b")))
    tokens, clock = words.tokens(paragraphs), itertools.count(0, 2)
    monkeypatch.setattr(sys.modules[passages.concordance.__module__], "monotonic", clock.__next__)
    slow = "*a*a*a*a*a*a*a*b"
    with pytest.raises(ValueError, match="takes too long. Make it simpler"):
        passages.concordance(tokens, f"{slow} {slow}c")


def test_the_table_is_as_long_as_it_should_be():
    kinds = {
        "files": len(FILES),
        "names": len(bad_inputs.NAMES) + len(bad_inputs.UNREAD),
        "folders": len(FOLDERS) + len(LINKS),
        "index.csv": len(bad_inputs.INDEXES) + len(bad_inputs.INDEXED),
        "rules.toml": len(bad_inputs.RULES) + len(bad_inputs.RULED),
        "Parquet": len(bad_inputs.PARTS) + len(bad_inputs.STAGES),
        "searches": len(bad_inputs.SEARCHES),
    }
    print(kinds, sum(kinds.values()))
    assert sum(kinds.values()) >= 150
