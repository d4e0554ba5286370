"""The page of a comparison before there is one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role

_WORDS = (
    "Train several networks side by side, from the same initial weights and on the "
    "same batches, so that a single setting makes the difference. All other settings "
    "come from the experiment on the Network page."
)

_WIDE = 560


class StartingView(QWidget):
    """Says what a comparison is, and offers one.

    Signals
    -------
    offer_accepted
        The user wants the comparison offered.
    """

    offer_accepted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._state = QLabel(_WORDS), QLabel()
        self.button = QPushButton()
        self.button.setObjectName("button_offered_comparison")
        set_role(self.button, "primary")
        keep_size(self.button, least_height=40)
        self.button.clicked.connect(self.offer_accepted)
        self.button.setToolTip(
            "Train a network with each of these values in lock-step (Space)"
        )
        for label in (self._words, self._state):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            set_role(label, "muted")
        # Labels get no alignment: an aligned one is not as high as its words need.
        inside = QWidget()
        keep_size(inside, width=_WIDE)
        column = column_of(self._words, within=inside, margins=None, spacing=16)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._state)
        row = row_of(STRETCH, inside, STRETCH)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)

    def show_offer(self, words: str) -> None:
        """Offer a comparison, in words; an empty text offers none."""
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setVisible(bool(words))

    def show_state(self, words: str) -> None:
        """Show a state, such as data being loaded."""
        self._state.setText(words)
        self.button.setEnabled(not words)
