"""The verbs that need the packages: run the notebooks, build reports, copy and print. ``__main__`` calls them."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

import helpers
from helpers import claims, classroom, corpus, export, glossary, report, tables, words

HOME = report.ROOT if helpers.CHECKOUT else Path.cwd()  # what is installed writes where its user is, never into itself
BUILD = HOME / "build"
TAKEN = ("report", "notebooks", "single", "pdf", "bench", "class", "answers", "export")  # what else is built there
WHEEL = 'pip install --upgrade "reading-side-by-side[formats,scale]"'  # quoted as every shell takes it
CURES = dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "Make room on the disk")
CURES |= dict.fromkeys((errno.EACCES, errno.EPERM), "Give yourself the right to read and write there")
CURES |= {errno.EROFS: "Copy the project to a disk that can be written"}


def done(verb: str, folder: str | None = None) -> int:
    """Do what a verb says and return the exit status: 0, 1 with the reason printed, or 130 if interrupted."""
    if folder is not None:
        return _said(lambda: {"report": build_own, "answers": answers, "export": save, "pdf": pdf}[verb](Path(folder)))
    if verb in ("run", "report", "class"):  # nobody's own texts get into what is stored or handed out
        os.environ["READING_MY_TEXTS"] = str(corpus.PLANTED / "my_texts")  # not there
    return _said({"run": run, "report": build, "student": student, "class": pack, "export": save, "pdf": pdf}[verb])


def _said(verb: Callable[[], None]) -> int:
    """Do it and return the exit status; what stopped it is printed: what, which file, what to do."""
    note = cache(lambda said: print(_harmless(f"Note: {said}"), file=sys.stderr))  # once, wherever it comes from
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_: note(str(message))
            verb()
        return 0
    except ImportError as error:
        cure = "python -m helpers setup" if helpers.CHECKOUT else WHEEL
        reason = f"{error}. Set the project up anew: {cure}"
    except (RuntimeError, ValueError, subprocess.SubprocessError) as error:
        reason = str(error)
    except shutil.Error as error:  # of many files that were copied
        _, place, why = error.args[0][0]
        reason = f"{_shown(Path(place))}: {why}. Make room on the disk, or give yourself the right to write there."
    except OSError as error:
        cure = CURES.get(error.errno or 0, "Look whether the file is there and may be used")
        named = _shown(Path(str(error.filename or "a file")))
        reason = f"{named}: {error.strerror or error}. {cure}, then do it again."
    except MemoryError:
        reason = "the memory is full. Close other programs, or take fewer or shorter texts."
    except KeyboardInterrupt:
        print("Stopped. What was there before is still there.", file=sys.stderr)
        return helpers.STOPPED
    print(_harmless(f"Failed: {reason}"), file=sys.stderr)
    return 1


def _harmless(said: str) -> str:
    """Return what is printed without signs that act in a terminal: names and patterns may be anybody's."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in said)


def run() -> None:
    """Run the notebooks in place and say which files changed."""
    changed = report.run()
    print("Changed: " + (", ".join(path.name for path in changed) or "nothing"))


def build() -> None:
    """Run copies of the notebooks, then build the site and the single files under ``build/``, if anything changed."""

    def make() -> None:
        _made(corpus.READING, report.texts(corpus.load(), glossary.load()), report.NOTEBOOKS, BUILD)

    with report.alone(BUILD / "report"):
        _once(report.state(corpus.READING.parent, report.NOTEBOOKS), BUILD, make)


def _made(folder: Path, texts: report.Texts, notebooks: Path, home: Path) -> None:
    """Run notebooks, and meanwhile make what is set into the first page; then build the site and the single files."""
    told: dict[str, str] = {}
    tables.call_texts(tables.names(texts.documents))
    report.execute(notebooks, home / "notebooks", lambda: told.update(front(folder, texts)))
    print("Building the site and the single files ...", flush=True)
    report.site(home / "notebooks", home / "report", texts, told)
    tables.call_texts({})
    report.single(home / "notebooks", home / "single", told)


def _once(given: str, home: Path, make: Callable[[], None]) -> None:
    """Make what is not there or was made of something else, and say where it is."""
    since = report.once(given, [home / name for name in ("report", "notebooks", "single")], make)
    first = _shown(home / "report" / "index.html")
    if since:
        print(f"Nothing has changed since {since}: {first} is up to date. To have it made anew, remove it.")
    else:
        print(f"Done. Open {first} in a browser; single files are in {_shown(home / 'single')}.")


def build_own(folder: Path) -> None:
    """Build a report on the texts of any folder, which is only read, under ``build/``, if anything changed.

    The notebook runs beside a link to the folder and calls it by its name: nothing built says where the folder lies.
    """
    folder = folder.resolve()
    given = report.state(folder)  # before it is read: what changes meanwhile is read the next time
    documents = corpus.load(folder)
    print(f"Read: {(n := len(documents)):,} text{'s' * (n != 1)}. Running the notebook ...", flush=True)
    target = _place(folder)

    def make() -> None:
        texts = report.texts(documents, _formulae(folder))
        with tempfile.TemporaryDirectory() as scratch:
            unrun = Path(scratch) / "notebooks"
            unrun.mkdir()
            try:
                (unrun / (folder.name or "texts")).symlink_to(folder, target_is_directory=True)
            except OSError:  # links need a right on Windows
                shutil.copytree(folder, unrun / (folder.name or "texts"))
            report.write(unrun / "your_texts.ipynb", report.own_notebook(folder.name or "texts", texts.tokens))
            _made(folder, texts, unrun, target)

    with report.alone(target):
        _once(given, target, make)


def front(folder: Path, texts: report.Texts) -> dict[str, str]:
    """Return what is set into the first page: the claims of a folder, else those that its numbers support."""
    if not 2 <= texts.tokens["doc_id"].nunique() <= report.MOST_TEXTS:
        return {}
    own = folder / "claims.toml"
    lists = sorted({*words.languages(texts.documents)["stop_list"]})
    small = None if lists == ["short"] else words.stop_words(lists)
    read = claims.texts(texts.lines, _formulae(folder), small)
    listed = claims.load(own) if own.is_file() else claims.suggest(read)
    found = claims.outcomes(read, listed)
    steps = [[*step[:3], {"name": lists} if small and step[0] == "stop_words" else step[3]] for step in claims.STEPS]
    made = {name: getattr(texts, name) for name in ("documents", "lines", "paragraphs", "tokens")}
    record = claims.methods(folder, steps, **made, variants=read.tokens, keywords=claims.keywords(read))
    given = ([*texts.documents["doc_id"]], record["prose"], own.is_file(), report.beside(read, listed))
    return {"front.md": report.cards(claims.check(read, listed, found), found, *given)}


def _formulae(folder: Path) -> pd.DataFrame | None:
    """Return the glossary of a folder, if it has one."""
    return glossary.load(folder) if (folder / "glossary.csv").is_file() else None


def _place(folder: Path) -> Path:
    """Return the place of what is built of a folder: its name, with a number if another folder of that name has one."""
    own, number = hashlib.sha256(bytes(folder)).hexdigest(), 1
    while True:
        name = folder.name if number == 1 else f"{folder.name}-{number}"
        target = BUILD / report.names([name])[name]
        mark = target / ".folder"
        if target.name.casefold() not in TAKEN and (not mark.exists() or mark.read_text(encoding="utf-8") == own):
            target.mkdir(parents=True, exist_ok=True)
            mark.write_text(own, encoding="utf-8")
            return target
        number += 1


def student() -> None:
    """Copy the notebooks to ``student/`` and say what was kept."""
    written = report.student(report.NOTEBOOKS, HOME / "student")
    (HOME / "my_texts").mkdir(exist_ok=True)
    print(f"Written: {len(written)} notebooks to student/. Files that were there already stay as they are.")


def pack() -> None:
    """Write a class's zip and the teacher's key to ``build/class``."""
    print("Running every notebook with its solutions, and the key is made of them ...", flush=True)
    packed = classroom.pack(report.ROOT, BUILD / "class")
    print(f"Done. Hand out {_shown(packed)}; the solved notebooks are in {_shown(packed.parent / 'key')}.")


def answers(folder: Path) -> None:
    """Write a page on what students handed in, and the table it is made of, to ``build/answers``."""
    found = classroom.handed_in(folder)
    with report.whole(BUILD / "answers") as fresh:
        (fresh / "index.html").write_text(classroom.overview(found), encoding="utf-8")
        tables.save(found, fresh / "answers.csv")
    print(f"Done: {found['student'].nunique()} students. Open {_shown(fresh.parent / 'answers' / 'index.html')}.")


def save(folder: Path | None = None) -> None:
    """Write TEI of each text and the tables to ``build/export``, those of a folder beside its report."""
    corpus.load(folder)  # where there is no text nothing is begun
    target = (_place(folder.resolve()) if folder else BUILD) / "export"
    n = len(export.write(folder, target))
    print(f"Written: {n} text{'s' * (n != 1)} as TEI, and the tables as CSV and Parquet, to {_shown(target)}.")


def pdf(folder: Path | None = None) -> None:
    """Print the single files of the report to ``build/pdf``; those of a folder's, which is built first, beside it."""
    if folder:
        build_own(folder)
        home = _place(folder.resolve())
        pages = sorted((home / "single").glob("*.html"))
    else:
        home, texts = BUILD, report.texts(corpus.load(), glossary.load())
        pages = report.single(report.NOTEBOOKS, BUILD / "single", front(corpus.READING, texts))
    printed = report.pdf(pages, home / "pdf")
    print(f"Written: {len(printed)} files to {_shown(home / 'pdf')}; the last, whole.pdf, has all of them.")


def _shown(path: Path) -> str:
    """Return a path as the reader of the project sees it."""
    return _harmless(str(path.relative_to(BUILD.parent) if path.is_relative_to(BUILD.parent) else path))
