"""Pictures of pairs: how alike two units are, how sure that is, and by which words. A part of ``figures``."""

from dataclasses import replace
from math import floor

import pandas as pd

from helpers import tables
from helpers.figures import picture as draw

MOST_COLUMNS, WITH_VALUES, WITH_ZEROS, WITH_INTERVALS = 32, 24, 10, 7  # columns of a heatmap: with more, words collide
ALL_SAID = 8  # units of a heatmap up to which its words have every value: a square of eight has 28
UPRIGHT, TREE = 4, 3  # letters that names of columns have at most to stand upright; units from which there is a tree
LABELS = ("ylabel", "xlabel")
RANK_COUNTS = ["rank", "n", "first", "settings"]
SCALE_LABEL = "similarity (0: nothing in common, 1: the same)"
CLUSTERED = "Both sides have one order, in which like stands by like; the diagonal, each with itself, is left out."
READING = "Both sides are in reading order."
UNSURE = " Hollow: leaving out single paragraphs does not tell it from a pair beside it in rank, or they are too few."
PARTS = "The parts of all terms of a pair add up to its similarity; the bars are the terms of the table."
STEADY = "A number counts settings: one big circle in a row means that the rank hardly depends on the setting."
FIRST = "Dark ring: the rank in the first setting."


def similarity_heatmap(pairs: pd.DataFrame) -> draw.Picture:
    """Picture of PAIRS: a square of every unit against every other, similarity 0-1 written in each cell.

    Order: clustered (average linkage on 1 - similarity, Sokal & Michener 1958), so that like stands by like. Where
    ``left`` and ``right`` are two separate sets of units (the sections of two texts) it is a rectangle in reading
    order, the longer set down the side, named by ``left_heading`` and ``right_heading`` if the table has them.
    ``low`` and ``high`` are written too in up to 7 columns; in over 24 nothing is. At most 32 columns. The colours run
    from the lowest similarity, rounded down to a tenth, to the highest.

    >>> figures.similarity_heatmap(pairs)
    Heatmap of 5 by 5 texts in clustered order: similarity from 0 to 1. Most alike: yang_2025 and cicir_2025,
    0.87. Least alike: hussain_2022 and chen_yixin_2023, 0.57. All: hussain_2022 – chen_yixin_2023 0.57; ...
    """
    tables.check(pairs, "PAIRS")
    ids = {tables.called(text): str(text) for text in (*pairs["left"], *pairs["right"])}
    pairs = tables.named(pairs)
    flat, units, sides, square = _sides(pairs)
    draw.need(pd.DataFrame(units[1].keys()), [], "compare.similarity", most=MOST_COLUMNS)
    known = [name for name in ("similarity", "low", "high") if name in flat.columns]
    wide = flat.pivot(index="row", columns="column", values=known)
    grids = {name: wide[name].reindex(index=units[0], columns=units[1]) for name in known}
    kind, order = "sections" if "left_section" in pairs else "texts", "clustered" if square else "reading"
    with draw.use_style(pairs):
        height = 2 + (0.62 if len(units[1]) <= WITH_INTERVALS else 0.3) * len(units[0])
        figure, axis = draw.canvas(f"Similarity of {kind}, pair by pair", height)
        _cells(axis, grids)
        _names(axis, *([draw.plain(shown or name, 32) for name, shown in side.items()] for side in units))
        axis.set(**{name: "" if square else _of_one(pairs, side) for name, side in zip(LABELS, sides, strict=True)})
        size = f"{len(units[0])} by {len(units[1])} {kind}"
        alt = f"Heatmap of {size} in {order} order: similarity from 0 to 1. {_extremes(pairs, len(units[0]))}"
        picture = draw.finished(figure, alt, f"Darker: more alike. {CLUSTERED if square else READING}")
        return replace(picture, areas=_areas(axis, grids["similarity"], ids) if kind == "texts" else ())


def _sides(pairs: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, str]], list[str], bool]:
    """Return rows and columns of a heatmap: one row per cell, the units down and across, their columns, and if square.

    A square has a cell for each order of a pair.
    """
    flat = pairs.assign(row=_unit(pairs, "left"), column=_unit(pairs, "right")).reset_index(drop=True)
    sides, units = ["left", "right"], [_units(flat, "left"), _units(flat, "right")]
    square = bool(units[0].keys() & units[1].keys()) or len(units[0]) == len(units[1]) == 1
    turned = flat.rename(columns={"row": "column", "column": "row"})
    if square:
        flat = pd.concat([flat, turned], ignore_index=True)
        units = [dict.fromkeys(_clustered(flat, list(units[0] | units[1])), "")] * 2
    elif len(units[1]) > len(units[0]):
        flat, sides, units = turned, sides[::-1], units[::-1]
    return flat, units, sides, square


def _of_one(pairs: pd.DataFrame, side: str) -> str:
    """Return the label of a side with the sections of one text."""
    return f"sections of {pairs[side].iloc[0]}" if f"{side}_section" in pairs and pairs[side].nunique() == 1 else ""


def _names(axis, down: list[str], across: list[str]) -> None:
    """Name the rows and the columns of a heatmap; long names of columns stand aslant."""
    axis.set_yticks([row + 0.5 for row in range(len(down))], down, fontsize=draw.SMALL, rotation=0)
    turn = {"rotation": 38, "ha": "right", "rotation_mode": "anchor"} if max(map(len, across)) > UPRIGHT else {}
    middles = [column + 0.5 for column in range(len(across))]
    axis.set_xticks(middles, across, fontsize=draw.SMALL, color=draw.INK, **turn)
    axis.tick_params(length=0)


def _areas(axis, values: pd.DataFrame, ids: dict[str, str]) -> tuple:
    """Return where each cell of a drawn heatmap that has a value lies in the picture, as ``Picture`` has it."""
    to_share = axis.transData + axis.figure.transFigure.inverted()
    areas = []
    for row, column in zip(*values.notna().to_numpy().nonzero(), strict=True):
        (x, bottom), (end, top) = to_share.transform([(column, row + 1), (column + 1, row)])
        box = (round(float(100 * share), 1) for share in (x, 1 - top, end - x, top - bottom))
        areas.append((ids[values.index[row]], ids[values.columns[column]], *box))
    return tuple(areas)


def _cells(axis, grids: dict[str, pd.DataFrame]) -> None:
    """Draw the cells of a heatmap, their values in the ink that reads best on each, and the scale of colours."""
    import seaborn

    values = grids["similarity"].astype(float)
    columns = len(values.columns)
    written = values.map(lambda value: f"{value:.2f}".removeprefix("0" if columns > WITH_ZEROS else ""))
    if {"low", "high"} <= grids.keys() and columns <= WITH_INTERVALS:
        ends = "\n" + grids["low"].map("{:.2f}".format) + "–" + grids["high"].map("{:.2f}".format)
        written += ends.where(grids["low"].notna(), "")
    look = {"fmt": "", "annot_kws": {"fontsize": draw.SMALL}, "linewidths": 1.2, "linecolor": draw.PAPER}
    look |= {"cmap": "crest", "vmin": floor(10 * values.min(axis=None)) / 10, "vmax": values.max(axis=None)}
    look["cbar_kws"] = {"label": SCALE_LABEL, "aspect": 5 * axis.figure.get_figheight()}
    seaborn.heatmap(values, ax=axis, mask=values.isna(), annot=written if columns <= WITH_VALUES else None, **look)
    mesh = axis.collections[0]
    shown = values.to_numpy()[values.notna().to_numpy()]
    for label, value in zip(axis.texts, shown, strict=columns <= WITH_VALUES):
        label.set_color(draw.ink_on(mesh.cmap(mesh.norm(value))[:3]))


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
    if len(units) < TREE:
        return units
    from scipy.cluster.hierarchy import leaves_list, linkage

    grid = flat.pivot(index="row", columns="column", values="similarity").reindex(index=units, columns=units).fillna(0)
    apart = [1 - grid.iloc[i, j] for i in range(len(units)) for j in range(i + 1, len(units))]
    order = leaves_list(linkage(apart, "average", optimal_ordering=True)).tolist()
    return [units[i] for i in (order if order.index(0) < len(order) / 2 else order[::-1])]


def _extremes(pairs: pd.DataFrame, units: int = ALL_SAID + 1) -> str:
    """Return the most and the least alike pair in words, ties by the order of the table; all of them of few units."""
    rows = {"Most": pairs["similarity"].argmax(), "Least": pairs["similarity"].argmin()}
    both, values = _pairs(pairs), [f"{value:.2f}" for value in pairs["similarity"]]
    said = [f"{which} alike: {' and '.join(both[row])}, {values[row]}." for which, row in rows.items()]
    every = "; ".join(f"{_versus(pair)} {value}" for pair, value in zip(both, values, strict=True))
    return " ".join([*said, f"All: {every}."] if units <= ALL_SAID else said)


def similarity_intervals(pairs: pd.DataFrame, line: str = "interval") -> draw.Picture:
    """Picture of PAIRS with low and high: a point and its interval per pair, the most alike on top.

    A pair whose ``verdict`` is not that it stands is hollow and says so; one without an interval is a point. Equal
    similarities keep the order of the table. ``line`` says what runs from low to high, where it is no interval.
    """
    tables.check(pairs, "PAIRS")
    pairs = draw.need(pairs, ["low", "high"], "compare.similarity_intervals", most=40)
    ranked = pairs.sort_values("similarity", ascending=False, kind="stable").reset_index(drop=True)
    verdict = ranked["verdict"].astype(str) if "verdict" in ranked.columns else pd.Series("stands", ranked.index)
    unsure = verdict != "stands"
    with draw.use_style(pairs):
        figure, axis = draw.canvas(f"Similarity of every pair, with its {line}", 1.15 + 0.32 * len(ranked))
        for row, (value, *span) in enumerate(ranked[["similarity", "low", "high"]].itertuples(index=False)):
            draw.point(axis, row, value, span, draw.SLATE, unsure[row])
            draw.note(axis, f"{value:.2f}" + (f" {verdict[row]}" if unsure[row] else ""), max(value, span[1]), row)
        draw.rows_left(axis, [_versus(pair) for pair in _pairs(ranked)])
        axis.margins(x=0.3 if unsure.any() else 0.16)
        axis.grid(axis="x", linewidth=0.7)
        axis.set_xlabel(f"similarity (0 to 1) and its {line}")
        counted = verdict[unsure].value_counts(sort=False).items()
        told = [f"{name.capitalize()}: {n} of {len(ranked)}." for name, n in counted]
        alt = (
            f"Dot plot of {draw.count(len(ranked), 'pair')} with {line}s, the most alike on top: similarity from 0 "
            f"to 1. {_extremes(ranked)} {line.capitalize()} of the first: "
            f"{draw.interval(ranked['low'][0], ranked['high'][0])}. {' '.join(told)}"
        )
        return draw.finished(figure, alt.strip(), f"Dot: similarity; line: its {line}.{UNSURE * any(unsure)}")


def _pairs(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the two units of each row."""
    return list(zip(_unit(table, "left"), _unit(table, "right"), strict=True))


def _versus(pair: tuple[str, str]) -> str:
    """Return a pair as figures name it."""
    return " – ".join(draw.plain(unit, 24) for unit in pair)


def shared_terms(shared: pd.DataFrame) -> draw.Picture:
    """Picture of SHARED: a bar per term, its part of the pair's similarity, in the order of the table.

    One panel per pair, on one scale.

    >>> shared = compare.shared_terms(weights, "yang_2025", "cicir_2025")
    >>> figures.shared_terms(shared.head(3))
    Bar chart of 3 terms: each one's part of a pair's similarity. First are yang_2025 – cicir_2025: security
    0.309, development 0.131, national 0.078.
    """
    named = draw.need(shared, [], "SHARED", most=60)
    named = named.assign(pair=_pairs(named))
    panels = {pair: named[named["pair"] == pair] for pair in named["pair"].unique()}
    with draw.use_style(shared):
        height, heights = 0.75 + 0.25 * len(named) + 0.45 * len(panels), [len(rows) + 1 for rows in panels.values()]
        figure, axes = draw.canvas("Words that make a pair alike", height, len(panels), heights)
        for axis, (pair, rows) in zip(axes, panels.items(), strict=True):
            axis.barh(range(len(rows)), rows["part"], 0.72, color=draw.SLATE)
            for row, part in enumerate(rows["part"]):
                draw.note(axis, f"{part:.3f}", part, row)
            draw.rows_left(axis, [draw.plain(term, 40) for term in rows["term"]])
            axis.set_xlim(0, named["part"].max() * 1.12)
            axis.set_title(_versus(pair), loc="left")
            axis.tick_params(labelbottom=axis is axes[-1])
        axes[-1].set_xlabel("part of the similarity")
        first = {pair: [f"{row.term} {row.part:.3f}" for row in rows[:3].itertuples()] for pair, rows in panels.items()}
        said = "; ".join(f"{_versus(pair)}: {', '.join(terms)}" for pair, terms in first.items())
        alt = f"Bar chart of {draw.count(len(named), 'term')}: each one's part of a pair's similarity. First are"
        return draw.finished(figure, f"{alt} {said}.", PARTS)


def rank_grid(ranks: pd.DataFrame) -> draw.Picture:
    """Picture of a table with left, right, rank, n, first (and verdict): how many settings give each pair each rank.

    Row: a pair, in the order of the table; column: rank, 1 the most alike. The circle grows with the number of
    settings ``n``, which stands in it; a dark ring marks ``first``, the rank in the first setting.
    """
    ranks = draw.need(ranks, ["left", "right", *RANK_COUNTS], "compare.rank_counts", key=["left", "right", "rank"])
    pairs = {pair: ranks[[pair == each for each in _pairs(ranks)]] for pair in dict.fromkeys(_pairs(ranks))}
    settings = int(ranks["settings"].iloc[0])
    with draw.use_style(ranks):
        figure, axis = draw.canvas(f"Rank of every pair in {draw.count(settings, 'setting')}", 1.2 + 0.42 * len(pairs))
        for row, places in enumerate(pairs.values()):
            axis.axhline(row, color=draw.FAINT, linewidth=0.8, zorder=0)
            for place in places.itertuples():
                face = draw.tint(draw.SLATE, 0.2 + 0.8 * place.n / settings)
                size, edge = 80 + 360 * place.n / settings, draw.INK if place.first else draw.PAPER
                axis.scatter(place.rank, row, s=size, color=face, edgecolor=edge, linewidth=1.8)
                look = {"ha": "center", "va": "center_baseline", "fontsize": draw.SMALL, "color": draw.ink_on(face)}
                axis.text(place.rank, row, str(place.n), **look)
            if "verdict" in places.columns:
                draw.note(axis, draw.wrap(draw.plain(places["verdict"].iloc[0], 24), 14), 1, row, at_edge=True)
        draw.rows_left(axis, [_versus(pair) for pair in pairs])
        axis.set_xticks(range(1, int(ranks["rank"].max()) + 1))
        axis.set(xlim=(0.4, ranks["rank"].max() + 0.6), xlabel="rank (1: the most alike)")
        named = {_versus(pair): rows for pair, rows in pairs.items()}
        first = [f"{name} in {n}" for name, rows in named.items() for n in rows.loc[rows["rank"] == 1, "n"]]
        said = [f"{name} {rows['verdict'].iloc[0]}" for name, rows in named.items() if "verdict" in rows]
        alt = (
            f"Grid of circles, {draw.count(len(pairs), 'pair')} by rank: in how many of "
            f"{draw.count(settings, 'setting')} a pair has a rank, 1 being the most alike. First: {'; '.join(first)}."
        )
        alt += f" Verdicts: {'; '.join(said)}." if said else ""
        return draw.finished(figure, alt, f"{STEADY} {FIRST}")
