"""From notebooks to pages: the room that runs notebooks and knows how the site, single files and copies are built.

What is built is made in a folder beside its target and moved there when it is whole: a run that stops half-way leaves
the former report as it was. All HTML comes from templates that escape; what each page prints is a list, ``PAGES``.
What is imported here is what the room gives.
"""
# ruff: noqa: F401

from helpers.report.data import for_scripts
from helpers.report.files import ROOT, ReportError, alone, once, state, whole
from helpers.report.notebooks import METADATA, NOTEBOOKS, WIDGET, quick_nbformat, write

from helpers.report.notebooks import execute, notebooks_of, own_notebook, read, run, student  # isort: skip
from helpers.report.printed import BROWSERS, pdf
from helpers.report.prose import single
from helpers.report.reading import beside, cards, names, reading_pages
from helpers.report.site import MOST_TEXTS, PAGES, Page, Texts, site, texts
from helpers.report.templates import SCRIPTS, framed, page
