"""Several seeds of a comparison: progress, bands, and a report of what came of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.files.atomic import write_atomically
from nnviz.files.comparison_report.report_page import Shown, to_html
from nnviz.live.snapshot import ComparisonWish, RunStart
from nnviz.session.comparison.seeds.cost_curve import CostBand
from nnviz.session.comparison.seeds.outcome import Outcome
from nnviz.session.comparison.seeds.plan import Plan
from nnviz.session.comparison.seeds.runner import Progress
from nnviz.session.comparison.verdict.results import Results
from nnviz.ui.comparison.report_pictures import ReportPictures
from nnviz.ui.controls.file_dialogs import report_dialog
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.pages.comparison.comparison_views import ComparisonViews
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.theme.tokens import palette_of
from nnviz.ui.threads.page_worker import PageWorker
from nnviz.ui.threads.study_worker import StudyWorker
from nnviz.ui.threads.worker_pool import WorkerPool


class ComparisonStudy(QObject):
    """Runs one study at a time, shows its results as they arrive, and writes them.

    Signals
    -------
    judged
        The `Outcome` values so far.
    """

    judged = Signal(tuple)

    def __init__(self, views: ComparisonViews, messages: MessageBar) -> None:
        super().__init__(views)
        self._views, self._messages = views, messages
        self._written: Results | None = None
        self._shown: Shown | None = None
        self._pictures: ReportPictures | None = None
        self._workers: WorkerPool[StudyWorker] = WorkerPool(self)
        self.pages: WorkerPool[PageWorker] = WorkerPool(self)
        self._name = ""
        self._outcomes: list[Outcome] = []
        self._plan: Plan | None = None
        views.chooser.study_cancelled.connect(self.cancel)

    @property
    def results(self) -> Results | None:
        """The results of the latest study, or None before the first one."""
        if self._plan is None or not self._outcomes:
            return None
        stopped = len(self._outcomes) < self._plan.runs
        return Results(self._plan, tuple(self._outcomes), stopped)

    def forget(self) -> None:
        """End the study and forget its results: something else is compared."""
        self.cancel()
        self._plan, self._outcomes = None, []

    def begin(self, start: RunStart, iterations: int, seeds: int) -> None:
        """Repeat a comparison from this many seeds, for this many iterations.

        With 0 iterations each run is as long as is usual for the data.
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
        self._views.chooser.seeds.show_progress(0, seeds * len(start.contenders))
        self._workers.start(worker)

    @Slot()
    def cancel(self) -> None:
        """Give up the runs that are not done yet; finished ones stay."""
        self._workers.retire()
        self._views.chooser.seeds.show_idle()

    def end(self) -> None:
        """End the study, and wait for its processes."""
        self._workers.close()
        self.pages.close()

    def save_report(
        self,
        shown: Callable[[], Shown | None],
        pictures: Callable[[QObject], ReportPictures | None],
    ) -> None:
        """Let the user name a file for the report, if there is anything to write.

        ``shown`` and ``pictures`` return what the window says and shows besides the
        results of the seeds; they are drawn while the user thinks.
        """
        self._written = self.results
        if self._written is None:
            self._messages.show_message(
                "A report needs several seeds: choose how many and press “Run all”.",
                "info",
            )
            return
        self._shown = shown()
        if self._pictures is not None:
            self._pictures.deleteLater()
        self._pictures = pictures(self)
        dialog = report_dialog(self._views.window())
        dialog.fileSelected.connect(self.write)
        dialog.show()

    @Slot(str)
    def write(self, name: str) -> None:
        """Write the report that was asked for, and have its networks drawn in it."""
        results = self._written
        if results is None:
            return
        if self._shown is not None and self._pictures is not None:
            self._shown = replace(self._shown, pictures=self._pictures.all())
            self._pictures.deleteLater()
            self._pictures = None
        try:
            write_atomically(Path(name), to_html(results, self._shown).encode())
        except InputError as error:
            self._messages.show_message(str(error), "error")
            return
        self._name = name
        palette = palette_of(current_theme())
        worker = PageWorker(results, self._shown, name, palette)
        worker.ended.connect(self._complete)
        self.pages.start(worker)
        words = f"Saved as {name}. Its networks are being drawn…"
        self._messages.show_message(words, "info", "Leave them out", self._leave_out)

    def _leave_out(self) -> None:
        self.pages.retire()
        self._messages.show_message(f"Saved as {self._name}.", "good")

    @Slot(str)
    def _complete(self, failure: str) -> None:
        if self.sender() is not self.pages.current:
            return
        self.pages.retire()
        said = f"Saved as {self._name}"
        if failure:
            words = f"{said}. Its networks are not drawn: {failure}"
            self._messages.show_message(words, "error")
        else:
            self._messages.show_message(f"{said}.", "good")

    @Slot(object, object)
    def _take(self, plan: Plan, progress: Progress) -> None:
        if self.sender() is not self._workers.current:
            return
        self._plan = plan
        self._views.chooser.seeds.show_progress(progress.done, progress.total)
        self._outcomes += progress.latest
        if progress.latest:
            self._show_bands(plan.names, {one.contender for one in progress.latest})
            self.judged.emit(tuple(self._outcomes))

    def _show_bands(self, names: tuple[str, ...], changed: set[str]) -> None:
        for index, name in enumerate(names):
            curves = [one.curve for one in self._outcomes if one.contender == name]
            if name in changed and curves:
                band = CostBand.of(curves)
                where, median, low, high = map(
                    np.asarray, (band.iterations, band.median, band.low, band.high)
                )
                self._views.costs.cost.show_band(index, where, median, (low, high))
        self._views.costs.refresh()

    @Slot(str)
    def _end(self, failure: str) -> None:
        if self.sender() is not self._workers.current:
            return
        self._views.chooser.seeds.show_idle()
        self._workers.retire()
        if failure:
            self._messages.show_message(failure, "error")
