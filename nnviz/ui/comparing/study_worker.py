"""Several seeds of a comparison, done by other processes while the window lives."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.errors import InputError
from nnviz.ui.comparing.snapshot import ComparisonWish

if TYPE_CHECKING:
    from nnviz.session.comparison.pool import ProcessPool

_logger = logging.getLogger(__name__)


class StudyWorker(QThread):
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
        super().__init__(parent)
        self.setObjectName("study")
        self._wish, self._seeds = wish, seeds
        self._pool: ProcessPool | None = None

    def stop(self, milliseconds: int | None = None) -> bool:
        """Give up what is not done yet, and wait for so long at most.

        Returns whether the thread has ended.
        """
        self.requestInterruption()
        if self._pool is not None:
            self._pool.cancel()
        return self.wait() if milliseconds is None else self.wait(milliseconds)

    def run(self) -> None:
        """Do all seeds; this is the body of the thread."""
        try:
            self._study()
        except InputError as error:
            self.ended.emit(str(error))
        except Exception as error:
            # Whatever it is, it is reported, and the window lives on.
            _logger.exception("the study failed")
            self.ended.emit(f"{type(error).__name__}: {error}")
        else:
            self.ended.emit("")

    def _study(self) -> None:
        from nnviz.session.comparison.plan import plan_of
        from nnviz.session.comparison.pool import ProcessPool, usual_jobs
        from nnviz.session.comparison.runner import Progress

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
