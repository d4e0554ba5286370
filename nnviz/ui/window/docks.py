"""The panels around the diagram: movable, closable, remembered."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.controls.focus_ring import OneStop
from nnviz.views.session_view import PanelGroup

_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
    "top": Qt.DockWidgetArea.TopDockWidgetArea,
}


def padded(widget: QWidget) -> QWidget:
    """Put a widget into another that leaves some room around it."""
    room = QWidget()
    layout = QVBoxLayout(room)
    layout.setContentsMargins(16, 0, 16, 8)
    layout.addWidget(widget)
    return room


@dataclass(frozen=True, slots=True)
class DockShare:
    """A part of the window's width or height, within limits in pixels."""

    part: float
    least: int
    most: int

    def of(self, whole: int) -> int:
        """Return this part of a width or height in pixels."""
        return min(max(round(self.part * whole), self.least), self.most)


class DockPlaces:
    """Where the docks of a window are at first, to go back to it."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._areas: dict[QDockWidget, Qt.DockWidgetArea] = {}
        self._tabs: list[tuple[QDockWidget, QDockWidget]] = []
        self._sizes: list[
            tuple[list[QDockWidget], list[DockShare], Qt.Orientation]
        ] = []

    def add(self, title: str, widget: QWidget, area: str) -> QDockWidget:
        """Put a widget into a dock at the left, right or bottom."""
        dock = add_dock(self._window, title, widget, area)
        self._areas[dock] = _AREAS[area]
        return dock

    def stack(self, front: QDockWidget, *behind: QDockWidget) -> None:
        """Put docks behind another one, as tabs of one place."""
        for dock in behind:
            self._tabs.append((front, dock))
            _stack(self._window, front, dock)

    def size(
        self, docks: list[QDockWidget], sizes: list[DockShare], along: Qt.Orientation
    ) -> None:
        """Say how much of the window docks get; docks in one column share it."""
        self._sizes.append((docks, sizes, along))

    def fit(self) -> None:
        """Give the docks their shares of the window's present size."""
        for docks, sizes, along in self._sizes:
            across = along == Qt.Orientation.Horizontal
            whole = self._window.width() if across else self._window.height()
            pixels = [size.of(whole) for size in sizes]
            self._window.resizeDocks(docks, pixels, along)

    def give_column(self, dock: QDockWidget) -> None:
        """Give a dock its whole column, or the others their places again."""
        front = next((front for front, behind in self._tabs if behind is dock), dock)
        group = {front, *(behind for first, behind in self._tabs if first is front)}
        area = self._areas[dock]
        others = [d for d, a in self._areas.items() if a == area and d not in group]
        whole = all(other.isHidden() for other in others)
        for other in others:
            other.setVisible(whole)
        dock.show()
        dock.raise_()
        if whole:
            self.fit()

    def arrangement(self) -> list[PanelGroup]:
        """Return where the docks are, from the top left to the bottom right.

        Docks that float are listed at the side they came from.
        """
        groups: dict[frozenset[QDockWidget], list[QDockWidget]] = {}
        for dock in self._areas:
            members = {dock, *self._window.tabifiedDockWidgets(dock)}
            groups.setdefault(frozenset(members), []).append(dock)
        return [self._group(docks) for docks in sorted(groups.values(), key=_corner)]

    def _group(self, docks: list[QDockWidget]) -> PanelGroup:
        area = self._window.dockWidgetArea(docks[0])
        sides = [side for side, there in _AREAS.items() if there == area]
        seen = [dock for dock in docks if not dock.visibleRegion().isEmpty()]
        shown = (seen or docks)[0]
        return PanelGroup(
            area=sides[0] if sides else "right",  # type: ignore[arg-type]
            panels=tuple(dock.objectName() for dock in docks),
            hidden=tuple(dock.objectName() for dock in docks if dock.isHidden()),
            front=seen[0].objectName() if seen else None,
            width=max(shown.width(), 1),
            height=max(shown.height(), 1),
        )

    def arrange(self, groups: Sequence[PanelGroup]) -> None:
        """Put the docks where others have been; those not listed where they are first.

        Names that are unknown, or are listed again, are ignored.
        """
        left = {dock.objectName(): dock for dock in self._areas}
        placed: list[tuple[PanelGroup, list[QDockWidget]]] = []
        for group in groups:
            found = [left.pop(name) for name in group.panels if name in left]
            if found:
                placed.append((group, found))
        self._take_away()
        for group, docks in placed:
            self._place(group, docks)
        for dock in left.values():
            self._window.addDockWidget(self._areas[dock], dock)
            dock.show()
        docks = [docks[0] for _, docks in placed]
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks(docks, [group.width for group, _ in placed], across)
        self._window.resizeDocks(docks, [group.height for group, _ in placed], down)

    def _place(self, group: PanelGroup, docks: Sequence[QDockWidget]) -> None:
        """Put docks into one place, behind each other."""
        first, *others = docks
        self._window.addDockWidget(_AREAS[group.area], first)
        for behind in others:
            _stack(self._window, first, behind)
        for dock in docks:
            dock.setVisible(dock.objectName() not in group.hidden)
        for dock in docks:
            if dock.objectName() == group.front:
                dock.raise_()

    def _take_away(self) -> None:
        for dock in self._areas:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)

    def reset(self) -> None:
        """Put all docks back where they were at first."""
        self._take_away()
        for dock, area in self._areas.items():
            self._window.addDockWidget(area, dock)
            dock.show()
        for front, behind in self._tabs:
            _stack(self._window, front, behind)
        self.fit()


def add_dock(
    window: QMainWindow, title: str, widget: QWidget, area: str
) -> QDockWidget:
    """Put a widget into a dock of the window at the left, right or bottom."""
    dock = QDockWidget(title, window)
    # The name is what the remembered layout knows the dock by.
    dock.setObjectName(f"dock_{title.lower().replace(' ', '_')}")
    dock.setWidget(widget)
    _describe_buttons(dock)
    window.addDockWidget(_AREAS[area], dock)
    return dock


def _corner(docks: Sequence[QDockWidget]) -> tuple[int, int]:
    """Return where docks that share a place are: the largest, as others may be none."""
    place = max((dock.geometry() for dock in docks), key=lambda g: (g.y(), g.x()))
    return place.x(), place.y()


def _stack(window: QMainWindow, front: QDockWidget, behind: QDockWidget) -> None:
    window.tabifyDockWidget(front, behind)
    front.raise_()
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for tabs in window.findChildren(QTabBar, options=direct):
        tabs.setAccessibleName("Panels in one place")
        tabs.setToolTip("Which of the panels that share this place to show")
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def _describe_buttons(dock: QDockWidget) -> None:
    """Say what the two buttons of a dock's title do, and let Tab reach them."""
    title = dock.windowTitle()
    buttons: list[QWidget] = []
    for name, tip in (
        ("float", f"Detach {title} from the window, or put it back"),
        ("close", f"Hide {title}; the View menu brings it back"),
    ):
        for button in dock.findChildren(QAbstractButton, f"qt_dockwidget_{name}button"):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            buttons.append(button)
    OneStop(buttons, dock)
