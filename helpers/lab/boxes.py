"""The word box and the reader of the report as boxes of JupyterLab. A part of ``lab``."""

import json
import os
import warnings
from itertools import count
from pathlib import Path
from typing import Self
from urllib.parse import quote

import anywidget
import pandas as pd
import traitlets

from helpers import passages, report, tables
from helpers.lab.controls import Still

FEW, WINDOW = 10, 8  # rows of the static view, what a page prints without a break; words beside a use, as in search.js
PAIR = ["left", "right"]


class Box(Still, anywidget.AnyWidget):
    """A page in a frame of its own; ``asked``, what it shows, and ``chosen``, what is taken along, come from it."""

    _esm = (report.SCRIPTS / "lab.js").read_text(encoding="utf-8")
    title, page, root, address, code = (traitlets.Unicode().tag(sync=True) for _ in range(5))
    asked = traitlets.Dict().tag(sync=True)
    chosen = traitlets.List().tag(sync=True)

    def begin(self, asked: dict[str, object], *of: pd.DataFrame) -> Self:
        """Return the box itself, begun with what is asked first, of some tables."""
        self.of, self.asked = of, asked
        self.on_msg(self._asked_for)
        return self

    @traitlets.observe("asked")
    def _asked(self, _change: object) -> None:
        self.code = self.written()
        self.send({"code": self.code})

    def save(self, kind: str = "csv") -> Path:
        """Write what is taken along, or all that is shown, beside the notebook, over no other file."""
        path = next(it for n in count() if not (it := Path(f"{self.name}{f'_{n}' if n else ''}.{kind}")).exists())
        return tables.save(self.selected if self.chosen else self.shown, path)

    def _asked_for(self, _box: object, said: dict, _buffers: object) -> None:
        try:
            self.send({"written": str(self.save("xlsx" if said.get("save") == "xlsx" else "csv"))})
        except (OSError, ValueError) as error:
            self.send({"written": str(error)})


class Word(Box):
    """The box for any word: counts of each text, where in it, and all lines."""

    name = "concordance"

    @property
    def shown(self) -> pd.DataFrame:
        """Return CONCORDANCE: all lines of what is searched, as they are sorted."""
        tokens, paragraphs = self.of
        term, text, sort, window = (self.asked[name] for name in ("q", "text", "sort", "words"))
        with warnings.catch_warnings(action="ignore"):  # the box says what is found and what is near
            uses = passages.concordance(tokens[tokens["doc_id"] == text] if text else tokens, term, paragraphs, window)
        return passages.sort_concordance(uses, sort)

    @property
    def selected(self) -> pd.DataFrame:
        """Return CONCORDANCE: the lines that are ticked, in the order in which they are seen."""
        ticked, shown = set(map(tuple, self.chosen)), self.shown
        kept = [place in ticked for place in zip(shown["doc_id"].astype(str), shown["position"], strict=True)]
        return shown[kept].reset_index(drop=True)

    def written(self) -> str:
        """Return the line of code that gives the lines."""
        term, text, sort, window = (self.asked[name] for name in ("q", "text", "sort", "words"))
        tokens = f'tokens[tokens["doc_id"] == {text!r}]' if text else "tokens"
        code = f"passages.concordance({tokens}, {term!r}, paragraphs{f', {window}' if window != WINDOW else ''})"
        return code if sort == "place" else f"passages.sort_concordance({code}, {sort!r})"

    def still(self) -> tuple[str, tables.Shown]:
        """Return the count in words, and the first lines."""
        shown = self.shown
        said = passages.summary(self.of[0], shown, self.asked["q"])
        return said, tables.shown(shown, "doc_id", ["section", "line", "before", "term", "after"], most=FEW)


class Reader(Box):
    """Two texts side by side: what they have in common is tinted and joined."""

    name = "passages"

    @property
    def shown(self) -> pd.DataFrame:
        """Return PASSAGES: what the two texts have in common in the layers that are switched on."""
        (found,) = self.of
        both = found[PAIR].isin([self.asked[side] for side in PAIR]).all(axis=1)
        return found[both & found["kind"].isin(self.asked["layers"])].reset_index(drop=True)

    @property
    def selected(self) -> pd.DataFrame:
        """Return PASSAGES: the one that is chosen, or none."""
        return self.of[0].loc[self.chosen].reset_index(drop=True)

    def written(self) -> str:
        """Return the lines of code that give the passages."""
        kinds = [kind for kind in self.asked["layers"] if kind != "formula"]  # those are no passages
        alike = '\nfound = pd.concat([found, alike.assign(kind="parallel")])' if "parallel" in kinds else ""
        both = f'found[["left", "right"]].isin({[self.asked[side] for side in PAIR]}).all(axis=1)'
        found = f"found = passages.shared_passages(tokens, paragraphs){alike}"
        return f'{found}\nfound[{both} & found["kind"].isin({kinds})]'

    def still(self) -> tuple[str, tables.Shown]:
        """Return how many passages there are, in words, and the longest."""
        n, both = len(self.shown), " and ".join(tables.called(self.asked[side]) for side in PAIR)
        said = f"{both}: {n:,} passage{'s' * (n != 1)} in the same words" + (", the longest:" if n > FEW else "")
        columns = ["left_first_line", "right_first_line", "words", "left_text"]
        return said, tables.shown(self.shown.nlargest(FEW, "words"), PAIR, columns)


def texts(paragraphs: pd.DataFrame, lines: pd.DataFrame | None, *more: pd.DataFrame | None) -> tuple[list[dict], str]:
    """Return the texts as the scripts of a page take them, with PASSAGES and formulae; the address of their report.

    That is a built one that has a page of each.
    """
    docs, built = tables.doc_order(paragraphs), [report.ROOT / "build", Path("build").resolve()]
    names = report.names(docs)
    places = (report_of for folder in built for report_of in (folder / "report", *sorted(folder.glob("*/report"))))
    whole = (it for it in places if all((it / f"texts/{name}.html").is_file() for name in names.values()))
    root = next(filter(None, map(_address, whole)), "")
    pages = {doc_id: (name, f"texts/{quote(name)}.html" if root else "") for doc_id, name in names.items()}
    if lines is None:
        lines = tables.build("LINES", {name: [] for name in tables.TABLES["LINES"]}, docs)
    return list(report.for_scripts(lines, paragraphs, *more, pages)), root or "/"


def _address(folder: Path) -> str:
    """Return where the server that runs this kernel shows a folder; nothing if it does not."""
    from jupyter_core.paths import jupyter_runtime_dir

    try:
        server = json.loads(Path(jupyter_runtime_dir(), f"jpserver-{os.getppid()}.json").read_text(encoding="utf-8"))
        inside = folder.relative_to(Path(server["root_dir"]).resolve())
    except (OSError, ValueError, KeyError):
        return ""
    return f"{server['base_url']}files/{quote(inside.as_posix())}/"
