"""Owns the run in the window: starts it, steers it, and tells what comes of it."""

from collections.abc import Set
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.defaults import resolve
from nnviz.session.stop import Stop
from nnviz.ui.run.changes import CHANGEABLE, differing, want_same_samples
from nnviz.ui.run.commands import (
    Change,
    Command,
    Edit,
    SetSpeed,
    ShowSnapshot,
    TakeBack,
    Train,
    TrainEpoch,
)
from nnviz.ui.run.snapshot import Block, RunStart, Snapshot
from nnviz.ui.run.training_worker import TrainingWorker
from nnviz.ui.run.workers import Workers

_FRAME = 16
"""Milliseconds between two frames."""


class RunController(QObject):
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

    playing_changed = Signal(bool)
    """Whether the run trains, or is asked to."""

    stopped = Signal(object)
    """A Stop: a stop condition holds."""

    failed = Signal(str)
    """What went wrong; the run is over, and another one can be started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._order = 0, 0
        self._config = RunConfig()
        self._given: Dataset | None = None
        self._workers = Workers(self)
        self._started: RunStart | None = None
        self._snapshot: Snapshot | None = None
        self._playing, self._asked, self._fresh = False, False, False
        self._diverged = False
        self._speed: float | None = None
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(_FRAME)
        self._frames.timeout.connect(self._show_frame)

    @property
    def run(self) -> int:
        """The number of the current run, 0 before the first."""
        return self._run

    @property
    def given(self) -> Dataset | None:
        """The data that the current run was started with, if not by their name."""
        return self._given

    @property
    def config(self) -> RunConfig:
        """The settings as chosen; those left open are settled in ``started``."""
        return self._config

    @property
    def started(self) -> RunStart | None:
        """The current run, once it is ready."""
        return self._started

    @property
    def snapshot(self) -> Snapshot | None:
        """The latest snapshot of the current run."""
        return self._snapshot

    @property
    def playing(self) -> bool:
        """Whether the run trains, or is asked to."""
        return self._playing

    @property
    def speed(self) -> float | None:
        """Iterations per second wanted; None for as many as possible."""
        return self._speed

    def start(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Start a new run in place of the current one; it rests until play or step.

        What cannot be used is told by ``failed``; the data are loaded and the network
        is built in the thread.
        """
        self._given = dataset
        self._begin(config, dataset)

    def play(self) -> None:
        """Train until paused or a stop condition holds."""
        self._train(Train(None, self._next_order()))

    def pause(self) -> None:
        """Come to rest after the iteration being done."""
        self._ask(Train(0, self._next_order()))
        self._set_playing(False)

    def step(self, iterations: int = 1) -> None:
        """Do so many iterations and rest."""
        self._train(Train(iterations, self._next_order()))

    def run_epoch(self) -> None:
        """Train to the end of the epoch that has begun, or a whole one, and rest."""
        self._train(TrainEpoch(self._next_order()))

    def set_speed(self, iterations_per_second: float | None) -> None:
        """Train at most so many iterations a second; without limit if None."""
        self._speed = iterations_per_second
        self._ask(SetSpeed(iterations_per_second))

    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        self._begin(self._config, self._data_for(self._config))

    def new_weights(self) -> None:
        """Start again from the initial weights of the next seed."""
        self.change(seed=self._config.seed + 1)

    def change(self, **settings: Any) -> None:  # noqa: ANN401
        """Give settings other values; see ``change_to``."""
        self.change_to(self._config.changed(**settings))

    def change_to(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Take other settings: during the run if they can, else in a new run.

        A new run starts from the same initial weights where the layers' shapes agree,
        and trains if the old one did.

        Raises
        ------
        InputError
            For a value that cannot be; the run goes on as it was.
        """
        changed = differing(self._config, config)
        start = self._started
        if start is not None and self._can_change(changed, dataset):
            # What is left open follows from the data: the trainer needs a value.
            settled = resolve(config, start.data.dataset)
            self._config = config
            self._ask(Change({name: getattr(settled, name) for name in changed}))
            return
        playing = self._playing
        if dataset is not None:
            self._given = dataset
        self._begin(config, self._data_for(config) if dataset is None else dataset)
        if playing:
            self.play()

    def edit_parameter(self, index: int, value: float) -> None:
        """Set one entry of the flat vector of parameters."""
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
        self._config, self._started, self._snapshot = config, None, None
        self._asked = self._fresh = self._diverged = False
        self._set_playing(False)
        worker = TrainingWorker(self._run, config, dataset)
        worker.prepared.connect(self._on_prepared)
        worker.iterated.connect(self._on_iterated)
        worker.pictured.connect(self._on_pictured)
        worker.rested.connect(self._on_rested)
        worker.stopped.connect(self._on_stopped)
        worker.failed.connect(self._on_failed)
        self._workers.start(worker)
        self._ask(SetSpeed(self._speed))
        self._frames.start()

    def _can_change(self, settings: Set[str], dataset: Dataset | None) -> bool:
        """Tell whether settings can change in the current run, as it is."""
        alive = self._workers.current is not None and not self._diverged
        same_data = dataset is None or dataset is self._given
        return alive and same_data and settings <= CHANGEABLE

    def _data_for(self, config: RunConfig) -> Dataset | None:
        """Return the data of the current run if a configuration wants the same."""
        if self._given is not None and config.dataset == self._config.dataset:
            return self._given
        self._given = None
        if self._started is None:
            return None
        same = want_same_samples(config, self._config)
        return self._started.dataset if same else None

    def _ask(self, command: Command) -> None:
        if self._workers.current is not None:
            self._workers.current.ask(command)

    def _train(self, command: Command) -> None:
        if self._workers.current is not None:
            self._ask(command)
            self._set_playing(True)

    def _next_order(self) -> int:
        self._order += 1
        return self._order

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

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
            self.run_started.emit(start)

    @Slot(object)
    def _on_iterated(self, block: Block) -> None:
        if block.run == self._run:
            self.block_arrived.emit(block)
            self._ask(TakeBack())

    @Slot(object)
    def _on_pictured(self, snapshot: Snapshot) -> None:
        if snapshot.run == self._run:
            self._snapshot = snapshot
            self._asked, self._fresh = False, True

    @Slot(int, int)
    def _on_rested(self, run: int, order: int) -> None:
        if (run, order) == (self._run, self._order):
            self._set_playing(False)

    @Slot(int, object)
    def _on_stopped(self, run: int, stop: Stop) -> None:
        if run == self._run:
            self._diverged = stop.reason == "diverged"
            self.stopped.emit(stop)

    @Slot(int, str)
    def _on_failed(self, run: int, message: str) -> None:
        if run == self._run:
            self._frames.stop()
            self._workers.retire()
            self._set_playing(False)
            self.failed.emit(message)
