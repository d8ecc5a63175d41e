"""The methods section of a comparison, told from the calls that make its tables. A part of ``claims``."""

import hashlib
import json
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from helpers import compare, corpus, layout, measures, passages, terms, words

HERE, PROJECT = Path(__file__).parent, "reading-side-by-side"
SOFTWARE = (PROJECT, "numpy", "pandas", "scipy", "scikit-learn", "regex")  # whose version may move a number
ROOMS = {"corpus": corpus, "layout": layout, "words": words, "terms": terms, "compare": compare, "passages": passages}
STEPS = json.loads((HERE / "steps.json").read_text("utf-8"))  # name, call, the steps whose results it takes, arguments
KNOWN = {call: getattr(ROOMS[call.split(".")[0]], call.split(".")[1]) for _, call, _, _ in STEPS}


def again(steps: list, folder: str | Path | None = None, **made: Any) -> dict[str, Any]:
    """Return what the steps of a record make of the texts of a folder, by name, but for those already ``made``."""
    made["folder"] = folder
    for name, call, takes, given in (step for step in steps if step[0] not in made):
        if call not in KNOWN:
            raise ValueError(f"no step {call!r}. There are {sorted(KNOWN)}.")
        made[name] = KNOWN[call](*(made[each] for each in takes), **given)
    return made


def methods(folder: str | Path | None = None, steps: list = STEPS, **made: Any) -> dict[str, Any]:
    """Return the methods section on the texts of a folder: ``prose``, and the record it is told from, ready for JSON.

    texts: doc_id, file, sha256 and words; roles: characters of each; steps: the calls, which ``again`` repeats; tables:
    bytes and sha256 of each as CSV; choices: options of each; software; cite. What is ``made`` is not made anew.

    >>> claims.methods()["texts"][0]["words"]
    514
    """
    made = again(steps, folder, **made)
    found = {name: table for name, table in made.items() if isinstance(table, pd.DataFrame)}
    sizes, about = made["tokens"].groupby("doc_id", observed=False).size(), metadata.metadata(PROJECT)
    texts = found["documents"][["doc_id", "file", "sha256"]].assign(words=sizes.to_numpy()).astype({"doc_id": str})
    csv = {name: table.to_csv(index=False).encode("utf-8", "surrogatepass") for name, table in found.items()}
    record = {
        "texts": texts.to_dict("records"),
        "roles": made["ledger"].groupby("role", observed=True)["characters"].sum().to_dict(),
        "steps": steps,
        "choices": {name: made["settings"][name].unique().tolist() for name in compare.CHOICES},
        "tables": {name: {"bytes": len(it), "sha256": hashlib.sha256(it).hexdigest()} for name, it in csv.items()},
        "software": {"python": platform.python_version()} | {name: metadata.version(name) for name in SOFTWARE},
        "cite": f"Reading side by side, version {about['Version']}. {about['Summary']}.",
    }
    more = {"made": made, "given": {step[0]: step[3] for step in steps}, "least": compare.LEAST}
    return {"prose": told("methods.txt", **record, **more, measures=measures.MEASURES)} | record


def told(template: str, **given: Any) -> str:
    """Return a template of this room as text, filled in."""
    made = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # TOML knows no signs in two halves
    return made.from_string((HERE / template).read_text("utf-8")).render(given)
