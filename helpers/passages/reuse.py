"""The engine behind ``passages.shared_passages``: numbered words in, places of shared passages out.

Texts are one long array of word numbers (``ids``), with the number of its text beside each word (``texts``). The way:
surprise of each word -> seeds (runs of words too rare to meet by chance) -> pairs of equal seeds in different texts ->
of each group of seeds the best -> extension word by word in both directions -> hits that chance does not explain.

A common word scores bits: -log2 of its probability after the word before it. So a formula that stands everywhere scores
little, and the bits of a hit say how unlikely it is that two texts meet in it. Among n words there are n * n / 2 pairs
of places, so chance alone reaches about log2 of that once. A hit must have more: ``CERTAINTY``, and ``DOUBLING`` for
each doubling of the number of texts, for the more there are, the more wordings some of them have in common by habit.
What is asked thus follows from the corpus, and no setting depends on its size. Memory is linear in the words; the two
large sorts are of one 64-bit number a word, a hash in the high bits and the place in the low ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from rapidfuzz.distance import LCSseq

FLOOR, CEILING = 1.0, 12.0  # bits of a word
SMOOTH = 25  # how many words the word alone counts for, beside the word after the word before it
SHORTEST, LONGEST = 3, 8  # words in a seed
SEED = 2.0  # bits asked of a seed beyond log2 of the number of words
COMMON = 50  # a run of words that stands in more places than this is no seed
NEAR = 8  # words on either side of a seed that are looked at before it is extended
MISS, GAP = 4.0, 4.0  # bits lost by another word, by a word on one side only
DROP = 32.0  # bits lost at which an extension ends
BAND = 10  # words by which the two sides may drift apart during an extension
DOUBLING, CERTAINTY = 1.25, 1.5  # bits asked of a hit beyond chance: for each doubling of the texts, and in any case
SPELLED = 4  # letters of the shortest word that may be misspelt
BLOCK = 1 << 21
FACTOR = np.uint64(0x100000001B3)


def spellings(words: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """Return for each word the number of the word it is taken for: a rare one for a more frequent one, one letter off.

    A word of ``SPELLED`` letters and more is rare if it occurs twice at most, or once for 200 uses of the other.
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
        if best is not None and (uses[word] <= 2 or uses[word] * 200 <= uses[order[best]]):
            taken_for[word] = taken_for[order[best]]
            continue
        for key in keys:
            seen.setdefault(key, rank)
    return np.array(taken_for)


def surprise(ids: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits of each word by itself (one per word number) and of each place after the word before it.

    -log2 p, cut to ``FLOOR``..``CEILING``. Alone p = (n - 1) / N. After a word, smoothed towards that (MacKay & Peto
    1995), p' = (n2 + 25 p) / (n1 + 25), with n2 the count of both words in a row, n1 of the first and 25 ``SMOOTH``; n2
    and n1 are 2 less than counted, so that a passage that stands in two texts does not explain itself.
    """
    counts = np.bincount(ids)
    key = bigrams(ids, 0, len(ids))
    size = uses(key, len(ids))
    together = np.empty(len(ids), dtype="int32")
    for a, b in _blocks(len(ids)):
        together[places(key[a:b], len(ids))] = size[a:b]
    del key, size
    return alone(counts), after(ids, starts, counts, together, 0)


def find(ids: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Return hits, one row each: left start, left end, right start, right end (ends excluded) and bits.

    ``texts`` has the number of the text of each place, growing. Left stands before right, in another text. Of hits that
    overlap by half on both sides the best stays.
    """
    starts = np.append(np.flatnonzero(np.append(True, texts[1:] != texts[:-1])[: len(texts)]), len(ids))
    if len(starts) < 3:
        return np.zeros((0, 5))
    texts = texts if texts[-1] == len(starts) - 2 else np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    by_itself, bits = surprise(ids, starts)
    length = np.zeros(len(ids), dtype="int8")
    left, right = meetings(seeds(ids, texts, by_itself, bits, length, 0), texts)
    left, right, length = stretches(left, right, length, texts)
    return hits(ids, starts, texts, by_itself, bits, left, right, length)


# ---- the steps of ``find``, for all places and keys or for some (places from first to last, keys by their hashes) ----


def bigrams(ids: np.ndarray, first: int, last: int) -> np.ndarray:
    """Return a key for each place, sorted: a hash of the word before it and the word, and in the low bits the place."""
    return _sorted(
        lambda a, b: _mixed(_before(ids, a, b) << np.uint64(32) | ids[a:b].astype("uint64")), first, last, len(ids)
    )


def places(key: np.ndarray, size: int) -> np.ndarray:
    """Return the places packed into the keys, given the number of all places."""
    return (key & np.uint64((1 << _low(size)) - 1)).astype("int64")


def uses(key: np.ndarray, size: int) -> np.ndarray:
    """Return for each of the sorted keys how many have its hash."""
    edge = np.append(np.flatnonzero(_news(key, size)), len(key))
    return np.repeat(np.diff(edge).astype("int32"), np.diff(edge))


def alone(counts: np.ndarray) -> np.ndarray:
    """Return the bits of each word by itself."""
    return np.clip(-np.log2(_chance(counts)), FLOOR, CEILING).astype("float32")


def after(ids: np.ndarray, starts: np.ndarray, counts: np.ndarray, together: np.ndarray, first: int) -> np.ndarray:
    """Return the bits of the places from ``first`` on, one for each count of the word ``together`` with the one before.

    The first word of a text counts by itself.
    """
    chance, last = _chance(counts), first + len(together)
    bits = np.empty(len(together), dtype="float32")
    for a, b in _blocks(last, first=first):
        here = slice(a - first, b - first)
        before = np.maximum(counts[_before(ids, a, b).astype("int64")] - 2, 0)
        share = (np.maximum(together[here] - 2, 0) + SMOOTH * chance[ids[a:b]]) / (before + SMOOTH)
        bits[here] = np.clip(-np.log2(share), FLOOR, CEILING)
    begin = starts[(starts >= first) & (starts < last)]
    bits[begin - first] = alone(counts)[ids[begin]]
    return bits


def seeds(
    ids: np.ndarray, texts: np.ndarray, by_itself: np.ndarray, bits: np.ndarray, length: np.ndarray, first: int
) -> np.ndarray:
    """Return a key for each place from ``first`` on where a seed begins, sorted, as ``bigrams``; write its ``length``.

    The seed at a place is the shortest run from there, of ``SHORTEST`` to ``LONGEST`` words, that has log2 n + ``SEED``
    bits. With log2 n bits chance would give n / 2 pairs of n words, so their number grows no faster than the texts.
    """
    need, last = np.log2(len(ids)) + SEED, first + len(length)

    def runs(a: int, b: int) -> np.ndarray:
        words = _mixed(np.append(ids[a : b + LONGEST], np.zeros(LONGEST, dtype=ids.dtype)).astype("uint64"))
        more = np.append(bits[a : b + LONGEST], np.zeros(LONGEST, dtype="float32"))
        text = np.append(texts[a : b + LONGEST], np.full(LONGEST, -1, dtype=texts.dtype))
        size, own = b - a, length[a - first : b - first]
        rolling, total = words[:size].copy(), by_itself[ids[a:b]]
        seed = np.zeros(size, dtype="uint64")
        for n in range(2, LONGEST + 1):
            rolling = rolling * FACTOR + words[n - 1 : n - 1 + size]
            total += more[n - 1 : n - 1 + size]
            if n < SHORTEST:
                continue
            inside = text[n - 1 : n - 1 + size] == text[:size]
            new = inside & (total >= need) & (own == 0)
            own[new] = n
            seed[new] = rolling[new]
        return _mixed(seed)

    return _sorted(runs, first, last, len(ids), lambda a, b: length[a - first : b - first] > 0)


def meetings(key: np.ndarray, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return left and right places, in different texts, at which the same seed begins, of sorted keys of seeds."""
    low = np.uint64(_low(len(texts)))
    new = _news(key, len(texts))
    key = key[~(new & np.append(new[1:], True))]
    index = np.flatnonzero(uses(key, len(texts)) <= COMMON)
    left, right = [np.zeros(0, dtype="int64")], [np.zeros(0, dtype="int64")]
    for step in range(1, COMMON):
        index = index[index + step < len(key)]
        index = index[(key[index] ^ key[index + step]) >> low == 0]
        one, other = places(key[index], len(texts)), places(key[index + step], len(texts))
        apart = texts[one] != texts[other]
        left.append(one[apart])
        right.append(other[apart])
    return np.concatenate(left), np.concatenate(right)


def stretches(
    left: np.ndarray,
    right: np.ndarray,
    length: np.ndarray,
    texts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return left place, right place and words of each stretch: seeds that overlap, the sides equally far apart."""
    low = np.uint64(_low(len(texts)))
    key = (right - left).astype("uint64") << low | left.astype("uint64")
    key.sort()
    left, apart = places(key, len(texts)), (key >> low).astype("int64")
    end = left + length[left]
    linked = (apart[1:] == apart[:-1]) & (left[1:] <= end[:-1])
    linked &= (texts[left[1:]] == texts[left[:-1]]) & (texts[(left + apart)[1:]] == texts[(left + apart)[:-1]])
    first = np.flatnonzero(np.append(True, ~linked)) if len(left) else np.zeros(0, dtype="int64")
    end = np.maximum.reduceat(end, first) if len(first) else end
    left, apart = left[first], apart[first]
    return left, left + apart, end - left


def hits(
    ids: np.ndarray,
    starts: np.ndarray,
    texts: np.ndarray,
    by_itself: np.ndarray,
    bits: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    length: np.ndarray,
) -> np.ndarray:
    """Return the hits, as ``find`` does, that stretches grow into, given all stretches of their left texts.

    Of ``bits`` those in the left texts are looked at, and those of ``NEAR`` words on either side of them.
    """
    wanted = 2 * np.log2(len(ids)) - 1 + DOUBLING * np.log2(len(starts) - 1) + CERTAINTY
    first, last = (left.min(), (left + length).max()) if len(left) else (0, 0)
    running = np.append(0, np.cumsum(bits[first:last], dtype="float64"))  # exact up to 2 ** 30 bits, wherever it begins
    score = by_itself[ids[left]] + running[left + length - first] - running[left + 1 - first]
    del running
    kept = np.flatnonzero(_nearby(ids, bits, left, right, length) >= (wanted - score) / 2)
    kept = kept[_leaders(left[kept], right[kept], length[kept], score[kept], texts)]
    rows = [np.zeros((0, 5))]
    for a, b in _blocks(len(kept), 1 << 15):
        few = kept[a:b]
        found = _extended(ids, starts, texts, bits, left[few], right[few], length[few], score[few])
        rows.append(found[found[:, 4] >= wanted])
    return _apart(np.concatenate(rows), texts)


def common(left: Sequence, right: Sequence) -> int:
    """Return how many words two sequences have in common, in the same order."""
    return LCSseq.similarity(list(left), list(right))


def aligned(left: Sequence, right: Sequence) -> list[tuple[bool, int, int, int, int]]:
    """Return the stretches of two sequences side by side: whether they are the same, then start and end left and right.

    As many words as can be are the same; a stretch that differs may be empty on one side.
    """
    pieces: list[tuple[bool, int, int, int, int]] = []
    for step in LCSseq.opcodes(list(left), list(right)):
        same, a, b, c, d = step.tag == "equal", step.src_start, step.src_end, step.dest_start, step.dest_end
        if pieces and not same and not pieces[-1][0]:
            _, a, _, c, _ = pieces.pop()
        pieces.append((same, a, b, c, d))
    return pieces


def _blocks(last: int, step: int = BLOCK, first: int = 0) -> Iterator[tuple[int, int]]:
    """Give the start and end of each block, so that intermediate arrays stay small."""
    return ((a, min(a + step, last)) for a in range(first, last, step))


def _low(size: int) -> int:
    """Return how many bits a place takes."""
    return int(size).bit_length()


def _chance(counts: np.ndarray) -> np.ndarray:
    """Return the probability of each word by itself."""
    return np.maximum(counts - 1, 0.5) / max(counts.sum(), 1)


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Return 64-bit numbers scattered over all bits (a multiply-and-shift hash)."""
    numbers = numbers * np.uint64(0x9E3779B97F4A7C15)
    numbers ^= numbers >> np.uint64(29)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    return numbers ^ (numbers >> np.uint64(32))


def _before(ids: np.ndarray, a: int, b: int) -> np.ndarray:
    """Return the word before each place from a to b (the first word of all counts as its own)."""
    return ids[np.maximum(np.arange(a - 1, b - 1), 0)].astype("uint64")


def _sorted(hashed: Callable, first: int, last: int, size: int, kept: Callable | None = None) -> np.ndarray:
    """Return sorted keys of the places (or of the kept ones), equal hashes side by side.

    ``hashed`` and ``kept`` take the start and end of a block, and are called in this order.
    """
    low = np.uint64(_low(size))
    key = np.empty(last - first, dtype="uint64")
    filled = 0
    for a, b in _blocks(last, first=first):
        here = (hashed(a, b) >> low << low) | np.arange(a, b, dtype="uint64")
        here = here if kept is None else here[kept(a, b)]
        key[filled : filled + len(here)] = here
        filled += len(here)
    key = key[:filled]
    key.sort()
    return key


def _news(key: np.ndarray, size: int) -> np.ndarray:
    """Return where a hash differs from the one before it."""
    low = np.uint64(_low(size))
    new = np.ones(len(key), dtype=bool)
    for a, b in _blocks(max(len(key) - 1, 0)):
        new[a + 1 : b + 1] = (key[a + 1 : b + 1] ^ key[a:b]) >> low != 0
    return new


def _leaders(
    left: np.ndarray, right: np.ndarray, length: np.ndarray, score: np.ndarray, texts: np.ndarray
) -> np.ndarray:
    """Return which stretches to extend: of each group that lies close together the one with most bits.

    A group: from one to the next at most 25 words on the left, and the sides apart by at most 8 words more or less.
    """
    order = np.lexsort((left, texts[right], texts[left]))
    here, there = left[order], right[order]
    far = (np.diff(texts[here]) != 0) | (np.diff(texts[there]) != 0) | (np.abs(np.diff(there - here)) > 8)
    group = np.cumsum(np.append(True, far | (here[1:] > (here + length[order])[:-1] + 25))[: len(order)])
    order = order[np.lexsort((here, -score[order], group))]
    return order[np.append(True, np.diff(np.sort(group)) > 0)[: len(order)]]


def _nearby(ids: np.ndarray, bits: np.ndarray, left: np.ndarray, right: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return the bits of the words next to each stretch that stand on both sides, up to 2 words out of step."""
    if not len(left):
        return np.zeros(0, dtype="float32")
    end = int((left + length).max()) + NEAR
    first, second = int(left.min()) - NEAR, int(right.min()) - NEAR - 2
    narrow = sliding_window_view(_around(ids, first, end, -1), NEAR)
    weight = sliding_window_view(_around(bits, first, end, 0), NEAR)
    wide = sliding_window_view(_around(ids, second, int((right + length).max()) + NEAR + 2, -1), NEAR + 4)
    total = np.zeros(len(left), dtype="float32")
    for a, b in _blocks(len(left), 1 << 17):
        for offset in (-NEAR, length[a:b]):
            here, there = left[a:b] + offset - first, right[a:b] + offset - 2 - second
            words, others = narrow[here], wide[there]
            found = words == others[:, :NEAR]
            for shift in range(1, 5):
                found |= words == others[:, shift : shift + NEAR]
            total[a:b] += (weight[here] * found).sum(axis=1)
    return total


def _around(array: np.ndarray, first: int, last: int, other: float) -> np.ndarray:
    """Return a piece of an array, with another value in what sticks out of it."""
    if first >= 0 and last <= len(array):
        return array[first:last]
    return np.pad(array[max(first, 0) : last], (max(-first, 0), max(last - len(array), 0)), constant_values=other)


def _extended(
    ids: np.ndarray,
    starts: np.ndarray,
    texts: np.ndarray,
    bits: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    length: np.ndarray,
    score: np.ndarray,
) -> np.ndarray:
    """Return the hits that stretches grow into: left start, left end, right start, right end, bits."""
    one, other = texts[left], texts[right]
    ends = left + length, right + length
    room = starts[one + 1] - ends[0], starts[other + 1] - ends[1]
    more, left_after, right_after = _grow(ids, bits, *ends, *room, 1)
    room = left - starts[one], right - starts[other]
    less, left_before, right_before = _grow(ids, bits, left - 1, right - 1, *room, -1)
    places = left - left_before, ends[0] + left_after, right - right_before, ends[1] + right_after
    return np.stack([*places, score + more + less], axis=1)


def _grow(
    ids: np.ndarray,
    bits: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    left_room: np.ndarray,
    right_room: np.ndarray,
    step: int,
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


def _apart(hits: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Return the hits in order of place, less those that share half of the shorter with a better one on both sides."""
    hits = hits[np.lexsort((*hits[:, 3::-1].T, -hits[:, 4]))]
    one, other = (texts[hits[:, side].astype("int64")].tolist() for side in (0, 2))
    kept: dict[tuple[int, int], list[list[float]]] = {}
    for pair, hit in zip(zip(one, other, strict=True), hits.tolist(), strict=True):
        if not any(_half(hit[0:2], old[0:2]) and _half(hit[2:4], old[2:4]) for old in kept.get(pair, ())):
            kept.setdefault(pair, []).append(hit)
    return np.array([hit for pair in sorted(kept) for hit in sorted(kept[pair])]).reshape(-1, 5)


def _half(one: list[float], other: list[float]) -> bool:
    """Return whether two spans share more than half of the shorter."""
    return min(one[1], other[1]) - max(one[0], other[0]) > min(one[1] - one[0], other[1] - other[0]) / 2
