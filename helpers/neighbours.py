"""The engine behind ``compare.nearest``: the highest cosines of each row of a sparse matrix, not all of them at once.

Every two rows are multiplied once, in single precision, block by block; only pairs that may be among the highest are
kept. Theirs are then the cosines of the full precision, and these decide. A product of n terms in single precision is
off by less than (n + 2) * 2**-24 of itself where no term is below 0 (Higham 2002), so nothing is missed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

COMMON = 0.1  # terms of a larger share of the rows are multiplied as a full matrix
BLOCK = 2**25  # bytes of a block of cosines
ROWS = 256  # rows of a block, at most
POOL = 2**20  # pairs kept before they are looked at in full precision
PAIRS = 2**14  # pairs looked at together
LEAST = np.float32(1e-30)


def highest(matrix, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return row, other row, cosine and rank of the ``most`` highest cosines above 0 of each row of unit vectors.

    By row, then rank; ties (equal to 12 digits) by the number of the other row.
    """
    size, longest = matrix.shape[0], int(np.diff(matrix.indptr).max(initial=0))
    kept = max(1, min(most, size - 1))
    slack = np.float32(1 - 4 * (longest + 8) * 2.0**-24)
    best = np.zeros((size, kept), dtype="float32")
    pool: list[tuple[np.ndarray, ...]] = []
    for begin, block in _blocks(matrix):
        end = begin + len(block)
        np.fill_diagonal(block, 0)
        best[begin:end] = _top(np.hstack([best[begin:end], _top(block, kept)]), kept)
        after = block[:, len(block):]
        if begin == 0 and len(after.T):
            best[end:] = _top(after.T, kept)
        least = np.maximum(best.min(axis=1) * slack, LEAST)
        row, other = _places(block >= least[begin:end, None])
        pool.append((row + begin, other + begin, block[row, other]))
        other, row = _places(after >= least[end:])
        pool.append((row + end, other + begin, after[other, row]))
        if begin:
            _raise(best, row + end, pool[-1][2])
        if sum(len(row) for row, *_ in pool) > max(POOL, 8 * size * kept):
            pool = [_ranked(matrix, *_likely(pool, best, slack), most)[:3]]
    return _ranked(matrix, *_likely(pool, best, slack), most)


def _likely(pool: list[tuple[np.ndarray, ...]], best: np.ndarray, slack: np.float32) -> tuple[np.ndarray, np.ndarray]:
    """Return row and other row of the pairs that may be among the highest, by all that is known of the row so far."""
    row, other, cosine = (np.concatenate(each) for each in zip(*pool, strict=True))
    likely = cosine >= (best.min(axis=1) * slack)[row]
    return row[likely], other[likely]


def _blocks(matrix) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the number of the first of some rows, and their cosines with themselves and all later rows."""
    matrix = matrix.astype("float32")
    uses = np.bincount(matrix.indices, minlength=matrix.shape[1])
    common = uses > COMMON * matrix.shape[0]
    full, rest = matrix[:, common].toarray(), matrix[:, ~common & (uses > 1)].tocsr()
    step = max(1, min(ROWS, BLOCK // (4 * matrix.shape[0])))
    for begin in range(0, matrix.shape[0], step):
        block = full[begin : begin + step] @ full[begin:].T
        some = rest[begin : begin + step]
        used = np.unique(some.indices)
        across = np.ascontiguousarray(some[:, used].toarray().T)
        block += (rest[begin:, used] @ across).T
        yield begin, block


def _places(marked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return row and column of what is true, as ``np.nonzero`` does, but soon done where little is."""
    return np.divmod(np.flatnonzero(marked), max(1, marked.shape[1]))


def _top(rows: np.ndarray, kept: int) -> np.ndarray:
    """Return the ``kept`` highest numbers of each row, in no order; 0 where there are fewer."""
    if rows.shape[1] < kept:
        rows = np.hstack([rows, np.zeros((len(rows), kept - rows.shape[1]), dtype=rows.dtype)])
    return np.partition(rows, rows.shape[1] - kept, axis=1)[:, rows.shape[1] - kept :]


def _raise(best: np.ndarray, row: np.ndarray, cosine: np.ndarray) -> None:
    """Put each cosine in the place of the lowest of its row in ``best``, where it is higher."""
    order = np.argsort(row, kind="stable")
    row, cosine = row[order], cosine[order]
    turn = np.arange(len(row)) - np.searchsorted(row, row)
    for number in range(turn.max(initial=-1) + 1):
        here, new = row[turn == number], cosine[turn == number]
        lowest = best[here].argmin(axis=1)
        best[here, lowest] = np.maximum(best[here, lowest], new)


def _ranked(
    matrix, row: np.ndarray, other: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return row, other row, cosine and rank of the ``most`` highest of each row, in the precision of the matrix."""
    cosine = np.zeros(len(row), dtype=matrix.dtype)
    for begin in range(0, len(row), PAIRS):
        some = slice(begin, begin + PAIRS)
        cosine[some] = (matrix[row[some]] * matrix[other[some]]).sum(axis=1)
    cosine = np.round(cosine, 12)
    order = np.lexsort((other, -cosine, row))
    order = order[cosine[order] > 0]
    row, other, cosine = row[order], other[order], cosine[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row) + 1
    return tuple(each[rank <= most] for each in (row, other, cosine, rank))
