"""Outputs as pictures of any size: surfaces, curves, and predictions by targets."""

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from nnviz.core.types import Floats
from nnviz.ui.output.class_bars import paint_shares, two_digits
from nnviz.ui.output.surface_colours import mark_colours, surface_image
from nnviz.ui.painting.axes import Axes, Span
from nnviz.ui.painting.canvas import CENTRE, outline, small_font, write
from nnviz.ui.painting.point_marks import (
    Group,
    paint_disc,
    paint_ring,
    paint_ringed_value,
    paint_value,
)
from nnviz.ui.theme.tokens import Theme
from nnviz.views.output.curve_values import CurvePlan, FittedCurve
from nnviz.views.output.image_values import ClassShares
from nnviz.views.output.output_values import OutputPicture
from nnviz.views.output.predictions import TableValues
from nnviz.views.output.surface_values import SurfacePicture, SurfacePlan
from nnviz.views.ticks import value_ticks

CORNER = 6.0
NEAR_SMALL = 7.0
"""In a small picture, a pointer within this many pixels of a point means the point."""

_DOT = 0.62
"""The size of points in a small picture, relative to a large one."""
_FAINT = 0.7
"""The opacity of points below a curve that has a colour of its own."""
_MOST_LAYERS = 40
_PROBABILITIES = -0.06, 1.16
"""From 0 to 1, with room for the names of labels."""
_Key = tuple[object, ...]


def surface_axes(plan: SurfacePlan, rect: QRectF) -> Axes:
    """Return the axes of the plane."""
    return Axes(rect, plan.x_span, plan.y_span)


def curve_axes(plan: CurvePlan, rect: QRectF, y_span: Span | None = None) -> Axes:
    """Return axes for inputs, across, and outputs, up; the targets' without a span."""
    x = plan.x
    return Axes(rect, (float(x[0]), float(x[-1])), y_span or plan.y_span)


def axes_of(picture: OutputPicture, rect: QRectF, span: Span) -> Axes | None:
    """Return the axes of a picture; None if it has none.

    ``span`` are the outputs at the ends of the scale.
    """
    if isinstance(picture, SurfacePicture):
        return surface_axes(picture.plan, rect)
    if isinstance(picture, FittedCurve):
        return curve_axes(picture.plan, rect, span)
    if not isinstance(picture, TableValues):
        return None
    if picture.task == "labels":
        return Axes(rect, (0.0, float(len(picture.names))), _PROBABILITIES)
    return Axes(rect, span, span)


def row_at(
    picture: OutputPicture, rect: QRectF, span: Span, place: QPointF
) -> int | None:
    """Return the data set's row of the sample at a place, None if none is near."""
    axes = axes_of(picture, rect, span)
    if axes is None:
        return None
    if isinstance(picture, TableValues):
        found = nearest(axes, [picture.pairs], place, NEAR_SMALL)
        count = len(picture.rows)
        return None if found is None else int(picture.rows[found[1] % count])
    if not isinstance(picture, SurfacePicture | FittedCurve):
        return None
    plan = picture.plan
    parts = plan.train, plan.test, plan.validation
    found = nearest(axes, [(part.x, part.y) for part in parts], place, NEAR_SMALL)
    return None if found is None else int(parts[found[0]].rows[found[1]])


def nearest(
    axes: Axes, groups: Sequence[tuple[Floats, Floats]], place: QPointF, near: float
) -> tuple[int, int] | None:
    """Return the group and the number of the point nearest to a place of the widget.

    Parameters
    ----------
    groups
        x and y of points, (N,) each.
    near
        Points farther away than this many pixels do not count.
    """
    best, found = near, None
    for group, (x, y) in enumerate(groups):
        across, down = axes.pixels(x, y)
        away = np.nan_to_num(np.hypot(across - place.x(), down - place.y()), nan=np.inf)
        if len(away) and away.min() < best:
            best, found = float(away.min()), (group, int(away.argmin()))
    return found


def surface_points(plan: SurfacePlan, axes: Axes, theme: Theme) -> list[Group]:
    """Return rings for samples held out, and over them discs of training samples.

    A ring is larger than a disc, so that neither ever hides the other.
    """
    classes = bool(plan.class_names)
    ring = paint_ring if classes else paint_ringed_value
    looks = (
        (plan.test, ring),
        (plan.validation, ring),
        (plan.train, paint_disc if classes else paint_value),
    )
    return [
        (axes.places(part.x, part.y), mark_colours(plan, part.marks, theme), paint)
        for part, paint in looks
    ]


def curve_points(plan: CurvePlan, axes: Axes, theme: Theme) -> list[Group]:
    """Return rings for samples held out, and over them discs of training samples."""
    train, test, validation = sample_colours(theme)
    looks = (
        (plan.test, test, paint_ring),
        (plan.validation, validation, paint_ring),
        (plan.train, train, paint_disc),
    )
    return [
        (axes.places(part.x, part.y), [colour] * len(part.rows), paint)
        for part, colour, paint in looks
    ]


def sample_colours(theme: Theme) -> tuple[str, str, str]:
    """Return the colours of training, test and validation samples beside a curve."""
    return theme.muted, theme.companion, theme.validation


def point_layer(
    size: QSize, ratio: float, groups: Sequence[Group], theme: Theme, scale: float = 1.0
) -> QPixmap:
    """Draw points once on a transparent picture.

    Hundreds of points take milliseconds to draw, and change with data, size and
    theme only; the picture takes a fraction of that.

    Parameters
    ----------
    size, ratio
        Of the picture, and the screen's pixels per unit of length.
    scale
        How large points are, 1 being the size for a picture that fills a panel.
    """
    layer = QPixmap(size * ratio)
    layer.setDevicePixelRatio(ratio)
    layer.fill(Qt.GlobalColor.transparent)
    painter = QPainter(layer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_groups(painter, groups, theme, scale)
    painter.end()
    return layer


def paint_groups(
    painter: QPainter, groups: Sequence[Group], theme: Theme, scale: float = 1.0
) -> None:
    """Draw points, ``scale`` times as large as they are for a whole panel."""
    painter.save()
    # On a scaled canvas, so that their outlines are scaled as well.
    painter.scale(scale, scale)
    for places, colours, paint in groups:
        for place, colour in zip(places, colours, strict=True):
            paint(painter, place / scale, colour, theme)
    painter.restore()


def paint_surface(
    painter: QPainter,
    rect: QRectF,
    image: QImage,
    theme: Theme,
    *,
    smooth: bool = True,
    corner: float = 8.0,
) -> None:
    """Draw a surface's image with round corners; ``smooth`` blends its cells."""
    painter.save()
    painter.setClipPath(_rounded(rect, corner))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(rect, image)
    painter.restore()
    outline(painter, rect, theme.line, 1.0, corner)


def paint_curve(
    painter: QPainter, axes: Axes, picture: FittedCurve, colour: str, width: float
) -> None:
    """Draw the curve alone."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), width))
    painter.drawPolyline(axes.line(picture.plan.x, picture.values.y))


def paint_pairs(
    painter: QPainter, axes: Axes, values: TableValues, colour: str, theme: Theme
) -> None:
    """Draw the first output (up) against its target (across), and where they agree.

    Labels stand beside each other; those above the line are said to hold.
    """
    painter.setPen(QPen(QColor(theme.muted), 1.0, Qt.PenStyle.DashLine))
    if values.task == "labels":
        middle = axes.y_at(0.5)
        painter.drawLine(
            QPointF(axes.rect.left(), middle), QPointF(axes.rect.right(), middle)
        )
        _paint_lanes(painter, axes, values.names, theme)
    else:
        painter.drawLine(axes.rect.bottomLeft(), axes.rect.topRight())
    pen = QPen(QColor(colour), 3.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    wanted, predicted = values.pairs
    known = np.isfinite(predicted)
    painter.drawPoints(axes.places(wanted[known], predicted[known]))


def _paint_lanes(
    painter: QPainter, axes: Axes, names: Sequence[str], theme: Theme
) -> None:
    """Part the labels from each other, and write their names where there is room."""
    painter.setFont(small_font())
    wide = axes.rect.width() / len(names)
    fits = max(map(painter.fontMetrics().horizontalAdvance, names)) + 8 < wide
    for k, name in enumerate(names):
        left = axes.x_at(float(k))
        painter.setPen(QPen(QColor(theme.line), 1.0))
        if k:
            top, bottom = axes.rect.top(), axes.rect.bottom()
            painter.drawLine(QPointF(left, top), QPointF(left, bottom))
        if fits:
            place = QRectF(left, axes.rect.top() + 4, wide, 16)
            write(painter, place, CENTRE, name, theme.muted)


_ROOM_FOR_POINTS = 80.0
"""Pixels each way below which samples would cover the picture."""


class OutputPainter:
    """Paints small pictures; equal points are painted once for all of them.

    Parameters
    ----------
    theme, ratio
        The colours, and pixels of the screen per unit of length.
    """

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.theme, self._ratio = theme, ratio
        self._layers: dict[_Key, QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        rect: QRectF,
        picture: OutputPicture,
        span: Span,
        colour: str,
        classes: Sequence[int] | None = None,
    ) -> None:
        """Paint a picture.

        Parameters
        ----------
        span
            The outputs at the ends of the scale.
        colour
            Of a curve, and of pairs.
        classes
            Which classes have a bar; None for all.
        """
        if isinstance(picture, ClassShares):
            paint_shares(
                painter, rect, picture, self.theme, classes=classes, text=two_digits
            )
        elif isinstance(picture, SurfacePicture):
            self._paint_surface(painter, rect, picture, span)
        else:
            self._paint_plot(painter, rect, picture, span, colour)

    def paint_current(
        self, painter: QPainter, axes: Axes, place: tuple[float, float]
    ) -> None:
        """Draw a ring around the current sample."""
        at = QPointF(axes.x_at(place[0]), axes.y_at(place[1]))
        painter.save()
        painter.setClipRect(axes.rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self.theme.panel, 4.0), (self.theme.text, 1.8)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(at, 5.5, 5.5)
        painter.restore()

    def _paint_surface(
        self, painter: QPainter, rect: QRectF, picture: SurfacePicture, span: Span
    ) -> None:
        plan, theme = picture.plan, self.theme
        if not plan.class_names:
            plan = msgspec.structs.replace(plan, limit=span[1])
        image = surface_image(picture.values, plan, theme, discrete=False)
        paint_surface(painter, rect, image, theme, corner=CORNER)
        axes = surface_axes(plan, rect)
        self._paint_points(painter, axes, plan, plan.limit)

    def _paint_plot(
        self,
        painter: QPainter,
        rect: QRectF,
        picture: FittedCurve | TableValues,
        span: Span,
        colour: str,
    ) -> None:
        axes = axes_of(picture, rect, span) or Axes(rect, span, span)
        painter.save()
        painter.setClipPath(_rounded(rect, CORNER))
        painter.fillRect(rect, QColor(self.theme.field))
        if isinstance(picture, TableValues):
            paint_pairs(painter, axes, picture, colour, self.theme)
        else:
            paint_grid(painter, axes, self.theme)
            painter.setOpacity(_FAINT)
            self._paint_points(painter, axes, picture.plan, span)
            painter.setOpacity(1.0)
            paint_curve(painter, axes, picture, colour, 2.2)
        painter.restore()
        outline(painter, rect, self.theme.line, 1.0, CORNER)

    def _paint_points(
        self,
        painter: QPainter,
        axes: Axes,
        plan: SurfacePlan | CurvePlan,
        scale: object,
    ) -> None:
        """Draw the samples from a kept layer; too small a picture has none.

        The data of different contenders hold equal points, so their bytes are the key.
        """
        if min(axes.rect.width(), axes.rect.height()) < _ROOM_FOR_POINTS:
            return
        rect = axes.rect
        parts = [
            (part.x.tobytes(), part.y.tobytes(), part.marks.tobytes())
            for part in (plan.train, plan.test, plan.validation)
        ]
        key = (scale, rect.width(), rect.height(), *parts)
        if key not in self._layers:
            if len(self._layers) > _MOST_LAYERS:
                self._layers.clear()
            at = Axes(
                QRectF(0, 0, rect.width(), rect.height()), axes.x_span, axes.y_span
            )
            groups = (
                surface_points(plan, at, self.theme)
                if isinstance(plan, SurfacePlan)
                else curve_points(plan, at, self.theme)
            )
            size = rect.size().toSize()
            layer = point_layer(size, self._ratio, groups, self.theme, _DOT)
            self._layers[key] = layer
        painter.drawPixmap(rect.topLeft(), self._layers[key])


def paint_grid(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """Draw lines at round values of a plot."""
    painter.setPen(QPen(QColor(theme.line), 1.0))
    for tick in value_ticks(*axes.y_span, 4):
        height = round(axes.y_at(tick.place)) + 0.5
        painter.drawLine(
            QPointF(axes.rect.left(), height), QPointF(axes.rect.right(), height)
        )


def _rounded(rect: QRectF, corner: float) -> QPainterPath:
    shape = QPainterPath()
    shape.addRoundedRect(rect, corner, corner)
    return shape
