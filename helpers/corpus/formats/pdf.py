"""PDF: lines by the place of their letters, in reading order, with running heads, notes and headings told apart."""

import ctypes
import itertools
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median, mode
from typing import Any, NamedTuple

import regex

from helpers import characters
from helpers.corpus import about, pages
from helpers.corpus.edges import LEAD, STEP, Line, running
from helpers.corpus.furniture import FORMS, LIMITS, size
from helpers.corpus.notes import SUPERSCRIPTS, Piece, typed
from helpers.corpus.reading import File, Format, Reading, Unreadable

GAP, LOOSE, SPACED, TAB, BACK, HALF, HIGH, RAISED, SMALL, LARGE, DROP, FAR = LIMITS["letters"].values()
APART, ALPHA, INDENT, WIDTH, WIDEST, TURNED, MOST_WORDS, FEW, LAST, PROSE, EVEN, UNNAMED, DOUBT = LIMITS["pdf"].values()
COLUMNS = {3: (0.2, 8), 2: (0.25, 0)}  # of a page: share of its lines in each, and how wide the middle one is at least
ITEM, ENDED = FORMS["item"], FORMS["ended"]
STARS = " *†‡§\ufffd"  # behind a name they say who that is
BOLD = regex.compile(rb"bold|black|heavy|demi|CMBX|-B(?:$|\W)|,B", regex.I)


class Glyph(NamedTuple):
    """A letter, or a ligature: where it begins and ends, the height of its line, its size and its font."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: bytes


def read(file: File) -> list[Reading]:
    """Return the text of a PDF with what the place and size of its lines say of them."""
    left: Counter = Counter()
    printed, said, other = _printed(file.raw, left)
    signs = Counter(sign.isspace() for page in printed for glyph in page for sign in glyph.text)
    if not signs[False]:
        raise Unreadable("no text layer: the pages are pictures", "Have its letters recognised (OCR) and save the text")
    gap = LOOSE if signs[True] > SPACED * signs[False] else GAP
    split = [_lines(page, gap) for page in printed]
    usual = mode(itertools.chain.from_iterable([line.size] * len(line.text) for line in itertools.chain(*split)))
    found: list[Piece] = []
    numbers: list[int] = []
    for n, (page, edges) in enumerate(zip(split, running(split), strict=True), 1):
        found += [Piece("edge", line.text, False) for line in sorted(edges, key=lambda line: (-line.y, line.x0))]
        found += [_piece(run, usual) for run in _paragraphs([own for own in page if own not in edges], usual)]
        numbers += [n] * (len(found) - len(numbers))
    found = pages.settled(_open_ends(typed(_headed(found, usual)), numbers), "")
    text, markup = pages.text_of(found)
    place = [n for n, piece in zip(numbers, found, strict=True) for _ in range(piece.text.count("\n") + 2)]
    columns = {"encoding": "pdf", "confidence": 1.0, "page": tuple(place[:-1])} | about.columns(found, said)
    doubts = [*_cut_otherwise(split, other), *_unordered(found, numbers)]
    return [pages.told(Reading(text, markup, columns, doubts), left)]


def _paragraphs(lines: list[Line], usual: float) -> list[list[Line]]:
    """Return the lines of a page in paragraphs; a box stands behind the paragraph beside which it begins."""
    main, boxes = _boxes(_with_capitals(lines, usual))
    runs = _runs(_with_notes(_ordered(main), usual), usual)
    for top, box in boxes:
        beside = next((n for n, run in enumerate(runs, 1) if any(line.y <= top for line in run)), len(runs))
        runs[beside:beside] = _runs(box, usual)
    return runs


def _words(texts: Iterable[str]) -> Counter:
    """Return the words of texts as a reader of the letters alone counts them."""
    return Counter(word for text in texts for word in regex.findall(r"\w+", unicodedata.normalize("NFKC", text)))


def _cut_otherwise(split: list[list[Line]], other: Counter) -> Iterator[tuple[str, str]]:
    """Give how many words of the lines pdfium cuts or glues otherwise, if they are more than a few."""
    ours = _words(line.text for line in itertools.chain(*split))
    if (cut := (ours - other).total()) > DOUBT * ours.total():
        said = f"{cut:,} of {ours.total():,} words are cut or glued otherwise by another reading of the letters"
        shown = ", ".join(map(repr, itertools.islice(other - ours or ours - other, 3)))
        yield f"{said}, such as {shown}", "Compare them with the print: the spaces of this file are not sure"


def _unordered(found: list[Piece], numbers: list[int]) -> Iterator[tuple[str, str]]:
    """Give how many words stand in tables and labels, whose order is not sure, if they are more than a few."""
    texts = [own for own in zip(found, numbers, strict=True) if own[0].role in ("", "body", "body:on")]
    start = next((n for n, (piece, _) in enumerate(texts) if size(piece.text) > pages.LONG), len(texts))
    cells = [own for own in texts[start:] if FORMS["loose"].fullmatch(own[0].text)]
    loose = Counter(itertools.chain.from_iterable([page] * size(piece.text) for piece, page in cells))
    if loose.total() > DOUBT * sum(size(piece.text) for piece in found):
        said = f"{loose.total():,} words stand in tables, formulas or labels of pictures, in an order that is not sure"
        where = f"page{'s' * (len(loose) > 1)} {', '.join(map(str, loose))}"
        yield f"{said}: {where}", "Look at these pages; patterns in rules.toml leave lines out"


def _printed(raw: bytes, left: Counter) -> tuple[list[list[Glyph]], dict[str, str], Counter]:
    """Return the letters of each page in the file's own order, the metadata, and the words as pdfium cuts them."""
    import pypdfium2

    book = pypdfium2.PdfDocument(raw)
    texts = [book[n].get_textpage() for n in range(len(book))]
    found = [list(_glyphs(page, left)) for page in texts]
    if left["letters that the file does not name"] > UNNAMED * sum(map(len, found)) > 0:
        raise Unreadable("the file does not name its letters", "Have them recognised (OCR) and save the text")
    widths: dict[tuple, list[float]] = {}
    for own, after in itertools.chain.from_iterable(map(itertools.pairwise, found)):
        near = (own.y, own.size) == (after.y, after.size) and after.text not in "’'”"  # they may be drawn nearer
        if near and 0 < after.x0 - own.x0 < WIDEST * own.size:
            widths.setdefault((own.text, own.font), []).append((after.x0 - own.x0) / own.size)
    usual = {key: sorted(values)[len(values) // 5] for key, values in widths.items()}  # few stand before white
    told = book.get_metadata_dict(skip_empty=True)
    said = {"title": told.get("Title", ""), "authors": told.get("Author", ""), "date": told.get("CreationDate", "")}
    clipped = [
        [own._replace(x1=min(own.x1, own.x0 + own.size * usual.get((own.text, own.font), WIDEST))) for own in page]
        for page in found
    ]
    return clipped, said, _words(regex.sub("[\x02\ufffe]", "-", page.get_text_range()) for page in texts)


def _glyphs(page: Any, left: Counter) -> Iterator[Glyph]:
    """Give the letters of a page; letters that stand at one place are a ligature."""
    from pypdfium2 import raw as pdfium

    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    name, last = ctypes.create_string_buffer(200), None
    for n in range(page.count_chars()):
        if pdfium.FPDFText_IsGenerated(page, n) == 1:
            continue
        text = chr(pdfium.FPDFText_GetUnicode(page, n)).replace("\ufffe", "-").replace("\x02", "-")
        pdfium.FPDFText_GetMatrix(page, n, matrix)
        if abs(matrix.b) > TURNED * math.hypot(matrix.a, matrix.b):  # of its foot: what only leans is italic
            left["turned letters"] += 1
            continue
        if text in "\0\ufffd" or pdfium.FPDFText_HasUnicodeMapError(page, n) == 1:
            left["letters that the file does not name"] += 1
            text = "\ufffd"
        pdfium.FPDFText_GetCharOrigin(page, n, x, y)
        pdfium.FPDFText_GetLooseCharBox(page, n, box)
        pdfium.FPDFText_GetFontInfo(page, n, name, len(name), None)
        size = round(abs(pdfium.FPDFText_GetFontSize(page, n) * matrix.d), 1) or 1.0
        right = box.right - max(0.0, matrix.c / (matrix.d or 1)) * (box.top - y.value)
        own = Glyph(characters.LIGATURES.get(text, text), x.value, right, round(y.value, 1), size, name.value)
        if last is not None and (last.x0, last.y) == (own.x0, own.y) and (last.text + own.text).islower():
            own = last._replace(text=last.text + own.text, x1=max(last.x1, own.x1))
        elif last is not None:
            yield last
        last = own
    yield from [last] if last is not None else []


def _lines(glyphs: list[Glyph], gap: float) -> list[Line]:
    """Return what stands on one height without a wide gap in it, in the order in which the file has it."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _goes_on(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    lines = [_line(run, gap) for run in runs if any(not own.text.isspace() for own in run)]
    return [line for line in lines if not FORMS["back_to"].fullmatch(line.text)]


def _goes_on(run: list[Glyph], glyph: Glyph) -> bool:
    """Say whether a letter stands on the line of others, without a wide gap, and not behind a large first one."""
    last = run[-1]
    small, large = sorted((last, glyph), key=lambda own: own.size)
    reach = HIGH if small.size < SMALL * large.size and small.text.isdecimal() else HALF
    white = glyph.x0 - max(own.x1 for own in run[-3:])
    drop = len(run) == 1 and last.size > DROP * glyph.size and (last.text + glyph.text).isalpha()
    return abs(glyph.y - last.y) < reach * large.size and BACK * glyph.size < white < TAB * glyph.size and not drop


def _line(run: list[Glyph], gap: float) -> Line:
    """Return a run of letters as a line: spaces by the white between them, raised numbers as superscripts."""
    inked = [own for own in run if not own.text.isspace()]
    main = max(inked, key=lambda own: (own.text.isalnum(), own.size)).size  # a dot may be larger
    base = median(own.y for own in inked if own.size > SMALL * main)
    gap = _gap(run, gap * main)
    usual = mode(own.size for own in inked)
    out = [_sign(run[0], main, base)]
    for last, own in itertools.pairwise(run):
        white = own.x0 - last.x1 > gap and not last.text.isspace() and not own.text.isspace()
        out.append(" " * white + _sign(own, main, base))
    text = FORMS["bare"].sub("", "".join(out).strip())
    bold = all(BOLD.search(own.font) for own in inked)
    size = usual if usual > SMALL * main else main
    return Line(0, inked[0].x0, max(own.x1 for own in inked), base, size, bold, text)


def _gap(run: list[Glyph], gap: float) -> float:
    """Return the white that parts the words of a line: more than usual where its letters are set apart."""
    pairs = [(a, b) for a, b in itertools.pairwise(run) if not a.text.isspace() and not b.text.isspace()]
    spaced = median(b.x0 - a.x1 for a, b in pairs) if len(pairs) >= APART else 0.0
    if spaced <= gap or sum(a.text.isalpha() for a, _ in pairs) < ALPHA * len(pairs):
        return gap
    return math.inf if len(pairs) + 1 < len(run) else gap + spaced


def _sign(own: Glyph, main: float, base: float) -> str:
    """Return a letter of a line, a raised number as a superscript."""
    raised = own.size < SMALL * main and own.y > base + RAISED * main and own.text.isdecimal()
    return own.text.translate(SUPERSCRIPTS) if raised else own.text


def _with_capitals(lines: list[Line], usual: float) -> list[Line]:
    """Return the lines of a page with each large first letter at its word: the first of the lines beside it."""
    out = list(lines)
    for letter in [own for own in lines if own.size > DROP * usual and own.text.isalpha() and len(own.text) == 1]:
        near = (own for own in out if 0 < own.x0 - letter.x0 < 2 * letter.size and own.size < letter.size / DROP)
        beside = sorted((own for own in near if -usual < own.y - letter.y < letter.size), key=lambda own: -own.y)
        if len(beside) > 1 and beside[0].text[:1].isalpha():
            first, white = beside[0], " " * (beside[0].x0 > beside[1].x0 + GAP * usual)  # before a word of its own
            out[out.index(first)] = first._replace(text=letter.text + white + first.text)
            out.remove(letter)
    return out


def _boxes(lines: list[Line]) -> tuple[list[Line], list[tuple[float, list[Line]]]]:
    """Return the lines of a page as wide as without the boxes and notes beside them, and these with their heights."""
    out, boxes = lines, list[tuple[float, list[Line]]]()
    groups = itertools.groupby(() if any(_columns(lines)) else lines, key=lambda line: round(line.x0))
    for group in [own for _, one in groups if len(own := list(one)) > 1]:
        beside = [own for own in lines if group[-1].y - STEP < own.y < group[0].y + STEP and own not in group]
        if beside and _is_box(group, beside):
            more = max(own.x1 for own in group) - max(own.x1 for own in beside)
            out = [own._replace(x1=own.x1 + more * (own in beside)) for own in out if own not in group]
            boxes.append((max(own.y for own in beside), group))
    return out, boxes


def _is_box(group: list[Line], beside: list[Line]) -> bool:
    """Say whether lines that begin at one place are right of all beside them, less wide, on heights of their own."""
    place, x1 = max(own.x1 for own in beside), max(own.x1 for own in group)
    level = sum(any(abs(own.y - line.y) < 1 for own in beside) for line in group)
    narrow = x1 - group[0].x0 < HALF * (x1 - min(own.x0 for own in beside))
    return place <= group[0].x0 and narrow and level < len(group) - 1


def _columns(lines: list[Line]) -> list[int]:
    """Return the column of each line of a page, 0 for what spans several."""
    wide = [(line.x1 - line.x0) / line.size for line in lines]
    for number, (share, full) in COLUMNS.items():
        gutters = [_gutter(lines, n / number) for n in range(1, number)]
        ends = [[sum(x > place for place in gutters) for x in (line.x0 + 0.01, line.x1)] for line in lines]
        sides = [first + 1 if first == last else 0 for first, last in ends]
        widths = [[own for own, side in zip(wide, sides, strict=True) if side == n] for n in range(1, number + 1)]
        if _fit(widths, max(1, share * len(lines)), full):
            return sides
    return [0] * len(lines)


def _fit(widths: list[list[float]], least: float, full: float) -> bool:
    """Say whether lines so wide, in columns, are those of columns: enough of them, or prose of one width in all."""
    usual = [median(own) if own else 0.0 for own in widths]
    even = min(map(len, widths)) >= LAST and PROSE < min(usual) > max(usual) / EVEN
    return even or (min(map(len, widths)) >= least and min(usual) >= full)


def _ordered(lines: list[Line]) -> list[Line]:
    """Return the lines of a page in reading order: columns one after the other, between what spans several."""
    lines = [line._replace(column=side) for line, side in zip(lines, _columns(lines), strict=True)]
    bands = [line.y for line in lines if line.column == 0 and any(own.column for own in lines)]

    def place(line: Line) -> tuple:
        above = sum(y > line.y + STEP for y in bands)
        return above, line.column or max(COLUMNS) + 1, -round(line.y / STEP), line.x0

    return _merged(sorted(lines, key=place))


def _gutter(lines: list[Line], share: float) -> float:
    """Return the place near a share of a page's width that the fewest lines cross."""
    x0, x1 = min((line.x0 for line in lines), default=0.0), max((line.x1 for line in lines), default=0.0)
    places = [x0 + (x1 - x0) * (share + n / 80) for n in range(-10, 11)]
    crossing = [sum(line.x0 < x < line.x1 for line in lines) for x in places]
    best = [x for x, times in zip(places, crossing, strict=True) if times == min(crossing)]
    return best[len(best) // 2]


def _merged(lines: list[Line]) -> list[Line]:
    """Return lines with those that stand beside each other in one column as one, a tab between them."""
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if last and last.column == line.column and abs(last.y - line.y) < STEP and last.x1 <= line.x0 + 1:
            merged[-1] = last._replace(x1=line.x1, text=f"{last.text}\t{line.text}", bold=last.bold and line.bold)
        else:
            merged.append(line)
    return merged


def _with_notes(lines: list[Line], usual: float) -> list[Line]:
    """Return the lines of a page with its notes, small ones at a column's foot, last, and their numbers raised."""
    text, notes = list(lines), []
    for column in range(4):
        foot: list[Line] = []
        for line in reversed([line for line in text if line.column == column]):
            if line.size >= SMALL * usual:
                break
            foot.insert(0, line)
        start = next((n for n, line in enumerate(foot) if FORMS["note"].match(line.text)), len(foot))
        notes += foot[start:]
        text = [line for line in text if line not in foot[start:]]
    return text + _labelled(notes, text)


def _labelled(notes: list[Line], text: list[Line]) -> list[Line]:
    """Return the lines of notes with their roles, their numbers raised, and the markers in the text too."""
    out: list[Line] = []
    for line in notes:
        begins = FORMS["note"].match(line.text)
        sign = regex.sub(r"[^\d*†‡§]", "", begins[1].translate(characters.NUMBERS_OF)) if begins else ""
        number = sign if sign.isdecimal() else str(1 + sum(own.role == "footnote" for own in out))
        if sign and _mark(text, sign, number):
            said = f"{number.translate(SUPERSCRIPTS)} {line.text[begins.end() :]}"
            line = line._replace(text=said, role="footnote")
        elif out and out[-1].role:
            line = line._replace(role="note goes on")
        out.append(line)
    return out


def _mark(lines: list[Line], sign: str, number: str) -> bool:
    """Say whether lines have the marker of a note; one that is not raised, or a star, is a raised number in them."""
    raised = number.translate(SUPERSCRIPTS)
    behind = r"(?=$|[\s.,;:)”’])" if sign == number else r"(?![*†‡§\p{Ll}])"
    usual = median(line.size for line in lines) if lines else 0.0
    if sign == number and any(regex.search(rf"(?<![⁰¹²³⁴-⁹]){raised}(?![⁰¹²³⁴-⁹])", line.text) for line in lines):
        return True
    for n, line in enumerate(lines):
        if sign != number and (line.size > LARGE * usual or about.NAMES.fullmatch(line.text.rstrip(STARS))):
            continue  # a star behind a title or a name says who that is
        found = regex.search(rf"(?<=[\p{{L}}.,;:!?”’\"')\]]){regex.escape(sign)}{behind}", line.text)
        if found:
            lines[n] = line._replace(text=line.text[: found.start()] + raised + line.text[found.end() :])
            return True
    return False


def _runs(lines: list[Line], usual: float) -> list[list[Line]]:
    """Return the lines of a page as paragraphs, by white, indents, changes of letters and lines that end early."""
    leads = [a.y - b.y for a, b in itertools.pairwise(lines) if a.column == b.column and 0 < a.y - b.y < FAR * usual]
    lead = median(leads) if leads else usual
    starts, ends = {}, {}
    for column, own in itertools.groupby(sorted(lines, key=lambda line: line.column), key=lambda line: line.column):
        places = [(round(line.x0), line.x1) for line in own if line.size == usual] or [(0, 0.0)]
        starts[column] = Counter(x0 for x0, _ in places).most_common(1)[0][0]
        ends[column] = max(x1 for _, x1 in places)
    runs: list[list[Line]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        if last is None or _parts(last, line, lead, usual, starts[line.column], ends[last.column]):
            runs.append([])
        runs[-1].append(line)
    return runs


def _parts(last: Line, line: Line, lead: float, usual: float, start: float, end: float) -> bool:
    """Say whether a new paragraph begins between two lines."""
    if line.role or last.role:
        return line.role != "note goes on"
    if abs(line.size - last.size) > HALF or line.bold != last.bold or ITEM.match(line.text):
        return True
    if line.column != last.column and 0 not in (line.column, last.column):
        return line.x0 > start + INDENT * line.size
    room = end - last.x1 - (len(line.text.split()[0]) + 1) * line.size * WIDTH  # the next word would have fitted in
    middle = abs(last.x0 + last.x1 - line.x0 - line.x1) < STEP * (line.size > LARGE * usual)
    # lines of an item or a heading hang behind its number, and those beside a picture or a large letter go on
    ended, near = ENDED.search(last.text), -STEP < last.y - line.y < LEAD * max(lead, line.size * lead / usual)
    hangs = ITEM.match(last.text) or (line.bold and FORMS["numbered"].match(last.text))
    begins = all((line.x0 > last.x0 + INDENT * line.size, not middle, not hangs, room > 0 or ended))
    return not near or begins or (room > 0 and bool(ended or about.NAMES.fullmatch(last.text)))


def _piece(run: list[Line], usual: float) -> Piece:
    """Return a paragraph as a piece of the text; larger or bold letters make a heading, its level by their size."""
    text = "\n".join(line.text for line in run)
    words, size, bold = len(text.split()), run[0].size, all(line.bold for line in run)
    if run[0].role == "footnote":
        return Piece("footnote", FORMS["back_to"].sub("", text), False)
    short = words <= MOST_WORDS and "\t" not in text and not FORMS["no_heading"].fullmatch(text)
    headed = short and (words <= FEW or not text.endswith(".")) and not FORMS["labelled"].match(text)
    if headed and (size > LARGE * usual or (bold and not text.endswith((".", ",", ";", ":")))):
        return Piece(f"size {max(size, usual):06.1f}", text, bold)
    return Piece("body" if words > pages.LONG and not ITEM.match(text) else "", text, bold)


def _headed(found: list[Piece], usual: float) -> list[Piece]:
    """Return pieces with the levels of their headings by the size of their letters, and the title."""
    for n, (own, row) in enumerate(itertools.pairwise(found)):  # bold, but no larger: the head of a table
        found[n] = own._replace(role="") if own.role == f"size {usual:06.1f}" and "\t" in row.text else own
    sizes = Counter(piece.role for piece in found if piece.role.startswith("size"))
    order = sorted(sizes, reverse=True)
    first = _first_largest(found, sizes, order)
    if first is not None:
        found[first] = found[first]._replace(role="title")
        _front(found, first, {role for role in order if sizes[role] == 1 and len(sizes) > 1})
        order = sorted({own.role for own in found} & {*order}, reverse=True)
    level = {role: f"heading:{min(n, 6)}" for n, role in enumerate(order, 1)}
    return [piece._replace(role=level.get(piece.role, piece.role)) for piece in found]


def _front(found: list[Piece], title: int, single: set[str]) -> None:
    """Take the size from what stands below a title as a name or a date does; what is short above it is an edge."""
    for n, own in enumerate(found[:title]):  # the name of a journal or a site
        told = about.NAMES.fullmatch(own.text) or about.SIGNED.fullmatch(own.text) or ENDED.search(own.text)
        found[n] = own if own.role or told or size(own.text) > FEW else own._replace(role="edge")
    for n, after in enumerate(found[title + 2 : title + 2 + about.BELOW], title + 1):
        own = found[n]
        if own.role == "body":
            break
        named = about.NAMES.fullmatch(own.text.rstrip(STARS)) and after.role != "body"
        if named or FORMS["date"].fullmatch(own.text) or (n == title + 1 and own.role in single):
            found[n] = own._replace(role="" if own.role.startswith("size") else own.role)


def _first_largest(found: list[Piece], sizes: Counter, order: list[str]) -> int | None:
    """Return the title: what comes first in the largest letters, if no other is as large or a heading comes next."""
    shown = [n for n, piece in enumerate(found) if piece.role in ("body", *order)]
    if not shown or found[shown[0]].role not in order[:1]:
        return None
    behind = found[shown[0] + 1 : shown[1] if len(shown) > 1 else None]
    front = all(about.NAMES.fullmatch(own.text) or FORMS["date"].fullmatch(own.text) for own in behind if not own.role)
    headed = len(shown) > 1 and found[shown[1]].role != "body"
    return shown[0] if sizes[order[0]] == 1 or (front and (headed or len(order) == 1)) else None


def _open_ends(found: list[Piece], numbers: list[int]) -> list[Piece]:
    """Return pieces, with a mark on the first of each page that goes on where the page before stopped."""
    last, page = -1, 0
    for n, (piece, number) in enumerate(zip(found, numbers, strict=True)):
        if piece.role in ("edge", "footnote"):
            continue
        texts = piece.role in ("body", "") and last >= 0 and found[last].role in ("body", "body:on", "")
        if number != page and texts and not ENDED.search(found[last].text) and not ITEM.match(piece.text):
            found[last] = found[last]._replace(role=found[last].role or "body")
            found[n] = piece._replace(role="body:on")
        last, page = n, number
    return found


FORMAT = Format("a PDF", (".pdf",), b"%PDF-", {"pypdfium2": "pypdfium2"}, read)
