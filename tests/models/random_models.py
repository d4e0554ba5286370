"""Makes models at random: of any depth, with any activations, scaling and names."""

from dataclasses import replace

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import Network
from nnviz.data.scaling import Scaling
from nnviz.files.data_card import DataCard
from nnviz.files.session import Scalings
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_building import unscaled

OWN = ("x * tanh(log(1 + exp(x)))", "mine = max(x, 0.2*x) + abs(x) * 0.1")

HIDDEN = tuple(name for name in ACTIVATIONS if name != "softmax")


def random_model(seed: int, *, activations: tuple[str, ...] = HIDDEN) -> TrainedModel:
    """Return a model of 1 to 5 layers; odd seeds have float32."""
    random = np.random.default_rng(seed)
    depth = int(random.integers(1, 6))
    sizes = tuple(int(size) for size in random.integers(1, 9, depth + 1))
    names = tuple(str(name) for name in random.choice(activations, depth))
    if sizes[-1] > 1 and random.random() < 0.4:
        names = (*names[:-1], "softmax")
    precision = "float32" if seed % 2 else "float64"
    network = Network(sizes, names, precision=precision, seed=seed)
    for biases in network.biases:
        biases[...] = random.normal(0, 0.3, biases.shape)
    scalings = Scalings(_scaling(random, sizes[0]), _scaling(random, sizes[-1]))
    card = DataCard(
        name="made",
        task="regression",
        input_names=tuple(f"in {k}" for k in range(sizes[0])),
        output_names=tuple(f"out {k}" for k in range(sizes[-1])),
        class_names=(),
    )
    return TrainedModel(card, network, scalings)


def _scaling(random: np.random.Generator, columns: int) -> Scaling:
    if random.random() < 0.4:
        return unscaled(columns)
    offset, size = random.normal(0, 5, columns), random.uniform(0.5, 20, columns)
    return Scaling("standard", offset, 1 / size)


def classifier(names: tuple[str, ...] = ("a", "b", "c")) -> TrainedModel:
    """Return a model of two inputs and two derived ones, with classes."""
    network = Network((4, 5, len(names)), ("tanh", "softmax"), seed=3)
    card = DataCard(
        name="classes",
        task="classification",
        input_names=("x1", "x2"),
        output_names=names,
        class_names=names,
    )
    scaling = Scaling("standard", np.arange(4.0), np.full(4, 0.5))
    scalings = Scalings(scaling, unscaled(len(names)))
    return TrainedModel(card, network, scalings, ("x1^2", "sin(x2)"))


def renamed(model: TrainedModel, **fields: object) -> TrainedModel:
    """Return a model with other fields of its card."""
    import msgspec

    return replace(model, card=msgspec.structs.replace(model.card, **fields))


def without_steps() -> tuple[str, ...]:
    """Return the activations of hidden layers that Keras can name in a file."""
    return tuple(name for name in HIDDEN if not name.startswith("step"))
