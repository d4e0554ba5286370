"""Costs that another program has computed: which are right, and what others are."""

from typing import Any

import numpy as np
import pytest

from nnviz.session.claims.checkup import Checkup
from nnviz.session.claims.claim_words import faults_in_words
from nnviz.session.claims.settling import Said
from tests.session.claims.scratch import Scratch, softmax

Array = np.ndarray[Any, Any]
PROGRAMS = {
    "classes": ((3, 4, 3), ("tanh", "softmax"), "cross_entropy"),
    "binary": ((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy"),
    "values": ((2, 3, 2), ("tanh", "linear"), "mse"),
}
M = 7


def judged(network: str, cost: Any) -> tuple[bool, str]:
    """Say whether a cost is right that is worked out from a, y and z, and its fault."""
    sizes, activations, loss = PROGRAMS[network]
    program = Scratch(sizes, activations, loss, samples=M)
    (given,) = program.run(1)
    x, y = np.asarray(given.inputs), np.asarray(given.targets)
    z1 = x @ given.weights[1] + given.biases[1]
    z = np.tanh(z1) @ given.weights[2] + given.biases[2]
    a = program.value(2, z)
    given.cost = float(cost(a, y.reshape(a.shape), z))
    report = Checkup([1], lambda _: given, Said(activations, loss)).run()
    (one,) = [each for each in report.verdict.quantities if each.name == "cost"]
    return one.ok, " ".join(faults_in_words(report.verdict))


def entropy(a: Array, y: Array) -> Array:
    return -(y * np.log(a)).sum(axis=1)


def both(a: Array, y: Array) -> Array:
    return -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1)


RIGHT = [
    ("classes", lambda a, y, z: entropy(a, y).mean()),
    ("classes", lambda a, y, z: entropy(a, y).sum()),
    ("classes", lambda a, y, z: entropy(a, y).mean() / 3),
    ("classes", lambda a, y, z: entropy(a + 1e-9, y).mean()),
    ("classes", lambda a, y, z: entropy(np.clip(a, 1e-7, 1 - 1e-7), y).mean()),
    ("binary", lambda a, y, z: both(a, y).mean()),
    ("binary", lambda a, y, z: both(np.clip(a, 1e-7, 1 - 1e-7), y).mean()),
    ("values", lambda a, y, z: ((a - y) ** 2).mean()),
    ("values", lambda a, y, z: ((a - y) ** 2).sum()),
    ("values", lambda a, y, z: ((a - y) ** 2).sum() / M),
    ("values", lambda a, y, z: ((a - y) ** 2).sum() / 2),
    ("values", lambda a, y, z: ((a - y) ** 2).sum() / (2 * M)),
    ("values", lambda a, y, z: ((a - y) ** 2).mean() / 2),
]


@pytest.mark.parametrize(("network", "cost"), RIGHT)
def test_a_right_cost_may_be_summed_or_averaged(network: str, cost: Any) -> None:
    assert judged(network, cost) == (True, "")


WRONG = [
    ("classes", lambda a, y, z: -entropy(a, y).mean(), "sign"),
    ("classes", lambda a, y, z: entropy(a, y).mean() / np.log(2), "1.4427"),
    ("classes", lambda a, y, z: entropy(a, y).mean() / np.log(10), "0.434294"),
    ("classes", lambda a, y, z: ((a - y) ** 2).mean(), "the mean squared error"),
    ("classes", lambda a, y, z: np.abs(a - y).mean(), "the mean absolute error"),
    ("classes", lambda a, y, z: both(a, y).mean(), "the binary cross-entropy"),
    ("classes", lambda a, y, z: entropy(a, np.roll(y, 1, axis=1)).mean(), "one-hot"),
    ("classes", lambda a, y, z: entropy(a, np.roll(y, -1, axis=1)).mean(), "one-hot"),
    ("classes", lambda a, y, z: entropy(softmax(z, 0), y).mean(), "axis"),
    ("binary", lambda a, y, z: entropy(a, y).mean(), "only the half of the binary"),
    ("binary", lambda a, y, z: ((a - y) ** 2).mean(), "the mean squared error"),
    ("binary", lambda a, y, z: -both(a, y).mean(), "sign"),
    ("values", lambda a, y, z: np.abs(a - y).mean(), "the mean absolute error"),
]


@pytest.mark.parametrize(("network", "cost", "words"), WRONG)
def test_a_wrong_cost_is_named(network: str, cost: Any, words: str) -> None:
    is_right, said = judged(network, cost)
    assert not is_right
    assert words in said


@pytest.mark.parametrize("network", PROGRAMS)
@pytest.mark.parametrize("factor", [0.37, 1.01, 1.0001])
def test_a_cost_that_is_nothing_known_is_wrong_all_the_same(
    network: str, factor: float
) -> None:
    right = next(cost for name, cost in RIGHT if name == network)
    assert judged(network, lambda *all_: factor * right(*all_)) == (False, "")
