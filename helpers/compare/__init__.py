"""Compare documents: how alike they are, why, and how sure that is; their keywords; their sections.

Intervals come from a bootstrap over paragraphs (Efron 1979): each text is put together anew, hundreds
of times, from as many of its own paragraphs drawn with replacement, by a seeded generator. Texts put
together so repeat some paragraphs and lack about 37% of the others, which shifts every number (a
similarity downwards). The shift is therefore taken out: an interval is the observed number plus the
2.5% and 97.5% points of (resampled number - median of the resampled numbers). It says how far the
number hangs on single paragraphs. It does not say what other texts of the same author would give: a
text is not a random sample of paragraphs.
"""

from __future__ import annotations

from helpers.compare.doubt import rank_counts, similarity_intervals, stability, ties, verdicts
from helpers.compare.keyword_lists import agreement, consensus, keywords
from helpers.compare.similarity import (
    leave_one_out,
    nearest,
    section_lengths,
    shared_terms,
    shared_vocabulary,
    similarity,
    wording,
)

__all__ = [
    "agreement",
    "consensus",
    "keywords",
    "leave_one_out",
    "nearest",
    "rank_counts",
    "section_lengths",
    "shared_terms",
    "shared_vocabulary",
    "similarity",
    "similarity_intervals",
    "stability",
    "ties",
    "verdicts",
    "wording",
]
