"""What a network makes of all samples at once: outputs and losses, block by block."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.prepared import Part, PreparedData
from nnviz.session.engine import Engine
from nnviz.session.interruption import CheckInterrupt

_BLOCK = 2048
"""Samples between two checks: about 10 ms of work."""

_QUICK = 4_000_000
"""Multiplications that take a few ms: fewer can be done while training goes on."""

_SHARE = 0.05
"""Of the time of training, at most, that goes into it."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleFigures:
    """Outputs and losses of N samples with the parameters of one moment.

    Attributes
    ----------
    iteration
        How many iterations were done.
    outputs
        As the network gives them, (N, O): of the parts of the data, and of other
        samples, in this order.
    losses
        The loss of each sample, (N,); NaN where its target is not known.
    """

    iteration: int
    outputs: Floats
    losses: Floats


@np.errstate(all="ignore")
def sample_figures(
    engine: Engine, parts: Sequence[Part], check_interrupt: CheckInterrupt
) -> SampleFigures:
    """Work out the figures of all samples of these parts, one after the other."""
    samples = sum(part.samples for part in parts)
    precision = engine.network.precision
    outputs = np.empty((samples, engine.network.sizes[-1]), precision)
    losses = np.empty(samples, precision)
    first = 0
    for part in parts:
        for start in range(0, part.samples, _BLOCK):
            rows = slice(start, start + _BLOCK)
            layer = engine.network.output_layer(part.inputs[rows])
            wanted = part.targets[rows].T
            place = slice(first + start, first + start + wanted.shape[1])
            outputs[place] = layer.a.T
            found = engine.loss.losses(layer.z, layer.a, wanted)
            losses[place] = np.where(np.isnan(wanted).any(axis=0), np.nan, found)
            check_interrupt()
        first += part.samples
    for values in (outputs, losses):
        values.flags.writeable = False
    return SampleFigures(engine.iteration, outputs, losses)


class SampleWatch:
    """Keeps the figures of all samples up to date, while somebody looks at them.

    Parameters
    ----------
    data
        The run's data.

    Attributes
    ----------
    figures
        The latest; None if they are not known, or not wanted.
    """

    def __init__(self, data: PreparedData) -> None:
        self._data = data
        self._wanted = self._is_current = False
        self._more: tuple[Part, ...] = ()
        self._seconds = self._looked_at = 0.0
        self.figures: SampleFigures | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the figures are those of the moment shown, if they are wanted."""
        return self._is_current or not self._wanted

    @property
    def _parts(self) -> tuple[Part, ...]:
        return *(part for _, _, part in self._data.parts), *self._more

    def ask(self, wanted: bool, more: Part | None) -> None:
        """Look at all samples from now on, or no longer; at ``more`` besides."""
        self._wanted, self._more = wanted, () if more is None else (more,)
        self.forget()

    def forget(self, *, trained: bool = False) -> None:
        """Look again: the moment or its parameters are others now.

        After training the figures stay, as those of an earlier iteration.
        """
        self._is_current = False
        self.figures = self.figures if trained else None

    def work_out(self, engine: Engine, check_interrupt: CheckInterrupt) -> None:
        """Work the figures out, if they are wanted and not known."""
        if self.is_complete:
            return
        began = time.perf_counter()
        self.figures = sample_figures(engine, self._parts, check_interrupt)
        self._is_current = True
        self._looked_at = time.perf_counter()
        self._seconds = self._looked_at - began

    def keep_up(self, engine: Engine, check_interrupt: CheckInterrupt) -> None:
        """Work them out while training goes on, if that does not slow it down."""
        waited = time.perf_counter() - self._looked_at
        samples = sum(part.samples for part in self._parts)
        quick = samples * engine.network.layout.count <= _QUICK
        if quick and waited * _SHARE >= self._seconds:
            self.work_out(engine, check_interrupt)
