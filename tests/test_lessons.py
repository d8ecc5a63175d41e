"""What ``check`` says, and that every exercise takes its own solution and turns down a typical mistake."""

import ast
import contextlib
import functools
import inspect
import io
import json
import re
import resource
from pathlib import Path

import house_rules
import nbformat
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from made import said_in_page

from helpers import figures, lessons

FOLDER = Path(__file__).parent.parent / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
NUMBER = {
    "kind": "number",
    "places": 2,
    "answer": lessons.fingerprint(0.71, "number", 2),
    "hint": "Look again.",
    "mistakes": [{"answer": 71, "says": "As a share, not in percent."}],
}


def entry(kind, answer, **more):
    return {"kind": kind, "answer": lessons.fingerprint(answer, kind, more.get("places", 0)), "hint": "Hint.", **more}


# ---------------------------------------------------------------- what counts as the same answer


@pytest.mark.parametrize(
    ("kind", "answer", "same"),
    [
        ("number", 3, 3.0),
        ("number", 3, np.int64(3)),
        ("number", 0, -0.0),
        ("number", 3, 3.2),
        ("text", "yang_2025", " Yang_2025 "),
        ("text", "yang_2025", "Yang 2025"),
        ("text", "chen_yixin_2023", "Chen  Yixin 2023"),
        ("set", ["yang_2025", "cicir_2025"], ["CICIR 2025", "Yang 2025"]),
        ("text", "high quality", "High  quality"),
        ("text", "a", np.str_("a")),
        ("set", ["peace", "trade"], ("Trade", "peace")),
        ("set", ["a", "b"], pd.Series(["b", "a", "a"])),
        ("set", [1, 2], {2, 1}),
        ("list", ["a", "b"], pd.Index(["a", "b"])),
        ("list", [1.4, 2], np.array([1, 2.3])),
    ],
)
def test_equal_answers_have_one_fingerprint(kind, answer, same):
    assert lessons.judge(entry(kind, answer), same) == (True, "Right.")


@pytest.mark.parametrize(
    ("kind", "answer", "other"),
    [
        ("number", 3, 4),
        ("number", 3, 3.6),
        ("number", 3, float("nan")),
        ("number", 3, float("inf")),
        ("text", "yang_2025", "yang"),
        ("set", ["a", "b"], ["a"]),
        ("set", ["a"], ["a", "b"]),
        ("list", ["a", "b"], ["b", "a"]),
        ("list", ["a"], ["a", "a"]),
    ],
)
def test_other_answers_get_the_hint(kind, answer, other):
    assert lessons.judge(entry(kind, answer), other) == (False, "Not yet. Hint.")


@pytest.mark.parametrize("places", [0, 1, 2])
def test_numbers_are_compared_after_rounding(places):
    near = 5 + 0.4 * 10**-places
    assert lessons.judge(entry("number", 5, places=places), near)[0]
    assert not lessons.judge(entry("number", 5, places=places), 5 + 10**-places)[0]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("number", "three"),
        ("number", True),
        ("number", [4]),
        ("text", 3),
        ("set", "peace"),
        ("list", 3),
    ],
)
def test_an_answer_of_another_kind_is_told_what_is_wanted(kind, answer):
    right, said = lessons.judge(entry(kind, {"number": 3, "text": "a"}.get(kind, ["a"])), answer)
    assert not right
    assert lessons.WANTED[kind] in said
    assert type(answer).__name__ in said


@pytest.mark.parametrize(
    ("kind", "answer", "near", "said"),
    [
        ("set", ["a", "b"], pd.Series([3, 1], ["a", "b"]), "add .index"),
        ("list", ["b", "a"], pd.Series([3, 1], ["b", "a"]), "add .index"),
        ("text", "a", pd.Series([3], ["a"]), "add .index"),
        ("text", "a", ["a"], "not a list of one"),
        ("number", 3, [3], "not a list of one"),
        ("number", 3, "3", "without quotation marks"),
        ("text", "development", "Development.", "without signs"),
    ],
)
def test_the_right_answer_in_another_form_is_named_and_not_yet_right(kind, answer, near, said):
    right, words = lessons.judge(entry(kind, answer), near)
    assert not right
    assert words.startswith("Nearly. ")
    assert said in words


@pytest.mark.parametrize(
    ("kind", "answer", "other"),
    [
        ("set", ["a", "b"], pd.Series([3, 1], ["a", "c"])),
        ("text", "a", ["a", "b"]),
        ("text", "a", "b."),
        ("number", 3, "4"),
        ("list", [1, 2, 3], [2, 1, 3]),
        ("list", [1, 2], [2, 2]),
    ],
)
def test_what_does_not_hold_the_answer_is_not_near(kind, answer, other):
    assert not lessons.judge(entry(kind, answer), other)[1].startswith("Nearly")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("paragraps", "Did you mean paragraphs?"),
        ("Lines", "Did you mean lines?"),
        ("yang_2025", 'put it in quotation marks: "yang_2025"'),
        ("_hidde", "Has the cell that makes it been run?"),
    ],
)
def test_an_unknown_name_is_explained(name, said):
    assert said in lessons.unknown_name(name, ["paragraphs", "lines", "_hidden"])


def test_a_notebook_explains_a_typing_error_and_stops_there(capsys):
    shell = InteractiveShell.instance()
    shell.run_cell("from helpers import lessons\nlessons.explain_names()\nparagraphs = 3")
    assert not shell.run_cell("answer = paragraps + 1").success
    said = capsys.readouterr().out
    assert "There is no 'paragraps' here. Did you mean paragraphs?" in said
    assert "Traceback" not in said
    assert "answer" not in shell.user_ns
    InteractiveShell.clear_instance()


def test_a_typical_mistake_has_its_own_words():
    assert lessons.judge(NUMBER, 71) == (False, "Not yet. As a share, not in percent.")


@pytest.mark.parametrize("blank", [..., None])
def test_a_blank_answer_is_not_wrong_but_missing(blank):
    assert lessons.judge(NUMBER, blank) == (
        False,
        "Not answered yet: put your answer in place of the dots and run the cell again.",
    )


def test_an_open_exercise_takes_any_answer():
    assert lessons.judge({"kind": "open"}, "because")[0]


def test_a_fingerprint_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="'3' is no answer of the kind 'number'. It wants one number"):
        lessons.fingerprint("3", "number")


# ---------------------------------------------------------------- check


class Nasty:
    def __iter__(self):
        raise RuntimeError("no")

    def __str__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("answer", [..., Nasty(), [Nasty()], pd.DataFrame({"a": [1]}), lambda: 3, float("nan"), "x"])
def test_check_prints_and_never_raises(answer, tmp_path, monkeypatch, capsys):
    (tmp_path / "00_made.toml").write_text(f'[made]\nkind = "set"\nanswer = "{"0" * 12}"\nhint = "Hint."\n', "utf-8")
    monkeypatch.setattr(lessons, "ANSWERS", tmp_path)
    assert lessons.check("made", answer) is None
    assert lessons.check("unknown", answer) is None
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_broken_answers_file_does_not_stop_the_lesson(tmp_path, monkeypatch, capsys):
    (tmp_path / "00_made.toml").write_text("[made\n", "utf-8")
    monkeypatch.setattr(lessons, "ANSWERS", tmp_path)
    lessons.check("made", 3)
    assert capsys.readouterr().out != ""


BROKEN = ["", "[]", '{"made": 1}', '{"made": {"right": false}}', '{"a": {}}\n<<<<<<< HEAD\n', "\xff"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_cannot_keep_answers_is_named_and_stays(text, tmp_path, monkeypatch, capsys):
    """The answer is judged all the same, and what is wrong is said of the file, not of the answer."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lessons, "entries", lambda: {"made": NUMBER})
    Path(lessons.KEPT).write_bytes(text.encode("latin-1"))
    lessons.check("made", 0.71)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Right."
    assert said[1].startswith("Not kept: answers.json is no file of answers (")
    assert said[1].endswith("). Bring back the former one, or write {} into it.")
    assert Path(lessons.KEPT).read_bytes() == text.encode("latin-1")


def as_a_folder():
    Path(lessons.KEPT).unlink()
    Path(lessons.KEPT).mkdir()


def as_a_full_disk():  # nobody, not even an administrator, writes a longer file now
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def as_a_folder_in_which_nothing_is_made():
    (Path.cwd() / f"{lessons.KEPT}.new").mkdir()


@pytest.mark.parametrize("spoil", [as_a_folder, as_a_full_disk, as_a_folder_in_which_nothing_is_made])
def test_a_place_that_cannot_keep_answers_is_named_and_what_was_kept_stays(spoil, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lessons, "entries", lambda: {"made": NUMBER, "other": NUMBER})
    Path(lessons.KEPT).write_text("{}", "utf-8")
    lessons.check("other", 0.71)
    before, limit = Path(lessons.KEPT).read_text("utf-8"), resource.getrlimit(resource.RLIMIT_FSIZE)
    spoil()  # Python itself ignores the signal of a file that grows too long, and raises OSError
    try:
        lessons.check("made", 0.71)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    said = capsys.readouterr().out.splitlines()
    assert said[-2] == "Right."
    assert re.fullmatch(r"Not kept: answers\.json: .+\. Copy the whole folder to where you may write\.", said[-1])
    if Path(lessons.KEPT).is_file():
        assert Path(lessons.KEPT).read_text("utf-8") == before


def test_an_answer_with_half_a_letter_costs_no_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lessons, "entries", lambda: {"one": NUMBER, "other": {"kind": "open"}})
    Path(lessons.KEPT).write_text("{}", "utf-8")
    for name, answer in {"one": 0.71, "other": "half a letter: \ud800"}.items():
        lessons.check(name, answer)
    held = json.loads(Path(lessons.KEPT).read_text("utf-8"))
    assert {name: each["answer"] for name, each in held.items()} == {"one": "0.71", "other": "half a letter: ?"}
    assert "Not kept" not in capsys.readouterr().out


def test_a_name_that_stands_twice_is_an_error(tmp_path, monkeypatch):
    for name in ("00_made", "01_made"):
        (tmp_path / f"{name}.toml").write_text('[made]\nkind = "open"\n', "utf-8")
    monkeypatch.setattr(lessons, "ANSWERS", tmp_path)
    with pytest.raises(ValueError, match="'made' stands in two files, one is 01_made.toml"):
        lessons.entries()


# ---------------------------------------------------------------- the exercises of the notebooks


def asked(path: Path) -> list[dict]:
    return [task for task in house_rules.exercises(nbformat.read(path, as_version=4)) if task["name"]]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_answers_file_has_just_the_exercises_of_its_notebook(path):
    entries = lessons.entries()
    assert sorted(name for name, found in entries.items() if found["notebook"] == path.stem) == sorted(
        task["name"] for task in asked(path)
    )


@pytest.mark.parametrize("name", list(lessons.entries()))
def test_an_entry_is_complete_and_has_a_typical_mistake(name):
    found = lessons.entries()[name]
    assert set(found) <= {"notebook", "kind", "places", "answer", "hint", "mistakes", "by_reading"}
    if found["kind"] != "open":
        assert found["kind"] in lessons.WANTED
        assert found["hint"]
        assert found["mistakes"]
        assert all(mistake["says"] and "answer" in mistake for mistake in found["mistakes"])


@pytest.fixture
def undrawn(monkeypatch):
    """Leave out the pictures: none of them answers an exercise."""
    for name, _ in inspect.getmembers(figures, inspect.isfunction):
        monkeypatch.setattr(figures, name, lambda *given, **more: None)


def names_in(node: ast.AST) -> set[str]:
    """Return the names that code mentions."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def leading_to(asked: set[str], statements: list[tuple[ast.stmt, bool]]) -> list[ast.stmt]:
    """Return the statements that make some names, and what those are made of; each with whether its value is shown.

    Left out is what only shows something, and what gives a value to other names. What shows nothing may change things.
    """
    kept, asked = [], {*asked}
    for node, shown in reversed(statements):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if shown or (targets and not asked & set().union(*map(names_in, targets))):
            continue
        kept.append(node)
        asked |= names_in(node)
    return kept[::-1]


@functools.cache
def namespace(path: Path) -> dict:
    """Run what the exercises of a notebook need in one plain Python process and return the names it leaves.

    That all of it runs, and what it shows, is seen where it is run and compared with what is stored.
    """
    notebook, statements = nbformat.read(path, as_version=4), []
    for cell in house_rules.code(notebook):
        body = ast.parse(cell.source).body
        shows = any(it.output_type.endswith(("result", "data")) for it in cell.outputs)
        statements += [(node, shows and node is body[-1] and isinstance(node, ast.Expr)) for node in body]
    solutions = [ast.parse(task["solution"]) for task in asked(path) if task["solution"]]
    needed = leading_to(set().union(*map(names_in, solutions)), statements)
    names = {"__name__": "notebook", "display": lambda *things, **more: None}
    exec(compile(ast.Module(needed, []), path.name, "exec"), names)
    return names


def test_what_an_exercise_needs_is_run_and_what_is_only_shown_is_not():
    code = """
import pandas as pd
a, b = [1], [2]
c = b[0] + 1
b.append(3)
shown(c)
for n in a:
    d = n
e = d + 1
a[0] = 5
c = 7
"""
    body = ast.parse(code).body
    kept = leading_to({"e"}, [(node, ast.unparse(node) == "shown(c)") for node in body])
    whole = "import pandas as pd", "a, b = ([1], [2])", "b.append(3)", "for n in a:\n    d = n", "e = d + 1"
    assert [ast.unparse(node) for node in kept] == [*whole]
    assert "a[0] = 5" in [ast.unparse(node) for node in leading_to({"a"}, [(node, False) for node in body])]


def answered(task: dict, names: dict) -> object:
    """Return the answer of an exercise's solution."""
    solved = dict(names)
    exec(compile(task["solution"], task["name"], "exec"), solved)
    return solved["answer"]


def reveals(found: dict, answer: object) -> bool:
    """Say whether an entry's words give the answer away: a number in it, or a text of four letters or more."""
    words = " ".join([found["hint"], *(mistake["says"] for mistake in found["mistakes"])])
    if found["kind"] == "number":
        return house_rules.stands_in(f"{answer:.{found.get('places', 0)}f}", house_rules.values(words))
    return found["kind"] == "text" and len(answer) > 3 and answer.casefold() in words.casefold()


def problems(task: dict, names: dict) -> list[str]:
    """Return what is wrong with an exercise: its solution must pass, each mistake must not, no hint may reveal."""
    found, answer, broken = lessons.entries()[task["name"]], answered(task, names), []
    kind = found["kind"]
    if kind == "open":
        return []
    if not lessons.judge(found, answer)[0]:
        wanted = lessons.fingerprint(answer, kind, found.get("places", 0))
        broken.append(f"{task['name']}: its solution, {answer!r}, has the fingerprint {wanted}")
    broken += [
        f"{task['name']}: {mistake['answer']!r} is not turned down in its own words"
        for mistake in found["mistakes"]
        if lessons.judge(found, mistake["answer"]) != (False, f"Not yet. {mistake['says']}")
    ]
    return broken + [f"{task['name']}: a hint reveals the answer {answer!r}"] * reveals(found, answer)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("undrawn")
def test_every_solution_is_right_and_every_mistake_is_wrong(path):
    with contextlib.redirect_stdout(io.StringIO()):
        names = namespace(path)
        broken = [problem for task in asked(path) for problem in problems(task, names)]
    assert not broken, "\n".join(broken)


def of_another_text(task: dict, texts: list[str]) -> list[str]:
    """Return an exercise's solution with one of the texts it names in the place of another, each way there is."""
    named = [text for text in texts if f'"{text}"' in task["solution"]]
    return [task["solution"].replace(f'"{text}"', f'"{other}"') for text in named for other in texts if other != text]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("undrawn")
def test_an_answer_from_another_text_is_not_right_by_accident(path, shipped):
    by_accident, texts = [], shipped["documents"]["doc_id"].tolist()
    with contextlib.redirect_stdout(io.StringIO()):
        names = namespace(path)
        for task in asked(path):
            found = lessons.entries()[task["name"]]
            for solution in of_another_text(task, texts) if found["kind"] != "open" else []:
                with contextlib.suppress(KeyError, IndexError, ValueError):  # an error is no right answer either
                    if lessons.judge(found, answered(task | {"solution": solution}, names))[0]:
                        by_accident.append(solution)
    assert not by_accident, "\n\n".join(by_accident)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("undrawn")
def test_every_solution_is_right_in_the_page_too(site, tab, path):
    with contextlib.redirect_stdout(io.StringIO()):
        answers = {task["name"]: answered(task, namespace(path)) for task in asked(path)}
    tab.goto((site / "notebooks" / f"{path.stem}.html").as_uri())
    for name, answer in answers.items():
        if lessons.entries()[name]["kind"] == "open":
            continue
        assert said_in_page(tab, name, answer) == "Right.", name


def test_a_wrong_solution_a_kind_mistake_and_a_telling_hint_are_reported(monkeypatch):
    made = NUMBER | {"hint": "It is 0.71.", "mistakes": [{"answer": 0.71, "says": "No."}]}
    monkeypatch.setattr(lessons, "entries", lambda: {"made": made})
    assert len(problems({"name": "made", "solution": "answer = 0.72"}, {})) == 2
    assert problems({"name": "made", "solution": "answer = 0.71"}, {})[-1] == "made: a hint reveals the answer 0.71"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_third_of_the_exercises_take_no_code_and_each_knows_two_mistakes(path):
    own = [entry for entry in lessons.entries().values() if entry["notebook"] == path.stem]
    assert 3 * sum(entry.get("by_reading", False) for entry in own) >= len(own) > 0
    assert all(len(entry["mistakes"]) > 1 for entry in own)
    assert all(len({mistake["says"] for mistake in entry["mistakes"]} | {entry["hint"]}) > 2 for entry in own)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_last_exercise_is_open_and_asks_for_a_line(path):
    *_, last = house_rules.exercises(nbformat.read(path, as_version=4))
    task = next(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.id == last["id"])
    assert last["open"]
    assert "line" in task
