"""The place of the cursor, as far as the inspector highlights it."""

import re
from dataclasses import dataclass

from nnviz.explain.cursor import CursorPosition
from nnviz.explain.explanation import Cell, Explanation
from nnviz.explain.route import Route
from nnviz.explain.walk import leg_at


@dataclass(frozen=True, slots=True)
class Place:
    """The quantity being computed, for which neuron, and at which term.

    ``layer`` is 0 if the operation belongs to no layer; ``term`` is None if there is
    only one.
    """

    quantity: str
    layer: int = 0
    neuron: int = 0
    term: int | None = None


def place_at(route: Route, position: CursorPosition) -> Place:
    """Return the place to highlight with the cursor at a position."""
    leg = leg_at(route, position)
    block, neuron = leg.block_of(position.neuron)
    quantity = f"{leg.kind}{block.layer}"
    if quantity not in leg.produces:
        quantity = leg.produces[0]
    term = position.term if block.terms > 1 else None
    return Place(quantity, block.layer, neuron, term)


def concerns(place: Place, cell: Cell | None) -> bool:
    """Return whether a number of the trace is the one computed at a place."""
    if cell is None or cell.when != "now" or cell.quantity != place.quantity:
        return False
    if re.fullmatch(r"d[Wb]\d+(_data)?", cell.quantity):
        return cell.index[0] == place.neuron
    return len(cell.index) < 2 or cell.index[1] == place.neuron


def row_at(place: Place, explanation: Explanation) -> int | None:
    """Return the row of an explanation's table that is at a place, if any.

    The table of a neuron has a row for each weight and the bias: it is the term's row
    while parameters are computed. A layer is computed as a whole.
    """
    here = explanation.selection
    if not place.layer or here.layer != place.layer:
        return None
    by_weight = explanation.phase == "update" or place.quantity.startswith("dW")
    if here.kind == "neuron" and here.neuron == place.neuron and by_weight:
        return place.term
    return None
