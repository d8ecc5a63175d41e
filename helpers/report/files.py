"""Files and folders that are whole or not there at all, and one builder at a time. A part of ``report``."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


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
    import filelock

    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(target.with_name(f".{target.name}.lock"), timeout=0):
            yield
    except filelock.Timeout:
        raise ReportError(f"another report is being built in {target.name}. Wait until it is done.") from None


def progress(items: Iterable, what: str, unit: str, total: int | None = None) -> Iterator:
    """Yield the items under a progress bar, where there is a terminal to show it."""
    from tqdm import tqdm

    yield from tqdm(items, desc=what, unit=f" {unit}", total=total, disable=None)
