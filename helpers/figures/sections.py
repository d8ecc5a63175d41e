"""Pictures of what a text is made of: its sections and its parts. A part of ``figures``."""

import pandas as pd

from helpers.figures import picture as draw

PART_COLOURS = (draw.SLATE, "#C9D3DB", "#E3C77B", "#B9705E", "#8FB09A", "#EFEDE6", "#8C7AA6", "#A9A9A9")
HATCHES = ("", "", "///", "...", "\\\\\\", "xxx", "+++", "ooo")
PROFILE = (
    "Width: share of the text's body words. Full colour: a top-level section's own words; tint: its subsections; "
    "hatched: before the first heading. A line below a bar spans a top-level section with all that belongs to it."
)
UPRIGHT = 12  # bars in a panel: with more, numbers of four figures collide unless they are turned
SCALES = "All panels have the same scales. Full colour: top-level sections; tint: subsections; hatched:"


def section_profile(lengths: pd.DataFrame) -> draw.Picture:
    """Picture of LENGTHS: one bar per text from 0 to 100% of its body words, cut into its sections.

    Row: a text, in corpus order. Width: share of the text's words; a section's number stands in it where it
    fits. Full colour: a top-level section's own words; tint: its subsections; hatched: before the first heading.
    The words of the text at the right are the table's ``total``.

    >>> figures.section_profile(compare.section_lengths(layout.sections(lines), tokens)).alt[:41]
    'Bar chart of 5 texts: one horizontal bar '
    """
    lengths = draw.need(lengths, ["total"], "LENGTHS")
    texts = {text: lengths[lengths["doc_id"] == text] for text in draw.levels(lengths["doc_id"])}
    rows, bottom = {}, 0.0
    for text, sections in texts.items():
        rows[text], bottom = bottom + 0.5, bottom + (1.24 if (sections["section"] > 0).any() else 0.84)
    with draw.use_style(lengths):
        figure, axis = draw.canvas("How each text is cut into sections", 0.95 + bottom)
        draw.percent(axis, "place in the text (% of its body words)")
        draw.rows_above(axis, {text: row - 0.36 for text, row in rows.items()}, bottom)
        figure.draw_without_rendering()
        for text, sections in texts.items():
            _profile_row(axis, rows[text], sections, draw.colours(lengths)[text])
        widest = lengths.loc[lengths["share"].idxmax()]
        alt = (
            f"Bar chart of {draw.count(len(texts), 'text')}: one horizontal bar each, 0 to 100% of its body words, cut "
            f"into sections. {'; '.join(f'{text}: {_size(sections)}' for text, sections in texts.items())}. "
            f"Widest: {_section_name(widest)} of {widest['doc_id']}, {widest['share']:.0%} of the text."
        )
        return draw.finished(figure, alt, PROFILE)


def _profile_row(axis, row: float, sections: pd.DataFrame, colour: str) -> None:
    """Draw one text: its sections as bars, their numbers, a line and a name under each top-level section."""
    top, centred = _top_level(sections), {"ha": "center", "va": "center", "fontsize": draw.SMALL}
    for section in sections.itertuples():
        face, hatch = _section_face(section, top, colour)
        left, width = 100 * section.start, 100 * section.share
        axis.barh(row, width, 0.42, left=left, color=face, hatch=hatch, edgecolor=draw.PAPER, linewidth=1.2)
        label = axis.text(left + width / 2, row, section.section or "", color=draw.ink_on(face), **centred)
        draw.keep_if(label, axis, width)
    groups = sections[(sections["level"] <= top) & (sections["section"] > 0)]
    starts = [*(100 * groups["start"]), 100.0]
    for heading, start, end in zip(groups["heading"], starts[:-1], starts[1:], strict=True):
        axis.plot([start, start, end - 0.5], [row - 0.22, row + 0.28, row + 0.28], color=draw.INK, linewidth=1.5)
        label = axis.text(start, row + 0.31, draw.plain(heading), va="top", color=draw.MUTED, fontsize=draw.SMALL)
        draw.fit(label, axis, end - start - 1, lines=2)
    axis.text(100, row - 0.36, _size(sections), ha="right", va="center", color=draw.MUTED)


def _size(sections: pd.DataFrame) -> str:
    """Return a text's size in words: "13 sections, 7,142 words"."""
    numbered = int((sections["section"] > 0).sum())
    parts = draw.count(numbered, "section") if numbered else "no headings"
    return f"{parts}, {draw.count(sections['total'].iloc[0], 'word')}"


def section_lengths(lengths: pd.DataFrame) -> draw.Picture:
    """Picture of LENGTHS: words of each section, one panel per text, bars in reading order, all on one scale.

    Bars carry the section's number (0: before the first heading) below and its words above.

    >>> figures.section_lengths(compare.section_lengths(layout.sections(lines), tokens)).alt[:37]
    'Bar charts of 5 texts, one panel each'
    """
    lengths = draw.need(lengths, ["total"], "LENGTHS")
    texts = draw.levels(lengths["doc_id"])
    highest, most = lengths["words"].max(), max(lengths["section"].max(), 6)
    with draw.use_style(lengths):
        figure, axes = draw.canvas("Words in each section", 0.8 + 1.15 * len(texts), len(texts))
        for axis, text in zip(axes, texts, strict=True):
            _length_bars(axis, lengths[lengths["doc_id"] == text], draw.colours(lengths)[text], turned=most > UPRIGHT)
            axis.set(xlim=(-0.6, most + 0.6), ylim=(0, highest * 1.45))
            axis.set_title(draw.plain(text, 60), loc="right", y=0.8)
        figure.supylabel("words", fontsize=draw.BIG)
        axes[-1].set_xlabel("section, in reading order (0: before the first heading)")
        longest, shortest = (lengths.loc[row] for row in (lengths["words"].idxmax(), lengths["words"].idxmin()))
        alt = (
            f"Bar charts of {draw.count(len(texts), 'text')}, one panel each: words (0 to {highest:,}) of every "
            f"section in reading order. Longest: {_section_name(longest)} of {longest['doc_id']}, {longest['words']:,} "
            f"words. Shortest: {_section_name(shortest)} of {shortest['doc_id']}, {shortest['words']:,} words."
        )
        return draw.finished(figure, alt, f"{SCALES} before the first heading.")


def _length_bars(axis, sections: pd.DataFrame, colour: str, turned: bool) -> None:
    """Draw the sections of one text as upright bars with their words, which stand upright too if ``turned``."""
    above = {"ha": "center", "textcoords": "offset points", "fontsize": draw.SMALL, "rotation": 90 if turned else 0}
    for section in sections.itertuples():
        face, hatch = _section_face(section, _top_level(sections), colour)
        axis.bar(section.section, section.words, 0.84, color=face, hatch=hatch, edgecolor=draw.PAPER, linewidth=0.5)
        axis.annotate(f"{section.words:,}", (section.section, section.words), (0, 2), **above)
    axis.set_xticks(sections["section"], sections["section"])
    axis.yaxis.set_major_formatter("{x:,.0f}")
    axis.spines["left"].set_visible(False)
    axis.tick_params(length=0, labelsize=draw.SMALL)


def _section_face(section, top: int, colour: str) -> tuple:
    """Return fill and hatch of a section: full colour at the top level, a tint below it, hatched before it."""
    if section.section == 0:
        return draw.tint(colour, 0.3), "////"
    return draw.tint(colour, 1 if section.level <= top else 0.5 if section.section % 2 else 0.34), ""


def _top_level(sections: pd.DataFrame) -> int:
    """Return the highest level that a heading of the text has."""
    numbered = sections.loc[sections["section"] > 0, "level"]
    return int(numbered.min()) if len(numbered) else 0


def _section_name(section: pd.Series) -> str:
    """Return a section as alt text names it."""
    return f"section {section['section']}" + (f" ({draw.plain(section['heading'], 60)})" if section["heading"] else "")


def shares(parts: pd.DataFrame, title: str = "What each text is made of", of: str = "text") -> draw.Picture:
    """Picture of a table with doc_id, part and share (0-1): one bar per text, its parts side by side.

    Parts keep the order of their categories, or of first appearance. The value of a part that is too narrow
    for it stands above the bar, with the part's name. A row without a part is an error: it would be missing. ``of``
    says what is divided, where it is no text: "settings".

    >>> ledger = layout.ledger(lines).groupby(["doc_id", "role"], observed=True)["share"].sum().reset_index()
    >>> figures.shares(ledger.rename(columns={"role": "part"})).alt[:57]
    'Stacked bar chart of 5 bars: share of the text, 0 to 100%'
    """
    parts = draw.need(parts, ["doc_id", "part", "share"], "layout.ledger", key=["doc_id", "part"])
    if not parts["share"].between(0, 1).all():
        raise ValueError(f"shares run from 0 to 1, here from {parts['share'].min():g} to {parts['share'].max():g}.")
    texts, names = draw.levels(parts["doc_id"]), draw.levels(parts["part"])
    look = {name: (PART_COLOURS[i % 8], HATCHES[i % 8]) for i, name in enumerate(names)}
    with draw.use_style(parts):
        from matplotlib.patches import Patch

        figure, axis = draw.canvas(title, 1.15 + 0.62 * len(texts))
        draw.percent(axis, f"share of the {of} (%)")
        draw.rows_above(axis, {text: row + 0.3 for row, text in enumerate(texts)}, len(texts) + 0.2)
        frame = [{"facecolor": face, "hatch": hatch, "edgecolor": draw.MUTED} for face, hatch in look.values()]
        patches = [Patch(label=draw.plain(name, 24), **face) for name, face in zip(names, frame, strict=True)]
        figure.legend(handles=patches, loc="outside lower center", ncols=min(4, len(names)))
        figure.draw_without_rendering()
        for row, text in enumerate(texts):
            values = parts[parts["doc_id"] == text].set_index("part")["share"]
            _share_row(axis, row + 0.75, {name: values[name] for name in names if name in values.index}, look)
        first = parts[parts["part"] == names[0]].set_index("doc_id")["share"]
        said = "; ".join(f"{text} {first[text]:.1%}" for text in texts if text in first.index)
        alt = (
            f"Stacked bar chart of {draw.count(len(texts), 'bar')}: share of the {of}, 0 to 100%, taken by "
            f"{', '.join(map(str, names))}. {names[0]}: {said}."
        )
        caption = f"100% is all of the {of}; a part too narrow for its value is named above it."
        return draw.finished(figure, alt, caption)


def _share_row(axis, row: float, values: dict, look: dict) -> None:
    """Draw one bar of parts; list the parts whose value does not fit at the right above it."""
    left, small, words = 0.0, [], {"ha": "center", "va": "center", "fontsize": draw.SMALL}
    for name, share in values.items():
        face, hatch = look[name]
        axis.barh(row, 100 * share, 0.46, left=left, color=face, hatch=hatch, edgecolor=draw.MUTED, linewidth=0.5)
        box = {"facecolor": face, "edgecolor": "none", "pad": 1}
        label = axis.text(left + 50 * share, row, f"{share:.1%}", color=draw.ink_on(face), bbox=box, **words)
        if not draw.keep_if(label, axis, 100 * share) and share > 0:
            small.append(f"{draw.plain(name, 24)} {share:.1%}")
        left += 100 * share
    axis.text(100, row - 0.45, ", ".join(small), ha="right", va="center", color=draw.MUTED, fontsize=draw.SMALL)
