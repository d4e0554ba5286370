"""A training in Keras is recorded as it is, and the check finds it right."""

import importlib.util
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.files.recorded_iterations import open_recording
from nnviz.session.claims.checkup import Checkup

pytest.importorskip("torch")
if importlib.util.find_spec("keras") is None:
    pytest.skip("needs the group interop", allow_module_level=True)
os.environ.setdefault("KERAS_BACKEND", "torch")

import keras

from nnviz.watch.keras import WatchCallback

# Keras converts arrays in a way that NumPy is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")

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


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="needs PyTorch")
@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize(
    ("network", "rule"),
    [*(("classes", rule) for rule in RULES), *((name, "adam") for name in NETWORKS)],
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
    assert {"dW1", "dW2", "db2", "cost", "W1_after"} <= names


def test_other_layers_are_refused_by_name(tmp_path: Path) -> None:
    model = keras.Sequential(
        [layers.Input((3,)), layers.Dropout(0.5, name="drop"), layers.Dense(1)]
    )
    model.compile(optimizer="sgd", loss="mse")
    callback = WatchCallback(tmp_path / "a")
    with pytest.raises(ValueError, match="'drop' is a Dropout"):
        model.fit(X, X[:, :1], verbose=0, callbacks=[callback])
