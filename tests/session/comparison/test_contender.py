import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of, value_name
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data

CIRCLE = RunConfig(dataset="circle", samples=60)
ACTIVATIONS = ("relu", "tanh", "sigmoid", "step", "linear")


@pytest.fixture(scope="module")
def circle() -> Dataset:
    return load_data(CIRCLE)


def activations(*names: str) -> list[Variation]:
    return [Variation("activation", names)]


def test_initial_parameters_are_bit_identical(circle: Dataset) -> None:
    contenders = contenders_of(CIRCLE, circle, activations(*ACTIVATIONS))
    first, *others = Comparison(contenders, circle).trainers
    for other in others:
        assert other.network.parameters.tobytes() == first.network.parameters.tobytes()


def test_batches_are_bit_identical(circle: Dataset) -> None:
    contenders = contenders_of(CIRCLE, circle, activations(*ACTIVATIONS))
    trainers = Comparison(contenders, circle).trainers
    for iteration in range(100):
        rows = {t.order.rows(iteration).tobytes() for t in trainers}
        assert len(rows) == 1


def test_each_can_begin_with_its_recommended_initialiser(circle: Dataset) -> None:
    relu, tanh = contenders_of(
        CIRCLE, circle, activations("relu", "tanh"), own_initializers=True
    )
    assert relu.config.initializer == "he_normal"
    assert tanh.config.initializer == "xavier_uniform"


def test_only_what_is_varied_differs(circle: Dataset) -> None:
    relu, tanh = contenders_of(CIRCLE, circle, activations("relu", "tanh"))
    names = ("activation", "activations")
    assert relu.config != tanh.config
    assert relu.config.changed(**dict.fromkeys(names)) == (
        tanh.config.changed(**dict.fromkeys(names))
    )


def test_two_variations_make_a_grid(circle: Dataset) -> None:
    rates = Variation("learning_rate", (0.1, 0.01))
    contenders = contenders_of(CIRCLE, circle, [*activations("relu", "tanh"), rates])
    assert [contender.name for contender in contenders] == [
        *("relu, 0.1", "relu, 0.01", "tanh, 0.1", "tanh, 0.01")
    ]
    assert [c.config.learning_rate for c in contenders] == [0.1, 0.01, 0.1, 0.01]


def test_an_optimiser_brings_its_own_constants(circle: Dataset) -> None:
    base = CIRCLE.changed(optimizer="momentum", optimizer_settings={"momentum": 0.5})
    vary = [Variation("optimizer", ("sgd", "adam"))]
    sgd, adam = contenders_of(base, circle, vary)
    assert sgd.config.optimizer_settings == {}
    assert adam.config.optimizer_settings == {
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
    }
    assert sgd.config.learning_rate == adam.config.learning_rate


def test_a_loss_that_needs_another_output_activation_gets_it() -> None:
    base = RunConfig(dataset="iris", loss="mse", output_activation="sigmoid")
    vary = [Variation("loss", ("mse", "cross_entropy"))]
    mse, crossed = contenders_of(base, load_data(base), vary)
    assert mse.config.output_activation == "sigmoid"
    assert crossed.config.output_activation == "softmax"


@pytest.mark.parametrize(
    ("variations", "message"),
    [
        ([], "nothing is varied"),
        ([Variation("activaton", ("relu",))], "activation"),
        ([Variation("activation", ())], "at least one value"),
        ([Variation("activation", ("relu", "relu"))], "occurs twice"),
        ([Variation("activation", ("relu", "rellu"))], "contender 'rellu'"),
        ([Variation("seed", (1,)), Variation("seed", (2,))], "each setting only once"),
    ],
)
def test_what_cannot_be_varied_is_named(
    variations: list[Variation], message: str, circle: Dataset
) -> None:
    with pytest.raises(InputError, match=message):
        contenders_of(CIRCLE, circle, variations)


def test_lock_step_keeps_all_at_the_same_iteration(circle: Dataset) -> None:
    contenders = contenders_of(CIRCLE, circle, activations("relu", "tanh"))
    comparison = Comparison(contenders, circle)
    comparison.run(7)
    comparison.step()
    assert (
        [t.iteration for t in comparison.trainers]
        == [8, 8]
        == [*(len(t.history.costs) for t in comparison.trainers)]
    )


def test_contenders_can_differ_in_their_data() -> None:
    base = RunConfig(dataset="circle", samples=40)
    vary = [Variation("noise", (0.0, 0.3))]
    comparison = Comparison(contenders_of(base, load_data(base), vary))
    quiet, noisy = (t.data.train.inputs for t in comparison.trainers)
    assert not np.array_equal(quiet, noisy)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "none"),
        (("relu", "tanh"), "relu+tanh"),
        (("x1^2",), "x1^2"),
        ((8, 4), "8-4"),
        ((), "none"),
    ],
)
def test_a_value_is_called_as_it_is_typed(value: object, name: str) -> None:
    assert value_name(value) == name
