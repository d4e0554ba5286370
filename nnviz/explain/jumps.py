"""Jumps of the cursor: to a phase, a neuron or a sample."""

from dataclasses import replace

from nnviz.core.operation import Phase
from nnviz.explain.cursor import CursorPosition
from nnviz.explain.route import PHASES, Route


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
