"""Cells of equal size, one for each contender, in as many rows as serve them best."""

from PySide6.QtCore import QRect

GAP = 10
_WIDEST = 1.5
"""A picture that is wider than so many times its height gains nothing by it."""


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
    across, down = room.width() + GAP, room.height() + GAP
    cells = []
    for place in range(count):
        row, column = divmod(place, columns)
        left, right = across * column // columns, across * (column + 1) // columns
        top, bottom = down * row // rows, down * (row + 1) // rows
        cell = QRect(left, top, right - left - GAP, bottom - top - GAP)
        cells.append(cell.translated(room.topLeft()))
    return cells


def _size(count: int, room: QRect, head: int, rows: int) -> float:
    """Return the area of a picture with so many rows of cells."""
    columns = -(-count // rows)
    width = (room.width() + GAP) / columns - GAP
    height = (room.height() + GAP) / rows - GAP - head
    if width <= 0 or height <= 0:
        return 0.0
    return min(width, _WIDEST * height) * min(height, _WIDEST * width)
