"""Rich text, as many word processors save it."""

import itertools
from collections import Counter

import regex

from helpers.corpus import office
from helpers.corpus.furniture import MARKUP
from helpers.corpus.reading import File, Format, Reading, Unreadable

RTF = {name: regex.compile(own.encode(), regex.S) for name, own in MARKUP["rtf"].items()}
ASIDE = {what: regex.compile(command.encode()) for what, command in MARKUP["left_out"]["rtf"].items()}
HELD = "{}\ue000%d\ue001".encode()  # stands for the marker of a note in a table
FIRST, LAST = 0xD8, 0xDC  # the upper bytes of the first of two numbers for one sign


def read(file: File) -> list[Reading]:
    """Return the text of a rich text file with its markup."""
    groups = Counter(RTF["edges"].findall(file.raw))
    if groups[b"{"] > groups[b"}"] and b"\\bin" not in file.raw:
        raise Unreadable("cut off: some of its groups are not closed", "Save it anew, or as .txt")
    raw = file.raw.replace(rb"{\*\footnote", rb"{\footnote")  # pandoc passes over "\*" with what is behind it,
    raw = RTF["note"].sub(lambda own: own[0][:1] + own[0][1:].replace(rb"{\footnote", b"{"), raw)  # and notes in notes,
    raw = RTF["raised"].sub(b"", raw)  # and raises all that comes behind a raised note
    raw = RTF["listed"].sub(b"", RTF["item"].sub(_numbered, raw))
    raw = RTF["box"].sub(rb"\3\1", raw)  # a box stands behind its paragraph
    left = Counter({what: len(command.findall(raw)) for what, command in ASIDE.items()})
    when = RTF["created"].search(raw)
    said = {"date": "-".join(f"{int(part):02}" for part in when.groups()) if when else ""}
    # headings by style say their level: pandoc knows no styles
    styles = {own[1]: b"\\outlinelevel%d" % (int(own[2]) - 1) for own in RTF["heading"].finditer(raw)}
    last = max((own.end() for own in RTF["heading"].finditer(raw)), default=0)
    raw = raw[:last] + regex.sub(rb"\\s(\d+)(?!\d)", lambda own: own[0] + styles.get(own[1], b""), raw[last:])
    raw = _lettered(_rows(raw))
    said |= {told[1].decode(): told[2].decode("utf-8", "replace") for told in RTF["info"].finditer(raw)}
    said["authors"] = said.pop("author", "")
    return office.read(raw, "rtf", left, said, _put_back)


def _numbered(item: regex.Match) -> bytes:
    """Return what is printed before an item of a list: pandoc counts anew behind a list in the list."""
    number = RTF["command"].sub(b"", item["in"])
    return b"{%s }" % (number if number.strip(b".()-") else b"\\bullet ")


def _rows(raw: bytes) -> bytes:
    """Return rich text with the notes of each row of a table behind it: else pandoc puts rows and tables into notes."""
    parts, here, behind = RTF["row"].split(raw), itertools.count(), itertools.count()
    for n, part in enumerate(parts[:-1]):
        head, sign, row = part.partition(b"\\trowd")
        notes = b"".join(HELD % next(behind) + note[0] for note in RTF["note"].finditer(row))
        parts[n] = head + sign + RTF["note"].sub(lambda _: HELD % next(here), row)
        start = regex.match(rb"\s*\}?", parts[n + 1]).end()
        if notes or not regex.match(rb"\s*(?:\{?\s*\\trowd|\})", parts[n + 1], pos=start):
            parts[n] += parts[n + 1][:start] + rb"{\pard \~\par %s\par}" % notes
            parts[n + 1] = parts[n + 1][start:]
    return b"".join(parts)


def _put_back(page: bytes) -> bytes:
    """Return what pandoc made, with the markers of notes in tables where they stood."""
    markers = {found[1]: found[2] for found in RTF["moved"].finditer(page) if found[2]}
    return RTF["moved"].sub(lambda found: b"" if found[2] else markers.get(found[1], b""), page)


def _lettered(raw: bytes) -> bytes:
    """Return rich text with each letter beyond ASCII as itself: pandoc knows one code page, and skips wrong signs."""
    page = next((f"cp{int(found[1])}" for found in RTF["page"].finditer(raw)), "cp1252")
    raw = RTF["word"].sub(rb"\1{}", raw)
    out, skips, last, high = [], [1], 0, b""
    while sign := RTF["sign"].search(raw, last):
        out.append(raw[last : sign.start()])
        last = sign.end()
        if sign["code"]:
            unit = high + (int(sign["code"]) & 0xFFFF).to_bytes(2, "little")
            half = FIRST <= unit[-1] < LAST
            high = unit if half else b""
            out.append(b"" if half else unit.decode("utf-16-le", "replace").replace("\uf0b7", "•").encode())
            for _ in range(skips[-1]):
                stand_in = RTF["stand_in"].match(raw, last)
                last = stand_in.end() if stand_in else last
        elif sign["bytes"]:
            out.append(bytes.fromhex(sign["bytes"].replace(b"\\'", b"").decode()).decode(page, "replace").encode())
        else:
            out.append(sign[0] + (b" " if sign["skip"] else b""))
            if sign["skip"]:
                skips[-1] = int(sign["skip"])
            elif sign["edge"] == b"{":
                skips.append(skips[-1])
            elif sign["edge"]:
                skips = skips[:-1] or [1]
    return b"".join([*out, raw[last:]])


FORMAT = Format("rich text (.rtf)", (".rtf",), b"{\\rtf", office.PACKAGE, read)
