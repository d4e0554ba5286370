"""The cursor over all contenders: walks the iteration at hand, asks for others."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.operation import Phase
from nnviz.explain.cursor import Crossing, Grain
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.linked_walk import LinkedPlace, LinkedWalk, begin

Sides = tuple[ContenderTrace, ...]


class LinkedStepper(QObject):
    """Steps forward and back over the same iteration of all contenders.

    Whoever owns the comparison answers ``iteration_wanted`` with ``show_iteration``, at
    once or later; until then steps wait. It also calls ``show_iteration`` whenever the
    comparison comes to rest.

    Signals
    -------
    moved
        The `LinkedWalk` as it stands now, or None where there is no iteration.
    iteration_wanted
        The number of the iteration to be shown. It may be the next one, that has not
        been done yet: do it then.
    """

    moved = Signal(object)
    iteration_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._walk: LinkedWalk | None = None
        self._place = LinkedPlace()
        self._iteration = 0
        self._left: Crossing | None = None
        self._arrive: tuple[int, Callable[[Sides], LinkedWalk]] | None = None

    @property
    def walk(self) -> LinkedWalk | None:
        """Where the cursor stands, None before the first iteration."""
        return self._walk

    @property
    def iteration(self) -> int:
        """How many iterations are done where the cursor stands."""
        return self._iteration

    @property
    def awaits(self) -> bool:
        """Whether another iteration has been asked for and is not there yet."""
        return self._arrive is not None

    @property
    def grain(self) -> Grain:
        """The size of steps that is chosen."""
        return self._place.grain

    def show_iteration(self, iteration: int, sides: Sides) -> None:
        """Take in the contenders at an iteration; none where none has been done.

        Where it was not asked for the cursor goes to its end: all of it is known.
        """
        arrive, self._arrive = self._arrive, None
        self._iteration = iteration
        if not sides:
            self._walk = None
            self.moved.emit(None)
        elif arrive is not None and arrive[0] == iteration:
            self._show(arrive[1](sides).sized(self._place.grain))
        else:
            place = self._place
            leader = min(place.leader, len(sides) - 1)
            place = replace(place, leader=leader)
            self._show(begin(sides, place, at_end=True))

    def forget(self) -> None:
        """Know of no iteration any more: another comparison begins."""
        self._place = LinkedPlace(grain=self._place.grain)
        self._left = self._arrive = None
        self.show_iteration(0, ())

    @Slot(str)
    def set_grain(self, grain: Grain) -> None:
        """Choose the size of steps."""
        self._place = replace(self._place, grain=grain)
        if self._walk is not None and not self.awaits:
            self._show(self._walk.sized(grain))

    @Slot(int)
    def step(self, direction: int, grain: Grain | None = None) -> None:
        """Take one step forward (1) or back (-1), of the chosen size or another."""
        if self._arrive is not None:
            return
        if self._walk is None:
            self._begin(direction, grain or self._place.grain)
            return
        moved = self._walk.step(direction, grain)
        if isinstance(moved, Crossing):
            self._cross(self._walk, moved)
        else:
            self._show(moved)

    @Slot(int)
    def lead(self, leader: int) -> None:
        """Let another contender lead."""
        if self.awaits:
            return
        if self._walk is None:
            self._place = replace(self._place, leader=leader)
        else:
            self._show(self._walk.led_by(leader))

    @Slot(int, int)
    def choose_neuron(self, layer: int, neuron: int) -> None:
        """Go to a neuron in the phase the cursor is in, or look at it."""
        if self._walk is not None and layer > 0 and not self.awaits:
            self._show(self._walk.to_neuron(layer, neuron))

    @Slot(int)
    def choose_sample(self, sample: int) -> None:
        """Look at another sample of the leader's batch at the same place."""
        walk = self._walk
        if walk is None or self.awaits:
            return
        if 0 <= sample < walk.leader.route.samples:
            self._show(walk.to_sample(sample))

    def jump_to_phase(self, phase: Phase) -> None:
        """Go to the start of a phase of the iteration shown."""
        if self._walk is not None and not self.awaits:
            self._show(self._walk.to_phase(phase))

    def _begin(self, direction: int, grain: Grain) -> None:
        """Walk into the next iteration: where the cursor left it, or at its start."""
        if direction < 0:
            return
        place, left = self._place, self._left
        if left is not None and left.grain == grain:
            forward = replace(left, direction=1)
            self._ask(1, lambda sides: LinkedWalk(sides, place).enter(sides, forward))
        else:
            self._ask(1, lambda sides: begin(sides, place))

    def _cross(self, walk: LinkedWalk, crossing: Crossing) -> None:
        far = walk.leader.per_epoch if crossing.grain == "epoch" else 1
        target = self._iteration + crossing.direction * far
        if target < 0 or (target == 0 and far > 1):
            return
        self._left = crossing if target == 0 else None
        self._ask(target - self._iteration, lambda sides: walk.enter(sides, crossing))

    def _ask(self, ahead: int, arrive: Callable[[Sides], LinkedWalk]) -> None:
        target = self._iteration + ahead
        self._arrive = target, arrive
        self.iteration_wanted.emit(target)

    def _show(self, walk: LinkedWalk) -> None:
        self._walk, self._place = walk, walk.place
        self.moved.emit(walk)
