"""The workbench on the page: what a browser asks of it, and what it says. A part of ``lab``."""

from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from helpers import corpus, layout, report, tables
from helpers.lab.controls import Still
from helpers.lab.settled import KEYS, overview, save_rules, settle, view

FIRST = 12  # lines of a text that stand on a page without a kernel


class Workbench(Still, anywidget.AnyWidget):
    """A workbench over DOCUMENTS: ``documents`` as they now are, ``code`` that does the same, ``settle`` and ``save``.

    The browser sends ``{"do": name of a method, "given": [...]}``; what went wrong stands in ``seen["message"]``.
    """

    _esm = (report.SCRIPTS / "structure.js").read_text("utf-8")
    _css = (report.SCRIPTS / "structure.css").read_text("utf-8")
    fixed, seen, beside = (traitlets.Dict().tag(sync=True) for _ in range(3))

    def __init__(self, documents: pd.DataFrame, folder: str | Path | None) -> None:
        super().__init__()
        self.documents, self.folder = documents, folder
        self.done: list[tuple] = []  # of each step back: the documents before, and what was said of which line
        self.saved, self.kept, self.late = documents, 0, False  # steps that are saved; one of them was taken back
        self.choose(documents["doc_id"].iloc[0])
        self.on_msg(lambda _, content, __: self.answer(content))

    def choose(self, doc_id: str) -> None:
        """Show a text."""
        self.doc_id = doc_id
        self._alone = layout.lines(self._one().assign(rules=None))["role"].tolist()
        roles = layout.roles().set_index("role")["words"].to_dict() | {"quote": "a block quotation"}
        self.fixed = {
            "doc": doc_id,
            "texts": self.documents["doc_id"].tolist(),
            "lines": corpus.raw_lines(self._one()["text"].iloc[0]),
            "roles": [[role, key, roles[role]] for role, key in KEYS.items()],
        }
        self._show()

    def settle(self, line: int, said: dict[str, Any]) -> None:
        """Settle a line of the text that is shown; see ``lab.settle``."""
        before = self.documents
        self.documents = settle(before, self.doc_id, line, said)
        self.done.append((before, self.doc_id, line, said))
        self._show(f"Line {line} is settled." if said else f"Line {line} is as the rules say.")

    def undo(self) -> None:
        """Take the last step of this session back, in the text where it was taken."""
        if not self.done:
            return self._show("Nothing is left to take back.")
        self.late |= len(self.done) <= self.kept
        before, doc_id, line, _ = self.done.pop()
        self.documents = self.documents.assign(rules=before["rules"])  # which still knows what was said
        if doc_id != self.doc_id:
            self.choose(doc_id)
        return self._show(f"Line {line} is as it was before.")

    def save(self) -> None:
        """Write what is settled to ``rules.toml``."""
        self.documents = save_rules(self.documents, self.folder)
        self.saved, self.kept, self.late = self.documents, len(self.done), False
        told = sum(len((rules or {}).get("lines", [])) for rules in self.documents["rules"])
        self._show(f"Saved: rules.toml settles {told:,} line{'s' * (told != 1)}.")

    @property
    def code(self) -> str:
        """The shortest lines that do what was done here in this session."""
        home = "" if self.folder is None else repr(str(self.folder))
        steps = [f"documents = lab.settle(documents, {', '.join(map(repr, step[1:]))})" for step in self.done]
        late = ["# Save first: rules.toml still says what was taken back."] * self.late
        return "\n".join([*late, f"documents = corpus.load({home})", *steps])

    def _one(self) -> pd.DataFrame:
        return self.documents[self.documents["doc_id"] == self.doc_id]

    def _show(self, message: str = "") -> None:
        """Work out anew what is seen."""
        own = {"message": message, "code": self.code, "steps_back": len(self.done)}
        own["unsaved"] = self.documents["rules"].tolist() != self.saved["rules"].tolist()
        lines = layout.lines(self._one())
        self.seen = view(self._one(), lines) | own
        self.beside = overview(lines, self._alone) | {"doc": self.doc_id}  # the line is drawn meanwhile

    def answer(self, content: dict[str, Any]) -> None:
        """Do what the browser asks; what cannot be done is said."""
        try:
            if content.get("do") in ("choose", "settle", "undo", "save"):
                getattr(self, content["do"])(*content.get("given", []))
        except (ValueError, TypeError, LookupError) as error:
            self.seen = self.seen | {"message": str(error)}
        self.send({"answered": True})  # the page says so when no answer comes: the kernel may have started again

    def still(self) -> tuple[str, tables.Shown]:
        """Return the first lines of the text with their roles."""
        lines = layout.lines(self._one()).query("role != 'blank'").head(FIRST)
        shown = tables.shown(lines, rows="line", columns=["role", "rule", "confidence", "text"])
        return f"{tables.called(self.doc_id)}, the first lines and the role of each:", shown
