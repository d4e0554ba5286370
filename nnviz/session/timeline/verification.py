"""Trains a run again from its beginning, and finds where it comes out differently."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.engine import Engine
from nnviz.session.run_state import RunState
from nnviz.session.timeline.past import Past, PastBranch

_BLOCK = 1000
"""The most iterations done between two reports of how far it is."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The first iteration of a branch that is not as recorded, and what differs."""

    branch: int
    iteration: int
    what: str


def verify(
    run: tuple[RunState, Past], dataset: Dataset, report: Callable[[int], object]
) -> Departure | None:
    """Train a run again, branch by branch, and return where it first differs.

    Every cost, every checkpoint that was kept and the present are compared bit for bit.
    ``report`` is called with the iterations done so far.
    """
    state, past = run
    root = next(
        one.checkpoint
        for branch, one in past.kept
        if (branch, one.iteration) == (0, past.first)
    )
    settings = state.config.changed(**root.settings)
    engine = Engine(settings, dataset)
    if state.first is not None:
        engine.begin_with(state.first)
    if past.first == 0 and (what := _differs(engine.checkpoint(), root)):
        return Departure(0, 0, f"the initial {what}")
    return _Verification(engine, state, past, root, report).departure()


class _Verification:
    """Walks all branches, and keeps where others leave them on the way."""

    def __init__(
        self,
        engine: Engine,
        state: RunState,
        past: Past,
        root: Checkpoint,
        report: Callable[[int], object],
    ) -> None:
        self._engine, self._state, self._past = engine, state, past
        self._report, self._done = report, 0
        self._starts = {0: root}
        self._kept: dict[int, dict[int, tuple[Checkpoint, int]]] = {}
        for branch, one in past.kept:
            at = self._kept.setdefault(branch, {})
            at[one.iteration] = (one.checkpoint, one.events)

    def departure(self) -> Departure | None:
        for branch in self._past.branches:
            found = self._walk(branch)
            if found is not None:
                return found
        return self._present()

    def _walk(self, branch: PastBranch) -> Departure | None:
        """Train one branch from its fork to its end."""
        number, engine = branch.view.number, self._engine
        engine.restore_state(self._starts[number])
        # What happened at the fork before this branch left is part of its start.
        events = branch.inherited
        for halt in self._halts(branch):
            found = self._train(branch, halt)
            if found is not None:
                return found
            while True:
                differs = self._compare(number, events)
                if differs is not None:
                    return Departure(number, engine.iteration, f"the {differs}")
                due = events < len(branch.events)
                if not due or branch.events[events].iteration > engine.iteration:
                    break
                branch.events[events].act.apply(engine)
                events += 1
            self._leave_starts(number)
        return None

    def _halts(self, branch: PastBranch) -> list[int]:
        """Return the iterations at which something is to be done, in order."""
        view, past = branch.view, self._past
        begin = max(view.fork, past.first)
        at = {begin, view.end, *(event.iteration for event in branch.events)}
        at |= set(self._kept.get(view.number, ()))
        at |= {b.view.fork for b in past.branches if b.view.parent == view.number}
        return sorted(one for one in at if begin <= one <= view.end)

    def _train(self, branch: PastBranch, until: int) -> Departure | None:
        """Train up to an iteration, and hold every cost against the record."""
        engine, fork = self._engine, branch.view.fork
        while engine.iteration < until:
            begin = engine.iteration
            costs = np.empty(min(_BLOCK, until - begin))
            engine.replay(len(costs), costs)
            recorded = branch.costs[begin - fork : engine.iteration - fork]
            wrong = _bits(costs) != _bits(recorded)
            self._done += len(costs)
            self._report(self._done)
            if wrong.any():
                first = begin + int(wrong.argmax()) + 1
                return Departure(branch.view.number, first, "the cost")
        return None

    def _compare(self, branch: int, events: int) -> str | None:
        """Say what differs from the checkpoint of this moment, if there is one."""
        kept = self._kept.get(branch, {}).get(self._engine.iteration)
        if kept is None or kept[1] != events:
            return None
        return _differs(self._engine.checkpoint(), kept[0])

    def _leave_starts(self, number: int) -> None:
        for other in self._past.branches:
            view = other.view
            if view.parent == number and view.fork == self._engine.iteration:
                self._starts[view.number] = self._engine.checkpoint()

    def _present(self) -> Departure | None:
        live = self._past.branches[self._past.live]
        if live is not self._past.branches[-1]:
            self._walk(live)
        what = _differs(self._engine.checkpoint(), self._state.now)
        if what is None:
            return None
        return Departure(self._past.live, self._state.now.iteration, f"the {what}")


def _differs(found: Checkpoint, recorded: Checkpoint) -> str | None:
    """Say which part of two checkpoints differs, if one does."""
    if _bytes(found.parameters) != _bytes(recorded.parameters):
        return "weights or biases"
    for name, values in recorded.state.items():
        if name not in found.state or _bytes(found.state[name]) != _bytes(values):
            return f"optimiser's {name.replace('_', ' ')}"
    return None


def _bits(values: Floats) -> NDArray[np.int64]:
    # NaN is not equal to itself, but its bits are.
    return np.ascontiguousarray(values).view(np.int64)


def _bytes(values: Floats) -> bytes:
    return np.ascontiguousarray(values).tobytes()
