"""Follows the distribution of inputs through the layers of an untrained network."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.explain.exploring.untrained import Untrained
from nnviz.session.health.units import saturated_shares

BINS = 40

_HUGE = 1e300
"""If numbers overflow, those beyond this are left out of the histogram."""

_FEW = 10_000
"""With more values than this, the outermost hundredth is left out of the histogram."""


@dataclass(frozen=True, slots=True, eq=False)
class InputSpread:
    """The distribution of a quantity over all neurons of a layer and all samples.

    Parameters
    ----------
    mean, deviation
        Mean and standard deviation; NaN if values are not finite.
    zero
        The share of values that are exactly zero.
    edges, counts
        A histogram, (B + 1,) and (B,), of the values that are not exactly zero; with
        more than 10,000 values, the outermost hundredth is left out.
    """

    mean: float
    deviation: float
    zero: float
    edges: Floats
    counts: Indices


@dataclass(frozen=True, slots=True, eq=False)
class LayerSpread:
    """The distributions of a layer's z and a; for layer 0 both are the inputs.

    ``saturated`` is the share of z at which the function is saturated: see
    ``health.units``.
    """

    layer: int
    z: InputSpread
    a: InputSpread
    saturated: float


@dataclass(frozen=True, slots=True, eq=False)
class NetworkSpread:
    """The distributions of the inputs and of every layer, in order."""

    subject: Untrained
    layers: tuple[LayerSpread, ...]

    @property
    def factor(self) -> float:
        """The factor by which the standard deviation of a changes per layer.

        It is the geometric mean over all layers after the first, whose inputs are not
        activations; 0 if a vanishes, NaN if it overflows.
        """
        first, last = self.layers[1].a.deviation, self.layers[-1].a.deviation
        steps = len(self.layers) - 2
        if steps < 1 or not math.isfinite(first) or not math.isfinite(last):
            return math.nan
        return (last / first) ** (1.0 / steps) if first > 0.0 else 0.0


def network_spread(subject: Untrained, inputs: Floats) -> NetworkSpread:
    """Run inputs (N, I) forward through an untrained network and measure every layer.

    The numbers are those of the engine's own `Network`, with its initialisers.
    """
    return NetworkSpread(subject, tuple(layer_spreads(subject, inputs)))


def layer_spreads(subject: Untrained, inputs: Floats) -> Iterator[LayerSpread]:
    """Yield the distributions layer by layer for inputs (N, I), the inputs first."""
    inputs = np.asarray(inputs, float)
    with np.errstate(all="ignore"):
        passes = subject.network(inputs.shape[1]).forward(inputs)
    start = spread_of(inputs)
    yield LayerSpread(0, start, start, 0.0)
    for layer, (z, a) in enumerate(passes, start=1):
        with np.errstate(all="ignore"):
            share = float(saturated_shares(subject.activation, z, a).mean())
        yield LayerSpread(layer, spread_of(z), spread_of(a), share)


@np.errstate(all="ignore")
def spread_of(values: Floats) -> InputSpread:
    """Return the distribution of the values of an array of any shape."""
    flat = values.ravel()
    mean, deviation = float(flat.mean()), float(flat.std())
    if not math.isfinite(deviation):
        mean = deviation = math.nan
        # Also drops NaN, which compares as false.
        flat = flat[np.abs(flat) < _HUGE]
    others = flat[flat != 0.0]
    zero = (len(flat) - len(others)) / max(values.size, 1)
    counts, edges = np.histogram(others, BINS, _span(others))
    return InputSpread(mean, deviation, zero, edges, counts)


def _span(values: Floats) -> tuple[float, float]:
    """Return the smallest and largest value; of many, the ends of the middle 99 %."""
    if not values.size:
        return -1.0, 1.0
    if values.size > _FEW:
        # A regular sample of the values is enough to find quantiles.
        some = values[:: values.size // _FEW]
        low, high = (float(edge) for edge in np.quantile(some, (0.005, 0.995)))
    else:
        low, high = float(values.min()), float(values.max())
    if high - low > 1e-9 * max(abs(low), abs(high)):
        return low, high
    # All values alike: a histogram needs a range with a width.
    margin = max(0.5, 1e-3 * abs(low))
    return low - margin, high + margin
