"""The files opened or saved lately, the folder they were in, and a menu of them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.ui.controls.listed_menu import ListedMenu, MenuEntry, numbered
from nnviz.ui.controls.remembered import RememberedTexts

MOST = 8
"""How many files are remembered."""

_FOLDER = "last_folder"
_TABLES = "table_choices"

_CLEAR = ""
"""The key of the entry that forgets all files: no path is empty."""


class RecentFiles(QObject):
    """Remembers files, the newest first, in the settings if there are any.

    Signals
    -------
    changed
        The list is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = RememberedTexts("recent_files", MOST)
        self._settings: QSettings | None = None
        self._folder = ""
        self._choices: dict[str, str] = {}

    @property
    def paths(self) -> Sequence[Path]:
        """The files, the newest first; some may be gone by now."""
        return tuple(map(Path, self._files.texts))

    @property
    def folder(self) -> str:
        """Where a file dialog begins: the last folder, if it is still there."""
        return self._folder if Path(self._folder).is_dir() else ""

    def remember(self, settings: QSettings) -> None:
        """Take up what the settings have, and keep them true from now on."""
        self._settings = settings
        self._files.remember(settings)
        self._folder = str(settings.value(_FOLDER) or "")
        for text in list(settings.value(_TABLES) or []):
            with suppress(InputError):
                self._choices[RunConfig.from_json(str(text)).dataset] = str(text)
        self.changed.emit()

    def keep_choices(self, config: RunConfig) -> None:
        """Keep how a table among the files is read, for when it is opened again."""
        kept = {name: text for name, text in self._choices.items() if name in self}
        self._choices = kept | {config.dataset: config.to_json()}
        self._store_choices()

    def choices_for(self, path: Path) -> RunConfig:
        """Return how a table was read the last time, or as it seems best."""
        text = self._choices.get(str(path))
        return (
            RunConfig(dataset=str(path)) if text is None else RunConfig.from_json(text)
        )

    def __contains__(self, name: str) -> bool:
        return name in self._files.texts

    def _store_choices(self) -> None:
        if self._settings is not None:
            self._settings.setValue(_TABLES, list(self._choices.values()))

    def add(self, path: Path) -> None:
        """Put a file on top of the list."""
        self._files.add(str(path))
        self._folder = str(path.parent)
        if self._settings is not None:
            self._settings.setValue(_FOLDER, self._folder)
        self.changed.emit()

    def clear(self) -> None:
        """Forget all files; the last folder stays."""
        self._files.put(())
        self._choices.clear()
        self._store_choices()
        self.changed.emit()


class RecentMenu(ListedMenu):
    """Lists recent files; those that are gone are greyed out.

    Signals
    -------
    file_chosen
        The user wants to open the file at this path.
    """

    file_chosen = Signal(object)

    def __init__(self, files: RecentFiles, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", "menu_recent", parent)
        self._files = files
        files.changed.connect(self.fill)
        self.fill()

    def entries(self) -> Sequence[MenuEntry]:
        """Return the files; one may have gone, or come back, since the last time."""
        if not self._files.paths:
            return ()
        files = []
        for number, path in enumerate(self._files.paths, start=1):
            there = path.exists()
            tip = str(path) if there else f"{path}: there is no such file"
            files.append(MenuEntry(numbered(number, path.name), str(path), tip, there))
        return (*files, MenuEntry("&Clear", _CLEAR, apart=True))

    def choose(self, key: object) -> None:
        if key == _CLEAR:
            self._files.clear()
        else:
            self.file_chosen.emit(Path(str(key)))
