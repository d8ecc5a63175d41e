"""Every rule of ``layout.rules`` fires in its case and spares its near miss; every role is known to all who ask."""

import pytest
from made import documents

from helpers import layout

PARAGRAPH = (
    "The river rose in spring and fell in summer, as it had done in every year since the mill was built, and no "
    "one in the town could say by how much it would rise the next time. The miller kept a book of it, and wrote in it."
)
RULES = layout.rules()
each_rule = pytest.mark.parametrize("rule", list(RULES.itertuples()), ids=lambda rule: f"{rule.rule}-{rule.role}")


def decided(case, kind):
    """Return the role and rule of the line that a case marks with an arrow."""
    text = case.replace("{P}", PARAGRAPH)
    number = text[: text.index("=>")].count("\n") + 1
    table = layout.lines(documents(text.replace("=>", "", 1)).assign(kind=kind))
    row = table.loc[table["line"] == number].iloc[0]
    return row["role"], row["rule"]


@each_rule
def test_a_rule_fires_in_its_case(rule):
    assert decided(rule.fires, rule.kinds.split(", ")[0]) == (rule.role, rule.rule)


@each_rule
def test_a_rule_spares_its_near_miss(rule):
    assert decided(rule.spares, rule.kinds.split(", ")[0]) != (rule.role, rule.rule)


def test_rules_have_roles_evidence_and_trust():
    assert set(RULES["role"]) <= set(layout.roles()["role"])
    assert RULES["evidence"].str.len().gt(10).all()
    assert RULES["trust"].between(0, 1).all()


def test_what_takes_lines_out_says_why():
    roles = layout.roles().set_index("role")
    out = RULES[~RULES["role"].map(roles["kept"])]
    assert len(out) > 10
    assert (out["evidence"].str.split().str.len() >= 3).all()


def test_a_role_is_known_by_what_follows_from_it():
    roles = layout.roles()
    assert roles["role"].is_unique
    assert roles["words"].str.len().gt(0).all()
    assert roles.loc[roles["front"], "kept"].all()
    assert roles.loc[roles["front"], "role"].tolist() == layout.FRONT_ROLES


def test_the_header_of_project_gutenberg_is_heard_before_the_forms_of_its_lines():
    """A line that begins with "Author:" is a byline by its form, and furniture where it stands in such a header."""
    start = "*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***"
    page = f"The Project Gutenberg eBook of The Mill\n\nAuthor: Anna Brook\n\n{start}\n\n{PARAGRAPH}\n\n{PARAGRAPH}"
    table = layout.lines(documents(page)).set_index("line")
    assert tuple(table.loc[3, ["role", "rule"]]) == ("boilerplate", "gutenberg")
    bare = layout.lines(documents(f"The Mill\n\nAuthor: Anna Brook\n\n{PARAGRAPH}\n\n{PARAGRAPH}")).set_index("line")
    assert bare.loc[3, "role"] == "byline"
