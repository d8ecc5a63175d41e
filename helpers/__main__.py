"""``python -m helpers run|report|student|pdf``: run the notebooks in place, build the report, copy or print them.

``python -m helpers report FOLDER`` makes a report of the texts in a folder of your own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

import pandas as pd

from helpers import corpus, layout, report, words
from helpers.report import links, own_texts

BUILD = report.ROOT / "build"


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say and return the exit status: 0, or 1 with the reason printed."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description=__doc__)
    parser.add_argument("verb", choices=["run", "report", "student", "pdf"])
    parser.add_argument("folder", nargs="?", help="for 'report': a folder with texts (*.txt), instead of the corpus")
    given = parser.parse_args(arguments)
    if given.folder is not None and given.verb != "report":
        parser.error(f"'{given.verb}' takes no folder; only 'report' does.")
    try:
        if given.folder is None:
            {"run": run, "report": build, "student": student, "pdf": pdf}[given.verb]()
        else:
            build_own(Path(given.folder))
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
    report.execute(report.NOTEBOOKS, BUILD / "notebooks")
    print("Building the site and the single files ...", flush=True)
    first = build_site(BUILD / "notebooks", BUILD / "report", corpus.load())
    report.single(BUILD / "notebooks", BUILD / "single")
    print(f"Done. Open {_shown(first)} in a browser; single files are in {_shown(BUILD / 'single')}.")


def build_own(folder: Path) -> None:
    """Build a report on the texts of any folder, which is only read, under ``build/``."""
    folder, target = folder.resolve(), BUILD / "own-texts"
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        documents = corpus.load(folder)
    for message in dict.fromkeys(str(warning.message) for warning in said):
        print(f"Note: {message}", file=sys.stderr)
    tokens = words.tokens(layout.paragraphs(layout.lines(documents)))
    with tempfile.TemporaryDirectory() as scratch:
        unrun = Path(scratch) / "notebooks"
        unrun.mkdir()
        report.write(unrun / "your_texts.ipynb", own_texts.notebook(folder, tokens))
        report.execute(unrun, target / "notebooks")
    print("Building the site and the single file ...", flush=True)
    first = build_site(target / "notebooks", target / "report", documents)
    report.single(target / "notebooks", target / "single")
    print(f"Done. Open {_shown(first)} in a browser; the single file is in {_shown(target / 'single')}.")


def build_site(notebooks: Path, target: Path, documents: pd.DataFrame) -> Path:
    """Build the site of run notebooks on ``documents``, with the pages behind its numbers; return its first page."""
    lines = layout.lines(documents)
    paragraphs = layout.paragraphs(lines)
    tokens = words.tokens(paragraphs)
    to_lines = links.reading_links(lines)
    pairs, to_pairs = links.pair_pages(tokens, paragraphs, to_lines)
    wanted = links.named_terms(report.shown(notebooks), documents["doc_id"])
    keywords, to_keywords = links.keyword_pages(tokens, paragraphs, to_lines, wanted)
    pages = report.reading_pages(documents, lines) | pairs | keywords
    return report.site(notebooks, target, pages, to_lines | to_pairs | to_keywords)


def student() -> None:
    """Copy the notebooks to ``student/`` and say what was kept."""
    written = report.student(report.NOTEBOOKS, report.ROOT / "student")
    print(f"Written: {len(written)} notebooks to student/. Files that were there already stay as they are.")


def pdf() -> None:
    """Print the single files of the report, which are made from the stored notebooks, to ``build/pdf``."""
    pages = report.single(report.NOTEBOOKS, BUILD / "single")
    printed = report.pdf(pages, BUILD / "pdf")
    print(f"Written: {len(printed)} files to {_shown(BUILD / 'pdf')}.")


def _shown(path: Path) -> str:
    """Return a path as the reader of the project sees it."""
    return str(path.relative_to(report.ROOT))


if __name__ == "__main__":
    sys.exit(main())
