"""Everything that can be used says what it does, has a name, and obeys the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.pages.comparison.comparison_views import STEP
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QTabBar,
    NetworkDiagram,
)
OPENED_OTHERWISE = {
    "qt_menubar_ext_button": "Alt and a letter open a menu that has no room",
    "qt_toolbar_ext_button": "the toolbar holds one bar, which Tab walks",
    "qt_tableview_cornerbutton": "Ctrl+A selects all cells",
    "ScrollLeftButton": "arrow keys go over the tabs",
    "ScrollRightButton": "arrow keys go over the tabs",
}
"""Buttons that Qt puts into its own widgets, and what does their work by keyboard."""


def controls(window: MainWindow) -> list[QWidget]:
    """Return what a person can use, without the insides of fields and tables."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and not isinstance(widget, QScrollBar | QHeaderView)
        and widget.objectName() not in OPENED_OTHERWISE
        and not is_inside(widget, QComboBox)
        and not is_inside(widget, QAbstractSpinBox)
    ]


def is_inside(widget: QWidget, kind: type[QWidget]) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, kind):
            return True
        parent = parent.parentWidget()
    return False


def path(widget: QWidget) -> str:
    """Say where a widget is, for who has to mend it."""
    names = []
    step: QWidget | None = widget
    while step is not None:
        names.append(step.objectName() or type(step).__name__)
        step = step.parentWidget()
    return " in ".join(names)


def reached_by_keyboard(widget: QWidget) -> bool:
    """Tell whether Tab reaches a widget, or one beside it that arrows lead on from."""
    parent = widget.parentWidget()
    group = [widget] if parent is None else parent.findChildren(type(widget))
    tab = Qt.FocusPolicy.TabFocus
    return any(bool(one.focusPolicy() & tab) for one in group)


@pytest.fixture(params=["circle", "sine", "iris", "digits"])
def shown(
    request: pytest.FixtureRequest, window: MainWindow, qtbot: QtBot
) -> MainWindow:
    open_on(window, qtbot, RunConfig(dataset=request.param))
    window.welcome.show()
    assert window.tours.step is None
    window.tabs.show_tab("activations")
    window.tabs.show_tab("comparison")
    live = window.comparison
    with qtbot.waitSignal(live.controller.run_started):
        live.compare(Variation("activation", ("relu", "tanh")))
    live.controller.step(2)
    qtbot.waitUntil(lambda: live.stepping.stepper.walk is not None)
    live.views.show_view(STEP)
    return window


def test_everything_can_be_used_by_whoever_cannot_see_or_has_no_mouse(
    shown: MainWindow,
) -> None:
    found = controls(shown)
    silent = [path(w) for w in found if not (w.toolTip() or w.whatsThis())]
    nameless = [
        path(widget)
        for widget in found
        if not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text().strip())
    ]
    unreached = [path(w) for w in found if not reached_by_keyboard(w)]
    actions = [a for a in shown.actions() if not a.isSeparator()]
    wordless = [a.objectName() for a in actions if not a.text()]
    assert (silent, nameless, unreached, wordless) == ([], [], [], [])
