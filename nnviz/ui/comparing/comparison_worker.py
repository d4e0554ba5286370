"""The thread that trains all contenders: nobody else writes their arrays."""

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.session.config import RunConfig
from nnviz.session.setup import load_data
from nnviz.session.trainer import Trainer
from nnviz.ui.comparing.parting_desk import Asked
from nnviz.ui.comparing.snapshot import ComparisonWish, comparison_start
from nnviz.ui.run.attentive_trainer import AttentiveTrainer
from nnviz.ui.run.commands import Wake
from nnviz.ui.run.interrupted import Interrupted

_logger = logging.getLogger(__name__)


class ComparisonWorker(QThread):
    """Builds the contenders and trains them in lock-step, until it is stopped.

    Parameters
    ----------
    run
        The number that everything sent for this comparison carries.
    wish
        What is compared.
    dataset
        The data of the base, without derived inputs, if at hand; otherwise they are
        loaded in the thread.

    Notes
    -----
    The signals come from the thread; connect them to decorated slots of QObjects.
    """

    prepared = Signal(object)
    """The contenders are ready: a ComparisonStart."""

    iterated = Signal(int, object)
    """Run and CostBlock: each iteration exactly once, in order."""

    pictured = Signal(object)
    """The ComparisonSnapshot that was asked for."""

    rested = Signal(int, int)
    """Run and order: what was asked for last is done and told."""

    parted = Signal(int, object)
    """Run and PartingAnswer: how far the search is, or what it has found."""

    failed = Signal(int, str)
    """Run and message: something was raised, and the thread has ended."""

    def __init__(
        self,
        run: int,
        wish: ComparisonWish,
        dataset: Dataset | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"comparison {run}")
        self._run, self._wish, self._dataset = run, wish, dataset
        self._commands: SimpleQueue[Asked] = SimpleQueue()
        self._look_up: Callable[[], None] = lambda: None

    def ask(self, command: Asked) -> None:
        """Hand a command to the thread; obeyed in order, within a few milliseconds."""
        self._commands.put(command)

    def stop(self, milliseconds: int | None = None) -> bool:
        """Ask the thread to end and wait for it, for so long at most.

        Returns whether it has ended.
        """
        self.requestInterruption()
        self.ask(Wake())
        return self.wait() if milliseconds is None else self.wait(milliseconds)

    def run(self) -> None:
        """Compare; this is the body of the thread."""
        try:
            self._compare()
        except Interrupted:
            _logger.debug("comparison %d was interrupted", self._run)
        except InputError as error:
            self.failed.emit(self._run, str(error))
        except Exception as error:
            # Whatever it is, it is reported, and the window lives on.
            _logger.exception("comparison %d failed", self._run)
            self.failed.emit(self._run, f"{type(error).__name__}: {error}")

    def _compare(self) -> None:
        from nnviz.session.comparison.comparison import Comparison
        from nnviz.session.comparison.contender import contenders_of
        from nnviz.ui.comparing.comparison_loop import ComparisonLoop

        wish, dataset = self._wish, self._dataset
        dataset = load_data(wish.base) if dataset is None else dataset
        contenders = contenders_of(
            wish.base,
            dataset,
            wish.variations,
            own_initializers=wish.own_initializers,
        )
        comparison = Comparison(contenders, dataset, trainer=self._trainer)
        start = comparison_start(self._run, wish, comparison, dataset)
        loop = ComparisonLoop(self._run, comparison, self)
        self._look_up = loop.look_up
        self.prepared.emit(start)
        while not self.isInterruptionRequested():
            loop.turn()

    def _trainer(
        self,
        config: RunConfig,
        dataset: Dataset | None = None,
        prepared: PreparedData | None = None,
    ) -> Trainer:
        """Build the run of a contender, unless nobody waits for it any more."""
        if self.interrupted:
            raise Interrupted
        return AttentiveTrainer(config, dataset, lambda: self._look_up(), prepared)

    @property
    def interrupted(self) -> bool:
        """Whether the thread has been asked to end."""
        return self.isInterruptionRequested()

    def next_command(self, seconds: float | None = 0.0) -> Asked | None:
        """Return what is asked next, waiting so long at most; for ever if None."""
        if seconds == 0.0 and self._commands.empty():
            return None
        try:
            return self._commands.get(timeout=seconds)
        except Empty:
            return None
