"""Tells which quantities are known at a position in an iteration."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.explain.walk.route import Leg, Route
from nnviz.explain.walk.walk import leg_at

_APPLY = "W"
"""The kind of the operation that applies the update."""


@dataclass(frozen=True, slots=True)
class CursorProgress:
    """The progress of an iteration; the cursor's own unit counts as done.

    ``leg`` is the number of the cursor's operation. Of that, ``neurons`` neurons are
    known (over all its layers), and ``terms`` terms of the next neuron.
    """

    route: Route
    leg: int
    neurons: int
    terms: int = 0

    def count(self, quantity: str, after: bool = False) -> int:
        """Return the number of neurons of a quantity that are known.

        ``W1`` and the like are the parameters before the update, which are always
        known; with ``after`` they are those after it. A quantity that is a single
        number, or one per sample, counts as one neuron.
        """
        maker = self._maker(quantity, after)
        if maker is None:
            return self._given(quantity)
        done = maker.neurons if maker.number < self.leg else 0
        done = self.neurons if maker.number == self.leg else done
        return _part(maker, quantity, done)

    def known(self, quantity: str, after: bool = False) -> bool:
        """Tell whether all of a quantity is known."""
        maker = self._maker(quantity, after)
        if maker is None:
            return True
        whole = _part(maker, quantity, maker.neurons)
        return self.count(quantity, after) == whole

    def _maker(self, quantity: str, after: bool) -> Leg | None:
        """Return the operation that computes a quantity; None if it is given."""
        for leg in self.route.legs:
            # W1 before the update is given; only W1 after it has a maker.
            if quantity in leg.produces and (leg.kind != _APPLY or after):
                return leg
        return None

    def _given(self, quantity: str) -> int:
        sizes = self.route.structure.sizes
        layer = _layer_in(quantity)
        if layer is not None:
            return sizes[layer]
        return sizes[-1] if quantity == "targets" else sizes[0]


def progress_at(route: Route, position: CursorPosition, grain: Grain) -> CursorProgress:
    """Return the progress at a position, for steps of a grain.

    At grains coarser than a phase everything is known.
    """
    leg = leg_at(route, position)
    if grain == "term":
        terms = leg.block_of(position.neuron)[0].terms
        if position.term + 1 == terms:
            return CursorProgress(route, leg.number, position.neuron + 1)
        return CursorProgress(route, leg.number, position.neuron, position.term + 1)
    if grain == "neuron":
        return CursorProgress(route, leg.number, position.neuron + 1)
    stages = route.phases[position.phase]
    last = route.phases[-1][-1][-1]
    if grain == "layer":
        last = stages[position.stage][-1]
    elif grain == "phase":
        last = stages[-1][-1]
    return CursorProgress(route, last.number, last.neurons)


def _part(leg: Leg, quantity: str, done: int) -> int:
    """Return how many of the first ``done`` neurons are in a quantity's layer."""
    layer = _layer_in(quantity)
    starts = [0, *accumulate(block.neurons for block in leg.blocks)]
    if layer is None or len(leg.blocks) == 1:
        return min(done, leg.neurons)
    for start, block in zip(starts, leg.blocks, strict=False):
        if block.layer == layer:
            return max(0, min(done - start, block.neurons))
    return 0


@lru_cache(1024)
def _layer_in(quantity: str) -> int | None:
    """Return the number of the layer in a name such as ``dW2_data``."""
    found = re.search(r"[A-Za-z](\d+)(_data)?$", quantity)
    return int(found.group(1)) if found else None
