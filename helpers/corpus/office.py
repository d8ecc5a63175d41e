"""Office files, as pandoc reads them: a program of its own, which reads what it is given alone."""

import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from helpers.corpus import pages
from helpers.corpus.packed import parsed
from helpers.corpus.reading import Reading, Unreadable

PACKAGE = {"pypandoc": "pypandoc-binary", "lxml": "lxml"}
HEAP = "1g"  # memory pandoc may take: 100 times what a book takes


def unbox(root: Any, paragraph: str, box: str) -> None:
    """Put what stands in text boxes behind the paragraphs that hold them: pandoc keeps only one of the two."""
    for own in [own for own in root.iter(box) if next(own.iter("{*}image"), None) is None]:  # not a picture's caption
        for host in list(own.iterancestors(paragraph))[-1:]:
            for inner in reversed(list(own)):
                host.addnext(inner)
            own.clear(keep_tail=True)


def read(
    raw: bytes, kind: str, left: Counter, said: Mapping[str, str], mend: Callable[[bytes], bytes] = bytes
) -> list[Reading]:
    """Return the text of an office file of a kind that pandoc knows, with its markup; ``mend`` mends what it made."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "+RTS", f"-M{HEAP}", "-RTS", "--sandbox", "--standalone", "--wrap=none"]
    done = subprocess.run([*command, f"--from={kind}", "--to=html5"], input=raw, capture_output=True, check=False)
    if done.returncode:
        raise Unreadable(f"damaged, too large, or no .{kind.partition('+')[0]} file", "Save it anew, or as .txt")
    root = parsed(mend(done.stdout))
    return [pages.reading(root, {"encoding": kind.partition("+")[0], "confidence": 1.0}, [], left, said)]
