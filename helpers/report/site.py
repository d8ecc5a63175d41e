"""The site: notebooks, prose, and all pages behind them from the list PAGES. A part of ``report``.

Adding a page is one entry of PAGES. Every page is written as soon as it is made, and costs what its own text costs.
"""

import base64
import hashlib
import re
import shutil
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import pandas as pd
from tqdm import tqdm

from helpers import compare, glossary, layout, lessons, passages, tables, terms, words
from helpers.report import data, files, notebooks, prose, reading, templates
from helpers.report.links import Links, linked, named_terms, numbered
from helpers.report.templates import Markup

MOST_TEXTS = 12  # more texts make too many pairs to read: 66 pages for 12
SHEET = 600  # uses of a word on a page, some 250 bytes each: a first view stays under 300 kB
MOST_WORDS = 100_000  # of all texts, where other wordings are looked for: half a minute, which grows with the square
MOST_TERMS, MOST_PASSAGES = 30, 20  # of a pair: a screen of each; more passages are folded, more terms weigh little
STYLE = re.compile(r'<style[^>]*>[^<]*</style>| style="text-align: ?(\w+)[^"]*"')  # a page allows none
CITED = re.compile(r'id="([^"]+)"|href="(?:\.\./)?texts/([^"#]+)\.html#line-(\d+)"')  # where, and a line it leads to
LINE = re.compile(r'href="(texts/[^"#]+\.html)#line-(\d+)"')
PICTURE = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=]+)"(?: data-svg="([A-Za-z0-9+/=]+)")?')
ENDS = [("left_start", "left_end"), ("right_start", "right_end")]  # words of a passage, by position
KEYWORDS, FEWEST = 15, 3  # keywords of a text that have pages of uses, and the uses each must have
SETTING = "Single words, the short English stop list, tf-idf and cosine; the interval by leaving out paragraphs."


class Texts(NamedTuple):
    """Texts as they are read, once for a report: DOCUMENTS, LINES, PARAGRAPHS, TOKENS, and the uses of formulae."""

    documents: pd.DataFrame
    lines: pd.DataFrame
    paragraphs: pd.DataFrame
    tokens: pd.DataFrame
    formulae: pd.DataFrame | None = None


class Material(NamedTuple):
    """What the pages are made of, each table once; ``name`` gives each text, pair and term the name of its page."""

    texts: Texts
    pairs: pd.DataFrame
    shared: dict[tuple[str, str], pd.DataFrame]
    passages: pd.DataFrame
    alike: pd.DataFrame
    sought: bool  # whether other wordings (``alike``) were looked for: not in many texts or words
    keywords: pd.DataFrame
    uses: dict[str, list]
    name: dict[tuple[str, ...], str]


class Page(NamedTuple):
    """A kind of page: its path in the site, its template, what each page prints, what leads to it, its menu entry.

    ``rows`` gives for each page its name (for ``{name}`` in the path) and what the template prints; ``links`` the keys
    of LINKS with the name of the page each leads to, and an anchor, if any, after ``#``. A ``menu`` needs no name.
    """

    path: str
    template: str
    rows: Callable[[Material, Links], Iterator[tuple[str, dict]]]
    links: Callable[[Material], dict[tuple[str, ...], str]] = lambda made: {}
    menu: str = ""


def texts(documents: pd.DataFrame, formulae: pd.DataFrame | None = None) -> Texts:
    """Return DOCUMENTS with what is read in them; ``formulae`` is a glossary."""
    lines = layout.lines(documents)
    paragraphs = layout.paragraphs(lines)
    used = None if formulae is None else glossary.replacements(paragraphs, formulae)
    return Texts(documents, lines, paragraphs, words.tokens(paragraphs), used)


def material(read: Texts, shown: list[str]) -> Material:
    """Return what the pages on some texts are made of; what tables in ``shown`` (HTML) count has its uses at hand.

    All concordances are made at once.
    """
    documents, _, paragraphs, tokens, formulae = read
    content = words.drop(tokens, words.stop_words(words.languages(documents)["stop_list"]))
    counts, few = terms.counts(content), 2 <= content["doc_id"].nunique() <= MOST_TEXTS
    pairs = compare.similarity_intervals(content) if few else pd.DataFrame(columns=["left", "right"])
    both = list(pairs[["left", "right"]].itertuples(index=False, name=None))
    weights = terms.tfidf(counts) if both else None
    shared = {pair: compare.shared_terms(weights, *pair) for pair in both}
    keywords, known = _best(counts), set(tables.doc_order(documents))
    asked = {term for doc_id, term in named_terms(shown) if doc_id in known}
    asked.update(*(it["term"].head(MOST_TERMS) for it in shared.values()), keywords["term"] if few else [])
    uses = passages.concordances(tokens, sorted(asked, key=lambda term: (term.casefold(), term)), paragraphs)
    by_term = {term: list(part.itertuples(index=False)) for term, part in uses.groupby("asked", observed=True)}
    found = passages.shared_passages(tokens, paragraphs)
    sought = all([few, len(tokens) <= MOST_WORDS])
    alike = passages.parallel_passages(paragraphs, formulae, shared=found) if sought else found.head(0)
    if both:  # what else may make two texts alike: their length, one quotation
        equal, without = compare.equal_length(content), compare.without_passages(content, found)
        fell = without["moved"] & (without["rank_without"] > without["rank"])  # others move up by that
        pairs = pairs.assign(equal=equal["equal"], without=without["without"], fell=fell.fillna(False))
    of_pairs = dict(zip(both, reading.names(map("--".join, both)).values(), strict=True))
    pages = {("text", doc_id): name for doc_id, name in reading.names(tables.doc_order(documents)).items()}
    pages |= {("pair", *both): name for pair, name in of_pairs.items() for both in (pair, pair[::-1])}
    pages |= {("term", term): name for term, name in reading.names(by_term).items()}
    return Material(read, pairs, shared, found, alike, sought, keywords, by_term, pages)


def _best(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the first keywords of each text against the others; none where there are no others."""
    scores = terms.log_odds(counts) if counts["doc_id"].nunique() > 1 else counts.head(0).assign(weight=0.0)
    often = scores[scores["n"] >= FEWEST].sort_values(["doc_id", "weight"], ascending=[True, False])
    return often.groupby("doc_id", observed=True).head(KEYWORDS)


def _texts(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the reading edition, each text with the ways on to its keywords and its pairs."""
    for doc_id, context in reading.editions(made.texts.documents, made.texts.lines):
        name, begun = made.name["text", doc_id], links.sheets.get(links.pages["text", doc_id], [0])
        others = {pair[pair[0] == doc_id]: links.pages["pair", *pair] for pair in made.shared if doc_id in pair}
        ways = [("Keywords", f"keywords/{name}.html"), *((f"with {tables.called(it)}", others[it]) for it in others)]
        both = [made.passages.loc[made.passages[it] == doc_id, f"{it}_first_line"] for it in ("left", "right")]
        common = {bisect_right(begun, it) for it in chain(*both)}
        for n, sheet in enumerate(reading.cut(context | {"ways": ways, "name": name}, begun), 1):
            yield sheet["own"], sheet | {"common": n in common}


def _list_of_texts(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the table of all texts."""
    size = made.texts.tokens.groupby("doc_id", observed=False).size().rename("words").reset_index()
    known = [name for name in ("title", "authors", "date") if made.texts.documents[name].astype(bool).any()]
    table = made.texts.documents[["doc_id", *known]].merge(size, on="doc_id", how="left").fillna({"words": 0})
    yield "", _listed("Texts", "Each text as it is read, with the numbers of its raw lines.", table, links)


def _list_of_pairs(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the table of all pairs, the most alike first."""
    said = SETTING if made.shared else f"Pairs have pages where there are 2 to {MOST_TEXTS} texts."
    columns = ["left", "right", "similarity", "low", "high", "equal", "without", "rank", "verdict", "cut"]
    yield "", _listed("Pairs", said, made.pairs.sort_values(["rank"] if made.shared else []).filter(columns), links)


def _list_of_words(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the table of the words that have a page."""
    rows = [(term, len(found), len({use.doc_id for use in found})) for term, found in made.uses.items()]
    yield "", _listed("Words", "Each with all its uses.", pd.DataFrame(rows, columns=["term", "n", "texts"]), links)


def _keywords(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the keywords of each text."""
    said = f"The first {KEYWORDS} with {FEWEST} uses or more, against the other texts, by log-odds with a prior."
    names = [name for name in ("n", "rest", "weight") if name in made.keywords]
    by_text = dict(iter(made.keywords.astype({"doc_id": str, "term": str}).groupby("doc_id")))
    for doc_id in tables.doc_order(made.texts.documents):
        given = (said, by_text.get(doc_id, made.keywords.head(0)), links, "term", names)
        yield made.name["text", doc_id], _listed(f"Keywords of {tables.called(doc_id)}", *given)


def _data(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield each text as data for scripts, with what it has in common with others."""
    found = pd.concat([made.passages, made.alike.assign(kind="parallel")], ignore_index=True)
    pages = {key[1]: (name, links.pages[key]) for key, name in made.name.items() if key[0] == "text"}
    read = made.texts
    for part in data.for_scripts(read.lines, read.paragraphs, found, read.formulae, pages, links.sheets):
        named = {"id": tables.called(part["id"])} if "id" in part else {}
        yield part["file"], {"call": "packed", "data": data.packed(part | named)}


def _exercises(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the exercises with the fingerprints of answers and of typical mistakes, and what to say to them."""
    entries = lessons.entries()
    for it in entries.values():
        it["places"], slips = it.get("places", 0), it.get("mistakes", [])
        it["mistakes"] = {lessons.fingerprint(s["answer"], it["kind"], it["places"]): s["says"] for s in slips}
    yield "", {"data": entries, "call": "exercises"}


def _reader(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the reader of two texts, those with the most words in common to begin with."""
    sizes = made.passages.groupby(["left", "right"], observed=True)["words"].sum()
    first = sizes.idxmax() if len(sizes) else tables.doc_order(made.texts.documents)[:2]
    yield "", {"title": "Side by side", "sought": made.sought, "first": [made.name["text", it] for it in first]}


def _listed(title: str, said: str, table: pd.DataFrame, links: Links, *printed: str | list[str]) -> dict:
    """Return a page that is one table, whole."""
    shown = tables.shown(table, *printed, most=len(table))
    return {"title": title, "said": said, "table": Markup(linked(shown._repr_html_(), links, "../"))}


def _pairs(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the pairs: the similarity, the terms in common with their uses, and the passages in common."""
    counts = made.texts.tokens.groupby(["doc_id", "token"], observed=True).size()
    longest = made.passages[made.passages["kind"] == "passage"].sort_values("words", ascending=False, kind="stable")
    of_pair, alike = (dict(iter(it.groupby(["left", "right"], observed=True))) for it in (longest, made.alike))
    for pair in made.pairs.itertuples():
        shared, common = made.shared[both := (pair.left, pair.right)], of_pair.get(both)
        rows = shared.head(MOST_TERMS)[["term", "part"]].to_dict("records")
        first = [it | {"uses": {side: counts.get((side, it["term"]), 0) for side in both}} for it in rows]
        parts = [] if common is None else [common.iloc[:MOST_PASSAGES], common.iloc[MOST_PASSAGES:]]
        spots = [[f"w{it[s]}-{it[e]}" for it in part.to_dict("records") for s, e in ENDS] for part in parts]
        marked = ((passages.marked(part).html, links, "../", at) for part, at in zip(parts, spots, strict=True) if at)
        beside = [Markup(linked(*given)) for given in marked]
        said = {"title": " and ".join(map(tables.called, both)), "pair": pair, "pairs": made.pairs["rank"].count()}
        said |= {"setting": SETTING, "most": MOST_PASSAGES, "common": len(shared), "shared": first, "beside": beside}
        said |= {"names": [made.name["text", side] for side in both], "alike": alike.get(both, made.alike.head(0))}
        said |= {"share": shared["part"].head(MOST_TERMS).sum() / (shared["part"].sum() or 1), "sought": made.sought}
        yield made.name["pair", *both], said | {"passages": 0 if common is None else len(common), "many": MOST_WORDS}


def _words(made: Material, links: Links) -> Iterator[tuple[str, dict]]:
    """Yield the words: all uses of each, text by text, in as many sheets as they need."""
    for term, uses in made.uses.items():
        of_term = enumerate(range(0, len(uses), SHEET))
        sheets = {numbered(made.name["term", term], n): uses[start : start + SHEET] for n, start in of_term}
        sizes = Counter(use.doc_id for use in uses)
        goals = {doc_id: links.pages["term", doc_id, term] for doc_id in sizes}
        said = {"title": term, "sizes": sizes, "goals": goals, "sheets": list(sheets)}
        for name, part in sheets.items():
            by_text = {doc_id: list(own) for doc_id, own in groupby(part, key=lambda use: use.doc_id)}
            yield name, said | {"by_text": by_text, "own": name}


def _to_words(made: Material) -> dict[tuple[str, ...], str]:
    """Return where terms lead to, in all texts and in each."""
    to_words = {("term", term): made.name["term", term] for term in made.uses}
    for term, found in made.uses.items():
        for row, use in reversed([*enumerate(found)]):
            name = numbered(made.name["term", term], row // SHEET)
            to_words["term", use.doc_id, term] = f"{name}#uses.{made.name['text', use.doc_id]}"
    return to_words


def _of(kind: str, made: Material) -> dict[tuple[str, ...], str]:
    """Return the names of the pages of a kind by what leads to them."""
    return {key: name for key, name in made.name.items() if key[0] == kind}


PAGES = [
    Page("texts/index.html", "list.html", _list_of_texts, menu="Texts"),
    Page("texts/{name}.html", "text.html", _texts, partial(_of, "text")),
    Page("pairs/index.html", "list.html", _list_of_pairs, menu="Pairs"),
    Page("pairs/{name}.html", "pair.html", _pairs, partial(_of, "pair")),
    Page("words/index.html", "list.html", _list_of_words, menu="Words"),
    Page("words/{name}.html", "word.html", _words, _to_words),
    Page("keywords/{name}.html", "list.html", _keywords),
    Page("find.html", "find.html", lambda *_: iter([("", {"title": "Any word"})]), menu="Any word"),
    Page("reader.html", "reader.html", _reader, menu="Side by side"),
    Page("data/{name}.js", "data.js", _data),
    Page("data/exercises.js", "data.js", _exercises),
    Page("data/index.js", "index.js", lambda *_: iter([("", {})])),
]


def links_of(made: Material, pages: list[Page]) -> Links:
    """Return where the pages are, and every line that has a place."""
    named = ((key, page.path, *name.partition("#")) for page in pages for key, name in page.links(made).items())
    goals = {key: path.format(name=name) + mark + anchor for key, path, name, mark, anchor in named}
    lines = made.texts.lines[made.texts.lines["text"].str.strip() != ""]
    known = {doc_id: set(own) for doc_id, own in lines.groupby("doc_id", observed=True)["line"]}
    begun = reading.sheets(made.texts.lines, made.texts.paragraphs)
    return Links(goals, known, {f"texts/{made.name['text', doc_id]}.html": own for doc_id, own in begun.items()})


def site(folder: Path, target: Path, read: Texts, further: dict | None = None, pages: list[Page] = PAGES) -> Path:
    """Build one site from the run notebooks of ``folder``, the pages (``*.md``) beside them, and ``pages``: PAGES.

    ``further`` holds further pages, path (``methods.md``) to Markdown; ``front.md`` begins the first page. The site
    needs no server and no network. It is whole, or the former one stays; a link that leads nowhere stops the build.
    """
    run = {f"notebooks/{path.name}": notebooks.read(path) for path in notebooks.notebooks_of(folder)}
    outputs = (it for notebook in run.values() for cell in notebook.cells for it in cell.get("outputs", []))
    made = material(read, [it.data["text/html"] for it in outputs if "text/html" in it.get("data", {})])
    links = links_of(made, pages)
    written = {f"notebooks/{path.name}": path.read_text(encoding="utf-8") for path in notebooks.pages_of(folder)}
    said, rows = _prose(run, written | (further or {}), links)
    titles = [(path, row["title"]) for path, _, row in rows[1:-1]]
    rows += [(it.path.format(name=name), it.template, row) for it in pages for name, row in it.rows(made, links)]
    cited: dict[str, dict] = {}
    with files.whole(target) as fresh:
        shutil.copytree(templates.SCRIPTS, fresh / "_static")
        shutil.copy(templates.FOLDER / "site.css", fresh / "_static")
        for path, template, row in tqdm(rows, desc="Writing pages", unit=" page", disable=None):
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            given = {"links": links, "menu": pages, "notebooks": titles, "cited": cited} | row
            text = templates.page(template, "../" * path.count("/"), **given)
            if template in ("index.html", "prose.html"):  # they come first
                _cite(cited, text, path, row["title"])
            (fresh / path).write_text(_with_pictures(text, fresh, path), encoding="utf-8")
        prose.check(said, fresh)
    return target / "index.html"


def _prose(run: dict, written: dict[str, str], links: Links) -> tuple[dict[str, list], list[tuple[str, str, dict]]]:
    """Return the cells of all pages of prose by name, and of each its path, template and row, the first page first."""
    of_texts = {key: page for key, page in links.pages.items() if (key[0], len(key)) != ("term", 2)}  # or made up
    front, links = prose.markdown(written.pop("front.md", "")), links._replace(pages=of_texts)
    html = LINE.sub(lambda to: f'href="{quote(links.sheet(unquote(to[1]), int(to[2])))}#line-{to[2]}"', front["html"])
    said = {name: list(prose.cells(it, links, "../")) for name, it in run.items()}
    said |= {name: [prose.markdown(text)] for name, text in written.items()}
    named = [(prose.SOURCE.sub(".html", name), prose.title(cells), cells) for name, cells in said.items()]
    first = {"title": templates.PROJECT, "listed": named[: len(run)], "front": Markup(html)}
    rows = [(path, "prose.html", {"title": label, "cells": cells}) for path, label, cells in named]
    rows = [("index.html", "index.html", first), *rows, ("data/prose.js", "prose.js", {"listed": named})]
    return said | {"front.md": [front]}, rows


def _cite(cited: dict[str, dict], text: str, path: str, title: str) -> None:
    """Add the lines that a page leads to: by text and line, what leads there, with its address."""
    at = ""
    for anchor, name, line in CITED.findall(text):
        at = anchor or at
        if name and (path != "index.html" or at.startswith("claim-")):
            of_line = cited.setdefault(unquote(name), {}).setdefault(int(line), {})
            of_line.setdefault(at.replace("-", " ") if path == "index.html" else title, f"{path}#{at}")


def _with_pictures(text: str, folder: Path, path: str) -> str:
    """Return a page whose pictures are files, which a browser loads when they come into view, without own styles.

    Beside each stands what a reader takes home, as data: a page opened from disk may not read a file to save it.
    """

    def kept(found: re.Match) -> str:
        data, name = base64.b64decode(found[1]), f"_static/{hashlib.sha256(found[1].encode()).hexdigest()[:16]}"
        (folder / f"{name}.png").write_bytes(data)
        kinds = {"PNG": found[1]} | ({"SVG": found[2]} if found[2] else {})
        (folder / f"{name}.js").write_text(templates.page("data.js", call="picture", data=kinds), encoding="utf-8")
        width, height = struct.unpack(">II", data[16:24])
        of = f'data-kinds="{" ".join(kinds)}" src="{"../" * path.count("/")}{name}.png"'
        return f'loading="lazy" width="{width}" height="{height}" {of}'

    return STYLE.sub(lambda it: ' class="number"' if it[1] == "right" else "", PICTURE.sub(kept, text))
