"""What a session has learned, without its data: raw rows in, predictions out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.dataset import row_blocks
from nnviz.data.derived import with_derived
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices
from nnviz.files.data_card import DataCard
from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.session import ENDING, Scalings, Session
from nnviz.files.session_file import read_session
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class TrainedModel:
    """A network with all that leads from raw inputs to predictions.

    Attributes
    ----------
    card
        What its data were: the names of G inputs, O outputs and K classes.
    network
        The network as it was saved.
    scalings
        How its inputs, derived ones included, and its targets are scaled.
    derived
        The names of the inputs that are worked out from others.
    choices
        How its data were read.
    """

    card: DataCard
    network: Network
    scalings: Scalings
    derived: tuple[str, ...] = ()
    choices: TableChoices = AS_IT_SEEMS_BEST

    @np.errstate(all="ignore")
    def predict(self, inputs: NDArray[Any]) -> Floats:
        """Return the outputs (N, O) for inputs (N, G), both in the data's own units.

        Of a classification they are what the network says of each class, or of the
        second of two.

        Raises
        ------
        InputError
            If the inputs have another number of columns.
        """
        names = (*self.card.input_names, *self.derived)
        if inputs.ndim != 2 or inputs.shape[1] != len(self.card.input_names):
            raise InputError(
                f"inputs of shape {inputs.shape}: '{self.card.name}' has rows of "
                f"{len(self.card.input_names)}"
            )
        outputs = np.empty((len(inputs), self.network.sizes[-1]))
        for start, block in row_blocks(inputs):
            given = with_derived(names, np.asarray(block, np.float64))
            scaled = np.empty(given.shape, self.network.precision)
            self.scalings.inputs.apply(given, out=scaled)
            found = self.network.predict(scaled)
            outputs[start : start + len(block)] = self.scalings.targets.invert(found)
        return outputs


def read_model(path: Path) -> TrainedModel:
    """Read what the run of a session file has learned; its data need not be there.

    Those of format 1 did not keep the scaling, and need their data.

    Raises
    ------
    InputError
        If the file is no session, or is damaged.
    """
    path = path.expanduser().absolute()
    if path.suffix.lower() != ENDING:
        raise InputError(f"{path}: is not a session: give a {ENDING} file")
    session = read_session(path)
    if session.card is None or session.scalings is None:
        opened = open_file(path)
        assert isinstance(opened, OpenedSession)  # by its ending
        trainer = Trainer(session.state.config, opened.dataset)
        trainer.resume(session.state)
        data = trainer.data
        return TrainedModel(
            DataCard.of(opened.dataset),
            trainer.network,
            Scalings(data.input_scaling, data.target_scaling),
            session.state.config.derived,
            session.state.config.chosen(),
        )
    return _of_session(path, session, session.card, session.scalings)


def _of_session(
    path: Path, session: Session, card: DataCard, scalings: Scalings
) -> TrainedModel:
    config = session.state.config
    inputs = len(card.input_names) + len(config.derived)
    network = _network(config, inputs, len(card.output_names))
    stored = session.state.now.parameters
    if stored.shape != network.parameters.shape or len(scalings.inputs.offset) != (
        inputs
    ):
        raise InputError(
            f"{path}: the session is damaged (its parts do not fit each other): use a "
            "backup copy"
        )
    network.parameters[...] = stored
    return TrainedModel(card, network, scalings, config.derived, config.chosen())


def _network(config: RunConfig, inputs: int, outputs: int) -> Network:
    return Network(
        (inputs, *(config.hidden or ()), outputs),
        (*(config.activations or ()), str(config.output_activation)),
        initializer="zeros",
        precision=str(config.precision),
        seed=0,
    )
