"""Who speaks: labels that turns begin with, on a line of their own or before what is said.

A private part of ``layout``. A label is a habit: it returns, others alternate with it, and it has the form of a name.
It is kept in LINES as ``speaker``; it is no word of the text.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

import regex

from helpers.layout import forms

TURNS, LABELS = 4, 2  # labelled lines that make a conversation; different labels in it
EACH, ALONE = 2, 3  # times that a label returns; and a name on a line of its own, in a play
MOST_WORDS, LABEL_SIGNS, LONE_SIGNS = 7, 70, 55  # words of a label; characters of one on a line, without its spaces
SPEECH, FAR = 12, 60  # lines from one name to the next, in the middle of a play; a label as far from others is none
CHANGES, SAID, MAIN = 0.5, 0.5, 12  # share of turns with another label; of lone names with speech, of the main ones
OPEN, CLOSE = r"[*_<\[(“\"]{0,4}", r"[)\]*_>”\"]{0,4}"
_IN_NAME = r"[^\n:：.!?;,\"“”|/#=]"
_NAME = rf"(?:v\s+)?(?P<name>[\p{{Lu}}\p{{Lo}}]{_IN_NAME}{{0,44}}?(?:\.{_IN_NAME}{{1,24}}?){{0,3}})"
INLINE = regex.compile(rf"\s{{0,40}}{OPEN}{_NAME}\s?{CLOSE}\s?(?:：|:(?={CLOSE}(?:\s|$))){CLOSE}")
QUESTION = regex.compile(rf"\s{{0,40}}{OPEN}(?P<name>[QAFR]|[Qq]uestion|[Aa]nswer){CLOSE}[.:]?{CLOSE}(?:\s+|$)")
ASKED = set("QAFRqa")
OF_FORM = "abstract keywords notes figure chapter references article notice".split()  # no names of speakers
LONE = regex.compile(rf"\s{{0,40}}{OPEN}(?P<name>\p{{Lu}}[\p{{L}}\p{{M}} .’'&-]{{1,40}}?)\s?[.:]?{CLOSE}[.:]?\s*$")


def labels(raw: Sequence[str]) -> dict[int, tuple[str, bool]]:
    """Return the labels of a text by the number of their line, from 0: the name as printed, and whether it is alone."""
    return {n: (name, False) for n, name in _inline(raw).items()} | {n: (name, True) for n, name in _alone(raw).items()}


def _inline(raw: Sequence[str]) -> dict[int, str]:
    """Return the names that stand before what is said, if they are a habit of the text."""
    found = _again({n: name for n, line in enumerate(raw) if (name := _label(line[:LABEL_SIGNS]))})
    turns = list(found.values())
    answered = {"Q", "A"} <= set(turns) or all(len(name) > 1 for name in turns)
    if not answered or len(turns) < TURNS or not _alternate(turns):
        return {}
    pairs = (pair for pair in itertools.pairwise(sorted(found)) if pair[1] - pair[0] <= FAR)
    near = {*itertools.chain.from_iterable(pairs)}  # labels that stand among others
    return {n: name for n, name in found.items() if n in near}


def _again(found: dict[int, str]) -> dict[int, str]:
    """Return the names that return, or end as such a one in a script without spaces: 議員 stands behind all names."""
    again = {name for name, n in Counter(found.values()).items() if n >= EACH}
    titles = {name[-2:] for name in again if forms.UNSPACED_START.match(name)}
    return {n: name for n, name in found.items() if name in again or name[-2:] in titles}


def _label(head: str) -> str:
    """Return the name with which the beginning of a line says who speaks, or nothing: no word of form, number, time."""
    label = INLINE.match(head) if ":" in head or "：" in head else None
    label = label or (QUESTION.match(head) if head.lstrip(" \t*_")[:1] in ASKED else None)
    name = label["name"].strip() if label else ""
    formal = name and (forms.is_word(name, *OF_FORM) or forms.PATTERNS["no_name"].search(name))
    return "" if formal or len(name.split()) > MOST_WORDS else name


def _alternate(turns: list[str]) -> bool:
    """Say whether several names take turns."""
    changes = sum(a != b for a, b in itertools.pairwise(turns))
    return len(set(turns)) >= LABELS and changes >= CHANGES * (len(turns) - 1)


def _alone(raw: Sequence[str]) -> dict[int, str]:
    """Return the names on lines of their own, as in a play: several that return, with speech below."""
    kept: dict[int, str] = {}
    for name, places in _lone(raw).items():
        said = [n for n in places if _is_said(raw, n)] if len(places) >= ALONE else []
        if said and len(said) >= SAID * len(places) and not forms.is_word(name, "named", "chapter", "part"):
            kept.update(dict.fromkeys(said, name))
    return kept if _is_dialogue(raw, kept) else {}


def _is_dialogue(raw: Sequence[str], kept: dict[int, str]) -> bool:
    """Say whether names on lines of their own take turns, near each other: a few of them, as an index has not."""
    turns = [kept[n] for n in sorted(kept)]
    if len(turns) < 2 * TURNS or not _alternate(turns):
        return False
    far = SPEECH * (1 + all(raw[n].lstrip()[:1] in "_*" for n in kept))  # emphasis leaves less doubt
    often = sum(n for _, n in Counter(turns).most_common(MAIN)) >= SAID * len(turns)
    return often and median(b - a for a, b in itertools.pairwise(sorted(kept))) <= far


def _lone(raw: Sequence[str]) -> dict[str, list[int]]:
    """Return the names that stand on lines of their own, each with its places."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, line in enumerate(raw):
        label = LONE.match(line) if len(line) < LABEL_SIGNS and 0 < len(line.strip()) < LONE_SIGNS else None
        if label and not forms.numbering(forms.plain(line))[0]:
            found[label["name"].strip(" .")].append(n)
    return found


def _is_said(raw: Sequence[str], n: int) -> bool:
    """Say whether text, not another name or Article 9, stands below a line, with one blank line between at most."""
    below = next((raw[m] for m in range(n + 1, min(n + 3, len(raw))) if raw[m].strip()), "")
    part = forms.heading_kind(forms.plain(below)) in ("part", "chapter", "article")
    return not part and ((bool(below.strip()) and not LONE.match(below)) or below.rstrip().endswith((".", "!", "?")))


def prefix(text: str, name: str) -> int:
    """Return how many characters the label of a speaker takes at the start of a raw line."""
    found = regex.match(rf"\s*{OPEN}(?:v\s+)?{regex.escape(name)}\s?{CLOSE}\s?[.:：]?{CLOSE}\s*", text)
    return found.end() if found else 0
