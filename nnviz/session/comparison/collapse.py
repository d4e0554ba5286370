"""Collapses a network of linear layers into one matrix, and verifies the outputs."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.core.writing.number_text import compact
from nnviz.session.comparison.number_words import counted

_CHUNK = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Collapsed:
    """All layers as one, ``z = W x + b``, up to the z of the output layer.

    ``weights`` (O, I) are the product of all layers' weights, the last one first;
    ``biases`` (O,) are the z for an input of zeros. Both are float64.
    """

    weights: Floats
    biases: Floats

    def z(self, inputs: Floats) -> Floats:
        """Return the output layer's z (O, N) for inputs (N, I)."""
        found: Floats = self.weights.dot(inputs.T) + self.biases[:, None]
        return found


@dataclass(frozen=True, slots=True)
class Agreement:
    """How closely one matrix agrees with the network it replaces.

    Attributes
    ----------
    z, outputs
        The largest |difference| in the output layer's z and in its activations.
    scale
        The largest |z| of the network, to compare rounding with.
    rounding
        The smallest relative step of the network's precision.
    samples
        The number of samples compared.
    """

    z: float
    outputs: float
    scale: float
    rounding: float
    samples: int

    def words(self) -> str:
        """Return a sentence that says so."""
        return (
            f"on {counted(self.samples, 'sample')}, the single matrix and the layers "
            f"differ by at most {compact(self.z, 2)} in z (which reaches "
            f"{compact(self.scale)}) and by at most {compact(self.outputs, 2)} in the "
            "outputs: the rounding of numbers with a relative precision of "
            f"{compact(self.rounding, 2)}"
        )


def collapse(network: Network) -> Collapsed | None:
    """Multiply the layers into one; return None if a hidden layer is not linear."""
    if any(activation.name != "linear" for activation in network.activations[:-1]):
        return None
    weights = np.eye(network.sizes[0])
    biases = np.zeros(network.sizes[0])
    for own, bias in zip(network.weights, network.biases, strict=True):
        weights = own.astype(np.float64).dot(weights)
        biases = own.astype(np.float64).dot(biases) + bias
    return Collapsed(weights, biases)


@np.errstate(all="ignore")
def agreement(network: Network, inputs: Floats) -> Agreement | None:
    """Compare a network with its single matrix on inputs (N, I).

    The network runs as usual, layer by layer and in its own precision. Returns None if
    it is not linear.
    """
    one = collapse(network)
    if one is None:
        return None
    activation = network.activations[-1]
    found = np.zeros(3)
    for start in range(0, len(inputs), _CHUNK):
        rows = inputs[start : start + _CHUNK]
        layer, z = network.output_layer(rows), one.z(rows)
        a = np.empty_like(z)
        activation.evaluate(z, a)
        largest = [
            np.abs(values).max() for values in (z - layer.z, a - layer.a, layer.z)
        ]
        found = np.maximum(found, largest)
    rounding = float(np.finfo(network.precision).eps)
    z_apart, outputs_apart, scale = found.tolist()
    return Agreement(z_apart, outputs_apart, scale, rounding, len(inputs))
