"""The picture of a function and its slope over the histogram of z."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.activation_panel.statistics import ActivationValues
from nnviz.ui.painting.axes import Axes, paint_axes
from nnviz.ui.painting.canvas import CENTRE, Canvas, toned, write

BAR_SHARE = 0.55
"""The highest bar takes this share of the plot's height."""


class CurvesCanvas(Canvas):
    """Paints the histogram first, then both curves over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(160, 110)
        self._values: ActivationValues | None = None

    def show_values(self, values: ActivationValues) -> None:
        """Show another layer, or the same one later."""
        self._values = values
        self.setAccessibleName(f"{values.name} and its slope over z")
        self.update()

    def bar_colour(self) -> str:
        """Return the colour of the histogram's bars."""
        return toned(self.theme, self.theme.positive, 0.35)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, grid and curves."""
        painter, values = self.painter(), self._values
        if values is None:
            hint = "select a layer to see its activation"
            write(painter, QRectF(self.rect()), CENTRE, hint, self.theme.muted)
            return
        axes = self._axes(values)
        self._paint_bars(painter, axes, values)
        names = (
            ("z", "f(z), f'(z)")
            if values.elementwise
            else ("z", "f(z), f'(z), the other z = 0")
        )
        paint_axes(painter, axes, names, self.theme)
        self._paint_zero(painter, axes)
        painter.setClipRect(axes.rect.adjusted(0, -2, 0, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.negative), 1.6, Qt.PenStyle.DashLine))
        painter.drawPolyline(axes.line(values.z, values.slope))
        painter.setPen(QPen(QColor(self.theme.accent), 2.2))
        painter.drawPolyline(axes.line(values.z, values.a))

    def _axes(self, values: ActivationValues) -> Axes:
        rect = QRectF(self.rect()).adjusted(48, 20, -8, -20)
        low = min(float(values.a.min()), float(values.slope.min()), 0.0)
        high = max(float(values.a.max()), float(values.slope.max()), 1.0)
        margin = 0.08 * (high - low)
        span = float(values.z[0]), float(values.z[-1])
        return Axes(rect, span, (low - margin, high + margin))

    def _paint_bars(
        self, painter: QPainter, axes: Axes, values: ActivationValues
    ) -> None:
        largest = max(1, int(values.counts.max()))
        unit = axes.rect.height() * BAR_SHARE / largest
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        colour, bottom = QColor(self.bar_colour()), axes.rect.bottom()
        for left, right, number in zip(
            values.edges[:-1].tolist(),
            values.edges[1:].tolist(),
            values.counts.tolist(),
            strict=True,
        ):
            x, height = axes.x_at(left), unit * number
            width = max(1.0, axes.x_at(right) - x - 1.0)
            painter.fillRect(QRectF(x, bottom - height, width, height), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_zero(self, painter: QPainter, axes: Axes) -> None:
        """Draw the line z = 0, a little stronger than the grid."""
        painter.setPen(QPen(QColor(self.theme.line), 1))
        x, rect = round(axes.x_at(0.0)) + 0.5, axes.rect
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
