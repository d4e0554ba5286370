"""Finds layers that no gradient reaches, by measuring rather than by their names."""

from dataclasses import dataclass

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.core.writing.layer_names import layer_name, listed_layers
from nnviz.session.comparison.number_words import counted
from nnviz.session.health.layer_health import LayerHealth, NetworkHealth


@dataclass(frozen=True, slots=True)
class LayerLearning:
    """Whether a layer can learn now, and whether it ever has.

    Attributes
    ----------
    layer
        The number of the layer, from 1.
    activation
        The activation's name.
    zero_gradient
        Whether the gradient of the average loss by its parameters is exactly zero.
    unchanged
        Whether its weights and biases are the initial ones, bit for bit.
    flat
        Whether its own activation has slope 0 for every neuron and sample measured.
    """

    layer: int
    activation: str
    zero_gradient: bool
    unchanged: bool
    flat: bool


@dataclass(frozen=True, slots=True)
class Learning:
    """Which layers of a network learn, after ``iteration`` iterations.

    ``samples`` is the number of samples of the gradient. ``penalised`` tells whether a
    penalty changes the weights even if the data do not.
    """

    iteration: int
    samples: int
    layers: tuple[LayerLearning, ...]
    penalised: bool = False

    @property
    def still(self) -> tuple[LayerLearning, ...]:
        """The layers whose gradient is zero."""
        return tuple(layer for layer in self.layers if layer.zero_gradient)

    def words(self) -> str | None:
        """Return a sentence on which layers do not learn and why; None if all do."""
        if not self.still:
            return None
        numbers = [layer.layer for layer in self.still]
        several = len(numbers) > 1
        which = listed_layers(numbers, len(self.layers))
        text = (
            f"the gradient of {which} is exactly zero over all "
            f"{counted(self.samples, 'sample')}{self._cause()}: "
            f"{'they do' if several else 'it does'} not learn"
        )
        return f"{text}; {self._since_the_start()}"

    def _cause(self) -> str:
        """Name the last layer with no slope, through which no gradient passes."""
        flat = [layer for layer in self.still if layer.flat]
        if not flat:
            return ""
        where = layer_name(flat[-1].layer, len(self.layers))
        return f" (the slope of {flat[-1].activation} in {where} is zero)"

    def _since_the_start(self) -> str:
        moved = [layer.layer for layer in self.still if not layer.unchanged]
        after = f"after {counted(self.iteration, 'iteration')}"
        if not moved:
            return f"{after} the weights and biases are still the initial ones"
        why = ", because the penalty moves them" if self.penalised else ""
        which = listed_layers(moved, len(self.layers))
        return (
            f"{after} the weights or biases of {which} differ from the initial "
            f"ones{why}"
        )


def learning_of(
    health: NetworkHealth, network: Network, initial: Floats | None = None
) -> Learning:
    """Compare gradients with zero, and parameters with the initial ones.

    Parameters
    ----------
    health
        The current health of the network.
    network
        The network.
    initial
        Its initial parameters, (P,); None for those of its initialiser and seed.
    """
    layout = network.layout
    initial = initial_parameters(network) if initial is None else initial
    blocks = zip(layout.blocks(network.parameters), layout.blocks(initial), strict=True)
    layers = tuple(
        LayerLearning(
            layer=layer.layer,
            activation=layer.activation,
            zero_gradient=_data_norm(layer) == 0.0,
            unchanged=now.tobytes() == before.tobytes(),
            flat=layer.steepest == 0.0,
        )
        for layer, (now, before) in zip(health.layers, blocks, strict=True)
    )
    penalised = any(layer.gradient_norm != _data_norm(layer) for layer in health.layers)
    return Learning(health.iteration, health.layers[0].samples, layers, penalised)


def initial_parameters(network: Network) -> Floats:
    """Return the parameters (P,) that a network's initialiser and seed give."""
    clone = network.copy()
    clone.initialize()
    return clone.parameters


def _data_norm(layer: LayerHealth) -> float:
    data = layer.data_gradient_norm
    return layer.gradient_norm if data is None else data
