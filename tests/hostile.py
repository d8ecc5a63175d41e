"""Files made to cost, to mislead or to act: data beside ``bad_inputs.py``, which says what the fields are."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pyarrow
from bad_inputs import (
    ANEW,
    EMPTY,
    ENTITY,
    FILL,
    GOOD,
    LEFT,
    LOADED,
    PLAIN,
    TEXT,
    UTF8,
    File,
    locked,
    pages,
    said,
)
from made import book, packed, word_file
from openpyxl.styles import Font
from pyarrow import parquet

RAW = TEXT.encode()
NOT, CLOSED, PAIRS = (
    "Give it the right ending",
    "Save a copy without the password",
    "the quotation marks are not in pairs",
)


def sheet(*rows, far=(), styled=(), **more):
    """Return a spreadsheet of rows; ``far`` puts cells at places, ``styled`` only makes them bold."""
    made = openpyxl.Workbook()
    own = made.active
    for row in rows:
        own.append(row)
    for place, value in far:
        own[place] = value
    for place in styled:
        own[place].font = Font(bold=True)
    for name, table in more.items():
        made.create_sheet(name).append(table)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def repeated(columns, rows):
    """Return an OpenDocument spreadsheet of a head, a text, and a cell that is said again so often."""
    names = "office text table".split()
    space = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    cell = '<table:table-cell {} office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">'
    again = cell.format(f'table:number-columns-repeated="{columns}"', "x")
    told = "".join(f"<table:table-row>{cell.format('', text)}</table:table-row>" for text in ("text", TEXT))
    table = f'<table:table table:name="a">{told}{row}{again}</table:table-row></table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = f"<office:document-content {space}>{body}</office:document-content>"
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<manifest/>"})


def odt(body, **more):
    """Return an OpenDocument text with such XML for a body."""
    names = "office text table style drawing".split()
    space = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {space}>{inner}</office:document-content>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.text"
    styles = f"<office:document-styles {space}/>"
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest, "styles.xml": styles}
    return packed(parts | more)


def pdf(*objects, text=TEXT, box=b"0 0 612 792", kids=b"3 0 R", filters=b"", stream=None, root=b"", size=b"9"):
    """Return a PDF of one page, or of more that its tree names, with such objects beside."""
    stream = b"BT /F1 %s Tf 50 700 Td (%s) Tj ET" % (size, text.encode()) if stream is None else stream
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj" % root,
        b"2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj" % (kids, kids.count(b"R")),
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj" % box,
        b"4 0 obj<</Length %d%s>>stream\n%s\nendstream endobj" % (len(stream), filters, stream),
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
        *objects,
    ]
    return (
        b"%PDF-1.4\n"
        + b"\n".join(parts)
        + b"\ntrailer<</Root 1 0 R/Size 9%s>>\n%%%%EOF"
        % (b"/Encrypt 6 0 R/ID[<00><00>]" if objects and b"/Standard" in objects[0] else b"")
    )


LOCK = b"6 0 obj<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>endobj" % (b"a" * 32, b"b" * 32)
SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"


def unpacked(raw):
    """Return the files of an archive by their names."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    return {name: archive.read(name) for name in archive.namelist()}


def in_one_another(raw, times, name="in.zip"):
    """Return an archive in an archive, and so on."""
    for _ in range(times):
        raw = packed({name: raw})
    return raw


def overlapping(names):
    """Return an archive in which so many names lead to one and the same file."""
    raw = packed({"a.txt": TEXT})
    start, end = raw.find(b"PK\x01\x02"), raw.find(b"PK\x05\x06")
    entry = raw[start:end]
    listed = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(names))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, names, names, len(listed), start, 0)
    return raw[:start] + listed + tail


def spoilt(members, name):
    """Return an archive in which the bytes of one file are not those that were packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for own, text in members.items():
            archive.writestr(own, text)
    raw = bytearray(buffer.getvalue())
    raw[raw.find(members[name].encode())] ^= 1
    return bytes(raw)


def columns(**own):
    """Return a Parquet file of such columns, as Arrow writes them."""
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(own), buffer)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 200
DRM = '<encryption><EncryptedData><CipherReference URI="c.xhtml"/></EncryptedData></encryption>'
FONTS = '<encryption><EncryptedData><CipherReference URI="a.otf"/></EncryptedData></encryption>'
CELLS = "<w:tbl><w:tr><w:tc>" * 800 + said(TEXT) + "</w:tc></w:tr></w:tbl><w:p/>" * 800
DEEP = "<text:section>" * 3_000 + f"<text:p>{TEXT}</text:p>" + "</text:section>" * 3_000
NOISE = "\x1f\x07\ufffd\ufffda" * 99
LISTED = "zip xlsx ods parquet jsonl odt rtf epub pdf docx csv".split()
AWAY = "http://127.0.0.1:9/"
OURS = "doc_id,text,inner,row,page,from_file,markup,rules,path\na,{},../../x,7,9,title: page,m,r,/etc/passwd\n"
QUOTED = TEXT.replace(",", "")

LOCKED = [
    File("locked.docx", OLE, LEFT, "not a Word document but an old Office file, or a locked one", "without a password"),
    File("locked.xlsx", OLE, LEFT, "not a spreadsheet but an old Office file, or a locked one", "without a password"),
    File("locked_parts.docx", locked(word_file(said(TEXT))), LEFT, "locked with a password", CLOSED),
    File("locked.odt", odt("", **{"META-INF/manifest.xml": "<a><encryption-data/></a>"}), LEFT, "locked with", CLOSED),
    File("locked.pdf", pdf(LOCK), LEFT, "locked with a password", CLOSED),
    File(
        "rights.epub", packed(unpacked(book(NOISE)) | {"META-INF/encryption.xml": DRM}), LEFT, "by its seller", CLOSED
    ),
    File("fonts.epub", packed(unpacked(book(GOOD)) | {"META-INF/encryption.xml": FONTS}), LOADED, "ferry"),
]
OTHERS = [  # that are not what their ending says, or hold nothing
    File("paper.docx", pdf(), LEFT, "not a Word document but a PDF", NOT),
    File("rich.pdf", b"{\\rtf1 A text.}", LEFT, "not a PDF but rich text", NOT),
    File("word.xlsx", b"{\\rtf1 A text.}", LEFT, "not a spreadsheet but rich text", NOT),
    File("rows.xlsx", b"id,text\n1," + RAW, LEFT, "damaged, or no .xlsx file (BadZipFile", ANEW),
    File("sheet.csv", sheet(["text"], [TEXT]), LEFT, "not plain text but", NOT),
    File("page.docx", GOOD.encode(), LEFT, "damaged, or no .docx file (BadZipFile", ANEW),
    File("word.odt", word_file(said(TEXT)), LEFT, "damaged, too large, or no .odt file", ANEW),
    File("picture.txt", PNG, LEFT, "NUL bytes: a binary", UTF8),
    File("picture.html", PNG, LEFT, "NUL bytes: a binary", UTF8),
    File("page.txt", f"<html><body>{GOOD}</body></html>".encode(), LOADED, "ferry", remark="marks of a web page"),
    *(File(f"zero.{ending}", b"", LEFT, "an empty file", EMPTY) for ending in LISTED),
    *(
        File(f"mark.{ending}", b"\xef\xbb\xbf", LEFT, "no column that holds", FILL)
        for ending in ("csv", "tsv", "jsonl")
    ),
    *(File(f"mark.{ending}", b"\xef\xbb\xbf", LEFT, "nothing but white", EMPTY) for ending in ("md", "rtf")),
    File("mark.html", b"\xef\xbb\xbf", LEFT, "damaged, or no .html file", ANEW),
    File("mark16.txt", b"\xff\xfe", LEFT, "nothing but white space", EMPTY),
    *(
        File(f"nul.{ending}", b"\0" * 500, LEFT, "damaged, or no", ANEW)
        for ending in "docx xlsx epub odt zip pdf".split()
    ),
    File("nul.rtf", b"\0" * 500, LEFT, "500 of its signs are no letters", ANEW),
    File("noise.epub", book(NOISE), LEFT, "of its signs are no letters", ANEW),
]
CUT = [
    *(
        File(f"half.{ending}", raw[: len(raw) // 2], LEFT, "damaged, or no", ANEW)
        for ending, raw in {
            "docx": word_file(said(TEXT)),
            "epub": book(GOOD),
            "odt": odt(f"<text:p>{TEXT}</text:p>"),
            "xlsx": sheet(["text"], [TEXT]),
            "zip": packed({"a.txt": TEXT}),
            "parquet": columns(text=[TEXT]),
            "pdf": pdf(),
        }.items()
    ),
    File("half.rtf", b"{\\rtf1 {\\b " + RAW, LEFT, "cut off: some of its groups are not closed", ANEW),
    File("half.html", b"<html><body><div><p>" + RAW + b"</p><ul><li>", LOADED, "ferry"),
    File("half.csv", b'id,text\n1,"' + RAW, LEFT, f"{PAIRS} in the row that ends on line 2", "Close each"),
    File("whole.pdf", pdf(), LOADED, "ferry"),
    File(
        "contentless.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text"}), LEFT, "no .odt file", ANEW
    ),
]
DEPTHS = [
    File("nested.docx", word_file(CELLS), LEFT, "Excessive depth in document", ANEW),
    File("nested.odt", odt(DEEP), LEFT, "Excessive depth in document", ANEW),
    File("groups.rtf", b"{\\rtf1 First. " + b"{\\b " * 5_000 + RAW + b"}" * 5_000 + b" Last.}", LOADED, "late. Last."),
    File("notes.rtf", b"{\\rtf1 First." + b"{\\footnote " * 20 + RAW + b"}" * 20 + b" Last.}", LOADED, "ferry"),
    File("lists.rtf", b"{\\rtf1 " + b"{\\listtext " * 30_000 + RAW, LEFT, "groups are not closed", ANEW),
    File("shapes.rtf", b"{\\rtf1 " + b"{\\shp " * 30_000 + RAW, LEFT, "groups are not closed", ANEW),
    File("braces.rtf", b"{\\rtf1 \\{\\{\\{ {\\pict\\bin3 {{{}" + RAW + b"}", LOADED, "{{{ The ferry"),
    File("bold.html", b"<p>" + b"<b>" * 20_000 + RAW, LOADED, "ferry"),
    File(
        "open.html", b"<p>The start.</p>" + b"<b><i><a href=x>" * 20_000 + RAW, LEFT, "too deep in one another", PLAIN
    ),
    File("chapters.epub", book("<div>" * 5_000 + GOOD), LOADED, "ferry"),
    File(
        "objects.jsonl", b'{"text": ' + b'{"a": ' * 5_000 + b"1" + b"}" * 5_001, LEFT, "line 1 is no JSON", "one object"
    ),
    File("more.jsonl", b'{"text": "' + RAW + b'", "m": ' + b'{"a": ' * 900 + b"1" + b"}" * 901, LOADED, "ferry"),
    File("quotes.md", b"> " * 50_000 + RAW, LOADED, "ferry"),
    File("brackets.md", b"[" * 50_000 + RAW + b"]" * 50_000, LOADED, "ferry"),
    File("tags.txt", b"<a " * 50_000 + RAW, LOADED, "ferry"),
    File("addresses.txt", b"http://" * 20_000 + RAW, LOADED, "ferry", remark="web addresses (1), such as 'http://"),
    File("marks.txt", ("a" + "\u0301" * 50_000).encode() + RAW, LOADED, "ferry", remark="in two ways"),
    File("lines.txt", b"\n" * 200_000 + RAW, LOADED, "ferry"),
    File("spaces.txt", b" " * 1_000_000 + RAW, LOADED, "ferry"),
]
COSTS = [
    File("far.xlsx", sheet(["text"], [TEXT], far=[("XFD1048576", "A word far away.")]), LOADED, "ferry"),
    File("styled.xlsx", sheet(["id", "text"], ["a", TEXT], styled=["XFD1048576", "C1000000"]), LOADED, "ferry"),
    File(
        "formula.xlsx", sheet(["id", "text"], ["a", "=A1"], ["b", TEXT]), LOADED, "ferry", remark="rows with nothing in"
    ),
    File("sheets.xlsx", sheet(["text"], [TEXT], other=["a", "b"]), LOADED, "ferry"),
    File("far.ods", repeated(16_000, 1_000_000), LEFT, "damaged, or no .ods file (CalamineError", ANEW),
    File(
        "many.csv",
        lambda: b",".join(b"c%d" % n for n in range(17_000)) + b"\n" + b"a," * 16_999,
        LEFT,
        "17,000 columns",
        "",
    ),
    File(
        "ten.csv",
        ",".join(map(str, range(10_000))).encode() + b"\n" + RAW.replace(b",", b"") + b"," * 9_999,
        LOADED,
        "f",
    ),
    File("quote.csv", b'id,text\n1,"' + b"words that never end " * 50_000, LEFT, PAIRS, "Close each"),
    File(
        "inside.csv", b'text,n\n"A text, "here" it ends",1\n', LEFT, f"{PAIRS} in the row that ends on line 2", "twice"
    ),
    File("owned.csv", OURS.format(QUOTED).encode(), LOADED, "ferry"),
    File("twice.csv.tsv", b"text\ttext\n" + RAW + b"\tb\n", LOADED, "ferry"),
    File(
        "long.jsonl", lambda: b'{"text": "' + b"a" * 5_000_001 + b'"}', LEFT, "a single line of 5,000,001", "Break it"
    ),
    File("nuls.jsonl", b'{"text": "' + RAW + b'\\u0000"}', LOADED, "ferry", remark="halves of letters, or NULs"),
    File("bytes.parquet", columns(text=[b"\xff\xfe\0", b"\0"]), LEFT, "no column that holds words", FILL),
    File("binary.parquet", columns(text=[RAW]), LOADED, "The ferry crossed"),
    File("struct.parquet", columns(doc=[{"text": TEXT, "n": 1}]), LOADED, "The ferry crossed"),
    File("lists.parquet", columns(text=[[TEXT, "It was late again."]]), LOADED, "late.\n\nIt was"),
    File(
        "far_day.parquet",
        columns(text=[TEXT], when=pyarrow.array([2**50], pyarrow.timestamp("ms"))),
        LEFT,
        "no .par",
        ANEW,
    ),
    File(
        "again.parquet",
        lambda: columns(text=pyarrow.array([TEXT * 9_999] * 2_000).dictionary_encode()),
        LEFT,
        "memory",
        "",
    ),
    File(
        "loop.pdf", pages(b"3 0 R", b"3 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 99>>endobj\n"), LEFT, "no .pdf", ANEW
    ),
    File("picture.pdf", pdf(stream=b"10 0 0 10 0 0 cm"), LEFT, "no text layer", "OCR"),
    File("script.pdf", pdf(root=SCRIPT), LOADED, "ferry"),
    File("wide.pdf", pdf(box=b"0 0 1e9 1e9"), LOADED, "ferry"),
    File("turned.pdf", pdf(box=b"612 792 0 0"), LOADED, "ferry"),
    File("boxless.pdf", pdf(box=b"nan 0 x 1"), LOADED, "ferry"),
    File("sizeless.pdf", pdf(size=b"0"), LEFT, "no text layer", "OCR"),
    File("mirrored.pdf", pdf(size=b"-9"), LOADED, "", remark="cut or glued otherwise"),
    File("pages.pdf", pdf(kids=b"3 0 R " * 300), LOADED, "ferry"),
    File(
        "packed.pdf",
        pdf(stream=zlib.compress(b"BT /F1 9 Tf (" + b"a b " * 2_000_000 + b") Tj ET"), filters=b"/Filter/FlateDecode"),
        LOADED,
        "a b",
    ),
    File("spineless.epub", book(chapter="d.xhtml"), LEFT, "There is no item named 'd.xhtml'", ANEW),
    File("snake.epub", book(chapter="b.opf"), LEFT, "nothing but white space", EMPTY),
    File("bare.epub", packed({"a.xhtml": GOOD}), LEFT, "no item named 'META-INF/container.xml'", ANEW),
    File(
        "styles.epub",
        packed(unpacked(book(GOOD)) | {"a.css": "." + "a," * 99_999 + "{font-weight:bold"}),
        LOADED,
        "ferry",
    ),
    File("attributes.html", b"<p " + b" ".join(b"a%d=1" % n for n in range(9_000)) + b">" + RAW, LOADED, "ferry"),
    File("form.html", GOOD.encode() + b"<textarea>A word.</textarea>", LOADED, "ferry", remark="fields of forms (1)"),
    File("comment.html.htm", b"<!-- " + RAW, LEFT, "damaged, or no .htm file", ANEW),
]
CALLS = [  # that lead away: what is there is not asked for
    File(
        "away.html",
        f'<!DOCTYPE a SYSTEM "{AWAY}"><base href={AWAY}><img src=x><iframe src=y></iframe>{GOOD}'.encode(),
        LOADED,
        "ferry",
    ),
    File(
        "frames.html", f"<frameset><frame src={AWAY}></frameset><noframes>{TEXT}</noframes>".encode(), LOADED, "ferry"
    ),
    File(
        "fields.rtf",
        b"{\\rtf1 {\\field{\\*\\fldinst INCLUDETEXT /etc/passwd}{\\fldrslt " + RAW + b"}}}",
        LOADED,
        "ferry",
    ),
    File(
        "include.docx",
        word_file(f'<w:p><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r></w:p>{said(TEXT)}'),
        LOADED,
        "ferry",
    ),
]
ARCHIVES = [
    File("babel.zip", in_one_another(packed({"t.txt": TEXT}), 12), LEFT, "an archive in an archive", "Unpack it"),
    File("overlap.zip", overlapping(10_001), LEFT, "10,001 files", "Unpack it"),
    File("word.zip", packed({"[Content_Types].xml": "<a/>"}), LEFT, ".xml is no format", "Save it as one of"),
    File("part.zip", locked(packed({"a.txt": TEXT, "b.txt": TEXT})), LOADED, "ferry", remark="locked with a password"),
    File("page.zip", locked(packed({"a.html": GOOD, "b.txt": TEXT})), LOADED, "ferry", remark="locked with a password"),
    File("spoilt.zip", spoilt({"a.txt": TEXT, "b.txt": f"b {TEXT}"}, "a.txt"), LOADED, "b The", remark="Bad CRC-32"),
    File("spoilt_page.zip", spoilt({"a.html": GOOD, "b.txt": TEXT}, "a.html"), LOADED, "ferry", remark="Bad CRC-32"),
    File("entity.zip", packed({"a.html": ENTITY + GOOD, "b.txt": TEXT}), LOADED, "ferry"),
    File("office.zip", packed({"a.docx": OLE, "b.txt": TEXT}), LOADED, "ferry", remark="a locked one"),
    File(
        "index.zip",
        spoilt({"index.csv": "doc_id,file\na,b.txt\n", "b.txt": TEXT}, "index.csv"),
        LOADED,
        "ferry",
        remark="no table",
    ),
    File(
        "names.zip",
        packed({"<script>alert(1)</script>.txt": TEXT, "a\nb.txt": "A b c.", "CON.txt": "Nul."}),
        LOADED,
        "ferry",
    ),
    File("same.zip", packed({"a/t.txt": TEXT, "b/t.txt": f"b {TEXT}", "T.txt": f"c {TEXT}"}), LOADED, "b The ferry"),
]
FILES = [*LOCKED, *OTHERS, *CUT, *DEPTHS, *COSTS, *CALLS, *ARCHIVES]
