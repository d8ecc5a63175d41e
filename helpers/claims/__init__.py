"""What is claimed of the texts, as data: each claim with its number, its doubt, all its outcomes, its lines.

A claim stands in ``claims.toml``: a sentence, the call of ``CALLS`` that gives its number, with its arguments, what
speaks against it, and the lines it rests on. ``outcomes`` tries it under every setting, ``check`` says what is left.
"""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import compare, corpus, tables
from helpers.claims.calls import CALLS, Call, Texts, texts

__all__ = ["CALLS", "Call", "ClaimError", "Texts", "check", "load", "outcomes", "texts", "trials_of"]

READING = corpus.READING / "claims.toml"
FIELDS = {"sentence", "call", "given", "against", "evidence", "numbers"}
DIGITS = 3  # a number has moved if these differ: what is printed of one
AROUND = 60  # characters on either side of the words that a claim rests on: half a printed line
NONE = ["claim", "setting", "number", "holds"]  # columns of OUTCOMES that are no choice


class ClaimError(ValueError):
    """A claim that cannot be checked; the message names the claim, the fault and the cure."""


def load(path: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the claims of a TOML file, or of ``claims.toml`` in a folder; without it those of the five texts.

    Each has ``sentence``, ``call`` (a name of ``CALLS``) and ``given`` (its arguments); ``against``, what speaks
    against it; ``evidence``, entries of text, line and the words that stand there; and, if it was checked before,
    ``numbers`` (version -> number). ``ClaimError`` for a file with a fault.

    >>> claims.load()[0]["call"]
    'ahead'
    """
    path = Path(path) if path is not None else READING
    path = path / "claims.toml" if path.is_dir() else path
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8")).get("claim", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClaimError(f"{path.name}: {error}. Write it as corpus/reading/claims.toml is written.") from None
    for number, claim in enumerate(listed, 1):
        if not set(claim) <= FIELDS or not {"sentence", "call"} <= set(claim):
            raise ClaimError(
                f"{path.name}, claim {number}: it needs a sentence and a call, and may have {sorted(FIELDS)}."
            )
        if claim["call"] not in CALLS:
            raise ClaimError(f"{path.name}, claim {number}: no call {claim['call']!r}. Use one of {list(CALLS)}.")
        try:
            inspect.signature(CALLS[claim["call"]].number).bind(None, **claim.get("given", {}))
        except TypeError as error:
            raise ClaimError(f"{path.name}, claim {number}: {claim['call']}: {error}. Mend 'given'.") from None
    return listed


def outcomes(read: Texts, listed: list[dict[str, Any]]) -> pd.DataFrame:
    """Return OUTCOMES: one row per claim and setting, with its number there and whether the claim holds.

    read: what ``texts`` makes of LINES. setting: from 1 for each claim, the first is the one the claim is told in.
    Columns follow for the choices, empty where a claim knows no such choice. Settings without a number, such as those
    without the text that is spoken of, are left out.
    """
    rows, cases = [], {name: list(CALLS[name].cases(read)) for name in dict.fromkeys(each["call"] for each in listed)}
    for number, claim in enumerate(listed, 1):
        call = CALLS[claim["call"]]
        for setting, (choices, case) in enumerate(cases[claim["call"]], 1):
            try:
                found = call.number(case, **claim.get("given", {}))
            except (KeyError, ValueError) as error:
                raise ClaimError(f"claim {number}: {error} is not in these texts. Mend 'given'.") from None
            if not np.isnan(found):
                rows.append(
                    {"claim": number, "setting": setting, "number": found, "holds": found > call.limit} | choices
                )
    return tables.build("OUTCOMES", pd.DataFrame(rows).fillna(""))


def check(read: Texts, listed: list[dict[str, Any]], found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return CLAIMS: one row per claim, numbered from 1: its number, low, high, verdict, evidence and the rest.

    found: OUTCOMES, if they are made already. number: that of the first setting, ``what`` it is of. low, high: its 95%
    interval, missing where it is counted. p: of all claims that have one, corrected for their number (Holm 1979).
    verdict: one of ``compare.VERDICTS``. held: of ``settings``, those in which it holds; decides: the choice that
    matters most; falls: the options that the other settings have in common. since: the version that has this number
    first, or what it was before. evidence: (text, line, what stands there); words that no longer do are told.

    >>> claims.check(claims.texts(lines), claims.load()[:1])[["held", "settings", "verdict"]]
       held  settings            verdict
    0    36        36  not distinguished
    """
    found = outcomes(read, listed) if found is None else found
    doubts = [call.doubt and call.doubt(read, **given) for call, given in map(_called, listed)]
    table = pd.DataFrame([doubt or (np.nan,) * 3 for doubt in doubts], columns=["low", "high", "p"])
    table["p"] = compare.holm(table["p"].to_numpy())
    rows = []
    for number, (claim, doubt, row) in enumerate(zip(listed, doubts, table.itertuples(), strict=True), 1):
        own, trials = found[found["claim"] == number], trials_of(found, number)
        told = compare.NOT_DISTINGUISHED if row.p >= compare.CHANCE else compare.told(row.low, row.high)
        sure = compare.STANDS if doubt is None or not own["holds"].iloc[0] else told  # nothing is sure of what is not
        spread = compare.deciding(trials)
        failed = trials[~trials["holds"]].drop(columns="holds")
        shared = [f"{name} {failed[name].iloc[0]}" for name in failed if len(failed) and failed[name].nunique() == 1]
        columns = {"claim": number, "sentence": claim["sentence"], "number": own["number"].iloc[0]}
        columns |= {"verdict": compare.verdict(trials, sure)}
        columns |= {"what": _called(claim)[0].what, "held": int(trials["holds"].sum()), "settings": len(trials)}
        columns |= {"decides": spread.index[0] if spread.iloc[0] else "", "falls": ", ".join(shared)}
        columns |= {"since": _since(own["number"].iloc[0], claim.get("numbers", {}))}
        columns |= {"against": claim.get("against", "")}
        rows.append(columns | {"evidence": [_quoted(read.lines, **each) for each in claim.get("evidence", [])]})
    return tables.build("CLAIMS", pd.DataFrame(rows).join(table))


def trials_of(outcomes: pd.DataFrame, claim: int) -> pd.DataFrame:
    """Return the trials of a claim as ``compare.verdict`` takes them: the choices it knows, and ``holds``."""
    own = outcomes[outcomes["claim"] == claim]
    return own[[name for name in own.columns.drop(NONE) if own[name].ne("").all()] + ["holds"]]


def _called(claim: dict[str, Any]) -> tuple[Call, dict[str, Any]]:
    return CALLS[claim["call"]], claim.get("given", {})


def _since(number: float, numbers: dict[str, float]) -> str:
    """Return the first of the last versions with this number, or what it was in the last version."""
    same = [f"{number:.{DIGITS}g}" == f"{known:.{DIGITS}g}" for known in numbers.values()]
    if not same or same[-1]:
        return next((version for n, version in enumerate(numbers) if all(same[n:])), "")
    return f"was {list(numbers.values())[-1]:.{DIGITS}g} in {list(numbers)[-1]}"


def _quoted(lines: pd.DataFrame, text: str, line: int, words: str) -> tuple[str, int, str]:
    """Return a line of evidence, with what stands around its words; a line that no longer has them says so."""
    raw = "".join(lines.loc[(lines["doc_id"] == text) & (lines["line"] == line), "text"])
    if (at := raw.find(words)) < 0:
        return text, line, f"[no longer here: {words}]"
    start, end = max(0, at - AROUND), at + len(words) + AROUND
    return text, line, f"{'…' * (start > 0)}{raw[start:end].strip()}{'…' * (end < len(raw))}"
