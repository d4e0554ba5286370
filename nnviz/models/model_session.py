"""Makes a run of a model, on data of the user's choice: it can be trained on from here.

Where the data are scaled otherwise than those of the model, the weights next to them
are rewritten, so that raw rows lead to the same outputs.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.network import Network
from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset
from nnviz.data.scaling import SCALINGS, SIGNS, Scaling
from nnviz.files.opening import OpenedSession
from nnviz.files.session import Scalings, session_of
from nnviz.files.trained_model import TrainedModel
from nnviz.models.model_proof import prove, rows_for
from nnviz.models.opened_model import OpenedModel
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer


def fitting_data(model: TrainedModel) -> tuple[str, ...]:
    """Return the names of nnviz's data sets that have a model's inputs and outputs.

    That of its own name is the first.
    """
    card = model.card
    found = [
        name
        for name, entry in CATALOG.items()
        if (entry.inputs, entry.outputs)
        == (len(card.input_names), model.network.sizes[-1])
    ]
    return tuple(sorted(found, key=lambda name: name != card.name))


def session_on(opened: OpenedModel, data: str) -> OpenedSession:
    """Return a session that begins with a model's weights, on a data set or a file.

    Raises
    ------
    InputError
        If the data do not fit the model.
    """
    model = opened.model
    config = _config(model, data)
    dataset = load_data(config)
    _check_fits(model, dataset)
    trainer = Trainer(config, dataset)
    scalings = Scalings(trainer.data.input_scaling, trainer.data.target_scaling)
    network = _rescaled(model, scalings)
    start = replace(trainer.checkpoint(), parameters=network.parameters)
    trainer.begin_with(start)
    again = TrainedModel(model.card, trainer.network, scalings, model.derived)
    rows = rows_for(model, dataset.inputs)
    prove(
        model, rows, again.predict(rows), "the network with the scaling of these data"
    )
    session = session_of(config, trainer, dataset)
    return OpenedSession(opened.path, session, dataset)


def _config(model: TrainedModel, data: str) -> RunConfig:
    network, scalings = model.network, model.scalings
    names = tuple(one.name for one in network.activations)
    inputs, targets = scalings.inputs.kind, scalings.targets.kind
    choices = model.choices.given() if data not in CATALOG else {}
    if data not in CATALOG:
        data = str(Path(data).expanduser().absolute())
    return RunConfig(
        dataset=data,
        derived=model.derived,
        hidden=network.sizes[1:-1],
        activations=names[:-1],
        output_activation=names[-1],
        loss=_loss(names[-1], network.sizes[-1], model.card.task),
        precision=network.precision,
        scaling=inputs if inputs in SCALINGS else "standard",
        target_scaling=targets if targets in (*SCALINGS, SIGNS) else "none",
        **{name: value for name, value in choices.items() if name != "dataset"},
    )


def _loss(last: str, outputs: int, task: str) -> str:
    """Return the loss that suits an output layer."""
    if task != "regression" and last == "softmax" and outputs > 1:
        return "cross_entropy"
    if task != "regression" and last == "sigmoid":
        return "binary_cross_entropy"
    return "mse"


def _check_fits(model: TrainedModel, dataset: Dataset) -> None:
    inputs, outputs = len(model.card.input_names), model.network.sizes[-1]
    if (dataset.input_count, dataset.output_count) != (inputs, outputs):
        raise InputError(
            f"'{dataset.name}' has {dataset.input_count} inputs and "
            f"{dataset.output_count} outputs, but the model {inputs} and {outputs}: "
            "choose other data"
        )


def _rescaled(model: TrainedModel, wanted: Scalings) -> Network:
    """Return the network that says the same with another scaling.

    Raises
    ------
    InputError
        If the targets are scaled otherwise and the outputs are not linear.
    """
    network = model.network.copy("float64")
    given = model.scalings
    if not _is_same(given.inputs, wanted.inputs):
        # scaled = (x - offset) * factor, solved for x with the wanted one.
        size = given.inputs.factor / wanted.inputs.factor
        shift = (wanted.inputs.offset - given.inputs.offset) * given.inputs.factor
        network.biases[0][...] += network.weights[0] @ shift
        network.weights[0][...] *= size
    if not _is_same(given.targets, wanted.targets):
        if network.activations[-1].name != "linear":
            raise InputError(
                "its targets are scaled otherwise than those of these data, and its "
                "outputs are not linear: choose the data that it was trained on"
            )
        size = wanted.targets.factor / given.targets.factor
        shift = (given.targets.offset - wanted.targets.offset) * wanted.targets.factor
        network.weights[-1][...] *= size[:, None]
        network.biases[-1][...] = network.biases[-1] * size + shift
    return network


def _is_same(one: Scaling, other: Scaling) -> bool:
    return np.array_equal(one.offset, other.offset) and np.array_equal(
        one.factor, other.factor
    )
