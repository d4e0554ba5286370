"""Steps over all contenders: by the bar, the keys, and the cursor's own header."""

from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.explain.cursor import GRAINS, Grain
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.pages.comparison.comparison_views import STEP, ComparisonViews
from nnviz.ui.stepping.linked_stepper import LinkedStepper
from nnviz.ui.threads.comparison_controller import ComparisonController

_FASTEST = 30.0
"""Steps a second at unlimited speed: more cannot be seen."""

_WHOLE: tuple[Grain, ...] = ("iteration", "epoch")


class ComparisonStepping(QObject):
    """Moves the cursor over all contenders, and trains them where it goes on."""

    def __init__(
        self, controller: ComparisonController, views: ComparisonViews, bar: RunBar
    ) -> None:
        super().__init__(views)
        self._controller, self._views, self._bar = controller, views, bar
        self.stepper = LinkedStepper(self)
        self.stepper.set_grain("iteration")
        self._wanted: int | None = None
        self._walk: LinkedWalk | None = None
        self._player = QTimer(self)
        self._player.timeout.connect(self.forward)
        self._connect()

    def _connect(self) -> None:
        controller, bar, stepper = self._controller, self._bar, self.stepper
        controller.run_started.connect(self._begin)
        controller.frame.connect(self._take)
        controller.playing_changed.connect(self._show_playing)
        stepper.moved.connect(self._show)
        stepper.iteration_wanted.connect(self._fetch)
        bar.step_requested.connect(self.forward)
        bar.step_back_requested.connect(self.back)
        bar.step_size_chosen.connect(self._choose_size)
        bar.play_requested.connect(self.play)
        bar.pause_requested.connect(self.pause)
        bar.speed_chosen.connect(self._set_speed)
        view = self._views.stepping
        view.leader_chosen.connect(stepper.lead)
        view.neuron_chosen.connect(stepper.choose_neuron)
        view.sample_chosen.connect(stepper.choose_sample)
        self._views.view_changed.connect(self._catch_up)

    @property
    def playing(self) -> bool:
        """Whether the contenders train, or the cursor walks by itself."""
        return self._controller.playing or self._player.isActive()

    @Slot()
    def forward(self) -> None:
        """Take one step of the chosen size."""
        self.step(1)

    @Slot()
    def back(self) -> None:
        """Take one step of the chosen size back."""
        self.step(-1)

    def step(self, direction: int, size: str = "") -> None:
        """Step forward (1) or back (-1), by a size or "larger" than the one chosen."""
        place = GRAINS.index(self.stepper.grain)
        if size == "larger":
            size = GRAINS[min(place + 1, len(GRAINS) - 1)]
        grain = next((grain for grain in GRAINS if grain == size), None)
        if self._controller.playing and self._wanted is None:
            self._controller.pause()
        elif self._is_behind or (self.stepper.walk is None and direction < 0):
            self._step_whole(direction, grain or self.stepper.grain)
        else:
            self.stepper.step(direction, grain)

    @property
    def _is_behind(self) -> bool:
        """Whether the contenders have gone on, and the cursor has not followed yet."""
        known = self._controller.iteration == self.stepper.iteration
        return not known and not self.stepper.awaits

    def _step_whole(self, direction: int, grain: Grain) -> None:
        """Go on or back from where the contenders are, wherever the cursor stands."""
        controller = self._controller
        if grain == "epoch":
            go = controller.run_epoch if direction > 0 else controller.step_back_epoch
        else:
            go = controller.step if direction > 0 else controller.step_back
        go()

    @Slot()
    def play(self) -> None:
        """Train, or let the cursor walk if its steps are smaller than an iteration."""
        if self.stepper.grain in _WHOLE:
            self._controller.play()
            return
        self._set_speed(self._bar.speed)
        self._player.start()
        self._bar.show_running(True)

    @Slot()
    def pause(self) -> None:
        """Rest."""
        self._player.stop()
        self._controller.pause()
        self._bar.show_running(False)

    @Slot(object)
    def _begin(self, _start: RunStart) -> None:
        self._player.stop()
        self._wanted = None
        self.stepper.forget()
        self._bar.show_running(self._controller.playing)
        self._bar.allow_step_back(False)

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
            missed = snapshot.iteration > self._wanted
            if missed:
                return
            self._wanted = None
        elif self.stepper.iteration == snapshot.iteration and self.stepper.walk:
            return
        traced = (lane.traced for lane in snapshot.lanes)
        sides = tuple(side for side in traced if side is not None)
        whole = sides if len(sides) == len(snapshot.lanes) else ()
        self.stepper.show_iteration(snapshot.iteration, whole)

    @Slot(object)
    def _show(self, walk: LinkedWalk | None) -> None:
        self._walk = walk
        self._catch_up()

    @Slot()
    def _catch_up(self) -> None:
        """Show the cursor where it is seen."""
        if self._views.view == STEP:
            self._views.stepping.show_walk(self._walk)

    @Slot(str)
    def _choose_size(self, size: str) -> None:
        grain = next((grain for grain in GRAINS if grain == size), None)
        if grain is None:
            return
        self.stepper.set_grain(grain)
        if grain not in _WHOLE:
            self._views.show_view(STEP)
        elif self._player.isActive():
            self.pause()

    @Slot(object)
    def _set_speed(self, rate: float | None) -> None:
        self._controller.set_speed(rate)
        self._player.setInterval(round(1000.0 / min(rate or _FASTEST, _FASTEST)))

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        self._bar.show_running(playing or self._player.isActive())
