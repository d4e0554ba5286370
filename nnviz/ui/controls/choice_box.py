"""A drop-down list that announces a choice only if it is another one."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)


class ChoiceBox(QComboBox):
    """Shows options, and announces the one a user picks in place of the one shown.

    Qt's ``activated`` is also emitted for the option that is shown already. For a
    setting that is no change, and must not start anything again.

    Signals
    -------
    picked
        The index of the option.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = -1
        self.activated.connect(self._pick)

    def show_index(self, index: int) -> None:
        """Show an option, or none for -1; this announces nothing to `picked`."""
        self.setCurrentIndex(index)
        self._known = index

    @property
    def shown_text(self) -> str:
        """As much of the option's name as there is room for, with an ellipsis."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        kind = QStyle.ComplexControl.CC_ComboBox
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kind, option, part, self).width()
        right = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), right, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:
        """Open the list at the option shown, wherever Escape left it the last time."""
        here = self.model().index(self.currentIndex(), self.modelColumn())
        self.view().setCurrentIndex(here)
        super().showPopup()

    def show_names(self, names: Sequence[str], current: int) -> None:
        """Show options that are mere names, one of them picked, without any signal."""
        with QSignalBlocker(self):
            if [self.itemText(k) for k in range(self.count())] != list(names):
                self.clear()
                self.addItems(list(names))
            self.show_index(current)

    @Slot(int)
    def _pick(self, index: int) -> None:
        if index != self._known:
            self._known = index
            self.picked.emit(index)
