"""Recently used texts, kept in the settings."""

from PySide6.QtCore import QSettings


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
