"""A process of its own for files that are no plain text, with limits of time and memory: none costs the others.

A private part of ``corpus``. As a program it reads files from its input and answers in JSON. The limit of memory needs
the operating system: Linux keeps it, macOS and Windows only the limit of time.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from helpers.corpus import formats
from helpers.corpus.reading import File, Reading, Unreadable

SECONDS = 60.0  # for one file: a PDF of 1,000 pages takes about 20
MEGABYTES = 1_000  # of memory for one file, beyond what Python itself takes
START = """import runpy, sys, types
face = sys.modules["helpers.corpus"] = types.ModuleType("helpers.corpus")
face.__path__ = [sys.argv[1] + "/helpers/corpus"]
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("helpers.corpus.apart", run_name="__main__")"""  # without the room's face: it loads what tables need


class Reader:
    """A process that reads one file after the other, once it is needed; what takes too long or too much ends it."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self.process: subprocess.Popen | None = None

    def read(self, file: File) -> list[Reading]:
        """Return the texts in a file, or raise ``Unreadable``."""
        process = self.process = self.process or _started(self.megabytes)
        timer, begun = threading.Timer(self.seconds, _end, [process]), time.monotonic()
        timer.start()
        answer = _asked(process, file)
        timer.cancel()
        if not answer.endswith(b"\n"):
            self.close()
            late = time.monotonic() - begun >= self.seconds
            problem = f"it takes longer than {self.seconds:g} seconds" if late else "its reader broke down"
            raise Unreadable(problem, "Save it anew, or as .txt; or allow more: load(..., seconds=, megabytes=)")
        told = json.loads(answer)
        if "problem" in told:
            if told.get("spent"):
                self.close()
            raise Unreadable(told["problem"], told["cure"])
        return [_reading(*fields) for fields in told["readings"]]

    def close(self) -> None:
        """End the process and what it started."""
        if self.process is not None:
            _end(self.process)
            self.process = None


def _reading(text: str, markup: list | None, columns: dict, remarks: list) -> Reading:
    """Return a reading that came as JSON."""
    columns = {name: tuple(value) if isinstance(value, list) else value for name, value in columns.items()}
    return Reading(text, None if markup is None else tuple(markup), columns, [tuple(pair) for pair in remarks])


def _started(megabytes: int) -> subprocess.Popen:
    """Return a new process that waits for files."""
    return subprocess.Popen(
        [sys.executable, "-c", START, str(Path(__file__).resolve().parents[2]), str(megabytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )


def _asked(process: subprocess.Popen, file: File) -> bytes:
    """Return what a process answers for a file, or as much as it said before it broke down."""
    assert process.stdin
    assert process.stdout
    head = {"name": file.name, "size": len(file.raw), "column": file.column}
    with contextlib.suppress(OSError, ValueError):
        process.stdin.write(json.dumps(head).encode() + b"\n" + file.raw)
        process.stdin.flush()
        return process.stdout.readline()
    return b""


def _end(process: subprocess.Popen) -> None:
    """End a process with all that it started."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    process.wait()
    for pipe in filter(None, (process.stdin, process.stdout)):
        with contextlib.suppress(OSError):
            pipe.close()


def _limit(megabytes: int) -> None:
    """Let this process take no more memory than it has now and so much."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # no such limit on this system
        import resource

        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 1_000_000,) * 2)


def _answer(file: File) -> dict:
    """Return what there is to say of a file, as JSON can hold it."""
    try:
        return {"readings": formats.read(file)}
    except Unreadable as error:
        return {"problem": error.problem, "cure": error.cure}
    except (MemoryError, RecursionError):
        return {"problem": "it takes more memory than is allowed", "cure": "Save it anew, or as .txt", "spent": True}


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Answer for one file after the other, until there are no more."""
    while head := source.readline():
        told = json.loads(head)
        file = File(told["name"], source.read(told["size"]), told["column"])
        target.write(json.dumps(_answer(file)).encode() + b"\n")
        target.flush()


if __name__ == "__main__":
    _limit(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    main(sys.stdin.buffer, answers)
