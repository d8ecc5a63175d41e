"""From a folder of texts to DOCUMENTS: the only room that touches the disk for texts."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from pathlib import Path

import pandas as pd

from helpers import tables

READING = Path(__file__).resolve().parent.parent / "corpus" / "reading"
INDEX_COLUMNS = [
    "doc_id", "file", "title", "authors", "date", "date_basis", "publisher", "translation", "source", "rights", "sha256",
]


class CorpusError(ValueError):
    """A text, an index or a rules file that cannot be used; the message names the file, the fault and the cure."""


def load(folder: str | Path | None = None) -> pd.DataFrame:
    """Return DOCUMENTS: one row per text of ``folder``, in the order of its ``index.csv``, else A-Z by file name.

    Without ``folder`` the five texts that ship are read. ``text`` is verbatim: nothing is stripped or mended.
    Each file is checked against the SHA-256 in the index; a file that changed raises ``CorpusError`` by name.
    ``rules`` holds this text's patterns from ``rules.toml`` (the ``[default]`` table's first), or None.
    ``date_basis`` and ``rights`` follow as extra columns. A bare folder of ``.txt`` files works too: the ids
    come from the file names and the other columns are empty.
    """
    folder = Path(folder) if folder is not None else READING
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder. Give the path of a folder that holds texts.")
    rows = _index(folder) if (folder / "index.csv").is_file() else _bare(folder)
    rules = _rules(folder / "rules.toml", {row["doc_id"] for row in rows})
    for row in rows:
        row["text"], row["sha256"] = _read(folder / row["path"], row["sha256"])
        row["rules"] = rules.get(row["doc_id"])
    columns = {name: [row[name] for row in rows] for name in [*tables.TABLES["DOCUMENTS"], "date_basis", "rights"]}
    return tables.build("DOCUMENTS", columns, pd.Index(columns["doc_id"]))


def _index(folder: Path) -> list[dict]:
    """Read and check ``index.csv``: its columns, its ids, and that each row has its file."""
    path = folder / "index.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        lacking = [name for name in ("doc_id", "file") if name not in (reader.fieldnames or [])]
        unknown = [name for name in reader.fieldnames or [] if name not in INDEX_COLUMNS]
        if lacking or unknown:
            raise CorpusError(f"{path}: lacks columns {lacking}, has unknown ones {unknown}. Use: {INDEX_COLUMNS}.")
        rows = [{name: (row.get(name) or "").strip() for name in INDEX_COLUMNS} for row in reader]
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        if not row["doc_id"] or row["doc_id"] in seen:
            raise CorpusError(f"{path}, line {number}: doc_id {row['doc_id']!r} is empty or doubled. Give each text its own.")
        seen.add(row["doc_id"])
        row["path"] = f"texts/{row['file']}"
        if not (folder / row["path"]).resolve().is_relative_to(folder.resolve()):
            raise CorpusError(f"{path}, line {number}: {row['file']!r} lies outside the corpus folder. Copy it into texts/.")
        if not (folder / row["path"]).is_file():
            raise CorpusError(f"{path}, line {number}: no file {row['path']}. Add the file or drop the row.")
    if not rows:
        raise CorpusError(f"{path}: no rows. Add a row for each text, or delete the index.")
    return rows


def _bare(folder: Path) -> list[dict]:
    """List the ``.txt`` files of a folder without an index."""
    home = folder / "texts" if (folder / "texts").is_dir() else folder
    files = sorted(home.glob("*.txt"))
    if not files:
        raise CorpusError(f"{folder}: no .txt files. Put the texts there, or in a folder 'texts' inside it.")
    empty = dict.fromkeys(INDEX_COLUMNS, "")
    return [empty | {"doc_id": f.stem, "file": f.name, "path": f.relative_to(folder).as_posix()} for f in files]


def _read(path: Path, sha256: str) -> tuple[str, str]:
    """Return a file's text, line ends as they are, and its hash, checked against ``sha256`` unless that is empty."""
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if sha256 and found != sha256:
        raise CorpusError(
            f"{path}: the file changed: its SHA-256 is {found[:12]}..., the index says {sha256[:12]}.... "
            "Restore the file, or put the new hash into index.csv."
        )
    try:
        return raw.decode("utf-8-sig"), found
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8.") from None


def _rules(path: Path, doc_ids: set[str]) -> dict[str, dict]:
    """Return each document's patterns out of ``rules.toml``: the ``[default]`` ones, then its own."""
    if not path.is_file():
        return {}
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not valid TOML: {error}. Mend it, or delete it to use the general rules.") from None
    unknown = sorted(set(rules) - doc_ids - {"default"})
    if unknown:
        raise CorpusError(f"{path}: rules for {unknown}, which are no texts of this corpus. Rename or drop them.")
    default = rules.get("default", {})
    merged = {}
    for doc_id in doc_ids:
        own = rules.get(doc_id, {})
        merged[doc_id] = {key: [*default.get(key, []), *own.get(key, [])] for key in [*default, *own]} or None
    return merged
