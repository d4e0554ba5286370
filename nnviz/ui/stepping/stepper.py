"""The cursor: walks the iteration at hand, and asks for others at its ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.explain.cursor import GRAINS, Crossing, CursorPosition, Grain
from nnviz.explain.jumps import to_neuron, to_phase, to_sample
from nnviz.explain.route import Route
from nnviz.explain.selection import Selection
from nnviz.explain.walk import aligned, enter, start, step
from nnviz.ui.stepping.walking import Walking

FINE = GRAINS[: GRAINS.index("iteration")]
"""Steps smaller than an iteration."""


class Run(Protocol):
    """What the cursor asks of the run."""

    def step(self, iterations: int = 1) -> None:
        """Do so many iterations from what is shown."""

    def run_epoch(self) -> None:
        """Train to the end of the epoch."""

    def step_back(self, iterations: int = 1) -> None:
        """Show what was so many iterations before."""

    def step_back_epoch(self) -> None:
        """Show the last beginning of an epoch."""


@dataclass(frozen=True, slots=True)
class SteppedIteration:
    """An iteration at rest: its number, and its trace and route if it has any.

    ``is_last`` tells that nothing follows: the run, or its branch, has ended here.
    """

    iteration: int
    branch: int = 0
    is_last: bool = False
    trace: Trace | None = None
    route: Route | None = None


class Stepper(QObject):
    """Steps forward and back at the chosen size.

    Between two iterations there is no walk; a smaller step begins one. It ends where
    the window turns to another iteration.

    Signals
    -------
    moved
        The `Walking` as it stands now, or None when there is none.
    ended
        A step forward was asked for where nothing follows.
    """

    moved = Signal(object)
    ended = Signal()

    def __init__(self, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._grain: Grain = "iteration"
        self._walking: Walking | None = None
        self._moment: SteppedIteration | None = None
        self._sample = 0
        self._arrive: tuple[int, Callable[[Route], CursorPosition]] | None = None

    @property
    def walking(self) -> Walking | None:
        """Where the walk stands, if there is one."""
        return self._walking

    @property
    def grain(self) -> Grain:
        """The size of steps that is chosen."""
        return self._grain

    @property
    def is_fine(self) -> bool:
        """Whether steps are smaller than an iteration."""
        return self._grain in FINE

    @property
    def awaits(self) -> bool:
        """Whether another iteration has been asked for and is not there yet."""
        return self._arrive is not None

    def set_grain(self, grain: Grain) -> None:
        """Choose the size of steps."""
        self._grain = grain
        if self._walking is None:
            return
        if self.is_fine:
            place = aligned(self._walking.position, grain)
            self._show(replace(self._walking, position=place, grain=grain))
        else:
            self.leave()

    def show_moment(self, moment: SteppedIteration) -> None:
        """Take in what the window shows now, at rest."""
        before, self._moment = self._moment, moment
        if self._arrive is not None and self._arrive[0] == moment.iteration:
            self._enter(moment)
        elif before is None or (before.iteration, before.branch) != (
            moment.iteration,
            moment.branch,
        ):
            self.leave()

    def leave(self) -> None:
        """End the walk, and wait for no iteration any more."""
        self._arrive = None
        if self._walking is not None:
            self._walking = None
            self.moved.emit(None)

    def forget(self) -> None:
        """Know of no moment any more: another run begins."""
        self._moment, self._sample = None, 0
        self.leave()

    def step(self, direction: int, grain: Grain | None = None) -> None:
        """Take one step forward (1) or back (-1), of the chosen size or another."""
        grain = grain or self._grain
        if self._arrive is not None:
            return
        if self._walking is not None and grain != "epoch":
            walking = replace(self._walking, grain=grain)
            place = step(walking.route, walking.position, grain, direction)
            # A whole iteration leads to the same place in the next one.
            if isinstance(place, Crossing):
                self._cross(place)
            else:
                self._show(walking.at(place))
        elif grain in FINE:
            self._begin(direction, grain)
        else:
            self._step_iterations(direction, grain)

    def jump_to_neuron(self, layer: int, neuron: int) -> None:
        """Go to a neuron in the phase the cursor is in."""
        if self._walking is not None and layer > 0:
            walking = self._walking
            place = to_neuron(walking.route, walking.position, layer, neuron)
            self._show(walking.at(place))

    def jump_to(self, selection: Selection) -> None:
        """Go to a phase and, in it, to a neuron."""
        self.jump_to_phase(selection.phase)
        if selection.layer and selection.kind in ("neuron", "edge", "layer"):
            self.jump_to_neuron(selection.layer, selection.neuron)

    def jump_to_phase(self, phase: Phase) -> None:
        """Go to the start of a phase of the iteration shown."""
        if self._walking is None:
            self._walk_here()
        if self._walking is not None:
            walking = self._walking
            self._show(walking.at(to_phase(walking.position, phase)))

    def jump_to_sample(self, sample: int) -> None:
        """Look at another sample of the batch at the same place."""
        if self._walking is not None and 0 <= sample < self._walking.route.samples:
            walking = self._walking
            self._sample = sample
            self._show(walking.at(to_sample(walking.route, walking.position, sample)))

    def _step_iterations(self, direction: int, grain: Grain) -> None:
        run = self._run
        whole, one = {
            1: (run.run_epoch, run.step),
            -1: (run.step_back_epoch, run.step_back),
        }[direction]
        if direction > 0 and self._moment is not None and self._moment.is_last:
            self.ended.emit()
        elif grain == "epoch":
            whole()
        else:
            one()

    def _begin(self, direction: int, grain: Grain) -> None:
        """Walk into the next iteration from its start, or back into this one."""
        if direction > 0:
            self._ask_for(1, lambda _: start(self._sample))
        elif self._moment is not None and self._moment.route is not None:
            at_the_end = (True, 0)
            columns = (*[at_the_end] * 5, (False, self._sample))
            crossing = Crossing(-1, grain, columns)
            self._walk_at(enter(self._moment.route, crossing))

    def _cross(self, crossing: Crossing) -> None:
        if self._walking is None:
            return
        if crossing.direction < 0 and self._walking.trace.iteration <= 1:
            self._run.step_back()
            return
        self._ask_for(crossing.direction, lambda route: enter(route, crossing))

    def _ask_for(
        self, direction: int, place: Callable[[Route], CursorPosition]
    ) -> None:
        """Have another iteration shown, and go to a place in it once it is."""
        moment = self._moment
        if moment is None:
            return
        if direction > 0 and moment.is_last:
            self.ended.emit()
            return
        self._arrive = moment.iteration + direction, place
        if direction > 0:
            self._run.step()
        else:
            self._run.step_back()

    def _enter(self, moment: SteppedIteration) -> None:
        if self._arrive is None:
            return
        if moment.route is None:
            self.leave()
            return
        place, self._arrive = self._arrive[1], None
        self._walk_at(place(moment.route))

    def _walk_here(self) -> None:
        if self._moment is not None and self._moment.route is not None:
            self._walk_at(start(min(self._sample, self._moment.route.samples - 1)))

    def _walk_at(self, position: CursorPosition) -> None:
        moment = self._moment
        if moment is not None and moment.trace is not None and moment.route is not None:
            grain = self._grain if self.is_fine else "neuron"
            self._show(Walking(moment.trace, moment.route, position, grain))

    def _show(self, walking: Walking) -> None:
        self._walking = walking
        self._sample = walking.position.sample
        self.moved.emit(walking)
