"""The curves over the iterations: blocks and snapshots come in, painting is paced."""

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.core.writing.layer_names import layer_label
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.history import Evaluation
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.ui.charts.branch_lines import Course
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.painting.frame_budget import FramePacer
from nnviz.views.charts.best_moment import BestMoment
from nnviz.views.shown_run import ShownRun

_PACE = 0.06
"""Least seconds between two paintings while training: a new end is a pixel or two."""


class RunCharts(QObject):
    """Hands costs, accuracies and gradients of the run to the plots.

    A snapshot asks for painting, which follows at a pace, and so does what a block
    brings: mostly the snapshot of the same iterations comes next.
    """

    def __init__(self, shown: ShownRun, panels: NetworkPanels, parent: QObject) -> None:
        super().__init__(parent)
        self._shown, self._panels = shown, panels
        self._marked = False
        self._branch = 0
        self.best = BestMoment()
        self._pacer = FramePacer(self, self.paint, _PACE)

    @property
    def branch(self) -> int:
        """The branch that trains."""
        return self._branch

    def begin(self, start: RunStart) -> None:
        """Clear all plots for a new run."""
        panels, self._marked, self._branch = self._panels, False, 0
        self.best = BestMoment(start.lane.config)
        for plot in panels.plots:
            plot.clear()
        if start.recording is not None:
            panels.cost.show_record()
            panels.accuracy.show_record()
        last = len(start.lane.network.sizes) - 1
        names = [layer_label(layer, last) for layer in range(1, last + 1)]
        panels.gradients.set_layers(names)
        regression = start.lane.data.dataset.task == "regression"
        panels.accuracy.set_title("R²" if regression else "Accuracy")

    def extend(self, block: Block) -> None:
        """Append the costs and evaluations of a block."""
        if block.numbers is not None:
            costs = np.asarray(block.costs[0], np.float64)
            numbers = np.asarray(block.numbers, np.float64)
            self._panels.cost.extend_recorded(numbers, costs)
            for found in block.evaluations[0]:
                self._panels.cost.add_computed(found.iteration, found.train.cost)
                if found.train.measure is not None:
                    score = found.train.measure
                    self._panels.accuracy.add_evaluation(found.iteration, score)
            self._pacer.ask_later()
            return
        if block.iterations:
            costs = np.asarray(block.costs[0], np.float64)
            self._panels.cost.extend(block.first_iteration, costs)
        for found in block.evaluations[0]:
            self.show_evaluation(found)
        self.best.extend(block.evaluations[0])
        self._pacer.ask_later()

    def show_evaluation(self, found: Evaluation) -> None:
        """Plot how good the network was at an iteration."""
        panels, at, train = self._panels, found.iteration, found.train
        held_out = found.test, found.validation
        costs = (score.cost if score else None for score in held_out)
        panels.cost.add_evaluation(at, train.cost, *costs)
        panels.cost.add_penalty(at, train.penalty)
        if train.measure is not None:
            others = (score.measure if score else None for score in held_out)
            panels.accuracy.add_evaluation(at, train.measure, *others)

    def show_snapshot(self, snapshot: Snapshot, *, playing: bool) -> None:
        """Append a snapshot's gradients; at rest it is painted at once."""
        if snapshot.iteration and self._shown.is_live(snapshot):
            norms = snapshot.lane.gradient_norms.tolist()
            self._panels.gradients.add_norms(snapshot.iteration, norms)
            self.best.set_config(snapshot.lane.config)
        if playing:
            self._pacer.ask()
        else:
            self.paint()

    def follow_branch(self, timeline: TimelineView) -> None:
        """Continue with the branch that trains; the one that was left fades."""
        if timeline.now.branch == self._branch:
            return
        self._branch, self._marked = timeline.now.branch, False
        for plot in self._panels.plots:
            plot.turn_to(_course(timeline))
        self.best.turn_to(_course(timeline))
        stop = timeline.branches[self._branch].stop
        if stop is not None:
            self.mark_stop(stop)

    @Slot(object)
    def mark_stop(self, stop: Stop) -> None:
        """Mark the iteration at which the cost diverged."""
        if stop.reason == "diverged" and not self._marked:
            self._marked = True
            self._panels.cost.mark(stop.iteration, "diverged")
            self._panels.cost.refresh()

    @Slot()
    def paint(self) -> None:
        """Paint everything that has arrived."""
        self._pacer.note()
        snapshot, best = self._shown.snapshot, self.best
        # What is still the best is at the end, and would move with it.
        past = best.best.iteration if best.best and best.is_over else None
        self._panels.cost.mark(past, "best", "good")
        self._panels.timeline.offer_best(past, best.words)
        for plot in self._panels.plots:
            if snapshot is not None:
                plot.show_now(snapshot.iteration)
            plot.show_end(self._panels.timeline.track.last)
            plot.refresh()


def _course(timeline: TimelineView) -> Course:
    """Return the branches that lead to the present, each with the fork it began at."""
    branch = timeline.branches[timeline.now.branch]
    line = [(branch.number, branch.fork)]
    while branch.parent is not None:
        branch = timeline.branches[branch.parent]
        line.append((branch.number, branch.fork))
    return tuple(reversed(line))
