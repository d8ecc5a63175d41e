"""The same stages over parts of a corpus that is too large for one table, or for one machine, with Dask.

Parquet in, Parquet out: a stage reads the parts of the one before (files ``part-00000.parquet`` and so on in a
folder), maps a function of this package over them, and writes its own; a folder is any path that fsspec knows
("/data/counts", "s3://bucket/counts", "memory://counts"). Every text is in one part, and the parts are in corpus order.
The numbers are those of the whole table in memory, however the texts are parted. ``shared_passages`` takes documents;
it numbers all words of the corpus alike, then sorts, part by part and bucket by bucket, what is sorted whole in memory.

Nothing here chooses a machine. While a ``dask.distributed.Client`` is open, tasks run on its cluster; else as
``dask.config`` says; else in this process, one after another (two threads took more CPU and no less time). A task whose
worker is lost is run again, and writes the same part again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import compare, corpus, layout, passages, tables, terms, words
from helpers.passages import reuse

REST = "the rest of the corpus"
BUCKET = 1 << 21  # words of the corpus for each bucket that their hashes are sorted in
TEXTS = "texts.parquet"  # all texts in corpus order, beside PASSAGES
MEASURED = Path(__file__).resolve().parent.parent / "tests" / "benchmarks" / "results.csv"


def parts(documents: pd.DataFrame | str, target: str, texts: int = 1000) -> str:
    """Write DOCUMENTS, a table or a corpus' folder, to ``target`` in parts of so many ``texts``; return ``target``.

    For more texts than fit in memory write such parts with another tool: only ``doc_id`` and ``text`` are needed.
    """
    table = documents if isinstance(documents, pd.DataFrame) else corpus.load(documents)
    tables.check(table, "DOCUMENTS")
    if texts < 1:
        raise ValueError(f"cannot put {texts} texts in a part. Give a whole number from 1.")
    table = table.assign(rules=[json.dumps(rules) for rules in table["rules"]])
    files = _fresh(target, -(-len(table) // texts))
    for number, file in enumerate(files):
        _plain(table.iloc[number * texts : (number + 1) * texts]).to_parquet(file)
    return target


def counts(documents: str, target: str, stop_words: Iterable[str] = ()) -> str:
    """Write COUNTS of the documents in parts: roles, paragraphs, tokens, the stop words dropped, counts."""
    return _mapped(_counts, documents, target, sorted(stop_words))


def frequencies(counts: str) -> pd.DataFrame:
    """Return one row per term of COUNTS in parts, A-Z: term, texts (that have it) and n (uses in all of them)."""
    return _totals(counts)[0]


def weights(counts: str, target: str) -> str:
    """Write WEIGHTS of COUNTS in parts: ``terms.tfidf``, with the document frequencies of all parts."""
    table, units = _totals(counts)
    return _mapped(_weights, counts, target, table.set_index("term")["texts"], units)


def keywords(counts: str, target: str, top: int = 20) -> str:
    """Write the ``top`` terms of each text by ``terms.keyness``, in parts: its columns and ``rank``, from 1; ties A-Z.

    Each text is set against the rest of the whole corpus. Terms that the text uses less than the rest are left out.
    """
    return _mapped(_keywords, counts, target, _totals(counts)[0].set_index("term")["n"], top)


def nearest(weights: str, target: str, most: int = 10) -> str:
    """Write PAIRS of each text with the ``most`` others most like it, as ``compare.nearest``, in parts by left text.

    Every two parts meet in one task, so it takes the square of their number: parts of 5,000 texts are a good size.
    """
    import dask

    files = _files(weights)
    files = [file for file in files if len(pd.read_parquet(file, columns=["doc_id"]))] or files
    pairs = [*combinations(range(len(files)), 2)] or [(0, 0)]
    found = {pair: dask.delayed(_nearest, nout=2)([files[n] for n in sorted(set(pair))], most) for pair in pairs}
    places = _fresh(target, len(files))
    tasks = []
    for number, place in enumerate(places):
        own = [found[pair][pair.index(number)] for pair in pairs if number in pair]
        tasks.append(dask.delayed(_merged)(own, files, place, most))
    _done(*tasks)
    return target


def shared_passages(documents: str, target: str, least: int = 7) -> str:
    """Write PASSAGES of documents in parts, by left text: the table of ``passages.shared_passages`` of all, row by row.

    A task holds one part, or one bucket of the words in a row that are looked for: 2 million, by hash. With every task
    are two numbers for each word of the corpus, 8 bytes (12 for a while): 1.2 GB for 100 million words. The spellings
    of all words are compared in one task. Parts of 5,000 texts are a good size, as every two of them meet in a file.
    Files between the steps stand in the folder ``steps`` of ``target``, which is removed at the end.
    """
    import dask
    from fsspec.core import url_to_fs

    files, later = _files(documents), dask.delayed
    places = _fresh(target, len(files))

    def step(function: Callable, *each: Iterable, more: tuple = ()) -> list:
        """Return tasks, for each part or bucket one, that write to a place of the step and return it."""
        own = _fresh(f"{target}/steps/{function.__name__}", len(each[0]))
        return [later(function)(*one, *more) for one in zip(own, *each, strict=True)]

    tokens, told = zip(*_done(*step(_words, files)), strict=True)
    sizes = pd.concat(told)
    pd.DataFrame({"doc_id": sizes.index}).to_parquet(f"{target}/{TEXTS}")
    sizes = sizes[sizes > 0].to_numpy()
    starts = np.append(0, np.cumsum(sizes))
    spans = list(pairwise(np.cumsum([0, *(own.sum() for own in told)]).tolist()))
    hits = np.zeros((0, 5))
    if len(sizes) > 1:
        buckets = _buckets(int(starts[-1]))
        vocabulary = later(_vocabulary)(tokens)
        ids = later(np.concatenate)([later(_numbers)(file, vocabulary) for file in tokens])
        texts = later(np.repeat)(np.arange(len(sizes), dtype="int32"), sizes)
        whole = ids, texts, later(starts), later(np.bincount)(ids)
        uses = step(_uses, buckets, more=(step(_bigrams, spans, more=(ids,)), int(starts[-1])))
        seeds = step(_seeds, spans, more=(uses, *whole))
        meetings = step(_meetings, buckets, more=(seeds, texts))
        own = [later(_hits)(*each, meetings, least, *whole) for each in zip(seeds, spans, strict=True)]
        hits = later(np.concatenate)(own)
    sides = step(_sides, tokens, spans, more=(hits,))
    _done(*(later(_passages)(*each, sides, hits) for each in zip(places, spans, strict=True)))
    system, folder = url_to_fs(f"{target}/steps")
    system.rm(folder, recursive=True)
    return target


def measured() -> pd.DataFrame:
    """Return what the benchmark measured last: one row per work, number of texts and package that did it.

    Columns work, texts, by, cpu and wall (seconds), memory (MB on top of the input), times (CPU over that of this
    package). Machine and circumstances: tests/benchmarks/RESULTS.md.
    """
    return pd.read_csv(MEASURED)


def read(source: str) -> pd.DataFrame:
    """Return the parts of a stage as one table: texts in corpus order, terms A-Z, as in memory.

    Texts without a row (such as one without words, in COUNTS) are no category either, except in PASSAGES.
    """
    from fsspec.core import url_to_fs

    tables_read = [_plain(pd.read_parquet(file)) for file in _files(source)]
    table = pd.concat([each for each in tables_read if len(each)] or tables_read, ignore_index=True)
    if "rules" in table:
        table["rules"] = [json.loads(rules) for rules in table["rules"]]
    system, order = url_to_fs(f"{source}/{TEXTS}")
    home = table.get("left", table.get("doc_id"))
    if system.exists(order):
        home = pd.read_parquet(f"{source}/{TEXTS}")["doc_id"]
    for column in {"doc_id", "left", "right"} & set(table):
        table[column] = pd.Categorical(table[column], categories=pd.Index(home.unique()))
    return _lettered(table)


def _counts(part: pd.DataFrame, stop_words: list[str]) -> pd.DataFrame:
    """Return COUNTS of a part of the documents."""
    tokens = words.tokens(_paragraphs(part))
    return terms.counts(words.drop(tokens, stop_words) if stop_words else tokens)


def _paragraphs(part: pd.DataFrame) -> pd.DataFrame:
    """Return PARAGRAPHS of a part of the documents."""
    columns = {name: part.get(name, "") for name in tables.TABLES["DOCUMENTS"]}
    columns["rules"] = [json.loads(rules) for rules in part["rules"]] if "rules" in part else None
    documents = tables.build("DOCUMENTS", columns, pd.Index(part["doc_id"]))
    return layout.paragraphs(layout.lines(documents))


def _weights(part: pd.DataFrame, frequencies: pd.Series, units: int) -> pd.DataFrame:
    """Return WEIGHTS of a part of COUNTS."""
    if part.empty:
        return part.drop(columns="n").assign(weight=0.0)
    return terms.tfidf(part, base=(frequencies, units))


def _keywords(part: pd.DataFrame, uses: pd.Series, top: int) -> pd.DataFrame:
    """Return the keywords of a part of COUNTS: the other parts stand beside it as one more text."""
    if part.empty:
        columns = ["doc_id", "term", "weight", "n", "rest", "p", "rank"]
        return part.assign(weight=0.0, rest=0, p=0.0, rank=0)[columns]
    here, rest = part.groupby("term", observed=True)["n"].sum(), uses.copy()
    rest.loc[here.index.astype("str")] -= here.to_numpy()
    rest = rest[rest > 0].reset_index().assign(doc_id=REST)
    whole = pd.concat([part.astype({"doc_id": str, "term": str}), rest[["doc_id", "term", "n"]]], ignore_index=True)
    table = terms.keyness(tables.build("COUNTS", whole, pd.Index([*tables.doc_order(part), REST])))
    table = terms.top(table[(table["doc_id"] != REST) & (table["weight"] > 0)].reset_index(drop=True), top)
    return table.assign(rank=table.groupby("doc_id", observed=True).cumcount() + 1)


def _nearest(files: list[str], most: int) -> list[pd.DataFrame]:
    """Return the nearest texts of each part among those of both."""
    read_ = [_categorical(pd.read_parquet(file)) for file in files]
    order = [text for table in read_ for text in tables.doc_order(table)]
    whole = pd.concat(map(_plain, read_), ignore_index=True)
    pairs = compare.nearest(tables.build("WEIGHTS", whole, pd.Index(order)), most)
    pairs = _plain(pairs)
    return [pairs[pairs["left"].isin(tables.doc_order(table))] for table in read_]


def _merged(found: list[pd.DataFrame], files: list[str], place: str, most: int) -> None:
    """Write the nearest of all that were found for the texts of one part."""
    order = pd.Index([text for file in files for text in pd.read_parquet(file, columns=["doc_id"])["doc_id"].unique()])
    pairs = pd.concat(found).drop_duplicates(["left", "right"])
    key = {"left": order.get_indexer(pairs["left"]), "right": order.get_indexer(pairs["right"])}
    pairs = pairs.iloc[np.lexsort((key["right"], -pairs["similarity"].to_numpy(), key["left"]))]
    pairs["rank"] = pairs.groupby("left", sort=False).cumcount() + 1
    pairs[pairs["rank"] <= most].reset_index(drop=True).to_parquet(place)


def _words(place: str, file: str) -> tuple[str, pd.Series]:
    """Write TOKENS, PARAGRAPHS and the uses of each word of a part; return the place, and the words of each text."""
    paragraphs = _paragraphs(pd.read_parquet(file))
    tokens = words.tokens(paragraphs)
    tokens[["doc_id", "paragraph", "position", "token", "line", "start"]].to_parquet(place)
    paragraphs[["doc_id", "paragraph", "text"]].to_parquet(f"{place}.paragraphs")
    n = np.bincount(tokens["token"].cat.codes, minlength=len(tokens["token"].cat.categories))
    pd.DataFrame({"term": tokens["token"].cat.categories, "n": n}).to_parquet(f"{place}.words")
    return place, tokens["doc_id"].value_counts(sort=False).rename(index=str)


def _vocabulary(tokens: list[str]) -> pd.Series:
    """Return the number of each word of all parts, A-Z: of the word that it is taken for."""
    uses = pd.concat([pd.read_parquet(f"{file}.words") for file in tokens]).groupby("term")["n"].sum().sort_index()
    return pd.Series(reuse.spellings(uses.index.tolist(), uses.to_numpy()).astype("int32"), uses.index)


def _numbers(file: str, vocabulary: pd.Series) -> np.ndarray:
    """Return the words of a part as numbers."""
    token = pd.read_parquet(file, columns=["token"])["token"].array
    return vocabulary.to_numpy()[vocabulary.index.get_indexer(token.categories)][token.codes]


def _buckets(size: int) -> list[tuple[np.uint64, np.uint64]]:
    """Return the first and last key of each bucket, given the number of words: keys of one hash are in one."""
    number, low = -(-size // BUCKET), size.bit_length()
    edges = [((each << 64) // number >> low) << low for each in range(number + 1)]
    return [(np.uint64(a), np.uint64(b - 1)) for a, b in pairwise(edges)]


def _bigrams(place: str, span: tuple[int, int], ids: np.ndarray) -> str:
    """Write the keys of the words of a part with the word before each."""
    return _sorted(place, key=reuse.bigrams(ids, *span))


def _uses(place: str, bucket: tuple, bigrams: list[str], size: int) -> str:
    """Write how often a word stands after the word before it, for the places where that is more than twice."""
    key = np.sort(_between(bigrams, "key", *bucket)["key"].to_numpy())
    uses = reuse.uses(key, size)
    return _sorted(place, place=reuse.places(key[uses > 2], size), uses=uses[uses > 2])


def _seeds(
    place: str,
    span: tuple[int, int],
    uses: list[str],
    ids: np.ndarray,
    texts: np.ndarray,
    starts: np.ndarray,
    counts: np.ndarray,
) -> str:
    """Write the keys of the seeds of a part, and the bits and the words of the seed at each of its places."""
    first, last = _beside(span, len(ids))
    found = _between(uses, "place", first, last - 1)
    together = np.zeros(last - first, dtype="int32")
    together[found["place"].to_numpy() - first] = found["uses"]
    bits, length = np.zeros(len(ids), dtype="float32"), np.zeros(len(ids), dtype="int8")  # untouched, no memory
    bits[first:last] = reuse.after(ids, starts, counts, together, first)
    key = reuse.seeds(ids, texts, reuse.alone(counts), bits, length[slice(*span)], span[0])
    pd.DataFrame({"bits": bits[first:last], "length": length[first:last]}).to_parquet(f"{place}.bits")
    return _sorted(place, key=key)


def _meetings(place: str, bucket: tuple, seeds: list[str], texts: np.ndarray) -> str:
    """Write the places at which the same seed begins."""
    left, right = reuse.meetings(np.sort(_between(seeds, "key", *bucket)["key"].to_numpy()), texts)
    return _sorted(place, left=left, right=right)


def _hits(
    seeds: str,
    span: tuple[int, int],
    meetings: list[str],
    least: int,
    ids: np.ndarray,
    texts: np.ndarray,
    starts: np.ndarray,
    counts: np.ndarray,
) -> np.ndarray:
    """Return the hits whose left side is in a part."""
    near, beside = pd.read_parquet(f"{seeds}.bits"), slice(*_beside(span, len(ids)))
    bits, length = np.zeros(len(ids), dtype="float32"), np.zeros(len(ids), dtype="int8")  # untouched, no memory
    bits[beside], length[beside] = near["bits"], near["length"]
    pairs = _between(meetings, "left", span[0], span[1] - 1)
    found = reuse.stretches(pairs["left"].to_numpy(), pairs["right"].to_numpy(), length, texts)
    del pairs
    return passages._long(reuse.hits(ids, starts, texts, reuse.alone(counts), bits, *found), ids, least)


def _sides(place: str, tokens: str, span: tuple[int, int], hits: np.ndarray) -> str:
    """Write the sides of hits that are in a part."""
    tables_read = pd.read_parquet(tokens), pd.read_parquet(f"{tokens}.paragraphs")
    sides = []
    for side in (0, 1):
        start, end = hits[:, 2 * side : 2 * side + 2].astype("int64").T - span[0]
        own = np.flatnonzero((start >= 0) & (start < span[1] - span[0]))
        sides.append(passages._side(*tables_read, start[own], end[own] - 1).assign(hit=own, side=side))
    return _sorted(place, **_plain(pd.concat(sides)))


def _passages(place: str, span: tuple[int, int], sides: list[str], hits: np.ndarray) -> None:
    """Write PASSAGES whose left side is in a part."""
    first, last = np.searchsorted(hits[:, 0], span)
    found = _between(sides, "hit", first, last - 1).sort_values("hit")
    both = [found[found["side"] == side].reset_index(drop=True) for side in (0, 1)]
    _plain(passages._passages(*both, hits[first:last, 4])).to_parquet(place)


def _beside(span: tuple[int, int], size: int) -> tuple[int, int]:
    """Return the places of a part and of the words beside it that a seed is judged by."""
    return max(span[0] - reuse.NEAR, 0), min(span[1] + reuse.NEAR, size)


def _sorted(place: str, /, **columns) -> str:
    """Write a table sorted by its first column, so that a piece can be read, and return the place."""
    table = pd.DataFrame(columns)
    table.sort_values(table.columns[0]).to_parquet(place, row_group_size=1 << 16)
    return place


def _between(files: list[str], column: str, first: int, last: int) -> pd.DataFrame:
    """Return the rows of tables sorted by a column from its first value to the last."""
    piece = [(column, ">=", first), (column, "<=", last)]
    return pd.concat([pd.read_parquet(file, filters=piece) for file in files], ignore_index=True)


def _done(*tasks) -> tuple:
    """Return what the tasks make."""
    import dask

    return dask.compute(*tasks, scheduler=dask.base.get_scheduler() or "synchronous")


def _totals(source: str) -> tuple[pd.DataFrame, int]:
    """Return the table of ``frequencies`` and the number of texts that have a term."""
    import dask

    found = _done(*(dask.delayed(_total)(file) for file in _files(source)))
    table = pd.concat([each for each, _ in found]).groupby(level=0).sum()
    return table.rename_axis("term").sort_index().reset_index(), sum(units for _, units in found)


def _total(file: str) -> tuple[pd.DataFrame, int]:
    """Return texts and n of each term of one part, and the number of its texts."""
    part = pd.read_parquet(file)
    table = part.groupby("term", observed=True)["n"].agg(texts="size", n="sum")
    return table.set_axis(table.index.astype("str")), part["doc_id"].nunique()


def _mapped(function: Callable, source: str, target: str, *more) -> str:
    """Write what a function makes of each part of ``source`` to a part of ``target``."""
    import dask

    files = _files(source)
    more = [dask.delayed(each) for each in more]
    task = dask.delayed(_one)
    _done(*(task(function, *paths, *more) for paths in zip(files, _fresh(target, len(files)), strict=True)))
    return target


def _one(function: Callable, file: str, place: str, *more) -> None:
    """Read a part, and write what the function makes of it."""
    table = function(_categorical(pd.read_parquet(file)), *more)
    repeated = [name for name, kind in table.dtypes.items() if kind == "category"]
    table.to_parquet(place, use_dictionary=repeated)


def _categorical(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the texts of the part in its order, and its terms A-Z; as it is if a stage wrote it."""
    if isinstance(table["doc_id"].dtype, pd.CategoricalDtype):
        return table.assign(doc_id=table["doc_id"].cat.remove_unused_categories())
    table["doc_id"] = pd.Categorical(table["doc_id"], categories=pd.Index(table["doc_id"].unique()))
    return _lettered(table)


def _lettered(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its terms, if it has some, as categories A-Z."""
    if "term" not in table:
        return table
    return table.assign(term=pd.Categorical(table["term"], categories=pd.Index(table["term"].unique()).sort_values()))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with categories as text: a file need not know the texts and terms of the others."""
    return table.astype({name: "str" for name, kind in table.dtypes.items() if kind == "category"})


def _files(source: str) -> list[str]:
    """Return the files of a folder of parts, in order."""
    from fsspec.core import url_to_fs

    system, folder = url_to_fs(source)
    files = sorted(system.glob(f"{folder}/part-*.parquet"))
    if not files:
        raise FileNotFoundError(f"no part-*.parquet in {source}. Write it with 'scale.parts' or the stage before.")
    return [system.unstrip_protocol(file) for file in files]


def _fresh(target: str, number: int) -> list[str]:
    """Return the places of so many parts in a folder, made if need be; parts of an earlier run are removed."""
    from fsspec.core import url_to_fs

    system, folder = url_to_fs(target)
    system.makedirs(folder, exist_ok=True)
    for old in [*system.glob(f"{folder}/part-*.parquet"), *system.glob(f"{folder}/{TEXTS}")]:
        system.rm(old)
    return [system.unstrip_protocol(f"{folder}/part-{each:05}.parquet") for each in range(number)]
