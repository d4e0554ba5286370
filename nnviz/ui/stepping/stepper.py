"""The cursor: walks the iteration at hand, and asks for others at its ends."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.operation import Phase
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.linked_walk import LinkedPlace, LinkedWalk, begin
from nnviz.explain.selection import Selection
from nnviz.explain.walk.cursor import GRAINS, Crossing, Grain

FINE = GRAINS[: GRAINS.index("iteration")]
"""Steps smaller than an iteration."""

Sides = tuple[ContenderTrace, ...]


class Stepper(QObject):
    """Steps forward and back over one iteration of one network, or of several.

    Whoever owns the networks calls ``show_iteration`` whenever they come to rest, and
    answers ``iteration_wanted`` with it, at once or later; until then steps wait.

    The cursor over several networks is always in the iteration shown. That of one
    network (``stays`` is False) enters it with a step smaller than an iteration, and
    leaves it with a larger step size or when another iteration is shown.

    Attributes
    ----------
    is_of_record
        Whether iterations were recorded by another program: what is shown are the
        weights before the iteration, so a step forward enters that very one; and any
        other one that comes is the next, since there are gaps.

    Signals
    -------
    moved
        The `LinkedWalk` at its new place, or None if the cursor is in no iteration.
    iteration_wanted
        The number of the iteration to be shown. It may be the next one, which has not
        been done yet: do it then.
    """

    moved = Signal(object)
    iteration_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None, *, stays: bool = False) -> None:
        super().__init__(parent)
        self._stays = stays
        self._grain: Grain = "iteration"
        self._walk: LinkedWalk | None = None
        self._place = LinkedPlace()
        self._iteration, self._branch = 0, 0
        self._sides: Sides = ()
        self._left: Crossing | None = None
        self.is_of_record = False
        self._arrive: tuple[int, Callable[[Sides], LinkedWalk]] | None = None

    @property
    def walk(self) -> LinkedWalk | None:
        """The cursor in the iteration shown, if it is in one."""
        return self._walk

    @property
    def iteration(self) -> int:
        """How many iterations are done at the moment shown."""
        return self._iteration

    @property
    def sides(self) -> Sides:
        """The iteration shown, of each network; empty before the first."""
        return self._sides

    @property
    def awaits(self) -> bool:
        """Whether another iteration has been asked for and is not there yet."""
        return self._arrive is not None

    @property
    def grain(self) -> Grain:
        """The size of steps that is chosen."""
        return self._grain

    @property
    def is_fine(self) -> bool:
        """Whether steps are smaller than an iteration."""
        return self._grain in FINE

    def show_iteration(self, iteration: int, sides: Sides, branch: int = 0) -> None:
        """Take in the networks at rest; no sides where no iteration has been done."""
        is_other = (iteration, branch) != (self._iteration, self._branch)
        self._iteration, self._branch, self._sides = iteration, branch, sides
        arrive = self._arrive
        if iteration:
            self._left = None
        arrived = arrive is not None and (
            arrive[0] == iteration or (self.is_of_record and is_other)
        )
        if arrive is not None and arrived:
            self._arrive = None
            self._show(arrive[1](sides).sized(self._grain) if sides else None)
        elif self._stays:
            # It was not asked for, so all of it is known: the cursor is at its end.
            self._arrive = None
            leader = max(0, min(self._place.leader, len(sides) - 1))
            place = replace(self._place, leader=leader, grain=self._grain)
            self._show(begin(sides, place, at_end=True) if sides else None)
        elif is_other:
            self.leave()

    @Slot()
    def leave(self) -> None:
        """Leave the iteration, and wait for no other one."""
        self._arrive = None
        if self._walk is not None:
            self._show(None)

    def stay(self) -> None:
        """Wait no longer for an iteration: there is none."""
        self._arrive = None

    def forget(self) -> None:
        """Forget all iterations: another run begins."""
        self._place, self._left, self._arrive = LinkedPlace(), None, None
        self._iteration, self._branch, self._sides = 0, 0, ()
        if self._walk is not None or self._stays:
            self._show(None)

    @Slot(str)
    def set_grain(self, grain: Grain) -> None:
        """Choose the size of steps."""
        self._grain = grain
        if not self._stays and not self.is_fine:
            self.leave()
        elif self._walk is not None and not self.awaits:
            self._show(self._walk.sized(grain))

    @Slot(int)
    def step(self, direction: int, grain: Grain | None = None) -> None:
        """Take one step forward (1) or back (-1), of the chosen size or another."""
        if self.awaits:
            return
        grain = grain or self._grain
        if self._walk is None:
            self._enter(direction, grain)
            return
        moved = self._walk.step(direction, grain)
        if isinstance(moved, Crossing):
            self._cross(self._walk.at_grain(self._grain), moved)
        else:
            # One network shows what the step took in, be it larger than is chosen.
            self._show(moved if self._stays else moved.at_grain(grain))

    def visit(self, iteration: int, arrive: Callable[[Sides], LinkedWalk]) -> None:
        """Show a place in an iteration: ``arrive`` finds it once that is at hand."""
        self.stay()
        if iteration == self._iteration and self._sides:
            self._show(arrive(self._sides))
        else:
            self._ask(iteration - self._iteration, arrive)

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
        if 0 <= sample < walk.route.samples:
            self._show(walk.to_sample(sample))

    def jump_to(self, selection: Selection) -> None:
        """Go to the phase of a selection and, in it, to its neuron."""
        if self._walk is not None and not self.awaits:
            self._show(self._walk.to_selection(selection))

    def jump_to_phase(self, phase: Phase) -> None:
        """Go to the start of a phase of the iteration shown."""
        if self._walk is not None and not self.awaits:
            self._show(self._walk.to_phase(phase))

    def _enter(self, direction: int, grain: Grain) -> None:
        """Enter the next iteration, or the one shown from its end."""
        place, left = replace(self._place, grain=self._grain), self._left
        if self.is_of_record and direction > 0:
            if self._sides:
                self._show(begin(self._sides, place))
        elif direction < 0:
            if self._sides:
                self._show(begin(self._sides, place, at_end=True))
        elif left is not None and left.grain == grain:
            # Back to where the cursor left the first iteration.
            forward = replace(left, direction=1)
            self._ask(1, lambda sides: LinkedWalk(sides, place).enter(sides, forward))
        else:
            self._ask(1, lambda sides: begin(sides, place))

    def _cross(self, walk: LinkedWalk, crossing: Crossing) -> None:
        far = walk.leader.per_epoch if crossing.grain == "epoch" else 1
        target = self._iteration + crossing.direction * far
        if target < 0 or (target == 0 and far > 1):
            return
        if target == 0:
            self._left = crossing
        self._ask(target - self._iteration, lambda sides: walk.enter(sides, crossing))

    def _ask(self, ahead: int, arrive: Callable[[Sides], LinkedWalk]) -> None:
        target = self._iteration + ahead
        self._arrive = target, arrive
        self.iteration_wanted.emit(target)

    def _show(self, walk: LinkedWalk | None) -> None:
        self._walk = walk
        if walk is not None:
            self._place = walk.place
        self.moved.emit(walk)
