"""Panels come to the front, keep their places, and get the room they need."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QWidget
from pytestqt.qtbot import QtBot

from nnviz.explain.selection import Selection
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.hits import VALUE_ROOM
from tests.desktop.driving import action, is_at_rest, open_on, train

CIRCLE = RunConfig(dataset="circle", hidden=(6, 4))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def small(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return a small window that rests on an iteration of a small network."""
    window.resize(1280, 800)
    open_on(window, qtbot, CIRCLE)
    train(window, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(window))
    return window


def click_neuron(window: MainWindow, qtbot: QtBot, layer: int, neuron: int) -> None:
    diagram = window.panels.diagram
    column = diagram.on_screen.columns[layer]
    at = QPoint(round(column.x), round(float(column.ys[neuron])))
    qtbot.mouseClick(diagram, LEFT, pos=at)


def is_seen(window: MainWindow) -> bool:
    return not window.panels.inspector.visibleRegion().isEmpty()


def test_a_click_brings_the_inspector_and_most_of_the_sum_is_in_sight(
    small: MainWindow, qtbot: QtBot
) -> None:
    assert not is_seen(small)
    click_neuron(small, qtbot, 1, 2)
    qtbot.waitUntil(lambda: is_seen(small))
    inspector = small.panels.inspector
    assert inspector.area.viewport().height() >= 220
    terms = inspector.page.cards[0].parts.terms
    assert terms is not None
    qtbot.waitUntil(lambda: not terms.grid_view.visibleRegion().isEmpty())


def test_a_panel_that_is_kept_in_front_stays_there(
    small: MainWindow, qtbot: QtBot
) -> None:
    action(small, "keep_panel").trigger()
    click_neuron(small, qtbot, 1, 2)
    assert small.panels.inspector.header.place.buttons["neuron"].text() == "neuron 3"
    assert not is_seen(small)


def test_the_inspector_takes_the_whole_column_and_gives_it_back(
    small: MainWindow, qtbot: QtBot
) -> None:
    click_neuron(small, qtbot, 1, 2)
    output = small.findChild(QDockWidget, "dock_output")
    before = small.panels.inspector.height()
    action(small, "whole_column").trigger()
    assert output.isHidden()
    qtbot.waitUntil(lambda: small.panels.inspector.height() > before + 250)
    small.panels.inspector.header.room.click()
    assert not output.isHidden()
    qtbot.waitUntil(lambda: abs(small.panels.inspector.height() - before) < 40)


@pytest.mark.parametrize("grain", ["term", "neuron", "layer"])
def test_what_a_walk_computes_is_always_in_sight(
    small: MainWindow, qtbot: QtBot, grain: str
) -> None:
    small.panels.run_bar._sizes.button(grain).click()
    stepper, inspector = small.network.stepping.stepper, small.panels.inspector
    for _ in range(24):
        stepper.step(1)
        qtbot.waitUntil(lambda: not stepper.awaits)
        current = [
            card.parts.terms.grid_view
            for card in inspector.page.cards
            if card.parts.terms is not None
            and card.parts.terms.isVisible()
            and card.parts.terms.grid_view.highlighted is not None
        ]
        for view in current:
            row = view.highlighted
            assert row is not None
            centre = view.rect_of(row).center()
            qtbot.waitUntil(lambda v=view, c=centre: v.visibleRegion().contains(c))


def test_the_selection_does_not_make_the_column_wider(
    small: MainWindow, qtbot: QtBot
) -> None:
    dock = small.findChild(QDockWidget, "dock_output")
    width = dock.width()
    click_neuron(small, qtbot, 2, 3)
    small.panels.inspector.selection_requested.emit(
        Selection("edge", "forward", 0, 2, 3, 1)
    )
    qtbot.waitUntil(lambda: is_seen(small))
    assert dock.width() == width


def places(window: MainWindow) -> dict[QWidget, QRect]:
    """Return where everything is that can be seen, but for messages."""
    messages = window.panels.messages
    return {
        widget: QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget is not messages
        and not messages.isAncestorOf(widget)
    }


def test_a_message_moves_nothing(small: MainWindow) -> None:
    before = places(small)
    messages = small.panels.messages
    for words in ("Saved.", "The cost grew without limit. " * 9):
        messages.show_message(words, "error", "Start again")
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        assert places(small) == before
        inside = QRect(messages.mapTo(small, QPoint(0, 0)), messages.size())
        timeline = small.panels.timeline
        assert inside.bottom() < timeline.mapTo(small, QPoint(0, 0)).y() + 1
        text = messages.findChild(QLabel, "message_text")
        assert text.height() >= text.heightForWidth(text.width())


@pytest.mark.parametrize("lines", [1, 2])
def test_a_message_covers_no_value(small: MainWindow, lines: int) -> None:
    messages, diagram = small.panels.messages, small.panels.diagram
    messages.show_message("The cost grew without limit. " * (4 * lines - 3), "good")
    QApplication.processEvents()
    text = messages.findChild(QLabel, "message_text")
    assert text.heightForWidth(text.width()) // text.fontMetrics().height() == lines
    lowest = max(
        float(column.ys.max()) + column.side / 2 + VALUE_ROOM
        for column in diagram.on_screen.columns
    )
    top = messages.mapTo(small, QPoint(0, 0)).y()
    assert diagram.mapTo(small, QPoint(0, round(lowest))).y() <= top


def test_a_mistake_moves_nothing(small: MainWindow, qtbot: QtBot) -> None:
    before = places(small)
    config = small.controller.config.changed(mistakes=("missing_mean",))
    small.network.edits.choose(config)
    qtbot.waitUntil(small.panels.messages.isVisible)
    after = places(small)
    known = {widget for widget in before if widget in after}
    assert {w: after[w] for w in known} == {w: before[w] for w in known}
