"""The model that a run has at a moment, to be saved."""

import msgspec

from nnviz.core.network import Network
from nnviz.data.prepared import PreparedData
from nnviz.files.data_card import DataCard
from nnviz.files.session import Scalings
from nnviz.files.trained_model import TrainedModel
from nnviz.session.config import RunConfig


def model_of_run(
    network: Network, data: PreparedData, config: RunConfig
) -> TrainedModel:
    """Return a network with all that leads from raw rows to its predictions.

    Parameters
    ----------
    network
        The network, which must not change any more.
    data
        What it is trained on.
    config
        The settings of its run.
    """
    card = DataCard.of(data.dataset)
    given = len(card.input_names) - len(config.derived)
    return TrainedModel(
        msgspec.structs.replace(card, input_names=card.input_names[:given]),
        network,
        Scalings(data.input_scaling, data.target_scaling),
        config.derived,
        config.chosen(),
    )
