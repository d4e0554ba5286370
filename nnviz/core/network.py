"""A fully connected network: a flat vector of parameters, and a loop over layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnviz.core.activation_lookup import find_activation as find_activation
from nnviz.core.errors import InputError, unknown_name
from nnviz.core.functions.activation import Activation
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.layout import Layout
from nnviz.core.types import Floats

PRECISIONS = ("float32", "float64")
_CHUNK = 1024

_STREAM = 1
"""Keeps the random numbers for weights apart from those for other purposes."""


class Shape(Protocol):
    """A network without its numbers: layer sizes and activations."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, the inputs first."""

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each layer after the inputs."""


@dataclass(frozen=True, slots=True)
class OutputLayer:
    """Pre-activations and activations of the output layer, both (O, N)."""

    z: Floats
    a: Floats


class Network:
    """Layers of neurons with weights, biases and activation functions.

    Parameters
    ----------
    sizes
        Neurons per layer, the inputs first: (784, 10, 10).
    activations
        One per layer after the inputs, as names or objects.
    initializer
        A name in ``INITIALIZERS``.
    precision
        "float64" or "float32".
    seed
        The same seed gives the same initial parameters. Each layer draws from its own
        stream, so a layer starts the same whatever the others look like.

    Attributes
    ----------
    parameters
        The flat vector (P,); ``weights`` (each (O, I)) and ``biases`` (each (O,)) are
        views of it.

    Raises
    ------
    InputError
        For unknown names, sizes below 1, or a wrong number of activations.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Sequence[str | Activation],
        *,
        initializer: str = "xavier",
        precision: str = "float64",
        seed: int = 0,
    ) -> None:
        self.layout = Layout(_checked_sizes(sizes))
        self.activations = tuple(find_activation(name) for name in activations)
        if len(self.activations) != len(self.sizes) - 1:
            raise InputError(
                f"{len(self.sizes) - 1} layers need as many activations, but "
                f"{len(self.activations)} were given"
            )
        if initializer not in INITIALIZERS:
            raise unknown_name("initializer", initializer, INITIALIZERS)
        if precision not in PRECISIONS:
            raise unknown_name("precision", precision, PRECISIONS)
        self.precision = precision
        self.initializer = initializer
        self.seed = seed
        self.parameters: Floats = np.zeros(self.layout.count, precision)
        self.weights = self.layout.weights(self.parameters)
        self.biases = self.layout.biases(self.parameters)
        self.initialize()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, the inputs first."""
        return self.layout.sizes

    def initialize(self) -> None:
        """Reset all parameters to the initial ones of this seed."""
        layers = zip(self.weights, self.biases, strict=True)
        for layer, (weights, biases) in enumerate(layers, start=1):
            rng = np.random.default_rng((self.seed, layer, _STREAM))
            INITIALIZERS[self.initializer].fill(weights, biases, rng)

    def copy(self, precision: str | None = None) -> "Network":
        """Return an independent network with the same parameters."""
        # Created with zeros, since drawing numbers to overwrite them takes time.
        clone = Network(
            self.sizes,
            self.activations,
            initializer="zeros",
            precision=precision or self.precision,
            seed=self.seed,
        )
        clone.initializer = self.initializer
        clone.parameters[...] = self.parameters
        return clone

    def predict(self, inputs: Floats) -> Floats:
        """Return the outputs (N, O) for inputs (N, I).

        Raises
        ------
        InputError
            If the inputs have another shape.
        """
        inputs = self.check_inputs(inputs)
        outputs = np.empty((len(inputs), self.sizes[-1]), self.precision)
        for start in range(0, len(inputs), _CHUNK):
            rows = inputs[start : start + _CHUNK]
            outputs[start : start + _CHUNK] = self.output_layer(rows).a.T
        return outputs

    def output_layer(self, inputs: Floats) -> OutputLayer:
        """Run inputs (N, I) forward and return the output layer's z and a, (O, N)."""
        *_, (z, a) = self.forward(inputs)
        return OutputLayer(z, a)

    @np.errstate(all="ignore")
    def forward(self, inputs: Floats) -> list[tuple[Floats, Floats]]:
        """Run inputs (N, I) forward and return every layer's z and a, (O, N) each."""
        a = np.asarray(inputs, self.precision).T
        layers = []
        for weights, biases, activation in zip(
            self.weights, self.biases, self.activations, strict=True
        ):
            z = weights.dot(a)
            z += biases[:, None]
            a = np.empty_like(z)
            activation.evaluate(z, a)
            layers.append((z, a))
        return layers

    def check_inputs(self, inputs: Floats) -> Floats:
        """Return inputs as an array (N, I).

        Raises
        ------
        InputError
            If they have another shape.
        """
        inputs = np.asarray(inputs)
        if inputs.ndim != 2 or inputs.shape[1] != self.sizes[0]:
            raise InputError(
                f"inputs of shape {inputs.shape} do not fit: this network needs "
                f"(samples, {self.sizes[0]})"
            )
        return inputs


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    whole = all(isinstance(size, int | np.integer) for size in sizes)
    if len(sizes) < 2 or not whole or min(sizes) < 1:
        raise InputError(
            f"layer sizes {tuple(sizes)} do not make a network: give the number of "
            "inputs, of neurons in any hidden layers, and of outputs, each at least 1"
        )
    return tuple(int(size) for size in sizes)
