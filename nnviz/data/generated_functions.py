"""Generated samples of functions: one or two inputs, one target in about [-1, 1].

Each set is a pure function of the number of samples, the noise and the seed. Inputs are
drawn uniformly from [-5, 5]. The noise is the standard deviation of normal noise added
to the target; 0 gives the function itself.
"""

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.generated import LICENCE, SOURCE

REACH = 5.0
BUMPS = ((-2.5, 2.0, 1.0), (2.5, 2.5, -1.0), (-2.0, -2.5, -0.6), (2.0, -2.0, 0.8))
"""Centre and height of each bump."""

BUMP_WIDTH = 1.3


def line(count: int = 200, noise: float = 0.0, seed: int = 0) -> Dataset:
    """Return ``y = 0.15 x + 0.1``."""
    random = np.random.default_rng(seed)
    x = random.uniform(-REACH, REACH, (count, 1))
    values = 0.15 * x[:, 0] + 0.1
    return _dataset("line", "y = 0.15 x + 0.1", x, _noisy(values, noise, random))


def sine(count: int = 200, noise: float = 0.0, seed: int = 0) -> Dataset:
    """Return ``y = sin x``."""
    random = np.random.default_rng(seed)
    x = random.uniform(-REACH, REACH, (count, 1))
    return _dataset("sine", "y = sin x", x, _noisy(np.sin(x[:, 0]), noise, random))


def plane(count: int = 500, noise: float = 0.0, seed: int = 0) -> Dataset:
    """Return ``y = 0.12 x1 - 0.08 x2``."""
    random = np.random.default_rng(seed)
    x = random.uniform(-REACH, REACH, (count, 2))
    values = 0.12 * x[:, 0] - 0.08 * x[:, 1]
    formula = "y = 0.12 x1 - 0.08 x2"
    return _dataset("plane", formula, x, _noisy(values, noise, random))


def bumps(count: int = 500, noise: float = 0.0, seed: int = 0) -> Dataset:
    """Return the sum of two hills and two hollows, each ``h exp(-d^2 / (2 1.3^2))``.

    d is the distance of the point from the centre of the bump and h the bump's height.
    """
    random = np.random.default_rng(seed)
    x = random.uniform(-REACH, REACH, (count, 2))
    values = np.zeros(count)
    for *centre, height in BUMPS:
        squared = np.square(x - np.array(centre)).sum(axis=1)
        values += height * np.exp(-squared / (2 * BUMP_WIDTH**2))
    formula = "two hills and two hollows of Gaussian shape"
    return _dataset("bumps", formula, x, _noisy(values, noise, random))


def _noisy(values: Floats, noise: float, random: "np.random.Generator") -> Floats:
    return values + noise * random.standard_normal(len(values))


def _dataset(name: str, formula: str, x: Floats, y: Floats) -> Dataset:
    return Dataset(
        name=name,
        task="regression",
        inputs=x,
        targets=y,
        input_names=("x",) if x.shape[1] == 1 else ("x1", "x2"),
        output_names=("y",),
        title="Gaussian bumps" if name == "bumps" else name.capitalize(),
        description=formula,
        source=SOURCE,
        licence=LICENCE,
    )
