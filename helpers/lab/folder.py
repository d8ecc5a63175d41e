"""A box over the folder that waits for a reader's own texts: what is dropped may have any name. A part of ``lab``."""

from __future__ import annotations

import html
import secrets
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, count
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pandas as pd
import regex

import helpers
from helpers import corpus, report

if TYPE_CHECKING:
    from helpers.lab.controls import Standing

OPEN = regex.compile(r"\bbuild\b\S+index\.html")  # where the verb says that the report is
UNSAFE = regex.compile(r'[\p{C}\p{Zl}\p{Zp}\ufffd<>:"|?*]')  # signs that some system has in no file name
TAKEN = regex.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|readme)(\.|$)")  # devices of Windows; what is never a text
SINGLE = ("index.csv", "rules.toml", "glossary.csv", "claims.toml")  # they count under this name only
LONGEST = 150  # bytes of a name without its ending: file systems take 255
LINK = "font-weight: bold; text-decoration: underline; color: var(--jp-content-link-color)"
ELSEWHERE = "Where this lab runs on another machine, open a page from the folder single in the list of files instead."
LISTED = 30  # problems: a screen


def folder(place: str | Path | None = None) -> Standing:
    """Return a box over a folder: drop files there, see what is wrong with them, build the report and open it.

    Without ``place`` it is ``corpus.my_texts()``. Problems are those of ``corpus.problems``; the report is that of
    ``python -m helpers report``, made by a process of its own and given out by this kernel to this machine only. What
    was dropped is in the folder at once: a new kernel finds it. Without a kernel its words stand there; all is escaped.

    >>> [control.description for control in lab.folder(corpus.PLANTED).children[1].children]
    ['Choose files', 'Look again', 'Build the report']
    """
    import ipywidgets

    from helpers.lab.controls import Standing

    home = Path(place or corpus.my_texts()).absolute()
    endings = [".toml", *(ending for each in corpus.FORMATS for ending in each.suffixes)]
    drop = ipywidgets.FileUpload(accept=",".join(endings), multiple=True, description="Choose files")
    again, build = (ipywidgets.Button(description=said) for said in ("Look again", "Build the report"))
    told, kept, found, made = (ipywidgets.HTML() for _ in range(4))
    large = "Large files are better dragged into that folder; then look again."
    more = f"The report is also made by: python -m helpers report {home.name}"
    told.value = _said(f"What you choose is put into {home.name}. {large}", more)

    def look(_: object = None) -> None:
        seen, build.disabled = _looked(home)
        box.still, found.value = lambda: ("\n".join(seen), None), _said(*seen)

    def take(change: dict) -> None:
        if change["new"]:
            kept.value = _said(*(_kept(home, each["name"], bytes(each["content"])) for each in change["new"]))
            drop.value = ()
            look()

    def make(_: object) -> None:
        build.disabled = True
        for made.value in _built(home):
            pass
        build.disabled = False

    box = Standing([told, ipywidgets.HBox([drop, again, build]), made, found, kept])
    drop.observe(take, names="value")
    again.on_click(look)
    build.on_click(make)
    look()
    return box


def _said(*lines: str) -> str:
    """Return lines of words as HTML, escaped, close to one another."""
    return "".join(f'<div style="line-height: 1.5">{html.escape(line)}</div>' for line in lines)


def _looked(home: Path) -> tuple[list[str], bool]:
    """Return what is wrong with a folder, then how many texts it has, in words, and whether it has none."""
    problems = corpus.problems(home) if home.is_dir() else pd.DataFrame()
    rows, texts = problems.itertuples(), problems.attrs.get("texts", 0)
    wrong = [f"{row.file} ({'left out' if row.left_out else 'read'}): {row.problem}. {row.cure}" for row in rows]
    wrong[LISTED:] = [f"{len(wrong) - LISTED:,} more are in corpus.problems({home.name!r})."] if wrong[LISTED:] else []
    return [*(["Problems first:", *wrong] if wrong else []), f"Texts that can be read: {texts:,}."], not texts


def _kept(home: Path, given: str, content: bytes) -> str:
    """Put a dropped file into a folder, beside all that is there, and return what was done, in words."""
    name = _named(given)
    if len(content) > corpus.MOST_BYTES:
        return f"{name}: not kept, it has over {corpus.MOST_BYTES:,} bytes. Split it into several texts."
    inner = home / "texts" if (home / "texts").is_dir() and name not in SINGLE else home  # where texts are looked for
    numbers = chain([""], map("_{}".format, count(2)))
    part = inner / f".{secrets.token_hex()}.part"  # it is whole, or it is not there
    try:
        inner.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        for path in (inner / f"{PurePath(name).stem}{number}{PurePath(name).suffix}" for number in numbers):
            if path.is_file() and path.read_bytes() == content:
                return f"{path.name}: it was there already, the same to the byte."
            if not path.exists() and not path.is_symlink():
                break
            if name in SINGLE:
                return f"{name}: not kept, another one is there and stays. Take that out first, then choose this one."
        part.rename(path)
    except OSError as error:
        return f"{name}: not kept ({error.strerror}). Make room, or give yourself the right to write there."
    finally:
        if part.exists():
            part.unlink()
    stays = f"; another {name} was there and stays" if path.name != name else ""
    return f"{given[:LONGEST]}: kept as {path.name}{stays}."


def _named(given: str) -> str:
    """Return the name under which a file is kept: its own without folders, made good for every system, not hidden."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    plain = PurePath(UNSAFE.sub("_", last).lstrip("~$. ").rstrip(". ") or "unnamed")
    name = plain.stem.encode()[:LONGEST].decode(errors="ignore") + plain.suffix[: LONGEST // 10]
    return f"_{name}" if TAKEN.match(name) else name


def _built(home: Path) -> Iterator[str]:
    """Build the report of a folder; yield all that the verb has said so far, as HTML, in the end with a link."""
    top = report.ROOT if helpers.CHECKOUT else home.parent
    command = [sys.executable, "-u", "-X", "utf8", "-m", "helpers", "report", str(home)]
    said = ["Reading the texts ..."]
    yield _said(*said)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    with subprocess.Popen(command, cwd=top, **pipes) as verb:  # a kernel that is interrupted interrupts it too
        for line in verb.stdout:
            said.append(line.rstrip())
            yield _said(*said)
    if not verb.returncode and (found := OPEN.search(said[-1])):
        link = f'<a href="{_served((top / found[0]).parent)}/index.html" target="_blank" rel="noopener" style="{LINK}">'
        yield f"{_said(*said)}{link}Open the report</a>{_said(ELSEWHERE)}"


def _served(site: Path) -> str:
    """Return the address where this kernel gives out a site, to browsers of this machine that know the key in it."""
    key = secrets.token_urlsafe()  # JupyterLab's own address of a page keeps its scripts and styles from it

    class Pages(SimpleHTTPRequestHandler):
        def send_head(self):
            asked, _, self.path = self.path[1:].partition("/")
            return super().send_head() if asked == key else self.send_error(404)

        def log_message(self, *said):
            """Say nothing: what a kernel prints is a reader's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/{key}"
