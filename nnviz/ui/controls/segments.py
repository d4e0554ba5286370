"""A row of joined buttons, one of which is chosen."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from nnviz.ui.controls.focus_ring import ONE_STOP


class Segment(msgspec.Struct, frozen=True):
    """One of the joined buttons: its name, and what it does."""

    name: str
    tip: str


class Segments(QWidget):
    """Shows which of a few words is chosen, and announces another choice.

    Signals
    -------
    chosen
        The word the user chose.
    """

    chosen = Signal(str)

    def __init__(self, name: str, segments: Sequence[Segment]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for place, segment in enumerate(segments):
            button = self._buttons[segment.name] = QPushButton(segment.name)
            button.setCheckable(True)
            button.setProperty("segment", _place(place, len(segments)))
            button.setProperty("room", "little")
            button.setProperty(ONE_STOP, True)
            button.setObjectName(f"{name}_{segment.name}")
            button.setAccessibleName(f"{name.replace('_', ' ')}: {segment.name}")
            button.setToolTip(segment.tip)
            button.clicked.connect(self._choose)
            self._group.addButton(button)
            line.addWidget(button)

    @property
    def current(self) -> str:
        """The word that is chosen."""
        return next((w for w, b in self._buttons.items() if b.isChecked()), "")

    def show_current(self, name: str) -> None:
        """Show a word as chosen; this announces nothing."""
        self._buttons[name].setChecked(True)
        self._let_tab_reach_current()

    def button(self, name: str) -> QPushButton:
        return self._buttons[name]

    @Slot()
    def _choose(self) -> None:
        self._let_tab_reach_current()
        self.chosen.emit(self.current)

    def _let_tab_reach_current(self) -> None:
        """Make the word that is chosen the one stop of the Tab key."""
        for button in self._buttons.values():
            strong = button.isChecked()
            policy = Qt.FocusPolicy.StrongFocus if strong else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)


def _place(place: int, count: int) -> str:
    if place == 0:
        return "first"
    return "last" if place == count - 1 else "middle"
