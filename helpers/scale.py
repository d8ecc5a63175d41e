"""The same stages over parts of a corpus that is too large for one table, or for one machine, with Dask.

Parquet in, Parquet out: a stage reads the parts of the one before (files ``part-00000.parquet`` and so on in a
folder), maps a function of this package over them, and writes its own; a folder is any path that fsspec knows
("/data/counts", "s3://bucket/counts", "memory://counts"). Every text is in one part, and the parts are in corpus order.
The numbers are those of the whole table in memory, however the texts are parted. ``shared_passages`` takes documents;
it maps the list ``passages.STEPS`` over parts of the words and over buckets of their hashes.

A stage writes to a folder ``unfinished`` inside its target. When all parts are whole they take the place of those of an
earlier run, and ``complete.json`` says how many parts and texts there are; what lacks it after a stop is not read. No
target may be its own source.

Nothing here chooses a machine. While a ``dask.distributed.Client`` is open, tasks run on its cluster; else as
``dask.config`` says; else in this process, one after another (two threads took more CPU and no less time). A task whose
worker is lost is run again, and writes the same part again.
"""

import contextlib
import json
import os
import re
import uuid
from collections.abc import Callable, Iterable
from itertools import combinations, pairwise

import dask
import numpy as np
import pandas as pd

from helpers import compare, corpus, layout, passages, tables, terms, words

REST = "the rest of the corpus"
BUCKET = 1 << 21  # words of the corpus for each bucket that their hashes are sorted in: some 100 MB a task
PIECE = 1 << 16  # rows of a file that can be read alone
TEXTS, COMPLETE, UNFINISHED = "texts.parquet", "complete.json", "unfinished"
MEASURED = corpus.SHIPPED.parent / "tests" / "benchmarks" / "results.csv"


def parts(documents: pd.DataFrame | str, target: str, texts: int = 1000) -> str:
    """Write DOCUMENTS, a table or a corpus' folder, to ``target`` in parts of so many ``texts``; return ``target``.

    For more texts than fit in memory write such parts with another tool: only ``doc_id`` and ``text`` are needed.
    """
    table = documents if isinstance(documents, pd.DataFrame) else corpus.load(documents)
    tables.check(table, "DOCUMENTS")
    if texts < 1:
        raise ValueError(f"cannot put {texts} texts in a part. Give a whole number from 1.")
    table = table.assign(rules=[json.dumps(rules) for rules in table["rules"]])

    def work(staging: str) -> list[list[str]]:
        pieces = [table.iloc[first : first + texts] for first in range(0, len(table), texts)]
        return [_write(_plain(piece), place) for piece, place in zip(pieces, _names(staging, len(pieces)), strict=True)]

    return _staged(target, (), work)


def counts(documents: str, target: str, stop_words: Iterable[str] = ()) -> str:
    """Write COUNTS of the documents in parts: roles, paragraphs, tokens, the stop words dropped, counts."""
    return _mapped(_counts, documents, target, sorted(stop_words))


def frequencies(counts: str) -> pd.DataFrame:
    """Return one row per term of COUNTS in parts, A-Z: term, texts (that have it) and n (uses in all of them)."""
    return _totals(counts)[0]


def weights(counts: str, target: str) -> str:
    """Write WEIGHTS of COUNTS in parts: ``terms.tfidf``, with the document frequencies of all parts."""
    table, units = _totals(counts)
    base = (table.set_index("term")["texts"], units)
    return _mapped(lambda part, base: terms.tfidf(part, base=base), counts, target, base)


def keywords(counts: str, target: str, top: int = 20) -> str:
    """Write the ``top`` terms of each text by ``terms.keyness``, in parts: its columns and ``rank``, from 1; ties A-Z.

    Each text is set against the rest of the whole corpus. Terms that the text uses less than the rest are left out.
    """
    return _mapped(_keywords, counts, target, _totals(counts)[0].set_index("term")["n"], top)


def nearest(weights: str, target: str, most: int = 10) -> str:
    """Write PAIRS of each text with the ``most`` others most like it, as ``compare.nearest``, in parts by left text.

    Every two parts meet in one task, so it takes the square of their number: parts of 5,000 texts are a good size.
    """
    files = _files(weights)
    files = [file for file in files if len(_read(file, columns=["doc_id"]))] or files
    pairs = [*combinations(range(len(files)), 2)] or [(0, 0)]

    def work(staging: str) -> list[list[str]]:
        found = {pair: dask.delayed(_nearest, nout=2)([files[n] for n in sorted(set(pair))], most) for pair in pairs}
        tasks = []
        for number, place in enumerate(_names(staging, len(files))):
            own = [found[pair][pair.index(number)] for pair in pairs if number in pair]
            tasks.append(dask.delayed(_merged)(own, files, place, most))
        return list(_done(*tasks))

    return _staged(target, (weights,), work)


def shared_passages(documents: str, target: str, least: int = 7) -> str:
    """Write PASSAGES of documents in parts, by left text: the table of ``passages.shared_passages`` of all, row by row.

    A task holds one part, or one bucket of the words in a row that are looked for: 2 million, by hash. With every task
    are two numbers for each word of the corpus, 8 bytes: 0.8 GB for 100 million words. The spellings of all words are
    compared in one task. Parts of 5,000 texts are a good size, as every two of them meet in a file.
    """
    files = _files(documents)
    return _staged(target, (documents,), lambda staging: _passages_in(staging, files, least))


def _passages_in(staging: str, files: list[str], least: int) -> list[list[str]]:
    """Write PASSAGES of the documents in ``files`` to a place; return the texts of each part."""
    later, steps = dask.delayed, f"{staging}/steps"
    tokens = _names(f"{steps}/tokens", len(files))
    told = _done(*(later(_words)(place, file) for place, file in zip(tokens, files, strict=True)))
    _write(pd.DataFrame({"doc_id": [doc for own in told for doc in own.index]}), f"{staging}/{TEXTS}")
    sizes = pd.concat(told)
    docs, whole = sizes.index[sizes > 0], later(_whole)(tokens, sizes[sizes > 0].to_numpy())
    edges = np.cumsum([0, *(int(own.sum()) for own in told)]).tolist()
    spans, buckets = list(pairwise(edges)), _buckets(edges[-1])
    made: dict[str, list] = {}
    for name, step in passages.STEPS.items():
        ranges = buckets if step.by_hash else spans
        takes = [made[taken] for taken in step.takes]
        places = _names(f"{steps}/{name}", len(ranges))
        each = zip(places, ranges, strict=True)
        made[name] = [later(_step)(place, name, span, takes, whole) for place, span in each]
    hits = later(_chosen)(whole, made["hits"], made["repeated"], least)
    each = zip(_names(f"{steps}/sides", len(files)), tokens, spans, strict=True)
    sides = [later(_sides)(*one, hits) for one in each]
    each = zip(_names(staging, len(files)), spans, strict=True)
    _done(*(later(_passages)(*one, sides, hits, docs) for one in each))
    system, folder = _place(steps)
    system.rm(folder, recursive=True)
    return [own.index.tolist() for own in told]


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
    read_in = [_plain(_read(file)) for file in _files(source)]
    table = pd.concat([each for each in read_in if len(each)] or read_in, ignore_index=True)
    if "rules" in table:
        table["rules"] = [json.loads(rules) for rules in table["rules"]]
    home = table["left"] if "left" in table else table["doc_id"]
    system, folder = _place(source)
    if system.exists(f"{folder}/{TEXTS}"):
        home = _read(f"{source}/{TEXTS}")["doc_id"]
    for column in {"doc_id", "left", "right"} & set(table):
        table[column] = pd.Categorical(table[column], categories=pd.Index(home.unique()))
    return _lettered(table)


def _counts(file: str, stop_words: list[str]) -> pd.DataFrame:
    """Return COUNTS of a part of the documents."""
    tokens = words.tokens(_paragraphs(file))
    return terms.counts(words.drop(tokens, stop_words) if stop_words else tokens)


def _paragraphs(file: str) -> pd.DataFrame:
    """Return PARAGRAPHS of a part of the documents."""
    part, own = _read(file), ["doc_id", "text"]
    tables.need(part, own, f"Write {file} with 'scale.parts'.")
    if wrong := [name for name in own if not part[name].map(lambda value: isinstance(value, str)).all()]:
        raise TypeError(f"{file}: {wrong} should hold text, and holds something else. Write it as text.")
    if len(again := part.loc[part["doc_id"].duplicated(), "doc_id"]):
        raise ValueError(f"{file}: the text {again.iloc[0]!r} is there twice. Give every text an id of its own.")
    columns = {name: part.get(name, "") for name in tables.TABLES["DOCUMENTS"]}
    columns["rules"] = [_rules(file, rules) for rules in part["rules"]] if "rules" in part else None
    documents = tables.build("DOCUMENTS", columns, pd.Index(part["doc_id"]))
    return layout.paragraphs(layout.lines(documents))


def _rules(file: str, text: str) -> dict[str, list[str]] | None:
    """Return the patterns of a text in a part of the documents; an error names the file if they are none."""
    try:
        rules = json.loads(text)
        told = ((key, corpus.pattern_fault(own, key)) for key, own in (rules or {}).items())
        wrong = "; ".join(f"{key}: {fault}" for key, fault in told if fault)
    except (ValueError, TypeError, AttributeError) as error:
        wrong = str(error)
    if wrong:
        raise ValueError(f"{file}: rules that cannot be used ({wrong}). Write the documents with 'scale.parts'.")
    return rules


def _keywords(part: pd.DataFrame, uses: pd.Series, top: int) -> pd.DataFrame:
    """Return the keywords of a part of COUNTS: the other parts stand beside it as one more text."""
    if part.empty:
        return part.assign(weight=0.0, rest=0, p=0.0, rank=0)
    here, rest = part.groupby("term", observed=True)["n"].sum(), uses.copy()
    rest.loc[here.index.astype("str")] -= here.to_numpy()
    rest = rest[rest > 0].reset_index().assign(doc_id=REST)
    whole = pd.concat([part.astype({"doc_id": str, "term": str}), rest[["doc_id", "term", "n"]]], ignore_index=True)
    table = terms.keyness(tables.build("COUNTS", whole, pd.Index([*tables.doc_order(part), REST])))
    table = terms.top(table[(table["doc_id"] != REST) & (table["weight"] > 0)].reset_index(drop=True), top)
    return table.assign(rank=table.groupby("doc_id", observed=True).cumcount() + 1)


def _nearest(files: list[str], most: int) -> list[pd.DataFrame]:
    """Return the nearest texts of each part among those of both."""
    both = [_table(file, "WEIGHTS") for file in files]
    order = [text for table in both for text in tables.doc_order(table)]
    whole = pd.concat(map(_plain, both), ignore_index=True)
    pairs = _plain(compare.nearest(tables.build("WEIGHTS", whole, pd.Index(order)), most))
    return [pairs[pairs["left"].isin(tables.doc_order(table))] for table in both]


def _merged(found: list[pd.DataFrame], files: list[str], place: str, most: int) -> list[str]:
    """Write the nearest of all that were found for the texts of one part."""
    order = pd.Index([text for file in files for text in _read(file, columns=["doc_id"])["doc_id"].unique()])
    pairs = pd.concat(found).drop_duplicates(["left", "right"])
    key = {"left": order.get_indexer(pairs["left"]), "right": order.get_indexer(pairs["right"])}
    pairs = pairs.iloc[np.lexsort((key["right"], -pairs["similarity"].to_numpy(), key["left"]))]
    pairs["rank"] = pairs.groupby("left", sort=False).cumcount() + 1
    return _write(pairs[pairs["rank"] <= most].reset_index(drop=True), place)


def _words(place: str, file: str) -> pd.Series:
    """Write TOKENS and PARAGRAPHS of a part; return the words of each text."""
    paragraphs = _paragraphs(file)
    tokens = words.tokens(paragraphs)
    _write(tokens[["doc_id", "section", "paragraph", "position", "token", "line", "start"]], place)
    _write(paragraphs[["doc_id", "paragraph", "text"]], f"{place}.paragraphs")
    return tokens["doc_id"].value_counts(sort=False).rename(index=str)


def _whole(files: list[str], sizes: np.ndarray) -> passages.Places:
    """Return the words of all parts, read one by one, as numbers, those of one spelling alike; sizes: of each text."""
    uses = pd.concat([_read(file, columns=["token"])["token"].value_counts().rename(index=str) for file in files])
    uses = uses[uses > 0].groupby(level=0).sum().sort_index()
    number = passages.spellings(uses.index.tolist(), uses.to_numpy()).astype("int32")
    tokens = (_read(file, columns=["token"])["token"].cat for file in files)
    ids = np.concatenate([number[uses.index.get_indexer(each.categories)][each.codes] for each in tokens])
    sections = np.concatenate([_read(file, columns=["section"])["section"].to_numpy("int32") for file in files])
    return passages.numbered(ids, np.repeat(np.arange(len(sizes), dtype="int32"), sizes), sections)


def _buckets(size: int) -> list[tuple[np.uint64, np.uint64]]:
    """Return the first and last key of each bucket, given the number of words: keys of one hash are in one."""
    number, low = max(-(-size // BUCKET), 1), size.bit_length()
    edges = [((each << 64) // number >> low) << low for each in range(number + 1)]
    return [(np.uint64(a), np.uint64(b - 1)) for a, b in pairwise(edges)]


def _step(place: str, name: str, span: tuple[int, int], takes: list[list[str]], whole: passages.Places) -> str:
    """Write what a step makes of its part, sorted so that a piece can be read; return the place."""
    step, given = passages.STEPS[name], []
    last = span[1] if step.by_hash else span[1] - 1
    for taken, files in zip(step.takes, takes, strict=True):
        by = passages.STEPS[taken].sorted_by
        more = passages.NEAR if by == "place" else 0
        piece = _between(files, by, *(span if by == "key" else (max(span[0] - more, 0), last + more)))
        given.append({column: piece[column].to_numpy() for column in piece})
    _write(pd.DataFrame(step.function(whole, *span, *given)).sort_values(step.sorted_by), place, row_group_size=PIECE)
    return place


def _chosen(whole: passages.Places, hits: list[str], repeated: list[str], least: int) -> dict[str, np.ndarray]:
    """Return the hits and wordings of the whole corpus."""
    both = (pd.concat([_read(file) for file in files], ignore_index=True) for files in (hits, repeated))
    return passages.chosen(whole, *({name: table[name].to_numpy() for name in table} for table in both), least)


def _sides(place: str, tokens: str, span: tuple[int, int], hits: dict[str, np.ndarray]) -> str:
    """Write the sides of hits that are in a part."""
    tables_read, sides = (_read(tokens), _read(f"{tokens}.paragraphs")), []
    for number, side in enumerate(("left", "right")):
        own = np.flatnonzero((hits[side] >= span[0]) & (hits[side] < span[1]))
        rows = (hits[side][own] - span[0], hits[f"{side}_end"][own] - 1 - span[0])
        sides.append(passages.side_of(*tables_read, *rows).assign(hit=own, side=number))
    _write(_plain(pd.concat(sides)).sort_values("hit"), place, row_group_size=PIECE)
    return place


def _passages(place: str, span: tuple[int, int], sides: list[str], hits: dict[str, np.ndarray], docs: pd.Index) -> None:
    """Write PASSAGES whose left side is in a part."""
    own = np.flatnonzero((hits["left"] >= span[0]) & (hits["left"] < span[1]))
    first, last = (own[0], own[-1] + 1) if len(own) else (0, 0)
    found = _between(sides, "hit", first, last - 1).set_index("side").drop(columns="hit")
    both = [found[found.index == side].reset_index(drop=True) for side in (0, 1)]
    held = [None if texts is None else docs[texts] for texts in hits["held"][first:last]]
    _write(_plain(passages.passages_of(*both, hits["score"][first:last], held)), place)


def _between(files: list[str], column: str, first: int, last: int) -> pd.DataFrame:
    """Return the rows of tables sorted by a column from its first value to the last, in the order of the column."""
    piece = [(column, ">=", first), (column, "<=", last)]
    found = pd.concat([_read(file, filters=piece) for file in files], ignore_index=True)
    return found.sort_values(column, kind="stable", ignore_index=True)


def _done(*tasks) -> tuple:
    """Return what the tasks make."""
    return dask.compute(*tasks, scheduler=dask.base.get_scheduler() or "synchronous")


def _totals(source: str) -> tuple[pd.DataFrame, int]:
    """Return the table of ``frequencies`` and the number of texts that have a term."""
    found = _done(*(dask.delayed(_total)(file) for file in _files(source)))
    table = pd.concat([each for each, _ in found]).groupby(level=0).sum()
    return table.rename_axis("term").reset_index(), sum(units for _, units in found)


def _total(file: str) -> tuple[pd.DataFrame, int]:
    """Return texts and n of each term of one part, and the number of its texts."""
    table = (part := _table(file)).groupby("term", observed=True)["n"].agg(texts="size", n="sum")
    return table.set_axis(table.index.astype("str")), part["doc_id"].nunique()


def _mapped(function: Callable, source: str, target: str, *more) -> str:
    """Write what a function makes of each part of ``source`` to a part of ``target``."""
    files, more = _files(source), tuple(dask.delayed(each) for each in more)

    def work(staging: str) -> list[list[str]]:
        each = zip(files, _names(staging, len(files)), strict=True)
        return list(_done(*(dask.delayed(_one)(function, *paths, *more) for paths in each)))

    return _staged(target, (source,), work)


def _one(function: Callable, file: str, place: str, *more) -> list[str]:
    """Read a part, and write what the function makes of it."""
    table = function(file if function is _counts else _table(file), *more)
    repeated = [name for name, kind in table.dtypes.items() if kind == "category"]
    return _write(table, place, use_dictionary=repeated)


def _table(file: str, name: str = "COUNTS") -> pd.DataFrame:
    """Return a part of a table with its texts in order and its terms A-Z; as it is if a stage wrote it."""
    table = _read(file)
    try:
        tables.check(table, name)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{file}: {error}") from None
    if isinstance(table["doc_id"].dtype, pd.CategoricalDtype):
        return table.assign(doc_id=table["doc_id"].cat.remove_unused_categories())
    return _lettered(table.assign(doc_id=pd.Categorical(table["doc_id"], pd.Index(table["doc_id"].unique()))))


def _lettered(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its terms, if it has some, as categories A-Z."""
    if "term" not in table:
        return table
    return table.assign(term=pd.Categorical(table["term"], categories=pd.Index(table["term"].unique()).sort_values()))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with categories as text: a file need not know the texts and terms of the others."""
    return table.astype({name: "str" for name, kind in table.dtypes.items() if kind == "category"})


# ---- folders: names are never patterns or addresses, and nothing is removed before its successor is whole ----------


def _place(name: str):
    """Return the file system and the path of a folder or file; without "scheme://" it is a path, whatever its signs."""
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    name = os.fspath(name)
    if not name.strip() or "\0" in name:
        raise ValueError(f"{name!r} is no name of a folder. Give a path such as 'parts/counts'.")
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", name) or name.startswith("file://"):
        return LocalFileSystem(), os.path.realpath(name.removeprefix("file://"))
    system, path = url_to_fs(name)
    return system, path.rstrip("/")


def _read(file: str, **how) -> pd.DataFrame:
    """Return a Parquet file as a table."""
    system, path = _place(file)
    with system.open(path, "rb") as handle:
        try:
            return pd.read_parquet(handle, **how)
        except (ValueError, OSError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ValueError(f"{file} cannot be read as Parquet ({reason}). Run its stage again.") from None


def _write(table: pd.DataFrame, file: str, **how) -> list[str]:
    """Write a table as a Parquet file; return its texts."""
    system, path = _place(file)
    system.makedirs(path.rpartition("/")[0], exist_ok=True)
    with system.open(path, "wb") as handle:
        table.to_parquet(handle, **how)
    home = next((name for name in ("doc_id", "left") if name in table), None)
    return [] if home is None else [str(text) for text in table[home].unique()]


def _names(folder: str, number: int) -> list[str]:
    """Return the files of so many parts of a folder."""
    return [f"{folder}/part-{each:05}.parquet" for each in range(number)]


def _parts(system, folder: str) -> list[str]:
    """Return the paths of the parts in a folder, in order of their numbers."""
    names = [path.rpartition("/")[2] for path in (system.ls(folder, detail=False) if system.exists(folder) else ())]
    found = [match for match in (re.fullmatch(r"part-(\d+)\.parquet", name) for name in names) if match]
    return [f"{folder}/{match[0]}" for match in sorted(found, key=lambda match: int(match[1]))]


def _files(source: str) -> list[str]:
    """Return the files of a folder of parts, in order; a folder that a stage left unfinished is refused."""
    system, folder = _place(source)
    names = [path.rpartition("/")[2] for path in _parts(system, folder)]
    again, wanted = "Run the stage again.", -1
    if system.exists(f"{folder}/{COMPLETE}"):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            wanted = json.loads(system.cat_file(f"{folder}/{COMPLETE}"))["parts"]
    elif not system.exists(f"{folder}/{UNFINISHED}"):
        wanted = len(names)
    if wanted == -1:
        raise FileNotFoundError(f"{source} is not complete: a stage was stopped while it wrote there. {again}")
    if len(names) != wanted:
        raise FileNotFoundError(f"{source} has {len(names)} parts, and was written with {wanted}. {again}")
    if not names:
        raise FileNotFoundError(f"no part-*.parquet in {source}. Write it with 'scale.parts' or the stage before.")
    return [f"{str(source).rstrip('/')}/{name}" for name in names]


def _staged(target: str, sources: Iterable[str], work: Callable[[str], list[list[str]]]) -> str:
    """Let ``work`` write parts to a place inside ``target``, then put them in place of earlier ones; return ``target``.

    ``work`` returns the texts of each part: one text in two parts is an error, since its numbers would be two.
    """
    system, folder = _place(target)
    rest = f"{folder}/{UNFINISHED}"
    if any(path == folder or f"{path}/".startswith(f"{rest}/") for _, path in map(_place, sources)):
        raise ValueError(f"the target {target} is the folder that is read. Write to another one.")
    if system.exists(rest):
        system.rm(rest, recursive=True)
    own = uuid.uuid4().hex  # a stage that another one on this target overtakes misses its parts, and fails
    staging = f"{rest}/{own}"
    system.makedirs(staging, exist_ok=True)
    try:
        found = work(f"{str(target).rstrip('/')}/{UNFINISHED}/{own}")
        texts = pd.Series([text for own in found for text in own], dtype="str")
        if len(again := texts[texts.duplicated()]):
            raise ValueError(f"the text {again.iloc[0]!r} is in more than one part. Give every text an id of its own.")
        if len(_parts(system, staging)) != len(found):
            raise RuntimeError(f"another stage was started that writes to {target}. Run one after the other.")
    except BaseException:
        if system.exists(rest):
            system.rm(rest, recursive=True)
        raise
    _put(system, staging, folder, len(texts))
    system.rm(rest, recursive=True)
    return target


def _put(system, staging: str, folder: str, texts: int) -> None:
    """Put whole parts in the place of earlier ones; the mark that says so comes last."""
    for old in filter(system.exists, [f"{folder}/{COMPLETE}", f"{folder}/{TEXTS}", *_parts(system, folder)]):
        system.rm(old)
    written = _parts(system, staging)
    for path in filter(system.exists, [*written, f"{staging}/{TEXTS}"]):
        system.mv(path, f"{folder}/{path.rpartition('/')[2]}")
    system.pipe_file(f"{folder}/{COMPLETE}", json.dumps({"parts": len(written), "texts": texts}).encode())
