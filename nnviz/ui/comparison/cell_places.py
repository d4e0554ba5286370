"""Cells of equal size, one for each contender, in as many rows as serve them best."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

GAP = 10
_WIDEST = 1.5
"""A picture that is wider than so many times its height gains nothing by it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a row of pictures are on its widget, in pixels.

    Attributes
    ----------
    heading, side
        What all pictures have in common, in words, and in a picture at the left.
    cells
        Each contender's.
    """

    heading: QRect
    side: QRect
    cells: tuple[QRect, ...]


def arrange(count: int, room: QRect, head: int) -> list[QRect]:
    """Divide some room among cells so that their pictures are as large as can be.

    Parameters
    ----------
    count
        How many cells there are.
    room
        In pixels.
    head
        The height that words take above each picture.
    """
    if count == 0:
        return []
    rows = max(range(1, count + 1), key=lambda n: (_size(count, room, head, n), -n))
    columns = -(-count // rows)
    across, down = (room.width() + GAP) // columns, (room.height() + GAP) // rows
    cells = []
    for place in range(count):
        row, column = divmod(place, columns)
        corner = room.topLeft() + QPoint(column * across, row * down)
        cells.append(QRect(corner, QSize(across - GAP, down - GAP)))
    return cells


def _size(count: int, room: QRect, head: int, rows: int) -> float:
    """Return the area of a picture with so many rows of cells."""
    columns = -(-count // rows)
    width = (room.width() + GAP) / columns - GAP
    height = (room.height() + GAP) / rows - GAP - head
    if width <= 0 or height <= 0:
        return 0.0
    return min(width, _WIDEST * height) * min(height, _WIDEST * width)
