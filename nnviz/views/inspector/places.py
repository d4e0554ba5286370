"""Where the inspector and the cursor are, and what it says where there is nothing."""

import re
from dataclasses import dataclass, replace

from nnviz.explain.explanation import Cell, Explanation
from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.explain.structure import Structure
from nnviz.explain.walk.cursor import CursorPosition
from nnviz.explain.walk.route import Route
from nnviz.explain.walk.walk import leg_at


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The layers, neurons, inputs and samples there are to choose from.

    ``sample`` is the name of the sample where there is no batch to choose one from.
    """

    structure: Structure
    samples: int
    sample: str = ""

    def count(self, kind: Kind, selection: Selection) -> range:
        """Return the numbers that places of a kind have."""
        sizes, layer = self.structure.sizes, selection.layer
        if kind == "sample":
            return range(0 if self.sample else self.samples)
        if kind == "layer":
            return range(len(sizes))
        if kind == "neuron":
            return range(sizes[layer])
        if kind == "edge" and layer > 0:
            return range(BIAS, sizes[layer - 1])
        return range(0)


def fitted(selection: Selection, around: Surroundings) -> Selection:
    """Return the nearest place that exists: another layer may have fewer neurons."""
    sizes = around.structure.sizes
    first = 1 if selection.kind == "edge" else 0
    layer = min(max(selection.layer, first), len(sizes) - 1)
    neuron = min(selection.neuron, sizes[layer] - 1)
    column = min(selection.column, sizes[max(layer - 1, 0)] - 1)
    return replace(selection, layer=layer, neuron=neuron, column=column)


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


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is nothing to explain, and what to do."""

    title: str
    words: str


NOTHING_SELECTED = Empty(
    "Nothing is selected",
    "Click a neuron, an edge or a layer in the network. Its numbers are explained "
    "here, step by step.",
)
TOO_LARGE = Empty(
    "This network is too large",
    "Copying all numbers of a sample would take more than 512 MB of memory.",
)
RUN_IS_OVER = Empty(
    "This run has ended",
    "An error has ended it, so nothing more is worked out of this sample. Start again "
    "to see its numbers.",
)


def gone(why: str = "") -> Empty:
    """Return that the selection no longer exists; ``why`` is an error's text."""
    reason = f" ({why})" if why else ""
    return Empty(
        "This no longer exists",
        f"The network or the batch has changed since it was selected{reason}. Click "
        "another neuron, edge or layer in the network.",
    )
