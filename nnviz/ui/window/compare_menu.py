"""The menu for comparisons."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from nnviz.ui.pages.comparison.window_comparison import WindowComparison
from nnviz.ui.window.window_menu import add_action
from nnviz.ui.window.window_tabs import TABS, WindowTabs

_SETTINGS = (
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


class CompareMenu(QObject):
    """Fills the menu that begins comparisons, and the tabs' entries of another one."""

    def __init__(
        self, window: QMainWindow, menu: QMenu, comparison: WindowComparison
    ) -> None:
        super().__init__(window)
        self._window, self._menu, self._comparison = window, menu, comparison
        for setting, words, keys in _SETTINGS:
            named = (f"Compare {words}", keys, f"compare_{setting}")
            self._add(named, partial(comparison.vary, setting))
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
        seeds = ("&Several seeds…", "", "compare_seeds")
        self._add(seeds, comparison.ask_for_seeds)
        self._add(("Save re&port…", "", "save_report"), comparison.save_report)

    def add_tabs(self, menu: QMenu, tabs: WindowTabs) -> None:
        """Add an entry for every page of the window."""
        first = menu.actions()[0] if menu.actions() else None
        for place, (name, (title, _)) in enumerate(TABS.items(), start=2):
            named = (f"{title} page", f"F{place}", f"tab_{name}")
            action = add_action(self._window, menu, named, partial(tabs.show_tab, name))
            if first is not None:
                menu.insertAction(first, action)
        if first is not None:
            menu.insertSeparator(first)

    def _add(self, named: tuple[str, str, str], do: Callable[[], object]) -> None:
        add_action(self._window, self._menu, named, do)

    @Slot(QAction)
    def _choose_beginning(self, action: QAction) -> None:
        self._comparison.begin_each_with_its_own(bool(action.data()))
