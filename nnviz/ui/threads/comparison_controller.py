"""Owns the comparison of the window: there is at most one at a time."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.live.commands import (
    Command,
    SetSpeed,
    ShowMoment,
    ShowSnapshot,
    StepBack,
    StepBackEpoch,
    TakeBack,
    Train,
    TrainEpoch,
)
from nnviz.live.comparison_snapshot import (
    ComparisonSnapshot,
    ComparisonStart,
    ComparisonWish,
)
from nnviz.live.first_difference_desk import (
    Asked,
    FindFirstDifference,
    FirstDifferenceAnswer,
)
from nnviz.session.comparison.comparison_state import CostBlock
from nnviz.ui.threads.comparison_worker import ComparisonWorker
from nnviz.ui.threads.worker_pool import WorkerPool

_FRAME = 15
"""Milliseconds between two frames."""


class ComparisonController(QObject):
    """Starts comparisons, turns wishes into commands, and tells what comes of them.

    Every value comes from the thread by way of its queue; what a comparison that is
    over still had in the queue is dropped.
    """

    started = Signal(object)
    """A ComparisonStart: the contenders are ready to train."""

    block_arrived = Signal(object)
    """A CostBlock: every iteration exactly once, in order."""

    frame = Signal(object)
    """Once a frame: the latest ComparisonSnapshot, or None if there is no newer one."""

    playing_changed = Signal(bool)
    """Whether the contenders train, or are asked to."""

    parted = Signal(object)
    """A FirstDifferenceAnswer: how far the search is, or what it has found."""

    failed = Signal(str)
    """What went wrong; the comparison is over, and another one can be started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._order = 0, 0
        self._workers: WorkerPool[ComparisonWorker] = WorkerPool(self)
        self._start: ComparisonStart | None = None
        self._snapshot: ComparisonSnapshot | None = None
        self._playing = False
        self._speed: float | None = None
        self._asked, self._fresh = False, False
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(_FRAME)
        self._frames.timeout.connect(self._show_frame)

    @property
    def playing(self) -> bool:
        """Whether the contenders train, or are asked to."""
        return self._playing

    @property
    def is_there(self) -> bool:
        """Whether there is a comparison, or one being built."""
        return self._workers.current is not None

    @property
    def start(self) -> ComparisonStart | None:
        """The current comparison, once it is ready."""
        return self._start

    @property
    def iteration(self) -> int:
        """How many iterations are done, as far as is seen."""
        return 0 if self._snapshot is None else self._snapshot.iteration

    @property
    def snapshot(self) -> ComparisonSnapshot | None:
        """The latest snapshot of the current comparison."""
        return self._snapshot

    def compare(self, wish: ComparisonWish, dataset: Dataset | None = None) -> None:
        """Put a new comparison in place of the current one; it rests at first.

        What cannot be used is told by ``failed``.
        """
        self._leave()
        worker = ComparisonWorker(self._run, wish, dataset)
        worker.prepared.connect(self._on_prepared)
        worker.iterated.connect(self._on_iterated)
        worker.pictured.connect(self._on_pictured)
        worker.rested.connect(self._on_rested)
        worker.parted.connect(self._on_parted)
        worker.failed.connect(self._on_failed)
        self._workers.start(worker)
        self.set_speed(self._speed)
        self._frames.start()

    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        if self._start is not None:
            self.compare(self._start.wish, self._start.dataset)

    def play(self) -> None:
        """Train until paused, or until all contenders have stopped."""
        self._steer(Train(None, self._next_order()), playing=True)

    def pause(self) -> None:
        """Come to rest after the iteration being done."""
        self._steer(Train(0, self._next_order()), playing=False)

    def step(self, iterations: int = 1) -> None:
        """Do so many iterations and rest."""
        self._steer(Train(iterations, self._next_order()), playing=True)

    def step_epoch(self) -> None:
        """Train to the end of the epoch that has begun, or a whole one, and rest."""
        self._steer(TrainEpoch(self._next_order()), playing=True)

    def step_back(self, iterations: int = 1) -> None:
        """Rest, and go back so many iterations; what follows will be the same."""
        self._steer(StepBack(iterations, self._next_order()), playing=False)

    def step_back_epoch(self) -> None:
        """Rest, and go back to the last beginning of an epoch."""
        self._steer(StepBackEpoch(self._next_order()), playing=False)

    def show_moment(self, iteration: int) -> None:
        """Rest at an iteration: go back there, or on."""
        on = iteration > self.iteration
        self._steer(ShowMoment(iteration, None, self._next_order()), playing=on)

    def set_speed(self, iterations_per_second: float | None) -> None:
        """Train at most so many iterations a second; without limit if None."""
        self._speed = iterations_per_second
        self._ask(SetSpeed(iterations_per_second))

    def find_parting(self, wish: FindFirstDifference) -> None:
        """Search for the first number in which two contenders differ."""
        self._ask(wish)

    def close(self) -> None:
        """End the comparison and wait until no thread is left."""
        self._leave()
        self._workers.close()

    def _leave(self) -> None:
        self._workers.retire()
        self._frames.stop()
        self._run += 1
        self._start = self._snapshot = None
        self._asked = self._fresh = False
        self._set_playing(False)

    def _steer(self, command: Command, *, playing: bool) -> None:
        if self.is_there:
            self._ask(command)
            self._set_playing(playing)

    def _ask(self, command: Asked) -> None:
        if self._workers.current is not None:
            self._workers.current.ask(command)

    def _next_order(self) -> int:
        self._order += 1
        return self._order

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    @Slot()
    def _show_frame(self) -> None:
        """Tell that a frame is due, with what is new, and ask for what comes next."""
        fresh, self._fresh = self._fresh, False
        self.frame.emit(self._snapshot if fresh else None)
        if not self._asked and self._start is not None:
            self._asked = True
            self._ask(ShowSnapshot())

    @Slot(object)
    def _on_prepared(self, start: ComparisonStart) -> None:
        if start.run == self._run:
            self._start = start
            self.started.emit(start)

    @Slot(int, object)
    def _on_iterated(self, run: int, block: CostBlock) -> None:
        if run == self._run:
            self.block_arrived.emit(block)
            self._ask(TakeBack())

    @Slot(object)
    def _on_pictured(self, snapshot: ComparisonSnapshot) -> None:
        if snapshot.run == self._run:
            self._snapshot = snapshot
            self._asked, self._fresh = False, True

    @Slot(int, int)
    def _on_rested(self, run: int, order: int) -> None:
        if (run, order) == (self._run, self._order):
            self._set_playing(False)

    @Slot(int, object)
    def _on_parted(self, run: int, answer: FirstDifferenceAnswer) -> None:
        if run == self._run:
            self.parted.emit(answer)

    @Slot(int, str)
    def _on_failed(self, run: int, message: str) -> None:
        if run == self._run:
            self._leave()
            self.failed.emit(message)
