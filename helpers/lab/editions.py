"""Where the reading edition of some texts is, as the browser of a running JupyterLab reaches it. A part of ``lab``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from helpers import report

BUILT = report.ROOT / "build"


def pages(doc_ids: Iterable[object]) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the address of a built report that has all these texts, and for each its name and its page there.

    The address is empty, and so are the pages, where no report was built, or none that the server of this kernel shows.
    """
    name, root = report.names(doc_ids), ""
    built = [BUILT / "report", *BUILT.glob("*/report"), *Path("build").resolve().glob("*/report")]
    for folder in built if name else []:
        if all((folder / f"texts/{each}.html").is_file() for each in name.values()):
            root = root or _address(folder)
    return root, {doc_id: (each, f"texts/{quote(each)}.html" if root else "") for doc_id, each in name.items()}


def _address(folder: Path) -> str:
    """Return where the server that runs this kernel shows a folder; nothing if it does not."""
    from jupyter_core.paths import jupyter_runtime_dir

    told = Path(jupyter_runtime_dir()) / f"jpserver-{os.getppid()}.json"
    try:
        server = json.loads(told.read_text(encoding="utf-8"))
        inside = folder.relative_to(Path(server["root_dir"]).resolve())
    except (OSError, ValueError, KeyError):
        return ""
    return f"{server['base_url']}files/{quote(inside.as_posix())}/"
