"""One look at a folder: its files, its index and rules, a row for each text; faults are reported, not raised."""

import csv
import hashlib
import itertools
import os
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import regex

from helpers.corpus import copies, formats
from helpers.corpus.apart import Reader
from helpers.corpus.by_hand import KEYS, entry_fault, placed, raw_lines
from helpers.corpus.formats.csv import records
from helpers.corpus.furniture import size
from helpers.corpus.reading import File, Reading, Unreadable, contents, is_text

INDEX_COLUMNS = "doc_id file title authors date date_basis publisher translation source rights sha256".split()
TAKEN = {"text", "markup", "rules", "path", "encoding", "confidence"}  # columns that a file gives, no index
FEWEST = 10  # words: of fewer, a stop list may leave none
OWN_LIMIT = 20_000_000  # bytes of index.csv and of rules.toml: a row for each of 100,000 texts is shorter


def survey(folder: Path, column: str, reader: Reader, alike: bool) -> tuple[list[dict], list[dict], list[str]]:
    """Return the rows of the texts that can be read, all problems (copies if ``alike``), and what ``load`` raises."""
    found: list[dict] = []
    faults: list[str] = []

    def note(file: str, problem: str, cure: str, left_out: bool = True) -> None:
        found.append({"file": shown(file), "problem": shown(problem), "cure": f"{shown(cure)}.", "left_out": left_out})

    def fault(file: str, problem: str, cure: str) -> None:
        note(file, problem, cure)
        faults.append(f"{folder / shown(file)}: {shown(problem)}. {shown(cure)}.")

    listed = _files(folder, note)
    indexed = (folder / "index.csv").is_file()
    rows = _index(folder, fault) if indexed else _bare(listed)
    for file in sorted(set(listed) - {row["path"] for row in rows}) if indexed else ():
        note(file, "it has no row in index.csv", "Add a row for it, or take it out of the folder")
    texts = [text for row in rows for text in _texts(row, folder, column, reader, note, fault)]
    _rename(texts)
    rules = _rules(folder, {row["doc_id"] for row in [*rows, *texts]}, fault, note)
    for text in texts:
        text["rules"] = rules.get(text["doc_id"])
        _unfit(text, note)
    if alike:
        several = Counter(text["path"] for text in texts)
        names = [f"{t['path']} ({t['doc_id']})" if several[t["path"]] > 1 else t["path"] for t in texts]
        for n, problem, cure in copies.alike(names, [text["text"] for text in texts]):
            note(names[n], problem, cure, False)
    return texts, found, faults


def _files(folder: Path, note) -> list[str]:
    """Return the texts below a folder, A-Z; note links that lead out, linked folders and what may not be listed."""
    home = folder / "texts" if (folder / "texts").is_dir() else folder
    files = []
    away = "a link to a folder, which is not followed", "Copy that folder to this place"
    if home != folder and home.is_symlink():  # the folder itself may be named by a link
        note(home.name, *away)
        return []

    def unlisted(error: OSError) -> None:
        name = os.path.relpath(error.filename, folder)
        note(name, f"a folder that cannot be listed ({error.strerror})", "Give yourself the right to read it")

    for place, inner, names in os.walk(home, onerror=unlisted):
        for linked in (Path(place, name) for name in inner):
            if os.path.islink(linked):  # noqa: PTH114 - a path that is too long is none
                note(os.path.relpath(linked, folder), *away)
        inner[:] = [name for name in inner if not name.startswith(".")]
        for file in (Path(place, name) for name in names if is_text(PurePath(name))):
            if not os.path.islink(file) or inside(file, folder):  # noqa: PTH114
                files.append(file.relative_to(folder).as_posix())
            else:
                problem = "a link that leads out of the folder, or nowhere"
                note(file.relative_to(folder).as_posix(), problem, "Copy the file itself to this place")
    return sorted(files)


def inside(path: Path, folder: Path) -> bool:
    """Say whether a path, all links followed, is a place in the folder."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def shown(name: str) -> str:
    """Return a file name that can be printed: control characters and undecodable bytes replaced."""
    return regex.sub(r"\p{C}", "\ufffd", name)


def _texts(row: dict, folder: Path, column: str, reader: Reader, note, fault) -> list[dict]:
    """Return a row for each text in the file of a row."""
    try:
        raw = contents(folder / row["path"])
        found = hashlib.sha256(raw).hexdigest()
        if row["sha256"] and found != row["sha256"]:
            wrong = f"the file changed: its SHA-256 is {found[:12]}..., the index says {row['sha256'][:12]}..."
            fault(row["path"], wrong, "Restore the file, or put the new hash into index.csv")
            return []
        file = File(row["path"], raw, column)
        own = formats.endings().get(PurePath(file.name).suffix.lower())
        readings = formats.read(file) if own is None or own.safe else reader.read(file)
    except Unreadable as error:
        note(row["path"], error.problem, error.cure)
        return []
    if short := sum(bool(reading.text) and size(reading.text) < FEWEST for reading in readings):
        of = f"{short:,} of {len(readings):,} texts" if len(readings) > 1 else "a text"
        problem = f"{of} with fewer than {FEWEST} words, which may all be stop words or numbers"
        note(row["path"], problem, "Nothing, if they are wanted; so few words may be like no other text", False)
    return [text for reading in readings for text in _text(row, reading, len(readings), found, note)]


def _text(row: dict, reading: Reading, number: int, sha256: str, note) -> list[dict]:
    """Return the row of a text that is one of some ``number`` in the file of a row, or nothing if it is empty."""
    own = dict(reading.columns)
    path = "/".join([row["path"], *([str(own.pop("inner"))] if "inner" in own else [])])
    for problem, cure in reading.remarks:
        note(path, problem, cure, not reading.text)
    if not reading.text:
        return []
    if basis := str(own.get("from_file", "")):  # what the index says is from there
        own["from_file"] = ", ".join(one for one in basis.split(", ") if not row.get(one.partition(":")[0]))
    named = {"doc_id": _named(row, path, own, number), "file": row["file"] + path[len(row["path"]) :]}
    told = {name: value for name, value in own.items() if not row.get(name)}
    return [row | told | named | {"path": path, "sha256": sha256, "text": reading.text, "markup": reading.markup}]


def _named(row: dict, path: str, own: dict, number: int) -> str:
    """Return the id of a text: of the only one in a file that file's, of others by their own id, name or row."""
    if number == 1 and path == row["path"]:
        return row["doc_id"]
    given, line = str(own.pop("doc_id", "")), str(own.pop("row", ""))
    inner = PurePath(path).stem if path != row["path"] else row["doc_id"]
    return clean(given) or clean(f"{inner}_{line}" if line else inner)


def _rename(texts: list[dict]) -> None:
    """Give each text an id of its own: of several with one id, all but the first get a number."""
    used = {text["doc_id"] for text in texts}
    seen: set[str] = set()
    for text in texts:
        if text["doc_id"] in seen:
            free = (f"{text['doc_id']}_{n}" for n in itertools.count(2))
            text["doc_id"] = next(doc_id for doc_id in free if doc_id not in used)
            used.add(text["doc_id"])
        seen.add(text["doc_id"])


def clean(name: str) -> str:
    """Return a name as an id: composed letters, no slash, no control character."""
    return regex.sub(r"[\p{C}\ufffd/\\]", "_", unicodedata.normalize("NFC", shown(name)))


def _bare(files: list[str]) -> list[dict]:
    """Return a row for each file of a folder without an index; the id is its name, with the folder for doubled ones."""
    paths = [Path(file) for file in files]
    ids = [path.stem for path in paths]
    for longer in (lambda p: "_".join(p.with_suffix("").parts), lambda p: "_".join(p.parts)):
        times = Counter(ids)
        ids = [longer(path) if times[doc_id] > 1 else doc_id for path, doc_id in zip(paths, ids, strict=True)]
    empty = dict.fromkeys(INDEX_COLUMNS, "")
    own = ({"doc_id": clean(name), "file": shown(file), "path": file} for file, name in zip(files, ids, strict=True))
    rows = [empty | row for row in own]
    _rename(rows)
    return rows


def _index(folder: Path, fault) -> list[dict]:
    """Return a row for each sound line of ``index.csv``; report every column, id and file that is not."""
    names, lines = _own(folder, "index.csv", records, fault) or ([], None)
    if lines is None:
        return []
    lacking = sorted({"doc_id", "file"} - {*names})
    taken = [name for name in names if name in {*TAKEN, ""} or names.count(name) > 1]
    if lacking or taken:  # columns of a user's own are welcome
        problem = f"it lacks the columns {lacking} and has taken or doubled ones {taken}"
        fault("index.csv", problem, f"Use these, and others of your own: {', '.join(INDEX_COLUMNS)}")
        return []
    if not lines:
        fault("index.csv", "no rows", "Add a row for each text, or delete the index")
    home = "texts/" if (folder / "texts").is_dir() else ""
    rows: list[dict] = []
    seen: set[str] = set()
    for number, line in lines:
        row = dict.fromkeys(INDEX_COLUMNS, "") | {name: (line.get(name) or "").strip() for name in names}
        row["path"] = f"{home}{row['file']}"
        wrong = _row_fault(folder, row, None in line, seen)
        seen.add(row["doc_id"])
        if wrong:
            fault(f"index.csv, line {number}", *wrong)
        else:
            rows.append(row)
    return rows


def _own(folder: Path, name: str, parse: Callable[[str], Any], fault) -> Any:
    """Return what index.csv or rules.toml holds, or None if it is a link that leads out, far too large or damaged."""
    path = folder / name
    try:
        if not inside(path, folder):
            fault(name, "a link that leads out of the folder", "Copy the file itself to this place")
        elif path.stat().st_size > OWN_LIMIT:
            fault(name, f"over {OWN_LIMIT:,} bytes", "Make it shorter")
        else:
            return parse(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        fault(name, f"not UTF-8 at byte {error.start}", "Save it as UTF-8")
    except (csv.Error, tomllib.TOMLDecodeError, RecursionError, OSError) as error:
        kind = "no table that can be read" if name == "index.csv" else "not valid TOML"
        fault(name, f"{kind} ({error})", "Look for a quotation mark that is not closed, or delete the file")
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
    if "\0" in row["path"] or ".." in Path(row["path"]).parts or (there and not inside(path, folder)):
        return f"{row['file']!r} lies outside the corpus folder", "Copy it into texts/"
    if not row["file"] or not there:
        return f"no file {row['path']!r}", "Add the file or drop the row"
    return None


def _rules(folder: Path, doc_ids: set[str], fault, note) -> dict[str, dict | None]:
    """Return each document's patterns out of ``rules.toml``: the ``[default]`` ones, then its own."""
    if not (folder / "rules.toml").is_file():
        return {}
    rules, wrong = _own(folder, "rules.toml", tomllib.loads, fault) or {}, False
    for doc_id in sorted(set(rules) - doc_ids - {"default"}):
        settled = isinstance(rules[doc_id], dict) and list(rules[doc_id]) == ["lines"]  # its file was renamed, or went
        row = "rules.toml", f"rules for {doc_id!r}, which is no text of this corpus", "Rename or drop them"
        note(*row, False) if settled else fault(*row)
    for doc_id, own in rules.items():
        for key, patterns in own.items() if isinstance(own, dict) else [("", None)]:
            alone = {("default", "lines"): "a line belongs to one text, by its id"}
            if told := pattern_fault(patterns, key) or alone.get((doc_id, key), ""):
                wrong = True
                fault("rules.toml", f"[{doc_id}] {key}: {told}", 'Write it so: caption = ["^Figure"]')
    if wrong:
        return {}
    default, merged = rules.get("default", {}), {}
    for doc_id in doc_ids:
        own = rules.get(doc_id, {})
        merged[doc_id] = {key: [*default.get(key, []), *own.get(key, [])] for key in [*default, *own]} or None
    return merged


def _unfit(text: dict, note) -> None:
    """Note each line that ``rules.toml`` settles and the text does not have, or not so often."""
    lines = (text["rules"] or {}).get("lines", [])
    said = [*lines, *({"text": line["marker"]} for line in lines if line.get("marker"))]
    for line, found in zip(said, placed(said, raw_lines(text["text"])) if said else (), strict=True):
        if not found:
            problem = f"it settles a line that {text['doc_id']} does not have: {line['text'][:80]!r}"
            note("rules.toml", problem, "Give the line as it now reads, or drop the entry", False)


def pattern_fault(patterns: object, key: str = "") -> str:
    """Return what is wrong with the patterns of one key, or with the entries of ``lines``, or nothing."""
    if key == "lines" and isinstance(patterns, list):
        return next(filter(None, map(entry_fault, patterns)), "")
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        return "not a list of patterns"
    if key and key not in KEYS:
        return f"no role; use one of {', '.join(KEYS)}"
    for pattern in patterns:
        try:
            regex.compile(pattern)
        except (regex.error, RecursionError, OverflowError) as error:
            return f"the pattern {pattern!r} cannot be read ({error})"
    return ""
