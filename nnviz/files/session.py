"""A session: a run as the user left it, to be saved in a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nnviz.data.catalog import CATALOG, MADE
from nnviz.data.dataset import Dataset
from nnviz.data.scaling import Scaling
from nnviz.files.data_card import DataCard
from nnviz.session.config import RunConfig
from nnviz.session.run_state import RunState
from nnviz.session.settings.data_file import mark, with_whole_path
from nnviz.session.timeline.past import Past
from nnviz.session.trainer import Trainer

ENDING = ".nnviz"
"""The ending of a session file's name."""

EMBEDDED = 8 << 20
"""Data of up to this many bytes are part of a session; so are generated ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Scalings:
    """How inputs (I,) and targets (O,) are scaled, fitted on the training set."""

    inputs: Scaling
    targets: Scaling


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
    dataset
        The data as loaded, without derived inputs; None if the file only refers to
        them.
    card
        What is known of the data even if they are not there.
    scalings
        How they are scaled, derived inputs included.
    past
        What its timeline knows, so that its moments can be revisited.
    view
        What the window showed, by the names of its parts: values of JSON.

    The card, the scalings and the past are None in a session of format 1.
    """

    config: RunConfig
    state: RunState
    data_mark: int | None = None
    dataset: Dataset | None = None
    card: DataCard | None = None
    scalings: Scalings | None = None
    past: Past | None = None
    view: Mapping[str, Any] = field(default_factory=dict)

    @property
    def embeds_data(self) -> bool:
        """Whether the data are part of its file: generated ones, and small ones."""
        if self.dataset is None:
            return False
        entry = CATALOG.get(self.config.dataset)
        size = self.dataset.inputs.nbytes + self.dataset.targets.nbytes
        return (entry is not None and entry.kind == MADE) or size <= EMBEDDED


def session_of(
    config: RunConfig,
    trainer: Trainer,
    dataset: Dataset,
    past: Past | None = None,
) -> Session:
    """Return the session of a trainer that is between two iterations.

    Parameters
    ----------
    config
        The settings as the user chose them.
    trainer
        The trainer whose run is saved.
    dataset
        The data as loaded, without derived inputs.
    past
        What its timeline knows.
    """
    state = trainer.state()
    settled = with_whole_path(state.config)
    data = trainer.data
    return Session(
        with_whole_path(config),
        replace(state, config=settled),
        mark(config, dataset),
        dataset,
        DataCard.of(dataset, data.dataset.fills),
        Scalings(data.input_scaling, data.target_scaling),
        past,
    )
