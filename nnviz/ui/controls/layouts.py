"""Widgets beside one another, or one below the other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

Part = QWidget | QLayout | tuple[QWidget | QLayout | None, int]
"""What is laid out, and perhaps its share of the room that is left."""

STRETCH: Part = (None, 1)
"""Nothing but room, as much as is left."""

Margins = tuple[int, int, int, int]
"""Pixels at the left, top, right and bottom."""


def row_of(
    *parts: Part,
    within: QWidget | None = None,
    margins: Margins | None = (0, 0, 0, 0),
    spacing: int | None = None,
) -> QHBoxLayout:
    """Return parts from left to right; the style's margins or spacing for None."""
    row = QHBoxLayout()
    _fill(row, parts, margins, spacing)
    if within is not None:
        within.setLayout(row)
    return row


def column_of(
    *parts: Part,
    within: QWidget | None = None,
    margins: Margins | None = (0, 0, 0, 0),
    spacing: int | None = None,
) -> QVBoxLayout:
    """Return parts from top to bottom; the style's margins or spacing for None."""
    column = QVBoxLayout()
    _fill(column, parts, margins, spacing)
    if within is not None:
        within.setLayout(column)
    return column


def scrolled(inside: QWidget, *, sideways: bool = False) -> QScrollArea:
    """Return an area without a frame that scrolls a widget one way: down, or sideways.

    Tab passes it by: what is inside has the focus.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if sideways:
        area.setVerticalScrollBarPolicy(off)
    else:
        area.setHorizontalScrollBarPolicy(off)
    area.setWidget(inside)
    return area


def _fill(
    layout: QBoxLayout,
    parts: tuple[Part, ...],
    margins: Margins | None,
    spacing: int | None,
) -> None:
    if margins is not None:
        layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    for part in parts:
        item, share = part if isinstance(part, tuple) else (part, 0)
        if item is None:
            layout.addStretch(share)
        elif isinstance(item, QLayout):
            layout.addLayout(item, share)
        else:
            layout.addWidget(item, share)
