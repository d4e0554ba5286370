"""Places the layers of a small diagram: no names, no values, as little as can be."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nnviz.core.types import Indices
from nnviz.ui.diagram.geometry import Geometry, LayerColumn, ShownNeurons
from nnviz.ui.diagram.state import DiagramState

LARGEST_NEURON = 34.0
_LARGEST_IMAGE = 84.0
_PAD = 10.0
_BELOW = 10.0
"""What the words under a layer that is not shown in full take."""
_MOST_PITCH = 13.0
"""Beyond a neuron's side; with more, its value would be written beneath it."""


def lay_out_small(
    state: DiagramState, shown: Mapping[tuple[int, int], Indices], size: tuple[int, int]
) -> Geometry:
    """Place all layers in a picture of this width and height."""
    width, height = size
    layers = [_shown(state, layer, shown) for layer in range(len(state.sizes))]
    columns = [
        _column(layer, each, (width, height), len(layers))
        for layer, each in enumerate(layers)
    ]
    taken = sum(2 * column.half_width for column in columns)
    gap = (width - 2 * _PAD - taken) / max(len(columns) - 1, 1)
    placed, left = [], _PAD
    for column in columns:
        placed.append(replace(column, x=left + column.half_width))
        left += 2 * column.half_width + max(gap, 4.0)
    return Geometry(tuple(placed))


def _shown(
    state: DiagramState, layer: int, shown: Mapping[tuple[int, int], Indices]
) -> ShownNeurons:
    size = state.sizes[layer]
    if layer == 0 and state.input_image is not None:
        rows, columns = state.input_image.shape
        return ShownNeurons(size, np.arange(0), (rows, columns))
    return ShownNeurons(size, shown.get((layer, size), np.arange(size)))


def _column(
    layer: int, shown: ShownNeurons, size: tuple[int, int], layers: int
) -> LayerColumn:
    width, height = size
    middle, count = height / 2, max(len(shown.neurons), 1)
    share = width / layers
    if shown.image_shape is not None:
        rows, columns = shown.image_shape
        high = min(_LARGEST_IMAGE, height - 2 * _PAD, 0.9 * share * rows / columns)
        edges = middle - high / 2, middle + high / 2
        return LayerColumn(layer, shown, 0.0, np.arange(0.0), high, 0.0, *edges)
    below = _BELOW if count < shown.size else 0.0
    room = height - _PAD - below
    pitch = min(room / count, 1.35 * LARGEST_NEURON)
    side = min(0.8 * pitch, LARGEST_NEURON, 0.42 * share)
    centre = (height - below) / 2
    ys = centre + pitch * (np.arange(count) - (count - 1) / 2)
    edges = centre - pitch * count / 2, centre + pitch * count / 2
    return LayerColumn(
        layer, shown, 0.0, ys, min(pitch, side + _MOST_PITCH), side, *edges
    )
