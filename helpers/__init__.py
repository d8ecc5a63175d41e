"""Plain functions on tidy tables, for reading a handful of texts side by side.

>>> from helpers import compare, corpus, figures, layout, terms, words
>>> documents  = corpus.load()                  # one row per document
>>> lines      = layout.lines(documents)        # one row per raw line, each with exactly one role
>>> paragraphs = layout.paragraphs(lines)       # one row per paragraph, page breaks healed
>>> tokens     = words.tokens(paragraphs)       # one row per word
>>> counts     = terms.counts(tokens)           # one row per document and term
>>> weights    = terms.tfidf(counts)            # the same rows, weighed
>>> pairs      = compare.similarity(weights)    # one row per pair of documents
>>> picture    = figures.similarity_heatmap(pairs)  # a picture with its alt text

Rooms, from left to right; nothing flows left: ``corpus`` (reads the disk), ``layout`` (roles, sections,
paragraphs), ``words`` (tokens), ``terms`` (counts and weights), ``compare``, ``passages`` and ``glossary``
(small tables), ``claims`` (what may be said), ``figures`` (pictures), ``report`` (the site). ``tables`` names every
column. This file takes the standard library only: the first verb reads it before there is any package.
"""

from pathlib import Path

CHECKOUT = (Path(__file__).resolve().parent.parent / "pyproject.toml").is_file()  # the project's folder, not a wheel
STOPPED = 130  # what a shell says of a program that was interrupted
