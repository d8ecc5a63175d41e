"""Unicode's rule for words (UAX #29), made anew from its text, and where ours departs from it on purpose.

Every string of up to four signs, one for each class of the rule that our texts use, is cut both ways.
"""

import itertools
import re
import unicodedata

import hard_words

from helpers import characters

CLASSES = {"a": "L", "א": "H", "5": "N", ".": "Q", "'": "S", ",": "n", ":": "l", "·": "l", '"': "D", "_": "_"}
CLASSES |= {"-": "-", " ": " ", "\u0308": "x", "\u00ad": "x"}  # marks and signs that are not seen: x

DEPARTURES = {  # why, the strings it is about, and one of them with what we make of it
    "a hyphen between letters or digits is part of a word": (r"[aא5.]-[aא5]", "a-5", ["a-5"]),
    "a stop or colon between letters parts words": (r"[aא][.:][aא]", "aa.a", ["aa", "a"]),
    "but single letters with stops are one word, the last stop too": (r"[aא]\.[aא]", "a.a.", ["a.a."]),
    "an underline parts words: it marks emphasis in plain texts": (r"_", "a_a", ["a", "a"]),
    "a colon or slash between digits does not part them": (r"5:5", "5:5a", ["5:5a"]),
    "an apostrophe joins letters to digits": (r"[aא]'5|5'[aא]", "5'a", ["5'a"]),
    "an apostrophe at the end of a Hebrew word is none of its letters": (r"א'", "א' a", ["א", "a"]),
    "a middle dot joins Latin letters only": (r"א·|·א", "א·א", ["א", "א"]),
    "and digits, as the decimal point of old prints": (r"5·5", "5·5a", ["5·5a"]),
    "a point before digits, with no word or point before it, is part of the number": (
        r"(?<![aא5.])\.5",
        ".5a",
        [".5a"],
    ),
    "a mark on a digit, a stop or a Hebrew letter ends what could be joined": (
        r"[^a]\u0308",
        "5\u0308.5",
        ["5\u0308", "5"],
    ),
}


def joined(before: str, one: str, two: str, after: str) -> bool:
    """Say whether no break stands between two classes, given those around them: rules WB5 to WB13b."""
    letters, inner = "LH", "lQS"
    return (
        (one in letters and two in letters)
        or (one in letters and two in inner and after and after in letters)
        or (before and before in letters and one in inner and two in letters)
        or (one == "H" and two == "S")
        or (one == "H" and two == "D" and after == "H")
        or (before == "H" and one == "D" and two == "H")
        or (one in "LHN" and two in "LHN")
        or (before == "N" and one in "nQS" and two == "N")
        or (one == "N" and two in "nQS" and after == "N")
        or (one in "LHN_" and two == "_")
        or (one == "_" and two in "LHN_")
    )


def unicode_words(text: str) -> list[str]:
    """Return the words of a text by the rule of Unicode: the parts between breaks that hold a letter or digit."""
    groups: list[str] = []  # WB4: what is ignored goes with the sign before it
    for sign in text:
        if groups and CLASSES[sign] == "x":
            groups[-1] += sign
        else:
            groups.append(sign)
    kinds = ["", *(CLASSES[group[0]] for group in groups), "", ""]
    parts = groups[:1]
    for n, group in enumerate(groups[1:], 1):
        if joined(*kinds[n - 1 : n + 3]):
            parts[-1] += group
        else:
            parts.append(group)
    return [part for part in parts if any(CLASSES[sign] in "LHN" for sign in part)]


def strings():
    for size in range(1, 5):
        yield from map("".join, itertools.product(CLASSES, repeat=size))


def test_words_are_those_of_unicode_but_for_our_departures():
    patterns = [re.compile(pattern) for pattern, _, _ in DEPARTURES.values()]
    same = 0
    for text in strings():
        seen = text.replace("\u00ad", "")
        bare = seen.replace("\u0308", "")
        if not any(pattern.search(seen) or pattern.search(bare) for pattern in patterns):
            by_rule = [unicodedata.normalize("NFC", word.replace("\u00ad", "")) for word in unicode_words(text)]
            assert characters.words(text, numbers=True) == by_rule, text
            same += 1
    assert same > 10_000


def test_each_departure_is_one():
    for why, (pattern, text, ours) in DEPARTURES.items():
        assert re.search(pattern, text), why
        assert characters.words(text, numbers=True) == ours, why
        assert unicode_words(text) != ours, why


def test_the_page_of_methods_tells_what_a_word_is():
    told = hard_words.PAGE.read_text(encoding="utf-8")
    assert hard_words.page(told) == told, "run: python tests/hard_words.py"
    assert len(hard_words.CASES) >= 30
