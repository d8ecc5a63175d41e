"""The rules that say what a line is, as a list, and the one function that decides between what they propose.

A private part of ``layout``. Rules are heard in the order of ``RULES``. Each looks at the text as far as it is settled
and proposes blocks for a role; ``decide`` gives a block to the first that asks for it, unless a later one may take it
over. To add a rule is to add an entry, with one case in which it fires and a near miss in which it does not: ``=>``
marks the line, ``{P}`` stands for a paragraph of prose.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from helpers.layout import boilerplate, forms, front, headings, kinds, notes, roles
from helpers.layout.blocks import Text, cut

PATIENCE = 30.0  # seconds for all patterns of a corpus in one text
ONE_PATTERN = 2.0  # seconds for one pattern in one line
MOST_OF_A_TEXT = 0.5  # share of the characters that no single rule may take out
PARTING = ("title", "heading")  # roles that part what stands around them


class SlowPattern(ValueError):
    """A pattern of a corpus that takes too long; the message names the text, the line and the pattern."""


@dataclass(frozen=True)
class Rule:
    """An entry of the list: name, role, evidence in words, how it proposes, and what holds for its proposals."""

    name: str
    role: str
    evidence: str
    propose: Callable[[Text], Iterator]  # gives blocks, or pairs of a block and a role of its own
    fires: str
    spares: str
    trust: float = 0.9  # how often it is right, 0-1, as the labelled layouts show
    sure: bool = False  # a line that says of itself what it is: no other rule may take it
    over: tuple[str, ...] = ()  # rules and roles whose blocks it may take over
    kinds: tuple[str, ...] = ()  # kinds of text for which it holds; all, if none is named


RULES: list[Rule] = [
    Rule(
        "gutenberg",
        "boilerplate",
        "stands before the START line of Project Gutenberg, or after its END line",
        boilerplate.gutenberg,
        "=>Some header\n\n*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***\n\n{P}\n\n{P}",
        "=>Some header\n\n*** THE START OF THE MILL ***\n\n{P}\n\n{P}",
        1.0,
        sure=True,
    ),
    Rule(
        "note_number",
        "footnote",
        "begins with a raised number, or with [Footnote 1:",
        notes.sure,
        "{P}\n\n=>¹ Ibid.\n\n{P}",
        "{P}\n\n=>1 more of them came.\n\n{P}",
        0.99,
        sure=True,
    ),
    Rule(
        "note_mark",
        "footnote",
        "begins with a label in brackets whose marker stands in a line before",
        notes.marked,
        "{P} So it was.[1]\n\n=>[1] Someone, Book (Press, 1999).\n\n{P}",
        "{P}\n\n=>[1] The appellant runs a ferry.\n\n{P}",
        0.97,
    ),
    Rule(
        "label",
        "abstract",
        "begins with a word for an abstract and a sign behind it",
        front.label(front.ABSTRACT),
        "{P}\n\n=>Abstract: This is about trade.\n\n{P}",
        "{P}\n\n=>Abstract thought is a gift that most of us have.\n\n{P}",
        0.95,
    ),
    Rule(
        "label",
        "keywords",
        "begins with a word for keywords and a colon behind it",
        front.label(front.KEYWORDS),
        "{P}\n\n=>Keywords: trade, peace\n\n{P}",
        "{P}\n\n=>Keywords are what a search begins with.\n\n{P}",
        0.97,
    ),
    Rule(
        "label",
        "editor_note",
        "begins with Editor's note and a colon",
        front.label(front.EDITOR),
        "{P}\n\n=>Editor's note: The author is a fellow.\n\n{P}",
        "{P}\n\n=>Editor's notes are seldom read by anyone.\n\n{P}",
        0.97,
    ),
    Rule(
        "asterisk",
        "author_note",
        "begins with a star that a line before ended with, or behind which a name is something; no list of stars",
        front.asterisk,
        "{P}\n\n=>* A. B. is a research professor.\n\n{P}",
        "{P}\n\n=>* Mend the bridge before the winter.\n* Light the landing.\n* The school needs a roof.\n\n{P}",
    ),
    Rule(
        "admin",
        "boilerplate",
        "names the site's staff as the writer",
        boilerplate.form(boilerplate.ADMIN),
        "{P}\n\n=>by admin\n\n{P}",
        "{P}\n\n=>by administration of the oath\n\n{P}",
    ),
    Rule(
        "label",
        "byline",
        "begins with Author: as no other line does, and is short",
        front.author,
        "{P}\n\n=>Author: Secretary of the Committee\n\n{P}",
        "{P}\n\n=>Author: I liked the mornings.\nEditor: And why?\nAuthor: They were cold.\n\n{P}",
    ),
    Rule(
        "picture_words",
        "caption",
        "begins with a word for a picture, or ends with a picture's credit, and is not the text's first paragraph",
        boilerplate.picture,
        "{P}\n\n=>Figure 2: Words per section\n\n{P}",
        "=>The picture shows how many people in three towns went to work by boat in the years between the wars.\n\n{P}",
    ),
    Rule(
        "agency_credit",
        "caption",
        "ends with an agency behind a slash, and a sentence before it",
        boilerplate.form(boilerplate.AGENCY, boilerplate.CAPTION_WORDS),
        "{P}\n\n=>The hall of the congress at its opening, October 16, 2022. /CFP\n\n{P}",
        "{P}\n\n=>The vote was on the question, and the answer sheet said Yes / No\n\n{P}",
        0.85,
    ),
    Rule(
        "breadcrumb",
        "boilerplate",
        "shows the way to a page: Home, or two signs between short names, and no sentence",
        boilerplate.form(boilerplate.CRUMBS, boilerplate.CRUMB_WORDS),
        "{P}\n\n=>News » Europe » A title of some kind\n\n{P}",
        "{P}\n\n=>Le maire parle de « reconquête » des berges et de « ville lente ».\n\n{P}",
    ),
    Rule(
        "related",
        "boilerplate",
        "points to another article, and is no sentence",
        boilerplate.form(boilerplate.RELATED, boilerplate.NOTICE_WORDS),
        "{P}\n\n=>See also  Mother of two wins the prize\n\n{P}",
        "{P}\n\n=>See also the third chapter, where this is said.\n\n{P}",
        0.8,
    ),
    Rule(
        "cookies",
        "boilerplate",
        "speaks of cookies and ends with a button, or is the known line of a page",
        boilerplate.form(boilerplate.COOKIES, boilerplate.NOTICE_WORDS),
        "{P}\n\n=>This website uses cookies to improve your experience. Accept Read More\n\n{P}",
        "{P}\n\n=>We use cookies to remember your basket on our website.\n\n{P}",
    ),
    Rule(
        "contact",
        "boilerplate",
        "asks in brackets to write to an address",
        boilerplate.form(boilerplate.CONTACT),
        "{P}\n\n=>(If you want to contribute, please contact us at desk@example.org.)\n\n{P}",
        "{P}\n\n=>If you want to know what we hold, write to us at desk@example.org.\n\n{P}",
    ),
    Rule(
        "editor_line",
        "boilerplate",
        "says in brackets who edited the text",
        boilerplate.form(boilerplate.EDITED),
        "{P}\n\n=>(edited by A. B.)\n\n{P}",
        "{P}\n\n=>(edited in haste)\n\n{P}",
        0.97,
    ),
    Rule(
        "navigation",
        "boilerplate",
        "is a page's button and nothing else",
        boilerplate.form(boilerplate.NAVIGATION),
        "{P}\n\n=>Leave a Comment\n\n{P}",
        "{P}\n\n=>Leave a comment with the porter.\n\n{P}",
    ),
    Rule(
        "ornament",
        "boilerplate",
        "has signs only",
        boilerplate.form(boilerplate.ORNAMENT),
        "{P}\n\n=>* * *\n\n{P}",
        "{P}\n\n=>* * * So they went on.\n\n{P}",
        0.99,
    ),
    Rule(
        "the_end",
        "boilerplate",
        "says that the text ends, with nothing behind it",
        boilerplate.the_end,
        "{P}\n\n{P}\n\n=>THE END",
        "{P}\n\n{P}\n\n=>The river does not wait",
    ),
    Rule(
        "contents",
        "boilerplate",
        "has dots that lead to a page",
        boilerplate.form(boilerplate.LEADERS),
        "{P}\n\n=>1. The River ........ 3\n\n{P}",
        "{P}\n\n=>And so he fell .... silent\n\n{P}",
        0.97,
    ),
    Rule(
        "contents",
        "boilerplate",
        "stands behind the word for contents, before the first entry returns",
        boilerplate.contents,
        "A REPORT\n\nContents\n\n=>The River 3\n\nThe Mill 9\n\nThe River\n\n{P}\n\nThe Mill\n\n{P}",
        "A REPORT\n\nContents\n\n=>Of the year 1917\n\n{P}\n\n{P}",
        over=("boilerplate",),
    ),
    Rule(
        "contents",
        "boilerplate",
        "is one of three short lines or more, three in four of which return behind a long one",
        boilerplate.unnamed_contents,
        "A BOOK\n\n=>The River\n\nThe Mill\n\nThe Town\n\nThe River\n\n{P}\n\nThe Mill\n\n{P}\n\nThe Town\n\n{P}",
        "A BOOK\n\n{P}\n\n=>The River\nA Lock\nThe Mill\nA Weir\nThe Town\n\n"
        "{P}\n\nThe River\n\n{P}\n\nThe Mill\n\n{P}\n\nThe Town\n\n{P}",
    ),
    Rule(
        "page_number",
        "boilerplate",
        "is a number on a line of its own, one of three or more that rise",
        boilerplate.page_numbers,
        "{P}\n\n=>3\n\n{P}\n\n4\n\n{P}\n\n5\n\n{P}",
        "{P}\n\n=>9\n\n{P}\n\n4\n\n{P}\n\n2\n\n{P}",
        0.95,
    ),
    Rule(
        "running_head",
        "boilerplate",
        "cuts a sentence, as the same line does on other pages",
        boilerplate.running_heads,
        "\n\n".join(["{P} And so it", "=>The Mill 1", *["{P} And so it", "The Mill 2"] * 3, "{P}"]),
        "\n\n".join(["{P}", "=>The Mill 1", *["{P}", "The Mill 2"] * 3, "{P}"]),
    ),
    Rule(
        "markdown",
        "title",
        "is the first heading of a Markdown text, and all others lie deeper",
        front.marked_title,
        "=># The Mill\n\n## One\n\n{P}\n\n## Two\n\n{P}",
        "=># The Mill\n\n# One\n\n{P}\n\n# Two\n\n{P}",
        0.97,
    ),
    Rule(
        "first_line",
        "title",
        "is the first free line before the text",
        front.first_line,
        "=>On the Growth of Trade\n\n{P}\n\n{P}",
        "=>It grew, and grew.\n\n{P}\n\n{P}",
        0.8,
    ),
    Rule(
        "title",
        "title",
        "is repeated before the text, or is the first line of more than one word",
        front.later_title,
        "Download\n\nTrade\n\n=>On the Growth of Trade\n\n{P}\n\n{P}",
        "Of Trade\n\n=>On the Growth of Trade\n\n{P}\n\n{P}",
        0.8,
    ),
    Rule(
        "repeated_title",
        "boilerplate",
        "repeats the title",
        front.repeated_title,
        "On the Growth of Trade\n\nAnn Lee\n\n=>On the Growth of Trade\n\n{P}\n\n{P}",
        "On the Growth of Trade\n\nAnn Lee\n\n=>On the Growth of Peace\n\n{P}\n\n{P}",
    ),
    Rule(
        "before_title",
        "boilerplate",
        "stands before the title",
        front.before_title,
        "=>Trade\n\nOn the Growth of Trade\n\n{P}\n\n{P}",
        "=>Of Trade\n\nOn the Growth of Trade\n\n{P}\n\n{P}",
        0.7,
    ),
    Rule(
        "after_title",
        "byline",
        "has the form of names and stands right behind the title",
        front.byline,
        "On the Growth of Trade\n\n=>Ann Lee and Bo Wu *\n\n{P}\n\n{P}",
        "On the Growth of Trade\n\n=>in the year 1917\n\n{P}\n\n{P}",
        0.8,
    ),
    Rule(
        "continued",
        "author_note",
        "goes on in lower case where an abstract or a note about the author stopped in mid-sentence",
        front.cut_front,
        "A Title\n\n* Ann Lee is a fellow of the\n\n=>last ten years.\n\n{P}",
        "A Title\n\n* Ann Lee is a fellow of the\n\n=>Last ten years.\n\n{P}",
        0.8,
    ),
    *[
        Rule(
            kind,
            "heading",
            f"{signs}, has the form of a heading, and text that starts anew follows",
            headings.numbered[kind],
            f"{{P}}\n\n=>{fires}\n\n{{P}}",
            f"{{P}}\n\n=>{spares}\n\n{{P}}",
            trust,
        )
        for kind, signs, fires, spares, trust in [
            ("markdown", "has a # for its level", "## The second part", "#second of the parts is this.", 0.99),
            ("part", "is a numbered part or book", "PART TWO", "Part of it was lost.", 0.95),
            (
                "chapter",
                "is a numbered chapter or act",
                "CHAPTER IV. The Return",
                "Chapter by chapter,",
                0.95,
            ),
            ("article", "is a numbered article or section", "Article 1", "Article 1 says that we may go.", 0.9),
            ("decimal", "has a number of several parts", "2.1 The details", "2.1 of them were lost.", 0.95),
            ("arabic", "has an arabic number", "2. The advantages", "2. They went home.", 0.85),
            ("roman", "has a roman number", "I. On the first of these", "I. went home.", 0.9),
            ("letter", "has a letter for its number", "A. On the first of these", "A. B. was here.", 0.85),
            ("han", "has a Chinese number and a sign", "一、总体要求", "一个人来了。", 0.9),
            ("han_below", "has a Chinese number in brackets", "（一）总体要求", "（一个人来了）。", 0.9),
        ]
    ],
    Rule(
        "short_line",
        "heading",
        "has the form of a heading without a number, stands apart, and text that starts anew follows",
        headings.short_line,
        "{P}\n\n=>The Third Part of the Story\n\n{P}",
        "{P}\n\n=>It rained.\n\n{P}",
        0.6,
    ),
    Rule(
        "list",
        "body",
        "is one of three numbered lines or more with nothing between them",
        headings.lists,
        "{P}\n\n=>1. A wheel\n\n2. A weir\n\n3. A race\n\n{P}",
        "{P}\n\n=>1. A wheel\n\n2. A weir\n\n{P}",
        over=("heading",),
    ),
    Rule(
        "run_in",
        "body",
        "begins with a heading glued to the next sentence, as two other paragraphs do",
        headings.run_in,
        "=>The first gain is strength.{P}\n\nThe second gain is size.{P}\n\nThe third gain is hope.{P}",
        "=>The first gain is strength.{P}\n\nThe second gain is size.{P}\n\nThe third gain is hope. {P}",
    ),
    Rule(
        "paragraph",
        "body",
        "may be the author's words: no rule has proof that it is something else",
        lambda text: (block for block in text.blocks if not block.role),
        "{P}\n\n=>He stressed:\n\n{P}",
        "{P}\n\n=>* * *\n\n{P}",
        0.95,
    ),
]


def decide(raw: list[str], patterns: dict[str, list[str]], kind: str = "") -> Text:
    """Return a text with a role for every block: what the corpus' own patterns say, then what the rules propose.

    A rule that would take more than half of the text out is stopped, and the others decide again; the first line that
    it would have taken is body, and its rule is ``stopped_`` and the name of that rule.
    """
    settled = _settled(raw, patterns)
    text = cut(raw, {n: role in PARTING for n, (role, _) in settled.items()})
    text.kind = kind or kinds.recognise(text)[0]
    total = sum(len(block.text) for block in text.blocks)
    stopped: set[str] = set()
    while True:
        _hear(text, settled, stopped)
        taken: Counter = Counter()
        for block in text.blocks:
            if block.role in roles.REMOVED:
                taken[block.rule] += len(block.text)
        greedy = {rule for rule, size in taken.items() if size > MOST_OF_A_TEXT * total}
        if not greedy:
            break
        stopped |= greedy
    for rule in sorted(stopped):
        first = next((block for block in text.blocks if block.refused == rule), None)
        if first:
            first.role, first.rule, first.trust = "body", f"stopped_{rule}", 0.0
    return text


def _hear(text: Text, settled: dict[int, tuple[str, str]], stopped: set[str]) -> None:
    """Let every rule propose, in order, and settle what it proposes."""
    text.made.clear()
    for block in text.blocks:
        block.clear()
        own = settled.get(block.numbers[0])
        if own and own[1] in stopped:
            block.refused = own[1]
        elif own:
            block.role, block.rule, block.trust = *own, 1.0
    for rule in RULES:
        if rule.kinds and text.kind not in rule.kinds:
            continue
        for proposal in rule.propose(text):
            block, role = proposal if isinstance(proposal, tuple) else (proposal, rule.role)
            free = not block.role or block.rule in rule.over or block.role in rule.over or rule.sure
            if not free or block.rule == "rules.toml":
                continue
            if rule.name in stopped:
                block.refused = block.refused or rule.name
            else:
                block.role, block.rule, block.trust = role, rule.name, rule.trust


def _settled(raw: list[str], patterns: dict[str, list[str]]) -> dict[int, tuple[str, str]]:
    """Return the role and rule of each line that a corpus' own patterns name."""
    found: dict[int, tuple[str, str]] = {}
    until = time.monotonic() + PATIENCE
    for number, line in enumerate(raw, 1) if patterns else ():
        text = forms.plain(line)
        for key, pattern in ((key, p) for key, own in patterns.items() for p in own):
            if text and number not in found and _search(pattern, text, number, until):
                found[number] = ("body", "quote") if key == "quote" else (key, "rules.toml")
    return found


def _search(pattern: str, text: str, number: int, until: float) -> bool:
    """Say whether a corpus' own pattern is in a line; over two seconds for one, or all patience gone, is an error."""
    try:
        return bool(regex.search(pattern, text, timeout=min(ONE_PATTERN, max(0.001, until - time.monotonic()))))
    except TimeoutError:
        raise SlowPattern(
            f"line {number}: the pattern {pattern!r} takes too long. "
            "Make it simpler in rules.toml: no repeated group inside a repeated group."
        ) from None
