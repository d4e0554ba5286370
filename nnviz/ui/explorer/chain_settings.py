"""What the chain of layers is worked out for, and how it is worded."""

from collections.abc import Iterator
from dataclasses import dataclass

from nnviz.core.activation import Activation
from nnviz.core.types import Floats
from nnviz.explain.exploring.backflow import flowing_back
from nnviz.explain.exploring.chain import chained, same_z
from nnviz.explain.exploring.untrained import Untrained, drawn_inputs
from nnviz.ui.experiment.setting_words import title
from nnviz.ui.explorer.z_control import FIRST_Z
from nnviz.ui.painting.numbers import signed

SAME, CHAIN, NETWORK = "same z", "chain", "network"
"""Every layer at one z; each z from the layer before; a whole network."""

SAMPLES = 100
"""Inputs that a network is given."""

MOST_LAYERS, MOST_WIDTH = 50, 300


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """Everything that what is left of a gradient depends on, but for the function."""

    kind: str = CHAIN
    layers: int = 10
    z: float = FIRST_Z
    w: float = 1.0
    initializer: str = "xavier_uniform"
    width: int = 100

    def logs(self, activation: Activation) -> Floats:
        """Work out the logarithms for a function, (layers,)."""
        if self.kind == SAME:
            return same_z(activation, self.z, self.w, self.layers)
        if self.kind == CHAIN:
            return chained(activation, self.z, self.w, self.layers)
        subject = Untrained(activation, self.initializer, self.layers, self.width)
        return flowing_back(subject, drawn_inputs(SAMPLES, self.width, subject.seed))

    def words(self) -> str:
        """State what is computed, exactly."""
        z, w = (signed(value, 2).strip() for value in (self.z, self.w))
        if self.kind == SAME:
            return (
                f"Every layer at the same z = {z}: what is left after n layers is "
                f"|wⁿ⁻¹ f'(z)ⁿ| with w = {w}."
            )
        if self.kind == CHAIN:
            return (
                f"One neuron per layer, z₁ = {z}, then zₗ₊₁ = w aₗ with w = {w}: what "
                "is left is |daₙ/dz₁| = |f'(z₁) · w f'(z₂) · … · w f'(zₙ)|."
            )
        return (
            f"One untrained network of {self.layers} × {self.width} neurons, weights "
            f"and biases drawn by {title(self.initializer)}; {SAMPLES} inputs and a "
            "gradient drawn from N(0, 1). What is left is the norm of dC/da n layers "
            "before the last, divided by the norm at the last."
        )


def worked_out(
    settings: ChainSettings,
    activations: list[Activation],
    known: dict[Activation, Floats],
) -> Iterator[Activation]:
    """Work functions out one by one, into ``known``."""
    for activation in activations:
        if activation not in known:
            known[activation] = settings.logs(activation)
            yield activation
