"""The picture of a surface with its points; what the pointer is over goes out."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.ui.output.axes import Axes, paint_labels
from nnviz.ui.output.canvas import CENTRE, Canvas, outline, write
from nnviz.ui.output.marks import (
    paint_disc,
    paint_ring,
    paint_ringed_value,
    paint_value,
    point_layer,
)
from nnviz.ui.output.surface_colours import mark_colours, surface_image
from nnviz.ui.output.surface_values import Points, SurfacePlan, SurfaceValues
from nnviz.ui.theme.tokens import Theme

CORNER = 8.0
NEAR = 8.0
"""A click within so many pixels of a point means the point."""


class SurfaceCanvas(Canvas):
    """Paints a surface, and over it the points from a cached layer.

    Signals
    -------
    pointer_moved
        The place under the pointer as (x, y) in own units; None when it has left.
    sample_requested
        The data set row of the point that was clicked.
    """

    pointer_moved = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setMouseTracking(True)
        self.setMinimumSize(140, 120)
        self._plan: SurfacePlan | None = None
        self._values: SurfaceValues | None = None
        self._discrete = False
        self._image: QImage | None = None
        self._points: QPixmap | None = None

    def show_plan(self, plan: SurfacePlan) -> None:
        """Show the points of other data; the surface follows with ``show_values``."""
        self._plan, self._values, self._image = plan, None, None
        self._points = None
        self.update()

    def show_values(self, values: SurfaceValues) -> None:
        """Show other outputs under the points."""
        self._values, self._image = values, None
        self.update()

    def show_discrete(self, discrete: bool) -> None:
        """Show decisions instead of degrees, or degrees again."""
        self._discrete, self._image = discrete, None
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._image = self._points = None
        super().show_theme(theme)

    def axes(self) -> Axes | None:
        """Return where the surface is on the widget."""
        if self._plan is None:
            return None
        room = QRectF(self.rect()).adjusted(48, 20, -1, -20)
        side = max(40.0, min(room.width(), room.height() * 1.25))
        rect = QRectF(room.left(), room.top(), side, max(40.0, room.height()))
        rect.moveLeft(room.left() + max(0.0, (room.width() - side) / 2))
        return Axes(rect, self._plan.x_span, self._plan.y_span)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, then points, then labels."""
        axes, plan = self.axes(), self._plan
        painter = self.painter()
        if axes is None or plan is None:
            write(painter, QRectF(self.rect()), CENTRE, "no data yet", self.theme.muted)
            return
        self._paint_surface(painter, axes, plan)
        outline(painter, axes.rect, self.theme.line, 1.0, CORNER)
        if self._points is None:
            self._points = self._paint_points(axes, plan)
        painter.drawPixmap(QPointF(0, 0), self._points)
        paint_labels(painter, axes, plan.axis_names, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the points out again."""
        self._points = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say where the pointer is."""
        axes = self.axes()
        if axes is not None:
            self.pointer_moved.emit(axes.values_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the pointer has left."""
        self.pointer_moved.emit(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the sample whose point was clicked."""
        row = self._row_near(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.sample_requested.emit(row)

    def _paint_surface(self, painter: QPainter, axes: Axes, plan: SurfacePlan) -> None:
        if self._values is None:
            return
        if self._image is None:
            self._image = surface_image(
                self._values, plan, self.theme, discrete=self._discrete
            )
        shape = QPainterPath()
        shape.addRoundedRect(axes.rect, CORNER, CORNER)
        painter.save()
        painter.setClipPath(shape)
        smooth = not self._discrete
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(axes.rect, self._image)
        painter.restore()

    def _paint_points(self, axes: Axes, plan: SurfacePlan) -> QPixmap:
        classes = bool(plan.class_names)
        train = paint_disc if classes else paint_value
        test = paint_ring if classes else paint_ringed_value
        return point_layer(
            self,
            [
                (
                    axes.places(points.x, points.y),
                    mark_colours(plan, points.marks, self.theme),
                    paint,
                )
                for points, paint in ((plan.train, train), (plan.test, test))
            ],
        )

    def _row_near(self, place: QPointF) -> int | None:
        axes, plan = self.axes(), self._plan
        if axes is None or plan is None:
            return None
        best, found = NEAR, None
        for points in (plan.train, plan.test):
            distances = _distances(axes, points, place)
            if len(distances) and distances.min() < best:
                best = float(distances.min())
                found = int(points.rows[distances.argmin()])
        return found


def _distances(axes: Axes, points: Points, place: QPointF) -> Floats:
    """Return how far points (N,) are from a place, in pixels."""
    across = axes.x_at(0.0) + points.x * axes.rect.width() / (
        axes.x_span[1] - axes.x_span[0]
    )
    down = axes.y_at(0.0) - points.y * axes.rect.height() / (
        axes.y_span[1] - axes.y_span[0]
    )
    distances: Floats = np.hypot(across - place.x(), down - place.y())
    return distances
