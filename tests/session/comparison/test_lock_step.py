"""What contenders trained together are worth: each the same as if trained alone."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.comparison.stacked_runs import StackedRuns
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer

ITERATIONS = 150
LONG = 1000
"""Iterations, and so many that what rounding adds would have grown."""
CIRCLE = RunConfig(dataset="circle", samples=63, hidden=(4, 3), batch_size=8)
HIDDEN = tuple(name for name in ACTIVATIONS if name != "softmax")


def compare(
    base: RunConfig, *variations: tuple[str, Sequence[Any]], stacked: bool = True
) -> Comparison:
    vary = [Variation(setting, tuple(values)) for setting, values in variations]
    dataset = load_data(base)
    contenders = contenders_of(base, dataset, vary)
    return Comparison(contenders, dataset, stacked=stacked)


def alone(comparison: Comparison, iterations: int) -> list[Trainer]:
    trainers = [Trainer(contender.config) for contender in comparison.contenders]
    for trainer in trainers:
        trainer.run(iterations)
    return trainers


def assert_equal_to_alone(comparison: Comparison, iterations: int) -> None:
    assert all(len(key) > 1 for key in comparison._runs)
    for own, single in zip(
        comparison.trainers, alone(comparison, iterations), strict=True
    ):
        np.testing.assert_allclose(
            own.network.parameters, single.network.parameters, rtol=0, atol=1e-9
        )
        np.testing.assert_allclose(
            own.history.costs, single.history.costs, rtol=0, atol=1e-9
        )
        assert [e.iteration for e in own.history.evaluations] == [
            e.iteration for e in single.history.evaluations
        ]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_stack_of_all_activations_equals_runs_alone(optimizer: str) -> None:
    base = CIRCLE.changed(optimizer=optimizer)
    comparison = compare(base, ("activation", HIDDEN))
    comparison.run(ITERATIONS)
    assert len(comparison._runs) == 1
    assert_equal_to_alone(comparison, ITERATIONS)


def test_a_stack_of_all_optimisers_equals_runs_alone() -> None:
    base = CIRCLE.changed(learning_rate=0.01, activation="tanh")
    comparison = compare(base, ("optimizer", tuple(OPTIMIZERS)))
    comparison.run(LONG)
    assert len(comparison._runs) == 1
    assert_equal_to_alone(comparison, LONG)


@pytest.mark.parametrize(
    ("base", "variation"),
    [
        ({}, ("learning_rate", (0.1, 0.03, 0.01))),
        ({}, ("seed", range(5))),
        ({}, ("initializer", ("xavier", "he", "lecun", "uniform", "zeros"))),
        ({"l1": 0.001, "l2": 0.01}, ("activation", ("relu", "tanh", "gelu"))),
        ({"batch_size": "full"}, ("activation", ("relu", "tanh", "gelu"))),
        ({"schedule": "cosine"}, ("learning_rate", (0.1, 0.05))),
        ({"loss": "mse"}, ("seed", range(3))),
        ({"loss": "huber", "l2": 0.1}, ("activation", ("sigmoid", "softmax"))),
        ({"dataset": "iris", "samples": None}, ("activation", ("relu", "sigmoid"))),
        (
            {"dataset": "iris", "samples": None, "loss": "mse"},
            ("activation", ("relu", "sigmoid")),
        ),
        ({"dataset": "sine", "loss": "mae"}, ("activation", ("relu", "tanh"))),
        ({"activations": ("relu", "tanh")}, ("optimizer", ("adam", "sgd", "nesterov"))),
        ({"hidden": ()}, ("seed", range(3))),
        (
            {"optimizer": "momentum"},
            ("optimizer_settings", ({"momentum": 0.5}, {"momentum": 0.9})),
        ),
    ],
    ids=str,
)
def test_whatever_is_varied_a_stack_equals_runs_alone(
    base: dict[str, Any], variation: tuple[str, Sequence[Any]]
) -> None:
    comparison = compare(CIRCLE.changed(**base), variation)
    comparison.run(ITERATIONS)
    assert len(comparison._runs) == 1
    assert_equal_to_alone(comparison, ITERATIONS)


def test_own_functions_equal_runs_alone() -> None:
    own = ("mish = x * tanh(log(1 + exp(x)))", "max(x, 0.1 * x)", "relu")
    comparison = compare(CIRCLE, ("activation", own))
    comparison.run(LONG)
    assert_equal_to_alone(comparison, LONG)


def test_different_activations_by_layer_equal_runs_alone() -> None:
    pairs = (("relu", "tanh"), ("tanh", "relu"), ("relu", "relu"), ("relu", "softmax"))
    comparison = compare(CIRCLE, ("activations", pairs))
    comparison.run(ITERATIONS)
    assert_equal_to_alone(comparison, ITERATIONS)


@pytest.mark.parametrize("activations", [("relu", "tanh"), ("tanh",) * 2])
def test_a_stack_with_class_weights_equals_runs_alone(
    activations: tuple[str, str],
) -> None:
    for dataset in ("iris", "circle"):
        base = CIRCLE.changed(dataset=dataset, samples=None)
        names = load_data(base).class_names
        weighted = base.changed(class_weights={names[0]: 3.0, names[1]: 0.4}, l2=0.01)
        contenders = [("learning_rate", (0.01, 0.02))]
        if activations[0] != activations[1]:
            contenders = [("activation", activations)]
        comparison = compare(weighted, *contenders)
        comparison.run(200)
        assert_equal_to_alone(comparison, 200)


def test_programs_of_their_own_equal_runs_alone_bit_for_bit() -> None:
    comparison = compare(CIRCLE, ("activation", HIDDEN), stacked=False)
    for _ in range(10):
        comparison.run(30)
    for own, single in zip(comparison.trainers, alone(comparison, 300), strict=True):
        assert own.network.parameters.tobytes() == single.network.parameters.tobytes()
        assert own.history.costs.tobytes() == single.history.costs.tobytes()


def test_large_networks_stay_programs_of_their_own() -> None:
    base = RunConfig(dataset="digits", hidden=(128,), batch_size=64)
    comparison = compare(base, ("activation", ("relu", "tanh")))
    comparison.run(40)
    assert not comparison._runs
    for own, single in zip(comparison.trainers, alone(comparison, 40), strict=True):
        assert own.network.parameters.tobytes() == single.network.parameters.tobytes()


@pytest.mark.parametrize(
    "values",
    [
        ("loss", ("mse", "mae", "huber", "binary_cross_entropy")),
        ("batch_size", (4, 8, "full")),
        ("hidden", ((4,), (4, 3))),
        ("l1", (0.0, 0.1)),
        ("class_weights", (None, "balanced", {"inner disc": 2.0})),
        ("l2", (0.0, 0.1)),
        ("precision", ("float32", "float64")),
        ("scaling", ("none", "standard")),
        ("derived", ((), ("x1*x2",))),
        ("mistakes", ((), ("missing_mean",))),
    ],
)
def test_what_cannot_be_stacked_is_trained_all_the_same(
    values: tuple[str, Sequence[Any]],
) -> None:
    comparison = compare(CIRCLE.changed(output_activation="sigmoid"), values)
    comparison.run(50)
    for own, single in zip(comparison.trainers, alone(comparison, 50), strict=True):
        assert own.network.parameters.tobytes() == single.network.parameters.tobytes()


def test_all_initialisers_can_take_part() -> None:
    comparison = compare(CIRCLE, ("initializer", tuple(INITIALIZERS)))
    comparison.run(20)
    assert {t.iteration for t in comparison.trainers} == {20}


@pytest.mark.parametrize("turn", [1, 7, 5000])
def test_a_contender_that_diverges_stops_and_the_others_go_on(turn: int) -> None:
    base = RunConfig(dataset="line", optimizer="sgd", hidden=(4,), activation="relu")
    comparison = compare(base, ("learning_rate", (0.01, 1000.0, 0.02)))
    while comparison.iteration < 400:
        comparison.run(turn if turn < 400 else 400)
    single = alone(comparison, comparison.iteration)
    calm, wild, mild = comparison.trainers
    assert wild.stopped is not None
    assert wild.stopped.reason == "diverged"
    assert wild.iteration == single[1].iteration < 400
    assert wild.stopped == single[1].stopped
    assert calm.iteration == mild.iteration == comparison.iteration
    for own, other in ((calm, single[0]), (mild, single[2])):
        assert own.stopped is None
        np.testing.assert_allclose(
            own.network.parameters, other.network.parameters, rtol=0, atol=1e-9
        )


def test_the_iteration_last_done_can_be_looked_into() -> None:
    comparison = compare(CIRCLE, ("activation", ("relu", "tanh")))
    comparison.run(123)
    for trainer in comparison.trainers:
        trace = trainer.trace()
        assert trace["cost"] == trainer.history.costs[-1]
        last = trainer.network.layout.named(trainer.network.parameters)
        np.testing.assert_array_equal(trace.after["W1"], last["W1"])


def test_goals_and_limits_hold_in_a_comparison() -> None:
    base = CIRCLE.changed(target_accuracy=0.6, evaluate_every=10, iterations=55)
    comparison = compare(base, ("activation", ("relu", "step", "linear")))
    comparison.run(500)
    for own, single in zip(comparison.trainers, alone(comparison, 500), strict=True):
        assert own.stopped == single.stopped
        assert own.iteration == single.iteration


def test_contenders_share_one_copy_of_the_data() -> None:
    first, second = compare(CIRCLE, ("activation", ("relu", "tanh"))).trainers
    assert first.data is second.data


def test_the_time_of_a_stack_is_shared_out_among_its_contenders() -> None:
    comparison = compare(CIRCLE, ("activation", ("relu", "gelu")))
    began = time.perf_counter()
    comparison.run(ITERATIONS)
    whole = time.perf_counter() - began
    times = [trainer.seconds for trainer in comparison.trainers]
    assert min(times) > 0.0
    assert sum(times) < whole


def test_runs_that_do_the_same_have_equal_parts_of_the_time() -> None:
    trainers = compare(CIRCLE, ("seed", range(4))).trainers
    np.testing.assert_array_equal(StackedRuns(trainers)._parts, np.full(4, 0.25))


class _BreakingOff(Trainer):
    """Breaks its first evaluation off, as a window does that is asked to pause."""

    broken = False

    def evaluate(self) -> Evaluation:
        if not self.broken:
            self.broken = True
            raise InterruptedError
        return super().evaluate()


def test_an_evaluation_broken_off_is_made_up_for() -> None:
    config = RunConfig(dataset="circle", samples=60, evaluate_every=10)
    data = load_data(config)
    vary = [Variation("activation", ("relu", "tanh", "sigmoid"))]
    contenders = contenders_of(config, data, vary)
    broken = Comparison(contenders, data, trainer=_BreakingOff)
    whole = Comparison(contenders, data)
    whole.run(35)
    for _ in contenders:
        with pytest.raises(InterruptedError):
            broken.run(35 - broken.iteration)
        assert {trainer.iteration for trainer in broken.trainers} == {10}
    broken.run(25)
    for one, other in zip(broken.trainers, whole.trainers, strict=True):
        assert one.history.evaluations == other.history.evaluations
        assert one.network.parameters.tobytes() == other.network.parameters.tobytes()
