"""Where the pre-activations of a layer lie on its function, without any Qt."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices

SATURATED_BELOW = 0.01
"""A slope below this share of the largest one counts as saturated."""

_REACH = 30.0
_BINS = 48
_CURVE = 301


@dataclass(frozen=True, slots=True, eq=False)
class ActivationValues:
    """A layer's function, its slope, and the distribution of its z.

    Parameters
    ----------
    layer
        Which layer, counted from 1.
    name
        The activation's name.
    elementwise
        Whether each neuron's activation depends on its own z alone. Where it does
        not, the curve is that of one of two neurons, the other having z = 0.
    z, a, slope
        The curves, (P,) each.
    edges, counts
        The histogram of z over all neurons and samples, (B + 1,) and (B,).
    saturated
        The share of saturated samples of each neuron, (O,).
    dead
        Which neurons, counted from 0, put out zero for all samples.
    samples
        How many samples were looked at.
    is_output
        Whether it is the last layer.
    """

    layer: int
    name: str
    elementwise: bool
    z: Floats
    a: Floats
    slope: Floats
    edges: Floats
    counts: Indices
    saturated: Floats
    dead: Indices
    samples: int
    is_output: bool = False

    @property
    def title(self) -> str:
        """What the layer is called everywhere."""
        return "output" if self.is_output else f"hidden {self.layer}"

    @property
    def neurons(self) -> int:
        """How many neurons the layer has."""
        return len(self.saturated)

    @property
    def saturated_share(self) -> float:
        """The share of all z, of all neurons and samples, that are saturated."""
        return float(self.saturated.mean())

    @property
    def dead_share(self) -> float:
        """The share of neurons that are dead."""
        return len(self.dead) / self.neurons


@np.errstate(all="ignore")
def activation_values(
    network: Network, inputs: Floats, layer: int, most: int = 1000
) -> ActivationValues:
    """Look at a layer, counted from 1, on at most `most` scaled inputs (N, I)."""
    z, a = network.forward(inputs[:most])[layer - 1]
    found = layer_values(network.activations[layer - 1], layer, z, a)
    return replace(found, is_output=layer == len(network.activations))


@np.errstate(all="ignore")
def layer_values(
    activation: Activation, layer: int, z: Floats, a: Floats
) -> ActivationValues:
    """Look at a layer whose z and a (O, N) are at hand."""
    finite = z[np.isfinite(z)]
    reach = _reach(finite)
    counts, edges = np.histogram(finite, bins=_BINS, range=(-reach, reach))
    places = np.linspace(-reach, reach, _CURVE)
    curve, slope = curves(activation, places)
    return ActivationValues(
        layer,
        activation.label,
        activation.elementwise,
        places,
        curve,
        slope,
        edges,
        counts,
        saturated_shares(activation, z, a),
        dead_neurons(a),
        z.shape[1],
    )


def curves(activation: Activation, z: Floats) -> tuple[Floats, Floats]:
    """Return the activation and its slope at z (P,); see ``elementwise`` above."""
    both = np.vstack((z, np.zeros_like(z)))
    a, slope = np.empty_like(both), np.empty_like(both)
    activation.evaluate(both, a)
    activation.slope(both, a, slope)
    return a[0], slope[0]


@cache
def largest_slope(activation: Activation) -> float:
    """Return the largest |slope| for z from -30 to 30."""
    _, slope = curves(activation, np.linspace(-_REACH, _REACH, 6001))
    return float(np.abs(slope).max())


def saturated_shares(activation: Activation, z: Floats, a: Floats) -> Floats:
    """Return for each neuron (O,) the share of samples where its slope is nearly 0.

    Nearly 0 is below 1 % of the largest slope of the function. Where the slope is 0
    everywhere, all samples are saturated.
    """
    slope = np.empty_like(z)
    activation.slope(z, a, slope)
    largest = largest_slope(activation)
    limit = SATURATED_BELOW * largest
    flat = np.abs(slope) < limit if largest > 0.0 else np.ones(z.shape, bool)
    shares: Floats = flat.mean(axis=1)
    return shares


def dead_neurons(a: Floats) -> Indices:
    """Return which neurons of a (O, N) are zero for all samples, counted from 0."""
    return np.flatnonzero(~a.any(axis=1))


def _reach(z: Floats) -> float:
    """Return how far from zero to show z: at least 3, 99 of 100 values."""
    if not z.size:
        return 3.0
    return float(np.clip(np.quantile(np.abs(z), 0.99) * 1.15, 3.0, _REACH))
