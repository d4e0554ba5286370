"""Where in the diagram what another program has recorded is right, and where not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.types import Floats
from nnviz.explain.selection import BIAS, Selection
from nnviz.session.claims.judging import Judged, Judgement
from nnviz.session.claims.known_mistakes import split_name
from nnviz.views.diagram.diagram_state import Verdicts

_TOLERANCE = 1e-6
"""The relative error that is drawn as right, of a quantity that is not."""

_WAYS = "as recorded", "as computed"


@dataclass(frozen=True, slots=True, eq=False)
class RecordedMarks:
    """What the diagram shows of a verdict.

    Attributes
    ----------
    verdicts
        The relative error of every recorded gradient, or update without one.
    notes
        What is wrong with neurons, by (layer, index): "a2 wrong".
    """

    verdicts: Verdicts
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)


def marks_of(verdict: Judgement) -> RecordedMarks:
    """Return what the diagram shows of a verdict."""
    known = {one.name: one for one in verdict.quantities}
    sizes = verdict.claims.sizes
    weights, biases, notes = [], [], dict[tuple[int, int], str]()
    for layer in verdict.claims.layers:
        shape = sizes[layer], sizes[layer - 1]
        weights.append(_errors(_first(known, f"dW{layer}", f"W{layer}_after"), shape))
        biases.append(
            _errors(_first(known, f"db{layer}", f"b{layer}_after"), shape[:1])
        )
        for name in (f"z{layer}", f"a{layer}", f"delta{layer}"):
            for neuron in _wrong_neurons(known.get(name), sizes[layer]):
                notes.setdefault((layer, neuron), f"{name} wrong")

    def pair(layer: int, neuron: int, column: int) -> tuple[float, float]:
        kind, place = ("b", (neuron,)) if column == BIAS else ("W", (neuron, column))
        one = _first(known, f"d{kind}{layer}", f"{kind}{layer}_after")
        if one is None or one.got.shape != one.want.shape:
            return float("nan"), float("nan")
        return float(one.got[place]), float(one.want[place])

    found = Verdicts(tuple(weights), tuple(biases), _TOLERANCE, pair, _WAYS)
    return RecordedMarks(found, notes)


def selection_of(one: Judged) -> Selection:
    """Return the number of a quantity that is farthest from the right one."""
    kind, layer = split_name(one.name)
    if kind == "cost":
        return Selection("loss", "loss")
    place = tuple(int(k) for k in np.unravel_index(_worst(one), one.want.shape or (1,)))
    phase: Phase
    if kind in ("z", "a", "delta"):
        phase = "backward" if kind == "delta" else "forward"
        sample, neuron = place if len(place) == 2 else (0, 0)
        return Selection("neuron", phase, sample, layer, neuron)
    phase = "update" if one.name.endswith("_after") else "backward"
    column = place[1] if len(place) == 2 else BIAS
    return Selection("edge", phase, 0, layer, place[0], column)


def _worst(one: Judged) -> int:
    if one.got.shape != one.want.shape or not one.want.size:
        return 0
    with np.errstate(all="ignore"):
        off = np.abs(one.got - one.want)
    return int(np.where(np.isnan(off), np.inf, off).argmax())


def _first(known: Mapping[str, Judged], *names: str) -> Judged | None:
    return next((known[name] for name in names if name in known), None)


def _errors(one: Judged | None, shape: tuple[int, ...]) -> Floats:
    """Return the relative error of each number; NaN where nothing was recorded."""
    if one is None:
        return np.full(shape, np.nan)
    if one.ok:
        return np.zeros(shape)
    if one.got.shape != shape or one.want.shape != shape:
        return np.ones(shape)
    with np.errstate(all="ignore"):
        off = np.abs(one.got - one.want)
        size = np.maximum(np.abs(one.got), np.abs(one.want))
        errors = np.where(off == 0.0, 0.0, off / size)
    return np.where(np.isnan(errors), 1.0, errors)


def _wrong_neurons(one: Judged | None, neurons: int) -> list[int]:
    if one is None or one.ok:
        return []
    if one.got.shape != one.want.shape:
        return list(range(neurons))
    errors = _errors(one, one.want.shape)
    return np.flatnonzero((errors > _TOLERANCE).any(axis=0)).tolist()
