"""Networks written from scratch, in the manners of tutorials, and mistakes in them.

Each returns the iterations it has done as ``Given``, through the names or groups that
its manner of writing would record.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnviz.session.claims.given import Given, given_by_names

Array = np.ndarray[Any, Any]


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def softmax(z: Array, axis: int) -> Array:
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(0, z),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "linear": lambda z: z,
}
SLOPES: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: (z > 0).astype(z.dtype),
    "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "leaky_relu": lambda z: np.where(z > 0, 1, 0.01).astype(z.dtype),
    "linear": np.ones_like,
}


@dataclass
class Scratch:
    """A network with one mistake or several; samples are rows, weights (I, O)."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    mistakes: frozenset[str] = frozenset()
    precision: str = "float64"
    samples: int = 12
    rate: float = 0.3
    seed: int = 0
    layer: int = 1
    """The layer in which a mistake that belongs to one is made."""
    given: tuple[str, ...] = ("dW", "db", "cost", "after")
    stale: dict[str, Array] = field(default_factory=dict)

    def run(self, iterations: int) -> list[Given]:
        rng = np.random.default_rng(self.seed)
        shapes = list(zip(self.sizes, self.sizes[1:], strict=False))
        self.w = [
            (rng.normal(size=s) * np.sqrt(2 / s[0])).astype(self.precision)
            for s in shapes
        ]
        self.b = [
            (0.1 * rng.normal(size=(1, o))).astype(self.precision) for _, o in shapes
        ]
        found = []
        for number in range(1, iterations + 1):
            x = rng.normal(size=(self.samples, self.sizes[0])).astype(self.precision)
            y = self.targets(x, rng)
            found.append(self.iteration(number, x, y))
        return found

    def targets(self, x: Array, rng: Any) -> Array:
        outputs = self.sizes[-1]
        if self.loss == "mse":
            return np.tanh(x[:, :1] @ np.ones((1, outputs), x.dtype)) * 0.5 + 0.3
        if outputs == 1:
            return (x[:, :1] > 0).astype(x.dtype)
        return np.eye(outputs, dtype=x.dtype)[rng.integers(0, outputs, len(x))]

    def has(self, name: str, layer: int = 0) -> bool:
        return name in self.mistakes and layer in (0, self.layer)

    def iteration(  # noqa: C901, PLR0912, PLR0915 (in one piece, as tutorials are)
        self, number: int, x: Array, y: Array
    ) -> Given:
        a, z = [x], []
        last = len(self.w)
        for layer, (w, b) in enumerate(zip(self.w, self.b, strict=True), start=1):
            before = a[-1]
            if self.has("activation_left_out", layer) and layer > 1:
                before = z[-1]
            z.append(before @ w + (0 if self.has("bias_left_out", layer) else b))
            a.append(self.value(layer, z[-1]))
        arrays: dict[str, Any] = {"X": x, "y": y, "cost": self.cost(a[-1], y)}
        shown = np.roll(y, 1, axis=1) if self.has("one_hot_off_by_one") else y
        delta = self.output_delta(z[-1], a[-1], shown)
        m = len(x)
        gradients: dict[str, Array] = {}
        deltas: dict[int, Array] = {}
        for layer in range(last, 0, -1):
            deltas[layer] = delta
            inputs = a[layer - 1]
            if self.has("own_output_as_input", layer):
                inputs = a[layer]
            if self.has("wrong_input", layer):
                inputs = z[layer - 2]
            dw = inputs.T @ delta / m
            if self.has("last_sample_only", layer):
                dw = np.outer(inputs[-1], delta[-1])
            db = delta.sum(axis=0, keepdims=True) / m
            if self.has("bias_gradient_summed", layer):
                db = np.full_like(db, delta.sum() / m)
            if self.has("bias_gradient_not_summed", layer):
                db = delta
            if self.has("missing_mean"):
                dw, db = dw * m, db * m
            if self.has("missing_mean_of_layer", layer):
                dw, db = dw * m, db * m
            if self.has("missing_mean_of_bias", layer):
                db = db * m
            if self.has("mean_twice"):
                dw, db = dw / m, db / m
            if self.has("constant_factor_of_both", layer):
                dw, db = dw * 10, db * 10
            if self.has("constant_factor", layer):
                dw = dw * 10
            if self.has("transposed", layer):
                dw = dw.T
            gradients[f"dW{layer}"], gradients[f"db{layer}"] = dw, db
            if layer > 1:
                delta = self.hidden_delta(layer - 1, delta, dw, z, a)
        fresh = dict(gradients)
        if self.has("gradients_of_the_batch_before") and self.stale:
            gradients = dict(self.stale)
        self.stale = fresh
        weights = {f"W{k}": w.copy() for k, w in enumerate(self.w, start=1)}
        biases = {f"b{k}": b.copy() for k, b in enumerate(self.b, start=1)}
        after = self.update(gradients)
        arrays |= {**weights, **biases}
        if "dW" in self.given:
            arrays |= gradients
        if "a" in self.given:
            arrays |= {f"A{k}": one for k, one in enumerate(a) if k}
            arrays |= {f"Z{k}": one for k, one in enumerate(z, start=1)}
        if "delta" in self.given:
            arrays |= {f"dZ{k}": one for k, one in deltas.items()}
        if "after" in self.given:
            arrays |= {f"{name}_after": one for name, one in after.items()}
        if "cost" not in self.given:
            del arrays["cost"]
        found = given_by_names({k: np.asarray(v) for k, v in arrays.items()}, number)
        found.learning_rate = self.rate
        return found

    def value(self, layer: int, z: Array) -> Array:
        name = self.activations[layer - 1]
        if self.has("another_activation", layer):
            name = "sigmoid" if name == "tanh" else "tanh"
        if name == "softmax":
            return softmax(z, 0 if self.has("softmax_wrong_axis") else 1)
        return FUNCTIONS[name](z)

    def cost(self, a: Array, y: Array) -> float:
        if self.loss == "mse":
            return float(np.mean((a - y) ** 2))
        if self.loss == "binary_cross_entropy":
            terms = y * np.log(a) + (1 - y) * np.log(1 - a)
            return float(-np.mean(terms.sum(axis=1)))
        return float(-np.mean((y * np.log(a)).sum(axis=1)))

    def output_delta(self, z: Array, a: Array, y: Array) -> Array:
        error = y - a if self.has("sign") else a - y
        if self.loss != "mse":
            if self.has("mse_gradient_with_cross_entropy"):
                return error * a * (1 - a)
            return error
        error = error * (2 / a.shape[1])
        return error * self.slope(len(self.w), z, a)

    def slope(self, layer: int, z: Array, a: Array) -> Array:
        f = SLOPES[self.activations[layer - 1]]
        if self.has("slope_left_out", layer):
            return np.ones_like(z)
        if self.has("slope_of_activation", layer):
            return f(a)
        if self.has("slope_twice", layer):
            return f(z) ** 2
        if self.has("activation_as_slope", layer):
            return a
        if self.has("slope_of_another_activation", layer):
            name = self.activations[layer - 1]
            return SLOPES["sigmoid" if name == "tanh" else "tanh"](z)
        return f(z)

    def hidden_delta(
        self, layer: int, delta: Array, dw: Array, z: list[Array], a: list[Array]
    ) -> Array:
        w = self.w[layer]
        if self.has("weights_already_updated"):
            w = w - np.asarray(self.rate, w.dtype) * dw
        back = w if self.has("weights_not_transposed", layer) else w.T
        if self.has("weights_reshaped", layer):
            back = w.reshape(w.T.shape)
        if self.has("wrong_weights", layer):
            back = self.w[layer - 1].T
        return delta @ back * self.slope(layer, z[layer - 1], a[layer])

    def update(self, gradients: dict[str, Array]) -> dict[str, Array]:
        after = {}
        for k in range(len(self.w)):
            for letter, parameters in (("W", self.w), ("b", self.b)):
                name = f"{letter}{k + 1}"
                g = np.asarray(gradients[f"d{name}"], self.precision)
                if g.shape != parameters[k].shape:
                    g = np.zeros_like(parameters[k])
                rate = np.asarray(self.rate, self.precision)
                step = -rate * g
                if self.has("update_sign", k + 1):
                    step = -step
                if self.has("learning_rate_left_out"):
                    step = -g
                if self.has("update_not_stored"):
                    step = step * 0
                parameters[k] = parameters[k] + step
                after[name] = parameters[k].copy()
        return after
