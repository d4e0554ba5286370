"""A comparison in its thread: nothing is lost, all go on, it can go back and end."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.live.snapshot import ComparisonWish
from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.session.health.measure import health_of
from nnviz.ui.threads.comparison_controller import ComparisonController
from tests.ui.threads.comparison.driving import (
    CIRCLE,
    THREE,
    Listener,
    begin,
    headless,
    step,
    wait_for_rest,
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

RATES = ComparisonWish(
    CIRCLE.changed(optimizer="sgd", activation="relu"),
    (Variation("learning_rate", (0.03, 1e6)),),
)


@pytest.mark.parametrize(
    ("speed", "iterations"), [(None, 20_000), (3000.0, 600), (50.0, 12)]
)
def test_every_iteration_of_all_contenders_arrives_once(
    qtbot: QtBot,
    controller: ComparisonController,
    heard: Listener,
    speed: float | None,
    iterations: int,
) -> None:
    controller.set_speed(speed)
    begin(qtbot, controller)
    step(qtbot, controller, iterations)
    alone = headless(iterations)
    wanted = [trainer.history.costs for trainer in alone.trainers]
    np.testing.assert_allclose(heard.costs, wanted, rtol=1e-12)


def test_at_slow_speeds_each_iteration_comes_by_itself_and_can_be_walked(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    controller.set_speed(60.0)
    begin(qtbot, controller)
    step(qtbot, controller, 8)
    shapes = [block.costs.shape for block in heard.blocks if block.iterations]
    assert shapes == [(3, 1)] * 8
    moving = [s for s in heard.snapshots if not s.at_rest and s.iteration]
    assert all(
        side is not None and side.trace.iteration == shown.iteration
        for shown in moving
        for side in (lane.traced for lane in shown.lanes)
    )


def test_what_is_shown_at_rest_is_what_was_reached(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 300)
    shown = wait_for_rest(qtbot, controller)
    for one, trainer in zip(shown.lanes, headless(300).trainers, strict=True):
        np.testing.assert_allclose(one.parameters, trainer.network.parameters)
        assert one.cost == pytest.approx(trainer.history.costs[-1])
        assert one.evaluation is not None
        assert one.evaluation.train.cost == pytest.approx(trainer.evaluate().train.cost)


def test_one_that_diverges_is_marked_and_the_others_go_on(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    begin(qtbot, controller, RATES)
    step(qtbot, controller, 500)
    sound, diverged = wait_for_rest(qtbot, controller).lanes
    assert sound.stop is None
    assert sound.iteration == 500
    assert diverged.stop is not None
    assert diverged.stop.reason == "diverged"
    known = np.isfinite(heard.costs)
    assert known[0].all()
    assert not known[1, diverged.iteration :].any()


@pytest.mark.parametrize("back", [1, 30, 299, 300, 1000])
def test_a_step_back_shows_what_was(
    qtbot: QtBot, controller: ComparisonController, back: int
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 300)
    controller.step_back(back)
    there = max(0, 300 - back)
    qtbot.waitUntil(lambda: controller.iteration == there, timeout=5_000)
    shown = wait_for_rest(qtbot, controller)
    alone = headless(there)
    for one, trainer in zip(shown.lanes, alone.trainers, strict=True):
        np.testing.assert_allclose(one.parameters, trainer.network.parameters)
    assert all(
        (side is not None) == (there > 0)
        for side in (lane.traced for lane in shown.lanes)
    )


def test_any_iteration_can_be_shown(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    begin(qtbot, controller)
    for there in (120, 40, 90):
        controller.show_moment(there)
        qtbot.waitUntil(lambda t=there: controller.iteration == t, timeout=5_000)
        shown = wait_for_rest(qtbot, controller)
        wanted = headless(there).trainers[0].network.parameters
        np.testing.assert_allclose(shown.lanes[0].parameters, wanted)


def test_the_neurons_of_all_are_looked_at(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 100)
    shown = wait_for_rest(qtbot, controller)
    for one, trainer in zip(shown.lanes, headless(100).trainers, strict=True):
        wanted = health_of(trainer)
        assert one.health is not None
        assert one.health.dead_share == wanted.dead_share
        found = [layer.gradient_norm for layer in one.health.layers]
        norms = [layer.gradient_norm for layer in wanted.layers]
        np.testing.assert_allclose(found, norms)


def test_one_that_had_diverged_stays_so_when_the_others_go_back(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    begin(qtbot, controller, RATES)
    step(qtbot, controller, 500)
    ended = wait_for_rest(qtbot, controller).lanes[1]
    controller.step_back(100)
    qtbot.waitUntil(lambda: controller.iteration == 400, timeout=5_000)
    assert controller.snapshot.lanes[1].stop == ended.stop


def test_iterations_done_again_are_not_told_again(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 50)
    controller.step_back(20)
    step(qtbot, controller, 40)
    assert heard.costs.shape == (3, 70)


def test_pause_comes_to_rest_and_play_goes_on(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    begin(qtbot, controller)
    for _ in range(3):
        before = heard.snapshots[-1].iteration if heard.snapshots else 0
        controller.play()
        qtbot.waitUntil(lambda b=before: controller.iteration > b + 50)
        controller.pause()
        shown = wait_for_rest(qtbot, controller)
        assert heard.costs.shape[1] == shown.iteration


def test_an_epoch_is_one_step(qtbot: QtBot, controller: ComparisonController) -> None:
    begin(qtbot, controller)
    per_epoch = controller.started.iterations_per_epoch
    controller.step(3)
    controller.run_epoch()
    qtbot.waitUntil(lambda: controller.iteration == per_epoch)
    wait_for_rest(qtbot, controller)
    controller.step_back_epoch()
    qtbot.waitUntil(lambda: controller.iteration == 0)


def test_what_a_former_comparison_still_tells_is_dropped(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    begin(qtbot, controller)
    controller.play()
    qtbot.waitUntil(lambda: len(heard.blocks) > 3)
    with qtbot.waitSignal(controller.run_started):
        controller.compare(THREE)
        heard.blocks.clear()
    step(qtbot, controller, 10)
    assert heard.costs.shape == (3, 10)


def test_what_cannot_be_compared_is_said(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    with qtbot.waitSignal(controller.failed):
        controller.compare(
            ComparisonWish(CIRCLE, (Variation("activation", ("relu", "rellu")),))
        )
    assert "contender 'rellu'" in heard.messages[0]
    begin(qtbot, controller)
    step(qtbot, controller, 5)


def test_closing_while_data_load_leaves_no_thread(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    base = RunConfig(dataset="mnist")
    controller.compare(ComparisonWish(base, THREE.variations))
    worker = controller._inbox.worker
    controller.close()
    assert worker is not None
    assert worker.isFinished()


def test_the_past_is_played_again_from_what_is_kept_and_told_once(
    qtbot: QtBot, controller: ComparisonController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 300)
    controller.show_moment(100)
    qtbot.waitUntil(lambda: controller.iteration == 100, timeout=5_000)
    assert not controller.snapshot.is_present
    assert controller.snapshot.done == 300
    controller.play()
    qtbot.waitUntil(lambda: controller.iteration > 320, timeout=10_000)
    controller.pause()
    shown = wait_for_rest(qtbot, controller)
    assert shown.is_present
    assert heard.costs.shape == (3, shown.iteration)


def test_a_pause_does_not_wait_for_evaluations(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    base = RunConfig(
        dataset="spiral", samples=60_000, evaluate_every=1, hidden=(64, 64)
    )
    begin(qtbot, controller, ComparisonWish(base, THREE.variations))
    controller.play()
    qtbot.waitUntil(lambda: controller.iteration > 0, timeout=20_000)
    controller.pause()
    shown = wait_for_rest(qtbot, controller)
    reached = {one.iteration for one in shown.lanes}
    assert len(reached) == 1
    evaluations = [one.evaluation for one in shown.lanes]
    assert {found.iteration for found in evaluations} == reached
