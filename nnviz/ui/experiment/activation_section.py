"""The activation of all hidden layers, each choice with its curve."""

from PySide6.QtCore import Slot

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import find_activation
from nnviz.ui.experiment.activation_choices import (
    OWN_FUNCTION,
    hidden_activation_options,
    hidden_function_option,
)
from nnviz.ui.experiment.choices import ShownSettings
from nnviz.ui.experiment.section import Section, allow, caption
from nnviz.ui.experiment.section_changes import choose_hidden_activation
from nnviz.ui.experiment.setting_words import TIPS, title
from nnviz.ui.experiment.tile_pictures import curve_picture, word_picture
from nnviz.ui.experiment.tiles import TileGrid, TileText
from nnviz.ui.theme.tokens import Theme

_NARROWEST = 60


class ActivationSection(Section):
    """A tile for every activation, painted from the function itself."""

    def __init__(self) -> None:
        super().__init__("Activation, hidden layers")
        self._tiles = TileGrid("activation_picker", _NARROWEST)
        self._tiles.setAccessibleName("Activation of all hidden layers")
        self._tiles.setToolTip(TIPS["activation"])
        for name, activation in ACTIVATIONS.items():
            text = TileText(name, title(name), f"Activation {title(name)}")
            self._tiles.add_tile(text, curve_picture(activation))
        own = TileText(OWN_FUNCTION, "own…", OWN_FUNCTION)
        self._tiles.add_tile(own, word_picture("f(x)"))
        self._own: tuple[str, ...] = ()
        self._tiles.show_current(None)
        self._tiles.chosen.connect(self._choose)
        self._remark = caption()
        self.add(self._tiles)
        self.add(self._remark)

    def set_theme(self, theme: Theme) -> None:
        """Give the tiles their colours."""
        self._tiles.set_theme(theme)

    def present(self, shown: ShownSettings) -> None:
        """Show the one activation of all hidden layers, or that they differ."""
        super().present(shown)
        self._show_own(shown.own_functions)
        names = set(shown.activations)
        self._tiles.show_current(names.pop() if len(names) == 1 else None)
        options = hidden_activation_options(shown)
        for option in (*options, hidden_function_option(shown)):
            allow(self._tiles.tile(option.name), option.obstacle, option.tip)
        remark = "The layers differ: a choice here makes them alike."
        self._remark.setText(remark)
        self._remark.setVisible(len(set(shown.activations)) > 1)

    def _show_own(self, functions: tuple[str, ...]) -> None:
        """Have a tile for each function of the user's, before the one for a new one."""
        if functions == self._own:
            return
        for text in self._own:
            self._tiles.remove_tile(text)
        for text in functions:
            activation = find_activation(text)
            words = TileText(text, activation.label, f"Own activation {text}")
            picture = curve_picture(activation)
            self._tiles.add_tile(words, picture, before=OWN_FUNCTION)
        self._own = functions

    @Slot(str)
    def _choose(self, name: str) -> None:
        shown = self.shown
        if shown is None:
            return
        if name == OWN_FUNCTION:
            current = next((n for n in shown.activations), "")
            self.ask_function("all hidden layers", current, self._choose)
        else:
            self.wish(lambda: choose_hidden_activation(shown.config, name))
