"""Archives: each file in one is read as its own ending says; an archive in an archive is not."""

from __future__ import annotations

from pathlib import PurePosixPath

from helpers.corpus.packed import archive
from helpers.corpus.reading import File, Format, Reading, Unreadable, is_text


def read(file: File) -> list[Reading]:
    """Return the texts of all files in an archive; a file that gives none has a reading without text that says why."""
    from helpers.corpus import formats

    found = []
    with archive(file.raw) as packed:
        for entry in packed.infolist():
            path = PurePosixPath(entry.filename)
            if entry.is_dir() or not is_text(path) or "__MACOSX" in path.parts:
                continue
            try:
                if path.suffix.lower() == ".zip":
                    raise Unreadable("an archive in an archive", "Unpack it into the folder")
                if entry.flag_bits & 1:
                    raise Unreadable("locked with a password", "Unpack it into the folder")
                own = formats.read(File(entry.filename, packed.read(entry), file.column))
            except Unreadable as error:
                own = [Reading("", None, {}, [(error.problem, error.cure)])]
            found += [reading._replace(columns={"inner": entry.filename, **reading.columns}) for reading in own]
    if not any(reading.text for reading in found):
        raise Unreadable("an archive without a text that can be read", "Look into it, and put texts there")
    return found


FORMAT = Format("a zip archive", (".zip",), b"PK\x03\x04", {}, read)
