"""JSON lines: one text an object."""

import json
from collections.abc import Iterator
from typing import Any

from helpers.corpus import rows
from helpers.corpus.encodings import decode
from helpers.corpus.reading import File, Format, Reading, Unreadable

DEEPEST = 5  # objects in one another: what is deeper stays JSON
SENTENCE = 5  # words: a list whose items all have fewer is one of names or tags
# What the objects in a list may hold of a text: its head, who speaks, its words.
PARTS = "heading title section".split(), "speaker role from author name".split(), [*rows.TEXTS, "value", "paragraphs"]


def read(file: File) -> list[Reading]:
    """Return the texts of JSON lines, one an object; what is nested in a field is a column ``outer.inner``."""
    found = decode(file.raw)
    table, unsaid = [], dict[str, None]()
    for number, line in enumerate(found.text.split("\n"), 1):
        try:
            row = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError) as error:
            problem = f"line {number} is no JSON that can be read ({error})"
            raise Unreadable(problem, "Put one object on each line, very long numbers in quotation marks") from None
        if not isinstance(row, dict):
            raise Unreadable(f"line {number} is no JSON object", 'Write it so: {"doc_id": "a", "text": "..."}')
        table += [dict(_flat(row, "", unsaid))] if row else []
    if unsaid:
        found.remarks.append((f"what stands in {', '.join(unsaid)} is in no column", "Put it outside the list"))
    columns = {"encoding": found.encoding, "confidence": found.confidence}
    return rows.readings(file, table, columns, found.remarks)


def _flat(row: dict, above: str, unsaid: dict[str, None]) -> Iterator[tuple[str, object]]:
    """Give the fields of an object and of those in it; a list of passages is one text, any other list stays JSON."""
    for name, value in row.items():
        if isinstance(value, dict) and above.count(".") < DEEPEST:
            yield from _flat(value, f"{above}{name}.", unsaid)
        else:
            whole = _passages(value, f"{above}{name}", unsaid) if isinstance(value, list) else ""
            nested = isinstance(value, list | dict)
            yield f"{above}{name}", whole or (json.dumps(value, ensure_ascii=False) if nested else value)


def _passages(items: list, name: str, unsaid: dict[str, None]) -> str:
    """Return a list of sentences, or of objects that hold some, as one text; ``unsaid`` gets what else these hold."""
    said, others, above = [], dict[str, None](), ""
    for item in items:
        own = _joined(item)
        used = [next((key for key in keys if isinstance(own.get(key), str)), "") for keys in PARTS]
        head, speaker, text = (own.get(key, "") for key in used)
        mark, above = (f"## {head}\n\n" if head not in ("", above) else ""), head
        said.append(mark + (f"{speaker}: {text}" if speaker and text else text))
        others |= dict.fromkeys(f"{name}.{key}" for key in own if key not in used)
    if not all(said) or max((len(text.split()) for text in said), default=0) < SENTENCE:
        return ""
    unsaid |= others
    return "\n\n".join(said)


def _joined(item: Any) -> dict[str, Any]:
    """Return what stands in a list as an object, in which lists of texts are one text."""
    own = item if isinstance(item, dict) else {"text": item}
    lists = {key for key, value in own.items() if isinstance(value, list) and all(isinstance(t, str) for t in value)}
    return {key: "\n\n".join(value) if key in lists else value for key, value in own.items()}


FORMAT = Format("JSON lines", (".jsonl", ".ndjson"), b"", {}, read)
