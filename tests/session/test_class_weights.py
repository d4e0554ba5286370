"""Class weights: what each sample counts, against formulas and other libraries."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_class_weight

from nnviz.core.errors import InputError
from nnviz.core.mistakes import MISTAKES
from nnviz.core.trace import frozen_copies
from nnviz.data.classes import balanced_weights
from nnviz.data.dataset import Dataset
from nnviz.session.checking.subject import subject_of
from nnviz.session.config import RunConfig
from nnviz.session.health.measure import health_of, norm
from nnviz.session.live_check import LiveCheck, check_iteration
from nnviz.session.probe import Probe, sample_of
from nnviz.session.trainer import Trainer

TASKS = [
    (2, "binary_cross_entropy"),
    (2, "mse"),
    (3, "cross_entropy"),
    (3, "mse"),
]


def uneven(classes: int, samples: int = 90) -> Dataset:
    """Return overlapping clouds, of which each is half as common as the last."""
    rng = np.random.default_rng(classes)
    shares = 0.5 ** np.arange(classes)
    of = rng.choice(classes, samples, p=shares / shares.sum())
    targets = np.eye(classes)[of] if classes > 2 else of[:, None] * 1.0
    return Dataset(
        name="uneven",
        task="classification",
        inputs=rng.normal(size=(samples, 2)) + of[:, None],
        targets=targets,
        class_names=tuple("abc"[:classes]),
    )


def trainer(classes: int, loss: str = "mse", **settings: Any) -> Trainer:
    config = RunConfig(
        **{
            "dataset": "uneven",
            "loss": loss,
            "hidden": (3,),
            "activation": "tanh",
            "class_weights": "balanced",
            "batch_size": 8,
            **settings,
        }
    )
    return Trainer(config, uneven(classes))


def checked(run: Trainer) -> LiveCheck:
    return check_iteration(
        subject_of(run.trace(), run.network, run.loss, run.config, run.data)
    )


@pytest.mark.parametrize("classes", [2, 3])
def test_balanced_weights_are_scikit_learns_of_the_training_set(classes: int) -> None:
    run = trainer(classes)
    targets = run.data.train.targets
    of = targets[:, 0] > 0.5 if classes == 2 else targets.argmax(axis=1)
    found = compute_class_weight("balanced", classes=np.unique(of), y=of)
    np.testing.assert_allclose(run.loss.class_weights, found, rtol=1e-15)
    assert len(set(run.loss.class_weights)) == classes


def test_a_class_without_samples_weighs_1() -> None:
    assert balanced_weights(np.array([1, 0, 3])) == (2.0, 1.0, 4 / 6)


@pytest.mark.parametrize(("classes", "loss"), TASKS)
@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_the_cost_and_its_gradient_are_those_of_the_formula(
    classes: int, loss: str, l2: float
) -> None:
    run = trainer(classes, loss, class_weights={"a": 0.5, "b": 3.0}, l2=l2)
    run.run(3)
    trace, network = run.trace(), run.network.copy()
    part = run.data.train
    inputs, y = part.inputs[trace.rows], part.targets[trace.rows]
    weights = {2: np.array([0.5, 3.0]), 3: np.array([0.5, 3.0, 1.0])}[classes]
    of = (y[:, 0] > 0.5).astype(int) if classes == 2 else y.argmax(axis=1)
    named = network.layout.named(network.parameters)
    for name, values in named.items():
        values[...] = trace[name]

    def cost() -> float:
        a = network.predict(inputs)
        if loss == "mse":
            losses = np.square(a - y).mean(axis=1)
        else:
            right = np.where(y == 1.0, a, 1.0 - a) if classes == 2 else a[y == 1.0]
            losses = -np.log(right).ravel()
        squares = sum(np.square(named[n]).sum() for n in ("W1", "W2"))
        return float((weights[of] * losses).mean() + 0.5 * l2 * squares)

    np.testing.assert_array_equal(trace["class_weights"], weights[of])
    assert trace["cost"] == pytest.approx(cost(), rel=1e-12)
    for name, values in named.items():
        for place in np.ndindex(values.shape):
            before = values[place]
            values[place] = before + 1e-5
            above = cost()
            values[place] = before - 1e-5
            slope = (above - cost()) / 2e-5
            values[place] = before
            assert trace[f"d{name}"][place] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("classes", [2, 3])
def test_there_is_no_slope_where_scikit_learn_has_arrived(classes: int) -> None:
    usual = {2: "binary_cross_entropy", 3: "cross_entropy"}[classes]
    strength = 0.02
    run = trainer(classes, usual, hidden=(), batch_size="full", l2=strength)
    part = run.data.train
    of = part.targets[:, 0] if classes == 2 else part.targets.argmax(axis=1)
    there = LogisticRegression(
        C=1.0 / (strength * part.samples),
        class_weight="balanced",
        tol=1e-12,
        max_iter=10_000,
    ).fit(part.inputs, of)
    run.network.weights[0][...] = there.coef_
    run.network.biases[0][...] = there.intercept_
    run.step()
    trace = run.trace()
    for name in ("dW1", "db1"):
        np.testing.assert_allclose(trace[name], 0.0, atol=2e-6)
    plain = trainer(
        classes, usual, hidden=(), batch_size="full", l2=strength, class_weights=None
    )
    plain.network.parameters[...] = run.before_last.parameters
    plain.step()
    assert np.abs(plain.trace()["db1"]).max() > 0.01


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("classes", "loss"), TASKS)
def test_the_check_agrees_and_sees_a_weight_that_is_wrong(
    classes: int, loss: str, precision: str
) -> None:
    run = trainer(classes, loss, precision=precision, l1=0.001)
    run.run(20)
    found = checked(run)
    assert found.ok, found.wrong_quantities
    trace = run.trace()
    wrong = trace["class_weights"].copy()
    wrong[2] *= 1.01
    subject = subject_of(trace, run.network, run.loss, run.config, run.data)
    quantities = frozen_copies({**trace.quantities, "class_weights": wrong})
    changed = type(trace)(
        **{
            name: quantities if name == "quantities" else getattr(trace, name)
            for name in trace.__dataclass_fields__
        }
    )
    subject = subject_of(changed, run.network, run.loss, run.config, run.data)
    (wrong,) = check_iteration(subject).wrong_quantities
    assert (wrong.quantity, wrong.place) == ("class_weights", (2,))


@pytest.mark.parametrize("name", ["missing_mean", "bias_gradient_summed"])
def test_mistakes_about_the_mean_keep_the_weights(name: str) -> None:
    run = trainer(3, "cross_entropy", mistakes=(name,))
    run.step()
    trace = run.trace()
    times = trace["class_weights"][:, None]
    if name == "missing_mean":
        np.testing.assert_array_equal(trace["share2"], times * trace["delta2"])
    else:
        shares = times * trace["delta2"] / len(trace.rows)
        np.testing.assert_allclose(trace["db2"], shares.sum(), rtol=1e-12, atol=1e-15)
    quantities = {"missing_mean": {"share1", "share2"}, "bias_gradient_summed": {"db2"}}
    assert {one.quantity for one in checked(run).wrong_quantities} == quantities[name]
    assert name in MISTAKES


def test_costs_of_sets_are_weighted_as_that_of_a_batch() -> None:
    run = trainer(3, "cross_entropy", batch_size="full")
    before = run.evaluate()
    run.step()
    assert before.train.cost == pytest.approx(float(run.trace()["cost"]), rel=1e-12)
    assert before.test is not None
    a, y = run.network.predict(run.data.test.inputs), run.data.test.targets
    weights = np.array(run.loss.class_weights)[y.argmax(axis=1)]
    test = run.evaluate().test
    assert test is not None
    assert test.cost == pytest.approx((weights * -np.log(a[y == 1.0])).mean())


def test_the_lens_weighs_its_sample() -> None:
    run = trainer(2, "binary_cross_entropy")
    run.run(5)
    for row in run.data.test_rows[:6].tolist():
        sample = sample_of(run.data, row)
        assert sample is not None
        trace = Probe().look(run, sample)
        weight = run.loss.class_weights[int(trace["targets"][0, 0])]
        assert trace["class_weights"][0] == weight
        assert trace["cost"] == weight * trace["losses"][0]


def test_health_has_the_gradient_of_the_weighted_cost() -> None:
    run = trainer(3, "cross_entropy", batch_size="full", l2=0.1)
    found = health_of(run)
    run.step()
    trace = run.trace()
    for layer in found.layers:
        both = np.append(
            trace[f"dW{layer.layer}"].ravel(), trace[f"db{layer.layer}"].ravel()
        )
        assert layer.gradient_norm == pytest.approx(norm(both), rel=1e-9)


def test_without_weights_nothing_is_computed_for_them() -> None:
    run = trainer(3, "cross_entropy", class_weights=None)
    run.step()
    assert "class_weights" not in run.trace()
    equal = trainer(3, "cross_entropy", class_weights={"a": 1.0})
    equal.step()
    np.testing.assert_array_equal(equal.trace()["dW1"], run.trace()["dW1"])


@pytest.mark.parametrize(
    ("dataset", "weights", "message"),
    [
        ("sine", "balanced", "samples of 'sine' do not have one class each"),
        ("iris", {"setos": 2.0}, "did you mean 'setosa'?"),
        ("iris", {"setosa": 0.0}, "class_weights setosa 0.0: it must be above 0"),
        ("iris", {"setosa": float("nan")}, "class_weights setosa nan: it must be"),
    ],
)
def test_weights_that_cannot_be_are_refused(
    dataset: str, weights: object, message: str
) -> None:
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        Trainer(RunConfig(dataset=dataset, class_weights=weights))


def test_they_are_kept_in_json() -> None:
    for weights in (None, "balanced", {"setosa": 2.0}):
        config = RunConfig(dataset="iris", class_weights=weights)
        assert RunConfig.from_json(config.to_json()) == config
