"""Pictures of small tables that are ready to draw: the only room that knows matplotlib and seaborn.

A figure pivots and orders; it never sums, averages or cuts a list. What it returns is a ``Picture``:
the image, a caption that says how to read it, and alt text worked out from the numbers drawn.
"""

from __future__ import annotations

import base64
import html
import json
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

import pandas as pd

from helpers import measures, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

WIDTH, DPI, BIG, SMALL = 7.2, 180, 10, 9  # inches, pixels per inch, points
PAPER, INK, MUTED, FAINT, SLATE = "#FBFAF7", "#1F2328", "#5A6068", "#DDDCD6", "#3E5468"
# Okabe and Ito's colours without black and yellow, and two dark ones from Tol's muted set; one per text, in order
TEXT_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#666633")
PART_COLOURS = (SLATE, "#C9D3DB", "#E3C77B", "#B9705E", "#8FB09A", "#EFEDE6", "#8C7AA6", "#A9A9A9")
HATCHES = ("", "", "///", "...", "\\\\\\", "xxx", "+++", "ooo")
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": BIG,
    "axes.labelsize": BIG,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": BIG,
    "legend.fontsize": SMALL,
    "axes.titlesize": BIG,
    "axes.titleweight": "bold",
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.color": FAINT,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.12,
    "figure.dpi": 100,
}


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawn figure: ``figure`` (matplotlib's), ``caption``, ``alt`` (its words), ``png`` (its bytes).

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

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        alt, caption = html.escape(self.alt, quote=True), html.escape(self.caption, quote=True)
        source = "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")
        width = round(self.figure.get_figwidth() * 100)
        image = f'<img alt="{alt}" src="{source}" width="{width}">'
        areas = html.escape(json.dumps(self.areas, ensure_ascii=False), quote=True)
        opened = f'<figure data-areas="{areas}">' if self.areas else "<figure>"
        return f"{opened}{image}<figcaption>{caption}</figcaption></figure>"


@contextmanager
def use_style() -> Iterator[None]:
    """Draw in the look of these figures inside a ``with`` block; outside it nothing has changed.

    Text is drawn as it stands ("$" begins no formula); a sign that the font lacks is drawn as an empty box.
    """
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from")
        warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support .* natively")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


# ---- sections and parts of a text -------------------------------------------------------------------


def section_profile(lengths: pd.DataFrame) -> Picture:
    """Picture of LENGTHS: one bar per text from 0 to 100% of its body words, cut into its sections.

    Row: a text, in corpus order. Width: share of the text's words; a section's number stands in it where it
    fits. Full colour: a top-level section's own words; tint: its subsections; hatched: before the first heading.
    The words of the text, at the right, are read off a row as words / share.
    """
    tables.check(lengths, "LENGTHS")
    texts = {text: lengths[lengths["doc_id"] == text] for text in _texts(lengths)}
    rows, bottom = {}, 0.0
    for text, sections in texts.items():
        rows[text], bottom = bottom + 0.5, bottom + (1.24 if (sections["section"] > 0).any() else 0.84)
    with use_style():
        figure, axis = _canvas("How each text is cut into sections", 0.95 + bottom)
        _percent(axis, "place in the text (% of its body words)")
        _rows_above(axis, {text: row - 0.36 for text, row in rows.items()}, bottom)
        figure.draw_without_rendering()
        for text, sections in texts.items():
            _profile_row(axis, rows[text], sections, _colours(lengths)[text])
        widest = lengths.loc[lengths["share"].idxmax()]
        alt = (
            f"Bar chart of {_count(len(texts), 'text')}: one horizontal bar each, 0 to 100% of its body words, cut "
            f"into sections. {'; '.join(f'{text}: {_size(sections)}' for text, sections in texts.items())}. "
            f"Widest: {_section_name(widest)} of {widest['doc_id']}, {widest['share']:.0%} of the text."
        )
        return _picture(
            figure,
            alt,
            "Width: share of the text's body words. Full colour: a top-level section's own "
            "words; tint: its subsections; hatched: before the first heading. A line below a bar spans a "
            "top-level section with all that belongs to it.",
        )


def _profile_row(axis: Axes, row: float, sections: pd.DataFrame, colour: str) -> None:
    """Draw one text: its sections as bars, their numbers, a line and a name under each top-level section."""
    top = _top_level(sections)
    for section in sections.itertuples():
        face, hatch = _section_face(section, top, colour)
        left, width = 100 * section.start, 100 * section.share
        axis.barh(row, width, 0.42, left=left, color=face, hatch=hatch, edgecolor=PAPER, linewidth=1.2)
        label = axis.text(
            left + width / 2, row, section.section or "", ha="center", va="center", color=_on(face), fontsize=SMALL
        )
        _keep_if(label, axis, width)
    groups = sections[(sections["level"] <= top) & (sections["section"] > 0)]
    starts = [*(100 * groups["start"]), 100.0]
    for heading, start, end in zip(groups["heading"], starts[:-1], starts[1:], strict=True):
        axis.plot([start, start, end - 0.5], [row - 0.22, row + 0.28, row + 0.28], color=INK, linewidth=1.5)
        label = axis.text(start, row + 0.31, _plain(heading), va="top", color=MUTED, fontsize=SMALL)
        _fit(label, axis, end - start - 1, lines=2)
    axis.text(100, row - 0.36, _size(sections), ha="right", va="center", color=MUTED)


def _size(sections: pd.DataFrame) -> str:
    """Return a text's size in words: "13 sections, 7,142 words"."""
    row, numbered = sections.loc[sections["share"].idxmax()], int((sections["section"] > 0).sum())
    words = round(row["words"] / row["share"]) if row["share"] else 0
    return f"{_count(numbered, 'section') if numbered else 'no headings'}, {_count(words, 'word')}"


def section_lengths(lengths: pd.DataFrame) -> Picture:
    """Picture of LENGTHS: words of each section, one panel per text, bars in reading order, all on one scale.

    Bars carry the section's number (0: before the first heading) below and its words above.
    """
    tables.check(lengths, "LENGTHS")
    texts = _texts(lengths)
    highest, most = lengths["words"].max(), max(lengths["section"].max(), 6)
    with use_style():
        figure, axes = _canvas("Words in each section", 0.8 + 1.15 * len(texts), len(texts))
        for axis, text in zip(axes, texts, strict=True):
            sections = lengths[lengths["doc_id"] == text]
            for section in sections.itertuples():
                face, hatch = _section_face(section, _top_level(sections), _colours(lengths)[text])
                axis.bar(section.section, section.words, 0.84, color=face, hatch=hatch, edgecolor=PAPER, linewidth=0.5)
                axis.annotate(
                    f"{section.words:,}",
                    (section.section, section.words),
                    (0, 2),
                    ha="center",
                    textcoords="offset points",
                    fontsize=SMALL,
                    rotation=90 if most > 12 else 0,
                )
            axis.set(xlim=(-0.6, most + 0.6), ylim=(0, highest * 1.45))
            axis.set_title(_plain(text, 60), loc="right", y=0.8)
            axis.set_xticks(sections["section"], sections["section"])
            axis.yaxis.set_major_formatter("{x:,.0f}")
            axis.spines["left"].set_visible(False)
            axis.tick_params(length=0, labelsize=SMALL)
        figure.supylabel("words", fontsize=BIG)
        axes[-1].set_xlabel("section, in reading order (0: before the first heading)")
        ends = [
            (name, lengths.loc[row])
            for name, row in (("Longest", lengths["words"].idxmax()), ("Shortest", lengths["words"].idxmin()))
        ]
        alt = (
            f"Bar charts of {_count(len(texts), 'text')}, one panel each: words (0 to {highest:,}) of every section in "
            "reading order. "
            + " ".join(
                f"{name}: {_section_name(row)} of {row['doc_id']}, {row['words']:,} words." for name, row in ends
            )
        )
        return _picture(
            figure,
            alt,
            "All panels have the same scales. Full colour: top-level sections; tint: "
            "subsections; hatched: before the first heading.",
        )


def shares(parts: pd.DataFrame) -> Picture:
    """Picture of a table with doc_id, part and share (0-1): one bar per text, its parts side by side.

    Parts keep the order of their categories, or of first appearance. The value of a part that is too narrow
    for it stands above the bar, with the part's name.
    """
    _need(parts, ["doc_id", "part", "share"], "layout.ledger", key=["doc_id", "part"])
    if not parts["share"].between(0, 1).all():
        raise ValueError(f"shares run from 0 to 1, here from {parts['share'].min():g} to {parts['share'].max():g}.")
    texts, names = _texts(parts), _levels(parts["part"])
    look = {name: (PART_COLOURS[i % 8], HATCHES[i % 8]) for i, name in enumerate(names)}
    with use_style():
        from matplotlib.patches import Patch

        figure, axis = _canvas("What each text is made of", 1.15 + 0.62 * len(texts))
        _percent(axis, "share of the text (%)")
        _rows_above(axis, {text: row + 0.3 for row, text in enumerate(texts)}, len(texts) + 0.2)
        patches = [
            Patch(facecolor=face, hatch=hatch, edgecolor=MUTED, label=_plain(name, 24))
            for name, (face, hatch) in look.items()
        ]
        figure.legend(handles=patches, loc="outside lower center", ncols=min(4, len(names)))
        figure.draw_without_rendering()
        for row, text in enumerate(texts):
            values = parts[parts["doc_id"] == text].set_index("part")["share"]
            _share_row(axis, row + 0.75, {name: values[name] for name in names if name in values.index}, look)
        first = parts[parts["part"] == names[0]].set_index("doc_id")["share"]
        alt = (
            f"Stacked bar chart of {_count(len(texts), 'text')}: share of each text, 0 to 100%, taken by "
            f"{', '.join(map(str, names))}. {names[0]}: "
            + "; ".join(f"{text} {first[text]:.1%}" for text in texts if text in first.index)
            + "."
        )
        return _picture(figure, alt, "A bar is a text; a part too narrow for its value is named above the bar.")


def _share_row(axis: Axes, row: float, values: dict, look: dict) -> None:
    """Draw one bar of parts; list the parts whose value does not fit at the right above it."""
    left, small = 0.0, []
    for name, share in values.items():
        face, hatch = look[name]
        axis.barh(row, 100 * share, 0.46, left=left, color=face, hatch=hatch, edgecolor=MUTED, linewidth=0.5)
        label = axis.text(
            left + 50 * share,
            row,
            f"{share:.1%}",
            ha="center",
            va="center",
            color=_on(face),
            fontsize=SMALL,
            bbox={"facecolor": face, "edgecolor": "none", "pad": 1},
        )
        if not _keep_if(label, axis, 100 * share) and share > 0:
            small.append(f"{_plain(name, 24)} {share:.1%}")
        left += 100 * share
    axis.text(100, row - 0.45, ", ".join(small), ha="right", va="center", color=MUTED, fontsize=SMALL)


# ---- pairs ------------------------------------------------------------------------------------------


def similarity_heatmap(pairs: pd.DataFrame) -> Picture:
    """Picture of PAIRS: a square of every unit against every other, similarity 0-1 written in each cell.

    Order: clustered (average linkage on 1 - similarity, Sokal & Michener 1958), so that like stands by like. Where
    ``left`` and ``right`` are two separate sets of units (the sections of two texts) it is a rectangle in reading
    order, the longer set down the side, named by ``left_heading`` and ``right_heading`` if the table has them.
    ``low`` and ``high`` are written too in up to 7 columns; in over 24 nothing is. At most 32 columns. The colours run
    from the lowest similarity, rounded down to a tenth, to the highest.
    """
    tables.check(pairs, "PAIRS")
    flat = pairs.assign(row=_unit(pairs, "left"), column=_unit(pairs, "right")).reset_index(drop=True)
    _need(flat, [], "compare.similarity", key=["row", "column"])
    sides, units = ["left", "right"], [_units(flat, "left"), _units(flat, "right")]
    square = bool(units[0].keys() & units[1].keys()) or len(units[0]) == len(units[1]) == 1
    turned = flat.rename(columns={"row": "column", "column": "row"})
    if square:
        flat = pd.concat([flat, turned], ignore_index=True)
        units = [dict.fromkeys(_clustered(flat, list(units[0] | units[1])), "")] * 2
    elif len(units[1]) > len(units[0]):
        flat, sides, units = turned, sides[::-1], units[::-1]
    _need(pd.DataFrame(units[1].keys()), [], "compare.similarity", most=32)
    grids = {
        name: flat.pivot(index="row", columns="column", values=name).reindex(index=units[0], columns=units[1])
        for name in ("similarity", "low", "high")
        if name in flat.columns
    }
    with use_style():
        kind = "sections" if "left_section" in pairs.columns else "texts"
        height = 2 + (0.62 if len(units[1]) <= 7 else 0.3) * len(units[0])
        figure, axis = _canvas(f"Similarity of {kind}, pair by pair", height)
        _cells(axis, grids)
        down, across = ([_plain(shown or name, 32) for name, shown in side.items()] for side in units)
        axis.set_yticks([row + 0.5 for row in range(len(down))], down, fontsize=SMALL, rotation=0)
        turn = {"rotation": 38, "ha": "right", "rotation_mode": "anchor"} if max(map(len, across)) > 4 else {}
        axis.set_xticks([column + 0.5 for column in range(len(across))], across, fontsize=SMALL, color=INK, **turn)
        alone = [kind == "sections" and not square and pairs[side].nunique() == 1 for side in sides]
        labels = [f"sections of {pairs[side].iloc[0]}" if one else "" for side, one in zip(sides, alone, strict=True)]
        axis.set(ylabel=labels[0], xlabel=labels[1])
        axis.tick_params(length=0)
        alt = (
            f"Heatmap of {len(down)} by {len(across)} {kind} in {'clustered' if square else 'reading'} order: "
            f"similarity from 0 to 1. {_extremes(pairs)}"
        )
        picture = _picture(
            figure,
            alt,
            "Darker: more alike. "
            + (
                "Both sides have one order, in which like stands by like; the diagonal, each with itself, is left out."
                if square
                else "Both sides are in reading order."
            ),
        )
        return replace(picture, areas=_areas(axis, grids["similarity"]) if kind == "texts" else ())


def _areas(axis: Axes, values: pd.DataFrame) -> tuple:
    """Return where each cell of a drawn heatmap that has a value lies in the picture, as ``Picture`` has it."""
    to_share = axis.transData + axis.figure.transFigure.inverted()
    areas = []
    for row, column in zip(*values.notna().to_numpy().nonzero(), strict=True):
        (x, bottom), (end, top) = to_share.transform([(column, row + 1), (column + 1, row)])
        box = (round(float(100 * share), 1) for share in (x, 1 - top, end - x, top - bottom))
        areas.append((str(values.index[row]), str(values.columns[column]), *box))
    return tuple(areas)


def _cells(axis: Axes, grids: dict[str, pd.DataFrame]) -> None:
    """Draw the cells of a heatmap, their values in the ink that reads best on each, and the scale of colours."""
    import seaborn

    values = grids["similarity"].astype(float)
    columns, lowest = len(values.columns), values.min(axis=None)
    written = values.map(lambda value: f"{value:.2f}".removeprefix("0" if columns > 10 else ""))
    if {"low", "high"} <= grids.keys() and columns <= 7:
        written += "\n" + grids["low"].map("{:.2f}".format) + "–" + grids["high"].map("{:.2f}".format)
    seaborn.heatmap(
        values,
        ax=axis,
        mask=values.isna(),
        cmap="crest",
        vmin=lowest // 0.1 / 10,
        vmax=values.max(axis=None),
        fmt="",
        annot=written if columns <= 24 else None,
        annot_kws={"fontsize": SMALL},
        linewidths=1.2,
        linecolor=PAPER,
        cbar_kws={"label": "similarity (0: nothing in common, 1: the same)", "aspect": 5 * axis.figure.get_figheight()},
    )
    mesh = axis.collections[0]
    for label, value in zip(axis.texts, values.to_numpy()[values.notna().to_numpy()], strict=columns <= 24):
        label.set_color(_on(mesh.cmap(mesh.norm(value))[:3]))


def _unit(pairs: pd.DataFrame, side: str) -> pd.Series:
    """Return the unit on one side of each pair: the text, and the section where the table has one."""
    names, section = pairs[side].astype(str), f"{side}_section"
    return names + " § " + pairs[section].astype(str) if section in pairs.columns else names


def _units(pairs: pd.DataFrame, side: str) -> dict[str, str]:
    """Return the units of one side in reading order, each with the name it has beside a rectangle."""
    once, section, heading = pairs[~_unit(pairs, side).duplicated()], f"{side}_section", f"{side}_heading"
    if section not in pairs.columns:
        return {name: name for name in _unit(once, side)}
    once = once.sort_values([side, section], kind="stable")
    names = once[section].astype(str) if once[side].nunique() == 1 else _unit(once, side)
    names = names + " " + once[heading] if heading in once.columns else names
    return dict(zip(_unit(once, side), names, strict=True))


def _clustered(flat: pd.DataFrame, units: list) -> list:
    """Return the units in the order of a dendrogram's leaves, turned so that the first unit is in the first half."""
    if len(units) < 3:
        return units
    from scipy.cluster.hierarchy import leaves_list, linkage

    grid = flat.pivot(index="row", columns="column", values="similarity").reindex(index=units, columns=units).fillna(0)
    apart = [1 - grid.iloc[i, j] for i in range(len(units)) for j in range(i + 1, len(units))]
    order = leaves_list(linkage(apart, "average", optimal_ordering=True)).tolist()
    return [units[i] for i in (order if order.index(0) < len(order) / 2 else order[::-1])]


def _extremes(pairs: pd.DataFrame) -> str:
    """Return the most and the least alike pair in words; ties by the order of the table."""
    rows = {"Most": pairs["similarity"].argmax(), "Least": pairs["similarity"].argmin()}
    return " ".join(
        f"{which} alike: {' and '.join(_pairs(pairs)[row])}, {pairs['similarity'].iloc[row]:.2f}."
        for which, row in rows.items()
    )


def similarity_intervals(pairs: pd.DataFrame) -> Picture:
    """Picture of PAIRS with low and high: a point and its interval per pair, the most alike on top.

    A pair that ``tied`` marks is hollow and says so. Equal similarities keep the order of the table.
    """
    tables.check(pairs, "PAIRS")
    _need(pairs, ["low", "high"], "compare.similarity_intervals", most=40)
    ranked = pairs.sort_values("similarity", ascending=False, kind="stable").reset_index(drop=True)
    tied = ranked["tied"] if "tied" in ranked.columns else pd.Series(False, index=ranked.index)
    with use_style():
        figure, axis = _canvas("Similarity of every pair, with its interval", 1.15 + 0.32 * len(ranked))
        for row, pair in ranked.iterrows():
            _point(axis, row, pair, SLATE, tied[row])
            _note(axis, f"{pair['similarity']:.2f}" + (" tied" if tied[row] else ""), pair["high"], row)
        _rows_left(axis, [_versus(pair) for pair in _pairs(ranked)])
        axis.margins(x=0.16)
        axis.grid(axis="x", linewidth=0.7)
        axis.set_xlabel("similarity (0 to 1) and its interval")
        top = ranked.iloc[0]
        alt = (
            f"Dot plot of {_count(len(ranked), 'pair')} with intervals, the most alike on top: similarity from 0 to 1. "
            f"{_extremes(ranked)} Interval of the first: {top['low']:.2f} to {top['high']:.2f}. "
            f"Tied with a neighbour: {int(tied.sum())} of {len(ranked)}."
        )
        return _picture(
            figure,
            alt,
            "Dot: similarity; line: its interval. Hollow: tied with the pair above or below "
            "it; the paragraphs of the texts do not tell them apart.",
        )


def _point(axis: Axes, row: int, values: pd.Series, colour: str, hollow: bool) -> None:
    """Draw one value (``similarity`` or ``weight``) with its interval, hollow or filled."""
    value = values["similarity"] if "similarity" in values else values["weight"]
    axis.plot([values["low"], values["high"]], [row, row], color=colour, linewidth=2.4, alpha=0.55)
    axis.plot(
        value,
        row,
        marker="o",
        markersize=6.5,
        markeredgewidth=1.6,
        markeredgecolor=colour,
        color=PAPER if hollow else colour,
    )


def _note(axis: Axes, words: str, across: float, row: int, at_edge: bool = False) -> None:
    """Write words to the right of a mark, or of the panel's edge (``across`` 1)."""
    axis.annotate(
        words,
        (across, row),
        (6, 0),
        xycoords=("axes fraction", "data") if at_edge else "data",
        textcoords="offset points",
        va="center_baseline",
        fontsize=SMALL,
    )


def _pairs(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the two units of each row."""
    return list(zip(_unit(table, "left"), _unit(table, "right"), strict=True))


def _versus(pair: tuple[str, str]) -> str:
    """Return a pair as figures name it."""
    return " – ".join(_plain(unit, 24) for unit in pair)


def shared_terms(shared: pd.DataFrame) -> Picture:
    """Picture of SHARED: a bar per term, its part of the pair's similarity, in the order of the table.

    One panel per pair, on one scale.
    """
    tables.check(shared, "SHARED")
    named = shared.assign(pair=_pairs(shared))
    _need(named, [], "compare.shared_terms", key=["pair", "term"], most=60)
    panels = {pair: named[named["pair"] == pair] for pair in named["pair"].unique()}
    with use_style():
        height = 0.75 + 0.25 * len(named) + 0.45 * len(panels)
        heights = [len(rows) + 1 for rows in panels.values()]
        figure, axes = _canvas("Words that make a pair alike", height, len(panels), heights)
        for axis, (pair, rows) in zip(axes, panels.items(), strict=True):
            axis.barh(range(len(rows)), rows["part"], 0.72, color=SLATE)
            for row, part in enumerate(rows["part"]):
                _note(axis, f"{part:.3f}", part, row)
            _rows_left(axis, [_plain(term, 40) for term in rows["term"]])
            axis.set_xlim(0, named["part"].max() * 1.12)
            axis.set_title(_versus(pair), loc="left")
            axis.tick_params(labelbottom=axis is axes[-1])
        axes[-1].set_xlabel("part of the similarity")
        said = "; ".join(
            f"{_versus(pair)}: " + ", ".join(f"{row.term} {row.part:.3f}" for row in rows.head(3).itertuples())
            for pair, rows in panels.items()
        )
        alt = f"Bar chart of {_count(len(named), 'term')}: each one's part of a pair's similarity. First are {said}."
        return _picture(
            figure,
            alt,
            "The parts of all terms of a pair add up to its similarity; the bars are the terms of the table.",
        )


def rank_grid(ranks: pd.DataFrame) -> Picture:
    """Picture of a table with left, right, setting, rank (and verdict): how many settings give each pair each rank.

    Row: a pair, the best by all its ranks on top; column: rank, 1 the most alike. The circle grows with the
    number of settings, which stands in it; a dark ring marks the rank in the first setting of the table.
    """
    _need(ranks, ["left", "right", "setting", "rank"], "compare.stability", key=["left", "right", "setting"])
    ranks = ranks.assign(pair=_pairs(ranks))
    mean = ranks.groupby("pair", sort=False)["rank"].mean().sort_values(kind="stable")
    pairs = {pair: ranks[ranks["pair"] == pair] for pair in mean.index}
    settings = ranks["setting"].nunique()
    with use_style():
        figure, axis = _canvas(f"Rank of every pair in {_count(settings, 'setting')}", 1.2 + 0.42 * len(pairs))
        for row, places in enumerate(pairs.values()):
            axis.axhline(row, color=FAINT, linewidth=0.8, zorder=0)
            for rank, n in places["rank"].value_counts().items():
                face = _mix(SLATE, 0.2 + 0.8 * n / settings)
                edge = INK if places["rank"].iloc[0] == rank else PAPER
                axis.scatter(rank, row, s=80 + 360 * n / settings, color=face, edgecolor=edge, linewidth=1.8)
                axis.text(rank, row, str(n), ha="center", va="center_baseline", fontsize=SMALL, color=_on(face))
            if "verdict" in places.columns:
                _note(axis, _plain(places["verdict"].iloc[0], 14), 1, row, at_edge=True)
        _rows_left(axis, [_versus(pair) for pair in pairs])
        axis.set_xticks(range(1, int(ranks["rank"].max()) + 1))
        axis.set(xlim=(0.4, ranks["rank"].max() + 0.6), xlabel="rank (1: the most alike)")
        firsts = {pair: int((places["rank"] == 1).sum()) for pair, places in pairs.items()}
        alt = (
            f"Grid of circles, {_count(len(pairs), 'pair')} by rank: in how many of {_count(settings, 'setting')} a "
            f"pair has a rank, 1 being the most alike. "
            f"First: {'; '.join(f'{_versus(pair)} in {n}' for pair, n in firsts.items() if n)}."
        )
        if "verdict" in ranks.columns:
            said = "; ".join(f"{_versus(pair)} {places['verdict'].iloc[0]}" for pair, places in pairs.items())
            alt += f" Verdicts: {said}."
        return _picture(
            figure,
            alt,
            "A number counts settings: one big circle in a row means that the rank hardly "
            "depends on the setting. Dark ring: the rank in the first setting.",
        )


# ---- words ------------------------------------------------------------------------------------------


def keyword_bars(keywords: pd.DataFrame, bunched: float = 0.6) -> Picture:
    """Picture of KEYWORDS: a point with its interval per term, by rank, one panel per text and measure.

    Panels of one measure have one scale. Hollow: bunched, that is dispersion (0 even, 1 all in one place)
    above ``bunched``.
    """
    tables.check(keywords, "KEYWORDS")
    _need(keywords, [], "compare.keywords", key=["doc_id", "measure", "term"], most=120)
    panels = [
        rows.sort_values("rank", kind="stable")
        for _, rows in keywords.groupby(["doc_id", "measure"], observed=True, sort=True)
    ]
    most, columns = max(len(rows) for rows in panels), min(2, len(panels))
    labels = {entry.name: entry.label for entry in measures.MEASURES}
    with use_style():
        height = 1.3 + -(-len(panels) // columns) * (0.55 + 0.31 * most)
        figure, axes = _canvas("Words that mark a text, with intervals", height, len(panels), columns=columns)
        for axis, rows in zip(axes, panels, strict=True):
            text, measure = rows["doc_id"].iloc[0], rows["measure"].iloc[0]
            for place, (_, row) in enumerate(rows.iterrows()):
                _point(axis, place, row, _colours(keywords)[text], row["dispersion"] > bunched)
            same = keywords[keywords["measure"] == measure]
            low, high = min(same["low"].min(), 0), max(same["high"].max(), same["weight"].max())
            axis.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
            _rows_left(axis, [_wrap(term, 22) for term in rows["term"]], most)
            axis.grid(linewidth=0.7)
            axis.set_xlabel(labels.get(measure, f"weight by {_plain(measure)}"))
            axis.set_title(_plain(text, 24), loc="left")
        _hollow_legend(figure, bunched)
        said = "; ".join(
            f"{rows['doc_id'].iloc[0]}, {rows['measure'].iloc[0]}: "
            + ", ".join(
                f"{row.term} {row.weight:.2f} ({row.low:.2f} to {row.high:.2f})" for row in rows.head(2).itertuples()
            )
            for rows in panels
        )
        alt = (
            f"Dot plots of {_count(len(keywords), 'keyword')} with intervals, one panel per text and measure, by rank. "
            f"First are {said}. Bunched: {int((keywords['dispersion'] > bunched).sum())} of {len(keywords)}."
        )
        return _picture(figure, alt, "Dot: weight; line: its interval. The word of rank 1 is on top.")


def keyword_scatter(keywords: pd.DataFrame, bunched: float = 0.6) -> Picture:
    """Picture of a table with term, n (or per_thousand), weight, dispersion: frequency against distinctiveness.

    x: uses (or uses per 1,000 words), log scale; y: weight. Hollow: dispersion above ``bunched``. Labels are set in
    the order of the table where they cover nothing; one that finds no room is named in the alt text instead.
    """
    across = "per_thousand" if "per_thousand" in keywords.columns else "n"
    _need(keywords, ["term", across, "weight", "dispersion"], "compare.keywords", key=["term"], most=80)
    texts = keywords["doc_id"].unique() if "doc_id" in keywords.columns else []
    text = texts[0] if len(texts) == 1 else None
    colour = SLATE if text is None else _colours(keywords)[text]
    with use_style():
        from matplotlib.ticker import LogLocator, NullLocator

        figure, axis = _canvas("Frequent and distinctive words" + ("" if text is None else f" of {text}"), 5.8)
        axis.set_xscale("log")
        for row in keywords.itertuples():
            axis.plot(
                getattr(row, across),
                row.weight,
                marker="o",
                markersize=6,
                markeredgecolor=colour,
                markeredgewidth=1.4,
                color=PAPER if row.dispersion > bunched else colour,
            )
        axis.margins(x=0.12, y=0.1)
        axis.set(
            xlabel="uses (log scale)" if across == "n" else "uses per 1,000 words (log scale)",
            ylabel="weight: how much the word marks the text",
        )
        axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.xaxis.set_minor_locator(NullLocator())
        axis.xaxis.set_major_formatter("{x:,g}")
        axis.grid(linewidth=0.7)
        _hollow_legend(figure, bunched)
        names = [_plain(term, 32) for term in keywords["term"]]
        left_out = _label(figure, axis, keywords[across], keywords["weight"], names, [3.5] * len(names))
        top, often = keywords.loc[keywords["weight"].idxmax()], keywords.loc[keywords[across].idxmax()]
        alt = (
            f"Scatter plot of {_count(len(keywords), 'word')}: {axis.get_xlabel()} across, weight up. Highest "
            f"weight: {top['term']}, {top['weight']:.2f}. Most used: {often['term']}, {often[across]:g}."
            + (f" Without a label: {', '.join(left_out)}." if left_out else "")
        )
        return _picture(figure, alt, "Further right: used more; further up: marks the text more.")


def _hollow_legend(figure: Figure, bunched: float) -> None:
    """Say below the figure what filled and hollow points are."""
    from matplotlib.lines import Line2D

    look = {"linestyle": "", "marker": "o", "markersize": 6.5, "markeredgecolor": SLATE, "markeredgewidth": 1.6}
    figure.legend(
        loc="outside lower center",
        ncols=2,
        handles=[
            Line2D([], [], color=SLATE, label="spread over the text", **look),
            Line2D([], [], color=PAPER, label=f"bunched in a part of it (dispersion above {bunched:g})", **look),
        ],
    )


# ---- places -----------------------------------------------------------------------------------------


def dispersion_barcode(places: pd.DataFrame) -> Picture:
    """Picture of a table with doc_id, term, place (0-1): a tick for every use, a row per text, a panel per term.

    All texts of the corpus have a row, also those without the term; the ticks are counted at the right.
    """
    _need(places, ["doc_id", "term", "place"], "passages.places")
    texts, terms = list(tables.doc_order(places)), _levels(places["term"])
    _need(pd.DataFrame(terms), [], "passages.places", most=12)
    said = []
    with use_style():
        height = 0.95 + len(terms) * (0.4 + 0.24 * len(texts))
        figure, axes = _canvas("Where in each text a word stands", height, len(terms))
        for axis, term in zip(axes, terms, strict=True):
            found = {text: places.loc[(places["term"] == term) & (places["doc_id"] == text), "place"] for text in texts}
            _percent(axis, "place in the text (% of its body words)" if axis is axes[-1] else "")
            _rows_left(axis, [_plain(text, 40) for text in texts])
            for row, (text, at) in enumerate(found.items()):
                axis.barh(row, 100, 0.8, color=_mix(_colours(places)[text], 0.1))
                axis.vlines(100 * at, row - 0.4, row + 0.4, color=_colours(places)[text], linewidth=1.2)
                _note(axis, f"{len(at):,}", 1, row, at_edge=True)
            axis.set_title(_plain(term, 60), loc="left")
            axis.tick_params(labelbottom=axis is axes[-1])
            said.append(f"{term}: " + ", ".join(f"{text} {len(at):,}" for text, at in found.items()))
        alt = (
            f"Barcode plot of {_count(len(terms), 'term')}: a tick for every use, 0 to 100% of each text. "
            f"Uses: {'; '.join(said)}."
        )
        return _picture(figure, alt, "A tick is one use of the term; the number at the right counts them.")


def match_map(passages: pd.DataFrame) -> Picture:
    """Picture of PASSAGES of one pair: a mark per shared passage, from its first to its last raw line in both texts.

    x: raw line of the left text, y: raw line of the right text, line 1 at the top left; the dot grows with the words.
    """
    tables.check(passages, "PASSAGES")
    pairs = passages[["left", "right"]].drop_duplicates()
    if len(pairs) != 1:
        raise ValueError(f"table has {len(pairs)} pairs; a map shows one. Keep the rows of one left and one right.")
    left, right = (_plain(name, 40) for name in pairs.iloc[0])
    ranked = passages.sort_values("words", ascending=False, kind="stable")
    across, down = ((ranked[f"{side}_first_line"] + ranked[f"{side}_last_line"]) / 2 for side in ("left", "right"))
    radius = (1.1 * ranked["words"]).pow(0.5) / 2 + 1.5
    with use_style():
        figure, axis = _canvas(f"Passages that {left} and {right} share", 5.8)
        for row in ranked.itertuples():
            axis.plot(
                (row.left_first_line, row.left_last_line),
                (row.right_first_line, row.right_last_line),
                color=SLATE,
                linewidth=2,
            )
        axis.scatter(across, down, s=(2 * radius) ** 2, color=SLATE, edgecolor=PAPER, linewidth=0.8, zorder=2)
        axis.set(
            xlim=(0, passages["left_last_line"].max() * 1.08),
            ylim=(passages["right_last_line"].max() * 1.08, 0),
            xlabel=f"raw line of {left}",
            ylabel=f"raw line of {right}",
        )
        axis.grid(linewidth=0.7)
        _label(figure, axis, across, down, [f"{n:,}" for n in ranked["words"]], radius.tolist())
        longest = ranked.iloc[0]
        alt = (
            f"Map of {_count(len(passages), 'shared passage')}: raw lines of {left} across, of {right} down. Longest: "
            f"{_count(longest['words'], 'word')}, {left} line {longest['left_first_line']}, {right} line "
            f"{longest['right_first_line']}."
        )
        return _picture(
            figure,
            alt,
            "A dot is a passage that stands in both texts, the number its length in words. "
            "Dots that run down to the right: the same order in both.",
        )


def variant_grid(variants: pd.DataFrame) -> Picture:
    """Picture of VARIANTS: a row per wording, grouped by formula, a column per text; uses written in circles.

    Rows in the order of the table; the circle grows with the uses; a small dot: none.
    """
    tables.check(variants, "VARIANTS")
    wordings = variants[["formula", "variant"]].drop_duplicates()
    _need(wordings, [], "glossary.variant_counts", most=60)
    _need(variants, [], "glossary.variant_counts", key=["formula", "variant", "doc_id"])
    texts, highest = {text: i for i, text in enumerate(tables.doc_order(variants))}, max(variants["n"].max(), 1)
    rows = {}
    for formula, variant in wordings.itertuples(index=False):
        for key in ((formula, None), (formula, variant)):
            rows.setdefault(key, len(rows))
    with use_style():
        figure, axis = _canvas("One formula, several wordings: uses in each text", 1.35 + 0.27 * len(rows))
        for use in variants.itertuples():
            row, column = rows[use.formula, use.variant], texts[use.doc_id]
            face = _mix(_colours(variants)[use.doc_id], 0.7)
            if use.n:
                axis.scatter(column, row, s=90 + 260 * use.n / highest, color=face)
            axis.text(
                column,
                row,
                f"{use.n:,}" if use.n else "·",
                ha="center",
                va="center_baseline",
                fontsize=SMALL,
                color=_on(face) if use.n else MUTED,
            )
        _rows_left(axis, [_plain(variant or formula, 40) for formula, variant in rows])
        for label, (_, variant) in zip(axis.get_yticklabels(), rows, strict=True):
            label.set_fontweight("normal" if variant else "bold")
        axis.hlines(
            [row - 0.5 for (_, variant), row in rows.items() if not variant and row],
            -0.5,
            len(texts) - 0.5,
            color=FAINT,
            linewidth=1,
        )
        axis.set_xlim(-0.5, len(texts) - 0.5)
        axis.set_xticks(
            range(len(texts)), [_plain(text, 20) for text in texts], rotation=30, ha="left", rotation_mode="anchor"
        )
        axis.xaxis.tick_top()
        axis.tick_params(length=0)
        axis.spines["top"].set_visible(False)
        top = variants.loc[variants["n"].idxmax()]
        alt = (
            f"Grid of circles: uses of {_count(len(wordings), 'wording')} of "
            f"{_count(wordings['formula'].nunique(), 'formula')} in {_count(len(texts), 'text')}. Most used: "
            f"“{top['variant']}” in {top['doc_id']}, {top['n']:,}."
        )
        return _picture(figure, alt, "Bold: a formula; below it its wordings. The number counts uses; a dot: none.")


# ---- what all figures share -------------------------------------------------------------------------


def _canvas(title: str, height: float, panels: int = 0, heights: list[int] | None = None, columns: int = 1):
    """Return a figure at page width with a title, and its one axis, or the list of its ``panels``, row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle(_wrap(title, 70), x=0.017, ha="left")
    if not panels:
        return figure, figure.subplots()
    axes = figure.subplots(-(-panels // columns), columns, squeeze=False, height_ratios=heights).ravel()
    for spare in axes[panels:]:
        spare.remove()
    return figure, axes[:panels]


def _picture(figure: Figure, alt: str, caption: str) -> Picture:
    """Return the finished picture; the same figure gives the same bytes, 256 colours at most."""
    from PIL import Image

    drawn, small = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    image = Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(small, "png", optimize=True)
    return Picture(figure, _plain(caption), _plain(alt), small.getvalue())


def _need(table: pd.DataFrame, columns: list[str], maker: str, key: list[str] | None = None, most: int = 0) -> None:
    """Raise a ``ValueError`` that says what a table lacks, or that it has no rows, rows twice or more than ``most``."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        have = [str(column) for column in table.columns]
        raise ValueError(f"table lacks {missing}; it has {have}. Make it with '{maker}'.")
    if not len(table):
        raise ValueError(f"table has no rows: there is nothing to draw. Make it with '{maker}'.")
    if most and len(table) > most:
        raise ValueError(f"table has {len(table)} rows; a figure shows {most} at most. Keep fewer: '.head({most})'.")
    again = table.loc[table.duplicated(key), key] if key else ()
    if len(again):
        raise ValueError(f"table has more than one row for {list(again.iloc[0])}. Keep one row per {key}.")


def _texts(table: pd.DataFrame) -> list[str]:
    """Return the texts that have rows, in corpus order; an empty table is an error."""
    _need(table, [], "corpus.load")
    return [text for text in tables.doc_order(table) if (table["doc_id"] == text).any()]


def _levels(column: pd.Series) -> list:
    """Return the values that occur: categories in their order, other values in that of first appearance."""
    present = list(column.unique())
    return [c for c in column.cat.categories if c in present] if hasattr(column, "cat") else present


def _colours(table: pd.DataFrame) -> dict[str, str]:
    """Return each text's colour, fixed by its place in the corpus; after the eighth they come again."""
    return {text: TEXT_COLOURS[i % len(TEXT_COLOURS)] for i, text in enumerate(tables.doc_order(table))}


def _mix(colour: str, share: float) -> tuple[float, ...]:
    """Return a tint: ``share`` of the colour, the rest paper."""
    from matplotlib.colors import to_rgb

    return tuple(share * a + (1 - share) * b for a, b in zip(to_rgb(colour), to_rgb(PAPER), strict=True))


def _on(face: str | tuple[float, ...]) -> str:
    """Return the ink, white or dark, that has the higher contrast on a colour (WCAG's relative luminance)."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(face)]
    return "white" if 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.2 else INK


def _section_face(section, top: int, colour: str) -> tuple:
    """Return fill and hatch of a section: full colour at the top level, a tint below it, hatched before it."""
    if section.section == 0:
        return _mix(colour, 0.3), "////"
    return _mix(colour, 1 if section.level <= top else 0.5 if section.section % 2 else 0.34), ""


def _top_level(sections: pd.DataFrame) -> int:
    """Return the highest level that a heading of the text has."""
    levels = sections.loc[sections["section"] > 0, "level"]
    return int(levels.min()) if len(levels) else 0


def _section_name(section: pd.Series) -> str:
    """Return a section as alt text names it."""
    return f"section {section['section']}" + (f" ({_plain(section['heading'], 60)})" if section["heading"] else "")


def _percent(axis: Axes, label: str) -> None:
    """Give an axis the scale from 0 to 100% of a text."""
    axis.set(xlim=(-0.2, 100.2), xlabel=label)
    axis.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])


def _rows_above(axis: Axes, places: dict[str, float], bottom: float) -> None:
    """Name rows inside the axis, each at its height above a bar, so that the bars have the full width."""
    axis.set_yticks(list(places.values()), [_plain(text, 60) for text in places])
    axis.set_ylim(bottom, 0)
    axis.tick_params(length=0)
    axis.tick_params(axis="y", pad=-1)
    axis.spines[["left", "bottom"]].set_visible(False)
    for label in axis.get_yticklabels():
        label.set(ha="left", va="center", fontweight="bold")


def _rows_left(axis: Axes, names: list[str], rows: int = 0) -> None:
    """Name rows 0, 1, ... at the left, the first on top, with room for as many as ``rows``."""
    axis.set_yticks(range(len(names)), names, fontsize=SMALL)
    axis.set_ylim(max(rows, len(names)) - 0.5, -0.5)
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)


def _room(axis: Axes, width: float) -> float:
    """Return how many pixels ``width`` units of the x axis take."""
    return axis.transData.transform((width, 0))[0] - axis.transData.transform((0, 0))[0]


def _keep_if(label: Text, axis: Axes, width: float) -> bool:
    """Keep a text if it fits into ``width`` units of the x axis; else remove it and return False."""
    fits = label.get_window_extent().width + 3 <= _room(axis, width)
    if not fits:
        label.remove()
    return fits


def _fit(label: Text, axis: Axes, width: float, lines: int) -> None:
    """Wrap a text into ``width`` units of the x axis, cut with an ellipsis; remove it if under six letters fit."""
    words, room = label.get_text(), _room(axis, width)
    letters = range(int(room / 4), 5, -1)
    shapes = [textwrap.fill(words, n, max_lines=lines, placeholder="…", break_long_words=False) for n in letters]
    whole = [shape for shape in shapes if len(shape.partition("\n")[0]) > room / 20]
    for shape in [*whole, *(_plain(words, n) for n in letters)]:
        label.set_text(shape + "\n " * (lines - 1 - shape.count("\n")))
        if label.get_window_extent().width <= room:
            return
    label.remove()


def _label(figure: Figure, axis: Axes, across: pd.Series, down: pd.Series, names: list[str], radius: list) -> list[str]:
    """Write names beside their points (``radius`` in points), each at the first place that covers nothing.

    Places are tried nearest first, from the right around; a name that stands off gets a line to its point.
    Returns the names for which there was no room.
    """
    from math import cos, pi, sin

    from matplotlib.transforms import Bbox

    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    axis.set(xlim=axis.get_xlim(), ylim=axis.get_ylim())
    unit, frame, left_out = figure.dpi / 72, axis.get_window_extent(), []
    points = axis.transData.transform([*zip(across, down, strict=True)])
    taken = [Bbox([at - r * unit, at + r * unit]) for at, r in zip(points, radius, strict=True)]
    turns = [(cos(k * pi / 8), sin(k * pi / 8)) for k in (0, 8, 4, 12, 2, 14, 6, 10, 1, 15, 7, 9, 3, 13, 5, 11)]
    for at, r, name in zip(points, radius, names, strict=True):
        label = axis.text(0, 0, name, fontsize=SMALL, ha="center", va="center")
        half = label.get_window_extent().size / 2
        for reach, turn in ((reach, turn) for reach in (3, 9, 16, 25, 36, 50, 66) for turn in turns):
            middle = at + turn * (half + (r + reach) * unit)
            box = Bbox([middle - half, middle + half])
            end = at.clip(box.min, box.max)
            line = [Bbox([dot - 2, dot + 2]) for dot in (at + (end - at) * k / 19 for k in range(20)) if reach > 9]
            inside = (box.min >= frame.min).all() and (box.max <= frame.max).all()
            own = Bbox([at - r * unit, at + r * unit])
            crossed = any(dot.count_overlaps(taken) for dot in line if not dot.overlaps(own))
            if inside and not crossed and not box.count_overlaps(taken):
                break
        else:
            label.remove()
            left_out.append(name)
            continue
        taken += [box, *line]
        label.set_position(axis.transData.inverted().transform(middle))
        if line:
            axis.plot(*axis.transData.inverted().transform([at, end]).T, color=MUTED, linewidth=0.6, zorder=0)
    return left_out


def _plain(text: object, length: int = 10_000) -> str:
    """Return a text on one line without control signs, cut to ``length`` with an ellipsis."""
    signs = (sign if unicodedata.category(sign)[0] != "C" else " " for sign in str(text))
    line = " ".join("".join(signs).split())
    return line if len(line) <= length else line[: length - 1].rstrip(" ,;:.-") + "…"


def _wrap(text: object, letters: int) -> str:
    """Return a text on at most two lines of so many letters, cut with an ellipsis."""
    return textwrap.fill(_plain(text), letters, max_lines=2, placeholder="…")


def _count(n: int, noun: str) -> str:
    """Return a number with its noun: "1 word", "2,000 words"."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")
