"""Markdown and run notebooks as the cells of a page: what the template ``prose.html`` prints. A part of ``report``."""

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from helpers.report import files, notebooks, templates
from helpers.report.links import Links, linked
from helpers.report.templates import Markup

SOURCE = re.compile(r"\.(?:ipynb|md)(?=$|#)")  # what a link names is a page here
DRAWING = re.compile(r' data-svg="[^"]*"')  # beside its picture: for a site, which has buttons that hand it out
EMPTY: dict[str, Any] = {"html": "", "heads": [], "goals": [], "first": "", "front": ""}
DEEPEST = 3  # headings below it have no address


def markdown(text: str) -> dict[str, Any]:
    """Return Markdown as a cell: its HTML, headings (level, address, words), first paragraph, and its links' goals."""
    tokens, heads, goals = _parser().parse(text), [], []
    for token, inside in zip(tokens, tokens[1:], strict=False):  # the last one closes a block
        if token.type == "heading_open" and token.attrGet("id"):
            heads.append((int(token.tag[1]), token.attrGet("id"), re.sub(r"[*`]", "", inside.content)))
        for link in (each for each in token.children or () if each.type == "link_open"):
            goals.append(str(link.attrGet("href")))
            if ":" not in goals[-1]:
                link.attrSet("href", SOURCE.sub(".html", goals[-1]))
    html = _parser().renderer.render(tokens, _parser().options, {})
    return EMPTY | {"html": Markup(html), "heads": heads, "goals": goals, "first": _first_paragraph(tokens)}


def _first_paragraph(tokens: list[Any]) -> Markup:
    """Return the first paragraph of plain prose as HTML, its links made plain."""
    opened = (place for place, each in enumerate(tokens) if each.type == "paragraph_open" and not each.level)
    said = next((tokens[n + 1].children for n in opened if not tokens[n + 1].content.startswith("**")), [])
    return Markup(_parser().renderer.render([each for each in said if "link_" not in each.type], _parser().options, {}))


def cells(notebook: notebooks.Notebook, links: Links, up: str) -> Iterator[dict[str, Any]]:
    """Yield the cells of a run notebook: prose, or code and what it shows, linked; ``front`` is for the first page."""
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            yield markdown(cell.source)
        elif cell.cell_type == "code":
            made = [] if "remove-output" in tags else cell.get("outputs", [])
            first = [_shown(it, links, "") for it in made if "front" in tags and "text/html" in it.get("data", {})]
            said = {"code": _code(cell.source), "folded": "hide-input" in tags, "front": Markup("").join(first)}
            yield EMPTY | said | {"outputs": [_shown(it, links, up) for it in made]}


def title(made: list[dict[str, Any]]) -> str:
    """Return the first heading of a page's cells."""
    return next((words for cell in made for _, _, words in cell["heads"]), "Untitled")


def _shown(output: notebooks.Notebook, links: Links, up: str) -> str:
    """Return what an output shows: its HTML, else its text."""
    data = output.get("data", {})
    if "text/html" in data:
        return Markup(linked(data["text/html"].replace("<th></th>", "<td></td>"), links, up))
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    return notebooks.COLOUR.sub("", text)


def _code(text: str) -> Markup:
    """Return Python code with its words marked by kind."""
    from pygments import formatters, highlight, lexers

    return Markup(highlight(text, lexers.PythonLexer(), formatters.HtmlFormatter(cssclass="code")))


@cache
def _parser():
    """Return the reader of Markdown: tables, lists of definitions, addresses of headings, and raw HTML in fences."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin
    from mdit_py_plugins.deflist import deflist_plugin

    made = MarkdownIt("commonmark", {"html": True}).enable("table").use(deflist_plugin)
    made.use(anchors_plugin, max_level=DEEPEST)

    def fence(renderer: object, tokens: list, place: int, options: object, env: object) -> str:
        kind, text = tokens[place].info.strip(), tokens[place].content
        return text if kind == "{raw} html" else _code(text)

    made.add_render_rule("fence", fence)
    made.add_render_rule("table_open", lambda *_: '<table tabindex="0">')  # it may be scrolled
    return made


def single(folder: Path, target: Path, further: dict[str, str] | None = None) -> list[Path]:
    """Write each run notebook and each page beside them as one HTML file for handing round; return the files.

    A file holds its pictures and styles and no script; its Content-Security-Policy forbids every request and script.
    ``further`` are pages, path to Markdown, which come first; from them texts are reached in the report.
    """
    styles = (templates.SCRIPTS / "pages.css", templates.FOLDER / "site.css")
    css = Markup("".join(path.read_text("utf-8") for path in styles))
    made = {}
    for name, text in (further or {}).items():
        text = text.replace("(notebooks/", "(").replace(' href="texts/', ' href="../report/texts/')
        made[Path(name).stem] = [markdown(text)]
    made |= {path.stem: list(cells(notebooks.read(path), Links({}, {}), "")) for path in notebooks.notebooks_of(folder)}
    made |= {path.stem: [markdown(path.read_text(encoding="utf-8"))] for path in notebooks.pages_of(folder)}
    with files.whole(target) as fresh:
        for name, own in made.items():
            page = templates.page("single.html", "", title=title(own), cells=own, css=css)
            (fresh / f"{name}.html").write_text(DRAWING.sub("", page), encoding="utf-8")
    return [target / f"{name}.html" for name in made]


def check(pages: dict[str, list[dict]], folder: Path) -> None:
    """Raise ``ReportError`` for links in pages, name to cells, that lead nowhere in the site of a folder."""
    broken, page_of = [], {name: SOURCE.sub(".html", name) for name in pages}
    known = {page_of[name]: {"", *(head[1] for cell in own for head in cell["heads"])} for name, own in pages.items()}
    for source, goal in ((name, goal) for name, own in pages.items() for cell in own for goal in cell["goals"]):
        name, _, anchor = SOURCE.sub(".html", goal).partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), name)) if name else page_of[source]
        if ":" not in goal and not (anchor in known[target] if target in known else (folder / target).is_file()):
            broken.append(f"{source}: the link {goal} leads nowhere")
    if broken:
        raise files.ReportError("the site was not built:\n" + "\n".join(broken) + "\nMend the links, then build again.")
