"""Pictures of where things stand: uses of a term, shared passages, wordings of a formula. A part of ``figures``."""

import pandas as pd

from helpers import tables
from helpers.figures import picture as draw

WORDINGS = "Bold: a formula; below it its wordings. The number counts uses; a dot: none."


def dispersion_barcode(places: pd.DataFrame) -> draw.Picture:
    """Picture of a table with doc_id, term, place (0-1): a tick for every use, a row per text, a panel per term.

    All texts of the corpus have a row, also those without the term; the ticks are counted at the right.

    >>> figures.dispersion_barcode(passages.places(tokens, "peace"))
    Barcode plot of 1 term: a tick for every use, 0 to 100% of each text. Uses: peace: hussain_2022 0,
    chen_yixin_2023 5, chen_xiangyang_2024 1, yang_2025 8, cicir_2025 6.
    """
    places = draw.need(places, ["doc_id", "term", "place"], "passages.places")
    texts, terms = list(tables.doc_order(places)), draw.levels(places["term"])
    draw.need(pd.DataFrame(terms), [], "passages.places", most=12)
    said = []
    with draw.use_style(places):
        height = 0.95 + len(terms) * (0.4 + 0.24 * len(texts))
        figure, axes = draw.canvas("Where in each text a word stands", height, len(terms))
        for axis, term in zip(axes, terms, strict=True):
            uses = {text: places.loc[(places["term"] == term) & (places["doc_id"] == text), "place"] for text in texts}
            draw.percent(axis, "place in the text (% of its body words)" if axis is axes[-1] else "")
            draw.rows_left(axis, [draw.plain(text, 40) for text in texts])
            for row, (text, at) in enumerate(uses.items()):
                axis.barh(row, 100, 0.8, color=draw.tint(draw.colours(places)[text], 0.1))
                axis.vlines(100 * at, row - 0.4, row + 0.4, color=draw.colours(places)[text], linewidth=1.2)
                draw.note(axis, f"{len(at):,}", 1, row, at_edge=True)
            axis.set_title(draw.plain(term, 60), loc="left")
            axis.tick_params(labelbottom=axis is axes[-1])
            said.append(f"{term}: " + ", ".join(f"{text} {len(at):,}" for text, at in uses.items()))
        alt = f"Barcode plot of {draw.count(len(terms), 'term')}: a tick for every use, 0 to 100% of each text. Uses: "
        caption = "A tick is one use of the term; the number at the right counts them."
        return draw.finished(figure, f"{alt}{'; '.join(said)}.", caption)


def match_map(passages: pd.DataFrame) -> draw.Picture:
    """Picture of PASSAGES of one pair: a mark per shared passage, from its first to its last raw line in both texts.

    x: raw line of the left text, y: raw line of the right text, line 1 at the top left; the dot grows with the words.

    >>> passage = passages.shared_passages(tokens, paragraphs).query("left == 'yang_2025'")
    >>> figures.match_map(passage)
    Map of 98 shared passages: raw lines of yang_2025 across, of cicir_2025 down. Longest: 71 words, yang_2025
    line 199, cicir_2025 line 299.
    """
    tables.check(passages, "PASSAGES")
    passages = tables.named(passages)
    pairs = passages[["left", "right"]].drop_duplicates()
    if len(pairs) != 1:
        raise ValueError(f"table has {len(pairs)} pairs; a map shows one. Keep the rows of one left and one right.")
    left, right = (draw.plain(name, 40) for name in pairs.iloc[0])
    ranked = passages.sort_values("words", ascending=False, kind="stable")
    ends = [ranked[[f"{side}_first_line", f"{side}_last_line"]] for side in ("left", "right")]
    across, down = (lines.mean(axis=1) for lines in ends)
    radius = (1.1 * ranked["words"]).pow(0.5) / 2 + 1.5
    with draw.use_style(pairs):
        figure, axis = draw.canvas(f"Passages that {left} and {right} share", 5.8)
        axis.plot(*(lines.to_numpy().T for lines in ends), color=draw.SLATE, linewidth=2)
        axis.scatter(across, down, s=(2 * radius) ** 2, color=draw.SLATE, edgecolor=draw.PAPER, linewidth=0.8, zorder=2)
        xlim, ylim = (0, ranked["left_last_line"].max() * 1.08), (ranked["right_last_line"].max() * 1.08, 0)
        axis.set(xlim=xlim, ylim=ylim, xlabel=f"raw line of {left}", ylabel=f"raw line of {right}")
        axis.grid(linewidth=0.7)
        draw.place_labels(figure, axis, across, down, [f"{n:,}" for n in ranked["words"]], radius.tolist())
        longest = ranked.iloc[0]
        alt = (
            f"Map of {draw.count(len(passages), 'shared passage')}: raw lines of {left} across, of {right} down. "
            f"Longest: {draw.count(longest['words'], 'word')}, {left} line {longest['left_first_line']}, {right} line "
            f"{longest['right_first_line']}."
        )
        caption = "A dot is a passage that stands in both texts, the number its length in words."
        return draw.finished(figure, alt, f"{caption} Dots that run down to the right: the same order in both.")


def variant_grid(variants: pd.DataFrame) -> draw.Picture:
    """Picture of VARIANTS: a row per wording, grouped by formula, a column per text; uses written in circles.

    Rows in the order of the table; the circle grows with the uses; a small dot: none.

    >>> variants = glossary.variant_counts(paragraphs, glossary.load())
    >>> figures.variant_grid(variants[variants["formula"] == "holistic approach to national security"])
    Grid of circles: uses of 3 wordings of 1 formula in 5 texts. Most used: “holistic approach to national
    security” in chen_xiangyang_2024, 17.
    """
    tables.check(variants, "VARIANTS")
    variants = tables.named(variants)
    wordings = variants[["formula", "variant"]].drop_duplicates()
    draw.need(wordings, [], "glossary.variant_counts", most=60)
    texts = list(tables.doc_order(variants))
    keys = (key for name, wording in wordings.itertuples(index=False) for key in ((name, None), (name, wording)))
    rows: dict[tuple, int] = {key: row for row, key in enumerate(dict.fromkeys(keys))}
    with draw.use_style(variants):
        figure, axis = draw.canvas("One formula, several wordings: uses in each text", 1.35 + 0.27 * len(rows))
        _circles(axis, variants, texts, rows)
        draw.rows_left(axis, [draw.plain(variant or formula, 40) for formula, variant in rows])
        for label, (_, variant) in zip(axis.get_yticklabels(), rows, strict=True):
            label.set_fontweight("normal" if variant else "bold")
        between = [row - 0.5 for (_, variant), row in rows.items() if not variant and row]
        axis.hlines(between, -0.5, len(texts) - 0.5, color=draw.FAINT, linewidth=1)
        axis.set_xlim(-0.5, len(texts) - 0.5)
        names = [draw.plain(text, 20) for text in texts]
        axis.set_xticks(range(len(texts)), names, rotation=30, ha="left", rotation_mode="anchor")
        axis.xaxis.tick_top()
        axis.tick_params(length=0)
        axis.spines["top"].set_visible(False)
        top, formulas = variants.loc[variants["n"].idxmax()], variants["formula"].nunique()
        alt = (
            f"Grid of circles: uses of {draw.count(len(wordings), 'wording')} of {draw.count(formulas, 'formula')} in "
            f"{draw.count(len(texts), 'text')}. Most used: “{top['variant']}” in {top['doc_id']}, {top['n']:,}."
        )
        return draw.finished(figure, alt, WORDINGS)


def _circles(axis, variants: pd.DataFrame, texts: list[str], rows: dict[tuple, int]) -> None:
    """Draw the uses of every wording in every text, a circle with their number in it, or a small dot."""
    highest, centred = max(variants["n"].max(), 1), {"ha": "center", "va": "center_baseline", "fontsize": draw.SMALL}
    for use in variants.itertuples():
        row, column = rows[use.formula, use.variant], texts.index(use.doc_id)
        face = draw.tint(draw.colours(variants)[use.doc_id], 0.7)
        if use.n:
            axis.scatter(column, row, s=90 + 260 * use.n / highest, color=face)
        words, ink = (f"{use.n:,}", draw.ink_on(face)) if use.n else ("·", draw.MUTED)
        axis.text(column, row, words, color=ink, **centred)
