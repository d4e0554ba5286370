"""A training in Keras is recorded as it is, and the check finds it right."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.files.recorded_iterations import open_recording
from nnviz.session.claims.checkup import Checkup

HERE = [one for one in ("torch", "jax") if importlib.util.find_spec(one) is not None]
if importlib.util.find_spec("keras") is None or not HERE:
    pytest.skip("needs the group interop", allow_module_level=True)

import keras  # noqa: E402 (its backend has been chosen)

from nnviz.watch.keras import WatchCallback  # noqa: E402 (needs Keras)

# Keras converts arrays in a way that NumPy is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")

BACKEND = keras.backend.backend()
if BACKEND not in HERE:
    pytest.skip("needs PyTorch or JAX behind Keras", allow_module_level=True)

layers, optimizers = keras.layers, keras.optimizers
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(64, 3))
CLASSES = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)

NETWORKS: dict[str, Any] = {
    "classes": (
        lambda: [
            layers.Dense(7, "relu"),
            layers.Dense(5),
            layers.Activation("tanh"),
            layers.Dense(3, "softmax"),
        ],
        "sparse_categorical_crossentropy",
        CLASSES,
    ),
    "logits": (
        lambda: [layers.Dense(7, "gelu", use_bias=False), layers.Dense(3)],
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        CLASSES,
    ),
    "binary": (
        lambda: [layers.Dense(7, "swish"), layers.Dense(1, "sigmoid")],
        "binary_crossentropy",
        (CLASSES[:, None] > 1).astype(float),
    ),
    "regression": (
        lambda: [layers.Dense(7, "sigmoid"), layers.Dense(2)],
        "mse",
        X[:, :2] ** 2,
    ),
}
RULES: dict[str, Any] = {
    "sgd": lambda: optimizers.SGD(0.1),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "nesterov": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: optimizers.Adam(0.01),
    "adamw": lambda: optimizers.AdamW(0.01),
    "rmsprop": lambda: optimizers.RMSprop(0.01),
    "adagrad": lambda: optimizers.Adagrad(0.01),
}


def fit(network: str, rule: str, kind: str, callbacks: list[Any]) -> Any:
    keras.utils.set_random_seed(1)
    keras.config.set_floatx(kind)
    make, loss, targets = NETWORKS[network]
    model = keras.Sequential([layers.Input((3,)), *make()])
    model.compile(optimizer=RULES[rule](), loss=loss)
    given = X.astype(kind)
    model.fit(given, targets, 16, 2, verbose=0, callbacks=callbacks)
    return model.get_weights()


JAX = BACKEND == "jax"
CASES = [*(("classes", rule) for rule in RULES), *((name, "adam") for name in NETWORKS)]
if JAX:
    # Each is compiled, which takes longest.
    CASES = [("classes", "nesterov"), ("binary", "sgd"), ("logits", "adam")]


# JAX computes in float32 unless it is told otherwise.
@pytest.mark.parametrize("kind", ["float32", "float64"][: 1 + (BACKEND == "torch")])
@pytest.mark.parametrize(
    ("network", "rule"),
    CASES,
)
def test_results_are_the_same_bit_for_bit_and_found_right(
    tmp_path: Path, network: str, rule: str, kind: str
) -> None:
    plain = fit(network, rule, kind, [])
    watched = fit(network, rule, kind, [WatchCallback(tmp_path / "a")])
    for one, other in zip(plain, watched, strict=True):
        np.testing.assert_array_equal(one, other)
    found = open_recording(tmp_path / "a")
    assert found.said.optimizer == rule
    report = Checkup(found.numbers, found.read, found.said).run()
    wrong = [one.name for one in report.verdict.quantities if not one.ok]
    assert report.ok, (wrong, report.notes)
    assert report.recorded == 8
    names = {one.name for one in report.verdict.quantities}
    assert {"W1_after", "W2_after", "b2_after"} <= names
    # On JAX a step is compiled as a whole, and has no more to show.
    assert ({"dW1", "dW2", "db2", "cost"} <= names) == (BACKEND == "torch")


@pytest.mark.skipif(BACKEND != "jax", reason="needs JAX")
def test_a_training_on_jax_that_was_interrupted_is_recorded_anew(
    tmp_path: Path,
) -> None:
    class Stop(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            raise KeyboardInterrupt

    model = keras.Sequential([layers.Input((3,)), layers.Dense(1)])
    rate = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    model.compile(optimizers.SGD(rate), "mse")
    with pytest.raises(KeyboardInterrupt):
        model.fit(
            X, X[:, :1], verbose=0, callbacks=[WatchCallback(tmp_path / "a"), Stop()]
        )
    watching = WatchCallback(tmp_path / "b", every=2)
    model.fit(X, X[:, :1], batch_size=16, verbose=0, callbacks=[watching])
    found = open_recording(tmp_path / "b")
    assert list(found.numbers) == [1, 3]
    rates = [found.read(place).learning_rate for place in (0, 1)]
    assert rates[1] == pytest.approx(rates[0] / 4)
    assert Checkup(found.numbers, found.read, found.said).run().ok
    model.compile("sgd", "mse", steps_per_execution=2)
    with pytest.raises(ValueError, match="steps_per_execution=1"):
        model.fit(X, X[:, :1], verbose=0, callbacks=[WatchCallback(tmp_path / "c")])


@pytest.mark.parametrize("rule", [one for one in RULES if one != "sgd"][:: 1 + 2 * JAX])
def test_what_the_optimiser_keeps_is_recorded_where_batches_are_left_out(
    tmp_path: Path, rule: str
) -> None:
    fit("classes", rule, "float32", [WatchCallback(tmp_path / "a", every=3)])
    found = open_recording(tmp_path / "a")
    assert list(found.numbers) == [1, 4, 7]
    report = Checkup(found.numbers, found.read, found.said).run()
    assert report.ok, report.notes
    assert "W1_after" in {one.name for one in report.verdict.quantities}


def test_other_layers_are_refused_by_name(tmp_path: Path) -> None:
    model = keras.Sequential(
        [layers.Input((3,)), layers.Dropout(0.5, name="drop"), layers.Dense(1)]
    )
    model.compile(optimizer="sgd", loss="mse")
    callback = WatchCallback(tmp_path / "a")
    with pytest.raises(ValueError, match="'drop' is a Dropout"):
        model.fit(X, X[:, :1], verbose=0, callbacks=[callback])
