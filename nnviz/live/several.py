"""A course of several networks side by side: a comparison, and its past."""

from itertools import takewhile

import numpy as np
from msgspec.structs import replace

from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.explain.linked.contender_trace import ContenderTrace, side_of
from nnviz.explain.walk.route_cache import RouteCache
from nnviz.live.commands import FindFirstDifference, Task
from nnviz.live.course import Course, Move, Reported
from nnviz.live.difference_search import DifferenceSearch
from nnviz.live.health_sweep import HealthSweep
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.live.reports import Port
from nnviz.live.snapshot import (
    Block,
    ComparisonWish,
    Lane,
    RunStart,
    Snapshot,
    lane_of,
    lane_start,
)
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import contenders_of
from nnviz.session.comparison.linked_run import LinkedRun
from nnviz.session.comparison.measured_fairness import measured_fairness
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.run_parts import load_data
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer

_TRACE_BYTES = 256 << 20
"""Iterations with larger workspaces than this together are not copied."""

_ENDLESS = 1 << 62


class Several(Course):
    """Trains all contenders in lock-step, and shows any moment of them.

    Nothing can be changed in the past of a comparison, so none of what came later is
    ever dropped: playing there shows the same iterations again up to the end, and only
    then trains.

    Parameters
    ----------
    run
        The number that everything sent for it carries.
    wish, comparison
        What was asked for, and what has been built. Nobody else may touch it.
    dataset
        The data of the base as they were loaded.
    port
        Where a search for the first difference reports.
    """

    can_branch = False
    defers_evaluations = True

    def __init__(
        self,
        run: int,
        wish: ComparisonWish,
        comparison: Comparison,
        dataset: Dataset,
        port: Port,
    ) -> None:
        self._run, self._wish, self._dataset = run, wish, dataset
        self._comparison = comparison
        self._linked = LinkedRun(comparison)
        self._health = HealthSweep(self._linked)
        self._search = DifferenceSearch(comparison, port)
        self._routes = RouteCache()
        trainers = comparison.trainers
        self._at_rest: list[Evaluation | None] = [None] * len(trainers)
        self._recorded: list[list[Evaluation]] = [[] for _ in trainers]
        self.iterations_per_epoch = min(t.order.per_epoch for t in trainers)

    @property
    def position(self) -> Position:
        """The moment that is shown."""
        return Position(self._linked.iteration)

    @property
    def now(self) -> Position:
        """The last iteration done."""
        return Position(self._comparison.iteration)

    @property
    def can_go_on(self) -> bool:
        """Whether there is a later moment, or a contender that has not stopped."""
        return self._linked.may_go_on

    @property
    def most_at_once(self) -> int:
        """The iterations up to the end, where the past is shown again."""
        left = self._comparison.iteration - self._linked.iteration
        return left if self._linked.is_past else _ENDLESS

    @property
    def seconds(self) -> float:
        """Time spent in training so far, of all contenders together."""
        return sum(trainer.seconds for trainer in self._comparison.trainers)

    @property
    def is_complete(self) -> bool:
        """Whether all contenders have been evaluated and looked at as they are."""
        return self._health.is_complete and all(map(self._is_evaluated, self._places))

    @property
    def _places(self) -> range:
        return range(len(self._linked.trainers))

    def plan_training(self, here: Position, iterations: int | None) -> Move:
        """Train, or show again what has been done from here on."""
        return Move(None, iterations)

    def plan_visit(self, iteration: int, branch: int) -> Move:
        """Show a moment; beyond the end what is missing is trained."""
        end = self._comparison.iteration
        goal = Position(max(0, min(iteration, end)))
        return Move(goal, max(0, iteration - end))

    def advance(self, iterations: int, check_interrupt: CheckInterrupt) -> None:
        """Train all contenders, or show them this many iterations later."""
        self._linked.advance(iterations, check_interrupt)

    def go_to(self, position: Position, check_interrupt: CheckInterrupt) -> None:
        """Show a moment that has been recorded."""
        self._linked.go_to(position.iteration, check_interrupt)
        self._health.forget()

    def carry_out(self, task: Task, here: Position) -> bool:
        """Begin or end the search for the first difference."""
        if isinstance(task, FindFirstDifference):
            self._search.begin(task)
        return False

    def come_to_rest(self) -> None:
        """Keep the moment at the end: it will come back to the last bit."""
        self._linked.arrive()

    def look_closer(self, check_interrupt: CheckInterrupt, *, followable: bool) -> None:
        """Look at all neurons, if the last look was long enough ago."""
        if self._health.is_due:
            self._health.sweep(check_interrupt)

    def complete(self, check_interrupt: CheckInterrupt) -> None:
        """Evaluate each contender and look at all its neurons."""
        self._comparison.finish_evaluations()
        for place, trainer in enumerate(self._linked.trainers):
            if not self._is_evaluated(place):
                self._at_rest[place] = trainer.evaluate()
                check_interrupt()
        self._health.sweep(check_interrupt, at_rest=True)

    def work_aside(self) -> bool:
        """Search on for the first difference."""
        return self._search.continue_search()

    def start(self) -> RunStart:
        """Describe the contenders as they begin."""
        contenders, trainers = self._comparison.contenders, self._comparison.trainers
        varied = [variation.setting for variation in self._wish.variations]
        return RunStart(
            self._run,
            self._wish,
            self._dataset,
            tuple(map(lane_start, trainers, contenders)),
            self.iterations_per_epoch,
            measured_fairness(contenders, trainers, varied),
        )

    def done(self) -> Reported:
        """Say how many iterations are done, and how many evaluations are known."""
        for place in self._places:
            self._record_evaluations(place)
        return Reported(0, self._comparison.iteration, tuple(map(len, self._recorded)))

    def block_since(self, reported: Reported) -> Block:
        """Return costs and evaluations of all contenders."""
        first, end = reported.iteration, self._comparison.iteration
        trainers = self._comparison.trainers
        costs: Floats = np.full((len(trainers), end - first), np.nan)
        for row, trainer in zip(costs, trainers, strict=True):
            found = trainer.history.costs[first:end]
            row[: len(found)] = found
        costs.flags.writeable = False
        known = zip(self._recorded, reported.evaluations, strict=True)
        evaluations = tuple(tuple(all_[seen:]) for all_, seen in known)
        return Block(self._run, first + 1, costs, evaluations)

    def snapshot(self, rate: float, *, with_trace: bool) -> Snapshot:
        """Copy all contenders at the moment shown."""
        traced = self._traced() if with_trace else (None,) * len(self._places)
        return Snapshot(
            self._run,
            self.position,
            tuple(map(self._lane, self._places, traced)),
            rate,
            done=self._comparison.iteration,
            is_present=not self._linked.is_past,
        )

    def _lane(self, place: int, traced: ContenderTrace | None) -> Lane:
        lane = lane_of(
            self._linked.trainers[place],
            self._evaluation(place),
            self._health.found[place],
            traced,
            with_gradient=False,
        )
        return replace(lane, cost=self._linked.cost(place))

    def _is_evaluated(self, place: int) -> bool:
        found = self._evaluation(place)
        done = self._linked.trainers[place].iteration
        return found is not None and found.iteration == done

    def _evaluation(self, place: int) -> Evaluation | None:
        """Return the latest evaluation of a contender: in its run, or at rest."""
        own, at_rest = self._linked.evaluation(place), self._at_rest[place]
        here = self._linked.trainers[place].iteration
        if at_rest is None or at_rest.iteration > here:
            return own
        if own is None or own.iteration < at_rest.iteration:
            return at_rest
        return own

    def _record_evaluations(self, place: int) -> None:
        """Put evaluations on record, those made at rest too, in order and once."""
        recorded = self._recorded[place]
        last = recorded[-1].iteration if recorded else -1
        history = self._comparison.trainers[place].history.evaluations
        new = [*takewhile(lambda found: found.iteration > last, reversed(history))]
        recorded += reversed(new)
        latest = self._at_rest[place]
        if latest and (not recorded or latest.iteration > recorded[-1].iteration):
            recorded.append(latest)

    def _traced(self) -> tuple[ContenderTrace | None, ...]:
        """Copy the iteration last done by each, unless all are too large for that."""
        trainers, contenders = self._linked.trainers, self._comparison.contenders
        workspaces = (trainer.program.workspace.values() for trainer in trainers)
        if sum(v.nbytes for values in workspaces for v in values) > _TRACE_BYTES:
            return (None,) * len(trainers)
        return tuple(
            side_of(c.name, t, stopped=t.stopped is not None, routes=self._routes)
            for c, t in zip(contenders, trainers, strict=True)
        )


def build_several(
    run: int,
    wish: ComparisonWish,
    dataset: Dataset | None,
    port: Port,
    check_interrupt: CheckInterrupt,
) -> Several:
    """Load the data if they are not at hand, and build all contenders."""
    dataset = load_data(wish.base) if dataset is None else dataset
    contenders = contenders_of(
        wish.base,
        dataset,
        wish.variations,
        own_initializers=wish.own_initializers,
    )

    def build(
        config: RunConfig,
        dataset: Dataset | None = None,
        prepared: PreparedData | None = None,
    ) -> Trainer:
        # Nobody may be waiting for the rest of the contenders any more.
        check_interrupt()
        return InterruptibleTrainer(config, dataset, check_interrupt, prepared)

    comparison = Comparison(contenders, dataset, trainer=build)
    return Several(run, wish, comparison, dataset, port)
