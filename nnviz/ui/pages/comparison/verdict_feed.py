"""From the comparison, or from several seeds of it, to the verdict and the parting."""

from PySide6.QtCore import QObject, Slot

from nnviz.core.errors import InputError
from nnviz.live.comparison_snapshot import ComparisonSnapshot, ComparisonStart
from nnviz.live.first_difference_desk import FindFirstDifference, FirstDifferenceAnswer
from nnviz.session.comparison.outcome import Outcome, summarise
from nnviz.session.comparison.verdict import verdict
from nnviz.ui.comparison.first_difference_panel import FirstDifferenceWish
from nnviz.ui.comparison.verdict_text import VerdictTable
from nnviz.ui.pages.comparison.comparison_page import VERDICT, ComparisonPage
from nnviz.ui.pages.comparison.outcomes import Outcomes
from nnviz.ui.threads.comparison_controller import ComparisonController

_SELDOM = 40
"""Frames between two verdicts while training goes on."""


class VerdictFeed(QObject):
    """Words what was measured, where that is seen."""

    def __init__(self, controller: ComparisonController, page: ComparisonPage) -> None:
        super().__init__(page)
        self._controller, self._page = controller, page
        self._outcomes: Outcomes | None = None
        self._snapshot: ComparisonSnapshot | None = None
        self._of_seeds: tuple[Outcome, ...] = ()
        self._frames, self._due = 0, False
        controller.started.connect(self._begin)
        controller.frame.connect(self._take)
        controller.parted.connect(self._show_parting)
        page.view_changed.connect(self._catch_up)
        page.parting.pair_chosen.connect(self._offer_quantities)
        page.parting.parting_wished.connect(self._find)
        page.parting.parting_cancelled.connect(self._end_search)
        page.parting.moment_requested.connect(controller.show_moment)

    def show_seeds(self, outcomes: tuple[Outcome, ...]) -> None:
        """Judge several seeds from now on; nothing goes back to the one run."""
        self._of_seeds, self._due = outcomes, True
        self._catch_up()

    @Slot(object)
    def _begin(self, start: ComparisonStart) -> None:
        self._snapshot, self._of_seeds = None, ()
        try:
            self._outcomes = Outcomes(start)
        except InputError:
            # Two goals at once are none that iterations could be counted to.
            self._outcomes = None

    @Slot(object)
    def _take(self, snapshot: ComparisonSnapshot | None) -> None:
        self._frames += 1
        if snapshot is not None and self._outcomes is not None:
            self._outcomes.take(snapshot)
            self._snapshot, self._due = snapshot, True
        resting = self._snapshot is not None and self._snapshot.at_rest
        if resting or self._frames % _SELDOM == 0:
            self._catch_up()

    @Slot()
    def _catch_up(self) -> None:
        """Say what was measured, if it is looked at and new."""
        if not self._due or self._page.view != VERDICT or self._snapshot is None:
            return
        start, outcomes = self._controller.start, self._outcomes
        if start is None or outcomes is None:
            return
        self._due = False
        moment = self._snapshot.moment
        done = self._of_seeds or outcomes.outcomes(moment)
        found = verdict(
            summarise([contender.name for contender in start.contenders], done),
            target=outcomes.target.words,
            varied=[variation.setting for variation in start.wish.variations],
        )
        headings = found.table.headings[1:]
        rows = tuple((row[0], row[1:]) for row in found.table.rows)
        self._page.verdict.show_verdict(found.sentences, VerdictTable(headings, rows))
        self._page.verdict.show_notes(outcomes.notes(moment))

    @Slot(int, int)
    def _offer_quantities(self, one: int, other: int) -> None:
        start = self._controller.start
        if start is not None:
            self._page.parting.show_quantities(start.common_quantities(one, other))

    @Slot(object)
    def _find(self, wish: FirstDifferenceWish) -> None:
        self._page.parting.show_searching("from the start…")
        pair = wish.first, wish.second
        self._controller.find_parting(
            FindFirstDifference(pair, wish.tolerance, wish.quantity)
        )

    @Slot()
    def _end_search(self) -> None:
        self._controller.find_parting(FindFirstDifference())

    @Slot(object)
    def _show_parting(self, answer: FirstDifferenceAnswer) -> None:
        if answer.finished:
            self._page.parting.show_answer(
                answer.words, answer.iteration, fault=answer.fault
            )
        else:
            self._page.parting.show_searching(answer.words)
