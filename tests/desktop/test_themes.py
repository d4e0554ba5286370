"""A window whose theme is changed looks like one that was begun in that theme."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDockWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.themed import Themed
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.comparing import compare, is_painted, rest_at
from tests.desktop.driving import is_at_rest, open_on, train

Begin = Callable[[str], MainWindow]

NETWORKS = ("circle", "sine", "iris")
VIEWS = (*NETWORKS, "comparison 0", "comparison 1", "comparison 2", "activations")


def arrange(window: MainWindow, qtbot: QtBot, view: str) -> None:
    """Show something of everything, at rest."""
    if view in NETWORKS:
        open_on(window, qtbot, RunConfig(dataset=view))
        train(window, qtbot, 3)
        qtbot.waitUntil(lambda: is_at_rest(window))
        for dock in window.findChildren(QDockWidget):
            dock.show()
            dock.raise_()
    elif view == "activations":
        open_on(window, qtbot, RunConfig(dataset="circle", samples=120))
        window.tabs.show_tab("activations")
    else:
        page = compare(window, qtbot)
        if view != "comparison 1":  # which iteration a layer was looked at varies
            page.controller.step(2)
            rest_at(page, qtbot, 2)
        page.views.show_view(int(view.split()[1]))
        qtbot.waitUntil(lambda: is_painted(page))


@pytest.fixture
def begin(qtbot: QtBot, qapp: QApplication) -> Begin:
    """Return a window that is begun in a theme, and shows nothing yet."""

    def begun(mode: str) -> MainWindow:
        appearance = Appearance(qapp)
        appearance.choose(mode)
        window = MainWindow(appearance)
        qtbot.addWidget(window)
        window.resize(1280, 1200)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return begun


def pictures(window: MainWindow, qtbot: QtBot) -> dict[str, QImage]:
    """Return what is seen of the window, and of every picture in it."""
    for plot in window.findChildren(IterationPlot):
        plot.touch()
        plot.refresh()
    qtbot.wait(0)
    themed = [w for w in window.findChildren(QWidget) if isinstance(w, Themed)]
    # The bar as a whole shows the speed of training as well, which is never the same.
    parts = [w for w in themed if not isinstance(w, RunBar | IterationPlot)]
    parts += window.panels.run_bar.findChildren(QPushButton)
    seen = [w for w in parts if w.isVisible() and not w.visibleRegion().isEmpty()]
    assert len(seen) >= 3
    whole = window.grab().toImage()
    return {
        f"{k} {type(w).__name__}": whole.copy(_place(w, window))
        for k, w in enumerate(seen)
    }


def _place(widget: QWidget, window: MainWindow) -> QRect:
    """Return where a widget is seen in its window."""
    place = widget.visibleRegion().boundingRect()
    return place.translated(widget.mapTo(window, QPoint()))


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing on the screen changes any more."""
    last: list[dict[str, QImage]] = [{}]

    def rests() -> bool:
        before, last[0] = last[0], pictures(window, qtbot)
        return before == last[0]

    qtbot.waitUntil(rests)


def differing(before: dict[str, QImage], after: dict[str, QImage]) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name, image in before.items() if image != after[name]}


@pytest.mark.parametrize("view", VIEWS)
def test_every_picture_changes_with_the_theme_and_back(
    begin: Begin, qtbot: QtBot, view: str
) -> None:
    changed = begin("dark")
    arrange(changed, qtbot, view)
    settle(changed, qtbot)
    dark = pictures(changed, qtbot)
    changed.appearance.choose("light")
    light = pictures(changed, qtbot)
    assert differing(dark, light) == set(dark)
    changed.appearance.choose("dark")
    assert differing(dark, pictures(changed, qtbot)) == set()
    changed.close()
    begun = begin("light")
    arrange(begun, qtbot, view)
    settle(begun, qtbot)
    # When a run is evaluated, and so what its charts show, depends on the time.
    different = differing(light, pictures(begun, qtbot))
    assert {name for name in different if "Chart" not in name} == set()
