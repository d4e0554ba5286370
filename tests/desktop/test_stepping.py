"""Walking an iteration in the real window: forward, back, by keys and clicks."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.walk.cursor import GRAINS, Grain
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import is_at_rest, open_on, train

SMALL = RunConfig(dataset="circle", hidden=(3, 2), batch_size=4)


@pytest.fixture
def stepped(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return the window after three iterations, stepping by neuron."""
    open_on(window, qtbot, SMALL)
    train(window, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(window))
    choose(window, "neuron")
    return window


def choose(window: MainWindow, size: Grain) -> None:
    window.panels.run_bar._sizes.button(size).click()


def walk_of(window: MainWindow) -> LinkedWalk:
    walking = window.network.stepping.stepper.walk
    assert walking is not None
    return walking


def step(window: MainWindow, qtbot: QtBot, direction: int) -> None:
    window.network.stepping.stepper.step(direction)
    qtbot.waitUntil(lambda: not window.network.stepping.stepper.awaits)


def test_a_small_step_walks_into_the_next_iteration(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, 1)
    walk = walk_of(stepped)
    assert walk.trace.iteration == 4
    assert walk.leg.kind == "z"
    place = "forward: hidden 1, neuron 1, weighted sum"
    when = "iteration 4 as it ran: sample 1 of the batch, weights before the update"
    assert stepped.panels.lens.text() == f"{place} · {when}"


def test_a_small_step_back_walks_into_the_iteration_last_done(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, -1)
    assert walk_of(stepped).trace.iteration == 3
    assert walk_of(stepped).leg.phase == "update"


def test_crossing_the_start_goes_back_to_the_iteration_before(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    choose(stepped, "phase")
    for _ in range(5):
        step(stepped, qtbot, -1)
    assert walk_of(stepped).trace.iteration == 2


def test_steps_forward_and_as_many_back_lead_to_the_same_state(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, 1)
    chance = random.Random(1)
    moves: list[tuple[Grain, int]] = [
        (chance.choice(GRAINS[:5]), chance.choice((1, 1, -1))) for _ in range(60)
    ]
    state = stepped.panels.diagram.state
    here = walk_of(stepped)
    done = []
    for grain, direction in moves:
        choose_only(stepped, grain)
        step(stepped, qtbot, direction)
        if stepped.network.stepping.stepper.walk is None:
            break
        done.append((grain, direction))
    for grain, direction in reversed(done):
        choose_only(stepped, grain)
        step(stepped, qtbot, -direction)
    again = walk_of(stepped)
    assert again.position == here.position
    assert again.trace.iteration == here.trace.iteration
    for name in here.trace:
        np.testing.assert_array_equal(again.trace[name], here.trace[name])
    shown = stepped.panels.diagram.state
    assert state is not None
    assert shown is not None
    for ours, theirs in zip(state.activations, shown.activations, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def choose_only(window: MainWindow, grain: Grain) -> None:
    """Choose a size of steps without going to the start of anything."""
    window.network.stepping.stepper._grain = grain


def test_the_weights_shown_change_with_the_update_and_not_before(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    choose(stepped, "phase")
    shown = []
    for _ in range(4):
        step(stepped, qtbot, 1)
        state = stepped.panels.diagram.state
        assert state is not None
        shown.append(state.weights[0])
    trace = walk_of(stepped).trace
    for weights in shown[:3]:
        np.testing.assert_array_equal(weights, trace["W1"])
    np.testing.assert_array_equal(shown[3], trace.after["W1"])


def test_the_inspector_explains_the_neuron_of_the_step(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, 1)
    step(stepped, qtbot, 1)
    explanation = stepped.panels.inspector.explanation
    assert explanation is not None
    assert (explanation.selection.layer, explanation.selection.neuron) == (1, 1)
    z = walk_of(stepped).trace["z1"][0, 1]
    assert explanation.results["z1[2]"] == float(z)


def test_the_inspector_waits_until_it_is_seen(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    assert stepped.panels.inspector.explanation is None
    stepped._inspector.raise_()
    qtbot.waitUntil(lambda: stepped.panels.inspector.explanation is not None)


def test_a_walk_brings_the_inspector_to_the_front(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, 1)
    region = stepped.panels.inspector.visibleRegion
    qtbot.waitUntil(lambda: not region().isEmpty())


def test_a_click_on_a_neuron_takes_the_cursor_there(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, 1)
    stepped.panels.diagram.selection_changed.emit(2, 1)
    assert walk_of(stepped).selection.layer == 2
    assert walk_of(stepped).selection.neuron == 1


def test_training_ends_the_walk(stepped: MainWindow, qtbot: QtBot) -> None:
    step(stepped, qtbot, 1)
    stepped.controller.play()
    qtbot.waitUntil(lambda: stepped.network.stepping.stepper.walk is None)
    stepped.controller.pause()
    assert "hidden" not in stepped.panels.lens.text()


def test_another_network_ends_the_walk(stepped: MainWindow, qtbot: QtBot) -> None:
    step(stepped, qtbot, 1)
    open_on(stepped, qtbot, RunConfig(dataset="iris"))
    assert stepped.network.stepping.stepper.walk is None
    assert stepped.panels.inspector.explanation is None


def test_a_step_back_from_the_very_start_of_the_run_stays(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, SMALL)
    choose(window, "neuron")
    stepper = window.network.stepping.stepper
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)
    stepper.step(-1)
    assert stepper.walk is None
    step(window, qtbot, 1)
    assert walk_of(window).trace.iteration == 1


def test_a_step_beyond_the_end_of_a_run_that_is_over_stays(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, SMALL.changed(iterations=2))
    train(window, qtbot, 2)
    qtbot.waitUntil(lambda: is_at_rest(window))
    choose(window, "phase")
    step(window, qtbot, -1)
    step(window, qtbot, 1)
    assert walk_of(window).trace.iteration == 2


@pytest.mark.parametrize(
    ("key", "modifier", "grain"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, "neuron"),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier, "layer"),
    ],
)
def test_keys_step_by_the_size_chosen_or_the_next_larger(
    stepped: MainWindow,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    grain: Grain,
) -> None:
    step(stepped, qtbot, 1)
    qtbot.keyClick(stepped, key, modifier)
    assert walk_of(stepped).grain == grain


def test_playing_walks_by_itself_and_pause_stops_it(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(stepped, Qt.Key.Key_Space)
    at: Callable[[], bool] = lambda: (  # noqa: E731
        stepped.network.stepping.stepper.walk is not None
        and walk_of(stepped).position.neuron >= 2
    )
    qtbot.waitUntil(at)
    qtbot.keyClick(stepped, Qt.Key.Key_Space)
    here = walk_of(stepped).position
    qtbot.wait(150)
    assert walk_of(stepped).position == here


def test_motion_can_be_reduced_and_stays_so(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("motion", False)
    window.remember(settings)
    open_on(window, qtbot, SMALL)
    choose(window, "neuron")
    step(window, qtbot, 1)
    assert window.panels.diagram._sheets.flow == 1.0
    window.close()
    assert settings.value("motion", True, bool) is False
