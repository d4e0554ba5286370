"""The lens: the sample looked at, with the parameters of the moment shown."""

import time

from nnviz.core.program import Program
from nnviz.data.prepared import PreparedData
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.walk.route_cache import RouteCache
from nnviz.session.probe import Probe, ProbeSample, sample_of
from nnviz.session.sample_figures import SampleWatch
from nnviz.session.trainer import Trainer

_SHARE = 0.05
"""Of the time of training, at most, that looking at a sample takes."""

_MOST_BYTES = 512 << 20
"""A larger workspace is not copied."""


def can_be_copied(program: Program) -> bool:
    """Tell whether a copy of a program's workspace takes no more than 512 MB."""
    size = sum(values.nbytes for values in program.workspace.values())
    return size <= _MOST_BYTES


class Lens:
    """Looks at one sample of a run, once for each moment that is shown.

    Parameters
    ----------
    data
        The run's data. The first row of the data set is looked at until another one is
        chosen.
    routes
        Caches the routes through programs.

    Attributes
    ----------
    samples
        What the network makes of all other samples.
    """

    def __init__(self, data: PreparedData, routes: RouteCache) -> None:
        self._data, self._routes = data, routes
        self._probe, self._sample = Probe(), sample_of(data, 0)
        self.samples = SampleWatch(data)
        self._seen: ContenderTrace | None = None
        self._seconds = self._looked_at = 0.0

    def choose(self, sample: int | ProbeSample) -> None:
        """Look at a row of the data set from now on, or at a sample that is given.

        Nothing is looked at if there is no such row.
        """
        if isinstance(sample, int):
            self._sample = sample_of(self._data, sample)
        else:
            self._sample = sample
        self._seen = None

    def forget(self, *, trained: bool = False) -> None:
        """Look again: the moment, its parameters or the settings are others now."""
        self._seen = None
        self.samples.forget(trained=trained)

    def look(self, trainer: Trainer, *, at_leisure: bool) -> ContenderTrace | None:
        """Return all numbers of the sample with the parameters a trainer has.

        Without leisure it is None where looking again now would slow training down.
        """
        began, sample = time.perf_counter(), self._sample
        if self._seen is not None or sample is None:
            return self._seen
        if not at_leisure and (began - self._looked_at) * _SHARE < self._seconds:
            return None
        program = self._probe.program_for(trainer)
        if not can_be_copied(program):
            return None
        trace = self._probe.look(trainer, sample)
        route = self._routes.through(program, trainer)
        self._seen = ContenderTrace("", trace, route, trainer.order.per_epoch)
        self._looked_at = time.perf_counter()
        self._seconds = self._looked_at - began
        return self._seen
