"""All functions on one plot and all slopes on another, over the same z."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.activation import Activation
from nnviz.explain.exploring.function_curves import FunctionCurve, function_curve
from nnviz.ui.explorer.function_lines import FunctionLine
from nnviz.ui.explorer.function_plot import FunctionPlot, places


class FunctionsPage(QWidget):
    """Two plots one above the other, whose lines at z move together.

    Signals
    -------
    z_moved, function_touched
        As in `FunctionPlot`.
    """

    z_moved = Signal(float)
    function_touched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values = FunctionPlot("f(z)")
        self.slopes = FunctionPlot("slope f'(z)")
        self._curves: dict[Activation, FunctionCurve] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for plot in self.plots:
            column.addWidget(plot, 1)
            plot.z_moved.connect(self.z_moved)
            plot.function_touched.connect(self.function_touched)

    @property
    def plots(self) -> tuple[FunctionPlot, FunctionPlot]:
        """That of the values and that of the slopes."""
        return self.values, self.slopes

    def show_series(self, series: Sequence[FunctionLine]) -> None:
        """Show these functions."""
        curves = {s.activation.name: self._curve(s.activation) for s in series}
        values = {name: curve.value for name, curve in curves.items()}
        slopes = {name: curve.slope for name, curve in curves.items()}
        self.values.show_curves(series, values)
        self.slopes.show_curves(series, slopes)

    def show_z(self, z: float) -> None:
        """Put both lines at another z."""
        for plot in self.plots:
            plot.show_z(z)

    def _curve(self, activation: Activation) -> FunctionCurve:
        if activation not in self._curves:
            self._curves[activation] = function_curve(activation, places())
        return self._curves[activation]
