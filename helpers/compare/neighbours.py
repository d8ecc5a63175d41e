"""The engine behind ``compare.nearest``: the highest cosines of each row of a sparse matrix, not all of them at once.

Every two rows are multiplied once, in single precision, tile by tile; only pairs that may be among the highest are
kept. Theirs are then the cosines of the full precision, and these decide. A product of n terms in single precision is
off by less than (n + 2) * 2**-24 of itself where no term is below 0 (Higham 2002), so nothing is missed.
"""

from collections.abc import Iterator

import numpy as np

COMMON = 0.1  # terms of a larger share of the rows are multiplied as a full matrix
RARE = 0.01  # terms of a smaller share by a sparse matrix, the others by a full one
ROWS, LATER = 128, 2048  # columns and rows of a tile, small enough for the cache; LATER is a multiple of ROWS
FOUND = 2**13  # pairs found before they raise what is asked of the next
POOL = 2**21  # pairs kept before they are looked at again
PAIRS = 2**9  # pairs multiplied together in full precision
LEAST = np.float32(1e-30)
Pairs = tuple[np.ndarray, ...]  # row, other row and cosine
NONE: Pairs = (np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64"), np.zeros(0, dtype="float32"))


def highest(matrix, most: int) -> tuple[np.ndarray, ...]:
    """Return row, other row, cosine and rank of the ``most`` highest cosines above 0 of each row of unit vectors.

    By row, then rank; ties (equal to 12 digits) by the number of the other row.
    """
    size, longest = matrix.shape[0], int(np.diff(matrix.indptr).max(initial=0))
    kept = max(1, min(most, size - 1))
    slack = np.float32(1 - 4 * (longest + 8) * 2.0**-24)
    best, least = np.zeros((size, kept), dtype="float32"), np.full(size, LEAST)
    pool, found, room = [NONE], [NONE], max(POOL, 4 * size * kept)
    for begin, start, tile in _tiles(matrix):
        rows, later = slice(begin, begin + tile.shape[1]), slice(start, start + len(tile))
        if begin == 0:
            least[later] = np.maximum(least[later], _lowest(tile, kept) * slack)
        if start == 0:
            least[rows] = np.maximum(least[rows], _lowest(tile.T, kept) * slack)
        likely = np.flatnonzero((tile >= least[later, None]) | (tile >= least[rows]))  # few: sooner than np.nonzero
        one, other = np.divmod(likely, max(1, tile.shape[1]))
        found.append((one + start, other + begin, tile[one, other]))
        if sum(len(each[0]) for each in found) > FOUND:
            pool, found = [*pool, _raised(best, least, found, slack)], [NONE]
        if sum(len(each[0]) for each in pool) > room:
            pool = [_likely(pool, least)]
            if len(pool[0][0]) > room / 2:
                number = np.unique(_ranked(matrix, pool[0], least, most)[4])
                pool = [tuple(each[number] for each in pool[0])]
    last = _likely([*pool, _raised(best, least, found, slack)], least)
    return _ranked(matrix, last, least, most)[:4]


def _tiles(matrix) -> Iterator[tuple[int, int, np.ndarray]]:
    """Yield a row, the same or a later row, and the cosines of some rows from the latter with some from the former.

    A cosine stands once, with the later row first: the others are 0.
    """
    matrix = matrix.astype("float32")
    size, uses = matrix.shape[0], np.bincount(matrix.indices, minlength=matrix.shape[1])
    common, rare = uses > COMMON * size, uses < RARE * size
    kinds = matrix[:, common].toarray(), matrix[:, ~common & ~rare & (uses > 1)], matrix[:, rare & (uses > 1)]
    del matrix
    pieces = [[kind[start : start + LATER] for kind in kinds] for start in range(0, size, LATER)]
    for begin in range(0, size, ROWS):
        some = [kind[begin : begin + ROWS] for kind in kinds]
        full_across, across, few_across = some[0].T, some[1].T.toarray(order="C"), some[2].T.tocsr()
        for number, piece in enumerate(pieces[begin // LATER :], begin // LATER):
            start = max(begin, number * LATER)
            full, rest, few = [kind[start % LATER :] for kind in piece] if start == begin else piece
            tile = rest @ across
            tile += full @ full_across
            tile += (few @ few_across).toarray()
            if start == begin:
                tile[: tile.shape[1]] *= np.tri(min(tile.shape), tile.shape[1], -1, dtype="float32")
            yield begin, start, tile


def _lowest(rows: np.ndarray, kept: int) -> np.ndarray:
    """Return the lowest of the ``kept`` highest numbers of each row; 0 where there are fewer."""
    return np.partition(rows, -kept, axis=1)[:, -kept] if rows.shape[1] >= kept else np.zeros(len(rows), rows.dtype)


def _likely(pool: list[Pairs], least: np.ndarray) -> Pairs:
    """Return the pairs that may be among the highest of one row or the other, by all that is known so far."""
    one, other, cosine = (np.concatenate(each) for each in zip(*pool, strict=True))
    likely = cosine >= np.minimum(least[one], least[other])
    return one[likely], other[likely], cosine[likely]


def _raised(best: np.ndarray, least: np.ndarray, found: list[Pairs], slack: np.float32) -> Pairs:
    """Put the cosines of new pairs among the highest so far, and the least to be asked with them; return the pairs."""
    pairs = _likely(found, least)
    row, cosine = np.concatenate(pairs[:2]), np.tile(pairs[2], 2)
    high = cosine >= least[row]
    row, cosine = row[high], cosine[high]
    order = np.argsort(row - cosine.astype("float64") / 2)  # by row, then the highest first
    row, cosine = row[order], cosine[order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    group = np.repeat(np.arange(len(first)), np.diff(first, append=len(row)))
    turn, kept, raised = np.arange(len(row)) - first[group], best.shape[1], row[first]
    among = turn < kept
    new = np.zeros((len(first), kept), dtype=best.dtype)
    new[group[among], turn[among]] = cosine[among]
    best[raised] = np.partition(np.hstack([best[raised], new]), kept, axis=1)[:, kept:]
    least[raised] = np.maximum(least[raised], best[raised].min(axis=1) * slack)
    return pairs


def _ranked(matrix, pairs: Pairs, least: np.ndarray, most: int) -> tuple[np.ndarray, ...]:
    """Return row, other row, cosine, rank and number of the pair of the ``most`` highest of each row."""
    one, other, single = pairs
    exact = np.zeros(len(one), dtype=matrix.dtype)
    for begin in range(0, len(one), PAIRS):
        some = slice(begin, begin + PAIRS)
        exact[some] = (matrix[one[some]] * matrix[other[some]]).sum(axis=1)
    cosine = np.tile(np.round(exact, 12), 2)
    row, other, number = np.append(one, other), np.append(other, one), np.tile(np.arange(len(one)), 2)
    listed = (np.tile(single, 2) >= least[row]) & (cosine > 0)
    row, other, cosine, number = (each[listed] for each in (row, other, cosine, number))
    order = np.lexsort((other, -cosine, row))
    row, other, cosine, number = (each[order] for each in (row, other, cosine, number))
    rank = np.arange(len(row)) - np.searchsorted(row, row) + 1
    return tuple(each[rank <= most] for each in (row, other, cosine, rank, number))
