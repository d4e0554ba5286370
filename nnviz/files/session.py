"""A session: a run as the user left it, to be saved in a file."""

from dataclasses import dataclass, replace

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.data_file import mark, with_whole_path
from nnviz.session.run_state import RunState
from nnviz.session.trainer import Trainer

ENDING = ".nnviz"
"""The ending of a session file's name."""


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A run with the settings the user chose.

    Attributes
    ----------
    config
        As the user chose it; None stands for what was left open.
    state
        The run itself, with a configuration in which nothing is left open.
    data_mark
        A checksum of the data if they come from a file of the user's, which may
        change; None for the data sets of nnviz.
    """

    config: RunConfig
    state: RunState
    data_mark: int | None = None


def session_of(config: RunConfig, trainer: Trainer, dataset: Dataset) -> Session:
    """Return the session of a trainer that is between two iterations.

    Parameters
    ----------
    config
        The settings as the user chose them.
    trainer
        The trainer whose run is saved.
    dataset
        The data as loaded, without derived inputs.
    """
    state = trainer.state()
    settled = with_whole_path(state.config)
    return Session(
        with_whole_path(config), replace(state, config=settled), mark(config, dataset)
    )
