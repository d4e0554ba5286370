"""Time travel in the real window, with the real thread."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.timeline.timeline_panel import TimelinePanel
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on, train, tune

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

CIRCLE = RunConfig(dataset="circle", samples=103)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def trained(window: MainWindow, qtbot: QtBot) -> MainWindow:
    open_on(window, qtbot, CIRCLE)
    train(window, qtbot, 300)
    return window


def panel(window: MainWindow) -> TimelinePanel:
    return window.findChild(TimelinePanel, "timeline")


def press(window: MainWindow, name: str) -> None:
    window.findChild(QPushButton, name).click()


def go_to(
    window: MainWindow, qtbot: QtBot, iteration: int, branch: int | None = None
) -> None:
    """Wish for a moment as the timeline does, and wait until it is shown."""
    track = panel(window).track
    number = track.view.now.branch if branch is None else branch
    track.moment_requested.emit(iteration, number)
    wait_for(window, qtbot, iteration)


def wait_for(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    def is_shown() -> bool:
        snapshot, track = window.controller.snapshot, panel(window).track
        at_rest = snapshot is not None and snapshot.iteration == iteration
        return at_rest and track.view.cursor.iteration == iteration

    qtbot.waitUntil(is_shown)


def branch_off(window: MainWindow, qtbot: QtBot, at: int, until: int) -> None:
    """Go on from a moment of the past, by another learning rate."""
    go_to(window, qtbot, at)
    press(window, "timeline_go_on")
    window.controller.change(learning_rate=0.01)
    train(window, qtbot, until - at)
    wait_for(window, qtbot, until)


def test_a_click_on_the_track_shows_that_moment_in_all_views(
    trained: MainWindow, qtbot: QtBot
) -> None:
    track = panel(trained).track
    scale = track._track.scale
    at = scale.iteration_at(float(round(scale.across(120))))
    place = QPointF(scale.across(120), track._track.down(0)).toPoint()
    qtbot.mouseClick(track, LEFT, pos=place)
    wait_for(trained, qtbot, at)
    past = Trainer(CIRCLE)
    past.run(at)
    shown = trained.panels.diagram.state
    assert shown is not None
    qtbot.waitUntil(
        lambda: np.array_equal(
            trained.panels.diagram.state.edges[0], past.network.weights[0]
        )
    )
    words = panel(trained).findChild(QLabel, "timeline_place").text()
    assert words == f"iteration {at} of 300: the past"


def test_the_button_brings_the_present_back(trained: MainWindow, qtbot: QtBot) -> None:
    go_to(trained, qtbot, 50)
    press(trained, "timeline_now")
    wait_for(trained, qtbot, 300)
    assert panel(trained).track.view.is_present


def test_equal_iterations_lie_below_one_another(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    train(window, qtbot, 52)
    track, plots = window.panels.timeline.track, window.panels.plots

    def places(shown: int) -> list[tuple[int, int]]:
        canvas = plots[shown]._canvas
        scale, area = track._track.scale, canvas.area
        found = []
        for iteration in (0, 20, 52):
            first, last = canvas.span
            along = (iteration - first) / (last - first)
            below = QPoint(round(area.left() + along * area.width()), 0)
            above = QPoint(round(scale.across(iteration)), 0)
            found.append(
                (track.mapTo(window, above).x(), canvas.mapTo(window, below).x())
            )
        return found

    for shown in range(3):
        window.findChild(PlotTabs).tabs.setCurrentIndex(shown)
        qtbot.waitUntil(lambda k=shown: all(abs(a - b) <= 1 for a, b in places(k)))


def test_arrows_walk_through_time_where_the_track_has_the_focus(
    trained: MainWindow, qtbot: QtBot
) -> None:
    track = panel(trained).track
    track.setFocus()
    qtbot.keyClick(track, Qt.Key.Key_Left)
    wait_for(trained, qtbot, 299)
    qtbot.keyClick(track, Qt.Key.Key_Right)
    wait_for(trained, qtbot, 300)


def test_looking_back_takes_nothing_from_the_plots(
    trained: MainWindow, qtbot: QtBot
) -> None:
    series, seen = trained.panels.accuracy._train, []
    trained.controller.snapshot_changed.connect(seen.append)
    go_to(trained, qtbot, 50)

    def was_evaluated() -> bool:
        found = seen[-1].lane.evaluation if seen else None
        return found is not None and found.iteration == 50

    qtbot.waitUntil(was_evaluated)
    assert series.last_iteration == 300


def test_the_plots_mark_the_moment_shown(trained: MainWindow, qtbot: QtBot) -> None:
    go_to(trained, qtbot, 50)
    plots = trained.panels.plots
    assert len(plots) == 3
    qtbot.waitUntil(lambda: all(plot._canvas._now == 50 for plot in plots))


def test_going_on_from_the_past_keeps_both_branches_in_the_plots(
    trained: MainWindow, qtbot: QtBot
) -> None:
    before = trained.panels.cost._batch.values[:301].copy()
    branch_off(trained, qtbot, at=100, until=180)
    live = trained.panels.cost._batch.values
    qtbot.waitUntil(lambda: len(trained.panels.cost._batch) == 181)
    np.testing.assert_array_equal(live[1:101], before[1:101])
    assert live[150] != before[150]
    assert trained.panels.cost._lines.branches.last_iteration == 300
    assert panel(trained).track.view.now == Position(180, 1)


def test_a_branch_of_a_branch_and_back_to_the_first(
    trained: MainWindow, qtbot: QtBot
) -> None:
    before = trained.panels.cost._batch.values[:301].copy()
    branch_off(trained, qtbot, at=100, until=180)
    branch_off(trained, qtbot, at=150, until=200)
    forks = [branch.fork for branch in panel(trained).track.view.branches]
    assert forks == [0, 100, 150]
    go_to(trained, qtbot, 300, branch=0)
    press(trained, "timeline_go_on")
    qtbot.waitUntil(lambda: panel(trained).track.view.now == Position(300, 0))
    after = trained.panels.cost._batch.values
    np.testing.assert_array_equal(after[1:], before[1:])


def test_an_event_is_told_on_the_track(trained: MainWindow, qtbot: QtBot) -> None:
    trained.controller.change(learning_rate=0.01)
    track = panel(trained).track
    qtbot.waitUntil(lambda: len(track.view.events) == 1)
    place = QPointF(track._track.scale.across(300), track._track.down(0))
    assert "learning rate" in track.words_at(place)


def test_two_moments_are_compared_in_the_diagram(
    trained: MainWindow, qtbot: QtBot
) -> None:
    trained.controller.set_bookmark("here")
    go_to(trained, qtbot, 100)
    offered = panel(trained).comparisons().actions()
    (here,) = [action for action in offered if action.text().startswith("here")]
    with qtbot.waitSignal(trained.controller.compared):
        here.trigger()
    one, other = Trainer(CIRCLE), Trainer(CIRCLE)
    one.run(100)
    other.run(300)
    state = trained.panels.diagram.state
    assert state is not None
    assert state.kind == "difference"
    for shown, a, b in zip(
        state.edges, one.network.weights, other.network.weights, strict=True
    ):
        np.testing.assert_array_equal(shown, b - a)
    words = trained.findChild(QLabel, "compared_moments").toolTip()
    assert words == "w at 300 (here) − w at 100"


def test_a_comparison_is_ended_by_its_button(trained: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(trained.controller.compared):
        panel(trained).comparisons().actions()[0].trigger()
    press(trained, "end_comparison")
    assert trained.panels.edges.kind == "weight"
    assert not trained.findChild(QPushButton, "end_comparison").isVisible()


def test_another_run_ends_a_comparison_and_begins_a_timeline(
    trained: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(trained.controller.compared):
        panel(trained).comparisons().actions()[0].trigger()
    open_on(trained, qtbot, CIRCLE)
    assert trained.panels.edges.kind == "weight"
    assert panel(trained).track.view.now == Position(0)
    assert trained.panels.cost._lines.branches.last_iteration == 0


def test_a_comparison_makes_the_window_no_wider(
    trained: MainWindow, qtbot: QtBot
) -> None:
    trained.resize(1280, 800)
    with qtbot.waitSignal(trained.controller.compared):
        panel(trained).comparisons().actions()[0].trigger()
    qtbot.waitUntil(lambda: trained.panels.edges.kind == "difference")
    assert trained.minimumSizeHint().width() <= 1280


def test_the_settings_shown_are_those_of_the_branch_that_trains(
    trained: MainWindow, qtbot: QtBot
) -> None:
    field = trained.findChild(QLineEdit, "learning_rate")
    usual = field.text()
    tune(trained, learning_rate=0.25)
    train(trained, qtbot, 10)
    assert field.text() == "0.25"
    go_to(trained, qtbot, 100)
    press(trained, "timeline_go_on")
    qtbot.waitUntil(lambda: field.text() == usual)
