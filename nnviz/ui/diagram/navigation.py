"""Moving through the diagram with the keyboard."""

import numpy as np

from nnviz.ui.diagram.geometry import Geometry
from nnviz.ui.diagram.parts import BiasPart, EdgePart, NeuronPart
from nnviz.ui.diagram.state import DiagramState


def neighbour(
    geometry: Geometry, at: NeuronPart | None, across: int, down: int
) -> NeuronPart | None:
    """Return the neuron that an arrow key leads to; the first one from nowhere."""
    if at is None:
        return _first(geometry)
    column = geometry.columns[at.layer]
    place = column.place_of(at.index)
    if place is None:
        return _first(geometry)
    if down:
        place = min(max(place + down, 0), len(column.ys) - 1)
        return NeuronPart(at.layer, int(column.shown.neurons[place]))
    layer = at.layer + across
    if not 0 <= layer < len(geometry.columns):
        return at
    other = geometry.columns[layer]
    if len(other.ys) == 0:
        return at
    nearest = int(np.argmin(np.abs(other.ys - column.ys[place])))
    return NeuronPart(layer, int(other.shown.neurons[nearest]))


def next_parameter(
    state: DiagramState,
    geometry: Geometry,
    neuron: NeuronPart,
    at: EdgePart | BiasPart | None,
    step: int,
) -> EdgePart | BiasPart | None:
    """Walk through a neuron's bias and the weights into it, the bias first."""
    if neuron.layer == 0:
        return None
    before = geometry.columns[neuron.layer - 1].shown.neurons.tolist()
    ring: list[EdgePart | BiasPart] = [BiasPart(neuron.layer, neuron.index)]
    if state.true_weights(neuron.layer) is not None:
        ring += [EdgePart(neuron.layer, neuron.index, column) for column in before]
    if at is None or at not in ring:
        return ring[0]
    return ring[(ring.index(at) + step) % len(ring)]


def _first(geometry: Geometry) -> NeuronPart | None:
    for column in geometry.columns:
        if len(column.ys):
            return NeuronPart(column.layer, int(column.shown.neurons[0]))
    return None
