"""The picture of a surface with its points; what the pointer is over goes out."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.output.output_painting import (
    paint_surface,
    surface_axes,
    surface_image,
    surface_points,
)
from nnviz.ui.output.point_canvas import PointCanvas
from nnviz.ui.output.surface_values import SurfacePlan, SurfaceValues
from nnviz.ui.painting.axes import Axes, paint_labels
from nnviz.ui.painting.canvas import CENTRE, write
from nnviz.ui.painting.point_marks import Group

LEFT_OF_IT, ABOVE_IT, BELOW_IT = 48, 20, 20
"""Pixels that the labels of the axes take beside the surface."""


class SurfaceCanvas(PointCanvas):
    """Paints a surface, and the samples over it; a place is (x, y)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: SurfacePlan | None = None
        self._values: SurfaceValues | None = None
        self._discrete = False
        self._image: QImage | None = None

    def show_plan(self, plan: SurfacePlan) -> None:
        """Show the points of other data; the surface follows with ``show_values``."""
        self._plan, self._values, self._image = plan, None, None
        self.show_points(plan.train, plan.test)

    def show_values(self, values: SurfaceValues) -> None:
        """Show other outputs under the points."""
        self._values, self._image = values, None
        self.update()

    def show_discrete(self, discrete: bool) -> None:
        """Show decisions instead of degrees, or degrees again."""
        self._discrete, self._image = discrete, None
        self.update()

    def _recolour(self) -> None:
        self._image = None
        super()._recolour()

    def axes(self) -> Axes | None:
        """Return where the surface is on the widget."""
        if self._plan is None:
            return None
        room = QRectF(self.rect()).adjusted(LEFT_OF_IT, ABOVE_IT, -1, -BELOW_IT)
        side = max(40.0, min(room.width(), room.height() * 1.25))
        rect = QRectF(room.left(), room.top(), side, max(40.0, room.height()))
        rect.moveLeft(room.left() + max(0.0, (room.width() - side) / 2))
        return surface_axes(self._plan, rect)

    def place_of(self, x: float, y: float) -> tuple[float, ...]:
        """Return both coordinates."""
        return x, y

    def point_groups(self, axes: Axes) -> Sequence[Group]:
        """Return what the samples look like."""
        plan = self._plan
        return () if plan is None else surface_points(plan, axes, self.theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, then points, labels and marks."""
        axes, plan = self.axes(), self._plan
        painter = self.painter()
        if axes is None or plan is None:
            write(painter, QRectF(self.rect()), CENTRE, "no data yet", self.theme.muted)
            return
        image = self._surface(plan)
        if image is not None:
            smooth = not self._discrete
            paint_surface(painter, axes.rect, image, self.theme, smooth=smooth)
        self.paint_points(painter, axes)
        paint_labels(painter, axes, plan.axis_names, self.theme)
        self.paint_marks(painter, axes)

    def _surface(self, plan: SurfacePlan) -> QImage | None:
        if self._image is None and self._values is not None:
            self._image = surface_image(
                self._values, plan, self.theme, discrete=self._discrete
            )
        return self._image
