"""The widget that everything here is painted on, and one way to write numbers."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme, blend

SURFACE_STRENGTH = 0.45
"""How far colours under data points go from the panel's tone."""

Align = Qt.AlignmentFlag
SMALL = 11
MIDDLE = int(Align.AlignVCenter)
LEFT = MIDDLE | int(Align.AlignLeft)
RIGHT = MIDDLE | int(Align.AlignRight)
CENTRE = int(Align.AlignCenter)


class Canvas(Themed, QWidget):
    """A widget without children that paints itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def painter(self) -> QPainter:
        """Return a painter for this widget, antialiased and in the text face."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font())
        return painter


def small_font() -> QFont:
    """Return the face of labels."""
    return text_font(SMALL)


def small_numbers() -> QFont:
    """Return the face of numbers in a picture."""
    return number_font(SMALL)


def write(painter: QPainter, rect: QRectF, flags: int, text: str, colour: str) -> None:
    """Write text in one colour; what does not fit is cut off with an ellipsis."""
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > rect.width():
        text = metrics.elidedText(
            text, Qt.TextElideMode.ElideRight, max(0, int(rect.width()))
        )
    painter.setPen(QColor(colour))
    painter.drawText(rect, flags, text)


def fill(painter: QPainter, rect: QRectF, colour: str, radius: float = 0.0) -> None:
    """Fill a rectangle, without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(colour)))
    painter.drawRoundedRect(rect, radius, radius)


def outline(
    painter: QPainter, rect: QRectF, colour: str, width: float, radius: float = 0.0
) -> None:
    """Draw a rectangle's outline, with nothing inside."""
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def toned(theme: Theme, colour: str, strength: float) -> str:
    """Tone a colour down towards the panel: strength 1 leaves it as it is."""
    return blend(theme.panel, colour, strength)


def class_colours(theme: Theme, count: int) -> tuple[str, ...]:
    """Return a colour for each class; two classes have those of the sign."""
    if count <= 2:
        return (theme.negative, theme.positive)
    return tuple(theme.classes[k % len(theme.classes)] for k in range(count))


def class_strengths(theme: Theme, count: int, levels: int) -> list[str]:
    """Return the colours of classes, each in `levels` strengths up to the surface's."""
    return [
        toned(theme, colour, SURFACE_STRENGTH * (0.2 + 0.8 * level / (levels - 1)))
        for colour in class_colours(theme, count)
        for level in range(levels)
    ]
