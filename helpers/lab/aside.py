"""Words that are set aside by a click, and come back by another. A part of ``lab``."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets
import traitlets

ROW = ipywidgets.Layout(flex_flow="row wrap", display="flex", align_items="baseline")


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
