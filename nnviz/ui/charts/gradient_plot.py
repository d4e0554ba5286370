"""The length of each layer's gradient: which layers learn, which have stopped."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.charts.chart_series import EvaluationSeries
from nnviz.ui.charts.iteration_plot import IterationPlot


class GradientPlot(IterationPlot):
    """Norm of the gradient per layer, on a logarithmic axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Gradient norm", "gradient_plot", parent)
        self._layers: list[EvaluationSeries] = []
        self.add_log_button(
            "Logarithmic axis: the norms of different layers often differ by factors "
            "of ten. Turn it off for an axis that starts at 0",
            checked=True,
        )

    def set_layers(self, names: Sequence[str]) -> None:
        """Begin anew with these layers, the first hidden one first."""
        self.remove_curves()
        self._layers = [EvaluationSeries() for _ in names]
        self.add_curves(
            [
                ChartCurve(name, Manner(index, dashed=index % 2 == 1), series)
                for index, (name, series) in enumerate(
                    zip(names, self._layers, strict=True)
                )
            ]
        )

    def add_norms(self, iteration: int, norms: Sequence[float]) -> None:
        """Add the norm of every layer's gradient at an iteration."""
        for series, norm in zip(self._layers, norms, strict=True):
            series.add(iteration, norm)
        self.touch()
