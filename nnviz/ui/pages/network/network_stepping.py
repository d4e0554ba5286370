"""Steps through an iteration: the cursor, what follows it, and playing it by itself."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.explain.cursor import GRAINS, Grain
from nnviz.explain.explain import explain
from nnviz.explain.route import PHASES, Route
from nnviz.explain.selection import Selection
from nnviz.live.snapshot import Snapshot
from nnviz.ui.inspector.cursor_place import place_at
from nnviz.ui.inspector.empty_words import NO_ITERATION, gone, nothing_before
from nnviz.ui.inspector.inspector import Inspector
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.shown_run import ShownRun
from nnviz.ui.painting.numbers import count
from nnviz.ui.stepping.stepper import SteppedIteration, Stepper
from nnviz.ui.stepping.walking import Walking
from nnviz.ui.threads.run_controller import RunController

_FASTEST = 30.0
"""Steps a second at unlimited speed: more cannot be seen."""


class NetworkStepping(QObject):
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
        self,
        controller: RunController,
        shown: ShownRun,
        panels: NetworkPanels,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._shown, self._panels = controller, shown, panels
        self.stepper = Stepper(controller, self)
        self._selection = Selection("neuron", "forward", 0, 1, 0)
        self._prepared: Route | None = None
        self._walks = False
        self._player = QTimer(self)
        self._player.timeout.connect(self.forward)
        self._connect()

    def _connect(self) -> None:
        controller, panels, bar = self._controller, self._panels, self._panels.run_bar
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

    def begin(self) -> None:
        """Leave the walk: a new run has started."""
        self._player.stop()
        self.stepper.forget()
        self._panels.inspector.show_empty(NO_ITERATION)
        self._panels.run_bar.show_running(self._controller.playing)
        self._panels.run_bar.allow_step_back(False)

    def follow(self) -> None:
        """Follow what is shown now."""
        shown = self._shown
        if (snapshot := shown.snapshot) is None:
            return
        self._panels.run_bar.allow_step_back(snapshot.iteration > 0)
        if self._controller.playing:
            if not self.stepper.awaits:
                self.stepper.leave()
        elif shown.can_be_walked:
            self.stepper.show_moment(
                SteppedIteration(
                    snapshot.iteration,
                    snapshot.branch,
                    shown.is_last,
                    snapshot.trace,
                    snapshot.route,
                )
            )
        if self.stepper.walking is None and _is_seen(self._panels.inspector):
            self._catch_up()

    def _catch_up(self) -> None:
        """Explain the selection by what is shown now."""
        snapshot = self._shown.snapshot
        if snapshot is None:
            return
        if snapshot.trace is not None:
            self._explain()
            self._prepare(snapshot)
        elif self._shown.can_be_walked:
            self._panels.inspector.show_empty(nothing_before(snapshot.iteration))

    def _explain(self) -> None:
        """Explain the selection, or say why that cannot be done."""
        inspector, snapshot = self._panels.inspector, self._shown.snapshot
        if snapshot is None or snapshot.trace is None or snapshot.route is None:
            inspector.show_empty(NO_ITERATION)
            return
        structure = snapshot.route.structure
        try:
            found = explain(snapshot.trace, structure, self._selection)
        except InputError as error:
            inspector.show_empty(gone(str(error)))
        else:
            inspector.show_explanation(found, snapshot.trace, structure)

    def _prepare(self, snapshot: Snapshot) -> None:
        """Typeset the formulas of all phases while there is time."""
        trace, route = snapshot.trace, snapshot.route
        if trace is None or route is None or route is self._prepared:
            return
        self._prepared = route
        for phase in PHASES:
            wanted = replace(self._selection, phase=phase)
            try:
                found = explain(trace, route.structure, wanted)
            except InputError:
                return
            self._panels.inspector.prepare(found)

    @Slot()
    def _say_why(self) -> None:
        """Say why there is no step forward."""
        snapshot = self._shown.snapshot
        self._player.stop()
        self._panels.run_bar.show_running(False)
        if snapshot is None or snapshot.is_present:
            # A run that is over says so when it is asked to train.
            self._controller.step()
            return
        self._panels.messages.show_message(
            f"Branch {snapshot.branch + 1} ends here, at iteration "
            f"{count(snapshot.iteration)}. “Continue from here” trains on from this "
            "moment, “Return to now” goes back to the present.",
            "info",
        )

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
        self._explain()

    @Slot(object)
    def _select(self, selection: Selection) -> None:
        """Explain something else; a walk goes there."""
        self._selection = selection
        if self.stepper.walking is not None:
            self.stepper.jump_to(selection)
        self._selection = selection
        self._explain()

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


def _is_seen(inspector: Inspector) -> bool:
    """Tell whether any of it is in sight; to Qt, a dock behind another is visible."""
    return not inspector.visibleRegion().isEmpty()


def _grain(size: str) -> Grain | None:
    """Return the size of a step by its name; none is the one chosen."""
    return next((grain for grain in GRAINS if grain == size), None)
