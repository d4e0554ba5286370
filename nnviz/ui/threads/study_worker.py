"""Several seeds of a comparison, done by other processes while the window lives."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnviz.live.snapshot import ComparisonWish
from nnviz.ui.threads.reporting_thread import ReportingThread

if TYPE_CHECKING:
    from nnviz.session.comparison.seeds.pool import ProcessPool


class StudyWorker(ReportingThread):
    """Waits for the processes, and tells of each result as it comes.

    Parameters
    ----------
    wish
        What is compared; with a limit of iterations or epochs, or a usual one.
    seeds
        How often each contender is trained.
    """

    progressed = Signal(object, object)
    """The Plan, and a Progress."""

    ended = Signal(str)
    """All is done or cancelled; why it failed, or an empty text."""

    def __init__(
        self, wish: ComparisonWish, seeds: int, parent: QObject | None = None
    ) -> None:
        super().__init__("study", parent)
        self._wish, self._seeds = wish, seeds
        self._pool: ProcessPool | None = None

    def wake(self) -> None:
        """Give up what is not done yet."""
        if self._pool is not None:
            self._pool.cancel()

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.ended.emit(message)

    def work(self) -> None:
        """Do all seeds; this is what the thread is for."""
        self._study()
        self.ended.emit("")

    def _study(self) -> None:
        from nnviz.session.comparison.seeds.plan import plan_of
        from nnviz.session.comparison.seeds.pool import ProcessPool, usual_jobs
        from nnviz.session.comparison.seeds.runner import Progress

        wish = self._wish
        plan = plan_of(
            wish.base,
            wish.variations,
            seeds=self._seeds,
            own_initializers=wish.own_initializers,
        )
        self.progressed.emit(plan, Progress(0, plan.runs))
        self._pool = ProcessPool(usual_jobs(len(plan.tasks)))
        if self.isInterruptionRequested():
            return
        for progress in self._pool.run(plan.tasks):
            self.progressed.emit(plan, progress)
