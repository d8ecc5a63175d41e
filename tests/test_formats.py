"""``formats``: encodings that are told apart, and the text inside files with what they say of it."""

import datetime
import io
import sys

import docx
import pytest
from made import first, packed

from helpers import corpus, layout
from helpers.corpus import formats, reading

ENGLISH = "The “free” port—so he said—can’t pay; its café was closed.\nNobody knew why the river rose in spring.\n" * 5
FRENCH = "L’été dernier, la forêt près de l’école était déjà brûlée ; où êtes-vous allés ?\n" * 5
GERMAN = "Die Straße führt über die Brücke zu den Häusern; schöne Grüße aus München.\n" * 5
RUSSIAN = "Россия и соседи подписали соглашение о торговле, и никто не знал почему.\n" * 5
CHINESE = "国家安全是发展的前提，发展是国家安全的保障。\n" * 5
POLISH = "Zażółć gęślą jaźń; książka leżała na stole, a źródło było daleko stąd.\n" * 5


CZECH = "Vlak do Brna odjíždí v sedm hodin ráno ze třetího nástupiště a nikdo neví, proč ještě čeká.\n"
HUNGARIAN = "Az öregek a tűz körül ülve meséltek, és a gyerekek figyeltek, mert késő volt már.\n"
SLOVENE = "Vsak človek ima pravico do življenja in prostosti, in šola je za vse.\n"
TURKISH = "Çocuklar değirmenin yanında bekliyor, ırmağa taş atıyor ve şarkı söylüyorlardı.\n"
ITALIAN = "Più tardi il traghetto restò sull'altra riva, perché l'acqua calò e la città dormì.\n"
JAPANESE = "今日は雨です。"
THAI = "เรือมาถึงช้าและไม่มีใครรู้ว่าทำไม\n"
LITHUANIAN = "Keltas atplaukė vėlai, ir niekas nežinojo kodėl; laukėme visą dieną.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (ENGLISH, "utf-8-sig", "utf-8-sig"),
        (ENGLISH, "utf-16", "utf-16"),
        (CHINESE, "utf-32", "utf-32"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (CHINESE + "一" + CHINESE, "utf-16-le", "utf-16-le"),  # a NUL is half of this sign
        (CHINESE + "一" + CHINESE, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-32-le", "utf-32-le"),
        (CHINESE, "utf-32-be", "utf-32-be"),
        (ENGLISH, "cp1252", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH.replace("’", "'"), "latin-1", "cp1252"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "latin-1", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE.encode("big5", "ignore").decode("big5"), "big5", "big5"),
        (POLISH, "cp1250", "cp1250"),
        (CZECH, "cp1250", "cp1250"),
        (HUNGARIAN, "cp1250", "cp1250"),
        (SLOVENE, "cp1250", "cp1250"),
        (TURKISH, "cp1254", "cp1254"),
        (GERMAN, "mac_roman", "mac-roman"),
        (ITALIAN, "mac_roman", "mac-roman"),
        (ITALIAN, "cp850", "cp850"),
        (GERMAN, "cp850", "cp850"),
        (RUSSIAN, "cp866", "cp866"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (THAI, "cp874", "cp874"),
        (LITHUANIAN, "cp1257", "cp1257"),
    ],
)
def test_text_in_an_encoding_is_read_and_the_encoding_named(text, encoding, named):
    found = first("a.txt", text.encode(encoding))
    assert (found.text, found.columns["encoding"]) == (text, named)


def test_utf8_is_certain_and_a_guess_is_told():
    assert first("a.txt", ENGLISH.encode()).columns["confidence"] == 1.0
    assert first("a.txt", ENGLISH.encode()).remarks == []
    guessed = first("a.txt", ENGLISH.encode("cp1252"))
    assert 0 < guessed.columns["confidence"] <= 1
    assert "no UTF-8; read as cp1252 with confidence" in guessed.remarks[0][0]


@pytest.mark.parametrize(("text", "encoding"), [("El río crecía", "mac_roman"), ("A café", "cp1252"), ("à", "cp850")])
def test_a_guess_from_hardly_a_letter_says_so(text, encoding):
    assert first("a.txt", text.encode(encoding)).columns["confidence"] < 0.6


def test_the_choice_is_recorded_in_documents(tmp_path):
    (tmp_path / "a.txt").write_bytes(ENGLISH.encode("cp1252"))
    (tmp_path / "b.txt").write_bytes(ENGLISH.encode("utf-16"))
    documents = corpus.load(tmp_path)
    assert documents["encoding"].tolist() == ["cp1252", "utf-16"]
    assert documents["confidence"].between(0, 1).all()
    assert documents["text"].tolist() == [ENGLISH, ENGLISH]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_stay_as_they_are(end):
    text = f"One line.{end}Another.{end}"
    assert first("a.md", text.encode("utf-16")).text == text


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("He said it donâ€™t matter.", True),
        ("The cafÃ© was closed.", True),
        ("A spaceÂ\u00a0here.", True),
        ("ï»¿The start.", True),
        ("Der Ã¤lteste Sohn.", True),
        # what must not be taken for it
        ("The café was closed; it doesn’t matter.", False),
        ("Ângela, São Paulo, Águas, À la carte", False),
        ("ÃO in capitals: NÃO, CORAÇÃO", False),
        ("10 € â la mode", False),
    ],
)
def test_letters_decoded_wrongly_before_are_told(text, broken):
    remarks = first("a.txt", text.encode()).remarks
    assert [problem.startswith("letters that were decoded wrongly") for problem, _ in remarks] == [True] * broken


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Caf&eacute; &mdash; don&#x2019;t", 3),
        ("He left.<script>let q = 1;</script> <!-- so it is -->", 2),  # with what they hold
        ("<table><tr><td>Rain</td></tr></table>", 6),
        ("salt&nbsp and &AMP; pepper", 2),
        ("AT&T; R&D; salt &pepper; if a < b and c > d: x<y, R&ampersand", 0),
    ],
)
def test_marks_of_a_web_page_in_a_plain_text_are_told(text, marks):
    told = [problem for problem, _ in first("a.txt", text.encode()).remarks]
    assert [problem.partition(", such")[0] for problem in told] == [
        f"marks of a web page in the text ({marks})"
    ] * bool(marks)


def test_such_letters_are_mended_only_when_asked(tmp_path):
    (tmp_path / "a.txt").write_text("  It donâ€™t “matter” \\$5.\r\nThe cafÃ© &amp; bar.", encoding="utf-8", newline="")
    documents = corpus.load(tmp_path)
    assert "donâ€™t" in documents.loc[0, "text"]
    assert corpus.fix_encoding(documents).loc[0, "text"] == "  It don’t “matter” \\$5.\r\nThe café &amp; bar."
    assert "donâ€™t" in documents.loc[0, "text"]


def test_a_sound_text_is_not_mended():
    documents = corpus.load()
    assert corpus.fix_encoding(documents)["text"].tolist() == documents["text"].tolist()


# ---------------------------------------------------------------- formats


BODY = "This is a paragraph of the text that was saved, and it is long enough to be the main text of the page by far. "


def test_markdown_is_read_as_it_is():
    assert first("a.md", b"# Top\n\n*Words*\n").text == "# Top\n\n*Words*\n"


def marked(name, raw):
    """Return the lines of the only reading of a file that are not empty, each with what the file says of it."""
    found = first(name, raw)
    assert len(found.markup) == found.text.count("\n") + 1
    return [(own, line) for own, line in zip(found.markup, found.text.split("\n"), strict=True) if line.strip()]


def test_main_text_of_a_web_page_and_its_furniture():
    page = f"""<!doctype html><html><head><title>T</title><script>alert(1)</script></head><body>
    <nav><a href="/">Home</a> <a href="/x">More</a></nav><article><h1>The Growth of Trade</h1><p>{BODY * 3}</p>
    <h2>The second part</h2><p>{BODY * 3}</p></article><footer>All rights reserved</footer></body></html>"""
    assert marked("a.html", page.encode()) == [
        ("boilerplate", "Home More"),
        ("title", "# The Growth of Trade"),
        ("body", (BODY * 3).strip()),
        ("heading:2", "## The second part"),
        ("body", (BODY * 3).strip()),
        ("boilerplate", "All rights reserved"),
    ]


@pytest.mark.parametrize(
    ("declared", "encoding", "named"),
    [("windows-1252", "cp1252", "cp1252"), ("iso-8859-1", "cp1252", "cp1252"), ("latin1", "utf-8", "utf-8")],
)
def test_a_web_page_in_a_declared_encoding(declared, encoding, named):
    page = f'<html><head><meta charset="{declared}"></head><body><p>{BODY * 3} The café’s.</p></body></html>'
    found = first("a.htm", page.encode(encoding))
    assert "The café’s." in found.text
    assert [found.columns["encoding"], found.columns["confidence"], found.remarks] == [named, 1.0, []]


def test_a_web_page_that_names_an_outside_file_does_not_read_it():
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>{BODY * 3} &x;</p></body></html>'
    assert "root:" not in first("a.html", page.encode()).text


def word_file():
    """Return the bytes of a Word document with a title, a heading, paragraphs and a table."""
    document = docx.Document()
    document.add_heading("The Growth of Trade", 0)
    document.add_paragraph("The first paragraph.")
    document.add_heading("A part of it", 2)
    document.add_paragraph("The second paragraph.")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "left", "right"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_paragraphs_headings_and_tables_of_a_word_document():
    assert marked("a.docx", word_file()) == [
        ("title", "# The Growth of Trade"),
        ("body", "The first paragraph."),
        ("heading:2", "## A part of it"),
        ("body", "The second paragraph."),
        ("body", "left\tright"),
    ]


def book(chapters, **more):
    """Return the bytes of an e-book with these chapters, the spine in reverse order of the manifest."""
    items = "".join(f'<item id="c{n}" href="c%20{n}.xhtml"/>' for n in reversed(range(len(chapters))))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    files = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="in/b.opf"/></rootfiles></container>',
        "in/b.opf": f'<package xmlns="x"><manifest>{items}</manifest><spine>{spine}</spine></package>',
    }
    files |= {f"in/c {n}.xhtml": f"<html xmlns='y'><body>{chapter}</body></html>" for n, chapter in enumerate(chapters)}
    return packed(files | more)


def test_chapters_of_an_e_book_in_the_order_of_its_spine():
    raw = book(
        ["<h1>One</h1><p>The <i>first</i>\n chapter.</p>", "<h2>Two</h2><div>loose <p>The second.</p></div><br/>end"]
    )
    assert first("a.epub", raw).text == "# One\n\nThe first chapter.\n\n## Two\n\nloose\n\nThe second.\n\nend"


def test_an_e_book_reads_no_file_beside_it():
    raw = book(
        ["<p>One</p>"],
        **{
            "in/b.opf": '<p><manifest><item id="a" href="../../../etc/passwd"/></manifest>'
            '<spine><itemref idref="a"/></spine></p>'
        },
    )
    with pytest.raises(reading.Unreadable, match=r"damaged, or no .epub file \(KeyError.*etc/passwd"):
        formats.read(reading.File("a.epub", raw))


def pdf(*pages):
    """Return the bytes of a PDF with one line of text on each page."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    font = 3 + 2 * len(pages)
    parts = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"]
    for n, text in enumerate(pages):
        stream = f"BT /F 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {4 + 2 * n} 0 R"
            f"/Resources<</Font<</F {font} 0 R>>>>>>"
        )
        parts.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    parts.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        out
        + (
            f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(parts) + 1}/Root 1 0 R>>\n"
            f"startxref\n{len(out)}\n%%EOF"
        ).encode()
    )


def test_text_layer_of_a_pdf():
    assert first("a.pdf", pdf("The first page.", "The second.")).text == "The first page.\n\nThe second."


def test_a_pdf_of_pictures_says_so():
    with pytest.raises(
        reading.Unreadable, match=r"no text layer: the pages are pictures\. Have its letters recognised"
    ):
        formats.read(reading.File("a.pdf", pdf("", "")))


@pytest.mark.parametrize(
    ("name", "raw", "module", "package"),
    [
        ("a.txt", "Le café était fermé.".encode("cp1252"), "chardet", "chardet"),
        ("a.html", b"<p>x</p>", "lxml", "lxml"),
        ("a.docx", word_file(), "pypandoc", "pypandoc-binary"),
        ("a.docx", word_file(), "lxml", "lxml"),
        ("a.rtf", b"{\\rtf1 x}", "pypandoc", "pypandoc-binary"),
        ("a.pdf", b"%PDF", "pypdfium2", "pypdfium2"),
        ("a.epub", book(["<p>x</p>"]), "lxml", "lxml"),
        ("a.xlsx", b"PK", "python_calamine", "python-calamine"),
        ("a.parquet", b"PAR1", "pyarrow", "pyarrow"),
        ("a.zip", packed({"b.html": "<p>x</p>"}), "lxml", "lxml"),
    ],
)
def test_a_missing_package_is_named_with_the_command(monkeypatch, name, raw, module, package):
    monkeypatch.setitem(sys.modules, module, None)
    try:
        ((problem, cure),) = first(name, raw).remarks
    except reading.Unreadable as error:
        problem, cure = error.problem, error.cure
    assert f"needs the package {package}, which is not installed" in problem
    assert "uv pip install -e '.[formats]'" in cure


def test_a_missing_ftfy_is_named_with_the_command(monkeypatch):
    documents = corpus.load()
    monkeypatch.setitem(sys.modules, "ftfy", None)
    with pytest.raises(corpus.CorpusError, match=r"mending letters needs the package ftfy.*'\.\[formats\]'"):
        corpus.fix_encoding(documents)


def test_headings_of_every_format_become_sections(tmp_path):
    (tmp_path / "a.docx").write_bytes(word_file())
    (tmp_path / "b.epub").write_bytes(book([f"<h1>One</h1><p>{BODY}</p>", f"<h1>Two</h1><p>{BODY}</p>"]))
    sections = layout.sections(layout.lines(corpus.load(tmp_path)))
    assert sections.loc[sections["section"] > 0, ["doc_id", "heading"]].to_numpy().tolist() == [
        ["a", "A part of it"],
        ["b", "One"],
        ["b", "Two"],
    ]


def test_a_format_is_one_entry_and_is_found_everywhere(tmp_path, monkeypatch):
    def shouted(file):
        columns = {"encoding": "shout", "confidence": 1.0}
        return [reading.Reading(file.raw.decode().upper(), None, columns, [("it is loud", "Speak low")])]

    entry = reading.Format("a shout", (".shout",), b"!!", {}, shouted, safe=True)
    monkeypatch.setattr(formats, "FORMATS", [*formats.FORMATS, entry])
    (tmp_path / "a.shout").write_bytes(b"!!a text of ten words or more, so that nothing else is said")
    (tmp_path / "b.txt").write_bytes(b"!!a shout with the wrong ending")
    (tmp_path / "c.none").write_bytes(b"c")
    with pytest.warns(corpus.CorpusWarning):
        documents = corpus.load(tmp_path)
    assert documents[["doc_id", "text", "encoding"]].to_numpy().tolist() == [
        ["a", "!!A TEXT OF TEN WORDS OR MORE, SO THAT NOTHING ELSE IS SAID", "shout"]
    ]
    told = corpus.problems(tmp_path).set_index("file")
    assert told.loc["b.txt", "problem"] == "not plain text but a shout"
    assert ".shout" in told.loc["c.none", "cure"]
    assert told.loc["a.shout", "problem"] == "it is loud"
    for name in ("b.txt", "a.shout", "c.none"):
        (tmp_path / name).unlink()
    with pytest.raises(corpus.CorpusError, match=r"Put texts there \(.*\.shout"):
        corpus.load(tmp_path)


def test_each_format_has_endings_of_its_own():
    own = [suffix for entry in corpus.FORMATS for suffix in entry.suffixes]
    assert sorted(own) == sorted(set(own)) == list(formats.endings())


@pytest.mark.parametrize(("letters", "encoding"), [("façade", "latin-1"), ("Þórr", "latin-1"), ("ræpa vitæ", "cp1252")])
def test_a_long_english_text_with_one_odd_word_far_down_keeps_its_letters(letters, encoding, tmp_path):
    """McKinley, i.e. and 1.5km are strange only to a reader of ASCII: signs beyond it decide, wherever they stand."""
    text = "Mr. McKinley wrote to the keeper (i.e. the clerk) of 1.5km of wall in the east of the town. " * 600
    (tmp_path / "long.txt").write_bytes(f"{text}\n\nThe {letters} was named last.\n".encode(encoding))
    row = corpus.load(tmp_path).iloc[0]
    assert letters in row["text"]
    assert row["encoding"] == "cp1252"


def test_a_language_that_is_not_listed_is_read_with_a_confidence_that_says_so(tmp_path):
    (tmp_path / "sq.txt").write_bytes(("Shtëpia është e madhe, çdo ditë vjen një mik tjetër. " * 40).encode("latin-1"))
    rows = corpus.load(tmp_path).set_index("doc_id")
    assert "Shtëpia është" in rows.loc["sq", "text"] or rows.loc["sq", "confidence"] < 0.6


@pytest.mark.parametrize(
    ("created", "date"),
    [
        (None, ""),  # python-docx leaves the day on which its template was made
        (datetime.datetime(1980, 1, 1), ""),
        (datetime.datetime(1970, 1, 1), ""),
        (datetime.datetime(2013, 12, 23, 9, 30), "2013-12-23"),
        (datetime.datetime(1980, 1, 2), "1980-01-02"),
    ],
)
def test_the_day_of_a_template_or_of_a_clock_never_set_is_no_date_of_a_text(tmp_path, created, date):
    made = docx.Document()
    made.add_paragraph("The ferry crossed at noon, and nobody in the town could say why it had been late.")
    if created is not None:
        made.core_properties.created = created
    made.save(tmp_path / "a.docx")
    assert corpus.load(tmp_path).loc[0, "date"] == date
