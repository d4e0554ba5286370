"""Leads through a tour: sets each scene, waits, and keeps the run there was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.data.assets import asset_path
from nnviz.data.dataset import Dataset
from nnviz.live.pacing import Speed
from nnviz.live.snapshot import ComparisonWish
from nnviz.session.undo import StartingPoint
from nnviz.ui.window.tours.tour_card import TourCard, TourRing
from nnviz.ui.window.tours.tour_conditions import (
    Condition,
    condition,
    snapshot_in_front,
)
from nnviz.ui.window.tours.tour_scene import TourScene, comparison_of
from nnviz.ui.window.tours.tour_stage import TourStage, TourTarget
from nnviz.views.tours.tour_file import Directive, Tour, TourStep, read_tour
from nnviz.views.tours.tour_readings import ShownNumbers, fill_in

_EVERY = 100
"""Milliseconds between two looks at what the user has done."""

_END = "Go on from here: everything you saw can be changed, and undone with Ctrl+Z."
_END_KEPT = (
    "Your own run is kept as you left it. If you stay here instead, you find it under "
    "Run > Earlier runs."
)


@dataclass(frozen=True, slots=True)
class KeptRun:
    """What the user had before a tour.

    Attributes
    ----------
    run
        The run; it is among the earlier ones, once another has taken its place.
    session
        The session file that it was on; None for none.
    page, speed, steps
        The page in front, the speed, and the size of a step.
    comparison
        What was compared, its data, and the iteration shown.
    """

    run: StartingPoint
    session: Path | None
    page: str
    speed: Speed
    steps: str
    comparison: tuple[ComparisonWish, Dataset, int] | None = None


def keep_run(stage: TourStage) -> KeptRun | None:
    """Note what there is, and hold the run, at rest; None where there is none."""
    network = stage.network
    stage.tabs.page.pause()
    network.controller.pause()
    if not network.controller.is_there:
        return None
    here = network.edits.here
    network.edits.hold(here)
    return KeptRun(
        here,
        stage.files.session,
        stage.tabs.front,
        network.controller.speed,
        network.panels.run_bar.step_size,
        _compared(stage),
    )


def bring_back(stage: TourStage, kept: KeptRun) -> None:
    """Go on with a run that was kept, with what was chosen for it in the window."""
    network, bar = stage.network, stage.network.panels.run_bar
    network.panels.messages.clear()
    stage.files.leave()
    network.edits.return_to(kept.run, "back from a tour")
    stage.files.stay_on(kept.session)
    bar.show_speed(kept.speed)
    network.controller.set_speed(kept.speed)
    bar.show_step_size(kept.steps)
    bar.step_size_chosen.emit(kept.steps)
    stage.tabs.show_tab(kept.page)
    if kept.comparison is not None:
        wish, dataset, iteration = kept.comparison
        comparison = comparison_of(stage.tabs)
        comparison.controller.compare(wish, dataset)
        if iteration:
            comparison.controller.show_moment(iteration)


def _compared(stage: TourStage) -> tuple[ComparisonWish, Dataset, int] | None:
    if not stage.tabs.is_made("comparison"):
        return None
    controller = comparison_of(stage.tabs).controller
    start = controller.started
    if start is None:
        return None
    return start.wish, start.dataset, controller.iteration


class TourGuide(QObject):
    """Shows a tour over the window; one at a time.

    Signals
    -------
    more_requested
        The user wants to choose another tour.
    begun
        A tour is about to take the place of the user's run.
    over
        The user has returned to the run there was, or stays in the tour's.
    """

    more_requested = Signal()
    begun = Signal()
    over = Signal()

    def __init__(self, stage: TourStage, open_preset: Callable[[str], None]) -> None:
        super().__init__(stage.window)
        self._stage = stage
        self._scene = TourScene(stage, open_preset)
        self._kept: KeptRun | None = None
        self._tour: Tour | None = None
        self._at = 0
        self._done: Condition | None = None
        self._card, self._ring = TourCard(stage.window), TourRing(stage.window)
        self._card.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)
        self._obey_card()

    @property
    def step(self) -> TourStep | None:
        """The step shown, if a tour is under way."""
        return None if self._tour is None else self._tour.steps[self._at]

    @property
    def tour(self) -> Tour | None:
        """The tour under way, if there is one."""
        return self._tour

    @property
    def waits(self) -> bool:
        """Whether there is something left for the user to do in this step."""
        step = self.step
        set_already = self._scene.is_set and self._done is None
        return step is not None and step.waits_for is not None and not set_already

    @property
    def is_ready(self) -> bool:
        """Whether the scene of the step is set."""
        return self._tour is not None and self._scene.is_set

    @property
    def number(self) -> int:
        """The number of the step, from 1."""
        return self._at + 1

    def start(self, name: str) -> None:
        """Begin a tour; the run there was is kept, unless it belongs to a tour."""
        tour = read_tour(asset_path("tours", f"{name}.md"))
        if self._kept is None:
            self._kept = keep_run(self._stage)
            self.begun.emit()
        self._tour = tour
        self._show(0, tour.setup)
        self._timer.start()

    @Slot()
    def next(self) -> None:
        """Go to the next step, or to the end."""
        if self._tour is None:
            return
        if self._at + 1 < len(self._tour.steps):
            self._show(self._at + 1)
        else:
            self.end()

    @Slot()
    def back(self) -> None:
        """Go to the step before."""
        if self._tour is not None and self._at > 0:
            at = self._at - 1
            self._show(at, () if at else self._tour.setup)

    @Slot()
    def end(self) -> None:
        """Leave the tour, and offer to return to the run there was."""
        self._tour, self._done = None, None
        self._timer.stop()
        self._scene.leave()
        self._ring.show_around(None)
        kept = self._kept
        runs = self._stage.network.edits.earlier_runs
        listed = kept is not None and kept.run.run in [run.key for run in runs]
        self._card.show_end(_END_KEPT if listed else _END, can_return=kept is not None)
        self._card.find_place(None)

    @Slot()
    def return_to_run(self) -> None:
        """Go on with the run that there was before the tour."""
        kept = self._kept
        if kept is not None:
            bring_back(self._stage, kept)
        self.leave()
        self.over.emit()

    @Slot()
    def close(self) -> None:
        """Stay in the tour's run; the other one is an earlier run."""
        self.leave()
        self.over.emit()

    def leave(self) -> None:
        """Stop, as the window does that is closed."""
        self.end()
        self._card.hide()
        self._kept = None
        self._stage.network.edits.hold(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window when its size changes."""
        if event.type() == QEvent.Type.Resize and self._card.isVisible():
            self._point()
        return super().eventFilter(watched, event)

    def _obey_card(self) -> None:
        card = self._card
        card.next_requested.connect(self.next)
        card.back_requested.connect(self.back)
        card.skip_requested.connect(self.end)
        card.return_requested.connect(self.return_to_run)
        card.closed.connect(self.close)
        card.more_requested.connect(self.more_requested)
        self._stage.window.installEventFilter(self)

    def _show(self, at: int, setup: Sequence[Directive] = ()) -> None:
        """Show a step: first its words, then its scene as soon as it is set."""
        tour = self._tour
        if tour is None:
            return
        self._at, self._done = at, None
        step = tour.steps[at]
        self._ring.show_around(None)
        self._card.show_step((tour.title, step.title), (at + 1, len(tour.steps)))
        self._scene.begin(tour, (*setup, *step.does))
        self._card.show()
        self._card.raise_()
        self._look()

    @Slot()
    def _look(self) -> None:
        """See whether the scene is set, then whether the user has done the thing."""
        tour, step = self._tour, self.step
        if tour is None or step is None:
            return
        try:
            if not self._scene.is_set and self._scene.go_on():
                self._begin_step(tour, step)
            self._say(tour, step)
            self._point()
        except InputError as error:
            self.end()
            self._stage.network.panels.messages.show_message(str(error), "error")
            return
        if self._done is not None and self._done():
            self._go_on()

    def _go_on(self) -> None:
        """Go to the next step; at the last one there is something left to be seen."""
        self._done = None
        if self._tour is not None and self._at + 1 < len(self._tour.steps):
            self.next()

    def _begin_step(self, tour: Tour, step: TourStep) -> None:
        """Bring into sight what the step points at, and begin to wait."""
        wanted = step.waits_for
        try:
            target = TourTarget(self._stage, step.points_at)
            self._stage.bring_into_sight(target.widget)
            self._done = None if wanted is None else self._still_to_do(wanted)
        except InputError as error:
            line = step.points_at.line if wanted is None else wanted.line
            raise tour.fault(line, str(error)) from error

    def _still_to_do(self, wanted: Directive) -> Condition | None:
        """Return what ends a step; None if it is so already, by Back or by chance.

        Such a step waits for Next, so that nobody is taken past words unread.
        """
        done = condition(self._stage, wanted)
        return None if done() else done

    def _say(self, tour: Tour, step: TourStep) -> None:
        try:
            text = fill_in(step.text, self._numbers())
        except InputError as error:
            raise tour.fault(step.line, str(error)) from error
        self._card.show_text(text, waits=self.waits)

    def _numbers(self) -> ShownNumbers | None:
        """Return what is on the screen; nothing yet while the scene is being set."""
        network = self._stage.network
        if not self._scene.is_set:
            return None
        snapshot, walk = snapshot_in_front(self._stage), network.stepping.stepper.walk
        if snapshot is None:
            return None
        if walk is not None:
            return ShownNumbers(snapshot, walk.trace, walk.position.sample)
        probe = snapshot.lane.probe
        return ShownNumbers(snapshot, None if probe is None else probe.trace)

    def _point(self) -> None:
        """Put the ring around what the step speaks of, and the card clear of it."""
        step, lit = self.step, None
        if step is not None and self._scene.is_set:
            lit = TourTarget(self._stage, step.points_at).rect()
        self._ring.show_around(lit)
        self._card.find_place(lit)
