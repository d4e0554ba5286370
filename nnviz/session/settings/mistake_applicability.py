"""Decides whether the chosen mistakes make a difference in a run."""

from collections.abc import Collection

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import Loss
from nnviz.core.mistake import RuledOutError
from nnviz.core.mistakes import find_mistakes
from nnviz.core.network import Network, find_activation
from nnviz.session.config import RunConfig


def activations_of(config: RunConfig, network: Network) -> tuple[Activation, ...]:
    """Return every layer's activation; that of the output layer never changes."""
    hidden = tuple(find_activation(name) for name in config.activations or ())
    return (*hidden, network.activations[-1])


def obstacles(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> dict[str, str]:
    """Return the chosen mistakes that make no difference, and why.

    ``config`` has nothing left open; of ``network`` only the structure matters.
    """
    if not config.mistakes:
        return {}
    network = _as_configured(network, config)
    found = {
        mistake.name: mistake.obstacle(network, loss, batch_size)
        for mistake in find_mistakes(config.mistakes)
    }
    return {name: why for name, why in found.items() if why is not None}


def check_mistakes(
    config: RunConfig, network: Network, loss: Loss, batch_size: int
) -> None:
    """Check that each of the chosen mistakes makes a difference.

    Raises
    ------
    RuledOutError
        If one does not.
    """
    for name, why in obstacles(config, network, loss, batch_size).items():
        raise RuledOutError(name, why)


def without(config: RunConfig, ruled_out: Collection[str]) -> RunConfig:
    """Return the configuration without some of its mistakes."""
    kept = tuple(name for name in config.mistakes if name not in ruled_out)
    return config.changed(mistakes=kept)


def _as_configured(network: Network, config: RunConfig) -> Network:
    """Return a copy with the activations of the configuration."""
    copy = network.copy()
    copy.activations = activations_of(config, network)
    return copy
