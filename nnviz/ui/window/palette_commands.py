"""Collects what the command palette offers: all that the window can do by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from nnviz.data.catalog import CATALOG
from nnviz.session.settings.data_names import data_name
from nnviz.ui.controls.listed_menu import ListedMenu
from nnviz.ui.experiment.experiment_panel import ExperimentPanel
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs
from nnviz.views.command_search import CommandWords
from nnviz.views.numbers import count

_NOT_NOW = "not possible now"
_GROUPS = {"Presets": "Preset", "Tours": "Tour"}


@dataclass(frozen=True, slots=True)
class PaletteCommand:
    """What a command is called, and what it does.

    The window goes on behind the list: ``run`` finds what it needs when it is called.
    """

    words: CommandWords
    run: Callable[[], object]


def collect(
    window: QMainWindow, tabs: WindowTabs, experiment: ExperimentPanel
) -> list[PaletteCommand]:
    """Return all commands as they are now, in the order of the menus."""
    found = []
    for top in window.menuBar().actions():
        menu = top.menu()
        if isinstance(menu, QMenu):
            found += list(_actions(menu))
    found += list(_panels(window, tabs))
    found += list(_settings(window, tabs, experiment))
    found += list(_data_sets(tabs, experiment))
    return found


def to_iteration(iteration: int, tabs: WindowTabs) -> PaletteCommand:
    """Return the command that goes to an iteration on the page in front."""
    words = CommandWords(f"Go to iteration {count(iteration)}", "Timeline")
    return PaletteCommand(words, lambda: tabs.page.go_to(iteration))


def by_iterations(number: int, tabs: WindowTabs) -> PaletteCommand:
    """Return the command that goes on, or back if negative, by so many iterations."""
    direction, where = (-1, "back") if number < 0 else (1, "forward")
    size = abs(number)
    words = CommandWords(f"Go {where} by {count(size)} iterations", "Timeline")
    return PaletteCommand(words, lambda: tabs.page.step(direction, str(size)))


def _actions(menu: QMenu) -> Iterator[PaletteCommand]:
    """Walk a menu with its submenus; panels have commands of their own."""
    # Menus that say what is chosen, or which files there are, do so when they open.
    menu.aboutToShow.emit()
    title = _plain(menu.title())
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _actions(inner)
        elif not _is_left_out(action):
            words, run = _words(action, _GROUPS.get(title, title)), action.trigger
            if isinstance(menu, ListedMenu):
                run = partial(menu.choose, action.data())
            yield PaletteCommand(words, run)


def _is_left_out(action: QAction) -> bool:
    """Tell whether an action is none, the palette's own, or a panel's."""
    is_own = action.objectName() == "action_commands"
    return action.isSeparator() or is_own or isinstance(action.parent(), QDockWidget)


def _is_choice(action: QAction) -> bool:
    """Tell whether choosing an action puts another one out."""
    group: QActionGroup | None = action.actionGroup()
    return group is not None


def _words(action: QAction, group: str) -> CommandWords:
    words, form = _plain(action.text()), QKeySequence.SequenceFormat.NativeText
    if action.isCheckable() and action.isChecked():
        group = f"{group}, chosen" if _is_choice(action) else f"{group}, on"
    keys = action.shortcut().toString(form)
    obstacle = "" if action.isEnabled() else _NOT_NOW
    return CommandWords(words, group, keys, obstacle)


def _panels(window: QMainWindow, tabs: WindowTabs) -> Iterator[PaletteCommand]:
    for dock in window.findChildren(QDockWidget):
        words = CommandWords(f"Show {dock.windowTitle()}", "Panel")
        yield PaletteCommand(words, partial(_show_panel, dock, tabs))


def _show_panel(dock: QDockWidget, tabs: WindowTabs) -> None:
    """Bring a panel to the front, with the page it belongs to."""
    tabs.show_tab(NETWORK)
    dock.show()
    dock.raise_()


def _settings(
    window: QMainWindow, tabs: WindowTabs, experiment: ExperimentPanel
) -> Iterator[PaletteCommand]:
    for heading, name, field in experiment.fields():

        def go(heading: str = heading, name: str = name) -> None:
            for dock in window.findChildren(QDockWidget):
                if dock.isAncestorOf(experiment):
                    _show_panel(dock, tabs)
            experiment.go_to_field(heading, name)

        obstacle = "" if field.isEnabled() else _NOT_NOW
        words = CommandWords(name, f"Setting, {heading}", "", obstacle)
        yield PaletteCommand(words, go)


def _data_sets(
    tabs: WindowTabs, experiment: ExperimentPanel
) -> Iterator[PaletteCommand]:
    for name, entry in CATALOG.items():
        words = CommandWords(data_name(name), f"Data set, {entry.kind}")

        def choose(name: str = name) -> None:
            tabs.show_tab(NETWORK)
            experiment.choose_data_set(name)

        yield PaletteCommand(words, choose)


def _plain(text: str) -> str:
    """Return a menu's text without the marks for its keys."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
