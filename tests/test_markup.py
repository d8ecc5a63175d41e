"""What a file says of its lines: headings, notes, quotations, furniture, in each format, and that layout trusts it."""

import io
import re
import shutil
import subprocess
import zipfile

import docx
import pypandoc
import pytest

from helpers import corpus, layout
from helpers.corpus import formats, reading

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
    (found,) = formats.read(reading.File(name, raw))
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
    ],
)
def test_a_linked_note_is_one_whatever_its_form(marker, note):
    found = marked("a.html", page(f"<h1>T</h1><p>{PAGE}{marker} It went on.</p><p>{PAGE}</p>{note}"))
    assert found[1:] == [("body", f"{PAGE}¹ It went on."), ("body", PAGE), ("footnote", "¹ A note.")]


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
        "1 deleted passages are not in the text",
        "1 hidden passages are not in the text",
    ]


def test_a_page_number_inside_a_sentence_goes_and_is_named():
    raw = page(f'<h1>T</h1><p>{PROSE}Under <span class="pagenum">[6]</span> the sea.</p>')
    (found,) = formats.read(reading.File("a.html", raw))
    assert "Under the sea." in found.text
    assert [problem for problem, _ in found.remarks] == ["1 page numbers and the like inside lines are not in the text"]


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
    long = page("<pre>" + "a line of text\n" * 800_000 + "</pre><p>The end.</p>")
    (found,) = formats.read(reading.File("a.html", long))
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


def with_xml(raw, old, new):
    """Return a Word document with something put into its main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(out, "w") as changed:
        for name in packed.namelist():
            part = packed.read(name)
            if name == "word/document.xml":
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
        "1 deleted passages are not in the text",
        "1 hidden passages are not in the text",
    ]


def test_running_heads_of_a_word_document_are_named(tmp_path):
    def fill(document):
        document.add_paragraph(PAGE)
        document.sections[0].header.paragraphs[0].text = "Proof, not for circulation"

    (tmp_path / "a.docx").write_bytes(word(fill))
    assert "Proof" not in corpus.load(tmp_path).loc[0, "text"]
    assert corpus.problems(tmp_path)["problem"].tolist() == ["1 running heads and feet are not in the text"]


# ---------------------------------------------------------------- rich text


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
    shown = []
    for x, y, size, text in lines:
        for word in text.split(" "):
            shown.append(f"BT /F {size} Tf {x:.2f} {y} Td ({word}) Tj ET")
            x += size * (sum(WIDTHS.get(sign, 0.5) for sign in word) + 0.25)
    stream = "\n".join(shown)
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    out = b"%PDF-1.4\n" + b"".join(f"{n} 0 obj\n{part}\nendobj\n".encode() for n, part in enumerate(parts, 1))
    return out + b"trailer\n<</Size 6/Root 1 0 R>>\n%%EOF"


WIDTHS = dict.fromkeys("abcdefghijklmnopqrstuvwxyz.,1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.6)  # Courier's


def test_words_without_spaces_between_them_are_parted_by_white():
    (found,) = formats.read(reading.File("a.pdf", drawn((72, 700, 10, "The ferry crossed at noon"))))
    assert found.text == "The ferry crossed at noon"


def test_two_columns_are_read_one_after_the_other():
    left = [(72, 700 - 12 * n, 10, f"left line {n} of it") for n in range(8)]
    right = [(330, 700 - 12 * n, 10, f"right line {n} of it") for n in range(8)]
    rows = [row for pair in zip(left, right, strict=True) for row in pair]  # as the page is written, line by line
    (found,) = formats.read(reading.File("a.pdf", drawn(*rows)))
    assert found.text.split("\n") == [text for *_, text in [*left, *right]]


def test_a_note_at_the_foot_in_small_letters_takes_the_number_glued_to_a_word():
    body = [(72, 700 - 12 * n, 10, "the ferry crossed at noon in the rain") for n in range(8)]
    body[3] = (72, 664, 10, "the ferry crossed at noon.1 It rained")
    rows = [*body, (72, 100, 7, "1 The toll table hung in the inn.")]
    found = marked("a.pdf", drawn(*rows))
    assert found[-1] == ("footnote", "¹ The toll table hung in the inn.")
    assert any("at noon.¹ It" in text for _, text in found)
