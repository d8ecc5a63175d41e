"""Measure ``passages.shared_passages`` on planted texts: what it finds, how exactly, in what time and memory.

    python -m tests.benchmarks.bench_passages                     1,000 texts of each way of drawing, 10,000 of one
    python -m tests.benchmarks.bench_passages 100000 words 41     so many texts, drawn so, from this seed

Each row is a process of its own: CPU seconds of the call (tables given, texts and lines included), the memory of the
process before it and the most during it (Linux; elsewhere the most since the process began). The settings of the
finder were chosen on smaller seeds, from 1 on; the seed here is another.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

SEED = 41


def measured(size: int, drawn: str, kind: str, seed: int) -> str:
    """Return one row of the report: texts, drawn, set, seed, recall, strict precision, overlap, CPU seconds, MB."""
    from helpers import passages
    from tests.benchmarks import planted

    made = planted.planted(size, seed, drawn, **planted.SETS[kind])
    tokens, paragraphs = planted.as_tables(made)
    truth = made.truth
    del made
    _memory()
    before = _memory()
    clock = time.process_time()
    found = passages.shared_passages(tokens, paragraphs)
    seconds = time.process_time() - clock
    numbers = found[["left", "right"]].apply(lambda column: column.cat.codes.astype("int64"))
    result = planted.judged(found.assign(left=numbers["left"], right=numbers["right"]), truth)
    quality = "  ".join(f"{result[name]:9.4f}" for name in ("recall", "precision", "overlap"))
    return f"{size:7,}  {drawn:6} {kind:14} {seed:4}  {quality}  {seconds:7.2f}  {before:6,.0f} {_memory():6,.0f}"


def _memory() -> float:
    """Return the most memory this process has held since this was last asked, in MB."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    status = Path("/proc/self/status")
    if status.exists():
        held = float(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
        Path("/proc/self/clear_refs").write_text("5")
    return held


def main(arguments: list[str]) -> None:
    """Print the report, or the one row asked for."""
    from tests.benchmarks import planted

    if len(arguments) == 4:
        print(measured(int(arguments[0]), arguments[1], arguments[3], int(arguments[2])))
        return
    runs = [(1_000, "words"), (1_000, "pairs"), (1_000, "runs"), (10_000, "words")]
    seed = SEED
    if arguments:
        runs, seed = [(int(arguments[0]), arguments[1])], int(arguments[2])
    print("  texts  drawn  set            seed     recall  precision    overlap    CPU s  MB: before  most")
    for size, drawn in runs:
        for kind in planted.SETS:
            command = [sys.executable, "-m", "tests.benchmarks.bench_passages", str(size), drawn, str(seed), kind]
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
