"""What ``rules.toml`` says of single lines: nothing but the same line said again takes it.

A private part of ``layout``. The rule of such a line is ``by_hand``; behind it stands the level of a heading, the line
of a note's marker, ``quote``, or whether a line goes on with the paragraph above (``on``) or begins one (``new``).
"""

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import replace

import regex

from helpers import corpus
from helpers.layout.blocks import Block, Text

HAND = "by_hand"
Said = namedtuple("Said", "role rule speaker")  # of a line: no role is "", and None where it is not said who speaks


def said(entries: Sequence[dict], raw: list[str]) -> dict[int, Said]:
    """Return what entries say of raw lines, by number; of two for one line the later one holds."""
    found = {}
    for entry, numbers in zip(entries, corpus.placed(entries, raw) if entries else (), strict=True):
        markers = corpus.placed([{"text": entry["marker"]}], raw)[0] if "marker" in entry else []
        for n in numbers:
            marker = max((m for m in markers if m < n), default=0)
            joins = {True: "on", False: "new", None: ""}[entry.get("joins")]
            more = joins or entry.get("level") or marker or ("quote" if entry.get("role") == "quote" else "")
            role = "body" if entry.get("role") == "quote" or "speaker" in entry else entry.get("role", "")
            found[n] = Said(role, f"{HAND}_{more}" if more else HAND, entry.get("speaker"))
    return found


def number(rule: str) -> int:
    """Return the level of a heading or the line of a marker that a rule holds, or 0."""
    found = regex.fullmatch(rf"{HAND}_(\d+)", rule)
    return int(found[1]) if found else 0


def mend(text: Text, lines: dict[int, Said]) -> None:
    """Cut the blocks of a text at what is said of lines within them, and say who speaks and what begins anew."""
    home = {n: block for block in text.blocks for n in block.numbers} if lines else {}
    for n, own in lines.items():
        if n not in home or own.role not in ("", "body") or _stays(home[n], own):
            continue
        if own.role and home[n].role != "body" and n != home[n].numbers[-1]:
            _begin(text, home, home[n].numbers[home[n].numbers.index(n) + 1])
        block = _begin(text, home, n)
        block.role, block.trust = own.role or block.role, 1.0 if own.role else block.trust
        block.rule = own.rule if block.role == "body" else block.rule
        block.speaker = block.speaker if own.speaker is None else own.speaker
    text.blocks.sort(key=lambda block: block.numbers[0])


def _stays(block: Block, own: Said) -> bool:
    """Say whether a line that is body by hand stays in its paragraph as it is."""
    return block.role == "body" and own.rule == HAND and own.speaker is None and len(block.numbers) > 1


def _begin(text: Text, home: dict[int, Block], n: int) -> Block:
    """Return the block that begins with a line; cut there what went on."""
    block = home[n]
    place = block.numbers.index(n)
    if place:
        below = replace(block, numbers=block.numbers[place:], speaker="")
        block.numbers = block.numbers[:place]
        home |= dict.fromkeys(below.numbers, below)
        text.blocks.append(below)
    return home[n]
