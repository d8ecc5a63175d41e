"""Sphinx settings of the site: everything is read from the folder, nothing from the network."""

from html import escape

project = "Reading side by side"
author = ""
language = "en"

extensions = ["myst_nb"]
exclude_patterns = []
smartquotes = False
numfig = False

nb_execution_mode = "off"
nb_output_stderr = "remove"
nb_ipywidgets_js = {}
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", 999)]
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_use_index = False
html_show_search_summary = False
html_last_updated_fmt = None
html_context = {"default_mode": "auto"}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],
    "show_toc_level": 2,
    "home_page_in_toc": True,
    "footer_content_items": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def escape_page_title(app, name, template, context, doctree):
    """Escape the title that the theme prints as it is in the head of a printed page: it may be a text's."""
    context["pagetitle"] = escape(context.get("pagetitle") or "")


def setup(app):
    """Connect the hook after the theme's own, which sets the title."""
    app.connect("html-page-context", escape_page_title, priority=900)
