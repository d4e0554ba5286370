"""What the user has written or opened lately, kept in the settings."""

from PySide6.QtCore import QObject, QSettings, Signal

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.network import find_activation

MOST = 12
"""How many functions are remembered."""


class RememberedTexts:
    """Texts under a key of the settings, the latest first, without duplicates.

    Without settings they are remembered as long as this object lives.
    """

    def __init__(self, key: str, most: int) -> None:
        self._key, self._most = key, most
        self._settings: QSettings | None = None
        self._texts: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return self._texts

    def remember(self, settings: QSettings) -> None:
        """Read the texts of the settings, and store every change in them."""
        self._settings = settings
        found = settings.value(self._key) or []
        # Where there is only one, some systems return it without its list.
        texts = [found] if isinstance(found, str) else [str(text) for text in found]
        self._texts = tuple(texts)[: self._most]

    def add(self, text: str) -> None:
        self.put((text, *(other for other in self._texts if other != text)))

    def put(self, texts: tuple[str, ...]) -> None:
        self._texts = texts[: self._most]
        if self._settings is not None:
            self._settings.setValue(self._key, list(self._texts))


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
