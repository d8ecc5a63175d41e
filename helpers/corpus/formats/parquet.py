"""Parquet: one text a row."""

import io

from helpers.corpus import rows
from helpers.corpus.reading import FILE_LIMIT, File, Format, Reading, Unreadable


def read(file: File) -> list[Reading]:
    """Return the texts of a Parquet file, one a row."""
    from pyarrow import parquet

    table = parquet.ParquetFile(io.BytesIO(file.raw))
    size = sum(table.metadata.row_group(n).total_byte_size for n in range(table.metadata.num_row_groups))
    if size > FILE_LIMIT:
        raise Unreadable(f"{size:,} bytes unpacked; the limit is {FILE_LIMIT:,}", "Split it into several files")
    return rows.readings(file, table.read().to_pylist(), {"encoding": "parquet", "confidence": 1.0}, [])


FORMAT = Format("a Parquet file", (".parquet",), b"PAR1", {"pyarrow": "pyarrow"}, read)
