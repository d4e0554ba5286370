"""A comparison in the window: its page, its bar, and what they ask for."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.live.comparison_snapshot import (
    ComparisonSnapshot,
    ComparisonStart,
    ComparisonWish,
)
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.fairness import fairness
from nnviz.ui.comparison.chooser import ComparisonChoice
from nnviz.ui.controls.counters import RunStatus
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
from nnviz.ui.pages.comparison.comparison_stepping import ComparisonStepping
from nnviz.ui.pages.comparison.page_feed import PageFeed
from nnviz.ui.pages.comparison.report_saving import ReportSaving
from nnviz.ui.pages.comparison.study_feed import StudyFeed
from nnviz.ui.pages.comparison.verdict_feed import VerdictFeed
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.tokens import Theme
from nnviz.ui.threads.comparison_controller import ComparisonController
from nnviz.ui.threads.run_controller import RunController

USUAL_ACTIVATIONS = ("relu", "tanh", "sigmoid", "step")
"""What is compared unless something else is chosen."""


class ComparisonPresenter(QObject):
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
        self.report = ReportSaving(window, messages)
        self._own, self._plays_on, self._seeds_wanted = False, False, 0
        self.controller = ComparisonController(self)
        self.page = ComparisonPage(appearance.theme)
        self.bar = _bar(appearance.theme)
        self.feed = PageFeed(self.controller, self.page)
        self.stepping = ComparisonStepping(self.controller, self.page, self.bar)
        self.words = VerdictFeed(self.controller, self.page)
        self.study = StudyFeed(self.page, self.words)
        appearance.changed.connect(self._show_theme)
        self._connect()
        self.show_base()

    def _connect(self) -> None:
        controller, bar = self.controller, self.bar
        controller.started.connect(self._begin)
        controller.frame.connect(self._show_standing)
        controller.failed.connect(self._complain)
        bar.reset_requested.connect(controller.reset)
        bar.new_weights_requested.connect(self.new_weights)
        self.page.start.usual_requested.connect(self.begin_usual)
        self.page.costs.moment_requested.connect(controller.show_moment)
        self.page.chooser.comparison_wished.connect(self._begin_chosen)
        self.page.chooser.study_wished.connect(self._begin_study)
        self.study.failed.connect(self._say)
        self._run.run_started.connect(self.show_base)

    @Slot()
    def show_base(self) -> None:
        """Offer what is possible with the settings and data of the experiment."""
        start = self._run.started
        name = Path(self._run.config.dataset).name
        self.page.start.show_offer(name)
        if start is not None:
            self.page.chooser.show_base(start.config, start.dataset)

    @Slot()
    def begin_usual(self) -> None:
        """Compare a few activations that behave differently."""
        self.compare(Variation("activation", USUAL_ACTIVATIONS))

    def vary(self, setting: str) -> None:
        """Compare the values that are suggested for a setting, equal in all else."""
        chooser = self.page.chooser
        chooser.turn_to(setting)
        if chooser.can_start:
            self._begin_chosen(chooser.choice)

    @Slot(object)
    def _begin_chosen(self, choice: ComparisonChoice) -> None:
        self._own = choice.own_initializers
        self.compare(Variation(choice.setting, choice.values))

    @Slot(object, int)
    def _begin_study(self, choice: ComparisonChoice, seeds: int) -> None:
        """Repeat what is compared; first begin it, if it is not there yet."""
        vary = (Variation(choice.setting, choice.values),)
        start = self.controller.start
        same = start is not None and (start.wish.variations, self._own) == (
            vary,
            choice.own_initializers,
        )
        if start is not None and same:
            self._repeat(start, seeds)
        else:
            self._seeds_wanted = seeds
            self._begin_chosen(choice)

    def _repeat(self, start: ComparisonStart, seeds: int) -> None:
        """Do over several seeds what is compared, and say what each seed shares."""
        varied = [variation.setting for variation in start.wish.variations]
        words = " ".join(fairness(start.contenders, varied))
        self.page.chooser.show_statement(words)
        self.study.begin(start, self.controller.iteration, seeds)

    def compare(self, *variations: Variation) -> None:
        """Compare with the settings and the data of the experiment."""
        self._messages.clear()
        self.study.forget()
        # A mistake made on purpose is no part of what is compared.
        base = self._run.config.changed(mistake=None)
        start = self._run.started
        dataset = None if start is None else start.dataset
        self._say_preparing()
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
        """Go to where the number of seeds is chosen."""
        self.page.chooser.seeds.setFocus()

    def save_report(self) -> None:
        """Let the user name a file for what several seeds have come to."""
        self.report.ask(self.study.results)

    def step_sample(self, rows: int) -> None:
        """Go so many samples further."""
        self.feed.step_sample(rows)

    def close(self) -> None:
        """End what is compared, and wait for its thread."""
        self.study.close()
        self.controller.close()

    def _again(self, **changes: object) -> None:
        start = self.controller.start
        if start is not None:
            wish = replace(start.wish, **changes)
            self._plays_on = self.controller.playing
            self._say_preparing()
            self.study.forget()
            self.controller.compare(wish, start.dataset)

    def _say_preparing(self) -> None:
        """Say what keeps the contenders from being there, wherever it is looked for."""
        for show in (self.page.start.show_state, self.page.chooser.show_statement):
            show("Preparing the data and building the networks…")

    @Slot(object)
    def _begin(self, start: ComparisonStart) -> None:
        self.page.start.show_state("")
        variation = start.wish.variations[0]
        own = start.wish.own_initializers
        chooser = self.page.chooser
        chooser.show_choice(ComparisonChoice(variation.setting, variation.values, own))
        chooser.show_statement(" ".join(start.fairness))
        if self._seeds_wanted:
            seeds, self._seeds_wanted = self._seeds_wanted, 0
            self._repeat(start, seeds)
        if self._plays_on:
            self._plays_on = False
            self.controller.play()

    @Slot(object)
    def _show_standing(self, snapshot: ComparisonSnapshot | None) -> None:
        if snapshot is not None:
            rate = snapshot.iterations_per_second
            self.bar.show_standing(
                RunStatus(snapshot.iteration, snapshot.epoch, rate=rate)
            )

    @Slot(str)
    def _complain(self, message: str) -> None:
        self._plays_on, self._seeds_wanted = False, 0
        self.page.start.show_state("")
        self.page.chooser.show_statement("")
        self.page.show_start()
        self._say(message)

    @Slot(str)
    def _say(self, message: str) -> None:
        self._messages.show_message(message, "error")

    @Slot(object)
    def _show_theme(self, theme: Theme) -> None:
        self.page.show_theme(theme)
        self.bar.set_theme(theme)


def _bar(theme: Theme) -> RunBar:
    bar = RunBar()
    bar.setObjectName("comparison_bar")
    bar.setAccessibleName("Controls of the comparison")
    bar.leave_out_scores()
    bar.set_theme(theme)
    return bar
