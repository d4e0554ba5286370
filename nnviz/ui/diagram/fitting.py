"""Words as wide as there is room for; every text is measured once."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from nnviz.ui.theme.fonts import number_font, text_font


@lru_cache(maxsize=4096)
def fitted(text: str, size: int, room: int) -> tuple[str, float]:
    """Shorten words to some pixels; return them and their width."""
    metrics = QFontMetricsF(text_font(size))
    fits = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    return fits, metrics.horizontalAdvance(fits)


@lru_cache(maxsize=4096)
def text_width(text: str, size: int) -> float:
    """Return the width of words, in pixels."""
    return QFontMetricsF(text_font(size)).horizontalAdvance(text)


@lru_cache(maxsize=16)
def digit_width(size: int) -> float:
    """Return the width of each character of a number, in pixels."""
    return QFontMetricsF(number_font(size)).horizontalAdvance("0")
