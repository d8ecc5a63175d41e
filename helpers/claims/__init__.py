"""What is claimed of texts in ``claims.toml``: each claim with its number, its doubt, all its outcomes, its lines."""

import inspect
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import regex

from helpers import compare, corpus, layout, passages, tables
from helpers.claims.calls import CALLS, Texts, keywords, texts
from helpers.claims.record import STEPS, again, methods, told

__all__ = ["CALLS", "STEPS", "ClaimError", "Texts", "again", "as_toml", "check", "load", "methods", "outcomes"]
__all__ += ["suggest", "texts"]

LIKE = tomllib.loads((Path(__file__).parent / "claim.toml").read_text("utf-8"))  # a claim with every field
NOT_READ, GONE = "Nobody has read the lines for it yet.", "[no longer here: "
BEGIN, AROUND = 40, 60  # characters of a passage to find it by, and around the words of a line (or of a title): half
WORTH = regex.compile(r"(?!.*\b\p{Ll}\b).*(?:\p{Ll}{4}|[\p{Lo}\p{M}]{2})")  # no rest of a word, "w", "ow" or "hon"


class ClaimError(ValueError):
    """A claim that cannot be checked; the message names the claim, the fault and the cure."""


def load(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the claims of a TOML file, or of ``claims.toml`` in a folder; without it those of the five texts.

    Each has ``sentence``, ``call`` (of ``CALLS``) and its arguments ``given``; it may have ``against``, what speaks
    against it; ``evidence``, text, line and words that stand there; ``since``, the version that had this number first.

    >>> claims.load()[0]["call"]
    'ahead'
    """
    path = path / "claims.toml" if (path := Path(path or corpus.READING)).is_dir() else path
    try:
        listed = (whole := tomllib.loads(path.read_text(encoding="utf-8"))).get("claim", [])
        if {*whole} - {"claim"} or not isinstance(listed, list) or {*map(type, listed)} - {dict}:
            raise ValueError(f"{[*whole]} is no list of tables 'claim'")
    except (OSError, ValueError, RecursionError) as error:
        raise ClaimError(f"{path.name}: {error}. Write it as corpus/reading/claims.toml is written.") from None
    for number, claim in enumerate(listed, 1):
        where, call = f"{path.name}, claim {number}", CALLS.get(str(claim.get("call")))
        if call is None or "sentence" not in claim or not _fits(LIKE | claim | {"given": {}}, LIKE | {"given": {}}):
            said = f"it needs a sentence and a call of {list(CALLS)}, and is written as in corpus/reading/claims.toml"
            raise ClaimError(f"{where}: {said}; known: {sorted(LIKE)}.")
        try:
            inspect.signature(call.number).bind(None, **claim.get("given", {}))
        except TypeError as error:
            raise ClaimError(f"{where}: {error}. Mend 'given', the arguments of {claim['call']!r}.") from None
    return listed


def _fits(value: Any, like: Any, texts: Iterable[str] = ()) -> bool:
    """Return whether a value is of the kind of an example, part by part; two texts are not one."""
    if isinstance(like, dict) and isinstance(value, dict):
        return set(value) == set(like) and all(_fits(value[name], like[name], texts) for name in like)
    if isinstance(like, list) and isinstance(value, list):
        apart = len(like) == 1 or (len(value) == len(like) and value[0] != value[1])
        return apart and all(_fits(each, like[0], texts) for each in value)
    kinds = (float, int) if isinstance(like, float) else type(like)
    return value in texts if like == "text" else isinstance(value, kinds)


def outcomes(read: Texts, listed: list[dict[str, Any]]) -> pd.DataFrame:
    """Return OUTCOMES: one row per claim and setting, with its number there and whether the claim holds.

    read: what ``texts`` makes of LINES. setting: from 1; it is told in the first. Columns follow for the choices,
    empty where a claim knows no such choice. Settings without the text that is spoken of are left out.

    >>> claims.outcomes(claims.texts(lines), claims.load()[:1])["setting"].tolist()[-1]
    36
    """
    rows, ids = [], tables.doc_order(read.lines).tolist()
    for number, claim in enumerate(listed, 1):
        call, given = CALLS[claim["call"]], claim.get("given", {})
        like = {name: each for name, each in LIKE["given"][claim["call"]].items() if name in given}
        if not _fits(given, like, ids):
            raise ClaimError(f"claim {number}: {given} is not like {like}, or not in these texts, {ids}. Mend 'given'.")
        for setting, (choices, case) in enumerate(read.cases(claim["call"]), 1):
            found = call.number(case, **given)
            row = {"claim": number, "setting": setting, "number": found, "holds": found > call.limit}
            rows += [row | choices] * (not np.isnan(found))
    if lacking := {*range(1, len(listed) + 1)} - {row["claim"] for row in rows}:
        raise ClaimError(f"claims {sorted(lacking)}: nothing to try them on. Give two texts or more, and a glossary.")
    return tables.build("OUTCOMES", pd.DataFrame(rows or {name: [] for name in tables.TABLES["OUTCOMES"]}).fillna(""))


def check(read: Texts, listed: list[dict[str, Any]], found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return CLAIMS: one row per claim, numbered from 1: its number, low, high, verdict, evidence and the rest.

    found: OUTCOMES, if made. number: that of the first setting; low, high: its 95% interval, missing where it is
    counted; of several parts the weakest (Berger 1982). p: corrected for all claims that have one (Holm 1979). verdict:
    of ``compare.VERDICTS``; because: why. held: of ``settings``, those in which it holds; decides: the choice that
    matters most; falls: what the others have in common. since: the version that had this number first, or what it was.

    >>> claims.check(claims.texts(lines), claims.load()[:1])[["verdict", "because"]]
                 verdict                 because
    0  not distinguished  Its interval takes in 0.
    """
    found, rows = outcomes(read, listed) if found is None else found, []
    doubts = _doubts(read, listed)
    for claim, (number, low, high, chance, same) in zip(listed, doubts.itertuples(), strict=True):
        own, call, known = found[found["claim"] == number], CALLS[claim["call"]], claim.get("since", {})
        choices = [name for name in own.columns.drop([*tables.TABLES["OUTCOMES"]]) if own[name].ne("").all()]
        trials, first = own[[*choices, "holds"]], own.iloc[0]
        sure = compare.NOT_DISTINGUISHED if chance >= compare.CHANCE else same or compare.told(low, high)
        verdict = compare.verdict(trials, sure if call.doubt and first["holds"] else compare.STANDS)
        spread, failed = compare.deciding(trials), trials[~trials["holds"]].drop(columns="holds")
        shared = ", ".join(f"{name} {failed[name].iloc[0]}" for name in failed if failed[name].nunique() == 1)
        row = {"claim": number, "sentence": claim["sentence"], "number": first["number"], "what": call.what, "low": low}
        row |= {"high": high, "p": chance, "verdict": verdict, "held": trials["holds"].sum(), "settings": len(trials)}
        row |= {"decides": spread.index[0] * bool(spread.iloc[0]), "falls": shared, "counted": call.doubt is None}
        row |= {"since": known.get("version", ""), "against": claim.get("against", ""), "limit": call.limit}
        row["because"] = told("because.txt", tested=doubts["p"].count(), **row).strip()
        if known and f"{known['number']:.3g}" != f"{first['number']:.3g}":  # what is printed of it has moved
            row["since"] = f"was {known['number']:.3g} in {known['version']}"
        rows.append(row | {"evidence": [_quoted(read.lines, **each) for each in claim.get("evidence", [])]})
    return tables.build("CLAIMS", pd.DataFrame(rows, columns=None if rows else [*tables.TABLES["CLAIMS"], "evidence"]))


def _doubts(read: Texts, listed: list[dict[str, Any]]) -> pd.DataFrame:
    """Return low, high, the corrected p and, if so, that two texts are the same, of each claim, by its number."""
    table = pd.DataFrame(np.nan, range(1, len(listed) + 1), ["low", "high", "p"]).assign(same="")
    for number, claim in enumerate(listed, 1):
        if doubt := CALLS[claim["call"]].doubt:
            part = doubt(read, **claim.get("given", {}))
            same = compare.SAME if part["verdict"].eq(compare.SAME).any() else ""
            table.loc[number] = [*part[["low", "high"]].min(skipna=False), part["p"].max(skipna=False), same]
    return table.assign(p=compare.holm(table["p"].to_numpy()))


def _quoted(lines: pd.DataFrame, text: str, line: int, words: str) -> tuple[str, int, str]:
    """Return a line of evidence with what stands around its words, or that they are no longer there."""
    raw = "".join(lines.loc[(lines["doc_id"] == text) & (lines["line"] == line), "text"])
    before, _, after = raw.partition(words or "\n")  # without words all of the line
    before, after = (f"… {before[-AROUND:].partition(' ')[2]}" if len(before) > AROUND else before), after[:AROUND]
    after = f"{after.rpartition(' ')[0]} …" if len(after) == AROUND else after
    return text, line, f"{before}{words}{after}".strip() if words in raw else f"{GONE}{words}]"


def suggest(read: Texts) -> list[dict[str, Any]]:
    """Return claims that the numbers of some texts support, as ``load`` does; nobody has read the lines for them yet.

    Asked: which pair is the most alike, which word of four letters (two in most scripts) marks each text the most, what
    each two texts have in common. Kept: what stands or depends on a choice, with a line to begin at.

    >>> claims.suggest(claims.texts(lines))[0]["sentence"]
    '"new security pattern" marks “In-depth study and implementation of the spirit of the …”'
    """
    listed = []
    for said, call, given, lines in _candidates(read):
        there = [dict(zip(("text", "line", "words"), line, strict=True)) for line in lines]
        there = [line for line in there if not _quoted(read.lines, **line)[2].startswith(GONE)]
        listed.append({"sentence": said, "call": call, "given": given, "against": NOT_READ, "evidence": there})
    kept = check(read, listed)["verdict"].str.contains(f"^(?:{compare.STANDS}|{compare.DEPENDS})")
    return [claim for claim, good in zip(listed, kept, strict=True) if good]


def _candidates(read: Texts) -> Iterator[tuple[str, str, dict, list]]:
    """Yield a sentence, its call, its arguments and (text, line, words) for each claim that may be suggested."""
    tokens, named, similar = read.tokens["body"], _named(read.lines), read.cases("ahead")[0][1]
    if len(similar) > 1:  # texts of small words only are in no pair
        pair = [*similar.idxmax()]
        yield f"{named[pair[0]]} and {named[pair[1]]} are the most alike in their words", "ahead", {"pairs": [pair]}, []
    marks = keywords(read).query("measure == 'log_odds'")
    marks = marks[marks["term"].map(WORTH.match).notna()].drop_duplicates("doc_id")
    for text, term in marks[["doc_id", "term"]].astype(str).to_numpy().tolist():
        use = passages.concordance(tokens, term, read.paragraphs["body"]).query("doc_id == @text").iloc[0]
        yield f'"{term}" marks {named[text]}', "marks", {"text": text, "term": term}, [(text, int(use.line), use.term)]
    shared = read.cases("passage")[0][1].sort_values("words", ascending=False)
    for row in shared.drop_duplicates(["left", "right"]).drop_duplicates("left_text").itertuples():
        begin = [(row.left, row.left_first_line, row.left_text), (row.right, row.right_first_line, row.right_text)]
        said = f"{named[row.left]} and {named[row.right]} have a passage of {row.words} words in common"
        yield said, "passage", {"pair": [row.left, row.right]}, [(*at, text[:BEGIN]) for *at, text in begin]


def _named(lines: pd.DataFrame) -> dict[str, str]:
    """Return what a sentence calls each text: its name, else its title, if it is no other's, else its id."""
    front = layout.front_matter(lines).query("role == 'title'").drop_duplicates("doc_id").set_index("doc_id")["text"]
    titles = front.drop_duplicates(keep=False).str.removeprefix("title: ")
    short = {text: f"“{textwrap.shorten(title, AROUND, placeholder=' …')}”" for text, title in titles.items()}
    named = zip(ids := tables.doc_order(lines), map(tables.called, ids), strict=True)
    return {text: short.get(text, text) if name == text else name for text, name in named}


def as_toml(listed: list[dict[str, Any]]) -> str:
    """Return claims as a file ``claims.toml`` has them, to be read, mended and put beside the texts."""
    return told("claims.txt", listed=listed).replace("\x7f", "\\u007f")  # the one sign that TOML escapes and JSON not
