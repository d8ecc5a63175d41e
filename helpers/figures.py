"""Pictures of small tables that are ready to draw: the only room that knows matplotlib and seaborn.

A figure pivots and orders; it never sums, averages or cuts a list. What it returns is a ``Picture``:
the image, a caption that says how to read it, and alt text worked out from the numbers drawn.
"""

from __future__ import annotations

import base64
import html
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

import pandas as pd

from helpers import tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, DPI, BIG, SMALL = 7.2, 180, 10, 9
PAPER, INK, MUTED, FAINT, SLATE = "#FBFAF7", "#1F2328", "#5A6068", "#DDDCD6", "#3E5468"
# Okabe and Ito's colours without black and yellow, and two dark ones from Tol's muted set; one per text, in order
TEXT_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#666633")
PART_COLOURS = (SLATE, "#C9D3DB", "#E3C77B", "#B9705E", "#8FB09A", "#EFEDE6", "#8C7AA6", "#A9A9A9")
HATCHES = ("", "", "///", "...", "\\\\\\", "xxx", "+++", "ooo")
STYLE = {
    "font.family": "DejaVu Sans", "font.size": BIG, "axes.labelsize": BIG, "xtick.labelsize": SMALL,
    "ytick.labelsize": BIG, "legend.fontsize": SMALL, "axes.titlesize": BIG, "axes.titleweight": "bold",
    "figure.titlesize": 12, "figure.titleweight": "bold", "figure.facecolor": PAPER, "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER, "text.color": INK, "axes.labelcolor": INK, "xtick.color": MUTED,
    "ytick.color": INK, "axes.edgecolor": MUTED, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": False, "grid.color": FAINT, "axes.axisbelow": True, "hatch.linewidth": 0.6, "legend.frameon": False,
    "text.parse_math": False, "axes.unicode_minus": True, "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.12, "figure.dpi": 100,
}


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawn figure: ``figure`` (matplotlib's), ``caption``, ``alt`` (its words), ``png`` (its bytes)."""

    figure: Figure = field(compare=False)
    caption: str
    alt: str
    png: bytes

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
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


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
    fits. Full colour: top-level sections; tint: their subsections; hatched: before the first heading. The words
    of the text, at the right, are read off a row as words / share.
    """
    tables.check(lengths, "LENGTHS")
    texts = _texts(lengths)
    headed = {text: bool((lengths.loc[lengths["doc_id"] == text, "section"] > 0).any()) for text in texts}
    rows, bottom = {}, 0.0
    for text in texts:
        rows[text], bottom = bottom + 0.5, bottom + (1.24 if headed[text] else 0.84)
    with use_style():
        figure, axis = _canvas("How each text is cut into sections", 0.95 + bottom)
        axis.set(xlim=(0, 100), ylim=(bottom, 0), xlabel="place in the text (% of its body words)")
        _bare(axis, left=True)
        axis.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
        _inner_labels(axis, {text: row - 0.36 for text, row in rows.items()})
        figure.draw_without_rendering()
        for text, row in rows.items():
            _profile_row(axis, row, lengths[lengths["doc_id"] == text], _colours(lengths)[text])
        widest = lengths.loc[lengths["share"].idxmax()]
        alt = (
            f"Bar chart of {_count(len(texts), 'text')}: one horizontal bar each, 0 to 100% of its body words, cut "
            f"into sections. {'; '.join(_profile_words(lengths[lengths['doc_id'] == text]) for text in texts)}. "
            f"Widest: {_section_name(widest)} of {widest['doc_id']}, {widest['share']:.0%} of the text."
        )
        caption = (
            "Width: share of the text's body words. Full colour: a top-level section's own words; tint: its "
            "subsections; hatched: before the first heading. The rule below a bar spans a top-level section, named there."
        )
        return _picture(figure, alt, caption)


def _profile_row(axis: Axes, row: float, sections: pd.DataFrame, colour: str) -> None:
    """Draw one text: its sections as bars, their numbers, a rule and a name under each top-level group."""
    top = _top_level(sections)
    for section in sections.itertuples():
        face, hatch = _section_face(section, top, colour)
        left, width = 100 * section.start, 100 * section.share
        axis.barh(row, width, 0.42, left=left, color=face, hatch=hatch, edgecolor=PAPER, linewidth=1.2)
        label = axis.text(left + width / 2, row, section.section or "", ha="center", va="center", color=_on(face),
                          fontsize=SMALL)
        _keep_if(label, axis, left, width)
    groups = sections[sections["level"] <= top]
    ends = [*(100 * groups["start"]).iloc[1:], 100.0]
    for group, end in zip(groups.itertuples(), ends, strict=True):
        start = 100 * group.start
        if group.section:
            axis.plot([start, start], [row - 0.22, row + 0.29], color=INK, linewidth=1.5, solid_capstyle="butt")
            axis.plot([start, end - 0.5], [row + 0.28] * 2, color=INK, linewidth=1.5, solid_capstyle="butt")
            label = axis.text(start, row + 0.31, _plain(group.heading), va="top", color=MUTED, fontsize=SMALL)
            _fit(label, axis, end - start - 1, lines=2)
    axis.text(100, row - 0.36, _profile_words(sections).partition(": ")[2], ha="right", va="center", color=MUTED)


def _profile_words(sections: pd.DataFrame) -> str:
    """Return a text's size in words: "yang_2025: 13 sections, 7,142 words"."""
    row = sections.loc[sections["share"].idxmax()]
    words = round(row["words"] / row["share"]) if row["share"] else 0
    numbered = int((sections["section"] > 0).sum())
    parts = _count(numbered, "section") if numbered else "no headings"
    return f"{row['doc_id']}: {parts}, {_count(words, 'word')}"


def section_lengths(lengths: pd.DataFrame) -> Picture:
    """Picture of LENGTHS: words of each section, one panel per text, bars in reading order on one scale.

    Bars carry the section's number (0: before the first heading) below and its words above.
    """
    tables.check(lengths, "LENGTHS")
    texts = _texts(lengths)
    with use_style():
        figure, axes = _canvas("Words in each section", 0.8 + 1.15 * len(texts), len(texts))
        highest, most = lengths["words"].max(), max(lengths["section"].max(), 6)
        for axis, text in zip(axes, texts, strict=True):
            sections = lengths[lengths["doc_id"] == text]
            top, colour = _top_level(sections), _colours(lengths)[text]
            for section in sections.itertuples():
                face, hatch = _section_face(section, top, colour)
                axis.bar(section.section, section.words, 0.84, color=face, hatch=hatch, edgecolor=PAPER, linewidth=0.5)
                axis.annotate(f"{section.words:,}", (section.section, section.words), (0, 2), ha="center",
                              textcoords="offset points", fontsize=SMALL, rotation=90 if most > 16 else 0)
            axis.set(xlim=(-0.6, most + 0.6), ylim=(0, highest * 1.45))
            axis.set_title(_plain(text), loc="right", y=0.8)
            axis.set_xticks(sections["section"], sections["section"])
            axis.yaxis.set_major_formatter("{x:,.0f}")
            _bare(axis, left=False)
        figure.supylabel("words", fontsize=BIG)
        axes[-1].set_xlabel("section, in reading order (0: before the first heading)")
        longest, shortest = lengths.loc[lengths["words"].idxmax()], lengths.loc[lengths["words"].idxmin()]
        alt = (
            f"Bar charts of {_count(len(texts), 'text')}, one panel each: words (0 to {highest:,}) of every section in "
            f"reading order. Longest: {_section_name(longest)} of {longest['doc_id']}, {longest['words']:,} words. "
            f"Shortest: {_section_name(shortest)} of {shortest['doc_id']}, {shortest['words']:,} words."
        )
        return _picture(figure, alt, "All panels share both scales. Full colour: top-level sections; tint: subsections; "
                                     "hatched: words before the first heading.")


def shares(parts: pd.DataFrame) -> Picture:
    """Picture of a table with doc_id, part and share (0-1): one bar per text, its parts side by side.

    Parts keep the order of their categories, or of first appearance. A value that does not fit into its
    part stands above the bar, with the part's name.
    """
    _need(parts, ["doc_id", "part", "share"], "layout.ledger")
    texts, names = _texts(parts), _levels(parts["part"])
    _once(parts, ["doc_id", "part"])
    with use_style():
        from matplotlib.patches import Patch

        figure, axis = _canvas("What each text is made of", 1.15 + 0.62 * len(texts))
        axis.set(xlim=(0, 100), ylim=(len(texts) - 0.55, -0.75), xlabel="share of the text (%)")
        _bare(axis, left=True)
        axis.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
        _inner_labels(axis, {text: row - 0.45 for row, text in enumerate(texts)})
        look = {name: (PART_COLOURS[i % 8], HATCHES[i % 8]) for i, name in enumerate(names)}
        patches = [Patch(facecolor=face, hatch=hatch, edgecolor=MUTED, label=_plain(name, 24))
                   for name, (face, hatch) in look.items()]
        figure.legend(handles=patches, loc="outside lower center", ncols=min(4, len(names)))
        figure.draw_without_rendering()
        for row, text in enumerate(texts):
            _share_row(axis, row, parts[parts["doc_id"] == text].set_index("part")["share"].reindex(names), look)
        first = parts[parts["part"] == names[0]].set_index("doc_id")["share"]
        values = "; ".join(f"{text} {first[text]:.1%}" for text in texts if text in first.index)
        alt = (
            f"Stacked bar chart of {_count(len(texts), 'text')}: share of each text, 0 to 100%, taken by "
            f"{', '.join(_plain(name) for name in names)}. {_plain(names[0])}: {values}."
        )
        return _picture(figure, alt, "Each bar is one text; parts that are too narrow for their value are named above it.")


def _share_row(axis: Axes, row: int, values: pd.Series, look: dict) -> None:
    """Draw one bar of parts; list the parts whose value does not fit at the right above it."""
    left, small = 0.0, []
    for name, share in values.dropna().items():
        face, hatch = look[name]
        axis.barh(row, 100 * share, 0.46, left=left, color=face, hatch=hatch, edgecolor=MUTED, linewidth=0.5)
        label = axis.text(left + 50 * share, row, f"{share:.1%}", ha="center", va="center", color=_on(face),
                          fontsize=SMALL, bbox={"facecolor": face, "edgecolor": "none", "pad": 1})
        if not _keep_if(label, axis, left, 100 * share) and share > 0:
            small.append(f"{_plain(name, 24)} {share:.1%}")
        left += 100 * share
    if small:
        axis.text(100, row - 0.45, ", ".join(small), ha="right", va="center", color=MUTED, fontsize=SMALL)


# ---- pairs ------------------------------------------------------------------------------------------


def similarity_heatmap(pairs: pd.DataFrame) -> Picture:
    """Picture of PAIRS: a square of every unit against every other, similarity 0-1 written in each cell.

    Order: clustered (average linkage on 1 - similarity, Sokal & Michener 1958), so that like stands by like; ties
    by the order of the table. Where ``left`` and ``right`` name two separate sets of units (the sections of two
    texts) it is a rectangle in reading order, the longer set down the side. ``low`` and ``high`` stand below a
    similarity where the table has them and there is room; in over 24 columns nothing is written.
    """
    tables.check(pairs, "PAIRS")
    _once(pairs, ["left", "right"])
    lefts, rights = _levels(pairs["left"]), _levels(pairs["right"])
    square = bool(set(lefts) & set(rights)) or len(lefts) == len(rights) == 1
    back = pairs.rename(columns={"left": "right", "right": "left"})
    if square:
        both = pd.concat([pairs.astype({"left": object, "right": object}), back.astype({"left": object, "right": object})])
        lefts = rights = _clustered(both, list(dict.fromkeys([*lefts, *rights])))
    else:
        both, lefts, rights = (back, rights, lefts) if len(rights) > len(lefts) else (pairs, lefts, rights)
    grids = {
        name: both.pivot(index="left", columns="right", values=name).reindex(index=lefts, columns=rights)
        for name in ("similarity", "low", "high") if name in both.columns
    }
    with use_style():
        import seaborn

        title = "Similarity of every pair" if square else "Similarity of the sections of two texts"
        figure, axis = _canvas(title, 2 + (0.62 if len(rights) <= 7 else 0.3) * len(lefts))
        seaborn.heatmap(
            grids["similarity"].astype(float), ax=axis, mask=grids["similarity"].isna(), cmap="YlGnBu", vmin=0,
            vmax=pairs["similarity"].max(), annot=_written(grids) if len(rights) <= 24 else None, fmt="",
            annot_kws={"fontsize": SMALL}, linewidths=1.5, linecolor=PAPER,
            cbar_kws={"label": "similarity (0: no word shared, 1: same words)", "aspect": 30},
        )
        axis.set(xlabel="", ylabel="")
        axis.tick_params(length=0)
        axis.set_yticks([i + 0.5 for i in range(len(lefts))], [_plain(label, 34) for label in lefts], rotation=0)
        axis.set_xticks([i + 0.5 for i in range(len(rights))], [_plain(label, 24) for label in rights], rotation=38,
                        ha="right", rotation_mode="anchor")
        alt = (
            f"Heatmap of {len(lefts)} by {len(rights)} units, {'in clustered order' if square else 'in reading order'}: "
            f"similarity from 0 to 1. {_extremes(pairs)}"
        )
        return _picture(figure, alt, "Darker: more alike. " + (
            "Both sides have one order, in which like stands by like; the diagonal, each with itself, is left out."
            if square else "Both sides are in reading order."))


def _clustered(both: pd.DataFrame, labels: list) -> list:
    """Return the labels in the order of a dendrogram's leaves, the first label in the first half."""
    if len(labels) < 3:
        return labels
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    grid = both.pivot(index="left", columns="right", values="similarity").reindex(index=labels, columns=labels)
    distance = 1 - grid.fillna(0).to_numpy(dtype=float, copy=True)
    distance[range(len(labels)), range(len(labels))] = 0
    order = leaves_list(linkage(squareform(distance.round(12)), "average", optimal_ordering=True)).tolist()
    return [labels[i] for i in (order if order.index(0) < len(order) / 2 else order[::-1])]


def _written(grids: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what stands in the cells: the similarity, with its interval below it where it is known and fits."""
    values, columns = grids["similarity"], grids["similarity"].shape[1]
    if columns > 10:
        return values.map(lambda value: f"{value:.2f}".removeprefix("0"))
    written = values.map("{:.2f}".format)
    if {"low", "high"} <= grids.keys() and columns <= 7:
        written = written + "\n" + grids["low"].map("{:.2f}".format) + "–" + grids["high"].map("{:.2f}".format)
    return written


def _extremes(pairs: pd.DataFrame) -> str:
    """Return the most and the least alike pair in words."""
    ranked = pairs.sort_values("similarity", ascending=False, kind="stable")
    most, least = ({k: _plain(v) for k, v in ranked.iloc[i].items()} | {"s": ranked["similarity"].iloc[i]} for i in (0, -1))
    words = f"Most alike: {most['left']} and {most['right']}, {most['s']:.2f}."
    return words + (f" Least alike: {least['left']} and {least['right']}, {least['s']:.2f}." if len(pairs) > 1 else "")


def similarity_intervals(pairs: pd.DataFrame) -> Picture:
    """Picture of PAIRS with low and high: a point and its interval per pair, the most alike on top.

    The interval of the top pair runs down as a band: pairs that reach into it cannot be told from the first.
    Ties by the order of the table.
    """
    tables.check(pairs, "PAIRS")
    _need(pairs, ["low", "high"], "compare.similarity_intervals")
    _once(pairs, ["left", "right"])
    ranked = pairs.sort_values("similarity", ascending=False, kind="stable").reset_index(drop=True)
    _few(ranked, 40)
    top = ranked.iloc[0]
    with use_style():
        figure, axis = _canvas("Similarity of every pair, with its interval", 1.15 + 0.32 * len(ranked))
        axis.axvspan(top["low"], top["high"], color=FAINT, alpha=0.6, linewidth=0)
        for row, pair in ranked.iterrows():
            tied = pair["high"] >= top["low"]
            axis.plot([pair["low"], pair["high"]], [row, row], color=SLATE, linewidth=2, solid_capstyle="round")
            axis.plot(pair["similarity"], row, marker="o", color=SLATE if tied else PAPER, markeredgecolor=SLATE)
            axis.annotate(f"{pair['similarity']:.2f}", (pair["high"], row), (5, 0), textcoords="offset points",
                          va="center", fontsize=SMALL)
        names = [f"{_plain(pair.left, 26)} – {_plain(pair.right, 26)}" for pair in ranked.itertuples()]
        axis.set_yticks(range(len(ranked)), names, fontsize=SMALL)
        axis.set(ylim=(len(ranked) - 0.4, -0.6), xlabel="similarity (0 to 1) and its interval")
        axis.margins(x=0.09)
        axis.tick_params(length=0)
        axis.spines["left"].set_visible(False)
        reach = int((ranked["high"] >= top["low"]).sum())
        alt = (
            f"Dot plot of {_count(len(ranked), 'pair')} with intervals, the most alike on top: similarity from 0 to 1. "
            f"{_extremes(ranked)} The interval of the first is {top['low']:.2f} to {top['high']:.2f}; "
            f"{_count(reach - 1, 'other interval')} of {len(ranked) - 1} reach into it."
        )
        return _picture(figure, alt, "Grey band: the interval of the first pair. Filled dot: the pair's own interval "
                                     "reaches into the band, so it may be a tie; hollow dot: it does not.")


def shared_terms(shared: pd.DataFrame) -> Picture:
    """Picture of SHARED: a bar per term, its part of the pair's similarity, in the order of the table.

    One panel per pair, on one scale.
    """
    tables.check(shared, "SHARED")
    pairs = list(shared.groupby(["left", "right"], observed=True, sort=False))
    _few(shared, 60)
    _once(shared, ["left", "right", "term"])
    with use_style():
        figure, axes = _canvas("Words that make a pair alike", 0.75 + 0.25 * len(shared) + 0.45 * len(pairs), len(pairs),
                               heights=[len(rows) + 1 for _, rows in pairs])
        for axis, ((left, right), rows) in zip(axes, pairs, strict=True):
            axis.barh(range(len(rows)), rows["part"], 0.72, color=SLATE)
            for row, part in enumerate(rows["part"]):
                axis.annotate(f"{part:.3f}", (part, row), (4, 0), textcoords="offset points", va="center", fontsize=SMALL)
            axis.set_yticks(range(len(rows)), [_plain(term, 40) for term in rows["term"]])
            axis.set(xlim=(0, shared["part"].max() * 1.12), ylim=(len(rows) - 0.4, -0.6))
            axis.set_title(f"{_plain(left, 34)} – {_plain(right, 34)}", loc="left")
            _bare(axis, left=True)
        axes[-1].set_xlabel("part of the similarity")
        said = "; ".join(
            f"{_plain(left)} and {_plain(right)}: " + ", ".join(
                f"{_plain(row.term)} {row.part:.3f}" for row in rows.head(3).itertuples())
            for (left, right), rows in pairs
        )
        alt = f"Bar chart of {_count(len(shared), 'term')}: each term's part of the similarity of a pair. First are {said}."
        return _picture(figure, alt, "The parts of all terms of a pair add up to its similarity; "
                                     "the bars are the terms listed in the table.")


def rank_grid(ranks: pd.DataFrame) -> Picture:
    """Picture of a table with pair, setting, rank (and verdict): how many settings give each pair each rank.

    Row: a pair, best mean rank on top; column: rank, 1 the most alike. The circle grows with the number
    of settings, which stands in it; a ring marks the rank in the first setting of the table.
    """
    _need(ranks, ["pair", "setting", "rank"], "compare.stability")
    _once(ranks, ["pair", "setting"])
    counts = pd.crosstab(ranks["pair"].astype(object), ranks["rank"])
    mean = ranks.groupby(ranks["pair"].astype(object), sort=False)["rank"].mean()
    counts = counts.reindex(mean.sort_values(kind="stable").index)
    settings, first = _levels(ranks["setting"]), ranks[ranks["setting"] == ranks["setting"].iloc[0]]
    first = first.set_index(first["pair"].astype(object))["rank"]
    verdicts = ranks.drop_duplicates("pair").set_index("pair")["verdict"] if "verdict" in ranks else {}
    with use_style():
        figure, axis = _canvas(f"Rank of every pair in {_count(len(settings), 'setting')}", 1.35 + 0.42 * len(counts))
        for row, (pair, places) in enumerate(counts.iterrows()):
            axis.axhline(row, color=FAINT, linewidth=0.8, zorder=0)
            for rank, n in places[places > 0].items():
                axis.scatter(rank, row, s=60 + 380 * n / len(settings), color=_mix(SLATE, 0.25 + 0.75 * n / len(settings)),
                             edgecolor=INK if first.get(pair) == rank else PAPER, linewidth=1.6)
                axis.text(rank, row, str(n), ha="center", va="center", fontsize=SMALL,
                          color=_on(_mix(SLATE, 0.25 + 0.75 * n / len(settings))))
            if pair in verdicts:
                axis.annotate(_plain(verdicts[pair], 14), (1.01, row), xycoords=("axes fraction", "data"), va="center",
                              fontweight="bold" if verdicts[pair] == "stable" else "normal")
        axis.set_yticks(range(len(counts)), [_plain(pair, 48) for pair in counts.index], fontsize=SMALL)
        axis.set_xticks(range(1, int(ranks["rank"].max()) + 1))
        axis.set(ylim=(len(counts) - 0.4, -0.6), xlim=(0.4, ranks["rank"].max() + 0.6), xlabel="rank (1: the most alike)")
        _bare(axis, left=True)
        firsts = ranks[ranks["rank"] == 1].groupby(ranks["pair"].astype(object))["setting"].size().sort_values(
            ascending=False, kind="stable")
        alt = (
            f"Grid of circles, {_count(len(counts), 'pair')} by rank: in how many of {len(settings)} settings a pair "
            f"has a rank, 1 being the most alike. First place: "
            + ", ".join(f"{_plain(pair)} in {n}" for pair, n in firsts.head(3).items()) + "."
            + "".join(f" {_plain(pair)}: {_plain(verdict)}." for pair, verdict in dict(verdicts).items())
        )
        return _picture(figure, alt, "The number in a circle counts settings. One big circle: the rank does not depend on "
                                     f"the setting. Dark ring: the rank under “{_plain(settings[0])}”.")


# ---- words ------------------------------------------------------------------------------------------


def keyword_bars(keywords: pd.DataFrame, bunched: float = 0.6) -> Picture:
    """Picture of KEYWORDS: a point with its interval per term, by rank, one panel per text and measure.

    A hollow point marks a bunched word: dispersion (0 even, 1 all in one place) above ``bunched``.
    """
    tables.check(keywords, "KEYWORDS")
    _once(keywords, ["doc_id", "measure", "term"])
    texts, measures = _texts(keywords), _levels(keywords["measure"])
    panels = [(text, measure, keywords[(keywords["doc_id"] == text) & (keywords["measure"] == measure)])
              for text in texts for measure in measures]
    panels = [(text, measure, rows.sort_values("rank", kind="stable")) for text, measure, rows in panels if len(rows)]
    most, columns = max(len(rows) for *_, rows in panels), min(2, len(panels))
    _few(keywords, 120)
    with use_style():
        height = 1.1 + -(-len(panels) // columns) * (0.6 + 0.26 * most)
        figure, axes = _canvas("Words that mark a text, with intervals", height, len(panels), columns)
        for axis, (text, measure, rows) in zip(axes, panels, strict=True):
            colour = _colours(keywords)[text]
            for place, row in enumerate(rows.itertuples()):
                axis.plot([row.low, row.high], [place, place], color=colour, linewidth=2.4, alpha=0.55)
                axis.plot(row.weight, place, marker="o", markersize=6.5, markeredgewidth=1.6, markeredgecolor=colour,
                          color=PAPER if row.dispersion > bunched else colour)
            axis.set_yticks(range(len(rows)), [_plain(term, 30 if columns == 2 else 60) for term in rows["term"]])
            axis.set(ylim=(most - 0.4, -0.6), xlabel=f"weight ({_plain(measure).replace('_', ' ')})")
            axis.set_title(_plain(text), loc="left")
            _bare(axis, left=True)
            axis.grid(axis="both", linewidth=0.7)
        said = "; ".join(
            f"{text}, {_plain(measure)}: " + ", ".join(
                f"{_plain(row.term)} {row.weight:.2f} ({row.low:.2f} to {row.high:.2f})" for row in rows.head(2).itertuples())
            for text, measure, rows in panels
        )
        hollow = int((keywords["dispersion"] > bunched).sum())
        alt = (
            f"Dot plots of {_count(len(keywords), 'keyword')} with intervals, by rank, one panel per text and measure. First "
            f"are {said}. {hollow} of {len(keywords)} are bunched (dispersion above {bunched:g})."
        )
        return _picture(figure, alt, "Dot: weight; line: its interval. Hollow: the word is bunched in a part of the text "
                                     f"(dispersion above {bunched:g}).")


def keyword_scatter(keywords: pd.DataFrame, bunched: float = 0.6) -> Picture:
    """Picture of a table with term, n (or per_thousand), weight, dispersion: frequency against distinctiveness.

    x: uses, or uses per 1,000 words, on a log scale; y: weight. Hollow: dispersion above ``bunched``. Labels are
    set in the order of the table where they cover nothing; one that finds no room is left out and named
    in the alt text.
    """
    across = "per_thousand" if "per_thousand" in keywords.columns else "n"
    _need(keywords, ["term", across, "weight", "dispersion"], "compare.keywords")
    _once(keywords, ["term"])
    _few(keywords, 80)
    known = "doc_id" in keywords.columns
    colour = _colours(keywords)[keywords["doc_id"].iloc[0]] if known else SLATE
    title = f"Frequent and distinctive words of {keywords['doc_id'].iloc[0]}" if known else "Frequent and distinctive words"
    with use_style():
        from matplotlib.ticker import LogLocator, NullFormatter

        figure, axis = _canvas(title, 5.6)
        axis.set_xscale("log")
        for row in keywords.itertuples():
            axis.plot(getattr(row, across), row.weight, marker="o", markersize=6, markeredgecolor=colour,
                      color=PAPER if row.dispersion > bunched else colour)
        axis.margins(x=0.12, y=0.1)
        axis.set(xlabel="uses (log scale)" if across == "n" else "uses per 1,000 words (log scale)",
                 ylabel="weight: how much it marks the text")
        axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.xaxis.set_major_formatter("{x:,g}")
        axis.xaxis.set_minor_formatter(NullFormatter())
        axis.grid(linewidth=0.7)
        left_out = _label(figure, axis, keywords[across], keywords["weight"], [_plain(t, 32) for t in keywords["term"]])
        top, often = keywords.loc[keywords["weight"].idxmax()], keywords.loc[keywords[across].idxmax()]
        alt = (
            f"Scatter plot of {_count(len(keywords), 'word')}: uses{'' if across == 'n' else ' per 1,000 words'} against "
            f"weight. Highest weight: {_plain(top['term'])}, {top['weight']:.2f}. Most used: {_plain(often['term'])}, "
            f"{often[across]:g}." + (f" Without a label: {', '.join(left_out)}." if left_out else "")
        )
        return _picture(figure, alt, "Right: used more; up: marks the text more. Hollow: bunched in a part of the text "
                                     f"(dispersion above {bunched:g}).")


# ---- places -----------------------------------------------------------------------------------------


def dispersion_barcode(places: pd.DataFrame) -> Picture:
    """Picture of a table with doc_id, term, place (0-1): a tick for every use, a row per text, a panel per term.

    All texts of the corpus have a row, also those without the term; uses are counted at the right.
    """
    _need(places, ["doc_id", "term", "place"], "passages.dispersion")
    _texts(places)
    texts, terms = [_plain(text) for text in tables.doc_order(places)], _levels(places["term"])
    _few(pd.Series(terms), 12)
    with use_style():
        figure, axes = _canvas("Where in each text a word stands", 0.95 + len(terms) * (0.4 + 0.24 * len(texts)), len(terms))
        counts = pd.crosstab(places["term"].astype(object), places["doc_id"].astype(object))
        counts = counts.reindex(index=terms, columns=list(tables.doc_order(places)), fill_value=0)
        for axis, term in zip(axes, terms, strict=True):
            for row, (text, colour) in enumerate(_colours(places).items()):
                axis.barh(row, 100, 0.8, color=_mix(colour, 0.1))
                found = places.loc[(places["term"] == term) & (places["doc_id"] == text), "place"]
                axis.vlines(100 * found, row - 0.4, row + 0.4, color=colour, linewidth=1.2)
                axis.annotate(f"{counts.loc[term, text]:,}", (1.01, row), xycoords=("axes fraction", "data"), va="center",
                              fontsize=SMALL)
            axis.set(xlim=(0, 100), ylim=(len(texts) - 0.5, -0.5))
            axis.set_yticks(range(len(texts)), texts, fontsize=SMALL)
            axis.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"] if axis is axes[-1] else [""] * 5)
            axis.set_title(_plain(term, 60), loc="left")
            _bare(axis, left=True)
        axes[-1].set_xlabel("place in the text (% of its body words)")
        said = "; ".join(
            f"{_plain(term)}: " + ", ".join(f"{text} {n:,}" for text, n in counts.loc[term].items()) for term in terms)
        alt = f"Barcode plot of {_count(len(terms), 'term')}, a tick for every use, 0 to 100% of each text. Uses: {said}."
        return _picture(figure, alt, "Each tick is one use of the term; the number at the right counts the ticks.")


def match_map(passages: pd.DataFrame) -> Picture:
    """Picture of PASSAGES of one pair: a stroke per shared passage, from its first to its last raw line in both texts.

    x: raw line of the left text, y: raw line of the right text, line 1 at the top left; dots grow with the words.
    """
    tables.check(passages, "PASSAGES")
    pairs = passages[["left", "right"]].drop_duplicates()
    if len(pairs) != 1:
        raise ValueError(f"table has {len(pairs)} pairs, a map shows one. Keep the rows of one left and one right.")
    left, right = (_plain(name) for name in pairs.iloc[0])
    with use_style():
        figure, axis = _canvas(f"Passages that {left} and {right} share", 5.8)
        for row in passages.itertuples():
            across, down = (row.left_first_line, row.left_last_line), (row.right_first_line, row.right_last_line)
            axis.plot(across, down, color=SLATE, linewidth=2, solid_capstyle="round")
            axis.scatter(sum(across) / 2, sum(down) / 2, s=2.2 * row.words, color=SLATE, alpha=0.75, edgecolor=PAPER)
        axis.set_xlim(0, passages["left_last_line"].max() * 1.08)
        axis.set_ylim(passages["right_last_line"].max() * 1.08, 0)
        axis.set(xlabel=f"raw line of {left}", ylabel=f"raw line of {right}")
        axis.grid(linewidth=0.7)
        ranked = passages.sort_values("words", ascending=False, kind="stable")
        middle = (ranked["left_first_line"] + ranked["left_last_line"]) / 2, (
            ranked["right_first_line"] + ranked["right_last_line"]) / 2
        _label(figure, axis, *middle, [f"{n:,}" for n in ranked["words"]])
        longest = ranked.iloc[0]
        alt = (
            f"Map of {_count(len(passages), 'shared passage')}: raw lines of {left} across, of {right} down. Longest: "
            f"{_count(longest['words'], 'word')}, {left} line {longest['left_first_line']}, {right} line "
            f"{longest['right_first_line']}."
        )
        return _picture(figure, alt, "Each dot is a passage that stands in both texts; the number is its length in words. "
                                     "A row of dots along a diagonal: the same order in both.")


def variant_grid(variants: pd.DataFrame) -> Picture:
    """Picture of VARIANTS: a row per wording, grouped by formula, a column per text; uses written in circles.

    Rows in the order of the table; the circle grows with the uses; a dot: none.
    """
    tables.check(variants, "VARIANTS")
    _once(variants, ["formula", "variant", "doc_id"])
    texts = list(tables.doc_order(variants)) if len(variants) else _texts(variants)
    counts = {key: rows.set_index("doc_id")["n"] for key, rows in variants.groupby(["formula", "variant"], sort=False)}
    _few(pd.Series(list(counts)), 60)
    formulas = dict.fromkeys(formula for formula, _ in counts)
    with use_style():
        figure, axis = _canvas("One formula, several wordings: uses in each text", 1.35 + 0.3 * (len(counts) + len(formulas)))
        row, labels, highest = -1, {}, max(variants["n"].max(), 1)
        for formula in formulas:
            row, labels = row + 1, labels | {row + 1: _plain(formula, 44)}
            for (_, variant), uses in ((key, n) for key, n in counts.items() if key[0] == formula):
                row, labels = row + 1, labels | {row + 1: _plain(variant, 44)}
                for column, text in enumerate(texts):
                    n, face = int(uses.get(text, 0)), _mix(_colours(variants)[text], 0.75)
                    if n:
                        axis.scatter(column, row, s=90 + 300 * n / highest, color=face)
                    axis.text(column, row, f"{n:,}" if n else "·", ha="center", va="center", fontsize=SMALL,
                              color=_on(face) if n else MUTED)
        axis.set(ylim=(row + 0.6, -0.6), xlim=(-0.5, len(texts) - 0.5))
        axis.set_yticks(list(labels), list(labels.values()), fontsize=SMALL)
        axis.set_xticks(range(len(texts)), [_plain(text, 24) for text in texts], rotation=25, ha="left",
                        rotation_mode="anchor")
        axis.xaxis.tick_top()
        _bare(axis, left=True)
        for label in axis.get_yticklabels():
            if label.get_text() in {_plain(formula, 44) for formula in formulas}:
                label.set_fontweight("bold")
        top = variants.loc[variants["n"].idxmax()]
        alt = (
            f"Grid of circles: uses of {_count(len(counts), 'wording')} of {_count(len(formulas), 'formula')} in "
            f"{_count(len(texts), 'text')}. Most used: “{_plain(top['variant'])}” in {top['doc_id']}, {top['n']:,}."
        )
        return _picture(figure, alt, "Bold: the formula; below it its wordings. The number is the count of uses, a dot none.")


# ---- what all figures share -------------------------------------------------------------------------


def _canvas(title: str, height: float, panels: int = 0, columns: int = 1, heights: list[int] | None = None):
    """Return a figure at page width with a title, and its one axis, or the list of its ``panels``, row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.suptitle("\n".join(textwrap.wrap(_plain(title), 72)), x=0.017, ha="left")
    if not panels:
        return figure, figure.subplots()
    axes = figure.subplots(-(-panels // columns), columns, squeeze=False, height_ratios=heights).ravel()
    for spare in axes[panels:]:
        spare.remove()
    return figure, axes[:panels]


def _picture(figure: Figure, alt: str, caption: str) -> Picture:
    """Return the finished picture; the same figure gives the same bytes."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return Picture(figure, _plain(caption), _plain(alt), buffer.getvalue())


def _need(table: pd.DataFrame, columns: list[str], maker: str) -> None:
    """Raise a ``ValueError`` if a table has no rows or lacks columns, and say what makes it."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        have = [str(column) for column in table.columns]
        raise ValueError(f"table lacks {missing}; it has {have}. Make it with '{maker}'.")


def _once(table: pd.DataFrame, key: list[str]) -> None:
    """Raise a ``ValueError`` if two rows of a table stand for the same mark."""
    again = table.loc[table.duplicated(key), key]
    if len(again):
        raise ValueError(f"table has more than one row for {list(again.iloc[0])}. Keep one row per {key}.")


def _few(rows: pd.DataFrame | pd.Series, most: int) -> None:
    """Raise a ``ValueError`` if there is nothing to draw, or more than a page can show."""
    if not len(rows):
        raise ValueError("table has no rows: there is nothing to draw.")
    if len(rows) > most:
        raise ValueError(f"{len(rows)} rows are more than a figure can show. Keep at most {most}, as with '.head({most})'.")


def _texts(table: pd.DataFrame) -> list[str]:
    """Return the texts that have rows, in corpus order; an empty table is an error."""
    if not len(table):
        raise ValueError("table has no rows: there is nothing to draw.")
    return [text for text in tables.doc_order(table) if (table["doc_id"] == text).any()]


def _levels(column: pd.Series) -> list:
    """Return the values that occur, in the order of the categories, or else of first appearance."""
    present = list(column.drop_duplicates())
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [value for value in column.cat.categories if value in present]
    return present


def _colours(table: pd.DataFrame) -> dict[str, str]:
    """Return each text's colour, fixed by its place in the corpus; after the eighth the colours come again."""
    return {text: TEXT_COLOURS[i % len(TEXT_COLOURS)] for i, text in enumerate(tables.doc_order(table))}


def _mix(colour: str, share: float) -> tuple[float, ...]:
    """Return a tint: ``share`` of the colour, the rest paper."""
    from matplotlib.colors import to_rgb

    return tuple(share * a + (1 - share) * b for a, b in zip(to_rgb(colour), to_rgb(PAPER), strict=True))


def _on(face) -> str:
    """Return the ink, dark or light, that reads best on a colour (by WCAG's relative luminance)."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(face)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if luminance < 0.2 else INK


def _section_face(section, top: int, colour: str) -> tuple:
    """Return fill and hatch of a section: full colour at the top level, a tint below it, hatched before it."""
    if section.section == 0:
        return _mix(colour, 0.3), "////"
    if section.level <= top:
        return _mix(colour, 1), ""
    return _mix(colour, 0.5 if section.section % 2 else 0.34), ""


def _top_level(sections: pd.DataFrame) -> int:
    """Return the highest level that a heading of the text has."""
    return int(sections.loc[sections["section"] > 0, "level"].min()) if (sections["section"] > 0).any() else 0


def _section_name(section: pd.Series) -> str:
    """Return a section as alt text names it."""
    heading = f" ({_plain(section['heading'], 60)})" if section["heading"] else ""
    return f"section {section['section']}{heading}"


def _bare(axis: Axes, left: bool) -> None:
    """Take the ticks' marks away, and the left spine where rows carry their own names."""
    axis.tick_params(length=0)
    axis.spines["left"].set_visible(False)
    axis.spines["bottom"].set_visible(not left)


def _inner_labels(axis: Axes, places: dict[str, float]) -> None:
    """Write row names inside the axis, at their heights above the bars, so that the bars have the full width."""
    axis.set_yticks(list(places.values()), [_plain(text, 60) for text in places])
    axis.tick_params(axis="y", pad=0)
    for label in axis.get_yticklabels():
        label.set(ha="left", va="center", fontweight="bold")


def _pixels(axis: Axes, left: float, width: float) -> float:
    """Return how many pixels ``width`` units of the x axis take."""
    return axis.transData.transform((left + width, 0))[0] - axis.transData.transform((left, 0))[0]


def _keep_if(label, axis: Axes, left: float, width: float) -> bool:
    """Keep a text if it fits into ``width`` units of the x axis; else remove it and return False."""
    fits = label.get_window_extent().width + 3 <= _pixels(axis, left, width)
    if not fits:
        label.remove()
    return fits


def _fit(label, axis: Axes, width: float, lines: int = 1) -> None:
    """Wrap a text into ``width`` units of the x axis, cut it with an ellipsis; remove it if six letters do not fit."""
    room, rest, done = _pixels(axis, 0, width), label.get_text(), []

    def fitting(mark: str) -> int:
        for length in range(len(rest), 0, -1):
            label.set_text(rest[:length] + mark)
            if label.get_window_extent().width <= room:
                return length
        return 0

    while rest:
        length = fitting("")
        space = rest.rfind(" ", 0, length + 1)
        if length == len(rest):
            done, rest = [*done, rest], ""
        elif len(done) == lines - 1 or space < length / 3:
            done, rest = [*done, rest[: fitting("…")].rstrip(" ,;:.-") + "…"], ""
        else:
            done, rest = [*done, rest[:space]], rest[space:].lstrip()
    label.set_text("\n".join([*done, *[" "] * (lines - len(done))]))
    if done and done[-1].endswith("…") and len(done[-1]) < 6:
        label.remove()


def _label(figure: Figure, axis: Axes, across: pd.Series, down: pd.Series, labels: list[str]) -> list[str]:
    """Write labels beside their points, each at the first place that covers no point and no label.

    Places are tried nearest first, to the right first; a label that stands off gets a line to its point.
    Returns the labels for which there was no room.
    """
    from matplotlib.transforms import Bbox

    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    points = axis.transData.transform([*zip(across, down, strict=True)])
    unit, frame, left_out = figure.dpi / 72, axis.get_window_extent(), []
    taken = [Bbox.from_extents(x - 4 * unit, y - 4 * unit, x + 4 * unit, y + 4 * unit) for x, y in points]
    turns = ((1, 0, "left"), (-1, 0, "right"), (0, 1, "center"), (0, -1, "center"),
             (0.8, 0.8, "left"), (0.8, -0.8, "left"), (-0.8, 0.8, "right"), (-0.8, -0.8, "right"))
    for x, y, words in zip(across, down, labels, strict=True):
        for reach, (right, up, align) in ((reach, turn) for reach in (6, 13, 22, 34, 48) for turn in turns):
            label = axis.annotate(
                words, (x, y), (reach * right, (reach + 3) * up), textcoords="offset points", ha=align, va="center",
                fontsize=SMALL, arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.6} if reach > 6 else None)
            box = label.get_window_extent()
            if frame.containsx(box.x0) and frame.containsx(box.x1) and frame.containsy(box.y0) and (
                    frame.containsy(box.y1) and not box.count_overlaps(taken)):
                taken.append(box)
                break
            label.remove()
        else:
            left_out.append(words)
    return left_out


def _plain(text: object, length: int = 10_000) -> str:
    """Return a text on one line without control signs, cut to ``length`` with an ellipsis."""
    signs = (sign if unicodedata.category(sign)[0] != "C" else " " for sign in str(text))
    line = " ".join("".join(signs).split())
    return line if len(line) <= length else line[: length - 1].rstrip(" ,;:.-") + "…"


def _count(n: int, noun: str) -> str:
    """Return a number with its noun: "1 word", "2,000 words"."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")
