"""Changes of an engine between two iterations, and its clone."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer


def trainer(**settings: object) -> Trainer:
    return Trainer(RunConfig(**{"samples": 60, "hidden": (4, 3), **settings}))


def test_another_activation_keeps_the_weights() -> None:
    run = trainer(activation="tanh")
    run.run(10)
    before = run.network.parameters.copy()
    run.change(activations=("relu", "tanh"))
    np.testing.assert_array_equal(run.network.parameters, before)
    run.step()
    trace = run.trace()
    np.testing.assert_array_equal(trace["a1"], np.maximum(trace["z1"], 0.0))
    np.testing.assert_array_equal(trace["a2"], np.tanh(trace["z2"]))
    assert (run.config.activation, run.config.activations) == (None, ("relu", "tanh"))


def test_another_optimiser_begins_without_memories() -> None:
    run = trainer(optimizer="momentum")
    run.run(10)
    run.change(optimizer="adam")
    assert run.config.optimizer_settings == {
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
    }
    run.step()
    assert not run.trace().state_before["first_moment"].any()


def test_another_schedule_comes_with_its_own_constants() -> None:
    run = trainer(schedule="step", schedule_settings={"every": 5.0})
    run.change(schedule="cosine", schedule_settings={"length": 50.0})
    assert run.config.schedule_settings == {"length": 50.0, "floor": 0.0}


@pytest.mark.parametrize(
    "settings",
    [{"activations": ("relu",)}, {"activation": "rely"}, {"optimizer": "atom"}],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    settings: dict[str, object],
) -> None:
    run = trainer()
    before = run.config
    with pytest.raises(InputError):
        run.change(**settings)
    assert run.config == before


@pytest.mark.parametrize(("index", "value"), [(-1, 0.0), (999, 0.0), (0, np.nan)])
def test_an_edit_that_cannot_be_is_refused(index: int, value: float) -> None:
    with pytest.raises(InputError, match="parameter"):
        trainer().edit(index, value)


def test_a_trace_shows_no_later_edits() -> None:
    run = trainer()
    run.step()
    after = run.trace().after["W1"]
    run.edit(0, 5.0)
    run.edit(1, 6.0)
    np.testing.assert_array_equal(run.trace().after["W1"], after)
    run.step()
    assert run.trace()["W1"][0, 0] == 5.0


def test_a_twin_goes_its_own_way() -> None:
    run, alone = trainer(optimizer="adam"), trainer(optimizer="adam")
    run.run(10)
    clone = run.clone()
    np.testing.assert_array_equal(clone.network.parameters, run.network.parameters)
    clone.run(7)
    clone.edit(0, 9.0)
    run.run(10)
    alone.run(20)
    np.testing.assert_array_equal(run.network.parameters, alone.network.parameters)
    np.testing.assert_array_equal(run.history.costs, alone.history.costs)
    assert len(clone.history.costs) == 7


def test_biases_begin_at_a_number_and_weights_as_they_would() -> None:
    config = RunConfig(dataset="circle", initializer="uniform", hidden=(4, 3))
    drawn, given = Trainer(config), Trainer(config.changed(initial_bias=0.25))
    for one, other in zip(drawn.network.weights, given.network.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert all((biases == 0.25).all() for biases in given.network.biases)


def test_samples_in_the_order_of_the_data_stay_so_in_a_clone() -> None:
    trainer = Trainer(RunConfig(dataset="circle", batch_size=8, shuffle=False))
    clone = trainer.clone()
    for one in (trainer, clone):
        one.run(3)
        assert one.trace().rows.tolist() == list(range(16, 24))
