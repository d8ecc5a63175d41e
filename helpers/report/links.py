"""From number to page: the pages of passages behind similarities and keywords, and the links that lead to them.

It is the part of ``report`` that turns cells of tables and of heatmaps into links, when a site is built; notebooks as
they are stored know nothing of it. A link is made only to what is there: LINKS maps what a cell says to its address,
``("text", text)``, ``("line", text, line)``, ``("pair", left, right)`` or ``("term", text, term)``, all words.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

import pandas as pd

from helpers import compare, passages, tables, terms, words
from helpers.report import reading
from helpers.report.reading import escape, names, title

LINKS = dict[tuple[str, ...], str]
NOT_PRINTED = ("blank", "boilerplate", "caption")
MOST_TEXTS, MOST_TERMS, WITH_USES, MOST_USES, MOST_PASSAGES = 12, 30, 10, 3, 20
TABLE = re.compile(r'<table[^>]*class="dataframe".*?</table>', re.DOTALL)
CELL = re.compile(r"<(t[hd])([^>]*)>(.*?)</\1>", re.DOTALL)
FIGURE = re.compile(r'<figure data-areas="([^"]*)">(<img [^>]*>)')
BESIDE = re.compile(r'(<th scope="col">)([^<]*), lines? (\d+)(-\d+)?(</th>)')
LINE = re.compile(r"(left_|right_|)(?:first_line|last_line|line)")
HERE = '<p>Below: words in common, their first uses, and <a href="#in.common">passages in common</a>.</p>'
SETTING = "Single words, the short English stop list, tf-idf and cosine; the interval by bootstrap over paragraphs."


def reading_links(lines: pd.DataFrame) -> LINKS:
    """Return LINKS to every text of the reading edition and to every raw line that it prints."""
    tables.check(lines, "LINES")
    page = names(tables.doc_order(lines))
    printed = lines.loc[~lines["role"].isin(NOT_PRINTED), ["doc_id", "line"]]
    return {("text", doc_id): f"texts/{name}.html" for doc_id, name in page.items()} | {
        ("line", doc_id, str(line)): f"texts/{page[doc_id]}.html#line-{line}"
        for doc_id, line in printed.itertuples(index=False)
    }


def pair_pages(tokens: pd.DataFrame, paragraphs: pd.DataFrame, links: LINKS) -> tuple[dict[str, str], LINKS]:
    """Return a page for each pair of texts, path in the site to source, and LINKS to them, both ways round.

    A page holds the similarity with its interval, the terms in common with their parts of it, the first uses of the
    first ten in both texts, and the passages in common, the longest first. For 2 to 12 texts with words in them.
    """
    tables.check(tokens, "TOKENS")
    content = words.drop(tokens, words.stop_words("short"))
    if not 2 <= content["doc_id"].nunique() <= MOST_TEXTS:
        return {}, {}
    weights, counts = terms.tfidf(terms.counts(content)), terms.counts(tokens).set_index(["doc_id", "term"])["n"]
    found = passages.shared_passages(tokens, paragraphs).query("kind == 'passage'")
    pairs = compare.similarity_intervals(content)
    page = names(f"{pair.left}--{pair.right}" for pair in pairs.itertuples())
    pages, to_pages = {}, {}
    for pair in pairs.itertuples():
        both, name = (pair.left, pair.right), page[f"{pair.left}--{pair.right}"]
        shared = compare.shared_terms(weights, *both)
        common = found[(found["left"] == both[0]) & (found["right"] == both[1])]
        source = [
            title(" and ".join(both), "="),
            _block([_measured(pair, len(pairs), len(shared)), HERE]),
            title("Words in common", "-"),
            _block(_shared(shared, counts)),
            *_uses_of_shared(tokens, paragraphs, shared.head(WITH_USES), links),
            title("Passages in common", "-"),
            _block(['<span id="in.common"></span>', _beside(common, links)]),
        ]
        pages[f"pairs/{name}.rst"] = "\n".join(source)
        to_pages |= {("pair", *sides): f"pairs/{name}.html" for sides in (both, both[::-1])}
    return pages, to_pages


def keyword_pages(
    tokens: pd.DataFrame, paragraphs: pd.DataFrame, links: LINKS, wanted: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], LINKS]:
    """Return a page for each text with the uses of its ``wanted`` (text, term) pairs in it, and LINKS to the terms.

    Terms A-Z; all uses are counted, the first twelve shown. What the text does not have gets no link.
    """
    tables.check(tokens, "TOKENS")
    page, pages, to_pages, wanted = names(tables.doc_order(tokens)), {}, {}, set(wanted)
    for doc_id in page:
        own, source = tokens[tokens["doc_id"] == doc_id], [title(f"Keywords of {doc_id}, in place", "=")]
        own_terms = names(sorted(term for text, term in wanted if text == doc_id))
        for term, anchor in own_terms.items():
            uses = _uses(own, paragraphs, term)
            if len(uses):
                source += [
                    title(term, "-"),
                    _block(
                        [
                            f'<span id="uses.{anchor}"></span>',
                            _count(uses, doc_id),
                            _concordance(uses.head(4 * MOST_USES), links),
                        ]
                    ),
                ]
                to_pages["term", doc_id, term] = f"keywords/{page[doc_id]}.html#uses.{anchor}"
        if len(source) > 1:
            pages[f"keywords/{page[doc_id]}.rst"] = "\n".join(source)
    return pages, to_pages


def named_terms(pieces: Iterable[str], texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return the (text, term) pairs that the pandas tables in pieces of HTML name, each once, in order."""
    found, texts = {}, set(texts)
    for table in (table for piece in pieces for table in TABLE.findall(piece)):
        heads, rows = _parsed(table)
        if "term" in heads and "left" not in heads:
            for row in rows:
                cells = dict(zip(heads, row, strict=False))
                text = cells.get("doc_id", row[0] if row else "")
                if text in texts:
                    found[text, cells.get("term", "")] = None
    return list(found)


def linked(piece: str, links: LINKS, up: str = "") -> str:
    """Return HTML that a notebook made, with links in the cells of its tables and heatmaps; ``up`` leads to the root.

    In a pandas table a ``line``, ``first_line`` or ``last_line`` is one of the text in ``doc_id`` or the index (of
    ``left`` and ``right`` where its name begins so); a ``term`` leads to its uses, a ``similarity`` to its pair, and a
    text with its ``title`` beside it to the whole.
    """
    piece = TABLE.sub(lambda found: _linked_table(found[0], links, up), piece)
    piece = BESIDE.sub(lambda found: _linked_place(found, links, up), piece)
    return FIGURE.sub(lambda found: _linked_figure(found, links, up), piece)


# ---------------------------------------------------------------- cells into links


def _parsed(table: str) -> tuple[list[str], list[list[str]]]:
    """Return the names over a table's columns and the words of its rows."""
    head, _, body = table.partition("<tbody>")
    heads = [[_words(cell[2]) for cell in CELL.findall(row)] for row in head.split("<tr")[1:] if "colspan" not in row]
    width = max(map(len, heads), default=0)
    over = [next(filter(None, column), "") for column in zip(*(row for row in heads if len(row) == width), strict=True)]
    return over, [[_words(cell[2]) for cell in CELL.findall(row)] for row in body.split("<tr")[1:]]


def _words(cell: str) -> str:
    """Return what a cell of a table says, without tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", cell)).strip()


def _linked_table(table: str, links: LINKS, up: str) -> str:
    """Return a pandas table with links in its cells."""
    heads, _ = _parsed(table)
    head, between, body = table.partition("<tbody>")
    rows = []
    for row in body.split("<tr"):
        cells = [_words(cell[2]) for cell in CELL.findall(row)]
        if len(cells) == len(heads):
            goals = iter(
                [
                    _goal(name, value, dict(zip(heads, cells, strict=True)), cells[0], links)
                    for name, value in zip(heads, cells, strict=True)
                ]
            )
            row = CELL.sub(lambda cell, goals=goals: _linked_cell(cell, next(goals), up), row)
        rows.append(row)
    return head + between + "<tr".join(rows)


def _goal(name: str, value: str, row: dict[str, str], first: str, links: LINKS) -> str:
    """Return where a cell leads to, or nothing."""
    line = LINE.fullmatch(name)
    if line:
        side = line[1].rstrip("_")
        return links.get(("line", row.get(side or "doc_id", "" if side == "right" else first), value), "")
    if name.endswith(" line"):
        return links.get(("line", name.removesuffix(" line"), value), "")
    if "title" in row and name in ("", "doc_id"):
        return links.get(("text", value), "")
    if name == "similarity":
        return links.get(("pair", row.get("left", first), row.get("right", "")), "")
    return links.get(("term", row.get("doc_id", first), value), "") if name == "term" else ""


def _linked_cell(cell: re.Match, goal: str, up: str) -> str:
    """Return a cell of a table, its content made a link if it leads anywhere."""
    return f'<{cell[1]}{cell[2]}><a href="{up}{goal}">{cell[3]}</a></{cell[1]}>' if goal else cell[0]


def _linked_place(place: re.Match, links: LINKS, up: str) -> str:
    """Return the head of a passage, "text, line 7", as a link to the line."""
    goal = links.get(("line", html.unescape(place[2]), place[3]), "")
    words = place[0].removeprefix(place[1]).removesuffix(place[5])
    return f'{place[1]}<a href="{up}{goal}">{words}</a>{place[5]}' if goal else place[0]


def _linked_figure(figure: re.Match, links: LINKS, up: str) -> str:
    """Return a figure whose cells are covered by links, placed in per cent of the picture."""
    covers = []
    for left, right, *box in json.loads(html.unescape(figure[1])):
        goal = links.get(("pair", left, right))
        if goal:
            style = ";".join(
                f"{side}:{share}%" for side, share in zip(("left", "top", "width", "height"), box, strict=True)
            )
            covers.append(
                f'<a href="{up}{goal}" style="{style}" aria-label="{escape(left)} and {escape(right)}: '
                'words and passages in common"></a>'
            )
    hint = '<p class="hint">A click on a cell leads to the words and passages behind it.</p>'
    return f'<figure><div class="linked">{figure[2]}{"".join(covers)}</div>{hint}' if covers else f"<figure>{figure[2]}"


# ---------------------------------------------------------------- the parts of pages


def _block(pieces: list[str]) -> str:
    """Return a block of HTML as a part of a page."""
    return reading.block(pieces, "evidence")


def _measured(pair: tuple, pairs: int, shared: int) -> str:
    """Return how alike two texts are, in words."""
    tied = "; tied with a neighbour in rank" if pair.tied else ""
    interval = f"interval {pair.low:.2f} to {pair.high:.2f}; rank {pair.rank} of {pairs}{tied}"
    common = f"They have {shared:,} {'term' if shared == 1 else 'terms'} in common"
    return f"<p>Similarity <b>{pair.similarity:.2f}</b>, {interval}. {common}.</p><p>{SETTING}</p>"


def _table(heads: Iterable[str], rows: list[str]) -> str:
    """Return rows as a table in a box that scrolls by itself."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<div class="table-box" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _shared(shared: pd.DataFrame, counts: pd.Series) -> list[str]:
    """Return the first terms that two texts share, each with its part of the similarity and its uses."""
    rows = []
    for row in shared.head(MOST_TERMS).itertuples():
        uses = [counts.get((side, row.term), 0) for side in (row.left, row.right)]
        numbers = "".join(f'<td class="number">{number}</td>' for number in (f"{row.part:.3f}", *uses))
        rows.append(f"<tr><td>{escape(row.term)}</td>{numbers}</tr>")
    if not rows:
        return ["<p>None.</p>"]
    heads = ("term", "part of the similarity", *(f"uses in {side}" for side in shared.iloc[0][["left", "right"]]))
    part = shared["part"].head(MOST_TERMS).sum() / shared["part"].sum()
    return [f"<p>The first {len(rows)} make up {part:.0%} of the similarity.</p>", _table(heads, rows)]


def _uses_of_shared(tokens: pd.DataFrame, paragraphs: pd.DataFrame, shared: pd.DataFrame, links: LINKS) -> list[str]:
    """Return a part of a page for each term: its first uses in both texts."""
    parts = []
    for row in shared.itertuples():
        sides = [_uses(tokens[tokens["doc_id"] == side], paragraphs, row.term) for side in (row.left, row.right)]
        counts = [_count(uses, side) for uses, side in zip(sides, (row.left, row.right), strict=True)]
        shown = _concordance(pd.concat([uses.head(MOST_USES) for uses in sides]), links)
        parts += [title(row.term, "~"), _block([*counts, shown])]
    return parts


def _uses(tokens: pd.DataFrame, paragraphs: pd.DataFrame, term: str) -> pd.DataFrame:
    """Return CONCORDANCE of a term; none where it is no word."""
    try:
        return passages.concordance(tokens, term, paragraphs)
    except ValueError:
        return pd.DataFrame()


def _count(uses: pd.DataFrame, doc_id: str) -> str:
    """Return the number of uses in a text, in words."""
    return f"<p>{len(uses):,} {'use' if len(uses) == 1 else 'uses'} in {escape(doc_id)}.</p>"


def _concordance(uses: pd.DataFrame, links: LINKS) -> str:
    """Return CONCORDANCE as a table, each line number a link."""
    rows = []
    for use in uses.itertuples():
        goal = links.get(("line", use.doc_id, str(use.line)), "")
        line = f'<a href="../{goal}">{use.line}</a>' if goal else str(use.line)
        rows.append(
            f'<tr><td>{escape(use.doc_id)}</td><td class="number">{line}</td>'
            f'<td class="before">{escape(use.before)}</td><td><b>{escape(use.term)}</b></td>'
            f"<td>{escape(use.after)}</td></tr>"
        )
    return _table(("text", "line", "before", "term", "after"), rows)


def _beside(common: pd.DataFrame, links: LINKS) -> str:
    """Return the longest passages of two texts beside each other, each place a link."""
    if not len(common):
        return "<p>None of about ten words or more.</p>"
    shown = common.sort_values("words", ascending=False, kind="stable").head(MOST_PASSAGES)
    count = f"{len(common)} {'passage' if len(common) == 1 else 'passages'}, the longest first"
    count += f"; the first {MOST_PASSAGES} are shown" if len(common) > MOST_PASSAGES else ""
    beside = linked(re.sub(r"\s*\n\s*", " ", passages.marked(shown).html), links, "../")
    return f'<p>{count}. Words on one side only are marked.</p><div class="table-box" tabindex="0">{beside}</div>'
