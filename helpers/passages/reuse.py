"""The engine behind ``passages.shared_passages``: numbered words in, places of shared passages out.

Texts are one long array of word numbers, cut into sections that no passage leaves (``Places``). The way: surprisal of
each word -> seeds (runs of words too rare to meet by chance) -> pairs of equal seeds in different texts -> of each
group of seeds the best -> extension word by word in both directions -> hits that chance does not explain.

A common word scores bits: -log2 of its probability after the word before it. So a formula that stands everywhere scores
little, and the bits of a hit say how unlikely it is that two texts meet in it. Among n words there are n * n / 2 pairs
of places, so chance alone reaches about log2 of that once. A hit must have more: ``CERTAINTY``, and ``DOUBLING`` for
each doubling of the number of texts, for the more there are, the more wordings some of them have in common by habit.
What is asked thus follows from the corpus, and no setting depends on its size. A run of words that stands in more than
``COMMON`` places is not paired, which would take the square of their number, but found once, with all its texts.

``STEPS`` says all this as a list: steps over places and steps over hashes by turns, each of which takes the tables of
earlier ones. ``find`` maps it over the whole corpus, ``scale`` over parts. Memory is linear in the words; the large
sorts are of one 64-bit number a word, a hash in the high bits and the place in the low ones.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.passages import bits
from helpers.passages.alignment import common
from helpers.passages.bits import Columns, Places
from helpers.passages.extension import NEAR, grown, leaders, nearby, without_halves

SHORTEST, LONGEST = 3, 8  # words in a seed
SEED = 2.0  # bits asked of a seed beyond log2 of the number of words
COMMON = 50  # a run of words in more places than this is no seed: its pairs would be over a thousand
WORDING = 12  # words to the letter that, in more places than ``COMMON``, are a wording; fewer are a turn of phrase
DOUBLING, CERTAINTY = 1.25, 1.5  # bits asked of a hit beyond chance: for each doubling of the texts, and in any case
EDGES = ("left", "left_end", "right", "right_end")


class Step(NamedTuple):
    """A step: a function of the places, the first and last of its part, and the tables of the steps that it takes.

    ``by_hash``: its part is of hashes, all of one hash together, and not of places, all of one text together. From a
    table whose first column is a place it needs ``NEAR`` rows more on either side.
    """

    function: Callable[..., Columns]
    takes: tuple[str, ...]
    by_hash: bool
    sorted_by: str


def find(places: Places, least: int = 1) -> Columns:
    """Return the hits with ``least`` words in common, and the wordings that stand in more than ``COMMON`` places.

    left, left_end, right, right_end (ends excluded) and score, in bits; left stands before right, in another text. Of
    hits that overlap by half on both sides the best stays. ``held``: see ``chosen``.
    """
    done: dict[str, Columns] = {}
    for number, (name, step) in enumerate(STEPS.items(), 1):
        done[name] = step.function(places, 0, len(places.ids), *(done[taken] for taken in step.takes))
        wanted = {"hits", "repeated", *(taken for each in [*STEPS.values()][number:] for taken in each.takes)}
        done = {name: table for name, table in done.items() if name in wanted}
    return chosen(places, done["hits"], done["repeated"], least)


def bigrams(places: Places, first: int, last: int) -> Columns:
    """Return a ``key`` for each place, sorted: a hash of the word before it and the word; in the low bits the place."""
    ids = places.ids

    def hashed(a: int, b: int) -> tuple[np.ndarray, slice]:
        return bits.mixed(bits.before(ids, a, b) << np.uint64(32) | ids[a:b].astype("uint64")), slice(None)

    return {"key": bits.sorted_keys(hashed, first, last, len(ids))}


def uses(places: Places, first: int, last: int, bigrams: Columns) -> Columns:
    """Return each ``place`` whose word stands after the word before it more than twice, and how often: ``uses``."""
    size = bits.group_sizes(bigrams["key"], len(places.ids))
    return {"place": bits.packed(bigrams["key"][size > 2], len(places.ids)), "uses": size[size > 2]}


def seeds(places: Places, first: int, last: int, uses: Columns) -> Columns:
    """Return a ``key``, sorted, for each place where a seed begins, made as in ``bigrams``, and its ``length``.

    The seed at a place is the shortest run from there, of ``SHORTEST`` to ``LONGEST`` words, that has log2 n + ``SEED``
    bits. With log2 n bits chance would give n / 2 pairs of n words, so their number grows no faster than the texts.
    """
    asked, by_itself = np.log2(max(len(places.ids), 1)) + SEED, bits.alone(places.counts)
    following = bits.after(places, first, min(last + LONGEST, len(places.ids)), uses)
    length = np.zeros(last - first, dtype="int8")

    def begun(a: int, b: int) -> tuple[np.ndarray, np.ndarray]:
        own, seed = length[a - first : b - first], np.zeros(b - a, dtype="uint64")
        total = by_itself[places.ids[a:b]]
        for n, rolling, inside in bits.rolling_hashes(places, a, b, LONGEST):
            more = following[a - first + n - 1 : b - first + n - 1]
            total[: len(more)] += more
            new = inside & (total >= asked) & (own == 0) & (n >= SHORTEST)
            own[new] = n
            seed[new] = rolling[new]
        return bits.mixed(seed), own > 0

    key = bits.sorted_keys(begun, first, last, len(places.ids))
    return {"key": key, "length": length[bits.packed(key, len(places.ids)) - first]}


def meetings(places: Places, first: int, last: int, seeds: Columns) -> Columns:
    """Return ``left`` and ``right``, places in different texts at which the same seed begins, and its ``length``."""
    key, size = seeds["key"], len(places.ids)
    low, new = np.uint64(int(size).bit_length()), bits.news(key, size)
    kept = ~(new & np.append(new[1:], True))
    key, length = key[kept], seeds["length"][kept]
    index = np.flatnonzero(bits.group_sizes(key, size) <= COMMON)
    rows = [(np.zeros(0, dtype="int64"),) * 2 + (length[:0],)]
    for step in range(1, COMMON):
        index = index[index + step < len(key)]
        index = index[(key[index] ^ key[index + step]) >> low == 0]
        one, other = bits.packed(key[index], size), bits.packed(key[index + step], size)
        apart = places.text(one) != places.text(other)
        rows.append((one[apart], other[apart], length[index][apart]))
    return dict(zip(("left", "right", "length"), map(np.concatenate, zip(*rows, strict=True)), strict=True))


def hits(places: Places, first: int, last: int, meetings: Columns, uses: Columns) -> Columns:
    """Return the hits that the stretches of a part grow into, as in ``find``, given all meetings of its left texts."""
    gains = np.zeros(len(places.ids), dtype="float32")  # elsewhere untouched, no memory
    a, b = max(first - NEAR, 0), min(last + NEAR, len(places.ids))
    gains[a:b] = bits.after(places, a, b, uses)
    texts = max(len(np.unique(places.texts)), 1)
    wanted = 2 * np.log2(max(len(places.ids), 1)) - 1 + DOUBLING * np.log2(texts) + CERTAINTY
    found = stretches(places, **meetings)
    running = np.append(0, np.cumsum(gains[first:last], dtype="float64"))  # exact up to 2 ** 30 bits
    left, right, length = found.T
    score = running[left + length - first] - running[left + 1 - first] + bits.alone(places.counts)[places.ids[left]]
    del running
    kept = np.flatnonzero(nearby(places, gains, found) >= (wanted - score) / 2)
    kept = kept[leaders(places, found[kept], score[kept])]
    rows = grown(places, gains, found[kept], score[kept])
    rows = without_halves(places, rows[rows[:, 4] >= wanted])
    return {name: rows[:, n].astype("int64") for n, name in enumerate(EDGES)} | {"score": rows[:, 4]}


def stretches(places: Places, left: np.ndarray, right: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return left place, right place and words of each stretch: seeds that overlap, the sides equally far apart."""
    order = np.lexsort((left, right - left))
    left, apart, end = left[order], (right - left)[order], (left + length)[order]
    linked = (apart[1:] == apart[:-1]) & (left[1:] <= end[:-1])
    for side in (left, left + apart):
        linked &= places.sections[side[1:]] == places.sections[side[:-1]]
    first = np.flatnonzero(np.append(True, ~linked)[: len(left)])
    end = np.maximum.reduceat(end, first) if len(first) else end
    return np.stack([left[first], (left + apart)[first], end - left[first]], axis=1)


def runs(places: Places, first: int, last: int) -> Columns:
    """Return a ``key`` for each place where ``WORDING`` words of one section begin, made as in ``bigrams``."""

    def hashed(a: int, b: int) -> tuple[np.ndarray, np.ndarray]:
        whole = (found for n, *found in bits.rolling_hashes(places, a, b, WORDING) if n == WORDING)
        rolling, inside = next(whole)
        return bits.mixed(rolling), inside

    return {"key": bits.sorted_keys(hashed, first, last, len(places.ids))}


def repeated(places: Places, first: int, last: int, runs: Columns) -> Columns:
    """Return each ``place`` whose run stands in more than ``COMMON`` places, and the ``origin``, the first of these."""
    size = bits.group_sizes(runs["key"], len(places.ids))
    place = bits.packed(runs["key"], len(places.ids))
    edge = np.flatnonzero(bits.news(runs["key"], len(places.ids)))
    origin = np.repeat(place[edge], size[edge])
    return {"place": place[size > COMMON], "origin": origin[size > COMMON]}


STEPS = {
    "bigrams": Step(bigrams, (), False, "key"),
    "uses": Step(uses, ("bigrams",), True, "place"),
    "seeds": Step(seeds, ("uses",), False, "key"),
    "meetings": Step(meetings, ("seeds",), True, "left"),
    "hits": Step(hits, ("meetings", "uses"), False, "left"),
    "runs": Step(runs, (), False, "key"),
    "repeated": Step(repeated, ("runs",), True, "place"),
}


def chosen(places: Places, hits: Columns, repeated: Columns, least: int) -> Columns:
    """Return the hits with ``least`` words in common, and the wordings of many places for those that lie in one.

    Rows are by left text, right text and place; ``held`` has the numbers of the texts that have a wording, else None.
    """
    many, edge, covered = wordings(places, repeated)

    def inside(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        return 2 * (np.interp(end, edge, covered) - np.interp(start, edge, covered)) > end - start

    kept = ~(inside(hits["left"], hits["left_end"]) & inside(hits["right"], hits["right_end"]))
    for row in np.flatnonzero(kept & (hits["score"] < bits.CEILING * least)):  # no word has more than CEILING bits
        a, b, c, d = (hits[name][row] for name in EDGES)
        kept[row] = common(places.ids[a:b], places.ids[c:d]) >= least
    wide = many["left_end"] - many["left"] >= least
    rows = {name: np.append(hits[name][kept], many[name][wide]) for name in EDGES}
    rows["score"] = np.append(hits["score"][kept], bits.FLOOR * (many["left_end"] - many["left"])[wide])
    rows["held"] = np.append(np.full(kept.sum(), None, dtype=object), many["held"][wide])
    sides = [places.text(rows[side]) for side in ("right", "left")]
    order = np.lexsort((*(rows[name] for name in reversed(EDGES)), *sides))
    return {name: column[order] for name, column in rows.items()}


def wordings(places: Places, repeated: Columns) -> tuple[Columns, np.ndarray, np.ndarray]:
    """Return one row per wording that stands in more than ``COMMON`` places of at least two texts.

    Its first place (left, left_end), the first in another text (right, right_end), and ``held``, the numbers of all
    texts that have it. Beside the table: edges, and how many words up to each edge lie in such wordings.
    """
    order = np.argsort(repeated["place"])
    place, origin = repeated["place"][order], repeated["origin"][order]
    new = np.append(True, (np.diff(place) != 1) | (np.diff(places.sections[place]) != 0))[: len(place)]
    start, end = place[new], place[np.append(new[1:], True)[: len(place)]] + WORDING
    home = np.searchsorted(start, origin[new], side="right") - 1
    for number in np.flatnonzero(home < np.arange(len(home))):
        home[number] = home[home[number]]
    rows = []
    for root in np.unique(home):
        own = np.flatnonzero(home == root)
        texts = places.text(start[own])
        others = own[texts != texts[0]]
        if len(others):
            rows.append((start[root], end[root], start[others[0]], end[others[0]], np.unique(texts)))
    columns = {name: np.array([row[n] for row in rows], dtype="int64") for n, name in enumerate(EDGES)}
    columns["held"] = np.array([None, *(row[4] for row in rows)], dtype=object)[1:]
    edges = np.append(0, np.stack([start, np.maximum(end, start)], axis=1).ravel())
    return columns, edges, np.append(0, np.cumsum(np.diff(edges) * np.tile([0, 1], len(start))))
