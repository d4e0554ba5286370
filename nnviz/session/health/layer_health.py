"""What is known of a layer after a look at the whole data set."""

import msgspec

from nnviz.core.types import Floats, Indices


class Distribution(msgspec.Struct, frozen=True, eq=False):
    """How often each value occurs among all neurons of a layer and all samples.

    Attributes
    ----------
    edges, counts
        The histogram, (B + 1,) and (B,), of the finite values.
    mean, deviation
        Of the finite values; NaN where there are none.
    outside
        How many values are not finite.
    """

    edges: Floats
    counts: Indices
    mean: float
    deviation: float
    outside: int = 0


class LayerHealth(msgspec.Struct, frozen=True, eq=False):
    """A layer at one moment, looked at on ``samples`` samples.

    Attributes
    ----------
    layer
        Counted from 1.
    activation
        The activation's name.
    z, a
        The distributions of pre-activations and activations.
    dead
        The neurons, from 0, whose activation is zero for every sample.
    nearly_dead
        Those not dead whose activation is zero for nearly every sample.
    saturated
        The share of saturated samples of each neuron, (O,).
    gradient_norm
        The Euclidean norm of the cost's gradient by this layer's weights and biases.
    data_gradient_norm
        The same without the share of the penalty, exactly 0 where no sample has any
        influence; None if it was not looked at.
    steepest
        The largest |slope| of all neurons and samples; None if it was not looked at.
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
        """How many neurons the layer has."""
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
        """The share of all neurons' samples that are saturated."""
        return float(self.saturated.mean())


class NetworkHealth(msgspec.Struct, frozen=True, eq=False):
    """All layers of a network after ``iteration`` iterations, the output last."""

    iteration: int
    layers: tuple[LayerHealth, ...]

    @property
    def hidden(self) -> tuple[LayerHealth, ...]:
        """The layers whose neurons can be lost: all but the output."""
        return self.layers[:-1]

    @property
    def dead_share(self) -> float:
        """The share of all hidden neurons that are dead."""
        neurons = sum(layer.neurons for layer in self.hidden)
        return sum(len(layer.dead) for layer in self.hidden) / max(1, neurons)

    @property
    def saturated_share(self) -> float:
        """The share of all hidden neurons' samples that are saturated."""
        neurons = sum(layer.neurons for layer in self.hidden)
        flat = sum(float(layer.saturated.sum()) for layer in self.hidden)
        return flat / max(1, neurons)
