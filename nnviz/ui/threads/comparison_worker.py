"""The thread that trains all contenders: nobody else writes their arrays."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.live.comparison_snapshot import ComparisonWish, comparison_start
from nnviz.live.first_difference_desk import Asked
from nnviz.live.interrupted import Interrupted
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.command_thread import CommandThread


class ComparisonWorker(CommandThread[Asked]):
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

    def __init__(
        self,
        run: int,
        wish: ComparisonWish,
        dataset: Dataset | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__("comparison", run, parent)
        self._wish, self._dataset = wish, dataset
        self._look_up: Callable[[], None] = lambda: None

    def work(self) -> None:
        """Compare; this is what the thread is for."""
        from nnviz.live.comparison_loop import ComparisonLoop
        from nnviz.session.comparison.comparison import Comparison
        from nnviz.session.comparison.contender import contenders_of

        wish, dataset = self._wish, self._dataset
        dataset = load_data(wish.base) if dataset is None else dataset
        contenders = contenders_of(
            wish.base,
            dataset,
            wish.variations,
            own_initializers=wish.own_initializers,
        )
        comparison = Comparison(contenders, dataset, trainer=self._trainer)
        start = comparison_start(self.number, wish, comparison, dataset)
        loop = ComparisonLoop(self.number, comparison, self)
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
        return InterruptibleTrainer(config, dataset, lambda: self._look_up(), prepared)
