"""LaTeX as pixels, typeset by ziamath and painted by Qt's SVG renderer."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


@dataclass(frozen=True, slots=True, eq=False)
class Typeset:
    """A typeset piece: its pixels, and where they lie about the baseline."""

    pixels: QPixmap
    width: float
    ascent: float
    descent: float


@lru_cache(maxsize=1024)
def typeset(latex: str, size: int, colour: str, ratio: float) -> Typeset:
    """Typeset LaTeX, ``size`` pixels high, for a screen with so many pixels per unit.

    What cannot be typeset is shown as it is written.
    """
    renderer = QSvgRenderer(QByteArray(_svg(latex, size, colour).encode()))
    box = renderer.viewBoxF()
    width, height = ceil(box.width() * ratio), ceil(box.height() * ratio)
    pixels = QPixmap(width, height)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    renderer.render(painter, QRectF(0.0, 0.0, box.width(), box.height()))
    painter.end()
    return Typeset(pixels, box.width(), -box.y(), box.height() + box.y())


def _svg(latex: str, size: int, colour: str) -> str:
    # Imported with the first formula: the window's first picture has none.
    from ziamath.config import config
    from ziamath.zmath import Latex, Text

    # Qt's renderer knows SVG 1 only.
    config.svg2 = False
    try:
        return str(Latex(f"{{}}{latex}{{}}", size=size, color=colour).svg())
    except Exception:  # noqa: BLE001 (ziamath raises whatever its parser meets)
        return str(Text(latex, size=size, color=colour).svg())
