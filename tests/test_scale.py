"""``scale``: in parts the numbers are those of the whole table in memory, whatever the parts and the machines."""

import functools
import json
import os
import signal

import pandas as pd
import pytest
from made import documents
from pandas.testing import assert_frame_equal

from helpers import compare, corpus, layout, passages, scale, tables, terms, words
from tests.benchmarks import planted

TOP = 7


@functools.cache
def planted_documents() -> pd.DataFrame:
    """DOCUMENTS of 1,000 planted texts: one table for all, which nobody changes."""
    _, paragraphs = planted.as_tables(planted.planted(1_000, 5))
    columns = {name: [""] * len(paragraphs) for name in tables.TABLES["DOCUMENTS"]}
    ids = paragraphs["doc_id"].astype(str).rename(None)
    columns |= {"doc_id": ids, "text": paragraphs["text"], "rules": [None] * len(paragraphs)}
    return tables.build("DOCUMENTS", columns, pd.Index(ids.to_numpy(), dtype="str"))


def first_planted(size: int) -> pd.DataFrame:
    """DOCUMENTS of the first planted texts."""
    table = planted_documents().iloc[:size].reset_index(drop=True)
    return table.assign(doc_id=table["doc_id"].cat.remove_unused_categories())


def in_memory(table: pd.DataFrame, least: int = 7) -> pd.DataFrame:
    """PASSAGES of DOCUMENTS as made in memory."""
    paragraphs = layout.paragraphs(layout.lines(table))
    return passages.shared_passages(words.tokens(paragraphs), paragraphs, least)


def in_parts(table: pd.DataFrame, home, size: int, least: int = 7) -> pd.DataFrame:
    """PASSAGES of DOCUMENTS as made in parts."""
    return scale.read(scale.shared_passages(scale.parts(table, f"{home}/documents", size), f"{home}/passages", least))


@pytest.fixture(scope="module", params=["five", "planted"])
def whole(request) -> tuple[pd.DataFrame, pd.DataFrame, tuple[int, ...]]:
    """DOCUMENTS, their COUNTS as made in memory, and the sizes of parts to try."""
    table, sizes = (corpus.load(), (1, 2, 5)) if request.param == "five" else (planted_documents(), (300, 1000))
    return table, terms.counts(words.tokens(layout.paragraphs(layout.lines(table)))), sizes


@pytest.fixture(scope="module")
def stages(whole, tmp_path_factory) -> list[dict[str, str]]:
    """The folders of all stages, for each size of parts."""
    made = []
    for size in whole[2]:
        home = tmp_path_factory.mktemp("parts")
        to = {name: str(home / name) for name in ("documents", "counts", "weights", "keywords", "nearest")}
        scale.parts(whole[0], to["documents"], size)
        scale.counts(to["documents"], to["counts"])
        scale.weights(to["counts"], to["weights"])
        scale.keywords(to["counts"], to["keywords"], TOP)
        scale.nearest(to["weights"], to["nearest"], TOP)
        made.append(to)
    return made


def test_documents_come_back_as_they_were(whole, stages):
    for to in stages:
        assert_frame_equal(scale.read(to["documents"]), whole[0])


def test_counts_are_those_in_memory(whole, stages):
    for to in stages:
        assert_frame_equal(scale.read(to["counts"]), whole[1], check_exact=True)


def test_frequencies_are_texts_and_uses_of_each_term(whole, stages):
    expected = whole[1].groupby("term", observed=True)["n"].agg(texts="size", n="sum").reset_index()
    for to in stages:
        assert_frame_equal(scale.frequencies(to["counts"]), expected.astype({"term": "str"}), check_exact=True)


def test_weights_are_those_in_memory_to_the_last_digit(whole, stages):
    for to in stages:
        assert_frame_equal(scale.read(to["weights"]), terms.tfidf(whole[1]), check_exact=True)


def test_keywords_are_the_top_of_keyness_in_memory_to_the_last_digit(whole, stages):
    table = terms.keyness(whole[1])
    table = table[table["weight"] > 0].sort_values(["doc_id", "weight", "term"], ascending=[True, False, True])
    table["rank"] = table.groupby("doc_id", observed=True).cumcount() + 1
    expected = table[table["rank"] <= TOP].reset_index(drop=True).astype({"term": str})
    for to in stages:
        assert_frame_equal(scale.read(to["keywords"]).astype({"term": str}), expected, check_exact=True)


def test_nearest_are_those_in_memory_to_the_last_digit(whole, stages):
    expected = compare.nearest(terms.tfidf(whole[1]), TOP)
    for to in stages:
        assert_frame_equal(scale.read(to["nearest"]), expected, check_exact=True)


def test_shared_passages_are_those_in_memory_to_the_last_digit(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(scale, "BUCKET", 30_000)
    expected = in_memory(whole[0], 3)
    for size in whole[2]:
        assert_frame_equal(in_parts(whole[0], tmp_path, size, 3), expected, check_exact=True)
        assert not (tmp_path / "passages" / "unfinished").exists()
    assert len(expected) > 300


def test_shared_passages_of_texts_of_which_some_have_no_words(tmp_path):
    creed = "We hold these truths to be self-evident, that all men are created equal and have unalienable rights."
    table = documents("12 34", creed, "", "", f"Peace and law. {creed}", "5")
    assert in_parts(table, tmp_path, 1)[["left", "right", "words"]].values.tolist() == [["b", "e", 17]]
    for size in (1, 2, 6):
        assert_frame_equal(in_parts(table, tmp_path, size), in_memory(table), check_exact=True)


@pytest.mark.parametrize("texts", [["Peace and law."], ["12", "Peace and law."], ["12", ""]])
def test_shared_passages_of_fewer_than_two_texts_are_none(texts, tmp_path):
    table = documents(*texts)
    for size in (1, 2):
        assert_frame_equal(in_parts(table, tmp_path, size), in_memory(table), check_exact=True)


@pytest.mark.filterwarnings("ignore:wordings that stand in more than 50 places")
@pytest.mark.parametrize(("texts", "kinds"), [(50, {"passage": 50 * 49 // 2}), (51, {"boilerplate": 1})])
def test_what_stands_in_more_than_fifty_places_is_found_once_over_all_parts(texts, kinds, tmp_path):
    formula = "hydrogen lithium sodium potassium rubidium caesium francium beryllium magnesium calcium strontium barium"
    table = first_planted(100)
    table.loc[100 - texts :, "text"] = f"{formula} {' '.join(formula.split()[::-1])}"  # no word foretells the next
    found = in_parts(table, tmp_path, 20)
    there = found[found["left_text"].str.startswith("hydrogen lithium")]
    assert there["kind"].value_counts().to_dict() == kinds
    assert_frame_equal(found, in_memory(table), check_exact=True)


def test_stop_words_are_dropped_before_counting(tmp_path):
    made = scale.parts(documents("Peace and law.", "Law and order."), str(tmp_path / "documents"), 1)
    counted = scale.read(scale.counts(made, str(tmp_path / "counts"), {"and"}))
    assert counted[["doc_id", "term", "n"]].values.tolist() == [
        ["a", "law", 1],
        ["a", "peace", 1],
        ["b", "law", 1],
        ["b", "order", 1],
    ]


def test_parts_may_come_from_elsewhere_with_ids_and_texts_only(tmp_path):
    pd.DataFrame({"doc_id": ["x", "y"], "text": ["Peace.", "Law."]}).to_parquet(tmp_path / "part-00000.parquet")
    assert scale.read(scale.counts(str(tmp_path), "memory://elsewhere"))["term"].tolist() == ["peace", "law"]


def test_a_text_keeps_its_own_patterns(tmp_path):
    table = corpus.load()
    assert any(table["rules"].map(bool))
    folder = scale.parts(table, str(tmp_path), 2)
    stored = pd.concat(pd.read_parquet(file) for file in sorted(tmp_path.glob("*.parquet")))["rules"]
    assert [json.loads(rules) for rules in stored] == table["rules"].tolist() == scale.read(folder)["rules"].tolist()


def test_parts_of_an_earlier_run_are_removed(tmp_path):
    scale.parts(documents("One.", "Two.", "Three."), str(tmp_path), 1)
    assert scale.read(scale.parts(documents("Four."), str(tmp_path), 1))["text"].tolist() == ["Four."]


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no part-\*\.parquet in .*scale\.parts"):
        scale.counts(str(tmp_path), str(tmp_path / "counts"))
    with pytest.raises(ValueError, match="0 texts in a part"):
        scale.parts(documents("One."), str(tmp_path), 0)


@pytest.fixture(scope="module")
def client():
    """Two workers of Dask in processes of their own; one that is killed is started again."""
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster, set_as_default=False) as client,  # other tests work without it
    ):
        yield client


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("work", "size", "begun"),
    [("counts", 4, "unfinished/*/part-*"), ("shared_passages", 20, "unfinished/*/steps/seeds/part-*")],
)
def test_a_worker_killed_in_the_middle_costs_time_and_nothing_else(work, size, begun, client, tmp_path):
    from dask.distributed import WorkerPlugin

    table = first_planted(160)  # in 40 parts and in 8
    made = scale.parts(table, str(tmp_path / "documents"), size)
    folder, note = tmp_path / work, tmp_path / "killed"

    class Killer(WorkerPlugin):
        """The first worker that has done a task when the stage has begun notes what is done, and is killed."""

        def transition(self, key, start, finish, **more):
            if finish == "memory" and any(folder.glob(begun)) and not note.exists():
                note.write_text(str(len([*folder.glob("unfinished/*/part-*")])))
                os.kill(os.getpid(), signal.SIGKILL)

    client.register_plugin(Killer(), name=work)
    with client.as_current():
        getattr(scale, work)(made, str(folder))
    client.unregister_worker_plugin(work)
    assert int(note.read_text()) < 160 // size
    counts = terms.counts(words.tokens(layout.paragraphs(layout.lines(table))))
    expected = {"counts": counts, "shared_passages": in_memory(table)}[work]
    assert_frame_equal(scale.read(str(folder)), expected, check_exact=True)


def test_parts_without_words_change_nothing(tmp_path):
    table = first_planted(4)
    empty = table.assign(doc_id=pd.Categorical([f"none {n}" for n in range(4)]), text=["", "12", " ", "3 - 4"])
    both = pd.concat([empty.astype({"doc_id": str}), table.astype({"doc_id": str})], ignore_index=True)
    both["doc_id"] = pd.Categorical(both["doc_id"], categories=both["doc_id"])
    counts = scale.counts(scale.parts(both, f"{tmp_path}/documents", 2), f"{tmp_path}/counts")
    weights = scale.weights(counts, f"{tmp_path}/weights")
    whole = terms.counts(words.tokens(layout.paragraphs(layout.lines(table))))
    assert_frame_equal(scale.read(weights), terms.tfidf(whole), check_exact=True)
    best = terms.keyness(whole).query("weight > 0").sort_values(["doc_id", "weight"], ascending=[True, False])
    found = scale.read(scale.keywords(counts, f"{tmp_path}/keywords", 1))
    expected = best.groupby("doc_id", observed=True).head(1).astype({"term": str})
    assert found["term"].tolist() == expected["term"].tolist()
    pairs = scale.read(scale.nearest(weights, f"{tmp_path}/nearest", 2))
    assert_frame_equal(pairs, compare.nearest(terms.tfidf(whole), 2))


def test_parts_of_a_categorical_table_need_not_use_all_its_texts(tmp_path):
    weights = terms.tfidf(terms.counts(words.tokens(layout.paragraphs(layout.lines(first_planted(4))))))
    (tmp_path / "weights").mkdir()
    for number, half in enumerate((weights["doc_id"].cat.codes < 2, weights["doc_id"].cat.codes >= 2)):
        weights[half].to_parquet(tmp_path / "weights" / f"part-{number:05}.parquet")
    found = scale.read(scale.nearest(f"{tmp_path}/weights", f"{tmp_path}/nearest", 2))
    assert_frame_equal(found, compare.nearest(weights, 2))


# ---- folders: nothing is lost, whatever they are called ---------------------------------------------------------


def counted(folder: str, *texts: str) -> str:
    """Write documents in parts of one to a folder beside ``folder``, and their COUNTS to it."""
    return scale.counts(scale.parts(documents(*texts), f"{folder} documents", 1), folder)


@pytest.mark.parametrize("target", ["counts", "counts/", "x/../counts", "./counts", "link"])
def test_a_target_that_is_its_source_is_refused_and_nothing_is_lost(target, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").mkdir()
    source = counted("counts", "Peace and law.", "Law.")
    (tmp_path / "link").symlink_to(tmp_path / "counts")
    before = scale.read(source)
    with pytest.raises(ValueError, match="is the folder that is read. Write to another"):
        scale.weights(source, target)
    assert_frame_equal(scale.read(source), before)


@pytest.mark.parametrize(
    "name", ["a*", "corpus [2024]", "what?", "x#y", "per%20cent", "a::b", "{a,b}", "~", "memory:x"]
)
def test_a_name_is_a_name_and_no_pattern_or_address(name, tmp_path):
    neighbours = ["ab", "corpus 2", "what", "x", "per cent", "a", "b"]
    for other in neighbours:
        scale.parts(documents("One.", "Two."), f"{tmp_path}/{other}", 1)
    for _ in range(2):
        scale.parts(documents("Peace and law.", "Law."), f"{tmp_path}/{name}", 1)
        counts = scale.read(scale.counts(f"{tmp_path}/{name}", f"{tmp_path}/{name}/counts"))
        assert counts["term"].tolist() == ["and", "law", "peace", "law"]
    assert (tmp_path / name / "part-00001.parquet").exists()
    for other in neighbours:
        assert scale.read(f"{tmp_path}/{other}")["text"].tolist() == ["One.", "Two."]


@pytest.mark.parametrize("name", ["", " ", "a\0b"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(ValueError, match="is no name of a folder"):
        scale.parts(documents("One."), name)


def test_a_stage_that_fails_leaves_the_former_result_and_nothing_else(tmp_path):
    source = scale.parts(documents("Peace.", "Law."), f"{tmp_path}/documents", 1)
    folder = scale.counts(source, f"{tmp_path}/counts")
    before = scale.read(folder)
    pd.DataFrame({"doc_id": ["b"], "text": [5]}).to_parquet(tmp_path / "documents" / "part-00001.parquet")
    with pytest.raises(TypeError, match=r"part-00001.parquet: \['text'\] should hold text"):
        scale.counts(source, folder)
    assert_frame_equal(scale.read(folder), before)
    assert sorted(path.name for path in (tmp_path / "counts").iterdir()) == [
        "complete.json",
        "part-00000.parquet",
        "part-00001.parquet",
    ]


def test_a_stage_that_another_overtakes_fails_and_nothing_is_mixed(tmp_path, monkeypatch):
    source, target = scale.parts(documents("Peace.", "Law."), f"{tmp_path}/documents", 1), f"{tmp_path}/target"
    count, seen = terms.counts, []

    def overtaken(tokens):
        seen.append(len(tokens))
        if len(seen) == 2:  # the first part is written
            scale.parts(documents("War."), target, 1)
        return count(tokens)

    monkeypatch.setattr(terms, "counts", overtaken)
    with pytest.raises(RuntimeError, match="another stage was started that writes to"):
        scale.counts(source, target)
    assert scale.read(target)["text"].tolist() == ["War."]


@pytest.mark.parametrize("lost", ["part-00001.parquet", "complete.json"])
def test_what_was_stopped_half_way_is_not_read_as_whole(lost, tmp_path):
    folder = scale.parts(documents("One.", "Two.", "Three."), str(tmp_path), 1)
    (tmp_path / lost).unlink()
    (tmp_path / "unfinished").mkdir()
    with pytest.raises(FileNotFoundError, match=r"has 2 parts, and was written with 3|is not complete"):
        scale.read(folder)
    scale.parts(documents("One.", "Two."), str(tmp_path), 1)
    assert scale.read(folder)["text"].tolist() == ["One.", "Two."]


@pytest.mark.parametrize(
    ("columns", "kind", "said"),
    [
        ({"doc_id": ["a"]}, ValueError, r"lacks \['text'\]"),
        ({"doc_id": ["a"], "text": [1.5]}, TypeError, r"\['text'\] should hold text"),
        ({"doc_id": ["a", "a"], "text": ["One.", "Two."]}, ValueError, "'a' is there twice"),
        ({"doc_id": ["b"], "text": ["One."]}, ValueError, "the text 'b' is in more than one part"),
    ],
)
def test_documents_from_elsewhere_are_checked(columns, kind, said, tmp_path):
    pd.DataFrame(columns).to_parquet(tmp_path / "part-00000.parquet")
    pd.DataFrame({"doc_id": ["b"], "text": ["Law."]}).to_parquet(tmp_path / "part-00001.parquet")
    with pytest.raises(kind, match=said):
        scale.counts(str(tmp_path), str(tmp_path / "counts"))
    assert not (tmp_path / "counts" / "unfinished").exists()


def test_parts_are_read_in_the_order_of_their_numbers(tmp_path):
    for number in (99_999, 100_000, 2):
        table = pd.DataFrame({"doc_id": [f"n{number}"], "text": ["Law."]})
        table.to_parquet(tmp_path / f"part-{number:05}.parquet")
    assert scale.read(str(tmp_path))["doc_id"].tolist() == ["n2", "n99999", "n100000"]
