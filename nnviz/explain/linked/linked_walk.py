"""The linked cursor over all contenders: one of them leads, the others follow.

The cursor walks over the leader as over any iteration, so every step has its inverse.
The others' positions follow from the leader's alone. What only another contender has is
reached by letting that one lead.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.matching_position import Counterpart, counterpart
from nnviz.explain.selection import Selection
from nnviz.explain.walk import jumps, walk
from nnviz.explain.walk.cursor import Crossing, CursorPosition, Grain
from nnviz.explain.walk.cursor_selection import selection_at, words_at
from nnviz.explain.walk.progress import CursorProgress, progress_at
from nnviz.explain.walk.route import Leg, Route
from nnviz.session.comparison.first_difference import FirstDifference

_FINE = ("term", "neuron", "sample")
"""Grains at which the cursor itself is at a neuron."""


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """The complete state of the cursor, without any numbers of the runs.

    ``focus`` is the neuron (layer from 1, neuron from 0) that is shown while steps are
    larger than a neuron.
    """

    leader: int = 0
    position: CursorPosition = field(default_factory=CursorPosition)
    grain: Grain = "neuron"
    focus: tuple[int, int] = (1, 0)


@dataclass(frozen=True, slots=True, eq=False)
class LinkedWalk:
    """A position in the same iteration of several contenders."""

    sides: tuple[ContenderTrace, ...]
    place: LinkedPlace

    @property
    def leader(self) -> ContenderTrace:
        """The contender whose route the cursor walks."""
        return self.sides[self.place.leader]

    @property
    def trace(self) -> Trace:
        """The leader's iteration."""
        return self.leader.trace

    @property
    def route(self) -> Route:
        """The way through the leader's iteration."""
        return self.leader.route

    @property
    def position(self) -> CursorPosition:
        """The leader's place in its iteration."""
        return self.place.position

    @property
    def grain(self) -> Grain:
        """The size of a step."""
        return self.place.grain

    @property
    def leg(self) -> Leg:
        """The operation the cursor is in."""
        return walk.leg_at(self.route, self.position)

    @property
    def progress(self) -> CursorProgress:
        """What is known of the leader's iteration at this place."""
        return progress_at(self.route, self.position, self.grain)

    @property
    def row(self) -> int:
        """The row of the current sample in the training set."""
        return int(self.trace.rows[self.position.sample])

    @property
    def selection(self) -> Selection:
        """What the step works on: a weight, neuron, layer, sample, or the loss."""
        return selection_at(self.route, self.position, self.grain)

    @property
    def parameters(self) -> Floats:
        """The leader's parameters (P,) at this place: before or after the update."""
        is_updated = self.progress.known("W1", after=True)
        named = self.trace.after if is_updated else self.trace
        return np.concatenate(
            [
                np.column_stack((named[f"W{layer}"], named[f"b{layer}"])).ravel()
                for layer in range(1, len(self.route.structure.sizes))
            ]
        )

    @property
    def words(self) -> str:
        """The cursor's place in the iteration in words."""
        return words_at(self.route, self.position, self.grain)

    @property
    def neuron(self) -> tuple[int, int]:
        """The neuron shown: its layer (from 1; 0 if there is none) and its number."""
        leg = walk.leg_at(self.leader.route, self.seen)
        block, neuron = leg.block_of(self.seen.neuron)
        return block.layer, neuron

    @property
    def seen(self) -> CursorPosition:
        """The position of the number shown.

        In a unit larger than a neuron it is that of the last operation in which the
        focused neuron takes part.
        """
        place, route = self.place, self.leader.route
        if place.grain in _FINE:
            return place.position
        phase, focus = place.position.phase, place.focus
        stages = list(enumerate(route.phases[phase]))
        if place.grain == "layer":
            stages = [stages[place.position.stage]]
        stops = [(s, o, leg) for s, legs in stages for o, leg in enumerate(legs)]
        sample = place.position.sample
        # The last operation: its result is what a unit leads up to, a rather than z.
        for stage, operation, leg in reversed(stops):
            found = leg.place_of(*focus)
            if found is not None:
                return CursorPosition(phase, stage, operation, found, 0, sample)
        # The unit does not involve the focused neuron: another layer, or the loss.
        stage, operation, leg = stops[-1]
        neuron = min(focus[1], leg.neurons - 1) if leg.layer else 0
        return CursorPosition(phase, stage, operation, neuron, 0, sample)

    def counterparts(self) -> tuple[Counterpart, ...]:
        """Return the position of each contender's cursor, including the leader's."""
        return self._follow(self.place.position)

    def counterparts_seen(self) -> tuple[Counterpart, ...]:
        """Return the position of the number shown in each contender's iteration."""
        return self._follow(self.seen)

    def step(
        self, direction: int, grain: Grain | None = None
    ) -> "LinkedWalk | Crossing":
        """Take a step forward (1) or back (-1), of the current grain or another."""
        route, position = self.leader.route, self.place.position
        moved = walk.step(route, position, grain or self.place.grain, direction)
        return moved if isinstance(moved, Crossing) else self._at(moved)

    def enter(
        self, sides: tuple[ContenderTrace, ...], crossing: Crossing
    ) -> "LinkedWalk":
        """Return the walk after a crossing into another iteration of all contenders."""
        position = walk.enter(sides[self.place.leader].route, crossing)
        return LinkedWalk(sides, replace(self.place, position=position))

    def sized(self, grain: Grain) -> "LinkedWalk":
        """Return the walk at another grain, at the start of its unit."""
        if grain == self.place.grain:
            return self
        # The neuron last looked at stays the one shown; the loss belongs to none.
        layer, neuron = self.neuron
        focus = (layer, neuron) if layer else self.place.focus
        position = walk.aligned(self.place.position, grain)
        place = replace(self.place, grain=grain, position=position, focus=focus)
        return LinkedWalk(self.sides, place)

    def led_by(self, leader: int) -> "LinkedWalk":
        """Return the walk led by another contender, from that one's position.

        Raises
        ------
        IndexError
            If there is no such contender.
        """
        if not 0 <= leader < len(self.sides):
            raise IndexError(f"contender {leader} of {len(self.sides)}")
        if leader == self.place.leader:
            return self
        here = counterpart(self.leader, self.place.position, self.sides[leader])
        place = replace(self.place, leader=leader, position=here.position)
        return LinkedWalk(self.sides, place)

    def at_grain(self, grain: Grain) -> "LinkedWalk":
        """Describe the same place in steps of another size."""
        return LinkedWalk(self.sides, replace(self.place, grain=grain))

    def to_selection(self, selection: Selection) -> "LinkedWalk":
        """Go to the phase of a selection and, in it, to its neuron."""
        position = jumps.to_phase(self.position, selection.phase)
        layer, neuron = selection.layer, selection.neuron
        if layer and selection.kind in ("neuron", "edge", "layer"):
            position = jumps.to_neuron(self.route, position, layer, neuron)
        return self._at(position)

    def to_neuron(self, layer: int, neuron: int) -> "LinkedWalk":
        """Go to a neuron; at grains of a layer or more, show it."""
        place = replace(self.place, focus=(layer, neuron))
        if place.grain in _FINE:
            route = self.leader.route
            position = jumps.to_neuron(route, place.position, layer, neuron)
            place = replace(place, position=position)
        return LinkedWalk(self.sides, place)

    def to_phase(self, phase: Phase) -> "LinkedWalk":
        """Go to the start of a phase."""
        return self._at(jumps.to_phase(self.place.position, phase))

    def to_sample(self, sample: int) -> "LinkedWalk":
        """Go to another sample, given by its row in the leader's batch."""
        route, position = self.leader.route, self.place.position
        return self._at(jumps.to_sample(route, position, sample))

    def to_difference(self, found: FirstDifference) -> "LinkedWalk":
        """Go to the number in which the leader first differs from another."""
        position = jumps.to_difference(self.route, found)
        return self if position is None else self._at(position)

    def _at(self, position: CursorPosition) -> "LinkedWalk":
        return LinkedWalk(self.sides, replace(self.place, position=position))

    def _follow(self, position: CursorPosition) -> tuple[Counterpart, ...]:
        return tuple(
            Counterpart(position)
            if number == self.place.leader
            else counterpart(self.leader, position, side)
            for number, side in enumerate(self.sides)
        )


def begin(
    sides: tuple[ContenderTrace, ...],
    place: LinkedPlace | None = None,
    *,
    at_end: bool = False,
) -> LinkedWalk:
    """Return the walk at the first position of an iteration, or at the last.

    ``place`` has the leader and the grain; its sample is kept if the batch has it.
    """
    place = place or LinkedPlace()
    sample = min(place.position.sample, sides[place.leader].route.samples - 1)
    # A crossing in which every digit but the sample restarts: walking in from the
    # iteration before, or backwards from the one after.
    columns = (*[(True, 0)] * 5, (False, sample))
    crossing = Crossing(-1 if at_end else 1, place.grain, columns)
    return LinkedWalk(sides, place).enter(sides, crossing)
