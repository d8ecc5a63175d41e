"""Words as numbers, their places, and how surprising each is after the word before it. A part of ``passages``."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

FLOOR, CEILING = 1.0, 12.0  # bits of a word: even the most foreseeable says something, and no single one says it all
SMOOTH = 25  # how many words the word alone counts for, beside the word after the word before it
SPELLED, RARE, ODDS = 4, 2, 200  # a word that may be misspelt: letters; uses at most, or one for so many of the other
BLOCK = 1 << 21  # words at once, so that arrays stay small
FACTOR = np.uint64(0x100000001B3)
Columns = dict[str, np.ndarray]


class Places(NamedTuple):
    """The words of all texts, one after another: a place is the number of a word among them, from 0."""

    ids: np.ndarray  # of each place the number of its word
    sections: np.ndarray  # of each place the number of its section, growing
    starts: np.ndarray  # of each section its first place, and at the end the number of places
    texts: np.ndarray  # of each section the number of its text, growing
    counts: np.ndarray  # of each word its uses

    def text(self, place: np.ndarray) -> np.ndarray:
        """Return the number of the text of each place."""
        return self.texts[self.sections[place]]


def numbered(ids: np.ndarray, texts: np.ndarray, sections: np.ndarray | None = None) -> Places:
    """Return the places of words, given the number of the text of each, growing, and of its section in the text."""
    sections = texts if sections is None else sections
    new = np.append(True, (texts[1:] != texts[:-1]) | (sections[1:] != sections[:-1]))[: len(ids)]
    number, starts = np.cumsum(new, dtype="int32") - np.int32(1), np.flatnonzero(new)
    return Places(ids, number, np.append(starts, len(ids)), texts[starts], np.bincount(ids))


def spellings(words: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return for each word the number of the word it is taken for: a rare one for a more frequent one, one letter off.

    A word of ``SPELLED`` letters and more is rare if it occurs ``RARE`` times at most, or once for ``ODDS`` of it.
    One letter off: the same as the other after one letter is left out of one or both (Mor & Fraenkel 1982); "seourity",
    "securty" and "secuirty" are all "security". Of several the most frequent is taken, then the first. Clean texts lose
    little by it: a rare word counts as its neighbour only where the two stand in the same place of a passage.
    """
    order = np.lexsort((np.arange(len(words)), -counts)).tolist()
    taken_for, uses = list(range(len(words))), counts.tolist()
    seen: dict[str, int] = {}
    for rank, word in enumerate(order):
        text = words[word]
        if len(text) < SPELLED:
            continue
        keys = [text, *(text[:cut] + text[cut + 1 :] for cut in range(len(text)))]
        best = min((seen[key] for key in keys if key in seen), default=None)
        if best is not None and (uses[word] <= RARE or uses[word] * ODDS <= uses[order[best]]):
            taken_for[word] = taken_for[order[best]]
            continue
        for key in keys:
            seen.setdefault(key, rank)
    return np.array(taken_for)


def alone(counts: np.ndarray) -> np.ndarray:
    """Return the bits of each word by itself: -log2 of its probability (n - 1) / N, cut to ``FLOOR``..``CEILING``."""
    return np.clip(-np.log2(_chance(counts)), FLOOR, CEILING).astype("float32")


def after(places: Places, first: int, last: int, uses: Columns) -> np.ndarray:
    """Return the bits of the places from first to last after the word before each, given the ``uses`` of two in a row.

    -log2 p, cut as in ``alone``; p = (n2 + 25 p1) / (n1 + 25), smoothed towards that of the word alone, p1 (MacKay &
    Peto 1995): n2 counts both words in a row, n1 the first, 25 is ``SMOOTH``. n2 and n1 are 2 less than counted, so
    that a passage that stands in two texts does not explain itself. The first word of a section counts by itself.
    """
    ids, chance, bits = places.ids, _chance(places.counts), np.empty(last - first, dtype="float32")
    together = np.zeros(last - first, dtype="int32")
    here = (uses["place"] >= first) & (uses["place"] < last)
    together[uses["place"][here] - first] = uses["uses"][here] - 2
    for a, b in blocks(last, first=first):
        earlier = np.maximum(places.counts[before(ids, a, b).astype("int64")] - 2, 0)
        share = (together[a - first : b - first] + SMOOTH * chance[ids[a:b]]) / (earlier + SMOOTH)
        bits[a - first : b - first] = np.clip(-np.log2(share), FLOOR, CEILING)
    begin = places.starts[(places.starts >= first) & (places.starts < last)]
    bits[begin - first] = alone(places.counts)[ids[begin]]
    return bits


def _chance(counts: np.ndarray) -> np.ndarray:
    """Return the probability of each word by itself."""
    return np.maximum(counts - 1, 0.5) / max(counts.sum(), 1)


def blocks(last: int, step: int = BLOCK, first: int = 0) -> Iterator[tuple[int, int]]:
    """Give the start and end of each block, so that intermediate arrays stay small."""
    return ((a, min(a + step, last)) for a in range(first, last, step))


def before(ids: np.ndarray, a: int, b: int) -> np.ndarray:
    """Return the word before each place from a to b (the first word of all counts as its own)."""
    return ids[np.maximum(np.arange(a - 1, b - 1), 0)].astype("uint64")


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Return 64-bit numbers scattered over all bits (a multiply-and-shift hash)."""
    numbers = numbers * np.uint64(0x9E3779B97F4A7C15)
    numbers ^= numbers >> np.uint64(29)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    return numbers ^ (numbers >> np.uint64(32))


def rolling_hashes(places: Places, a: int, b: int, longest: int) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Give for the runs of 2, 3, ... words from the places a to b: their words, their hash, whether in one section."""
    words = mixed(np.append(places.ids[a : b + longest], np.zeros(longest, dtype=places.ids.dtype)).astype("uint64"))
    room = places.starts[places.sections[a:b] + 1] - np.arange(a, b)
    rolling = words[: b - a].copy()
    for n in range(2, longest + 1):
        rolling = rolling * FACTOR + words[n - 1 : n - 1 + b - a]
        yield n, rolling, room >= n


def sorted_keys(hashed: Callable, first: int, last: int, size: int) -> np.ndarray:
    """Return sorted keys of places, equal hashes side by side; ``hashed`` gives a block's hashes and which to keep."""
    low = np.uint64(int(size).bit_length())
    key, filled = np.empty(last - first, dtype="uint64"), 0
    for a, b in blocks(last, first=first):
        hashes, kept = hashed(a, b)
        here = ((hashes >> low << low) | np.arange(a, b, dtype="uint64"))[kept]
        key[filled : filled + len(here)] = here
        filled += len(here)
    key[:filled].sort()
    return key[:filled]


def packed(key: np.ndarray, size: int) -> np.ndarray:
    """Return the places packed into the keys, given the number of all places."""
    return (key & np.uint64((1 << int(size).bit_length()) - 1)).astype("int64")


def news(key: np.ndarray, size: int) -> np.ndarray:
    """Return where a hash differs from the one before it."""
    low = np.uint64(int(size).bit_length())
    new = np.ones(len(key), dtype=bool)
    for a, b in blocks(max(len(key) - 1, 0)):
        new[a + 1 : b + 1] = (key[a + 1 : b + 1] ^ key[a:b]) >> low != 0
    return new


def group_sizes(key: np.ndarray, size: int) -> np.ndarray:
    """Return for each of the sorted keys how many have its hash."""
    edge = np.append(np.flatnonzero(news(key, size)), len(key))
    return np.repeat(np.diff(edge).astype("int32"), np.diff(edge))
