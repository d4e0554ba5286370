"""A row of joined buttons, one of which is chosen."""

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from nnviz.ui.controls.focus_ring import ONE_STOP
from nnviz.ui.controls.layouts import row_of

_DOWN = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"


class FoldingRow(QStackedWidget):
    """Buttons in a row; where there is no room, one button with a menu of them.

    Parameters
    ----------
    buttons
        By name; they exclude one another, and those that are hidden are not offered.
    name
        What they are about, for the menu.
    """

    def __init__(self, buttons: Mapping[str, QPushButton], name: str) -> None:
        super().__init__()
        self._buttons = buttons
        self._row, self._folded = QWidget(), QToolButton()
        self._folded.setAccessibleName(name)
        self._folded.setToolTip(f"Choose the {name}")
        self._folded.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._folded.setMenu(QMenu(self._folded))
        self._folded.menu().aboutToShow.connect(self._offer)
        holder = QWidget()
        row, line = QHBoxLayout(self._row), QHBoxLayout(holder)
        for each in (row, line):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(0)
        for button in buttons.values():
            row.addWidget(button)
            button.toggled.connect(self._show_current)
        line.addWidget(self._folded, 0, Qt.AlignmentFlag.AlignLeft)
        self.addWidget(self._row)
        self.addWidget(holder)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._fit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._show_current()

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._folded.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Fold or unfold when there is another room, or the words need another."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            # Not while a layout is at work, which asks for a layout itself.
            self._soon.start()
        return done

    @Slot()
    def _fit(self) -> None:
        fits = self.width() >= self._row.sizeHint().width()
        self.setCurrentIndex(0 if fits else 1)

    @Slot()
    def _show_current(self) -> None:
        chosen = (n for n, button in self._buttons.items() if button.isChecked())
        self._folded.setText(f"{next(chosen, '')} {_DOWN}")

    @Slot()
    def _offer(self) -> None:
        menu = self._folded.menu()
        menu.clear()
        for name, button in self._buttons.items():
            if button.isHidden():
                continue
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(button.isChecked())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)


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
        words = name.replace("_", " ")
        for place, segment in enumerate(segments):
            button = self._buttons[segment.name] = QPushButton(segment.name)
            button.setCheckable(True)
            button.setProperty("segment", _place(place, len(segments)))
            button.setProperty("room", "little")
            button.setProperty(ONE_STOP, True)
            button.setObjectName(f"{name}_{segment.name}")
            button.setAccessibleName(f"{words}: {segment.name}")
            button.setToolTip(segment.tip)
            button.clicked.connect(self._choose)
            self._group.addButton(button)
        row_of(FoldingRow(self._buttons, words), within=self)

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
