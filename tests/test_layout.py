"""``layout``: one role for every raw line, paragraphs healed over page breaks, and nothing lost."""

import itertools

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from made import documents, headings

from helpers import corpus, layout, tables, words

LONG = (
    "This paragraph is long enough to be read as running text, because it has clearly more than forty words in a "
    "single line, as most paragraphs have in texts that were taken from a page of the web, where nobody breaks lines "
    "by hand."
)
MORE = (
    "Another paragraph follows, and it too goes on for a good while, so that nobody could take it for a heading "
    "of any kind."
)


HEAD = "A running head of the report that has ten words"


def text_of(*lines):
    """Return a text whose lines stand apart, an empty line between each two, as in the texts that ship."""
    return "\n\n".join(lines)


def filled(text, rules=None):
    """Return (role, rule) of every line that is not blank."""
    table = layout.lines(documents(text, rules=rules))
    return [(row.role, str(row.rule)) for row in table.itertuples() if row.role != "blank"]


def roles(text, rules=None):
    return [role for role, _ in filled(text, rules)]


def paragraphs(text, rules=None):
    return layout.paragraphs(layout.lines(documents(text, rules=rules)))


def texts(text):
    return paragraphs(text)["text"].tolist()


def edits(text):
    table = layout.edits(layout.lines(documents(text)))
    return list(table[["line", "rule", "before", "after"]].itertuples(index=False, name=None))


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("one\ntwo", ["one", "two"]),
        ("one\ntwo\n", ["one", "two", ""]),
        ("one\r\ntwo", ["one\r", "two"]),
        ("one\rtwo", ["one", "two"]),
        ("one\r\n\rtwo\r", ["one\r", "", "two", ""]),
        ("one\x0btwo\x0cthree\u2028four\x85five", ["one\x0btwo\x0cthree\u2028four\x85five"]),
        ("", [""]),
    ],
)
def test_lines_end_at_line_feeds_or_lone_carriage_returns(text, printed):
    table = layout.lines(documents(text))
    assert table["text"].tolist() == printed
    assert table["line"].tolist() == list(range(1, len(printed) + 1))


@pytest.mark.parametrize("line", ["", "   ", "\u00a0", "\u3000\t", "\u200b", "\ufeff", "\u00ad"])
def test_a_line_without_ink_is_blank(line):
    assert layout.lines(documents(f"{LONG}\n{line}\n{MORE}"))["role"].tolist() == ["body", "blank", "body"]


def test_a_line_of_a_mended_text_keeps_its_number():
    table = layout.lines(documents("A\n\nB\n", "C"))
    assert table[["doc_id", "line"]].to_numpy().tolist() == [["a", 1], ["a", 2], ["a", 3], ["a", 4], ["b", 1]]


# ---------------------------------------------------------------- roles by form


@pytest.mark.parametrize(
    ("line", "role"),
    [
        # notes
        ("¹ Ibid.", "footnote"),
        ("¹² The same, 47.", "footnote"),
        ("[3] Someone, Book (Press, 1999).", "body"),  # no marker [3] stands before it: it may be a numbered paragraph
        ("1999 was a year of peace in the whole of the province, they say.", "body"),
        # captions
        ("The picture shows a poster of the day.", "caption"),
        ("A view of the hall at the opening of the congress, October 16, 2022. /CFP", "caption"),
        ("The picture shows the city on that day.Photo courtesy of the ministry.", "caption"),
        ("Figure 2: Words per section", "caption"),
        ("Figure 3-2: Words per section", "caption"),
        ("Figure 3–4 shows how many people in three towns went to work by boat in the years between the wars.", "body"),
        ("The picture that emerges is one of a slow and steady rise in all fields of trade.", "body"),
        ("He spoke of peace and/or war, of trade and/or tariffs, and of nothing else that day.", "body"),
        # page chrome
        ("Home » News » A title of some kind", "boilerplate"),
        ("Download", "boilerplate"),
        ("SHARE", "boilerplate"),
        ("by admin", "boilerplate"),
        ("Leave a Comment", "boilerplate"),
        ("You may also like", "boilerplate"),
        ("See also  Mother of two wins the prize in the north", "boilerplate"),
        ("This site uses Akismet to reduce spam. Learn how your comment data is processed.", "boilerplate"),
        ("This website uses cookies to improve your experience. Accept Read More", "boilerplate"),
        ("Privacy & Cookies Policy", "boilerplate"),
        ("(edited by A. B.)", "boilerplate"),
        ("(If you want to contribute, please contact us at desk@example.org.)", "boilerplate"),
        ("See also the third chapter, where this is said at length.", "body"),
        ("Download figures rose in the whole of the country during the second year.", "body"),
        ("The website of the ministry says that experience shows the way for all of us.", "body"),
        # front matter that stands anywhere
        ("Author: Secretary of the Committee", "byline"),
        ("Editor's note: The author is a fellow of the college.", "editor_note"),
        ("Editor’s Note: The author is a fellow of the college.", "editor_note"),
        ("Keywords: trade, peace", "keywords"),
        ("Key words: trade, peace", "keywords"),
        ("Abstract: This is about trade.", "abstract"),
        ("* A. B. is a research professor.", "author_note"),
        ("The author said that this was so, and that it would be so for a long time.", "body"),
        ("Abstract thought is a gift that most of us have, but few of us use it well.", "body"),
    ],
)
def test_role_of_a_line_in_the_middle_of_a_text(line, role):
    assert roles(text_of(LONG, line, MORE))[1] == role


def test_a_line_of_contents_may_be_long():
    line = "Introduction " + ". " * 200 + "12"
    assert roles(text_of(LONG, MORE * 5, line, MORE * 5))[2] == "boilerplate"
    assert roles(text_of(LONG, MORE * 5, line + " of", MORE * 5))[2] == "body"


def test_ibid_repeats_and_is_no_boilerplate():
    assert roles(text_of(LONG, "¹ Ibid.", MORE, "¹ Ibid.")) == ["body", "footnote", "body", "footnote"]


def test_a_caption_given_three_times_is_three_captions():
    caption = "The hall of the congress at its opening, in October. /CFP"
    assert roles(text_of(LONG, caption, caption, caption, MORE)) == ["body", "caption", "caption", "caption", "body"]


# ---------------------------------------------------------------- front matter


def test_title_and_byline_stand_before_the_first_long_line():
    assert filled(text_of("On the Growth of Trade", "Ann Lee and Bo Wu *", LONG, MORE))[:2] == [
        ("title", "title"),
        ("byline", "after_title"),
    ]


def test_the_repeated_title_is_the_title_and_its_echoes_are_boilerplate():
    text = text_of(
        "On the Growth of Trade - news.com",
        "On the Growth of Trade",
        "by admin",
        "On the Growth of Trade",
        "Ann Lee",
        LONG,
    )
    assert roles(text) == ["boilerplate", "title", "boilerplate", "boilerplate", "byline", "body"]


def test_where_authors_work_is_repeated_and_no_title():
    place = "Department of Mills"
    text = text_of("On the Growth of Trade", "Ann Lee", place, "Millhouse", "Bo Wu", place, "Riverton", LONG)
    assert [line for line, role in zip(text.split("\n\n"), roles(text), strict=True) if role == "title"] == [
        "On the Growth of Trade"
    ]


def test_a_paper_with_authors_and_citation_above_its_title_keeps_title_authors_and_abstract_apart():
    first = ["J Mill Res (2005) 71:107–116", "© The Society of Millers", "FLOODS", "Ann Lee · Bo Wu · Cy Roe"]
    own = [
        "On the Growth of Trade",
        "Received: May 26, 2004 / Accepted: July 23, 2004",
        f"Abstract {LONG}",
        "Introduction",
    ]
    told = [
        "boilerplate",
        "boilerplate",
        "boilerplate",
        "byline",
        "title",
        "boilerplate",
        "abstract",
        "heading",
        "body",
    ]
    assert roles(text_of(*first, *own, MORE)) == told
    assert "abstract" not in roles(text_of("On the Growth of Trade", f"Abstract {LONG}", "Introduction", MORE))


def test_the_title_of_a_paper_goes_on_below_in_lower_case_and_that_of_another_text_does_not():
    lines = "On the Growth of Trade with Mills\na study of a river\nAnn Lee"
    paper = text_of(lines, "Abstract", LONG, "Introduction", MORE)
    assert roles(paper) == ["title", "title", "byline", "abstract", "abstract", "heading", "body"]
    assert roles(text_of(lines, LONG, MORE))[1] != "title"


def test_an_abstract_ends_at_the_word_for_one_in_another_language():
    own = text_of("O Rio e o Moinho", "Ann Lee", "Resumo", LONG, "Abstract", MORE, "Os moinhos são antigos.", LONG)
    assert roles(own)[:4] == ["title", "byline", "abstract", "abstract"]


def test_what_goes_on_in_lower_case_below_an_address_of_mail_is_of_the_text():
    address = "Corresponding author: Ann Lee\nlee@mill.org"
    own = text_of("On the Growth of Trade", LONG[:-1], address, "which was bad for the mill, and for the town.", MORE)
    assert roles(own)[2:] == ["author_note", "author_note", "body", "body"]


def test_brackets_of_a_caption_are_no_title():
    opinion = text_of("In the Court of Mills", "ANN LEE,", ")", ")", ")", "No. ED108783", LONG, MORE)
    assert roles(opinion)[0] == "title"


@pytest.mark.parametrize(
    ("above", "names", "below"),
    [
        (
            ["Court of Mills", "for the Lower River", "No. 12-345"],
            ["ANN LEE,", "Plaintiff—Appellant,", "versus", "BO WU;"],
            "Defendants—Appellees.",
        ),
        (["GRAND CHAMBER"], ["CASE OF LEE v. MILLTOWN"], "(Application no. 12/04)"),
    ],
)
def test_the_title_of_a_judgment_is_the_names_of_the_case_not_the_court(above, names, below):
    own = roles(text_of(*above, *names, below, LONG, MORE))[: len(above) + len(names) + 1]
    plain = [role for role, name in zip(own[len(above) :], names, strict=False) if "Plaintiff" not in name]
    assert set(plain) == {"title"}
    assert not {"title", "byline"} & {*own[: len(above)], own[-1]}


@pytest.mark.parametrize(
    ("above", "title", "role"),
    [
        ("Exhibit 10.1", "SECOND AMENDED MILLING AGREEMENT", "title"),
        ("Approved 2021", "By-Laws of the Town of Millhouse", "title"),
        ("On the Growth of Trade", "An Agreement with the River", "byline"),
    ],
)
def test_a_line_that_names_a_law_is_its_title(above, title, role):
    assert roles(text_of(above, title, LONG, MORE))[1] == role


@pytest.mark.parametrize(
    ("line", "below", "found"),
    [
        ("2. Duties and Wages of the Miller.", "(a) The miller grinds the corn of the town.", True),
        ("2. Duties and Wages of the Miller.", LONG, False),
        ("2. The miller shall be paid.", "(a) The miller grinds the corn of the town.", False),
        ("Section 3: Boats and Ferries", LONG, True),
        ("Section 3: Boats and Ferries", "\n(a) The miller grinds the corn of the town.", True),
        ("Section 3: Boats are free.", LONG, False),
    ],
)
def test_a_number_and_a_caption_head_a_section_where_most_sections_are_sentences(line, below, found):
    others = [f"Section {n}: The river is free, and so is the use of its water for mills." for n in (1, 2)]
    assert (line in [heading for _, heading in headings(text_of(LONG, *others, line, below, MORE))]) == found


@pytest.mark.parametrize(("note", "found"), [("water. (Amended at ATM 5-2-15)", True), ("water (of the ferry", False)])
def test_a_note_in_brackets_behind_a_sentence_leaves_none_open(note, found):
    text = text_of(LONG, f"{LONG[:-1]} {note}", "ANNUAL MEETINGS", MORE)
    assert (headings(text) != []) == found


def test_the_first_article_ends_what_stands_before_a_law():
    assert "byline" not in roles(text_of("By-Laws of the Town of Millhouse", "ARTICLE 1", "WARRANTS", LONG, MORE))


def test_a_number_at_the_foot_of_a_page_with_text_below_it_is_no_number_of_the_page():
    page = "\n".join([LONG[:70]] * 12)
    text = "\f".join(
        f"{page}\n\n{7 * n}\n\nMiller, On Rivers, and on what is said of them in the town.\n\n{n}\n"
        for n in range(2, 8)
    )
    lines = layout.lines(documents(text))
    assert set(lines.loc[lines["text"].str.fullmatch(r"\d"), "role"]) == {"boilerplate"}
    assert "boilerplate" not in set(lines.loc[lines["text"].isin(["14", "21", "28"]), "role"])


def test_a_row_of_stars_is_no_sign_that_a_note_about_the_author_follows():
    scenes = text_of("On the Growth of Trade", LONG, "* * *", MORE, "* He never came back.", "* She waited.", LONG)
    assert "author_note" not in roles(scenes)
    assert "author_note" in roles(text_of("On the Growth of Trade *", LONG, "* He never came back.", MORE))


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Facebook Twitter LinkedIn E-mail", "boilerplate"),
        ("Facebook and Twitter went the way of the mill, and LinkedIn too.", "body"),
    ],
)
def test_a_row_of_sites_and_nothing_else_is_a_row_of_buttons(line, role):
    assert roles(text_of("On the Growth of Trade", LONG, line, MORE))[2] == role


def test_a_word_of_the_page_before_the_title_is_boilerplate():
    assert roles(text_of("Download", "On the Growth of Trade", LONG)) == ["boilerplate", "title", "body"]


@pytest.mark.parametrize("second", ["It rained.", "in the year 1917", "What is to be done?", "Chapter 1"])
def test_a_line_that_is_no_name_is_no_byline(second):
    assert "byline" not in roles(text_of("On the Growth of Trade", second, LONG, MORE))


def test_a_text_that_starts_with_its_body_has_no_title():
    assert roles(text_of(LONG, MORE)) == ["body", "body"]


def test_a_text_without_a_long_line_has_no_title():
    assert "title" not in roles(text_of("One short line.", "Another short line."))


def test_a_paper_has_an_abstract_in_each_of_its_languages():
    own = text_of("On Trade", "Ann Lee", "Abstract", LONG, "Zusammenfassung", MORE, "Keywords: trade", "1. Why", MORE)
    assert roles(own) == ["title", "byline", *["abstract"] * 4, "keywords", "heading", "body"]
    late = text_of("On Trade", "Abstract", LONG, "1. Why", MORE, "Zusammenfassung", MORE, "2. How", MORE)
    assert roles(late)[3:] == ["heading", "body"] * 3  # a last section in short


def test_prose_above_the_keywords_or_the_contents_of_a_paper_is_its_abstract():
    front, entries = ["On Trade", "Ann Lee*"], "One ........ 1\nTwo ........ 2\nThree ........ 3"
    assert roles(text_of(*front, LONG, "Keywords: trade", "1. Why", MORE))[2] == "abstract"
    assert roles(text_of(*front, LONG, "* Ann Lee is a fellow.", entries, "1. Why", MORE))[2] == "abstract"
    assert "abstract" not in roles(text_of(*front, LONG, entries, "1. Why", MORE))  # a foreword may stand there
    assert "abstract" not in roles(text_of(*front, "Introduction", LONG, "Keywords: trade", "2. How", MORE))


def heads(text):
    return [heading for _, heading in headings(text)]


def test_references_that_count_from_1_are_no_headings():
    items = ["1. The Growth of Trade, by a Miller", "2. The Book of Mills"]
    own = text_of("1. Why", LONG, "2. How", MORE, "References", items[0], MORE, items[1], MORE)
    assert heads(own) == ["1. Why", "2. How", "References"]
    assert heads(text_of("References", "3. The Mill", LONG, "4. The Weir", MORE)) == [
        "References",
        "3. The Mill",
        "4. The Weir",
    ]


@pytest.mark.parametrize(("above", "found"), [("There are three reasons:", []), ("So it was.", ["1.", "2.", "3."])])
def test_numbers_alone_below_a_colon_are_of_a_list(above, found):
    assert heads(text_of(LONG, above, "1.", LONG, "2.", LONG, "3.", LONG)) == found


def test_a_numbered_heading_goes_on_below_a_small_word():
    prose = "The river rose in spring and fell in summer, as it had in every year\n"
    prose += "since the mill was built by whom nobody in the town could say, and\n"
    own = [f"{n}. The Mill and the\nRiver of the Town\n{prose * 3}so on." for n in (1, 2, 3)]
    assert heads(text_of(LONG, *own)) == [f"{n}. The Mill and the River of the Town" for n in (1, 2, 3)]
    cut = text_of(LONG, *(one.replace("and the\nRiver", "House\nRivers") for one in own))
    assert "2. The Mill House" in heads(cut)


@pytest.mark.parametrize(("gap", "role"), [("\n\n", "footnote"), ("\n", "body")])
def test_a_note_goes_on_above_the_first_note_of_the_next_page(gap, role):
    """Where the notes of most pages stand apart from the text, and the end of a page cut a sentence."""
    lines = "The river rose in spring and fell in summer, as it had in every year\n" * 4
    notes = [
        "1 See the act, on mills and",
        "lost in the flood.\n2 Miller, On Rivers.",
        "3 So it was.",
        "4 So it is.",
        "5 It rose.",
        "6 Ibid.",
    ]
    pages = [
        f"{lines}So said the {word}.{n}"
        for n, word in enumerate(["miller", "baker", "weaver", "dyer", "smith", "clerk"], 1)
    ]
    table = layout.lines(documents("\f".join(f"{page}{gap}{note}\n" for page, note in zip(pages, notes, strict=True))))
    assert set(table.loc[table["text"].str.startswith("lost in"), "role"]) == {role}


@pytest.mark.parametrize(("sign", "found"), [("j Abstract", ["j The Weir", "j The Mill"]), ("Abstract", [])])
def test_a_letter_at_the_place_of_a_square_heads_what_an_abstract_shows(sign, found):
    own = text_of(
        "On the Growth of Trade", f"{sign} {MORE}", "Introduction", LONG, "j The Weir", LONG, "j The Mill", LONG
    )
    assert [heading for heading in heads(own) if heading[:2] == "j "] == found


def test_an_abstract_cut_by_the_authors_note_is_one_piece():
    front = layout.front_matter(
        layout.lines(
            documents(
                text_of(
                    "On the Growth of Trade",
                    "Ann Lee *",
                    "Abstract: Trade grew in the",
                    "* Ann Lee is a fellow.",
                    "last ten years.",
                    LONG,
                )
            )
        )
    )
    assert list(front[["role", "first_line", "last_line", "text"]].itertuples(index=False, name=None)) == [
        ("title", 1, 1, "On the Growth of Trade"),
        ("byline", 3, 3, "Ann Lee *"),
        ("abstract", 5, 9, "Abstract: Trade grew in the last ten years."),
        ("author_note", 7, 7, "* Ann Lee is a fellow."),
    ]


def test_keywords_without_a_full_stop_swallow_nothing():
    text = text_of("On the Growth of Trade", "Keywords: trade, growth", LONG, MORE)
    assert texts(text) == [LONG, MORE]


def test_front_matter_is_section_nought():
    table = layout.lines(documents(text_of("On the Growth of Trade", LONG, "The First Part of It", MORE)))
    assert table.loc[table["role"] == "title", "section"].tolist() == [0]


# ---------------------------------------------------------------- headings and sections


@pytest.mark.parametrize(
    "heading",
    [
        "The Third Part of the Story",
        "I. On the first of these things",
        "V. On the last of these things",
        "2. Comprehensively grasp the advantages",
        "2.1 The details of the matter",
        "Chapter 3",
        "CHAPTER IV. The Return",
        "## The second part",
        "A short line of a few words",
        "Is Trade Good for Peace?",
        "A Title of Many Words that Goes On for Quite a While until It Has Reached Twenty Words in All",
        "The First Act",
        "_The Signals of the Whistle._",
        "‘We need to listen’",
        "Q7. What would make you come more often?",
        "The edict of May 1, 1776",
        "关于河流的总体要求",
    ],
)
def test_a_line_with_the_form_of_a_heading_is_one(heading):
    assert roles(text_of(LONG, heading, MORE)) == ["body", "heading", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "It rained.",
        "He stressed:",
        "trade and peace",
        "First, second, third,",
        "- an item of a list",
        "We asked. Nobody came",
        "Was it so?",
        "And the rest of the",
        "Peace!",
        "2024",
        "A plain line of more than twelve words that nobody would print as a heading because it is long",
        "The first act was long.",
        "‘We need to listen,’",
        "Main article: The Mill",
        "According to the miller:^[4]",
        "May 1, 1776",
        "Bath, April",
        "16 November 2017 • 2:15pm",
        "Present: Ann Lee, Bo Wu, Cy Day",
        "MILL-01-121G",
        "Copyright the Mill Press",
        "Can it be Neptune?",
        "这是一条很长的句子，它讲的是河流在春天涨水而在夏天落下去的事，没有人会把它当作一个标题来读，因为它实在是太长了",
    ],
)
def test_a_line_without_the_form_of_a_heading_is_none(line):
    assert "heading" not in roles(text_of(LONG, line, MORE))


@pytest.mark.parametrize(
    ("lines", "begun"),
    [
        (
            [LONG, "1.", "The River", LONG, "2.", "The Mill", LONG, "3.", "The Town"],
            ["1. The River", "2. The Mill", "3. The Town"],
        ),
        (["CHAPTER I", "The River", LONG, "The Mill"], ["CHAPTER I The River", "The Mill"]),
        ([LONG, "The River", "Out", "In", "Public", "and so on", MORE, "The Mill"], ["The Mill"]),
        ([LONG, "The River", MORE, "The Mill"], ["The River", "The Mill"]),
        (
            ["In the Court of the Mill", "Before", "The River Company", "and", "The Town", LONG, "The Law"],
            ["The Town", "The Law"],
        ),
        ([LONG, "Photo: The mill", MORE, "The Mill"], ["The Mill"]),
        (["1) He came.", "2) He saw.", "3) He went.", "12. Conclusion", LONG], ["12. Conclusion"]),
        (
            [LONG, HEAD, "2.1 The Mill", MORE, HEAD, "2.2 The Town", LONG, HEAD, "2.3 The Weir", MORE],
            ["2.1 The Mill", "2.2 The Town", "2.3 The Weir"],
        ),
        (
            [LONG, "A. The River", MORE, "B. The Mill", MORE, "D. Lee and others.", "H. Wu, and so on.", "K. Day too."],
            ["A. The River", "B. The Mill"],
        ),
        ([LONG, "ACT I. A flat in the town", "ACT II. A garden", "ACT III. A room", MORE], []),
    ],
)
def test_a_heading_is_known_by_what_stands_around_it(lines, begun):
    assert [heading for _, heading in headings(text_of(*lines, MORE))] == begun


FULL = """The river rose in spring and fell in summer, as it had done in
every year since the mill was built, and no one in the town could
say by how much it would rise the next time the snow had gone."""
ANSWER = FULL.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("{F}\nI\nA\n{F}\nB\n{F}\nII\n{F}", ["I", "A", "B", "II"]),
        ("{F}\nB\n{F}\nD\n{F}\n\n{F}", []),  # letters of no series
        ("{F}\nCurrent status of the work\n{F}\n{F}", ["Current status of the work"]),
        ("{F} It was sent to\nAnn Miller of Millhouse Street\n{F}", []),
        ("{F}\n1. The advantages of a weir that is built of stones\n{F}\n2. The cost\n{F}", ["1.", "2."]),
        ("{F} There are three gains:\n1. A wheel\n2. A weir\n3. A race\n{F}", []),
        ("{F}\n\nWHAT THE MILLER WROTE IN HIS BOOK AND\nWHY NOBODY READ IT\n\n{F}", ["WHAT"]),
        ("{A}\n\nWho can apply?\n\n{A}\n\nHow do I apply?\n\n{A}\n\nWhat is it?\n\n{A}", ["Who", "How", "What"]),
        ("{A}\n\nWho knows?\n\n{A}\n\n{A}\n\nWho asked?\n\nNobody did.\n\nWhy?\n\n{A}", []),
        ("{A}\n\nTitre premier - Des Eaux\n\n{A}\n\nTitre II - Des Moulins\n\n{A}", ["Titre premier", "Titre II"]),
        ("{A}\n\nTitre II de la loi dit que le moulin est fermé.\n\n{A}", []),
        ("{A}\n\nWstęp\n\n{A}\n\nResults of the year were poor.\n\n{A}", ["Wstęp"]),
        ("{A}\n\n图1 磨坊的位置\n\n{A}\n\n图注：江边的磨坊\n\n{A}", []),
        ("{F}12\n\nThe state of the work\n\n{F}", ["The state"]),  # the number of a note lost its height
        ("{F} It is\n\nThe state of the work\n\n{F}", []),
        ("{F}\n\nA.\n\n{F}\n\nB.\n\n{F}", ["A.", "B."]),
        ("{F}\n\nT.\n\n{F}\n\nT.\n\n{F}", []),  # of no series
        ("{F}\n\nA\n\nB\n\nC\n\n{F}", []),  # those without text below are cells, or parts of a figure
        ("{F}\n\nA. Boats\n\n{F}\n\nB. Nets\n\n{F}\n\nC. Drying\n\n{F}", ["A. Boats", "B. Nets", "C. Drying"]),
        ("{F}\n\nC. Drying\n\n{F}", []),
        ("{F}\n\n1\n\nMillhouse\n\n2\n\nWeirham\n\n3\n\nRaceford.\n\n{F}", []),
        ("1\n\n{F}\n\n2\n\n{F}\n\n3\n\n{F}", ["1", "2", "3"]),
        ("{F}\n\n(a) The weir\n\n{F}\n\n(b) The mill race\n\n{F}", ["(a) The weir", "(b) The mill race"]),
        ("{F}\n\n(a) The weir\n\n(b) The mill\n\n{F}", []),  # of a figure
        ("{F}\n\n(d) The mill\n\n{F}", []),
        ("Sent to all: weir; mill; river\n1. THE WEIR\n{F}\n{F}", ["1. THE WEIR"]),
        ("{F}\n\nTable 5\n\n{F}\n\nTable 5 (continued)\n\n{F}\n\nFig. 1 – The weir\n\n{F}", []),
    ],
)
def test_a_heading_of_a_text_that_lost_its_blank_lines_or_asks_is_known(text, heads):
    text = f"On the River\n\n{FULL}\n\n{text}\n\n{FULL}\n\n{FULL}".replace("{F}", FULL).replace("{A}", ANSWER)
    found = layout.sections(layout.lines(documents(text))).query("section > 0")["heading"].tolist()
    assert len(found) == len(heads)
    assert all(one.startswith(head) for one, head in zip(found, heads, strict=True))


@pytest.mark.parametrize(("gap", "starts"), [("\n\n", 3), ("\n", 3)])
def test_a_text_in_double_spacing_is_read_like_one_in_single(gap, starts):
    indented = f"          {FULL}"
    text = "\n".join([indented, indented, f"{FULL}\n{indented}"]).replace("\n", gap)
    found = layout.paragraphs(layout.lines(documents(f"On the River\n\n\n\n{text}\n")))
    assert [one.count("The river rose") for one in found["text"]] == [1, 2, 1]
    assert len(found) == starts


def test_double_spacing_is_known_where_a_script_parts_no_words():
    whole = (
        "磨坊建在河邊已有一百多年歷史，每逢雨季河水都會湧入地下室，木樑已經腐爛，石牆亦出現裂縫，"
        "鎮上的居民曾經多次要求撥款維修，但是至今沒有人回應他們的要求，今年春天水位又升高了許多，大家都很擔心。"
    )
    cut = [whole[n : n + 30] for n in range(0, len(whole), 30)]
    assert texts("\n\n".join(["　　" + cut[0], *cut[1:]] * 3)) == [whole] * 3
    apart = [f"{whole[:20]}第{n}條的規定，仍然有效。" for n in range(6)]
    assert texts("\n\n".join(apart)) == apart


def test_one_line_of_print_before_a_text_stands_alone():
    assert filled("*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***\n\n© 1904\n\n" + text_of(LONG, MORE))


def test_paragraphs_of_one_line_each_are_not_taken_for_double_spacing():
    lines = ["The river rose in spring, and it fell in summer as it had done then.", "It was a good mill for the town."]
    assert texts(text_of(*lines * 8)) == lines * 8


def test_a_number_that_rises_with_the_pages_is_furniture_wherever_on_its_page_it_stands():
    pages = [f"{FULL}\n\n{n}\n\n{FULL}" if n % 2 else f"{FULL}\n\n{FULL}\n\n{n}" for n in range(254, 260)]
    found = layout.lines(documents("\n\n\f".join(pages))).query("role == 'boilerplate'")["text"].tolist()
    assert found == [str(n) for n in range(254, 260)]
    kept = layout.lines(documents("\n\n\f".join(pages).replace("\f", ""))).query("role == 'boilerplate'")
    assert kept.empty


def test_a_first_page_has_the_parts_of_the_running_head_apart():
    head = "Mill Gazette / Vol. 85, No. 152 / Thursday, August 6, 1920"
    first = "Mill Gazette\nVol. 85, No. 152\nThursday, August 6, 1920\n\nThe Gazette of May"
    said = ["\n".join(f"The {a} of the {b} rose over the {c}" for b in "xyz" for c in "uvw") for a in "abcdef"]
    pages = [f"{n}\n\n{head}\n\n{own}" for n, own in enumerate(said, 301)]
    found = filled("\n\n\f".join([f"{first}\n\n{said[0]}", *pages]))
    assert [role for role, _ in found[:3]] == ["boilerplate"] * 3
    assert found[3][0] != "boilerplate"


def test_a_stamp_far_to_the_right_is_furniture_of_its_pages():
    stamp = (
        " " * 90 + "Downloaded from https://example.org/mill/abstract/19/1/96 by a reader of the Mill on 13 May 2019"
    )
    said = [[f"The {a} of the {b} rose over the {c}" for b in "xyz" for c in "uvw"] for a in "abcdef"]
    text = "\n\f".join("\n".join([*own[:3], "", stamp, *own[3:]]) for own in said)
    assert layout.lines(documents(text)).query("role == 'boilerplate'")["text"].tolist() == [stamp] * len(said)


@pytest.mark.parametrize(("others", "role"), [(["AGENCY: Mills.", "ACTION: Notice."], "body"), ([], "abstract")])
def test_a_summary_among_other_labels_in_capitals_is_no_abstract(others, role):
    assert roles(text_of(*others, "SUMMARY: The mill is to be sold with its weir.", LONG))[len(others)] == role
    small = [label.capitalize() for label in others]
    assert roles(text_of(*small, "Summary: The mill is to be sold with its weir.", LONG))[len(others)] == role


def test_a_title_page_is_known_by_the_header_that_names_it():
    head = "Title: The Mill\n\nAuthor: Ann Lee\n\n*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***"
    front = ["[Picture: A mill]", "THE MILL", "BY ANN LEE", "LONDON", "1904"]
    found = filled("\n\n\n".join([head, *front, "PREFACE", LONG, MORE]))
    assert [role for role, rule in found if rule == "title_page"] == ["title"]
    assert ("heading", "short_line") in found


@pytest.mark.parametrize("above", [0, 5])
def test_a_title_ends_at_a_sentence_wherever_in_a_file_it_stands(above):
    page = "THE MILL\nIt is grand.\nThe Third Line\n\nLONDON: MACMILLAN & CO.\n\n1890\n\n\n\nCHAPTER I\n\n"
    found = filled("\n" * above + page + text_of(LONG, MORE))
    assert [rule for _, rule in found[:3]] == ["title_page", "paragraph", "paragraph"]


START = "*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***\n\n"


@pytest.mark.parametrize("entry", ["{}    {}", "{}"])
def test_contents_end_where_verse_begins_though_its_refrains_return(entry):
    """Poems have no long line that would end a contents, and their lines return as its entries do."""
    names = ["The Lamb", "The River", "The Mill", "The Weir"]
    verse = "The {} goes round as it must do,\n   And all the wheels are still;\n"
    verse += "O {}, who shall go with you,\n   But round goes every mill."
    listed = "\n".join(entry.format(name, n) for n, name in enumerate(names, 3))
    poems = "\n\n\n\n".join(f"{name.upper()}\n\n\n{verse.format(name, name)}" for name in names)
    found = filled(f"SONGS OF THE MILL\n\nCONTENTS\n\n{listed}\n\n\n\n\n{poems}\n")
    assert found.count(("body", "paragraph")) == 4 * len(names)
    assert found.count(("boilerplate", "contents")) == len(names) + 1


def test_an_entry_of_a_contents_may_go_on_over_three_lines():
    heads = [
        "I. How the miller went\n   to the weir on the\n   first evening",
        "II. How he came back\n   with the rope of the\n   ferry",
    ]
    heads += ["III. What the keeper of\n   the lock had to say to\n   him"]
    listed = "\n\n".join(f"{head}                 {page}" for page, head in enumerate(heads, 9))
    parts = "\n\n".join(f"{number}\n\n{LONG}" for number in ("I", "II", "III"))
    found = filled(f"THE MILL\n\nCONTENTS\n\nCHAPTER                PAGE\n\n{listed}\n\n\n\n\n{parts}\n\n{MORE}")
    assert [rule for _, rule in found[1:12]] == ["contents"] * 11
    assert "contents" not in [rule for _, rule in found[12:]]


def test_what_an_entry_names_twice_in_a_contents_is_looked_for_behind_its_end():
    """The contents goes to where its first entry begins the text, not to where the entry is listed once more."""
    odd = ["A Lock", "A Race", "A Wheel", "A Sluice", "A Bank"]
    listed = ["Contents", "The River", "The Mill", "The River", *odd]
    found = filled(text_of("A BOOK", *listed, "The River", LONG, "The Mill", MORE))
    assert [rule for _, rule in found[1 : len(listed) + 1]] == ["contents"] * len(listed)
    assert found[len(listed) + 1] == ("heading", "short_line")


def test_amounts_in_a_recipe_are_no_contents_and_no_headings():
    """Lists of what goes into dishes have lines in common; their numbers rise from 1 by chance."""
    dishes = {"Plain Cakes": "1 Egg\n1 cup Sugar\n1 tsp Salt\n1/2 tsp Nutmeg\n2 Eggs"}
    dishes |= {"Sour Cakes": "1 cup Sugar\n1 tsp Salt\n1/2 tsp Nutmeg\n2 Eggs\n3 TBS Cocoa"}
    dishes |= {"Rum Balls": "1 cup Sugar\n2 Eggs\n1 tsp Salt\n1/2 tsp Nutmeg\n3 TBS Syrup"}
    text = text_of("CAKES THAT TRAVEL", LONG, *(part for name, own in dishes.items() for part in (name, own, MORE)))
    table = layout.lines(documents(text)).set_index("text")
    assert {table.loc[[line], "role"].iloc[0] for own in dishes.values() for line in own.split("\n")} == {"body"}


@pytest.mark.parametrize(
    ("title", "notice", "begins"),
    [("Wheels", "", 0), ("The Mill", "", 1), ("The Mill", "Copyright, 1918, by\nMILL & SONS", 1)],
)
def test_a_book_begins_behind_the_notice_of_its_rights_and_no_higher_than_its_title(title, notice, begins):
    """What a publisher says above the notice is no text of the book, and its lines are no headings."""
    front = text_of("GOOD BOOKS", LONG, "THE MILL", "BY A. LEE", *([notice] if notice else []))
    found = filled(f"Title: {title}\n\n{START}{front}\n\n\n\nINTRODUCTION\n\n{LONG}\n\n{MORE}")
    assert (found.index(("title", "title_page")) > 3) == bool(begins)


FIRST_PAGES = {  # what stands on the pages before a book, and the rule of each line
    "THE MILL\n\nBY A. LEE\n\nMCMXIII\n\nMill Street 4": ["title_page", "names", "imprint", "notices"],
    "THE MILL\n\n_By A. LEE_\n\nParis: Jean Meunier": ["title_page", "names", "imprint"],
    "THE MILL\n\nMILL PRESS, 1890\n\nTO MY BROTHER\n\nWHO HELPED": ["title_page", "imprint", "paragraph", "paragraph"],
    "THE MILL\n\nMILL PRESS, 1890\n\nthe wheel turns and turns": ["title_page", "imprint", "paragraph"],
    "THE MILL\n\n\n\n\nThe Weir, a play\nThe Race\n\nEach 2s. 6d.": ["title_page", *["notices"] * 3],
    "THE MILL\n\nDOOR\n\nA. LEE\n\nARNHEM,\n\nJ. MOLEN\n\n1869.": [
        "title_page",
        *["names"] * 2,
        *["notices"] * 2,
        "imprint",
    ],
    "THE MILL\n\nBY A. LEE\n\nB. WU--MILLTOWN--1906.": ["title_page", "names", "imprint"],
    "THE MILL OF 1906\n\nBY A. LEE\n\n1907": ["title_page", "names", "imprint"],
    "THE MILL\n\nBY A. LEE\n\nthe wheel turns,\n\nB. WU\n\n1869.": [
        "title_page",
        "names",
        *["paragraph"] * 2,
        "imprint",
    ],
    "THE MILL\n\nMUSIC BY\n\nB. WU\n\n(c) 1902\nBY B. WU": ["title_page", "names", "names", "imprint", "names"],
    "THE MILL\n\nBY A. LEE\n\nCopyright 1902\nBY MILL & COMPANY": ["title_page", "names", "imprint", "imprint"],
    "Note: Project Gutenberg also has a version\nwith pictures.\n\n\n\n\nTHE MILL": ["credit", "credit", "title_page"],
}


@pytest.mark.parametrize("page", FIRST_PAGES)
def test_the_first_pages_of_a_book_are_told_apart_and_its_dedication_and_motto_stay(page):
    found = filled(START + page + "\n\n\n\n\nPREFACE\n\n" + text_of(LONG, MORE))
    assert [rule for _, rule in found[1:]][: len(FIRST_PAGES[page])] == FIRST_PAGES[page]


@pytest.mark.parametrize(("line", "role"), [("A PROLOGUE.", "heading"), ("TO MY BROTHER.", "body")])
def test_the_page_on_which_a_text_begins_has_its_heading_and_motto_unless_it_shows_more(line, role):
    motto = "The wheel goes round,\nand who shall stop it now?\n\n  B. WU.\n\n\n"
    found = filled(f"{START}THE MILL\n\nBY A. LEE\n\n\n\n\nOLD SONGS.\n\n{line}\n\n{motto}{text_of(LONG, MORE)}")
    assert [own for own, _ in found[3:5]] == [role] * 2


def test_a_title_in_capitals_begins_below_scraps_that_a_machine_read():
    found = filled(
        f"uiites AY\n\nVie\n\nTHE OLD\n\nWHEEL\n\nMILL PRESS, 1890\n\n\n\n\nPREFACE\n\n{text_of(LONG, MORE)}"
    )
    assert [role for role, _ in found[:5]] == ["body", "body", "title", "title", "boilerplate"]


@pytest.mark.parametrize("head", ['"THE OLD WEIR."', "II. The weir is old."])
def test_a_line_that_the_contents_names_is_a_heading_whatever_its_form(head):
    """Without a contents a quotation and a sentence with a number are the author's."""
    entry, names = head.strip('"').rstrip("."), ["The Mill", "The Race", "The Lock"]
    parts = text_of(names[0], LONG, head, MORE, names[1], LONG, names[2], MORE)
    listed = "\n".join(f"{name}    {page}" for page, name in enumerate([names[0], entry, *names[1:]], 9))
    lines = layout.lines(documents(f"A BOOK\n\nCONTENTS\n\n{listed}\n\n\n\n{parts}"))
    assert lines.loc[lines["text"] == head, "role"].tolist()[-1:] == ["heading"]
    lines = layout.lines(documents(f"A BOOK\n\n{MORE}\n\n{parts}"))
    assert lines.loc[lines["text"] == head, "role"].tolist() == ["body"]


def test_the_title_and_numbers_that_return_above_each_part_are_no_contents():
    head = "THE OLD MILL\nBOOK {}.\nCHAPTER I."
    found = filled("\n".join(f"{head.format(n)}\n{LONG}\nCHAPTER II.\n{MORE}" for n in ("I", "II", "III")))
    assert [role for role, _ in found[:3]] == ["title", "heading", "heading"]
    assert "contents" not in {rule for _, rule in found}


def test_prose_above_the_first_line_of_the_title_does_not_begin_the_book():
    front = text_of("Au lecteur.", LONG, "THE OLD MILL", "PAR\n\nA. LEE", "MILL PRESS, 1890")
    found = filled(f"Title: The Old Mill\n\n{START}{front}\n\n\n\n\nPREFACE\n\n{text_of(LONG, MORE)}")
    assert [role for role, _ in found[-7:-2]] == ["title", "byline", "byline", "boilerplate", "heading"]


@pytest.mark.parametrize(("gap", "headed"), [("\n\n", True), ("\n", False)])
def test_an_entry_that_returns_over_text_further_below_than_entries_stand_is_its_heading(gap, headed):
    wheels = "\n".join(f"{n}. The wheel of {1900 + n}" for n in range(1, 8))
    entries = f"List of Wheels\nThanks\nThe River\nThe Mill\nList of Wheels\n{wheels}"
    own = f"A BOOK\n\nContents\n{entries}{gap}Thanks\n\n{LONG}\n\nThe River\n\n{MORE}\n\nThe Mill\n\n{MORE}\n\nThanks\n"
    assert (filled(own)[14][0] == "heading") is headed


def test_headings_that_an_index_names_again_are_no_refrain_and_its_entries_no_speakers():
    places = itertools.product(
        ("Wheel", "Race", "Weir", "Keeper", "Lock"), ("Mill", "Town", "Ford", "Sea", "Lake", "Hill")
    )
    names = [f"The {one} of the {other}" for one, other in places]
    book = text_of(*(part for name in names for part in (name, LONG, MORE)))
    index = "\n".join(f"   entry\n{' ' * 20}{name}" for name in names * 4)
    table = layout.lines(documents(f"THE BOOK\n\n{LONG}\n\n{book}\n\n{index}\n\n{MORE}"))
    assert set(table[table["text"].isin(names)]["role"]) == {"heading"}
    assert set(table["speaker"]) == {""}


@pytest.mark.parametrize(("indent", "found"), [("    ", ["The Mill", "The Weir"]), ("", ["turn the wheel", "stop it"])])
def test_comments_in_lines_of_code_are_no_headings_and_abolish_none(indent, found):
    code = f"{indent}# turn the wheel\n\n{MORE}\n\n{indent}# stop it"
    own = headings(text_of("THE BOOK", LONG, "The Mill", LONG, code, MORE, "The Weir", LONG))
    assert [name for _, name in own][-2:] == found


@pytest.mark.parametrize("part", ["\f", ""])
@pytest.mark.parametrize(
    ("last", "role"), [("and to the race of the town, where", "boilerplate"), ("there. So it was.", "body")]
)
def test_running_heads_whose_words_change_with_chapters_have_the_numbers_of_pages_and_cut_sentences(part, last, role):
    """Hymns with numbers, as far apart as pages, cut none; form feeds leave no doubt. A machine misreads a number."""
    names = ["THE OLD RIVER", "THE OLD MILL", "THE NEW WEIR", "THE KEEPER"]
    heads = [f"{names[n // 3]}. {n}" if n % 2 else f"{n} {names[n // 3]}." for n in range(2, 12)]
    heads[7] = heads[7].replace("9", "9A")
    page = "\n".join(["the miller of the town had a wheel of oak that went on to the weir"] * 20)
    lines = layout.lines(
        documents(f"THE MILL\n\n{LONG}\n\n" + "\n".join(f"{part}{h}\n\n{page}\n{last}" for h in heads))
    )
    found = set(lines.loc[lines["text"].str.strip("\f").isin(heads), "role"])
    assert (found == {"boilerplate"}) is (role == "boilerplate" or part != "")


BRACKETS = {  # a caption that opens a bracket, and whether what stands below it belongs to it
    "[Illustration: Plate II.\n\nThe weir, and the race of the mill.]": True,
    "[Illustration: Plate II.]\n\nThe weir, and the race of the mill.]": False,
    "[Illustration: Plate II.\n\nThe weir, and the race of the mill.": False,
    "[Illustration: Plate II.\n\nThe weir [and the race] of the mill.": False,
}


@pytest.mark.parametrize("text", BRACKETS)
def test_a_caption_goes_to_the_bracket_that_closes_it(text):
    assert (roles(text_of(LONG, text, MORE))[2] == "caption") is BRACKETS[text]


def test_errata_of_a_transcriber_behind_a_text_are_not_the_authors_and_a_line_about_one_is():
    end = "\n\n\n\nErrata noted by transcriber:\n\nweel for wheel"
    assert [rule for _, rule in filled(text_of(LONG, MORE) + end)][-2:] == ["transcriber"] * 2
    named = "\n\n\n\nThe transcriber of the book was the brother of the miller."
    assert filled(text_of(LONG, MORE) + named)[-1] == ("body", "paragraph")


def test_a_heading_needs_a_finished_paragraph_before_it():
    assert (
        roles(
            text_of(
                "A paragraph that was cut in the middle of what it had to say about the", "The Third Part of It", MORE
            )
        )[1]
        == "body"
    )


def test_a_heading_needs_text_behind_it_and_what_stands_there_is_the_authors():
    assert roles(text_of(LONG, MORE, LONG, "The End of It")) == ["body"] * 4


def test_short_lines_at_the_end_are_body():
    assert (
        roles(text_of(LONG, MORE, "Too expensive", "Nobody asked us", "P.S. The cat had kittens"))[2:] == ["body"] * 3
    )


def test_a_run_in_heading_needs_two_more_of_its_kind():
    one = f"The first advantage is strength.{LONG} {MORE}"
    assert headings(text_of(one, MORE)) == []
    assert headings(text_of(one, one.replace("first", "second"))) == []
    assert headings(text_of(one, one.replace("first", "second"), one.replace("first", "third"))) == [
        (1, "The first advantage is strength"),
        (1, "The second advantage is strength"),
        (1, "The third advantage is strength"),
    ]


def test_a_run_in_heading_may_go_on_in_lower_case_and_leaves_its_paragraph():
    glued = [
        f"The {n} advantage is strength.{rest}"
        for n, rest in zip(["first", "second", "third"], [LONG, "my " + LONG, MORE], strict=True)
    ]
    assert texts(text_of(*glued)) == [LONG, "my " + LONG, MORE]


def test_a_caption_with_the_same_glue_is_no_heading():
    glued = [f"The {n} advantage is strength.{LONG}" for n in ("first", "second", "third")]
    caption = f"The picture shows the city.{LONG}"
    assert roles(text_of(glued[0], caption, *glued[1:]))[1] == "caption"
    assert len(headings(text_of(glued[0], caption, *glued[1:]))) == 3


def test_a_web_address_is_no_run_in_heading():
    glued = [f"Read it at news {n} example.com on any day, for {LONG}" for n in (1, 2, 3)]
    assert headings(text_of(*glued)) == []


@pytest.mark.parametrize(
    ("lines", "levels"),
    [
        (
            ["The First Great Part", "I. One thing", "II. Another", "The Second Great Part", "I. One more"],
            [1, 2, 2, 1, 2],
        ),
        (["1. One thing", "2. Another", "3. A third", "4. A fourth", "V. The last of all"], [1, 1, 1, 1, 1]),
        (["# Top", "## Below", "### Further", "## Back"], [1, 2, 3, 2]),
        (["1. One thing", "1.1 A detail", "1.1.1 A nicety", "1.2 Another", "2. Another thing"], [1, 2, 3, 2, 1]),
        (["I. One thing", "A. A detail", "B. Another", "II. Another thing", "A. Again"], [1, 2, 2, 1, 2]),
    ],
)
def test_levels_follow_the_kind_of_heading(lines, levels):
    text = text_of(LONG, *(piece for line in lines for piece in (line, MORE)))
    assert [level for level, _ in headings(text)] == levels


def test_an_unheaded_introduction_is_section_nought():
    assert paragraphs(text_of(LONG, "The First Part of It", MORE))["section"].tolist() == [0, 1]


def test_a_text_without_headings_has_section_nought_only():
    table = layout.sections(layout.lines(documents(text_of(LONG, MORE))))
    assert table[["section", "level", "heading", "first_line"]].to_numpy().tolist() == [[0, 0, "", 1]]


def test_a_heading_loses_its_note_marker_and_spaces():
    text = text_of(LONG, "  The\u00a0First  Part of It¹", MORE, "¹ Ibid.")
    assert headings(text) == [(1, "The First Part of It")]


# ---------------------------------------------------------------- paragraphs and page breaks


@pytest.mark.parametrize("between", [[], ["¹ Ibid."], ["¹ Ibid.", "² The same."], ["See also  A story of the day"]])
@pytest.mark.parametrize(
    "rest", ["the sentence here.", "China and the rest of the world.", "“quoted words” at the end.", "ways."]
)
def test_a_cut_paragraph_is_joined(between, rest):
    start = "This paragraph was cut by a page break before it came to the end of"
    found = paragraphs(text_of(start, *between, rest, MORE))
    assert found["text"].tolist() == [f"{start} {rest}", MORE]
    assert found["places"][0] == ((0, 1), (len(start) + 1, 3 + 2 * len(between)))


def test_a_paragraph_over_three_pages_is_one():
    assert texts(text_of("It began on one page and went on to", "another, and from there to", "a third.", MORE))[0] == (
        "It began on one page and went on to another, and from there to a third."
    )


@pytest.mark.parametrize("space", [" ", "\x1f"])
def test_words_of_a_cut_line_are_counted_as_white_space_parts_them(space):
    columns = {"doc_id": "text", "line": [1, 2], "role": "body", "section": 0, "block": [1, 2], "speaker": ""}
    columns |= {"rule": "paragraph", "confidence": 0.9}
    for size, joined in ((8, 1), (7, 2)):
        lines = tables.build("LINES", columns | {"text": [space.join(["word"] * size), "Next One"]})
        assert len(layout.paragraphs(lines)) == joined


def test_a_block_quotation_is_joined_over_a_page_break_and_what_follows_is_body():
    found = paragraphs(text_of("He stressed:", "We will do this and then we will do", "¹ Ibid.", "that as well.", MORE))
    assert list(found[["kind", "text"]].itertuples(index=False, name=None)) == [
        ("body", "He stressed:"),
        ("quote", "We will do this and then we will do that as well."),
        ("body", MORE),
    ]


def test_a_line_that_introduces_a_quotation_is_not_joined_to_it():
    assert texts(text_of(f"{LONG[:-1]}, and he stressed:", MORE)) == [f"{LONG[:-1]}, and he stressed:", MORE]


def test_a_list_behind_a_colon_is_no_quotation():
    assert (
        paragraphs(text_of("There are two:", "1) the first, of which much could be said here.", MORE))["kind"].tolist()
        == ["body"] * 3
    )


def test_a_salutation_is_not_joined_to_the_letter():
    assert texts(text_of("My friends of the mill,", LONG)) == ["My friends of the mill,", LONG]


def test_seven_words_that_end_with_a_comma_are_no_salutation():
    for start, joined in (("My friends of the mill,", 2), ("My friends of the mill and the town,", 1)):
        assert len(texts(text_of(start, "¹ Ibid.", LONG))) == joined  # a note cut what was said, or stands below it


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DEAR MRS. CONEY,--", LONG),
        ("love to you all, who are so far from here,", "L. van B."),
        ("It is to be read as follows:-", f"“{LONG}”"),
        ("it matches what is done because it is based on the older one", f"Test cases, then. {LONG}"),
    ],
)
def test_a_blank_line_parts_what_has_no_full_stop(before, after):
    assert texts(text_of(MORE, before, after, MORE)) == [MORE, before, after, MORE]


def test_a_blank_line_where_pages_end_parts_no_sentence():
    """Two sentences go on in lower case below a blank line: so such a line is a page's end, and a third goes on too."""
    cut = "The mill stood for so many years on the river that it had seen the"
    pages = text_of(cut, "towns grow.", MORE, cut, "boats go by.", MORE, f"{cut} towns of John", "Miller grow.", MORE)
    assert texts(pages)[-2] == f"{cut} towns of John Miller grow."


def test_paragraphs_are_never_joined_over_a_heading():
    found = paragraphs(
        text_of(
            LONG, "The First Part of It", "which goes on in lower case after the heading of the part, as it may.", MORE
        )
    )
    assert found["section"].is_monotonic_increasing
    assert LONG in found["text"].tolist()


PAGE = """\
A column of a paper is wrapped by whoever set it, and the lines
of it are as long as their letters let them be. That is so here.
The next sentence begins a line, and belongs to the one before,
as nothing but the end of a line stands between the two of them.
A converter made two of them one line, as here, where the page was wide enough for both of its columns and
went on below as before. Where a line ends early and is finished
the paragraph ends.
The next one begins below, with a capital, and it is as long as
the one before, so that nobody can say that it is no paragraph.
"""


def test_lines_of_a_converted_page_are_joined_though_some_are_too_long():
    found = texts("\n".join([PAGE] * 4))
    assert len(found) == 8
    assert "That is so here. The next sentence" in found[0]
    assert found[0].endswith("the paragraph ends.")


@pytest.mark.parametrize(
    ("last", "parts"),
    [
        ("a paragraph of it ends with a line that is nearly full.", True),  # five columns and more of room
        ("a paragraph of it ends with a line that is quite full, too.", False),
        ("a line of it ends early, where nothing is finished by", False),
    ],
)
def test_a_finished_line_with_more_room_than_those_that_go_on_is_the_last_of_its_paragraph(last, parts):
    lines = [
        "The river rose in spring and fell in summer as it had then, and",
        "went down to the weir where the mill of the town stood that I saw,",
    ]
    text = "\n".join(
        [*lines * 8, "and here", last, "Mills are built for those who come to them with their own corn,", "and"]
    )
    assert any(own.startswith("Mills") for own in texts(text)) == parts


@pytest.mark.parametrize(
    ("above", "line", "parts"),
    [
        (
            "The board may hear whom it likes, and three things follow from it:",
            "(a) it was bound to give notice;",
            True,
        ),
        ("it was bound to give notice to him of what was alleged there; and", "(b) it was bound to hear him.", True),
        ("he may apply to the board for a licence in accordance with section", "(2) of the act that was named.", False),
        ("He thanked the house for what it had done for him in all that year.", "Hon. Langat: I beg to lay.", True),
        ("He thanked the house and all of its members, and above all the Hon.", "Langat for his report.", False),
        ("He thanked all who had been there, and above all the reporter of the", "Times: he had come late.", False),
        ("He pointed to what had been held there by the court in Miller et al.", "v. Weir, which he knew.", False),
        ("The board may then do what it was asked to, and in its own words is:", "v. to hear whom it likes.", True),
    ],
)
def test_items_and_turns_begin_paragraphs_in_wrapped_text(above, line, parts):
    before = "The river rose in spring and fell in summer as it had done in every\n"
    text = f"{before * 2}{above}\n{line}"
    found = texts("\n\n".join([text] * 4))
    assert any(paragraph.startswith(line) for paragraph in found) == parts


CHINESE = [
    "渡口的安全管理由镇上的人负责，每天早上有人去看水位，把数字写在本子上。春天水涨得快，夏天水落得慢，没有人知道明年会怎样。",
    "但是，磨坊主人说，这条河在他祖父的时代就是这样，以后也会是这样。桥修好以后，渡船就不再来了，船上的钟挂在学校里，开学那天才敲响一次。",
]
JAPANESE = [
    "川の水は春に増え、夏に減る。水車小屋の主人は毎朝その高さを帳面に書いたが、次の年にどうなるかは町の誰も知らなかった。",
    "橋ができると渡し船は来なくなり、船の鐘は学校に掛けられて、初日にだけ鳴らされる。それからは誰も川を渡る者のことを話さない。",
]


@pytest.mark.parametrize("own", [CHINESE, JAPANESE])
@pytest.mark.parametrize("width", [20, 34, 40])
@pytest.mark.parametrize(("indent", "gap"), [("", "\n"), ("　　", "\n"), ("　　", "")])
def test_wrapped_lines_of_a_script_without_spaces_are_joined_without_one(own, width, indent, gap):
    wrapped = ["\n".join(regex.findall(f".{{1,{width}}}", indent + text)) + gap for text in own * 2]
    assert texts("\n".join(wrapped)) == own * 2


@pytest.mark.parametrize(
    "lines",
    [
        ["白日依山尽，黄河入海流。", "欲穷千里目，更上一层楼。"] * 4,  # verse
        ["君不见黄河之水天上来，奔流到海不复回。", "君不见高堂明镜悲白发，朝如青丝暮成雪。"] * 4,
        CHINESE * 4,  # a paragraph a line
        ["渡口的安全管理和渡船的保养以及维修", "磨坊", "学校的开学典礼、新桥的落成典礼和水位的记录", "水位", "桥"] * 2,
    ],
)
def test_lines_of_such_a_script_that_nobody_wrapped_stay_apart(lines):
    assert texts("\n".join(lines)) == lines


def test_a_chinese_sentence_goes_on_behind_a_note():
    assert texts(text_of(CHINESE[0][:40], "¹ 同上。", CHINESE[0][40:], CHINESE[1])) == CHINESE


def test_a_sentence_of_english_that_ends_with_a_chinese_word_keeps_its_space():
    lines = ["The word that all five of them use for what they want is 和平", "which is read heping, and means peace."]
    assert " ".join(lines) in texts("\n\n".join(["\n".join(lines * 2)] * 3))[0]


def test_hard_wrapped_lines_are_one_paragraph_and_a_cut_word_is_whole():
    wrapped = (
        "This is a paragraph that somebody wrapped at seventy or so characters of\n"
        "the line, as was the custom of the time. That is seen in old books most of all.\n"
        "Some words of it are cut at the end of the line they stand on, as for exam-\n"
        "ple this one, while the last line of a paragraph is shorter than others.\n\n"
    )
    text = wrapped + wrapped + wrapped
    found = texts(text)
    assert len(found) == 3
    assert "characters of the line" in found[0]
    assert "most of all. Some words" in found[0]
    assert "for example this one" in found[0]


def test_a_cut_word_is_listed_and_its_hyphen_counted():
    wrapped = (
        "This is a paragraph that somebody wrapped at seventy or so characters of\n"
        "the line, as was the custom of the time. Some words are cut, for exam-\n"
        "ple this one, while the last line of a paragraph is shorter than others.\n\n"
    )
    table = layout.lines(documents(wrapped * 3))
    cut = layout.edits(table)
    line = wrapped.splitlines()[1]
    assert cut[["line", "start", "rule", "before", "after"]].to_numpy().tolist() == [
        [number, len(line) - 1, "hyphen", "-", ""] for number in (2, 6, 10)
    ]
    ledger = layout.ledger(table).set_index(["role", "rule"])
    assert ledger.loc[("blank", "hyphen"), ["lines", "characters"]].tolist() == [0, 3]
    assert ledger["characters"].sum() == 3 * len(wrapped)


def test_the_width_of_a_text_is_that_of_its_long_lines():
    """A line of 52 letters is short where one in three has 72, and ends its paragraph; the middle line has 52."""
    full = "Seventy-two letters fill a line of this text, as they do in every third."
    less = "Fifty-two letters do not fill one, but end with a so"
    block = "\n".join(
        [less, full, less, less.replace("so", "c."), "The next paragraph begins here, without a blank line."]
    )
    assert (len(full), len(less)) == (72, 52)
    assert len(texts("\n\n".join([block] * 4))) == 8


# ---------------------------------------------------------------- inside lines


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        # what changes
        ("  Trade\u00a0 grew\u2009fast. ", "Trade grew fast."),
        ("It cost \\$5.", "It cost $5."),
        ("The *Outline* says *this*.", "The Outline says this."),
        ("**All** of it.", "All of it."),
        ("_All_ of it.", "All of it."),
        ("Trade\u200b grew so\u00adftly.", "Trade grew softly."),
        ("It grew.¹", "It grew."),
        ("“It grew.”² And so on.", "“It grew.” And so on."),
        # what must not change
        ("It cost $5, or 5 * 3 = 15 of them.", "It cost $5, or 5 * 3 = 15 of them."),
        ("snake_case_name stays.", "snake_case_name stays."),
        ("An area of 5 km² in all.", "An area of 5 km² in all."),
        ("C:\\new stays.", "C:\\new stays."),
        ("2 * 3 * 4 are 24.", "2 * 3 * 4 are 24."),
    ],
)
def test_clean_text_of_a_line(line, clean):
    assert texts(text_of(f"{line} {LONG}", "¹ Ibid."))[0] == f"{clean} {LONG}"


def test_superscripts_stay_where_a_text_has_no_notes():
    assert texts(text_of(f"They met.¹ {LONG}", MORE))[0].startswith("They met.¹ ")


def test_every_change_is_listed_with_what_stood_there():
    assert edits(text_of(f"  It cost \\$5.¹\u00a0{LONG}", "¹ Ibid.")) == [
        (1, "space", "  ", ""),
        (1, "escape", "\\$", "$"),
        (1, "marker", "¹", ""),
        (1, "space", "\u00a0", " "),
    ]


def test_a_clean_line_is_not_edited():
    assert edits(text_of(LONG, MORE)) == []


# ---------------------------------------------------------------- notes


def notes(text):
    table = layout.footnotes(layout.lines(documents(text)))
    table["marker_line"] = table["marker_line"].astype("object").where(table["marker_line"].notna(), None)
    return list(table[["note", "number", "line", "marker_line", "section", "text"]].itertuples(index=False, name=None))


WORDY = "The river rose in spring and fell in summer, as it had done in every year since the mill was built"

LISTED = ("1. See the act, section 3.", "2. Miller, On Rivers.")
CHAPTERS = [(1, 3), (1, 11)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # numbers that lost their height, at the foot of a page, and behind the word for notes
        ([f"{WORDY}.1", f"{WORDY},2 I say.", "1 See the act, section 3.", "2 Miller, On Rivers."], [(1, 1), (2, 3)]),
        ([f"{WORDY}.1", f"{WORDY},2 I say.", "NOTES", "1. Compare the act.", "2. Miller."], [(1, 1), (2, 3)]),
        ([f"{WORDY} in 1 or 2.", "1 See the act, section 3.", "2 Miller, On Rivers."], []),
        ([f"{WORDY}.1", f"{WORDY},2 I say.", "1 mill is enough for it.", "2 mills are not."], []),
        ([f"{WORDY}.2", f"{WORDY},1 I say.", "3 See the act, section 3.", "4 Miller, On Rivers."], []),
        ([f"{WORDY}.1", f"{WORDY},2 I say.", "1. See the act, section 3.", "2. Miller, On Rivers."], [(1, 1), (2, 3)]),
        ([f"{WORDY}.1", f"{WORDY},2 I say.", *LISTED, WORDY, *LISTED], []),  # what the text lists, and notes
        ([f"{WORDY}.1", f"{WORDY},2 I say.", *LISTED, WORDY, "Notes", *LISTED], [(1, 1), (2, 3)]),
        # raised numbers behind a year and behind a number; a power, where the number has a marker elsewhere
        ([f"{WORDY} of 1803¹ and since.", f"{WORDY} by 6² inches.", "¹ See the act.", "² Miller."], [(1, 1), (2, 3)]),
        ([f"{WORDY} by 10² feet.", f"{WORDY}.¹", f"{WORDY}.²", "¹ See the act.", "² Miller."], [(1, 3), (2, 5)]),
        # each chapter has a list of its own
        (["CHAPTER I", f"{WORDY}.1", "NOTES", LISTED[0], "CHAPTER II", f"{WORDY},1 so.", "NOTES", LISTED[0]], CHAPTERS),
        # circled numbers behind a word or a sign, not those of what is listed in a sentence; small letters
        (["河水春天上涨。①镇上的人写了下来。②", "注释", "① 李明：《河流》。", "② 同上。"], [(1, 1), (2, 1)]),
        (["一共有两件事：①写下来；②再写下来。", "注释", "① 李明：《河流》。", "② 同上。"], []),
        ([f"{WORDY}.[a]", f"{WORDY}.[b]", "[a] So in the copy.", "[b] Not clear."], [(1, 1), (2, 3)]),
        ([f"{WORDY} of [a] year.", f"{WORDY}, with [b]ooks.", "[a] mill is enough.", "[b] ooks too."], []),
        # a star whose marker stands in running text; a list of stars
        ([f"{WORDY}.* So it was.", WORDY, "* So the other book."], [(0, 1)]),
        ([f"{WORDY} *of that*.", f"{WORDY}.", "* The first", "* The second"], []),
        ([f"{WORDY}.* So it was.", WORDY, "* The first of them", "* The second of them"], []),
        ([f"{WORDY}.* So it was.", WORDY, "* * *", WORDY], []),
        ([f"{WORDY}.* So it was.", WORDY, "*So the other book."], [(0, 1)]),
        ([f"{WORDY}.* So it was.", f"{WORDY} as the\n*Mill of old. There it stood."], []),
        ([f"{WORDY}.* So it was.", WORDY, "*The old mill* stood there."], []),
        ([f"{WORDY}.* So it was.", f"{WORDY}.† So it is.", "* The first.", "† The second."], [(0, 1), (0, 3)]),
        # named notes, with numbers in their names
        ([f"{WORDY}.[^a1] So.[^b1]", "[^b1]: The one.", "[^a1]: The other."], [(1, 1), (1, 1)]),
        ([f"{WORDY}.[Footnote A: So it is.]", "[Footnote B: And so.]"], [(2, None)]),
        ([f"{WORDY}.[^under-many-teams]", "[^under-many-teams]: So it is."], [(0, 1)]),
    ],
)
def test_notes_of_many_forms_find_their_markers(text, found):
    assert [(own[1], own[3]) for own in notes(text_of(*text))] == found


ENCYCLOPAEDIA = f"""\
{WORDY}.^[1]^[n 1]

{WORDY}.^[2]

Notes

 1. ^ It rose more in
    1912 than before.

References

 1. ^ Miller, On
    Rivers. Retrieved
    2012-08-18.
 2. ^ ^a ^b "The Mill".
"""


def test_notes_of_an_encyclopaedia_have_two_lists_and_second_lines():
    assert [(own[1], own[3], own[5]) for own in notes(ENCYCLOPAEDIA)] == [
        (1, 1, "It rose more in 1912 than before."),
        (1, 1, "Miller, On Rivers. Retrieved 2012-08-18."),
        (2, 3, '^a ^b "The Mill".'),
    ]
    assert texts(ENCYCLOPAEDIA)[:2] == [f"{WORDY}.", f"{WORDY}."]


def test_a_number_that_is_no_marker_stays_in_its_word():
    text = text_of(f"{WORDY}.1 See actor1.", f"{WORDY},2 I say, in 1.", "1 See the act, section 3.", "2 Miller, On It.")
    assert [part[len(WORDY) :] for part in texts(text)] == [". See actor1.", ", I say, in 1."]


def test_a_sure_rule_goes_before_the_others():
    text = text_of(
        "[Illustration]", "cover.jpg", "*** START OF THE PROJECT GUTENBERG EBOOK RIVERS ***", "fish.jpg", LONG
    )
    inked = layout.lines(documents(text)).loc[lambda table: table["role"] != "blank", "rule"].tolist()
    assert inked == ["gutenberg", "gutenberg", "gutenberg", "picture_file", "paragraph"]


def test_numbers_start_again_on_every_page_and_each_note_finds_its_marker():
    text = text_of(f"{LONG}¹", "¹ First.", f"{MORE}¹ And more.²", LONG, "¹ Second.", "² Third.")
    assert notes(text) == [(1, 1, 3, 1, 0, "First."), (2, 1, 9, 5, 0, "Second."), (3, 2, 11, 5, 0, "Third.")]


def test_notes_of_one_number_take_its_markers_in_order():
    text = text_of(f"{LONG}¹", f"{MORE}¹", "¹ First.", "¹ Second.")
    assert [note[3:] for note in notes(text)] == [(1, 0, "First."), (3, 0, "Second.")]


def test_a_note_belongs_to_the_section_of_its_marker():
    text = text_of(LONG, "The First Part of It", f"{LONG}¹", "The Second Part of It", MORE, "¹ Ibid.")
    assert notes(text) == [(1, 1, 11, 5, 1, "Ibid.")]


def test_a_note_without_a_marker_has_none():
    assert notes(text_of(LONG, "² Ibid.")) == [(1, 2, 3, None, 0, "Ibid.")]


def test_a_marker_stands_before_its_note():
    assert notes(text_of(LONG, "¹ Ibid.", f"{MORE}¹")) == [(1, 1, 3, None, 0, "Ibid.")]


def test_a_note_after_the_editors_line_at_the_very_end_is_found():
    text = text_of(f"{LONG}¹", "(edited by A. B.)", "¹ Ibid.")
    assert roles(text) == ["body", "boilerplate", "footnote"]
    assert notes(text) == [(1, 1, 5, 1, 0, "Ibid.")]


# ---------------------------------------------------------------- rules of a corpus


def test_a_pattern_gives_a_role():
    assert filled(text_of(LONG, "Vol. 3, p. 12.", MORE), {"boilerplate": [r"^Vol\. \d"]})[1] == (
        "boilerplate",
        "rules.toml",
    )


def test_a_pattern_for_quotations_makes_a_block_quotation():
    found = paragraphs(text_of("He said so.", LONG, MORE), {"quote": ["^This paragraph"]})
    assert found["kind"].tolist() == ["body", "quote", "body"]


def test_a_pattern_goes_before_the_general_rules():
    assert filled(text_of(LONG, "Download", MORE), {"heading": ["^Download$"]})[1] == ("heading", "rules.toml")


def test_no_rule_takes_what_a_pattern_names_however_sure_it_is():
    text = text_of("The Mill", "*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***", LONG, MORE)
    assert filled(text, {})[0] == ("boilerplate", "gutenberg")
    assert filled(text, {"title": ["^The Mill$"]})[0] == ("title", "rules.toml")


# ---------------------------------------------------------------- nothing lost


SPACES = st.sampled_from([" ", "  ", "\u00a0", "\u2009", "\t", "\u200b", ""])
PIECES = st.sampled_from(
    [
        "Trade",
        "peace",
        "and",
        "the",
        "China’s",
        "2024",
        "*so*",
        "**all**",
        "_it_",
        "\\$5",
        "so\u00adft",
        "end.",
        "said:",
        "“quoted.”",
        "¹",
        "²",
        "grew.¹",
        "[3]",
        "km²",
        "1.",
        "II.",
        "2.1",
        "wrap-",
        "-",
        "—",
        "中文",
        "İt",
        "*",
        "_",
        "\\",
        "#",
        "word.Glued",
    ]
)
MADE_LINES = st.lists(st.tuples(PIECES, SPACES), max_size=9).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)
FIXED_LINES = st.sampled_from(
    [
        "",
        " ",
        LONG,
        MORE,
        "¹ Ibid.",
        "[2] The same.",
        "The First Part of It",
        "I. One thing",
        "Download",
        "by admin",
        "See also  A story",
        "Abstract: It is about the",
        "* A. B. is a fellow.",
        "Keywords: trade",
        "Author: A. B.",
        "(edited by A. B.)",
        "# Top",
        "Chapter 1",
        "A view of the hall at the opening. /CFP",
        f"The first advantage is strength.{LONG}",
        f"The second advantage is it.{MORE}",
        f"The third one is this.{LONG}",
        "This paragraph was cut by a page break before the",
        "It was wrapped at seventy or so characters, for exam-",
    ]
)
TEXTS = (
    st.lists(
        st.tuples(
            st.one_of(MADE_LINES, FIXED_LINES), st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\r\r"])
        ),
        max_size=25,
    )
    .map(lambda pairs: "".join(line + end for line, end in pairs))
    .flatmap(lambda text: st.sampled_from([text, text.rstrip("\r\n")]))
)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_line_has_one_role_and_the_lines_are_the_text(text):
    table = layout.lines(documents(text))
    assert table["role"].isin(layout.roles()["role"]).all()
    assert table["line"].tolist() == list(range(1, len(table) + 1))
    rest = text
    for number, line in enumerate(table["text"]):
        assert rest.startswith(line)
        rest = rest[len(line) :]
        if number < len(table) - 1:
            assert rest[0] in "\r\n"
            rest = rest[1:]
    assert rest == ""


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_raw_is_kept_and_removed_by_character(text):
    """Each raw line that is kept, with its edits taken back one by one, is the raw line again, to the character."""
    table = layout.lines(documents(text))
    body = layout.paragraphs(table)
    kept = {}
    for paragraph in body.itertuples():
        cuts = [*(offset for offset, _ in paragraph.places), len(paragraph.text)]
        for number, (offset, line) in enumerate(paragraph.places):
            kept[line] = paragraph.text[offset : cuts[number + 1]]
            assert kept[line][-1:] != " " or number < len(paragraph.places) - 1
    changes = layout.edits(table)
    body_lines = table[table["role"] == "body"]
    assert sorted(kept) == body_lines["line"].tolist()
    for row in body_lines.itertuples():
        own = changes[changes["line"] == row.line]
        removed = (own["before"].str.len() - own["after"].str.len()).sum()
        assert len(kept[row.line].removesuffix(" ")) + removed == len(row.text)
        assert is_left_over(kept[row.line].removesuffix(" "), row.text)


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_a_raw_line_with_its_changes_is_the_printed_line(text):
    """EDITS can be replayed: what stood at ``start`` is ``before``; with ``after`` in its place the line is printed."""
    table = layout.lines(documents(text))
    changes, body = layout.edits(table), layout.paragraphs(table)
    printed = {}
    for paragraph in body.itertuples():
        cuts = [*(offset for offset, _ in paragraph.places), len(paragraph.text)]
        for number, (offset, line) in enumerate(paragraph.places):
            printed[line] = paragraph.text[offset : cuts[number + 1]]
    for row in table[table["role"] == "body"].itertuples():
        made, done = "", 0
        for edit in changes[changes["line"] == row.line].itertuples():
            assert edit.start >= done
            assert row.text[edit.start :].startswith(edit.before)
            made += row.text[done : edit.start] + edit.after
            done = edit.start + len(edit.before)
        made += row.text[done:]
        assert printed[row.line] in (made, f"{made} ")


def is_left_over(kept, raw):
    """Say whether ``kept`` is ``raw`` with characters taken out (a plain space may stand for any other)."""
    rest = iter(" " if c.isspace() else c for c in raw)
    return all(c in rest for c in kept)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_ledger_holds_every_character_once(text):
    table = layout.lines(documents(text))
    body, ledger = layout.paragraphs(table), layout.ledger(table)
    assert ledger["characters"].sum() == len(text)
    assert ledger["lines"].sum() == len(table)
    own = ledger[ledger["role"] == "body"]
    assert own["characters"].sum() == body["text"].str.len().sum()
    assert own["words"].sum() == body["text"].str.split().str.len().sum()
    assert not len(text) or abs(ledger["share"].sum() - 1) < 1e-9


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_sections_paragraphs_and_notes_are_in_reading_order_and_agree(text):
    table = layout.lines(documents(text))
    found, body, notes_found = layout.sections(table), layout.paragraphs(table), layout.footnotes(table)
    assert found["section"].tolist() == list(range(table["section"].max() + 1))
    assert found["first_line"].is_monotonic_increasing
    assert set(body["section"]) <= set(found["section"])
    assert len(notes_found) == (table["role"] == "footnote").sum()
    assert body["first_line"].is_monotonic_increasing
    assert not (body["text"].str.strip() == "").any()


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_words_point_at_their_raw_line(text):
    table = layout.lines(documents(text))
    raw = table.set_index("line")["text"]
    body = layout.paragraphs(table)
    for row in words.tokens(body).itertuples():
        paragraph = body.iloc[row.paragraph - 1]
        cuts = {line: offset for offset, line in paragraph["places"]}
        later = [offset for offset in cuts.values() if offset > cuts[row.line]]
        assert cuts[row.line] <= row.start < min(later, default=len(paragraph["text"]))
        assert paragraph["text"][row.start] in raw[row.line]


MADE_OF_LINES = (
    layout.sections,
    layout.paragraphs,
    layout.front_matter,
    layout.footnotes,
    layout.edits,
    layout.ledger,
)


@pytest.mark.parametrize("text", ["", "\n", "\r\n", " ", "\ufeff", "a", "¹", "*", ".", "\n\n\n"])
def test_the_smallest_texts_go_through_every_table(text):
    table = layout.lines(documents(text, LONG))
    for make in MADE_OF_LINES:
        make(table)
    assert layout.sections(table)["doc_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    "piece",
    [
        "*a ",
        "_a",
        ")",
        ".",
        "“",
        "¹",
        "\\$",
        "a.B",
        "a/",
        "1",
        "a-",
        " ",
        "\u200b",
        "Home » ",
        "a [1]",
        "I. ",
        "A.B. ",
        "mail us @",
    ],
)
def test_no_rule_runs_away_on_a_long_line(piece):
    """A rule that tries again from each of its characters, for each of them, would need hours for this."""
    text = piece * (50_000 // len(piece))
    table = layout.lines(documents(text, LONG))
    body = layout.paragraphs(table)
    words.tokens(body)
    words.sentences(body)
    assert layout.ledger(table).groupby("doc_id", observed=True)["characters"].sum().tolist() == [len(text), len(LONG)]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "A Short Heading\n",
        "1. A thing\n",
        "¹ Ibid.\n",
        "Abstract: It was\n",
        "and so on and on\n",
        "Contents\n\nOne\n",
        "A line of it",
    ],
)
def test_no_rule_runs_away_on_many_lines(line):
    text = f"{line}\n" * 4_000 + LONG
    table = layout.lines(documents(text))
    assert layout.ledger(table)["characters"].sum() == len(text)
    assert layout.audit(table)["line"].between(1, len(table)).all()


def test_tables_are_not_changed_by_what_is_made_of_them():
    table = layout.lines(corpus.load())
    before = table.copy()
    for make in MADE_OF_LINES:
        make(table)
    assert table.equals(before)


def test_layout_names_the_missing_step():
    with pytest.raises(ValueError, match=r"Make it with 'layout.lines'"):
        layout.paragraphs(documents("One."))
    with pytest.raises(ValueError, match=r"Make it with 'corpus.load'"):
        layout.lines(layout.lines(documents("One.")))


NUMBERED = "River Mill Town Bridge Ferry Harbour School Market".split()


@pytest.mark.parametrize("heads", [{1, 5}, {1, 2, 5}, {1, 2, 4, 6}, {1, 3, 5, 6, 7}])
def test_numbered_lines_are_headings_where_half_of_them_or_more_have_the_form_of_one(heads):
    """Of eight numbered lines some are short and without a full stop, the others are sentences."""
    said = "The committee met in spring and said in a long report that the road must be mended before the winter comes."
    parts = [f"{n}. The {name}" if n in heads else f"{n}. {said}" for n, name in enumerate(NUMBERED, 1)]
    text = text_of("A REPORT OF THE VALLEY", LONG, *(line for part in parts for line in (part, LONG)))
    assert headings(text) == [(1, parts[n - 1]) for n in sorted(heads) if 2 * len(heads) >= len(parts)]


@pytest.mark.parametrize(
    ("one", "two", "role"),
    [
        ("1 See the minutes of the council of that year.", "2 See the second volume of the minutes.", "footnote"),
        ("1 The River and Its Mills", "2 The Ferry and the Road", "heading"),
    ],
)
def test_a_line_with_the_next_number_is_a_note_unless_it_has_the_form_of_a_heading(one, two, role):
    text = text_of("A REPORT OF THE VALLEY", f"{LONG} It named the mill1 and the ferry.2 {LONG}", one, MORE, two, MORE)
    lines = layout.lines(documents(text))
    assert lines.loc[lines["text"].isin([one, two]), "role"].tolist() == [role, role]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("ДЕЙСТВИЕ ВТОРОЕ", "heading"),
        ("TITULO II. DE LOS DERECHOS", "heading"),  # capitals lose their accents
        ("Birinci Perde", "heading"),
        ("Розділ II", "heading"),
        ("제2장 권리", "heading"),
        ("第二幕", "heading"),
        ("第二次来到这里的时候，河水已经退了。", "body"),
        ("Действие второе было короче первого, и зал опустел.", "body"),
    ],
)
def test_words_of_form_are_known_in_many_languages(line, role):
    assert roles(text_of(LONG, MORE, line, LONG)) == ["body", "body", role, "body"]


def test_a_chinese_text_has_a_title_and_headings_without_numbers():
    prose = "河水在春天上涨，在夏天退去，自从磨坊建成以来年年如此，镇上没有人说得出下一次会涨多少，"
    prose += "磨坊主把这些都记在一本册子里。"
    text = text_of("关于河流的若干规定", "2020年12月14日 会议通过", prose, "“河水”记录", prose, "磨坊主人", prose)
    assert roles(text) == ["title", "body", "body", "heading", "body", "heading", "body"]


def test_speakers_need_no_space_behind_a_wide_colon():
    turns = ["主席：會議開始。", "李議員：我有一個問題。", "主席：請說。", "王議員：我反對。"] * 2
    table = layout.paragraphs(layout.lines(documents("\n\n".join(turns))))
    assert table["text"].tolist() == [turn.partition("：")[2] for turn in turns]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("II.1 Gute Arbeit", "heading"),
        ("A.2 Proofs", "heading"),
        ("2.1磨坊的历史", "heading"),
        ("3.2亿元投资，", "body"),
        ("ГЛАВА ОДИННАДЦАТАЯ", "heading"),
        ("الفصل الثاني عشر", "heading"),
        ("ماذا قال النهر للطاحونة؟", "body"),
        ("صعد النهر! ثم نزل في الصيف", "body"),
        ("Art. 10. O rio sobe na primavera. (Redação dada pela Lei nº 13, de 2016)", "body"),
        ('Deine Anna"', "body"),
        ("表3不同季节的水位", "caption"),
        ("表3列出了不同季节的水位", "body"),
        ("Table2 The River and its Mills (dry)", "body"),
    ],
)
def test_numbers_and_ends_have_the_forms_of_several_languages(line, role):
    assert roles(text_of(LONG, MORE, line, LONG))[2] == role


def test_roman_numbers_may_be_of_cyrillic_letters():
    assert roles(text_of("IХ", LONG, "Х", LONG, "ХI", LONG, "Хор", LONG)) == ["heading", "body"] * 4
    table = layout.sections(layout.lines(documents(text_of("IХ", LONG, "Х", LONG, "ХI", LONG))))
    assert set(table["level"][1:]) == {1}


@pytest.mark.parametrize(
    ("line", "role"),
    [("【摘要】河水上涨。", "abstract"), ("[关键词] 河；磨坊", "keywords"), ("摘 要：河水上涨。", "abstract")],
)
def test_a_bracket_or_a_space_is_a_sign_of_a_chinese_label(line, role):
    assert roles(text_of(line, LONG, MORE))[0] == role


def test_a_markdown_text_whose_headings_are_of_one_level_has_a_title_above_its_numbered_parts():
    parts = [line for n in "123" for line in (f"# {n} 河水的历史", LONG)]
    assert roles(text_of("# 关于河流与磨坊", LONG, *parts))[:3] == ["title", "body", "heading"]
    assert roles(text_of("# 关于河流与磨坊", LONG, "# 磨坊", LONG, "# 河", LONG, "# 镇", LONG))[0] == "heading"
    assert "title" not in roles(text_of("# Of the River", "Ann Lee and Bo Wu", LONG, "# Of the Mill", LONG))


@pytest.mark.parametrize(
    ("line", "role"),
    [("何磨坊 尹小河（河流大学磨坊学院）", "byline"), ("作者：何磨", "byline"), ("河流上涨的时候镇上的人", "heading")],
)
def test_names_of_authors_may_be_chinese(line, role):
    assert roles(text_of("关于河流的若干问题", line, LONG, MORE))[1] == role


def test_pages_of_a_contents_may_stand_in_a_column_or_behind_signs_that_a_pdf_lost():
    names = ["Of the River and its Sources", "Of the Mill and its Wheel", "Of the Town below the Weir", "Of the Lock"]
    below = [line for name in names for line in (name, LONG)]
    column = "\n".join(names[:2]) + "\n\n3\n9\n\n" + "\n".join(names[2:]) + "\n\n12\n15"
    leaders = "\n".join(f"{name} \ufffd\ufffd\ufffd\ufffd\ufffd {n}" for n, name in enumerate(names, 3))
    for listed in (column, leaders):
        found = roles(text_of("A REPORT", "Contents", listed, *below))
        assert found == ["title", *["boilerplate"] * (len(found) - 9), *["heading", "body"] * 4]


def test_who_says_it_is_no_speaker_in_a_story():
    """A verb of saying before the colon is of the teller's words, which count."""
    for story in (
        "قالت: صعد النهر.\n\nقال: ثم نزل.",
        "磨坊主人道：河水上涨。\n\n女儿道：河水退去。",
        "Er sagte: Ja.\n\nSie fragte: Nein?",
    ):
        table = layout.lines(documents("\n\n".join([story] * 4)))
        assert set(table["speaker"]) == {""}


def test_the_first_chapter_of_a_chinese_law_is_no_entry_of_its_contents():
    """A paragraph of hundreds of signs has no space in it, and yet it is long."""
    parts = ["第一章　总则", "第二章　河流", "第三章　磨坊"]
    laws = [
        f"第{n}条　{'河水在春天上涨在夏天退去自从磨坊建成以来年年如此，' * 3}镇上没有人忘记。" for n in "一二三四五六"
    ]
    text = text_of("河流法", "目录", "\n".join(parts), parts[0], *laws[:2], parts[1], *laws[2:4], parts[2], *laws[4:])
    assert roles(text)[5:] == ["heading", "body", "body"] * 3


def test_the_days_of_a_diary_are_no_running_heads():
    days = [f"{n} января." for n in (1, 3, 7, 9, 12, 14, 17)]
    assert set(roles("\n\n".join(f"{day}\n\n{LONG}\n\n{LONG}" for day in days))) == {"body"}


def test_lines_without_spaces_are_full_by_columns_or_by_signs():
    """A browser for terminals counts columns or signs, and a Latin letter in a line takes one column less."""
    sign = "河水在春天上涨在夏天退去自从磨坊建成以来年年如此镇上没有人说得出下一次会涨多少"
    lines = [f"{sign[:37]}{'Mill' * (n % 5)}{sign[: 37 - 4 * (n % 5)]}" for n in range(12)] + ["河水退去了。"]
    whole = "".join(lines)
    table = layout.paragraphs(layout.lines(documents("\n".join([*lines, "", *lines]))))
    assert table["text"].tolist() == [whole, whole]


# ---------------------------------------------------------------- texts from PDF


@pytest.mark.parametrize(
    ("words", "space", "role"),
    [
        ("mill weir town", " ", "footnote"),
        ("mill weir town", "", "footnote"),
        ("part part part", " ", "body"),  # no markers, but numbers of parts
        ("Figure Table Part", " ", "body"),
    ],
)
def test_notes_at_the_feet_of_columns_cut_a_sentence_in_two(words, space, role):
    columns = [
        f"there it rose at the {word}{space}{n} in spring and was seen\nbelow the wheel, when the snow had gone, to\n"
        f"{n} Miller says that it rose in May of that\nyear, and fell in June.\n"
        for n, word in enumerate(words.split(), 1)
    ]
    text = "\n".join([*columns, "there it ended, as it had begun."])
    assert roles(text)[2:4] == [role] * 2
    assert (len(texts(text)) == 1) == (role == "footnote")


def test_a_note_stands_below_its_number_and_ends_at_a_blank_line():
    note = "Three mills are meant here: one above the weir and\ntwo below it, which burned down in that year."
    text = text_of(f"{LONG[:-1]},1 and so on.", f"1\n\n{note}", MORE, f"{LONG[:-1]}.2", f"2\n\n{note}", MORE)
    found = layout.footnotes(layout.lines(documents(text)))
    assert found["text"].str.split().str.join(" ").tolist() == [note.replace("\n", " ")] * 2
    assert found["marker_line"].tolist() == [1, 10]
    assert texts(text) == [f"{LONG[:-1]}, and so on.", MORE, LONG, MORE]


@pytest.mark.parametrize("heads", [("1 Introduction", "2 Related Work")])
def test_the_numbers_behind_authors_names_lead_to_no_headings(heads):
    body = [f"{LONG}\n{MORE}" for _ in heads]
    text = "\n\n".join(
        ["On the Growth of Trade", "Ann Lee1 and Bo Wu2", *(f"{h}\n{b}" for h, b in zip(heads, body, strict=True))]
    )
    assert "footnote" not in roles(text)


@pytest.mark.parametrize(
    ("above", "line", "role"),
    [
        (
            "It was read in two ways, as (1) a law and (2) a plan; and the court has to say",
            "(1) whether it binds",
            "body",
        ),
        ("The mill was built of stone, as is well known [9], and of wood, as others say", "[9]. So it was.", "body"),
        ("The mill was built of stone, as is well known [9].", "[9] Miller, On Rivers.", "footnote"),
        ('"(1) Subject to subsection (2) below, it is forbidden.', "\n(2) This does not apply to mills.", "body"),
        ("It is forbidden under subsection (2) of the act.", "\n(2) This does not apply to mills.", "body"),
        ("It is forbidden in the act (2) of that year.", "\n(2) This does not apply to mills.", "footnote"),
    ],
)
def test_a_label_in_brackets_that_goes_on_with_a_sentence_begins_no_note(above, line, role):
    assert roles(f"{LONG}\n\n{above}\n{line}")[-1] == role


def test_what_a_printing_office_stamps_on_a_page_is_furniture_and_cuts_no_sentence():
    stamps = ["VerDate Sep<11>2014", "16:21 Aug 05, 2020", "Jkt 250001", "PO 00000", r"E:\FR\FM\06AUP1.SGM", "06AUP1"]
    text = text_of(LONG[:-1] + " and", *stamps, "so it went on.", MORE)
    assert roles(text) == ["body", *["boilerplate"] * 6, "body", "body"]
    assert texts(text)[0].endswith("and so it went on.")
    assert roles(text_of(LONG, "16:21 Aug 05, 2020", MORE)) == ["body"] * 3


def test_a_permission_to_make_copies_ends_at_a_blank_line():
    notice = "Permission to make digital or hard copies of all or part of this work for\nclassroom use is granted."
    assert roles(f"{LONG}\n\n{notice}\n\n{MORE}") == ["body", "boilerplate", "boilerplate", "body"]
    assert roles(f"{LONG}\n\n{notice.replace('digital', 'bread')}\n\n{MORE}") == ["body"] * 4


def test_labels_of_a_notice_are_no_names_and_the_line_above_them_is_its_heading():
    notice = "[Docket No. 7]\n\nInventory of the Mill\nAGENCY: Council of the Town.\n\nACTION: Notice of sale."
    text = text_of(LONG, notice, MORE, notice, LONG)
    lines = layout.lines(documents(text))
    assert set(lines["speaker"]) == {""}
    assert headings(text) == [(1, "Inventory of the Mill")] * 2


def test_the_title_of_a_paper_is_no_meeting_no_address_and_may_go_on_below():
    place = "Department of Mills\nMillhouse, England"
    text = text_of(
        "2010 International Conference on Mills\n\nThe Growth of Trade on\nRivers and Seas",
        f"Ann Lee\n{place}\nlee@example.org",
        f"Bo Wu\n{place}",
        "Abstract- As we see it, the trade of the town grew with the mill, and fell with it.",
        "Introduction",
        LONG,
    )
    found = layout.lines(documents(text)).query("role != 'blank'")["role"].tolist()
    assert found[:3] == ["boilerplate", "title", "title"]
    assert set(found[3:9]) == {"byline"}
    assert found[10] == "abstract"


@pytest.mark.parametrize("word", ["Section {}.  {}", "Sec. {}. {}", "§ {}. {}", "Artikel {}. {}"])
def test_captions_with_a_stop_are_headings_of_a_statute(word):
    captions = ["Definitions.", "Powers of the board of the mill: In general.", "Works that the weir is for."]
    captions += ["Subject matter of the river.", "Rights of those who fish in it."]
    parts = [part for n, caption in enumerate(captions, 101) for part in (word.format(n, caption), LONG)]
    found = [role for role, _ in filled(text_of("THE MILL ACT", *parts))]
    assert found[1:] == ["heading", "body", "heading", "body", "body", "body"] + ["heading", "body"] * 2


@pytest.mark.parametrize("sentence", ["The board shall meet once in a year.", "Nobody may fish there at night."])
def test_a_section_that_is_its_sentence_is_body(sentence):
    parts = [part for n in range(101, 106) for part in (f"Section {n}. {sentence}", LONG)]
    assert {role for role, _ in filled(text_of("THE MILL ACT", *parts))[1:]} == {"body"}


def test_sections_of_a_sentence_in_a_row_are_body():
    parts = [f"Section {n}. The keeper of the lock opens it for every boat." for n in range(101, 106)]
    assert {role for role, _ in filled(text_of("THE MILL ACT", *parts, LONG, MORE))[1:-3]} == {"body"}


def test_those_who_appear_in_a_play_are_its_text():
    """Their names are neither the title, though one has words of it, nor of the imprint that stands above them."""
    front = text_of("LADY MILLER'S MILL", "BY\n\nA. LEE", "LONDON\nMETHUEN & CO. LTD.", "PERSONS OF THE PLAY")
    cast = [
        "Lord Miller",
        "Lady Miller",
        "Mr. Weir",
        "Rosalie, Maid",
        "LONDON: THEATRE ROYAL",
        "LORD MILLER   Mr. Fox.",
    ]
    found = filled(
        f"Title: Lady Miller's Mill\n\n{START}{front}\n\n{text_of(*cast)}\n\n\n\nFIRST ACT\n\n{LONG}\n\n{MORE}"
    )
    heads = found.index(("heading", "short_line"))
    assert ("title", "title_page") in found[:heads]
    assert {role for role, _ in found[heads:]} == {"heading", "body"}
    assert [role for role, _ in found[heads + 1 : heads + 5]] == ["body"] * 4


def test_a_row_of_names_below_an_imprint_is_no_notice_and_a_heading_ends_one():
    front = text_of("THE MILL", "BY A. LEE", "LONDON\nMETHUEN & CO. LTD.\nMill Street 4")
    people = ["Lord Miller", "Lady Miller", "Mr. Weir", "Rosalie, Maid", "Mason, Butler", "Mr. Wheel", "Mrs. Race"]
    book = f"{START}{front}\n\n{{}}\n\n\n\n\nPREFACE\n\n{text_of(LONG, MORE)}"
    found = filled(book.format(text_of("THE PEOPLE", *people)))
    assert ("boilerplate", "notices") not in found
    assert found.count(("body", "paragraph")) >= len(people)
    found = filled(book.format(text_of("CHAPTER I", "Lord Miller")))
    assert found.count(("boilerplate", "notices")) == 1


def test_the_audit_names_names_that_were_taken_for_notices():
    people = ["SIR ROBERT MILLER", "LADY MARY MILLER", "MR. JOHN WEIR", "MISS ROSE RACE"]
    front = text_of("THE MILL", "BY A. LEE", "LONDON\nMETHUEN & CO. LTD.", *people)
    table = layout.lines(documents(f"{START}{front}\n\n\n\n\nPREFACE\n\n{text_of(LONG, MORE)}"))
    assert (table["rule"] == "notices").sum() == len(people)
    told = layout.audit(table).query("finding == 'prose taken out'")
    assert told["detail"].tolist() == [f"notices: 12 words, {' '.join(people)[:60]}"]


PAGES_AND_CHAPTERS = {  # numbers alone on their lines, what stands below each, and how many are headings
    "chapters": (["1", "2", "3"], LONG, 3),
    "parts with chapters": (["1", "2", "3", "1", "2"], LONG, 5),
    "pages of a paper": (["148", "149", "150"], LONG, 0),
    "pages with gaps": (["1", "3", "4", "7", "8"], LONG, 0),
    "notes on each page": (["1", "2", "3", "2", "3"], LONG, 0),
    "pages that cut sentences": (["1", "2", "3"], LONG[0].lower() + LONG[1:], 0),
}


@pytest.mark.parametrize("kind", PAGES_AND_CHAPTERS)
def test_numbers_alone_are_headings_where_they_are_the_numbers_of_chapters(kind):
    numbers, below, headed = PAGES_AND_CHAPTERS[kind]
    found = filled(text_of("THE MILL", MORE, *(part for number in numbers for part in (number, below))))
    assert sum(rule == "counted" for _, rule in found) == headed


FOOTS = {  # a marker of each note, whether a blank line stands below its number, and if those are notes
    "set off behind a sentence": ("the miller of the town had a wheel of oak. {} Then he", "\n", True),
    "alone on a line": ("the miller of the town had a wheel of oak, and then\n{}\nhe", "\n", True),
    "alone, and the number right above text": (
        "the miller of the town had a wheel of oak, and then\n{}\nhe",
        "",
        False,
    ),
    "no marker": ("the miller of the town had a wheel of oak. Then he", "\n", False),
}


@pytest.mark.parametrize("form", FOOTS)
def test_numbers_alone_at_the_feet_of_pages_begin_notes_that_have_markers(form):
    mark, blank, noted = FOOTS[form]
    start, goes_on = "There the river goes on to the weir of the town, as all know, and", "wheel that stands there."
    to = "went to the mill by the weir and to the race of the"
    text = "\n".join(
        f"{start} {mark.format(n)} {to}\n{n}\n{blank}See the act of {year}.\n\n{goes_on}"
        for n, year in ((1, 1918), (2, 1920))
    )
    found = layout.footnotes(layout.lines(documents(text)))
    assert found["text"].tolist() == (["See the act of 1918.", "See the act of 1920."] if noted else [])
    assert found["marker_line"].notna().all()
    shown = " ".join(paragraphs(text)["text"])
    assert shown.count(goes_on) == 2
    assert noted == ("See the act" not in shown)


# ---------------------------------------------------------------- lines that look like something else


@pytest.mark.parametrize("indent", [0, 6, 8])
def test_numbers_of_the_margin_go_whether_they_have_one_digit_or_two(indent):
    said = "The ferry went down the river to the mill and came back"
    lines = [f"{' ' * indent}{n:>2}      {said}" for n in [*range(1, 26), *range(1, 26)]]
    assert not regex.search(r"\d", " ".join(texts("\n\n".join(lines))))


def test_a_line_that_goes_on_about_a_table_is_no_caption():
    said = "There is some variation. Figure 1 shows all of the retailing, whilst\nFigure 2 is confined to food."
    text = f"{LONG}\n\n{said}\n\n{MORE}"
    assert "Figure 2 is confined to food." in " ".join(texts(text))
    assert ("caption", "picture_words") in filled(f"{LONG}\n\nFigure 2: Retailing\n\n{MORE}")


def test_capitals_that_return_above_articles_are_headings_and_no_speakers():
    parts = [f"COMPOSITION\nArticle {n}\n{LONG}\nVOTING\nArticle {n + 1}\n{MORE}" for n in range(1, 13, 2)]
    found = filled("\n\n".join(["THE CHARTER", LONG, *parts]))
    assert [role for role, _ in found[2::3]] == ["heading"] * 12
