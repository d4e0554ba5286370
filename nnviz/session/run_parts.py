"""Builds everything that a run needs from its configuration."""

from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.functions.loss import Loss
from nnviz.core.network import Network
from nnviz.core.optimizer import OptimizerState
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.passes.memory import Batch
from nnviz.core.program import find_loss
from nnviz.data.catalog import load_dataset
from nnviz.data.classes import balanced_weights
from nnviz.data.dataset import Dataset
from nnviz.data.derived import add_derived
from nnviz.data.prepared import PreparedData, prepare
from nnviz.session.batches import BatchOrder
from nnviz.session.capacity import check_capacity
from nnviz.session.config import RunConfig
from nnviz.session.scores import classes_of
from nnviz.session.settings.defaults import resolve
from nnviz.session.settings.mistake_applicability import check_mistakes


@dataclass(frozen=True, slots=True, eq=False)
class RunParts:
    """Everything a run starts with; ``config`` has nothing left open."""

    config: RunConfig
    data: PreparedData
    samples: Batch
    network: Network
    loss: Loss
    state: OptimizerState
    order: BatchOrder


def set_up(
    config: RunConfig,
    dataset: Dataset | None = None,
    prepared: PreparedData | None = None,
) -> RunParts:
    """Load and prepare the data, and build the network and its optimiser.

    ``prepared`` are the data of another run with the same data settings; they are
    shared.

    Raises
    ------
    InputError
        If the configuration or the data cannot be used, or would not fit in memory.
    """
    dataset = load_data(config) if dataset is None else dataset
    config, dataset = settle(config, dataset)
    data = prepared or prepare(
        dataset,
        test_fraction=config.test_fraction or 0.0,
        validation_fraction=config.validation_fraction,
        seed=config.data_seed,
        scaling=str(config.scaling),
        target_scaling=str(config.target_scaling),
        precision=str(config.precision),
    )
    network, loss = _network(config, dataset), _loss(config, data)
    order = BatchOrder(
        data.train.samples,
        _at_most(config.batch_size, data.train.samples),
        config.seed,
        config.shuffle,
    )
    check_mistakes(config, network, loss, order.batch_size)
    return RunParts(
        config,
        data,
        Batch(data.train.padded, np.ascontiguousarray(data.train.targets.T)),
        network,
        loss,
        OPTIMIZERS[str(config.optimizer)].start(
            network.parameters, config.optimizer_settings
        ),
        order,
    )


def settle(config: RunConfig, dataset: Dataset) -> tuple[RunConfig, Dataset]:
    """Return a configuration with nothing left open, and the data as it uses them.

    Nothing large is allocated, so this also tells beforehand whether a run is possible.

    Raises
    ------
    InputError
        If they do not suit each other, or would not fit in memory.
    """
    dataset = add_derived(dataset, config.derived) if config.derived else dataset
    config = resolve(config, dataset)
    size = _at_most(config.batch_size, dataset.samples)
    check_capacity(
        _sizes(config, dataset), size, dataset.samples, str(config.precision)
    )
    return config, dataset


def load_data(config: RunConfig) -> Dataset:
    """Load the data set of a configuration, without derived inputs.

    Raises
    ------
    InputError
        If it cannot be used.
    """
    return load_dataset(
        config.dataset,
        samples=config.samples,
        noise=config.noise,
        seed=config.data_seed,
        choices=config.chosen(),
    )


def _sizes(config: RunConfig, dataset: Dataset) -> tuple[int, ...]:
    return (dataset.input_count, *(config.hidden or ()), dataset.output_count)


def _network(config: RunConfig, dataset: Dataset) -> Network:
    network = Network(
        _sizes(config, dataset),
        (*(config.activations or ()), str(config.output_activation)),
        initializer=str(config.initializer),
        precision=str(config.precision),
        seed=config.seed,
    )
    if config.initial_bias is not None:
        # Weights are those that are drawn in any case.
        for biases in network.biases:
            biases[...] = config.initial_bias
    return network


def _loss(config: RunConfig, data: PreparedData) -> Loss:
    """Return the loss, with the weights of the classes of the training set."""
    loss, weights = find_loss(str(config.loss)), config.class_weights
    if weights is None:
        return loss
    names = data.dataset.class_names
    if isinstance(weights, dict):
        found = tuple(float(weights.get(name, 1.0)) for name in names)
    else:
        classes = classes_of(data.train.targets)
        found = balanced_weights(np.bincount(classes, minlength=len(names)))
    return replace(loss, class_weights=found)


def _at_most(batch_size: int | str | None, samples: int) -> int:
    """Return the number of samples in a batch, which cannot exceed all of them."""
    return min(batch_size, samples) if isinstance(batch_size, int) else samples
