"""The cursor in the window: steps, what follows it, and playing it by itself."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.explain.cursor import GRAINS, Grain
from nnviz.explain.selection import Selection
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.ui.inspector.cursor_place import place_at
from nnviz.ui.inspector.empty_words import NO_ITERATION, nothing_before
from nnviz.ui.pages.network.explaining import Explaining
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.stepping_moments import WindowMoments
from nnviz.ui.stepping.stepper import Stepper
from nnviz.ui.stepping.walking import Walking
from nnviz.ui.threads.run_controller import RunController

_FASTEST = 30.0
"""Steps a second at unlimited speed: more cannot be seen."""


class WindowStepping(QObject):
    """Steps by the bar, the keys and clicks; the inspector follows.

    Signals
    -------
    walked
        The `Walking` to show, or None when there is none.
    began
        A walk begins: the inspector should be seen.
    """

    walked = Signal(object)
    began = Signal()

    def __init__(
        self, controller: RunController, panels: NetworkPanels, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller, self._panels = controller, panels
        self.stepper = Stepper(controller, self)
        self._snapshot: Snapshot | None = None
        self._moments = WindowMoments(controller, self)
        self._selection = Selection("neuron", "forward", 0, 1, 0)
        self._explaining = Explaining(panels.inspector)
        self._walks = False
        self._player = QTimer(self)
        self._player.timeout.connect(self.forward)
        self._connect()

    def _connect(self) -> None:
        controller, panels, bar = self._controller, self._panels, self._panels.run_bar
        controller.run_started.connect(self._begin)
        controller.snapshot_changed.connect(self._take)
        controller.playing_changed.connect(self._show_playing)
        self.stepper.moved.connect(self._show)
        self.stepper.ended.connect(self._say_why)
        bar.step_requested.connect(self.forward)
        bar.step_back_requested.connect(self.back)
        bar.step_size_chosen.connect(self._choose_size)
        bar.play_requested.connect(self.play)
        bar.pause_requested.connect(self.pause)
        bar.speed_chosen.connect(self._set_speed)
        panels.diagram.selection_changed.connect(self._select_neuron)
        panels.diagram.parameter_chosen.connect(self._select_edge)
        # What is edited is seen between two iterations, not within one.
        panels.diagram.weight_edited.connect(self.stepper.leave)
        panels.diagram.bias_edited.connect(self.stepper.leave)
        panels.inspector.selection_requested.connect(self._select)
        panels.inspector.sample_requested.connect(self.choose_sample)

    @Slot(bool)
    def show_seen(self, seen: bool) -> None:
        """Explain what is selected once the inspector is seen."""
        if seen:
            self._catch_up()

    @Slot()
    def forward(self) -> None:
        """Take one step of the chosen size."""
        self.stepper.step(1)

    @Slot()
    def back(self) -> None:
        """Take one step of the chosen size back."""
        self.stepper.step(-1)

    @Slot(int, str)
    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1), by a size or "larger" than the one chosen."""
        place = GRAINS.index(self.stepper.grain)
        if size == "larger":
            self.stepper.step(direction, GRAINS[min(place + 1, len(GRAINS) - 1)])
        else:
            self.stepper.step(direction, _grain(size))

    @Slot()
    def play(self) -> None:
        """Train, or let the cursor walk if its steps are smaller than an iteration."""
        if self.stepper.is_fine:
            self._set_speed(self._panels.run_bar.speed)
            self._player.start()
            self._panels.run_bar.show_running(True)
        else:
            self._controller.play()

    @Slot()
    def pause(self) -> None:
        """Rest."""
        self._player.stop()
        self._controller.pause()
        self._panels.run_bar.show_running(False)

    @Slot()
    def play_or_pause(self) -> None:
        """Do the one or the other."""
        if self._controller.playing or self._player.isActive():
            self.pause()
        else:
            self.play()

    @Slot(object)
    def _begin(self, _start: RunStart) -> None:
        self._player.stop()
        self._snapshot = None
        self.stepper.forget()
        self._panels.inspector.show_empty(NO_ITERATION)
        self._panels.run_bar.show_running(self._controller.playing)
        self._panels.run_bar.allow_step_back(False)

    @Slot(object)
    def _take(self, snapshot: Snapshot) -> None:
        """Take in what the window shows now."""
        self._snapshot = snapshot
        self._panels.run_bar.allow_step_back(snapshot.iteration > 0)
        if self._controller.playing:
            if not self.stepper.awaits:
                self.stepper.leave()
        elif (moment := self._moments.moment_of(snapshot)) is not None:
            self.stepper.show_moment(moment)
        if self.stepper.walking is None and self._explaining.is_seen:
            self._catch_up()

    def _catch_up(self) -> None:
        """Explain what is selected by what is shown now."""
        if self._snapshot is None:
            return
        if self._snapshot.trace is not None:
            self._explaining.show(self._snapshot, self._selection)
            self._explaining.prepare(self._snapshot, self._selection)
            return
        moment = self._moments.moment_of(self._snapshot)
        if moment is not None:
            self._panels.inspector.show_empty(nothing_before(moment.iteration))

    @Slot()
    def _say_why(self) -> None:
        """Say why there is no step forward."""
        snapshot = self._snapshot
        self._player.stop()
        self._panels.run_bar.show_running(False)
        if snapshot is None or snapshot.is_present:
            # A run that is over says so when it is asked to train.
            self._controller.step()
            return
        words = self._moments.words_at_end(snapshot)
        self._panels.messages.show_message(words, "info")

    @Slot(object)
    def _show(self, walking: Walking | None) -> None:
        """Let everything follow the cursor."""
        if walking is not None and not self._walks:
            self.began.emit()
        self._walks = walking is not None
        self.walked.emit(walking)
        inspector, where = self._panels.inspector, self._panels.where
        where.setText(walking.sentence if walking else "")
        if walking is None:
            inspector.show_place(None)
            return
        inspector.show_place(place_at(walking.route, walking.position))
        self._selection = walking.selection
        self._explaining.show(self._snapshot, self._selection)

    @Slot(object)
    def _select(self, selection: Selection) -> None:
        """Explain something else; a walk goes there."""
        self._selection = selection
        if self.stepper.walking is not None:
            self.stepper.jump_to(selection)
        self._selection = selection
        self._explaining.show(self._snapshot, selection)

    @Slot(int, int)
    def _select_neuron(self, layer: int, neuron: int) -> None:
        if layer >= 1:
            here = self._selection
            self._select(Selection("neuron", here.phase, here.sample, layer, neuron))

    @Slot(int, int, int)
    def _select_edge(self, layer: int, neuron: int, column: int) -> None:
        here = self._selection
        phase = "backward" if here.phase == "loss" else here.phase
        self._select(Selection("edge", phase, here.sample, layer, neuron, column))

    @Slot(int)
    def choose_sample(self, sample: int) -> None:
        """Look at another sample of the batch."""
        if self.stepper.walking is not None:
            self.stepper.jump_to_sample(sample)
            return
        self._select(replace(self._selection, sample=sample))

    @Slot(str)
    def _choose_size(self, size: str) -> None:
        grain = _grain(size)
        if grain is not None:
            self.stepper.set_grain(grain)
        if not self.stepper.is_fine and self._player.isActive():
            self.pause()

    @Slot(object)
    def _set_speed(self, rate: float | None) -> None:
        self._player.setInterval(round(1000.0 / min(rate or _FASTEST, _FASTEST)))

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        self._panels.run_bar.show_running(playing or self._player.isActive())


def _grain(size: str) -> Grain | None:
    """Return the size of a step by its name; none is the one chosen."""
    return next((grain for grain in GRAINS if grain == size), None)
