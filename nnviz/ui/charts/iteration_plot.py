"""What all plots over the iterations share: header, canvas, and following the run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.charts.branch_lines import Course
from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.charts.chart_frame import Span
from nnviz.ui.charts.chart_header import PlotHeader
from nnviz.ui.charts.chart_lines import PlotLines
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed

SHORTEST = 10.0
"""Iterations that an empty or very short plot shows."""

SMALLEST_SPAN = 1e-9
"""Values closer together than this, relative to their size, count as equal."""


class IterationPlot(Themed, QWidget):
    """A passive plot: values come in, `refresh` paints what has changed.

    It follows the run until the user zooms or pans, and again after a double click.

    Signals
    -------
    titled
        Something else is plotted from now on.
    moment_requested
        The user wants to see the run at this iteration.
    placed
        The margins of the curves at the left and the right [px].

    Attributes
    ----------
    header
        Heading, legend and switches: above the curves, or wherever it is put.
    """

    titled = Signal(str)
    moment_requested = Signal(int)
    placed = Signal(float, float)

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._lines = PlotLines()
        self._log = False
        self._values: Span | None = None
        self._following = True
        self._changed = True
        self._least_end = 0
        self._canvas = ChartCanvas(self)
        self.header = PlotHeader(name)
        self._build(title)
        self._connect()

    @property
    def title(self) -> str:
        """What is plotted."""
        return self.header.title

    def set_title(self, title: str) -> None:
        """Name what is plotted."""
        self.header.set_title(title)
        self.titled.emit(title)
        self._canvas.setAccessibleName(f"{title} over the iterations")

    def add_curves(self, curves: Sequence[ChartCurve], listed: bool = True) -> None:
        """Draw these lines too, the first at the back, in the legend if ``listed``."""
        for curve in curves:
            self._lines.add(curve)
            if listed:
                self.header.add_curve(curve)
        self.touch()

    def remove_curves(self) -> None:
        """Forget all lines and their legend."""
        self._lines.remove()
        self.header.remove_curves()
        self.touch()

    def mark(self, iteration: int | None, text: str, tone: str = "bad") -> None:
        """Mark an iteration at which something happened, such as divergence.

        It is the only one with this text; None marks none. ``tone`` is a colour of the
        theme.
        """
        if self._lines.mark(iteration, text, tone):
            self.touch()

    @property
    def canvas(self) -> ChartCanvas:
        """The curves, without the header."""
        return self._canvas

    def show_now(self, iteration: int | None) -> None:
        """Mark the iteration that the rest of the window shows."""
        self._canvas.show_now(iteration)

    def show_end(self, iteration: int) -> None:
        """Show the whole run up to at least this iteration, as a timeline does."""
        if iteration != self._least_end:
            self._least_end = iteration
            self.touch()

    def turn_to(self, course: Course) -> None:
        """Continue with another branch from its fork; the one it leaves is faded."""
        self._lines.turn_to(course)
        self.touch()

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        self._lines.cut(iterations)
        self.touch()

    def clear(self) -> None:
        """Forget all values and markers, and follow the run again."""
        self._lines.clear()
        self._least_end = 0
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Show the whole run and all values, and follow it."""
        self._following = True
        self._values = None
        self._redraw()

    def set_log(self, log: bool) -> None:
        """Make the axis of values logarithmic, or linear."""
        self._log = log
        self._values = None
        self._redraw()

    def add_log_button(self, what_for: str, checked: bool = False) -> None:
        """Offer the choice between a logarithmic and a linear axis of values."""
        self._log = checked
        button = self.header.add_toggle("log", what_for, checked)
        button.setAccessibleName("Logarithmic value axis")
        button.toggled.connect(self.set_log)

    def _recolour(self) -> None:
        self._redraw()

    def touch(self) -> None:
        """Note that the picture is out of date; `refresh` mends it."""
        self._changed = True

    def refresh(self) -> None:
        """Bring the picture up to date, if it is seen and anything changed."""
        canvas = self._canvas
        if not self._changed or not (self.isVisible() or canvas.on_paper):
            return
        self._changed = False
        if self._following:
            canvas.show_span(0.0, self._end())
        lines, span, size = self._lines, canvas.span, canvas.area.size()
        lines.read(span, max(int(size.width()), 2), self._log)
        canvas.let_values_move(self._values is not None)
        values = self._values or self.value_span(*lines.extent())
        canvas.show_frame(lines.frame(span, values, size, self._log, self.theme))
        if canvas.pointed is not None:
            self._show_values(canvas.pointed)

    @Slot()
    def _redraw(self) -> None:
        self.touch()
        self.refresh()

    def value_span(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the value axis, given the lowest and highest value."""
        if self._log:
            room = max((high - low) * 0.06, 0.05)
            return low - room, high + room
        low = min(low, 0.0)
        room = (high - low) * 0.06 or 1.0
        return low if low == 0.0 else low - room, high + room

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came in while the plot was hidden."""
        super().showEvent(event)
        self._redraw()

    def _build(self, title: str) -> None:
        self.set_title(title)
        column_of(self.header, (self._canvas, 1), within=self, spacing=4)
        set_role(self, "panel", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _connect(self) -> None:
        canvas = self._canvas
        self.header.shown_changed.connect(self._redraw)
        canvas.pointed_at.connect(self._show_values)
        canvas.zoomed.connect(self._stop_following)
        canvas.values_zoomed.connect(self._show_value_span)
        canvas.fit_requested.connect(self.fit)
        canvas.moment_requested.connect(self.moment_requested)
        canvas.resized.connect(self._redraw)
        canvas.placed.connect(self.placed)

    def _end(self) -> float:
        """Return the last iteration that the whole run shows."""
        return max(SHORTEST, self._lines.last_iteration, self._least_end)

    @Slot()
    def _stop_following(self) -> None:
        first, last = self._canvas.span
        self._following = first <= 0.0 and last >= self._end()
        self._redraw()

    @Slot(float, float)
    def _show_value_span(self, low: float, high: float) -> None:
        """Look at some values only, until the whole run is asked for."""
        if high - low > SMALLEST_SPAN * max(abs(low), abs(high)):
            self._values = (low, high)
            self._redraw()

    @Slot(object)
    def _show_values(self, iteration: int | None) -> None:
        quantity = self.title.lower().replace(" ", "_").replace("²", "2")
        found = self._lines.read_out(iteration, self.theme, quantity)
        self._canvas.show_read_out(found)
