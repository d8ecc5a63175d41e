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


def run(folder: Path | str) -> dict:
    """Run the code cells of the notebook on a folder, show what each would show, and return the names they gave."""
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    assert sum(source.startswith("folder = ") for source in cells) == 1
    names: dict = {}
    for source in cells:
        source = f"folder = {str(folder)!r}" if source.startswith("folder = ") else source
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, source, "exec"), names)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), source, "eval"), names)
            (getattr(shown, "_repr_html_", None) or shown.__repr__)()
    return names


def test_the_folder_stands_alone_in_a_cell_that_is_not_hidden():
    cell = next(c for c in nbformat.read(NOTEBOOK, as_version=4).cells if c.source.startswith("folder = "))
    assert cell.source.count("\n") == 0
    assert not cell.metadata.get("jupyter")
    assert not cell.metadata.get("tags")


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
