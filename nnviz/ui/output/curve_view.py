"""A fitted curve beside the samples it was fitted to."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.numbers import signed
from nnviz.ui.output.axes import Axes, paint_axes
from nnviz.ui.output.canvas import CENTRE, Canvas, write
from nnviz.ui.output.caption import Caption, place_text
from nnviz.ui.output.curve_values import CurvePlan, CurveValues
from nnviz.ui.output.marks import (
    Entry,
    Group,
    Legend,
    paint_cursor,
    paint_disc,
    paint_ring,
    point_layer,
)
from nnviz.ui.output.values import ReadOut
from nnviz.ui.theme.tokens import Theme, blend


class CurveCanvas(Canvas):
    """Paints points, and the curve over them.

    Signals
    -------
    pointer_moved
        (x,) in own units, or None when the pointer has left.
    """

    pointer_moved = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setMouseTracking(True)
        self.setMinimumSize(140, 120)
        self._plan: CurvePlan | None = None
        self._values: CurveValues | None = None
        self._read_out: ReadOut | None = None
        self._points: QPixmap | None = None

    def show_plan(self, plan: CurvePlan) -> None:
        """Show other samples; the curve follows with ``show_values``."""
        self._plan, self._values, self._read_out = plan, None, None
        self._points = None
        self.update()

    def show_values(self, values: CurveValues) -> None:
        """Show another curve."""
        self._values = values
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._points = None
        super().show_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the points out again."""
        self._points = None
        super().resizeEvent(event)

    def show_read_out(self, read_out: ReadOut | None) -> None:
        """Mark a place on the curve."""
        self._read_out = read_out
        self.update()

    def axes(self) -> Axes | None:
        """Return where the plot is on the widget."""
        if self._plan is None:
            return None
        x = self._plan.x
        rect = QRectF(self.rect()).adjusted(48, 20, -4, -20)
        return Axes(rect, (float(x[0]), float(x[-1])), self._plan.y_span)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, points, curve and the marked place."""
        axes, plan = self.axes(), self._plan
        painter = self.painter()
        if axes is None or plan is None:
            write(painter, QRectF(self.rect()), CENTRE, "no data yet", self.theme.muted)
            return
        paint_axes(painter, axes, plan.axis_names, self.theme)
        painter.setClipRect(axes.rect)
        if self._points is None:
            self._points = self._paint_points(axes, plan)
        painter.drawPixmap(QPointF(0, 0), self._points)
        if self._values is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.text), 2))
            painter.drawPolyline(axes.line(plan.x, self._values.y))
        self._paint_read_out(painter, axes)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which x the pointer is over."""
        axes = self.axes()
        values = axes.values_at(event.position()) if axes else None
        self.pointer_moved.emit(None if values is None else (values[0],))

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the pointer has left."""
        self.pointer_moved.emit(None)
        super().leaveEvent(event)

    def _paint_points(self, axes: Axes, plan: CurvePlan) -> QPixmap:
        colours = sample_colours(self.theme)
        paints = (paint_disc, paint_ring)
        groups: list[Group] = []
        for k, points in enumerate((plan.train, plan.test)):
            places = axes.places(points.x, points.y)
            groups.append((places, [colours[k]] * len(places), paints[k]))
        return point_layer(self, groups)

    def _paint_read_out(self, painter: QPainter, axes: Axes) -> None:
        if self._read_out is None:
            return
        x, y = self._read_out.place[0], float(self._read_out.outputs[0])
        left, rect = axes.x_at(x), axes.rect
        painter.setPen(QPen(QColor(self.theme.line), 1))
        painter.drawLine(QPointF(left, rect.top()), QPointF(left, rect.bottom()))
        place = QPointF(left, axes.y_at(y))
        paint_cursor(painter, place, self.theme)


class CurveView(QWidget):
    """A curve, its legend and a line that says what is pointed at.

    Signals
    -------
    pointer_moved
        (x,) in own units, or None; ``show_read_out`` is the answer to it.
    """

    pointer_moved = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.legend = CurveCanvas(theme), Legend(theme)
        self.caption = Caption(theme)
        self._plan: CurvePlan | None = None
        self._place: tuple[float, ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.legend)
        column.addWidget(self.caption)
        self.canvas.pointer_moved.connect(self._point_at)

    def show_plan(self, plan: CurvePlan) -> None:
        """Show other samples."""
        self._plan, self._place = plan, None
        self.canvas.show_plan(plan)
        self.canvas.setAccessibleName(" over ".join(reversed(plan.axis_names)))
        self._show_legend()
        self._point_at(None)

    def show_values(self, values: CurveValues) -> None:
        """Show another curve."""
        self.canvas.show_values(values)

    def show_read_out(self, read_out: ReadOut) -> None:
        """Write and mark the exact output at the place under the pointer."""
        if self._place is None or self._plan is None:
            return
        self.canvas.show_read_out(read_out)
        x, y = self._plan.axis_names
        value = signed(float(read_out.outputs[0]), 6)
        self.caption.show_words(
            (*place_text((x,), read_out.place), f"network's {y} {value}")
        )

    def show_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.canvas.show_theme(theme)
        self.legend.show_theme(theme)
        self.caption.show_theme(theme)
        self._show_legend()

    @Slot(object)
    def _point_at(self, place: tuple[float, ...] | None) -> None:
        if self._plan is None:
            return
        self._place = place
        x, y = self._plan.axis_names
        if place is None:
            self.canvas.show_read_out(None)
            self.caption.show_words((f"the network's {y} over {x}",))
        else:
            self.caption.show_words(place_text((x,), place))
        self.pointer_moved.emit(place)

    def _show_legend(self) -> None:
        if self._plan is None:
            return
        theme = self.canvas.theme
        train, test = sample_colours(theme)
        self.legend.show_entries(
            (
                Entry("line", theme.text, "network"),
                Entry("disc", train, f"{len(self._plan.train.rows)} train"),
                Entry("ring", test, f"{len(self._plan.test.rows)} test"),
            )
        )


def sample_colours(theme: Theme) -> tuple[str, str]:
    """Return the colours of training and test samples, a little toned down."""
    return blend(theme.positive, theme.panel, 0.2), blend(
        theme.negative, theme.panel, 0.2
    )
