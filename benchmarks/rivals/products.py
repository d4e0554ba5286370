"""The matrix products of an iteration alone: what no training can do without.

Activations and deltas are columns (width of the layer, batch), all memory is
allocated beforehand, and nothing but products is computed.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.rivals.work import Array, Work, initial_weights

Product = tuple[Array, Array, Array]
"""Left factor, right factor, and where the product goes."""


def random_columns(work: Work, seed: int) -> list[Array]:
    """Random numbers in the place of each layer's values, shape (O, batch)."""
    rng = np.random.default_rng(seed)
    return [
        rng.normal(0, 0.1, (width, work.batch_size)).astype(work.precision)
        for width in work.sizes[1:]
    ]


def products_after_inputs(
    weights: list[Array], activations: list[Array], deltas: list[Array]
) -> list[Product]:
    """List all products that do not touch the inputs, in the order of an iteration."""
    forward, backward = [], []
    for layer in range(1, len(weights)):
        w, a, delta = weights[layer], activations[layer - 1], deltas[layer]
        forward.append((w, a, np.empty_like(activations[layer])))
        backward.append((w.T, delta, np.empty_like(a)))
        backward.append((delta, a.T, np.empty_like(w)))
    return forward + backward


def build(
    work: Work, inputs: Array, seed: int, *, stream: bool = False
) -> Callable[[int], None]:
    """Prepare the products for inputs (N, I); the result does so many iterations.

    Without ``stream`` every iteration uses the first batch, which stays in the
    processor's cache. With it, iterations read one batch after another, each a
    contiguous slice, as training has to.
    """
    weights = initial_weights(work, seed)
    deltas = random_columns(work, seed)
    rest = products_after_inputs(weights, random_columns(work, seed + 1), deltas)
    first, delta = weights[0], deltas[0]
    z, gradient = np.empty_like(delta), np.empty_like(first)
    x, size = inputs.astype(work.precision), work.batch_size
    starts = range(0, len(x) - size + 1, size) if stream else range(1)
    done = 0

    def run(iterations: int) -> None:
        nonlocal done
        for _ in range(iterations):
            start = starts[done % len(starts)]
            batch = x[start : start + size]
            np.dot(first, batch.T, out=z)
            for left, right, out in rest:
                np.dot(left, right, out=out)
            np.dot(delta, batch, out=gradient)
            done += 1

    return run
