"""The program: PyTorch's numbers, iteration by iteration, and its own order."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.losses import LOSSES
from nnviz.core.network import Network
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.passes.memory import Batch
from nnviz.core.penalty import Penalty
from nnviz.core.program import Program, compile_program

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "training.npz")
PROBLEMS = {
    "regression": ((3, 5, 4, 2), ("tanh", "tanh", "linear"), "mse", 10),
    "classification": ((4, 6, 3), ("relu", "softmax"), "cross_entropy", 4),
}


def reference_run(problem: str, optimizer: str) -> tuple[Program, Network, Batch]:
    """Compile a reference problem, starting from PyTorch's initial parameters."""
    sizes, activations, loss, batch = PROBLEMS[problem]
    network = Network(sizes, activations, initializer="zeros")
    for name, view in network.layout.named(network.parameters).items():
        view[...] = REFERENCE[f"{problem}/initial/{name}"]
    inputs, targets = REFERENCE[f"{problem}/inputs"], REFERENCE[f"{problem}/targets"]
    samples = Batch.empty(len(inputs), network.layout, "float64")
    samples.inputs[:, :-1] = inputs
    samples.targets[...] = targets.T
    rule = OPTIMIZERS[optimizer.removesuffix("_l2")]
    penalty = Penalty(l2=float(REFERENCE[f"{problem}/{optimizer}/l2"]))
    state = rule.start(network.parameters)
    program = compile_program(network, loss, state, batch=batch, penalty=penalty)
    return program, network, samples


@pytest.mark.parametrize("problem", list(PROBLEMS))
@pytest.mark.parametrize("optimizer", [*OPTIMIZERS, "sgd_l2"])
def test_the_first_200_iterations_agree_with_pytorch(
    problem: str, optimizer: str
) -> None:
    program, network, samples = reference_run(problem, optimizer)
    key = f"{problem}/{optimizer}"
    size, count = program.batch_size, samples.inputs.shape[0]
    batches = [np.arange(i * size, (i + 1) * size) % count for i in range(200)]
    rates = [float(REFERENCE[f"{key}/learning_rate"])] * 200
    costs = np.empty(200)
    done = 0
    for until in (1, 10, 200):
        part = slice(done, until)
        program.train(samples, batches[part], rates[part], costs[part])
        done = until
        for name, view in network.layout.named(network.parameters).items():
            expected = REFERENCE[f"{key}/after_{until}/{name}"]
            np.testing.assert_allclose(view, expected, rtol=0, atol=1e-10)
    expected = REFERENCE[f"{key}/costs"] + REFERENCE[f"{key}/penalties"]
    np.testing.assert_allclose(costs, expected, rtol=0, atol=1e-10)


def small_program(**options: object) -> Program:
    network = Network((2, 4, 3), ("tanh", "softmax"), seed=3)
    program = compile_program(network, "cross_entropy", **options, batch=5)
    rng = np.random.default_rng(0)
    program.workspace["inputs"][...] = rng.normal(size=(5, 2))
    program.workspace["targets"][...] = np.eye(3)[[0, 1, 2, 1, 0]]
    program.state.learning_rate = 0.1
    return program


def test_a_share_is_written_with_the_weight_that_it_has() -> None:
    weighted = replace(LOSSES["cross_entropy"], class_weights=(1.0, 2.0, 3.0))
    for loss, factor in (
        ("cross_entropy", r"\frac{1}{N}"),
        (weighted, r"\frac{w_n}{N}"),
    ):
        network = Network((2, 4, 3), ("tanh", "softmax"))
        program = compile_program(network, loss, batch=5)
        formulas = [operation.formula for operation in program.operations]
        assert rf"\frac{{\partial C}}{{\partial z}} = {factor} \delta" in formulas


def test_the_averages_of_adam_are_corrected_by_their_names() -> None:
    operations = small_program(optimizer="adam").operations
    formulas = {name: o.formula for o in operations for name in o.outputs}
    for moment, symbol, number in (("first", "m", 1), ("second", "v", 2)):
        found = [f for name, f in formulas.items() if f"corrected_{moment}" in name]
        expected = rf"\hat{{{symbol}}} = \frac{{{symbol}}}{{1 - \beta_{number}^t}}"
        assert found == [expected], formulas


def test_phases_follow_each_other() -> None:
    phases = [operation.phase for operation in small_program().operations]
    order = ["forward", "loss", "backward", "update"]
    assert phases == sorted(phases, key=order.index)
    assert set(phases) == set(order)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_every_operation_makes_what_it_names_and_nothing_known_before(
    optimizer: str, activation: str
) -> None:
    network = Network((2, 4, 4, 3), (activation, activation, "softmax"), seed=3)
    program = compile_program(
        network, "cross_entropy", optimizer, batch=5, penalty=Penalty(0.01, 0.1)
    )
    workspace = program.workspace
    parameters = network.layout.named(network.parameters)
    state = program.state.state
    done: dict[str, np.ndarray] = {}
    for operation in program.operations:
        operation.run()
        assert operation.formula
        for name, value in done.items():
            np.testing.assert_array_equal(workspace[name], value, err_msg=name)
        for name in operation.produces:
            if name not in state and name not in parameters:
                done[name] = workspace[name].copy()
    known = {*done, *state, *parameters, "inputs", "targets"}
    assert set(workspace) == known


def test_quantities_are_what_their_formulas_say() -> None:
    program = small_program()
    network_before = program.state.parameters.copy()
    program.run()
    w = program.workspace
    layout = Network((2, 4, 3), ("tanh", "softmax")).layout
    p = layout.named(network_before)
    z1 = w["inputs"] @ p["W1"].T + p["b1"]
    np.testing.assert_allclose(w["z1"], z1, rtol=1e-14)
    np.testing.assert_allclose(w["a1"], np.tanh(z1), rtol=1e-14)
    z2 = w["a1"] @ p["W2"].T + p["b2"]
    probabilities = np.exp(z2) / np.exp(z2).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(w["a2"], probabilities, rtol=1e-14)
    losses = -np.log(probabilities[w["targets"] == 1.0])
    np.testing.assert_allclose(w["losses"], losses, rtol=1e-13)
    assert w["cost"] == pytest.approx(losses.mean(), rel=1e-14)
    assert (program.cost, program.batch_size) == (w["cost"], 5)
    delta2 = probabilities - w["targets"]
    np.testing.assert_allclose(w["delta2"], delta2, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(w["dW2"], delta2.T @ w["a1"] / 5, rtol=1e-12)
    np.testing.assert_allclose(w["db2"], delta2.mean(axis=0), rtol=1e-12, atol=1e-16)
    delta1 = delta2 @ p["W2"] * (1 - w["a1"] ** 2)
    np.testing.assert_allclose(w["delta1"], delta1, rtol=1e-12)
    np.testing.assert_allclose(w["dW1"], delta1.T @ w["inputs"] / 5, rtol=1e-12)
    np.testing.assert_allclose(w["update_W1"], -0.1 * w["dW1"], rtol=1e-14)
    after = layout.named(program.state.parameters)
    np.testing.assert_array_equal(after["W1"], p["W1"] + w["update_W1"])


def test_a_sum_of_updates_of_a_run_is_bit_for_bit_repeatable() -> None:
    first, second = small_program(), small_program()
    for _ in range(50):
        first.run()
        second.run()
    np.testing.assert_array_equal(first.state.parameters, second.state.parameters)


def test_the_rows_that_are_loaded_are_trained_on() -> None:
    program, network, samples = reference_run("classification", "sgd")
    rows = np.array([7, 0, 3, 3])
    program.load(samples, rows)
    workspace = program.workspace
    np.testing.assert_array_equal(workspace["inputs"], samples.inputs[rows, :-1])
    np.testing.assert_array_equal(workspace["targets"], samples.targets.T[rows])
    before = network.parameters.copy()
    program.run()
    np.testing.assert_array_equal(network.parameters, before)
    program.state.learning_rate = 0.1
    assert program.state.learning_rate == pytest.approx(0.1)
    program.run()
    moved = before - 0.1 * program.state.gradient
    np.testing.assert_allclose(network.parameters, moved, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"loss": "rmse"}, "unknown loss 'rmse'.*mse"),
        ({"loss": "mse", "optimizer": "adams"}, "unknown optimizer 'adams'.*adam"),
        ({"loss": "mse", "batch": 0}, "batch size 0"),
        ({"loss": "cross_entropy"}, "softmax"),
    ],
)
def test_what_cannot_be_compiled_is_said(call: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        compile_program(Network((2, 3), ("tanh",)), **call)


def test_softmax_needs_two_outputs_and_no_wide_hidden_layer() -> None:
    kinds = ("tanh", "softmax")
    with pytest.raises(InputError, match="a single output is always 1"):
        compile_program(Network((2, 3, 1), kinds), "cross_entropy", batch=1)
    compile_program(Network((2, 1, 3), kinds), "cross_entropy", batch=1).run()


def test_an_optimiser_takes_its_own_settings_alone() -> None:
    parameters = np.zeros(3)
    rule = OPTIMIZERS["momentum"]
    assert rule.start(parameters).settings == {"momentum": 0.9}
    assert rule.start(parameters, {"momentum": 0.5}).settings == {"momentum": 0.5}
    for name, known in (("momentum", "it has momentum"), ("sgd", "it has none")):
        with pytest.raises(InputError, match=f"no setting 'beta3': {known}"):
            OPTIMIZERS[name].start(parameters, {"beta3": 0.5})


def test_a_batch_has_32_samples_where_nothing_is_said() -> None:
    network = Network((2, 3, 1), ("tanh", "linear"))
    program = compile_program(network, "mse")
    assert len(program.workspace["losses"]) == 32
