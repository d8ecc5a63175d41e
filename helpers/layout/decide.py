"""The list of rules that say what a line is, and the one function that decides between what they propose.

A private part of ``layout``. Rules are heard in the order of ``list_of_rules.toml``. Each looks at the text as far as
it is settled and proposes blocks for a role; ``decide`` gives a block to the first that asks for it, unless a later one
may take it over.
"""

import importlib
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import regex

from helpers.layout import boilerplate, by_hand, forms, furniture, notes, recognise, role_list
from helpers.layout.blocks import Text, cut

PATIENCE, ONE_PATTERN = 30.0, 2.0  # seconds for all patterns of a corpus in one text; for one pattern in one line
MOST_OF_A_TEXT, TRUST = 0.5, 0.9  # share of the characters that no rule may take out; how often one is right
PARTING = ("title", "heading")  # roles that part what stands around them
OWN = "rules.toml"  # the rule of a line that the corpus' own patterns name
LOCKED = (OWN, "markup", by_hand.HAND)  # what begins so the corpus or the file says: nothing takes it


class Settled(NamedTuple):
    """What a line is before the text is cut into blocks: role, rule, and how far that is to be trusted."""

    role: str
    rule: str
    trust: float = 1.0


class SlowPattern(ValueError):
    """A pattern of a corpus that takes too long; the message names the text, the line and the pattern."""


@dataclass(frozen=True)
class Rule:
    """An entry of the list; what each field means is said there."""

    rule: str
    role: str
    evidence: str
    propose: Callable[..., Iterator]  # gives blocks of a Text or numbers of raw lines, alone or with roles of their own
    fires: str
    spares: str
    trust: float = TRUST
    sure: bool = False
    lines: bool = False
    sign: str = ""  # where a text has none, the rule is not asked
    share: float = MOST_OF_A_TEXT
    over: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def _rule(pattern: str = "", most: int = 10**6, propose: str = "", sign: str = "", least: int = 1, **entry) -> Rule:
    """Return an entry of the list as a rule: its pattern, or the function that it names, proposes."""
    if pattern.startswith("(?m"):
        own = partial(furniture.passage, pattern=forms.compiled(pattern), least=least)
        return Rule(**entry, lines=True, propose=own, sign=sign)
    if sign:
        short = furniture.form(forms.compiled(pattern), sign, min(most, forms.LIMIT))
        return Rule(**entry, lines=True, propose=short, sign=sign)
    if pattern:
        return Rule(**entry, propose=boilerplate.form(forms.compiled(pattern), most))
    part, _, name = propose.partition(".")
    function = getattr(importlib.import_module(f"helpers.layout.{part}"), name)
    return Rule(**entry, propose=partial(function, kind=entry["rule"]) if name == "of_kind" else function)


_LIST = tomllib.loads(Path(__file__).with_name("list_of_rules.toml").read_text(encoding="utf-8"))
RULES, FINDINGS = [_rule(**entry) for entry in _LIST["rules"]], _LIST["findings"]
OF_KINDS = {rule.rule for rule in RULES if rule.lines and rule.kinds}  # what they take parts what stands around it
MOST_OF = {rule.rule: rule.share for rule in RULES if rule.share > MOST_OF_A_TEXT}


def decide(raw: list[str], patterns: dict[str, list], kind: str = "", markup: Sequence[str | None] = ()) -> Text:
    """Return a text with a role for every block: what the corpus' own lines, its patterns and its file say, then rules.

    A rule that would take more than half of the text out is stopped, and the others decide again; the first line that
    it would have taken is body, and its rule is ``stopped_`` and the name of that rule.
    """
    said = _marked(raw, markup)
    kind = kind or ("" if said else recognise.of_lines(raw)[0])
    hand = by_hand.said(patterns.get("lines", []), raw)
    lines = {n: Settled(own.role, own.rule) for n, own in hand.items() if own.role}
    settled = _apart(raw, kind, said | _settled(raw, patterns) | lines)
    marked = {n for n, own in settled.items() if own.rule.startswith("markup_") or own.rule == "markup"}
    apart = {n: n in marked or own.role in PARTING or own.rule in OF_KINDS for n, own in settled.items()}
    text = cut(raw, apart, marked)
    text.kind = kind or recognise.recognise(text)[0]
    alone = {b.numbers[0] for b in text.blocks if len(b.numbers) == 1} & lines.keys()
    settled |= zip(alone, map(lines.__getitem__, alone), strict=True)  # lines by hand that are blocks by themselves
    stopped: set[str] = set()
    _hear(text, settled, stopped)
    while greedy := _greedy(text):
        stopped |= greedy
        _hear(text, settled, stopped)
    _name(text, stopped)
    by_hand.mend(text, hand)
    return text


def _name(text: Text, stopped: set[str]) -> None:
    """Name each stopped rule at the first line that it would have taken."""
    for rule in sorted(stopped):
        first = next((block for block in text.blocks if block.refused == rule), None)
        if first:
            first.role, first.rule, first.trust = "body", f"stopped_{rule}", 0.0


def kind_of(raw: list[str]) -> tuple[str, float, str]:
    """Return the kind of a text, a confidence and what speaks for it, given its raw lines."""
    found = recognise.of_lines(raw)
    return found if found[0] else recognise.recognise(cut(raw))


def _greedy(text: Text) -> set[str]:
    """Return the rules that would take more than half of a text out."""
    taken: Counter = Counter()
    for block in text.blocks:
        if block.role in role_list.REMOVED and not block.rule.startswith(LOCKED[1:]):
            taken[block.rule] += len(block.text)
    total = sum(len(block.text) for block in text.blocks)
    return {rule for rule, size in taken.items() if size > MOST_OF.get(rule, MOST_OF_A_TEXT) * total}


def _hear(text: Text, settled: dict[int, Settled], stopped: set[str]) -> None:
    """Let every rule propose, in order, and settle what it proposes."""
    text.made.clear()
    for block in text.blocks:
        block.role, block.rule, block.refused, block.trust = "", "", "", 0.0
        own = settled.get(block.numbers[0])
        if own and own.rule in stopped:
            block.refused = own.rule
        elif own:
            block.role, block.rule, block.trust = own
    headed = sum((own.rule == "page_heading") + 2 * (own[:2] == ("heading", "markup")) for own in settled.values()) > 1
    for rule in RULES:
        if not rule.lines and (not rule.kinds or text.kind in rule.kinds):
            for proposal in rule.propose(text):
                _take(rule, stopped, headed, *(proposal if isinstance(proposal, tuple) else (proposal, rule.role)))


def _take(rule: Rule, stopped: set[str], headed: bool, block: Any, role: str) -> None:
    """Give a block the role that a rule proposes, if it is free; a file that names its headings names all of them."""
    free = not block.role or block.rule in rule.over or block.role in rule.over or rule.sure
    if not free or block.rule.startswith(LOCKED) or (headed and role == "heading"):
        return
    if rule.rule in stopped:
        block.refused = block.refused or rule.rule
    else:
        block.role, block.rule, block.trust = role, rule.rule, rule.trust


def _marked(raw: list[str], markup: Sequence[str | None]) -> dict[int, Settled]:
    """Return the role and rule of each line of which the text's file says one: DOCUMENTS' ``markup``."""
    said = {n: own.partition(":") for n, own in enumerate(markup, 1) if own and raw[n - 1].strip()}
    rules = {"quote": Settled("body", "markup_quote"), "body:on": Settled("body", "markup_on")}
    return {n: rules.get("".join(own), Settled(own[0], "markup")) for n, own in said.items()}


def _apart(raw: list[str], kind: str, own: dict[int, Settled]) -> dict[int, Settled]:
    """Return what is settled before a text is cut into blocks: the corpus' own lines, then those that rules know."""
    found = dict(own)
    whole = "\n".join(raw)
    for rule in [own for own in RULES if own.lines and own.sign in whole and kind in (own.kinds or (kind,))]:
        for proposal in rule.propose(_left(raw, found) if rule.role == "footnote" else raw):
            number, role = proposal if isinstance(proposal, tuple) else (proposal, rule.role)
            if not (rule.kinds and notes.SURE.match(forms.plain(raw[number - 1]))):  # a note is no furniture
                found.setdefault(number, Settled(role, rule.rule, rule.trust))
    return {n: own for n, own in found.items() if own[:2] != ("body", by_hand.HAND)}  # those stay in their paragraphs


def _left(raw: list[str], found: dict[int, Settled]) -> list[str]:
    """Return lines, those that are settled as blank ones; where a page ends stays."""
    return [line if n not in found else "\f" * line.count("\f") for n, line in enumerate(raw, 1)]


def _settled(raw: list[str], patterns: dict[str, list]) -> dict[int, Settled]:
    """Return the role and rule of each line that a corpus' own patterns name."""
    found: dict[int, Settled] = {}
    until = time.monotonic() + PATIENCE
    for number, line in enumerate(raw, 1) if patterns else ():
        text = forms.plain(line)
        for key, pattern in ((key, p) for key, own in patterns.items() if key != "lines" for p in own):
            if text and number not in found and _search(pattern, text, number, until):
                found[number] = Settled("body", "quote") if key == "quote" else Settled(key, OWN)
    return found


def _search(pattern: str, text: str, number: int, until: float) -> bool:
    """Say whether a corpus' own pattern is in a line; over two seconds for one, or all patience gone, is an error."""
    try:
        return bool(regex.search(pattern, text, timeout=min(ONE_PATTERN, max(0.001, until - time.monotonic()))))
    except (TimeoutError, MemoryError):  # of a pattern within itself without an end
        cure = "Make it simpler in rules.toml: no repeated group inside a repeated group."
        raise SlowPattern(f"line {number}: the pattern {pattern!r} takes too long. {cure}") from None
