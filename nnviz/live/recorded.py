"""A course that another program has recorded, and may still be recording."""

import time
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from nnviz.core.errors import InputError, error_of_file
from nnviz.core.trace import frozen_copy
from nnviz.explain.lens import Lens
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.walk.route_cache import RouteCache
from nnviz.files.recorded_session import config_by, session_with, set_parameters
from nnviz.files.session import Session
from nnviz.files.session_file import write_session
from nnviz.files.watch_log import LogOverwrittenError, WatchLog, is_log
from nnviz.live.commands import (
    Compare,
    Examine,
    Follow,
    ForgetBookmark,
    ListSamples,
    LookAt,
    NoteBookmark,
    Save,
    SetBookmark,
    TakeOver,
    Task,
)
from nnviz.live.course import Course, Move, Reported
from nnviz.live.looking import look
from nnviz.live.recorded_moment import (
    RecordedMoment,
    after_update,
    flat,
    gradient_of,
)
from nnviz.live.recorded_source import NotYetError, RecordedSource
from nnviz.live.reports import (
    Difference,
    Examined,
    NotSaved,
    NotTakenOver,
    Outdated,
    Port,
    Saved,
    TakenOver,
)
from nnviz.live.snapshot import (
    Block,
    RecordedState,
    RunStart,
    Snapshot,
    lane_of,
    run_start,
)
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.run_state import RunState
from nnviz.session.scores import score
from nnviz.session.settings.tunable import tunable_settings
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import (
    Bookmark,
    BranchView,
    Position,
    TimelineView,
)
from nnviz.session.trainer import Trainer

_SOON, _LATER = 0.025, 0.5
"""Seconds between two looks at a file that grows, and at one that has ended."""

_ASIDE = 0.004
"""Seconds that costs are worked out for before commands are looked at."""

_MOST_SCORED = 2000
"""Of so many iterations, spread over all, nnviz's own cost is worked out."""

_LARGE = 10_000_000
"""Of iterations with more numbers only those that are shown are worked out."""

_COSTS = 1000
"""So many recorded costs are enough to tell how a run has gone lately."""

_OUTGROWN = 4
"""A log with so many times the iterations it was opened with may have new samples."""


class Recorded(Course):
    """Shows the iterations that another program has recorded; it cannot train.

    Its positions are the numbers of the iterations recorded. At each, the parameters
    are those with which the iteration was computed, before its update.

    Parameters
    ----------
    run
        The number that everything sent for it carries.
    source
        What was recorded. Nobody else may touch it.
    port
        Where the timeline, differences and saved files are reported.
    """

    can_branch = False
    defers_evaluations = False
    iterations_per_epoch = 1

    def __init__(self, run: int, source: RecordedSource, port: Port) -> None:
        self._run, self._source, self._port = run, source, port
        self._trainer = Trainer(source.config, source.dataset)
        self._scoring = self._trainer.network.copy()
        self._routes = RouteCache()
        self._lens = Lens(self._trainer.data, self._routes)
        first = source.moment(0)
        set_parameters(self._trainer.network, first.weights, first.biases)
        self._start = replace(
            run_start(run, self._trainer, source.dataset), recording=source.path
        )
        self._bookmarks: dict[str, Bookmark] = {}
        self._view: TimelineView | None = None
        self._looked_at, self._is_outdated = time.perf_counter(), False
        self._scored: list[Evaluation] = []
        self._scored_to = 0
        self._place = len(source) - 1
        self.follows = source.grows
        self._evaluation: Evaluation | None = None
        self._moment = self._shown(self._place)

    @property
    def position(self) -> Position:
        """The moment that is shown."""
        return Position(self._moment.number)

    @property
    def now(self) -> Position:
        """The newest one recorded."""
        return Position(self._source.numbers[-1])

    @property
    def can_go_on(self) -> bool:
        """Whether there is a later one."""
        return self._place < len(self._source) - 1

    @property
    def most_at_once(self) -> int:
        """All there are: none is worked out on the way."""
        return max(1, len(self._source) - 1 - self._place)

    @property
    def progress(self) -> int:
        """Its place: a replay takes no longer where few iterations were recorded."""
        return self._place

    @property
    def is_complete(self) -> bool:
        """Whether the iteration shown has been worked out."""
        return self._moment.is_known and self._lens.samples.is_complete

    def plan_training(self, here: Position, iterations: int | None) -> Move:
        """Show what was recorded next: all of it, or what is so many on."""
        numbers = self._source.numbers
        if iterations is None or not iterations:
            return Move(None, iterations)
        return Move(
            Position(numbers[self._source.at_least(here.iteration + iterations)])
        )

    def plan_visit(self, iteration: int, branch: int) -> Move:
        """Show the nearest one."""
        return Move(Position(self._source.numbers[self._source.nearest(iteration)]))

    def plan_step_back(self, here: Position, iterations: int) -> Move:
        """Show the last one that is so many before, or the first."""
        numbers, source = self._source.numbers, self._source
        place = source.at_least(here.iteration - iterations)
        if place and numbers[place] > here.iteration - iterations:
            place -= 1
        return Move(Position(numbers[place]))

    def advance(self, iterations: int, check_interrupt: CheckInterrupt) -> None:
        """Show the record again: what was recorded so many places later."""
        check_interrupt()
        self._show(min(self._place + iterations, len(self._source) - 1))
        self.follows = not self.can_go_on and self._source.grows

    def go_to(self, position: Position, check_interrupt: CheckInterrupt) -> None:
        """Show one that was recorded; at the newest, what follows is shown as well."""
        check_interrupt()
        self._show(self._source.nearest(position.iteration))
        self.follows = not self.can_go_on and self._source.grows

    @property
    def nap(self) -> float | None:
        """Seconds until the file may have grown, or been overwritten."""
        if self._source.recording.log is None or self._is_outdated:
            return None
        return _SOON if self._source.grows else _LATER

    def look_again(self) -> bool:
        """Take in what has been added to the file; show it if that is followed."""
        now = time.perf_counter()
        if self.nap is None or now - self._looked_at < self.nap / 2.0:
            return False
        self._looked_at = now
        try:
            news = self._source.update()
        except LogOverwrittenError:
            self._is_outdated = True
            self._port.send(Outdated("The log was overwritten: this is the new one."))
            return False
        except InputError:
            # It is being replaced, or the disk is away: what was read stays shown.
            return False
        if not news:
            return False
        if self.follows:
            self._show(len(self._source) - 1)
            self._reopen_if_outgrown()
        return True

    def _reopen_if_outgrown(self) -> None:
        """Have the file opened again if there are samples that were not known then."""
        trace, source = self._moment.trace, self._source
        if trace is None or len(source) < _OUTGROWN * source.gathered_from:
            return
        if (trace.rows < 0).any():
            self._is_outdated = True
            self._port.send(Outdated(""))

    def carry_out(self, task: Task, here: Position) -> bool:
        """Look at samples, mark, compare, follow, save, or hand over."""
        match task:
            case LookAt() | ListSamples():
                look(self._lens, task)
            case SetBookmark() | NoteBookmark() | ForgetBookmark():
                self._mark(task, here)
            case Compare(one, other):
                self._compare(one, other)
            case Follow(on):
                self._follow(on)
            case Examine():
                self._examine()
            case TakeOver():
                self._take_over()
            case Save() if not task.aside:
                self._save(task)
        return False

    def _follow(self, on: bool) -> None:
        self.follows = on and self._source.grows
        if on:
            self._show(len(self._source) - 1)

    def _mark(
        self, task: SetBookmark | NoteBookmark | ForgetBookmark, here: Position
    ) -> None:
        marks = self._bookmarks
        match task:
            case SetBookmark(name, note):
                marks[name] = Bookmark(name, here, note)
            case NoteBookmark(name, note) if name in marks:
                marks[name] = replace(marks[name], note=note)
            case ForgetBookmark(name):
                marks.pop(name, None)

    def _compare(self, one: Position, other: Position) -> None:
        places = [self._source.nearest(each.iteration) for each in (one, other)]
        first, second = (flat(self._source.moment(place)) for place in places)
        begin, end = (Position(self._source.numbers[place]) for place in places)
        with np.errstate(all="ignore"):
            self._port.send(Difference(begin, end, frozen_copy(second - first)))

    def _examine(self) -> None:
        """Send what is recorded up to here, for what is wrong with it to be found."""
        moment, trainer = self._moment, self._trainer
        if moment.trace is None or moment.size > _LARGE:
            return
        places = range(max(0, self._place + 1 - _COSTS), self._place + 1)
        known = [one for one in self._scored if one.iteration < moment.number]
        known.append(trainer.evaluate())
        stop = None
        if not self.can_go_on and not self._source.grows:
            stop = Stop("iterations", moment.number, "the record ends here")
        precision = trainer.network.parameters.dtype
        settings = tunable_settings(trainer.config)
        before, after = (
            flat(moment).astype(precision),
            after_update(moment, precision),
        )
        first = flat(self._source.moment(0)).astype(precision)
        state = RunState(
            config=trainer.config,
            now=Checkpoint(moment.number, after, {}, settings),
            before=Checkpoint(moment.number - 1, before, {}, settings),
            rate=moment.trace.learning_rate,
            costs=self._source.claimed_costs(places.start)[: len(places)],
            evaluations=tuple(known),
            stopped=stop,
            seconds=0.0,
            initial_cost=known[0].train.cost,
            first=Checkpoint(0, first, {}, settings),
        )
        self._port.send(Examined(self._run, self.position, state))

    def _as_run(self) -> tuple[Session, str]:
        """Return a run that goes on from the moment shown, and what to say of its rule.

        Raises
        ------
        InputError
            If the numbers make no run, such as NaN.
        """
        moment, source = self._moment, self._source
        rule, config = source.rule(self._place), source.config
        if moment.claims is not None:
            config = config.changed(learning_rate=source.rate(moment.claims) or None)
            if moment.claims.samples < source.dataset.samples:
                config = config.changed(batch_size=moment.claims.samples)
        run = config_by(config, rule), source.dataset, moment.weights, moment.biases
        return session_with(*run, rule), "" if rule is None else rule.words

    def _take_over(self) -> None:
        try:
            session, words = self._as_run()
        except InputError as error:
            self._port.send(NotTakenOver(str(error)))
        else:
            self._port.send(TakenOver(session, self._moment.number, words))

    def _save(self, task: Save) -> None:
        try:
            write_session(task.path, self._as_run()[0])
        except InputError as error:
            self._port.send(NotSaved(str(error)))
        else:
            self._port.send(Saved(task.path))

    def complete(self, check_interrupt: CheckInterrupt) -> None:
        """Work out a large iteration, and what is made of all samples."""
        if not self._moment.is_known:
            self._work_out(self._moment, self._place)
            return
        self._lens.samples.work_out(self._trainer, check_interrupt)

    def work_aside(self) -> bool:
        """Work out the costs of iterations that are not shown, in their order."""
        until = time.perf_counter() + _ASIDE
        every = max(1, len(self._source) // _MOST_SCORED)
        while self._scored_to < len(self._source):
            moment = self._source.moment(self._scored_to)
            if moment.size > _LARGE:
                # It would keep whoever scrubs waiting.
                self._scored_to = len(self._source)
                break
            self._scored += self._score(moment)
            self._scored_to = min(self._scored_to + every, len(self._source))
            if time.perf_counter() > until:
                break
        return self._scored_to < len(self._source)

    def start(self) -> RunStart:
        """Describe the record, and the first network in it."""
        return self._start

    def done(self) -> Reported:
        """Say how many iterations there are, and of how many the cost is known."""
        return Reported(0, len(self._source), (len(self._scored),))

    def block_since(self, reported: Reported) -> Block:
        """Return the recorded costs, and those that nnviz has worked out."""
        first, (scored,) = reported.iteration, reported.evaluations
        numbers = np.array(self._source.numbers[first:], np.float64)
        costs = self._source.claimed_costs(first)[None, :]
        begin = int(numbers[0]) if len(numbers) else self.now.iteration + 1
        evaluations = tuple(self._scored[scored:])
        return Block(self._run, begin, costs, (evaluations,), numbers=numbers)

    def snapshot(self, rate: float, *, with_trace: bool) -> Snapshot:
        """Copy the moment shown."""
        moment, source, trainer = self._moment, self._source, self._trainer
        log = source.recording.log
        probe = self._lens.look(trainer, at_leisure=with_trace)
        traced = self._traced(moment) if with_trace else None
        lane = lane_of(trainer, self._evaluation, None, traced, probe=probe)
        lane = replace(lane, cost=moment.cost, **gradient_of(moment, lane.layout))
        recorded = RecordedState(
            count=len(source),
            newest=source.numbers[-1],
            grows=source.grows,
            follows=self.follows,
            lacks=moment.lacks,
            verdict=moment.verdict,
            cost=moment.cost,
            dropped=0 if log is None else log.dropped,
            others=source.others,
            assumed=source.assumed,
            is_cut_off=log is not None and log.is_cut_off,
        )
        return Snapshot(
            self._run,
            self.position,
            (lane,),
            rate,
            done=self.now.iteration,
            is_present=not self.can_go_on,
            samples=self._lens.samples.figures,
            recorded=recorded,
        )

    def report_position(self, cursor: Position) -> None:
        """Send the timeline, if it is not as it was sent last."""
        first, last = self._source.numbers[0], self._source.numbers[-1]
        branch = BranchView(0, None, first, last)
        marks = tuple(self._bookmarks.values())
        view = TimelineView((branch,), (), marks, self.now, cursor, first)
        if view != self._view:
            self._view = view
            self._port.send(view)

    def _show(self, place: int) -> None:
        if place != self._place:
            self._place, self._moment = place, self._shown(place)

    def _shown(self, place: int) -> RecordedMoment:
        """Read an iteration, and work it out if that is quick."""
        moment, trainer = self._source.moment(place), self._trainer
        set_parameters(trainer.network, moment.weights, moment.biases)
        trainer.iteration = moment.number
        rate = None if moment.claims is None else self._source.rate(moment.claims)
        if rate and rate != trainer.config.learning_rate:
            trainer.config = trainer.config.changed(learning_rate=rate)
        self._lens.forget()
        self._evaluation = None
        if moment.is_quick:
            self._work_out(moment, place)
        return moment

    def _work_out(self, moment: RecordedMoment, place: int) -> None:
        settings = tunable_settings(self._trainer.config)
        self._source.work_out(moment, settings)
        if moment.claims is not None:
            self._source.judge(moment, place)
        self._evaluation = next(iter(self._score(moment)), None)

    @np.errstate(all="ignore")
    def _score(self, moment: RecordedMoment) -> list[Evaluation]:
        """Return what the weights of an iteration cost on its own batch, if known."""
        claims, trainer = moment.claims, self._trainer
        if claims is None:
            return []
        network = self._scoring
        set_parameters(network, moment.weights, moment.biases)
        found = score(
            network,
            trainer.loss,
            trainer.config.penalty,
            self._source.batch(claims),
            task=trainer.data.dataset.task,
            middle=trainer.data.middle,
        )
        return [Evaluation(moment.number, float(moment.number), found, None)]

    def _traced(self, moment: RecordedMoment) -> ContenderTrace | None:
        if moment.trace is None or moment.program is None:
            return None
        route = self._routes.through(moment.program, self._trainer)
        return ContenderTrace("", moment.trace, route)


def build_recorded(
    run: int, path: Path, port: Port, check_interrupt: CheckInterrupt
) -> Recorded:
    """Open what another program has recorded; wait for enough of it while it grows.

    Raises
    ------
    InputError
        If it cannot be read, or there is nothing in it that can be shown.
    """
    grows = True
    while True:
        check_interrupt()
        try:
            return Recorded(run, RecordedSource(path), port)
        except NotYetError:
            # The end may have come since: then it is read once more.
            if not grows:
                raise
            grows = is_log(path) and WatchLog(path).grows
            time.sleep(_SOON)
        except InputError as error:
            raise error_of_file(path, error) from error
