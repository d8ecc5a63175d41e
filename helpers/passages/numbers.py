"""The numbers of a text, in figures or in English words. A part of ``passages``."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from pathlib import Path

PATTERN, COUNTS, TIMES, ORDER = tomllib.loads((Path(__file__).parent / "numbers.toml").read_text("utf-8")).values()
MANY, WORD = "|".join(TIMES), "|".join([*COUNTS, *TIMES, *ORDER])
NUMBER = re.compile(PATTERN.strip().replace("{times}", MANY).replace("{word}", WORD))
TEEN, TWENTY, THOUSAND = 13, 20, 1000  # two words from 13 on are a year, "nineteen forty-nine"; tens take ones


def numbers(text: str) -> list[str]:
    """Return the numbers, years and ordinals of a text as figures, in order: "eighteenth" is 18, "3,5" and "3.50" 3.5.

    "one" by itself is none: it is a pronoun as often.
    """
    found: list[Decimal] = []
    for match in NUMBER.finditer(text.lower()):
        if match["words"]:
            found += _sums(re.findall(r"[^\W\d_]+", match["words"])) if match["words"] != "one" else []
        else:
            told = match["figure"] or (match["points"] or "").replace(".", "")
            told = told.replace(",", ".") or re.sub("[,'’\u00a0\u202f]", "", match["commas"])
            found.append(Decimal(told) * prod(TIMES[word] for word in re.findall(MANY, match["times"])))
    return [f"{value.normalize():f}" for value in found]


def _sums(words: list[str]) -> Iterator[Decimal]:
    """Yield the numbers that words give one after another: what is below the last word is added to it."""
    whole, part, room = 0, 0, THOUSAND  # what is complete, what is being added up, below what a word adds to it
    for word in (ORDER.get(word, word) for word in words if word != "and"):
        value, times = COUNTS.get(word, 0), TIMES.get(word, 1)
        if times == 1 and TEEN <= part <= TWENTY and value >= TWENTY / 2 and not whole:
            part *= 100
        elif times == 1 and value >= room:
            yield Decimal(whole + part)
            whole, part = 0, 0
        part = ((part or 1) if times > 1 else part + value) * times
        room = times if times > 1 else TWENTY // 2 if value >= TWENTY else 0
        whole, part = (whole + part, 0) if times >= THOUSAND else (whole, part)
    yield Decimal(whole + part)
