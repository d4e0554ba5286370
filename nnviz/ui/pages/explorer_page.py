"""The page of the activation explorer; it is made when it is first seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.activations import ACTIVATIONS
from nnviz.ui.own_function.remembered import RememberedFunctions
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.tokens import Theme
from nnviz.ui.threads.run_controller import RunController

if TYPE_CHECKING:
    from nnviz.ui.explorer.explorer import ActivationExplorer


class WindowExplorer(QObject):
    """Shows all activations, and what they make of the current data."""

    def __init__(
        self,
        controller: RunController,
        functions: RememberedFunctions,
        appearance: Appearance,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._appearance = controller, appearance
        self._functions = functions
        self._offered: tuple[str, ...] = ()
        self._explorer: ActivationExplorer | None = None

    @property
    def page(self) -> QWidget:
        """The explorer."""
        if self._explorer is None:
            from nnviz.ui.explorer.explorer import ActivationExplorer

            self._explorer = ActivationExplorer(self._appearance.theme)
            self._appearance.changed.connect(self._show_theme)
            self.refresh()
        return self._explorer

    def refresh(self) -> None:
        """Offer the user's own functions, and the inputs of the current data."""
        if self._explorer is not None and self._functions.texts != self._offered:
            self._offered = self._functions.texts
            self._explorer.show_activations((*ACTIVATIONS, *self._offered))
        start = self._controller.started
        if self._explorer is not None and start is not None:
            data = start.data
            self._explorer.show_inputs(data.train.inputs, data.dataset.title)

    @Slot(object)
    def _show_theme(self, theme: Theme) -> None:
        if self._explorer is not None:
            self._explorer.show_theme(theme)
