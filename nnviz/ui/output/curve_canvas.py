"""The picture of a fitted curve with its samples."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.output.curve_values import CurvePicture, CurvePlan, CurveValues
from nnviz.ui.output.output_painting import curve_axes, curve_points, paint_curve
from nnviz.ui.output.output_values import OutputReadout
from nnviz.ui.output.point_canvas import PointCanvas
from nnviz.ui.painting.axes import Axes, paint_axes
from nnviz.ui.painting.canvas import CENTRE, write
from nnviz.ui.painting.point_marks import Group, paint_cursor


class CurveCanvas(PointCanvas):
    """Paints points, and the curve over them; a place is (x,)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: CurvePlan | None = None
        self._values: CurveValues | None = None
        self._read_out: OutputReadout | None = None

    def show_plan(self, plan: CurvePlan) -> None:
        """Show other samples; the curve follows with ``show_values``."""
        self._plan, self._values, self._read_out = plan, None, None
        self.show_points(plan.train, plan.test)

    def show_values(self, values: CurveValues) -> None:
        """Show another curve."""
        self._values = values
        self.update()

    def show_read_out(self, read_out: OutputReadout | None) -> None:
        """Mark a place on the curve."""
        self._read_out = read_out
        self.update()

    def axes(self) -> Axes | None:
        """Return where the plot is on the widget."""
        if self._plan is None:
            return None
        return curve_axes(self._plan, QRectF(self.rect()).adjusted(48, 20, -4, -20))

    def place_of(self, x: float, y: float) -> tuple[float, ...]:
        """Return the input alone: the output is what is asked for."""
        return (x,)

    def point_groups(self, axes: Axes) -> Sequence[Group]:
        """Return what the samples look like."""
        plan = self._plan
        return () if plan is None else curve_points(plan, axes, self.theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, points, curve and what is marked."""
        axes, plan = self.axes(), self._plan
        painter = self.painter()
        if axes is None or plan is None:
            write(painter, QRectF(self.rect()), CENTRE, "no data yet", self.theme.muted)
            return
        paint_axes(painter, axes, plan.axis_names, self.theme)
        painter.setClipRect(axes.rect)
        self.paint_points(painter, axes)
        if self._values is not None:
            picture = CurvePicture(plan, self._values)
            paint_curve(painter, axes, picture, self.theme.text, 2.0)
        self._paint_read_out(painter, axes)
        painter.setClipping(False)
        self.paint_marks(painter, axes)

    def _paint_read_out(self, painter: QPainter, axes: Axes) -> None:
        if self._read_out is None:
            return
        x, y = self._read_out.place[0], float(self._read_out.outputs[0])
        left, rect = axes.x_at(x), axes.rect
        painter.setPen(QPen(QColor(self.theme.line), 1))
        painter.drawLine(QPointF(left, rect.top()), QPointF(left, rect.bottom()))
        place = QPointF(left, axes.y_at(y))
        paint_cursor(painter, place, self.theme)
