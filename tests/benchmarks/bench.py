"""Measure the package beside others, interleaved, and write ``results.csv`` and the table in ``RESULTS.md``.

    python -m tests.benchmarks.bench                      all works on the five texts, 1,000, 10,000 and 100,000 texts
    python -m tests.benchmarks.bench --sizes 10000 --works "texts to weights" "ten nearest of each"

Every measurement is a process of its own, kept to one thread: it prepares the input, makes the same call once on the
five texts (a first call may cost a tenth of a second that has nothing to do with size), then takes CPU seconds, wall
seconds and the memory that one call needs on top of its input (Linux; elsewhere the most since the process began), or
the memory of the largest process that is at work for it. Each is forked from one process that has imported everything
(``forkserver``), so that imports, which take longer than most calls, are made once.
Rounds go through all that do the same work in turn, so that a load on the machine falls on each alike; the medians
are kept. Who has used some seconds of CPU on a work (``ENOUGH``) has no further round, and a call that stands in
several works is measured once. What fails, or takes longer than ``LONGEST``, is left out; tables are written after each
work, and ``--go-on`` takes up a run that was stopped. A package that is not installed is left out, and so are novels if
no folder of them is given (``--novels``, plain text files). Nothing here is a test: tests check results, not clocks.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import pickle
import platform
import re
import resource
import signal
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from importlib import import_module
from importlib.metadata import distributions
from importlib.util import find_spec
from multiprocessing import get_context, set_forkserver_preload
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from tests.benchmarks import aims
from tests.benchmarks.bench_passages import _memory

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / "build" / "benchmarks"
NOTES = CACHE / "run.jsonl"  # the measurements of the last run, one by one
SIZES = (5, 1_000, 10_000, 100_000)
LATER = "import matplotlib.pyplot, scipy.stats, seaborn, sklearn.feature_extraction.text"
ENOUGH = 2.0  # CPU seconds: no further round, since longer calls differ by less than a tenth from one to the next
LONGEST = 600  # seconds: five times the longest call; a worker that dask has paused may wait for ever
PIECE = 300  # words of a novel that are one text
IMPORTED = [  # by the process that all others are forked from
    *("dask.delayed", "pyarrow.compute", "scipy.special", "sklearn.feature_extraction.text"),
    *("sklearn.metrics.pairwise", "helpers.compare", "helpers.layout", "helpers.passages", "helpers.scale"),
]
QUIET = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
NOVELS = "BENCH_NOVELS"  # the variable that names the folder of novels to the measuring processes
NBVAL = "-q -p no:cacheprovider -p tests.quick_start --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg"
KEY = ["work", "texts", "by"]
CONSONANTS, VOWELS = "bcdfghjklmnprstvz", "aeiou"


# ---- input


def texts(size: int) -> list[str]:
    """Return the five texts, or ``size`` planted ones of about 300 words, seeded, in sentences with capitals and stops.

    One word in 25 is a made-up rare one (Zipf), so that the vocabulary grows with the texts as it does in life.
    """
    if size == 5:
        from helpers import corpus

        return corpus.load()["text"].tolist()
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / f"texts_{size}.pickle"
    if not file.exists():
        whole = file.with_suffix(".whole")  # a run that is stopped here leaves no half of a file
        whole.write_bytes(pickle.dumps(_texts(size)))
        whole.rename(file)
    return pickle.loads(file.read_bytes())


def _texts(size: int) -> list[str]:
    from tests.benchmarks import planted

    made = planted.planted(size, 1, "runs")
    rng = np.random.default_rng([1, size])
    ids, words = made.ids.copy(), list(made.vocabulary)
    rare = np.flatnonzero(rng.random(len(ids)) < 0.04)
    found, code = np.unique(rng.zipf(1.15, len(rare)) % 400_000, return_inverse=True)
    ids[rare] = len(words) + code
    words += [_rare(int(number)) for number in found]
    end = rng.random(len(ids)) < 0.05
    comma = ~end & (rng.random(len(ids)) < 0.06)
    end[made.starts[1:] - 1] = True
    first = np.append(True, end[:-1])
    printed = [words[number] for number in ids]
    for place in np.flatnonzero(first):
        printed[place] = printed[place].capitalize()
    for place in np.flatnonzero(end):
        printed[place] += "."
    for place in np.flatnonzero(comma):
        printed[place] += ","
    return [" ".join(printed[a:b]) for a, b in zip(made.starts[:-1], made.starts[1:], strict=True)]


def _rare(number: int) -> str:
    """Return a made-up word."""
    number, word = number + 17, ""
    while number:
        number, syllable = divmod(number, 85)
        word += CONSONANTS[syllable // 5] + VOWELS[syllable % 5]
    return word


def documents(size: int) -> pd.DataFrame:
    """Return DOCUMENTS of the texts."""
    from helpers import corpus

    if size == 5:
        return corpus.load()
    return as_documents(texts(size))


def as_documents(found: list[str]) -> pd.DataFrame:
    """Return DOCUMENTS of any texts."""
    from helpers import tables

    ids = pd.Index([f"text_{number:06d}" for number in range(len(found))])
    columns = {name: [""] * len(found) for name in tables.TABLES["DOCUMENTS"]}
    return tables.build("DOCUMENTS", columns | {"doc_id": ids, "text": found, "rules": [None] * len(found)}, ids)


def tokens(size: int) -> pd.DataFrame:
    """Return TOKENS of the texts as single paragraphs."""
    from helpers import words

    return words.tokens(_paragraphs(size))


def _paragraphs(size: int) -> pd.DataFrame:
    from helpers import layout

    return layout.whole_texts(documents(size))


def counts(size: int) -> pd.DataFrame:
    from helpers import terms

    return terms.counts(tokens(size))


def weights(size: int) -> pd.DataFrame:
    from helpers import terms

    return terms.text_weights(documents(size))


def matrix(size: int):
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer().fit_transform(texts(size))


def novels(size: int) -> list[str]:
    """Return the first pieces of the novels in the folder that was given, text after text."""
    found: list[str] = []
    for file in sorted(Path(os.environ[NOVELS]).glob("*.txt")):
        words = file.read_text(encoding="utf-8", errors="replace").split()
        found += [" ".join(words[first : first + PIECE]) for first in range(0, len(words) - PIECE + 1, PIECE)]
    if len(found) < size:
        raise ValueError(f"the novels have {len(found)} pieces of {PIECE} words. Give a folder with {size}.")
    return found[:size]


def other_letters(size: int) -> list[str]:
    """Return the planted texts in Cyrillic and in Greek letters, in turn, one letter for one."""
    alphabets = ("абцдефгхийклмнопярстувшыжз", "αβψδεφγηιξκλμνοπχρστυωςζθϊ")
    latin = "abcdefghijklmnopqrstuvwxyz"
    each = [str.maketrans(latin + latin.upper(), one + one.upper()) for one in alphabets]
    return [text.translate(each[number % 2]) for number, text in enumerate(texts(size))]


def long_texts(size: int) -> list[str]:
    """Return texts of a megabyte each, of planted ones in a row."""
    whole = "\n".join(texts(100_000)[: size * 500])
    return [whole[first : first + 1_000_000] for first in range(0, size * 1_000_000, 1_000_000)]


def copies(size: int) -> list[str]:
    """Return so many copies of one planted text."""
    return texts(1_000)[:1] * size


def one_word(size: int) -> list[str]:
    """Return texts that are one word only, a million of it in all."""
    return [" ".join(["peace"] * (1_000_000 // size))] * size


def licences(size: int) -> list[str]:
    """Return the licences of packages that are installed here: much the same wordings, in many texts."""
    files = [file for package in distributions() for file in package.files or () if "LICENSE" in file.name.upper()]
    places = sorted({str(file): file.locate() for file in files if file.suffix in ("", ".txt", ".md")}.items())
    return [place.read_text(encoding="utf-8", errors="replace") for _, place in places[:size] if place.is_file()]


def of(found: Callable[[int], list[str]]) -> Callable[[int], pd.DataFrame]:
    """Return the preparation of DOCUMENTS of such texts; of the five, for the call that goes before."""
    return lambda size: documents(5) if size == 5 else as_documents(found(size))


def words_of(found: Callable[[int], list[str]]) -> Callable[[int], tuple[pd.DataFrame, pd.DataFrame]]:
    """Return the preparation of TOKENS and PARAGRAPHS of such texts."""

    def prepare(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        from helpers import layout, words

        paragraphs = layout.whole_texts(as_documents(found(size)))
        return words.tokens(paragraphs), paragraphs

    return prepare


# ---- works: work -> by whom -> (input, call)


def sklearn_weights(found: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    TfidfVectorizer().fit_transform(found)


def own_weights(table: pd.DataFrame) -> None:
    from helpers import terms

    terms.text_weights(table)


def own_stages(table: pd.DataFrame) -> None:
    from helpers import layout, terms, words

    terms.tfidf(terms.counts(words.tokens(layout.paragraphs(layout.lines(table)))))


def own_tokens(table: pd.DataFrame) -> None:
    from helpers import terms, words

    terms.tfidf(terms.counts(words.tokens(table)))


def own_again(table: pd.DataFrame) -> None:
    from helpers import terms, words

    terms.tfidf(terms.counts(words.drop(table, words.stop_words("short"))))


def own_reweigh(table: pd.DataFrame) -> None:
    from helpers import terms

    terms.tfidf(table, sublinear=True)


def own_nearest(table: pd.DataFrame) -> None:
    from helpers import compare

    compare.nearest(table)


def sklearn_nearest(found) -> None:
    from sklearn.metrics.pairwise import cosine_similarity

    cosine_similarity(found, dense_output=False)


def topn_nearest(found) -> None:
    from sparse_dot_topn import sp_matmul_topn

    sp_matmul_topn(found, found.T.tocsr(), top_n=11, sort=True, n_threads=1)


def gensim_nearest(found) -> None:
    from gensim.matutils import Sparse2Corpus
    from gensim.similarities import SparseMatrixSimilarity

    rows = Sparse2Corpus(found, documents_columns=False)
    size = {"num_features": found.shape[1], "num_terms": found.shape[1], "num_docs": found.shape[0]}
    for _ in SparseMatrixSimilarity(rows, **size, num_nnz=found.nnz, num_best=11):
        pass


def own_count(table: pd.DataFrame) -> None:
    from helpers import terms

    terms.counts(table)


def own_keyness(table: pd.DataFrame) -> None:
    from helpers import terms

    terms.top(terms.keyness(table), 20)


def own_keywords(table: pd.DataFrame) -> None:
    from helpers import terms, words

    own_keyness(terms.counts(words.tokens(table)))


def own_texts_counted(table: pd.DataFrame) -> None:
    from helpers import terms, words

    terms.counts(words.tokens(table))


def conc_keyness(found: list[str]) -> None:
    """Score two texts, each against a corpus of the others.

    conc asks for a language model, of which it switches off all parts but the tokeniser: one of empty parts will do.
    """
    import tempfile

    import spacy
    from conc.corpus import Corpus
    from conc.keyness import Keyness

    with tempfile.TemporaryDirectory() as home:
        model = spacy.blank("en")
        for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
            model.add_pipe("sentencizer", name=name)
        model.to_disk(f"{home}/model")
        for number in range(2):
            both = []
            for name, some in (("text", found[number : number + 1]), ("rest", found[:number] + found[number + 1 :])):
                pd.DataFrame({"text": some}).to_csv(f"{home}/{name}.csv", index=False)
                both.append(
                    Corpus(name, "").build_from_csv(f"{home}/{name}.csv", f"{home}/{number}", model=f"{home}/model")
                )
            Keyness(*both).keywords(page_size=20)


def scattertext_keyness(table: pd.DataFrame) -> None:
    import scattertext

    table = table.assign(text=table["text"].astype(object), doc_id=table["doc_id"].astype(object))
    made = scattertext.CorpusFromPandas(
        table, category_col="doc_id", text_col="text", nlp=scattertext.whitespace_nlp_with_sentences
    ).build()
    for doc_id in table["doc_id"].head(3):
        made.get_scaled_f_scores(doc_id)


def own_passages(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    from helpers import passages

    passages.shared_passages(*found)


def minhash_passages(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.1, num_perm=64)
    for number, text in enumerate(found[1]["text"]):
        words = text.split()
        hashed = MinHash(num_perm=64, seed=1)
        hashed.update_batch([" ".join(words[n : n + 4]).encode() for n in range(len(words) - 3)])
        index.query(hashed)
        index.insert(number, hashed)


def planted_tables(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    from tests.benchmarks import planted

    return planted.as_tables(planted.planted(size, 11, "words"))


def ten_million(size: int) -> pd.DataFrame:
    """Return TOKENS of ten million words, so many times the texts."""
    once = tokens(10_000)
    times = -(-10_000_000 // len(once))
    names = once["doc_id"].cat.categories
    table = pd.concat([once] * times, ignore_index=True)
    codes = np.add.outer(len(names) * np.arange(times), once["doc_id"].cat.codes.to_numpy()).ravel()
    ids = [f"{name}_{copy}" for copy in range(times) for name in names]
    return table.assign(doc_id=pd.Categorical.from_codes(codes, ids)).iloc[:10_000_000]


def ten_million_again(size: int) -> list[str]:
    """Return texts of as many words as ``ten_million`` has, to within a text."""
    once = texts(10_000)
    return (once * 3)[: round(10_000_000 / len(tokens(10_000)) * len(once))]


def own_phrase(table: pd.DataFrame) -> None:
    from helpers import passages

    passages.concordance(table, "peace and development")


def again_phrase(found: list[str]) -> None:
    import re

    for text in found:
        list(re.finditer(r"\bpeace\W+and\W+development\b", text.lower()))


def own_intervals(table: pd.DataFrame) -> None:
    from helpers import compare

    compare.similarity_intervals(table)


def own_settings(table: pd.DataFrame) -> None:
    from helpers import compare, words

    lists = {name: words.stop_words(name) for name in ("none", "short", "long")}
    compare.stability({"bodies": table, "bodies again": table}, lists)


def own_parts(documents: str) -> None:
    import tempfile

    from helpers import scale

    with tempfile.TemporaryDirectory() as home:
        scale.weights(scale.counts(documents, f"{home}/counts"), f"{home}/weights")


def own_passages_in_parts(documents: str) -> None:
    import tempfile

    from helpers import scale

    with tempfile.TemporaryDirectory() as home:
        scale.shared_passages(documents, f"{home}/shared")


def own_passages_whole(table: pd.DataFrame) -> None:
    from helpers import layout, passages, words

    paragraphs = layout.paragraphs(layout.lines(table))
    passages.shared_passages(words.tokens(paragraphs), paragraphs)


def parts(size: int, texts: int = 1_000) -> str:
    """Return the folder of DOCUMENTS of the texts in parts of so many."""
    from helpers import scale

    target = CACHE / f"parts_{size}_{texts}"
    if not target.exists():
        scale.parts(documents(size), str(target), texts)
    return str(target)


def large_parts(size: int) -> str:
    """Return the folder of DOCUMENTS of the texts in parts of 5,000."""
    return parts(size, 5_000)


def with_cluster(prepare: Callable[[int], str]) -> Callable[[int], str]:
    """Return the same preparation with a cluster of two processes of 2 GB at hand."""
    return lambda size: (_cluster(), prepare(size))[1]


@cache
def _cluster():
    """Return a client of a cluster on this machine."""
    from distributed import Client, LocalCluster

    client = Client(LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="2GB", dashboard_address=None))
    client.run(_warm)
    return client


def notebooks(size: int) -> list[str]:
    """Return what nbval runs for the notebooks."""
    return ["notebooks"]


def notebooks_on_two(size: int) -> list[str]:
    """Return what nbval runs for the notebooks, two at a time."""
    return ["-n", "2", "--dist", "loadfile", "notebooks"]


def imports_only(size: int) -> list[str]:
    """Return what nbval runs for as many notebooks that import what these do, and what helpers imports when needed."""
    folder = CACHE / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted((HERE.parent.parent / "notebooks").glob("*.ipynb")):
        notebook = json.loads(file.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        steps = ast.parse("".join(cell["source"])).body
        imports = [ast.unparse(step) + "\n" for step in steps if isinstance(step, ast.Import | ast.ImportFrom)]
        cell["source"] = [*imports, LATER]
        (folder / file.name).write_text(json.dumps(notebook | {"cells": [cell]}), encoding="utf-8")
    return [str(folder)]


def strict(found: list[str]) -> None:
    """Run nbval; a notebook whose outputs are not those kept in it is an error, which ``make run`` mends."""
    command = [sys.executable, "-m", "pytest", *NBVAL.split(), *found]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent.parent)
    if done.returncode:
        raise RuntimeError(done.stdout[-1000:])


def imported(name: str):
    """Return a call that imports a module in a new process."""
    return lambda _: subprocess.run([sys.executable, "-c", f"import {name}"], check=True)


def nothing(size: int) -> None:
    """No input."""


def five(size: int) -> pd.DataFrame:
    from helpers import corpus, layout, words

    return words.tokens(layout.paragraphs(layout.lines(corpus.load())))


ONE = (5,)
WORKS = {
    "all notebooks under nbval": {  # the first: the appendix shows the results that the others write anew
        "helpers": (notebooks, strict),
        "helpers, two workers": (notebooks_on_two, strict),
        "imports only": (imports_only, strict),
    },
    "texts to weights": {"helpers": (documents, own_weights), "scikit-learn": (texts, sklearn_weights)},
    "texts to tokens to weights": {"helpers": (_paragraphs, own_tokens), "scikit-learn": (texts, sklearn_weights)},
    "raw lines to weights": {"helpers": (documents, own_stages), "scikit-learn": (texts, sklearn_weights)},
    "raw lines to weights, in parts": {
        "helpers": (parts, own_parts),
        "helpers, two processes": (with_cluster(parts), own_parts),
        "in memory": (documents, own_stages),
        "scikit-learn": (texts, sklearn_weights),
    },
    "next analysis, from tokens": {"helpers": (tokens, own_again), "scikit-learn": (texts, sklearn_weights)},
    "next analysis, from counts": {"helpers": (counts, own_reweigh), "scikit-learn": (texts, sklearn_weights)},
    "ten nearest of each": {
        "helpers": (weights, own_nearest),
        "helpers, single": (lambda size: weights(size).astype({"weight": "float32"}), own_nearest),
        "scikit-learn, all cosines": (matrix, sklearn_nearest),
        "sparse-dot-topn": (matrix, topn_nearest),
        "sparse-dot-topn, single": (lambda size: matrix(size).astype("float32"), topn_nearest),
        "gensim": (matrix, gensim_nearest),
    },
    "counts to keywords, top 20 of each": {"helpers": (counts, own_keyness), "counting": (tokens, own_count)},
    "texts to keywords, top 20 of each": {
        "helpers": (_paragraphs, own_keywords),
        "counting": (_paragraphs, own_texts_counted),
        "scattertext, 3 texts": (documents, scattertext_keyness),
        "conc, 2 texts": (texts, conc_keyness),
    },
    "shared passages": {
        "helpers": (planted_tables, own_passages),
        "datasketch, pairs only": (planted_tables, minhash_passages),
    },
    "raw lines to shared passages, in parts": {
        "helpers": (large_parts, own_passages_in_parts),
        "in memory": (documents, own_passages_whole),
        "helpers, two processes": (with_cluster(large_parts), own_passages_in_parts),
    },
    "phrase in 10 million words": {
        "helpers": (ten_million, own_phrase),
        "reading again": (ten_million_again, again_phrase),
    },
    "novels in pieces of 300 words to weights": {
        "helpers": (of(novels), own_weights),
        "scikit-learn": (novels, sklearn_weights),
    },
    "novels in pieces of 300 words, raw lines to weights": {
        "helpers": (of(novels), own_stages),
        "scikit-learn": (novels, sklearn_weights),
    },
    "Cyrillic and Greek letters to weights": {
        "helpers": (of(other_letters), own_weights),
        "scikit-learn": (other_letters, sklearn_weights),
    },
    "texts of 1 MB, raw lines to weights": {
        "helpers": (of(long_texts), own_stages),
        "scikit-learn": (long_texts, sklearn_weights),
    },
    "shared passages of texts of 1 MB": {"helpers": (words_of(long_texts), own_passages)},
    "shared passages of copies of one text": {"helpers": (words_of(copies), own_passages)},
    "shared passages of one word, a million times": {"helpers": (words_of(one_word), own_passages)},
    "shared passages of licences": {"helpers": (words_of(licences), own_passages)},
    "intervals of similarities": {"helpers": (five, own_intervals)},
    "settings grid": {"helpers": (five, own_settings)},
    "import": {
        "helpers": (nothing, imported("helpers.passages, helpers.compare")),
        "pandas": (nothing, imported("pandas")),
    },
}
ONLY = {
    "shared passages": (1_000, 10_000, 100_000),
    "ten nearest of each": (1_000, 10_000, 100_000),
    "phrase in 10 million words": (10_000,),
    "novels in pieces of 300 words to weights": (2_500,),
    "novels in pieces of 300 words, raw lines to weights": (2_500,),
    "Cyrillic and Greek letters to weights": (10_000,),
    "texts of 1 MB, raw lines to weights": (50,),
    "shared passages of texts of 1 MB": (50,),
    "shared passages of copies of one text": (500, 2_000),
    "shared passages of one word, a million times": (2,),
    "shared passages of licences": (200,),
    "intervals of similarities": ONE,
    "settings grid": ONE,
    "import": ONE,
    "all notebooks under nbval": ONE,
}
UP_TO_10_000 = (  # more texts take minutes; what another work measures anyhow is kept
    "helpers, single",
    "in memory",
    "scikit-learn, all cosines",
    "sparse-dot-topn",
    "sparse-dot-topn, single",
    "gensim",
    "scattertext, 3 texts",
    "conc, 2 texts",
    "datasketch, pairs only",
)
COLD = (
    "shared passages",
    "shared passages of texts of 1 MB",
    "shared passages of copies of one text",
    "shared passages of one word, a million times",
    "shared passages of licences",
    "phrase in 10 million words",
    "intervals of similarities",
    "settings grid",
    "import",
    "all notebooks under nbval",
)
NEEDS = {
    "sparse-dot-topn": "sparse_dot_topn",
    "sparse-dot-topn, single": "sparse_dot_topn",
    "gensim": "gensim",
    "scattertext, 3 texts": "scattertext",
    "conc, 2 texts": "conc",
    "datasketch, pairs only": "datasketch",
}
# Measured elsewhere, whole process beside whole process, where ours took 1.4 and 2.4 CPU s: work, texts, by, CPU s, MB.
CITED = [
    ("shared passages", 1_000, "passim on local Spark (cited)", 67.0, 1_900, 67 / 1.4),
    ("shared passages", 3_000, "passim on local Spark (cited)", 108.0, 2_600, 108 / 2.4),
]


# ---- measuring


def measured(work: str, by: str, size: int) -> dict[str, float]:
    """Return CPU and wall seconds and MB of one call, its input not counted; what takes too long is an error."""
    signal.signal(signal.SIGALRM, _stopped)
    signal.alarm(LONGEST)
    try:
        return _measured(work, by, size)
    finally:
        signal.alarm(0)
        if _cluster.cache_info().currsize:
            _cluster().shutdown()


def _stopped(*_) -> None:
    """Stop a call that takes too long."""
    raise TimeoutError(f"not done after {LONGEST} seconds")


def _measured(work: str, by: str, size: int) -> dict[str, float]:
    """Return what ``measured`` does."""
    prepare, call = WORKS[work][by]
    given = prepare(size)
    _warm()
    if work not in COLD:
        call(prepare(5))
    gc.collect()
    _memory()
    before, clock, wall = _memory(), _clock(), time.perf_counter()
    call(given)
    found = {"cpu": _clock() - clock, "wall": time.perf_counter() - wall, "memory": _memory() - before}
    status = [Path(f"/proc/{child.pid}/status") for child in psutil.Process().children(recursive=True)]
    sizes = [int(peak[1]) / 1024 for file in status if (peak := re.search(r"VmHWM:\s+(\d+)", file.read_text()))]
    return found | {"memory": max([found["memory"], *sizes])}


def _clock() -> float:
    """Return the CPU seconds of this process and of all that it started."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    alive = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return sum(each.ru_utime + each.ru_stime for each in both) + sum(each.user + each.system for each in alive)


def _warm() -> None:
    """Import what calls import, so that no clock measures it."""
    for name in IMPORTED:
        import_module(name)


def _apart(work: str, by: str, size: int) -> dict[str, float]:
    """Return what ``measured`` does, from a new process; nothing if that failed, which is printed."""
    try:
        with ProcessPoolExecutor(1, get_context("forkserver")) as new:
            return new.submit(measured, work, by, size).result()
    except Exception:
        print(f"{work}, {size} texts, {by}: failed, and is left out\n{traceback.format_exc()[-2000:]}", file=sys.stderr)
        return {}


def measure(works: list[str], sizes: list[int], rounds: int, done: dict[tuple, list[dict]]) -> pd.DataFrame:
    """Return one row per work, number of texts and who did it: medians, and times (the CPU of helpers' as 1).

    ``done``: what was measured before, by (input, call) and number of texts; what is measured is added.
    """
    rows = []
    for work in works:
        for size in [size for size in ONLY.get(work, sizes) if size in sizes or size not in SIZES]:
            who = [by for by in WORKS[work] if by not in NEEDS or find_spec(NEEDS[by])]
            who = [by for by in who if by not in UP_TO_10_000 or size <= 10_000 or (WORKS[work][by], size) in done]
            found = {by: done.setdefault((WORKS[work][by], size), []) for by in who}
            ready = {by for by in who if found[by]}
            for _ in range(rounds):
                for by in [by for by in who if by not in ready and sum(one["cpu"] for one in found[by]) < ENOUGH]:
                    found[by] += [one | noted(work, size, by, one) for one in [_apart(work, by, size)] if one]
                    print(work, size, by, found[by][-1:], file=sys.stderr, flush=True)
            for by in [by for by in who if found[by]]:
                middle = {name: statistics.median(one[name] for one in found[by]) for name in ("cpu", "wall", "memory")}
                rows.append({"work": work, "texts": size, "by": by, "runs": len(found[by]), **found[by][0], **middle})
    table = pd.DataFrame(rows, columns=[*KEY, "day", "runs", "cpu", "wall", "memory"])
    own = table[table["by"] == "helpers"].set_index(["work", "texts"])["cpu"]
    table["times"] = table["cpu"] / own.reindex(pd.MultiIndex.from_frame(table[["work", "texts"]])).to_numpy()
    return table.round({"cpu": 3, "wall": 3, "memory": 0, "times": 2})


def noted(work: str, size: int, by: str, one: dict[str, float]) -> dict[str, str]:
    """Write one measurement to the notes of this run, for ``--go-on``; return its day."""
    day = {"day": f"{date.today():%Y-%m-%d}"}
    with NOTES.open("a", encoding="utf-8") as notes:
        notes.write(json.dumps([work, size, by, one | day]) + "\n")
    return day


def taken_up() -> dict[tuple, list[dict]]:
    """Return what the notes of the last run hold, as ``measure`` wants it."""
    done: dict[tuple, list[dict]] = {}
    for work, size, by, one in map(json.loads, NOTES.read_text(encoding="utf-8").splitlines()):
        done.setdefault((WORKS[work][by], size), []).append(one)
    return done


def kept(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``results.csv`` with the new ones in place of the old, and write them there."""
    file = HERE / "results.csv"
    old = pd.read_csv(file) if file.exists() else table.iloc[:0]
    cited = pd.DataFrame(CITED, columns=[*KEY, "cpu", "memory", "times"]).assign(day="cited", runs=1)
    both = pd.concat([old, table, cited]).drop_duplicates(KEY, keep="last").round({"times": 2})
    order = {work: number for number, work in enumerate(WORKS)}
    whose = {(work, by): number for work, each in WORKS.items() for number, by in enumerate([*each, CITED[0][2]])}
    both = both[[pair in whose for pair in zip(both["work"], both["by"], strict=True)]]
    rank = [whose[pair] for pair in zip(both["work"], both["by"], strict=True)]
    both = both.assign(a=both["work"].map(order), b=rank).sort_values(["a", "texts", "b"]).drop(columns=["a", "b"])
    both.to_csv(file, index=False, lineterminator="\n")
    return both


def report(table: pd.DataFrame) -> str:
    """Return the table as Markdown, and put it and that of the aims between their marks in ``RESULTS.md``."""
    head = "| work | texts | by | day | runs | CPU s | wall s | MB | times the CPU of helpers |\n"
    head += "|---|--:|---|---|--:|--:|--:|--:|--:|\n"
    body = "".join(
        f"| {row.work} | {row.texts:,} | {row.by} | {row.day} | {row.runs} | {row.cpu:,.2f} "
        f"| {row.wall:,.2f} | {row.memory:,.0f} | {row.times:.1f} |\n".replace("nan", "-")
        for row in table.itertuples()
    )
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {_size():.0f} GB, Python {platform.python_version()}"
    text, file = f"Machine: {machine}.\n\n{head}{body}", HERE / "RESULTS.md"
    whole = file.read_text(encoding="utf-8")
    for name, made in (("table", text), ("aims", aims.against(table))):
        before, mark, rest = whole.partition(f"<!-- {name} -->\n")
        end = f"<!-- end of {name} -->"
        whole = before + mark + made + end + rest.partition(end)[2]
    file.write_text(whole, encoding="utf-8")
    return text


def _size() -> float:
    """Return the machine's memory in GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def main() -> None:
    """Measure, keep and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", nargs="+", choices=list(WORKS), default=list(WORKS))
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--novels", type=Path, help="a folder of novels as .txt files; without it their rows are left out"
    )
    parser.add_argument("--go-on", action="store_true", help="take up the last run, which was stopped")
    given = parser.parse_args()
    os.environ |= QUIET | {"PYTHONWARNINGS": "ignore"} | ({NOVELS: str(given.novels.resolve())} if given.novels else {})
    set_forkserver_preload(["__main__", *IMPORTED])
    works = [work for work in given.works if given.novels or not work.startswith("novels")]
    begun, made = time.perf_counter(), ""
    CACHE.mkdir(parents=True, exist_ok=True)
    NOTES.open("a" if given.go_on else "w", encoding="utf-8").close()
    done = taken_up()
    for work in works:
        made = report(kept(measure([work], given.sizes, given.rounds, done)))
    print(made)
    print(f"{(time.perf_counter() - begun) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
