"""The health of layers and networks, as frozen values."""

import msgspec

from nnviz.core.types import Floats, Indices


class Distribution(msgspec.Struct, frozen=True, eq=False):
    """The distribution of a quantity over all neurons of a layer and all samples.

    Attributes
    ----------
    edges, counts
        The histogram, (B + 1,) and (B,), of the finite values.
    mean, deviation
        Mean and standard deviation of the finite values; NaN if there are none.
    outside
        The number of values that are not finite.
    """

    edges: Floats
    counts: Indices
    mean: float
    deviation: float
    outside: int = 0


class LayerHealth(msgspec.Struct, frozen=True, eq=False):
    """The health of a layer at one iteration, measured on ``samples`` samples.

    Attributes
    ----------
    layer
        The number of the layer, from 1.
    activation
        The activation's name.
    z, a
        The distributions of pre-activations and activations.
    dead
        The neurons, from 0, whose activation is zero for every sample, (n,).
    nearly_dead
        The others whose activation is zero for nearly every sample, (n,).
    saturated
        The share of samples for which each neuron is saturated, (O,).
    gradient_norm
        The Euclidean norm of the cost's gradient by this layer's weights and biases.
    data_gradient_norm
        The same without the penalty's part, exactly 0 if no sample has any influence;
        None if it was not measured.
    steepest
        The largest |slope| of all neurons and samples; None if it was not measured.
    """

    layer: int
    activation: str
    samples: int
    z: Distribution
    a: Distribution
    dead: Indices
    nearly_dead: Indices
    saturated: Floats
    gradient_norm: float
    data_gradient_norm: float | None = None
    steepest: float | None = None

    @property
    def neurons(self) -> int:
        """The number of neurons in the layer."""
        return len(self.saturated)

    @property
    def dead_share(self) -> float:
        """The share of neurons that are dead."""
        return len(self.dead) / self.neurons

    @property
    def nearly_dead_share(self) -> float:
        """The share of neurons that are nearly dead."""
        return len(self.nearly_dead) / self.neurons

    @property
    def saturated_share(self) -> float:
        """The share of all pairs of neuron and sample that are saturated."""
        return float(self.saturated.mean())


class NetworkHealth(msgspec.Struct, frozen=True, eq=False):
    """The health of all layers after ``iteration`` iterations, the output last."""

    iteration: int
    layers: tuple[LayerHealth, ...]

    @property
    def hidden(self) -> tuple[LayerHealth, ...]:
        """The layers whose neurons can die: all but the output."""
        return self.layers[:-1]

    @property
    def dead_share(self) -> float:
        """The share of all hidden neurons that are dead."""
        neurons = sum(layer.neurons for layer in self.hidden)
        return sum(len(layer.dead) for layer in self.hidden) / max(1, neurons)

    @property
    def saturated_share(self) -> float:
        """The share of all pairs of hidden neuron and sample that are saturated."""
        neurons = sum(layer.neurons for layer in self.hidden)
        flat = sum(float(layer.saturated.sum()) for layer in self.hidden)
        return flat / max(1, neurons)
