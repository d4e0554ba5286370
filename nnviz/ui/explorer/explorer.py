"""The activation explorer: what activation functions do before any training.

Its three views are side by side where there is room, and one at a time where not.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.functions.activation import Activation
from nnviz.core.network import find_activation
from nnviz.core.types import Floats
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.explorer.chain_page import ChainPage
from nnviz.ui.explorer.explorer_readout import WIDTH, ExplorerReadout
from nnviz.ui.explorer.function_lines import as_series
from nnviz.ui.explorer.function_plot import FunctionsPage
from nnviz.ui.explorer.spread_page import SpreadPage, finite_inputs
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.themed import Themed
from nnviz.views.explored_z import FIRST_Z

FIRST = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")
"""Drawn at first: as many as one can tell apart; the others are ticked in the list."""

WIDE, HIGH = 1120, 720
"""From this size on all views are shown at once, in pixels of the design."""

FUNCTIONS, CHAIN, SPREAD = "functions", "chain of layers", "distributions"
_VIEWS = (
    Segment(FUNCTIONS, "All functions and all slopes over z"),
    Segment(CHAIN, "How slopes multiply through many layers"),
    Segment(SPREAD, "What inputs become after each layer of an untrained network"),
)
_TOGETHER = ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1))
_ALONE = ((0, 0, 1, 1),) * 3
"""Row, column and how many of both each view takes."""


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
        self._hidden = set(ACTIVATIONS) - set(FIRST)
        self._chosen: str | None = None
        self._pointed = ""
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
        before = {activation.name for activation in self._activations}
        self._activations = tuple(find_activation(name) for name in names)
        known = {activation.name for activation in self._activations}
        # Who leaves some out wants to see the others.
        self._hidden = self._hidden if before <= known else set()
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

    @Slot(str)
    def _point(self, name: str) -> None:
        """Let the other functions step back while the pointer is on one."""
        if name != self._pointed:
            self._pointed = name
            self._show_lines()

    def _show(self) -> None:
        self._show_lines()
        self._show_z()

    def _show_lines(self) -> None:
        drawn = [
            one
            for one in self._activations
            if one.elementwise and one.name not in self._hidden
        ]
        pointed = any(one.name == self._pointed for one in drawn)
        front = self._pointed if pointed else self._chosen
        series = [
            one
            for one in as_series(self._activations, front, self.theme)
            if one.activation in drawn
        ]
        self.functions.show_series(series)
        self.chain.show_series(series)
        self.spread.show_series(series)

    def _show_z(self) -> None:
        series = as_series(self._activations, self._chosen, self.theme)
        self.readout.show_series(series, self._hidden, self._z)
        self.functions.show_z(self._z)
        self.chain.show_z(self._z)

    def _connect(self) -> None:
        for part in (self.readout, self.functions):
            part.z_moved.connect(self._move)
            part.function_pointed.connect(self._point)
        for view in (self.readout, self.functions, self.chain):
            view.function_touched.connect(self._touch)
        self.readout.ticked.connect(self._tick)

    def _lay_out(self) -> None:
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setFrameShape(QScrollArea.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_size(side, width=WIDTH)
        side.setAccessibleName("Functions and their values")
        side.setToolTip("Which functions are drawn, and their values at z")
        holder = QWidget()
        column_of(self.readout, within=holder, margins=(0, 0, 12, 0))
        side.setWidget(holder)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 12, 16, 12)
        line.setSpacing(16)
        line.addWidget(side)
        line.addWidget(self.arrangement, 1)


class Arrangement(Themed, QWidget):
    """Places the views of functions, chain and distributions."""

    def __init__(self, functions: QWidget, chain: QWidget, spread: QWidget) -> None:
        super().__init__()
        self._pages = dict(
            zip((FUNCTIONS, CHAIN, SPREAD), (functions, chain, spread), strict=True)
        )
        self.views = Segments("explorer_views", _VIEWS)
        self.views.show_current(FUNCTIONS)
        self.views.chosen.connect(self._choose)
        self._wide: bool | None = None
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._grid, 1)
        self._arrange(wide=False)

    @property
    def wide(self) -> bool:
        """Whether all views are shown at once."""
        return bool(self._wide)

    def show_view(self, name: str) -> None:
        """Show one of the views, where there is room for one only."""
        self.views.show_current(name)
        self._arrange(wide=self.wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _recolour(self) -> None:
        # Larger text must not widen the window for views that then find no room.
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= enlarged(WIDE) and self.height() >= enlarged(HIGH)
        if wide != self._wide:
            self._arrange(wide=wide)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.show_view(name)

    def _arrange(self, *, wide: bool) -> None:
        self._wide = wide
        self.views.setHidden(wide)
        places = _TOGETHER if wide else _ALONE
        for (name, page), place in zip(self._pages.items(), places, strict=True):
            # In this order: without a place, it would be shown as a window of its own.
            self._grid.addWidget(page, *place)
            page.setVisible(wide or name == self.views.current)
        for line, share in enumerate((4, 7) if wide else (1, 0)):
            self._grid.setColumnStretch(line, share)
        for line, share in enumerate((4, 5) if wide else (1, 0)):
            self._grid.setRowStretch(line, share)
