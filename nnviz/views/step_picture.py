"""A walk in the diagram: what is known, what is lit, and what flows where."""

from collections.abc import Iterator
from itertools import count, takewhile

import numpy as np

from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.walk.highlights import highlights_at
from nnviz.explain.walk.operands import HighlightedEdges
from nnviz.explain.walk.route import Leg
from nnviz.views.diagram.diagram_state import Flow, Stepping
from nnviz.views.largest import places_of_largest
from nnviz.views.numbers import signed

MOST_FLOWS = 40
"""Of more values at once, the largest flow."""


def stepping_of(walk: LinkedWalk) -> Stepping:
    """Return what the diagram shows of a walk."""
    lights = highlights_at(walk.route, walk.position, walk.grain)
    flows = [
        flow
        for edges in lights.edges
        for flow in _flows(walk.trace, walk.leg, edges, walk.position.sample)
    ]
    flows.sort(key=lambda flow: -abs(flow.value))
    return Stepping(
        _known(walk),
        tuple(flows[:MOST_FLOWS]),
        lights.flow != "backward",
        dict(_words(walk)),
        _lit_neuron(walk),
    )


def activations_of(walk: LinkedWalk) -> tuple[Floats, ...]:
    """Return the inputs and every layer's activations of the walk's sample."""
    return sample_activations(walk.trace, walk.position.sample)


def sample_activations(trace: Trace, sample: int) -> tuple[Floats, ...]:
    """Return the inputs (I,) and every layer's activations (O,) of a batch's sample."""
    layers = takewhile(lambda name: name in trace, (f"a{k}" for k in count(1)))
    return tuple(trace[name][sample] for name in ("inputs", *layers))


def _known(walk: LinkedWalk) -> tuple[int, ...]:
    progress, sizes = walk.progress, walk.route.structure.sizes
    layers = range(1, len(sizes))
    return (sizes[0], *(progress.count(f"a{layer}") for layer in layers))


def _lit_neuron(walk: LinkedWalk) -> tuple[int, int] | None:
    here = walk.selection
    return (here.layer, here.neuron) if here.kind in ("neuron", "edge") else None


def _words(walk: LinkedWalk) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what is written under neurons: z before there is an a, then delta."""
    progress, trace = walk.progress, walk.trace
    sample = walk.position.sample
    backward = walk.leg.phase in ("backward", "update")
    name, sign = ("delta", "δ") if backward else ("z", "z")
    for layer in range(1, len(walk.route.structure.sizes)):
        values = trace[f"{name}{layer}"][sample]
        first = 0 if backward else progress.count(f"a{layer}")
        for neuron in range(first, progress.count(f"{name}{layer}")):
            yield (layer, neuron), f"{sign} {signed(float(values[neuron]))}"


def _flows(
    trace: Trace, leg: Leg, edges: HighlightedEdges, sample: int
) -> Iterator[Flow]:
    """Yield the largest values on highlighted edges and biases."""
    layer, rows = edges.layer, slice(edges.neurons.start, edges.neurons.stop)
    columns = slice(edges.columns.start, edges.columns.stop)
    weights, biases = _carried(trace, leg, layer, sample)
    values = weights[rows, columns]
    for place in places_of_largest(np.abs(values).ravel(), MOST_FLOWS).tolist():
        row, column = divmod(place, values.shape[1])
        value = float(values[row, column])
        yield Flow(layer, rows.start + row, columns.start + column, value)
    if edges.bias:
        for neuron in edges.neurons:
            yield Flow(layer, neuron, -1, float(biases[neuron]))


def _carried(trace: Trace, leg: Leg, layer: int, sample: int) -> tuple[Floats, Floats]:
    """Return what each weight (O, I) and bias (O,) of a layer carries in a step."""
    weights, biases = trace[f"W{layer}"], trace[f"b{layer}"]
    if leg.kind == "z":
        source = trace["inputs" if layer == 1 else f"a{layer - 1}"][sample]
        return weights * source, biases
    if leg.kind == "da":
        return weights * trace[f"delta{layer}"][sample][:, np.newaxis], biases
    name = "update_" if leg.phase == "update" else "d"
    return trace[f"{name}W{layer}"], trace[f"{name}b{layer}"]
