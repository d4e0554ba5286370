"""The signs on buttons, drawn sharp at any size and in any colour."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.data.assets import asset_path
from nnviz.ui.theme.enlarging import enlarged

SIZE = 14
"""Width and height of a sign, in pixels of the design."""

_DENSITIES = (1, 2, 3)


def icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return ``assets/icons/NAME.svg`` in a colour, and in another where disabled."""
    drawing, result = _drawing(name), QIcon()
    for mode, tone in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        inked = drawing.replace("currentColor", tone)
        renderer = QSvgRenderer(QByteArray(inked.encode()))
        for density in _DENSITIES:
            result.addPixmap(_pixmap(renderer, density), mode)
    return result


@cache
def _drawing(name: str) -> str:
    return asset_path("icons", f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(renderer: QSvgRenderer, density: int) -> QPixmap:
    side = enlarged(SIZE)
    pixmap = QPixmap(QSize(side, side) * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0.0, 0.0, side, side))
    painter.end()
    return pixmap
