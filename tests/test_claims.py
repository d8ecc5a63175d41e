"""What is claimed is checked anew: a number, its doubt, its outcomes and its lines, each against the hand."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest
from made import documents

from helpers import claims, compare, glossary, layout, tables, terms, words

SHARED = (
    "the committee will strengthen the institutions and mechanisms for early warning against risks to interests abroad "
    "and deepen the cooperation of courts so as to protect the rights of citizens"
)
ONE = [f"Peace and trade of harbour {n} grew with ships and grain." for n in range(8)]
OTHER = [f"Peace and law of valley {n} fell with frost and hunger." for n in range(8)]
THIRD = [f"Steel and coal of town {n} came by rail to foundries." for n in range(8)]
TEXTS = (
    "\n\n".join([*ONE, f"It said that {SHARED}."]),
    "\n\n".join([*OTHER, f"We know that {SHARED}."]),
    "\n\n".join(THIRD),
)


def read(*texts):
    """Return what the calls read of made-up texts."""
    return claims.texts(layout.lines(documents(*(texts or TEXTS))))


@pytest.fixture(scope="module")
def five(shipped):
    """What the calls read of the five texts, made once: what several ask is kept in it."""
    return claims.texts(shipped["lines"], glossary.load())


READ = read()
IDS = READ.lines["doc_id"].cat.categories.tolist()
PAIR = {"pairs": [IDS[:2]]}


def claim(call, **given):
    return {"sentence": f"{call} of something", "call": call, "given": given}


# ---------------------------------------------------------------- the numbers, by hand


def first(entry, texts=READ):
    return claims.check(texts, [entry]).iloc[0]


def test_the_lead_of_a_pair_is_its_similarity_less_that_of_the_next():
    content = words.drop(READ.tokens["body"], words.stop_words("short"))
    similar = compare.similarity(terms.tfidf(terms.counts(content)))["similarity"].tolist()
    assert first(claim("ahead", **PAIR))["number"] == pytest.approx(similar[0] - max(similar[1:]), abs=1e-12)
    asked = claim("ahead", pairs=[IDS[:2][::-1]], of=[IDS[1:]])
    assert first(asked)["number"] == pytest.approx(similar[0] - similar[2], abs=1e-12)


def test_the_lead_holds_where_the_pair_is_first_in_the_settings_of_compare():
    found = claims.outcomes(READ, [claim("ahead", **PAIR)])
    settings = compare.stability(READ.tokens)
    own = settings[(settings["left"] == IDS[0]) & (settings["right"] == IDS[1])]
    assert found["setting"].tolist() == own["setting"].tolist() == list(range(1, 37))
    assert found["holds"].tolist() == (own["rank"] == 1).tolist()
    for choice in ("variant", "stop_words", "ngrams", "weighting"):
        assert found[choice].tolist() == own[choice].tolist()


def test_the_ends_of_a_lead_are_the_lowest_of_its_differences_and_p_the_greatest():
    texts = read(*TEXTS[:2], TEXTS[2].replace("Steel", "Ships"))  # so that the two differences are not the same
    content = words.drop(texts.tokens["body"], words.stop_words("short"))
    asked = [(*IDS[:2], IDS[0], IDS[2]), (*IDS[:2], *IDS[1:])]
    alone = pd.concat([compare.differences(content, [each]) for each in asked])
    assert (alone[["low", "high", "p"]].nunique() == 2).all()
    found = first(claim("ahead", **PAIR), texts)
    assert [found["low"], found["high"], found["p"]] == [alone["low"].min(), alone["high"].min(), alone["p"].max()]


def test_p_is_corrected_for_the_number_of_claims_that_have_one():
    one, counted = claim("ahead", **PAIR), claim("least_body", text=IDS[0])
    alone, many = (claims.check(READ, listed) for listed in ([one], [one, counted, one, one]))
    assert many["p"].tolist()[0] == pytest.approx(min(1, 3 * alone["p"].tolist()[0]))
    assert np.isnan(many["p"].tolist()[1])


def test_a_verdict_says_why(five):
    """A lead of which the interval is above 0 by itself is looked at among others: Holm's correction takes it back."""
    texts, one = five, claims.load()[2]
    alone = first(one, texts)
    assert alone["low"] > 0
    assert (alone["verdict"], alone["because"]) == (
        "stands",
        "It holds in every setting, and its interval lies above 0.",
    )
    many = int(compare.CHANCE / alone["p"]) + 1
    told = claims.check(texts, [one] * many).iloc[0]
    said = f"Its interval lies above 0, but after Holm's correction for the {many} claims that were tested together it"
    assert told["verdict"] == "not distinguished"
    assert told["because"] == f"{said} is not distinguished (p = {many * alone['p']:.2g})."
    assert first(claim("ahead", **PAIR), read("peace and law", *TEXTS[1:]))["because"].startswith("It has no interval")
    assert first(claim("passage", pair=IDS[1:]))["because"] == "It holds in 0 of 3 settings."
    assert first(claim("passage", pair=IDS[:2]))["because"] == "It holds in every setting."


def test_the_share_that_words_make_of_a_pair():
    weights = terms.tfidf(terms.counts(words.drop(READ.tokens["body"], words.stop_words("short"))))
    parts = compare.shared_terms(weights, *IDS[:2]).set_index("term")["part"]
    found = first(claim("share", pair=IDS[:2], of=["peace", "strengthen"]))
    assert found["number"] == pytest.approx((parts["peace"] + parts["strengthen"]) / parts.sum())


def test_the_longest_passage_by_the_count_of_its_words():
    found = first(claim("passage", pair=IDS[:2]))
    assert (found["number"], found["verdict"]) == (len(f"that {SHARED}".split()), "stands")
    assert first(claim("passage", pair=IDS[1:]))[["number", "verdict"]].tolist() == [0, "falls"]


def test_the_share_of_the_body_is_told_in_three_units():
    given = (TEXTS[0] + "\n\nPhoto: A harbour with many ships at dawn, seen from the hill. /Agency", *TEXTS[1:])
    ledger = layout.ledger(read(*given).lines)
    sizes = ledger.groupby(["doc_id", ledger["role"] == "body"], observed=True)["characters"].sum().unstack()
    share = sizes[True] / sizes.sum(axis=1)
    found = claims.outcomes(read(*given), [claim("least_body", text=IDS[0])])
    assert found["counted in"].tolist() == ["characters", "words", "lines"]
    assert found["number"].iloc[0] == pytest.approx(share.iloc[1:].min() - share.iloc[0])


def test_a_term_marks_a_text_by_its_log_odds_beside_all_and_without_each():
    found = claims.outcomes(READ, [claim("marks", text=IDS[2], term="steel and coal")])
    assert found["left out"].tolist() == ["none", *IDS[:2]] * 3
    phrases = terms.phrases(READ.tokens["body"], 4)
    counts = terms.counts(phrases[phrases["words"] == 3].reset_index(drop=True))  # set against phrases of as many words
    n, rest = 8, 0
    size = counts.groupby("doc_id", observed=True)["n"].sum()
    whole = size.sum()
    p, s = whole / 3 * n / whole, whole / 3
    a, c, d = n + p, size.iloc[2] + s, whole - size.iloc[2] + s
    assert found["number"].iloc[0] == pytest.approx(np.log(a / (c - a)) - np.log((rest + p) / (d - rest - p)))


def test_texts_in_another_language_are_read_with_their_own_stop_list():
    other = claims.texts(READ.lines, small=["peace", "and", "of"])
    found = claims.outcomes(other, [claim("ahead", **PAIR)])
    assert found["stop_words"].unique().tolist() == ["small words", "none"]
    weights = terms.tfidf(terms.counts(words.drop(READ.tokens["body"], ["peace", "and", "of"])))
    similar = compare.similarity(weights)["similarity"]
    assert found["number"].iloc[0] == pytest.approx(similar[0] - max(similar[1:]))


def test_settings_without_a_text_that_is_spoken_of_are_left_out():
    """Two texts have words that are on a stop list only: in 24 of 36 settings they are in no pair."""
    small = "\n\n".join(f"Of the and {word} to of the and." for word in ("is", "was", "had", "be", "in", "on", "by"))
    other = claims.texts(layout.lines(documents(*TEXTS, small)))
    few = other.lines["doc_id"].cat.categories[-1]
    asked = [
        claim("ahead", pairs=[[IDS[0], few]]),
        claim("ahead", pairs=[IDS[:2]], of=[[IDS[2], few]]),
        claim("share", pair=[IDS[0], few], of=["of"]),
        claim("ahead", pairs=[IDS[:2]]),
    ]
    found = claims.outcomes(other, asked)
    tried = found.groupby("claim")["stop_words"].agg(["size", "unique"])
    assert tried["size"].tolist() == [12, 12, 12, 36]
    assert [list(each) for each in tried["unique"][:3]] == 3 * [["none"]]
    table = claims.check(other, asked, found)
    assert table[["low", "high", "p"]].head(2).isna().all(axis=None)


def test_the_first_pair_is_not_suggested_where_small_words_leave_but_one():
    small = "\n\n".join(7 * ["Of the and is to of the and."])
    listed = claims.suggest(read(TEXTS[0], small, TEXTS[2]))
    assert {each["call"] for each in listed} == {"marks"}


@pytest.mark.parametrize(
    ("pairs", "verdict", "because"),
    [
        ([["a", "b"]], "the same text", "Two of its texts have the same words in the same shares."),
        ([["a", "c"]], "falls", "It holds in 0 of 36 settings."),
    ],
)
def test_a_lead_of_two_copies_is_no_finding(pairs, verdict, because):
    found = claims.check(read(TEXTS[0], TEXTS[0], TEXTS[2]), [claim("ahead", pairs=pairs)]).iloc[0]
    assert (found["verdict"], found["because"], found["counted"]) == (verdict, because, False)
    assert claims.check(READ, [claim("passage", pair=IDS[:2])])["counted"].tolist() == [True]


# ---------------------------------------------------------------- what changes a verdict


def test_a_claim_falls_when_a_text_is_edited():
    listed = [claim("passage", pair=IDS[:2])]
    listed[0]["evidence"] = [{"text": IDS[0], "line": 17, "words": "early warning"}]
    before = claims.check(READ, listed).iloc[0]
    edited = read(TEXTS[0].replace(SHARED, "nobody was asked and nothing was signed"), *TEXTS[1:])
    after = claims.check(edited, listed).iloc[0]
    assert [before["verdict"], after["verdict"]] == ["stands", "falls"]
    assert before["evidence"][0][:2] == (IDS[0], 17)
    assert "early warning" in before["evidence"][0][2]
    assert after["evidence"][0][2] == "[no longer here: early warning]"


def test_a_claim_of_the_five_texts_falls_when_one_is_edited(shipped):
    listed = [each for each in claims.load() if each["call"] == "marks"]
    assert claims.check(claims.texts(shipped["lines"]), listed)["verdict"].tolist() == ["stands"]
    other = shipped["documents"].copy()
    other["text"] = other["text"].str.replace("new security pattern", "new security architecture")
    after = claims.check(claims.texts(layout.lines(other)), listed).iloc[0]
    assert (after["verdict"], after["held"]) == ("falls", 0)
    assert after["evidence"][0] == ("chen_yixin_2023", 12, "[no longer here: with a new security pattern]")


def test_another_setting_gives_another_verdict(five):
    listed = [each for each in claims.load() if each["call"] == "share"]
    found = claims.outcomes(five, listed)
    assert claims.check(five, listed, found)["verdict"].tolist() == ["falls"]
    kept = found[(found["weighting"] == "plain") & (found["stop_words"] != "none")]
    assert claims.check(five, listed, kept)["verdict"].tolist() == ["stands"]
    some = found[(found["weighting"] == "plain") | (found["setting"] == 2)]
    some = some[(some["stop_words"] != "none")]
    told = claims.check(five, listed, some).iloc[0]
    assert (told["verdict"], told["decides"]) == ("depends on weighting", "weighting")


def test_what_all_failing_settings_share_is_told():
    table = pd.DataFrame({"claim": 1, "setting": [1, 2, 3, 4], "number": [1.0, -1.0, 1.0, -1.0]})
    table = table.assign(holds=table["number"] > 0, stop_words=list("aabb"), weighting=list("xyxy"), wording="")
    found = claims.check(READ, [claim("ahead", **PAIR)], table).iloc[0]
    assert (found["held"], found["settings"], found["decides"], found["falls"]) == (2, 4, "weighting", "weighting y")


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ({}, ""),
        ({"version": "1.0", "number": 31}, "1.0"),
        ({"version": "1.0", "number": 31.004}, "1.0"),
        ({"version": "1.1", "number": 30}, "was 30 in 1.1"),
    ],
)
def test_a_number_that_moves_says_since_when(since, said):
    assert first(claim("passage", pair=IDS[:2]) | {"since": since})["since"] == said


# ---------------------------------------------------------------- the file


GOOD = 'sentence = "A"\ncall = "least_body"\ngiven = { text = "one" }\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[[claim]]\n{GOOD}[[claim]]\nsentence = 'B'\n", "claim 2: it needs a sentence and a call"),
        (f"[[claim]]\n{GOOD}title = 'B'\n", "claim 1: it needs a sentence and a call"),
        (
            "[[claim]]\nsentence = 'A'\ncall = 'os.system'\ngiven = { command = 'ls' }\n",
            "claim 1: it needs a sentence and a call of",
        ),
        ("[[claim]]\nsentence = 'A'\ncall = 'least_body'\ngiven = { name = 'one' }\n", "Mend 'given'"),
        ("[[claim]]\nsentence = 'A'\ncall = 'least_body'\n", "Mend 'given'"),
        ("[[claim\n", "claims.toml: "),
        ("claim = 5\n", "claims.toml: .* no list of tables"),
        ("[claim]\nsentence = 'A'\n", "claims.toml: .* no list of tables"),
        (f"[[claims]]\n{GOOD}", r"claims.toml: \['claims'\] is no list of tables"),
        (f"author = 'Anna'\n[[claim]]\n{GOOD}", r"claims.toml: \['author', 'claim'\] is no list of tables"),
    ],
)
def test_a_file_with_a_fault_is_told(text, said, tmp_path):
    (tmp_path / "claims.toml").write_text(text, encoding="utf-8")
    with pytest.raises(claims.ClaimError, match=said.replace("'", ".")):
        claims.load(tmp_path)


@pytest.mark.parametrize(
    "field",
    [
        "sentence = 5",
        "against = ['a', 'b']",
        "evidence = 'line 3'",
        "evidence = ['line 3']",
        "evidence = [{ text = 'one', line = 3 }]",
        "evidence = [{ text = 'one', line = 'three', words = 'a' }]",
        "since = '0.1.0'",
        "since = { version = '0.1.0' }",
        "since = { version = '0.1.0', number = 'many' }",
    ],
)
def test_a_field_that_is_not_what_it_should_be_is_told(field, tmp_path):
    text = "" if field.startswith("sentence") else "sentence = 'A'\n"
    (tmp_path / "claims.toml").write_text(f"[[claim]]\n{text}call = 'least_body'\ngiven = {{ text = 'a' }}\n{field}\n")
    with pytest.raises(claims.ClaimError, match=r"claim 1: it needs a sentence and a call .* and is written as in"):
        claims.load(tmp_path)


def test_a_good_file_is_read_and_one_that_is_missing_is_told(tmp_path):
    with pytest.raises(claims.ClaimError, match=r"claims\.toml"):
        claims.load(tmp_path)
    (tmp_path / "claims.toml").write_text(f"[[claim]]\n{GOOD}", encoding="utf-8")
    assert claims.load(tmp_path) == [{"sentence": "A", "call": "least_body", "given": {"text": "one"}}]


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("ahead", {"pairs": [[IDS[0], "nobody"]]}),
        ("ahead", {"pairs": [IDS]}),
        ("ahead", {"pairs": [3]}),
        ("ahead", {"pairs": "ab"}),
        ("ahead", {"pairs": [["a", "a"]]}),
        ("ahead", {"pairs": [["a", "b"]], "of": ["c"]}),
        ("share", {"pair": ["a", "b"], "of": "peace"}),
        ("share", {"pair": ["a"], "of": ["peace"]}),
        ("passage", {"pair": ["a", "renamed"]}),
        ("marks", {"text": "renamed", "term": "peace"}),
        ("marks", {"text": "a", "term": ["peace"]}),
        ("least_body", {"text": ["a", "b"]}),
    ],
)
def test_a_text_that_is_not_there_or_another_kind_of_thing_is_told(call, given):
    with pytest.raises(claims.ClaimError, match="claim 1: .* not in these texts"):
        claims.check(READ, [claim(call, **given)])


def test_terms_make_nothing_of_a_similarity_that_is_none():
    found = claims.outcomes(READ, [claim("share", pair=[IDS[0], IDS[2]], of=["peace"])])
    assert (len(found), found["number"].max()) == (36, 0)


def test_the_claims_of_the_five_texts_rest_on_lines_that_say_so_and_on_the_numbers_of_this_version(five):
    table = claims.check(five, claims.load())
    assert table["claim"].tolist() == list(range(1, len(table) + 1))
    assert [line for lines in table["evidence"] for line in lines if line[2].startswith("[")] == []
    assert not table["since"].str.startswith("was").any()
    assert table["against"].all()
    kinds = {each.split(" on ")[0] for each in table["verdict"]}
    assert kinds <= {each.split(" on ")[0] for each in compare.VERDICTS}
    assert table.loc[table["verdict"] == "stands", "held"].equals(table.loc[table["verdict"] == "stands", "settings"])


# ---------------------------------------------------------------- suggestions, and the methods section


def test_what_is_suggested_holds_is_not_read_and_comes_back_from_its_file(tmp_path):
    listed = claims.suggest(READ)
    assert {"marks", "passage"} <= {each["call"] for each in listed}
    assert [each["sentence"] for each in listed if each["call"] == "passage"] == [
        f"a and b have a passage of {len(SHARED.split()) + 1} words in common"
    ]
    assert {each["against"] for each in listed} == {"Nobody has read the lines for it yet."}
    found = claims.check(READ, listed)
    assert set(found["verdict"].str.split(" on ").str[0]) <= {"stands", "depends"}
    for each, lines in zip(listed, found["evidence"], strict=True):
        assert len(lines) == {"ahead": 0, "marks": 1, "passage": 2}[each["call"]]
        assert not any(text.startswith("[no") for *_, text in lines)
    (tmp_path / "claims.toml").write_text(claims.as_toml(listed), encoding="utf-8")
    assert claims.load(tmp_path) == listed


@pytest.mark.parametrize(
    ("rest", "said"),
    [("w", False), ("ow'n", False), ("hon", False), ("saga", True), ("水", False), ("안보", True)],
)
def test_a_sentence_is_about_a_word_and_not_about_a_rest_of_one(rest, said):
    """Ten times in each paragraph: more often than any other word."""
    text = "\n\n".join(f"{' '.join(10 * [rest])} of {part}" for part in ONE)
    listed = [each["given"] for each in claims.suggest(read(text, *TEXTS[1:])) if each["call"] == "marks"]
    words_of = {word for each in listed if each["text"] == "a" for word in each["term"].split()}
    assert (rest in words_of) == said


def test_a_sentence_has_the_name_or_title_of_a_text(five):
    named = {each["given"].get("text"): each["sentence"] for each in claims.suggest(five)}
    assert named["chen_yixin_2023"].endswith("marks “In-depth study and implementation of the spirit of the …”")
    try:
        tables.call_texts({"a": "Anna 1901", "c": "Carl 1903"})
        said = [each["sentence"] for each in claims.suggest(READ)]
    finally:
        tables.call_texts({})
    assert f"Anna 1901 and b have a passage of {len(SHARED.split()) + 1} words in common" in said
    assert any(each.endswith("marks Carl 1903") for each in said)


def test_a_passage_of_many_texts_is_one_sentence():
    same = claims.suggest(read(*(f"{part}.\n\nOnce more: {SHARED}." for part in ("Ships", "Frost", "Rails"))))
    assert [each["given"]["pair"] for each in same if each["call"] == "passage"] == [IDS[:2]]


def test_texts_that_share_nothing_have_nothing_suggested_but_words():
    listed = claims.suggest(read("\n\n".join(ONE), "\n\n".join(THIRD)))
    assert {each["call"] for each in listed} <= {"marks"}


def test_a_hostile_name_is_written_as_a_text_of_toml(tmp_path):
    listed = [{"sentence": '"quoted"\n[[claim]] <b>\'', "call": "passage", "given": {"pair": ["a\\", 'b"']}}]
    listed[0] |= {
        "against": "é 中 \U00020000 \x7f\x00\x1f\u2028",
        "evidence": [{"text": "a\\", "line": 3, "words": "'y' # \U0001f600"}],
    }
    (tmp_path / "claims.toml").write_text(claims.as_toml(listed), encoding="utf-8")
    assert claims.load(tmp_path) == listed


@pytest.fixture(scope="module")
def record():
    return claims.methods()


def test_running_again_from_the_record_gives_the_same_tables_byte_for_byte(record, shipped):
    read_back = json.loads(json.dumps(record))
    made = claims.again(read_back["steps"])
    assert set(read_back["tables"]) == {name for name, each in made.items() if isinstance(each, pd.DataFrame)}
    for name, known in read_back["tables"].items():
        text = made[name].to_csv(index=False).encode("utf-8")
        assert (len(text), hashlib.sha256(text).hexdigest()) == (known["bytes"], known["sha256"])
    pd.testing.assert_frame_equal(made["tokens"], shipped["tokens"])
    assert claims.methods(steps=read_back["steps"]) == record


def test_other_arguments_in_the_record_give_other_tables_and_another_text(record):
    steps = json.loads(json.dumps(record["steps"]))
    next(step for step in steps if step[0] == "stop_words")[3]["name"] = "long"
    other = claims.methods(steps=steps)
    moved = {name for name, each in other["tables"].items() if each != record["tables"][name]}
    assert moved == {"content", "counts", "weights", "similarities", "keywords"}
    assert '"long"' in other["prose"]
    assert '"long"' not in record["prose"]


def test_a_step_that_is_not_known_is_not_run():
    with pytest.raises(ValueError, match=r"no step 'os\.system'"):
        claims.again([["x", "os.system", [], {"command": "ls"}]])


def test_the_methods_section_says_what_was_compared(record, shipped):
    prose = record["prose"]
    for document in shipped["documents"].itertuples():
        size = int((shipped["tokens"]["doc_id"] == document.doc_id).sum())
        assert f"{document.doc_id} ({document.file}; {size:,} words; {document.sha256[:12]})" in prose
    assert (
        record["roles"] == layout.ledger(shipped["lines"]).groupby("role", observed=True)["characters"].sum().to_dict()
    )
    assert f"{len(words.stop_words('short'))} words of the stop list" in prose
    assert f"{compare.stability(compare.variants(shipped['lines']))['setting'].nunique()} settings" in prose
    for package, version in record["software"].items():
        assert f"{package} {version}" in prose
    assert "{{" not in prose
