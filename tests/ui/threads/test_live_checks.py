"""The thread that checks, beside the one that trains."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, Slot
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.live.snapshot import RunStart, run_start
from nnviz.session.config import RunConfig
from nnviz.session.live_check import LiveCheck
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.check_worker import CheckWorker
from nnviz.ui.threads.live_checks import LiveChecks
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import begin, step, wait_for_rest

IRIS = RunConfig(dataset="iris", hidden=(6, 6), batch_size=16)
LARGE = RunConfig(dataset="digits", hidden=(60, 30), batch_size=64)


class Answers(QObject):
    """Remembers what a check found."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[LiveCheck] = []

    @Slot(object)
    def on_checked(self, found: LiveCheck) -> None:
        self.found.append(found)


@pytest.fixture
def checks(qtbot: QtBot, controller: RunController) -> Iterator[LiveChecks]:
    checks = LiveChecks(controller)
    yield checks
    checks.close()
    checks.deleteLater()


class HeldWorker(CheckWorker):
    """Holds on in the middle of a check until it is to leave that off."""

    holds = True

    def _look_up(self) -> bool:
        while (goes_on := super()._look_up()) and self.holds:
            time.sleep(0.001)
        return goes_on


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[HeldWorker]:
    worker = HeldWorker()
    worker.start()
    yield worker
    worker.stop()


def iterations(config: RunConfig, count: int) -> tuple[RunStart, list[Trace]]:
    """Do some iterations, and return the trace of each."""
    trainer = Trainer(config)
    start, traces = run_start(7, trainer, trainer.data.dataset), []
    for _ in range(count):
        trainer.step()
        traces.append(trainer.trace())
    return start, traces


def test_iteration_at_rest_is_checked(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(qtbot, controller, IRIS)
    checks.switch(True)
    with qtbot.waitSignal(checks.checked) as answer:
        step(qtbot, controller, 3)
    (found,) = answer.args
    assert (found.iteration, found.ok) == (3, True)
    assert found.gradient.parameters_checked == found.gradient.layout.count


def test_mistake_switched_on_during_a_run_turns_the_check_red(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(qtbot, controller, IRIS)
    checks.switch(True)
    step(qtbot, controller, 3)
    controller.change(mistakes=("bias_gradient_summed",))
    with qtbot.waitSignal(checks.checked, check_params_cb=lambda f: f.iteration == 4):
        step(qtbot, controller)
    with qtbot.waitSignal(
        checks.checked, check_params_cb=lambda f: f.iteration == 5
    ) as answer:
        step(qtbot, controller)
    assert [f.quantity for f in answer.args[0].wrong_quantities] == ["db3"]


def test_switching_on_checks_what_is_shown(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(qtbot, controller, IRIS)
    step(qtbot, controller, 2)
    with qtbot.waitSignal(checks.checked) as answer:
        checks.switch(True)
    assert answer.args[0].iteration == 2


def test_switching_off_leaves_no_thread(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(qtbot, controller, LARGE)
    checks.switch(True)
    worker = checks._worker
    assert worker is not None
    with qtbot.waitSignal(checks.began):
        step(qtbot, controller)
    checks.switch(False)
    assert worker.isFinished()
    assert not checks.is_on


def test_newest_wish_wins_and_the_one_before_is_answered_in_short(
    qtbot: QtBot, worker: HeldWorker
) -> None:
    start, traces = iterations(LARGE, 6)
    answers = Answers()
    worker.checked.connect(answers.on_checked)
    for trace in traces:
        worker.check(trace, start)
        qtbot.waitUntil(worker._wishes.empty)
    worker.holds = False
    qtbot.waitUntil(lambda: bool(answers.found) and answers.found[-1].iteration == 6)
    last = answers.found[-1]
    assert last.gradient.parameters_checked > 900
    assert len(answers.found) > 1
    for found in answers.found[:-1]:
        assert found.gradient.parameters_checked < 900
    assert all(found.run == 7 for found in answers.found)


def test_check_that_is_left_off_tells_what_it_has_found(
    qtbot: QtBot, worker: HeldWorker
) -> None:
    start, (trace,) = iterations(LARGE, 1)
    answers = Answers()
    worker.checked.connect(answers.on_checked)
    worker.check(trace, start)
    qtbot.waitUntil(worker._wishes.empty)
    worker.leave_off()
    qtbot.waitUntil(lambda: bool(answers.found))
    (found,) = answers.found
    assert found.gradient.parameters_checked < found.asked


def test_check_can_be_given_up_in_the_middle(qtbot: QtBot, worker: HeldWorker) -> None:
    start, (trace,) = iterations(LARGE, 1)
    answers = Answers()
    worker.checked.connect(answers.on_checked)
    worker.check(trace, start)
    assert worker.stop()
    QCoreApplication.processEvents()
    assert not answers.found


def test_answers_of_an_earlier_run_are_dropped(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(qtbot, controller, IRIS)
    checks.switch(True)
    start, (trace,) = iterations(IRIS, 1)
    assert controller.started is not None
    assert start.run != controller.started.run
    found, answers = Answers(), Answers()
    checks.checked.connect(answers.on_checked)
    worker = checks._worker
    assert worker is not None
    # Connected last, it is told last.
    worker.checked.connect(found.on_checked)
    worker.check(trace, start)
    qtbot.waitUntil(lambda: bool(found.found))
    assert not answers.found


def test_mistake_that_does_not_apply_is_refused_and_the_run_goes_on(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller, IRIS.changed(hidden=(5, 6)))
    with pytest.raises(InputError, match="weights_not_transposed"):
        controller.change(mistakes=("weights_not_transposed",))
    step(qtbot, controller)
    assert controller.config.mistakes == ()


def test_mistake_that_another_structure_rules_out_is_left_out_and_told(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller, IRIS.changed(mistakes=("weights_not_transposed",)))
    with qtbot.waitSignal(controller.mistakes_ruled_out) as told:
        controller.change(hidden=(5, 6))
    assert list(told.args[0]) == ["weights_not_transposed"]
    (why,) = told.args[0].values()
    assert "give two consecutive layers the same size" in why
    assert controller.config == IRIS.changed(hidden=(5, 6))
    step(qtbot, controller)


def test_mistake_that_a_switch_of_activation_rules_out_is_left_out_and_told(
    qtbot: QtBot, controller: RunController
) -> None:
    config = IRIS.changed(activation="tanh", mistakes=("slope_of_activation",))
    begin(qtbot, controller, config)
    step(qtbot, controller, 5)
    with qtbot.waitSignal(controller.mistakes_ruled_out):
        controller.switch(activation="linear")
    step(qtbot, controller, 5)
    assert controller.config.mistakes == ()
    assert controller.snapshot is not None
    assert controller.snapshot.lane.config.mistakes == ()
    alone = Trainer(config)
    alone.run(5)
    alone.change(activation="linear")
    alone.run(5)
    np.testing.assert_array_equal(
        controller.snapshot.lane.parameters, alone.network.parameters
    )


def test_moments_of_the_past_are_checked_as_they_were(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(
        qtbot, controller, IRIS.changed(activation="tanh", mistakes=("missing_mean",))
    )
    step(qtbot, controller, 5)
    controller.change(mistakes=())
    controller.switch(activation="relu")
    step(qtbot, controller, 5)
    with qtbot.waitSignal(checks.checked) as answer:
        checks.switch(True)
    assert (answer.args[0].iteration, answer.args[0].ok) == (10, True)
    with qtbot.waitSignal(checks.checked) as answer:
        controller.show_moment(4)
    found = answer.args[0]
    assert (found.iteration, [f.quantity for f in found.wrong_quantities][:1]) == (
        4,
        ["share1"],
    )
    assert all(
        wrong_quantity.phase == "backward" for wrong_quantity in found.wrong_quantities
    )


def test_moment_that_is_shown_again_is_not_checked_again(
    qtbot: QtBot, controller: RunController, checks: LiveChecks
) -> None:
    begin(qtbot, controller, IRIS)
    step(qtbot, controller, 9)
    checks.switch(True)
    answers = Answers()
    began: list[int] = []
    checks.began.connect(began.append)
    checks.checked.connect(answers.on_checked)
    controller.show_moment(4)
    wait_for_rest(qtbot, controller, 4)
    qtbot.waitUntil(lambda: bool(answers.found) and answers.found[-1].iteration == 4)
    assert began.count(4) == 1
