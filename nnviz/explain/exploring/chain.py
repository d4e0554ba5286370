"""The product of slopes through a chain of layers of one neuron each.

Layer l computes a_l = f(z_l), and the next one z_{l+1} = w a_l with one weight w for
all layers. By the chain rule

    da_n / dz_1 = f'(z_1) * w f'(z_2) * ... * w f'(z_n),

which is what is left of a gradient after n layers. Products are kept as logarithms to
base 10, so that a thousand layers neither overflow nor round to zero; a product that is
exactly zero has the logarithm minus infinity. On vanishing gradients see Bengio, Simard
& Frasconi (1994), "Learning long-term dependencies with gradient descent is difficult",
IEEE Transactions on Neural Networks 5(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.explain.exploring.function_curves import function_at

VANISHED = -6.0
"""The logarithm below which a gradient counts as vanished: a millionth."""

EXPLODED = 6.0
"""The logarithm above which a gradient counts as exploded: a million."""


@dataclass(frozen=True, slots=True)
class Decline:
    """What becomes of a gradient through n layers, judged by the numbers alone.

    Parameters
    ----------
    layers
        The number of layers.
    last
        The logarithm of what is left after all of them.
    zero_after, vanished_after, exploded_after
        The number of layers after which it is first exactly zero, below a millionth, or
        above a million; None if never.
    undefined
        Whether some number was not finite, for instance because activations overflow.
    """

    layers: int
    last: float
    zero_after: int | None
    vanished_after: int | None
    exploded_after: int | None
    undefined: bool = False


def same_z(activation: Activation, z: float, w: float, layers: int) -> Floats:
    """Return log10 of |w^(n-1) f'(z)^n| at one z for n = 1 ... layers, (layers,)."""
    # In logarithms, as the product of many layers under- or overflows float64.
    _, slope = function_at(activation, z)
    # First layer's gradient: its slope alone, without a weight.
    first, both = _log(slope), _log(slope) + _log(w)
    return np.array([first + both * n if n else first for n in range(layers)])


def chained(activation: Activation, z: float, w: float, layers: int) -> Floats:
    """Return log10 of |da_n / dz_1| for n = 1 ... layers, (layers,), with z_1 = z."""
    logs = np.empty(layers)
    total = 0.0
    for layer in range(layers):
        value, slope = function_at(activation, z)
        total += _log(slope) + (_log(w) if layer else 0.0)
        logs[layer] = total
        z = w * value
    return logs


def decline_of(logs: Floats) -> Decline:
    """Judge the logarithms, (n,), of what is left after 1 ... n layers."""
    undefined = bool(np.isnan(logs).any() or np.isposinf(logs).any())
    return Decline(
        len(logs),
        float(logs[-1]),
        _first(np.isneginf(logs)),
        _first(logs < VANISHED),
        _first(logs > EXPLODED),
        undefined,
    )


def _log(value: float) -> float:
    return float(np.log10(abs(value))) if value else -np.inf


def _first(found: NDArray[np.bool_]) -> int | None:
    """Return the first layer, counted from 1, where ``found`` is true, if any."""
    return int(np.argmax(found)) + 1 if found.any() else None
