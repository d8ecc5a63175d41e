"""A text of ours with twenty faults: a ``rules.toml`` that misleads, and the keys that mend each fault."""

import json
import shutil
from pathlib import Path

import regex

from helpers import corpus, layout

TEXT = "yang_2025"
# Which lines the patterns call what, and the key that mends each.
WRONG = {"boilerplate": {25: "b", 39: "b", 55: "b"}, "caption": {31: "b", 59: "b"}, "footnote": {33: "b"}}
WRONG |= {"byline": {47: "b"}, "heading": {49: "b", 67: "b"}, "abstract": {69: "b"}, "title": {97: "2"}}
WRONG |= {"body": {17: "1", 23: "2", 87: "2", 27: "f", 83: "f"}}
PARTED = {
    21: 19,
    45: 43,
    93: 91,
    103: 101,
}  # below a page's cut, and where the sentence stops


def folder(place: Path) -> dict[int, list[str]]:
    """Write the text and its misleading rules; return the keys that mend each fault, by the line of its step."""
    (place / "texts").mkdir(parents=True)
    shutil.copy(corpus.READING / "texts" / f"{TEXT}.txt", place / "texts")
    lines = layout.lines(corpus.load()).query("doc_id == @TEXT").set_index("line")["text"]
    own = regex.search(rf"(?ms)^\[{TEXT}\]$.*", (corpus.READING / "rules.toml").read_text("utf-8"))[0]
    rules = ["# Written by somebody in a hurry.", own]
    for role, wrong in WRONG.items():
        patterns = ["^" + regex.escape(lines[n][:50], literal_spaces=True) for n in wrong]
        rules += [f"{role} = {json.dumps(patterns, ensure_ascii=False)}"]
    for n in PARTED:
        rules += ["", f"[[{TEXT}.lines]]  # a new paragraph?", f"text = {(' '.join(lines[n].split())[:60] + '…')!r}"]
        rules += ["joins = false"]
    (place / "rules.toml").write_text("\n".join([*rules, ""]), "utf-8")
    keys = {n: [key] for wrong in WRONG.values() for n, key in wrong.items()}
    return keys | {above: ["ArrowDown", "j"] for above in PARTED.values()}
