"""A training loop from scratch, as a user would record it, for tests of its log."""

from pathlib import Path
from typing import Any

import numpy as np

from nnviz.files.watch_log import WatchLog
from nnviz.watch import Watch

Array = np.ndarray[Any, Any]
SIZES = (2, 4, 2)


class Recording:
    """Trains a tanh network of 2-4-2 by hand, and records what it does.

    Parameters
    ----------
    sums_bias
        Whether the gradient of the hidden biases is summed over everything, which is
        wrong.
    batch
        The samples of a batch, drawn anew each time; all 30 if None.
    hidden
        The neurons of the hidden layer.
    momentum
        How much of the last update goes on.
    """

    def __init__(
        self,
        path: Path,
        *,
        sums_bias: bool = False,
        batch: int | None = None,
        hidden: int = 4,
        momentum: float = 0.0,
        **options: Any,
    ) -> None:
        self.path = path
        self._rng = rng = np.random.default_rng(3)
        self.inputs = rng.normal(size=(30, 2))
        self.targets = np.eye(2)[(self.inputs[:, 0] > 0).astype(int)]
        self.weights = [rng.normal(size=(2, hidden)), rng.normal(size=(hidden, 2))]
        self.biases = [np.zeros((1, hidden)), np.zeros((1, 2))]
        self.seen: list[tuple[list[Array], list[Array]]] = []
        self._sums_bias, self._batch = sums_bias, batch
        self._momentum, self._velocity = momentum, [np.zeros(())] * 4
        said = {"activations": ["tanh", "softmax"], "loss": "cross_entropy"}
        self.watch = Watch(path, **{**said, "learning_rate": 0.5, **options})

    def train(self, iterations: int, *, leave_out: tuple[str, ...] = ()) -> None:
        """Do iterations; ``leave_out`` names what is not recorded of them."""
        for _ in range(iterations):
            (w1, w2), (b1, b2) = self.weights, self.biases
            chosen = slice(None)
            if self._batch is not None:
                chosen = self._rng.integers(0, 30, self._batch)
            x, y = self.inputs[chosen], self.targets[chosen]
            a1 = np.tanh(x @ w1 + b1)
            z2 = a1 @ w2 + b2
            e = np.exp(z2 - z2.max(axis=1, keepdims=True))
            a2 = e / e.sum(axis=1, keepdims=True)
            cost = -np.mean(np.sum(y * np.log(a2), axis=1))
            delta2 = a2 - y
            delta1 = delta2 @ w2.T * (1 - a1**2)
            dw1, dw2 = x.T @ delta1 / len(x), a1.T @ delta2 / len(x)
            db1, db2 = (d.mean(axis=0, keepdims=True) for d in (delta1, delta2))
            if self._sums_bias:
                db1 = np.full_like(db1, delta1.sum() / len(x))
            if self._momentum:
                both = zip(self._velocity, (dw1, db1, dw2, db2), strict=True)
                self._velocity = [self._momentum * v + g for v, g in both]
            else:
                self._velocity = [dw1, db1, dw2, db2]
            steps = zip((w1, b1, w2, b2), self._velocity, strict=True)
            after = [one - 0.5 * v for one, v in steps]
            given: dict[str, Any] = {
                "inputs": x,
                "targets": y,
                "activations": [a1, a2],
                "gradients": [dw1, db1, dw2, db2],
                "cost": cost,
                "after": after,
            }
            for name in leave_out:
                del given[name]
            self.seen.append((self.weights, self.biases))
            self.watch.iteration(self.weights, self.biases, **given)
            self.weights, self.biases = after[::2], after[1::2]

    def flush(self, count: int) -> None:
        """Wait until so many iterations stand in the file."""
        while len(WatchLog(self.path)) < count:
            pass

    def flat(self, number: int) -> Array:
        """Return the weights and biases of an iteration as nnviz has them, (P,)."""
        weights, biases = self.seen[number - 1]
        rows = [np.vstack([w, b]).T for w, b in zip(weights, biases, strict=True)]
        return np.concatenate([one.ravel() for one in rows])
