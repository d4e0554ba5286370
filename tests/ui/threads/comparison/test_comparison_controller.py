"""A comparison in its thread: nothing is lost, all go on, it can go back and end."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.live.snapshot import ComparisonWish
from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
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
    ("speed", "iterations"), [(None, 2_500), (3000.0, 600), (50.0, 12)]
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


def test_any_iteration_can_be_shown(
    qtbot: QtBot, controller: ComparisonController
) -> None:
    begin(qtbot, controller)
    for there in (120, 40, 90):
        controller.show_moment(there)
        qtbot.waitUntil(lambda t=there: controller.iteration == t)
        shown = wait_for_rest(qtbot, controller)
        wanted = headless(there).trainers[0].network.parameters
        np.testing.assert_allclose(shown.lanes[0].parameters, wanted)


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
