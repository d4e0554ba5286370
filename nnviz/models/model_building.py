"""Makes a model of layers, with what is known of names and scaling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.dataset import MOST_COLUMNS, Task
from nnviz.data.derived import with_derived
from nnviz.data.scaling import Scaling
from nnviz.files.data_card import DataCard
from nnviz.files.session import Scalings
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_card import ModelCard
from nnviz.models.plain import PlainLayer, run_plainly
from nnviz.session.config import MOST_LAYERS


@dataclass(frozen=True, slots=True, eq=False)
class FoundModel:
    """What a file has.

    Attributes
    ----------
    layers
        Its layers, from the first.
    card
        The card of the model, if nnviz wrote the file.
    scalings
        How inputs and targets are scaled, if the file itself says so.
    run
        Works out the outputs (N, O) of rows (N, G) by the file, by other means than
        nnviz's; None if plain NumPy is to do it.
    runner
        What ``run`` uses.
    """

    layers: Sequence[PlainLayer]
    card: ModelCard | None = None
    scalings: Scalings | None = None
    run: Callable[[Floats], Floats] | None = None
    runner: str = "plain NumPy"

    def outputs(self, model: TrainedModel, rows: Floats) -> Floats:
        """Return the outputs (N, O) of rows (N, G), in the units of the targets."""
        if self.run is not None:
            return self.run(rows)
        names = (*model.card.input_names, *model.derived)
        inputs, targets = model.scalings.inputs, model.scalings.targets
        scaled = (with_derived(names, rows) - inputs.offset) * inputs.factor
        a = run_plainly(self.layers, scaled.astype(model.network.precision))
        return np.asarray(a / targets.factor + targets.offset)


def model_of(found: FoundModel, name: str) -> TrainedModel:
    """Return the model of a file called ``name``.

    Raises
    ------
    InputError
        If its layers do not fit each other or its card, or have what is no number.
    """
    layers, card = found.layers, found.card
    sizes = _sizes(layers)
    precision = _precision(layers)
    if card is not None and card.sizes != sizes:
        raise InputError(
            f"its layers {'-'.join(map(str, sizes))} are not those of its description, "
            f"{'-'.join(map(str, card.sizes))}: save it again"
        )
    # A function is found by its values; the card has the name by which it was chosen.
    named = card.activations if card else [layer.activation for layer in layers]
    network = Network(
        sizes,
        named,
        initializer="zeros",
        precision=precision,
    )
    parts = zip(layers, network.weights, network.biases, strict=True)
    for number, (layer, weights, biases) in enumerate(parts, start=1):
        weights[...], biases[...] = layer.matrix, layer.biases
        if not (np.isfinite(weights).all() and np.isfinite(biases).all()):
            raise InputError(
                f"layer {number} has weights or biases that are no numbers: it cannot "
                "be used"
            )
    scalings = found.scalings or (card.scalings if card else _unscaled(sizes))
    if card is None:
        return TrainedModel(_plain_card(name, network), network, scalings)
    return TrainedModel(card.data, network, scalings, card.derived, card.choices)


def numbers(values: NDArray[Any], name: str) -> Floats:
    """Return an array of the same shape, of float32 or float64, with these numbers.

    Raises
    ------
    InputError
        If they are of another kind.
    """
    if values.dtype.kind not in "fiu" or values.dtype.itemsize > 8:
        raise InputError(
            f"'{name}' has the type {values.dtype}: save it as float32 or float64"
        )
    if values.dtype.kind == "f" and values.dtype.itemsize <= 4:
        return np.asarray(values, np.float32)
    return np.asarray(values, np.float64)


def _sizes(layers: Sequence[PlainLayer]) -> tuple[int, ...]:
    if len(layers) - 1 > MOST_LAYERS:
        raise InputError(f"{len(layers):,} layers: there can be at most {MOST_LAYERS}")
    shapes = [layer.matrix.shape for layer in layers]
    for number, (first, second) in enumerate(pairwise(shapes), start=1):
        if first[0] != second[1]:
            raise InputError(
                f"layer {number} has {first[0]} neurons, but layer {number + 1} has "
                f"{second[1]} inputs"
            )
    for number, (layer, shape) in enumerate(zip(layers, shapes, strict=True), start=1):
        if layer.biases.shape != shape[:1]:
            raise InputError(
                f"layer {number} has {shape[0]} neurons, but {layer.biases.size} biases"
            )
    sizes = (shapes[0][1], *(shape[0] for shape in shapes))
    if max(sizes[0], sizes[-1]) > MOST_COLUMNS:
        raise InputError(
            f"{max(sizes[0], sizes[-1]):,} inputs or outputs: there can be at most "
            f"{MOST_COLUMNS:,}"
        )
    return sizes


def _precision(layers: Sequence[PlainLayer]) -> str:
    kinds = {part.dtype for layer in layers for part in (layer.weights, layer.biases)}
    return "float32" if kinds == {np.dtype(np.float32)} else "float64"


def unscaled(columns: int) -> Scaling:
    """Return the scaling that changes nothing."""
    return Scaling("none", np.zeros(columns), np.ones(columns))


def _unscaled(sizes: Sequence[int]) -> Scalings:
    return Scalings(unscaled(sizes[0]), unscaled(sizes[-1]))


def _plain_card(name: str, network: Network) -> DataCard:
    """Return names for what nothing is known of; the last activation tells the task."""
    outputs, last = network.sizes[-1], network.activations[-1].name
    classes = {"softmax": outputs, "sigmoid": 2 if outputs == 1 else 0}.get(last, 0)
    class_names = tuple(f"class {k}" for k in range(classes))
    task: Task = "regression"
    if classes:
        task = "classification"
    elif last == "sigmoid":
        task = "labels"
    output_names = tuple(f"y{k}" for k in range(1, outputs + 1))
    if classes:
        output_names = class_names if outputs > 1 else (f"P({class_names[1]})",)
    return DataCard(
        name=name,
        task=task,
        input_names=tuple(f"x{k}" for k in range(1, network.sizes[0] + 1)),
        output_names=output_names,
        class_names=class_names,
    )
