"""The gallery of mistakes: real ones, to be switched on and watched."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from nnviz.core.loss import Loss
from nnviz.core.mistakes import MISTAKES
from nnviz.core.network import Network
from nnviz.ui.checking.mistake_card import MistakeCard

_INTRODUCTION = (
    "Mistakes from code that people published and learned from. Each one changes a "
    "single operation of the program. Turn one on, and see where the check turns red "
    "and what happens to training."
)


class MistakeGallery(QScrollArea):
    """Lists the mistakes, of which one at most is on.

    Signals
    -------
    mistake_chosen
        The name of the mistake that shall be on, or None.
    """

    mistake_chosen = Signal(object)

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
        for mistake in MISTAKES.values():
            card = self._cards[mistake.name] = MistakeCard(mistake)
            card.switched.connect(self._choose)
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(page)

    def show_state(self, current: str | None, obstacles: Mapping[str, str]) -> None:
        """Show which mistake is on and which cannot be; announces nothing."""
        for name, card in self._cards.items():
            card.show_state(name == current, obstacles.get(name))

    @Slot(str, bool)
    def _choose(self, name: str, on: bool) -> None:
        self.mistake_chosen.emit(name if on else None)


def obstacles(network: Network, loss: Loss, batch_size: int) -> dict[str, str]:
    """Return why mistakes cannot be chosen for a run, for those that cannot."""
    found = {
        name: mistake.obstacle(network, loss, batch_size)
        for name, mistake in MISTAKES.items()
    }
    return {name: why for name, why in found.items() if why is not None}


def notice(name: str) -> str:
    """Return what the message bar says as long as a mistake is on."""
    mistake = MISTAKES[name]
    return f"A mistake is on: {mistake.title[0].lower()}{mistake.title[1:]}."
