"""Runs with a mistake: chosen, changed on the way, replayed, and what they learn."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.mistake import RuledOutError
from nnviz.core.mistakes import MISTAKES
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer

IRIS = RunConfig(dataset="iris", hidden=(6, 6), batch_size=16)
FULL = IRIS.changed(batch_size="full")


def trained(config: RunConfig, iterations: int) -> Trainer:
    trainer = Trainer(config)
    trainer.run(iterations)
    return trainer


def test_mistake_is_written_and_read_with_the_configuration() -> None:
    config = IRIS.changed(mistakes=("missing_mean",))
    assert RunConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("old", "now"), [("null", ()), ('"slope_left_out"', ("slope_left_out",))]
)
def test_configuration_with_the_one_mistake_of_earlier_versions_is_read(
    old: str, now: tuple[str, ...]
) -> None:
    text = f'{{"mistake": {old}, "class_weights": {{"mistake": 2.0}}}}'
    wanted = RunConfig(mistakes=now, class_weights={"mistake": 2.0})
    assert RunConfig.from_json(text) == wanted


def test_mistakes_are_in_one_order_and_not_repeated() -> None:
    one, other = "missing_mean", "bias_gradient_summed"
    chosen = RunConfig(mistakes=(one, other, one))
    assert chosen == RunConfig(mistakes=(other, one))


@pytest.mark.parametrize("config", [IRIS, FULL], ids=["batches", "full"])
def test_run_with_all_mistakes_is_replayed_bit_for_bit(config: RunConfig) -> None:
    every = config.changed(mistakes=tuple(set(MISTAKES) - {"update_not_stored"}))
    trainer = trained(every, 5)
    checkpoint = trainer.checkpoint()
    trainer.run(10)
    first = trainer.network.parameters.copy()
    trainer.rewind(checkpoint)
    trainer.run(10)
    np.testing.assert_array_equal(trainer.network.parameters, first)


def test_only_the_mistakes_that_are_ruled_out_are_switched_off() -> None:
    both = ("missing_mean", "slope_of_activation")
    trainer = Trainer(IRIS.changed(activation="tanh", mistakes=both))
    trainer.change(activation="linear")
    assert trainer.config.mistakes == ("missing_mean",)


def test_unknown_mistake_is_refused() -> None:
    with pytest.raises(InputError, match="unknown mistake 'off_by_one'"):
        RunConfig(mistakes=("off_by_one",))


@pytest.mark.parametrize("config", [IRIS, FULL], ids=["batches", "full"])
@pytest.mark.parametrize("name", MISTAKES)
def test_run_with_a_mistake_is_replayed_bit_for_bit(
    name: str, config: RunConfig
) -> None:
    trainer = trained(config.changed(mistakes=(name,)), 20)
    checkpoint = trainer.checkpoint()
    trainer.run(30)
    first = trainer.network.parameters.copy()
    trainer.rewind(checkpoint)
    trainer.run(30)
    np.testing.assert_array_equal(trainer.network.parameters, first)
    again = trained(config.changed(mistakes=(name,)), 50)
    np.testing.assert_array_equal(again.network.parameters, first)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_switched_on_and_off_keeps_the_weights_and_the_data(name: str) -> None:
    trainer, plain = trained(FULL, 10), trained(FULL, 10)
    trainer.change(mistakes=(name,))
    np.testing.assert_array_equal(trainer.network.parameters, plain.network.parameters)
    checkpoint = trainer.checkpoint()
    trainer.run(5)
    trainer.rewind(checkpoint)
    trainer.change(mistakes=())
    trainer.run(20)
    plain.run(20)
    np.testing.assert_array_equal(trainer.network.parameters, plain.network.parameters)


def test_restoring_brings_the_mistake_of_that_time_back() -> None:
    trainer = trained(IRIS.changed(mistakes=("update_not_stored",)), 5)
    checkpoint = trainer.checkpoint()
    trainer.change(mistakes=())
    trainer.run(5)
    trainer.rewind(checkpoint)
    assert trainer.config.mistakes == ("update_not_stored",)
    assert trainer.program.operations[-1].formula.endswith(r"\leftarrow \theta")


def test_trace_remembers_the_settings_of_its_iteration() -> None:
    trainer = trained(IRIS.changed(mistakes=("missing_mean",), l2=0.5), 3)
    trainer.change(mistakes=(), l2=0.0)
    settings = trainer.trace().settings
    assert (settings["mistakes"], settings["l2"]) == (("missing_mean",), 0.5)


def test_mistake_that_does_not_apply_is_refused_and_nothing_changes() -> None:
    trainer = Trainer(IRIS.changed(hidden=(5, 6)))
    with pytest.raises(InputError, match="'weights_not_transposed' cannot be chosen"):
        trainer.change(mistakes=("weights_not_transposed",))
    assert trainer.config.mistakes == ()
    with pytest.raises(InputError, match="'weights_not_transposed' cannot be chosen"):
        Trainer(IRIS.changed(hidden=(5, 6), mistakes=("weights_not_transposed",)))


def test_last_batch_of_one_sample_is_no_obstacle() -> None:
    config = RunConfig(dataset="circle", samples=49, batch_size=3, test_fraction=0.0)
    trainer = trained(config.changed(mistakes=("missing_mean",)), 40)
    assert trainer.iteration == 40


def test_parameters_never_change_without_a_stored_update() -> None:
    trainer = Trainer(IRIS.changed(mistakes=("update_not_stored",)))
    before = trainer.network.parameters.copy()
    trainer.run(200)
    np.testing.assert_array_equal(trainer.network.parameters, before)


def test_output_biases_never_learn_where_everything_is_summed() -> None:
    config = IRIS.changed(optimizer="sgd", mistakes=("bias_gradient_summed",))
    trainer = trained(config, 500)
    assert np.abs(trainer.network.biases[-1]).max() < 1e-12
    assert trainer.evaluate().train.accuracy > 0.9


def test_network_learns_no_more_than_the_average_of_overwritten_data() -> None:
    wrong = trained(IRIS.changed(mistakes=("data_overwritten",)), 1500)
    right = trained(IRIS, 1500)
    # The entropy of three equally frequent classes is ln 3.
    assert wrong.history.costs[-200:].mean() > 0.8 * np.log(3.0)
    assert right.history.costs[-200:].mean() < 0.2


def test_missing_mean_is_a_learning_rate_as_many_times_as_large() -> None:
    config = FULL.changed(optimizer="sgd", learning_rate=0.001)
    samples = Trainer(config).data.train.samples
    wrong = trained(config.changed(mistakes=("missing_mean",)), 50)
    right = trained(config.changed(learning_rate=0.001 * samples), 50)
    np.testing.assert_allclose(
        wrong.network.parameters, right.network.parameters, rtol=1e-6, atol=1e-9
    )


def test_divergence_names_the_mistake_that_is_on() -> None:
    trainer = Trainer(IRIS.changed(mistakes=("softmax_without_max",)))
    trainer.network.weights[-1][...] = 5000.0
    stop = trainer.run(10)
    assert stop is not None
    assert stop.reason == "diverged"
    assert "'Softmax without subtracting the maximum'" in stop.message
    assert stop.remedy == {"mistakes": ()}


def test_divergence_names_all_mistakes_that_are_on() -> None:
    both = ("softmax_without_max", "bias_gradient_summed")
    trainer = Trainer(IRIS.changed(mistakes=both))
    trainer.network.weights[-1][...] = 5000.0
    stop = trainer.run(10)
    assert stop is not None
    assert all(f"'{MISTAKES[name].title}'" in stop.message for name in both)


def test_mistake_that_another_activation_rules_out_is_switched_off() -> None:
    config = IRIS.changed(activation="tanh", mistakes=("slope_of_activation",))
    trainer = Trainer(config)
    timeline = Timeline(trainer, spacing=100)
    timeline.run(10)
    timeline.change(activation="linear")
    assert trainer.config.mistakes == ()
    timeline.run(10)
    now = trainer.network.parameters.copy()
    there = timeline.visit(Position(8))
    assert there.config.mistakes == ("slope_of_activation",)
    there = timeline.visit(Position(20))
    np.testing.assert_array_equal(there.network.parameters, now)
    assert there.config.mistakes == ()


def test_mistake_asked_for_with_what_rules_it_out_is_refused() -> None:
    trainer = Trainer(IRIS.changed(activation="tanh"))
    with pytest.raises(RuledOutError, match="needs a slope that differs"):
        trainer.change(activation="linear", mistakes=("slope_of_activation",))
    assert trainer.config.activation == "tanh"


def test_run_with_a_mistake_goes_on_in_another_trainer_bit_for_bit() -> None:
    trainer = trained(IRIS.changed(mistakes=("data_overwritten",)), 12)
    trainer.change(mistakes=("missing_mean",))
    state = trainer.state()
    again = Trainer(state.config)
    again.resume(state)
    assert again.trace().settings["mistakes"] == ("data_overwritten",)
    trainer.run(20)
    again.run(20)
    np.testing.assert_array_equal(again.network.parameters, trainer.network.parameters)
