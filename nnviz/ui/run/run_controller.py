"""Owns the run in the window: starts it, steers it, and tells what comes of it."""

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.engine import check_edit
from nnviz.session.stop import Stop
from nnviz.session.timeline.standing import TimelineStanding
from nnviz.ui.run.changes import CHANGEABLE, want_same_samples
from nnviz.ui.run.chosen import ChosenSettings
from nnviz.ui.run.commands import Change, Command, Edit, ShowSnapshot, TakeBack
from nnviz.ui.run.run_steering import RunSteering
from nnviz.ui.run.snapshot import Block, Difference, RunStart, Snapshot
from nnviz.ui.run.training_worker import TrainingWorker
from nnviz.ui.run.workers import Workers

_FRAME = 16
"""Milliseconds between two frames."""


class RunController(RunSteering):
    """The run of the window; there is at most one at a time.

    Every value comes from the thread that trains by way of its queue; what a run that
    is over still had in the queue is dropped.
    """

    run_started = Signal(object)
    """A RunStart: a run is ready to train."""

    block_arrived = Signal(object)
    """A Block: every iteration exactly once, in order."""

    snapshot_changed = Signal(object)
    """The latest Snapshot, at most once a frame: paint from here."""

    stopped = Signal(object)
    """A Stop: a stop condition holds."""

    timeline_changed = Signal(object)
    """A TimelineStanding; while a branch grows, snapshots alone tell its end."""

    compared = Signal(object)
    """The Difference of two moments that was asked for."""

    failed = Signal(str)
    """What went wrong; the run is over, and another one can be started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        self._chosen = ChosenSettings()
        self._given: Dataset | None = None
        self._workers = Workers(self)
        self._started: RunStart | None = None
        self._snapshot: Snapshot | None = None
        self._asked, self._fresh = False, False
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(_FRAME)
        self._frames.timeout.connect(self._show_frame)

    @property
    def config(self) -> RunConfig:
        """The settings as chosen; those left open are settled in ``started``."""
        return self._chosen.config

    @property
    def started(self) -> RunStart | None:
        """The current run, once it is ready."""
        return self._started

    @property
    def snapshot(self) -> Snapshot | None:
        """The latest snapshot of the current run."""
        return self._snapshot

    def start(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Start a new run in place of the current one; it rests until play or step.

        What cannot be used is told by ``failed``; the data are loaded and the network
        is built in the thread.
        """
        self._given = dataset
        self._begin(config, dataset)

    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        self._begin(self._chosen.config, self._data_for(self._chosen.config))

    def new_weights(self) -> None:
        """Start again from the initial weights of the next seed, at rest."""
        config = self._chosen.config.changed(seed=self._chosen.config.seed + 1)
        self._begin(config, self._data_for(config))

    def change(self, **settings: Any) -> None:  # noqa: ANN401
        """Give settings other values: during the run if they can, else in a new run.

        A new run starts from the same initial weights where the layers' shapes agree,
        and trains if the old one did.

        Raises
        ------
        InputError
            For a value that cannot be; the run goes on as it was.
        """
        config = self._chosen.config.changed(**settings)
        left_open = settings.get("learning_rate", 0.0) is None
        if settings.keys() <= CHANGEABLE and not left_open:
            self._chosen.config = config
            self._ask(Change(settings))
            return
        playing = self.playing
        self._begin(config, self._data_for(config))
        if playing:
            self.play()

    def switch(self, **settings: Any) -> None:  # noqa: ANN401
        """Give a run that is ready other activations or another optimiser.

        Takes all that ``Trainer.change`` takes; the weights stay. In the past this
        opens a branch.

        Raises
        ------
        InputError
            For a value that cannot be; the run goes on as it was.
        """
        if self._started is not None:
            self._chosen.switch(settings)
            self._ask(Change(settings))

    def edit_parameter(self, index: int, value: float) -> None:
        """Set one entry of the flat vector of parameters.

        Raises
        ------
        InputError
            If there is no such entry, or the value is not a finite number.
        """
        if self._started is not None:
            check_edit(index, value, self._started.network.layout.count)
            self._ask(Edit(index, value))

    def close(self) -> None:
        """End the run and wait until no thread is left."""
        self._run += 1
        self._frames.stop()
        self._workers.close()
        self._set_playing(False)

    def _begin(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Put a new run in place of the current one."""
        self._workers.retire()
        self._run += 1
        self._chosen.begin(config)
        self._started = self._snapshot = None
        self._asked = self._fresh = False
        self._set_playing(False)
        worker = TrainingWorker(self._run, config, dataset)
        worker.prepared.connect(self._on_prepared)
        worker.iterated.connect(self._on_iterated)
        worker.pictured.connect(self._on_pictured)
        worker.rested.connect(self._on_rested)
        worker.stopped.connect(self._on_stopped)
        worker.travelled.connect(self._on_travelled)
        worker.compared.connect(self._on_compared)
        worker.failed.connect(self._on_failed)
        self._workers.start(worker)
        self.set_speed(self.speed)
        self._frames.start()

    def _data_for(self, config: RunConfig) -> Dataset | None:
        """Return the data of the current run if a configuration wants the same."""
        if self._given is not None and config.dataset == self._chosen.config.dataset:
            return self._given
        self._given = None
        if self._started is None:
            return None
        same = want_same_samples(config, self._chosen.config)
        return self._started.dataset if same else None

    @property
    def _is_there(self) -> bool:
        return self._workers.current is not None

    def _ask(self, command: Command) -> None:
        if self._workers.current is not None:
            self._workers.current.ask(command)

    @Slot()
    def _show_frame(self) -> None:
        """Show what is new, and ask for what comes next."""
        if self._fresh:
            self._fresh = False
            self.snapshot_changed.emit(self._snapshot)
        if not self._asked and self._started is not None:
            self._asked = True
            self._ask(ShowSnapshot())

    @Slot(object)
    def _on_prepared(self, start: RunStart) -> None:
        if start.run == self._run:
            self._started = start
            self._chosen.settle(start.config)
            self.run_started.emit(start)

    @Slot(object)
    def _on_iterated(self, block: Block) -> None:
        if block.run == self._run:
            self.block_arrived.emit(block)
            self._ask(TakeBack())

    @Slot(object)
    def _on_pictured(self, snapshot: Snapshot) -> None:
        if snapshot.run == self._run:
            self._chosen.adopt(snapshot)
            self._snapshot = snapshot
            self._asked, self._fresh = False, True

    @Slot(int, int)
    def _on_rested(self, run: int, order: int) -> None:
        if run == self._run:
            self._come_to_rest(order)

    @Slot(int, object)
    def _on_stopped(self, run: int, stop: Stop) -> None:
        if run == self._run:
            self.stopped.emit(stop)

    @Slot(int, object)
    def _on_travelled(self, run: int, standing: TimelineStanding) -> None:
        if run == self._run:
            self.timeline_changed.emit(standing)

    @Slot(object)
    def _on_compared(self, difference: Difference) -> None:
        if difference.run == self._run:
            self.compared.emit(difference)

    @Slot(int, str)
    def _on_failed(self, run: int, message: str) -> None:
        if run == self._run:
            self._frames.stop()
            self._workers.retire()
            self._set_playing(False)
            self.failed.emit(message)
