"""Layout on texts that others labelled by hand, where the folder of labels lies beside the project; skipped elsewhere.

The bounds are what was reached: a change that reads these texts worse fails here. They are no texts of the project's.
"""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from helpers import corpus, layout

LABELS = sorted((Path(__file__).parents[2] / "shared" / "layouts").glob("*/labels/*.json"))
TAKEN_OUT = {"boilerplate", "footnote", "caption"}  # roles whose lines are in no paragraph

pytestmark = [
    pytest.mark.skipif(not LABELS, reason="the labelled texts are not here"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def tally(tmp_path_factory) -> Counter:
    """Return counts over all labelled texts, by what was counted."""
    total: Counter = Counter()
    for path in LABELS:
        label = json.loads(path.read_text(encoding="utf-8"))
        folder = tmp_path_factory.mktemp(path.stem)
        (folder / label["file"]).write_bytes((path.parents[1] / "texts" / label["file"]).read_bytes())
        total += tallied(label, layout.lines(corpus.load(folder)))
    return total


def tallied(label: dict, lines: pd.DataFrame) -> Counter:
    """Return what one text adds: lines, right roles, prose lost, headings wanted, found and right, notes and joins."""
    found: Counter = Counter()
    role = lines.set_index("line")["role"].astype(str)
    wanted = {int(line): roles.split("|") for line, roles in label["roles"].items()}
    for line, roles in wanted.items():
        found["lines"] += 1
        found["right"] += role[line] in roles
        found["prose lost"] += roles == ["body"] and role[line] in TAKEN_OUT
    sections = layout.sections(lines)
    begins = set(sections.loc[sections["section"] > 0, "first_line"]) & set(wanted)
    for heading in label["sections"]:
        hit = sorted(begins & set(heading["lines"]))
        found["headings"] += 1
        found["headings hit"] += bool(hit)
        begins -= set(hit[:1])
    for may_begin in label["optional_sections"]:
        begins -= set(sorted(begins & set(may_begin))[:1])
    found["false headings"] = len(begins)
    notes = layout.footnotes(lines).set_index("line")["marker_line"]
    linked = {line: int(marker) for line, marker in notes.items() if pd.notna(marker)}
    found["notes"], found["notes linked"] = len(label["notes"]), sum(linked.get(a) == b for a, b in label["notes"])
    homes: dict[int, set[int]] = {}
    for number, places in enumerate(layout.paragraphs(lines)["places"]):
        for _, line in places:
            homes.setdefault(line, set()).add(number)
    for kind in ("joins", "breaks"):
        together = [bool(homes.get(a, set()) & homes.get(b, set())) for a, b in label[kind]]
        found[kind] += len(together)
        found[f"{kind} right"] += sum(each == (kind == "joins") for each in together)
    return found


def test_no_line_of_prose_is_taken_out(tally):
    assert tally["lines"] > 6_000
    assert tally["prose lost"] == 0


@pytest.mark.parametrize(
    ("part", "whole", "least"),
    [
        ("right", "lines", 0.945),
        ("headings hit", "headings", 0.935),
        ("notes linked", "notes", 1.0),
        ("joins right", "joins", 0.99),
        ("breaks right", "breaks", 0.98),
    ],
)
def test_structure_is_right_as_often_as_it_was(tally, part, whole, least):
    assert tally[part] / tally[whole] >= least


def test_of_the_headings_found_few_are_false(tally):
    assert tally["headings hit"] / (tally["headings hit"] + tally["false headings"]) >= 0.955
