"""Notebook 11 runs from top to bottom on anybody's folder: its code is run here on five that are unlike each other."""

import ast
from pathlib import Path

import nbformat
import pytest

from helpers import corpus

NOTEBOOK = next((Path(__file__).parent.parent / "notebooks").glob("11_*.ipynb"))
STORM = (
    "The storm took the lower bridge in the night, and nobody on the north bank heard it go before the morning bell."
)
MILL = "The miller kept two horses for the carts, and a third for the road to the market when the river was too low."
BOATS = "Every boat in the harbour was counted twice, once by the clerk and once by the children who stood on the quay."


def texts(folder: Path, **parts: str) -> Path:
    """Write a text for each name, and return the folder."""
    for name, text in parts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def run(folder: Path | str | None = None) -> dict:
    """Run the code cells of the notebook on a folder, show what each would show, and return the names they gave.

    Without a folder the notebook chooses its own. ``shown`` holds what the cells showed, in order.
    """
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    assert sum(source.startswith("folder = ") for source in cells) == 1
    names: dict = {}
    shown = []
    for source in cells:
        if source.startswith("folder = ") and folder is not None:
            source = f"folder = {str(folder)!r}\n" + source.partition("\n")[2]
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, source, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), source, "eval"), names)
            shown += [] if value is None else [(getattr(value, "_repr_html_", None) or value.__repr__)()]
    return names | {"shown": shown}


def test_the_folder_stands_first_in_a_cell_that_is_not_hidden():
    cell = next(c for c in nbformat.read(NOTEBOOK, as_version=4).cells if c.source.startswith("folder = "))
    assert cell.source.partition("\n")[0] == "folder = corpus.chosen()"
    assert not cell.metadata.get("jupyter")
    assert not cell.metadata.get("tags")


def test_while_no_text_is_dropped_the_six_are_read_and_the_notebook_says_so_first(tmp_path, monkeypatch):
    monkeypatch.setenv("READING_MY_TEXTS", str(tmp_path / "my_texts"))
    names = run()
    assert names["documents"]["file"].tolist() == corpus.load(corpus.PLANTED)["file"].tolist()
    assert "my_texts is empty" in names["shown"][0]


def test_what_was_dropped_is_read_without_a_change_of_code_and_problems_come_before_all_else(tmp_path, monkeypatch):
    monkeypatch.setenv("READING_MY_TEXTS", str(texts(tmp_path, storm=f"{STORM}\n\n{MILL}", boats=f"{BOATS}\n\n{MILL}")))
    (tmp_path / "empty.txt").touch()
    with pytest.warns(corpus.CorpusWarning):
        names = run()
    assert names["documents"]["doc_id"].tolist() == ["boats", "storm"]
    assert str(tmp_path) in names["shown"][0]
    assert [each for each in names["shown"] if "<" in each][0].count("empty.txt") == 1


def test_groups_are_compared_by_a_column(tmp_path):
    parts = [MILL, f"{MILL} {MILL}", BOATS, f"{BOATS} {BOATS}"]
    rows = "\n".join(f'"{text}",{place}' for text, place in zip(parts, ["mill", "mill", "quay", ""], strict=True))
    (tmp_path / "answers.csv").write_text(f"text,authors\n{rows}\n", encoding="utf-8")
    names = run(tmp_path)
    assert names["groups"]["doc_id"].cat.categories.tolist() == ["mill", "quay", "none"]
    of_mill = names["against"].query("doc_id == 'mill'")
    assert {*" ".join(of_mill["term"]).split()} <= {*MILL.lower().removesuffix(".").replace(",", "").split()}
    assert of_mill.query("term == 'carts'")["n"].max() == 3  # one in the first text, two in the second


def test_a_folder_without_an_index(tmp_path):
    names = run(texts(tmp_path, a=f"{STORM}\n\n{MILL}", b=f"{MILL}\n\n{BOATS}", c=f"{BOATS}\n\n{STORM}"))
    assert names["documents"]["doc_id"].tolist() == ["a", "b", "c"]
    assert len(names["pairs"]) == 3


def test_one_text(tmp_path):
    names = run(texts(tmp_path, only=f"{STORM}\n\n{MILL}"))
    assert not names["several"]
    assert names["shared"].empty


def test_two_texts(tmp_path):
    names = run(texts(tmp_path, left=f"{STORM} {MILL}", right=f"{BOATS} {MILL}"))
    assert names["longest"]["words"].tolist() == [len(MILL.split())]


def test_a_table_of_texts(tmp_path):
    rows = "\n".join(f'"{text}",{place}' for text, place in ((STORM, "north"), (MILL, "mill"), (BOATS, "quay")))
    (tmp_path / "answers.csv").write_text(f"text,place\n{rows}\n", encoding="utf-8")
    assert len(run(tmp_path)["documents"]) == 3


@pytest.mark.parametrize("text", ["7 8 9", "и в не на", "the of and"])
def test_a_text_without_words_to_compare(tmp_path, text):
    assert len(run(texts(tmp_path, few=text, more=STORM))["documents"]) == 2


def test_the_small_words_of_a_french_folder_are_left_aside(tmp_path):
    bac = "Le bac traverse le fleuve et les enfants sont dans la barque, car la corde est vieille et le vent est fort."
    names = run(texts(tmp_path, un=bac, deux=bac.replace("vent", "courant").replace("vieille", "neuve")))
    assert names["spoken"]["stop_list"].tolist() == ["fr", "fr"]
    assert {"bac", "fleuve"} <= set(names["content"]["token"])
    assert not {"le", "et", "dans", "est"} & set(names["content"]["token"])


def test_the_folder_that_ships():
    assert len(run(corpus.PLANTED)["documents"]) == 6
