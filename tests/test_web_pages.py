"""Saved web pages: what is one, what is none, and that an article loses nothing."""

import itertools
import textwrap

import pytest
from made import documents

from helpers import layout

PARAGRAPHS = [
    "The river rose in spring and fell in summer, as it had done in every year since the mill was built beside it.",
    "No one in the town could say by how much it would rise the next time. The miller kept a book of it, and wrote.",
    "In the year of the flood the water stood at the second stair. Nobody was hurt, and the mill was dry by autumn.",
    "A ferry crossed below the weir. It took carts and cattle as well as people, and it did not run on Sundays at all.",
    "The bridge came late, and the ferry went. Its bell hangs in the school, where it is rung on the first day.",
]
MENU = [f"* {word}" for word in ("News", "Sport", "Culture", "Travel", "Food", "Books")]
SITES = ["Facebook", "Twitter", "Instagram", "[    ] Search"]
FOOT = ["* About us", "* Privacy", "* Cookies", "* Contact", "* Jobs", "Twitter", "Facebook", "© 2019 The Gazette"]
ARTICLE = ["The river at the mill in spring and summer", "", *[line for text in PARAGRAPHS for line in (text, "")]]
PAGE = "\n".join([*MENU, *SITES, "", *ARTICLE, "More of this", "A boat for the ferry", "", *FOOT])


def taken(text):
    """Return the lines that a rule for web pages took out."""
    table = layout.lines(documents(text))
    gone = table["rule"].str.startswith("page_") & table["role"].isin(["boilerplate", "caption"])
    return table.loc[gone, "text"].tolist()


def test_a_page_keeps_its_article_and_loses_what_stands_around_it():
    assert layout.paragraphs(layout.lines(documents(PAGE)))["text"].tolist() == PARAGRAPHS
    # the notice of rights at the foot is no menu: it has a rule of its own
    assert taken(PAGE) == [*MENU, *SITES, "More of this", "A boat for the ferry", *FOOT[:-1]]


def test_a_page_of_another_language_needs_no_words():
    words = {
        "News": "Новости",
        "Sport": "Спорт",
        "The river at the mill in spring and summer": "Река и мельница весной",
        "About us": "О нас",
        "More of this": "Ещё об этом",
    }
    russian = "Река поднялась весной и спала летом, как во все годы, что здесь стоит мельница. Никто не знал, "
    russian += "что с ней будет дальше."
    text = PAGE
    for word, other in [*words.items(), *((paragraph, russian) for paragraph in PARAGRAPHS)]:
        text = text.replace(word, other)
    assert len(taken(text)) == len(taken(PAGE))


COLUMN = ["E-Mail: lee@example.org", *textwrap.wrap(" ".join(PARAGRAPHS * 9), 60)]
KEYS = [line for n in range(10, 20) for line in (f"[Lee{n}] A. Lee,", "“On rivers”", "Twitter, 2015.", f"[Wu{n}]")]
NO_PAGES = {
    "paper in columns": ["The river and the mill", "Ann Lee", *COLUMN, *KEYS],
    "answers": ["R1", "More buses", "R2", "none", "R3", "Twitter, mostly", "R4", "A place to sit.", "Yes / No"] * 3,
    "poem": ["The river runs, the river rises", "and takes the leaves away", "o mill, o wheel of my surprises", ""] * 6,
    "letter": ["Dear Ann,", "", *PARAGRAPHS, "", "Yours,", "Ben", "PS My e-mail is new", "Write soon"],
    "chat": ["[10:01] Ann: are you in?", "[10:02] Ben: yes", "[10:02] Ann: on Facebook?", "[10:03] Ben: no"] * 6,
    "minutes": ["Present", "- Ann Lee", "- Bo Wu", "- Cy Day", "- Di Fox", "", *PARAGRAPHS, "- Facebook page"],
    "speech": [*PARAGRAPHS * 2, "Thank you.", "God bless you", "Good night"],
    "paper": ["A Study of Twitter", "Ann Lee", "lee@example.org", "", *PARAGRAPHS * 2, "[1] Lee. Twitter"],
    "statute": ["Section 1. Rivers", "(a) mills", "(b) weirs", "(c) locks", "(d) ferries", "", *PARAGRAPHS, "© Crown"],
    "play": ["ANN.", "Where is it?", "BEN.", "In the mill", "ANN.", "And who", "BEN.", "A friend", "* * *"] * 5,
    "handbook": ["# Log in", *[f"- {word}" for word in ("name", "key", "e-mail", "log in")], *PARAGRAPHS, "- log out"],
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_PAGES)
def test_what_is_no_web_page_loses_nothing(kind):
    assert taken("\n".join(NO_PAGES[kind])) == []


def test_a_page_whose_sentences_stand_in_many_places_is_left_alone():
    rest = [line for text in PARAGRAPHS for line in (*MENU, *MENU, text)]
    assert taken(PAGE)
    assert taken("\n".join([PAGE, *rest, *FOOT])) == []


TOPICS = [" and ".join(pair) for pair in itertools.permutations(("News", "Sport", "Books", "Food", "Travel"), 2)]


@pytest.mark.parametrize(
    ("below", "rights", "page"),
    [
        (TOPICS, "Copyright © 2019 The Gazette. All rights reserved. Write to us | Map of all our pages", True),
        (TOPICS, "The Gazette", False),
        (TOPICS[::-1], "© 2019 The Gazette", False),
        ([f"{topic}," for topic in TOPICS], "© 2019 The Gazette", False),
    ],
)
def test_a_copied_page_is_known_by_menus_that_stand_twice_and_a_notice_of_rights(below, rights, page):
    text = "\n".join([*TOPICS, "", *ARTICLE, "", *below, "", rights])
    assert (layout.kinds(documents(text))["kind"].item() == "web page") == page
    assert set(PARAGRAPHS) <= set(layout.paragraphs(layout.lines(documents(text)))["text"])


def test_the_list_of_addresses_below_a_page_does_not_say_how_wide_its_lines_are():
    wide = [line for paragraph in (*MENU, *SITES, *ARTICLE, *FOOT) for line in textwrap.wrap(paragraph, 72) or [""]]
    addresses = [f"   {n}. https://www.example.org/{'river-' * 30}{n}" for n in range(1, 20)]
    text = "\n".join([*wide, "", "References", "", *addresses])
    assert layout.kinds(documents(text))["kind"].tolist() == ["web page"]
    assert layout.paragraphs(layout.lines(documents(text)))["text"].tolist() == PARAGRAPHS


def test_a_long_line_right_behind_a_part_of_an_article_stays():
    quote = "You cannot mend a wheel with the water that broke it (Ann Lee)"
    assert quote not in taken(PAGE.replace("More of this", f"{quote}\nMore of this"))
    assert quote in taken(PAGE.replace("More of this", f"More of this\n{quote}"))


WITHOUT_SITES = [line for line in PAGE.split("\n") if line not in [*SITES, *FOOT[-3:], "* Cookies"]]


@pytest.mark.parametrize(
    ("mark", "page"),
    [("(BUTTON) Search", True), ("[logo_2.gif]", True), ("#Gazette » Feed", True), ("Signed: ________", False)],
)
def test_what_only_a_browser_writes_makes_a_page_beside_menus(mark, page):
    text = "\n".join([*WITHOUT_SITES[:6], *[mark] * 3, "", *WITHOUT_SITES[6:]])
    assert (WITHOUT_SITES[0] in taken(text)) == page
    assert set(PARAGRAPHS) <= set(layout.paragraphs(layout.lines(documents(text)))["text"])


def test_a_title_of_a_page_stands_elsewhere_than_its_text():
    lines = ["   The river and the mill beside the weir", "", "The mill and the river in the town", ""]
    article = [line for text in PARAGRAPHS for line in (f"   {text}", "")]
    table = layout.lines(documents("\n".join([*MENU, *SITES, "", *lines, *article, *FOOT])))
    assert table.loc[table["role"] == "title", "text"].tolist() == lines[2:3]


def test_code_between_parts_of_an_article_is_no_button():
    code = ["test(cow, function() {", "let greetings = cow.greet(Ben)", "equal(greetings, Ben)", "});"] * 6
    assert not {*code[:3]} & {*taken(PAGE.replace(PARAGRAPHS[2], "\n".join(["", *code, "", PARAGRAPHS[2]])))}


def test_a_lone_short_line_stays():
    text = "\n".join([*MENU, *SITES, "", *ARTICLE, "So it was in the old days", "", *PARAGRAPHS])
    assert "So it was in the old days" in layout.lines(documents(text)).query("role != 'boilerplate'")["text"].tolist()


def test_a_sentence_that_goes_is_listed_by_the_audit():
    notice = "We use small files to know you again whenever you come back to any of our pages,\nby day."
    page = PAGE.replace("* Culture\n", f"* Culture\n{notice}\n")
    page = "\n".join(textwrap.fill(line, 88) for line in page.split("\n"))
    lines = layout.lines(documents(page))
    assert lines.loc[lines["rule"] == "page_sentence", "text"].tolist() == notice.split("\n")
    found = layout.audit(lines).query("finding == 'prose taken out'")
    assert found["line"].tolist() == [4]
    assert found["detail"].tolist() == [f"page_sentence: 19 words, {notice[:60]}"]


def test_a_kind_that_the_index_names_is_believed():
    assert "page_menu" not in set(layout.lines(documents(PAGE).assign(kind="prose"))["rule"])


CAPTIONS = [
    ("The old mill with its wheel in the spring of 1912. | Foto: Reuters", True),
    ("The old mill with its wheel in the spring of 1912 (Photo Ann Lee. AFP)", True),
    ("A man walks past the old mill. Photograph: Ann Lee for the Gazette", True),
    ("Ein Mann geht an der alten Mühle vorbei, die seit 1912 hier steht / Shutterstock", True),
    ("The prime minister said on Tuesday that nothing of this had been agreed. (Reuters)", False),  # who tells it
    ("Of all that he had he kept one photo: it showed the old mill and its wheel.", False),
    ("They asked him what he saw in the picture: The old mill and its wheel, he said.", False),
]


@pytest.mark.parametrize(("line", "out"), CAPTIONS)
def test_a_caption_ends_in_a_credit(line, out):
    text = PAGE.replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}\n\n{line}")
    assert (line in taken(text)) is out
    assert set(taken(PAGE)) == set(taken(text)) - {line}


def test_what_stands_beside_a_caption_with_a_credit_and_says_the_same_is_one_too():
    told = "Ann Lee, the miller, opens the weir in the spring of 1912 while the children look on."
    both = f"{told}\n\nAnn Lee, the miller, opens the weir in the spring of 1912 while children look on. Photo: B. Wu"
    assert told in taken(PAGE.replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}\n\n{both}"))
    assert told not in taken(PAGE.replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}\n\n{told}"))


@pytest.mark.parametrize(
    ("line", "around", "out"), [("Reklama", 3, True), ("Reklama", 0, False), ("* Travel", 3, False)]
)
def test_a_short_line_that_returns_around_the_article_is_a_button_within_it(line, around, out):
    text = PAGE.replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}\n\n{line.strip('* ')}")
    text += "".join(f"\n\n{line}\n\nA boat {n}" for n in range(around))
    lines = layout.lines(documents(text))
    role = lines.loc[lines["text"].eq(PARAGRAPHS[1]).shift(2, fill_value=False), "role"].item()
    assert (role == "boilerplate") is out


def test_the_names_of_speakers_are_no_buttons():
    turns = [line for n, text in enumerate(PARAGRAPHS * 2) for line in (("Ann Lee", "Ben Wu")[n % 2], text, "")]
    text = PAGE.replace("\n\n".join(PARAGRAPHS), "\n".join(turns))
    assert not {"Ann Lee", "Ben Wu"} & set(taken(text))


def test_a_date_between_title_and_article_is_front_matter():
    text = PAGE.replace(ARTICLE[0], f"{ARTICLE[0]}\n\n16 November 2017, 2:15pm")
    lines = layout.lines(documents(text)).set_index("text")
    assert lines.loc["16 November 2017, 2:15pm", "role"] == "byline"


def test_a_teaser_that_says_all_twice_is_no_prose():
    teaser = "The boat is late again. Nobody knows why."
    text = PAGE.replace("A boat for the ferry", f"A boat for the ferry\n{teaser} {teaser}")
    assert f"{teaser} {teaser}" in taken(text)
    chant = "Never again! Never again!"
    assert chant not in taken(PAGE.replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}\n\n{chant}"))


@pytest.mark.parametrize(
    ("page", "above", "below"),
    [
        ("# {}", "## {}", "## {}"),
        ("****** {} ******", "**** {} ****", "***** {}\nagain *****"),
    ],
)
def test_headings_that_a_converter_marks_are_headings_and_the_first_names_the_page(page, above, below):
    marked = [above.format("Log in"), page.format(ARTICLE[0]), above.format("Of mills and rivers"), "By Ann Lee"]
    article = [*PARAGRAPHS[:2], below.format("Of the flood"), *PARAGRAPHS[2:]]
    lines = layout.lines(documents("\n".join([*MENU, *SITES, *(f"{line}\n" for line in (*marked, *article)), *FOOT])))
    title = layout.front_matter(lines).query("role == 'title'")["text"].item()
    assert title == page.format(ARTICLE[0]).strip("# *")
    assert layout.sections(lines)["heading"].tolist()[-1] == "Of the flood" + " again" * ("again" in below)
    assert layout.paragraphs(lines)["text"].tolist()[-5:] == PARAGRAPHS


def test_an_item_with_a_sign_of_number_is_no_heading_of_a_page():
    text = "\n".join([*MENU, *SITES, "", "         # A mill for the rivers", "", *ARTICLE, *FOOT])
    lines = layout.lines(documents(text))
    assert lines.loc[lines["role"] == "title", "text"].tolist() == ARTICLE[:1]


def test_buttons_between_a_title_and_its_return_right_above_the_article_are_no_text():
    buttons = ["copy", "play", "play again"]
    text = PAGE.replace(ARTICLE[0], "\n".join([ARTICLE[0], *buttons, ARTICLE[0], "Of mills"]))
    assert set(taken(text)) - set(taken(PAGE)) == {*buttons, ARTICLE[0]}


def test_a_long_row_of_words_below_a_page_is_no_second_article():
    teasers = [f"{topic} in the {place}" for topic in TOPICS for place in ("town", "mill")]
    cloud = " ".join(f"{topic} {n}" for n, topic in enumerate(TOPICS[:18]))
    text = PAGE.replace("\n".join(FOOT), "\n\n".join([*teasers, cloud, *FOOT]))
    assert set(teasers) <= set(taken(text))
    assert not set(teasers) & set(taken(text.replace(cloud, f"{cloud}. So it was.")))


def test_the_rows_of_a_table_within_an_article_stay():
    rows = ["Wheel | 30 feet | oak", "Weir | stone | Ann Lee", "Ferry | two men | weekdays"]
    long = [f"{above} {below}" for above, below in itertools.pairwise(PARAGRAPHS)]
    article = "\n\n".join([*long[:2], *rows, *long[2:]])
    gone = taken(PAGE.replace("\n\n".join(PARAGRAPHS), article))
    assert MENU[0] in gone
    assert not {*rows} & set(gone)
