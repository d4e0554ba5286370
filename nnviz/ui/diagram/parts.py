"""The parts of a diagram that can be pointed at; all indices count from 0."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeuronPart:
    """Neuron ``index`` of a layer; layer 0 holds the inputs."""

    layer: int
    index: int


@dataclass(frozen=True, slots=True)
class BiasPart:
    """The bias of neuron ``index`` of layer 1, 2, ..."""

    layer: int
    index: int


@dataclass(frozen=True, slots=True)
class EdgePart:
    """The edge into neuron ``index`` of a layer from neuron ``column`` before it."""

    layer: int
    index: int
    column: int


@dataclass(frozen=True, slots=True)
class BundlePart:
    """All edges into a neuron of layer 1 from an input layer shown as one picture."""

    layer: int
    index: int


@dataclass(frozen=True, slots=True)
class FoldPart:
    """The label under a wide layer that folds and unfolds it."""

    layer: int


Part = NeuronPart | BiasPart | EdgePart | BundlePart | FoldPart
