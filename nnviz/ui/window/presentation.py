"""Text that can be read from the last row: its size, and a window without the rest."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.enlarging import SCALES, enlarged
from nnviz.ui.window.menus import add_action, add_switch
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs
from nnviz.views.numbers import percent

_PRESENTED = 1.5
"""The size of text in presentation mode until another one is chosen."""
_PUT_AWAY = ("Experiment", "Plots")
_INSPECTOR_PART = 0.42
"""The part of the window's width that the inspector gets."""
_ROOMY = 600
"""From this height on, in pixels of the design, there is room for the timeline."""


class Presentation(QObject):
    """The size of text, and presentation mode, in the View menu.

    In presentation mode text is larger, the panels that set up a run are hidden, and
    the inspector has a side of the window to itself; output and activation are behind
    it as tabs. Each mode remembers the size chosen in it.

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
        named = "&Presentation mode", "F5", "presentation"
        self.mode = add_switch(window, menu, named)
        self.mode.toggled.connect(self._apply)
        sizes = menu.addMenu("Te&xt size")
        self._sizes = self._offer(sizes)
        sizes.addSeparator()
        add = partial(add_action, window, sizes)
        for words, name, step, keys in (
            ("&Larger text", "text_larger", 1, ("Ctrl+Shift++", "Ctrl+Shift+=")),
            ("&Smaller text", "text_smaller", -1, ("Ctrl+Shift+-", "Ctrl+Shift+_")),
        ):
            action = add((words, "", name), partial(self._step, step))
            action.setShortcuts([QKeySequence(key) for key in keys])
        sizes.aboutToShow.connect(self._show_current)
        tabs.changed.connect(self._arrange)

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

    def end(self) -> None:
        """Leave presentation mode: all panels come back as they were."""
        self.mode.setChecked(False)

    @Slot()
    def fit(self) -> None:
        """Show the timeline where there is room for it: the window has another size."""
        roomy = self._window.height() >= enlarged(_ROOMY)
        self._show_timeline(roomy or not self.mode.isChecked())

    @Slot()
    def _apply(self) -> None:
        presents = self.mode.isChecked()
        if presents:
            # First, or large text would widen the window for panels that go.
            self._arrange()
        self._appearance.choose_scale(self._scales[presents])
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Show what a class needs, or all panels as they were."""
        presents = self.mode.isChecked()
        # The panels belong to the network, and are put away behind other pages.
        if self._tabs.front != NETWORK:
            return
        if presents and self._usual is None:
            self._usual = self._window.saveState()
            self._clear_away()
        elif not presents and self._usual is not None:
            self._window.restoreState(self._usual)
            self._usual = None
        self.fit()

    def _clear_away(self) -> None:
        docks, inspector = self._docks, self._docks["Inspector"]
        for title, dock in docks.items():
            if title in _PUT_AWAY:
                dock.hide()
            elif dock is not inspector and not dock.isHidden():
                self._window.tabifyDockWidget(inspector, dock)
        inspector.show()
        inspector.raise_()
        width = round(_INSPECTOR_PART * self._window.width())
        self._window.resizeDocks([inspector], [width], Qt.Orientation.Horizontal)

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
