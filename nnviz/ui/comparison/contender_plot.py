"""What the plots of a comparison share: a line for each contender, one in front."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtWidgets import QWidget

from nnviz.session.stop import Stop
from nnviz.ui.charts.chart_curve import Ending
from nnviz.ui.charts.chart_frame import ChartBand
from nnviz.ui.charts.chart_series import ChartSeries, EvaluationSeries
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.charts.pyramid import Numbers
from nnviz.ui.comparison.contender_curve import ContenderCurve

_WORDS = {
    "diverged": "diverged",
    "target cost": "reached its goal",
    "target accuracy": "reached its goal",
    "plateau": "stopped on a plateau",
}


class ContenderPlot(IterationPlot):
    """Values of every contender over the iterations.

    Values come in by the contender's index; `refresh` paints what has changed.

    Parameters
    ----------
    title, name
        What is plotted, and the object name.
    series
        Makes what a line is drawn from.
    """

    def __init__(
        self,
        title: str,
        name: str,
        series: Callable[[], ChartSeries] = EvaluationSeries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, name, parent)
        self._make = series
        self._curves: list[ContenderCurve] = []
        self._medians: dict[int, ContenderCurve] = {}
        self._chosen: int | None = None
        self._quick = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the contenders, as long as there is room for."""
        return tuple(curve.name for curve in self._curves)

    def show_contenders(self, names: Sequence[str]) -> None:
        """Begin anew with these contenders."""
        self.remove_curves()
        self._medians.clear()
        self._chosen, self._quick = None, False
        self._curves = [
            ContenderCurve(name, index, self._make())
            for index, name in enumerate(names)
        ]
        self.add_curves(self._curves, listed=False)
        self.fit()

    def choose(self, index: int | None) -> None:
        """Put one contender in front of the others, or none."""
        self._chosen = index
        for curve in (*self._curves, *self._medians.values()):
            curve.step(index)
        self.touch()
        self.refresh()

    def hurry(self, quick: bool) -> None:
        """Draw lines as fast as can be, since they move, or as well."""
        if quick != self._quick:
            self._quick = quick
            for curve in (*self._curves, *self._medians.values()):
                curve.hurry(quick)
            self.touch()

    def mark_stop(self, index: int, stop: Stop) -> None:
        """Mark where a contender's line ends for good, and say why."""
        words = _WORDS.get(stop.reason)
        if words is None:
            return
        failed = stop.reason == "diverged"
        self._curves[index].ending = Ending(stop.iteration, words, failed)
        self.touch()

    def show_band(
        self,
        index: int,
        iterations: Numbers,
        median: Numbers,
        edges: tuple[Numbers, Numbers],
    ) -> None:
        """Show what several seeds came to instead of the one run.

        Parameters
        ----------
        index
            Which contender.
        iterations, median
            Where, in rising order, and the median over the seeds, (points,) each.
        edges
            The lowest and the highest over the seeds, (points,) each.
        """
        curve = self._median_curve(index)
        series = EvaluationSeries()
        series.replace(np.asarray(iterations, np.float64), median)
        curve.series = series
        curve.band = ChartBand(np.asarray(iterations, np.float64), *edges)
        self.touch()

    def drop_bands(self) -> None:
        """Show the runs themselves again."""
        for curve in self._medians.values():
            curve.clear()
            curve.show(False)
        for curve in self._curves:
            curve.show(True)
        self.touch()

    def clear(self) -> None:
        """Forget all values, endings and bands; the contenders stay."""
        self.drop_bands()
        super().clear()

    def _median_curve(self, index: int) -> ContenderCurve:
        """Return the line of a contender's median, which takes the run's place."""
        name = self._curves[index].name
        if index not in self._medians:
            curve = ContenderCurve(name, index, EvaluationSeries())
            self._medians[index] = curve
            self.add_curves([curve], listed=False)
            curve.step(self._chosen)
        self._curves[index].show(False)
        self._medians[index].show(True)
        return self._medians[index]
