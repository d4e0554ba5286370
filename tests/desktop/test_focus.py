"""The Tab key goes through the window in the order of what is seen, and one sees it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.controls.focus_ring import FocusRing
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import is_at_rest, open_on

TAB = Qt.Key.Key_Tab
MOST = 120


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return the window on a network, with the focus."""
    open_on(window, qtbot, RunConfig(dataset="circle"))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return window


def stops(window: MainWindow) -> Iterator[QWidget]:
    """Press Tab until the focus comes round; yield where it stops."""
    seen: list[QWidget] = []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget() or window, TAB)
        here = QApplication.focusWidget()
        assert here is not None
        if here in seen:
            return
        seen.append(here)
        yield here


def around(window: MainWindow, widget: QWidget) -> QImage:
    """Return what is seen of the window at a widget, and close around it."""
    area = widget.rect().translated(widget.mapTo(window, QPoint()))
    return window.grab(area.adjusted(-4, -4, 4, 4)).toImage()


def test_every_stop_of_the_tab_key_is_seen(opened: MainWindow) -> None:
    for page in ("network", "comparison", "activations"):
        opened.tabs.show_tab(page)
        blind = []
        for here in stops(opened):
            assert not here.visibleRegion().isEmpty(), here
            ring = opened.findChild(FocusRing)
            assert ring is not None
            with_focus = around(opened, here)
            ring.surround(None)
            if with_focus == around(opened, here):
                blind.append(here)
            ring.surround(here)
        assert blind == [], page


def test_the_layers_follow_each_other(opened: MainWindow) -> None:
    names = [here.objectName() for here in stops(opened)]
    first = names.index("neurons_1")
    assert names[first : first + 7] == [
        "neurons_1",
        "activation_picker_1",
        "remove_layer_1",
        "neurons_2",
        "activation_picker_2",
        "remove_layer_2",
        "output_activation",
    ]


def test_buttons_that_belong_together_are_one_stop(
    opened: MainWindow, qtbot: QtBot
) -> None:
    names = [here.objectName() for here in stops(opened)]
    assert len([name for name in names if name.startswith("derived_")]) == 1
    assert len([name for name in names if name.startswith("loss_plot_show_")]) == 1
    assert len([name for name in names if name.startswith("step_size_")]) == 1
    assert "step_size_iteration" in names
    first = next(h for h in stops(opened) if h.objectName() == "derived_x1^2")
    qtbot.keyClick(first, Qt.Key.Key_Right)
    here = QApplication.focusWidget()
    assert here is not None
    assert here.objectName() == "derived_x2^2"


def test_arrow_keys_train_where_a_button_was_clicked(
    opened: MainWindow, qtbot: QtBot
) -> None:
    button = opened.findChild(QWidget, "loss_plot_show_training")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: is_at_rest(opened))
    assert button.hasFocus()


def test_a_click_leaves_no_ring(opened: MainWindow, qtbot: QtBot) -> None:
    button = opened.findChild(QWidget, "loss_plot_log")
    assert button is not None
    next(stops(opened))
    ring = opened.findChild(FocusRing)
    assert ring is not None
    assert ring.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not ring.isVisible()


def test_the_ring_follows_its_control(opened: MainWindow, qtbot: QtBot) -> None:
    here = next(stops(opened))
    ring = opened.findChild(FocusRing)
    assert ring is not None
    place = ring.geometry()
    here.move(here.pos() + QPoint(3, 0))
    assert ring.geometry() == place.translated(3, 0)
    here.hide()
    qtbot.waitUntil(lambda: ring.geometry() != place or not ring.isVisible())


def test_a_dialog_has_a_ring_of_its_own(opened: MainWindow, qtbot: QtBot) -> None:
    next(stops(opened))
    own = opened.findChild(FocusRing)
    assert own is not None
    dialog = QDialog(opened)
    row, first, second = QHBoxLayout(dialog), QPushButton("one"), QPushButton("two")
    for button in (first, second):
        row.addWidget(button)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, TAB)
    qtbot.waitUntil(second.hasFocus)
    ring = dialog.findChild(FocusRing)
    assert ring is not None
    qtbot.waitUntil(ring.isVisible)
    assert not own.isVisible()
    dialog.close()
    dialog.deleteLater()
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    next(stops(opened))
    qtbot.waitUntil(own.isVisible)
