"""Text that can be read from the last row: its size, and a window without the rest."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QObject, QSettings, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.enlarging import SCALES
from nnviz.ui.window.docks import restore_docks
from nnviz.ui.window.menus import add_action, add_switch
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs
from nnviz.views.numbers import percent

_PRESENTED = 1.5
"""The size of text in presentation mode until another one is chosen."""
_PUT_AWAY = ("Experiment", "Plots")
_ACROSS = Qt.Orientation.Horizontal
_SIDE_PART = 0.42
"""The part of the window's width that the panels get as tabs of one side."""
_ROOMY = 600
"""From this height on, in pixels of the design, there is room for the timeline."""
_ALL_PANELS = QSize(860, 600)
"""What all panels need in their usual places, in pixels of the design."""


class Presentation(QObject):
    """The size of text, and presentation mode, in the View menu.

    In presentation mode text is larger, the panels that set up a run are hidden, and
    the inspector has a side of the window to itself; output and activation are behind
    it as tabs. Each mode remembers the size chosen in it. Text too large for all panels
    in their usual places makes them tabs of one side as well, until there is room.

    Parameters
    ----------
    docks
        The panels by title.
    timeline
        Shows or hides the timeline.
    """

    def __init__(
        self,
        window: QMainWindow,
        menu: QMenu,
        appearance: Appearance,
        tabs: WindowTabs,
        docks: dict[str, QDockWidget],
        timeline: Callable[[bool], object],
    ) -> None:
        super().__init__(window)
        self._window, self._appearance, self._tabs = window, appearance, tabs
        self._docks, self._show_timeline = docks, timeline
        self._scales = {False: 1.0, True: _PRESENTED}
        self._usual: QByteArray | None = None
        self._put_back: Callable[[], object] = list
        self._open: set[str] = set()
        self._front = ""
        named = "&Presentation mode", "F5", "presentation"
        self.mode = add_switch(window, menu, named)
        self.mode.toggled.connect(self._apply)
        sizes = menu.addMenu("Te&xt size")
        self._sizes = self._offer(sizes)
        sizes.addSeparator()
        add = partial(add_action, window, sizes)
        add(("&Larger text", "Ctrl+>", "text_larger"), partial(self._step, 1))
        add(("&Smaller text", "Ctrl+<", "text_smaller"), partial(self._step, -1))
        sizes.aboutToShow.connect(self._show_current)
        tabs.changed.connect(self.fit)

    @property
    def layout(self) -> QByteArray:
        """The layout of the panels as they are outside presentation mode."""
        return self._tabs.layout if self._usual is None else self._usual

    def choose(self, scale: float) -> None:
        """Make text this many times as large as designed, in the mode that is on."""
        self._scales[self.mode.isChecked()] = scale
        self._apply()

    def restore(self, settings: QSettings) -> None:
        """Begin as the window was left."""
        for presents, name in ((False, "text_size"), (True, "presented_text_size")):
            scale = settings.value(name, self._scales[presents], float)
            if isinstance(scale, float) and SCALES[0] <= scale <= SCALES[-1]:
                self._scales[presents] = scale
        self.mode.setChecked(settings.value("presentation", False, bool) is True)
        self._apply()

    def save(self, settings: QSettings) -> None:
        """Keep the sizes and the mode for the next time."""
        settings.setValue("text_size", self._scales[False])
        settings.setValue("presented_text_size", self._scales[True])
        settings.setValue("presentation", self.mode.isChecked())

    def reset(self, put_back: Callable[[], object]) -> None:
        """Leave presentation mode, and put the panels where they are at first.

        What puts them there is called now, or once there is room for them.
        """
        self.mode.setChecked(False)
        if self.is_arranged:
            self._usual, self._put_back = QByteArray(), put_back
            self._open = set(self._docks)
            self._clear_away(())
        else:
            put_back()

    @property
    def is_arranged(self) -> bool:
        """Whether the panels are where this puts them, not in their usual places."""
        return self._usual is not None

    @Slot()
    def fit(self) -> None:
        """Arrange what there is room for: the window has another size, or page."""
        if self._appearance.scale == self._scales[self.mode.isChecked()]:
            self._arrange()

    @Slot()
    def _apply(self) -> None:
        scale, front = self._scales[self.mode.isChecked()], self._tabs.front
        if self._panel_in_front(scale) != self._front:
            # Panels find other places only while they are seen.
            self._tabs.show_tab(NETWORK)
        if scale > self._appearance.scale:
            # First, or large text would widen the window for panels that go.
            self._arrange()
        self._appearance.choose_scale(scale)
        self._arrange()
        self._tabs.show_tab(front)

    @Slot()
    def _arrange(self) -> None:
        """Show what a class needs, what there is room for, or all panels as they were.

        The panels belong to the network, and are put away behind other pages. While
        they come back the window may get another size, with some not in place yet.
        """
        if not self._tabs.has_panels:
            return
        presents = self.mode.isChecked()
        scale = self._scales[presents]
        front = self._panel_in_front(scale)
        if front != self._front:
            self._front = front
            if self._usual is None:
                self._usual = self._window.saveState()
                self._open = {
                    t for t, dock in self._docks.items() if not dock.isHidden()
                }
            if front:
                self._clear_away(_PUT_AWAY if presents else ())
            else:
                self._bring_back(self._usual)
        roomy = self._window.height() >= round(_ROOMY * scale)
        self._show_timeline(roomy or not front)

    def _panel_in_front(self, scale: float) -> str:
        """Return which panel is in front of the others as tabs, "" if they are none."""
        if self.mode.isChecked():
            return "Inspector"
        return "Output" if self._is_close(scale) else ""

    def _is_close(self, scale: float) -> bool:
        """Return whether text of a size leaves no room for all panels."""
        needed = _ALL_PANELS * scale
        return scale > 1.0 and needed.boundedTo(self._window.size()) != needed

    def _clear_away(self, put_away: Sequence[str]) -> None:
        """Make the open panels tabs of one side, but for those that are put away."""
        docks, inspector = self._docks, self._docks["Inspector"]
        for title, dock in docks.items():
            shown = title in self._open and title not in put_away
            if shown and dock is not inspector:
                self._window.tabifyDockWidget(inspector, dock)
            dock.setVisible(shown)
        docks[self._front].show()
        docks[self._front].raise_()
        width = round(_SIDE_PART * self._window.width())
        self._window.resizeDocks([docks[self._front]], [width], _ACROSS)

    def _bring_back(self, usual: QByteArray) -> None:
        """Put all panels where they were, or where they are at first."""
        self._usual = None
        if usual.isEmpty():
            self._put_back()
        else:
            restore_docks(self._window, usual)

    def _offer(self, menu: QMenu) -> Sequence[QAction]:
        group = QActionGroup(self)
        for scale in SCALES:
            action = menu.addAction(percent(scale, 0))
            action.setObjectName(f"action_text_{round(100 * scale)}")
            action.setData(scale)
            action.setCheckable(True)
            group.addAction(action)
        group.triggered.connect(lambda action: self.choose(action.data()))
        return group.actions()

    def _step(self, step: int) -> None:
        """Choose the next larger or smaller size there is."""
        nearest = min(SCALES, key=lambda each: abs(each - self._appearance.scale))
        place = SCALES.index(nearest) + step
        self.choose(SCALES[min(max(place, 0), len(SCALES) - 1)])

    @Slot()
    def _show_current(self) -> None:
        for action in self._sizes:
            action.setChecked(action.data() == self._appearance.scale)
