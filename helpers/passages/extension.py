"""How stretches that two texts have in common grow over words that differ. A part of ``passages``."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.passages.bits import Places, blocks

NEAR = 8  # words on either side of a seed that are looked at before it is extended
MISS, GAP = 4.0, 4.0  # bits lost by another word, by a word on one side only
DROP = 32.0  # bits lost at which an extension ends
BAND = 10  # words by which the two sides may drift apart during an extension
FAR = 256  # words after which an extension goes on by itself
RUN, STRIDE = 4, 4096  # equal words that it then takes in one step, at least and at most
HALF = 0.5  # of two hits that share more of the shorter, on both sides, the better one stays
ROWS, WIDE = 1 << 15, 1 << 17  # extensions and stretches at once, so that arrays stay small


def leaders(places: Places, found: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Return which stretches to extend: of each group the one with most bits.

    A group: from one to the next an extension loses less than ``DROP``, if all words between them differ, so that it is
    sure to come from the one to the other.
    """
    left, right, length = found.T
    order = np.lexsort((left, places.sections[right], places.sections[left]))
    here, there, end = left[order], right[order], (left + length)[order]
    far = (np.diff(places.sections[here]) != 0) | (np.diff(places.sections[there]) != 0)
    far |= MISS * np.maximum(here[1:] - end[:-1], 0) + GAP * np.abs(np.diff(there - here)) >= DROP
    group = np.cumsum(np.append(True, far)[: len(order)])
    order = order[np.lexsort((here, -score[order], group))]
    return order[np.append(True, np.diff(np.sort(group)) > 0)[: len(order)]]


def nearby(places: Places, bits: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return the bits of the words next to each stretch that stand on both sides, up to 2 words out of step."""
    left, right, length = found.T
    total = np.zeros(len(left), dtype="float32")
    if not len(left):
        return total
    end, ids = int((left + length).max()) + NEAR, places.ids
    first, second = int(left.min()) - NEAR, int(right.min()) - NEAR - 2
    narrow = sliding_window_view(_around(ids, first, end, -1), NEAR)
    weight = sliding_window_view(_around(bits, first, end, 0), NEAR)
    wide = sliding_window_view(_around(ids, second, int((right + length).max()) + NEAR + 2, -1), NEAR + 4)
    for a, b in blocks(len(left), WIDE):
        for offset in (-NEAR, length[a:b]):
            here, there = left[a:b] + offset - first, right[a:b] + offset - 2 - second
            words, others = narrow[here], wide[there]
            same = words == others[:, :NEAR]
            for shift in range(1, 5):
                same |= words == others[:, shift : shift + NEAR]
            total[a:b] += (weight[here] * same).sum(axis=1)
    return total


def _around(array: np.ndarray, first: int, last: int, other: float) -> np.ndarray:
    """Return a piece of an array, with another value in what sticks out of it."""
    return np.pad(array[max(first, 0) : last], (max(-first, 0), max(last - len(array), 0)), constant_values=other)


def grown(places: Places, bits: np.ndarray, found: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Return the hits that stretches grow into: left start, left end, right start, right end, bits.

    Stretches of over ``FAR`` words, and those that grow so far, go on one by one, the best first; one that lies in
    such a hit, on both sides, is that hit.
    """
    boxes: dict[tuple, list[np.ndarray]] = {}
    long = found[:, 2] > FAR
    rows = [np.zeros((0, 5)), *_one_by_one(places, bits, found[long], score[long], boxes)]
    short = np.flatnonzero(~long)
    short = short[[not _boxed(places, found[row], boxes) for row in short]] if boxes else short
    for a, b in blocks(len(short), ROWS):
        few, own = found[short[a:b]], score[short[a:b]]
        start, end = few[:, :2].T, few[:, :2].T + few[:, 2]
        more, ahead, on = _grow(places.ids, bits, end, _room(places, few, 1), 1)
        less, behind, off = _grow(places.ids, bits, start - 1, _room(places, few, -1), -1)
        start, end, far = start - behind, end + ahead, on | off
        rows.append(np.stack([start[0], end[0], start[1], end[1], own + more + less], axis=1)[~far])
        rows += _one_by_one(places, bits, few[far], own[far], boxes)
    return np.concatenate(rows)


def _room(places: Places, found: np.ndarray, step: int) -> np.ndarray:
    """Return how many words of its sections lie behind each stretch (``step`` 1) or before it (-1), on both sides."""
    edge = found[:, :2].T + (found[:, 2] - 1) * (step == 1)
    section = places.sections[edge]
    return places.starts[section + 1] - edge - 1 if step == 1 else edge - places.starts[section]


def _boxed(places: Places, stretch: np.ndarray, boxes: dict[tuple, list[np.ndarray]]) -> bool:
    """Say whether a stretch lies inside a long hit of its sections, on both sides."""
    start, end = stretch[:2], stretch[:2] + stretch[2]
    own = boxes.get(tuple(places.sections[start].tolist()), [])
    return any((box[0] <= start).all() and (end <= box[1]).all() for box in own)


def _one_by_one(
    places: Places, bits: np.ndarray, found: np.ndarray, score: np.ndarray, boxes: dict[tuple, list[np.ndarray]]
) -> list[np.ndarray]:
    """Return the hits of long stretches, and add their starts and ends, by pair of sections, to ``boxes``."""
    rows = []
    for number in np.argsort(-score, kind="stable"):
        one = found[number : number + 1]
        if not _boxed(places, one[0], boxes):
            start, end = one[0, :2], one[0, :2] + one[0, 2]
            more, *ahead = _grow_far(places.ids, bits, end, _room(places, one, 1)[:, 0], 1)
            less, *behind = _grow_far(places.ids, bits, start - 1, _room(places, one, -1)[:, 0], -1)
            box = np.stack([start - behind, end + ahead])
            boxes.setdefault(tuple(places.sections[start].tolist()), []).append(box)
            rows.append(np.append(box.T.ravel(), score[number] + more + less)[None])
    return rows


def _grow(
    ids: np.ndarray, bits: np.ndarray, at: np.ndarray, room: np.ndarray, step: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Align outwards from many places at once; return the most bits won, the words taken on both sides, who goes on.

    Banded dynamic programming, one word of the left side a round: H[c] is the most bits with c more words taken on the
    right than on the left. The same word wins its bits, another loses ``MISS``, a word on one side only ``GAP``;
    a place is given up when all its H are ``DROP`` below its best (X-drop; Altschul et al. 1997). After ``FAR`` rounds
    what is still growing goes on elsewhere.
    """
    left, right = at
    best, taken = np.zeros(len(left), dtype="float32"), np.zeros((2, len(left)), dtype="int64")
    live = np.arange(len(left))
    drift = np.arange(-BAND, BAND + 1)
    ramp = (GAP * drift).astype("float32")
    table = np.tile(np.where(drift >= 0, -ramp, np.float32(-np.inf)), (len(left), 1))
    for rounds in range(1, FAR + 1):
        keep = room[0, live] >= rounds
        live, table = live[keep], table[keep]
        if not len(live):
            break
        here, reach = left[live] + step * (rounds - 1), rounds + drift
        there = np.clip(right[live, None] + step * (reach - 1), 0, len(ids) - 1)
        outside = (reach < 0) | (reach > room[1, live, None])
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
        taken[0, live[won]], taken[1, live[won]] = rounds, rounds + drift[column[won]]
        keep = top > best[live] - DROP
        live, table = live[keep], table[keep]
    return best, taken, np.isin(np.arange(len(left)), live[room[0, live] > FAR])


def _grow_far(ids: np.ndarray, bits: np.ndarray, at: np.ndarray, room: np.ndarray, step: int) -> tuple[float, int, int]:
    """Return what ``_grow`` does for one place, without end: ``RUN`` equal words and more are taken in one step.

    The band follows the drift of the best way, so that two editions of a book are one hit.
    """
    arrays = zip((ids, ids, bits), (*at, at[0]), (*room, room[0]), strict=True)
    here, there, weight = (array[first::step][:size] for array, first, size in arrays)
    if not len(here) or not len(there):
        return 0.0, 0, 0
    offsets = np.arange(-BAND, BAND + 1)
    ramp, table = GAP * offsets, np.where(offsets >= 0, -GAP * offsets, -np.inf)
    best, done, drift = (0.0, 0, 0), 0, 0
    while done < len(here):
        column = int(np.argmax(table))
        if column != BAND:
            drift += column - BAND
            table = np.pad(table, BAND, constant_values=-np.inf)[column : column + len(table)]
        ahead = there[max(done + drift, 0) :][: min(STRIDE, len(here) - done)]
        same = int(np.argmax(np.append(here[done : done + len(ahead)] != ahead, True)))
        if same >= RUN:
            done += same
            table = table[BAND] + float(weight[done - same : done].sum()) - GAP * np.abs(offsets)
        else:
            reach = done + 1 + drift + offsets
            other = there[np.clip(reach - 1, 0, len(there) - 1)]
            both = table + np.where(other == here[done], weight[done], -MISS)
            both[reach <= 0] = -np.inf
            both[:-1] = np.maximum(both[:-1], table[1:] - GAP)
            table = np.where(reach < 0, -np.inf, both)
            done += 1
        outside = (done + drift + offsets > len(there)) | (done + drift + offsets < 0)
        table[outside] = -np.inf
        table = np.where(outside, -np.inf, np.maximum.accumulate(table + ramp) - ramp)
        column = int(np.argmax(table))
        best = max(best, (float(table[column]), done, done + drift + int(offsets[column])), key=lambda each: each[0])
        if table[column] <= best[0] - DROP:
            break
    return best


def without_halves(places: Places, rows: np.ndarray) -> np.ndarray:
    """Return the hits in order of place, less those that share half of the shorter with a better one on both sides."""
    rows = rows[np.lexsort((*rows[:, 3::-1].T, -rows[:, 4]))]
    one, other = (places.text(rows[:, side].astype("int64")).tolist() for side in (0, 2))
    kept: dict[tuple[int, int], list[list[float]]] = {}
    for pair, hit in zip(zip(one, other, strict=True), rows.tolist(), strict=True):
        old = kept.get(pair, ())
        if not any(overlap(hit[0:2], one[0:2]) > HALF and overlap(hit[2:4], one[2:4]) > HALF for one in old):
            kept.setdefault(pair, []).append(hit)
    return np.array([hit for pair in sorted(kept) for hit in sorted(kept[pair])]).reshape(-1, 5)


def overlap(one: Sequence[float] | np.ndarray, other: Sequence[float] | np.ndarray) -> float:
    """Return the share of the shorter of two spans that is in both; below 0 if they do not touch."""
    return (min(one[1], other[1]) - max(one[0], other[0])) / min(one[1] - one[0], other[1] - other[0])
