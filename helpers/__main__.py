"""``python -m helpers run|report|student``: run the notebooks in place, build the report, or copy them for students."""

from __future__ import annotations

import argparse
import sys

from helpers import corpus, layout, report


def main(arguments: list[str] | None = None) -> int:
    """Do what the one argument says and return the exit status: 0, or 1 with the reason printed."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description=__doc__)
    parser.add_argument("verb", choices=["run", "report", "student"])
    verb = parser.parse_args(arguments).verb
    try:
        {"run": run, "report": build, "student": student}[verb]()
    except (report.ReportError, corpus.CorpusError) as error:
        print(f"Failed: {error}", file=sys.stderr)
        return 1
    return 0


def run() -> None:
    """Run the notebooks in place and say which files changed."""
    changed = report.run()
    print("Changed: " + (", ".join(path.name for path in changed) or "nothing"))


def build() -> None:
    """Run copies of the notebooks, then build the site and the single files under ``build/``."""
    target = report.ROOT / "build"
    report.execute(report.NOTEBOOKS, target / "notebooks")
    documents = corpus.load()
    pages = report.reading_pages(documents, layout.lines(documents))
    print("Building the site and the single files ...", flush=True)
    first = report.site(target / "notebooks", target / "report", pages)
    report.single(target / "notebooks", target / "single")
    print(f"Done. Open {first.relative_to(report.ROOT)} in a browser; single files are in build/single.")


def student() -> None:
    """Copy the notebooks to ``student/`` and say what was kept."""
    written = report.student(report.NOTEBOOKS, report.ROOT / "student")
    print(f"Written: {len(written)} notebooks to student/. Files that were there already stay as they are.")


if __name__ == "__main__":
    sys.exit(main())
