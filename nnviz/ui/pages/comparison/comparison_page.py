"""The page of a comparison: what feeds it, and what the user asks of it."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QSettings, Slot

from nnviz.live.snapshot import ComparisonWish, RunStart, Snapshot
from nnviz.session.comparison.choice import ComparisonChoice
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.fairness import fairness
from nnviz.session.settings.data_names import data_name
from nnviz.ui.comparison.seeds_bar import MOST_SEEDS
from nnviz.ui.controls.counters import RunStatus
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.controls.remembered import RememberedFunctions
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.pages.comparison.comparison_presenter import ComparisonPresenter
from nnviz.ui.pages.comparison.comparison_stepping import ComparisonStepping
from nnviz.ui.pages.comparison.comparison_study import ComparisonStudy
from nnviz.ui.pages.comparison.comparison_views import ComparisonViews
from nnviz.ui.pages.comparison.last_comparison import (
    ChoiceTrail,
    LastComparison,
    possible_choice,
)
from nnviz.ui.pages.page import Page
from nnviz.ui.threads.comparison_controller import ComparisonController
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.session_view import part_of
from nnviz.views.words.change_words import UNCHANGED, changed_settings

Seeds = Annotated[int, msgspec.Meta(ge=1, le=MOST_SEEDS)]


class ComparisonPage(Page):
    """Compares networks that differ in one setting, on the experiment's data.

    Parameters
    ----------
    run
        The run of the experiment: its settings and data are what contenders share.
    functions
        The user's own activation functions.

    Attributes
    ----------
    controller, views, presenter, stepping, study
        The comparison, and the parts of its page.
    """

    def __init__(
        self,
        run: RunController,
        messages: MessageBar,
        functions: RememberedFunctions,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__()
        self._run, self._messages = run, messages
        self._own, self._plays_on, self._seeds_wanted = False, False, 0
        self.bar: RunBar = _bar()
        self.controller = ComparisonController(self)
        self.views = ComparisonViews()
        self.presenter = ComparisonPresenter(self.controller, self.views)
        self.stepping = ComparisonStepping(self.controller, self.views, self.bar)
        self.study = ComparisonStudy(self.views, messages)
        self.trail: ChoiceTrail = ChoiceTrail(self.views.chooser)
        column_of(self.views, within=self)
        self._connect()
        self._show_base()
        LastComparison(self.views.chooser, self.controller, functions, settings)

    def play_or_pause(self) -> None:
        """Train or pause; where nothing is compared yet, begin with what is chosen."""
        if not self.controller.is_there:
            self._plays_on = self.views.chooser.can_start
            self.begin_offered()
        else:
            self.stepping.player.play_or_pause()

    def pause(self) -> None:
        self.stepping.player.pause()

    def step(self, direction: int, size: str = "") -> None:
        self.stepping.step(direction, size)

    def go_to(self, iteration: int) -> None:
        self.stepping.go_to(iteration)

    def step_sample(self, rows: int) -> None:
        self.presenter.step_sample(rows)

    def reset(self) -> None:
        self.controller.reset()

    @Slot()
    def new_weights(self) -> None:
        start = self.controller.started
        if start is not None:
            base = start.wish.base
            self._again(base=base.changed(seed=base.seed + 1))

    def view(self) -> Mapping[str, Any]:
        chooser = self.views.chooser
        choice = msgspec.to_builtins(chooser.choice)
        return {"choice": choice, "seeds": chooser.seeds.number}

    def show_view(self, view: Mapping[str, Any]) -> None:
        chooser, seeds = self.views.chooser, part_of(view, "seeds", Seeds)
        if seeds is not None:
            chooser.seeds.show_number(seeds)
        found = part_of(view, "choice", ComparisonChoice)
        choice = None if found is None else possible_choice(found)
        if choice is not None:
            chooser.show_choice(choice)

    def end(self) -> None:
        self.study.end()
        self.controller.close()

    def vary(self, setting: str) -> None:
        """Compare the values that are suggested for a setting."""
        chooser = self.views.chooser
        chooser.turn_to(setting)
        self.begin_offered()

    @Slot()
    def begin_offered(self) -> None:
        """Compare what is chosen, if that can be compared."""
        if self.views.chooser.can_start:
            self._begin_chosen(self.views.chooser.choice)

    def compare(self, *variations: Variation) -> None:
        """Compare with the settings and the data of the experiment."""
        self._messages.clear()
        self.study.forget()
        # Mistakes made on purpose are no part of what is compared.
        base = self._run.config.changed(mistakes=())
        start = self._run.started
        dataset = None if start is None else start.dataset
        self._say_preparing()
        wish = ComparisonWish(base, variations, self._own)
        self.controller.compare(wish, dataset)

    def begin_each_with_its_own(self, own: bool) -> None:
        """Begin each with its recommended initialiser, or all with the same weights."""
        self._own = own
        start = self.controller.started
        if start is not None and start.wish.own_initializers != own:
            self._again(own_initializers=own)

    def ask_for_seeds(self) -> None:
        """Go to the field for the number of seeds."""
        self.views.chooser.seeds.setFocus()

    def save_report(self) -> None:
        """Let the user name a file for the results of several seeds."""
        self.study.save_report(self.presenter.shown, self.presenter.pictures)

    def _connect(self) -> None:
        controller, bar, views = self.controller, self.bar, self.views
        controller.run_started.connect(self._begin)
        controller.frame.connect(self._show_status)
        controller.failed.connect(self._complain)
        bar.reset_requested.connect(controller.reset)
        bar.speed_chosen.connect(controller.set_speed)
        bar.show_speed(self._run.speed)
        controller.set_speed(self._run.speed)
        bar.new_weights_requested.connect(self.new_weights)
        views.start.offer_accepted.connect(self.begin_offered)
        views.chooser.choice_changed.connect(self._show_offer)
        views.costs.moment_requested.connect(controller.show_moment)
        views.chooser.comparison_requested.connect(self._begin_chosen)
        views.chooser.study_requested.connect(self._begin_study)
        self.study.judged.connect(self.presenter.show_seeds)
        self._run.run_started.connect(self._show_base)

    @Slot()
    def _show_base(self) -> None:
        """Offer what is possible with the settings and data of the experiment."""
        start, compared = self._run.started, self.controller.started
        if start is not None:
            self.views.chooser.show_base(start.lane.config, start.dataset)
        if compared is not None:
            # New weights of a comparison are not those of the experiment.
            varied = [variation.setting for variation in compared.wish.variations]
            words = changed_settings(
                compared.wish.base, self._run.config, ("seed", "mistakes", *varied)
            )
            self.views.chooser.show_other_base("" if words == UNCHANGED else words)

    @Slot()
    def _show_offer(self) -> None:
        """Offer what is chosen where there is no comparison yet."""
        chooser, data = self.views.chooser, data_name(self._run.config.dataset)
        words = f"Compare {chooser.offer} on {data}" if chooser.can_start else ""
        self.views.start.show_offer(words)

    @Slot(object)
    def _begin_chosen(self, choice: ComparisonChoice) -> None:
        self._own = choice.own_initializers
        self.compare(Variation(choice.setting, choice.values))

    @Slot(object, int)
    def _begin_study(self, choice: ComparisonChoice, seeds: int) -> None:
        """Repeat the comparison from several seeds; begin it first if need be."""
        vary = (Variation(choice.setting, choice.values),)
        start = self.controller.started
        same = start is not None and (start.wish.variations, self._own) == (
            vary,
            choice.own_initializers,
        )
        if start is not None and same:
            self._repeat(start, seeds)
        else:
            self._seeds_wanted = seeds
            self._begin_chosen(choice)

    def _repeat(self, start: RunStart, seeds: int) -> None:
        """Repeat the comparison from several seeds, and say what each seed shares."""
        varied = [variation.setting for variation in start.wish.variations]
        words = " ".join(fairness(start.contenders, varied))
        self.views.chooser.show_running(_choice_of(start), words)
        self.study.begin(start, self.controller.iteration, seeds)

    def _again(self, **changes: object) -> None:
        start = self.controller.started
        if start is not None:
            wish = replace(start.wish, **changes)
            self._plays_on = self.controller.playing
            self._say_preparing()
            self.study.forget()
            self.controller.compare(wish, start.dataset)

    def _say_preparing(self) -> None:
        """Say why there are no contenders yet, wherever the user looks for them."""
        for show in (self.views.start.show_state, self.views.chooser.show_statement):
            show("Preparing the data and building the networks…")

    @Slot(object)
    def _begin(self, start: RunStart) -> None:
        self.views.start.show_state("")
        words, before = " ".join(start.fairness), self.views.chooser.choice
        self.views.chooser.show_running(_choice_of(start), words)
        self.trail.note(before)
        if self._seeds_wanted:
            seeds, self._seeds_wanted = self._seeds_wanted, 0
            self._repeat(start, seeds)
        if self._plays_on:
            self._plays_on = False
            self.controller.play()

    @Slot(object)
    def _show_status(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            rate = snapshot.iterations_per_second
            self.bar.show_status(
                RunStatus(snapshot.iteration, snapshot.epoch, rate=rate)
            )

    @Slot(str)
    def _complain(self, message: str) -> None:
        self._plays_on, self._seeds_wanted = False, 0
        self.views.start.show_state("")
        self.views.chooser.show_running(None)
        self.views.show_start()
        self._messages.show_message(message, "error")


def _choice_of(start: RunStart) -> ComparisonChoice:
    variation, own = start.wish.variations[0], start.wish.own_initializers
    return ComparisonChoice(variation.setting, variation.values, own)


def _bar() -> RunBar:
    bar = RunBar()
    bar.setObjectName("comparison_bar")
    bar.setAccessibleName("Controls of the comparison")
    bar.leave_out_scores()
    return bar
