"""How strong each drawn edge is, as the small number that picks its pen or pixel."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.ui.diagram.geometry import Gap
from nnviz.ui.diagram.inks import DIMMED, FOCUSED, LEVELS, TONES
from nnviz.ui.diagram.parts import NeuronPart
from nnviz.ui.diagram.state import DiagramState, Stepping
from nnviz.ui.diagram.verdicts import grade

Codes = NDArray[np.int16]
POSITIVE, NEGATIVE, UNSIGNED, GOOD, BAD, UNKNOWN = range(TONES)
DASHED = (NEGATIVE, UNKNOWN)
"""Tones that something else than colour tells from the others."""
THINNEST, THICKEST = 0.6, 7.0


class EdgeCodes(msgspec.Struct, frozen=True, eq=False):
    """The codes of a gap's edges, row by row, and which of them are in focus."""

    strength: Floats
    codes: Codes
    focused: NDArray[np.bool_] | None


def encode(state: DiagramState, gap: Gap, focus: NeuronPart | None) -> EdgeCodes:
    """Give each edge of a gap its code; the largest value drawn has full strength.

    Unless the state says which size has it.
    While a neuron is in focus, its edges are emphasised and all others step back; in a
    walk through an iteration, the edges that the current step uses.
    """
    strength, codes = (
        _graded(state, gap) if state.kind == "check" else _sized(state, gap)
    )
    if state.stepping is not None:
        focused = _lit(gap, state.stepping)
    elif focus is not None:
        focused = _focused(gap, focus)
    else:
        return EdgeCodes(strength, codes, None)
    steps = np.array([DIMMED, FOCUSED], np.int16) * np.int16(TONES * LEVELS)
    codes += steps[focused.view(np.int8)]
    return EdgeCodes(strength, codes, focused)


def _sized(state: DiagramState, gap: Gap) -> tuple[Floats, Codes]:
    """Return how strong edges are by the size of their values, and their codes."""
    values = shown_values(state, gap)
    strength = np.nan_to_num(np.abs(values), posinf=0.0)
    largest = state.edge_limit(gap.layer) or float(strength.max(initial=0.0))
    if largest > 0:
        strength *= 1 / largest
        np.minimum(strength, 1.0, out=strength)
    codes = (strength * (LEVELS - 0.01)).astype(np.int16)
    if gap.before.shown.is_bundle:
        codes += UNSIGNED * LEVELS
    else:
        codes += (values < 0).astype(np.int16) * np.int16(NEGATIVE * LEVELS)
    return strength, codes


def _graded(state: DiagramState, gap: Gap) -> tuple[Floats, Codes]:
    """Return how strong edges are by the errors of their gradients, and their codes."""
    tones, strength = grade(shown_values(state, gap), state.tolerance)
    codes = (strength * (LEVELS - 0.01)).astype(np.int16)
    codes += np.array([UNKNOWN, GOOD, BAD], np.int16)[tones] * np.int16(LEVELS)
    return strength, codes


def shown_values(state: DiagramState, gap: Gap) -> Floats:
    """Return the values of a gap's edges, row by row.

    A bundle's is its length; the worst error in it, where edges show those.
    """
    values = state.edges[gap.layer - 1]
    rows, columns = gap.after.shown, gap.before.shown
    if len(rows.neurons) < rows.size:
        values = values[rows.neurons]
    if columns.is_bundle and state.kind == "check":
        return np.asarray(np.fmax.reduce(values, axis=1))
    if columns.is_bundle:
        return np.asarray(np.sqrt(np.einsum("oi,oi->o", values, values)))
    if len(columns.neurons) < columns.size:
        values = values[:, columns.neurons]
    return values.reshape(-1)


def thickest(gap: Gap) -> float:
    """Return the width in pixels of the strongest edge: less where neurons crowd."""
    if gap.before.shown.is_bundle:
        return 2.5
    crowd = min(gap.before.pitch, gap.after.pitch)
    return min(max(0.3 * crowd, 2.0), THICKEST)


def _focused(gap: Gap, focus: NeuronPart) -> NDArray[np.bool_]:
    rows, columns = len(gap.after.anchors), len(gap.before.anchors)
    mask = np.zeros((rows, columns), np.bool_)
    if focus.layer == gap.layer:
        place = gap.after.place_of(focus.index)
        if place is not None:
            mask[place] = True
    elif focus.layer == gap.layer - 1:
        place = gap.before.place_of(focus.index)
        if place is not None:
            mask[:, place] = True
    return mask.reshape(-1)


def _lit(gap: Gap, stepping: Stepping) -> NDArray[np.bool_]:
    mask = np.zeros((len(gap.after.anchors), len(gap.before.anchors)), np.bool_)
    for flow in stepping.flows:
        if flow.layer == gap.layer:
            start, stop = (
                gap.before.anchor_of(flow.column),
                gap.after.place_of(flow.neuron),
            )
            if start is not None and stop is not None:
                mask[stop, start] = True
    return mask.reshape(-1)
