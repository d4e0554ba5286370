"""The program's gradients against central differences, on networks drawn at random."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.gradient_check import (
    GradientCheck,
    GradientVerdict,
    check_gradients,
    compare,
    judge_gradient,
)
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.perturbation import Quotient

TRUE_SLOPES = [name for name, f in ACTIVATIONS.items() if not f.surrogate]
ERRORS = ("mse", "mae", "huber")
JOINT = [("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax")]
PAIRS = [*product(ERRORS, TRUE_SLOPES), *JOINT]


def random_check(
    seed: int, sizes: list[int], hidden: list[str], pair: tuple[str, str], batch: int
) -> GradientCheck:
    loss, output = pair
    rng = np.random.default_rng(seed)
    network = Network(sizes, [*hidden, output], initializer="xavier_normal", seed=seed)
    for biases in network.biases:
        biases[...] = rng.normal(0.0, 0.3, biases.shape)
    inputs = rng.normal(size=(batch, sizes[0]))
    if loss in ERRORS:
        targets = rng.normal(size=(batch, sizes[-1]))
    else:
        targets = np.eye(sizes[-1])[rng.integers(0, sizes[-1], batch)]
    return check_gradients(network, loss, inputs, targets)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    pair=st.sampled_from(PAIRS),
    layers=st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(TRUE_SLOPES)), max_size=3
    ),
    inputs=st.integers(1, 4),
    outputs=st.integers(2, 4),
    batch=st.integers(1, 8),
)
def test_gradients_agree_on_random_networks(
    seed: int,
    pair: tuple[str, str],
    layers: list[tuple[int, str]],
    inputs: int,
    outputs: int,
    batch: int,
) -> None:
    sizes = [inputs, *(size for size, _ in layers), outputs]
    found = random_check(seed, sizes, [name for _, name in layers], pair, batch)
    assert found.max_relative_error < 1e-7, found.worst


# Losses and hidden layers meet in the output layer alone: every activation is tried
# before every output, every loss with each of both.
@pytest.mark.parametrize(
    ("hidden", "pair"),
    [
        (hidden, (ERRORS[(before + after) % len(ERRORS)], output))
        for before, hidden in enumerate(TRUE_SLOPES)
        for after, output in enumerate(TRUE_SLOPES)
    ]
    + [(hidden, pair) for hidden in TRUE_SLOPES for pair in JOINT],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_gradients_agree_for_every_activation_and_loss(
    hidden: str, pair: tuple[str, str]
) -> None:
    found = random_check(7, [3, 5, 4, 3], [hidden, hidden], pair, 6)
    assert found.max_relative_error < 1e-7, found.worst


@pytest.mark.parametrize("penalty", [Penalty(l1=0.1), Penalty(l2=0.3), Penalty(0.1, 1)])
def test_penalties_belong_to_the_gradient(penalty: Penalty) -> None:
    network = Network((3, 4, 2), ("tanh", "linear"), seed=1)
    inputs = np.random.default_rng(0).normal(size=(5, 3))
    targets = np.ones((5, 2))
    found = check_gradients(network, "mse", inputs, targets, penalty=penalty)
    assert found.max_relative_error < 1e-7
    plain = check_gradients(network, "mse", inputs, targets)
    assert not np.allclose(found.analytic, plain.analytic)


def test_a_wrong_slope_is_found() -> None:
    tanh = ACTIVATIONS["tanh"]

    def off_by_a_little(z: np.ndarray, a: np.ndarray, s: np.ndarray) -> None:
        tanh.slope(z, a, s)
        s *= 1.0001

    network = Network((2, 3, 1), (replace(tanh, slope=off_by_a_little), "linear"))
    inputs = np.random.default_rng(0).normal(size=(5, 2))
    found = check_gradients(network, "mse", inputs, np.ones(5))
    assert not found.ok
    assert found.worst is not None
    assert found.worst.startswith(("W1", "b1"))


def test_a_quotient_across_the_corner_of_relu_is_a_kink_not_an_error() -> None:
    network = Network((1, 1, 1), ("relu", "linear"), initializer="zeros")
    network.weights[0][...] = 1.0
    network.weights[1][...] = 1.0
    found = check_gradients(network, "mse", np.array([[0.0], [1.0]]), np.ones(2))
    marked = {found.layout.name_of(int(i)) for i in np.flatnonzero(found.straddles)}
    assert marked == {"b1[1]"}
    assert found.kinks == 1
    assert found.parameters_checked == 3
    assert found.ok


def test_nothing_before_a_step_has_a_gradient() -> None:
    found = random_check(3, [2, 4, 1], ["step"], ("mse", "linear"), 5)
    first_layer = 4 * 3
    assert not found.analytic[:first_layer].any()
    assert found.ok


def test_a_straight_through_slope_is_left_out_of_the_verdict() -> None:
    found = random_check(3, [2, 4, 1], ["step_straight_through"], ("mse", "linear"), 5)
    assert found.surrogate[: 4 * 3].all()
    assert not found.surrogate[4 * 3 :].any()
    assert found.analytic[: 4 * 3].any()
    assert found.ok


def test_a_sample_of_the_parameters_can_be_checked() -> None:
    network = Network((3, 4, 2), ("tanh", "softmax"))
    inputs = np.random.default_rng(0).normal(size=(5, 3))
    classes = np.array([0, 1, 1, 0, 1])
    found = check_gradients(network, "cross_entropy", inputs, classes, only=[0, 5, 9])
    assert found.parameters_checked == 3


def test_the_network_is_left_as_it_was() -> None:
    network = Network((3, 4, 2), ("tanh", "softmax"), precision="float32")
    before = network.parameters.copy()
    check_gradients(network, "cross_entropy", np.ones((2, 3)), np.array([0, 1]))
    np.testing.assert_array_equal(network.parameters, before)


def test_samples_without_targets_are_refused() -> None:
    network = Network((3, 2), ("linear",))
    with pytest.raises(InputError, match="4 samples of inputs and 3 of targets"):
        check_gradients(network, "mse", np.ones((4, 3)), np.ones((3, 2)))


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_a_gradient_that_is_no_number_is_an_error(loss: str) -> None:
    network = Network((3, 4, 2), ("tanh", "linear"))
    network.parameters[0] = np.nan
    found = check_gradients(network, loss, np.ones((2, 3)), np.ones((2, 2)))
    assert not found.ok


def test_a_cost_too_large_for_any_number_judges_nothing() -> None:
    network = Network((1, 1), ("linear",))
    network.parameters[...] = 1e200, 0.0
    found = check_gradients(network, "mse", np.ones((2, 1)), np.ones((2, 1)))
    assert found.unresolved.all()
    assert found.max_relative_error == 0.0


def test_where_nothing_can_be_judged_nothing_is_right() -> None:
    through = "step_straight_through"
    found = random_check(3, [2, 4, 1], [through], ("mse", through), 5)
    assert found.parameters_checked == 0
    assert not found.ok


@pytest.mark.parametrize("scale", [0.1, 1.0, 1e3])
def test_a_doubled_slope_is_found_however_large_the_weights_are(scale: float) -> None:
    relu = ACTIVATIONS["relu"]

    def doubled(z: np.ndarray, a: np.ndarray, s: np.ndarray) -> None:
        relu.slope(z, a, s)
        s *= 2.0

    wrong = replace(relu, slope=doubled)
    network = Network((5, 6, 6, 3), (wrong, "relu", "linear"), seed=4)
    network.parameters *= scale
    rng = np.random.default_rng(0)
    inputs, targets = rng.normal(size=(8, 5)), rng.normal(size=(8, 3))
    found = check_gradients(network, "mse", inputs, targets)
    assert not found.ok
    right = network.copy()
    right.activations = (relu, *network.activations[1:])
    assert check_gradients(right, "mse", inputs, targets).ok


def test_a_gradient_lost_in_rounding_is_said_not_judged() -> None:
    network = Network((2, *[4] * 12, 1), ["sigmoid"] * 12 + ["linear"], seed=1)
    network.parameters *= 0.01
    rng = np.random.default_rng(0)
    found = check_gradients(network, "mse", rng.normal(size=(5, 2)), np.ones(5))
    assert found.unresolved.any()
    assert np.isnan(found.errors[found.unresolved]).all()


@pytest.mark.parametrize("seed", range(4))
def test_deep_networks_with_large_weights_raise_no_false_alarm(seed: int) -> None:
    sizes = (4, *[30] * 10, 3)
    network = Network(sizes, ["tanh"] * 11, initializer="normal", seed=seed)
    rng = np.random.default_rng(seed)
    inputs, targets = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    places = rng.choice(network.parameters.size, 200, replace=False)
    assert check_gradients(network, "mse", inputs, targets, only=places).ok


@pytest.mark.parametrize("shape", [(3,), (4, 1), (4, 5)])
def test_inputs_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="inputs of shape"):
        check_gradients(Network((3, 2), ("linear",)), "mse", np.ones(shape), np.ones(4))


@pytest.mark.parametrize(("rounding", "judged"), [(0.005, True), (0.02, False)])
def test_rounding_of_more_than_a_hundredth_of_a_gradient_judges_nothing(
    rounding: float, judged: bool
) -> None:
    found = compare(Quotient(1.0, rounding, straddles=False), 0.9)
    assert np.isfinite(found.error) == judged
    assert found.unresolved is not judged


class Quotients:
    """Stands for a network whose cost has known difference quotients."""

    def __init__(self, usual: float, fine: float, straddles: bool = False) -> None:
        self._slopes = {1.0: usual, 0.1: fine}
        self._straddles = straddles

    def quotient(self, _place: int, share: float = 1.0) -> Quotient:
        return Quotient(self._slopes[share], 1e-12, self._straddles)


@pytest.mark.parametrize(
    ("usual", "fine", "error"),
    [
        (1.0, np.nan, 0.0),
        (1.0 + 5e-8, np.nan, 5e-8),
        (1.0 + 1e-5, 1.0, 0.0),
        (1.0 + 1e-5, 1.0 + 1e-8, 1e-8),
        (1.0 + 5e-7, 1.0 + 2e-3, 5e-7),
        (1.25, 1.25, 0.2),
        (1.25, 1.2501, 0.2),
        (0.8, 0.9, np.nan),
        (1.2, 0.9, np.nan),
        (np.inf, np.nan, np.nan),
    ],
)
def test_a_finer_quotient_is_asked_where_the_usual_one_differs(
    usual: float, fine: float, error: float
) -> None:
    verdict = judge_gradient(Quotients(usual, fine), 0, 1.0)
    np.testing.assert_allclose(verdict.error, error, rtol=1e-3, atol=1e-15)
    assert verdict.unresolved == np.isnan(error)


def test_a_corner_and_a_gradient_that_is_no_number_are_told_apart() -> None:
    corner = Quotients(1.25, 1.25, straddles=True)
    assert judge_gradient(corner, 0, 1.0).straddles
    assert judge_gradient(corner, 0, np.nan) == GradientVerdict(1.25, np.inf)
