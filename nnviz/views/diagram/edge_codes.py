"""Codes for edges: a small number for each, by which its pen or colour is chosen."""

from math import isnan
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices
from nnviz.views.diagram.diagram_state import DiagramState, Stepping
from nnviz.views.diagram.geometry import Gap
from nnviz.views.diagram.parts import NeuronPart

NOT_JUDGED, PASSED, WRONG = range(3)
LEVELS, TONES = 16, 6
NORMAL, FOCUSED, DIMMED = range(3)

DotLook = Literal["plus", "minus", "zero", "right", "wrong", "unknown"]

_BEST = 1e-12
"""Errors up to this are the faintest."""

_FAINT, _FAINTER, _STRONG = 0.25, 0.1, 0.7
Codes = NDArray[np.int16]
POSITIVE, NEGATIVE, UNSIGNED, GOOD, BAD, UNKNOWN = range(TONES)
DASHED = (NEGATIVE, UNKNOWN)
"""Tones that are also dashed, since colour alone must not tell them apart."""
THINNEST, THICKEST = 0.6, 7.0


def grade(errors: Floats, tolerance: float) -> tuple[NDArray[np.int8], Floats]:
    """Return a verdict for each relative error, and how much it stands out, 0 to 1.

    Both have the shape of ``errors``. The strength grows with the logarithm of the
    error, and jumps at the tolerance.

    Parameters
    ----------
    errors
        NaN where nothing was judged; 1 and more, up to infinity, is the worst.
    tolerance
        The largest error that passes.
    """
    edge, low = np.log10(max(tolerance, 2 * _BEST)), np.log10(_BEST)
    size = np.log10(np.clip(errors, _BEST, 1.0))
    passed = _FAINTER + (_FAINT - _FAINTER) * (size - low) / (edge - low)
    failed = _STRONG + (1.0 - _STRONG) * (size - edge) / -edge
    wrong, unknown = errors > tolerance, np.isnan(errors)
    verdicts = np.where(unknown, NOT_JUDGED, np.where(wrong, WRONG, PASSED))
    strength = np.where(unknown, _FAINTER, np.where(wrong, failed, passed))
    return verdicts.astype(np.int8), strength


def bias_looks(
    state: DiagramState, layer: int, neurons: Indices
) -> tuple[DotLook | None, ...]:
    """Return the looks of biases: by sign, or in a check by their gradients' errors.

    Inputs, which have no bias, have None.
    """
    if layer == 0:
        return (None,) * len(neurons)
    if state.kind != "check":
        values = state.biases[layer - 1][neurons].tolist()
        return tuple("minus" if b < 0 else "plus" if b else "zero" for b in values)
    errors = [state.bias_error(layer, n) for n in neurons.tolist()]
    return tuple(
        "unknown" if isnan(e) else "right" if e <= state.tolerance else "wrong"
        for e in errors
    )


class EdgeCodes(msgspec.Struct, frozen=True, eq=False):
    """The codes of a gap's E edges, row by row; all arrays have the shape (E,).

    ``strength`` goes from 0 to 1; ``focused`` is None where no edge stands out.
    """

    strength: Floats
    codes: Codes
    focused: NDArray[np.bool_] | None


def encode(state: DiagramState, gap: Gap, focus: NeuronPart | None) -> EdgeCodes:
    """Return the codes of a gap's edges.

    Full strength belongs to the state's limit for the layer, else to the largest value
    drawn. In a walk through an iteration the edges that the current step uses are
    emphasised, otherwise those of the neuron in focus; all others are dimmed.
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
    """Return strengths and codes by the size and sign of the values."""
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
    """Return strengths and codes by the errors of the gradients."""
    tones, strength = grade(shown_values(state, gap), state.tolerance)
    codes = (strength * (LEVELS - 0.01)).astype(np.int16)
    codes += np.array([UNKNOWN, GOOD, BAD], np.int16)[tones] * np.int16(LEVELS)
    return strength, codes


def shown_values(state: DiagramState, gap: Gap) -> Floats:
    """Return the values of a gap's E edges row by row, (E,).

    The value of a bundle is the length of the vector of its edges, or in a check the
    worst error among them.
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
    """Return the width in pixels of the strongest edge, less where neurons crowd."""
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
