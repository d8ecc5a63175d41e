"""The engine behind ``words.tokens``: all words of many texts found at once, by array.

``words`` finds what ``characters.WORD`` finds: the characters of a block of texts become one array of kinds, and a word
is a run of it. Words become numbers in Arrow, which makes no Python text of a word that was seen before in the block.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import regex

from helpers import characters

INSIDE, LETTER, DIGIT, APOSTROPHE, HYPHEN, STOP, NUMERIC, RARE = (1 << bit for bit in range(8))
SIGNS = dict.fromkeys(",:/", NUMERIC) | {"'": APOSTROPHE, "-": HYPHEN, ".": STOP, '"': RARE, "·": RARE | NUMERIC}
BETWEEN = regex.compile(characters.BETWEEN)
KIND = regex.compile(r"(\p{L})|(\p{N})|\p{M}")
BLOCK = 1 << 21  # characters looked at together


class Found(NamedTuple):
    """The words and numbers of texts: the number of each, its offset, where each text ends, and the words by number."""

    code: np.ndarray
    start: np.ndarray
    ends: np.ndarray  # the first is 0
    names: list[str]  # in the order of their first use


def words(texts: Sequence[str]) -> Found:
    """Return the words and numbers of texts, as ``characters.fold`` has them, with their offsets as printed."""
    numbers: dict[str, int] = defaultdict(count().__next__)
    starts, codes, sizes = [], [], list[int]()
    for block in blocks(texts):
        begin = np.cumsum([1, *(len(text) + 1 for text in block)])
        plain, places = characters.folded("\n".join(["", *block, ""]))
        first, code, names = _block(plain)
        first = first if isinstance(places, range) else places[first]
        number = np.array([numbers[name] for name in names], dtype="int32")
        size = np.diff(np.searchsorted(first, begin))
        starts.append(first - np.repeat(begin[:-1], size))
        codes.append(number[code])
        sizes.extend(size)
    code, start = (np.concatenate([np.zeros(0, dtype="int32"), *each]) for each in (codes, starts))
    return Found(code, start.astype("int64", copy=False), np.cumsum([0, *sizes]), list(numbers))


def ranked(names: list[str], numbers: bool) -> tuple[list[str], np.ndarray]:
    """Return the words, with ``numbers`` also what has no letter, A-Z, and the place of each name, -1 for the rest."""
    listed = sorted(name for name in names if numbers or name.isalpha() or characters.LETTER.search(name))
    place = {name: number for number, name in enumerate(listed)}
    return listed, np.array([place.get(name, -1) for name in names], dtype="int32")


def blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    """Give texts that follow one another, ``BLOCK`` characters or a text more at a time."""
    block, size = [], 0
    for begin in range(0, len(texts), 1000):
        for text in np.asarray(texts[begin : begin + 1000], dtype=object):
            block.append(text)
            size += len(text) + 1
            if size >= BLOCK:
                yield block
                block, size = [], 0
    if block:
        yield block


def _block(text: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the offset and number of each run in a folded text between two line breaks, and the runs by number."""
    raw, kinds = _kinds(text)
    inside = _inside(text, kinds)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    first, last = edges[::2], edges[1::2]
    offsets = np.append(edges, len(text)) * (len(raw) // len(text))
    pieces = [None, pa.py_buffer(offsets), pa.py_buffer(raw)]
    numbered = pa.Array.from_buffers(pa.large_binary(), len(edges), pieces).dictionary_encode()
    code = numbered.indices.to_numpy()[::2]  # what stands between runs is numbered too
    last_use = np.full(len(numbered.dictionary), -1)
    last_use[code] = np.arange(len(code))
    number, used = np.cumsum(last_use >= 0) - 1, last_use[last_use >= 0]
    return first, number[code], [text[a:b] for a, b in zip(first[used].tolist(), last[used].tolist(), strict=True)]


def _inside(text: str, kinds: np.ndarray) -> np.ndarray:
    """Return which characters are part of a word or number, as ``characters.WORD`` says."""
    inside = (kinds & INSIDE).view(bool)
    lead = np.flatnonzero(kinds == INSIDE)  # marks: none begins a word
    lead = lead[~inside[lead - 1]]
    while len(lead):
        inside[lead] = False
        lead = lead[kinds[lead + 1] == INSIDE] + 1
    sign = np.flatnonzero(kinds & (STOP | NUMERIC))
    inside[sign[kinds[sign - 1] & kinds[sign + 1] & DIGIT > 0]] = True
    point = sign[(kinds[sign] == STOP) & (kinds[sign - 1] & (INSIDE | STOP) == 0)]
    inside[point[kinds[point + 1] & DIGIT > 0]] = True
    rare = np.flatnonzero(kinds & RARE)
    rare = rare[kinds[rare - 1] & kinds[rare + 1] & LETTER > 0]
    inside[[place for place in rare.tolist() if BETWEEN.match(text, place)]] = True
    stop = sign[kinds[sign] == STOP]
    inside[_stops(kinds, inside, stop[~inside[stop - 2]])] = True
    joiner = np.flatnonzero(kinds & (APOSTROPHE | HYPHEN))
    inside[joiner] = inside[joiner - 1] & (kinds[joiner + 1] & (LETTER | DIGIT) > 0)
    return inside


def _stops(kinds: np.ndarray, inside: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Return the places of the stops that belong to a row of single letters: U.S., e.g., U.S.A."""
    single = stop[(kinds[stop - 1] & LETTER > 0) & (kinds[stop - 2] & INSIDE == 0)]
    follows = np.diff(single) == 2
    begin = np.flatnonzero(np.append(True, ~follows)[: len(single)])
    end = np.flatnonzero(np.append(~follows, True)[: len(single)])
    after = single[end] + 1
    closed = (end > begin) & (kinds[after] & INSIDE == 0)
    still = np.minimum(after + 1, len(kinds) - 1)
    open_ = (kinds[after] & LETTER > 0) & ~inside[still] & (kinds[still] & (INSIDE | STOP) == 0)
    begin = begin + (open_ & (kinds[single[begin] - 2] & APOSTROPHE > 0))
    rows = np.flatnonzero((closed | open_) & (begin <= end))
    inner = np.zeros(len(single) + 1, dtype="int64")
    np.add.at(inner, begin[rows], 1)
    np.add.at(inner, end[rows] + 1, -1)
    return single[np.cumsum(inner)[:-1] > 0]


def _kinds(text: str) -> tuple[bytes, np.ndarray]:
    """Return a text in as many bytes for each character, and the kind of each character."""
    kinds = np.frombuffer(text.encode("ascii", "replace").translate(ASCII), dtype="uint8")
    if text.isascii():
        return text.encode(), kinds
    raw = text.encode("utf-16-le", "surrogatepass")
    if len(raw) != 2 * len(text):
        raw = text.encode("utf-32-le", "surrogatepass")
    characters = np.frombuffer(raw, dtype=f"uint{8 * (len(raw) // len(text))}")
    other = np.flatnonzero(characters > LAST_ASCII)
    found = characters[other]
    table = np.zeros(int(found.max()) + 1, dtype="uint8")
    table[found] = 1
    known = np.flatnonzero(table)
    table[known] = [_kind(chr(character)) for character in known.tolist()]
    kinds = kinds.copy()
    kinds[other] = table[found]
    return raw, kinds


@cache
def _kind(character: str) -> int:
    """Return what a character is to a word."""
    found = KIND.match(character)
    return INSIDE | {1: LETTER, 2: DIGIT}.get(found.lastindex, 0) if found else SIGNS.get(character, 0)


LAST_ASCII = 127  # the last character of ASCII
ASCII = bytes(_kind(chr(byte)) if byte <= LAST_ASCII else 0 for byte in range(256))
