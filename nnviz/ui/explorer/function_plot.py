"""All functions on one plot and all slopes on another, with a line at z to drag."""

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.explain.exploring.function_curves import FunctionCurve, function_curve
from nnviz.ui.explorer.function_lines import (
    FunctionLine,
    LineEnd,
    drawing_order,
    paint_line_names,
)
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.canvas import CENTRE, Canvas, write
from nnviz.ui.painting.function_chart import (
    ChartLine,
    FunctionChart,
    paint,
    value_span,
)
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.views.explored_z import REACH, moved, within_reach
from nnviz.views.numbers import signed

POINTS = 601
"""Points of each curve."""

NAMES = 112
"""Room for the names at the ends of the lines, in pixels."""

_NEAR = 5.0
_LOWEST, _HIGHEST = -2.0, 6.0
"""Of the values; the far ends of lines may lie beyond."""

_MARGIN = 0.05


def places() -> Floats:
    """Return the z of all curves' points, (POINTS,); 0 is one of them."""
    return np.linspace(-REACH, REACH, POINTS)


def _way(event: QKeyEvent) -> str:
    """Return the name of a key, such as "PageUp"."""
    return Qt.Key(event.key()).name.removeprefix("Key_")


class FunctionPlot(Canvas):
    """Shows one curve per function over z.

    Signals
    -------
    z_moved
        The user wants to look at another z.
    function_touched
        The user clicked on a line; carries the function's name.
    function_pointed
        The name of the function under the pointer; empty when there is none.
    """

    z_moved = Signal(float)
    function_touched = Signal(str)
    function_pointed = Signal(str)

    def __init__(self, quantity: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = quantity
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        keep_size(self, least_width=260, least_height=120)
        self.setToolTip(
            "Drag the line to another z, or move it with Left and Right, Page Up and "
            "Page Down, Home and End. Click a curve to emphasise it."
        )
        self._series: list[FunctionLine] = []
        self._curves: Mapping[str, Floats] = {}
        self._chart = FunctionChart(places(), (), (0.0, 1.0), ("z", quantity))
        self._z, self._held = 0.0, False
        self._layer: QPixmap | None = None

    def show_curves(
        self, series: Sequence[FunctionLine], curves: Mapping[str, Floats]
    ) -> None:
        """Show these functions; each name has its values at `places`."""
        self._series, self._curves = drawing_order(series), curves
        shown = [curves[s.activation.name] for s in self._series]
        self._chart = FunctionChart(
            places(),
            tuple(map(ChartLine, shown, (s.pen for s in self._series))),
            value_span(shown, (0.0, 1.0), (_LOWEST, _HIGHEST), _MARGIN),
            ("z", self.quantity),
            room=NAMES,
        )
        self._draw_anew()

    def show_z(self, z: float) -> None:
        """Put the line at another z."""
        self._z = z
        self.setAccessibleName(f"{self.quantity} of all functions")
        self.setAccessibleDescription(f"z = {signed(z, 2).strip()}")
        self.update()

    def _recolour(self) -> None:
        self._draw_anew()

    def sizeHint(self) -> QSize:
        return enlarged(QSize(420, 240))

    @property
    def axes(self) -> Axes:
        """Where values are on the widget now."""
        return self._chart.axes(QRectF(self.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if not self._series:
            hint = "tick a function to see it"
            write(painter, QRectF(self.rect()), CENTRE, hint, self.theme.muted)
            return
        if self.on_paper:
            self._draw(painter)
        else:
            if self._layer is None:
                self._layer = self._drawn()
            painter.drawPixmap(0, 0, self._layer)
        self._paint_z(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_anew()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self.event_place(event)
        touched = self._curve_at(place)
        grabbed = abs(self.axes.x_at(self._z) - place.x()) <= _NEAR
        if touched and not grabbed:
            self.function_touched.emit(touched)
            return
        self._held = True
        self._move_to(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.event_place(event)
        if self._held:
            self._move_to(place)
        else:
            self.function_pointed.emit(self._curve_at(place))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.function_pointed.emit("")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if bare and moved(self._z, _way(event)) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        z = moved(self._z, _way(event))
        if z is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif z != self._z:
            self.z_moved.emit(z)

    def _move_to(self, place: QPointF) -> None:
        axes = self.axes
        across = (place.x() - axes.rect.left()) / axes.rect.width()
        z = within_reach(-REACH + 2 * REACH * across)
        if z != self._z:
            self.z_moved.emit(z)

    def _curve_at(self, place: QPointF) -> str:
        """Return the name of the curve under the pointer, or nothing."""
        axes = self.axes
        values = axes.values_at(place)
        if values is None:
            return ""
        away = {
            s.activation.name: abs(axes.y_at(self._value_of(s, values[0])) - place.y())
            for s in self._series
        }
        nearest = min(away, key=lambda name: away[name], default="")
        return nearest if nearest and away[nearest] <= _NEAR else ""

    def _value_of(self, series: FunctionLine, z: float) -> float:
        """Return the curve's value at z, between its points."""
        return float(np.interp(z, places(), self._curves[series.activation.name]))

    def _draw_anew(self) -> None:
        self._layer = None
        self.update()

    def _drawn(self) -> QPixmap:
        """Draw everything but the line at z, which alone moves often."""
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter)
        painter.end()
        return layer

    def _draw(self, painter: QPainter) -> None:
        chart = self._chart
        paint(painter, QRectF(self.rect()), chart, self.theme)
        axes = self.axes
        ends = [
            LineEnd(s, axes.y_at(float(line.values[-1])))
            for s, line in zip(self._series, chart.lines, strict=True)
        ]
        area = QRectF(axes.rect.right(), 4, NAMES - 4, self.height() - 8)
        paint_line_names(painter, ends, area, self.theme)

    def _paint_z(self, painter: QPainter) -> None:
        """Draw the line at z, a knob to take it by, and a point on each curve."""
        axes = self.axes
        x = axes.x_at(self._z)
        ink = QColor(self.theme.text)
        painter.setPen(QPen(ink, 1.4))
        painter.drawLine(QPointF(x, axes.rect.top()), QPointF(x, axes.rect.bottom()))
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(x, axes.rect.top()), 4.5, 4.5)
        painter.setClipRect(axes.rect.adjusted(-6, -2, 6, 2))
        for s in self._series:
            y = axes.y_at(self._value_of(s, self._z))
            painter.setPen(QPen(QColor(self.theme.panel), 1.2))
            painter.setBrush(QColor(s.ink(self.theme)))
            painter.drawEllipse(QPointF(x, y), 3.4, 3.4)


class FunctionsPage(QWidget):
    """Two plots one above the other, whose lines at z move together.

    Signals
    -------
    z_moved, function_touched, function_pointed
        As in `FunctionPlot`.
    """

    z_moved = Signal(float)
    function_touched = Signal(str)
    function_pointed = Signal(str)

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
            plot.function_pointed.connect(self.function_pointed)

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
