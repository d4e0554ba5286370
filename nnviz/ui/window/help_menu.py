"""The Help menu, and the windows it opens, each at most once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from nnviz.ui.window.menus import add_action
from nnviz.views.tours.tour_list import TOURS


@dataclass(frozen=True, slots=True)
class HelpTours:
    """What shows the welcome, and what begins a tour by its name."""

    welcome: Callable[[], object]
    start: Callable[[str], object]


class HelpMenu(QObject):
    """The keys, the guide and the sources, in windows beside the main one.

    Their texts and widgets are imported when one is first opened.
    """

    def __init__(
        self,
        window: QMainWindow,
        menu: QMenu,
        show_commands: Callable[[], object],
        tours: HelpTours,
    ) -> None:
        super().__init__(menu)
        self._window = window
        add_action(window, menu, ("&Welcome", "", "welcome"), tours.welcome)
        listed = menu.addMenu("&Tours")
        for name, title in TOURS.items():
            begin = partial(tours.start, name)
            add_action(window, listed, (title, "", f"tour_{name}"), begin)
        menu.addSeparator()
        named = ("&Commands…", "Ctrl+K", "commands")
        add_action(window, menu, named, show_commands)
        add_action(window, menu, ("&Keys and mouse", "F1", "keys"), self.show_keys)
        add_action(window, menu, ("&Legend", "Ctrl+L", "legend"), self.show_legend)
        add_action(window, menu, ("&Guide", "Shift+F1", "guide"), self.show_guide)
        menu.addSeparator()
        add_action(window, menu, ("&About nnviz", "", "about"), self.show_about)

    @Slot()
    def show_keys(self) -> None:
        """List the keys of all menus and panels, and what the mouse does."""
        from nnviz.ui.window.help.help_texts import menu_groups
        from nnviz.ui.window.help.help_window import KeyboardWindow
        from nnviz.views.words.shortcut_words import MOUSE_GROUPS, PANEL_GROUPS

        if not self._is_open("keyboard_window"):
            menus = menu_groups(self._window.menuBar())
            groups = (*menus, *PANEL_GROUPS, *MOUSE_GROUPS)
            KeyboardWindow(groups, self._window).show()

    @Slot()
    def show_legend(self) -> None:
        """Say what the signs of the diagram mean."""
        from nnviz.ui.diagram.diagram_legend import DiagramLegend
        from nnviz.ui.window.help.help_window import HelpWindow

        if not self._is_open("legend_window"):
            legend = DiagramLegend()
            size = legend.sizeHint().toTuple()
            window = HelpWindow("legend_window", "Legend", size, self._window)
            window.show_body(legend)
            window.show()

    @Slot()
    def show_guide(self) -> None:
        """Show the guide."""
        from nnviz.ui.window.help.help_texts import guide_text
        from nnviz.ui.window.help.help_window import GuideWindow

        if not self._is_open("guide_window"):
            GuideWindow(guide_text(), self._window).show()

    @Slot()
    def show_about(self) -> None:
        """Say what nnviz is, and where its fonts and data come from."""
        from nnviz.ui.window.help.help_texts import about_text
        from nnviz.ui.window.help.help_window import TextWindow

        if not self._is_open("about_window"):
            title = "About nnviz"
            TextWindow("about_window", title, about_text(), self._window).show()

    def _is_open(self, name: str) -> bool:
        """Bring a window to the front, if it is open."""
        window = self._window.findChild(QWidget, name)
        if window is None:
            return False
        window.raise_()
        window.activateWindow()
        return True
