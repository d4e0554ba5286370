"""The undo stack: the changes a user has made, in order, to undo and redo."""

from dataclasses import dataclass, replace
from pathlib import Path

from nnviz.data.dataset import Dataset
from nnviz.session.beginning import Beginning
from nnviz.session.comparison.choice import ComparisonChoice
from nnviz.session.config import RunConfig


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """What a run is started from: settings, and the data if they are at hand.

    ``run`` is the key of the run in which the settings were chosen. ``recording`` is
    the file of another program's run, if that is what was shown. ``beginning`` is what
    the run began with, if another program led to that.
    """

    config: RunConfig
    dataset: Dataset | None = None
    run: int = 0
    recording: Path | None = None
    beginning: Beginning | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ConfigChange:
    """A change of settings; ``words`` say which, as in "learning rate 0.1"."""

    words: str
    before: StartingPoint
    after: StartingPoint


@dataclass(frozen=True, slots=True, eq=False)
class ParameterEdit:
    """A weight or bias that was set by hand.

    Attributes
    ----------
    words
        Which one, as in "weight W1[2, 1] of hidden 1, neuron 2".
    run
        The key of the run it belongs to; it means nothing in another one.
    place
        Its index in the flat vector of parameters.
    before, after
        Its values.
    """

    words: str
    run: int
    place: int
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceChange:
    """Another choice of what is compared; ``words`` say what is different."""

    words: str
    before: ComparisonChoice
    after: ComparisonChoice


UndoStep = ConfigChange | ParameterEdit | ChoiceChange


BUDGET = 128 << 20
"""Bytes that the data may take which changes need to be undone."""


class UndoStack:
    """Remembers changes in the order in which they were made.

    Edits of the same parameter in one gesture, such as a drag, are one change. Of data
    from files, the oldest changes are forgotten when they take too much.

    Parameters
    ----------
    budget
        Bytes.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._changes: list[UndoStep] = []
        self._done = 0
        self._gesture_goes_on = False

    @property
    def undoable(self) -> UndoStep | None:
        """The change that would be undone next."""
        return self._changes[self._done - 1] if self._done else None

    @property
    def redoable(self) -> UndoStep | None:
        """The change that would be redone next."""
        return self._changes[self._done] if self._done < len(self._changes) else None

    def add(self, change: UndoStep) -> None:
        """Add a change; changes that were undone are forgotten."""
        del self._changes[self._done :]
        self._changes.append(self._joined(change))
        while len(self._changes) > 1 and self._nbytes > self._budget:
            del self._changes[0]
        self._done = len(self._changes)
        self._gesture_goes_on = isinstance(change, ParameterEdit)

    def end_gesture(self) -> None:
        """Let the next edit be a change of its own."""
        self._gesture_goes_on = False

    def undo(self) -> UndoStep:
        """Return the change to undo.

        Raises
        ------
        IndexError
            If there is none.
        """
        change = self.undoable
        if change is None:
            raise IndexError("there is nothing to undo")
        self._done -= 1
        self._gesture_goes_on = False
        return change

    def redo(self) -> UndoStep:
        """Return the change to redo.

        Raises
        ------
        IndexError
            If there is none.
        """
        change = self.redoable
        if change is None:
            raise IndexError("there is nothing to redo")
        self._done += 1
        self._gesture_goes_on = False
        return change

    @property
    def changes(self) -> tuple[UndoStep, ...]:
        """All changes in order, those that have been undone last."""
        return tuple(self._changes)

    @property
    def done(self) -> int:
        """The number of changes that have not been undone."""
        return self._done

    def settle_at(self, here: StartingPoint) -> None:
        """Go to where these settings were: what has been done since has failed."""
        last = self._changes[self._done - 1 : self._done]
        for change in last:
            if isinstance(change, ConfigChange) and change.after == here:
                return
        for place in reversed(range(self._done)):
            change = self._changes[place]
            if isinstance(change, ConfigChange) and change.before == here:
                # They cannot be, so they need not be made again.
                del self._changes[place:]
                self._done = place
                return

    def forget_edits(self, run: int) -> None:
        """Forget the edits of a run whose weights are gone."""
        lives = [
            not isinstance(c, ParameterEdit) or c.run != run for c in self._changes
        ]
        self._done = sum(lives[: self._done])
        self._changes = [
            c for c, is_alive in zip(self._changes, lives, strict=True) if is_alive
        ]

    @property
    def _nbytes(self) -> int:
        points = (
            point
            for change in self._changes
            if isinstance(change, ConfigChange)
            for point in (change.before, change.after)
        )
        data = {id(p.dataset): p.dataset for p in points if p.dataset is not None}
        return sum(dataset.nbytes for dataset in data.values())

    def _joined(self, change: UndoStep) -> UndoStep:
        """Join an edit with the last one if both belong to one gesture."""
        last = self.undoable
        if not isinstance(last, ParameterEdit) or not isinstance(change, ParameterEdit):
            return change
        same = (last.run, last.place) == (change.run, change.place)
        if not (same and self._gesture_goes_on):
            return change
        self._changes.pop()
        return replace(change, before=last.before)
