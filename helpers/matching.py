"""The engine behind ``passages.shared_passages``: numbered words in, places of shared passages out.

Texts are one long array of word numbers (``ids``) and the places where each text begins (``starts``, the length of
the array last). The way: surprise of each word -> seeds (runs of words too rare to meet by chance) -> pairs of equal
seeds -> one best seed per stretch -> extension word by word in both directions -> hits that chance does not explain.

Two words score bits, -log2 of the probability of the word after the word before it; so a formula that stands
everywhere scores little, and the bits of a hit say how unlikely it is to meet by chance. Among n words there are
n * n / 2 pairs of places; log2 of that is what chance alone reaches about once, and what is asked of a hit grows with
it. No setting depends on the size of the corpus. Memory is linear in the words; the large sorts are of one 64-bit
number a word, a hash in the high bits and the place in the low ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

SHORTEST, LONGEST = 3, 8  # words in a seed
COMMON = 50  # a run of words that stands in more places than this is no seed
FLOOR, CEILING = 1.0, 12.0  # bits of a word
SMOOTH = 25  # weight of the word alone beside the word before it, in words
MISS, GAP, DROP = 4.0, 4.0, 32.0  # bits lost by another word, by a word too many; loss at which extension ends
BAND = 10  # words by which the two sides may drift apart while a hit is extended
NEAR = 8  # words on either side of a seed that are looked at before it is extended
EXTRA = 1.0
SEED = 5.0  # bits asked of a seed beyond log2 of the number of words
CERTAINTY = 3.5  # bits asked of a hit beyond chance and the number of texts
BLOCK = 1 << 21
FACTOR = np.uint64(0x100000001B3)


def spellings(words: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return for each word the number of the word it is taken for: a rare one for a more frequent one, one letter off.

    A word of six letters and more is rare if it occurs at most twice, or less than once for 200 times of the other.
    One letter off: the same, or the same as the other, after one letter is left out of one or both (so "seourity",
    "securty" and "secuirty" are all "security"). Of several the most frequent is taken, then the first.
    """
    order = np.lexsort((np.arange(len(words)), -counts)).tolist()
    taken_for, uses = list(range(len(words))), counts.tolist()
    seen: dict[str, int] = {}
    for rank, word in enumerate(order):
        text = words[word]
        if len(text) < 6:
            continue
        keys = [text, *(text[:cut] + text[cut + 1:] for cut in range(len(text)))]
        best = min((seen[key] for key in keys if key in seen), default=None)
        if best is not None and (uses[word] <= 2 or uses[word] * 200 <= uses[order[best]]):
            taken_for[word] = taken_for[order[best]]
            continue
        for key in keys:
            seen.setdefault(key, rank)
    return np.array(taken_for)


def surprise(ids: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits of each word by itself (one per word number) and of each place after the word before it.

    -log2 p, cut to ``FLOOR``..``CEILING``. Alone p = (n - 1) / N; after a word, with Dirichlet smoothing,
    p' = (n2 + 8 p) / (n1 + 8), n2 the count of both words in a row and n1 of the first, both less 2, so that a
    passage that stands in two texts does not explain itself.
    """
    counts = np.bincount(ids)
    chance = np.maximum(counts - 1, 0.5) / max(len(ids), 1)
    alone = np.clip(-np.log2(chance), FLOOR, CEILING).astype("float32")
    key, low = _sorted(len(ids), lambda a, b: _mixed(_before(ids, a, b) << np.uint64(32) | ids[a:b].astype("uint64")))
    edge = np.append(np.flatnonzero(_news(key, low)), len(key))
    together = np.empty(len(ids), dtype="int32")
    together[_places(key, low)] = np.repeat(np.diff(edge).astype("int32"), np.diff(edge))
    del key
    bits = np.empty(len(ids), dtype="float32")
    for a, b in _blocks(len(ids)):
        first = np.maximum(counts[_before(ids, a, b).astype("int64")] - 2, 0)
        share = (np.maximum(together[a:b] - 2, 0) + SMOOTH * chance[ids[a:b]]) / (first + SMOOTH)
        bits[a:b] = np.clip(-np.log2(share), FLOOR, CEILING)
    bits[starts[:-1]] = alone[ids[starts[:-1]]]
    return alone, bits


def find(ids: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return hits, one row each: left start, left end, right start, right end (ends excluded) and bits.

    Left stands before right; both are in different texts. Of hits that overlap by half on both sides the best stays.
    """
    none = np.zeros((0, 5))
    if len(ids) < 2 * SHORTEST or len(starts) < 3:
        return none
    alone, bits = surprise(ids, starts)
    wanted = 2 * np.log2(len(ids)) - 1 + EXTRA * np.log2(len(starts) - 1) + CERTAINTY
    left, right, length = _seed_pairs(ids, starts, alone, bits, np.log2(len(ids)) + SEED)
    left, right, length, score = _anchors(left, right, length, starts, alone[ids[left]], bits)
    missing = np.maximum(wanted - score, 0)
    kept = _nearby(ids, bits, left, right, length) >= missing / 2
    left, right, length, score = left[kept], right[kept], length[kept], score[kept]
    rows = []
    for a, b in _blocks(len(left), 1 << 15):
        hits = _extended(ids, starts, bits, left[a:b], right[a:b], length[a:b], score[a:b])
        rows.append(hits[hits[:, 4] >= wanted])
    return _apart(np.concatenate(rows) if rows else none, starts)


def text_of(places: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the number of the text each place is in."""
    return np.searchsorted(starts, places, side="right") - 1


def _blocks(size: int, step: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Give the start and end of each block, so that intermediate arrays stay small."""
    return ((a, min(a + step, size)) for a in range(0, size, step))


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Return 64-bit numbers scattered over all bits (a multiply-and-shift hash)."""
    numbers = numbers * np.uint64(0x9E3779B97F4A7C15)
    numbers ^= numbers >> np.uint64(29)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    return numbers ^ (numbers >> np.uint64(32))


def _before(ids: np.ndarray, a: int, b: int) -> np.ndarray:
    """Return the word before each place from a to b (the first word of all counts as its own)."""
    return ids[np.maximum(np.arange(a - 1, b - 1), 0)].astype("uint64")


def _sorted(size: int, hashed: Callable[[int, int], np.ndarray], kept: Callable | None = None) -> tuple[np.ndarray, int]:
    """Return sorted keys of all places (or of the ``kept`` ones), equal hashes side by side, and the bits of a place."""
    low = int(size).bit_length()
    key = np.empty(size, dtype="uint64")
    filled = 0
    for a, b in _blocks(size):
        here = (hashed(a, b) >> np.uint64(low) << np.uint64(low)) | np.arange(a, b, dtype="uint64")
        here = here if kept is None else here[kept(a, b)]
        key[filled:filled + len(here)] = here
        filled += len(here)
    key = key[:filled]
    key.sort()
    return key, low


def _news(key: np.ndarray, low: int) -> np.ndarray:
    """Return where a hash differs from the one before it."""
    new = np.ones(len(key), dtype=bool)
    for a, b in _blocks(max(len(key) - 1, 0)):
        new[a + 1:b + 1] = (key[a + 1:b + 1] ^ key[a:b]) >> np.uint64(low) != 0
    return new


def _places(key: np.ndarray, low: int) -> np.ndarray:
    """Return the places packed into the keys."""
    return (key & np.uint64((1 << low) - 1)).astype("int64")


def _seed_pairs(
    ids: np.ndarray, starts: np.ndarray, alone: np.ndarray, bits: np.ndarray, need: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pairs of places (left before right, in different texts) at which the same seed begins, and its words.

    The seed at a place is the shortest run from there, of ``SHORTEST`` to ``LONGEST`` words, that has ``need`` bits.
    With ``need`` of log2 n bits chance gives at most n / 2 pairs, however many texts there are; ``find`` asks for more.
    """
    begins = np.zeros(len(ids), dtype=bool)
    begins[starts[:-1]] = True
    length = np.zeros(len(ids), dtype="int8")

    def runs(a: int, b: int) -> np.ndarray:
        words = _mixed(np.append(ids[a:b + LONGEST], np.zeros(LONGEST, dtype=ids.dtype)).astype("uint64"))
        more = np.append(bits[a:b + LONGEST], np.zeros(LONGEST, dtype="float32"))
        ended = np.append(begins[a:b + LONGEST], np.ones(LONGEST, dtype=bool))
        size = b - a
        rolling, total, inside = words[:size].copy(), alone[ids[a:b]], np.ones(size, dtype=bool)
        seed = np.zeros(size, dtype="uint64")
        for n in range(2, LONGEST + 1):
            rolling = rolling * FACTOR + words[n - 1:n - 1 + size]
            total += more[n - 1:n - 1 + size]
            inside &= ~ended[n - 1:n - 1 + size]
            new = inside & (total >= need) & (length[a:b] == 0) if n >= SHORTEST else np.zeros(size, dtype=bool)
            length[a:b][new] = n
            seed[new] = rolling[new]
        return _mixed(seed)

    key, low = _sorted(len(ids), runs, lambda a, b: length[a:b] > 0)
    edge = np.append(np.flatnonzero(_news(key, low)), len(key))
    size = np.diff(edge)
    left, right = [np.zeros(0, dtype="int64")], [np.zeros(0, dtype="int64")]
    index = np.flatnonzero(np.repeat((size > 1) & (size <= COMMON), size))
    for step in range(1, COMMON):
        index = index[index + step < len(key)]
        index = index[(key[index] ^ key[index + step]) >> np.uint64(low) == 0]
        one, other = _places(key[index], low), _places(key[index + step], low)
        apart = text_of(one, starts) != text_of(other, starts)
        left.append(one[apart])
        right.append(other[apart])
    left, right = np.concatenate(left), np.concatenate(right)
    return left, right, length[left].astype("int64")


def _anchors(
    left: np.ndarray, right: np.ndarray, length: np.ndarray, starts: np.ndarray, alone: np.ndarray, bits: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return stretches to extend, one for each group of seeds: left place, right place, words, bits.

    Seeds that overlap at the same distance of the two sides are one stretch; stretches at most 25 words apart, their
    distances at most 8 words different, are one group, of which the stretch with most bits is kept.
    """
    if not len(left):
        return left, right, length, np.zeros(0)
    order = np.lexsort((left, right - left))
    left, right, end, alone = left[order], right[order], (left + length)[order], alone[order]
    one, other = text_of(left, starts), text_of(right, starts)
    same = (one[1:] == one[:-1]) & (other[1:] == other[:-1])
    linked = same & ((right - left)[1:] == (right - left)[:-1]) & (left[1:] <= end[:-1])
    first = np.flatnonzero(np.append(True, ~linked))
    left, right, alone, one, other = left[first], right[first], alone[first], one[first], other[first]
    length = np.maximum.reduceat(end, first) - left
    running = np.append(0, np.cumsum(bits, dtype="float64"))
    score = alone + running[left + length] - running[left + 1]
    order = np.lexsort((left, other, one))
    left, right, length, score, one, other = (part[order] for part in (left, right, length, score, one, other))
    same = (one[1:] == one[:-1]) & (other[1:] == other[:-1]) & (left[1:] <= (left + length)[:-1] + 25)
    group = np.cumsum(np.append(True, ~(same & (np.abs(np.diff(right - left)) <= 8))))
    order = np.lexsort((left, -score, group))
    best = order[np.append(True, np.diff(group[order]) > 0)]
    return left[best], right[best], length[best], score[best]


def _nearby(ids: np.ndarray, bits: np.ndarray, left: np.ndarray, right: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return the bits of the words next to each stretch that stand on both sides, up to 2 words out of step."""
    total = np.zeros(len(left), dtype="float32")
    for a, b in _blocks(len(left), 1 << 18):
        for step in [*range(-NEAR, 0), *range(NEAR)]:
            here = left[a:b] + step + (length[a:b] if step >= 0 else 0)
            there = right[a:b] - left[a:b] + here
            here = np.clip(here, 0, len(ids) - 1)
            found = np.zeros(b - a, dtype=bool)
            for shift in range(-2, 3):
                found |= ids[np.clip(there + shift, 0, len(ids) - 1)] == ids[here]
            total[a:b] += np.where(found, bits[here], np.float32(0))
    return total


def _extended(
    ids: np.ndarray, starts: np.ndarray, bits: np.ndarray,
    left: np.ndarray, right: np.ndarray, length: np.ndarray, score: np.ndarray,
) -> np.ndarray:
    """Return the hits that stretches grow into: left start, left end, right start, right end, bits."""
    one, other = text_of(left, starts), text_of(right, starts)
    ends = left + length, right + length
    room = starts[one + 1] - ends[0], starts[other + 1] - ends[1]
    more, left_after, right_after = _grow(ids, bits, *ends, *room, 1)
    room = left - starts[one], right - starts[other]
    less, left_before, right_before = _grow(ids, bits, left - 1, right - 1, *room, -1)
    places = left - left_before, ends[0] + left_after, right - right_before, ends[1] + right_after
    return np.stack([*places, score + more + less], axis=1)


def _grow(
    ids: np.ndarray, bits: np.ndarray, left: np.ndarray, right: np.ndarray,
    left_room: np.ndarray, right_room: np.ndarray, step: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Align outwards from many places at once; return for each the most bits won, and the words taken left and right.

    Banded dynamic programming, one word of the left side a round: H[c] is the most bits with c more words taken on the
    right than on the left. The same word wins its bits, another loses ``MISS``, a word on one side only ``GAP``;
    a place is given up when all its H are ``DROP`` below its best (X-drop; Altschul et al. 1997).
    """
    best = np.zeros(len(left), dtype="float32")
    taken = np.zeros((2, len(left)), dtype="int64")
    live = np.arange(len(left))
    drift = np.arange(-BAND, BAND + 1)
    ramp = (GAP * drift).astype("float32")
    table = np.tile(np.where(drift >= 0, -ramp, np.float32(-np.inf)), (len(left), 1))
    rounds = 0
    while len(live):
        rounds += 1
        keep = left_room[live] >= rounds
        live, table = live[keep], table[keep]
        here = left[live] + step * (rounds - 1)
        reach = rounds + drift
        there = np.clip(right[live, None] + step * (reach - 1), 0, len(ids) - 1)
        outside = (reach < 0) | (reach > right_room[live, None])
        both = table + np.where(ids[there] == ids[here, None], bits[here, None], np.float32(-MISS))
        both[outside | (reach == 0)] = -np.inf
        both[:, :-1] = np.maximum(both[:, :-1], table[:, 1:] - np.float32(GAP))
        both[outside] = -np.inf
        table = np.maximum.accumulate(both + ramp, axis=1) - ramp
        table[outside] = -np.inf
        column = table.argmax(axis=1)
        top = table[np.arange(len(live)), column]
        won = top > best[live]
        best[live[won]] = top[won]
        taken[0, live[won]] = rounds
        taken[1, live[won]] = rounds + drift[column[won]]
        keep = top > best[live] - DROP
        live, table = live[keep], table[keep]
    return best, taken[0], taken[1]


def _apart(hits: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the hits in order of place, without those that share half of the shorter on both sides with a better one."""
    hits = hits[np.lexsort((*hits[:, 3::-1].T, -hits[:, 4]))]
    one, other = text_of(hits[:, 0], starts).tolist(), text_of(hits[:, 2], starts).tolist()
    kept: dict[tuple[int, int], list[list[float]]] = {}
    for pair, hit in zip(zip(one, other, strict=True), hits.tolist(), strict=True):
        if not any(_half(hit[0:2], old[0:2]) and _half(hit[2:4], old[2:4]) for old in kept.get(pair, ())):
            kept.setdefault(pair, []).append(hit)
    rows = np.array([hit for pair in sorted(kept) for hit in sorted(kept[pair])]).reshape(-1, 5)
    return rows


def _half(one: list[float], other: list[float]) -> bool:
    """Return whether two spans share more than half of the shorter."""
    return min(one[1], other[1]) - max(one[0], other[0]) > min(one[1] - one[0], other[1] - other[0]) / 2
