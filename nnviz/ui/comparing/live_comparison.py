"""A comparison in the window: its page, its bar, and what they ask for."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.session.comparison.contender import Variation
from nnviz.ui.comparing.comparison_controller import ComparisonController
from nnviz.ui.comparing.comparison_stepping import ComparisonStepping
from nnviz.ui.comparing.page_feed import PageFeed
from nnviz.ui.comparing.snapshot import (
    ComparisonSnapshot,
    ComparisonStart,
    ComparisonWish,
)
from nnviz.ui.comparing.usual_values import USUAL_ACTIVATIONS, usual_values
from nnviz.ui.comparison.page import ComparisonPage
from nnviz.ui.controls.counters import Standing
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.run.run_controller import RunController
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.tokens import Theme


class LiveComparison(QObject):
    """Connects the comparison with its page, its bar and the experiment.

    Attributes
    ----------
    controller, page, bar
        What is connected.
    """

    def __init__(
        self,
        window: QMainWindow,
        run: RunController,
        messages: MessageBar,
        appearance: Appearance,
    ) -> None:
        super().__init__(window)
        self._run, self._messages = run, messages
        self._own, self._plays_on = False, False
        self.controller = ComparisonController(self)
        self.page = ComparisonPage(appearance.theme)
        self.bar = _bar(appearance.theme)
        self.feed = PageFeed(self.controller, self.page)
        self.stepping = ComparisonStepping(self.controller, self.page, self.bar)
        appearance.changed.connect(self._show_theme)
        self._connect()
        self.page.start.show_offer(run.config.dataset)

    def _connect(self) -> None:
        controller, bar = self.controller, self.bar
        controller.started.connect(self._begin)
        controller.frame.connect(self._show_standing)
        controller.failed.connect(self._complain)
        bar.reset_requested.connect(controller.reset)
        bar.new_weights_requested.connect(self.new_weights)
        self.page.start.usual_requested.connect(self.begin_usual)
        self.page.costs.moment_requested.connect(controller.show_moment)

    @Slot()
    def begin_usual(self) -> None:
        """Compare a few activations that behave differently."""
        self.compare(Variation("activation", USUAL_ACTIVATIONS))

    def vary(self, setting: str) -> None:
        """Compare the usual values of a setting, equal in all else."""
        self.compare(Variation(setting, usual_values(setting, self._run)))

    def compare(self, *variations: Variation) -> None:
        """Compare with the settings and the data of the experiment."""
        self._messages.clear()
        # A mistake made on purpose is no part of what is compared.
        base = self._run.config.changed(mistake=None)
        start = self._run.started
        dataset = None if start is None else start.dataset
        self.page.start.show_state("Loading data and building the networks…")
        wish = ComparisonWish(base, variations, self._own)
        self.controller.compare(wish, dataset)

    def begin_each_with_its_own(self, own: bool) -> None:
        """Begin each with its recommended initialiser, or all with the same weights."""
        self._own = own
        start = self.controller.start
        if start is not None and start.wish.own_initializers != own:
            self._again(own_initializers=own)

    @Slot()
    def new_weights(self) -> None:
        """Begin with the initial weights of the next seed."""
        start = self.controller.start
        if start is not None:
            base = start.wish.base
            self._again(base=base.changed(seed=base.seed + 1))

    def play_or_pause(self) -> None:
        """Do the one or the other; where there is nothing yet, begin something."""
        if not self.controller.is_there:
            self._plays_on = True
            self.begin_usual()
        elif self.stepping.playing:
            self.stepping.pause()
        else:
            self.stepping.play()

    def pause(self) -> None:
        """Rest."""
        self.stepping.pause()

    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1): by the size chosen "", "larger", or named."""
        self.stepping.step(direction, size)

    def ask_for_seeds(self) -> None:
        """Offer to do the comparison over several seeds."""

    def save_report(self) -> None:
        """Let the user name a file for a report."""

    def step_sample(self, rows: int) -> None:
        """Go so many samples further."""
        self.feed.step_sample(rows)

    def close(self) -> None:
        """End what is compared, and wait for its thread."""
        self.controller.close()

    def _again(self, **changes: object) -> None:
        start = self.controller.start
        if start is not None:
            wish = replace(start.wish, **changes)
            self._plays_on = self.controller.playing
            self.controller.compare(wish, start.dataset)

    @Slot(object)
    def _begin(self, _start: ComparisonStart) -> None:
        self.page.start.show_state("")
        if self._plays_on:
            self._plays_on = False
            self.controller.play()

    @Slot(object)
    def _show_standing(self, snapshot: ComparisonSnapshot | None) -> None:
        if snapshot is not None:
            rate = snapshot.iterations_per_second
            self.bar.show_standing(
                Standing(snapshot.iteration, snapshot.epoch, rate=rate)
            )

    @Slot(str)
    def _complain(self, message: str) -> None:
        self.page.start.show_state("")
        self.page.show_start()
        self._messages.show_message(message, "error")

    @Slot(object)
    def _show_theme(self, theme: Theme) -> None:
        self.page.show_theme(theme)
        self.bar.set_theme(theme)


def _bar(theme: Theme) -> RunBar:
    bar = RunBar()
    bar.setObjectName("comparison_bar")
    bar.setAccessibleName("Controls of the comparison")
    bar.set_theme(theme)
    return bar
