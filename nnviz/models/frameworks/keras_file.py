"""Models of Keras: ``.keras`` and ``.h5``, read and written without Keras itself."""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.readers.formats.npz import UNREADABLE
from nnviz.data.readers.source import check_file, most_unpacked, too_much_packed
from nnviz.files.trained_model import TrainedModel
from nnviz.models.array_files import found_in
from nnviz.models.children import can_run_keras, run_on_rows
from nnviz.models.extras import needed
from nnviz.models.foreign_arrays import ForeignFile, read_hdf5
from nnviz.models.layer_chain import ChainStep, assembled, scalings_of
from nnviz.models.model_building import FoundModel, numbers
from nnviz.models.model_card import ENTRY, ModelCard
from nnviz.models.scripts.script_functions import KERAS_NAMES
from nnviz.models.scripts.script_text import is_scaled
from nnviz.models.weights import ModelChoices

_FUNCTIONS = {
    **{theirs: ours for ours, theirs in KERAS_NAMES.items()},
    "swish": "swish",
    "leaky_relu": "max(x, 0) + 0.2 * min(x, 0)",
    "exponential": "exp(x)",
    "softsign": "x / (1 + abs(x))",
    "hard_sigmoid": "clip(x / 6 + 0.5, 0, 1)",
    "relu6": "clip(x, 0, 6)",
    "mish": "x * tanh(softplus(x))",
    "hard_silu": "x * clip(x / 6 + 0.5, 0, 1)",
    "hard_swish": "x * clip(x / 6 + 0.5, 0, 1)",
    "selu": (
        "1.0507009873554805 * (max(x, 0) + 1.6732632423543772 * (exp(min(x, 0)) - 1))"
    ),
}
"""Keras's functions by their names there."""

_PASSED = frozenset(
    ("InputLayer", "Flatten", "Dropout", "GaussianNoise", "GaussianDropout")
)
"""Layers that change no number once a network is trained."""

_MODULES = frozenset(
    (
        *("keras", "keras.layers", "keras.models", "keras.initializers"),
        *("keras.regularizers", "keras.constraints", "keras.saving"),
        *("keras.src.models.functional", "keras.src.models.sequential"),
    )
)
"""Where classes may come from in a file that Keras itself is given to run."""

_RUN = """
import sys
import keras, numpy as np
keras.config.set_floatx("{precision}")
model = keras.models.load_model(sys.argv[1], compile=False)
rows = np.load(sys.argv[2], allow_pickle=False)
shape = [size for size in model.input_shape[1:]]
outputs = model(rows.reshape(len(rows), *shape).astype(model.inputs[0].dtype))
np.save(sys.argv[3], keras.ops.convert_to_numpy(outputs).astype(np.float64))
"""


def read_keras(path: Path, _choices: ModelChoices) -> FoundModel:
    """Read a ``.keras`` file: a chain of Dense layers, activations and scaling.

    Raises
    ------
    InputError
        If it is damaged, or has another layer, which is named.
    """
    check_file(path)
    try:
        with zipfile.ZipFile(path) as files, tempfile.TemporaryDirectory() as folder:
            wanted = ("config.json", "metadata.json", "model.weights.h5")
            sizes = [files.getinfo(name).file_size for name in wanted]
            if sum(sizes) > most_unpacked(path):
                raise too_much_packed(path)
            config = _decoded(files.read("config.json"))
            words = _decoded(files.read("metadata.json"))
            weights = Path(folder) / "model.weights.h5"
            weights.write_bytes(files.read("model.weights.h5"))
            read = read_hdf5(weights)
    except InputError:
        raise
    except (*UNREADABLE, NotImplementedError) as error:
        raise InputError(f"is no complete Keras file ({error})") from error
    card = words.get(ENTRY)
    return _found(path, config, read, card if isinstance(card, str) else None)


def read_h5(path: Path, choices: ModelChoices) -> FoundModel:
    """Read an HDF5 file: a model of Keras, or arrays of any names.

    Raises
    ------
    InputError
        If it is damaged, or has another layer, which is named.
    """
    read = read_hdf5(path)
    config = read.words.get("model_config")
    if config is None:
        # In Keras's files of weights alone, arrays have numbers for names.
        names = {
            name: name.replace("/vars/0", "/kernel").replace("/vars/1", "/bias")
            for name in read.arrays
        }
        keras = any(name.endswith("/vars/0") for name in read.arrays)
        arrays = {names[name]: values for name, values in read.arrays.items()}
        return found_in(arrays, choices, "columns" if keras else "")
    return _found(path, _decoded(config), read, read.words.get(ENTRY))


def _decoded(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"its description is damaged ({error})") from error
    if not isinstance(found, dict):
        raise InputError("its description is damaged: it is no object")
    return found


def _found(
    path: Path, config: dict[str, Any], read: ForeignFile, words: str | None
) -> FoundModel:
    card = ModelCard.read(words) if words else None
    try:
        steps = list(_steps(config, read))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"its description is damaged ({error!r})") from error
    layers, offsets = assembled(steps)
    scalings = scalings_of(layers, offsets, card)
    precision = str(layers[0].weights.dtype)
    if not can_run_keras(precision) or not _is_its_own(config):
        return FoundModel(layers, card, scalings)

    def run(rows: Floats) -> Floats:
        return run_on_rows(_RUN.format(precision=precision), path, rows)

    return FoundModel(layers, card, scalings, run, "Keras")


def _is_its_own(config: Mapping[str, Any]) -> bool:
    """Tell whether all that Keras would load for a file is its own."""
    waiting: list[Any] = [config]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            own = one.get("registered_name") in (None, "Functional", "Sequential")
            if not own or one.get("module") not in (None, *_MODULES):
                return False
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return True


def _steps(config: dict[str, Any], read: ForeignFile) -> Iterator[ChainStep]:
    """Yield what the layers do, from the first."""
    counts: dict[str, int] = {}
    for layer in _in_order(config):
        kind, said = str(layer["class_name"]), layer["config"]
        name = str(said.get("name", kind))
        number = counts.get(kind, 0)
        counts[kind] = number + 1
        if kind in _PASSED:
            continue
        if kind == "Dense":
            yield _dense(read, name, number)
            yield from _activated(name, said.get("activation"))
        elif kind == "Rescaling":
            yield ChainStep("scaling", (_vector(said["scale"]),), "Mul")
            yield ChainStep("scaling", (_vector(said["offset"]),), "Add")
        else:
            yield from _activated(name, _of_layer(kind, name, said))


def _vector(values: Any) -> NDArray[Any]:  # noqa: ANN401 (as JSON has it)
    if isinstance(values, dict):
        values = values["config"]["value"]
    return np.array(values, np.float64).reshape(-1)


def _of_layer(kind: str, name: str, said: Mapping[str, Any]) -> object:
    """Return the activation of a layer that is nothing else."""
    if kind == "Activation":
        return said["activation"]
    if kind == "Softmax":
        return "softmax"
    if kind == "ReLU" and said.get("max_value") is None and not said.get("threshold"):
        return _leaky(said.get("negative_slope") or 0.0)
    if kind == "LeakyReLU":
        return _leaky(said.get("negative_slope", said.get("alpha", 0.3)))
    if kind == "ELU":
        alpha = float(said.get("alpha", 1.0))
        return f"max(x, 0) + {alpha!r} * (exp(min(x, 0)) - 1)"
    raise InputError(
        f"'{name}' is a {kind}, which cannot be opened here: only Dense layers, "
        "activations and Rescaling can"
    )


def _leaky(slope: Any) -> str:  # noqa: ANN401
    # Files of Keras 2 have it as an array.
    slope = float(slope["config"]["value"] if isinstance(slope, dict) else slope)
    return f"max(x, 0) + {slope!r} * min(x, 0)"


def _activated(name: str, activation: object) -> Iterator[ChainStep]:
    if isinstance(activation, dict):
        kind = str(activation.get("class_name"))
        activation = _of_layer(kind, name, activation.get("config", {}))
    if activation in (None, "linear"):
        return
    text = str(activation)
    known = _FUNCTIONS.get(text, text if "x" in text and "(" in text else "")
    if not known:
        raise InputError(f"'{name}' has the activation '{text}', which is not known")
    if known == "softmax":
        yield ChainStep("softmax")
    else:
        yield ChainStep("function", text=known)


def _in_order(config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of a model from the first on.

    Raises
    ------
    InputError
        If they are no chain; the layer that joins or splits is named.
    """
    kind, layers = config["class_name"], config["config"]
    layers = layers if isinstance(layers, list) else layers["layers"]
    if kind == "Sequential":
        return list(layers)
    if kind not in ("Functional", "Model"):
        raise InputError(f"is a {kind}, not a Sequential or Functional model")
    by_name = {str(layer["config"]["name"]): layer for layer in layers}
    outputs = config["config"]["output_layers"]
    outputs = outputs if isinstance(outputs[0], list) else [outputs]
    if len(outputs) != 1:
        raise InputError(f"has {len(outputs)} outputs: only a chain can be opened")
    name, chain = str(outputs[0][0]), list[dict[str, Any]]()
    while name:
        if len(chain) > len(layers):
            raise InputError(f"'{name}' is part of a loop: only a chain can be opened")
        layer = by_name[name]
        chain.append(layer)
        sources = _sources(layer.get("inbound_nodes", []))
        if len(sources) > 1:
            raise InputError(
                f"'{name}' joins {len(sources)} layers: only a chain can be opened"
            )
        name = sources[0] if sources else ""
    return chain[::-1]


def _sources(nodes: Any) -> list[str]:  # noqa: ANN401 (as JSON has it)
    """Return the names of the layers that feed a layer."""
    found, waiting = [], [nodes]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "keras_history" in one:
                found.append(str(one["keras_history"][0]))
            else:
                waiting += one.values()
        elif isinstance(one, list):
            # In files of Keras 2 it is a list: the name, two numbers and more.
            if len(one) >= 3 and isinstance(one[0], str) and isinstance(one[1], int):
                found.append(one[0])
            else:
                waiting += one
    return found


def _dense(read: ForeignFile, name: str, number: int) -> ChainStep:
    """Return the weights and biases of the Dense layer of that name and number."""
    groups = [group for group, called in read.called.items() if called == name]
    own = "dense" if number == 0 else f"dense_{number}"
    groups += [f"layers/{own}/vars", f"_layer_checkpoint_dependencies/{name}/vars"]
    for group in groups:
        kernel = read.arrays.get(f"{group}/0")
        if kernel is not None:
            return _step(name, kernel, read.arrays.get(f"{group}/1"))
    found: dict[str, NDArray[Any]] = {}
    for path, values in read.arrays.items():
        parts = path.removeprefix("model_weights/").split("/")
        if parts[0] == name:
            found[parts[-1].split(":")[0]] = values
    if "kernel" not in found:
        raise InputError(f"the weights of '{name}' are missing")
    return _step(name, found["kernel"], found.get("bias"))


def _step(name: str, kernel: NDArray[Any], bias: NDArray[Any] | None) -> ChainStep:
    if kernel.ndim != 2:
        raise InputError(f"the weights of '{name}' have the shape {kernel.shape}")
    weights = numbers(kernel, name).T
    biases = (
        np.zeros(len(weights), weights.dtype) if bias is None else numbers(bias, name)
    )
    return ChainStep("dense", (weights, biases))


def write_keras(model: TrainedModel, path: Path) -> None:
    """Write a ``.keras`` file that Keras 3 loads, with scaling as layers of it.

    Raises
    ------
    InputError
        If Keras has no layer for a part of the model.
    """
    layers = _layers(model)
    metadata = {"keras_version": "3.0.0", ENTRY: ModelCard.of(model).text()}
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "model.weights.h5"
        h5py = needed("h5py", "HDF5 and Keras files")
        with h5py.File(weights, "w") as file:
            for number, (matrix, biases) in enumerate(_weights(model)):
                own = "dense" if number == 0 else f"dense_{number}"
                group = file.create_group(f"layers/{own}/vars")
                group.attrs["name"] = f"layer_{number + 1}"
                group["0"], group["1"] = matrix.T, biases
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as files:
            files.writestr("metadata.json", json.dumps(metadata))
            files.writestr("config.json", json.dumps(_sequential(model, layers)))
            files.write(weights, "model.weights.h5")


def write_h5(model: TrainedModel, path: Path) -> None:
    """Write an HDF5 file as Keras does for models, which it still reads.

    Raises
    ------
    InputError
        If Keras has no layer for a part of the model.
    """
    layers = _layers(model)
    h5py = needed("h5py", "HDF5 and Keras files")
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"], file.attrs["backend"] = "3.0.0", "numpy"
        file.attrs["model_config"] = json.dumps(_sequential(model, layers))
        file.attrs[ENTRY] = ModelCard.of(model).text()
        group = file.create_group("model_weights")
        names = [layer["config"]["name"] for layer in layers[1:]]
        group.attrs["layer_names"] = [name.encode() for name in names]
        for name in names:
            group.create_group(name).attrs["weight_names"] = np.array([], "S1")
        for number, (matrix, biases) in enumerate(_weights(model), start=1):
            of = group[f"layer_{number}"]
            of.attrs["weight_names"] = [b"kernel", b"bias"]
            of["kernel"], of["bias"] = matrix.T, biases


def _weights(model: TrainedModel) -> Iterator[tuple[Floats, Floats]]:
    yield from zip(model.network.weights, model.network.biases, strict=True)


def _sequential(model: TrainedModel, layers: Sequence[Any]) -> dict[str, Any]:
    shape = [None, model.network.sizes[0]]
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": "nnviz",
            "trainable": True,
            "dtype": _policy(model.network.precision),
            "layers": layers,
            "build_input_shape": shape,
        },
        "registered_name": None,
        "build_config": {"input_shape": shape},
    }


def _policy(precision: str) -> dict[str, Any]:
    return {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": precision},
        "registered_name": None,
    }


def _layers(model: TrainedModel) -> list[dict[str, Any]]:
    """Return the layers as Keras describes them."""
    network, wide = model.network, "float64"
    inputs, targets = is_scaled(model)
    if model.derived:
        raise InputError(
            f"Keras has no layer that works out '{model.derived[0]}' from other "
            "inputs: write a script, .keras.py, or .onnx"
        )
    first = wide if inputs else network.precision
    start = {"batch_shape": [None, network.sizes[0]], "dtype": first, "name": "inputs"}
    layers = [_layer("InputLayer", start)]
    if inputs:
        scaling = model.scalings.inputs
        layers.append(_rescaling("input_offset", 1.0, (-scaling.offset).tolist()))
        layers.append(_rescaling("input_factor", scaling.factor.tolist(), 0.0))
    for number, activation in enumerate(network.activations, start=1):
        named = {"name": f"layer_{number}", "trainable": True}
        kind = {"dtype": _policy(network.precision)}
        leaky = activation.name == "leaky_relu"
        name = "linear" if leaky else KERAS_NAMES.get(activation.name)
        if name is None:
            raise InputError(
                f"Keras has no activation '{activation.label}' that a file can name: "
                "write a script, .keras.py"
            )
        size = network.sizes[number]
        dense = {"units": size, "activation": name, "use_bias": True}
        layers.append(_layer("Dense", {**named, **kind, **dense}))
        if leaky:
            slope = {"name": f"leaky_{number}", "negative_slope": 0.01}
            layers.append(_layer("LeakyReLU", {**slope, **kind}))
    if targets:
        scaling = model.scalings.targets
        layers.append(_rescaling("target_factor", (1 / scaling.factor).tolist(), 0.0))
        layers.append(_rescaling("target_offset", 1.0, scaling.offset.tolist()))
    return layers


def _rescaling(name: str, scale: Any, offset: Any) -> dict[str, Any]:  # noqa: ANN401
    said = {"name": name, "dtype": _policy("float64"), "scale": scale, "offset": offset}
    return _layer("Rescaling", said)


def _layer(kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {
        "module": "keras.layers",
        "class_name": kind,
        "config": config,
        "registered_name": None,
    }
