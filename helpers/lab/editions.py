"""Where the reading edition of some texts is, as the browser of a running JupyterLab reaches it. A part of ``lab``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from helpers import report


def pages(doc_ids: Iterable[object]) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the address of a built report that has all these texts, and each name and page there."""
    name, built = report.names(doc_ids), [report.ROOT / "build", Path("build").resolve()]
    places = (report_of for folder in built for report_of in (folder / "report", *sorted(folder.glob("*/report"))))
    whole = (it for it in places if all((it / f"texts/{each}.html").is_file() for each in name.values()))
    root = next(filter(None, map(_address, whole)), "")
    return root or "/", {doc_id: (each, f"texts/{quote(each)}.html" if root else "") for doc_id, each in name.items()}


def _address(folder: Path) -> str:
    """Return where the server that runs this kernel shows a folder; nothing if it does not."""
    from jupyter_core.paths import jupyter_runtime_dir

    try:
        server = json.loads(Path(jupyter_runtime_dir(), f"jpserver-{os.getppid()}.json").read_text(encoding="utf-8"))
        inside = folder.relative_to(Path(server["root_dir"]).resolve())
    except (OSError, ValueError, KeyError):
        return ""
    return f"{server['base_url']}files/{quote(inside.as_posix())}/"
