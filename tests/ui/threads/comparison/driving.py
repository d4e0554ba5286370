"""Drives a comparison as a window would, and listens to it."""

import numpy as np
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from nnviz.core.types import Floats
from nnviz.live.snapshot import Block, ComparisonWish, Snapshot
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.ui.threads.comparison_controller import ComparisonController

CIRCLE = RunConfig(dataset="circle", samples=103)
THREE = ComparisonWish(CIRCLE, (Variation("activation", ("relu", "tanh", "sigmoid")),))


def begin(
    qtbot: QtBot, controller: ComparisonController, wish: ComparisonWish = THREE
) -> None:
    with qtbot.waitSignal(controller.run_started):
        controller.compare(wish)


def step(qtbot: QtBot, controller: ComparisonController, iterations: int) -> None:
    controller.step(iterations)
    wait_for_rest(qtbot, controller)


def wait_for_rest(qtbot: QtBot, controller: ComparisonController) -> Snapshot:
    """Wait for a picture in which all is known of each contender as it is."""

    def is_at_rest() -> bool:
        shown = controller.snapshot
        return (
            not controller.playing
            and shown is not None
            and shown.at_rest
            and all(
                one.evaluation is not None
                and one.health is not None
                and one.iteration == one.evaluation.iteration == one.health.iteration
                for one in shown.lanes
            )
        )

    qtbot.waitUntil(is_at_rest)
    assert controller.snapshot is not None
    return controller.snapshot


def headless(iterations: int, wish: ComparisonWish = THREE) -> Comparison:
    dataset = load_data(wish.base)
    comparison = Comparison(contenders_of(wish.base, dataset, wish.variations), dataset)
    comparison.run(iterations)
    return comparison


class Listener(QObject):
    """Remembers all that a controller tells."""

    def __init__(self, controller: ComparisonController) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.snapshots: list[Snapshot] = []
        self.messages: list[str] = []
        controller.block_arrived.connect(self.on_block)
        controller.frame.connect(self.on_frame)
        controller.failed.connect(self.on_failed)

    @property
    def costs(self) -> Floats:
        """All costs told, (K, iterations); the blocks follow one another."""
        starts = [block.first_iteration - 1 for block in self.blocks]
        ends = np.cumsum([block.costs.shape[1] for block in self.blocks])
        np.testing.assert_array_equal(starts, [0, *ends[:-1]])
        return np.concatenate([block.costs for block in self.blocks], axis=1)

    @Slot(object)
    def on_block(self, block: Block) -> None:
        self.blocks.append(block)

    @Slot(object)
    def on_frame(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            self.snapshots.append(snapshot)

    @Slot(str)
    def on_failed(self, message: str) -> None:
        self.messages.append(message)
