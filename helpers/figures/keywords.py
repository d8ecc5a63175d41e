"""Pictures of words that mark a text. A part of ``figures``."""

from math import isnan

import pandas as pd

from helpers import measures
from helpers.figures import picture as draw


def keyword_bars(keywords: pd.DataFrame) -> draw.Picture:
    """Picture of KEYWORDS: a point with its interval per term, by rank, one panel per text and measure.

    The point is the ``effect``, which the interval is of (the weight where the table has none). A term without an
    interval is a point; a line that ends in its point has no known upper end. Panels of one measure have one scale.
    Hollow: ``bunched`` in a part of the text, beyond what chance gives.

    >>> keywords = compare.keywords(tokens, words.stop_words("short"), longest=1, top=3)
    >>> figures.keyword_bars(keywords[keywords["measure"] == "keyness"]).caption
    'Dot: effect; line: its interval. The word of rank 1 is on top.'
    """
    keywords = draw.need(keywords, ["bunched"], "KEYWORDS", most=120)
    grouped = keywords.groupby(["doc_id", "measure"], observed=True, sort=True)
    panels = [rows.sort_values("rank", kind="stable") for _, rows in grouped]
    most, columns = max(len(rows) for rows in panels), min(2, len(panels))
    shown = "effect" if "effect" in keywords.columns else "weight"
    with draw.use_style(keywords):
        height = 1.3 + -(-len(panels) // columns) * (0.55 + 0.31 * most)
        figure, axes = draw.canvas("Words that mark a text, with intervals", height, len(panels), columns=columns)
        said = []
        for axis, rows in zip(axes, panels, strict=True):
            text, measure = rows["doc_id"].iloc[0], rows["measure"].iloc[0]
            own = shown if rows[shown].notna().any() else "weight"  # a measure may have no effect
            first = _keyword_panel(axis, rows, own, draw.colours(keywords)[text])
            said.append(f"{text}, {measure}: {', '.join(first[:2])}")
            same = keywords.loc[keywords["measure"] == measure, [own, "low", "high"]]
            low, high = min(same.min(axis=None), 0), same.max(axis=None)
            axis.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
            draw.rows_left(axis, [draw.wrap(term, 22) for term in rows["term"]], most)
            axis.grid(linewidth=0.7)
            axis.set_xlabel(draw.plain(measures.label(measure, own == "effect")))
            axis.set_title(draw.plain(text, 24), loc="left")
        _hollow_legend(figure)
        hollow = f"{keywords['bunched'].sum()} of {len(keywords)}"
        alt = (
            f"Dot plots of {draw.count(len(keywords), 'keyword')} with intervals, one panel per text and measure, "
            f"by rank. First are {'; '.join(said)}. Bunched: {hollow}."
        )
        return draw.finished(figure, alt, f"Dot: {shown}; line: its interval. The word of rank 1 is on top.")


def _keyword_panel(axis, rows: pd.DataFrame, own: str, colour: str) -> list[str]:
    """Draw the keywords of one text and measure, the first on top; return each in words."""
    said = []
    values = rows[["term", own, "low", "high", "bunched"]].itertuples(index=False)
    for place, (term, value, low, high, bunched) in enumerate(values):
        draw.point(axis, place, value, (low, value if isnan(high) else high), colour, bunched)
        size = "unknown" if isnan(value) else f"{value:.2f}"
        said.append(f"{term} {size} ({draw.interval(low, high)})")
    return said


def keyword_scatter(keywords: pd.DataFrame) -> draw.Picture:
    """Picture of a table with term, n (or per_thousand), weight, bunched: frequency against distinctiveness.

    x: uses (or uses per 1,000 words), log scale; y: weight. Hollow: bunched in a part of the text. Labels are set in
    the order of the table where they cover nothing; one that finds no room is named in the alt text instead.

    >>> table = terms.keyness(terms.counts(tokens)).nlargest(30, "weight").query("doc_id == 'yang_2025'")
    >>> figures.keyword_scatter(compare.by_chance(table.merge(terms.dispersion(tokens))))
    Scatter plot of 4 words: uses (log scale) across, weight up. Highest weight: supply, 24.27. Most used:
    development, 140.
    """
    from matplotlib.ticker import LogLocator, NullLocator

    across = "per_thousand" if "per_thousand" in keywords.columns else "n"
    needed = ["term", across, "weight", "bunched"]
    keywords = draw.need(keywords, needed, "compare.keywords", key=["term"], most=80)
    texts = keywords["doc_id"].unique() if "doc_id" in keywords.columns else []
    text = texts[0] if len(texts) == 1 else None
    colour = draw.SLATE if text is None else draw.colours(keywords)[text]
    with draw.use_style(keywords):
        figure, axis = draw.canvas("Frequent and distinctive words" + ("" if text is None else f" of {text}"), 5.8)
        axis.set_xlabel("uses (log scale)" if across == "n" else "uses per 1,000 words (log scale)")
        axis.set(xscale="log", ylabel="weight: how much the word marks the text")
        axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.xaxis.set_minor_locator(NullLocator())
        axis.xaxis.set_major_formatter("{x:,g}")
        look = {"marker": "o", "markersize": 6, "markeredgecolor": colour, "markeredgewidth": 1.4}
        for x, y, bunched in keywords[[across, "weight", "bunched"]].itertuples(index=False):
            axis.plot(x, y, color=draw.PAPER if bunched else colour, **look)
        axis.margins(x=0.12, y=0.1)
        axis.grid(linewidth=0.7)
        _hollow_legend(figure)
        names = [draw.plain(term, 32) for term in keywords["term"]]
        left_out = draw.place_labels(figure, axis, keywords[across], keywords["weight"], names, [3.5] * len(names))
        top, often = keywords.loc[keywords["weight"].idxmax()], keywords.loc[keywords[across].idxmax()]
        alt = (
            f"Scatter plot of {draw.count(len(keywords), 'word')}: {axis.get_xlabel()} across, weight up. Highest "
            f"weight: {top['term']}, {top['weight']:.2f}. Most used: {often['term']}, {often[across]:g}."
            + (f" Without a label: {', '.join(left_out)}." if left_out else "")
        )
        return draw.finished(figure, alt, "Further right: used more; further up: marks the text more.")


def _hollow_legend(figure) -> None:
    """Say below the figure what filled and hollow points are."""
    from matplotlib.lines import Line2D

    look = {"linestyle": "", "marker": "o", "markersize": 6.5, "markeredgecolor": draw.SLATE, "markeredgewidth": 1.6}
    points = {"not bunched": draw.SLATE, "bunched in a part of the text, beyond chance": draw.PAPER}
    handles = [Line2D([], [], color=face, label=label, **look) for label, face in points.items()]
    figure.legend(loc="outside lower center", ncols=2, handles=handles)


def ranked_lists(lists: pd.DataFrame) -> draw.Picture:
    """Picture of a table with list, rank, term, marked: two lists of words side by side, by rank, from the top.

    A line joins a word that stands in both. ``marked`` words are set in colour behind a cross.
    """
    draw.need(lists, ["list", "rank", "term", "marked"], "compare.keywords", key=["list", "rank"], most=80)
    names, longest = list(dict.fromkeys(lists["list"])), lists["rank"].max()
    if len(names) != 2:
        raise ValueError(f"table has the lists {names}; the picture shows two. Keep the rows of two.")
    left, right = sides = [lists[lists["list"] == name].sort_values("rank") for name in names]
    both, shown = left.merge(right, on="term"), [draw.plain(name, 24) for name in names]
    with draw.use_style(lists):
        figure, axis = draw.canvas(f"Words by rank: {' and '.join(shown)}", 1.1 + 0.27 * longest)
        axis.plot([0.43, 0.57], both[["rank_x", "rank_y"]].to_numpy().T, color=draw.SLATE, linewidth=1, alpha=0.6)
        for rows, across, to in zip(sides, (0.42, 0.58), ("right", "left"), strict=True):
            for row in rows.itertuples():
                ink, term = draw.TEXT_COLOURS[1] if row.marked else draw.INK, draw.plain(row.term, 40)
                words = "✗ " * row.marked + term
                axis.text(across, row.rank, words, color=ink, ha=to, va="center", in_layout=False)
        axis.set(xlim=(-0.02, 1.02), ylim=(longest + 0.6, 0.4), xticks=[0.36, 0.64], xticklabels=shown, ylabel="rank")
        axis.xaxis.tick_top()
        axis.set_yticks(range(1, longest + 1))
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
        said = [f"{name} begins with {rows['term'].iloc[0]}" for name, rows in zip(names, sides, strict=True)]
        crossed = [f"{sum(rows['marked'])} of {len(rows)} in {name}" for name, rows in zip(names, sides, strict=True)]
        alt = f"Two lists of words by rank: {', '.join(said)}. A line joins the {len(both)} words that both have. "
        return draw.finished(figure, f"{alt}Marked: {', '.join(crossed)}.", "A line joins a word that both lists have.")
