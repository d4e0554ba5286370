"""The menu bar: what it offers, and the keys for it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from nnviz.session.presets import PRESETS
from nnviz.ui.run.run_controller import RunController
from nnviz.ui.theme.apply import MODES, Appearance
from nnviz.ui.theme.tokens import PALETTES


class WindowMenu(QObject):
    """Fills the menu bar of a window.

    Signals
    -------
    config_wished
        The user wants to start from this `RunConfig`.
    file_wished
        The user wants to open a file.
    save_wished, save_as_wished
        The user wants to save the session, or to save it under a name.
    keys_wished
        The user wants to see the keyboard's shortcuts.
    undo_wished, redo_wished
        The user wants the configuration before this one, or the one after it.
    """

    config_wished = Signal(object)
    file_wished = Signal()
    save_wished = Signal()
    save_as_wished = Signal()
    keys_wished = Signal()
    undo_wished = Signal()
    redo_wished = Signal()

    def __init__(
        self, window: QMainWindow, controller: RunController, appearance: Appearance
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._appearance = appearance
        bar = window.menuBar()
        self._fill_file(bar.addMenu("&File"))
        edit = bar.addMenu("&Edit")
        self._add(edit, "&Undo change", "Ctrl+Z", "undo", self.undo_wished.emit)
        self._add(edit, "&Redo change", "Ctrl+Shift+Z", "redo", self.redo_wished.emit)
        self._fill_view(bar.addMenu("&View"))
        self._fill_run(bar.addMenu("&Run"))
        menu = bar.addMenu("&Help")
        self._add(menu, "&Keyboard", "F1", "keys", self.keys_wished.emit)

    def _fill_file(self, menu: QMenu) -> None:
        self._file = menu
        self._add(menu, "&Open…", "Ctrl+O", "open", self.file_wished.emit)
        self._recent_place = menu.addSeparator()
        presets = menu.addMenu("&Presets")
        for preset in PRESETS.values():
            presets.addAction(preset.title).setData(preset.config)
        presets.triggered.connect(self._open_preset)
        menu.addSeparator()
        self._add(menu, "&Save session", "Ctrl+S", "save", self.save_wished.emit)
        keys, save_as = "Ctrl+Shift+S", self.save_as_wished.emit
        self._add(menu, "Save session &as…", keys, "save_as", save_as)
        menu.addSeparator()
        self._add(menu, "&Quit", "Ctrl+Q", "quit", self._window.close)

    def add_recent(self, recent: QMenu) -> None:
        """Put the menu of recent files beneath Open."""
        self._file.insertMenu(self._recent_place, recent)

    def _fill_view(self, menu: QMenu) -> None:
        themes = QActionGroup(self)
        for mode in MODES:
            action = menu.addAction(f"{mode.capitalize()} theme")
            action.setData(mode)
            action.setCheckable(True)
            action.setChecked(mode == self._appearance.mode)
            themes.addAction(action)
        themes.triggered.connect(self._choose_theme)
        palettes = menu.addMenu("&Palette")
        for name in PALETTES:
            palettes.addAction(name.capitalize()).setData(name)
        palettes.triggered.connect(self._choose_palette)
        menu.addSeparator()
        for dock in self._window.findChildren(QDockWidget):
            menu.addAction(dock.toggleViewAction())

    def _fill_run(self, menu: QMenu) -> None:
        run = self._controller
        self._add(menu, "&Train or pause", "Space", "play", self._play_or_pause)
        self._add(menu, "&One iteration", "Right", "step", run.step)
        self._add(menu, "One &epoch", "Shift+Right", "epoch", run.run_epoch)
        menu.addSeparator()
        self._add(menu, "&Reset", "Ctrl+R", "reset", run.reset)
        self._add(menu, "&New weights", "Ctrl+Shift+R", "new_weights", run.new_weights)

    def _add(
        self, menu: QMenu, text: str, keys: str, name: str, do: Callable[[], object]
    ) -> None:
        action = menu.addAction(text)
        action.setObjectName(f"action_{name}")
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked: do())
        self._window.addAction(action)

    @Slot()
    def _play_or_pause(self) -> None:
        if self._controller.playing:
            self._controller.pause()
        else:
            self._controller.play()

    @Slot(QAction)
    def _open_preset(self, action: QAction) -> None:
        self.config_wished.emit(action.data())

    @Slot(QAction)
    def _choose_palette(self, action: QAction) -> None:
        self._appearance.choose_palette(action.data())

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self._appearance.choose(action.data())
