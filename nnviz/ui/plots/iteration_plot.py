"""What all plots over the iterations share: heading, legend, canvas, read-out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.plots.curve import Curve, extent_of
from nnviz.ui.plots.frame import Frame, Marker
from nnviz.ui.plots.late_canvas import LateCanvas
from nnviz.ui.plots.legend import legend_button
from nnviz.ui.plots.ticks import decade_ticks, iteration_ticks, value_ticks
from nnviz.ui.plots.wording import end_labels, read_out
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.tokens import DARK, Theme

if TYPE_CHECKING:
    from nnviz.ui.plots.canvas import Canvas

SHORTEST = 10.0
"""Iterations that an empty or very short plot shows."""


class IterationPlot(QWidget):
    """A passive plot: values come in, `refresh` paints what has changed.

    It follows the run until the user zooms or pans, and again after a double click.
    """

    completed = Signal()
    """The canvas has come, and what came in before is drawn."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._curves: list[Curve] = []
        self._buttons: list[QPushButton] = []
        self._markers: list[Marker] = []
        self._log = False
        self._following = True
        self._changed = True
        self._place = LateCanvas(self)
        self._canvas: Canvas | None = None
        self._heading = QLabel()
        self._header = QHBoxLayout()
        self._build(title)
        self._place.came.connect(self._take_canvas)

    def set_title(self, title: str) -> None:
        """Name what is plotted."""
        self._heading.setText(title)
        place = self._place if self._canvas is None else self._canvas
        place.setAccessibleName(f"{title} over the iterations")

    def add_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these lines too, the first at the back, and list them in the legend."""
        for curve in curves:
            self._curves.append(curve)
            if self._canvas is not None:
                self._canvas.add(curve)
            curve.set_theme(self._theme)
            self._add_button(curve)
        self.touch()

    def remove_curves(self) -> None:
        """Forget all lines and their legend."""
        for curve, button in zip(self._curves, self._buttons, strict=True):
            if self._canvas is not None:
                self._canvas.remove(curve)
            button.deleteLater()
        self._curves.clear()
        self._buttons.clear()
        self.touch()

    def mark(self, iteration: int, text: str) -> None:
        """Mark an iteration at which something happened, such as divergence."""
        self._markers.append(Marker(iteration, text))
        self.touch()

    def show_now(self, iteration: int | None) -> None:
        """Show the place in time that the rest of the window shows."""
        if self._canvas is not None:
            self._canvas.show_now(iteration)

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        for curve in self._curves:
            curve.series.cut(iterations)
        self._markers = [m for m in self._markers if m.iteration <= iterations]
        self.touch()

    def clear(self) -> None:
        """Forget all values and markers, and follow the run again."""
        for curve in self._curves:
            curve.series.clear()
        self._markers.clear()
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Show the whole run, and follow it."""
        self._following = True
        self.touch()
        self.refresh()

    def set_log(self, log: bool) -> None:
        """Make the axis of values logarithmic, or linear."""
        self._log = log
        self.touch()
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self._place.set_theme(theme)
        if self._canvas is not None:
            self._canvas.set_theme(theme)
        for curve, button in zip(self._curves, self._buttons, strict=True):
            curve.set_theme(theme)
            button.setIcon(curve.icon(theme))
        self.touch()
        self.refresh()

    def touch(self) -> None:
        """Note that the picture is out of date; `refresh` mends it."""
        self._changed = True

    def refresh(self) -> None:
        """Bring the picture up to date, if it is seen and anything changed."""
        canvas = self._canvas
        if not self._changed or not self.isVisible() or canvas is None:
            return
        self._changed = False
        if self._following:
            canvas.show_span(0.0, self._end())
        pixels = max(int(canvas.area.width()), 2)
        for curve in self._curves:
            if curve.shown:
                curve.read(*canvas.span, pixels, self._log)
                curve.draw(self._theme)
        canvas.show_frame(self._frame(canvas.span, canvas.area.size()))
        if canvas.pointed is not None:
            self._show_values(canvas.pointed)

    def value_span(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the axis of values for what is to be seen on it."""
        if self._log:
            room = max((high - low) * 0.06, 0.05)
            return low - room, high + room
        low = min(low, 0.0)
        room = (high - low) * 0.06 or 1.0
        return low if low == 0.0 else low - room, high + room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number of points to the number of pixels."""
        super().resizeEvent(event)
        self.touch()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came in while the plot was hidden."""
        super().showEvent(event)
        self.touch()
        self.refresh()

    def _build(self, title: str) -> None:
        set_role(self._heading, "heading")
        self.set_title(title)
        self._header.setContentsMargins(16, 8, 16, 0)
        self._header.setSpacing(4)
        self._header.addWidget(self._heading)
        self._header.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        header = QWidget()
        header.setLayout(self._header)
        header.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout.addWidget(header)
        layout.addWidget(self._place, 1)
        set_role(self, "panel", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @Slot(object)
    def _take_canvas(self, canvas: "Canvas") -> None:
        self._canvas = canvas
        canvas.pointed_at.connect(self._show_values)
        canvas.zoomed.connect(self._stop_following)
        canvas.fit_requested.connect(self.fit)
        for curve in self._curves:
            canvas.add(curve)
        self.set_theme(self._theme)
        self.completed.emit()

    def _add_button(self, curve: Curve) -> None:
        button = legend_button(curve, self._theme, self)
        button.toggled.connect(self._update_shown)
        self._buttons.append(button)
        self._header.insertWidget(len(self._buttons), button)

    def _end(self) -> float:
        """Return the last iteration that the whole run shows."""
        return max([SHORTEST, *(c.series.last_iteration for c in self._curves)])

    def _frame(self, iterations: tuple[float, float], size: QSizeF) -> Frame:
        low, high = extent_of(self._curves)
        span = self.value_span(low, high)
        rows = max(int(size.height() // 28), 2)
        values = (decade_ticks if self._log else value_ticks)(*span, rows)
        columns = max(int(size.width() // 110), 2)
        return Frame(
            iterations,
            span,
            tuple(iteration_ticks(*iterations, columns)),
            tuple(values),
            end_labels(self._curves, self._theme),
            tuple(self._markers),
        )

    @Slot()
    def _update_shown(self) -> None:
        for curve, button in zip(self._curves, self._buttons, strict=True):
            curve.show(button.isChecked())
        self.touch()
        self.refresh()

    @Slot()
    def _stop_following(self) -> None:
        if self._canvas is None:
            return
        first, last = self._canvas.span
        self._following = first <= 0.0 and last >= self._end()
        self.touch()
        self.refresh()

    @Slot(object)
    def _show_values(self, iteration: int | None) -> None:
        if self._canvas is not None:
            found = read_out(self._curves, iteration, self._theme)
            self._canvas.show_read_out(found)
