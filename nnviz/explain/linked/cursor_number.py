"""The number at a position of the cursor, and its location in a trace."""

from nnviz.core.trace import Trace
from nnviz.explain.arithmetic.gradient_steps import parameter
from nnviz.explain.explanation import Cell
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.matching_position import quantity_of
from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.explain.walk.route import Leg
from nnviz.explain.walk.walk import leg_at

_PARAMETERS = ("dW", "penalty_gradient")
_APPLY = "W"
_OVER_OUTPUTS = ("losses", "largest", "total", "log_total")


def selection_for(
    side: ContenderTrace, position: CursorPosition, grain: Grain
) -> Selection:
    """Return the selection whose explanation has the number among its results."""
    leg, sample = leg_at(side.route, position), position.sample
    block, neuron = leg.block_of(position.neuron)
    layer, last = block.layer, side.structure.last
    if leg.phase == "update" and not layer:
        # A number that all parameters share is explained with any of them.
        return Selection("neuron", leg.phase, sample, 1, 0)
    if not layer or leg.kind in ("losses", "class_weights"):
        return Selection("loss" if leg.phase == "loss" else "sample", leg.phase, sample)
    if leg.kind in _OVER_OUTPUTS:
        # The stages of softmax are explained with any output.
        neuron = min(position.term, side.structure.sizes[layer] - 1)
    if _over_parameters(leg) and grain == "term":
        column = _column(leg, position)
        return Selection("edge", leg.phase, sample, layer, neuron, column)
    kind: Kind = "neuron"
    phase = "loss" if leg.phase == "loss" and layer == last else leg.phase
    return Selection(kind, phase, sample, layer, neuron)


def cell_at(side: ContenderTrace, position: CursorPosition, grain: Grain) -> Cell:
    """Return the location in the trace of the number at the cursor's position.

    For a neuron's parameters it is the bias, unless steps go from weight to weight.
    """
    leg = leg_at(side.route, position)
    block, neuron = leg.block_of(position.neuron)
    quantity = quantity_of(leg, block.layer)
    if not block.layer:
        return Cell(quantity, ())
    if not _over_parameters(leg):
        return _of_sample(side.trace, quantity, (position.sample, neuron))
    column = _column(leg, position) if grain == "term" else BIAS
    if len(leg.produces) == 1:
        # The optimiser's quantities are flat vectors over all parameters.
        place = side.structure.layout.place_of(block.layer, neuron, column)
        return Cell(quantity, (place,))
    name, index = parameter(block.layer, neuron, column)
    name = quantity.replace(f"W{block.layer}", name)
    return Cell(name, index, "after" if leg.kind == _APPLY else "now")


def number_in(trace: Trace, cell: Cell) -> float:
    """Return the number at a location in a trace."""
    named = {"after": trace.after, "before": trace.state_before}
    values = named.get(cell.when, trace.quantities)[cell.quantity]
    return float(values[cell.index])


def _of_sample(trace: Trace, quantity: str, place: tuple[int, int]) -> Cell:
    values = trace[quantity]
    if values.ndim == 1:
        return Cell(quantity, place[:1])
    sample, neuron = place
    # Some have one column for all neurons, such as the sum of softmax's exponentials.
    return Cell(quantity, (sample, min(neuron, values.shape[1] - 1)))


def _over_parameters(leg: Leg) -> bool:
    return leg.phase == "update" or leg.kind in _PARAMETERS


def _column(leg: Leg, position: CursorPosition) -> int:
    terms = leg.block_of(position.neuron)[0].terms
    return BIAS if position.term == terms - 1 else position.term
