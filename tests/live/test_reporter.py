"""Every iteration once, in order, and never more than two blocks on the way."""

import numpy as np
import pytest

from nnviz.live.commands import Edit
from nnviz.live.pacing import IN_FLIGHT
from nnviz.live.reporter import Reporter
from nnviz.live.single import Single
from nnviz.live.snapshot import Block, Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.interruption import no_interrupt
from nnviz.session.trainer import Trainer
from tests.live.driving import Script


class Setting:
    """A reporter with what it has sent."""

    def __init__(self) -> None:
        self.now = 0.0
        self.script = Script()
        self.trainer = Trainer(RunConfig(samples=60))
        dataset = self.trainer.data.dataset
        self.course = Single(3, self.trainer, dataset, self.script)
        self.reporter = Reporter(self.course, self.script, lambda: self.now)

    @property
    def blocks(self) -> list[Block]:
        return self.script.of(Block)

    @property
    def snapshots(self) -> list[Snapshot]:
        return self.script.of(Snapshot)

    def train(self, iterations: int) -> None:
        self.course.advance(iterations, no_interrupt)
        self.reporter.pressure.has_news()
        self.reporter.report_iterations(now=True)


@pytest.fixture
def setting() -> Setting:
    return Setting()


def test_without_credit_nothing_is_sent_and_nothing_is_lost(setting: Setting) -> None:
    for _ in range(9):
        setting.train(5)
    assert len(setting.blocks) == IN_FLIGHT
    setting.reporter.pressure.block_received()
    setting.reporter.report_iterations(now=True)
    assert [block.first_iteration for block in setting.blocks] == [1, 6, 11]
    np.testing.assert_array_equal(
        np.concatenate([block.costs[0] for block in setting.blocks]),
        setting.trainer.history.costs,
    )
    assert setting.reporter.all_reported


def test_at_full_speed_blocks_are_a_frame_apart(setting: Setting) -> None:
    for _ in range(20):
        setting.course.advance(1, no_interrupt)
        setting.now += 0.004
        setting.reporter.report_iterations(now=False)
        setting.reporter.pressure.block_received()
    assert 4 <= len(setting.blocks) <= 8


def test_evaluations_travel_with_the_blocks_once(setting: Setting) -> None:
    setting.trainer.change(learning_rate=0.01)
    setting.train(450)
    setting.train(1)
    assert [len(block.evaluations[0]) for block in setting.blocks] == [2, 0]


def test_an_evaluation_made_after_its_block_is_not_lost(setting: Setting) -> None:
    setting.train(10)
    setting.trainer.history.evaluations.append(setting.trainer.evaluate())
    assert not setting.reporter.all_reported
    setting.reporter.report_iterations(now=True)
    last = setting.blocks[-1]
    assert (last.first_iteration, last.last_iteration, last.iterations) == (11, 10, 0)
    assert len(last.evaluations[0]) == 1


def test_a_snapshot_is_made_only_when_asked_for_and_there_is_news(
    setting: Setting,
) -> None:
    setting.train(3)
    setting.reporter.show(with_trace=False)
    assert setting.snapshots == []
    for _ in range(2):
        setting.reporter.pressure.want_snapshot()
        setting.reporter.show(with_trace=False)
    assert len(setting.snapshots) == 1
    setting.train(1)
    setting.reporter.show(with_trace=False)
    assert [snapshot.iteration for snapshot in setting.snapshots] == [3, 4]


def test_a_trace_does_not_show_later_edits(setting: Setting) -> None:
    setting.train(3)
    setting.course.come_to_rest()
    setting.course.carry_out(Edit(0, 7.0), setting.course.now)
    first, second = (setting.course.snapshot(0.0, with_trace=True) for _ in range(2))
    assert first.lane.trace is not None
    assert first.lane.trace is second.lane.trace
    assert first.lane.parameters[0] == 7.0
    assert first.lane.trace.after["W1"][0, 0] != 7.0


def test_before_the_first_iteration_there_is_no_trace(setting: Setting) -> None:
    assert setting.course.snapshot(0.0, with_trace=True).lane.trace is None
