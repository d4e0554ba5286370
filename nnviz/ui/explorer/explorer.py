"""The activation explorer: what activation functions do before any training."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz.core.activation import Activation
from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import find_activation
from nnviz.core.types import Floats
from nnviz.ui.explorer.arrangement import Arrangement
from nnviz.ui.explorer.chain_page import ChainPage
from nnviz.ui.explorer.explorer_readout import WIDTH, ExplorerReadout
from nnviz.ui.explorer.function_lines import as_series
from nnviz.ui.explorer.functions_page import FunctionsPage
from nnviz.ui.explorer.spread_page import SpreadPage, finite_inputs
from nnviz.ui.explorer.z_control import FIRST_Z
from nnviz.ui.theme.themed import Themed


class ActivationExplorer(Themed, QWidget):
    """All functions and slopes, chains of them, and what they make of inputs.

    Signals
    -------
    z_moved
        The line at z was put elsewhere; carries z.
    """

    z_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activation_explorer")
        self.setAccessibleName("Activation explorer")
        self._z = FIRST_Z
        self._activations: tuple[Activation, ...] = ()
        self._hidden: set[str] = set()
        self._chosen: str | None = None
        self.readout, self.functions = ExplorerReadout(), FunctionsPage()
        self.chain, self.spread = ChainPage(), SpreadPage()
        self.arrangement = Arrangement(self.functions, self.chain, self.spread)
        self._lay_out()
        self._connect()
        self.show_activations(tuple(ACTIVATIONS))

    @property
    def z(self) -> float:
        """Where functions and slopes are read."""
        return self._z

    def show_activations(self, names: Sequence[str | Activation]) -> None:
        """Show these functions, in this order.

        Raises
        ------
        InputError
            For a name that is no activation's.
        """
        self._activations = tuple(find_activation(name) for name in names)
        known = {activation.name for activation in self._activations}
        self._hidden &= known
        self._chosen = self._chosen if self._chosen in known else None
        self._show()

    def show_inputs(self, inputs: Floats | None, name: str = "") -> None:
        """Offer a data set's scaled inputs (N, I) for the distributions, or none."""
        self.spread.show_inputs(finite_inputs(inputs), name)

    def show_z(self, z: float) -> None:
        """Read functions and slopes at another z, from -6 to 6."""
        self._z = z
        self._show_z()

    def _recolour(self) -> None:
        self._show()

    @Slot(float)
    def _move(self, z: float) -> None:
        self.show_z(z)
        self.z_moved.emit(z)

    @Slot(str, bool)
    def _tick(self, name: str, shown: bool) -> None:
        self._hidden.discard(name)
        if not shown:
            self._hidden.add(name)
            self._chosen = None if self._chosen == name else self._chosen
        self._show()

    @Slot(str)
    def _touch(self, name: str) -> None:
        """Emphasise a function, or no longer."""
        self._chosen = None if self._chosen == name else name
        self._hidden.discard(name)
        self._show()

    def _show(self) -> None:
        series = as_series(self._activations, self._chosen, self.theme)
        drawn = [
            one
            for one in series
            if one.activation.elementwise and one.activation.name not in self._hidden
        ]
        self.functions.show_series(drawn)
        self.chain.show_series(drawn)
        self.spread.show_series(drawn)
        self._show_z()

    def _show_z(self) -> None:
        series = as_series(self._activations, self._chosen, self.theme)
        self.readout.show_series(series, self._hidden, self._z)
        self.functions.show_z(self._z)
        self.chain.show_z(self._z)

    def _connect(self) -> None:
        for part in (self.readout, self.functions):
            part.z_moved.connect(self._move)
        for view in (self.readout, self.functions, self.chain):
            view.function_touched.connect(self._touch)
        self.readout.ticked.connect(self._tick)

    def _lay_out(self) -> None:
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setFrameShape(QScrollArea.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFixedWidth(WIDTH)
        side.setAccessibleName("Functions and their values")
        side.setToolTip("Which functions are drawn, and their values at z")
        holder = QWidget()
        within = QVBoxLayout(holder)
        within.setContentsMargins(0, 0, 12, 0)
        within.addWidget(self.readout)
        side.setWidget(holder)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 12, 16, 12)
        line.setSpacing(16)
        line.addWidget(side)
        line.addWidget(self.arrangement, 1)
