"""From the units of the axes to pixels."""

from PySide6.QtCore import QRectF

Span = tuple[float, float]


def across(value: float, span: Span, area: QRectF) -> float:
    """Return how far from the left something is painted."""
    return area.left() + (value - span[0]) / (span[1] - span[0]) * area.width()


def down(value: float, span: Span, area: QRectF) -> float:
    """Return how far from the top something is painted."""
    return area.bottom() - (value - span[0]) / (span[1] - span[0]) * area.height()
