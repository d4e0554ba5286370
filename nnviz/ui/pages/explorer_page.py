"""The page of the activation explorer."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.activations import ACTIVATIONS
from nnviz.ui.explorer.explorer import ActivationExplorer
from nnviz.ui.own_function.remembered import RememberedFunctions
from nnviz.ui.pages.page import Page
from nnviz.ui.threads.run_controller import RunController


class ExplorerPage(Page):
    """Shows all activations, the user's own too, and what they do to the run's data."""

    def __init__(
        self,
        run: RunController,
        functions: RememberedFunctions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._run, self._functions = run, functions
        self._offered: tuple[str, ...] = ()
        self.explorer = ActivationExplorer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.explorer)

    def enter(self) -> None:
        if self._functions.texts != self._offered:
            self._offered = self._functions.texts
            self.explorer.show_activations((*ACTIVATIONS, *self._offered))
        if (start := self._run.started) is not None:
            data = start.lane.data
            self.explorer.show_inputs(data.train.inputs, data.dataset.title)
