"""The gallery of real mistakes, to turn on and watch."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.mistake import Mistake
from nnviz.core.mistakes import MISTAKES
from nnviz.ui.theme.style import set_role

_MORE = "Why is it wrong?"


class MistakeCard(QWidget):
    """Shows a mistake, and lets the user turn it on or off.

    Signals
    -------
    switched
        The name of the mistake, and whether it shall be on.
    """

    switched = Signal(str, bool)

    def __init__(self, mistake: Mistake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"mistake_{mistake.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "card", "surface")
        self._mistake, self._on = mistake, False
        title = _text(f"<b>{mistake.title}</b>", "")
        self._button = QPushButton()
        self._button.setObjectName(f"switch_{mistake.name}")
        self._button.clicked.connect(self._switch)
        self._more = QPushButton(_MORE)
        self._more.setObjectName(f"more_{mistake.name}")
        self._more.setCheckable(True)
        self._more.setProperty("role", "flat")
        self._more.setToolTip(
            "Why it is wrong, what would be right, and what to watch for."
        )
        self._more.setAccessibleName(f"{_MORE} {mistake.title}")
        self._obstacle = _text("", "caption")
        self._reasons = _text(_reasons(mistake), "")
        self._more.toggled.connect(self._show_reasons)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.addWidget(title, 0, 0)
        grid.addWidget(self._button, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_text(mistake.found, "muted"), 1, 0, 1, 2)
        grid.addWidget(self._obstacle, 2, 0, 1, 2)
        grid.addWidget(self._reasons, 3, 0, 1, 2)
        grid.addWidget(self._more, 4, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self._reasons.hide()
        self.show_state(False, None)

    def show_state(self, on: bool, obstacle: str | None) -> None:
        """Show whether the mistake is on, or unavailable; this announces nothing."""
        self._on = on
        self._button.setText("Turn off" if on else "Turn on")
        title = self._mistake.title
        self._button.setAccessibleName(f"{self._button.text()}: {title}")
        self._button.setEnabled(on or obstacle is None)
        self._button.setToolTip(obstacle or "Train with this mistake from now on.")
        if on:
            self._button.setToolTip("Continue with the correct program.")
            self._more.setChecked(True)
        self._obstacle.setText(f"Not available here: {obstacle}." if obstacle else "")
        self._obstacle.setVisible(bool(obstacle) and not on)
        set_role(self, "true" if on else "false", "chosen")

    @Slot(bool)
    def _show_reasons(self, shown: bool) -> None:
        self._reasons.setVisible(shown)
        self._more.setText("Less" if shown else _MORE)

    @Slot()
    def _switch(self) -> None:
        self.switched.emit(self._mistake.name, not self._on)


def _reasons(mistake: Mistake) -> str:
    return (
        f"<p>{mistake.why}</p><p><b>Right:</b> {mistake.fix}</p>"
        f"<p><b>Watch:</b> {mistake.watch}</p>"
    )


def _text(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


_INTRODUCTION = (
    "Mistakes from code that people published and learned from. Each one changes "
    "operations of the program. Turn one on, or several, and see where the check turns "
    "red and what happens to training."
)


class MistakeGallery(QScrollArea):
    """Lists the mistakes, any of which can be on.

    Signals
    -------
    mistakes_chosen
        The names of all mistakes that shall be on.
    """

    mistakes_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistake_gallery")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 8, 8)
        column.setSpacing(8)
        introduction = QLabel(_INTRODUCTION)
        introduction.setWordWrap(True)
        introduction.setProperty("role", "muted")
        column.addWidget(introduction)
        self._cards: dict[str, MistakeCard] = {}
        self._on: tuple[str, ...] = ()
        for mistake in MISTAKES.values():
            card = self._cards[mistake.name] = MistakeCard(mistake)
            card.switched.connect(self._choose)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(page)

    def show_state(self, on: tuple[str, ...], obstacles: Mapping[str, str]) -> None:
        """Show which mistakes are on, and why others are unavailable."""
        self._on = on
        for name, card in self._cards.items():
            card.show_state(name in on, obstacles.get(name))

    @Slot(str, bool)
    def _choose(self, name: str, on: bool) -> None:
        others = tuple(other for other in self._on if other != name)
        self.mistakes_chosen.emit((*others, name) if on else others)
