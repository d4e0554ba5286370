"""The menu bar: what it offers, and the keys for it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from nnviz.session.presets import PRESETS
from nnviz.ui.pages.network.edits import Edits

_SPEED_STEP = 5
"""Places of the slider by which a key makes training faster or slower."""


class WindowMenu(QObject):
    """Fills the menu bar of a window; `ViewMenu` fills the one for looks.

    Signals
    -------
    preset_requested
        The user wants to start from this `Preset`.
    file_requested
        The user wants to open a file.
    save_requested, save_as_requested
        The user wants to save the session, or to save it under a name.
    keys_requested, guide_requested, about_requested
        The user wants to see the keyboard's shortcuts, the guide, or what nnviz is.
    play_requested
        The user wants to train, or to pause.
    step_requested
        The user wants a step forward (1) or back (-1): of the chosen size (""), one
        "larger", or of the size named.
    sample_step_requested
        The user wants a sample so many rows further on.
    speed_step_requested
        The user wants the speed so many places of the slider higher.
    reset_requested, new_weights_requested
        The user wants the initial weights back, or others.
    """

    preset_requested = Signal(object)
    file_requested = Signal()
    save_requested = Signal()
    save_as_requested = Signal()
    keys_requested = Signal()
    guide_requested = Signal()
    about_requested = Signal()
    play_requested = Signal()
    step_requested = Signal(int, str)
    sample_step_requested = Signal(int)
    speed_step_requested = Signal(int)
    reset_requested = Signal()
    new_weights_requested = Signal()

    def __init__(self, window: QMainWindow, changes: Edits) -> None:
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        self._fill_file(bar.addMenu("&File"))
        edit = bar.addMenu("&Edit")
        self._undo = self._add(edit, "&Undo", "Ctrl+Z", "undo", changes.undo)
        self._redo = self._add(edit, "&Redo", "Ctrl+Shift+Z", "redo", changes.redo)
        keys = [self._redo.shortcut(), QKeySequence("Ctrl+Y")]
        self._redo.setShortcuts(keys)
        changes.trail_changed.connect(self._show_trail)
        self._show_trail("", "")
        self.view = bar.addMenu("&View")
        self._fill_run(bar.addMenu("&Run"))
        self.compare = bar.addMenu("&Compare")
        self._fill_help(bar.addMenu("&Help"))

    def _fill_file(self, menu: QMenu) -> None:
        self._file = menu
        self._add(menu, "&Open…", "Ctrl+O", "open", self.file_requested.emit)
        self._recent_place = menu.addSeparator()
        presets = menu.addMenu("&Presets")
        for preset in PRESETS.values():
            presets.addAction(preset.title).setData(preset)
        presets.triggered.connect(self._open_preset)
        menu.addSeparator()
        self._add(menu, "&Save session", "Ctrl+S", "save", self.save_requested.emit)
        keys, save_as = "Ctrl+Shift+S", self.save_as_requested.emit
        self._add(menu, "Save session &as…", keys, "save_as", save_as)
        menu.addSeparator()
        self._add(menu, "&Quit", "Ctrl+Q", "quit", self._window.close)

    def add_recent(self, recent: QMenu) -> None:
        """Put the menu of recent files beneath Open."""
        self._file.insertMenu(self._recent_place, recent)

    def _fill_run(self, menu: QMenu) -> None:
        self._add(menu, "&Train or pause", "Space", "play", self.play_requested.emit)
        self._fill_steps(menu)
        menu.addSeparator()
        self._add(menu, "&Reset", "Ctrl+R", "reset", self.reset_requested.emit)
        new = ("&New weights", "Ctrl+Shift+R", "new_weights")
        self._add(menu, *new, self.new_weights_requested.emit)
        menu.addSeparator()
        faster, sample = self.speed_step_requested, self.sample_step_requested
        for text, keys, name, do in (
            ("&Faster", "Ctrl+.", "faster", partial(faster.emit, _SPEED_STEP)),
            ("&Slower", "Ctrl+,", "slower", partial(faster.emit, -_SPEED_STEP)),
            ("Ne&xt sample", "Ctrl+PgDown", "next_sample", partial(sample.emit, 1)),
            (
                "&Previous sample",
                "Ctrl+PgUp",
                "previous_sample",
                partial(sample.emit, -1),
            ),
        ):
            self._add(menu, text, keys, name, do)

    def _fill_steps(self, menu: QMenu) -> None:
        """Add steps forward and back; a modifier makes them larger."""
        wish = self.step_requested
        for size, keys, name, words in (
            ("", "", "", "step"),
            ("larger", "Shift+", "_larger", "larger step"),
            ("iteration", "Ctrl+", "_iteration", "iteration"),
            ("epoch", "Ctrl+Shift+", "_epoch", "epoch"),
        ):
            for key, direction, end, where in (
                ("Right", 1, "", "forward"),
                ("Left", -1, "_back", "back"),
            ):
                named = f"One {words} {where}", f"{keys}{key}", f"step{name}{end}"
                self._add(menu, *named, partial(wish.emit, direction, size))

    def _fill_help(self, menu: QMenu) -> None:
        self._add(menu, "&Keyboard", "F1", "keys", self.keys_requested.emit)
        self._add(menu, "&Guide", "Shift+F1", "guide", self.guide_requested.emit)
        menu.addSeparator()
        self._add(menu, "&About nnviz", "", "about", self.about_requested.emit)

    def _add(
        self, menu: QMenu, text: str, keys: str, name: str, do: Callable[[], object]
    ) -> QAction:
        return add_action(self._window, menu, (text, keys, name), do)

    @Slot(str, str)
    def _show_trail(self, undoable: str, redoable: str) -> None:
        """Name what undo and redo would do; switch them off where it is nothing."""
        for action, verb, words in (
            (self._undo, "&Undo", undoable),
            (self._redo, "&Redo", redoable),
        ):
            action.setEnabled(bool(words))
            action.setText(f"{verb} {words.replace('&', '&&')}".strip())

    @Slot(QAction)
    def _open_preset(self, action: QAction) -> None:
        self.preset_requested.emit(action.data())


def add_action(
    window: QMainWindow,
    menu: QMenu,
    named: tuple[str, str, str],
    do: Callable[[], object],
) -> QAction:
    """Add an action to a menu and, for its key, to the window.

    Parameters
    ----------
    named
        Its text, its key as Qt writes it or "", and its name in short.
    """
    text, keys, name = named
    action = menu.addAction(text)
    action.setObjectName(f"action_{name}")
    action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _checked: do())
    window.addAction(action)
    return action
