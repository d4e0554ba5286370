"""The page of one network: its panels, what feeds them, and what they ask for."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.core.types import Floats
from nnviz.live.pacing import AUTO
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.probe import ProbeSample, sample_from
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_checks import NetworkChecks
from nnviz.ui.pages.network.network_export import NetworkExport
from nnviz.ui.pages.network.network_findings import NetworkFindings
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_predictions import NetworkPredictions
from nnviz.ui.pages.network.network_presenter import DRAWN, NetworkPresenter
from nnviz.ui.pages.network.network_record import NetworkRecord
from nnviz.ui.pages.network.network_samples import NetworkSamples
from nnviz.ui.pages.network.network_stepping import NetworkStepping
from nnviz.ui.pages.network.network_timeline import NetworkTimeline
from nnviz.ui.pages.network.network_worksheet import NetworkWorksheet
from nnviz.ui.pages.network.notices import Notices
from nnviz.ui.pages.network.run_charts import RunCharts
from nnviz.ui.pages.page import Page
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.numbers import count
from nnviz.views.shown_run import ShownRun
from nnviz.views.words.lens_words import point_name


class NetworkPage(Page):
    """Shows one run and passes on what the user wants of it.

    All that the run reports arrives here, is kept in ``shown``, and is handed to
    whoever shows a part of it. The page itself holds the diagram and the timeline; the
    window puts the other ``panels`` around it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller = RunController(self)
        self.panels = panels = NetworkPanels()
        self.bar = panels.run_bar
        self.shown = shown = ShownRun()
        self.edits = self.trail = Edits(controller, self)
        self.presenter = NetworkPresenter(shown, panels, self)
        self.samples = NetworkSamples(
            controller, self.presenter, panels, self.choose_sample, self
        )
        self.predictions = NetworkPredictions(
            self.samples, self.presenter, panels, self
        )
        self.export = NetworkExport(controller, self.presenter, panels, self)
        self.stepping = NetworkStepping(controller, shown, panels, self)
        self.checks = NetworkChecks(controller, self.edits, panels, self)
        self.findings = NetworkFindings(controller, self.edits, panels, self)
        self.record = NetworkRecord(controller, self.edits, panels, self)
        self.worksheet = NetworkWorksheet(shown, self.stepping, panels, self)
        self._charts = RunCharts(shown, panels, self)
        self._timeline = NetworkTimeline(controller, shown, panels, self)
        self._notices = Notices(
            controller, self.edits, panels.messages, self._charts, self
        )
        self.findings.looked.connect(self._notices.judge_stop)
        self._follow_run()
        self._obey_panels()
        self._lay_out()

    @property
    def below_messages(self) -> int:
        # Messages come over the strip that the diagram leaves free, not the timeline.
        return self.panels.timeline.sizeHint().height()

    def play_or_pause(self) -> None:
        self.panels.experiment.take_typed()
        self.stepping.player.play_or_pause()

    def pause(self) -> None:
        self.stepping.player.pause()

    def step(self, direction: int, size: str = "") -> None:
        self.stepping.step(direction, size)

    def go_to(self, iteration: int) -> None:
        self.panels.timeline.go_to(iteration)

    def go_to_best(self) -> None:
        self.panels.timeline.go_to_best()

    def ask_for_iteration(self) -> bool:
        self.panels.timeline.ask_for_iteration()
        return True

    @Slot(int)
    def step_sample(self, rows: int) -> None:
        """Move on by this many samples: of the batch if an iteration is walked."""
        walk = self.stepping.stepper.walk
        if walk is None:
            self.presenter.step_sample(rows)
        else:
            sample = (walk.position.sample + rows) % walk.route.samples
            self.stepping.choose_sample(sample)

    def reset(self) -> None:
        self.edits.reset()

    def new_weights(self) -> None:
        self.edits.new_weights()

    def end(self) -> None:
        self.checks.end()
        self.findings.end()
        self.record.end()
        self.worksheet.end()
        self.predictions.end()
        self.export.end()
        self.controller.close()

    def _follow_run(self) -> None:
        controller = self.controller
        controller.run_started.connect(self._begin)
        controller.block_arrived.connect(self._extend)
        controller.snapshot_changed.connect(self._show_snapshot)
        controller.timeline_changed.connect(self._show_timeline)
        controller.stopped.connect(self._charts.mark_stop)
        controller.failed.connect(self.presenter.end)
        self.stepping.walked.connect(self.presenter.show_walk)
        self.presenter.looked_at.connect(self.stepping.look_at)
        self.presenter.sample_chosen.connect(controller.look_at)
        self.checks.checked.connect(self.presenter.show_check)
        self.record.number_requested.connect(self.stepping.show_number)
        self._timeline.difference_changed.connect(self.presenter.show_difference)
        self.edits.settings_changed.connect(self._show_settings)

    def _obey_panels(self) -> None:
        controller, edits, panels = self.controller, self.edits, self.panels
        bar, diagram, experiment = panels.run_bar, panels.diagram, panels.experiment
        bar.reset_requested.connect(edits.reset)
        bar.new_weights_requested.connect(edits.new_weights)
        bar.speed_chosen.connect(controller.set_speed)
        # Whoever opens the window wants to see it learn.
        bar.show_speed(AUTO)
        controller.set_speed(AUTO)
        experiment.config_requested.connect(edits.choose)
        experiment.refused.connect(self._notices.show_refusal)
        panels.timeline.refused.connect(self._notices.show_refusal)
        panels.timeline.moment_requested.connect(self._notices.clear_refusal)
        diagram.weight_edited.connect(edits.edit_weight)
        diagram.bias_edited.connect(edits.edit_bias)
        diagram.edit_finished.connect(edits.end_gesture)
        panels.output.sample_requested.connect(self.choose_sample)
        panels.output.place_requested.connect(self._look_at_place)
        panels.output.sample_step_requested.connect(self.step_sample)
        panels.output.digit_drawn.connect(self._look_at_drawing)

    @Slot(object)
    def _begin(self, start: RunStart) -> None:
        self.shown.begin(start)
        self._show_settings()
        self.presenter.begin(start)
        self.samples.begin(start)
        self._charts.begin(start)
        self.stepping.begin()
        self.record.begin(start)
        self._timeline.begin(start)

    @Slot(object)
    def _extend(self, block: Block) -> None:
        self.presenter.extend(block)
        self._charts.extend(block)

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        playing = self.controller.playing
        if self.controller.config is not self.shown.config:
            # A branch with settings of its own has become the present.
            self._show_settings()
        before = self.shown.snapshot
        is_new = self.shown.take(snapshot, playing=playing)
        # First the walk, or all would be shown at its old place before its new one.
        self.presenter.is_to_show = is_new
        self.stepping.follow()
        if is_new:
            self._show_evaluation(snapshot, resting=snapshot.at_rest and not playing)
            self.presenter.show_snapshot(snapshot, playing=playing)
            self._charts.show_snapshot(snapshot, playing=playing)
        elif before is not None and snapshot.lane.probe is not before.lane.probe:
            self.presenter.repaint()
        self.samples.show_snapshot(snapshot)
        self._timeline.show_snapshot(snapshot)
        self.checks.follow(snapshot)
        self.record.show_snapshot(snapshot)

    def _show_evaluation(self, snapshot: Snapshot, *, resting: bool) -> None:
        """Show how good the network is at this moment: no block carries that."""
        if snapshot.recorded is not None:
            # Its costs come in blocks.
            return
        found = snapshot.lane.evaluation
        is_present = snapshot.is_present and found is not None
        if is_present and found is not None and found.iteration == snapshot.iteration:
            self._charts.show_evaluation(found)
            if resting:
                self.presenter.show_evaluation_at_rest(found)

    @Slot(object)
    def _show_timeline(self, timeline: TimelineView) -> None:
        self.shown.timeline = timeline
        self._charts.follow_branch(timeline)
        self._timeline.show_timeline(timeline)

    @Slot()
    def _show_settings(self) -> None:
        """Show the settings again: they have changed."""
        start = self.controller.started
        if start is not None:
            self.shown.config = self.controller.config
            self.panels.experiment.show_config(
                self.shown.config, start.lane.data.dataset
            )

    @Slot(object)
    def choose_sample(self, sample: int | ProbeSample) -> None:
        """Look at a row of the data set, or at a sample that is none.

        A walk goes to the row; if that is not in its batch, the walk is left.
        """
        walk = self.stepping.stepper.walk
        row = -1 if isinstance(sample, ProbeSample) else sample
        place = self.shown.batch_place_of(row)
        if walk is not None and place is not None:
            self.stepping.choose_sample(place)
            return
        if walk is not None:
            self.stepping.stepper.leave()
        if isinstance(sample, ProbeSample):
            self.presenter.look_at(sample)
        else:
            self.presenter.show_sample(sample)
        if walk is not None and self.presenter.sample is not None:
            name = self.presenter.sample.name
            self.panels.messages.show_message(
                f"{name[0].upper()}{name[1:]} is not in the batch of iteration "
                f"{count(walk.trace.iteration)}: the walk was left to show it.",
                "info",
            )

    @Slot(object)
    def _look_at_place(self, place: tuple[float, ...]) -> None:
        """Look at a point of the plane, or over the axis, that is no sample's."""
        start = self.shown.start
        if start is not None:
            data = start.lane.data
            values = np.array(place)
            self.choose_sample(sample_from(data, point_name(data, place), values))

    @Slot(object)
    def _look_at_drawing(self, pixels: Floats) -> None:
        start = self.shown.start
        if start is not None:
            self.choose_sample(sample_from(start.lane.data, DRAWN, pixels))

    def _lay_out(self) -> None:
        panels = self.panels
        row = QHBoxLayout()
        row.addWidget(panels.edges)
        row.addWidget(panels.badge, 1)
        above = column_of(
            row_of((panels.lens, 1), panels.claims, panels.findings, spacing=8),
            row,
            margins=(12, 8, 12, 8),
            spacing=8,
        )
        column_of(above, (panels.diagram, 1), panels.timeline, within=self, spacing=0)
