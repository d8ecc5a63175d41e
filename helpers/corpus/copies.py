"""Texts that are nearly the same, or hold another, by their runs of words: what would count twice."""

import hashlib
import itertools
import zlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterator

import regex

from helpers.corpus.furniture import FORMS, LIMITS, size

WORD = regex.compile(FORMS["unparted"].pattern + r"|\w+")
RUN, ENOUGH, ALIKE, SAMPLE, PAIRS, COMMON, SAME_SIZE = LIMITS["copies"].values()


def alike(names: list[str], texts: list[str]) -> Iterator[tuple[int, str, str]]:
    """Give (number, problem, cure) for each text that is nearly one before it, or stands in one: the likest one."""
    cure = "Keep one of them, unless both are wanted: a copy moves every weight"
    first: dict[bytes, int] = {}
    for n, text in enumerate(texts):
        twin = first.setdefault(hashlib.sha256(regex.sub(r"\s+", " ", text).strip().encode()).digest(), n)
        if twin != n:
            yield n, f"the same text as {names[twin]}", cure
    step = 1 + sum(size(texts[n]) for n in first.values()) // SAMPLE
    runs = {n: _runs(texts[n], step) for n in first.values()}
    told = set()
    for (a, b), number in _shared(runs):
        less, more = sorted((len(runs[a]), len(runs[b])))
        part = less < SAME_SIZE * more
        n, other = (a, b) if part and len(runs[a]) < len(runs[b]) else (b, a)
        if less >= ENOUGH and number >= ALIKE * less and n not in told:
            told.add(n)
            what = "it stands, at least in part, in" if part else "nearly the same text as"
            yield n, f"{what} {names[other]}: {number / less:.0%} of its runs of {RUN} words are there", cure


def _shared(runs: dict[int, set[int]]) -> list[tuple[tuple[int, int], int]]:
    """Return how many runs of words two texts share, those that share most first."""
    homes, times = defaultdict(list), Counter(itertools.chain.from_iterable(runs.values()))
    for run, n in ((run, n) for n, own in runs.items() for run in own if 1 < times[run] <= COMMON):
        homes[run].append(n)
    rare = sorted(homes.values(), key=len)
    shared = Counter(itertools.islice((pair for own in rare for pair in itertools.combinations(own, 2)), PAIRS))
    return sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))


def _runs(text: str, step: int) -> set[int]:
    """Return the runs of words of a text as numbers; of a large corpus one of ``step``, chosen by its first word."""
    runs: set[int] = set()
    last: deque[bytes] = deque(maxlen=RUN)
    for word in WORD.finditer(text.casefold()):
        last.append(word[0].encode())
        if len(last) == RUN and (step == 1 or zlib.crc32(last[0]) % step == 0):
            runs.add(zlib.crc32(b" ".join(last)))
    return runs
