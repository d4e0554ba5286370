"""What a run in the window tells: from the queue of its thread to signals."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.live.commands import Command, ShowSnapshot, TakeBack
from nnviz.live.requested_config import RequestedConfig
from nnviz.live.snapshot import Block, Difference, RunStart, Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.mistake_applicability import obstacle
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.ui.threads.run_steering import RunSteering
from nnviz.ui.threads.training_worker import TrainingWorker
from nnviz.ui.threads.worker_pool import WorkerPool

_FRAME = 15
"""Milliseconds between two frames."""


class RunReports(RunSteering):
    """Tells what comes of a run, and asks for a picture of it once a frame.

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
    """A TimelineView; while a branch grows, snapshots alone tell its end."""

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
        self._chosen = RequestedConfig()
        self._workers: WorkerPool[TrainingWorker] = WorkerPool(self)
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
    def started(self) -> RunStart | None:
        """The current run, once it is ready."""
        return self._started

    @property
    def snapshot(self) -> Snapshot | None:
        """The latest snapshot of the current run."""
        return self._snapshot

    def _listen(self, worker: TrainingWorker) -> None:
        """Take in what the thread of a new run will tell."""
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
    def _on_travelled(self, run: int, standing: TimelineView) -> None:
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
