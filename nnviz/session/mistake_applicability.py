"""Decides whether the chosen mistake makes a difference in a run."""

from nnviz.core.activation import Activation
from nnviz.core.loss import Loss
from nnviz.core.network import Network, find_activation
from nnviz.core.program import find_mistake
from nnviz.session.config import RunConfig


def activations_of(config: RunConfig, network: Network) -> tuple[Activation, ...]:
    """Return every layer's activation; that of the output layer never changes."""
    hidden = tuple(find_activation(name) for name in config.activations or ())
    return (*hidden, network.activations[-1])


def obstacle(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> str | None:
    """Return why the chosen mistake makes no difference, or None if it does.

    ``config`` has nothing left open; of ``network`` only the structure matters.
    """
    if config.mistake is None:
        return None
    mistake, network = find_mistake(config.mistake), _as_configured(network, config)
    return mistake.obstacle(network, loss, batch_size)


def check_mistake(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> None:
    """Check that the chosen mistake, if any, makes a difference.

    Raises
    ------
    RuledOutError
        If it does not.
    """
    if config.mistake is not None:
        network = _as_configured(network, config)
        find_mistake(config.mistake).check(network, loss, batch_size)


def without_ruled_out(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> RunConfig:
    """Return the configuration, without its mistake if that makes no difference."""
    why = obstacle(config, network, loss, batch_size)
    return config if why is None else config.changed(mistake=None)


def _as_configured(network: Network, config: RunConfig) -> Network:
    """Return a copy with the activations of the configuration."""
    copy = network.copy()
    copy.activations = activations_of(config, network)
    return copy
