"""What is settled of lines, in ``rules`` of DOCUMENTS, how it is saved, and what is seen of it. A part of ``lab``."""

import functools
import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import regex

from helpers import corpus, layout

# The key of each role; ``quote`` is body that is a block quotation.
KEYS = {"body": "b", "heading": "h", "quote": "q", "footnote": "f", "title": "t", "byline": "y", "author_note": "u"}
KEYS |= {"abstract": "a", "keywords": "k", "editor_note": "e", "caption": "c", "boilerplate": "x"}
DOUBT = 0.85  # a line whose rule is less often right is a step of its own
FOUND = 0.5  # how sure a place is that the audit names: nothing better is known
LONGEST = 100  # characters by which a line is known, if no other begins so
BEGIN = "# ---- Lines settled with lab.structure: it writes what stands here anew, down to the mark of the end. ----"
OWN = "said here"  # entries that were in DOCUMENTS, or are: what else rules.toml has settled is another workbench's
END = "# ---- The end of the lines settled with lab.structure. ----"
# Why a line has its role where no rule of layout says so.
OTHERS = {"rules.toml": "a pattern in rules.toml says so", "quote": "a pattern in rules.toml calls it a quotation"}
OTHERS |= {"markup": "its file says so", "by_hand": "settled by hand", "stopped": "it took too much"}


def settle(documents: pd.DataFrame, doc_id: str, line: int, said: dict[str, Any]) -> pd.DataFrame:
    """Return DOCUMENTS in which one line of a text is settled, whatever rules and patterns say of it.

    ``said`` has any of: ``role`` (one of ``layout.roles``, or ``quote``), ``level`` of a heading, ``joins`` (True: it
    goes on with the paragraph above; False: it begins one), ``marker`` (of a note: the line where its marker stands),
    ``speaker`` (who speaks; "" for nobody), and ``nth`` 0 for all lines that read the same. A new role replaces what
    was said before, anything else adds to it; an empty ``said`` takes all back.

    >>> settled = lab.settle(documents, "hussain_2022", 5, {"role": "heading", "level": 2})
    >>> layout.sections(layout.lines(settled))["heading"][1][:11]
    'The view of'
    """
    if doc_id not in set(documents["doc_id"]) or said.get("role", "body") not in KEYS:
        raise ValueError(f"no text {doc_id!r} or no role {said.get('role')!r}. Roles are {list(KEYS)}.")
    row = documents["doc_id"].tolist().index(doc_id)
    raw, rules = corpus.raw_lines(documents["text"].iloc[row]), documents["rules"].iloc[row] or {}
    before, new = rules.get("lines", []), _entry(raw, line, said, rules.get("lines", []))
    text, nth = new["text"], new.get("nth")
    pairs = zip(before, corpus.placed(before, raw), strict=True)
    gone = [it for it, at in pairs if (it["text"] == text and nth in (None, it.get("nth", 0)) if said else line in at)]
    lines = [entry for entry in before if entry not in gone] + ([new] if said else [])
    if wrong := corpus.pattern_fault(lines, "lines"):
        raise ValueError(f"{doc_id}, line {line}: {wrong}.")
    every = documents["rules"].tolist()
    every[row] = _with_lines(rules, lines)
    settled = documents.assign(rules=pd.Series(every, index=documents.index, dtype="object"))
    settled.attrs[OWN] = [*documents.attrs.get(OWN, []), *((doc_id, entry) for entry in gone + [new] * bool(said))]
    return settled


def _entry(raw: list[str], line: int, said: dict[str, Any], before: list[dict]) -> dict[str, Any]:
    """Return the entry of ``rules.toml`` for a line: its text, the how manieth that is, and what is said of it."""
    text, same = _known_by(raw, line)
    nth = said.get("nth", same.index(line) + 1 if len(same) > 1 else 0)
    key = {"text": text} | ({"nth": nth} if nth else {})
    old = next((entry for entry in reversed(before) if _key(entry) == _key(key)), {})
    marker = {"marker": _known_by(raw, said["marker"])[0]} if said.get("marker") else {}
    more = said if "role" in said else old | said
    return key | {name: value for name, value in more.items() if name not in ("text", "nth")} | marker


def _lines(rules: dict | None) -> list[dict]:
    """Return the settled lines in the rules of a text."""
    return (rules or {}).get("lines", [])


def _with_lines(rules: dict | None, lines: list[dict]) -> dict | None:
    """Return the rules of a text with other settled lines; None if there are no rules."""
    others = {key: own for key, own in (rules or {}).items() if key != "lines"}
    return (others | {"lines": lines} if lines else others) or None


def _known_by(raw: list[str], line: int) -> tuple[str, list[int]]:
    """Return by which text a raw line is known, and the numbers of the lines that have it."""
    if not 1 <= line <= len(raw) or not raw[line - 1].strip():
        raise ValueError(f"line {line} is blank or not there: the text has {len(raw)} lines.")
    whole = " ".join(raw[line - 1].split())
    same, begun = corpus.placed([{"text": whole}, {"text": f"{whole[:LONGEST]}…"}], raw)
    return (f"{whole[:LONGEST]}…" if len(whole) > LONGEST and begun == same else whole), same


def _key(entry: dict) -> tuple:
    """Return by what an entry of ``rules.toml`` is known: its text, and the how manieth that is."""
    return entry["text"], entry.get("nth", 0)


def save_rules(documents: pd.DataFrame, folder: str | Path | None = None) -> pd.DataFrame:
    """Write what is settled to ``rules.toml`` of a folder; return DOCUMENTS as they are when it is loaded again.

    Settled lines stand in a part of their own between two marks; what somebody wrote around it stays, letter by letter.
    A line says its text, so that it holds wherever the line moves; ``corpus.problems`` names those that fit no longer.
    Without a folder that of the five texts. ``ValueError`` if the texts are of another folder, or it cannot be written.
    """
    home = Path(folder) if folder is not None else corpus.READING
    path = (home / "rules.toml").resolve()
    if folder is not None and path.is_relative_to(corpus.PLANTED.resolve()):
        raise ValueError("The planted texts stay as they are: notebooks tell of them. Put your own in my_texts.")
    held = {hashlib.sha256(path.read_bytes()).hexdigest() for path in home.rglob("*") if path.is_file()}
    if strange := documents.loc[~documents["sha256"].isin(held), "doc_id"].tolist():
        cure = "Load them again, or give the folder they are of: lab.structure(documents, folder)"
        raise ValueError(f"{home}: {strange[:5]} are not of this folder, or their files changed. {cure}.")
    try:
        new = _written(documents, path.read_bytes().decode("utf-8") if path.exists() else "")
        told = _read(new)
        if not path.is_relative_to(home.resolve()):
            raise ValueError("it is a link that leads out of the folder")
        path.with_suffix(".part").write_bytes(new.encode("utf-8"))
        path.with_suffix(".part").replace(path)
    except (OSError, ValueError, AttributeError) as error:  # ill-formed TOML and UTF-8 are values
        cure = "Mend the file by hand, or give yourself the right to write there; nothing was changed"
        raise ValueError(f"{home / 'rules.toml'}: the lines cannot be saved ({error}). {cure}.") from None
    merged = [_with_lines(rules, _lines(told.get(doc_id))) for doc_id, rules in documents[["doc_id", "rules"]].values]
    return documents.assign(rules=pd.Series(merged, index=documents.index, dtype="object"))


def _written(documents: pd.DataFrame, old: str) -> str:
    """Return ``rules.toml`` with the settled lines of texts; those of other texts, and all else, as they were."""
    now = dict(zip(documents["doc_id"], map(_lines, documents["rules"]), strict=True))
    gone = [it for it in documents.attrs.get(OWN, []) if it[1] not in now.get(it[0], [it[1]])]
    before, own, after = map(functools.partial(_without, gone=gone), _parts(old))
    hand, block = _read(before + after), _read(own)
    if still := [entry["text"] for doc_id, entry in gone if entry in _lines(hand.get(doc_id))]:
        raise ValueError(f"{still} was written there by hand, in a form that only a hand can take out")
    for doc_id, lines in now.items():  # what another workbench saved meanwhile stays
        others = [it for it in _lines(block.get(doc_id)) if _key(it) not in map(_key, lines)]
        block[doc_id] = {"lines": [it for it in [*others, *lines] if it not in _lines(hand.get(doc_id))]}
    new = _joined(before, block, after)
    rest, was = ({key: own for key, it in said.items() if (own := _with_lines(it, []))} for said in (_read(new), hand))
    if rest != was:
        raise ValueError("what stands behind them belongs to a table before them: move it there")
    return new


def _without(part: str, gone: list[tuple[str, dict]]) -> str:
    """Return a part of ``rules.toml`` in which the entries that were taken back are comments; nothing else changes."""
    tables = regex.split(r"(?m)^(?=[ \t]*\[)", part)
    for n, table in enumerate(tables):
        try:
            if any(_read(table) == {doc_id: {"lines": [entry]}} for doc_id, entry in gone):
                tables[n] = regex.sub(r"(?m)^(?=[ \t]*[^\s#])", "# ", table)
        except ValueError:  # a piece of an array
            continue
    return "".join(tables)


def _read(text: str) -> dict[str, dict]:
    """Return what a text says as TOML, whether it has a mark of its encoding or not."""
    return tomllib.loads(text.removeprefix("\ufeff"))


def _parts(text: str) -> tuple[str, str, str]:
    """Return what stands in ``rules.toml`` before the settled lines, these, and what stands behind them."""
    begin, end = (regex.search(rf"(?m)^{regex.escape(mark)}(?=\r?$)", text) for mark in (BEGIN, END))
    if begin and not end:
        raise ValueError(f"the mark of the end is missing: {END}")
    if not (begin and end):
        return text, "", ""
    return text[: begin.start()], text[begin.end() : end.start()], text[end.end() :]


def _joined(before: str, rules: dict[str, dict], after: str) -> str:
    """Return ``rules.toml`` with the settled lines in their place, a table for each."""
    rows: list[str] = []
    for doc_id, entry in ((doc_id, entry) for doc_id, own in rules.items() for entry in own.get("lines", [])):
        rows += ["", f"[[{_quoted(doc_id)}.lines]]", *(f"{name} = {_quoted(value)}" for name, value in entry.items())]
    end = "\r\n" if "\r\n" in before else "\n"
    lead = end * (0 if not before or before.endswith(2 * end) else 1 if before.endswith(end) else 2)
    return before + lead + end.join([BEGIN, *rows, "", END]) + (after or end) if rows else before + after


def _quoted(value: object) -> str:
    """Return a value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def view(document: pd.DataFrame, lines: pd.DataFrame) -> dict[str, Any]:
    """Return what the page shows of the lines of one text: rows, sections, notes, paragraphs, what is settled, reasons.

    A row is role, rule, confidence, section, speaker, and whether the line begins a paragraph (1) or goes on (2).
    """
    starts = {n: 1 + (place > 0) for own in layout.paragraphs(lines)["places"] for place, (_, n) in enumerate(own)}
    columns = [lines[name].astype(str).tolist() for name in ("role", "rule", "speaker")]
    rows = zip(*columns, lines["confidence"].tolist(), lines["section"].tolist(), lines["line"].tolist(), strict=True)
    entries = _lines(document["rules"].iloc[0])
    placed = corpus.placed(entries, lines["text"].tolist())
    sections, notes = layout.sections(lines), layout.footnotes(lines)
    said = lines[["rule", "role"]].astype(str).drop_duplicates().to_numpy().tolist()
    return {
        "rows": [[role, rule, round(p, 2), section, who, starts.get(n, 0)] for role, rule, who, p, section, n in rows],
        "sections": sections[["level", "heading", "first_line"]].to_numpy().tolist()[1:],
        "notes": notes[["number", "line", "marker_line"]].fillna(-1).astype(int).to_numpy().tolist(),
        "paragraphs": sum(start == 1 for start in starts.values()),
        "settled": sorted({n for at in placed for n in at}),
        "unfit": [entry["text"] for entry, at in zip(entries, placed, strict=True) if not at],
        "reasons": {f"{rule} {role}": _reason(rule, role) for rule, role in said},
    }


def overview(lines: pd.DataFrame, roles: list[str]) -> dict[str, Any]:
    """Return what stands above and beside the lines of one text: the steps, and the words and lines of each role.

    A step is its confidence, line, finding and detail; ``roles`` are those that the rules by themselves give.
    """
    words = layout.ledger(lines).groupby("role", observed=True)["words"].sum().astype(int)
    numbers = lines["role"].value_counts()
    known = [[role, int(words.get(role, 0)), int(numbers[role])] for role in KEYS if numbers.get(role)]
    return {"steps": _steps(lines, roles), "words": known}


def _steps(lines: pd.DataFrame, roles: list[str]) -> list[list]:
    """Return the places to look at, least certain first: patterns against the rules, the audit, lines in doubt."""
    facts = list(lines[["role", "rule", "confidence", "block", "line"]].itertuples(index=False))
    ruled = [
        (0.0, row.line, "a pattern of rules.toml", f"says {row.role}; the rules alone say {own}")
        for row, own in zip(facts, roles, strict=True)
        if row.rule == "rules.toml" and row.role != own
    ]
    audited = [(FOUND, row.line, row.finding, row.detail) for row in layout.audit(lines).itertuples()]
    first = {row.block: row for row in reversed(facts) if row.confidence < DOUBT}.values()
    unsure = [(it.confidence, it.line, f"{it.role}?", f"by {it.rule}, right in {it.confidence:.0%}") for it in first]
    found = {step[1]: step for step in reversed([*ruled, *audited, *unsure])}  # of each line the first
    settled = {row.line for row in facts if row.rule.startswith("by_hand")}
    return [[round(p, 2), *rest] for p, *rest in sorted(found.values()) if rest[0] not in settled]


@functools.cache
def _evidence() -> dict[tuple[str, str], str]:
    """Return the evidence of each rule, by rule and role."""
    return {(row.rule, row.role): row.evidence for row in layout.rules().itertuples()}


def _reason(rule: str, role: str) -> str:
    """Return why lines have a role by a rule."""
    other = OTHERS.get(rule) or OTHERS.get(regex.sub(r"_[a-z0-9]+$", "", rule), OTHERS["by_hand"])
    return _evidence().get((rule, role), other)
