"""The selection to explain: a neuron, an edge, a layer, a sample or the loss."""

from dataclasses import dataclass
from typing import Literal

from nnviz.core.operation import Phase

Kind = Literal["neuron", "edge", "layer", "sample", "loss"]
KINDS: tuple[Kind, ...] = ("neuron", "edge", "layer", "sample", "loss")

BIAS = -1
"""The column of an edge that is a neuron's bias."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Something to explain, in one phase and for one sample of the batch.

    ``layer`` counts from 1, 0 is the inputs; ``neuron``, ``column`` (which input of
    the neuron, -1 for its bias) and ``sample`` (a row of the batch) count from 0.
    """

    kind: Kind
    phase: Phase = "forward"
    sample: int = 0
    layer: int = 0
    neuron: int = 0
    column: int = 0


def neuron(
    layer: int, index: int, phase: Phase = "forward", sample: int = 0
) -> Selection:
    """Select a neuron."""
    return Selection("neuron", phase, sample, layer, index)


def edge(
    layer: int, index: int, column: int, phase: Phase = "forward", sample: int = 0
) -> Selection:
    """Select the weight of an input (column) of a neuron, or with -1 its bias."""
    return Selection("edge", phase, sample, layer, index, column)


def loss(phase: Phase = "loss", sample: int = 0) -> Selection:
    """Select the loss of a sample and the cost of its batch."""
    return Selection("loss", phase, sample)
