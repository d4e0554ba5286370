"""Between the run and what shows it: values come in, wishes go back."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.session.config import RunConfig
from nnviz.session.stop import Stop
from nnviz.ui.activation_panel.statistics import activation_values
from nnviz.ui.controls.counters import Standing
from nnviz.ui.output.image_values import overview, shares_of_drawing
from nnviz.ui.output.values import OutputValues, read_out
from nnviz.ui.panels import Panels
from nnviz.ui.pictures import FramePainter
from nnviz.ui.run.run_controller import RunController
from nnviz.ui.run.snapshot import Block, RunStart, Snapshot

_PLOTS_EVERY = 3
"""Frames between two looks at the plots: a curve's new end is a pixel or two."""

_UNTIL_STILL = 3
"""Frames at rest until everything, drawn in turns, has been drawn."""

_SELDOM = 15
"""Frames between two looks at what is slow to work out."""


class WindowViews(QObject):
    """Shows the run in the window's panels, and passes the user's wishes on.

    Signals
    -------
    titled
        The data of the run have this title.
    chosen
        The user has chosen this `RunConfig`.
    """

    titled = Signal(str)
    chosen = Signal(object)

    def __init__(
        self, controller: RunController, panels: Panels, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._panels = panels
        self._painter: FramePainter | None = None
        self._snapshot: Snapshot | None = None
        self._output: OutputValues | None = None
        self._row = 0
        self._layer = 1
        self._frames = 0
        self._still = 0
        self._remedy: dict[str, float] = {}
        self._connect_run()
        self._connect_wishes()

    def _connect_run(self) -> None:
        controller = self._controller
        controller.run_started.connect(self._show_start)
        controller.block_arrived.connect(self._show_block)
        controller.snapshot_changed.connect(self._show_snapshot)
        controller.playing_changed.connect(self._panels.run_bar.show_running)
        controller.stopped.connect(self._show_stop)
        controller.failed.connect(self._show_failure)

    def _connect_wishes(self) -> None:
        panels, controller = self._panels, self._controller
        bar = panels.run_bar
        bar.play_requested.connect(controller.play)
        bar.pause_requested.connect(controller.pause)
        bar.reset_requested.connect(controller.reset)
        bar.speed_chosen.connect(controller.set_speed)
        bar.step_requested.connect(self._step)
        panels.experiment.config_wished.connect(self._start)
        panels.experiment.tuned.connect(self._tune)
        panels.experiment.refused.connect(self._refuse)
        panels.edges.kind_chosen.connect(self._repaint)
        panels.diagram.selection_changed.connect(self._select)
        panels.diagram.weight_edited.connect(self._edit_weight)
        panels.diagram.bias_edited.connect(self._edit_bias)
        panels.output.sample_requested.connect(self._choose_sample)
        panels.output.sample_step_requested.connect(self._step_sample)
        panels.output.pointer_moved.connect(self._read_out)
        panels.output.overview_requested.connect(self._show_overview)
        panels.output.digit_drawn.connect(self._classify)
        panels.messages.action_triggered.connect(self._remedied)

    @Slot(object)
    def _show_start(self, start: RunStart) -> None:
        panels = self._panels
        self._painter = FramePainter(start)
        self._snapshot = None
        self._row, self._layer = int(start.data.train_rows[0]), 1
        for plot in panels.plots:
            plot.clear()
        layers = [f"layer {i}" for i in range(1, len(start.network.sizes))]
        panels.gradients.set_layers(layers)
        regression = start.data.dataset.task == "regression"
        panels.accuracy.set_title("R²" if regression else "Accuracy")
        panels.experiment.show_config(self._controller.config, start.data.dataset)
        panels.output.show_plan(self._painter.plan)
        self.titled.emit(start.data.dataset.title)

    @Slot(object)
    def _show_block(self, block: Block) -> None:
        panels = self._panels
        if len(block.costs):
            panels.cost.extend(
                block.first_iteration, np.asarray(block.costs, np.float64)
            )
        for found in block.evaluations:
            train, test = found.train, found.test
            panels.cost.add_evaluation(
                found.iteration, train.cost, test.cost if test else None
            )
            if train.measure is not None:
                other = test.measure if test else None
                panels.accuracy.add_evaluation(found.iteration, train.measure, other)

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        if self._painter is None or self._is_still(snapshot):
            return
        self._frames += 1
        self._repaint()
        panels = self._panels
        if snapshot.iteration and snapshot.is_present:
            norms = snapshot.gradient_norms.tolist()
            panels.gradients.add_norms(snapshot.iteration, norms)
        if self._frames % _PLOTS_EVERY == 1 or not self._controller.playing:
            for plot in panels.plots:
                plot.refresh()
        panels.run_bar.show_standing(_standing(snapshot))
        if self._frames % _SELDOM == 1 or not self._controller.playing:
            self._show_activation()
            self._painter.look_for_lost_neurons()
            if panels.output.wants_overview:
                self._show_overview()

    def _is_still(self, snapshot: Snapshot) -> bool:
        """Take the snapshot up; tell whether all of it has been shown at rest."""
        before, self._snapshot = self._snapshot, snapshot
        same = (
            before is not None
            and not self._controller.playing
            and snapshot.iteration == before.iteration
            and snapshot.evaluation is before.evaluation
            and np.array_equal(snapshot.parameters, before.parameters, equal_nan=True)
        )
        self._still = self._still + 1 if same else 0
        return self._still > _UNTIL_STILL

    @Slot()
    def _repaint(self) -> None:
        if self._painter is None or self._snapshot is None:
            return
        panels = self._panels
        frame = self._painter.frame(self._snapshot, panels.edges.kind, self._row)
        panels.diagram.show_state(frame.diagram)
        if frame.output is not self._output:
            self._output = frame.output
            panels.output.show_values(frame.output)

    def _show_activation(self) -> None:
        unseen = self._controller.playing and not self._panels.activation.isVisible()
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

    @Slot(object)
    def _show_stop(self, stop: Stop) -> None:
        panels = self._panels
        if stop.reason != "diverged":
            panels.messages.show_message(stop.message, "good")
            return
        rate = self._controller.config.learning_rate
        start = self._controller.started
        rate = rate or (start.config.learning_rate if start else None) or 0.1
        self._remedy = {"learning_rate": rate / 10.0}
        panels.cost.mark(stop.iteration, "diverged")
        panels.messages.show_message(
            stop.message, "error", f"Start again with {rate / 10.0:g}"
        )

    @Slot(str)
    def _show_failure(self, message: str) -> None:
        self._panels.messages.show_message(message, "error")

    @Slot()
    def _remedied(self) -> None:
        config = self._controller.config.changed(**self._remedy)
        self._start(config)

    @Slot(str)
    def _step(self, size: str) -> None:
        controller = self._controller
        if size == "epoch":
            controller.run_epoch()
        else:
            controller.step()

    @Slot(object)
    def _start(self, config: RunConfig) -> None:
        self._panels.messages.clear()
        self._controller.start(config)
        self.chosen.emit(config)

    @Slot(dict)
    def _tune(self, settings: dict[str, float]) -> None:
        try:
            self._controller.change(**settings)
        except InputError as error:
            self._refuse(str(error))
        else:
            self.chosen.emit(self._controller.config)

    @Slot(str)
    def _refuse(self, why: str) -> None:
        self._panels.messages.show_message(why, "warning")

    @Slot(int, int)
    def _select(self, layer: int, _neuron: int) -> None:
        if layer >= 1:
            self._layer = layer
            self._show_activation()

    @Slot(int, int, int, float)
    def _edit_weight(self, layer: int, neuron: int, column: int, value: float) -> None:
        self._edit(layer, neuron, column, value)

    @Slot(int, int, float)
    def _edit_bias(self, layer: int, neuron: int, value: float) -> None:
        self._edit(layer, neuron, -1, value)

    def _edit(self, layer: int, neuron: int, column: int, value: float) -> None:
        if self._painter is None:
            return
        layout = self._painter.network.layout
        place = layout.place_of(layer, neuron, column)
        self._controller.edit_parameter(place, value)

    @Slot(int)
    def _choose_sample(self, row: int) -> None:
        self._row = row
        if self._painter is not None:
            self._painter.look_again()
        self._repaint()

    @Slot(int)
    def _step_sample(self, step: int) -> None:
        if self._painter is not None:
            samples = self._painter.plan.data.dataset.samples
            self._choose_sample((self._row + step) % samples)

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


def _standing(snapshot: Snapshot) -> Standing:
    found = snapshot.evaluation
    if found is None:
        return Standing(snapshot.iteration, snapshot.epoch)
    best = found.test or found.train
    return Standing(
        iteration=snapshot.iteration,
        epoch=snapshot.epoch,
        train_cost=found.train.cost,
        test_cost=found.test.cost if found.test else None,
        score=best.measure,
        score_name="R²" if best.accuracy is None else "accuracy",
        rate=snapshot.iterations_per_second,
    )
