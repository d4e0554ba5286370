"""What the window can ask of anything that is trained or revisited, and hears of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from nnviz.live.commands import (
    Command,
    ReturnToNow,
    SetSpeed,
    ShowMoment,
    ShowSnapshot,
    StepBack,
    StepBackEpoch,
    Train,
    TrainEpoch,
)
from nnviz.live.pacing import Speed
from nnviz.live.reports import (
    Difference,
    Examined,
    FirstDifferenceAnswer,
    Left,
    NotSaved,
    NotTakenOver,
    Outdated,
    Report,
    Rested,
    Saved,
    TakenOver,
)
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.live.transport import Transport
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.ui.painting.frame_budget import WINDOW
from nnviz.ui.threads.live_worker import Inbox

if TYPE_CHECKING:
    from nnviz.live.loop import CourseBuilder


FRAME_MS = 15
"""Milliseconds between two frames at least."""


class FrameClock(QObject):
    """Shows the latest snapshot once a frame, and asks for the next.

    The next one is asked for before this one is shown: it is made while the window
    paints. One that is late for its frame is the next frame by itself, and one at rest
    answers a wish: neither waits for the clock.

    Parameters
    ----------
    show
        Called once a frame with the latest snapshot, or None if it has been shown.
    ask
        Called to have another snapshot made.

    Attributes
    ----------
    snapshot
        The one shown last, None before the first: what is newer is not known yet.
    """

    def __init__(
        self,
        show: Callable[[Snapshot | None], None],
        ask: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._show, self._ask = show, ask
        self.snapshot: Snapshot | None = None
        self._fresh: Snapshot | None = None
        self._is_asked = self._is_late = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._show_frame)

    def start(self) -> None:
        """Begin with the frames of a run that is ready."""
        self._timer.start()
        self._is_late = False
        self._ask_for_next()

    def stop(self) -> None:
        """Show no more frames; the snapshot shown last stays."""
        self._timer.stop()

    def forget(self) -> None:
        """Drop the latest snapshot, and show no more frames."""
        self._timer.stop()
        self.snapshot = self._fresh = None
        self._is_asked = False

    def receive(self, snapshot: Snapshot) -> None:
        """Keep a snapshot for the next frame, or show it if that is due."""
        self._fresh, self._is_asked = snapshot, False
        if (snapshot.at_rest or self._is_late) and self._timer.isActive():
            self._timer.start()
            self._show_frame()

    @Slot()
    def _show_frame(self) -> None:
        fresh, self._fresh = self._fresh, None
        self.snapshot = fresh or self.snapshot
        self._is_late = fresh is None
        if fresh is not None:
            (WINDOW.rest if fresh.at_rest else WINDOW.measure)()
        self._ask_for_next()
        self._show(fresh)

    def _ask_for_next(self) -> None:
        if not self._is_asked:
            self._is_asked = True
            self._ask()


class LiveController(QObject):
    """Owns a run of the window, be it one network or several; there is one at a time.

    Every value comes from the thread that trains by way of its queue; what a run that
    is over still had in the queue is dropped.
    """

    run_started = Signal(object)
    """A RunStart: a run is ready to train."""

    block_arrived = Signal(object)
    """A Block: every iteration exactly once, in order."""

    snapshot_changed = Signal(object)
    """The latest Snapshot, at most once a frame: paint from here."""

    frame = Signal(object)
    """Once a frame: the latest Snapshot, or None if there is no newer one."""

    playing_changed = Signal(bool)
    """Whether the run trains, or is asked to."""

    stopped = Signal(object)
    """A Stop: a stop condition holds."""

    timeline_changed = Signal(object)
    """A TimelineView; while a branch grows, snapshots alone tell its end."""

    compared = Signal(object)
    """The Difference of two moments that was asked for."""

    examined = Signal(object)
    """The Examined state of the moment shown, which was asked for."""

    difference_searched = Signal(object)
    """A FirstDifferenceAnswer: how far the search is, or what it has found."""

    saved = Signal(object)
    """The Path of a session file that has been written."""

    not_saved = Signal(str)
    """Why a session file could not be written; the run goes on."""

    not_set_aside = Signal(str)
    """Why what the program keeps by itself could not be written."""

    taken_over = Signal(object)
    """A TakenOver: a run that begins with the weights of a recorded iteration."""

    not_taken_over = Signal(str)
    """Why there can be no such run."""

    outdated = Signal(str)
    """The file of a record is to be opened again; why, in words, or ""."""

    failed = Signal(str)
    """What went wrong; the run is over, and another one can be started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox = Inbox(self._deliver, self._fail, self)
        self._transport = Transport(self._inbox.ask, self.playing_changed.emit)
        self._clock = FrameClock(
            self._show_frame, lambda: self._inbox.ask(ShowSnapshot()), self
        )
        self._started: RunStart | None = None
        self._speed: Speed = None

    @property
    def run(self) -> int:
        """The number of the current run, 0 before the first."""
        return self._inbox.run

    @property
    def is_there(self) -> bool:
        """Whether there is a run, or one being built."""
        return self._inbox.worker is not None

    @property
    def started(self) -> RunStart | None:
        """The current run, once it is ready."""
        return self._started

    @property
    def snapshot(self) -> Snapshot | None:
        """The latest snapshot of the current run."""
        return self._clock.snapshot

    @property
    def iteration(self) -> int:
        """How many iterations are done at the moment shown, as far as is seen."""
        return 0 if self.snapshot is None else self.snapshot.iteration

    @property
    def playing(self) -> bool:
        """Whether the run trains, or is asked to."""
        return self._transport.playing

    @property
    def plays_on(self) -> bool:
        """Whether it trains until it is paused, and not only for a step."""
        return self.playing and self._transport.plays_on

    @property
    def speed(self) -> Speed:
        """The speed wanted; see `pacing.Speed`."""
        return self._speed

    def play(self) -> None:
        """Train until paused or a stop condition holds."""
        self._train(Train(None, self._transport.next_order()))

    def pause(self) -> None:
        """Come to rest after the iteration being done."""
        self._transport.rest(Train(0, self._transport.next_order()))

    def step(self, iterations: int = 1) -> None:
        """Do this many iterations and rest; in the past, show them again."""
        self._train(Train(iterations, self._transport.next_order()))

    def run_epoch(self) -> None:
        """Train to the end of the epoch that has begun, or a whole one, and rest."""
        self._train(TrainEpoch(self._transport.next_order()))

    @Slot(object)
    def set_speed(self, speed: Speed) -> None:
        """Train at another speed from now on, and in the runs to come."""
        self._speed = speed
        self._inbox.ask(SetSpeed(speed))

    def show_moment(self, iteration: int, branch: int | None = None) -> None:
        """Rest, and show the run after this many iterations of a branch.

        Without one it is the branch shown. Of wishes that follow quickly the newest
        one counts.
        """
        order = self._transport.next_order()
        self._transport.rest(ShowMoment(iteration, branch, order))

    def step_back(self, iterations: int = 1) -> None:
        """Rest, and show what was this many iterations before what is shown."""
        self._transport.rest(StepBack(iterations, self._transport.next_order()))

    def step_back_epoch(self) -> None:
        """Rest, and show the last beginning of an epoch before what is shown."""
        self._transport.rest(StepBackEpoch(self._transport.next_order()))

    def return_to_now(self) -> None:
        """Show the present again; training does not begin by that."""
        self._inbox.ask(ReturnToNow())

    def close(self) -> None:
        """End the run and wait until no thread is left."""
        self._clock.stop()
        self._inbox.close()
        self._transport.show(playing=False)

    def _train(self, command: Command) -> None:
        if self.is_there:
            self._transport.train(command)

    def _begin(self, kind: str, build: "CourseBuilder") -> None:
        """Put another run in place of the current one; it rests at first."""
        self._forget()
        self._inbox.begin(kind, build)
        self.set_speed(self._speed)

    def _forget(self) -> None:
        """Know nothing of the current run any more."""
        self._started = None
        self._clock.forget()
        self._transport.show(playing=False)

    def _show_frame(self, fresh: Snapshot | None) -> None:
        if fresh is not None:
            self.snapshot_changed.emit(fresh)
        self.frame.emit(fresh)

    def _deliver(self, report: Report) -> None:
        """Pass on what the current run reports."""
        match report:
            case Block():
                self.block_arrived.emit(report)
            case Snapshot():
                self._clock.receive(report)
            case RunStart():
                self._receive_start(report)
            case Rested(order):
                self._transport.come_to_rest(order)
            case Stop():
                self._receive_stop(report)
            case TakenOver() | NotTakenOver() | Outdated():
                self._deliver_of_record(report)
            case _:
                self._deliver_answer(report)

    def _deliver_answer(
        self,
        report: TimelineView
        | Difference
        | Examined
        | FirstDifferenceAnswer
        | Left
        | Saved
        | NotSaved,
    ) -> None:
        match report:
            case TimelineView():
                self.timeline_changed.emit(report)
            case Difference():
                self.compared.emit(report)
            case Examined():
                self.examined.emit(report)
            case FirstDifferenceAnswer():
                self.difference_searched.emit(report)
            case Left():
                self._receive_left(report)
            case Saved(path):
                self.saved.emit(path)
            case NotSaved(message, aside):
                (self.not_set_aside if aside else self.not_saved).emit(message)

    def _deliver_of_record(self, report: TakenOver | NotTakenOver | Outdated) -> None:
        match report:
            case TakenOver():
                self.taken_over.emit(report)
            case NotTakenOver(message):
                self.not_taken_over.emit(message)
            case Outdated(why):
                self.outdated.emit(why)

    def _receive_start(self, start: RunStart) -> None:
        self._started = start
        self.run_started.emit(start)
        self._clock.start()

    def _receive_left(self, left: Left) -> None:
        """Take over what was done in a run that has been left."""

    def _receive_stop(self, stop: Stop) -> None:
        self.stopped.emit(stop)

    def _fail(self, message: str) -> None:
        """Say what has ended the current run before its time."""
        self._clock.stop()
        self._transport.show(playing=False)
        self.failed.emit(message)
