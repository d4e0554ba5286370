"""Everything larger, for a classroom: from the pixels of the design to the screen's.

Sizes are written down in the pixels of the design: text of 13, a row of 22. The theme
in use has a scale, and there are three ways from a design to the screen:

- a canvas (`nnviz.ui.painting.canvas`) measures itself, and is painted, in the pixels
  of the design, so that painters need not know the scale;
- the style sheet is made for the scale;
- what is told to Qt otherwise goes through `enlarged`, or through `keep_size`, which
  tells it again when the scale changes.
"""

import re
from collections.abc import Callable
from typing import overload

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QWidget,
)

from nnviz.ui.theme.themed import current_theme

SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""How large text can be."""

_KEPT, _COLUMN = "kept_size", "column_"
_SETTERS: dict[str, Callable[[QWidget, int], None]] = {
    "width": QWidget.setFixedWidth,
    "height": QWidget.setFixedHeight,
    "least_width": QWidget.setMinimumWidth,
    "least_height": QWidget.setMinimumHeight,
    "most_width": QWidget.setMaximumWidth,
    "most_height": QWidget.setMaximumHeight,
}
_WITH_ICON = (QAbstractButton, QComboBox, QAbstractItemView)
_LENGTHS = re.compile(
    r"(?<![\w-])"
    r"((?:font-size|(?:(?:min|max)-)?(?:width|height)|border-radius|margin): )"
    r"([^;}]*px[^;}]*)"
)
_PIXELS = re.compile(r"(-?\d+)px")


@overload
def enlarged(design: int) -> int: ...
@overload
def enlarged(design: QSize) -> QSize: ...
@overload
def enlarged(design: QFont) -> QFont: ...
def enlarged(design: int | QSize | QFont) -> int | QSize | QFont:
    """Return a length, a size or a font of the design as large as it is shown now."""
    scale = current_theme().scale
    if isinstance(design, QSize):
        return design * scale
    if isinstance(design, QFont):
        font = QFont(design)
        font.setPixelSize(round(design.pixelSize() * scale))
        return font
    return round(design * scale)


def keep_size(widget: QWidget, **pixels: int) -> None:
    """Give a widget sizes of the design, and give them again at every other scale.

    Parameters
    ----------
    pixels
        Any of ``width``, ``height`` (both fixed), ``least_width``, ``least_height``,
        ``most_width``, ``most_height``; where there are icons, ``icon_width`` with
        ``icon_height``; of headers, ``section``: how wide or high each is.
    """
    kept = dict(widget.property(_KEPT) or {}) | pixels
    widget.setProperty(_KEPT, kept)
    _give(widget, kept)


def keep_column(header: QHeaderView, column: int, width: int) -> None:
    """Give a column of a table a fixed width of the design, at every scale."""
    header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
    keep_size(header, **{f"{_COLUMN}{column}": width})


def renew_sizes() -> None:
    """Give all widgets the sizes they keep, for the scale in use."""
    for widget in QApplication.allWidgets():
        kept = widget.property(_KEPT)
        if kept:
            _give(widget, kept)


def enlarged_style(sheet: str, scale: float) -> str:
    """Return a style sheet with larger type and marks; room between stays as it is."""

    def enlarge(rule: re.Match[str]) -> str:
        # Qt draws corners square where a radius is more than half a side.
        to_pixels = int if rule[1].startswith("border-radius") else round
        return rule[1] + _PIXELS.sub(
            lambda length: f"{_larger(int(length[1]), scale, to_pixels)}px", rule[2]
        )

    return sheet if scale == 1.0 else _LENGTHS.sub(enlarge, sheet)


def _larger(pixels: int, scale: float, to_pixels: Callable[[float], int]) -> int:
    """Return a length at a scale; hairlines stay hairlines."""
    return pixels if abs(pixels) <= 1 else to_pixels(pixels * scale)


def _give(widget: QWidget, kept: dict[str, int]) -> None:
    for name, set_size in _SETTERS.items():
        if name in kept:
            set_size(widget, enlarged(int(kept[name])))
    if isinstance(widget, QHeaderView):
        _give_sections(widget, kept)
    if "icon_width" in kept and isinstance(widget, _WITH_ICON):
        size = QSize(int(kept["icon_width"]), int(kept["icon_height"]))
        widget.setIconSize(enlarged(size))


def _give_sections(header: QHeaderView, kept: dict[str, int]) -> None:
    for name, size in kept.items():
        if name == "section":
            header.setDefaultSectionSize(enlarged(int(size)))
        elif name.startswith(_COLUMN):
            column = int(name.removeprefix(_COLUMN))
            if column < header.count():
                header.resizeSection(column, enlarged(int(size)))
