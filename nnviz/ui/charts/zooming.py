"""What is seen after a turn of the wheel, or within a box."""

from PySide6.QtCore import QPointF, QRectF

from nnviz.ui.charts.decorations import Decorations

Span = tuple[float, float]
SMALLEST = 6.0
"""A smaller box, in pixels, is a slip of the hand."""


class ZoomBox:
    """A box that is being drawn, from one corner to the pointer."""

    def __init__(self) -> None:
        self._drawn: QRectF | None = None

    @property
    def drawn(self) -> QRectF | None:
        """The box as far as it has come; None while none is drawn."""
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


def zoomed(span: Span, centre: float, factor: float) -> Span:
    """Stretch a span by a factor; the centre stays where it is seen."""
    first, last = span
    return centre - (centre - first) * factor, centre + (last - centre) * factor


def values_zoomed(
    frame: Decorations, area: QRectF, place: QPointF, factor: float
) -> Span:
    """Return the values seen after zooming about a place in pixels."""
    return zoomed(frame.y, _value_at(frame, area, place.y()), factor)


def values_within(frame: Decorations, area: QRectF, box: QRectF) -> Span:
    """Return the values at the bottom and the top of a box in pixels."""
    return _value_at(frame, area, box.bottom()), _value_at(frame, area, box.top())


def _value_at(frame: Decorations, area: QRectF, down: float) -> float:
    low, high = frame.y
    return low + (area.bottom() - down) / area.height() * (high - low)
