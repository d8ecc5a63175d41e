"""Compare documents: how alike they are, why, and how sure that is; their keywords; their sections.

Every doubt is told in one vocabulary, ``VERDICTS``. Intervals say how far a number hangs on single paragraphs, as if
those of a text had been drawn from a larger stock of the same kind. They do not say what other texts of the same author
would give.
"""

from __future__ import annotations

from helpers.compare.controls import QUOTED, by_chance, chance_keywords, equal_length, shuffled, without_passages
from helpers.compare.doubt import (
    CHANCE,
    CHOICES,
    DEPENDS,
    LEAST,
    NOT_DISTINGUISHED,
    SAME,
    STANDS,
    STOP_LISTS,
    VERDICTS,
    changes,
    deciding,
    differences,
    holm,
    rank_counts,
    settings,
    similarity_intervals,
    stability,
    told,
    variants,
    verdict,
    verdicts,
    versions,
)
from helpers.compare.keyword_lists import keywords
from helpers.compare.similarity import nearest, section_lengths, shared_terms, shared_vocabulary, similarity, wording

__all__ = ["VERDICTS", "by_chance", "chance_keywords", "changes", "differences", "equal_length", "keywords"]
__all__ += ["nearest", "rank_counts", "section_lengths", "shared_terms", "shared_vocabulary", "shuffled"]
__all__ += ["similarity", "similarity_intervals", "stability", "told", "variants", "verdict", "verdicts"]
__all__ += ["without_passages", "wording"]
__all__ += ["CHANCE", "CHOICES", "DEPENDS", "LEAST", "NOT_DISTINGUISHED", "QUOTED", "SAME", "STANDS", "STOP_LISTS"]
__all__ += ["deciding", "holm", "settings", "versions"]  # for claims
