"""How a comparison goes back: to a moment kept on the way, and on from there."""

from collections.abc import Callable

from nnviz.session.checkpoint import Checkpoint
from nnviz.session.comparison.comparison import Comparison

_MOST, _LEAST = 32, 4
"""Moments kept; with more, every other one is forgotten."""

_BYTES = 256 << 20
"""Fewer are kept where they would take more than this."""

_NEAR = 64
"""A moment so many iterations before the one gone back to is kept too."""

_BLOCK = 200
"""Iterations between two looks at what else is asked."""


class WayBack:
    """Keeps moments of all contenders, and brings them back to any iteration.

    What is done again is the same, bit for bit, so nothing of it is told anew.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._spacing, self._next = 256, 0
        self._kept: dict[int, tuple[Checkpoint, ...]] = {}
        self.keep()

    @property
    def until_next(self) -> int:
        """Iterations until the next moment that is to be kept."""
        return max(1, self._next - self._comparison.iteration)

    def keep(self) -> None:
        """Keep this moment, if it is time to."""
        iteration = self._comparison.iteration
        if iteration < self._next:
            return
        self._keep_here()
        size = sum(kept.nbytes for kept in self._kept[iteration])
        most = min(_MOST, max(_LEAST, _BYTES // max(1, size)))
        while len(self._kept) > most:
            self._spacing *= 2
            self._kept = {i: c for i, c in self._kept.items() if i % self._spacing == 0}
        self._next = (iteration // self._spacing + 1) * self._spacing

    def go_back(self, iteration: int, look_up: Callable[[], None]) -> None:
        """Bring all contenders to an earlier iteration.

        One that had stopped by then stays as it is. ``look_up`` is called now and
        then; if it raises, the comparison stands somewhere on its way.
        """
        start = max(kept for kept in self._kept if kept < max(1, iteration))
        for trainer, kept in zip(
            self._comparison.trainers, self._kept[start], strict=True
        ):
            if trainer.stopped is None or trainer.iteration > iteration:
                trainer.restore(kept)
        self._comparison.iteration = start
        self._walk(iteration - _NEAR, look_up)
        if start < self._comparison.iteration < iteration:
            self._keep_here()
        self._walk(iteration, look_up)

    def _walk(self, end: int, look_up: Callable[[], None]) -> None:
        while (left := end - self._comparison.iteration) > 0:
            self._comparison.run(min(left, _BLOCK))
            look_up()

    def _keep_here(self) -> None:
        comparison = self._comparison
        kept = tuple(trainer.checkpoint() for trainer in comparison.trainers)
        self._kept[comparison.iteration] = kept
