"""A session: a run as the user left it, to be kept in a file."""

from dataclasses import dataclass, replace

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.data_file import mark, with_whole_path
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
