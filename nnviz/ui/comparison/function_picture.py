"""A contender's function with its neuron's point, on axes that all contenders share."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.explain.linked.contender_view import ContenderView
from nnviz.ui.inspector.curve_picture import curve_of, reach_for
from nnviz.ui.painting.axes import Span
from nnviz.ui.painting.canvas import LEFT, small_font, write
from nnviz.ui.painting.function_chart import (
    ChartLine,
    ChartPoint,
    FunctionChart,
    paint,
    value_span,
)
from nnviz.ui.theme.tokens import Theme

Spans = tuple[Span, Span]
"""What z and f(z) range over."""

_FARTHEST = 8.0


def shared_spans(contenders: Sequence[ContenderView]) -> Spans | None:
    """Return ranges of z and f(z) that have room for every contender's curve.

    A contender whose z lies very much farther out than the middle one is disregarded.
    """
    points = [shown.curve for shown in contenders if shown.curve is not None]
    if not points:
        return None
    reaches = sorted(reach_for(point.z) for point in points if math.isfinite(point.z))
    middle = reaches[(len(reaches) - 1) // 2] if reaches else 1.0
    reach = max((r for r in reaches if r <= _FARTHEST * middle), default=middle)
    curves = [curve_of(point.activation, reach).value for point in points]
    return (-reach, reach), value_span(curves)


def paint_function(
    painter: QPainter,
    rect: QRectF,
    shown: ContenderView,
    spans: Spans | None,
    look: tuple[Theme, str],
) -> None:
    """Paint f, and as far as they are known z, the point (z, a) and the tangent.

    ``look`` is the theme and the contender's colour.
    """
    theme, colour = look
    if shown.curve is None or spans is None:
        painter.setFont(small_font())
        row = QRectF(rect.left(), rect.top(), rect.width(), 16.0)
        for words in ("f takes all z at once,", "so it has no curve"):
            write(painter, row, LEFT, words, theme.muted)
            row.translate(0.0, 15.0)
        return
    (_, reach), values = spans
    curve = curve_of(shown.curve.activation, reach)
    line = ChartLine(curve.value, lambda _theme: QPen(QColor(colour), 2.0))
    chart = FunctionChart(curve.z, (line,), values, point=_point(shown, colour))
    paint(painter, rect, chart, theme)


def _point(shown: ContenderView, colour: str) -> ChartPoint | None:
    """Return what is known of the neuron on its curve."""
    point = shown.curve
    if point is None or not _is_known(shown, "z"):
        return None
    return ChartPoint(
        point.z,
        point.a if _is_known(shown, "a") else None,
        point.slope if _is_known(shown, "f′(z)") else None,
        lambda _theme: colour,
    )


def _is_known(shown: ContenderView, words: str) -> bool:
    return any(link.words == words and link.value is not None for link in shown.chain)
