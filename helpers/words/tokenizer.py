"""The engine behind ``words.tokens``: all words of many texts found at once, by array.

``words`` finds what ``words.WORD`` finds: the characters of a block of texts become one array of kinds (letter, mark
or digit, joiner, stop), and a word is a run of it. Words become
numbers in Arrow, which makes no Python text of a word that was seen before in the block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, islice

import numpy as np
import pyarrow as pa
import regex

INSIDE, LETTER, JOINER, STOP = 1, 2, 4, 8
BLOCK = 1 << 21  # characters looked at together
SAME = str.maketrans({"’": "'", "ʼ": "'", "＇": "'", "‐": "-", "‑": "-"})


def plain(text: str) -> str:
    """Return a text in lower case, apostrophes and hyphens made plain, without moving a single character."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _same(lower)


def _same(text: str) -> str:
    """Return a text with plain apostrophes and hyphens."""
    if not text.isascii():
        for other, same in SAME.items():
            text = text.replace(chr(other), same)
    return text


def words(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return the number of each word and its offset in its text, where each text ends, and the words A-Z.

    The words are those of the texts made ``plain``; the first end is 0.
    """
    numbers, lettered, starts, codes, sizes = defaultdict(count().__next__), [], [], [], []
    for block in blocks(texts):
        begin = np.cumsum([1, *(len(text) + 1 for text in block)])
        first, code, names = _block(_joined(block))
        number = np.array([numbers[name] for name in names], dtype="int32")
        lettered.extend(_lettered(name) for name in islice(numbers, len(lettered), None))
        has = np.array(lettered, dtype=bool)[number]
        if not has.all():
            first, code = first[has[code]], code[has[code]]
        size = np.diff(np.searchsorted(first, begin))
        starts.append(first - np.repeat(begin[:-1], size))
        codes.append(number[code])
        sizes.extend(size)
    names, rank = ranked(list(numbers), lettered)
    codes, starts = (np.concatenate([np.zeros(0, dtype="int32"), *each]) for each in (codes, starts))
    return rank[codes], starts.astype("int64", copy=False), np.cumsum([0, *sizes]), names


def ranked(names: list[str], kept: Sequence[bool]) -> tuple[list[str], np.ndarray]:
    """Return the words that are kept A-Z, and the place of each word among them, -1 for one that is not."""
    order = sorted(np.flatnonzero(kept).tolist(), key=names.__getitem__)
    rank = np.full(len(names), -1, dtype="int32")
    rank[order] = np.arange(len(order), dtype="int32")
    return [names[number] for number in order], rank


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


def _joined(block: list[str]) -> str:
    """Return texts made plain as one, a line break before and after each."""
    text = "\n".join(["", *block, ""])
    lower = text.lower()
    return _same(lower) if len(lower) == len(text) else "\n".join(["", *map(plain, block), ""])


def _block(text: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the offset and number of each run in a text between two line breaks, and the runs by number.

    What stands between a run and the next is numbered with it and cut off from the runs found, which are few.
    """
    raw, codec, kinds = _kinds(text)
    inside = (kinds & INSIDE).view(bool)
    joiner = np.flatnonzero(kinds == JOINER)
    inside[joiner] = inside[joiner - 1] & inside[joiner + 1]
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    first, last = _abbreviated(edges[::2], edges[1::2], kinds)
    width = len(raw) // len(text)
    offsets = np.append(first, len(text)) * width
    pieces = [None, pa.py_buffer(offsets), pa.py_buffer(raw)]
    numbered = pa.Array.from_buffers(pa.large_binary(), len(first), pieces).dictionary_encode()
    code = numbered.indices.to_numpy()
    length = np.zeros(len(numbered.dictionary), dtype="int64")
    length[code] = (last - first) * width
    found = zip(numbered.dictionary.to_pylist(), length.tolist(), strict=True)
    return first, code, [piece[:end].decode(codec) for piece, end in found]


def _abbreviated(first: np.ndarray, last: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the runs with each row of letters and stops ("U.S.") as one; a row that a letter follows is none."""
    single = np.flatnonzero(last - first == 1)
    single = single[(kinds[first[single]] & LETTER > 0) & (kinds[last[single]] == STOP)]
    follows = (np.diff(single) == 1) & (np.diff(first[single]) == 2)
    begin, end = single[np.flatnonzero(np.diff(follows, prepend=False, append=False)).reshape(-1, 2).T]
    whole = kinds[first[end] + 2] & LETTER == 0
    begin, end = begin[whole], end[whole]
    if not len(begin):
        return first, last
    inner = np.zeros(len(first) + 1, dtype="int64")
    inner[begin + 1] = 1
    inner[end + 1] -= 1
    kept = np.cumsum(inner)[:-1] == 0
    last = last.copy()
    last[begin] = first[end] + 2
    return first[kept], last[kept]


def _kinds(text: str) -> tuple[bytes, str, np.ndarray]:
    """Return a text in as many bytes for each character, the name of that code, and the kind of each character."""
    kinds = np.frombuffer(text.encode("ascii", "replace").translate(ASCII), dtype="uint8")
    if text.isascii():
        return text.encode(), "ascii", kinds
    raw, codec = text.encode("utf-16-le", "surrogatepass"), "utf-16-le"
    if len(raw) != 2 * len(text):
        raw, codec = text.encode("utf-32-le", "surrogatepass"), "utf-32-le"
    characters = np.frombuffer(raw, dtype="uint16" if codec == "utf-16-le" else "uint32")
    other = np.flatnonzero(characters > 127)
    found = characters[other]
    table = np.zeros(int(found.max()) + 1, dtype="uint8")
    table[found] = 1
    known = np.flatnonzero(table)
    table[known] = [_kind(chr(character)) for character in known.tolist()]
    kinds = kinds.copy()
    kinds[other] = table[found]
    return raw, codec, kinds


@cache
def _kind(character: str) -> int:
    """Return what a character is to a word."""
    if regex.match(r"\p{L}", character):
        return INSIDE | LETTER
    if regex.match(r"[\p{M}\p{N}]", character):
        return INSIDE
    return {"'": JOINER, "-": JOINER, ".": STOP}.get(character, 0)


ASCII = bytes(_kind(chr(byte)) if byte < 128 else 0 for byte in range(256))


def _lettered(name: str) -> bool:
    """Return whether a run has a letter."""
    return (name.isascii() and name.isalpha()) or any(_kind(character) & LETTER for character in name)
