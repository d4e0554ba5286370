"""Controls of the explorer: a slider with its number, and a word with its field."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from nnviz.ui.controls.layouts import row_of
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import number_font
from nnviz.ui.theme.style import set_role

Write = Callable[[int], str]


class NumberSlider(QWidget):
    """A word, a slider of whole steps, and the number it stands for.

    Signals
    -------
    moved
        The step the user chose.
    """

    moved = Signal(int)

    def __init__(self, word: str, span: tuple[int, int], write: Write) -> None:
        super().__init__()
        self._write = write
        self.slider, self.number = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.slider.setRange(*span)
        keep_size(self.slider, least_width=70)
        keep_size(self.slider, most_width=180)
        set_role(self.number, "number")
        name = QLabel(word)
        name.setBuddy(self.slider)
        widest = max((write(end) for end in span), key=len)
        room = QFontMetrics(number_font()).horizontalAdvance(widest)
        keep_size(self.number, least_width=room + 14)
        row_of(name, self.slider, self.number, within=self, spacing=8)
        self.slider.valueChanged.connect(self._move)

    def describe(self, name: str, tip: str) -> None:
        """Say what it is for."""
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(tip)

    def show_step(self, step: int) -> None:
        """Show a step; this announces nothing."""
        self.slider.blockSignals(True)
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self.number.setText(self._write(step))

    @Slot(int)
    def _move(self, step: int) -> None:
        self.number.setText(self._write(step))
        self.moved.emit(step)


def named(word: str, control: QWidget) -> QWidget:
    """Return a control with a word before it."""
    both, label = QWidget(), QLabel(word)
    label.setBuddy(control)
    row_of(label, control, within=both, spacing=8)
    return both


def whole_field(
    name: str, tip: str, step: Callable[[float, int], float]
) -> NumberField:
    """Return a narrow field for a whole number."""
    field = NumberField(step, whole=True)
    field.setAccessibleName(name)
    field.describe(tip)
    keep_size(field, width=58)
    return field
