"""The engine behind ``words.tokens``: all words of many texts, each row of signs without a space looked at once.

A block of texts is cut where no word can go on, by array. Arrow numbers the pieces, without a Python text for one that
was seen before in the block, and ``characters.WORD`` is asked once for each piece that differs.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from helpers import characters

JOINERS = "'-.,:/\""  # what may stand inside a word, of ASCII
# Where no word goes on: in ASCII by sign (the last entry: other signs); dashes and quotation marks; halves of pairs.
ASCII = np.array([not (chr(sign).isalnum() or chr(sign) in JOINERS) for sign in range(128)] + [False])
APART = (0x2010, 0x206F), (0xD800, 0xDFFF)
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
        first, piece, pieces = _pieces(plain)
        inside, names, found = _words(pieces)
        size = found[piece]  # words of each piece, whose rows in ``inside`` and ``names`` follow one another
        row = np.repeat((np.cumsum(found) - found)[piece] - np.cumsum(size) + size, size) + np.arange(size.sum())
        first = np.repeat(first, size) + inside[row]
        first = first if isinstance(places, range) else places[first]
        size = np.diff(np.searchsorted(first, begin))
        starts.append(first - np.repeat(begin[:-1], size))
        codes.append(np.array([numbers[name] for name in names], dtype="int32")[row])
        sizes.extend(size)
    code, start = (np.concatenate([np.zeros(0, dtype="int32"), *each]) for each in (codes, starts))
    return Found(code, start.astype("int64", copy=False), np.cumsum([0, *sizes]), list(numbers))


def _words(pieces: list[str]) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Return the words of folded pieces, one after another: the offset in its piece and name of each; how many of each.

    Most pieces are letters between signs, and so plainly one word.
    """
    inside, names, size = list[int](), list[str](), np.ones(len(pieces), dtype="int64")
    for number, piece in enumerate(pieces):
        bare = piece.strip(JOINERS)
        if bare.isalpha():
            names.append(bare)
            inside.append(piece.index(bare))
        else:
            found = [*characters.WORD.finditer(piece)]
            names += [word[0] for word in found]
            inside += [word.start() for word in found]
            size[number] = len(found)
    return np.array(inside, dtype="int64"), names, size


def ranked(names: list[str], numbers: bool) -> tuple[list[str], np.ndarray]:
    """Return the words, with ``numbers`` also what has no letter, A-Z, and the place of each name, -1 for the rest."""
    listed = sorted(name for name in names if numbers or name.isalpha() or characters.LETTER.search(name))
    place = {name: number for number, name in enumerate(listed)}
    return listed, np.array([place.get(name, -1) for name in names], dtype="int32")


def blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    """Give texts that follow one another, ``BLOCK`` characters or a text more at a time."""
    block, size = [], 0
    for text in texts:
        block.append(text)
        size += len(text) + 1
        if size >= BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _pieces(text: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the offset and number of each piece of a folded text between two line breaks, and the pieces by number."""
    encoding, width = ("ascii", 1) if text.isascii() else ("utf-16-le", 2)
    raw = text.encode(encoding, "surrogatepass")
    if len(raw) != width * len(text):
        raw, encoding, width = text.encode("utf-32-le", "surrogatepass"), "utf-32-le", 4
    signs = np.frombuffer(raw, dtype=f"uint{8 * width}")
    apart = ASCII.take(signs, mode="clip")
    for first, last in () if width == 1 else APART:
        apart |= (signs >= first) & (signs <= last)
    edges = np.flatnonzero(apart[1:] != apart[:-1]) + 1
    buffers = [None, pa.py_buffer(np.append(edges, len(text)) * width), pa.py_buffer(raw)]
    numbered = pa.Array.from_buffers(pa.large_binary(), len(edges), buffers).dictionary_encode()
    known = numbered.dictionary.to_pylist()  # what stands between pieces is among them
    return edges[::2], numbered.indices.to_numpy()[::2], [piece.decode(encoding, "replace") for piece in known]
