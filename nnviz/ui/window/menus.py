"""The menus for files, edits, runs and comparisons, and how an action is added."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from nnviz.session.settings.presets import PRESETS, Preset
from nnviz.ui.pages.network.network_page import NetworkPage
from nnviz.ui.pages.trail import UndoTrail
from nnviz.ui.window.figures.figure_export import FigureExport
from nnviz.ui.window.history_window import EarlierRunsMenu, HistoryWindow
from nnviz.ui.window.opening.recent_files import RecentMenu
from nnviz.ui.window.opening.window_files import WindowFiles
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs
from nnviz.views.experiment.data_words import preset_words

if TYPE_CHECKING:
    from nnviz.ui.pages.comparison.comparison_page import ComparisonPage

_SPEED_STEP = 5
"""Places of the slider by which a key makes training faster or slower."""

_STEPS = (
    ("", "Right", "Left", "", "step"),
    ("larger", "Shift+PgDown", "Shift+PgUp", "_larger", "larger step"),
    ("iteration", "Ctrl+Right", "Ctrl+Left", "_iteration", "iteration"),
    ("epoch", "Ctrl+Shift+Right", "Ctrl+Shift+Left", "_epoch", "epoch"),
)
"""The size of a step, the keys for forward and back, and how its action is named."""

_JUMPS = (
    ("10", "Alt+", "Right", "Left"),
    ("100", "Alt+", "PgDown", "PgUp"),
    ("500", "Alt+Shift+", "PgDown", "PgUp"),
)
"""How many iterations, the modifiers, and the keys for forward and back."""

_Add = Callable[[tuple[str, str, str], Callable[[], object]], QAction]

_COMPARED = (
    ("activation", "&activations", "Ctrl+Shift+C"),
    ("optimizer", "&optimisers", ""),
    ("learning_rate", "&learning rates", ""),
    ("initializer", "&initialisers", ""),
    ("batch_size", "&batch sizes", ""),
    ("loss", "l&osses", ""),
)
_BEGINNINGS = (
    ("Same initial &weights", "same_weights", False),
    ("&Recommended initialiser for each", "own_initializers", True),
)


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


def add_switch(
    window: QMainWindow, menu: QMenu, named: tuple[str, str, str]
) -> QAction:
    """Add an action that is on or off, for those who listen to its ``toggled``."""
    action = add_action(window, menu, named, lambda: None)
    action.setCheckable(True)
    return action


def fill_file(
    window: QMainWindow,
    menu: QMenu,
    files: WindowFiles,
    page: NetworkPage,
    open_preset: Callable[[Preset], object],
    export: FigureExport,
) -> None:
    """Add what opens and saves."""
    add = partial(add_action, window, menu)
    add(("&Open…", "Ctrl+O", "open"), files.ask_to_open)
    recent = RecentMenu(files.recent, window)
    recent.file_chosen.connect(files.open)
    menu.addMenu(recent)
    add(("Open &model…", "", "open_model"), files.models.ask)
    rows = "Open rows to pre&dict…", "Ctrl+Shift+O", "open_rows"
    add(rows, files.ask_for_rows)
    menu.addSeparator()
    presets = menu.addMenu("&Presets")
    presets.setToolTipsVisible(True)
    for preset in PRESETS.values():
        action = presets.addAction(preset.title)
        action.setData(preset)
        action.setToolTip(preset_words(preset))
    presets.triggered.connect(lambda action: open_preset(action.data()))
    menu.addSeparator()
    add(("&Save session", "Ctrl+S", "save"), files.save)
    add(("Save session &as…", "Ctrl+Shift+S", "save_as"), files.save_as)
    add(("Save predic&tions…", "", "save_predictions"), page.predictions.ask)
    add(("&Worksheet of this sample…", "", "worksheet"), page.worksheet.ask)
    add(("Export mod&el…", "", "export_model"), page.export.ask)
    add(("Export &figure…", "Ctrl+Shift+F", "export_figure"), export.ask)
    add(("Share as &page…", "", "share_page"), export.ask_for_page)
    add(("Save fil&m…", "", "save_film"), export.ask_for_film)
    menu.addSeparator()
    add(("&Quit", "Ctrl+Q", "quit"), window.close)


def fill_run(
    window: QMainWindow,
    menu: QMenu,
    tabs: WindowTabs,
    ask_for_iteration: Callable[[], object],
    earlier: EarlierRunsMenu,
) -> None:
    """Add the verbs of the page in front, and the runs that were left."""

    def change_speed(places: int) -> None:
        tabs.page.change_speed(places)

    def step_sample(rows: int) -> None:
        tabs.page.step_sample(rows)

    add = partial(add_action, window, menu)
    add(("&Train or pause", "Space", "play"), lambda: tabs.page.play_or_pause())
    _add_steps(menu, add, tabs)
    go_to = ("&Go to iteration…", "Ctrl+G", "go_to")
    add(go_to, ask_for_iteration)
    add(("Go to the &best moment", "", "best"), lambda: tabs.page.go_to_best())
    menu.addSeparator()
    add(("&Reset", "Ctrl+R", "reset"), lambda: tabs.page.reset())
    new_weights = ("&New weights", "Ctrl+Shift+R", "new_weights")
    add(new_weights, lambda: tabs.page.new_weights())
    menu.addMenu(earlier)
    menu.addSeparator()
    for text, keys, name, places in (
        ("&Faster", "Ctrl+.", "faster", _SPEED_STEP),
        ("&Slower", "Ctrl+,", "slower", -_SPEED_STEP),
    ):
        add((text, keys, name), partial(change_speed, places))
    switch = "Switch between &unlimited and auto speed", "Ctrl+U", "speed"
    add(switch, lambda: tabs.page.switch_speed())
    for text, keys, name, rows in (
        ("Ne&xt sample", "Ctrl+PgDown", "next_sample", 1),
        ("&Previous sample", "Ctrl+PgUp", "previous_sample", -1),
    ):
        add((text, keys, name), partial(step_sample, rows))


def _add_steps(menu: QMenu, add: _Add, tabs: WindowTabs) -> None:
    """Add steps of every size in both directions."""

    def step(direction: int, size: str) -> None:
        tabs.page.step(direction, size)

    for size, forward, back, name, words in _STEPS:
        for key, direction, end, where in (
            (forward, 1, "", "forward"),
            (back, -1, "_back", "back"),
        ):
            named = f"One {words} {where}", key, f"step{name}{end}"
            add(named, partial(step, direction, size))
    menu.addSeparator()
    for size, keys, forward, back in _JUMPS:
        for key, direction, end, where in (
            (forward, 1, "", "forward"),
            (back, -1, "_back", "back"),
        ):
            named = f"{size} iterations {where}", f"{keys}{key}", f"jump_{size}{end}"
            add(named, partial(step, direction, size))


class EditMenu(QObject):
    """Undo and redo, named after what they would do."""

    def __init__(self, window: QMainWindow, menu: QMenu, tabs: WindowTabs) -> None:
        super().__init__(menu)
        add = partial(add_action, window, menu)
        self._tabs, self._network = tabs, tabs.page_of(NETWORK)
        self._trail = self._front
        self._undo = add(("&Undo", "Ctrl+Z", "undo"), lambda: self._trail.undo())
        self._redo = add(("&Redo", "Ctrl+Shift+Z", "redo"), lambda: self._trail.redo())
        self._redo.setShortcuts([self._redo.shortcut(), QKeySequence("Ctrl+Y")])
        menu.addSeparator()
        self._window = window
        add(("&History…", "Ctrl+H", "history"), self._show_history)
        self._trail.trail_changed.connect(self._show_trail)
        self._show_trail("", "")
        tabs.changed.connect(self._follow)

    @property
    def _front(self) -> UndoTrail:
        """What was done on the page in front, or else with the network."""
        trail = self._tabs.page.trail or self._network.trail
        assert trail is not None
        return trail

    @Slot()
    def _follow(self) -> None:
        """Undo what was done on the page that is in front now."""
        self._trail.trail_changed.disconnect(self._show_trail)
        self._trail = self._front
        self._trail.trail_changed.connect(self._show_trail)
        self._show_trail(self._trail.undoable, self._trail.redoable)
        if (shown := self._history) is not None:
            shown.follow(self._trail)

    @property
    def _history(self) -> HistoryWindow | None:
        return self._window.findChild(HistoryWindow, "history")

    def _show_history(self) -> None:
        window = self._history or HistoryWindow(self._trail, self._window)
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot(str, str)
    def _show_trail(self, undoable: str, redoable: str) -> None:
        for action, verb, words in (
            (self._undo, "&Undo", undoable),
            (self._redo, "&Redo", redoable),
        ):
            action.setEnabled(bool(words))
            action.setText(f"{verb} {words.replace('&', '&&')}".strip())


class CompareMenu(QObject):
    """What begins a comparison, and what is done with one.

    Parameters
    ----------
    page
        Brings the comparison to the front and returns its page.
    """

    def __init__(
        self, window: QMainWindow, menu: QMenu, page: Callable[[], "ComparisonPage"]
    ) -> None:
        super().__init__(menu)
        self._page = page
        add = partial(add_action, window, menu)
        for setting, words, keys in _COMPARED:
            named = (f"Compare {words}", keys, f"compare_{setting}")
            add(named, partial(self._vary, setting))
        menu.addSeparator()
        group = QActionGroup(self)
        for words, name, own in _BEGINNINGS:
            action = menu.addAction(words)
            action.setObjectName(f"action_{name}")
            action.setCheckable(True)
            action.setChecked(not own)
            action.setData(own)
            group.addAction(action)
        group.triggered.connect(self._choose_beginning)
        menu.addSeparator()
        add(("&Several seeds…", "", "compare_seeds"), lambda: page().ask_for_seeds())
        add(("Save re&port…", "", "save_report"), lambda: page().save_report())

    def _vary(self, setting: str) -> None:
        self._page().vary(setting)

    @Slot(QAction)
    def _choose_beginning(self, action: QAction) -> None:
        self._page().begin_each_with_its_own(bool(action.data()))
