"""Tests of lab without a browser: what boxes show and take along, their code, their static view; words stay words.

What a reader does in a box in JupyterLab is tried in ``test_browser.py``.
"""

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import warnings

import made
import openpyxl
import pandas as pd
import pytest

from helpers import compare, lab, passages, report, tables, terms, words

LONG = "we must build a strong navy and guard the open sea against every storm that comes"
HOSTILE = "<script>alert(1)</script> war & <img src=x onerror=alert(2)> </script><!-- <i>sea</i>"


def texts(**more: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return TOKENS and PARAGRAPHS of texts; ``b`` and ``a`` have a passage in common."""
    said = {"b": [f"Once {LONG}. War of 1919", "Old peace, a war"], "a": [f"Then {LONG}, and peace"], "c": ["The war"]}
    paragraphs = made.written(said | {name: [text] for name, text in more.items()}, step=2)
    return words.tokens(paragraphs), paragraphs


def run(code: str, **given: object) -> pd.DataFrame:
    """Return what the code that a box shows gives, from the tables that its names say."""
    *before, last = code.split("\n")
    names = {"compare": compare, "passages": passages, "pd": pd, "terms": terms, "words": words} | given
    exec("\n".join(before), names)
    return eval(last, names)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return made.rows_of(one) == made.rows_of(other) and list(one.columns) == list(other.columns)


# ---------------------------------------------------------------- any word


ASKED = [
    ({"q": "war", "sort": "place", "text": ""}, ["b 2", "b 4", "c 2"]),
    ({"q": "war", "sort": "left", "text": ""}, ["b 4", "b 2", "c 2"]),
    ({"q": "war", "sort": "place", "text": "b"}, ["b 2", "b 4"]),
    ({"q": "p*", "sort": "right", "text": "a"}, ["a 2"]),
    ({"q": "war", "sort": "left", "text": "", "words": 25}, ["b 4", "b 2", "c 2"]),
    ({"q": "war of 1919", "sort": "place", "text": ""}, ["b 2"]),
    ({"q": 'it\'s "no" \\ word', "sort": "place", "text": "b"}, []),
]


@pytest.mark.parametrize(("asked", "places"), ASKED)
def test_what_is_shown_is_what_the_code_gives(asked, places):
    tokens, paragraphs = texts()
    box = lab.word(tokens, paragraphs, "war")
    box.asked = {"words": 8} | asked
    shown = box.shown  # no warning: the box says in words what is near
    with warnings.catch_warnings(action="ignore"):
        given = run(box.code, tokens=tokens, paragraphs=paragraphs)
    assert [f"{row.doc_id} {row.line}" for row in shown.itertuples()] == places
    assert same(shown, given)
    tables.check(shown, "CONCORDANCE")


def test_the_shortest_code_is_shown():
    tokens, paragraphs = texts()
    box = lab.word(tokens, paragraphs, "war")
    assert box.code == "passages.concordance(tokens, 'war', paragraphs)"
    box.asked = box.asked | {"sort": "left"}
    assert box.code == "passages.sort_concordance(passages.concordance(tokens, 'war', paragraphs), 'left')"


def test_ticked_lines_come_back_in_the_order_they_are_seen_in():
    tokens, paragraphs = texts()
    box = lab.word(tokens, paragraphs, "war")
    assert box.selected.empty
    box.asked = box.asked | {"sort": "left"}
    shown = box.shown
    box.chosen = [[shown["doc_id"][2], int(shown["position"][2])], [shown["doc_id"][0], int(shown["position"][0])]]
    assert same(box.selected, shown.iloc[[0, 2]])
    assert box.selected["line"].tolist() == [4, 2]


def test_tokens_that_lack_words_are_refused_since_the_page_searches_whole_texts():
    tokens, paragraphs = texts()
    with pytest.raises(ValueError, match=r"not all words of the paragraphs.*words\.tokens\(paragraphs\)"):
        lab.word(words.drop(tokens, {"war"}), paragraphs, "war")
    lab.word(tokens, paragraphs, "war")


# ---------------------------------------------------------------- two texts


def test_a_reader_shows_what_the_code_gives_and_gives_back_what_is_chosen():
    tokens, paragraphs = texts()
    box = lab.reader(tokens, paragraphs, "a", "b")
    assert same(box.shown, run(box.code, tokens=tokens, paragraphs=paragraphs))
    assert box.shown[["left", "right", "left_first_line"]].astype(str).values.tolist() == [["b", "a", "2"]]
    assert box.selected.empty
    box.chosen = [0]
    assert same(box.selected, box.shown)
    tables.check(box.selected, "PASSAGES")
    box.asked = {"left": "a", "right": "c", "layers": ["passage"]}
    assert box.shown.empty
    assert run(box.code, tokens=tokens, paragraphs=paragraphs).empty


def test_layers_of_a_reader_are_kinds_of_passages_and_those_in_other_words_come_from_alike(shipped):
    tokens, paragraphs = shipped["tokens"], shipped["paragraphs"]
    found = passages.shared_passages(tokens, paragraphs)
    alike = found.head(3).assign(left="yang_2025", right="cicir_2025")
    box = lab.reader(tokens, paragraphs, "yang_2025", "cicir_2025", alike=alike)
    opened = len(box.shown)
    assert set(box.shown["kind"]) == {"passage"}
    box.asked = {"left": "cicir_2025", "right": "yang_2025", "layers": ["passage", "parallel", "formula"]}
    assert len(box.shown) == opened + 3
    assert same(box.shown, run(box.code, tokens=tokens, paragraphs=paragraphs, alike=alike))


def test_an_unknown_text_is_named():
    tokens, paragraphs = texts()
    with pytest.raises(ValueError, match=r"no such text: \['x'\]\. Give two of \['b', 'a', 'c'\]"):
        lab.reader(tokens, paragraphs, "b", "x")


# ---------------------------------------------------------------- the static view, and what is written


def test_where_no_kernel_runs_the_static_view_says_what_the_box_says():
    tokens, paragraphs = texts()
    for box, said in [
        (lab.word(tokens, paragraphs, "war"), "3 uses of 'war'"),
        (lab.word(tokens, paragraphs, "w*"), "5 uses in 2 forms of 'w*'"),
        (lab.reader(tokens, paragraphs, "b", "a"), "b and a: 1 passage in the same words"),
    ]:
        data, _ = box._repr_mimebundle_()
        assert data["text/plain"].startswith(said)
        assert "0x" not in data["text/plain"]
        assert "<table" in data["text/html"]
    again, _ = lab.reader(tokens, paragraphs, "b", "a")._repr_mimebundle_()
    assert (again["text/plain"], again["text/html"]) == (data["text/plain"], data["text/html"])


def test_a_box_is_two_outputs_so_that_the_static_one_stands_alone_where_no_kernel_knows_the_other(
    tmp_path, monkeypatch
):
    tokens, paragraphs = texts()
    documents = made.documents("A line.")
    boxes = [lab.word(tokens, paragraphs, "war"), lab.reader(tokens, paragraphs, "b", "a"), lab.structure(documents)]
    boxes += [lab.settings(tokens), lab.pair(tokens, "b", "a"), lab.keywords(tokens, "b"), lab.folder(tmp_path)]
    for box in boxes:
        shown = []
        monkeypatch.setattr("helpers.lab.controls.display", lambda data, raw, shown=shown: shown.append(data))
        box._ipython_display_()
        still, live = shown
        assert set(still) == {"text/plain", "text/html"}
        assert live == {report.WIDGET: {"version_major": 2, "version_minor": 0, "model_id": box.model_id}}


def test_a_box_of_controls_says_without_a_kernel_what_is_chosen_and_what_that_gives():
    tokens, _ = texts()
    box = lab.keywords(tokens, "b")
    opened(box)[0]["stop list"].value = "none"
    buttons(opened(box)[0]["set aside"])["war"].value = True
    said = box._repr_mimebundle_()[0]["text/plain"].splitlines()
    assert said[0] == "text: b; stop list: none; measure: log_odds; set aside: war"
    assert [line.split()[0] for line in said[2:]] == [row[0] for row in table(opened(box)[1])]


def test_rows_are_written_beside_the_notebook_and_no_file_is_overwritten(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "concordance.csv").write_text("my own", "utf-8")
    tokens, paragraphs = texts(d="=1+1 war")
    box = lab.word(tokens, paragraphs, "war")
    written = [box.save("csv"), box.save("xlsx"), box.save("csv")]
    box.chosen = [["b", int(box.shown["position"][0])]]
    written.append(box.save("csv"))
    names = ["concordance_1.csv", "concordance.xlsx", "concordance_2.csv", "concordance_3.csv"]
    assert [str(path) for path in written] == names
    sizes = [len(path.read_text("utf-8-sig").splitlines()) - 1 for path in written if path.suffix == ".csv"]
    assert sizes == [4, 4, 1]
    assert (tmp_path / "concordance.csv").read_text("utf-8") == "my own"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "concordance.csv"])
    assert "'=1+1" in (tmp_path / "concordance_1.csv").read_text("utf-8-sig")
    sheet = openpyxl.load_workbook(tmp_path / "concordance.xlsx").active
    assert [cell.data_type for cell in sheet[5]].count("f") == 0


def pages_of(box) -> list[str]:
    """Return the addresses of the pages that the texts of a box lead to."""
    given = re.search(r'<script type="application/json" id="given">(.*?)</script>', box.page, re.DOTALL)[1]
    return [text["page"] for text in json.loads(given)]


def test_lines_lead_to_the_reading_edition_where_a_report_of_all_texts_was_built(tmp_path, monkeypatch):
    tokens, paragraphs = texts()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    built = tmp_path / "build/own texts/report/texts"
    built.mkdir(parents=True)
    (tmp_path / f"jpserver-{os.getppid()}.json").write_text(json.dumps({"root_dir": str(tmp_path), "base_url": "/u/"}))
    for name in "bac":
        box = lab.word(tokens, paragraphs, "war")
        assert (box.root, pages_of(box)) == ("/", ["", "", ""])
        (built / f"{name}.html").write_text("")
    box = lab.reader(tokens, paragraphs, "b", "a")
    assert box.root == "/u/files/build/own%20texts/report/"
    assert pages_of(box) == ["texts/b.html", "texts/a.html", "texts/c.html"]
    (tmp_path / f"jpserver-{os.getppid()}.json").unlink()  # a kernel of no server
    assert lab.word(tokens, paragraphs, "war").root == "/"


# ---------------------------------------------------------------- hostile words


def test_the_page_of_a_box_may_run_its_own_scripts_only_and_holds_its_texts_as_data():
    tokens, paragraphs = texts(**{"<img src=x onerror=alert(3)>": HOSTILE})
    for box in (lab.word(tokens, paragraphs, HOSTILE), lab.reader(tokens, paragraphs, "b", "a")):
        scripts = re.findall(r"<script>(.*?)</script>", box.page, re.DOTALL)
        allowed = set(re.findall(r"'sha256-([^']+)'", re.search(r"script-src([^;]*);", box.page)[1]))
        assert {base64.b64encode(hashlib.sha256(it.encode()).digest()).decode() for it in scripts} == allowed
        assert len(scripts) == 4
        assert "'unsafe" not in box.page.split("<style>")[0]
        held = re.search(r'<script type="application/json" id="given">(.*?)</script>', box.page, re.DOTALL)[1]
        assert "<" not in held
        assert json.loads(held)[-1]["paragraphs"][0]["text"] == HOSTILE
        rest = re.sub(r"<(script|style)\b.*?</\1>", "", box.page, flags=re.DOTALL)
        assert "alert" not in rest
        data, _ = box._repr_mimebundle_()
        assert not re.search(r"<(script|img|i)\b", data["text/html"])


def test_names_of_texts_and_words_never_become_markup_in_settings_and_keywords():
    tokens, _ = texts(**{"<i>d</i>": "war and war and <b>sea</b> sea"})
    for box in (lab.settings(tokens), lab.keywords(tokens, "<i>d</i>"), lab.pair(tokens, "<i>d</i>", "b")):
        box.named["set aside"].children[1].value = True
        assert "<i>" not in box.children[-1].value + box._repr_mimebundle_()[0]["text/html"]
        assert "&lt;i&gt;d" in box.children[-1].value


# ---------------------------------------------------------------- settings and keywords, and words set aside


def opened(box) -> tuple[dict, object]:
    """Return the controls of a box by name, and its result."""
    *controls, result = box.children
    return {control.description: control for control in controls}, result


def table(result) -> list[list[str]]:
    """Return the cells of the table in a result."""
    body = result.value.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_settings_open_with_the_similarities_of_the_notebooks_and_change_with_a_choice():
    tokens, _ = texts()
    box = lab.settings(tokens)
    named, result = opened(box)
    assert [row[-2:] for row in table(result)] == [["1", "1"], ["2", "2"], ["3", "3"]]
    for row in compare.stability({"all": tokens}, {"none": [], "short": words.stop_words("short")}).itertuples():
        named["stop list"].value, named["n-grams"].value = row.stop_words, row.ngrams
        named["weighting"].value = row.weighting
        similarity = {(left, right): float(number) for left, right, number, *_ in table(result)}
        assert similarity[row.left, row.right] == pytest.approx(row.similarity, abs=0.006)
        given = run(box.code, tokens=tokens).set_index(["left", "right"])["similarity"]
        assert given[row.left, row.right] == pytest.approx(row.similarity)


def buttons(aside) -> dict:
    """Return the buttons of words by their words."""
    return {button.description: button for button in aside.children[1:]}


def test_a_word_is_set_aside_by_a_click_and_comes_back_by_another():
    tokens, _ = texts()
    box = lab.settings(tokens)
    named, result = opened(box)
    before, aside, code = result.value, named["set aside"], box.code
    assert next(iter(buttons(aside))) in terms.counts(tokens)["term"].tolist()
    buttons(aside)["war"].value = True
    assert aside.value == ("war",)
    assert "words.stop_words('short') | {'war'}" in box.code
    content = words.drop(tokens, words.stop_words("short") | {"war"})
    expected = compare.similarity(terms.tfidf(terms.counts(content)))
    assert same(run(box.code, tokens=tokens), expected)
    assert result.value != before
    named["weighting"].value = "sublinear"  # what is set aside stays so under another setting
    assert aside.value == ("war",)
    assert buttons(aside)["war"].value
    named["weighting"].value = "plain"
    buttons(aside)["war"].value = False
    assert (result.value, box.code, aside.value) == (before, code, ())


def test_the_button_that_was_pressed_stays_where_it_was_so_that_the_keyboard_does():
    tokens, _ = texts()
    aside = opened(lab.settings(tokens))[0]["set aside"]
    before = aside.children
    buttons(aside)["sea"].value = True
    assert aside.children[: len(before)] == before


def test_words_on_offer_weigh_most_in_all_similarities_together(shipped):
    weights, tokens = shipped["weights"], shipped["tokens"]
    pairs = [(row.left, row.right) for row in shipped["pairs"].itertuples()]
    shared = pd.concat([compare.shared_terms(weights, *pair) for pair in pairs])
    parts = shared.assign(term=shared["term"].astype(str)).groupby("term")["part"].sum().nlargest(12)
    aside = opened(lab.settings(tokens))[0]["set aside"]
    assert list(buttons(aside)) == parts.index.tolist()


def test_keywords_are_those_of_the_code_and_lose_what_is_set_aside(shipped):
    tokens = shipped["tokens"]
    box = lab.keywords(tokens, "yang_2025")
    named, result = opened(box)
    first = [row[0] for row in table(result)]
    assert len(first) == 15
    assert first == run(box.code, tokens=tokens)["term"].tolist()
    buttons(named["set aside"])[first[0]].value = True
    assert [row[0] for row in table(result)][:14] == first[1:]
    named["measure"].value, named["text"].value = "log_ratio", "cicir_2025"
    given = run(box.code, tokens=tokens)
    assert [row[0] for row in table(result)] == given["term"].tolist()
    scores = terms.log_ratio(terms.counts(tokens))
    assert given["weight"].max() <= scores.loc[scores["doc_id"] == "cicir_2025", "weight"].max()
    assert first[0] not in given["term"].tolist()


def test_words_that_make_a_pair_alike_are_those_of_the_code_and_change_with_what_is_set_aside(shipped):
    tokens = shipped["tokens"]
    box = lab.pair(tokens, "yang_2025", "cicir_2025")
    named, result = opened(box)
    parts = compare.shared_terms(shipped["weights"], "yang_2025", "cicir_2025")
    assert [row[0] for row in table(result)] == parts["term"].head(15).tolist()
    assert f"{len(parts):,} words make the similarity of {parts['part'].sum():.2f}" in result.value
    named["left"].value, named["stop list"].value = "hussain_2022", "long"
    buttons(named["set aside"])["security"].value = True
    content = words.drop(tokens, words.stop_words("long") | {"security"})
    parts = compare.shared_terms(terms.tfidf(terms.counts(content)), "hussain_2022", "cicir_2025")
    assert [row[0] for row in table(result)] == parts["term"].head(15).tolist()
    assert same(run(box.code, tokens=tokens), parts.head(15))
    named["left"].value = "cicir_2025"  # a text and itself
    assert "similarity of 1.00" in result.value


def test_importing_the_room_imports_no_widgets():
    code = "import sys; from helpers import lab; print({'ipywidgets', 'anywidget'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
