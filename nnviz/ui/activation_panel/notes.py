"""A word about hidden neurons that learn badly, without any Qt."""

from nnviz.core.activation import Activation
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.session.health.units import (
    dead_neurons,
    largest_slope,
    saturated_shares,
)

_NEARLY_ALL = 0.95
"""From this share of saturated samples on a neuron is named."""


def neuron_notes(
    network: Network, inputs: Floats, most: int = 1000
) -> dict[tuple[int, int], str]:
    """Name dead and saturated hidden neurons by (layer from 1, neuron from 0).

    Dead neurons put out zero for each of at most ``most`` scaled inputs (N, I);
    saturated ones have nearly no slope for nearly all of them.
    """
    notes: dict[tuple[int, int], str] = {}
    layers = zip(network.forward(inputs[:most]), network.activations, strict=True)
    for layer, ((z, a), activation) in enumerate(list(layers)[:-1], start=1):
        notes |= {(layer, n): word for n, word in _layer_notes(activation, z, a)}
    return notes


def _layer_notes(activation: Activation, z: Floats, a: Floats) -> list[tuple[int, str]]:
    dead = set(dead_neurons(a).tolist())
    found = [(neuron, "dead") for neuron in sorted(dead)]
    if not activation.elementwise or largest_slope(activation) == 0.0:
        return found
    shares = saturated_shares(activation, z, a)
    return found + [
        (neuron, "saturated")
        for neuron, share in enumerate(shares.tolist())
        if share >= _NEARLY_ALL and neuron not in dead
    ]
