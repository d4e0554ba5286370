"""A fully connected network: a flat vector of parameters, and a loop over layers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError, unknown_name
from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.functions import FUNCTIONS
from nnviz.core.expression.own import own_function
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.layout import Layout
from nnviz.core.types import Floats

PRECISIONS = ("float32", "float64")
_CHUNK = 1024

_STREAM = 1
"""Keeps the random numbers of weights apart from those of other purposes."""


class Shape(Protocol):
    """What a network is without its numbers."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, the inputs first."""

    @property
    def activations(self) -> tuple[Activation, ...]:
        """One per layer after the inputs."""


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
        Same seed, same initial parameters. Each layer draws from a stream of its own,
        so a layer starts the same whatever the others look like.

    Attributes
    ----------
    parameters
        The flat vector that ``weights`` (each (O, I)) and ``biases`` (each (O,)) are
        views on.

    Raises
    ------
    InputError
        For unknown names, sizes below 1, or a count of activations that does not fit.
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
                f"{len(self.sizes) - 1} layers need as many activations, "
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
        """Set all parameters back to the initial ones of this seed."""
        layers = zip(self.weights, self.biases, strict=True)
        for layer, (weights, biases) in enumerate(layers, start=1):
            rng = np.random.default_rng((self.seed, layer, _STREAM))
            INITIALIZERS[self.initializer].fill(weights, biases, rng)

    def copy(self, precision: str | None = None) -> "Network":
        """Return a network of its own with the same parameters."""
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
        """Return the outputs (N, O) for inputs (N, I)."""
        inputs = self.check_inputs(inputs)
        outputs = np.empty((len(inputs), self.sizes[-1]), self.precision)
        for start in range(0, len(inputs), _CHUNK):
            rows = inputs[start : start + _CHUNK]
            outputs[start : start + _CHUNK] = self.output_layer(rows).a.T
        return outputs

    def output_layer(self, inputs: Floats) -> OutputLayer:
        """Run inputs (N, I) forward and return the output layer's z and a."""
        *_, (z, a) = self.forward(inputs)
        return OutputLayer(z, a)

    def forward(self, inputs: Floats) -> list[tuple[Floats, Floats]]:
        """Run inputs (N, I) forward and return every layer's z and a, (O, N) each."""
        a = np.asarray(inputs, self.precision).T
        layers = []
        for weights, biases, activation in zip(
            self.weights, self.biases, self.activations, strict=True
        ):
            z = weights.dot(a) + biases[:, None]
            a = np.empty_like(z)
            activation.evaluate(z, a)
            layers.append((z, a))
        return layers

    def check_inputs(self, inputs: Floats) -> Floats:
        """Return inputs as an array, or raise InputError if they do not fit."""
        inputs = np.asarray(inputs)
        if inputs.ndim != 2 or inputs.shape[1] != self.sizes[0]:
            raise InputError(
                f"inputs of shape {inputs.shape} do not fit: this network takes "
                f"(samples, {self.sizes[0]})"
            )
        return inputs


def find_activation(name: str | Activation, kind: str = "activation") -> Activation:
    """Return the activation of that name; an activation is returned as it is.

    Parameters
    ----------
    name
        A name in ``ACTIVATIONS``, or a function of x that somebody wrote, such as
        ``x * tanh(x)`` or ``mine = x * tanh(x)``.
    kind
        What the name is for, as errors call it.

    Raises
    ------
    InputError
        For an unknown name; for a text that is no function, an ``ExpressionError``.
    """
    if isinstance(name, Activation):
        return name
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    try:
        return _written(name)
    except ExpressionError as error:
        raise error.called(kind) from None
    except LookupError:
        raise _unknown(kind, name) from None


@lru_cache(maxsize=512)
def _written(name: str) -> Activation:
    """Return the function that somebody wrote; a mere word is a LookupError."""
    if _is_word(name):
        raise LookupError(name)
    return own_function(name).activation


def _is_word(name: str) -> bool:
    """Tell whether a name cannot have been meant as a function of x."""
    words = re.findall(r"[a-z_]\w*", name.lower())
    plain = re.fullmatch(r"[^\W\d][\w -]*", name) is not None
    return plain and not {"x", "z", "e", "pi"}.intersection(words)


def _unknown(kind: str, name: str) -> InputError:
    error = unknown_name(kind, name, ACTIVATIONS)
    if name not in FUNCTIONS:
        return error
    return InputError(f"{error}; as a function of x, write {name}(x)")


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    whole = all(isinstance(size, int | np.integer) for size in sizes)
    if len(sizes) < 2 or not whole or min(sizes) < 1:
        raise InputError(
            f"layer sizes {tuple(sizes)} do not make a network: give the inputs, any "
            "hidden layers and the outputs, each at least 1"
        )
    return tuple(int(size) for size in sizes)
