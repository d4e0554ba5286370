"""Tells the window of every iteration of all contenders, and never floods it."""

import time
from collections.abc import Callable

import numpy as np

from nnviz.core.types import Floats
from nnviz.explain.linked.contender_trace import ContenderTrace, side_of
from nnviz.explain.routes import Routes
from nnviz.live.back_pressure import BackPressure
from nnviz.live.comparison_snapshot import ComparisonSnapshot
from nnviz.live.pacing import Clock, SpeedMeter
from nnviz.live.snapshot import frozen_copy
from nnviz.session.comparison.comparison_state import (
    ComparisonState,
    ContenderState,
    CostBlock,
)
from nnviz.session.comparison.linked_run import LinkedRun
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.session.history import Evaluation

_RECENT = 1000
"""No more evaluations than this come between two snapshots."""

_TRACE_BYTES = 256 << 20
"""Iterations with larger workspaces than this together are not copied."""


class ComparisonReporter(BackPressure):
    """Sends costs by credit, and snapshots when asked for.

    Parameters
    ----------
    run
        The number of the comparison.
    linked
        The contenders at the moment to be shown, looked at between two iterations only.
    send_block, send_snapshot
        Carry a value to the window.

    Attributes
    ----------
    evaluations
        The latest evaluation of each contender that was made at rest.
    """

    def __init__(
        self,
        run: int,
        linked: LinkedRun,
        send_block: Callable[[CostBlock], None],
        send_snapshot: Callable[[ComparisonSnapshot], None],
        clock: Clock = time.perf_counter,
    ) -> None:
        super().__init__(clock)
        self._run, self._linked = run, linked
        self._send_block, self._send_snapshot = send_block, send_snapshot
        self._told, self._routes = 0, Routes()
        self.meter = SpeedMeter(clock)
        self._evaluated = [-1] * len(linked.trainers)
        self.evaluations: list[Evaluation | None] = [None] * len(linked.trainers)

    @property
    def all_told(self) -> bool:
        """Whether the costs of every iteration done have been sent."""
        return self._told >= self._linked.comparison.iteration

    @property
    def all_evaluated(self) -> bool:
        """Whether every contender has been evaluated as it is shown."""
        return all(map(self.is_evaluated, self._places))

    def is_evaluated(self, place: int) -> bool:
        """Tell whether a contender has been evaluated as it is shown."""
        found = self._evaluation(place)
        return (
            found is not None
            and found.iteration == self._linked.trainers[place].iteration
        )

    def tell(self, *, now: bool) -> None:
        """Send the costs that were not told, if the window can take them.

        Unless it is to be ``now``, not sooner than a frame after the last ones.
        """
        if not self.all_told and self.spend_on_block(now=now):
            self._send_block(self._next_block())

    def show(self, health: list[NetworkHealth | None], *, with_sides: bool) -> None:
        """Send a snapshot if one is wanted and there is something new to see."""
        if self.spend_on_snapshot():
            self._send_snapshot(self._snapshot(health, with_sides=with_sides))

    def _snapshot(
        self, health: list[NetworkHealth | None], *, with_sides: bool
    ) -> ComparisonSnapshot:
        return ComparisonSnapshot(
            self._run,
            ComparisonState(
                self._linked.iteration,
                tuple(self._contender(place, health[place]) for place in self._places),
            ),
            self.meter.rate(),
            max(trainer.epoch for trainer in self._linked.trainers),
            tuple(self._new_evaluations(place) for place in self._places),
            self._sides() if with_sides else (),
            self._linked.comparison.iteration,
        )

    @property
    def _places(self) -> range:
        return range(len(self._linked.trainers))

    def _contender(self, place: int, health: NetworkHealth | None) -> ContenderState:
        trainer = self._linked.trainers[place]
        return ContenderState(
            iteration=trainer.iteration,
            parameters=frozen_copy(trainer.network.parameters),
            cost=self._linked.cost(place),
            evaluation=self._evaluation(place),
            health=health,
            stop=trainer.stopped,
            seconds=self._linked.seconds(place),
        )

    def _evaluation(self, place: int) -> Evaluation | None:
        """Return the latest evaluation of a contender: in its run, or at rest."""
        own, at_rest = self._linked.evaluation(place), self.evaluations[place]
        here = self._linked.trainers[place].iteration
        if at_rest is None or at_rest.iteration > here:
            return own
        if own is None or own.iteration < at_rest.iteration:
            return at_rest
        return own

    def _new_evaluations(self, place: int) -> tuple[Evaluation, ...]:
        """Return what has been evaluated since the last snapshot, in order."""
        trainer = self._linked.comparison.trainers[place]
        known = list(trainer.history.evaluations[-_RECENT:])
        if (latest := self._evaluation(place)) is not None and latest not in known:
            known.append(latest)
        new = tuple(e for e in known if e.iteration > self._evaluated[place])
        if new:
            self._evaluated[place] = new[-1].iteration
        return new

    def _sides(self) -> tuple[ContenderTrace | None, ...]:
        """Copy the iteration last done by each, unless all are too large for that."""
        trainers = self._linked.trainers
        size = sum(
            values.nbytes
            for trainer in trainers
            for values in trainer.program.workspace.values()
        )
        if size > _TRACE_BYTES:
            return ()
        return tuple(self._side(place) for place in self._places)

    def _side(self, place: int) -> ContenderTrace | None:
        trainer = self._linked.trainers[place]
        name = self._linked.comparison.contenders[place].name
        stopped = trainer.stopped is not None
        return side_of(name, trainer, stopped=stopped, routes=self._routes)

    def _next_block(self) -> CostBlock:
        comparison = self._linked.comparison
        first, self._told = self._told, comparison.iteration
        trainers = comparison.trainers
        costs: Floats = np.full((len(trainers), self._told - first), np.nan)
        for row, trainer in zip(costs, trainers, strict=True):
            found = trainer.history.costs[first : self._told]
            row[: len(found)] = found
        costs.flags.writeable = False
        return CostBlock(first, costs)
