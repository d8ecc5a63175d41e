"""Bad inputs as data: what is given, and what must come of it. ``test_bad_inputs.py`` walks these tables.

``LOADED``: the file is a text, with the words that are looked for in it. ``LEFT``: it is left out and named, with words
of the fault and of the cure. What is refused raises an error that names the file, the fault and the cure.
"""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pandas as pd
from made import book, packed, word_file

TEXT = "The ferry crossed at noon, and nobody in the town could say why it had been late."
LOADED, LEFT = "loaded", "left out and named"
ANEW, RIGHT, INSTEAD = "Save it anew", "Give it the right ending", "Save it as one of: .csv, .docx, .epub, .htm"
UTF8, FILL, EMPTY = "as UTF-8", "column", "Put its text in"
PLAIN = "Save it as .txt"


class File(NamedTuple):
    """A file of a folder: its name, its bytes, what comes of it, and words of the text, or of fault and cure.

    ``remark`` are words of what is told of a file that is read, in part.

    Large ones are made when they are asked for: a call in the place of bytes.
    """

    name: str
    raw: bytes | Callable[[], bytes]
    outcome: str
    said: str
    cure: str = ""
    remark: str = ""

    def made(self):
        """Return its bytes."""
        return self.raw() if callable(self.raw) else self.raw


def linked(name, goal):
    """Return a zip archive with a link in it."""
    buffer, entry = io.BytesIO(), zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, goal)
        archive.writestr("good.txt", TEXT)
    return buffer.getvalue()


def locked(raw):
    """Return a zip archive whose files say that they are encrypted."""
    raw = bytearray(raw)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + place] |= 1
    return bytes(raw)


def claiming(raw, size):
    """Return a zip archive whose first file claims to have so many bytes."""
    raw = bytearray(raw)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", raw, raw.find(mark) + place, size)
    return bytes(raw)


def parquet(**columns):
    """Return the bytes of a Parquet file."""
    buffer = io.BytesIO()
    pd.DataFrame(columns).to_parquet(buffer)
    return buffer.getvalue()


def said(text):
    """Return a paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pages(kids, more=b""):
    """Return a PDF whose tree of pages has such branches."""
    tree = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[" + kids + b"]/Count 1>>endobj\n"
    return b"%PDF-1.4\n" + tree + more + b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"


@cache
def bomb():
    """Return a zip archive of few bytes that has too many when it is unpacked."""
    return packed({"word/document.xml": b"0" * 100_000_001, "META-INF/container.xml": "0", "a.txt": "0"})


@cache
def many():
    """Return a zip archive of too many files."""
    return packed(dict.fromkeys(map(str, range(10_001)), ""))


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
LAUGHS = packed({"word/document.xml": ENTITY})
DEEP = "<w:sdt><w:sdtContent>" * 5_000 + said(TEXT) + "</w:sdtContent></w:sdt>" * 5_000
GOOD = f"<p>{TEXT}</p>"

PLAINS = [
    File("empty.txt", b"", LEFT, "an empty file", EMPTY),
    File("blank.txt", b" \n\t\r\n\xc2\xa0", LEFT, "nothing but white space", EMPTY),
    File("mixed.txt", b" \n\t\r\n\xc2\xa0\xe2\x80\x8b", LEFT, "nothing but white space", EMPTY),
    File("invisible.txt", "\u200b\u200d\ufeff\u00ad".encode(), LEFT, "nothing but white space", EMPTY),
    File("mark.txt", b"\xef\xbb\xbf", LEFT, "nothing but white space", EMPTY),
    File("nul.txt", b"A good text with one \0 in it.", LEFT, "NUL bytes", UTF8),
    File("binary.txt", bytes(range(256)) * 40, LEFT, "NUL bytes: a binary or damaged file", UTF8),
    File("controls.txt", b"\x01\x02\x03\x04\x05\x06 abc", LEFT, "control characters: a binary file", UTF8),
    File("paper.txt", b"%PDF-1.7 and so on", LEFT, "not plain text but a PDF", RIGHT),
    File("zip.txt", b"PK\x03\x04 and so on", LEFT, "not plain text but a Word document or an e-book", RIGHT),
    File("rich.txt", b"{\\rtf1 A text.}", LEFT, "not plain text but rich text", RIGHT),
    File("columns.txt", b"PAR1 and so on", LEFT, "not plain text but a Parquet file", RIGHT),
    File("gzip.txt", gzip.compress(TEXT.encode()), LEFT, "not plain text but a gzip archive", RIGHT),
    File("office.txt", b"\xd0\xcf\x11\xe0\xa1\xb1", LEFT, "not plain text but an old Office file", RIGHT),
    File(
        "utf8.txt", "é è à ê ô\nî ".encode() + b"\xc3 and", LEFT, "broken UTF-8 at byte 18 (line 2)", "Mend that place"
    ),
    File("half.txt", ("é è à ê ô î " * 4).encode() + b"\xed\xa0\x80", LEFT, "broken UTF-8 at byte", "Mend that"),
    File("utf16.txt", b"\xff\xfeA\0B", LEFT, "broken utf-16 at byte 4", UTF8),
    File("utf32.txt", b"\xff\xfe\0\0A\0\0", LEFT, "broken utf-32 at byte", UTF8),
    File("line.txt", lambda: b"a" * 5_000_001, LEFT, "a single line of 5,000,001 characters", "Break it into lines"),
    File("old.doc", b"text", LEFT, ".doc is no format that can be read", INSTEAD),
    File("none", b"text", LEFT, "no ending is no format that can be read", INSTEAD),
    File("program.exe", b"MZ\x90", LEFT, ".exe is no format", INSTEAD),
    File("text.txt.gz", gzip.compress(b"text"), LEFT, ".gz is no format", INSTEAD),
    File("old.xls", b"\xd0\xcf\x11\xe0", LEFT, ".xls is no format", INSTEAD),
    File("latin.txt", "Le café était fermé, et la forêt aussi.".encode("latin-1"), LOADED, "café était"),
    File("marked16.txt", TEXT.encode("utf-16"), LOADED, "ferry crossed"),
    File("unmarked16.txt", TEXT.encode("utf-16-be"), LOADED, "ferry crossed"),
    File("marked32.txt", TEXT.encode("utf-32"), LOADED, "ferry crossed"),
    File("escape.txt", f"\x1b[31m{TEXT}\x1b[0m".encode(), LOADED, "\x1b[31mThe ferry"),
    File("turned.txt", f"\u202e{TEXT}".encode(), LOADED, "\u202eThe"),
    File("last.txt", f"{TEXT}\uffff\U0010ffff".encode(), LOADED, "\U0010ffff"),
    File("script.txt", f"<script>alert(1)</script>{TEXT}".encode(), LOADED, "<script>alert(1)"),
    File("template.txt", f"{{{{ 7*7 }}}}{{% raw %}}{TEXT}".encode(), LOADED, "{{ 7*7 }}"),
    File("formula.txt", b"=HYPERLINK(A1) is what it says", LOADED, "=HYPERLINK"),
    File("marks.txt", ("a" + "\u0301" * 2_000).encode(), LOADED, "\u0301"),
    File("one.txt", b"a", LOADED, "a"),
    File("returns.txt", b"a\r" * 50, LOADED, "a\r"),
    File("signs.txt", b"!!! ??? ...", LOADED, "???"),
]
TABLES = [
    File("empty.csv", b"", LEFT, "an empty file", EMPTY),
    File("head.csv", b"id,text\n", LEFT, "no column that holds words", FILL),
    File("numbers.csv", b"a,b\n1,2\n", LEFT, "no column that holds words", FILL),
    File("blank.csv", b"n,text\n1,\n2, \n", LEFT, "no column that holds words", FILL),
    File("open.csv", b'id,text\na,"A text.\n', LEFT, "the quotation marks are not in pairs", "Close each"),
    File("sign.csv", b'id,text\na,"A" text\n', LEFT, "the quotation marks are not in pairs", "Close each"),
    File("nul.csv", b"id,text\na,A \0 text\n", LEFT, "NUL bytes", UTF8),
    File("pdf.csv", b"%PDF-1.4", LEFT, "not plain text but a PDF", RIGHT),
    File("ragged.csv", f"id,text\na,{TEXT.split(',')[0]},more,and more\nb\n".encode(), LOADED, "ferry"),
    File("twice.csv", b"text,text\nA text of words.,Another text.\n", LOADED, "A text of words."),
    File("ours.csv", b"text,sha256,path,rules\nA text of words.,x,/etc/passwd,y\n", LOADED, "A text"),
    File("formula.csv", b"id,text\n=cmd|1,=HYPERLINK(1) and words\n", LOADED, "=HYPERLINK"),
    File(
        "wide.csv", (",".join(f"c{n}" for n in range(3_000)) + "\n" + "word," * 2_999 + "word\n").encode(), LOADED, "w"
    ),
    File("tabs.tsv", f"id\ttext\na\t{TEXT}\n".encode(), LOADED, "ferry crossed"),
    File("empty.jsonl", b"\n\n", LEFT, "no column that holds words", FILL),
    File("broken.jsonl", b'{"text": "A text."}\n{"text": \n', LEFT, "line 2 is no JSON", "one object on each line"),
    File("list.jsonl", b'["a"]\n', LEFT, "line 1 is no JSON object", "Write it so"),
    File("deep.jsonl", b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", LEFT, "line 1 is no JSON", "one object"),
    File(
        "digits.jsonl", b'{"text": ' + b"1" * 5_000 + b"}\n", LEFT, "line 1 is no JSON", "Put one object on each line"
    ),
    File("numbers.jsonl", b'{"text": 1}\n', LEFT, "no column that holds words", FILL),
    File("half.jsonl", b'{"text": "A text \\ud800 of words."}\n', LOADED, "\ufffd"),
    File("nan.jsonl", f'{{"text": "{TEXT}", "n": NaN, "m": 1e999}}\n'.encode(), LOADED, "ferry"),
    File("no.parquet", b"no parquet", LEFT, "damaged, or no .parquet file", ANEW),
    File("cut.parquet", parquet(text=[TEXT])[:-40], LEFT, "damaged, or no .parquet file", ANEW),
    File("marks.parquet", b"PAR1" + b"\0" * 100 + b"PAR1", LEFT, "damaged, or no .parquet file", ANEW),
    File("numbers.parquet", parquet(text=[1, 2]), LEFT, "no column that holds words", FILL),
    File("rowless.parquet", parquet(text=pd.Series([], dtype="str")), LEFT, "no column that holds words", FILL),
    File("none.parquet", parquet(text=[None, None]), LEFT, "no column that holds words", FILL),
    File("nested.parquet", parquet(text=[TEXT], more=[{"a": [1]}]), LOADED, "ferry"),
    File(
        "long.parquet",
        lambda: parquet(text=[TEXT * 1_300_000]),
        LEFT,
        "it takes more memory than is allowed",
        "Save it",
    ),
    File("no.xlsx", b"no zip", LEFT, "damaged, or no .xlsx file (BadZipFile", ANEW),
    File("other.xlsx", packed({"a.txt": "b"}), LEFT, "damaged, or no .xlsx file", ANEW),
    File("laughs.xlsx", packed({"xl/workbook.xml": ENTITY}), LEFT, "XML entities are declared", PLAIN),
    File("bomb.xlsx", bomb, LEFT, "a zip bomb?", PLAIN),
    File("no.ods", b"PK\x03\x04", LEFT, "damaged, or no .ods file", ANEW),
    File("laughs.ods", packed({"content.xml": ENTITY}), LEFT, "XML entities are declared", PLAIN),
]
PAPERS = [
    File("empty.docx", b"", LEFT, "an empty file", EMPTY),
    File("no.docx", b"no zip", LEFT, "damaged, or no .docx file (BadZipFile", ANEW),
    File("cut.docx", word_file(said(TEXT))[:-30], LEFT, "damaged, or no .docx file", ANEW),
    File("other.docx", packed({"a.txt": "b"}), LEFT, "damaged, too large, or no .docx file", ANEW),
    File("broken.docx", word_file("<w:p>"), LEFT, "damaged, or no .docx file", ANEW),
    File("bomb.docx", bomb, LEFT, "a zip bomb?", PLAIN),
    File("many.docx", many, LEFT, "10,001 files; the limit is 10,000", "Unpack"),
    File("laughs.docx", LAUGHS, LEFT, "XML entities are declared in word/document.xml", PLAIN),
    File("laughs16.docx", packed({"word/document.xml": ENTITY.encode("utf-16")}), LEFT, "XML entities", PLAIN),
    File("wordless.docx", word_file(said("")), LEFT, "nothing but white space", EMPTY),
    File("script.docx", word_file(said("&lt;script&gt;alert(1)&lt;/script&gt; " + TEXT)), LOADED, "<script>alert(1)"),
    File("deep.docx", word_file(DEEP), LEFT, "", ""),
    File("no.epub", packed({"a": "b"}), LEFT, "damaged, or no .epub file (KeyError", ANEW),
    File("bomb.epub", bomb, LEFT, "a zip bomb?", PLAIN),
    File("away.epub", book(path="../../../etc/passwd"), LEFT, "damaged, or no .epub file (KeyError", ANEW),
    File("host.epub", book(chapter="http://127.0.0.1/c.xhtml"), LEFT, "damaged, or no .epub file (KeyError", ANEW),
    File("file.epub", book(chapter="file:///etc/passwd"), LEFT, "damaged, or no .epub file (KeyError", ANEW),
    File("again.epub", book(spine=50), LEFT, "a spine of 50 chapters, some of them doubled", ANEW),
    File("laughs.epub", book(page=ENTITY), LEFT, "XML entities are declared in c.xhtml", PLAIN),
    File("laughs_beside.epub", LAUGHS, LEFT, "XML entities are declared in word/document.xml", PLAIN),
    File("scripted.epub", book(page=f"<html><body><script>alert(1)</script>{GOOD}</body></html>"), LOADED, "ferry"),
    File("no.odt", b"PK\x03\x04", LEFT, "damaged, or no .odt file", ANEW),
    File("laughs.odt", packed({"content.xml": ENTITY}), LEFT, "XML entities are declared", PLAIN),
    File("no.rtf", b"no rich text", LOADED, "no rich text"),
    File("deep.rtf", b"{\\rtf1" + b"{" * 20_000 + TEXT.encode() + b"}" * 20_001, LOADED, "ferry"),
    File("page.rtf", b"{\\rtf1\\ansicpg99999 " + TEXT.encode() + b"\\'e9}", LEFT, "damaged, or no .rtf file", ANEW),
    File("unit.rtf", b"{\\rtf1 " + TEXT.encode() + b"\\u-999999 }", LOADED, "ferry"),
    File("open.rtf", b"{\\rtf1 {{{" + TEXT.encode(), LEFT, "cut off: some of its groups are not closed", ANEW),
]
PAGES = [
    File("empty.html", b"", LEFT, "an empty file", EMPTY),
    File("bare.html", b"<html><body></body></html>", LEFT, "nothing but white space", EMPTY),
    File("script.html", b"<script>alert(1)</script>", LEFT, "nothing but white space", EMPTY),
    File("style.html", b"<style>p {}</style><p> </p>", LEFT, "nothing but white space", EMPTY),
    File("comment.html", b"<!-- " * 1_000, LEFT, "", ""),
    File("zip.html", b"PK\x03\x04" + b"x" * 50, LEFT, "not plain text but", RIGHT),
    File("nul.html", b"<p>A \0 text of words.</p>", LEFT, "NUL bytes", UTF8),
    File("deep.html", b"<div>" * 50_000 + GOOD.encode(), LOADED, "ferry"),
    File("open.html", b"<p><b><i><table><tr><td>" + TEXT.encode(), LOADED, "ferry"),
    File("puny.html", b'<meta charset="punycode">' + GOOD.encode(), LOADED, "ferry"),
    File("utf7.html", b'<meta charset="utf-7">+ADw-script+AD4-' + GOOD.encode(), LOADED, "+ADw-script"),
    File("unknown.html", b'<meta charset="x-none">' + GOOD.encode(), LOADED, "ferry"),
    File("laughs.html", f"{ENTITY}{GOOD}".encode(), LOADED, "ferry"),
    File("file.html", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>&a;' + GOOD.encode(), LOADED, "ferry"),
    File("hidden.html", b'<p title="' + b"x" * 1_000_000 + b'">' + TEXT.encode(), LOADED, "ferry"),
    File("handler.html", b"<img src=x onerror=alert(1)>" + GOOD.encode(), LOADED, "ferry"),
    File("broken.xhtml", b"<html><p>" + TEXT.encode(), LOADED, "ferry"),
    File("no.pdf", b"no pdf", LEFT, "damaged, or no .pdf file", ANEW),
    File("head.pdf", b"%PDF-1.7\n", LEFT, "damaged, or no .pdf file", ANEW),
    File("pageless.pdf", pages(b""), LEFT, "", ""),
    File("circle.pdf", pages(b"2 0 R"), LEFT, "", ""),
    File("own.pdf", pages(b"1 0 R", b"startxref\n9\n%%EOF\n"), LEFT, "", ""),
]
ARCHIVES = [
    File("no.zip", b"no zip", LEFT, "damaged, or no .zip file (BadZipFile", ANEW),
    File("empty.zip", packed({}), LEFT, "an archive without a text that can be read", "Look into it"),
    File("folders.zip", packed({"a/": "", "b/c/": ""}), LEFT, "an archive without a text", "Look into it"),
    File("hidden.zip", packed({".a.txt": TEXT, "__MACOSX/a.txt": TEXT}), LEFT, "an archive without a text", "Look"),
    File("inner.zip", packed({"a.zip": packed({"a.txt": TEXT})}), LEFT, "an archive in an archive", "Unpack it"),
    File("bomb.zip", bomb, LEFT, "a zip bomb?", PLAIN),
    File("many.zip", many, LEFT, "10,001 files; the limit", "Unpack it"),
    File("locked.zip", locked(packed({"a.txt": TEXT})), LEFT, "locked with a password", "Save a copy without"),
    File("claims.zip", claiming(packed({"a.txt": TEXT}), 200_000_000), LEFT, "a zip bomb?", PLAIN),
    File("less.zip", claiming(packed({"a.txt": TEXT * 9}), 5), LEFT, "damaged, or no .txt file (BadZipFile", ANEW),
    File("cut.zip", packed({"a.txt": TEXT})[:-10], LEFT, "damaged, or no .zip file", ANEW),
    File("up.zip", packed({"../../../../up.txt": TEXT}), LOADED, "ferry"),
    File("root.zip", packed({"/etc/passwd.txt": TEXT}), LOADED, "ferry"),
    File("drive.zip", packed({"C:\\evil.txt": TEXT}), LOADED, "ferry"),
    File("link.zip", linked("passwd.txt", "/etc/passwd"), LOADED, "ferry"),
]
FILES = [*PLAINS, *TABLES, *PAPERS, *PAGES, *ARCHIVES]

# ---------------------------------------------------------------- names of files, and the id that each text gets
NAMES = {
    "a\nb.txt": "a_b",
    "a\tb.txt": "a_b",
    "\x1b[2J.txt": "_[2J",
    "\x7f.txt": "_",
    "a\u202eb.txt": "a_b",
    "\u200b.txt": "_",
    "\ufeffa.txt": "_a",
    "a\\b.txt": "a_b",
    "a..txt": "a.",
    "-rf.txt": "-rf",
    "--help.txt": "--help",
    "a b.txt": "a b",
    " .txt": " ",
    "<script>alert(1)<.txt": "<script>alert(1)<",
    "a'b\"c.txt": "a'b\"c",
    "&amp;.txt": "&amp;",
    "%2e%2e%2f.txt": "%2e%2e%2f",
    "a#b?c.txt": "a#b?c",
    "*.txt": "*",
    "[a].txt": "[a]",
    "{{7*7}}.txt": "{{7*7}}",
    "$(touch x).txt": "$(touch x)",
    "`id`;.txt": "`id`;",
    "a|b.txt": "a|b",
    "file:x.txt": "file:x",
    "~.txt": "~",
    "CON.txt": "CON",
    "__proto__.txt": "__proto__",
    "default.txt": "default",
    "=1+1.txt": "=1+1",
    "1e999.txt": "1e999",
    "nan.txt": "nan",
    "None.txt": "None",
    "e\u0301.txt": "\u00e9",
    "\u1112\u1161\u11ab.txt": "\ud55c",
    "\U0001f468\u200d\U0001f469.txt": "\U0001f468_\U0001f469",
    "x" * 251 + ".txt": "x" * 251,
    b"\xff\xfe.txt": "__",
}
UNREAD = [
    "..\\..\\up.txt",
    "...txt",
    ".hidden.txt",
    "~$lock.txt",
    "README.txt",
    "readme.md",
    "rules.toml.d/.x.txt",
    "truth.json",
]

# ---------------------------------------------------------------- index.csv of a folder with a.txt and b.txt
HEAD = b"doc_id,file\n"
WRONG = "Use these, and others of your own"
INDEXES = [
    (b"", "index.csv", "it lacks the columns ['doc_id', 'file']", WRONG),
    (b"\n\n", "index.csv", "it lacks the columns", WRONG),
    (HEAD, "index.csv", "no rows", "Add a row"),
    (b"doc_id,title\na,x\n", "index.csv", "it lacks the columns ['file']", WRONG),
    (b"doc_id,file,file\na,a.txt,b.txt\n", "index.csv", "doubled ones ['file', 'file']", WRONG),
    (b"doc_id,file,text\na,a.txt,x\n", "index.csv", "taken or doubled ones ['text']", WRONG),
    (b"doc_id,file,\na,a.txt,\n", "index.csv", "taken or doubled ones ['']", WRONG),
    (HEAD + b"a,a.txt,caf\xe9\n", "index.csv", "not UTF-8 at byte", "Save it as UTF-8"),
    ("doc_id,file\na,a.txt\n".encode("utf-16"), "index.csv", "not UTF-8 at byte 0", "Save it as UTF-8"),
    (b"PK\x03\x04", "index.csv", "it lacks the columns", WRONG),
    (HEAD + b'a,"a.txt\nb,b.txt\n', "index.csv", "no file", "Add the file"),
    (
        HEAD + b'a,"' + b"x" * 200_000,
        "index.csv",
        "no table that can be read (field larger than field limit",
        "Look for a quotation mark",
    ),
    (HEAD + b"a,a.txt,more,fields\n", "index.csv, line 2", "more fields than columns", "between quotation marks"),
    (HEAD + b"a,a.txt\na,b.txt\n", "index.csv, line 3", "doc_id 'a' is empty or doubled", "Give each text its own"),
    (HEAD + b",a.txt\n", "index.csv, line 2", "doc_id '' is empty or doubled", "Give each text its own"),
    (HEAD + b"a\n", "index.csv, line 2", "no file", "Add the file"),
    (HEAD + b"../x,a.txt\n", "index.csv, line 2", "doc_id '../x' holds a slash", "Use letters"),
    (HEAD + b"a\\b,a.txt\n", "index.csv, line 2", "holds a slash", "Use letters"),
    (HEAD + b"a\x1b[2J,a.txt\n", "index.csv, line 2", "or a control character", "Use letters"),
    (HEAD + "a\u202e,a.txt\n".encode(), "index.csv, line 2", "or a control character", "Use letters"),
    (HEAD + b"a,gone.txt\n", "index.csv, line 2", "no file 'texts/gone.txt'", "Add the file or drop the row."),
    (HEAD + b"a,A.TXT.\n", "index.csv, line 2", "no file", "Add the file"),
    (HEAD + b"a," + b"x" * 5_000 + b"\n", "index.csv, line 2", "no file", "Add the file"),
    (HEAD + b"a,a\0.txt\n", "index.csv, line 2", "lies outside the corpus folder", "Copy it"),
    (
        HEAD + b"a,../index.csv\n",
        "index.csv, line 2",
        "'../index.csv' lies outside the corpus folder",
        "Copy it into texts/.",
    ),
    (HEAD + b"a,../../../../../../etc/passwd\n", "index.csv, line 2", "lies outside the corpus folder", "Copy it"),
    (HEAD + b"a,/etc/passwd\n", "index.csv, line 2", "no file", "Add the file"),
    (HEAD + b"a,link.txt\n", "index.csv, line 2", "'link.txt' lies outside the corpus folder", "Copy it"),
    (HEAD + b"a,.\n", "index.csv, line 2", "no file", "Add the file"),
    (HEAD + b"a,pipe\n", "index.csv, line 2", "no file", "Add the file"),
    (b"doc_id,file,sha256\na,a.txt," + b"0" * 64 + b"\n", "a.txt", "the file changed", "Restore the file"),
    (b"doc_id,file,sha256\na,a.txt,0\n", "a.txt", "the file changed", "Restore the file"),
]
# The ids of what is loaded; the others are named.
INDEXED = [
    (b"\xef\xbb\xbfdoc_id,file\r\na,a.txt\r\nb,b.txt\r\n", ["a", "b"]),
    (b"doc_id;file\nb;b.txt\na;a.txt\n", ["b", "a"]),
    (b"doc_id\tfile\n=cmd|1\ta.txt\n", ["=cmd|1"]),
    (b"doc_id,file,title\na,a.txt\n", ["a"]),
    (b'doc_id,file\na,"a.txt\n', ["a"]),
    (b"doc_id,file\n<img src=x>,a.txt\n", ["<img src=x>"]),
    (b"doc_id,file\n..,a.txt\n", [".."]),
    (b"doc_id,file\na,a.txt\na2,a.txt\n", ["a", "a2"]),
    (b"doc_id,file\n" + b"x" * 5_000 + b",a.txt\n", ["x" * 5_000]),
    (b"doc_id,file,row,inner,page\na,a.txt,1,../x,9\n", ["a"]),
]

# ---------------------------------------------------------------- rules.toml of a folder with a.txt
SO = 'Write it so: caption = ["^Figure"]'
MEND = "or delete the file"
RULES = [
    (b"[a\n", "not valid TOML", MEND),
    (b"\xff\xfe[\0a\0]\0", "not UTF-8 at byte 0", "Save it as UTF-8"),
    (b"[a]\ncaption = ['caf\xe9']\n", "not UTF-8 at byte 19", "Save it as UTF-8"),
    (b"[a]\ncaption = ['\0']\n", "not valid TOML", MEND),
    (b"[a]\ncaption = ['x']\n[a]\n", "not valid TOML", MEND),
    (b"x = " + b"[" * 5_000, "not valid TOML", MEND),
    (b"x = " + b"{a=" * 5_000, "not valid TOML", MEND),
    (b"[b]\ncaption = ['x']\n", "rules for 'b', which is no text", "Rename or drop them"),
    (b'["\\u001b[2J"]\ncaption = ["x"]\n', "which is no text of this corpus", "Rename or drop them"),
    (b"a = 1\n", "not a list of patterns", SO),
    (b"default = 1\n", "not a list of patterns", SO),
    (b"[a]\ncaption = 'x'\n", "[a] caption: not a list of patterns", SO),
    (b"[a]\ncaption = [1]\n", "[a] caption: not a list of patterns", SO),
    (b"[a]\ncaption = [['x']]\n", "[a] caption: not a list of patterns", SO),
    (b"[a.caption]\nx = ['x']\n", "[a] caption: not a list of patterns", SO),
    (b"[[a]]\ncaption = ['x']\n", "not a list of patterns", SO),
    (b"[a]\ncaption = 2020-01-01\n", "[a] caption: not a list of patterns", SO),
    (b"[a]\ncaption = ['(']\n", "the pattern '(' cannot be read", SO),
    (b"[a]\ncaption = ['a{99999999999}']\n", "the pattern 'a{99999999999}' cannot be read", SO),
    (b"[a]\ncaption = ['\\p{None}']\n", "cannot be read", SO),
    (b"[a]\ncaption = ['[z-a]']\n", "cannot be read", SO),
    (b"[a]\ncaption = ['" + b"(" * 3_000 + b"x" + b")" * 3_000 + b"']\n", "cannot be read", SO),
    (b'[a]\n"cap\\u001btion" = ["x"]\n', "no role; use one of blank, title", SO),
    (b"[a]\nnonsense = ['x']\n", "[a] nonsense: no role; use one of blank, title", SO),
    (b"[default]\nnonsense = ['x']\n", "[default] nonsense: no role; use one of blank, title", SO),
    (b"[[a.lines]]\ntext = 'The ferry'\nrole = 'nonsense'\n", "has ['role'], which cannot be", SO),
    (b"[a]\ncaption = ['^(a|aa)+$']\n", "line 1: the pattern", "Make it simpler"),
    (b"[a]\ncaption = ['(?R)?The ferry']\n", "the pattern", "Make it simpler"),
]
# The role of the two lines of the text.
RULED = [
    (b"", None),
    (b"# nothing\n", None),
    (b"\xef\xbb\xbf[a]\ncaption = ['^The ferry']\n", "caption"),
    (b"[a]\ncaption = ['']\n", "body"),  # all of the text: stopped
    (b"[a]\ncaption = ['(a*)*b']\n", "caption"),
    (b"[a]\ncaption = ['(?:a?){60}a{60}b']\n", None),
    (b"[a]\ncaption = []\n", None),
    (b"[a]\n", None),
    (b"[default]\nquote = ['^The ferry']\n", "body"),
]

# ---------------------------------------------------------------- Parquet, for the stages of scale
GOOD_PART = parquet(doc_id=["a"], text=[TEXT])
UNREADABLE = "cannot be read as Parquet"
STAGE = "with 'scale.parts'"


def rules_part(rules):
    """Return a part of documents whose text has such rules."""
    return parquet(doc_id=["b"], text=["Law."], rules=[rules])


PARTS = [
    ({}, "no part-*.parquet", "Write it with 'scale.parts'"),
    ({"part-a.parquet": GOOD_PART}, "no part-*.parquet", "Write it with 'scale.parts'"),
    ({"part-00000.parquet": b""}, "part-00000.parquet", UNREADABLE),
    ({"part-00000.parquet": b"PAR1" + b"\0" * 60 + b"PAR1"}, "part-00000.parquet", UNREADABLE),
    (
        {"part-00000.parquet": GOOD_PART, "part-00001.parquet": GOOD_PART[:-30]},
        "part-00001.parquet",
        UNREADABLE,
    ),
    ({"part-00000.parquet": b"doc_id,text\na,b\n"}, "part-00000.parquet", UNREADABLE),
    ({"part-00000.parquet": parquet(doc_id=["a"])}, "lacks ['text']", STAGE),
    ({"part-00000.parquet": parquet(text=["a"])}, "lacks ['doc_id']", STAGE),
    ({"part-00000.parquet": parquet(a=[1])}, "lacks ['doc_id', 'text']", STAGE),
    ({"part-00000.parquet": parquet(doc_id=["a"], text=[1.5])}, "['text'] should hold text", "Write it as text"),
    ({"part-00000.parquet": parquet(doc_id=[1], text=["a"])}, "['doc_id'] should hold text", "Write it as text"),
    ({"part-00000.parquet": parquet(doc_id=["a"], text=[None])}, "['text'] should hold text", "Write it as text"),
    ({"part-00000.parquet": parquet(doc_id=["a"], text=[b"a"])}, "['text'] should hold text", "Write it as text"),
    ({"part-00000.parquet": parquet(doc_id=["a"], text=[["a"]])}, "['text'] should hold text", "Write it as text"),
    ({"part-00000.parquet": parquet(doc_id=["a", "a"], text=["b", "c"])}, "'a' is there twice", "an id of its own"),
    ({"part-00000.parquet": GOOD_PART, "part-00001.parquet": GOOD_PART}, "'a' is in more than one part", "of its own"),
    ({"part-00000.parquet": rules_part("{")}, "part-00000.parquet", "rules"),
    ({"part-00000.parquet": rules_part("[1]")}, "part-00000.parquet", "rules"),
    ({"part-00000.parquet": rules_part('{"caption": "x"}')}, "part-00000.parquet", "rules"),
    ({"part-00000.parquet": rules_part('{"caption": ["("]}')}, "part-00000.parquet", "rules"),
    (
        {"part-00000.parquet": rules_part('{"nonsense": ["x"]}')},
        "(nonsense: no role; use one of blank, title",
        "Write the documents",
    ),
    ({"part-00000.parquet": GOOD_PART, "complete.json": b'{"parts": 2, "texts": 2}'}, "has 1 parts", "Run the stage"),
    ({"part-00000.parquet": GOOD_PART, "complete.json": b""}, "not complete", "Run the stage again"),
    ({"part-00000.parquet": GOOD_PART, "complete.json": b"[]"}, "not complete", "Run the stage again"),
    ({"part-00000.parquet": GOOD_PART, "complete.json": b"\xff"}, "not complete", "Run the stage again"),
    ({"part-00000.parquet": GOOD_PART, "unfinished/x": b""}, "not complete", "Run the stage again"),
]
# What is no table of the stage before: the stage, the part it is given.
STAGES = [
    ("weights", GOOD_PART),
    ("keywords", GOOD_PART),
    ("frequencies", GOOD_PART),
    ("nearest", GOOD_PART),
    ("weights", parquet(doc_id=["a"], term=["b"], n=["x"])),
    ("keywords", parquet(doc_id=["a"], term=["b"], n=[1.5])),
    ("nearest", parquet(doc_id=["a"], term=["b"], weight=["x"])),
    ("weights", parquet(doc_id=[None], term=["b"], n=[1])),
]

# ---------------------------------------------------------------- searches
SEARCHES = [
    ("", "no word in the search term"),
    (" \n", "no word in the search term"),
    ("?!", "no word in the search term"),
    ("*", 17),
    ("* " * 5_000, "a search for 10,000 characters"),
    ("a* " * 5_000, "a search for 15,000 characters"),
    ("安" * 5_000, "a search for 5,000 characters"),
    ("a " * 5_000, "a search for 10,000 characters"),
    ("* " * 500, 0),
    ("*a" * 500, 0),
    ("(a*)*b", 0),
    ("[a-z", 0),
    ("\\", "no word in the search term"),
    ("<script>alert(1)</script>", 0),
    ("\ud800", "no word in the search term"),
    ("\0ferry", 1),
    (5, "cannot search for 5"),
    (None, "cannot search for None"),
    (["ferry"], "cannot search for"),
]
