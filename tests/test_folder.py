"""The folder that waits for a reader's own texts: which one it is, what a box puts into it, and what is never lost."""

import datetime
import html
import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import house
import made
import pytest

from helpers import corpus, lab, report, verbs

WHEN = datetime.datetime(2000, 1, 1)
STORM = "The storm took the lower bridge in the night, and nobody on the north bank heard it go before the bell.\n"
MILL = "The miller kept two horses for the carts, and a third for the road to the market when the river was low.\n"


class Box:
    """The box over a folder, with its parts by name."""

    def __init__(self, folder=None):
        self.told, row, self.made, self.found, self.kept = lab.folder(folder).children
        self.upload, self.again, self.build = row.children

    def drop(self, **files):
        self.dropped(files)

    def dropped(self, files):
        """Drop files by their names, as the browser sends them."""
        bare = {"type": "", "last_modified": WHEN}
        contents = ((name, text.encode() if isinstance(text, str) else text) for name, text in files.items())
        self.upload.value = tuple(bare | {"name": name, "size": len(raw), "content": raw} for name, raw in contents)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder that takes the place of my_texts and is not there yet."""
    monkeypatch.setenv("READING_MY_TEXTS", str(tmp_path / "my_texts"))
    return tmp_path / "my_texts"


def files(folder):
    """Return what is below a folder, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- which folder


def test_the_folder_stands_beside_the_notebooks_is_empty_and_nothing_in_it_gets_into_git(monkeypatch):
    monkeypatch.delenv("READING_MY_TEXTS")
    own = corpus.my_texts()
    assert own == house.ROOT / "my_texts"
    asked = ["git", "check-ignore", "--no-index", "my_texts/letter.txt", "my_texts/texts/a.pdf", "my_texts/README.md"]
    told = subprocess.run(asked, cwd=house.ROOT, capture_output=True, text=True)
    assert told.stdout.split() == ["my_texts/letter.txt", "my_texts/texts/a.pdf"]


@pytest.mark.parametrize(
    ("name", "is_text"),
    [
        ("letter.txt", True),
        ("texts/answers.csv", True),
        ("README.md", False),
        (".gitignore", False),
        ("index.csv", False),
    ],
)
def test_the_six_invented_texts_are_read_until_a_text_is_there(home, name, is_text):
    assert corpus.chosen() == corpus.PLANTED
    (home / name).parent.mkdir(parents=True)
    assert corpus.chosen() == corpus.PLANTED
    (home / name).write_text(STORM, encoding="utf-8")
    assert corpus.chosen() == (home if is_text else corpus.PLANTED)


def test_its_readme_is_no_text(home):
    home.mkdir()
    (home / "README.md").write_bytes((house.ROOT / "my_texts" / "README.md").read_bytes())
    with pytest.raises(corpus.CorpusError, match=r"no text that can be read\. Put texts there"):
        corpus.load(home)


def test_a_folder_beside_the_notebooks_has_one_name_everywhere(home, monkeypatch):
    home.mkdir()
    (home / "a.txt").write_text(STORM, encoding="utf-8")
    (home.parent / "notebooks").mkdir()
    monkeypatch.chdir(home.parent / "notebooks")
    assert corpus.load("my_texts")["doc_id"].tolist() == ["a"]
    (Path("my_texts")).mkdir()
    Path("my_texts", "b.txt").write_text(MILL, encoding="utf-8")
    assert corpus.load("my_texts")["doc_id"].tolist() == ["b"], "what stands here comes first"
    with pytest.raises(corpus.CorpusError, match="no such folder below"):
        corpus.load("your_texts")


@pytest.mark.parametrize("verb", ["run", "report", "class"])
def test_what_is_stored_or_handed_out_is_never_made_of_somebodys_own_texts(home, monkeypatch, verb):
    home.mkdir()
    (home / "secret.txt").write_text(STORM, encoding="utf-8")
    seen = []
    for name in ("run", "build", "pack"):
        monkeypatch.setattr(verbs, name, lambda: seen.append(corpus.chosen()))
    assert verbs.done(verb) == 0
    assert seen == [corpus.PLANTED]


# ---------------------------------------------------------------- what is dropped


def test_an_empty_box_says_so_and_builds_nothing(home):
    box = Box()
    assert "Texts that can be read: 0" in box.found.value
    assert box.build.disabled
    assert "my_texts" in box.told.value
    assert not home.exists()


def test_what_is_dropped_is_in_the_folder_at_once_and_a_new_kernel_finds_it(home):
    table = "text,place\n" + f'"{STORM.strip()}",north\n"{MILL.strip()}",mill\n'
    packed = made.packed({"one.txt": STORM, "two.txt": MILL})
    box = Box()
    box.dropped({"letter.txt": MILL, "answers.csv": table, "more.zip": packed})
    assert files(home) == {"letter.txt": MILL.encode(), "answers.csv": table.encode(), "more.zip": packed}
    assert "Texts that can be read: 5" in box.found.value
    assert not box.build.disabled
    assert box.upload.value == ()
    assert Box().found.value == box.found.value
    assert corpus.chosen() == home


def test_problems_come_first_in_words_with_their_cures(home):
    box = Box()
    box.dropped({"empty.txt": b"", "letter.txt": STORM, "again.txt": STORM, "letter.exe": b"MZ\0\0"})
    problems = corpus.problems(home)
    assert set(problems["file"]) == {"empty.txt", "letter.txt", "letter.exe"}
    shown = box.found.value
    for row in problems.itertuples():
        assert shown.index(row.file) < shown.index("Texts that can be read: 2")
        assert row.cure in html.unescape(shown)
    assert "empty.txt (left out)" in shown
    assert "letter.txt (read)" in shown


def test_many_problems_are_cut_and_counted_and_what_texts_say_is_never_markup(home):
    box = Box()
    box.dropped({f"<b>{number:02d}.txt": f"{number} words" for number in range(35)})
    (home / "<i>.txt").write_text("Few words.", encoding="utf-8")
    box.again.click()
    said = re.findall("<div.*?>(.*?)</div>", box.found.value)
    assert (said[0], len(said)) == ("Problems first:", 33)
    assert said[-2:] == [
        f"{len(corpus.problems(home)) - 30} more are in corpus.problems(&#x27;my_texts&#x27;).",
        "Texts that can be read: 36.",
    ]
    assert "<i>" not in box.found.value + box.kept.value


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("letter.txt", "letter.txt"),
        ("Мой текст (2).txt", "Мой текст (2).txt"),
        ("e\u0301tude.txt", "\u00e9tude.txt"),
        ("../../outside.txt", "outside.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\letter.txt", "letter.txt"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (".hidden.txt", "hidden.txt"),
        ("~$letter.txt", "letter.txt"),
        ("a\0b\n\u202ec.txt", "a_b__c.txt"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        ("letter.txt. ", "letter.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("console.txt", "console.txt"),
        ("README.txt", "_README.txt"),
        ("readme first.txt", "readme first.txt"),
        ("ä" * 300 + ".txt", "ä" * 75 + ".txt"),
        ("\ud800.txt", "_.txt"),
    ],
)
def test_no_name_leads_out_of_the_folder_or_hides_a_text(home, given, kept):
    box = Box()
    box.dropped({given: STORM})
    assert files(home.parent) == {f"my_texts/{kept}": STORM.encode()}
    assert "<img" not in box.kept.value
    assert f"Texts that can be read: {int(kept.endswith('.txt'))}" in box.found.value


def test_nothing_is_written_over_and_what_was_done_is_said(home):
    box = Box()
    box.drop(**{"a.txt": STORM})
    assert "a.txt: kept" in box.kept.value
    box.drop(**{"a.txt": MILL})
    assert "a.txt: kept as a_2.txt; another a.txt was there and stays." in box.kept.value
    box.drop(**{"a.txt": STORM})
    assert "a.txt: it was there already, the same to the byte." in box.kept.value
    box.drop(**{"a.txt": MILL})
    assert "a_2.txt: it was there already" in box.kept.value
    assert files(home) == {"a.txt": STORM.encode(), "a_2.txt": MILL.encode()}


def test_an_index_is_not_kept_under_another_name(home):
    box = Box()
    box.drop(**{"rules.toml": "[default]\n"})
    box.drop(**{"rules.toml": '[default]\nheading = ["^A"]\n'})
    assert "rules.toml: not kept, another one is there and stays" in box.kept.value
    assert files(home) == {"rules.toml": b"[default]\n"}


def test_texts_go_where_texts_are_looked_for(home):
    (home / "texts").mkdir(parents=True)
    Box().dropped({"a.txt": STORM, "index.csv": "doc_id,file\na,a.txt\n"})
    assert set(files(home)) == {"texts/a.txt", "index.csv"}
    assert corpus.load(home)["doc_id"].tolist() == ["a"]


def test_a_link_that_waits_under_the_name_is_not_followed(home):
    home.mkdir()
    (home / "a.txt").symlink_to(home.parent / "outside.txt")
    Box().dropped({"a.txt": STORM})
    assert not (home.parent / "outside.txt").exists()
    assert (home / "a_2.txt").read_text(encoding="utf-8") == STORM


def test_a_file_beyond_the_limit_and_one_that_cannot_be_written_are_named(home, monkeypatch):
    monkeypatch.setattr(corpus, "MOST_BYTES", 10)
    box = Box()
    box.dropped({"long.txt": STORM, "short.txt": "Ten bytes."})
    assert "long.txt: not kept, it has over 10 bytes" in box.kept.value
    assert set(files(home)) == {"short.txt"}

    def full(*given, **also):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    box.dropped({"more.txt": "Ten bytes!"})
    assert "more.txt: not kept (No space left on device). Make room" in box.kept.value
    monkeypatch.undo()
    assert set(files(home)) == {"short.txt"}


def test_a_file_in_the_place_of_the_folder_stays_and_is_named(home):
    home.write_text("A note.", encoding="utf-8")
    box = Box()
    box.drop(**{"a.txt": STORM})
    assert "a.txt: not kept (File exists)" in box.kept.value
    assert home.read_text(encoding="utf-8") == "A note."


# ---------------------------------------------------------------- the report


def test_the_report_is_built_step_by_step_and_given_out_to_those_who_know_the_key(home, monkeypatch):
    said = [
        "Read: 2 texts. Running the notebook ...",
        "Done. Open build/my_texts/report/index.html in a browser; the single file is in build/my_texts/single.",
    ]
    site = home.parent / "build" / "my_texts" / "report"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>the storm</p>", encoding="utf-8")
    (home.parent / "secret.txt").write_text("secret", encoding="utf-8")
    monkeypatch.setattr(report, "ROOT", home.parent)
    (home.parent / "pyproject.toml").write_text("", encoding="utf-8")
    package = home.parent / "helpers"  # stands in for the verb
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(f"import sys\nprint(sys.argv[1:])\nprint(*{said!r}, sep='\\n')", "utf-8")
    box = Box()
    box.drop(**{"a.txt": STORM, "b.txt": MILL})
    seen = []
    box.made.observe(lambda change: seen.append(change["new"]), names="value")
    box.build.click()
    assert len(seen) >= 4
    assert "Reading" in seen[0]
    assert str(home) in seen[-1]
    assert all(line in seen[-1] for line in said)
    address = re.search(r'href="(http://127\.0\.0\.1:\d+/[\w-]{20,})/index\.html" target="_blank"', seen[-1])[1]
    assert urllib.request.urlopen(f"{address}/index.html").read() == b"<p>the storm</p>"
    bare = address.rpartition("/")[0]
    for wrong in ("/index.html", "/", "/x/index.html", f"/{address.rpartition('/')[2]}/../../../secret.txt"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(bare + wrong)


def test_a_report_that_fails_says_why_and_has_no_link(home):
    box = Box()
    box.drop(**{"a.txt": STORM})
    (home / "a.txt").unlink()
    box.build.click()
    assert "no text that can be read" in box.made.value
    assert "href" not in box.made.value
    assert not box.build.disabled
