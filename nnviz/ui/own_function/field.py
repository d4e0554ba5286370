"""The line a function is typed in, which points at the character that is wrong."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.core.expression.tokenizer import LONGEST
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import current_theme

_HEIGHT = 42
_CARET = 5.0


class FunctionField(QLineEdit):
    """Takes a function of x; below a character that is wrong it paints a caret."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: int | None = None
        keep_size(self, height=_HEIGHT)
        # A little more than a function may have, so that the message can say so.
        self.setMaxLength(LONGEST + 50)

    @property
    def place(self) -> int | None:
        """The character that is marked, from 0."""
        return self._place

    def mark(self, place: int | None) -> None:
        """Mark a character as wrong, or none."""
        self._place = place
        set_role(self, "" if place is None else "true", "invalid")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._place is None:
            return
        x, bottom = self._across(self._place), self.height() - 5.0
        tip = QPointF(x, bottom - _CARET)
        left, right = QPointF(x - 4.0, bottom), QPointF(x + 4.0, bottom)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().bad), 1.8))
        painter.drawPolyline(QPolygonF([left, tip, right]))
        painter.end()

    def _across(self, place: int) -> float:
        """Return the middle of a character in pixels, scrolled as the text is."""
        metrics, text = self.fontMetrics(), self.text()
        typed = metrics.horizontalAdvance(text[: self.cursorPosition()])
        start = self.cursorRect().center().x() - typed
        half = metrics.horizontalAdvance(text[place : place + 1] or "x") / 2.0
        return start + metrics.horizontalAdvance(text[:place]) + half
