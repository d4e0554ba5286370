"""A session: a run as the user left it, to be kept in a file."""

import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset, row_blocks
from nnviz.session.config import RunConfig
from nnviz.session.run_state import RunState
from nnviz.session.trainer import Trainer

ENDING = ".nnviz"
"""How the names of session files end."""


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A run with the settings the user chose.

    Attributes
    ----------
    config
        As the user chose it: what is None was left open.
    state
        The run itself; its own configuration has nothing left open.
    data_mark
        A checksum of data that come from a file of the user's, which may change; None
        for data that nnviz brings.
    """

    config: RunConfig
    state: RunState
    data_mark: int | None = None


def session_of(config: RunConfig, trainer: Trainer, dataset: Dataset) -> Session:
    """Return the session of a trainer between two iterations.

    Parameters
    ----------
    config
        The settings as chosen.
    dataset
        The data as loaded, without derived inputs.
    """
    state = trainer.state()
    settled = with_whole_path(state.config)
    return Session(
        with_whole_path(config), replace(state, config=settled), mark(config, dataset)
    )


def with_whole_path(config: RunConfig) -> RunConfig:
    """Name a data file so that it is found from any folder."""
    if config.dataset in CATALOG:
        return config
    return config.changed(dataset=str(Path(config.dataset).expanduser().absolute()))


def mark(config: RunConfig, dataset: Dataset) -> int | None:
    """Return a checksum of the samples of a user's file; None for other data.

    Generated points may differ in the last digit between machines, and what is bundled
    does not change: only files are watched.
    """
    if config.dataset in CATALOG:
        return None
    found = zlib.crc32(repr((dataset.inputs.shape, dataset.class_names)).encode())
    for values in (dataset.inputs, dataset.targets):
        for _, block in row_blocks(values):
            found = zlib.crc32(np.ascontiguousarray(block).data, found)
    return found
