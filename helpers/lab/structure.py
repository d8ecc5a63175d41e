"""The workbench, as a notebook asks for it.

A part of ``lab``. The packages of boxes are loaded when one is made, not before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import tables

if TYPE_CHECKING:
    from helpers.lab.workbench import Workbench


def structure(documents: pd.DataFrame, folder: str | Path | None = None) -> Workbench:
    """Return a workbench: a text with the role of each line in the margin, and the doubtful places, worst first.

    Keys and clicks settle lines (press ? in it for the list); ``save`` writes them to ``rules.toml`` of ``folder``,
    from which the documents were loaded (without it the texts that ship). ``documents`` of the workbench are DOCUMENTS
    as they now are, ``code`` the lines that do the same. Without a kernel a table of the first lines stands there.

    >>> bench = lab.structure(documents)
    >>> bench.settle(5, {"role": "caption"})
    >>> print(bench.code.splitlines()[-1])
    documents = lab.settle(documents, 'hussain_2022', 5, {'role': 'caption'})
    """
    from helpers.lab.workbench import Workbench

    tables.check(documents, "DOCUMENTS")
    return Workbench(documents, folder)
