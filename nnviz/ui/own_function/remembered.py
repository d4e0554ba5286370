"""The functions the user has written, the latest first."""

from PySide6.QtCore import QObject, QSettings, Signal

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.network import find_activation
from nnviz.ui.controls.remembered_texts import RememberedTexts

MOST = 12
"""How many functions are remembered."""


class RememberedFunctions(QObject):
    """Remembers functions by their text, in the settings if there are any.

    Signals
    -------
    changed
        The list is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = RememberedTexts("own_functions", MOST)

    @property
    def texts(self) -> tuple[str, ...]:
        """The functions, the latest first."""
        return tuple(filter(is_own, self._memory.texts))

    def remember(self, settings: QSettings) -> None:
        """Take up what the settings have, and keep them true from now on."""
        self._memory.remember(settings)
        self.changed.emit()

    def add(self, text: str) -> None:
        """Put a function on top of the list."""
        self._memory.add(text)
        self.changed.emit()


def is_own(text: str) -> bool:
    """Tell whether a text is a function of the user's that can be an activation."""
    try:
        find_activation(text)
    except InputError:
        return False
    return text not in ACTIVATIONS
