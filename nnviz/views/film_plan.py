"""Which moments of a run the frames of a film show."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from nnviz.core.errors import InputError
from nnviz.files.run_page.recording import Visit
from nnviz.session.timeline.timeline_view import BranchView, Position

MOST_FRAMES = 20_000
WAYS = ("iterations", "epochs", "change")


def evenly(first: int, last: int, frames: int) -> tuple[int, ...]:
    """Return iterations from the first to the last, equally far apart.

    A run with fewer iterations than frames has one frame for each.
    """
    _check(first, last, frames)
    count = min(frames, last - first + 1)
    return tuple(np.linspace(first, last, count).round().astype(int).tolist())


def every(first: int, last: int, step: int) -> tuple[int, ...]:
    """Return iterations that are a step apart, and the last one."""
    _check(first, last, 1)
    found = (*range(first, last, step), last)
    _check(first, last, len(found))
    return found


def held(moments: Sequence[Position], frames: int) -> tuple[Position, ...]:
    """Return moments for a fixed number of frames: some are repeated, or left out."""
    _check(0, 0, frames)
    places = np.linspace(0, len(moments) - 1, frames).round().astype(int)
    return tuple(moments[place] for place in places)


def by_epochs(first: int, last: int, per_epoch: int) -> tuple[int, ...]:
    """Return the ends of all epochs, and the first and the last iteration."""
    _check(first, last, 1)
    begin = (first // per_epoch + 1) * per_epoch
    ends = range(begin, last, per_epoch)
    found = tuple(dict.fromkeys((first, *ends, last)))
    _check(first, last, len(found))
    return found


def by_change(first: int, changes: Sequence[float], frames: int) -> tuple[int, ...]:
    """Return iterations between which the parameters change equally much.

    Parameters
    ----------
    changes
        How far the parameters moved in each iteration after the first.
    """
    last = first + len(changes)
    _check(first, last, frames)
    moved = np.array([0.0, *accumulate(changes)])
    if not moved[-1] > 0.0 or not np.isfinite(moved[-1]):
        return evenly(first, last, frames)
    wanted = np.linspace(0.0, moved[-1], min(frames, len(moved)))
    places = np.searchsorted(moved, wanted - 1e-12 * moved[-1])
    places[-1] = len(changes)
    return tuple(dict.fromkeys((first + places).tolist()))


def trip(
    branches: Sequence[BranchView], first: int, frames: int
) -> tuple[Position, ...]:
    """Return moments of all branches, one after the other, each from its fork.

    A branch has as many frames as its share of all iterations, and two at least.

    Parameters
    ----------
    first
        The earliest iteration that can be shown.
    """
    begins = [first if one.parent is None else one.fork for one in branches]
    lengths = [one.end - begin + 1 for one, begin in zip(branches, begins, strict=True)]
    whole = sum(lengths)
    found: list[Position] = []
    for one, begin, length in zip(branches, begins, lengths, strict=True):
        share = max(2, round(frames * length / whole))
        moments = evenly(begin, one.end, share)
        found += [Position(moment, one.number) for moment in moments]
    _check(first, found[-1].iteration if found else first, len(found))
    return tuple(found)


def changes_of(visit: Visit, first: int, last: int) -> list[float]:
    """Return how far the parameters moved in each iteration after the first.

    The distance is Euclidean, over all weights and biases; ``visit`` goes to a moment.
    """
    found = []
    before = visit(first).network.parameters.copy()
    for iteration in range(first + 1, last + 1):
        now = visit(iteration).network.parameters
        found.append(float(np.linalg.norm(now - before)))
        before = now.copy()
    return found


def _check(first: int, last: int, frames: int) -> None:
    if not 0 <= first <= last:
        raise InputError(f"there are no iterations from {first:,} to {last:,}")
    if not 1 <= frames <= MOST_FRAMES:
        raise InputError(f"{frames:,} frames: a film has 1 to {MOST_FRAMES:,}")
