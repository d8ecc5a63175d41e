"""From a folder of texts to DOCUMENTS: the only room that touches the disk for texts, of which it writes none.

What the bytes of a file say is found in its parts: ``formats`` (a list, one part each) and ``encodings``.
"""

import contextlib
import os
import sysconfig
import warnings
from pathlib import Path

import pandas as pd
import regex

import helpers
from helpers import tables
from helpers.corpus import apart, formats, web
from helpers.corpus.by_hand import placed as placed
from helpers.corpus.by_hand import raw_lines as raw_lines
from helpers.corpus.folder import pattern_fault as pattern_fault
from helpers.corpus.folder import survey
from helpers.corpus.reading import FILE_LIMIT, INSTALL, is_text
from helpers.corpus.reading import Unreadable as Unreadable

HERE = Path(__file__).resolve().parent.parent.parent / "corpus"
# The texts that ship: beside the package in a clone, else where its wheel has put them.
SHIPPED = HERE if (HERE / "reading").is_dir() else Path(sysconfig.get_path("data"), "share/reading-side-by-side/corpus")
READING, PLANTED = SHIPPED / "reading", SHIPPED / "planted"
FORMATS = formats.FORMATS
left_overs, paired = web.left_overs, web.paired  # for layout
SECONDS, MEGABYTES, MOST_BYTES = apart.SECONDS, apart.MEGABYTES, FILE_LIMIT
EXTRA = ["date_basis", "rights", "encoding", "confidence", "markup"]
HIDDEN = {"path", "row"}  # fields of a row that are no columns


class CorpusError(ValueError):
    """A folder, an index or a rules file that cannot be used; the message names the file, the fault and the cure."""


class CorpusWarning(UserWarning):
    """Files of a folder that were left out; the message names them."""


def my_texts() -> Path:
    """Return the folder that waits for a reader's own texts: beside the notebooks; installed, here or one above."""
    if named := os.environ.get("READING_MY_TEXTS"):  # as where the notebooks of the set are run, to be stored
        return Path(named)
    here = [HERE.parent] if helpers.CHECKOUT else [Path.cwd(), Path.cwd().parent]
    return next((top / "my_texts" for top in here if (top / "my_texts").is_dir()), here[0] / "my_texts")


def chosen() -> Path:
    """Return the folder of a reader's own texts, if a text is in it, else that of the six invented ones.

    >>> corpus.chosen() in (corpus.my_texts(), corpus.PLANTED)
    True
    """
    own = my_texts()
    texts = (path for path in own.rglob("*") if is_text(path.relative_to(own)) and path.is_file())
    return own if next(texts, None) else PLANTED


def load(
    folder: str | Path | None = None, text: str = "", seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> pd.DataFrame:
    """Return DOCUMENTS: one row per text of ``folder``, in the order of its ``index.csv``, else A-Z by file name.

    Without ``folder`` the five texts that ship are read. A folder without an index works too: every file in ``texts``
    (else in the folder itself) and its subfolders is a text, and its id is its name; hidden files and README files
    are not. ``FORMATS`` lists what can be read. ``text`` is verbatim, in composed letters; of a file that is no plain
    text it is the text found in it, and ``markup`` says what the file says of each of its lines. A table (CSV, a
    spreadsheet, JSON lines, Parquet) gives a text for each row, and a column for each of its other columns; ``text``
    names the column of the texts, else ``problems`` says which was taken. ``rules`` holds the text's patterns from
    ``rules.toml`` (the ``[default]`` table's first), or None. Extra columns: ``date_basis``, ``rights``, ``encoding``,
    ``confidence`` (0-1; 1 if nothing was guessed), ``page`` of each line of a PDF, ``from_file`` (of title,
    authors and date: page or metadata), and a user's own.

    A file that is no plain text is read in a process of its own, for at most ``seconds`` and with at most
    ``megabytes`` of memory (Linux only). What index.csv or rules.toml says and the folder contradicts (a changed file,
    a row without a file, a doubled id) raises ``CorpusError``, all faults in one message. A file that gives no text is
    left out, and one ``CorpusWarning`` names these; see ``problems``. A folder without a text raises ``CorpusError``.

    >>> corpus.load()[["doc_id", "date"]].head(2)
                doc_id  date
    0     hussain_2022  2022
    1  chen_yixin_2023  2023
    """
    folder = _folder(folder)
    with contextlib.closing(apart.Reader(seconds, megabytes)) as reader:
        rows, found, faults = survey(folder, text, reader, alike=False)
    if faults:
        raise CorpusError(faults[0] if len(faults) == 1 else f"{folder}: {len(faults)} faults.\n" + "\n".join(faults))
    left = [problem for problem in found if problem["left_out"]]
    told = "; ".join(f"{p['file']}: {p['problem']}" for p in left)
    if not rows:
        cure = f"Put texts there ({', '.join(formats.endings())}), or in a folder 'texts' inside it."
        raise CorpusError(f"{folder}: no text that can be read{': ' + told if told else ''}. {cure}")
    if left:
        message = f"{folder}: files left out: {len(left)} of {len({own['file'] for own in (*left, *rows)})}: {told}."
        warnings.warn(CorpusWarning(f"{message} See corpus.problems(folder)."), stacklevel=2)
    names = dict.fromkeys([*tables.TABLES["DOCUMENTS"], *EXTRA, *(name for row in rows for name in row)])
    absent = dict.fromkeys(("markup", "rules", "page"))
    columns = {name: [row.get(name, absent.get(name, "")) for row in rows] for name in names if name not in HIDDEN}
    return tables.build("DOCUMENTS", columns, pd.Index(columns["doc_id"]))


def problems(
    folder: str | Path | None = None, text: str = "", seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> pd.DataFrame:
    """Return PROBLEMS: one row per fault of a corpus folder, those that cost a text first, then A-Z by file.

    ``problem`` says what is wrong, ``cure`` what to do; ``left_out`` is True where the file is not in DOCUMENTS. The
    other rows are remarks on texts that were read: a guessed encoding, letters decoded wrongly before, what a reader of
    a format left out, marks of the web, texts of hardly a word, texts nearly the same. Faults for which ``load``
    raises are listed too; only a missing folder raises here. Takes what ``load`` takes, and counts it: attrs["texts"].

    >>> corpus.problems(corpus.PLANTED)[["file", "left_out"]].head(1)
                         file  left_out
    0  texts/charter_copy.txt     False
    """
    with contextlib.closing(apart.Reader(seconds, megabytes)) as reader:
        rows, found, faults = survey(_folder(folder), text, reader, alike=True)
    found.sort(key=lambda problem: (not problem["left_out"], problem["file"], problem["problem"]))
    table = tables.build("PROBLEMS", {name: [p[name] for p in found] for name in tables.TABLES["PROBLEMS"]})
    table.attrs["texts"] = 0 if faults else len(rows)
    return table


def by(table: pd.DataFrame, documents: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table of texts, such as TOKENS, as one of groups of texts: ``doc_id`` is the value of a column.

    Texts without a value are the group "none". Sections, paragraphs and positions of a group count on from text to
    text, so that counts, similarities and keywords by group are those of its texts one after the other.

    >>> sorted(set(corpus.by(tokens, documents, "translation")["doc_id"].astype(str)))[0][:5]
    'human'
    """
    tables.check(documents, "DOCUMENTS")
    if column not in documents.columns:
        raise ValueError(f"DOCUMENTS has no column {column!r}; it has {list(documents.columns)}.")
    group_of = dict(zip(documents["doc_id"], documents[column].astype(str).replace("", "none"), strict=True))
    groups = table["doc_id"].map(group_of).astype(str)
    made = table.assign(doc_id=pd.Categorical(groups, categories=list(dict.fromkeys(group_of.values()))))
    reach = pd.Series([len(text.splitlines()) + 2 for text in documents["text"]], documents["doc_id"].astype(str))
    for name in ("section", "paragraph", "position"):
        if name in table.columns:  # all tables of a text count on by as much: it has no more sections than lines
            most = table.groupby("doc_id", observed=True, sort=False)[name].max() if name == "position" else reach
            before = most.groupby(most.index.map(group_of), sort=False).cumsum() - most
            made[name] = table[name] + table["doc_id"].map(before).astype("int64")
    return made.sort_values("doc_id", kind="stable").reset_index(drop=True)


def fix_encoding(documents: pd.DataFrame) -> pd.DataFrame:
    """Return DOCUMENTS with letters that were decoded wrongly before put right, as ftfy finds them.

    Files stay as they are. Only such letters change ("donâ€™t" to "don’t"): no spaces, no quotation marks. Needs the
    optional package ftfy.

    >>> planted = corpus.load(corpus.PLANTED)
    >>> mended = corpus.fix_encoding(planted)
    >>> mended.loc[mended["text"] != planted["text"], "doc_id"].tolist()
    ['notice']
    """
    tables.check(documents, "DOCUMENTS")
    try:
        import ftfy
    except ImportError:
        raise CorpusError(f"mending letters needs the package ftfy, which is not installed. {INSTALL}.") from None
    config = ftfy.TextFixerConfig(restore_byte_a0=False, replace_lossy_sequences=False)
    texts = ["".join(ftfy.fix_encoding(n, config) for n in regex.split(r"(?<=\n)", own)) for own in documents["text"]]
    return documents.assign(text=pd.Series(texts, index=documents.index, dtype="str"))


def _folder(folder: str | Path | None) -> Path:
    """Return a folder that is there."""
    found = Path(folder) if folder is not None else READING
    if not found.is_dir():
        if (beside := my_texts().parent / found).is_dir():  # a notebook names a folder as the command line does
            return beside
        where = "" if found.is_absolute() else f" below {Path.cwd()}"
        raise CorpusError(f"{found}: no such folder{where}. Give the path of a folder that holds texts.")
    return found
