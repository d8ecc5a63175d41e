"""JSON lines: one object a line, one text an object."""

from __future__ import annotations

import json

from helpers.corpus import rows
from helpers.corpus.encodings import decode
from helpers.corpus.reading import File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the texts of JSON lines, one an object; what is nested in a field stays as JSON."""
    found = decode(file.raw)
    table = []
    for number, line in enumerate(found.text.split("\n"), 1):
        try:
            row = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            raise Unreadable(f"line {number} is no JSON", "Put one object on each line") from None
        if not isinstance(row, dict):
            raise Unreadable(f"line {number} is no JSON object", 'Write it so: {"doc_id": "a", "text": "..."}')
        nested = {
            name: json.dumps(value, ensure_ascii=False) for name, value in row.items() if isinstance(value, list | dict)
        }
        table += [row | nested] if row else []
    columns = {"encoding": found.encoding, "confidence": found.confidence}
    return rows.readings(file, table, columns, found.remarks)


FORMAT = Format("JSON lines", (".jsonl", ".ndjson"), b"", {}, read)
