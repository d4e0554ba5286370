"""Functions to begin with, each a click away."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

EXAMPLES = (
    "mish = x * tanh(log(1 + exp(x)))",
    "x * sigmoid(1.702*x)",
    "max(0.1*x, x)",
    "sin(x)",
    "exp(-x^2)",
)


class Examples(QWidget):
    """A row of functions.

    Signals
    -------
    chosen
        The text of one.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        label = QLabel("Try")
        label.setProperty("role", "muted")
        line.addWidget(label)
        for text in EXAMPLES:
            button = QPushButton(text.partition(" = ")[0])
            button.setProperty("role", "flat")
            button.setAutoDefault(False)
            button.setToolTip(f"Start with {text}")
            button.setAccessibleName(f"Example {text}")
            button.clicked.connect(partial(self.chosen.emit, text))
            line.addWidget(button)
        line.addStretch(1)
