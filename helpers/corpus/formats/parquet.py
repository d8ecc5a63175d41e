"""Parquet: one text a row."""

import io

from helpers.corpus import rows
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the texts of a Parquet file, one a row."""
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(file.raw))
    return rows.readings(file, table.to_pylist(), {"encoding": "parquet", "confidence": 1.0}, [])


FORMAT = Format("a Parquet file", (".parquet",), b"PAR1", {"pyarrow": "pyarrow"}, read)
