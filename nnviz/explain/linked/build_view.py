"""Builds the views of all contenders at a position of the linked cursor."""

import math

from nnviz.core.errors import InputError
from nnviz.explain.explain import explain
from nnviz.explain.explanation import Calculation, Cell, CurvePoint
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.contender_view import ContenderView, Link, Partial
from nnviz.explain.linked.cursor_number import cell_at, number_in, selection_for
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.linked.matching_position import (
    Counterpart,
    quantity_name,
    quantity_of,
)
from nnviz.explain.walk.cursor import CursorPosition
from nnviz.explain.walk.progress import CursorProgress, progress_at
from nnviz.explain.walk.route import Leg
from nnviz.explain.walk.walk import leg_at


def shown_at(walk: LinkedWalk) -> tuple[ContenderView, ...]:
    """Return the view of every contender at the position of the cursor."""
    seen, standing = walk.counterparts_seen(), walk.counterparts()
    numbers = [
        _number(side, there, walk, here.position)
        for side, there, here in zip(walk.sides, seen, standing, strict=True)
    ]
    leading = numbers[walk.place.leader]
    return tuple(
        _shown(side, there, walk, progress, (value, _less(value, leading[0], there)))
        for side, there, (value, progress) in zip(
            walk.sides, seen, numbers, strict=True
        )
    )


Numbers = tuple[float | None, float | None]
"""A number, and its difference from the leader's."""


def _less(
    value: float | None, leading: float | None, there: Counterpart
) -> float | None:
    if value is None or leading is None or not there.same:
        return None
    return value - leading


def _number(
    side: ContenderTrace, there: Counterpart, walk: LinkedWalk, at: CursorPosition
) -> tuple[float | None, CursorProgress]:
    """Return the number at a position, if it is known by now, and the progress."""
    grain = walk.place.grain
    fine = grain in ("term", "neuron", "sample")
    progress = progress_at(side.route, at, "neuron" if grain == "sample" else grain)
    # In the middle of a sum there is no result yet; a gradient or an update has one
    # for each weight.
    if grain == "term" and not _by_weight(leg_at(side.route, at)) and progress.terms:
        return None, progress
    leg = leg_at(side.route, there.position)
    # The number shown can come later than what this contender's cursor has done.
    if not fine and leg.number > progress.leg:
        return None, progress
    return number_in(side.trace, cell_at(side, there.position, grain)), progress


def _by_weight(leg: Leg) -> bool:
    return leg.phase == "update" or leg.kind in ("dW", "penalty_gradient")


def _shown(
    side: ContenderTrace,
    there: Counterpart,
    walk: LinkedWalk,
    progress: CursorProgress,
    numbers: Numbers,
) -> ContenderView:
    position, grain = there.position, walk.place.grain
    leg = leg_at(side.route, position)
    block, neuron = leg.block_of(position.neuron)
    calculation = _calculation(side, position, cell_at(side, position, grain), walk)
    quantity = quantity_of(leg, block.layer)
    notes = there.notes
    # Others stop earlier, by a target or a limit, and stay at their last iteration.
    if side.stopped and side.trace.iteration < walk.leader.trace.iteration:
        notes = (f"{side.name} stopped at iteration {side.trace.iteration:,}", *notes)
    leads = side is walk.leader
    subject = _subject(side, walk, block.layer, neuron)
    return ContenderView(
        side.name,
        side.trace.iteration,
        quantity,
        quantity_name(quantity),
        block.layer,
        neuron,
        int(side.trace.rows[position.sample]),
        numbers[0],
        _partial(calculation, progress, leg) if numbers[0] is None else None,
        calculation,
        _curve(side, *subject, position.sample),
        _chain(side, (*subject, position.sample), progress),
        None if leads else numbers[1],
        notes,
    )


def _calculation(
    side: ContenderTrace, position: CursorPosition, cell: Cell, walk: LinkedWalk
) -> Calculation | None:
    """Find the calculation whose result is the number."""
    wanted = selection_for(side, position, walk.place.grain)
    try:
        found = explain(side.trace, side.structure, wanted).calculations
    except InputError:
        return None
    # A layer's updates are parts of the flat vector's update, which is explained.
    laid_out = cell.quantity.startswith("update_")
    for calculation in found:
        result = calculation.result.cell
        if result == cell or (laid_out and result and result.quantity == "update"):
            return calculation
    return None


def _partial(
    calculation: Calculation | None, progress: CursorProgress, leg: Leg
) -> Partial | None:
    terms = calculation.terms if calculation is not None else None
    if terms is None or not progress.terms or _by_weight(leg):
        return None
    term = progress.terms - 1
    so_far = float(terms.running[min(term, len(terms) - 1)])
    count = len(terms) + (terms.constant is not None)
    # The bias is a term of the walk but no product.
    if term >= len(terms):
        return None
    left, right, adds = (
        float(values[term]) for values in (terms.left, terms.right, terms.products)
    )
    return Partial(term, count, left, right, adds, so_far)


def _subject(
    side: ContenderTrace, walk: LinkedWalk, layer: int, neuron: int
) -> tuple[int, int]:
    """Return the neuron whose numbers are shown: the cursor's, else the focused one."""
    if layer:
        return layer, neuron
    sizes = side.structure.sizes
    layer, neuron = walk.place.focus
    layer = min(layer, side.structure.last)
    return layer, min(neuron, sizes[layer] - 1)


def _curve(
    side: ContenderTrace, layer: int, neuron: int, sample: int
) -> CurvePoint | None:
    """Return a neuron's point on its activation; softmax has no curve."""
    if not side.structure.activation(layer).elementwise:
        return None
    trace = side.trace
    z, a = (float(trace[f"{name}{layer}"][sample, neuron]) for name in "za")
    slope = None
    if f"slope{layer}" in trace:
        slope = float(trace[f"slope{layer}"][sample, neuron])
    if not math.isfinite(z):
        return None
    return CurvePoint(side.structure.activation(layer).name, z, a, slope)


_CHAIN = (
    ("z", "z", False),
    ("a", "a", False),
    ("da", "∂L/∂a", False),
    ("slope", "f′(z)", False),
    ("delta", "δ", False),
    ("db", "∂C/∂b", True),
    ("update_b", "Δb", True),
    ("b", "new b", True),
)


def _chain(
    side: ContenderTrace, place: tuple[int, int, int], progress: CursorProgress
) -> tuple[Link, ...]:
    """Return a neuron's numbers: those of a sample, then those of its bias."""
    layer, neuron, sample = place
    links = []
    for stem, words, of_bias in _CHAIN:
        quantity, when = f"{stem}{layer}", "after" if stem == "b" else "now"
        if quantity not in side.trace:
            links.append(Link(quantity, words, None, exists=False))
            continue
        value = None
        if _is_known(side, progress, quantity, (layer, neuron)):
            index = (neuron,) if of_bias else (sample, neuron)
            value = number_in(side.trace, Cell(quantity, index, when))
        links.append(Link(quantity, words, value))
    return tuple(links)


def _is_known(
    side: ContenderTrace,
    progress: CursorProgress,
    quantity: str,
    place: tuple[int, int],
) -> bool:
    """Tell whether a neuron's part of a quantity is known."""
    layer, neuron = place
    if neuron < progress.count(quantity, after=quantity == f"b{layer}"):
        return True
    if quantity != f"update_b{layer}":
        return False
    # The flat vector of updates is computed before it is split into layers.
    changes = next(leg for leg in side.route.legs if leg.produces[0] == "update")
    at = changes.place_of(layer, neuron)
    return at is not None and at < progress.count("update")
