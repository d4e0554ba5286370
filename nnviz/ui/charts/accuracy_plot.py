"""How good the network is: accuracy, or R2, of the training and the test part."""

from PySide6.QtWidgets import QWidget

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.charts.chart_series import EvaluationSeries
from nnviz.ui.charts.iteration_plot import IterationPlot


class AccuracyPlot(IterationPlot):
    """A score over the iterations, 1 at best; training solid, test dashed."""

    def __init__(self, title: str = "Accuracy", parent: QWidget | None = None) -> None:
        super().__init__(title, "accuracy_plot", parent)
        self._train = EvaluationSeries()
        self._test = EvaluationSeries()
        self.add_curves(
            [
                ChartCurve("train", Manner("positive"), self._train),
                ChartCurve("test", Manner("negative", dashed=True), self._test),
            ]
        )

    def add_evaluation(
        self, iteration: int, train: float, test: float | None = None
    ) -> None:
        """Add the score on all training data, and on the test data if any."""
        self._train.add(iteration, train)
        if test is not None:
            self._test.add(iteration, test)
        self.touch()

    def value_span(self, low: float, high: float) -> tuple[float, float]:
        """Return an axis that ends a little above 1, and not far below the scores."""
        room = max(1.0 - max(low, -1.0), 0.02) * 0.1
        return max(low, -1.0) - room, 1.0 + room / 2
