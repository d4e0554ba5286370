"""From the run to what shows it: diagram, output, activation and counters."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.live_check import LiveCheck
from nnviz.ui.activation_panel.statistics import activation_values
from nnviz.ui.controls.counters import RunStatus
from nnviz.ui.output.image_values import overview, shares_of_drawing
from nnviz.ui.output.output_values import OutputValues, read_out
from nnviz.ui.pages.network.frame_builder import FrameBuilder, verdicts_of
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.plot_feed import PlotFeed
from nnviz.ui.stepping.walking import Walking
from nnviz.ui.threads.run_controller import RunController

_SELDOM = 15
"""Frames between two looks at what is slow to work out."""


class NetworkPresenter(QObject):
    """Shows the run in the window's panels.

    Signals
    -------
    titled
        The data of the run have this title.
    """

    titled = Signal(str)

    def __init__(
        self, controller: RunController, panels: NetworkPanels, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._panels = panels
        self._painter: FrameBuilder | None = None
        self._snapshot: Snapshot | None = None
        self._output: OutputValues | None = None
        self._dataset: Dataset | None = None
        self._row, self._layer, self._frames = 0, 1, 0
        self._walking: Walking | None = None
        self._examined: Floats | None = None
        self._plots = PlotFeed(controller, panels, self)
        controller.run_started.connect(self._show_start)
        controller.block_arrived.connect(self._show_block)
        controller.snapshot_changed.connect(self._show_snapshot)
        panels.edges.kind_chosen.connect(self._repaint)
        panels.diagram.selection_changed.connect(self._select)
        output = panels.output
        output.pointer_moved.connect(self._read_out)
        output.overview_requested.connect(self._show_overview)
        output.digit_drawn.connect(self._classify)

    @Slot(object)
    def _show_start(self, start: RunStart) -> None:
        panels, same = self._panels, start.dataset is self._dataset
        self._painter, self._dataset = FrameBuilder(start), start.dataset
        self._snapshot = self._walking = self._examined = None
        # Who looks at a sample or a layer goes on doing so while it is there.
        self._row = self._row if same else self._painter.plan.first_row
        self._layer = self._layer if self._layer < len(start.network.sizes) else 1
        panels.experiment.show_config(self._controller.config, start.data.dataset)
        at_intervals = start.config.evaluate_every is not None
        panels.output.show_plan(self._painter.plan, log_first=at_intervals)
        panels.output.show_sample(self._row)
        self.titled.emit(start.data.dataset.title)

    @Slot(object)
    def _show_block(self, block: Block) -> None:
        for found in block.evaluations:
            self._panels.output.show_evaluation(found)

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        if self._painter is None or self._is_still(snapshot):
            return
        self._frames += 1
        resting = snapshot.at_rest and not self._controller.playing
        if resting:
            # No frame may follow that would make up for pictures left out in turn.
            self._painter.look_again()
            self._show_rest(snapshot)
        self._repaint()
        panels = self._panels
        self._plots.show_frame(snapshot)
        panels.run_bar.show_standing(_standing(snapshot))
        if self._frames % _SELDOM == 1 or (resting and not self._is_examined(snapshot)):
            self._examined = snapshot.parameters
            self._show_activation()
            self._painter.look_for_lost_neurons()
            self._answer_again()

    def _is_examined(self, snapshot: Snapshot) -> bool:
        """Tell whether what is slow to work out is known of these parameters."""
        known = self._examined
        return known is not None and np.array_equal(
            known, snapshot.parameters, equal_nan=True
        )

    def _answer_again(self) -> None:
        """Judge all samples and the drawing anew, where that is seen."""
        output = self._panels.output
        if output.wants_overview:
            self._show_overview()
        if (drawing := output.drawing) is not None:
            self._classify(drawing)

    def _show_rest(self, snapshot: Snapshot) -> None:
        """Show how good the network is where it rests: no block has that."""
        found = snapshot.evaluation
        if found is None or found.iteration != snapshot.iteration:
            return
        if not snapshot.is_present:
            return
        self._plots.show_evaluation(found)
        start = self._controller.started
        every = start.config.evaluate_every if start else None
        if found.iteration % (every or 1) == 0:
            self._panels.output.show_evaluation(found)

    def _is_still(self, snapshot: Snapshot) -> bool:
        """Take the snapshot up; tell whether all of it has been shown at rest."""
        before, self._snapshot = self._snapshot, snapshot
        return (
            before is not None
            and not self._controller.playing
            and before.at_rest
            and snapshot.iteration == before.iteration
            and snapshot.evaluation is before.evaluation
            and np.array_equal(snapshot.parameters, before.parameters, equal_nan=True)
        )

    @Slot(object)
    def show_walking(self, walking: Walking | None) -> None:
        """Show a walk through the iteration where it stands, or its end."""
        self._walking = walking
        if self._painter is not None:
            self._painter.look_again()
            if walking is not None:
                row = self._painter.row_of(walking.row)
                self._row = row
                self._panels.output.show_sample(row)
        self._repaint()

    @Slot()
    def _repaint(self) -> None:
        if self._painter is None or self._snapshot is None:
            return
        panels = self._panels
        frame = self._painter.frame(
            self._snapshot, panels.edges.kind, self._row, self._walking
        )
        panels.diagram.show_state(frame.diagram)
        if frame.output is not self._output:
            self._output = frame.output
            panels.output.show_values(frame.output)
        self._read_out(panels.output.place)

    def _show_activation(self) -> None:
        seen = not self._panels.activation.visibleRegion().isEmpty()
        unseen = self._controller.playing and not seen
        if self._painter is None or unseen:
            return
        inputs = self._painter.plan.data.train.inputs
        values = activation_values(self._painter.network, inputs, self._layer)
        self._panels.activation.show_values(values)

    @Slot()
    def _show_overview(self) -> None:
        if self._painter is not None:
            plan = self._painter.plan
            found = overview(self._painter.network, plan.data)
            self._panels.output.show_overview(found)

    @Slot()
    def show_settings(self) -> None:
        """Show the settings again: they are others now, in the same run."""
        start = self._controller.started
        if start is not None:
            config, data = self._controller.config, start.data.dataset
            self._panels.experiment.show_config(config, data)

    def show_difference(self, difference: Floats | None) -> None:
        """Let the edges show a difference of parameters, flat, where they are to."""
        if self._painter is not None:
            self._painter.difference = difference
            self._repaint()

    @Slot(object)
    def show_check(self, found: LiveCheck) -> None:
        """Show in the diagram which gradients are right, where that is chosen."""
        start = self._controller.started
        if self._painter is not None and start is not None and found.run == start.run:
            self._painter.verdicts = verdicts_of(found)
            if self._panels.edges.kind == "check":
                self._repaint()

    @Slot(int, int)
    def _select(self, layer: int, _neuron: int) -> None:
        if layer >= 1:
            self._layer = layer
            self._show_activation()

    @Slot(int)
    def show_sample(self, row: int) -> None:
        """Make a row of the data set the current sample."""
        self._row = row
        self._panels.output.show_sample(row)
        if self._painter is not None:
            self._painter.look_again()
        self._repaint()

    @Slot(int)
    def step_sample(self, step: int) -> None:
        """Make a sample so many rows further on the current one."""
        if self._painter is not None:
            samples = self._painter.plan.data.dataset.samples
            self.show_sample((self._row + step) % samples)

    @Slot(object)
    def _read_out(self, place: tuple[float, ...] | None) -> None:
        if self._painter is not None and place is not None:
            found = read_out(self._painter.network, self._painter.plan, place)
            self._panels.output.show_read_out(found)

    @Slot(object)
    def _classify(self, pixels: Floats) -> None:
        if self._painter is not None:
            network, data = self._painter.network, self._painter.plan.data
            shares = shares_of_drawing(network, data, pixels)
            self._panels.output.show_drawing_shares(shares)


def _standing(snapshot: Snapshot) -> RunStatus:
    found = snapshot.evaluation
    if found is None:
        return RunStatus(snapshot.iteration, snapshot.epoch)
    best = found.test or found.train
    return RunStatus(
        iteration=snapshot.iteration,
        epoch=snapshot.epoch,
        train_cost=found.train.cost,
        test_cost=found.test.cost if found.test else None,
        score=best.measure,
        score_name="R²" if best.accuracy is None else "accuracy",
        rate=snapshot.iterations_per_second,
    )
