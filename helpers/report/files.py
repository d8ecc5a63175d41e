"""Files and folders that are whole or not there at all, made once, by one builder at a time. A part of ``report``."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import metadata
from pathlib import Path

from filelock import FileLock, Timeout

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent


class ReportError(RuntimeError):
    """A notebook or a site that could not be made; the message says which, why, and what to do."""


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give a fresh folder to fill; it takes the place of ``target`` only if the filling ends without error."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh, former = (target.with_name(f".{target.name}.{state}") for state in ("part", "former"))
    if former.exists() and not target.exists():
        former.rename(target)
    for rest in (fresh, former):
        shutil.rmtree(rest, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        if target.exists():
            target.rename(former)
        fresh.rename(target)
    finally:
        for rest in (fresh, former):
            shutil.rmtree(rest, ignore_errors=True)


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Hold a folder for this builder; another one that wants it is told so at once. A killed builder lets it go."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(target.with_name(f".{target.name}.lock"), timeout=0):
            yield
    except Timeout:
        raise ReportError(f"another report is being built in {target.name}. Wait until it is done.") from None


def state(*places: Path) -> str:
    """Return the names and bytes of files, and of all in folders, as one fingerprint; dates do not count."""
    found = hashlib.sha256()
    for place in places:
        for path in sorted([place, *place.rglob("*")]):
            if "__pycache__" not in path.parts:
                name = os.fsencode(path.relative_to(place))
                found.update(hashlib.sha256(name).digest() + hashlib.sha256(_bytes(path)).digest())
    return found.hexdigest()


def _bytes(path: Path) -> bytes:
    """Return what a file holds, or what keeps it from being read."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError as error:
        return repr(error.errno).encode()


def once(given: str, targets: list[Path], make: Callable[[], object]) -> str:
    """Make ``targets`` and return nothing, or return since when they are what would be made.

    ``given`` is the ``state`` of what they are made of, besides the package, Python and all versions.
    A mark beside the first target has both, and the state of the targets. It is written last and whole: where a build
    was stopped, or somebody changed what was built, it does not fit, and all is made anew.
    """
    versions = sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    own = hashlib.sha256("\n".join([sys.version, *versions, state(PACKAGE), given]).encode()).hexdigest()
    mark = targets[0].with_name(f".{targets[0].name}.made")
    if _bytes(mark) == f"{own} {state(*targets)}".encode():
        return f"{datetime.fromtimestamp(mark.stat().st_mtime):%d %B %Y, %H:%M}"
    make()
    write(mark, f"{own} {state(*targets)}")
    return ""
