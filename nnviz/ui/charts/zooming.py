"""What is visible after a turn of the wheel, a drag, or within a box."""

from PySide6.QtCore import QPointF, QRectF

from nnviz.ui.charts.chart_frame import Span
from nnviz.ui.painting.axes import Axes

SMALLEST = 6.0
"""A smaller box, in pixels, is a slip of the hand."""

SHORTEST_SPAN = 4.0
"""The fewest iterations that a chart shows."""

_STILL = 3.0
"""Pixels that the pointer may move during a click."""


class ZoomBox:
    """A box that is being drawn, from one corner to the pointer."""

    def __init__(self) -> None:
        self._drawn: QRectF | None = None

    @property
    def drawn(self) -> QRectF | None:
        """The box so far; None while none is drawn."""
        return self._drawn

    def begin(self, place: QPointF) -> None:
        """Put down the first corner."""
        self._drawn = QRectF(place, place)

    def stretch(self, place: QPointF) -> None:
        """Move the other corner."""
        if self._drawn is not None:
            self._drawn.setBottomRight(place)

    def end(self, area: QRectF) -> QRectF | None:
        """Return the part within an area, unless it is too small to be meant."""
        drawn, self._drawn = self._drawn, None
        if drawn is None:
            return None
        within = drawn.normalized() & area
        meant = within.width() >= SMALLEST and within.height() >= SMALLEST
        return within if meant else None


class Pan:
    """A drag that moves what is visible along with the pointer."""

    def __init__(self) -> None:
        self._grasped: QPointF | None = None
        self._axes: Axes | None = None
        self._moves = False

    def begin(self, place: QPointF, axes: Axes) -> None:
        """Take hold of a place."""
        self._grasped, self._axes, self._moves = place, axes, False

    def moved(self, place: QPointF) -> tuple[Span, Span] | None:
        """Return the iterations and values visible now, None while nothing is held.

        A pointer that moves by a few pixels only is about to click.
        """
        if self._grasped is None or self._axes is None:
            return None
        by = place - self._grasped
        self._moves = self._moves or by.manhattanLength() > _STILL
        if not self._moves:
            return None
        (first, last), (low, high) = self._axes.x_span, self._axes.y_span
        across = min(by.x() / self._axes.rect.width() * (last - first), first)
        down = by.y() / self._axes.rect.height() * (high - low)
        return (first - across, last - across), (low + down, high + down)

    def end(self) -> None:
        """Let go."""
        self._grasped = None


def zoomed(span: Span, centre: float, factor: float) -> Span:
    """Stretch a span by a factor; the centre keeps its place in the picture."""
    first, last = span
    return centre - (centre - first) * factor, centre + (last - centre) * factor


def limited(span: Span) -> Span:
    """Return a span of iterations that begins at 0 or later and is not too short."""
    first = max(span[0], 0.0)
    return first, max(span[1], first + SHORTEST_SPAN)
