"""Each mistake changes the operations it names, and does what its words say."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.losses import LOSSES
from nnviz.core.mistakes import MISTAKES, find_mistakes
from nnviz.core.network import Network
from nnviz.core.operation import Operation
from nnviz.core.passes.memory import Batch
from nnviz.core.penalty import Penalty
from nnviz.core.program import Program, compile_program

SAMPLES = 5


def network(hidden: str = "relu") -> Network:
    made = Network((3, 4, 4, 2), (hidden, hidden, "softmax"), seed=3)
    rng = np.random.default_rng(0)
    for biases in made.biases:
        biases[...] = rng.normal(0.0, 0.4, biases.shape)
    return made


def run(
    *mistakes: str, net: Network | None = None, penalty: Penalty | None = None
) -> Program:
    """Do one iteration on random samples of two classes."""
    rng, net = np.random.default_rng(1), net or network()
    batch = Batch.empty(SAMPLES, net.layout, net.precision)
    batch.inputs[:, :-1] = rng.normal(size=(SAMPLES, 3))
    batch.targets[...] = np.eye(2)[:, rng.integers(0, 2, SAMPLES)]
    program = compile_program(
        net, "cross_entropy", batch=batch, penalty=penalty, mistakes=mistakes
    )
    program.state.learning_rate = 0.1
    with np.errstate(all="ignore"):
        program.run()
    return program


def description(step: Operation) -> tuple[str, list[str]]:
    return step.formula, [call.func.__name__ for call in step.calls]


@pytest.mark.parametrize("penalty", [None, Penalty(l2=0.1)])
@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_changes_what_it_finds_and_keeps_what_operations_make(
    name: str, penalty: Penalty | None
) -> None:
    right = run(penalty=penalty).operations
    wrong = run(name, penalty=penalty).operations
    assert [step.produces for step in wrong] == [step.produces for step in right]
    changed = [
        one
        for one, other in zip(right, wrong, strict=True)
        if description(one) != description(other)
    ]
    found = MISTAKES[name].find(network(), LOSSES["cross_entropy"])
    made = [quantity.removesuffix("_data") for o in changed for quantity in o.produces]
    assert len(changed) == len(found)
    assert set(found) <= set(made)


@pytest.mark.parametrize(("one", "other"), list(combinations(MISTAKES, 2)))
def test_two_mistakes_change_what_each_of_them_changes(one: str, other: str) -> None:
    """No other operation is changed, and one that both change has both formulas."""
    right, both = run().operations, run(one, other).operations
    alone = [run(name).operations for name in (one, other)]
    for steps in zip(right, both, *alone, strict=True):
        formulas = [step.formula for step in steps]
        changed = [formula for formula in formulas[2:] if formula != formulas[0]]
        assert (formulas[1] != formulas[0]) == bool(changed)
        for formula in changed:
            assert formula.removeprefix(formulas[0]) in formulas[1]


def test_output_biases_get_no_gradient_from_softmax_and_cross_entropy() -> None:
    gradient = run("bias_gradient_summed").workspace["db3"]
    assert np.abs(gradient).max() < 1e-15
    assert np.abs(run().workspace["db3"]).max() > 0.01


def test_every_bias_gets_the_sum_of_all() -> None:
    net = Network((3, 4, 1), ("tanh", "sigmoid"), seed=1)
    batch = Batch.empty(SAMPLES, net.layout, net.precision)
    batch.inputs[:, :-1] = np.random.default_rng(0).normal(size=(SAMPLES, 3))
    program = compile_program(
        net, "binary_cross_entropy", batch=batch, mistakes=("bias_gradient_summed",)
    )
    program.run()
    deltas = program.workspace["delta1"]
    np.testing.assert_allclose(program.workspace["db1"], deltas.sum() / SAMPLES)


def gradients_of(net: Network, program: Program, *, slope: bool = True) -> list[Any]:
    """Return [dW, db] of each layer by the textbook's formulas, from a and y."""
    known = program.workspace
    a = [known["inputs"], *(known[f"a{layer}"] for layer in (1, 2, 3))]
    weights = [known[f"W{layer}"] for layer in (1, 2, 3)]
    deltas = [a[3] - known["targets"]]
    for layer in (2, 1):
        back = deltas[0] @ weights[layer]
        deltas.insert(0, back * (a[layer] > 0.0) if slope else back)
    return [
        [delta.T @ a[i] / SAMPLES, delta.sum(axis=0) / SAMPLES]
        for i, delta in enumerate(deltas)
    ]


def frozen(*mistakes: str) -> tuple[Network, Program]:
    """Do an iteration whose parameters stay, so that formulas can use them."""
    net = network()
    return net, run(*mistakes, "update_not_stored", net=net)


def assert_gradients(program: Program, wanted: list[Any]) -> None:
    for layer, (weights, biases) in enumerate(wanted, start=1):
        found = program.workspace
        np.testing.assert_allclose(found[f"dW{layer}"], weights, atol=1e-14)
        np.testing.assert_allclose(found[f"db{layer}"], biases, atol=1e-14)


def test_gradients_are_those_of_the_textbook_without_a_mistake() -> None:
    net, program = frozen()
    assert_gradients(program, gradients_of(net, program))


def test_every_bias_of_every_layer_gets_the_sum_of_its_layer() -> None:
    net, program = frozen("all_bias_gradients_summed")
    wanted = gradients_of(net, program)
    for part in wanted:
        part[1] = np.full_like(part[1], part[1].sum())
    assert_gradients(program, wanted)


def test_deltas_are_those_without_the_slope() -> None:
    net, program = frozen("slope_left_out")
    assert_gradients(program, gradients_of(net, program, slope=False))


def test_slope_is_left_out_of_the_outputs_of_a_squared_error_too() -> None:
    net = Network((3, 2), ("sigmoid",), seed=1)
    batch = Batch.empty(SAMPLES, net.layout, net.precision)
    batch.inputs[:, :-1] = np.random.default_rng(0).normal(size=(SAMPLES, 3))
    program = compile_program(net, "mse", batch=batch, mistakes=["slope_left_out"])
    program.run()
    known = program.workspace
    np.testing.assert_array_equal(known["delta1"], known["da1"])
    np.testing.assert_allclose(known["da1"], known["a1"] - known["targets"])


def test_outputs_stand_in_for_inputs_in_one_gradient_of_weights() -> None:
    net, program = frozen("own_output_as_input")
    wanted, known = gradients_of(net, program), program.workspace
    wanted[1][0] = known["delta2"].T @ known["a2"] / SAMPLES
    assert_gradients(program, wanted)


def test_mistakes_in_the_same_operation_are_all_made() -> None:
    net, program = frozen("own_output_as_input", "all_bias_gradients_summed")
    wanted, known = gradients_of(net, program), program.workspace
    wanted[1][0] = known["delta2"].T @ known["a2"] / SAMPLES
    for part in wanted:
        part[1] = np.full_like(part[1], part[1].sum())
    assert_gradients(program, wanted)


def test_a_mistake_that_another_contains_adds_nothing() -> None:
    both = find_mistakes(["bias_gradient_summed", "all_bias_gradients_summed"])
    assert [mistake.name for mistake in both] == ["all_bias_gradients_summed"]


def test_update_is_worked_out_and_lost() -> None:
    net = network()
    before = net.parameters.copy()
    program = run("update_not_stored", net=net)
    np.testing.assert_array_equal(net.parameters, before)
    assert np.abs(program.state.update).max() > 0.0


def test_sum_is_as_many_times_the_mean_as_there_are_samples() -> None:
    right, wrong = run().state.gradient, run("missing_mean").state.gradient
    np.testing.assert_allclose(wrong, SAMPLES * right)


@pytest.mark.parametrize(("largest", "finite"), [(700.0, True), (720.0, False)])
def test_exponentials_overflow_without_the_maximum(
    largest: float, finite: bool
) -> None:
    net = network()
    net.weights[-1][...] = 0.0
    net.biases[-1][...] = (largest, largest - 1.0)
    wrong = run("softmax_without_max", net=net.copy()).workspace["a3"]
    right = run(net=net.copy()).workspace["a3"]
    assert np.isfinite(right).all()
    assert np.isfinite(wrong).all() == finite
    if finite:
        np.testing.assert_allclose(wrong, right)


@pytest.mark.parametrize(
    ("hidden", "slope"),
    [
        ("relu", lambda a: np.ones_like(a)),
        ("tanh", lambda a: 1.0 - np.tanh(a) ** 2),
        ("sigmoid", lambda a: np.exp(-a) / (1.0 + np.exp(-a)) ** 2),
        ("elu", lambda a: np.exp(np.minimum(a, 0.0))),
    ],
)
def test_slope_is_taken_at_the_activation(hidden: str, slope) -> None:  # noqa: ANN001
    quantities = run("slope_of_activation", net=network(hidden)).workspace
    for layer in (1, 2):
        want = slope(quantities[f"a{layer}"])
        np.testing.assert_allclose(quantities[f"slope{layer}"], want)


def test_deltas_are_led_back_without_transposing() -> None:
    net = network()
    weights = net.weights[1].copy()
    quantities = run("weights_not_transposed", net=net).workspace
    want = np.einsum("ij,nj->ni", weights, quantities["delta2"])
    np.testing.assert_allclose(quantities["da1"], want)


def test_every_row_holds_the_sample_predicted_and_the_data_stay() -> None:
    net = network()
    samples = Batch.empty(SAMPLES, net.layout, net.precision)
    samples.inputs[:, :-1] = np.random.default_rng(2).normal(size=(SAMPLES, 3))
    before = samples.inputs.copy()
    program = compile_program(
        net, "cross_entropy", batch=samples, mistakes=("data_overwritten",)
    )
    program.train(samples, [np.arange(SAMPLES)], [0.1], np.empty(1))
    seen = program.workspace["inputs"]
    np.testing.assert_array_equal(seen, np.tile(before[0, :-1], (SAMPLES, 1)))
    np.testing.assert_array_equal(samples.inputs, before)


@pytest.mark.parametrize(
    ("name", "sizes", "activations", "loss", "size"),
    [
        ("bias_gradient_summed", (2, 1), ("sigmoid",), "binary_cross_entropy", 4),
        ("missing_mean", (2, 3, 1), ("relu", "linear"), "mse", 1),
        ("data_overwritten", (2, 3, 1), ("relu", "linear"), "mse", 1),
        ("softmax_without_max", (2, 3, 1), ("relu", "linear"), "mse", 4),
        ("slope_of_activation", (2, 3, 1), ("leaky_relu", "linear"), "mse", 4),
        ("slope_of_activation", (2, 1), ("sigmoid",), "binary_cross_entropy", 4),
        ("weights_not_transposed", (2, 3, 4, 1), ("relu",) * 3, "mse", 4),
        ("weights_not_transposed", (3, 3, 1), ("relu",) * 2, "mse", 4),
        ("all_bias_gradients_summed", (2, 1), ("sigmoid",), "mse", 4),
        ("slope_left_out", (2, 3, 1), ("linear", "linear"), "mse", 4),
        ("slope_left_out", (2, 3), ("softmax",), "cross_entropy", 4),
        ("own_output_as_input", (2, 3, 1), ("relu",) * 2, "mse", 4),
    ],
)
def test_mistake_that_makes_no_difference_says_why(
    name: str,
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    loss: str,
    size: int,
) -> None:
    why = MISTAKES[name].obstacle(Network(sizes, activations), LOSSES[loss], size)
    assert why
    assert not why.endswith(".")


@pytest.mark.parametrize(
    ("name", "sizes", "activations", "quantities"),
    [
        ("bias_gradient_summed", (3, 2, 1), ("tanh", "linear"), ("db1",)),
        ("bias_gradient_summed", (3, 1, 2), ("tanh", "linear"), ("db2",)),
        ("bias_gradient_summed", (3, 1, 1), ("tanh", "linear"), ()),
        ("softmax_without_max", (2, 3, 3), ("softmax", "softmax"), ("shifted2",)),
        ("softmax_without_max", (2, 3, 3), ("softmax", "tanh"), ("shifted1",)),
        ("slope_of_activation", (2, 3, 3), ("relu", "tanh"), ("slope1",)),
        ("slope_of_activation", (2, 3, 3), ("leaky_relu", "tanh"), ("slope2",)),
        ("slope_of_activation", (2, 3, 3), ("step_straight_through", "linear"), ()),
        ("weights_not_transposed", (2, 2, 2, 1), ("tanh",) * 3, ("da1",)),
        ("weights_not_transposed", (2, 3, 3, 3), ("tanh",) * 3, ("da2",)),
        ("weights_not_transposed", (3, 3, 2, 2), ("tanh",) * 3, ("da2",)),
        ("weights_not_transposed", (1, 1, 1, 1), ("tanh",) * 3, ()),
        ("all_bias_gradients_summed", (3, 2, 1, 2), ("tanh",) * 3, ("db1", "db3")),
        ("slope_left_out", (2, 3, 3), ("tanh", "relu"), ("delta1", "delta2")),
        ("slope_left_out", (2, 3, 1), ("softmax", "linear"), ()),
        ("slope_left_out", (2, 3, 1), ("x + 1", "leaky_relu"), ("delta2",)),
        ("own_output_as_input", (3, 3, 3, 1), ("tanh",) * 3, ("dW2",)),
        ("own_output_as_input", (2, 1, 1), ("tanh",) * 2, ("dW2",)),
        ("own_output_as_input", (2, 3, 2), ("tanh",) * 2, ()),
    ],
)
def test_a_mistake_is_put_where_it_makes_a_difference(
    name: str,
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    quantities: tuple[str, ...],
) -> None:
    network = Network(sizes, activations)
    assert MISTAKES[name].find(network, LOSSES["mse"]) == quantities


def test_program_cannot_be_compiled_with_a_mistake_that_does_not_apply() -> None:
    net = Network((2, 3, 1), ("relu", "linear"))
    with pytest.raises(InputError, match="there is no softmax layer"):
        compile_program(net, "mse", mistakes=("softmax_without_max",))


def test_unknown_mistake_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'missing_mean'"):
        compile_program(network(), "cross_entropy", mistakes=("mising_mean",))


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_mistake_says_all_that_the_gallery_shows(mistake) -> None:  # noqa: ANN001
    for words in (mistake.found, mistake.why, mistake.fix, mistake.watch):
        assert words.endswith(".")
    assert not mistake.title.endswith(".")
