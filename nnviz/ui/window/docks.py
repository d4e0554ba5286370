"""The panels around the diagram: movable, closable, remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QTabBar,
    QWidget,
)

from nnviz.ui.controls.focus_ring import OneStop
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.window.screen_fit import fitted

if TYPE_CHECKING:
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
    column_of(widget, within=room, margins=(16, 0, 16, 8))
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

    def arrangement(self) -> "list[PanelGroup]":
        """Return where the docks are, from the top left to the bottom right.

        Docks that float are listed at the side they came from, with their place.
        """
        groups: dict[frozenset[QDockWidget], list[QDockWidget]] = {}
        for dock in self._areas:
            # Qt lists a dock that has just been detached among its tabs for a while.
            beside = self._window.tabifiedDockWidgets(dock)
            floats = dock.isFloating()
            tabs = [] if floats else [b for b in beside if not b.isFloating()]
            members = {dock, *tabs}
            groups.setdefault(frozenset(members), []).append(dock)
        return [self._group(docks) for docks in sorted(groups.values(), key=_corner)]

    def _group(self, docks: list[QDockWidget]) -> "PanelGroup":
        # Imported when it is needed: the frame of the window is painted without it.
        from nnviz.views.session_view import PanelGroup

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
            floats_at=self._beside(docks[0]) if docks[0].isFloating() else None,
        )

    def _beside(self, dock: QDockWidget) -> tuple[int, int]:
        """Return where a dock that floats lies, from the window's corner."""
        away = dock.geometry().topLeft() - self._window.geometry().topLeft()
        return away.x(), away.y()

    def arrange(self, groups: "Sequence[PanelGroup]") -> None:
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
        for group, (dock, *_) in placed:
            if group.floats_at is not None:
                self._let_float(dock, group)

    def _let_float(self, dock: QDockWidget, group: "PanelGroup") -> None:
        """Let a dock float where it did, as far as that is on the screen."""
        corner = self._window.geometry().topLeft()
        place = corner + QPoint(*(group.floats_at or (0, 0)))
        dock.setFloating(True)
        size, room = QSize(group.width, group.height), self._window.screen()
        wanted = QRect(place, size)
        dock.setGeometry(fitted(wanted, QMargins(), room.availableGeometry()))

    def _place(self, group: "PanelGroup", docks: Sequence[QDockWidget]) -> None:
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
        behind = {dock: front for front, dock in self._tabs}
        for dock, area in self._areas.items():
            if dock in behind:
                # At once, as the window would grow for panels below one another.
                _stack(self._window, behind[dock], dock)
            else:
                self._window.addDockWidget(area, dock)
            dock.show()
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
    _name_tabs(window)


def restore_docks(window: QMainWindow, state: QByteArray) -> None:
    """Put docks back where they were when the window's state was saved."""
    for dock in window.findChildren(QDockWidget):
        dock.hide()
    layout = window.layout()
    assert layout is not None
    # Else Qt leaves bars of tabs where they are now.
    layout.activate()
    window.restoreState(state)
    _name_tabs(window)


def _name_tabs(window: QMainWindow) -> None:
    """Say what the tabs are; Qt keeps bars without any, which Tab must not reach."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for tabs in window.findChildren(QTabBar, options=direct):
        tabs.setAccessibleName("Panels in one place")
        tabs.setToolTip("Which of the panels that share this place to show")
        used = tabs.count() > 0
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus if used else Qt.FocusPolicy.NoFocus)


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
