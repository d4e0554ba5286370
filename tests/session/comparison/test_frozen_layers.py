import numpy as np
import pytest

from nnviz.session.comparison.frozen_layers import Learning, learning_of
from nnviz.session.config import RunConfig
from nnviz.session.health.measure import health_of
from nnviz.session.trainer import Trainer


def learning(iterations: int = 100, **settings: object) -> Learning:
    base = RunConfig(dataset="circle", samples=60, hidden=(5, 4), activation="tanh")
    trainer = Trainer(base.changed(**settings))
    trainer.run(iterations)
    return learning_of(health_of(trainer), trainer.network)


def test_nothing_before_a_step_learns() -> None:
    found = learning(activation="step")
    assert [layer.zero_gradient for layer in found.layers] == [True, True, False]
    assert [layer.unchanged for layer in found.layers] == [True, True, False]
    assert found.words() == (
        "the gradient of hidden layers 1 and 2 is exactly zero over all 48 samples "
        "(the slope of step in hidden layer 2 is zero): they do not learn; after 100 "
        "iterations the weights and biases are still the initial ones"
    )


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "step_straight_through"])
def test_where_gradients_arrive_there_is_nothing_to_say(name: str) -> None:
    found = learning(activation=name)
    assert not any(layer.zero_gradient or layer.unchanged for layer in found.layers)
    assert found.words() is None


def test_a_step_stops_what_lies_before_it_alone() -> None:
    found = learning(activations=("step", "tanh"))
    assert [layer.layer for layer in found.still] == [1]
    assert "of step in hidden layer 1" in str(found.words())
    found = learning(activations=("tanh", "step"))
    assert [layer.layer for layer in found.still] == [1, 2]
    assert "of step in hidden layer 2" in str(found.words())


def test_a_penalty_moves_weights_that_the_data_do_not() -> None:
    found = learning(activation="step", l2=0.1)
    assert [layer.zero_gradient for layer in found.layers] == [True, True, False]
    assert not found.layers[0].unchanged
    assert "because the penalty moves them" in str(found.words())


def test_it_is_measured_and_not_read_off_the_name() -> None:
    trainer = Trainer(
        RunConfig(dataset="circle", samples=60, hidden=(5,), activation="relu")
    )
    trainer.network.biases[0][...] = -1000.0
    found = learning_of(health_of(trainer), trainer.network)
    assert [layer.zero_gradient for layer in found.layers] == [True, False]
    assert [layer.unchanged for layer in found.layers] == [False, True]
    assert "of relu in hidden layer 1" in str(found.words())


def test_weights_of_zero_hold_gradients_back_without_any_flat_function() -> None:
    found = learning(0, initializer="zeros")
    assert [layer.zero_gradient for layer in found.layers] == [True, True, False]
    assert not any(layer.flat for layer in found.layers)
    assert "slope" not in str(found.words())


def test_one_bit_is_a_change() -> None:
    trainer = Trainer(RunConfig(dataset="circle", samples=60, activation="step"))
    initial = trainer.network.parameters.copy()
    trainer.network.weights[0][0, 0] = np.nextafter(initial[0], 9.0)
    found = learning_of(health_of(trainer), trainer.network, initial)
    assert [layer.unchanged for layer in found.layers] == [False, True, True]
