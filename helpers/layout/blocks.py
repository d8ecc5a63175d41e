"""A text as its lines and blocks: runs of lines that belong together.

A private part of ``layout``. What a user or a sure form settled before is kept apart: page furniture inside a
paragraph does not cut it, a heading does.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from helpers.layout import forms, furniture, speakers

NARROW, WIDE = 45, 100  # characters: lines of running text that somebody wrapped are as long
EVEN_OF_ALL, EVEN_OF_INNER = 0.4, 0.6  # share of such lines in a wrapped text: of all, and of those with one below
OVERLONG, WIDTH_AT = 0.02, 0.9  # share of longer lines in a wrapped text; place of the one that sets its width
MERGED = 1.3  # a line of so many times the median is several that a converter made one
MANY, COLUMN_WIDTH = 20, 15  # lines, and their characters, of a text in narrow columns
LOCAL_WIDTH, LOCAL_FILL = 110, 0.7  # characters of a wrapped paragraph in a text that is not; how full its lines are
COLUMN, GOES_ON = 4, 0.5  # lines of a paragraph in a narrow column; share of them that begin in lower case
WORD, COUNTED, LAST = (forms.PATTERNS[name] for name in ("spaced_letters", "counted_heading", "last_heading"))
VERSE = 0.5  # lines of a run whose median is below this share of the width are no running text
LISTED, WHOLE = 0.5, 3  # share of the lines of a list that begin with a number; lines of a heading with its number
LETTERS, TOP = 4, 20  # of a heading in capitals; lines in which a title, names and places stand
INDENT = (3, 8)  # columns by which the first line of a paragraph is shorter where its indent is lost
LEAST_FULL, FULL_LINES, NEARLY = 30, 2, 4  # columns of a full line without spaces, how many there are, how near to it
SHORT, SPACED = 0.75, 3  # of the width: below a shorter line one starts anew; so far apart are lines in double spacing
ROOMY, LEEWAY = 0.85, 5  # share of lines that go on below with less room; columns more than that
LIKE, AROUND = 3_000, 3  # pairs of lines that are looked at for it; lines above and below one


@dataclass(eq=False)
class Block:
    """A run of raw lines that is read as one: a single line, or a hard-wrapped paragraph."""

    numbers: list[int]
    text: str
    role: str = ""
    rule: str = ""
    trust: float = 0.0
    speaker: str = ""
    refused: str = ""  # the stopped rule that would have taken it
    words: int = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.count(" ") + bool(self.text)

    @cached_property
    def form(self) -> bool:
        """Whether the block, by itself, could be a heading."""
        return forms.has_heading_form(self.text)

    @cached_property
    def kind(self) -> str:
        """The kind of numbering it starts with, or nothing."""
        return forms.heading_kind(self.text) if len(self.text) <= forms.LONGEST else ""

    @cached_property
    def finished(self) -> bool:
        """Whether it ends as a sentence does."""
        return forms.finished(self.text)


@dataclass(eq=False)
class Text:
    """One text while the rules look at it: its raw lines, the same as the rules see them, its blocks and its kind."""

    raw: list[str]
    seen: list[str]
    blocks: list[Block]
    wrapped: bool
    width: int
    speakers: dict[int, tuple[str, bool]] = field(default_factory=dict)  # by line, from 0: name, and if it is alone
    kind: str = "prose"
    made: dict = field(default_factory=dict)  # what several rules ask, worked out once


def turns(text: Text) -> Iterator[Block]:
    """Propose what begins with the name of somebody who speaks, and is no button of a web page."""
    return (b for b in text.blocks if b.speaker and (b.role != "boilerplate" or text.kind != "web page"))


def free(text: Text) -> Iterator[Block]:
    """Propose what no rule took: it may be the author's words."""
    return (block for block in text.blocks if not block.role)


def cut(raw: list[str], apart: dict[int, bool] | None = None, said: Set[int] = frozenset()) -> Text:
    """Cut a text into blocks: runs of lines where it is hard-wrapped, else single lines.

    ``apart`` names lines (from 1) that are settled: each is a block by itself. Where it says True the line parts what
    stands around it, as a heading does; else the lines around it belong together as if it were not there. Lines in
    ``said`` without a blank one between them are one block.
    """
    sizes = furniture.margins(raw)
    raw = forms.tight([text[sizes.get(n, 0) :] for n, text in enumerate(raw)])
    seen = _unsigned([forms.plain(text) for text in raw])
    named = speakers.labels(raw)
    settled = {n - 1: parts for n, parts in (apart or {}).items() if seen[n - 1] or n - 1 in sizes}
    parts, wrapped, width = _parts(raw, seen, settled, named)
    for n in sorted(settled):
        if n + 1 in said and n in said:
            parts[-1].append(n)
        else:
            parts.append([n])
    blocks = [Block([n + 1 for n in part], forms.together([seen[n] for n in part])) for part in sorted(parts)]
    for block in blocks:
        block.speaker = named.get(block.numbers[0] - 1, ("", False))[0]
    return Text(raw, seen, blocks, wrapped, width, named)


def _unsigned(seen: list[str]) -> list[str]:
    """Return lines without the sign of headings that a PDF made a letter, as before its word for an abstract."""
    sign = next((line[:2] for line in seen[: 10 * TOP] if forms.PATTERNS["signed_word"].match(line)), "")
    return [line[2:] if line[:2] == sign and line[2:3].isupper() else line for line in seen] if sign else seen


def _parts(
    raw: list[str], seen: list[str], settled: dict[int, bool], named: dict[int, tuple[str, bool]]
) -> tuple[list[list[int]], bool, int]:
    """Return the lines that belong together, settled ones left out, whether somebody wrapped them, and their width."""
    runs = list(_runs(seen, settled, _spaced(raw, seen)))
    wrapped, width = _measure(seen, runs, settled)
    found = ((_full(raw, seen, runs, measure), measure) for measure in (forms.columns, len))
    full, measure = next((own for own in found if own[0]), (0, len))
    flush = full > 0 and sum(text[:1] in (" ", "\u3000") for text in raw) < OVERLONG * len(raw)
    sizes = width, _slack(seen, runs, width) if wrapped else 0
    parts = []
    turns = (_cut_where(run, lambda before, n, _: n in named or named.get(before, ("", False))[1]) for run in runs)
    for turn in itertools.chain.from_iterable(turns):  # a name alone on its line is a turn's first block
        if sum(forms.UNSPACED_START.match(seen[n]) is not None for n in turn) > GOES_ON * len(turn):
            parts += _cut_unspaced(turn, raw, seen, (full, measure), flush)
        else:
            parts += _cut_run(turn, raw, seen, sizes) if wrapped else _cut_even(turn, seen)
    return parts, wrapped, width


def _measure(seen: list[str], runs: list[list[int]], settled: dict[int, bool]) -> tuple[bool, int]:
    """Return whether somebody wrapped the lines of a text, and how wide they are."""
    inner = sorted(len(seen[n]) for run in runs for n in run[:-1])
    filled = sorted(len(text) for n, text in enumerate(seen) if text and n not in settled)
    if not inner:
        return False, 0
    even = bisect_right(inner, WIDE) - bisect_left(inner, NARROW)
    overlong = len(filled) - bisect_right(filled, WIDE) >= OVERLONG * len(filled)
    if even > EVEN_OF_ALL * len(filled) and even > EVEN_OF_INNER * len(inner) and not overlong:
        return True, inner[int(WIDTH_AT * len(inner))]
    lower = sum(seen[n][:1].islower() for run in runs for n in run[1:])
    usual = inner[: bisect_right(inner, MERGED * inner[len(inner) // 2])]
    width = usual[int(WIDTH_AT * len(usual))]
    full = len(usual) - bisect_right(usual, VERSE * width) > EVEN_OF_INNER * len(usual)
    return full and len(inner) >= MANY and width > COLUMN_WIDTH and lower > EVEN_OF_ALL * len(filled), width


def _full(raw: list[str], seen: list[str], runs: list[list[int]], measure: Callable[[str], int]) -> int:
    """Return the columns or signs of a full line where somebody wrapped a script without spaces, 0 where nobody did.

    Such lines are cut anywhere, so that all without a sign at their end are nearly equal; a sentence ends below.
    """
    sizes: list[int] = []
    ended: list[bool] = []
    for run in runs:
        inner = [n for n in run[:-1] if not seen[n].isascii() and forms.UNSPACED_START.match(seen[n])]
        own = [size for n in inner if seen[n][-1].isalnum() and (size := measure(raw[n].rstrip())) >= LEAST_FULL]
        sizes += own
        ended += [forms.finished(seen[run[-1]])] * bool(own)
    full = sorted(sizes)[int(WIDTH_AT * len(sizes))] if len(sizes) >= FULL_LINES else 0
    equal = sum(abs(size - full) <= NEARLY for size in sizes) >= EVEN_OF_INNER * len(sizes)
    return full if equal and sum(ended) >= GOES_ON * len(ended) else 0


def _cut_unspaced(run: list[int], raw: list[str], seen: list[str], line: tuple, flush: bool) -> list[list[int]]:
    """Cut a run of lines without spaces: a line goes on below if the next word has no room, unless that is indented.

    A full ``line`` has so many columns, or signs, as its measure says. Where a text is ``flush``, as its indents are
    lost, the first line of a paragraph is shorter by what it had.
    """
    full, measure = line
    rooms = {a: full - measure(raw[a].rstrip() + WORD.match(seen[b])[0]) for a, b in itertools.pairwise(run)}

    def anew(before: int, n: int, _: bool) -> bool:
        ended = forms.finished(seen[before])
        opens = flush and INDENT[0] <= rooms.get(n, 0) <= INDENT[1] and not forms.finished(seen[n])
        begins = ended and (opens or forms.heading_kind(seen[n]) or forms.ITEM.match(seen[n]))
        indented = _lead(raw[n]) - _lead(raw[before]) >= NEARLY or raw[n][0] == "\u3000"
        return not full or indented or bool(begins) or rooms[before] > (NEARLY if ended else (1 - SHORT) * full)

    return _cut_where(run, anew)


def _cut_where(run: list[int], anew: Callable[[int, int, bool], bool]) -> list[list[int]]:
    """Cut a run where a line starts anew, given the line before, itself, and whether that before is alone so far."""
    parts = [[run[0]]]
    for before, n in itertools.pairwise(run):
        if anew(before, n, len(parts[-1]) == 1):
            parts.append([])
        parts[-1].append(n)
    return parts


def _spaced(raw: list[str], seen: list[str]) -> set[int]:
    """Return the blank lines of a text in double spacing that part nothing: below full lines, above none indented."""
    sizes = {n: forms.columns(text) for n, text in enumerate(seen) if text}
    width = sorted(sizes.values() or [0])[int(WIDTH_AT * len(sizes))]
    full = [(a, b) for a, b in itertools.pairwise(sizes) if 1 < b - a <= SPACED and sizes[a] >= SHORT * width]
    lower = sum(forms.is_cut(seen[a], seen[b]) for a, b in full)
    double = NARROW <= width <= WIDE and len(full) >= GOES_ON * len(sizes) and lower >= EVEN_OF_ALL * len(full)
    flush = ((a, b) for a, b in full if double and _lead(raw[b]) - _lead(raw[a]) < NEARLY)
    return {n for a, b in flush for n in range(a + 1, b)}


def _lead(line: str) -> int:
    """Return how many columns a line is indented."""
    return forms.columns(line[: len(line) - len(line.lstrip())])


def _runs(seen: list[str], settled: dict[int, bool], spaced: Set[int]) -> list[list[int]]:
    """Return the runs of lines without a blank one between them that parts something, settled lines left out."""
    runs: list[list[int]] = []
    open_run = False
    for n, text in enumerate(seen):
        if n in settled:
            open_run = open_run and not settled[n]
        elif not text:
            open_run = open_run and n in spaced
        elif open_run:
            runs[-1].append(n)
        else:
            runs.append([n])
            open_run = True
    return runs


def _is_linked(above: str, text: str) -> bool:
    """Say whether a line of a title goes on in the next: it ends with a word such as "of"."""
    linked = above.rpartition(" ")[2].casefold() in forms.LINKING and text.lstrip("(")[:1].isupper()
    return linked and forms.is_titled(above)


def _cut_even(run: list[int], seen: list[str]) -> list[list[int]]:
    """Cut a run of a text that is not wrapped: to single lines, unless it is a paragraph that somebody did wrap."""
    *sizes, last = [len(seen[n]) for n in run]
    if not sizes or max(*sizes, last) > LOCAL_WIDTH or forms.BULLET.match(seen[run[-1]]):
        return [[n] for n in run]
    full = max(sizes) >= NARROW and min(sizes) >= LOCAL_FILL * max(sizes)
    narrow = len(run) >= COLUMN and max(*sizes, last) < NARROW
    goes_on = sum(seen[n][:1].islower() for n in run[1:]) >= GOES_ON * len(sizes)
    ended = sum(forms.finished(seen[n]) for n in run[:-1]) < GOES_ON * len(run)
    alone = _cut_where(run, lambda before, n, _: n >= TOP or not _is_linked(seen[before], seen[n]))
    return [run] if (full or narrow) and goes_on and ended else alone


def _slack(seen: list[str], runs: list[list[int]], width: int) -> float:
    """Return how much room is left where a sentence goes on below, as lines in lower case show that surely do.

    A line that ends a sentence and has more is the last of its paragraph.
    """
    pairs = itertools.chain.from_iterable(map(itertools.pairwise, runs))
    on = ((seen[a], seen[b]) for a, b in itertools.islice(pairs, LIKE) if seen[b][:1].islower())
    rooms = sorted(width - len(above) - 1 - len(text.split(" ", 1)[0]) for above, text in on)
    usual = rooms[int(ROOMY * len(rooms))] + LEEWAY if rooms else width
    return min(usual, (1 - SHORT) * width)


def _cut_run(run: list[int], raw: list[str], seen: list[str], sizes: tuple[int, float]) -> list[list[int]]:
    """Cut a run of lines without a blank one between them into what belongs together; ``sizes``: width and slack."""
    if run[0] < TOP and (place := _placed(run, seen)):
        kind = int(place > 1 and forms.is_word(seen[run[0]], "journal"))  # "Research Article" above the title
        return [*([n] for n in run[:kind]), run[kind:place], *([n] for n in run[place:])]
    inner = sorted(len(seen[n]) for n in run[:-1])
    kinds = [forms.heading_kind(seen[n]) for n in run]
    if not inner or len(run) - kinds.count("") > LISTED * len(run):
        return [[n] for n in run]
    if inner[len(inner) // 2] < VERSE * sizes[0]:
        return [run] if len(run) <= WHOLE and kinds[0] in ("part", "chapter") else [[n] for n in run]
    return _cut_where(run, lambda before, n, alone: _anew(raw, seen, before, n, alone, sizes))


def _placed(run: list[int], seen: list[str]) -> int:
    """Return how many lines of a title stand above those that say who wrote a text, and where they work; else 0."""
    place = next((n for n, line in enumerate(run) if n > 1 and forms.PATTERNS["placed"].search(seen[line])), 1)
    ended = [seen[line].endswith((".", ";")) for line in run]
    named = len(run) <= TOP and not any(ended[: place + 1])
    named = named and all(forms.CAPITAL.match(seen[line]) for line in run[: place + 1])
    return place - 1 if named or not any(ended) else 0


def _anew(raw: list[str], seen: list[str], before: int, n: int, alone: bool, sizes: tuple[int, float]) -> bool:
    """Say whether a line of a run starts anew below the one before, which is ``alone`` or has others above."""
    above, text, width = seen[before], seen[n], sizes[0]
    indented = raw[n][:2].isspace() and len(raw[n]) > 1 and not raw[before][:1].isspace()
    if indented or ((":" in text or not (text[:2] + above[:2]).isalpha()) and _is_item(text, above)):  # no item else
        return True
    if _is_headed(above, text, alone and len(above) < SHORT * width):
        return False
    below = seen[n + 1] if n + 1 < len(seen) else ""
    sign = _ends(seen, before, n, alone, *sizes) or _is_sign(text, above, below, width)
    return sign or (alone and _is_sign(above, "", text, width))


def _is_headed(above: str, text: str, early: bool) -> bool:
    """Say whether a heading in capitals goes on in the next line, or one with a number that broke ``early``."""
    headed = (early and forms.heading_kind(above)) or (above.isupper() and text.isupper())
    return bool(headed) and _is_linked(above, text)


def _ends(seen: list[str], before: int, n: int, alone: bool, width: int, slack: float) -> bool:
    """Say whether a line ends what it stands in: the next one begins anew, though its first word had room above."""
    above, text = seen[before], seen[n]
    if not forms.CAPITAL.match(text):
        return False
    short, taken = len(above) < SHORT * width, len(above) + 1 + len(text.split(" ", 1)[0])
    near = max(map(len, seen[max(0, n - AROUND) : n + AROUND]))  # a quotation is narrower than the text
    full = width if near + slack >= width else near
    if (short and taken <= SHORT * width) or ((short or taken + slack < full) and forms.finished(above)):
        return True
    headed = alone and (short or (taken <= width - NEARLY and forms.heading_kind(above)))
    return bool(headed) and forms.has_heading_form(above)


def _is_item(text: str, above: str) -> bool:
    """Say whether a line is an item, a number or somebody's turn below a line that ends so as to let it begin."""
    listed = forms.LISTED.match(text) and forms.INTRODUCES.search(above)
    begins = forms.TURN.match(text) or ((foot := forms.FOOT.match(text)) and not foot[2])
    anew = listed or (begins and (forms.finished(above) or forms.RULED.search(above))) or forms.ITEM.match(text)
    follows = forms.NUMBERED.match(above) and forms.numeral("arabic", text) == forms.numeral("arabic", above) + 1
    counted = forms.NUMBERED.match(text) and (follows or forms.LONG_END.search(above))
    return bool(anew or counted or any(map(forms.PATTERNS["signs"].match, (text, above))))


def _is_sign(text: str, before: str, below: str, width: int) -> bool:
    """Say whether a line of a run is a heading: by a number, a word of form, capitals, or a full line below it."""
    opens = forms.CAPITAL.match(below)
    room = width - NEARLY - len(below.split(" ", 1)[0]) if opens else 0
    kind = forms.heading_kind(text) if len(text) <= max(room, SHORT * width) else ""
    room *= bool(kind)
    capitals = text.isupper() and sum(map(str.isalpha, text)) >= LETTERS
    cut = not (forms.finished(before) or (capitals and kind))
    if cut or len(text) > max(room, SHORT * width) or not forms.has_heading_form(text):
        return False
    named = kind in ("decimal", "article", "chapter", "part", "round") or forms.is_word(text, "named")
    over = len(below) >= SHORT * width if opens else LAST.fullmatch(f"{before}\n{text}\n{below}")
    return bool(named or capitals or COUNTED.fullmatch(text) or len(text) == 1 or over)
