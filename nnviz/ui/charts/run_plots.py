"""What is plotted of one network's run: cost, score, and norms of the gradients."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.charts.chart_frame import Span
from nnviz.ui.charts.chart_header import SmoothingPicker
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.views.charts.chart_series import (
    SMOOTHINGS,
    EvaluationSeries,
    IterationSeries,
)
from nnviz.views.charts.pyramid import Numbers


class CostPlot(IterationPlot):
    """Cost per iteration from blocks, and evaluations of both parts of the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cost", "loss_plot", parent)
        self._batch = IterationSeries()
        self._train = EvaluationSeries()
        self._test = EvaluationSeries()
        self._penalty: EvaluationSeries | None = None
        self._add_costs()
        self.add_log_button(
            "Logarithmic axis: equal distances are equal factors, so slow progress at "
            "a small cost stays visible"
        )
        picker = SmoothingPicker("loss_plot_smoothing", "off")
        picker.smoothing_chosen.connect(self.smooth)
        self.header.add_switch(picker)

    def _add_costs(self) -> None:
        self.add_curves(
            [
                ChartCurve("batch", Manner("subject", faint=True), self._batch),
                ChartCurve("train", Manner("subject"), self._train),
                ChartCurve("test", Manner("companion", dashed=True), self._test),
            ]
        )

    def clear(self) -> None:
        """Forget the run; the line of its penalty too, since the next may have none."""
        if self._penalty is not None:
            self._penalty = None
            self.remove_curves()
            self._add_costs()
        super().clear()

    def extend(self, first_iteration: int, costs: Numbers) -> None:
        """Add the cost of every iteration of a block, (iterations,).

        A block that begins before the end replaces what was there from then on.
        """
        self._batch.extend(first_iteration, costs)
        self.touch()

    def add_evaluation(
        self,
        iteration: int,
        train: float,
        test: float | None = None,
        penalty: float = 0.0,
    ) -> None:
        """Add the cost over all training data, and over the test data if any.

        The penalty is the part of both that is no loss; once there is one, it has a
        line of its own.
        """
        self._train.add(iteration, train)
        if test is not None:
            self._test.add(iteration, test)
        if penalty and self._penalty is None:
            self._penalty = EvaluationSeries()
            manner = Manner("warning", dashed=True)
            self.add_curves([ChartCurve("penalty", manner, self._penalty)])
        if self._penalty is not None:
            self._penalty.add(iteration, penalty)
        self.touch()

    @Slot(str)
    def smooth(self, name: str) -> None:
        """Draw the exponential mean of the batch costs: off, light or strong."""
        self._batch.smooth(SMOOTHINGS[name])
        self.touch()
        self.refresh()


class AccuracyPlot(IterationPlot):
    """A score over the iterations, 1 at best; training solid, test dashed."""

    def __init__(self, title: str = "Accuracy", parent: QWidget | None = None) -> None:
        super().__init__(title, "accuracy_plot", parent)
        self._train = EvaluationSeries()
        self._test = EvaluationSeries()
        self.add_curves(
            [
                ChartCurve("train", Manner("subject"), self._train),
                ChartCurve("test", Manner("companion", dashed=True), self._test),
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

    def value_span(self, low: float, high: float) -> Span:
        return score_span(low)


class GradientPlot(IterationPlot):
    """Norm of the gradient per layer, on a logarithmic axis.

    It is known of the iterations that were shown, and may be anything between them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Gradient norm", "gradient_plot", parent)
        self._layers: list[EvaluationSeries] = []
        self.add_log_button(
            "Logarithmic axis: the norms of different layers often differ by factors "
            "of ten. Turn it off for an axis that starts at 0",
            checked=True,
        )

    def set_layers(self, names: Sequence[str]) -> None:
        """Start again with these layers, the first hidden one first."""
        self.remove_curves()
        self._layers = [EvaluationSeries() for _ in names]
        self.add_curves(
            [
                ChartCurve(name, Manner(index, restless=True), series)
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


def score_span(lowest: float) -> Span:
    """Return an axis that ends a little above 1, and not far below the scores."""
    room = max(1.0 - max(lowest, -1.0), 0.02) * 0.1
    return max(lowest, -1.0) - room, 1.0 + room / 2
