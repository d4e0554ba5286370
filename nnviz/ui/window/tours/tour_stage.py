"""What a tour plays on: the window with its pages, and how things in it are found."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QWidget,
)

from nnviz.core.errors import InputError
from nnviz.ui.experiment.section import Section
from nnviz.ui.pages.network.network_page import NetworkPage
from nnviz.ui.window.opening.window_files import WindowFiles
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs
from nnviz.views.diagram.geometry import Geometry
from nnviz.views.diagram.hits import VALUE_ROOM, bias_dot
from nnviz.views.diagram.parts import BiasPart, EdgePart, NeuronPart
from nnviz.views.tours.tour_file import Directive

_PARTS = ("input", "neuron", "edge", "bias")
_EDGE_SPOT = 40


@dataclass(frozen=True, slots=True, eq=False)
class TourStage:
    """The window of a tour."""

    window: QMainWindow
    tabs: WindowTabs
    network: NetworkPage
    files: WindowFiles

    def widget(self, name: str) -> QWidget:
        """Return a widget by its object name, one in sight if there are several.

        Raises
        ------
        InputError
            If there is none.
        """
        found = self.window.findChildren(QWidget, name)
        if not found:
            raise InputError(f"nothing in the window is called “{name}”")
        return next((each for each in found if each.isVisible()), found[0])

    def tab(self, words: str) -> tuple[QTabBar, int]:
        """Return the bar in sight with a tab, and its place; also "title in widget".

        Raises
        ------
        InputError
            If there is none.
        """
        title, _, around = words.partition(" in ")
        root = self.widget(around) if around else self.window
        bars = [*root.findChildren(QTabBar), *_bars_of(root)]
        for bar in bars:
            for place in range(bar.count()) if bar.isVisible() else ():
                if bar.tabText(place) == title and bar.isTabVisible(place):
                    return bar, place
        raise InputError(f"no tab in sight is called “{title}”")

    def bring_into_sight(self, widget: QWidget) -> None:
        """Show the page, the panel, the tab and the section that a widget is in."""
        for around in _around(widget):
            if isinstance(around, QDockWidget):
                self.tabs.show_tab(NETWORK)
                around.show()
                around.raise_()
            elif around is self.network:
                self.tabs.show_tab(NETWORK)
            elif isinstance(around, QTabWidget):
                _turn_to(around, widget)
            elif isinstance(around, Section):
                around.unfold(True)
            elif isinstance(around, QScrollArea):
                around.ensureWidgetVisible(widget)


@dataclass(frozen=True, slots=True)
class TourTarget:
    """A widget, or a place in it, that a step points at."""

    stage: TourStage
    directive: Directive

    @property
    def widget(self) -> QWidget:
        """The widget.

        Raises
        ------
        InputError
            If there is no such widget.
        """
        verb, words = self.directive.verb, self.directive.words
        if verb in _PARTS:
            return self.stage.network.panels.diagram
        if verb == "tab":
            return self.stage.tab(words)[0]
        return self.stage.widget(verb)

    def rect(self) -> QRect | None:
        """Return where it is in the window; None if it is out of sight.

        Raises
        ------
        InputError
            If there is no such thing.
        """
        widget = self.widget
        verb, words = self.directive.verb, self.directive.words
        if verb in _PARTS:
            geometry = self.stage.network.panels.diagram.on_screen
            inside = _rect_of(geometry, part_named(self.directive))
            inside = self.stage.network.panels.diagram.to_screen(inside)
        elif verb == "tab":
            bar, place = self.stage.tab(words)
            inside = bar.tabRect(place)
        else:
            inside = _whole(widget)
        return _seen(widget, inside, self.stage.window)


def part_named(directive: Directive) -> NeuronPart | EdgePart | BiasPart:
    """Return a part of the diagram: ``neuron 1.2``, ``edge 1.2.1``; counted from 1.

    Raises
    ------
    InputError
        If it is not written like that.
    """
    verb, words = directive.verb, directive.words
    try:
        places = [int(place) for place in words.split(".")]
        match verb, places:
            case "input", [index]:
                return NeuronPart(0, index - 1)
            case "neuron", [layer, index]:
                return NeuronPart(layer, index - 1)
            case "bias", [layer, index]:
                return BiasPart(layer, index - 1)
            case "edge", [layer, index, column]:
                return EdgePart(layer, index - 1, column - 1)
    except ValueError:
        pass
    raise InputError(
        f"“{directive}” names no part of the diagram: write “input 1”, “neuron 1.2”, "
        "“bias 1.2” or “edge 1.2.1”"
    )


def _rect_of(geometry: Geometry, part: NeuronPart | EdgePart | BiasPart) -> QRect:
    """Return where a part is in the diagram; nothing if it is hidden or not there."""
    if part.layer >= len(geometry.columns):
        return QRect()
    column = geometry.columns[part.layer]
    place = column.anchor_of(part.index)
    if place is None:
        return QRect()
    x, y, half = column.x, float(column.anchors[place]), column.side / 2
    if isinstance(part, EdgePart):
        before = geometry.columns[part.layer - 1]
        start = before.anchor_of(part.column)
        if start is None:
            return QRect()
        x, half = (before.right + column.left) / 2, _EDGE_SPOT / 2
        y = (float(before.anchors[start]) + y) / 2
    elif isinstance(part, BiasPart):
        x, y, radius = bias_dot(column, y)
        half = radius + 3
    elif column.shown.is_bundle:
        half = column.half_width
    middle = QPoint(round(x), round(y))
    reach = QPoint(round(half), round(half))
    # The value of a neuron is written beneath it.
    below = QPoint(0, round(VALUE_ROOM) if isinstance(part, NeuronPart) else 0)
    return QRect(middle - reach, middle + reach + below)


def _whole(widget: QWidget) -> QRect:
    """Return a widget's rectangle in pixels of the screen, where canvases differ."""
    return QRect(QPoint(), widget.geometry().size())


def _seen(widget: QWidget, inside: QRect, window: QWidget) -> QRect | None:
    """Return what can be seen of a place in a widget, in the window's coordinates.

    A dock behind another lies outside of the window, so that nothing of it is seen.
    """
    if not widget.isVisible():
        return None
    rect, at = inside.intersected(_whole(widget)), widget
    while at is not window:
        parent = at.parentWidget()
        if parent is None:
            return None
        rect = rect.translated(at.pos()).intersected(_whole(parent))
        at = parent
    return None if rect.isEmpty() else rect


def _around(widget: QWidget) -> Iterator[QWidget]:
    """Yield what a widget lies in, from the outside to the inside, then itself."""
    chain: list[QWidget] = []
    at: QWidget | None = widget
    while at is not None:
        chain.append(at)
        at = at.parentWidget()
    yield from reversed(chain)


def _bars_of(root: QWidget) -> list[QTabBar]:
    return [root] if isinstance(root, QTabBar) else []


def _turn_to(tabs: QTabWidget, widget: QWidget) -> None:
    for place in range(tabs.count()):
        page = tabs.widget(place)
        if page is not None and page.isAncestorOf(widget):
            tabs.setCurrentIndex(place)
