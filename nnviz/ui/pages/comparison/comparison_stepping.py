"""The cursor of the comparison: it steps through the same iteration of all."""

from PySide6.QtCore import QObject, Slot

from nnviz.explain.linked.linked_walk import LinkedPlace, begin
from nnviz.explain.walk.cursor import Grain
from nnviz.explain.walk.jumps import grain_of
from nnviz.live.snapshot import Snapshot
from nnviz.session.comparison.first_difference import FirstDifference
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.pages.comparison.comparison_views import STEP, ComparisonViews
from nnviz.ui.stepping.step_player import StepPlayer
from nnviz.ui.stepping.stepper import Stepper
from nnviz.ui.threads.comparison_controller import ComparisonController


class ComparisonStepping(QObject):
    """Steps by the bar, the keys and the cursor's own header."""

    def __init__(
        self, controller: ComparisonController, views: ComparisonViews, bar: RunBar
    ) -> None:
        super().__init__(views)
        self._controller, self._views, self._bar = controller, views, bar
        self.stepper = Stepper(self, stays=True)
        self.player = StepPlayer(controller, self.stepper, bar, self._take_step, self)
        self._wanted: int | None = None
        controller.run_started.connect(self._begin)
        controller.frame.connect(self._take)
        controller.playing_changed.connect(self.player.show_playing)
        bar.step_size_chosen.connect(self._show_cursor)
        stepper, view = self.stepper, views.stepping
        stepper.moved.connect(self._catch_up)
        stepper.iteration_wanted.connect(self._fetch)
        views.first_difference.place_requested.connect(self.show_difference)
        view.leader_chosen.connect(stepper.lead)
        view.neuron_chosen.connect(stepper.choose_neuron)
        view.sample_chosen.connect(stepper.choose_sample)
        views.view_changed.connect(self._catch_up)

    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1); for the sizes see ``Page.step``."""
        if size.isdigit():
            self._wanted = None
        self.player.step(direction, size)

    def go_to(self, iteration: int) -> None:
        """Show an iteration of all contenders; what is missing is trained."""
        self._wanted = None
        self.player.stop()
        self.stepper.stay()
        self._controller.show_moment(iteration)

    @Slot(object, int)
    def show_difference(self, found: FirstDifference, leader: int) -> None:
        """Show the number in which the leader first differs from another contender."""
        self.player.stop()
        grain = grain_of(found)
        self._bar.show_step_size(grain)
        self.stepper.set_grain(grain)
        place = LinkedPlace(leader=leader, grain=grain)
        # What differs before the first iteration is seen where that one uses it.
        self.stepper.visit(
            max(found.iteration, 1),
            lambda sides: begin(sides, place).to_difference(found),
        )
        self._views.show_view(STEP)

    def _take_step(self, direction: int, grain: Grain | None) -> None:
        controller, stepper = self._controller, self.stepper
        is_ahead = self._wanted is not None and self._wanted > stepper.iteration
        if is_ahead and not controller.playing:
            # Training was paused on its way there.
            self._wanted = None
            stepper.stay()
        iteration_differs = controller.iteration != stepper.iteration
        is_behind = iteration_differs and not stepper.awaits
        if controller.playing and self._wanted is None:
            controller.pause()
        elif is_behind or (stepper.walk is None and direction < 0):
            # From where the contenders are: the cursor has not followed yet.
            self.player.step_whole(direction, grain or stepper.grain)
        else:
            stepper.step(direction, grain)

    @Slot()
    def _begin(self) -> None:
        self._wanted = None
        self.player.begin()

    @Slot(int)
    def _fetch(self, iteration: int) -> None:
        """Bring the iteration that the cursor wants to go to."""
        self._wanted = iteration
        self._controller.show_moment(iteration)

    @Slot(object)
    def _take(self, snapshot: Snapshot | None) -> None:
        """Take in where the contenders are."""
        if snapshot is None:
            return
        self._bar.allow_step_back(snapshot.iteration > 0)
        if self._controller.playing or not snapshot.at_rest:
            return
        if self._wanted is not None:
            if self._is_old(snapshot, self._wanted):
                return
            self._wanted = None
        elif self.stepper.iteration == snapshot.iteration and self.stepper.walk:
            return
        traced = (lane.traced for lane in snapshot.lanes)
        sides = tuple(side for side in traced if side is not None)
        whole = sides if len(sides) == len(snapshot.lanes) else ()
        self.stepper.show_iteration(snapshot.iteration, whole)

    def _is_old(self, snapshot: Snapshot, wanted: int) -> bool:
        """Tell whether a snapshot was made before the iteration wanted was reached.

        Training may end sooner, as by a pause or where all have stopped.
        """
        if snapshot.iteration > wanted:
            return True
        is_known = snapshot.iteration == self.stepper.iteration != wanted
        return is_known and any(lane.stop is None for lane in snapshot.lanes)

    @Slot()
    def _catch_up(self) -> None:
        """Show the cursor where it is in sight."""
        if self._views.view == STEP:
            self._views.stepping.show_walk(self.stepper.walk)

    @Slot()
    def _show_cursor(self) -> None:
        """Bring the cursor's view to the front for steps within an iteration."""
        if self.stepper.is_fine:
            self._views.show_view(STEP)
