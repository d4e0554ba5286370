"""Whether the mistake that is chosen makes a difference in a run."""

from nnviz.core.activation import Activation
from nnviz.core.loss import Loss
from nnviz.core.mistake import RuledOutError
from nnviz.core.network import Network, find_activation
from nnviz.core.program import find_mistake
from nnviz.session.config import RunConfig


def activations_of(config: RunConfig, network: Network) -> tuple[Activation, ...]:
    """Return every layer's function; that of the output layer never changes."""
    hidden = tuple(find_activation(name) for name in config.activations or ())
    return (*hidden, network.activations[-1])


def check_mistake(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> None:
    """Raise ``RuledOutError`` if a mistake is chosen that makes no difference.

    ``config`` has nothing left open; of ``network`` only the structure matters.
    """
    if config.mistake is not None:
        network = network.copy()
        network.activations = activations_of(config, network)
        find_mistake(config.mistake).check(network, loss, batch_size)


def without_ruled_out(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> RunConfig:
    """Return the configuration without its mistake, if that makes no difference."""
    try:
        check_mistake(config, network, loss, batch_size)
    except RuledOutError:
        return config.changed(mistake=None)
    return config
