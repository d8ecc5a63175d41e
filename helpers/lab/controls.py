"""Boxes that leave a static view where no kernel runs; controls above a table; words set aside. A part of ``lab``."""

import html
from collections.abc import Callable, Iterable

import ipywidgets
import pandas as pd
import traitlets
from IPython.display import display

from helpers import report, tables

ROW = ipywidgets.Layout(flex_flow="row wrap", display="flex", align_items="baseline")
# A notebook keeps both views. JupyterLab shows the box if its kernel knows it, else words of an error without any tag.
BOTH = ".jp-OutputArea-child:has(.lab-still)"
STYLE = f"""<style>{BOTH}:has(+ .jp-OutputArea-child :is(.jupyter-widgets *, iframe, .bench-root)),
{BOTH} + .jp-OutputArea-child > .jp-OutputArea-output.jupyter-widgets:not(:has(*)) {{ display: none }}</style>"""


class Still:
    """A box that is shown as two outputs: what is ``still`` (words, and a table or None), and the box itself."""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        said, table = self.still()
        plain, shown = ("", "") if table is None else (f"\n{table!r}", table._repr_html_())
        words = "<br>".join(map(html.escape, said.split("\n")))
        page = f'{STYLE}<div class="lab-still"><p>{words}</p>{shown}</div>'
        return {"text/plain": said + plain, "text/html": page}, {}

    def _ipython_display_(self) -> None:
        display(self._repr_mimebundle_()[0], raw=True)
        display({report.WIDGET: {"version_major": 2, "version_minor": 0, "model_id": self.model_id}}, raw=True)


class Aside(ipywidgets.Box):
    """A button for each word on offer; ``value`` has those that are pressed: set aside, A-Z."""

    value = traitlets.Tuple()
    setting: object = None

    def __init__(self) -> None:
        said = ipywidgets.Label("A click sets a word aside, another takes it back:")
        super().__init__([said], layout=ROW)

    def offer(self, terms: Iterable[str], setting: object) -> None:
        """Offer words beside those on offer, so that the keyboard stays where it is; under a new setting, afresh."""
        kept = [button for button in self.children[1:] if button.value or setting == self.setting]
        known = {button.description for button in kept}
        self.children = (self.children[0], *kept, *(self._button(term) for term in terms if term not in known))
        self.setting = setting

    def _button(self, term: str) -> ipywidgets.ToggleButton:
        tooltip, layout = f"set {term} aside, or take it back", ipywidgets.Layout(width="auto")
        button = ipywidgets.ToggleButton(description=term, tooltip=tooltip, layout=layout)
        button.observe(self._pressed, names="value")
        return button

    def _pressed(self, change: dict) -> None:
        change["owner"].icon = "times" if change["new"] else ""
        self.value = tuple(sorted(button.description for button in self.children[1:] if button.value))


class Standing(Still, ipywidgets.VBox):
    """A column of widgets; whoever makes it says what is ``still``."""


class Controls(Still, ipywidgets.VBox):
    """Controls, each with options and the one that it opens with, above what ``show`` makes of their values.

    That is a table, what ``tables.shown`` is told of it, words that can be set aside, and the ``code`` that gives it.
    """

    def __init__(self, choices: dict[str, tuple[list[str], str]], show: Callable[..., tuple]) -> None:
        named = (([(tables.called(it), it) for it in options], value) for options, value in choices.values())
        lists = (ipywidgets.Dropdown(options=options, value=value) for options, value in named)
        self.show, self.named = show, dict(zip(choices, lists, strict=True)) | {"set aside": Aside()}
        super().__init__([*self.named.values(), ipywidgets.HTML()])
        for name, control in self.named.items():
            control.description = name
            control.observe(self.again, names="value")
        self.again()

    def again(self, _change: object = None) -> None:
        """Show what the controls ask for."""
        *asked, left_out = (control.value for control in self.named.values())
        table, shown, offered, self.code = self.show(*asked, left_out)
        self.named["set aside"].offer(offered, asked)
        with pd.option_context("display.max_colwidth", None):
            self.table = tables.shown(table, most=len(table), **shown)
        code = f"<details><summary>The code</summary><pre>{html.escape(self.code)}</pre></details>"
        self.children[-1].value = self.table._repr_html_() + code

    def still(self) -> tuple[str, tables.Shown]:
        """Return what is chosen and what is shown."""
        *lists, aside = self.named.values()
        values = [*(control.label for control in lists), ", ".join(aside.value) or "nothing"]
        return "; ".join(map("{}: {}".format, self.named, values)), self.table
