"""Programs that are right, in the manners of tutorials: no false alarm, ever."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.given import Given, given_by_names, given_in_groups
from nnviz.session.claims.settling import Said
from tests.session.claims.scratch import Scratch, sigmoid, softmax

Array = np.ndarray[Any, Any]
Arrays = dict[str, Any]


def check(found: list[Given], said: Said) -> Report:
    return Checkup([one.number for one in found], found.__getitem__, said).run()


def named(number: int, **arrays: Any) -> Given:
    return given_by_names({k: np.array(v) for k, v in arrays.items()}, number)


def columns_in_a_dictionary(kind: str) -> tuple[list[Given], Said]:
    """Samples as columns, W @ x, parameters in a dictionary, 1/m in each line."""
    rng = np.random.default_rng(3)
    x, m = rng.normal(size=(5, 40)).astype(kind), 40
    y = (x[0] * x[1] > 0).astype(kind)[None]
    p = {"W1": rng.normal(size=(4, 5)) * 0.5, "b1": np.zeros((4, 1))}
    p |= {"W2": rng.normal(size=(1, 4)) * 0.5, "b2": np.zeros((1, 1))}
    p = {k: v.astype(kind) for k, v in p.items()}
    found = []
    for number in range(1, 60):
        a1 = np.tanh(p["W1"] @ x + p["b1"])
        a2 = sigmoid(p["W2"] @ a1 + p["b2"])
        cost = -np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2)) / m
        dz2 = a2 - y
        dz1 = (p["W2"].T @ dz2) * (1 - np.power(a1, 2))
        grads = {"dW2": dz2 @ a1.T / m, "db2": dz2.sum(axis=1, keepdims=True) / m}
        grads |= {"dW1": dz1 @ x.T / m, "db1": dz1.sum(axis=1, keepdims=True) / m}
        after = {k: v - kind_of(1.2, v) * grads["d" + k] for k, v in p.items()}
        shown = {f"{k}_after": v for k, v in after.items()}
        arrays = {"X": x, "Y": y, "A1": a1, "A2": a2, "dZ2": dz2, "cost": cost}
        found.append(named(number, **arrays, **p, **grads, **shown, learning_rate=1.2))
        p = after
    return found, Said(("tanh", "sigmoid"), "binary_cross_entropy")


def kind_of(number: float, like: Array) -> Array:
    return np.asarray(number, like.dtype)


def digits_with_labels(kind: str) -> tuple[list[Given], Said]:
    """Labels as numbers, delta divided at once, an epsilon in the logarithm."""
    rng = np.random.default_rng(4)
    w1, b1 = rng.normal(size=(16, 8)).astype(kind) * 0.3, np.zeros(8, kind)
    w2, b2 = rng.normal(size=(8, 3)).astype(kind) * 0.3, np.zeros(3, kind)
    found = []
    for number in range(1, 40):
        x = rng.random((20, 16)).astype(kind)
        labels = rng.integers(0, 3, 20)
        h = np.maximum(0, x @ w1 + b1)
        p = softmax(h @ w2 + b2, 1)
        loss = -np.log(p[np.arange(20), labels] + 1e-8).mean()
        d = p.copy()
        d[np.arange(20), labels] -= 1
        d /= 20
        dw2, db2 = h.T @ d, d.sum(axis=0)
        dh = d @ w2.T
        dh[h <= 0] = 0
        dw1, db1 = x.T @ dh, dh.sum(axis=0)
        arrays = {"weights/1": w1, "weights/2": w2, "biases/1": b1, "biases/2": b2}
        arrays |= {"inputs": x, "targets": labels, "activations/1": h}
        arrays |= {"activations/2": p, "deltas/1": dh, "deltas/2": d}
        gradients = (dw1, db1, dw2, db2)
        arrays |= {f"gradients/{k}": one for k, one in enumerate(gradients, start=1)}
        arrays = {name: one.copy() for name, one in arrays.items()}
        found.append(given_in_groups(number, arrays, float(loss), 0.5))
        w1, b1 = w1 - kind_of(0.5, w1) * dw1, b1 - kind_of(0.5, b1) * db1
        w2, b2 = w2 - kind_of(0.5, w2) * dw2, b2 - kind_of(0.5, b2) * db2
    return found, Said(("relu", "softmax"), "cross_entropy")


def the_error_is_added(kind: str) -> tuple[list[Given], Said]:
    """XOR with sigmoids: y - a, sums over the four samples, and += in the update."""
    rng = np.random.default_rng(5)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], kind)
    y = np.array([[0], [1], [1], [0]], kind)
    w1, w2 = (rng.normal(size=s).astype(kind) for s in ((2, 4), (4, 1)))
    found = []
    for number in range(1, 80):
        h = sigmoid(x @ w1)
        out = sigmoid(h @ w2)
        error = y - out
        d2 = error * out * (1 - out)
        d1 = (d2 @ w2.T) * h * (1 - h)
        g1, g2 = x.T @ d1, h.T @ d2
        arrays = {"X": x, "y": y, "W1": w1, "W2": w2, "A1": h, "A2": out}
        arrays |= {"cost": 0.5 * np.sum(error**2), "dW1": -g1, "dW2": -g2}
        w1, w2 = w1 + g1, w2 + g2
        found.append(named(number, **arrays, W1_after=w1, W2_after=w2, lr=1.0))
    return found, Said(("sigmoid", "sigmoid"), "mse")


def regression_halved(kind: str) -> tuple[list[Given], Said]:
    """A cost of 1/(2m), two outputs, weights (O, I) with samples as rows."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(30, 1)).astype(kind)
    y = np.hstack([np.sin(2 * x), np.cos(x)]).astype(kind)
    w1, b1 = rng.normal(size=(7, 1)).astype(kind), rng.normal(size=7).astype(kind)
    w2, b2 = rng.normal(size=(2, 7)).astype(kind) / 3, np.zeros(2, kind)
    found = []
    for number in range(1, 40):
        h = np.tanh(x @ w1.T + b1)
        out = h @ w2.T + b2
        d2 = out - y
        d1 = (d2 @ w2) * (1 - h * h)
        g = [d1.T @ x / 30, d1.mean(axis=0), d2.T @ h / 30, d2.mean(axis=0)]
        arrays = {"x": x, "t": y, "W1": w1, "b1": b1, "W2": w2, "b2": b2}
        arrays |= {"cost": np.sum(d2**2) / 60, "dW1": g[0], "db1": g[1]}
        found.append(named(number, **arrays, dW2=g[2], db2=g[3]))
        w1, b1 = w1 - kind_of(0.1, w1) * g[0], b1 - kind_of(0.1, b1) * g[1]
        w2, b2 = w2 - kind_of(0.1, w2) * g[2], b2 - kind_of(0.1, b2) * g[3]
    return found, Said(("tanh", "linear"), "mse")


def other_rules(kind: str) -> tuple[list[Given], Said]:
    """Momentum for one layer and Adam for the other, of which nothing is said."""
    rng = np.random.default_rng(7)
    w = [rng.normal(size=s).astype(kind) * 0.5 for s in ((3, 6), (6, 4))]
    v = [np.zeros_like(one) for one in w]
    s = [np.zeros_like(one) for one in w]
    found = []
    for number in range(1, 40):
        x = rng.normal(size=(16, 3)).astype(kind)
        y = np.eye(4, dtype=kind)[rng.integers(0, 4, 16)]
        h = np.where(x @ w[0] > 0, x @ w[0], kind_of(0.01, x) * (x @ w[0]))
        p = softmax(h @ w[1], 1)
        d2 = (p - y) / 16
        d1 = d2 @ w[1].T * np.where(h > 0, 1, 0.01).astype(kind)
        g = [x.T @ d1, h.T @ d2]
        v[0] = kind_of(0.9, h) * v[0] + g[0]
        v[1] = kind_of(0.9, h) * v[1] + kind_of(0.1, h) * g[1]
        s[1] = kind_of(0.999, h) * s[1] + kind_of(0.001, h) * g[1] ** 2
        m, r = v[1] / (1 - 0.9**number), s[1] / (1 - 0.999**number)
        after = [w[0] - kind_of(0.1, h) * v[0], w[1] - 0.1 * m / (np.sqrt(r) + 1e-8)]
        after = [one.astype(kind) for one in after]
        arrays = {"X": x, "y": y, "W1": w[0], "W2": w[1], "dW1": g[0], "dW2": g[1]}
        arrays |= {"W1_new": after[0], "W2_new": after[1], "lr": 0.1}
        found.append(named(number, **arrays))
        w = after
    return found, Said(("leaky_relu", "softmax"), "cross_entropy")


def large_numbers(kind: str) -> tuple[list[Given], Said]:
    """Saturated exponentials, pixels from 0 to 255, relus at their corner."""
    rng = np.random.default_rng(8)
    w = [rng.normal(size=s).astype(kind) for s in ((9, 7), (7, 5), (5, 3))]
    b = [np.zeros((1, s), kind) for s in (7, 5, 3)]
    found = []
    for number in range(1, 12):
        x = rng.integers(0, 256, (10, 9)).astype(kind)
        x[:2] = 0
        y = np.eye(3, dtype=kind)[rng.integers(0, 3, 10)]
        h1 = np.maximum(x @ w[0] + b[0], 0)
        h2 = sigmoid(h1 @ w[1] / kind_of(99, x) + b[1])
        w1 = w[1] / kind_of(99, x)
        p = softmax(h2 @ w[2] + b[2], 1)
        d3 = p - y
        d2 = d3 @ w[2].T * h2 * (1 - h2)
        d1 = d2 @ w1.T * (h1 >= 0) * (x @ w[0] + b[0] >= 0)
        arrays = {"X": x, "Y": y, "W1": w[0], "W2": w1, "W3": w[2]}
        arrays |= {f"b{k + 1}": one for k, one in enumerate(b)}
        arrays |= {"dW1": x.T @ d1 / 10, "dW2": h1.T @ d2 / 10, "dW3": h2.T @ d3 / 10}
        arrays |= {"db1": d1.mean(0), "db2": d2.mean(0), "db3": d3.mean(0)}
        found.append(named(number, **arrays))
        w[2] = w[2] - kind_of(0.1, x) * (h2.T @ d3 / 10)
    return found, Said(("relu", "sigmoid", "softmax"), "cross_entropy")


def decaying(kind: str) -> tuple[list[Given], Said]:
    """An L2 penalty, of which nothing is said, in the cost and in the gradients."""
    rng = np.random.default_rng(9)
    w = [rng.normal(size=s).astype(kind) for s in ((3, 5), (5, 2))]
    found = []
    for number in range(1, 20):
        x = rng.normal(size=(8, 3)).astype(kind)
        y = np.eye(2, dtype=kind)[rng.integers(0, 2, 8)]
        h = np.tanh(x @ w[0])
        p = softmax(h @ w[1], 1)
        cost = -np.mean(np.log((p * y).sum(axis=1)))
        cost += 0.005 * sum(np.sum(one**2) for one in w)
        d = (p - y) / 8
        g = [x.T @ (d @ w[1].T * (1 - h**2)), h.T @ d]
        g = [one + kind_of(0.01, x) * own for one, own in zip(g, w, strict=True)]
        arrays = {"X": x, "Y": y, "W1": w[0], "W2": w[1], "cost": cost}
        w = [own - kind_of(0.2, x) * one for own, one in zip(w, g, strict=True)]
        arrays |= {"dW1": g[0], "dW2": g[1], "W1_after": w[0], "W2_after": w[1]}
        found.append(named(number, **arrays, lr=0.2))
    return found, Said(("tanh", "softmax"), "cross_entropy")


def chain_rule_with_an_epsilon(kind: str) -> tuple[list[Given], Said]:
    """Logistic regression with vectors; dL/da first, with a tiny denominator."""
    rng = np.random.default_rng(10)
    w, b = rng.normal(size=3).astype(kind), kind_of(0.3, np.ones(1, kind))
    found = []
    for number in range(1, 20):
        x = rng.normal(size=(50, 3)).astype(kind)
        y = (x[:, 0] > 0).astype(kind)
        a = sigmoid(x @ w + b)
        e = kind_of(1e-8, x)
        d = (-(y / (a + e)) + (1 - y) / (1 - a + e)) * a * (1 - a)
        g = x.T @ d / 50
        arrays = {"X": x, "y": y, "w": w, "b": b, "dw": g, "db": np.mean(d)}
        found.append(named(number, **arrays))
        w = w - kind_of(0.5, x) * g
    return found, Said(("sigmoid",), "binary_cross_entropy")


def sums_divided_in_the_update(kind: str) -> tuple[list[Given], Said]:
    """Samples one after the other, a halved cost of three outputs, eta / m at last."""
    rng = np.random.default_rng(11)
    w = [rng.normal(size=s).astype(kind) / 2 for s in ((6, 4), (3, 6))]
    b = [rng.normal(size=(s, 1)).astype(kind) for s in (6, 3)]
    found, m = [], 8
    for number in range(1, 20):
        batch = [rng.normal(size=(4, 1)).astype(kind) for _ in range(m)]
        wanted = [np.eye(3, dtype=kind)[:, [rng.integers(3)]] for _ in range(m)]
        nabla = dict.fromkeys(("dw1", "db1", "dw2", "db2"), 0.0)
        cost = 0.0
        for x, y in zip(batch, wanted, strict=True):
            h = sigmoid(w[0] @ x + b[0])
            out = sigmoid(w[1] @ h + b[1])
            cost += float(0.5 * np.sum((out - y) ** 2)) / m
            d = (out - y) * out * (1 - out)
            nabla["dw2"], nabla["db2"] = nabla["dw2"] + d @ h.T, nabla["db2"] + d
            d = w[1].T @ d * h * (1 - h)
            nabla["dw1"], nabla["db1"] = nabla["dw1"] + d @ x.T, nabla["db1"] + d
        p = {"w1": w[0], "b1": b[0], "w2": w[1], "b2": b[1]}
        after = {k: v - kind_of(3.0 / m, v) * nabla["d" + k] for k, v in p.items()}
        shown = {f"{k}_after": v for k, v in after.items()}
        arrays = {"x": np.hstack(batch), "y": np.hstack(wanted), "cost": cost, "eta": 3}
        found.append(named(number, **arrays, **p, **nabla, **shown))
        w, b = [after["w1"], after["w2"]], [after["b1"], after["b2"]]
    return found, Said(("sigmoid", "sigmoid"), "mse")


def logarithms_of_softmax(kind: str) -> tuple[list[Given], Said]:
    """Logits without a number, and log-softmax by the logarithm of the sum."""
    rng = np.random.default_rng(12)
    w = [rng.normal(size=s).astype(kind) / 2 for s in ((5, 8), (8, 4))]
    found = []
    for number in range(1, 20):
        x = rng.normal(size=(16, 5)).astype(kind)
        y = np.eye(4, dtype=kind)[rng.integers(0, 4, 16)]
        h = np.tanh(x @ w[0])
        logits = h @ w[1]
        top = logits.max(axis=1, keepdims=True)
        logs = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        d = (np.exp(logs) - y) / 16
        g = [x.T @ (d @ w[1].T * (1 - h**2)), h.T @ d]
        arrays = {"inputs": x, "targets": y, "logits": logits, "W1": w[0], "W2": w[1]}
        loss = -(y * logs).sum(axis=1).mean()
        found.append(named(number, **arrays, loss=loss, dW1=g[0], dW2=g[1]))
        w = [own - kind_of(0.2, x) * one for own, one in zip(w, g, strict=True)]
    return found, Said(("tanh", "softmax"), "cross_entropy")


WRITTEN: list[Callable[[str], tuple[list[Given], Said]]] = [
    columns_in_a_dictionary,
    digits_with_labels,
    the_error_is_added,
    regression_halved,
    other_rules,
    large_numbers,
    decaying,
    chain_rule_with_an_epsilon,
    sums_divided_in_the_update,
    logarithms_of_softmax,
]


@pytest.mark.parametrize("kind", ["float64", "float32"])
@pytest.mark.parametrize("write", WRITTEN, ids=lambda write: write.__name__)
def test_a_program_that_is_right_is_never_called_wrong(
    write: Callable[[str], tuple[list[Given], Said]], kind: str
) -> None:
    with np.errstate(all="ignore"):
        report = check(*write(kind))
    wrong = [one.name for one in report.verdict.quantities if not one.ok]
    assert report.ok, (wrong, report.wrong, report.notes)
    assert report.verdict.quantities
    if write is large_numbers:
        return  # rounding decides there on which side of its corner a relu is
    most = 1e-3 if kind == "float32" else 1e-6
    for one in report.verdict.quantities:
        assert one.difference <= most * max(1.0, np.nanmax(np.abs(one.want))), one.name


NETWORKS = {
    "binary": ((3, 5, 4, 1), ("tanh", "sigmoid", "sigmoid"), "binary_cross_entropy"),
    "classes": ((4, 6, 6, 3), ("relu", "tanh", "softmax"), "cross_entropy"),
    "regression": ((2, 6, 6, 2), ("tanh", "tanh", "linear"), "mse"),
    "squares": ((2, 5, 5, 1), ("sigmoid", "sigmoid", "sigmoid"), "mse"),
    "deep": (
        (3, 4, 4, 4, 4, 2),
        ("leaky_relu", "relu", "tanh", "relu", "softmax"),
        "cross_entropy",
    ),
    "one layer": ((4, 3), ("softmax",), "cross_entropy"),
}


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_every_array_of_it_is_found_right(network: Any, precision: str) -> None:
    given = ("dW", "db", "a", "delta", "cost", "after")
    for samples in (1, 7):
        program = Scratch(*network, precision=precision, samples=samples, given=given)
        said = Said(program.activations, program.loss)
        report = check(program.run(6), said)
        assert report.ok, [o.name for o in report.verdict.quantities if not o.ok]
        assert len(report.verdict.quantities) == 7 * len(network[1]) + 1


def test_outputs_that_are_dropped_at_random_are_not_called_wrong() -> None:
    rng = np.random.default_rng(13)
    x, w1, w2 = (
        rng.normal(size=(20, 4)),
        rng.normal(size=(4, 9)),
        rng.normal(size=(9, 1)),
    )
    y = (x[:, :1] > 0) * 1.0
    kept = (rng.random((20, 9)) < 0.8) / 0.8
    h = np.maximum(x @ w1, 0) * kept
    d = sigmoid(h @ w2) - y
    g1 = x.T @ (d @ w2.T * kept * (h > 0)) / 20
    found = named(1, X=x, y=y, W1=w1, W2=w2, A1=h, dW1=g1, dW2=h.T @ d / 20)
    with pytest.raises(InputError, match="layer 1 drops some of its outputs"):
        check([found], Said(("relu", "sigmoid"), "binary_cross_entropy"))
