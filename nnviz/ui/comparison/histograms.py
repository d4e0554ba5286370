"""Small histograms of z and a: a row for each contender, two columns for each layer."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.core.writing.layer_names import layer_label
from nnviz.session.health.layer_health import Distribution
from nnviz.ui.comparison.health_rows import HealthCanvas
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.painting.polylines import polygon
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.tokens import blend
from nnviz.views.numbers import compact, count, significant

Scale = tuple[float, float]
HEAD, FOOT = 34.0, 20.0
GAP = 10.0
_NARROWEST, _LOWEST = 46, 20
_FARTHEST = 6.0
"""A contender may widen a shared scale to this many times the median reach."""

_RAN_AWAY = "diverged: its values are off every scale"


class HistogramCanvas(HealthCanvas):
    """How often each value of z and of a occurs, over all neurons and samples.

    All contenders share one scale for each column, written below it. A bar's height is
    the square root of its count, so that rare values can be seen beside a tall bar; the
    tallest bar of each histogram fills its row.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("comparison_histograms", parent)
        self.setAccessibleName(
            "Distributions of pre-activations z and activations a of every layer"
        )

    def minimumSizeHint(self) -> QSize:
        columns = max(2 * self.layers, 2)
        rows = max(len(self.names), 1)
        width = self.margin + columns * (_NARROWEST + GAP)
        return enlarged(
            QSize(math.ceil(width), math.ceil(HEAD + FOOT + rows * _LOWEST))
        )

    def row(self, index: int) -> QRectF:
        height = (self.height() - HEAD - FOOT) / max(len(self.names), 1)
        return QRectF(0.0, HEAD + index * height, float(self.width()), height)

    def column(self, layer: int, part: int) -> tuple[float, float]:
        """Return left and width of a layer's z (part 0) or a (part 1), from layer 1."""
        room = (self.width() - self.margin) / max(2 * self.layers, 1)
        left = self.margin + (2 * (layer - 1) + part) * room
        return left, room - GAP

    def distributions(self, layer: int, part: int) -> list[Distribution | None]:
        """Return every contender's distribution of z or a in a layer, if it has one."""
        found: list[Distribution | None] = []
        for health in self.health:
            known = health is not None and layer <= len(health.layers)
            at = health.layers[layer - 1] if health is not None and known else None
            found.append((at.z, at.a)[part] if at is not None else None)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        for index in range(len(self.names)):
            self.paint_name(painter, index)
            if self.has_diverged(index):
                row = self.row(index).adjusted(self.margin, 0.0, -GAP, 0.0)
                painter.setFont(small_font())
                write(painter, row, CENTRE, _RAN_AWAY, self.theme.muted)
        for layer in range(1, self.layers + 1):
            self._paint_heading(painter, layer)
            for part in (0, 1):
                self._paint_column(painter, layer, part)
        if not self.layers:
            hint = "distributions appear after the first measurement"
            write(painter, QRectF(self.rect()), CENTRE, hint, self.theme.muted)

    def tip_at(self, place: QPointF) -> str:
        """Return mean and deviation of the histogram at a place."""
        index = self.index_at(place)
        for layer in range(1, self.layers + 1):
            for part in (0, 1):
                left, width = self.column(layer, part)
                if index is None or not left <= place.x() <= left + width:
                    continue
                found = self.distributions(layer, part)[index]
                if found is not None:
                    where = layer_label(layer, self.layers)
                    return _said(f"{self.names[index]}, {where}", "za"[part], found)
        return ""

    def _paint_heading(self, painter: QPainter, layer: int) -> None:
        painter.setFont(small_font())
        (left, width), (second, _) = self.column(layer, 0), self.column(layer, 1)
        box = QRectF(left, 2.0, second + width - left, 15.0)
        write(painter, box, LEFT, layer_label(layer, self.layers), self.theme.muted)
        for name, x in (("z", left), ("a", second)):
            line = QRectF(x, 18.0, width, 14.0)
            write(painter, line, LEFT, name, self.theme.text)

    def _paint_column(self, painter: QPainter, layer: int, part: int) -> None:
        found = self.distributions(layer, part)
        sound = [None if self.has_diverged(k) else d for k, d in enumerate(found)]
        scale = shared_scale([d for d in sound if d is not None])
        if scale is None:
            return
        left, width = self.column(layer, part)
        for index, distribution in enumerate(sound):
            row = self.row(index).adjusted(0, 2, 0, -1)
            area = QRectF(left, row.top(), width, row.height())
            self._paint_base(painter, area, scale)
            if distribution is not None:
                self._paint_one(painter, area, scale, (index, distribution))
        painter.setFont(small_numbers())
        box = QRectF(left, self.height() - FOOT + 3.0, width, 14.0)
        for side, end in zip((LEFT, RIGHT), scale, strict=True):
            negligible = abs(end) < 0.02 * (scale[1] - scale[0])
            label = compact(0.0 if negligible else end, 2)
            write(painter, box, side, label, self.theme.muted)

    def _paint_base(self, painter: QPainter, area: QRectF, scale: Scale) -> None:
        painter.setPen(QPen(QColor(self.theme.line), 1))
        bottom = round(area.bottom()) - 0.5
        painter.drawLine(QPointF(area.left(), bottom), QPointF(area.right(), bottom))
        if scale[0] < 0.0 < scale[1]:
            share = -scale[0] / (scale[1] - scale[0])
            x = round(area.left() + share * area.width()) + 0.5
            painter.drawLine(QPointF(x, area.top()), QPointF(x, bottom))

    def _paint_one(
        self,
        painter: QPainter,
        area: QRectF,
        scale: Scale,
        whose: tuple[int, Distribution],
    ) -> None:
        index, distribution = whose
        colour = self.style_of(index).colour
        painter.setPen(QPen(QColor(colour), 1.0))
        painter.setBrush(QColor(blend(self.theme.panel, colour, 0.45)))
        painter.save()
        painter.setClipRect(area.adjusted(0, -2, 0, 0))
        # All edges are upright or level: smoothing them takes time and blurs them.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPolygon(outline_of(distribution, scale, area))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)


def shared_scale(found: list[Distribution]) -> Scale | None:
    """Return the span of values that histograms in one column share.

    It contains all of them and 0, but one that reaches much farther than the median
    does not flatten the others.
    """
    spans = [span for d in found if (span := _occupied(d)) is not None]
    if not spans:
        return None
    reach = _FARTHEST * float(np.median([max(-low, high, 1e-9) for low, high in spans]))
    low = max(min(low for low, _ in spans), -reach)
    high = min(max(high for _, high in spans), reach)
    low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high - low > 0.0 else (-1.0, 1.0)


def outline_of(found: Distribution, scale: Scale, area: QRectF) -> QPolygonF:
    """Return the outline of a histogram on a scale, in pixels, closed at its foot."""
    roots = np.sqrt(found.counts)
    heights = roots / max(float(roots.max(initial=0.0)), 1e-9) * (area.height() - 2.0)
    bottom = area.bottom() - 0.5
    # Each edge twice: there the outline goes from one bar's height to the next one's.
    across = np.repeat(_x(found.edges, scale, area), 2)
    down = np.full(len(across), bottom)
    down[1:-1] -= np.repeat(heights, 2)
    return polygon(across, down)


def _occupied(found: Distribution) -> Scale | None:
    """Return the span of the values, None if there are none."""
    places = np.flatnonzero(found.counts)
    if not len(places):
        return None
    return float(found.edges[places[0]]), float(found.edges[places[-1] + 1])


def _said(where: str, name: str, found: Distribution) -> str:
    words = (
        f"{where}, {name}: mean {significant(found.mean)}, standard deviation "
        f"{significant(found.deviation)}, over all neurons and samples"
    )
    if found.outside:
        words += f"; {count(found.outside)} values are not finite"
    return words


def _x(values: Floats, scale: Scale, area: QRectF) -> Floats:
    """Return where values are, in pixels; far ones at most an area's width outside."""
    low, high = scale
    shares: Floats = np.clip((values - low) / (high - low), -1.0, 2.0)
    return area.left() + shares * area.width()
