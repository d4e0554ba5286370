"""The page of the activation explorer."""

from PySide6.QtWidgets import QWidget

from nnviz.core.activations import ACTIVATIONS
from nnviz.session.settings.data_names import data_name
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.controls.remembered import RememberedFunctions
from nnviz.ui.explorer.explorer import ActivationExplorer
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
        column_of(self.explorer, within=self)

    def enter(self) -> None:
        if self._functions.texts != self._offered:
            self._offered = self._functions.texts
            self.explorer.show_activations((*ACTIVATIONS, *self._offered))
        if (start := self._run.started) is not None:
            name = data_name(start.lane.config.dataset)
            self.explorer.show_inputs(start.lane.data.train.inputs, name)
