"""Plain text and Markdown, as they are."""

from helpers.corpus.encodings import decode
from helpers.corpus.reading import File, Format, Reading


def read(file: File) -> list[Reading]:
    """Return the text verbatim."""
    return [decode(file.raw)]


FORMAT = Format("plain text", (".txt", ".text", ".md", ".markdown"), b"", {}, read, safe=True)
