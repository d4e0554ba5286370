"""The widget that everything here is painted on, and one way to write numbers."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QSinglePointEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme, blend
from nnviz.views.readings import Readings

SURFACE_STRENGTH = 0.45
"""How far colours under data points go from the panel's tone."""

Align = Qt.AlignmentFlag
SMALL = 11
MIDDLE = int(Align.AlignVCenter)
LEFT = MIDDLE | int(Align.AlignLeft)
RIGHT = MIDDLE | int(Align.AlignRight)
CENTRE = int(Align.AlignCenter)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a canvas is painted on in place of the screen, in the pixels of its design.

    There every shape and text is painted as such: nothing that is kept as pixels for
    the screen will do. Only where the paper has pixels itself, ``ratio`` of them for
    each of the design, what is costly may be kept from one picture to the next.
    """

    painter: QPainter
    size: QSize
    ratio: float = 0.0


class Canvas(Themed, QWidget):
    """A widget that paints itself, in the pixels of its design.

    Where everything is enlarged, a pixel of the design is larger than one of the
    screen: a canvas finds itself smaller, and its painter enlarges. Whatever comes from
    or goes to Qt in pixels of the screen is converted: the place of an event by
    `event_place`, sizes by `nnviz.ui.theme.enlarging.enlarged`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: Paper | None = None
        self._sized_for = self.theme.scale
        self._written = Readings()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def readings(self) -> Readings:
        """Return the numbers that were painted last, by the program's names."""
        return self._written

    def note(self, name: str, text: str) -> None:
        """Note that the number of a name has been painted as a text."""
        self._written.note(name, text)

    def painter(self) -> QPainter:
        """Return a painter for this widget, antialiased and in the text face.

        What was noted of the last painting is forgotten.
        """
        self._written = Readings()
        painter = QPainter(self) if self._paper is None else self._paper.painter
        painter.scale(self._scale, self._scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font())
        return painter

    @property
    def on_paper(self) -> bool:
        """Whether it is not the screen that is painted on."""
        return self._paper is not None

    @property
    def paper_ratio(self) -> float:
        """The pixels of the paper for each of the design, 0 if it has none."""
        return 0.0 if self._paper is None else self._paper.ratio

    def paint_on(self, paper: Paper) -> None:
        """Paint what the canvas shows on paper, as large as that is.

        The screen keeps its picture, and the canvas what it says that it shows.
        """
        written = self._written
        paper.painter.save()
        self._paper = paper
        try:
            self._fit()
            self.paintEvent(QPaintEvent(self.rect()))
        finally:
            self._paper = None
            paper.painter.restore()
            self._fit()
            self._written = written

    def _fit(self) -> None:
        """Lay out again for the paper, or for the screen."""
        size = QWidget.size(self) if self._paper is None else self._paper.size
        self.resizeEvent(QResizeEvent(size, size))

    def design_height(self, width: int) -> int | None:
        """Return the height that it needs on paper of a width; None if it can take any.

        Both are in pixels of the design.
        """
        return None

    def event_place(
        self, event: QSinglePointEvent | QHelpEvent | QContextMenuEvent
    ) -> QPointF:
        """Return where an event is, in the pixels of the design."""
        if isinstance(event, QSinglePointEvent):
            return event.position() / self._scale
        return QPointF(event.pos()) / self._scale

    def width(self) -> int:
        """Return the width in the pixels of the design, as those below do."""
        return self.size().width()

    def height(self) -> int:
        return self.size().height()

    def size(self) -> QSize:
        if self._paper is not None:
            return self._paper.size
        return super().size() / self._scale

    def rect(self) -> QRect:
        return QRect(QPoint(), self.size())

    def devicePixelRatioF(self) -> float:  # noqa: N802
        """Return the device's pixels for each of the design."""
        return super().devicePixelRatioF() * self._scale

    def to_screen(self, rect: QRect) -> QRect:
        """Return a rectangle of the design in pixels of the screen, rounded outwards.

        For what Qt wants to know: what to repaint, what a tooltip belongs to.
        """
        corner, other = QPointF(rect.topLeft()), QPointF(rect.bottomRight())
        one = QPointF(1.0, 1.0)
        area = QRectF(corner * self._scale, (other + one) * self._scale)
        return area.toAlignedRect()

    def from_screen(self, rect: QRect) -> QRect:
        """Return what `to_screen` makes of a rectangle, the other way round."""
        area = QRectF(rect)
        corners = area.topLeft() / self._scale, area.bottomRight() / self._scale
        return QRectF(*corners).toAlignedRect()

    def follow_theme(self) -> None:
        """Renew what is kept, and measure anew where the scale is another one."""
        super().follow_theme()
        if self._scale != self._sized_for:
            self._sized_for = self._scale
            # In pixels of the design it has another size now.
            self.updateGeometry()
            size = super().size()
            self.resizeEvent(QResizeEvent(size, size))
            self.update()

    @property
    def _scale(self) -> float:
        """Pixels of the screen for each of the design."""
        return self.theme.scale


def painted_room(painter: QPainter) -> QSizeF:
    """Return the size of what a painter paints on, in its own pixels."""
    return QSizeF(painter.window().size()) / painter.worldTransform().m11()


def small_font() -> QFont:
    """Return the face of labels."""
    return text_font(SMALL)


def small_numbers() -> QFont:
    """Return the face of numbers in a picture."""
    return number_font(SMALL)


def write(
    painter: QPainter,
    rect: QRectF,
    flags: int,
    text: str,
    colour: str,
    reading: str = "",
) -> None:
    """Write text in one colour; what does not fit is cut off with an ellipsis.

    A canvas notes it under the name ``reading``, if there is one.
    """
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(text) > rect.width():
        text = metrics.elidedText(
            text, Qt.TextElideMode.ElideRight, max(0, int(rect.width()))
        )
    painter.setPen(QColor(colour))
    painter.drawText(rect, flags, text)
    canvas = painter.device() if reading else None
    if isinstance(canvas, Canvas):
        canvas.note(reading, text)


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


def quiet(theme: Theme) -> str:
    """Return the colour of large marks that step back, such as bars."""
    return blend(theme.panel, theme.text, 0.5)


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
