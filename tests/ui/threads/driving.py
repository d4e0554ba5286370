"""Drives a controller as a window would, and listens to it."""

import numpy as np
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from nnviz.core.types import Floats
from nnviz.live.snapshot import Block, Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.live_worker import LiveWorker
from nnviz.ui.threads.run_controller import RunController

CIRCLE = RunConfig(dataset="circle", samples=103)


def begin(qtbot: QtBot, controller: RunController, config: RunConfig = CIRCLE) -> None:
    with qtbot.waitSignal(controller.run_started):
        controller.start(config)


def play_to_the_end(qtbot: QtBot, controller: RunController) -> None:
    with qtbot.waitSignal(controller.stopped):
        controller.play()


def step(qtbot: QtBot, controller: RunController, iterations: int = 1) -> None:
    """Do iterations and wait for the picture of the last one at rest."""
    before = controller.snapshot.iteration if controller.snapshot else 0
    controller.step(iterations)
    qtbot.waitUntil(lambda: not controller.playing)
    wait_for_rest(qtbot, controller, before + iterations)


def wait_for_rest(
    qtbot: QtBot, controller: RunController, iteration: int = 0
) -> Snapshot:
    """Wait for a picture with an evaluation of just these parameters."""

    def is_at_rest() -> bool:
        snapshot = controller.snapshot
        return (
            snapshot is not None
            and snapshot.lane.evaluation is not None
            and snapshot.iteration >= iteration
            and snapshot.iterations_per_second == 0.0
            and snapshot.lane.evaluation.iteration == snapshot.iteration
        )

    qtbot.waitUntil(is_at_rest)
    assert controller.snapshot is not None
    return controller.snapshot


def wait_for_moment(
    qtbot: QtBot, controller: RunController, iteration: int, branch: int = 0
) -> Snapshot:
    """Wait for a picture of a moment at rest, with its own evaluation."""

    def is_there() -> bool:
        shown = controller.snapshot
        return (
            shown is not None
            and (shown.iteration, shown.branch) == (iteration, branch)
            and shown.lane.evaluation is not None
            and shown.lane.evaluation.iteration == iteration
            and (shown.lane.trace is not None or iteration == 0)
        )

    qtbot.waitUntil(is_there)
    assert controller.snapshot is not None
    return controller.snapshot


def headless(iterations: int, config: RunConfig = CIRCLE) -> Trainer:
    trainer = Trainer(config)
    trainer.run(iterations)
    return trainer


def worker_of(controller: RunController) -> LiveWorker:
    worker = controller._inbox.worker
    assert worker is not None
    return worker


class Listener(QObject):
    """Remembers all that a controller tells."""

    def __init__(self, controller: RunController) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.snapshots: list[Snapshot] = []
        self.messages: list[str] = []
        self.stops: list[Stop] = []
        self.timelines: list[TimelineView] = []
        controller.timeline_changed.connect(self.on_timeline)
        controller.block_arrived.connect(self.on_block)
        controller.snapshot_changed.connect(self.on_snapshot)
        controller.failed.connect(self.on_failed)
        controller.stopped.connect(self.on_stopped)

    @property
    def costs(self) -> Floats:
        return np.concatenate([np.empty(0), *(block.costs[0] for block in self.blocks)])

    def costs_of(self, branch: int) -> tuple[int, Floats]:
        """Return the first iteration told of a branch, and the costs from there on."""
        blocks = [block for block in self.blocks if block.branch == branch]
        firsts = [block.first_iteration for block in blocks]
        lengths = [block.iterations for block in blocks]
        np.testing.assert_array_equal(firsts[0] + np.cumsum([0, *lengths[:-1]]), firsts)
        return firsts[0], np.concatenate([block.costs[0] for block in blocks])

    @Slot(object)
    def on_timeline(self, timeline: TimelineView) -> None:
        self.timelines.append(timeline)

    @Slot(object)
    def on_block(self, block: Block) -> None:
        self.blocks.append(block)

    @Slot(object)
    def on_snapshot(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)

    @Slot(str)
    def on_failed(self, message: str) -> None:
        self.messages.append(message)

    @Slot(object)
    def on_stopped(self, stop: Stop) -> None:
        self.stops.append(stop)
