"""What a file says of its lines: headings, notes, quotations, furniture, in each format, and that layout trusts it."""

import io
import itertools
import re
import shutil
import subprocess
import zipfile

import docx
import pypandoc
import pytest
from made import first, packed, word_file

from helpers import corpus, layout

PROSE = "The ferry crossed at noon, and nobody in the town could say why it had been late for so many days that year. "
PAGE = (PROSE * 4).strip()
SOURCE = f"""---
title: The Ferry
author: Ada Merrow
---

# The River

{PAGE}[^1]

> {PROSE}

- they mended the boat;
- they moved the landing.

## The Bridge

{PAGE} It stood.[^2]

[^1]: The toll table hung in the inn.
[^2]: Minutes of the committee.
"""
EXPECTED = [
    ("title", "# The Ferry"),
    ("byline", "Ada Merrow"),
    ("heading:1", "# The River"),
    ("body", f"{PAGE}¹"),
    ("quote", PROSE.strip()),
    ("body", "• they mended the boat;"),
    ("body", "• they moved the landing."),
    ("heading:2", "## The Bridge"),
    ("body", f"{PAGE} It stood.²"),
    ("footnote", "¹ The toll table hung in the inn."),
    ("footnote", "² Minutes of the committee."),
]


def made(kind):
    """Return the source as pandoc writes it in a format."""
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={kind}", "--standalone", "--output=-"]
    return subprocess.run(command, input=SOURCE.encode(), capture_output=True, check=True).stdout


def marked(name, raw):
    """Return the lines of the only reading of a file that are not empty, each with what the file says of it."""
    found = first(name, raw)
    assert len(found.markup) == found.text.count("\n") + 1
    return [(own, line) for own, line in zip(found.markup, found.text.split("\n"), strict=True) if line.strip()]


def page(body, head=""):
    """Return a web page."""
    return f"<!doctype html><html><head><title>T</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(("kind", "ending"), [("docx", "docx"), ("odt", "odt"), ("html", "html"), ("epub3", "epub")])
def test_one_text_is_the_same_in_every_format(kind, ending):
    furniture = {"boilerplate"}  # an e-book has its contents too
    assert [row for row in marked(f"a.{ending}", made(kind)) if row[0] not in furniture] == EXPECTED


def test_rich_text_has_no_sign_of_lists_and_quotations_of_its_own():
    found = marked("a.rtf", made("rtf"))
    assert [text for _, text in found] == [text for _, text in EXPECTED]
    assert {role for role, text in found if text.startswith("#")} == {"title", "heading:1", "heading:2"}


def test_layout_takes_headings_notes_and_quotations_from_the_file(tmp_path):
    (tmp_path / "a.docx").write_bytes(made("docx"))
    documents = corpus.load(tmp_path)
    lines = layout.lines(documents)
    sections = layout.sections(lines)
    assert sections[["level", "heading"]].to_numpy().tolist() == [[0, ""], [1, "The River"], [2, "The Bridge"]]
    notes = layout.footnotes(lines)
    assert notes[["number", "text"]].to_numpy().tolist() == [
        [1, "The toll table hung in the inn."],
        [2, "Minutes of the committee."],
    ]
    body = layout.paragraphs(lines)
    homes = [lines.set_index("line").loc[line, "text"] for line in notes["marker_line"]]
    assert homes == [f"{PAGE}¹", f"{PAGE} It stood.²"]
    assert body["kind"].tolist() == ["body", "quote", "body", "body", "body"]
    assert body["text"].tolist()[0] == PAGE
    assert documents[["title", "authors"]].to_numpy().tolist() == [["The Ferry", "Ada Merrow"]]


def test_rules_toml_has_the_last_word_over_the_file(tmp_path):
    (tmp_path / "a.docx").write_bytes(made("docx"))
    (tmp_path / "rules.toml").write_text('[a]\nboilerplate = ["^• they mended"]\n', encoding="utf-8")
    lines = layout.lines(corpus.load(tmp_path))
    assert lines.loc[lines["text"].str.startswith("• they"), ["role", "rule"]].to_numpy().tolist() == [
        ["boilerplate", "rules.toml"],
        ["body", "markup"],
    ]


# ---------------------------------------------------------------- notes of web pages


@pytest.mark.parametrize(
    ("marker", "note"),
    [
        ('<sup id="r1"><a href="#n1">1</a></sup>', '<p id="n1">1. A note. <a href="#r1">↩</a></p>'),
        (
            '<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>',
            '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> A note.</p></div>',
        ),
        (
            '<a class="footnote-reference" href="#id2" id="id1">[1]</a>',
            '<aside class="footnote" id="id2"><span><a href="#id1">[1]</a></span><p>A note.</p></aside>',
        ),
        ('<sup><a href="#n" id="r">*</a></sup>', '<ol><li id="n">A note. <a href="#r">^</a></li></ol>'),
        ('<a href="#fn" id="r1" role="doc-noteref">1</a>', '<dl><dt id="fn">1</dt><dd>A note.</dd></dl>'),
        (
            '<sup id="r:1"><a href="#f:1" rel="footnote">[footnote 1]</a></sup>',
            '<p id="f:1">A note. <a href="#r:1">↩</a></p>',
        ),
        (
            '<a href="#_ftn1" name="_ftnref1">[1]</a>',
            '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> A</p><p>note.</p></div>',
        ),
        (
            '<sup id="r_0"><a href="#n1">[1]</a></sup> It stood.<sup id="r_1"><a href="#n1">[1]</a></sup>',
            '<ol><li id="n1"><span>^ <a href="#r_0">a</a> <a href="#r_1">b</a></span> A note.</li></ol>',
        ),
    ],
)
def test_a_linked_note_is_one_whatever_its_form(marker, note):
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}{marker} It went on.</p><p>{PAGE}</p>{note}"))
    again = " It stood.¹" * ("It stood." in marker)
    assert found[1:] == [("body", f"{PAGE}¹{again} It went on."), ("body", PAGE), ("footnote", "¹ A note.")]


def test_notes_at_the_foot_and_at_the_end_have_numbers_of_their_own():
    link, note = '<a class="sdfootnoteanc" href="#{0}" id="r{0}">{1}</a>', '<p id="{0}"><a href="#r{0}">{1}</a> {2}</p>'
    text = f"<p>{PAGE}{link.format('e', 'i')} {PAGE}{link.format('f', '1')}</p>"
    found = marked("a.html", page(f"<h1>T</h1>{text}{note.format('f', '1', 'Foot.')}{note.format('e', 'i', 'End.')}"))
    assert found[1:] == [("body", f"{PAGE}¹ {PAGE}²"), ("footnote", "² Foot."), ("footnote", "¹ End.")]


def test_what_is_inside_a_heading_is_one_heading_and_what_it_holds_is_below_it():
    inner = '<h3>The ferry<div class="where">of the north</div></h3>'
    parts = f'<h2>The boats</h2><a class="src" href="/s">Source</a>{inner}<p>{PAGE}</p>'
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}</p>{parts}"))
    assert [line for role, line in found if role.startswith("heading")] == [
        "## The boats",
        "### The ferry of the north",
    ]
    assert ("boilerplate", "Source") in found


@pytest.mark.parametrize(
    "link",
    [
        '<a href="#part">1</a>',  # leads to a heading
        '<a href="#there">here</a>',  # a word, not a label
        '<a href="https://example.org/#n1">1</a>',  # leads out
        '<a href="#nowhere">1</a>',
    ],
)
def test_a_link_that_is_no_marker_stays_text(link):
    found = marked("a.html", page(f'<h1>T</h1><p>{PAGE} {link}</p><h2 id="part">Two</h2><p id="there">{PAGE}</p>'))
    assert [role for role, _ in found] == ["title", "body", "heading:2", "body"]
    assert found[1][1] == f"{PAGE} {re.sub('<[^>]*>', '', link)}"


# ---------------------------------------------------------------- furniture


@pytest.mark.parametrize(
    "part",
    [
        "<nav>Home, news, sport</nav>",
        '<div role="dialog">We value your privacy.</div>',
        '<div class="share-buttons social">Share this</div>',
        '<aside class="related-stories"><p>A dog was found.</p></aside>',
        '<section id="comments"><p>About time!</p></section>',
        '<section id="comments"><h2>Comments (2)</h2><p>About time!</p></section>',
        '<ul><li><a href="/a">One</a></li><li><a href="/b">Two</a></li><li><a href="/c">Three</a></li></ul>',
        "<footer><p>All rights reserved.</p></footer>",
        '<p><b>Read more:</b> <a href="/x">Seal found in car park</a></p>',
    ],
)
def test_furniture_stays_in_sight_as_such(part):
    found = marked("a.html", page(f"<article><h1>The Baths</h1><p>{PAGE}</p>{part}<p>{PAGE}</p></article>"))
    assert {role for role, _ in found[2:-1]} == {"boilerplate"}
    assert [found[1], found[-1]] == [("body", PAGE)] * 2


@pytest.mark.parametrize(
    "part",
    [
        '<aside class="pullquote"><p>It was colder than it looked, and it always looked cold to us.</p></aside>',
        '<div class="content with-sidebar-left"><p>It was colder than it looked, and it always looked cold.</p></div>',
        '<p>See <a href="/a">the first report</a> of that year, which was never answered by anybody.</p>',
        '<ol class="steps"><li>Take the boat.</li><li>Cross the river.</li><li>Pay the toll.</li></ol>',
    ],
)
def test_what_may_be_the_authors_words_is_no_furniture(part):
    found = marked("a.html", page(f"<h1>The Baths</h1><p>{PAGE}</p>{part}<p>{PAGE}</p>"))
    assert "boilerplate" not in {role for role, _ in found}


def test_what_stands_outside_the_main_part_is_furniture():
    raw = page(f"<div><p>Weather: rain.</p></div><main><h1>T</h1><p>{PAGE}</p></main><div><p>Seal found.</p></div>")
    assert [role for role, _ in marked("a.html", raw)] == ["boilerplate", "title", "body", "boilerplate"]


def test_hidden_and_deleted_passages_are_left_out_and_named(tmp_path):
    body = f'<h1>T</h1><p>{PAGE}</p><p style="display:none">A secret.</p><p>One <del>old</del> word.</p>'
    (tmp_path / "a.html").write_bytes(page(body))
    assert not corpus.load(tmp_path)["text"].str.contains("secret|old word").any()
    assert corpus.problems(tmp_path)["problem"].tolist() == [
        "not in the text: deleted passages (1)",
        "not in the text: hidden passages (1)",
    ]


def test_a_page_number_inside_a_sentence_goes_and_is_named():
    raw = page(f'<h1>T</h1><p>{PROSE}Under <span class="pagenum">[6]</span> the sea.</p>')
    found = first("a.html", raw)
    assert "Under the sea." in found.text
    assert [problem for problem, _ in found.remarks] == ["not in the text: page numbers and the like inside lines (1)"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Under<br>the sea</p>", ["Under", "the sea"]),
        ("<p>one<br><br>two</p>", ["one", "two"]),
        ("<pre>  a\n    b</pre>", ["  a", "    b"]),
        ("<p><span>C</span>arved in <b>st</b>one</p>", ["Carved in stone"]),
        ("<p>5 km<sup>2</sup> on the 4<sup>th</sup></p>", ["5 km² on the 4th"]),
        ("<ol start=3><li>three</li><li>four</li></ol>", ["3. three", "4. four"]),
        ("<table><tr><th>Year</th><th>Days</th></tr><tr><td>91</td><td>4</td></tr></table>", ["Year\tDays", "91\t4"]),
        ("<div>loose<p>tight</p>loose again</div>", ["loose", "tight", "loose again"]),
        ("<p>a<!-- not this --> b</p><script>nor(this)</script>", ["a b"]),
    ],
)
def test_lines_of_a_page(body, text):
    assert [line for _, line in marked("a.html", page(body))] == text


def test_divisions_of_any_depth_and_verbatim_text_of_any_length_are_read():
    deep = "<div>" * 5_000 + "<p>The bottom.</p>" + "</div>" * 5_000
    assert marked("a.html", page(deep))[-1][1] == "The bottom."
    for tag in ("em", "u", "table", "strong"):  # never closed, as in old pages
        assert "The bottom." in first("a.html", page(f"<{tag}>some " * 3_000 + "<p>The bottom.</p>")).text
    with pytest.raises(corpus.Unreadable, match="too deep"):
        first("a.html", page("<sup>" * 3_000 + "<p>The bottom.</p>"))
    long = page("<pre>" + "a line of text\n" * 800_000 + "</pre><p>The end.</p>")
    found = first("a.html", long)
    assert found.text.count("a line of text") == 800_000
    assert found.text.endswith("The end.")


# ---------------------------------------------------------------- Word


def word(edit):
    """Return the bytes of a Word document that a function has filled."""
    document = docx.Document()
    edit(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_xml(raw, old, new, main="word/document.xml"):
    """Return a document with something put into its main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(out, "w") as changed:
        for name in packed.namelist():
            part = packed.read(name)
            if name == main:
                assert old in part
                part = part.replace(old, new)
            changed.writestr(name, part)
    return out.getvalue()


def test_headings_made_by_hand_are_headings():
    def fill(document):
        for text, size in [("The Report", 20), ("The Years", 15), (PAGE, 11), ("The Days", 15), (PAGE, 11)]:
            document.add_paragraph().add_run(text).font.size = docx.shared.Pt(size)

    assert [role for role, _ in marked("a.docx", word(fill))] == ["title", "heading:2", "body", "heading:2", "body"]


def test_bold_lines_stand_for_headings_where_there_are_none():
    def fill(document):
        document.add_paragraph(PAGE)
        document.add_paragraph().add_run("The Days").bold = True
        document.add_paragraph(PAGE)

    assert marked("a.docx", word(fill))[1] == ("heading:2", "## The Days")


def test_changes_of_a_word_document_are_taken_and_what_is_hidden_is_named(tmp_path):
    raw = word(lambda document: document.add_paragraph(f"{PAGE}HERE"))
    run = b"<w:r>%s<w:t xml:space='preserve'>%s</w:t></w:r>"
    new = b"</w:t></w:r><w:ins w:id='1' w:author='a'>" + run % (b"", b" He said it.") + b"</w:ins>"
    new += b"<w:del w:id='2' w:author='a'><w:r><w:delText> Not this.</w:delText></w:r></w:del>"
    new += run % (b"<w:rPr><w:vanish/></w:rPr>", b" Nor that.") + b"<w:sdt><w:sdtContent>" + run % (b"", b" But this.")
    new += b"</w:sdtContent></w:sdt><w:r><w:t>"
    (tmp_path / "a.docx").write_bytes(with_xml(raw, b"HERE", new))
    assert corpus.load(tmp_path).loc[0, "text"] == f"{PAGE} He said it. But this."
    assert corpus.problems(tmp_path)["problem"].tolist() == [
        "not in the text: deleted passages (1)",
        "not in the text: hidden passages (1)",
    ]


def test_running_heads_of_a_word_document_are_named(tmp_path):
    def fill(document):
        document.add_paragraph(PAGE)
        document.sections[0].header.paragraphs[0].text = "Proof, not for circulation"

    (tmp_path / "a.docx").write_bytes(word(fill))
    assert "Proof" not in corpus.load(tmp_path).loc[0, "text"]
    assert corpus.problems(tmp_path)["problem"].tolist() == ["not in the text: running heads and feet (1)"]


def test_what_an_open_document_does_not_print_is_named(tmp_path):
    asides = "<text:p>{0}<office:annotation><text:p>Really?</text:p></office:annotation></text:p>"
    asides += "<text:tracked-changes><text:deletion><text:p>Not this.</text:p></text:deletion></text:tracked-changes>"
    new = asides.format(PROSE) + "</office:text>"
    (tmp_path / "a.odt").write_bytes(with_xml(made("odt"), b"</office:text>", new.encode(), "content.xml"))
    assert not corpus.load(tmp_path)["text"].str.contains("Really|Not this").any()
    told = [f"not in the text: {what} (1)" for what in ("comments", "deleted passages")]
    assert corpus.problems(tmp_path)["problem"].tolist() == told


@pytest.mark.parametrize(
    ("look", "role"),
    [
        ("weight='bold'", "heading:2"),
        ("size='16pt'", "heading:2"),
        ("weight='normal'", "body"),
        ("size='12pt'", "body"),
        ("size='150%'", "body"),
    ],
)
def test_a_paragraph_of_an_open_document_is_bold_if_its_style_is_or_larger(look, role):
    style = '<style:style style:name="P7" style:family="paragraph"><style:text-properties fo:font-%s/>'
    style += "</style:style>"
    lines = f"<text:p>{PAGE}</text:p><text:p text:style-name='P7'>The Days</text:p><text:p>{PAGE}</text:p>"
    raw = with_xml(
        made("odt"),
        b"</office:automatic-styles>",
        style.encode() % look.encode() + b"</office:automatic-styles>",
        "content.xml",
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        whole = packed.read("content.xml")
    start, end = whole.index(b"<office:text>") + len(b"<office:text>"), whole.index(b"</office:text>")
    found = marked("a.odt", with_xml(raw, whole[start:end], lines.encode(), "content.xml"))
    assert [own for own, line in found if line.endswith("The Days")] == [role]


# ---------------------------------------------------------------- rich text


def test_what_rich_text_does_not_print_is_named(tmp_path):
    header, hidden = rb"{\header Proof\par}", rb"{\v Not this.}"
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi" + header + PAGE.encode() + hidden + rb"\viewkind4 \par}")
    assert not corpus.load(tmp_path)["text"].str.contains("Proof|Not this").any()
    told = [f"not in the text: {what} (1)" for what in ("hidden passages", "running heads and feet")]
    assert corpus.problems(tmp_path)["problem"].tolist() == told


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (rb"A \u8220\'93has gone\u8221\'94 b", "A “has gone” b"),
        (rb'A \u8220"has gone\u8221" b', "A “has gone” b"),
        (rb"\uc0 A \u8220 has gone\u8221  b", "A “has gone” b"),
        (rb"A {\uc0\u8220 has} x\u228ay b", "A “has xäy b"),
        (rb"\ansicpg1250 P\'f8\'edvoz \{a\} \\", "Přívoz {a} \\"),
        (rb"\ansicpg932 \'93\'fa\'96\'7b", "日本"),
        (rb"\u-10179?\u-8704? smiles", "😀 smiles"),
    ],
)
def test_letters_of_rich_text(source, text):
    assert marked("a.rtf", rb"{\rtf1\ansi " + source + rb"\par}")[0][1] == text


# ---------------------------------------------------------------- PDF


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Return the bytes of the source as groff prints it, or skip where it cannot."""
    place = tmp_path_factory.mktemp("printed")
    (place / "a.ms").write_bytes(made("ms"))
    groff = shutil.which("groff")
    done = groff and subprocess.run(
        [groff, "-ms", "-k", "-Tpdf", str(place / "a.ms")], capture_output=True, check=False
    )
    if not done or done.returncode:
        pytest.skip("groff prints no PDF here")
    return done.stdout


def test_a_printed_text_has_title_headings_notes_and_page_numbers(printed, tmp_path):
    (tmp_path / "a.pdf").write_bytes(printed)
    documents = corpus.load(tmp_path)
    lines = layout.lines(documents)
    front = layout.front_matter(lines).set_index("role")["text"]
    assert (front["title"], front["byline"]) == ("The Ferry", "Ada Merrow")
    assert layout.sections(lines)["heading"].tolist() == ["", "The River", "The Bridge"]
    assert layout.footnotes(lines)[["number", "text"]].to_numpy().tolist() == [
        [1, "The toll table hung in the inn."],
        [2, "Minutes of the committee."],
    ]
    assert layout.paragraphs(lines)["text"][0] == PAGE
    assert set(documents["page"][0]) == {1}
    assert len(documents["page"][0]) == len(lines)


def drawn(*lines):
    """Return a PDF page that sets each of some (x, y, size, text) with no space glyph, word by word."""
    return drawn_pages(lines)


def drawn_pages(*pages):
    """Return a PDF of several such pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    for n, lines in enumerate(pages):
        shown = []
        for x, y, size, text, *turn in lines:
            place = x
            for word in text.split(" "):
                shown.append(f"BT /F {size} Tf {turn[0] if turn else UPRIGHT} {place:.2f} {y} Tm ({word}) Tj ET")
                place += size * (sum(WIDTHS.get(sign, 0.5) for sign in word) + 0.25)
        stream = "\n".join(shown)
        use = f"/Contents {5 + 2 * n} 0 R/Resources<</Font<</F 3 0 R>>>>"
        parts.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{use}>>")
        parts.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    out = b"%PDF-1.4\n" + b"".join(f"{n} 0 obj\n{part}\nendobj\n".encode() for n, part in enumerate(parts, 1))
    return out + f"trailer\n<</Size {len(parts) + 1}/Root 1 0 R>>\n%%EOF".encode()


UPRIGHT, LEANING, TURNED = "1 0 0 1", "1 0 0.33 1", "0 1 -1 0"  # how a PDF sets a letter, beside its place
WIDTHS = dict.fromkeys("abcdefghijklmnopqrstuvwxyz.,:/*1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.6)  # Courier's


def test_words_without_spaces_between_them_are_parted_by_white():
    found = first("a.pdf", drawn((72, 700, 10, "The ferry crossed at noon")))
    assert found.text == "The ferry crossed at noon"


def test_a_letter_may_be_wider_than_it_is_high():
    wide = (72, 700, 10, "W", "2 0 0 1")  # 1.2 times, as the bold W of TeX
    assert first("a.pdf", drawn(wide, (84, 700, 10, "hat"), (140, 700, 10, "says"))).text.split() == ["What", "says"]


@pytest.mark.parametrize(("number", "text"), [("1.2 ", "# 1.2 What the bell says"), ("", "# What the bell")])
def test_a_heading_hangs_behind_its_number_only(number, text):
    rows = [(72, 737, 14, f"{number}What the bell"), (96, 720, 14, "says")]
    raw = drawn(*rows, *body_of()).replace(b"/Courier>", b"/Courier-Bold>")
    assert marked("a.pdf", raw)[0][1] == text


@pytest.mark.parametrize(("turn", "told"), [(LEANING, []), (TURNED, ["not in the text: turned letters (12)"])])
def test_letters_that_lean_are_read_and_turned_ones_are_named(turn, told, tmp_path):
    rows = [(72, 700 - 12 * n, 10, "the ferry crossed at noon in the rain") for n in range(4)]
    (tmp_path / "a.pdf").write_bytes(drawn(*rows, (72, 652, 10, "leaning words", turn)))
    assert ("leaning words" in corpus.load(tmp_path)["text"][0]) == (not told)
    assert corpus.problems(tmp_path)["problem"].tolist() == told


@pytest.mark.parametrize("places", [(72, 330), (60, 225, 390)])
def test_columns_are_read_one_after_the_other(places):
    columns = [[(x, 700 - 12 * n, 10, f"line {n} of {x} here") for n in range(8)] for x in places]
    rows = [row for rows in zip(*columns, strict=True) for row in rows]  # as the page is written, line by line
    found = first("a.pdf", drawn(*rows))
    assert found.text.split("\n") == [text for column in columns for *_, text in column]


def test_short_cells_of_a_table_are_no_third_column():
    text = [(60, 700 - 12 * n, 10, "the ferry crossed at noon in the rain") for n in range(3)]
    table = [(x, 400 - 12 * n, 10, f"cell {n}") for n in range(9) for x in (60, 225, 390)]
    assert "cell 8\tcell 8" in first("a.pdf", drawn(*text, *table)).text.split("\n")


def test_a_note_at_the_foot_in_small_letters_takes_the_number_glued_to_a_word():
    body = [(72, 700 - 12 * n, 10, "the ferry crossed at noon in the rain") for n in range(8)]
    body[3] = (72, 664, 10, "the ferry crossed at noon.1 It rained")
    rows = [*body, (72, 100, 7, "1 The toll table hung in the inn.")]
    found = marked("a.pdf", drawn(*rows))
    assert found[-1] == ("footnote", "¹ The toll table hung in the inn.")
    assert any("at noon.¹ It" in text for _, text in found)


WORDS = "the ferry crossed at noon in the rain and came back in the evening with".split()
KINDS = [(72, "tons"), (230, "crew"), (390, "age")]
SHIPS = [(x, 700 - 20 * n - 20 * (n > 0), 10, f"{name} of {WORDS[n]}") for n in range(10) for x, name in KINDS]


def body_of(first=0):
    """Return the lines of a page of text, those of another page for another ``first``."""
    texts = [" ".join([*WORDS[n:], *WORDS[:n]][:9]) for n in range(first, first + 8)]
    return [(72, 700 - 12 * n, 10, text) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("pages", "edges"),
    [
        # what browsers print around a page: a date and a title above, an address and a number below
        ([[(24, 770, 8, "3/5/26, 1:44 AM"), (300, 770, 8, "The Ferry"), *body_of()]], ["3/5/26, 1:44 AM", "The Ferry"]),
        ([[*body_of(), (24, 20, 8, "https://a.org/b"), (570, 20, 8, "1/2")]], ["https://a.org/b", "1/2"]),
        # three parts on one height, as in the pages of a manual
        ([[(72, 740, 10, "a"), (250, 740, 10, "b c"), (500, 740, 10, "d"), *body_of()]], ["a", "b c", "d"]),
        # a head that is on no other page, high above the text of all of them
        ([body_of(), [(250, 740, 10, "A Short History"), *body_of(6)]], ["A Short History"]),
        # two parts on one height at the head of a page that is not the first: a name and a title, as in journals
        ([body_of(), [(72, 740, 10, "Ann Lee"), (400, 740, 10, "THE FERRY"), *body_of(6)]], ["Ann Lee", "THE FERRY"]),
        # what must stay: a place and a day above a letter, names below it, the first row of a table, a last line that
        # is an address, a sentence high above
        ([[(72, 740, 10, "London"), (400, 740, 10, "May 3"), *body_of()], body_of(6)], []),
        ([body_of(6), [*body_of(), (72, 560, 10, "Ann Lee"), (400, 560, 10, "Tom Weller")]], []),
        ([body_of(), SHIPS], []),
        ([[*body_of(), (72, 500, 10, "https://example.org/ferry")]], []),
        ([body_of(), [(72, 740, 10, "The ferry never came."), *body_of(6)]], []),
    ],
)
def test_what_stands_apart_at_the_edge_of_a_page_is_a_running_line(pages, edges):
    assert [text for role, text in marked("a.pdf", drawn_pages(*pages)) if role == "boilerplate"] == edges


def test_small_letters_at_the_foot_without_a_marker_are_no_part_of_the_note_above_them():
    body = body_of()
    body[3] = (72, 664, 10, "the ferry crossed at noon.1 It rained")
    foot = [(72, 112, 7, "the printer set this in small letters"), (72, 100, 7, "1 The toll table hung.")]
    found = marked("a.pdf", drawn(*body, *foot))
    assert found[-1] == ("footnote", "¹ The toll table hung.")
    assert found[-2][1] == foot[0][3]


def test_a_printed_note_may_begin_with_its_number_glued_to_it_and_end_with_an_arrow():
    body = body_of()
    body[3] = (72, 664, 10, "the ferry crossed at noon.1 It rained.2")
    found = marked("a.pdf", drawn(*body, (72, 112, 7, "1The toll table hung."), (72, 100, 7, "2The bell.")))
    assert found[-2:] == [("footnote", "¹ The toll table hung."), ("footnote", "² The bell.")]


def test_notes_with_stars_get_the_number_of_their_place_on_the_page():
    body = body_of()
    body[3] = (72, 664, 10, "the ferry crossed at noon.* It rained for a day")
    body[5] = (72, 640, 10, "and all the town was wet.** They")
    rows = [(72, 750, 20, "The Ferry*"), *body, (72, 124, 7, "* The toll table hung."), (72, 112, 7, "** The bell.")]
    found = marked("a.pdf", drawn(*rows))
    assert found[-2:] == [("footnote", "¹ The toll table hung."), ("footnote", "² The bell.")]
    text = "\n".join(line for _, line in found)
    assert all(part in text for part in ("The Ferry*", "noon.¹ It", "wet.² They"))


def test_small_letters_with_a_star_whose_marker_is_behind_a_name_are_no_note():
    rows = [
        (72, 750, 20, "The Ferry"),
        (72, 712, 10, "Ann Lee*"),
        *body_of(),
        (72, 112, 7, "* University of the Valley."),
    ]
    assert ("footnote", "¹ University of the Valley.") not in marked("a.pdf", drawn(*rows))


def test_names_below_a_printed_title_are_no_part_of_the_text_behind_them():
    rows = [(72, 750, 20, "The Ferry"), (72, 712, 10, "Ann Lee"), *body_of()]
    assert ("byline", "Ann Lee") in marked("a.pdf", drawn(*rows))


def test_a_short_last_column_is_one_and_a_table_beside_is_none():
    left = [(60, 700 - 12 * n, 10, f"the ferry crossed at noon in the rain {n}") for n in range(20)]
    right = [(330, 700 - 12 * n, 10, f"and nobody in the town could say why {n}") for n in range(3)]
    found = first("a.pdf", drawn(*[row for pair in itertools.zip_longest(left, right) for row in pair if row])).text
    assert found.split("\n") == [text for *_, text in left + right]


def test_a_line_that_goes_on_beside_a_picture_begins_no_paragraph():
    full = "the ferry crossed at noon, and nobody in the town could say why it had been late for so many"
    rows = [(72, 700, 10, full), (90, 688, 10, full[:80]), (90, 676, 10, f"{full[:75]}."), (90, 664, 10, "A new one.")]
    assert first("a.pdf", drawn(*rows)).text.split("\n\n")[1:] == ["A new one."]


@pytest.mark.parametrize(
    ("letter", "beside", "text"),
    [
        (
            (72, 676, 34, "T"),
            [(95, 700, 10, "he ferry crossed"), (95, 688, 10, "at noon.")],
            "The ferry crossed\nat noon.",
        ),
        ((72, 676, 34, "A"), [(98, 700, 10, "ferry crossed"), (95, 688, 10, "at noon.")], "A ferry crossed\nat noon."),
        # on the height of its last line, and that of a list by letters, above what begins with it
        (
            (72, 688, 24, "T"),
            [(88, 700, 10, "he ferry crossed"), (88, 688, 10, "at noon.")],
            "The ferry crossed\nat noon.",
        ),
        ((72, 720, 24, "F"), [(88, 700, 10, "ferry, the"), (88, 688, 10, "ford, the")], "F\n\nferry, the\nford, the"),
    ],
)
def test_a_large_first_letter_stands_at_its_word(letter, beside, text):
    below = [(x, y - 90, size, line) for x, y, size, line in body_of()]
    found = first("a.pdf", drawn(letter, *beside, *below)).text
    assert found.startswith(text)


@pytest.mark.parametrize(("heights", "apart"), [((670, 657), True), ((676, 664), False)])
def test_a_box_beside_the_text_cuts_no_line_of_it_and_a_table_stays_one(heights, apart):
    body = body_of()
    box = [(420, y, 8, text) for y, text in zip(heights, ["Toll: two", "coins a cart."], strict=True)]
    lines = first("a.pdf", drawn(*body, *box)).text.split("\n")
    assert ([text for *_, text in body] == lines[: len(body)]) == apart
    assert sorted(" ".join(lines).split()) == sorted(" ".join(text for *_, text in body + box).split())


def test_letters_that_a_pdf_does_not_name_are_no_text(tmp_path):
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    font, nameless = b"/BaseFont/Courier>>", b"/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/CharProcs<<>>"
    coded = font[:-2] + b"/Encoding<</Differences[32/g1/g2" + b"".join(b"/x%d" % n for n in range(90)) + b"]>>>>"
    raw = drawn(*body_of()).replace(b"/Subtype/Type1" + font, nameless + coded.replace(b"/BaseFont/Courier", b""))
    (tmp_path / "b.pdf").write_bytes(raw)
    told = corpus.problems(tmp_path).set_index("file").loc["b.pdf"]
    assert told["left_out"]
    assert "OCR" in told["cure"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([(72, 500 - 30 * n, 10, word) for n, word in enumerate(["share", "days", "N"])], ["3 words stand in"]),
        ([(x, 500, 10, "two words") for x in (72, 250, 400)], ["6 words stand in"]),
        # what is no label: the end of a paragraph, an item, a text of words alone
        ([(72, 500, 10, "And so on.")], []),
        ([(72, 500, 10, "1. Bread")], []),
        ([(72, 500, 10, "-"), (120, 500, 10, "farm bridges that have no number")], []),
        ([], []),
    ],
)
def test_words_of_a_pdf_in_no_sure_order_are_counted_with_their_pages(tmp_path, rows, told):
    (tmp_path / "a.pdf").write_bytes(drawn(*body_of(), *rows, (72, 400, 10, f"{' '.join(WORDS[:8])} end.")))
    found = corpus.problems(tmp_path)["problem"].tolist()
    assert [problem[: len(start)] for problem, start in zip(found, told, strict=True)] == told
    assert all(problem.endswith("sure: page 1") for problem in found)


def test_words_that_another_reading_cuts_otherwise_are_counted(tmp_path):
    place, tight = 72.0, []
    for word in WORDS[:9]:  # closer than pdfium takes for a space
        tight.append((place, 500, 10, word))
        place += 10 * (sum(WIDTHS.get(sign, 0.5) for sign in word) + 0.12)
    (tmp_path / "a.pdf").write_bytes(drawn(*body_of(), *tight))
    assert " ".join(WORDS[:9]) in corpus.load(tmp_path)["text"].item()
    (problem,) = corpus.problems(tmp_path)["problem"]
    assert problem.startswith("9 of 81 words are cut or glued otherwise by another reading of the letters, such as ")


def test_a_heading_of_two_lines_is_one():
    rows = [(72, 750, 20, "The Ferry that"), (72, 724, 20, "Never Came"), *body_of()]
    assert ("title", "# The Ferry that Never Came") in marked("a.pdf", drawn(*rows))
    rows = [(72, 750, 20, "The Ferry that"), (125, 724, 20, "Came"), *body_of()]  # one in the middle of the other
    assert ("title", "# The Ferry that Came") in marked("a.pdf", drawn(*rows))


# ---------------------------------------------------------------- kinds of files, each with its own furniture


BOX = (
    "<w:r xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:AlternateContent>"
    "<mc:Choice Requires='wps'>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>"
).format("<w:pict><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></w:pict>")


def test_a_text_box_costs_its_paragraph_nothing_and_is_read_once():
    raw = word(lambda document: document.add_paragraph("Around it.HERE"))
    found = first("a.docx", with_xml(raw, b"HERE", f"</w:t></w:r>{BOX}<w:r><w:t>".encode())).text
    assert found == "Around it.\n\nIn the box."


def test_a_text_box_of_an_open_document_costs_its_paragraph_nothing():
    inner = "<draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame>"
    box = f"<text:p>Around{inner} it.</text:p>"
    raw = with_xml(made("odt"), b"</office:text>", f"{box}</office:text>".encode(), "content.xml")
    assert "Around it.\n\nIn the box." in first("a.odt", raw).text


@pytest.mark.parametrize(
    ("bold", "underlined", "text", "role"),
    [
        (True, False, "The Days", "heading:3"),
        (False, True, "The Days", "heading:3"),
        # what must not be taken for one
        (False, False, "The Days", "body"),
        (True, False, "They were long.", "body"),
    ],
)
def test_a_bold_or_underlined_paragraph_is_a_heading_beside_larger_ones(bold, underlined, text, role):
    def fill(document):
        for size, own in [(20, "The Report"), (15, "The Years"), (11, PAGE)]:
            document.add_paragraph().add_run(own).font.size = docx.shared.Pt(size)
        run = document.add_paragraph().add_run(text)
        run.bold, run.underline = bold, underlined
        document.add_paragraph(PAGE)
        document.add_paragraph().add_run("The End").font.size = docx.shared.Pt(15)
        document.add_paragraph(PAGE)

    assert [own for own, line in marked("a.docx", word(fill)) if text in line] == [role]


@pytest.mark.parametrize(
    ("text", "middle", "bold", "role"),
    [
        ("THE DAYS", False, False, "heading:3"),
        ("THE DAYS", True, False, "heading:2"),
        ("The Days", True, True, "heading:2"),
        # what must not be taken for one
        ("The Days", True, False, "body"),
        ("1803", True, False, "body"),
        ("Table 1. The days of each year", False, True, "body"),
    ],
)
def test_capitals_and_bold_letters_in_the_middle_make_headings_of_no_style(text, middle, bold, role):
    def fill(document):
        for name in ("THE YEARS", text):
            own = document.add_paragraph()
            own.add_run(name).bold = bold and name == text
            own.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER if middle or name != text else None
            for _ in range(2):
                document.add_paragraph(PAGE)

    assert [own for own, line in marked("a.docx", word(fill)) if text in line] == [role]


def test_letters_that_a_style_hides_are_not_in_the_text():
    def fill(document):
        document.styles.add_style("Unseen", docx.enum.style.WD_STYLE_TYPE.CHARACTER).font.hidden = True
        document.add_paragraph(PAGE).add_run(" Ask the printer.").style = "Unseen"

    assert first("a.docx", word(fill)).text == PAGE


@pytest.mark.parametrize(("rise", "size"), [(3, 6), (5, 6), (7, 6)])
def test_a_number_above_its_line_is_a_marker_however_high_it_stands(rise, size):
    end = 72 + 10 * (0.6 * len("whysowas.") + 0.5)
    rows = [(72, 700, 10, "why so was."), (end, 700 + rise, size, "1"), (end + 10, 700, 10, "And more.")]
    note = [(72, 600, 7, "1 So it was.")]
    assert "why so was.¹ And more." in first("a.pdf", drawn(*body_of(), *rows, *note)).text


def test_a_sentence_in_larger_letters_is_no_heading_but_a_line_is():
    said = "I have missed it twice in eleven years and walked home alone."
    found = marked("a.pdf", drawn(*body_of(), (72, 500, 14, said), (72, 450, 14, "The Days")))
    assert [(role or "").partition(":")[0] for role, line in found if line.strip("# ") in (said, "The Days")] == [
        "",
        "heading",
    ]


def test_paragraphs_of_one_note_or_item_have_one_number():
    note = '<a href="#n" id="r" class="footnote-ref">1</a></p><ol><li id="n"><p>One.</p> <p>Two. <a href="#r">↩</a></p>'
    lines = marked("a.html", page(f"<p>{PAGE} Here.{note}</li></ol><ul><li><p>A</p> <p>B</p></li></ul>"))
    assert lines[1:] == [("footnote", "¹ One. Two."), ("body", "• A"), ("body", "B")]


@pytest.mark.parametrize(
    "part",
    [
        '<a href="/edit">Edit this page</a>',
        '<a href="/edit">Edit on GitHub</a>',
        '<div class="theme-last-updated">Last updated in May</div>',
        '<span class="reading-time">6 min read</span>',
        '<div style="mso-element:header"><p>Valley Papers</p></div>',
        '<section epub:type="copyright-page"><p>Printed in the valley.</p></section>',
        '<div title="header"><p>Valley Papers</p></div>',
        '<div><div>Related: <a href="/b">The bridge</a></div></div>',
        '<p>À lire aussi : <a href="/b">Le pont</a></p>',
        '<div>More on <a href="/a">bells</a> <a href="/b">boats</a> <a href="/c">books</a></div>',
        '<h2 class="sr-only" id="footnote-label">Footnotes</h2>',
        '<aside class="x1"><p>Valley life: <a href="/a">Eels that paid the rent for a king</a></p></aside>',
        '<div class="x2"><p>Advertisement</p></div>',
        "<p>Copyright 2021 Valley Papers. Registered office: the mill.</p>",
        "<p>A version of this article appears in print on page 6. <a href='/r'>Reprints</a></p>",
        '<div class="colRight"><p>Cloudy, with a little rain.</p></div>',
        '<section epub:type="colophon"><p>Set in the valley.</p></section>',
        '<div class="x3"><span>Lesen Sie auch</span> <a href="/z">What the next flood may cost us</a></div>',
        '<p><a class="msocomanchor" href="#c1">[KH1]</a></p>',
        "<p>Listen to this article · 7:41 min</p>",
    ],
)
def test_what_stands_beside_the_text_for_those_who_keep_it_is_furniture(part):
    roles = [role for role, _ in marked("a.html", page(f"<h1>A title</h1>{part}<p>{PAGE * 3}</p>"))]
    assert roles[1:] == ["boilerplate", "body"]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("<p>Who wants to edit this page may do so.</p>", "Who wants to edit this page may do so."),
        ('<p class="updated-prices">The prices rose in May.</p>', "The prices rose in May."),
        ("<h2>Issue <a href='#x'>#7</a></h2>", "## Issue #7"),
        ("<h2 class='ui header'>The Days</h2>", "## The Days"),
        ("<p>An advertisement was nailed to the door.</p>", "An advertisement was nailed to the door."),
        ("<p>Copyright was unknown to them.</p>", "Copyright was unknown to them."),
        ("<aside><p>They never asked the ferryman.</p></aside>", "They never asked the ferryman."),
        ("<h2>Read: a history</h2>", "## Read: a history"),
        ("<p>Listen to this: the <a href='/b'>ferry</a> sank.</p>", "Listen to this: the ferry sank."),
    ],
)
def test_what_only_looks_like_it_stays(part, words):
    found = marked("a.html", page(f"<h1>A title</h1><p>{PAGE * 3}</p>{part}<p>{PAGE}</p>"))
    assert [role.partition(":")[0] for role, line in found if line == words] in (["body"], ["heading"])


def test_a_class_of_the_whole_page_says_nothing_of_its_parts():
    whole = page(f"<h1>A Title</h1><p>{PAGE * 3}</p>").replace(b"<body>", b'<body class="toc2 left">')
    assert [role for role, _ in marked("a.html", whole)] == ["heading:1", "body"]


def test_a_line_above_a_listing_is_no_title_whatever_its_class():
    whole = page(f'<h1>A Title</h1><p>{PAGE * 3}</p><div class="title">Listing 1. The query</div><p>{PAGE}</p>')
    assert [role for role, _ in marked("a.html", whole.replace(b">T<", b">A Title<"))].count("title") == 1


def test_what_stands_in_the_main_part_around_its_article_is_furniture():
    around = "<h2>Most viewed</h2><p>Nine ways to mend a boat.</p>"
    found = marked("a.html", page(f"<main><article><h1>A title</h1><p>{PAGE}</p></article><div>{around}</div></main>"))
    assert [role for role, _ in found] == ["heading:1", "body", "boilerplate", "boilerplate"]
    found = marked("a.html", page(f"<main><article><p>Short.</p></article><h1>A title</h1><p>{PAGE}</p></main>"))
    assert [role or "body" for role, _ in found] == ["body", "heading:1", "body"]  # an article of few words is not all


def test_a_heading_over_nothing_but_links_or_notes_is_none():
    links = '<h2>Most viewed</h2><ul><li><a href="/a">Ducks</a></li><li><a href="/b">Pies</a></li></ul>'
    notes = '<h2>Notes</h2><ol><li id="n"><p>In the inn. <a href="#r">↩</a></p></li></ol>'
    marker = '<a href="#n" id="r" class="footnote-ref">1</a>'
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}{marker}</p><h2>Kept</h2><p>{PAGE}</p>{notes}{links}"))
    assert [line for role, line in found if role.startswith("heading")] == ["## Kept"]
    assert [line for role, line in found if role == "boilerplate"][:2] == ["Notes", "Most viewed"]


def test_an_abstract_is_a_paragraph_behind_its_word_and_no_more():
    found = marked("a.html", page(f"<p>Abstract</p><p>{PAGE}</p><p>{PROSE * 3}</p><h2>One</h2><p>{PAGE}</p>"))
    assert [role for role, _ in found[:3]] == ["abstract", "abstract", "body"]
    short = "<div class='abstract'><p>In short.</p></div>"  # a file that names it needs no other sign
    found = marked("a.html", page(f"<p>Abstract</p>{short}<p>{PAGE}</p><h2>One</h2><p>{PAGE}</p>"))
    assert [role for role, _ in found[:3]] == ["abstract", "abstract", "body"]


def test_a_first_heading_above_names_is_the_title_whatever_its_level():
    body = f"<p>{PAGE}</p><h1>Two</h1><p>{PAGE}</p>"
    assert marked("a.html", page(f"<h1>One</h1><p>Ann Lee</p>{body}"))[:2] == [
        ("title", "# One"),
        ("byline", "Ann Lee"),
    ]
    assert marked("a.html", page(f"<h1>One</h1>{body}"))[0] == ("heading:1", "# One")


def test_a_heading_at_the_foot_of_a_page_is_one_though_running_lines_follow():
    heads = [(72, 770, 8, "The Valley Papers"), (500, 770, 8, "May")]
    first = [*heads, *body_of(), (72, 560, 14, "The Days"), (300, 40, 8, "1")]
    second = [*heads, *body_of(6), (300, 40, 8, "2")]
    assert ("heading:1", "# The Days") in marked("a.pdf", drawn_pages(first, second))


def test_a_file_that_names_headings_names_all_of_them(tmp_path):
    short = f"<p>The Papers of the North</p><p>How it was in the spring</p><p>{PAGE}</p>"
    (tmp_path / "a.html").write_bytes(page(f"<h1>A title</h1>{short}<h2>The Days</h2><p>{PAGE}</p>"))
    (tmp_path / "b.txt").write_text(f"A title\n\n{PAGE}\n\nThe Papers of the North\n\n{PAGE}\n\nThe Days\n\n{PAGE}\n")
    sections = layout.sections(layout.lines(corpus.load(tmp_path)))
    found = sections.groupby("doc_id", observed=True)["heading"].agg(list)
    assert found["a"] == ["", "The Days"]
    assert "The Papers of the North" in found["b"]


def test_bold_lines_of_a_page_whose_only_heading_is_its_title_are_its_headings():
    body = f"<h1>The Ferry</h1><p>{PAGE}</p><p><strong>The Days</strong></p><p>{PAGE}</p>"
    assert ("heading:2", "## The Days") in marked("a.html", page(body))
    found = marked("a.html", page(f"{body}<h2>Two</h2><p>{PAGE}</p>"))
    assert ("body", "The Days") in found  # where it has others, bold says less


def test_signs_count_as_words_where_no_spaces_part_them():
    long = "委员会在一八四一年用四十英镑从一位农夫手里买下了这块礁石而那位农夫从未踏上过它" * 3
    found = marked("a.html", page(f'<div class="header"><h1>守塔人</h1></div><p>{long}</p><p>新的</p>'))
    assert [role or "none" for role, _ in found] == ["heading:1", "body", "body"]


@pytest.mark.parametrize("sign", ["¶", "#", "§", "\u200b#"])
def test_the_sign_of_a_place_is_no_part_of_its_heading(sign):
    found = marked("a.html", page(f"<h1>A title</h1><p>{PAGE}</p><h2>Parts<a href='#p'>{sign}</a></h2><p>{PAGE}</p>"))
    assert ("heading:2", "## Parts") in found


@pytest.mark.parametrize(
    ("below", "roles"),
    [
        ("<p>Ann Lee</p><p>3 May 2021</p>", ["byline", "byline"]),
        ("<p>A Title Here</p><p>Ann Lee</p>", ["boilerplate", "byline"]),
        ("<p>In short, it rained for a week.</p><p>2021-05-03, 06:00 BST</p>", ["body", "byline"]),
        ("<p>In 2021 it rained.</p>", ["body"]),
        ("<p>2 May 2021</p><p>Ann Lee</p>", ["byline", "byline"]),
        ("<h3 class='author'>Ann Lee</h3>", ["byline"]),
        ("<h3 class='subtitle'>How it rained</h3><p>Ann Lee</p>", ["body", "byline"]),
        ("<p>Last modified on Mon 3 May 2021 06.00 BST</p>", ["byline"]),
        ("<p>Published 3 May 2021 · 4 min read</p>", ["byline"]),
        ("<p>3. Mai 2021 | 12 Minuten Lesezeit</p>", ["byline"]),
        ("<p>3 May 2021 · 4 min late</p>", ["body"]),
        ("<h2>May 2021</h2>", ["heading:2"]),
    ],
)
def test_what_stands_below_a_title_says_by_whom_and_when_or_says_it_again(below, roles):
    found = marked("a.html", page(f"<h1>A Title Here</h1>{below}<p>{PAGE * 3}</p>").replace(b">T<", b">A Title Here<"))
    assert [role or "body" for role, _ in found[1:-1]] == roles


# ---------------------------------------------------------------- what style alone sets apart, and credits


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<div><span>mill</span><span>river</span></div>", "mill river"),
        ("<div><a href='/'>Home</a><a href='/b'>Business</a></div>", "Home Business"),
        ("<p>By <span>Ada Merrow</span><span>Tom Poole</span></p>", "By Ada Merrow Tom Poole"),
        # what must stay glued
        ("<p><b>w</b>ord and <span>wo</span><span>rd</span></p>", "word and word"),
        ("<div><span>T</span><span>he ferry</span></div>", "The ferry"),
        ("<p><span>Mc</span><span>Donald</span> and <i>un</i>told</p>", "McDonald and untold"),
        ("<p>a<span>b</span><span>(c)</span></p>", "ab(c)"),
        ("<p><code><span>print</span><span>Out</span></code></p>", "printOut"),
    ],
)
def test_elements_side_by_side_are_words_of_their_own_unless_they_cut_one(page, read):
    text = first("a.html", f"<body><h1>The Ferry</h1><p>{PAGE}</p>{page}<p>{PAGE}</p></body>".encode()).text
    assert read in text.split("\n")


def test_credits_and_times_of_a_page_are_no_body(tmp_path):
    page = f"""<article><h1>The Ferry</h1><time>3 days ago</time>
      <figure><img src="a"><span>Getty Images</span></figure><p>{PAGE}</p>
      <div class="image-credit">Reuters</div><p>{PAGE} So Reuters said <time>3 days ago</time> of it.</p></article>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    documents = corpus.load(tmp_path)
    lines = layout.lines(documents)
    roles = dict(zip(lines["text"], lines["role"].astype(str), strict=True))
    assert [roles[text] for text in ("3 days ago", "Getty Images", "Reuters")] == ["byline", "caption", "caption"]
    assert roles[f"{PAGE} So Reuters said 3 days ago of it."] == "body"
    assert documents.loc[0, "authors"] == ""  # a time is no name


# ---------------------------------------------------------------- headings by style, notes by place, what files say


def test_a_heading_of_rich_text_is_one_by_its_style():
    styles = rb"{\stylesheet{\s0 Normal;}{\s3\sbasedon0\keepn Heading 2;}{\s4 Heading;}}"
    lines = rb"\pard\s0 %s\par\pard\s3 The Days\par\pard\s0 %s\par\pard\s4 No more\par\pard\s0 %s\par}"
    found = marked("a.rtf", rb"{\rtf1\ansi" + styles + lines % ((PAGE.encode(),) * 3))
    assert [row for row in found if row[1] != PAGE] == [("heading:2", "## The Days"), ("body", "No more")]


def test_a_text_box_of_rich_text_stands_behind_its_paragraph_and_once():
    shown = rb"{\shprslt{\*\do\dptxbx{\dptxbxtext \pard In the box.\par}}}"
    box = rb"{\shp{\*\shpinst{\sp{\sn a}{\sv 2}}{\shptxt \pard In the box.\par}}" + shown + b"}"
    found = marked(
        "a.rtf", rb"{\rtf1\ansi " + PAGE.encode() + box + b" And on." + rb"\par\pard " + PAGE.encode() + rb"\par}"
    )
    assert [line for _, line in found] == [f"{PAGE} And on.", "In the box.", PAGE]


def test_fields_of_rich_text_are_read_as_they_are_shown():
    link = rb'{\field{\*\fldinst HYPERLINK "https://example.org" }{\fldrslt {\loch\nthe inn}{}}}'.replace(rb"\n", b"\n")
    number = rb"{\field{\*\fldinst  SEQ Table }{\fldrslt 4}}"
    found = marked("a.rtf", rb"{\rtf1\ansi " + PAGE.encode() + b" See " + link + b", table " + number + rb".\par}")
    assert found[0][1] == f"{PAGE} See the inn, table 4."


def test_items_of_rich_text_have_the_numbers_that_are_printed():
    item = rb"\pard {\listtext\pard\plain %s\tab}\ilvl%d\ls1 %s\par "
    rows = [(b"1.", 0, b"they mended;"), (b"a)", 1, b"by day;"), (rb"\'b7", 1, b"at night;"), (b"2.", 0, b"they left.")]
    found = marked("a.rtf", rb"{\rtf1\ansi " + b"".join(item % row for row in rows) + b"}")
    assert [line for _, line in found] == ["1. they mended;", "a) by day;", "• at night;", "2. they left."]


def test_a_note_in_a_table_of_rich_text_costs_no_row_and_keeps_its_place():
    note = rb"{\super\chftn{\*\footnote \pard\plain The toll.}}"
    row = rb"\trowd\cellx900\cellx1800\pard\intbl %s\cell %s\cell\row "
    cells = [(b"Year", b"Pence"), (b"1740", b"ropes" + note), (b"1741", b"oil")]
    table = b"".join(row % pair for pair in cells)
    found = marked(
        "a.rtf", rb"{\rtf1\ansi " + PAGE.encode() + rb"\par " + table + rb"\pard " + PAGE.encode() + rb"\par}"
    )
    assert [line for _, line in found][1:-2] == ["Year\tPence", "1740\tropes¹", "1741\toil"]
    assert found[-1] == ("footnote", "¹ The toll.")


def test_a_drop_cap_of_a_word_document_is_the_first_letter_of_its_word():
    cap = '<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr><w:r><w:t>T</w:t></w:r></w:p>'
    body = f"{cap}<w:p><w:pPr><w:jc/></w:pPr><w:r><w:t>{PAGE[1:]}</w:t></w:r></w:p>"
    assert marked("a.docx", word_file(body)) == [("body", PAGE)]


def test_a_title_of_an_open_document_is_one_by_its_style():
    lines = f'<text:p text:style-name="Title">The Ferry</text:p><text:p>A second line</text:p><text:p>{PAGE}</text:p>'
    raw = with_xml(made("odt"), b"<office:text>", f"<office:text>{lines}".encode(), "content.xml")
    assert marked("a.odt", raw)[0] == ("title", "# The Ferry")


def test_styles_of_an_open_document_make_headings_and_hide_and_its_fields_are_text():
    style = '<style:style style:name="P7" style:family="paragraph" style:parent-style-name="Heading_20_2"/>'
    style += (
        '<style:style style:name="T7" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    lines = (
        "<text:p text:style-name='P7'>The Days</text:p><text:p><loext:content-control xmlns:loext='urn:x'>In a field"
    )
    lines += "</loext:content-control> it stood<text:span text:style-name='T7'>HIDDEN</text:span>.</text:p>"
    raw = with_xml(
        made("odt"), b"</office:automatic-styles>", f"{style}</office:automatic-styles>".encode(), "content.xml"
    )
    raw = with_xml(raw, b"</office:text>", f"{lines}</office:text>".encode(), "content.xml")
    assert marked("a.odt", raw)[-4:-2] == [("heading:2", "## The Days"), ("body", "In a field it stood.")]


@pytest.mark.parametrize(
    ("marker", "label", "notes"),
    [
        ("<sup>{}</sup>", "{}. ", True),
        ("<sup>{}</sup>", "<sup>{}</sup> ", True),
        (" [{}]", "[{}] ", True),
        (" ({})", "{}. ", False),  # a list of two
    ],
)
def test_numbered_paragraphs_at_the_end_are_notes_if_the_text_has_their_markers(marker, label, notes):
    text = "".join(f"<p>{PAGE}{marker.format(n)} It stood.</p>" for n in (1, 2))
    text += "<h2>Notes</h2>" + "".join(f"<p>{label.format(n)}A note of the editor.</p>" for n in (1, 2))
    found = marked("a.html", page(f"<h1>T</h1><h2>One</h2>{text}"))
    assert [role for role, _ in found[-3:]] == (
        ["boilerplate"] + ["footnote"] * 2 if notes else ["heading:2", "body", "body"]
    )
    if notes:
        assert found[-5:-3] == [("body", f"{PAGE}{sign} It stood.") for sign in "¹²"]
        assert found[-1] == ("footnote", "² A note of the editor.")


@pytest.mark.parametrize(
    ("rule", "role"),
    [
        ("font-weight: bold", "heading:2"),
        ("font-size: 1.5em", "heading:2"),
        ("font-size:16pt", "heading:2"),
        ("font-size: 1em; color: red", ""),
    ],
)
def test_a_style_sheet_of_an_e_book_makes_headings_where_no_element_does(rule, role):
    chapter = f"<p>{PAGE}</p><p class='c7'><span>The Days</span></p><p>{PAGE}</p>"
    files = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        "b.opf": '<package><manifest><item id="c" href="c.xhtml"/></manifest>'
        '<spine><itemref idref="c"/></spine></package>',
        "c.xhtml": f"<html><body>{chapter}</body></html>",
        "s.css": f".c1 {{color: blue}} p.c6, .c7 {{ margin: 0; {rule} }}",
    }
    found = marked("a.epub", packed(files))
    assert [(own or "").replace("body", "") for own, line in found if line.endswith("The Days")] == [role]


@pytest.mark.parametrize(
    ("part", "role"),
    [
        ('<div class="category-label"><a href="/g">Gardening</a></div>', "boilerplate"),
        ('<div class="tags">Topics: <a href="/a">Rain</a></div>', "boilerplate"),
        ('<div class="post category-rain"><p>It rained all day, and nobody went out to the ferry.</p></div>', "body"),
        (
            '<section id="related-work"><h2>Related work</h2><p>It rained all day, and nobody came.</p></section>',
            "body",
        ),
        (
            '<section id="related"><h2>You may like</h2><p>It rained all day, and nobody came.</p></section>',
            "boilerplate",
        ),
    ],
)
def test_a_name_tells_furniture_unless_a_heading_gave_it(part, role):
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}</p>{part}<p>{PAGE}</p>"))
    assert found[-2][0] == role


def test_a_list_of_sentences_with_links_is_no_menu():
    linked = '<a href="/a">first ferry of the year and on all who had come to see it leave</a>'
    items = f"<li>It rained on the {linked}, {{}}.</li>"
    said = "which nobody had thought of when the boats were hired"
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}</p><ul>{items.format(said) * 3}</ul>"))
    assert {role for role, _ in found[2:]} == {"body"}
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}</p><ul>{items.format('too') * 3}</ul>"))
    assert {role for role, _ in found[2:]} == {"boilerplate"}


def test_title_authors_and_date_are_as_printed_else_as_metadata_say_and_the_index_comes_first(tmp_path):
    head = (
        '<meta name="byl" content="By Ada Merrow"><meta property="article:published_time" content="2021-05-03T06:00Z">'
    )
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.html").write_bytes(page(f"<h1>T</h1><p>{PAGE}</p>", head))
    columns = ["title", "authors", "date", "from_file"]
    told = ["T", "Ada Merrow", "2021-05-03"]
    basis = ["title: page", "authors: metadata", "date: metadata"]
    assert corpus.load(tmp_path)[columns].to_numpy().tolist() == [[*told, ", ".join(basis)]]
    (tmp_path / "index.csv").write_text("doc_id,file,title\na,a.html,Of Baths\n", encoding="utf-8")
    assert corpus.load(tmp_path)[columns].to_numpy().tolist() == [["Of Baths", *told[1:], ", ".join(basis[1:])]]


@pytest.mark.parametrize("author", ["python-docx", "", "Ada Merrow"])
def test_what_a_program_puts_for_a_name_is_no_author(author):
    def named(document):
        document.add_paragraph(PAGE)
        document.core_properties.author = author

    columns = first("a.docx", word(named)).columns
    assert columns["authors"] == (author if author == "Ada Merrow" else "")
