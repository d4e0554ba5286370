"""Looks at the neurons of all contenders now and then, without stopping training."""

import time

from nnviz.live.pacing import Clock
from nnviz.session.comparison.linked_run import LinkedRun
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.session.health.measure import health_of
from nnviz.session.interruption import CheckInterrupt

_SHARE = 0.2
"""The part of the time that looks may take; the rest is for training."""

_MOST = 4096
"""Samples looked at while training goes on; at rest it is all of them."""


class HealthSweep:
    """Keeps the latest look at each contender; all are looked at in one sweep.

    A record of exact moments would hold up training, or be held up; what is looked at
    here is whatever there is time for.

    Parameters
    ----------
    run
        The contenders, between two iterations whenever they are looked at.

    Attributes
    ----------
    found
        The latest look at each contender, None before the first.
    """

    def __init__(self, run: LinkedRun, clock: Clock = time.perf_counter) -> None:
        self._run, self._clock = run, clock
        self._took, self._ended = 0.0, clock()
        self.found: list[NetworkHealth | None] = [None] * len(run.trainers)

    @property
    def is_due(self) -> bool:
        """Whether the last sweep is so long ago that another can be afforded."""
        spent = self._clock() - self._ended
        if spent * _SHARE <= self._took * (1.0 - _SHARE):
            return False
        return any(self._is_old(place) for place in range(len(self.found)))

    @property
    def is_complete(self) -> bool:
        """Whether all contenders are known as they are now, over all samples."""
        return not any(self._is_partial(place) for place in range(len(self.found)))

    def forget(self) -> None:
        """Forget what was found: another moment is looked at now."""
        self.found = [None] * len(self._run.trainers)

    def sweep(self, check_interrupt: CheckInterrupt, *, at_rest: bool = False) -> None:
        """Look at every contender that has trained since the last sweep."""
        began = self._clock()
        for place, trainer in enumerate(self._run.trainers):
            if self._is_partial(place) if at_rest else self._is_old(place):
                most = None if at_rest else _MOST
                self.found[place] = health_of(trainer, most, check_interrupt)
                check_interrupt()
        self._ended = self._clock()
        self._took = self._ended - began

    def _is_old(self, place: int) -> bool:
        one = self.found[place]
        return one is None or one.iteration != self._run.trainers[place].iteration

    def _is_partial(self, place: int) -> bool:
        """Whether a contender is not known as it is, over all samples."""
        one, trainer = self.found[place], self._run.trainers[place]
        if one is None or self._is_old(place):
            return True
        return any(layer.samples < trainer.data.train.samples for layer in one.layers)
