"""What goes into a reader of a format and what comes out of it; what cannot be read raises ``Unreadable``."""

import stat
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import NamedTuple

FILE_LIMIT = 100_000_000  # bytes of one file, packed or unpacked: a library of 100 novels is shorter
LINE_LIMIT = 5_000_000  # characters of one line: the longest novels have fewer in all
OWN = {"index.csv", "rules.toml", "glossary.csv", "claims.toml", "truth.json"}  # what else a corpus folder holds
INSTALL = "Run: .venv/bin/uv pip install -e '.[formats]'"


class Unreadable(ValueError):
    """A file that gives no text: ``problem`` says what is wrong, ``cure`` what to do."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem}. {cure}")
        self.problem, self.cure = problem, cure


class File(NamedTuple):
    """A file as a reader gets it: its name below the folder, its bytes, and the column asked for in a table."""

    name: str
    raw: bytes
    column: str = ""


class Reading(NamedTuple):
    """One text of a file.

    ``markup`` holds what the file says of each raw line (a role, ``heading:2``, ``quote``, or None), or is None;
    ``columns`` fields of DOCUMENTS, ``encoding`` and ``confidence`` always; ``remarks`` pairs of problem and cure.
    """

    text: str
    markup: tuple[str | None, ...] | None
    columns: dict[str, object]
    remarks: list[tuple[str, str]]


class Format(NamedTuple):
    """A format of files: its name in words, its endings, how its files begin, the packages it needs, its reader.

    ``needs`` maps what is imported to what is installed; ``magic`` is empty where files may begin with anything. A
    format that is ``safe`` is read in this process, any other in one of its own.
    """

    name: str
    suffixes: tuple[str, ...]
    magic: bytes
    needs: dict[str, str]
    read: Callable[[File], list[Reading]]
    safe: bool = False


def is_text(path: PurePath) -> bool:
    """Say whether a file may be a text by its name: not hidden, no README, none of those that belong to a corpus."""
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return not hidden and path.name not in OWN and path.stem.upper() != "README"


def contents(path: Path) -> bytes:
    """Return a file's bytes, or raise ``Unreadable``: not a plain file, too large, empty, gone or not to be opened."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("not a plain file (a folder, a pipe or a device)", "Leave only texts in the folder")
        if facts.st_size > FILE_LIMIT:
            raise Unreadable(f"{facts.st_size:,} bytes; the limit is {FILE_LIMIT:,}", "Split it into several texts")
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})", "Put it back, or gain the right to it") from None
    if not raw:
        raise Unreadable("an empty file", "Put its text in, or take it out of the folder")
    return raw
