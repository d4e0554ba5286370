"""Brings back past moments, on a clone of the trainer that leaves the run alone."""

import time
from typing import Generic, TypeVar

from nnviz.session.engine import Engine
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.timeline.branch import Branch
from nnviz.session.timeline.store import CheckpointStore, Kept

_LOOK_SECONDS = 0.004
"""How long a replay runs between two checks for an interrupt."""

_STEPS = 24
"""The number of checkpoints a replay leaves on its way, for steps back from its end."""

_STEPS_BYTES = 32 << 20
"""The memory that these checkpoints may take."""

_STEP_SECONDS = 0.003
"""The least replay between two of them: a step back need not be faster than that."""

E = TypeVar("E", bound=Engine)


class Replayer(Generic[E]):
    """A clone of a run that can be brought to any of its moments.

    Parameters
    ----------
    engine
        The run; it is only used to build the clone.
    store
        The checkpoints of the run.
    first
        The earliest iteration that can be visited; its own trace is not known.
    """

    def __init__(self, engine: E, store: CheckpointStore, first: int = 0) -> None:
        self.clone = engine.clone()
        self._store, self._first = store, first
        self._steps: list[Kept] = []
        self._seconds_each = _LOOK_SECONDS
        self._branch: Branch | None = None
        self._events = 0

    def visit(
        self,
        branch: Branch,
        iteration: int,
        check_interrupt: CheckInterrupt = no_interrupt,
    ) -> None:
        """Bring the clone to a moment of a branch, with its trace.

        ``check_interrupt`` is called every few milliseconds; if it raises, the replay
        ends there, with the clone somewhere on the way.
        """
        if self._is_at(branch, iteration):
            return
        # Up to the iteration before, then that one by itself: only an iteration that
        # was really done leaves a trace.
        before = max(self._first, iteration - 1)
        self._start_near(branch, before)
        self._advance(before, check_interrupt)
        if iteration > before:
            self.clone.replay(1)
        self._apply_events()

    def forget(self) -> None:
        """Forget where the clone is and how it got there: the events have changed."""
        self._branch, self._steps = None, []

    def _is_at(self, branch: Branch, iteration: int) -> bool:
        here = self.clone.iteration, self._events
        there = iteration, branch.events_until(iteration)
        just_done = iteration == self._first or self.clone.before_last is not None
        return self._branch is branch and here == there and just_done

    def _start_near(self, branch: Branch, iteration: int) -> None:
        """Go to the last known state up to an iteration, perhaps the clone's own."""
        known = self._nearest(branch, iteration)
        # If the clone is between the nearest checkpoint and the target, it is nearer.
        own = self._branch is branch and known.iteration <= self.clone.iteration
        on_the_way = own and self.clone.iteration <= iteration
        # The run itself left a checkpoint here. A clone that has come the whole way
        # differs from it by rounding if the run was trained in a stack with others.
        exact = known.iteration == iteration and known not in self._steps
        if on_the_way and not exact:
            return
        # The steps stay while one walks back over them; a start from anywhere else
        # begins a new way.
        if not on_the_way and known not in self._steps:
            self._steps = []
        self._branch, self._events = branch, known.events
        self.clone.restore_state(known.checkpoint)

    def _nearest(self, branch: Branch, iteration: int) -> Kept:
        # The nearest ancestor that has a checkpoint: those further up only have earlier
        # ones. The root's is never dropped, so one is always found.
        found = []
        for one, last in branch.lineage(iteration):
            kept = self._store.nearest(one.number, last)
            if kept is not None:
                found.append(kept)
                break
        if self._branch is branch:
            found += [kept for kept in self._steps if kept.iteration <= iteration]
        # Of two at one moment the run's own comes first, which is exact.
        return max(found, key=lambda kept: kept.iteration)

    def _advance(self, target: int, check_interrupt: CheckInterrupt) -> None:
        """Do iterations and events up to an iteration, leaving steps on the way."""
        # Steps evenly spaced over the way, but none closer than replaying is quick.
        quick = int(_STEP_SECONDS / self._seconds_each)
        step = max(1, quick, -(-(target - self.clone.iteration) // _STEPS))
        self._apply_events()
        while self.clone.iteration < target:
            self._replay(min(step, self._until_event(), target - self.clone.iteration))
            self._apply_events()
            self._leave_step()
            check_interrupt()

    def _replay(self, most: int) -> None:
        count = max(1, min(most, int(_LOOK_SECONDS / self._seconds_each)))
        began = time.perf_counter()
        self.clone.replay(count)
        self._seconds_each = max(1e-9, (time.perf_counter() - began) / count)

    def _leave_step(self) -> None:
        one = Kept(self.clone.checkpoint(), self._events)
        most = min(_STEPS, _STEPS_BYTES // one.nbytes)
        # Without the condition, [-0:] would keep all steps of a very large network.
        self._steps = [*self._steps, one][-most:] if most else []

    def _apply_events(self) -> None:
        """Apply the events up to the current iteration that are not applied yet."""
        events = self._branch.events if self._branch else []
        while self._events < len(events):
            event = events[self._events]
            if event.iteration > self.clone.iteration:
                break
            event.act.apply(self.clone)
            self._events += 1

    def _until_event(self) -> int:
        """Return the iterations until the next event."""
        events = self._branch.events if self._branch else []
        later = events[self._events : self._events + 1]
        return later[0].iteration - self.clone.iteration if later else 1 << 62
