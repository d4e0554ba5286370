"""What is often written for the slope of an activation, and is none."""

from collections.abc import Iterator

import numpy as np

from nnviz.core.activations import LEAK
from nnviz.core.types import Floats


def false_slopes(name: str, z: Floats, a: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield formulas and their values for sums z and outputs a of a layer, (N, O)."""
    if name == "tanh":
        yield "1 - z²", 1.0 - z * z
        yield "1 - a", 1.0 - a
        yield "1 + a²", 1.0 + a * a
        yield "a (1 - a), which is that of sigmoid,", a * (1.0 - a)
    elif name == "sigmoid":
        yield "1 - a", 1.0 - a
        yield "z (1 - z)", z * (1.0 - z)
        yield "1 - a², which is that of tanh,", 1.0 - a * a
        yield "a (1 + a)", a * (1.0 + a)
        yield "a² (1 - a)", a * a * (1.0 - a)
    elif name in ("relu", "leaky_relu"):
        least = 0.0 if name == "relu" else LEAK
        yield "1 below 0, and not above,", np.where(z > 0.0, least, 1.0)
        for leak in (0.1, 0.2, 0.3, 0.25, 0.05, 0.02, 0.001):
            yield f"{leak:g} below 0", np.where(z > 0.0, 1.0, leak)
