"""From the comparison to its page: in each frame the part that is due is painted."""

import time

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.live.comparison_snapshot import ComparisonSnapshot, ComparisonStart
from nnviz.session.comparison.comparison_state import CostBlock
from nnviz.ui.comparison.frames import ComparisonPainter
from nnviz.ui.pages.comparison.comparison_page import LAYERS, OUTPUTS, ComparisonPage
from nnviz.ui.threads.comparison_controller import ComparisonController

_AT_REST = 0.005
"""Seconds that pictures may take in one frame where no training goes on."""


_HEALTH_EVERY = 4
"""Every so many frames new health is shown before anything else."""


class PageFeed(QObject):
    """Shows a comparison on its page, a bounded part of it in each frame.

    Pictures, plots and the rest take turns: none of them waits for another one.

    Attributes
    ----------
    painter
        Works the pictures out; None without a comparison.
    """

    def __init__(self, controller: ComparisonController, page: ComparisonPage) -> None:
        super().__init__(page)
        self._controller, self._page = controller, page
        self.painter: ComparisonPainter | None = None
        self._snapshot: ComparisonSnapshot | None = None
        self._turn, self._frames, self._unpainted = 0, 0, 0
        self._health_due = self._plots_due = False
        controller.started.connect(self._begin)
        controller.block_arrived.connect(self._extend)
        controller.frame.connect(self._show_frame)
        page.view_changed.connect(self._catch_up)
        page.outputs.sample_chosen.connect(self.choose_sample)
        page.outputs.sample_step_requested.connect(self.step_sample)
        page.diagrams.neuron_chosen.connect(self.mark_neuron)

    @Slot(int)
    def choose_sample(self, row: int) -> None:
        """Make a row of the data set the current sample."""
        if self.painter is not None:
            self.painter.row = row
            self._catch_up()

    @Slot(int)
    def step_sample(self, rows: int) -> None:
        """Go so many samples further."""
        start = self._controller.start
        if self.painter is not None and start is not None:
            self.choose_sample((self.painter.row + rows) % start.dataset.samples)

    @Slot(int, int)
    def mark_neuron(self, layer: int, neuron: int) -> None:
        """Show a neuron in all networks."""
        if self.painter is not None:
            self.painter.mark(layer, neuron)
            self._page.diagrams.mark(layer, neuron)
            self._catch_up()

    @Slot(object)
    def _begin(self, start: ComparisonStart) -> None:
        self.painter = ComparisonPainter(start.networks, start.data)
        self._snapshot = None
        self._page.show_contenders(
            [contender.name for contender in start.contenders],
            regression=start.dataset.task == "regression",
        )

    @Slot(object)
    def _extend(self, block: CostBlock) -> None:
        self._page.costs.extend(block)
        self._plots_due = True

    @Slot(object)
    def _show_frame(self, snapshot: ComparisonSnapshot | None) -> None:
        """Take in what is new, and paint what is due."""
        if snapshot is not None:
            self._take(snapshot)
        self._frames += 1
        if self._health_due and self._frames % _HEALTH_EVERY == 0:
            # Seen or not: how it went on is to be known later.
            self._show_health()
        elif self._frames % 2 or (self._unpainted and not self._plots_due):
            self._paint_pictures()
        elif self._plots_due:
            self._plots_due = False
            self._page.costs.refresh()

    def _take(self, snapshot: ComparisonSnapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        contenders = snapshot.moment.contenders
        self._unpainted = len(contenders)
        for index, one in enumerate(contenders):
            if snapshot.evaluations[index]:
                self._page.costs.add_evaluations(index, snapshot.evaluations[index])
            was = None if before is None else before.moment.contenders[index]
            if one.stop is not None and (was is None or was.stop is None):
                self._page.costs.mark_stop(index, one.stop)
                self._page.show_states(_states(snapshot))
            self._health_due |= was is None or one.health is not was.health
        self._page.costs.hurry(not snapshot.at_rest)
        followed = snapshot.at_rest or snapshot.is_past
        self._page.costs.show_now(snapshot.iteration if followed else None)
        if followed:
            self._plots_due = True

    def _paint_pictures(self) -> None:
        """Work out and show a few contenders; the others have their turn later."""
        if self.painter is None or self._snapshot is None or not self._unpainted:
            return
        if self._page.view != OUTPUTS:
            return
        began = time.perf_counter()
        while self._unpainted:
            self._unpainted -= 1
            self._show_pictures(self._turn)
            self._turn += 1
            # A step is to be seen soon; while training goes on frames come first.
            spent = time.perf_counter() - began
            if not self._snapshot.at_rest or spent > _AT_REST:
                break

    @np.errstate(all="ignore")
    def _show_pictures(self, turn: int | None) -> None:
        if self.painter is not None and self._snapshot is not None:
            frame = self.painter.frame(self._snapshot.moment, turn)
            self._page.outputs.show_frame(frame)
            self._page.diagrams.show_frame(frame)

    def _show_health(self) -> None:
        if self._snapshot is not None:
            self._health_due = False
            health = [one.health for one in self._snapshot.moment.contenders]
            self._page.health.show_health(health)

    @Slot()
    def _catch_up(self) -> None:
        """Show all of the view that has just come to the front."""
        if self._page.view == OUTPUTS:
            self._show_pictures(None)
        elif self._page.view == LAYERS:
            self._show_health()


def _states(snapshot: ComparisonSnapshot) -> dict[int, str]:
    return {
        index: "diverged" if one.stop.reason == "diverged" else "stopped"
        for index, one in enumerate(snapshot.moment.contenders)
        if one.stop is not None
    }
