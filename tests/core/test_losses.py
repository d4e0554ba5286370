"""Losses against PyTorch's values, and where confident answers are wrong."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.functions.loss import ErrorForm
from nnviz.core.losses import LOSSES

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "losses.npz")
OUTPUT = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}


def output_layer(name: str) -> tuple[np.ndarray, ...]:
    """Return z, a, y, each (O, N), from the reference's outputs or logits."""
    z = np.ascontiguousarray(REFERENCE[f"{name}/outputs"].T)
    a = np.empty_like(z)
    ACTIVATIONS[OUTPUT.get(name, "linear")].evaluate(z, a)
    return z, a, np.ascontiguousarray(REFERENCE[f"{name}/targets"].T)


def scale_of(name: str, outputs: int) -> float:
    """PyTorch averages binary cross-entropy over the outputs, nnviz adds it up."""
    return float(outputs) if name == "binary_cross_entropy" else 1.0


@pytest.mark.parametrize("name", list(LOSSES))
def test_losses_agree_with_pytorch(name: str) -> None:
    z, a, y = output_layer(name)
    losses = LOSSES[name].losses(z, a, y)
    expected = REFERENCE[f"{name}/losses"] * scale_of(name, len(z))
    np.testing.assert_allclose(losses, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ["mse", "mae", "huber"])
def test_slopes_agree_with_pytorch(name: str) -> None:
    _, a, y = output_layer(name)
    out = np.empty_like(a)
    form = LOSSES[name].form
    assert isinstance(form, ErrorForm)
    form.slope(a - y, out)
    samples = a.shape[1]
    np.testing.assert_allclose(
        out.T / samples, REFERENCE[f"{name}/gradient"], rtol=1e-12, atol=1e-14
    )


@pytest.mark.parametrize("name", list(OUTPUT))
def test_joint_delta_is_activation_minus_target(name: str) -> None:
    _, a, y = output_layer(name)
    expected = REFERENCE[f"{name}/gradient"] * a.shape[1] * scale_of(name, len(a))
    np.testing.assert_allclose((a - y).T, expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(
    ("name", "targets", "weights", "expected"),
    [
        ("cross_entropy", np.eye(3)[:, [2, 0, 1]], (1.0, 10.0, 100.0), [100, 1, 10]),
        ("binary_cross_entropy", np.array([[1.0, 0.0, 1.0]]), (2.0, 5.0), [5, 2, 5]),
        ("cross_entropy", np.eye(3)[:, [2, 0, 1]], (), [1, 1, 1]),
    ],
)
def test_a_sample_weighs_what_its_class_does(
    name: str, targets: np.ndarray, weights: tuple[float, ...], expected: list[float]
) -> None:
    losses = np.array([0.5, 3.0, 0.25])
    loss = replace(LOSSES[name], class_weights=weights)
    np.testing.assert_array_equal(loss.weighted(losses, targets), losses * expected)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", list(OUTPUT))
def test_confident_wrong_answers_cost_a_finite_loss(name: str, precision: str) -> None:
    z = np.array([[1e4], [-1e4]], precision)
    y = np.array([[0.0], [1.0]], precision)
    activation = ACTIVATIONS[OUTPUT[name]]
    a = np.empty_like(z)
    activation.evaluate(z, a)
    np.testing.assert_allclose(LOSSES[name].losses(z, a, y), 2e4)


@pytest.mark.parametrize(
    ("loss", "activation", "outputs", "word"),
    [
        ("cross_entropy", "relu", 3, "softmax"),
        ("binary_cross_entropy", "tanh", 1, "sigmoid"),
        ("binary_cross_entropy", "softmax", 3, "sigmoid"),
        ("cross_entropy", "sigmoid", 3, "softmax"),
        ("cross_entropy", "softmax", 1, "sigmoid"),
    ],
)
def test_senseless_pairs_are_refused_with_a_remedy(
    loss: str, activation: str, outputs: int, word: str
) -> None:
    with pytest.raises(InputError, match=word):
        LOSSES[loss].check(ACTIVATIONS[activation], outputs)


def test_the_corners_of_huber_are_where_errors_leave_the_square() -> None:
    form = LOSSES["huber"].form
    assert isinstance(form, ErrorForm)
    assert form.side is not None
    sides = form.side(np.array([-2.0, -0.9, -0.1, 0.0, 0.1, 0.9, 2.0]))
    assert sides.tolist() == [-1, 0, 0, 0, 0, 0, 1]
