"""The menu for looks: page, theme, palette, diagram, panels, full screen."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from nnviz.ui.diagram.edge_switch import KINDS
from nnviz.ui.diagram.network_diagram import KEY_ZOOM
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.theme.apply import MODES, Appearance
from nnviz.ui.theme.tokens import PALETTES
from nnviz.ui.window.menus import add_action, add_switch
from nnviz.ui.window.presentation import Presentation
from nnviz.ui.window.window_tabs import TABS, WindowTabs


class ViewMenu(QObject):
    """Fills the menu and shows in it what is chosen.

    Signals
    -------
    layout_reset_requested
        The user wants the panels back where they were at first.
    whole_column_requested
        The inspector is to have the whole column, or a part of it again.
    samples_requested
        The user wants to look at the table of samples.

    Attributes
    ----------
    kept
        Whether the panel in front stays there when something is selected.
    presentation
        The size of text, and presentation mode.
    motion
        Whether the values of a step move along the edges; off for reduced motion.
    """

    layout_reset_requested = Signal()
    whole_column_requested = Signal()
    samples_requested = Signal()

    def __init__(
        self,
        window: QMainWindow,
        menu: QMenu,
        tabs: WindowTabs,
        panels: NetworkPanels,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._window, self._menu, self._panels = window, menu, panels
        self._appearance = appearance
        for key, (name, (title, _)) in enumerate(TABS.items(), start=2):
            show = partial(tabs.show_tab, name)
            self._add(f"{title} page", f"F{key}", f"tab_{name}", show)
        menu.addSeparator()
        self._modes = self._choices(menu, MODES, "theme", self._choose_theme)
        self._add(
            "S&witch between dark and light", "Ctrl+T", "theme", self._switch_theme
        )
        palettes = menu.addMenu("&Palette")
        self._palettes = self._choices(palettes, PALETTES, "", self._choose_palette)
        menu.addSeparator()
        docks = {d.windowTitle(): d for d in window.findChildren(QDockWidget)}
        self.presentation = Presentation(
            window, menu, appearance, tabs, docks, panels.timeline.setVisible
        )
        menu.addSeparator()
        self._add_diagram()
        menu.addSeparator()
        for dock in docks.values():
            menu.addAction(dock.toggleViewAction())
        whole = self.whole_column_requested.emit
        self._add("&Inspector in the whole column", "Ctrl+I", "whole_column", whole)
        named = "&Keep the panel in front", "", "keep_panel"
        self.kept = add_switch(window, menu, named)
        self.kept.setToolTip("A click in the diagram does not bring the inspector")
        self._add("&Reset layout", "", "reset_layout", self.layout_reset_requested.emit)
        self._add("&Full screen", "F11", "full_screen", self._switch_full_screen)
        samples = self.samples_requested.emit
        self._add("Look at &samples", "F6", "samples", samples)
        menu.aboutToShow.connect(self._show_current)

    def _add_diagram(self) -> None:
        diagram, edges = self._panels.diagram, self._menu.addMenu("&Edges show")
        for place, kind in enumerate(KINDS, start=1):
            named = (f"&{kind.capitalize()}", f"Ctrl+{place}", f"edges_{kind}")
            choose = partial(self._panels.edges.choose, kind)
            add_action(self._window, edges, named, choose)
        zoom_in = partial(diagram.zoom, KEY_ZOOM)
        # On many keyboards the plus is reached by Shift, which makes text larger.
        keys = [QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")]
        self._add("Zoom &in", "", "zoom_in", zoom_in).setShortcuts(keys)
        self._add(
            "Zoom &out", "Ctrl+-", "zoom_out", partial(diagram.zoom, 1 / KEY_ZOOM)
        )
        self._add("&Fit diagram", "Ctrl+0", "fit", diagram.fit)
        named = "Values &move along edges", "", "motion"
        self.motion = add_switch(self._window, self._menu, named)
        self.motion.toggled.connect(diagram.set_motion)
        self.motion.setChecked(True)

    def _add(
        self, text: str, keys: str, name: str, do: Callable[[], object]
    ) -> QAction:
        return add_action(self._window, self._menu, (text, keys, name), do)

    def _choices(
        self,
        menu: QMenu,
        names: Iterable[str],
        noun: str,
        choose: Callable[[QAction], object],
    ) -> QActionGroup:
        """Add actions of which one is chosen."""
        group = QActionGroup(self)
        for name in names:
            action = menu.addAction(f"{name.capitalize()} {noun}".strip())
            action.setData(name)
            action.setCheckable(True)
            group.addAction(action)
        group.triggered.connect(choose)
        return group

    @Slot()
    def _show_current(self) -> None:
        """Check what is in use, however it was chosen."""
        look = self._appearance
        for group, current in (
            (self._modes, look.mode),
            (self._palettes, look.palette_name),
        ):
            for action in group.actions():
                action.setChecked(action.data() == current)

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self._appearance.choose(action.data())

    @Slot(QAction)
    def _choose_palette(self, action: QAction) -> None:
        self._appearance.choose_palette(action.data())

    def _switch_theme(self) -> None:
        self._appearance.choose("light" if self._appearance.theme.dark else "dark")

    def _switch_full_screen(self) -> None:
        full = Qt.WindowState.WindowFullScreen
        self._window.setWindowState(self._window.windowState() ^ full)
