"""The training that is timed, and what every rival starts from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

Run = Callable[[int], list[float]]
"""Trains so many more iterations; answers the costs of all iterations so far."""


@dataclass(frozen=True, slots=True)
class Work:
    """A network and how it is trained: plain gradient descent on mini-batches.

    The cost is the mean over the batch; ``mse`` is also the mean over the outputs, and
    ``cross_entropy`` goes with a softmax output.
    """

    name: str
    sizes: tuple[int, ...]
    hidden: Literal["tanh", "relu"]
    output: Literal["linear", "tanh", "softmax"]
    loss: Literal["mse", "cross_entropy"]
    batch_size: int
    precision: Literal["float32", "float64"]
    learning_rate: float


WORKS = (
    Work("2-4-2-1", (2, 4, 2, 1), "tanh", "tanh", "mse", 10, "float64", 0.03),
    Work(
        "784-10-10", (784, 10, 10), "relu", "softmax", "cross_entropy",
        32, "float32", 0.1,
    ),
    Work(
        "784-128-64-10", (784, 128, 64, 10), "relu", "softmax", "cross_entropy",
        64, "float32", 0.1,
    ),
)  # fmt: skip


def initial_weights(work: Work, seed: int) -> list[Array]:
    """Draw the weights of each layer, shape (O, I); every bias starts at zero."""
    rng = np.random.default_rng(seed)
    return [
        rng.normal(0, i**-0.5, (o, i)).astype(work.precision)
        for i, o in pairwise(work.sizes)
    ]


def shuffled_batches(samples: int, batch_size: int, seed: int) -> Iterator[Array]:
    """Row numbers of one batch after another, in a new order each epoch, for ever.

    The last batch of an epoch is smaller where the batch size does not divide.
    """
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(samples)
        for start in range(0, samples, batch_size):
            yield order[start : start + batch_size]
