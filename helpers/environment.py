"""Whether this machine has what the notebooks need."""

from __future__ import annotations

from importlib import metadata

import pandas as pd


def packages() -> pd.DataFrame:
    """Return one row per package the set needs, A-Z: package, needed (the range), fine (whether what is here fits it).

    The ranges come from the installed package's own metadata, which ``pyproject.toml`` wrote.
    """
    from packaging.requirements import Requirement

    needs = [Requirement(line) for line in metadata.requires("reading-side-by-side") or []]
    needs = sorted((need for need in needs if need.marker is None), key=lambda need: need.name)
    rows = [{"package": need.name, "needed": str(need.specifier), "fine": _fits(need)} for need in needs]
    return pd.DataFrame(rows, columns=["package", "needed", "fine"])


def _fits(need) -> bool:
    """Say whether the installed version of a package is in the range."""
    try:
        return need.specifier.contains(metadata.version(need.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False
