"""What all figures share: the look, the canvas, the words on it, the finished ``Picture``. A part of ``figures``."""

from __future__ import annotations

import base64
import json
import os
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from math import cos, isnan, pi, sin
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

WIDTH, DPI, BIG, SMALL = 7.2, 180, 10, 9  # inches, pixels per inch, points
PAPER, INK, MUTED, FAINT, SLATE = "#FBFAF7", "#1F2328", "#5A6068", "#DDDCD6", "#3E5468"
# Okabe and Ito's colours without black and yellow, and two dark ones from Tol's muted set; one per text, in order
TEXT_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#666633")
FONT, LAST_RESORT = "DejaVu Sans", "Last Resort"  # the second draws an empty box for every letter
LINEAR, DARK = 0.04045, 0.2  # of WCAG: channels up to here are linear; darker grounds have white words
EDGE, WIDEST = 3, 20  # pixels that a bar shows beside its words; pixels that no letter is wider than
FONTS = 3  # families more than the first: names in more alphabets at once are rare, and each is searched for
STYLE = {
    "font.family": FONT,
    **dict.fromkeys(["font.size", "axes.labelsize", "ytick.labelsize", "axes.titlesize"], BIG),
    **dict.fromkeys(["xtick.labelsize", "legend.fontsize"], SMALL),
    **dict.fromkeys(["axes.titleweight", "figure.titleweight"], "bold"),
    "figure.titlesize": 12,
    **dict.fromkeys(["figure.facecolor", "axes.facecolor", "savefig.facecolor"], PAPER),
    **dict.fromkeys(["text.color", "axes.labelcolor", "ytick.color"], INK),
    **dict.fromkeys(["xtick.color", "axes.edgecolor"], MUTED),
    **dict.fromkeys(["axes.spines.top", "axes.spines.right", "axes.grid", "legend.frameon"], False),
    "grid.color": FAINT,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "text.parse_math": False,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.12,
}
HTML = (Path(__file__).parent / "picture.html").read_text("utf-8")
ALSO_SVG = "READING_SVG"  # where it is set, as in a report's notebooks, what is shown brings the drawing too
# sixteen directions, tried in this order: right, left, above, below, then what lies between
TURNS = [(cos(k * pi / 8), sin(k * pi / 8)) for k in (0, 8, 4, 12, 2, 14, 6, 10, 1, 15, 7, 9, 3, 13, 5, 11)]
REACHES, LINED = (3, 9, 16, 25, 36, 50, 66), 9  # points from mark to name; from more than LINED a line leads back
DOTS = 20  # pieces into which that line is cut to see what it crosses


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawn figure: ``figure`` (matplotlib's), ``caption``, ``alt`` (its words), ``png`` (its bytes), ``svg``.

    ``areas`` are places in the picture that stand for a pair: (left, right, x, y, width, height) in per cent of it.
    """

    figure: Figure = field(compare=False)
    caption: str
    alt: str
    png: bytes
    areas: tuple[tuple[str, str, float, float, float, float], ...] = ()

    @property
    def axes(self) -> list[Axes]:
        """Return the panels, in reading order."""
        return self.figure.axes

    @property
    def svg(self) -> str:
        """Return the drawing as SVG, its words as text, under its caption; the same figure gives the same."""
        import matplotlib

        drawn = BytesIO()
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": FONT}):
            self.figure.savefig(drawn, format="svg", metadata={"Date": None, "Title": self.caption})
        return drawn.getvalue().decode("utf-8")

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        from jinja2 import Environment

        source = "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")
        areas = json.dumps(self.areas, ensure_ascii=False) if self.areas else ""
        svg = base64.b64encode(self.svg.encode()).decode("ascii") if os.environ.get(ALSO_SVG) else ""
        values = {"areas": areas, "source": source, "svg": svg, "width": round(self.figure.get_figwidth() * 100)}
        return Environment(autoescape=True).from_string(HTML).render(values, alt=self.alt, caption=self.caption)


@contextmanager
def use_style(table: pd.DataFrame | None = None) -> Iterator[None]:
    """Draw in the look of these figures inside a ``with`` block; outside it nothing has changed.

    Text is drawn as it stands ("$" begins no formula), in DejaVu Sans. Letters of ``table`` that it lacks come from
    fonts of this machine that have them; where none has, a number stands for them, and the caption gives its meaning.
    """
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support .* natively")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        if table is not None:
            matplotlib.rcParams["font.family"] = _families(table)
        yield


def _families(table: pd.DataFrame) -> list[str]:
    """Return the font families that have the letters of a table's words: ours, then the one with most of the rest."""
    from matplotlib.font_manager import fontManager

    columns = (table[name].unique() for name in table.select_dtypes(exclude="number"))
    families, lacking = [FONT], _signs("".join(str(value) for column in columns for value in column)) - letters(FONT)
    usual = [font for font in fontManager.ttflist if font.style == "normal" and font.weight in (400, "normal")]
    others = sorted({font.name for font in usual if LAST_RESORT not in font.name}) if lacking else []
    for _ in range(FONTS):
        best = max(others, key=lambda name: len(lacking & letters(name)), default=FONT)
        if lacking & letters(best):
            families.append(best)
            lacking -= letters(best)
    return families


@cache
def letters(family: str) -> frozenset[str]:
    """Return the letters and signs that a font family can draw."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(map(chr, get_font(findfont(family)).get_charmap()))


def canvas(title: str, height: float, panels: int = 0, heights: list[int] | None = None, columns: int = 1):
    """Return a figure at page width with a title, and its one axis, or the list of its ``panels``, row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(wrap(title, 70), x=0.017, ha="left")
    if not panels:
        return figure, figure.subplots()
    axes = figure.subplots(-(-panels // columns), columns, squeeze=False, height_ratios=heights).ravel()
    for spare in axes[panels:]:
        spare.remove()
    return figure, axes[:panels]


def finished(figure: Figure, alt: str, caption: str) -> Picture:
    """Return the finished picture; the same figure gives the same bytes, 256 colours at most."""
    from PIL import Image

    if numbers := _number_what_no_font_has(figure):
        meant = ", ".join(f"[{number}] {words}" for words, number in numbers.items())
        caption += f" No font of this machine has the letters of {meant}."
    drawn, small = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return Picture(figure, plain(caption), plain(alt), small.getvalue())


def _number_what_no_font_has(figure: Figure) -> dict[str, int]:
    """Put "[1]", "[2]", ... for words whose letters no font in use has; return those words and their numbers."""
    from matplotlib import rcParams
    from matplotlib.text import Text

    known, numbers = frozenset().union(*map(letters, rcParams["font.family"])), {}

    def shown(words: str) -> str:
        one = "[" + re.escape("".join(sorted(_signs(words) - known))) + "]"
        run = rf"{one}(?:\s*{one})*…?" if one != "[]" else "(?!)"
        return re.sub(run, lambda match: f"[{numbers.setdefault(match[0], len(numbers) + 1)}]", words)

    for axis in (axis for panel in figure.axes for axis in (panel.yaxis, panel.xaxis)):
        names = [label.get_text() for label in axis.get_ticklabels()]
        if names != [shown(words) for words in names]:  # they are written anew at each drawing
            axis.set_ticklabels([shown(words) for words in names])
    for label in figure.findobj(Text):
        label.set_text(shown(label.get_text()))
    return numbers


def _signs(words: str) -> set[str]:
    """Return the signs of words that a font must have."""
    return {sign for sign in words if sign.isprintable() and not sign.isspace()}


def need(
    table: pd.DataFrame, columns: Iterable[str], maker: str, key: Iterable[str] = (), most: int = 0
) -> pd.DataFrame:
    """Return a table to draw, its texts called by name; a ``ValueError`` says what it lacks.

    ``maker`` is the function that makes it, or the name of a table that ``tables.check`` knows. It needs rows, none of
    them twice, ``most`` of them at most. A row whose ``key`` is empty would leave the picture without a word, and is
    refused as well.
    """
    if maker in tables.LIST:
        tables.check(table, maker)
        maker = tables.LIST[maker].maker
    tables.need(table, columns, f"Make it with '{maker}'.")
    if not len(table):
        raise ValueError(f"table has no rows: there is nothing to draw. Make it with '{maker}'.")
    if most and len(table) > most:
        raise ValueError(f"table has {len(table)} rows; a figure shows {most} at most. Keep fewer: '.head({most})'.")
    for column in key:
        if len(lacking := table[table[column].isna()]):
            row = lacking.iloc[0].to_dict()
            raise ValueError(f"{len(lacking)} rows have no {column}, the first is {row}. Give each one.")
    again = table.loc[table.duplicated(list(key)), list(key)] if key else ()
    if len(again):
        raise ValueError(f"table has more than one row for {list(again.iloc[0])}. Keep one row per {list(key)}.")
    return tables.named(table)


def levels(column: pd.Series) -> list:
    """Return the values that occur: categories in their order, other values in that of first appearance."""
    present = list(column.unique())
    return [c for c in column.cat.categories if c in present] if hasattr(column, "cat") else present


def colours(table: pd.DataFrame) -> dict[str, str]:
    """Return each text's colour, fixed by its place in the corpus; after the eighth they come again."""
    return {text: TEXT_COLOURS[i % len(TEXT_COLOURS)] for i, text in enumerate(tables.doc_order(table))}


def tint(colour: str, share: float) -> tuple[float, ...]:
    """Return a tint: ``share`` of the colour, the rest paper."""
    from matplotlib.colors import to_rgb

    return tuple(share * a + (1 - share) * b for a, b in zip(to_rgb(colour), to_rgb(PAPER), strict=True))


def ink_on(face: str | tuple[float, ...]) -> str:
    """Return the ink, white or dark, that has the higher contrast on a colour (WCAG's relative luminance)."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(face)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if luminance < DARK else INK


def percent(axis: Axes, said: str) -> None:
    """Give an axis the scale from 0 to 100% of a text."""
    axis.set(xlim=(-0.2, 100.2), xlabel=said, xticks=range(0, 101, 25), xticklabels=["0%", "25%", "50%", "75%", "100%"])


def rows_above(axis: Axes, places: dict[str, float], bottom: float) -> None:
    """Name rows inside the axis, each at its height above a bar, so that the bars have the full width."""
    look = {"ha": "left", "va": "center", "fontweight": "bold"}
    axis.set_yticks(list(places.values()), [plain(text, 60) for text in places], **look)
    axis.set_ylim(bottom, 0)
    axis.tick_params(length=0)
    axis.tick_params(axis="y", pad=-1)
    axis.spines[["left", "bottom"]].set_visible(False)


def rows_left(axis: Axes, names: list[str], rows: int = 0) -> None:
    """Name rows 0, 1, ... at the left, the first on top, with room for as many as ``rows``."""
    axis.set_yticks(range(len(names)), names, fontsize=SMALL)
    axis.set_ylim(max(rows, len(names)) - 0.5, -0.5)
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)


def note(axis: Axes, words: str, across: float, row: int, at_edge: bool = False) -> None:
    """Write words to the right of a mark, or of the panel's edge (``across`` 1)."""
    look = {"textcoords": "offset points", "va": "center_baseline", "fontsize": SMALL}
    axis.annotate(words, (across, row), (6, 0), xycoords=("axes fraction", "data") if at_edge else "data", **look)


def point(axis: Axes, row: int, value: float, ends: tuple[float, float], colour: str, hollow: bool) -> None:
    """Draw one value with its interval, hollow or filled."""
    axis.plot(ends, [row, row], color=colour, linewidth=2.4, alpha=0.55)
    look = {"marker": "o", "markersize": 6.5, "markeredgewidth": 1.6, "markeredgecolor": colour}
    axis.plot(value, row, color=PAPER if hollow else colour, **look)


def _room(axis: Axes, width: float) -> float:
    """Return how many pixels ``width`` units of the x axis take."""
    return axis.transData.transform((width, 0))[0] - axis.transData.transform((0, 0))[0]


def keep_if(label: Text, axis: Axes, width: float) -> bool:
    """Keep a text if it fits into ``width`` units of the x axis; else remove it and return False."""
    fits = label.get_window_extent().width + EDGE <= _room(axis, width)
    if not fits:
        label.remove()
    return fits


def fit(label: Text, axis: Axes, width: float, lines: int) -> None:
    """Wrap a text into ``width`` units of the x axis, cut with an ellipsis; remove it if under six letters fit."""
    words, room = label.get_text(), _room(axis, width)
    sizes = range(int(room / 4), 5, -1)
    shapes = [textwrap.fill(words, n, max_lines=lines, placeholder="…", break_long_words=False) for n in sizes]
    whole = [shape for shape in shapes if len(shape.partition("\n")[0]) > room / WIDEST]
    for shape in [*whole, *(plain(words, n) for n in sizes)]:
        label.set_text(shape + "\n " * (lines - 1 - shape.count("\n")))
        if label.get_window_extent().width <= room:
            return
    label.remove()


def place_labels(
    figure: Figure, axis: Axes, across: pd.Series, down: pd.Series, names: list[str], radius: list
) -> list[str]:
    """Write names beside their points (``radius`` in points), each at the first place that covers nothing.

    Places are tried nearest first, from the right around; a name that stands off gets a line to its point.
    Returns the names for which there was no room.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    axis.set(xlim=axis.get_xlim(), ylim=axis.get_ylim())
    unit, frame, left_out = figure.dpi / 72, axis.get_window_extent(), []
    points = axis.transData.transform([*zip(across, down, strict=True)])
    taken = [_around(at, r * unit) for at, r in zip(points, radius, strict=True)]
    for at, r, name in zip(points, radius, names, strict=True):
        label = axis.text(0, 0, name, fontsize=SMALL, ha="center", va="center")
        half = label.get_window_extent().size / 2
        room = _first_room(at, r * unit, half, unit, frame, taken)
        if room is None:
            label.remove()
            left_out.append(name)
            continue
        middle, end, boxes = room
        taken += boxes
        label.set_position(axis.transData.inverted().transform(middle))
        if len(boxes) > 1:
            axis.plot(*axis.transData.inverted().transform([at, end]).T, color=MUTED, linewidth=0.6, zorder=0)
    return left_out


def _first_room(at, r: float, half, unit: float, frame: Bbox, taken: list[Bbox]):
    """Return the middle of the first free place of a name, the end of its line and what both cover, or None."""
    own = _around(at, r)
    for reach, turn in ((reach, turn) for reach in REACHES for turn in TURNS):
        middle = at + turn * (half + r + reach * unit)
        box = _around(middle, half)
        if (box.min < frame.min).any() or (box.max > frame.max).any() or box.count_overlaps(taken):
            continue
        end = at.clip(box.min, box.max)
        line = [_around(at + (end - at) * k / (DOTS - 1), 2) for k in range(DOTS)] if reach > LINED else []
        if not any(dot.count_overlaps(taken) for dot in line if not dot.overlaps(own)):
            return middle, end, [box, *line]
    return None


def _around(middle, half) -> Bbox:
    """Return the box that reaches ``half`` as far from its middle to each side."""
    from matplotlib.transforms import Bbox

    return Bbox([middle - half, middle + half])


def plain(text: object, length: int = 10_000) -> str:
    """Return a text on one line without control signs, cut to ``length`` with an ellipsis."""
    signs = (sign if unicodedata.category(sign)[0] != "C" else " " for sign in str(text))
    line = " ".join("".join(signs).split())
    return line if len(line) <= length else line[: length - 1].rstrip(" ,;:.-") + "…"


def wrap(text: object, size: int) -> str:
    """Return a text on at most two lines of so many letters, cut with an ellipsis."""
    return textwrap.fill(plain(text), size, max_lines=2, placeholder="…")


def count(n: int, noun: str) -> str:
    """Return a number with its noun: "1 word", "2,000 words"."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def interval(low: float, high: float) -> str:
    """Return an interval in words, as far as it is known."""
    if isnan(low):
        return "none"
    return f"from {low:.2f}" if isnan(high) else f"{low:.2f} to {high:.2f}"
