"""The selection that the inspector shows at the cursor, and the position in words."""

from nnviz.explain.cursor import CursorPosition, Grain
from nnviz.explain.route import Leg, Route
from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.explain.walk import leg_at

_BY_PHASE: tuple[Kind, Kind, Kind, Kind] = ("sample", "loss", "loss", "loss")
"""The selection that represents a whole phase."""


def selection_at(route: Route, position: CursorPosition, grain: Grain) -> Selection:
    """Return the selection for the unit that the cursor is at.

    At grain "term" it is a weight or bias if the operation works on single ones (their
    gradient or update), otherwise the neuron; at "neuron" the neuron, at "layer" the
    layer. For operations of no layer, and at coarser grains, it is the sample or the
    loss.
    """
    leg, sample = leg_at(route, position), position.sample
    block, neuron = leg.block_of(position.neuron)
    layer = block.layer
    if not layer or grain not in ("term", "neuron", "layer"):
        kind = _BY_PHASE[position.phase]
        return Selection("loss" if leg.phase == "loss" else kind, leg.phase, sample)
    # These run over the outputs as terms: the term is the neuron to select.
    if leg.kind in ("losses", "largest", "total", "log_total"):
        neuron = min(position.term, route.structure.sizes[layer] - 1)
    if grain == "layer":
        return Selection("layer", leg.phase, sample, layer)
    if grain == "term" and _by_weight(leg):
        inputs = block.terms - 1
        column = BIAS if position.term == inputs else position.term
        return Selection("edge", leg.phase, sample, layer, neuron, column)
    return Selection("neuron", leg.phase, sample, layer, neuron)


def words_at(route: Route, position: CursorPosition, grain: Grain) -> str:
    """Describe the position: ``forward, z1, neuron 2 of 4, term 3 of 5``."""
    leg = leg_at(route, position)
    parts: list[str] = [leg.phase]
    if grain in ("term", "neuron", "layer"):
        name = _operation_name(leg, position, grain)
        parts[1:] = [name] if name != leg.phase else []
    block, neuron = leg.block_of(position.neuron)
    if grain in ("term", "neuron") and block.neurons > 1:
        parts.append(f"neuron {neuron + 1} of {block.neurons}")
    if grain == "term" and block.terms > 1:
        parts.append(_term_name(leg, position.term, block.terms))
    return ", ".join(parts)


def _by_weight(leg: Leg) -> bool:
    """Whether every term is a single weight or bias, with a result of its own."""
    return leg.phase == "update" or leg.kind in ("dW", "penalty_gradient")


def _operation_name(leg: Leg, position: CursorPosition, grain: Grain) -> str:
    layer = leg.block_of(position.neuron)[0].layer
    if grain == "layer" and leg.layer:
        return f"layer {leg.layer}"
    for quantity in leg.produces:
        if quantity == f"{leg.kind}{layer}":
            return quantity
    return leg.produces[0].replace("_", " ")


def _term_name(leg: Leg, term: int, terms: int) -> str:
    has_bias = leg.kind == "z" or _by_weight(leg)
    if has_bias and term == terms - 1:
        return "bias"
    what = "weight" if _by_weight(leg) else "term"
    return f"{what} {term + 1} of {terms - has_bias}"
