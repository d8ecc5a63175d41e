"""A search means what was typed: 520 typed phrases in 13 scripts, each counted by a finder that knows no pattern.

The finder walks through the printed text letter by letter, by the categories of Unicode alone, and compares rows of
words. It shares no code with the package.
"""

import functools
import random
import unicodedata

import pytest
from made import SCRIPTS, paragraphs

from helpers import passages, terms, words

pytestmark = pytest.mark.filterwarnings("ignore:no use of", "ignore:.*is left out")

FOLDED = dict.fromkeys("’‘´`′ʻʼ", "'") | dict.fromkeys("‐‑־֊", "-") | {"״": '"'}
MANY = 40  # phrases for each script


def kind(sign: str) -> str:
    return unicodedata.category(sign)[0] if sign else "Z"


@functools.cache
def printed_words(text: str) -> list[str]:
    """Return the words and numbers of a text, read sign by sign, once."""
    plain = "".join(FOLDED.get(sign, sign) for sign in text)
    signs = list(unicodedata.normalize("NFKC", plain).lower())
    found, word = [], ""
    for n, sign in enumerate(signs):
        before, after = (signs[n - 1] if n else ""), (signs[n + 1] if n + 1 < len(signs) else "")
        inner = bool(word) and kind(before) in "LMN" and kind(after) in "LN"
        joins = sign in ("'", "-") or (sign in (".", ",", ":", "/", "·") and kind(before) == kind(after) == "N")
        hebrew = sign == '"' and all("HEBREW LETTER" in unicodedata.name(each, "") for each in (before, after))
        if kind(sign) in "LN" or (word and kind(sign) == "M") or (inner and (joins or hebrew)):
            word += sign
        elif sign in ("'", "-") and word.endswith(".") and kind(after) in "LN":
            word += sign  # the U.S.'s
        elif sign == "." and initials(word, signs, n):
            word += sign
        else:
            found, word = [*found, word], ""
    return [word for word in [*found, word] if word]


def initials(word: str, signs: list[str], n: int) -> bool:
    """Say whether a stop belongs to a row of single letters, each with a stop: u.s."""
    last = word.replace("-", ".").split(".")[-1]
    follows = kind("".join(signs[n + 1 : n + 2])) == "L" and signs[n + 2 : n + 3] == ["."]
    return len(last) == 1 and kind(last) == "L" and (follows or "." in word)


def uses(texts: list[str], typed: str) -> int:
    """Count the rows of printed words that are the typed ones, in every paragraph."""
    wanted, count = printed_words(typed), 0
    for text in texts:
        printed = printed_words(text)
        count += sum(printed[at : at + len(wanted)] == wanted for at in range(len(printed)))
    return count


def retyped(phrase: str, generator: random.Random) -> str:
    """Return a phrase as another keyboard would give it: other apostrophes, hyphens, capitals, marks."""
    ways = [
        str,
        str.upper if "ß" not in phrase and "ς" not in phrase else str,
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("-", "‑"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"“{text},”",
    ]
    return generator.choice(ways)(phrase)


def phrases(script: str) -> list[str]:
    """Return typed phrases of one to four words, every second one with a word that another place has there."""
    generator = random.Random(script)
    rows = [printed_words(text) for text in SCRIPTS[script]]
    every = [word for row in rows for word in row]
    found = []
    while len(found) < MANY:
        row, size = generator.choice(rows), generator.randint(1, 4)
        at = generator.randint(0, len(row) - size)
        chosen = row[at : at + size]
        if len(found) % 2 and size > 1:
            chosen[generator.randrange(size)] = generator.choice(every)
        found.append(retyped(" ".join(chosen), generator))
    return found


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_search_finds_what_is_printed_and_nothing_else(script):
    texts = paragraphs(*SCRIPTS[script])
    tokens = words.tokens(texts)
    counted = {}
    for typed in phrases(script):
        counted[typed] = uses(SCRIPTS[script], typed)
        assert len(passages.concordance(tokens, typed, texts)) == counted[typed], typed
    assert sum(map(bool, counted.values())) > MANY // 3
    assert sum(any(kind(sign) == "N" for sign in typed) for typed in counted) > MANY // 4


CHINESE = [
    "渡口安全管理办法第5条，第50条。渡口安全，安全管理！1919年有19艘船。",
    "安全管理的管理，5艘和50艘船；AI技术13，AI和技术。",
]


@pytest.mark.parametrize("language", ["", "zh"])
def test_a_chinese_search_finds_every_row_of_characters(language):
    texts = paragraphs(*CHINESE)
    tokens = words.tokens(texts, language)
    generator = random.Random(9)
    for _ in range(MANY):
        text = generator.choice(CHINESE)
        at = generator.randint(0, len(text) - 4)
        typed = text[at : at + generator.randint(1, 4)]
        if kind(typed[0]) == "L" and all("CJK" in unicodedata.name(sign) for sign in typed):
            count = sum(text.startswith(typed, at) for text in CHINESE for at in range(len(text)))
            assert len(passages.concordance(tokens, typed, texts)) == count, typed


@pytest.mark.parametrize(("term", "uses"), [("第5条", 1), ("第50条", 1), ("5艘", 1), ("19艘", 1), ("AI技术", 1)])
def test_numbers_in_a_chinese_search_count(term, uses):
    texts = paragraphs(*CHINESE)
    for language in ("", "zh"):
        assert len(passages.concordance(words.tokens(texts, language), term, texts)) == uses


def test_a_chinese_phrase_as_the_table_of_words_has_it_is_found_as_often_as_it_is_counted():
    texts = paragraphs("安全管理很重要。安全、管理，安全管理！", "安全的管理")
    tokens = words.tokens(texts, "zh")
    counted = terms.counts(terms.phrases(tokens, 2)).groupby("term", observed=True)["n"].sum()
    assert counted["安全 管理"] == 3
    for term in counted.index:
        assert len(passages.concordance(tokens, term, texts)) == counted[term], term


def test_the_finder_itself_knows_what_a_word_is():
    text = "The U.S.’s $1.5bn (5,000-year-old) don´t well‐known post-9/11 צה״ל, u.s. co. end."
    found = [
        "the",
        "u.s.'s",
        "1.5bn",
        "5,000-year-old",
        "don't",
        "well-known",
        "post-9/11",
        'צה"ל',
        "u.s.",
        "co",
        "end",
    ]
    assert printed_words(text) == found
    assert uses(["a 5 b 50 a 5"], "a 5") == 2


def test_a_number_behind_an_elided_word_is_found_with_and_without_it():
    texts = paragraphs("Plus d’1 million, et d'11 millions: le bac de la ville est dans la brume du fleuve.")
    tokens = words.tokens(texts)
    for term, count in [("1 million", 1), ("d'1 million", 1), ("d’11", 1), ("d'111", 0)]:
        assert len(passages.concordance(tokens, term, texts)) == count, term
