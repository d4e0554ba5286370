"""Two hundred random networks in the runtimes of other programs, where installed.

``uv run --group interop pytest tests/interop``; PyTorch is used if it is there as well.
"""

import os
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.files.trained_model import TrainedModel
from nnviz.models.children import can_run_keras
from nnviz.models.formats import FORMATS
from nnviz.models.frameworks.estimators import from_sklearn
from nnviz.models.model_building import model_of
from nnviz.models.model_proof import TOLERANCE, largest_difference, rows_for
from nnviz.models.opened_model import open_model, save_model
from nnviz.models.weights import ModelChoices
from tests.models.random_models import HIDDEN, OWN, random_model, without_steps

pytest.importorskip("onnxruntime", reason="needs the group interop")

# Keras on PyTorch converts arrays in a way that NumPy is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")

MANY = 200

Predict = Callable[[Path, Floats], Any]


def models(activations: tuple[str, ...] = HIDDEN + OWN) -> Iterator[TrainedModel]:
    for seed in range(MANY):
        yield random_model(seed, activations=activations)


def check(
    ending: str, predict: Predict, folder: Path, made: Iterator[TrainedModel]
) -> None:
    """Check that what another runtime says of each model is what it says itself."""
    write = FORMATS[ending].write
    assert write is not None
    worst: dict[str, float] = {}
    for number, model in enumerate(made):
        path = folder / f"{number}{ending}"
        write(model, path)
        rows = rows_for(model)
        found = np.asarray(predict(path, rows), np.float64)
        precision = str(model.network.precision)
        apart = largest_difference(model.predict(rows), found)
        worst[precision] = max(worst.get(precision, 0.0), apart)
        names = [one.name for one in model.network.activations]
        assert apart <= TOLERANCE[precision], (number, names, apart)
    assert worst, "some model"


def script(path: Path, rows: Floats) -> Any:
    return runpy.run_path(str(path))["predict"](rows)


def read_again(path: Path, rows: Floats) -> Any:
    """Read a file, and run its layers by plain NumPy, or what proves such files."""
    read = FORMATS[path.suffix].read
    assert read is not None
    found = read(path, ModelChoices())
    return found.outputs(model_of(found, path.stem), rows)


@pytest.mark.parametrize("ending", [".safetensors", ".npz", ".json", ".onnx"])
def test_files_that_are_read_back(tmp_path: Path, ending: str) -> None:
    check(ending, read_again, tmp_path, models())


def test_scripts_for_numpy(tmp_path: Path) -> None:
    check(".numpy.py", script, tmp_path, models())


def test_scripts_for_pytorch(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    check(".torch.py", script, tmp_path, models())


def test_weights_of_pytorch_come_back_and_nothing_else_does(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    model, path = random_model(3, activations=OWN), tmp_path / "model.pt"
    save_model(model, path)
    found = open_model(path).model
    assert np.array_equal(found.network.parameters, model.network.parameters)

    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "harm"),)

    torch.save({"fc.weight": torch.ones(2, 3), "x": Harm()}, path)
    with pytest.raises(InputError, match="more than weights"):
        open_model(path)
    assert not (tmp_path / "harm").exists()


def test_onnxruntime(tmp_path: Path) -> None:
    import onnxruntime

    def predict(path: Path, rows: Floats) -> Any:
        session = onnxruntime.InferenceSession(path.read_bytes())
        (given,) = session.get_inputs()
        kind = np.float64 if given.type == "tensor(double)" else np.float32
        return session.run(None, {given.name: rows.astype(kind)})[0]

    # It has some operators for float32 alone.
    common = ("linear", "relu", "sigmoid", "tanh", "leaky_relu", "step", "swish")
    narrow = (one for one in models() if one.network.precision == "float32")
    wide = (one for one in models(common) if one.network.precision == "float64")

    def both() -> Iterator[TrainedModel]:
        yield from narrow
        yield from wide

    check(".onnx", predict, tmp_path, both())


BACKEND = os.environ["KERAS_BACKEND"]


@pytest.fixture(scope="module")
def keras() -> Any:
    return pytest.importorskip("keras")


def models_for_keras(activations: tuple[str, ...]) -> Iterator[TrainedModel]:
    """Yield models; with NumPy and JAX, Keras computes tanh in float32 anyway."""
    import keras

    for model in models(activations):
        if BACKEND == "torch" or model.network.precision == "float32":
            # Its layers have the precision of all of it.
            keras.config.set_floatx(str(model.network.precision))
            yield model


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_files_of_keras(tmp_path: Path, ending: str, keras: Any) -> None:
    def predict(path: Path, rows: Floats) -> Any:
        with np.errstate(all="ignore"):
            model = keras.models.load_model(path, compile=False)
            given = rows.astype(model.inputs[0].dtype)
            return keras.ops.convert_to_numpy(model(given))

    check(ending, predict, tmp_path, models_for_keras(without_steps()))


def test_scripts_for_keras(tmp_path: Path, keras: Any) -> None:
    check(".keras.py", script, tmp_path, models_for_keras(HIDDEN + OWN))


@pytest.mark.parametrize(
    ("backend", "is_wide"), [("torch", True), ("jax", False), ("numpy", False)]
)
def test_keras_proves_float64_only_where_it_computes_in_it(
    monkeypatch: pytest.MonkeyPatch, backend: str, is_wide: bool
) -> None:
    pytest.importorskip("keras")
    monkeypatch.setenv("KERAS_BACKEND", backend)
    assert can_run_keras("float64") is is_wide
    assert can_run_keras("float32")


def test_scikit_learn() -> None:
    neural = pytest.importorskip("sklearn.neural_network")
    random = np.random.default_rng(0)
    inputs = random.normal(size=(60, 3))
    classes = np.digitize(inputs[:, 0], [-0.5, 0.5])
    for seed in range(24):
        hidden = tuple(int(size) for size in random.integers(1, 9, seed % 5))
        settings = {
            "hidden_layer_sizes": hidden,
            "activation": ("relu", "tanh", "logistic", "identity")[seed % 4],
            "max_iter": 30,
            "tol": 1.0,
            "random_state": seed,
        }
        kind = np.float32 if seed % 2 else np.float64
        given = inputs.astype(kind)
        # It is proven by the estimator's own predictions, or an error.
        from_sklearn(neural.MLPClassifier(**settings).fit(given, classes))
        from_sklearn(neural.MLPClassifier(**settings).fit(given, inputs > 0))
        from_sklearn(neural.MLPRegressor(**settings).fit(given, inputs[:, :2]))
