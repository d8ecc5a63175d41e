"""Files made to cost, to mislead or to act, as data beside ``bad_inputs.py``: what is given, and what must come of it."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pyarrow
from bad_inputs import ANEW, EMPTY, ENTITY, FILL, GOOD, LEFT, LOADED, PLAIN, RIGHT, TEXT, UTF8, File, locked, pages, said
from made import book, packed, word_file
from openpyxl.styles import Font
from pyarrow import parquet

FIRST = b"The first words of it stand here, before anything odd."


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
    return b"%PDF-1.4\n" + b"\n".join(parts) + b"\ntrailer<</Root 1 0 R/Size 9%s>>\n%%%%EOF" % (
        b"/Encrypt 6 0 R/ID[<00><00>]" if objects and b"/Standard" in objects[0] else b""
    )


LOCK = b"6 0 obj<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>endobj" % (b"a" * 32, b"b" * 32)
SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"


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
