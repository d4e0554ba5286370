"""The check of an iteration: red where a number is wrong, and nowhere else."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.layout import Layout
from nnviz.core.mistakes import MISTAKES
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.trace import frozen_copies
from nnviz.session.checking.expectation import Expectation, judge_quantity
from nnviz.session.checking.gradient_rules import sample_places
from nnviz.session.checking.subject import Subject, subject_of
from nnviz.session.config import RunConfig
from nnviz.session.live_check import check_iteration
from nnviz.session.trainer import Trainer

IRIS = RunConfig(dataset="iris", hidden=(6, 6), batch_size=16)
CIRCLE = RunConfig(dataset="circle", samples=60, hidden=(4, 3), l2=0.01)

ALL = ("dW1", "db1", "dW2", "db2", "dW3", "db3")
SITES = {
    "all_bias_gradients_summed": ({"db1", "db2", "db3"}, ("db1", "db2", "db3")),
    "bias_gradient_summed": ({"db3"}, ("db3",)),
    "slope_left_out": ({"delta1", "delta2"}, ("dW1", "db1", "dW2", "db2")),
    "own_output_as_input": ({"dW2"}, ("dW2",)),
    "update_not_stored": ({"W1", "b1", "W2", "b2", "W3", "b3"}, ()),
    "missing_mean": ({"share1", "share2", "share3"}, ALL),
    "softmax_without_max": ({"shifted3"}, ()),
    "slope_of_activation": ({"slope1", "slope2"}, ("dW1", "db1", "dW2", "db2")),
    "weights_not_transposed": ({"da1"}, ("dW1", "db1")),
    "data_overwritten": ({"inputs"}, ALL),
}
"""Where each mistake sits in 4-6-6-3, and which gradients it makes wrong."""


def subject(config: RunConfig, iterations: int = 20) -> Subject:
    trainer = Trainer(config)
    trainer.run(iterations)
    return subject_of(
        trainer.trace(), trainer.network, trainer.loss, trainer.config, trainer.data
    )


def test_several_mistakes_are_all_found() -> None:
    names = ("all_bias_gradients_summed", "own_output_as_input", "update_not_stored")
    found = check_iteration(subject(IRIS.changed(mistakes=names)))
    wrong = {one.quantity for one in found.wrong_quantities}
    assert wrong == set().union(*(SITES[name][0] for name in names))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("batch_size", [16, "full"])
@pytest.mark.parametrize("name", MISTAKES)
def test_check_is_red_where_the_mistake_sits_and_nowhere_else(
    name: str, batch_size: int | str, precision: str
) -> None:
    config = IRIS.changed(mistakes=(name,), precision=precision, batch_size=batch_size)
    found = check_iteration(subject(config))
    quantities, gradients = SITES[name]
    assert {
        wrong_quantity.quantity for wrong_quantity in found.wrong_quantities
    } == quantities
    assert found.wrong_gradients == gradients
    assert not found.ok


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_check_is_green_without_a_mistake(optimizer: str, precision: str) -> None:
    for config in (IRIS, CIRCLE):
        chosen = config.changed(optimizer=optimizer, precision=precision)
        found = check_iteration(subject(chosen, 200))
        assert found.ok, found.wrong_quantities
        assert found.asked == found.gradient.layout.count


@settings(max_examples=60, deadline=None)
@given(
    dataset=st.sampled_from(["circle", "iris", "sine", "wine"]),
    layers=st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(list(ACTIVATIONS))), max_size=3
    ),
    loss=st.sampled_from([None, "mse", "mae", "huber"]),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    precision=st.sampled_from(["float32", "float64"]),
    batch_size=st.sampled_from([1, 7, "full"]),
    penalty=st.sampled_from([0.0, 0.01]),
    seed=st.integers(0, 99),
    learning_rate=st.sampled_from([None, 5.0, 100.0]),
    iterations=st.integers(1, 60),
)
def test_no_right_program_is_ever_called_wrong(
    layers: list[tuple[int, str]], penalty: float, iterations: int, **choices: object
) -> None:
    config = RunConfig(
        hidden=tuple(size for size, _ in layers),
        activations=tuple(name for _, name in layers),
        l1=penalty,
        l2=penalty,
        **choices,
    )
    found = check_iteration(subject(config, iterations))
    assert found.ok, (found.wrong_quantities, found.gradient.worst)


OVERFLOWING = RunConfig(
    dataset="sine",
    hidden=(1, 5, 1),
    activations=("linear", "linear", "relu"),
    optimizer="sgd",
    precision="float32",
    batch_size=7,
)
WILD = RunConfig(batch_size=1, learning_rate=100.0)
EXTREME = {
    "gradients too large for float32": (OVERFLOWING.changed(seed=31), 3),
    "costs that round away a move": (OVERFLOWING.changed(seed=32), 5),
    "weights that round away a move": (
        WILD.changed(
            dataset="wine",
            hidden=(5, 6, 2),
            activations=("tanh", "elu", "elu"),
            optimizer="nesterov",
            batch_size="full",
            l1=0.01,
            seed=62,
        ),
        4,
    ),
    "sums that round away a move": (
        WILD.changed(
            dataset="iris",
            hidden=(5, 6),
            activations=("gelu", "swish"),
            optimizer="sgd",
            seed=53,
        ),
        41,
    ),
    "weights that round away a move in float32": (
        WILD.changed(
            dataset="iris",
            hidden=(5, 6, 4),
            activations=("swish", "softplus", "elu"),
            optimizer="nesterov",
            precision="float32",
            l1=0.01,
            seed=75,
        ),
        18,
    ),
}
"""Runs that get out of hand, without any mistake."""


@pytest.mark.parametrize(("config", "iterations"), EXTREME.values(), ids=EXTREME)
def test_what_the_precision_cannot_hold_is_not_judged(
    config: RunConfig, iterations: int
) -> None:
    found = check_iteration(subject(config, iterations))
    assert found.ok, (found.wrong_quantities, found.gradient.worst)
    assert found.gradient.unresolved.any()


def test_a_gradient_that_only_a_mistake_makes_infinite_is_wrong() -> None:
    whole = subject(IRIS.changed(precision="float32"))
    changed = {key: values.copy() for key, values in whole.trace.quantities.items()}
    changed["dW2"][1, 2] = np.inf
    trace = replace(whole.trace, quantities=frozen_copies(changed))
    found = check_iteration(replace(whole, trace=trace))
    assert found.wrong_gradients == ("dW2",)
    assert found.gradient.worst == "W2[2, 3]"


def quantities_of(config: RunConfig) -> list[str]:
    """Return what an iteration makes, without views of the same numbers."""
    made = Trainer(config).program.operations
    names = [name for step in made for name in step.produces]
    single = config.dataset == "circle"
    return [
        name
        for name in names
        if not name.startswith("update_") and not (single and name == "losses")
    ]


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (config, name)
        for config in (IRIS, CIRCLE.changed(loss="mse"))
        for name in quantities_of(config)
    ],
    ids=lambda value: value if isinstance(value, str) else value.dataset,
)
def test_a_single_number_that_is_changed_is_found(config: RunConfig, name: str) -> None:
    whole = subject(config)
    trace = whole.trace
    is_parameter = name[0] in "Wb" and name[1:].isdigit()
    changed = {key: values.copy() for key, values in trace.quantities.items()}
    after = {key: values.copy() for key, values in trace.after.items()}
    values = np.atleast_1d((after if is_parameter else changed)[name])
    worst = np.unravel_index(np.argmax(np.abs(values)), values.shape)
    values[worst] = 1.01 * values[worst] + 1e-3
    (after if is_parameter else changed)[name] = values.reshape(
        trace.quantities[name].shape
    )
    wrong = replace(
        trace, quantities=frozen_copies(changed), after=frozen_copies(after)
    )
    found = check_iteration(replace(whole, trace=wrong), lambda: False)
    wrong_quantity = next(f for f in found.wrong_quantities if f.quantity == name)
    assert wrong_quantity.place == (() if trace.quantities[name].ndim == 0 else worst)


def test_large_network_is_checked_on_a_sample_of_every_layer() -> None:
    config = RunConfig(dataset="digits", hidden=(40, 20), batch_size=8)
    one, other = subject(config, 3), subject(config, 3)
    places = sample_places(one)
    np.testing.assert_array_equal(places, sample_places(other))
    assert len(set(places.tolist())) == len(places) == 1000
    names = {one.layout.name_of(place).split("[")[0] for place in places}
    assert names == {"W1", "b1", "W2", "b2", "W3", "b3"}
    found = check_iteration(one)
    assert found.ok
    assert found.asked == 1000
    assert found.gradient.parameters_checked > 900


def test_small_biases_are_all_in_the_sample() -> None:
    mistaken = RunConfig(
        dataset="digits",
        hidden=(40, 20),
        batch_size=8,
        mistakes=("bias_gradient_summed",),
    )
    found = check_iteration(subject(mistaken, 3))
    assert not np.isnan(found.bias_errors[-1]).any()
    assert found.wrong_gradients == ("db3",)


def test_check_that_is_cut_short_tells_what_it_has_found() -> None:
    left = iter([True] * 60)
    found = check_iteration(subject(IRIS), lambda: next(left, False))
    assert 0 < found.gradient.parameters_checked < 60
    assert found.asked == found.gradient.layout.count
    assert found.ok


def test_errors_come_in_the_shapes_of_the_parameters() -> None:
    found = check_iteration(subject(IRIS.changed(mistakes=("bias_gradient_summed",))))
    assert [e.shape for e in found.weight_errors] == [(6, 4), (6, 6), (3, 6)]
    assert (found.bias_errors[-1] > 0.5).all()
    assert max(e.max() for e in found.weight_errors) < 1e-6


def test_penalty_changed_after_the_iteration_does_not_disturb() -> None:
    trainer = Trainer(CIRCLE)
    trainer.run(5)
    trainer.change(l2=0.5, mistakes=("missing_mean",))
    trace = trainer.trace()
    found = check_iteration(
        subject_of(trace, trainer.network, trainer.loss, trainer.config, trainer.data)
    )
    assert found.ok


def test_activation_and_optimizer_changed_after_the_iteration_do_not_disturb() -> None:
    trainer = Trainer(CIRCLE.changed(activation="tanh", optimizer="momentum"))
    trainer.run(5)
    trainer.change(activation="relu", optimizer="adam")
    trace = trainer.trace()
    found = check_iteration(
        subject_of(trace, trainer.network, trainer.loss, trainer.config, trainer.data)
    )
    assert (found.wrong_quantities, found.ok) == ((), True)


def test_overflow_is_red_at_the_softmax_and_in_all_gradients() -> None:
    trainer = Trainer(IRIS.changed(mistakes=("softmax_without_max",)))
    trainer.network.biases[-1][...] = 800.0
    trainer.run(1)
    found = check_iteration(
        subject_of(
            trainer.trace(), trainer.network, trainer.loss, trainer.config, trainer.data
        )
    )
    assert [wrong_quantity.quantity for wrong_quantity in found.wrong_quantities] == [
        "shifted3"
    ]
    assert found.wrong_gradients == ALL


@pytest.mark.parametrize(
    ("got", "want", "is_wrong"),
    [
        (1.0, 1.0, False),
        (1.0, 1.0 + 1e-6, True),
        (np.inf, 1.0, True),
        (np.nan, 1.0, True),
        (1.0, np.inf, True),
        (np.inf, np.inf, False),
        (np.nan, np.inf, False),
    ],
)
def test_only_a_number_that_cannot_be_one_is_let_pass(
    got: float, want: float, is_wrong: bool
) -> None:
    asked = Expectation("z1", "forward", 1, np.array([got]), np.array([want]), 1.0)
    found = judge_quantity(asked)
    assert (found is not None) == is_wrong
    if found is not None:
        assert (found.place, found.wrong, found.count) == ((0,), 1, 1)


@pytest.mark.parametrize(("inputs", "all_of_them"), [(1999, True), (2000, False)])
def test_of_more_than_2000_parameters_a_sample_is_checked(
    inputs: int, all_of_them: bool
) -> None:
    layout = Layout((inputs, 1))
    trace = SimpleNamespace(iteration=3)
    places = sample_places(SimpleNamespace(layout=layout, trace=trace, inputs=[0.0]))
    assert len(set(places.tolist())) == len(places)
    assert (len(places) == layout.count) == all_of_them


def test_a_small_output_that_should_be_1_is_no_mistake_in_single_precision() -> None:
    trainer = Trainer(IRIS.changed(precision="float32"))
    layout, parameters = trainer.network.layout, trainer.network.parameters
    layout.named(parameters)["b3"][...] = [-7.0, 0.0, -7.0]
    trainer.run(1)
    found = check_iteration(
        subject_of(
            trainer.trace(),
            trainer.network,
            trainer.loss,
            trainer.config,
            trainer.data,
        )
    )
    assert found.ok, found.wrong_quantities
