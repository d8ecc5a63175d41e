"""What is claimed of the texts, as data: each claim with its number, its doubt, all its outcomes, its lines.

A claim stands in ``claims.toml``. ``outcomes`` tries it under every setting, ``check`` says what is left of it.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import compare, corpus, passages, tables
from helpers.claims.calls import CALLS, Texts, texts
from helpers.claims.record import STEPS, again, methods, told

__all__ = ["CALLS", "STEPS", "ClaimError", "Texts", "again", "as_toml", "check", "load", "methods", "outcomes"]
__all__ += ["suggest", "texts"]

FIELDS = {"sentence", "call", "given", "against", "evidence", "since"}
NOT_READ, GONE = "Nobody has read the lines for it yet.", "[no longer here: "
BEGIN, AROUND = 40, 60  # characters of a passage to find it by, and around the words of a line: half of it


class ClaimError(ValueError):
    """A claim that cannot be checked; the message names the claim, the fault and the cure."""


def load(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the claims of a TOML file, or of ``claims.toml`` in a folder; without it those of the five texts.

    Each has ``sentence``, ``call`` (a name of ``CALLS``) and its arguments ``given``; it may have ``against``, what
    speaks against it; ``evidence``, entries of text, line and words that stand there; and ``since``, the version that
    had this number first. ``ClaimError`` for a file with a fault.

    >>> claims.load()[0]["call"]
    'ahead'
    """
    path = Path(path) if path is not None else corpus.READING
    path = path / "claims.toml" if path.is_dir() else path
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8")).get("claim", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClaimError(f"{path.name}: {error}. Write it as corpus/reading/claims.toml is written.") from None
    for number, claim in enumerate(listed, 1):
        where, call = f"{path.name}, claim {number}", CALLS.get(str(claim.get("call")))
        if call is None or "sentence" not in claim or not set(claim) <= FIELDS:
            raise ClaimError(f"{where}: it needs a sentence and a call of {list(CALLS)}; known: {sorted(FIELDS)}.")
        try:
            inspect.signature(call.number).bind(None, **claim.get("given", {}))
        except TypeError as error:
            raise ClaimError(f"{where}: {error}. Mend 'given', the arguments of {claim['call']!r}.") from None
    return listed


def outcomes(read: Texts, listed: list[dict[str, Any]]) -> pd.DataFrame:
    """Return OUTCOMES: one row per claim and setting, with its number there and whether the claim holds.

    read: what ``texts`` makes of LINES. setting: from 1; it is told in the first. Columns follow for the choices,
    empty where a claim knows no such choice. Settings without the text that is spoken of are left out.

    >>> claims.outcomes(claims.texts(lines), claims.load()[:1])["setting"].tolist()[-1]
    36
    """
    rows, cases = [], {name: list(CALLS[name].cases(read)) for name in {claim["call"] for claim in listed}}
    for number, claim in enumerate(listed, 1):
        for setting, (choices, case) in enumerate(cases[claim["call"]], 1):
            try:
                found = CALLS[claim["call"]].number(case, **claim.get("given", {}))
            except (KeyError, ValueError) as error:
                raise ClaimError(f"claim {number}: {error} is not in these texts. Mend 'given'.") from None
            row = {"claim": number, "setting": setting, "number": found, "holds": found > CALLS[claim["call"]].limit}
            rows += [row | choices] * (not np.isnan(found))
    if lacking := {*range(1, len(listed) + 1)} - {row["claim"] for row in rows}:
        raise ClaimError(f"claims {sorted(lacking)}: nothing to try them on. Give two texts or more, and a glossary.")
    return tables.build("OUTCOMES", pd.DataFrame(rows or {name: [] for name in tables.TABLES["OUTCOMES"]}).fillna(""))


def check(read: Texts, listed: list[dict[str, Any]], found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return CLAIMS: one row per claim, numbered from 1: its number, low, high, verdict, evidence and the rest.

    found: OUTCOMES, if made. number: that of the first setting; low, high: its 95% interval, missing where it is
    counted; of several parts the weakest (Berger 1982). p: corrected for all claims that have one (Holm 1979). verdict:
    of ``compare.VERDICTS``. held: of ``settings``, those in which it holds; decides: the choice that matters most;
    falls: what the others have in common. since: the version that had this number first, or what it was.

    >>> claims.check(claims.texts(lines), claims.load()[:1])[["held", "settings", "verdict"]]
       held  settings            verdict
    0    36        36  not distinguished
    """
    found, rows = outcomes(read, listed) if found is None else found, []
    for number, (claim, (low, high, chance)) in enumerate(zip(listed, _doubts(read, listed), strict=True), 1):
        own, call, known = found[found["claim"] == number], CALLS[claim["call"]], claim.get("since", {})
        choices = [name for name in own.columns.drop([*tables.TABLES["OUTCOMES"]]) if own[name].ne("").all()]
        trials, first = own[[*choices, "holds"]], own.iloc[0]
        sure = compare.NOT_DISTINGUISHED if chance >= compare.CHANCE else compare.told(low, high)
        verdict = compare.verdict(trials, sure if call.doubt and first["holds"] else compare.STANDS)
        spread, failed = compare.deciding(trials), trials[~trials["holds"]].drop(columns="holds")
        shared = [f"{name} {failed[name].iloc[0]}" for name in failed if failed[name].nunique() == 1]
        row = {"claim": number, "sentence": claim["sentence"], "number": first["number"], "what": call.what, "low": low}
        row |= {"high": high, "p": chance, "verdict": verdict, "held": trials["holds"].sum(), "settings": len(trials)}
        row |= {"decides": spread.index[0] if spread.iloc[0] else "", "falls": ", ".join(shared)}
        row |= {"since": known.get("version", ""), "against": claim.get("against", ""), "limit": call.limit}
        if known and f"{known['number']:.3g}" != f"{first['number']:.3g}":  # what is printed of it has moved
            row["since"] = f"was {known['number']:.3g} in {known['version']}"
        rows.append(row | {"evidence": [_quoted(read.lines, **each) for each in claim.get("evidence", [])]})
    return tables.build("CLAIMS", pd.DataFrame(rows, columns=None if rows else [*tables.TABLES["CLAIMS"], "evidence"]))


def _doubts(read: Texts, listed: list[dict[str, Any]]) -> list[tuple[float, float, float]]:
    """Return low, high and the corrected p of each claim."""
    ends, p = [], []
    for call, given in ((CALLS[claim["call"]], claim.get("given", {})) for claim in listed):
        part = call.doubt(read, **given) if call.doubt else pd.DataFrame({"low": [np.nan], "high": np.nan, "p": np.nan})
        ends.append(part[["low", "high"]].min(skipna=False))
        p.append(part["p"].max(skipna=False))
    return [(*end, chance) for end, chance in zip(ends, compare.holm(np.array(p)), strict=True)]


def _quoted(lines: pd.DataFrame, text: str, line: int, words: str) -> tuple[str, int, str]:
    """Return a line of evidence with what stands around its words, or that they are no longer there."""
    raw = "".join(lines.loc[(lines["doc_id"] == text) & (lines["line"] == line), "text"])
    before, _, after = raw.partition(words)
    before, after = (f"… {before[-AROUND:].partition(' ')[2]}" if len(before) > AROUND else before), after[:AROUND]
    after = f"{after.rpartition(' ')[0]} …" if len(after) == AROUND else after
    return text, line, f"{before}{words}{after}".strip() if words in raw else f"{GONE}{words}]"


def suggest(read: Texts) -> list[dict[str, Any]]:
    """Return claims that the numbers of some texts support, as ``load`` does; nobody has read the lines for them yet.

    Asked: which pair is the most alike, which word marks each text the most, what each two texts have in common. Kept:
    what stands or depends on a choice, with a line to begin at. ``as_toml`` writes them.

    >>> claims.suggest(claims.texts(lines))[0]["sentence"]
    '"new security pattern" marks chen_yixin_2023'
    """
    listed = []
    for said, call, given, lines in _candidates(read):
        there = [line for line in lines if not _quoted(read.lines, *line)[2].startswith(GONE)]
        found = [dict(zip(("text", "line", "words"), line, strict=True)) for line in there]
        listed.append({"sentence": said, "call": call, "given": given, "against": NOT_READ, "evidence": found})
    kept = check(read, listed)["verdict"].str.contains(f"^(?:{compare.STANDS}|{compare.DEPENDS})")
    return [claim for claim, good in zip(listed, kept, strict=True) if good]


def _candidates(read: Texts) -> Iterator[tuple[str, str, dict, list]]:
    """Yield a sentence, its call, its arguments and (text, line, words) for each claim that may be suggested."""
    tokens = read.tokens["body"]
    if len(tables.doc_order(tokens)) > len("ab"):
        pair = [*next(CALLS["ahead"].cases(read))[1].idxmax()]
        yield f"{pair[0]} and {pair[1]} are the most alike in their words", "ahead", {"pairs": [pair]}, []
    best = compare.keywords(tokens, read.small, top=1).query("measure == 'log_odds'")
    for text, term in best[["doc_id", "term"]].astype(str).to_numpy().tolist():
        use = passages.concordance(tokens, term, read.paragraphs["body"]).query("doc_id == @text").iloc[0]
        yield f'"{term}" marks {text}', "marks", {"text": text, "term": term}, [(text, int(use["line"]), use["term"])]
    shared = next(CALLS["passage"].cases(read))[1].query("kind == 'passage'").sort_values("words", ascending=False)
    for row in shared.drop_duplicates(["left", "right"]).itertuples():
        begin = [(row.left, row.left_first_line, row.left_text), (row.right, row.right_first_line, row.right_text)]
        said = f"{row.left} and {row.right} have a passage of {row.words} words in common"
        yield said, "passage", {"pair": [row.left, row.right]}, [(*at, text[:BEGIN]) for *at, text in begin]


def as_toml(listed: list[dict[str, Any]]) -> str:
    """Return claims as a file ``claims.toml`` has them, to be read, mended and put beside the texts."""
    return told("claims.txt", listed=listed)
