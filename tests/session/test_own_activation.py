"""A function of the user's is an activation like any other."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.expression.error import ExpressionError
from nnviz.session.checking.subject import subject_of
from nnviz.session.config import RunConfig
from nnviz.session.live_check import check_iteration
from nnviz.session.run_parts import load_data
from nnviz.session.settings.defaults import resolve
from nnviz.session.trainer import Trainer

MISH = "mish = x * tanh(log(1 + exp(x)))"
HARD = "clip(x, -1, 1) + 0.1 * abs(x)"


def after(activation: str, iterations: int = 300, **settings: object) -> Trainer:
    trainer = Trainer(
        RunConfig(dataset="spiral", hidden=(6, 5), activation=activation, **settings)  # type: ignore[arg-type]
    )
    trainer.run(iterations)
    return trainer


def test_settings_come_back_from_json() -> None:
    config = RunConfig(
        hidden=(3, 2), activations=(MISH, HARD), output_activation="2 / (1 + x^2)"
    )
    assert RunConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("text", ["max(x, 0)", "relu(x)", "max(0, x)"])
def test_relu_written_out_trains_bit_for_bit_as_relu(text: str, precision: str) -> None:
    own, built_in = after(text, precision=precision), after("relu", precision=precision)
    assert np.array_equal(own.network.parameters, built_in.network.parameters)
    assert np.array_equal(own.history.costs, built_in.history.costs)


def test_tanh_written_out_trains_as_tanh() -> None:
    own = after("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", initializer="xavier")
    built_in = after("tanh", initializer="xavier")
    np.testing.assert_allclose(
        own.network.parameters, built_in.network.parameters, atol=1e-12
    )


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("activation", [MISH, HARD, "sin(x)", "max(x, 0.1*x)", "0.5"])
def test_the_live_check_is_green(activation: str, precision: str) -> None:
    trainer = after(activation, precision=precision)
    subject = subject_of(
        trainer.trace(), trainer.network, trainer.loss, trainer.config, trainer.data
    )
    found = check_iteration(subject)
    assert found.ok, found.wrong_quantities


def test_a_slope_taken_at_a_is_found() -> None:
    trainer = after(MISH, mistakes=("slope_of_activation",))
    subject = subject_of(
        trainer.trace(), trainer.network, trainer.loss, trainer.config, trainer.data
    )
    assert {
        wrong_quantity.quantity
        for wrong_quantity in check_iteration(subject).wrong_quantities
    } == {
        "slope1",
        "slope2",
    }


def test_where_the_slope_at_a_is_the_same_that_mistake_is_ruled_out() -> None:
    with pytest.raises(InputError, match="slope_of_activation"):
        after("2*x + 1", mistakes=("slope_of_activation",))


@pytest.mark.parametrize(
    ("activation", "initializer"),
    [
        ("relu", "he_normal"),
        ("max(0.1*x, x)", "he_normal"),
        (MISH, "he_normal"),
        ("sin(x)", "xavier_uniform"),
        ("atan(x)", "xavier_uniform"),
        ("x/(1+abs(x))", "xavier_uniform"),
    ],
)
def test_the_recommended_initialiser_follows_from_the_function(
    activation: str, initializer: str
) -> None:
    config = RunConfig(dataset="circle", activation=activation)
    assert resolve(config, load_data(config)).initializer == initializer


def test_at_the_output_a_loss_of_the_error_is_taken() -> None:
    trainer = after("tanh", output_activation="atan(x)")
    assert trainer.config.loss == "mse"
    assert np.isfinite(trainer.history.costs).all()


def test_the_cross_entropies_keep_to_their_own_output() -> None:
    with pytest.raises(InputError, match=r"belongs to .* not 'atan\(x\)'"):
        after("tanh", output_activation="atan(x)", loss="binary_cross_entropy")


@pytest.mark.parametrize(
    "settings",
    [
        {"activation": "x * lg(x)"},
        {"activations": ("relu", "x * lg(x)")},
        {"output_activation": "x * lg(x)"},
    ],
)
def test_a_setting_that_is_no_function_points_at_the_character(
    settings: dict[str, str],
) -> None:
    with pytest.raises(ExpressionError) as caught:
        RunConfig(**settings)  # type: ignore[arg-type]
    assert caught.value.position == 4


def test_from_json_it_points_too() -> None:
    with pytest.raises(ExpressionError) as caught:
        RunConfig.from_json('{"activation": "x * lg(x)"}')
    assert caught.value.position == 4
