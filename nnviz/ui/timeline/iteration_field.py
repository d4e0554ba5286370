"""A field to type an iteration to go to."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.views.numbers import MINUS

_WIDTH, _HEIGHT = 74, 26


class IterationField(QLineEdit):
    """Takes an iteration such as 1,200, or how far to go from the one shown.

    Signals
    -------
    entered
        What was typed, by Enter.
    left
        Escape: the user wants to stay.
    """

    entered = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("go_to_iteration")
        self.setAccessibleName("Go to iteration")
        self.setPlaceholderText("go to…")
        self.setToolTip(
            "Go to an iteration (Ctrl+G): type 1,200, or "
            f"{MINUS}500 or +100 to go back or forward from here"
        )
        keep_size(self, width=_WIDTH, height=_HEIGHT)
        set_role(self, "little", "room")
        self.setMaxLength(16)
        self.textEdited.connect(self._accept)
        self.returnPressed.connect(self._enter)

    def refuse(self) -> None:
        """Mark what was typed as leading nowhere, to be typed over."""
        self._mark(invalid=True)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Leave the space bar to the window: no iteration has a space."""
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if is_space and event.type() == QEvent.Type.ShortcutOverride:
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._accept()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _accept(self) -> None:
        self._mark(invalid=False)

    @Slot()
    def _enter(self) -> None:
        self._mark(invalid=False)
        if self.text().strip():
            self.entered.emit(self.text())

    def _mark(self, *, invalid: bool) -> None:
        set_role(self, "true" if invalid else "false", "invalid")
