"""Rich text, as many word processors save it."""

from collections import Counter

import regex

from helpers.corpus import office
from helpers.corpus.furniture import MARKUP
from helpers.corpus.reading import File, Format, Reading

SIGN = regex.compile(MARKUP["rtf_sign"].encode())
STAND_IN = regex.compile(rb"\\'[0-9a-fA-F]{2}|[^\\{}\r\n]")
ROW = regex.compile(rb"\\row\b\s*\}?(?!\s*(?:\{?\s*\\trowd|\\trowd|\}))")  # the last of a table
WORD = regex.compile(rb"\\[a-zA-Z]+-?\d*$")  # a command, which needs an end before a letter
LONGEST = 40  # bytes: no command is longer
FIRST, LAST = 0xD8, 0xDC  # the upper bytes of the first of two numbers for one sign
HEADING = regex.compile(MARKUP["rtf_heading"].encode())
HEAD = 2_000  # bytes: the code page is named at the start
ASIDE = {what: regex.compile(command.encode()) for what, command in MARKUP["left_out"]["rtf"].items()}
PAGE = regex.compile(rb"\\ansicpg(\d{3,5})")


def read(file: File) -> list[Reading]:
    """Return the text of a rich text file with its markup."""
    raw = regex.sub(rb"\{\\\*\\footnote", rb"{\\footnote", file.raw)  # pandoc passes over "\*" and what is behind it
    raw = ROW.sub(rb"\g<0>{\\pard \\~\\par}", raw)  # pandoc puts a table into the next note, if no paragraph parts them
    left = Counter({what: len(command.findall(raw)) for what, command in ASIDE.items()})
    when = regex.search(rb"\\creatim\\yr(\d{4})\\mo(\d\d?)\\dy(\d\d?)", raw)
    said = {"date": "-".join(f"{int(part):02}" for part in when.groups()) if when else ""}
    # headings by style say their level: pandoc knows no styles
    styles = {own[1]: int(own[2]) - 1 for own in HEADING.finditer(raw)}
    last = max((own.end() for own in HEADING.finditer(raw)), default=0)

    def leveled(style: regex.Match) -> bytes:
        return style[0] + (b"\\outlinelevel%d" % styles[style[1]] if style[1] in styles else b"")

    raw = raw[:last] + regex.sub(rb"\\s(\d+)(?!\d)", leveled, raw[last:])
    return office.read(_lettered(raw), "rtf", left, said)


def _lettered(raw: bytes) -> bytes:
    """Return rich text with each letter beyond ASCII as itself: pandoc knows one code page, and skips wrong signs."""
    found = PAGE.search(raw, 0, HEAD)
    page = f"cp{int(found[1])}" if found else "cp1252"
    out, skips, last, high = [], [1], 0, b""
    while sign := SIGN.search(raw, last):
        out.append(raw[last : sign.start()])
        out.append(b"{}" if WORD.search(raw[max(last, sign.start() - LONGEST) : sign.start()]) else b"")
        last = sign.end()
        if sign["code"]:
            unit = high + (int(sign["code"]) & 0xFFFF).to_bytes(2, "little")
            half = FIRST <= unit[-1] < LAST
            high = unit if half else b""
            out.append(b"" if half else unit.decode("utf-16-le", "replace").replace("\uf0b7", "•").encode())
            for _ in range(skips[-1]):
                stand_in = STAND_IN.match(raw, last)
                last = stand_in.end() if stand_in else last
        elif sign["bytes"]:
            out.append(bytes.fromhex(sign["bytes"].replace(b"\\'", b"").decode()).decode(page, "replace").encode())
        else:
            out.append(sign[0] + (b" " if sign["skip"] else b""))
            if sign["skip"]:
                skips[-1] = int(sign["skip"])
            elif sign["edge"] == b"{":
                skips.append(skips[-1])
            elif sign["edge"] and len(skips) > 1:
                skips.pop()
    return b"".join([*out, raw[last:]])


FORMAT = Format("rich text (.rtf)", (".rtf",), b"{\\rtf", office.PACKAGE, read)
