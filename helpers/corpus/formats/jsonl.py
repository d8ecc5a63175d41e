"""JSON lines: one text an object."""

import json

from helpers.corpus import rows
from helpers.corpus.encodings import decode
from helpers.corpus.reading import File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the texts of JSON lines, one an object; what is nested in a field is a column ``outer.inner``."""
    found = decode(file.raw)
    table = []
    for number, line in enumerate(found.text.split("\n"), 1):
        try:
            row = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError) as error:
            problem = f"line {number} is no JSON that can be read ({error})"
            raise Unreadable(problem, "Put one object on each line, very long numbers in quotation marks") from None
        if not isinstance(row, dict):
            raise Unreadable(f"line {number} is no JSON object", 'Write it so: {"doc_id": "a", "text": "..."}')
        table += [row] if row else []
    return rows.readings(file, table, found.columns, found.remarks)


FORMAT = Format("JSON lines", (".jsonl", ".ndjson"), b"", {}, read)
