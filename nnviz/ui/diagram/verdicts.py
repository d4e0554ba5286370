"""How the errors of gradients look: what is wrong stands out, what passes is faint."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.ui.diagram.state import DiagramState

NOT_JUDGED, PASSED, WRONG = range(3)

DotLook = Literal["plus", "minus", "right", "wrong", "unknown"]

_BEST = 1e-12
"""Errors up to this are the faintest."""

_FAINT, _FAINTER, _STRONG = 0.25, 0.1, 0.7


def grade(errors: Floats, tolerance: float) -> tuple[NDArray[np.int8], Floats]:
    """Return a verdict for each relative error, and how much it stands out, 0 to 1.

    Parameters
    ----------
    errors
        NaN where nothing was judged; 1 and more, also infinity, is the worst.
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


def bias_look(state: DiagramState, layer: int, neuron: int) -> DotLook:
    """Return how a bias looks: by its sign, or by its gradient's error."""
    if state.kind != "check":
        return "minus" if state.biases[layer - 1][neuron] < 0 else "plus"
    error = state.bias_error(layer, neuron)
    if np.isnan(error):
        return "unknown"
    return "right" if error <= state.tolerance else "wrong"
