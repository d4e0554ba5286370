"""The timeline of a run: every moment of it can be revisited and branched from."""

from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from nnviz.core.types import Floats
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.settings.tunable import TUNABLE, check_edit
from nnviz.session.stop import Stop
from nnviz.session.timeline.branch import Branch
from nnviz.session.timeline.branches import Branches
from nnviz.session.timeline.events import Act, Event, ParameterEdited, SettingsChanged
from nnviz.session.timeline.past import Past
from nnviz.session.timeline.replayer import Replayer
from nnviz.session.timeline.spacing import GAP_SECONDS, Spacing
from nnviz.session.timeline.store import (
    DEFAULT_BUDGET,
    CheckpointStore,
    Kept,
    Worth,
)
from nnviz.session.timeline.timeline_view import (
    Bookmark,
    Position,
    TimelineView,
)
from nnviz.session.trainer import Trainer

T = TypeVar("T", bound=Trainer)


class Timeline(Generic[T]):
    """The past of a trainer, which from now on must be trained through this timeline.

    A moment is a ``Position``. Moments are counted in iterations done: moment k shows
    iteration k, and what was changed by hand right after it.

    Parameters
    ----------
    trainer
        A run that has just been built. If it has been trained already, what lies before
        cannot be revisited unless its past is given.
    budget
        Bytes for the parameters and optimiser states that are kept.
    spacing
        Iterations between two checkpoints; None to adapt it to the speed of training.
    gap_seconds
        The time it may take to replay from one checkpoint to the next.
    past
        What another timeline knew of this run, which the trainer has resumed.

    Attributes
    ----------
    trainer
        The run. Train, change and edit it only through the timeline.
    branches
        The courses it has taken, with their records.
    """

    def __init__(
        self,
        trainer: T,
        budget: int = DEFAULT_BUDGET,
        spacing: int | None = None,
        *,
        gap_seconds: float = GAP_SECONDS,
        past: Past | None = None,
    ) -> None:
        self.trainer = trainer
        self._store = CheckpointStore(budget)
        self._spacing = Spacing(spacing, gap_seconds)
        self._bookmarks: dict[str, Bookmark] = {}
        self._replayer: Replayer[T] | None = None
        self._due = 0
        self._noted = trainer.iteration, trainer.seconds
        self._event_is_new = False
        if past is None:
            self.branches = Branches(trainer)
            self._keep(self.branches.live, trainer.checkpoint(), Worth.ROOT)
        else:
            self._restore(past)

    @property
    def now(self) -> Position:
        """Where training continues."""
        return self.branches.now

    @property
    def visited(self) -> T:
        """A trainer at the moment visited last; read it, but do not train it."""
        return self._past.clone

    @property
    def nbytes(self) -> int:
        """The memory that checkpoints take, in bytes."""
        return self._store.nbytes

    def run(self, iterations: int) -> Stop | None:
        """Train as ``Trainer.run`` does, leaving checkpoints on the way."""
        end = self.trainer.iteration + iterations
        # The state after an event is kept once training continues, so that a drag, many
        # events at one moment, costs one checkpoint.
        if self._event_is_new and iterations > 0:
            self._event_is_new = False
            self._keep(self.branches.live, self.trainer.checkpoint(), Worth.EVENT)
        while self.trainer.iteration < end and self.trainer.stopped is None:
            at = self.trainer.iteration
            self.trainer.run(min(end, max(self._due, at + 1)) - at)
            self.note()
        return self.trainer.stopped

    def past(self) -> Past:
        """Return what another timeline of this run needs to know what this one does.

        To be called between two iterations.
        """
        self.keep_present()
        return Past(
            self.branches.kept(),
            self.branches.live.number,
            self.branches.first,
            self._named(),
            tuple(self._store),
        )

    def note(self) -> None:
        """Keep a checkpoint if one is due, after the trainer has done iterations.

        Call this between two blocks of iterations if the trainer is not trained by
        ``run``.
        """
        (iteration, seconds), trainer = self._noted, self.trainer
        self._noted = trainer.iteration, trainer.seconds
        done = trainer.iteration - iteration
        self._spacing.learn(done, trainer.seconds - seconds)
        if done and trainer.iteration >= self._due and self.keep_present():
            self._due = trainer.iteration + self._spacing.iterations

    def keep_present(self) -> bool:
        """Keep a checkpoint from which the last iteration comes back bit for bit.

        Returns whether there is an iteration to look into.
        """
        # The state before the iteration, not after it: from there one more iteration
        # gives this moment with its trace.
        before = self.trainer.before_last
        if before is not None:
            self._keep(self.branches.live, before, Worth.PASSING)
        return before is not None

    def change(self, **settings: Any) -> None:  # noqa: ANN401
        """Change settings as ``Trainer.change`` does, and record it as an event.

        Raises
        ------
        InputError
            If a value is not possible.
        ValueError
            For a setting that needs a new run.
        """
        old = self.trainer.config
        self.trainer.change(**settings)
        new = self.trainer.config
        changed = [n for n in TUNABLE if getattr(old, n) != getattr(new, n)]
        if changed:
            before, after = (
                {name: getattr(config, name) for name in changed}
                for config in (old, new)
            )
            self._remember(SettingsChanged(before, after))

    def edit(self, index: int, value: float) -> None:
        """Set a parameter as ``Trainer.edit`` does, and record it as an event.

        Raises
        ------
        InputError
            If there is no such parameter, or the value is not finite.
        """
        parameters = self.trainer.network.parameters
        check_edit(index, value, parameters.size)
        before = float(parameters[index])
        self.trainer.edit(index, value)
        after = float(parameters[index])
        if after != before:
            self._remember(ParameterEdited(index, before, after))

    def visit(
        self, position: Position, check_interrupt: CheckInterrupt = no_interrupt
    ) -> T:
        """Bring a moment back, and return a trainer that is at that moment.

        It is not the one that trains: read its parameters, its trace and its program,
        evaluate with it, but do not train it. ``check_interrupt`` is called every few
        milliseconds; if it raises, the visit ends there.

        Raises
        ------
        ValueError
            If there is no such moment.
        """
        branch = self.branches.at(position)
        self._past.visit(branch, position.iteration, check_interrupt)
        visited = self._past.clone
        visited.stopped = None
        if position.iteration == branch.end:
            live = branch is self.branches.live
            visited.stopped = self.trainer.stopped if live else branch.stop
        return visited

    def go_on_from(
        self, position: Position, check_interrupt: CheckInterrupt = no_interrupt
    ) -> None:
        """Make a moment the present, from which training continues.

        From the past of a branch this opens a new branch; from its end, the branch
        itself continues.

        Raises
        ------
        ValueError
            If there is no such moment.
        """
        if position == self.now:
            return
        branch, at = self.branches.at(position), position.iteration
        # The visit comes first: it may be interrupted, and then nothing has changed.
        visited = self.visit(position, check_interrupt)
        # The live branch must be stored before any record is read: the one to continue
        # may share its beginning.
        self._leave()
        history = branch.record(at)
        if at < branch.end:
            branch = self.branches.fork(branch, at)
        # The branch must be live before its events are applied to the trainer below.
        self.branches.live, self._event_is_new, self._due = branch, False, at
        self._take_place_of(visited)
        self.trainer.adopt_history(history, visited.stopped)
        self._noted = self.trainer.iteration, self.trainer.seconds
        # A new branch starts with a checkpoint that thinning drops last.
        if branch.end == branch.fork:
            self._keep(branch, self.trainer.checkpoint(), Worth.MARKED)

    def keep_best(self, check_interrupt: CheckInterrupt = no_interrupt) -> bool:
        """Make the moment with the lowest watched cost the present, for good.

        What was trained after it stays, as a branch of the past. The run stays over, if
        it was, for the same reason. Returns whether it is there: it is not if nothing
        was evaluated, or if that moment is not known any more.
        """
        best, stop = self.trainer.best, self.trainer.stopped
        if best is None:
            return False
        position = self.branches.nearest(best.iteration)
        if position.iteration != best.iteration:
            return False
        self.go_on_from(position, check_interrupt)
        self.trainer.stopped = stop
        return True

    def bookmark(self, name: str, position: Position, note: str = "") -> None:
        """Give a moment a name and a note; if the name is taken, it moves here.

        Raises
        ------
        ValueError
            If there is no such moment.
        """
        before = self.visit(position).before_last
        self._bookmarks[name] = Bookmark(name, position, note)
        if before is not None:
            self._keep(self.branches.at(position), before, Worth.MARKED)

    def forget_bookmark(self, name: str) -> None:
        """Remove a bookmark, if there is one of that name."""
        found = self._bookmarks.pop(name, None)
        if found is None:
            return
        position = found.position
        if all(other.position != position for other in self._bookmarks.values()):
            before = position.iteration - 1
            owner = self.branches.at(position).owner(before)
            self._store.release(owner.number, before)

    def annotate(self, name: str, note: str) -> None:
        """Write something else of a bookmark, if there is one of that name."""
        if name in self._bookmarks:
            self._bookmarks[name] = replace(self._bookmarks[name], note=note)

    def difference(self, one: Position, other: Position) -> Floats:
        """Return the parameters at ``other`` minus those at ``one``, (P,).

        Raises
        ------
        ValueError
            If there is no such moment.
        """
        # Copied, because both visits use the same clone.
        before = self.visit(one).network.parameters.copy()
        return self.visit(other).network.parameters - before

    def view(self, cursor: Position | None = None) -> TimelineView:
        """Describe the timeline and the moment shown, the present if None."""
        return TimelineView(
            self.branches.views(),
            self.branches.events(),
            self._named(),
            self.now,
            cursor or self.now,
            self.branches.first,
        )

    @property
    def _past(self) -> Replayer[T]:
        """The replayer, built when it is first needed."""
        if self._replayer is None:
            self._replayer = Replayer(self.trainer, self._store, self.branches.first)
        return self._replayer

    def _named(self) -> tuple[Bookmark, ...]:
        return tuple(self._bookmarks.values())

    def _restore(self, past: Past) -> None:
        self.branches = Branches.restored(self.trainer, past)
        self._bookmarks = {one.name: one for one in past.bookmarks}
        growing = {past.live: self.trainer.iteration}
        for branch, one in past.kept:
            self._store.add(branch, one, growing)

    def _leave(self) -> None:
        """Store the present, so that it can be returned to."""
        self.keep_present()
        self.branches.live.store_record(self.trainer.history, self.trainer.stopped)

    def _take_place_of(self, visited: T) -> None:
        """Bring the trainer to the state of its clone, including the trace."""
        before = visited.before_last
        if before is None:
            self.trainer.restore_state(visited.checkpoint())
            return
        # Repeating the last iteration gives the trainer a trace; then it needs the
        # events of that moment, which the clone has been through already.
        self.trainer.restore_state(before)
        self.trainer.replay(1)
        for event in self.branches.live.events:
            if event.iteration == self.trainer.iteration:
                event.act.apply(self.trainer)

    def _remember(self, act: Act) -> None:
        """Record an act; the same one repeated at one moment is one event."""
        live, now = self.branches.live, self.now
        last = live.events[-1] if len(live.events) > live.inherited else None
        # An event that a checkpoint already includes must stay as it is: replaying from
        # there would not apply it again.
        kept = self._store.nearest(live.number, now.iteration)
        seen = kept is not None and kept.events >= len(live.events)
        merged = last.act.merged(act) if last is not None else None
        if last is None or merged is None or seen or last.iteration != now.iteration:
            live.events.append(Event(now.iteration, now.branch, act))
        else:
            live.events[-1] = Event(now.iteration, now.branch, merged)
            # The clone may have applied the event as it was before.
            if self._replayer is not None:
                self._replayer.forget()
        self._event_is_new = True

    def _keep(self, branch: Branch, checkpoint: Checkpoint, worth: Worth) -> None:
        """Keep a checkpoint on the way to a branch's end."""
        iteration = checkpoint.iteration
        owner = branch.owner(iteration)
        one = Kept(checkpoint, owner.events_until(iteration), worth)
        growing = {self.branches.live.number: self.trainer.iteration}
        self._store.add(owner.number, one, growing)
