"""Labels one below the other that would overlap are moved apart."""

from PySide6.QtCore import QRectF

LABEL_HEIGHT = 14.0


def spread(wanted: list[float], area: QRectF) -> list[float]:
    """Move labels apart that would overlap; ``wanted`` is in rising order."""
    placed: list[float] = []
    for y in wanted:
        least = placed[-1] + LABEL_HEIGHT if placed else area.top()
        placed.append(max(y, least))
    limit = area.bottom()
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - LABEL_HEIGHT
    return placed
