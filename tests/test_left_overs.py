"""What the web leaves in plain text: marks of HTML and addresses are listed edits, and nothing of the author's goes."""

import pytest
from made import documents

from helpers import corpus, layout, words

PROSE = "The river rose in spring and fell in summer, as it had done in every year since the mill was built."


def printed(line, **more):
    """Return a line of the body as it is printed and its edits, once raw line and edits have given the same."""
    lines = layout.lines(documents(f"{line}\n\n{PROSE}", **more))
    edits = layout.edits(lines).query("line == 1")
    made = line
    for edit in list(edits.itertuples())[::-1]:
        assert line[edit.start :].startswith(edit.before)
        made = made[: edit.start] + edit.after + made[edit.start + len(edit.before) :]
    assert layout.paragraphs(lines)["text"].tolist() == [made, PROSE]
    return made, edits["rule"].astype(str).tolist()


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (
            "AT&amp;T and R&amp;D, salt&nbsp;and&#160;pepper; don&#8217;t, don&#x2019;t.",
            "AT&T and R&D, salt and pepper; don’t, don’t.",
        ),
        ("Rock &amp; roll. <br /><br />It was <i>good</i>.<BR>We slept.", "Rock & roll. It was good. We slept."),
        ("Once &amp;amp; twice &amp;lt;br /&amp;gt; cleaned &amp;#39;so&amp;#39;.", "Once & twice cleaned 'so'."),
        ("Left &lt;b&gt;bold&lt;/b&gt; behind, as 5 &lt; 6.", "Left bold behind, as 5 < 6."),
        ('<p class="x">He <a href="https://a.org/x">rose</a>, and <font size=2>fell</font>.</p>', "He rose, and fell."),
        ("In<sup>1</sup> spring CO<sub>2</sub> fell on the 1<sup>st</sup>.", "In 1 spring CO2 fell on the 1st."),
        ("He rose<!-- not shown --><script>if (a < b) c();</script>.", "He rose ."),
        ("A cell<td>another<td>a third<hr>and a rule.", "A cell another a third and a rule."),
        ("soft&shy;ly, caf&eacute;, 5&euro;, &ldquo;yes&rdquo; &hellip;", "softly, café, 5€, “yes” …"),
        ("A tweet &amp more &gt 5, in all of it.", "A tweet & more > 5, in all of it."),
        ("*Rock &amp; roll* is \\&amp; was.", "Rock & roll is & was."),
    ],
)
def test_marks_of_a_web_page_are_edits(line, clean):
    made, rules = printed(line)
    assert made == clean
    assert "html" in rules


@pytest.mark.parametrize(
    "line",
    [
        "If a < b and b > c, or a<b and b>c, then List<String> and Map<K, V> stay, as does vector<a>.",
        "The <b> tag makes letters bold in that old language, and nothing else does so.",
        'Write "<br>" to end a line, “<p>” for a new one, \'<i>\' for what leans, and "&amp;" for a sign.',
        "In `<p>one &amp; two</p>` and `a <br> b` the code is what is spoken of, and it stays.",
        "Fill in the <source> and the <title> of your <table>, and <name> and <your name here>.",
        "Books, maps, &c; and so on, AT&T, Q&A, R&D; &unknown; and &notit; and &ampersand stay.",
        "He <em>never closed what he opened, and <made up> are no marks of any page.",
        "I <3 the river, it went -> there <- and back <-> again, <<so>> to say, 1 <2> 3.",
    ],
)
def test_what_is_no_mark_of_a_web_page_stays(line):
    assert printed(line) == (line, [])


def test_what_a_web_page_or_another_file_shows_stays(tmp_path):
    (tmp_path / "a.html").write_text(
        f"<h1>On pages</h1><p>{PROSE} Write &lt;br&gt; and &amp;amp; there.</p>", encoding="utf-8"
    )
    lines = layout.lines(corpus.load(tmp_path))
    assert layout.paragraphs(lines)["text"].tolist() == [f"{PROSE} Write <br> and &amp; there."]


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("The mill (see https://a.org/a_b_c?x=1&amp;y=2) was old.", "The mill (see ↗) was old."),
        ("Go to www.mill.org, then to http://b.org/Mill_(river). It is there.", "Go to ↗, then to ↗. It is there."),
        ("见https://a.org/x查看河流，河流在春天上涨。", "见↗查看河流，河流在春天上涨。"),
        ("Seen at <https://a.org/x>, **https://b.org/** and 'ftp://c.org/y'.", "Seen at ↗, ↗ and '↗'."),
        ("More: t.co/AbC1 bit.ly/xyz, pic.twitter.com/abc and de.wikipedia.org/wiki/Köln!", "More: ↗ ↗, ↗ and ↗!"),
        ("[The mill](https://a.org/mill) was built by [a &amp; b](www.a.org/b).", "The mill was built by a & b."),
        ("See ![a mill](https://a.org/m), [x] (www.a.org/y), [z](www.a.org/z).", "See ![a mill](↗), [x] (↗), z."),
    ],
)
def test_a_web_address_is_an_edit_and_no_word(line, clean):
    made, rules = printed(line)
    assert made == clean
    assert "address" in rules
    tokens = words.tokens(layout.paragraphs(layout.lines(documents(line))))["token"].astype(str).tolist()
    assert not {"https", "http", "www", "org", "com", "ly"} & set(tokens)


@pytest.mark.parametrize(
    "line",
    [
        "and/or, he/she, km/h, 1/2 and e.g./i.e. are no addresses, nor is Mr.Smith/Jones or no.yes/maybe.",
        "The site example.org and the post of a@b.org are named by their names; www. is how they begin.",
        "The file C:/com/mill and src/net/river.py, and the ratio 3://4, stay as they are.",
    ],
)
def test_what_is_no_web_address_stays(line):
    assert printed(line) == (line, [])


def test_addresses_of_a_heading_or_a_note_stay():
    lines = layout.lines(
        documents(f"# The Mill\n\n## See https://a.org/x\n\n{PROSE}¹\n\n{PROSE}\n\n¹ Mill, https://a.org/y.")
    )
    assert layout.sections(lines)["heading"].tolist()[-1] == "See https://a.org/x"
    assert layout.footnotes(lines)["text"].tolist() == ["Mill, https://a.org/y."]


def test_every_character_is_counted_once():
    text = f"{PROSE} <b>Bold</b> &amp; https://a.org/x <br>\n\n{PROSE}"
    ledger = layout.ledger(layout.lines(documents(text)))
    assert ledger["characters"].sum() == len(text)
    booked = ledger.set_index(["role", "rule"])["characters"]
    assert booked["boilerplate", "html"] == len("<b>") + len("</b>") + len("amp;") + len(" <br>")
    assert booked["boilerplate", "address"] == len("https://a.org/x") - 1


def test_problems_name_left_overs_and_many_addresses_only(tmp_path):
    few = " ".join([PROSE] * 30)
    for name, text in {
        "left": f"{PROSE} Salt &amp; <br>pepper.",
        "many": f"{PROSE} https://a.org/x",
        "few": f"{few} https://a.org/x",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    told = corpus.problems(tmp_path).query("not problem.str.contains('nearly the same')")
    assert told[["file", "problem"]].to_numpy().tolist() == [
        ["left.txt", "marks of a web page in the text (2), such as '&amp;', which are no words of it"],
        ["many.txt", "web addresses (1), such as 'https://a.org/x', of which no word is counted"],
    ]
