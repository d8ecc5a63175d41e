"""Layout on texts of many kinds: speakers, notes of all forms, margins, kinds, and what the audit says."""

import pytest
from made import documents

from helpers import layout, words

P = (
    "The river rose in spring and fell in summer, as it had done in every year since the mill was built, and no "
    "one in the town could say by how much it would rise the next time. The miller kept a book of it."
)
TALK = "A talk\n\nANN: When was it?\nBEN: In the year of the flood.\nANN: And then?\nBEN: Then it rained.\n"


def lines(text, **columns):
    return layout.lines(documents(text).assign(**columns))


def texts(text):
    return layout.paragraphs(lines(text))["text"].tolist()


def role_of(text, line, rules=None):
    table = layout.lines(documents(text, rules=rules)).set_index("line")
    return table.loc[line, "role"]


# ---------------------------------------------------------------- speakers


def test_labels_of_speakers_are_kept_apart_and_are_no_words():
    table = lines(TALK)
    assert table.loc[table["speaker"] != "", "speaker"].tolist() == ["ANN", "BEN", "ANN", "BEN"]
    counted = words.tokens(layout.paragraphs(table))["token"].value_counts()
    assert not {"ann", "ben"} & set(counted.index)
    assert counted["flood"] == 1
    edits = layout.edits(table)
    assert edits.loc[edits["rule"] == "speaker", "before"].tolist() == ["ANN: ", "BEN: ", "ANN: ", "BEN: "]


def test_each_turn_is_a_paragraph():
    assert texts(TALK)[-4:] == ["When was it?", "In the year of the flood.", "And then?", "Then it rained."]


TURNS = [
    "The road was mended in the spring of that year and nobody has paid for it.",
    "I have seen the bill, and it lies in the hall until somebody comes for it.",
    "Then let us read it here, so that all of us know what it has cost the town.",
    "It names forty days of work, and the carts of three farms on each of them.",
]


@pytest.mark.parametrize(("labels", "spoken"), [("ABABABAB", True), ("AAAABBBB", False), ("AAABAAAB", False)])
def test_names_are_speakers_where_they_take_turns(labels, spoken):
    names = [{"A": "Ada", "B": "Ben"}[label] for label in labels]
    said = [f"{name}: {text}" for name, text in zip(names, 2 * TURNS, strict=True)]
    table = lines("\n\n".join(["A TALK OF THE VALLEY", *said]))
    assert table.loc[table["role"] == "body", "speaker"].tolist() == (names if spoken else [""] * 8)


def test_a_word_with_a_colon_that_nobody_answers_is_no_speaker():
    table = lines(f"{P}\n\nNote: it rained.\n\n{P}\n\nNote: it rained again.\n\n{P}")
    assert (table["speaker"] == "").all()


def test_names_on_lines_of_their_own_belong_to_the_speech_below():
    play = "".join(f"{name}.\n\nIt rose {n} feet.\n\n" for n, name in enumerate(["ROPER", "GLADYS"] * 5, 10))
    assert texts(f"{P}\n\n{play}")[1:] == [f"It rose {n} feet." for n in range(10, 20)]


# ---------------------------------------------------------------- margins and captions


def test_numbers_in_the_margin_do_not_cut_words():
    rows = ["The rope was not an-", "swered for. It was", "new, and it was bought", "in the market in the"]
    rows += [
        "month of March, by one",
        "who knew of ropes and",
        "of the weight that the",
        "ferry has to carry in",
        "spring.",
    ]
    text = "\n".join(f"{n:2}    {row}" for n, row in enumerate(rows, 1))
    (found,) = texts(text)
    assert found.startswith("The rope was not answered for. It was new,")
    assert "2" not in found


def test_numbers_that_do_not_rise_belong_to_the_text():
    rows = [f"{n} sacks of flour were brought" for n in (12, 7, 30, 4, 9, 15, 2, 8, 40)]
    assert " ".join(texts("\n\n".join(rows))) == " ".join(rows)


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("marker", "label"),
    [("[^1]", "[^1]:"), ("[^mill]", "[^mill]:"), ("[1]", "[1]"), (" [1]", "[1]"), ("[A]", "[A]"), ("(1)", "(1)"),
     ("{217}", "{217}"), ("[1]", "[Footnote 1:"), ("¹", "¹"), ("[1]", "1. ^")],
)  # fmt: skip
def test_a_note_is_linked_to_its_marker_and_the_marker_leaves_the_text(marker, label):
    table = lines(f"{P}\n\nIt rose twice{marker} in that year.\n\n{label} See the book of the mill.\n\n{P}")
    notes = layout.footnotes(table)
    assert notes[["line", "marker_line"]].to_numpy().tolist() == [[5, 3]]
    assert "It rose twice in that year." in layout.paragraphs(table)["text"].tolist()


@pytest.mark.parametrize("label", ["[1]", "[A]", "(1)", "{217}"])
def test_a_label_without_a_marker_is_a_numbered_paragraph(label):
    assert role_of(f"{P}\n\n{label} The appellant runs a ferry.\n\n{P}", 3) == "body"


def test_notes_behind_their_word_are_linked():
    table = lines(f"{P}¹\n\n{P}²\n\nNotes\n\n1. The act.\n\n2. Ibid.")
    assert layout.footnotes(table)[["line", "marker_line"]].to_numpy().tolist() == [[7, 1], [9, 3]]


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize("signature", ["ALBERT MORDELL", "Charles Pooter"])
def test_a_line_right_above_a_new_page_is_a_signature(signature):
    assert role_of(f"{P}\n\n{P}\n\n{signature}\n\n\n\n\nChapter 1\n\n{P}", 5) == "body"


def test_speech_in_quotation_marks_is_no_heading():
    text = f"{P}\n\n“You are late,” she said, “and you have done nothing but”\n\n{P}"
    assert role_of(text, 3) == "body"


@pytest.mark.parametrize("heading", ["Article 1", "§ 12", "第一章", "Erstes Kapitel", "Глава первая", "Introducción"])
def test_headings_of_laws_and_other_languages(heading):
    assert role_of(f"{P}\n\n{heading}\n\n{P}", 3) == "heading"


def test_numbered_lines_right_below_each_other_are_a_list():
    assert role_of(f"{P}\n\n1. Chop the onions\n2. Add the stock\n\n{P}", 4) == "body"


# ---------------------------------------------------------------- rules.toml


def test_a_pattern_of_the_corpus_changes_the_line_it_names_and_no_other():
    rows = [
        "Why the cost was as high as it was in that year and in",
        "none before it nobody could say, so they went to ask the",
        "miller, who kept a book of it and of all that was spent",
        "on the wheel and on the weir in the years of the flood.",
    ]
    text = "\n".join(rows) + "\n\n" + "\n".join(rows) + "\n"
    table = layout.lines(documents(text, rules={"heading": ["^Why the cost"]}))
    assert table.loc[table["role"] == "heading", "line"].tolist() == [1, 6]
    assert layout.paragraphs(table)["text"].str.split().str.len().sum() == 2 * len(" ".join(rows[1:]).split())


def test_body_settles_a_line_that_a_rule_would_take():
    text = f"{P}\n\nDownload\n\n{P}"
    assert role_of(text, 3) == "boilerplate"
    assert role_of(text, 3, {"body": ["^Download$"]}) == "body"


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TALK, "transcript"),
        ("".join(f"{name}.\n\nIt rose {n} feet.\n\n" for n, name in enumerate(["ROPER", "GLADYS"] * 5)), "play"),
        (
            "\n\n".join(["The river runs beside the mill,\nIts water bright and cold,\nThe wheel goes round"] * 5),
            "verse",
        ),
        ("\n\n".join(f"Article {n}\n\n{P}" for n in range(1, 5)), "legal"),
        ("\n\n".join([P] * 4), "prose"),
    ],
)
def test_the_kind_of_a_text(text, kind):
    (found,) = layout.kinds(documents(text)).to_dict("records")
    assert (found["kind"], 0 <= found["confidence"] <= 1) == (kind, True)


def test_a_kind_that_is_set_is_kept_and_an_unknown_one_is_named():
    assert layout.kinds(documents(P).assign(kind="verse"))[["kind", "confidence"]].to_numpy().tolist() == [
        ["verse", 1.0]
    ]
    with pytest.raises(ValueError, match=r"a: its kind in index.csv is 'poem'\. Use one of \['prose', "):
        lines(P, kind="poem")


# ---------------------------------------------------------------- the audit


def findings(text):
    return layout.audit(lines(text))[["finding", "line"]].to_numpy().tolist()


def test_the_audit_names_what_took_prose_out():
    taken = "See also the long account that the miller wrote of the flood, which tells of bridge, weir, wheel and town"
    told = layout.audit(lines(f"{P}\n\n{taken}…\n\n{P}"))
    assert told[["finding", "line"]].to_numpy().tolist() == [["prose taken out", 3]]
    assert told["detail"].iloc[0].startswith("related: 20 words, See also the long account")


def test_the_audit_names_headings_without_text_below():
    assert ["empty heading", 3] in findings(f"# The Mill\n\n## One\n\n## Two\n\n{P}")
    assert findings(f"# The Mill\n\n## One\n\n### Below\n\n{P}\n\n## Two\n\n{P}") == []
    assert findings(f"# The Mill\n\n## 2. One\n\n## 2.1. Below\n\n{P}\n\n## 3. Two\n\n{P}") == []
    assert ["empty heading", 3] in findings(f"# The Mill\n\n## 2. One\n\n## 21. Beside\n\n{P}\n\n## 22. Two\n\n{P}")


def test_no_word_is_lost_between_the_roles():
    table = lines(f"{TALK}\n{P}¹\n\nDownload\n\n¹ Ibid.\n\n{P}")
    assert layout.ledger(table)["words"].sum() == sum(len(text.split()) for text in table["text"])
