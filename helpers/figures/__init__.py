"""Pictures of small tables that are ready to draw: the only room that knows matplotlib and seaborn.

A figure pivots and orders; it never sums, averages or cuts a list. What it returns is a ``Picture``:
the image, a caption that says how to read it, and alt text worked out from the numbers drawn.
What is imported here is what the room gives.
"""
# ruff: noqa: F401

from helpers.figures.keywords import keyword_bars, keyword_scatter, ranked_lists
from helpers.figures.pairs import rank_grid, shared_terms, similarity_heatmap, similarity_intervals
from helpers.figures.picture import ALSO_SVG, Picture, use_style
from helpers.figures.places import dispersion_barcode, match_map, variant_grid
from helpers.figures.sections import section_lengths, section_profile, shares
