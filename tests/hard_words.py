"""The table "What is a word here?" of notebooks/methods.md: hard cases and what comes out.

python -m tests.hard_words    write the table anew, after a change that is meant
"""

from pathlib import Path

from made import paragraphs

from helpers import words

PAGE = Path(__file__).resolve().parent.parent / "notebooks" / "methods.md"
HEAD, NEXT = "## What is a word here?", "## How well the intervals cover"
PROSE = """\
A word is a run of letters, marks and digits with at least one letter; a run without a letter is a number. Numbers are
counted in positions, so that no phrase jumps over one, and are words of the table only when asked for
(`words.tokens(paragraphs, numbers=True)`). Words are compared in one folded form, which is what the table shows, and
always printed as the text has them. Unicode's rule for words (UAX #29) is the guide; `tests/test_word_break.py` lists
where we depart from it.
"""
CASES = [  # as printed, the language that is told if any, what decides
    ("don’t don´t don`t", "", "kinds of apostrophe are one"),
    ("‘single’ “double”", "", "quotation marks are no letters"),
    ("the parties’ O’Neill", "", "an apostrophe belongs to a word only inside"),
    ("land‐locked co‑operate", "", "kinds of hyphen are one"),
    ("word—word 5–6pm", "", "a dash parts words"),
    ("mother-in-law’s", "", "hyphens and apostrophes inside"),
    ("and/or", "", "a slash parts words"),
    ("9/11 post-9/11", "", "a slash between digits does not"),
    ("€1.5bn 1.5km 10.30am", "", "numbers keep their units; signs of money are no letters"),
    ("5,000-year-old 1,500m", "", "a comma between digits"),
    ("10:30pm 10:30", "", "a colon between digits"),
    ("20th covid-19 5G", "", "digits with a letter are a word"),
    ("2025 3.5 1990-95 ½", "", "numbers alone are none"),
    ("U.S. e.g. a.m.", "", "single letters, a stop after each"),
    ("U.S.’s non-U.S. U.S.-led", "", "the same within longer words"),
    ("U.S.A Ph.D.", "", "stops between single letters only"),
    ("end.Next e.V.", "", "a missing space parts sentences"),
    ("policy¹ words.²", "", "raised numbers are notes"),
    ("5 km² H₂O", "", "but powers of lengths and lowered numbers are not"),
    ("oﬃcial ﬁnal", "", "ligatures are letters"),
    ("cafe\u0301 café", "", "composed and decomposed letters are one"),
    ("İstanbul ılık", "", "Turkish capital and dotless i"),
    ("Straße STRASSE", "", "ß stays what was printed"),
    ("ΛΟΓΟΣ λόγος", "", "accents stay"),
    ("col·laboració", "", "the Catalan middle dot"),
    ("צה״ל בית־ספר", "", "Hebrew gershayim and maqaf"),
    ("می\u200cخواهم", "", "joiners shape letters and are not compared"),
    ("ភាសា\u200bខ្មែរ", "", "a zero-width space parts Khmer words"),
    ("L’eau d’été aujourd’hui", "fr", "elided in French, Italian and Catalan"),
    ("安全管理", "", "Chinese without a segmenter: one run"),
    ("安全管理", "zh", "with one, words; searches go by characters"),
    ("❤\ufe0fword #tag @name", "", "emoji and signs are no letters"),
]


def table() -> str:
    """Return the section of the page, in Markdown."""
    rows = ["| printed | words | what decides |", "|---|---|---|"]
    for printed, language, why in CASES:
        found = words.tokens(paragraphs(printed), language)["token"].tolist()
        shown = " ".join(f"`{word}`" for word in found) or "none"
        told = f' (`language="{language}"`)' if language else ""
        rows.append(f"| {printed.replace('`', '&#96;')} | {shown} | {why}{told} |")
    return "\n\n".join([HEAD, PROSE.strip(), "\n".join(rows), ""])


def page(text: str) -> str:
    """Return the page with the section as it should be."""
    before, _, behind = text.partition(NEXT)
    return f"{before.partition(HEAD)[0]}{table()}{NEXT}{behind}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
