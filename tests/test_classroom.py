"""A class in one file, unpacked elsewhere and used to its end: what is handed out, refused, kept and handed in."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import house
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers import __main__, classroom, lessons, report, scale, verbs

SOLUTION = "<details><summary>Solution</summary>\n\n```python\nanswer = {}\n```\n\n</details>"
HOSTILE = "<script>alert(1)</script>"


def exercise(name, answer):
    task = new_code_cell(f'from helpers.lessons import check\n\nanswer = ...\ncheck("{name}", answer)')
    return [new_markdown_cell("# Made\n\nFound at once."), task, new_markdown_cell(SOLUTION.format(answer))]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with all that a class needs but its notebooks."""
    root = tmp_path_factory.mktemp("project")
    for name in classroom.TAKEN:
        if (house.ROOT / name).is_dir():
            shutil.copytree(house.ROOT / name, root / name, ignore=shutil.ignore_patterns(*classroom.CACHES))
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(house.ROOT / name, root / name)
    (root / "notebooks").mkdir()
    for page in ("teaching.md", "methods.md", "first_paragraphs.md"):
        shutil.copy(house.ROOT / "notebooks" / page, root / "notebooks")
    return root


def notebook_of(project, name, answer):
    made = new_notebook(cells=exercise(name, answer), metadata=report.METADATA)
    nbformat.write(made, project / "notebooks" / "00_made.ipynb")


def right_answer():
    """Return an exercise of the set with its answer, a whole number found by trying."""
    numbers = [(name, entry) for name, entry in lessons.entries().items() if entry["kind"] == "number"]
    return next((name, n) for name, entry in numbers for n in range(1000) if lessons.judge(entry, n)[0])


@pytest.fixture(scope="module")
def packed(project, tmp_path_factory):
    name, answer = right_answer()
    notebook_of(project, name, answer)
    target = tmp_path_factory.mktemp("build") / "class"
    return {"zip": classroom.pack(project, target), "name": name, "answer": answer, "project": project}


@pytest.fixture(scope="module")
def desk(packed, tmp_path_factory):
    """What a student has: the zip, unpacked in an empty folder."""
    home = tmp_path_factory.mktemp("desk")
    with zipfile.ZipFile(packed["zip"]) as held:
        held.extractall(home)
    return home / classroom.TOP


def test_the_solution_stands_where_the_dots_were():
    made = classroom.solved(new_notebook(cells=exercise("most_notes", "len('a')")))
    assert made.cells[1].source.splitlines()[-2:] == ["answer = len('a')", 'check("most_notes", answer)']


def test_a_student_has_the_measurements_that_the_appendix_reads(desk):
    assert (desk / scale.MEASURED.relative_to(house.ROOT)).read_bytes() == scale.MEASURED.read_bytes()


def test_a_student_gets_no_solution_and_no_teachers_page(desk, packed):
    text = (desk / "notebooks" / "00_made.ipynb").read_text(encoding="utf-8")
    assert "answer = ..." in text
    assert "Solution" not in text
    assert not (desk / "notebooks" / "teaching.md").exists()
    assert (desk / "notebooks" / "methods.md").exists()
    key = packed["zip"].parent / "key"
    assert "Right." in (key / "00_made.ipynb").read_text(encoding="utf-8")
    assert (key / "teaching.md").exists()


def test_a_student_gets_the_whole_package_and_texts_and_no_cache(desk):
    for name in ("helpers", "corpus"):
        wanted = {path.relative_to(house.ROOT) for path in (house.ROOT / name).rglob("*") if path.is_file()}
        wanted = {path for path in wanted if not classroom.CACHES & set(path.parts)}
        assert {path.relative_to(desk) for path in (desk / name).rglob("*") if path.is_file()} == wanted


def test_no_page_leads_to_what_was_not_packed(packed, desk):
    pages = [path for path in desk.rglob("*.md") if "report_site" not in path.parts]  # templates of pages
    led = [(path, goal) for path in pages for goal in re.findall(r"\]\(([^)#:\s]+)[^)]*\)", path.read_text("utf-8"))]
    led = [(path, goal) for path, goal in led if not goal.endswith(".ipynb")]  # this project has one of its own
    assert len(led) > 3
    assert [goal for path, goal in led if not (path.parent / goal).exists()] == []


def test_a_folder_waits_for_a_students_texts_and_none_of_the_teachers_travel(packed, project, desk):
    (project / "my_texts" / "secret.txt").write_text("A teacher's own.", encoding="utf-8")
    classroom.pack(project, packed["zip"].parent)
    with zipfile.ZipFile(packed["zip"]) as held:
        assert [name for name in held.namelist() if "my_texts" in name] == [f"{classroom.TOP}/my_texts/README.md"]
    code = "from helpers import corpus; print(corpus.my_texts(), corpus.chosen() == corpus.PLANTED)"
    clean = {name: value for name, value in os.environ.items() if name != "READING_MY_TEXTS"} | {
        "PYTHONPATH": str(desk)
    }
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=desk / "notebooks", env=clean, capture_output=True, text=True
    )
    assert told.stdout.split() == [str(desk / "my_texts"), "True"], told.stderr


def test_a_packet_to_print_has_the_exercises_and_no_solution(desk, packed):
    pypdfium2 = pytest.importorskip("pypdfium2")
    if not any(map(shutil.which, report.BROWSERS)):
        pytest.skip("no Chromium is installed (Debian: apt install chromium)")
    printed = pypdfium2.PdfDocument(desk / classroom.PACKET)
    text = "".join(page.get_textpage().get_text_range() for page in printed)
    assert f'check("{packed["name"]}", answer)' in text
    assert "answer = ..." in text
    assert "Solution" not in text
    assert f"answer = {packed['answer']}" not in text
    assert "Solution" in (packed["project"] / "notebooks" / "00_made.ipynb").read_text(encoding="utf-8")


def test_without_a_browser_the_zip_has_no_packet_and_that_is_said(packed, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(report, "execute", lambda notebooks, key: shutil.copytree(packed["zip"].parent / "key", key))
    made = classroom.pack(packed["project"], tmp_path / "class")
    assert "The zip has no packet.pdf, which a class can do without: no Chromium" in capsys.readouterr().out
    without = {entry.filename for entry in zipfile.ZipFile(made).infolist()}
    whole = {entry.filename for entry in zipfile.ZipFile(packed["zip"]).infolist()}
    assert whole - without <= {f"{classroom.TOP}/{classroom.PACKET}"}
    assert without <= whole


def test_there_is_a_launcher_for_each_system_and_it_calls_a_verb(desk, packed):
    modes = {entry.filename: entry.external_attr >> 16 for entry in zipfile.ZipFile(packed["zip"]).infolist()}
    for name in ("open-on-windows.bat", "open-on-macos.command", "open-on-linux.sh"):
        text = (desk / name).read_bytes().decode()
        assert set(re.findall(r"-m helpers (\w+)", text)) == {"lab"} <= set(__main__.VERBS)
        assert text.count("\r\n") == (text.count("\n") if name.endswith(".bat") else 0)
        assert modes[f"{classroom.TOP}/{name}"] & 0o111


@pytest.mark.skipif(os.name == "nt", reason="the launcher is a shell script")
def test_the_launcher_opens_the_first_notebook_with_the_package_beside_it(desk, tmp_path):
    says = tmp_path / "python3"
    says.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n')
    says.chmod(0o755)
    told = subprocess.run(
        ["sh", str(desk / "open-on-linux.sh")],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == [str(desk.resolve()), "-m", "helpers", "lab"]


def test_what_a_student_answers_is_kept_and_read_by_the_teacher(desk, packed, monkeypatch, tmp_path, capsys):
    code = "from helpers import lessons\nprint(lessons.__file__)\n"
    code += "".join(
        f"lessons.check({packed['name']!r}, {answer})\n" for answer in ("...", "-77", packed["answer"], "5")
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk / "notebooks",
        env=os.environ | {"PYTHONPATH": str(desk)},
        capture_output=True,
        text=True,
    )
    assert told.stdout.startswith(str(desk)), told.stderr
    kept = json.loads((desk / "notebooks" / lessons.KEPT).read_text(encoding="utf-8"))
    assert kept == {packed["name"]: {"answer": str(packed["answer"]), "right": True, "tries": 2}}
    for student in ("Ada", "Ben"):
        (tmp_path / "in" / student).mkdir(parents=True)
    shutil.copy(desk / "notebooks" / lessons.KEPT, tmp_path / "in" / "Ada")
    wrong = {packed["name"]: {"answer": HOSTILE, "right": False, "tries": 3}}
    (tmp_path / "in" / "Ben" / f"Ben_{lessons.KEPT}").write_text(json.dumps(wrong), encoding="utf-8")
    monkeypatch.setattr(verbs, "BUILD", tmp_path / "build")
    assert __main__.main(["answers", str(tmp_path / "in")]) == 0
    assert "2 students" in capsys.readouterr().out
    page = (tmp_path / "build" / "answers" / "index.html").read_text(encoding="utf-8")
    assert all(said in page for said in ("Ada", "Ben", "right, 2", "not yet, 3", packed["name"], "&lt;script&gt;"))
    assert "<script" not in page


def test_a_zip_of_the_same_files_is_the_same_to_the_byte(packed, tmp_path):
    again = classroom.pack(packed["project"], tmp_path / "class")
    assert again.read_bytes() == packed["zip"].read_bytes()


def test_a_set_of_which_a_solution_does_not_pass_is_refused_and_nothing_is_written(project, packed, tmp_path):
    notebook_of(project, packed["name"], -77)
    with pytest.raises(report.ReportError, match=rf"00_made.ipynb, {packed['name']}: Not yet"):
        classroom.pack(project, tmp_path / "class")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_kept_where_no_file_asks_for_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lessons.check("most_notes", 5)
    assert capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"answer": "b"}}', "\udcff"])
def test_a_file_that_is_no_file_of_answers_is_named(text, tmp_path):
    (tmp_path / "Ada_answers.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ValueError, match="Ada|none with an answer"):
        classroom.handed_in(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada/answers.json", "Ada/answers (1).json"),
        ("a/Ada_answers.json", "b/Ada_answers.json"),
        ("Ada-answers.json", "Ada/answers.json"),
    ],
)
def test_two_files_of_one_student_are_named_and_neither_is_left_aside(one, other, tmp_path):
    for name in (one, other):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"most_notes": {"answer": "b", "right": false, "tries": 1}}', encoding="utf-8")
    with pytest.raises(ValueError, match="are both of Ada. Keep one") as told:
        classroom.handed_in(tmp_path)
    assert one in str(told.value)
    assert other in str(told.value)
    (tmp_path / one).unlink()
    assert classroom.handed_in(tmp_path)["student"].tolist() == ["Ada"]


def test_a_folder_without_files_of_answers_is_said(tmp_path):
    with pytest.raises(ValueError, match="no file whose name ends in answers.json"):
        classroom.handed_in(tmp_path)
