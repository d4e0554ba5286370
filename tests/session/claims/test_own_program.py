"""The mistakes of the gallery are named where nnviz's own program makes them."""

import pytest

from nnviz.session.checking.subject import subject_of
from nnviz.session.config import RunConfig
from nnviz.session.live_check import LiveCheck, check_iteration
from nnviz.session.trainer import Trainer
from tests.cli.command import nnviz

IRIS = RunConfig(dataset="iris", hidden=(6, 6), activations=("relu", "tanh"), l2=0.01)


def check(*mistakes: str) -> LiveCheck:
    trainer = Trainer(IRIS.changed(mistakes=mistakes, batch_size=16))
    trainer.run(3)
    config = trainer.config
    return check_iteration(
        subject_of(trainer.trace(), trainer.network, trainer.loss, config, trainer.data)
    )


NAMED = {
    "all_bias_gradients_summed": "is summed over everything, neurons too",
    "slope_left_out": "f' of layer 2 is left out",
    "own_output_as_input": "the layer's own output, as its input",
    "missing_mean": "it lacks 1/m",
    "weights_not_transposed": "weights are not transposed on the way back",
}


@pytest.mark.parametrize("name", NAMED)
def test_the_live_check_names_a_mistake(name: str) -> None:
    assert NAMED[name] in " ".join(check(name).named)


def test_a_right_iteration_has_no_mistake_to_name() -> None:
    assert check().named == ()


def test_check_gradients_names_it_too() -> None:
    words = "check-gradients --dataset iris --hidden 5,5 --mistake slope_left_out"
    done = nnviz(*words.split())
    assert done.returncode == 1
    assert "f' of layer 2 is left out. By the chain rule" in done.stdout
