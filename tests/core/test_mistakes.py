"""Each mistake is one changed operation, and does what its words say."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.losses import LOSSES
from nnviz.core.memory import Batch
from nnviz.core.mistakes import MISTAKES
from nnviz.core.network import Network
from nnviz.core.operation import Operation
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
    mistake: str | None, net: Network | None = None, penalty: Penalty | None = None
) -> Program:
    """Do one iteration on random samples of two classes."""
    rng, net = np.random.default_rng(1), net or network()
    batch = Batch.empty(SAMPLES, net.layout, net.precision)
    batch.inputs[:, :-1] = rng.normal(size=(SAMPLES, 3))
    batch.targets[...] = np.eye(2)[:, rng.integers(0, 2, SAMPLES)]
    program = compile_program(
        net, "cross_entropy", batch=batch, penalty=penalty, mistake=mistake
    )
    program.state.learning_rate = 0.1
    with np.errstate(all="ignore"):
        program.run()
    return program


def description(step: Operation) -> tuple[str, list[str]]:
    return step.formula, [call.func.__name__ for call in step.calls]


@pytest.mark.parametrize("penalty", [None, Penalty(l2=0.1)])
@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_changes_one_operation_and_keeps_what_it_makes(
    name: str, penalty: Penalty | None
) -> None:
    right = run(None, penalty=penalty).operations
    wrong = run(name, penalty=penalty).operations
    assert [step.produces for step in wrong] == [step.produces for step in right]
    steps = zip(map(description, right), map(description, wrong), strict=True)
    changed = [one for one, other in steps if one != other]
    assert len(changed) == 1


def test_output_biases_get_no_gradient_from_softmax_and_cross_entropy() -> None:
    gradient = run("bias_gradient_summed").workspace["db3"]
    assert np.abs(gradient).max() < 1e-15
    assert np.abs(run(None).workspace["db3"]).max() > 0.01


def test_every_bias_gets_the_sum_of_all() -> None:
    net = Network((3, 4, 1), ("tanh", "sigmoid"), seed=1)
    batch = Batch.empty(SAMPLES, net.layout, net.precision)
    batch.inputs[:, :-1] = np.random.default_rng(0).normal(size=(SAMPLES, 3))
    program = compile_program(
        net, "binary_cross_entropy", batch=batch, mistake="bias_gradient_summed"
    )
    program.run()
    deltas = program.workspace["delta1"]
    np.testing.assert_allclose(program.workspace["db1"], deltas.sum() / SAMPLES)


def test_update_is_worked_out_and_lost() -> None:
    net = network()
    before = net.parameters.copy()
    program = run("update_not_stored", net)
    np.testing.assert_array_equal(net.parameters, before)
    assert np.abs(program.state.update).max() > 0.0


def test_sum_is_as_many_times_the_mean_as_there_are_samples() -> None:
    right, wrong = run(None).state.gradient, run("missing_mean").state.gradient
    np.testing.assert_allclose(wrong, SAMPLES * right)


@pytest.mark.parametrize(("largest", "finite"), [(700.0, True), (720.0, False)])
def test_exponentials_overflow_without_the_maximum(
    largest: float, finite: bool
) -> None:
    net = network()
    net.weights[-1][...] = 0.0
    net.biases[-1][...] = (largest, largest - 1.0)
    wrong = run("softmax_without_max", net.copy()).workspace["a3"]
    right = run(None, net.copy()).workspace["a3"]
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
    quantities = run("slope_of_activation", network(hidden)).workspace
    for layer in (1, 2):
        want = slope(quantities[f"a{layer}"])
        np.testing.assert_allclose(quantities[f"slope{layer}"], want)


def test_deltas_are_led_back_without_transposing() -> None:
    net = network()
    weights = net.weights[1].copy()
    quantities = run("weights_not_transposed", net).workspace
    want = np.einsum("ij,nj->ni", weights, quantities["delta2"])
    np.testing.assert_allclose(quantities["da1"], want)


def test_every_row_holds_the_sample_predicted_and_the_data_stay() -> None:
    net = network()
    samples = Batch.empty(SAMPLES, net.layout, net.precision)
    samples.inputs[:, :-1] = np.random.default_rng(2).normal(size=(SAMPLES, 3))
    before = samples.inputs.copy()
    program = compile_program(
        net, "cross_entropy", batch=samples, mistake="data_overwritten"
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


def test_program_cannot_be_compiled_with_a_mistake_that_does_not_apply() -> None:
    net = Network((2, 3, 1), ("relu", "linear"))
    with pytest.raises(InputError, match="there is no softmax layer"):
        compile_program(net, "mse", mistake="softmax_without_max")


def test_unknown_mistake_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'missing_mean'"):
        compile_program(network(), "cross_entropy", mistake="mising_mean")


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_mistake_says_all_that_the_gallery_shows(mistake) -> None:  # noqa: ANN001
    for words in (mistake.found, mistake.why, mistake.fix, mistake.watch):
        assert words.endswith(".")
    assert not mistake.title.endswith(".")
