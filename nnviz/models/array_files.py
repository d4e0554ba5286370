"""Models as named arrays: safetensors, NPZ and JSON."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.readers.formats.npz import array_headers, read_array
from nnviz.data.readers.source import check_file, most_unpacked, too_much_packed
from nnviz.files.tensors import write_tensors
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_building import FoundModel, numbers
from nnviz.models.model_card import ENTRY, ModelCard
from nnviz.models.plain import PlainLayer
from nnviz.models.weights import ModelChoices, layers_of

LayerNames = Callable[[int], tuple[str, str]]
"""Returns the names of a layer's weights and biases, for its number from 1."""

_MOST_ARRAYS = 10_000
"""The most arrays that are looked at."""

_TYPES = frozenset(
    ("F64", "F32", "F16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL")
)
"""The types of safetensors that NumPy has."""


def read_safetensors(path: Path, choices: ModelChoices) -> FoundModel:
    """Read the model of a safetensors file, whatever its arrays are called.

    Raises
    ------
    InputError
        If it is damaged, or has no network that can be opened.
    """
    from safetensors import SafetensorError, safe_open

    check_file(path)
    try:
        with safe_open(path, "numpy") as file:
            # The library sorts by size; names have a better order.
            names = list(file.keys())
            _check_count(len(names))
            card = (file.metadata() or {}).get(ENTRY)
            for name in names:
                kind = file.get_slice(name).get_dtype()
                if kind not in _TYPES:
                    raise InputError(
                        f"'{name}' has the type {kind}: save it as float32 or float64"
                    )
            arrays = {name: file.get_tensor(name) for name in names}
    except SafetensorError as error:
        raise InputError(f"is no complete safetensors file ({error})") from error
    except (OSError, ValueError, OverflowError, KeyError, TypeError) as error:
        raise InputError(f"cannot be read ({error})") from error
    if card is not None:
        return of_card(arrays, ModelCard.read(card), tensor_names)
    return found_in(arrays, choices)


def write_safetensors(model: TrainedModel, path: Path) -> None:
    """Write weights (O, I) and biases by the names that PyTorch gives them."""
    write_tensors(
        path, named_arrays(model, tensor_names), {ENTRY: ModelCard.of(model).text()}
    )


def read_npz_model(path: Path, choices: ModelChoices) -> FoundModel:
    """Read the model of an NPZ file, whatever its arrays are called.

    Raises
    ------
    InputError
        If it is damaged, or has no network that can be opened.
    """
    headers = array_headers(path)
    _check_count(len(headers))
    sizes = sum(int(np.prod(one.shape, dtype=object)) for one in headers)
    if sizes > most_unpacked(path):
        raise too_much_packed(path)
    names = [one.name for one in headers if one.shape and one.dtype.kind in "fiu"]
    arrays = {name: read_array(path, name) for name in names}
    if any(one.name == ENTRY for one in headers):
        words = read_array(path, ENTRY)
        if words.dtype.kind != "U" or words.shape != (1,):
            raise InputError(f"'{ENTRY}' is not its description: save it again")
        return of_card(arrays, ModelCard.read(str(words[0])), _matrix_names)
    return found_in(arrays, choices)


def write_npz_model(model: TrainedModel, path: Path) -> None:
    """Write the arrays W1 (O, I), b1, W2, ... and the card."""
    card = np.array([ModelCard.of(model).text()])
    arrays: dict[str, Any] = {**named_arrays(model, _matrix_names), ENTRY: card}
    with path.open("wb") as file:
        np.savez(file, **arrays)


class _JsonLayer(msgspec.Struct):
    # Row by row, since the numbers of a list take four times the memory of an array's.
    weights: list[msgspec.Raw]
    biases: list[float]


class _JsonModel(msgspec.Struct):
    nnviz_model: ModelCard
    layers: list[_JsonLayer]


def read_json_model(path: Path, _choices: ModelChoices) -> FoundModel:
    """Read a model that nnviz wrote as JSON.

    Raises
    ------
    InputError
        If it is none.
    """
    check_file(path)
    try:
        read = msgspec.json.decode(path.read_bytes(), type=_JsonModel)
        card = read.nnviz_model
        card.check()
        layers = [
            PlainLayer(
                np.array([_row(row, card.precision) for row in layer.weights]),
                np.array(layer.biases, card.precision),
                activation,
            )
            for layer, activation in zip(read.layers, card.activations, strict=True)
        ]
    except (OSError, TypeError, ValueError, RecursionError) as error:
        raise InputError(f"is no model in JSON ({error})") from error
    if any(layer.weights.ndim != 2 for layer in layers):
        raise InputError("a layer has no weights: save it again")
    return FoundModel(layers, card, runner="plain NumPy, read back")


def _row(row: msgspec.Raw, precision: str) -> Floats:
    return np.array(msgspec.json.decode(row, type=list[float]), precision)


def write_json_model(model: TrainedModel, path: Path) -> None:
    """Write the card, and for each layer its weights (O, I) and biases."""
    layers = [
        {"weights": weights.tolist(), "biases": biases.tolist()}
        for weights, biases in zip(
            model.network.weights, model.network.biases, strict=True
        )
    ]
    written = {ENTRY: ModelCard.of(model), "layers": layers}
    path.write_bytes(msgspec.json.encode(written))


def found_in(
    arrays: Mapping[str, NDArray[Any]], choices: ModelChoices, orientation: str = ""
) -> FoundModel:
    """Return the model in arrays of any names: weights (O, I) or (I, O), biases (O,).

    See `layers_of`.
    """
    read = {name: numbers(values, name) for name, values in arrays.items()}
    return FoundModel(layers_of(read, choices, orientation))


def of_card(
    arrays: Mapping[str, NDArray[Any]],
    card: ModelCard,
    names: LayerNames,
) -> FoundModel:
    """Return a model that nnviz wrote, by the names of its (O, I) and (O,) arrays.

    Raises
    ------
    InputError
        If an array is missing.
    """
    layers = []
    for number, activation in enumerate(card.activations, start=1):
        found = [arrays.get(name) for name in names(number)]
        weights, biases = found
        if weights is None or biases is None or (weights.ndim, biases.ndim) != (2, 1):
            raise InputError(f"the arrays of layer {number} are missing: save it again")
        layers.append(
            PlainLayer(
                numbers(weights, "weights"), numbers(biases, "biases"), activation
            )
        )
    return FoundModel(layers, card, runner="plain NumPy, read back")


def named_arrays(model: TrainedModel, names: LayerNames) -> dict[str, Floats]:
    """Return the weights (O, I) and biases (O,) of each layer by their names."""
    arrays: dict[str, Floats] = {}
    parts = zip(model.network.weights, model.network.biases, strict=True)
    for number, (weights, biases) in enumerate(parts, start=1):
        of_weights, of_biases = names(number)
        arrays[of_weights] = np.ascontiguousarray(weights)
        arrays[of_biases] = np.ascontiguousarray(biases)
    return arrays


def tensor_names(layer: int) -> tuple[str, str]:
    """Return the names that PyTorch gives a layer's weights and biases."""
    return f"layers.{layer - 1}.weight", f"layers.{layer - 1}.bias"


def _matrix_names(layer: int) -> tuple[str, str]:
    return f"W{layer}", f"b{layer}"


def _check_count(count: int) -> None:
    if count > _MOST_ARRAYS:
        raise InputError(f"has {count:,} arrays: it is no network of dense layers")
