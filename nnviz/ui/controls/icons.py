"""The signs on buttons, drawn sharp at any size and in any colour."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.data.assets import asset_path
from nnviz.ui.theme.enlarging import enlarged

SIZE = 14
"""Width and height of a sign, in pixels of the design."""

_DENSITIES = (1, 2, 3)


def icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return ``assets/icons/NAME.svg`` in a colour, and in another where disabled."""
    return _icon(name, colour, disabled, enlarged(SIZE))


@lru_cache(maxsize=128)
def _icon(name: str, colour: str, disabled: str, side: int) -> QIcon:
    inked = _drawing(name).replace("currentColor", colour)
    renderer, result = QSvgRenderer(QByteArray(inked.encode())), QIcon()
    for density in _DENSITIES:
        pixmap = _pixmap(renderer, side, density)
        result.addPixmap(pixmap, QIcon.Mode.Normal)
        result.addPixmap(_tinted(pixmap, disabled), QIcon.Mode.Disabled)
    return result


@cache
def _drawing(name: str) -> str:
    return asset_path("icons", f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(renderer: QSvgRenderer, side: int, density: int) -> QPixmap:
    pixmap = QPixmap(QSize(side, side) * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0.0, 0.0, side, side))
    painter.end()
    return pixmap


def _tinted(pixmap: QPixmap, colour: str) -> QPixmap:
    """Return a picture of one colour in another, without drawing it again."""
    tinted = QPixmap(pixmap)
    painter = QPainter(tinted)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(0, 0, *tinted.size().toTuple(), QColor(colour))
    painter.end()
    return tinted
