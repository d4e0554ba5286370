"""Owns the run in the window: starts it, and gives it other settings."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.data.prepared import Part
from nnviz.live.commands import (
    Change,
    Compare,
    Edit,
    Examine,
    Follow,
    ForgetBookmark,
    GoOnFromHere,
    ListSamples,
    LookAt,
    NoteBookmark,
    Save,
    SetBookmark,
    TakeOver,
)
from nnviz.live.reports import Left
from nnviz.live.requested_config import (
    CHANGEABLE,
    RequestedConfig,
    differing,
    want_same_samples,
)
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.beginning import Beginning
from nnviz.session.config import RunConfig
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.probe import ProbeSample
from nnviz.session.run_parts import settle
from nnviz.session.settings.mistake_applicability import (
    check_mistakes,
    obstacles,
    without,
)
from nnviz.session.settings.tunable import check_edit
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.undo import StartingPoint
from nnviz.ui.threads.live_controller import LiveController

if TYPE_CHECKING:
    from nnviz.files.session import Session
    from nnviz.live.course import Course
    from nnviz.live.loop import CourseBuilder
    from nnviz.live.reports import Port
    from nnviz.views.earlier_runs import EarlierRun


@dataclass(frozen=True, slots=True, eq=False)
class _Former:
    """A run that was ready when another one was to take its place."""

    choice: StartingPoint
    given: Dataset | None
    playing: bool


class RunController(LiveController):
    """The run of one network, and the settings chosen for it.

    The moment shown is the present, or one of the past. Steps in the past show what
    was recorded; play, and any change or edit, goes on from there, on a branch.
    """

    left = Signal(object)
    """An EarlierRun: something had been done in it when another run took its place."""

    went_back = Signal(str)
    """The run before is there again, as it was; carries why the next one is not."""

    mistakes_ruled_out = Signal(object)
    """The mistakes that have been switched off, and why they make no difference now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given: Dataset | None = None
        self._chosen = RequestedConfig()
        self._diverged = False
        self._key, self._keys = 0, 0
        self._coming_back: Session | None = None
        self._its_data: Dataset | None = None
        self._built_on: Dataset | None = None
        self._former: _Former | None = None
        self._former_left: EarlierRun | None = None
        self._why_back = ""
        self._ended: dict[int, tuple[int, RunConfig, Mapping[str, Any]]] = {}
        self._describe: Callable[[], Mapping[str, Any]] = dict
        self._recording: Path | None = None
        self._beginning: Beginning | None = None
        # Before any page hears of a snapshot, its settings are those chosen.
        self.snapshot_changed.connect(self._adopt)

    @property
    def given(self) -> Dataset | None:
        """The data that the current run was started with, if not by their name."""
        return self._given

    @property
    def key(self) -> int:
        """What the current run is known by; one that is brought back keeps its key."""
        return self._key

    @property
    def config(self) -> RunConfig:
        """The settings as chosen; those left open are settled in ``started``."""
        return self._chosen.config

    @property
    def recording(self) -> Path | None:
        """The file of another program's run that is shown, or is being opened."""
        return self._recording

    @property
    def here(self) -> StartingPoint:
        """The run at hand, and what it was started from."""
        return StartingPoint(
            self.config, self._given, self._key, self._recording, self._beginning
        )

    @property
    def view(self) -> Mapping[str, Any]:
        """What the window showed of the run that comes back; empty for a new one."""
        return {} if self._coming_back is None else self._coming_back.view

    def describe_by(self, describe: Callable[[], Mapping[str, Any]]) -> None:
        """Keep with each run what the window shows then, in values of JSON."""
        self._describe = describe

    def start(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Start a new run in place of the current one; it rests until play or step.

        What cannot be used is reported by ``failed``; the data are loaded and the
        network is built in the thread.
        """
        self._given = dataset
        self._build(config, dataset)

    def resume(
        self, config: RunConfig, dataset: Dataset, session: "Session | None" = None
    ) -> None:
        """Start a run on the data a configuration loads, which are at hand.

        With a session it goes on from there, at rest, and has its past.
        """
        self._given = None
        self._build(config, dataset, session)

    def bring_back(self, run: "EarlierRun") -> None:
        """Go on with a run that was left, at rest, where it was."""
        session = run.session
        assert session.dataset is not None  # it was left with its data
        self.resume(session.config, session.dataset, session)
        self._key = run.key

    def follow_file(self, path: Path) -> None:
        """Show what another program has recorded in a file, which may grow."""

        def build(run: int, port: "Port", check: CheckInterrupt) -> "Course":
            from nnviz.live.recorded import build_recorded

            return build_recorded(run, path, port, check)

        self._given = None
        self._put(RunConfig(dataset=str(path)), build)
        self._recording, self._beginning, self._built_on = path, None, None

    def follow(self, on: bool) -> None:
        """Show each newer moment of a record that grows, or stay at the one shown."""
        self._inbox.ask(Follow(on))

    def take_over(self) -> None:
        """Ask for a run that begins with the recorded weights that are shown."""
        self._inbox.ask(TakeOver())

    def start_again(self, choice: StartingPoint) -> None:
        """Start a run that was left as it began, at rest, by its former key."""
        if choice.recording is not None:
            self.follow_file(choice.recording)
            self._key = choice.run
            return
        self._given = data = choice.dataset
        if data is None:
            data = self._data_for(choice.config)
        self._build(choice.config, data, choice.beginning)
        self._key = choice.run

    def wait_for_left(self) -> None:
        """Hear of all runs that were left: their threads may be about to end."""
        self._inbox.settle()

    def save(self, path: Path) -> None:
        """Write the run into a session file as it is; ``saved`` says when it is done.

        What is asked for is written even if another run is started, or the window is
        closed, meanwhile.
        """
        if not self.is_there:
            self.not_saved.emit(f"{path}: there is no run to save")
        self._inbox.ask(Save(path, self._chosen.config, view=self._describe()))

    def set_aside(self, path: Path) -> None:
        """Write the run into a session file of the program's own, as it is."""
        view = self._describe()
        self._inbox.ask(Save(path, self._chosen.config, aside=True, view=view))

    def examine(self) -> None:
        """Ask for the state of the moment shown; ``examined`` brings it."""
        self._inbox.ask(Examine())

    def reset(self, config: RunConfig | None = None) -> None:
        """Go back to the same initial weights, at rest; with other settings, if given.

        Raises
        ------
        InputError
            For settings that do not suit each other or the data at hand; the run stays.
        """
        config = config or self._chosen.config
        if self._data_at_hand is not None:
            settle(config, self._data_at_hand)
        given = self._given_for(config)
        data = self._data_for(config) if given is None else given
        self._build(config, data, self._beginning)

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
            For a value that cannot be, or settings that do not suit each other or the
            data at hand; the run goes on as it was. Data that have yet to be loaded
            are checked in the thread, and ``failed`` reports what is wrong with them.
        """
        changed = differing(self._chosen.config, config)
        start, data = self._started, self._data_at_hand
        if data is not None and self._can_change(changed, dataset):
            # What is left open follows from the data: the trainer needs a value.
            settled, _ = settle(config, data)
            if "mistakes" in changed and start is not None:
                check_mistakes(
                    settled, start.lane.network, start.lane.loss, start.lane.batch_size
                )
            self._chosen.config = config
            self._inbox.ask(Change({name: getattr(settled, name) for name in changed}))
            return
        playing = self.playing
        given = self._given_for(config) if dataset is None else dataset
        data = self._data_for(config) if given is None else given
        if data is not None:
            # While the old run is still there: what cannot be must not end it.
            settle(config, data)
        self._given = given
        self._build(config, data, self._beginning)
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
            self._inbox.ask(Change(settings))
            if settled is not None and (gone := self._report_ruled_out(settled)):
                self._chosen.switch({"mistakes": without(settled, gone).mistakes})

    def edit_parameter(self, index: int, value: float) -> None:
        """Set one entry of the flat vector of parameters.

        Raises
        ------
        InputError
            If there is no such entry, or the value is not a finite number.
        """
        if self._started is not None:
            check_edit(index, value, self._started.lane.network.layout.count)
        # A run that is being built obeys when it is ready.
        self._inbox.ask(Edit(index, value))

    def look_at(self, sample: int | ProbeSample) -> None:
        """Look at a row of the data set, or at a sample that is given.

        Snapshots then have all numbers of it.
        """
        self._inbox.ask(LookAt(sample))

    def list_samples(self, wanted: bool, more: Part | None) -> None:
        """Look at all samples from now on, and at ``more`` besides; or no longer."""
        self._inbox.ask(ListSamples(wanted, more))

    def go_on_from_here(self) -> None:
        """Make the moment shown the present, at rest: from the past, by a branch."""
        self._inbox.ask(GoOnFromHere())

    def set_bookmark(self, name: str, note: str = "") -> None:
        """Give the moment shown a name and a note; a name that was taken moves here."""
        self._inbox.ask(SetBookmark(name, note))

    def note_bookmark(self, name: str, note: str) -> None:
        """Write something else of a bookmark."""
        self._inbox.ask(NoteBookmark(name, note))

    def forget_bookmark(self, name: str) -> None:
        """Remove a bookmark."""
        self._inbox.ask(ForgetBookmark(name))

    def compare(self, one: Position, other: Position) -> None:
        """Ask how far the parameters at one moment are from those at the other."""
        self._inbox.ask(Compare(one, other))

    def _build(
        self,
        config: RunConfig,
        dataset: Dataset | None,
        from_where: "Session | Beginning | None" = None,
    ) -> None:
        """Put a new run in place of the current one.

        It begins by its seed unless it goes on ``from_where`` a session was, or begins
        as another one did, which must suit the settings.
        """
        session = None if isinstance(from_where, Beginning) else from_where

        def build(run: int, port: "Port", check: CheckInterrupt) -> "Course":
            # Imported by the thread, while the window is being painted.
            from nnviz.live.single import build_single

            return build_single(run, (config, dataset, from_where), port, check)

        self._put(config, build, session)
        self._built_on = dataset
        self._beginning = from_where if isinstance(from_where, Beginning) else None
        if session is not None and session.state.first is not None:
            self._beginning = Beginning(session.state.config, session.state.first)

    def _put(
        self,
        config: RunConfig,
        build: "CourseBuilder",
        session: "Session | None" = None,
    ) -> None:
        """Put another course in place of the current one."""
        if self._started is not None:
            data = self._started.dataset
            choice = replace(self.here, dataset=data)
            self._former = _Former(choice, self._its_data, self.playing)
        self._why_back = ""
        self._ended[self.run] = self._key, self._chosen.config, self._describe()
        self._keys += 1
        self._key, self._recording = self._keys, None
        self._chosen.begin(config)
        stop = None if session is None else session.state.stopped
        self._diverged = stop is not None and stop.reason == "diverged"
        self._coming_back = session
        self._begin("training", build)

    def _receive_start(self, start: RunStart) -> None:
        if start.recording is not None:
            # What it is like is only known once it has been read.
            self._chosen.begin(start.lane.config)
        self._beginning = start.beginning
        wanted = start.lane.config.changed(mistakes=self._chosen.config.mistakes)
        self._chosen.settle(start.lane.config)
        super()._receive_start(start)
        self._report_ruled_out(wanted)
        self._its_data = self._given
        self._former = self._former_left = None
        why, self._why_back = self._why_back, ""
        if why:
            self.went_back.emit(why)

    def _fail(self, message: str) -> None:
        """Say what has failed; a run that cannot begin must not cost the one before."""
        former = self._former if self._started is None else None
        super()._fail(message)
        if former is not None and self._former is former:
            self._go_back(former, message)

    def _go_back(self, former: _Former, why: str) -> None:
        self.wait_for_left()
        left, self._former, self._former_left = self._former_left, None, None
        if left is None:
            # It was as it began.
            self.start_again(former.choice)
        else:
            self.bring_back(left)
        self._given, self._why_back = former.given, why
        if former.playing:
            self.play()

    @Slot(object)
    def _adopt(self, snapshot: Snapshot) -> None:
        self._chosen.adopt(snapshot)

    def _receive_left(self, left: Left) -> None:
        # Imported only now, so that the window is painted sooner.
        from nnviz.session.settings.data_file import with_whole_path
        from nnviz.views.earlier_runs import EarlierRun

        if left.run not in self._ended:
            # The window is being closed.
            return
        key, config, view = self._ended.pop(left.run)
        session = replace(left.session, config=with_whole_path(config), view=view)
        run = EarlierRun(key, session)
        if self._former is not None and self._former.choice.run == key:
            self._former_left = run
        self.left.emit(run)

    def _receive_stop(self, stop: Stop) -> None:
        self._diverged = stop.reason == "diverged"
        super()._receive_stop(stop)

    def _report_ruled_out(self, config: RunConfig) -> dict[str, str]:
        """Say which mistakes of these settings the current run leaves out, and why."""
        start = self._started
        if start is None:
            return {}
        found = obstacles(
            config, start.lane.network, start.lane.loss, start.lane.batch_size
        )
        if found:
            self.mistakes_ruled_out.emit(found)
        return found

    def _can_change(self, settings: Set[str], dataset: Dataset | None) -> bool:
        """Tell whether settings can change in the current run, as it is."""
        alive = self.is_there and not self._diverged
        same_data = dataset is None or dataset is self._given
        return alive and same_data and settings <= CHANGEABLE

    @property
    def _data_at_hand(self) -> Dataset | None:
        """The data of a run that is ready, or those that one is being built on."""
        return self._built_on if self._started is None else self._started.dataset

    def _given_for(self, config: RunConfig) -> Dataset | None:
        """Return the data that were given, if a configuration is for them too."""
        same = config.dataset == self._chosen.config.dataset
        return self._given if same else None

    def _data_for(self, config: RunConfig) -> Dataset | None:
        """Return the data of the current run if a configuration wants the same."""
        same = want_same_samples(config, self._chosen.config)
        return self._data_at_hand if same else None
