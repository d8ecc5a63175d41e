"""Compare documents: how alike they are, why, and how sure that is; their keywords; their sections.

Every doubt is told in one vocabulary, ``VERDICTS``. Intervals say how far a number hangs on single paragraphs, as if
those of a text had been drawn from a larger stock of the same kind. They do not say what other texts of the same author
would give. What is imported here is what the room gives.
"""
# ruff: noqa: F401

from helpers.compare.controls import QUOTED, by_chance, chance_keywords, equal_length, shuffled, without_passages
from helpers.compare.doubt import CHANCE, CHOICES, DEPENDS, LEAST, NOT_DISTINGUISHED, SAME, STANDS, STOP_LISTS, VERDICTS
from helpers.compare.keyword_lists import keywords
from helpers.compare.similarity import nearest, section_lengths, shared_terms, shared_vocabulary, similarity, wording

from helpers.compare.doubt import changes, differences, holm, similarity_intervals, told, verdict  # isort: skip
from helpers.compare.doubt import deciding, rank_counts, settings, stability, variants, verdicts, versions  # isort: skip
