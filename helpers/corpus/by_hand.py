"""Single lines that ``rules.toml`` settles by their text: what an entry may say, and which lines it fits.

A private part of ``corpus``. An entry stands under ``[[doc_id.lines]]``; the workbench of ``lab`` writes such entries.
"""

from collections.abc import Iterable, Sequence

import regex

from helpers import characters, tables

KEYS = [*(role.role for role in tables.ROLES), "quote"]  # what patterns and lines may be given for
FIELDS = {"text": str, "nth": int, "role": str, "level": int, "joins": bool, "marker": str, "speaker": str}
MOST_LEVELS = 6  # levels of headings, as in Markdown and HTML


def raw_lines(text: str) -> list[str]:
    """Return the raw lines of a text: what stands between line feeds, or lone carriage returns."""
    return regex.split(r"\n|\r(?!\n)", text) if "\r" in text else text.split("\n")


def entry_fault(entry: object) -> str:
    """Return what is wrong with the entry of a line, or nothing."""
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not _plain(entry["text"]):
        return "a line without its text"
    wrong = [name for name, value in entry.items() if type(value) is not FIELDS.get(name)]
    wrong += [name for name, most in (("nth", 10**9), ("level", MOST_LEVELS)) if not 1 <= entry.get(name, 1) <= most]
    wrong += ["role"] * (entry.get("role", KEYS[0]) not in KEYS)
    return f"the line {entry['text'][:60]!r} has {wrong}, which cannot be" if wrong else ""


def placed(entries: Iterable[dict], raw: Sequence[str]) -> list[list[int]]:
    """Return for each entry the numbers of the raw lines that it fits, from 1: those that read so, or the ``nth``."""
    # spaces and invisible signs do not count; an entry that ends with … fits the lines that begin so, if none reads so
    seen: dict[str, list[int]] = {}
    for n, line in enumerate(raw, 1):
        seen.setdefault(_plain(line), []).append(n)
    found = []
    for entry in entries:
        text = _plain(entry["text"])
        start = text[:-1] if text.endswith("…") and text not in seen else None
        begun = [n for line, own in seen.items() if start and line.startswith(start) for n in own]
        numbers = seen.get(text) or sorted(begun)
        found.append(numbers[entry["nth"] - 1 :][:1] if "nth" in entry else numbers)
    return found


def _plain(text: str) -> str:
    """Return a line with one kind of space, none at its ends, and nothing invisible."""
    return " ".join(characters.INVISIBLE.sub("", text).split())
