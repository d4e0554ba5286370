"""The functions the user has written, the latest first."""

from PySide6.QtCore import QObject, QSettings, Signal

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.network import find_activation

MOST = 12
"""How many functions are remembered."""

_KEY = "own_functions"


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
        self._settings: QSettings | None = None
        self._texts: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The functions, the latest first."""
        return self._texts

    def remember(self, settings: QSettings) -> None:
        """Take up what the settings have, and keep them true from now on."""
        self._settings = settings
        found = settings.value(_KEY) or []
        texts = [found] if isinstance(found, str) else [str(text) for text in found]
        self._texts = tuple(filter(is_own, texts))[:MOST]
        self.changed.emit()

    def add(self, text: str) -> None:
        """Put a function on top of the list."""
        others = [other for other in self._texts if other != text]
        self._texts = (text, *others)[:MOST]
        if self._settings is not None:
            self._settings.setValue(_KEY, list(self._texts))
        self.changed.emit()


def is_own(text: str) -> bool:
    """Tell whether a text is a function of the user's that can be an activation."""
    try:
        find_activation(text)
    except InputError:
        return False
    return text not in ACTIVATIONS
