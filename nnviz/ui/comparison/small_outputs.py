"""Small pictures of outputs: a surface, a curve, bars, or values against targets."""

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from nnviz.ui.comparison.outputs import (
    CurrentSample,
    CurveOutput,
    OutputPicture,
    PairsPicture,
    SurfacePicture,
)
from nnviz.ui.comparison.shared_scale import OutputScale
from nnviz.ui.comparison.small_axes import (
    axes_of,
    curve_axes,
    pairs_axes,
    surface_axes,
)
from nnviz.ui.output.curve_canvas import sample_colours
from nnviz.ui.output.surface_colours import mark_colours, surface_image
from nnviz.ui.output.surface_values import Points
from nnviz.ui.painting.axes import Axes, ticks
from nnviz.ui.painting.canvas import outline
from nnviz.ui.theme.tokens import Theme, blend

CORNER = 6.0
_MOST = 40
_Key = tuple[object, ...]


class OutputPainter:
    """Paints pictures that have axes; their points are painted once for all cells."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.theme, self._ratio = theme, ratio
        self._layers: dict[_Key, QPixmap] = {}

    def paint_surface(
        self,
        painter: QPainter,
        room: QRectF,
        picture: SurfacePicture,
        scale: OutputScale,
    ) -> None:
        """Draw a surface in the colours of the shared scale, and the samples."""
        plan = picture.plan
        if not plan.class_names:
            plan = msgspec.structs.replace(plan, limit=scale.high)
        painter.save()
        painter.setClipPath(_rounded(room))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = surface_image(picture.values, plan, self.theme, discrete=False)
        painter.drawImage(room, image)
        axes = surface_axes(picture, room)
        groups = [
            (points, mark_colours(plan, points.marks, self.theme), ring)
            for points, ring in ((plan.train, False), (plan.test, True))
        ]
        key = (plan.limit, room.width(), room.height())
        self._paint_points(painter, axes, key, groups)
        painter.restore()
        outline(painter, room, self.theme.line, 1.0, CORNER)

    def paint_curve(
        self,
        painter: QPainter,
        room: QRectF,
        picture: CurveOutput,
        scale: OutputScale,
        colour: str,
    ) -> None:
        """Draw the samples, and the curve over them in its contender's colour."""
        axes = curve_axes(picture, room, scale)
        painter.save()
        painter.setClipPath(_rounded(room))
        self._paint_grid(painter, axes)
        plan, tones = picture.plan, sample_colours(self.theme)
        groups = [
            (points, [blend(self.theme.panel, tone, 0.6)] * len(points.rows), ring)
            for points, tone, ring in (
                (plan.train, tones[0], False),
                (plan.test, tones[1], True),
            )
        ]
        key = (scale, room.width(), room.height())
        self._paint_points(painter, axes, key, groups)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), 2.2))
        painter.drawPolyline(axes.line(plan.x, picture.y))
        painter.restore()
        outline(painter, room, self.theme.line, 1.0, CORNER)

    def paint_pairs(
        self,
        painter: QPainter,
        room: QRectF,
        picture: PairsPicture,
        scale: OutputScale,
        colour: str,
    ) -> None:
        """Draw what was predicted (up) against what was wanted (across)."""
        axes = pairs_axes(room, scale)
        painter.save()
        painter.setClipPath(_rounded(room))
        painter.fillRect(room, QColor(self.theme.field))
        painter.setPen(QPen(QColor(self.theme.muted), 1.0, Qt.PenStyle.DashLine))
        low, high = scale.low, scale.high
        painter.drawLine(
            QPointF(axes.x_at(low), axes.y_at(low)),
            QPointF(axes.x_at(high), axes.y_at(high)),
        )
        pen = QPen(QColor(colour), 3.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        known = np.isfinite(picture.predicted)
        painter.drawPoints(axes.places(picture.wanted[known], picture.predicted[known]))
        painter.restore()
        outline(painter, room, self.theme.line, 1.0, CORNER)

    def paint_current(
        self,
        painter: QPainter,
        room: QRectF,
        picture: OutputPicture,
        scale: OutputScale,
        sample: CurrentSample,
    ) -> None:
        """Draw a ring around the current sample, where it has a place."""
        place = sample.place
        if isinstance(picture, PairsPicture):
            found = np.flatnonzero(picture.rows == sample.row)
            if len(found):
                pair = picture.wanted[found[0]], picture.predicted[found[0]]
                place = float(pair[0]), float(pair[1])
        axes = axes_of(picture, room, scale)
        if place is None or axes is None or not np.isfinite(place).all():
            return
        at = QPointF(axes.x_at(place[0]), axes.y_at(place[1]))
        painter.save()
        painter.setClipRect(room)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self.theme.panel, 4.0), (self.theme.text, 1.8)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(at, 5.5, 5.5)
        painter.restore()

    def _paint_grid(self, painter: QPainter, axes: Axes) -> None:
        painter.fillRect(axes.rect, QColor(self.theme.field))
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        for y in ticks(axes.y_span, 4):
            height = round(axes.y_at(y)) + 0.5
            painter.drawLine(
                QPointF(axes.rect.left(), height), QPointF(axes.rect.right(), height)
            )

    def _paint_points(
        self,
        painter: QPainter,
        axes: Axes,
        look: _Key,
        groups: Sequence[tuple[Points, Sequence[str], bool]],
    ) -> None:
        """Draw points from a kept layer: hundreds of them take milliseconds.

        Contenders have data of their own that hold the same points.
        """
        told = [(p.x.tobytes(), p.y.tobytes(), p.marks.tobytes()) for p, *_ in groups]
        key = (*look, *told)
        if key not in self._layers:
            if len(self._layers) > _MOST:
                self._layers.clear()
            self._layers[key] = self._layer(axes, groups)
        painter.drawPixmap(axes.rect.topLeft(), self._layers[key])

    def _layer(
        self, axes: Axes, groups: Sequence[tuple[Points, Sequence[str], bool]]
    ) -> QPixmap:
        size: QSizeF = axes.rect.size() * self._ratio
        layer = QPixmap(size.toSize())
        layer.setDevicePixelRatio(self._ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-axes.rect.topLeft())
        for points, colours, ring in groups:
            places = axes.places(points.x, points.y)
            _paint_dots(painter, places, colours, ring, self.theme)
        painter.end()
        return layer


def _paint_dots(
    painter: QPainter,
    places: Sequence[QPointF],
    colours: Sequence[str],
    ring: bool,
    theme: Theme,
) -> None:
    """Draw training samples as dots, test samples as rings: all of a colour at once."""
    alike: dict[str, list[QPointF]] = {}
    for place, colour in zip(places, colours, strict=True):
        alike.setdefault(colour, []).append(place)
    for colour, same in alike.items():
        ground = (theme.background, 4.6), (colour, 3.6)
        looks = ((colour, 4.6), (theme.panel, 2.4)) if ring else ground
        for tone, width in looks:
            pen = QPen(QColor(tone), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(same)


def _rounded(room: QRectF) -> QPainterPath:
    shape = QPainterPath()
    shape.addRoundedRect(room, CORNER, CORNER)
    return shape
