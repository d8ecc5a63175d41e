"""The glossary: what counts as a use of a variant, what a replacement leaves behind, and the list that ships."""

import random

import pandas as pd
import pytest

from helpers import corpus, glossary, layout, tables, words


def listed(*rows, chinese="", certainty=""):
    """A glossary of (formula, variant) or (formula, variant, pattern)."""
    full = [(row[0], chinese, certainty, row[1], row[-1]) for row in rows]
    return pd.DataFrame(full, columns=glossary.COLUMNS, dtype="str")


def written(*texts, doc_ids=None, places=None):
    """PARAGRAPHS of one line each, all of the text "a" unless told otherwise."""
    doc_ids = doc_ids or ["a"] * len(texts)
    lines = [10 * number for number in range(1, len(texts) + 1)]
    columns = {
        "doc_id": doc_ids,
        "paragraph": range(1, len(texts) + 1),
        "section": 0,
        "kind": "body",
        "first_line": lines,
        "last_line": lines,
        "text": texts,
        "places": places or [((0, line),) for line in lines],
    }
    return tables.build("PARAGRAPHS", columns, pd.Index(dict.fromkeys(doc_ids)))


def found(text, *rows):
    """The printed wordings that are uses of the variants of ``rows``."""
    return glossary.replacements(written(text), listed(*rows))["before"].tolist()


@pytest.fixture(scope="module")
def shipped():
    return glossary.load()


@pytest.fixture(scope="module")
def paragraphs():
    return layout.paragraphs(layout.lines(corpus.load()))


# Matching ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pattern", "uses"),
    [
        ("Safe China, SAFE CHINA", "safe China", ["Safe China", "SAFE CHINA"]),
        ("the people’s war, the people's war", "people's war", ["people’s war", "people's war"]),
        ("the people's war", "people’s war", ["people's war"]),
        ("the people’s war", r"people[\'’]s war", ["people’s war"]),
        ("non‑traditional, non-traditional", "non-traditional", ["non‑traditional", "non-traditional"]),
        ("safe \n  China, safe\u00a0China", "safe China", ["safe \n  China", "safe\u00a0China"]),
        ("both   safe and China", "(?:both )?safe", ["both   safe"]),
        ("unsafe China, safe Chinas", "safe China", []),
        ("the GSI's aim; (GSI)", "GSI", ["GSI", "GSI"]),
        ("safe China; unsafe, safely, Chinas", "safe|China", ["safe", "China"]),
        ("safe !", "safe|(?=!)", ["safe"]),
    ],
)
def test_capitals_apostrophes_hyphens_and_white_space_do_not_matter_but_word_edges_do(text, pattern, uses):
    assert found(text, ("f", "v", pattern)) == uses


def test_the_longest_of_overlapping_wordings_is_taken_whatever_formula_it_belongs_to():
    rows = [("level", "high-level security"), ("balance", "balance of high-level security"), ("of", "of high")]
    uses = found("a balance of high-level security, of high hopes", *rows)
    assert uses == ["balance of high-level security", "of high"]


def test_a_longer_wording_wins_over_one_that_starts_before_it():
    assert found("one two three four", ("x", "one two"), ("y", "two three four")) == ["two three four"]


def test_of_equally_long_wordings_the_leftmost_is_taken():
    assert found("aa bb cc", ("x", "bb cc"), ("y", "aa bb")) == ["aa bb"]


def test_of_two_patterns_for_the_same_words_the_first_in_the_glossary_is_taken():
    rows = listed(("x", "v", "new pattern"), ("y", "w", "new (?:pattern)"))
    uses = glossary.replacements(written("new pattern"), rows)
    assert uses["formula"].tolist() == ["x"]


def test_length_is_measured_without_extra_white_space():
    assert found("a \n   b cc d", ("x", "a b"), ("y", "b cc d")) == ["b cc d"]


def test_a_pattern_that_does_not_end_names_its_row_and_the_paragraph(monkeypatch):
    monkeypatch.setattr(glossary, "SECONDS", 0.05)
    bad = listed(("x", "fine"), ("y", "slow", r"(?:\w|\w\w)+!"))
    message = r"row 2 \('slow'\).* over 0.05 s on paragraph 2 of a\. Make it simpler"
    with pytest.raises(glossary.GlossaryError, match=message):
        glossary.variant_counts(written("fine", "a" * 60 + " !"), bad)


# Counts and replacements ---------------------------------------------------------------------------------------------


def test_variant_counts_keep_zeros_in_glossary_then_corpus_order():
    texts = written("safe China and safe China", "peaceful China", "safe China", doc_ids=["z", "z", "b"])
    rows = listed(("peace", "peaceful China"), ("peace", "safe China"), ("x", "nowhere"))
    counts = glossary.variant_counts(texts, rows)
    assert counts.to_numpy().tolist() == [
        ["peace", "peaceful China", "z", 1],
        ["peace", "peaceful China", "b", 0],
        ["peace", "safe China", "z", 2],
        ["peace", "safe China", "b", 1],
        ["x", "nowhere", "z", 0],
        ["x", "nowhere", "b", 0],
    ]
    assert list(counts.columns) == list(tables.TABLES["VARIANTS"])
    assert counts["n"].dtype == "int64"
    assert counts["doc_id"].cat.categories.tolist() == ["z", "b"]


def test_one_variant_name_may_belong_to_two_formulae_and_is_counted_apart():
    rows = listed(("x", "v", "new pattern"), ("y", "v", "old pattern"))
    counts = glossary.variant_counts(written("new pattern old pattern, old pattern"), rows)
    assert counts["n"].tolist() == [1, 2]


def test_replacements_give_line_wording_label_and_formula():
    texts = written("The safe China. Safe China!", "no", "safe\nchina", doc_ids=["a", "a", "b"])
    table = glossary.replacements(texts, listed(("peaceful China", "safe China")))
    assert table[["doc_id", "paragraph", "line", "before", "after", "formula"]].to_numpy().tolist() == [
        ["a", 1, 10, "safe China", "peaceful China", "peaceful China"],
        ["a", 1, 10, "Safe China", "Peaceful China", "peaceful China"],
        ["b", 3, 30, "safe\nchina", "peaceful China", "peaceful China"],
    ]
    assert table["start"].tolist() == [4, 16, 0]


def test_a_use_of_the_label_itself_is_a_use():
    table = glossary.replacements(written("a safe China"), listed(("safe China", "safe China")))
    assert table[["before", "after"]].to_numpy().tolist() == [["safe China", "safe China"]]


def test_normalise_puts_labels_in_place_of_variants_and_leaves_the_rest():
    rows = [("safe China", "a China that is safe"), ("new pattern", "new structure")]
    texts = written("New structure: a China that is safe, new structures.", "Nothing here.")
    result = glossary.normalise(texts, listed(*rows))
    assert result["text"].tolist() == ["New pattern: safe China, new structures.", "Nothing here."]
    assert texts["text"][0].startswith("New structure")
    unchanged = [column for column in texts.columns if column not in ("text", "places")]
    pd.testing.assert_frame_equal(result[unchanged], texts[unchanged])
    pd.testing.assert_series_equal(result.dtypes, texts.dtypes)


def test_normalise_takes_rows_that_were_picked_out_of_a_table():
    texts = written("one", "safe China", "three")
    result = glossary.normalise(texts[texts["paragraph"] > 1], listed(("peace", "safe China")))
    assert result["text"].tolist() == ["peace", "three"]
    assert result.index.tolist() == [0, 1]


def test_a_replacement_stands_on_the_line_that_places_name():
    texts = written("one", "safe China")
    assert glossary.replacements(texts, listed(("peace", "safe China")))["line"].tolist() == [20]
    assert list(glossary.normalise(texts, listed(("peace", "safe China"))).columns) == list(texts.columns)
    with pytest.raises(ValueError, match=r"table lacks \['places'\]"):
        glossary.replacements(texts.drop(columns="places"), listed(("peace", "safe China")))


def test_no_paragraphs_give_empty_tables_of_the_same_form():
    none, some = written("safe China")[:0], listed(("peace", "safe China"))
    assert glossary.replacements(none, some).dtypes.equals(glossary.replacements(written("safe China"), some).dtypes)
    assert glossary.normalise(none, some).empty
    assert glossary.variant_counts(none, some)["n"].tolist() == [0]
    assert glossary.variant_counts(none.astype({"doc_id": "str"}), some).empty


def test_paragraphs_of_the_wrong_kind_are_refused():
    with pytest.raises(ValueError, match="lacks .*'text'.*layout.paragraphs"):
        glossary.variant_counts(pd.DataFrame({"doc_id": ["a"]}), listed(("x", "y")))


# Lines ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        # the wording stands before, across, and after the break between line 3 and line 7
        ("long wording here| and there", None, [("short", 3), ("here", 3), ("and", 7), ("there", 7)]),
        ("see a long| wording and there", None, [("see", 3), ("a", 3), ("short", 3), ("and", 7), ("there", 7)]),
        ("see here |long wording there", None, [("see", 3), ("here", 3), ("short", 7), ("there", 7)]),
        ("long wording| and |long wording |there", None, [("short", 3), ("and", 7), ("short", 8), ("there", 9)]),
        # a line wholly inside the wording, and a wording that is the whole text
        ("see long| |wording there", None, [("see", 3), ("short", 3), ("there", 8)]),
        ("long| wording", None, [("short", 3)]),
    ],
)
def test_words_of_a_normalised_text_stand_on_their_raw_lines(text, places, expected):
    pieces = text.split("|")
    offsets = [len("".join(pieces[:number])) for number in range(len(pieces))]
    places = tuple(zip(offsets, [3, 7, 8, 9], strict=False))
    result = glossary.normalise(written("".join(pieces), places=[places]), listed(("short", "long wording")))
    tokens = words.tokens(result)
    assert list(zip(tokens["token"], tokens["line"], strict=True)) == expected


def test_a_label_longer_than_its_wording_moves_the_lines_that_follow():
    texts = written("GSI and GSI then more", places=[((0, 1), (8, 2), (17, 3))])
    result = glossary.normalise(texts, listed(("Global Security Initiative", "GSI")))
    assert result["places"][0] == ((0, 1), (31, 2), (63, 3))
    assert [result["text"][0][offset:].split()[0] for offset, _ in result["places"][0]] == ["Global", "Global", "more"]


@pytest.mark.parametrize("seed", range(30))
def test_every_count_is_a_replacement_and_no_other_word_moves(seed):
    """Random texts of few words, cut into lines anywhere, against random wordings of one to three of those words."""
    draw = random.Random(seed)
    some = ["aa", "bb", "cc", "dd", "a'a"]
    wordings = sorted({" ".join(draw.choices(some, k=draw.randint(1, 3))) for _ in range(6)})
    rows = listed(*[(draw.choice(["XX", "YY YY YY", "Z"]), wording) for wording in wordings])
    texts, places = [], []
    for _ in range(8):
        lines = [" ".join(draw.choices(some, k=draw.randint(1, 6))) + draw.choice([" ", "  ", ", "]) for _ in range(4)]
        texts.append("".join(lines))
        places.append(tuple((len("".join(lines[:number])), number + 1) for number in range(4)))
    before = written(*texts, doc_ids=list("aaabbbcc"), places=places)
    uses, after = glossary.replacements(before, rows), glossary.normalise(before, rows)
    counts = glossary.variant_counts(before, rows)
    shown = uses.groupby(["formula", "variant", "doc_id"], observed=False).size()
    assert all(shown.get((row.formula, row.variant, row.doc_id), 0) == row.n for row in counts.itertuples())
    assert counts["n"].sum() == len(uses)

    old, new = words.tokens(before), words.tokens(after)
    spans = [(use.paragraph, use.start, use.start + len(use.before)) for use in uses.itertuples()]
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in zip(spans, spans[1:], strict=False))
    outside = [not any(p == row.paragraph and s <= row.start < e for p, s, e in spans) for row in old.itertuples()]
    kept = new[~new["token"].isin(["xx", "yy", "z"])]
    columns = ["doc_id", "paragraph", "token", "line"]
    assert kept[columns].astype(str).to_numpy().tolist() == old[outside][columns].astype(str).to_numpy().tolist()
    labels = new[new["token"].isin(["xx", "yy", "z"])]
    assert len(labels) == sum(len(label.split()) for label in uses["after"])
    at = [line for use in uses.itertuples() for line in [use.line] * len(use.after.split())]
    assert labels["line"].tolist() == at


# Loading and its errors ----------------------------------------------------------------------------------------------

HEAD = "formula,chinese,certainty,variant,pattern\n"


def test_load_reads_a_file_or_the_folder_that_holds_it(tmp_path):
    rows = 'peace,,,"safe, sound",safe\npeace,,,calm,calm\n'
    (tmp_path / "glossary.csv").write_text(HEAD + rows, encoding="utf-8-sig")
    for place in (tmp_path, tmp_path / "glossary.csv", str(tmp_path)):
        assert glossary.load(place)["variant"].tolist() == ["safe, sound", "calm"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,,,v,(b\n", r"row 1 \('v'\): the pattern '\(b' is not a regular expression: missing \).*Mend it"),
        ("a,,,v,b\na,,,v,c\n", r"row 2 \('v'\): the variant stands in row 1 too"),
        ("a,,,v,b\nc,,,w,b\n", r"row 2 \('w'\): the pattern stands in row 1 too"),
        ("a,,,v,b*\n", r"row 1 \('v'\): the pattern 'b\*' matches an empty text"),
        ("a,,,v,\n", r"row 1 \('v'\): pattern is empty. Fill it in"),
        (",,,v,b\n", r"row 1 \('v'\): formula is empty"),
        ("a,,,v ,b\n", r"row 1 \('v '\): variant is 'v '. Give a text without spaces"),
        ("a,平安,sure,v,b\n", r"row 1 \('v'\): certainty is 'sure'. Use one of \['confirmed'"),
        ("a,平安,,v,b\n", r"row 1 \('v'\): certainty is empty"),
        ("a,平安,confirmed,v,b\na,平,confirmed,w,c\n", r"row 2 \('w'\): further up 'a' has \('平安', "),
        ("a,平安,confirmed,v,b\na,平安,from memory,w,c\n", r"row 2 \('w'\): further up 'a' has .*Make them agree"),
        ("a,,,v,b,c\n", r"row 1: 6 cells under 5 headings. Put a cell that holds a comma"),
        ("", r"no rows. Add one for each variant"),
    ],
)
def test_a_faulty_row_is_named_with_its_fault_and_cure(tmp_path, rows, message):
    path = tmp_path / "own.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(glossary.GlossaryError, match=message) as error:
        glossary.load(path)
    assert str(error.value).startswith(str(path))


def test_a_missing_column_is_named(tmp_path):
    (tmp_path / "glossary.csv").write_text("formula,variant\na,b\n", encoding="utf-8")
    message = r"columns \['chinese', 'certainty', 'pattern'\] are missing; .*Add them"
    with pytest.raises(glossary.GlossaryError, match=message):
        glossary.load(tmp_path)


@pytest.mark.parametrize(("raw", "message"), [(b"\xff\xfe\x00", "not a CSV file in UTF-8"), (b"", "are missing")])
def test_a_file_that_is_no_table_is_refused(tmp_path, raw, message):
    (tmp_path / "glossary.csv").write_bytes(raw)
    with pytest.raises(glossary.GlossaryError, match=message):
        glossary.load(tmp_path)


def test_a_missing_file_says_what_to_make(tmp_path):
    with pytest.raises(glossary.GlossaryError, match="no such file. Make a CSV file with the columns"):
        glossary.load(tmp_path)


def test_a_table_made_by_hand_is_checked_like_a_file():
    with pytest.raises(glossary.GlossaryError, match=r"^row 1 \('v'\): the pattern"):
        glossary.normalise(written("text"), listed(("x", "v", "(")))
    with pytest.raises(glossary.GlossaryError, match=r"^the columns \['pattern'\] are missing"):
        glossary.normalise(written("text"), listed(("x", "v")).drop(columns="pattern"))


# The glossary that ships ---------------------------------------------------------------------------------------------


def test_every_variant_that_ships_stands_in_a_body(shipped, paragraphs):
    counts = glossary.variant_counts(paragraphs, shipped)
    uses = counts.groupby(["formula", "variant"])["n"].sum()
    assert uses[uses == 0].index.tolist() == []
    assert len(uses) == len(shipped)


def test_each_formula_has_two_wordings_or_stands_in_two_texts(shipped, paragraphs):
    """One wording in one text says nothing about translation; but "my country" is what all others call China."""
    used = glossary.variant_counts(paragraphs, shipped).query("n > 0").astype({"doc_id": str}).groupby("formula")
    wordings, texts = used["variant"].nunique(), used["doc_id"].nunique()
    assert wordings.index[(wordings == 1) & (texts == 1)].tolist() == ["China"]


def test_normalising_the_texts_twice_changes_nothing_more(shipped, paragraphs):
    once = glossary.normalise(paragraphs, shipped)
    pd.testing.assert_series_equal(glossary.normalise(once, shipped)["text"], once["text"])


@pytest.mark.parametrize(
    ("doc_id", "line", "before", "formula"),
    [
        (
            "hussain_2022",
            15,
            "holistic approach adopted on national security",
            "holistic approach to national security",
        ),
        (
            "chen_yixin_2023",
            12,
            "a new security pattern to ensure a new development pattern",
            "safeguard the new development pattern with the new security architecture",
        ),
        ("chen_yixin_2023", 80, "national security people’s defense line", "public line of defense"),
        (
            "chen_xiangyang_2024",
            63,
            "traditional and non-traditional security",
            "traditional and non-traditional security",
        ),
        (
            "yang_2025",
            177,
            "strengthening our capacity for safeguarding national security",
            "strengthening our capacity for safeguarding national security",
        ),
        ("yang_2025", 85, "period of turbulence and change", "period of turbulence and transformation"),
        (
            "cicir_2025",
            117,
            "centralized, high-performing, and authoritative",
            "centralized, high-performing, and authoritative",
        ),
        (
            "cicir_2025",
            155,
            "mutually beneficial interaction between high-quality development and high-level security",
            "mutually beneficial interaction between high-quality development and high-level security",
        ),
    ],
)
def test_wordings_read_in_the_texts_are_found_on_their_lines(shipped, paragraphs, doc_id, line, before, formula):
    """Read off the raw files; several of them run across a page break."""
    uses = glossary.replacements(paragraphs, shipped)
    here = uses[(uses["doc_id"] == doc_id) & (uses["line"] == line) & (uses["before"] == before)]
    assert set(here["formula"]) == {formula}


@pytest.mark.parametrize(
    ("doc_id", "line", "words_there"),
    [
        ("chen_xiangyang_2024", 25, "peaceful development"),  # "peaceful development globally"
        ("yang_2025", 155, "secure development of the economy"),  # "more ... sustainable, and secure development"
        ("yang_2025", 139, "integrate security with development"),  # renders another phrase there
        ("cicir_2025", 279, "community of shared security for humanity"),
    ],
)
def test_wordings_that_mean_something_else_are_left_alone(shipped, paragraphs, doc_id, line, words_there):
    there = (paragraphs["first_line"] <= line) & (paragraphs["last_line"] >= line) & (paragraphs["doc_id"] == doc_id)
    assert words_there in " ".join(glossary.normalise(paragraphs[there], shipped)["text"])


def test_the_chinese_is_marked_as_confirmed_or_from_memory(shipped):
    certainty = shipped.drop_duplicates("formula").set_index("formula")["certainty"]
    assert certainty[certainty != "confirmed"].to_dict() == {
        "deep integration of development and security": "from memory",
        "coordination mechanisms for promoting security in neighboring regions": "from memory",
        "holistic and coordinated approach": "from memory",
        "technology is a powerful tool for development, but it may also be a source of risks": "from memory",
        "China": "from memory",
    }
