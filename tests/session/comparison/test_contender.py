import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of, value_name
from nnviz.session.comparison.fairness import fairness
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


def test_an_optimiser_can_have_its_own_learning_rate(circle: Dataset) -> None:
    vary = [Variation("optimizer", ("sgd:0.5", "adam:0.01", "momentum"))]
    sgd, adam, momentum = contenders_of(CIRCLE, circle, vary)
    assert [c.name for c in (sgd, adam, momentum)] == [
        "SGD 0.5",
        "Adam 0.01",
        "momentum",
    ]
    found = [(c.config.optimizer, c.config.learning_rate) for c in (sgd, adam)]
    assert found == [("sgd", 0.5), ("adam", 0.01)]
    rates = "SGD 0.5: 0.5; Adam 0.01: 0.01; momentum: 0.1"
    (said,) = [s for s in fairness((sgd, adam, momentum), ["optimizer"]) if "rate" in s]
    assert said == f"Each has its own learning rate ({rates})."


def test_optimisers_with_one_learning_rate_say_so(circle: Dataset) -> None:
    base = CIRCLE.changed(learning_rate=0.3)
    found = contenders_of(base, circle, [Variation("optimizer", ("sgd", "adam"))])
    assert any(
        s.startswith("All use the learning rate 0.3,")
        for s in fairness(found, ["optimizer"])
    )
    assert not any("learning rate" in s for s in fairness(found, ["activation"]))


def test_a_constant_is_varied_by_its_name(circle: Dataset) -> None:
    base = CIRCLE.changed(
        optimizer="adam", optimizer_settings={"beta2": 0.99}, schedule="step"
    )
    found = contenders_of(
        base, circle, [Variation("beta1", (0.5, 0.8)), Variation("every", (10.0, 20.0))]
    )
    assert [c.config.optimizer_settings for c in found[::2]] == [
        {"beta1": beta, "beta2": 0.99, "epsilon": 1e-8} for beta in (0.5, 0.8)
    ]
    assert [c.config.schedule_settings["every"] for c in found] == [10.0, 20.0] * 2
    # What is varied on purpose is not among what has to differ.
    words = fairness(found, ["beta1", "every"])
    assert not any("constants" in sentence for sentence in words)


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
        (
            [Variation("optimizer", ("sgd:fast",))],
            "write its learning rate as a number",
        ),
        ([Variation("optimizer", ("sgd:-1",))], "learning_rate -1"),
        ([Variation("momentum", (0.5,))], "no setting|setting of optimizer"),
        (
            [Variation("optimizer", ("sgd:1",)), Variation("learning_rate", (0.1,))],
            "learning_rate is given twice",
        ),
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
        (True, "on"),
        (False, "off"),
    ],
)
def test_a_value_is_called_as_it_is_typed(value: object, name: str) -> None:
    assert value_name(value) == name
