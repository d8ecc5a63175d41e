"""The engine behind ``passages.parallel_passages``: stretches of two texts that are alike in other words.

Two are compared by the beginnings of their words and by the groups of letters in them, and by what else stands where
these stand (latent semantic analysis, Deerwester and others 1990).
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from helpers.passages.alignment import common
from helpers.passages.extension import overlap

WINDOWS, SHORTEST, LONGEST = (10, 22, 34), 7, 51  # words
LENGTH = 0.35  # the power of its length that a likeness is multiplied by
STEM, GRAMS = 5, (3, 4, 5)  # letters
LATENT, DIMENSIONS, ROUNDS = 0.3, 150, 4  # share and size of the latent part (tried on three translations); its steps
SAME_WORDS = 0.85  # the share of the shorter stretch in common, in order, at which the two are one wording
OVERLAP = 0.3  # the share of the shorter of two stretches at which they are one place
NEAREST = 20  # how many partners of a stretch are kept
CLAUSE = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[;:!?()“”\"—…]")  # no comma of a number


def stretches(breaks: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the stretches, one row each: first word and the word after the last, by place, shorter before longer.

    ``breaks`` are the places at which a clause begins (the number of words last); ``ends`` says of each whether a
    paragraph begins there too, which no stretch crosses. A stretch grows by clauses until it has the words of one of
    ``WINDOWS``; of more than ``LONGEST`` words it gives up its last clause if ``SHORTEST`` are left.
    """
    found = set()
    for clause in range(len(breaks) - 1):
        for least in WINDOWS:
            last = clause + 1
            while breaks[last] - breaks[clause] < least and not ends[last]:
                last += 1
            if breaks[last] - breaks[clause] > LONGEST and breaks[last - 1] - breaks[clause] >= SHORTEST:
                last -= 1
            if breaks[last] - breaks[clause] >= SHORTEST:
                found.add((int(breaks[clause]), int(breaks[last])))
    return np.array(sorted(found), dtype="int64").reshape(-1, 2)


def weights(terms: Sequence[Sequence[str]], spans: np.ndarray, left_out: frozenset[str]):
    """Return a sparse matrix, one row per stretch, of TF-IDF of word beginnings and, beside it, of letter groups.

    Each half of a row has length sqrt(1/2), so that the product of two rows is the mean of their two cosines.
    ``terms`` has the terms that stand at each place. tf = 1 + ln n, idf = ln((1 + N) / (1 + df)) + 1. A beginning is
    the first ``STEM`` letters of a term that is not ``left_out``; a letter group has 3-5 letters of a term, its edges
    marked by blanks.
    """
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer

    if not len(spans):
        return sparse.csr_matrix((0, 1), dtype="float32")
    places, inside = _counted([range(*span) for span in spans])
    types, held = _counted([terms[place] for place in places])
    counts = inside @ held
    stems = [[] if term in left_out else [term[:STEM]] for term in types]
    grams = [[f" {term} "[at : at + n] for n in GRAMS for at in range(len(term) + 3 - n)] for term in types]
    halves = [TfidfTransformer(sublinear_tf=True).fit_transform(counts @ _counted(each)[1]) for each in (stems, grams)]
    return sparse.hstack(halves).tocsr().astype("float32") * np.float32(0.5**0.5)


def latent(weighed, most: int = DIMENSIONS) -> np.ndarray:
    """Return the rows of a matrix on its first ``most`` latent dimensions, or as many as it has, each of length 1."""
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits

    size = min(most, min(weighed.shape) - 1)
    if size < 1:
        return np.zeros((weighed.shape[0], 1), dtype="float32")
    with threadpool_limits(1):  # the same sums on every machine, and no waiting for one another
        rows = weighed @ randomized_svd(weighed, size, n_iter=ROUNDS, random_state=0)[2].T
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype("float32")


def pairs(
    spans: np.ndarray, texts: np.ndarray, weighed, tokens: Sequence[str], wanted: Sequence[Sequence[int]]
) -> Iterator[tuple[int, int, float, int]]:
    """Give pairs of stretches, best first: left, right, score, words in common. Ties are in the order of place."""
    left, right, score = (np.concatenate(part) for part in zip(*_nearest(spans, texts, weighed, wanted), strict=True))
    taken: dict[tuple, list[np.ndarray]] = {}
    for at in np.lexsort((right, left, -score)):
        one, other = spans[left[at]], spans[right[at]]
        pair = texts[left[at]], texts[right[at]]
        sides = ((*pair, 0), one), ((*pair, 1), other)
        if any(overlap(span, old) > OVERLAP for key, span in sides for old in taken.get(key, ())):
            continue
        for key, span in sides:
            taken.setdefault(key, []).append(span)
        both = common(tokens[one[0] : one[1]], tokens[other[0] : other[1]])
        if both <= SAME_WORDS * min(one[1] - one[0], other[1] - other[0]):
            yield int(left[at]), int(right[at]), float(score[at]), both


def is_inside(pair: np.ndarray, known: np.ndarray) -> bool:
    """Say whether over half of both stretches of a pair lie in one known passage, all given by first and last word."""
    both = np.minimum(pair[:, 1], known[:, :, 1]) - np.maximum(pair[:, 0], known[:, :, 0])
    return bool((2 * both > pair[:, 1] - pair[:, 0]).all(axis=1).any())


def _nearest(
    spans: np.ndarray, texts: np.ndarray, weighed, wanted: Sequence[Sequence[int]]
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give left, right and score of the best partners of each stretch of the left text, for each pair of texts.

    score: the mean of the two cosines and the latent one, times (words of the shorter / ``LONGEST``) ** ``LENGTH``.
    """
    yield np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64"), np.zeros(0)
    hidden, weighed = np.float32(LATENT**0.5) * latent(weighed), weighed * np.float32((1 - LATENT) ** 0.5)
    size = np.minimum(spans[:, 1] - spans[:, 0], LONGEST)
    for one, other in wanted:
        here, there = np.flatnonzero(texts == one), np.flatnonzero(texts == other)
        if not len(there):
            continue
        for block in np.array_split(here, len(here) // 1000 + 1):
            alike = (weighed[block] @ weighed[there].T).toarray() + np.maximum(hidden[block] @ hidden[there].T, 0)
            alike *= (np.minimum(size[block, None], size[there]) / LONGEST).astype("float32") ** np.float32(LENGTH)
            best = np.argpartition(-alike, min(NEAREST, len(there)) - 1, axis=1)[:, :NEAREST]
            yield np.repeat(block, best.shape[1]), there[best].ravel(), np.take_along_axis(alike, best, axis=1).ravel()


def _counted(lists: Sequence[Sequence]):
    """Return what stands in some lists, sorted, and a sparse matrix of how often, one row per list."""
    from scipy import sparse

    flat = [each for one in lists for each in one]
    number = {name: n for n, name in enumerate(sorted(set(flat)))}
    pointer = np.append(0, np.cumsum([len(one) for one in lists]))
    index = np.array([number[each] for each in flat], dtype="int64")
    return number, sparse.csr_matrix((np.ones(len(index)), index, pointer), shape=(len(lists), max(len(number), 1)))
