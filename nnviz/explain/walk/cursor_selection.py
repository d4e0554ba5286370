"""The selection that the inspector shows at the cursor, and the position in words."""

from nnviz.core.writing.layer_names import layer_label
from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.explain.walk.route import PENALIZED_COST, Leg, Route
from nnviz.explain.walk.walk import leg_at

_BY_PHASE: tuple[Kind, Kind, Kind, Kind] = ("sample", "loss", "loss", "loss")
"""The selection that represents a whole phase."""


_PASSES = ("forward", "backward")

_DOING = {
    "z": "weighted sum",
    "a": "activation",
    "shifted": "sum minus the largest",
    "exponentials": "exponential",
    "largest": "largest sum",
    "total": "sum of the exponentials",
    "log_total": "logarithm of their sum",
    "softplus": "softplus",
    "hit": "right or wrong",
    "error": "error",
    "terms": "part of the loss",
    "losses": "loss of the sample",
    "class_weights": "weight of the sample's class",
    "cost": "cost of the batch",
    "data_cost": "average loss of the batch",
    "penalty": "penalty on the weights",
    PENALIZED_COST: "cost of the batch",
    "da": "slope of the loss in a",
    "slope": "slope of the activation",
    "delta": "delta",
    "share": "delta's part of the batch",
    "dW": "gradient",
    "db": "gradient of the bias",
    "penalty_gradient": "gradient of the penalty",
    "update": "update",
    "update_W": "update",
    "W": "new value",
    "new_W": "new value",
}
"""What operations compute, by their kind."""


def selection_at(route: Route, position: CursorPosition, grain: Grain) -> Selection:
    """Return the selection for the unit that the cursor is at.

    At grain "term" it is a weight or bias if the operation works on single ones (their
    gradient or update), otherwise the neuron; at "neuron" the neuron, at "layer" the
    layer. For operations of no layer or of all, and at coarser grains, it is the sample
    or the loss.
    """
    leg, sample = leg_at(route, position), position.sample
    block, neuron = leg.block_of(position.neuron)
    # A step by layer may take several layers at once, as for the slopes of equal
    # activations: it belongs to the one they lead to, or to none.
    layer = leg.layer if grain == "layer" else block.layer
    if grain == "layer" and leg.phase == "loss":
        return Selection("loss", "loss", sample)
    if not layer or grain not in ("term", "neuron", "layer"):
        kind = _BY_PHASE[position.phase]
        return Selection("loss" if leg.phase == "loss" else kind, leg.phase, sample)
    if leg.kind == "class_weights":
        return Selection("loss", leg.phase, sample)
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
    """Describe the position: ``forward: hidden 1, neuron 2, weighted sum, term 3``."""
    leg, last = leg_at(route, position), route.structure.last
    if grain not in ("term", "neuron", "layer"):
        return f"{leg.phase} pass" if leg.phase in _PASSES else leg.phase
    block, neuron = leg.block_of(position.neuron)
    layer = leg.layer if grain == "layer" else block.layer
    parts = [layer_label(layer, last)] if layer else []
    if grain == "layer":
        if not layer or len(leg.blocks) > 1:
            names = [layer_label(b.layer, last) for b in leg.blocks if b.layer]
            parts = [_doing(leg), *names]
        return f"{leg.phase}: {', '.join(part for part in parts if part)}"
    if layer and leg.neurons > 1:
        parts.append(f"neuron {neuron + 1}")
    parts.append(_doing(leg))
    if grain == "term" and block.terms > 1:
        parts[-1] += f", {_term_name(leg, position.term, block.terms)}"
    return f"{leg.phase}: {', '.join(parts)}"


def _by_weight(leg: Leg) -> bool:
    """Whether every term is a single weight or bias, with a result of its own."""
    return leg.phase == "update" or leg.kind in ("dW", "penalty_gradient")


def _doing(leg: Leg) -> str:
    """Say what an operation computes; an optimiser's own numbers have their names."""
    return _DOING.get(leg.kind, leg.kind.replace("_", " "))


def _term_name(leg: Leg, term: int, terms: int) -> str:
    has_bias = leg.kind == "z" or _by_weight(leg)
    if has_bias and term == terms - 1:
        return "bias"
    what = "weight" if _by_weight(leg) else "term"
    return f"{what} {term + 1} of {terms - has_bias}"
