"""A run's start, without loading its data again."""

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.engine import Engine
from nnviz.session.tunable import tunable_settings


def rewound(engine: Engine, config: RunConfig) -> Engine:
    """Return a clone of a run, which shares its data in memory, back at the start.

    Parameters
    ----------
    engine
        The run, wherever it is; it is not touched.
    config
        What the run began with, nothing left open.
    """
    clone = engine.clone()
    network = clone.network
    network.initialize()
    rule = OPTIMIZERS[str(config.optimizer)]
    state = rule.start(network.parameters, config.optimizer_settings)
    settings = tunable_settings(config)
    clone.restore_state(
        Checkpoint(0, network.parameters.copy(), state.snapshot(), settings)
    )
    return clone
