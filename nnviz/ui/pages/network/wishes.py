"""From the controls to the run: what the user wishes for is carried out."""

from PySide6.QtCore import QEvent, QObject, Slot

from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.notices import Notices
from nnviz.ui.threads.run_controller import RunController

_ENDS = (QEvent.Type.MouseButtonRelease, QEvent.Type.KeyPress)
"""What ends a drag of a weight."""


class WindowWishes(QObject):
    """Passes the wishes of the panels on to the run."""

    def __init__(
        self,
        controller: RunController,
        changes: Edits,
        panels: NetworkPanels,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._changes = controller, changes
        self._notices = Notices(controller, changes, panels.messages, self)
        bar, diagram, experiment = panels.run_bar, panels.diagram, panels.experiment
        bar.reset_requested.connect(controller.reset)
        bar.new_weights_requested.connect(changes.new_weights)
        bar.speed_chosen.connect(controller.set_speed)
        experiment.config_requested.connect(changes.choose)
        experiment.tuned.connect(changes.tune)
        experiment.refused.connect(self._notices.show_refusal)
        diagram.weight_edited.connect(self._edit_weight)
        diagram.bias_edited.connect(self._edit_bias)
        diagram.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End a drag where the diagram does; it says nothing of it itself."""
        if event.type() in _ENDS:
            self._changes.end_gesture()
        return False

    @Slot(int, int, int, float)
    def _edit_weight(self, layer: int, neuron: int, column: int, value: float) -> None:
        self._changes.edit((layer, neuron, column), value)

    @Slot(int, int, float)
    def _edit_bias(self, layer: int, neuron: int, value: float) -> None:
        self._changes.edit((layer, neuron, -1), value)
