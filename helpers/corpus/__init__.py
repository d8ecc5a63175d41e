"""From a folder of texts to DOCUMENTS: the only room that touches the disk for texts.

What the bytes of a file say is found in its parts: ``formats`` (a list, one part each) and ``encodings``. Nothing is
ever written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import sysconfig
import tomllib
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import regex

from helpers import tables
from helpers.corpus import formats
from helpers.corpus.reading import Unreadable, contents, library

HERE = Path(__file__).resolve().parent.parent.parent / "corpus"
# The texts that ship: beside the package in a clone, else where its wheel has put them.
SHIPPED = HERE if (HERE / "reading").is_dir() else Path(sysconfig.get_path("data"), "share/reading-side-by-side/corpus")
READING, PLANTED = SHIPPED / "reading", SHIPPED / "planted"
INDEX_COLUMNS = [
    "doc_id",
    "file",
    "title",
    "authors",
    "date",
    "date_basis",
    "publisher",
    "translation",
    "source",
    "rights",
    "sha256",
]
OWN = {"index.csv", "rules.toml", "glossary.csv", "truth.json"}
FORMATS = formats.FORMATS
EXTRA = ["date_basis", "rights", "encoding", "confidence", "markup"]


class CorpusError(ValueError):
    """A folder, an index or a rules file that cannot be used; the message names the file, the fault and the cure."""


class CorpusWarning(UserWarning):
    """Files of a folder that were left out; the message names them."""


def load(folder: str | Path | None = None) -> pd.DataFrame:
    """Return DOCUMENTS: one row per text of ``folder``, in the order of its ``index.csv``, else A-Z by file name.

    Without ``folder`` the five texts that ship are read. A folder without an index works too: every file in ``texts``
    (else in the folder itself) and its subfolders is a text, and its id is its name; hidden files and README files
    are not. ``text`` is verbatim: nothing is stripped or mended (of a file that is no plain text it is the text found
    in it; ``FORMATS`` lists what can be read). ``rules`` holds the text's patterns from ``rules.toml`` (the
    ``[default]`` table's first), or None. Extra columns: ``date_basis``, ``rights``, ``encoding``, and ``confidence``
    (0-1; 1 if nothing was guessed).

    What index.csv or rules.toml says and the folder contradicts (a changed file, a row without a file, a doubled id)
    raises ``CorpusError``, all faults in one message. A file that gives no text is left out, and one ``CorpusWarning``
    names all of these; see ``problems``. A folder that gives no text at all raises ``CorpusError``.

    >>> corpus.load()[["doc_id", "date"]].head(2)
                doc_id  date
    0     hussain_2022  2022
    1  chen_yixin_2023  2023
    """
    folder = Path(folder) if folder is not None else READING
    rows, found, faults = _survey(folder)
    if faults:
        raise CorpusError(faults[0] if len(faults) == 1 else f"{folder}: {len(faults)} faults.\n" + "\n".join(faults))
    left = [problem for problem in found if problem["left_out"]]
    told = "; ".join(f"{_shown(p['file'])}: {p['problem']}" for p in left)
    if not rows:
        cure = f"Put texts there ({', '.join(formats.endings())}), or in a folder 'texts' inside it."
        raise CorpusError(f"{folder}: no text that can be read{': ' + told if told else ''}. {cure}")
    if left:
        message = f"{folder}: {len(left)} of {len(left) + len(rows)} files left out: {told}."
        warnings.warn(CorpusWarning(f"{message} See corpus.problems(folder)."), stacklevel=2)
    columns = {name: [row[name] for row in rows] for name in [*tables.TABLES["DOCUMENTS"], *EXTRA]}
    return tables.build("DOCUMENTS", columns, pd.Index(columns["doc_id"]))


def problems(folder: str | Path | None = None) -> pd.DataFrame:
    """Return PROBLEMS: one row per fault of a corpus folder, those that cost a text first, then A-Z by file.

    ``problem`` says what is wrong, ``cure`` what to do; ``left_out`` is True where the file is not in DOCUMENTS. The
    other rows are remarks on texts that were read: a guessed encoding, letters decoded wrongly before, a double.
    Faults of index.csv and rules.toml, for which ``load`` raises, are listed too. Only a missing folder raises.

    >>> corpus.problems(corpus.PLANTED)[["file", "left_out"]].head(1)
                         file  left_out
    0  texts/charter_copy.txt     False
    """
    _, found, _ = _survey(Path(folder) if folder is not None else READING)
    found = sorted(found, key=lambda problem: (not problem["left_out"], problem["file"], problem["problem"]))
    return tables.build("PROBLEMS", {name: [p[name] for p in found] for name in tables.TABLES["PROBLEMS"]})


def fix_encoding(documents: pd.DataFrame) -> pd.DataFrame:
    """Return DOCUMENTS with letters that were decoded wrongly before put right, as ftfy finds them.

    Files stay as they are. Only such letters change ("donâ€™t" to "don’t"): no spaces, no quotation marks. Needs the
    optional package ftfy.

    >>> planted = corpus.load(corpus.PLANTED)
    >>> mended = corpus.fix_encoding(planted)
    >>> mended.loc[mended["text"] != planted["text"], "doc_id"].tolist()
    ['notice']
    """
    tables.check(documents, "DOCUMENTS")
    try:
        ftfy = library("ftfy", "ftfy", "mending letters")
    except Unreadable as error:
        raise CorpusError(str(error)) from None
    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        restore_byte_a0=False,
        replace_lossy_sequences=False,
    )
    lines = [regex.split(r"(?<=\n)", text) for text in documents["text"]]
    texts = ["".join(ftfy.fix_encoding(line, config) for line in own) for own in lines]
    return documents.assign(text=pd.Series(texts, index=documents.index, dtype="str"))


# ---------------------------------------------------------------- one look at a folder


def _survey(folder: Path) -> tuple[list[dict], list[dict], list[str]]:
    """Return the rows of the texts that can be read, all problems, and the faults for which ``load`` raises."""
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder. Give the path of a folder that holds texts.")
    found: list[dict] = []
    faults: list[str] = []

    def note(file: str, problem: str, cure: str, left_out: bool = True) -> None:
        found.append({"file": _shown(file), "problem": problem, "cure": f"{cure}.", "left_out": left_out})

    def fault(file: str, problem: str, cure: str) -> None:
        note(file, problem, cure)
        faults.append(f"{folder / _shown(file)}: {problem}. {cure}.")

    listed = list(_files(folder, note))
    rows = _index(folder, fault) if (folder / "index.csv").is_file() else _bare(listed)
    if (folder / "index.csv").is_file():
        for file in sorted(set(listed) - {row["path"] for row in rows}):
            note(file, "it has no row in index.csv", "Add a row for it, or take it out of the folder")
    rules = _rules(folder, {row["doc_id"] for row in rows}, fault)
    good = [row for row in rows if _fill(row, folder, note, fault)]
    first: dict[str, str] = {}
    for row in good:
        row["rules"] = rules.get(row["doc_id"])
        twin = first.setdefault(row["text"], row["path"])
        if twin != row["path"]:
            note(row["path"], f"the same text as {_shown(twin)}", "Keep one of them, unless both are wanted", False)
    return good, found, faults


def _files(folder: Path, note) -> list[str]:
    """Return the texts below a folder, A-Z; note links that lead out, linked folders and what may not be listed."""
    home = folder / "texts" if (folder / "texts").is_dir() else folder
    files = []

    def unlisted(error: OSError) -> None:
        name = os.path.relpath(error.filename, folder)
        note(name, f"a folder that cannot be listed ({error.strerror})", "Give yourself the right to read it")

    for place, inner, names in os.walk(home, onerror=unlisted):
        for linked in (Path(place, name) for name in inner):
            if linked.is_symlink():
                path = os.path.relpath(linked, folder)
                note(path, "a link to a folder, which is not followed", "Copy that folder to this place")
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            if name.startswith((".", "~$")) or name in OWN or Path(name).stem.upper() == "README":
                continue
            file = Path(place, name)
            if not file.is_symlink() or _inside(file, folder):
                files.append(file.relative_to(folder).as_posix())
            else:
                note(
                    file.relative_to(folder).as_posix(),
                    "a link that leads out of the folder, or nowhere",
                    "Copy the file itself to this place",
                )
    return sorted(files)


def _inside(path: Path, folder: Path) -> bool:
    """Say whether a path, all links followed, is a place in the folder."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _shown(name: str) -> str:
    """Return a file name that can be printed: control characters and undecodable bytes replaced."""
    return regex.sub(r"\p{C}", "\ufffd", name)


def _fill(row: dict, folder: Path, note, fault) -> bool:
    """Read the file of a row into it; say whether it gave a text."""
    try:
        raw = contents(folder / row["path"])
        found = hashlib.sha256(raw).hexdigest()
        if row["sha256"] and found != row["sha256"]:
            wrong = f"the file changed: its SHA-256 is {found[:12]}..., the index says {row['sha256'][:12]}..."
            fault(row["path"], wrong, "Restore the file, or put the new hash into index.csv")
            return False
        (reading,) = formats.read(row["path"], raw)
    except Unreadable as error:
        note(row["path"], error.problem, error.cure)
        return False
    told = {name: value for name, value in reading.columns.items() if not row.get(name)}
    row |= {"sha256": found, "text": reading.text, "markup": reading.markup, **told}
    for problem, cure in reading.remarks:
        note(row["path"], problem, cure, False)
    return True


def _bare(files: list[str]) -> list[dict]:
    """Return a row for each file of a folder without an index; the id is its name, with the folder for doubled ones."""
    paths = [Path(file) for file in files]
    ids = [path.stem for path in paths]
    for longer in (lambda p: "_".join(p.with_suffix("").parts), lambda p: "_".join(p.parts)):
        times = Counter(ids)
        ids = [longer(path) if times[doc_id] > 1 else doc_id for path, doc_id in zip(paths, ids, strict=True)]
    empty = dict.fromkeys(INDEX_COLUMNS, "")
    used: Counter = Counter()
    rows = []
    for file, doc_id in zip(files, ids, strict=True):
        doc_id = regex.sub(r"[\p{C}\ufffd/\\]", "_", _shown(doc_id))
        used[doc_id] += 1
        doc_id = doc_id if used[doc_id] == 1 else f"{doc_id}_{used[doc_id]}"
        rows.append(empty | {"doc_id": doc_id, "file": _shown(file), "path": file})
    return rows


# ---------------------------------------------------------------- index and rules


def _index(folder: Path, fault) -> list[dict]:
    """Return a row for each sound line of ``index.csv``; report every column, id and file that is not."""
    try:
        text = (folder / "index.csv").read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        names = reader.fieldnames or []
        lines = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError as error:
        fault("index.csv", f"not UTF-8 at byte {error.start}", "Save it as UTF-8")
        return []
    except (csv.Error, OSError) as error:
        fault("index.csv", f"no table that can be read ({error})", "Look for a quotation mark that is not closed")
        return []
    if wrong := _head_fault(names):
        fault("index.csv", *wrong)
        return []
    if not lines:
        fault("index.csv", "no rows", "Add a row for each text, or delete the index")
    home = "texts/" if (folder / "texts").is_dir() else ""
    rows: list[dict] = []
    seen: set[str] = set()
    for number, line in lines:
        row = {name: (line.get(name) or "").strip() for name in INDEX_COLUMNS}
        row["path"] = f"{home}{row['file']}"
        wrong = _row_fault(folder, row, None in line, seen)
        seen.add(row["doc_id"])
        if wrong:
            fault(f"index.csv, line {number}", *wrong)
        else:
            rows.append(row)
    return rows


def _head_fault(names: Sequence[str]) -> tuple[str, str] | None:
    """Return what is wrong with the columns of an index, and the cure, or None."""
    lacking = [name for name in ("doc_id", "file") if name not in names]
    unknown = [name for name in names if name not in INDEX_COLUMNS]
    if lacking or unknown or len(set(names)) < len(names):
        problem = f"it lacks the columns {lacking} and has unknown or doubled ones {unknown}"
        return problem, f"Use these: {', '.join(INDEX_COLUMNS)}"
    return None


def _row_fault(folder: Path, row: dict, longer: bool, seen: set[str]) -> tuple[str, str] | None:
    """Return what is wrong with a row of the index, and the cure, or None."""
    path = folder / row["path"]
    if longer:
        return "more fields than columns", "Put fields that hold a comma between quotation marks"
    if not row["doc_id"] or row["doc_id"] in seen:
        return f"doc_id {row['doc_id']!r} is empty or doubled", "Give each text its own"
    if regex.search(r"[\p{C}/\\]", row["doc_id"]):
        return f"doc_id {row['doc_id']!r} holds a slash or a control character", "Use letters, digits and _"
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if "\0" in row["path"] or ".." in Path(row["path"]).parts or (there and not _inside(path, folder)):
        return f"{row['file']!r} lies outside the corpus folder", "Copy it into texts/"
    if not row["file"] or not there:
        return f"no file {row['path']!r}", "Add the file or drop the row"
    return None


def _rules(folder: Path, doc_ids: set[str], fault) -> dict[str, dict | None]:
    """Return each document's patterns out of ``rules.toml``: the ``[default]`` ones, then its own."""
    if not (folder / "rules.toml").is_file():
        return {}
    try:
        rules = tomllib.loads((folder / "rules.toml").read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        fault("rules.toml", f"not valid TOML: {error}", "Mend it, or delete it to use the general rules")
        return {}
    unknown = sorted(set(rules) - doc_ids - {"default"})
    if unknown:
        fault("rules.toml", f"rules for {unknown}, which are no texts of this corpus", "Rename or drop them")
    for doc_id, own in rules.items():
        for key, patterns in own.items() if isinstance(own, dict) else [("", None)]:
            if wrong := _pattern_fault(patterns):
                fault("rules.toml", f"[{doc_id}] {key}: {wrong}", 'Write it so: caption = ["^Figure"]')
                return {}
    default = rules.get("default", {})
    merged = {}
    for doc_id in doc_ids:
        own = rules.get(doc_id, {})
        merged[doc_id] = {key: [*default.get(key, []), *own.get(key, [])] for key in [*default, *own]} or None
    return merged


def _pattern_fault(patterns: object) -> str:
    """Return what is wrong with the patterns of one key, or nothing."""
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        return "not a list of patterns"
    for pattern in patterns:
        try:
            regex.compile(pattern)
        except (regex.error, RecursionError, OverflowError) as error:
            return f"the pattern {pattern!r} cannot be read ({error})"
    return ""
