"""Goes back to the start of a run without loading its data again."""

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.engine import Engine
from nnviz.session.settings.tunable import tunable_settings


def rewound(engine: Engine, config: RunConfig) -> Engine:
    """Return a clone of a run in its initial state, which shares the run's data.

    Parameters
    ----------
    engine
        The run, at any iteration; it is not changed.
    config
        The settings that the run started with, none left open.
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
