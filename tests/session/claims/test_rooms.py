"""How far rounding may lead: as far as the worst of all roundings, hardly more."""

from itertools import product

import numpy as np
import pytest

from nnviz.core.activation_lookup import find_activation
from nnviz.core.program import find_loss
from nnviz.session.claims.arranging import Claims, arrange, manners
from nnviz.session.claims.right import UNITS, work_out
from tests.session.claims.scratch import Array, Scratch

UNIT = UNITS[True]
ACTIVATIONS = ("tanh", "softmax")


def claims() -> Claims:
    """Return an iteration in float32 of two layers of three and two inputs."""
    given = Scratch(
        (2, 3, 3), ACTIVATIONS, "cross_entropy", precision="float32", samples=5
    ).run(1)[0]
    return arrange(given, *manners(given)[0])


def worst(value: Array, found: list[Array]) -> Array:
    return np.max([np.abs(one - value) for one in found], axis=0)


def signs(count: int) -> list[Array]:
    return [np.array(one) for one in product((-1.0, 1.0), repeat=count)]


def softmax(z: Array) -> Array:
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def back(a: Array, da: Array) -> Array:
    """Return dL/dz of softmax from dL/da."""
    return a * (da - (a * da).sum(axis=1, keepdims=True))


def test_what_rounding_does_to_softmax_and_through_it_is_bounded_closely() -> None:
    given = claims()
    assert given.single
    activations = tuple(find_activation(name) for name in ACTIVATIONS)
    right = work_out(given, activations, find_loss("mse"))
    values, room = right.values, right.room
    z, a = values["z2"], values["a2"]
    np.testing.assert_allclose(a, softmax(z), rtol=1e-12)
    most = room["z2"].max(axis=1, keepdims=True)
    off = worst(a, [softmax(z + one * most) for one in signs(3)])
    # Shares that are nearly 1 can hardly grow.
    bound = off / (1.0 - a) + 16.0 * UNIT * a
    np.testing.assert_allclose(room["a2"], bound, rtol=1e-3)

    da = 2.0 * (a - given.targets) / 3.0
    np.testing.assert_allclose(values["delta2"], back(a, da), atol=1e-12)
    blur = room["a2"] + 16.0 * UNIT * (np.abs(a) + np.abs(given.targets))
    moved = 2.0 * blur / 3.0 + 8.0 * UNIT * np.abs(da)
    found = [
        back(a + one * room["a2"], da + other * moved)
        for one in signs(3)
        for other in signs(3)
    ]
    off = worst(values["delta2"], found)
    assert (off <= room["delta2"] * 1.001).all()
    assert (room["delta2"].max(axis=1) <= 4.0 * off.max(axis=1)).all()


def test_what_rounding_does_to_gradients_is_bounded_by_what_they_are_made_of() -> None:
    given = claims()
    activations = tuple(find_activation(name) for name in ACTIVATIONS)
    right = work_out(given, activations, find_loss("mse"))
    values, room = right.values, right.room
    delta, before = values["delta2"], values["a1"]
    found = []
    for one, other in product(signs(1), repeat=2):
        # All of one sign as what they are multiplied by: nothing cancels out.
        moved = delta + one * room["delta2"] * np.sign(delta)
        led = before + other * room["a1"] * np.sign(before)
        found.append(np.abs(moved).T @ np.abs(led) / 5)
    off = worst(np.abs(delta).T @ np.abs(before) / 5, found)
    grown = UNIT * (8.0 + 4.0 * np.sqrt(5.0)) / 5
    bound = off + grown * (np.abs(delta).T @ np.abs(before))
    assert room["dW2"] == pytest.approx(bound, rel=0.02)
    bias = room["delta2"].sum(axis=0) / 5 + grown * np.abs(delta).sum(axis=0)
    assert room["db2"] == pytest.approx(bias, rel=1e-9)


def test_what_rounding_does_to_a_sum_grows_with_its_terms() -> None:
    given = claims()
    activations = tuple(find_activation(name) for name in ACTIVATIONS)
    right = work_out(given, activations, find_loss("mse"))
    for layer, before in ((1, given.inputs), (2, right.values["a1"])):
        w, b = given.weights[layer - 1], np.abs(given.biases[layer - 1])
        for n, o in product(range(5), range(3)):
            size = np.linalg.norm(before[n]) * np.linalg.norm(w[o]) + b[o]
            bound = UNIT * (8.0 + 4.0 * np.sqrt(w.shape[1])) * size
            if layer == 2:
                bound += sum(right.room["a1"][n, i] * abs(w[o, i]) for i in range(3))
            assert right.room[f"z{layer}"][n, o] == pytest.approx(bound)
