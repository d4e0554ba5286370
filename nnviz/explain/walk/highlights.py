"""The parts that are highlighted at the cursor, and the direction of the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nnviz.core.operation import Phase
from nnviz.explain.structure import Structure
from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.explain.walk.operands import (
    HighlightedEdges,
    OperationPart,
    QuantityPart,
    columns_of,
    operands_of,
)
from nnviz.explain.walk.route import Leg, Route
from nnviz.explain.walk.walk import leg_at

Flow = Literal["forward", "backward", "none"]

_FLOWS: dict[Phase, Flow] = {
    "forward": "forward",
    "loss": "forward",
    "backward": "backward",
    "update": "none",
}


@dataclass(frozen=True, slots=True)
class Highlights:
    """The operands, results and edges of the cursor's unit, and the direction."""

    operands: tuple[QuantityPart, ...]
    results: tuple[QuantityPart, ...]
    edges: tuple[HighlightedEdges, ...]
    flow: Flow


def highlights_at(route: Route, position: CursorPosition, grain: Grain) -> Highlights:
    """Return what is highlighted at a position, for steps of a grain.

    At grains coarser than a phase it is what belongs to the cursor's phase.
    """
    structure = route.structure
    # Dictionaries serve as ordered sets: operations of a unit share operands.
    operands: dict[QuantityPart, None] = {}
    results: dict[QuantityPart, None] = {}
    edges: dict[HighlightedEdges, None] = {}
    for leg, span in _spans(route, position, grain):
        operands.update(dict.fromkeys(operands_of(structure, leg, span)))
        results.update(dict.fromkeys(_results(structure, leg, span)))
        edges.update(dict.fromkeys(_edges(structure, leg, span)))
    flow = _FLOWS[leg_at(route, position).phase]
    return Highlights(tuple(operands), tuple(results), tuple(edges), flow)


def _spans(
    route: Route, position: CursorPosition, grain: Grain
) -> Iterator[tuple[Leg, OperationPart]]:
    """Yield the parts of operations that make up the cursor's unit."""
    leg, batch = leg_at(route, position), (position.sample, route.samples)
    if grain in ("term", "neuron"):
        block, neuron = leg.block_of(position.neuron)
        terms = range(block.terms)
        if grain == "term":
            terms = range(position.term, position.term + 1)
        yield leg, OperationPart(block.layer, range(neuron, neuron + 1), terms, *batch)
        return
    stages = route.phases[position.phase]
    chosen = (stages[position.stage],) if grain == "layer" else stages
    for each in (leg for stage in chosen for leg in stage):
        for block in each.blocks:
            neurons, terms = range(block.neurons), range(block.terms)
            yield each, OperationPart(block.layer, neurons, terms, *batch)


def _results(
    structure: Structure, leg: Leg, span: OperationPart
) -> Iterator[QuantityPart]:
    """Yield the results of this part of the operation."""
    if span.layer and _over_parameters(leg):
        yield from _parameter_results(structure, leg, span)
        return
    for quantity in leg.produces:
        if len(leg.blocks) == 1 or quantity == f"{leg.kind}{span.layer}":
            yield QuantityPart(quantity, span.neurons, span.one if span.layer else None)


def _parameter_results(
    structure: Structure, leg: Leg, span: OperationPart
) -> Iterator[QuantityPart]:
    columns, bias = columns_of(span.terms, structure.sizes[span.layer - 1])
    for quantity in leg.produces:
        if f"W{span.layer}" in quantity and columns:
            yield QuantityPart(quantity, span.neurons, None, columns)
        elif f"b{span.layer}" in quantity and bias:
            yield QuantityPart(quantity, span.neurons)
        elif len(leg.produces) == 1:
            # A flat vector over all parameters, such as Adam's averages.
            yield QuantityPart(quantity, _places(structure, span))


def _places(structure: Structure, span: OperationPart) -> range:
    """Return the indices of this part in a flat vector of all parameters."""
    layout, layer = structure.layout, span.layer
    first = layout.place_of(layer, span.neurons[0], span.terms[0])
    return range(first, layout.place_of(layer, span.neurons[-1], span.terms[-1]) + 1)


def _over_parameters(leg: Leg) -> bool:
    """Whether its terms are the weights and the bias of a neuron."""
    return leg.phase == "update" or leg.kind in ("dW", "penalty_gradient")


def _edges(
    structure: Structure, leg: Leg, span: OperationPart
) -> Iterator[HighlightedEdges]:
    """Yield the edges that carry data."""
    layer = span.layer
    if layer and (leg.kind == "z" or _over_parameters(leg)):
        columns, bias = columns_of(span.terms, structure.sizes[layer - 1])
        yield HighlightedEdges(layer, span.neurons, columns, bias)
    elif leg.kind == "da" and layer < structure.last:
        yield HighlightedEdges(layer + 1, span.terms, span.neurons)
