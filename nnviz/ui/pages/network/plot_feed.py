"""Feeds the curves over the iterations, and draws them as often as is worthwhile."""

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.history import Evaluation
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.ui.charts.branch_lines import Course
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.threads.run_controller import RunController

_EVERY = 4
"""Frames between two looks at the plots: a curve's new end is a pixel or two."""


class PlotFeed(QObject):
    """Hands costs, accuracies and gradients of the run to the plots."""

    def __init__(
        self, controller: RunController, panels: NetworkPanels, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller, self._panels = controller, panels
        self._frames = 0
        self._marked = False
        self._branch = 0
        controller.run_started.connect(self._show_start)
        controller.block_arrived.connect(self._show_block)
        controller.stopped.connect(self._mark_stop)
        controller.timeline_changed.connect(self._follow_branch)

    def show_frame(self, snapshot: Snapshot) -> None:
        """Take up the gradients of a snapshot; draw if it is time to."""
        self._frames += 1
        # One that was still on its way when a branch was left is not of this one.
        is_live = snapshot.is_present and snapshot.branch == self._branch
        if snapshot.iteration and is_live:
            norms = snapshot.gradient_norms.tolist()
            self._panels.gradients.add_norms(snapshot.iteration, norms)
        if self._frames % _EVERY == 1 or not self._controller.playing:
            for plot in self._panels.plots:
                plot.show_now(snapshot.iteration)
                plot.refresh()

    @Slot(object)
    def _follow_branch(self, standing: TimelineView) -> None:
        """Let the plots go on with the branch that does; the one left steps back."""
        if standing.now.branch == self._branch:
            return
        self._branch, self._marked = standing.now.branch, False
        for plot in self._panels.plots:
            plot.turn_to(_course(standing))
        stop = standing.branches[self._branch].stop
        if stop is not None:
            self._mark_stop(stop)

    @Slot(object)
    def _show_start(self, start: RunStart) -> None:
        panels, self._marked, self._branch = self._panels, False, 0
        for plot in panels.plots:
            plot.clear()
        hidden = range(1, len(start.network.sizes) - 1)
        panels.gradients.set_layers([*(f"hidden {i}" for i in hidden), "output"])
        regression = start.data.dataset.task == "regression"
        panels.accuracy.set_title("R²" if regression else "Accuracy")

    @Slot(object)
    def _show_block(self, block: Block) -> None:
        panels = self._panels
        if len(block.costs):
            panels.cost.extend(
                block.first_iteration, np.asarray(block.costs, np.float64)
            )
        for found in block.evaluations:
            self.show_evaluation(found)

    def show_evaluation(self, found: Evaluation) -> None:
        """Plot how good the network was at an iteration."""
        panels, train, test = self._panels, found.train, found.test
        panels.cost.add_evaluation(
            found.iteration, train.cost, test.cost if test else None
        )
        if train.measure is not None:
            other = test.measure if test else None
            panels.accuracy.add_evaluation(found.iteration, train.measure, other)

    @Slot(object)
    def _mark_stop(self, stop: Stop) -> None:
        if stop.reason == "diverged" and not self._marked:
            self._marked = True
            self._panels.cost.mark(stop.iteration, "diverged")
            self._panels.cost.refresh()


def _course(standing: TimelineView) -> Course:
    """Return the branches on the way to where training goes on, with their forks."""
    branch = standing.branches[standing.now.branch]
    line = [(branch.number, branch.fork)]
    while branch.parent is not None:
        branch = standing.branches[branch.parent]
        line.append((branch.number, branch.fork))
    return tuple(reversed(line))
