"""Drives a course turn by turn and without a thread, as a window would."""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from msgspec.structs import replace

from nnviz.core.types import Floats
from nnviz.data.prepared import PreparedData
from nnviz.live.commands import BlockReceived, Command, Movement, ShowSnapshot
from nnviz.live.loop import CourseBuilder, Loop
from nnviz.live.reports import Report, Rested
from nnviz.live.several import build_several
from nnviz.live.single import build_single
from nnviz.live.snapshot import Block, ComparisonWish, Snapshot, lane_of
from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.session.probe import ProbeSample, sample_of
from nnviz.session.run_state import RunState
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer

R = TypeVar("R")


def sample_in(data: PreparedData, row: int) -> ProbeSample:
    """Return a row of the data set, which is there."""
    sample = sample_of(data, row)
    assert sample is not None
    return sample


class Script:
    """What a loop knows of a window, with commands written down beforehand.

    It takes every block at once, and always wants another snapshot.

    Attributes
    ----------
    commands
        Those still to come.
    reports, orders_done
        All reports, and the orders of those that say that the course rests.
    at_check
        One that comes in the middle of a replay or an evaluation, as soon as
        ``at_check_when`` holds.
    at_check_after_snapshot
        One that does so as soon as a snapshot has come.
    takes_blocks
        Whether blocks are received, which allows for further ones.
    interrupt_at
        Called at each check; the thread is to end when it returns True.
    """

    def __init__(self) -> None:
        self.commands: deque[Command] = deque([ShowSnapshot()])
        self.reports: list[Report] = []
        self.orders_done: list[int] = []
        self.at_check: Command | None = None
        self.at_check_after_snapshot: Command | None = None
        self.at_check_when: Callable[[], bool] = lambda: True
        self.takes_blocks = True
        self.interrupt_at: Callable[[], bool] = lambda: False

    def send(self, report: Report) -> None:
        self.reports.append(report)
        if isinstance(report, Rested):
            self.orders_done.append(report.order)
        if isinstance(report, Block) and self.takes_blocks:
            self.commands.append(BlockReceived())
        if isinstance(report, Snapshot):
            self.commands.append(ShowSnapshot())
            if self.at_check_after_snapshot is not None:
                self.at_check = self.at_check_after_snapshot
                self.at_check_after_snapshot = None

    @property
    def interrupted(self) -> bool:
        """Asked in the middle of replays and evaluations: a command comes in then."""
        if self.at_check is not None and self.at_check_when():
            self.commands.append(self.at_check)
            self.at_check = None
        return self.interrupt_at()

    def next_command(self, _seconds: float | None = 0.0) -> Command | None:
        return self.commands.popleft() if self.commands else None

    def of(self, kind: type[R]) -> list[R]:
        """Return all reports of a kind."""
        return [report for report in self.reports if isinstance(report, kind)]

    @property
    def blocks(self) -> list[Block]:
        """All blocks, in order."""
        return self.of(Block)

    @property
    def snapshot(self) -> Snapshot:
        """The latest snapshot."""
        return next(r for r in reversed(self.reports) if isinstance(r, Snapshot))

    def costs(self, branch: int = 0) -> Floats:
        """Return all costs of a branch, (networks, iterations); none is left out."""
        blocks = [block for block in self.of(Block) if block.branch == branch]
        firsts = [block.first_iteration for block in blocks]
        lengths = [block.iterations for block in blocks]
        np.testing.assert_array_equal(firsts[0] + np.cumsum([0, *lengths[:-1]]), firsts)
        return np.concatenate([block.costs for block in blocks], axis=1)


class Driven:
    """A loop with its course, and what it reports."""

    def __init__(self, build: CourseBuilder) -> None:
        self.script = Script()
        self.loop = Loop(1, build, self.script)
        self.course = self.loop.course
        self._orders = 100

    def tick(self, count: int = 60) -> None:
        """Do some ticks."""
        for _ in range(count):
            self.loop.tick()

    def ask(self, *commands: Command) -> None:
        """Ask for something, which is obeyed in the ticks that follow."""
        self.script.commands.extend(commands)

    @property
    def snapshot(self) -> Snapshot:
        """The latest snapshot."""
        return self.script.snapshot

    def order(self, command: Movement) -> None:
        """Ask for something, and drive until it is done and all is known of it."""
        self._orders += 1
        self.ask(replace(command, order=self._orders))
        self.until(lambda: self._orders in self.script.orders_done)
        self.settle()

    def settle(self) -> None:
        """Drive until nothing is left to be done but to wait for commands."""
        self.until(lambda: self.course.is_complete and self._is_shown)

    @property
    def _is_shown(self) -> bool:
        """Whether the latest snapshot shows all that is known at rest."""
        shown = self.snapshot
        return (
            shown.at_rest
            and shown.position == self.course.position
            and all(
                lane.evaluation is not None
                and lane.evaluation.iteration == lane.iteration
                for lane in shown.lanes
            )
        )

    def until(self, is_so: Callable[[], bool], most: int = 20_000) -> None:
        """Do ticks until something is so; fail if it does not come."""
        for _ in range(most):
            if is_so():
                return
            self.loop.tick()
        raise AssertionError("it has not come about")


def snapshot_of(trainer: Trainer, rate: float = 0.0) -> Snapshot:
    """Return a picture of a trainer, without an evaluation and a trace."""
    at = trainer.iteration
    return Snapshot(1, Position(at), (lane_of(trainer),), rate, done=at)


def single(config: RunConfig, state: RunState | None = None) -> Driven:
    """Return a run of one network."""
    return Driven(
        lambda run, port, check: build_single(run, (config, None, state), port, check)
    )


def several(base: RunConfig, *variations: Variation) -> Driven:
    """Return a comparison."""
    wish = ComparisonWish(base, variations)
    return Driven(lambda run, port, check: build_several(run, wish, None, port, check))
