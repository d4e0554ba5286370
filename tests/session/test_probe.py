"""A probe computes what an iteration on one sample would, and changes nothing."""

import numpy as np
import pytest

from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.session.probe import Probe, ProbeSample, sample_of
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from tests.session.runs import trainer

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def row_of_next(trained: Trainer) -> int:
    """Return the data set's row of the first sample of the next batch."""
    place = trained.order.rows(trained.iteration)[0]
    return int(trained.data.train_rows[place])


def look(trained: Trainer, row: int) -> Trace:
    sample = sample_of(trained.data, row)
    assert sample is not None
    return Probe().look(trained, sample)


def assert_same(one: Trace, other: Trace) -> None:
    assert list(one) == list(other)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    for name in one.after:
        np.testing.assert_array_equal(one.after[name], other.after[name])
    for name in one.state_before:
        np.testing.assert_array_equal(one.state_before[name], other.state_before[name])
    assert one.settings == other.settings
    assert one.learning_rate == other.learning_rate


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("done", [0, 7])
def test_a_batch_of_one_sample_is_what_the_probe_foresees(
    optimizer: str, done: int
) -> None:
    trained = trainer(optimizer=optimizer, batch_size=1, l2=0.01, schedule="step")
    trained.run(done)
    foreseen = look(trained, row_of_next(trained))
    trained.step()
    assert_same(foreseen, trained.trace())


@pytest.mark.parametrize("name", PRESETS)
def test_a_probe_touches_nothing_of_a_run(name: str) -> None:
    config = PRESETS[name].config
    observed, alone = Trainer(config), Trainer(config)
    probe, data = Probe(), observed.data
    rows = [data.train_rows[0], data.test_rows[-1] if len(data.test_rows) else 0]
    for row in rows:
        sample = sample_of(data, int(row))
        assert sample is not None
        probe.look(observed, sample)
        observed.run(2)
        alone.run(2)
        probe.look(observed, sample)
    one, other = observed.checkpoint(), alone.checkpoint()
    np.testing.assert_array_equal(one.parameters, other.parameters)
    for key in one.state:
        np.testing.assert_array_equal(one.state[key], other.state[key])
    assert_same(observed.trace(), alone.trace())
    np.testing.assert_array_equal(observed.history.costs, alone.history.costs)


def test_the_gradient_of_a_test_sample_agrees_with_finite_differences() -> None:
    trained = trainer(activation="tanh", loss="mse", output_activation="sigmoid")
    trained.run(20)
    row = int(trained.data.test_rows[3])
    trace, parameters = look(trained, row), trained.network.parameters
    sample = sample_of(trained.data, row)
    assert sample is not None
    probe, found = Probe(), np.empty_like(parameters)
    for place in range(len(parameters)):
        kept, costs = parameters[place], []
        for step in (1e-6, -1e-6):
            parameters[place] = kept + step
            costs.append(float(probe.look(trained, sample)["cost"]))
        parameters[place] = kept
        found[place] = (costs[0] - costs[1]) / 2e-6
    named = trained.network.layout.named(found)
    for name, slopes in named.items():
        np.testing.assert_allclose(trace[f"d{name}"], slopes, rtol=1e-5, atol=1e-9)


def test_a_change_of_the_run_is_seen_by_the_same_probe() -> None:
    trained = trainer(batch_size=1)
    trained.run(5)
    probe = Probe()

    def foresee_and_step() -> None:
        sample = sample_of(trained.data, row_of_next(trained))
        assert sample is not None
        foreseen = probe.look(trained, sample)
        trained.step()
        assert_same(foreseen, trained.trace())

    foresee_and_step()
    compiled = probe.program_for(trained)
    trained.change(learning_rate=0.5)
    foresee_and_step()
    assert probe.program_for(trained) is compiled
    trained.change(activation="relu", optimizer="adam", l1=0.01)
    foresee_and_step()
    trained.edit(0, 2.5)
    foresee_and_step()
    trained.change(mistakes=("slope_of_activation",))
    foresee_and_step()


def test_a_mistake_that_one_sample_cannot_show_is_left_out() -> None:
    trained = trainer(batch_size=10, mistakes=("missing_mean",))
    trace = look(trained, int(trained.data.train_rows[0]))
    assert trace.settings["mistakes"] == ()


def test_a_probe_says_which_sample_it_is_and_when() -> None:
    trained = trainer()
    trained.run(3)
    row = int(trained.data.test_rows[0])
    trace = look(trained, row)
    assert trace.probed == f"test sample {row + 1}"
    assert (trace.iteration, trace.rows.tolist()) == (3, [row])
    assert sample_of(trained.data, 1_000_000) is None


def test_without_a_target_there_is_a_forward_pass_only() -> None:
    trained = trainer()
    trained.run(3)
    inputs: Floats = np.array([0.25, -0.5])
    trace = Probe().look(trained, ProbeSample("a point", inputs))
    np.testing.assert_array_equal(trace["inputs"][0], inputs)
    wanted = trained.network.predict(inputs[None])
    np.testing.assert_allclose(trace[f"a{len(trained.network.sizes) - 1}"], wanted)
    assert "losses" not in trace
    assert "dW1" not in trace
    for name, values in trace.after.items():
        np.testing.assert_array_equal(values, trace[name])
