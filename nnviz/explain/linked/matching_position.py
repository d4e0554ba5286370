"""Finds the position in a contender's iteration that matches a position in another's.

Contenders differ in their operations: another optimiser has other quantities, another
loss other stages. The same quantity of the same neuron, sample and term is looked for
first. If there is none, the quantity computed from it is taken instead, and a note says
so in words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.core.writing.layer_names import layer_name
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.walk.cursor import CursorPosition
from nnviz.explain.walk.route import Leg, Route, RouteBlock
from nnviz.explain.walk.walk import leg_at
from nnviz.session.comparison.number_words import counted

_WITH_BIAS = ("z", "dW", "penalty_gradient")
"""Kinds whose last term is the bias, besides all of the update."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A position that matches the leader's.

    ``same`` tells whether it is the same quantity of the same neuron for the same
    sample, so that the numbers may be compared; ``notes`` say what differs.
    """

    position: CursorPosition
    same: bool = True
    notes: tuple[str, ...] = ()


def counterpart(
    leader: ContenderTrace, position: CursorPosition, other: ContenderTrace
) -> Counterpart:
    """Return the position in another contender that matches the leader's."""
    leg = leg_at(leader.route, position)
    block, neuron = leg.block_of(position.neuron)
    layer = _layer(leader.route, block.layer, other.route)
    size = other.route.structure.sizes[layer] if layer else 1
    mapped = min(neuron, size - 1) if layer else 0
    notes = [_layer_note(other, block.layer, layer)] if layer != block.layer else []
    if mapped != neuron and layer:
        where = other.route.structure.layer_name(layer)
        notes.append(
            f"{other.name} has {counted(size, 'neuron')} in {where}: "
            f"showing neuron {mapped + 1}"
        )
    found, place, exact = _find(leader.route, position, other.route, (layer, mapped))
    if not exact:
        missing = quantity_name(quantity_of(leg, block.layer))
        shown = quantity_name(quantity_of(found.leg, layer))
        notes.append(f"{other.name} has no {missing}: showing {shown}")
    sample, sample_note = _sample(leader, position.sample, other)
    notes += [sample_note] if sample_note else []
    term = _term(leg, block, position.term, (found.leg, place))
    at = CursorPosition(found.phase, found.stage, found.operation, place, term, sample)
    return Counterpart(at, not notes, tuple(notes))


def quantity_of(leg: Leg, layer: int) -> str:
    """Return the quantity of an operation that belongs to a layer."""
    name = f"{leg.kind}{layer}"
    names = [q for q in leg.produces if q in (name, f"{name}_data")]
    return names[0] if names else leg.produces[0]


def quantity_name(quantity: str) -> str:
    """Return the name of a quantity in words, without the number of its layer."""
    stem = re.sub(r"\d+(_data)?$", "", quantity)
    return _NAMES.get(stem, stem.replace("_", " "))


_NAMES = {
    "z": "weighted sum z",
    "a": "activation a",
    "da": "slope dL/da",
    "slope": "slope f'(z)",
    "delta": "delta",
    "share": "share in the batch",
    "dW": "gradient",
    "update": "change",
    "update_W": "change",
    "W": "new value",
    "largest": "largest z",
    "shifted": "z minus the largest",
    "exponentials": "exponential",
    "total": "sum of exponentials",
    "log_total": "logarithm of the sum",
    "terms": "term of the loss",
    "losses": "loss of the sample",
    "class_weights": "weight of the sample's class",
    "hit": "product of z and target",
}


@dataclass(frozen=True, slots=True)
class _Stop:
    phase: int
    stage: int
    operation: int
    leg: Leg


def _stops(route: Route, phase: int) -> Iterator[_Stop]:
    for stage, legs in enumerate(route.phases[phase]):
        for operation, leg in enumerate(legs):
            yield _Stop(phase, stage, operation, leg)


def _key(leg: Leg, layer: int) -> str:
    """Return an operation's quantity without the number of its layer."""
    return _without_layer(quantity_of(leg, layer))


@lru_cache(maxsize=1024)
def _without_layer(quantity: str) -> str:
    return re.sub(r"\d+(?=(_data)?$)", "", quantity)


def _find(
    route: Route, position: CursorPosition, other: Route, wanted: tuple[int, int]
) -> tuple[_Stop, int, bool]:
    """Find the matching operation and neuron, and whether the match is exact."""
    layer, neuron = wanted
    leg = leg_at(route, position)
    own = leg.block_of(position.neuron)[0].layer
    here = _match(other, position.phase, leg, (own, layer, neuron))
    if here is not None:
        return (*here, True)
    stops = [stop.leg for stop in _stops(route, position.phase)]
    at = stops.index(leg)
    # First the quantities computed from it, nearest first, then those it came from.
    for near in (*stops[at + 1 :], *reversed(stops[:at])):
        # Only what has the cursor's own neuron: another layer's would mislead.
        if own and near.place_of(own, leg.block_of(position.neuron)[1]) is None:
            continue
        nearest = own if own else near.blocks[0].layer
        target = (nearest, layer if own else nearest, neuron)
        here = _match(other, position.phase, near, target)
        if here is not None:
            return (*here, False)
    last = list(_stops(other, position.phase))[-1]
    place = last.leg.place_of(layer, neuron)
    return last, place or 0, False


def _match(
    other: Route, phase: int, leg: Leg, wanted: tuple[int, int, int]
) -> tuple[_Stop, int] | None:
    """Find an operation that computes the same as ``leg``, else one of its kind."""
    own, layer, neuron = wanted
    key, found = _key(leg, own), None
    for stop in _stops(other, phase):
        # Quantities with one number per sample match whatever neuron is wanted.
        single = stop.leg.neurons == 1 and stop.leg.layer == layer
        place = 0 if single else stop.leg.place_of(layer, neuron)
        if place is None:
            continue
        if _key(stop.leg, layer) == key:
            return stop, place
        if stop.leg.kind == leg.kind and found is None:
            found = stop, place
    return found


def _layer(route: Route, layer: int, other: Route) -> int:
    """Return the matching layer: output to output, hidden to hidden."""
    last = other.structure.last
    if layer == 0:
        return 0
    if layer == route.structure.last:
        return last
    # At most the last hidden layer; a network without one has only its output layer.
    return min(layer, last - 1) or last


def _layer_note(other: ContenderTrace, layer: int, shown: int) -> str:
    last = other.route.structure.last
    return (
        f"{other.name} has no hidden layer {layer}: showing {layer_name(shown, last)}"
    )


def _sample(
    leader: ContenderTrace, sample: int, other: ContenderTrace
) -> tuple[int, str]:
    """Return the row of the same sample in the other batch, else a nearby row."""
    number = leader.trace.rows[sample]
    rows = other.trace.rows
    # Contenders usually see the same batches, where nothing needs to be searched.
    if sample < len(rows) and rows[sample] == number:
        return sample, ""
    same = np.flatnonzero(rows == number)
    if len(same):
        return int(same[0]), ""
    nearest = min(sample, len(rows) - 1)
    return nearest, (
        f"sample {number + 1:,} is not in {other.name}'s batch of {len(rows):,}: "
        f"showing sample {rows[nearest] + 1:,}"
    )


def _term(leg: Leg, block: RouteBlock, term: int, found: tuple[Leg, int]) -> int:
    """Return the matching term: the bias for the bias."""
    other, place = found
    terms = other.block_of(place)[0].terms
    if _has_bias(leg) and _has_bias(other) and term == block.terms - 1:
        return terms - 1
    return min(term, terms - 1)


def _has_bias(leg: Leg) -> bool:
    return leg.kind in _WITH_BIAS or leg.phase == "update"
