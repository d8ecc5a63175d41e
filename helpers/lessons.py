"""Exercises that check themselves: ``check`` says whether an answer is right and what to look at if it is not.

It prints, never raises, and never reveals. What it knows stands in ``helpers/answers/``, one TOML file for each
notebook, under the notebook's name. An entry of ``02_what_did_cleaning_remove.toml``::

    [most_notes]
    kind = "text"            # number, text, set (order does not count), list (it does) or open (any answer will do)
    answer = "5d41402abc4b"  # the fingerprint of the right answer, see below; none for "open"
    hint = "Count the rows of FOOTNOTES for each text."
    mistakes = [{answer = "cicir_2025", says = "That text has the longest notes; count notes, not words."}]

A ``number`` (also numbers inside a set or list) is compared after rounding to ``places`` decimals, 0 unless given.
``mistakes`` are typical wrong answers, as plain values, each with what to say to it; every exercise but an open one
needs one at least. ``by_reading = true`` says that no code is needed: the answer stands in a table, a figure or a text.
The fingerprint comes from ``lessons.fingerprint(answer, kind, places)``; the test that runs each notebook's solutions
prints it too when it does not fit, so leave it empty at first and copy it from there.
"""

from __future__ import annotations

import copy
import difflib
import hashlib
import json
import math
import numbers
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

ANSWERS = Path(__file__).resolve().parent / "answers"
WANTED = {
    "number": "one number, such as 12 or 0.5",
    "text": "one piece of text in quotation marks",
    "set": "several things, such as ['this', 'that'], in any order",
    "list": "several things in order, such as ['this', 'that']",
}
SOLUTION = re.compile(r"<details[^>]*>\s*<summary>\s*Solution\b.*?</details>", re.DOTALL | re.IGNORECASE)
GUESS = re.compile(r"^\*\*Guess first", re.MULTILINE)
SECTION = re.compile(r"^#+ .*\n*", re.MULTILINE)
FOLDED = "<details><summary>{}</summary>\n\n{}\n\n</details>"
FOUND, GUESSED = "What was found: open it at the end", "Open it when you have guessed"
INDEX = "These are the values; the answer is in the names before them: add .index."
KEPT = "answers.json"  # where this file stands beside a notebook, as in a class's copies, answers are kept in it
LONGEST_KEPT = 2000  # characters: an open answer is a paragraph or two
NEAR_NAME = 0.7  # of 1, likeness by difflib: one or two letters wrong in a name of six
NAME = re.compile(r"\A\w+(?: \w+)* \d{4}\Z")  # of a text as tables show it, whose id has _ in place of blanks
NUMBER = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")


def check(name: str, answer: object) -> None:
    """Print whether ``answer`` is right for the exercise ``name``, with a hint if it is not. Never raises.

    >>> lessons.check("most_notes", ...)
    Not answered yet: put your answer in place of the dots and run the cell again.
    >>> lessons.check("most_notes", 12)
    This exercise wants one piece of text in quotation marks; the answer given is of type int.
    """
    try:
        right, said = judge(entries().get(name), answer)
        print(said)
        keep(Path(KEPT), name, answer, right)
    except Unkept as error:
        print(f"Not kept: {error}")
    except Exception as error:  # an exercise must not stop a lesson, whatever was typed
        print(f"This answer could not be read ({type(error).__name__}). Try a plain number, text or list.")


class Unkept(Exception):
    """An answer that could not be kept, with the file, the fault and the cure."""


def keep(path: Path, name: str, answer: object, right: bool) -> None:
    """Keep an answer in a file that is there, with the number of tries: a right one stays, a blank one is none.

    The file stays as it was until the new one is whole. What stands against it is raised as ``Unkept``.
    """
    if answer is ... or answer is None or not path.exists():
        return
    said = list(answer) if isinstance(answer, Iterable) and not isinstance(answer, str) else answer
    kept = str(said)[:LONGEST_KEPT].encode("utf-8", "replace").decode()
    try:
        held = json.loads(path.read_bytes())
        former = held.get(name, {"right": False, "tries": 0})
        if former["right"]:
            return
        held[name] = {"answer": kept, "right": right, "tries": former["tries"] + 1}
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise Unkept(f"{path.name}: {error.strerror}. Copy the whole folder to where you may write.") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        said = f"{path.name} is no file of answers ({error}). Bring back the former one, or write {{}} into it."
        raise Unkept(said) from None


def entries() -> dict[str, dict]:
    """Return every exercise by its name, notebook by notebook; a name that stands twice raises ``ValueError``."""
    found: dict[str, dict] = {}
    for path in sorted(ANSWERS.glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in found:
                raise ValueError(f"exercise {name!r} stands in two files, one is {path.name}. Rename one of them.")
            found[name] = {"notebook": path.stem, **entry}
    return found


def judge(entry: dict | None, answer: object) -> tuple[bool, str]:
    """Return whether an answer is right by an exercise's entry, and what to say to it; a blank one is wrong."""
    if entry is None:
        return False, "There is no exercise of this name. Check the first word inside check(...)."
    kind, places = entry["kind"], entry.get("places", 0)
    if answer is ... or answer is None:
        return False, "Not answered yet: put your answer in place of the dots and run the cell again."
    if kind == "open":
        return True, "There is no one right answer here. Compare yours with the solution below."
    given, near = _plain(answer, kind, places), _near(entry, answer)
    if given is None and not near:
        return False, f"This exercise wants {WANTED[kind]}; the answer given is of type {type(answer).__name__}."
    if given is not None and _hash(given) == entry["answer"]:
        return True, "Right."
    for mistake in entry.get("mistakes", []):
        if _plain(mistake["answer"], kind, places) == given:
            return False, f"Not yet. {mistake['says']}"
    return False, f"Nearly. {near}" if near else f"Not yet. {entry['hint']}"


def explain_names() -> None:
    """Let IPython explain a name that it does not know in one line, without a traceback; a notebook calls it first.

    >>> lessons.explain_names()
    """
    from IPython import get_ipython

    if shell := get_ipython():
        shell.set_custom_exc((NameError,), _explained)


def _explained(shell: Any, kind: type, error: NameError, trace: object, tb_offset: int | None = None) -> list[str]:
    """Print what is wrong with a name, as IPython asks; return the lines that stand for the traceback."""
    print(unknown_name(error.name or str(error), shell.user_ns))
    return [f"NameError: {error}"]


def unknown_name(name: str, known: Iterable[str]) -> str:
    """Return what to say to a name that is not among the ``known``: the nearest ones, or what else it may be."""
    near = difflib.get_close_matches(name, [each for each in known if not each.startswith("_")], n=2, cutoff=NEAR_NAME)
    meant = f"Did you mean {' or '.join(near)}?" if near else "Has the cell that makes it been run?"
    return f"There is no '{name}' here. {meant} If it is a text or a word, put it in quotation marks: \"{name}\"."


def fingerprint(answer: object, kind: str, places: int = 0) -> str:
    """Return the 12 characters that stand for a right answer: the start of its SHA-256 after rounding and folding."""
    plain = _plain(answer, kind, places)
    if plain is None:
        raise ValueError(f"{answer!r} is no answer of the kind {kind!r}. It wants {WANTED[kind]}.")
    return _hash(plain)


def for_students(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook without outputs, run numbers and solutions; a cell that held nothing else goes.

    What the first cell says under its title is folded, and so is the prose after the code that follows a "**Guess
    first**", up to the next heading or guess. A solution is a ``<details>`` block whose summary starts with "Solution".
    """
    notebook = copy.deepcopy(notebook)
    summary, ready = FOUND * notebook.cells[0].source.startswith("# "), True  # of what to fold, and if its code came
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count, ready = [], None, True
            continue
        cell.source = SOLUTION.sub("", cell.source).strip() if SOLUTION.search(cell.source) else cell.source
        if summary and ready:
            cell.source, summary = _folded(cell.source, summary), ""
        if GUESS.search(cell.source):
            summary, ready = GUESSED, False
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code" or cell.source]
    return notebook


def _folded(source: str, summary: str) -> str:
    """Return Markdown whose first prose is folded: from behind its heading to the next heading or guess."""
    head = SECTION.match(source)
    start = head.end() if head else 0
    following = (pattern.search(source, start) for pattern in (SECTION, GUESS))
    end = min((found.start() for found in following if found), default=len(source))
    said = FOLDED.format(summary, source[start:end].strip()) if source[start:end].strip() else ""
    return f"{source[:start]}{said}\n\n{source[end:]}".strip()


def _near(entry: dict, answer: object) -> str:
    """Return what is wrong with an answer that holds the right one in another form; nothing if it does not hold it."""
    kind, places, forms = entry["kind"], entry.get("places", 0), {}
    if isinstance(answer, str):
        forms["Give the word alone, without signs before or after it."] = answer.strip(" .,;:!?'\"")
        forms["Give a number, without quotation marks."] = float(answer) if NUMBER.fullmatch(answer) else None
    elif isinstance(answer, Iterable):
        index, items = list(answer.index) if hasattr(answer, "iloc") else [], list(answer)
        forms[INDEX] = index[0] if len(index) == 1 else index
        forms["Give the one thing itself, not a list of one."] = items[0] if len(items) == 1 else None
    plain = {said: _plain(form, kind, places) for said, form in forms.items() if form is not None}
    return next((said for said, text in plain.items() if text is not None and _hash(text) == entry["answer"]), "")


def _hash(plain: str) -> str:
    """Return the start of a SHA-256."""
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()[:12]


def _plain(answer: object, kind: str, places: int) -> str | None:
    """Return an answer as one line of text that is the same for equal answers, or None if it is of another kind."""
    if kind in ("number", "text"):
        fits = _is_number(answer) if kind == "number" else isinstance(answer, str)
        return _item(answer, places) if fits else None
    if isinstance(answer, str) or not isinstance(answer, Iterable):
        return None
    items = [_item(item, places) for item in answer]
    return " | ".join(sorted(set(items)) if kind == "set" else items)


def _is_number(answer: object) -> bool:
    """Say whether an answer is a real number; True and False are none."""
    return isinstance(answer, numbers.Real) and not isinstance(answer, bool)


def _item(answer: object, places: int) -> str:
    """Return a number rounded, or a text in lower case with single spaces; the name of a text as its id."""
    if _is_number(answer) and math.isfinite(answer):
        return f"{round(float(answer), places) + 0.0:.{places}f}"
    return NAME.sub(lambda name: name[0].replace(" ", "_"), " ".join(str(answer).split()).casefold())
