"""General layout rules on texts of other kinds, without ``rules.toml``, and the audit that says where they may err."""

import pytest
from made import documents, headings

from helpers import corpus, layout

PROSE = (
    "The river rose in spring and fell in summer, as it had\n"
    "done in every year since the mill was built, and no one\n"
    "in the town could say by how much it would rise the next\n"
    "time. The miller kept a book of it. He wrote in it a-\n"
    "gain and again, until the book was full.\n"
)
FLOWN = (
    "The river rose in spring and fell in summer, as it had done in every year since the mill was built, and no "
    "one in the town could say by how much it would rise the next time. The miller kept a book of it. He wrote in it "
    "again and again, until the book was full."
)
HEADER = """The Project Gutenberg eBook of The Mill

This eBook is for the use of anyone anywhere in the United States and
most other parts of the world at no cost and with almost no restrictions.

Title: The Mill

Author: A. Miller

*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***
"""
FOOTER = """*** END OF THE PROJECT GUTENBERG EBOOK THE MILL ***

Updated editions will replace the previous one, and the old editions will
be renamed. Creating the works from print editions not protected by law.
"""


def book(*parts):
    return "\n\n".join(parts)


def roles(text):
    """Return the text of each role's lines, in order."""
    table = layout.lines(documents(text))
    return {role: own["text"].tolist() for role, own in table.groupby("role", observed=True)}


def paragraphs(text):
    return layout.paragraphs(layout.lines(documents(text)))["text"].tolist()


def audit(text):
    table = layout.audit(layout.lines(documents(text)))
    return list(table[["finding", "line"]].itertuples(index=False, name=None))


# ---------------------------------------------------------------- books


CONTENTS = "CONTENTS\n\n CHAPTER I.   The River\n CHAPTER II.  The Mill\n CHAPTER III. The Town\n"
CHAPTERS = [
    "CHAPTER I.\nThe River",
    PROSE,
    PROSE,
    "CHAPTER II.\nThe Mill",
    PROSE,
    PROSE,
    "CHAPTER III.\nThe Town",
    PROSE,
    PROSE,
]
BOOK = book(HEADER, "THE MILL", "by A. Miller", CONTENTS, *CHAPTERS, "THE END", FOOTER)


def test_contents_lines_are_no_chapters():
    assert headings(BOOK) == [(1, "CHAPTER I. The River"), (1, "CHAPTER II. The Mill"), (1, "CHAPTER III. The Town")]


def test_title_and_author_of_a_book_are_found_behind_its_licence():
    found = roles(BOOK)
    assert (found["title"], found["byline"]) == (["THE MILL"], ["by A. Miller"])


def test_header_footer_and_contents_of_a_book_are_chrome():
    found = roles(BOOK)["boilerplate"]
    assert found[0] == "The Project Gutenberg eBook of The Mill"
    assert "Title: The Mill" in found
    assert " CHAPTER II.  The Mill" in found
    assert "THE END" in found
    assert found[-1] == "be renamed. Creating the works from print editions not protected by law."


def test_hard_wrapped_lines_flow_and_cut_words_are_whole():
    assert paragraphs(BOOK) == [FLOWN] * 6


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (["I", "II", "III"], ["I", "II", "III"]),
        (["Chapter One", "Chapter Two", "Chapter Three"], ["Chapter One", "Chapter Two", "Chapter Three"]),
        (["CHAPTER 1", "CHAPTER 2", "CHAPTER 3"], ["CHAPTER 1", "CHAPTER 2", "CHAPTER 3"]),
        (["PREFACE.", "BOOK THE FIRST.", "BOOK THE SECOND."], ["PREFACE.", "BOOK THE FIRST.", "BOOK THE SECOND."]),
        (["Letter 1", "Letter 2", "Letter 3"], ["Letter 1", "Letter 2", "Letter 3"]),
    ],
)
def test_headings_of_books(heads, found):
    text = book("THE MILL", *(part for head in heads for part in (head, PROSE, PROSE)))
    assert [heading for _, heading in headings(text)] == found


def test_a_chapters_number_and_its_name_below_are_one_heading():
    text = book("THE MILL", "CHAPTER I", "The River", PROSE, PROSE, "CHAPTER II", "The Mill", PROSE)
    assert headings(text) == [(1, "CHAPTER I The River"), (1, "CHAPTER II The Mill")]


def test_chapters_are_below_parts():
    text = book("THE MILL", "PART ONE", "CHAPTER I", PROSE, "CHAPTER II", PROSE, "PART TWO", "CHAPTER I", PROSE)
    assert [level for level, _ in headings(text)] == [1, 2, 2, 1, 2]


def test_contents_without_the_word_are_contents_when_their_entries_return():
    names = ["The River", "The Mill", "The Town", "The Bridge"]
    text = book("A BOOK OF PLACES", *names, *(part for name in names for part in (name, PROSE, PROSE)))
    assert [heading for _, heading in headings(text)] == names


def test_contents_with_page_numbers():
    text = book(
        "A REPORT",
        "Table of Contents",
        "1. The River ........ 3",
        "2. The Mill ........ 17",
        "1. The River",
        FLOWN,
        "2. The Mill",
        FLOWN,
    )
    assert headings(text) == [(1, "1. The River"), (1, "2. The Mill")]


def test_contents_end_where_the_first_entry_returns():
    heads = [
        part for n, name in (("I", "The River"), ("II", "The Mill")) for part in (f"CHAPTER {n}", name, PROSE, PROSE)
    ]
    text = book("A BOOK OF PLACES", "Contents", "CHAPTER I", "CHAPTER II", *heads)
    assert [heading for _, heading in headings(text)] == ["CHAPTER I The River", "CHAPTER II The Mill"]


def test_one_entry_makes_no_table_of_contents():
    assert (1, "Contents") in headings(book("A REPORT", "Contents", "Of the year 1917", FLOWN, FLOWN))


def test_the_word_contents_in_a_heading_is_a_heading():
    assert headings(book("A REPORT", "Contents", FLOWN, FLOWN)) == [(1, "Contents")]


@pytest.mark.parametrize("indent", ["  ", "\t\t", "    "])
def test_indented_lines_start_a_paragraph_where_none_is_blank(indent):
    lines = PROSE.replace("a-\ngain", "again\nand so").splitlines()
    text = "".join(f"{indent}{lines[0]}\n" + "\n".join(lines[1:]) + "\n" for _ in range(4))
    assert len(paragraphs(text)) == 4


# ---------------------------------------------------------------- the guard


def test_a_rule_that_would_take_more_than_half_of_a_text_is_stopped():
    text = book(FLOWN, FLOWN, FLOWN, "*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***", FLOWN)
    assert sum(len(paragraph.split()) for paragraph in paragraphs(text)) == 4 * len(FLOWN.split()) + 10
    assert audit(text)[0] == ("rule stopped", 1)


def test_less_than_half_is_taken():
    text = book(FLOWN, "*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***", FLOWN, FLOWN)
    assert len(paragraphs(text)) == 2
    assert audit(text) == []


def test_a_pattern_of_the_corpus_is_guarded_too():
    table = layout.lines(documents(book(FLOWN, FLOWN), rules={"boilerplate": ["."]}))
    assert table.loc[table["role"] != "blank", ["role", "rule"]].to_numpy().tolist() == [
        ["body", "stopped_rules.toml"],
        ["body", "paragraph"],
    ]


def test_a_text_of_short_lines_is_not_called_chrome():
    text = "\n".join(["Trade and peace", "Peace and trade", "Nothing beside remains"] * 10)
    assert sum(len(paragraph.split()) for paragraph in paragraphs(text)) == 90


# ---------------------------------------------------------------- speeches, reports, Markdown, verse, pages


def test_a_speech_without_headings_is_one_section():
    text = book(
        "Speech at the Opening of the Mill",
        "My friends,",
        "Thank you all for coming here today.",
        FLOWN,
        "(Applause.)",
        FLOWN,
        "Thank you.",
    )
    assert headings(text) == []
    assert roles(text)["title"] == ["Speech at the Opening of the Mill"]


def test_numbered_headings_of_a_report():
    text = book(
        "Report on the River",
        "1. Introduction",
        FLOWN,
        "1.1 The mill",
        FLOWN,
        "1.1.1 Its wheel",
        FLOWN,
        "1.2 The town",
        FLOWN,
        "2. Conclusion",
        FLOWN,
    )
    assert headings(text) == [
        (1, "1. Introduction"),
        (2, "1.1 The mill"),
        (3, "1.1.1 Its wheel"),
        (2, "1.2 The town"),
        (1, "2. Conclusion"),
    ]


def test_a_numbered_list_is_no_row_of_headings():
    text = book("Report on the River", FLOWN, "1. A wheel", "2. A weir", "3. A race", "4. A stone", FLOWN)
    assert headings(text) == []
    assert "1. A wheel" in paragraphs(text)


def test_markdown_headings_and_nothing_else_where_a_text_has_them():
    text = book(
        "# The Mill",
        "## One",
        "Some Short Line",
        FLOWN,
        "### Below",
        FLOWN,
        "Another Short Line",
        FLOWN,
        "## Two",
        FLOWN,
    )
    assert headings(text) == [(1, "One"), (2, "Below"), (1, "Two")]
    assert roles(text)["title"] == ["# The Mill"]


def test_verse_has_no_headings_within_its_stanzas():
    verse = "\n".join(
        [
            "The river runs beside the mill,",
            "Its water bright and cold",
            "The wheel goes round and never still",
            "As in the days of old.",
        ]
    )
    assert headings(book("The Mill", verse, verse, verse)) == [(1, "The Mill")]


def test_short_lines_right_below_each_other_are_no_headings():
    verse = "The river runs.\nThe Mill Is Old\nThe wheel goes round.\nThe Night Is Cold\nAnd so to bed."
    assert headings(book(FLOWN, verse, FLOWN)) == []


@pytest.mark.parametrize("foot", ["{}", "- {} -", "Page {} of 9", "[{}]"])
def test_page_numbers_and_running_heads_are_chrome(foot):
    page = "\n".join(["THE MILL AND THE RIVER", FLOWN, FLOWN, FLOWN[:-20] + " which then"])
    text = book("A REPORT ON PLACES", FLOWN[:-20], *(f"{page}\n{foot.format(number)}" for number in range(3, 9)))
    table = layout.lines(documents(text))
    both = [line for number in range(3, 9) for line in ("THE MILL AND THE RIVER", foot.format(number))]
    assert table.loc[table["rule"] == "page_head", "text"].tolist() == both


def pages_of(heads, feet, sizes, end="\f"):
    """Return pages of so many lines each, in the middle of a sentence, with a head and a foot."""
    page = "The river rose in spring and fell in summer, as it had in\n"
    return end.join(f"{a}\n\n{page * size}\n{b}\n" for a, b, size in zip(heads, feet, sizes, strict=True))


HEADS = ["310  The Mill / No. 7", "The Mill / No. 7  311", "312  The Mill / No. 7", "The Mill / No. 7  313"]


@pytest.mark.parametrize(
    ("heads", "feet", "end", "wanted"),
    [
        (HEADS, [""] * 4, "\f", HEADS),  # on the left and on the right
        (["The Mill / No. 7"] * 4, [""] * 4, "", []),  # nothing says that pages end here
        (["The Mill", "", "", "The Mill"], ["1", "4", "5", "9"], "\f", []),  # the numbers of notes
        ([""] * 4, ["(2) In the chapter", "(3) In the chapter", "", "(5) In the chapter"], "\f", []),
        ([""] * 4, ["Printed by Lee, 4 May"] * 4, "\f", ["Printed by Lee, 4 May"] * 4),
        ([""] * 4, ["It was old.", "", "It was old.", "It was old."], "\f", ["It was old."] * 3),
        (
            ["", "2 Lee", "3 Lee", "4 Lee"],
            ["1", "", "", "9"],
            "\f",
            ["1", "2 Lee", "3 Lee", "4 Lee"],
        ),  # at the first foot
    ],
)
def test_form_feeds_say_what_stands_on_every_page(heads, feet, end, wanted):
    table = layout.lines(documents(pages_of(heads, feet, [9, 30, 14, 60], end)))
    assert table.loc[table["rule"] == "page_head", "text"].str.strip("\f").tolist() == wanted


@pytest.mark.parametrize(("head", "title"), [("The Growth of Trade", 2), ("A. B. Lee", 1)])
def test_a_running_head_begins_as_the_title_of_a_paper_does(head, title):
    pages = [f"{n} {head}\n\n{FLOWN}\n\f" for n in range(2, 7)]
    own = layout.lines(documents("\n".join(["Mill Papers Wien", "The Growth of Trade", "", FLOWN, "\f", *pages])))
    assert own.loc[own["role"] == "title", "line"].tolist() == [title]


def test_the_end_of_a_sentence_that_returns_is_no_running_head():
    page = "The river rose in spring and fell in summer, as it had\n"
    text = "".join(page * 12 + "of the mill.\n" for _ in range(8))
    assert "boilerplate" not in roles(text)


def test_years_on_lines_of_their_own_are_no_page_numbers():
    text = book("1999", FLOWN, "2024", FLOWN)
    assert "boilerplate" not in roles(text)


def test_ornaments_are_chrome():
    assert roles(book(FLOWN, "* * *", FLOWN, "-----", FLOWN, "***"))["boilerplate"] == ["* * *", "-----", "***"]


def test_a_hard_wrapped_note_is_one_note():
    note = "¹ See the book of the mill, which is kept in the town,\nand what is said there of the river, pages 3 to 17."
    text = book(PROSE.replace("rise the next\n", "rise the next¹\n"), note, PROSE, PROSE)
    table = layout.footnotes(layout.lines(documents(text)))
    assert table[["number", "line", "marker_line", "text"]].to_numpy().tolist() == [
        [
            1,
            8,
            3,
            "See the book of the mill, which is kept in the town, and what is said there of the river, pages 3 to 17.",
        ]
    ]


# ---------------------------------------------------------------- the audit


def test_the_five_texts_have_no_findings():
    assert len(layout.audit(layout.lines(corpus.load()))) == 0


@pytest.mark.parametrize(
    ("heads", "lines"),
    [
        (["1. One", "2. Two", "4. Four"], [9]),
        (["Chapter I", "Chapter II", "Chapter IV"], [9]),
        (["2. Two", "3. Three"], [1]),
        (["1. One", "1.1 A detail", "1.3 Another", "2. Two"], [9]),
        (["I. One", "A. Below", "B. Below", "II. Two", "A. Below"], []),
        (["Part One", "Chapter 1", "Chapter 2", "Part Two", "Chapter 3", "Chapter 4"], []),
        (["1. One", "2. Two", "3. Three", "IV. Four"], []),
    ],
)
def test_gaps_in_the_numbering_of_headings(heads, lines):
    text = book(*(part for head in heads for part in (head, FLOWN)))
    assert [line for finding, line in audit(text) if finding == "gap in numbering"] == lines


def test_a_section_that_is_far_longer_than_the_others():
    text = book("1. One", FLOWN, "2. Two", *[FLOWN] * 60, "3. Three", FLOWN)
    assert audit(text) == [("long section", 5)]


@pytest.mark.parametrize(("others", "named"), [(220, [5]), (500, [])])
def test_a_long_section_is_five_times_as_long_as_the_middle_one(others, named):
    sentence = "The miller kept a book of the river again this year. "  # ten words, and one for the year
    assert len(sentence.split()) == 11
    short, long = (sentence * (n // 11) for n in (others, 2200))
    text = book("1. One", short, "2. Two", long, "3. Three", short)
    assert [line for finding, line in audit(text) if finding == "long section"] == named


def test_a_long_text_without_headings():
    assert audit(book(*[FLOWN] * 70)) == [("no headings", 1)]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("A Short Line by Itself", [7]),
        ("3. The Weir and the Wheel", [7]),
        ("“Take it, then,” she said", []),  # speech
        ("R07: Better light", []),  # the label of an answer
        ("Mill, the old, 12, 47", []),  # an entry of an index
        ("4.5 | 6.7 | 8.9", []),  # cells
        ("the weir, the wheel, or", []),  # it goes on
    ],
)
def test_a_short_line_that_may_be_a_heading(line, named):
    text = book("# The Mill", "## One", FLOWN, line, FLOWN, "## Two", FLOWN)
    assert [at for finding, at in audit(text) if finding == "heading missed?"] == named


@pytest.mark.parametrize(
    ("end", "after", "named"),
    [
        (FLOWN[:-60], "- a list begins here.", [3]),
        (FLOWN[:-60] + " again, by", "- a list begins here.", [3]),
        (FLOWN[:-60] + " and said--", "“Whose is it?”", []),  # speech follows
        (FLOWN[:-60] + " of it;", "(b) the weir, which is the town's; and", []),  # the next item of a list
        (FLOWN[:-1] + " 12", "- a list begins here.", []),  # a number, as a reference or a table has
    ],
)
def test_a_paragraph_without_an_end(end, after, named):
    assert [at for finding, at in audit(book(FLOWN, end, after, FLOWN)) if finding == "cut paragraph"] == named


HEAD = "The Mill Quarterly, volume two"
CELLS = ["Mill", "Weir", "12.5", "Bridge", "Wheel", "7", "Rope", "Boat", "Stone"]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([FLOWN, HEAD, FLOWN, HEAD, FLOWN, HEAD, FLOWN], [("same line again", 7)]),
        ([FLOWN, f"{HEAD} 8", FLOWN, f"{HEAD} 9", FLOWN, f"{HEAD} 7", FLOWN], [("same line again", 7)]),
        ([FLOWN, HEAD, FLOWN, HEAD, FLOWN], [("heading missed?", 7)]),  # twice is no habit
        ([FLOWN, *(f"{HEAD}." for _ in range(3)), FLOWN], []),  # sentences
        ([FLOWN, *CELLS, FLOWN], [("scraps?", 7)]),
        ([FLOWN, *CELLS[:7], FLOWN], []),
        ([FLOWN, *(f"The {cell} of the town, and its keeper." for cell in CELLS), FLOWN], []),
    ],
)
def test_lines_that_return_and_rows_of_short_ones(parts, found):
    odd = ("same line again", "scraps?", "heading missed?")
    assert [one for one in audit(book("# The Mill", "## One", *parts, "## Two", FLOWN)) if one[0] in odd] == found


def test_the_audit_begins_with_what_is_likeliest_whichever_text_it_stands_in():
    cut, other = (FLOWN, FLOWN[:-60], "- a list begins here.", FLOWN), [f"Old {cell}" for cell in CELLS]
    texts = [book("# The Mill", "## One", *parts, "## Two", FLOWN) for parts in (cut, (*CELLS, *cut, *other, FLOWN))]
    table = layout.audit(layout.lines(documents(*texts)))
    found = table[["doc_id", "finding"]].to_numpy().tolist()
    cut, scraps = "cut paragraph", "scraps?"
    assert list(layout.FINDINGS).index(scraps) < list(layout.FINDINGS).index(cut)
    assert found == [["b", scraps], ["b", scraps], ["a", cut], ["b", cut]]


def test_glued_words():
    glued = FLOWN.replace(", and", ",and").replace("book of it", "book,weir,wheel")
    assert ("glued words?", 3) in audit(book("# The Mill", glued))
    assert audit(book("# The Mill", FLOWN.replace(", and", ",and"), *[FLOWN] * 9)) == []


def test_notes_and_markers_that_do_not_meet():
    text = book(f"{FLOWN}¹", FLOWN, "¹ One.", "² Two.", f"{FLOWN}³", FLOWN)
    assert audit(text) == [("note without marker", 7), ("marker without note", 9)]


def test_a_script_without_spaces():
    assert audit("国家安全是发展的前提，发展是国家安全的保障。") == [("no spaces", 1)]


NAMES = ["Ann", "Ben", "Cai", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida", "Jim", "Kay", "Lee", "Meg", "Ned", "Oda"]
NAMES += ["Pat", "Quy", "Ray", "Sam", "Tom", "Una", "Val", "Wes", "Xia", "Yan", "Zoe", "Abe", "Bea", "Cyd", "Deb"]


def test_of_one_finding_twenty_are_listed_and_the_rest_is_counted():
    text = book(
        "# The Mill",
        "## One",
        FLOWN,
        *(part for name in NAMES for part in (f"A Short Line by {name}", FLOWN)),
        "## Two",
        FLOWN,
    )
    table = layout.audit(layout.lines(documents(text)))
    assert len(table) == 20
    assert table["detail"].iloc[-1] == "A Short Line by Tom (and 10 more)"


# ---------------------------------------------------------------- patterns that run away


def test_a_pattern_that_takes_too_long_is_named_with_text_and_line():
    with pytest.raises(
        ValueError, match=r"^a, line 3: the pattern '\^\(a\|aa\)\+\$' takes too long\. Make it simpler in rules"
    ):
        layout.lines(documents(book(FLOWN, "a" * 60 + "!"), rules={"caption": [r"^(a|aa)+$"]}))


def test_patterns_for_an_unknown_role_are_an_error():
    with pytest.raises(
        ValueError, match=r"a: rules.toml gives patterns for \['captions'\]\. Use a role or quote: \['blank', "
    ):
        layout.lines(documents(FLOWN, rules={"captions": ["x"]}))


SIGNS = "河水在春天漲起來磨坊的主人每年都把它記在書裏"
PIECE = [SIGNS[2:], SIGNS, SIGNS, f"{SIGNS[1:]}。"]  # a paragraph that has lost its indent and ends in a full line


def test_letters_that_are_set_apart_are_words_again_and_lost_indents_part_paragraphs():
    spaced = [" ".join(line) for line in PIECE * 3]
    table = layout.paragraphs(layout.lines(documents("\n".join(spaced))))
    assert table[["first_line", "last_line"]].to_numpy().tolist() == [[1, 4], [5, 8], [9, 12]]
    assert table["text"].tolist() == ["".join(PIECE)] * 3


def test_single_spaces_between_names_stay():
    text = "\n".join([*PIECE * 3, "", "王小明 李大同"])
    assert layout.paragraphs(layout.lines(documents(text)))["text"].tolist()[-1] == "王小明 李大同"


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        ("2. The mill stood there for a long time, and the", True),
        ("SUPPLEMENTARY INFORMATION:", True),
        ("The mill stood there for a long time, and the", False),
    ],
)
def test_a_number_or_a_label_below_a_full_last_line_begins_a_paragraph(line, parted):
    wrapped = [
        "1. The river rose in spring and fell in summer, so",
        "that no one could say how it would rise again soon.",
    ]
    table = layout.paragraphs(layout.lines(documents("\n".join([*wrapped, line, *wrapped[1:] * 3]))))
    assert (3 in table["first_line"].tolist()) == parted


# ---------------------------------------------------------------- headings of papers, and what is none

REFERENCES = [
    f"{n}. A. Miller, “On rivers and their mills, part {n},” Proc. Rivers 5, 1–{n} (1931)." for n in range(1, 9)
]


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (["1. Introduction", FLOWN, FLOWN, "2. The Weir", FLOWN, FLOWN, "3. Results", FLOWN, *REFERENCES], [1, 7, 13]),
        ([FLOWN, "Methods", FLOWN.replace("The river", "l-asparagine", 1)], [3]),  # a name in small letters
        ([FLOWN, "Methods", FLOWN.replace("The river", "so the river", 1)], []),  # the sentence goes on
        ([FLOWN, "Competing interests", "The authors have none.", "References", *REFERENCES], [3, 7]),
        ([FLOWN, "OPEN ACCESS", FLOWN, "Original article", FLOWN, "Received 4 June 2003", FLOWN], []),
        ([FLOWN, "E-ISSN 2039-2117", FLOWN, "doi:10.1136/pgmj.2009", FLOWN], []),
        ([FLOWN, "NH3", FLOWN, "HO", FLOWN, "F = m a", FLOWN], []),  # of figures and formulas
        ([FLOWN, "2.1 The Weir", FLOWN], [3]),
        ([FLOWN, "62.7 U mg", FLOWN, "10.37 to 23.46", FLOWN], []),  # cells of tables
        ([FLOWN, "(b) The mill from above", FLOWN, "(c) The weir in spring", FLOWN], []),  # labels of pictures: no (a)
        ([FLOWN, "4", FLOWN, "5", FLOWN, "6", FLOWN, "7", FLOWN], []),  # pages or notes: they do not begin at 1
        ([FLOWN, "1", FLOWN, "2", FLOWN, "3", FLOWN, "4", FLOWN], [3, 7, 11, 15]),
    ],
)
def test_headings_of_papers(parts, lines):
    table = layout.sections(layout.lines(documents(book(*parts))))
    assert [line for line, section in zip(table["first_line"], table["section"], strict=True) if section] == lines


def test_what_a_journal_prints_above_an_article_is_no_title():
    text = book(
        "Review", "Lee et al. Rivers 2010, 4:1", "http://rivers.example/4/1", "On Rivers and Their Mills", FLOWN, FLOWN
    )
    assert roles(text)["title"] == ["On Rivers and Their Mills"]


def test_a_heading_last_in_a_run_stands_over_the_paragraph_below():
    text = f"{PROSE}\n{PROSE}The wheel\n\n{PROSE}\n{PROSE}"
    assert [own for _, own in headings(text)] == ["The wheel"]
    assert headings(text.replace("The wheel", "Ann Miller, keeper")) == []  # who signs


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (book(*(f"Dear Ann,\n\n{FLOWN}\n\nYour friend,\n\n{FLOWN}" for _ in range(4))), "letters"),
        (
            book(FLOWN, "\n".join(["Antonio, 4,", "Barnaby, 7,", "Camel, the,", "Dombey,", "Emily, 5,", "Fagin,"])),
            "prose",
        ),
        (
            book(*[FLOWN] * 4, "\n".join(["The river rose in spring again", "And fell in summer, as of old"] * 4)),
            "prose",
        ),
        ("\n".join(["The river rose in spring again", "And fell in summer, as of old"] * 9), "verse"),
    ],
)
def test_letters_and_verse_are_known_by_rows_and_by_words(text, kind):
    assert layout.kinds(documents(text))["kind"].tolist() == [kind]
