"""The store of a run's checkpoints, as many as a memory budget allows."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from threading import Lock
from weakref import WeakSet

from nnviz.session.checkpoint import Checkpoint

DEFAULT_BUDGET = 256 << 20
"""Bytes for parameters and optimiser state of all checkpoints together."""

TOGETHER = 384 << 20
"""Bytes for the checkpoints of everything that is trained in this program.

One store alone may take all of its budget. Several share these bytes, but each may
always take half of its own.
"""

_AFTER_THINNING = 0.9
"""The share of the budget that thinning leaves, so that it is seldom needed."""

_AT_ONCE = 16
"""One in this many checkpoints is dropped before gaps are measured again."""

_NEAR = 8
"""The last of this many equal parts of a run is kept denser, ever more towards now."""

_EVENT_HOLDS = 8
"""An event is dropped only where checkpoints are this many times as dense."""

_OBJECTS = 1024
"""Bytes that a checkpoint takes besides its numbers."""


class Worth(IntEnum):
    """How long a checkpoint is kept."""

    PASSING = 0
    EVENT = 1
    """After an event: kept longer, but not at the cost of the rest of the past."""
    MARKED = 2
    """The first of a branch, and those of bookmarks."""
    ROOT = 3
    """The start of the run, without which nothing could be reached: never dropped."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A checkpoint, the number of its branch's events it includes, and its worth."""

    checkpoint: Checkpoint
    events: int
    worth: Worth = Worth.PASSING

    @property
    def iteration(self) -> int:
        """The iteration after which it was taken."""
        return self.checkpoint.iteration

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        return self.checkpoint.nbytes + _OBJECTS


class CheckpointStore:
    """Keeps checkpoints by branch, and thins them out when they exceed the budget.

    The past is covered evenly, and what was just done more densely.

    Parameters
    ----------
    budget
        Bytes.
    """

    def __init__(self, budget: int = DEFAULT_BUDGET) -> None:
        self.budget = budget
        self.nbytes = 0
        self._kept: dict[int, list[Kept]] = {}
        with _guard:
            _all.add(self)

    def __iter__(self) -> Iterator[tuple[int, Kept]]:
        for branch, kept in self._kept.items():
            for one in kept:
                yield branch, one

    def __len__(self) -> int:
        return sum(len(kept) for kept in self._kept.values())

    def add(self, branch: int, one: Kept, ends: Mapping[int, int]) -> None:
        """Keep a checkpoint; ``ends`` has the last iteration of growing branches."""
        kept = self._kept.setdefault(branch, [])
        place = bisect_left(kept, one.iteration, key=_iteration)
        # A second checkpoint of an iteration replaces the first, because it may include
        # more events, but it is worth no less.
        if place < len(kept) and kept[place].iteration == one.iteration:
            worth = max(one.worth, kept[place].worth)
            one = Kept(one.checkpoint, one.events, worth)
            self.nbytes -= kept.pop(place).nbytes
        kept.insert(place, one)
        self.nbytes += one.nbytes
        if self.nbytes > self.budget // 2 and self.nbytes > (most := self.most):
            self._thin(int(_AFTER_THINNING * most), ends)

    @property
    def most(self) -> int:
        """The bytes it may take, beside what other stores take."""
        left = TOGETHER - (taken_by_all() - self.nbytes)
        return min(max(left, self.budget // 2), self.budget)

    def nearest(self, branch: int, iteration: int) -> Kept | None:
        """Return the last checkpoint of a branch up to an iteration."""
        kept = self._kept.get(branch, [])
        place = bisect_right(kept, iteration, key=_iteration) - 1
        return kept[place] if place >= 0 else None

    def release(self, branch: int, iteration: int) -> None:
        """Make a marked checkpoint an ordinary one, which may be dropped."""
        one = self.nearest(branch, iteration)
        if one is not None and (one.iteration, one.worth) == (iteration, Worth.MARKED):
            kept = self._kept[branch]
            kept[kept.index(one)] = Kept(one.checkpoint, one.events)

    def _thin(self, target: int, ends: Mapping[int, int]) -> None:
        # Passing checkpoints and events compete first; marked ones join them only if
        # that was not enough.
        for worth in (Worth.EVENT, Worth.MARKED):
            while self.nbytes > target and self._drop_some(worth, target, ends):
                pass

    def _drop_some(self, worth: Worth, target: int, ends: Mapping[int, int]) -> bool:
        """Drop the checkpoints that leave the smallest gaps; return whether any was."""
        candidates = sorted(
            candidate
            for branch, kept in self._kept.items()
            for candidate in _candidates(branch, kept, worth, ends.get(branch))
        )
        dropped: set[tuple[int, int]] = set()
        # Only a few at a time, because each one dropped widens its neighbours' gaps.
        most = -(-len(candidates) // _AT_ONCE)
        for _, branch, place in candidates:
            if self.nbytes <= target or len(dropped) >= most:
                break
            # Dropping two neighbours together would leave a gap that was not measured.
            if not dropped & {(branch, place - 1), (branch, place + 1)}:
                dropped.add((branch, place))
                self.nbytes -= self._kept[branch][place].nbytes
        # From the last to the first, so that the remaining indices stay valid.
        for branch, place in sorted(dropped, reverse=True):
            del self._kept[branch][place]
        return bool(dropped)


def taken_by_all() -> int:
    """Return the bytes that all stores of this program take together."""
    with _guard:
        return sum(store.nbytes for store in _all)


_all: "WeakSet[CheckpointStore]" = WeakSet()
_guard = Lock()


def _iteration(one: Kept) -> int:
    return one.iteration


def _candidates(
    branch: int, kept: list[Kept], worth: Worth, now: int | None
) -> Iterator[tuple[float, int, int]]:
    """Yield each checkpoint that may be dropped: relative gap it leaves, branch, index.

    ``now`` is the last iteration of the branch if it is growing, else None.
    """
    for place, one in enumerate(kept):
        if one.worth > worth:
            continue
        # At either end the gap counts from the checkpoint itself; on a growing branch
        # the last one's reaches up to now.
        before = kept[place - 1].iteration if place else one.iteration
        after = kept[place + 1].iteration if place + 1 < len(kept) else now
        gap = (one.iteration if after is None else after) - before
        held = _EVENT_HOLDS if one.worth is Worth.EVENT else 1
        yield held * gap / _wanted(one.iteration, now), branch, place


def _wanted(iteration: int, now: int | None) -> float:
    """Return the width of gap wanted here: 1, and less in the latest part of a run."""
    if now is None or now <= 0:
        return 1.0
    age = (now - iteration) / now * _NEAR
    return min(1.0, age + 1.0 / _NEAR)
