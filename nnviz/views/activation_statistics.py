"""Where a layer's z lie on its function, and which neurons learn badly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.session.health.units import (
    REACH,
    curves,
    dead_neurons,
    largest_slope,
    saturated_shares,
)

_BINS = 48
_CURVE = 301


_NEARLY_ALL = 0.95
"""From this share of saturated samples on a neuron is named."""


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
    barely_learning
        Which neurons, counted from 0, are saturated for nearly all samples and not
        dead. The diagram frames those of hidden layers in dashes.
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
    barely_learning: tuple[int, ...]
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


Answers = Sequence[tuple[Floats, Floats]]
"""The z and a of all layers, (O, N) each."""


def answers_of(network: Network, inputs: Floats, most: int = 1000) -> Answers:
    """Ask a network once for everything that is told of `most` inputs (N, I)."""
    return network.forward(inputs[:most])


def activation_values(
    network: Network, answers: Answers, layer: int
) -> ActivationValues:
    """Look at a layer, counted from 1, whose network has answered."""
    z, a = answers[layer - 1]
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
    shares, lost = saturated_shares(activation, z, a), dead_neurons(a)
    return ActivationValues(
        layer,
        activation.label,
        activation.elementwise,
        places,
        curve,
        slope,
        edges,
        counts,
        shares,
        lost,
        _barely_learning(activation, shares, lost),
        z.shape[1],
    )


def _reach(z: Floats) -> float:
    """Return how far from zero to show z: at least 3, 99 of 100 values.

    It is a multiple of a half, so that axes and bars stand still while z changes.
    """
    if not z.size:
        return 3.0
    # What ``np.quantile`` finds, which imports a fiftieth of a second more for it.
    place = 0.99 * (z.size - 1)
    around = np.array((int(place), min(int(place) + 1, z.size - 1)))
    # Sorted by the two that count: all of them take ten times as long.
    most = np.interp(place, around, np.partition(np.abs(z), around)[around])
    return float(np.clip(np.ceil(most * 1.15 * 2.0) / 2.0, 3.0, REACH))


def neuron_notes(network: Network, answers: Answers) -> dict[tuple[int, int], str]:
    """Name dead and saturated hidden neurons by (layer from 1, neuron from 0).

    Dead neurons put out zero for each sample; saturated ones have nearly no slope for
    nearly all of them.
    """
    notes: dict[tuple[int, int], str] = {}
    layers = zip(answers, network.activations, strict=True)
    for layer, ((z, a), activation) in enumerate(list(layers)[:-1], start=1):
        notes |= {(layer, n): word for n, word in _layer_notes(activation, z, a)}
    return notes


def _layer_notes(activation: Activation, z: Floats, a: Floats) -> list[tuple[int, str]]:
    lost = dead_neurons(a)
    shares = saturated_shares(activation, z, a)
    return [
        *((neuron, "dead") for neuron in lost.tolist()),
        *((n, "saturated") for n in _barely_learning(activation, shares, lost)),
    ]


def _barely_learning(
    activation: Activation, shares: Floats, lost: Indices
) -> tuple[int, ...]:
    """Return the neurons with nearly no slope for nearly all samples, but not dead.

    ``shares`` (O,) are the shares of samples for which a neuron is saturated, ``lost``
    the dead neurons. A function without any slope saturates nobody in particular.
    """
    if not activation.elementwise or largest_slope(activation) == 0.0:
        return ()
    dead = set(lost.tolist())
    each = enumerate(shares.tolist())
    return tuple(n for n, share in each if share >= _NEARLY_ALL and n not in dead)
