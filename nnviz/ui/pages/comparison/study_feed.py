"""Several seeds of a comparison on its page: progress, bands, an end to it."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.live.comparison_snapshot import ComparisonStart, ComparisonWish
from nnviz.session.comparison.cost_curve import CostBand
from nnviz.session.comparison.outcome import Outcome
from nnviz.session.comparison.plan import Plan
from nnviz.session.comparison.results import Results
from nnviz.session.comparison.runner import Progress
from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
from nnviz.ui.pages.comparison.verdict_feed import VerdictFeed
from nnviz.ui.threads.study_worker import StudyWorker
from nnviz.ui.threads.worker_pool import WorkerPool


class StudyFeed(QObject):
    """Runs one study at a time, and shows what comes of it as it comes.

    Signals
    -------
    failed
        Why a study could not be done.
    """

    failed = Signal(str)

    def __init__(self, page: ComparisonPage, verdict: VerdictFeed) -> None:
        super().__init__(page)
        self._page, self._verdict = page, verdict
        self._workers: WorkerPool[StudyWorker] = WorkerPool(self)
        self._outcomes: list[Outcome] = []
        self._plan: Plan | None = None
        page.chooser.study_cancelled.connect(self.cancel)

    @property
    def results(self) -> Results | None:
        """What the latest study has come to, or None before its first result."""
        if self._plan is None or not self._outcomes:
            return None
        stopped = len(self._outcomes) < self._plan.runs
        return Results(self._plan, tuple(self._outcomes), stopped)

    def forget(self) -> None:
        """End the study and forget what came of it: something else is compared."""
        self.cancel()
        self._plan, self._outcomes = None, []

    def begin(self, start: ComparisonStart, iterations: int, seeds: int) -> None:
        """Repeat a comparison from so many seeds, for so many iterations.

        Without iterations it goes on for as long as is usual for the data.
        """
        self.cancel()
        base = start.wish.base
        if iterations:
            base = base.changed(iterations=iterations, epochs=None)
        wish: ComparisonWish = replace(start.wish, base=base)
        worker = StudyWorker(wish, seeds)
        worker.progressed.connect(self._take)
        worker.ended.connect(self._end)
        self._outcomes = []
        self._page.chooser.seeds.show_progress(0, seeds * len(start.contenders))
        self._workers.start(worker)

    @Slot()
    def cancel(self) -> None:
        """Give up what is not done yet; what is done stays."""
        self._workers.retire()
        self._page.chooser.seeds.show_idle()

    def close(self) -> None:
        """End the study, and wait for its processes."""
        self._workers.close()

    @Slot(object, object)
    def _take(self, plan: Plan, progress: Progress) -> None:
        if self.sender() is not self._workers.current:
            return
        self._plan = plan
        self._page.chooser.seeds.show_progress(progress.done, progress.total)
        self._outcomes += progress.latest
        if progress.latest:
            self._show_bands(plan.names, {one.contender for one in progress.latest})
            self._verdict.show_seeds(tuple(self._outcomes))

    def _show_bands(self, names: tuple[str, ...], changed: set[str]) -> None:
        for index, name in enumerate(names):
            curves = [one.curve for one in self._outcomes if one.contender == name]
            if name in changed and curves:
                band = CostBand.of(curves)
                where, median, low, high = map(
                    np.asarray, (band.iterations, band.median, band.low, band.high)
                )
                self._page.costs.cost.show_band(index, where, median, (low, high))
        self._page.costs.refresh()

    @Slot(str)
    def _end(self, failure: str) -> None:
        if self.sender() is not self._workers.current:
            return
        self._page.chooser.seeds.show_idle()
        self._workers.retire()
        if failure:
            self.failed.emit(failure)
