"""Archives: each file in one is read as its own ending and an ``index.csv`` say; an archive in an archive is not."""

import csv
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from helpers.corpus.encodings import decode
from helpers.corpus.formats.csv import records
from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading, Unreadable, is_text
from helpers.corpus.rows import KEPT


def read(file: File) -> list[Reading]:
    """Return the texts of all files in an archive; a file that gives none has a reading without text that says why."""
    from helpers.corpus import formats

    found: list[Reading] = []
    with archive(file.raw, document=False) as packed:
        index = _index(packed, found)
        for entry in packed.infolist():
            path = PurePosixPath(entry.filename.replace("../", ""))  # nothing is unpacked by its name
            if entry.is_dir() or not is_text(path) or "__MACOSX" in path.parts:
                continue
            try:
                if path.suffix.lower() == ".zip":
                    raise Unreadable("an archive in an archive", "Unpack it into the folder")
                own = formats.read(File(entry.filename, packed.read(entry), file.column))
            except MemoryError:
                raise
            except Exception as error:  # what cannot be unpacked costs this one file
                wrong = formats.fault(error, {}, path.suffix)
                own = [Reading("", None, {}, [(wrong.problem, wrong.cure)])]
            told = {key: one for key, one in index.get(entry.filename, {}).items() if key != "doc_id" or len(own) == 1}
            found += [reading._replace(columns={"inner": entry.filename, **reading.columns, **told}) for reading in own]
    if not found:
        raise Unreadable("an archive without a text that can be read", "Look into it, and put texts there")
    return found


def _index(packed: ZipFile, found: list[Reading]) -> dict[str, dict[str, str]]:
    """Return what each ``index.csv`` of an archive says of its files, by their names in it; tell its faults."""
    said: dict[str, dict[str, str]] = {}
    names = set(packed.namelist())
    for path in map(PurePosixPath, sorted(names)):
        if path.name != "index.csv" or "__MACOSX" in path.parts:
            continue
        faults: list[tuple[str, str]] = []
        try:
            _, lines = records(decode(packed.read(str(path))).text)
        except (Unreadable, csv.Error, RuntimeError, BadZipFile) as error:
            lines, faults = [], [(f"no table that can be read ({error})", "Save it as UTF-8, without a password")]
        for _, line in lines:
            row = {name: value.strip() for name, value in line.items() if name and isinstance(value, str)}
            homes = [(home / row.get("file", "")).as_posix() for home in (path.parent, path.parent / "texts")]
            told = {name: value for name, value in row.items() if value and name not in {*KEPT} - {"doc_id", "kind"}}
            said |= dict.fromkeys(homes, told)
            if names.isdisjoint(homes):
                faults.append((f"no file {row.get('file', '')!r}", "Add the file or drop the row"))
        found += [Reading("", None, {"inner": str(path)}, faults)] * bool(faults)
    return said


FORMAT = Format("a zip archive", (".zip",), b"PK\x03\x04", {}, read)
