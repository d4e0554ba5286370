"""A course of one network: its trainer, the timeline, and what a user does to it."""

import time
from collections.abc import Mapping
from dataclasses import replace

from nnviz.core.errors import InputError
from nnviz.core.mistake import RuledOutError
from nnviz.core.trace import frozen_copy
from nnviz.data.dataset import Dataset
from nnviz.explain.lens import Lens, can_be_copied
from nnviz.explain.linked.contender_trace import ContenderTrace, side_of
from nnviz.explain.walk.route_cache import RouteCache
from nnviz.files.session import Session, session_of
from nnviz.files.session_file import write_session
from nnviz.live.commands import (
    Change,
    Compare,
    Edit,
    Examine,
    ForgetBookmark,
    ListSamples,
    LookAt,
    NoteBookmark,
    Save,
    SetBookmark,
    Task,
)
from nnviz.live.course import Course, Move, Reported
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.live.looking import look
from nnviz.live.reports import Difference, Examined, Left, NotSaved, Port, Saved
from nnviz.live.snapshot import (
    Block,
    RunStart,
    Snapshot,
    lane_of,
    run_start,
)
from nnviz.session.beginning import Beginning
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.run_parts import load_data
from nnviz.session.run_state import RunState
from nnviz.session.settings.mistake_applicability import without
from nnviz.session.settings.tunable import TUNABLE
from nnviz.session.stop import Stop
from nnviz.session.timeline.past import Past
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position, TimelineView
from nnviz.session.trainer import Trainer

_TUNABLE = frozenset((*TUNABLE, "activation"))
"""The settings that the timeline remembers."""

_COSTS = 1000
"""The costs of so many iterations are enough to tell how a run has gone lately."""

_QUICK_SECONDS = 0.005
"""An evaluation may take this long to follow every iteration at slow speeds."""


class Single(Course):
    """Trains one network, shows any moment of it, and leaves its past by branches.

    Parameters
    ----------
    run
        The number that everything sent for it carries.
    trainer
        The run, which has just been built or resumed. Nobody else may touch it.
    dataset
        The data as they were loaded.
    port
        Where the timeline, differences and saved files are reported.
    wish
        The settings as they were asked for; the trainer's if None.
    past
        What is known of the way to where the trainer has resumed.
    """

    can_branch = True
    defers_evaluations = False

    def __init__(
        self,
        run: int,
        trainer: Trainer,
        dataset: Dataset,
        port: Port,
        wish: RunConfig | None = None,
        past: Past | None = None,
    ) -> None:
        self._run, self._trainer, self._dataset = run, trainer, dataset
        self._wish = wish or trainer.config
        self._port = port
        self._timeline = Timeline(trainer, past=past)
        self._visited: Position | None = None
        self._evaluation: Evaluation | None = None
        self._is_evaluated, self._evaluations_seen = False, 0
        self._evaluation_seconds = 0.0
        self._routes = RouteCache()
        self._traced: ContenderTrace | None = None
        self._lens = Lens(trainer.data, self._routes)
        self._view: TimelineView | None = None
        self.iterations_per_epoch = trainer.order.per_epoch

    @property
    def position(self) -> Position:
        """The moment that is shown."""
        return self._visited or self._timeline.now

    @property
    def now(self) -> Position:
        """Where training continues."""
        return self._timeline.now

    @property
    def can_go_on(self) -> bool:
        """Whether no stop condition holds."""
        return self._trainer.stopped is None

    @property
    def most_at_once(self) -> int:
        """The iterations until the next evaluation: a pause is obeyed after it."""
        return self._trainer.until_evaluation

    @property
    def seconds(self) -> float:
        """Time spent in training so far."""
        return self._trainer.seconds

    @property
    def stop(self) -> Stop | None:
        """Why the run has stopped, if it has."""
        return self._trainer.stopped

    @property
    def is_complete(self) -> bool:
        """Whether what is shown has an evaluation of its own."""
        return self._is_evaluated and self._lens.samples.is_complete

    @property
    def _shown(self) -> Trainer:
        """The trainer at the moment shown: the run's, or its clone in the past."""
        return self._trainer if self._visited is None else self._timeline.visited

    def plan_training(self, here: Position, iterations: int | None) -> Move:
        """Train; in the past, walk to what followed, or leave it by a branch."""
        if here == self.now:
            return Move(None, iterations)
        if iterations is None:
            return Move(here, None, leaves_past=True)
        return self.plan_visit(here.iteration + iterations, here.branch)

    def plan_visit(self, iteration: int, branch: int) -> Move:
        """Show the nearest moment that has been recorded."""
        return Move(self._timeline.branches.nearest(iteration, branch))

    def advance(self, iterations: int, check_interrupt: CheckInterrupt) -> None:
        """Train; the trainer itself checks for interruptions while it evaluates."""
        self._lens.forget(trained=True)
        self._timeline.run(iterations)
        evaluations = self._trainer.history.evaluations
        self._is_evaluated = False
        if len(evaluations) > self._evaluations_seen:
            self._evaluations_seen = len(evaluations)
            self._evaluation = evaluations[-1]
            self._is_evaluated = self._evaluation.iteration == self._trainer.iteration

    def go_to(self, position: Position, check_interrupt: CheckInterrupt) -> None:
        """Show a moment of the past, or the present."""
        self._lens.forget()
        if position == self.now:
            self._show_present()
        else:
            self._timeline.visit(position, check_interrupt)
            self._visited = position
            self._evaluation = self._timeline.branches.evaluation(position)
        self._is_evaluated = False

    def leave_past(self, here: Position, check_interrupt: CheckInterrupt) -> None:
        """Train from here on: on a new branch, or on one whose end this is."""
        self._timeline.go_on_from(here, check_interrupt)
        self._evaluations_seen = len(self._trainer.history.evaluations)
        self._traced, self._is_evaluated = None, False
        self._lens.forget()
        self._show_present()

    def _show_present(self) -> None:
        evaluations = self._trainer.history.evaluations
        self._visited = None
        self._evaluation = evaluations[-1] if evaluations else None

    def carry_out(self, task: Task, here: Position) -> bool:
        """Change, edit, look at, mark, compare or save the run."""
        match task:
            case LookAt() | ListSamples():
                look(self._lens, task)
            case Edit(index, value):
                self._timeline.edit(index, value)
                self._is_evaluated = False
                self._lens.forget()
            case Change(settings):
                _change(self._timeline, settings)
                self._is_evaluated = False
                self._lens.forget()
            case SetBookmark() | NoteBookmark() | ForgetBookmark():
                return self._mark(task, here)
            case Compare(one, other):
                self._compare(one, other)
                # The clone that was at the moment shown has been elsewhere.
                return here != self.now
            case Examine():
                self._port.send(Examined(self._run, self.position, self._state()))
            case Save():
                self._save(task)
        return False

    def _state(self) -> RunState:
        """Copy the moment shown; of its costs, which may be millions, the last ones."""
        state, now = self._shown.state(_COSTS), self._evaluation
        if self._visited is not None:
            costs, known = self._timeline.branches.record(self._visited)
            state = replace(state, costs=costs[-_COSTS:].copy(), evaluations=known)
        # At rest there may be one more, which belongs to no record.
        if now is not None and self._is_evaluated and now not in state.evaluations[-1:]:
            state = replace(state, evaluations=(*state.evaluations, now))
        return state

    def _mark(
        self, task: SetBookmark | NoteBookmark | ForgetBookmark, here: Position
    ) -> bool:
        match task:
            case SetBookmark(name, note):
                self._timeline.bookmark(name, here, note)
                return here != self.now
            case NoteBookmark(name, note):
                self._timeline.annotate(name, note)
            case ForgetBookmark(name):
                self._timeline.forget_bookmark(name)
        return False

    def _compare(self, one: Position, other: Position) -> None:
        one, other = (
            self._timeline.branches.nearest(place.iteration, place.branch)
            for place in (one, other)
        )
        change = frozen_copy(self._timeline.difference(one, other))
        self._port.send(Difference(one, other, change))

    def session(self, config: RunConfig) -> Session:
        """Return the run with its past, with the settings as the user chose them."""
        past = self._timeline.past()
        return session_of(config, self._trainer, self._dataset, past)

    def leave(self) -> None:
        """Hand over the run, unless it is as it began."""
        if not self._timeline.view().done.is_nothing:
            session = self.session(self._wish)
            # Its checkpoints are those of an earlier run from now on, and counted once.
            del self._timeline
            self._port.send(Left(self._run, session))

    def _save(self, task: Save) -> None:
        try:
            session = replace(self.session(task.config), view=task.view)
            write_session(task.path, session)
        except InputError as error:
            self._port.send(NotSaved(str(error), task.aside))
        else:
            if not task.aside:
                self._port.send(Saved(task.path))

    def come_to_rest(self) -> None:
        """Copy the iteration last done, so that later edits do not appear in it."""
        self._trace_present()

    def look_closer(self, check_interrupt: CheckInterrupt, *, followable: bool) -> None:
        """Evaluate each iteration at slow speeds, if that is quick."""
        quick = followable and self._evaluation_seconds < _QUICK_SECONDS
        if quick and not self._is_evaluated:
            self.complete(check_interrupt)
        self._lens.samples.keep_up(self._shown, check_interrupt)

    @property
    def completes_soon(self) -> bool:
        """Whether an evaluation is due that was quick the last time."""
        took = self._evaluation_seconds
        return not self._is_evaluated and 0.0 < took < _QUICK_SECONDS

    def complete(self, check_interrupt: CheckInterrupt) -> None:
        """Evaluate the moment shown; once that is seen, look at all samples."""
        if self._is_evaluated:
            self._lens.samples.work_out(self._shown, check_interrupt)
            return
        # Of the processor: what other programs take says nothing of the next one.
        began = time.thread_time()
        self._evaluation = self._shown.evaluate()
        self._evaluation_seconds = time.thread_time() - began
        self._is_evaluated = True

    def start(self) -> RunStart:
        """Describe the run as it begins."""
        return run_start(self._run, self._trainer, self._dataset, self._wish)

    def done(self) -> Reported:
        """Say how far the branch that grows is."""
        trainer, branch = self._trainer, self._timeline.now.branch
        evaluations = len(trainer.history.evaluations)
        return Reported(branch, trainer.iteration, (evaluations,))

    def block_since(self, reported: Reported) -> Block:
        """Return the costs and evaluations of the branch that grows."""
        history, (first,) = self._trainer.history, reported.evaluations
        costs = history.costs[None, reported.iteration : self._trainer.iteration]
        return Block(
            self._run,
            reported.iteration + 1,
            frozen_copy(costs),
            (tuple(history.evaluations[first:]),),
            reported.branch,
        )

    def snapshot(self, rate: float, *, with_trace: bool) -> Snapshot:
        """Copy the moment shown."""
        shown, position = self._shown, self.position
        traced = None
        if with_trace:
            is_present = self._visited is None
            traced = self._trace_present() if is_present else self._trace_of(shown)
        probe = self._lens.look(shown, at_leisure=with_trace)
        return Snapshot(
            self._run,
            position,
            (lane_of(shown, self._evaluation, traced=traced, probe=probe),),
            rate,
            done=self.now.iteration,
            is_present=self._visited is None,
            samples=self._lens.samples.figures,
        )

    def report_position(self, cursor: Position) -> None:
        """Send the timeline, if it is not as it was sent last."""
        view = self._timeline.view(cursor)
        if view != self._view:
            self._view = view
            self._port.send(view)

    def _trace_present(self) -> ContenderTrace | None:
        """Copy the iteration last done once, as it was before any edit."""
        done = None if self._traced is None else self._traced.trace.iteration
        if done != self._trainer.iteration:
            self._traced = self._trace_of(self._trainer)
        return self._traced

    def _trace_of(self, trainer: Trainer) -> ContenderTrace | None:
        """Copy the iteration a trainer did last, if it is not too large."""
        if not can_be_copied(trainer.program):
            return None
        return side_of("", trainer, routes=self._routes)


def _change(timeline: Timeline[Trainer], settings: Mapping[str, object]) -> None:
    """Give settings other values between two iterations.

    The timeline remembers those that shape the numbers; a limit that has been raised
    lets a run that had reached it continue.
    """
    others = {name: settings[name] for name in settings if name not in _TUNABLE}
    if len(others) < len(settings):
        timeline.change(**{n: settings[n] for n in settings if n in _TUNABLE})
    if others:
        timeline.trainer.set_limits(**others)


def build_single(
    run: int,
    wanted: tuple[RunConfig, Dataset | None, Session | Beginning | None],
    port: Port,
    check_interrupt: CheckInterrupt,
) -> Single:
    """Build a run by settings and data, or resume that of a session.

    With a `Beginning` it begins with that, if it suits the settings.

    Data that are not at hand are loaded. Mistakes that make no difference with these
    settings are left out.
    """
    wish, given, from_where = wanted
    session = from_where if isinstance(from_where, Session) else None
    dataset = load_data(wish) if given is None else given
    # Whoever changes the data quickly leaves runs behind that are not wanted any more.
    check_interrupt()
    config = wish if session is None else session.state.config
    trainer = _without_pointless(config, dataset, check_interrupt)
    past = None
    if session is not None:
        trainer.resume(session.state)
        past = session.past
    elif isinstance(from_where, Beginning) and from_where.suits(trainer.config):
        trainer.begin_with(from_where.state)
    return Single(run, trainer, dataset, port, wish, past)


def _without_pointless(
    config: RunConfig, dataset: Dataset, check_interrupt: CheckInterrupt
) -> InterruptibleTrainer:
    """Return a trainer, without the mistakes that make no difference in it."""
    while True:
        try:
            return InterruptibleTrainer(config, dataset, check_interrupt)
        except RuledOutError as error:
            # The structure is what is wanted now; the window says what is left out.
            config = without(config, (error.mistake,))
