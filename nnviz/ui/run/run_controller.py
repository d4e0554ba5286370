"""Owns the run in the window: starts it, steers it, and tells what comes of it."""

from collections.abc import Set
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.defaults import resolve
from nnviz.session.engine import check_edit
from nnviz.session.ruled_out import check_mistake, obstacle
from nnviz.session.run_state import RunState
from nnviz.session.stop import Stop
from nnviz.session.timeline.standing import TimelineStanding
from nnviz.ui.run.changes import CHANGEABLE, differing, want_same_samples
from nnviz.ui.run.chosen import ChosenSettings
from nnviz.ui.run.commands import Change, Command, Edit, Save, ShowSnapshot, TakeBack
from nnviz.ui.run.run_steering import RunSteering
from nnviz.ui.run.snapshot import Block, Difference, RunStart, Snapshot
from nnviz.ui.run.training_worker import TrainingWorker
from nnviz.ui.run.workers import Workers

_FRAME = 15
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

    saved = Signal(object)
    """The Path of a session file that has been written."""

    not_saved = Signal(str)
    """Why a session file could not be written; the run goes on."""

    mistake_ruled_out = Signal(str, str)
    """A mistake that has been switched off, and why it makes no difference now."""

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
        self._diverged = False
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

    def take_up(
        self, config: RunConfig, dataset: Dataset, state: RunState | None = None
    ) -> None:
        """Start a run on the data a configuration loads, which are at hand.

        With a state it goes on from there, at rest.
        """
        self._given = None
        self._begin(config, dataset, state)

    def save(self, path: Path) -> None:
        """Write the run as it is into a session file; ``saved`` tells when it is done.

        What is asked for is written even if another run is started, or the window is
        closed, meanwhile.
        """
        if self._workers.current is None:
            self.not_saved.emit(f"{path}: there is no run to save")
        self._ask(Save(path, self._chosen.config))

    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        self._begin(self._chosen.config, self._data_for(self._chosen.config))

    def change(self, **settings: Any) -> None:  # noqa: ANN401
        """Give settings other values; see ``change_to``."""
        self.change_to(self._chosen.config.changed(**settings))

    def change_to(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Take other settings: during the run if they can, else in a new run.

        A new run starts from the same initial weights where the layers' shapes agree,
        and trains if the old one did.

        Raises
        ------
        InputError
            For a value that cannot be; the run goes on as it was.
        """
        changed = differing(self._chosen.config, config)
        start = self._started
        if start is not None and self._can_change(changed, dataset):
            # What is left open follows from the data: the trainer needs a value.
            settled = resolve(config, start.data.dataset)
            if "mistake" in changed:
                check_mistake(settled, start.network, start.loss, start.batch_size)
            self._chosen.config = config
            self._ask(Change({name: getattr(settled, name) for name in changed}))
            return
        playing = self.playing
        if dataset is not None:
            self._given = dataset
        self._begin(config, self._data_for(config) if dataset is None else dataset)
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
            settled = self._chosen.switch(settings)
            self._ask(Change(settings))
            if settled is not None and self._tell_ruled_out(settled):
                self._chosen.switch({"mistake": None})

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

    def _begin(
        self,
        config: RunConfig,
        dataset: Dataset | None,
        state: RunState | None = None,
    ) -> None:
        """Put a new run in place of the current one."""
        self._workers.retire()
        self._run += 1
        self._chosen.begin(config)
        self._started = self._snapshot = None
        self._asked = self._fresh = self._diverged = False
        self._set_playing(False)
        worker = TrainingWorker(self._run, config, dataset, state)
        worker.prepared.connect(self._on_prepared)
        worker.iterated.connect(self._on_iterated)
        worker.pictured.connect(self._on_pictured)
        worker.rested.connect(self._on_rested)
        worker.stopped.connect(self._on_stopped)
        worker.travelled.connect(self._on_travelled)
        worker.compared.connect(self._on_compared)
        worker.saved.connect(self._on_saved)
        worker.not_saved.connect(self._on_not_saved)
        worker.failed.connect(self._on_failed)
        self._workers.start(worker)
        self.set_speed(self.speed)
        self._frames.start()

    def _can_change(self, settings: Set[str], dataset: Dataset | None) -> bool:
        """Tell whether settings can change in the current run, as it is."""
        alive = self._workers.current is not None and not self._diverged
        same_data = dataset is None or dataset is self._given
        return alive and same_data and settings <= CHANGEABLE

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
            wanted = start.config.changed(mistake=self._chosen.config.mistake)
            self._started = start
            self._chosen.settle(start.config)
            self.run_started.emit(start)
            self._tell_ruled_out(wanted)

    def _tell_ruled_out(self, config: RunConfig) -> bool:
        """Say if the current run leaves the mistake of these settings out."""
        start = self._started
        if start is None:
            return False
        why = obstacle(config, start.network, start.loss, start.batch_size)
        if why is not None:
            self.mistake_ruled_out.emit(config.mistake, why)
        return why is not None

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
            self._diverged = stop.reason == "diverged"
            self.stopped.emit(stop)

    @Slot(int, object)
    def _on_travelled(self, run: int, standing: TimelineStanding) -> None:
        if run == self._run:
            self.timeline_changed.emit(standing)

    @Slot(object)
    def _on_compared(self, difference: Difference) -> None:
        if difference.run == self._run:
            self.compared.emit(difference)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.saved.emit(path)

    @Slot(str)
    def _on_not_saved(self, message: str) -> None:
        self.not_saved.emit(message)

    @Slot(int, str)
    def _on_failed(self, run: int, message: str) -> None:
        if run == self._run:
            self._frames.stop()
            self._workers.retire()
            self._set_playing(False)
            self.failed.emit(message)
