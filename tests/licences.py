"""The licence of every package of the lock, as it says of itself: ``python -m tests.licences`` writes the list anew.

``licences.csv`` has a row for each package: its name, its licence, and what else it carries. What is not installed on
this system, or says nothing of itself, keeps the row that a reader has written.
"""

import csv
import re
from importlib import metadata
from pathlib import Path

LIST = Path(__file__).with_name("licences.csv")
LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def locked():
    """Return the versions of each package of the lock: it may have one for each Python."""
    versions = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        versions.setdefault(name, []).append(version)
    return versions


def listed():
    """Return licence and remark of each package in the list."""
    with LIST.open(encoding="utf-8", newline="") as handle:
        return {row["package"]: (row["licence"], row["carries"]) for row in csv.DictReader(handle)}


def told(name):
    """Return the licence that an installed package names, or nothing."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classes = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License")]
    return said.get("License-Expression") or "; ".join(classes) or (said.get("License") or "").split("\n")[0]


def main():
    """Write the list."""
    known = listed() if LIST.exists() else {}
    with LIST.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle, lineterminator="\n")
        rows.writerow(["package", "licence", "carries"])
        for name in locked():
            licence, carries = known.get(name, ("", ""))
            rows.writerow([name, told(name) or licence, carries])


if __name__ == "__main__":
    main()
