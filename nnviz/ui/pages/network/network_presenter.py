"""From the run to the views of it: diagram, output, activation and counters."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.derived import given_names
from nnviz.data.prepared import PreparedData
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.claims.judging import Judgement
from nnviz.session.history import Evaluation
from nnviz.session.live_check import LiveCheck
from nnviz.session.probe import ProbeSample, sample_from, sample_of
from nnviz.session.settings.data_names import data_name
from nnviz.ui.controls.counters import RunStatus
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.painting.frame_budget import FRAMES, NUMBERS, PICTURES, Pace
from nnviz.views.frame_builder import FrameBuilder, verdicts_of
from nnviz.views.output.image_values import (
    SampleValues,
    overview,
    shares_of_drawing,
)
from nnviz.views.output.output_values import OutputValues, read_out
from nnviz.views.recorded_marks import marks_of
from nnviz.views.recorded_words import recorded_sentence
from nnviz.views.shown_run import ShownRun
from nnviz.views.words.lens_words import lens_sentence, shorter, walk_sentence

DRAWN = "the digit drawn last"

_SLOW = 1 / 2
"""Least seconds between two looks at what takes long to work out."""


class NetworkPresenter(QObject):
    """Shows snapshots, and the sample and layer that the user looks at.

    Signals
    -------
    titled
        The name of the run's data.
    looked_at
        Another sample is looked at, or the same one in a new run: a `ProbeSample`.
    sample_chosen
        The numbers of this `ProbeSample` are needed; never within a walk, which has
        those of its batch.

    Attributes
    ----------
    builder
        Works out what a frame shows; None before the first run.
    sample
        The sample that is looked at; None before the first run.
    row
        Its row of the data set; if it is none, that of the last one that was.
    is_to_show
        Whether a snapshot is about to be shown: a walk that moves is shown with it.
    """

    titled = Signal(str)
    looked_at = Signal(object)
    sample_chosen = Signal(object)

    def __init__(self, shown: ShownRun, panels: NetworkPanels, parent: QObject) -> None:
        super().__init__(parent)
        self._shown, self._panels = shown, panels
        self.builder: FrameBuilder | None = None
        self.sample: ProbeSample | None = None
        self._asked: ProbeSample | None = None
        self.row = 0
        self.is_to_show = self._has_moved = False
        self._layer = 1
        self._playing = self._is_over = False
        self._frames, self._pictures = Pace(FRAMES), Pace(PICTURES)
        self._numbers, self._slow = Pace(NUMBERS), Pace(_SLOW)
        self._shares = Pace(NUMBERS)
        self._output: OutputValues | None = None
        self._dataset: Dataset | None = None
        self._walk: LinkedWalk | None = None
        self._examined: Floats | None = None
        self._marked: Judgement | None = None
        panels.edges.kind_chosen.connect(self.repaint)
        panels.diagram.selection_changed.connect(self._select)
        output = panels.output
        output.pointer_moved.connect(self._read_out)
        output.overview_requested.connect(self._show_overview)
        output.digit_drawn.connect(self._classify)

    def begin(self, start: RunStart) -> None:
        """Show a new run; the sample and layer looked at stay where they exist."""
        panels, same = self._panels, start.dataset is self._dataset
        self.builder, self._dataset = FrameBuilder(start), start.dataset
        self._walk = self._examined = self._asked = self._marked = None
        self._is_over = False
        self._layer = self._layer if self._layer < len(start.lane.network.sizes) else 1
        at_intervals = start.lane.config.evaluate_every is not None
        panels.output.show_plan(self.builder.plan, log_first=at_intervals)
        self._look_again(start.lane.data, same=same)
        self.titled.emit(data_name(start.lane.config.dataset))

    def extend(self, block: Block) -> None:
        """Show the evaluations of a block; those of a record are only plotted."""
        if block.numbers is not None:
            return
        for found in block.evaluations[0]:
            self._panels.output.show_evaluation(found)

    def show_snapshot(self, snapshot: Snapshot, *, playing: bool) -> None:
        """Show a snapshot: all of it where it can be followed, or what is due."""
        moved, self.is_to_show, self._has_moved = self._has_moved, False, False
        if self.builder is None:
            return
        self._playing = playing
        self._mark_claims(snapshot)
        resting = snapshot.at_rest and not playing
        # No other frame will follow to show the pictures that this one leaves out.
        if self._pictures.take(now=resting):
            self.builder.look_again()
        examines = self._slow.take(now=resting and not self._is_examined(snapshot))
        if examines:
            self.builder.look_for_lost_neurons()
        followed = moved or not playing or snapshot.can_be_followed
        if self._numbers.take(now=followed):
            self._show_numbers(snapshot)
        if self._frames.take(now=followed or examines):
            self._paint(at_once=followed)
        if examines:
            self._examined = snapshot.lane.parameters
            self._show_activation()
            self._answer_again()

    @Slot()
    def end(self) -> None:
        """Expect nothing more of a run that has ended with an error."""
        self._playing, self._is_over = False, True
        snapshot = self._shown.snapshot
        if self.builder is not None and snapshot is not None:
            # What was left out of the last frames has no other one to follow in.
            self.builder.look_again()
            self._show_numbers(snapshot)
            self._paint(at_once=True)

    def show_evaluation_at_rest(self, found: Evaluation) -> None:
        """List an evaluation made at rest, if its iteration is one to be listed."""
        start = self._shown.start
        every = start.lane.config.evaluate_every if start else None
        if found.iteration % (every or 1) == 0:
            self._panels.output.show_evaluation(found)

    @Slot(object)
    def show_walk(self, walk: LinkedWalk | None) -> None:
        """Show a walk through the iteration at its current place, or its end."""
        self._walk = walk
        if self.builder is not None:
            self.builder.look_again()
            row = None if walk is None else self.builder.row_of(walk.row)
            if row is not None and self.sample and self.sample.row != row:
                self._look_at(sample_of(self._data, row))
        self._ask()
        self._has_moved = self.is_to_show
        if not self.is_to_show:
            self.repaint()

    @Slot(int)
    def show_sample(self, row: int) -> None:
        """Make a row of the data set the current sample."""
        if self.builder is not None:
            self.look_at(sample_of(self._data, row))

    @Slot(object)
    def look_at(self, sample: ProbeSample | None) -> None:
        """Make a sample the current one.

        At rest its numbers arrive within milliseconds, and all views show them at once;
        of a run that has ended with an error none will come.
        """
        self._look_at(sample)
        if self.builder is not None:
            self.builder.look_again()
        snapshot = self._shown.snapshot
        awaited = snapshot is not None and snapshot.lane.probe and snapshot.at_rest
        elsewhere = self._playing or self._is_over or self._walk is not None
        if elsewhere or not awaited:
            self.repaint()

    def step_sample(self, rows: int) -> None:
        """Move the current sample on by this many rows; back if negative."""
        if self.builder is not None:
            samples = self.builder.plan.data.dataset.samples
            self.show_sample((self.row + rows) % samples)

    @Slot(object)
    def show_difference(self, difference: Floats | None) -> None:
        """Let the edges show a difference of parameters, flat, where that is chosen."""
        if self.builder is not None:
            self.builder.difference = difference
            self.repaint()

    @Slot(object)
    def show_check(self, found: LiveCheck) -> None:
        """Show in the diagram which gradients are right, where that is chosen."""
        start = self._shown.start
        if start is not None and start.recording is not None:
            # There the diagram shows whether what was recorded is right.
            return
        if self.builder is not None and start is not None and found.run == start.run:
            self.builder.verdicts = verdicts_of(found)
            if self._panels.edges.kind == "check":
                self.repaint()

    def _mark_claims(self, snapshot: Snapshot) -> None:
        """Show in the diagram which recorded quantities are right."""
        if self.builder is None or snapshot.recorded is None:
            return
        verdict = snapshot.recorded.verdict
        if verdict is not self._marked:
            self._marked = verdict
            marks = None if verdict is None else marks_of(verdict)
            self.builder.verdicts = None if marks is None else marks.verdicts
            self.builder.marks = {} if marks is None else marks.notes

    @Slot()
    def repaint(self) -> None:
        """Show the diagram and the output as they are now, and say of what they are."""
        snapshot = self._shown.snapshot
        if snapshot is not None:
            self._say_what_is_seen(snapshot)
        self._paint(at_once=True)

    def _paint(self, *, at_once: bool) -> None:
        """Show the diagram and the output; what is not due waits, unless at once."""
        snapshot, sample = self._shown.snapshot, self.sample
        if self.builder is None or snapshot is None or sample is None:
            return
        panels = self._panels
        frame = self.builder.frame(snapshot, panels.edges.kind, sample, self._walk)
        panels.diagram.show_state(frame.diagram, at_once=at_once)
        if frame.output is not self._output and self._is_due(frame.output, at_once):
            self._output = frame.output
            panels.output.show_values(frame.output)
        self._read_out(panels.output.place)

    def _is_due(self, output: OutputValues, at_once: bool) -> bool:
        """Tell whether to show an output now: shares of classes are mostly numbers."""
        return not isinstance(output, SampleValues) or self._shares.take(now=at_once)

    @property
    def _data(self) -> PreparedData:
        assert self.builder is not None
        return self.builder.plan.data

    def _look_again(self, data: PreparedData, *, same: bool) -> None:
        """Look at the same sample in a new run, or at the first one of other data."""
        kept, row = self.sample if same else None, self.row
        if kept is not None and kept.row < 0 and kept.values is not None:
            given = kept.values[: len(given_names(data.dataset))]
            try:
                self._look_at(sample_from(data, kept.name, given, kept.wanted))
            except InputError:
                kept = None
            else:
                return
        first = self.builder.plan.first_row if self.builder else 0
        self._look_at(sample_of(data, row if same else first))

    def _look_at(self, sample: ProbeSample | None) -> None:
        if sample is None:
            return
        self.sample = sample
        self.row = self.row if sample.row < 0 else sample.row
        self._panels.output.show_sample(sample)
        self.looked_at.emit(sample)
        self._ask()

    def _ask(self) -> None:
        """Ask for the sample's numbers; a walk shows none of them until it ends."""
        if self._walk is None and self.sample is not self._asked:
            self._asked = self.sample
            self.sample_chosen.emit(self.sample)

    def _show_numbers(self, snapshot: Snapshot) -> None:
        """Show the counters, and the sentence that has the iteration in it."""
        self._say_what_is_seen(snapshot)
        self._panels.run_bar.show_status(_status(snapshot))

    def _say_what_is_seen(self, snapshot: Snapshot) -> None:
        """Say in words which moment, weights and sample are shown."""
        if self._walk is not None:
            self._panels.lens.say(*walk_sentence(self._walk))
        elif self.sample is not None and snapshot.recorded is not None:
            self._panels.lens.say(*recorded_sentence(snapshot, self.sample.name))
        elif self.sample is not None:
            said = lens_sentence(snapshot, self.sample.name, playing=self._playing)
            self._panels.lens.say(said, shorter(said))

    def _is_examined(self, snapshot: Snapshot) -> bool:
        """Tell whether what is slow to work out is known of these parameters."""
        known = self._examined
        return known is not None and np.array_equal(
            known, snapshot.lane.parameters, equal_nan=True
        )

    def _answer_again(self) -> None:
        """Judge all samples and the drawing again, where they are in sight."""
        output = self._panels.output
        if output.wants_overview:
            self._show_overview()
        if (drawing := output.drawing) is not None:
            self._classify(drawing)

    def _show_activation(self) -> None:
        seen = not self._panels.activation.visibleRegion().isEmpty()
        if self.builder is None or (self._playing and not seen):
            return
        self._panels.activation.show_values(self.builder.values_of(self._layer))

    @Slot()
    def _show_overview(self) -> None:
        if self.builder is not None:
            found = overview(self.builder.network, self.builder.plan.data)
            self._panels.output.show_overview(found)

    @Slot(int, int)
    def _select(self, layer: int, _neuron: int) -> None:
        if layer >= 1:
            self._layer = layer
            self._show_activation()

    @Slot(object)
    def _read_out(self, place: tuple[float, ...] | None) -> None:
        if self.builder is not None and place is not None:
            found = read_out(self.builder.network, self.builder.plan, place)
            self._panels.output.show_read_out(found)

    @Slot(object)
    def _classify(self, pixels: Floats) -> None:
        if self.builder is not None:
            network, data = self.builder.network, self.builder.plan.data
            shares = shares_of_drawing(network, data, pixels)
            self._panels.output.show_drawing_shares(shares)


def _status(snapshot: Snapshot) -> RunStatus:
    found, recorded = snapshot.lane.evaluation, snapshot.recorded
    claimed = None if recorded is None else recorded.cost
    if found is None:
        return RunStatus(snapshot.iteration, snapshot.epoch, recorded_cost=claimed)
    best, held_out = found.judged, found.test or found.validation
    return RunStatus(
        iteration=snapshot.iteration,
        epoch=snapshot.epoch,
        train_cost=found.train.cost,
        held_out_cost=held_out.cost if held_out else None,
        judged_on=found.judged_on,
        score=best.measure,
        score_name="R²" if best.accuracy is None else "accuracy",
        rate=snapshot.iterations_per_second,
        penalty=found.train.penalty,
        recorded_cost=claimed,
    )
