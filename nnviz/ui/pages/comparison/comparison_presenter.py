"""From the comparison to its views: in each frame the part that is due is painted."""

import time

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnviz.core.errors import InputError
from nnviz.files.comparison_report.report_page import Shown
from nnviz.live.commands import FindFirstDifference
from nnviz.live.reports import FirstDifferenceAnswer
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.comparison.number_words import counted
from nnviz.session.comparison.seeds.outcome import Outcome, summarise
from nnviz.session.comparison.verdict.verdict import verdict
from nnviz.ui.comparison.first_difference_panel import FirstDifferenceQuery
from nnviz.ui.comparison.report_pictures import ReportPictures
from nnviz.ui.comparison.small_multiples import Glance
from nnviz.ui.pages.comparison.comparison_views import (
    LAYERS,
    OUTPUTS,
    VERDICT,
    ComparisonViews,
)
from nnviz.ui.painting.frame_budget import FRAMES, NUMBERS, PICTURES, Pace
from nnviz.ui.threads.comparison_controller import ComparisonController
from nnviz.views.comparison.comparison_frames import ComparisonFrameBuilder
from nnviz.views.comparison.outcomes import Outcomes
from nnviz.views.comparison.verdict_words import VerdictTable, note_plain

_AT_REST = 0.005
"""Seconds that pictures may take in one frame while nothing trains."""

_POINTS = 120
"""Points of a cost in a small picture."""

_VERDICTS = 1.0
"""Least seconds between two verdicts while training."""


class ComparisonPresenter(QObject):
    """Shows a comparison in its views, a bounded part of it in each frame.

    While it trains, health, plots and pictures each have a pace: in a frame the first
    of them that is due is shown, so that none of them waits for another.

    Attributes
    ----------
    builder
        Works the pictures out; None without a comparison.
    """

    def __init__(
        self, controller: ComparisonController, views: ComparisonViews
    ) -> None:
        super().__init__(views)
        self._controller, self._views = controller, views
        self.builder: ComparisonFrameBuilder | None = None
        self._snapshot: Snapshot | None = None
        self._turn, self._unpainted = 0, 0
        self._health_pace, self._plot_pace = Pace(NUMBERS), Pace(PICTURES)
        self._cell_pace, self._verdict_pace = Pace(2 * FRAMES), Pace(_VERDICTS)
        self._health_due = self._plots_due = self._verdict_due = False
        self._outcomes: Outcomes | None = None
        self._of_seeds: tuple[Outcome, ...] = ()
        controller.other_data.connect(self._let_go)
        controller.run_started.connect(self._begin)
        controller.block_arrived.connect(self._extend)
        controller.frame.connect(self._show_frame)
        controller.difference_searched.connect(self._show_first_difference)
        views.view_changed.connect(self.catch_up)
        views.outputs.sample_chosen.connect(self.choose_sample)
        views.outputs.sample_step_requested.connect(self.step_sample)
        views.diagrams.neuron_chosen.connect(self.mark_neuron)
        views.first_difference.pair_chosen.connect(self._offer_quantities)
        views.first_difference.search_requested.connect(self._find)
        views.first_difference.search_cancelled.connect(self._end_search)

    @Slot(int)
    def choose_sample(self, row: int) -> None:
        """Make a row of the data set the current sample."""
        if self.builder is not None:
            self.builder.row = row
            self.catch_up()

    @Slot(int)
    def step_sample(self, rows: int) -> None:
        """Move the current sample on by this many rows; back if negative."""
        start = self._controller.started
        if self.builder is not None and start is not None:
            self.choose_sample((self.builder.row + rows) % start.dataset.samples)

    @Slot(int, int)
    def mark_neuron(self, layer: int, neuron: int) -> None:
        """Show a neuron in all networks."""
        if self.builder is not None:
            self.builder.mark(layer, neuron)
            self._views.diagrams.mark(layer, neuron)
            self.catch_up()

    @Slot(tuple)
    def show_seeds(self, outcomes: tuple[Outcome, ...]) -> None:
        """Judge several seeds instead of the one run from now on."""
        self._of_seeds, self._verdict_due = outcomes, True
        self._judge()

    def shown(self) -> Shown | None:
        """Return what the window says of the run now, for a report."""
        start, outcomes, snapshot = (
            self._controller.started,
            self._outcomes,
            self._snapshot,
        )
        if start is None or snapshot is None or self.builder is None:
            return None
        notes = () if outcomes is None else outcomes.notes(snapshot.lanes)
        first = self._views.first_difference.answer
        seed = start.contenders[0].config.seed
        return Shown(
            f"after {counted(snapshot.iteration, 'iteration')}, seed {seed}",
            (*map(note_plain, notes), *((first,) if first else ())),
        )

    @np.errstate(all="ignore")
    def pictures(self, parent: QObject) -> ReportPictures | None:
        """Begin to draw what the window shows of the run now, for a report."""
        start, snapshot = self._controller.started, self._snapshot
        if start is None or snapshot is None or self.builder is None:
            return None
        frame = self.builder.frame(snapshot.lanes)
        names = [contender.name for contender in start.contenders]
        return ReportPictures(names, frame, parent)

    @Slot()
    def _let_go(self) -> None:
        """Hold no data any more; what is shown stays until there is something else."""
        self.builder, self._snapshot, self._outcomes = None, None, None
        self._unpainted, self._of_seeds = 0, ()
        self._health_due = self._plots_due = self._verdict_due = False

    @Slot(object)
    def _begin(self, start: RunStart) -> None:
        self.builder = ComparisonFrameBuilder(
            [lane.network.copy() for lane in start.lanes],
            [lane.data for lane in start.lanes],
        )
        self._snapshot, self._of_seeds = None, ()
        try:
            self._outcomes = Outcomes(start)
        except InputError:
            # Two goals at once are none that iterations could be counted to.
            self._outcomes = None
        self._views.show_contenders(
            [contender.name for contender in start.contenders],
            regression=start.dataset.task == "regression",
        )

    @Slot(object)
    def _extend(self, block: Block) -> None:
        self._views.costs.extend(block)
        for index, found in enumerate(block.evaluations):
            self._views.costs.add_evaluations(index, found)
        if self._outcomes is not None:
            self._outcomes.follow(block)
        self._plots_due = True

    @Slot(object)
    def _show_frame(self, snapshot: Snapshot | None) -> None:
        """Take in what is new, and paint what is due."""
        if snapshot is not None:
            self._take(snapshot)
        resting = self._snapshot is not None and self._snapshot.at_rest
        if self._health_due and self._health_pace.take(now=resting):
            # Even out of sight, for its history is shown later.
            self._show_health()
        elif self._plots_due and self._plot_pace.take(now=resting):
            self._plots_due = False
            self._views.costs.refresh()
        elif self._unpainted and self._cell_pace.take(now=resting):
            self._paint_pictures()
        if self._verdict_due and self._verdict_pace.take(now=resting):
            self._judge()

    def _take(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        self._unpainted = len(snapshot.lanes)
        costs = self._views.costs
        for index, one in enumerate(snapshot.lanes):
            was = None if before is None else before.lanes[index]
            if one.stop is not None and (was is None or was.stop is None):
                costs.mark_stop(index, one.stop)
                self._views.show_states(_states(snapshot))
            self._health_due |= was is None or one.health is not was.health
        costs.hurry(not snapshot.at_rest)
        followed = snapshot.at_rest or not snapshot.is_present
        costs.show_now(snapshot.iteration if followed else None)
        self._plots_due |= followed
        self._verdict_due = True

    def _paint_pictures(self) -> None:
        """Work out and show a few contenders; the others have their turn later."""
        if self.builder is None or self._snapshot is None or not self._unpainted:
            return
        if self._views.view != OUTPUTS:
            return
        began = time.perf_counter()
        while self._unpainted:
            self._unpainted -= 1
            self._show_pictures(self._turn)
            self._turn += 1
            # A step should be seen at once; while training, frames come first.
            spent = time.perf_counter() - began
            if not self._snapshot.at_rest or spent > _AT_REST:
                break

    @np.errstate(all="ignore")
    def _show_pictures(self, turn: int | None) -> None:
        if self.builder is not None and self._snapshot is not None:
            snapshot = self._snapshot
            training = not snapshot.at_rest
            frame = self.builder.frame(snapshot.lanes, turn, while_training=training)
            self._views.outputs.show_frame(frame)
            self._views.diagrams.show_frame(frame)

    def _show_health(self) -> None:
        if self._snapshot is not None:
            self._health_due = False
            health = [one.health for one in self._snapshot.lanes]
            self._views.health.show_health(health)

    def _judge(self) -> None:
        """Put into words what was measured, if that is new and in sight."""
        start, outcomes, snapshot = (
            self._controller.started,
            self._outcomes,
            self._snapshot,
        )
        if not self._verdict_due or self._views.view != VERDICT:
            return
        if start is None or outcomes is None or snapshot is None:
            return
        self._verdict_due = False
        done = self._of_seeds or outcomes.outcomes(snapshot.lanes)
        found = verdict(
            summarise([contender.name for contender in start.contenders], done),
            target=outcomes.target.words,
            varied=[variation.setting for variation in start.wish.variations],
        )
        table = VerdictTable.of(found.table)
        verdict_panel = self._views.verdict
        verdict_panel.show_verdict(found.findings, table, found.moment, found.remarks)
        here = f"In the run shown, after {counted(snapshot.iteration, 'iteration')}:"
        verdict_panel.show_notes(outcomes.notes(snapshot.lanes), here)
        self._glance(start, snapshot)

    @np.errstate(all="ignore")
    def _glance(self, start: RunStart, snapshot: Snapshot) -> None:
        """Show outputs and costs small beside the verdict."""
        if self.builder is None:
            return
        training = not snapshot.at_rest
        turn = self._turn if training else None
        frame = self.builder.frame(snapshot.lanes, turn, while_training=training)
        names = tuple(contender.name for contender in start.contenders)
        costs = self._views.costs.cost.lines(_POINTS)
        self._views.verdict.show_glance(Glance(names, costs, frame))

    @Slot()
    def catch_up(self) -> None:
        """Show all of the view in front as it is now."""
        if self._views.view == OUTPUTS:
            self._show_pictures(None)
        elif self._views.view == LAYERS:
            self._show_health()
        else:
            self._judge()

    @Slot(int, int)
    def _offer_quantities(self, one: int, other: int) -> None:
        start = self._controller.started
        if start is not None:
            self._views.first_difference.show_quantities(
                start.common_quantities(one, other)
            )

    @Slot(object)
    def _find(self, wish: FirstDifferenceQuery) -> None:
        self._views.first_difference.show_searching("from the start…")
        pair = wish.first, wish.second
        self._controller.find_first_difference(
            FindFirstDifference(pair, wish.tolerance, wish.quantity)
        )

    @Slot()
    def _end_search(self) -> None:
        self._controller.find_first_difference(FindFirstDifference())

    @Slot(object)
    def _show_first_difference(self, answer: FirstDifferenceAnswer) -> None:
        if answer.finished:
            self._views.first_difference.show_answer(
                answer.words, answer.found, fault=answer.fault
            )
        else:
            self._views.first_difference.show_searching(answer.words)


def _states(snapshot: Snapshot) -> dict[int, str]:
    return {
        index: "diverged" if one.stop.reason == "diverged" else "stopped"
        for index, one in enumerate(snapshot.lanes)
        if one.stop is not None
    }
