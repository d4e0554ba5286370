"""The lines of a plot with the branches left behind them, and what they say."""

from collections.abc import Sequence

from PySide6.QtCore import QSizeF

from nnviz.ui.charts.branch_lines import BranchLines, Course, within_reach
from nnviz.ui.charts.chart_curve import ChartCurve, seen_band
from nnviz.ui.charts.chart_frame import (
    ChartFrame,
    ChartReadout,
    Cross,
    Dot,
    EndLabel,
    Marker,
    ShownBand,
    Span,
    Stroke,
)
from nnviz.ui.theme.tokens import Theme
from nnviz.views.numbers import count, significant
from nnviz.views.ticks import decade_ticks, iteration_ticks, value_ticks

_MOST_ROWS = 8
"""A plot has few grid lines, however high it is."""


class PlotLines:
    """The lines of a plot, the first at the back.

    Attributes
    ----------
    branches
        The same lines for the branches that were left.
    """

    def __init__(self) -> None:
        self._curves: list[ChartCurve] = []
        self._markers: list[Marker] = []
        self.branches = BranchLines()

    @property
    def all(self) -> list[ChartCurve]:
        """All lines as they lie over each other, the one at the back first."""
        pairs = zip(self.branches.lines, self._curves, strict=True)
        return [line for pair in pairs for line in pair]

    @property
    def last_iteration(self) -> float:
        """The last iteration that any of them has."""
        ends = [curve.series.last_iteration for curve in self._curves]
        return max([self.branches.last_iteration, *ends])

    def add(self, curve: ChartCurve) -> None:
        """Add a line, in front of the others."""
        self._curves.append(curve)
        self.branches.add(curve)

    def remove(self) -> None:
        """Forget all lines."""
        self._curves.clear()
        self.branches.remove()

    def mark(self, iteration: int | None, text: str, tone: str = "bad") -> bool:
        """Mark an iteration, and no other, with a text; None marks none.

        Returns whether that is anything new.
        """
        before = self._markers
        self._markers = [one for one in before if one.text != text]
        if iteration is not None:
            self._markers.append(Marker(iteration, text, tone))
        return set(before) != set(self._markers)

    def turn_to(self, course: Course) -> None:
        """Continue with another branch from its fork; the one it leaves is faded."""
        self.branches.turn_to(course)
        self._markers.clear()

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        for curve in self._curves:
            curve.series.cut(iterations)
        self._markers = [m for m in self._markers if m.iteration <= iterations]

    def clear(self) -> None:
        """Forget all values and markers."""
        for curve in self._curves:
            curve.clear()
        self.branches.clear()
        self._markers.clear()

    def read(self, span: Span, pixels: int, log: bool) -> None:
        """Fetch what is visible of the iterations ``span``."""
        for curve in self._curves:
            if curve.shown:
                curve.read(*span, pixels, log)
        self.branches.read(span, pixels, log)

    def extent(self) -> Span:
        """Return the lowest and the highest value that is drawn."""
        live = [e for c in self._curves if c.ending is None and (e := c.extent)]
        ended = [e for c in self._curves if c.ending and (e := c.extent)]
        extents = [*live, *within_reach(ended, live)]
        return hull(self.branches.widened(extents))

    def frame(
        self, iterations: Span, values: Span, size: QSizeF, log: bool, theme: Theme
    ) -> ChartFrame:
        """Return the lines and what surrounds them, as painted at a size in pixels."""
        rows = min(max(int(size.height() // 28), 2), _MOST_ROWS)
        ticks = (decade_ticks if log else value_ticks)(*values, rows)
        # Where there is no value yet, a scale would be made up.
        known = any(line.extent is not None for line in self.all)
        columns = max(int(size.width() // 80), 2)
        return ChartFrame(
            iterations,
            values,
            tuple(iteration_ticks(*iterations, columns)),
            tuple(ticks) if known else (),
            strokes(self.all, theme),
            bands(self._curves, iterations, log, theme),
            end_labels(self._curves, theme),
            tuple(self._markers),
            dots(self.all, theme),
            crosses(self._curves, iterations, theme),
        )

    def read_out(
        self, iteration: int | None, theme: Theme, quantity: str = ""
    ) -> ChartReadout | None:
        """Return the exact values of a quantity at an iteration."""
        return read_out(self._curves, iteration, theme, quantity)


def strokes(lines: Sequence[ChartCurve], theme: Theme) -> tuple[Stroke, ...]:
    """Return the lines that are shown, those in front last."""
    shown = [line for line in lines if line.shown]
    shown.sort(key=lambda line: line.in_front)
    return tuple(line.stroke(theme) for line in shown)


_PROGRAM = {"training": "train"}
"""What lines are called in the names of the program, where the words differ."""


def read_out(
    curves: Sequence[ChartCurve],
    iteration: int | None,
    theme: Theme,
    quantity: str = "",
) -> ChartReadout | None:
    """Return the exact values at an iteration, or the latest before it.

    They are named by their lines, the ``quantity``, and their iteration.
    """
    if iteration is None:
        return None
    lines = [(f"iteration {count(iteration)}", theme.raised)]
    readings = []
    shown = [curve for curve in curves if curve.shown]
    width = max((len(curve.name) for curve in shown), default=0)
    for curve in shown:
        if found := curve.series.at(iteration):
            said = _said(curve, found, iteration)
            text = f"{curve.name.ljust(width)} {said}"
            lines.append((text, curve.manner.colour(theme)))
            program = _PROGRAM.get(curve.name, curve.name)
            name = f"{program}_{quantity} at {found[0]}"
            readings.append((name, said.partition(" at ")[0]))
    return ChartReadout(iteration, tuple(lines), tuple(readings))


def _said(curve: ChartCurve, found: tuple[int, float], iteration: int) -> str:
    """Return a value in words, or why the line has ended before."""
    (where, value), ending = found, curve.ending
    if ending is not None and iteration > ending.iteration:
        return f"{ending.text} at {count(ending.iteration)}"
    words = significant(value, 6)
    return words if where == iteration else f"{words} at {count(where)}"


def end_labels(curves: Sequence[ChartCurve], theme: Theme) -> tuple[EndLabel, ...]:
    """Return the names of the lines, where they leave the picture."""
    return tuple(
        EndLabel(end, curve.name, curve.manner.text_colour(theme))
        for curve in curves
        if (end := curve.end) is not None and curve.ending is None
    )


def crosses(
    curves: Sequence[ChartCurve], span: Span, theme: Theme
) -> tuple[Cross, ...]:
    """Return the marks of the lines that end within a span of iterations."""
    found = []
    for curve in curves:
        ending, point = curve.ending, curve.last_point
        if ending is None or point is None or ending.iteration > span[1]:
            continue
        words, manner = f"{curve.name} {ending.text}", curve.manner
        colours = manner.colour(theme), manner.text_colour(theme)
        found.append(Cross(*point, words, *colours, ending.failed))
    return tuple(found)


def bands(
    curves: Sequence[ChartCurve], span: Span, log: bool, theme: Theme
) -> tuple[ShownBand, ...]:
    """Return the visible part of the bands around lines."""
    return tuple(
        ShownBand(seen_band(curve.band, span, log), curve.manner.colour(theme))
        for curve in curves
        if curve.band is not None and curve.shown
    )


def dots(curves: Sequence[ChartCurve], theme: Theme) -> tuple[Dot, ...]:
    """Return the points of the lines that need a mark."""
    return tuple(
        Dot(*dot, style)
        for curve in curves
        for style in (curve.manner.style(theme),)
        for dot in curve.dots
    )


def hull(extents: Sequence[Span]) -> Span:
    """Return the lowest and the highest of some values; 0 and 1 where there is none."""
    low = min((extent[0] for extent in extents), default=0.0)
    return low, max((extent[1] for extent in extents), default=1.0)
