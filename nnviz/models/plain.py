"""A network in a few lines of plain NumPy, as one would write it from scratch.

It shares nothing with the program that trains, so that each can prove the other.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.activation_lookup import find_activation
from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class PlainLayer:
    """A layer as a file has it.

    Attributes
    ----------
    weights
        (O, I), or (I, O) if ``across`` is set, for which one writes ``a @ W``.
    biases
        (O,).
    activation
        A name in ``ACTIVATIONS``, or a function of x.
    """

    weights: NDArray[Any]
    biases: NDArray[Any]
    activation: str
    across: bool = False

    @property
    def matrix(self) -> NDArray[Any]:
        """The weights as nnviz keeps them, (O, I)."""
        return self.weights.T if self.across else self.weights


def _sigmoid(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-z))


def _gelu(z: Floats) -> Floats:
    erf = np.array([math.erf(value / math.sqrt(2)) for value in z.ravel().tolist()])
    return z * (1 + erf.reshape(z.shape)).astype(z.dtype) / 2


def _softmax(z: Floats) -> Floats:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


_FUNCTIONS: dict[str, Callable[[Floats], Any]] = {
    "linear": lambda z: z,
    "step": lambda z: (z > 0).astype(z.dtype),
    "step_straight_through": lambda z: (z > 0).astype(z.dtype),
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, z * 0.01),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "softplus": lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
    "swish": lambda z: z * _sigmoid(z),
    "gelu": _gelu,
    "softmax": _softmax,
}


@np.errstate(all="ignore")
def run_plainly(layers: Sequence[PlainLayer], inputs: Floats) -> Floats:
    """Return the outputs (N, O) of layers for scaled inputs (N, I)."""
    a = inputs
    for layer in layers:
        z = (a @ layer.weights if layer.across else a @ layer.weights.T) + layer.biases
        a = np.asarray(_applied(layer.activation, z), z.dtype)
    return a


def _applied(name: str, z: Floats) -> Floats:
    if name in _FUNCTIONS:
        return np.asarray(_FUNCTIONS[name](z))
    a = np.empty_like(z)
    find_activation(name).evaluate(z, a)
    return a
