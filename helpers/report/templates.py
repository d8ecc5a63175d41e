"""Templates that escape by themselves: the only way from a text to HTML. A part of ``report``."""

import base64
import functools
import hashlib
from importlib import metadata
from pathlib import Path

import jinja2
from markupsafe import Markup

from helpers import tables

FOLDER = Path(__file__).resolve().parent / "report_site"
SCRIPTS = Path(__file__).resolve().parent.parent / "page"
PROJECT = "Reading side by side"


@functools.cache
def environment() -> jinja2.Environment:
    """Return the environment of the templates: everything is escaped, a name that is missing is an error.

    Control characters and lone surrogates are shown as the replacement character, white space as a plain space.
    """
    loader, strict = jinja2.FileSystemLoader(FOLDER / "pages"), jinja2.StrictUndefined
    made = jinja2.Environment(loader=loader, autoescape=True, undefined=strict)
    made.finalize = lambda it: tables.one_line(it) if isinstance(it, str) and not isinstance(it, Markup) else it
    made.globals |= {"version": metadata.version("reading-side-by-side"), "project": PROJECT}
    made.filters["called"] = tables.called
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def page(template: str, up: str = "../", **given: object) -> str:
    """Return a page of the site from one of the templates; ``up`` leads from the page to the root of the site."""
    return environment().get_template(template).render({"menu": [], "notebooks": [], "up": up} | given)


def framed(script: str, **given: object) -> str:
    """Return a page whole in itself, for a box of ``lab``: it may run its own scripts, such as ``reader.js``, only."""
    scripts = [_inline(name) for name in ("pages.js", "search.js", script, "box.js")]
    return page("box.html", scripts=scripts, style=_inline("pages.css"), **given)


@functools.cache
def _inline(name: str) -> dict[str, str]:
    """Return a script or a style as it stands within a page, and the hash by which the page allows it."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    return {"text": Markup(text), "hash": base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}
