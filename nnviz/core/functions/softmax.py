"""Softmax in five stages, so that each of them can be shown.

The largest pre-activation is subtracted first: it cancels in the quotient, and no
exponential can overflow (Goodfellow, Bengio & Courville 2016, Deep Learning,
section 4.1).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True)
class SoftmaxMemory:
    """The results of the stages of a softmax over pre-activations (O, N).

    ``shifted`` and ``exponentials`` are (O, N), ``largest`` and ``total`` (1, N).
    """

    largest: Floats
    shifted: Floats
    exponentials: Floats
    total: Floats

    @classmethod
    def like(cls, z: Floats) -> "SoftmaxMemory":
        """Allocate memory for pre-activations of this shape, (O, N)."""
        row = np.empty((1, z.shape[1]), z.dtype)
        return cls(row, np.empty_like(z), np.empty_like(z), np.empty_like(row))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its result, (O, N) or (1, N), its formula, and its NumPy call."""

    name: str
    formula: str
    output: Floats
    call: Callable[[], object]


def softmax_stages(z: Floats, a: Floats, memory: SoftmaxMemory) -> tuple[Stage, ...]:
    """Bind the calls of the five stages from z to a, both (O, N)."""
    m = memory
    # A product with ones sums a tiny array faster than np.sum.
    ones = np.ones((1, len(z)), z.dtype)
    return (
        Stage(
            "largest",
            r"m = \max_k z_k",
            m.largest,
            partial(np.maximum.reduce, z, 0, None, m.largest, True),
        ),
        Stage(
            "shifted",
            r"s_k = z_k - m",
            m.shifted,
            partial(np.subtract, z, m.largest, m.shifted),
        ),
        Stage(
            "exponentials",
            r"e_k = \exp(s_k)",
            m.exponentials,
            partial(np.exp, m.shifted, m.exponentials),
        ),
        Stage(
            "total",
            r"S = \sum_k e_k",
            m.total,
            partial(ones.dot, m.exponentials, m.total),
        ),
        Stage(
            "a",
            r"a_k = \frac{e_k}{S}",
            a,
            partial(np.divide, m.exponentials, m.total, a),
        ),
    )


def softmax(z: Floats, a: Floats) -> None:
    """Write softmax over the neurons (axis 0) of ``z`` into ``a``, both (O, N)."""
    for stage in softmax_stages(z, a, SoftmaxMemory.like(z)):
        stage.call()


def softmax_jacobian_product(a: Floats, da: Floats, out: Floats) -> None:
    """Write dL/dz = a (dL/da - sum_k a_k dL/da_k), all (O, N).

    The Jacobian of softmax is diag(a) - a a^T (Bishop, Pattern Recognition and Machine
    Learning, eq. 4.106); this is its product with dL/da for every sample.
    """
    np.multiply(a, da, out)
    np.subtract(da, out.sum(axis=0, keepdims=True), out)
    np.multiply(a, out, out)
