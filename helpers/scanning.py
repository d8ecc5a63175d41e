"""The engine behind ``words.tokens`` and ``terms.text_weights``: all words of many texts found at once, by array.

``words`` finds what ``words.WORD`` finds: the characters of a block of texts become one array of kinds (letter, mark
or digit, joiner, stop), and a word is a run of it. ``runs`` finds what scikit-learn's own pattern finds. Words become
numbers in Arrow, which makes no Python text of a word that was seen before in the block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import regex

INSIDE, LETTER, JOINER, STOP = 1, 2, 4, 8
BLOCK = 1 << 20  # characters looked at together
RUN = bytes(byte if byte > 127 or chr(byte).isalnum() or chr(byte) == "_" else 32 for byte in range(256))


def words(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return for each word the number of its text, the offset at which it starts and its own number; and the words.

    ``texts`` are in lower case, with plain apostrophes and hyphens. Words are numbered A-Z from 0.
    """
    none = np.zeros(0, dtype="int64")
    rows, starts, codes, numbers = [none], [none], [none], {}
    for a, b in _blocks(texts):
        text = "\n".join(texts[a:b]) + "\n\n"
        first, length, code, names = _block(text)
        code = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype="int64")[code]
        begin = np.cumsum([0, *(len(each) + 1 for each in texts[a:b])])
        row = np.repeat(np.arange(b - a), np.diff(np.searchsorted(first, begin)))
        rows.append(row + a)
        starts.append(first - begin[row])
        codes.append(code)
    names = list(numbers)
    lettered = [any(_kind(character) & LETTER for character in name) for name in names]
    order = sorted((number for number, has in enumerate(lettered) if has), key=names.__getitem__)
    rank = np.full(len(names), -1)
    rank[order] = np.arange(len(order))
    code = rank[np.concatenate(codes)] if names else none
    kept = code >= 0
    return np.concatenate(rows)[kept], np.concatenate(starts)[kept], code[kept], [names[number] for number in order]


def _blocks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the numbers of the first text of each block and of the first one after it."""
    sizes = np.cumsum([len(text) + 1 for text in texts])
    edges = [*np.flatnonzero(np.diff(sizes // BLOCK, prepend=-1)), len(texts)]
    return pairwise(edges)


def _block(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return the offset, length and number of each run in a text, and the runs by number."""
    characters, kinds = _kinds(text)
    inside, letter = (kinds & INSIDE).astype(bool), (kinds & LETTER).astype(bool)
    inside[1:-1] |= (kinds[1:-1] == JOINER) & inside[:-2] & inside[2:]
    first, last = np.flatnonzero(np.diff(inside, prepend=False, append=False)).reshape(-1, 2).T
    single = (last - first == 1) & letter[first] & (kinds[np.minimum(last, len(kinds) - 1)] == STOP)
    follows = np.append(single[1:] & single[:-1] & (first[1:] - first[:-1] == 2), False)
    if follows.any():
        first, last = _abbreviated(first, last, follows, letter, inside)
    code, names = _numbered(characters[inside], last - first)
    return first, last - first, code, names


def _abbreviated(
    first: np.ndarray, last: np.ndarray, follows: np.ndarray, letter: np.ndarray, inside: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the runs with each row of letters and stops ("U.S.") as one, and set its stops ``inside``.

    A row that a letter follows ("U.S.A") is none.
    """
    begin, end = np.flatnonzero(np.diff(follows, prepend=False)).reshape(-1, 2).T
    whole = ~letter[first[end] + 2]
    begin, end = begin[whole], end[whole]
    last[begin] = first[end] + 2
    inner = np.zeros(len(first) + 1, dtype="int64")
    np.add.at(inner, begin + 1, 1)
    np.add.at(inner, end + 1, -1)
    kept = np.cumsum(inner)[:-1] == 0
    stops = np.append(np.flatnonzero(~kept) - 1, end)
    inside[first[stops] + 1] = True
    return first[kept], last[kept]


def _kinds(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the code points of a text and the kind of each."""
    if text.isascii():
        characters = np.frombuffer(text.encode("ascii"), dtype="uint8")
    else:
        characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="uint32")
    table = np.zeros(int(characters.max()) + 1, dtype="uint8")
    found = np.flatnonzero(np.bincount(characters, minlength=1))
    table[found] = [_kind(chr(character)) for character in found.tolist()]
    return characters, table[characters]


@cache
def _kind(character: str) -> int:
    """Return what a character is to a word."""
    if regex.match(r"\p{L}", character):
        return INSIDE | LETTER
    if regex.match(r"[\p{M}\p{N}]", character):
        return INSIDE
    return {"'": JOINER, "-": JOINER, ".": STOP}.get(character, 0)


def _numbered(characters: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the number of each run of characters, runs of ``lengths`` one after another, and the runs by number."""
    offsets, spelt = np.append(0, np.cumsum(lengths)), characters.tobytes()
    if characters.dtype != np.uint8:
        widths = 1 + (characters > 0x7F).astype("int8") + (characters > 0x7FF) + (characters > 0xFFFF)
        offsets, spelt = np.append(0, np.cumsum(widths, dtype="int64"))[offsets], spelt.decode("utf-32-le").encode()
    runs = pa.LargeStringArray.from_buffers(len(lengths), pa.py_buffer(offsets.astype("int64")), pa.py_buffer(spelt))
    numbered = runs.dictionary_encode()
    return numbered.indices.to_numpy(), numbered.dictionary.to_pylist()


def runs(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the number of each run of two or more letters, digits and ``_``, where each text ends, and the runs A-Z.

    These are the tokens of the pattern ``\\b\\w\\w+\\b`` in the texts in lower case; the first end is 0. In UTF-8 all
    other characters become blanks, and what blanks part is split and numbered by Arrow.
    """
    import pyarrow.compute as pc

    raw = [text.lower().encode(errors="replace") for text in texts]
    offsets = np.cumsum([0, *(len(each) + 1 for each in raw)])
    spelt = b"\n".join([*raw, b""])
    if not spelt.isascii():
        for mark in sorted(set(re.findall(r"[^\w\x00-\x7f]", spelt.decode()))):
            spelt = spelt.replace(mark.encode(), b" " * len(mark.encode()))
    column = pa.LargeStringArray.from_buffers(len(raw), pa.py_buffer(offsets), pa.py_buffer(spelt.translate(RUN)))
    lists = pc.ascii_split_whitespace(column)
    numbered = lists.values.dictionary_encode()
    names = numbered.dictionary.to_pylist()
    order = sorted((number for number, name in enumerate(names) if len(name) > 1), key=names.__getitem__)
    rank = np.full(len(names), -1, dtype="int32")
    rank[order] = np.arange(len(order), dtype="int32")
    code = rank[numbered.indices.to_numpy()]
    kept = code >= 0
    return code[kept], np.append(0, np.cumsum(kept))[lists.offsets.to_numpy()], [names[number] for number in order]
