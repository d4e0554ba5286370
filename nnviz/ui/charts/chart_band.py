"""A band around a line: between the lowest and the highest of several runs."""

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from nnviz.ui.charts.chart_mapping import Span, across, down
from nnviz.ui.charts.growable_array import Numbers

MOST = 400
"""Points of each edge of a band that are painted at the most."""

_STRENGTH = 46
"""How opaque a band is, of 255: several lie over each other."""


class ChartBand(msgspec.Struct, frozen=True, eq=False):
    """The lowest and highest value at some iterations, (points,) each, rising."""

    iterations: Numbers
    lows: Numbers
    highs: Numbers


class ShownBand(msgspec.Struct, frozen=True, eq=False):
    """What is painted of a band, in the units of the axes."""

    band: ChartBand
    colour: str


def seen_band(band: ChartBand, span: Span, log: bool) -> ChartBand:
    """Return what is within a span of iterations, in the units of the value axis.

    Where there are many points, neighbours become one: their lowest and highest.
    """
    first = max(int(np.searchsorted(band.iterations, span[0], "right")) - 1, 0)
    last = int(np.searchsorted(band.iterations, span[1])) + 1
    places, lows, highs = (
        values[first:last] for values in (band.iterations, band.lows, band.highs)
    )
    finite = np.isfinite(lows) & np.isfinite(highs)
    if log:
        finite &= highs > 0.0
    places, lows, highs = places[finite], lows[finite], highs[finite]
    if len(places) > MOST:
        starts = np.arange(0, len(places), -(-len(places) // MOST))
        places = places[starts]
        lows = np.minimum.reduceat(lows, starts)
        highs = np.maximum.reduceat(highs, starts)
    if log:
        lows, highs = np.log10(np.maximum(lows, 1e-300)), np.log10(highs)
    return ChartBand(places, lows, highs)


def paint_band(
    painter: QPainter, shown: ShownBand, spans: tuple[Span, Span], area: QRectF
) -> None:
    """Fill the area between the edges; ``spans`` are those of both axes."""
    band, (x, y) = shown.band, spans
    edges = [
        QPointF(across(place, x, area), down(value, y, area))
        for places, values in (
            (band.iterations, band.highs),
            (band.iterations[::-1], band.lows[::-1]),
        )
        for place, value in zip(places.tolist(), values.tolist(), strict=True)
    ]
    colour = QColor(shown.colour)
    colour.setAlpha(_STRENGTH)
    painter.save()
    painter.setClipRect(area)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(edges))
    painter.restore()
