"""Looks in the background for what keeps the run from learning, and tries remedies."""

import time
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

import msgspec
import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.core.types import Floats
from nnviz.data.prepared import PreparedData
from nnviz.live.reports import Examined
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.findings.find import find
from nnviz.session.findings.finding import Finding
from nnviz.session.findings.proof import prove
from nnviz.session.interruption import CheckInterrupt, Interrupted
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.reporting_thread import Pauses, ReportingThread
from nnviz.ui.threads.run_controller import RunController

_AT_REST_MS = 250
"""Milliseconds after which a moment that is shown at rest is looked at."""

_TRAINING_MS = 4000
"""Milliseconds between two looks at a run that trains."""

_GENEROUS, _MODEST = 0.5, 3.0
"""How many times as long as it works a remedy pauses: at rest, and beside training."""

_RARELY = 20.0
"""A run trains for at least this many times as long as a look at it took."""


@dataclass(frozen=True, slots=True, eq=False)
class CopiedRun:
    """What is looked at: a moment of a run, and the data it is trained on.

    One that another program has recorded cannot be trained again.
    """

    moment: Examined
    data: PreparedData
    at_rest: bool
    of_record: bool = False

    def trainer(self) -> Trainer:
        """Bring the moment back, apart from the run."""
        state = self.moment.state
        # The data have the derived inputs already.
        config = state.config.changed(derived=())
        trainer = Trainer(config, self.data.dataset, self.data)
        trainer.resume(state)
        return trainer


@dataclass(frozen=True, slots=True, eq=False)
class MomentFindings:
    """What was found at a moment of a run, the cause first; nothing if all is well.

    Attributes
    ----------
    at_rest
        Whether the run rests there.
    settled
        Whether it does, and nothing more is to come, no dates either.
    seconds
        The processor time it took.
    """

    run: int
    position: Position
    findings: tuple[Finding, ...]
    at_rest: bool
    settled: bool
    seconds: float


class FindingWorker(ReportingThread):
    """Looks at the moment it was last asked about; a newer wish ends an older one."""

    found = Signal(object)
    """MomentFindings."""

    failed = Signal(str)
    """What was raised; the thread has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("finding", parent)
        self._wishes: SimpleQueue[CopiedRun | None] = SimpleQueue()
        self._pauses = Pauses()

    def look(self, subject: CopiedRun) -> None:
        """Ask what is wrong with a moment, instead of any other."""
        self._wishes.put(subject)

    def wake(self) -> None:
        """Make the thread look up, should it wait for a wish."""
        self._wishes.put(None)

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(message)

    def work(self) -> None:
        """Look at what is asked for; this is what the thread is for."""
        while not self.interrupted:
            subject = self._wishes.get()
            try:
                while True:
                    subject = self._wishes.get_nowait()
            except Empty:
                pass
            if subject is not None:
                self._look(subject)
            # Its data, which may be hundreds of MiB, are not held until the next wish.
            del subject

    def _look(self, subject: CopiedRun) -> None:
        moment, began = subject.moment, time.thread_time()

        def say(found: tuple[Finding, ...], *, settled: bool) -> None:
            spent = time.thread_time() - began
            place = moment.run, moment.position
            answer = MomentFindings(*place, found, subject.at_rest, settled, spent)
            self.found.emit(answer)

        try:
            trainer = subject.trainer()
            self._look_up()
            if subject.of_record:
                say(_found_in_record(trainer, self._look_up), settled=True)
                return
            trains_on = not subject.at_rest
            found = find(
                trainer,
                dated=False,
                trains_on=trains_on,
                check_interrupt=self._look_up,
            )
            say(found, settled=subject.at_rest and not found)
            if subject.at_rest and found:
                # Training again takes time, which a run that trains needs itself.
                found = find(trainer, check_interrupt=self._look_up)
                say(found, settled=True)
        except _OvertakenError:
            return

    def _look_up(self) -> None:
        if self.interrupted:
            raise Interrupted
        if not self._wishes.empty():
            raise _OvertakenError
        self._pauses.take()


def _found_in_record(
    trainer: Trainer, check_interrupt: CheckInterrupt
) -> tuple[Finding, ...]:
    """Return what the recorded numbers tell; no remedy can be tried on them."""
    found = find(trainer, dated=False, trains_on=True, check_interrupt=check_interrupt)
    return tuple(msgspec.structs.replace(one, remedy=None) for one in found)


class _OvertakenError(Exception):
    """A newer wish has come."""


class RemedyWorker(ReportingThread):
    """Tries one remedy, and ends.

    Parameters
    ----------
    subject, finding
        The run, and what was found in it.
    """

    progressed = Signal(int)
    """How many iterations have been trained with the remedy."""

    ended = Signal(object)
    """The Finding with its proof; without one if its settings cannot be."""

    failed = Signal(str)
    """What was raised."""

    def __init__(
        self, subject: CopiedRun, finding: Finding, parent: QObject | None = None
    ) -> None:
        super().__init__("remedy", parent)
        self._subject, self._finding = subject, finding
        self._pauses, self._told = Pauses(), 0.0

    def make_room(self, training: bool) -> None:
        """Work at a quarter of the time beside a run that trains."""
        self._pauses.share = _MODEST if training else _GENEROUS

    def wake(self) -> None:
        """Nothing: it never waits."""

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(message)

    def work(self) -> None:
        """Train with the remedy; this is what the thread is for."""
        found = self._finding
        assert found.remedy is not None
        trainer = self._subject.trainer()
        proof = prove(trainer, found.remedy, self._look_up, self._tell)
        self.ended.emit(found.with_proof(proof))

    def _look_up(self) -> None:
        if self.interrupted:
            raise Interrupted
        self._pauses.take()

    def _tell(self, done: int) -> None:
        if time.monotonic() - self._told > 0.1:
            self._told = time.monotonic()
            self.progressed.emit(done)


class LiveFindings(QObject):
    """Has the run of the window looked at: soon at rest, now and then as it trains.

    Parameters
    ----------
    controller
        The run.
    """

    found = Signal(object)
    """MomentFindings about the moment shown; other runs' and moments' are dropped."""

    progressed = Signal(int)
    """How many iterations have been trained with the remedy that is being tried."""

    tried = Signal(object)
    """A Finding with its proof, or None: the remedy is no longer being tried."""

    failed = Signal(str)
    """What went wrong in the background."""

    def __init__(
        self, controller: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._worker: FindingWorker | None = None
        self._remedy: RemedyWorker | None = None
        self._leaving: set[ReportingThread] = set()
        self._subject: CopiedRun | None = None
        self._looked_at: tuple[int, Position, Floats] | None = None
        self._took, self._awaits = 0.0, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        controller.run_started.connect(self._begin)
        controller.snapshot_changed.connect(self._follow)
        controller.examined.connect(self._look)
        controller.playing_changed.connect(self._make_room)

    def close(self) -> None:
        """End the threads and wait for them."""
        self._timer.stop()
        self.give_up()
        worker, self._worker = self._worker, None
        if worker is not None:
            self._leave(worker)
        for leaving in tuple(self._leaving):
            leaving.stop()
        self._leaving.clear()

    def try_remedy(self, finding: Finding) -> None:
        """Train with a remedy in the background, for as many iterations as the run."""
        subject = self._subject
        if subject is None or self._remedy is not None:
            return
        self._remedy = worker = RemedyWorker(subject, finding)
        worker.progressed.connect(self._pass_on)
        worker.ended.connect(self._end)
        worker.failed.connect(self._fail_to_try)
        worker.make_room(self._controller.playing)
        worker.start(RemedyWorker.Priority.LowPriority)

    @Slot(bool)
    def _make_room(self, training: bool) -> None:
        if self._remedy is not None:
            self._remedy.make_room(training)

    def give_up(self) -> None:
        """Stop trying a remedy."""
        worker, self._remedy = self._remedy, None
        if worker is not None:
            self._leave(worker)

    def _leave(self, worker: ReportingThread) -> None:
        """Ask a thread to end; the window does not wait for what it is at."""
        self._leaving.add(worker)
        worker.finished.connect(self._forget)
        worker.requestInterruption()
        worker.wake()
        if worker.isFinished():
            self._leaving.discard(worker)

    @Slot()
    def _forget(self) -> None:
        worker = self.sender()
        if isinstance(worker, ReportingThread):
            # It has said that it is finished, but may be about to return.
            worker.wait()
            self._leaving.discard(worker)

    @Slot(object)
    def _begin(self, _start: RunStart) -> None:
        self.give_up()
        self._timer.stop()
        self._subject = self._looked_at = None
        self._awaits = False

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        """Plan the next look."""
        if snapshot.iteration == 0 and snapshot.at_rest:
            self._timer.stop()
            self._looked_at = None
        elif not snapshot.at_rest:
            if not self._awaits and (not self._timer.isActive() or self._is_soon):
                rarely = round(_RARELY * self._took * 1000.0)
                self._timer.start(max(_TRAINING_MS, rarely))
        elif snapshot.recorded is not None and snapshot.recorded.follows:
            # It changes all the time: a newer wish would end each look, as above.
            if not self._awaits and not self._timer.isActive():
                self._timer.start(_TRAINING_MS)
        elif not self._is_known(snapshot) and not self._is_soon:
            self._timer.start(_AT_REST_MS)

    @property
    def _is_soon(self) -> bool:
        return self._timer.isActive() and self._timer.interval() == _AT_REST_MS

    def _is_known(self, snapshot: Snapshot) -> bool:
        """Tell whether a moment has been looked at as it is."""
        if self._looked_at is None:
            return False
        run, position, parameters = self._looked_at
        return (
            run == snapshot.run
            and position == snapshot.position
            and np.array_equal(parameters, snapshot.lane.parameters, equal_nan=True)
        )

    @Slot()
    def _ask(self) -> None:
        """Ask for the moment shown, instead of any other."""
        snapshot = self._controller.snapshot
        if snapshot is None or snapshot.iteration == 0:
            return
        if snapshot.at_rest:
            place = snapshot.run, snapshot.position
            self._looked_at = (*place, snapshot.lane.parameters)
        self._controller.examine()

    @Slot(object)
    def _look(self, moment: Examined) -> None:
        start, snapshot = self._controller.started, self._controller.snapshot
        if start is None or snapshot is None or moment.run != start.run:
            return
        if self._worker is None:
            self._worker = FindingWorker()
            self._worker.found.connect(self._receive)
            self._worker.failed.connect(self._fail)
            self._worker.start(FindingWorker.Priority.LowPriority)
        at_rest = snapshot.at_rest and snapshot.position == moment.position
        of_record = start.recording is not None
        self._subject = CopiedRun(moment, start.lane.data, at_rest, of_record)
        self._awaits = True
        self._worker.look(self._subject)

    @Slot(object)
    def _receive(self, found: MomentFindings) -> None:
        start, snapshot = self._controller.started, self._controller.snapshot
        if start is None or snapshot is None or found.run != start.run:
            return
        self._took, self._awaits = found.seconds, False
        if not snapshot.at_rest:
            # It may have begun to train since it was looked at.
            self.found.emit(replace(found, at_rest=False, settled=False))
        elif found.position == snapshot.position:
            self.found.emit(found)

    @Slot(int)
    def _pass_on(self, done: int) -> None:
        if self.sender() is self._remedy:
            self.progressed.emit(done)

    @Slot(object)
    def _end(self, finding: Finding) -> None:
        if self.sender() is self._remedy:
            self.give_up()
            self.tried.emit(finding)

    @Slot(str)
    def _fail_to_try(self, message: str) -> None:
        if self.sender() is self._remedy:
            self.give_up()
            self.tried.emit(None)
            self.failed.emit(message)

    @Slot(str)
    def _fail(self, message: str) -> None:
        worker, self._worker = self._worker, None
        self._awaits = False
        if worker is not None:
            self._leave(worker)
        self.failed.emit(message)
