"""A widget that shows one formula."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.formulas.boxes import Type
from nnviz.ui.formulas.formula_layout import Line, lay_out, paint
from nnviz.ui.theme.themed import Themed

MARGIN = 2.0


class FormulaView(Themed, QWidget):
    """Shows LaTeX, as high as its lines need at its width."""

    def __init__(self, size: int = 17, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._latex, self._result = "", ""
        self._lines: tuple[Line, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_formula(self, latex: str, result: str = "") -> None:
        """Show another formula; what it ends with can have a colour of its own."""
        if (latex, result) != (self._latex, self._result):
            self._latex, self._result = latex, result
            self.setAccessibleName(latex)
            self._lay_out()

    def _recolour(self) -> None:
        self._lay_out()

    def sizeHint(self) -> QSize:
        bottom = self._lines[-1].bottom if self._lines else 0.0
        return QSize(200, round(bottom + 2 * MARGIN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.translate(MARGIN, MARGIN)
        paint(painter, self._lines)
        painter.end()

    @property
    def _type(self) -> Type:
        return Type(self._size, self.theme, self.devicePixelRatioF())

    def _lay_out(self) -> None:
        width = max(self.width() - 2 * MARGIN, 120.0)
        self._lines = lay_out(self._latex, width, self._type, self._result)
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
        self.update()
