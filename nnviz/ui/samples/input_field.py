"""A small field at a neuron of the inputs: what is typed there goes in."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.samples.typed_row import by_step
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role

_WIDTH = 110
_BESIDE = 6
"""Pixels between the field and its neuron."""


class InputField(QFrame):
    """Asks for the value of one input, in the units of the data; Esc leaves it.

    Signals
    -------
    entered
        The input, from 0, and the value typed.
    """

    entered = Signal(int, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("input_field")
        set_role(self, "popup", "surface")
        self._input, self._size, self._back = 0, 1.0, parent
        self._name, self._note = QLabel(), QLabel()
        self._note.setProperty("role", "caption")
        self.field = NumberField(self._step)
        self.field.setObjectName("input_value")
        keep_size(self.field, width=_WIDTH)
        self.field.entered.connect(self._take)
        self.field.refused.connect(self._complain)
        self.field.installEventFilter(self)
        row = row_of(self._name, self.field, spacing=8)
        column_of(row, self._note, within=self, margins=(10, 8, 10, 8), spacing=4)
        self.hide()

    def ask(self, number: int, values: tuple[str, float, float], note: str) -> None:
        """Ask for another value of an input; `open_beside` says where.

        ``values`` are its name, its value, and the step of the arrow keys.
        """
        self._input, (name, value, self._size) = number, values
        self._name.setText(f"{name} =")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.field.setAccessibleName(name)
        self.field.describe(f"{name}, in the units of the data")
        self.field.show_value(value)

    def open_beside(self, neuron: QPoint, back: QWidget) -> None:
        """Open to the right of a place of the parent, and give the focus back later."""
        self._back = back
        self.adjustSize()
        room, whole = self.size(), self.window().size()
        left = min(neuron.x() + _BESIDE, whole.width() - room.width())
        top = min(neuron.y() - room.height() // 2, whole.height() - room.height())
        self.move(max(0, left), max(0, top))
        self.show()
        self.raise_()
        self.field.setFocus()
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave with Escape or when the focus goes; Enter takes the value."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.field.setModified(False)
                self._close()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
        if kind == QEvent.Type.FocusOut and self.isVisible():
            self.field.setModified(False)
            self.hide()
        return super().eventFilter(watched, event)

    @Slot(str)
    def _complain(self, why: str) -> None:
        self._note.setText(why)
        self._note.show()
        self.adjustSize()

    def _enter(self) -> None:
        """Take what was typed, and close unless it is no number."""
        self.field.returnPressed.emit()
        if self.field.property("invalid") != "true":
            self._close()

    @Slot(object)
    def _take(self, value: float) -> None:
        self.field.show_value(value)
        self.entered.emit(self._input, float(value))
        # The arrow keys go on from here.
        self.field.selectAll()

    def _step(self, value: float, direction: int) -> float:
        return by_step(self._size, value, direction)

    def _close(self) -> None:
        self.hide()
        self._back.setFocus()
