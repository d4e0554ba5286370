"""Jumps of the cursor: to a phase, a neuron, a sample, or where two runs differ."""

from dataclasses import replace

from nnviz.core.operation import Phase
from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.explain.walk.route import PHASES, Leg, Route
from nnviz.session.comparison.first_difference import FirstDifference
from nnviz.session.comparison.pairs import is_parameter


def to_phase(position: CursorPosition, phase: Phase) -> CursorPosition:
    """Return the start of a phase, for the same sample."""
    return CursorPosition(PHASES.index(phase), sample=position.sample)


def to_neuron(
    route: Route, position: CursorPosition, layer: int, neuron: int
) -> CursorPosition:
    """Return the first position in the cursor's phase that works on a neuron.

    If the phase has no such position, return its start.
    """
    for stage, legs in enumerate(route.phases[position.phase]):
        for place, leg in enumerate(legs):
            found = leg.place_of(layer, neuron)
            if found is not None:
                start = CursorPosition(position.phase, stage, place, found)
                return replace(start, sample=position.sample)
    return CursorPosition(position.phase, sample=position.sample)


def to_sample(route: Route, position: CursorPosition, sample: int) -> CursorPosition:
    """Return the same position for another sample of the batch.

    Raises
    ------
    IndexError
        If the batch has no such row.
    """
    if not 0 <= sample < route.samples:
        raise IndexError(f"sample {sample} of {route.samples}")
    return replace(position, sample=sample, rounds=(*position.rounds[:5], 0))


def to_difference(route: Route, found: FirstDifference) -> CursorPosition | None:
    """Return the position of the number in which a run first differs from another.

    Initial parameters are computed by no operation: they are seen where the forward
    pass of the first iteration multiplies by them. None if the route has no such place.
    """
    quantity = f"z{found.layer}" if found.phase == "start" else found.quantity
    for phase, stages in enumerate(route.phases):
        for stage, legs in enumerate(stages):
            for operation, leg in enumerate(legs):
                if quantity in leg.produces:
                    neuron, term, row = _entry(route, leg, found)
                    sample = min(row, route.samples - 1)
                    return CursorPosition(phase, stage, operation, neuron, term, sample)
    return None


def grain_of(found: FirstDifference) -> Grain:
    """Return the steps by which the number of a first difference is seen."""
    of_weight = found.phase in ("start", "update") or is_parameter(found.quantity)
    return "term" if of_weight else "neuron"


def _entry(route: Route, leg: Leg, found: FirstDifference) -> tuple[int, int, int]:
    """Return the neuron in a leg, its term and the sample of a difference's index."""
    where, layout = found.where, route.structure.layout
    layer, neuron, term, sample = found.layer or leg.layer, 0, 0, 0
    if is_parameter(found.quantity):
        # A bias comes after the neuron's weights.
        neuron, term = where if len(where) == 2 else (where[0], layout.sizes[layer - 1])
    elif len(where) == 2:
        sample, neuron = where
    elif where and leg.phase == "update":
        layer, neuron, term = layout.spot_of(where[0])
    elif where:
        sample = where[0]
    # Where a layer has one number for each sample, that is the first.
    return leg.place_of(layer, neuron) or 0, term, sample
