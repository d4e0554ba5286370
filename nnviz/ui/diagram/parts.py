"""The parts of a diagram that can be pointed at; all indices count from 0."""

import msgspec


class NeuronPart(msgspec.Struct, frozen=True):
    """Neuron ``index`` of a layer; layer 0 holds the inputs."""

    layer: int
    index: int


class BiasPart(msgspec.Struct, frozen=True):
    """The bias of neuron ``index`` of layer 1, 2, ..."""

    layer: int
    index: int


class EdgePart(msgspec.Struct, frozen=True):
    """The edge into neuron ``index`` of a layer from neuron ``column`` before it."""

    layer: int
    index: int
    column: int


class BundlePart(msgspec.Struct, frozen=True):
    """All edges into a neuron of layer 1 from an input layer shown as one picture."""

    layer: int
    index: int


class FoldPart(msgspec.Struct, frozen=True):
    """The label under a wide layer that folds and unfolds it."""

    layer: int


Part = NeuronPart | BiasPart | EdgePart | BundlePart | FoldPart
