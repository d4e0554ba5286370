"""Values on their way along the edges of the current step."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.ui.diagram.edge_painting import is_curved
from nnviz.ui.diagram.edge_pens import curve
from nnviz.ui.diagram.geometry import Gap, Geometry
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.part_readout import NumberFormat
from nnviz.ui.diagram.state import Flow, Stepping
from nnviz.ui.theme.fonts import number_font

MOST_NAMED = 12
"""Up to so many values at once are written beside their dots."""
_RADIUS = 4.0
_ARRIVED = 0.25
"""Where on their way values are written that have arrived."""


def paint_flows(
    painter: QPainter,
    geometry: Geometry,
    stepping: Stepping,
    progress: float,
    inks: Inks,
    write: NumberFormat,
) -> None:
    """Paint each value where it is after this part, from 0 to 1, of its way.

    Those that have arrived are written where they came from, beside each other.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setFont(number_font(11))
    named = len(stepping.flows) <= MOST_NAMED
    progress = progress if progress < 1.0 else _ARRIVED
    along = progress if stepping.forward else 1.0 - progress
    for flow in stepping.flows:
        at = _place(geometry, flow, along)
        if at is None:
            continue
        painter.setPen(QPen(colour(inks.theme.background), 1.5))
        painter.setBrush(colour(inks.signed(flow.value)))
        painter.drawEllipse(at, _RADIUS, _RADIUS)
        if named:
            _write_beside(painter, at, write(flow.value), inks)


def _place(geometry: Geometry, flow: Flow, along: float) -> QPointF | None:
    after = geometry.columns[flow.layer]
    stop = after.place_of(flow.neuron)
    if stop is None:
        return None
    if flow.column < 0:
        x, y, _ = bias_dot(after, float(after.ys[stop]))
        return QPointF(x, y)
    gap = Gap(geometry.columns[flow.layer - 1], after)
    start = gap.before.anchor_of(flow.column)
    if start is None:
        return None
    y0, y1 = float(gap.before.anchors[start]), float(after.ys[stop])
    if is_curved(geometry):
        return curve(gap, y0, y1).pointAtPercent(min(max(along, 0.0), 1.0))
    return QPointF(gap.x0 + along * (gap.x1 - gap.x0), y0 + along * (y1 - y0))


def _write_beside(painter: QPainter, at: QPointF, text: str, inks: Inks) -> None:
    width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
    box = QRectF(at.x() - width / 2, at.y() - 22, width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(inks.theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(colour(inks.theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
