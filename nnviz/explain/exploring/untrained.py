"""Untrained deep networks, and random inputs and gradients for them."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.network import Network
from nnviz.core.types import Floats

_INPUTS = 51
_GRADIENT = 52
"""Keep the random numbers for inputs and gradients apart from those for weights."""


@dataclass(frozen=True, slots=True)
class Untrained:
    """An untrained network with layers of one width and one activation.

    Parameters
    ----------
    activation
        The activation of every layer.
    initializer
        A name in ``INITIALIZERS``.
    layers, width
        The number of layers, and of neurons in each of them.
    seed
        The same seed gives the same weights and the same random inputs.
    """

    activation: Activation
    initializer: str
    layers: int = 6
    width: int = 100
    seed: int = 0

    def network(self, inputs: int) -> Network:
        """Build the network for this number of inputs."""
        return Network(
            (inputs, *(self.width,) * self.layers),
            (self.activation,) * self.layers,
            initializer=self.initializer,
            seed=self.seed,
        )


def drawn_inputs(samples: int, width: int, seed: int) -> Floats:
    """Draw inputs (N, I) from the standard normal distribution."""
    return np.random.default_rng((seed, _INPUTS)).normal(size=(samples, width))


def drawn_gradient(samples: int, width: int, seed: int) -> Floats:
    """Draw a gradient (O, N) at the last layer's activations."""
    return np.random.default_rng((seed, _GRADIENT)).normal(size=(width, samples))
