"""The cursor of the network page, and what follows it: diagram, inspector, words."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.explain.explain import explain
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.selection import Selection
from nnviz.explain.walk.cursor import Grain
from nnviz.explain.walk.route import PHASES, Route
from nnviz.session.probe import ProbeSample
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.stepping.step_player import StepPlayer
from nnviz.ui.stepping.stepper import FINE, Stepper
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.inspector.places import (
    NOTHING_SELECTED,
    RUN_IS_OVER,
    TOO_LARGE,
    Surroundings,
    fitted,
    gone,
    place_at,
)
from nnviz.views.numbers import count
from nnviz.views.recorded_words import with_claims
from nnviz.views.shown_run import ShownRun

if TYPE_CHECKING:
    from nnviz.ui.inspector.inspector import Inspector

_PACE = 0.15
"""Least seconds between two explanations while it trains: numbers are to be read."""


BEGINNING = Selection("neuron", "forward", 0, 1, 0)
"""What is explained before anything has been selected."""


class NetworkStepping(QObject):
    """Steps by the bar, the keys and clicks; the inspector follows.

    Signals
    -------
    walked
        The `LinkedWalk` to show, or None when it is over.
    explained
        A walk begins, or something was selected in the diagram: the inspector should be
        in sight.
    """

    walked = Signal(object)
    explained = Signal()

    def __init__(
        self,
        controller: RunController,
        shown: ShownRun,
        panels: NetworkPanels,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller, self._shown, self._panels = controller, shown, panels
        self._bar, self._inspector = panels.run_bar, panels.inspector_place
        self.stepper = Stepper(self)
        self.player = StepPlayer(
            controller, self.stepper, self._bar, self._take_step, self
        )
        self._selection = BEGINNING
        self._prepared: Route | None = None
        self._explained: tuple[Trace, Selection] | None = None
        self._explained_at = 0.0
        self._sample: ProbeSample | None = None
        self._walks = False
        controller.playing_changed.connect(self.player.show_playing)
        self.stepper.moved.connect(self._show)
        self.stepper.iteration_wanted.connect(self._fetch)
        panels.diagram.selection_changed.connect(self._select_neuron)
        panels.diagram.parameter_chosen.connect(self._select_edge)
        # What is edited is seen between two iterations, not within one.
        panels.diagram.weight_edited.connect(self.stepper.leave)
        panels.diagram.bias_edited.connect(self.stepper.leave)
        self._inspector.when_made(self._obey)

    def _obey(self, inspector: "Inspector") -> None:
        """Take wishes from the inspector, which is new, and explain if it is seen."""
        inspector.selection_requested.connect(self._select)
        inspector.sample_requested.connect(self.choose_sample)
        self.show_seen(_is_seen(self._inspector))

    @property
    def selection(self) -> Selection:
        """What is explained, or would be."""
        return self._selection

    def show_selection(self, selection: Selection) -> None:
        """Explain something else, or the nearest there is; a walk is left."""
        self.stepper.leave()
        self._selection = selection
        self._catch_up()

    def begin(self) -> None:
        """Leave the walk: a new run has started."""
        start = self._shown.start
        self.stepper.is_of_record = start is not None and start.recording is not None
        self.player.begin()
        self._explained = None
        self._inspector.if_made(lambda each: each.show_empty(NOTHING_SELECTED))

    def follow(self) -> None:
        """Follow what is shown now."""
        shown = self._shown
        if (snapshot := shown.snapshot) is None:
            return
        timeline = shown.timeline
        first = timeline.first if timeline and self.stepper.is_of_record else 0
        self._bar.allow_step_back(snapshot.iteration > first)
        if self._controller.playing:
            if not self.stepper.awaits:
                self.stepper.leave()
        elif shown.can_be_walked:
            traced = snapshot.lanes[0].traced
            sides = () if traced is None else (traced,)
            self.stepper.show_iteration(snapshot.iteration, sides, snapshot.branch)
        if self.stepper.walk is None and _is_seen(self._inspector):
            self._keep_up()

    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1); for the sizes see ``Page.step``."""
        if size.isdigit() and direction > 0 and self._shown.is_last:
            self._say_why()
        else:
            self.player.step(direction, size)

    @Slot(bool)
    def show_seen(self, seen: bool) -> None:
        """Explain the selection once the inspector is seen."""
        if seen:
            self._catch_up()

    def show_number(self, selection: Selection) -> None:
        """Walk to where a number comes about in the iteration shown, and explain it."""
        if not self.stepper.is_fine:
            self._bar.show_step_size("neuron")
            self.stepper.set_grain("neuron")
        if self.stepper.walk is None:
            self.stepper.step(1)
        if self.stepper.walk is None:
            self._panels.messages.show_message(
                "This batch is too large to be walked number by number: the inspector "
                "explains the sample that is looked at.",
                "info",
            )
        self._select(selection)
        if selection.sample:
            self.stepper.choose_sample(selection.sample)
            self._select(selection)
        self.explained.emit()

    @Slot(object)
    def look_at(self, sample: ProbeSample) -> None:
        """Explain a sample once its numbers come, or say that none will."""
        self._sample = sample
        if not self._controller.is_there:
            self._explained = None
            self._catch_up()

    @Slot(int)
    def choose_sample(self, sample: int) -> None:
        """Look at another sample of the batch that is walked through."""
        self.stepper.choose_sample(sample)

    def _take_step(self, direction: int, grain: Grain | None) -> None:
        grain = grain or self.stepper.grain
        if self.stepper.awaits:
            return
        walks = self.stepper.walk is not None
        # While walking, a whole iteration leads to the same place in the next one.
        if grain in FINE or (walks and grain == "iteration"):
            if self._shown.snapshot is not None:
                self.stepper.step(direction, grain)
        elif direction > 0 and self._shown.is_last:
            self._say_why()
        else:
            self.player.step_whole(direction, grain)

    @Slot(int)
    def _fetch(self, iteration: int) -> None:
        """Bring the next iteration, or the previous one, to the cursor."""
        first = self._shown.timeline.first if self._shown.timeline else 0
        if iteration < self.stepper.iteration:
            if self.stepper.is_of_record and self.stepper.iteration <= first:
                self.stepper.stay()
                return
            self._controller.step_back()
        elif self._shown.is_last:
            self.stepper.stay()
            self._say_why()
        else:
            self._controller.step()

    def _say_why(self) -> None:
        """Say why there is no step forward."""
        snapshot = self._shown.snapshot
        self.player.stop()
        if snapshot is not None and snapshot.recorded is not None:
            self._panels.messages.show_message(
                f"Iteration {count(snapshot.iteration)} is the last one recorded. "
                "“Train on from here” trains on, from these weights.",
                "info",
            )
            return
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
    def _show(self, walk: LinkedWalk | None) -> None:
        """Let everything follow the cursor."""
        if walk is not None and not self._walks:
            self.explained.emit()
            if self.stepper.is_of_record:
                # Whoever looks closely is not to be taken elsewhere.
                self._controller.follow(False)
        self._walks = walk is not None
        self.walked.emit(walk)
        if walk is None:
            self._inspector.if_made(lambda each: each.show_place(None))
            self._catch_up()
            return
        self._inspector.get().show_place(place_at(walk.route, walk.position))
        self._selection = walk.selection
        self._explain()

    @Slot(object)
    def _select(self, selection: Selection) -> None:
        """Explain something else; a walk goes there."""
        self.stepper.jump_to(selection)
        self._selection = selection
        self._explain()

    @Slot(int, int)
    def _select_neuron(self, layer: int, neuron: int) -> None:
        if layer >= 1:
            here, seen = self._selection, self._seen
            is_output = seen is not None and layer == seen.structure.last
            # Only outputs have a part in the loss itself.
            out = here.phase == "loss" and not is_output
            phase = "forward" if out else here.phase
            self._select(Selection("neuron", phase, here.sample, layer, neuron))
            self.explained.emit()

    @Slot(int, int, int)
    def _select_edge(self, layer: int, neuron: int, column: int) -> None:
        here = self._selection
        phase = "backward" if here.phase == "loss" else here.phase
        self._select(Selection("edge", phase, here.sample, layer, neuron, column))
        self.explained.emit()

    def _keep_up(self) -> None:
        """Explain the selection by what is shown now; while it trains, at a pace."""
        trains = self._controller.playing
        if trains and time.monotonic() - self._explained_at < _PACE:
            return
        self._catch_up()

    def _catch_up(self) -> None:
        """Explain the selection by what is shown now, if that may be in sight."""
        if not self._inspector.is_made:
            return
        seen, inspector = self._seen, self._inspector.get()
        if seen is None:
            if self._shown.snapshot is not None and not self._controller.playing:
                there = self._controller.is_there
                inspector.show_empty(TOO_LARGE if there else RUN_IS_OVER)
            return
        self._explain()
        if not self._controller.playing:
            self._prepare(seen)

    @property
    def _seen(self) -> ContenderTrace | None:
        """What is explained: the iteration walked, else the sample looked at."""
        walk, snapshot = self.stepper.walk, self._shown.snapshot
        if walk is not None:
            return walk.leader
        probe = None if snapshot is None else snapshot.lane.probe
        if probe is None or self._sample is None or self._controller.is_there:
            return probe
        # Of a run that has ended with an error there is only what has come.
        return probe if self._sample.is_in(probe.trace) else None

    def _explain(self) -> None:
        """Explain the selection, or say why that cannot be done."""
        seen = self._seen
        if seen is None:
            return
        trace, structure = seen.trace, seen.structure
        if self.stepper.walk is None:
            # A sample that is looked at is a batch by itself.
            self._selection = _fitting(self._selection, seen)
        here = self._explained
        if here is not None and here[0] is trace and here[1] == self._selection:
            return
        self._explained = trace, self._selection
        self._explained_at = time.monotonic()
        try:
            found = explain(trace, structure, self._selection)
        except InputError as error:
            self._inspector.get().show_empty(gone(str(error)))
        else:
            snapshot = self._shown.snapshot
            if snapshot is not None and snapshot.recorded is not None and self._walks:
                found = with_claims(found, snapshot.recorded)
            self._inspector.get().show_explanation(found, trace, structure)

    def _prepare(self, seen: ContenderTrace) -> None:
        """Typeset the formulas of all phases while there is time."""
        trace, route = seen.trace, seen.route
        if route is self._prepared:
            return
        self._prepared = route
        for phase in PHASES:
            wanted = replace(self._selection, phase=phase)
            try:
                found = explain(trace, route.structure, wanted)
            except InputError:
                return
            self._inspector.get().prepare(found)


def _fitting(selection: Selection, seen: ContenderTrace) -> Selection:
    """Return the nearest that can be explained of a sample that is a batch by itself.

    The network may be another one since it was selected. Without a target there is a
    forward pass only.
    """
    here = fitted(replace(selection, sample=0), Surroundings(seen.structure, 1))
    if "losses" in seen.trace:
        return here
    forward = replace(here, phase="forward")
    if selection.kind in ("sample", "loss"):
        return replace(forward, kind="layer", layer=seen.structure.last)
    return forward


def _is_seen(inspector: QWidget) -> bool:
    """Tell whether any of it is in sight; to Qt, a dock behind another is visible."""
    return not inspector.visibleRegion().isEmpty()
